/* One plan of the studio: its figures, the gate's decision, and why it is as it is. Internal to advice. */
#ifndef BALLAST_ADVICE_CANDIDATE_H
#define BALLAST_ADVICE_CANDIDATE_H

#include "advice/recommend.h"
#include "engine/allocate/allocate.h"
#include "engine/model/rules.h"

/* What a row of the problem limits; its words are made from this. */
enum row_kind { ROW_CLASS, ROW_REGION, ROW_SECTOR, ROW_CASH_MINIMUM, ROW_LEVEL };

struct row_meaning {
	enum row_kind kind;
	char key[48];                 /* class name, region, sector                                  */
};

enum { ROWS = 80 };

/* The problem behind a studio; kept with it so that points can be read again. */
struct studio_problem {
	struct allocation_problem allocation;
	gsl_vector *expected_return, *lower, *upper; /* owned; over the universe                     */
	gsl_matrix *covariance;       /* owned                                                       */
	const char **labels;          /* owned array of borrowed symbols                             */
	struct allocation_row rows[ROWS]; /* coefficients owned                                      */
	struct row_meaning meanings[ROWS];
	char row_labels[ROWS][96];
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

/* "gold: at most 10 %" in one language. */
void candidate_limit_words(enum language language, const struct studio *studio, const struct studio_problem *problem,
                           enum constraint_kind kind, size_t index, struct text *text);

/* The most one holding may be of a plan: cash funds are free, index funds and single funds have the rules' limits. */
double holding_limit(const struct rules *rules, const struct instrument *instrument);

/* A weight is told as above its limit only beyond this share over it: prices move, and lots are whole. */
#define HOLDING_TOLERANCE 1.1

/* Words for an asset class. */
const char *class_words(enum language language, enum asset_class asset_class);

#endif
