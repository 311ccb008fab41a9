/* Files of the six kinds: what is taken, what is refused and in which words, and that an export reads back the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/exchange/emit.h"
#include "data/exchange/exchange.h"
#include "data/exchange/problem.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static const struct date as_of = {20767}; /* 2026-11-10 */

enum { ROWS_KEPT = 64 };

struct taken {
	struct exchange_row rows[ROWS_KEPT];
	size_t count;
};

static enum status keep(const struct exchange_row *row, void *context, struct error *err)
{
	struct taken *taken = context;

	if (row->kind == EXCHANGE_HOLDINGS && strcmp(row->holding.symbol, "NOBODY") == 0)
		return error_set(err, STATUS_NOT_FOUND, "there is no instrument \"NOBODY\"");
	if (row->kind == EXCHANGE_HOLDINGS && strcmp(row->holding.symbol, "DISK") == 0)
		return error_set(err, STATUS_IO, "the disk is full");
	if (taken->count < ROWS_KEPT)
		taken->rows[taken->count] = *row;
	taken->count++;
	return STATUS_OK;
}

static enum status read_bytes(enum exchange_kind kind, const char *bytes, size_t length, struct taken *taken,
                              struct problems *problems, struct error *err)
{
	FILE *file = tmpfile();
	enum status status;
	size_t rows = 99;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	rewind(file);
	*taken = (struct taken){0};
	status = intake_read(kind, file, "in.csv", as_of, keep, taken, problems, &rows, err);
	assert_int_equal(rows, taken->count);
	fclose(file);
	return status;
}

static void takes(enum exchange_kind kind, const char *text, struct taken *taken)
{
	struct problems problems = {0};
	struct error err = {0};

	if (read_bytes(kind, text, strlen(text), taken, &problems, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(problems.count, 0);
	problems_clear(&problems);
}

#define INSTRUMENTS "symbol,name,asset_class,currency,risk_level\n"
#define PRICES "date,symbol,close\n"
#define CLIENTS "client,name,birth_year,currency\n"
#define HOLDINGS "client,account,symbol,quantity,unit_cost,acquired\n"
#define TRANSACTIONS "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
#define ANSWERS "client,taken,G1,G2,Q1,Q2,Q3,Q4,Q5,Q6,Q7,Q8,Q9,Q10,Q11,Q12,Q13,Q14,Q15,Q16\n"

/* Every bad input and the place and sentence a person reads. */
static const struct {
	enum exchange_kind kind;
	const char *text;
	const char *sentence;
} refusals[] = {
	{EXCHANGE_PRICES, "", "the file is empty; its first line names the columns"},
	{EXCHANGE_PRICES, "\n\n", "the file is empty; its first line names the columns"},
	{EXCHANGE_PRICES, "date,symbol\n", "line 1: the column \"close\" is missing"},
	{EXCHANGE_PRICES, "dat,symbol,close\n", "line 1, column 1 (dat): there is no column \"dat\"; did you mean \"date\"?"},
	{EXCHANGE_PRICES, "date,symbol,close,volume\n", "line 1, column 4 (volume): there is no column \"volume\"; there are "
	 "date, symbol, close, adjusted_close, currency"},
	{EXCHANGE_PRICES, "date,symbol,close,Close\n", "line 1, column 4 (close): the column occurs twice"},
	{EXCHANGE_PRICES, "date,symbol,close,\n", "line 1, column 4: the column has no name"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,1.5,9\n", "line 2: the row has 4 fields, the header 3"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A\n", "line 2: the row has 2 fields, the header 3"},
	{EXCHANGE_PRICES, PRICES ",A,1\n", "line 2, column 1 (date): date is empty"},
	{EXCHANGE_PRICES, PRICES "05/01/2026,A,1\n", "line 2, column 1 (date): \"05/01/2026\" is not a date; write YYYY-MM-DD"},
	{EXCHANGE_PRICES, PRICES "2026-02-29,A,1\n", "line 2, column 1 (date): 2026-02-29 is no day between 1900-01-01 and 2199-12-31"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,,1\n", "line 2, column 2 (symbol): symbol is empty"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,CASH,1\n", "line 2, column 2 (symbol): CASH has no price: it is 1 by definition"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A B,1\n", "line 2, column 2 (symbol): \"A B\" holds a blank, a quote or a slash, as no symbol does"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,ABCDEFGHIJABCDEFGHIJABCDEFGHIJAB,1\n", "line 2, column 2 (symbol): "
	 "\"ABCDEFGHIJABCDEFGHIJABCD...\" has 32 bytes; at most 31 are kept"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A\x1b[31m,1\n", "line 2, column 2 (symbol): \"A␛[31m\" holds a control or direction character"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,\n", "line 2, column 3 (close): close is empty"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,NaN\n", "line 2, column 3 (close): \"NaN\" is not a plain decimal number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,inf\n", "line 2, column 3 (close): \"inf\" is not a plain decimal number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,1e3\n", "line 2, column 3 (close): \"1e3\" is not a plain decimal number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,\"1,5\"\n", "line 2, column 3 (close): \"1,5\" is not a plain decimal number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,１２\n", "line 2, column 3 (close): \"１２\" is not a plain decimal number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,99999999999999999999\n", "line 2, column 3 (close): \"99999999999999999999\" is too large a number"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,1\n2026-01-05,A,2\n", "line 3: \"A\" on 2026-01-05 occurs twice in the file"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A,1\"2\n", "line 2, column 3: a quote inside a field that is not quoted"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,\"A\"B,1\n", "line 2, column 2: text after the closing quote"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,\"A,1\n", "line 2: a quote opened in field 2 is never closed"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,A\r,1\n", "line 2, column 2: a carriage return without a line feed"},
	{EXCHANGE_PRICES, PRICES "2026-01-05,\xB5\xC8,1\n", "line 2, column 2: bytes that are not UTF-8; save the file as UTF-8"},
	{EXCHANGE_PRICES, "\xFF\xFE" "d", "line 1, column 1: bytes that are not UTF-8; save the file as UTF-8"},
	{EXCHANGE_PRICES, "date,symbol,close,currency\n2026-01-05,A,1,cny\n", "line 2, column 4 (currency): \"cny\" is not a currency; "
	 "write three capital letters such as CNY"},
	{EXCHANGE_PRICES, "Date,SPY,SPY\n2026-01-05,1,1\n", "line 1, column 3 (SPY): the column occurs twice"},
	{EXCHANGE_PRICES, "Date,SPY,A B\n", "line 1, column 3 (symbol): \"A B\" holds a blank, a quote or a slash, as no symbol does"},
	{EXCHANGE_PRICES, "Date,SPY,CASH\n", "line 1, column 3 (CASH): CASH has no price: it is 1 by definition"},
	{EXCHANGE_PRICES, "Date,SPY\n2026-01-05,x\n", "line 2, column 2 (SPY): \"x\" is not a plain decimal number"},
	{EXCHANGE_PRICES, "Date,SPY\n2026-01-05,1\n2026-01-05,1\n", "line 3, column 2 (SPY): \"SPY\" on 2026-01-05 occurs twice in the file"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,,bond,CNY,R1\n", "line 2, column 2 (name): name is empty"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "CASH,Cash,cash,CNY,R1\n", "line 2, column 1 (symbol): CASH is uninvested money and always "
	 "there; it is not imported"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,\xE2\x80\xAE" "evil,bond,CNY,R1\n", "line 2, column 2 (name): \"\uFFFD" "evil\" holds a control "
	 "or direction character"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,Fund,stock,CNY,R1\n", "line 2, column 3 (asset_class): \"stock\" is not an asset class; it is one "
	 "of cash, bond, equity, gold, alternative"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,Fund,bond,RMBY,R1\n", "line 2, column 4 (currency): \"RMBY\" is not a currency; write three "
	 "capital letters such as CNY"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,Fund,bond,CNY,R6\n", "line 2, column 5 (risk_level): \"R6\" is not a risk level; it is one of R1 to R5"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,Fund,bond,CNY,3\n", "line 2, column 5 (risk_level): \"3\" is not a risk level; it is one of R1 to R5"},
	{EXCHANGE_INSTRUMENTS, INSTRUMENTS "A,Fund,bond,CNY,R1\nA,Fund,bond,CNY,R1\n", "line 3: \"A\" occurs twice in the file"},
	{EXCHANGE_INSTRUMENTS, "symbol,name,asset_class,currency,risk_level,lot\nA,F,bond,CNY,R1,-1\n", "line 2, column 6 (lot): -1 is below 0"},
	{EXCHANGE_INSTRUMENTS, "symbol,name,asset_class,currency,risk_level,buy_fee_bp\nA,F,bond,CNY,R1,10001\n", "line 2, column 6 "
	 "(buy_fee_bp): 10001 basis points; they must lie in 0 to 10000"},
	{EXCHANGE_INSTRUMENTS, "symbol,name,asset_class,currency,risk_level,expense_bp\nA,F,bond,CNY,R1,0.125\n", "line 2, column 6 "
	 "(expense_bp): 0.125 basis points have more than two decimals"},
	{EXCHANGE_INSTRUMENTS, "symbol,name,class,currency,risk_level\n", "line 1, column 3 (class): there is no column \"class\"; there are "
	 "symbol, name, asset_class, currency, risk_level, isin, kind, lot, minimum, buy_fee_bp, sell_fee_bp, expense_bp, region, sector"},
	{EXCHANGE_CLIENTS, CLIENTS "C1,Wang,1899,CNY\n", "line 2, column 3 (birth_year): \"1899\" is not a whole number from 1900 to 2026"},
	{EXCHANGE_CLIENTS, CLIENTS "C1,Wang,1980.5,CNY\n", "line 2, column 3 (birth_year): \"1980.5\" is not a whole number from 1900 to 2026"},
	{EXCHANGE_CLIENTS, CLIENTS "C1,Wang,1980,CNY\nC1,Li,1981,CNY\n", "line 3: \"C1\" occurs twice in the file"},
	{EXCHANGE_CLIENTS, CLIENTS "C/1,Wang,1980,CNY\n", "line 2, column 1 (client): \"C/1\" holds a blank, a quote or a slash, as no client does"},
	{EXCHANGE_CLIENTS, "client,name,birth_year,currency,category\nC1,W,1980,CNY,pro\n", "line 2, column 5 (category): \"pro\" is not a "
	 "category; it is ordinary or professional"},
	{EXCHANGE_CLIENTS, "client,name,birth_year,currency,income\nC1,W,1980,CNY,-5\n", "line 2, column 5 (income): -5 is below 0"},
	{EXCHANGE_CLIENTS, "client,name,birth_year,currency,liquidity_days\nC1,W,1980,CNY,ten\n", "line 2, column 5 (liquidity_days): \"ten\" is "
	 "not a whole number from 0 to 36500"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,F,0,1,2026-01-05\n", "line 2, column 4 (quantity): 0 is not above 0"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,F,1.1234567,1,2026-01-05\n", "line 2, column 4 (quantity): \"1.1234567\" has more than six decimals"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,F,1,,2026-01-05\n", "line 2, column 5 (unit_cost): unit_cost is empty"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,F,1,1,\n", "line 2, column 6 (acquired): acquired is empty"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,,F,1,1,2026-01-05\n", "line 2, column 2 (account): account is empty"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,CASH,1,2,\n", "line 2, column 5 (unit_cost): a unit of CASH costs 1; leave the cell empty"},
	{EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,NOBODY,1,2,2026-01-05\n", "line 2: there is no instrument \"NOBODY\""},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,purchase,F,1,1,,CNY,\n", "line 2, column 4 (type): \"purchase\" is not a type; it is "
	 "one of deposit, withdraw, buy, sell, dividend, interest, fee, split, transfer_in, transfer_out, return_of_capital"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,,1,1,,CNY,\n", "line 2, column 5 (symbol): a buy needs the symbol of an instrument"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,deposit,CASH,5,0,,CNY,\n", "line 2, column 6 (quantity): quantity "
	 "times price is 0: no money moves"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,deposit,F,1,1,,CNY,\n", "line 2, column 5 (symbol): a deposit is of CASH; use "
	 "transfer_in or transfer_out for \"F\""},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,F,-1,1,,CNY,\n", "line 2, column 6 (quantity): -1 is not above 0"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,F,1,,,CNY,\n", "line 2, column 7 (price): price is empty"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,F,1,1,-2,CNY,\n", "line 2, column 8 (fee): -2 is below 0"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,split,F,0,,,CNY,\n", "line 2, column 6 (quantity): 0 is 0"},
	{EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,F,9000000000000,9000000000000,,CNY,\n", "line 2, column 6 (quantity): the "
	 "amount is too large"},
	{EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,maybe,no,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n", "line 2, column 3 (G1): \"maybe\" is neither yes nor no "
	 "(1, true; 0, false)"},
	{EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,yes,no,5,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n", "line 2, column 5 (Q1): \"5\" is not a whole number from 0 to 4"},
	{EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,yes,no,,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n", "line 2, column 5 (Q1): Q1 is empty"},
	{EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,yes,no,1,1,1,1,1,1,1,1,1,1,1,1,1,TFX,1,1\n", "line 2, column 18 (Q14): \"TFX\" is neither a number "
	 "from 0 to 4 nor four letters T or F"},
	{EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,yes,no,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,wealth\n", "line 2, column 20 (Q16): \"wealth\" is neither a "
	 "number from 0 to 4 nor one of preserve, income, goal, growth, max_growth"},
	{EXCHANGE_ANSWERS, "client,taken,G1,G2,Q1,Q2,Q3,Q4,Q5,Q6,Q7,Q8,Q9,Q10,Q11,Q12,Q13,Q14,Q15\n", "line 1: the column \"Q16\" is missing"},
};

static void says_what_is_wrong_with_each_bad_file(void **state)
{
	const size_t count = sizeof refusals / sizeof refusals[0];
	struct taken *taken = malloc(sizeof *taken);

	(void)state;
	assert_true(count >= 60);
	for (size_t i = 0; i < count; i++) {
		struct problems problems = {0};
		struct error err = {0};
		char sentence[512] = "";

		if (read_bytes(refusals[i].kind, refusals[i].text, strlen(refusals[i].text), taken, &problems, &err) !=
		    STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		problem_sentence(&problems.list[0], sentence, sizeof sentence);
		if (strcmp(sentence, refusals[i].sentence) != 0)
			fail_msg("%s\nsays    %s\nnot     %s", refusals[i].text, sentence, refusals[i].sentence);
		assert_non_null(strstr(err.message, "in.csv: "));
		problems_clear(&problems);
	}
	free(taken);
}

static void finds_every_problem_before_it_answers(void **state)
{
	static const char text[] = "date,symbol,close\n2026-01-05,A,x\n2026-01-06,A,2\n2026-13-01,,y\n";
	struct taken *taken = malloc(sizeof *taken);
	struct problems problems = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(read_bytes(EXCHANGE_PRICES, text, strlen(text), taken, &problems, &err), STATUS_INVALID);
	assert_int_equal(problems.count, 4);
	assert_string_equal(err.message, "in.csv: 4 problems; the first: line 2, column 3 (close): \"x\" is not a plain decimal number");
	assert_int_equal(problems.list[3].line, 4);
	assert_int_equal(problems.list[3].column, 3);
	assert_int_equal(taken->count, 1);
	problems_clear(&problems);
	free(taken);
}

/* What is cut from a cell of 255 bytes and more may be its unit or its nonsense: "1.50...0abc". */
static void refuses_a_number_too_long_to_be_read_whole(void **state)
{
	char file[600];
	struct taken taken;
	struct problems problems = {0};

	(void)state;
	snprintf(file, sizeof file, PRICES "2024-01-02,AA,1.5%0300dabc\n", 0);
	assert_int_equal(read_bytes(EXCHANGE_PRICES, file, strlen(file), &taken, &problems, NULL), STATUS_INVALID);
	assert_int_equal(taken.count, 0);
	assert_int_equal(problems.count, 1);
	problems_clear(&problems);
}

static void counts_problems_beyond_those_it_keeps(void **state)
{
	struct text text = {0};
	struct taken *taken = malloc(sizeof *taken);
	struct problems problems = {0};

	(void)state;
	text_add(&text, PRICES);
	text_add_repeated(&text, "bad,A,1\n", 1000);
	assert_int_equal(read_bytes(EXCHANGE_PRICES, text.bytes, text.length, taken, &problems, NULL), STATUS_INVALID);
	assert_int_equal(problems.count, 1000);
	assert_int_equal(problems.kept, PROBLEMS_KEPT);
	assert_int_equal(problems.list[PROBLEMS_KEPT - 1].line, PROBLEMS_KEPT + 1);
	problems_clear(&problems);
	text_clear(&text);
	free(taken);
}

static void stops_at_a_failure_of_the_sink_that_is_no_fault_of_the_row(void **state)
{
	static const char text[] = HOLDINGS "C1,A1,DISK,1,1,2026-01-05\nC1,A1,F,1,1,2026-01-05\n";
	struct taken *taken = malloc(sizeof *taken);
	struct problems problems = {0};
	struct error err = {0};
	FILE *file = tmpfile();

	(void)state;
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	rewind(file);
	*taken = (struct taken){0};
	assert_int_equal(intake_read(EXCHANGE_HOLDINGS, file, "in.csv", as_of, keep, taken, &problems, NULL, &err), STATUS_IO);
	assert_string_equal(err.message, "in.csv: line 2: the disk is full");
	assert_int_equal(taken->count, 0);
	fclose(file);
	problems_clear(&problems);
	free(taken);
}

static void refuses_a_field_a_row_and_a_nul_beyond_measure(void **state)
{
	struct text text = {0};
	struct taken *taken = malloc(sizeof *taken);
	struct error err = {0};

	(void)state;
	text_add(&text, PRICES "2026-01-05,\"");
	text_add_repeated(&text, "x", 70000);
	assert_int_equal(read_bytes(EXCHANGE_PRICES, text.bytes, text.length, taken, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "field 2 of the row is longer than 65536 bytes"));
	text_reset(&text);
	text_add(&text, PRICES);
	text_add_repeated(&text, ",", 20000);
	assert_int_equal(read_bytes(EXCHANGE_PRICES, text.bytes, text.length, taken, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "more than 16384 fields"));
	text_reset(&text);
	text_add(&text, PRICES);
	for (int i = 0; i < 100; i++) {
		text_add_repeated(&text, "y", 60000);
		text_add(&text, ",");
	}
	assert_int_equal(read_bytes(EXCHANGE_PRICES, text.bytes, text.length, taken, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "the row is longer than 4194304 bytes"));
	assert_int_equal(read_bytes(EXCHANGE_PRICES, PRICES "2026-01-05,A\0B,1\n", 34, taken, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "a NUL byte"));
	text_clear(&text);
	free(taken);
}

static void takes_any_order_case_mark_and_line_end(void **state)
{
	struct taken *taken = malloc(sizeof *taken);

	(void)state;
	takes(EXCHANGE_PRICES, "\xEF\xBB\xBF" "CLOSE, Symbol ,\"DATE\"\r\n\r\n 1.5 ,510300.SH,2026-01-05\r\n,,\r\n\"2\",A,2026-01-06", taken);
	assert_int_equal(taken->count, 2);
	assert_int_equal(taken->rows[0].price.price.close, 1500000);
	assert_string_equal(taken->rows[0].price.symbol, "510300.SH");
	assert_int_equal(taken->rows[0].line, 3);
	assert_int_equal(taken->rows[1].line, 5);
	takes(EXCHANGE_PRICES, "date,A,B\n2026-01-05,1,\n2026-01-06,,133.1234565\n", taken);
	assert_int_equal(taken->count, 2);
	assert_string_equal(taken->rows[1].price.symbol, "B");
	assert_int_equal(taken->rows[1].price.price.close, 133123456); /* half to even */
	takes(EXCHANGE_PRICES, PRICES, taken);
	assert_int_equal(taken->count, 0);
	free(taken);
}

static void reads_line_ends_inside_quotes_as_part_of_a_name(void **state)
{
	struct taken *taken = malloc(sizeof *taken);
	struct problems problems = {0};
	static const char text[] = INSTRUMENTS "A,\"two\nlines\",bond,CNY,R1\nB,\"a \"\"b\"\", c\",bond,CNY,R9\n";

	(void)state;
	assert_int_equal(read_bytes(EXCHANGE_INSTRUMENTS, text, strlen(text), taken, &problems, NULL), STATUS_INVALID);
	assert_int_equal(problems.count, 2);
	assert_int_equal(problems.list[0].line, 2); /* the name holds a line end */
	assert_int_equal(problems.list[1].line, 4); /* and lines are still counted */
	problems_clear(&problems);
	free(taken);
}

/* The key of Q14 is true, false, false, true. */
static void scores_the_four_judgements(void **state)
{
	static const struct { const char *cell; int right; } cells[] = {
		{"TFFT", 4}, {"tfft", 4}, {"TTTT", 2}, {"FTTF", 0}, {"FFFF", 2}, {"TFFF", 3}, {"3", 3},
	};
	struct taken *taken = malloc(sizeof *taken);

	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		struct text text = {0};

		text_addf(&text, ANSWERS "C1,2026-01-05,TRUE,0,0,1,2,3,4,0,1,2,3,4,0,1,2,%s,4,max_growth\n", cells[i].cell);
		takes(EXCHANGE_ANSWERS, text_string(&text), taken);
		assert_int_equal(taken->rows[0].answers.answers.option[13], cells[i].right);
		assert_int_equal(taken->rows[0].answers.answers.option[15], 4);
		assert_int_equal(taken->rows[0].answers.answers.option[3], 3);
		assert_true(taken->rows[0].answers.answers.has_legal_capacity);
		assert_false(taken->rows[0].answers.answers.rejects_any_loss);
		text_clear(&text);
	}
	free(taken);
}

static void books_each_transaction_with_its_signs(void **state)
{
	static const struct { const char *cells; int64_t quantity, cash; } figures[] = {
		{"deposit,CASH,5000,,", 0, 5000000000}, {"withdraw,,200.5,1,0.5", 0, -201000000},
		{"buy,F,100,4.05,5", 100000000, -410000000}, {"sell,F,100,4.05,5", -100000000, 400000000},
		{"dividend,F,1000,0.05,", 0, 50000000}, {"dividend,F,50,,", 0, 50000000}, {"interest,,1.25,,", 0, 1250000},
		{"fee,,12,,", 0, -12000000}, {"split,F,100,,", 100000000, 0}, {"split,F,-50,,", -50000000, 0},
		{"transfer_in,F,10,3,", 10000000, 0}, {"transfer_out,F,10,,1", -10000000, -1000000},
		{"transfer_in,CASH,10,,", 0, 10000000}, {"transfer_out,CASH,10,,", 0, -10000000},
		{"return_of_capital,F,10,3,1", 0, 29000000},
	};
	struct taken *taken = malloc(sizeof *taken);

	(void)state;
	for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
		struct text text = {0};

		text_addf(&text, TRANSACTIONS "2026-01-05,C1,A1,%s,CNY,R%zu\n", figures[i].cells, i);
		takes(EXCHANGE_TRANSACTIONS, text_string(&text), taken);
		assert_int_equal(taken->rows[0].transaction.entry.quantity, figures[i].quantity);
		assert_int_equal(taken->rows[0].transaction.entry.cash, figures[i].cash);
		text_clear(&text);
	}
	free(taken);
}

/* Reads, writes, reads again: rows and bytes must be the same. */
static void comes_back(enum exchange_kind kind, const char *source, size_t wanted)
{
	struct taken *first = calloc(1, sizeof *first), *second = calloc(1, sizeof *second);
	struct text written = {0}, again = {0};

	takes(kind, source, first);
	assert_int_equal(first->count, wanted);
	emit_header(kind, &written);
	for (size_t i = 0; i < first->count; i++)
		emit_row(&first->rows[i], &written);
	takes(kind, text_string(&written), second);
	assert_int_equal(second->count, wanted);
	emit_header(kind, &again);
	for (size_t i = 0; i < wanted; i++) {
		first->rows[i].line = second->rows[i].line = 0;
		assert_memory_equal(&first->rows[i], &second->rows[i], sizeof first->rows[i]);
		emit_row(&second->rows[i], &again);
	}
	assert_string_equal(text_string(&written), text_string(&again));
	text_clear(&written);
	text_clear(&again);
	free(first);
	free(second);
}

static void an_export_reads_back_the_same(void **state)
{
	(void)state;
	comes_back(EXCHANGE_INSTRUMENTS, "symbol,name,asset_class,currency,risk_level,isin,kind,lot,minimum,buy_fee_bp,sell_fee_bp,expense_bp,"
	           "region,sector\n510300,\"沪深300, \"\"ETF\"\"\",equity,CNY,R3,CNE100000000,etf,100,,2.5,2.5,50,CN,broad\n"
	           "G,=cmd|'/C calc'!A0,gold,CNY,R4,,,,10,0,0.01,10000,,\nH,'=1+1,bond,USD,R1,,,,,,,,,\nI,－x,cash,HKD,R2,,,,,,,,,\n"
	           "J,O'Neil,cash,HKD,R2,,,,,,,,,\n", 5);
	comes_back(EXCHANGE_PRICES, "date,symbol,close,adjusted_close,currency\n2026-01-05,A,1.000001,,\n2008-01-02,SPY,144.92999267578125,"
	           "109.1,USD\n", 2);
	comes_back(EXCHANGE_CLIENTS, "client,name,birth_year,currency,household,category,income,expenses,assets,liabilities,liquidity_days\n"
	           "C1,王芳,1978,CNY,H1,professional,480000,0,1200000.55,,365\nC2,@li,,CNY,,,,,,,\n", 2);
	comes_back(EXCHANGE_HOLDINGS, HOLDINGS "C1,A1,510300,1200.5,3.987654,2021-05-05\nC1,A1,CASH,12.34,,\nC1,A1,CASH,0,1,2026-01-05\n", 3);
	comes_back(EXCHANGE_TRANSACTIONS, TRANSACTIONS "2026-01-05,C1,A1,buy,F,100,4.05,5,CNY,X1\n2026-01-05,C1,A1,sell,F,100,4.05,5,,\n"
	           "2026-01-05,C1,A1,dividend,F,1000,0.051234,,CNY,D\n2026-01-06,C1,A1,split,F,-3,,,CNY,\n2026-01-06,C1,A1,fee,,3,,1,CNY,\n"
	           "2026-01-06,C1,A1,transfer_out,F,3,,,CNY,\n2026-01-06,C1,A1,transfer_in,F,3,0,,CNY,=r\n"
	           "2026-01-06,C1,A1,withdraw,CASH,3,2,,CNY,-1\n2026-01-06,C1,A1,transfer_out,,3,,,CNY,\n", 9);
	comes_back(EXCHANGE_ANSWERS, ANSWERS "C1,2026-01-05,yes,no,0,1,2,3,4,0,1,2,3,4,0,1,2,TFFT,4,goal\n"
	           "C1,2026-01-06,0,1,0,1,2,3,4,0,1,2,3,4,0,1,2,0,4,\n", 2);
}

static void a_spreadsheet_finds_no_formula_in_an_export(void **state)
{
	struct exchange_row row = {.kind = EXCHANGE_CLIENTS, .client = {.code = "C1", .name = "=HYPERLINK(1)", .currency = "CNY"}};
	struct text text = {0};

	(void)state;
	emit_row(&row, &text);
	assert_non_null(strstr(text_string(&text), ",'=HYPERLINK(1),"));
	text_clear(&text);
}

static void takes_a_published_price_file_as_it_is(void **state)
{
	const char *folder = getenv("BALLAST_ORACLES"), *top = getenv("abs_top_srcdir");
	struct taken *taken = malloc(sizeof *taken);
	struct problems problems = {0};
	struct error err = {0};
	char path[1024];
	FILE *file;

	(void)state;
	if (folder != NULL)
		snprintf(path, sizeof path, "%s/data/etf23_daily/etf23_prices.csv", folder);
	else
		snprintf(path, sizeof path, "%s/../shared/oracles/data/etf23_daily/etf23_prices.csv", top != NULL ? top : ".");
	file = fopen(path, "r");
	if (file == NULL) {
		free(taken);
		skip();
	}
	*taken = (struct taken){0};
	if (intake_read(EXCHANGE_PRICES, file, "etf23", as_of, keep, taken, &problems, NULL, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_true(taken->count > 23 * 1000);
	assert_int_equal(taken->count % 23, 0);
	assert_string_equal(taken->rows[0].price.symbol, "EEM");
	assert_int_equal(taken->rows[0].price.price.close, 49273335);
	fclose(file);
	problems_clear(&problems);
	free(taken);
}

/* Mutations of good files: any answer will do, a crash will not. The generator is Marsaglia's xorshift32. */
static void survives_mutated_files(void **state)
{
	static const char *const seeds[EXCHANGE_KINDS] = {
		INSTRUMENTS "510300,\"沪深300, \"\"ETF\"\"\",equity,CNY,R3\n", "Date,A,B\n2026-01-05,1.5,\n", CLIENTS "C1,王,1980,CNY\n",
		HOLDINGS "C1,A1,F,1.5,2,2026-01-05\n", TRANSACTIONS "2026-01-05,C1,A1,buy,F,100,4.05,5,CNY,X1\n",
		ANSWERS "C1,2026-01-05,yes,no,0,1,2,3,4,0,1,2,3,4,0,1,2,TFFT,4,goal\n",
		"date,base,quote,rate\n2026-01-05,USD,CNY,7.1234\n",
	};
	struct taken *taken = malloc(sizeof *taken);
	uint32_t random = 2463534242u;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		const char *seed = seeds[round % EXCHANGE_KINDS];
		const size_t length = strlen(seed);
		char bytes[512];

		memcpy(bytes, seed, length);
		for (int i = 0; i < 1 + round % 5; i++) {
			random ^= random << 13;
			random ^= random >> 17;
			random ^= random << 5;
			bytes[random % length] = "\"\",\n\r\0\xFF-9e"[random >> 16 & 7];
		}
		(void)read_bytes((enum exchange_kind)(round % EXCHANGE_KINDS), bytes, length - random % 7, taken, NULL, NULL);
	}
	free(taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong_with_each_bad_file),
		cmocka_unit_test(finds_every_problem_before_it_answers),
		cmocka_unit_test(refuses_a_number_too_long_to_be_read_whole),
		cmocka_unit_test(counts_problems_beyond_those_it_keeps),
		cmocka_unit_test(stops_at_a_failure_of_the_sink_that_is_no_fault_of_the_row),
		cmocka_unit_test(refuses_a_field_a_row_and_a_nul_beyond_measure),
		cmocka_unit_test(takes_any_order_case_mark_and_line_end),
		cmocka_unit_test(reads_line_ends_inside_quotes_as_part_of_a_name),
		cmocka_unit_test(scores_the_four_judgements),
		cmocka_unit_test(books_each_transaction_with_its_signs),
		cmocka_unit_test(an_export_reads_back_the_same),
		cmocka_unit_test(a_spreadsheet_finds_no_formula_in_an_export),
		cmocka_unit_test(takes_a_published_price_file_as_it_is),
		cmocka_unit_test(survives_mutated_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
