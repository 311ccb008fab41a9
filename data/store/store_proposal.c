/* Proposals: what store_advice.h says of them. */
#include <stdlib.h>
#include <string.h>

#include "data/journal/journal.h"
#include "data/store/statement.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"

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
