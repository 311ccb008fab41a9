/*
 * Neumaier's compensated sum: the error of n additions stays near one rounding instead of growing with n.
 * Source: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974).
 */
#ifndef BALLAST_ENGINE_BASE_SUM_H
#define BALLAST_ENGINE_BASE_SUM_H

#include <math.h>

struct sum {
	double total, compensation;
};

static inline void sum_add(struct sum *sum, double value)
{
	const double next = sum->total + value;

	sum->compensation += fabs(sum->total) >= fabs(value) ? (sum->total - next) + value : (value - next) + sum->total;
	sum->total = next;
}

static inline double sum_value(const struct sum *sum)
{
	return sum->total + sum->compensation;
}

#endif
