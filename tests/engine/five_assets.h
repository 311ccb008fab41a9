/*
 * Five asset classes, made up: shares at home and abroad, government bonds, credit, gold; a risk-free 2 %. Expected
 * figures for them come from tests/reference/allocators.py, an independent solve of each problem.
 */
#ifndef BALLAST_TESTS_ENGINE_FIVE_ASSETS_H
#define BALLAST_TESTS_ENGINE_FIVE_ASSETS_H

#include "engine/allocate/allocate.h"
#include "tests/engine/solve_data.h"

static const char *const five_names[] = { "CN_EQ", "GL_EQ", "CN_GOV", "CREDIT", "GOLD" };
static const double five_means[] = { .08, .07, .03, .04, .045 };
static const double five_volatilities[] = { .22, .16, .03, .05, .15 };
static const double five_correlations[5][5] = {
	{ 1, .45, -.10, .15, .05 }, { .45, 1, -.05, .20, .10 }, { -.10, -.05, 1, .50, .10 },
	{ .15, .20, .50, 1, .05 }, { .05, .10, .10, .05, 1 },
};

/* A problem with memory of its own. */
struct assets {
	struct allocation_problem problem;
	gsl_vector *expected_return, *lower, *upper;
	gsl_matrix *covariance;
};

static inline void assets_init(struct assets *assets, size_t n, double lower, double upper)
{
	assets->expected_return = gsl_vector_calloc(n);
	assets->lower = gsl_vector_alloc(n);
	assets->upper = gsl_vector_alloc(n);
	assets->covariance = gsl_matrix_calloc(n, n);
	gsl_vector_set_all(assets->lower, lower);
	gsl_vector_set_all(assets->upper, upper);
	assets->problem = (struct allocation_problem){ .count = n, .expected_return = assets->expected_return,
		                                       .covariance = assets->covariance, .lower = assets->lower,
		                                       .upper = assets->upper };
}

static inline void five_init(struct assets *assets, double lower, double upper)
{
	assets_init(assets, 5, lower, upper);
	for (size_t i = 0; i < 5; i++) {
		gsl_vector_set(assets->expected_return, i, five_means[i]);
		for (size_t j = 0; j < 5; j++)
			gsl_matrix_set(assets->covariance, i, j,
			               five_correlations[i][j] * five_volatilities[i] * five_volatilities[j]);
	}
	assets->problem.labels = five_names;
	assets->problem.risk_free = .02;
}

/* A covariance given row by row, long only, returns 0. */
static inline void assets_init_covariance(struct assets *assets, size_t n, const double *covariance)
{
	assets_init(assets, n, 0.0, 1.0);
	for (size_t i = 0; i < n * n; i++)
		gsl_matrix_set(assets->covariance, i / n, i % n, covariance[i]);
}

static inline void assets_clear(struct assets *assets)
{
	gsl_vector_free(assets->expected_return);
	gsl_vector_free(assets->lower);
	gsl_vector_free(assets->upper);
	gsl_matrix_free(assets->covariance);
}

static inline enum status solve_named(const char *name, const struct allocation_problem *problem, gsl_vector *weights,
                                      struct allocation_info *info, struct error *err)
{
	return allocator_find(name)->solve(problem, weights, info, err);
}

#endif
