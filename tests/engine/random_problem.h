/*
 * Problems made up from a seed: every kind of covariance, of means and of limits, the degenerate ones on purpose. The
 * same seed and number give the same problem on every machine.
 */
#ifndef BALLAST_TESTS_ENGINE_RANDOM_PROBLEM_H
#define BALLAST_TESTS_ENGINE_RANDOM_PROBLEM_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/allocate/allocate.h"

enum { MOST_ASSETS = 60, MOST_ROWS = 6, MOST_FACTORS = 6, MOST_SCENARIOS = 32 };

enum risk_kind { DEFINITE, SINGULAR, TWINS, WITH_CASH, NEARLY_SINGULAR, NO_RISK, BY_FACTORS, RISK_KINDS };
enum mean_kind { MEANS_APART, MEANS_TIED, MEANS_EQUAL, MEANS_ZERO, MEAN_KINDS };
enum bound_kind { LONG_ONLY, CAPPED, AROUND, JUST_ENOUGH, SOME_FIXED, ALL_FIXED, SHORT_SALES, BOUND_KINDS };
enum row_kind { GROUP, OVERLAP, SAME_AGAIN, BUDGET_AGAIN, GENERAL, EQUALITY, EMPTY, ROW_KINDS };

static const char *const risk_kinds[] = { "definite", "singular", "twins", "with cash", "nearly singular", "no risk",
	                                  "by factors" };
static const char *const mean_kinds[] = { "apart", "tied", "equal", "zero" };
static const char *const bound_kinds[] = { "long only", "capped", "around", "just enough", "some fixed", "all fixed",
	                                   "short sales" };

struct random_problem {
	unsigned long seed, number;
	gsl_rng *rng;                       /* owned */
	size_t n, factor_count;
	enum risk_kind risk;
	enum mean_kind means;
	enum bound_kind bounds;
	double scale;                       /* of variances; means go with it */
	double inside[MOST_ASSETS];         /* a portfolio the limits were made around */
	struct allocation_problem problem;  /* of what follows */

	double mean[MOST_ASSETS], lower[MOST_ASSETS], upper[MOST_ASSETS], current[MOST_ASSETS], cost[MOST_ASSETS];
	double impact[MOST_ASSETS], benchmark[MOST_ASSETS], budgets[MOST_ASSETS], specific[MOST_ASSETS];
	double shares[MOST_ASSETS];         /* of risk: budgets of what may be held, sum one */
	double covariance[MOST_ASSETS * MOST_ASSETS], loadings[MOST_ASSETS * MOST_FACTORS];
	double factor[MOST_FACTORS * MOST_FACTORS], returns[MOST_SCENARIOS * MOST_ASSETS];
	double coefficients[MOST_ROWS][MOST_ASSETS];
	struct allocation_row rows[MOST_ROWS];
	struct allocation_trading trading;
	struct factor_covariance factors;
	gsl_vector_view mean_view, lower_view, upper_view, current_view, cost_view, impact_view, benchmark_view;
	gsl_vector_view budgets_view, specific_view;
	gsl_matrix_view covariance_view, loadings_view, factor_view, returns_view;
};

/* Neighbouring seeds share nothing after this (the finaliser of S. Vigna's splitmix64). */
static inline unsigned long mix_seed(unsigned long seed, unsigned long number)
{
	uint64_t z = (uint64_t)seed * 0x9e3779b97f4a7c15u + number + 0x632be59bd9b4e019u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (unsigned long)((z ^ z >> 31) & 0x7fffffffu);
}

static inline double between(struct random_problem *r, double low, double high)
{
	return low + (high - low) * gsl_rng_uniform(r->rng);
}

static inline size_t one_of(struct random_problem *r, size_t count)
{
	return gsl_rng_uniform_int(r->rng, count);
}

static inline bool happens(struct random_problem *r, double chance)
{
	return gsl_rng_uniform(r->rng) < chance;
}

/* Mostly a client's dozen, sometimes sixty. */
static inline size_t random_size(struct random_problem *r, size_t most)
{
	const double draw = gsl_rng_uniform(r->rng);
	const size_t reach = draw < 0.7 ? 12 : draw < 0.92 ? 30 : MOST_ASSETS;

	return 1 + one_of(r, reach < most ? reach : most);
}

/* Weights that sum to one, some of them zero. */
static inline void random_portfolio(struct random_problem *r, double *weights)
{
	const double held = between(r, 0.2, 1.0);
	double sum = 0.0;

	for (size_t i = 0; i < r->n; i++) {
		weights[i] = happens(r, held) ? -log(1.0 - gsl_rng_uniform(r->rng)) : 0.0;
		sum += weights[i];
	}
	if (sum <= 0.0)
		weights[0] = sum = 1.0;
	for (size_t i = 0; i < r->n; i++)
		weights[i] /= sum;
}

static inline void random_factors(struct random_problem *r)
{
	const size_t n = r->n, k = r->factor_count;

	memset(r->factor, 0, sizeof(r->factor));
	for (size_t i = 0; i < n * k; i++)
		r->loadings[i] = between(r, -0.2, 0.3);
	for (size_t f = 0; f < k; f++)
		r->factor[f * k + f] = r->scale;
	for (size_t i = 0; i < n; i++) {
		const double own = r->risk == SINGULAR || r->risk == NO_RISK ? 0.0
		                   : r->risk == NEARLY_SINGULAR               ? 1e-12 : 0.01;

		r->specific[i] = r->scale * own * between(r, 0.5, 1.5);
	}
}

/* S = B F B' + D, then what spoils it. */
static inline void random_risk(struct random_problem *r)
{
	const size_t n = r->n, k = r->factor_count;

	random_factors(r);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = i == j ? r->specific[i] : 0.0;

			for (size_t f = 0; f < k && r->risk != NO_RISK; f++)
				sum += r->loadings[i * k + f] * r->factor[f * k + f] * r->loadings[j * k + f];
			r->covariance[i * n + j] = r->covariance[j * n + i] = sum;
		}
	if (r->risk == TWINS) /* in place: sources are even, and copied before they are read as such */
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				if (i % 2 != 0 || j % 2 != 0)
					r->covariance[i * n + j] = r->covariance[i / 2 * 2 * n + j / 2 * 2];
	for (size_t i = 0; i < n && r->risk == WITH_CASH; i++)
		r->covariance[i * n + n - 1] = r->covariance[(n - 1) * n + i] = 0.0;
}

static inline void random_means(struct random_problem *r)
{
	const double size = sqrt(r->scale);

	for (size_t i = 0; i < r->n; i++) {
		const double drawn = between(r, -0.02, 0.12);

		r->mean[i] = size * (r->means == MEANS_APART  ? drawn
		                     : r->means == MEANS_TIED ? 0.03 * (double)(1 + one_of(r, 3))
		                     : r->means == MEANS_EQUAL ? 0.05 : 0.0);
	}
	if (r->risk == TWINS && happens(r, 0.7))
		for (size_t i = 1; i < r->n; i += 2)
			r->mean[i] = r->mean[i - 1];
}

/* Bounds that the inside portfolio keeps, some of them without room to spare. */
static inline void random_bounds(struct random_problem *r)
{
	const double cap = fmax(0.35, 1.5 / (double)r->n);

	for (size_t i = 0; i < r->n; i++) {
		const double w = r->inside[i];

		r->lower[i] = 0.0;
		r->upper[i] = 1.0;
		switch (r->bounds) {
		case CAPPED: r->upper[i] = fmax(w, cap); break;
		case AROUND:
			r->lower[i] = happens(r, 0.3) ? w : w * between(r, 0.0, 1.0);
			r->upper[i] = happens(r, 0.3) ? w : w + between(r, 0.0, 0.3);
			break;
		case JUST_ENOUGH: r->upper[i] = w; break;
		case SOME_FIXED:
			if (happens(r, 0.4))
				r->lower[i] = r->upper[i] = w;
			break;
		case ALL_FIXED: r->lower[i] = r->upper[i] = w; break;
		case SHORT_SALES:
			r->lower[i] = -between(r, 0.0, 0.5);
			r->upper[i] = w + between(r, 0.0, 1.0);
			break;
		default: break;
		}
	}
}

static inline void random_row(struct random_problem *r, size_t at)
{
	double *c = r->coefficients[at], value = 0.0, spread = happens(r, 0.3) ? 0.0 : between(r, 0.0, 0.3);
	enum row_kind kind = (enum row_kind)one_of(r, ROW_KINDS);

	if (kind == SAME_AGAIN && at == 0)
		kind = GROUP;
	for (size_t i = 0; i < r->n; i++) {
		switch (kind) {
		case GROUP: c[i] = i % 3 == at % 3 ? 1.0 : 0.0; break;
		case SAME_AGAIN: c[i] = r->coefficients[at - 1][i]; break;
		case BUDGET_AGAIN: c[i] = 1.0; break;
		case GENERAL: c[i] = between(r, -1.0, 2.0); break;
		case EMPTY: c[i] = 0.0; break;
		default: c[i] = happens(r, 0.4) ? 1.0 : 0.0; break;
		}
		value += c[i] * r->inside[i];
	}
	r->rows[at] = (struct allocation_row){
		.coefficients = c,
		.lower = happens(r, 0.3) ? -INFINITY : value - (happens(r, 0.3) ? 0.0 : spread),
		.upper = happens(r, 0.3) ? INFINITY : value + spread,
	};
	if (kind == EQUALITY)
		r->rows[at].lower = r->rows[at].upper = value;
}

/* Limits that cannot be met, or may not be: each kind of contradiction there is. */
static inline void spoil_limits(struct random_problem *r)
{
	struct allocation_row *row = r->problem.row_count > 0 ? r->rows + one_of(r, r->problem.row_count) : NULL;
	const size_t i = one_of(r, r->n);

	r->problem.lower = &r->lower_view.vector;
	r->problem.upper = &r->upper_view.vector;
	switch (one_of(r, row ? 4 : 2)) {
	case 0: /* caps that leave money over */
		for (size_t k = 0; k < r->n; k++) {
			r->lower[k] = fmin(r->lower[k], 0.0);
			r->upper[k] = fmax(r->lower[k], 0.9 * r->upper[k] / (double)r->n);
		}
		break;
	case 1: /* floors above the budget */
		for (size_t k = 0; k < r->n; k++)
			r->upper[k] = fmax(r->upper[k], r->lower[k] = fmax(r->lower[k], 1.1 / (double)r->n));
		break;
	case 2: /* a group asked for more than its members or its neighbours leave */
		row->lower = fmin(row->upper, 1e9) < 1e9 ? row->upper : between(r, 0.7, 1.5);
		row->upper = INFINITY;
		r->upper[i] = fmax(r->lower[i], 0.5 * r->upper[i]);
		break;
	default:
		row->upper = fmax(-0.5, row->lower > -INFINITY ? fmin(row->lower, -0.1) : between(r, -0.5, 0.3));
		row->lower = -INFINITY;
		break;
	}
}

static inline void random_trading(struct random_problem *r)
{
	double distance = 0.0;

	random_portfolio(r, r->current);
	if (happens(r, 0.3))
		memcpy(r->current, r->inside, sizeof(r->current));
	if (happens(r, 0.2)) /* more than its limit, or a weight that may not be held any more */
		r->current[one_of(r, r->n)] += happens(r, 0.5) ? 0.5 : -0.3;
	for (size_t i = 0; i < r->n; i++) {
		r->cost[i] = happens(r, 0.2) ? 0.0 : sqrt(r->scale) * between(r, 0.0, 0.02);
		r->impact[i] = happens(r, 0.2) ? 0.0 : r->scale * between(r, 0.0, 0.05);
		distance += fabs(r->current[i] - r->inside[i]);
	}
	r->trading = (struct allocation_trading){
		.current = &r->current_view.vector,
		.cost = happens(r, 0.6) ? &r->cost_view.vector : NULL,
		.turnover = happens(r, 0.4) ? INFINITY
		            : happens(r, 0.2) ? distance : distance * (happens(r, 0.9) ? between(r, 1.0, 1.5) : 0.5),
	};
	r->problem.trading = &r->trading;
}

static inline void make_views(struct random_problem *r)
{
	const size_t n = r->n, k = r->factor_count;

	r->mean_view = gsl_vector_view_array(r->mean, n);
	r->lower_view = gsl_vector_view_array(r->lower, n);
	r->upper_view = gsl_vector_view_array(r->upper, n);
	r->current_view = gsl_vector_view_array(r->current, n);
	r->cost_view = gsl_vector_view_array(r->cost, n);
	r->impact_view = gsl_vector_view_array(r->impact, n);
	r->benchmark_view = gsl_vector_view_array(r->benchmark, n);
	r->budgets_view = gsl_vector_view_array(r->budgets, n);
	r->specific_view = gsl_vector_view_array(r->specific, n);
	r->covariance_view = gsl_matrix_view_array(r->covariance, n, n);
	r->loadings_view = gsl_matrix_view_array(r->loadings, n, k);
	r->factor_view = gsl_matrix_view_array(r->factor, k, k);
}

/*
 * Problem `number` of a seed: of at most `most` assets, within limits that `inside` keeps. What an allocator asks for
 * beyond that is added by the caller from the same stream.
 */
static inline void random_problem_begin(struct random_problem *r, unsigned long seed, unsigned long number, size_t most,
                                        bool with_factors)
{
	r->seed = seed;
	r->number = number;
	gsl_rng_set(r->rng, mix_seed(seed, number));
	r->n = random_size(r, most);
	r->risk = happens(r, 0.4) ? DEFINITE : (enum risk_kind)one_of(r, with_factors ? RISK_KINDS : BY_FACTORS);
	r->means = happens(r, 0.6) ? MEANS_APART : (enum mean_kind)one_of(r, MEAN_KINDS);
	r->bounds = (enum bound_kind)one_of(r, happens(r, 0.6) ? JUST_ENOUGH : BOUND_KINDS);
	r->scale = happens(r, 0.6) ? 1.0 : pow(10.0, between(r, -8.0, 1.0));
	r->factor_count = r->risk == SINGULAR ? 1 + r->n / 12 : 1 + one_of(r, MOST_FACTORS);
	make_views(r);
	random_risk(r);
	random_means(r);
	random_portfolio(r, r->inside);
	random_bounds(r);
	r->problem = (struct allocation_problem){
		.count = r->n, .expected_return = &r->mean_view.vector, .covariance = &r->covariance_view.matrix,
		.lower = &r->lower_view.vector, .upper = &r->upper_view.vector, .rows = r->rows,
		.row_count = happens(r, 0.4) ? 0 : one_of(r, MOST_ROWS + 1), .workspace = r->problem.workspace,
	};
	if (r->bounds == LONG_ONLY && happens(r, 0.5))
		r->problem.lower = r->problem.upper = NULL;
	for (size_t k = 0; k < r->problem.row_count; k++)
		random_row(r, k);
	r->factors = (struct factor_covariance){ &r->loadings_view.matrix, &r->factor_view.matrix, &r->specific_view.vector };
	if (r->risk == BY_FACTORS) {
		r->problem.covariance = NULL;
		r->problem.factors = &r->factors;
	}
}

/* product = S w, from the dense covariance whatever the solver was given. */
static inline void random_risk_product(const struct random_problem *r, const double *weights, double *product)
{
	for (size_t i = 0; i < r->n; i++) {
		product[i] = 0.0;
		for (size_t j = 0; j < r->n; j++)
			product[i] += r->covariance[i * r->n + j] * weights[j];
	}
}

#endif
