#!/bin/sh
# The whole main job on real prices: 23 exchange-traded funds, daily closes to 2016-07-01, five clients, six accounts.
#
# The prices are no part of the project: BALLAST_ORACLES names a folder with data/etf23_daily/etf23_prices.csv.
prices=${BALLAST_ORACLES:-}/data/etf23_daily/etf23_prices.csv
if [ ! -r "$prices" ]; then
	echo "1..0 # SKIP there is no $prices (BALLAST_ORACLES)"
	exit 0
fi
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"
today=2016-07-01
etf23=$fixtures/etf23
clients='W01 W02 W03 W04 W05'

file_of() {
	if [ "$1" = prices ]; then echo "$prices"; else echo "$etf23/$1.csv"; fi
}

# counted ROWS ADDED: the last import said so, and that it changed nothing.
counted() {
	exits 0 && [ "$(tr -d '\r' <"$folder/out" | sed -n -e '2s/.*csv,//p')" = "$1,$2,0,$(($1 - $2)),0,0,0,0" ]
}

# counted_but_one ROWS: one of them waits for a person to look at it.
counted_but_one() {
	exits 3 && [ "$(tr -d '\r' <"$folder/out" | sed -n -e '2s/.*csv,//p')" = "$1,$(($1 - 1)),0,0,0,1,0,0" ]
}

# column NAME FILE: a column of a CSV file without quoted commas left of it.
column() {
	tr -d '\r' <"$2" | awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'
}

# each COMMAND…: the command for every client; holds when all of them are done.
each() {
	for client in $clients; do
		run "$1" "$client" --format json
		exits 0 || return 1
		cp "$folder/out" "$folder/$1-$client.json"
	done
}

# The same folder twice: same names, same bytes.
is_the_same_folder() {
	[ -n "$(ls "$1")" ] && diff -r "$1" "$2" >"$folder/out" 2>&1
}

# Every file that the manifest names has the sum it gives, and every file but the manifest is named.
manifest_holds() {
	(
		cd "$1" || exit 1
		tr -d '\n' <manifest.json | sed -e 's/}/}\n/g' |
			sed -n -e 's/.*"name": *"\([^"]*\)".*"sha256": *"\([0-9a-f]*\)".*/\2  \1/p' \
				-e 's/.*"sha256": *"\([0-9a-f]*\)".*"name": *"\([^"]*\)".*/\1  \2/p' >"$folder/sums"
		find . -type f ! -name manifest.json | sed -e 's,^\./,,' | sort >"$folder/there"
		sed -e 's/^[0-9a-f]*  //' "$folder/sums" | sort >"$folder/named"
		[ -s "$folder/sums" ] && cmp -s "$folder/there" "$folder/named" && sha256sum -c --quiet "$folder/sums"
	)
}

# every_client COLUMN VALUES: what the list of the book says of them, in their order.
every_client() {
	run clients --format json
	json "' '.join(str(row['$1']) for row in answer['book']['clients']) == '$2'"
}

# cash_is_as_proposed: what is in cash now is what each proposal said would be left.
cash_is_as_proposed() {
	# shellcheck disable=SC2086 # a list of words
	each show && python3 - "$folder" $clients <<'END'
import json, sys
from decimal import Decimal
folder, clients = sys.argv[1], sys.argv[2:]
for client in clients:
    rebalance = json.load(open(f"{folder}/rebalance-{client}.json"))["clients"][0]
    shown = json.load(open(f"{folder}/show-{client}.json"))["client"]
    assert Decimal(shown["holdings"][0]["value"]) == Decimal(rebalance["cash_after"]), client
    after = {row["symbol"]: row["after"] for row in rebalance["holdings"] if row["after"]}
    now = {row["symbol"]: row["weight"] for row in shown["holdings"] if row["weight"]}
    assert after == now, client
END
}

# names_no_key_twice FILE…: every JSON object in them has each of its keys once.
names_no_key_twice() {
	python3 - "$@" >"$folder/out" 2>&1 <<'END'
import json, sys
def once(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
    return dict(pairs)
for path in sys.argv[1:]:
    json.load(open(path), object_pairs_hook=once)
END
}

# A python3 that has numpy and scipy, or nothing.
numeric_python() {
	for python in python3 /usr/bin/python3; do
		if "$python" -c 'import numpy, scipy.optimize' 2>/dev/null; then
			echo "$python"
			return
		fi
	done
}

# ---- in --------------------------------------------------------------------------------------------------------------

run init --currency USD
ok 'an empty book in dollars is made' exits 0
for kind in instruments prices clients holdings answers; do
	rows=$(($(wc -l <"$(file_of $kind)") - 1))
	[ $kind != prices ] || rows=$((rows * 23)) # a wide file without an empty cell
	run import "$kind" "$(file_of $kind)" --format csv
	if [ $kind = prices ]; then
		ok 'of the prices one leap waits: EEM rose by 23 % on 2008-10-13' counted_but_one "$rows"
		run prices accept 1 --by Adviser --why 'it did: the day emerging markets rebounded'
		ok 'it is accepted: the market did that' exits 0
	else
		ok "$kind are imported as they are" counted "$rows" "$rows"
	fi
done
before=$(book_state)
for kind in instruments prices clients holdings answers; do
	rows=$(($(wc -l <"$(file_of $kind)") - 1))
	[ $kind != prices ] || rows=$((rows * 23))
	run import "$kind" "$(file_of $kind)" --format csv
	ok "$kind imported again are known already" counted "$rows" 0
done
ok 'a repeated import leaves the book as it was' [ "$(book_state)" = "$before" ]

# ---- advice ----------------------------------------------------------------------------------------------------------

ok 'the questionnaires give five classes' every_client class 'C1 C2 C3 C4 C5'
ok 'every client is recommended plans' each recommend
cp "$folder/recommend-W01.json" "$folder/out"
ok 'who accepts no loss is recommended cash alone' json \
	"{row['symbol'] for row in answer['recommendation']['weights'] if row['B']} == {'CASH'}"
accept_all() {
	for client in $clients; do
		run accept "$client" B --by 'Ann Adviser'
		exits 0 || return 1
	done
}
ok 'every client accepts plan B' accept_all
each show
rebalance_all() {
	for client in $clients; do
		run rebalance "$client" --by 'Ann Adviser' --format json
		exits 0 || return 1
		cp "$folder/out" "$folder/rebalance-$client.json"
	done
}
ok 'every client is rebalanced' rebalance_all

python=$(numeric_python)
for client in W02 W03 W04 W05; do
	sentence="the figures of $client are those of an independent program"
	if [ -z "$python" ]; then
		skip "$sentence" 'no python3 with numpy and scipy'
		continue
	fi
	"$python" "$source/tests/reference/check_client.py" --prices "$prices" --fixtures "$etf23" --as-of "$today" \
		--assumptions "$source/share/assumptions/2026-01.conf" --client "$client" --show "$folder/show-$client.json" \
		--recommend "$folder/recommend-$client.json" --rebalance "$folder/rebalance-$client.json" \
		>"$folder/figures" 2>"$folder/err"
	code=$?
	grep '^BAD' "$folder/figures" >"$folder/out"
	ok "$sentence ($(grep -c '^ok' "$folder/figures") figures)" exits 0
done

# ---- the report ------------------------------------------------------------------------------------------------------

formats=$("$program" report weekly --help | sed -n -e 's/^ *text|/text|/p' | tr '|' ',')
run report weekly --output "$folder/first" --formats "$formats" --exit-code
ok 'the weekly report wants attention: exit 10' exits 10
ok 'it is there in every format' [ "$(find "$folder/first/weekly-$today" -type f | sed -e 's/.*\.//' | sort -u | tr '\n' ' ')" = 'csv html json md txt ' ]
ok 'the manifest holds' manifest_holds "$folder/first/weekly-$today"
run report weekly --output "$folder/second" --formats "$formats"
ok 'without --exit-code it is simply done' exits 0
ok 'the second report has the same bytes' is_the_same_folder "$folder/first/weekly-$today" "$folder/second/weekly-$today"
names_all() {
	for client in $clients; do
		grep -q "$client" "$folder/first/weekly-$today/"*.txt || return 1
	done
}
ok 'every client is in it' names_all
ok 'no JSON object names a key twice' names_no_key_twice "$folder"/*-W0?.json "$folder/first/weekly-$today/"*.json
run monitor --exit-code
ok 'the monitor wants attention: exit 10' exits 10

# ---- a second person, the broker -----------------------------------------------------------------------------------

run approvals --format csv
proposals=$(column proposal "$folder/out")
ok 'five proposals wait' [ "$(echo "$proposals" | wc -l)" -eq 5 ]
first=$(echo "$proposals" | head -n 1)
refused 'who proposed cannot approve' 4 'a second person must' approve "$first" --by 'Ann Adviser'
approve_all() {
	for proposal in $proposals; do
		run approve "$proposal" --by 'Bo Second'
		exits 0 || return 1
	done
}
ok 'a second person approves all' approve_all
run orders --output "$folder/orders.csv"
ok 'the orders go to the broker' exits 0

# Every order is executed whole at its price; the fee is that of the proposal.
# shellcheck disable=SC2086 # a list of words
python3 - "$folder" $clients >"$folder/fills.csv" <<'END'
import csv, json, sys
folder, clients = sys.argv[1], sys.argv[2:]
fees = {}
for client in clients:
    for trade in json.load(open(f"{folder}/rebalance-{client}.json"))["clients"][0]["trades"]:
        fees[trade["account"], trade["symbol"]] = trade["fee"]
print("reference,date,quantity,price,fee,execution")
for i, o in enumerate(csv.DictReader(open(f"{folder}/orders.csv"))):
    print(o["reference"], "2016-07-01", o["quantity"], o["price"], fees[o["account"], o["symbol"]], f"X{i}", sep=",")
END
orders=$(($(wc -l <"$folder/fills.csv") - 1))
run fills "$folder/fills.csv" --format json
ok 'every execution is booked' json "answer['fills']['added'] == $orders > 20"
run fills "$folder/fills.csv" --format json
ok 'an execution counts once' json "answer['fills']['known'] == $orders and answer['fills']['added'] == 0"
ok 'cash and weights are what the proposals said' cash_is_as_proposed
ok 'every client is inside its bands' every_client state 'in-band in-band in-band in-band in-band'
run monitor --exit-code
ok 'the monitor has nothing left to say' exits 0
run report weekly --output "$folder/third" --formats json --exit-code
ok 'the report after the executions wants nothing: exit 0' exits 0

# ---- evidence --------------------------------------------------------------------------------------------------------

run journal verify
ok 'the journal holds' exits 0
run check
ok 'the check finds nothing wrong' exits 0
for kind in instruments prices clients holdings transactions answers; do
	run export "$kind"
	cp "$folder/out" "$folder/export-$kind.csv"
	before=$(book_state)
	run import "$kind" "$folder/export-$kind.csv" --format csv
	ok "an export of $kind comes back without a change" counted "$(($(wc -l <"$folder/export-$kind.csv") - 1))" 0
	ok "and leaves the book as it was ($kind)" [ "$(book_state)" = "$before" ]
done
finish
