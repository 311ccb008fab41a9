/* Between the files of the view of risk. Internal to advice. */
#ifndef BALLAST_ADVICE_RISK_RISK_PARTS_H
#define BALLAST_ADVICE_RISK_RISK_PARTS_H

#include "advice/risk/risk_view.h"

/* Weights of the lines, targets of the plan, and what connects them. For computing only. */
struct risk_inputs {
	size_t count;
	gsl_vector *weights, *targets; /* owned, by line                                              */
	gsl_vector *means;            /* owned, expected return a year                               */
	gsl_matrix *covariance, *weighted; /* owned, a year                                           */
	gsl_vector *returns, *benchmark; /* owned, weekly; NULL: no history; no plan                  */
};

/* Fills measures, tails, windows and falls from the weekly history. */
enum status risk_history_fill(struct risk_view *view, const struct risk_inputs *inputs, struct error *err);

/* The scenarios on the lines; a session of NULL leaves out the replay of history. */
enum status risk_stress_fill(struct session *session, const struct scenario *own, struct risk_view *view,
                             struct error *err);

/* A measure that stands, and one that has too few observations. */
void risk_measure_put(struct risk_view *view, enum risk_measure_id id, double value);
void risk_measure_few(struct risk_view *view, enum risk_measure_id id, size_t needs, size_t has);

#endif
