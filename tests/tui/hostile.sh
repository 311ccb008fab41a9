#!/bin/sh
# Harmful texts in every text of a book and pasted into every field: nothing of them reaches the terminal as it is.
set -u
place=$(mktemp -d) || exit 99
trap 'rm -rf "$place"' EXIT
ballast=${abs_top_builddir:?is set by make check}/ballast hostile=$abs_top_builddir/tests/tui/hostile day=2026-11-20
unset BALLAST_BOOK NO_COLOR
mkdir -m 700 "$place/config" "$place/state" "$place/data"
export XDG_CONFIG_HOME="$place/config" XDG_STATE_HOME="$place/state" XDG_DATA_HOME="$place/data"
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9
cd "$place" || exit 99
book=$place/book.db number=0

claim() {
	number=$((number + 1))
	what=$1
	shift
	if "$@" >"$place/out" 2>&1; then
		echo "ok $number - $what"
	else
		echo "not ok $number - $what"
		sed 's/^/# /' "$place/out"
	fi
}

"$ballast" --book "$book" --as-of "$day" sandbox --clients 60 --years 6 --seed 3 --quiet >"$place/out" 2>&1 || {
	echo 'Bail out! no sandbox'
	exit 99
}
# an alert, a proposal and a report for each who has one, so that every table has rows
"$ballast" --book "$book" --as-of "$day" monitor --quiet >"$place/out" 2>&1
"$ballast" --book "$book" --as-of "$day" rebalance --all --quiet >"$place/out" 2>&1
{
	"$hostile" sql
	# what may not be changed once written is changed here all the same: a book can come from anywhere
	sqlite3 "$book" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'"
	while read -r table column; do
		echo "UPDATE OR IGNORE $table SET $column = (SELECT text FROM hostile WHERE id = ($table.rowid * 7 + $((number + 1))) % 500);"
		number=$((number + 13))
	done <<'END'
client name
account code
instrument name
instrument isin
instrument region
instrument sector
source name
plan made_by
mandate made_by
proposal maker
alert subject
alert detail
goal name
alert_step actor
alert_step note
END
	echo "INSERT OR REPLACE INTO feed_state SELECT text, '2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z', text, 0 FROM hostile LIMIT 80;"
	echo "INSERT INTO goal SELECT NULL, 1 + id % 60, text, 1000000000, 24000, 0, 0, 0, NULL FROM hostile WHERE 0;"
} | sqlite3 "$book" >"$place/sql" 2>&1
number=0
claim 'the book carries them' sh -c "[ \"\$(sqlite3 '$book' 'SELECT count(*) FROM client WHERE instr(CAST(name AS BLOB), X\"1b\") > 0' 2>/dev/null || sqlite3 '$book' \"SELECT count(*) FROM client WHERE hex(name) LIKE '%1B%'\")\" -gt 3 ]"
claim 'shown and pasted, at 120x40' "$hostile" tour "$ballast" "$book" "$day" 40 120 0 200
claim 'shown and pasted, at 80x24 in Chinese' "$hostile" tour "$ballast" "$book" "$day" 24 80 200 350 zh_CN
claim 'shown and pasted, at 60x18' "$hostile" tour "$ballast" "$book" "$day" 18 60 350 500
echo "1..$number"
