/* The laboratory: the engine without a book; files in, numbers out. */
#ifndef BALLAST_ADVICE_LAB_H
#define BALLAST_ADVICE_LAB_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct arena;
struct section;

struct lab_moments {
	const char *prices, *returns; /* one of them: a CSV file                                     */
	const char *mean;             /* "historical", "geometric"                                   */
	const char *covariance;       /* "sample", "weighted", "ledoit-wolf-identity", "ledoit-wolf-constant" */
	double periods;               /* a year; 1: per period                                       */
	double lambda;                /* of "weighted"; NaN: .94                                     */
};
enum status lab_moments(const struct lab_moments *request, struct arena *arena, struct section **section,
                        struct error *err);

struct lab_problem {
	const char *mean, *covariance; /* CSV files                                                  */
	const char *bounds, *groups;  /* CSV files or NULL                                           */
	double lower, upper;          /* for every asset; NaN: 0 and 1                               */
	double risk_free;
};

struct lab_optimize {
	struct lab_problem problem;
	const char *objective;        /* "min-variance", "max-sharpe", "target-return", "target-volatility", "utility" */
	double target;                /* NaN when not given                                          */
	double risk_aversion;         /* NaN when not given                                          */
};
/* An infeasible request is STATUS_OK with status "infeasible", conflict and relax in the section; is_feasible tells. */
enum status lab_optimize(const struct lab_optimize *request, bool *is_feasible, struct arena *arena,
                         struct section **section, struct error *err);

struct lab_frontier {
	struct lab_problem problem;
	bool turning_points;
	size_t points;                /* 0: not asked                                                */
	const char *at_returns;       /* CSV file or NULL                                            */
};
enum status lab_frontier(const struct lab_frontier *request, struct arena *arena, struct section **section,
                         struct error *err);

#endif
