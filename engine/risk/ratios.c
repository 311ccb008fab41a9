/* What returns earned for their risk, alone and against a benchmark. */
#include "engine/risk/ratios.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "engine/base/sum.h"
#include "engine/risk/risk.h"

/* Fewer observations are not scaled to a year. */
static const size_t scaled_observations = 12;

/* A capture needs this many periods of rising (falling) benchmark. */
static const size_t captured_observations = 6;

static const char bacon[] = "Bacon (2008), chapter 4";
static const char lo[] = "Lo, The statistics of Sharpe ratios (2002)";

const struct figure_definition ratio_definitions[RATIO_COUNT] = {
	[RATIO_CUMULATIVE_RETURN] = {"cumulative-return", "prod (1 + r) - 1", bacon, FIGURE_FRACTION},
	[RATIO_ANNUAL_RETURN] = {"annual-return", "(prod (1 + r))^(q/n) - 1, from a year of returns on", bacon,
	                         FIGURE_FRACTION_A_YEAR},
	[RATIO_MEAN] = {"mean", "sum r / n, a period", bacon, FIGURE_FRACTION},
	[RATIO_DEVIATION] = {"deviation", "sqrt(sum (r - mean)^2 / (n-1)), a period", bacon, FIGURE_FRACTION},
	[RATIO_DEVIATION_POPULATION] = {"deviation-population", "sqrt(sum (r - mean)^2 / n), a period", bacon,
	                                FIGURE_FRACTION},
	[RATIO_ANNUAL_VOLATILITY] = {"annual-volatility", "sd(r) sqrt(q)", bacon, FIGURE_FRACTION_A_YEAR},
	[RATIO_SHARPE] = {"sharpe", "mean(r - rf) / sd(r - rf) sqrt(q)",
	                  "Sharpe, The Sharpe ratio, J. Portfolio Management (1994)", FIGURE_RATIO},
	[RATIO_SHARPE_PERIOD] = {"sharpe-period", "mean(r - rf) / sd(r - rf), a period",
	                         "Sharpe, The Sharpe ratio, J. Portfolio Management (1994)", FIGURE_RATIO},
	[RATIO_SHARPE_GEOMETRIC] = {"sharpe-geometric", "((prod (1 + r - rf))^(q/n) - 1) / (sd(r - rf) sqrt(q))",
	                            "PerformanceAnalytics, geometric = TRUE", FIGURE_RATIO},
	[RATIO_SHARPE_ERROR] = {"sharpe-error", "sqrt((1 + SR^2/2) / n) of the Sharpe ratio SR a period", lo,
	                        FIGURE_RATIO},
	[RATIO_SHARPE_PROBABILITY] = {"sharpe-probability",
	                              "Phi(SR sqrt(n-1) / sqrt(1 - S SR + (kurtosis-1)/4 SR^2)): that the true ratio is above 0",
	                              "Bailey, Lopez de Prado, The Sharpe ratio efficient frontier (2012)", FIGURE_FRACTION},
	[RATIO_DOWNSIDE_DEVIATION] = {"downside-deviation", "sqrt(sum min(r - MAR, 0)^2 / n), a period",
	                              "Sortino, van der Meer (1991)", FIGURE_FRACTION},
	[RATIO_DOWNSIDE_DEVIATION_SUBSET] = {"downside-deviation-subset",
	                                     "sqrt(sum min(r - MAR, 0)^2 / number of r < MAR), a period", bacon,
	                                     FIGURE_FRACTION},
	[RATIO_SORTINO] = {"sortino", "mean(r - MAR) / downside deviation sqrt(q)", "Sortino, van der Meer (1991)",
	                   FIGURE_RATIO},
	[RATIO_SORTINO_PERIOD] = {"sortino-period", "mean(r - MAR) / downside deviation, a period",
	                          "Sortino, van der Meer (1991)", FIGURE_RATIO},
	[RATIO_OMEGA] = {"omega", "sum max(r - MAR, 0) / sum max(MAR - r, 0)", "Keating, Shadwick (2002)", FIGURE_RATIO},
	[RATIO_SKEWNESS] = {"skewness", "m3 / m2^(3/2), moments with divisor n", bacon, FIGURE_RATIO},
	[RATIO_SKEWNESS_FISHER] = {"skewness-fisher", "sqrt(n(n-1)) / (n-2) skewness", "Joanes, Gill (1998), G1",
	                           FIGURE_RATIO},
	[RATIO_KURTOSIS] = {"kurtosis", "m4 / m2^2, moments with divisor n; 3 is normal", bacon, FIGURE_RATIO},
	[RATIO_KURTOSIS_SAMPLE] = {"kurtosis-sample", "n(n+1) / ((n-1)(n-2)(n-3)) sum ((r - mean)/sd)^4", bacon,
	                           FIGURE_RATIO},
	[RATIO_KURTOSIS_EXCESS] = {"kurtosis-excess", "sample kurtosis - 3 (n-1)^2 / ((n-2)(n-3)); 0 is normal",
	                           "Joanes, Gill (1998), G2", FIGURE_RATIO},
	[RATIO_MAX_DRAWDOWN] = {"max-drawdown", "max 1 - W_t / highest W until t, the start included",
	                        "Magdon-Ismail, Atiya (2004)", FIGURE_FRACTION},
	[RATIO_ULCER] = {"ulcer-index", "sqrt(mean d_t^2), d_t the drawdown of period t", "Martin, McCann (1989)",
	                 FIGURE_FRACTION},
	[RATIO_PAIN] = {"pain-index", "mean d_t", "Becker (2006)", FIGURE_FRACTION},
	[RATIO_CALMAR] = {"calmar", "annual return / max drawdown", "Young, Futures magazine (1991)", FIGURE_RATIO},
	[RATIO_STERLING] = {"sterling", "annual return / (max drawdown + excess), excess customarily 0.1", bacon,
	                    FIGURE_RATIO},
	[RATIO_MARTIN] = {"martin", "(annual return - rf a year) / ulcer index", "Martin, McCann (1989)", FIGURE_RATIO},
	[RATIO_PAIN_RATIO] = {"pain-ratio", "(annual return - rf a year) / pain index", "Becker (2006)", FIGURE_RATIO},
	[RATIO_BENCHMARK_CUMULATIVE_RETURN] = {"benchmark-cumulative-return", "prod (1 + b) - 1", bacon,
	                                       FIGURE_FRACTION},
	[RATIO_BENCHMARK_ANNUAL_RETURN] = {"benchmark-annual-return", "(prod (1 + b))^(q/n) - 1", bacon,
	                                   FIGURE_FRACTION_A_YEAR},
	[RATIO_BENCHMARK_ANNUAL_VOLATILITY] = {"benchmark-annual-volatility", "sd(b) sqrt(q)", bacon,
	                                       FIGURE_FRACTION_A_YEAR},
	[RATIO_TRACKING_ERROR] = {"tracking-error", "sd(r - b) sqrt(q)", bacon, FIGURE_FRACTION_A_YEAR},
	[RATIO_INFORMATION] = {"information", "(annual return - benchmark's) / tracking error", bacon, FIGURE_RATIO},
	[RATIO_INFORMATION_ARITHMETIC] = {"information-arithmetic", "mean(r - b) / sd(r - b) sqrt(q)",
	                                  "Grinold, Kahn (2000), chapter 5", FIGURE_RATIO},
	[RATIO_BETA] = {"beta", "cov(r, b) / var(b)", bacon, FIGURE_RATIO},
	[RATIO_ALPHA] = {"alpha", "mean(r - rf) - beta mean(b - rf), a period", bacon, FIGURE_FRACTION},
	[RATIO_JENSEN_ALPHA] = {"jensen-alpha", "R - rf - beta (R_b - rf), annual geometric returns",
	                        "Jensen (1968); Bacon (2008)", FIGURE_FRACTION_A_YEAR},
	[RATIO_SPECIFIC_RISK] = {"specific-risk", "sd_n(r - a - beta b) sqrt(q)", bacon, FIGURE_FRACTION_A_YEAR},
	[RATIO_SYSTEMATIC_RISK] = {"systematic-risk", "beta sd_n(b) sqrt(q)", bacon, FIGURE_FRACTION_A_YEAR},
	[RATIO_CORRELATION] = {"correlation", "cov(r, b) / (sd(r) sd(b))", bacon, FIGURE_RATIO},
	[RATIO_R_SQUARED] = {"r-squared", "correlation^2", bacon, FIGURE_FRACTION},
	[RATIO_TREYNOR] = {"treynor", "(annual return - rf a year) / beta", "Treynor (1965)", FIGURE_FRACTION_A_YEAR},
	[RATIO_M_SQUARED] = {"m-squared", "rf + (annual return - rf) sd(b) / sd(r), rf a year",
	                     "Modigliani, Modigliani (1997)", FIGURE_FRACTION_A_YEAR},
	[RATIO_UP_CAPTURE] = {"up-capture", "geometric mean of r over that of b, where b > 0; 6 periods at least",
	                      "Morningstar, Upside/downside capture ratio", FIGURE_RATIO},
	[RATIO_DOWN_CAPTURE] = {"down-capture", "geometric mean of r over that of b, where b < 0; 6 periods at least",
	                        "Morningstar, Upside/downside capture ratio", FIGURE_RATIO},
	[RATIO_UP_CAPTURE_COMPOUNDED] = {"up-capture-compounded", "(prod (1+r) - 1) / (prod (1+b) - 1) where b > 0",
	                                 "PerformanceAnalytics, UpDownRatios", FIGURE_RATIO},
	[RATIO_DOWN_CAPTURE_COMPOUNDED] = {"down-capture-compounded", "(prod (1+r) - 1) / (prod (1+b) - 1) where b <= 0",
	                                   "PerformanceAnalytics, UpDownRatios", FIGURE_RATIO},
	[RATIO_UP_CAPTURE_ARITHMETIC] = {"up-capture-arithmetic", "sum r / sum b where b > 0", bacon, FIGURE_RATIO},
	[RATIO_DOWN_CAPTURE_ARITHMETIC] = {"down-capture-arithmetic", "sum r / sum b where b <= 0", bacon, FIGURE_RATIO},
	[RATIO_UP_NUMBER] = {"up-number", "share of periods with b > 0 in which r > 0", bacon, FIGURE_FRACTION},
	[RATIO_DOWN_NUMBER] = {"down-number", "share of periods with b < 0 in which r < 0", bacon, FIGURE_FRACTION},
	[RATIO_UP_PERCENT] = {"up-percent", "share of periods with b > 0 in which r > b", bacon, FIGURE_FRACTION},
	[RATIO_DOWN_PERCENT] = {"down-percent", "share of periods with b < 0 in which r > b", bacon, FIGURE_FRACTION},
};

static enum status check(const gsl_vector *returns, const gsl_vector *benchmark,
                         const struct ratio_settings *settings, struct error *err)
{
	if (!isfinite(settings->periods) || settings->periods <= 0.0)
		return error_set(err, STATUS_INVALID, "%g periods a year; there must be a positive number",
		                 settings->periods);
	if (!isfinite(settings->risk_free) || settings->risk_free <= -1.0 || !isfinite(settings->minimum_acceptable) ||
	    !isfinite(settings->sterling_excess) || settings->sterling_excess < 0.0)
		return error_set(err, STATUS_INVALID, "a risk-free return of %g, a minimum of %g and an excess of %g",
		                 settings->risk_free, settings->minimum_acceptable, settings->sterling_excess);
	if (returns->size == 0 || (benchmark != NULL && benchmark->size != returns->size))
		return error_set(err, STATUS_INVALID, "%zu returns and %zu of the benchmark", returns->size,
		                 benchmark != NULL ? benchmark->size : returns->size);
	for (size_t t = 0; t < returns->size; t++) {
		const double r = gsl_vector_get(returns, t), b = benchmark != NULL ? gsl_vector_get(benchmark, t) : 0.0;

		if (!isfinite(r) || r <= -1.0)
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite and above -1", t + 1, r);
		if (!isnan(b) && (!isfinite(b) || b <= -1.0))
			return error_set(err, STATUS_INVALID, "benchmark return %zu is %g; it must be finite and above -1",
			                 t + 1, b);
	}
	return STATUS_OK;
}

/* First two moments of a series. A spread of no more than the rounding of its level is none. */
struct moments {
	size_t count;
	double mean, squares; /* squares about the mean */
};

static struct moments moments_of(const gsl_vector *values)
{
	struct sum sum = {0}, squares = {0};
	struct moments result = {.count = values->size};
	double level = 0.0;

	for (size_t t = 0; t < values->size; t++) {
		sum_add(&sum, gsl_vector_get(values, t));
		level = fmax(level, fabs(gsl_vector_get(values, t)));
	}
	result.mean = sum_value(&sum) / (double)values->size;
	for (size_t t = 0; t < values->size; t++)
		sum_add(&squares, (gsl_vector_get(values, t) - result.mean) * (gsl_vector_get(values, t) - result.mean));
	result.squares = sum_value(&squares);
	if (sqrt(result.squares / (double)values->size) <= 4.0 * DBL_EPSILON * level)
		result.squares = 0.0;
	return result;
}

static double deviation(const struct moments *moments)
{
	return moments->count > 1 ? sqrt(moments->squares / (double)(moments->count - 1)) : 0.0;
}

static double deviation_population(const struct moments *moments)
{
	return sqrt(moments->squares / (double)moments->count);
}

/* ln prod (1 + r - less) */
static double log_growth(const gsl_vector *returns, double less)
{
	struct sum sum = {0};

	for (size_t t = 0; t < returns->size; t++)
		sum_add(&sum, log1p(gsl_vector_get(returns, t) - less));
	return sum_value(&sum);
}

static struct figure annual_return(const gsl_vector *returns, double periods)
{
	if ((double)returns->size < periods)
		return figure_missing(FIGURE_UNDER_A_YEAR);
	return figure_of(expm1(log_growth(returns, 0.0) * periods / (double)returns->size));
}

/* A figure that another depends on, divided: the reason of what is missing goes through. */
static struct figure over(struct figure top, double less, struct figure bottom, enum figure_reason reason)
{
	if (!figure_stands(top))
		return top;
	if (!figure_stands(bottom))
		return bottom;
	return bottom.value != 0.0 ? figure_of((top.value - less) / bottom.value) : figure_missing(reason);
}

static struct figure times(struct figure figure, double factor)
{
	return figure_stands(figure) ? figure_of(figure.value * factor) : figure;
}

/* The figure, if there are enough observations to scale it to a year. */
static struct figure scaled(struct figure figure, double factor, size_t observations)
{
	return observations < scaled_observations ? figure_missing(FIGURE_TOO_FEW) : times(figure, factor);
}

static struct figure deviation_figure(const struct moments *moments)
{
	return moments->count > 1 ? figure_of(deviation(moments)) : figure_missing(FIGURE_TOO_FEW);
}

static void set_shape(const gsl_vector *returns, const struct moments *moments, struct figure *figures)
{
	const double n = (double)returns->size;
	const enum figure_reason reason = returns->size < 2 ? FIGURE_TOO_FEW : FIGURE_NO_VARIATION;
	struct figure *const rows[] = {&figures[RATIO_SKEWNESS], &figures[RATIO_SKEWNESS_FISHER],
	                               &figures[RATIO_KURTOSIS], &figures[RATIO_KURTOSIS_SAMPLE],
	                               &figures[RATIO_KURTOSIS_EXCESS]};
	double skewness, excess, ratio, sample;

	for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
		*rows[k] = figure_missing(reason);
	if (!(moments->squares > 0.0) || risk_shape(returns, &skewness, &excess, NULL) != STATUS_OK)
		return;
	figures[RATIO_SKEWNESS] = figure_of(skewness);
	figures[RATIO_KURTOSIS] = figure_of(excess + 3.0);
	figures[RATIO_SKEWNESS_FISHER] = n > 2.0 ? figure_of(sqrt(n * (n - 1.0)) / (n - 2.0) * skewness) :
	                                           figure_missing(FIGURE_TOO_FEW);
	figures[RATIO_KURTOSIS_SAMPLE] = figures[RATIO_KURTOSIS_EXCESS] = figure_missing(FIGURE_TOO_FEW);
	if (returns->size < 4)
		return;
	ratio = (n - 1.0) / n; /* m2 over the sample variance */
	sample = n * (n + 1.0) / ((n - 1.0) * (n - 2.0) * (n - 3.0)) * n * (excess + 3.0) * ratio * ratio;
	figures[RATIO_KURTOSIS_SAMPLE] = figure_of(sample);
	figures[RATIO_KURTOSIS_EXCESS] = figure_of(sample - 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)));
}

static void set_sharpe(const gsl_vector *returns, const struct moments *moments,
                       const struct ratio_settings *settings, struct figure *figures)
{
	const double n = (double)returns->size, root = sqrt(settings->periods);
	const double growth = log_growth(returns, settings->risk_free);
	const struct figure spread = deviation_figure(moments);
	const struct figure ratio =
		over(figure_of(moments->mean), settings->risk_free, spread, FIGURE_NO_VARIATION);

	figures[RATIO_SHARPE_PERIOD] = ratio;
	figures[RATIO_SHARPE] = scaled(ratio, root, returns->size);
	figures[RATIO_SHARPE_GEOMETRIC] = scaled(
		n < settings->periods ? figure_missing(FIGURE_UNDER_A_YEAR) :
		isnan(growth) || isinf(growth) ? figure_missing(FIGURE_TOTAL_LOSS) :
		over(figure_of(expm1(growth * settings->periods / n)), 0.0, times(spread, root), FIGURE_NO_VARIATION),
		1.0, returns->size);
	figures[RATIO_SHARPE_ERROR] = figures[RATIO_SHARPE_PROBABILITY] = ratio;
	if (!figure_stands(ratio))
		return;
	figures[RATIO_SHARPE_ERROR] = figure_of(sqrt((1.0 + ratio.value * ratio.value / 2.0) / n));
	figures[RATIO_SHARPE_PROBABILITY] = figures[RATIO_KURTOSIS];
	if (figure_stands(figures[RATIO_KURTOSIS])) {
		const double variance = 1.0 - figures[RATIO_SKEWNESS].value * ratio.value +
			(figures[RATIO_KURTOSIS].value - 1.0) / 4.0 * ratio.value * ratio.value;

		figures[RATIO_SHARPE_PROBABILITY] =
			variance > 0.0 ? figure_of(gsl_cdf_ugaussian_P(ratio.value * sqrt(n - 1.0) / sqrt(variance))) :
			                 figure_missing(FIGURE_OUT_OF_DOMAIN);
	}
}

static void set_downside(const gsl_vector *returns, const struct moments *moments,
                         const struct ratio_settings *settings, struct figure *figures)
{
	const double minimum = settings->minimum_acceptable, n = (double)returns->size;
	struct sum gains = {0}, losses = {0}, squares = {0};
	double below = 0.0, full;

	for (size_t t = 0; t < returns->size; t++) {
		const double excess = gsl_vector_get(returns, t) - minimum;

		if (excess >= 0.0) {
			sum_add(&gains, excess);
			continue;
		}
		below++;
		sum_add(&losses, -excess);
		sum_add(&squares, excess * excess);
	}
	full = sqrt(sum_value(&squares) / n);
	figures[RATIO_DOWNSIDE_DEVIATION] = figure_of(full);
	figures[RATIO_DOWNSIDE_DEVIATION_SUBSET] = below > 0.0 ? figure_of(sqrt(sum_value(&squares) / below)) :
	                                                         figure_missing(FIGURE_NO_LOSS);
	figures[RATIO_SORTINO_PERIOD] = figure_ratio(moments->mean - minimum, full, FIGURE_NO_LOSS);
	figures[RATIO_SORTINO] = scaled(figures[RATIO_SORTINO_PERIOD], sqrt(settings->periods), returns->size);
	figures[RATIO_OMEGA] = figure_ratio(sum_value(&gains), sum_value(&losses), FIGURE_NO_LOSS);
}

static enum status set_drawdown(const gsl_vector *returns, const struct ratio_settings *settings, double free_year,
                                struct figure *figures, struct error *err)
{
	gsl_vector *wealth = gsl_vector_alloc(returns->size + 1);
	struct figure fall[DRAWDOWN_COUNT];
	const struct figure annual = figures[RATIO_ANNUAL_RETURN];
	enum status status;

	if (wealth == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns do not fit", returns->size);
	status = risk_wealth_path(returns, wealth, err);
	if (status == STATUS_OK)
		status = risk_drawdown_figures(wealth, 0.95, fall, err);
	gsl_vector_free(wealth);
	if (status != STATUS_OK)
		return status;
	figures[RATIO_MAX_DRAWDOWN] = fall[DRAWDOWN_MAXIMUM];
	figures[RATIO_ULCER] = fall[DRAWDOWN_ULCER];
	figures[RATIO_PAIN] = fall[DRAWDOWN_PAIN];
	figures[RATIO_CALMAR] = over(annual, 0.0, fall[DRAWDOWN_MAXIMUM], FIGURE_NO_LOSS);
	figures[RATIO_STERLING] = over(annual, 0.0, figure_of(fall[DRAWDOWN_MAXIMUM].value + settings->sterling_excess),
	                               FIGURE_NO_LOSS);
	figures[RATIO_MARTIN] = over(annual, free_year, fall[DRAWDOWN_ULCER], FIGURE_NO_LOSS);
	figures[RATIO_PAIN_RATIO] = over(annual, free_year, fall[DRAWDOWN_PAIN], FIGURE_NO_LOSS);
	return STATUS_OK;
}

/* What the portfolio made of the periods in which the benchmark rose, or fell. */
static void set_captures(const gsl_vector *portfolio, const gsl_vector *benchmark, bool is_up, struct figure *figures)
{
	const size_t shift = is_up ? 0 : 1; /* the rows come in pairs: up, then down */
	struct sum growth_p = {0}, growth_b = {0}, strict_p = {0}, strict_b = {0}, sum_p = {0}, sum_b = {0};
	double strict = 0.0, same = 0.0, better = 0.0, bottom;
	size_t wide = 0;

	for (size_t t = 0; t < portfolio->size; t++) {
		const double p = gsl_vector_get(portfolio, t), b = gsl_vector_get(benchmark, t);

		if (is_up ? b <= 0.0 : b > 0.0)
			continue;
		wide++;
		sum_add(&growth_p, log1p(p));
		sum_add(&growth_b, log1p(b));
		sum_add(&sum_p, p);
		sum_add(&sum_b, b);
		if (b == 0.0)
			continue;
		strict++;
		sum_add(&strict_p, log1p(p));
		sum_add(&strict_b, log1p(b));
		same += is_up ? p > 0.0 : p < 0.0;
		better += p > b;
	}
	bottom = expm1(sum_value(&strict_b) / (strict > 0.0 ? strict : 1.0));
	figures[RATIO_UP_CAPTURE + shift] =
		strict < (double)captured_observations ? figure_missing(FIGURE_TOO_FEW) :
		over(figure_of(expm1(sum_value(&strict_p) / strict)), 0.0, figure_of(bottom), FIGURE_NO_VARIATION);
	figures[RATIO_UP_CAPTURE_COMPOUNDED + shift] =
		wide == 0 ? figure_missing(FIGURE_TOO_FEW) :
		over(figure_of(expm1(sum_value(&growth_p))), 0.0, figure_of(expm1(sum_value(&growth_b))),
		     FIGURE_NO_VARIATION);
	figures[RATIO_UP_CAPTURE_ARITHMETIC + shift] =
		wide == 0 ? figure_missing(FIGURE_TOO_FEW) :
		over(figure_of(sum_value(&sum_p)), 0.0, figure_of(sum_value(&sum_b)), FIGURE_NO_VARIATION);
	figures[RATIO_UP_NUMBER + shift] = figure_ratio(same, strict, FIGURE_TOO_FEW);
	figures[RATIO_UP_PERCENT + shift] = figure_ratio(better, strict, FIGURE_TOO_FEW);
}

/* The line through the pairs, and what is left of the portfolio around it. */
struct line {
	struct moments portfolio, benchmark, difference;
	double covariance; /* sum of products about the means; a divisor is the user's */
	double left;       /* sum of squares of the residuals */
};

static struct line line_of(const gsl_vector *portfolio, const gsl_vector *benchmark, gsl_vector *difference)
{
	struct sum products = {0}, left = {0};
	struct line line = {.portfolio = moments_of(portfolio), .benchmark = moments_of(benchmark)};
	double beta;

	for (size_t t = 0; t < portfolio->size; t++) {
		const double p = gsl_vector_get(portfolio, t), b = gsl_vector_get(benchmark, t);

		sum_add(&products, (p - line.portfolio.mean) * (b - line.benchmark.mean));
		gsl_vector_set(difference, t, p - b);
	}
	line.difference = moments_of(difference);
	line.covariance = line.portfolio.squares > 0.0 && line.benchmark.squares > 0.0 ? sum_value(&products) : 0.0;
	beta = line.benchmark.squares > 0.0 ? line.covariance / line.benchmark.squares : 0.0;
	for (size_t t = 0; t < portfolio->size; t++) {
		const double e = gsl_vector_get(portfolio, t) - line.portfolio.mean -
			beta * (gsl_vector_get(benchmark, t) - line.benchmark.mean);

		sum_add(&left, e * e);
	}
	line.left = sum_value(&left);
	return line;
}

static void set_line(const struct line *line, const struct ratio_settings *settings, double free_year,
                     struct figure annual, struct figure *figures)
{
	const size_t n = line->portfolio.count;
	const double root = sqrt(settings->periods), rf = settings->risk_free;
	const struct figure their = figures[RATIO_BENCHMARK_ANNUAL_RETURN];
	const struct figure beta =
		n < 2 ? figure_missing(FIGURE_TOO_FEW) :
		over(figure_of(line->covariance), 0.0, figure_of(line->benchmark.squares), FIGURE_NO_VARIATION);
	const double slope = beta.value, spread_p = deviation_population(&line->portfolio),
	             spread_b = deviation_population(&line->benchmark);

	figures[RATIO_BETA] = beta;
	figures[RATIO_ALPHA] = figures[RATIO_JENSEN_ALPHA] = figures[RATIO_SPECIFIC_RISK] = beta;
	figures[RATIO_SYSTEMATIC_RISK] = beta;
	if (figure_stands(beta)) {
		figures[RATIO_ALPHA] =
			figure_of(line->portfolio.mean - rf - slope * (line->benchmark.mean - rf));
		figures[RATIO_SPECIFIC_RISK] = scaled(figure_of(sqrt(line->left / (double)n)), root, n);
		figures[RATIO_SYSTEMATIC_RISK] = scaled(figure_of(slope * spread_b), root, n);
		figures[RATIO_JENSEN_ALPHA] =
			!figure_stands(annual) ? annual : !figure_stands(their) ? their :
			figure_of(annual.value - free_year - slope * (their.value - free_year));
	}
	figures[RATIO_CORRELATION] = n < 2 ? figure_missing(FIGURE_TOO_FEW) :
		over(figure_of(line->covariance / (double)n), 0.0, figure_of(spread_p * spread_b), FIGURE_NO_VARIATION);
	if (figure_stands(figures[RATIO_CORRELATION]))
		figures[RATIO_CORRELATION].value = fmin(fmax(figures[RATIO_CORRELATION].value, -1.0), 1.0);
	figures[RATIO_R_SQUARED] = times(figures[RATIO_CORRELATION], figures[RATIO_CORRELATION].value);
	figures[RATIO_TREYNOR] = over(annual, free_year, beta, FIGURE_NO_VARIATION);
	figures[RATIO_M_SQUARED] = over(annual, free_year, figure_of(spread_p), FIGURE_NO_VARIATION);
	if (figure_stands(figures[RATIO_M_SQUARED]))
		figures[RATIO_M_SQUARED] = figure_of(free_year + figures[RATIO_M_SQUARED].value * spread_b);
}

static void set_active(const struct line *line, const struct ratio_settings *settings, struct figure annual,
                       struct figure *figures)
{
	const size_t n = line->portfolio.count;
	const double root = sqrt(settings->periods);
	const struct figure spread = deviation_figure(&line->difference);
	const struct figure error = scaled(spread, root, n), their = figures[RATIO_BENCHMARK_ANNUAL_RETURN];

	figures[RATIO_BENCHMARK_ANNUAL_VOLATILITY] = scaled(deviation_figure(&line->benchmark), root, n);
	figures[RATIO_TRACKING_ERROR] = error;
	figures[RATIO_INFORMATION] = figure_stands(their) ? over(annual, their.value, error, FIGURE_NO_VARIATION) : their;
	figures[RATIO_INFORMATION_ARITHMETIC] =
		scaled(over(figure_of(line->difference.mean), 0.0, spread, FIGURE_NO_VARIATION), root, n);
}

/* The pairs in which the benchmark has a return; three vectors of their number, the last a place to work. */
static enum status set_pairs(const gsl_vector *returns, const gsl_vector *benchmark,
                             const struct ratio_settings *settings, double free_year, struct figure *figures,
                             struct error *err)
{
	gsl_matrix *space;
	size_t count = 0, row = 0;

	for (int k = RATIO_BENCHMARK_CUMULATIVE_RETURN; k < RATIO_COUNT; k++)
		figures[k] = figure_missing(FIGURE_NO_BENCHMARK);
	for (size_t t = 0; benchmark != NULL && t < benchmark->size; t++)
		count += !isnan(gsl_vector_get(benchmark, t));
	if (count == 0)
		return STATUS_OK;
	space = gsl_matrix_alloc(3, count);
	if (space == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu pairs of returns do not fit", count);
	for (size_t t = 0; t < benchmark->size; t++) {
		if (isnan(gsl_vector_get(benchmark, t)))
			continue;
		gsl_matrix_set(space, 0, row, gsl_vector_get(returns, t));
		gsl_matrix_set(space, 1, row++, gsl_vector_get(benchmark, t));
	}
	gsl_vector_view p = gsl_matrix_row(space, 0), b = gsl_matrix_row(space, 1), work = gsl_matrix_row(space, 2);
	const struct line line = line_of(&p.vector, &b.vector, &work.vector);
	const struct figure annual = annual_return(&p.vector, settings->periods);

	figures[RATIO_BENCHMARK_CUMULATIVE_RETURN] = figure_of(expm1(log_growth(&b.vector, 0.0)));
	figures[RATIO_BENCHMARK_ANNUAL_RETURN] = annual_return(&b.vector, settings->periods);
	set_active(&line, settings, annual, figures);
	set_line(&line, settings, free_year, annual, figures);
	set_captures(&p.vector, &b.vector, true, figures);
	set_captures(&p.vector, &b.vector, false, figures);
	gsl_matrix_free(space);
	return STATUS_OK;
}

enum status risk_ratios(const gsl_vector *returns, const gsl_vector *benchmark, const struct ratio_settings *settings,
                        struct figure figures[RATIO_COUNT], struct error *err)
{
	struct figure answer[RATIO_COUNT] = {{0}};
	struct moments moments;
	double free_year;
	enum status status = check(returns, benchmark, settings, err);

	if (status != STATUS_OK)
		return status;
	moments = moments_of(returns);
	free_year = expm1(log1p(settings->risk_free) * settings->periods);
	answer[RATIO_CUMULATIVE_RETURN] = figure_of(expm1(log_growth(returns, 0.0)));
	answer[RATIO_ANNUAL_RETURN] = annual_return(returns, settings->periods);
	answer[RATIO_MEAN] = figure_of(moments.mean);
	answer[RATIO_DEVIATION] = deviation_figure(&moments);
	answer[RATIO_DEVIATION_POPULATION] = figure_of(deviation_population(&moments));
	answer[RATIO_ANNUAL_VOLATILITY] = scaled(answer[RATIO_DEVIATION], sqrt(settings->periods), returns->size);
	set_shape(returns, &moments, answer);
	set_sharpe(returns, &moments, settings, answer);
	set_downside(returns, &moments, settings, answer);
	status = set_drawdown(returns, settings, free_year, answer, err);
	if (status == STATUS_OK)
		status = set_pairs(returns, benchmark, settings, free_year, answer, err);
	if (status == STATUS_OK)
		memcpy(figures, answer, sizeof answer);
	return status;
}
