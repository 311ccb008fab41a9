#!/bin/sh
# Files of brokers and of other programs, brought in as a new user would from the manual: profiles, OFX, QIF, price
# lines; nothing twice, all taken back, and held against statements.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

examples=$source/share/examples/import
today=2026-01-31
start_book "$examples"

agrees() {
	[ "$code" -eq 0 ] && shows 'breaks_found,0'
}

# ---- trying and taking ----

cn="--profile cn-broker --client C0001 --account BROKER"
before=$(book_state)
# shellcheck disable=SC2086
run import transactions "$examples/cn-broker.csv" $cn --dry-run --format json
ok 'a trial tells each row and what would come of it' json \
	'[(row["line"], row["outcome"]) for row in answer["changes"]] == [(n, "new") for n in (5, 6, 7, 8, 10, 11, 12, 13)]'
unchanged() {
	[ "$before" = "$(book_state)" ]
}
ok 'a trial keeps nothing' unchanged
# shellcheck disable=SC2086
takes 'a list in GB18030 with lines around its table' 8 0 1 transactions "$examples/cn-broker.csv" $cn
# shellcheck disable=SC2086
takes 'the same list again is known' 0 8 1 transactions "$examples/cn-broker.csv" $cn
# 200000 - 2 x 41255 - 42087.5 + 480 + 21294.68 + 12.37 - 30000
ok 'its money is exact' held 'C0001,BROKER,CASH,67189.55,1,'
ok 'a sale takes the oldest lot, half of it' held 'C0001,BROKER,510300.SH,5000,4.1255,2026-01-06'
takes 'a US history with dollars and a total' 6 0 0 transactions "$examples/us-broker.csv" --profile us-broker \
	--client C0002 --account US
# 50000 - 25133 - 2404.58 + 88.20 + 2549.98 - 31.50, as the file's own total says
ok 'its money is what its total says' held 'C0002,US,CASH,25069.1,1,'
takes 'a European list with commas, ISINs and two equal rows' 6 0 0 transactions "$examples/eu-broker.csv" \
	--profile eu-broker --client C0003 --account EU
ok 'two equal purchases of a day are two' held 'C0003,EU,IWLD,25,112.596,2026-01-06'
# 20000 - 2 x 2814.9 + 37.5 + 1145.1 - 12
ok 'and both are paid' held 'C0003,EU,CASH,15540.8,1,'
takes 'the same list again is known, both of the equal rows' 0 6 0 transactions "$examples/eu-broker.csv" \
	--profile eu-broker --client C0003 --account EU
takes 'OFX 1' 5 0 0 transactions "$examples/statement-1.ofx" --client C0002 --account OFX1
takes 'OFX 1 again' 0 5 0 transactions "$examples/statement-1.ofx" --client C0002 --account OFX1
takes 'OFX 2' 3 0 0 transactions "$examples/statement-2.ofx" --client C0002 --account OFX2
ok 'a price finer than a millionth comes of the amount' held 'C0002,OFX2,CASH,1005.55,1,'
takes 'QIF, whose own days say that the month is first' 5 0 0 transactions "$examples/account.qif" --client C0002
# 5000 - 1446.95 + 18.05 - 18.05 + 357.55
ok 'QIF names its account' held 'C0002,QUICKEN,CASH,3910.6,1,'
takes 'price lines of ledger and beancount' 3 0 0 prices "$examples/prices.ledger"
takes 'prices in an OFX file that are there already' 0 1 0 prices "$examples/statement-1.ofx"

# ---- round trip ----

"$program" export transactions --as-of "$today" >"$folder/all.csv"
takes 'an export read again changes nothing' 0 33 0 transactions "$folder/all.csv"

# ---- statements ----

run reconcile "$examples/cn-positions.csv" --profile cn-positions --client C0001 --account BROKER --format json
ok 'a list of positions agrees with the book' json 'answer["breaks_found"] == 0 and answer["positions"] == 3'
run reconcile "$examples/statement-1.ofx" --client C0002 --account OFX1 --exit-code
ok 'the positions of OFX 1 agree' exits 0
run reconcile "$examples/statement-2.ofx" --client C0002 --account OFX2 --exit-code
ok 'the positions of OFX 2 agree' exits 0
cat >"$folder/held.csv" <<'END'
client,account,symbol,quantity,unit_cost,acquired
C0003,EU,IWLD,41,112.596,2026-01-06
C0003,EU,IBND,3,70,2026-01-06
C0003,EU,CASH,15540.79,,
C0002,US,IVTI,90,250,2026-01-06
C0002,US,CASH,25069.1,,
END
run reconcile "$folder/held.csv" --exit-code --format json
ok 'what differs is an exit code of its own' exits 10
ok 'each break is named' json \
	'sorted((b["symbol"], b["break"], b["book"], b["statement"]) for b in answer["breaks"] if b["break"] != "cost") == sorted([
	("IBND", "missing", None, "3"), ("IWLD", "quantity", "40", "41"), ("CASH", "cash", "15540.8", "15540.79"),
	("IBND", "extra", "33.3333", None)])'
ok 'and costs are held against each other' json \
	'{(b["symbol"], b["book"], b["statement"]) for b in answer["breaks"] if b["break"] == "cost"} == {("IWLD",
	"4503.84", "4616.436"), ("IVTI", "22619.7", "22500")}'
before=$(book_state)
run reconcile "$folder/held.csv" --dry-run
ok 'differences alone are no failure' exits 0
ok 'nothing is changed by a trial' unchanged

# ---- taking back ----

# number FILE: of the import of that file.
number_of() {
	"$program" import --list --as-of "$today" --format csv | tr -d '\r' | awk -F, -v name="$1" '$5 == name { print $1; exit }'
}
"$program" export holdings --as-of "$today" >"$folder/before.csv"
eu=$(number_of eu-broker.csv)
run import --undo "$eu"
ok 'a whole import is taken back' exits 0
gone() {
	! "$program" export holdings --as-of "$today" | grep -q ',EU,'
}
ok 'nothing of it is left, its account neither' gone
kept() {
	ls "$BALLAST_BOOK.backups"/*-undo.db >/dev/null
}
ok 'a copy of the book was made before' kept
refused 'it is not taken back twice, and the way back is named' 4 "--redo $eu" import --undo "$eu"
run import --redo "$eu"
ok 'what was taken back is brought back' exits 0
"$program" export holdings --as-of "$today" >"$folder/again.csv"
ok 'exactly as it was' cmp -s "$folder/before.csv" "$folder/again.csv"
refused 'it is not brought back twice' 4 'not undone' import --redo "$eu"
takes 'its file is known then' 0 6 0 transactions "$examples/eu-broker.csv" --profile eu-broker --client C0003 --account EU
run import --undo "$eu"
ok 'and it can be taken back again' exits 0
run check
ok 'the book is sound afterwards' exits 0
run import --list --format json
ok 'the list says so' json "[i['state'] for i in answer['imports'] if i['import'] == $eu] == ['undone']"
refused 'no import there was not is brought back' 1 '9999' import --redo 9999
takes 'the file can be taken again' 6 0 0 transactions "$examples/eu-broker.csv" --profile eu-broker --client C0003 \
	--account EU
"$program" export holdings --as-of "$today" >"$folder/after.csv"
ok 'and leaves what it left the first time' cmp -s "$folder/before.csv" "$folder/after.csv"
refused 'what was imported again is not brought back as well' 4 'imported again since' import --redo "$eu"
takes 'and once more is known' 0 6 0 transactions "$examples/eu-broker.csv" --profile eu-broker --client C0003 --account EU

# What was used since cannot be taken back.
printf 'date,client,account,type,symbol,quantity,price,fee,currency,reference\r\n2026-01-31,C0001,BROKER,sell,510300.SH,15000,4.3,0,CNY,S1\r\n' \
	>"$folder/sale.csv"
run import transactions "$folder/sale.csv"
refused 'an import whose shares were sold since stays, and what sold them is named' 4 \
	"was used since, by a sell of 2026-01-31 that came with import $(number_of sale.csv); undo that one first" import --undo "$(number_of cn-broker.csv)"
run import --undo "$(number_of sale.csv)"
ok 'the sale first' exits 0
run import --undo "$(number_of cn-broker.csv)"
ok 'then what it sold' exits 0
# Nor what a corporate action was entered on.
printf 'date,client,account,type,symbol,quantity,price,fee,currency,reference\r\n2026-01-05,C0002,ACT,buy,IVTI,10,250,0,USD,A1\r\n' \
	>"$folder/acted.csv"
run import transactions "$folder/acted.csv"
run actions add IVTI split 2026-01-29 --ratio 2 --by Maker
run actions due
ok 'an action is shown with what applies to it alone' shows ': IVTI, split, 2:1, ex day 2026-01-29'
ok 'and with nothing that does not' sh -c '! grep -q n/a "$1"' - "$folder/out"
run actions apply --dry-run
ok 'a trial needs no name' exits 0
ok 'and says that it is one' shows 'Tried only'
action=$("$program" actions list --as-of "$today" --format csv | tr -d '\r' | awk -F, 'NR == 2 { print $1 }')
run actions apply "$action" --client C0002 --by Maker
refused 'an import that a corporate action rests on stays, and the action is named' 4 "with ballast actions undo $action" \
	import --undo "$(number_of acted.csv)"
run actions undo "$action" --by Maker
run import --undo "$(number_of acted.csv)"
ok 'the action first' exits 0

refused 'an import of prices is not undone' 4 'prices' import --undo "$(number_of prices.ledger)"
refused 'an import there was not' 1 '9999' import --undo 9999
run check
ok 'the book is sound at the end' exits 0

# ---- Chinese ----

run import --list --lang zh_CN
ok 'the list speaks Chinese' shows '已撤销'
run actions due --lang zh_CN
ok 'what actions bring is told in Chinese' shows 'IVTI 拆分，2:1，除权除息日 2026-01-29'
run reconcile "$folder/held.csv" --lang zh_CN
ok 'breaks speak Chinese' shows '账簿缺少'
finish
