/*
 * Risk parity and risk budgets: the minimum of 1/2 x'S x - sum b_i ln x_i, whose weights w = x / 1'x carry b_i of the
 * risk each.
 *
 * Newton steps in u = x / x_now, where the matrix is X S X + diag(b), with the minimum on the line while far: its
 * condition is near 2 whatever the number of assets, so conjugate gradients need some twenty products with S in all, and S
 * is never factored. (A sweep of coordinate descent costs three such products.)
 */
#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/parity.h"
#include "engine/base/memory.h"
#include "engine/base/sum.h"

void parity_product(const struct parity *parity, const double *x, double *image)
{
	const int n = (int)parity->count, k = (int)parity->factor_count;

	if (parity->covariance) {
		cblas_dsymv(CblasRowMajor, CblasLower, n, 1.0, parity->covariance, (int)parity->stride, x, 1, 0.0, image, 1);
		return;
	}
	for (int i = 0; i < n; i++)
		image[i] = parity->specific[i] * x[i];
	if (k == 0)
		return;
	cblas_dgemv(CblasRowMajor, CblasTrans, n, k, 1.0, parity->loadings, k, x, 1, 0.0, parity->exposure, 1);
	cblas_dgemv(CblasRowMajor, CblasNoTrans, n, k, 1.0, parity->pushes, k, parity->exposure, 1, 1.0, image, 1);
}

double parity_size(const struct parity *parity, const double *w, double variance)
{
	double average = 0.0, largest = 0.0;

	for (size_t i = 0; i < parity->count; i++) {
		const double part = w[i] * sqrt(parity->variance[i]);

		average += part;
		largest = fmax(largest, part);
	}
	return fmax(variance, average * largest);
}

/* Where the search stands, and its memory: n doubles each. */
struct descent {
	const struct parity *parity;
	double *x, *image;                /* x and S x                                                */
	double *step, *step_image;        /* relative: x grows by x_i step_i; its image S (x o step)   */
	double *residual, *search, *scaled, *product, *weight;
	size_t products;                  /* with S, so far                                           */
};

/* max |x_i (S x)_i - b_i|: what is left of the conditions, and of the shares, since x'S x is 1 at the optimum. */
static double imbalance(const struct descent *descent)
{
	double worst = 0.0;

	for (size_t i = 0; i < descent->parity->count; i++) {
		const double gap = fabs(descent->x[i] * descent->image[i] - descent->parity->budget[i]);

		/* Written so that a NaN is never small. */
		if (!(gap <= worst))
			worst = gap;
	}
	return worst;
}

/*
 * The Newton step by conjugate gradients, scaled by the diagonal, until its residual is `share` of what it was.
 */
static void newton_step(struct descent *descent, double share)
{
	const struct parity *parity = descent->parity;
	const size_t n = parity->count;
	const double *x = descent->x, *b = parity->budget;
	double *r = descent->residual, *p = descent->search, *product = descent->product, *weight = descent->weight;
	double before = 0.0, target;

	for (size_t i = 0; i < n; i++) {
		r[i] = b[i] - x[i] * descent->image[i];
		weight[i] = 1.0 / (b[i] + x[i] * x[i] * parity->variance[i]);
		p[i] = weight[i] * r[i];
		before += r[i] * p[i];
		descent->step[i] = descent->step_image[i] = 0.0;
	}
	target = share * share * before;
	for (size_t round = 0; round < 2 * n + 10 && round < 400 && before > target; round++) {
		double curvature = 0.0, after = 0.0;

		for (size_t i = 0; i < n; i++)
			descent->scaled[i] = x[i] * p[i];
		parity_product(parity, descent->scaled, product);
		descent->products++;
		for (size_t i = 0; i < n; i++)
			curvature += descent->scaled[i] * product[i] + b[i] * p[i] * p[i];

		const double length = before / curvature;

		for (size_t i = 0; i < n; i++) {
			descent->step[i] += length * p[i];
			descent->step_image[i] += length * product[i];
			r[i] -= length * (x[i] * product[i] + b[i] * p[i]);
			after += weight[i] * r[i] * r[i];
		}
		for (size_t i = 0; i < n; i++)
			p[i] = weight[i] * r[i] + after / before * p[i];
		before = after;
	}
}

/*
 * How far to go along the step: all of it when it is small, else to the minimum on the line, where
 * step'(x o S x) + t step'X S X step = sum b_i step_i / (1 + t step_i).
 */
static double line_minimum(const struct descent *descent)
{
	const size_t n = descent->parity->count;
	const double *step = descent->step, *b = descent->parity->budget;
	double slope = 0.0, curvature = 0.0, largest = 0.0, low = 0.0, high = INFINITY, t = 1.0;

	for (size_t i = 0; i < n; i++) {
		slope += step[i] * descent->x[i] * descent->image[i];
		curvature += step[i] * descent->x[i] * descent->step_image[i];
		largest = fmax(largest, fabs(step[i]));
		if (step[i] < 0.0)
			high = fmin(high, -1.0 / step[i]);
	}
	if (largest < 0.25)
		return 1.0;
	t = fmin(t, 0.5 * high);
	for (int round = 0; round < 60; round++) {
		double rise = slope + t * curvature, bend = curvature;

		for (size_t i = 0; i < n; i++) {
			const double share = step[i] / (1.0 + t * step[i]);

			rise -= b[i] * share;
			bend += b[i] * share * share;
		}
		if (rise > 0.0)
			high = t;
		else
			low = t;

		double next = t - rise / bend;

		if (!(next > low && next < high))
			next = isfinite(high) ? 0.5 * (low + high) : 2.0 * t;
		if (fabs(next - t) <= 1e-3 * t)
			return next;
		t = next;
	}
	return t;
}

enum { PARITY_STEPS = 200 };
static const double PARITY_TOLERANCE = 1e-14; /* of a share; a rounding of n products lies below */
static const double PARITY_RISKLESS = 1e-6;   /* volatility, as a share of what is held on average */

/* False: no minimum, a combination of assets is without risk. */
static bool start(struct descent *descent)
{
	const struct parity *parity = descent->parity;
	double variance = 0.0;

	for (size_t i = 0; i < parity->count; i++)
		descent->x[i] = sqrt(parity->budget[i] / parity->variance[i]);
	parity_product(parity, descent->x, descent->image);
	descent->products++;
	for (size_t i = 0; i < parity->count; i++)
		variance += descent->x[i] * descent->image[i];
	if (!(variance > PARITY_RISKLESS * PARITY_RISKLESS))
		return false;
	for (size_t i = 0; i < parity->count; i++) {
		descent->x[i] /= sqrt(variance);
		descent->image[i] /= sqrt(variance);
	}
	return true;
}

/* The sum of x_i s_i: since x'S x is near 1, the average volatility as a multiple of the portfolio's. */
static double diversification(const struct descent *descent)
{
	double average = 0.0;

	for (size_t i = 0; i < descent->parity->count; i++)
		average += descent->x[i] * sqrt(descent->parity->variance[i]);
	return average;
}

static enum status descend(struct descent *descent, size_t *steps, struct error *err)
{
	const struct parity *parity = descent->parity;
	double left = INFINITY, fresh = INFINITY, carried = INFINITY; /* the least of each kind */
	const bool has_risk = start(descent);
	bool is_fresh = true;

	for (*steps = 0; *steps < PARITY_STEPS; ++*steps) {
		const double average = diversification(descent);

		/* What hedges leaves in S x is a difference of numbers that many times as large. */
		left = imbalance(descent);
		const double floor = PARITY_ROUNDING * (1.0 + average * average), best = is_fresh ? fresh : carried;
		const bool is_settled = left <= PARITY_TOLERANCE || (left <= floor && left >= 0.5 * best);

		if (is_settled && is_fresh)
			return STATUS_OK;
		if (is_fresh)
			fresh = fmin(fresh, left);
		if (is_settled) {
			/* The image was carried along; the last word is a product. */
			parity_product(parity, descent->x, descent->image);
			descent->products++;
			is_fresh = true;
			carried = INFINITY;
			continue;
		}
		carried = fmin(carried, left);
		if (!has_risk || !(average < 1.0 / PARITY_RISKLESS))
			return error_set(err, STATUS_INFEASIBLE,
			                 "a combination of the assets is without risk, so that shares of risk have no meaning; "
			                 "leave one of them out");
		newton_step(descent, fmin(0.1, fmax(left, 1e-4)));

		const double length = line_minimum(descent);

		for (size_t i = 0; i < parity->count; i++) {
			descent->image[i] += length * descent->step_image[i];
			descent->x[i] *= 1.0 + length * descent->step[i];
		}
		is_fresh = false;
	}
	return error_set(err, STATUS_NOT_CONVERGED, "shares of risk are still off by %g after %zu steps", left, *steps);
}

/* ---- from the problem and back ----------------------------------------------------------------------------------- */

static enum status check_budgets(const struct allocation_problem *problem, struct error *err)
{
	double sum = 0.0;
	char label[32];

	if (!problem->budgets)
		return STATUS_OK;
	if (problem->budgets->size != problem->count)
		return error_set(err, STATUS_INVALID, "there are %zu budgets of risk for %zu assets", problem->budgets->size,
		                 problem->count);
	for (size_t i = 0; i < problem->count; i++) {
		const double budget = gsl_vector_get(problem->budgets, i);

		if (!isfinite(budget) || budget < 0.0)
			return error_set(err, STATUS_INVALID, "the budget of risk of %s is %g; it must not be negative",
			                 allocation_label(problem, i, label), budget);
		sum += budget;
	}
	if (!(sum > 0.0) || !isfinite(sum))
		return error_set(err, STATUS_INVALID, "the budgets of risk sum to %g; some asset must carry risk", sum);
	return STATUS_OK;
}

/* Memory of one call: everything that has the size of the problem. */
struct parity_memory {
	size_t *held;
	double *figures;
	double *variance, *budget, *covariance, *loadings, *pushes, *specific, *exposure;
	struct descent descent;
};

static size_t choose_held(const struct allocation_problem *problem, size_t *held)
{
	size_t count = 0;

	for (size_t i = 0; i < problem->count; i++)
		if (allocation_limit(problem, CONSTRAINT_UPPER, i) != 0.0 &&
		    (!problem->budgets || gsl_vector_get(problem->budgets, i) > 0.0))
			held[count++] = i;
	return count;
}

static double *take(double **free_memory, size_t count)
{
	double *piece = *free_memory;

	*free_memory += count;
	return piece;
}

/* Rows of B and B F of the assets that take part. */
static void copy_factors(const struct allocation_problem *problem, const struct parity_memory *memory, size_t count)
{
	const struct factor_covariance *factors = problem->factors;
	const size_t k = factors->loadings->size2;

	for (size_t i = 0; i < count; i++) {
		memory->specific[i] = gsl_vector_get(factors->specific, memory->held[i]);
		for (size_t f = 0; f < k; f++) {
			memory->loadings[i * k + f] = gsl_matrix_get(factors->loadings, memory->held[i], f);
			memory->pushes[i * k + f] = 0.0;
			for (size_t g = 0; g < k; g++)
				memory->pushes[i * k + f] += gsl_matrix_get(factors->loadings, memory->held[i], g) *
				                             gsl_matrix_get(factors->factor, g, f);
		}
	}
}

/* False: there is not that much memory. The covariance is copied only when some assets are left out. */
static bool gather(const struct allocation_problem *problem, struct parity_memory *memory, struct parity *parity)
{
	const size_t n = parity->count, k = problem->factors ? problem->factors->loadings->size2 : 0;
	const size_t square = !problem->factors && n < problem->count ? n * n : 0;
	double *next = memory_try(12 * n + 2 * n * k + k + square, sizeof(double));

	if (!next)
		return false;
	memory->figures = next;
	memory->variance = take(&next, n);
	memory->budget = take(&next, n);
	memory->specific = take(&next, n);
	memory->loadings = take(&next, n * k);
	memory->pushes = take(&next, n * k);
	memory->exposure = take(&next, k);
	memory->covariance = take(&next, square);
	memory->descent = (struct descent){
		.parity = parity, .x = take(&next, n), .image = take(&next, n), .step = take(&next, n),
		.step_image = take(&next, n), .residual = take(&next, n), .search = take(&next, n),
		.scaled = take(&next, n), .product = take(&next, n), .weight = take(&next, n),
	};
	parity->held = memory->held;
	parity->variance = memory->variance;
	parity->budget = memory->budget;
	if (problem->factors) {
		copy_factors(problem, memory, n);
		parity->factor_count = k;
		parity->loadings = memory->loadings;
		parity->pushes = memory->pushes;
		parity->specific = memory->specific;
		parity->exposure = memory->exposure;
		return true;
	}
	parity->covariance = square ? memory->covariance : problem->covariance->data;
	parity->stride = square ? n : problem->covariance->tda;
	for (size_t a = 0; square && a < n; a++)
		for (size_t b = 0; b < n; b++)
			memory->covariance[a * n + b] = gsl_matrix_get(problem->covariance, memory->held[a], memory->held[b]);
	return true;
}

/* Budgets that sum to one, and variances that are there to be shared. */
static enum status read_shares(const struct allocation_problem *problem, struct parity_memory *memory, size_t count,
                               struct error *err)
{
	struct sum sum = { 0 };
	char label[32];

	for (size_t i = 0; i < count; i++) {
		memory->budget[i] = problem->budgets ? gsl_vector_get(problem->budgets, memory->held[i]) : 1.0;
		sum_add(&sum, memory->budget[i]);
		memory->variance[i] = covariance_variance(problem, memory->held[i]);
		if (!(memory->variance[i] > 0.0))
			return error_set(err, STATUS_INVALID,
			                 "%s has no variance and can carry no share of risk; a budget or an upper limit of 0 "
			                 "leaves it out",
			                 allocation_label(problem, memory->held[i], label));
	}
	for (size_t i = 0; i < count; i++)
		memory->budget[i] /= sum_value(&sum);
	return STATUS_OK;
}

/* weights = x / 1'x; those left out are 0. */
static void weights_of(const struct parity *parity, const double *x, double *weights)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < parity->count; i++)
		sum_add(&sum, x[i]);
	for (size_t i = 0; i < parity->count; i++)
		weights[parity->held[i]] = x[i] / sum_value(&sum);
}

/* What has no share of the risk is not held, and a lower limit may say that it must be. */
static enum status check_left_out(const struct allocation_problem *problem, const struct parity *parity,
                                  struct error *err)
{
	char label[32];

	for (size_t i = 0, next = 0; i < problem->count; i++) {
		if (next < parity->count && parity->held[next] == i)
			next++;
		else if (allocation_limit(problem, CONSTRAINT_LOWER, i) > 0.0)
			return error_set(err, STATUS_INFEASIBLE, "%s has a budget of risk of 0 and a lower limit of %.6g %%",
			                 allocation_label(problem, i, label),
			                 100.0 * allocation_limit(problem, CONSTRAINT_LOWER, i));
	}
	return STATUS_OK;
}

static enum status solve_parity(const struct allocation_problem *problem, struct parity_memory *memory, double *weights,
                                struct allocation_info *info, struct error *err)
{
	struct parity parity = { .count = choose_held(problem, memory->held) };
	struct descent *descent = &memory->descent;
	enum status status;
	size_t steps = 0;

	if (parity.count == 0)
		return error_set(err, STATUS_INFEASIBLE, "every asset has an upper limit or a budget of risk of 0");
	if (!gather(problem, memory, &parity))
		return error_set(err, STATUS_NO_MEMORY, "there is not enough memory for %zu assets", parity.count);
	status = check_left_out(problem, &parity, err);
	if (!status)
		status = read_shares(problem, memory, parity.count, err);
	if (!status)
		status = descend(descent, &steps, err);
	if (status)
		return status;
	weights_of(&parity, descent->x, weights);
	*info = (struct allocation_info){ .iterations = steps, .objective = imbalance(descent) };
	info->kkt.stationarity = info->objective / parity_size(&parity, descent->x, 1.0);
	if (!allocation_within_limits(problem, "risk-parity", weights, NULL))
		return STATUS_OK;
	for (size_t i = 0; i < parity.count; i++)
		descent->x[i] = weights[parity.held[i]];
	if (!parity_with_bounds(problem, &parity, descent->x, weights, info))
		status = parity_with_limits(problem, &parity, descent->x, weights, info, err);
	return status;
}

enum status allocate_risk_parity(const struct allocation_problem *problem, gsl_vector *weights,
                                 struct allocation_info *info, struct error *err)
{
	struct parity_memory memory = { 0 };
	struct allocation_info found;
	enum status status = allocation_admits(problem, "risk-parity", err);

	if (!status && !problem->is_checked)
		status = allocate_check(problem, err);
	if (!status)
		status = check_budgets(problem, err);
	if (status)
		return status;

	double *figures = memory_new_array(problem->count, sizeof(double));

	memory.held = memory_new_array(problem->count, sizeof(size_t));
	status = solve_parity(problem, &memory, figures, &found, err);
	if (!status) {
		allocation_measure(problem, figures, &found);
		*info = found;
		for (size_t i = 0; i < problem->count; i++)
			gsl_vector_set(weights, i, figures[i]);
	}
	free(memory.figures);
	free(memory.held);
	free(figures);
	return status;
}
