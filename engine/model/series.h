/* Aligned series: one row an observation, one column an asset, oldest first. */
#ifndef BALLAST_ENGINE_MODEL_SERIES_H
#define BALLAST_ENGINE_MODEL_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"

/* values is T x N, row-major; NaN marks "no observation" and nothing else. */
struct series {
	size_t length, count;             /* T, N                                                     */
	struct date *dates;               /* owned, T, rising                                         */
	double *values;                   /* owned, T * N                                             */
};

/* STATUS_NO_MEMORY when T x N does not fit. Values start as NaN. */
enum status series_init(struct series *series, size_t length, size_t count, struct error *err);
void series_clear(struct series *series);

static inline double series_at(const struct series *series, size_t row, size_t column)
{
	return series->values[row * series->count + column];
}

#endif
