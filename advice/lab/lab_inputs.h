/* A problem of the laboratory, from its files to what the allocators take. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_INPUTS_H
#define BALLAST_ADVICE_LAB_LAB_INPUTS_H

#include "advice/lab/lab.h"
#include "advice/lab/lab_beliefs.h"
#include "advice/lab/lab_estimate.h"
#include "advice/lab/lab_files.h"
#include "advice/lab/lab_periods.h"
#include "engine/allocate/allocate.h"

struct lab_inputs {
	struct lab_reader reader;
	struct lab_symbols symbols;        /* texts in the arena                                       */
	gsl_vector *mean, *lower, *upper;  /* owned, n                                                 */
	gsl_matrix *covariance;            /* owned, n x n                                             */
	bool has_mean;                     /* false: nothing said what the assets return; mean is 0    */
	double periods;                    /* a year, of the history                                   */
	struct lab_periods spacing;        /* why                                                      */
	bool is_estimated;                 /* the history became figures of a year                     */
	struct lab_history history;        /* owned; path NULL: none was given                         */
	struct lab_beliefs beliefs;        /* owned; what prior and views became                       */
	gsl_vector *current, *cost, *impact; /* owned, n; NULL: not asked                              */
	struct allocation_trading trading; /* borrows them                                             */
	struct allocation_problem problem; /* borrows all of it                                        */
};

/*
 * inputs is not moved afterwards: the problem points into it. Failures as of lab_files.h, and STATUS_INVALID for
 * options that contradict each other or have no meaning. Whatever it returns, lab_inputs_clear ends it.
 */
enum status lab_inputs_init(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                            struct error *err);
void lab_inputs_clear(struct lab_inputs *inputs);

/* A vector of the problem's size from a file of one figure an asset. The caller frees *values. */
enum status lab_inputs_column(const struct lab_inputs *inputs, const char *path, const struct lab_column *column,
                              gsl_vector **values, struct error *err);

#endif
