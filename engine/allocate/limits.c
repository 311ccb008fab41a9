/* The figures of an allocation checked, its limits in words, and the quadratic program they make. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

static const char *row_label(const struct allocation_problem *problem, size_t r, char text[32])
{
	if (problem->rows[r].label)
		return problem->rows[r].label;
	snprintf(text, 32, "limit %zu", r + 1);
	return text;
}

static double lower_bound(const struct allocation_problem *problem, size_t i)
{
	return problem->lower ? gsl_vector_get(problem->lower, i) : 0.0;
}

static double upper_bound(const struct allocation_problem *problem, size_t i)
{
	return problem->upper ? gsl_vector_get(problem->upper, i) : 1.0;
}

double allocation_limit(const struct allocation_problem *problem, enum constraint_kind kind, size_t index)
{
	switch (kind) {
	case CONSTRAINT_LOWER: return lower_bound(problem, index);
	case CONSTRAINT_UPPER: return upper_bound(problem, index);
	case CONSTRAINT_ROW_LOWER: return problem->rows[index].lower;
	case CONSTRAINT_ROW_UPPER: return problem->rows[index].upper;
	case CONSTRAINT_TURNOVER: return problem->trading->turnover;
	case CONSTRAINT_TRACKING: return problem->tracking_limit;
	case CONSTRAINT_CARDINALITY: return (double)problem->cardinality;
	case CONSTRAINT_MINIMUM_POSITION: return problem->minimum_position;
	case CONSTRAINT_BUDGET: break;
	}
	return 1.0;
}

char *allocate_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index, char *text,
                          size_t size)
{
	const double limit = allocation_limit(problem, kind, index);
	char label[32];

	switch (kind) {
	case CONSTRAINT_LOWER:
	case CONSTRAINT_UPPER:
		snprintf(text, size, "the %s limit of %s (%.6g %%)", kind == CONSTRAINT_LOWER ? "lower" : "upper",
		         allocation_label(problem, index, label), 100.0 * limit);
		break;
	case CONSTRAINT_ROW_LOWER:
	case CONSTRAINT_ROW_UPPER:
		snprintf(text, size, "the %s limit of %s (%.6g %%)", kind == CONSTRAINT_ROW_LOWER ? "lower" : "upper",
		         row_label(problem, index, label), 100.0 * limit);
		break;
	case CONSTRAINT_BUDGET: snprintf(text, size, "the weights must sum to 100 %%"); break;
	case CONSTRAINT_TURNOVER: snprintf(text, size, "the turnover limit (%.6g %%)", 100.0 * limit); break;
	case CONSTRAINT_TRACKING: snprintf(text, size, "the tracking error limit (%.6g %%)", 100.0 * limit); break;
	case CONSTRAINT_CARDINALITY: snprintf(text, size, "the limit on how many are held (%.0f)", limit); break;
	case CONSTRAINT_MINIMUM_POSITION:
		snprintf(text, size, "the smallest position of %s (%.6g %%)", allocation_label(problem, index, label), 100.0 * limit);
		break;
	}
	return text;
}

/* Shapes, finite figures, and a variance for everyone that is one. */
static enum status check_factors(const struct allocation_problem *problem, struct error *err)
{
	const struct factor_covariance *factors = problem->factors;
	const size_t n = problem->count;
	char label[32];

	if (!factors->loadings || !factors->factor || !factors->specific || factors->loadings->size1 != n ||
	    factors->specific->size != n || factors->factor->size1 != factors->loadings->size2 ||
	    factors->factor->size2 != factors->loadings->size2)
		return error_set(err, STATUS_INVALID, "loadings, factor covariance and specific variances must be of %zu assets",
		                 n);
	for (size_t f = 0; f < factors->factor->size1; f++)
		for (size_t g = 0; g < f; g++) {
			const double a = gsl_matrix_get(factors->factor, f, g), b = gsl_matrix_get(factors->factor, g, f);

			/* Written so that a NaN fails. */
			if (!(fabs(a - b) <= 1e-8 * (fabs(a) + fabs(b))))
				return error_set(err, STATUS_INVALID,
				                 "the covariance of factors %zu and %zu is %g and %g; it must be symmetric", f + 1,
				                 g + 1, a, b);
		}
	for (size_t i = 0; i < n; i++) {
		const double specific = gsl_vector_get(factors->specific, i), variance = covariance_variance(problem, i);

		if (!(specific >= 0.0) || !isfinite(variance) || variance < 0.0)
			return error_set(err, STATUS_INVALID,
			                 "the factors give %s a specific variance of %g in one of %g; neither must be negative",
			                 allocation_label(problem, i, label), specific, variance);
	}
	return STATUS_OK;
}

/* Written so that a NaN fails; the allowance is the rounding of an estimated or printed matrix. */
static bool is_sound_pair(double a, double b, double reach)
{
	return fabs(a - b) <= 1e-8 * reach + 1e-300 && fabs(a) <= reach * (1.0 + 1e-6) + 1e-300;
}

/* Pairs in tiles, so that a row and a column of the matrix are both at hand. */
static enum status check_pairs(const struct allocation_problem *problem, struct error *err)
{
	enum { TILE = 32 };
	const size_t n = problem->count;
	const gsl_matrix *covariance = problem->covariance;
	double *volatility = memory_new_array(n, sizeof(*volatility));
	size_t bad_i = n, bad_j = n;
	char label[32], other[32];

	for (size_t i = 0; i < n; i++)
		volatility[i] = sqrt(gsl_matrix_get(covariance, i, i));
	for (size_t top = 0; top < n && bad_i == n; top += TILE)
		for (size_t left = 0; left <= top && bad_i == n; left += TILE)
			for (size_t i = top; i < n && i < top + TILE; i++) {
				const double *row = covariance->data + i * covariance->tda;

				for (size_t j = left; j < i && j < left + TILE; j++) {
					if (is_sound_pair(row[j], covariance->data[j * covariance->tda + i],
					                  volatility[i] * volatility[j]))
						continue;
					bad_i = i;
					bad_j = j;
				}
			}
	free(volatility);
	if (bad_i == n)
		return STATUS_OK;
	return error_set(err, STATUS_INVALID,
	                 "the covariance of %s and %s is %g and %g; it must be symmetric and at most the product of their "
	                 "volatilities, %g",
	                 allocation_label(problem, bad_i, label), allocation_label(problem, bad_j, other),
	                 gsl_matrix_get(covariance, bad_i, bad_j), gsl_matrix_get(covariance, bad_j, bad_i),
	                 sqrt(gsl_matrix_get(covariance, bad_i, bad_i) * gsl_matrix_get(covariance, bad_j, bad_j)));
}

static enum status check_assumptions(const struct allocation_problem *problem, struct error *err)
{
	char label[32];

	for (size_t i = 0; i < problem->count; i++) {
		const double lower = lower_bound(problem, i), upper = upper_bound(problem, i);
		const double variance = covariance_variance(problem, i);

		if (!isfinite(gsl_vector_get(problem->expected_return, i)))
			return error_set(err, STATUS_INVALID, "the expected return of %s is not a number",
			                 allocation_label(problem, i, label));
		if (!isfinite(variance) || variance < 0.0)
			return error_set(err, STATUS_INVALID, "the variance of %s is %g; it must not be negative",
			                 allocation_label(problem, i, label), variance);
		if (!isfinite(lower) || !isfinite(upper) || lower > upper)
			return error_set(err, STATUS_INVALID, "%s has a lower limit of %g and an upper limit of %g",
			                 allocation_label(problem, i, label), lower, upper);
	}
	return problem->factors ? STATUS_OK : check_pairs(problem, err);
}

static enum status check_trading(const struct allocation_problem *problem, struct error *err)
{
	const struct allocation_trading *trading = problem->trading;
	const size_t n = problem->count;
	char label[32];

	if (!trading)
		return STATUS_OK;
	if (!trading->current || trading->current->size != n || (trading->cost && trading->cost->size != n) ||
	    (trading->impact && trading->impact->size != n))
		return error_set(err, STATUS_INVALID, "what is held and the cost of trading must be of %zu assets", n);
	if (!(trading->turnover >= 0.0))
		return error_set(err, STATUS_INVALID, "the limit on turnover is %g; it must not be negative", trading->turnover);
	for (size_t i = 0; i < n; i++) {
		const double held = gsl_vector_get(trading->current, i);
		const double cost = trading->cost ? gsl_vector_get(trading->cost, i) : 0.0;
		const double impact = trading->impact ? gsl_vector_get(trading->impact, i) : 0.0;

		if (!isfinite(held) || !isfinite(cost) || cost < 0.0 || !isfinite(impact) || impact < 0.0)
			return error_set(err, STATUS_INVALID,
			                 "%s is held at %g and costs %g and %g to trade; a cost must not be negative",
			                 allocation_label(problem, i, label), held, cost, impact);
	}
	return STATUS_OK;
}

enum status allocation_check_benchmark(const struct allocation_problem *problem, const char *what, struct error *err)
{
	double sum = 0.0;
	char label[32];

	if (!problem->benchmark || problem->benchmark->size != problem->count)
		return error_set(err, STATUS_INVALID, "%s needs a benchmark of %zu assets", what, problem->count);
	for (size_t i = 0; i < problem->count; i++) {
		if (!isfinite(gsl_vector_get(problem->benchmark, i)))
			return error_set(err, STATUS_INVALID, "the benchmark's share of %s is not a number",
			                 allocation_label(problem, i, label));
		sum += gsl_vector_get(problem->benchmark, i);
	}
	if (!(fabs(sum - 1.0) <= 1e-6))
		return error_set(err, STATUS_INVALID, "the benchmark sums to %.6g %%; it must sum to 100 %%", 100.0 * sum);
	return STATUS_OK;
}

static enum status check_tracking(const struct allocation_problem *problem, struct error *err)
{
	if (problem->tracking_limit == 0.0)
		return STATUS_OK;
	if (!(problem->tracking_limit > 0.0) || !isfinite(problem->tracking_limit))
		return error_set(err, STATUS_INVALID, "the limit on the tracking error is %g; it must be positive",
		                 problem->tracking_limit);
	return allocation_check_benchmark(problem, "a limit on the tracking error", err);
}

enum status allocate_check(const struct allocation_problem *problem, struct error *err)
{
	const size_t n = problem->count;
	char label[32];

	if (n == 0)
		return error_set(err, STATUS_INVALID, "there is no asset to allocate to");
	if (problem->factors && problem->covariance)
		return error_set(err, STATUS_INVALID, "there are both a covariance and factors in its place");
	if (!problem->expected_return || problem->expected_return->size != n ||
	    (!problem->factors && (!problem->covariance || problem->covariance->size1 != n ||
	                           problem->covariance->size2 != n)) ||
	    (problem->lower && problem->lower->size != n) || (problem->upper && problem->upper->size != n))
		return error_set(err, STATUS_INVALID, "expected returns, covariance and limits must all be of %zu assets", n);
	for (size_t r = 0; r < problem->row_count; r++) {
		const struct allocation_row *row = problem->rows + r;

		if (isnan(row->lower) || isnan(row->upper) || row->lower > row->upper)
			return error_set(err, STATUS_INVALID, "%s has a lower limit of %g and an upper limit of %g",
			                 row_label(problem, r, label), row->lower, row->upper);
		for (size_t i = 0; i < n; i++)
			if (!isfinite(row->coefficients[i]))
				return error_set(err, STATUS_INVALID, "%s has a coefficient that is not a number",
				                 row_label(problem, r, label));
	}
	if (!isfinite(problem->risk_free))
		return error_set(err, STATUS_INVALID, "the risk-free return is not a number");

	enum status status = problem->factors ? check_factors(problem, err) : STATUS_OK;

	if (!status)
		status = check_assumptions(problem, err);
	if (!status)
		status = check_trading(problem, err);
	return status ? status : check_tracking(problem, err);
}

enum status program_of_allocation_init(const struct allocation_problem *problem, struct program_of_allocation *program,
                                       struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	const enum status status = problem->is_checked ? STATUS_OK : allocate_check(problem, err);

	if (status)
		return status;
	program->lower = gsl_vector_alloc(n);
	program->upper = gsl_vector_alloc(n);
	program->rows = gsl_matrix_alloc(m, n);
	program->row_lower = gsl_vector_alloc(m);
	program->row_upper = gsl_vector_alloc(m);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(program->lower, i, lower_bound(problem, i));
		gsl_vector_set(program->upper, i, upper_bound(problem, i));
		gsl_matrix_set(program->rows, 0, i, 1.0);
		for (size_t r = 1; r < m; r++)
			gsl_matrix_set(program->rows, r, i, problem->rows[r - 1].coefficients[i]);
	}
	gsl_vector_set(program->row_lower, 0, 1.0);
	gsl_vector_set(program->row_upper, 0, 1.0);
	for (size_t r = 1; r < m; r++) {
		gsl_vector_set(program->row_lower, r, problem->rows[r - 1].lower);
		gsl_vector_set(program->row_upper, r, problem->rows[r - 1].upper);
	}
	program->problem = (struct quadratic_problem){
		.count = n, .hessian = problem->covariance, .factors = problem->factors,
		.linear = problem->expected_return, .lower = program->lower, .upper = program->upper, .row_count = m, .rows = program->rows, .row_lower = program->row_lower,
		.row_upper = program->row_upper,
	};
	if (problem->trading && (problem->trading->cost || problem->trading->turnover < INFINITY)) {
		program->problem.anchor = problem->trading->current;
		program->problem.cost = problem->trading->cost;
		program->problem.turnover = problem->trading->turnover;
	}
	return STATUS_OK;
}

void program_of_allocation_clear(struct program_of_allocation *program)
{
	gsl_vector_free(program->lower);
	gsl_vector_free(program->upper);
	gsl_matrix_free(program->rows);
	gsl_vector_free(program->row_lower);
	gsl_vector_free(program->row_upper);
}
