/* Covariance by factors: regression on given ones, or principal components of the correlations. */
#include "engine/estimate/factor_model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"
#include "engine/estimate/estimate.h"
#include "engine/estimate/symmetric_eigen.h"

/* A factor that keeps less than this part of its variance given those before it is a combination of them. */
static const double dependent = 1e-12;

void factor_model_clear(struct factor_model *model)
{
	gsl_matrix_free(model->loadings);
	gsl_matrix_free(model->factor);
	gsl_vector_free(model->specific);
	*model = (struct factor_model){0};
}

static bool model_init(struct factor_model *model, size_t n, size_t k)
{
	*model = (struct factor_model){
		.loadings = gsl_matrix_calloc(n, k),
		.factor = gsl_matrix_calloc(k, k),
		.specific = gsl_vector_calloc(n),
	};
	return model->loadings != NULL && model->factor != NULL && model->specific != NULL;
}

static enum status check_returns(const gsl_matrix *returns, const char *what, struct error *err)
{
	if (returns->size1 < ESTIMATE_SHRINKAGE_WINDOW)
		return error_set(err, STATUS_INVALID, "a factor model needs at least %d %s, and there are %zu",
		                 ESTIMATE_SHRINKAGE_WINDOW, what, returns->size1);
	for (size_t t = 0; t < returns->size1; t++)
		for (size_t i = 0; i < returns->size2; i++)
			if (!isfinite(gsl_matrix_get(returns, t, i)))
				return error_set(err, STATUS_INVALID, "%s: number %zu of column %zu is %g; it must be finite", what, t + 1,
				                 i + 1, gsl_matrix_get(returns, t, i));
	return returns->size2 > 0 ? STATUS_OK : error_set(err, STATUS_INVALID, "there is no asset to model");
}

static enum status check_varying(const gsl_matrix *factors, struct error *err)
{
	size_t *columns = memory_new_array(factors->size2, sizeof *columns), count, constant = 0;

	cross_product_varying(factors, columns, &count);
	while (constant < count && columns[constant] == constant)
		constant++;
	free(columns);
	return count == factors->size2 ? STATUS_OK
	                               : error_set(err, STATUS_INVALID, "factor %zu is constant: leave it out", constant + 1);
}

/* Cholesky of F'F, column by column, so that the factor that says nothing new can be named. */
static enum status factorise(gsl_matrix *square, struct error *err)
{
	const size_t k = square->size1;

	for (size_t j = 0; j < k; j++) {
		double pivot = gsl_matrix_get(square, j, j);
		const double whole = pivot;

		for (size_t a = 0; a < j; a++)
			pivot -= gsl_matrix_get(square, j, a) * gsl_matrix_get(square, j, a);
		if (!(pivot > dependent * whole))
			return error_set(err, STATUS_INVALID, "factor %zu is a combination of those before it: leave it out",
			                 j + 1);
		gsl_matrix_set(square, j, j, sqrt(pivot));
		for (size_t i = j + 1; i < k; i++) {
			double value = gsl_matrix_get(square, i, j);

			for (size_t a = 0; a < j; a++)
				value -= gsl_matrix_get(square, i, a) * gsl_matrix_get(square, j, a);
			gsl_matrix_set(square, i, j, value / sqrt(pivot));
		}
	}
	return STATUS_OK;
}

/* Sum of squares of each column. */
static void column_squares(const gsl_matrix *x, gsl_vector *squares)
{
	gsl_vector_set_zero(squares);
	for (size_t t = 0; t < x->size1; t++) {
		const double *row = gsl_matrix_const_ptr(x, t, 0);

		for (size_t i = 0; i < x->size2; i++)
			squares->data[i] += row[i] * row[i];
	}
}

/* B = (F'F)^-1 F'X by columns, F from F'F, D from what is left over: x becomes the residuals. */
static enum status fit(gsl_matrix *x, const gsl_matrix *f, struct factor_model *model, struct error *err)
{
	const size_t k = f->size2;
	const double length = (double)x->size1;
	gsl_matrix *square = gsl_matrix_alloc(k, k);
	enum status status;

	if (square == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu factors do not fit", k);
	cross_product(1.0, f, square);
	(void)gsl_matrix_memcpy(model->factor, square);
	(void)gsl_matrix_scale(model->factor, 1.0 / (length - 1.0));
	status = factorise(square, err);
	if (status == STATUS_OK) {
		/* loadings are X'F (F'F)^-1: two triangular solves from the right */
		(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1.0, x, f, 0.0, model->loadings);
		(void)gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1.0, square, model->loadings);
		(void)gsl_blas_dtrsm(CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, 1.0, square, model->loadings);
		(void)gsl_blas_dgemm(CblasNoTrans, CblasTrans, -1.0, f, model->loadings, 1.0, x);
		column_squares(x, model->specific);
		(void)gsl_vector_scale(model->specific, 1.0 / (length - (double)k - 1.0));
	}
	gsl_matrix_free(square);
	return status;
}

/* Share of summed variance: what b'F b is of b'F b + d. */
static double explained(const struct factor_model *model)
{
	const size_t k = model->factor->size1;
	double common = 0.0, own = 0.0;

	for (size_t i = 0; i < model->specific->size; i++) {
		own += gsl_vector_get(model->specific, i);
		for (size_t a = 0; a < k; a++)
			for (size_t b = 0; b < k; b++)
				common += gsl_matrix_get(model->loadings, i, a) * gsl_matrix_get(model->factor, a, b) *
				          gsl_matrix_get(model->loadings, i, b);
	}
	return common > 0.0 ? common / (common + own) : 0.0;
}

enum status factor_model_regress(const gsl_matrix *returns, const gsl_matrix *factors, struct factor_model *model,
                                 struct factor_model_info *info, struct error *err)
{
	const size_t length = returns->size1, k = factors->size2;
	struct factor_model found = {0};
	gsl_matrix *x = NULL, *f = NULL;
	enum status status = check_returns(returns, "returns", err);

	if (status == STATUS_OK)
		status = check_returns(factors, "factor returns", err);
	if (status != STATUS_OK)
		return status;
	if (factors->size1 != length)
		return error_set(err, STATUS_INVALID, "there are %zu returns and %zu of the factors; each day needs both", length,
		                 factors->size1);
	if (length < k + 2)
		return error_set(err, STATUS_INVALID, "a regression on %zu factors needs at least %zu returns, and there are %zu",
		                 k, k + 2, length);
	status = check_varying(factors, err);
	if (status != STATUS_OK)
		return status;
	x = cross_product_centred(returns);
	f = cross_product_centred(factors);
	if (x == NULL || f == NULL || !model_init(&found, returns->size2, k))
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, returns->size2);
	if (status == STATUS_OK)
		status = fit(x, f, &found, err);
	if (status == STATUS_OK) {
		if (info != NULL)
			*info = (struct factor_model_info){.observations = length, .factors = k, .explained = explained(&found)};
		*model = found;
		found = (struct factor_model){0};
	}
	factor_model_clear(&found);
	gsl_matrix_free(x);
	gsl_matrix_free(f);
	return status;
}

/* Assets of unit variance, T x N', and what they were scaled by. */
struct standard {
	gsl_matrix *z;                    /* owned                                                    */
	double *deviation;                /* owned; n                                                 */
	size_t *column;                   /* owned; N'                                                */
	size_t count;                     /* N'                                                       */
};

static void standard_clear(struct standard *standard)
{
	gsl_matrix_free(standard->z);
	free(standard->deviation);
	free(standard->column);
}

static enum status standard_init(struct standard *standard, const gsl_matrix *returns, struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	gsl_matrix *x = cross_product_centred(returns);
	gsl_vector *squares = gsl_vector_alloc(n);
	enum status status = STATUS_OK;

	*standard = (struct standard){
		.deviation = memory_try(n, sizeof(double)),
		.column = memory_try(n, sizeof(size_t)),
	};
	if (x == NULL || squares == NULL || standard->deviation == NULL || standard->column == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
		goto done;
	}
	column_squares(x, squares);
	for (size_t i = 0; i < n; i++)
		standard->deviation[i] = sqrt(gsl_vector_get(squares, i) / ((double)length - 1.0));
	cross_product_varying(returns, standard->column, &standard->count);
	if (standard->count == 0) {
		status = error_set(err, STATUS_INVALID, "no asset varies: there is nothing to model by factors");
		goto done;
	}
	standard->z = gsl_matrix_alloc(length, standard->count);
	if (standard->z == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
		goto done;
	}
	for (size_t t = 0; t < length; t++)
		for (size_t c = 0; c < standard->count; c++)
			gsl_matrix_set(standard->z, t, c, gsl_matrix_get(x, t, standard->column[c]) /
			               standard->deviation[standard->column[c]]);
done:
	gsl_matrix_free(x);
	gsl_vector_free(squares);
	return status;
}

/*
 * The eigenvalues of the correlation matrix Z'Z / (T - 1), falling, and the first k eigenvectors as rows of directions.
 * With T < N those of Z Z' / (T - 1), which has the same eigenvalues above 0: v = Z'u / sqrt((T - 1) lambda).
 */
static enum status principal(const struct standard *standard, size_t *factors, double edge, size_t *above,
                             gsl_vector **values, gsl_matrix **directions, struct error *err)
{
	const size_t length = standard->z->size1, count = standard->count, size = length < count ? length : count;
	const double scale = 1.0 / ((double)length - 1.0);
	gsl_matrix *square = gsl_matrix_alloc(size, size), *rows = NULL;
	gsl_vector *found = gsl_vector_alloc(size);
	enum status status;

	if (square == NULL || found == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, count);
		goto done;
	}
	(void)gsl_blas_dsyrk(CblasUpper, size == length && length < count ? CblasNoTrans : CblasTrans, scale, standard->z, 0.0,
	                     square);
	status = symmetric_eigen(square, found, true, err);
	if (status != STATUS_OK)
		goto done;
	*above = 0;
	for (size_t k = 0; k < size; k++)
		*above += gsl_vector_get(found, k) > edge;
	if (*factors == 0)
		*factors = *above > 0 ? *above : 1;
	rows = gsl_matrix_alloc(*factors, count);
	if (rows == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu factors of %zu assets do not fit", *factors, count);
		goto done;
	}
	for (size_t k = 0; k < *factors; k++) {
		const gsl_vector_const_view from = gsl_matrix_const_row(square, size - 1 - k);
		gsl_vector_view to = gsl_matrix_row(rows, k);
		double norm;

		if (length < count)
			(void)gsl_blas_dgemv(CblasTrans, 1.0, standard->z, &from.vector, 0.0, &to.vector);
		else
			(void)gsl_vector_memcpy(&to.vector, &from.vector);
		norm = gsl_blas_dnrm2(&to.vector);
		if (norm > 0.0)
			(void)gsl_vector_scale(&to.vector, 1.0 / norm);
	}
	(void)gsl_vector_reverse(found);
	*values = found;
	*directions = rows;
	found = NULL;
done:
	gsl_matrix_free(square);
	gsl_vector_free(found);
	return status;
}

/* An eigenvector may point either way; the way its entries sum to is the same on every machine. */
static double orientation(const gsl_matrix *directions, size_t k)
{
	double sum = 0.0;

	for (size_t c = 0; c < directions->size2; c++)
		sum += gsl_matrix_get(directions, k, c);
	return sum < 0.0 ? -1.0 : 1.0;
}

/* B = diag(s) V, F = diag(lambda), D = s^2 (1 - sum_k lambda_k v_k^2), which makes the diagonal that of the sample. */
static void compose(const struct standard *standard, const gsl_vector *values, const gsl_matrix *directions,
                    struct factor_model *model)
{
	for (size_t k = 0; k < directions->size1; k++) {
		const double sign = orientation(directions, k);

		gsl_matrix_set(model->factor, k, k, fmax(0.0, gsl_vector_get(values, k)));
		for (size_t c = 0; c < standard->count; c++)
			gsl_matrix_set(model->loadings, standard->column[c], k,
			               sign * standard->deviation[standard->column[c]] * gsl_matrix_get(directions, k, c));
	}
	for (size_t c = 0; c < standard->count; c++) {
		const double deviation = standard->deviation[standard->column[c]];
		double left = 1.0;

		for (size_t k = 0; k < directions->size1; k++)
			left -= gsl_matrix_get(model->factor, k, k) * gsl_matrix_get(directions, k, c) *
			        gsl_matrix_get(directions, k, c);
		gsl_vector_set(model->specific, standard->column[c], deviation * deviation * fmax(0.0, left));
	}
}

enum status factor_model_principal(const gsl_matrix *returns, size_t factors, struct factor_model *model,
                                   struct factor_model_info *info, struct error *err)
{
	const size_t length = returns->size1;
	struct factor_model found = {0};
	struct standard standard = {0};
	gsl_vector *values = NULL;
	gsl_matrix *directions = NULL;
	size_t above = 0, most;
	double edge;
	enum status status = check_returns(returns, "returns", err);

	if (status != STATUS_OK)
		return status;
	status = standard_init(&standard, returns, err);
	if (status != STATUS_OK)
		goto done;
	most = length - 1 < standard.count ? length - 1 : standard.count;
	if (factors > most) {
		status = error_set(err, STATUS_INVALID, "%zu factors were asked of %zu returns of %zu assets that vary; at most %zu "
		                   "can be told apart", factors, length, standard.count, most);
		goto done;
	}
	edge = pow(1.0 + sqrt((double)standard.count / (double)length), 2.0);
	status = principal(&standard, &factors, edge, &above, &values, &directions, err);
	if (status == STATUS_OK && !model_init(&found, returns->size2, factors))
		status = error_set(err, STATUS_NO_MEMORY, "%zu factors of %zu assets do not fit", factors, returns->size2);
	if (status == STATUS_OK) {
		compose(&standard, values, directions, &found);
		if (info != NULL)
			*info = (struct factor_model_info){.observations = length, .factors = factors, .edge = edge,
			                                   .above_edge = above, .explained = explained(&found)};
		*model = found;
		found = (struct factor_model){0};
	}
done:
	factor_model_clear(&found);
	gsl_vector_free(values);
	gsl_matrix_free(directions);
	standard_clear(&standard);
	return status;
}

void factor_model_product(const struct factor_model *model, const gsl_vector *weights, gsl_vector *scratch,
                          gsl_vector *result)
{
	const size_t k = model->factor->size1;
	gsl_vector_view moved = gsl_vector_subvector(scratch, k, k), exposure = gsl_vector_subvector(scratch, 0, k);

	(void)gsl_blas_dgemv(CblasTrans, 1.0, model->loadings, weights, 0.0, &exposure.vector);
	(void)gsl_blas_dgemv(CblasNoTrans, 1.0, model->factor, &exposure.vector, 0.0, &moved.vector);
	for (size_t i = 0; i < result->size; i++)
		gsl_vector_set(result, i, gsl_vector_get(model->specific, i) * gsl_vector_get(weights, i));
	(void)gsl_blas_dgemv(CblasNoTrans, 1.0, model->loadings, &moved.vector, 1.0, result);
}

double factor_model_variance(const struct factor_model *model, const gsl_vector *weights, gsl_vector *scratch)
{
	const size_t k = model->factor->size1;
	gsl_vector_view moved = gsl_vector_subvector(scratch, k, k), exposure = gsl_vector_subvector(scratch, 0, k);
	double variance;

	(void)gsl_blas_dgemv(CblasTrans, 1.0, model->loadings, weights, 0.0, &exposure.vector);
	(void)gsl_blas_dgemv(CblasNoTrans, 1.0, model->factor, &exposure.vector, 0.0, &moved.vector);
	(void)gsl_blas_ddot(&exposure.vector, &moved.vector, &variance);
	for (size_t i = 0; i < weights->size; i++)
		variance += gsl_vector_get(model->specific, i) * gsl_vector_get(weights, i) * gsl_vector_get(weights, i);
	return fmax(0.0, variance);
}

enum status factor_model_expand(const struct factor_model *model, gsl_matrix *covariance, struct error *err)
{
	const size_t n = model->specific->size;
	gsl_matrix *half;

	if (covariance->size1 != n || covariance->size2 != n)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu", n, covariance->size1,
		                 covariance->size2);
	half = gsl_matrix_alloc(n, model->factor->size1);
	if (half == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", n);
	(void)gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, model->loadings, model->factor, 0.0, half);
	/* B F B' twice halved: the update of rank 2k keeps both halves the same */
	(void)gsl_blas_dsyr2k(CblasUpper, CblasNoTrans, 0.5, half, model->loadings, 0.0, covariance);
	for (size_t i = 0; i < n; i++)
		*gsl_matrix_ptr(covariance, i, i) += gsl_vector_get(model->specific, i);
	cross_product_mirror(covariance);
	gsl_matrix_free(half);
	return STATUS_OK;
}

void factor_model_scale(struct factor_model *model, double periods)
{
	(void)gsl_matrix_scale(model->factor, periods);
	(void)gsl_vector_scale(model->specific, periods);
}
