/* Orders and their fills: what store_advice.h says of them. */
#include <stdlib.h>
#include <string.h>

#include "data/journal/journal.h"
#include "data/store/statement.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"

#define ORDER_COLUMNS \
	"SELECT id, proposal_id, account_id, instrument_id, state, side, quantity, filled, price, reference FROM trade_order "

static void read_order(sqlite3_stmt *row, void *item)
{
	struct order *order = item;

	memset(order, 0, sizeof *order);
	order->id = sqlite3_column_int64(row, 0);
	order->proposal_id = sqlite3_column_int64(row, 1);
	order->account_id = sqlite3_column_int64(row, 2);
	order->instrument_id = sqlite3_column_int64(row, 3);
	order->state = (enum order_state)sqlite3_column_int(row, 4);
	order->side = (enum trade_side)sqlite3_column_int(row, 5);
	order->quantity = sqlite3_column_int64(row, 6);
	order->filled = sqlite3_column_int64(row, 7);
	order->price = sqlite3_column_int64(row, 8);
	column_text(row, 9, order->reference, sizeof order->reference);
}

enum status store_orders(struct store *store, enum order_state state, struct order **orders, size_t *count,
                         struct error *err)
{
	static const char sql[] = ORDER_COLUMNS "WHERE state = ?1 ORDER BY id";

	return STATEMENT_LIST(store, sql, read_order, orders, count, err, INTEGER(state));
}

enum status store_find_order(struct store *store, const char *reference, struct order *order, struct error *err)
{
	static const char sql[] = ORDER_COLUMNS "WHERE reference = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_order, order, &found, err, TEXT(reference));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no order \"%.80s\"", reference);
	return status;
}

static enum status get_order(struct store *store, int64_t id, struct order *order, struct error *err)
{
	static const char sql[] = ORDER_COLUMNS "WHERE id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_order, order, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no order %lld", (long long)id);
	return status;
}

static enum status send_order(struct store *store, int64_t id, struct error *err)
{
	static const char send[] = "UPDATE trade_order SET state = 1 WHERE id = ?1";
	/* A proposal is released when none of its orders is left to send. */
	static const char release[] = "UPDATE proposal SET state = 3 WHERE id = ?1 AND state = 1 AND NOT EXISTS "
	                              "(SELECT 1 FROM trade_order WHERE proposal_id = ?1 AND state = 0)";
	struct order order;
	enum status status = get_order(store, id, &order, err);

	if (status == STATUS_OK && order.state != ORDER_NEW)
		status = error_set(err, STATUS_REFUSED, "order \"%s\" is %s by now and is not sent", order.reference,
		                   order_state_name(order.state));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, send, err, INTEGER(id));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, release, err, INTEGER(order.proposal_id));
	return status;
}

enum status store_send_orders(struct store *store, const int64_t *ids, size_t count, const struct journal_event *event,
                              struct error *err)
{
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = send_order(store, ids[i], err);
	return write_end_recorded(store, &write, status, event, err);
}

static void read_fill(sqlite3_stmt *row, void *item)
{
	struct fill *fill = item;

	memset(fill, 0, sizeof *fill);
	fill->id = sqlite3_column_int64(row, 0);
	fill->order_id = sqlite3_column_int64(row, 1);
	fill->date = column_date(row, 2);
	fill->quantity = sqlite3_column_int64(row, 3);
	fill->price = sqlite3_column_int64(row, 4);
	fill->fee = sqlite3_column_int64(row, 5);
}

static enum status find_fill(struct store *store, const char *reference, struct fill *fill, bool *found,
                             struct error *err)
{
	static const char sql[] = "SELECT id, order_id, day, quantity, price, fee FROM fill WHERE reference = ?1";

	return STATEMENT_ONE(store, sql, read_fill, fill, found, err, TEXT(reference));
}

static bool is_same_fill(const struct fill *a, const struct fill *b)
{
	return a->order_id == b->order_id && a->date.days == b->date.days && a->quantity == b->quantity &&
	       a->price == b->price && a->fee == b->fee;
}

/* The entry must be the one of this fill, and the order must have so much left. */
static enum status check_fill(const struct fill *fill, const struct entry *entry, const struct order *order,
                              struct error *err)
{
	const int64_t moved = order->side == SIDE_BUY ? fill->quantity : -fill->quantity;

	if (fill->quantity <= 0 || fill->price < 0 || fill->fee < 0 || fill->reference[0] == '\0')
		return error_set(err, STATUS_INVALID, "fill \"%s\": it needs a reference, a positive quantity, and a price and fee "
		                 "that are not negative", fill->reference);
	if (entry->account_id != order->account_id || entry->instrument_id != order->instrument_id ||
	    entry->quantity != moved || entry->type != (order->side == SIDE_BUY ? ENTRY_BUY : ENTRY_SELL))
		return error_set(err, STATUS_INVALID, "fill \"%s\": its entry is not that of the order \"%s\"", fill->reference,
		                 order->reference);
	if (order->state == ORDER_CANCELLED)
		return error_set(err, STATUS_REFUSED, "fill \"%s\": the order \"%s\" was cancelled", fill->reference,
		                 order->reference);
	if (fill->quantity > order->quantity - order->filled)
		return error_set(err, STATUS_REFUSED, "fill \"%s\": more than was ordered with \"%s\"", fill->reference,
		                 order->reference);
	return STATUS_OK;
}

/* The order takes what was filled; a proposal whose orders have all come to an end is executed. */
static enum status advance(struct store *store, const struct order *order, int64_t quantity, struct error *err)
{
	static const char fill[] = "UPDATE trade_order SET filled = filled + ?2, "
	                           "state = CASE WHEN filled + ?2 = quantity THEN 3 ELSE 2 END WHERE id = ?1";
	static const char execute[] = "UPDATE proposal SET state = 4 WHERE id = ?1 AND state IN (1, 3) AND NOT EXISTS "
	                              "(SELECT 1 FROM trade_order WHERE proposal_id = ?1 AND state NOT IN (3, 4))";
	enum status status = STATEMENT_RUN(store, fill, err, INTEGER(order->id), INTEGER(quantity));

	return status == STATUS_OK ? STATEMENT_RUN(store, execute, err, INTEGER(order->proposal_id)) : status;
}

/* entry->id and the lots' ids are set on the way; the caller's are put back when it fails. */
static enum status write_fill(struct store *store, const struct fill *fill, struct entry *entry, struct lot *opened,
                              size_t opened_count, const struct lot_use *uses, size_t use_count, int64_t *id,
                              struct error *err)
{
	static const char insert[] = "INSERT INTO fill (order_id, entry_id, day, quantity, price, fee, reference) "
	                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	struct order order;
	enum put_result posted = PUT_NEW;
	enum status status = get_order(store, fill->order_id, &order, err);

	if (status == STATUS_OK)
		status = check_fill(fill, entry, &order, err);
	if (status == STATUS_OK)
		status = store_post(store, entry, opened, opened_count, uses, use_count, &posted, err);
	if (status == STATUS_OK && posted != PUT_NEW)
		status = error_set(err, STATUS_REFUSED, "fill \"%s\": the entry \"%s\" is in the book already", fill->reference,
		                   entry->reference);
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, insert, err, INTEGER(fill->order_id), INTEGER(entry->id),
		                       INTEGER(fill->date.days), INTEGER(fill->quantity), INTEGER(fill->price),
		                       INTEGER(fill->fee), TEXT(fill->reference));
	if (status == STATUS_OK) {
		*id = sqlite3_last_insert_rowid(store->db);
		status = advance(store, &order, fill->quantity, err);
	}
	return status;
}

enum status store_add_fill(struct store *store, struct fill *fill, struct entry *entry, struct lot *opened,
                           size_t opened_count, const struct lot_use *uses, size_t use_count,
                           const struct journal_event *event, enum put_result *result, struct error *err)
{
	const int64_t old_entry_id = entry->id;
	struct fill known;
	struct write write;
	int64_t id = 0;
	bool found = false;
	struct lot *kept;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	kept = memory_new_array(opened_count, sizeof *kept);
	if (opened_count > 0)
		memcpy(kept, opened, opened_count * sizeof *kept);
	status = find_fill(store, fill->reference, &known, &found, err);
	if (status == STATUS_OK && found && !is_same_fill(&known, fill))
		status = error_set(err, STATUS_REFUSED, "the reference \"%s\" is already that of another fill", fill->reference);
	if (status == STATUS_OK && !found) {
		status = write_fill(store, fill, entry, opened, opened_count, uses, use_count, &id, err);
		if (status == STATUS_OK)
			status = journal_append(store, event, err);
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK) {
		fill->id = found ? known.id : id;
		if (result != NULL)
			*result = found ? PUT_SAME : PUT_NEW;
	} else {
		entry->id = old_entry_id;
		if (opened_count > 0)
			memcpy(opened, kept, opened_count * sizeof *kept);
	}
	free(kept);
	return status;
}
