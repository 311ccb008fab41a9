/*
 * Everything an adviser can set in the studio, as one value: limits, locks, entered figures, views, the place on the
 * frontier or an objective beside it. Applied it makes the studio so; kept in a row it is undo and redo; written it is
 * the draft that outlives the program.
 */
#ifndef BALLAST_ADVICE_PLAN_STUDIO_WISH_H
#define BALLAST_ADVICE_PLAN_STUDIO_WISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/plan/recommend.h"

enum { STUDIO_DRAFT_STEPS = 200 };

struct studio_wish {
	size_t count;                 /* rows of the market it was made for                          */
	double *lower, *upper;        /* owned; count: bounds, locks aside                           */
	bool *is_locked;              /* owned; count: held at today's weight                        */
	double *entered_return, *entered_volatility; /* owned; count: NaN: the house's               */
	size_t group_count;
	double group_lower[STUDIO_GROUPS], group_upper[STUDIO_GROUPS];
	struct studio_view views[STUDIO_VIEWS];
	size_t view_count;
	double volatility;            /* the place on the frontier that was wished                   */
	char letter;                  /* 'A' to 'C' when it is a candidate's, else 'S'               */
	size_t objective;             /* row of studio_objectives; 0: the place above                */
	double parameter;             /* its own                                                     */
	double *weights;              /* owned; count: the objective's answer; NULL: none yet        */
};

/* What rules and mandate have, standing at candidate B. */
void studio_wish_begin(const struct studio *studio, struct studio_wish *wish);
void studio_wish_copy(const struct studio_wish *from, struct studio_wish *to); /* to is written, not freed */
void studio_wish_clear(struct studio_wish *wish);

/*
 * Makes the studio so: the frontier anew only when limits, figures or views differ from those in force. Without a plan
 * within the limits the studio's `conflict` says so, which is STATUS_OK. A failure leaves the studio between the two
 * wishes: apply the one before again. Cost of a walk: a place on the frontier and the gate.
 */
enum status studio_apply(struct session *session, struct studio *studio, const struct studio_wish *wish,
                         struct error *err);

/* Limits or locks differ between two wishes for one studio: what a mandate keeps. */
bool studio_wish_limits_differ(const struct studio_wish *a, const struct studio_wish *b);
/* Anything but the place differs. */
bool studio_wish_differs(const struct studio_wish *a, const struct studio_wish *b);

/* The relaxation the studio found, put into the wish. False: there is none. */
bool studio_wish_relax(const struct studio *studio, struct studio_wish *wish);

/* ---- objectives ---- */

enum studio_unit { UNIT_NONE, UNIT_PERCENT, UNIT_NUMBER };

/* A way to choose the plan. Those on the frontier are places of it and answered at once. */
struct studio_objective {
	const char *name;             /* the allocator's: "risk-parity"; what --objective takes      */
	const char *title;            /* N_()                                                        */
	const char *parameter;        /* N_(): what may be set; NULL: nothing                        */
	enum studio_unit unit;
	double least, most;           /* of the parameter                                            */
	const char *explain;          /* N_(): one sentence                                          */
	bool is_on_frontier;
};

/* Ends with a NULL name; row 0 is the walk along the frontier. */
extern const struct studio_objective studio_objectives[];
size_t studio_objective_count(void);
size_t studio_objective_find(const char *name); /* SIZE_MAX: none of that name */

/* What the parameter is before anybody sets it: from the plan in view, or the method's own usual value. */
double studio_objective_usual(const struct studio *studio, size_t objective);

/*
 * The volatility at which the frontier has the objective's answer. STATUS_INVALID: the objective does not lie on the
 * frontier. STATUS_INFEASIBLE: nothing there has what is asked; the message carries what can be had.
 */
enum status studio_objective_place(const struct studio *studio, size_t objective, double parameter, double *volatility,
                                   struct error *err);

/*
 * One objective worked out away from the screen: studio_task_new copies all it needs, studio_task_run may then run on
 * any thread. Positions too small to hold are left out as everywhere in the studio. What is spread by risk alone
 * (risk parity, hierarchical, maximum diversification) keeps cash at the least the limits demand.
 */
struct studio_task;
struct studio_task *studio_task_new(struct session *session, const struct studio *studio, size_t objective,
                                    double parameter);
void studio_task_free(struct studio_task *task);
enum status studio_task_run(struct studio_task *task, struct error *err);
/* Weights over the rows of the market, NULL before a run that succeeded. Borrowed. */
const double *studio_task_weights(const struct studio_task *task);

/* Figures and gate of weights as the studio believes; candidate as candidate_init left it or zeroed. */
enum status studio_judge(struct session *session, const struct studio *studio, const double *weights, char letter,
                         struct candidate *candidate, struct error *err);

/* ---- as words, for commands ---- */

/*
 * Each puts into the wish what a person writes:
 *
 *     limit      "asset_class:equity:0:0.5", as `ballast mandate` takes it; fractions
 *     figure     "510300=6", "510300=6:25", "510300=:25": a return, and a volatility, in percent a year
 *     view       "510300=8", "510300=8:60", "510300>513500=2:60": a return in percent a year, and a confidence in percent
 *     objective  "risk-parity", "utility=4.5", "target-volatility=8": percent where the parameter is one
 *
 * STATUS_INVALID names what is wrong with the text; STATUS_NOT_FOUND: no such symbol, or none this client may hold.
 */
enum status studio_wish_limit(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err);
enum status studio_wish_figure(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err);
enum status studio_wish_view(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err);
enum status studio_wish_objective(const struct studio *studio, const char *text, struct studio_wish *wish,
                                  struct error *err);

/* studio_apply, and an objective beside the frontier worked out at once. */
enum status studio_settle(struct session *session, struct studio *studio, struct studio_wish *wish, struct error *err);

/* ---- the draft ---- */

/*
 * Keeps steps of a client, oldest first, and reads them back for a studio of the same client. What was kept about
 * instruments or groups that are gone is dropped; step 0 is made anew from what is recorded today.
 * read: steps has room for STUDIO_DRAFT_STEPS; count 0: there is no draft.
 */
enum status studio_draft_keep(struct session *session, const struct studio *studio, const struct studio_wish *const *steps,
                              size_t count, size_t current, struct error *err);
enum status studio_draft_read(struct session *session, const struct studio *studio, struct studio_wish *steps,
                              size_t *count, size_t *current, struct error *err);
enum status studio_draft_drop(struct session *session, int64_t client_id, struct error *err);

#endif
