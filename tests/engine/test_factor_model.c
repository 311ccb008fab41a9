/* Covariance by factors. Numbers from tests/reference/estimate_methods.py. */
#include "tests/engine/estimate_scene.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "engine/estimate/factor_model.h"

/* Bonds and US equity explained by Chinese equity and gold. */
static void regression_gives_loadings_and_what_is_left(void **state)
{
	static const double loadings[2][2] = {{0.562545221560048, -0.424544339990562}, {-0.025824556276212, 0.056110694199382}};
	static const double specific[] = {0.001345443738891, 0.000106730475285};
	static const double factor[] = {0.004328067173913, 0.000370534673913, 0.002205393460145};
	gsl_matrix *four = corner(24, 4), *factors = gsl_matrix_alloc(24, 2);
	gsl_matrix_const_view assets = gsl_matrix_const_submatrix(four, 0, 1, 24, 2);
	struct factor_model model = {0};
	struct factor_model_info info;

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		gsl_matrix_set(factors, t, 0, four_assets[t][0]);
		gsl_matrix_set(factors, t, 1, four_assets[t][3]);
	}
	assert_int_equal(factor_model_regress(&assets.matrix, factors, &model, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_near(gsl_vector_get(model.specific, i), specific[i], 1e-15); /* printed to fifteen decimals */
		for (size_t k = 0; k < 2; k++)
			assert_near(gsl_matrix_get(model.loadings, i, k), loadings[i][k], 1e-14);
	}
	assert_upper(model.factor, factor, 1e-12);
	assert_true(info.observations == 24 && info.factors == 2);
	assert_true(info.explained > 0.0 && info.explained < 1.0);
	factor_model_clear(&model);
	gsl_matrix_free(four);
	gsl_matrix_free(factors);
}

static void factors_that_say_nothing_new_are_named(void **state)
{
	gsl_matrix *four = corner(24, 4), *factors = gsl_matrix_alloc(24, 3);
	struct factor_model model = {0};
	struct error err = {0};

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		gsl_matrix_set(factors, t, 0, four_assets[t][0]);
		gsl_matrix_set(factors, t, 1, four_assets[t][1]);
		gsl_matrix_set(factors, t, 2, four_assets[t][0] - 2.0 * four_assets[t][1]);
	}
	assert_int_equal(factor_model_regress(four, factors, &model, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "factor 3 is a combination"));
	for (size_t t = 0; t < 24; t++)
		gsl_matrix_set(factors, t, 1, 0.01);
	assert_int_equal(factor_model_regress(four, factors, &model, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "factor 2 is constant"));
	gsl_matrix_set(factors, 2, 1, NAN);
	assert_int_equal(factor_model_regress(four, factors, &model, NULL, &err), STATUS_INVALID);
	assert_null(model.loadings);
	gsl_matrix_free(four);
	gsl_matrix_free(factors);
}

static void principal_components_keep_the_diagonal(void **state)
{
	static const double one[] = {
		0.00432806717391304, 0.00277218469605883, -5.61189189236463e-05, -0.000741125671009635, 0.00281860563405797,
		-4.88643909455319e-05, -0.000645319888953261, 0.000106205634057971, 1.3063579269978e-05, 0.00220539346014493,
	};
	static const double two[] = {
		0.00432806717391304, 0.00284800645920483, 6.44865204746859e-05, -0.000151946444651899, 0.00281860563405797,
		-1.29211190846914e-05, -0.000469730552241897, 0.000106205634057971, 0.000292363719876811, 0.00220539346014493,
	};
	gsl_matrix *four = corner(24, 4), *covariance = gsl_matrix_alloc(4, 4);
	struct factor_model model = {0};
	struct factor_model_info info;

	(void)state;
	for (size_t k = 0; k <= 2; k++) {
		assert_int_equal(factor_model_principal(four, k, &model, &info, NULL), STATUS_OK);
		assert_int_equal(factor_model_expand(&model, covariance, NULL), STATUS_OK);
		assert_upper(covariance, k == 2 ? two : one, printed);
		assert_near(info.edge, 1.9831632476, 5e-11); /* ten decimals */
		assert_int_equal(info.above_edge, 0);
		assert_int_equal(info.factors, k == 2 ? 2 : 1);
		assert_relative(gsl_matrix_get(model.factor, 0, 0), 1.679535701432122, printed);
		factor_model_clear(&model);
	}
	gsl_matrix_free(four);
	gsl_matrix_free(covariance);
}

/* Three factors, uniform noise, cash in column 5. */
static gsl_matrix *market(size_t length, size_t count)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_matrix *returns = gsl_matrix_alloc(length, count);
	double *loading = calloc(3 * count, sizeof *loading);

	gsl_rng_set(rng, 5);
	for (size_t k = 0; k < 3 * count; k++)
		loading[k] = gsl_rng_uniform(rng) - (k % 3 == 0 ? 0.0 : 0.5);
	for (size_t t = 0; t < length; t++) {
		double factor[3];

		for (size_t k = 0; k < 3; k++)
			factor[k] = 0.06 * (gsl_rng_uniform(rng) - 0.5);
		for (size_t i = 0; i < count; i++) {
			double value = 0.01 * (gsl_rng_uniform(rng) - 0.5);

			for (size_t k = 0; k < 3; k++)
				value += loading[i * 3 + k] * factor[k];
			gsl_matrix_set(returns, t, i, i == 5 ? 0.0001 : value);
		}
	}
	free(loading);
	gsl_rng_free(rng);
	return returns;
}

/* With T < n the T x T side is decomposed; against the n x n side by way of the definition. */
static void fewer_returns_than_assets_give_the_same_model(void **state)
{
	enum { LENGTH = 60, COUNT = 100 };
	gsl_matrix *returns = market(LENGTH, COUNT), *covariance = gsl_matrix_alloc(COUNT, COUNT);
	gsl_vector *weights = gsl_vector_alloc(COUNT), *product = gsl_vector_alloc(COUNT), *dense = gsl_vector_alloc(COUNT);
	gsl_vector *scratch;
	struct factor_model model = {0};
	struct factor_model_info info;
	double variance;

	(void)state;
	assert_int_equal(factor_model_principal(returns, 0, &model, &info, NULL), STATUS_OK);
	assert_int_equal(info.above_edge, 3);
	assert_int_equal(info.factors, 3);
	assert_true(info.explained > 0.8);
	assert_int_equal(factor_model_expand(&model, covariance, NULL), STATUS_OK);
	for (size_t i = 0; i < COUNT; i++) {
		gsl_vector_const_view column = gsl_matrix_const_column(returns, i);
		double mean = 0.0, square = 0.0;

		for (size_t t = 0; t < LENGTH; t++)
			mean += gsl_vector_get(&column.vector, t) / LENGTH;
		for (size_t t = 0; t < LENGTH; t++)
			square += pow(gsl_vector_get(&column.vector, t) - mean, 2.0) / (LENGTH - 1);
		assert_near(gsl_matrix_get(covariance, i, i), i == 5 ? 0.0 : square, 1e-12 * square + 1e-30);
		assert_true(gsl_vector_get(model.specific, i) >= 0.0);
		gsl_vector_set(weights, i, i % 2 == 0 ? 0.02 : -0.01);
	}
	/* an eigenvector of the correlations: R v = lambda v, R made the long way */
	for (size_t i = 0; i < COUNT; i += 9) {
		double sum = 0.0;

		for (size_t j = 0; j < COUNT; j++) {
			double cross = 0.0, mean_i = 0.0, mean_j = 0.0;
			const double s_i = sqrt(gsl_matrix_get(covariance, i, i)), s_j = sqrt(gsl_matrix_get(covariance, j, j));

			if (i == 5 || j == 5)
				continue;
			for (size_t t = 0; t < LENGTH; t++) {
				mean_i += gsl_matrix_get(returns, t, i) / LENGTH;
				mean_j += gsl_matrix_get(returns, t, j) / LENGTH;
			}
			for (size_t t = 0; t < LENGTH; t++)
				cross += (gsl_matrix_get(returns, t, i) - mean_i) * (gsl_matrix_get(returns, t, j) - mean_j) /
				         (LENGTH - 1) / s_i / s_j;
			sum += cross * gsl_matrix_get(model.loadings, j, 1) / s_j;
		}
		assert_near(sum, gsl_matrix_get(model.factor, 1, 1) * gsl_matrix_get(model.loadings, i, 1) /
		                         sqrt(gsl_matrix_get(covariance, i, i)), 1e-11); /* eigenvalues near 20 */
	}
	scratch = gsl_vector_alloc(2 * info.factors);
	factor_model_product(&model, weights, scratch, product);
	(void)gsl_blas_dgemv(CblasNoTrans, 1.0, covariance, weights, 0.0, dense);
	for (size_t i = 0; i < COUNT; i++)
		assert_near(gsl_vector_get(product, i), gsl_vector_get(dense, i), 1e-17); /* of 1e-5 */
	(void)gsl_blas_ddot(weights, dense, &variance);
	assert_relative(factor_model_variance(&model, weights, scratch), variance, 1e-12);
	factor_model_scale(&model, 252.0);
	assert_relative(factor_model_variance(&model, weights, scratch), 252.0 * variance, 1e-12);
	factor_model_clear(&model);
	gsl_matrix_free(returns);
	gsl_matrix_free(covariance);
	gsl_vector_free(weights);
	gsl_vector_free(product);
	gsl_vector_free(dense);
	gsl_vector_free(scratch);
}

static void unusable_returns_give_no_model(void **state)
{
	gsl_matrix *four = corner(24, 4), *cash = gsl_matrix_alloc(24, 2);
	gsl_matrix_view eleven = gsl_matrix_submatrix(four, 0, 0, 11, 4);
	struct factor_model model = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(factor_model_principal(&eleven.matrix, 1, &model, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "at least 12"));
	assert_int_equal(factor_model_principal(four, 5, &model, NULL, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "at most 4"));
	gsl_matrix_set_all(cash, 0.001);
	assert_int_equal(factor_model_principal(cash, 0, &model, NULL, &err), STATUS_INVALID);
	gsl_matrix_set(four, 3, 3, INFINITY);
	assert_int_equal(factor_model_principal(four, 1, &model, NULL, &err), STATUS_INVALID);
	assert_null(model.loadings);
	gsl_matrix_free(four);
	gsl_matrix_free(cash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regression_gives_loadings_and_what_is_left),
		cmocka_unit_test(factors_that_say_nothing_new_are_named),
		cmocka_unit_test(principal_components_keep_the_diagonal),
		cmocka_unit_test(fewer_returns_than_assets_give_the_same_model),
		cmocka_unit_test(unusable_returns_give_no_model),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("factor-model", tests, NULL, NULL);
}
