/* Water filling and projection: both are one unknown, found by bisection and then solved exactly on its linear piece. */
#include "engine/rebalance/bands.h"

#include <math.h>
#include <stdbool.h>

enum { HALVINGS = 200 };

struct shares {
	const double *base, *slope; /* x_i(m) = clip(base_i + m * slope_i); NULL: base 0, slope 1 */
	const double *lower, *upper;
	size_t n;
};

static double position(const struct shares *s, size_t i, double m)
{
	const double x = (s->base ? s->base[i] : 0.0) + m * (s->slope ? s->slope[i] : 1.0);

	return fmin(fmax(x, s->lower[i]), s->upper[i]);
}

static double sum_at(const struct shares *s, double m)
{
	double sum = 0.0;

	for (size_t i = 0; i < s->n; i++)
		sum += position(s, i, m);
	return sum;
}

/* The piece around m is linear in the positions that touch no limit: one Newton step there is exact. */
static double polish(const struct shares *s, double m, double total)
{
	double slope = 0.0;

	for (size_t i = 0; i < s->n; i++) {
		const double x = (s->base ? s->base[i] : 0.0) + m * (s->slope ? s->slope[i] : 1.0);

		if (x > s->lower[i] && x < s->upper[i])
			slope += s->slope ? s->slope[i] : 1.0;
	}
	return slope > 0.0 ? m + (total - sum_at(s, m)) / slope : m;
}

static double solve(const struct shares *s, double low, double high, double total)
{
	double m;

	for (int k = 0; k < HALVINGS; k++) {
		m = 0.5 * (low + high);
		if (m <= low || m >= high)
			break;
		if (sum_at(s, m) < total)
			low = m;
		else
			high = m;
		/* the last bits are the polish's business */
		if (high - low < 1e-9 * (fabs(low) + fabs(high)))
			break;
	}
	m = 0.5 * (low + high);
	return polish(s, m, total);
}

void bands_fill(const double *target, const double *lower, const double *upper, size_t n, double total, double *x)
{
	const struct shares s = {.slope = target, .lower = lower, .upper = upper, .n = n};
	double high = fmax(total, 1.0), placed = 0.0, level = 0.0;

	for (int k = 0; k < 64 && sum_at(&s, high) < total; k++)
		high *= 2.0;
	if (sum_at(&s, 0.0) < total)
		level = sum_at(&s, high) < total ? high : solve(&s, 0.0, high, total);
	for (size_t i = 0; i < n; i++) {
		x[i] = position(&s, i, level);
		placed += x[i];
	}
	if (placed < total && n > 0)
		x[n - 1] = fmin(x[n - 1] + (total - placed), upper[n - 1]);
}

void bands_project(const double *value, const double *lower, const double *upper, size_t n, double total, double *x)
{
	const struct shares s = {.base = value, .lower = lower, .upper = upper, .n = n};
	double reach = fmax(fabs(total), 1.0), m = 0.0;

	for (size_t i = 0; i < n; i++)
		reach = fmax(reach, fabs(value[i]) + fabs(lower[i]));
	reach *= 2.0;
	/* nothing to move when the point already lies inside */
	if (sum_at(&s, 0.0) != total)
		m = solve(&s, -reach, reach, total);
	for (size_t i = 0; i < n; i++)
		x[i] = position(&s, i, m);
}
