/* Reading a frontier: between two corners everything is a closed form. */
#include <math.h>
#include <stdlib.h>

#include "engine/solve/solve.h"

void frontier_clear(struct frontier *frontier)
{
	free(frontier->corners);
	free(frontier->weights);
	free(frontier->bound_multipliers);
	free(frontier->row_multipliers);
	*frontier = (struct frontier){ 0 };
}

static double lerp(double from, double to, double share)
{
	return from == to ? from : share == 1.0 ? to : from + share * (to - from);
}

/* The point at L of segment s, whose corners bracket it. */
static void place_on_segment(const struct frontier *frontier, size_t s, double lambda, struct frontier_point *point)
{
	const struct frontier_corner *high = frontier->corners + s, *low = high + 1;
	const double share = fmin(1.0, fmax(0.0, (high->lambda - lambda) / (high->lambda - low->lambda)));
	const double fallen = (high->lambda - lambda) * (high->lambda + lambda) /
	                      ((high->lambda - low->lambda) * (high->lambda + low->lambda));

	point->segment = s;
	point->share = share;
	point->lambda = lerp(high->lambda, low->lambda, share);
	point->expected_return = lerp(high->expected_return, low->expected_return, share);
	point->variance = fmax(0.0, lerp(high->variance, low->variance, fmin(1.0, fmax(0.0, fallen))));
	point->volatility = sqrt(point->variance);
	point->turnover_price = lerp(high->turnover_price, low->turnover_price, share);
}

static void place_on_corner(const struct frontier *frontier, size_t k, struct frontier_point *point)
{
	const struct frontier_corner *corner = frontier->corners + k;

	point->segment = k > 0 ? k - 1 : 0;
	point->share = k > 0 ? 1.0 : 0.0;
	point->lambda = corner->lambda;
	point->expected_return = corner->expected_return;
	point->variance = corner->variance;
	point->volatility = sqrt(corner->variance);
	point->turnover_price = corner->turnover_price;
}

static double figure_of(const struct frontier_corner *corner, int which)
{
	return which == 0 ? corner->lambda : which == 1 ? corner->expected_return : corner->variance;
}

/* The first corner whose figure is at most value; the last one when none is. */
static size_t first_at_most(const struct frontier *frontier, int which, double value)
{
	size_t from = 0, to = frontier->corner_count - 1;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (figure_of(frontier->corners + middle, which) <= value)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

void frontier_at_lambda(const struct frontier *frontier, double lambda, struct frontier_point *point)
{
	const size_t k = first_at_most(frontier, 0, lambda);

	if (k == 0 || frontier->corners[k].lambda >= lambda)
		place_on_corner(frontier, k, point);
	else
		place_on_segment(frontier, k - 1, lambda, point);
}

/* Rounding of a figure that a person typed or a report printed is not a reason to say no. */
static bool is_within(double value, double low, double high)
{
	const double slack = 1e-12 * (1.0 + fabs(value));

	return value >= low - slack && value <= high + slack;
}

bool frontier_at_return(const struct frontier *frontier, double expected_return, struct frontier_point *point)
{
	const struct frontier_corner *corners = frontier->corners, *last = corners + frontier->corner_count - 1;

	if (!is_within(expected_return, last->expected_return, corners->expected_return))
		return false;

	const size_t k = first_at_most(frontier, 1, expected_return);

	if (k == 0 || corners[k].expected_return >= expected_return) {
		place_on_corner(frontier, k, point);
	} else {
		const struct frontier_corner *high = corners + k - 1, *low = corners + k;
		const double share = (high->expected_return - expected_return) / (high->expected_return - low->expected_return);

		place_on_segment(frontier, k - 1, lerp(high->lambda, low->lambda, share), point);
	}
	return true;
}

bool frontier_at_volatility(const struct frontier *frontier, double volatility, struct frontier_point *point)
{
	const struct frontier_corner *corners = frontier->corners, *last = corners + frontier->corner_count - 1;
	const double variance = volatility * volatility;

	if (!(volatility >= 0.0) || !is_within(volatility, sqrt(last->variance), sqrt(corners->variance)))
		return false;

	const size_t k = first_at_most(frontier, 2, variance);

	if (k == 0 || corners[k].variance >= variance) {
		place_on_corner(frontier, k, point);
	} else {
		const struct frontier_corner *high = corners + k - 1, *low = corners + k;
		const double share = (high->variance - variance) / (high->variance - low->variance);
		const double square = lerp(high->lambda * high->lambda, low->lambda * low->lambda, share);

		place_on_segment(frontier, k - 1, sqrt(fmax(0.0, square)), point);
	}
	return true;
}

bool frontier_max_sharpe(const struct frontier *frontier, double risk_free, struct frontier_point *point)
{
	const struct frontier_corner *corners = frontier->corners;
	struct frontier_point found = { 0 };

	if (!(corners->expected_return > risk_free))
		return false;

	/* L (return - risk_free) - variance falls through 0 at the tangency; flat at 0 on a line from riskless cash. */
	for (size_t k = 0; k < frontier->corner_count; k++) {
		const double gap = corners[k].lambda * (corners[k].expected_return - risk_free) - corners[k].variance;
		const double slack = 1e-13 * corners[k].variance;

		if (gap > slack)
			continue;
		if (k == 0 || gap >= -slack) {
			place_on_corner(frontier, k, &found);
		} else {
			const struct frontier_corner *high = corners + k - 1, *low = corners + k;
			const double b = (high->expected_return - low->expected_return) / (high->lambda - low->lambda);
			const double a = low->expected_return - b * low->lambda;
			const double d = low->variance - b * low->lambda * low->lambda;

			place_on_segment(frontier, k - 1, d / (a - risk_free), &found);
		}
		break;
	}
	if (!(found.variance > 0.0))
		return false;
	*point = found;
	return true;
}

static void read_row(const double *figures, size_t width, const struct frontier_point *point, double *result)
{
	const double *high = figures + point->segment * width, *low = high + width;

	if (!result)
		return;
	for (size_t i = 0; i < width; i++)
		result[i] = point->share > 0.0 ? lerp(high[i], low[i], point->share) : high[i];
}

void frontier_read(const struct frontier *frontier, const struct frontier_point *point, double *weights,
                   double *bound_multipliers, double *row_multipliers)
{
	read_row(frontier->weights, frontier->count, point, weights);
	read_row(frontier->bound_multipliers, frontier->count, point, bound_multipliers);
	read_row(frontier->row_multipliers, frontier->row_count, point, row_multipliers);
}

struct kkt frontier_kkt(const struct frontier *frontier, const struct quadratic_problem *problem, size_t index)
{
	const size_t n = frontier->count, m = frontier->row_count;
	const double lambda = frontier->corners[index].lambda;
	struct quadratic_problem at = *problem;
	gsl_vector *linear = gsl_vector_alloc(n), *cost = gsl_vector_calloc(n);

	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(linear, i, lambda * gsl_vector_get(problem->linear, i));
		if (problem->anchor && problem->cost)
			gsl_vector_set(cost, i, lambda * gsl_vector_get(problem->cost, i));
	}
	at.linear = linear;
	at.cost = cost;

	const struct kkt kkt = kkt_residual(&at, frontier->weights + index * n, frontier->bound_multipliers + index * n,
	                                    frontier->row_multipliers + index * m);

	gsl_vector_free(linear);
	gsl_vector_free(cost);
	return kkt;
}
