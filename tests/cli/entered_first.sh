#!/bin/sh
# Corporate actions that are entered before the statement of the same events comes: whichever comes first, however often
# and in whatever form, the book is the same.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

today=2026-02-02
files=$folder/files
mkdir "$files"

cat >"$files/instruments.csv" <<'END'
symbol,name,asset_class,currency,risk_level,kind
XTEC,Example Technology Inc,equity,USD,R5,stock
XREI,Example Realty Trust,equity,USD,R4,stock
XBND,Example Core Bond Fund,bond,USD,R2,fund
XOLD,Example Old Inc,equity,USD,R4,stock
XNEW,Example New Inc,equity,USD,R4,stock
XNAM,Example Name Inc,equity,USD,R4,stock
END
cat >"$files/clients.csv" <<'END'
client,name,birth_year,currency
SMITH,Pat Smith,1970,USD
END
cat >"$files/bought.csv" <<'END'
date,client,account,type,symbol,quantity,price,fee,currency,reference
2026-01-05,SMITH,ONE,deposit,,50000,,,USD,D1
2026-01-05,SMITH,ONE,buy,XTEC,100,50,,USD,B1
2026-01-05,SMITH,ONE,buy,XREI,60,88,,USD,B2
2026-01-05,SMITH,ONE,buy,XBND,200,70,,USD,B3
2026-01-05,SMITH,ONE,buy,XOLD,40,25,,USD,B4
2026-01-05,SMITH,ONE,buy,XNAM,10,20,,USD,B5
END
cat >"$files/prices.csv" <<'END'
date,symbol,close
2026-01-05,XTEC,50
2026-01-05,XREI,88
2026-01-05,XBND,70
2026-01-05,XOLD,25
2026-01-05,XNEW,50
2026-01-05,XNAM,20
2026-01-14,XBND,50
END

# XREI: 60 x 0.50 = 30, and 60 x 0.25 = 15 of capital; XBND: 200 x 0.25 = 50, which are 1 at 50; XTEC: 100 more;
# XOLD: 40 become 20.
actions() {
	for said in "XREI dividend 2026-01-12 --paid 2026-01-16 --amount 0.50" "XBND dividend 2026-01-14 --amount 0.25" \
		"XREI return_of_capital 2026-01-20 --amount 0.25" "XTEC split 2026-01-21 --ratio 2:1" \
		"XOLD merger 2026-01-22 --ratio 0.5 --into XNEW" "XNAM symbol 2026-01-23 --to XFRESH"; do
		# shellcheck disable=SC2086
		run actions add $said --by 'Wang Li'
	done
	run actions apply --by 'Wang Li'
}

# a_book NAME: one that has what was bought and how it is paid.
a_book() {
	BALLAST_BOOK=$folder/$1.db
	start_book "$files" --currency USD
	run import transactions "$files/bought.csv"
	run import prices "$files/prices.csv"
	run actions elect SMITH ONE reinvest --symbol XBND --by 'Wang Li'
}

# The lots of the account and its money. A statement that says only what came in does not know the day XOLD was bought on,
# which the action carries over to XNEW.
ledger() {
	"$program" export holdings --as-of "$today" | tr -d '\r' | sed -e 's/^\(SMITH,ONE,XNEW,.*\),[0-9-]*$/\1/' | sort
}

# ---- the same statement in four forms ----

cat >"$files/own.csv" <<'END'
date,client,account,type,symbol,quantity,price,fee,currency,reference
2026-01-14,SMITH,ONE,dividend,XBND,50,,,USD,S1
2026-01-14,SMITH,ONE,buy,XBND,1,50,,USD,S2
2026-01-19,SMITH,ONE,dividend,XREI,30,,,USD,S3
2026-01-20,SMITH,ONE,return_of_capital,XREI,15,,,USD,S4
2026-01-21,SMITH,ONE,split,XTEC,100,,,USD,S5
2026-01-22,SMITH,ONE,transfer_out,XOLD,40,25,,USD,S6
2026-01-22,SMITH,ONE,transfer_in,XNEW,20,50,,USD,S7
2026-01-26,SMITH,ONE,buy,XNAM,5,30,,USD,S8
2026-01-27,SMITH,ONE,sell,XTEC,30,26,,USD,S9
END
sed -e 's/,S[0-9]$/,/' "$files/own.csv" >"$files/plain.csv"
cat >"$files/broker.csv" <<'END'
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"
"01/27/2026","Sell","XTEC","EXAMPLE TECHNOLOGY","30","$26.00","","$780.00"
"01/26/2026","Buy","XNAM","EXAMPLE NAME","5","$30.00","","-$150.00"
"01/22/2026","Journaled Shares","XNEW","EXAMPLE NEW","20","$50.00","",""
"01/22/2026","Journaled Shares","XOLD","EXAMPLE OLD","-40","$25.00","",""
"01/21/2026","Stock Split","XTEC","EXAMPLE TECHNOLOGY","100","","",""
"01/20/2026","Return Of Capital","XREI","EXAMPLE REALTY","","","","$15.00"
"01/19/2026","Cash Dividend","XREI","EXAMPLE REALTY","","","","$30.00"
"01/14/2026","Reinvest Shares","XBND","EXAMPLE BOND","1","$50.00","","-$50.00"
"01/14/2026","Reinvest Dividend","XBND","EXAMPLE BOND","","","","$50.00"
END
security() {
	echo "<SECID><UNIQUEID>$1<UNIQUEIDTYPE>TICKER</SECID>"
}
{
	cat <<'END'
OFXHEADER:100
DATA:OFXSGML
VERSION:103
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<INVSTMTMSGSRSV1><INVSTMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<INVSTMTRS><DTASOF>20260130160000<CURDEF>USD
<INVACCTFROM><BROKERID>x.example<ACCTID>ONE</INVACCTFROM>
<INVTRANLIST><DTSTART>20260110000000<DTEND>20260130235959
END
	echo "<REINVEST><INVTRAN><FITID>F1<DTTRADE>20260114</INVTRAN>$(security XBND)"
	echo "<INCOMETYPE>DIV<TOTAL>-50.00<SUBACCTSEC>CASH<UNITS>1<UNITPRICE>50</REINVEST>"
	echo "<INCOME><INVTRAN><FITID>F3<DTTRADE>20260119</INVTRAN>$(security XREI)"
	echo "<INCOMETYPE>DIV<TOTAL>30.00<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INCOME>"
	echo "<RETOFCAP><INVTRAN><FITID>F4<DTTRADE>20260120</INVTRAN>$(security XREI)"
	echo "<TOTAL>15.00<SUBACCTSEC>CASH<SUBACCTFUND>CASH</RETOFCAP>"
	echo "<SPLIT><INVTRAN><FITID>F5<DTTRADE>20260121</INVTRAN>$(security XTEC)"
	echo "<SUBACCTSEC>CASH<OLDUNITS>100<NEWUNITS>200<NUMERATOR>2<DENOMINATOR>1</SPLIT>"
	echo "<TRANSFER><INVTRAN><FITID>F6<DTTRADE>20260122</INVTRAN>$(security XOLD)"
	echo "<SUBACCTSEC>CASH<UNITS>-40<TFERACTION>OUT<POSTYPE>LONG<AVGCOSTBASIS>25</TRANSFER>"
	echo "<TRANSFER><INVTRAN><FITID>F7<DTTRADE>20260122</INVTRAN>$(security XNEW)"
	echo "<SUBACCTSEC>CASH<UNITS>20<TFERACTION>IN<POSTYPE>LONG<AVGCOSTBASIS>50</TRANSFER>"
	echo "<BUYSTOCK><INVBUY><INVTRAN><FITID>F8<DTTRADE>20260126</INVTRAN>$(security XNAM)"
	echo "<UNITS>5<UNITPRICE>30<TOTAL>-150<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INVBUY><BUYTYPE>BUY</BUYSTOCK>"
	echo "<SELLSTOCK><INVSELL><INVTRAN><FITID>F9<DTTRADE>20260127</INVTRAN>$(security XTEC)"
	echo "<UNITS>-30<UNITPRICE>26<TOTAL>780<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INVSELL><SELLTYPE>SELL</SELLSTOCK>"
	echo "</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"
} >"$files/custodian.ofx"
record() {
	printf '%s\n' "$@" '^'
}
{
	printf '!Account\nNONE\nTInvst\n^\n!Type:Invst\n'
	record "D1/14'26" NReinvDiv YXBND Q1 I50 T50.00
	record "D1/19'26" NDiv YXREI T30.00
	record "D1/20'26" NRtrnCap YXREI T15.00
	record "D1/21'26" NStkSplit YXTEC Q20
	record "D1/22'26" NShrsOut YXOLD Q40 I25
	record "D1/22'26" NShrsIn YXNEW Q20 I50
	record "D1/26'26" NBuy YXNAM Q5 I30 T150.00
	record "D1/27'26" NSell YXTEC Q30 I26 T780.00
} >"$files/quicken.qif"

# whichever NAME FILE OPTION…
whichever() {
	name=$1 file=$2
	shift 2
	a_book "$name-before"
	run import transactions "$file" "$@"
	ok "$name: the statement alone is taken" exits 0
	actions
	ok "$name: an action finds what the statement says" exits 0
	ledger >"$folder/expected"
	a_book "$name-after"
	actions
	run import transactions "$file" "$@" --dry-run --format json
	ok "$name: what is there from an action is known before anything is kept" json \
		'{row["reason"][-10:] for row in answer["changes"] if row["outcome"] == "known"} == {"2026-01-14", "2026-01-16", "2026-01-20", "2026-01-21", "2026-01-22"}'
	takes "$name: of a statement after the actions only what is new comes" 2 7 0 transactions "$file" "$@"
	ledger >"$folder/found"
	ok "$name: the same lots and money whichever came first" cmp -s "$folder/expected" "$folder/found"
	takes "$name: and nothing of it twice" 0 9 0 transactions "$file" "$@"
	last=$("$program" import --list --as-of "$today" --format csv | tr -d '\r' | awk -F, 'NR == 2 { print $1 }')
	run import --undo "$last"
	ok "$name: the import is taken back" exits 0
	takes "$name: and its rows are known by the actions again" 2 7 0 transactions "$file" "$@"
	ledger >"$folder/found"
	ok "$name: to the same end" cmp -s "$folder/expected" "$folder/found"
	run check
	ok "$name: the book is sound" exits 0
}

whichever 'our own columns' "$files/own.csv"
whichever 'our own columns without references' "$files/plain.csv"
whichever 'a broker by a profile' "$files/broker.csv" --profile us-broker --client SMITH --account ONE
whichever OFX "$files/custodian.ofx" --client SMITH
whichever QIF "$files/quicken.qif" --client SMITH

# ---- two payments are two ----

header='date,client,account,type,symbol,quantity,price,fee,currency,reference'
cash() {
	held "SMITH,ONE,CASH,$1,1,"
}
# rows NAME ROW…: a file of these.
rows() {
	list=$folder/$1.csv
	shift
	printf '%s\n' "$header" "$@" >"$list"
}
a_book two
actions
# 50000 - 5000 - 5280 - 14000 - 1000 - 200 and 30 + 15
ok 'what was bought and paid comes to the cent' cash 24565
rows first '2026-01-16,SMITH,ONE,dividend,XREI,30,,,USD,P1' '2026-01-26,SMITH,ONE,dividend,XREI,30,,,USD,P2'
takes 'of two equal payments one is the action'"'"'s' 1 1 0 transactions "$folder/first.csv"
ok 'and the other comes in' cash 24595
rows second '2026-01-26,SMITH,ONE,dividend,XREI,30,,,USD,P2' '2026-01-30,SMITH,ONE,dividend,XREI,30,,,USD,P3'
takes 'a later file with a third has only that' 1 1 0 transactions "$folder/second.csv"
ok 'which the action is not given a second time' cash 24625

# ---- other figures are told, and neither entered nor put in the place of what is there ----

a_book tax
actions
rows taxed '2026-01-16,SMITH,ONE,dividend,XREI,27,,,USD,P1' '2026-01-27,SMITH,ONE,deposit,,100,,,USD,P2'
run import transactions "$folder/taxed.csv" --dry-run --format json
ok 'a payment less its tax is told before anything is kept' [ "$code" -eq 3 ]
ok 'with both amounts and what to do' says 'dividend 30 USD; this row says: dividend 27 USD, and is left out; if it is right: ballast actions undo 1 --client SMITH'
ok 'and listed as what differs' json '[row["outcome"] for row in answer["changes"]] == ["differs", "new"]'
run import transactions "$folder/taxed.csv" --format json
ok 'and when it is imported too' says 'taxed.csv:2: action 1 entered on 2026-01-16: dividend 30 USD; this row says: dividend 27 USD'
ok 'it is counted as neither new nor known' json \
	'[(row["added"], row["same"], row["differs"]) for row in answer["files"]] == [(1, 0, 1)]'
ok 'the rest comes in, and the dividend once' cash 24665
run import transactions "$folder/taxed.csv"
ok 'until somebody settles it, it is told each time' [ "$code" -eq 3 ]
run actions undo 1 --client SMITH --by 'Wang Li'
takes 'with the action taken back the row comes in' 1 1 0 transactions "$folder/taxed.csv"
ok 'and the money is what the statement says' cash 24662
run actions apply --by 'Wang Li'
ok 'where the action finds it' cash 24662

# A purchase the book did not have when the shares were split: as many are missing.
a_book late
actions
rows late '2026-01-08,SMITH,ONE,buy,XTEC,50,50,,USD,L1' '2026-01-21,SMITH,ONE,split,XTEC,2:1,,,USD,L2'
sed -e 's/,2:1,/,150,/' "$folder/late.csv" >"$folder/late-shares.csv"
run import transactions "$folder/late-shares.csv" --dry-run
ok 'a split of more shares than the action split is told' says 'split 100 XTEC; this row says: split 150 XTEC'
printf '%s\n' "!Account" NONE TInvst '^' '!Type:Invst' "D1/ 8'26" NBuy YXTEC Q50 I50 'T2,500.00' '^' "D1/21'26" NStkSplit YXTEC Q20 '^' \
	>"$folder/late.qif"
run import transactions "$folder/late.qif" --client SMITH
ok 'and so is a ratio, when shares came in since' says 'action 4 split 100 of XTEC on 2026-01-21, and the account held 150 before that day'
run actions undo 4 --by 'Wang Li'
takes 'with the action taken back the split is of all' 1 1 0 transactions "$folder/late.qif" --client SMITH
ok 'both lots are split' held 'SMITH,ONE,XTEC,100,25,2026-01-08'
run actions list --format json
ok 'a change of symbol is listed by the name before it' json \
	'[(row["symbol"], row["into"]) for row in answer["actions"] if row["type"] == "symbol"] == [("XNAM", "XFRESH")]'
run actions list
ok 'and to the one after it' shows 'XNAM'

finish
