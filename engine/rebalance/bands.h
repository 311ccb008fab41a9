/* Sharing a total among positions with limits: the two continuous problems under a trade list. */
#ifndef BALLAST_ENGINE_REBALANCE_BANDS_H
#define BALLAST_ENGINE_REBALANCE_BANDS_H

#include <stddef.h>

/*
 * Water filling: x_i = clip(L t_i, lower_i, upper_i) with sum x = total; the last position takes what no level can
 * place. target >= 0; lower <= upper, which may be infinite. When the lower limits alone exceed total, x = lower.
 * Cost: about 100 passes of n.
 */
void bands_fill(const double *target, const double *lower, const double *upper, size_t n, double total, double *x);

/*
 * The point of {lower <= x <= upper, sum x = total} nearest to value: x_i = clip(value_i + m). Needs
 * sum lower <= total <= sum upper.
 */
void bands_project(const double *value, const double *lower, const double *upper, size_t n, double total, double *x);

#endif
