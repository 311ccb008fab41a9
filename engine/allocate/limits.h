/* An allocation as a quadratic program. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_LIMITS_H
#define BALLAST_ENGINE_ALLOCATE_LIMITS_H

#include "engine/allocate/allocate.h"

/* Row 0 is the budget; row r + 1 the problem's row r. Covariance and expected returns stay borrowed. */
struct program_of_allocation {
	struct quadratic_problem problem;
	gsl_vector *lower, *upper, *row_lower, *row_upper; /* owned */
	gsl_matrix *rows;                                  /* owned */
};

/* Checks every figure of the problem; the message names the asset or row. */
enum status program_of_allocation_init(const struct allocation_problem *problem, struct program_of_allocation *program,
                                       struct error *err);
void program_of_allocation_clear(struct program_of_allocation *program);

/* The value of a limit; 1 for the budget. */
double allocation_limit(const struct allocation_problem *problem, enum constraint_kind kind, size_t index);

#endif
