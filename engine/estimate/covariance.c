/* The table of methods, and the choice of rows when returns have gaps. */
#include "engine/estimate/estimate.h"

#include <string.h>

#include "engine/estimate/cross_product.h"
#include "engine/estimate/quality.h"

/* from_window has checked the numbers: a second pass would be a tenth of the cost. */
static enum status sample(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                          struct estimate_info *info, struct error *err)
{
	(void)options; /* equal weights */
	(void)info;
	return cross_product_sample(returns, covariance, err);
}

static enum status weighted(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                            struct estimate_info *info, struct error *err)
{
	(void)info;
	return estimate_weighted(returns, options->decay, covariance, err);
}

static enum status identity(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                            struct estimate_info *info, struct error *err)
{
	(void)options;
	return estimate_ledoit_wolf_identity(returns, covariance, &info->shrinkage, err);
}

static enum status constant(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                            struct estimate_info *info, struct error *err)
{
	(void)options;
	return estimate_ledoit_wolf_constant(returns, covariance, &info->shrinkage, err);
}

static enum status factor(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                          struct estimate_info *info, struct error *err)
{
	(void)options;
	return estimate_ledoit_wolf_factor(returns, NULL, covariance, &info->shrinkage, err);
}

static enum status oas(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                       struct estimate_info *info, struct error *err)
{
	(void)options;
	return estimate_oracle_approximating(returns, covariance, &info->shrinkage, err);
}

static enum status denoised(const gsl_matrix *returns, const struct estimate_options *options, gsl_matrix *covariance,
                            struct estimate_info *info, struct error *err)
{
	const enum status status = estimate_denoised(returns, covariance, &info->shrinkage, &info->factors, err);

	(void)options;
	info->is_unstructured = status == STATUS_OK && info->factors == 0;
	return status;
}

static enum status asynchronous(const gsl_matrix *returns, const struct estimate_options *options,
                                gsl_matrix *covariance, struct estimate_info *info, struct error *err)
{
	(void)options;
	return estimate_asynchronous(returns, covariance, &info->is_repaired, err);
}

static enum status semicovariance(const gsl_matrix *returns, const struct estimate_options *options,
                                  gsl_matrix *covariance, struct estimate_info *info, struct error *err)
{
	(void)info;
	return estimate_semicovariance(returns, options->benchmark, covariance, err);
}

static const struct estimator estimator_sample = {.name = "sample", .covariance = sample};
static const struct estimator estimator_weighted = {.name = "weighted", .covariance = weighted};
static const struct estimator estimator_identity = {.name = "ledoit-wolf-identity", .covariance = identity};
static const struct estimator estimator_constant = {.name = "ledoit-wolf-constant", .covariance = constant};
static const struct estimator estimator_factor = {.name = "ledoit-wolf-factor", .covariance = factor};
static const struct estimator estimator_oas = {.name = "oas", .covariance = oas};
static const struct estimator estimator_denoised = {.name = "denoised", .covariance = denoised};
static const struct estimator estimator_asynchronous = {.name = "asynchronous", .covariance = asynchronous};
static const struct estimator estimator_semicovariance = {.name = "semicovariance", .covariance = semicovariance};

const struct estimator *const estimators[] = {
	&estimator_sample, &estimator_weighted, &estimator_identity, &estimator_constant, &estimator_factor, &estimator_oas,
	&estimator_denoised, &estimator_asynchronous, &estimator_semicovariance, NULL,
};

const struct estimator *estimate_find(const char *name)
{
	for (size_t i = 0; estimators[i] != NULL; i++)
		if (strcmp(estimators[i]->name, name) == 0)
			return estimators[i];
	return NULL;
}

void estimate_annualise(gsl_matrix *covariance, double periods_per_year)
{
	(void)gsl_matrix_scale(covariance, periods_per_year);
}

static enum status refuse_gaps(const struct estimator *estimator, const struct series *returns, size_t common,
                               struct error *err)
{
	size_t fewest;
	const size_t shortest = estimate_shortest(returns, &fewest);

	return error_set(err, STATUS_INVALID,
	                 "the %zu assets have %zu returns in common, and %s needs %d; asset %zu has the fewest, %zu: leave it "
	                 "out or wait for more", returns->count, common, estimator->name, ESTIMATE_COMMON_WINDOW,
	                 shortest + 1, fewest);
}

/* The rows all assets have, and what the method makes of them. A complete series lies in memory as the matrix it is. */
static enum status from_window(const struct estimator *estimator, const struct series *returns, size_t rows,
                               bool is_checked, const struct estimate_options *options, bool is_judged, gsl_matrix *covariance,
                               struct estimate_info *info, struct error *err)
{
	gsl_matrix *window = NULL;
	enum status status = STATUS_OK;

	if (rows < returns->length || rows == 0) {
		status = estimate_common_window(returns, &window, NULL, err);
		if (status != STATUS_OK)
			return status;
	}

	const gsl_matrix_const_view whole = gsl_matrix_const_view_array(window != NULL ? window->data : returns->values,
	                                                                rows, returns->count);

	info->observations = rows;
	if (!is_checked)
		status = cross_product_check(&whole.matrix, covariance, err);
	if (status == STATUS_OK)
		status = estimator->covariance(&whole.matrix, options, covariance, info, err);
	if (status == STATUS_OK && is_judged)
		status = quality_lead_lag(&whole.matrix, info, err);
	gsl_matrix_free(window);
	return status;
}

/* The way that fits the gaps there are. */
static enum status from_series(const struct estimator *estimator, const struct series *returns,
                               const struct estimate_options *options, bool is_judged, gsl_matrix *covariance,
                               struct estimate_info *info, struct error *err)
{
	const bool is_checked = cross_product_is_finite(returns->values, returns->length * returns->count);
	const size_t common = is_checked ? returns->length : estimate_common_rows(returns);
	const bool has_gaps = common < returns->length;

	if (has_gaps && options->is_filled && estimator == &estimator_sample) {
		info->is_filled = true;
		return estimate_stambaugh(returns, covariance, NULL, &info->observations, err);
	}
	if (!has_gaps || common >= ESTIMATE_COMMON_WINDOW)
		return from_window(estimator, returns, common, is_checked, options, is_judged, covariance, info, err);
	if (estimator != &estimator_sample)
		return refuse_gaps(estimator, returns, common, err);
	info->is_pairwise = true;
	return estimate_pairwise(returns, covariance, &info->observations, &info->is_repaired, err);
}

static enum status copy_series(const struct series *from, struct series *to, struct error *err)
{
	const enum status status = series_init(to, from->length, from->count, err);

	if (status == STATUS_OK && from->length > 0) {
		memcpy(to->dates, from->dates, from->length * sizeof *from->dates);
		memcpy(to->values, from->values, from->length * from->count * sizeof *from->values);
	}
	return status;
}

/* A result of its own when something after the estimate may still fail: covariance is written on success only. */
static enum status with_info(const struct estimator *estimator, const struct series *returns,
                             const struct estimate_options *options, gsl_matrix *covariance, struct estimate_info *info,
                             struct error *err)
{
	gsl_matrix *result = gsl_matrix_alloc(returns->count, returns->count);
	enum status status;

	if (result == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", returns->count);
	status = from_series(estimator, returns, options, true, result, info, err);
	if (status == STATUS_OK)
		status = quality_condition(result, &info->condition, err);
	if (status == STATUS_OK)
		(void)gsl_matrix_memcpy(covariance, result);
	gsl_matrix_free(result);
	return status;
}

enum status estimate_covariance_with(const struct estimator *estimator, const struct series *returns,
                                     const struct estimate_options *options, gsl_matrix *covariance,
                                     struct estimate_info *info, struct error *err)
{
	struct estimate_info found = {.assets = returns->count};
	struct series pulled = {0};
	const struct series *used = returns;
	enum status status = STATUS_OK;

	if (returns->count == 0 || covariance->size1 != returns->count || covariance->size2 != returns->count)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu", returns->count,
		                 covariance->size1, covariance->size2);
	if (options->deviations > 0.0) {
		status = copy_series(returns, &pulled, err);
		if (status == STATUS_OK)
			status = estimate_winsorise(&pulled, options->deviations, NULL, &found.outliers, err);
		used = &pulled;
	}
	if (status == STATUS_OK)
		status = info != NULL ? with_info(estimator, used, options, covariance, &found, err)
		                      : from_series(estimator, used, options, false, covariance, &found, err);
	if (status == STATUS_OK && info != NULL) {
		estimate_judge(&found);
		*info = found;
	}
	series_clear(&pulled);
	return status;
}

enum status estimate_covariance(const struct estimator *estimator, const struct series *returns, double decay,
                                gsl_matrix *covariance, struct estimate_info *info, struct error *err)
{
	const struct estimate_options options = {.decay = decay};

	return estimate_covariance_with(estimator, returns, &options, covariance, info, err);
}
