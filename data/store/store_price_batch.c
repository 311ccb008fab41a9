/*
 * Many prices of one instrument at once. What is there is compared in one ordered walk, and what is new is inserted by one
 * statement that reads our array as a table: a statement a price costs twice as much as the insertion itself.
 */
#include <stdlib.h>

#include "data/store/schema.h"
#include "data/store/statement.h"
#include "data/store/store_price.h"
#include "data/store/timestamp.h"
#include "engine/base/memory.h"

/* What the table below reads; handed over by sqlite3_bind_pointer under this name. */
static const char batch_type[] = "ballast price batch";
struct batch {
	const struct price *prices;
	const enum put_result *results;
	size_t count;
};

struct batch_cursor {
	sqlite3_vtab_cursor base;
	const struct batch *batch;  /* NULL: no rows */
	size_t at;
};

enum { BATCH_DAY, BATCH_CLOSE, BATCH_ADJUSTED, BATCH_RESULT, BATCH_SOURCE };

static int batch_connect(sqlite3 *db, void *unused, int count, const char *const *words, sqlite3_vtab **table, char **message)
{
	const int code = sqlite3_declare_vtab(db, "CREATE TABLE batch (day INTEGER, close INTEGER, adjusted_close INTEGER, "
	                                          "result INTEGER, source HIDDEN)");

	(void)unused, (void)count, (void)words, (void)message; /* the table is always the same */
	if (code == SQLITE_OK)
		*table = memory_new(sizeof **table);
	return code;
}

static int batch_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

/* One way to read it: from the pointer given, in its order. */
static int batch_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
	(void)table; /* has nothing of its own */
	plan->estimatedCost = 1.0;
	for (int i = 0; i < plan->nConstraint; i++) {
		if (plan->aConstraint[i].iColumn != BATCH_SOURCE || plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ ||
		    !plan->aConstraint[i].usable)
			continue;
		plan->aConstraintUsage[i].argvIndex = 1;
		plan->aConstraintUsage[i].omit = 1;
		return SQLITE_OK;
	}
	return SQLITE_CONSTRAINT;
}

static int batch_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
	struct batch_cursor *opened = memory_new(sizeof *opened);

	(void)table; /* as above */
	*cursor = &opened->base;
	return SQLITE_OK;
}

static struct batch_cursor *ours(sqlite3_vtab_cursor *cursor)
{
	return (struct batch_cursor *)cursor; /* its first member */
}

static int batch_close(sqlite3_vtab_cursor *cursor)
{
	free(ours(cursor));
	return SQLITE_OK;
}

static int batch_filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int count, sqlite3_value **values)
{
	(void)number, (void)text; /* there is one plan */
	ours(cursor)->batch = count == 1 ? sqlite3_value_pointer(values[0], batch_type) : NULL;
	ours(cursor)->at = 0;
	return SQLITE_OK;
}

static int batch_next(sqlite3_vtab_cursor *cursor)
{
	ours(cursor)->at++;
	return SQLITE_OK;
}

static int batch_at_end(sqlite3_vtab_cursor *cursor)
{
	return ours(cursor)->batch == NULL || ours(cursor)->at >= ours(cursor)->batch->count;
}

static int batch_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
	const struct batch *batch = ours(cursor)->batch;
	const struct price *price = &batch->prices[ours(cursor)->at];

	switch (column) {
	case BATCH_DAY:
		sqlite3_result_int64(context, price->date.days);
		break;
	case BATCH_CLOSE:
		sqlite3_result_int64(context, price->close);
		break;
	case BATCH_ADJUSTED:
		sqlite3_result_int64(context, price->adjusted_close);
		break;
	case BATCH_RESULT:
		sqlite3_result_int64(context, batch->results[ours(cursor)->at]);
		break;
	default:
		break; /* the source is not to be read back: NULL */
	}
	return SQLITE_OK;
}

static int batch_row(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
	*row = (sqlite3_int64)ours(cursor)->at;
	return SQLITE_OK;
}

static const sqlite3_module batch_module = {
	.xConnect = batch_connect, .xDisconnect = batch_disconnect, .xBestIndex = batch_plan, .xOpen = batch_open,
	.xClose = batch_close, .xFilter = batch_filter, .xNext = batch_next, .xEof = batch_at_end, .xColumn = batch_column,
	.xRowid = batch_row,
};

/* The days that are there already against ours, both rising. */
static enum status compare(struct store *store, const struct price *prices, size_t count, enum put_result *results,
                           struct error *err)
{
	static const char sql[] = "SELECT day, close, adjusted_close FROM price "
	                          "WHERE instrument_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";
	sqlite3_stmt *statement;
	bool has_row;
	size_t at = 0;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(prices[0].instrument_id),
	                                    INTEGER(prices[0].date.days), INTEGER(prices[count - 1].date.days));

	for (size_t i = 0; i < count; i++)
		results[i] = PUT_NEW;
	while (status == STATUS_OK && has_row) {
		const int32_t day = column_date(statement, 0).days;

		while (prices[at].date.days < day) /* ends: the last of ours is not before any of these */
			at++;
		if (prices[at].date.days == day)
			results[at] = prices[at].close == sqlite3_column_int64(statement, 1) &&
			              prices[at].adjusted_close == sqlite3_column_int64(statement, 2) ? PUT_SAME : PUT_CHANGED;
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

static enum status write_batch(struct store *store, const struct batch *batch, bool has_changed, int64_t delivery_id,
                               int64_t seconds, struct error *err)
{
	static const char keep[] =
		"INSERT INTO price_history (instrument_id, day, close, adjusted_close, delivery_id, replaced, replaced_by) "
		"SELECT p.instrument_id, p.day, p.close, p.adjusted_close, p.delivery_id, ?2, ?3 FROM price_batch(?4) b "
		"CROSS JOIN price p ON p.instrument_id = ?1 AND p.day = b.day WHERE b.result = 2";
	static const char write[] =
		"INSERT INTO price (instrument_id, day, close, adjusted_close, delivery_id) "
		"SELECT ?1, day, close, adjusted_close, ?2 FROM price_batch(?3) WHERE result <> 1 "
		"ON CONFLICT (instrument_id, day) DO UPDATE SET close = excluded.close, "
		"adjusted_close = excluded.adjusted_close, delivery_id = excluded.delivery_id";
	/* SQLite takes what it only passes on without const. */
	union { const struct batch *ours; void *theirs; } door = {.ours = batch};
	const int64_t instrument = batch->prices[0].instrument_id;
	enum status status = STATUS_OK;

	_Static_assert(PUT_SAME == 1 && PUT_CHANGED == 2, "the numbers in the SQL above");
	if (!store->has_price_batch) {
		const int code = sqlite3_create_module(store->db, "price_batch", &batch_module, NULL);

		if (code != SQLITE_OK)
			return store_fail(store, code, err);
		store->has_price_batch = true;
	}
	if (has_changed)
		status = STATEMENT_RUN(store, keep, err, INTEGER(instrument), INTEGER(seconds), INTEGER(delivery_id),
		                       OBJECT(door.theirs, batch_type));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, write, err, INTEGER(instrument), INTEGER(delivery_id),
		                       OBJECT(door.theirs, batch_type));
	return status;
}

static enum status check(const struct price *prices, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (prices[i].close <= 0 || prices[i].adjusted_close < 0)
			return error_set(err, STATUS_INVALID, "a price must be positive");
		if (prices[i].instrument_id == CASH_ID)
			return error_set(err, STATUS_INVALID, "the price of %s is one and is not kept", CASH_SYMBOL);
		if (prices[i].instrument_id != prices[0].instrument_id ||
		    (i > 0 && prices[i].date.days <= prices[i - 1].date.days))
			return error_set(err, STATUS_INVALID, "prices[%zu] is of another instrument, or its day does not rise", i);
	}
	return STATUS_OK;
}

enum status store_put_prices(struct store *store, const struct price *prices, size_t count, int64_t delivery_id,
                             const char *time, enum put_result *results, struct error *err)
{
	const struct batch batch = {prices, results, count};
	size_t same = 0, changed = 0;
	struct write write;
	int64_t seconds;
	enum status status = timestamp_parse(time, &seconds, err);

	if (status == STATUS_OK)
		status = check(prices, count, err);
	if (status != STATUS_OK || count == 0)
		return status;
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = compare(store, prices, count, results, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		same += results[i] == PUT_SAME;
		changed += results[i] == PUT_CHANGED;
	}
	if (status == STATUS_OK && same < count)
		status = write_batch(store, &batch, changed > 0, delivery_id, seconds, err);
	return write_end(store, &write, status, err);
}
