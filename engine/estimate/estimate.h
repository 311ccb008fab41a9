/*
 * Moments of returns: from prices with gaps to a mean and a covariance that an optimiser can take.
 *
 * Everything here is per period; what a year is, the caller says with estimate_annualise or with periods_per_year
 * (daily 252, weekly 52, monthly 12). T counts observations, N assets. Returns are simple: P_t / P_{t-1} - 1.
 */
#ifndef BALLAST_ENGINE_ESTIMATE_ESTIMATE_H
#define BALLAST_ENGINE_ESTIMATE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"
#include "engine/model/series.h"

enum {
	ESTIMATE_STALE_DAYS = 5,        /* business days a price is carried over a gap                       */
	ESTIMATE_COMMON_WINDOW = 60,    /* returns in common from which the rest of a longer history is cut  */
	ESTIMATE_SHRINKAGE_WINDOW = 12, /* fewest returns that are shrunk, or that a pair must share         */
};

/* RiskMetrics' decay factors: half the weight lies in the last 11 days, or the last 23 months. */
#define ESTIMATE_DECAY_DAILY 0.94
#define ESTIMATE_DECAY_MONTHLY 0.97

/* What became of one asset's prices; the three sum to the number of rows. */
struct estimate_coverage {
	size_t observed;
	size_t stale;           /* carried over a gap of at most ESTIMATE_STALE_DAYS                 */
	size_t missing;         /* before the first price, or in a longer gap                        */
};

/*
 * Simple returns of prices, row t from rows t and t + 1 and dated as the later.
 *
 * prices    T x N with T >= 2, total-return prices > 0, NaN where there is none.
 * returns   zeroed by the caller, filled as (T - 1) x N; the caller's to series_clear. A gap whose last day is at
 *           most ESTIMATE_STALE_DAYS business days after the last price carries that price (the return is 0, then the
 *           catch-up); a longer gap, and all before the first price, is NaN.
 * coverage  N entries, or NULL.
 *
 * STATUS_INVALID: T < 2, N is 0, a price is infinite or not positive, dates do not rise.
 */
enum status estimate_returns(const struct series *prices, struct series *returns, struct estimate_coverage *coverage,
                             struct error *err);

/*
 * The last price of each ISO 8601 week, dated by the week's last row. A week in which an asset has no price is NaN.
 * Markets that close at different hours move together in weekly returns, not in daily ones.
 *
 * weekly    zeroed by the caller, filled; the caller's to series_clear.
 *
 * STATUS_INVALID: prices are empty, or dates do not rise.
 */
enum status estimate_weekly(const struct series *prices, struct series *weekly, struct error *err);

/*
 * The rows in which every asset has a return, as a matrix.
 *
 * window    NULL before; a T' x N matrix, the caller's to gsl_matrix_free.
 * dates     of those rows, or NULL; as many as the matrix has rows, the caller's to free().
 *
 * STATUS_INVALID: there is no such row; the message gives the column (from 1) with the fewest returns.
 */
enum status estimate_common_window(const struct series *returns, gsl_matrix **window, struct date **dates,
                                   struct error *err);

/* How many rows estimate_common_window would keep. */
size_t estimate_common_rows(const struct series *returns);

/* The column with the fewest returns, the first of several; how many it has, unless NULL. N > 0. */
size_t estimate_shortest(const struct series *returns, size_t *observations);

/*
 * Mean a year of each asset's own observations, which may be fewer than T:
 *
 *     arithmetic   q * (1/T) sum r_t             geometric   (prod (1 + r_t))^(q/T) - 1
 *
 * returns            T x N, NaN skipped.
 * periods_per_year   q > 0; with q = 1 the arithmetic mean is per period.
 * mean               N.
 *
 * STATUS_INVALID: an asset has no return; for the geometric mean, a return below -1.
 */
enum status estimate_arithmetic_mean(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                     struct error *err);
enum status estimate_geometric_mean(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                    struct error *err);

/* What an estimate rests on. */
struct estimate_info {
	size_t observations;    /* T used; of a pairwise estimate, the fewest any pair shares        */
	double shrinkage;       /* intensity in [0, 1]; 0 where the method does not shrink           */
	double condition;       /* smallest over largest eigenvalue; 0 or below: singular            */
	bool is_pairwise;       /* each entry from the rows its pair shares, then repaired           */
	size_t stale, missing;  /* prices, summed over assets: estimate_count_gaps                   */
};

/*
 * The methods. Each takes returns without a gap and writes a symmetric covariance per period.
 *
 * returns      T x N, finite.
 * covariance   N x N.
 * shrinkage    the intensity used.
 */
struct estimator {
	const char *name;       /* settings, options, JSON                                           */
	enum status (*covariance)(const gsl_matrix *returns, double decay, gsl_matrix *covariance, double *shrinkage,
	                          struct error *err);
};

/* "sample", "weighted", "ledoit-wolf-identity", "ledoit-wolf-constant"; NULL-terminated. */
extern const struct estimator *const estimators[];

/* NULL when no method has that name. */
const struct estimator *estimate_find(const char *name);

/*
 * The covariance of returns that may have gaps, by one of the methods.
 *
 * Without a gap all rows are used. With gaps the rows in common are used when there are ESTIMATE_COMMON_WINDOW or
 * more. Otherwise "sample" takes each entry from the rows its pair shares and moves the result to the nearest
 * correlation matrix; every other method is refused.
 *
 * returns      T x N, NaN where there is none.
 * decay        of "weighted", in (0, 1); other methods do not read it.
 * covariance   N x N, per period.
 * info         may be NULL; stale and missing are set to 0: estimate_count_gaps fills them.
 *
 * STATUS_INVALID: too few returns; the message says how many there are and how many are needed, and names the column
 *                 (from 1) with the fewest.
 * STATUS_NO_MEMORY: T x N does not fit.
 * Cost: O(T N^2) in BLAS, and O(N^3) for the eigenvalues of info.
 */
enum status estimate_covariance(const struct estimator *estimator, const struct series *returns, double decay,
                                gsl_matrix *covariance, struct estimate_info *info, struct error *err);

/* Sums coverage over its assets into info. */
void estimate_count_gaps(const struct estimate_coverage *coverage, size_t count, struct estimate_info *info);

/*
 * Covariance per period to covariance a year, in place: times q, which supposes returns without serial correlation.
 * q > 0.
 */
void estimate_annualise(gsl_matrix *covariance, double periods_per_year);

/*
 * Sample covariance S = (1/(T-1)) X'X, X centred.
 * STATUS_INVALID: T <= N, where S is singular: shrink instead.
 */
enum status estimate_sample(const gsl_matrix *returns, gsl_matrix *covariance, struct error *err);

/*
 * Exponentially weighted, around zero, with weights that sum to one:
 *
 *     S = sum_t w_t r_t r_t',   w_t = decay^(T-t) / sum_s decay^(T-s)
 *
 * STATUS_INVALID: decay outside (0, 1), or T <= N.
 *
 * Source: J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th edition (1996), section 5.2, with the weights of a
 * finite sample normalised.
 */
enum status estimate_weighted(const gsl_matrix *returns, double decay, gsl_matrix *covariance, struct error *err);

/*
 * Shrinkage: delta F + (1 - delta) S, with S = (1/T) X'X, X centred, and delta clipped to [0, 1].
 *
 *     identity               F = m I, m = tr S / N, delta = b^2 / d^2
 *     constant correlation   F_ii = s_ii, F_ij = r sqrt(s_ii s_jj), r the mean correlation, delta = (pi - rho)/(gamma T)
 *
 * An asset whose returns are all the same (cash) is left out and put back as a zero row and column. One asset: delta 0.
 * S equal to F (always so for two assets and constant correlation): delta 1.
 *
 * STATUS_INVALID: T < ESTIMATE_SHRINKAGE_WINDOW.
 *
 * Sources: O. Ledoit, M. Wolf, A well-conditioned estimator for large-dimensional covariance matrices, J. Multivariate
 * Analysis 88 (2004); O. Ledoit, M. Wolf, Honey, I Shrunk the Sample Covariance Matrix, J. Portfolio Management 30
 * (2004), appendices A and B.
 */
enum status estimate_ledoit_wolf_identity(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err);
enum status estimate_ledoit_wolf_constant(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err);

/*
 * Sample covariance, each entry from the rows its pair shares (divisor one less than those), then moved to the nearest
 * correlation matrix, which leaves an already valid one as it is.
 *
 * returns        T x N, NaN where there is none.
 * observations   the fewest rows any pair shares.
 *
 * STATUS_INVALID: a pair shares fewer than N + 1 rows or than ESTIMATE_SHRINKAGE_WINDOW; the message says how many.
 * Status of estimate_nearest_correlation. covariance is untouched on failure.
 */
enum status estimate_pairwise(const struct series *returns, gsl_matrix *covariance, size_t *observations,
                              struct error *err);

/*
 * The correlation matrix nearest to a symmetric matrix in the Frobenius norm.
 *
 * correlation   N x N symmetric; overwritten by a positive semidefinite matrix with unit diagonal.
 *
 * STATUS_INVALID: not square, or an entry is not finite. STATUS_NOT_CONVERGED: the projections still move.
 *
 * Source: N. J. Higham, Computing the nearest correlation matrix, IMA J. Numerical Analysis 22 (2002), algorithm 3.3.
 */
enum status estimate_nearest_correlation(gsl_matrix *correlation, struct error *err);

#endif
