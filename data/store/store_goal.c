/* Goals of a client. */
#include "data/store/store_goal.h"

#include <string.h>

#include "data/store/statement.h"
#include "engine/base/money.h"

static enum status check(const struct goal *goal, struct error *err)
{
	if (goal->name[0] == '\0')
		return error_set(err, STATUS_INVALID, "a goal needs a name");
	if (goal->amount <= 0)
		return error_set(err, STATUS_INVALID, "the amount of goal \"%s\" must be above zero", goal->name);
	if (goal->due.days <= goal->recorded.days)
		return error_set(err, STATUS_INVALID, "goal \"%s\" is due on or before the day it is recorded", goal->name);
	if (goal->monthly < 0 || goal->monthly_growth_ppb < 0)
		return error_set(err, STATUS_INVALID, "what is set aside for goal \"%s\" must not be negative", goal->name);
	if (goal->inflation_ppb != GOAL_INFLATION_OF_ASSUMPTIONS && (goal->inflation_ppb < 0 || goal->inflation_ppb > PPB))
		return error_set(err, STATUS_INVALID, "the inflation of goal \"%s\" must lie between 0 and 100 %%", goal->name);
	return STATUS_OK;
}

enum status store_add_goal(struct store *store, struct goal *goal, const struct journal_event *event,
                           struct error *err)
{
	static const char sql[] =
		"INSERT INTO goal (client_id, name, amount, due, priority, monthly, monthly_growth, inflation, recorded, made_by) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
	struct write write;
	int64_t id = 0;
	enum status status = check(goal, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(goal->client_id), TEXT(goal->name), INTEGER(goal->amount),
	                       INTEGER(goal->due.days), INTEGER(goal->priority), INTEGER(goal->monthly),
	                       INTEGER(goal->monthly_growth_ppb), INTEGER(goal->inflation_ppb),
	                       INTEGER(goal->recorded.days), TEXT(goal->made_by));
	id = sqlite3_last_insert_rowid(store->db);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		goal->id = id;
	return status;
}

enum status store_close_goal(struct store *store, int64_t client_id, int64_t goal_id, struct date day,
                             const struct journal_event *event, struct error *err)
{
	static const char sql[] = "UPDATE goal SET closed = max(recorded, ?3) "
	                          "WHERE id = ?2 AND client_id = ?1 AND closed IS NULL";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(client_id), INTEGER(goal_id), INTEGER(day.days));
	if (status == STATUS_OK && sqlite3_changes(store->db) == 0)
		status = error_set(err, STATUS_NOT_FOUND, "the client has no open goal %lld", (long long)goal_id);
	return write_end_recorded(store, &write, status, event, err);
}

static void read_goal(sqlite3_stmt *row, void *item)
{
	struct goal *goal = item;

	memset(goal, 0, sizeof *goal);
	goal->id = sqlite3_column_int64(row, 0);
	goal->client_id = sqlite3_column_int64(row, 1);
	column_text(row, 2, goal->name, sizeof goal->name);
	goal->amount = sqlite3_column_int64(row, 3);
	goal->due = column_date(row, 4);
	goal->priority = (enum goal_priority)sqlite3_column_int(row, 5);
	goal->monthly = sqlite3_column_int64(row, 6);
	goal->monthly_growth_ppb = sqlite3_column_int64(row, 7);
	goal->inflation_ppb = sqlite3_column_int64(row, 8);
	goal->recorded = column_date(row, 9);
	column_text(row, 10, goal->made_by, sizeof goal->made_by);
	goal->closed = column_date(row, 11);
}

enum status store_open_goals(struct store *store, int64_t client_id, struct date day, struct goal **goals,
                             size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT id, client_id, name, amount, due, priority, monthly, monthly_growth, inflation, recorded, made_by,"
		" ifnull(closed, 0) FROM goal WHERE client_id = ?1 AND recorded <= ?2 AND (closed IS NULL OR closed > ?2) "
		"ORDER BY priority, due, id";

	return STATEMENT_LIST(store, sql, read_goal, goals, count, err, INTEGER(client_id), INTEGER(day.days));
}
