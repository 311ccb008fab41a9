/* The prices of a file gathered by series, whatever their order in the file, in memory that is bounded. */
#ifndef BALLAST_DATA_EXCHANGE_GATHER_H
#define BALLAST_DATA_EXCHANGE_GATHER_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct gather;

struct gathered_price {
	int32_t day;                  /* since 1970-01-01                                             */
	uint32_t row;                 /* which of all that were added, from 0                         */
	int64_t close, adjusted_close; /* millionths                                                  */
};

/*
 * For series 0 .. count - 1. What does not fit into `bytes` goes to a temporary file that has no name and is gone with
 * the program; beside them, 16 bytes a series and 16 for each stretch of a series in that file.
 */
struct gather *gather_new(size_t count, size_t bytes);
void gather_free(struct gather *gather);

/* STATUS_IO: the temporary file cannot be made or is full. */
enum status gather_add(struct gather *gather, size_t series, const struct gathered_price *price, struct error *err);

/*
 * All of one series in the order they were added; borrowed until the next call, and may be changed. Cost: the series is
 * copied once.
 */
enum status gather_take(struct gather *gather, size_t series, struct gathered_price **prices, size_t *count,
                        struct error *err);

#endif
