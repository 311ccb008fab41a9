/* How many are held, and how small a position may be. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_COUNTED_H
#define BALLAST_ENGINE_ALLOCATE_COUNTED_H

#include "engine/allocate/allocate.h"

/* Whether the problem limits the count or has a smallest position that its bounds do not already keep. */
bool allocation_is_counted(const struct allocation_problem *problem);

/*
 * The allocator of that name on a counted problem: the best choice of assets by branch and bound (solve/branch.h), then
 * the allocator itself among them. nodes, gap, stop and objective are filled in; a smallest position that binds is a
 * CONSTRAINT_MINIMUM_POSITION.
 *
 * name  one of "min-variance", "utility", "target-return", "target-volatility", "max-sharpe", "tracking-error".
 * STATUS_INVALID as of the allocator; also trading, a tracking limit or factors together with a count.
 * STATUS_INFEASIBLE: as of the allocator, or no choice keeps the count and the smallest positions.
 */
enum status allocate_counted(const struct allocation_problem *problem, const char *name, gsl_vector *weights,
                             struct allocation_info *info, struct error *err);

#endif
