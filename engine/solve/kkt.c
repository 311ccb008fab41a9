/* The certificate of an optimum, from the problem alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/program.h"

/* So many variables at a time, on the stack. */
enum { BLOCK = 64 };

struct scales {
	double gradient, limit;
};

/* A proposed optimum. */
struct proposal {
	const struct quadratic_problem *problem;
	const double *weights, *bound_multipliers, *row_multipliers;
	const double *push;       /* F B'w of a covariance by factors; NULL: it is given whole */
	double turnover_price;    /* t >= 0: what each unit of turnover saves                  */
};

static double limit_at(const gsl_vector *limits, size_t i, double missing)
{
	return limits ? gsl_vector_get(limits, i) : missing;
}

/* Written so that a NaN on either side is never lost: neither fmax nor one comparison does that. */
static double larger(double a, double b)
{
	return a <= b || isnan(b) ? b : a;
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
	kkt->primal = larger(larger(lower - value, value - upper), kkt->primal);
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

/* H_ii; by factors without their covariances, which change no size. */
static double own_variance(const struct quadratic_problem *problem, size_t i)
{
	const struct factor_covariance *factors = problem->factors;
	double variance;

	if (problem->hessian)
		return gsl_matrix_get(problem->hessian, i, i);
	variance = gsl_vector_get(factors->specific, i);
	for (size_t f = 0; f < factors->loadings->size2; f++) {
		const double loading = gsl_matrix_get(factors->loadings, i, f);

		variance += loading * loading * gsl_matrix_get(factors->factor, f, f);
	}
	return variance;
}

/* H w of `count` variables from `from` on; risk begins as zeros. */
static void add_risk(const struct proposal *proposal, size_t from, size_t count, double *risk)
{
	const struct quadratic_problem *problem = proposal->problem;

	for (size_t j = 0; problem->hessian && j < problem->count; j++)
		if (proposal->weights[j] != 0.0)
			add_scaled(risk, problem->hessian->data + j * problem->hessian->tda + from, proposal->weights[j], count);
	for (size_t k = 0; !problem->hessian && k < count; k++) {
		const struct factor_covariance *factors = problem->factors;

		risk[k] = gsl_vector_get(factors->specific, from + k) * proposal->weights[from + k] +
		          program_dot(factors->loadings->data + (from + k) * factors->loadings->tda, proposal->push,
		                      factors->loadings->size2);
	}
}

/* H w - c - z - A'y of `count` variables from `from` on. */
static void find_rest(const struct proposal *proposal, size_t from, size_t count, double *rest, struct scales *scales)
{
	const struct quadratic_problem *problem = proposal->problem;
	double risk[BLOCK] = { 0 }, force[BLOCK];

	add_risk(proposal, from, count, risk);
	memcpy(force, proposal->bound_multipliers + from, count * sizeof(double));
	for (size_t r = 0; r < problem->row_count; r++)
		if (proposal->row_multipliers[r] != 0.0)
			add_scaled(force, problem->rows->data + r * problem->rows->tda + from, proposal->row_multipliers[r], count);
	for (size_t k = 0; k < count; k++) {
		const size_t i = from + k;
		const double slope = problem->linear ? gsl_vector_get(problem->linear, i) : 0.0;
		const double own = own_variance(problem, i) * fmax(1e-6, fabs(proposal->weights[i]));

		scales->gradient = larger(fmax(own, fmax(fabs(risk[k]), fabs(slope))), scales->gradient);
		rest[k] = risk[k] - slope - force[k];
	}
}

static double cost_at(const struct quadratic_problem *problem, size_t i)
{
	return problem->cost ? gsl_vector_get(problem->cost, i) : 0.0;
}

/*
 * What is left over must be the slope of the costs and of t sum |w - a|: k + t below the anchor, -(k + t) above it, and
 * anything between at it.
 */
static void add_trade(const struct proposal *proposal, size_t i, double rest, struct kkt *kkt)
{
	const double most = cost_at(proposal->problem, i) + proposal->turnover_price;
	const double traded = proposal->weights[i] - gsl_vector_get(proposal->problem->anchor, i);

	kkt->stationarity = larger(fabs(rest) - most, kkt->stationarity);
	kkt->complementarity = larger(fabs(traded) * fabs(most + (traded > 0.0 ? rest : -rest)), kkt->complementarity);
}

/* The least t for which no asset at its anchor would rather move: there is no other where one has moved. */
static double find_turnover_price(const struct proposal *proposal, struct scales *scales)
{
	const size_t n = proposal->problem->count;
	double rest[BLOCK], price = 0.0;

	for (size_t from = 0; from < n; from += BLOCK) {
		const size_t count = n - from < BLOCK ? n - from : BLOCK;

		find_rest(proposal, from, count, rest, scales);
		for (size_t k = 0; k < count; k++)
			price = larger(fabs(rest[k]) - cost_at(proposal->problem, from + k), price);
	}
	return price;
}

static void add_turnover(const struct proposal *proposal, struct kkt *kkt)
{
	const struct quadratic_problem *problem = proposal->problem;
	double turnover = 0.0;

	for (size_t i = 0; i < problem->count; i++)
		turnover += fabs(proposal->weights[i] - gsl_vector_get(problem->anchor, i));
	kkt->primal = larger(turnover - problem->turnover, kkt->primal);
	kkt->complementarity = larger(proposal->turnover_price * fabs(problem->turnover - turnover), kkt->complementarity);
}

/* Stationarity of `count` variables from `from` on. */
static void add_block(const struct proposal *proposal, size_t from, size_t count, struct kkt *kkt,
                      struct scales *scales)
{
	const struct quadratic_problem *problem = proposal->problem;
	double rest[BLOCK];

	find_rest(proposal, from, count, rest, scales);
	for (size_t k = 0; k < count; k++) {
		const size_t i = from + k;

		if (problem->anchor)
			add_trade(proposal, i, rest[k], kkt);
		else
			kkt->stationarity = larger(fabs(rest[k]), kkt->stationarity);
		add_limit(kkt, scales, proposal->weights[i], limit_at(problem->lower, i, -INFINITY),
		          limit_at(problem->upper, i, INFINITY), proposal->bound_multipliers[i]);
	}
}

/* F B'w; NULL for a covariance that is given whole. The caller frees it. */
static double *push_of(const struct quadratic_problem *problem, const double *weights)
{
	const struct factor_covariance *factors = problem->factors;

	if (problem->hessian)
		return NULL;

	const size_t k = factors->loadings->size2;
	double *push = memory_new_array(2 * k + 1, sizeof(double)), *exposure = push + k;

	for (size_t i = 0; i < problem->count; i++)
		for (size_t f = 0; f < k; f++)
			exposure[f] += gsl_matrix_get(factors->loadings, i, f) * weights[i];
	for (size_t f = 0; f < k; f++)
		push[f] = program_dot(factors->factor->data + f * factors->factor->tda, exposure, k);
	return push;
}

struct kkt kkt_residual(const struct quadratic_problem *problem, const double *weights,
                        const double *bound_multipliers, const double *row_multipliers)
{
	const size_t n = problem->count;
	struct scales scales = { .limit = 1.0 };
	struct kkt kkt = { 0 };

	double *push = push_of(problem, weights);
	struct proposal proposal = { problem, weights, bound_multipliers, row_multipliers, push, 0.0 };

	if (problem->anchor && problem->turnover < INFINITY) {
		proposal.turnover_price = find_turnover_price(&proposal, &scales);
		add_turnover(&proposal, &kkt);
	}
	for (size_t from = 0; from < n; from += BLOCK)
		add_block(&proposal, from, n - from < BLOCK ? n - from : BLOCK, &kkt, &scales);
	free(push);
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
	return kkt->primal <= 1e-12 && kkt->stationarity <= 1e-10 && kkt->complementarity <= 1e-10 && kkt->dual <= 1e-10;
}
