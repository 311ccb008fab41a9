/* From prices with gaps to returns: carrying short gaps, weeks, the rows all assets share. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"

static enum status check_dates(const struct series *series, struct error *err)
{
	for (size_t t = 1; t < series->length; t++) {
		char earlier[DATE_TEXT_SIZE], later[DATE_TEXT_SIZE];

		if (date_compare(series->dates[t - 1], series->dates[t]) >= 0)
			return error_set(err, STATUS_INVALID, "the dates of the prices do not rise: %s stands before %s",
			                 date_format(series->dates[t - 1], earlier), date_format(series->dates[t], later));
	}
	return STATUS_OK;
}

static enum status check_prices(const struct series *prices, struct error *err)
{
	enum status status;

	if (prices->length < 2 || prices->count == 0)
		return error_set(err, STATUS_INVALID, "%zu prices of %zu assets give no return; two prices of one are needed",
		                 prices->length, prices->count);
	status = check_dates(prices, err);
	for (size_t t = 0; status == STATUS_OK && t < prices->length; t++) {
		for (size_t i = 0; i < prices->count; i++) {
			const double price = series_at(prices, t, i);
			char text[DATE_TEXT_SIZE];

			if (!isnan(price) && (!isfinite(price) || price <= 0.0))
				return error_set(err, STATUS_INVALID, "the price of asset %zu on %s is %g; it must be positive",
				                 i + 1, date_format(prices->dates[t], text), price);
		}
	}
	return status;
}

/*
 * One asset's prices with short gaps closed. The length of a gap is told by dates, not by rows, so that one rule serves
 * daily and weekly prices: a missing week is five business days, a missing month is always too long.
 */
static struct estimate_coverage carry(const struct series *prices, size_t asset, double *path)
{
	struct estimate_coverage coverage = {0};
	size_t t = 0, last = 0;
	bool has_price = false;

	while (t < prices->length) {
		size_t end = t;
		bool is_short;

		if (!isnan(series_at(prices, t, asset))) {
			path[t] = series_at(prices, t, asset);
			has_price = true;
			last = t++;
			coverage.observed++;
			continue;
		}
		while (end < prices->length && isnan(series_at(prices, end, asset)))
			end++;
		is_short = has_price && date_business_days_between(prices->dates[last], prices->dates[end - 1]) <=
		                                ESTIMATE_STALE_DAYS;
		*(is_short ? &coverage.stale : &coverage.missing) += end - t;
		for (; t < end; t++)
			path[t] = is_short ? path[last] : NAN;
	}
	return coverage;
}

enum status estimate_returns(const struct series *prices, struct series *returns, struct estimate_coverage *coverage,
                             struct error *err)
{
	struct series result = {0};
	double *path;
	enum status status = check_prices(prices, err);

	if (status != STATUS_OK)
		return status;
	status = series_init(&result, prices->length - 1, prices->count, err);
	if (status != STATUS_OK)
		return status;
	path = memory_try(prices->length, sizeof *path);
	if (path == NULL) {
		series_clear(&result);
		return error_set(err, STATUS_NO_MEMORY, "%zu prices do not fit", prices->length);
	}
	for (size_t t = 0; t < result.length; t++)
		result.dates[t] = prices->dates[t + 1];
	for (size_t i = 0; i < prices->count; i++) {
		const struct estimate_coverage found = carry(prices, i, path);

		if (coverage != NULL)
			coverage[i] = found;
		for (size_t t = 0; t < result.length; t++)
			result.values[t * result.count + i] = path[t + 1] / path[t] - 1.0;
	}
	free(path);
	*returns = result;
	return STATUS_OK;
}

/* The first row after the ISO week of row t. */
static size_t week_end(const struct series *prices, size_t t)
{
	int year, week;

	date_iso_week(prices->dates[t], &year, &week);
	for (t++; t < prices->length; t++) {
		int next_year, next_week;

		date_iso_week(prices->dates[t], &next_year, &next_week);
		if (next_year != year || next_week != week)
			break;
	}
	return t;
}

enum status estimate_weekly(const struct series *prices, struct series *weekly, struct error *err)
{
	struct series result = {0};
	size_t weeks = 0;
	enum status status;

	if (prices->length == 0 || prices->count == 0)
		return error_set(err, STATUS_INVALID, "there are no prices to take weeks of");
	status = check_dates(prices, err);
	if (status != STATUS_OK)
		return status;
	for (size_t t = 0; t < prices->length; t = week_end(prices, t))
		weeks++;
	status = series_init(&result, weeks, prices->count, err);
	if (status != STATUS_OK)
		return status;
	for (size_t t = 0, row = 0; t < prices->length; row++) {
		const size_t end = week_end(prices, t);

		result.dates[row] = prices->dates[end - 1];
		for (; t < end; t++)
			for (size_t i = 0; i < prices->count; i++)
				if (!isnan(series_at(prices, t, i)))
					result.values[row * result.count + i] = series_at(prices, t, i);
	}
	*weekly = result;
	return STATUS_OK;
}

static bool row_is_complete(const struct series *returns, size_t t)
{
	if (cross_product_is_finite(returns->values + t * returns->count, returns->count))
		return true;
	for (size_t i = 0; i < returns->count; i++)
		if (isnan(series_at(returns, t, i)))
			return false;
	return true;
}

size_t estimate_common_rows(const struct series *returns)
{
	size_t rows = 0;

	/* the quick answer when there is no gap at all */
	if (cross_product_is_finite(returns->values, returns->length * returns->count))
		return returns->length;
	for (size_t t = 0; t < returns->length; t++)
		rows += row_is_complete(returns, t);
	return rows;
}

size_t estimate_shortest(const struct series *returns, size_t *observations)
{
	size_t shortest = 0, fewest = SIZE_MAX;

	for (size_t i = 0; i < returns->count; i++) {
		size_t seen = 0;

		for (size_t t = 0; t < returns->length; t++)
			seen += !isnan(series_at(returns, t, i));
		if (seen < fewest) {
			fewest = seen;
			shortest = i;
		}
	}
	if (observations != NULL)
		*observations = fewest;
	return shortest;
}

enum status estimate_common_window(const struct series *returns, gsl_matrix **window, struct date **dates,
                                   struct error *err)
{
	const size_t rows = estimate_common_rows(returns);
	struct date *kept_dates = NULL;
	gsl_matrix *kept;

	if (rows == 0 || returns->count == 0)
		return error_set(err, STATUS_INVALID, "no day has a return of all %zu assets; asset %zu has the fewest",
		                 returns->count, returns->count > 0 ? estimate_shortest(returns, NULL) + 1 : 0);
	kept = gsl_matrix_alloc(rows, returns->count);
	if (dates != NULL)
		kept_dates = memory_try(rows, sizeof *kept_dates);
	if (kept == NULL || (dates != NULL && kept_dates == NULL)) {
		gsl_matrix_free(kept);
		free(kept_dates);
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", rows, returns->count);
	}
	for (size_t t = 0, row = 0; t < returns->length; t++) {
		if (!row_is_complete(returns, t))
			continue;
		for (size_t i = 0; i < returns->count; i++)
			gsl_matrix_set(kept, row, i, series_at(returns, t, i));
		if (dates != NULL)
			kept_dates[row] = returns->dates[t];
		row++;
	}
	*window = kept;
	if (dates != NULL)
		*dates = kept_dates;
	return STATUS_OK;
}
