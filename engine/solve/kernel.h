/*
 * The loops in which the walk spends its time. Internal to engine/solve.
 *
 * Every loop adds in one fixed order and never fuses a product into a sum, so that the digits are the same whatever
 * instructions the processor has.
 */
#ifndef BALLAST_ENGINE_SOLVE_KERNEL_H
#define BALLAST_ENGINE_SOLVE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/* sum a_i b_i, by eight partial sums. */
double kernel_dot(const double *a, const double *b, size_t count);

/* result += sum_p x_p rows_p over `rows` rows of `count` numbers. */
void kernel_add_rows(double *result, const double *const *rows, const double *x, size_t row_count, size_t count);

/* Numbers in one pass of the two functions below; they take arrays of a multiple of eight. */
enum { KERNEL_LANES = 8, KERNEL_RUN = 32 };

static inline size_t kernel_padded(size_t count)
{
	return (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
}

/* value -= distance * slope. False when a value that is not a number comes out. */
bool kernel_step(double *value, const double *slope, double distance, size_t count);

/*
 * The begin of the first run at or after `from` in which an asset may be due:
 * sense_i slope_i > least and sense_i value_i <= within * sense_i slope_i. count when there is none.
 */
size_t kernel_find_due(const double *sense, const double *slope, const double *value, double least, double within,
                       size_t from, size_t count);

/*
 * U'x = b and U x = b for an upper triangle whose row p begins at u + p * stride; inverse holds 1 / U_pp. b becomes x.
 */
void kernel_solve_lower(const double *u, const double *inverse, size_t stride, size_t count, double *b);
void kernel_solve_upper(const double *u, const double *inverse, size_t stride, size_t count, double *b);

/* Takes column p out of the triangle; cosine and sine, by place, say what was done to rows c and c + 1. */
void kernel_delete(double *u, double *inverse, size_t stride, size_t count, size_t p, double *cosine, double *sine);

#endif
