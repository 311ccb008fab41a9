/* Higham's alternating projections: positive semidefinite, then unit diagonal, with Dykstra's correction. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>

enum { MOST_ROUNDS = 2000 };

/* The distance of the two projections, relative to the matrix, at which they agree. */
static const double agreement = 1e-12;

/* Below this a negative eigenvalue is rounding, and the matrix is left as it is. */
static const double rounding = 1e-12;

struct projection {
	gsl_eigen_symmv_workspace *workspace;
	gsl_vector *values;
	gsl_matrix *vectors, *scratch, *correction, *projected;
};

static void projection_clear(struct projection *p)
{
	if (p->workspace != NULL)
		gsl_eigen_symmv_free(p->workspace);
	gsl_vector_free(p->values);
	gsl_matrix_free(p->vectors);
	gsl_matrix_free(p->scratch);
	gsl_matrix_free(p->correction);
	gsl_matrix_free(p->projected);
}

static bool projection_init(struct projection *p, size_t size)
{
	*p = (struct projection){
		.workspace = gsl_eigen_symmv_alloc(size),
		.values = gsl_vector_alloc(size),
		.vectors = gsl_matrix_alloc(size, size),
		.scratch = gsl_matrix_alloc(size, size),
		.correction = gsl_matrix_calloc(size, size),
		.projected = gsl_matrix_alloc(size, size),
	};
	return p->workspace != NULL && p->values != NULL && p->vectors != NULL && p->scratch != NULL &&
	       p->correction != NULL && p->projected != NULL;
}

/* projected = the nearest positive semidefinite matrix to the one given; returns the smallest eigenvalue it had. */
static double project(struct projection *p, const gsl_matrix *matrix)
{
	double smallest;

	(void)gsl_matrix_memcpy(p->scratch, matrix);
	if (gsl_eigen_symmv(p->scratch, p->values, p->vectors, p->workspace) != 0)
		return NAN;
	smallest = gsl_vector_min(p->values);
	for (size_t k = 0; k < p->values->size; k++) {
		gsl_vector_view column = gsl_matrix_column(p->vectors, k);
		const double value = gsl_vector_get(p->values, k);

		(void)gsl_vector_scale(&column.vector, value > 0.0 ? sqrt(value) : 0.0);
	}
	(void)gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1.0, p->vectors, p->vectors, 0.0, p->projected);
	return smallest;
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
	double distance = INFINITY;

	(void)gsl_matrix_memcpy(y, start);
	for (size_t round = 0; round < MOST_ROUNDS; round++) {
		/* algorithm 3.3: R = Y - dS, X = P_S(R), dS = X - R, Y = P_U(X) */
		(void)gsl_matrix_sub(y, p->correction);
		if (isnan(project(p, y)))
			return error_set(err, STATUS_NOT_CONVERGED, "the eigenvalues of a correlation matrix were not found");
		(void)gsl_matrix_memcpy(p->correction, p->projected);
		(void)gsl_matrix_sub(p->correction, y);
		(void)gsl_matrix_memcpy(y, p->projected);
		for (size_t i = 0; i < y->size1; i++)
			gsl_matrix_set(y, i, i, 1.0);
		(void)gsl_matrix_memcpy(p->scratch, y);
		(void)gsl_matrix_sub(p->scratch, p->projected);
		distance = norm(p->scratch) / norm(y);
		if (distance <= agreement)
			return STATUS_OK;
	}
	return error_set(err, STATUS_NOT_CONVERGED, "the nearest correlation matrix is still %g away after %d rounds",
	                 distance, MOST_ROUNDS);
}

enum status estimate_nearest_correlation(gsl_matrix *correlation, struct error *err)
{
	struct projection projection;
	gsl_matrix *y;
	enum status status = check(correlation, err);
	bool is_valid = true;

	if (status != STATUS_OK)
		return status;
	y = gsl_matrix_alloc(correlation->size1, correlation->size1);
	if (!projection_init(&projection, correlation->size1) || y == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "a correlation matrix of %zu assets does not fit",
		                   correlation->size1);
		goto done;
	}
	for (size_t i = 0; i < correlation->size1; i++)
		is_valid = is_valid && gsl_matrix_get(correlation, i, i) == 1.0;
	if (is_valid && project(&projection, correlation) >= -rounding)
		goto done;
	status = approach(&projection, correlation, y, err);
	if (status == STATUS_OK)
		scale_to_unit(projection.projected, correlation);
done:
	gsl_matrix_free(y);
	projection_clear(&projection);
	return status;
}
