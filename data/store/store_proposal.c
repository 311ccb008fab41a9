/* Proposals, orders, fills: what store_advice.h says of them. */
#include <stdlib.h>
#include <string.h>

#include "data/journal/journal.h"
#include "data/store/statement.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"

/* ---- Proposals ---- */

static enum status insert_line(struct store *store, int64_t proposal_id, const struct proposal_line *line, int64_t *id,
                               struct error *err)
{
	static const char sql[] =
		"INSERT INTO proposal_line (proposal_id, account_id, instrument_id, side, quantity, price, amount, fee, "
		"weight_before, weight_after, reason, lots) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
	enum status status = STATEMENT_RUN(store, sql, err, INTEGER(proposal_id), INTEGER(line->account_id),
	                                   INTEGER(line->instrument_id), INTEGER(line->side), INTEGER(line->quantity),
	                                   INTEGER(line->price), INTEGER(line->amount), INTEGER(line->fee),
	                                   INTEGER(line->weight_before_ppb), INTEGER(line->weight_after_ppb),
	                                   INTEGER(line->reason), TEXT(line->lots));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return status;
}

/* ids has room for the lines'. */
static enum status insert_proposal(struct store *store, const struct proposal *proposal, int64_t *id, int64_t *ids,
                                   struct error *err)
{
	static const char expire[] = "UPDATE proposal SET state = 6 WHERE client_id = ?1 AND state = 0";
	static const char insert[] =
		"INSERT INTO proposal (client_id, plan_id, as_of, state, mode, maker, checker, content_hash, value, cost, "
		"turnover, drift_before, drift_after, cash_flow) VALUES (?1, ?2, ?3, 0, ?4, ?5, '', ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
	enum status status = STATEMENT_RUN(store, expire, err, INTEGER(proposal->client_id));

	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, insert, err, INTEGER(proposal->client_id), KEY(proposal->plan_id),
		                       INTEGER(proposal->as_of.days), TEXT(proposal->mode), TEXT(proposal->maker),
		                       TEXT(proposal->content_hash), INTEGER(proposal->value), INTEGER(proposal->cost),
		                       INTEGER(proposal->turnover_ppb), INTEGER(proposal->drift_before_ppb),
		                       INTEGER(proposal->drift_after_ppb), INTEGER(proposal->cash_flow));
	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; i < proposal->line_count && status == STATUS_OK; i++)
		status = insert_line(store, *id, &proposal->lines[i], &ids[i], err);
	return status;
}

/* The lines of a proposal that is there already have their ids too. */
static enum status line_ids(struct store *store, int64_t proposal_id, size_t count, int64_t *ids, struct error *err)
{
	static const char sql[] = "SELECT id FROM proposal_line WHERE proposal_id = ?1 ORDER BY id";
	size_t i = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(proposal_id));

	while (status == STATUS_OK && has_row) {
		if (i < count)
			ids[i++] = sqlite3_column_int64(statement, 0);
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

enum status store_add_proposal(struct store *store, struct proposal *proposal, const struct journal_event *event,
                               enum put_result *result, struct error *err)
{
	static const char find[] = "SELECT id FROM proposal WHERE client_id = ?1 AND state = 0 AND as_of = ?2 "
	                           "AND content_hash = ?3";
	struct write write;
	int64_t known = 0, id = 0, *ids;
	enum status status;

	if (proposal->line_count == 0)
		return error_set(err, STATUS_INVALID, "a proposal without lines proposes nothing");
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	ids = memory_new_array(proposal->line_count, sizeof *ids);
	status = STATEMENT_INTEGER(store, find, &known, err, INTEGER(proposal->client_id), INTEGER(proposal->as_of.days),
	                           TEXT(proposal->content_hash));
	if (status == STATUS_OK && known == 0) {
		status = insert_proposal(store, proposal, &id, ids, err);
		if (status == STATUS_OK)
			status = journal_append(store, event, err);
	} else if (status == STATUS_OK) {
		status = line_ids(store, known, proposal->line_count, ids, err);
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK) {
		proposal->id = known != 0 ? known : id;
		proposal->state = PROPOSAL_SUBMITTED;
		for (size_t i = 0; i < proposal->line_count; i++)
			proposal->lines[i].id = ids[i];
		if (result != NULL)
			*result = known != 0 ? PUT_SAME : PUT_NEW;
	}
	free(ids);
	return status;
}

#define PROPOSAL_COLUMNS \
	"SELECT id, client_id, coalesce(plan_id, 0), as_of, state, mode, maker, checker, content_hash, value, cost, " \
	"turnover, drift_before, drift_after, cash_flow FROM proposal "

static void read_proposal(sqlite3_stmt *row, void *item)
{
	struct proposal *proposal = item;

	memset(proposal, 0, sizeof *proposal);
	proposal->id = sqlite3_column_int64(row, 0);
	proposal->client_id = sqlite3_column_int64(row, 1);
	proposal->plan_id = sqlite3_column_int64(row, 2);
	proposal->as_of = column_date(row, 3);
	proposal->state = (enum proposal_state)sqlite3_column_int(row, 4);
	column_text(row, 5, proposal->mode, sizeof proposal->mode);
	column_text(row, 6, proposal->maker, sizeof proposal->maker);
	column_text(row, 7, proposal->checker, sizeof proposal->checker);
	column_text(row, 8, proposal->content_hash, sizeof proposal->content_hash);
	proposal->value = sqlite3_column_int64(row, 9);
	proposal->cost = sqlite3_column_int64(row, 10);
	proposal->turnover_ppb = sqlite3_column_int64(row, 11);
	proposal->drift_before_ppb = sqlite3_column_int64(row, 12);
	proposal->drift_after_ppb = sqlite3_column_int64(row, 13);
	proposal->cash_flow = sqlite3_column_int64(row, 14);
}

static void read_line(sqlite3_stmt *row, void *item)
{
	struct proposal_line *line = item;

	memset(line, 0, sizeof *line);
	line->id = sqlite3_column_int64(row, 0);
	line->account_id = sqlite3_column_int64(row, 1);
	line->instrument_id = sqlite3_column_int64(row, 2);
	line->side = (enum trade_side)sqlite3_column_int(row, 3);
	line->quantity = sqlite3_column_int64(row, 4);
	line->price = sqlite3_column_int64(row, 5);
	line->amount = sqlite3_column_int64(row, 6);
	line->fee = sqlite3_column_int64(row, 7);
	line->weight_before_ppb = sqlite3_column_int64(row, 8);
	line->weight_after_ppb = sqlite3_column_int64(row, 9);
	line->reason = (enum trade_reason)sqlite3_column_int(row, 10);
	column_text(row, 11, line->lots, sizeof line->lots);
}

static enum status read_lines(struct store *store, struct proposal *proposal, struct error *err)
{
	static const char sql[] =
		"SELECT id, account_id, instrument_id, side, quantity, price, amount, fee, weight_before, weight_after, reason, "
		"lots FROM proposal_line WHERE proposal_id = ?1 ORDER BY id";

	return STATEMENT_LIST(store, sql, read_line, &proposal->lines, &proposal->line_count, err, INTEGER(proposal->id));
}

enum status store_get_proposal(struct store *store, int64_t id, struct proposal *proposal, struct error *err)
{
	static const char sql[] = PROPOSAL_COLUMNS "WHERE id = ?1";
	struct proposal read = {0};
	bool found;
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_ONE(store, sql, read_proposal, &read, &found, err, INTEGER(id));
	if (status == STATUS_OK && !found)
		status = error_set(err, STATUS_NOT_FOUND, "there is no proposal %lld", (long long)id);
	if (status == STATUS_OK)
		status = read_lines(store, &read, err);
	status = read_end(store, status, err);
	if (status == STATUS_OK)
		*proposal = read;
	else
		proposal_clear(&read);
	return status;
}

enum status store_recent_proposal(struct store *store, int64_t client_id, enum proposal_state state, struct date from,
                                  struct date to, const char *not_by, int64_t *id, struct error *err)
{
	static const char sql[] = "SELECT ifnull(max(id), 0) FROM proposal WHERE client_id = ?1 AND state = ?2 "
		"AND as_of BETWEEN ?3 AND ?4 AND (?5 = '' OR maker <> ?5)";

	return STATEMENT_INTEGER(store, sql, id, err, INTEGER(client_id), INTEGER(state), INTEGER(from.days),
	                         INTEGER(to.days), TEXT(not_by != NULL ? not_by : ""));
}

enum status store_proposals(struct store *store, int64_t client_id, bool any_state, enum proposal_state state,
                            struct proposal **proposals, size_t *count, struct error *err)
{
	static const char sql[] = PROPOSAL_COLUMNS "WHERE (?1 = 0 OR client_id = ?1) AND (?2 = 1 OR state = ?3) ORDER BY id";
	struct proposal *list = NULL;
	size_t length = 0;
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_LIST(store, sql, read_proposal, &list, &length, err, INTEGER(client_id), INTEGER(any_state),
	                        INTEGER(state));
	for (size_t i = 0; i < length && status == STATUS_OK; i++)
		status = read_lines(store, &list[i], err);
	status = read_end(store, status, err);
	if (status != STATUS_OK) {
		proposals_free(list, length);
		return status;
	}
	*proposals = list;
	*count = length;
	return STATUS_OK;
}

void proposals_free(struct proposal *proposals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		proposal_clear(&proposals[i]);
	free(proposals);
}

/* Still in `from`, and still what was looked at. */
static enum status check_decision(struct store *store, int64_t id, const char *content_hash, enum proposal_state from,
                                  struct error *err)
{
	static const char sql[] = "SELECT state, content_hash = ?2 FROM proposal WHERE id = ?1";
	sqlite3_stmt *statement;
	enum proposal_state state;
	bool found, is_same;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(id), TEXT(content_hash));

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "there is no proposal %lld", (long long)id);
	state = (enum proposal_state)sqlite3_column_int(statement, 0);
	is_same = sqlite3_column_int(statement, 1) != 0;
	statement_done(statement);
	if (state != from)
		return error_set(err, STATUS_REFUSED, "proposal %lld is %s by now, not %s; look at it again", (long long)id,
		                 proposal_state_name(state), proposal_state_name(from));
	if (!is_same)
		return error_set(err, STATUS_REFUSED, "proposal %lld is not the one that was looked at; look at it again",
		                 (long long)id);
	return STATUS_OK;
}

static enum status insert_order(struct store *store, int64_t proposal_id, const struct order *order, int64_t *id,
                                struct error *err)
{
	static const char sql[] =
		"INSERT INTO trade_order (proposal_id, account_id, instrument_id, state, side, quantity, filled, price, "
		"reference) VALUES (?1, ?2, ?3, 0, ?4, ?5, 0, ?6, ?7)";
	enum status status = STATEMENT_RUN(store, sql, err, INTEGER(proposal_id), INTEGER(order->account_id),
	                                   INTEGER(order->instrument_id), INTEGER(order->side), INTEGER(order->quantity),
	                                   INTEGER(order->price), TEXT(order->reference));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return status;
}

/* The new state; who decides is the checker; orders not yet sent of a cancelled proposal are cancelled with it. */
static enum status move_proposal(struct store *store, int64_t id, enum proposal_state to, const char *by,
                                 struct error *err)
{
	static const char decide[] = "UPDATE proposal SET state = ?2, checker = ?3 WHERE id = ?1";
	static const char move[] = "UPDATE proposal SET state = ?2 WHERE id = ?1";
	static const char cancel[] = "UPDATE trade_order SET state = 4 WHERE proposal_id = ?1 AND state = 0";
	enum status status = to == PROPOSAL_APPROVED || to == PROPOSAL_REJECTED
	                             ? STATEMENT_RUN(store, decide, err, INTEGER(id), INTEGER(to), TEXT(by))
	                             : STATEMENT_RUN(store, move, err, INTEGER(id), INTEGER(to));

	if (status == STATUS_OK && to == PROPOSAL_CANCELLED)
		status = STATEMENT_RUN(store, cancel, err, INTEGER(id));
	return status;
}

enum status store_decide_proposal(struct store *store, int64_t id, const char *content_hash, enum proposal_state from,
                                  enum proposal_state to, const char *by, struct order *orders, size_t order_count,
                                  const struct journal_event *event, struct error *err)
{
	struct write write;
	int64_t *ids;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	ids = memory_new_array(order_count, sizeof *ids);
	status = check_decision(store, id, content_hash, from, err);
	if (status == STATUS_OK)
		status = move_proposal(store, id, to, by, err);
	for (size_t i = 0; i < order_count && status == STATUS_OK; i++)
		status = insert_order(store, id, &orders[i], &ids[i], err);
	status = write_end_recorded(store, &write, status, event, err);
	for (size_t i = 0; i < order_count && status == STATUS_OK; i++) {
		orders[i].id = ids[i];
		orders[i].proposal_id = id;
		orders[i].state = ORDER_NEW;
		orders[i].filled = 0;
	}
	free(ids);
	return status;
}

/* ---- Orders ---- */

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

/* ---- Fills ---- */

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
