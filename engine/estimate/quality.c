/* How far an estimate can be trusted. */
#include "engine/estimate/quality.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"
#include "engine/estimate/estimate.h"
#include "engine/estimate/symmetric_eigen.h"

/* At or below this a covariance has lost all its digits in some direction. */
static const double singular = 1e-12;

/* One price in so many may be stale or missing. */
static const size_t gaps_allowed = 20;

/* A lagged correlation as large as this is worth a warning even where chance could not explain a smaller one. */
static const double material_lag = 0.1;

const struct estimate_flaw_words estimate_flaw_words[] = {
	{ESTIMATE_SHORT, "short", "the history is short for so many assets"},
	{ESTIMATE_GAPS, "gaps", "more than one price in twenty is stale or missing"},
	{ESTIMATE_OUTLIERS, "outliers", "extreme returns were pulled in"},
	{ESTIMATE_SINGULAR, "singular", "some portfolio seems to have no risk at all"},
	{ESTIMATE_REPAIRED, "repaired", "the matrix was not a valid covariance and was moved to the nearest one"},
	{ESTIMATE_ASYNCHRONOUS, "asynchronous", "one asset follows another a period later, as when markets close at "
	                                        "different hours: weekly returns or the lag-adjusted covariance avoid it"},
	{ESTIMATE_PAIRWISE, "pairwise", "each entry rests on the days its two assets share"},
	{ESTIMATE_FILLED, "filled", "short histories were extended by regression on the longer ones"},
	{ESTIMATE_UNSTRUCTURED, "unstructured", "nothing stood above noise, so the covariance was shrunk instead"},
	{0, NULL, NULL},
};

enum status quality_condition(const gsl_matrix *covariance, double *ratio, struct error *err)
{
	const size_t n = covariance->size1;
	size_t *column = memory_try(n, sizeof *column), count = 0;
	gsl_matrix *copy = NULL;
	gsl_vector *values = NULL;
	enum status status = STATUS_OK;

	for (size_t i = 0; column != NULL && i < n; i++)
		if (gsl_matrix_get(covariance, i, i) > 0.0)
			column[count++] = i;
	if (column != NULL && count == 0) {
		*ratio = 0.0;
		goto done;
	}
	copy = gsl_matrix_alloc(count, count);
	values = gsl_vector_alloc(count);
	if (column == NULL || copy == NULL || values == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "the eigenvalues of %zu assets do not fit", n);
		goto done;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			gsl_matrix_set(copy, i, j, gsl_matrix_get(covariance, column[i], column[j]));
	status = symmetric_eigen(copy, values, false, err);
	if (status == STATUS_OK)
		*ratio = gsl_vector_get(values, 0) / gsl_vector_get(values, count - 1);
done:
	free(column);
	gsl_matrix_free(copy);
	gsl_vector_free(values);
	return status;
}

/* Columns to unit length; those that do not vary to zero. */
static void standardise(gsl_matrix *x)
{
	for (size_t i = 0; i < x->size2; i++) {
		gsl_vector_view column = gsl_matrix_column(x, i);
		const double length = gsl_blas_dnrm2(&column.vector);

		(void)gsl_vector_scale(&column.vector, length > 1e-12 * sqrt((double)x->size1) ? 1.0 / length : 0.0);
	}
}

enum status quality_lead_lag(const gsl_matrix *returns, struct estimate_info *info, struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	gsl_matrix *x, *lagged;

	if (length < ESTIMATE_SHRINKAGE_WINDOW || n < 2)
		return STATUS_OK;
	x = cross_product_centred(returns);
	lagged = gsl_matrix_alloc(n, n);
	if (x == NULL || lagged == NULL) {
		gsl_matrix_free(x);
		gsl_matrix_free(lagged);
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
	}
	standardise(x);

	const gsl_matrix_const_view later = gsl_matrix_const_submatrix(x, 1, 0, length - 1, n);
	const gsl_matrix_const_view earlier = gsl_matrix_const_submatrix(x, 0, 0, length - 1, n);

	(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1.0, &later.matrix, &earlier.matrix, 0.0, lagged);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (i != j && fabs(gsl_matrix_get(lagged, i, j)) > fabs(info->lead_lag)) {
				info->lead_lag = gsl_matrix_get(lagged, i, j);
				info->follows = i;
				info->leads = j;
			}
	gsl_matrix_free(x);
	gsl_matrix_free(lagged);
	return STATUS_OK;
}

/*
 * The largest of N (N - 1) correlations of independent returns stays below sqrt(2 ln(N (N - 1)) / T) as a rule; half as
 * much again leaves fewer than one false warning in a hundred.
 */
static double lag_by_chance(const struct estimate_info *info)
{
	const double pairs = (double)info->assets * ((double)info->assets - 1.0);

	return pairs > 1.0 && info->observations > 0 ? 1.5 * sqrt(2.0 * log(pairs) / (double)info->observations) : 1.0;
}

void estimate_judge(struct estimate_info *info)
{
	const size_t prices = info->observed + info->stale + info->missing;
	unsigned flaws = 0;

	if (info->observations < ESTIMATE_COMMON_WINDOW || info->observations < 2 * info->assets)
		flaws |= ESTIMATE_SHORT;
	if (gaps_allowed * (info->stale + info->missing) > prices)
		flaws |= ESTIMATE_GAPS;
	if (info->outliers > 0)
		flaws |= ESTIMATE_OUTLIERS;
	if (info->condition <= singular)
		flaws |= ESTIMATE_SINGULAR;
	if (info->is_repaired)
		flaws |= ESTIMATE_REPAIRED;
	if (fabs(info->lead_lag) > fmax(material_lag, lag_by_chance(info)))
		flaws |= ESTIMATE_ASYNCHRONOUS;
	if (info->is_pairwise)
		flaws |= ESTIMATE_PAIRWISE;
	if (info->is_filled)
		flaws |= ESTIMATE_FILLED;
	if (info->is_unstructured)
		flaws |= ESTIMATE_UNSTRUCTURED;
	info->flaws = flaws;
	if ((flaws & (ESTIMATE_SINGULAR | ESTIMATE_GAPS)) != 0 || info->observations <= info->assets)
		info->verdict = ESTIMATE_POOR;
	else
		info->verdict = flaws != 0 ? ESTIMATE_FAIR : ESTIMATE_GOOD;
}

void estimate_count_gaps(const struct estimate_coverage *coverage, size_t count, struct estimate_info *info)
{
	info->observed = info->stale = info->missing = 0;
	for (size_t i = 0; i < count; i++) {
		info->observed += coverage[i].observed;
		info->stale += coverage[i].stale;
		info->missing += coverage[i].missing;
	}
	estimate_judge(info);
}
