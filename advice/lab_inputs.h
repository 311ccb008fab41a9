/* A problem of the laboratory, from its files to what the allocators take. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_INPUTS_H
#define BALLAST_ADVICE_LAB_INPUTS_H

#include "advice/lab.h"
#include "advice/lab_files.h"
#include "engine/allocate/allocate.h"

struct lab_inputs {
	struct lab_symbols symbols;        /* texts in the arena                                       */
	gsl_vector *mean, *lower, *upper;  /* owned, n                                                 */
	gsl_matrix *covariance;            /* owned, n x n                                             */
	struct allocation_problem problem; /* borrows all of it                                        */
};

/* Failures as of lab_files.h, and STATUS_INVALID for a bound or a risk-free return that is not finite. */
enum status lab_inputs_init(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                            struct error *err);
void lab_inputs_clear(struct lab_inputs *inputs);

/* A limit by a name for programs: "upper:GOLD", "group:equity:lower", "budget". */
const char *lab_limit_key(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                          struct arena *arena);
/* The same for people: "GOLD, at most 15 %". */
const char *lab_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                           double limit, struct arena *arena);

/* Decimals of a percentage that show three figures of the largest of count fractions, 2 to 8. */
int lab_percent_decimals(const double *values, size_t count);

#endif
