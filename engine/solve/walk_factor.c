/*
 * The factor of the held covariance: S_FF = U'U grows by a column, shrinks by Givens rotations, and carries
 * Y = U'^-1 [A_F' linear_F] and its Gram matrix along.
 *
 * S + kappa a a' for each equality row a replaces S in the factor: on the rows' own plane it is the same function, and
 * an asset without variance can be held.
 *
 * Source: P. E. Gill, G. H. Golub, W. Murray, M. A. Saunders, Methods for modifying matrix factorizations,
 * Mathematics of Computation 28 (1974) 505-535.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

/* S_jF as it is factored, by place. Returns S_jj likewise. */
static double gather(const struct walk *walk, size_t j, double *column)
{
	const struct program *program = walk->program;
	const struct program_factors *factors = &program->factors;
	const size_t k = walk->held_count;
	double diagonal = program->diagonal[j] + walk->ridge;

	if (factors->count > 0) {
		const double *image = factors->images + j * factors->count;

		for (size_t p = 0; p < k; p++)
			column[p] = kernel_dot(image, factors->loadings + walk->held[p] * factors->stride, factors->count);
	} else {
		const double *row = program->hessian + j * program->stride;

		for (size_t p = 0; p < k; p++)
			column[p] = row[walk->held[p]];
	}
	for (size_t r = 0; r < walk->m; r++) {
		const double *row = limit_row(walk, r), share = walk->kappa * row[j];

		if (!is_equality(walk, r) || share == 0.0)
			continue;
		for (size_t p = 0; p < k; p++)
			column[p] += share * row[walk->held[p]];
		diagonal += share * row[j];
	}
	return diagonal;
}

double walk_factor_column(struct walk *walk, size_t j)
{
	const size_t k = walk->held_count;
	double *column = walk->candidate;
	const double diagonal = gather(walk, j, column);

	kernel_solve_lower(walk->factor, walk->inverse, walk->stride, k, column);

	const double left = diagonal - kernel_dot(column, column, k);

	column[k] = sqrt(fmax(left, 0.0));
	return diagonal > 0.0 ? left / diagonal : 0.0;
}

/* Rows begin further apart; the triangle stays dense while few are held. */
static void widen(struct walk *walk)
{
	const size_t from = walk->stride, to = 2 * from < walk->n ? 2 * from : walk->n;

	for (size_t p = walk->held_count; p-- > 0;)
		memmove(walk->factor + p * to, walk->factor + p * from, from * sizeof(double));
	walk->stride = to;
}

static void add_to_gram(struct walk *walk, const double *y, double sign)
{
	for (size_t r = 0; r < walk->width; r++) {
		double *row = walk->gram + r * walk->width;
		const double share = sign * y[r];

		for (size_t c = 0; c < walk->width; c++)
			row[c] += share * y[c];
	}
}

void walk_hold(struct walk *walk, size_t j)
{
	const size_t k = walk->held_count, m = walk->m, width = walk->width;
	double *image = walk->image + k * width;

	if (k == walk->stride)
		widen(walk);
	for (size_t p = 0; p <= k; p++)
		walk->factor[p * walk->stride + k] = walk->candidate[p];
	walk->inverse[k] = 1.0 / walk->candidate[k];
	for (size_t r = 0; r < m; r++)
		image[r] = limit_row(walk, r)[j];
	image[m] = walk->linear[j];
	for (size_t p = 0; p < k; p++) {
		const double *row = walk->image + p * width, share = walk->candidate[p];

		for (size_t c = 0; c < width; c++)
			image[c] -= share * row[c];
	}
	for (size_t c = 0; c < width; c++)
		image[c] *= walk->inverse[k];
	add_to_gram(walk, image, 1.0);
	walk->held[k] = j;
	walk->place[j] = k;
	walk->standing[j] = IS_FREE;
	walk->pull[j] = 0.0;
	walk->sense[j] = 0.0;
	walk->held_count++;
}

/* Drops place p: the column goes, and rotations bring what follows back to triangular form. */
void walk_release(struct walk *walk, size_t p)
{
	const size_t last = walk->held_count - 1, width = walk->width;

	kernel_delete(walk->factor, walk->inverse, walk->stride, walk->held_count, p, walk->cosine, walk->sine);
	for (size_t c = p; c < last; c++) {
		double *high = walk->image + c * width, *low = high + width;

		for (size_t i = 0; i < width; i++) {
			const double t = high[i];

			high[i] = walk->cosine[c] * t + walk->sine[c] * low[i];
			low[i] = walk->cosine[c] * low[i] - walk->sine[c] * t;
		}
	}
	for (size_t i = p; i < last; i++) {
		walk->held[i] = walk->held[i + 1];
		walk->place[walk->held[i]] = i;
	}
	walk->held_count = last;

	/* What the dropped row was most of leaves few digits behind. */
	const double *gone = walk->image + last * width;

	add_to_gram(walk, gone, -1.0);
	for (size_t r = 0; r < width; r++)
		if (gone[r] * gone[r] > 100.0 * walk->gram[r * width + r])
			walk->is_gram_stale = true;
}

void walk_image_linear(struct walk *walk)
{
	const size_t k = walk->held_count, width = walk->width;
	double *image = walk->spare;

	for (size_t p = 0; p < k; p++)
		image[p] = walk->linear[walk->held[p]];
	kernel_solve_lower(walk->factor, walk->inverse, walk->stride, k, image);
	for (size_t p = 0; p < k; p++)
		walk->image[p * width + walk->m] = image[p];
	walk->is_gram_stale = true;
}

static void sum_gram(struct walk *walk)
{
	memset(walk->gram, 0, walk->width * walk->width * sizeof(double));
	for (size_t p = 0; p < walk->held_count; p++)
		add_to_gram(walk, walk->image + p * walk->width, 1.0);
	walk->is_gram_stale = false;
}

bool walk_factor_schur(struct walk *walk)
{
	const size_t a = walk->active_count;
	double *schur = walk->schur;

	if (walk->is_gram_stale || walk->is_delicate)
		sum_gram(walk);
	for (size_t i = 0; i < a; i++) {
		const double *gram = walk->gram + walk->active[i] * walk->width;
		const double diagonal = gram[walk->active[i]];

		for (size_t j = 0; j <= i; j++) {
			const double rest = gram[walk->active[j]] - program_dot(schur + i * a, schur + j * a, j);

			if (j < i)
				schur[i * a + j] = rest / schur[j * a + j];
			else if (!(rest > 1e-13 * diagonal))
				return false;
			else
				schur[i * a + i] = sqrt(rest);
		}
	}
	return true;
}

void walk_solve_schur(const struct walk *walk, double *x)
{
	const size_t a = walk->active_count;
	const double *schur = walk->schur;

	for (size_t i = 0; i < a; i++)
		x[i] = (x[i] - program_dot(schur + i * a, x, i)) / schur[i * a + i];
	for (size_t i = a; i-- > 0;) {
		for (size_t j = i + 1; j < a; j++)
			x[i] -= schur[j * a + i] * x[j];
		x[i] /= schur[i * a + i];
	}
}

void walk_solve_held(const struct walk *walk, double *rest, double *gap)
{
	const size_t k = walk->held_count, a = walk->active_count, width = walk->width;

	kernel_solve_lower(walk->factor, walk->inverse, walk->stride, k, rest);
	for (size_t i = 0; i < a; i++)
		for (size_t p = 0; p < k; p++)
			gap[i] -= walk->image[p * width + walk->active[i]] * rest[p];
	walk_solve_schur(walk, gap);
	for (size_t i = 0; i < a; i++)
		for (size_t p = 0; p < k; p++)
			rest[p] += walk->image[p * width + walk->active[i]] * gap[i];
	kernel_solve_upper(walk->factor, walk->inverse, walk->stride, k, rest);
}

/* The rows whose sum with shares is S x, but for the diagonal: those of S, or the factors. Returns how many. */
static size_t list_rows(struct walk *walk, const size_t *assets, const double *x, size_t count)
{
	const struct program *program = walk->program;
	const struct program_factors *factors = &program->factors;

	if (factors->count == 0) {
		for (size_t p = 0; p < count; p++)
			walk->rows[p] = program->hessian + assets[p] * program->stride;
		memcpy(walk->shares, x, count * sizeof(double));
		return count;
	}
	memset(walk->shares, 0, factors->count * sizeof(double));
	for (size_t p = 0; p < count; p++) {
		const double *image = factors->images + assets[p] * factors->count;

		for (size_t f = 0; f < factors->count; f++)
			walk->shares[f] += x[p] * image[f];
	}
	for (size_t f = 0; f < factors->count; f++)
		walk->rows[f] = factors->turned + f * walk->n;
	return factors->count;
}

static double own_variance(const struct walk *walk, size_t i)
{
	return (walk->program->factors.count > 0 ? walk->program->factors.specific[i] : 0.0) + walk->ridge;
}

void walk_product(struct walk *walk, const double *x, const double *prices, double *result)
{
	size_t count = walk->is_still ? 0 : list_rows(walk, walk->held, x, walk->held_count);

	for (size_t i = 0; i < walk->active_count; i++) {
		walk->rows[count] = limit_row(walk, walk->active[i]);
		walk->shares[count++] = -prices[walk->active[i]];
	}
	walk->rows[count] = walk->linear;
	walk->shares[count++] = -1.0;
	memset(result, 0, walk->n * sizeof(double));
	kernel_add_rows(result, walk->rows, walk->shares, count, walk->n);
	for (size_t p = 0; p < walk->held_count && !walk->is_still; p++)
		result[walk->held[p]] += own_variance(walk, walk->held[p]) * x[p];
}

void walk_risk(struct walk *walk, double *result)
{
	size_t count = 0;

	for (size_t i = 0; i < walk->n; i++)
		if (walk->weights[i] != 0.0) {
			walk->counted[count] = i;
			walk->spare[count++] = walk->weights[i];
		}

	const size_t rows = list_rows(walk, walk->counted, walk->spare, count);

	memset(result, 0, walk->n * sizeof(double));
	kernel_add_rows(result, walk->rows, walk->shares, rows, walk->n);
	for (size_t p = 0; p < count; p++)
		result[walk->counted[p]] += own_variance(walk, walk->counted[p]) * walk->spare[p];
}
