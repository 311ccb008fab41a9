/* What can be reached within limits that the linear ones allow. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_REACH_H
#define BALLAST_ENGINE_ALLOCATE_REACH_H

#include "engine/allocate/allocate.h"

/*
 * The range of a problem whose bounds, rows and turnover can be met together. With a tracking_limit that none of those
 * portfolios keeps: is_feasible false, the limits that conflict with it and how far it must give way.
 *
 * Conflict: the limits that bind at the portfolio nearest to the benchmark keep every other as far away (they carry its
 * optimality conditions); of these each is taken out for good where what is left still conflicts.
 * Cost: three optima, and one for each limit that binds.
 */
enum status allocation_reach(const struct allocation_problem *problem, struct solve_workspace *workspace,
                             struct feasibility *result, struct error *err);

#endif
