#!/bin/sh
# The book is looked after: its journal proves itself, its copies come back.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

make_book || { echo 'Bail out! no book could be made'; exit 99; }

run journal verify
ok 'the journal is sound' exits 0
run journal verify --format json
head=$(sed -n -e 's/.*"head": "\([0-9]*:[0-9a-f]*\)".*/\1/p' "$folder/out")
run journal verify --expect "${head:-none}"
ok 'the journal ends where it said' exits 0
run journal export WANG
ok 'the evidence for a client comes out' grep -q PROFILE "$folder/out"
run check
ok 'the book is sound' exits 0

run backup "$folder/copy.db"
ok 'a copy is made' exits 0
refused 'a copy overwrites nothing' 4 'copy.db' backup "$folder/copy.db"
run export holdings
cp "$folder/out" "$folder/before.csv"
run mandate WANG --bands 3 --by 'Zhao Min'
ok 'the book changes after the copy' exits 0
run restore "$folder/copy.db"
ok 'the copy is put back' exits 0
run export holdings
ok 'holdings are as they were' cmp -s "$folder/out" "$folder/before.csv"
run mandate WANG --format json
ok 'the change after the copy is gone' shows '"version": null'
printf 'no book' >"$folder/noise.db"
refused 'what is no copy is not put back' 6 'noise.db' restore "$folder/noise.db"

# Copies that make themselves.
run backup --list --format json
ok 'the list has the book that was replaced' shows '"reason": "restore"'
run backup
ok 'a copy is made without naming a file' exits 0
copies() {
	find "$BALLAST_BOOK.backups" -name '*.db' | wc -l
}
ok 'it stands beside the book, named by day and reason' test -f "$BALLAST_BOOK.backups/$today-2-asked.db"
ok 'folder and copies are for their owner alone' test "$(stat -c %a "$BALLAST_BOOK.backups")" = 700 -a \
	"$(find "$BALLAST_BOOK.backups" -type f ! -perm 600 | wc -l)" = 0
run backup --list
ok 'the list says why each stays' shows 'one of the newest'
run rebalance --all --dry-run
ok 'a dry run makes no copy' test "$(copies)" = 2
run rebalance --all
ok 'what is done to every client is preceded by a copy' test -f "$BALLAST_BOOK.backups/$today-3-everyone.db"
mkdir -p "$HOME/.config/ballast"
printf 'backups = no\n' >"$HOME/.config/ballast/ballast.conf"
run rebalance --all
ok 'unless that is switched off' test "$(copies)" = 3
printf 'backups_last = 1\nbackups_daily = 0\nbackups_weekly = 0\nbackups_monthly = 0\n' >"$HOME/.config/ballast/ballast.conf"
run backup
ok 'the settings say how many stay' test "$(copies)" = 1
rm "$HOME/.config/ballast/ballast.conf"
refused 'a list stands alone' 2 '--list' backup --list "$folder/x"
mv "$BALLAST_BOOK.backups" "$folder/aside"
: >"$BALLAST_BOOK.backups"
refused 'without its copy a severe action does not begin' 4 'nothing was begun' rebalance --all
rm "$BALLAST_BOOK.backups"
mv "$folder/aside" "$BALLAST_BOOK.backups"

# Sealed copies.
(umask 077 && echo 'four words are enough' >"$folder/secret" && echo 'four words are wrong' >"$folder/wrong")
run backup --sealed "$folder/sealed" --passphrase-file "$folder/secret"
ok 'a sealed copy is made' exits 0
ok 'nothing of the book can be read in it' test "$(grep -c -e WANG -e SQLite "$folder/sealed")" = 0
ok 'nothing unsealed is left' test ! -e "$BALLAST_BOOK.backups/unsealed.partial"
refused 'a sealed copy needs a file' 2 '--sealed' backup --sealed --passphrase-file "$folder/secret"
refused 'a passphrase is of no use for a plain copy' 2 '--sealed' backup "$folder/x" --passphrase-file "$folder/secret"
refused 'a passphrase has one source' 2 'contradict' backup --sealed "$folder/x" --passphrase-file "$folder/secret" --passphrase-fd 3
refused 'a passphrase file there is not' 1 'nowhere' backup --sealed "$folder/x" --passphrase-file "$folder/nowhere"
chmod 644 "$folder/wrong"
refused 'a passphrase file others can read' 4 'wrong' restore "$folder/sealed" --passphrase-file "$folder/wrong"
chmod 600 "$folder/wrong"
echo short >"$folder/short" && chmod 600 "$folder/short"
refused 'a passphrase that is too short' 4 'at least 8' backup --sealed "$folder/x" --passphrase-file "$folder/short"
: >"$folder/short"
refused 'a passphrase that is empty' 4 'no passphrase' backup --sealed "$folder/x" --passphrase-file "$folder/short"
refused 'a descriptor that is not open' 4 'descriptor' restore "$folder/sealed" --passphrase-fd 77
refused 'a wrong passphrase' 4 'does not open' restore "$folder/sealed" --passphrase-file "$folder/wrong"
if command -v setsid >/dev/null; then
	before=$(book_state)
	setsid "$program" restore "$folder/sealed" >"$folder/out" 2>"$folder/err" </dev/null
	code=$?
	ok 'without a terminal nobody is asked' is_refusal 4 '--passphrase-file' "$before"
else
	skip 'without a terminal nobody is asked' 'setsid is not installed'
fi
head -c 20000 "$folder/sealed" >"$folder/cut"
refused 'a sealed copy that was cut' 6 'cut short' restore "$folder/cut" --passphrase-file "$folder/secret"
cp "$folder/sealed" "$folder/changed"
printf x | dd of="$folder/changed" bs=1 seek=70000 conv=notrunc 2>/dev/null
refused 'a sealed copy that was changed' 6 'was changed' restore "$folder/changed" --passphrase-file "$folder/secret"
printf x | dd of="$folder/changed" bs=1 seek=41 conv=notrunc 2>/dev/null
refused 'a sealed copy whose head is damaged' 6 'head' restore "$folder/changed" --passphrase-file "$folder/secret"
run mandate WANG --bands 4 --by 'Zhao Min'
"$program" --as-of "$today" restore "$folder/sealed" --passphrase-fd 3 3<"$folder/secret" >"$folder/out" 2>"$folder/err"
code=$?
ok 'it comes back with its passphrase' exits 0
run mandate WANG --format json
ok 'and the book is as it was' shows '"version": null'
if has_python; then
	python3 - "$program" "$BALLAST_BOOK" "$folder/typed" "$folder/out" <<'EOF'
import os, pty, sys, time
program, book, target, seen = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execv(program, [program, "--book", book, "backup", "--sealed", target])
shown = b""
for prompt, answer in ((b"New passphrase: ", b"typed in four wordx\x7fs\r"), (b"Once more: ", b"typed in four words\r")):
    while prompt not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, answer)
try:
    while True:
        more = os.read(terminal, 1000)
        if not more:
            break
        shown += more
except OSError:
    pass
open(seen, "wb").write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
EOF
	code=$?
	ok 'a passphrase is typed twice' exits 0
	ok 'and never shown' test "$(grep -c typed "$folder/out")" -le 1 -a "$(grep -c wor "$folder/out")" = 0
	echo 'typed in four words' >"$folder/secret"
	run restore "$folder/typed" --passphrase-file "$folder/secret"
	ok 'what was typed opens it' exits 0
else
	skip 'a passphrase is typed twice' 'python3 is not installed'
fi

# A damaged book: what is wrong, which copy, what to type.
run backup
newest=$(find "$BALLAST_BOOK.backups" -name "*-asked.db" | sort | tail -n 1)
cp "$BALLAST_BOOK" "$folder/whole.db"
cp "$newest" "$folder/newest.db"
recover() {
	command=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["recovery"]["command"])' "$folder/out") &&
		PATH=$(dirname "$program"):$PATH sh -c "$command" >/dev/null 2>"$folder/err" && run check && exits 0
}
# damaged KIND: the book is what was made of it; check names the kind, exits 6 and leads back.
damaged() {
	[ -e "$BALLAST_BOOK" ] && chmod 600 "$BALLAST_BOOK"
	run check --format json
	ok "$1: check says so" test "$code" = "${2:-6}"
	ok "$1: it is named" shows "\"kind\": \"$1\""
	ok "$1: in a sentence on standard error" test -s "$folder/err"
	run check --lang zh_CN
	ok "$1: in Chinese too" test "$code" = "${2:-6}"
	if has_python; then
		run check --format json
		ok "$1: what it says to type brings the book back" recover
	else
		skip "$1: what it says to type brings the book back" 'python3 is not installed'
	fi
	cp "$folder/whole.db" "$BALLAST_BOOK"
}
head -c 50000 "$folder/whole.db" >"$BALLAST_BOOK"
damaged cut
head -c 200000 /dev/zero >"$BALLAST_BOOK"
damaged zeroed
: >"$BALLAST_BOOK"
damaged empty
printf '%05000d' 7 >"$BALLAST_BOOK"
damaged head-lost
rm "$BALLAST_BOOK"
damaged absent
dd if=/dev/zero of="$BALLAST_BOOK" bs=4096 seek=6 count=10 conv=notrunc 2>/dev/null
run check --format json
damaged damaged "$code"
# The newest copy is damaged as well: the one before it is named.
head -c 30000 "$folder/newest.db" >"$newest"
head -c 50000 "$folder/whole.db" >"$BALLAST_BOOK"
run check --format json
ok 'a damaged copy is passed over' test "$(grep -c -F "$newest" "$folder/out")" = 0 -a "$code" = 6
ok 'and counted' shows '"damaged_copies": '
rm -r "$BALLAST_BOOK.backups"
# the prices' first page: hitting the list of tables would leave nothing to save
page=$(sqlite3 "$folder/whole.db" "SELECT rootpage FROM sqlite_schema WHERE name = 'price'" 2>/dev/null || echo 20)
printf '%04096d' 7 | dd of="$folder/whole.db" bs=4096 seek="$((page - 1))" conv=notrunc 2>/dev/null
cp "$folder/whole.db" "$BALLAST_BOOK"
run check --format json
ok 'without a copy the way to save the rest is named' shows '.dump'
if has_python && command -v sqlite3 >/dev/null; then
	command=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["recovery"]["command"])' "$folder/out")
	(umask 077 && sh -c "$command") >/dev/null 2>&1
	run clients --book "$BALLAST_BOOK.recovered"
	ok 'what is saved so is a book that opens' shows WANG
else
	skip 'what is saved so is a book that opens' 'python3 or sqlite3 is not installed'
fi
rm "$BALLAST_BOOK"
refused 'a book that was never there has no damage' 6 'no book' check
cp "$folder/newest.db" "$BALLAST_BOOK"

mkdir -p "$HOME/.config/ballast/feeds.d"
cat >"$HOME/.config/ballast/feeds.d/own.conf" <<EOF
feed 'own' { url = 'file://$folder/{symbol}.csv' format = csv field.date = {'date'} field.close = {'close'} }
EOF
printf 'date,close\n2026-11-19,3.25\n' >"$folder/FUND.csv"
refused 'a recording needs a file' 2 '--output' feeds record own FUND
run feeds record own FUND --output "$folder/fund.json"
ok 'an answer is recorded' exits 0
ok 'a recording is for its owner alone' test "$(stat -c %a "$folder/fund.json")" = 600
rm "$folder/FUND.csv"
BALLAST_BOOK=$folder/nothing.db run feeds replay "$folder/fund.json"
ok 'a recording is read again without folder and book' shows 3.25
refused 'what is no recording is not read' 4 'noise.db: it is no recording of a feed' feeds replay "$folder/noise.db"
printf '{"ok":true,"result":{"rows":[{"day":"20261105","closing_price":"3.2"},{"day":"20261106","closing_price":3.25}]}}' \
	>"$folder/sample.json"
run feeds new --from "$folder/sample.json"
ok 'a declaration is proposed from a sample' shows "rows = {'/result/rows'}"
ok 'a proposal knows the form of the dates' shows "date.format = '%Y%m%d'"
cp "$folder/out" "$HOME/.config/ballast/feeds.d/new.conf"
run feeds check "$HOME/.config/ballast/feeds.d/new.conf"
ok 'what is proposed is a sound declaration' exits 0
printf 'Kurse;London\n\nDatum;Name;Schlusskurs\n02.11.2026;A;2.420,50\n03.11.2026;A;2.421,50\n' >"$folder/sample.csv"
run feeds new --from "$folder/sample.csv"
ok 'lines about a table are left out of it' shows 'csv.skip = 2'
ok 'the marks of its numbers are found' shows "decimal_mark = ','"
printf '{"meta":{"ccy":"CNY"},"series":{"t":[1793548800000,1793635200000],"c":[10.0,10.1],"v":[1,2]}}' >"$folder/sample.json"
run feeds new --from "$folder/sample.json"
ok 'lists side by side are found' shows 'layout = columns'
printf '<?xml version="1.0"?>\n<quotes total="2"><list><q d="2026-11-02" px="50"/><q d="2026-11-03" px="50.1"/></list></quotes>' \
	>"$folder/sample.xml"
run feeds new --from "$folder/sample.xml"
ok 'so are elements' shows "field.close = {'@px'}"
cp "$folder/out" "$HOME/.config/ballast/feeds.d/new.conf"
run feeds check "$HOME/.config/ballast/feeds.d/new.conf"
ok 'and it can be declared so' exits 0
refused 'what cannot be declared is not proposed' 4 'noise.db' feeds new --from "$folder/noise.db"
# An instrument without a price: nothing is known of it, and that is said.
printf 'symbol,name,currency,asset_class,risk_level\nUNPRICED,Never traded,CNY,bond,R2\n' >"$folder/unpriced.csv"
run import instruments "$folder/unpriced.csv"
run prices quality --format json
ok 'an instrument without a price has no score and the reason' shows '"symbol": "UNPRICED", "score": null, "score_reason": "no price"'
ok 'what an instrument without a price lacks is told' shows '"finding": "no-price", "sentence": "UNPRICED has no price of five years'
run --lang zh_CN prices quality
ok 'in Chinese too' shows 'UNPRICED 五年来没有价格'
# In a folder of somebody else: whoever is not root, or nobody.
if [ "$(id -u)" -ne 0 ]; then
	"$program" --book /ballast-test.book init >"$folder/out" 2>"$folder/err"
	code=$?
	ok 'a folder that may not be written is named, with what to do' says 'the folder "/" may not be written by you; keep the book in'
elif command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups test -x "$program"; then
	HOME=/ setpriv --reuid=65534 --clear-groups "$program" --book /ballast-test.book init >"$folder/out" 2>"$folder/err"
	code=$?
	ok 'a folder that may not be written is named, with what to do' says 'the folder "/" may not be written by you; keep the book in'
else
	skip 'a folder that may not be written is named, with what to do' 'nobody cannot run the program'
fi
finish
