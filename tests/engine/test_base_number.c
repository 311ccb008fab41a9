/* Decimal text of doubles against the C library's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/number.h"

static uint64_t state = 88172645463325252u;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Fractions, amounts, ties, halves of the last place, and any bits at all. */
static double any_double(int kind)
{
	double value;
	uint64_t bits = next();

	switch (kind % 5) {
	case 0:
		return ((double)(bits >> 11) / 9007199254740992.0 - 0.5) * 4.0;
	case 1:
		return (double)(int64_t)(bits % 2000000000000) / 1e4 - 1e7;
	case 2:
		return (double)(int64_t)(bits % 20001 - 10000) / 8.0; /* exact ties */
	case 3:
		return (double)(int64_t)(bits % 2000001 - 1000000) / 1e5 + 0.5e-5;
	default:
		memcpy(&value, &bits, sizeof value);
		return isfinite(value) ? value : 0.125;
	}
}

static void fixed_text_is_what_printf_writes(void **context)
{
	(void)context;
	for (int i = 0; i < 500000; i++) {
		const double value = any_double(i);
		const int decimals = i % 13;
		char expected[400], text[NUMBER_SIZE];

		(void)snprintf(expected, sizeof expected, "%.*f", decimals, value);
		if (strlen(expected) >= NUMBER_SIZE)
			continue;
		assert_string_equal(number_format_fixed(value, decimals, text), expected);
	}
}

static void exact_text_reads_back_and_is_the_shortest(void **context)
{
	(void)context;
	for (int i = 0; i < 500000; i++) {
		const double value = any_double(i);
		char shortest[64], text[NUMBER_SIZE];
		int digits = 1;

		(void)number_format_exact(value, text);
		assert_true(strtod(text, NULL) == value);
		if (i % 10 != 0)
			continue;
		do
			(void)snprintf(shortest, sizeof shortest, "%.*e", digits - 1, value);
		while (strtod(shortest, NULL) != value && ++digits < 18);
		if (digits <= 15) {
			(void)snprintf(shortest, sizeof shortest, "%.15g", value);
			if (value != 0.0 && fabs(value) >= 1e-4)
				assert_string_equal(text, shortest);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_text_is_what_printf_writes),
		cmocka_unit_test(exact_text_reads_back_and_is_the_shortest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
