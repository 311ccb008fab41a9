/* Whether what a random problem was refused for is so. */
#include <stdlib.h>

#include "tests/engine/random_answers.h"

static double size_of(const double *values, size_t count)
{
	double most = 1e-300;

	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(values[i]));
	return most;
}

/* The most that factor mu'w, net of cost, can be within the limits laid out. */
static double greatest_return(struct examination *e, double factor)
{
	const size_t n = e->r->n;
	double gradient[MOST_ASSETS], value = 0.0;

	for (size_t i = 0; i < n; i++) {
		gradient[i] = factor * e->r->mean[i];
		value += gradient[i] * (e->is_split ? e->r->current[i] : 0.0);
	}
	/* From the place that earns nothing: what is held, or no weight at all. */
	static const double nothing[MOST_ASSETS];

	return value + gain_left(e, gradient, factor > 0.0 ? 1.0 : 0.0, e->is_split ? e->r->current : nothing);
}

/* Volatility of the least variance; a dense covariance, without trading beyond its limits. */
static double least_volatility(struct examination *e)
{
	struct allocation_problem p = e->r->problem;
	gsl_vector *weights = gsl_vector_alloc(e->r->n);
	struct allocation_info info = { 0 };

	p.factors = NULL;
	p.covariance = &e->r->covariance_view.matrix;
	p.cardinality = 0;
	p.minimum_position = 0.0;
	if (!(allocator_find("min-variance")->keeps & KEEPS_TURNOVER))
		p.trading = NULL;
	if (allocate_min_variance(&p, weights, &info, NULL))
		info.volatility = NAN;
	gsl_vector_free(weights);
	return info.volatility;
}

/* Of the nearest portfolio, which is examined where no limit is asked of it. */
static double least_tracking_error(struct examination *e)
{
	struct allocation_problem p = e->r->problem;
	gsl_vector *weights = gsl_vector_alloc(e->r->n);
	struct allocation_info info = { .objective = NAN };
	struct allocation_trading trading;
	const double asked = p.tracking_limit;

	p.tracking_limit = 0.0;
	if (p.trading) { /* nearness weighs no cost */
		trading = *p.trading;
		trading.cost = trading.impact = NULL;
		p.trading = &trading;
	}
	if (allocate_tracking_error(&p, weights, &info, NULL) == STATUS_OK) {
		const char *name = e->name;

		e->r->problem.tracking_limit = 0.0;
		e->name = "tracking-error";
		examine_answer(e, weights, &info);
		e->name = name;
		e->r->problem.tracking_limit = asked;
	}
	gsl_vector_free(weights);
	return info.objective;
}

/* Least variance of s'x = 1, x >= 0, over what has a budget: whether something held long can be without risk. */
static bool can_be_riskless(struct examination *e)
{
	const size_t n = e->r->n;
	gsl_vector *zero = gsl_vector_calloc(n), *many = gsl_vector_alloc(n), *one = gsl_vector_alloc(1);
	gsl_matrix *row = gsl_matrix_calloc(1, n);
	struct quadratic_problem problem = { .count = n, .hessian = &e->r->covariance_view.matrix, .linear = zero,
		                             .lower = zero, .upper = many, .row_count = 1, .rows = row,
		                             .row_lower = one, .row_upper = one };
	struct quadratic_info info = { .objective = NAN };
	double weights[MOST_ASSETS];

	gsl_vector_set_all(many, INFINITY);
	gsl_vector_set(one, 0, 1.0);
	for (size_t i = 0; i < n; i++) {
		gsl_matrix_set(row, 0, i, sqrt(e->r->covariance[i * n + i]));
		if (e->r->shares[i] == 0.0 || (e->r->problem.upper && e->r->upper[i] == 0.0))
			gsl_vector_set(many, i, 0.0);
	}
	if (solve_quadratic(&problem, e->workspace, weights, NULL, NULL, &info, NULL))
		info.objective = NAN;
	gsl_vector_free(zero);
	gsl_vector_free(many);
	gsl_vector_free(one);
	gsl_matrix_free(row);
	return 2.0 * info.objective <= 4e-12;
}

/* The most that the least of the weights with a budget can be: 0 when some must stay at nothing. */
static double greatest_least_weight(struct examination *e)
{
	const size_t n = e->r->n, t = e->lp.count;
	double value = NAN;

	for (size_t r = 0; r < e->lp.row_count; r++)
		e->lp.rows[r][t] = 0.0;
	e->lp.count++;
	memset(e->lp.slope, 0, sizeof(e->lp.slope));
	e->lp.slope[t] = 1.0;
	e->lp.lower[t] = -10.0;
	e->lp.upper[t] = 10.0;
	for (size_t i = 0; i < n; i++) {
		if (e->r->shares[i] == 0.0 || e->lp.upper[i] == 0.0) {
			if (e->lp.lower[i] > 0.0)
				return 0.0;
			e->lp.lower[i] = e->lp.upper[i] = 0.0;
			continue;
		}
		double *row = lp_add_row(&e->lp, 0.0, INFINITY);

		row[i] = 1.0;
		row[t] = -1.0;
	}
	return lp_solve(&e->lp, e->workspace, NULL, NULL, &value) ? 0.0 : value;
}

static bool halved_breaks_a_limit(struct examination *e)
{
	double w[MOST_ASSETS];

	if (!halved_portfolio(e, w))
		return true; /* unknown */
	for (size_t i = 0; i < e->r->n; i++)
		if (w[i] < e->lp.lower[i] - 1e-10 || w[i] > e->lp.upper[i] + 1e-10)
			return true;
	for (size_t r = 0; r < e->lp.row_count; r++) {
		double value = 0.0;

		for (size_t i = 0; i < e->r->n; i++)
			value += e->lp.rows[r][i] * w[i];
		if (value < e->lp.row_lower[r] - 1e-10 || value > e->lp.row_upper[r] + 1e-10)
			return true;
	}
	return false;
}

/* The highest return net of cost near enough to the benchmark, which is examined where it is asked for. */
static double greatest_tracked_return(struct examination *e)
{
	struct allocation_problem p = e->r->problem;
	gsl_vector *weights = gsl_vector_alloc(e->r->n);
	struct allocation_info info = { .objective = NAN };

	p.target_volatility = 1e3 * sqrt(size_of(e->r->covariance, e->r->n * e->r->n));
	if (allocate_target_volatility(&p, weights, &info, NULL))
		info.objective = NAN;
	gsl_vector_free(weights);
	return info.objective;
}

/* Limits that can be met were refused: what was asked within them must be out of reach. */
static bool is_out_of_reach(struct examination *e)
{
	const struct allocation_problem *p = &e->r->problem;
	const double earned = size_of(e->r->mean, e->r->n), risk = sqrt(size_of(e->r->covariance, e->r->n * e->r->n));

	if (p->tracking_limit > 0.0 && p->tracking_limit < least_tracking_error(e) * (1.0 + 1e-9))
		return true;
	if (strcmp(e->name, "target-return") == 0 && p->tracking_limit > 0.0)
		return p->target_return > greatest_tracked_return(e) - 1e-9 * earned;
	if (strcmp(e->name, "target-return") == 0 || strcmp(e->name, "expected-shortfall") == 0 ||
	    strcmp(e->name, "conditional-drawdown") == 0)
		return p->target_return > greatest_return(e, 1.0) - 1e-9 * earned;
	if (strcmp(e->name, "target-volatility") == 0)
		return least_volatility(e) > p->target_volatility * (1.0 - 1e-9) - 1e-9 * risk;
	if (strcmp(e->name, "max-sharpe") == 0)
		return (p->tracking_limit > 0.0 ? greatest_tracked_return(e) : greatest_return(e, 1.0)) <=
		               p->risk_free + 1e-9 * earned ||
		       least_volatility(e) <= 1e-6 * risk;
	if (strcmp(e->name, "max-diversification") == 0)
		return e->r->risk == NO_RISK || least_volatility(e) <= 1e-5 * risk;
	if (strcmp(e->name, "risk-parity") == 0)
		return can_be_riskless(e) || greatest_least_weight(e) <= 1e-9;
	if (strcmp(e->name, "hierarchical") == 0)
		return halved_breaks_a_limit(e);
	return false;
}

void examine_refusal(struct examination *e, enum status status, const struct error *error)
{
	static double y[LP_ROWS];
	const bool needs_variance = strcmp(e->name, "hierarchical") == 0 || strcmp(e->name, "risk-parity") == 0;

	if (error->message[0] == '\0')
		found(e->finding, "refused without a word");
	for (size_t i = 0; i < e->r->n && needs_variance; i++)
		if (e->r->covariance[i * e->r->n + i] <= 0.0)
			return; /* STATUS_INVALID as promised */
	if (status != STATUS_INFEASIBLE) {
		found(e->finding, "%s: %s", status_name(status), error->message);
		return;
	}
	lay_out_limits(e, true);
	memset(e->lp.slope, 0, sizeof(e->lp.slope));
	switch (lp_solve(&e->lp, e->workspace, NULL, y, NULL)) {
	case STATUS_OK:
		if (!is_out_of_reach(e))
			found(e->finding, "refused what can be reached: %s", error->message);
		break;
	case STATUS_INFEASIBLE:
		if (!lp_is_refuted(&e->lp, y))
			found(e->finding, "the limits are refused and nothing refutes them: %s", error->message);
		break;
	default: found(e->finding, "the linear program of the limits has no answer"); break;
	}
}

/* A limit as row'w >= value. */
static void read_conflict(const struct examination *e, const struct conflict_limit *limit, double *row,
                          struct conflict_row *into)
{
	const struct allocation_problem *p = &e->r->problem;
	const bool is_upper = limit->kind == CONSTRAINT_UPPER || limit->kind == CONSTRAINT_ROW_UPPER;
	const bool is_asset = limit->kind == CONSTRAINT_UPPER || limit->kind == CONSTRAINT_LOWER;

	for (size_t i = 0; i < e->r->n; i++) {
		row[i] = is_asset ? (i == limit->index ? 1.0 : 0.0)
		         : limit->kind == CONSTRAINT_BUDGET ? 1.0 : p->rows[limit->index].coefficients[i];
		row[i] *= is_upper ? -1.0 : 1.0;
	}
	*into = (struct conflict_row){ .row = row, .value = is_upper ? -limit->limit : limit->limit,
		                       .is_equality = limit->kind == CONSTRAINT_BUDGET };
}

static void examine_conflict(struct examination *e, const struct feasibility *result)
{
	static double memory[CONFLICT_ROWS][MOST_ASSETS];
	struct conflict_row rows[CONFLICT_ROWS];
	const char *fault;

	if (result->conflict_count == CONFLICT_LIMITS)
		return; /* there may be more of it than is told */
	for (size_t k = 0; k < result->conflict_count; k++)
		read_conflict(e, result->conflict + k, memory[k], rows + k);
	fault = result->conflict_count > 0 ? conflict_fault(rows, result->conflict_count, e->r->n) : "it is empty";
	if (fault)
		found(e->finding, "a conflict of %zu limits: %s", result->conflict_count, fault);
	if (!(result->shortfall > 0.0) || result->relaxation_count == 0)
		found(e->finding, "nothing is said to be missing");

	/* With what is said to be enough, the limits can be met; 1e-8 for the rounding of the sum. */
	lay_out_limits(e, true);
	for (size_t k = 0; k < result->relaxation_count; k++) {
		const struct conflict_limit *limit = result->relaxation + k;
		const size_t r = limit->kind == CONSTRAINT_BUDGET ? 0 : 1 + limit->index;

		if (limit->kind != CONSTRAINT_ROW_UPPER)
			e->lp.row_lower[r] -= limit->amount + 1e-8;
		if (limit->kind != CONSTRAINT_ROW_LOWER)
			e->lp.row_upper[r] += limit->amount + 1e-8;
	}
	if (lp_solve(&e->lp, e->workspace, NULL, NULL, NULL))
		found(e->finding, "what is said to be enough is not");
}

void examine_feasibility(struct examination *e)
{
	const double size = size_of(e->r->mean, e->r->n);
	struct allocation_problem p = e->r->problem;
	struct feasibility result;
	struct error error = { 0 };
	static double y[LP_ROWS];

	p.factors = NULL;
	p.covariance = &e->r->covariance_view.matrix;
	if (allocate_feasibility(&p, &result, &error)) {
		found(e->finding, "no diagnosis: %s", error.message);
		return;
	}
	lay_out_limits(e, true);
	memset(e->lp.slope, 0, sizeof(e->lp.slope));

	const enum status status = lp_solve(&e->lp, e->workspace, NULL, y, NULL);

	if (result.is_feasible != (status == STATUS_OK))
		found(e->finding, "limits are said to be %s", result.is_feasible ? "met" : "in conflict");
	else if (!result.is_feasible && !lp_is_refuted(&e->lp, y))
		found(e->finding, "nothing refutes what is said to conflict");
	else if (!result.is_feasible)
		examine_conflict(e, &result);
	else if (fabs(result.greatest_return - greatest_return(e, 1.0)) > 1e-9 * size ||
	         fabs(result.least_return + greatest_return(e, -1.0)) > 1e-9 * size)
		found(e->finding, "returns from %.12g to %.12g are said to be in reach, not %.12g to %.12g", result.least_return,
		      result.greatest_return, -greatest_return(e, -1.0), greatest_return(e, 1.0));
}
