/* Prices and rates held back, and the sources compared. */
#include "data/store/store_held.h"

#include <string.h>

#include "data/store/statement.h"
#include "data/store/timestamp.h"

/* What both kinds are read by: a rate has no instrument, and its quote is what its figure is in. */
#define HELD_COLUMNS(figures, table) \
	"SELECT h.id, h.delivery_id, h.day, s.name, d.arrived, h.fault, h.before, h.state, h.actor, h.note, h.kept, " figures \
	" FROM " table " h JOIN delivery d ON d.id = h.delivery_id JOIN source s ON s.id = d.source_id "
#define HELD_PRICES HELD_COLUMNS("h.close, h.currency, '', h.instrument_id, h.adjusted_close", "held_price")
#define HELD_RATES HELD_COLUMNS("h.value, h.quote, h.base, 0, 0", "held_rate")

static void read_held(sqlite3_stmt *row, void *item)
{
	struct held_figure *held = item;

	memset(held, 0, sizeof *held);
	held->id = sqlite3_column_int64(row, 0);
	held->delivery_id = sqlite3_column_int64(row, 1);
	held->date = column_date(row, 2);
	column_text(row, 3, held->source, sizeof held->source);
	(void)timestamp_format(sqlite3_column_int64(row, 4), held->arrived);
	column_text(row, 5, held->fault, sizeof held->fault);
	held->before = sqlite3_column_int64(row, 6);
	held->state = (enum held_state)sqlite3_column_int(row, 7);
	column_text(row, 8, held->actor, sizeof held->actor);
	column_text(row, 9, held->note, sizeof held->note);
	held->kept = sqlite3_column_int64(row, 10);
	held->close = sqlite3_column_int64(row, 11);
	column_text(row, 12, held->currency, sizeof held->currency);
	column_text(row, 13, held->base, sizeof held->base);
	held->instrument_id = sqlite3_column_int64(row, 14);
	held->adjusted_close = sqlite3_column_int64(row, 15);
}

static bool is_rate(const struct held_figure *held)
{
	return held->base[0] != '\0';
}

static enum status find_same(struct store *store, const struct held_figure *held, int64_t *id, struct error *err)
{
	static const char price[] =
		"SELECT h.id FROM held_price h JOIN delivery d ON d.id = h.delivery_id "
		"WHERE h.instrument_id = ?1 AND h.day = ?2 AND h.close = ?3 "
		"AND d.source_id = (SELECT source_id FROM delivery WHERE id = ?4)";
	static const char rate[] =
		"SELECT h.id FROM held_rate h JOIN delivery d ON d.id = h.delivery_id "
		"WHERE h.base = ?1 AND h.quote = ?5 AND h.day = ?2 AND h.value = ?3 "
		"AND d.source_id = (SELECT source_id FROM delivery WHERE id = ?4)";

	if (is_rate(held))
		return STATEMENT_INTEGER(store, rate, id, err, TEXT(held->base), INTEGER(held->date.days), INTEGER(held->close),
		                         INTEGER(held->delivery_id), TEXT(held->currency));
	return STATEMENT_INTEGER(store, price, id, err, INTEGER(held->instrument_id), INTEGER(held->date.days),
	                         INTEGER(held->close), INTEGER(held->delivery_id));
}

static enum status insert(struct store *store, const struct held_figure *held, struct error *err)
{
	static const char price[] =
		"INSERT INTO held_price (instrument_id, day, close, adjusted_close, currency, delivery_id, fault, before, "
		"state, actor, note, kept) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, '', '', 0)";
	static const char rate[] =
		"INSERT INTO held_rate (base, quote, day, value, delivery_id, fault, before, state, actor, note, kept) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, '', '', 0)";

	if (is_rate(held))
		return STATEMENT_RUN(store, rate, err, TEXT(held->base), TEXT(held->currency), INTEGER(held->date.days),
		                     INTEGER(held->close), INTEGER(held->delivery_id), TEXT(held->fault), INTEGER(held->before));
	return STATEMENT_RUN(store, price, err, INTEGER(held->instrument_id), INTEGER(held->date.days), INTEGER(held->close),
	                     INTEGER(held->adjusted_close), TEXT(held->currency), INTEGER(held->delivery_id),
	                     TEXT(held->fault), INTEGER(held->before));
}

enum status store_hold(struct store *store, const struct held_figure *held, enum put_result *result, struct error *err)
{
	struct write write;
	int64_t known = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = find_same(store, held, &known, err);
	if (status == STATUS_OK && known == 0)
		status = insert(store, held, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK)
		*result = known == 0 ? PUT_NEW : PUT_SAME;
	return status;
}

enum status store_held_prices(struct store *store, bool only_waiting, struct held_figure **held, size_t *count,
                              struct error *err)
{
	static const char sql[] = HELD_PRICES "WHERE h.state = 0 OR ?1 = 0 ORDER BY h.instrument_id, h.day, h.id";

	return STATEMENT_LIST(store, sql, read_held, held, count, err, INTEGER(only_waiting));
}

enum status store_held_rates(struct store *store, bool only_waiting, struct held_figure **held, size_t *count,
                             struct error *err)
{
	static const char sql[] = HELD_RATES "WHERE h.state = 0 OR ?1 = 0 ORDER BY h.base, h.quote, h.day, h.id";

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

enum status store_get_held_price(struct store *store, int64_t id, struct held_figure *held, struct error *err)
{
	static const char sql[] = HELD_PRICES "WHERE h.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_held, held, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "no price with the number %lld was held back", (long long)id);
	return status;
}

enum status store_get_held_rate(struct store *store, int64_t id, struct held_figure *held, struct error *err)
{
	static const char sql[] = HELD_RATES "WHERE h.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_held, held, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "no rate with the number %lld was held back", (long long)id);
	return status;
}

#define SETTLE(table) "UPDATE " table " SET state = ?2, actor = ?3, note = ?4, kept = ?5 WHERE id = ?1"

enum status store_settle_held(struct store *store, const struct held_figure *held, struct error *err)
{
	static const char price[] = SETTLE("held_price"), rate[] = SETTLE("held_rate");
	struct held_figure known;
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = is_rate(held) ? store_get_held_rate(store, held->id, &known, err) :
	                         store_get_held_price(store, held->id, &known, err);
	if (status == STATUS_OK && known.state != HELD_WAITS)
		status = error_set(err, STATUS_REFUSED, is_rate(held) ? "rate %lld was settled by %s already" :
		                                                    "price %lld was settled by %s already",
		                   (long long)held->id, known.actor);
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, is_rate(held) ? rate : price, err, INTEGER(held->id), INTEGER(held->state),
		                       TEXT(held->actor), TEXT(held->note), INTEGER(held->kept));
	return write_end(store, &write, status, err);
}

/* The end of both below: how many rows the update changed. */
static enum status count_settled(struct store *store, struct write *write, enum status status, size_t *count,
                                 struct error *err)
{
	const size_t settled = status == STATUS_OK ? (size_t)sqlite3_changes(store->db) : 0;

	status = write_end(store, write, status, err);
	if (status == STATUS_OK)
		*count = settled;
	return status;
}

enum status store_settle_taken_prices(struct store *store, int64_t instrument_id, const char *actor, const char *note,
                                      size_t *count, struct error *err)
{
	static const char sql[] =
		"UPDATE held_price SET state = 1, actor = ?2, note = ?3, kept = close WHERE instrument_id = ?1 AND state = 0 "
		"AND EXISTS (SELECT 1 FROM price p WHERE p.instrument_id = held_price.instrument_id AND p.day = held_price.day "
		"AND p.close = held_price.close)";
	struct write write;
	const enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	return count_settled(store, &write, STATEMENT_RUN(store, sql, err, INTEGER(instrument_id), TEXT(actor), TEXT(note)),
	                     count, err);
}

enum status store_settle_taken_rates(struct store *store, const char *actor, const char *note, size_t *count,
                                     struct error *err)
{
	static const char sql[] =
		"UPDATE held_rate SET state = 1, actor = ?1, note = ?2, kept = value WHERE state = 0 "
		"AND EXISTS (SELECT 1 FROM rate r WHERE r.base = held_rate.base AND r.quote = held_rate.quote "
		"AND r.day = held_rate.day AND r.value = held_rate.value)";
	struct write write;
	const enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	return count_settled(store, &write, STATEMENT_RUN(store, sql, err, TEXT(actor), TEXT(note)), count, err);
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
