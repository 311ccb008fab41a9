/* Changed pasts, as the tables of history have them. */
#include "data/store/store_change.h"

#include <string.h>

#include "data/store/statement.h"
#include "data/store/store_watch.h"
#include "data/store/timestamp.h"

/* Columns: 0 instrument, 1 symbol, 2 day, 3-6 figures, 7 source, 8 arrived, 9 by, 10 subject, 11 replaced, 12 report. */
static void read_change(sqlite3_stmt *row, void *item)
{
	struct past_change *change = item;

	memset(change, 0, sizeof *change);
	change->instrument_id = sqlite3_column_int64(row, 0);
	column_text(row, 1, change->symbol, sizeof change->symbol);
	change->date = column_date(row, 2);
	change->before = sqlite3_column_int64(row, 3);
	change->after = sqlite3_column_int64(row, 4);
	change->adjusted_before = sqlite3_column_int64(row, 5);
	change->adjusted_after = sqlite3_column_int64(row, 6);
	column_text(row, 7, change->source, sizeof change->source);
	(void)timestamp_format(sqlite3_column_int64(row, 8), change->arrived);
	column_text(row, 9, change->by, sizeof change->by);
	column_text(row, 10, change->by_subject, sizeof change->by_subject);
	(void)timestamp_format(sqlite3_column_int64(row, 11), change->replaced);
	change->report.days = sqlite3_column_int(row, 12); /* NULL: 0 */
}

static enum status since_of(const struct past_wish *wish, int64_t *since, struct error *err)
{
	*since = INT64_MIN;
	return wish->since == NULL ? STATUS_OK : timestamp_parse(wish->since, since, err);
}

enum status store_price_changes(struct store *store, const struct past_wish *wish, struct past_change **changes,
                                size_t *count, struct error *err)
{
	/* A report valued at a close when its day is that close's or later, and before the next one's. */
	static const char sql[] =
		"SELECT h.instrument_id, i.symbol, h.day, h.close, ifnull(n.close, p.close), h.adjusted_close, "
		"ifnull(n.adjusted_close, p.adjusted_close), s.name, d.arrived, t.name, b.subject, h.replaced, "
		"(SELECT max(r.as_of) FROM report r WHERE r.as_of >= h.day AND r.as_of < ifnull((SELECT min(q.day) FROM price q "
		"WHERE q.instrument_id = h.instrument_id AND q.day > h.day), 100000)) "
		"FROM price_history h JOIN instrument i ON i.id = h.instrument_id JOIN delivery d ON d.id = h.delivery_id "
		"JOIN source s ON s.id = d.source_id JOIN delivery b ON b.id = h.replaced_by JOIN source t ON t.id = b.source_id "
		"LEFT JOIN price p ON p.instrument_id = h.instrument_id AND p.day = h.day "
		"LEFT JOIN price_history n ON n.id = (SELECT min(l.id) FROM price_history l "
		"WHERE l.instrument_id = h.instrument_id AND l.day = h.day AND l.id > h.id) "
		"WHERE (?1 = 0 OR h.instrument_id = ?1) AND (?2 = 0 OR h.day = ?2) AND h.replaced > ?3 "
		"ORDER BY i.symbol, h.day, h.id";
	int64_t since;
	enum status status = since_of(wish, &since, err);

	if (status == STATUS_OK)
		status = STATEMENT_LIST(store, sql, read_change, changes, count, err, INTEGER(wish->instrument_id),
		                        INTEGER(wish->day.days), INTEGER(since));
	return status;
}

enum status store_rate_changes(struct store *store, const struct past_wish *wish, struct past_change **changes,
                               size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT 0, h.base || '/' || h.quote, h.day, h.value, ifnull(n.value, r.value), 0, 0, s.name, d.arrived, t.name, "
		"b.subject, h.replaced, (SELECT max(o.as_of) FROM report o WHERE o.as_of >= h.day AND o.as_of < "
		"ifnull((SELECT min(q.day) FROM rate q WHERE q.base = h.base AND q.quote = h.quote AND q.day > h.day), 100000)) "
		"FROM rate_history h JOIN delivery d ON d.id = h.delivery_id JOIN source s ON s.id = d.source_id "
		"JOIN delivery b ON b.id = h.replaced_by JOIN source t ON t.id = b.source_id "
		"LEFT JOIN rate r ON r.base = h.base AND r.quote = h.quote AND r.day = h.day "
		"LEFT JOIN rate_history n ON n.id = (SELECT min(l.id) FROM rate_history l "
		"WHERE l.base = h.base AND l.quote = h.quote AND l.day = h.day AND l.id > h.id) "
		"WHERE (?1 IS NULL OR h.base = ?1 AND h.quote = ?2) AND (?3 = 0 OR h.day = ?3) AND h.replaced > ?4 "
		"ORDER BY 2, h.day, h.id";
	int64_t since;
	enum status status = since_of(wish, &since, err);

	if (status == STATUS_OK)
		status = STATEMENT_LIST(store, sql, read_change, changes, count, err,
		                        TEXT_OR_NULL(wish->base != NULL ? wish->base : ""),
		                        TEXT_OR_NULL(wish->quote != NULL ? wish->quote : ""), INTEGER(wish->day.days),
		                        INTEGER(since));
	return status;
}

enum status store_report_time(struct store *store, const struct report *report, char time[24], struct error *err)
{
	/* The record comes after everything the report rests on, and is the first of its kind to do so. */
	static const char sql[] = "SELECT json_extract(payload, '$.ts') FROM journal WHERE seq > ?1 AND event = 'REPORTED' "
	                          "ORDER BY seq LIMIT 1";
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(report->inputs_sequence));
	char day[DATE_TEXT_SIZE];

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "the journal has no record of the report of %s",
		                 date_format(report->as_of, day));
	column_text(statement, 0, time, 24);
	statement_done(statement);
	return STATUS_OK;
}
