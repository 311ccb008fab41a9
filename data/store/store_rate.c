/* Exchange rates of the book. */
#include "data/store/statement.h"
#include "data/store/store_price.h"
#include "data/store/timestamp.h"
#include "engine/base/money.h"

static enum status write_rate(struct store *store, const struct rate *rate, int64_t delivery_id, const char *time,
                              enum put_result *result, struct error *err)
{
	static const char find[] = "SELECT value FROM rate WHERE base = ?1 AND quote = ?2 AND day = ?3";
	static const char keep[] =
		"INSERT INTO rate_history (base, quote, day, value, delivery_id, replaced, replaced_by) "
		"SELECT base, quote, day, value, delivery_id, ?4, ?5 FROM rate WHERE base = ?1 AND quote = ?2 AND day = ?3";
	static const char put[] =
		"INSERT INTO rate (base, quote, day, value, delivery_id) VALUES (?1, ?2, ?3, ?4, ?5) "
		"ON CONFLICT (base, quote, day) DO UPDATE SET value = excluded.value, delivery_id = excluded.delivery_id";
	int64_t old = 0, seconds = 0; /* a stored rate is positive */
	enum status status = STATEMENT_INTEGER(store, find, &old, err, TEXT(rate->base), TEXT(rate->quote),
	                                       INTEGER(rate->date.days));

	*result = old == 0 ? PUT_NEW : old == rate->value ? PUT_SAME : PUT_CHANGED;
	if (status != STATUS_OK || *result == PUT_SAME)
		return status;
	if (*result == PUT_CHANGED) {
		status = timestamp_parse(time, &seconds, err);
		if (status == STATUS_OK)
			status = STATEMENT_RUN(store, keep, err, TEXT(rate->base), TEXT(rate->quote), INTEGER(rate->date.days),
			                       INTEGER(seconds), INTEGER(delivery_id));
		if (status != STATUS_OK)
			return status;
	}
	return STATEMENT_RUN(store, put, err, TEXT(rate->base), TEXT(rate->quote), INTEGER(rate->date.days),
	                     INTEGER(rate->value), INTEGER(delivery_id));
}

enum status store_put_rate(struct store *store, const struct rate *rate, int64_t delivery_id, const char *time,
                           enum put_result *result, struct error *err)
{
	struct write write;
	enum put_result done;
	enum status status;

	if (!currency_is_valid(rate->base) || !currency_is_valid(rate->quote) || rate->value <= 0)
		return error_set(err, STATUS_INVALID, "a rate needs two currencies and a positive value: \"%s\" \"%s\" %lld",
		                 rate->base, rate->quote, (long long)rate->value);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = write_rate(store, rate, delivery_id, time, &done, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = done;
	return status;
}

#define RATE_COLUMNS "SELECT base, quote, day, value FROM rate "

static void read_rate(sqlite3_stmt *row, void *item)
{
	struct rate *rate = item;

	column_text(row, 0, rate->base, sizeof rate->base);
	column_text(row, 1, rate->quote, sizeof rate->quote);
	rate->date = column_date(row, 2);
	rate->value = sqlite3_column_int64(row, 3);
}

enum status store_rates_since(struct store *store, const char *base, const char *quote, struct date from,
                              struct rate **rates, size_t *count, struct error *err)
{
	static const char sql[] =
		RATE_COLUMNS "WHERE base = ?1 AND quote = ?2 AND day >= coalesce("
		"(SELECT max(day) FROM rate WHERE base = ?1 AND quote = ?2 AND day < ?3), ?3) ORDER BY day";

	return STATEMENT_LIST(store, sql, read_rate, rates, count, err, TEXT(base), TEXT(quote), INTEGER(from.days));
}

enum status store_find_rate(struct store *store, const char *base, const char *quote, struct date as_of,
                            struct rate *rate, struct error *err)
{
	static const char sql[] = RATE_COLUMNS "WHERE base = ?1 AND quote = ?2 AND day <= ?3 ORDER BY day DESC LIMIT 1";
	char day[DATE_TEXT_SIZE];
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_rate, rate, &found, err, TEXT(base), TEXT(quote),
	                                         INTEGER(as_of.days));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no exchange rate %.8s/%.8s on or before %s", base, quote,
		                 date_format(as_of, day));
	return status;
}

enum status store_rate_delivery(struct store *store, const char *base, const char *quote, struct date day, int64_t *value,
                                int64_t *delivery_id, struct error *err)
{
	static const char sql[] = "SELECT value, delivery_id FROM rate WHERE base = ?1 AND quote = ?2 AND day = ?3";
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, TEXT(base), TEXT(quote), INTEGER(day.days));

	if (status != STATUS_OK)
		return status;
	*delivery_id = 0;
	if (found) {
		*value = sqlite3_column_int64(statement, 0);
		*delivery_id = sqlite3_column_int64(statement, 1);
		statement_done(statement);
	}
	return STATUS_OK;
}

enum status store_rates(struct store *store, struct date to, struct rate **rates, size_t *count, struct error *err)
{
	static const char sql[] = RATE_COLUMNS "WHERE day <= ?1 ORDER BY day, base, quote";

	return STATEMENT_LIST(store, sql, read_rate, rates, count, err, INTEGER(to.days));
}
