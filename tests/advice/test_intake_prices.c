/* Files of prices: whatever their order and shape, the same rows make the same book, and a trial tells of them in order. */
#include "tests/advice/advice_fixture.h"

#include "advice/intake/intake.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

enum { FUNDS = 4, DAYS = 260, ROWS = FUNDS * DAYS };

/* Prices of invented funds that move by less than a hundredth a day; the first fund has no price on some days. */
static int64_t close_of(int fund, int offset)
{
	return (int64_t)(10 + fund) * MICROS + (int64_t)(offset * 7919 % 97) * 800;
}

static bool has_price(int fund, int offset)
{
	return fund > 0 || offset % 5 != 2;
}

static struct date day_of(int offset)
{
	return (struct date){day("2026-11-19").days - DAYS + 1 + offset};
}

static void add_row(struct text *text, int fund, int offset, bool is_quoted)
{
	char date[DATE_TEXT_SIZE], close[DECIMAL_TEXT_SIZE];

	if (has_price(fund, offset))
		text_addf(text, is_quoted ? "\"%s\",\"F%d\",\"%s\"\r\n" : "%s,F%d,%s\n", date_format(day_of(offset), date), fund,
		          decimal_format(close_of(fund, offset), close));
}

/* What the file holds, in one of the ways one could write it. */
enum shape { BY_FUND, BY_DAY, NEWEST_FIRST, SCATTERED, QUOTED, WIDE };
enum { SHAPES = WIDE + 1 };

static void write_shape(enum shape shape, struct text *text)
{
	char date[DATE_TEXT_SIZE], close[DECIMAL_TEXT_SIZE];

	text_reset(text);
	text_add(text, shape == WIDE ? "date,F0,F1,F2,F3" : "date,symbol,close\n");
	for (int i = 0; shape != WIDE && i < ROWS; i++) {
		const int at = shape == NEWEST_FIRST ? ROWS - 1 - i : shape == SCATTERED ? i * 677 % ROWS : i; /* 677 is prime */

		if (shape == BY_DAY || shape == NEWEST_FIRST)
			add_row(text, at % FUNDS, at / FUNDS, false);
		else
			add_row(text, at / DAYS, at % DAYS, shape == QUOTED);
	}
	for (int offset = 0; shape == WIDE && offset < DAYS; offset++) {
		text_addf(text, "\n%s", date_format(day_of(offset), date));
		for (int fund = 0; fund < FUNDS; fund++)
			text_addf(text, ",%s", has_price(fund, offset) ? decimal_format(close_of(fund, offset), close) : "");
	}
}

static void add_funds(struct book *book, struct session *session)
{
	struct intake_result result;

	assert_done(book, intake_import(session, "instruments", write_file(book, "funds.csv", "symbol,name,asset_class,currency,"
	            "risk_level,isin\nF0,a,equity,CNY,R3,\nF1,b,equity,CNY,R3,CN0000000001\nF2,c,bond,CNY,R2,\nF3,d,bond,CNY,R2,\n"),
	            false, NULL, NULL, &result, &book->err));
}

static void the_same_rows_in_any_order_make_the_same_book(void **state)
{
	struct book *book = *state;
	struct text content = {0}, first = {0}, exported = {0};
	const size_t rows = ROWS - DAYS / 5;

	for (int shape = 0; shape < SHAPES; shape++) {
		struct sink sink = sink_to_text(&exported);
		struct intake_result result;
		struct session *session;

		store_close(book->store);
		assert_int_equal(remove(book->path), 0);
		assert_done(book, store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
		session = open_session(book);
		add_funds(book, session);
		write_shape((enum shape)shape, &content);
		assert_done(book, intake_import(session, "prices", write_file(book, "p.csv", text_string(&content)), false, NULL, NULL,
		                                &result, &book->err));
		assert_int_equal(result.rows, rows);
		assert_int_equal(result.added, rows);
		text_reset(&exported);
		assert_done(book, intake_export(session, "prices", &sink, &book->err));
		if (shape == 0)
			text_add(&first, text_string(&exported));
		assert_string_equal(text_string(&exported), text_string(&first));
		assert_done(book, intake_import(session, "prices", write_file(book, "again.csv", text_string(&exported)), false, NULL,
		                                NULL, &result, &book->err));
		assert_int_equal(result.same, rows);
		assert_int_equal(result.added + result.changed, 0);
		session_close(session);
	}
	text_clear(&content);
	text_clear(&first);
	text_clear(&exported);
}

/* The rows a trial told of. */
struct told {
	size_t count, line, outcomes[8];
	size_t problems, problem_line;
};

static void hear_row(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text)
{
	struct told *told = context;

	(void)why, (void)text; /* the order and the outcome are in question */
	assert_true(line > told->line);
	told->line = line;
	told->count++;
	told->outcomes[outcome]++;
}

static void note_problem(void *context, size_t line, const char *column, const char *message)
{
	struct told *told = context;

	(void)column, (void)message; /* as above */
	told->problem_line = told->problems++ == 0 ? line : told->problem_line;
}

static void a_trial_tells_of_each_row_in_the_order_of_the_file(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct text content = {0};
	struct told told = {0};
	const struct intake_options trial = {.is_dry = true, .row = hear_row, .problem = note_problem, .context = &told};
	struct intake_result result;

	add_funds(book, session);
	assert_done(book, intake_import(session, "prices", write_file(book, "p.csv", "date,symbol,close\n2026-11-17,F3,13.01\n"
	            "2026-11-18,F3,13.02\n2026-11-18,F1,11.5\n"), false, NULL, NULL, &result, &book->err));
	text_add(&content, "date,symbol,close\n2026-11-18,F1,11.51\n2026-11-19,F3,13.03\n2026-11-18,F3,13.02\n2026-11-17,F3,13.01\n"
	         "2026-11-19,F0,10\n2026-11-17,F1,11.49\n");
	assert_done(book, intake_take(session, "prices", write_file(book, "q.csv", text_string(&content)), &trial, &result,
	                              &book->err));
	assert_int_equal(told.count, 6);
	assert_int_equal(told.line, 7);
	assert_int_equal(told.outcomes[INTAKE_NEW], 3);
	assert_int_equal(told.outcomes[INTAKE_SAME], 2);
	assert_int_equal(told.outcomes[INTAKE_CHANGED], 1);
	assert_int_equal(told.problems, 0);

	told = (struct told){0}; /* with two rows that are no good, the others are told of all the same */
	text_add(&content, "2026-11-19,F9,1\n2026-11-19,F1,11.5\n2026-11-19,F1,11.5\n");
	assert_int_equal(intake_take(session, "prices", write_file(book, "q.csv", text_string(&content)), &trial, &result,
	                             &book->err), STATUS_REFUSED);
	assert_int_equal(told.count, 7);
	assert_int_equal(told.line, 9);
	assert_int_equal(told.problems, 2);
	assert_int_equal(told.problem_line, 8);
	assert_int_equal(result.bad, 2);
	assert_int_equal(result.added, 4);
	text_clear(&content);
	session_close(session);
}

/* By its symbol in one row, by its number in another: two closes for one day, of which a person has to choose. */
static void an_instrument_named_twice_with_two_closes_is_held_back(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct intake_result result;
	struct text exported = {0};
	struct sink sink = sink_to_text(&exported);

	add_funds(book, session);
	assert_done(book, intake_import(session, "prices", write_file(book, "p.csv", "date,symbol,close\n2026-11-18,F1,11.5\n"
	            "2026-11-18,CN0000000001,11.6\n2026-11-17,CN0000000001,11.4\n2026-11-17,F1,11.4\n"), false, NULL, NULL, &result,
	            &book->err));
	assert_int_equal(result.added, 2);
	assert_int_equal(result.same, 1);
	assert_int_equal(result.held, 1);
	assert_done(book, intake_export(session, "prices", &sink, &book->err));
	assert_string_equal(text_string(&exported), "date,symbol,close,adjusted_close,currency\r\n2026-11-17,F1,11.4,,CNY\r\n"
	                    "2026-11-18,F1,11.5,,CNY\r\n");
	text_clear(&exported);
	session_close(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_same_rows_in_any_order_make_the_same_book, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_trial_tells_of_each_row_in_the_order_of_the_file, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_instrument_named_twice_with_two_closes_is_held_back, book_setup, book_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
