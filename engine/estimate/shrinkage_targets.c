/* Shrinkage toward a single factor, and the oracle approximating intensity toward the identity. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/estimate/cross_product.h"
#include "engine/estimate/varying_sample.h"

/* The squared distance of S and F, relative to that of S, at which they differ by rounding only (1e-12, squared). */
static const double same_matrix = 1e-24;

/* The factor's variance, relative to the assets' mean variance, below which its movements are rounding. */
static const double no_factor = 1e-20;

static double clip(double value)
{
	return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

/* One factor and what the assets have to do with it; divisors are T, as the paper's. */
struct single_factor {
	gsl_vector *values;     /* owned; T, centred                                                 */
	gsl_vector *covariance; /* owned; N', c                                                      */
	double variance;        /* v                                                                 */
};

static bool factor_init(struct single_factor *factor, const struct varying_sample *sample, const gsl_vector *market)
{
	const size_t length = sample->x->size1;
	const double inverse = 1.0 / (double)length;
	double mean = 0.0;

	*factor = (struct single_factor){.values = gsl_vector_alloc(length), .covariance = gsl_vector_alloc(sample->count)};
	if (factor->values == NULL || factor->covariance == NULL)
		return false;
	for (size_t t = 0; t < length; t++) {
		const double *row = gsl_matrix_const_ptr(sample->x, t, 0);
		double sum = 0.0;

		for (size_t k = 0; market == NULL && k < sample->count; k++)
			sum += row[k];
		gsl_vector_set(factor->values, t, market != NULL ? gsl_vector_get(market, t) : sum / (double)sample->count);
		mean += gsl_vector_get(factor->values, t) * inverse;
	}
	(void)gsl_vector_add_constant(factor->values, -mean);
	(void)gsl_blas_ddot(factor->values, factor->values, &factor->variance);
	factor->variance *= inverse;
	(void)gsl_blas_dgemv(CblasTrans, inverse, sample->x, factor->values, 0.0, factor->covariance);
	return true;
}

static double target(const struct varying_sample *sample, const struct single_factor *factor, size_t i, size_t j)
{
	return i == j ? gsl_matrix_get(sample->s, i, i)
	              : factor->covariance->data[i] * factor->covariance->data[j] / factor->variance;
}

/*
 * pi - rho. With the products of matrices
 *
 *     squares_ij = (1/T) sum x_i^2 x_j^2    skewed_ij = (1/T) sum m x_i^2 x_j    double_ij = (1/T) sum m^2 x_i x_j
 *
 * the sum over i and j of r_ij is that of 2 (c_j / v) skewed_ij - (c_i c_j / v^2) double_ij - F_ij s_ij.
 */
static double error_of_sample(const struct varying_sample *sample, const struct single_factor *factor,
                              const gsl_matrix *squares, const gsl_matrix *skewed, const gsl_matrix *twice)
{
	const double *c = factor->covariance->data, v = factor->variance;
	double error = 0.0;

	for (size_t i = 0; i < sample->count; i++) {
		const double *s = gsl_matrix_const_ptr(sample->s, i, 0), *square = gsl_matrix_const_ptr(squares, i, 0);
		const double *skew = gsl_matrix_const_ptr(skewed, i, 0), *both = gsl_matrix_const_ptr(twice, i, 0);

		for (size_t j = 0; j < sample->count; j++) {
			if (i == j) /* pi_ii - pi_ii */
				continue;
			error += square[j] - s[j] * s[j];
			error -= 2.0 * c[j] / v * skew[j] - c[i] * c[j] / v / v * both[j] - c[i] * c[j] / v * s[j];
		}
	}
	return error;
}

/* Row t of y becomes row t of x times factor_t^power, or x squared when squares is set. */
static void weigh(const gsl_matrix *x, const gsl_vector *factor, bool is_squared, gsl_matrix *y)
{
	for (size_t t = 0; t < x->size1; t++) {
		const double *from = gsl_matrix_const_ptr(x, t, 0), by = factor != NULL ? gsl_vector_get(factor, t) : 1.0;
		double *to = gsl_matrix_ptr(y, t, 0);

		for (size_t k = 0; k < x->size2; k++)
			to[k] = by * (is_squared ? from[k] * from[k] : from[k]);
	}
}

/* Negative when memory does not suffice. */
static double factor_intensity(const struct varying_sample *sample, const struct single_factor *factor)
{
	const size_t length = sample->x->size1, count = sample->count;
	const double inverse = 1.0 / (double)length;
	gsl_matrix *y = NULL, *squares = NULL, *skewed = NULL, *twice = NULL;
	double gamma = 0.0, delta = -1.0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			const double gap = target(sample, factor, i, j) - gsl_matrix_get(sample->s, i, j);

			gamma += gap * gap;
		}
	if (gamma <= same_matrix * varying_sample_norm(sample->s))
		return 1.0;
	y = gsl_matrix_alloc(length, count);
	squares = gsl_matrix_alloc(count, count);
	skewed = gsl_matrix_alloc(count, count);
	twice = gsl_matrix_alloc(count, count);
	if (y != NULL && squares != NULL && skewed != NULL && twice != NULL) {
		weigh(sample->x, NULL, true, y);
		cross_product(inverse, y, squares);
		weigh(sample->x, factor->values, true, y);
		(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, inverse, y, sample->x, 0.0, skewed);
		weigh(sample->x, factor->values, false, y);
		cross_product(inverse, y, twice);
		delta = clip(error_of_sample(sample, factor, squares, skewed, twice) / gamma * inverse);
	}
	gsl_matrix_free(y);
	gsl_matrix_free(squares);
	gsl_matrix_free(skewed);
	gsl_matrix_free(twice);
	return delta;
}

static enum status check_market(const gsl_matrix *returns, const gsl_vector *market, struct error *err)
{
	if (market != NULL && market->size != returns->size1)
		return error_set(err, STATUS_INVALID, "there are %zu returns of the market and %zu of the assets", market->size,
		                 returns->size1);
	for (size_t t = 0; market != NULL && t < market->size; t++)
		if (!isfinite(gsl_vector_get(market, t)))
			return error_set(err, STATUS_INVALID, "return %zu of the market is %g; it must be finite", t + 1,
			                 gsl_vector_get(market, t));
	return STATUS_OK;
}

/* A market that stands still explains nothing: c = 0, v = 1 make the target diagonal. */
static void still_factor(const struct varying_sample *sample, struct single_factor *factor)
{
	double trace = 0.0;

	for (size_t i = 0; i < sample->count; i++)
		trace += gsl_matrix_get(sample->s, i, i);
	if (factor->variance > no_factor * trace / (double)sample->count)
		return;
	gsl_vector_set_zero(factor->covariance);
	factor->variance = 1.0;
}

enum status estimate_ledoit_wolf_factor(const gsl_matrix *returns, const gsl_vector *market, gsl_matrix *covariance,
                                        double *shrinkage, struct error *err)
{
	struct varying_sample sample;
	struct single_factor factor = {0};
	double delta = 0.0;
	enum status status = check_market(returns, market, err);

	if (status == STATUS_OK)
		status = varying_sample_init(&sample, returns, covariance, err);
	if (status != STATUS_OK)
		return status;
	if (sample.count > 1) {
		delta = -1.0;
		if (factor_init(&factor, &sample, market)) {
			still_factor(&sample, &factor);
			delta = factor_intensity(&sample, &factor);
		}
		if (delta < 0.0) {
			status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->size1,
			                   returns->size2);
			goto done;
		}
		for (size_t i = 0; i < sample.count; i++)
			for (size_t j = 0; j < sample.count; j++)
				if (i != j)
					gsl_matrix_set(sample.s, i, j, delta * target(&sample, &factor, i, j) +
					               (1.0 - delta) * gsl_matrix_get(sample.s, i, j));
	}
	varying_sample_put_back(&sample, covariance);
	*shrinkage = delta;
done:
	gsl_vector_free(factor.values);
	gsl_vector_free(factor.covariance);
	varying_sample_clear(&sample);
	return status;
}

enum status estimate_oracle_approximating(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err)
{
	struct varying_sample sample;
	const enum status status = varying_sample_init(&sample, returns, covariance, err);
	const double length = (double)returns->size1, count = (double)sample.count;
	double delta = 0.0, trace = 0.0;

	if (status != STATUS_OK)
		return status;
	if (sample.count > 1) {
		const double norm = varying_sample_norm(sample.s); /* tr S^2 of a symmetric S */
		double distance;

		for (size_t i = 0; i < sample.count; i++)
			trace += gsl_matrix_get(sample.s, i, i);
		distance = norm - trace * trace / count;
		/* eq. (23); S already a multiple of the identity has no distance from it */
		delta = distance <= 1e-14 * norm ? 1.0
		                                 : fmin(1.0, ((1.0 - 2.0 / count) * norm + trace * trace) /
		                                                 ((length + 1.0 - 2.0 / count) * distance));
		(void)gsl_matrix_scale(sample.s, 1.0 - delta);
		for (size_t i = 0; i < sample.count; i++)
			*gsl_matrix_ptr(sample.s, i, i) += delta * trace / count;
	}
	varying_sample_put_back(&sample, covariance);
	*shrinkage = delta;
	varying_sample_clear(&sample);
	return STATUS_OK;
}
