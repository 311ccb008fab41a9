/*
 * The factor of the held covariance: S_FF = R R' grows by a row, shrinks by Givens rotations, and carries
 * Y = R^-1 [A_F' mu_F] along.
 *
 * Source: P. E. Gill, G. H. Golub, W. Murray, M. A. Saunders, Methods for modifying matrix factorizations,
 * Mathematics of Computation 28 (1974) 505-535.
 */
#include "engine/solve/walk.h"

#include <math.h>
#include <string.h>

/* S_ij as it is factored. */
static double factored_entry(const struct walk *walk, size_t i, size_t j)
{
	double entry = hessian_row(walk, i)[j] + (i == j ? walk->ridge : 0.0);

	for (size_t r = 0; r < walk->m; r++)
		if (is_equality(walk, r))
			entry += walk->kappa * limit_row(walk, r)[i] * limit_row(walk, r)[j];
	return entry;
}

double walk_factor_row(struct walk *walk, size_t j)
{
	const size_t k = walk->held_count;
	double *row = walk->factor[k];
	double diagonal = factored_entry(walk, j, j), left = diagonal;

	for (size_t p = 0; p < k; p++) {
		const double value = (factored_entry(walk, j, walk->held[p]) - program_dot(walk->factor[p], row, p)) /
		                     walk->factor[p][p];

		row[p] = value;
		left -= value * value;
	}
	row[k] = sqrt(fmax(left, 0.0));
	return diagonal > 0.0 ? left / diagonal : 0.0;
}

void walk_hold(struct walk *walk, size_t j)
{
	const size_t k = walk->held_count;
	const double *row = walk->factor[k];
	double *image = walk->image[k];

	for (size_t r = 0; r < walk->m; r++)
		image[r] = limit_row(walk, r)[j];
	image[walk->m] = walk->linear[j];
	for (size_t p = 0; p < k; p++)
		for (size_t c = 0; c < walk->width; c++)
			image[c] -= row[p] * walk->image[p][c];
	for (size_t c = 0; c < walk->width; c++)
		image[c] /= row[k];
	walk->held[k] = j;
	walk->place[j] = k;
	walk->standing[j] = IS_FREE;
	walk->pull[j] = 0.0;
	walk->held_count++;
}

/* Drops place p: the row goes, and rotations bring what follows back to triangular form. */
void walk_release(struct walk *walk, size_t p)
{
	const size_t last = --walk->held_count;
	double *gone = walk->factor[p];

	for (size_t i = p; i < last; i++) {
		walk->factor[i] = walk->factor[i + 1];
		walk->held[i] = walk->held[i + 1];
		walk->place[walk->held[i]] = i;
	}
	walk->factor[last] = gone;
	for (size_t c = p; c < last; c++) {
		const double a = walk->factor[c][c], b = walk->factor[c][c + 1], r = sqrt(a * a + b * b);
		const double cosine = a / r, sine = b / r;

		for (size_t i = c; i < last; i++) {
			double *row = walk->factor[i];
			const double t = row[c];

			row[c] = cosine * t + sine * row[c + 1];
			row[c + 1] = cosine * row[c + 1] - sine * t;
		}
		for (size_t i = 0; i < walk->width; i++) {
			const double t = walk->image[c][i];

			walk->image[c][i] = cosine * t + sine * walk->image[c + 1][i];
			walk->image[c + 1][i] = cosine * walk->image[c + 1][i] - sine * t;
		}
	}
}

bool walk_factor_schur(struct walk *walk)
{
	const size_t a = walk->active_count;
	double *schur = walk->schur;

	memset(schur, 0, a * a * sizeof(double));
	for (size_t p = 0; p < walk->held_count; p++)
		for (size_t i = 0; i < a; i++)
			for (size_t j = 0; j <= i; j++)
				schur[i * a + j] += walk->image[p][walk->active[i]] * walk->image[p][walk->active[j]];
	for (size_t i = 0; i < a; i++) {
		const double diagonal = schur[i * a + i];

		for (size_t j = 0; j <= i; j++) {
			const double rest = schur[i * a + j] - program_dot(schur + i * a, schur + j * a, j);

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

HOT_LOOP void walk_solve_transposed(const struct walk *walk, double *x)
{
	for (size_t p = walk->held_count; p-- > 0;) {
		const double *row = walk->factor[p];

		x[p] /= row[p];
		for (size_t i = 0; i < p; i++)
			x[i] -= row[i] * x[p];
	}
}

void walk_solve_held(const struct walk *walk, double *rest, double *gap)
{
	const size_t k = walk->held_count, a = walk->active_count;

	for (size_t p = 0; p < k; p++)
		rest[p] = (rest[p] - program_dot(walk->factor[p], rest, p)) / walk->factor[p][p];
	for (size_t i = 0; i < a; i++)
		for (size_t p = 0; p < k; p++)
			gap[i] -= walk->image[p][walk->active[i]] * rest[p];
	walk_solve_schur(walk, gap);
	for (size_t i = 0; i < a; i++)
		for (size_t p = 0; p < k; p++)
			rest[p] += walk->image[p][walk->active[i]] * gap[i];
	walk_solve_transposed(walk, rest);
}
