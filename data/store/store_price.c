/* Instruments, prices, rates, feeds. */
#include "data/store/store_price.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/schema.h"
#include "data/store/statement.h"
#include "data/store/timestamp.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

#define INSTRUMENT_COLUMNS \
	"SELECT id, symbol, name, asset_class, currency, risk_level, isin, kind, region, sector, lot, minimum, buy_fee, " \
	"sell_fee, expense FROM instrument "

static void read_instrument(sqlite3_stmt *row, void *item)
{
	struct instrument *instrument = item;

	memset(instrument, 0, sizeof *instrument);
	instrument->id = sqlite3_column_int64(row, 0);
	column_text(row, 1, instrument->symbol, sizeof instrument->symbol);
	column_text(row, 2, instrument->name, sizeof instrument->name);
	instrument->asset_class = (enum asset_class)sqlite3_column_int(row, 3);
	column_text(row, 4, instrument->currency, sizeof instrument->currency);
	instrument->risk_level = sqlite3_column_int(row, 5);
	column_text(row, 6, instrument->isin, sizeof instrument->isin);
	column_text(row, 7, instrument->kind, sizeof instrument->kind);
	column_text(row, 8, instrument->region, sizeof instrument->region);
	column_text(row, 9, instrument->sector, sizeof instrument->sector);
	instrument->lot = sqlite3_column_int64(row, 10);
	instrument->minimum = sqlite3_column_int64(row, 11);
	instrument->buy_fee = sqlite3_column_int64(row, 12);
	instrument->sell_fee = sqlite3_column_int64(row, 13);
	instrument->expense = sqlite3_column_int64(row, 14);
}

static enum status find_by_symbol(struct store *store, const char *symbol, struct instrument *instrument, bool *found,
                                  struct error *err)
{
	static const char sql[] = INSTRUMENT_COLUMNS "WHERE symbol = ?1";

	return STATEMENT_ONE(store, sql, read_instrument, instrument, found, err, TEXT(symbol));
}

static bool is_same_instrument(const struct instrument *a, const struct instrument *b)
{
	return strcmp(a->name, b->name) == 0 && a->asset_class == b->asset_class && strcmp(a->currency, b->currency) == 0 &&
	       a->risk_level == b->risk_level && strcmp(a->isin, b->isin) == 0 && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->region, b->region) == 0 && strcmp(a->sector, b->sector) == 0 && a->lot == b->lot &&
	       a->minimum == b->minimum && a->buy_fee == b->buy_fee && a->sell_fee == b->sell_fee &&
	       a->expense == b->expense;
}

static enum status check_instrument(const struct instrument *instrument, struct error *err)
{
	if (instrument->symbol[0] == '\0')
		return error_set(err, STATUS_INVALID, "an instrument needs a symbol");
	if (!currency_is_valid(instrument->currency))
		return error_set(err, STATUS_INVALID, "%s: \"%s\" is no currency; three capital letters such as CNY",
		                 instrument->symbol, instrument->currency);
	if ((unsigned)instrument->asset_class >= ASSET_CLASSES)
		return error_set(err, STATUS_INVALID, "%s: there is no asset class %d", instrument->symbol,
		                 (int)instrument->asset_class);
	if (instrument->risk_level < 1 || instrument->risk_level > 5)
		return error_set(err, STATUS_INVALID, "%s: risk level %d is not 1 to 5", instrument->symbol,
		                 instrument->risk_level);
	if (instrument->lot < 0 || instrument->minimum < 0 || instrument->buy_fee < 0 || instrument->sell_fee < 0 ||
	    instrument->expense < 0)
		return error_set(err, STATUS_INVALID, "%s: lot, minimum and fees cannot be negative", instrument->symbol);
	return STATUS_OK;
}

static enum status write_instrument(struct store *store, const struct instrument *instrument, struct error *err)
{
	static const char sql[] =
		"INSERT INTO instrument (symbol, name, asset_class, currency, risk_level, isin, kind, region, sector, lot, "
		"minimum, buy_fee, sell_fee, expense) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
		"ON CONFLICT (symbol) DO UPDATE SET name = excluded.name, asset_class = excluded.asset_class, "
		"currency = excluded.currency, risk_level = excluded.risk_level, isin = excluded.isin, kind = excluded.kind, "
		"region = excluded.region, sector = excluded.sector, lot = excluded.lot, minimum = excluded.minimum, "
		"buy_fee = excluded.buy_fee, sell_fee = excluded.sell_fee, expense = excluded.expense";

	return STATEMENT_RUN(store, sql, err, TEXT(instrument->symbol), TEXT(instrument->name),
	                     INTEGER(instrument->asset_class), TEXT(instrument->currency), INTEGER(instrument->risk_level),
	                     TEXT(instrument->isin), TEXT(instrument->kind), TEXT(instrument->region),
	                     TEXT(instrument->sector), INTEGER(instrument->lot), INTEGER(instrument->minimum),
	                     INTEGER(instrument->buy_fee), INTEGER(instrument->sell_fee), INTEGER(instrument->expense));
}

enum status store_put_instrument(struct store *store, struct instrument *instrument, enum put_result *result,
                                 struct error *err)
{
	struct instrument old;
	struct write write;
	bool found = false, same;
	enum status status = check_instrument(instrument, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = find_by_symbol(store, instrument->symbol, &old, &found, err);
	same = status == STATUS_OK && found && is_same_instrument(&old, instrument);
	if (status == STATUS_OK && !same && instrument_is_cash(instrument))
		status = error_set(err, STATUS_REFUSED, "%s is the book's own money and cannot be changed", CASH_SYMBOL);
	if (status == STATUS_OK && !same) {
		status = write_instrument(store, instrument, err);
		if (status == STATUS_OK && !found)
			status = find_by_symbol(store, instrument->symbol, &old, &(bool){false}, err);
	}
	status = write_end(store, &write, status, err);
	if (status != STATUS_OK)
		return status;
	instrument->id = old.id;
	if (result != NULL)
		*result = !found ? PUT_NEW : same ? PUT_SAME : PUT_CHANGED;
	return STATUS_OK;
}

enum status store_symbol_before(struct store *store, const char *symbol, int64_t *id, struct error *err)
{
	static const char sql[] = "SELECT coalesce((SELECT instrument_id FROM symbol_before WHERE symbol = ?1), 0)";

	return STATEMENT_INTEGER(store, sql, id, err, TEXT(symbol));
}

static void read_symbol(sqlite3_stmt *row, void *item)
{
	column_text(row, 0, item, SYMBOL_SIZE);
}

enum status store_symbol_until(struct store *store, int64_t instrument_id, struct date day, char symbol[SYMBOL_SIZE],
                               struct error *err)
{
	static const char sql[] = "SELECT symbol FROM symbol_before WHERE instrument_id = ?1 AND until = ?2 LIMIT 1";
	bool found;

	return STATEMENT_ONE(store, sql, read_symbol, symbol, &found, err, INTEGER(instrument_id), INTEGER(day.days));
}

enum status store_find_instrument(struct store *store, const char *symbol, struct instrument *instrument,
                                  struct error *err)
{
	static const char symbols[] = "SELECT symbol FROM instrument ORDER BY symbol <> 'CASH', symbol";
	bool found;
	int64_t id = 0;
	enum status status = find_by_symbol(store, symbol, instrument, &found, err);

	if (status != STATUS_OK || found)
		return status;
	status = store_symbol_before(store, symbol, &id, err);
	if (status != STATUS_OK)
		return status;
	return id != 0 ? store_get_instrument(store, id, instrument, err)
	               : fail_not_found(store, symbols, "instrument", symbol, err);
}

enum status store_get_instrument(struct store *store, int64_t id, struct instrument *instrument, struct error *err)
{
	static const char sql[] = INSTRUMENT_COLUMNS "WHERE id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_instrument, instrument, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no instrument with id %lld", (long long)id);
	return status;
}

enum status store_instruments(struct store *store, struct instrument **instruments, size_t *count, struct error *err)
{
	static const char sql[] = INSTRUMENT_COLUMNS "ORDER BY symbol <> 'CASH', symbol";

	return STATEMENT_LIST(store, sql, read_instrument, instruments, count, err);
}

static enum status replace_price(struct store *store, const struct price *price, int64_t delivery_id, const char *time,
                                 struct error *err)
{
	static const char keep[] =
		"INSERT INTO price_history (instrument_id, day, close, adjusted_close, delivery_id, replaced, replaced_by) "
		"SELECT instrument_id, day, close, adjusted_close, delivery_id, ?3, ?4 FROM price "
		"WHERE instrument_id = ?1 AND day = ?2";
	static const char update[] = "UPDATE price SET close = ?3, adjusted_close = ?4, delivery_id = ?5 "
	                             "WHERE instrument_id = ?1 AND day = ?2";
	int64_t seconds;
	enum status status = timestamp_parse(time, &seconds, err);

	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, keep, err, INTEGER(price->instrument_id), INTEGER(price->date.days),
		                       INTEGER(seconds), INTEGER(delivery_id));
	if (status != STATUS_OK)
		return status;
	return STATEMENT_RUN(store, update, err, INTEGER(price->instrument_id), INTEGER(price->date.days),
	                     INTEGER(price->close), INTEGER(price->adjusted_close), INTEGER(delivery_id));
}

/* Nearly every price is new, so it is inserted first and only a conflict looks at what was there. */
static enum status write_price(struct store *store, const struct price *price, int64_t delivery_id, const char *time,
                               enum put_result *result, struct error *err)
{
	static const char insert[] =
		"INSERT INTO price (instrument_id, day, close, adjusted_close, delivery_id) "
		"VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (instrument_id, day) DO NOTHING";
	static const char same[] = "SELECT close = ?3 AND adjusted_close = ?4 FROM price WHERE instrument_id = ?1 AND day = ?2";
	int64_t is_same = 0;
	enum status status = STATEMENT_RUN(store, insert, err, INTEGER(price->instrument_id), INTEGER(price->date.days),
	                                   INTEGER(price->close), INTEGER(price->adjusted_close), INTEGER(delivery_id));

	*result = PUT_NEW;
	if (status != STATUS_OK || sqlite3_changes(store->db) > 0)
		return status;
	status = STATEMENT_INTEGER(store, same, &is_same, err, INTEGER(price->instrument_id), INTEGER(price->date.days),
	                           INTEGER(price->close), INTEGER(price->adjusted_close));
	if (status != STATUS_OK)
		return status;
	*result = is_same ? PUT_SAME : PUT_CHANGED;
	return is_same ? STATUS_OK : replace_price(store, price, delivery_id, time, err);
}

enum status store_put_price(struct store *store, const struct price *price, int64_t delivery_id, const char *time,
                            enum put_result *result, struct error *err)
{
	struct write write;
	enum put_result done;
	enum status status;

	if (price->close <= 0 || price->adjusted_close < 0)
		return error_set(err, STATUS_INVALID, "a price must be positive");
	if (price->instrument_id == CASH_ID)
		return error_set(err, STATUS_INVALID, "the price of %s is one and is not kept", CASH_SYMBOL);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = write_price(store, price, delivery_id, time, &done, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = done;
	return status;
}

static void read_quote(sqlite3_stmt *row, void *item)
{
	struct quote *quote = item;

	memset(quote, 0, sizeof *quote);
	quote->instrument_id = sqlite3_column_int64(row, 0);
	quote->date = column_date(row, 1);
	quote->close = sqlite3_column_int64(row, 2);
	column_text(row, 3, quote->source, sizeof quote->source);
	(void)timestamp_format(sqlite3_column_int64(row, 4), quote->arrived);
}

enum status store_quotes(struct store *store, struct date as_of, struct quote **quotes, size_t *count,
                         struct error *err)
{
	static const char sql[] =
		"SELECT p.instrument_id, p.day, p.close, s.name, d.arrived FROM instrument i "
		"JOIN price p ON p.instrument_id = i.id "
		"AND p.day = (SELECT max(day) FROM price WHERE instrument_id = i.id AND day <= ?1) "
		"JOIN delivery d ON d.id = p.delivery_id JOIN source s ON s.id = d.source_id ORDER BY i.id";

	return STATEMENT_LIST(store, sql, read_quote, quotes, count, err, INTEGER(as_of.days));
}

/* The closes of one instrument on their way into a series. */
struct closes {
	struct date *dates;  /* owned */
	double *values;      /* owned */
	size_t count, date_capacity, value_capacity;
};

static enum status read_closes(struct store *store, int64_t instrument_id, struct date from, struct date to,
                               struct closes *closes, struct error *err)
{
	static const char sql[] =
		"SELECT day, close FROM price WHERE instrument_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(instrument_id),
	                                    INTEGER(from.days), INTEGER(to.days));

	while (status == STATUS_OK && has_row) {
		closes->dates = memory_grow(closes->dates, &closes->date_capacity, closes->count + 1, sizeof *closes->dates);
		closes->values = memory_grow(closes->values, &closes->value_capacity, closes->count + 1, sizeof *closes->values);
		closes->dates[closes->count] = column_date(statement, 0);
		closes->values[closes->count++] = decimal_to_double(sqlite3_column_int64(statement, 1));
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

enum status store_close_series(struct store *store, const int64_t *instrument_ids, size_t count, struct date from,
                               struct date to, struct series *series, struct error *err)
{
	struct closes *closes;
	struct series_column *columns;
	enum status status;

	if (date_compare(from, to) > 0)
		return error_set(err, STATUS_INVALID, "the prices asked for end before they begin");
	status = read_begin(store, err);
	if (status != STATUS_OK)
		return status;
	closes = memory_new_array(count + 1, sizeof *closes);
	columns = memory_new_array(count + 1, sizeof *columns);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		status = read_closes(store, instrument_ids[i], from, to, &closes[i], err);
		columns[i] = (struct series_column){closes[i].dates, closes[i].values, closes[i].count};
	}
	status = read_end(store, status, err);
	if (status == STATUS_OK)
		status = series_align(columns, count, series, err);
	for (size_t i = 0; i < count; i++) {
		free(closes[i].dates);
		free(closes[i].values);
	}
	free(closes);
	free(columns);
	return status;
}

enum status store_each_price(struct store *store,
                             enum status (*each)(void *context, const char *symbol, const struct price *price,
                                                 struct error *err),
                             void *context, struct error *err)
{
	static const char sql[] = "SELECT i.symbol, p.instrument_id, p.day, p.close, p.adjusted_close FROM instrument i "
	                          "JOIN price p ON p.instrument_id = i.id ORDER BY i.symbol, p.day";
	sqlite3_stmt *statement;
	bool has_row = true;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err);

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK) {
		char symbol[SYMBOL_SIZE];
		struct price price;

		status = statement_step(store, statement, &has_row, err);
		if (status != STATUS_OK || !has_row)
			break;
		column_text(statement, 0, symbol, sizeof symbol);
		price.instrument_id = sqlite3_column_int64(statement, 1);
		price.date = column_date(statement, 2);
		price.close = sqlite3_column_int64(statement, 3);
		price.adjusted_close = sqlite3_column_int64(statement, 4);
		status = each(context, symbol, &price, err);
	}
	sqlite3_finalize(statement);
	return status;
}

enum status store_price_range(struct store *store, int64_t instrument_id, struct date *first, struct date *last,
                              size_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*), min(day), max(day) FROM price WHERE instrument_id = ?1";
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(instrument_id));

	if (status != STATUS_OK)
		return status;
	if (sqlite3_column_int64(statement, 0) == 0) {
		statement_done(statement);
		return error_set(err, STATUS_NOT_FOUND, "the instrument with id %lld has no prices", (long long)instrument_id);
	}
	*count = (size_t)sqlite3_column_int64(statement, 0);
	*first = column_date(statement, 1);
	*last = column_date(statement, 2);
	statement_done(statement);
	return STATUS_OK;
}

enum status store_put_feed_state(struct store *store, const struct feed_state *state, struct error *err)
{
	static const char sql[] =
		"INSERT INTO feed_state (feed, last_success, last_failure, failure, rows) VALUES (?1, ?2, ?3, ?4, ?5) "
		"ON CONFLICT (feed) DO UPDATE SET last_success = excluded.last_success, "
		"last_failure = excluded.last_failure, failure = excluded.failure, rows = excluded.rows";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, TEXT(state->feed), TEXT(state->last_success), TEXT(state->last_failure),
	                       TEXT(state->failure), INTEGER(state->rows));
	return write_end(store, &write, status, err);
}

static void read_feed_state(sqlite3_stmt *row, void *item)
{
	struct feed_state *state = item;

	memset(state, 0, sizeof *state);
	column_text(row, 0, state->feed, sizeof state->feed);
	column_text(row, 1, state->last_success, sizeof state->last_success);
	column_text(row, 2, state->last_failure, sizeof state->last_failure);
	column_text(row, 3, state->failure, sizeof state->failure);
	state->rows = sqlite3_column_int64(row, 4);
}

enum status store_feed_states(struct store *store, struct feed_state **states, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT feed, last_success, last_failure, failure, rows FROM feed_state ORDER BY feed";

	return STATEMENT_LIST(store, sql, read_feed_state, states, count, err);
}
