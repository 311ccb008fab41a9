/*
 * How likely are a client's goals, and what would make them likelier? Futures of the plan's law are drawn once for each
 * goal and kept as what one unit at the start and one unit a month become; whatever is saved is then a weighted sum of
 * the two, so another contribution is judged on the same futures within a frame.
 *
 * The law: months are independent and lognormal, or Student's t with five degrees of freedom for heavier tails, with
 * the yearly mean and volatility of the weights (the plan in force, else what is held), brought back to them every month.
 * Fixed seed, named number of paths: the same book and day give the same figures. All money is that of the session's day.
 *
 * Money among goals: what is kept aside by the mandate stays out. Each goal asks for the present value of its amount
 * less that of its contributions, at the risk-free rate; by priority, then date, each gets that while it lasts (a
 * waterfall), and what is left is shared in proportion to the present values.
 */
#ifndef BALLAST_ADVICE_CLIENT_OUTLOOK_H
#define BALLAST_ADVICE_CLIENT_OUTLOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/goal.h"
#include "engine/model/investor.h"

struct session;
struct arena;
struct section;
struct standing;

enum {
	OUTLOOK_POINTS = 25,          /* months of the fan, the first today, the last the goal's                */
	OUTLOOK_LEVELS = 5,
	OUTLOOK_PATHS = 10000,
	OUTLOOK_MOST_PATHS = 100000,
	OUTLOOK_SEED = 1,
	OUTLOOK_LATER = 120,          /* months beyond its day that a goal is looked for                        */
	OUTLOOK_PLANS = 4,            /* three candidates and the glide path                                    */
	OUTLOOK_INCOME_YEARS = 25,    /* over which a goal's amount would be paid out                           */
	OUTLOOK_RESERVE_MONTHS = 6,   /* of spending that should be at hand: the house's own                    */
};

/* The percentiles of the fan: .05 .25 .5 .75 .95. */
extern const double outlook_levels[OUTLOOK_LEVELS];

/* What "likely" means in every remedy: reached in this share of the futures. The house's own. */
#define OUTLOOK_WANTED 0.8

/* In this share of the futures an income lasts to its end. The house's own. */
#define OUTLOOK_INCOME_CHANCE 0.9

enum outlook_model { OUTLOOK_LOGNORMAL, OUTLOOK_STUDENT, OUTLOOK_MODELS };
const char *outlook_model_name(enum outlook_model model); /* "lognormal", "student" */
const char *outlook_model_text(enum outlook_model model); /* N_() */

struct outlook_options {
	enum outlook_model model;
	size_t paths;                 /* 100 .. OUTLOOK_MOST_PATHS; 0: OUTLOOK_PATHS                            */
	uint64_t seed;                /* 0: OUTLOOK_SEED                                                        */

	/* Asked now and then while futures are drawn; false ends it with STATUS_REFUSED. May be NULL. */
	bool (*go_on)(void *context, size_t done, size_t total);
	void *context;
};

/* What the futures of one goal say about one contribution. */
struct outlook_figures {
	double contribution;          /* a month, the first one                                                 */
	double chance;                /* share of the futures in which the goal is reached                      */
	double low, high;             /* chance -+ 1.96 sqrt(p (1 - p) / paths)                                 */
	double missing;               /* what is lacking on average where it is missed; 0: it never is          */
	double fan[OUTLOOK_POINTS][OUTLOOK_LEVELS];
};

/* The same goal under another plan, on the same random numbers. */
struct outlook_plan {
	char letter;                  /* 'A', 'B', 'C'; 'G' the glide path                                      */
	double expected_return, volatility; /* a year; of the glide path: at its beginning                      */
	bool is_permitted;            /* the gate allows it                                                     */
	double chance;
};

/* Why there is no figure. */
enum outlook_gap {
	OUTLOOK_KNOWN,
	OUTLOOK_NO_PRICE,             /* something held has no price, so nothing has a value                    */
	OUTLOOK_NO_LAW,               /* no plan and nothing held: there is no mix whose futures could be drawn */
	OUTLOOK_DUE,                  /* the goal's day has come                                                */
	OUTLOOK_TOO_FAR,              /* more than 80 years away                                                  */
	OUTLOOK_NOT_DRAWN,            /* by outlook_fund: allotted and funded are there, futures are not        */
};
const char *outlook_gap_text(enum outlook_gap gap); /* N_(): a sentence */

struct outlook_goal {
	struct goal goal;             /* amount and monthly in the money of the session's day                   */
	double target, monthly;       /* the same as numbers                                                    */
	double growth, inflation;     /* of the contributions, of the amount; a year                            */
	size_t months;                /* to its day, at least 1 when it has not come                            */
	double present_value;         /* of the amount, at the risk-free rate                                   */
	double saved_value;           /* of the contributions likewise                                          */
	double allotted;              /* of what is held                                                        */
	double funded;                /* (allotted + saved_value) / present_value                               */
	enum outlook_gap gap;         /* the rest is meaningful when OUTLOOK_KNOWN                              */

	struct outlook_figures figures;
	size_t points;                /* 2 .. OUTLOOK_POINTS                                                    */
	size_t point_months[OUTLOOK_POINTS];
	struct date point_dates[OUTLOOK_POINTS];

	/* What alone makes it just OUTLOOK_WANTED; where the goal is likelier than that, less than what is there. */
	double wanted_contribution;   /* a month, the first                                                     */
	double wanted_sum;            /* in all at the start, instead of `allotted`                             */
	double wanted_amount;         /* reached in that share as things are                                    */
	size_t wanted_months;         /* to the first month from its day on; 0: none within OUTLOOK_LATER       */
	double income;                /* a month in today's money, rising with inflation, at the start of each: what the
	                                 amount, reached and left in the same mix, pays for OUTLOOK_INCOME_YEARS */
	double required_return;       /* a year, constant, that just reaches it; NaN: none between -99 and 1000 % a month */

	struct outlook_plan plans[OUTLOOK_PLANS];
	size_t plan_count;
	double glide_now, glide_end;  /* equity's share along the glide path; NaN: the plan has no two parts     */

	size_t paths;
	float *unit, *stream;         /* owned; points x paths: what 1 at the start, and 1 a month, have become */
};

struct outlook {
	struct client client;
	char currency[4];
	double value;                 /* of everything held                                                     */
	double kept;                  /* by the mandate, out of the goals' reach                                */
	double spending_months;       /* of the client's expenses that cash and money funds would pay; NaN: not known */
	double equity;                /* equity's share of the weights the law comes from                       */
	char letter;                  /* of the plan the law comes from; 'H': what is held                      */
	double expected_return, volatility; /* of the law, a year                                               */
	double risk_free, inflation;  /* of the assumptions, a year                                             */
	enum outlook_model model;
	size_t paths;
	uint64_t seed;
	bool has_candidates;          /* else: why not, in English detail                                       */
	char no_candidates[200];
	enum outlook_gap gap;         /* OUTLOOK_NO_PRICE, OUTLOOK_NO_LAW: of every goal                        */
	struct outlook_goal *goals;   /* owned; by priority, then date                                          */
	size_t count;
};

/*
 * Draws the futures of every open goal. The outlook starts zeroed and is zeroed on failure.
 * STATUS_NOT_FOUND names the client. STATUS_REFUSED: go_on said so. STATUS_NO_MEMORY.
 * Cost: for each goal about paths x (5 months + OUTLOOK_LATER) steps of a few nanoseconds.
 */
enum status outlook_work(struct session *session, int64_t client_id, const struct outlook_options *options,
                         struct outlook *outlook, struct error *err);

/*
 * The same without futures: what is allotted to each goal and how well it is funded, for a list or a report of many
 * clients. Cost: one question to the store. The standing is borrowed for the call.
 */
enum status outlook_fund(struct session *session, const struct standing *standing, struct outlook *outlook,
                         struct error *err);
enum status outlook_find(struct session *session, const char *client, const struct outlook_options *options,
                         struct outlook *outlook, struct error *err);
void outlook_clear(struct outlook *outlook);

/*
 * The goal on the futures already drawn, with another first contribution a month (>= 0, finite).
 * Cost: a few milliseconds. STATUS_INVALID: no futures. STATUS_NO_MEMORY.
 */
enum status outlook_judge(const struct outlook_goal *goal, double contribution, struct outlook_figures *figures,
                          struct error *err);

/* "in 63 of 100 simulated futures": out of a hundred, never 0 and never 100: no model knows that much. */
int outlook_of_hundred(double chance);

/* A table "goals" of what is wanted, when, and how well it is funded; nothing where there is no goal. */
enum status outlook_add_funding(struct session *session, const struct standing *standing, struct section *section,
                                struct error *err);

enum status outlook_section(struct session *session, const struct outlook *outlook, struct arena *arena,
                            struct section **section, struct error *err);

#endif
