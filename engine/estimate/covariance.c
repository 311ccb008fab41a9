/* The table of methods, and the choice of rows when returns have gaps. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_eigen.h>

static enum status sample(const gsl_matrix *returns, double decay, gsl_matrix *covariance, double *shrinkage,
                          struct error *err)
{
	const enum status status = estimate_sample(returns, covariance, err);

	(void)decay; /* equal weights */
	if (status == STATUS_OK)
		*shrinkage = 0.0;
	return status;
}

static enum status weighted(const gsl_matrix *returns, double decay, gsl_matrix *covariance, double *shrinkage,
                            struct error *err)
{
	const enum status status = estimate_weighted(returns, decay, covariance, err);

	if (status == STATUS_OK)
		*shrinkage = 0.0;
	return status;
}

static enum status identity(const gsl_matrix *returns, double decay, gsl_matrix *covariance, double *shrinkage,
                            struct error *err)
{
	(void)decay;
	return estimate_ledoit_wolf_identity(returns, covariance, shrinkage, err);
}

static enum status constant(const gsl_matrix *returns, double decay, gsl_matrix *covariance, double *shrinkage,
                            struct error *err)
{
	(void)decay;
	return estimate_ledoit_wolf_constant(returns, covariance, shrinkage, err);
}

static const struct estimator estimator_sample = {.name = "sample", .covariance = sample};
static const struct estimator estimator_weighted = {.name = "weighted", .covariance = weighted};
static const struct estimator estimator_identity = {.name = "ledoit-wolf-identity", .covariance = identity};
static const struct estimator estimator_constant = {.name = "ledoit-wolf-constant", .covariance = constant};

const struct estimator *const estimators[] = {
	&estimator_sample, &estimator_weighted, &estimator_identity, &estimator_constant, NULL,
};

const struct estimator *estimate_find(const char *name)
{
	for (size_t i = 0; estimators[i] != NULL; i++)
		if (strcmp(estimators[i]->name, name) == 0)
			return estimators[i];
	return NULL;
}

void estimate_count_gaps(const struct estimate_coverage *coverage, size_t count, struct estimate_info *info)
{
	info->stale = info->missing = 0;
	for (size_t i = 0; i < count; i++) {
		info->stale += coverage[i].stale;
		info->missing += coverage[i].missing;
	}
}

void estimate_annualise(gsl_matrix *covariance, double periods_per_year)
{
	(void)gsl_matrix_scale(covariance, periods_per_year);
}

/* Smallest over largest eigenvalue among the assets that vary: cash would always make it 0 and say nothing. */
static enum status condition(const gsl_matrix *covariance, double *ratio, struct error *err)
{
	size_t count = 0;
	gsl_matrix *copy = NULL;
	gsl_vector *values = NULL;
	gsl_eigen_symm_workspace *workspace = NULL;
	double smallest, largest;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < covariance->size1; i++)
		count += gsl_matrix_get(covariance, i, i) > 0.0;
	if (count == 0) {
		*ratio = 0.0;
		return STATUS_OK;
	}
	copy = gsl_matrix_alloc(count, count);
	values = gsl_vector_alloc(count);
	workspace = gsl_eigen_symm_alloc(count);
	if (copy == NULL || values == NULL || workspace == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "the eigenvalues of %zu assets do not fit", count);
		goto done;
	}
	for (size_t i = 0, row = 0; i < covariance->size1; i++) {
		size_t column = 0;

		if (!(gsl_matrix_get(covariance, i, i) > 0.0))
			continue;
		for (size_t j = 0; j < covariance->size1; j++)
			if (gsl_matrix_get(covariance, j, j) > 0.0)
				gsl_matrix_set(copy, row, column++, gsl_matrix_get(covariance, i, j));
		row++;
	}
	if (gsl_eigen_symm(copy, values, workspace) != 0) {
		status = error_set(err, STATUS_NOT_CONVERGED, "the eigenvalues of the covariance were not found");
		goto done;
	}
	gsl_vector_minmax(values, &smallest, &largest);
	*ratio = smallest / largest;
done:
	gsl_matrix_free(copy);
	gsl_vector_free(values);
	if (workspace != NULL)
		gsl_eigen_symm_free(workspace);
	return status;
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

enum status estimate_covariance(const struct estimator *estimator, const struct series *returns, double decay,
                                gsl_matrix *covariance, struct estimate_info *info, struct error *err)
{
	const size_t common = estimate_common_rows(returns);
	struct estimate_info found = {.observations = common};
	gsl_matrix *window = NULL, *result = NULL;
	enum status status;

	if (returns->count == 0 || covariance->size1 != returns->count || covariance->size2 != returns->count)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu", returns->count,
		                 covariance->size1, covariance->size2);
	found.is_pairwise = common < returns->length && common < ESTIMATE_COMMON_WINDOW;
	if (found.is_pairwise && estimator != &estimator_sample)
		return refuse_gaps(estimator, returns, common, err);
	result = gsl_matrix_alloc(returns->count, returns->count);
	if (result == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", returns->count);
	if (found.is_pairwise) {
		status = estimate_pairwise(returns, result, &found.observations, err);
	} else {
		status = estimate_common_window(returns, &window, NULL, err);
		if (status == STATUS_OK)
			status = estimator->covariance(window, decay, result, &found.shrinkage, err);
	}
	if (status == STATUS_OK && info != NULL)
		status = condition(result, &found.condition, err);
	if (status == STATUS_OK) {
		(void)gsl_matrix_memcpy(covariance, result);
		if (info != NULL)
			*info = found;
	}
	gsl_matrix_free(window);
	gsl_matrix_free(result);
	return status;
}
