/* The limits of a problem in words: by a key for programs, by a phrase for people, and by what they cost. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_LIMIT_H
#define BALLAST_ADVICE_LAB_LAB_LIMIT_H

#include "engine/allocate/allocate.h"

struct arena;

/* A limit by a name for programs: "upper:GOLD", "group:equity:lower", "budget". */
const char *lab_limit_key(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                          struct arena *arena);
/* The same for people: "GOLD, at most 15 %". */
const char *lab_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                           double limit, struct arena *arena);

/* What a limit's multiplier is a gain of: each objective has its own. */
enum lab_gain {
	GAIN_RETURN,              /* expected return at the same volatility                             */
	GAIN_VARIANCE,            /* variance saved, told as volatility                                 */
	GAIN_TRACKING,            /* variance of the difference saved, told as tracking error           */
	GAIN_DIVERSIFICATION,     /* diversification ratio gained                                       */
	GAIN_SHORTFALL,           /* expected shortfall of a period saved                               */
	GAIN_DRAWDOWN,            /* conditional drawdown saved                                         */
};

/*
 * "GOLD is at its upper limit of 15 %. One point more would add ...". level is the volatility, or the tracking error,
 * that a variance is told by; 0: the variance itself is told.
 */
const char *lab_limit_price(const struct allocation_problem *problem, const struct binding *binding, enum lab_gain gain,
                            double level, struct arena *arena);

/* Decimals of a percentage that show three figures of the largest of count fractions, 2 to 8. */
int lab_percent_decimals(const double *values, size_t count);

#endif
