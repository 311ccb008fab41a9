/*
 * Convex quadratic programs with bounds and general rows: one optimum, or the whole path of optima.
 *
 *     minimise  1/2 w'H w - c'w    subject to   l <= w <= u,   b_lo <= A w <= b_hi
 *
 * Multipliers have one sign convention everywhere: at an optimum
 *
 *     H w - c = z + A'y,    z_i >= 0 where w_i = l_i,  z_i <= 0 where w_i = u_i,  z_i = 0 between
 *
 * and y_r in the same way for row r (any sign where b_lo = b_hi). |z_i| is how much the objective falls for each unit
 * by which that limit is relaxed.
 */
#ifndef BALLAST_ENGINE_SOLVE_SOLVE_H
#define BALLAST_ENGINE_SOLVE_SOLVE_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * A covariance by factors, S = B F B' + D, which is never formed: a product with it costs 2 n k and not n^2.
 */
struct factor_covariance {
	const gsl_matrix *loadings;       /* B, n x k                                                 */
	const gsl_matrix *factor;         /* F, k x k, symmetric, positive semidefinite               */
	const gsl_vector *specific;       /* the diagonal of D, n, >= 0                               */
};

/* Everything is borrowed and only read. */
struct quadratic_problem {
	size_t count;                     /* n >= 1                                                   */
	const gsl_matrix *hessian;        /* H, n x n, symmetric, positive semidefinite               */
	const struct factor_covariance *factors; /* in place of hessian, which is then NULL           */
	const gsl_vector *linear;         /* c, n                                                     */
	const gsl_vector *lower, *upper;  /* n, entries may be -INFINITY / INFINITY; NULL: no bound   */
	size_t row_count;                 /* m, may be 0                                              */
	const gsl_matrix *rows;           /* A, m x n; NULL when m is 0                               */
	const gsl_vector *row_lower, *row_upper; /* m; equal: an equality; infinite: one-sided        */

	/*
	 * Where one stands now, and what leaving it costs: sum_i k_i |w_i - a_i| joins the objective (on the frontier
	 * L times that, so that expected return is net of cost), and sum_i |w_i - a_i| <= turnover.
	 */
	const gsl_vector *anchor;         /* a, n; NULL: neither cost nor turnover                    */
	const gsl_vector *cost;           /* k, n, each >= 0; NULL: none                              */
	double turnover;                  /* with an anchor only; INFINITY: any                       */
};

/* Memory for the solvers, grown on need and reused from call to call. One thread at a time. */
struct solve_workspace;
struct solve_workspace *solve_workspace_new(void);
void solve_workspace_free(struct solve_workspace *workspace);

/*
 * What is left of the optimality conditions, each the largest absolute value over its family:
 *
 * primal           violation of a bound or row                    accepted at <= 1e-12
 * stationarity     H w - c - A'y - z                              accepted at <= 1e-10
 * dual             multiplier of the wrong sign                   accepted at <= 1e-10
 * complementarity  multiplier times the slack of its limit        accepted at <= 1e-10
 *
 * The last three are divided by the scale of the gradient, the largest of |(H w)_i|, |c_i|, H_ii |w_i| and, for a
 * portfolio without risk or return, a millionth of H_ii: daily variances of 1e-11 are held to the same digits as yearly
 * ones of 0.04. The first and, once more, complementarity are divided by max(1, largest finite limit). solve_quadratic
 * itself stops at 1e-15 and 1e-13 where rounding allows it. Corners of a whole frontier carry the rounding of the way to
 * them, and of a singular covariance the trace of the ridge it was lent: a digit less, 1e-9, is what they promise.
 */
struct kkt {
	double primal, stationarity, complementarity, dual;
};

/*
 * The certificate of a proposed optimum, computed from the problem alone: no factor, active set or tolerance of the
 * solver enters. weights n; bound_multipliers z, n; row_multipliers y, m (NULL when m is 0). Of H only the rows of
 * weights that are not zero are read: it is symmetric.
 *
 * With an anchor what H w - c - z - A'y leaves over must be the slope of the costs: t is the least turnover price that
 * makes it so, stationarity what no t explains, and complementarity also that of trades and of the turnover limit.
 * Cost: k n + n m for k weights that are not zero, or n times the factors; no allocation but for factors.
 */
struct kkt kkt_residual(const struct quadratic_problem *problem, const double *weights,
                        const double *bound_multipliers, const double *row_multipliers);
bool kkt_is_accepted(const struct kkt *kkt);

struct quadratic_info {
	double objective;                 /* 1/2 w'Hw - c'w                                           */
	size_t iterations;                /* limits added or dropped                                  */
	double ridge;                     /* the most that was lent to the diagonal of H in the search (the answer is
	                                     that of H itself); 0 when H is safely positive definite  */
	struct kkt kkt;
};

/*
 * The optimum by the dual active set method, bounds handled as such; the answer is corrected against the problem itself
 * until its certificate holds. Weights on a bound are exactly that bound. Ties go to the lowest index.
 *
 * workspace          may be NULL (memory is taken for the one call).
 * weights            n, written on STATUS_OK.
 * bound_multipliers  n, row_multipliers m: written on STATUS_OK; may be NULL.
 *
 * STATUS_INVALID: a number that is not finite where it must be, a lower limit above its upper limit,
 *                 a shape that does not fit, H with a negative diagonal or no convex objective.
 * STATUS_INFEASIBLE: no w satisfies bounds and rows. STATUS_NOT_CONVERGED: the certificate does not hold.
 * Cost: (n + m)^2 for each of the n variables and each limit that comes to bind; no allocation once the workspace has
 * seen the size. Made for a client's ten assets; from n = 15 + 5 m / 2 on, between finite bounds, the critical line is
 * faster and answers instead.
 *
 * Source: D. Goldfarb, A. Idnani, A numerically stable dual method for solving strictly convex quadratic programs,
 * Mathematical Programming 27 (1983) 1-33; a hessian that is not definite by proximal steps, R. T. Rockafellar,
 * SIAM Journal on Control and Optimization 14 (1976) 877-898.
 */
enum status solve_quadratic(const struct quadratic_problem *problem, struct solve_workspace *workspace, double *weights,
                            double *bound_multipliers, double *row_multipliers, struct quadratic_info *info,
                            struct error *err);

/*
 * A hessian and rows made ready once, for many programs that differ in linear term and limits only: every client of the
 * same assumptions, or one client whose limits, views or target move from key to key. One thread at a time.
 */
struct quadratic_factor;
struct quadratic_factor *quadratic_factor_new(void);
void quadratic_factor_free(struct quadratic_factor *factor);

/*
 * Makes hessian and rows of problem ready; they are copied. Its linear term and limits are only looked at.
 * STATUS_INVALID as of solve_quadratic; factor is then not ready. Cost: n (n + m)^2.
 */
enum status solve_quadratic_prepare(const struct quadratic_problem *problem, struct quadratic_factor *factor,
                                    struct error *err);

/*
 * START_COLD  from the unconstrained optimum: the answer depends on the problem alone, digit by digit.
 * START_WARM  from the limits that bound at the last answer of this factor: those that would push the wrong way are let
 *             go, violated ones come in. The same optimum, to rounding; mostly after a limit or two.
 */
enum quadratic_start { START_COLD, START_WARM };

/*
 * solve_quadratic for a problem whose hessian and rows are those of solve_quadratic_prepare: same shapes, same numbers
 * (of the hessian the certificate reads problem's; the rows are not compared). Outputs and failures likewise; after a
 * failure the factor stays ready.
 * Cost: (n + m)^2 for each limit that comes or goes, and once for the answer. No allocation.
 */
enum status solve_quadratic_prepared(const struct quadratic_problem *problem, struct quadratic_factor *factor,
                                     enum quadratic_start start, double *weights, double *bound_multipliers,
                                     double *row_multipliers, struct quadratic_info *info, struct error *err);

/* A linear program max c'w over the same limits (the hessian is not read; linear may be NULL: any feasible point). */
struct linear_info {
	double objective;                 /* c'w                                                      */
	double shortfall;                 /* least sum of row violations; 0 when feasible             */
	size_t iterations;
};

/*
 * The best vertex by the bounded simplex method (lowest index on ties after a while without progress).
 *
 * weights            n. Written on STATUS_OK and, as the point of least total violation, on STATUS_INFEASIBLE.
 * bound_multipliers  n, row_multipliers m, may be NULL: c = -(z + A'y) in the convention above. On
 *                    STATUS_INFEASIBLE those of the violation: limits with a zero multiplier take no part in it.
 * info               likewise; shortfall says by how much the rows cannot be met while the bounds hold.
 *
 * STATUS_INVALID as above, or the objective has no bound. Cost: (m + 1)(n + m) for each pivot.
 */
enum status solve_linear(const struct quadratic_problem *problem, struct solve_workspace *workspace, double *weights,
                         double *bound_multipliers, double *row_multipliers, struct linear_info *info,
                         struct error *err);

/*
 * A turning point of the efficient frontier: the portfolio that maximises  L mu'w - 1/2 w'S w, where on the way from
 * L = infinity to 0 a limit begins or ceases to bind.
 */
struct frontier_corner {
	double lambda;                    /* L, the tolerance of risk: the first corner is optimal for every larger L */
	double expected_return;           /* mu'w                                                     */
	double variance;                  /* w'S w                                                    */
	double turnover_price;            /* t >= 0 of the limit on turnover: half the variance each unit of it saves */
};

/*
 * The whole frontier. Between two corners weights, multipliers and expected return are linear in L and the variance is
 * quadratic, so nothing is lost between them. lambda falls strictly; expected return and variance never rise. Two
 * neighbours may carry the same weights (a kink: one portfolio optimal for a stretch of L); both are kept, because L
 * and the multipliers differ. The last corner has L = 0 and the least variance.
 */
struct frontier {
	size_t count, row_count;          /* n, m of the problem                                      */
	size_t corner_count;              /* 0: no frontier                                           */
	struct frontier_corner *corners;  /* owned                                                    */
	double *weights;                  /* owned, corner_count x n                                  */
	double *bound_multipliers;        /* owned, corner_count x n: z of S w - L mu = z + A'y       */
	double *row_multipliers;          /* owned, corner_count x m: y                               */
	double ridge;                     /* added to the diagonal of S; 0 when it was not needed     */
	size_t events;                    /* limits that began or ceased to bind                      */
	size_t capacity, width;           /* of the memory behind it                                  */
};

void frontier_clear(struct frontier *frontier); /* frees; a zeroed frontier is empty */

/*
 * Every turning point. problem->hessian is S and problem->linear is mu; the budget is one of the rows. One frontier
 * may be filled again and again and keeps its memory.
 *
 * frontier  written on STATUS_OK; empty (corner_count 0) otherwise.
 *
 * Equal expected returns, limits that meet at one L, a portfolio fixed by its limits, assets without variance and a
 * singular S are all legal: ties go to the lowest index (assets before rows), the first corner is the one of least
 * variance among those of the highest return, and only the held part of S is ever factored.
 *
 * STATUS_INVALID: see solve_quadratic; also an asset without any finite bound, or a return without limit.
 * STATUS_INFEASIBLE: no w satisfies the limits. STATUS_NOT_CONVERGED: the walk does not end.
 * Cost: for an event with k held assets about 2 n k + 3 k^2 + k m^2; S outside the rows of held assets is not read.
 *
 * Source: H. Markowitz, The optimization of a quadratic function subject to linear constraints, Naval Research
 * Logistics Quarterly 3 (1956) 111-133; M. J. Best, An algorithm for the solution of the parametric quadratic
 * programming problem (1996); ties: Y.-Y. Chang, R. W. Cottle, Least-index resolution of degeneracy in quadratic
 * programming, Mathematical Programming 18 (1980) 127-137.
 */
enum status solve_critical_line(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                struct frontier *frontier, struct error *err);

/* Where a walk may end, by a figure of the portfolio asked for. */
enum frontier_goal {
	GOAL_LAMBDA,                      /* value is L                                               */
	GOAL_RETURN,                      /* value is mu'w                                            */
	GOAL_VOLATILITY,                  /* value is sqrt(w'S w)                                     */
	GOAL_MAX_SHARPE,                  /* value is the risk-free return                            */
};

struct frontier_stop {
	enum frontier_goal goal;
	double value;
};

/*
 * The one segment of the frontier that holds what `stop` asks for, as a frontier of two corners, on which
 * frontier_at_lambda, frontier_at_return, frontier_at_volatility or frontier_max_sharpe finds the place; weights and
 * multipliers of the corners above it are never written out. One corner, the first, where the place is at or above it
 * (of GOAL_LAMBDA with the multipliers of that L); the last segment, down to L = 0, where it lies below all others.
 *
 * The walk is that of solve_critical_line, and so are the failures; also STATUS_INVALID when the value is not a number.
 * Cost: that of the events above the place.
 */
enum status solve_critical_line_until(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                      const struct frontier_stop *stop, struct frontier *frontier, struct error *err);

/* A place on the frontier: share 0 is corner `segment`, share 1 the next. */
struct frontier_point {
	size_t segment;
	double share;
	double lambda, expected_return, variance, volatility, turnover_price;
};

/*
 * Points of a frontier that is not empty. frontier_at_lambda clips L to the frontier; the others answer false and
 * write nothing when what is asked is not on it:
 * at_return      between the return at least variance and the highest return
 * at_volatility  between the least volatility and that of the highest return
 * max_sharpe     some portfolio returns more than risk_free, and its volatility is not 0
 *
 * On a segment return = a + b L and variance = d + b L^2, so each is a closed form; maximum Sharpe is where
 * L (return - risk_free) = variance, that is L = d / (a - risk_free). Cost: log(corners), max_sharpe corners.
 */
void frontier_at_lambda(const struct frontier *frontier, double lambda, struct frontier_point *point);
bool frontier_at_return(const struct frontier *frontier, double expected_return, struct frontier_point *point);
bool frontier_at_volatility(const struct frontier *frontier, double volatility, struct frontier_point *point);
bool frontier_max_sharpe(const struct frontier *frontier, double risk_free, struct frontier_point *point);

/* What belongs to a point; weights n, bound_multipliers n, row_multipliers m (the multipliers may be NULL). */
void frontier_read(const struct frontier *frontier, const struct frontier_point *point, double *weights,
                   double *bound_multipliers, double *row_multipliers);

/* The certificate of corner `index` against the problem the frontier was made from. */
struct kkt frontier_kkt(const struct frontier *frontier, const struct quadratic_problem *problem, size_t index);

#endif
