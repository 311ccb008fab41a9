#!/bin/sh
# A custodian's statement against the book: each kind of break with its probable cause, tolerance, the record of it, and the
# alert that stays until a statement agrees.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

today=2026-01-30
cat >"$folder/instruments.csv" <<'END2'
symbol,name,asset_class,currency,risk_level
AAA,First,equity,USD,R4
BBB,Second,equity,USD,R4
CCC,Third,bond,USD,R2
EEE,European,equity,EUR,R4
END2
cat >"$folder/clients.csv" <<'END2'
client,name,birth_year,currency
ANN,Ann,1975,USD
BOB,Bob,1975,USD
END2
cat >"$folder/rates.csv" <<'END2'
date,base,quote,rate
2026-01-05,EUR,USD,1.1
2026-01-30,EUR,USD,1.12
END2
cat >"$folder/prices.csv" <<'END2'
date,symbol,close
2026-01-30,AAA,100
2026-01-30,BBB,50
2026-01-28,CCC,70
2026-01-30,EEE,20
END2
cat >"$folder/transactions.csv" <<'END2'
date,client,account,type,symbol,quantity,price,fee,currency,reference
2026-01-05,ANN,MAIN,deposit,,100000,,,USD,D1
2026-01-06,ANN,MAIN,buy,AAA,100,90,10,USD,B1
2026-01-06,ANN,MAIN,buy,BBB,60,45,5,USD,B2
2026-01-06,ANN,MAIN,buy,CCC,40,70,0,USD,B3
2026-01-29,ANN,MAIN,buy,AAA,10,99,1,USD,B4
2026-01-05,ANN,EURO,deposit,,10000,,,USD,D2
2026-01-06,ANN,EURO,buy,EEE,100,19,0,EUR,B5
2026-01-05,BOB,ONE,deposit,,500,,,USD,D3
END2
"$program" init --as-of "$today" --currency USD --quiet >/dev/null || { echo 'Bail out! no book could be made'; exit 99; }
for kind in instruments clients rates prices transactions; do
	"$program" import "$kind" "$folder/$kind.csv" --as-of "$today" --quiet >/dev/null ||
		{ echo "Bail out! $kind were not taken"; exit 99; }
done
cat >"$folder/positions.conf" <<'END2'
kind = holdings
columns {
	client = 'client'
	account = 'account'
	symbol = 'symbol'
	quantity = 'quantity'
	unit_cost = 'unit_cost'
	price = 'price'
}
END2
# cash of MAIN: 100000 - 9010 - 2705 - 2800 - 991 = 84494; of EURO: 10000 - 1900 x 1.1 = 7910

# statement ROW…: the custodian's list. sees SENTENCE SYMBOL BREAK CAUSE ROW…: held against the book, one break is this.
statement() {
	{ echo 'client,account,symbol,quantity,unit_cost,price'; printf '%s\n' "$@"; } >"$folder/held.csv"
}
sees() {
	sentence=$1 expected="(\"$2\", \"$3\", \"$4\")"
	shift 4
	statement "$@"
	run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --dry-run --exit-code --format json
	ok "$sentence" json "$expected in [(b['symbol'], b['break'], b['cause']) for b in answer['breaks']] and $code == 10"
}
agrees() {
	[ "$code" -eq 0 ] && shows '"breaks_found": 0'
}

all='ANN,MAIN,AAA,110,,|ANN,MAIN,BBB,60,,|ANN,MAIN,CCC,40,,|ANN,MAIN,CASH,84494,,'
# with WORDS…: the statement that agrees, with lines changed by sed.
with() {
	echo "$all" | tr '|' '\n' | sed "$@"
}
IFS='
'
# shellcheck disable=SC2046
statement $(with -e '')
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --dry-run --exit-code --format json
ok 'what agrees has no break' agrees
# shellcheck disable=SC2046
sees 'shares bought yesterday are not settled there' AAA quantity in-transit $(with -e 's/110/100/' -e 's/84494/85485/')
# shellcheck disable=SC2046
sees 'nor is their money' CASH cash in-transit $(with -e 's/110/100/' -e 's/84494/85485/')
# shellcheck disable=SC2046
sees 'twice the shares for the same money are a split' BBB quantity split $(with -e 's/BBB,60/BBB,120/')
ok 'two for one' json '[b["cause_text"] for b in answer["breaks"]] == ["a split of 2 for 1 that was not entered"]'
# shellcheck disable=SC2046
sees 'twice the shares at the old cost each are no split' BBB quantity transfer $(with -e 's/BBB,60,/BBB,120,45.083333/')
# shellcheck disable=SC2046
sees 'shares that went without money were transferred' BBB quantity transfer $(with -e 's/BBB,60/BBB,7/')
# shellcheck disable=SC2046
sees 'shares and money against each other are a trade' BBB quantity trade $(with -e 's/BBB,60/BBB,47/' -e 's/84494/85140/')
# shellcheck disable=SC2046
sees 'on both its sides' CASH cash trade $(with -e 's/BBB,60/BBB,47/' -e 's/84494/85140/')
# shellcheck disable=SC2046
sees 'less money alone is a fee' CASH cash fee $(with -e 's/84494/84464/')
# shellcheck disable=SC2046
sees 'more money alone is income' CASH cash income $(with -e 's/84494/84514.5/')
sees 'money that was exchanged differs by its rate' CASH cash exchange 'ANN,EURO,EEE,100,,' 'ANN,EURO,CASH,7899.5,,'
# shellcheck disable=SC2046
sees 'cost without the fees of its purchases' BBB cost fees-in-cost $(with -e 's/BBB,60,/BBB,60,45/')
sees 'cost in another currency' EEE cost exchange 'ANN,EURO,EEE,100,20.9,' 'ANN,EURO,CASH,7910,,'
# shellcheck disable=SC2046
sees 'a price of an earlier day' CCC price old-price $(with -e 's/CCC,40,,/CCC,40,,70.5/')
# shellcheck disable=SC2046
sees 'another price of the same day' AAA price unknown $(with -e 's/AAA,110,,/AAA,110,,101/')
# shellcheck disable=SC2046
sees 'what only the statement has' ZZZ missing transfer $(with -e '$a ANN,MAIN,ZZZ,5,,')
# shellcheck disable=SC2046
sees 'what only the book has' CCC extra transfer $(with -e '/CCC/d')
# shellcheck disable=SC2046
statement $(with -e 's/84494/84493.6/' -e 's/AAA,110,,/AAA,110,,100.05/')
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --dry-run --exit-code --tolerance 0.5 --format json
ok 'what is within the tolerance is no break, nor a price within a thousandth' agrees
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --dry-run --exit-code
ok 'without it, money is exact' exits 10
refused 'a tolerance is an amount' 2 tolerance reconcile "$folder/held.csv" --tolerance some
printf 'date,client,account,type,symbol,quantity,price,fee,currency,reference\n2026-02-02,ANN,MAIN,sell,BBB,20,51,0,USD,S1\n' \
	>"$folder/later.csv"
run --as-of 2026-02-03 import transactions "$folder/later.csv"
# shellcheck disable=SC2046
sees 'what the book has after the statement'"'"'s day' BBB quantity later $(with -e 's/BBB,60/BBB,40/' -e 's/84494/85514/')
# shellcheck disable=SC2046
sees 'and its money' CASH cash later $(with -e 's/BBB,60/BBB,40/' -e 's/84494/85514/')
before=$(book_state)
unchanged() {
	[ "$before" = "$(book_state)" ]
}
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --dry-run
ok 'a trial leaves no record' unchanged

# ---- record and alert ----

run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --exit-code
ok 'breaks are told by the exit code that says look' exits 10
run journal export ANN
ok 'and recorded with their causes' shows '"cause":"later"'
run alerts --format json
ok 'the account has an alert' json \
	'[(a["client"], a["subject"]) for a in answer["alerts"] if a["kind"] == "statement"] == [("ANN", "MAIN")]'
run monitor
run alerts --format json
ok 'the next watch keeps it' json '[a["subject"] for a in answer["alerts"] if a["kind"] == "statement"] == ["MAIN"]'
id=$("$program" alerts --as-of "$today" --format csv | tr -d '\r' | awk -F, '/statement/ { print $1; exit }')
run alerts take "$id" --by 'Li Qiang'
ok 'somebody takes it in hand' exits 0
run show ANN
ok 'the client shows it' shows "does not agree with its custodian"
statement 'ANN,EURO,EEE,100,,' 'ANN,EURO,CASH,7910,,'
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --exit-code
ok 'another account agrees' exits 0
run alerts --format json
ok 'and says nothing of the first' json '[a["subject"] for a in answer["alerts"] if a["kind"] == "statement"] == ["MAIN"]'
# shellcheck disable=SC2046
statement $(with -e '')
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --exit-code
ok 'a statement that agrees' exits 0
run alerts --format json
ok 'closes the alert' json '[a for a in answer["alerts"] if a["kind"] == "statement"] == []'
run reconcile "$folder/held.csv" --profile "$folder/positions.conf" --lang zh_CN
ok 'it speaks Chinese' shows '对账单'
today=2026-02-03
run check
ok 'the book is sound' exits 0
finish
