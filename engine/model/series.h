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

/* One asset's own observations: count, rising by day. Borrowed. */
struct series_column {
	const struct date *dates;
	const double *values;
	size_t count;
};

/*
 * A row for each day on which any column has a value, NaN where one has none. series is initialised here. Days of a column
 * must rise. Cost: a mark for each day from the first to the last, and the observations.
 */
enum status series_align(const struct series_column *columns, size_t count, struct series *series, struct error *err);

static inline double series_at(const struct series *series, size_t row, size_t column)
{
	return series->values[row * series->count + column];
}

#endif
