#!/bin/sh
# Answers of every command that reads, in every format: they are there, they are well formed, and they do not change.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

ok 'a sandbox is made' make_sandbox 6
[ -f "$BALLAST_BOOK" ] || { finish; exit 1; }

starts() {
	exits 0 && [ -s "$folder/out" ] && [ ! -s "$folder/err" ]
}

has_no_colour() {
	! LC_ALL=C grep -q "$(printf '\033')" "$folder/out"
}

holds_json() {
	if has_python; then
		is_json "$folder/out"
	else
		[ "$(head -c 1 "$folder/out")" = '{' ]
	fi
}

# A line that repeats: the same arguments give the same bytes.
repeats() {
	cp "$folder/out" "$folder/first"
	run "$@"
	cmp -s "$folder/out" "$folder/first"
}

for command in clients 'show C0001' 'profile C0001' 'profile --questionnaire' 'recommend C0001' 'mandate C0001' \
	'rebalance C0002 --dry-run' approvals alerts oversight market 'market 510300' 'journal list' \
	'report weekly --dry-run' version; do
	for format in text json csv markdown html; do
		# shellcheck disable=SC2086 # a command and its arguments
		run $command --format $format
		ok "$command answers in $format" starts
		ok "$command in $format has no colour in a pipe" has_no_colour
		# shellcheck disable=SC2086
		ok "$command in $format gives the same bytes again" repeats $command --format $format
		[ $format != json ] || ok "$command is JSON" holds_json
	done
done

run clients --format json
if has_python; then
	ok 'a document names its schema' json 'answer["schema"] == "ballast.clients/1"'
	ok 'a document names its day' json 'answer["as_of"] == "2026-11-20"'
	ok 'a sandbox is marked' json '"SANDBOX" in answer["banner"]'
fi
cp "$folder/out" "$folder/first"
same_bytes() {
	cmp -s "$folder/out" "$folder/first"
}
for zone in Asia/Shanghai America/New_York Pacific/Kiritimati; do
	TZ=$zone "$program" clients --format json --as-of $today >"$folder/out" 2>"$folder/err"
	code=$?
	ok "the zone $zone changes nothing" same_bytes
done
COLUMNS=47 "$program" clients --format json --as-of $today >"$folder/out" 2>"$folder/err"
ok 'the width of a terminal elsewhere changes nothing' same_bytes

run clients --lang zh_CN
ok 'text speaks Chinese' shows '客户'
run clients --format csv --lang zh_CN
cp "$folder/out" "$folder/first"
run clients --format csv
ok 'columns of CSV are the same in every language' test "$(head -n 1 "$folder/out")" = "$(head -n 1 "$folder/first")"
LC_ALL=zh_CN.UTF-8 "$program" clients --as-of $today >"$folder/out" 2>"$folder/err"
ok 'the locale of the environment chooses the language' shows '客户'
LANGUAGE=zh_CN:en LC_ALL=C.UTF-8 "$program" clients --as-of $today >"$folder/out" 2>"$folder/err"
ok 'LANGUAGE goes before the locale' shows '客户'
LANGUAGE=zh_CN LC_ALL=C "$program" clients --as-of $today >"$folder/out" 2>"$folder/err"
ok 'and not over the plain one' shows 'class'

# Where writing fails.
if [ -w /dev/full ]; then
	"$program" clients --as-of $today >/dev/full 2>"$folder/err"
	code=$?
	: >"$folder/out"
	ok 'a full disk is told' is_refusal 1 'standard output' "$(book_state)"
else
	skip 'a full disk is told' 'there is no /dev/full'
fi
mkfifo "$folder/pipe"
"$program" clients --as-of $today >"$folder/pipe" 2>"$folder/err" &
: <"$folder/pipe"
wait $!
code=$?
ok 'a reader that leaves is no crash' test "$code" -le 1

# The same sandbox twice.
run clients --format csv
cp "$folder/out" "$folder/first"
mv "$BALLAST_BOOK" "$folder/other.db"
ok 'another sandbox is made' make_sandbox 6
run clients --format csv
ok 'the same seed and day give the same book' same_bytes
finish
