/* The methods of covariance beyond sample and simple shrinkage. Numbers from tests/reference/estimate_methods.py. */
#include "tests/engine/estimate_scene.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

static const struct estimate_options plain = {.decay = 0.94};

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

static void one_factor_is_the_target(void **state)
{
	static const double expected[] = {
		0.00414773104166667, 0.00218078037426564, -5.84444077704234e-05, 0.000449682260139913, 0.00270116373263889,
		6.49554324110556e-05, -0.000491814411541521, 0.000101780399305556, 9.66301489633278e-05, 0.00211350206597222,
	};
	static const double first_asset[] = {
		0.00414773104166667, 0.00218253239583333, -8.71886458333333e-05, 0.000355095729166667, 0.00270116373263889,
		5.21265254963384e-05, -0.000591755897678375, 0.000101780399305556, 9.54416417593333e-05, 0.00211350206597222,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("ledoit-wolf-factor", &returns, &plain, &info), *four = corner(24, 4);
	gsl_vector_const_view market = gsl_matrix_const_column(four, 0);
	double shrinkage;

	(void)state;
	assert_relative(info.shrinkage, 0.1562679521057778, printed);
	assert_upper(covariance, expected, printed);
	assert_int_equal(estimate_ledoit_wolf_factor(four, &market.vector, covariance, &shrinkage, NULL), STATUS_OK);
	assert_relative(shrinkage, 0.1195903942007722, printed);
	assert_upper(covariance, first_asset, printed);
	gsl_matrix_free(covariance);
	gsl_matrix_free(four);
	series_clear(&returns);
}

static void a_market_that_stands_still_leaves_a_diagonal_target(void **state)
{
	gsl_matrix *returns = corner(24, 2), *covariance = gsl_matrix_alloc(2, 2);
	double shrinkage = -1.0;

	(void)state;
	/* one asset is the other's mirror: their mean never moves */
	for (size_t t = 0; t < 24; t++)
		gsl_matrix_set(returns, t, 1, -gsl_matrix_get(returns, t, 0));
	assert_int_equal(estimate_ledoit_wolf_factor(returns, NULL, covariance, &shrinkage, NULL), STATUS_OK);
	assert_true(shrinkage >= 0.0 && shrinkage <= 1.0);
	assert_relative(gsl_matrix_get(covariance, 0, 1), -(1.0 - shrinkage) * gsl_matrix_get(covariance, 0, 0), printed);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

static void oracle_approximating_shrinkage_is_that_of_the_paper(void **state)
{
	static const double expected[] = {
		0.00374031105683592, 0.00170997375969616, -6.83106911966438e-05, 0.000278210935248607, 0.00260695232878491,
		5.12702813762118e-05, -0.000546492398638402, 0.000570383570457544, 8.57284507363303e-05, 0.00214653028350497,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("oas", &returns, &plain, &info);

	(void)state;
	assert_relative(info.shrinkage, 0.2165184979793811, printed);
	assert_upper(covariance, expected, printed);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void late_closes_are_adjusted_by_one_lag(void **state)
{
	static const double expected[] = {
		0.005206802890625, 0.0024598726171875, -0.000175901575520833, 0.000668892408854167, 0.00231400584997107,
		-1.15172620081019e-05, -0.000141718004195602, 0.000120677933304398, 0.000163400758825232, 0.00195099439163773,
	};
	struct series returns = four_returns();
	struct estimate_info info;
	gsl_matrix *covariance = covariance_by("asynchronous", &returns, &plain, &info);

	(void)state;
	assert_upper(covariance, expected, printed);
	assert_false(info.is_repaired);
	assert_true(smallest_eigenvalue(covariance) > 0.0);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void only_falls_below_the_benchmark_count(void **state)
{
	static const double expected[] = {
		0.00302462375, 0.00180684166666667, 7.47995833333333e-05, 0.000806097083333333, 0.00190369583333333,
		0.000100847083333333, 0.0003627525, 3.486625e-05, 3.12879166666667e-05, 0.0007336725,
	};
	const struct estimate_options options = {.benchmark = 0.002};
	struct series returns = four_returns();
	gsl_matrix *covariance = covariance_by("semicovariance", &returns, &options, NULL);

	(void)state;
	assert_upper(covariance, expected, printed);
	gsl_matrix_free(covariance);
	series_clear(&returns);
}

static void three_readings_of_fading_weights(void **state)
{
	static const double recursive[2][10] = {
		{0.00379673206979772, 0.00230717837904337, -3.11692564881495e-05, 8.34823272787568e-05, 0.00417250091388223,
		 2.92617444958428e-05, -0.00155660070452829, 6.21033954285425e-05, 3.230021194881e-05, 0.00226652084324269},
		{0.00236390925044842, 0.00152604699582857, -3.71860641791039e-05, 3.17703636215504e-05, 0.00539111219418375,
		 7.05832634330164e-06, -0.00224904915502302, 4.88524423227481e-05, 5.27957453467436e-05, 0.00204438714493705},
	};
	static const double centred[2][10] = {
		{0.00466379251929118, 0.00267326397890925, -4.6853458460839e-06, 0.000217188411880591, 0.00288935211766797,
		 7.45960475229155e-05, -0.000869769731253837, 7.50743546997584e-05, 2.97915423034215e-05, 0.0024040602426634},
		{0.004436822454045, 0.00243311049238006, -4.57942309810444e-05, 0.000319378356459021, 0.00279057386693014,
		 6.9495896362568e-05, -0.000768830781350757, 8.81724475436979e-05, 7.07652893403429e-05, 0.0022641215925092},
	};
	gsl_matrix *returns = corner(24, 4), *covariance = gsl_matrix_alloc(4, 4);

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		const double decay = k == 0 ? ESTIMATE_DECAY_DAILY : ESTIMATE_DECAY_MONTHLY;

		assert_int_equal(estimate_weighted_recursive(returns, decay, covariance, NULL), STATUS_OK);
		assert_upper(covariance, recursive[k], printed);
		assert_int_equal(estimate_weighted_centred(returns, decay, covariance, NULL), STATUS_OK);
		assert_upper(covariance, centred[k], printed);
	}
	assert_near(estimate_half_life(ESTIMATE_DECAY_DAILY), 11.2023, 5e-5); /* four decimals */
	assert_near(estimate_half_life(ESTIMATE_DECAY_MONTHLY), 22.7566, 5e-5);
	assert_relative(estimate_decay(estimate_half_life(0.9)), 0.9, 1e-15);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
}

/* He and Litterman's seven countries, as if from 120 months: one factor stands above noise. */
static void noise_is_taken_out_of_seven_countries(void **state)
{
	static const double start[7][7] = {
		{1, .488, .478, .515, .439, .512, .491}, {.488, 1, .664, .655, .310, .608, .779},
		{.478, .664, 1, .861, .355, .783, .668}, {.515, .655, .861, 1, .354, .777, .653},
		{.439, .310, .355, .354, 1, .405, .306}, {.512, .608, .783, .777, .405, 1, .652},
		{.491, .779, .668, .653, .306, .652, 1},
	};
	gsl_matrix *matrix = gsl_matrix_alloc(7, 7);
	size_t factors = 9;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		for (size_t j = 0; j < 7; j++)
			gsl_matrix_set(matrix, i, j, start[i][j]);
	assert_int_equal(estimate_denoise(matrix, 120.0, &factors, NULL), STATUS_OK);
	assert_int_equal(factors, 1);
	assert_near(gsl_matrix_get(matrix, 0, 1), 0.5440255225, 1e-10); /* ten decimals */
	assert_near(gsl_matrix_get(matrix, 2, 3), 0.6263858369, 1e-10);
	for (size_t i = 0; i < 7; i++)
		for (size_t j = 0; j < 7; j++) {
			assert_true(gsl_matrix_get(matrix, i, j) == gsl_matrix_get(matrix, j, i));
			assert_true(i != j || gsl_matrix_get(matrix, i, i) == 1.0);
		}
	assert_true(smallest_eigenvalue(matrix) > 0.3); /* the mean of the six is 0.43 before the scaling */
	matrix->data[1] = NAN;
	assert_int_equal(estimate_denoise(matrix, 120.0, &factors, NULL), STATUS_INVALID);
	assert_int_equal(estimate_denoise(matrix, 0.0, &factors, NULL), STATUS_INVALID);
	gsl_matrix_free(matrix);
}

static void denoising_says_when_it_finds_no_structure_and_shrinks(void **state)
{
	struct series returns = four_returns();
	struct estimate_info info, shrunk_info;
	gsl_matrix *covariance = covariance_by("denoised", &returns, &plain, &info);
	gsl_matrix *shrunk = covariance_by("ledoit-wolf-constant", &returns, &plain, &shrunk_info);

	(void)state;
	assert_true(info.is_unstructured);
	assert_true((info.flaws & ESTIMATE_UNSTRUCTURED) != 0);
	assert_int_equal(info.factors, 0);
	assert_true(info.shrinkage == shrunk_info.shrinkage);
	for (size_t k = 0; k < 16; k++)
		assert_true(covariance->data[k] == shrunk->data[k]);
	gsl_matrix_free(covariance);
	gsl_matrix_free(shrunk);
	series_clear(&returns);
}

/* Ten assets on one factor, with cash among them. */
static gsl_matrix *factor_returns(size_t length, size_t count, unsigned long seed)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_matrix *returns = gsl_matrix_alloc(length, count);

	gsl_rng_set(rng, seed);
	for (size_t t = 0; t < length; t++) {
		const double common = 0.02 * (gsl_rng_uniform(rng) - 0.5);

		for (size_t i = 0; i < count; i++)
			gsl_matrix_set(returns, t, i, i == 3 ? 0.0001 : common + 0.01 * (gsl_rng_uniform(rng) - 0.5));
	}
	gsl_rng_free(rng);
	return returns;
}

static void denoising_keeps_variances_and_leaves_cash_out(void **state)
{
	gsl_matrix *returns = factor_returns(200, 10, 1), *covariance = gsl_matrix_alloc(10, 10);
	gsl_matrix *sample = gsl_matrix_alloc(10, 10);
	double shrinkage = -1.0;
	size_t factors = 0;

	(void)state;
	assert_int_equal(estimate_denoised(returns, covariance, &shrinkage, &factors, NULL), STATUS_OK);
	assert_int_equal(estimate_sample(returns, sample, NULL), STATUS_OK);
	assert_int_equal(factors, 1);
	assert_true(shrinkage == 0.0);
	for (size_t i = 0; i < 10; i++) {
		assert_relative(gsl_matrix_get(covariance, i, i), gsl_matrix_get(sample, i, i), printed);
		assert_true(gsl_matrix_get(covariance, i, 3) == 0.0 && gsl_matrix_get(covariance, 3, i) == 0.0);
		assert_true(gsl_matrix_get(sample, i, 3) == 0.0);
	}
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
	gsl_matrix_free(sample);
}

/* Every row of the table, with T below and above N, daily and yearly scales, and cash: symmetric, finite, no negative. */
static void every_method_is_positive_semidefinite_at_every_scale(void **state)
{
	static const size_t lengths[] = {13, 40, 300};

	(void)state;
	for (size_t l = 0; l < 3; l++)
		for (int power = -6; power <= 3; power += 3) {
			gsl_matrix *raw = factor_returns(lengths[l], 20, 7 + l);
			struct series returns = {0};

			assert_int_equal(series_init(&returns, lengths[l], 20, NULL), STATUS_OK);
			for (size_t k = 0; k < lengths[l] * 20; k++)
				returns.values[k] = raw->data[k] * pow(10.0, power);
			for (size_t m = 0; estimators[m] != NULL; m++) {
				gsl_matrix *covariance = gsl_matrix_calloc(20, 20);
				struct estimate_info info;
				struct error err = {0};
				const enum status status =
					estimate_covariance_with(estimators[m], &returns, &plain, covariance, &info, &err);

				if (status == STATUS_INVALID) { /* those that do not shrink say how many returns they need */
					assert_true(lengths[l] <= 20);
					assert_non_null(strstr(err.message, "at least 21 returns"));
					gsl_matrix_free(covariance);
					continue;
				}
				assert_int_equal(status, STATUS_OK);
				assert_true(isfinite(info.condition) && info.condition > 0.0);
				assert_true(smallest_eigenvalue(covariance) >= -1e-15 * gsl_matrix_max(covariance));
				for (size_t i = 0; i < 20; i++)
					for (size_t j = 0; j < 20; j++)
						assert_true(gsl_matrix_get(covariance, i, j) == gsl_matrix_get(covariance, j, i));
				gsl_matrix_free(covariance);
			}
			gsl_matrix_free(raw);
			series_clear(&returns);
		}
}

/* Numbers no market has made, in every method: a sentence, and nothing written. */
static void hostile_returns_are_refused_by_every_method(void **state)
{
	static const double hostile[] = {INFINITY, -INFINITY, 1e71, -1e200, 1.7e308};

	(void)state;
	for (size_t h = 0; h < sizeof hostile / sizeof hostile[0]; h++)
		for (size_t m = 0; estimators[m] != NULL; m++)
			for (int is_judged = 0; is_judged < 2; is_judged++) {
				struct series returns = four_returns();
				gsl_matrix *covariance = gsl_matrix_alloc(4, 4);
				struct estimate_info info;
				struct error err = {0};

				gsl_matrix_set_all(covariance, 7.0);
				returns.values[4 * 5 + 2] = hostile[h];
				returns.values[4 * 6 + 2] = -hostile[h];
				assert_int_equal(estimate_covariance_with(estimators[m], &returns, &plain, covariance,
				                                          is_judged ? &info : NULL, &err), STATUS_INVALID);
				assert_non_null(strstr(err.message, "return 6 of asset 3"));
				for (size_t k = 0; k < 16; k++)
					assert_true(covariance->data[k] == 7.0);
				gsl_matrix_free(covariance);
				series_clear(&returns);
			}
}

static void a_matrix_is_clipped_where_it_need_not_be_nearest(void **state)
{
	static const double start[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
	gsl_matrix *matrix = gsl_matrix_alloc(3, 3);
	double distance = 0.0;

	(void)state;
	memcpy(matrix->data, start, sizeof start);
	assert_int_equal(estimate_clipped_correlation(matrix, NULL), STATUS_OK);
	assert_near(gsl_matrix_get(matrix, 0, 1), 0.7395391488, 5e-9); /* the floor of 1e-8 is rounded into the table */
	assert_near(gsl_matrix_get(matrix, 0, 2), 0.0938363234, 5e-9);
	assert_true(smallest_eigenvalue(matrix) >= -1e-12);
	for (size_t i = 0; i < 3; i++)
		assert_true(gsl_matrix_get(matrix, i, i) == 1.0);
	memcpy(matrix->data, start, sizeof start);
	assert_int_equal(estimate_nearest_correlation(matrix, NULL), STATUS_OK);
	for (size_t k = 0; k < 9; k++)
		distance += pow(matrix->data[k] - start[k], 2.0);
	assert_near(gsl_matrix_get(matrix, 0, 1), 0.7606898534, 1e-10);
	assert_near(gsl_matrix_get(matrix, 0, 2), 0.1572981061, 1e-10);
	assert_near(sqrt(distance), 0.5277904636, 1e-10);
	gsl_matrix_free(matrix);
}

static void a_repaired_covariance_keeps_its_variances(void **state)
{
	static const double deviation[] = {0.01, 0.2, 3.0, 0.0};
	gsl_matrix *matrix = gsl_matrix_calloc(4, 4);
	bool is_repaired = false;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++)
			gsl_matrix_set(matrix, i, j, (i > j ? i - j : j - i) == 2 ? 0.0 : deviation[i] * deviation[j]);
	assert_int_equal(estimate_repair(matrix, &is_repaired, NULL), STATUS_OK);
	assert_true(is_repaired);
	for (size_t i = 0; i < 4; i++)
		assert_true(gsl_matrix_get(matrix, i, i) == deviation[i] * deviation[i]);
	assert_near(gsl_matrix_get(matrix, 0, 1) / 0.002, 0.7606898534, 1e-10);
	assert_true(gsl_matrix_get(matrix, 2, 3) == 0.0);
	assert_int_equal(estimate_repair(matrix, &is_repaired, NULL), STATUS_OK);
	assert_false(is_repaired);
	gsl_matrix_free(matrix);
}

/*
 * PyPortfolioOpt takes a missing return for 0 before it shrinks; so do these cases, and only they. Its constant correlation
 * is not compared: S there is the pairwise covariance of the returns with gaps, the rest of those with zeros.
 */
static int shares_with_zeros(struct series *returns)
{
	struct series prices = {0};

	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices))
		return 0;
	assert_int_equal(estimate_returns(&prices, returns, NULL, NULL), STATUS_OK);
	for (size_t k = 0; k < returns->length * returns->count; k++)
		if (isnan(returns->values[k]))
			returns->values[k] = 0.0;
	series_clear(&prices);
	return 1;
}

static void twenty_shares_agree_with_pyportfolioopts_shrinkage(void **state)
{
	struct series returns = {0}, theirs = {0};
	struct estimate_info info;
	gsl_matrix *covariance;

	(void)state;
	if (!shares_with_zeros(&returns))
		skip();
	covariance = covariance_by("ledoit-wolf-factor", &returns, &plain, &info);
	assert_table(covariance, "pypfopt/cov_lw_single_factor.csv", 252.0, 1e-12);
	gsl_matrix_free(covariance);
	/* its intensity of OAS drops the terms 2 / N: F and S are the same, so off the diagonal 1 - delta is all that differs */
	covariance = covariance_by("oas", &returns, &plain, &info);
	assert_true(oracle_read("pypfopt/cov_oas.csv", NULL, &theirs));
	for (size_t i = 0; i < 20; i++)
		for (size_t j = 0; j < i; j++)
			assert_relative(series_at(&theirs, i, j) / (252.0 * gsl_matrix_get(covariance, i, j)),
			                series_at(&theirs, 1, 0) / (252.0 * gsl_matrix_get(covariance, 1, 0)), 1e-11);
	gsl_matrix_free(covariance);
	series_clear(&returns);
	series_clear(&theirs);
}

static void twenty_shares_agree_with_pyportfolioopts_semicovariance(void **state)
{
	struct estimate_options options = {.benchmark = 0.000079};
	struct series returns = {0}, prices = {0};
	gsl_matrix *covariance;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", "1989-12-29", &prices))
		skip();
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	/* there a missing return is no fall */
	for (size_t k = 0; k < returns.length * returns.count; k++)
		if (isnan(returns.values[k]))
			returns.values[k] = 1.0;
	covariance = covariance_by("semicovariance", &returns, &options, NULL);
	assert_table(covariance, "pypfopt/cov_semicov_default.csv", 252.0, 1e-12);
	gsl_matrix_free(covariance);
	options.benchmark = 0.0;
	covariance = covariance_by("semicovariance", &returns, &options, NULL);
	assert_table(covariance, "pypfopt/cov_semicov_b0.csv", 252.0, 1e-12);
	gsl_matrix_free(covariance);
	series_clear(&returns);
	series_clear(&prices);
}

/* scikit-learn's OAS has another intensity, printed beside the table; F and S are the same. */
static void twenty_shares_agree_with_scikit_learns_oas_but_for_its_intensity(void **state)
{
	static const double theirs = 0.003634257635662204;
	struct series prices = {0}, returns = {0}, expected = {0};
	struct estimate_info info;
	gsl_matrix *covariance;
	double mean = 0.0;

	(void)state;
	if (!oracle_read("data/sp500_20/sp500_dataset.csv", "2014-01-02", &prices))
		skip();
	assert_int_equal(estimate_returns(&prices, &returns, NULL, NULL), STATUS_OK);
	covariance = covariance_by("oas", &returns, &plain, &info);
	assert_true(oracle_read("covariance_sklearn/sp500_2014on_oas.csv", NULL, &expected));
	assert_near(info.shrinkage, theirs, 0.05 * theirs); /* 2/N is a tenth of the first of two terms */
	for (size_t i = 0; i < 20; i++)
		mean += gsl_matrix_get(covariance, i, i) / 20.0;
	for (size_t i = 0; i < 20; i++)
		for (size_t j = 0; j < 20; j++) {
			const double s = (gsl_matrix_get(covariance, i, j) - (i == j ? info.shrinkage * mean : 0.0)) /
			                 (1.0 - info.shrinkage);

			assert_near((1.0 - theirs) * s + (i == j ? theirs * mean : 0.0), series_at(&expected, i, j), 1e-15);
		}
	gsl_matrix_free(covariance);
	series_clear(&prices);
	series_clear(&returns);
	series_clear(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_factor_is_the_target),
		cmocka_unit_test(a_market_that_stands_still_leaves_a_diagonal_target),
		cmocka_unit_test(oracle_approximating_shrinkage_is_that_of_the_paper),
		cmocka_unit_test(late_closes_are_adjusted_by_one_lag),
		cmocka_unit_test(only_falls_below_the_benchmark_count),
		cmocka_unit_test(three_readings_of_fading_weights),
		cmocka_unit_test(noise_is_taken_out_of_seven_countries),
		cmocka_unit_test(denoising_says_when_it_finds_no_structure_and_shrinks),
		cmocka_unit_test(denoising_keeps_variances_and_leaves_cash_out),
		cmocka_unit_test(every_method_is_positive_semidefinite_at_every_scale),
		cmocka_unit_test(hostile_returns_are_refused_by_every_method),
		cmocka_unit_test(a_matrix_is_clipped_where_it_need_not_be_nearest),
		cmocka_unit_test(a_repaired_covariance_keeps_its_variances),
		cmocka_unit_test(twenty_shares_agree_with_pyportfolioopts_shrinkage),
		cmocka_unit_test(twenty_shares_agree_with_pyportfolioopts_semicovariance),
		cmocka_unit_test(twenty_shares_agree_with_scikit_learns_oas_but_for_its_intensity),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("estimate-methods", tests, NULL, NULL);
}
