/*
 * A book to try everything on: a synthetic market calibrated to the capital-market assumptions (regimes of calm and
 * crash, Student-t shocks, correlations of the assumptions) and plausible clients. Marked as a sandbox everywhere.
 */
#ifndef BALLAST_ADVICE_BOOK_SANDBOX_H
#define BALLAST_ADVICE_BOOK_SANDBOX_H

#include <stddef.h>
#include <stdint.h>

#include "advice/base/session.h"

struct sandbox_options {
	size_t clients;               /* default 24                                                  */
	int years;                    /* of daily prices, default 10                                 */
	uint64_t seed;                /* default 1                                                   */
	const char *currency;         /* default CNY                                                 */
	void (*progress)(void *context, size_t done, size_t total); /* may be NULL                   */
	void *context;
};

/*
 * Makes the book at options->book; prices end on the last business day before options->today. The same seed and day
 * give the same book, byte for byte in every export. STATUS_REFUSED when the file exists.
 */
enum status sandbox_make(const struct session_options *options, const struct sandbox_options *sandbox,
                         struct error *err);

#endif
