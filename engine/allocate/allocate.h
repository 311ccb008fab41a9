/*
 * Portfolios from assumptions: mean and variance, under bounds and rows of limits, always fully invested.
 *
 * All figures are fractions a year. The weights satisfy sum w = 1, lower <= w <= upper and every row.
 */
#ifndef BALLAST_ENGINE_ALLOCATE_ALLOCATE_H
#define BALLAST_ENGINE_ALLOCATE_ALLOCATE_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_vector.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "engine/solve/solve.h"

/* lower <= sum_i coefficients_i w_i <= upper; a group has coefficients 0 and 1. */
struct allocation_row {
	const char *label;                /* borrowed; names the limit in messages                    */
	const double *coefficients;       /* borrowed, n                                              */
	double lower, upper;              /* -INFINITY / INFINITY: one-sided                          */
};

/* What is held now and what leaving it costs. */
struct allocation_trading {
	const gsl_vector *current;        /* n fractions of the portfolio                             */
	const gsl_vector *cost;           /* n: of the value traded, a side, spread over the years of holding; NULL: none */
	const gsl_vector *impact;         /* n: k_i of k_i (w_i - current_i)^2, a year; NULL: none; "utility" only */
	double turnover;                  /* sum_i |w_i - current_i| at most this; INFINITY: any      */
};

/* What is near in a hierarchy, of d_ij = sqrt((1 - r_ij) / 2) of the correlations. */
enum hierarchy_distance {
	HIERARCHY_COLUMNS,                /* Euclidean distance of columns i and j of d, as in the paper */
	HIERARCHY_DIRECT,                 /* d_ij itself                                              */
};

/* Borrowed throughout, only read. Zero is "not asked" unless said otherwise. */
struct allocation_problem {
	size_t count;                     /* n >= 1                                                   */
	const gsl_vector *expected_return; /* n                                                       */
	const gsl_matrix *covariance;     /* n x n, symmetric, positive semidefinite                  */
	const struct factor_covariance *factors; /* in place of covariance, which is then NULL        */
	const gsl_vector *lower, *upper;  /* n; NULL: 0 and 1                                         */
	const char *const *labels;        /* n names for messages; NULL: "asset 1" ...                */
	const struct allocation_row *rows;
	size_t row_count;
	double risk_free;

	/* What is asked, each of the one allocator that needs it. */
	double target_return;             /* "target-return"; of the tail objectives a floor, NaN: none */
	double target_volatility;         /* "target-volatility"                                      */
	double risk_aversion;             /* "utility", "robust": lambda > 0 of mu'w - lambda/2 w'S w */
	const gsl_vector *budgets;        /* "risk-parity": n shares of risk, >= 0 (0: left out), scaled to sum to one; NULL: equal */
	enum hierarchy_distance hierarchy; /* "hierarchical"                                          */
	const gsl_matrix *returns;        /* T x n scenarios of a period: "expected-shortfall", "conditional-drawdown" */
	double confidence;                /* of those two, in (0, 1)                                  */
	const gsl_vector *benchmark;      /* n, sums to one: "tracking-error" and tracking_limit      */
	double uncertainty;               /* "robust": kappa >= 0 of kappa sqrt(w'S w / observations) */
	size_t observations;              /* "robust", "resampled": T periods behind the assumptions  */
	size_t draws;                     /* "resampled"                                              */
	gsl_rng *rng;                     /* "resampled"; advanced                                    */

	/* Limits beyond bounds and rows; an allocator that cannot keep one refuses it in words. */
	const struct allocation_trading *trading; /* NULL: from nothing, without cost                 */
	double tracking_limit;            /* sqrt((w - benchmark)'S (w - benchmark)) at most; 0: any  */
	size_t cardinality;               /* assets held, at most; 0: any                             */
	double minimum_position;          /* a weight is 0 or at least this; 0: any                   */
	bool is_checked;                  /* allocate_check accepted these figures: n^2 work is saved */

	struct solve_workspace *workspace; /* reused from call to call; NULL: taken for the one call  */
};

enum constraint_kind {
	CONSTRAINT_LOWER, CONSTRAINT_UPPER,         /* of one asset: index is the asset                         */
	CONSTRAINT_ROW_LOWER, CONSTRAINT_ROW_UPPER, /* of a row: index is the row                               */
	CONSTRAINT_BUDGET,                     /* the weights sum to one                                   */
	CONSTRAINT_TURNOVER, CONSTRAINT_TRACKING, CONSTRAINT_CARDINALITY, /* index 0                        */
	CONSTRAINT_MINIMUM_POSITION,                /* index is the asset                                       */
};

/*
 * A limit that binds, and what it costs: the gain for each +1 by which it is relaxed (0.01 x multiplier for one point).
 *
 * L > 0    expected return gained at the same volatility; the same number is utility gained at risk aversion 1 / L.
 * L = 0    (minimum variance) variance saved.
 */
struct binding {
	enum constraint_kind kind;
	size_t index;
	double limit;                     /* the value it binds at                                    */
	double multiplier;                /* > 0                                                      */
};

enum { ALLOCATION_BINDINGS = 64, ALLOCATION_RANKS = 51 };

/* Why an allocator that answered stopped. */
enum allocation_stop {
	STOP_OPTIMAL,                     /* the optimality conditions hold                           */
	STOP_RULE,                        /* a construction, not an optimum: "hierarchical", "resampled" */
	STOP_NODE_LIMIT,                  /* the best found; gap says how far it can be from the optimum */
};

struct allocation_info {
	size_t iterations;                /* limits added and dropped on the way; of a rule or a search, its steps */
	struct kkt kkt;                   /* certificate of the quadratic program that was solved     */
	double expected_return, volatility;
	double sharpe;                    /* (expected_return - risk_free) / volatility; 0 when volatility is 0 */
	double lambda;                    /* L of the frontier = 1 / risk aversion implied; 0: minimum variance; of the
	                                     tail objectives what a unit of the return floor costs   */
	bool at_highest_return;           /* target-volatility above what the limits allow: the highest return */
	double ridge;                     /* added to the covariance's diagonal; 0: none              */
	struct binding bindings[ALLOCATION_BINDINGS]; /* the dearest first; ties: lowest index        */
	size_t binding_count;
	enum allocation_stop stop;
	double objective;                 /* what the allocator minimises or maximises, in its own terms */
	double gap;                       /* cardinality, whole lots, tails: objective less the proven bound, >= 0; else 0 */
	size_t nodes;                     /* of the search tree                                       */
	double turnover;                  /* sum |w - current|; 0 without trading                     */
	double cost;                      /* a year, impact included; likewise                        */
};

/* What an allocator can keep or weigh, as a set. What is asked of one that cannot is refused in words. */
enum allocator_keeps {
	KEEPS_LIMITS = 1,                 /* bounds and rows; without: refused only when the portfolio breaks one */
	KEEPS_COST = 2,                   /* trading->cost                                            */
	KEEPS_IMPACT = 4,                 /* trading->impact                                          */
	KEEPS_TURNOVER = 8,               /* trading->turnover                                        */
	KEEPS_TRACKING = 16,              /* tracking_limit                                           */
	KEEPS_CARDINALITY = 32,           /* cardinality                                              */
	KEEPS_MINIMUM_POSITION = 64,      /* minimum_position                                         */
	KEEPS_FACTORS = 128,              /* factors in place of covariance                           */
};

/*
 * A way to choose a portfolio. weights has n elements, written with info only on STATUS_OK.
 *
 * STATUS_INVALID: a figure that is not finite or has no meaning; the message names the asset or row.
 * STATUS_INFEASIBLE: the limits conflict (allocate_feasibility says which), or the target cannot be reached: the
 * message carries the attainable interval.
 */
struct allocator {
	const char *name;                 /* stable: settings, options, JSON                          */
	unsigned keeps;                   /* of enum allocator_keeps                                  */
	enum status (*solve)(const struct allocation_problem *problem, gsl_vector *weights,
	                     struct allocation_info *info, struct error *err);
};

/*
 * "min-variance"       min w'S w
 * "max-sharpe"         max (mu'w - risk_free) / sqrt(w'S w); infeasible when no portfolio returns more than risk_free
 * "target-return"      min w'S w with mu'w >= target_return
 * "target-volatility"  max mu'w with sqrt(w'S w) <= target_volatility; a target above that of the highest return gives
 *                      the highest return and sets at_highest_return
 * "utility"            max mu'w - risk_aversion / 2 w'S w
 *                      In these five mu'w is net of sum cost_i |w_i - current_i| where costs are weighed, so that targets
 *                      and ratios are of what is left; info->expected_return and sharpe are before cost, objective after.
 * "max-diversification"  max s'w / sqrt(w'S w), s the volatilities
 * "tracking-error"     min (w - benchmark)'S (w - benchmark)
 * "hierarchical"       hierarchical risk parity
 * "robust"             max mu'w - uncertainty sqrt(w'S w / observations) - risk_aversion / 2 w'S w
 * "resampled"          the average of portfolios optimal in imagined histories
 * "risk-parity"        shares of risk w_i (S w)_i / w'S w equal to the budgets
 * "expected-shortfall"   min expected shortfall of the scenarios `returns` at `confidence`
 * "conditional-drawdown" min expected shortfall of their drawdowns: see allocate_conditional_drawdown
 *
 * NULL-terminated.
 */
extern const struct allocator *const allocators[];

/*
 * Whether the figures of a problem are sound: shapes, finite numbers, bounds and rows in order, a symmetric covariance
 * with |s_ij| <= sqrt(s_ii s_jj). Every allocator asks it unless is_checked; ask once where one problem is solved often.
 * STATUS_INVALID: the message names the asset or row. Cost: n^2.
 */
enum status allocate_check(const struct allocation_problem *problem, struct error *err);

/* NULL when there is none of that name. */
const struct allocator *allocator_find(const char *name);

enum status allocate_min_variance(const struct allocation_problem *problem, gsl_vector *weights,
                                  struct allocation_info *info, struct error *err);
enum status allocate_max_sharpe(const struct allocation_problem *problem, gsl_vector *weights,
                                struct allocation_info *info, struct error *err);
enum status allocate_target_return(const struct allocation_problem *problem, gsl_vector *weights,
                                   struct allocation_info *info, struct error *err);
enum status allocate_target_volatility(const struct allocation_problem *problem, gsl_vector *weights,
                                       struct allocation_info *info, struct error *err);
enum status allocate_utility(const struct allocation_problem *problem, gsl_vector *weights,
                             struct allocation_info *info, struct error *err);

/*
 * Maximum diversification: the portfolio whose volatility is the smallest share of the average volatility of what it
 * holds, D = s'w / sqrt(w'S w) >= 1. It is the highest Sharpe ratio of a market that returns its volatilities over a
 * risk-free rate of 0, and so a closed form on one segment of that market's frontier, under every bound and row.
 *
 * objective is D; a binding's price is D gained. Of portfolios with one D (cash beside them changes nothing) the one of
 * the highest average volatility.
 * STATUS_INFEASIBLE also: a portfolio without risk is within the limits, D has no greatest value.
 * Source: Y. Choueifaty, Y. Coignard, Toward maximum diversification, J. Portfolio Management 35 (2008) 40-51.
 */
enum status allocate_max_diversification(const struct allocation_problem *problem, gsl_vector *weights,
                                         struct allocation_info *info, struct error *err);

/*
 * The portfolio nearest to a benchmark: least (w - b)'S (w - b), the square of the tracking error a year.
 *
 * objective is the tracking error, sqrt of that; a binding's price is variance of the difference saved. With a singular
 * S several portfolios can be equally near. A tracking_limit below the least error is STATUS_INFEASIBLE.
 * STATUS_INVALID also: no benchmark, one that is not finite or does not sum to one within 1e-6.
 * Source: R. Roll, A mean/variance analysis of tracking error, J. Portfolio Management 18 (1992) 13-22.
 */
enum status allocate_tracking_error(const struct allocation_problem *problem, gsl_vector *weights,
                                    struct allocation_info *info, struct error *err);

/*
 * Hierarchical risk parity: single linkage of the assets by distance, the leaves of the tree in order, the list halved
 * again and again by count, each half given money in inverse proportion to its variance (held by inverse variance).
 *
 * A rule and no optimum (STOP_RULE): limits have no prices, and it steers by none. An asset whose upper limit is 0 is
 * left out; where the portfolio of the rest breaks a limit, STATUS_INFEASIBLE names it, and which objectives keep it.
 * objective is the volatility. Two halves without risk share equally.
 * STATUS_INVALID also: an asset without variance, which has no correlation.
 * Cost: n^2 for tree and weights; n^3 by a matrix product for HIERARCHY_COLUMNS.
 * Source: M. Lopez de Prado, Building diversified portfolios that outperform out of sample, J. Portfolio Management 42
 * (2016) 59-69.
 */
enum status allocate_hierarchical(const struct allocation_problem *problem, gsl_vector *weights,
                                  struct allocation_info *info, struct error *err);

/*
 * The tree behind it. Of equal distances the pair of lowest clusters merges first (assets 0 .. n - 1, then in the order
 * of merging), and of two the lower stands left.
 *
 * order     n, the leaves from left to right; may be NULL.   heights   n - 1, the distance of each merge; may be NULL.
 *
 * STATUS_INVALID: not square, or an asset that does not vary.
 */
enum status allocate_hierarchy(const gsl_matrix *covariance, enum hierarchy_distance distance, size_t *order,
                               double *heights, struct error *err);

/*
 * And the weights that halving gives for leaves in a given order, of this tree or another.
 *
 * order     n, each asset once.   weights   n, written on STATUS_OK.
 *
 * STATUS_INVALID: shapes that do not fit, an asset that does not vary, an order that is none.
 */
enum status allocate_bisection(const gsl_matrix *covariance, const size_t *order, gsl_vector *weights, struct error *err);

/*
 * The least expected shortfall of the scenarios: with losses -returns w,
 *
 *     min over w and v of  v + 1/((1 - confidence) T) sum_t max(0, -r_t'w - v)
 *
 * under bounds and rows, mu'w >= target_return (NaN: no floor) and, with trading, sum |w - current| <= turnover. Cost is
 * taken from the return that the floor is compared with; without a floor it is told and not weighed.
 *
 * The answer is exact: probabilities of the scenarios, each at most 1/((1 - confidence) T), prove that no portfolio does
 * better. Where several portfolios are best, one of them is given.
 *
 * Needs returns (T >= 1) and confidence. The covariance only says where the search begins and what volatility to report.
 * info: objective is the expected shortfall (a fraction a scenario's period, positive a loss, what
 * risk_historical_tail says of the answer); gap how far the proof is from it, at most 1e-9 of it or of the mean size of
 * a return; bindings what relaxing a limit takes off it, lambda what a unit more of target_return adds.
 *
 * STATUS_INVALID: a scenario that is not finite, a confidence outside (0, 1); tracking, cardinality, a minimum position
 * or a market impact, which this objective cannot keep. STATUS_NO_MEMORY: the scenarios do not fit.
 * Cost: for a pivot with k assets held 2 T k; about 5 k pivots, rarely more than 20 k.
 *
 * Source: R. T. Rockafellar, S. Uryasev, Optimization of conditional value-at-risk, J. Risk 2 (2000) 21-41.
 */
enum status allocate_expected_shortfall(const struct allocation_problem *problem, gsl_vector *weights,
                                        struct allocation_info *info, struct error *err);

/*
 * The least expected shortfall of drawdowns, oldest scenario first. Drawdowns are not compounded: of the sums of returns,
 * from a start that counts as a high,
 *
 *     D_0 = 0,  D_t = max(0, D_{t-1} - r_t'w),  t = 1 .. T
 *
 * and the objective is v + 1/((1 - confidence) T) sum max(0, D_t - v) at its best v. Confidence near 1 is the deepest
 * drawdown, near 0 the mean one. Everything else as allocate_expected_shortfall.
 *
 * Cost: a cut is two passes over the T x n returns; some 3 k to 10 k cuts for k assets held, more when scenarios are few
 * beside the assets.
 * Source: A. Chekhlov, S. Uryasev, M. Zabarankin, Drawdown measure in portfolio optimization, Int. J. Theoretical and
 * Applied Finance 8 (2005) 13-58; cuts: J. E. Kelley, The cutting-plane method for solving convex programs, J. SIAM 8
 * (1960) 703-712.
 */
enum status allocate_conditional_drawdown(const struct allocation_problem *problem, gsl_vector *weights,
                                          struct allocation_info *info, struct error *err);

/*
 * Risk parity: every asset carries its budget of the portfolio's risk, w_i (S w)_i = b_i w'S w. The one long-only
 * portfolio that does is x / 1'x at the minimum of 1/2 x'S x - sum b_i ln x_i.
 *
 * An asset whose upper limit or budget is 0 is left out. Where that portfolio breaks a bound or row, the one returned
 * keeps them all and assets at no limit and in no binding row carry risk in proportion to their budgets:
 *
 *     w_i (S w)_i = k b_i + w_i (z_i + (A'y)_i)
 *
 * with z, y the multipliers of bounds and rows and one k > 0 for all: the minimum of 1/2 w'S w - k sum b_i ln w_i within
 * the limits, k such that the budget sum w = 1 has no multiplier of its own; where rows already fix that sum, k = w'S w.
 *
 * objective   max |w_i (S w)_i / w'S w - b_i|, the largest departure of a share of risk from its budget: rounding without
 *             binding limits. kkt.stationarity is that as a share of the terms of w_i (S w)_i before they cancel: where
 *             hedges leave a millionth of the risk of what is held, shares have ten digits fewer.
 * bindings    multiplier |z_i| or |y_r| over w'S w: the share of risk it moves, for each unit of weight.
 *
 * STATUS_INVALID also: an asset without variance that is not left out, a negative budget.
 * STATUS_INFEASIBLE also: the limits do not let every asset with a budget be held, or a long-only combination is without
 * risk (its volatility is below a millionth of the average volatility of what it holds).
 * Cost: about twenty products with S, 2 n^2 each and 4 n k by factors; some hundred with binding
 * bounds; with binding rows some thirty quadratic programs.
 *
 * Source: F. Spinu, An algorithm for computing risk parity weights, SSRN 2297383 (2013); T. Griveau-Billion, J.-C.
 * Richard, T. Roncalli, A fast algorithm for computing high-dimensional risk parity portfolios, arXiv:1311.4057; limits:
 * J.-C. Richard, T. Roncalli, Constrained risk budgeting portfolios, arXiv:1902.05710.
 */
enum status allocate_risk_parity(const struct allocation_problem *problem, gsl_vector *weights,
                                 struct allocation_info *info, struct error *err);

/*
 * Robust utility: the best under the worst expected returns of an ellipsoid around the assumed ones,
 *
 *     max  mu'w - kappa sqrt(w'S w / T) - risk_aversion / 2 w'S w
 *
 * Its optimum lies on the frontier, where 1 / L = risk_aversion + kappa / (sqrt(T) sigma): the plain optimum of a higher
 * aversion, found as the one root along the critical line and then solved as "utility" is. risk_aversion may be 0 when
 * kappa is not. Bindings are as of "utility"; info.lambda is L, objective the robust utility. Where a portfolio without
 * risk is best, it is the answer.
 *
 * mu, S and T belong to one period: T years for figures a year.
 * STATUS_INVALID also: a negative kappa, no aversion at all, T = 0.
 * Cost: the frontier and one quadratic program.
 * Source: D. Goldfarb, G. Iyengar, Robust portfolio selection problems, Mathematics of Operations Research 28 (2003)
 * 1-38; S. Ceria, R. Stubbs, Incorporating estimation errors into portfolio selection, J. Asset Management 7 (2006).
 */
enum status allocate_robust(const struct allocation_problem *problem, gsl_vector *weights,
                            struct allocation_info *info, struct error *err);

/*
 * Resampled efficiency: in each of `draws` histories of T = observations returns from N(mu, S) the frontier of what
 * would have been estimated is cut at ALLOCATION_RANKS equal steps of expected return, and portfolios of one rank are
 * averaged. Returned is the rank of the highest mu'w - risk_aversion / 2 w'S w under the problem's own mu and S, or, with
 * risk_aversion 0, of the highest mu'w with sqrt(w'S w) <= target_volatility.
 *
 * A rule and no optimum (STOP_RULE, no bindings): bounds and rows hold because each history keeps them. objective is
 * what chose the rank. The same state of rng gives the same portfolio. S and T as of "robust"; T >= 2.
 * STATUS_INVALID also: no draws, no rng, fewer than two observations, nothing to choose by.
 * Cost: for each draw n^3 and a frontier; nothing is allocated between draws.
 *
 * Source: R. O. Michaud, Efficient Asset Management, Harvard Business School Press (1998); draws of the covariance:
 * M. S. Bartlett, On the theory of statistical regression, Proc. Royal Society of Edinburgh 53 (1933) 260-283.
 */
enum status allocate_resampled(const struct allocation_problem *problem, gsl_vector *weights,
                               struct allocation_info *info, struct error *err);

/*
 * One client's problem followed from key to key: a limit, a view, the risk aversion or the target moves, and the optimum
 * is found from the limits that bound before. The answer is that of allocator->solve, to rounding, as are the failures;
 * iterations counts only what changed.
 *
 * follower  of one thread at a time; figures are copied, any problem may come next. Where covariance, coefficients of
 *           rows or, of a target return, the expected returns are others than before, it begins anew.
 *
 * "utility", "min-variance" and "target-return" are followed; another allocator, and trading, tracking, factors or a
 * count, are simply solved.
 * Cost: n^2 to compare, and (n + m)^2 for each limit that comes or goes.
 */
struct allocation_follower;
struct allocation_follower *allocation_follower_new(void);
void allocation_follower_free(struct allocation_follower *follower);
enum status allocate_follow(struct allocation_follower *follower, const struct allocator *allocator,
                            const struct allocation_problem *problem, gsl_vector *weights,
                            struct allocation_info *info, struct error *err);

/*
 * The whole efficient frontier under the problem's limits. In the frontier row 0 is the budget and row r + 1 the
 * problem's row r. The frontier may be filled again and keeps its memory; it is empty after a failure. With costs of
 * trading its expected returns are net of them.
 * Failures as of an allocator, also STATUS_INVALID: a tracking_limit or impact, which one portfolio can keep and a
 * frontier cannot. See solve_critical_line for cost and source.
 */
enum status allocate_frontier(const struct allocation_problem *problem, struct frontier *frontier, struct error *err);

/*
 * A point of that frontier as a finished allocation: weights (n) and info as the allocators give them; kkt is
 * computed against the problem. Cost: n^2.
 */
void allocate_read(const struct allocation_problem *problem, const struct frontier *frontier,
                   const struct frontier_point *point, double *weights, struct allocation_info *info);

/*
 * The limits that bind at a point, the dearest first; at most capacity are written to bindings. Returns how many were
 * written. weights are those frontier_read gives. Cost: n + m.
 */
size_t allocate_bindings(const struct allocation_problem *problem, const struct frontier *frontier,
                         const struct frontier_point *point, struct binding *bindings, size_t capacity);

enum { CONFLICT_LIMITS = 64 };

/* A limit and what it would take: amount is how far it must give way, 0 for one that only takes part. */
struct conflict_limit {
	enum constraint_kind kind;
	size_t index;
	double limit, amount;
};

/* Whether the limits can be met together, and if not, why. */
struct feasibility {
	bool is_feasible;

	/* Feasible: what can be reached. */
	double least_return, greatest_return;
	double least_volatility;
	double efficient_return;          /* expected return at the least volatility                  */
	double greatest_volatility;       /* that of the highest return                               */

	/* Not feasible: limits that conflict such that dropping any one of them resolves this conflict. */
	struct conflict_limit conflict[CONFLICT_LIMITS];
	size_t conflict_count;
	/* Not feasible: the smallest change that would do, as a sum of amounts over rows; bounds are kept, and the budget
	   gives way only where bounds alone leave no portfolio. */
	struct conflict_limit relaxation[CONFLICT_LIMITS];
	size_t relaxation_count;
	double shortfall;                 /* that sum                                                 */
};

/*
 * Diagnoses bounds, rows, turnover and tracking_limit: the least total violation by an elastic linear program, then a
 * deletion filter over the limits that take part in it. Where only the tracking_limit stands in the way, it conflicts
 * with limits that bind at the portfolio nearest to the benchmark (and with the budget, which is not named), and is what
 * gives way. The range is that within all of them; its returns are net of trading costs but for least_return.
 *
 * STATUS_INVALID as of an allocator; limits that conflict are an answer here, not a failure.
 * Cost: one linear program, and one more for each limit that takes part; three optima for the range.
 * Source: J. W. Chinneck, E. W. Dravnieks, Locating minimal infeasible constraint sets in linear programs,
 * ORSA Journal on Computing 3 (1991) 157-168.
 */
enum status allocate_feasibility(const struct allocation_problem *problem, struct feasibility *result,
                                 struct error *err);

/* "the upper limit of GOLD (15 %)" in at most size bytes; returns text. */
char *allocate_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index, char *text,
                          size_t size);

#endif
