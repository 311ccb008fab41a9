/* The table of allocators: a new one is a file and a row here. */
#include <string.h>

#include "engine/allocate/allocate.h"

static const struct allocator min_variance = { .name = "min-variance", .solve = allocate_min_variance };
static const struct allocator max_sharpe = { .name = "max-sharpe", .solve = allocate_max_sharpe };
static const struct allocator target_return = { .name = "target-return", .solve = allocate_target_return };
static const struct allocator target_volatility = { .name = "target-volatility", .solve = allocate_target_volatility };
static const struct allocator utility = { .name = "utility", .solve = allocate_utility };

const struct allocator *const allocators[] = {
	&min_variance, &max_sharpe, &target_return, &target_volatility, &utility, NULL,
};

const struct allocator *allocator_find(const char *name)
{
	for (size_t i = 0; allocators[i]; i++)
		if (strcmp(allocators[i]->name, name) == 0)
			return allocators[i];
	return NULL;
}
