/* Each action of QIF, each way its days and numbers are written, each refusal with its line. */
#include "tests/data/statement_case.h"

#define INVST "!Account\nNBROKER\nTInvst\n^\n!Type:Security\nNExample A\nSAAA\n^\n!Type:Invst\n"
/* A record that begins on line 10, of an action with what follows. */
#define ACTION(name, rest) INVST "D1/13'26\nN" name "\n" rest "^\n"
#define SHARES "YExample A\nI10.5\nQ100\nT1055.00\nO5\n"
#define MONEY "YExample A\nT12.50\n"

static void each_action_becomes_its_rows(void **state)
{
	static const struct foreign_case cases[] = {
		{"Buy", NULL, NULL, NULL, ACTION("Buy", SHARES), "10 2026-01-13,C1,BROKER,buy,AAA,100,10.5,5,,,-1055\n"},
		{"BuyX brings its money", NULL, NULL, NULL, ACTION("BuyX", SHARES),
		 "10 2026-01-13,C1,BROKER,deposit,,1055\n10 2026-01-13,C1,BROKER,buy,AAA,100,10.5,5,,,-1055\n"},
		{"Sell", NULL, NULL, NULL, ACTION("Sell", "YExample A\nI10.5\nQ100\nT1045.00\nO5\n"),
		 "10 2026-01-13,C1,BROKER,sell,AAA,100,10.5,5,,,1045\n"},
		{"SellX takes its money", NULL, NULL, NULL, ACTION("SellX", "YExample A\nI10.5\nQ100\nT1045.00\nO5\n"),
		 "10 2026-01-13,C1,BROKER,withdraw,,1045\n10 2026-01-13,C1,BROKER,sell,AAA,100,10.5,5,,,1045\n"},
		{"ShrsIn", NULL, NULL, NULL, ACTION("ShrsIn", "YExample A\nI10.5\nQ3\n"), "10 2026-01-13,C1,BROKER,transfer_in,AAA,3,10.5\n"},
		{"ShrsIn with an amount alone", NULL, NULL, NULL, ACTION("ShrsIn", "YExample A\nQ4\nT42\n"),
		 "10 2026-01-13,C1,BROKER,transfer_in,AAA,4,10.5\n"},
		{"ShrsOut", NULL, NULL, NULL, ACTION("ShrsOut", "YExample A\nQ3\n"), "10 2026-01-13,C1,BROKER,transfer_out,AAA,3\n"},
		{"StkSplit is ten times its ratio", NULL, NULL, NULL, ACTION("StkSplit", "YExample A\nQ15\n"),
		 "10 2026-01-13,C1,BROKER,split,AAA,15:10\n"},
		{"Div", NULL, NULL, NULL, ACTION("Div", MONEY), "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n"},
		{"DivX goes elsewhere", NULL, NULL, NULL, ACTION("DivX", MONEY),
		 "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n10 2026-01-13,C1,BROKER,withdraw,,12.5\n"},
		{"CGLong", NULL, NULL, NULL, ACTION("CGLong", MONEY), "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n"},
		{"CGShort", NULL, NULL, NULL, ACTION("CGShort", MONEY), "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n"},
		{"CGMid", NULL, NULL, NULL, ACTION("CGMid", MONEY), "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n"},
		{"IntInc", NULL, NULL, NULL, ACTION("IntInc", "T1.5\n"), "10 2026-01-13,C1,BROKER,interest,,1.5\n"},
		{"MiscInc", NULL, NULL, NULL, ACTION("MiscInc", "U1.5\n"), "10 2026-01-13,C1,BROKER,interest,,1.5\n"},
		{"MiscExp", NULL, NULL, NULL, ACTION("MiscExp", "T1.5\n"), "10 2026-01-13,C1,BROKER,fee,,1.5\n"},
		{"MiscExpX is paid elsewhere", NULL, NULL, NULL, ACTION("MiscExpX", "T1.5\n"),
		 "10 2026-01-13,C1,BROKER,fee,,1.5\n10 2026-01-13,C1,BROKER,deposit,,1.5\n"},
		{"MargInt", NULL, NULL, NULL, ACTION("MargInt", "T-1.5\n"), "10 2026-01-13,C1,BROKER,fee,,1.5\n"},
		{"XIn", NULL, NULL, NULL, ACTION("XIn", "T5,000.00\n"), "10 2026-01-13,C1,BROKER,deposit,,5000\n"},
		{"XOut", NULL, NULL, NULL, ACTION("XOut", "T500\n"), "10 2026-01-13,C1,BROKER,withdraw,,500\n"},
		{"ContribX", NULL, NULL, NULL, ACTION("ContribX", "T500\n"), "10 2026-01-13,C1,BROKER,deposit,,500\n"},
		{"WithdrwX", NULL, NULL, NULL, ACTION("WithdrwX", "T500\n"), "10 2026-01-13,C1,BROKER,withdraw,,500\n"},
		{"Cash by its sign", NULL, NULL, NULL, ACTION("Cash", "T-500\n"), "10 2026-01-13,C1,BROKER,withdraw,,500\n"},
		{"ReinvDiv", NULL, NULL, NULL, ACTION("ReinvDiv", "YExample A\nI10\nQ1.25\nT12.50\n"),
		 "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n10 2026-01-13,C1,BROKER,buy,AAA,1.25,10,,,,-12.5\n"},
		{"ReinvInt", NULL, NULL, NULL, ACTION("ReinvInt", "YExample A\nI10\nQ1.25\nT12.50\n"),
		 "10 2026-01-13,C1,BROKER,interest,AAA,12.5\n10 2026-01-13,C1,BROKER,buy,AAA,1.25,10,,,,-12.5\n"},
		{"ReinvLg", NULL, NULL, NULL, ACTION("ReinvLg", "YExample A\nI10\nQ1.25\nT12.50\n"),
		 "10 2026-01-13,C1,BROKER,dividend,AAA,12.5\n10 2026-01-13,C1,BROKER,buy,AAA,1.25,10,,,,-12.5\n"},
		{"RtrnCap", NULL, NULL, NULL, ACTION("RtrnCap", MONEY), "10 2026-01-13,C1,BROKER,return_of_capital,AAA,12.5\n"},
		{"RtrnCapX", NULL, NULL, NULL, ACTION("RtrnCapX", MONEY),
		 "10 2026-01-13,C1,BROKER,return_of_capital,AAA,12.5\n10 2026-01-13,C1,BROKER,withdraw,,12.5\n"},
		{"what a profile takes it for", "format = qif\ntypes { dividend = {'RtrnCap'} }\n", "A", NULL, ACTION("RtrnCap", MONEY),
		 "10 2026-01-13,C1,A,dividend,AAA,12.5\n"},
		{"what a profile leaves out", "format = qif\ntypes { skip = {'Rtrn*'} }\n", "A", NULL, ACTION("RtrnCap", MONEY), "skipped 1\n"},
		{"a bank account", NULL, "BANK", NULL, "!Type:Bank\nD1/13'26\nT-20.00\nPRent\n^\nD1/14'26\nU30\nSFood\n$10\nSRent\n$20\n^\n",
		 "2 2026-01-13,C1,BANK,withdraw,,20\n6 2026-01-14,C1,BANK,deposit,,30\n"},
		{"accounts by a profile", "format = qif\naccounts = {'My Broker => C2/X'}\n", NULL, NULL,
		 "!Account\nNMy Broker\nTInvst\n^\n!Type:Cash\nD1/13'26\nT5\n^\n", "6 2026-01-13,C1,X,deposit,,5\n"},
		{"symbols by a profile", "format = qif\nsymbols = {'Example A => ZZZ'}\n", NULL, NULL, ACTION("Div", MONEY),
		 "10 2026-01-13,C1,BROKER,dividend,ZZZ,12.5\n"},
		{"a fund by the name the book has", NULL, NULL, NULL, ACTION("Div", "YExample Fund\nT1\n"),
		 "10 2026-01-13,C1,BROKER,dividend,EXF,1\n"},
		{"other lists are passed over", NULL, "A", NULL, "!Type:Cat\nNRent\nE\n^\n!Option:MDY\n!Clear:AutoSwitch\n!Type:CCard\nD1/13'26\nT5\n^\n",
		 "8 2026-01-13,C1,A,deposit,,5\nskipped 1\n"},
		{"the oldest day comes first", NULL, "A", NULL, "!Type:Bank\nD1/14'26\nT2\n^\nD1/13'26\nT1\n^\n",
		 "5 2026-01-13,C1,A,deposit,,1\n2 2026-01-14,C1,A,deposit,,2\n"},
		{"without a record nothing comes", NULL, "A", NULL, "!Type:Bank\n", ""},
		{"a record without a day is none", NULL, "A", NULL, "!Type:Bank\nT5\n^\n", ""},
		{"line ends of Windows", NULL, "A", NULL, "!Type:Bank\r\nD1/13'26\r\nT5\r\n^\r\n", "2 2026-01-13,C1,A,deposit,,5\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

#define DAY(text) "!Type:Bank\nD" text "\nT1\n^\n"

static void each_way_to_write_a_day(void **state)
{
	static const struct foreign_case cases[] = {
		{"month first, two digits", NULL, "A", NULL, DAY("1/13/26"), "2 2026-01-13,C1,A,deposit,,1\n"},
		{"the old century", NULL, "A", NULL, DAY("1/13/98"), "2 1998-01-13,C1,A,deposit,,1\n"},
		{"an apostrophe for the new one", NULL, "A", NULL, DAY("1/13'98"), "2 2098-01-13,C1,A,deposit,,1\n"},
		{"four digits", NULL, "A", NULL, DAY("01/13/2026"), "2 2026-01-13,C1,A,deposit,,1\n"},
		{"blanks for zeros", NULL, "A", NULL, DAY("12/ 5'25") "D12/13'25\nT1\n^\n",
		 "2 2025-12-05,C1,A,deposit,,1\n5 2025-12-13,C1,A,deposit,,1\n"},
		{"the day first, with points", NULL, "A", NULL, DAY("13.1.26"), "2 2026-01-13,C1,A,deposit,,1\n"},
		{"one day decides for all", NULL, "A", NULL, DAY("5/1/26") "D13/1/26\nT1\n^\n",
		 "2 2026-01-05,C1,A,deposit,,1\n5 2026-01-13,C1,A,deposit,,1\n"},
		{"ISO", NULL, "A", NULL, DAY("2026-01-05"), "2 2026-01-05,C1,A,deposit,,1\n"},
		{"year first with slashes", NULL, "A", NULL, DAY("2026/1/5"), "2 2026-01-05,C1,A,deposit,,1\n"},
		{"both readings the same", NULL, "A", NULL, DAY("5/5/26"), "2 2026-05-05,C1,A,deposit,,1\n"},
		{"said by the person", NULL, "A", "%d/%m/%y", DAY("5/1/26"), "2 2026-01-05,C1,A,deposit,,1\n"},
		{"said by a profile", "format = qif\ndates = {'%d.%m.%Y'}\n", "A", NULL, DAY("5.1.2026"), "2 2026-01-05,C1,A,deposit,,1\n"},
		{"what nothing decides", NULL, "A", NULL, DAY("5/1/26"), "! 2 date: the day may be month/day or day/month, and no other "
		 "day of the file decides; give --dates '%m/%d/%Y' or '%d/%m/%Y'\n"},
		{"no day at all", NULL, "A", NULL, DAY("soon"), "2 ,C1,A,deposit,,1\n! 2 date: \"soon\" is no day\n"},
		{"no day of the format said", NULL, "A", "%Y%m%d", DAY("5/1/26"), "2 ,C1,A,deposit,,1\n! 2 date: \"5/1/26\" is no day\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void what_cannot_be_taken_is_refused_with_its_line(void **state)
{
	static const struct foreign_case cases[] = {
		{"an action without a counterpart", NULL, NULL, NULL, ACTION("ShtSell", SHARES), "! 10 type: the action \"ShtSell\" has no "
		 "counterpart in the ledger; name it under types of a profile (format = qif), as dividend or under skip, say\n"},
		{"an action there is not", NULL, NULL, NULL, ACTION("X", SHARES), "! 10 type: the action \"X\" has no counterpart in the "
		 "ledger; name it under types of a profile (format = qif), as dividend or under skip, say\n"},
		{"a number that is none", NULL, NULL, NULL, ACTION("Div", "YExample A\nTmuch\n"),
		 "10 2026-01-13,C1,BROKER,dividend,AAA\n! 10 T: \"much\" is not a number\n"},
		{"an account no book can have", NULL, NULL, NULL, "!Account\nNMy Broker\n^\n!Type:Bank\nD1/13'26\nT1\n^\n",
		 "5 2026-01-13,C1,?,deposit,,1\n! 5 account: the file calls an account \"My Broker\", which no account of a book can be "
		 "called; give --account, or a profile: accounts = {'My Broker => CLIENT/ACCOUNT'}\n"},
		{"one account for two", NULL, "ONE", NULL, "!Account\nNA\n^\n!Type:Bank\nD1/13'26\nT1\n^\n!Account\nNB\n^\n!Type:Bank\nD1/14'26\nT1\n^\n",
		 "5 2026-01-13,C1,ONE,deposit,,1\n12 2026-01-14,C1,ONE,deposit,,1\n! 12 account: the file holds the accounts \"A\" and "
		 "\"B\"; leave --account out and name both in a profile: accounts = {'B => CLIENT/ACCOUNT'}\n"},
		{"a security the book has not", NULL, NULL, NULL, ACTION("Div", "YUnknown Fund\nT1\n"), "! 10 symbol: the book has no "
		 "instrument of the name \"Unknown Fund\"; import it, or say in a profile which it is: symbols = {'Unknown Fund => SYMBOL'}\n"},
		{"a security of two exchanges", NULL, NULL, NULL, ACTION("Div", "Y000001\nT1\n"), "! 10 symbol: \"000001\" may be 000001.SH or "
		 "000001.SZ; say which in a profile: symbols = {'000001 => 000001.SH'}\n"},
		{"a file that was cut", NULL, "A", NULL, "!Type:Bank\nD1/13'26\nT5\n",
		 "! 2 : the last record does not end with ^: the file was cut off\n"},
		{"too many decimals", NULL, "A", NULL, "!Type:Bank\nD1/13'26\nT5.0000001\n^\n",
		 "! 2 amount: \"5.0000001\" has more than six decimals\n"},
		{"money that is more than there is", NULL, NULL, NULL, ACTION("Buy", "YExample A\nI10\nQ1\nT9223372036854.775807\nO1\n"),
		 "10 2026-01-13,C1,BROKER,buy,AAA,1,10,1,,,-9223372036854.775807\n"},
		{"a buy of less than nothing", NULL, NULL, NULL, ACTION("Buy", "YExample A\nI10\nQ-1\nT10\n"),
		 "! 10 amount: the row is a buy of less than nothing; map the word to another type, or to cancel\n"},
		{"a type that cannot give", "format = qif\ntypes { dividend = {'Div'} }\n", NULL, NULL, ACTION("Div", "YExample A\nT-5\n"),
		 "! 10 amount: the row takes money out, which this type cannot; map the word to another type\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_TRANSACTIONS, cases);
}

static void prices_are_lines_of_three(void **state)
{
	static const struct foreign_case cases[] = {
		{"a price", NULL, NULL, NULL, "!Type:Prices\n\"AAA\",12.34,\"1/13'26\"\n^\n", "2 2026-01-13,AAA,12.34\n"},
		{"an eighth", NULL, NULL, NULL, "!Type:Prices\n\"AAA\",26 1/8,\"1/13'26\"\n^\n", "2 2026-01-13,AAA,26.125\n"},
		{"half alone", NULL, NULL, NULL, "!Type:Prices\n\"AAA\",1/2,\"1/13'26\"\n^\n", "2 2026-01-13,AAA,0.5\n"},
		{"a third is no part of a dollar", NULL, NULL, NULL, "!Type:Prices\n\"AAA\",26 1/3,\"1/13'26\"\n^\n",
		 "! 2 close: \"\"AAA\",26 1/3,\"1/13'26\"\" is no line of prices (\"SYMBOL\",price,\"day\")\n"},
		{"no line of prices", NULL, NULL, NULL, "!Type:Prices\nAAA 12\n^\n",
		 "! 2 close: \"AAA 12\" is no line of prices (\"SYMBOL\",price,\"day\")\n"},
		{"a name the book has not", NULL, NULL, NULL, "!Type:Prices\n\"A B\",12.34,\"1/13'26\"\n^\n", "! 2 symbol: the book has no "
		 "instrument of the name \"A B\"; import it, or say in a profile which it is: symbols = {'A B => SYMBOL'}\n"},
		{"records say nothing of prices", NULL, NULL, NULL, ACTION("Buy", SHARES), ""},
		{"a day that decides", NULL, NULL, NULL, "!Type:Prices\n\"AAA\",1,\"5/1/26\"\n\"AAA\",2,\"13/1/26\"\n^\n",
		 "2 2026-01-05,AAA,1\n3 2026-01-13,AAA,2\n"},
	};

	(void)state;
	ASSERT_CASES(EXCHANGE_PRICES, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_action_becomes_its_rows),
		cmocka_unit_test(each_way_to_write_a_day),
		cmocka_unit_test(what_cannot_be_taken_is_refused_with_its_line),
		cmocka_unit_test(prices_are_lines_of_three),
	};

	return cmocka_run_group_tests_name("QIF", tests, NULL, NULL);
}
