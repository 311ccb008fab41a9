/* Whether an answer to a random problem is right, and whether a refusal is: shown without the solver that gave it. */
#ifndef BALLAST_TESTS_ENGINE_RANDOM_ANSWERS_H
#define BALLAST_TESTS_ENGINE_RANDOM_ANSWERS_H

#include "tests/engine/random_certificate.h"
#include "tests/engine/random_problem.h"

/* What a problem was found to be wrong with; "" is nothing. */
struct finding {
	char text[400];
};

bool found(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The worst of what was accepted, over all problems: printed at the end. */
struct worst {
	double primal, stationarity, dual, complementarity, gap;
};

struct examination {
	struct random_problem *r;
	const char *name;                 /* of the allocator                                         */
	struct lp lp;                     /* the limits                                               */
	bool is_split;                    /* into bought and sold                                     */
	struct solve_workspace *workspace;
	struct worst *worst;
	struct finding *finding;
};

/* The limits of the problem as a linear program, with or without sum w = 1, to be given a slope. */
void lay_out_limits(struct examination *e, bool with_budget);

/*
 * How much better than w, along a gradient and net of `price` times the cost of trading, any portfolio within the limits
 * laid out could be: what a concave objective still has to gain is at most this.
 */
double gain_left(struct examination *e, const double *gradient, double price, const double *w);

/* The portfolio of the hierarchy by definition; false where rounding decides it. */
bool halved_portfolio(const struct examination *e, double *weights);

/* An allocator's answer, and its refusal. */
void examine_answer(struct examination *e, const gsl_vector *weights, const struct allocation_info *info);
void examine_refusal(struct examination *e, enum status status, const struct error *error);

/* allocate_feasibility: what can be reached, or a conflict that is one and no larger than it must be. */
void examine_feasibility(struct examination *e);

/* The solvers below the allocators: a quadratic program, a whole frontier, a linear program. */
void examine_quadratic(struct examination *e);
void examine_frontier(struct examination *e);
void examine_linear(struct examination *e);

#endif
