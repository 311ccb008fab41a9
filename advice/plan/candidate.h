/* One plan of the studio: its figures, the gate's decision, and why it is as it is. Internal to advice. */
#ifndef BALLAST_ADVICE_PLAN_CANDIDATE_H
#define BALLAST_ADVICE_PLAN_CANDIDATE_H

#include "advice/plan/recommend.h"
#include "engine/allocate/allocate.h"
#include "engine/model/rules.h"

/* The problem behind a studio; kept with it so that points can be read again. */
struct studio_problem {
	struct allocation_problem allocation;
	gsl_vector *expected_return, *lower, *upper; /* owned; over the universe                     */
	gsl_matrix *covariance;       /* owned                                                       */
	const char **labels;          /* owned array of borrowed symbols                             */
	struct allocation_row rows[STUDIO_GROUPS]; /* coefficients owned                             */
	struct allocation_trading trading; /* of a limit on turnover                                */
	gsl_vector *held;             /* owned; over the universe, today                             */
	size_t group_of[STUDIO_GROUPS]; /* the studio's group behind each row                        */
	struct solve_workspace *workspace; /* owned                                                  */
};

void candidate_init(struct candidate *candidate, char letter, size_t rows);
void candidate_clear(struct candidate *candidate);

/*
 * Fills figures, shares, level and the gate's decision of candidate->weights (set by the caller). The gate is asked as
 * for a recommendation of the firm.
 */
enum status candidate_judge(struct session *session, const struct studio *studio, struct candidate *candidate,
                            struct error *err);

/* Takes over what binds at the solution and its certificate. */
void candidate_take_info(const struct studio *studio, const struct studio_problem *problem,
                         const struct allocation_info *info, struct candidate *candidate);

/* Builds the explanation in both languages from the figures above. */
void candidate_explain(struct session *session, const struct studio *studio, struct candidate *candidate);

/* "Gold at most 10 %" in one language: the bound of a market row, or with row SIZE_MAX the limit of a group. */
void candidate_limit_words(enum language language, const struct studio *studio, size_t row, size_t group, bool is_upper,
                           double limit, struct text *text);

/* ---- studio_limits.c: what may be held, and how much of it ---- */

void studio_choose_universe(struct studio *studio);
void studio_set_bounds(struct session *session, struct studio *studio);
void studio_list_groups(struct session *session, struct studio *studio);
bool studio_group_has(const struct studio_group *group, const struct instrument *instrument);
/* Rows of the problem from the groups that limit anything. */
void studio_make_rows(struct studio *studio);
void studio_drop_rows(struct studio_problem *problem);

/* ---- studio_stress.c ---- */

/* The scenarios of the session laid over the market; without a file of scenarios there is none. */
void studio_stress_open(struct session *session, struct studio *studio);
/* Fills candidate->stress. */
enum status studio_stress_read(const struct studio *studio, struct candidate *candidate, struct error *err);

/* ---- studio_conflict.c ---- */

/* Fills conflict, is_conflicting and relaxations of limits that allow no plan. */
void studio_explain_conflict(struct studio *studio);

/* ---- studio_beliefs.c ---- */

void studio_beliefs_open(struct studio *studio);
void studio_beliefs_close(struct studio_beliefs *beliefs);
/* Fills what the studio believes of candidate->weights beside risk. */
void studio_beliefs_read(const struct studio *studio, struct candidate *candidate);

/* The most one holding may be of a plan: cash funds are free, index funds and single funds have the rules' limits. */
double holding_limit(const struct rules *rules, const struct instrument *instrument);

/* A weight is told as above its limit only beyond this share over it: prices move, and lots are whole. */
#define HOLDING_TOLERANCE 1.1

/* Words for an asset class. */
const char *class_words(enum language language, enum asset_class asset_class);

#endif
