# shellcheck shell=sh
# Runs the program and judges what it did; sourced by tests/cli/*.sh.
#
# A test has a home, a book and a clock of its own; nothing of the user's environment reaches the program. Every case is
# one TAP line; finish prints the plan.
set -u
program=${BALLAST_PROGRAM:?is set by make check}
if [ ! -x "$program" ]; then
	echo "Bail out! there is no program $program"
	exit 99
fi
source=${abs_top_srcdir:?is set by make check}
fixtures=$source/tests/fixtures
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
chmod 700 "$folder"

HOME=$folder/home
mkdir "$HOME"
BALLAST_BOOK=$folder/book.db
USER=maker
TERM=xterm
export HOME BALLAST_BOOK USER TERM
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME NO_COLOR LANGUAGE LC_MESSAGES LANG COLUMNS

today=2026-11-20
number=0
code=0

# run ARGUMENT…: standard output in $folder/out, standard error in $folder/err, exit code in $code.
run() {
	"$program" --as-of "$today" "$@" >"$folder/out" 2>"$folder/err" </dev/null
	code=$?
}

# ok SENTENCE COMMAND…: holds when the command does; what the last run left is shown when it does not.
ok() {
	sentence=$1
	shift
	number=$((number + 1))
	if "$@"; then
		echo "ok $number - $sentence"
		return
	fi
	echo "not ok $number - $sentence"
	echo "# failed: $*; exit code $code"
	head -n 12 "$folder/err" | sed -e 's/^/# stderr: /'
	head -n 12 "$folder/out" | sed -e 's/^/# stdout: /'
}

skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

finish() {
	echo "1..$number"
}

exits() {
	[ "$code" -eq "$1" ]
}

# says WORDS: standard error holds them; shows WORDS: standard output does.
says() {
	grep -qF -e "$1" "$folder/err"
}

shows() {
	grep -qF -e "$1" "$folder/out"
}

is_silent() {
	[ ! -s "$folder/out" ]
}

# book_state: a sum over the book, or a word when there is none.
book_state() {
	if [ -f "$BALLAST_BOOK" ]; then
		sha256sum <"$BALLAST_BOOK"
	else
		echo none
	fi
}

# is_refusal CODE WORDS BEFORE: the exit code, a sentence that names the offender, nothing on standard output, the book
# as it was, no control character on the screen, no word of a crash.
is_refusal() {
	[ "$code" -eq "$1" ] && says "$2" && is_silent && [ "$(book_state)" = "$3" ] &&
		! LC_ALL=C grep -q '[[:cntrl:]]' "$folder/err" && ! grep -qE '[A-Za-z]Sanitizer|runtime error:|[Aa]ssert|[Ss]egmentation' "$folder/err"
}

# refused SENTENCE CODE WORDS ARGUMENT…: runs the program and expects a refusal.
refused() {
	before=$(book_state)
	expected=$2 words=$3 sentence=$1
	shift 3
	run "$@"
	ok "$sentence" is_refusal "$expected" "$words" "$before"
}

# A book with the clients, holdings and prices of tests/fixtures.
make_book() {
	"$program" init --as-of "$today" >/dev/null || return 1
	for kind in instruments prices clients holdings transactions answers; do
		"$program" import "$kind" "$fixtures/$kind.csv" --as-of "$today" >/dev/null || return 1
	done
}

# start_book FOLDER OPTION…: a book that has the instruments and clients of a folder and nothing else, or the test ends.
start_book() {
	from=$1
	shift
	"$program" init --as-of "$today" "$@" --quiet >/dev/null || { echo 'Bail out! no book could be made'; exit 99; }
	for kind in instruments clients; do
		"$program" import "$kind" "$from/$kind.csv" --as-of "$today" --quiet >/dev/null ||
			{ echo "Bail out! $kind were not taken"; exit 99; }
	done
}

# counts ADDED SAME SKIPPED: of the one file of the last import, as CSV.
counts() {
	[ "$code" -eq 0 ] && [ "$(sed -n 2p "$folder/out" | tr -d '\r' | awk -F, '{ print $(NF-6) " " $(NF-4) " " $(NF-3) }')" = "$*" ]
}

# takes SENTENCE ADDED SAME SKIPPED KIND FILE OPTION…: imports a file and expects these counts.
takes() {
	sentence=$1 expected="$2 $3 $4" kind=$5 file=$6
	shift 6
	run import "$kind" "$file" "$@" --format csv
	# shellcheck disable=SC2086
	ok "$sentence" counts $expected
}

# held LINE: the export of holdings has exactly this line.
held() {
	"$program" export holdings --as-of "$today" | tr -d '\r' | grep -qxF -e "$1"
}

make_sandbox() {
	"$program" sandbox --clients "${1:-6}" --years 6 --seed 7 --as-of "$today" --quiet >/dev/null
}

has_python() {
	command -v python3 >/dev/null
}

# is_json FILE: one JSON value and nothing else.
is_json() {
	python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$1" 2>/dev/null
}

# json EXPRESSION: the last answer as `answer`; holds when the Python expression does.
json() {
	python3 -c 'import json, sys
answer = json.load(open(sys.argv[1]))
sys.exit(0 if eval(sys.argv[2]) else 1)' "$folder/out" "$1"
}
