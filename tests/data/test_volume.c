/* The quick ways of large files and series do what the careful ones do, and memory ends where it should. */
#include "tests/support/book_fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include "data/exchange/csv.h"
#include "data/exchange/gather.h"
#include "data/exchange/seen.h"
#include "data/store/store_close.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

/* Any numbers will do, the same in each run: xorshift64*, Vigna 2016. */
static uint64_t next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717) >> 32;
}

/* A line with its line feed is read in one pass; without it, at the end of a file, byte by byte. */
static void assert_read_alike(const char *line, size_t length)
{
	struct csv *quick = csv_open_bytes(line, length, ','), *careful = csv_open_bytes(line, length - 1, ',');
	struct csv_row a, b;
	struct error of_a = {0}, of_b = {0};
	const enum status status = csv_next(quick, &a, &of_a);

	assert_int_equal(status, csv_next(careful, &b, &of_b));
	assert_string_equal(of_a.message, of_b.message);
	if (status == STATUS_OK) {
		assert_int_equal(a.line, b.line);
		assert_int_equal(a.count, b.count);
		for (size_t i = 0; i < a.count; i++)
			assert_string_equal(a.fields[i], b.fields[i]);
		assert_string_equal(a.flaw != NULL ? a.flaw : "", b.flaw != NULL ? b.flaw : "");
		if (a.flaw != NULL) {
			assert_int_equal(a.flaw_line, b.flaw_line);
			assert_int_equal(a.flaw_column, b.flaw_column);
		}
	}
	csv_close(quick);
	csv_close(careful);
}

static void a_line_is_read_the_same_quickly_and_carefully(void **state)
{
	static const char *const pieces[] = {"a", "510300", ",", ",", "\"", "\"\"", "\r", " ", "\t", "\xC3\xA9", "\xE6\xB2\xAA", "\xFF",
	                                     "\xE6\xB2", "2026-01-05", "4.0215", ";", "'", "\xEF\xBB\xBF"};
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char line[256];
		size_t length = 0;

		for (uint64_t left = next(&seed) % 12; left > 0; left--) {
			const char *piece = pieces[next(&seed) % (sizeof pieces / sizeof pieces[0])];

			memcpy(line + length, piece, strlen(piece));
			length += strlen(piece);
			if (next(&seed) % 100 == 0)
				line[length++] = '\0';
		}
		line[length++] = '\n';
		/* after an opened quote the two texts differ: a line feed may stand within it */
		if (memchr(line, '"', length) == NULL)
			assert_read_alike(line, length);
	}
}

static void rows_across_the_buffer_are_whole(void **state)
{
	/* rows of every length past the reader's 64 KiB, so that its end falls on every byte of one */
	FILE *file = tmpfile();
	struct csv_row row;
	struct csv *csv;
	size_t rows = 0;

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < 40000; i++)
		assert_true(fprintf(file, "%d,%.*s,%d%s", i, i % 97, "0123456789012345678901234567890123456789012345678901234567890123456789"
		                    "012345678901234567890123456789", i, i % 3 == 0 ? "\r\n" : "\n") > 0);
	rewind(file);
	csv = csv_open_file(file, ',');
	for (; csv_next(csv, &row, NULL) == STATUS_OK; rows++) {
		assert_int_equal(row.count, 3);
		assert_null(row.flaw);
		assert_int_equal(row.line, rows + 1);
		assert_int_equal(atoi(row.fields[0]), (int)rows);
		assert_int_equal(strlen(row.fields[1]), rows % 97);
		assert_int_equal(atoi(row.fields[2]), (int)rows);
	}
	assert_int_equal(rows, 40000);
	csv_close(csv);
	(void)fclose(file);
}

static void a_decimal_is_read_the_same_quickly_and_carefully(void **state)
{
	static const char digits[] = "00123456789..-+ e";
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char text[48], padded[64];
		const size_t length = next(&seed) % 22;
		int64_t quick = -1, careful = -1;
		enum status status;

		for (size_t j = 0; j < length; j++)
			text[j] = digits[next(&seed) % (sizeof digits - 1)];
		text[length] = '\0';
		if (text[0] < '0' || text[0] > '9')
			continue; /* zeros before it would make another text of it */
		(void)snprintf(padded, sizeof padded, "0000000000000%s", text); /* too many digits to be quick */
		status = decimal_parse(text, &quick, NULL);
		assert_int_equal(status, decimal_parse(padded, &careful, NULL));
		assert_true(quick == careful);
		quick = careful = -1;
		assert_int_equal(decimal_parse_rounded(text, &quick, NULL), decimal_parse_rounded(padded, &careful, NULL));
		assert_true(quick == careful);
	}
}

static void a_day_counts_as_seen_once_it_was_seen(void **state)
{
	enum { SYMBOLS = 50, DAYS = 4000 };
	struct seen *seen = seen_new();
	unsigned char *known = calloc(SYMBOLS, DAYS);
	uint64_t seed = 11;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		const size_t symbol = next(&seed) % SYMBOLS, offset = next(&seed) % DAYS;
		char name[SYMBOL_SIZE];

		(void)snprintf(name, sizeof name, "S%zu", symbol);
		assert_int_equal(seen_before(seen, name, (int32_t)offset - DAYS / 2), known[symbol * DAYS + offset]);
		known[symbol * DAYS + offset] = 1;
	}
	assert_false(seen_before(seen, "S0", INT32_MIN));
	assert_false(seen_before(seen, "S0", INT32_MAX));
	assert_true(seen_before(seen, "S0", INT32_MIN));
	free(known);
	seen_free(seen);
}

/* In any order of the series, with little memory and with much. */
static void what_is_gathered_comes_back_in_its_order(void **state)
{
	enum { SERIES = 37, PRICES = 60000 };

	(void)state;
	for (int round = 0; round < 4; round++) {
		struct gather *gather = gather_new(SERIES, round == 0 ? 0 : round == 1 ? 40000 : round == 2 ? 500000 : 100000000);
		size_t total = 0;
		uint64_t seed = 5;

		for (uint32_t i = 0; i < PRICES; i++) {
			/* the last series stays empty */
			const size_t series = next(&seed) % (SERIES - 1);
			const struct gathered_price price = {(int32_t)series, i, (int64_t)i * 3, -(int64_t)i};

			assert_int_equal(gather_add(gather, series, &price, NULL), STATUS_OK);
		}
		for (size_t j = 0; j < SERIES; j++) {
			struct gathered_price *prices;
			size_t count = 99;

			assert_int_equal(gather_take(gather, j, &prices, &count, NULL), STATUS_OK);
			assert_true(j == SERIES - 1 ? count == 0 : count > 0);
			for (size_t i = 0; i < count; i++) {
				assert_int_equal(prices[i].day, j);
				assert_true(i == 0 || prices[i].row > prices[i - 1].row);
				assert_true(prices[i].close == (int64_t)prices[i].row * 3 &&
				            prices[i].adjusted_close == -(int64_t)prices[i].row);
			}
			total += count;
		}
		assert_int_equal(total, PRICES);
		gather_free(gather);
	}
}

/* As on a full disk. */
static void a_temporary_file_that_is_full_is_an_error(void **state)
{
	struct gather *gather = gather_new(3, 0);
	struct rlimit before, none;
	struct error err = {0};
	enum status status = STATUS_OK;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	for (uint32_t i = 0; i < 100 && status == STATUS_OK; i++)
		status = gather_add(gather, i % 3, &(struct gathered_price){1, i, 1, 1}, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(status, STATUS_IO);
	assert_non_null(strstr(err.message, "temporary file"));
	gather_free(gather);
}

static int64_t add_instrument(struct book *book, const char *symbol)
{
	struct instrument instrument = {.name = "n", .asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4};

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	assert_done(book, store_put_instrument(book->store, &instrument, NULL, &book->err));
	return instrument.id;
}

enum { DELIVERED = 20500 }; /* the day of the first */

static int64_t add_delivery(struct book *book, int number)
{
	struct delivery delivery = {.source = "import a", .kind = "raw"};
	int64_t id = 0;

	(void)date_format((struct date){DELIVERED + number}, delivery.arrived);
	memcpy(delivery.arrived + 10, "T00:00:00Z", 11);
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", number % 3 == 0 ? "raw" : number % 3 == 1 ? "nav" : "split_adjusted");
	assert_done(book, store_put_delivery(book->store, &delivery, &id, &book->err));
	return id;
}

static int64_t count_of(const struct book *book, const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *db;
	int64_t count;

	assert_int_equal(sqlite3_open(book->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

/* Deliveries that overlap, agree and contradict, into one instrument at once and into another one by one. */
static void prices_at_once_leave_what_prices_one_by_one_leave(void **state)
{
	enum { MOST = 120 };
	struct book *book = *state;
	const int64_t at_once = add_instrument(book, "A"), singly = add_instrument(book, "B");
	struct price prices[MOST];
	enum put_result results[MOST];
	uint64_t seed = 1;

	for (int round = 0; round < 30; round++) {
		const int64_t delivery = add_delivery(book, round);
		size_t count = 0;

		for (int32_t offset = 0; offset < 300 && count < MOST; offset++)
			if (next(&seed) % 3 == 0)
				prices[count++] = (struct price){at_once, {20000 + offset}, (int64_t)(1 + next(&seed) % 2) * MICROS,
				                                 (int64_t)(next(&seed) % 2) * MICROS};
		assert_done(book, store_put_prices(book->store, prices, count, delivery, "2026-03-01T00:00:00Z", results, &book->err));
		for (size_t i = 0; i < count; i++) {
			struct price price = prices[i];
			enum put_result result;

			price.instrument_id = singly;
			assert_done(book, store_put_price(book->store, &price, delivery, "2026-03-01T00:00:00Z", &result, &book->err));
			assert_int_equal(results[i], result);
		}
	}
	assert_true(count_of(book, "SELECT count(*) FROM price WHERE instrument_id = 2") > 100);
	assert_true(count_of(book, "SELECT count(*) FROM price_history WHERE instrument_id = 2") > 100);
	assert_int_equal(0, count_of(book, "SELECT count(*) FROM (SELECT day, close, adjusted_close, delivery_id FROM price WHERE "
	                 "instrument_id = 2 EXCEPT SELECT day, close, adjusted_close, delivery_id FROM price WHERE instrument_id = 3)"));
	assert_int_equal(0, count_of(book, "SELECT count(*) FROM (SELECT day, close, adjusted_close, delivery_id, replaced, replaced_by "
	                 "FROM price_history WHERE instrument_id = 2 EXCEPT SELECT day, close, adjusted_close, delivery_id, replaced, "
	                 "replaced_by FROM price_history WHERE instrument_id = 3)"));
	assert_int_equal(0, count_of(book, "SELECT (SELECT count(*) FROM price_history WHERE instrument_id = 2) - "
	                 "(SELECT count(*) FROM price_history WHERE instrument_id = 3)"));
	assert_int_equal(0, count_of(book, "SELECT (SELECT count(*) FROM price WHERE instrument_id = 2) - "
	                 "(SELECT count(*) FROM price WHERE instrument_id = 3)"));
}

static void prices_at_once_are_kept_all_or_none(void **state)
{
	struct book *book = *state;
	const int64_t id = add_instrument(book, "A"), other = add_instrument(book, "B"), delivery = add_delivery(book, 0);
	const struct price good = {id, {20000}, MICROS, 0};
	const struct price wrong[] = {{id, {20000}, MICROS, 0}, {id, {19999}, MICROS, 0}, {other, {20001}, MICROS, 0},
	                              {id, {20001}, 0, 0}, {id, {20001}, MICROS, -1}, {1, {20001}, MICROS, 0}};
	enum put_result results[2];

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		const struct price prices[] = {good, wrong[i]};

		assert_int_equal(store_put_prices(book->store, prices, 2, delivery, BOOK_TIME, results, &book->err), STATUS_INVALID);
	}
	assert_fails(book, STATUS_INVALID, "refuses", store_put_prices(book->store, &(struct price){id, {90000}, MICROS, 0}, 1,
	             delivery, BOOK_TIME, results, &book->err));
	assert_fails(book, STATUS_INVALID, "refuses", store_put_prices(book->store, &good, 1, 999, BOOK_TIME, results, &book->err));
	assert_done(book, store_put_prices(book->store, NULL, 0, delivery, BOOK_TIME, results, &book->err));
	assert_int_equal(0, count_of(book, "SELECT count(*) FROM price"));
}

/* One delivery or a hundred: each close says which it came in, and what that was. */
static void closes_know_their_deliveries_however_many(void **state)
{
	enum { DAYS = 100 };
	struct book *book = *state;
	int64_t deliveries[DAYS];

	for (int i = 0; i < DAYS; i++)
		deliveries[i] = add_delivery(book, i);
	for (int stretch = 1; stretch <= DAYS; stretch *= 10) {
		char symbol[SYMBOL_SIZE];
		struct kept_close *closes = NULL;
		size_t count = 0;
		int64_t id;

		(void)snprintf(symbol, sizeof symbol, "S%d", stretch);
		id = add_instrument(book, symbol);
		for (int i = 0; i < DAYS; i++)
			assert_done(book, store_put_price(book->store, &(struct price){id, {20000 + i}, (i + 1) * MICROS, i * MICROS},
			                                  deliveries[i / stretch], BOOK_TIME, NULL, &book->err));
		assert_done(book, store_closes(book->store, id, (struct date){20010}, (struct date){20089}, &closes, &count, &book->err));
		assert_int_equal(count, 80);
		for (size_t i = 0; i < count; i++) {
			const int number = (int)(i + 10) / stretch;

			assert_int_equal(closes[i].date.days, 20010 + i);
			assert_true(closes[i].close == (int64_t)(i + 11) * MICROS && closes[i].adjusted_close == (int64_t)(i + 10) * MICROS);
			assert_int_equal(closes[i].delivery_id, deliveries[number]);
			assert_int_equal(closes[i].kind, number % 3 == 0 ? CLOSE_RAW : number % 3 == 1 ? CLOSE_NAV : CLOSE_SPLIT_ADJUSTED);
			assert_int_equal(closes[i].arrived.days, DELIVERED + number);
		}
		free(closes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_read_the_same_quickly_and_carefully),
		cmocka_unit_test(rows_across_the_buffer_are_whole),
		cmocka_unit_test(a_decimal_is_read_the_same_quickly_and_carefully),
		cmocka_unit_test(a_day_counts_as_seen_once_it_was_seen),
		cmocka_unit_test(what_is_gathered_comes_back_in_its_order),
		cmocka_unit_test(a_temporary_file_that_is_full_is_an_error),
		cmocka_unit_test_setup_teardown(prices_at_once_leave_what_prices_one_by_one_leave, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(prices_at_once_are_kept_all_or_none, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(closes_know_their_deliveries_however_many, book_setup, book_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
