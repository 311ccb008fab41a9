/*
 * Moments of returns. Numbers of the four assets come from tests/reference/estimate_risk.py; 1e-12 is their rounding
 * in fifteen printed digits after sums of 24 terms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "engine/estimate/estimate.h"
#include "tests/support/four_assets.h"
#include "tests/support/oracle.h"

static const double printed = 1e-12; /* relative */

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static void assert_relative(double value, double expected, double tolerance)
{
	assert_near(value, expected, tolerance * fabs(expected));
}

/* The four assets' returns, months ending in 2024 and 2025. */
static struct series four_returns(void)
{
	struct series returns = {0};

	assert_int_equal(series_init(&returns, 24, 4, NULL), STATUS_OK);
	for (size_t t = 0; t < 24; t++) {
		returns.dates[t] = date_add_months((struct date){19753}, (int)t); /* 2024-01-31 */
		for (size_t i = 0; i < 4; i++)
			returns.values[t * 4 + i] = four_assets[t][i];
	}
	return returns;
}

static struct series prices_of(const struct series *returns)
{
	struct series prices = {0};

	assert_int_equal(series_init(&prices, returns->length + 1, returns->count, NULL), STATUS_OK);
	for (size_t i = 0; i < returns->count; i++)
		prices.values[i] = 100.0;
	prices.dates[0] = date_add_months(returns->dates[0], -1);
	for (size_t t = 0; t < returns->length; t++) {
		prices.dates[t + 1] = returns->dates[t];
		for (size_t i = 0; i < returns->count; i++)
			prices.values[(t + 1) * prices.count + i] =
				series_at(&prices, t, i) * (1.0 + series_at(returns, t, i));
	}
	return prices;
}

/* One asset on Mondays to Fridays from Monday 2024-01-01; NaN where 0. */
static struct series weekdays(const double *values, size_t length)
{
	struct series prices = {0};

	assert_int_equal(series_init(&prices, length, 1, NULL), STATUS_OK);
	for (size_t t = 0; t < length; t++) {
		prices.dates[t].days = 19723 + (int32_t)(t / 5 * 7 + t % 5);
		prices.values[t] = values[t] > 0.0 ? values[t] : NAN;
	}
	return prices;
}

static gsl_matrix *covariance_by(const char *name, const struct series *returns, double decay,
                                 struct estimate_info *info)
{
	gsl_matrix *covariance = gsl_matrix_alloc(returns->count, returns->count);
	struct error err = {0};
	const struct estimator *estimator = estimate_find(name);

	assert_non_null(estimator);
	if (estimate_covariance(estimator, returns, decay, covariance, info, &err) != STATUS_OK)
		fail_msg("%s: %s", name, err.message);
	return covariance;
}

/* The upper half, row by row. */
static void assert_upper(const gsl_matrix *covariance, const double *expected, double tolerance)
{
	for (size_t i = 0; i < covariance->size1; i++)
		for (size_t j = i; j < covariance->size2; j++) {
			assert_relative(gsl_matrix_get(covariance, i, j), *expected++, tolerance);
			assert_true(gsl_matrix_get(covariance, i, j) == gsl_matrix_get(covariance, j, i));
		}
}

static void returns_of_prices_give_back_the_returns(void **state)
{
	struct series returns = four_returns(), prices = prices_of(&returns), again = {0};
	struct estimate_coverage coverage[4];

	(void)state;
	assert_int_equal(estimate_returns(&prices, &again, coverage, NULL), STATUS_OK);
	assert_int_equal(again.length, 24);
	assert_int_equal(again.count, 4);
	for (size_t k = 0; k < 96; k++)
		assert_near(again.values[k], returns.values[k], 1e-15); /* three roundings near 1 */
	for (size_t t = 0; t < 24; t++)
		assert_int_equal(again.dates[t].days, returns.dates[t].days);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(coverage[i].observed, 25);
		assert_int_equal(coverage[i].stale + coverage[i].missing, 0);
	}
	series_clear(&returns);
	series_clear(&prices);
	series_clear(&again);
}

static void a_gap_of_five_days_is_carried_and_counted(void **state)
{
	const double values[] = {10, 0, 0, 0, 0, 0, 11, 12};
	struct series prices = weekdays(values, 8), returns = {0};
	struct estimate_coverage coverage;

	(void)state;
	assert_int_equal(estimate_returns(&prices, &returns, &coverage, NULL), STATUS_OK);
	assert_int_equal(coverage.observed, 3);
	assert_int_equal(coverage.stale, 5);
	assert_int_equal(coverage.missing, 0);
	for (size_t t = 0; t < 5; t++)
		assert_true(returns.values[t] == 0.0);
	assert_near(returns.values[5], 0.1, 1e-15);
	series_clear(&prices);
	series_clear(&returns);
}

static void a_gap_of_six_days_is_missing_and_so_is_the_return_after_it(void **state)
{
	const double values[] = {10, 0, 0, 0, 0, 0, 0, 11, 12};
	struct series prices = weekdays(values, 9), returns = {0};
	struct estimate_coverage coverage;

	(void)state;
	assert_int_equal(estimate_returns(&prices, &returns, &coverage, NULL), STATUS_OK);
	assert_int_equal(coverage.stale, 0);
	assert_int_equal(coverage.missing, 6);
	for (size_t t = 0; t < 7; t++)
		assert_true(isnan(returns.values[t]));
	assert_near(returns.values[7], 12.0 / 11.0 - 1.0, 1e-15);
	series_clear(&prices);
	series_clear(&returns);
}

static void nothing_is_carried_before_the_first_price(void **state)
{
	const double values[] = {0, 0, 10, 11, 0};
	struct series prices = weekdays(values, 5), returns = {0};
	struct estimate_coverage coverage;
	struct estimate_info info = {0};

	(void)state;
	assert_int_equal(estimate_returns(&prices, &returns, &coverage, NULL), STATUS_OK);
	assert_int_equal(coverage.missing, 2);
	assert_int_equal(coverage.stale, 1);
	assert_true(isnan(returns.values[0]) && isnan(returns.values[1]));
	assert_near(returns.values[2], 0.1, 1e-15);
	assert_true(returns.values[3] == 0.0);
	estimate_count_gaps(&coverage, 1, &info);
	assert_int_equal(info.missing, 2);
	assert_int_equal(info.stale, 1);
	series_clear(&prices);
	series_clear(&returns);
}

static void unusable_prices_are_refused_by_name_and_nothing_is_written(void **state)
{
	const double values[] = {10, 11, 12};
	struct series prices = weekdays(values, 3), returns = {0};
	struct error err = {0};

	(void)state;
	prices.values[1] = -11;
	assert_int_equal(estimate_returns(&prices, &returns, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "asset 1 on 2024-01-02 is -11"));
	prices.values[1] = INFINITY;
	assert_int_equal(estimate_returns(&prices, &returns, NULL, &err), STATUS_INVALID);
	prices.values[1] = 0.0;
	assert_int_equal(estimate_returns(&prices, &returns, NULL, &err), STATUS_INVALID);
	prices.values[1] = 11;
	prices.dates[2] = prices.dates[1];
	assert_int_equal(estimate_returns(&prices, &returns, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "do not rise"));
	prices.length = 1;
	assert_int_equal(estimate_returns(&prices, &returns, NULL, &err), STATUS_INVALID);
	assert_null(returns.values);
	series_clear(&prices);
}

static void weeks_end_with_their_last_price_across_the_new_year(void **state)
{
	/* Monday 2024-12-30 to Tuesday 2025-01-14; the week of 2024-12-30 is week 1 of 2025. */
	const double values[] = {1, 2, 3, 4, NAN, 6, NAN, NAN, NAN, NAN, NAN, 12};
	struct series prices = {0}, weekly = {0};
	char text[DATE_TEXT_SIZE];

	(void)state;
	assert_int_equal(series_init(&prices, 12, 1, NULL), STATUS_OK);
	for (size_t t = 0; t < 12; t++) {
		prices.dates[t].days = 20087 + (int32_t)(t / 5 * 7 + t % 5);
		prices.values[t] = values[t];
	}
	assert_string_equal(date_format(prices.dates[0], text), "2024-12-30");
	assert_int_equal(estimate_weekly(&prices, &weekly, NULL), STATUS_OK);
	assert_int_equal(weekly.length, 3);
	assert_string_equal(date_format(weekly.dates[0], text), "2025-01-03");
	assert_true(weekly.values[0] == 4 && weekly.values[1] == 6 && weekly.values[2] == 12);
	series_clear(&prices);
	series_clear(&weekly);
}

static void means_are_those_of_the_reference(void **state)
{
	static const double arithmetic[] = {-0.0513, -0.08635, 0.03155, 0.11645};
	static const double geometric[] = {-0.07465470580534, -0.09814244329113, 0.0313870730103, 0.10900753492426};
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);

	(void)state;
	assert_int_equal(estimate_arithmetic_mean(&returns, 12, mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		assert_near(gsl_vector_get(mean, i), arithmetic[i], 1e-15);
	assert_int_equal(estimate_geometric_mean(&returns, 12, mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		assert_near(gsl_vector_get(mean, i), geometric[i], 1e-14); /* printed to fourteen decimals */
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void a_total_loss_stays_a_total_loss(void **state)
{
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);
	struct error err = {0};

	(void)state;
	returns.values[4] = -1.0;
	assert_int_equal(estimate_geometric_mean(&returns, 12, mean, NULL), STATUS_OK);
	assert_true(gsl_vector_get(mean, 0) == -1.0);
	returns.values[4] = -1.5;
	assert_int_equal(estimate_geometric_mean(&returns, 12, mean, &err), STATUS_INVALID);
	for (size_t t = 0; t < 24; t++)
		returns.values[t * 4 + 2] = NAN;
	assert_int_equal(estimate_arithmetic_mean(&returns, 12, mean, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "asset 3"));
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void the_sample_covariance_divides_by_one_less(void **state)
{
	static const double expected[] = {
		4.32806717391304e-03, 2.27742510869565e-03, -9.09794565217391e-05, 3.70534673913043e-04,
		2.81860563405797e-03, 6.82842210144928e-05, -7.27844800724638e-04, 1.06205634057971e-04,
		1.14177264492754e-04, 2.20539346014493e-03,
	};
	static const double volatility[] = {0.22789648107629, 0.18391103177541, 0.03569968639492, 0.16267981288943};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("sample", &returns, 0, &info);

	(void)state;
	assert_upper(covariance, expected, printed);
	assert_int_equal(info.observations, 24);
	assert_true(info.shrinkage == 0.0);
	assert_false(info.is_pairwise);
	assert_relative(info.condition, 0.011905525832021013, 1e-10); /* the smallest eigenvalue loses two digits */
	estimate_annualise(covariance, 12);
	for (size_t i = 0; i < 4; i++)
		assert_relative(sqrt(gsl_matrix_get(covariance, i, i)), volatility[i], 1e-12);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void weights_that_fade_sum_to_one_around_zero(void **state)
{
	static const double daily[] = {
		4.90118976338638e-03, 2.85100676110842e-03, -3.97107459546389e-05, 1.69421309236379e-04,
		3.02243073340469e-03, 4.83720191578806e-05, -9.05533658311772e-04, 8.02419743047795e-05,
		3.68390625411417e-05, 2.41367154250692e-03,
	};
	static const double monthly[] = {
		4.53519460976059e-03, 2.52497634185877e-03, -6.98504294122823e-05, 2.56213638086521e-04,
		2.87636373540518e-03, 4.70307680136111e-05, -8.27817803320167e-04, 9.40552166947190e-05,
		8.62117638835592e-05, 2.30467963068631e-03,
	};
	struct series returns = four_returns();
	gsl_matrix *covariance = covariance_by("weighted", &returns, ESTIMATE_DECAY_DAILY, NULL);

	(void)state;
	assert_upper(covariance, daily, printed);
	gsl_matrix_free(covariance);
	covariance = covariance_by("weighted", &returns, ESTIMATE_DECAY_MONTHLY, NULL);
	assert_upper(covariance, monthly, printed);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void ledoit_and_wolf_shrink_toward_the_identity(void **state)
{
	static const double expected[] = {
		3.62007607187812e-03, 1.57051550378554e-03, -6.27395590080272e-05, 2.55521223441609e-04,
		2.57914930697207e-03, 4.70888932231890e-05, -5.01922780917446e-04, 7.08674516735105e-04,
		7.87367994587500e-05, 2.15627734399804e-03,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("ledoit-wolf-identity", &returns, 0, &info);

	(void)state;
	assert_relative(info.shrinkage, 0.2804159485633274, printed);
	assert_upper(covariance, expected, printed);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void ledoit_and_wolf_shrink_toward_constant_correlation(void **state)
{
	static const double expected[] = {
		4.14773104166667e-03, 1.54002245317693e-03, -2.83738696697278e-05, 3.52788483983778e-04,
		2.70116373263889e-03, 6.41128077920616e-05, -3.45825669995142e-04, 1.01780399305556e-04,
		8.97314206967207e-05, 2.11350206597222e-03,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("ledoit-wolf-constant", &returns, 0, &info);

	(void)state;
	assert_relative(info.shrinkage, 0.3592745800469758, printed);
	assert_upper(covariance, expected, printed);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

/* The first `columns` of the four assets, over the first `rows` months. */
static gsl_matrix *corner(size_t rows, size_t columns)
{
	gsl_matrix *matrix = gsl_matrix_alloc(rows, columns);

	for (size_t t = 0; t < rows; t++)
		for (size_t i = 0; i < columns; i++)
			gsl_matrix_set(matrix, t, i, four_assets[t][i]);
	return matrix;
}

static void two_assets_are_their_own_constant_correlation(void **state)
{
	gsl_matrix *returns = corner(24, 2), *covariance = gsl_matrix_alloc(2, 2);
	double shrinkage = -1.0;

	(void)state;
	assert_int_equal(estimate_ledoit_wolf_constant(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage == 1.0);
	/* The sample covariance times 23/24. */
	assert_relative(gsl_matrix_get(covariance, 0, 1), 2.27742510869565e-03 * 23 / 24, printed);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

static void one_asset_is_not_shrunk(void **state)
{
	gsl_matrix *returns = corner(24, 1), *covariance = gsl_matrix_alloc(1, 1);
	double shrinkage = -1.0;

	(void)state;
	assert_int_equal(estimate_ledoit_wolf_identity(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage == 0.0);
	assert_relative(gsl_matrix_get(covariance, 0, 0), 4.32806717391304e-03 * 23 / 24, printed);
	shrinkage = -1.0;
	assert_int_equal(estimate_ledoit_wolf_constant(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage == 0.0);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

/* Cash between the second and the third asset, paying the same every month but for rounding. */
static void cash_is_taken_out_and_put_back_as_zeros(void **state)
{
	gsl_matrix *returns = gsl_matrix_alloc(24, 5), *covariance = gsl_matrix_alloc(5, 5);
	double shrinkage;

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		gsl_matrix_set(returns, t, 2, 0.0015 + (t % 2 == 0 ? 2e-16 : 0.0));
		for (size_t i = 0; i < 4; i++)
			gsl_matrix_set(returns, t, i < 2 ? i : i + 1, four_assets[t][i]);
	}
	assert_int_equal(estimate_ledoit_wolf_identity(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.2804159485633274, printed);
	assert_relative(gsl_matrix_get(covariance, 1, 4), -5.01922780917446e-04, printed);
	assert_int_equal(estimate_ledoit_wolf_constant(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.3592745800469758, printed);
	assert_relative(gsl_matrix_get(covariance, 1, 4), -3.45825669995142e-04, printed);
	for (size_t i = 0; i < 5; i++) {
		assert_true(gsl_matrix_get(covariance, i, 2) == 0.0);
		assert_true(gsl_matrix_get(covariance, 2, i) == 0.0);
	}
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

static void nothing_but_cash_has_no_covariance_and_no_shrinkage(void **state)
{
	struct series returns = {0};
	struct estimate_info info;

	(void)state;
	assert_int_equal(series_init(&returns, 24, 2, NULL), STATUS_OK);
	for (size_t t = 0; t < 24; t++) {
		returns.dates[t].days = (int32_t)t;
		returns.values[2 * t] = returns.values[2 * t + 1] = 0.001;
	}
	for (size_t i = 0; estimators[i] != NULL; i++) {
		gsl_matrix *covariance = covariance_by(estimators[i]->name, &returns, 0.9, &info);

		if (strcmp(estimators[i]->name, "weighted") != 0) /* around zero, a constant return has a second moment */
			for (size_t k = 0; k < 4; k++)
				assert_near(covariance->data[k], 0.0, 1e-30);
		if (i >= 2)
			assert_true(info.shrinkage == 0.0);
		gsl_matrix_free(covariance);
	}
	series_clear(&returns);
}

static void identical_assets_are_covered_by_every_shrinkage(void **state)
{
	gsl_matrix *returns = gsl_matrix_alloc(24, 3), *covariance = gsl_matrix_alloc(3, 3);
	double shrinkage;

	(void)state;
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 3; i++)
			gsl_matrix_set(returns, t, i, four_assets[t][0]);
	assert_int_equal(estimate_ledoit_wolf_constant(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage == 1.0);
	assert_int_equal(estimate_ledoit_wolf_identity(returns, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage > 0.0 && shrinkage < 1.0);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

static void too_short_a_history_is_refused_with_the_number_needed(void **state)
{
	gsl_matrix *covariance = gsl_matrix_alloc(4, 4), *four = corner(4, 4), *eleven = corner(11, 4);
	double shrinkage = -1.0;
	struct error err = {0};

	(void)state;
	gsl_matrix_set_all(covariance, 7.0);
	assert_int_equal(estimate_sample(four, covariance, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "needs at least 5 returns, and there are 4"));
	assert_int_equal(estimate_weighted(four, 0.94, covariance, &err), STATUS_INVALID);
	assert_int_equal(estimate_weighted(eleven, 1.0, covariance, &err), STATUS_INVALID);
	assert_int_equal(estimate_weighted(eleven, NAN, covariance, &err), STATUS_INVALID);
	assert_int_equal(estimate_ledoit_wolf_identity(eleven, covariance, &shrinkage, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "at least 12 returns, and there are 11"));
	assert_int_equal(estimate_ledoit_wolf_constant(eleven, covariance, &shrinkage, &err), STATUS_INVALID);
	gsl_matrix_set(eleven, 3, 2, NAN);
	assert_int_equal(estimate_sample(eleven, covariance, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "return 4 of asset 3"));
	assert_true(shrinkage == -1.0);
	for (size_t k = 0; k < 16; k++)
		assert_true(covariance->data[k] == 7.0);
	gsl_matrix_free(covariance);
	gsl_matrix_free(four);
	gsl_matrix_free(eleven);
}

static void twelve_returns_of_twenty_assets_shrink_to_a_covariance(void **state)
{
	gsl_matrix *returns = gsl_matrix_alloc(12, 20), *covariance = gsl_matrix_alloc(20, 20);
	gsl_matrix *factor = gsl_matrix_alloc(20, 20);
	double shrinkage;

	(void)state;
	for (size_t t = 0; t < 12; t++)
		for (size_t i = 0; i < 20; i++)
			gsl_matrix_set(returns, t, i, four_assets[t + i % 3 * 5][i % 4] * (1.0 + (double)(i * t % 7)));
	assert_int_equal(estimate_ledoit_wolf_identity(returns, covariance, &shrinkage, NULL), STATUS_OK);
	(void)gsl_matrix_memcpy(factor, covariance);
	assert_int_equal(gsl_linalg_cholesky_decomp1(factor), 0);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
	gsl_matrix_free(factor);
}

static void every_method_scales_with_the_square_and_permutes_with_the_assets(void **state)
{
	struct series returns = four_returns(), other = four_returns();

	(void)state;
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			other.values[t * 4 + i] = 4.0 * four_assets[t][3 - i];
	for (size_t m = 0; estimators[m] != NULL; m++) {
		struct estimate_info info, other_info;
		gsl_matrix *one = covariance_by(estimators[m]->name, &returns, 0.94, &info);
		gsl_matrix *two = covariance_by(estimators[m]->name, &other, 0.94, &other_info);

		assert_ptr_equal(estimate_find(estimators[m]->name), estimators[m]);
		assert_near(info.shrinkage, other_info.shrinkage, printed);
		for (size_t i = 0; i < 4; i++)
			for (size_t j = 0; j < 4; j++)
				assert_relative(gsl_matrix_get(two, 3 - i, 3 - j), 16.0 * gsl_matrix_get(one, i, j), 1e-11);
		gsl_matrix_free(one);
		gsl_matrix_free(two);
	}
	assert_null(estimate_find("ledoit"));
	series_clear(&returns);
	series_clear(&other);
}

static void a_late_starter_makes_the_sample_pairwise_and_the_rest_refuse(void **state)
{
	static const double expected[] = {
		4.32806717391304e-03, 2.27742510869565e-03, -9.09794565217391e-05, 2.96519052287582e-04,
		2.81860563405797e-03, 6.82842210144928e-05, -9.58357941176470e-04, 1.06205634057971e-04,
		-1.41728758169935e-05, 2.29605781045752e-03,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	struct error err = {0};
	gsl_matrix *covariance;

	(void)state;
	for (size_t t = 0; t < 6; t++)
		returns.values[t * 4 + 3] = NAN;
	covariance = covariance_by("sample", &returns, 0, &info);
	assert_upper(covariance, expected, printed);
	assert_true(info.is_pairwise);
	assert_int_equal(info.observations, 18);
	for (size_t m = 1; estimators[m] != NULL; m++) {
		assert_int_equal(estimate_covariance(estimators[m], &returns, 0.94, covariance, NULL, &err), STATUS_INVALID);
		assert_non_null(strstr(err.message, "18 returns in common"));
		assert_non_null(strstr(err.message, "needs 60; asset 4 has the fewest, 18"));
	}
	for (size_t t = 6; t < 13; t++)
		returns.values[t * 4 + 3] = NAN;
	assert_int_equal(estimate_covariance(estimators[0], &returns, 0, covariance, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "assets 1 and 4 have 11 returns in common, and 12 are needed"));
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void sixty_returns_in_common_are_enough_to_drop_the_rest(void **state)
{
	struct series returns = {0};
	struct estimate_info info;
	gsl_matrix *window = NULL, *covariance = gsl_matrix_alloc(2, 2), *whole;
	struct date *dates = NULL;

	(void)state;
	assert_int_equal(series_init(&returns, 70, 2, NULL), STATUS_OK);
	for (size_t t = 0; t < 70; t++) {
		returns.dates[t].days = (int32_t)t;
		returns.values[2 * t] = four_assets[t % 24][0];
		if (t >= 10)
			returns.values[2 * t + 1] = four_assets[t % 24][3];
	}
	assert_int_equal(estimate_common_window(&returns, &window, &dates, NULL), STATUS_OK);
	assert_int_equal(window->size1, 60);
	assert_int_equal(dates[0].days, 10);
	assert_int_equal(estimate_sample(window, covariance, NULL), STATUS_OK);
	whole = covariance_by("sample", &returns, 0, &info);
	assert_int_equal(info.observations, 60);
	assert_false(info.is_pairwise);
	for (size_t k = 0; k < 4; k++)
		assert_true(whole->data[k] == covariance->data[k]);
	gsl_matrix_free(window);
	gsl_matrix_free(covariance);
	gsl_matrix_free(whole);
	free(dates);
	series_clear(&returns);
}

static double smallest_eigenvalue(const gsl_matrix *matrix)
{
	gsl_matrix *copy = gsl_matrix_alloc(matrix->size1, matrix->size1);
	gsl_vector *values = gsl_vector_alloc(matrix->size1);
	gsl_eigen_symm_workspace *workspace = gsl_eigen_symm_alloc(matrix->size1);
	double smallest;

	(void)gsl_matrix_memcpy(copy, matrix);
	assert_int_equal(gsl_eigen_symm(copy, values, workspace), 0);
	smallest = gsl_vector_min(values);
	gsl_matrix_free(copy);
	gsl_vector_free(values);
	gsl_eigen_symm_free(workspace);
	return smallest;
}

/*
 * The matrix and its answer stand in Higham (2002), section 4, there to four digits. In closed form: the answer is
 * singular with a = r12 = r23 and r13 = 2 a^2 - 1, and least squares in a leave 4 a^3 - a - 1 = 0.
 */
static void the_nearest_correlation_is_that_of_higham(void **state)
{
	static const double start[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
	gsl_matrix *matrix = gsl_matrix_alloc(3, 3);
	double distance = 0.0, a = 1.0;

	(void)state;
	for (size_t k = 0; k < 9; k++)
		matrix->data[k] = start[k];
	assert_int_equal(estimate_nearest_correlation(matrix, NULL), STATUS_OK);
	assert_near(gsl_matrix_get(matrix, 0, 1), 0.7607, 5e-5);
	assert_near(gsl_matrix_get(matrix, 0, 2), 0.1573, 5e-5);
	for (int step = 0; step < 60; step++) /* Newton's, long past convergence */
		a -= (4 * a * a * a - a - 1) / (12 * a * a - 1);
	assert_near(gsl_matrix_get(matrix, 0, 1), a, 1e-11); /* the projections stop at 1e-12 */
	assert_near(gsl_matrix_get(matrix, 1, 2), a, 1e-11);
	assert_near(gsl_matrix_get(matrix, 0, 2), 2 * a * a - 1, 1e-11);
	for (size_t k = 0; k < 9; k++)
		distance += pow(matrix->data[k] - start[k], 2.0);
	assert_near(distance, 4 * pow(1 - a, 2.0) + 2 * pow(2 * a * a - 1, 2.0), 1e-11);
	for (size_t i = 0; i < 3; i++)
		assert_true(gsl_matrix_get(matrix, i, i) == 1.0);
	assert_true(smallest_eigenvalue(matrix) >= -1e-12);
	gsl_matrix_free(matrix);
}

static void a_valid_correlation_is_left_as_it_is(void **state)
{
	static const double start[] = {1, 0.3, -0.2, 0.3, 1, 0.5, -0.2, 0.5, 1};
	gsl_matrix *matrix = gsl_matrix_alloc(3, 3);

	(void)state;
	for (size_t k = 0; k < 9; k++)
		matrix->data[k] = start[k];
	assert_int_equal(estimate_nearest_correlation(matrix, NULL), STATUS_OK);
	for (size_t k = 0; k < 9; k++)
		assert_true(matrix->data[k] == start[k]);
	matrix->data[1] = 0.4;
	assert_int_equal(estimate_nearest_correlation(matrix, NULL), STATUS_INVALID);
	gsl_matrix_free(matrix);
}

static void assert_table(const gsl_matrix *covariance, const char *name, double scale, double tolerance)
{
	struct series expected = {0};

	assert_true(oracle_read(name, NULL, &expected));
	assert_int_equal(expected.length, covariance->size1);
	for (size_t i = 0; i < covariance->size1; i++)
		for (size_t j = 0; j < covariance->size2; j++)
			assert_near(scale * gsl_matrix_get(covariance, i, j), series_at(&expected, i, j),
			            tolerance * sqrt(series_at(&expected, i, i) * series_at(&expected, j, j)));
	series_clear(&expected);
}

/* Twenty American shares since 2014 against scikit-learn 1.2.1 and pandas; both use the divisors used here. */
static void twenty_shares_agree_with_scikit_learn(void **state)
{
	struct series prices = {0}, returns = {0};
	struct estimate_info info;
	gsl_matrix *covariance;

	(void)state;
	if (!oracle_read("data/sp500_20/sp500_dataset.csv", "2014-01-02", &prices))
		skip();
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	assert_int_equal(returns.length, 2263);
	covariance = covariance_by("sample", &returns, 0, &info);
	assert_table(covariance, "covariance_sklearn/sp500_2014on_sample_ddof1.csv", 1.0, 1e-12);
	gsl_matrix_free(covariance);
	covariance = covariance_by("ledoit-wolf-identity", &returns, 0, &info);
	assert_relative(info.shrinkage, 0.015577276827736065, 1e-10); /* scikit-learn expands b^2 in another order */
	assert_table(covariance, "covariance_sklearn/sp500_2014on_ledoit_wolf.csv", 1.0, 1e-12);
	gsl_matrix_free(covariance);
	returns.length = 30;
	covariance = covariance_by("ledoit-wolf-identity", &returns, 0, &info);
	assert_relative(info.shrinkage, 0.5752166348524524, 1e-10);
	assert_table(covariance, "covariance_sklearn/sp500_first30_ledoit_wolf.csv", 1.0, 1e-12);
	gsl_matrix_free(covariance);
	series_clear(&prices);
	series_clear(&returns);
}

/*
 * Twenty shares since 1990 that start at different times, against PyPortfolioOpt: means over each asset's own history,
 * and the covariance of pandas, entry by entry from the shared rows, times 252. Its constant-correlation and
 * single-factor shrinkage are not compared: they divide S by T - 1 and the rest by T, and take a missing return for 0.
 */
static void shares_of_different_ages_agree_with_pyportfolioopt(void **state)
{
	struct series prices = {0}, returns = {0}, means = {0};
	gsl_matrix *covariance;
	gsl_vector *mean;
	size_t observations = 0;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices))
		skip();
	covariance = gsl_matrix_alloc(20, 20);
	mean = gsl_vector_alloc(20);
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	assert_true(oracle_read("pypfopt/expected_returns.csv", NULL, &means));
	assert_int_equal(estimate_geometric_mean(&returns, 252, mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 20; i++)
		assert_relative(gsl_vector_get(mean, i), series_at(&means, i, 0), 1e-11); /* a product of 7125 factors */
	assert_int_equal(estimate_arithmetic_mean(&returns, 252, mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 20; i++)
		assert_relative(gsl_vector_get(mean, i), series_at(&means, i, 1), 1e-11);
	assert_int_equal(estimate_pairwise(&returns, covariance, &observations, NULL, NULL), STATUS_OK);
	assert_int_equal(observations, 895);
	assert_table(covariance, "pypfopt/cov_sample.csv", 252.0, 1e-12);
	gsl_matrix_free(covariance);
	gsl_vector_free(mean);
	series_clear(&prices);
	series_clear(&returns);
	series_clear(&means);
}

/* PyPortfolioOpt hands scikit-learn the same returns with 0 for every missing one; so does this case, and only it. */
static void missing_as_zero_agrees_with_constant_variance(void **state)
{
	struct series prices = {0}, returns = {0};
	struct estimate_info info;
	gsl_matrix *covariance;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices))
		skip();
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	for (size_t k = 0; k < returns.length * returns.count; k++)
		if (isnan(returns.values[k]))
			returns.values[k] = 0.0;
	covariance = covariance_by("ledoit-wolf-identity", &returns, 0, &info);
	assert_relative(info.shrinkage, 0.006256103367537104, 1e-10);
	assert_table(covariance, "pypfopt/cov_lw_constant_variance.csv", 252.0, 1e-12);
	gsl_matrix_free(covariance);
	series_clear(&prices);
	series_clear(&returns);
}

/*
 * Its exponential covariance has the weights used here (span 180 is a decay of 1 - 2/181) around the plain mean instead
 * of zero; the returns are centred before, and only shares with the whole history have one mean to take off.
 */
static void centred_returns_agree_with_the_exponential_covariance(void **state)
{
	static const size_t whole[] = {1, 5, 6, 7, 8, 10, 13, 15, 17, 18};
	enum { WHOLE = sizeof whole / sizeof whole[0] };
	struct series prices = {0}, returns = {0}, expected = {0};
	gsl_matrix *centred, *covariance;
	gsl_vector *mean;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices))
		skip();
	covariance = gsl_matrix_alloc(WHOLE, WHOLE);
	mean = gsl_vector_alloc(20);
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	assert_int_equal(estimate_arithmetic_mean(&returns, 1, mean, NULL), STATUS_OK);
	centred = gsl_matrix_alloc(returns.length, WHOLE);
	for (size_t t = 0; t < returns.length; t++)
		for (size_t i = 0; i < WHOLE; i++)
			gsl_matrix_set(centred, t, i, series_at(&returns, t, whole[i]) - gsl_vector_get(mean, whole[i]));
	assert_int_equal(estimate_weighted(centred, 1.0 - 2.0 / 181.0, covariance, NULL), STATUS_OK);
	assert_true(oracle_read("pypfopt/cov_exp_cov_span180.csv", NULL, &expected));
	for (size_t i = 0; i < WHOLE; i++)
		for (size_t j = 0; j < WHOLE; j++)
			assert_near(252.0 * gsl_matrix_get(covariance, i, j), series_at(&expected, whole[i], whole[j]), 1e-12);
	gsl_matrix_free(centred);
	gsl_matrix_free(covariance);
	gsl_vector_free(mean);
	series_clear(&prices);
	series_clear(&returns);
	series_clear(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(returns_of_prices_give_back_the_returns),
		cmocka_unit_test(a_gap_of_five_days_is_carried_and_counted),
		cmocka_unit_test(a_gap_of_six_days_is_missing_and_so_is_the_return_after_it),
		cmocka_unit_test(nothing_is_carried_before_the_first_price),
		cmocka_unit_test(unusable_prices_are_refused_by_name_and_nothing_is_written),
		cmocka_unit_test(weeks_end_with_their_last_price_across_the_new_year),
		cmocka_unit_test(means_are_those_of_the_reference),
		cmocka_unit_test(a_total_loss_stays_a_total_loss),
		cmocka_unit_test(the_sample_covariance_divides_by_one_less),
		cmocka_unit_test(weights_that_fade_sum_to_one_around_zero),
		cmocka_unit_test(ledoit_and_wolf_shrink_toward_the_identity),
		cmocka_unit_test(ledoit_and_wolf_shrink_toward_constant_correlation),
		cmocka_unit_test(two_assets_are_their_own_constant_correlation),
		cmocka_unit_test(one_asset_is_not_shrunk),
		cmocka_unit_test(cash_is_taken_out_and_put_back_as_zeros),
		cmocka_unit_test(nothing_but_cash_has_no_covariance_and_no_shrinkage),
		cmocka_unit_test(identical_assets_are_covered_by_every_shrinkage),
		cmocka_unit_test(too_short_a_history_is_refused_with_the_number_needed),
		cmocka_unit_test(twelve_returns_of_twenty_assets_shrink_to_a_covariance),
		cmocka_unit_test(every_method_scales_with_the_square_and_permutes_with_the_assets),
		cmocka_unit_test(a_late_starter_makes_the_sample_pairwise_and_the_rest_refuse),
		cmocka_unit_test(sixty_returns_in_common_are_enough_to_drop_the_rest),
		cmocka_unit_test(the_nearest_correlation_is_that_of_higham),
		cmocka_unit_test(a_valid_correlation_is_left_as_it_is),
		cmocka_unit_test(twenty_shares_agree_with_scikit_learn),
		cmocka_unit_test(shares_of_different_ages_agree_with_pyportfolioopt),
		cmocka_unit_test(missing_as_zero_agrees_with_constant_variance),
		cmocka_unit_test(centred_returns_agree_with_the_exponential_covariance),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("estimate", tests, NULL, NULL);
}
