#!/bin/sh
# Prices and exchange rates held back, settled many at once: by number, or by what they have in common.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"
make_book || { echo 'Bail out! no book could be made'; exit 99; }
today=2026-12-04
last=$(tail -n 1 "$fixtures/prices.csv" | cut -d, -f4) # of 510300

# A file in hundredths, and one whose fund was split two for one without anybody having said so.
awk -v last="$last" 'BEGIN {
	print "date,symbol,close"
	for (day = 23; day < 29; day++)
		printf "2026-11-%d,510300,%.2f\n", day, 100 * last + day
}' >"$folder/hundredths.csv"
awk -v last="$last" 'BEGIN {
	print "date,symbol,close"
	for (day = 23; day < 29; day++)
		printf "2026-11-%d,510300,%.4f\n", day, last / 2 + 0.0001 * (day - 22)
}' >"$folder/halved.csv"
printf 'date,base,quote,rate\n2026-11-12,USD,CNY,7.1\n2026-11-13,USD,CNY,7.11\n2026-11-16,USD,CNY,7.12\n2026-11-23,USD,CNY,710\n2026-11-24,USD,CNY,711\n2026-11-25,USD,CNY,0.14\n' \
	>"$folder/rates.csv"
for kind in 'prices hundredths.csv' 'prices halved.csv' 'rates rates.csv'; do
	# shellcheck disable=SC2086
	set -- $kind
	run import "$1" "$folder/$2"
	ok "of $2 what cannot be believed waits" exits 3
done

# waits KIND COUNT: how many of prices or rates wait.
waits() {
	[ "$("$program" --as-of "$today" "$1" held --format csv | grep -c '^[0-9]')" -eq "$2" ]
}
ok 'all of the prices' waits prices 12
ok 'and three of the rates' waits rates 3

by="--by Adviser --why looked-at"
before=$(book_state)
unchanged() {
	[ "$before" = "$(book_state)" ]
}
# shellcheck disable=SC2086
run prices reject --source 'import hundredths.csv' --fault unit $by --dry-run
ok 'a trial tells how many' shows '6 prices are left out for good.'
ok 'and that it is none' shows 'Tried only: nothing is kept.'
ok 'and keeps nothing' unchanged
# shellcheck disable=SC2086
run prices reject --source 'import hundredths.csv' $by
ok 'a whole file is left out at once' shows '6 prices are left out for good.'
ok 'the others still wait' waits prices 6
# shellcheck disable=SC2086
run prices accept 8 10 $by --dry-run --format json
accepted() {
	grep -q '"settled": *2' "$folder/out" && grep -q '"followed": *3' "$folder/out"
}
ok 'what would be taken after two is counted: what is between and behind them, and not what is before' accepted
# shellcheck disable=SC2086
run prices accept 7 8 9 $by --format json
taken() {
	grep -q '"settled": *3' "$folder/out" && grep -q '"followed": *3' "$folder/out"
}
ok 'three at once take the rest with them' taken
ok 'then none waits' waits prices 0
run market 510300 --format json
priced() {
	grep -q '2026-11-28' "$folder/out"
}
ok 'the last of them is the price' priced
# shellcheck disable=SC2086
run rates reject --pair USD/CNY --fault unit $by --lang zh_CN
ok 'rates of a pair and a reason, in Chinese' shows '已永久排除 2 个汇率。'
ok 'and the third waits' waits rates 1
# shellcheck disable=SC2086
run rates accept --pair USD/CNY $by --format csv
ok 'one by what it has in common is one' exits 0
ok 'then no rate waits' waits rates 0
# A settlement is one record, however many it is about.
settlements() {
	[ "$("$program" --as-of "$today" journal list --last 20 --format json | grep -cE '(PRICE|RATE)S?_SETTLED')" -eq 4 ]
}
ok 'four settlements are four records' settlements
run journal verify
ok 'the chain is sound' exits 0
finish
