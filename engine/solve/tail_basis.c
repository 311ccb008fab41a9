/* The basis of a tail program: its inverse and what exchanges do to it. */
#include <math.h>
#include <string.h>

#include "engine/solve/tail_state.h"

/* Below this a pivot is rounding. */
static const double least_pivot = 1e-11;

/* Four columns at a time: what is summed into is read and written once for four. */
HOT_LOOP static void add_four(double *restrict into, const double *restrict a, const double *restrict b,
                              const double *restrict c, const double *restrict d, const double factor[4], size_t count)
{
	const double fa = factor[0], fb = factor[1], fc = factor[2], fd = factor[3];

	for (size_t t = 0; t < count; t++)
		into[t] += (fa * a[t] + fb * b[t]) + (fc * c[t] + fd * d[t]);
}

void tail_combine(const struct tail_descent *descent, const size_t *variables, const double *factors, size_t count,
                  double *into)
{
	const double *four[4];
	double factor[4] = { 0 };
	size_t waiting = 0;

	for (size_t k = 0; k < count; k++) {
		if (factors[k] == 0.0 || variables[k] == descent->n)
			continue;
		four[waiting] = descent->columns + variables[k] * descent->capacity;
		factor[waiting++] = factors[k];
		if (waiting == 4) {
			add_four(into, four[0], four[1], four[2], four[3], factor, descent->scenarios);
			waiting = 0;
		}
	}
	if (waiting == 0)
		return;
	for (size_t k = waiting; k < 4; k++) {
		four[k] = four[0];
		factor[k] = 0.0;
	}
	add_four(into, four[0], four[1], four[2], four[3], factor, descent->scenarios);
}

/* The median of three, in the middle of what is left, keeps the selection near linear on sorted losses. */
static double pivot_of(const double *v, size_t count)
{
	const double a = v[0], b = v[count / 2], c = v[count - 1];

	return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

double tail_value(const double *losses, size_t count, double weight, double *scratch, double *threshold)
{
	/* The k-th largest loss, k = ceil(1 / weight); the allowance is for 1 / weight = 50 and a few parts in 1e15. */
	const double whole = ceil(1.0 / weight * (1.0 - 1e-12));
	size_t k = whole < 1.0 ? 0 : whole >= (double)count ? count - 1 : (size_t)whole - 1, low = 0, high = count;
	double total = 0.0, compensation = 0.0;

	memcpy(scratch, losses, count * sizeof(double));
	while (high - low > 1) {
		const double pivot = pivot_of(scratch + low, high - low);
		size_t greater = low, i = low, less = high;

		while (i < less) {
			const double value = scratch[i];

			if (value > pivot) {
				scratch[i++] = scratch[greater];
				scratch[greater++] = value;
			} else if (value < pivot) {
				scratch[i] = scratch[--less];
				scratch[less] = value;
			} else {
				i++;
			}
		}
		if (k < greater)
			high = greater;
		else if (k >= less)
			low = less;
		else
			low = k, high = k + 1;
	}
	*threshold = scratch[k];
	for (size_t i = 0; i < k; i++) {
		const double term = (scratch[i] - scratch[k]) - compensation, next = total + term;

		compensation = (next - total) - term;
		total = next;
	}
	return *threshold + weight * total;
}

/* Gauss-Jordan with row exchanges; B is given in scratch as size x 2 size beside the identity. */
static bool invert(struct tail_descent *descent)
{
	const size_t size = descent->size, twice = 2 * size;
	double *matrix = descent->scratch;

	for (size_t k = 0; k < size; k++) {
		size_t best = k;

		for (size_t a = k + 1; a < size; a++)
			if (fabs(matrix[a * twice + k]) > fabs(matrix[best * twice + k]))
				best = a;
		if (!(fabs(matrix[best * twice + k]) > least_pivot))
			return false;
		for (size_t c = 0; best != k && c < twice; c++) {
			const double swap = matrix[best * twice + c];

			matrix[best * twice + c] = matrix[k * twice + c];
			matrix[k * twice + c] = swap;
		}

		double *row = matrix + k * twice;
		const double pivot = row[k];

		for (size_t c = k; c < twice; c++)
			row[c] /= pivot;
		for (size_t a = 0; a < size; a++) {
			const double factor = matrix[a * twice + k];

			if (a == k || factor == 0.0)
				continue;
			for (size_t c = k; c < twice; c++)
				matrix[a * twice + c] -= factor * row[c];
		}
	}
	for (size_t c = 0; c < size; c++)
		memcpy(inverse_row(descent, c), matrix + c * twice + size, size * sizeof(double));
	return true;
}

static void recompute_excess(struct tail_descent *descent)
{
	const size_t n = descent->n, m = descent->m, count = descent->scenarios;

	for (size_t t = 0; t < count; t++)
		descent->excess[t] = descent->offset[t] + descent->shift[t] - descent->threshold;
	/* scratch lists every variable: the ones at 0 are passed over. */
	for (size_t i = 0; i < n; i += 8) {
		size_t variables[8], length = 0;

		for (; length < 8 && i + length < n; length++)
			variables[length] = i + length;
		tail_combine(descent, variables, descent->x + i, length, descent->excess);
	}
	for (size_t r = 0; r < m; r++)
		descent->activity[r] = program_dot(descent->rows + r * n, descent->x, n);
}

static void recompute_gradient(struct tail_descent *descent)
{
	memset(descent->gradient, 0, descent->n * sizeof(double));
	descent->above = 0.0;
	for (size_t t = 0; t < descent->scenarios; t++) {
		const double *row = loss_row(descent, t);

		if (descent->side[t] <= 0.0)
			continue;
		descent->above += 1.0;
		for (size_t i = 0; i < descent->n; i++)
			descent->gradient[i] += descent->weight * row[i];
	}
}

/* How far the held activities are from where they belong, moved into the columns. */
static void correct_columns(struct tail_descent *descent)
{
	const size_t size = descent->size, n = descent->n, m = descent->m;
	double *miss = descent->work;

	for (size_t a = 0; a < size; a++) {
		const size_t id = descent->held[a];

		if (id >= m)
			miss[a] = -(descent->offset[id - m] + descent->shift[id - m] - descent->threshold +
			            program_dot(loss_row(descent, id - m), descent->x, n));
		else
			miss[a] = (descent->standing[n + id] == AT_UPPER ? descent->row_upper : descent->row_lower)[id] -
			          program_dot(descent->rows + id * n, descent->x, n);
	}
	for (size_t c = 0; c < size; c++) {
		const double change = program_dot(inverse_row(descent, c), miss, size);

		if (descent->column[c] == n)
			descent->threshold += change;
		else
			descent->x[descent->column[c]] += change;
	}
}

bool basis_refactor(struct tail_descent *descent)
{
	const size_t size = descent->size, twice = 2 * size;

	memset(descent->scratch, 0, size * twice * sizeof(double));
	for (size_t a = 0; a < size; a++) {
		for (size_t c = 0; c < size; c++)
			descent->scratch[a * twice + c] = basis_entry(descent, descent->held[a], descent->column[c]);
		descent->scratch[a * twice + size + a] = 1.0;
	}
	descent->updates = 0;
	if (!invert(descent))
		return false;
	correct_columns(descent);
	recompute_excess(descent);
	for (size_t a = 0; a < size; a++)
		if (descent->held[a] >= descent->m)
			descent->excess[descent->held[a] - descent->m] = 0.0;
	recompute_gradient(descent);
	return true;
}

/* into = row of activity `id` over the columns, times the inverse. */
static void row_times_inverse(const struct tail_descent *descent, size_t id, double *into)
{
	memset(into, 0, descent->size * sizeof(double));
	for (size_t c = 0; c < descent->size; c++) {
		const double entry = basis_entry(descent, id, descent->column[c]), *row = inverse_row(descent, c);

		for (size_t a = 0; entry != 0.0 && a < descent->size; a++)
			into[a] += entry * row[a];
	}
}

/* into = the inverse times the column of a variable over the held activities. */
static void inverse_times_column(const struct tail_descent *descent, size_t variable, double *entries, double *into)
{
	for (size_t a = 0; a < descent->size; a++)
		entries[a] = basis_entry(descent, descent->held[a], variable);
	for (size_t c = 0; c < descent->size; c++)
		into[c] = program_dot(inverse_row(descent, c), entries, descent->size);
}

bool basis_replace_activity(struct tail_descent *descent, size_t a, size_t id)
{
	double *v = descent->work;

	row_times_inverse(descent, id, v);
	if (fabs(v[a]) <= least_pivot)
		return false;
	for (size_t c = 0; c < descent->size; c++) {
		double *row = inverse_row(descent, c);
		const double factor = row[a] / v[a];

		for (size_t k = 0; factor != 0.0 && k < descent->size; k++)
			row[k] -= factor * v[k];
		row[a] = factor;
	}
	descent->held[a] = id;
	return true;
}

bool basis_replace_column(struct tail_descent *descent, size_t c, size_t variable)
{
	double *u = descent->work2;

	inverse_times_column(descent, variable, descent->work, u);
	if (fabs(u[c]) <= least_pivot)
		return false;

	double *pivot_row = inverse_row(descent, c);

	for (size_t k = 0; k < descent->size; k++)
		pivot_row[k] /= u[c];
	for (size_t other = 0; other < descent->size; other++) {
		double *row = inverse_row(descent, other);

		for (size_t k = 0; other != c && u[other] != 0.0 && k < descent->size; k++)
			row[k] -= u[other] * pivot_row[k];
	}
	descent->column[c] = variable;
	return true;
}

bool basis_grow(struct tail_descent *descent, size_t variable, size_t id)
{
	const size_t size = descent->size;
	double *v = descent->work, *u = descent->work2;

	inverse_times_column(descent, variable, v, u);
	row_times_inverse(descent, id, v);

	double pivot = basis_entry(descent, id, variable);

	for (size_t c = 0; c < size; c++)
		pivot -= basis_entry(descent, id, descent->column[c]) * u[c];
	if (fabs(pivot) <= least_pivot)
		return false;
	for (size_t c = 0; c < size; c++) {
		double *row = inverse_row(descent, c);
		const double factor = u[c] / pivot;

		for (size_t k = 0; k < size; k++)
			row[k] += factor * v[k];
		row[size] = -factor;
	}
	for (size_t k = 0; k < size; k++)
		inverse_row(descent, size)[k] = -v[k] / pivot;
	inverse_row(descent, size)[size] = 1.0 / pivot;
	descent->column[size] = variable;
	descent->held[size] = id;
	descent->size++;
	return true;
}

/* The last column and activity take the place of those that go, so that the inverse stays packed. */
bool basis_shrink(struct tail_descent *descent, size_t a, size_t c)
{
	const size_t last = descent->size - 1;
	const double *pivot_row = inverse_row(descent, c);
	const double pivot = pivot_row[a];

	if (fabs(pivot) <= least_pivot)
		return false;
	for (size_t other = 0; other <= last; other++) {
		double *row = inverse_row(descent, other);
		const double factor = row[a] / pivot;

		for (size_t k = 0; other != c && factor != 0.0 && k <= last; k++)
			row[k] -= factor * pivot_row[k];
	}
	if (c != last)
		memcpy(inverse_row(descent, c), inverse_row(descent, last), (last + 1) * sizeof(double));
	for (size_t other = 0; a != last && other < last; other++)
		inverse_row(descent, other)[a] = inverse_row(descent, other)[last];
	descent->column[c] = descent->column[last];
	descent->held[a] = descent->held[last];
	descent->size--;
	return true;
}

/* Whether row r holds at x, and at which limit. */
static bool is_at_limit(struct tail_descent *descent, size_t r)
{
	const double lower = descent->row_lower[r], upper = descent->row_upper[r], value = descent->activity[r];
	const double near = 1e-11 * (1.0 + fabs(value));

	descent->standing[descent->n + r] = IS_FREE;
	if (lower == upper || fabs(value - lower) <= near)
		descent->standing[descent->n + r] = AT_LOWER;
	else if (fabs(value - upper) <= near)
		descent->standing[descent->n + r] = AT_UPPER;
	return descent->standing[descent->n + r] != IS_FREE;
}

static void place_variables(struct tail_descent *descent)
{
	for (size_t i = 0; i < descent->n; i++) {
		const double near = 1e-13 * (1.0 + fabs(descent->x[i]));

		if (descent->x[i] <= descent->lower[i] + near) {
			descent->standing[i] = AT_LOWER;
			descent->x[i] = descent->lower[i];
		} else if (descent->x[i] >= descent->upper[i] - near) {
			descent->standing[i] = AT_UPPER;
			descent->x[i] = descent->upper[i];
		} else {
			descent->standing[i] = IS_BETWEEN;
		}
	}
}

/*
 * Elimination over the rows that hold: each finds a column of its own, preferably a variable with room on both sides.
 * A row without one depends on the others and takes no part.
 */
static void hold_rows(struct tail_descent *descent)
{
	const size_t n = descent->n, m = descent->m;
	double *left = descent->scratch;

	memcpy(left, descent->rows, m * n * sizeof(double));
	for (size_t round = 0; round < m; round++) {
		size_t best_row = m, best_column = n;
		double best = 1e-9;

		for (size_t r = 0; r < m; r++) {
			if (descent->standing[n + r] == IS_FREE || descent->work[r] != 0.0)
				continue;
			for (size_t i = 0; i < n; i++) {
				const double room = fmin(descent->x[i] - descent->lower[i], descent->upper[i] - descent->x[i]);
				const double score = fabs(left[r * n + i]) * (1e-3 + fmin(1.0, room));

				if (descent->standing[i] != IS_FREE && fabs(left[r * n + i]) > 1e-9 && score > best) {
					best = score;
					best_row = r;
					best_column = i;
				}
			}
		}
		if (best_row == m)
			break;
		for (size_t r = 0; r < m; r++) {
			const double factor = left[r * n + best_column] / left[best_row * n + best_column];

			for (size_t i = 0; r != best_row && factor != 0.0 && i < n; i++)
				left[r * n + i] -= factor * left[best_row * n + i];
		}
		descent->work[best_row] = 1.0;
		descent->standing[best_column] = IS_FREE;
		descent->column[descent->size] = best_column;
		descent->held[descent->size++] = best_row;
	}
	for (size_t r = 0; r < m; r++)
		if (descent->work[r] == 0.0)
			descent->standing[n + r] = IS_FREE;
}

void basis_start(struct tail_descent *descent)
{
	const size_t n = descent->n, count = descent->scenarios;
	size_t quantile = 0;
	double nearest = INFINITY;

	descent->threshold = 0.0;
	place_variables(descent);
	recompute_excess(descent);
	for (size_t r = 0; r < descent->m; r++) {
		descent->work[r] = 0.0;
		(void)is_at_limit(descent, r);
	}
	descent->size = 0;
	hold_rows(descent);
	(void)tail_value(descent->excess, count, descent->weight, descent->reach, &descent->threshold);
	for (size_t t = 0; t < count; t++) {
		const double gap = fabs(descent->excess[t] - descent->threshold);

		descent->side[t] = descent->excess[t] > descent->threshold ? 1.0 : -1.0;
		if (gap < nearest) {
			nearest = gap;
			quantile = t;
		}
	}
	descent->side[quantile] = 0.0;
	descent->column[descent->size] = n;
	descent->held[descent->size++] = descent->m + quantile;
	descent->reach_guess = INFINITY;
}
