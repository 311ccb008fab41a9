/*
 * Statements and books made up from a seed: whatever windows a statement is read in, an import taken back and brought back,
 * a whole book written out and read into an empty one. BALLAST_RANDOM_SEED and BALLAST_RANDOM_COUNT choose others.
 */
#include "tests/advice/advice_fixture.h"

#include <inttypes.h>

#include "advice/book/upkeep.h"
#include "advice/intake/intake.h"
#include "engine/base/money.h"

enum { DAYS = 24, SYMBOLS = 4, CLIENTS = 3, ROUNDS = 10, ROWS_MOST = 400 };

static const char *const symbols[SYMBOLS] = {"510300.SH", "511010.SH", "VTI", "BND"};
static const char *const currencies[SYMBOLS] = {"CNY", "CNY", "USD", "USD"};
static const char *const client_codes[CLIENTS] = {"C1", "C2", "C3"};
static const char *const client_currencies[CLIENTS] = {"CNY", "USD", "CNY"};

/* ---- chance ------------------------------------------------------------------------------------------------------ */

static uint64_t chance_state;

static uint64_t chance(uint64_t below)
{
	uint64_t value = chance_state += 0x9e3779b97f4a7c15u; /* splitmix64 */

	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return (value ^ (value >> 31)) % below;
}

static size_t setting(const char *name, size_t fallback)
{
	const char *text = getenv(name);

	return text != NULL && text[0] != '\0' ? (size_t)strtoull(text, NULL, 10) : fallback;
}

static void begin_round(size_t round)
{
	chance_state = setting("BALLAST_RANDOM_SEED", 20260105) * 1000003u + round;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

struct row {
	int day;
	char text[200];
};

/* What a statement leaves behind, so that the next one can go on and never sells what is not there. */
struct world {
	int64_t held[CLIENTS][2][SYMBOLS]; /* whole shares                                              */
	int number;                        /* of references                                             */
};

struct statement {
	struct row rows[ROWS_MOST];
	size_t count;
};

static const char header[] = "date,client,account,type,symbol,quantity,price,fee,currency,reference,amount\n";

static void put_day(int day, char text[12])
{
	char iso[DATE_TEXT_SIZE];
	const struct date date = {20400 + day}; /* of the autumn of 2025 */

	(void)snprintf(text, 12, "%s", date_format(date, iso));
}

static void add_row(struct statement *statement, int day, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add_row(struct statement *statement, int day, const char *format, ...)
{
	struct row *row = &statement->rows[statement->count++];
	va_list arguments;

	assert_true(statement->count <= ROWS_MOST);
	row->day = day;
	va_start(arguments, format);
	(void)vsnprintf(row->text, sizeof row->text, format, arguments);
	va_end(arguments);
}

/* One event that fits what is held, once or twice alike, with a reference or without. */
static void add_event(struct statement *statement, struct world *world, int day)
{
	const size_t client = chance(CLIENTS), account = chance(2), symbol = chance(SYMBOLS);
	int64_t *held = &world->held[client][account][symbol], quantity = 1 + (int64_t)chance(50);
	const int cents = 100 + (int)chance(9900), fee = (int)chance(3) * 50;
	char date[12], who[32], reference[24] = "";
	const bool is_twice = chance(4) == 0, has_reference = !is_twice && chance(3) == 0;

	put_day(day, date);
	(void)snprintf(who, sizeof who, "%s,A%zu", client_codes[client], account + 1);
	if (has_reference)
		(void)snprintf(reference, sizeof reference, "R%d", world->number++);
	for (int time = 0; time <= is_twice; time++) {
		switch (chance(10)) {
		case 0:
			add_row(statement, day, "%s,%s,deposit,,%d.%02d,,,%s,%s,", date, who, cents, fee, client_currencies[client], reference);
			return;
		case 1:
			add_row(statement, day, "%s,%s,dividend,%s,%d.5,,,%s,%s,", date, who, symbols[symbol], cents, currencies[symbol],
			        reference);
			return;
		case 9: /* of what is held, or was */
			add_row(statement, day, "%s,%s,return_of_capital,%s,%d.%02d,,%d,%s,%s,", date, who, symbols[symbol], cents / 10,
			        cents % 100, fee / 50, currencies[symbol], reference);
			return;
		case 2:
			add_row(statement, day, "%s,%s,fee,,%d.%02d,,,%s,%s,", date, who, fee, cents % 100 + 1, client_currencies[client],
			        reference);
			return;
		case 3:
			if (*held == 0)
				continue;
			add_row(statement, day, "%s,%s,split,%s,%" PRId64 ",,,%s,%s,", date, who, symbols[symbol], *held, currencies[symbol],
			        reference);
			*held *= 2;
			return;
		case 4:
		case 5:
			if (*held == 0)
				continue;
			quantity = 1 + (int64_t)chance((uint64_t)*held);
			add_row(statement, day, "%s,%s,%s,%s,%" PRId64 ",%d.%02d,%d,%s,%s,", date, who, chance(4) == 0 ? "transfer_out" : "sell",
			        symbols[symbol], quantity, cents / 100, cents % 100, fee / 50, currencies[symbol], reference);
			*held -= quantity;
			return;
		case 6:
			add_row(statement, day, "%s,%s,transfer_in,%s,%" PRId64 ",%d.%02d,,%s,%s,", date, who, symbols[symbol], quantity,
			        cents / 100, cents % 100, currencies[symbol], reference);
			*held += quantity;
			return;
		default:
			for (int copy = 0; copy <= is_twice; copy++) {
				add_row(statement, day, "%s,%s,buy,%s,%" PRId64 ",%d.%02d,%d,%s,%s,", date, who, symbols[symbol], quantity,
				        cents / 100, cents % 100, fee / 50, currencies[symbol], reference);
				*held += quantity;
			}
			return;
		}
	}
}

static void make_statement(struct statement *statement, struct world *world, int first, int last)
{
	statement->count = 0;
	for (int day = first; day <= last; day++)
		for (uint64_t event = chance(5); event > 0; event--)
			add_event(statement, world, day);
}

/* The rows of some days; without_references: as a broker's list that knows none. */
static const char *write_window(const struct book *book, const struct statement *statement, int first, int last,
                                bool without_references)
{
	struct text text = {0};
	const char *path;

	text_add(&text, header);
	for (size_t i = 0; i < statement->count; i++) {
		char row[200];
		char *end;

		if (statement->rows[i].day < first || statement->rows[i].day > last)
			continue;
		memcpy(row, statement->rows[i].text, sizeof row);
		end = strrchr(row, ',');
		if (without_references) {
			*end = '\0';
			*strrchr(row, ',') = '\0';
			text_addf(&text, "%s,,\n", row);
		} else {
			text_addf(&text, "%s\n", row);
		}
	}
	path = write_file(book, "window.csv", text_string(&text));
	text_clear(&text);
	return path;
}

/* ---- books ------------------------------------------------------------------------------------------------------- */

static void hear(void *context, size_t line, const char *column, const char *message)
{
	(void)context;
	print_message("line %zu (%s): %s\n", line, column, message);
}

static struct intake_result take(struct book *book, struct session *session, const char *kind, const char *path)
{
	struct intake_result result = {0};

	assert_done(book, intake_import(session, kind, path, false, hear, NULL, &result, &book->err));
	return result;
}

static void fill(struct book *book, struct session *session)
{
	struct text text = {0};
	char date[12];

	text_add(&text, "symbol,name,asset_class,currency,risk_level\n");
	for (size_t i = 0; i < SYMBOLS; i++)
		text_addf(&text, "%s,Invented %zu,equity,%s,R3\n", symbols[i], i, currencies[i]);
	(void)take(book, session, "instruments", write_file(book, "i.csv", text_string(&text)));
	text_reset(&text);
	text_add(&text, "client,name,birth_year,currency\n");
	for (size_t i = 0; i < CLIENTS; i++)
		text_addf(&text, "%s,Somebody %zu,1980,%s\n", client_codes[i], i, client_currencies[i]);
	(void)take(book, session, "clients", write_file(book, "c.csv", text_string(&text)));
	text_reset(&text);
	text_add(&text, "date,base,quote,rate\n");
	for (int day = 0; day < 4 * DAYS; day++) {
		put_day(day, date);
		text_addf(&text, "%s,USD,CNY,7.%04d\n", date, 1000 + 37 * day % 900);
	}
	(void)take(book, session, "rates", write_file(book, "r.csv", text_string(&text)));
	text_clear(&text);
}

static struct session *new_book(const struct book *book, struct book *fresh, const char *name)
{
	struct session_options options;

	*fresh = *book;
	(void)snprintf(fresh->path, sizeof fresh->path, "%s/%s.book", book->folder, name);
	(void)unlink(fresh->path);
	options = options_of(fresh);
	assert_done(fresh, upkeep_init(&options, "CNY", &fresh->err));
	return open_session(fresh);
}

static void export_kind(struct book *book, struct session *session, const char *kind, struct text *text)
{
	struct sink sink = sink_to_text(text);

	assert_done(book, intake_export(session, kind, &sink, &book->err));
}

/* All a book says, kind after kind. */
static char *dump(struct book *book, struct session *session)
{
	struct text text = {0};

	for (size_t i = 0; intake_kinds[i] != NULL; i++)
		export_kind(book, session, intake_kinds[i], &text);
	return text.bytes;
}

static char *holdings(struct book *book, struct session *session)
{
	struct text text = {0};

	export_kind(book, session, "holdings", &text);
	return text.bytes;
}

static void assert_equal_dumps(const char *what, size_t round, const char *one, const char *other)
{
	size_t i = 0, line = 0;

	if (strcmp(one, other) == 0)
		return;
	for (; one[i] != '\0' && one[i] == other[i]; i++)
		if (one[i] == '\n')
			line = i + 1;
	fail_msg("%s, round %zu: \"%.100s\" is not \"%.100s\"", what, round, one + line, other + line);
}

/* ---- properties -------------------------------------------------------------------------------------------------- */

static void any_cover_of_windows_is_the_whole_statement(void **state)
{
	struct book *book = *state, whole, parts;
	struct statement *statement = malloc(sizeof *statement);

	assert_non_null(statement);
	for (size_t round = 0; round < setting("BALLAST_RANDOM_COUNT", ROUNDS); round++) {
		struct world world = {.number = 1};
		struct session *one = new_book(book, &whole, "whole"), *other = new_book(book, &parts, "parts");
		struct intake_result result;
		char *first, *second;
		size_t added = 0;

		begin_round(round);
		make_statement(statement, &world, 0, DAYS - 1);
		fill(&whole, one);
		fill(&parts, other);
		result = take(&whole, one, "transactions", write_window(book, statement, 0, DAYS - 1, false));
		assert_int_equal(result.added, statement->count);
		for (int from = 0, last = -1; last < DAYS - 1; from = last + 1 - (int)chance((uint64_t)(last < 6 ? last + 1 : 6) + 1)) {
			last = from + (int)chance(9) > last ? from + (int)chance(9) : last + 1;
			last = last >= DAYS ? DAYS - 1 : last < from ? from : last;
			result = take(&parts, other, "transactions", write_window(book, statement, from, last, false));
			added += result.added;
			assert_int_equal(result.changed, 0);
		}
		assert_int_equal(added, statement->count);
		first = dump(&whole, one);
		second = dump(&parts, other);
		assert_equal_dumps("windows", round, first, second);
		/* and the whole once more, as a list that knows no references: nothing is new */
		result = take(&parts, other, "transactions", write_window(book, statement, 0, DAYS - 1, true));
		assert_int_equal(result.added + result.changed, 0);
		assert_int_equal(result.same, statement->count);
		free(first);
		free(second);
		session_close(one);
		session_close(other);
	}
	free(statement);
}

/* Some rows were read without references before, some with; the whole statement then adds exactly the others. */
static void references_that_come_later_add_nothing_twice(void **state)
{
	struct book *book = *state, parts;
	struct statement *statement = malloc(sizeof *statement);

	assert_non_null(statement);
	for (size_t round = 0; round < setting("BALLAST_RANDOM_COUNT", ROUNDS); round++) {
		struct world world = {.number = 1};
		struct session *session = new_book(book, &parts, "parts");
		struct intake_result result;
		size_t added = 0;
		int day = 0;

		begin_round(1000 + round);
		make_statement(statement, &world, 0, DAYS - 1);
		fill(&parts, session);
		while (day < DAYS) { /* in turn */
			const int last = day + (int)chance(5);

			result = take(&parts, session, "transactions", write_window(book, statement, day, last, chance(2) == 0));
			added += result.added;
			day = last + 1;
		}
		assert_int_equal(added, statement->count);
		result = take(&parts, session, "transactions", write_window(book, statement, 0, DAYS - 1, false));
		assert_int_equal(result.added + result.changed, 0);
		session_close(session);
	}
	free(statement);
}

static int64_t last_import(struct book *book, struct session *session)
{
	struct intake_record *records = NULL;
	size_t count = 0;
	int64_t id;

	assert_done(book, intake_records(session, 1, &records, &count, &book->err));
	assert_int_equal(count, 1);
	id = records[0].id;
	free(records);
	return id;
}

/* Chance pays no heed to what money there is, so accounts are overdrawn; anything else is a fault. */
static void hear_finding(void *context, const char *finding)
{
	(void)context;
	if (strstr(finding, "is overdrawn") == NULL)
		fail_msg("finding: %s", finding);
}

static void undoing_restores_the_book_and_redoing_the_import(void **state)
{
	struct book *book = *state, own;
	struct statement *statement = malloc(sizeof *statement);

	assert_non_null(statement);
	for (size_t round = 0; round < setting("BALLAST_RANDOM_COUNT", ROUNDS); round++) {
		struct world world = {.number = 1};
		struct session *session = new_book(book, &own, "undo");
		struct intake_turn turn;
		struct intake_result result;
		char *before, *after, *held_before, *held_after, *again;
		bool is_turned = false;
		struct upkeep_findings findings;
		int64_t id, earlier;

		begin_round(2000 + round);
		fill(&own, session);
		make_statement(statement, &world, 0, DAYS - 1);
		(void)take(&own, session, "transactions", write_window(book, statement, 0, DAYS - 1, false));
		earlier = last_import(&own, session);
		before = dump(&own, session);
		held_before = holdings(&own, session);
		do
			make_statement(statement, &world, DAYS, 2 * DAYS - 1);
		while (statement->count == 0);
		result = take(&own, session, "transactions", write_window(book, statement, DAYS, 2 * DAYS - 1, false));
		assert_int_equal(result.added, statement->count);
		id = last_import(&own, session);
		after = dump(&own, session);
		held_after = holdings(&own, session);

		/* what the later import used is not taken from under it: refused, and nothing changed; or it went through */
		if (intake_undo(session, earlier, &turn, &own.err) == STATUS_REFUSED) {
			again = dump(&own, session);
			assert_equal_dumps("a refused undo", round, after, again);
			free(again);
			assert_non_null(strstr(own.err.message, "undo that one first"));
		} else {
			assert_done(&own, intake_redo(session, earlier, &turn, &own.err));
			is_turned = true; /* its entries have other references now */
		}
		for (int time = 0; time < 2; time++) {
			assert_done(&own, intake_undo(session, id, &turn, &own.err));
			assert_int_equal(turn.entries, statement->count);
			assert_true(turn.copy[0] != '\0');
			assert_int_equal(intake_undo(session, id, &turn, NULL), STATUS_REFUSED);
			again = is_turned ? holdings(&own, session) : dump(&own, session);
			assert_equal_dumps("undo", round, is_turned ? held_before : before, again);
			free(again);
			assert_done(&own, intake_redo(session, id, &turn, &own.err));
			assert_int_equal(turn.entries, statement->count);
			assert_int_equal(intake_redo(session, id, &turn, NULL), STATUS_REFUSED);
			again = holdings(&own, session);
			assert_equal_dumps("redo", round, held_after, again);
			free(again);
			result = take(&own, session, "transactions", write_window(book, statement, DAYS, 2 * DAYS - 1, false));
			assert_int_equal(result.same, statement->count);
		}
		assert_done(&own, upkeep_check(session, hear_finding, NULL, &findings, &own.err));
		free(before);
		free(after);
		free(held_before);
		free(held_after);
		session_close(session);
	}
	free(statement);
}

static void a_whole_book_read_into_an_empty_one_is_the_same_book(void **state)
{
	static const char *const order[] = {"instruments", "clients", "rates", "prices", "transactions", "answers"};
	struct book *book = *state, own, copy;
	struct statement *statement = malloc(sizeof *statement);

	assert_non_null(statement);
	for (size_t round = 0; round < setting("BALLAST_RANDOM_COUNT", ROUNDS); round++) {
		struct world world = {.number = 1}, undone;
		struct session *session = new_book(book, &own, "own"), *other = new_book(book, &copy, "copy");
		struct text text = {0};
		struct intake_turn turn;
		char *first, *second;

		begin_round(3000 + round);
		fill(&own, session);
		text_add(&text, "date,symbol,close\n");
		for (int day = 0; day < DAYS; day++) {
			char date[12];

			put_day(day, date);
			for (size_t i = 0; i < SYMBOLS; i++)
				if (chance(3) > 0)
					text_addf(&text, "%s,%s,1%02d.%06d\n", date, symbols[i], (int)chance(10), (int)chance(1000000));
		}
		(void)take(&own, session, "prices", write_file(book, "p.csv", text_string(&text)));
		for (int part = 0; part < 3; part++) { /* an import that was taken back leaves no trace in a file */
			make_statement(statement, &world, part * DAYS, part * DAYS + DAYS - 1);
			(void)take(&own, session, "transactions", write_window(book, statement, 0, 4 * DAYS, chance(2) == 0));
			undone = world;
			make_statement(statement, &undone, part * DAYS + DAYS - 1, part * DAYS + DAYS - 1);
			if (statement->count == 0)
				continue;
			(void)take(&own, session, "transactions", write_window(book, statement, 0, 4 * DAYS, true));
			assert_done(&own, intake_undo(session, last_import(&own, session), &turn, &own.err));
		}
		for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
			text_reset(&text);
			export_kind(&own, session, order[i], &text);
			(void)take(&copy, other, order[i], write_file(book, "x.csv", text_string(&text)));
		}
		first = dump(&own, session);
		second = dump(&copy, other);
		assert_equal_dumps("round trip", round, first, second);
		free(first);
		free(second);
		text_clear(&text);
		session_close(session);
		session_close(other);
	}
	free(statement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_cover_of_windows_is_the_whole_statement, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(references_that_come_later_add_nothing_twice, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(undoing_restores_the_book_and_redoing_the_import, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_whole_book_read_into_an_empty_one_is_the_same_book, book_folder_setup, book_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
