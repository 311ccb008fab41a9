/* An allocation as a quadratic program. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_LIMITS_H
#define BALLAST_ENGINE_ALLOCATE_LIMITS_H

#include "engine/allocate/allocate.h"

/*
 * Row 0 is the budget; row r + 1 the problem's row r; anchor, cost and turnover those of trading where it has
 * a cost or a limit on turnover. Covariance or factors, expected returns and trading stay borrowed.
 */
struct program_of_allocation {
	struct quadratic_problem problem;
	gsl_vector *lower, *upper, *row_lower, *row_upper; /* owned */
	gsl_matrix *rows;                                  /* owned */
};

/* Checks every figure of the problem; the message names the asset or row. */
enum status program_of_allocation_init(const struct allocation_problem *problem, struct program_of_allocation *program,
                                       struct error *err);
void program_of_allocation_clear(struct program_of_allocation *program);

/* Whether the benchmark that `what` needs is there, finite and sums to one within 1e-6. */
enum status allocation_check_benchmark(const struct allocation_problem *problem, const char *what, struct error *err);

/* Puts next in its place among the dearest; at most capacity are kept. */
void binding_insert(struct binding *bindings, size_t *count, size_t capacity, struct binding next);

/* kkt_residual of  min 1/2 w'S w - lambda (mu'w - costs)  under the limits of the problem, whose figures are sound. */
struct kkt allocation_certificate(const struct allocation_problem *problem, double lambda, const double *weights,
                                  const double *bound_multipliers, const double *row_multipliers);

/*
 * The optimum of  max lambda (mu'w - costs) - 1/2 w'S w, lambda >= 0: by the dual active set, which needs no definite S,
 * unless a cost, a turnover limit or factors ask for the critical line. objective is the utility at risk_aversion.
 */
enum status allocation_at_lambda(const struct allocation_problem *problem, double lambda, gsl_vector *weights,
                                 struct allocation_info *info, struct error *err);

/* The value of a limit; 1 for the budget. */
double allocation_limit(const struct allocation_problem *problem, enum constraint_kind kind, size_t index);

#endif
