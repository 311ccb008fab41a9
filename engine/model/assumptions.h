/* Capital-market assumptions: what is expected of each asset class, who said so, and when. */
#ifndef BALLAST_ENGINE_MODEL_ASSUMPTIONS_H
#define BALLAST_ENGINE_MODEL_ASSUMPTIONS_H

#include <stddef.h>

#include "engine/model/instrument.h"

enum { ASSUMPTIONS = 32 };

/* A row for one class, or for one class in one region (which then goes before the general one). */
struct assumption {
	enum asset_class asset_class;
	char region[24];                  /* empty: every region                                      */
	double expected_return;           /* arithmetic, a year, before the instrument's own expense  */
	double volatility;                /* a year                                                   */
};

struct assumptions {
	char name[64];                    /* "Ballast house view"                                     */
	char set_by[NAME_SIZE];
	struct date dated;
	double risk_free;                 /* a year                                                   */
	double cash_rate;                 /* a year; what uninvested CASH earns, usually less         */
	double inflation;                 /* a year; what amounts of today's money grow by            */
	struct assumption rows[ASSUMPTIONS];
	size_t count;
	double correlation[ASSUMPTIONS][ASSUMPTIONS]; /* of the rows, in their order                  */
};

/* The row for an instrument, or NULL when neither its region nor its class has one. */
const struct assumption *assumptions_find(const struct assumptions *assumptions, enum asset_class asset_class,
                                          const char *region);

/*
 * Expected return a year of an instrument: its row's, less its expense; CASH earns the cash rate.
 * STATUS_NOT_FOUND names the instrument.
 */
enum status assumptions_expected_return(const struct assumptions *assumptions, const struct instrument *instrument,
                                        double *expected_return, struct error *err);

/*
 * STATUS_INVALID: a figure is not finite, a volatility is negative, correlations are not symmetric with unit diagonal or
 * not positive semidefinite (Cholesky's factor, pivots down to -1e-10 taken as 0).
 */
enum status assumptions_check(const struct assumptions *assumptions, struct error *err);

#endif
