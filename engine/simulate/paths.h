/*
 * The value of a portfolio over many paths: a start, blocks of paths that may run on any thread, a finish, and questions.
 *
 *     struct simulation *simulation = simulation_new();
 *     simulation_start(simulation, &problem, &error);
 *     for (size_t b = 0; b < simulation_blocks(simulation); b++)     // each block on any thread, in any order
 *         simulation_run(simulation, b, &error);                     // to cancel, stop here
 *     simulation_finish(simulation, &summary, &error);
 *     simulation_goal(simulation, 300000.0, &goal, &error);
 *
 * The result depends on the problem alone (its seed among it), not on threads, order or processor.
 */
#ifndef BALLAST_ENGINE_SIMULATE_PATHS_H
#define BALLAST_ENGINE_SIMULATE_PATHS_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * Law of a month's growth factor. a and s are the mean and standard deviation of a year's simple return; the first two
 * models agree in the mean k = (1 + a)^(1/12) and the second moment k^2 exp(v / 12), v = ln(1 + s^2 / (1 + a)^2).
 *
 * LOGNORMAL  exp(normal).
 * STUDENT    k + deviation t sqrt((n - 2) / n), t with n degrees of freedom, never below 0. The simple return has the
 *            tail and not the logarithm, because the exponential of t has no mean. Assets share one t, so they fall together.
 * BOOTSTRAP  rows of the history, in runs of block_months, the history bent to a circle.
 *
 * Source: R. W. Bailey, Polar generation of random variates with the t-distribution, Math. Comp. 62 (1994); D. N. Politis
 * and J. P. Romano, A circular block-resampling procedure for stationary data, in Exploring the Limits of Bootstrap (1992).
 */
enum simulation_law { SIMULATE_LOGNORMAL, SIMULATE_STUDENT, SIMULATE_BOOTSTRAP };

/*
 * STREAMS    xoshiro256++, four streams a block of 256 paths, 2^128 steps apart; normals by Box and Muller.
 * REFERENCE  GSL's mt19937 and gsl_cdf_ugaussian_Pinv, path after path: slow, one block, LOGNORMAL of one portfolio with
 *            fixed payments only; for comparing digits with another program.
 *
 * Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021); G. E. P. Box
 * and M. E. Muller, A note on the generation of random normal deviates, Ann. Math. Stat. 29 (1958).
 */
enum simulation_generator { SIMULATE_STREAMS, SIMULATE_REFERENCE };

/* Money paid in or taken out every month, for a while. */
struct simulation_flow {
	double amount;       /* in the first month of the simulation's money: > 0 paid in, < 0 taken out       */
	double growth;       /* a year, compounded every month from the first month of the simulation; > -1    */
	double volatility;   /* of a month's amount, as a fraction of it: lognormal around the amount; 0 fixed */
	size_t first;        /* the month it begins, 0 the first                                               */
	size_t months;       /* how many months it runs; 0: to the end                                         */
	bool is_at_start;    /* moved at the start of the month, before its return                             */
};

/* What is to be simulated. Everything is borrowed by simulation_start for that call. */
struct simulation_problem {
	size_t paths;                          /* 1 .. 10,000,000                                         */
	size_t months;                         /* 1 .. 1,800                                              */
	uint64_t seed;
	enum simulation_law law;
	enum simulation_generator generator;
	unsigned freedom;                      /* STUDENT: 3 .. 30; 0: 5                                  */
	bool is_antithetic;                    /* paths 2k and 2k + 1 get opposite normals; not BOOTSTRAP */
	bool keeps_paths;                      /* paths x months values are stored, for the fan           */

	double initial_value;                  /* >= 0                                                    */
	double fee;                            /* a year, of the portfolio, in [0, 1)                     */
	double inflation;                      /* a year, >= -0.5: answers in the start's money; 0: nominal */
	const struct simulation_flow *flows;   /* flow_count, may be NULL when it is 0                    */
	size_t flow_count;

	/* One portfolio: count is 0 and history NULL. */
	double expected_return;                /* a year, simple, > -1                                    */
	double volatility;                     /* a year, simple, >= 0                                    */
	const double *expected_returns;        /* NULL, or one a month instead, each a year (glide path)  */
	const double *volatilities;            /* NULL, or one a month instead                            */

	/* Several assets, LOGNORMAL or STUDENT. */
	size_t count;                          /* N                                                       */
	const gsl_vector *asset_returns;       /* N, a year, simple                                       */
	const gsl_matrix *covariance;          /* N x N, a year, of simple returns                        */

	/* Assets of any law: held at weights and brought back to them every rebalance_months. */
	const gsl_vector *weights;             /* N, >= 0, sum 1                                          */
	size_t rebalance_months;               /* 1 every month, 12 every year; 0 never                   */

	/* BOOTSTRAP. */
	const gsl_matrix *history;             /* T x N simple returns of months, T >= 60, each >= -1     */
	size_t block_months;                   /* 1 .. T; 0: 6                                            */

	/*
	 * NULL, or a withdrawal whose amount is to be found: for every path the largest first month's amount that is
	 * never missed (its own amount is not read, its volatility must be 0). The values are those without it.
	 */
	const struct simulation_flow *withdrawal;
};

struct simulation;
struct simulation *simulation_new(void);
void simulation_free(struct simulation *simulation);

/*
 * Checks the problem and takes the memory: what an earlier run of the same object left is used again.
 *
 * STATUS_INVALID: a word of the problem is out of range; the message names it. STATUS_NO_MEMORY: paths x months values
 * do not fit; the message says how many bytes.
 */
enum status simulation_start(struct simulation *simulation, const struct simulation_problem *problem,
                             struct error *err);

/* How many blocks there are to run; 0 before the start. */
size_t simulation_blocks(const struct simulation *simulation);

/*
 * Runs one block. Different blocks may run at the same time. STATUS_NO_MEMORY; STATUS_INVALID: there is no such block.
 * Cost: months x 256 steps of a few nanoseconds, times N^2 / 2 for several assets.
 */
enum status simulation_run(struct simulation *simulation, size_t block, struct error *err);

/* The values at the end, in the start's money. */
struct simulation_summary {
	size_t paths;
	double mean, deviation;          /* deviation with divisor paths - 1; 0 for one path            */
	double mean_error;               /* standard error of the mean; of pairs when antithetic        */
	double lowest, median, highest;
	double exhausted;                /* share of paths in which a withdrawal was not met in full    */
};

/*
 * After every block. STATUS_INVALID: a block has not run; the message says which.
 */
enum status simulation_finish(struct simulation *simulation, struct simulation_summary *summary, struct error *err);

/* Values of every path at the end of a month (1 .. months; nominal), or NULL: not kept. Borrowed until the next start. */
const double *simulation_values(const struct simulation *simulation, size_t month);

/*
 * Quantiles between order statistics x_(1) <= .. <= x_(M): x at h = (M - 1) p + 1, straight between neighbours (type 7
 * of R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996)). The order
 * statistics are exact.
 *
 * levels   1 .. 64 probabilities in [0, 1], any order.
 * month    1 .. months; without kept paths only the last.
 * STATUS_INVALID: not finished, or out of range. STATUS_NO_MEMORY.
 */
enum status simulation_quantiles(const struct simulation *simulation, size_t month, const double *levels,
                                 size_t count, double *values, struct error *err);

/*
 * The fan chart: row t of fan (months + 1 rows, one column a level) holds the quantiles at the end of month t; row 0 is the
 * initial value. STATUS_INVALID: paths were not kept, shapes differ. Cost: two to three nanoseconds a value.
 */
enum status simulation_fan(const struct simulation *simulation, const double *levels, size_t count, gsl_matrix *fan,
                           struct error *err);

/* A probability from M paths, with what may be said of it. */
struct simulation_chance {
	double probability;              /* the share of paths                                             */
	double error;                    /* sqrt(p (1 - p) / M)                                            */
	double low, high;                /* probability -+ 1.96 error, within [0, 1]                       */
	double shown;                    /* within [0.01, 0.99]: no model knows more than that             */
};

struct simulation_goal {
	struct simulation_chance reached;   /* the end value is at least the goal                           */
	double shortfall;                   /* mean of max(goal - value, 0)                                 */
	double shortfall_when_missed;       /* mean of goal - value among the paths below; 0 if none        */
};

/* goal >= 0, in the start's money. STATUS_INVALID: not finished, or goal out of range. */
enum status simulation_goal(const struct simulation *simulation, double goal, struct simulation_goal *result,
                            struct error *err);

/*
 * Probability that some withdrawal was not met in full by the end of month (1 .. months).
 */
enum status simulation_exhaustion(const struct simulation *simulation, size_t month, struct simulation_chance *result,
                                  struct error *err);

/*
 * The largest first amount of problem.withdrawal that is met to the end in at least the given share of paths: what a
 * bisection over the same random numbers converges to. For one path it is
 *
 *     min over its withdrawals t of  (V_0 + sum_{s <= t} c_s / G_s) / sum_{s <= t} a_s / G_s
 *
 * G the growth of one unit to the moment of payment, c the other flows, a the withdrawal's growth; the answer is the
 * order statistic of these. In the start's money, >= 0.
 *
 * probability   in (0, 1).
 * STATUS_INVALID: the problem named no withdrawal, or not finished. STATUS_INFEASIBLE: the amount is beyond numbers.
 */
enum status simulation_safe_withdrawal(const struct simulation *simulation, double probability, double *amount,
                                       struct error *err);

#endif
