#!/bin/sh
# Statements as brokers, custodians and Quicken write them, brought in by profiles written from the manual page: newest
# first, cancelled and doubled rows, splits told as ratios, codes without their exchange, funds without a ticker.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

files=$fixtures/statements
today=2026-02-02
start_book "$files" --currency USD

# ---- a US broker: two accounts, newest first, words with more behind them, a cancelled pair, a status column ----

us=$files/broker-us.conf
run import transactions "$files/us.csv" --profile "$us" --dry-run --format json
ok 'a list that runs backwards is posted forwards' json \
	'[row["row"][:10] for row in answer["changes"]] == sorted(row["row"][:10] for row in answer["changes"])'
takes 'two accounts of a US broker' 11 0 3 transactions "$files/us.csv" --profile "$us"
takes 'and nothing of it twice' 0 11 3 transactions "$files/us.csv" --profile "$us"
# 50000 - 30016.95 - 2 x 3607.50 + 103.50 - 103.50 - 125.50; what was cancelled is not in it
ok 'its first account comes to the cent' held 'SMITH,TAXABLE,CASH,12642.55,1,'
# 15000 - 10129.95 + 2083.95
ok 'its second account comes to the cent' held 'SMITH,IRA,CASH,6954,1,'
# 100 shares, doubled by the split, less 40: the first purchase paid for all
ok 'a split halves what a share cost' held 'SMITH,IRA,XTEC,160,50.64975,2026-01-07'
none() {
	! "$program" export holdings --as-of "$today" | grep -q "$1"
}
ok 'a cancelled purchase is not held' none ',XREI,'

# The purchase came with an earlier file, and its cancellation with the next.
sed -e '/CXL BUY/d' "$files/us.csv" >"$folder/us-before.csv"
takes 'a purchase before it was cancelled' 1 11 1 transactions "$folder/us-before.csv" --profile "$us"
refused 'its cancellation then asks for the import to be taken back' 4 'take that import back' import transactions \
	"$files/us.csv" --profile "$us"
last=$("$program" import --list --as-of "$today" --format csv | tr -d '\r' | awk -F, 'NR == 2 { print $1 }')
run import --undo "$last"
takes 'and goes through once it is' 0 11 3 transactions "$files/us.csv" --profile "$us"
sed -e '/YOU BOUGHT EXAMPLE REALTY/d' "$files/us.csv" >"$folder/us-after.csv"
refused 'a cancellation of what the file does not hold is no guess' 4 'does not hold' import transactions \
	"$folder/us-after.csv" --profile "$us"
refused 'one account for a file of two would mix them' 4 'leave --account out' import transactions "$files/us.csv" \
	--profile "$us" --account ONE
sed -e '/^leave_out/d' "$us" >"$folder/all.conf"
run import transactions "$files/us.csv" --profile "$folder/all.conf" --dry-run --format json
ok 'what leave_out names is left out, and only that' json \
	'[row["row"].rstrip(",") for row in answer["changes"] if row["outcome"] == "new"] == ["2026-01-28,SMITH,TAXABLE,buy,XBND,25,72.4,,USD"]'

# ---- a Chinese broker: GB18030, ="000001", codes without exchange, a total ----

cn="--profile $files/broker-cn.conf --client LI --account 88012345"
# shellcheck disable=SC2086
takes 'a Chinese settlement list' 9 0 0 transactions "$files/cn.csv" $cn
# shellcheck disable=SC2086
takes 'and nothing of it twice' 0 9 0 transactions "$files/cn.csv" $cn
ok 'its money is what its last line says' held 'LI,88012345,CASH,22063.48,1,'
ok 'a code finds its exchange' held 'LI,88012345,510500.SH,3000,7.12678,2026-01-08'
# a spreadsheet takes the zeros off
iconv -f gb18030 -t utf-8 "$files/cn.csv" | sed -e 's/="000001"/1/' | iconv -f utf-8 -t gb18030 >"$folder/zeros.csv"
# shellcheck disable=SC2086
takes 'a code that lost its zeros is still found' 0 9 0 transactions "$folder/zeros.csv" $cn
printf 'symbol,name,asset_class,currency,risk_level\r\n000001.SH,Index,equity,CNY,R4\r\n' >"$folder/index.csv"
run import instruments "$folder/index.csv"
# shellcheck disable=SC2086
refused 'a code of two exchanges is no guess' 4 'may be 000001.SH or 000001.SZ' import transactions "$files/cn.csv" $cn

# ---- a German broker: Windows-1252, decimal commas, taxes, a cancelled order ----

takes 'a German list' 6 0 1 transactions "$files/de.csv" --profile "$files/broker-de.conf" --client BAUER --account DEPOT
# 12000 - 4633.90 - 3416.20 - 200 + 35.34 + 1318.70
ok 'its money comes to the cent' held 'BAUER,DEPOT,CASH,5103.94,1,'

# ---- OFX: a fund by its number, shares that came from elsewhere, a return of capital ----

sed -e 's/RETOFCAP>/CLOSUREOPT>/g' "$files/trust.ofx" >"$folder/options.ofx"
refused 'what the ledger has no word for is named with the way out' 4 'types of a profile' import transactions \
	"$folder/options.ofx" --client SMITH
takes 'a custodian by OFX' 11 0 0 transactions "$files/trust.ofx" --client SMITH
takes 'and nothing of it twice' 0 11 0 transactions "$files/trust.ofx" --client SMITH
# 60 shares for 5290.97 are 88.182833 each; 30.00 given back are 0.50 a share
ok 'capital given back lowers what the shares cost' held 'SMITH,T-4471,XREI,60,87.682833,2026-01-08'
takes 'its prices, the fund by its number in the ISIN' 3 0 0 prices "$files/trust.ofx"
run reconcile "$files/trust.ofx" --client SMITH --exit-code
ok 'its positions agree with the book' exits 0
sed -e 's/000000012/999999999/; s/<UNIQUEID>000000012/<UNIQUEID>999999999/g' "$files/trust.ofx" >"$folder/named.ofx"
takes 'and by its name, where the number is no one'"'"'s' 0 11 0 transactions "$folder/named.ofx" --client SMITH

# What the issuer announced is the row of the statement; another payment is entered, shown before, and taken back.
run actions add XREI return_of_capital 2026-01-13 --paid 2026-01-16 --amount 0.50 --by 'Wang Li'
run actions due --symbol XREI --format json
ok 'an announcement is found in the statement' json \
	'[(row["state"], row["type"], row["cash"]) for row in answer["due"]["accounts"]] == [("found", "return_of_capital", "30")]'
run actions add XREI return_of_capital 2026-01-26 --amount 0.25 --by 'Wang Li'
run actions apply --symbol XREI --client SMITH --dry-run
ok 'what will come of the cost is shown first' shows '5,245.97'
run actions apply --symbol XREI --client SMITH --by 'Wang Li'
ok 'a payment of the issuer lowers the cost too' held 'SMITH,T-4471,XREI,60,87.432833,2026-01-08'
last=$("$program" actions list --all --as-of "$today" --format csv | tr -d '\r' | awk -F, '$2 == "2026-01-26" { print $1 }')
run actions undo "$last" --by 'Wang Li'
ok 'and is taken back to the cost there was' held 'SMITH,T-4471,XREI,60,87.682833,2026-01-08'

# ---- QIF: Quicken with two accounts, fractions, a split of ten times the ratio ----

refused 'account names of Quicken ask for a profile' 4 'accounts = {' import transactions "$files/quicken.qif" --client SMITH
takes 'two accounts of Quicken' 21 0 0 transactions "$files/quicken.qif" --profile "$files/quicken.conf"
takes 'and nothing of it twice, its split neither' 0 21 0 transactions "$files/quicken.qif" --profile "$files/quicken.conf"
takes 'prices in eighths' 2 0 0 prices "$files/quicken.qif"
price_of() {
	"$program" export prices --as-of "$today" | tr -d '\r' | grep -qF -e "$1"
}
ok '87 1/8 is 87.125' price_of '2025-12-22,XREI,87.125,'
# 20000 - 5029.95 + 9.20 + 25 + 1300.05 + 4 - 15 + 1.07; what was reinvested left nothing
ok 'the broker account comes to the cent' held 'SMITH,QUICKEN,CASH,16294.37,1,'
# 20000 - 20000 - 1422 + 3500
ok 'the bank account comes to the cent' held 'SMITH,CHECKING,CASH,2078,1,'
ok 'two for one' held 'SMITH,QUICKEN,XTEC,150,25.14975,2025-12-02'

# ---- several tables in one file, a list of orders, positions above the transactions ----

takes 'one table of an activity statement' 2 0 2 transactions "$files/tables.csv" --profile "$files/tables.conf" \
	--client SMITH --account TABLES
# - 10125 - 1 + 4164 - 1.02; its money came in another table
ok 'its trades come to the cent' held 'SMITH,TABLES,XTEC,60,101.26,2026-01-07'
printf 'date,client,account,type,symbol,quantity,price,fee,currency,reference\r\n2026-01-05,SMITH,TABLES,deposit,,20000,,,USD,D1\r\n' \
	>"$folder/deposit.csv"
run import transactions "$folder/deposit.csv"
takes 'a list of orders, one of them cancelled' 4 0 1 transactions "$files/neobroker.csv" --profile "$files/neobroker.conf" \
	--client BAUER --account NEO
# 10000 - 3404.80 - 0.99 - 200 + 48 - 12.66
ok 'its money comes to the cent, after fees and taxes' held 'BAUER,NEO,CASH,6429.55,1,'
takes 'transactions below a table of positions' 4 0 2 transactions "$files/funds.csv" --profile "$files/funds.conf"
# 50000 - 30012 + 103.50 - 103.50
ok 'their money comes to the cent without the sweeps' held 'SMITH,VG,CASH,19988,1,'
run check
ok 'the book is sound' exits 0

# ---- round trip ----

"$program" export transactions --as-of "$today" >"$folder/all.csv"
takes 'an export read again changes nothing' 0 "$(($(wc -l <"$folder/all.csv") - 1))" 0 transactions "$folder/all.csv"

# A merger carries days of purchase and the cost of what is exchanged over to the new shares; the rest is sold.
printf 'date,symbol,close\r\n2026-01-31,XEUR,57\r\n' >"$folder/price.csv"
run import prices "$folder/price.csv"
run actions add XDAX merger 2026-01-31 --into XEUR --ratio 3:2 --amount 4.5 --by Maker
run actions apply --by Maker --client BAUER
ok 'a merger is entered' exits 0
kinds='instruments clients prices transactions'
for kind in $kinds holdings; do
	"$program" export "$kind" --as-of "$today" >"$folder/$kind.csv"
done
ok 'its lots are in the file' grep -q 'transfer_in,XEUR,.*/2026-01-08' "$folder/transactions.csv"
mkdir -m 700 "$folder/second"
BALLAST_BOOK=$folder/second/book.db
run init --currency USD
for kind in $kinds; do
	run import "$kind" "$folder/$kind.csv"
done
for kind in $kinds holdings; do
	"$program" export "$kind" --as-of "$today" >"$folder/again.csv"
	ok "a whole book read into an empty one: the same $kind" cmp -s "$folder/$kind.csv" "$folder/again.csv"
done
finish
