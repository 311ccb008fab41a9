/* The certificate of an optimum, from the problem alone. */
#include <math.h>

#include "engine/solve/solve.h"

static double scale_of_gradient(const struct quadratic_problem *problem)
{
	double scale = 1.0;

	for (size_t i = 0; i < problem->count; i++) {
		if (problem->linear)
			scale = fmax(scale, fabs(gsl_vector_get(problem->linear, i)));
		for (size_t j = 0; j < problem->count; j++)
			scale = fmax(scale, fabs(gsl_matrix_get(problem->hessian, i, j)));
	}
	return scale;
}

static double limit_at(const gsl_vector *limits, size_t i, double missing)
{
	return limits ? gsl_vector_get(limits, i) : missing;
}

/* A value between its limits with a signed multiplier. */
static void add_limit(struct kkt *kkt, double *limit_scale, double value, double lower, double upper, double multiplier)
{
	if (isfinite(lower))
		*limit_scale = fmax(*limit_scale, fabs(lower));
	if (isfinite(upper))
		*limit_scale = fmax(*limit_scale, fabs(upper));
	kkt->primal = fmax(kkt->primal, fmax(lower - value, value - upper));
	if (lower == upper || multiplier == 0.0)
		return;

	const double limit = multiplier > 0.0 ? lower : upper;

	/* A multiplier on a limit that is not there has the wrong sign for the one that is. */
	if (!isfinite(limit))
		kkt->dual = fmax(kkt->dual, fabs(multiplier));
	else
		kkt->complementarity = fmax(kkt->complementarity, fabs(multiplier * (value - limit)));
}

struct kkt kkt_residual(const struct quadratic_problem *problem, const double *weights,
                        const double *bound_multipliers, const double *row_multipliers)
{
	const size_t n = problem->count, m = problem->row_count;
	const double scale = scale_of_gradient(problem);
	double limit_scale = 1.0;
	struct kkt kkt = { 0 };

	for (size_t i = 0; i < n; i++) {
		long double rest = -(long double)bound_multipliers[i];

		if (problem->linear)
			rest -= gsl_vector_get(problem->linear, i);
		for (size_t j = 0; j < n; j++)
			rest += (long double)gsl_matrix_get(problem->hessian, i, j) * weights[j];
		for (size_t r = 0; r < m; r++)
			rest -= (long double)gsl_matrix_get(problem->rows, r, i) * row_multipliers[r];
		/* Written so that a NaN is never accepted. */
		if (!(fabsl(rest) <= kkt.stationarity))
			kkt.stationarity = (double)fabsl(rest);
		add_limit(&kkt, &limit_scale, weights[i], limit_at(problem->lower, i, -INFINITY),
		          limit_at(problem->upper, i, INFINITY), bound_multipliers[i]);
	}
	for (size_t r = 0; r < m; r++) {
		long double activity = 0.0L;

		for (size_t i = 0; i < n; i++)
			activity += (long double)gsl_matrix_get(problem->rows, r, i) * weights[i];
		add_limit(&kkt, &limit_scale, (double)activity, gsl_vector_get(problem->row_lower, r),
		          gsl_vector_get(problem->row_upper, r), row_multipliers[r]);
	}
	kkt.primal /= limit_scale;
	kkt.stationarity /= scale;
	kkt.complementarity /= scale;
	kkt.dual /= scale;
	return kkt;
}

bool kkt_is_accepted(const struct kkt *kkt)
{
	return kkt->primal <= 1e-9 && kkt->stationarity <= 1e-8 && kkt->complementarity <= 1e-10 && kkt->dual <= 1e-10;
}
