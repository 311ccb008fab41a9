/* Prices held back, and the sources compared. */
#include "data/store/store_held.h"

#include <string.h>

#include "data/store/statement.h"
#include "data/store/timestamp.h"

#define HELD_COLUMNS \
	"SELECT h.id, h.instrument_id, h.delivery_id, h.day, h.close, h.adjusted_close, h.currency, s.name, d.arrived, " \
	"h.fault, h.before, h.state, h.actor, h.note, h.kept " \
	"FROM held_price h JOIN delivery d ON d.id = h.delivery_id JOIN source s ON s.id = d.source_id "

static void read_held(sqlite3_stmt *row, void *item)
{
	struct held_price *held = item;

	memset(held, 0, sizeof *held);
	held->id = sqlite3_column_int64(row, 0);
	held->instrument_id = sqlite3_column_int64(row, 1);
	held->delivery_id = sqlite3_column_int64(row, 2);
	held->date = column_date(row, 3);
	held->close = sqlite3_column_int64(row, 4);
	held->adjusted_close = sqlite3_column_int64(row, 5);
	column_text(row, 6, held->currency, sizeof held->currency);
	column_text(row, 7, held->source, sizeof held->source);
	(void)timestamp_format(sqlite3_column_int64(row, 8), held->arrived);
	column_text(row, 9, held->fault, sizeof held->fault);
	held->before = sqlite3_column_int64(row, 10);
	held->state = (enum held_state)sqlite3_column_int(row, 11);
	column_text(row, 12, held->actor, sizeof held->actor);
	column_text(row, 13, held->note, sizeof held->note);
	held->kept = sqlite3_column_int64(row, 14);
}

enum status store_hold_price(struct store *store, const struct held_price *held, enum put_result *result,
                             struct error *err)
{
	static const char find[] =
		"SELECT h.id FROM held_price h JOIN delivery d ON d.id = h.delivery_id "
		"WHERE h.instrument_id = ?1 AND h.day = ?2 AND h.close = ?3 "
		"AND d.source_id = (SELECT source_id FROM delivery WHERE id = ?4)";
	static const char insert[] =
		"INSERT INTO held_price (instrument_id, day, close, adjusted_close, currency, delivery_id, fault, before, "
		"state, actor, note, kept) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, '', '', 0)";
	struct write write;
	int64_t known = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_INTEGER(store, find, &known, err, INTEGER(held->instrument_id), INTEGER(held->date.days),
	                           INTEGER(held->close), INTEGER(held->delivery_id));
	if (status == STATUS_OK && known == 0)
		status = STATEMENT_RUN(store, insert, err, INTEGER(held->instrument_id), INTEGER(held->date.days),
		                       INTEGER(held->close), INTEGER(held->adjusted_close), TEXT(held->currency),
		                       INTEGER(held->delivery_id), TEXT(held->fault), INTEGER(held->before));
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK)
		*result = known == 0 ? PUT_NEW : PUT_SAME;
	return status;
}

enum status store_held_prices(struct store *store, bool only_waiting, struct held_price **held, size_t *count,
                              struct error *err)
{
	static const char sql[] = HELD_COLUMNS "WHERE h.state = 0 OR ?1 = 0 ORDER BY h.instrument_id, h.day, h.id";

	return STATEMENT_LIST(store, sql, read_held, held, count, err, INTEGER(only_waiting));
}

enum status store_count_waiting(struct store *store, int64_t instrument_id, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM held_price WHERE instrument_id = ?1 AND state = 0";
	int64_t waiting = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &waiting, err, INTEGER(instrument_id));

	if (status == STATUS_OK)
		*count = (size_t)waiting;
	return status;
}

static void read_day(sqlite3_stmt *row, void *item)
{
	struct date *day = item;

	*day = column_date(row, 0);
}

enum status store_vouched_days(struct store *store, int64_t instrument_id, struct date **days, size_t *count,
                               struct error *err)
{
	static const char sql[] = "SELECT day FROM held_price WHERE instrument_id = ?1 AND kept > 0 ORDER BY day";

	return STATEMENT_LIST(store, sql, read_day, days, count, err, INTEGER(instrument_id));
}

enum status store_get_held(struct store *store, int64_t id, struct held_price *held, struct error *err)
{
	static const char sql[] = HELD_COLUMNS "WHERE h.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_held, held, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "no price with the number %lld was held back", (long long)id);
	return status;
}

enum status store_settle_held(struct store *store, const struct held_price *held, struct error *err)
{
	static const char sql[] = "UPDATE held_price SET state = ?2, actor = ?3, note = ?4, kept = ?5 WHERE id = ?1";
	struct held_price known;
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = store_get_held(store, held->id, &known, err);
	if (status == STATUS_OK && known.state != HELD_WAITS)
		status = error_set(err, STATUS_REFUSED, "price %lld was settled by %s already", (long long)held->id, known.actor);
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, sql, err, INTEGER(held->id), INTEGER(held->state), TEXT(held->actor),
		                       TEXT(held->note), INTEGER(held->kept));
	return write_end(store, &write, status, err);
}

enum status store_settle_taken(struct store *store, int64_t instrument_id, const char *actor, const char *note,
                               size_t *count, struct error *err)
{
	static const char sql[] =
		"UPDATE held_price SET state = 1, actor = ?2, note = ?3, kept = close WHERE instrument_id = ?1 AND state = 0 "
		"AND EXISTS (SELECT 1 FROM price p WHERE p.instrument_id = held_price.instrument_id AND p.day = held_price.day "
		"AND p.close = held_price.close)";
	struct write write;
	size_t settled = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(instrument_id), TEXT(actor), TEXT(note));
	if (status == STATUS_OK)
		settled = (size_t)sqlite3_changes(store->db);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK)
		*count = settled;
	return status;
}

enum status store_keep_kind(struct store *store, int64_t instrument_id, int64_t delivery_id, struct error *err)
{
	static const char insert[] = "INSERT INTO price_kind (instrument_id, source_id, kind) "
	                             "SELECT ?1, source_id, kind FROM delivery WHERE id = ?2 "
	                             "ON CONFLICT (instrument_id, source_id) DO NOTHING";
	static const char find[] = "SELECT k.kind, d.kind FROM price_kind k JOIN delivery d ON d.source_id = k.source_id "
	                           "WHERE k.instrument_id = ?1 AND d.id = ?2";
	char known[16] = "", kind[16] = "";
	struct write write;
	sqlite3_stmt *statement;
	bool found = false;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, insert, err, INTEGER(instrument_id), INTEGER(delivery_id));
	if (status == STATUS_OK)
		status = STATEMENT_FIND(store, find, &statement, &found, err, INTEGER(instrument_id), INTEGER(delivery_id));
	if (status == STATUS_OK && found) {
		column_text(statement, 0, known, sizeof known);
		column_text(statement, 1, kind, sizeof kind);
		statement_done(statement);
		if (strcmp(known, kind) != 0)
			status = error_set(err, STATUS_REFUSED, "the source brought %s prices of this instrument so far, and now %s ones",
			                   known, kind);
	}
	return write_end(store, &write, status, err);
}

enum status store_has_source(struct store *store, const char *name, struct error *err)
{
	static const char sql[] = "SELECT id FROM source WHERE name = ?1";
	int64_t id = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &id, err, TEXT(name));

	if (status == STATUS_OK && id == 0)
		return error_set(err, STATUS_NOT_FOUND, "the book has no price of a source called \"%.64s\"", name);
	return status;
}

static void read_difference(sqlite3_stmt *row, void *item)
{
	struct price_difference *difference = item;

	column_text(row, 0, difference->symbol, sizeof difference->symbol);
	difference->date = column_date(row, 1);
	difference->first = sqlite3_column_int64(row, 2);
	difference->second = sqlite3_column_int64(row, 3);
}

enum status store_price_differences(struct store *store, const char *first, const char *second, int64_t instrument_id,
                                    struct price_difference **differences, size_t *count, struct error *err)
{
	/* Of one source and day, the row of price goes before what was replaced, and that before what was held. */
	static const char sql[] =
		"WITH source_of (id, side) AS (SELECT d.id, CASE s.name WHEN ?1 THEN 1 ELSE 2 END FROM delivery d "
		"JOIN source s ON s.id = d.source_id WHERE s.name IN (?1, ?2)), "
		"said (instrument_id, day, side, close, turn) AS ("
		"SELECT p.instrument_id, p.day, o.side, p.close, 9000000000000000 FROM price p "
		"JOIN source_of o ON o.id = p.delivery_id WHERE ?3 = 0 OR p.instrument_id = ?3 UNION ALL "
		"SELECT h.instrument_id, h.day, o.side, h.close, h.replaced FROM price_history h "
		"JOIN source_of o ON o.id = h.delivery_id WHERE ?3 = 0 OR h.instrument_id = ?3 UNION ALL "
		"SELECT w.instrument_id, w.day, o.side, w.close, -1 FROM held_price w "
		"JOIN source_of o ON o.id = w.delivery_id WHERE ?3 = 0 OR w.instrument_id = ?3), "
		"last (instrument_id, day, side, close, turn) AS MATERIALIZED ("
		"SELECT instrument_id, day, side, close, max(turn) FROM said GROUP BY instrument_id, day, side) "
		"SELECT i.symbol, a.day, a.close, b.close FROM last a JOIN last b ON b.instrument_id = a.instrument_id "
		"AND b.day = a.day AND b.side = 2 JOIN instrument i ON i.id = a.instrument_id "
		"WHERE a.side = 1 AND a.close <> b.close ORDER BY i.symbol, a.day";
	enum status status = store_has_source(store, first, err);

	if (status == STATUS_OK)
		status = store_has_source(store, second, err);
	if (status == STATUS_OK)
		status = STATEMENT_LIST(store, sql, read_difference, differences, count, err, TEXT(first), TEXT(second),
		                        INTEGER(instrument_id));
	return status;
}
