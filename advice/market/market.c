/* One day's market: instruments with prices, assumptions and a covariance from five years of weekly returns. */
#include "advice/market/market.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "advice/market/price_quality.h"
#include "advice/market/price_series.h"
#include "data/journal/journal.h"
#include "data/store/store_action.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/estimate/estimate.h"
#include "engine/model/calendar.h"
#include "engine/risk/risk.h"

/* A quarter of a per cent of the weight is half gone after 23 weeks. */
#define WEEKLY_DECAY 0.97

static void take_quotes(struct market *market, const struct quote *quotes, size_t count, const struct quote *earlier,
                        size_t earlier_count, int stale_days)
{
	for (size_t i = 0; i < count; i++) {
		const size_t row = market_index(market, quotes[i].instrument_id);

		if (row == SIZE_MAX)
			continue;
		market->rows[row].price = quotes[i].close;
		market->rows[row].price_date = quotes[i].date;
		memcpy(market->rows[row].source, quotes[i].source, sizeof quotes[i].source);
		memcpy(market->rows[row].arrived, quotes[i].arrived, sizeof quotes[i].arrived);
	}
	for (size_t i = 0; i < earlier_count; i++) {
		const size_t row = market_index(market, earlier[i].instrument_id);

		if (row != SIZE_MAX)
			market->rows[row].week_price = earlier[i].close;
	}
	for (size_t i = 0; i < market->count; i++) {
		struct market_row *row = &market->rows[i];

		if (instrument_is_cash(&row->instrument)) {
			row->price = row->week_price = MICROS;
			row->price_date = market->as_of;
			continue;
		}
		row->age = row->price > 0 ? calendar_days_between(row->calendar, row->price_date, market->as_of) : 0;
		/* a value that is published days later is as new as can be */
		row->is_stale = row->price == 0 || row->age > stale_days + (row->terms != NULL ? row->terms->value_days : 0);
		market->stale_count += row->is_stale;
	}
}

/* A rate comes on the days both its currencies are dealt in, or the market of either would call it old over a holiday. */
static int rate_age(const struct calendars *calendars, const char *currency, const char *into, struct date from,
                    struct date to)
{
	const int of_one = calendar_days_between(calendars_of_currency(calendars, currency), from, to);
	const int of_other = calendar_days_between(calendars_of_currency(calendars, into), from, to);

	return of_one < of_other ? of_one : of_other;
}

/* A row without a rate says so and is worth nothing that could be added up. */
static enum status take_rates(struct market *market, const struct calendars *calendars, int stale_days,
                              struct error *err)
{
	for (size_t i = 0; i < market->count; i++) {
		struct market_row *row = &market->rows[i];
		const char *currency = instrument_is_cash(&row->instrument) ? market->currency : row->instrument.currency;
		struct rate_point rate;
		struct error why = {0};
		enum status status = conversion_rate(market->conversion, currency, market->as_of, &rate, &why);

		if (status == STATUS_OK) {
			const bool was_stale = row->is_stale;

			row->rate = rate.value;
			row->rate_date = rate.date;
			memcpy(row->rate_through, rate.through, sizeof row->rate_through);
			row->is_stale = was_stale ||
			                rate_age(calendars, currency, market->currency, rate.date, market->as_of) > stale_days;
			row->is_rate_stale = !was_stale && row->is_stale;
			market->stale_count += row->is_rate_stale;
		} else if (status == STATUS_REFUSED) {
			(void)snprintf(row->no_rate, sizeof row->no_rate, "%.*s", (int)sizeof row->no_rate - 1, why.message);
		} else {
			return error_set(err, status, "%s", why.message);
		}
		status = conversion_waiting(market->conversion, currency, row->rate > 0 ? &rate : NULL, &row->rates_waiting, err);
		if (status != STATUS_OK)
			return status;
		status = conversion_rate(market->conversion, currency, date_add_days(market->as_of, -7), &rate, &why);
		if (status != STATUS_OK && status != STATUS_REFUSED)
			return error_set(err, status, "%s", why.message);
		row->week_rate = status == STATUS_OK ? rate.value : 0;
	}
	return STATUS_OK;
}

static enum status follow_mergers(struct store *store, struct market *market, struct error *err)
{
	struct corporate_action *mergers = NULL;
	size_t count = 0;
	const enum status status = store_mergers(store, market->as_of, &mergers, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const size_t from = market_index(market, mergers[i].instrument_id), into = market_index(market, mergers[i].into_id);

		if (from != SIZE_MAX && into != SIZE_MAX)
			market->rows[from].became = into;
	}
	free(mergers);
	return status;
}

static enum status load_rows(struct session *session, struct market *market, struct error *err)
{
	struct store *store = session_store(session);
	struct instrument *instruments = NULL;
	struct quote *quotes = NULL, *earlier = NULL;
	size_t quote_count = 0, earlier_count = 0;
	struct terms_list terms = {0};
	const struct calendars *calendars;
	enum status status = session_calendars(session, &calendars, err);

	if (status == STATUS_OK)
		status = store_instruments(store, &instruments, &market->count, err);
	if (status == STATUS_OK)
		status = store_terms(store, 0, &terms, err);
	market->terms = terms.terms;
	market->windows = terms.windows;
	if (status == STATUS_OK)
		status = store_quotes(store, market->as_of, &quotes, &quote_count, err);
	if (status == STATUS_OK)
		status = store_quotes(store, date_add_days(market->as_of, -7), &earlier, &earlier_count, err);
	if (status == STATUS_OK) {
		market->rows = memory_new_array(market->count, sizeof *market->rows);
		for (size_t i = 0; i < market->count; i++) {
			market->rows[i].instrument = instruments[i];
			market->rows[i].calendar = calendars_of_currency(calendars, instruments[i].currency);
		}
		for (size_t i = 0; i < terms.count; i++) {
			struct market_row *row = &market->rows[market_index(market, market->terms[i].instrument_id)];

			row->terms = &market->terms[i];
			if (row->terms->calendar[0] != '\0')
				row->calendar = calendars_find(calendars, row->terms->calendar);
		}
		take_quotes(market, quotes, quote_count, earlier, earlier_count,
		            session_rules(session)->stale_business_days);
		status = follow_mergers(store, market, err);
	}
	if (status == STATUS_OK)
		status = take_rates(market, calendars, session_rules(session)->stale_business_days, err);
	free(instruments);
	free(quotes);
	free(earlier);
	return status;
}

/* An instrument without an expected return is shown but never planned. */
static void expect_returns(struct session *session, struct market *market, bool *is_wanted)
{
	for (size_t i = 0; i < market->count; i++) {
		struct market_row *row = &market->rows[i];
		struct error why;

		if (row->rate == 0) {
			memcpy(row->why_not, row->no_rate, sizeof row->why_not);
			continue;
		}
		if (assumptions_expected_return(session_assumptions(session), &row->instrument, &row->expected_return,
		                                &why) == STATUS_OK)
			is_wanted[i] = !instrument_is_cash(&row->instrument);
		else
			(void)snprintf(row->why_not, sizeof row->why_not, "%.*s", (int)sizeof row->why_not - 1, why.message);
	}
}

enum status market_restate(const struct market *market, const struct market_row *row, struct series *daily,
                           size_t column, struct error *err)
{
	if (strcmp(row->instrument.currency, market->currency) == 0 || instrument_is_cash(&row->instrument))
		return STATUS_OK;
	for (size_t t = 0; t < daily->length; t++) {
		double *value = &daily->values[t * daily->count + column];
		struct rate_point rate;
		enum status status;

		if (isnan(*value))
			continue;
		status = conversion_rate(market->conversion, row->instrument.currency, daily->dates[t], &rate, err);
		if (status != STATUS_OK && status != STATUS_REFUSED)
			return status;
		*value = status == STATUS_OK ? *value * ((double)rate.value / (double)RATE_ONE) : NAN;
	}
	return STATUS_OK;
}

/* A series that is not good enough is in no estimate: its prices are taken out, and the row says why. */
static enum status refuse_poor(struct session *session, struct market_row *row, struct series *daily, size_t column,
                               const struct series_origin *origin, struct date newest, struct error *err)
{
	const enum status status = series_health_read(session, &row->instrument, daily, column, origin, newest, &row->health,
	                                              err);

	if (status != STATUS_OK || !row->health.is_known || row->health.score.score >= QUALITY_LEAST)
		return status;
	(void)snprintf(row->why_not, sizeof row->why_not, "the prices of %s score %d of 100, and %d are needed; see \"ballast "
	               "prices quality\"", row->instrument.symbol, row->health.score.score, QUALITY_LEAST);
	for (size_t t = 0; t < daily->length; t++)
		daily->values[t * daily->count + column] = NAN;
	return STATUS_OK;
}

/* Weekly returns of every wanted instrument; columns[] says which market row each column is. */
static enum status weekly_returns(struct session *session, struct market *market, const bool *is_wanted,
                                  size_t *columns, size_t *count, struct series *returns, struct error *err)
{
	const struct date from = date_add_days(market->as_of, -7 * MARKET_WEEKS);
	const struct instrument **wanted = memory_new_array(market->count, sizeof *wanted);
	struct series_origin *origins = memory_new_array(market->count, sizeof *origins);
	struct series daily = {0}, weekly = {0};
	struct date newest = {0};
	enum status status = STATUS_OK;

	*count = 0;
	for (size_t i = 0; i < market->count; i++) {
		if (!instrument_is_cash(&market->rows[i].instrument) && date_compare(market->rows[i].price_date, newest) > 0)
			newest = market->rows[i].price_date;
		if (!is_wanted[i])
			continue;
		columns[*count] = i;
		wanted[(*count)++] = &market->rows[i].instrument;
	}
	if (*count > 0)
		status = price_series(session, wanted, *count, from, market->as_of, &daily, origins, err);
	for (size_t j = 0; status == STATUS_OK && j < *count; j++)
		status = refuse_poor(session, &market->rows[columns[j]], &daily, j, &origins[j], newest, err);
	for (size_t j = 0; status == STATUS_OK && j < *count; j++)
		status = market_restate(market, &market->rows[columns[j]], &daily, j, err);
	if (status == STATUS_OK && daily.length > 1)
		status = estimate_weekly(&daily, &weekly, err);
	if (status == STATUS_OK && weekly.length > 1)
		status = estimate_returns(&weekly, returns, NULL, err);
	free(wanted);
	free(origins);
	series_clear(&daily);
	series_clear(&weekly);
	return status;
}

static size_t observations_of(const struct series *returns, size_t column)
{
	size_t observed = 0;

	for (size_t t = 0; t < returns->length; t++)
		observed += !isnan(series_at(returns, t, column));
	return observed;
}

static size_t rows_in_common(const struct series *returns, const bool *is_kept)
{
	size_t common = 0;

	for (size_t t = 0; t < returns->length; t++) {
		bool is_whole = true;

		for (size_t j = 0; j < returns->count && is_whole; j++)
			is_whole = !is_kept[j] || !isnan(series_at(returns, t, j));
		common += is_whole;
	}
	return common;
}

/*
 * Keeps the columns that share enough weeks: those with too few are left out at once, then the one with the shortest
 * history, until the rest have a common window. Ties go to the later column.
 */
static void keep_columns(struct market *market, const struct series *returns, const size_t *columns, bool *is_kept)
{
	for (size_t j = 0; j < returns->count; j++)
		is_kept[j] = observations_of(returns, j) >= ESTIMATE_COMMON_WINDOW;
	while (rows_in_common(returns, is_kept) < ESTIMATE_COMMON_WINDOW) {
		size_t shortest = SIZE_MAX, fewest = SIZE_MAX;

		for (size_t j = 0; j < returns->count; j++) {
			const size_t observed = is_kept[j] ? observations_of(returns, j) : SIZE_MAX;

			if (observed <= fewest && is_kept[j]) {
				fewest = observed;
				shortest = j;
			}
		}
		if (shortest == SIZE_MAX)
			break;
		is_kept[shortest] = false;
	}
	for (size_t j = 0; j < returns->count; j++)
		if (!is_kept[j] && market->rows[columns[j]].why_not[0] == '\0')
			(void)snprintf(market->rows[columns[j]].why_not, sizeof market->rows[columns[j]].why_not,
			               "%s has %zu weekly returns in five years; %d shared with the others are needed",
			               market->rows[columns[j]].instrument.symbol, observations_of(returns, j),
			               ESTIMATE_COMMON_WINDOW);
}

/* The rows without a gap, as a series of the kept columns. */
static enum status common_returns(const struct series *returns, const bool *is_kept, size_t kept,
                                  struct series *common, struct error *err)
{
	const size_t length = rows_in_common(returns, is_kept);
	size_t row = 0;
	enum status status = series_init(common, length, kept, err);

	for (size_t t = 0; status == STATUS_OK && t < returns->length; t++) {
		bool is_whole = true;
		size_t column = 0;

		for (size_t j = 0; j < returns->count && is_whole; j++)
			is_whole = !is_kept[j] || !isnan(series_at(returns, t, j));
		if (!is_whole)
			continue;
		common->dates[row] = returns->dates[t];
		for (size_t j = 0; j < returns->count; j++)
			if (is_kept[j])
				common->values[row * kept + column++] = series_at(returns, t, j);
		row++;
	}
	return status;
}

/* Spreads a k x k matrix over the rows of the market. */
static void spread(const gsl_matrix *from, const size_t *rows, gsl_matrix *to)
{
	for (size_t i = 0; i < from->size1; i++)
		for (size_t j = 0; j < from->size2; j++)
			gsl_matrix_set(to, rows[i], rows[j], gsl_matrix_get(from, i, j));
}

static enum status estimate_both(struct market *market, const struct series *common, const size_t *rows,
                                 struct error *err)
{
	gsl_matrix *small = gsl_matrix_calloc(common->count, common->count);
	struct estimate_info info = {0};
	enum status status;

	if (small == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a covariance of %zu instruments does not fit", common->count);
	status = estimate_covariance(estimate_find("ledoit-wolf-constant"), common, WEEKLY_DECAY, small, &info, err);
	if (status == STATUS_OK) {
		estimate_annualise(small, WEEKS_A_YEAR);
		spread(small, rows, market->covariance);
		spread(small, rows, market->weighted);
		market->observations = info.observations;
		market->shrinkage = info.shrinkage;
		market->condition = info.condition;
	}
	/* With fewer weeks than instruments the weighted estimate is singular; the shrunk one then stands for both. */
	if (status == STATUS_OK && common->length > common->count &&
	    estimate_covariance(estimate_find("weighted"), common, WEEKLY_DECAY, small, NULL, NULL) == STATUS_OK) {
		estimate_annualise(small, WEEKS_A_YEAR);
		spread(small, rows, market->weighted);
	}
	gsl_matrix_free(small);
	return status;
}

static enum status fill_risk(struct market *market, const struct series *returns, const size_t *columns,
                             struct error *err)
{
	bool *is_kept = memory_new_array(returns->count + 1, sizeof *is_kept);
	size_t *rows = memory_new_array(returns->count + 1, sizeof *rows);
	struct series common = {0};
	size_t kept = 0;
	enum status status = STATUS_OK;

	keep_columns(market, returns, columns, is_kept);
	for (size_t j = 0; j < returns->count; j++)
		if (is_kept[j])
			rows[kept++] = columns[j];
	if (kept > 0)
		status = common_returns(returns, is_kept, kept, &common, err);
	if (status == STATUS_OK && kept > 0)
		status = estimate_both(market, &common, rows, err);
	if (status == STATUS_OK)
		status = series_init(&market->weekly, common.length, market->count, err);
	for (size_t i = 0; status == STATUS_OK && i < common.length * market->count; i++)
		market->weekly.values[i] = 0.0;
	for (size_t t = 0; status == STATUS_OK && t < common.length; t++) {
		market->weekly.dates[t] = common.dates[t];
		for (size_t j = 0; j < kept; j++)
			market->weekly.values[t * market->count + rows[j]] = series_at(&common, t, j);
	}
	for (size_t j = 0; status == STATUS_OK && j < kept; j++) {
		struct market_row *row = &market->rows[rows[j]];

		row->has_risk = true;
		row->volatility = sqrt(gsl_matrix_get(market->covariance, rows[j], rows[j]));
	}
	series_clear(&common);
	free(is_kept);
	free(rows);
	return status;
}

/* What a recommendation rests on, in the order of the rows. */
static void hash_figures(struct market *market)
{
	struct hasher *hasher = hasher_new();

	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];

		hasher_add(hasher, row->instrument.symbol, strlen(row->instrument.symbol) + 1);
		hasher_add(hasher, &row->price, sizeof row->price);
		hasher_add(hasher, &row->price_date.days, sizeof row->price_date.days);
		if (row->rate != RATE_ONE)
			hasher_add(hasher, &row->rate, sizeof row->rate);
		hasher_add(hasher, &row->expected_return, sizeof row->expected_return);
		hasher_add(hasher, gsl_matrix_const_ptr(market->covariance, i, 0), market->count * sizeof(double));
	}
	hasher_finish(hasher, market->figures_hash);
}

enum status market_load(struct session *session, const char *currency, struct market **market, struct error *err)
{
	struct market *loaded = memory_new(sizeof *loaded);
	struct series returns = {0};
	size_t *columns = NULL, count;
	bool *is_wanted = NULL;
	enum status status;

	loaded->as_of = session_today(session);
	(void)snprintf(loaded->currency, sizeof loaded->currency, "%s", currency);
	loaded->conversion = conversion_new(session, currency);
	status = load_rows(session, loaded, err);
	if (status != STATUS_OK)
		goto fail;
	is_wanted = memory_new_array(loaded->count + 1, sizeof *is_wanted);
	columns = memory_new_array(loaded->count + 1, sizeof *columns);
	loaded->covariance = gsl_matrix_calloc(loaded->count, loaded->count); /* CASH is always there */
	loaded->weighted = gsl_matrix_calloc(loaded->count, loaded->count);
	if (loaded->covariance == NULL || loaded->weighted == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "a covariance of %zu instruments does not fit", loaded->count);
		goto fail;
	}
	expect_returns(session, loaded, is_wanted);
	status = weekly_returns(session, loaded, is_wanted, columns, &count, &returns, err);
	if (status == STATUS_OK && returns.length > 0)
		status = fill_risk(loaded, &returns, columns, err);
	if (status != STATUS_OK)
		goto fail;
	for (size_t i = 0; i < loaded->count; i++)
		if (instrument_is_cash(&loaded->rows[i].instrument))
			loaded->rows[i].has_risk = true;
	hash_figures(loaded);
	*market = loaded;
	loaded = NULL;
fail:
	series_clear(&returns);
	free(is_wanted);
	free(columns);
	market_free(loaded);
	return status;
}

void market_free(struct market *market)
{
	if (market == NULL)
		return;
	gsl_matrix_free(market->covariance);
	gsl_matrix_free(market->weighted);
	series_clear(&market->weekly);
	conversion_free(market->conversion);
	free(market->rows);
	free(market->terms);
	free(market->windows);
	free(market);
}

size_t market_index(const struct market *market, int64_t instrument_id)
{
	for (size_t i = 0; i < market->count; i++)
		if (market->rows[i].instrument.id == instrument_id)
			return i;
	return SIZE_MAX;
}

size_t market_find(const struct market *market, const char *symbol)
{
	for (size_t i = 0; i < market->count; i++)
		if (strcmp(market->rows[i].instrument.symbol, symbol) == 0)
			return i;
	return SIZE_MAX;
}

bool market_convert(const struct market_row *row, int64_t amount, int64_t *worth)
{
	return row->rate > 0 && rate_convert(amount, row->rate, worth);
}

bool market_convert_earlier(const struct market_row *row, int64_t amount, int64_t *worth)
{
	return row->week_rate > 0 && rate_convert(amount, row->week_rate, worth);
}

bool market_worth(const struct market_row *row, int64_t quantity, int64_t *worth)
{
	int64_t amount;

	return row->price > 0 && decimal_multiply(quantity, row->price, ROUND_HALF_EVEN, &amount) &&
	       market_convert(row, amount, worth);
}

/* Weekly returns of fixed weights, rebalanced each week. */
static void portfolio_returns(const struct market *market, const double *weights, gsl_vector *returns)
{
	for (size_t t = 0; t < market->weekly.length; t++) {
		const double *row = market->weekly.values + t * market->count;
		double sum = 0.0;

		for (size_t i = 0; i < market->count; i++)
			sum += weights[i] * row[i];
		gsl_vector_set(returns, t, sum);
	}
}

static enum status history_figures(const struct market *market, const double *weights, struct market_risk *risk,
                                   struct error *err)
{
	const size_t length = market->weekly.length;
	gsl_vector *returns = gsl_vector_alloc(length), *wealth = gsl_vector_alloc(length + 1);
	struct risk_tail tail;
	struct drawdown drawdown;
	enum status status = STATUS_NO_MEMORY;

	if (returns == NULL || wealth == NULL)
		goto done;
	portfolio_returns(market, weights, returns);
	status = risk_historical_tail(returns, 0.95, &tail, err);
	if (status == STATUS_OK)
		status = risk_wealth_path(returns, wealth, err);
	if (status == STATUS_OK)
		status = risk_max_drawdown(wealth, &drawdown, err);
	if (status != STATUS_OK)
		goto done;
	risk->week_var_95 = tail.value_at_risk;
	risk->week_es_95 = tail.expected_shortfall;
	risk->max_drawdown = drawdown.depth;
	risk->drawdown_peak = market->weekly.dates[drawdown.peak > 0 ? drawdown.peak - 1 : 0];
	risk->drawdown_trough = market->weekly.dates[drawdown.trough > 0 ? drawdown.trough - 1 : 0];
done:
	gsl_vector_free(returns);
	gsl_vector_free(wealth);
	return status;
}

enum status market_volatilities(const struct market *market, const double *weights, struct market_risk *risk,
                                struct error *err)
{
	const gsl_vector_const_view w = gsl_vector_const_view_array(weights, market->count);
	struct market_risk figures = {0};
	struct risk_tail tail;
	enum status status;

	for (size_t i = 0; i < market->count; i++)
		figures.expected_return += weights[i] * market->rows[i].expected_return;
	status = risk_portfolio_volatility(&w.vector, market->covariance, &figures.volatility, err);
	if (status == STATUS_OK)
		status = risk_portfolio_volatility(&w.vector, market->weighted, &figures.volatility_recent, err);
	if (status == STATUS_OK)
		status = risk_normal_tail(figures.expected_return, figures.volatility, 0.95, &tail, err);
	if (status != STATUS_OK)
		return status;
	figures.loss_95 = tail.value_at_risk;
	*risk = figures;
	return STATUS_OK;
}

enum status market_risk(const struct market *market, const double *weights, struct market_risk *risk,
                        struct error *err)
{
	struct market_risk figures;
	enum status status = market_volatilities(market, weights, &figures, err);

	if (status == STATUS_OK && market->weekly.length > 0)
		status = history_figures(market, weights, &figures, err);
	if (status == STATUS_OK)
		*risk = figures;
	return status;
}

enum status market_risk_shares(const struct market *market, const double *weights, double *shares, struct error *err)
{
	const gsl_vector_const_view w = gsl_vector_const_view_array(weights, market->count);
	gsl_vector_view s = gsl_vector_view_array(shares, market->count);
	const enum status status = risk_contributions(&w.vector, market->covariance, NULL, NULL, &s.vector, err);

	if (status != STATUS_INFEASIBLE)
		return status;
	for (size_t i = 0; i < market->count; i++) /* all in cash: nothing to share out */
		shares[i] = 0.0;
	return STATUS_OK;
}
