/* What an allocator refuses, and what it says about the portfolio it found. */
#include "engine/allocate/answer.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/limits.h"
#include "engine/base/memory.h"
#include "engine/base/sum.h"

char *allocators_that_keep(unsigned keeps, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; allocators[i]; i++) {
		if ((allocators[i]->keeps & keeps) != keeps)
			continue;
		if (used + strlen(allocators[i]->name) + sizeof(", ...") > size) { /* whole names, and that there are more */
			(void)snprintf(text + used, size - used, "...");
			break;
		}
		used += (size_t)snprintf(text + used, size - used, "%s, ", allocators[i]->name);
	}
	if (used >= 2 && text[used] == '\0')
		text[used - 2] = '\0';
	return text;
}

enum status allocation_admits(const struct allocation_problem *problem, const char *name, struct error *err)
{
	const struct allocation_trading *trading = problem->trading;
	const struct {
		bool is_asked;
		unsigned keeps;
		const char *what;
	} asked[] = {
		{ trading && trading->cost, KEEPS_COST, "weigh trading costs" },
		{ trading && trading->impact, KEEPS_IMPACT, "weigh the impact of trades" },
		{ trading && trading->turnover < INFINITY, KEEPS_TURNOVER, "keep a turnover limit" },
		{ problem->tracking_limit > 0.0, KEEPS_TRACKING, "keep a tracking error limit" },
		{ problem->cardinality > 0 && problem->cardinality < problem->count, KEEPS_CARDINALITY,
		  "keep a limit on how many are held" },
		{ problem->minimum_position > 0.0, KEEPS_MINIMUM_POSITION, "keep a smallest position" },
		{ problem->factors != NULL, KEEPS_FACTORS, "take a covariance by factors" },
	};
	const struct allocator *allocator = allocator_find(name);
	char able[160];

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		if (!asked[i].is_asked || (allocator && allocator->keeps & asked[i].keeps))
			continue;
		allocators_that_keep(asked[i].keeps, able, sizeof(able));
		return error_set(err, STATUS_INVALID, "\"%s\" cannot %s%s%s", name, asked[i].what,
		                 able[0] ? "; these can: " : "", able);
	}
	return STATUS_OK;
}

const char *allocation_label(const struct allocation_problem *problem, size_t i, char text[32])
{
	if (problem->labels && problem->labels[i])
		return problem->labels[i];
	snprintf(text, 32, "asset %zu", i + 1);
	return text;
}

void covariance_product(const struct allocation_problem *problem, const double *weights, double *product,
                        double *memory)
{
	const struct factor_covariance *factors = problem->factors;
	const size_t n = problem->count;

	if (!factors) {
		cblas_dsymv(CblasRowMajor, CblasLower, (int)n, 1.0, problem->covariance->data,
		            (int)problem->covariance->tda, weights, 1, 0.0, product, 1);
		return;
	}

	const size_t k = factors->loadings->size2;
	double *exposure = memory, *push = memory + k;

	memset(exposure, 0, k * sizeof(double));
	for (size_t i = 0; i < n; i++)
		for (size_t f = 0; f < k; f++)
			exposure[f] += gsl_matrix_get(factors->loadings, i, f) * weights[i];
	for (size_t f = 0; f < k; f++) {
		push[f] = 0.0;
		for (size_t g = 0; g < k; g++)
			push[f] += gsl_matrix_get(factors->factor, f, g) * exposure[g];
	}
	for (size_t i = 0; i < n; i++) {
		product[i] = gsl_vector_get(factors->specific, i) * weights[i];
		for (size_t f = 0; f < k; f++)
			product[i] += gsl_matrix_get(factors->loadings, i, f) * push[f];
	}
}

size_t covariance_memory(const struct allocation_problem *problem)
{
	return problem->factors ? 2 * problem->factors->loadings->size2 : 0;
}

double covariance_variance(const struct allocation_problem *problem, size_t i)
{
	const struct factor_covariance *factors = problem->factors;
	double variance;

	if (!factors)
		return gsl_matrix_get(problem->covariance, i, i);
	variance = gsl_vector_get(factors->specific, i);
	for (size_t f = 0; f < factors->loadings->size2; f++)
		for (size_t g = 0; g < factors->loadings->size2; g++)
			variance += gsl_matrix_get(factors->loadings, i, f) * gsl_matrix_get(factors->factor, f, g) *
			            gsl_matrix_get(factors->loadings, i, g);
	return variance;
}

static double sum_of_products(const double *a, const double *b, size_t count)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < count; i++)
		sum_add(&sum, a[i] * b[i]);
	return sum_value(&sum);
}

void allocation_measure(const struct allocation_problem *problem, const double *weights, struct allocation_info *info)
{
	const struct allocation_trading *trading = problem->trading;
	const size_t n = problem->count;
	double *product = memory_new_array(n + covariance_memory(problem), sizeof(double));
	struct sum earned = { 0 }, turnover = { 0 }, cost = { 0 };

	covariance_product(problem, weights, product, product + n);
	for (size_t i = 0; i < n; i++) {
		const double traded = trading ? weights[i] - gsl_vector_get(trading->current, i) : 0.0;

		sum_add(&earned, weights[i] * gsl_vector_get(problem->expected_return, i));
		sum_add(&turnover, fabs(traded));
		if (trading && trading->cost)
			sum_add(&cost, gsl_vector_get(trading->cost, i) * fabs(traded));
		if (trading && trading->impact)
			sum_add(&cost, gsl_vector_get(trading->impact, i) * traded * traded);
	}
	info->expected_return = sum_value(&earned);
	info->volatility = sqrt(fmax(0.0, sum_of_products(weights, product, n)));
	info->sharpe = info->volatility > 0.0 ? (info->expected_return - problem->risk_free) / info->volatility : 0.0;
	info->turnover = sum_value(&turnover);
	info->cost = sum_value(&cost);
	free(product);
}

void allocation_price(const struct allocation_problem *problem, const double *bound_multipliers,
                      const double *row_multipliers, double turnover_price, double factor,
                      struct allocation_info *info)
{
	/* A frontier of one corner, whose bindings are multipliers divided by L. */
	struct frontier_corner corner = { .lambda = 1.0 / factor };
	double *figures = memory_new_array(problem->count + problem->row_count + 1, sizeof(double));
	const struct frontier single = { .count = problem->count, .row_count = problem->row_count + 1, .corner_count = 1,
		                         .corners = &corner, .bound_multipliers = figures,
		                         .row_multipliers = figures + problem->count };
	const struct frontier_point point = { .lambda = corner.lambda, .turnover_price = turnover_price };

	memcpy(figures, bound_multipliers, problem->count * sizeof(double));
	memcpy(figures + problem->count, row_multipliers, (problem->row_count + 1) * sizeof(double));
	info->binding_count = allocate_bindings(problem, &single, &point, info->bindings, ALLOCATION_BINDINGS);
	free(figures);
}

void allocation_settle(const struct allocation_problem *problem, double *weights)
{
	struct sum sum = { 0 };
	double most = 0.0, rest;
	size_t roomy = 0;

	for (size_t i = 0; i < problem->count; i++) {
		const double lower = allocation_limit(problem, CONSTRAINT_LOWER, i);
		const double upper = allocation_limit(problem, CONSTRAINT_UPPER, i);

		weights[i] = fmax(lower, fmin(upper, weights[i]));
		sum_add(&sum, weights[i]);
		if (fmin(weights[i] - lower, upper - weights[i]) > most) {
			most = fmin(weights[i] - lower, upper - weights[i]);
			roomy = i;
		}
	}
	rest = 1.0 - sum_value(&sum);
	if (fabs(rest) < most)
		weights[roomy] += rest;
}

enum status allocation_within_limits(const struct allocation_problem *problem, const char *name, const double *weights,
                                     struct error *err)
{
	for (size_t k = 0; k < problem->count + problem->row_count; k++) {
		const bool is_asset = k < problem->count;
		const size_t index = is_asset ? k : k - problem->count;
		const enum constraint_kind low = is_asset ? CONSTRAINT_LOWER : CONSTRAINT_ROW_LOWER;
		const enum constraint_kind high = is_asset ? CONSTRAINT_UPPER : CONSTRAINT_ROW_UPPER;
		const double lower = allocation_limit(problem, low, index), upper = allocation_limit(problem, high, index);
		const double value = is_asset ? weights[index]
		                              : sum_of_products(problem->rows[index].coefficients, weights,
		                                                problem->count);
		char limit[96], able[120];

		if (value >= lower - 1e-9 * fmax(1.0, fabs(lower)) && value <= upper + 1e-9 * fmax(1.0, fabs(upper)))
			continue;
		return error_set(err, STATUS_INFEASIBLE, "\"%s\" gives %.4g %% against %s and keeps no limits; these do: %s",
		                 name, 100.0 * value,
		                 allocate_limit_text(problem, value < lower ? low : high, index, limit, sizeof(limit)),
		                 allocators_that_keep(KEEPS_LIMITS, able, sizeof(able)));
	}
	return STATUS_OK;
}
