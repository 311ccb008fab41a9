/* The certificate of an optimum, from the problem alone. */
#include <math.h>
#include <string.h>

#include "engine/solve/program.h"

/* So many variables at a time, on the stack. */
enum { BLOCK = 64 };

struct scales {
	double gradient, limit;
};

static double limit_at(const gsl_vector *limits, size_t i, double missing)
{
	return limits ? gsl_vector_get(limits, i) : missing;
}

/* Written so that a NaN is never lost. */
static double larger(double a, double b)
{
	return a >= b ? a : b;
}

/* A value between its limits with a signed multiplier. */
static void add_limit(struct kkt *kkt, struct scales *scales, double value, double lower, double upper,
                      double multiplier)
{
	const double low = fabs(lower), high = fabs(upper);

	if (low > scales->limit && low < INFINITY)
		scales->limit = low;
	if (high > scales->limit && high < INFINITY)
		scales->limit = high;
	if (!(lower - value <= kkt->primal))
		kkt->primal = lower - value;
	if (!(value - upper <= kkt->primal))
		kkt->primal = value - upper;
	if (lower == upper || multiplier == 0.0)
		return;

	const double limit = multiplier > 0.0 ? lower : upper;

	/* A multiplier on a limit that is not there has the wrong sign for the one that is. */
	if (!isfinite(limit))
		kkt->dual = larger(fabs(multiplier), kkt->dual);
	else
		kkt->complementarity = larger(fabs(multiplier * (value - limit)), kkt->complementarity);
}

/* total += factor * row */
HOT_LOOP static void add_scaled(double *restrict total, const double *restrict row, double factor, size_t count)
{
	for (size_t i = 0; i < count; i++)
		total[i] += factor * row[i];
}

/* Stationarity of `count` variables from `from` on. */
static void add_block(const struct quadratic_problem *problem, const double *weights, const double *bound_multipliers,
                      const double *row_multipliers, size_t from, size_t count, struct kkt *kkt, struct scales *scales)
{
	double risk[BLOCK] = { 0 }, force[BLOCK];

	memcpy(force, bound_multipliers + from, count * sizeof(double));
	for (size_t j = 0; j < problem->count; j++)
		if (weights[j] != 0.0)
			add_scaled(risk, problem->hessian->data + j * problem->hessian->tda + from, weights[j], count);
	for (size_t r = 0; r < problem->row_count; r++)
		if (row_multipliers[r] != 0.0)
			add_scaled(force, problem->rows->data + r * problem->rows->tda + from, row_multipliers[r], count);
	for (size_t k = 0; k < count; k++) {
		const size_t i = from + k;
		const double slope = problem->linear ? gsl_vector_get(problem->linear, i) : 0.0;
		const double own = gsl_matrix_get(problem->hessian, i, i) * fmax(1e-6, fabs(weights[i]));

		scales->gradient = larger(fmax(own, fmax(fabs(risk[k]), fabs(slope))), scales->gradient);
		kkt->stationarity = larger(fabs(risk[k] - slope - force[k]), kkt->stationarity);
		add_limit(kkt, scales, weights[i], limit_at(problem->lower, i, -INFINITY), limit_at(problem->upper, i, INFINITY),
		          bound_multipliers[i]);
	}
}

struct kkt kkt_residual(const struct quadratic_problem *problem, const double *weights,
                        const double *bound_multipliers, const double *row_multipliers)
{
	const size_t n = problem->count;
	struct scales scales = { .limit = 1.0 };
	struct kkt kkt = { 0 };

	for (size_t from = 0; from < n; from += BLOCK)
		add_block(problem, weights, bound_multipliers, row_multipliers, from, n - from < BLOCK ? n - from : BLOCK, &kkt,
		          &scales);
	for (size_t r = 0; r < problem->row_count; r++)
		add_limit(&kkt, &scales, program_dot(problem->rows->data + r * problem->rows->tda, weights, n),
		          gsl_vector_get(problem->row_lower, r), gsl_vector_get(problem->row_upper, r), row_multipliers[r]);
	if (scales.gradient == 0.0)
		scales.gradient = 1.0; /* no objective: every multiplier is one too many */
	kkt.primal /= scales.limit;
	kkt.stationarity /= scales.gradient;
	kkt.complementarity /= scales.gradient * scales.limit;
	kkt.dual /= scales.gradient;
	return kkt;
}

bool kkt_is_accepted(const struct kkt *kkt)
{
	return kkt->primal <= 1e-10 && kkt->stationarity <= 1e-9 && kkt->complementarity <= 1e-10 && kkt->dual <= 1e-10;
}
