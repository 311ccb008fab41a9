/* Integer arithmetic that says when it does not fit. True means done; on false the result is not written. */
#ifndef BALLAST_ENGINE_BASE_CHECKED_H
#define BALLAST_ENGINE_BASE_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

static inline bool checked_add(int64_t a, int64_t b, int64_t *result)
{
	int64_t value;

	if (__builtin_add_overflow(a, b, &value))
		return false;
	*result = value;
	return true;
}

static inline bool checked_subtract(int64_t a, int64_t b, int64_t *result)
{
	int64_t value;

	if (__builtin_sub_overflow(a, b, &value))
		return false;
	*result = value;
	return true;
}

static inline bool checked_multiply(int64_t a, int64_t b, int64_t *result)
{
	int64_t value;

	if (__builtin_mul_overflow(a, b, &value))
		return false;
	*result = value;
	return true;
}

#endif
