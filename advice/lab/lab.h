/* The laboratory: the engine without a book; files in, numbers out. */
#ifndef BALLAST_ADVICE_LAB_LAB_H
#define BALLAST_ADVICE_LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct arena;
struct section;
struct text;

/*
 * Hears of every place of a file that is wrong, when there are more than an error's message has room for. where is
 * "column 3 (close)", or empty; line 0 is the file as a whole.
 */
struct lab_listener {
	void (*hear)(void *context, const char *path, size_t line, const char *where, const char *message);
	void *context;
};

/* ---- moments ----------------------------------------------------------------------------------------------------- */

struct lab_moments {
	const char *prices, *returns; /* one of them: a CSV file                                     */
	const char *mean;             /* a name of the means there are; NULL: "historical"           */
	const char *covariance;       /* a name of the estimators there are; NULL: "sample"          */
	double periods;               /* a year; 0: as the dates say; 1: per period                  */
	double lambda;                /* decay of "weighted"; NaN: .94                               */
	double winsorise;             /* robust deviations beyond which a return is pulled in, of covariances; 0: none */
	bool is_filled;               /* histories of different start: "sample" by regression, not by pairs */
	struct text *mean_csv, *covariance_csv; /* NULL, or where the files that lab_optimize reads are written */
	const struct lab_listener *listener; /* may be NULL, here and below                          */
};
enum status lab_moments(const struct lab_moments *request, struct arena *arena, struct section **section,
                        struct error *err);

/* ---- optimize and frontier --------------------------------------------------------------------------------------- */

/* Paths are NULL and numbers NaN, or 0 where that is said, when not given. */
struct lab_problem {
	/* Assumptions: of files, or estimated from a history. */
	const char *mean, *covariance; /* CSV files                                                  */
	const char *prices, *returns; /* history: what the two above leave out is estimated from returns, else prices */
	const char *mean_method, *covariance_method; /* of lab_moments                               */
	double periods;               /* a year; 0: as the dates of the history say                  */
	double lambda;                /* 0 or NaN: .94                                               */
	double winsorise;             /* of lab_moments                                              */
	bool is_filled;
	double risk_free;

	/* Limits. */
	const char *bounds, *groups;
	double lower, upper;          /* for every asset; NaN: 0 and 1                               */

	/* Views on the market's or the given expected returns. */
	const char *views, *market;
	double tau;                   /* 0 or NaN: .05                                               */
	double delta;                 /* the market's price of risk; 0 or NaN: 2.5                   */
	bool has_posterior_covariance; /* the uncertainty of the mean is added to the covariance     */

	/* What is held and what trading costs. */
	const char *from, *costs;
	double cost, impact;          /* 0: none                                                     */
	double horizon;               /* years over which a cost is spread; 0 or NaN: 1              */
	double turnover;              /* NaN: any; not read without from                             */

	const struct lab_listener *listener;
};

struct lab_optimize {
	struct lab_problem problem;
	const char *objective;        /* a name of lab_objectives                                    */
	double target;                /* NaN when not given                                          */
	double risk_aversion;         /* NaN when not given                                          */
	const char *budgets;
	double confidence;            /* 0 or NaN: .95                                               */
	const char *benchmark;
	double tracking_limit;        /* 0: any                                                      */
	double uncertainty;           /* 0 or NaN: 1                                                 */
	size_t observations;          /* periods behind the assumptions; 0: those of the history     */
	size_t draws;                 /* 0: 500                                                      */
	uint64_t seed;
	const char *linkage;          /* "columns", "direct"; NULL: the first                        */
	size_t cardinality;           /* 0: any                                                      */
	double minimum_position;      /* 0: any                                                      */

	/* The same in whole lots; nothing of it without an amount. */
	double amount;                /* of money; NaN or 0: no lots                                 */
	const char *lots;             /* NULL: lots of one                                           */
	const char *nearest;          /* "weights", "risk"; NULL: the first                          */
	double cash;                  /* kept back at least                                          */
	double commission, commission_least; /* a fraction of what is bought, and the least of an order */
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

/* ---- risk -------------------------------------------------------------------------------------------------------- */

struct lab_risk {
	const char *prices, *returns; /* one of them                                                 */
	const char *weights;          /* NULL: one series                                            */
	const char *series;           /* its column; NULL: the only one there is                     */
	const char *benchmark;        /* a column, or NULL                                           */
	double confidence;            /* 0: .95                                                      */
	double periods;               /* a year; 0: as the dates say                                 */
	double risk_free;             /* a year                                                      */
	double minimum_acceptable;    /* a year: what counts as a loss in a period is its share      */
	double degrees;               /* of the Student t; 0: 5                                      */
	const struct lab_listener *listener;
};
enum status lab_risk(const struct lab_risk *request, struct arena *arena, struct section **section, struct error *err);

/* ---- performance ------------------------------------------------------------------------------------------------- */

struct lab_performance {
	const char *values, *flows;   /* flows may be NULL                                           */
	const char *series;           /* column of the values; NULL: the only one there is           */
	double periods;               /* values a year, for ratios of their returns; 0: as their dates say */
	double risk_free;             /* a year                                                      */
	const struct lab_listener *listener;
};
enum status lab_performance(const struct lab_performance *request, struct arena *arena, struct section **section,
                            struct error *err);

/* The internal rate of a file of dated amounts. Amounts without a rate are an answer with a reason. */
enum status lab_irr(const char *path, const struct lab_listener *listener, struct arena *arena,
                    struct section **section, struct error *err);

/* ---- simulate ---------------------------------------------------------------------------------------------------- */

struct lab_simulate {
	struct lab_problem assumptions; /* the files and methods of its first part; the rest is not read */
	const char *weights;
	size_t months, paths;
	uint64_t seed;
	const char *model;            /* "lognormal", "student", "bootstrap"; NULL: the first        */
	double start;                 /* value at the start                                          */
	double contribution;          /* paid in at the end of each month; negative: taken out       */
	double growth;                /* of it, a year                                               */
	double fee, inflation;        /* a year                                                      */
	double goal;                  /* NaN: none                                                   */
	size_t freedom;               /* of "student"; 0: 5                                          */
	size_t block;                 /* months drawn in one piece, of "bootstrap"; 0: 6             */
	size_t rebalance;             /* months between rebalancings of the assets; 0: the portfolio is simulated as one */
	bool is_antithetic;
	bool (*step)(void *context, size_t done, size_t total); /* may be NULL; false cancels        */
	void *context;
};
/* STATUS_BUSY: cancelled by step. */
enum status lab_simulate(const struct lab_simulate *request, struct arena *arena, struct section **section,
                         struct error *err);

/* An objective as help tells it; the table ends with a row without a name. */
struct lab_objective {
	const char *name;             /* "risk-parity"                                               */
	const char *what;             /* N_(): one line                                              */
	const char *reads;            /* "--target", as typed; "" when nothing of its own            */
};
extern const struct lab_objective lab_objectives[];

/* Adds the names of the objectives that can keep what an option ("turnover") asks. False: none can. */
bool lab_objectives_keep(const char *option, struct text *text);

#endif
