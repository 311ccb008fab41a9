/* Tails of distributions that are not normal, and the table of all definitions. */
#include "engine/risk/risk.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "engine/base/sum.h"

enum status risk_student_tail(double mean, double volatility, double degrees, double confidence, struct risk_tail *tail,
                              struct error *err)
{
	double scale, t;

	if (!(confidence > 0.0 && confidence < 1.0))
		return error_set(err, STATUS_INVALID, "the confidence is %g; it must lie between 0 and 1", confidence);
	if (!isfinite(degrees) || degrees <= 2.0)
		return error_set(err, STATUS_INVALID, "a Student t of %g degrees of freedom has no variance; more than 2 are "
		                 "needed", degrees);
	if (!isfinite(mean) || !isfinite(volatility) || volatility < 0.0)
		return error_set(err, STATUS_INVALID, "a Student t with mean %g and volatility %g", mean, volatility);
	scale = volatility * sqrt((degrees - 2.0) / degrees);
	t = gsl_cdf_tdist_Pinv(confidence, degrees);
	*tail = (struct risk_tail){
		.value_at_risk = -mean + scale * t,
		.expected_shortfall = -mean + scale * gsl_ran_tdist_pdf(t, degrees) / (1.0 - confidence) *
		                      (degrees + t * t) / (degrees - 1.0),
	};
	return STATUS_OK;
}

enum status risk_shape(const gsl_vector *returns, double *skewness, double *excess_kurtosis, struct error *err)
{
	struct sum cubes = {0}, fourths = {0};
	double mean, deviation, level = 0.0;
	const double count = (double)returns->size;
	const enum status status = risk_population_moments(returns, &mean, &deviation, err);

	if (status != STATUS_OK)
		return status;
	for (size_t t = 0; t < returns->size; t++)
		level = fmax(level, fabs(gsl_vector_get(returns, t)));
	/* A constant series deviates from its mean by the rounding of that mean. */
	if (!(deviation > 4.0 * 2.2e-16 * level))
		return error_set(err, STATUS_INFEASIBLE, "the returns do not vary, so they have no shape");
	for (size_t t = 0; t < returns->size; t++) {
		const double z = (gsl_vector_get(returns, t) - mean) / deviation;

		sum_add(&cubes, z * z * z);
		sum_add(&fourths, z * z * z * z);
	}
	*skewness = sum_value(&cubes) / count;
	*excess_kurtosis = sum_value(&fourths) / count - 3.0;
	return STATUS_OK;
}

/* dh/dz */
static double slope(double z, double s, double k)
{
	return 1.0 + s * z / 3.0 + k * (3.0 * z * z - 3.0) / 24.0 - s * s * (6.0 * z * z - 5.0) / 36.0;
}

/* Whether the slope, a parabola in z, is positive on [from, 0]: at both ends, and at its low point if that lies within. */
static bool rises(double from, double s, double k)
{
	const double quadratic = k / 8.0 - s * s / 6.0, linear = s / 3.0;
	const double low = quadratic > 0.0 ? -linear / (2.0 * quadratic) : from;

	return slope(from, s, k) > 0.0 && slope(0.0, s, k) > 0.0 &&
	       (low < from || low > 0.0 || slope(low, s, k) > 0.0);
}

enum status risk_cornish_fisher_tail(const gsl_vector *returns, double confidence, struct cornish_fisher *result,
                                     struct error *err)
{
	struct cornish_fisher answer = {0};
	double mean, deviation, s, k, z, h, density;
	enum status status;

	if (!(confidence > 0.5 && confidence < 1.0))
		return error_set(err, STATUS_INVALID, "the confidence is %g; the expansion needs one between 0.5 and 1",
		                 confidence);
	if (returns->size < 4)
		return error_set(err, STATUS_INVALID, "%zu returns have no shape; at least 4 are needed", returns->size);
	status = risk_shape(returns, &s, &k, err);
	if (status == STATUS_OK)
		status = risk_population_moments(returns, &mean, &deviation, err);
	if (status == STATUS_OK)
		status = risk_historical_tail(returns, confidence, &answer.tail, err);
	if (status != STATUS_OK)
		return status;
	z = gsl_cdf_ugaussian_Pinv(1.0 - confidence);
	h = z + (z * z - 1.0) * s / 6.0 + (z * z * z - 3.0 * z) * k / 24.0 - (2.0 * z * z * z - 5.0 * z) * s * s / 36.0;
	density = 1.0 + h * h * h * s / 6.0 +
	          (pow(h, 6.0) - 9.0 * pow(h, 4.0) + 9.0 * h * h + 3.0) * s * s / 72.0 +
	          (pow(h, 4.0) - 2.0 * h * h - 1.0) * k / 24.0;
	answer.skewness = s;
	answer.excess_kurtosis = k;
	answer.quantile = h;
	answer.is_global = k / 8.0 - s * s / 6.0 >= 0.0 && rises(-1e3, s, k) && rises(-1e3, -s, k);
	{
		const struct risk_tail modified = {
			.value_at_risk = -mean - h * deviation,
			.expected_shortfall = -mean + deviation / (1.0 - confidence) * gsl_ran_ugaussian_pdf(h) * density,
		};

		answer.is_historical = !rises(z - 1.0, s, k) || !isfinite(modified.expected_shortfall) ||
		                       modified.expected_shortfall < modified.value_at_risk;
		if (!answer.is_historical)
			answer.tail = modified;
	}
	*result = answer;
	return STATUS_OK;
}

const struct figure_definition tail_definitions[TAIL_COUNT] = {
	[TAIL_VALUE_AT_RISK] = {
		"value-at-risk", "k-th largest loss, k = ceil((1 - confidence) T)",
		"Rockafellar, Uryasev (2002)", FIGURE_FRACTION},
	[TAIL_EXPECTED_SHORTFALL] = {
		"expected-shortfall", "mean of the worst (1 - confidence) T losses, the last in part",
		"Rockafellar, Uryasev (2002)", FIGURE_FRACTION},
	[TAIL_INTERPOLATED_VALUE_AT_RISK] = {
		"value-at-risk-interpolated", "minus the (1 - confidence) quantile of type 7",
		"Hyndman, Fan (1996)", FIGURE_FRACTION},
	[TAIL_NORMAL_VALUE_AT_RISK] = {
		"value-at-risk-normal", "-m + z s, s with divisor T-1",
		"Jorion, Value at Risk (2006)", FIGURE_FRACTION},
	[TAIL_NORMAL_EXPECTED_SHORTFALL] = {
		"expected-shortfall-normal", "-m + s phi(z) / (1 - confidence), s with divisor T-1",
		"McNeil, Frey, Embrechts (2005)", FIGURE_FRACTION},
	[TAIL_POPULATION_VALUE_AT_RISK] = {
		"value-at-risk-normal-population", "-m + z s, s with divisor T",
		"Jorion, Value at Risk (2006)", FIGURE_FRACTION},
	[TAIL_POPULATION_EXPECTED_SHORTFALL] = {
		"expected-shortfall-normal-population", "-m + s phi(z) / (1 - confidence), s with divisor T",
		"McNeil, Frey, Embrechts (2005)", FIGURE_FRACTION},
	[TAIL_STUDENT_VALUE_AT_RISK] = {
		"value-at-risk-student", "-m + c t, c = s sqrt((v-2)/v), s with divisor T-1",
		"McNeil, Frey, Embrechts (2005)", FIGURE_FRACTION},
	[TAIL_STUDENT_EXPECTED_SHORTFALL] = {
		"expected-shortfall-student", "-m + c f(t)/(1 - confidence) (v + t^2)/(v - 1)",
		"McNeil, Frey, Embrechts (2005)", FIGURE_FRACTION},
	[TAIL_MODIFIED_VALUE_AT_RISK] = {
		"value-at-risk-modified", "-m - h s, h the Cornish-Fisher quantile, moments with divisor T",
		"Boudt, Peterson, Croux (2008)", FIGURE_FRACTION},
	[TAIL_MODIFIED_EXPECTED_SHORTFALL] = {
		"expected-shortfall-modified",
		"-m + s phi(h)/(1 - confidence) (1 + h^3 S/6 + (h^6-9h^4+9h^2+3) S^2/72 + (h^4-2h^2-1) K/24)",
		"Boudt, Peterson, Croux (2008)", FIGURE_FRACTION},
};

static void set_tail(struct figure figures[2], const struct risk_tail *tail)
{
	figures[0] = figure_of(tail->value_at_risk);
	figures[1] = figure_of(tail->expected_shortfall);
}

static void set_missing(struct figure figures[2], enum figure_reason reason)
{
	figures[0] = figures[1] = figure_missing(reason);
}

/* What needs a standard deviation. */
static void set_moments(const gsl_vector *returns, double confidence, double degrees, struct figure *figures)
{
	struct risk_tail tail;
	double mean, deviation;

	/* Squares of huge returns overflow; what then has no standard deviation has no value either. */
	set_missing(&figures[TAIL_POPULATION_VALUE_AT_RISK], FIGURE_OUT_OF_DOMAIN);
	set_missing(&figures[TAIL_NORMAL_VALUE_AT_RISK], returns->size < 2 ? FIGURE_TOO_FEW : FIGURE_OUT_OF_DOMAIN);
	set_missing(&figures[TAIL_STUDENT_VALUE_AT_RISK], returns->size < 2 ? FIGURE_TOO_FEW : FIGURE_OUT_OF_DOMAIN);
	if (risk_population_moments(returns, &mean, &deviation, NULL) == STATUS_OK &&
	    risk_normal_tail(mean, deviation, confidence, &tail, NULL) == STATUS_OK)
		set_tail(&figures[TAIL_POPULATION_VALUE_AT_RISK], &tail);
	if (risk_sample_moments(returns, &mean, &deviation, NULL) != STATUS_OK)
		return;
	if (risk_normal_tail(mean, deviation, confidence, &tail, NULL) == STATUS_OK)
		set_tail(&figures[TAIL_NORMAL_VALUE_AT_RISK], &tail);
	if (risk_student_tail(mean, deviation, degrees, confidence, &tail, NULL) == STATUS_OK)
		set_tail(&figures[TAIL_STUDENT_VALUE_AT_RISK], &tail);
}

/* What needs a shape, and a domain. */
static void set_modified(const gsl_vector *returns, double confidence, struct figure figures[2])
{
	struct cornish_fisher modified;
	const enum status status = risk_cornish_fisher_tail(returns, confidence, &modified, NULL);

	if (status == STATUS_OK && !modified.is_historical)
		set_tail(figures, &modified.tail);
	else if (status == STATUS_INFEASIBLE)
		set_missing(figures, FIGURE_NO_VARIATION);
	else
		set_missing(figures, returns->size < 4 ? FIGURE_TOO_FEW : FIGURE_OUT_OF_DOMAIN);
}

enum status risk_tail_figures(const gsl_vector *returns, double confidence, double degrees,
                              struct figure figures[TAIL_COUNT], struct error *err)
{
	struct figure answer[TAIL_COUNT] = {{0}};
	struct risk_tail tail;
	double interpolated;
	enum status status = risk_historical_tail(returns, confidence, &tail, err);

	if (status == STATUS_OK)
		status = risk_interpolated_value_at_risk(returns, confidence, &interpolated, err);
	if (status != STATUS_OK)
		return status;
	if (!isfinite(degrees) || degrees <= 2.0)
		return error_set(err, STATUS_INVALID, "a Student t of %g degrees of freedom has no variance; more than 2 are "
		                 "needed", degrees);
	set_tail(&answer[TAIL_VALUE_AT_RISK], &tail);
	answer[TAIL_INTERPOLATED_VALUE_AT_RISK] = figure_of(interpolated);
	set_moments(returns, confidence, degrees, answer);
	set_modified(returns, confidence, &answer[TAIL_MODIFIED_VALUE_AT_RISK]);
	memcpy(figures, answer, sizeof answer);
	return STATUS_OK;
}
