/* Broker CSV by a profile, price lines, profiles themselves: what is read, and each refusal with line and column. */
#include "tests/data/statement_case.h"

#include "data/exchange/foreign_rows.h"

#define TRADES "kind = transactions\ncolumns { date = 'Date' type = 'Action' symbol = 'Symbol' quantity = 'Qty' price = 'Price' amount = 'Amount' }\n" \
	"constants { currency = 'USD' account = 'A' }\n" \
	"types { buy = {'Bought*'} sell = {'Sold*'} deposit_or_withdraw = {'Wire'} buy_or_sell = {'Trade'} transfer = {'Move'}\n" \
	" interest_or_fee = {'Int'} dividend = {'Div'} fee = {'Fee'} split = {'Split'} cancel = {'Cancel*'} skip = {'Sold short*', 'Note'} }\n"
#define TABLE "Date,Action,Symbol,Qty,Price,Amount\n"

static void rows_become_events(void **state)
{
	static const struct foreign_case cases[] = {
		{"a purchase", TRADES, NULL, NULL, TABLE "2026-01-05,Bought,AAA,10,5,-50\n", "2 2026-01-05,C1,A,buy,AAA,10,5,,USD,,-50\n"},
		{"an amount without its sign", TRADES, NULL, NULL, TABLE "2026-01-05,Bought,AAA,10,5,50\n",
		 "2 2026-01-05,C1,A,buy,AAA,10,5,,USD,,-50\n"},
		{"a sale whose quantity has a minus", TRADES, NULL, NULL, TABLE "2026-01-05,Sold,AAA,-10,5,50\n",
		 "2 2026-01-05,C1,A,sell,AAA,10,5,,USD,,50\n"},
		{"words with more behind them, the longer first", TRADES, NULL, NULL,
		 TABLE "2026-01-05,BOUGHT 10 AAA,AAA,10,5,-50\n2026-01-05,Sold short 3,AAA,3,5,15\n",
		 "2 2026-01-05,C1,A,buy,AAA,10,5,,USD,,-50\nskipped 1\n"},
		{"our own words", TRADES, NULL, NULL, TABLE "2026-01-05,dividend,AAA,,,7\n", "2 2026-01-05,C1,A,dividend,AAA,7,,,USD\n"},
		{"the sign decides about money", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,7\n2026-01-06,Wire,,,,-8\n2026-01-07,Int,,,,1\n2026-01-08,Int,,,,-2\n",
		 "2 2026-01-05,C1,A,deposit,,7,,,USD\n3 2026-01-06,C1,A,withdraw,,8,,,USD\n4 2026-01-07,C1,A,interest,,1,,,USD\n"
		 "5 2026-01-08,C1,A,fee,,2,,,USD\n"},
		{"and about trades, or the quantity does", TRADES, NULL, NULL, TABLE "2026-01-05,Trade,AAA,10,5,-50\n2026-01-06,Trade,AAA,10,5,50\n"
		 "2026-01-07,Trade,AAA,4,5,\n2026-01-08,Trade,AAA,-4,5,\n",
		 "2 2026-01-05,C1,A,buy,AAA,10,5,,USD,,-50\n3 2026-01-06,C1,A,sell,AAA,10,5,,USD,,50\n"
		 "4 2026-01-07,C1,A,buy,AAA,4,5,,USD\n5 2026-01-08,C1,A,sell,AAA,4,5,,USD\n"},
		{"shares that move", TRADES, NULL, NULL, TABLE "2026-01-05,Move,AAA,10,5,\n2026-01-06,Move,AAA,-10,,\n2026-01-07,Move,,,,12\n2026-01-08,Split,AAA,5,,\n",
		 "2 2026-01-05,C1,A,transfer_in,AAA,10,5,,USD\n3 2026-01-06,C1,A,transfer_out,AAA,10,,,USD\n"
		 "4 2026-01-07,C1,A,transfer_in,,12,,,USD\n5 2026-01-08,C1,A,split,AAA,5,,,USD\n"},
		{"lines around the table", TRADES "trailer = {'Total'}\n", NULL, NULL, "Account 1\n\n" TABLE "2026-01-05,Wire,,,,7\n\nTotal,,,,,7\nEnd, of \"it\n",
		 "4 2026-01-05,C1,A,deposit,,7,,,USD\n"},
		{"the newest row first", TRADES, NULL, NULL, TABLE "2026-01-06,Sold,AAA,1,5,5\n2026-01-06,Wire,,,,1\n2026-01-05,Wire,,,,2\n",
		 "4 2026-01-05,C1,A,deposit,,2,,,USD\n3 2026-01-06,C1,A,deposit,,1,,,USD\n2 2026-01-06,C1,A,sell,AAA,1,5,,USD,,5\n"},
		{"a split keeps the order of its day", TRADES, NULL, NULL, TABLE "2026-01-06,Sold,AAA,1,5,5\n2026-01-06,Split,AAA,9,,\n2026-01-06,Bought,AAA,1,5,-5\n",
		 "2 2026-01-06,C1,A,sell,AAA,1,5,,USD,,5\n3 2026-01-06,C1,A,split,AAA,9,,,USD\n4 2026-01-06,C1,A,buy,AAA,1,5,,USD,,-5\n"},
		{"a cancelled row and the one that cancels it", TRADES, NULL, NULL, TABLE "2026-01-05,Bought,AAA,10,5,-50\n2026-01-06,Bought,AAA,10,5,-50\n"
		 "2026-01-07,Cancel buy,AAA,-10,5,50\n",
		 "2 2026-01-05,C1,A,buy,AAA,10,5,,USD,,-50\nx3 2026-01-06,C1,A,buy,AAA,10,5,,USD,,-50\nskipped 2\n"},
		{"rows left out by a column", TRADES "leave_out = {'Qty = 9*'}\nonly = {'Date = 2026*'}\n", NULL, NULL,
		 TABLE "2026-01-05,Bought,AAA,99,5,-495\n2025-01-05,Wire,,,,1\n2026-01-06,Wire,,,,2\n", "4 2026-01-06,C1,A,deposit,,2,,,USD\nskipped 2\n"},
		{"amounts before fees, fees of two columns", "kind = transactions\namount = gross\nfees = {'Fee', 'Tax'}\ncolumns { date = 'Date' type = 'Type' "
		 "symbol = 'Symbol' quantity = 'Qty' amount = 'Amount' account = 'Account' reference = 'No' }\naccounts = {'1 2 => C7/X'}\ntypes { buy = {'B'} }\n", NULL, NULL,
		 "Date,Type,Symbol,Qty,Amount,Fee,Tax,Account,No\n2026-01-05,B,AAA,10,50,1.5,-0.5,1 2,R1\n2026-01-05,dividend,AAA,,5,,1,Z,\n",
		 "2 2026-01-05,C1,X,buy,AAA,10,,2,,R1,-52\n3 2026-01-05,C1,Z,dividend,AAA,5,,1\n"},
		{"marks, signs, blanks and what says nothing", TRADES "decimal_mark = ','\nthousands_mark = '.'\nsigns = {'€', 'EUR'}\nmissing = {'-'}\ndelimiter = ';'\n"
		 "dates = {'%d.%m.%Y', '%d. %b %y'}\n", NULL, NULL, "Date;Action;Symbol;Qty;Price;Amount\n05.01.2026;Wire;-;-;-;€ 1.234,50-\n"
		 "6. January 26;Wire; ;;;(12,5 EUR)\n07.01.2026;Bought;=\"600519\";1.000;+5,10;−5.100\n",
		 "2 2026-01-05,C1,A,withdraw,,1234.5,,,USD\n3 2026-01-06,C1,A,withdraw,,12.5,,,USD\n4 2026-01-07,C1,A,buy,600519.SH,1000,5.10,,USD,,-5100\n"},
		{"debits and credits", TRADES "debits = {'DR', '借'}\nsigns = {'CR', '$'}\n", NULL, NULL,
		 TABLE "2026-01-05,Wire,,,,12.50 DR\n2026-01-06,Wire,,,,$3 CR\n2026-01-07,Wire,,,,借4\n",
		 "2 2026-01-05,C1,A,withdraw,,12.5,,,USD\n3 2026-01-06,C1,A,deposit,,3,,,USD\n4 2026-01-07,C1,A,withdraw,,4,,,USD\n"},
		{"money that goes in a column of its own", "kind = transactions\ndecimal_mark = ','\ncolumns { date = 'Tag' type = 'Art' amount = 'Haben' debit = 'Soll' }\n"
		 "constants { currency = 'EUR' account = 'A' }\ntypes { deposit_or_withdraw = {'\xc3\x9c'} fee = {'F'} }\ndelimiter = ';'\n", NULL, NULL,
		 "Tag;Art;Soll;Haben\n2026-01-05;\xc3\x9c;;7,5\n2026-01-06;\xc3\x9c;8;\n2026-01-07;\xc3\x9c;9;0,00\n2026-01-08;\xc3\x9c;0,00;1\n2026-01-09;F;2;\n",
		 "2 2026-01-05,C1,A,deposit,,7.5,,,EUR\n3 2026-01-06,C1,A,withdraw,,8,,,EUR\n4 2026-01-07,C1,A,withdraw,,9,,,EUR\n"
		 "5 2026-01-08,C1,A,deposit,,1,,,EUR\n6 2026-01-09,C1,A,fee,,2,,,EUR\n"},
		{"money that comes and goes in one row, or goes below zero", "kind = transactions\ncolumns { date = 'D' type = 'T' amount = 'In' debit = 'Out' }\n"
		 "constants { currency = 'EUR' account = 'A' }\ntypes { deposit_or_withdraw = {'W'} }\n", NULL, NULL,
		 "D,T,In,Out\n2026-01-05,W,1,2\n2026-01-06,W,,-3\n",
		 "! 2 debit: \"2\" stands beside an amount, and only one of the two may\n"
		 "! 3 debit: \"-3\" is below zero; a column whose figures carry their sign goes among the names of amount\n"},
		{"a price finer than a millionth", TRADES, NULL, NULL, TABLE "2026-01-05,Bought,AAA,3,1.33333333,-4\n", "2 2026-01-05,C1,A,buy,AAA,3,,,USD,,-4\n"},
		{"money lent overnight at a rate that stands for the price", TRADES "unpriced = {'Bought*', 'Sold'}\n", NULL, NULL,
		 TABLE "2026-01-05,Bought,AAA,300,1.85,-30000.3\n2026-01-06,Sold,AAA,300,1.85,30001.54\n",
		 "2 2026-01-05,C1,A,buy,AAA,300,,,USD,,-30000.3\n3 2026-01-06,C1,A,sell,AAA,300,,,USD,,30001.54\n"},
		{"a column of several names, and one that the row fills", "kind = transactions\ncolumns { date = {'Settled', 'Date'} type = 'Type' "
		 "symbol = {'Symbol'} quantity = {'Qty', 'Value'} price = {'None such', 'Price', 'Rate'} account = 'Account' }\n"
		 "constants { currency = 'USD' }\n", NULL, NULL, "Date,Type,Symbol,Qty,Value,Price,Account\n"
		 "2026-01-05,deposit,,,77,,B\n2026-01-06,buy,AAA,3,15,5,B\n", "2 2026-01-05,C1,B,deposit,,77,,,USD\n3 2026-01-06,C1,B,buy,AAA,3,5,,USD\n"},
		{"a column of several names that the file has not", "kind = transactions\ncolumns { date = {'Settled', 'Day'} type = 'Type' quantity = 'Qty' "
		 "account = 'Account' }\n", NULL, NULL, "Date,Type,Qty,Account\n2026-01-05,deposit,77,B\n", "! 1 : this seems to be the header, but has no column \"Settled\"\n"},
		{"the person's format of days", TRADES, NULL, "%m/%d/%Y", TABLE "01/13/2026,Wire,,,,7\n", "2 2026-01-13,C1,A,deposit,,7,,,USD\n"},
		{"tabs, and a day with a time behind it", TRADES "delimiter = tab\ndates = {'%Y-%m-%d %*'}\n", NULL, NULL,
		 "Date\tAction\tSymbol\tQty\tPrice\tAmount\n2026-01-05 09:30\tWire\t\t\t\t7\n", "2 2026-01-05,C1,A,deposit,,7,,,USD\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void what_cannot_be_taken_is_refused_with_its_place(void **state)
{
	static const struct foreign_case cases[] = {
		{"a word without a type", TRADES, NULL, NULL, TABLE "2026-01-05,Gift,AAA,1,,\n",
		 "! 2 type: \"Gift\" is a word the profile does not know; give it a type, or name it under skip\n"},
		{"a day that is none", TRADES, NULL, NULL, TABLE "05.01.2026,Wire,,,,1\n", "! 2 date: \"05.01.2026\" is no day in any of the formats declared\n"},
		{"a day of two readings", TRADES "dates = {'%d/%m/%Y', '%m/%d/%Y'}\n", NULL, NULL, TABLE "05/01/2026,Wire,,,,1\n",
		 "! 2 date: \"05/01/2026\" can be read as two different days; name one format of dates\n"},
		{"a mark nobody declared", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,\"1,000\"\n",
		 "! 2 amount: \"1,000\" holds a mark that is neither the decimal nor the thousands mark declared\n"},
		{"groups that are none", TRADES "thousands_mark = '.'\ndecimal_mark = ','\n", NULL, NULL, TABLE "2026-01-05,Wire,,,,10.00\n",
		 "! 2 amount: \"10.00\" has a thousands mark where none can stand\n"},
		{"two signs", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,-(5)\n", "! 2 amount: \"-(5)\" has two signs\n"},
		{"a number that is none", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,five\n2026-01-05,Wire,,,,.\n2026-01-05,Wire,,,,1.2.3\n",
		 "! 2 amount: \"five\" is not a number\n! 3 amount: \".\" is not a number\n"
		 "! 4 amount: \"1.2.3\" holds a mark that is neither the decimal nor the thousands mark declared\n"},
		{"more fields than the header", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,1,000\n",
		 "! 2 : the row fills field 7, and the header has 6; is a thousands mark the delimiter too?\n"},
		{"a line below the table", TRADES, NULL, NULL, TABLE "Total\n",
		 "! 2 : the line \"Total\" fills 1 of the header's 6 columns; if it ends the table, name its first words under trailer\n"},
		{"a quote that never ends", TRADES, NULL, NULL, TABLE "2026-01-05,Wire,,,,\"1\n", "! 0 : line 2: a quote opened in field 6 is never closed\n"},
		{"a header that lacks a column", TRADES, NULL, NULL, "Date,Action,Symbol,Qty,Price\n",
		 "! 1 : this seems to be the header, but has no column \"Amount\"\n"},
		{"a header that lacks what rows are told apart by", TRADES "only = {'Status = Done'}\n", NULL, NULL, TABLE,
		 "! 1 : this seems to be the header, but has no column \"Status\"\n"},
		{"no header at all", TRADES, NULL, NULL, "nothing\nof it\n", "! 0 : no line among the first 200 names the columns that are expected, such as \"Date\"\n"},
		{"another delimiter", TRADES, NULL, NULL, "List\nDate;Action;Symbol;Qty;Price;Amount\n",
		 "! 2 : this seems to be the header, but its columns are not apart by what the profile says; delimiter = ';' would read it\n"},
		{"tabs", TRADES, NULL, NULL, "Date\tAction\tSymbol\tQty\n",
		 "! 1 : this seems to be the header, but its columns are not apart by what the profile says; delimiter = 'tab' would read it\n"},
		{"two debits", TRADES "debits = {'DR'}\n", NULL, NULL, TABLE "2026-01-05,Wire,,,,-5 DR\n", "! 2 amount: \"-5 DR\" has two signs\n"},
		{"an empty file", TRADES, NULL, NULL, "", "! 0 : the file is empty\n"},
		{"a cancellation of nothing", TRADES, NULL, NULL, TABLE "2026-01-07,Cancel buy,AAA,-10,5,50\n", "! 2 type: the row cancels a AAA row that this "
		 "file does not hold; take an import that brought it back (--undo), and leave the word out under skip\n"},
		{"a sale that takes money", TRADES, NULL, NULL, TABLE "2026-01-05,Sold,AAA,10,5,-50\n", "! 2 amount: the row takes money out, which a sale cannot\n"},
		{"a quantity too fine", TRADES, NULL, NULL, TABLE "2026-01-05,Bought,AAA,0.0000001,5,-50\n", "! 2 quantity: \"0.0000001\" has more than six decimals\n"},
		{"a fee too large", TRADES "fees = {'Price'}\n", NULL, NULL, TABLE "2026-01-05,Wire,,,99999999999999999,1\n", "! 2 Price: \"99999999999999999\" is too large or too fine\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void other_kinds_have_their_columns(void **state)
{
#define HELD "kind = holdings\nconstants { client = 'C3' account = 'B' }\ncolumns { symbol = 'Code' quantity = 'Held' cost = 'Cost' price = 'Last' }\nmissing = {'-'}\n"
	static const struct foreign_case held[] = {
		{"the cost of a lot by the whole", HELD, NULL, NULL, "Code,Held,Cost,Last\nAAA,8,100,13\nCASH,50,50,1\nBBB,3,-,-\n",
		 "2 C1,B,AAA,8,12.5 @ 13000000\n3 C1,B,CASH,50 @ 1000000\n4 C1,B,BBB,3\n"},
		{"of nothing", HELD, NULL, NULL, "Code,Held,Cost,Last\nAAA,0,100,\n", "2 C1,B,AAA,0\n! 2 cost: \"100\" cannot be divided by the quantity\n"},
		{"two that could be meant", HELD, NULL, NULL, "Code,Held,Cost,Last\n000001,1,1,\n",
		 "! 2 symbol: \"000001\" may be 000001.SH or 000001.SZ; say which in a profile: symbols = {'000001 => 000001.SH'}\n"},
		{"a price that is not there", HELD, NULL, NULL, "Code,Held,Cost\nAAA,1,1\n", "! 1 : this seems to be the header, but has no column \"Last\"\n"},
		{"our own columns, of which a statement need not have all", NULL, NULL, NULL, "client,account,symbol,quantity\nC2,Z,AAA,4\n", "2 C1,Z,AAA,4\n"},
		{"and may have a price", NULL, NULL, NULL, "symbol,quantity,account,price,unit_cost\nAAA,4,Z,7.5,3\n", "2 C1,Z,AAA,4,3 @ 7500000\n"},
		{"but what and how much", NULL, NULL, NULL, "client,account,symbol\nC2,Z,AAA\n", "! 1 : this seems to be the header, but has no column \"quantity\"\n"},
	};
	static const struct foreign_case prices[] = {
		{"prices", "kind = prices\ncolumns { date = 'D' symbol = 'S' close = 'C' }\nsymbols = {'x => AAA'}\n", NULL, NULL, "D,S,C\n2026-01-05,x,1.5\n",
		 "2 2026-01-05,AAA,1.5\n"},
	};
	static const struct foreign_case instruments[] = {
		{"instruments are new to the book", "kind = instruments\ncolumns { symbol = 'S' name = 'N' }\nsymbols = {'x => AAA'}\nconstants { currency = 'USD' asset_class = 'equity' "
		 "risk_level = 'R3' }\n", NULL, NULL, "S,N\nx,First\n000001,Second\n", "2 AAA,First,equity,USD,R3\n3 000001,Second,equity,USD,R3\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_HOLDINGS, held);
	ASSERT_CASES(EXCHANGE_PRICES, prices);
	ASSERT_CASES(EXCHANGE_INSTRUMENTS, instruments);
}

static void price_lines_of_ledger_and_beancount(void **state)
{
	static const struct foreign_case cases[] = {
		{"ledger", NULL, NULL, NULL, "; prices\nP 2026/01/05 AAA 12.5 USD\nP 2026-01-06 09:30:00 \"BBB\" 1,250.00 USD\n",
		 "2 2026-01-05,AAA,12.5,,USD\n3 2026-01-06,BBB,1250.00,,USD\n"},
		{"beancount", NULL, NULL, NULL, "2026-01-05 price AAA  12.5 USD\n2026-01-05 open Assets:X\n", "1 2026-01-05,AAA,12.5,,USD\nskipped 1\n"},
		{"currencies left out", "format = prices\nsymbols = {'EUR => skip'}\n", NULL, NULL, "2026-01-05 price EUR 1.1 USD\n2026-01-05 price AAA 12.5 USD\n",
		 "2 2026-01-05,AAA,12.5,,USD\nskipped 1\n"},
		{"a sign before the price", "format = prices\nsigns = {'$'}\nconstants { currency = 'USD' }\n", NULL, NULL,
		 "P 2026/01/05 AAA $1,212.50\nP 2026/01/06 BBB 3 EUR\n", "1 2026-01-05,AAA,1212.50,,USD\n2 2026-01-06,BBB,3,,EUR\n"},
		{"a sign, and no currency for it", "format = prices\nsigns = {'$'}\n", NULL, NULL, "P 2026-01-05 AAA $12.5\n",
		 "! 1 : a price line is: day, symbol, price, currency (three capital letters); of $12.34 a profile says the "
		 "rest: signs = {'$'} and currency under constants\n"},
		{"another sign", "format = prices\nsigns = {'$'}\nconstants { currency = 'USD' }\n", NULL, NULL, "P 2026-01-05 AAA 12.5\n",
		 "! 1 : a price line is: day, symbol, price, currency (three capital letters); of $12.34 a profile says the "
		 "rest: signs = {'$'} and currency under constants\n"},
		{"too few words", NULL, NULL, NULL, "P 2026-01-05 AAA 12.5\n", "! 1 : a price line is: day, symbol, price, currency (three capital letters); of $12.34 a profile says the "
		 "rest: signs = {'$'} and currency under constants\n"},
		{"no day, no number", NULL, NULL, NULL, "P 2026-13-05 AAA x USD\n", "! 1 date: \"2026-13-05\" is no day\n! 1 close: \"x\" is not a number\n"},
		{"what two exchanges have", NULL, NULL, NULL, "P 2026-01-05 000001 1 CNY\n", "! 1 symbol: \"000001\" may be 000001.SH or 000001.SZ; say which in a "
		 "profile: symbols = {'000001 => 000001.SH'}\n"},
		{"no price line", "format = prices\n", NULL, NULL, "hello\n", "! 0 : the file has no price line\nskipped 1\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_PRICES, cases);
}

static void a_file_is_known_by_its_bytes(void **state)
{
	static const struct {
		const char *content;
		enum foreign_format format;
	} files[] = {
		{"OFXHEADER:100\n\n<OFX>", FOREIGN_OFX}, {"<?xml version=\"1.0\"?>\n<ofx>", FOREIGN_OFX}, {"!Type:Bank\n", FOREIGN_QIF},
		{"!Account\n", FOREIGN_QIF}, {"!Option:AutoSwitch\n", FOREIGN_QIF}, {"; ledger\n\nP 2026-01-05 A 1 USD\n", FOREIGN_PRICES},
		{"2026-01-05 price A 1 USD\n", FOREIGN_PRICES}, {"option \"title\" \"x\"\n2026-01-05 price A 1 USD\n", FOREIGN_PRICES},
		{"2020-01-01 open Assets:A\n", FOREIGN_PRICES}, {"account Assets\n\nP 2026/01/05 A $1\n", FOREIGN_PRICES},
		{"P and L,symbol\n", FOREIGN_CSV}, {"date,symbol,close\n2026-01-05,A,1\n", FOREIGN_CSV}, {"\xef\xbb\xbf!Type:Bank\n", FOREIGN_QIF}, {"date,symbol\n", FOREIGN_CSV}, {"", FOREIGN_CSV},
		{"; nothing but words", FOREIGN_CSV},
	};
	const struct foreign_defaults nobody = {NULL, NULL, NULL, {NULL, NULL}};
	struct problems problems = {0};
	struct foreign foreign;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		assert_int_equal(foreign_detect(files[i].content, strlen(files[i].content)), files[i].format);
	/* a zero byte, and bytes of no encoding */
	assert_int_equal(foreign_read(EXCHANGE_HOLDINGS, NULL, &nobody, "a\0b", 3, &foreign, &problems, NULL), STATUS_OK);
	assert_int_equal(problems.count, 1);
	foreign_clear(&foreign);
	problems_clear(&problems);
	assert_int_equal(foreign_read(EXCHANGE_HOLDINGS, NULL, &nobody, "a\nb\n\xc3(\n", 7, &foreign, &problems, NULL), STATUS_OK);
	assert_int_equal(problems.count, 1);
	assert_int_equal(problems.list[0].line, 3);
	foreign_clear(&foreign);
	problems_clear(&problems);
}

static void gb18030_is_read(void **state)
{
	static const struct foreign_case cases[] = {
		/* 日期,业务,代码,数量,价格,金额 and 证券买入 in GB18030, a character of four bytes (U+3400) in what is skipped */
		{"GB18030", "kind = transactions\nencoding = 'GB18030'\ncolumns { date = '日期' type = '业务' symbol = '代码' quantity = '数量' price = '价格' amount = '金额' }\n"
		 "constants { account = 'A' }\ntypes { buy = {'证券买入'} skip = {'㐀*'} }\n", NULL, NULL,
		 "\xc8\xd5\xc6\xda,\xd2\xb5\xce\xf1,\xb4\xfa\xc2\xeb,\xca\xfd\xc1\xbf,\xbc\xdb\xb8\xf1,\xbd\xf0\xb6\xee\n"
		 "2026-01-05,\xd6\xa4\xc8\xaf\xc2\xf2\xc8\xeb,=\"600519\",100,10,-1000\n2026-01-06,\x81\x39\xee\x39x,,,,\n",
		 "2 2026-01-05,C1,A,buy,600519.SH,100,10,,,,-1000\nskipped 1\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void a_profile_that_is_no_good_is_refused_in_words(void **state)
{
#define COLUMNS "columns { date = 'D' }\n"
	static const struct {
		const char *content, *part;
	} profiles[] = {
		{COLUMNS, "kind is missing"}, {"kind = transactions\n", "the section columns is missing"},
		{"kind = answers\n" COLUMNS, "needs no profile"}, {"kind = trades\n" COLUMNS, "kind = \"trades\"; it is one of instruments"},
		{"kind = prices\nformat = xls\n" COLUMNS, "format = \"xls\"; it is one of csv, ofx, qif, prices"},
		{"kind = prices\namount = some\n" COLUMNS, "amount = \"some\"; it is one of net, gross"},
		{"kind = prices\ndelimiter = ';;'\n" COLUMNS, "delimiter = \";;\"; it is one of"}, {"kind = prices\nencoding = 'ebcdic'\n" COLUMNS, "encoding = \"ebcdic\"; it is one of"},
		{"kind = prices\ndecimal_mark = ','\nthousands_mark = ','\n" COLUMNS, "are both \",\""}, {"kind = prices\ndecimal_mark = '0'\n" COLUMNS, "neither mark is a digit"},
		{"kind = prices\nsymbols = {'a -> b'}\n" COLUMNS, "write '600519 => 600519.SH'"}, {"kind = prices\naccounts = {'a => b'}\n" COLUMNS, "write '12345678 => CLIENT/ACCOUNT'"},
		{"kind = prices\nleave_out = {'Status: no'}\n" COLUMNS, "leave_out holds \"Status: no\"; write 'Status = Cancelled'"},
		{"kind = prices\nonly = {' = x'}\n" COLUMNS, "only holds"}, {"kind = prices\ncolums { date = 'D' }\n", "there is no key \"colums\""},
	};
	struct import_profile *profile = NULL;
	struct error err;
	struct text many = {0};

	(void)state;
	for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
		assert_int_equal(import_profile_parse("p.conf", profiles[i].content, strlen(profiles[i].content), &profile, &err), STATUS_INVALID);
		if (strstr(err.message, profiles[i].part) == NULL || strstr(err.message, "p.conf") == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, profiles[i].part);
	}
	text_add(&many, "kind = prices\n" COLUMNS "trailer = {'a'");
	for (int i = 0; i < PROFILE_LIST; i++)
		text_add(&many, ", 'a'");
	text_add(&many, "}\n");
	assert_int_equal(import_profile_parse("p.conf", text_string(&many), many.length, &profile, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "more than 64"));
	text_clear(&many);
	assert_int_equal(import_profile_read("/nowhere/p.conf", &profile, &err), STATUS_NOT_FOUND);
	assert_null(profile);
}

static void a_profile_says_what_it_says(void **state)
{
	static const char content[] = "title = 'Mine'\ntitle_zh = '我的'\nkind = prices\n" COLUMNS "types { skip = {'b*', 'boo'} buy = {'B'} }\n";
	const struct foreign_defaults nobody = {NULL, NULL, NULL, {NULL, NULL}};
	struct import_profile *profile = NULL;
	struct problems problems = {0};
	struct foreign foreign;
	struct error err;
	enum exchange_kind kind;

	(void)state;
	assert_int_equal(import_profile_parse("p", content, strlen(content), &profile, &err), STATUS_OK);
	assert_string_equal(import_profile_title(profile, false), "Mine");
	assert_string_equal(import_profile_title(profile, true), "我的");
	assert_true(import_profile_kind(profile, &kind) && kind == EXCHANGE_PRICES);
	assert_string_equal(import_profile_type(profile, "b"), "buy");
	assert_string_equal(import_profile_type(profile, "bar"), "skip");
	assert_null(import_profile_type(profile, "x"));
	assert_null(import_profile_constant(profile, "date"));
	assert_null(import_profile_column(profile, "nothing", 0));
	assert_int_equal(foreign_read(EXCHANGE_CLIENTS, profile, &nobody, "", 0, &foreign, &problems, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "for prices, not for clients"));
	foreign_clear(&foreign);
	import_profile_free(profile);
	import_profile_free(NULL);
}

static void stars_stand_for_any_text(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} pairs[] = {
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"a*", "ABC", true}, {"a*", "ba", false}, {"*c", "abc", true},
		{"*c", "abcd", false}, {"a*c", "abcbc", true}, {"a*b*c", "axxbyyc", true}, {"a*b*c", "axxcyyb", false}, {"**", "x", true}, {"a", "aa", false},
		{"*aab", "aaab", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		assert_int_equal(import_profile_matches(pairs[i].pattern, pairs[i].text), pairs[i].fits);
}

static void numbers_are_read_as_people_write_them(void **state)
{
	static const char *const dollar[] = {"$", "USD"};
	static const struct {
		const char *text, *decimal, *group;
		bool has_fractions;
		const char *result;           /* NULL: refused                                          */
	} numbers[] = {
		{"1,234.50", ".", ",", false, "1234.50"}, {"1'234'567", ".", "'", false, "1234567"}, {"1 234,5", ",", " ", false, "1234.5"}, {"-$5.00", ".", ",", false, "-5.00"},
		{"$-5", ".", ",", false, "-5"}, {"($1,000)", ".", ",", false, "-1000"}, {"5 USD", ".", ",", false, "5"}, {"5-", ".", ",", false, "-5"}, {"\xe2\x88\x92" "5", ".", ",", false, "-5"},
		{".5", ".", "", false, "0.5"}, {"5.", ".", "", false, "5"}, {"007", ".", "", false, "7"}, {"-0.00", ".", "", false, "0.00"}, {"0.12345600", ".", "", false, "0.123456"},
		{"12 3/8", ".", "", true, "12.375"}, {"-12 3/8", ".", "", true, "-12.375"}, {"1/64", ".", "", true, "0.015625"}, {"3/8", ",", "", true, "0.375"}, {"12 3/8", ".", "", false, NULL},
		{"3/3", ".", "", true, NULL}, {"1/512", ".", "", true, NULL}, {"12,34.5", ".", ",", false, NULL}, {"1,2345", ".", ",", false, NULL}, {",123", ".", ",", false, NULL}, {"--5", ".", "", false, NULL},
		{"5..5", ".", "", false, NULL}, {"1e5", ".", "", false, NULL}, {"", ".", "", false, NULL}, {"$", ".", "", false, NULL},
	};
	char result[160], small[4], large[200];

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		const struct number_marks marks = {numbers[i].decimal, numbers[i].group, dollar, 2, numbers[i].has_fractions, NULL, 0};
		const char *wrong = foreign_number(numbers[i].text, &marks, result, sizeof result);

		if ((wrong == NULL) != (numbers[i].result != NULL) || (wrong == NULL && strcmp(result, numbers[i].result) != 0))
			fail_msg("\"%s\" is \"%s\" (%s)", numbers[i].text, wrong == NULL ? result : "", wrong != NULL ? wrong : "taken");
	}
	memset(large, '1', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	assert_non_null(foreign_number(large, &(struct number_marks){".", "", NULL, 0, false, NULL, 0}, result, sizeof result));
	assert_non_null(foreign_number("12345", &(struct number_marks){".", "", NULL, 0, false, NULL, 0}, small, sizeof small));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_become_events),
		cmocka_unit_test(what_cannot_be_taken_is_refused_with_its_place),
		cmocka_unit_test(other_kinds_have_their_columns),
		cmocka_unit_test(price_lines_of_ledger_and_beancount),
		cmocka_unit_test(a_file_is_known_by_its_bytes),
		cmocka_unit_test(gb18030_is_read),
		cmocka_unit_test(a_profile_that_is_no_good_is_refused_in_words),
		cmocka_unit_test(a_profile_says_what_it_says),
		cmocka_unit_test(stars_stand_for_any_text),
		cmocka_unit_test(numbers_are_read_as_people_write_them),
	};

	return cmocka_run_group_tests_name("broker CSV", tests, NULL, NULL);
}
