/* Series on one calendar, and simple returns to log returns and back. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"

static enum status check_part(const struct series *part, size_t number, struct error *err)
{
	for (size_t t = 1; t < part->length; t++) {
		char text[DATE_TEXT_SIZE];

		if (date_compare(part->dates[t - 1], part->dates[t]) >= 0)
			return error_set(err, STATUS_INVALID, "the dates of series %zu do not rise at %s", number + 1,
			                 date_format(part->dates[t], text));
	}
	return STATUS_OK;
}

/* Where each part stands, and the calendar they make together. */
struct merge {
	const struct series *const *parts;
	size_t count;
	size_t *at;             /* owned; the next row of each part                                  */
	enum estimate_join join;
};

/* The next date of the calendar, and in how many parts it has a row; false at the end. */
static bool next_date(const struct merge *merge, struct date *date, size_t *present)
{
	bool has_date = false;

	for (size_t p = 0; p < merge->count; p++) {
		const struct series *part = merge->parts[p];

		if (merge->at[p] < part->length &&
		    (!has_date || date_compare(part->dates[merge->at[p]], *date) < 0)) {
			*date = part->dates[merge->at[p]];
			has_date = true;
		}
	}
	*present = 0;
	for (size_t p = 0; has_date && p < merge->count; p++)
		*present += merge->at[p] < merge->parts[p]->length &&
		            date_compare(merge->parts[p]->dates[merge->at[p]], *date) == 0;
	return has_date;
}

/* One walk over all dates. aligned NULL: only counts the rows it would have. */
static size_t walk(struct merge *merge, struct series *aligned)
{
	struct date date = {0};
	size_t rows = 0, present;

	for (size_t p = 0; p < merge->count; p++)
		merge->at[p] = 0;
	while (next_date(merge, &date, &present)) {
		const bool is_kept = merge->join == ESTIMATE_ANY_DATE || present == merge->count;
		size_t column = 0;

		if (is_kept && aligned != NULL)
			aligned->dates[rows] = date;
		for (size_t p = 0; p < merge->count; p++) {
			const struct series *part = merge->parts[p];

			if (merge->at[p] < part->length && date_compare(part->dates[merge->at[p]], date) == 0) {
				for (size_t i = 0; is_kept && aligned != NULL && i < part->count; i++)
					aligned->values[rows * aligned->count + column + i] = series_at(part, merge->at[p], i);
				merge->at[p]++;
			}
			column += part->count;
		}
		rows += is_kept;
	}
	return rows;
}

enum status estimate_align(const struct series *const *parts, size_t count, enum estimate_join join,
                           struct series *aligned, struct error *err)
{
	struct merge merge = {.parts = parts, .count = count, .join = join};
	struct series result = {0};
	size_t columns = 0, rows;
	enum status status = STATUS_OK;

	for (size_t p = 0; status == STATUS_OK && p < count; p++) {
		columns += parts[p]->count;
		status = check_part(parts[p], p, err);
	}
	if (status != STATUS_OK)
		return status;
	merge.at = memory_new_array(count, sizeof *merge.at);
	rows = walk(&merge, NULL);
	if (rows == 0 || columns == 0)
		status = error_set(err, STATUS_INVALID, "the %zu series have no date %s", count,
		                   join == ESTIMATE_COMMON_DATES ? "in common" : "at all");
	if (status == STATUS_OK)
		status = series_init(&result, rows, columns, err);
	if (status == STATUS_OK) {
		(void)walk(&merge, &result);
		*aligned = result;
	}
	free(merge.at);
	return status;
}

static enum status check_values(const struct series *returns, double above, struct error *err)
{
	for (size_t k = 0; k < returns->length * returns->count; k++)
		if (isinf(returns->values[k]) || returns->values[k] <= above)
			return error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g, which has no %s return",
			                 k / returns->count + 1, k % returns->count + 1, returns->values[k],
			                 isinf(above) ? "simple" : "log");
	return STATUS_OK;
}

enum status estimate_to_log(struct series *returns, struct error *err)
{
	const enum status status = check_values(returns, -1.0, err);

	for (size_t k = 0; status == STATUS_OK && k < returns->length * returns->count; k++)
		returns->values[k] = log1p(returns->values[k]);
	return status;
}

enum status estimate_to_simple(struct series *returns, struct error *err)
{
	enum status status = check_values(returns, -INFINITY, err);

	for (size_t k = 0; status == STATUS_OK && k < returns->length * returns->count; k++)
		if (isinf(expm1(returns->values[k])))
			status = error_set(err, STATUS_INVALID, "log return %zu of asset %zu is %g, too large for a return",
			                   k / returns->count + 1, k % returns->count + 1, returns->values[k]);
	for (size_t k = 0; status == STATUS_OK && k < returns->length * returns->count; k++)
		returns->values[k] = expm1(returns->values[k]);
	return status;
}

enum status estimate_log_normal(double arithmetic_mean, double volatility, double *mean, double *deviation,
                                struct error *err)
{
	double square;

	if (!isfinite(arithmetic_mean) || arithmetic_mean <= -1.0 || !isfinite(volatility) || volatility < 0.0)
		return error_set(err, STATUS_INVALID, "a mean of %g and a volatility of %g are not those of a log-normal return",
		                 arithmetic_mean, volatility);
	square = log1p(volatility * volatility / ((1.0 + arithmetic_mean) * (1.0 + arithmetic_mean)));
	*mean = log1p(arithmetic_mean) - 0.5 * square;
	*deviation = sqrt(square);
	return STATUS_OK;
}
