/*
 * Closes with what is known of the delivery of each. An estimate reads millions of them, so the rows of a series are
 * collected inside the query, by an aggregate of ours, and not handed over one by one.
 */
#include "data/store/store_close.h"

#include <stdlib.h>

#include "data/store/statement.h"
#include "engine/base/memory.h"

/* So many deliveries are looked up one by one; a series that came in more is read together with them. */
enum { SECONDS_A_DAY = 86400, DELIVERIES_FEW = 16 };

static const char list_type[] = "ballast closes";
struct list {
	struct kept_close *closes;  /* owned */
	size_t count, capacity;
	size_t deliveries;          /* stretches of one delivery */
};

enum { ARGUMENT_LIST, ARGUMENT_DAY, ARGUMENT_CLOSE, ARGUMENT_ADJUSTED, ARGUMENT_DELIVERY, ARGUMENT_KIND, ARGUMENT_ARRIVED,
       ARGUMENTS };

static void read_delivery(sqlite3_value *kind, sqlite3_value *arrived, struct kept_close *close)
{
	const sqlite3_int64 seconds = sqlite3_value_int64(arrived);

	/* The book holds no other words. */
	(void)close_kind_parse((const char *)sqlite3_value_text(kind), &close->kind);
	close->arrived = (struct date){(int32_t)(seconds / SECONDS_A_DAY)};
}

/* collect_close(list, day, close, adjusted_close, delivery_id[, kind, arrived]) */
static void collect(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct list *list = sqlite3_value_pointer(values[ARGUMENT_LIST], list_type);
	struct kept_close *close;

	(void)context; /* the list is the result */
	if (list == NULL)
		return;
	list->closes = memory_grow(list->closes, &list->capacity, list->count + 1, sizeof *list->closes);
	close = &list->closes[list->count];
	*close = (struct kept_close){
		.date = {(int32_t)sqlite3_value_int64(values[ARGUMENT_DAY])},
		.close = sqlite3_value_int64(values[ARGUMENT_CLOSE]),
		.adjusted_close = sqlite3_value_int64(values[ARGUMENT_ADJUSTED]),
		.delivery_id = sqlite3_value_int64(values[ARGUMENT_DELIVERY]),
	};
	list->deliveries += list->count == 0 || close[-1].delivery_id != close->delivery_id;
	if (count == ARGUMENTS)
		read_delivery(values[ARGUMENT_KIND], values[ARGUMENT_ARRIVED], close);
	list->count++;
}

static void conclude(sqlite3_context *context)
{
	sqlite3_result_null(context);
}

static enum status read_list(struct store *store, const char *sql, int64_t instrument_id, struct date from, struct date to,
                             struct list *list, struct error *err)
{
	if (!store->has_collector) {
		int code = SQLITE_OK;

		for (int count = ARGUMENT_KIND; count <= ARGUMENTS && code == SQLITE_OK; count += ARGUMENTS - ARGUMENT_KIND)
			code = sqlite3_create_function(store->db, "collect_close", count, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
			                               NULL, collect, conclude);
		if (code != SQLITE_OK)
			return store_fail(store, code, err);
		store->has_collector = true;
	}
	list->count = list->deliveries = 0;
	return STATEMENT_RUN(store, sql, err, INTEGER(instrument_id), INTEGER(from.days), INTEGER(to.days),
	                     OBJECT(list, list_type));
}

/* Each stretch of one delivery takes what is known of it. */
static enum status look_up_deliveries(struct store *store, struct list *list, struct error *err)
{
	static const char sql[] = "SELECT kind, arrived FROM delivery WHERE id = ?1";

	for (size_t i = 0; i < list->count; i++) {
		struct kept_close *close = &list->closes[i];
		sqlite3_stmt *statement;
		bool found;
		enum status status;

		if (i > 0 && close[-1].delivery_id == close->delivery_id) {
			close->kind = close[-1].kind;
			close->arrived = close[-1].arrived;
			continue;
		}
		status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(close->delivery_id));
		if (status == STATUS_OK && !found)
			status = error_set(err, STATUS_CORRUPT, "there is no delivery %lld, in which a price came; put a backup in "
			                   "the book's place", (long long)close->delivery_id);
		if (status != STATUS_OK)
			return status;
		read_delivery(sqlite3_column_value(statement, 0), sqlite3_column_value(statement, 1), close);
		statement_done(statement);
	}
	return STATUS_OK;
}

static int by_day(const void *a, const void *b)
{
	return date_compare(((const struct kept_close *)a)->date, ((const struct kept_close *)b)->date);
}

/* SQLite reads the key in its order here, but promises an aggregate none. */
static void put_in_order(struct list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		if (date_compare(list->closes[i - 1].date, list->closes[i].date) < 0)
			continue;
		qsort(list->closes, list->count, sizeof *list->closes, by_day);
		return;
	}
}

enum status store_closes(struct store *store, int64_t instrument_id, struct date from, struct date to,
                         struct kept_close **closes, size_t *count, struct error *err)
{
	static const char alone[] =
		"SELECT collect_close(?4, day, close, adjusted_close, delivery_id) FROM price "
		"WHERE instrument_id = ?1 AND day BETWEEN ?2 AND ?3";
	/* CROSS: the prices are walked in their order, and each looks its delivery up. */
	static const char together[] =
		"SELECT collect_close(?4, p.day, p.close, p.adjusted_close, p.delivery_id, d.kind, d.arrived) FROM price p "
		"CROSS JOIN delivery d ON d.id = p.delivery_id WHERE p.instrument_id = ?1 AND p.day BETWEEN ?2 AND ?3";
	struct list list = {0};
	enum status status = read_list(store, alone, instrument_id, from, to, &list, err);

	if (status == STATUS_OK && list.deliveries > DELIVERIES_FEW)
		status = read_list(store, together, instrument_id, from, to, &list, err);
	else if (status == STATUS_OK)
		status = look_up_deliveries(store, &list, err);
	if (status != STATUS_OK) {
		free(list.closes);
		return status;
	}
	put_in_order(&list);
	*closes = list.closes;
	*count = list.count;
	return STATUS_OK;
}
