/* Risk budgets under bounds and rows: Newton steps that are quadratic programs, inside a search for one number. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/parity.h"
#include "engine/base/memory.h"

/* 1/2 w'S w - k sum b_i ln w_i over the limits, S divided by the variance without limits. */
struct shares {
	const struct parity *parity;
	struct quadratic_problem problem;  /* of one Newton step                                       */
	struct solve_workspace *workspace;
	gsl_matrix *covariance, *hessian, *rows; /* owned                                              */
	gsl_vector *linear, *lower, *upper, *row_lower, *row_upper; /* owned                           */
	double *w, *target, *z, *y, *image, *pull; /* owned as one, at w: n, n, n, m, n, n             */
	size_t iterations;
};

/* S in units of the variance of start, from the covariance or its factors. */
static void copy_covariance(struct shares *shares, const double *start)
{
	const struct parity *parity = shares->parity;
	const size_t n = parity->count;
	double variance = 0.0;

	for (size_t i = 0; i < n; i++) {
		memset(shares->target, 0, n * sizeof(double));
		shares->target[i] = 1.0;
		parity_product(parity, shares->target, gsl_matrix_ptr(shares->covariance, i, 0));
	}
	parity_product(parity, start, shares->image);
	for (size_t i = 0; i < n; i++)
		variance += start[i] * shares->image[i];
	gsl_matrix_scale(shares->covariance, 1.0 / variance);
}

static void shares_init(struct shares *shares, const struct allocation_problem *problem, const struct parity *parity,
                        const double *start)
{
	const size_t n = parity->count, m = problem->row_count + 1;

	*shares = (struct shares){
		.parity = parity, .covariance = gsl_matrix_alloc(n, n), .hessian = gsl_matrix_calloc(n, n),
		.rows = gsl_matrix_alloc(m, n), .linear = gsl_vector_alloc(n), .lower = gsl_vector_alloc(n),
		.upper = gsl_vector_alloc(n), .row_lower = gsl_vector_alloc(m), .row_upper = gsl_vector_alloc(m),
		.w = memory_new_array(5 * n + m, sizeof(double)),
		.workspace = problem->workspace ? problem->workspace : solve_workspace_new(),
	};
	shares->target = shares->w + n;
	shares->z = shares->target + n;
	shares->image = shares->z + n;
	shares->pull = shares->image + n;
	shares->y = shares->pull + n;
	gsl_vector_set(shares->row_lower, 0, 1.0);
	gsl_vector_set(shares->row_upper, 0, 1.0);
	for (size_t r = 1; r < m; r++) {
		gsl_vector_set(shares->row_lower, r, problem->rows[r - 1].lower);
		gsl_vector_set(shares->row_upper, r, problem->rows[r - 1].upper);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t r = 0; r < m; r++)
			gsl_matrix_set(shares->rows, r, i,
			               r == 0 ? 1.0 : problem->rows[r - 1].coefficients[parity->held[i]]);
	shares->problem = (struct quadratic_problem){
		.count = n, .hessian = shares->hessian, .linear = shares->linear, .lower = shares->lower,
		.upper = shares->upper, .row_count = m, .rows = shares->rows, .row_lower = shares->row_lower,
		.row_upper = shares->row_upper,
	};
	copy_covariance(shares, start);
}

static void shares_clear(struct shares *shares, const struct allocation_problem *problem)
{
	gsl_matrix_free(shares->covariance);
	gsl_matrix_free(shares->hessian);
	gsl_matrix_free(shares->rows);
	gsl_vector_free(shares->linear);
	gsl_vector_free(shares->lower);
	gsl_vector_free(shares->upper);
	gsl_vector_free(shares->row_lower);
	gsl_vector_free(shares->row_upper);
	free(shares->w);
	if (!problem->workspace)
		solve_workspace_free(shares->workspace);
}

static void set_bounds(struct shares *shares, const struct allocation_problem *problem, const double *least)
{
	for (size_t i = 0; i < shares->parity->count; i++) {
		const double lower = allocation_limit(problem, CONSTRAINT_LOWER, shares->parity->held[i]);
		const double upper = allocation_limit(problem, CONSTRAINT_UPPER, shares->parity->held[i]);

		gsl_vector_set(shares->upper, i, upper);
		gsl_vector_set(shares->lower, i, fmin(upper, fmax(lower, least ? least[i] : 0.0)));
	}
}

/* Within the limits, every asset held, and in relative terms near to start. */
static enum status first_point(struct shares *shares, const struct allocation_problem *problem, const double *start,
                               struct error *err)
{
	const size_t n = shares->parity->count;
	enum status status = STATUS_INFEASIBLE;
	struct quadratic_info info;

	gsl_matrix_set_zero(shares->hessian);
	for (size_t i = 0; i < n; i++) {
		gsl_matrix_set(shares->hessian, i, i, 1.0 / (start[i] * start[i]));
		gsl_vector_set(shares->linear, i, 1.0 / start[i]);
	}
	for (double share = 0.1; status == STATUS_INFEASIBLE && share > 1e-8; share *= 0.01) {
		for (size_t i = 0; i < n; i++)
			shares->target[i] = share * start[i];
		set_bounds(shares, problem, shares->target);
		status = solve_quadratic(&shares->problem, shares->workspace, shares->w, shares->z, shares->y, &info, NULL);
	}
	set_bounds(shares, problem, NULL);
	for (size_t i = 0; !status && i < n; i++)
		if (!(shares->w[i] > 0.0))
			status = STATUS_INFEASIBLE;
	return status ? error_set(err, STATUS_INFEASIBLE,
	                          "the limits leave no portfolio that holds every asset with a budget of risk")
	              : STATUS_OK;
}

/* The minimum of the objective between w and target; shares->pull is target - w. */
static double line_minimum(struct shares *shares, double k)
{
	const size_t n = shares->parity->count;
	const double *w = shares->w, *d = shares->pull, *b = shares->parity->budget;
	double slope = 0.0, curvature = 0.0, low = 0.0, high = 1.0, t = 1.0;

	for (size_t i = 0; i < n; i++) {
		const double *row = gsl_matrix_const_ptr(shares->covariance, i, 0);

		for (size_t j = 0; j < n; j++) {
			slope += d[i] * row[j] * w[j];
			curvature += d[i] * row[j] * d[j];
		}
		if (d[i] < 0.0)
			high = fmin(high, -w[i] / d[i] * (1.0 - 1e-9));
	}
	t = high;
	for (int round = 0; round < 80; round++) {
		double rise = slope + t * curvature;

		for (size_t i = 0; i < n; i++)
			rise -= k * b[i] * d[i] / (w[i] + t * d[i]);
		if (rise <= 0.0 && t == high)
			return t;
		if (rise > 0.0)
			high = t;
		else
			low = t;
		t = 0.5 * (low + high);
		if (high - low <= 1e-3 * high)
			break;
	}
	return t;
}

static void set_newton(struct shares *shares, double k)
{
	gsl_matrix_memcpy(shares->hessian, shares->covariance);
	for (size_t i = 0; i < shares->parity->count; i++) {
		const double w = shares->w[i], force = k * shares->parity->budget[i] / w;

		gsl_matrix_set(shares->hessian, i, i, gsl_matrix_get(shares->hessian, i, i) + force / w);
		gsl_vector_set(shares->linear, i, 2.0 * force);
	}
}

/* The minimum for k, from w, into w; z and y are its multipliers. */
static enum status minimise(struct shares *shares, double k, struct error *err)
{
	const size_t n = shares->parity->count;
	double before = INFINITY, least = INFINITY;
	int stalled = 0;

	for (int round = 0; round < 100; round++) {
		struct quadratic_info info;
		double change = 0.0;
		enum status status;

		set_newton(shares, k);
		status = solve_quadratic(&shares->problem, shares->workspace, shares->target, shares->z, shares->y, &info, err);
		if (status)
			return status;
		shares->iterations += info.iterations + 1;
		for (size_t i = 0; i < n; i++) {
			shares->pull[i] = shares->target[i] - shares->w[i];
			change = fmax(change, fabs(shares->pull[i]) / shares->w[i]);
		}

		const double length = change < 0.1 ? 1.0 : line_minimum(shares, k);

		for (size_t i = 0; i < n; i++)
			shares->w[i] = length == 1.0 ? shares->target[i] : shares->w[i] + length * shares->pull[i];
		/* The second: what a nearly singular covariance leaves of the digits, seen for a while. */
		stalled = change < 0.5 * least ? 0 : stalled + 1;
		least = fmin(least, change);
		if (change <= 1e-14 || (change <= 1e-9 && change >= before) || (change <= 1e-5 && stalled >= 8))
			return STATUS_OK;
		before = change;
	}
	return error_set(err, STATUS_NOT_CONVERGED, "shares of risk within limits did not settle");
}

static double variance_of(struct shares *shares)
{
	const size_t n = shares->parity->count;
	double variance = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			variance += shares->w[i] * gsl_matrix_get(shares->covariance, i, j) * shares->w[j];
	return variance;
}

/* What hedges leave of a variance is a difference of numbers up to the square of the average volatility. */
static double rounding_of(struct shares *shares)
{
	double average = 0.0;

	for (size_t i = 0; i < shares->parity->count; i++)
		average += shares->w[i] * sqrt(gsl_matrix_get(shares->covariance, i, i));
	return 1e-12 * variance_of(shares) + PARITY_ROUNDING * average * average;
}

/* What vanishes at the k that is sought; both fall as k grows. */
static double budget_price(struct shares *shares, double k)
{
	(void)k;
	return shares->y[0];
}

static double variance_less_k(struct shares *shares, double k)
{
	return variance_of(shares) - k;
}

/*
 * The k where `gap` is 0: brackets by factors of 4, then regula falsi (Illinois) on ln k. Not found: there is none, as
 * where the gap no longer changes on the way to k = 0.
 */
static enum status search(struct shares *shares, double (*gap)(struct shares *shares, double k), double *k, bool *is_found,
                          struct error *err)
{
	double low = log(*k), high, at_low, at_high = 0.0;
	enum status status = minimise(shares, *k, err);

	*is_found = false;
	if (status)
		return status;
	high = low;
	at_low = at_high = gap(shares, *k);
	for (int round = 0; round < 20 && (at_low > 0.0) == (at_high > 0.0) && at_low != 0.0; round++) {
		low = high;
		at_low = at_high;
		high += at_low > 0.0 ? log(4.0) : -log(4.0);
		status = minimise(shares, exp(high), err);
		if (status == STATUS_NOT_CONVERGED && exp(high) < 1e-2)
			return STATUS_OK; /* the logarithms no longer count */
		if (status)
			return status;
		at_high = gap(shares, exp(high));
		if (at_high < 0.0 && at_low < 0.0 && at_high - at_low <= -1e-3 * at_high)
			return STATUS_OK;
	}
	if (at_low == 0.0)
		at_high = 0.0;
	else if ((at_low > 0.0) == (at_high > 0.0))
		return STATUS_OK;
	for (int round = 0; round < 100; round++) {
		const double next = at_high == 0.0 ? high : high - at_high * (high - low) / (at_high - at_low);

		*k = exp(next);
		status = minimise(shares, *k, err);
		if (status)
			return status;

		const double at_next = gap(shares, *k);

		*is_found = fabs(at_next) <= 1e-14 * variance_of(shares);
		if (!*is_found && (round > 20 || fabs(high - low) <= 1e-15)) /* digits end before */
			*is_found = fabs(at_next) <= rounding_of(shares);
		if (*is_found || fabs(high - low) <= 1e-15)
			return STATUS_OK;
		if ((at_next > 0.0) == (at_high > 0.0)) {
			at_low *= 0.5;
		} else {
			low = high;
			at_low = at_high;
		}
		high = next;
		at_high = at_next;
	}
	return STATUS_OK;
}

/*
 * Whether the binding limits alone fix the sum of the weights: whether 1 is a combination of the binding rows over the
 * assets at no limit (Gram-Schmidt on what is left of them). Then the budget has no price of its own.
 */
static bool is_sum_fixed(struct shares *shares)
{
	const size_t n = shares->parity->count, m = shares->problem.row_count;
	gsl_matrix *basis = gsl_matrix_calloc(m, n);
	double left = 0.0, free_count = 0.0;

	for (size_t turn = 1; turn <= m; turn++) {
		const size_t r = turn % m; /* the budget last */
		const bool is_binding = r == 0 || shares->y[r] != 0.0 ||
		                        gsl_vector_get(shares->row_lower, r) == gsl_vector_get(shares->row_upper, r);
		double before = 0.0, after = 0.0, *rest = gsl_matrix_ptr(basis, r, 0);

		for (size_t i = 0; is_binding && i < n; i++)
			rest[i] = shares->z[i] == 0.0 ? gsl_matrix_get(shares->rows, r, i) : 0.0;
		for (size_t i = 0; i < n; i++)
			before += rest[i] * rest[i];
		for (size_t q = 1; q < turn; q++) {
			const double *other = gsl_matrix_const_ptr(basis, q, 0);
			double shadow = 0.0;

			for (size_t i = 0; i < n; i++)
				shadow += rest[i] * other[i];
			for (size_t i = 0; i < n; i++)
				rest[i] -= shadow * other[i];
		}
		for (size_t i = 0; i < n; i++)
			after += rest[i] * rest[i];
		for (size_t i = 0; i < n; i++)
			rest[i] = after > 1e-20 * before ? rest[i] / sqrt(after) : 0.0;
		left = after;
		free_count = before;
	}
	gsl_matrix_free(basis);
	return left <= 1e-20 * free_count;
}

/* Multipliers of the problem's assets and rows, in shares of the portfolio's risk. */
static void read_limits(struct shares *shares, const struct allocation_problem *problem, double k,
                        struct allocation_info *info)
{
	const size_t n = shares->parity->count;
	const double variance = variance_of(shares);
	double *bounds = memory_new_array(problem->count, sizeof(double));

	set_newton(shares, k);
	info->kkt = kkt_residual(&shares->problem, shares->w, shares->z, shares->y);
	info->iterations += shares->iterations;
	info->objective = 0.0;
	for (size_t i = 0; i < n; i++) {
		double image = 0.0;

		for (size_t j = 0; j < n; j++)
			image += gsl_matrix_get(shares->covariance, i, j) * shares->w[j];
		info->objective = fmax(info->objective, fabs(shares->w[i] * image / variance - shares->parity->budget[i]));
		bounds[shares->parity->held[i]] = shares->z[i];
	}
	allocation_price(problem, bounds, shares->y, 0.0, 1.0 / variance, info);
	free(bounds);
}

enum status parity_with_limits(const struct allocation_problem *problem, const struct parity *parity,
                               const double *start, double *weights, struct allocation_info *info, struct error *err)
{
	struct shares shares;
	double k = 1.0;
	bool is_found = false;
	enum status status;

	shares_init(&shares, problem, parity, start);
	status = first_point(&shares, problem, start, err);
	if (!status)
		status = search(&shares, budget_price, &k, &is_found, err);
	if (!status && (!is_found || is_sum_fixed(&shares))) {
		k = 1.0;
		status = first_point(&shares, problem, start, err);
		if (!status)
			status = search(&shares, variance_less_k, &k, &is_found, err);
	}
	if (!status && !is_found)
		status = error_set(err, STATUS_NOT_CONVERGED, "shares of risk within limits did not settle");
	if (!status) {
		read_limits(&shares, problem, k, info);
		for (size_t i = 0; i < parity->count; i++)
			weights[parity->held[i]] = shares.w[i];
	}
	shares_clear(&shares, problem);
	return status;
}
