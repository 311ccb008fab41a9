/* Each transaction of OFX, positions and prices, both forms of the language, each refusal with its line. */
#include "tests/data/statement_case.h"

#define HEAD "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS>\n<DTASOF>20260131\n<CURDEF>USD\n" \
	"<INVACCTFROM><BROKERID>x<ACCTID>U-1</INVACCTFROM>\n"
#define FOOT "</INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>\n<SECLISTMSGSRSV1><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>1" \
	"<UNIQUEIDTYPE>CUSIP</SECID><SECNAME>First<TICKER>AAA</SECINFO></STOCKINFO><MFINFO><SECINFO><SECID><UNIQUEID>2" \
	"<UNIQUEIDTYPE>CUSIP</SECID><SECNAME>Example Fund</SECINFO></MFINFO></SECLIST></SECLISTMSGSRSV1></OFX>\n"
/* Its transactions begin on line 9. */
#define TRANSACTIONS(text) HEAD "<INVTRANLIST><DTSTART>20260101<DTEND>20260131\n" text "</INVTRANLIST>\n" FOOT
#define TRAN(id) "<INVTRAN><FITID>" id "<DTTRADE>20260113120000.000[-5:EST]</INVTRAN><SECID><UNIQUEID>1<UNIQUEIDTYPE>CUSIP</SECID>"
#define MONEY(type, amount) "<INVBANKTRAN><STMTTRN><TRNTYPE>" type "<DTPOSTED>20260113<TRNAMT>" amount "<FITID>7</STMTTRN></INVBANKTRAN>\n"

static void each_transaction_becomes_its_rows(void **state)
{
	static const struct foreign_case cases[] = {
		{"BUYSTOCK", NULL, NULL, NULL, TRANSACTIONS("<BUYSTOCK><INVBUY>" TRAN("7") "<UNITS>20<UNITPRICE>251.5<COMMISSION>1.00<TAXES>0.5"
		 "<FEES>0.25<LOAD>0.25<TOTAL>-5032.00</INVBUY></BUYSTOCK>\n"), "9 2026-01-13,C1,U-1,buy,AAA,20,251.5,2,USD,7,-5032\n"},
		{"SELLSTOCK", NULL, NULL, NULL, TRANSACTIONS("<SELLSTOCK><INVSELL>" TRAN("7") "<UNITS>-5<UNITPRICE>255<COMMISSION>1<PENALTY>2"
		 "<WITHHOLDING>3<TOTAL>1269</INVSELL></SELLSTOCK>\n"), "9 2026-01-13,C1,U-1,sell,AAA,5,255,6,USD,7,1269\n"},
		{"BUYDEBT in percent", NULL, NULL, NULL, TRANSACTIONS("<BUYDEBT><INVBUY>" TRAN("7") "<UNITS>10000<UNITPRICE>99.5<TOTAL>-9950"
		 "</INVBUY></BUYDEBT>\n"), "9 2026-01-13,C1,U-1,buy,AAA,10000,0.995,,USD,7,-9950\n"},
		{"BUYDEBT by the unit", NULL, NULL, NULL, TRANSACTIONS("<BUYDEBT><INVBUY>" TRAN("7") "<UNITS>10<UNITPRICE>995<TOTAL>-9950"
		 "</INVBUY></BUYDEBT>\n"), "9 2026-01-13,C1,U-1,buy,AAA,10,995,,USD,7,-9950\n"},
		{"INCOME", NULL, NULL, NULL, TRANSACTIONS("<INCOME>" TRAN("7") "<INCOMETYPE>DIV<TOTAL>17.61</INCOME>\n"),
		 "9 2026-01-13,C1,U-1,dividend,AAA,17.61,,,USD,7\n"},
		{"INCOME of interest", NULL, NULL, NULL, TRANSACTIONS("<INCOME>" TRAN("7") "<INCOMETYPE>INTEREST<TOTAL>17.61</INCOME>\n"),
		 "9 2026-01-13,C1,U-1,interest,AAA,17.61,,,USD,7\n"},
		{"REINVEST", NULL, NULL, NULL, TRANSACTIONS("<REINVEST>" TRAN("7") "<INCOMETYPE>DIV<TOTAL>-17.61<UNITS>0.07<UNITPRICE>251.571429"
		 "</REINVEST>\n"), "9 2026-01-13,C1,U-1,dividend,AAA,17.61,,,USD,7-income\n"
		 "9 2026-01-13,C1,U-1,buy,AAA,0.07,251.571429,,USD,7-buy,-17.61\n"},
		{"INVEXPENSE", NULL, NULL, NULL, TRANSACTIONS("<INVEXPENSE>" TRAN("7") "<TOTAL>-3</INVEXPENSE>\n"),
		 "9 2026-01-13,C1,U-1,fee,AAA,3,,,USD,7\n"},
		{"MARGININTEREST", NULL, NULL, NULL, TRANSACTIONS("<MARGININTEREST><INVTRAN><FITID>7<DTTRADE>20260113</INVTRAN><TOTAL>-3"
		 "</MARGININTEREST>\n"), "9 2026-01-13,C1,U-1,fee,,3,,,USD,7\n"},
		{"TRANSFER in, with its cost", NULL, NULL, NULL, TRANSACTIONS("<TRANSFER>" TRAN("7") "<UNITS>5<TFERACTION>IN<AVGCOSTBASIS>80"
		 "<UNITPRICE>90</TRANSFER>\n"), "9 2026-01-13,C1,U-1,transfer_in,AAA,5,80,,USD,7\n"},
		{"TRANSFER out", NULL, NULL, NULL, TRANSACTIONS("<TRANSFER>" TRAN("7") "<UNITS>-5<TFERACTION>OUT</TRANSFER>\n"),
		 "9 2026-01-13,C1,U-1,transfer_out,AAA,5,,,USD,7\n"},
		{"SPLIT by its units", NULL, NULL, NULL, TRANSACTIONS("<SPLIT>" TRAN("7") "<OLDUNITS>50<NEWUNITS>100<NUMERATOR>2<DENOMINATOR>1"
		 "</SPLIT>\n"), "9 2026-01-13,C1,U-1,split,AAA,50,,,USD,7\n"},
		{"SPLIT by its ratio, with money for a broken share", NULL, NULL, NULL, TRANSACTIONS("<SPLIT>" TRAN("7") "<NUMERATOR>3"
		 "<DENOMINATOR>2<FRACCASH>4.5</SPLIT>\n"),
		 "9 2026-01-13,C1,U-1,split,AAA,3:2,,,USD,7\n9 2026-01-13,C1,U-1,dividend,AAA,4.5,,,USD,7-cash\n"},
		{"a return of capital", NULL, NULL, NULL, TRANSACTIONS("<RETOFCAP>" TRAN("7") "<TOTAL>4</RETOFCAP>\n"),
		 "9 2026-01-13,C1,U-1,return_of_capital,AAA,4,,,USD,7\n"},
		{"moves within the account", NULL, NULL, NULL, TRANSACTIONS("<JRNLFUND>" TRAN("7") "<TOTAL>5</JRNLFUND>\n<JRNLSEC>" TRAN("8")
		 "<UNITS>5</JRNLSEC>\n"), "skipped 2\n"},
		{"money in", NULL, NULL, NULL, TRANSACTIONS(MONEY("CREDIT", "10.5")), "9 2026-01-13,C1,U-1,deposit,,10.5,,,USD,7\n"},
		{"money out", NULL, NULL, NULL, TRANSACTIONS(MONEY("DEBIT", "-10,5")), "9 2026-01-13,C1,U-1,withdraw,,10.5,,,USD,7\n"},
		{"interest of the bank", NULL, NULL, NULL, TRANSACTIONS(MONEY("INT", "1")), "9 2026-01-13,C1,U-1,interest,,1,,,USD,7\n"},
		{"interest to the bank", NULL, NULL, NULL, TRANSACTIONS(MONEY("INT", "-1")), "9 2026-01-13,C1,U-1,fee,,1,,,USD,7\n"},
		{"a charge", NULL, NULL, NULL, TRANSACTIONS(MONEY("SRVCHG", "-1")), "9 2026-01-13,C1,U-1,fee,,1,,,USD,7\n"},
		{"a charge given back", NULL, NULL, NULL, TRANSACTIONS(MONEY("FEE", "1")), "9 2026-01-13,C1,U-1,interest,,1,,,USD,7\n"},
		{"what a profile takes it for", "format = ofx\ntypes { dividend = {'RETOFCAP'} interest = {'DIRECTDEP'} skip = {'CLOSUREOPT'} }\n", NULL,
		 NULL, TRANSACTIONS("<RETOFCAP>" TRAN("7") "<TOTAL>4</RETOFCAP>\n" MONEY("DIRECTDEP", "2") "<CLOSUREOPT>" TRAN("9") "</CLOSUREOPT>\n"),
		 "9 2026-01-13,C1,U-1,dividend,AAA,4,,,USD,7\n10 2026-01-13,C1,U-1,interest,,2,,,USD,7\nskipped 1\n"},
		{"symbols and accounts by a profile", "format = ofx\nsymbols = {'1 => ZZZ'}\naccounts = {'U-1 => C9/X'}\n", NULL, NULL,
		 TRANSACTIONS("<INCOME>" TRAN("7") "<INCOMETYPE>DIV<TOTAL>1</INCOME>\n"), "9 2026-01-13,C1,X,dividend,ZZZ,1,,,USD,7\n"},
		{"the person's account", NULL, "MINE", NULL, TRANSACTIONS(MONEY("CREDIT", "1")), "9 2026-01-13,C1,MINE,deposit,,1,,,USD,7\n"},
		{"another currency that is the same", NULL, NULL, NULL, TRANSACTIONS("<INCOME>" TRAN("7") "<INCOMETYPE>DIV<TOTAL>1<CURRENCY>"
		 "<CURRATE>1<CURSYM>USD</CURRENCY></INCOME>\n"), "9 2026-01-13,C1,U-1,dividend,AAA,1,,,USD,7\n"},
		{"a fund by its name", NULL, NULL, NULL, TRANSACTIONS("<INCOME><INVTRAN><FITID>7<DTTRADE>20260113</INVTRAN><SECID><UNIQUEID>2"
		 "<UNIQUEIDTYPE>CUSIP</SECID><INCOMETYPE>DIV<TOTAL>1</INCOME>\n"), "9 2026-01-13,C1,U-1,dividend,EXF,1,,,USD,7\n"},
		{"a number the book knows", NULL, NULL, NULL, TRANSACTIONS("<INCOME><INVTRAN><FITID>7<DTTRADE>20260113</INVTRAN><SECID>"
		 "<UNIQUEID>037833100</SECID><INCOMETYPE>DIV<TOTAL>1</INCOME>\n"), "9 2026-01-13,C1,U-1,dividend,AAA,1,,,USD,7\n"},
		{"a bank's statement", NULL, NULL, NULL, "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>B1</BANKACCTFROM>"
		 "<BANKTRANLIST>\n<STMTTRN><TRNTYPE>DEP<DTPOSTED>20260113<TRNAMT>5<FITID>1</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
		 "2 2026-01-13,C1,B1,deposit,,5,,,EUR,1\n"},
		{"the oldest day first, what takes out last", NULL, NULL, NULL, TRANSACTIONS(
		 "<SELLSTOCK><INVSELL>" TRAN("8") "<UNITS>-5<UNITPRICE>2<TOTAL>10</INVSELL></SELLSTOCK>\n"
		 "<BUYSTOCK><INVBUY>" TRAN("7") "<UNITS>5<UNITPRICE>2<TOTAL>-10</INVBUY></BUYSTOCK>\n"
		 "<INVBANKTRAN><STMTTRN><TRNTYPE>DEP<DTPOSTED>20260105<TRNAMT>9<FITID>1</STMTTRN></INVBANKTRAN>\n"),
		 "11 2026-01-05,C1,U-1,deposit,,9,,,USD,1\n10 2026-01-13,C1,U-1,buy,AAA,5,2,,USD,7,-10\n"
		 "9 2026-01-13,C1,U-1,sell,AAA,5,2,,USD,8,10\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void version_2_is_read_by_the_same_tags(void **state)
{
#define XML(text) "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\"?>\n<!-- of a bank -->\n<OFX><STMTRS><CURDEF>USD</CURDEF>" \
	"<ACCTID>B</ACCTID><BANKTRANLIST><EMPTY/><NOTHING></NOTHING>\n" text "</BANKTRANLIST></STMTRS></OFX>"
	static const struct foreign_case cases[] = {
		{"closing tags", NULL, NULL, NULL, XML("<STMTTRN><TRNTYPE>DEP</TRNTYPE><DTPOSTED>20260113</DTPOSTED><TRNAMT>5</TRNAMT><FITID>1</FITID></STMTTRN>"),
		 "5 2026-01-13,C1,B,deposit,,5,,,USD,1\n"},
		{"entities and CDATA", NULL, NULL, NULL, XML("<STMTTRN><TRNTYPE>DEP</TRNTYPE><DTPOSTED>20260113</DTPOSTED><TRNAMT>5</TRNAMT>"
		 "<FITID>a&amp;b&lt;&gt;&quot;&apos;&#65;&nbsp;&unknown;&#1;</FITID><MEMO><![CDATA[<not> a tag]]></MEMO></STMTTRN>"),
		 "5 2026-01-13,C1,B,deposit,,5,,,USD,a&b<>\"'A &unknown;&#1;\n"},
		{"a reference too long to keep", NULL, NULL, NULL, XML("<STMTTRN><TRNTYPE>DEP</TRNTYPE><DTPOSTED>20260113</DTPOSTED><TRNAMT>5</TRNAMT>"
		 "<FITID>0123456789012345678901234567890123456789012345678901234567890123</FITID></STMTTRN>"), "5 2026-01-13,C1,B,deposit,,5,,,USD\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void what_cannot_be_taken_is_refused_with_its_line(void **state)
{
	static const struct foreign_case cases[] = {
		{"the end of an option", NULL, NULL, NULL, TRANSACTIONS("\n<CLOSUREOPT>" TRAN("7") "</CLOSUREOPT>\n"), "! 10 type: CLOSUREOPT has no "
		 "counterpart in the ledger; name it under types of a profile (format = ofx), as dividend or under skip, say\n"},
		{"another currency", NULL, NULL, NULL, TRANSACTIONS("<INCOME>" TRAN("7") "<TOTAL>1<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY></INCOME>\n"),
		 "! 9 currency: the row is in EUR, the statement is not; enter it by a file of our own\n"},
		{"a day that is none", NULL, NULL, NULL, TRANSACTIONS("<INVBANKTRAN><STMTTRN><TRNTYPE>DEP<DTPOSTED>20261301<TRNAMT>1</STMTTRN></INVBANKTRAN>\n"),
		 "9 ,C1,U-1,deposit,,1,,,USD\n! 9 date: the day \"20261301\" is none\n"},
		{"a number that is none", NULL, NULL, NULL, TRANSACTIONS(MONEY("DEP", "1.000,00")),
		 "! 9 TRNAMT: \"1.000,00\" is not a number\n! 9 amount: the row has no TRNAMT\n"},
		{"money that is not told", NULL, NULL, NULL, TRANSACTIONS(MONEY("DEP", "")), "! 9 amount: the row has no TRNAMT\n"},
		{"a fee too fine", NULL, NULL, NULL, TRANSACTIONS("<BUYSTOCK><INVBUY>" TRAN("7") "<UNITS>1<UNITPRICE>2<FEES>0.00000001<TOTAL>-2</INVBUY></BUYSTOCK>\n"),
		 "9 2026-01-13,C1,U-1,buy,AAA,1,2,,USD,7,-2\n! 9 fee: \"0.00000001\" is too large or too fine for a fee\n"},
		{"a split of nothing", NULL, NULL, NULL, TRANSACTIONS("<SPLIT>" TRAN("7") "</SPLIT>\n"),
		 "! 9 quantity: a split needs OLDUNITS and NEWUNITS, or NUMERATOR and DENOMINATOR\n"},
		{"a tag that is never closed", NULL, NULL, NULL, "<OFX><STMTRS><CURDEF>USD\n<ACCTID", "! 2 : a tag is never closed\n"},
		{"a file that was cut", NULL, NULL, NULL, "<OFX>\n<STMTRS>\n<CURDEF>USD\n", "! 4 : the file ends within <STMTRS>: it was cut off\n"},
		{"a close without an open", NULL, NULL, NULL, "<OFX>\n</STMTRS></OFX>\n", "! 2 : </STMTRS> closes nothing that is open\n"},
		{"a document type", NULL, NULL, NULL, "<OFX>\n<!DOCTYPE x>\n</OFX>\n", "! 2 : a document type has no place in OFX\n"},
		{"no tag", NULL, NULL, NULL, "<OFX>\n< x></OFX>\n", "! 2 : this is not a tag of OFX\n"},
		{"CDATA without an end", NULL, NULL, NULL, "<OFX>\n<MEMO><![CDATA[x</MEMO></OFX>\n", "! 2 : CDATA is never closed\n"},
		{"no statement", NULL, NULL, NULL, "<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>\n",
		 "! 0 : the file holds no statement of an account (INVSTMTRS or STMTRS)\n"},
		{"an error of the bank's", NULL, NULL, NULL, "<OFX>\n<SIGNONMSGSRSV1><SONRS>\n<STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid"
		 "</STATUS></SONRS></SIGNONMSGSRSV1></OFX>\n", "! 3 : the bank sent an error and no statement: 15500 Signon invalid\n"},
		{"an option", NULL, NULL, NULL, TRANSACTIONS("<SELLOPT><INVSELL>" TRAN("7") "<UNITS>-1<UNITPRICE>3.2<TOTAL>319.3</INVSELL>"
		 "<OPTSELLTYPE>SELLTOOPEN<SHPERCTRCT>100</SELLOPT>\n"), "! 9 type: SELLOPT has no counterpart in the ledger; name it under "
		 "types of a profile (format = ofx), as dividend or under skip, say\n"},
		{"a comment without an end", NULL, NULL, NULL, "<OFX></OFX><!-- so", "! 0 : the file holds no statement of an account (INVSTMTRS or STMTRS)\n"},
		{"letters of no encoding", NULL, NULL, NULL, "OFXHEADER:100\nENCODING:UTF-8\n\n<OFX>\n<STMTRS><MEMO>\xff\xfe</STMTRS></OFX>\n",
		 "! 5 : these bytes are not in the encoding utf-8; name that of the file in a profile (encoding = 'gb18030')\n"},
	};
	struct text deep = {0};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
	text_add(&deep, "<OFX>");
	for (int i = 0; i < 70; i++)
		text_addf(&deep, "<D%d>", i);
	{
		const struct foreign_case nested[] = {
			{"a nest without end", NULL, NULL, NULL, text_string(&deep), "! 1 : D62 lies deeper than 64 levels\n"}};

		ASSERT_CASES(EXCHANGE_TRANSACTIONS, nested);
	}
	text_clear(&deep);
}

#define POSITION(kind, units, price, value) "<POS" kind "><INVPOS><SECID><UNIQUEID>1</SECID><UNITS>" units "<UNITPRICE>" price "<MKTVAL>" value \
	"<DTPRICEASOF>20260130</INVPOS></POS" kind ">\n"

static void positions_are_held_against_the_book(void **state)
{
	static const struct foreign_case cases[] = {
		{"shares and money", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n" POSITION("STOCK", "15.07", "256.2", "3860.93") "</INVPOSLIST>\n<INVBAL><AVAILCASH>6242.99"
		 "<MARGINBALANCE>0</INVBAL>\n" FOOT, "9 C1,U-1,AAA,15.07 @ 256200000\n11 C1,U-1,CASH,6242.99\nas of 2026-01-31\n"},
		{"a bond in percent", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n" POSITION("DEBT", "10000", "99.5", "9950") "</INVPOSLIST>\n" FOOT,
		 "9 C1,U-1,AAA,10000 @ 995000\nas of 2026-01-31\n"},
		{"a bank's balance", NULL, NULL, NULL, "<OFX><STMTRS><CURDEF>USD<ACCTID>B<LEDGERBAL><BALAMT>12.5<DTASOF>20260131</LEDGERBAL></STMTRS></OFX>",
		 "1 C1,B,CASH,12.5\nas of 2026-01-31\n"},
		{"what two exchanges have", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n<POSSTOCK><INVPOS><SECID><UNIQUEID>000001</SECID><UNITS>1</INVPOS></POSSTOCK>"
		 "</INVPOSLIST>\n" FOOT, "! 9 symbol: \"000001\" may be 000001.SH or 000001.SZ; say which in a profile: symbols = {'000001 => 000001.SH'}\n"
		 "as of 2026-01-31\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_HOLDINGS, cases);
}

static void positions_tell_prices(void **state)
{
	static const struct foreign_case cases[] = {
		{"a price", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n" POSITION("STOCK", "15.07", "256.2", "3860.93") "</INVPOSLIST>\n" FOOT,
		 "9 2026-01-30,AAA,256.2,,USD\n"},
		{"of a bond", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n" POSITION("DEBT", "10000", "99.5", "9950") "</INVPOSLIST>\n" FOOT,
		 "9 2026-01-30,AAA,0.995,,USD\n"},
		{"a position without a price", NULL, NULL, NULL, HEAD "<INVPOSLIST>\n" POSITION("STOCK", "15.07", "", "") "</INVPOSLIST>\n" FOOT, ""},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_PRICES, cases);
}

static void an_account_without_a_client_is_refused(void **state)
{
	const struct foreign_defaults nobody = {NULL, NULL, NULL, {NULL, NULL}};
	static const char content[] = "<OFX><STMTRS><CURDEF>USD<ACCTID>B<BANKTRANLIST></BANKTRANLIST></STMTRS></OFX>";
	struct problems problems = {0};
	struct foreign foreign;

	(void)state;
	assert_int_equal(foreign_read(EXCHANGE_TRANSACTIONS, NULL, &nobody, content, strlen(content), &foreign, &problems, NULL), STATUS_OK);
	assert_int_equal(problems.count, 1);
	assert_non_null(strstr(problems.list[0].message, "names account B and no client; give --client"));
	foreign_clear(&foreign);
	problems_clear(&problems);
	assert_int_equal(foreign_read(EXCHANGE_CLIENTS, NULL, &nobody, content, strlen(content), &foreign, &problems, NULL), STATUS_INVALID);
	foreign_clear(&foreign);
	problems_clear(&problems);
}

/* A byte of Windows-1252, said so by the file in each of its ways. */
static void a_file_says_its_own_encoding(void **state)
{
	static const char *const heads[] = {"CHARSET:1252\n\n", "<?xml version=\"1.0\" encoding=\"windows-1252\"?>", "CHARSET:ISO-8859-1\n\n",
	                                    "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"};

	(void)state;
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		char content[400];
		const struct foreign_case cases[] = {{heads[i], NULL, NULL, NULL, content, "1 2026-01-13,C1,B,deposit,,5,,,USD,\xc3\xa9\n"}};
		const struct foreign_case lines[] = {{heads[i], NULL, NULL, NULL, content, "3 2026-01-13,C1,B,deposit,,5,,,USD,\xc3\xa9\n"}};

		(void)snprintf(content, sizeof content, "%s<OFX><STMTRS><CURDEF>USD<ACCTID>B<BANKTRANLIST><STMTTRN><TRNTYPE>DEP<DTPOSTED>20260113"
		               "<TRNAMT>5<FITID>\xe9</STMTTRN></BANKTRANLIST></STMTRS></OFX>", heads[i]);
		if (heads[i][0] == '<')
			ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
		else
			ASSERT_CASES(EXCHANGE_TRANSACTIONS, lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_transaction_becomes_its_rows),
		cmocka_unit_test(version_2_is_read_by_the_same_tags),
		cmocka_unit_test(what_cannot_be_taken_is_refused_with_its_line),
		cmocka_unit_test(positions_are_held_against_the_book),
		cmocka_unit_test(positions_tell_prices),
		cmocka_unit_test(an_account_without_a_client_is_refused),
		cmocka_unit_test(a_file_says_its_own_encoding),
	};

	return cmocka_run_group_tests_name("OFX", tests, NULL, NULL);
}
