/* The largest deviation of a family of numbers from the source they are held against, as a line of TAP. */
#ifndef BALLAST_TESTS_SUPPORT_DEVIATION_H
#define BALLAST_TESTS_SUPPORT_DEVIATION_H

#include <math.h>
#include <stdio.h>

struct deviation {
	const char *source;
	size_t cases;
	double largest;
	char where[80];
};

/* Fails the test, by cmocka, when value is further than tolerance from expected. */
#define deviation_add(deviation, name, value, expected, tolerance) \
	do { \
		const double deviation_now = fabs((value) - (expected)); \
		(deviation)->cases++; \
		if (!(deviation_now <= (tolerance))) \
			fail_msg("%s: %.17g is not %.17g within %g", (name), (double)(value), (double)(expected), \
			         (double)(tolerance)); \
		if (deviation_now > (deviation)->largest) { \
			(deviation)->largest = deviation_now; \
			snprintf((deviation)->where, sizeof (deviation)->where, "%s", (name)); \
		} \
	} while (0)

__attribute__((unused)) static void deviation_report(const struct deviation *deviation)
{
	print_message("# %s: %zu numbers, largest deviation %.2g%s%s\n", deviation->source, deviation->cases, deviation->largest,
	       deviation->where[0] != '\0' ? " at " : "", deviation->where);
}

#endif
