#!/bin/sh
# The first half hour with a book of one's own: files in, a profile, a plan, trades, a second person, orders out,
# executions back; and each of it again, because people repeat themselves.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

LC_ALL=C
export LC_ALL

is_ascii() {
	! LC_ALL=C grep -q '[^ -~]' "$folder/out"
}

# repeated ARGUMENT…: the same again changes nothing in the book.
repeated() {
	before=$(book_state)
	run "$@"
	exits 0 && [ "$(book_state)" = "$before" ]
}

run init
ok 'a book is made' exits 0
for kind in instruments prices clients holdings transactions answers; do
	run import $kind "$fixtures/$kind.csv" --dry-run
	ok "$kind are tried" exits 0
	run import $kind "$fixtures/$kind.csv" --format csv
	ok "$kind are read" exits 0
	ok "every row of $kind is new" test "$(sed -n 2p "$folder/out" | tr -d '\r' | cut -d , -f 4-5)" = 0,0
	ok "$kind read again change nothing" repeated import $kind "$fixtures/$kind.csv"
	run export $kind
	ok "$kind come out again" exits 0
	cp "$folder/out" "$folder/$kind.csv"
	ok "an export of $kind read back changes nothing" repeated import $kind "$folder/$kind.csv"
done

run clients --format csv
ok 'both clients are there' test "$(wc -l <"$folder/out")" -eq 3
run clients
ok 'an ASCII locale gets ASCII' is_ascii
run show WANG
ok 'one client is shown' shows 'Wang Fang'
ok 'one client is shown in ASCII' is_ascii
ok 'a profile is shown, and taken again changes nothing' repeated profile WANG --answers "$fixtures/answers.csv"
ok 'the class is told' shows C4

refused 'without a plan there are no trades' 4 'WANG' rebalance WANG
run recommend WANG
ok 'three plans are recommended' exits 0
ok 'plans are explained in ASCII' is_ascii
ok 'a recommendation shown twice is recorded once' repeated recommend WANG
run recommend WANG --format json
if has_python; then
	ok 'weights of every plan sum to one' json 'all(abs(sum(
		row[letter] for row in answer["recommendation"]["weights"]) - 1) < 1e-9 for letter in ("A", "B", "C"))'
fi
run accept WANG B --by 'Wang Fang'
ok 'a plan is accepted' shows 'Plan B'

run rebalance WANG --dry-run
ok 'trades are tried' exits 0
ok 'trades are explained in ASCII' is_ascii
run approvals --format csv
ok 'a trial records nothing' test "$(wc -l <"$folder/out")" -le 1
run rebalance WANG --format csv
ok 'trades are proposed' test "$(wc -l <"$folder/out")" -ge 3
ok 'the same trades are proposed once' repeated rebalance WANG
run approvals --format csv
ok 'one proposal waits' test "$(wc -l <"$folder/out")" -eq 2
proposal=$(sed -n 2p "$folder/out" | cut -d , -f 1)

refused 'who proposed cannot approve' 4 'maker' approve "$proposal" --by maker
refused 'another spelling of the same name is no second person' 4 'Maker' approve "$proposal" --by ' Maker '
run approve "$proposal" --by 'Li Qiang'
ok 'a second person approves' shows 'is approved'
refused 'what is approved is not approved again' 4 'approved already' approve "$proposal" --by 'Zhao Min'
refused 'what is approved is not rejected' 4 "$proposal" reject "$proposal" --by 'Zhao Min'

run orders --dry-run
cp "$folder/out" "$folder/shown.csv"
ok 'orders can be looked at' test "$(wc -l <"$folder/shown.csv")" -ge 3
run orders --output "$folder/orders.csv"
ok 'orders are written to a file' cmp -s "$folder/shown.csv" "$folder/orders.csv"
ok 'the file of orders is readable by its owner only' test "$(stat -c %a "$folder/orders.csv")" = 600
first_buy=$(cut -d , -f 4 "$folder/orders.csv" | grep -n buy | head -n 1 | cut -d : -f 1)
last_sell=$(cut -d , -f 4 "$folder/orders.csv" | grep -n sell | tail -n 1 | cut -d : -f 1)
ok 'sales come first' test "${last_sell:-0}" -lt "${first_buy:-99}"
run orders --output "$folder/again.csv"
ok 'an order is sent once' test "$(wc -l <"$folder/again.csv")" -eq 1

# Every order is executed in full at its price, without a fee.
awk -F , 'NR == 1 { print "reference,date,quantity,price,fee,execution" }
	NR > 1 { print $1 ",2026-11-20," $6 "," $7 ",0,X" NR }' "$folder/orders.csv" >"$folder/fills.csv"
run fills "$folder/fills.csv" --format csv
ok 'executions are booked' exits 0
ok 'the same executions read again change nothing' repeated fills "$folder/fills.csv"
run show WANG --format json
if has_python; then
	ok 'the client is inside the bands now' json 'answer["client"]["state"] == "in-band"'
fi
run rebalance WANG
ok 'nothing is left to do' exits 0
run approvals --format csv
ok 'nothing waits' test "$(wc -l <"$folder/out")" -le 1

run monitor
ok 'the monitor walks the book' exits 0
run report weekly --output "$folder/reports" --formats html,json,text,markdown,csv
ok 'the weekly report is written' exits 0
find "$folder/reports" -type f -exec cat {} + | sha256sum >"$folder/first"
run report weekly --output "$folder/reports" --formats html,json,text,markdown,csv
ok 'the weekly report again is no failure' exits 0
find "$folder/reports" -type f -exec cat {} + | sha256sum >"$folder/second"
ok 'the weekly report again is the same' cmp -s "$folder/first" "$folder/second"

finish
