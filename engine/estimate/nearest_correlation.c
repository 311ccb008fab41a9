/* Higham's alternating projections: positive semidefinite, then unit diagonal, with Dykstra's correction. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include "engine/estimate/cross_product.h"
#include "engine/estimate/symmetric_eigen.h"

enum { MOST_ROUNDS = 2000 };

/* The distance of the two projections, relative to the matrix, at which they agree. */
static const double agreement = 1e-12;

/* Below this a negative eigenvalue is rounding, and the matrix is left as it is. */
static const double rounding = 1e-12;

/* The eigenvalue the cheap repair raises smaller ones to. */
static const double clipped = 1e-8;

struct projection {
	gsl_vector *values;
	gsl_matrix *vectors, *correction, *projected;
};

static void projection_clear(struct projection *p)
{
	gsl_vector_free(p->values);
	gsl_matrix_free(p->vectors);
	gsl_matrix_free(p->correction);
	gsl_matrix_free(p->projected);
}

static bool projection_init(struct projection *p, size_t size)
{
	*p = (struct projection){
		.values = gsl_vector_alloc(size),
		.vectors = gsl_matrix_alloc(size, size),
		.correction = gsl_matrix_calloc(size, size),
		.projected = gsl_matrix_alloc(size, size),
	};
	return p->values != NULL && p->vectors != NULL && p->correction != NULL && p->projected != NULL;
}

/*
 * projected = the matrix given with every eigenvalue at least floor, which is 0 or more: for 0, the nearest positive
 * semidefinite matrix.
 */
static enum status project(struct projection *p, const gsl_matrix *matrix, double floor, double *smallest,
                           struct error *err)
{
	enum status status;

	(void)gsl_matrix_memcpy(p->vectors, matrix);
	status = symmetric_eigen(p->vectors, p->values, true, err);
	if (status != STATUS_OK)
		return status;
	*smallest = gsl_vector_get(p->values, 0);
	for (size_t k = 0; k < p->values->size; k++) {
		gsl_vector_view row = gsl_matrix_row(p->vectors, k);

		(void)gsl_vector_scale(&row.vector, sqrt(fmax(floor, gsl_vector_get(p->values, k))));
	}
	cross_product(1.0, p->vectors, p->projected);
	return STATUS_OK;
}

static double norm(const gsl_matrix *matrix)
{
	double sum = 0.0;

	for (size_t i = 0; i < matrix->size1; i++)
		for (size_t j = 0; j < matrix->size2; j++)
			sum += gsl_matrix_get(matrix, i, j) * gsl_matrix_get(matrix, i, j);
	return sqrt(sum);
}

static enum status check(const gsl_matrix *correlation, struct error *err)
{
	if (correlation->size1 == 0 || correlation->size1 != correlation->size2)
		return error_set(err, STATUS_INVALID, "a correlation matrix of %zu x %zu", correlation->size1,
		                 correlation->size2);
	for (size_t i = 0; i < correlation->size1; i++)
		for (size_t j = 0; j <= i; j++)
			if (!isfinite(gsl_matrix_get(correlation, i, j)) ||
			    gsl_matrix_get(correlation, i, j) != gsl_matrix_get(correlation, j, i))
				return error_set(err, STATUS_INVALID, "the correlation of assets %zu and %zu is %g and %g", i + 1,
				                 j + 1, gsl_matrix_get(correlation, i, j), gsl_matrix_get(correlation, j, i));
	return STATUS_OK;
}

/* The last step is a scaling, so that the diagonal is 1 and no eigenvalue negative at once. */
static void scale_to_unit(const gsl_matrix *projected, gsl_matrix *correlation)
{
	for (size_t i = 0; i < correlation->size1; i++)
		for (size_t j = 0; j < correlation->size2; j++)
			gsl_matrix_set(correlation, i, j, i == j ? 1.0 : gsl_matrix_get(projected, i, j) /
			               sqrt(gsl_matrix_get(projected, i, i) * gsl_matrix_get(projected, j, j)));
}

static enum status approach(struct projection *p, const gsl_matrix *start, gsl_matrix *y, struct error *err)
{
	double distance = INFINITY, smallest;

	(void)gsl_matrix_memcpy(y, start);
	for (size_t round = 0; round < MOST_ROUNDS; round++) {
		double square = 0.0;
		enum status status;

		/* algorithm 3.3: R = Y - dS, X = P_S(R), dS = X - R, Y = P_U(X) */
		(void)gsl_matrix_sub(y, p->correction);
		status = project(p, y, 0.0, &smallest, err);
		if (status != STATUS_OK)
			return status;
		(void)gsl_matrix_memcpy(p->correction, p->projected);
		(void)gsl_matrix_sub(p->correction, y);
		(void)gsl_matrix_memcpy(y, p->projected);
		for (size_t i = 0; i < y->size1; i++) {
			square += pow(1.0 - gsl_matrix_get(y, i, i), 2.0);
			gsl_matrix_set(y, i, i, 1.0);
		}
		distance = sqrt(square) / norm(y);
		if (distance <= agreement)
			return STATUS_OK;
	}
	return error_set(err, STATUS_NOT_CONVERGED, "the nearest correlation matrix is still %g away after %d rounds",
	                 distance, MOST_ROUNDS);
}

/* *is_changed tells whether the matrix was not valid as it came. */
static enum status nearest(gsl_matrix *correlation, bool *is_changed, struct error *err)
{
	const size_t n = correlation->size1;
	struct projection projection;
	gsl_matrix *y = gsl_matrix_alloc(n, n);
	double smallest = 0.0;
	bool has_ones = true;
	enum status status = STATUS_OK;

	if (!projection_init(&projection, n) || y == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "a correlation matrix of %zu assets does not fit", n);
	for (size_t i = 0; i < n; i++)
		has_ones = has_ones && gsl_matrix_get(correlation, i, i) == 1.0;
	if (status == STATUS_OK)
		status = project(&projection, correlation, 0.0, &smallest, err);
	*is_changed = !has_ones || smallest < -rounding;
	if (status == STATUS_OK && *is_changed) {
		status = approach(&projection, correlation, y, err);
		if (status == STATUS_OK)
			scale_to_unit(projection.projected, correlation);
	}
	gsl_matrix_free(y);
	projection_clear(&projection);
	return status;
}

enum status estimate_nearest_correlation(gsl_matrix *correlation, struct error *err)
{
	const enum status status = check(correlation, err);
	bool is_changed;

	return status == STATUS_OK ? nearest(correlation, &is_changed, err) : status;
}

enum status estimate_clipped_correlation(gsl_matrix *correlation, struct error *err)
{
	enum status status = check(correlation, err);
	struct projection projection;
	double smallest;

	if (status != STATUS_OK)
		return status;
	if (!projection_init(&projection, correlation->size1))
		status = error_set(err, STATUS_NO_MEMORY, "a correlation matrix of %zu assets does not fit",
		                   correlation->size1);
	if (status == STATUS_OK)
		status = project(&projection, correlation, clipped, &smallest, err);
	if (status == STATUS_OK)
		scale_to_unit(projection.projected, correlation);
	projection_clear(&projection);
	return status;
}

/* Correlations of a covariance; what has no variance is uncorrelated with the rest. */
static void to_correlation(const gsl_matrix *covariance, gsl_vector *deviation, gsl_matrix *correlation)
{
	for (size_t i = 0; i < covariance->size1; i++)
		gsl_vector_set(deviation, i, sqrt(fmax(0.0, gsl_matrix_get(covariance, i, i))));
	for (size_t i = 0; i < covariance->size1; i++)
		for (size_t j = 0; j < covariance->size2; j++) {
			const double scale = gsl_vector_get(deviation, i) * gsl_vector_get(deviation, j);

			gsl_matrix_set(correlation, i, j, i == j ? 1.0 : scale > 0.0 ?
			               gsl_matrix_get(covariance, i, j) / scale : 0.0);
		}
}

enum status estimate_repair(gsl_matrix *covariance, bool *is_repaired, struct error *err)
{
	const size_t n = covariance->size1;
	enum status status = check(covariance, err);
	gsl_matrix *correlation;
	gsl_vector *deviation;
	bool is_changed = false;

	if (status != STATUS_OK)
		return status;
	correlation = gsl_matrix_alloc(n, n);
	deviation = gsl_vector_alloc(n);
	if (correlation == NULL || deviation == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", n);
		goto done;
	}
	to_correlation(covariance, deviation, correlation);
	status = nearest(correlation, &is_changed, err);
	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (i != j && (is_changed || gsl_vector_get(deviation, i) * gsl_vector_get(deviation, j) == 0.0))
				gsl_matrix_set(covariance, i, j, gsl_matrix_get(correlation, i, j) *
				               (gsl_vector_get(deviation, i) * gsl_vector_get(deviation, j)));
	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		gsl_matrix_set(covariance, i, i, fmax(0.0, gsl_matrix_get(covariance, i, i)));
	if (status == STATUS_OK && is_repaired != NULL)
		*is_repaired = is_changed;
done:
	gsl_matrix_free(correlation);
	gsl_vector_free(deviation);
	return status;
}
