/* Ledoit and Wolf's shrinkage of the sample covariance toward the identity and toward constant correlation. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"

/* The squared distance of S and F, relative to that of S, at which they differ by rounding only (1e-12, squared). */
static const double same_matrix = 1e-24;

/* The assets that vary: X centred, T x N', and which columns of the whole they are. */
struct sample {
	gsl_matrix *x;          /* owned; NULL when none varies                                      */
	gsl_matrix *s;          /* owned; N' x N', (1/T) X'X                                         */
	size_t *column;         /* owned; N'                                                         */
	size_t count;           /* N'                                                                */
};

static void sample_clear(struct sample *sample)
{
	gsl_matrix_free(sample->x);
	gsl_matrix_free(sample->s);
	free(sample->column);
}

static enum status sample_init(struct sample *sample, const gsl_matrix *returns, const gsl_matrix *covariance,
                               struct error *err)
{
	const size_t length = returns->size1;
	gsl_matrix *kept = NULL;
	const enum status status = cross_product_check(returns, covariance, err);

	*sample = (struct sample){0};
	if (status != STATUS_OK)
		return status;
	if (length < ESTIMATE_SHRINKAGE_WINDOW)
		return error_set(err, STATUS_INVALID, "shrinkage needs at least %d returns, and there are %zu: use a longer "
		                 "history", ESTIMATE_SHRINKAGE_WINDOW, length);
	sample->column = memory_try(returns->size2, sizeof *sample->column);
	if (sample->column == NULL)
		goto fail;
	for (size_t i = 0; i < returns->size2; i++)
		if (cross_product_varies(returns, i))
			sample->column[sample->count++] = i;
	if (sample->count == 0)
		return STATUS_OK;
	kept = gsl_matrix_alloc(length, sample->count);
	if (kept == NULL)
		goto fail;
	for (size_t t = 0; t < length; t++)
		for (size_t k = 0; k < sample->count; k++)
			gsl_matrix_set(kept, t, k, gsl_matrix_get(returns, t, sample->column[k]));
	sample->x = cross_product_centred(kept);
	sample->s = gsl_matrix_alloc(sample->count, sample->count);
	gsl_matrix_free(kept);
	if (sample->x == NULL || sample->s == NULL)
		goto fail;
	cross_product(1.0 / (double)length, sample->x, sample->s);
	return STATUS_OK;
fail:
	sample_clear(sample);
	return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, returns->size2);
}

static double squared_norm(const gsl_matrix *matrix)
{
	double sum = 0.0;

	for (size_t i = 0; i < matrix->size1; i++)
		for (size_t j = 0; j < matrix->size2; j++)
			sum += gsl_matrix_get(matrix, i, j) * gsl_matrix_get(matrix, i, j);
	return sum;
}

static double clip(double value)
{
	return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

/* Writes S, already shrunk, into the whole covariance, with zeros for what does not vary. */
static void put_back(const struct sample *sample, gsl_matrix *covariance)
{
	gsl_matrix_set_zero(covariance);
	for (size_t i = 0; i < sample->count; i++)
		for (size_t j = 0; j < sample->count; j++)
			gsl_matrix_set(covariance, sample->column[i], sample->column[j], gsl_matrix_get(sample->s, i, j));
}

enum status estimate_ledoit_wolf_identity(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err)
{
	struct sample sample;
	const enum status status = sample_init(&sample, returns, covariance, err);
	const double length = (double)returns->size1, count = (double)sample.count;
	double trace = 0.0, m, d2, fourth = 0.0, b2, delta = 0.0;

	if (status != STATUS_OK)
		return status;
	if (sample.count > 1) {
		const double norm = squared_norm(sample.s);

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
	put_back(&sample, covariance);
	*shrinkage = delta;
	sample_clear(&sample);
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
static double error_of_sample(const struct sample *sample, double correlation, const gsl_matrix *squares,
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
static double constant_intensity(struct sample *sample, double correlation)
{
	const size_t length = sample->x->size1, count = sample->count;
	const double norm = squared_norm(sample->s);
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
	struct sample sample;
	enum status status = sample_init(&sample, returns, covariance, err);
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
	put_back(&sample, covariance);
	*shrinkage = delta;
done:
	sample_clear(&sample);
	return status;
}
