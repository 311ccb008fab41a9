/*
 * The list of the book kept in the book. A row is fields parted by tabs, figures exact, the name last:
 *
 *     code currency class plan value week week-return drift volatility limit alerts waiting review state name
 */
#include "advice/book/review.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/book/review_parts.h"
#include "data/store/store_client.h"
#include "data/store/store_draft.h"
#include "engine/base/memory.h"

enum { ROW_TEXT = SYMBOL_SIZE + NAME_SIZE + 320, SUMMARY_TEXT = 80 };

struct writing {
	const struct review_book *book;
	size_t next;
	char text[ROW_TEXT];
};

static bool next_row(void *context, int64_t *client_id, const char **figures)
{
	struct writing *writing = context;
	const struct review_row *row;

	if (writing->next == writing->book->count)
		return false;
	row = &writing->book->rows[writing->next++];
	(void)snprintf(writing->text, sizeof writing->text,
	               "%s\t%s\t%d\t%d\t%" PRId64 "\t%" PRId64 "\t%.17g\t%" PRId64 "\t%.17g\t%.17g\t%zu\t%zu\t%d\t%d\t%s",
	               row->code, row->currency_text, row->risk_class, row->plan, row->value, row->week_change,
	               row->week_return, row->drift_ppb, row->volatility, row->volatility_limit, row->alerts,
	               row->proposals, (int)row->next_review.days, (int)row->state, row->name);
	*client_id = row->client_id;
	*figures = writing->text;
	return true;
}

enum status review_book_keep(struct session *session, const struct review_book *book, struct error *err)
{
	struct writing writing = {.book = book};
	char summary[SUMMARY_TEXT];

	(void)snprintf(summary, sizeof summary, "%d %d %d %zu", (int)book->price_day.days, book->price_age,
	               book->is_price_stale, book->waiting);
	return store_put_kept(session_store(session), session_today(session), book->seen, summary, next_row, &writing, err);
}

struct reading {
	struct review_book book;
	size_t capacity;
	bool is_broken;
};

/* Ten thousand rows lie between a key and the list: fields are read where they stand, without copies. */
static const char *behind_tab(const char *at)
{
	return *at == '\t' ? at + 1 : at;
}

static void field(const char **at, char *text, size_t size)
{
	const size_t length = strcspn(*at, "\t"), taken = length < size ? length : size - 1;

	memcpy(text, *at, taken);
	text[taken] = '\0';
	*at = behind_tab(*at + length);
}

static int64_t integer(const char **at)
{
	char *end;
	const int64_t value = strtoll(*at, &end, 10);

	*at = behind_tab(end);
	return value;
}

static double number(const char **at)
{
	char *end;
	const double value = strtod(*at, &end);

	*at = behind_tab(end);
	return value;
}

static void read_row(void *context, int64_t client_id, const char *figures)
{
	struct reading *reading = context;
	struct review_row *row;
	const char *at = figures;
	int64_t state;

	reading->book.rows = memory_grow(reading->book.rows, &reading->capacity, reading->book.count + 1,
	                                 sizeof *reading->book.rows);
	row = &reading->book.rows[reading->book.count++];
	*row = (struct review_row){.client_id = client_id};
	field(&at, row->code, sizeof row->code);
	field(&at, row->currency_text, sizeof row->currency_text);
	row->risk_class = (int)integer(&at);
	row->plan = (char)integer(&at);
	row->value = integer(&at);
	row->week_change = integer(&at);
	row->week_return = number(&at);
	row->drift_ppb = integer(&at);
	row->volatility = number(&at);
	row->volatility_limit = number(&at);
	row->alerts = (size_t)integer(&at);
	row->proposals = (size_t)integer(&at);
	row->next_review.days = (int32_t)integer(&at);
	state = integer(&at);
	reading->is_broken |= state < 0 || state > STANDING_BLOCKED || row->risk_class < 0 || row->risk_class > 5;
	row->state = (enum standing_state)state;
	field(&at, row->name, sizeof row->name);
}

static int by_code(const void *left, const void *right)
{
	return strcmp(((const struct review_row *)left)->code, ((const struct review_row *)right)->code);
}

enum status review_book_kept(struct session *session, struct review_book *book, bool *is_current, struct error *err)
{
	struct store *store = session_store(session);
	struct reading reading = {0};
	struct date day;
	char summary[SUMMARY_TEXT];
	const char *at = summary;
	bool is_same = false;
	int price_day = 0, age = 0, is_stale = 0;
	size_t waiting = 0;
	enum status status = store_begin_reading(store, err);

	if (status != STATUS_OK)
		return status;
	status = store_count_clients(store, &reading.capacity, err);
	if (status == STATUS_OK) {
		reading.book.rows = memory_new_array(++reading.capacity, sizeof *reading.book.rows);
		status = store_kept_state(store, &day, summary, sizeof summary, &is_same, err);
	}
	if (status == STATUS_OK && (day.days == 0 || sscanf(at, "%d %d %d %zu", &price_day, &age, &is_stale, &waiting) != 4))
		status = error_set(err, STATUS_NOT_FOUND, "no list of the book was kept");
	if (status == STATUS_OK)
		status = store_each_kept(store, read_row, &reading, err);
	store_rollback(store); /* nothing was written */
	if (status == STATUS_OK && reading.is_broken)
		status = error_set(err, STATUS_NOT_FOUND, "the kept list of the book cannot be read");
	if (status != STATUS_OK) {
		review_book_clear(&reading.book);
		return status;
	}
	if (reading.book.count > 0)
		qsort(reading.book.rows, reading.book.count, sizeof *reading.book.rows, by_code);
	reading.book.price_day.days = price_day;
	reading.book.price_age = age;
	reading.book.is_price_stale = is_stale != 0;
	reading.book.waiting = waiting;
	review_add_up(session, &reading.book);
	*book = reading.book;
	*is_current = is_same && date_compare(day, session_today(session)) == 0;
	return STATUS_OK;
}
