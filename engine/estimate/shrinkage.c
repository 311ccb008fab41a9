/* Ledoit and Wolf's shrinkage of the sample covariance toward the identity and toward constant correlation. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/estimate/cross_product.h"
#include "engine/estimate/varying_sample.h"

/* The squared distance of S and F, relative to that of S, at which they differ by rounding only (1e-12, squared). */
static const double same_matrix = 1e-24;

static double clip(double value)
{
	return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

enum status estimate_ledoit_wolf_identity(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err)
{
	struct varying_sample sample;
	const enum status status = varying_sample_init(&sample, returns, covariance, err);
	const double length = (double)returns->size1, count = (double)sample.count;
	double trace = 0.0, m, d2, fourth = 0.0, b2, delta = 0.0;

	if (status != STATUS_OK)
		return status;
	if (sample.count > 1) {
		const double norm = varying_sample_norm(sample.s);

		for (size_t i = 0; i < sample.count; i++)
			trace += gsl_matrix_get(sample.s, i, i);
		m = trace / count;                                /* definition 1 and lemma 3.2 */
		d2 = 0.0;                                         /* lemma 3.3, N d^2 = |S - m I|^2 */
		for (size_t i = 0; i < sample.count; i++)
			for (size_t j = 0; j < sample.count; j++) {
				const double gap = gsl_matrix_get(sample.s, i, j) - (i == j ? m : 0.0);

				d2 += gap * gap / count;
			}
		/* lemma 3.4: sum_t |x_t x_t' - S|^2 = sum_t (x_t' x_t)^2 - T |S|^2 */
		for (size_t t = 0; t < returns->size1; t++) {
			const gsl_vector_const_view row = gsl_matrix_const_row(sample.x, t);
			double square;

			(void)gsl_blas_ddot(&row.vector, &row.vector, &square);
			fourth += square * square;
		}
		b2 = (fourth - length * norm) / (length * length * count);
		delta = d2 * count <= same_matrix * norm ? 1.0 : clip(b2 / d2);
		(void)gsl_matrix_scale(sample.s, 1.0 - delta);
		for (size_t i = 0; i < sample.count; i++)
			*gsl_matrix_ptr(sample.s, i, i) += delta * m;
	}
	varying_sample_put_back(&sample, covariance);
	*shrinkage = delta;
	varying_sample_clear(&sample);
	return STATUS_OK;
}

/* Mean of the correlations off the diagonal; N > 1. */
static double mean_correlation(const gsl_matrix *s)
{
	const double pairs = (double)s->size1 * (double)(s->size1 - 1) / 2.0;
	double sum = 0.0;

	for (size_t i = 0; i < s->size1; i++)
		for (size_t j = i + 1; j < s->size1; j++)
			sum += gsl_matrix_get(s, i, j) / sqrt(gsl_matrix_get(s, i, i) * gsl_matrix_get(s, j, j));
	return sum / pairs;
}

static double target(const gsl_matrix *s, double correlation, size_t i, size_t j)
{
	return i == j ? gsl_matrix_get(s, i, i) :
	                correlation * sqrt(gsl_matrix_get(s, i, i) * gsl_matrix_get(s, j, j));
}

/*
 * pi - rho of appendix B. The averages over t of x_i^2 x_j^2 and of x_i^3 x_j are two products of matrices:
 *
 *     pi_ij = (1/T) sum x_i^2 x_j^2 - s_ij^2        theta_ii,ij = (1/T) sum x_i^3 x_j - s_ii s_ij
 *
 * and the two halves of rho's double sum are the same sum with i and j exchanged.
 */
static double error_of_sample(const struct varying_sample *sample, double correlation, const gsl_matrix *squares,
                              const gsl_matrix *cubes)
{
	double pi = 0.0, rho = 0.0;

	for (size_t i = 0; i < sample->count; i++) {
		const double *s_i = gsl_matrix_const_ptr(sample->s, i, 0);
		const double *square = gsl_matrix_const_ptr(squares, i, 0), *cube = gsl_matrix_const_ptr(cubes, i, 0);

		for (size_t j = 0; j < sample->count; j++) {
			const double pi_ij = square[j] - s_i[j] * s_i[j], s_jj = gsl_matrix_get(sample->s, j, j);

			pi += pi_ij;
			rho += i == j ? pi_ij : correlation * sqrt(s_jj / s_i[i]) * (cube[j] - s_i[i] * s_i[j]);
		}
	}
	return pi - rho;
}

/* delta of the constant-correlation target; N > 1. Negative when memory does not suffice. */
static double constant_intensity(struct varying_sample *sample, double correlation)
{
	const size_t length = sample->x->size1, count = sample->count;
	const double norm = varying_sample_norm(sample->s);
	gsl_matrix *powers, *squares, *cubes;
	double gamma = 0.0, delta = -1.0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			gamma += pow(target(sample->s, correlation, i, j) - gsl_matrix_get(sample->s, i, j), 2.0);
	if (count == 2 || gamma <= same_matrix * norm)
		return 1.0;
	powers = gsl_matrix_alloc(length, count);
	squares = gsl_matrix_alloc(count, count);
	cubes = gsl_matrix_alloc(count, count);
	if (powers != NULL && squares != NULL && cubes != NULL) {
		(void)gsl_matrix_memcpy(powers, sample->x);
		(void)gsl_matrix_mul_elements(powers, sample->x);
		cross_product(1.0 / (double)length, powers, squares);
		(void)gsl_matrix_mul_elements(powers, sample->x);
		(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1.0 / (double)length, powers, sample->x, 0.0, cubes);
		delta = clip(error_of_sample(sample, correlation, squares, cubes) / gamma / (double)length);
	}
	gsl_matrix_free(powers);
	gsl_matrix_free(squares);
	gsl_matrix_free(cubes);
	return delta;
}

enum status estimate_ledoit_wolf_constant(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err)
{
	struct varying_sample sample;
	enum status status = varying_sample_init(&sample, returns, covariance, err);
	double delta = 0.0;

	if (status != STATUS_OK)
		return status;
	if (sample.count > 1) {
		const double correlation = mean_correlation(sample.s);

		delta = constant_intensity(&sample, correlation);
		if (delta < 0.0) {
			status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->size1,
			                   returns->size2);
			goto done;
		}
		for (size_t i = 0; i < sample.count; i++)
			for (size_t j = 0; j < sample.count; j++)
				if (i != j)
					gsl_matrix_set(sample.s, i, j, delta * target(sample.s, correlation, i, j) +
					               (1.0 - delta) * gsl_matrix_get(sample.s, i, j));
	}
	varying_sample_put_back(&sample, covariance);
	*shrinkage = delta;
done:
	varying_sample_clear(&sample);
	return status;
}
