/* Alerts and weekly reports. */
#include "data/store/store_watch.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/statement.h"

#define ALERT_COLUMNS \
	"SELECT id, ifnull(client_id, 0), kind, subject, severity, opened, detail FROM alert "

static void read_alert(sqlite3_stmt *row, void *item)
{
	struct alert *alert = item;

	memset(alert, 0, sizeof *alert);
	alert->id = sqlite3_column_int64(row, 0);
	alert->client_id = sqlite3_column_int64(row, 1);
	column_text(row, 2, alert->kind, sizeof alert->kind);
	column_text(row, 3, alert->subject, sizeof alert->subject);
	alert->severity = (enum alert_severity)sqlite3_column_int(row, 4);
	alert->opened = column_date(row, 5);
	column_text(row, 6, alert->detail, sizeof alert->detail);
}

static enum status read_alerts(struct store *store, const char *sql, int64_t client_id, struct alert **alerts,
                               size_t *count, struct error *err)
{

	return STATEMENT_LIST(store, sql, read_alert, alerts, count, err, INTEGER(client_id));
}

static enum status alerts_of(struct store *store, int64_t client_id, struct alert **alerts, size_t *count,
                             struct error *err)
{
	static const char sql[] = ALERT_COLUMNS "WHERE ifnull(client_id, 0) = ?1 AND closed IS NULL ORDER BY kind, subject";

	return read_alerts(store, sql, client_id, alerts, count, err);
}

enum status store_open_alerts(struct store *store, int64_t client_id, struct alert **alerts, size_t *count,
                              struct error *err)
{
	static const char all[] = ALERT_COLUMNS "WHERE closed IS NULL AND ?1 < 0 ORDER BY ifnull(client_id, 0), kind, subject";

	return client_id < 0 ? read_alerts(store, all, client_id, alerts, count, err)
	                     : alerts_of(store, client_id, alerts, count, err);
}

/* The same matter, whatever is said of it. */
static bool is_about_the_same(const struct alert *a, const struct alert *b)
{
	return strcmp(a->kind, b->kind) == 0 && strcmp(a->subject, b->subject) == 0;
}

static const struct alert *find_alert(const struct alert *alerts, size_t count, const struct alert *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (is_about_the_same(&alerts[i], wanted))
			return &alerts[i];
	return NULL;
}

/* On a day before it was opened (an old report run again) an alert is closed on the day it was opened. */
static enum status close_alert(struct store *store, int64_t id, struct date day, struct error *err)
{
	static const char sql[] = "UPDATE alert SET closed = max(opened, ?2) WHERE id = ?1";

	return STATEMENT_RUN(store, sql, err, INTEGER(id), INTEGER(day.days));
}

static enum status open_alert(struct store *store, int64_t client_id, struct date day, const struct alert *alert,
                              struct error *err)
{
	static const char sql[] = "INSERT INTO alert (client_id, kind, subject, severity, opened, detail) "
	                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

	return STATEMENT_RUN(store, sql, err, KEY(client_id), TEXT(alert->kind), TEXT(alert->subject),
	                     INTEGER(alert->severity), INTEGER(day.days), TEXT(alert->detail));
}

static enum status refresh_alert(struct store *store, const struct alert *old, const struct alert *alert,
                                 struct error *err)
{
	static const char sql[] = "UPDATE alert SET severity = ?2, detail = ?3 WHERE id = ?1";

	if (old->severity == alert->severity && strcmp(old->detail, alert->detail) == 0)
		return STATUS_OK;
	return STATEMENT_RUN(store, sql, err, INTEGER(old->id), INTEGER(alert->severity), TEXT(alert->detail));
}

enum status store_replace_alerts(struct store *store, int64_t client_id, struct date as_of, const struct alert *alerts,
                                 size_t count, size_t *opened, struct error *err)
{
	struct alert *old = NULL;
	size_t old_count = 0, new_count = 0;
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = alerts_of(store, client_id, &old, &old_count, err);
	for (size_t i = 0; i < old_count && status == STATUS_OK; i++)
		if (find_alert(alerts, count, &old[i]) == NULL)
			status = close_alert(store, old[i].id, as_of, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		const struct alert *known = find_alert(old, old_count, &alerts[i]);

		if (find_alert(alerts, i, &alerts[i]) != NULL)
			continue; /* named twice: the first one counts */
		status = known != NULL ? refresh_alert(store, known, &alerts[i], err)
		                       : open_alert(store, client_id, as_of, &alerts[i], err);
		new_count += known == NULL;
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && opened != NULL)
		*opened = new_count;
	free(old);
	return status;
}

enum status store_count_alerts(struct store *store, void (*each)(void *context, int64_t client_id, size_t count),
                               void *context, struct error *err)
{
	static const char sql[] = "SELECT ifnull(client_id, 0), count(*) FROM alert WHERE closed IS NULL GROUP BY 1 ORDER BY 1";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err);

	if (status != STATUS_OK)
		return status;
	while ((status = statement_step(store, statement, &has_row, err)) == STATUS_OK && has_row)
		each(context, sqlite3_column_int64(statement, 0), (size_t)sqlite3_column_int64(statement, 1));
	sqlite3_finalize(statement);
	return status;
}

enum status store_add_alert_step(struct store *store, struct alert_step *step, const struct journal_event *event,
                                 struct error *err)
{
	static const char sql[] = "INSERT INTO alert_step (alert_id, day, step, actor, note) "
	                          "SELECT id, ?2, ?3, ?4, ?5 FROM alert WHERE id = ?1 AND closed IS NULL";
	struct write write;
	int64_t id = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(step->alert_id), INTEGER(step->day.days), INTEGER(step->kind),
	                       TEXT(step->actor), TEXT(step->note));
	if (status == STATUS_OK && sqlite3_changes(store->db) == 0)
		status = error_set(err, STATUS_NOT_FOUND, "there is no open alert %lld", (long long)step->alert_id);
	id = sqlite3_last_insert_rowid(store->db);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		step->id = id;
	return status;
}

static void read_step(sqlite3_stmt *row, void *item)
{
	struct alert_step *step = item;

	memset(step, 0, sizeof *step);
	step->id = sqlite3_column_int64(row, 0);
	step->alert_id = sqlite3_column_int64(row, 1);
	step->day = column_date(row, 2);
	step->kind = (enum alert_step_kind)sqlite3_column_int(row, 3);
	column_text(row, 4, step->actor, sizeof step->actor);
	column_text(row, 5, step->note, sizeof step->note);
}

enum status store_alert_steps(struct store *store, int64_t alert_id, struct alert_step **steps, size_t *count,
                              struct error *err)
{
	static const char sql[] =
		"SELECT s.id, s.alert_id, s.day, s.step, s.actor, s.note FROM alert_step s JOIN alert a ON a.id = s.alert_id "
		"WHERE CASE ?1 WHEN 0 THEN a.closed IS NULL ELSE s.alert_id = ?1 END ORDER BY s.id";

	return STATEMENT_LIST(store, sql, read_step, steps, count, err, INTEGER(alert_id));
}

static void read_report(sqlite3_stmt *row, void *item)
{
	struct report *report = item;

	memset(report, 0, sizeof *report);
	report->id = sqlite3_column_int64(row, 0);
	report->as_of = column_date(row, 1);
	column_text(row, 2, report->inputs_hash, sizeof report->inputs_hash);
	report->inputs_sequence = sqlite3_column_int64(row, 3);
	column_text(row, 4, report->content_hash, sizeof report->content_hash);
}

enum status store_find_report(struct store *store, struct date as_of, bool before, struct report *report,
                              struct error *err)
{
	static const char sql[] =
		"SELECT id, as_of, inputs_hash, inputs_sequence, content_hash FROM report "
		"WHERE as_of < ?1 AND ?2 = 1 OR as_of = ?1 AND ?2 = 0 ORDER BY as_of DESC LIMIT 1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_report, report, &found, err, INTEGER(as_of.days),
	                                         INTEGER(before));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no report of %s day", before ? "an earlier" : "that");
	return status;
}

/* The columns of a report, and then its lines summed. */
static void read_sum(sqlite3_stmt *row, void *item)
{
	struct report_sum *sum = item;

	read_report(row, &sum->report);
	sum->clients = sqlite3_column_int64(row, 5);
	sum->rebalance = sqlite3_column_int64(row, 6);
	sum->blocked = sqlite3_column_int64(row, 7);
	sum->alerts = sqlite3_column_int64(row, 8);
	sum->trades = sqlite3_column_int64(row, 9);
	sum->cost = sqlite3_column_int64(row, 10);
}

enum status store_report_sums(struct store *store, size_t most, struct report_sum **sums, size_t *count,
                              struct error *err)
{
	static const char sql[] =
		"SELECT r.id, r.as_of, r.inputs_hash, r.inputs_sequence, r.content_hash, count(l.client_id), "
		"total(l.state = 'rebalance'), total(l.state = 'blocked'), total(l.alerts), total(l.trades), total(l.cost) "
		"FROM report r LEFT JOIN report_line l ON l.report_id = r.id GROUP BY r.id ORDER BY r.as_of DESC LIMIT ?1";

	return STATEMENT_LIST(store, sql, read_sum, sums, count, err, INTEGER((int64_t)most));
}

static enum status write_report(struct store *store, const struct report *report, int64_t *id, struct error *err)
{
	static const char put[] =
		"INSERT INTO report (as_of, inputs_hash, inputs_sequence, content_hash) VALUES (?1, ?2, ?3, ?4) "
		"ON CONFLICT (as_of) DO UPDATE SET inputs_hash = excluded.inputs_hash, "
		"inputs_sequence = excluded.inputs_sequence, content_hash = excluded.content_hash";
	static const char find[] = "SELECT id FROM report WHERE as_of = ?1";
	static const char empty[] = "DELETE FROM report_line WHERE report_id = ?1";
	enum status status = STATEMENT_RUN(store, put, err, INTEGER(report->as_of.days), TEXT(report->inputs_hash),
	                                   INTEGER(report->inputs_sequence), TEXT(report->content_hash));

	if (status == STATUS_OK)
		status = STATEMENT_INTEGER(store, find, id, err, INTEGER(report->as_of.days));
	return status == STATUS_OK ? STATEMENT_RUN(store, empty, err, INTEGER(*id)) : status;
}

enum status store_put_report(struct store *store, struct report *report, const struct journal_event *event,
                             struct error *err)
{
	struct write write;
	int64_t id = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = write_report(store, report, &id, err);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		report->id = id;
	return status;
}

enum status store_put_report_line(struct store *store, int64_t report_id, const struct report_line *line,
                                  struct error *err)
{
	static const char sql[] =
		"INSERT INTO report_line (report_id, client_id, value, drift, volatility, cost, trades, alerts, state) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(report_id), INTEGER(line->client_id), INTEGER(line->value),
	                       INTEGER(line->drift_ppb), INTEGER(line->volatility_ppb), INTEGER(line->cost),
	                       INTEGER(line->trades), INTEGER(line->alerts), TEXT(line->state));
	return write_end(store, &write, status, err);
}

static void read_report_line(sqlite3_stmt *row, void *item)
{
	struct report_line *line = item;

	memset(line, 0, sizeof *line);
	line->value = sqlite3_column_int64(row, 0);
	line->drift_ppb = sqlite3_column_int64(row, 1);
	line->volatility_ppb = sqlite3_column_int64(row, 2);
	line->cost = sqlite3_column_int64(row, 3);
	line->trades = sqlite3_column_int(row, 4);
	line->alerts = sqlite3_column_int(row, 5);
	column_text(row, 6, line->state, sizeof line->state);
	line->client_id = sqlite3_column_int64(row, 7);
}

enum status store_find_report_line(struct store *store, int64_t report_id, int64_t client_id, struct report_line *line,
                                   struct error *err)
{
	static const char sql[] = "SELECT value, drift, volatility, cost, trades, alerts, state, client_id FROM report_line "
	                          "WHERE report_id = ?1 AND client_id = ?2";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_report_line, line, &found, err, INTEGER(report_id),
	                                         INTEGER(client_id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "the report says nothing of this client");
	return status;
}
