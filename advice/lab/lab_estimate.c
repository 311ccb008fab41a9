/* Assumptions estimated from a history of prices or returns. */
#include "advice/lab/lab_estimate.h"

#include <math.h>
#include <stdlib.h>

#include "advice/lab/lab_choice.h"
#include "engine/base/memory.h"

enum { METHODS = 32 };

static const struct mean_estimator *find_mean(const char *name)
{
	return estimate_find_mean(name != NULL ? name : "historical");
}

static const struct estimator *find_covariance(const char *name)
{
	return estimate_find(name != NULL ? name : "sample");
}

enum status lab_methods_check(const struct lab_methods *methods, struct error *err)
{
	const char *names[METHODS];
	size_t count = 0;

	if (!isfinite(methods->periods) || methods->periods <= 0.0)
		return error_set(err, STATUS_INVALID, "there are %g periods a year; the number must be above 0", methods->periods);
	if (!isnan(methods->lambda) && !(methods->lambda > 0.0 && methods->lambda < 1.0))
		return error_set(err, STATUS_INVALID, "lambda is %g; it must lie between 0 and 1", methods->lambda);
	if (!(methods->winsorise >= 0.0))
		return error_set(err, STATUS_INVALID, "returns cannot be pulled in at %g deviations; the number must be above 0",
		                 methods->winsorise);
	if (find_mean(methods->mean) == NULL) {
		for (; count < METHODS && mean_estimators[count] != NULL; count++)
			names[count] = mean_estimators[count]->name;
		return lab_refuse_name("mean", methods->mean, names, count, err);
	}
	if (find_covariance(methods->covariance) == NULL) {
		for (; count < METHODS && estimators[count] != NULL; count++)
			names[count] = estimators[count]->name;
		return lab_refuse_name("covariance", methods->covariance, names, count, err);
	}
	return STATUS_OK;
}

static enum status read_prices(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                               struct lab_history *history, struct error *err)
{
	struct series prices = {0};
	struct estimate_coverage *coverage;
	enum status status = symbols != NULL ? lab_read_series_of(reader, path, LAB_PRICES, symbols, &prices, err)
	                                     : lab_read_series(reader, path, LAB_PRICES, &history->symbols, &prices, err);

	if (status != STATUS_OK)
		return status;
	coverage = memory_new_array(prices.count, sizeof *coverage);
	status = estimate_returns(&prices, &history->returns, coverage, err);
	if (status == STATUS_OK)
		estimate_count_gaps(coverage, prices.count, &history->gaps);
	else
		(void)error_prefix(err, "%s", path);
	free(coverage);
	series_clear(&prices);
	return status;
}

enum status lab_history_read(const struct lab_reader *reader, const char *prices, const char *returns,
                             const struct lab_symbols *symbols, struct lab_history *history, struct error *err)
{
	history->path = returns != NULL ? returns : prices;
	if (symbols != NULL)
		history->symbols = *symbols;
	if (returns == NULL)
		return read_prices(reader, prices, symbols, history, err);
	return symbols != NULL ? lab_read_series_of(reader, returns, LAB_RETURNS, symbols, &history->returns, err)
	                       : lab_read_series(reader, returns, LAB_RETURNS, &history->symbols, &history->returns, err);
}

void lab_history_clear(struct lab_history *history)
{
	series_clear(&history->returns);
	*history = (struct lab_history){0};
}

/* The engine counts columns; a person knows them by name. */
static enum status name_shortest(const struct lab_history *history, struct error *err)
{
	size_t observations;
	const size_t shortest = estimate_shortest(&history->returns, &observations);

	return error_prefix(err, "%s (\"%s\" is the shortest with %zu returns)", history->path,
	                    history->symbols.names[shortest], observations);
}

static double decay_of(const struct lab_methods *methods)
{
	return isnan(methods->lambda) ? ESTIMATE_DECAY_DAILY : methods->lambda;
}

enum status lab_estimate_mean(const struct lab_history *history, const struct lab_methods *methods, gsl_vector *mean,
                              double *shrinkage, struct error *err)
{
	double found = 0.0;
	const enum status status = find_mean(methods->mean)->mean(&history->returns, decay_of(methods), methods->periods,
	                                                          mean, &found, err);

	if (status != STATUS_OK)
		return name_shortest(history, err);
	if (shrinkage != NULL)
		*shrinkage = found;
	return STATUS_OK;
}

enum status lab_estimate_covariance(const struct lab_history *history, const struct lab_methods *methods,
                                    gsl_matrix *covariance, struct estimate_info *info, struct error *err)
{
	const struct estimate_options options = {
		.decay = decay_of(methods), .deviations = methods->winsorise, .is_filled = methods->is_filled};
	struct estimate_info found = {0};
	const enum status status = estimate_covariance_with(find_covariance(methods->covariance), &history->returns,
	                                                    &options, covariance, info != NULL ? &found : NULL, err);

	if (status != STATUS_OK)
		return name_shortest(history, err);
	estimate_annualise(covariance, methods->periods);
	if (info == NULL)
		return STATUS_OK;
	found.observed = history->gaps.observed;
	found.stale = history->gaps.stale;
	found.missing = history->gaps.missing;
	estimate_judge(&found);
	*info = found;
	return STATUS_OK;
}
