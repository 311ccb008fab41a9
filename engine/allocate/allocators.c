/* The table of allocators: a new one is a file and a row here. */
#include <string.h>

#include "engine/allocate/allocate.h"

enum {
	KEEPS_COUNTS = KEEPS_CARDINALITY | KEEPS_MINIMUM_POSITION,
	KEEPS_LINE = KEEPS_LIMITS | KEEPS_COST | KEEPS_TURNOVER | KEEPS_TRACKING | KEEPS_FACTORS, /* of the critical line */
};

static const struct allocator min_variance = {
	.name = "min-variance", .solve = allocate_min_variance, .keeps = KEEPS_LINE | KEEPS_COUNTS,
};
static const struct allocator max_sharpe = {
	.name = "max-sharpe", .solve = allocate_max_sharpe, .keeps = KEEPS_LINE | KEEPS_COUNTS,
};
static const struct allocator target_return = {
	.name = "target-return", .solve = allocate_target_return, .keeps = KEEPS_LINE | KEEPS_COUNTS,
};
static const struct allocator target_volatility = {
	.name = "target-volatility", .solve = allocate_target_volatility, .keeps = KEEPS_LINE | KEEPS_COUNTS,
};
static const struct allocator utility = {
	.name = "utility", .solve = allocate_utility, .keeps = KEEPS_LINE | KEEPS_IMPACT | KEEPS_COUNTS,
};
static const struct allocator max_diversification = {
	.name = "max-diversification", .solve = allocate_max_diversification,
	.keeps = KEEPS_LINE & ~(unsigned)KEEPS_COST, /* a ratio of risks, which no cost is */
};
static const struct allocator tracking_error = {
	.name = "tracking-error", .solve = allocate_tracking_error,
	.keeps = (KEEPS_LINE & ~(unsigned)KEEPS_COST) | KEEPS_COUNTS,
};
static const struct allocator hierarchical = { .name = "hierarchical", .solve = allocate_hierarchical };
static const struct allocator risk_parity = {
	.name = "risk-parity", .solve = allocate_risk_parity, .keeps = KEEPS_LIMITS | KEEPS_FACTORS,
};
static const struct allocator robust = { .name = "robust", .solve = allocate_robust, .keeps = KEEPS_LINE };
static const struct allocator resampled = { .name = "resampled", .solve = allocate_resampled, .keeps = KEEPS_LIMITS };
static const struct allocator expected_shortfall = {
	.name = "expected-shortfall", .solve = allocate_expected_shortfall,
	.keeps = KEEPS_LIMITS | KEEPS_COST | KEEPS_TURNOVER | KEEPS_FACTORS,
};
static const struct allocator conditional_drawdown = {
	.name = "conditional-drawdown", .solve = allocate_conditional_drawdown,
	.keeps = KEEPS_LIMITS | KEEPS_COST | KEEPS_TURNOVER | KEEPS_FACTORS,
};

const struct allocator *const allocators[] = {
	&min_variance, &max_sharpe, &target_return, &target_volatility, &utility,
	&max_diversification, &tracking_error, &hierarchical, &risk_parity, &robust, &resampled,
	&expected_shortfall, &conditional_drawdown, NULL,
};

const struct allocator *allocator_find(const char *name)
{
	for (size_t i = 0; allocators[i]; i++)
		if (strcmp(allocators[i]->name, name) == 0)
			return allocators[i];
	return NULL;
}
