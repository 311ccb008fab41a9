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
	ESTIMATE_OUTLIER_DEVIATIONS = 6, /* robust deviations from the median beyond which a return is an outlier */
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
 * Simple returns to log returns ln(1 + r) and back, in place; NaN stays. Log returns add up over time, simple ones over
 * assets: moments for an optimiser are of simple returns.
 *
 * STATUS_INVALID: a return is at or below -1, or infinite. Nothing is changed then.
 */
enum status estimate_to_log(struct series *returns, struct error *err);
enum status estimate_to_simple(struct series *returns, struct error *err);

/*
 * Log-normal parameters of a return with arithmetic mean a and standard deviation s a year:
 *
 *     deviation^2 = ln(1 + s^2 / (1 + a)^2)        mean = ln(1 + a) - deviation^2 / 2
 *
 * STATUS_INVALID: a at or below -1, s negative, or not finite.
 */
enum status estimate_log_normal(double arithmetic_mean, double volatility, double *mean, double *deviation,
                                struct error *err);

enum estimate_join { ESTIMATE_ANY_DATE, ESTIMATE_COMMON_DATES };

/*
 * Several series side by side on one calendar: every date of any (NaN where one has no row), or the dates all have.
 *
 * parts     count of them, each with rising dates. Columns stand in the order of the parts.
 * aligned   zeroed by the caller, filled; the caller's to series_clear.
 *
 * STATUS_INVALID: nothing to align, dates that do not rise, no date in common. STATUS_NO_MEMORY.
 * Cost: rows times columns, and rows times parts.
 */
enum status estimate_align(const struct series *const *parts, size_t count, enum estimate_join join,
                           struct series *aligned, struct error *err);

/* One return that was pulled in. */
struct estimate_change {
	size_t row, column;
	double from, to;
};

/*
 * Winsorises each column at median +- deviations * 1.4826 * MAD, MAD the median distance from the median (1.4826 makes
 * it the standard deviation of a normal law): for covariances only, never for means or performance. A column more than
 * half of which is one value has no MAD and is left as it is.
 *
 * returns      T x N, NaN skipped; changed in place.
 * deviations   > 0, usually ESTIMATE_OUTLIER_DEVIATIONS.
 * changes      NULL before, or NULL; every change by column, then row, the caller's to free(). NULL when there is none.
 * count        how many.
 *
 * STATUS_INVALID: deviations not positive, a return infinite. STATUS_NO_MEMORY. Cost: N T log T.
 */
enum status estimate_winsorise(struct series *returns, double deviations, struct estimate_change **changes,
                               size_t *count, struct error *err);

/*
 * Returns behind valuations that lag (appraised property, private funds): r_t = (s_t - rho s_{t-1}) / (1 - rho).
 *
 * smoothed   T >= 2, finite. rho in [0, 1): the autocorrelation that smoothing put in; estimate_autocorrelation.
 * returns    T - 1.
 *
 * Source: D. Geltner, Estimating market values from appraised values without assuming an efficient market, J. Real
 * Estate Research 8 (1993).
 */
enum status estimate_unsmooth(const gsl_vector *smoothed, double rho, gsl_vector *returns, struct error *err);

/* Correlation of a series with itself one period before, around its mean; 0 when it does not vary. T >= 3. */
enum status estimate_autocorrelation(const gsl_vector *series, double *rho, struct error *err);

/*
 * Slopes of each asset on a market, with the market's past: r_t = a + sum_{l=0..lags} b_l m_{t-l} + e. The beta is
 * sum b_l, which for assets that trade late recovers what the same day's slope misses.
 *
 * returns   T x N, finite. market T, finite. lags >= 0; T >= lags + 12 and >= 2 lags + 3.
 * slopes    N x (lags + 1), or NULL. beta N.
 *
 * STATUS_INVALID: shapes, numbers, too few returns, a market that does not vary.
 *
 * Source: E. Dimson, Risk measurement when shares are subject to infrequent trading, J. Financial Economics 7 (1979).
 */
enum status estimate_betas(const gsl_matrix *returns, const gsl_vector *market, size_t lags, gsl_matrix *slopes,
                           gsl_vector *beta, struct error *err);

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

/*
 * Arithmetic mean a year with weights decay^(T-t) that sum to one over the rows an asset has.
 * STATUS_INVALID: as above, or decay outside (0, 1).
 */
enum status estimate_weighted_mean(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                                   struct error *err);

/*
 * Means shrunk together, over the rows all assets share. An asset that does not vary keeps its mean and has no part.
 *
 *     James-Stein   toward the grand mean: phi = min(1, (N - 2) / (T (m - m0)'S^-1(m - m0)))
 *     Bayes-Stein   toward the mean of the portfolio of least variance: phi = (N + 2) / (N + 2 + T d),
 *                   d = (m - mg)'C^-1(m - mg), C = S (T - 1) / (T - N - 2), mg = 1'C^-1 m / 1'C^-1 1
 *
 * with S the sample covariance; mean = q ((1 - phi) m + phi m0).
 *
 * shrinkage   phi, or NULL. With fewer than three assets James-Stein has nothing to shrink: 0.
 *
 * STATUS_INVALID: T <= N (James-Stein) or T <= N + 2 (Bayes-Stein), the message says how many are needed; S singular.
 *
 * Sources: W. James, C. Stein, Estimation with quadratic loss, Proc. Fourth Berkeley Symposium 1 (1961); P. Jorion,
 * Bayes-Stein estimation for portfolio analysis, J. Financial and Quantitative Analysis 21 (1986).
 */
enum status estimate_james_stein(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                 double *shrinkage, struct error *err);
enum status estimate_bayes_stein(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                 double *shrinkage, struct error *err);

/*
 * Capital asset pricing: mean = risk_free + beta (market_return - risk_free), all a year.
 * STATUS_INVALID: shapes, a number that is not finite.
 */
enum status estimate_capital_asset_pricing(const gsl_vector *beta, double market_return, double risk_free,
                                           gsl_vector *mean, struct error *err);

/* The means a user may choose from. decay is read by "weighted" alone; *shrinkage is 0 where nothing is shrunk. */
struct mean_estimator {
	const char *name;       /* settings, options, JSON                                           */
	enum status (*mean)(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
	                    double *shrinkage, struct error *err);
};

/* "historical", "geometric", "weighted", "james-stein", "bayes-stein"; NULL-terminated. */
extern const struct mean_estimator *const mean_estimators[];

/* NULL when no mean has that name. */
const struct mean_estimator *estimate_find_mean(const char *name);

/* What weakens an estimate. A set of them is an unsigned. */
enum estimate_flaw {
	ESTIMATE_SHORT = 1 << 0,        /* fewer than ESTIMATE_COMMON_WINDOW returns, or than two an asset         */
	ESTIMATE_GAPS = 1 << 1,         /* more than one price in twenty is stale or missing                       */
	ESTIMATE_OUTLIERS = 1 << 2,     /* returns were pulled in                                                  */
	ESTIMATE_SINGULAR = 1 << 3,     /* condition at or below 1e-12: some portfolio seems to have no risk       */
	ESTIMATE_REPAIRED = 1 << 4,     /* moved to the nearest valid matrix                                       */
	ESTIMATE_ASYNCHRONOUS = 1 << 5, /* one asset follows another a period later: closes at different hours     */
	ESTIMATE_PAIRWISE = 1 << 6,     /* entries from different days                                             */
	ESTIMATE_FILLED = 1 << 7,       /* short histories extended by regression on the longer                    */
	ESTIMATE_UNSTRUCTURED = 1 << 8, /* no eigenvalue stood above noise: "denoised" shrank instead              */
};

/* Fair: any flaw. Poor: singular, gaps, or fewer returns than assets. */
enum estimate_verdict { ESTIMATE_GOOD, ESTIMATE_FAIR, ESTIMATE_POOR };

/* What each flaw is called in JSON, and one English sentence about it; ends with a NULL name. */
struct estimate_flaw_words {
	enum estimate_flaw flaw;
	const char *name, *sentence;
};
extern const struct estimate_flaw_words estimate_flaw_words[];

/* What an estimate rests on. */
struct estimate_info {
	size_t observations;    /* T used; of a pairwise estimate, the fewest any pair shares        */
	size_t assets;          /* N                                                                 */
	double shrinkage;       /* intensity in [0, 1]; 0 where the method does not shrink           */
	double condition;       /* smallest over largest eigenvalue; 0 or below: singular            */
	bool is_pairwise;       /* each entry from the rows its pair shares, then repaired           */
	bool is_filled;         /* histories of different length by regression                       */
	bool is_repaired;       /* was not positive semidefinite                                     */
	bool is_unstructured;   /* "denoised" found nothing above noise                              */
	size_t factors;         /* eigenvalues above noise, of "denoised"                            */
	size_t outliers;        /* returns pulled in                                                 */
	double lead_lag;        /* correlation farthest from 0 of one asset with another a period before, in [-1, 1] */
	size_t leads, follows;  /* those two assets, from 0                                          */
	size_t observed, stale, missing; /* prices, summed over assets: estimate_count_gaps          */
	unsigned flaws;         /* set of enum estimate_flaw                                         */
	enum estimate_verdict verdict;
};

/* Sets flaws and verdict from the rest; for a caller that has filled a field itself. */
void estimate_judge(struct estimate_info *info);

/* How returns are taken; all zero: as they are. */
struct estimate_options {
	double decay;           /* of "weighted", in (0, 1)                                          */
	double benchmark;       /* of "semicovariance": return a period below which a fall counts    */
	double deviations;      /* > 0: winsorise first (estimate_winsorise); 0: no                  */
	bool is_filled;         /* different start dates: "sample" by regression, not by pairs       */
};

/*
 * The methods. Each takes returns without a gap and writes a symmetric covariance per period, and into info (zeroed,
 * never NULL) what it alone knows: shrinkage, factors, is_repaired, is_unstructured.
 *
 * returns      T x N, finite.
 * covariance   N x N, untouched on failure.
 */
struct estimator {
	const char *name;       /* settings, options, JSON                                           */
	enum status (*covariance)(const gsl_matrix *returns, const struct estimate_options *options,
	                          gsl_matrix *covariance, struct estimate_info *info, struct error *err);
};

/*
 * "sample", "weighted", "ledoit-wolf-identity", "ledoit-wolf-constant", "ledoit-wolf-factor", "oas", "denoised",
 * "asynchronous", "semicovariance"; NULL-terminated.
 */
extern const struct estimator *const estimators[];

/* NULL when no method has that name. */
const struct estimator *estimate_find(const char *name);

/*
 * The covariance of returns that may have gaps, by one of the methods.
 *
 * Without a gap all rows are used. With gaps the rows in common are used when there are ESTIMATE_COMMON_WINDOW or
 * more. Otherwise "sample" takes each entry from the rows its pair shares and moves the result to the nearest
 * correlation matrix, or, when the options ask for it, extends short histories by estimate_stambaugh (then whatever the
 * rows in common); every other method is refused.
 *
 * returns      T x N, NaN where there is none.
 * covariance   N x N, per period.
 * info         may be NULL; observed, stale and missing are set to 0: estimate_count_gaps fills them.
 *
 * STATUS_INVALID: too few returns; the message says how many there are and how many are needed, and names the column
 *                 (from 1) with the fewest.
 * STATUS_NO_MEMORY: T x N does not fit.
 * Cost: O(T N^2) in BLAS; with info as much again for lead_lag, and O(N^3) for the eigenvalues.
 */
enum status estimate_covariance_with(const struct estimator *estimator, const struct series *returns,
                                     const struct estimate_options *options, gsl_matrix *covariance,
                                     struct estimate_info *info, struct error *err);

/* The same with nothing but a decay. */
enum status estimate_covariance(const struct estimator *estimator, const struct series *returns, double decay,
                                gsl_matrix *covariance, struct estimate_info *info, struct error *err);

/* Sums coverage over its assets into info, and judges it. */
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
 * Two other readings of the same: started from the first return, S_1 = r_1 r_1', S_t = decay S_{t-1} + (1 - decay) r r';
 * and around the weighted mean in place of zero. Same failures.
 */
enum status estimate_weighted_recursive(const gsl_matrix *returns, double decay, gsl_matrix *covariance,
                                        struct error *err);
enum status estimate_weighted_centred(const gsl_matrix *returns, double decay, gsl_matrix *covariance, struct error *err);

/* Periods after which a weight has halved, ln(1/2) / ln(decay), and back; decay in (0, 1), half_life > 0. */
double estimate_half_life(double decay);
double estimate_decay(double half_life);

/*
 * For closes at different hours: S = G0 + (G1 + G1') / 2, G0 = (1/T) X'X, G1 the same with X one row later. Moved to the
 * nearest valid matrix when rounding or the data make it indefinite.
 *
 * is_repaired   may be NULL. STATUS_INVALID: T <= N.
 *
 * Source: W. Newey, K. West, A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
 * covariance matrix, Econometrica 55 (1987), one lag.
 */
enum status estimate_asynchronous(const gsl_matrix *returns, gsl_matrix *covariance, bool *is_repaired,
                                  struct error *err);

/*
 * Of falls below a benchmark only: S = (1/T) sum_t d_t d_t', d = min(r - benchmark, 0).
 *
 * benchmark   a return per period. STATUS_INVALID: T <= N, benchmark not finite.
 *
 * Source: J. Estrada, Mean-semivariance optimization: a heuristic approach, J. Applied Finance 18 (2008).
 */
enum status estimate_semicovariance(const gsl_matrix *returns, double benchmark, gsl_matrix *covariance,
                                    struct error *err);

/*
 * Histories that begin on different days, none thrown away: assets are taken from the longest history to the shortest;
 * those that begin together are regressed on all that began before, over the rows both have, and
 *
 *     m_s = a + B m_l       S_sl = B S_ll       S_ss = B S_ll B' + R
 *
 * with R the residuals' covariance, divisor one less than the rows. With one common start this is the sample covariance.
 * Rows with a gap after an asset's start are left out. The result is positive semidefinite by construction.
 *
 * returns        T x N, NaN before an asset's first return. covariance N x N, mean N or NULL, per period.
 * observations   may be NULL; rows of the shortest history.
 *
 * STATUS_INVALID: the shortest history has too few rows to be regressed on the longer ones (N + 1, or
 *                 ESTIMATE_SHRINKAGE_WINDOW); the message names it, from 1.
 *
 * Source: R. Stambaugh, Analyzing investments whose histories differ in length, J. Financial Economics 45 (1997).
 */
enum status estimate_stambaugh(const struct series *returns, gsl_matrix *covariance, gsl_vector *mean,
                               size_t *observations, struct error *err);

/*
 * Shrinkage: delta F + (1 - delta) S, with S = (1/T) X'X, X centred, and delta clipped to [0, 1].
 *
 *     identity               F = m I, m = tr S / N, delta = b^2 / d^2
 *     constant correlation   F_ii = s_ii, F_ij = r sqrt(s_ii s_jj), r the mean correlation, delta = (pi - rho)/(gamma T)
 *     single factor          F_ii = s_ii, F_ij = c_i c_j / v, c the covariances with the factor, v its variance
 *     oas                    F = m I, delta = ((1 - 2/N) tr S^2 + tr^2 S) / ((T + 1 - 2/N)(tr S^2 - tr^2 S / N))
 *
 * An asset whose returns are all the same (cash) is left out and put back as a zero row and column. One asset: delta 0.
 * S equal to F (always so for two assets and constant correlation): delta 1.
 *
 * market   the factor, T; NULL: the mean of all assets.
 *
 * STATUS_INVALID: T < ESTIMATE_SHRINKAGE_WINDOW. Cost: two or three products of T N^2.
 *
 * Sources: O. Ledoit, M. Wolf, A well-conditioned estimator for large-dimensional covariance matrices, J. Multivariate
 * Analysis 88 (2004); O. Ledoit, M. Wolf, Honey, I Shrunk the Sample Covariance Matrix, J. Portfolio Management 30
 * (2004), appendices A and B; O. Ledoit, M. Wolf, Improved estimation of the covariance matrix of stock returns with an
 * application to portfolio selection, J. Empirical Finance 10 (2003); Y. Chen, A. Wiesel, Y. Eldar, A. Hero, Shrinkage
 * algorithms for MMSE covariance estimation, IEEE Trans. Signal Processing 58 (2010), eq. (23).
 */
enum status estimate_ledoit_wolf_identity(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err);
enum status estimate_ledoit_wolf_constant(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err);
enum status estimate_ledoit_wolf_factor(const gsl_matrix *returns, const gsl_vector *market, gsl_matrix *covariance,
                                        double *shrinkage, struct error *err);
enum status estimate_oracle_approximating(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage,
                                          struct error *err);

/*
 * A correlation matrix without its noise: eigenvalues at or below the edge (1 + sqrt(N / T))^2, which independent returns
 * would not exceed, become their mean; then unit diagonal again.
 *
 * correlation    N x N, symmetric, unit diagonal; overwritten on STATUS_OK unless *factors is 0.
 * observations   T >= 1.
 * factors        how many stand above the edge; 0: no structure found, and the matrix is left as it is.
 *
 * STATUS_INVALID: shape, numbers. STATUS_NOT_CONVERGED, STATUS_NO_MEMORY. Cost: O(N^3).
 *
 * Sources: L. Laloux, P. Cizeau, J.-P. Bouchaud, M. Potters, Noise dressing of financial correlation matrices, Physical
 * Review Letters 83 (1999); M. Lopez de Prado, Machine Learning for Asset Managers (2020), section 2.5.
 */
enum status estimate_denoise(gsl_matrix *correlation, double observations, size_t *factors, struct error *err);

/*
 * The covariance with denoised correlations and the sample's variances; assets that do not vary are left out and put
 * back. Without structure (*factors 0) it is shrunk toward constant correlation with intensity *shrinkage.
 * STATUS_INVALID: T < ESTIMATE_SHRINKAGE_WINDOW.
 */
enum status estimate_denoised(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage, size_t *factors,
                              struct error *err);

/*
 * Sample covariance, each entry from the rows its pair shares (divisor one less than those), then moved to the nearest
 * correlation matrix, which leaves an already valid one as it is.
 *
 * returns        T x N, NaN where there is none.
 * observations   the fewest rows any pair shares.
 * is_repaired    may be NULL.
 *
 * STATUS_INVALID: a pair shares fewer than N + 1 rows or than ESTIMATE_SHRINKAGE_WINDOW; the message says how many.
 * Status of estimate_nearest_correlation. covariance is untouched on failure.
 */
enum status estimate_pairwise(const struct series *returns, gsl_matrix *covariance, size_t *observations,
                              bool *is_repaired, struct error *err);

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

/* One step in place of the projections: eigenvalues below 1e-8 are raised to it, then unit diagonal. Valid, not nearest. */
enum status estimate_clipped_correlation(gsl_matrix *correlation, struct error *err);

/*
 * A covariance moved to the one with the same variances and the nearest valid correlations; left as it is when it is
 * already positive semidefinite up to rounding. A zero variance clears its row and column.
 * is_repaired   may be NULL.
 */
enum status estimate_repair(gsl_matrix *covariance, bool *is_repaired, struct error *err);

#endif
