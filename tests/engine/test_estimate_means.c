/* Means, betas, histories of different length, and returns made fit. Numbers from tests/reference/estimate_methods.py. */
#include "tests/engine/estimate_scene.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

static void assert_vector(const gsl_vector *values, const double *expected, double tolerance)
{
	for (size_t i = 0; i < values->size; i++)
		assert_near(gsl_vector_get(values, i), expected[i], tolerance);
}

static void james_and_stein_shrink_to_the_grand_mean(void **state)
{
	static const double expected[] = {-0.0004433558135, -0.0008719761338, 0.0005698023474, 0.0016080295999};
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);
	double shrinkage;

	(void)state;
	assert_int_equal(estimate_james_stein(&returns, 1.0, mean, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.8532540985969461, printed);
	assert_vector(mean, expected, 1e-13);
	assert_int_equal(estimate_james_stein(&returns, 12.0, mean, NULL, NULL), STATUS_OK);
	assert_near(gsl_vector_get(mean, 3), 12 * expected[3], 1e-12);
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void jorion_shrinks_to_the_portfolio_of_least_variance(void **state)
{
	static const double expected[] = {0.001584197695739, 0.001223926168769, 0.002435795299434, 0.003308464418971};
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);
	double shrinkage;

	(void)state;
	assert_int_equal(estimate_bayes_stein(&returns, 1.0, mean, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.8766545414081717, printed);
	assert_vector(mean, expected, 1e-14);
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void shrunk_means_say_how_many_returns_they_need(void **state)
{
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);
	double shrinkage = -1.0;
	struct error err = {0};

	(void)state;
	gsl_vector_set_all(mean, 7.0);
	returns.length = 6;
	assert_int_equal(estimate_bayes_stein(&returns, 12.0, mean, &shrinkage, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "at least 7 returns, and there are 6"));
	returns.length = 4;
	assert_int_equal(estimate_james_stein(&returns, 12.0, mean, &shrinkage, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "at least 5 returns, and there are 4"));
	returns.length = 24;
	for (size_t t = 0; t < 24; t++) /* gold moves as bonds do */
		returns.values[t * 4 + 3] = 2.0 * returns.values[t * 4 + 2];
	assert_int_equal(estimate_james_stein(&returns, 12.0, mean, &shrinkage, &err), STATUS_INVALID);
	assert_int_equal(estimate_bayes_stein(&returns, 12.0, mean, &shrinkage, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "move as one"));
	for (size_t i = 0; i < 4; i++)
		assert_true(gsl_vector_get(mean, i) == 7.0);
	assert_true(shrinkage == -1.0);
	gsl_vector_free(mean);
	series_clear(&returns);
}

/* Cash beside the four assets has no part in the shrinking and keeps its own mean. */
static void cash_keeps_its_mean(void **state)
{
	struct series returns = {0};
	gsl_vector *mean = gsl_vector_alloc(5);
	double shrinkage;

	(void)state;
	assert_int_equal(series_init(&returns, 24, 5, NULL), STATUS_OK);
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 5; i++)
			returns.values[t * 5 + i] = i == 0 ? 0.0015 : four_assets[t][i - 1];
	assert_int_equal(estimate_james_stein(&returns, 12.0, mean, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.8532540985969461, printed);
	assert_near(gsl_vector_get(mean, 0), 0.018, 1e-15);
	assert_int_equal(estimate_bayes_stein(&returns, 12.0, mean, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.8766545414081717, printed);
	assert_near(gsl_vector_get(mean, 0), 0.018, 1e-15);
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void recent_returns_weigh_more(void **state)
{
	static const double daily[] = {-0.184892409659536, -0.138431646187163, 0.027278878699885, 0.037202515741088};
	static const double monthly[] = {-0.11901928592898, -0.111147384406496, 0.029105304632438, 0.076422231696697};
	struct series returns = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4);

	(void)state;
	assert_int_equal(estimate_weighted_mean(&returns, 0.94, 12.0, mean, NULL), STATUS_OK);
	assert_vector(mean, daily, 1e-14);
	assert_int_equal(estimate_weighted_mean(&returns, 0.97, 12.0, mean, NULL), STATUS_OK);
	assert_vector(mean, monthly, 1e-14);
	assert_int_equal(estimate_weighted_mean(&returns, 1.0, 12.0, mean, NULL), STATUS_INVALID);
	gsl_vector_free(mean);
	series_clear(&returns);
}

static void every_mean_has_a_name_and_scales_with_the_returns(void **state)
{
	struct series returns = four_returns(), doubled = four_returns();
	gsl_vector *mean = gsl_vector_alloc(4), *twice = gsl_vector_alloc(4);

	(void)state;
	for (size_t k = 0; k < 96; k++)
		doubled.values[k] *= 2.0;
	for (size_t m = 0; mean_estimators[m] != NULL; m++) {
		double one, two;

		assert_ptr_equal(estimate_find_mean(mean_estimators[m]->name), mean_estimators[m]);
		assert_int_equal(mean_estimators[m]->mean(&returns, 0.97, 12.0, mean, &one, NULL), STATUS_OK);
		assert_int_equal(mean_estimators[m]->mean(&doubled, 0.97, 12.0, twice, &two, NULL), STATUS_OK);
		assert_near(one, two, printed);
		for (size_t i = 0; i < 4 && strcmp(mean_estimators[m]->name, "geometric") != 0; i++)
			assert_relative(gsl_vector_get(twice, i), 2.0 * gsl_vector_get(mean, i), printed);
	}
	assert_null(estimate_find_mean("median"));
	returns.values[9] = -INFINITY;
	gsl_vector_set_all(mean, 7.0);
	for (size_t m = 0; mean_estimators[m] != NULL; m++)
		assert_int_equal(mean_estimators[m]->mean(&returns, 0.97, 12.0, mean, NULL, NULL), STATUS_INVALID);
	assert_true(gsl_vector_get(mean, 0) == 7.0);
	gsl_vector_free(mean);
	gsl_vector_free(twice);
	series_clear(&returns);
	series_clear(&doubled);
}

static void dimson_adds_what_yesterdays_market_explains(void **state)
{
	gsl_matrix *four = corner(24, 4), *slopes = gsl_matrix_alloc(1, 2);
	gsl_matrix_const_view asset = gsl_matrix_const_submatrix(four, 0, 0, 24, 1);
	gsl_vector_const_view market = gsl_matrix_const_column(four, 1);
	gsl_vector *beta = gsl_vector_alloc(1);
	struct error err = {0};

	(void)state;
	assert_int_equal(estimate_betas(&asset.matrix, &market.vector, 1, slopes, beta, NULL), STATUS_OK);
	assert_relative(gsl_matrix_get(slopes, 0, 0), 0.929672967451730, printed);
	assert_relative(gsl_matrix_get(slopes, 0, 1), 0.141612472450329, printed);
	assert_near(gsl_vector_get(beta, 0), 1.0712854399, 5e-11); /* ten decimals */
	assert_int_equal(estimate_betas(&asset.matrix, &market.vector, 0, NULL, beta, NULL), STATUS_OK);
	assert_relative(gsl_vector_get(beta, 0), 2.27742510869565e-03 / 2.81860563405797e-03, printed);
	assert_int_equal(estimate_betas(&asset.matrix, &market.vector, 13, NULL, beta, &err), STATUS_INVALID);
	assert_int_equal(estimate_betas(&asset.matrix, &market.vector, SIZE_MAX, NULL, beta, &err), STATUS_INVALID);
	for (size_t t = 0; t < 24; t++)
		gsl_matrix_set(four, t, 1, 0.01);
	assert_int_equal(estimate_betas(&asset.matrix, &market.vector, 0, NULL, beta, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "factor 1 is constant"));
	gsl_matrix_free(four);
	gsl_matrix_free(slopes);
	gsl_vector_free(beta);
}

static void short_histories_are_set_against_long_ones(void **state)
{
	static const double expected[] = {
		0.00432806717391304, 0.00227742510869565, -3.3115192297421e-05, 0.000276971051420194, 0.00281860563405797,
		7.59707740667557e-05, -0.000965919379120702, 5.77046335535763e-05, -1.38662467406349e-05, 0.00229293739374025,
	};
	static const double expected_mean[] = {-0.004275, -0.007195833333333, 0.001553249739992, 0.002831955573276};
	const struct estimate_options options = {.is_filled = true};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = gsl_matrix_alloc(4, 4), *sample = gsl_matrix_alloc(4, 4), *four = corner(24, 4), *by_name;
	gsl_vector *mean = gsl_vector_alloc(4);
	size_t observations = 0;
	struct error err = {0};

	(void)state;
	/* with one common start it is the sample covariance */
	assert_int_equal(estimate_stambaugh(&returns, covariance, mean, &observations, NULL), STATUS_OK);
	assert_int_equal(estimate_sample(four, sample, NULL), STATUS_OK);
	assert_int_equal(observations, 24);
	for (size_t k = 0; k < 16; k++)
		assert_near(covariance->data[k], sample->data[k], 1e-18);
	for (size_t t = 0; t < 6; t++)
		returns.values[t * 4 + 2] = returns.values[t * 4 + 3] = NAN;
	assert_int_equal(estimate_stambaugh(&returns, covariance, mean, &observations, NULL), STATUS_OK);
	assert_int_equal(observations, 18);
	assert_upper(covariance, expected, printed);
	assert_vector(mean, expected_mean, 1e-14);
	by_name = covariance_by("sample", &returns, &options, &info);
	assert_true(info.is_filled && (info.flaws & ESTIMATE_FILLED) != 0);
	assert_int_equal(info.observations, 18);
	for (size_t k = 0; k < 16; k++)
		assert_true(by_name->data[k] == covariance->data[k]);
	for (size_t t = 6; t < 13; t++)
		returns.values[t * 4 + 3] = NAN;
	assert_int_equal(estimate_stambaugh(&returns, covariance, mean, &observations, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "asset 4 has 11 returns"));
	assert_non_null(strstr(err.message, "12 are needed"));
	gsl_matrix_free(covariance);
	gsl_matrix_free(sample);
	gsl_matrix_free(four);
	gsl_matrix_free(by_name);
	gsl_vector_free(mean);
	series_clear(&returns);
}

/* Two identical long histories and cash explain a short one as well as one of them does. */
static void long_histories_that_say_the_same_do_no_harm(void **state)
{
	struct series returns = {0};
	gsl_matrix *covariance = gsl_matrix_alloc(4, 4);

	(void)state;
	assert_int_equal(series_init(&returns, 24, 4, NULL), STATUS_OK);
	for (size_t t = 0; t < 24; t++) {
		returns.values[t * 4] = returns.values[t * 4 + 1] = four_assets[t][0];
		returns.values[t * 4 + 2] = 0.001;
		if (t >= 6)
			returns.values[t * 4 + 3] = four_assets[t][1];
	}
	assert_int_equal(estimate_stambaugh(&returns, covariance, NULL, NULL, NULL), STATUS_OK);
	assert_relative(gsl_matrix_get(covariance, 0, 3), gsl_matrix_get(covariance, 1, 3), 1e-12);
	assert_true(gsl_matrix_get(covariance, 2, 3) == 0.0 && gsl_matrix_get(covariance, 2, 2) == 0.0);
	for (size_t k = 0; k < 16; k++)
		assert_true(isfinite(covariance->data[k]));
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void an_outlier_is_pulled_in_and_logged(void **state)
{
	struct series returns = four_returns();
	struct estimate_change *changes = NULL;
	struct estimate_info info;
	const struct estimate_options options = {.deviations = ESTIMATE_OUTLIER_DEVIATIONS};
	gsl_matrix *covariance;
	size_t count = 9;
	double limit;

	(void)state;
	assert_int_equal(estimate_winsorise(&returns, 6.0, &changes, &count, NULL), STATUS_OK);
	/* Chinese equity: median 0.0153, median distance 0.0199, and one month just outside */
	assert_int_equal(count, 1);
	assert_int_equal(changes[0].row, 19);
	assert_int_equal(changes[0].column, 0);
	assert_true(changes[0].from == -0.165);
	assert_near(changes[0].to, 0.0153 - 6 * 1.4826 * 0.0199, 1e-15);
	free(changes);
	changes = NULL;
	assert_int_equal(estimate_winsorise(&returns, 6.0, &changes, &count, NULL), STATUS_OK);
	assert_int_equal(count, 0); /* what was pulled in stands on the limit, which is the same as before */
	assert_null(changes);
	/* bonds: median 0.00165, median distance 0.00425 once 0.9 stands in place of the first */
	returns.values[2] = 0.9;
	covariance = covariance_by("sample", &returns, &options, &info);
	assert_int_equal(info.outliers, 1);
	assert_true((info.flaws & ESTIMATE_OUTLIERS) != 0);
	assert_true(series_at(&returns, 0, 2) == 0.9); /* the caller's stay as they are */
	assert_int_equal(estimate_winsorise(&returns, 6.0, &changes, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(changes[0].row, 0);
	assert_int_equal(changes[0].column, 2);
	assert_true(changes[0].from == 0.9);
	limit = changes[0].to;
	assert_near(limit, 0.00165 + 6 * 1.4826 * 0.00425, 1e-15);
	assert_true(series_at(&returns, 0, 2) == limit);
	assert_true(gsl_matrix_get(covariance, 2, 2) < 0.001);
	free(changes);
	assert_int_equal(estimate_winsorise(&returns, 0.0, NULL, &count, NULL), STATUS_INVALID);
	returns.values[5] = INFINITY;
	assert_int_equal(estimate_winsorise(&returns, 6.0, NULL, &count, NULL), STATUS_INVALID);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void appraisals_are_unsmoothed(void **state)
{
	static const double expected[] = {0.08 / 3.0, -0.03};
	gsl_vector *smoothed = gsl_vector_alloc(3), *returns = gsl_vector_alloc(2);
	double rho;

	(void)state;
	gsl_vector_set(smoothed, 0, 0.01);
	gsl_vector_set(smoothed, 1, 0.02);
	gsl_vector_set(smoothed, 2, -0.01);
	assert_int_equal(estimate_unsmooth(smoothed, 0.4, returns, NULL), STATUS_OK);
	assert_vector(returns, expected, 1e-16);
	assert_int_equal(estimate_unsmooth(smoothed, 1.0, returns, NULL), STATUS_INVALID);
	/* around the mean 0.02 / 3: (1/300)(4/300) + (4/300)(-5/300) over (1 + 16 + 25) / 90000 */
	assert_int_equal(estimate_autocorrelation(smoothed, &rho, NULL), STATUS_OK);
	assert_relative(rho, -16.0 / 42.0, 1e-14);
	gsl_vector_set_all(smoothed, 0.1);
	assert_int_equal(estimate_autocorrelation(smoothed, &rho, NULL), STATUS_OK);
	assert_true(rho == 0.0);
	gsl_vector_free(smoothed);
	gsl_vector_free(returns);
}

static void log_returns_go_there_and_back(void **state)
{
	struct series returns = four_returns();
	double mean, deviation;

	(void)state;
	returns.values[7] = NAN;
	assert_int_equal(estimate_to_log(&returns, NULL), STATUS_OK);
	assert_near(returns.values[1], log(0.91), 1e-15);
	assert_int_equal(estimate_to_simple(&returns, NULL), STATUS_OK);
	for (size_t k = 0; k < 96; k++)
		assert_true(k == 7 ? isnan(returns.values[k]) : fabs(returns.values[k] - four_assets[k / 4][k % 4]) < 1e-16);
	returns.values[9] = -1.0;
	assert_int_equal(estimate_to_log(&returns, NULL), STATUS_INVALID);
	assert_near(returns.values[1], -0.09, 1e-16); /* nothing was changed */
	returns.values[9] = 1000.0;
	assert_int_equal(estimate_to_simple(&returns, NULL), STATUS_INVALID);
	assert_int_equal(estimate_log_normal(0.06, 0.12, &mean, &deviation, NULL), STATUS_OK);
	assert_near(deviation, 0.112847328086, 5e-13);
	assert_near(mean, 0.051901648396, 5e-13);
	assert_int_equal(estimate_log_normal(-1.0, 0.12, &mean, &deviation, NULL), STATUS_INVALID);
	series_clear(&returns);
}

static void series_are_aligned_by_date(void **state)
{
	static const int32_t left_days[] = {10, 11, 13}, right_days[] = {11, 12, 13, 14};
	struct series left = {0}, right = {0}, aligned = {0};
	const struct series *const parts[] = {&left, &right};
	struct error err = {0};

	(void)state;
	assert_int_equal(series_init(&left, 3, 1, NULL), STATUS_OK);
	assert_int_equal(series_init(&right, 4, 2, NULL), STATUS_OK);
	for (size_t t = 0; t < 4; t++) {
		if (t < 3) {
			left.dates[t].days = left_days[t];
			left.values[t] = left_days[t];
		}
		right.dates[t].days = right_days[t];
		right.values[2 * t] = 100 + right_days[t];
		right.values[2 * t + 1] = 200 + right_days[t];
	}
	assert_int_equal(estimate_align(parts, 2, ESTIMATE_ANY_DATE, &aligned, NULL), STATUS_OK);
	assert_int_equal(aligned.length, 5);
	assert_int_equal(aligned.count, 3);
	for (size_t t = 0; t < 5; t++) {
		const int32_t day = 10 + (int32_t)t;

		assert_int_equal(aligned.dates[t].days, day);
		assert_true(t == 2 || t == 4 ? isnan(series_at(&aligned, t, 0)) : series_at(&aligned, t, 0) == day);
		assert_true(t == 0 ? isnan(series_at(&aligned, t, 2)) : series_at(&aligned, t, 2) == 200 + day);
	}
	series_clear(&aligned);
	assert_int_equal(estimate_align(parts, 2, ESTIMATE_COMMON_DATES, &aligned, NULL), STATUS_OK);
	assert_int_equal(aligned.length, 2);
	assert_true(aligned.dates[0].days == 11 && aligned.dates[1].days == 13);
	assert_true(series_at(&aligned, 1, 1) == 113);
	series_clear(&aligned);
	right.dates[1].days = 11;
	aligned = (struct series){0};
	assert_int_equal(estimate_align(parts, 2, ESTIMATE_ANY_DATE, &aligned, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "series 2 do not rise"));
	left.length = 0;
	assert_int_equal(estimate_align(parts, 1, ESTIMATE_ANY_DATE, &aligned, &err), STATUS_INVALID);
	left.length = 3;
	series_clear(&left);
	series_clear(&right);
}

/* A follower copies what its leader did the day before. */
static void a_follower_is_found_out(void **state)
{
	const struct estimate_options plain = {0};
	struct series returns = {0};
	struct estimate_info info;
	gsl_matrix *covariance;
	unsigned noise = 1;

	(void)state;
	assert_int_equal(series_init(&returns, 250, 3, NULL), STATUS_OK);
	for (size_t k = 0; k < 750; k++) {
		noise = noise * 1664525u + 1013904223u; /* Numerical Recipes' generator; the digits do not matter */
		returns.values[k] = ((double)(noise >> 8) / 16777216.0 - 0.5) * 0.02;
	}
	covariance = covariance_by("sample", &returns, &plain, &info);
	assert_int_equal(info.flaws, 0);
	assert_int_equal(info.verdict, ESTIMATE_GOOD);
	gsl_matrix_free(covariance);
	for (size_t t = 1; t < 250; t++)
		returns.values[t * 3 + 2] += returns.values[(t - 1) * 3];
	covariance = covariance_by("sample", &returns, &plain, &info);
	assert_int_equal(info.flaws, ESTIMATE_ASYNCHRONOUS);
	assert_int_equal(info.verdict, ESTIMATE_FAIR);
	assert_true(info.leads == 0 && info.follows == 2);
	assert_near(info.lead_lag, sqrt(0.5), 0.1); /* half of the follower's variance, less noise of 1/sqrt(250) */
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void an_estimate_is_judged_by_what_it_rests_on(void **state)
{
	struct estimate_coverage coverage[] = {{.observed = 90, .stale = 10}, {.observed = 100}};
	struct estimate_info info = {.observations = 99, .assets = 2, .condition = 0.1};

	(void)state;
	estimate_judge(&info);
	assert_int_equal(info.flaws, 0);
	estimate_count_gaps(coverage, 2, &info);
	assert_int_equal(info.flaws, 0); /* one in twenty, and no more */
	coverage[1] = (struct estimate_coverage){.observed = 99, .missing = 1};
	estimate_count_gaps(coverage, 2, &info);
	assert_int_equal(info.flaws, ESTIMATE_GAPS);
	assert_int_equal(info.verdict, ESTIMATE_POOR);
	info = (struct estimate_info){.observations = 59, .assets = 2, .condition = 0.1};
	estimate_judge(&info);
	assert_int_equal(info.flaws, ESTIMATE_SHORT);
	assert_int_equal(info.verdict, ESTIMATE_FAIR);
	info = (struct estimate_info){.observations = 100, .assets = 100, .condition = 0.0};
	estimate_judge(&info);
	assert_int_equal(info.flaws, ESTIMATE_SHORT | ESTIMATE_SINGULAR);
	assert_int_equal(info.verdict, ESTIMATE_POOR);
	for (size_t k = 0; k < 9; k++) {
		assert_int_equal(estimate_flaw_words[k].flaw, 1 << k);
		assert_non_null(estimate_flaw_words[k].sentence);
	}
	assert_null(estimate_flaw_words[9].name);
}

/* Shares that start at different times against PyPortfolioOpt, whose means compound. */
static void shares_agree_with_pyportfolioopts_means(void **state)
{
	struct series prices = {0}, returns = {0}, expected = {0};
	gsl_vector *mean = gsl_vector_alloc(20);
	double worst = 0.0;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices)) {
		gsl_vector_free(mean);
		skip();
	}
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	assert_true(oracle_read("pypfopt/expected_returns.csv", NULL, &expected));
	/* a span of 500 is a decay of 1 - 2 / 501 */
	assert_int_equal(estimate_weighted_mean(&returns, 1.0 - 2.0 / 501.0, 1.0, mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 20; i++)
		worst = fmax(worst, fabs(expm1(252.0 * log1p(gsl_vector_get(mean, i))) - series_at(&expected, i, 2)));
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# ema_span500: largest deviation %.1e\n", worst);
	assert_near(worst, 0.0, 1e-12); /* a power of 252 of numbers near 1 */
	gsl_vector_free(mean);
	series_clear(&prices);
	series_clear(&returns);
	series_clear(&expected);
}

/*
 * Its capital asset pricing has betas of pairs over the rows both have, and the market's own mean is geometric; with the
 * market the index fund, from the day both are there.
 */
static void betas_on_an_index_fund_agree_with_pyportfolioopt(void **state)
{
	struct series prices = {0}, fund = {0}, shares = {0}, market_returns = {0}, returns = {0}, expected = {0};
	const struct series *const parts[] = {&shares, &market_returns};
	gsl_vector *beta = gsl_vector_alloc(1), *mean = gsl_vector_alloc(1), *market_mean = gsl_vector_alloc(21);
	double worst = 0.0;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices)) {
		gsl_vector_free(beta);
		gsl_vector_free(mean);
		gsl_vector_free(market_mean);
		skip();
	}
	assert_true(oracle_read("pypfopt/spy_prices.csv", "1989-12-29", &fund));
	assert_true(oracle_read("pypfopt/expected_returns.csv", NULL, &expected));
	assert_int_equal(estimate_returns(&prices, &shares, NULL, NULL), STATUS_OK);
	assert_int_equal(estimate_returns(&fund, &market_returns, NULL, NULL), STATUS_OK);
	assert_int_equal(estimate_align(parts, 2, ESTIMATE_ANY_DATE, &returns, NULL), STATUS_OK);
	for (size_t t = 0; t < returns.length; t++)
		if (isnan(series_at(&returns, t, 1))) /* the days of the shares are kept, and Apple has them all */
			returns.values[t * 21 + 20] = NAN;
	assert_int_equal(estimate_geometric_mean(&returns, 252.0, market_mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 20; i++) {
		gsl_matrix *pair = gsl_matrix_alloc(returns.length, 2);
		size_t rows = 0;

		for (size_t t = 0; t < returns.length; t++)
			if (!isnan(series_at(&returns, t, i)) && !isnan(series_at(&returns, t, 20))) {
				gsl_matrix_set(pair, rows, 0, series_at(&returns, t, i));
				gsl_matrix_set(pair, rows++, 1, series_at(&returns, t, 20));
			}

		gsl_matrix_const_view asset = gsl_matrix_const_submatrix(pair, 0, 0, rows, 1);
		gsl_vector_const_view market = gsl_matrix_const_subcolumn(pair, 1, 0, rows);
		double all = 0.0, own = 0.0, m_all = 0.0, m_own = 0.0;
		size_t days = 0;

		assert_int_equal(estimate_betas(&asset.matrix, &market.vector, 0, NULL, beta, NULL), STATUS_OK);
		/* it divides the pair's covariance by the fund's variance over all days of the fund, not of the pair */
		for (size_t t = 0; t < returns.length; t++)
			if (!isnan(series_at(&returns, t, 20))) {
				m_all += series_at(&returns, t, 20);
				days++;
			}
		for (size_t t = 0; t < rows; t++)
			m_own += gsl_vector_get(&market.vector, t) / (double)rows;
		m_all /= (double)days;
		for (size_t t = 0; t < returns.length; t++)
			if (!isnan(series_at(&returns, t, 20)))
				all += pow(series_at(&returns, t, 20) - m_all, 2.0) / (double)(days - 1);
		for (size_t t = 0; t < rows; t++)
			own += pow(gsl_vector_get(&market.vector, t) - m_own, 2.0) / (double)(rows - 1);
		gsl_vector_scale(beta, own / all);
		assert_int_equal(estimate_capital_asset_pricing(beta, gsl_vector_get(market_mean, 20), 0.02, mean, NULL),
		                 STATUS_OK);
		worst = fmax(worst, fabs(gsl_vector_get(mean, 0) - series_at(&expected, i, 4)));
		gsl_matrix_free(pair);
	}
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# capm_spy: largest deviation %.1e\n", worst);
	assert_near(worst, 0.0, 1e-12); /* products of seven thousand factors */
	gsl_vector_free(beta);
	gsl_vector_free(mean);
	gsl_vector_free(market_mean);
	series_clear(&prices);
	series_clear(&fund);
	series_clear(&shares);
	series_clear(&market_returns);
	series_clear(&returns);
	series_clear(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(james_and_stein_shrink_to_the_grand_mean),
		cmocka_unit_test(jorion_shrinks_to_the_portfolio_of_least_variance),
		cmocka_unit_test(shrunk_means_say_how_many_returns_they_need),
		cmocka_unit_test(cash_keeps_its_mean),
		cmocka_unit_test(recent_returns_weigh_more),
		cmocka_unit_test(every_mean_has_a_name_and_scales_with_the_returns),
		cmocka_unit_test(dimson_adds_what_yesterdays_market_explains),
		cmocka_unit_test(short_histories_are_set_against_long_ones),
		cmocka_unit_test(long_histories_that_say_the_same_do_no_harm),
		cmocka_unit_test(an_outlier_is_pulled_in_and_logged),
		cmocka_unit_test(appraisals_are_unsmoothed),
		cmocka_unit_test(log_returns_go_there_and_back),
		cmocka_unit_test(series_are_aligned_by_date),
		cmocka_unit_test(a_follower_is_found_out),
		cmocka_unit_test(an_estimate_is_judged_by_what_it_rests_on),
		cmocka_unit_test(shares_agree_with_pyportfolioopts_means),
		cmocka_unit_test(betas_on_an_index_fund_agree_with_pyportfolioopt),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("estimate-means", tests, NULL, NULL);
}
