/*
 * What should this client hold? The permitted part of the efficient frontier, three candidates on it, and the studio
 * in which an adviser walks it.
 *
 * The wall is W = min(volatility limit of the client's class, volatility allowed by the loss limit of Q8). With
 * sigma_t the profile's target and T = min(W, volatility of the highest return the limits allow):
 *     B core       min(sigma_t, 0.85 T)
 *     A defensive  half way from the least volatility to B
 *     C growth     max(sigma_t, (B + T) / 2), never past T
 * What a plan would hold less than the rules' smallest position of is left out, but cash and what the limits demand,
 * and the rest solved again at the same volatility; that may make others small, so up to four times. When the limits
 * allow no plan without them they stay.
 * Each candidate has the highest expected return at its volatility under the mandate's limits, and passes the
 * suitability gate with the larger of two volatility estimates; it is moved down the frontier until it does.
 */
#ifndef BALLAST_ADVICE_PLAN_RECOMMEND_H
#define BALLAST_ADVICE_PLAN_RECOMMEND_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "advice/market/market.h"
#include "engine/base/text.h"
#include "engine/model/scenarios.h"

struct session;
struct frontier;       /* engine/solve/solve.h */
struct feasibility;    /* engine/allocate/allocate.h */
struct studio_problem; /* advice/plan/candidate.h */

enum { CANDIDATES = 3, HELD_BACK = 12, STUDIO_VIEWS = 12, STUDIO_GROUPS = 72 };

/* A limit that holds the plan back, and its price. */
struct held_back {
	char label[80];               /* "gold <= 10 %": key, not a sentence                         */
	size_t row;                   /* market row of a bound, SIZE_MAX for a group                 */
	size_t group;                 /* of the studio, SIZE_MAX for a bound                         */
	bool is_upper;
	double limit;                 /* fraction                                                    */
	double multiplier;            /* expected return a year gained by one unit of limit at equal volatility; > 0 */
};

/* One plan, with everything a reader may ask of it. */
struct candidate {
	char letter;                  /* 'A', 'B', 'C'; 'S' in the studio                            */
	double *weights;              /* owned; market->count                                        */
	double *risk_shares;          /* owned                                                       */
	struct market_risk risk;      /* by the house's figures: what the gate goes by               */
	double expected_return;       /* as the studio believes, a year; without views and what-ifs that of risk */
	double volatility, loss_95;   /* likewise                                                    */
	double lambda;                /* tolerance of risk at this place of the frontier, 1 / risk aversion; 0: none told */
	double stress[SCENARIOS];     /* what each scenario of the studio does to the value; what none of its shocks fits stands still */
	int level;                    /* R1..R5 of the whole                                         */
	double level_average;         /* weighted product level                                      */
	bool is_permitted;            /* the gate allows it                                          */
	char gate_code[8];            /* "S06"; empty when allowed                                   */
	const char *gate_text[LANGUAGES]; /* the decision in words; static                           */
	struct held_back held_back[HELD_BACK]; /* the dearest first                                 */
	size_t held_back_count;
	double kkt_primal, kkt_stationarity, kkt_complementarity; /* certificate of the solution     */
	struct text explanation[LANGUAGES]; /* owned: whole sentences built from the figures above   */
};

/* What a group of instruments may be of the plan together. */
/*
 * GROUP_TURNOVER is what would be traded against today: half the sum of all changes. It is no part of a mandate and has
 * no lower limit.
 */
enum studio_group_kind { GROUP_CLASS, GROUP_REGION, GROUP_SECTOR, GROUP_CASH_MINIMUM, GROUP_LEVEL, GROUP_TURNOVER };

struct studio_group {
	enum studio_group_kind kind;
	char key[48];                 /* class name, region, sector                                  */
	bool is_fixed;                /* the house's rule: not the adviser's to change               */
	double lower, upper;          /* in force: shares, of GROUP_LEVEL average levels; 0 and 1 are no limit */
	double free_lower, free_upper; /* as rules and mandate have them                             */
	bool is_conflicting;          /* takes part in what `conflict` tells                         */
	size_t row;                   /* of the problem; SIZE_MAX: there is no limit to keep         */
};

/* A view: `row` returns `value` a year, or so much more than `over` does. */
struct studio_view {
	size_t row, over;             /* of the market; over SIZE_MAX: an absolute view              */
	double value;                 /* fraction a year                                             */
	double confidence;            /* in [0, 1]; 1: certain, 0: left out                          */
};

/* What became of a view: the return it is about before and after all views. */
struct studio_view_effect {
	double prior, posterior;      /* fractions a year                                            */
	bool is_used;                 /* false: no confidence, or said already by certain views      */
};

/*
 * What the studio expects. Entered figures replace the dated assumptions and the estimated volatilities for this
 * client's studio only; views then move the expected returns (Black and Litterman, confidence after Idzorek).
 * Correlations are always those of the market. The gate never goes by any of it.
 */
struct studio_beliefs {
	double *entered_return, *entered_volatility; /* owned; market->count: NaN where nothing was entered */
	struct studio_view views[STUDIO_VIEWS];
	size_t view_count;
	struct studio_view_effect effects[STUDIO_VIEWS];
	double *prior, *expected_return; /* owned; market->count: before the views, and after them   */
	double *volatility;           /* owned; market->count                                        */
	bool is_changed;              /* anything differs from the house's figures                   */
};

/* The least change that makes a plan possible, limit by limit. */
struct studio_relaxation {
	size_t row, group;            /* a market row's bound, or a group's; the other is SIZE_MAX   */
	bool is_upper;
	double limit;                 /* what it would have to be                                    */
};

/* Everything the studio needs; the three candidates are its first views. */
struct studio {
	const struct market *market;  /* borrowed from the session                                   */
	struct standing standing;     /* owned                                                       */
	struct studio_problem *problem; /* owned; the limits as the solver sees them                 */
	struct frontier *frontier;    /* owned; over `universe`                                      */
	struct frontier *sparse;      /* owned; the same without the positions too small to hold      */
	size_t *universe;             /* owned; market rows that may be held                         */
	size_t universe_count;
	double *lower, *upper;        /* owned; market->count: bounds in force, edited by the adviser */
	double *free_lower, *free_upper; /* owned; the same as rules and mandate have them, locks aside */
	bool *is_conflicting;         /* owned; market->count: takes part in what `conflict` tells    */
	struct studio_group groups[STUDIO_GROUPS];
	size_t group_count;
	struct studio_beliefs beliefs;
	struct studio_relaxation relaxations[STUDIO_GROUPS]; /* none unless there is a conflict the adviser may resolve */
	size_t relaxation_count;
	size_t objective;             /* of studio_objectives (advice/plan/studio_wish.h) behind `current`; 0: a place of the walk */
	double parameter;             /* its own                                                     */
	const struct scenarios *scenarios; /* borrowed from the session; NULL: they cannot be read   */
	double *shocks;               /* owned; scenario x market row                                */
	double wall;                  /* W; volatility a year                                        */
	double target;                /* the profile's                                               */
	double least, most;           /* volatility at the two ends of the frontier                  */
	struct candidate candidates[CANDIDATES];
	struct candidate current;     /* where the adviser stands on the frontier                    */
	struct candidate now;         /* what is held today, as a point beside it                    */
	struct text conflict[LANGUAGES]; /* owned; not empty when the limits allow no plan: which ones, and the least change */
};

/*
 * Opens the studio for a client. STATUS_REFUSED, with the rule in words, when no strategy may be shown: no valid
 * profile, material change. STATUS_INFEASIBLE is not a failure here: see `conflict`.
 */
enum status studio_open(struct session *session, const char *client, struct studio *studio, struct error *err);
void studio_close(struct studio *studio);

/* Moves `current` to a volatility on the frontier (clipped to its ends). Fast enough for a held key. */
enum status studio_move(struct session *session, struct studio *studio, double volatility, struct error *err);

/* The same place as a candidate of the caller's, zeroed or used before; studio_candidate_clear frees it. No explanation. */
enum status studio_place(struct session *session, struct studio *studio, double volatility, struct candidate *candidate,
                         struct error *err);
void studio_candidate_clear(struct candidate *candidate);

/* After bounds or groups were edited: the frontier and all candidates anew; `conflict` says when none is left. */
enum status studio_solve(struct session *session, struct studio *studio, struct error *err);

/*
 * After entered figures or views were edited: what is expected anew; studio_solve must follow. STATUS_INVALID or
 * STATUS_INFEASIBLE names the view that cannot be taken, and expectations stay as they were.
 */
enum status studio_believe(struct studio *studio, struct error *err);

/* A group in words: "Equity", "Region CN". */
void studio_group_words(enum language language, const struct studio_group *group, struct text *text);

/* The scenario that takes most from a candidate; SIZE_MAX when none takes anything. */
size_t studio_worst_scenario(const struct studio *studio, const struct candidate *candidate);

/* Its share of weights (market->count); of GROUP_LEVEL the average level, of GROUP_TURNOVER what would be traded. */
double studio_group_share(const struct studio *studio, const struct studio_group *group, const double *weights);

/* Points of the frontier for drawing: volatility and expected return, `count` of them, rising. */
enum status studio_curve(const struct studio *studio, size_t count, double *volatility, double *expected_return,
                         struct error *err);

/* Changes against the plan in force: market rows and differences, largest first; returns how many were written. */
size_t studio_changes(const struct studio *studio, const struct candidate *candidate, size_t *rows, double *change,
                      size_t room);

/*
 * Records the three candidates as they stand (inputs, versions, figures, explanations in both languages, gate) with
 * their journal record. A repetition with the same content is not recorded twice.
 */
enum status recommend_record(struct session *session, const struct studio *studio, struct error *err);

/* The same of the studio's current plan alone. */
enum status recommend_record_current(struct session *session, const struct studio *studio, struct error *err);

/*
 * The client chose: takes the letter from the recommendation recorded on the session's day (making it when there is
 * none), asks the gate again, records the plan. 'S': the studio's current plan. STATUS_REFUSED with the rule's code.
 */
enum status recommend_accept(struct session *session, const char *client, char letter, const char *by,
                             struct plan *plan, struct error *err);
enum status recommend_accept_current(struct session *session, const struct studio *studio, const char *by,
                                     struct plan *plan, struct error *err);

/*
 * The recommendation as a document section: the candidates side by side, weights, figures, why, the gate, what bad times
 * would do. has_current: the studio's current plan beside them as S, with the views and figures it rests on.
 */
struct arena;
struct section;
enum status recommend_section(struct session *session, const struct studio *studio, bool has_current,
                              struct arena *arena, struct section **section, struct error *err);

#endif
