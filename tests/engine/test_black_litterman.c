/*
 * Views into expected returns. He and Litterman's seven countries and Idzorek's eight classes are printed in their
 * papers; the full digits were computed from those inputs with the textbook formula, in which S is inverted
 * (tests/reference/black_litterman.py). 1e-12 is the rounding of a few dozen terms between 1e-4 and 1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "engine/estimate/black_litterman.h"

static const double printed = 1e-12;

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static void assert_vector(const gsl_vector *values, const double *expected, double scale, double tolerance)
{
	for (size_t i = 0; i < values->size; i++)
		assert_near(scale * gsl_vector_get(values, i), expected[i], tolerance);
}

/* A problem in memory of its own. */
struct scene {
	size_t n, k;
	gsl_matrix *covariance, *posterior, *views, *contribution;
	gsl_vector *market, *prior, *returns, *confidence, *mean, *weights;
	struct black_litterman problem;
	struct black_litterman_view told[8];
	struct black_litterman_info info;
	struct error err;
};

static void scene_init(struct scene *scene, size_t n, size_t k, const double *market, double tau)
{
	*scene = (struct scene){
		.n = n, .k = k, .covariance = gsl_matrix_calloc(n, n), .posterior = gsl_matrix_calloc(n, n),
		.views = gsl_matrix_calloc(k, n), .contribution = gsl_matrix_calloc(n, k), .market = gsl_vector_calloc(n),
		.prior = gsl_vector_calloc(n), .returns = gsl_vector_calloc(k), .confidence = gsl_vector_calloc(k),
		.mean = gsl_vector_calloc(n), .weights = gsl_vector_calloc(n),
	};
	for (size_t i = 0; i < n; i++)
		gsl_vector_set(scene->market, i, market[i]);
	scene->problem = (struct black_litterman){.covariance = scene->covariance, .prior = scene->prior, .tau = tau,
	                                          .views = scene->views, .view_returns = scene->returns};
}

static void scene_clear(struct scene *scene)
{
	gsl_matrix_free(scene->covariance);
	gsl_matrix_free(scene->posterior);
	gsl_matrix_free(scene->views);
	gsl_matrix_free(scene->contribution);
	gsl_vector_free(scene->market);
	gsl_vector_free(scene->prior);
	gsl_vector_free(scene->returns);
	gsl_vector_free(scene->confidence);
	gsl_vector_free(scene->mean);
	gsl_vector_free(scene->weights);
}

static enum status scene_solve(struct scene *scene)
{
	return black_litterman(&scene->problem, scene->mean, scene->posterior, scene->contribution, scene->told, &scene->info,
	                       &scene->err);
}

static void scene_solved(struct scene *scene)
{
	if (scene_solve(scene) != STATUS_OK)
		fail_msg("%s", scene->err.message);
}

/* He and Litterman (1999), tables 1 and 2: Australia, Canada, France, Germany, Japan, UK, USA. */
static const double hl_volatility[7] = {.160, .203, .248, .271, .210, .200, .187};
static const double hl_market[7] = {.016, .022, .052, .055, .116, .124, .615};
static const double hl_correlation[7][7] = {
	{1, .488, .478, .515, .439, .512, .491}, {.488, 1, .664, .655, .310, .608, .779},
	{.478, .664, 1, .861, .355, .783, .668}, {.515, .655, .861, 1, .354, .777, .653},
	{.439, .310, .355, .354, 1, .405, .306}, {.512, .608, .783, .777, .405, 1, .652},
	{.491, .779, .668, .653, .306, .652, 1},
};

static void hl_init(struct scene *scene, size_t k, double france, double uk)
{
	scene_init(scene, 7, k, hl_market, 0.05);
	for (size_t i = 0; i < 7; i++)
		for (size_t j = 0; j < 7; j++)
			gsl_matrix_set(scene->covariance, i, j, hl_correlation[i][j] * hl_volatility[i] * hl_volatility[j]);
	assert_int_equal(black_litterman_equilibrium(scene->covariance, scene->market, 2.5, 0.0, scene->prior, NULL),
	                 STATUS_OK);
	gsl_matrix_set(scene->views, 0, 2, -france);
	gsl_matrix_set(scene->views, 0, 3, 1.0);
	gsl_matrix_set(scene->views, 0, 5, -uk);
	gsl_vector_set(scene->returns, 0, 0.05);
	if (k > 1) {
		gsl_matrix_set(scene->views, 1, 1, 1.0);
		gsl_matrix_set(scene->views, 1, 6, -1.0);
		gsl_vector_set(scene->returns, 1, 0.03);
	}
}

static void the_market_portfolio_explains_the_equilibrium(void **state)
{
	static const double exact[] = {0.0393755464, 0.06915189620500001, 0.08358086638000001, 0.09027239740250001,
	                               0.043028096999999994, 0.06767693050000001, 0.0756004661225};
	struct scene scene;
	double risk_aversion;

	(void)state;
	hl_init(&scene, 1, 0.295, 0.705);
	assert_vector(scene.prior, exact, 1.0, printed);
	assert_int_equal(black_litterman_equilibrium(scene.covariance, scene.market, 2.5, 0.02, scene.mean, NULL), STATUS_OK);
	for (size_t i = 0; i < 7; i++)
		assert_near(gsl_vector_get(scene.mean, i), exact[i] + 0.02, printed);
	/* the portfolio nothing constrains is then the market's */
	assert_int_equal(black_litterman_weights(scene.covariance, scene.prior, 2.5, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, hl_market, 1.0, 1e-13);
	assert_int_equal(black_litterman_risk_aversion(0.05, 0.02, 0.0097854579, &risk_aversion, NULL), STATUS_OK);
	assert_near(risk_aversion, 3.0657737652, 1e-7); /* the variance has eight digits */
	assert_int_equal(black_litterman_risk_aversion(0.02, 0.05, 0.01, &risk_aversion, &scene.err), STATUS_INVALID);
	assert_int_equal(black_litterman_risk_aversion(0.05, 0.02, 0.0, &risk_aversion, &scene.err), STATUS_INVALID);
	scene_clear(&scene);
}

static void he_and_litterman_tilt_germany_against_its_neighbours(void **state)
{
	static const double mean[] = {4.328024, 7.575662, 9.287673, 11.036714, 4.506164, 6.952710, 8.069330};
	static const double weights[] = {1.523810, 2.095238, -3.948465, 35.410454, 11.047619, -9.461989, 58.571429};
	static const double exact[] = {0.015238095238095276, 0.020952380952380893, -0.039484648956302854, 0.35410454044913,
	                               0.11047619047619045, -0.09461989149282693, 0.5857142857142856};
	struct scene scene;

	(void)state;
	hl_init(&scene, 1, 0.295, 0.705);
	scene_solved(&scene);
	assert_vector(scene.mean, mean, 100.0, 5e-7);       /* six decimals */
	assert_int_equal(black_litterman_weights(scene.posterior, scene.mean, 2.5, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, weights, 100.0, 5e-7);
	assert_vector(scene.weights, exact, 1.0, printed);
	assert_near(scene.told[0].variance / 0.05, 0.021308, 5e-7);
	assert_int_equal(scene.told[0].use, VIEW_USED);
	assert_int_equal(scene.info.used, 1);
	assert_true(scene.info.condition == 1.0);
	/* what is not viewed keeps its market weight over 1 + tau, and the rest lies on the line of the view */
	for (size_t i = 0; i < 7; i++) {
		const double tilt = gsl_vector_get(scene.weights, i) - hl_market[i] / 1.05;

		assert_near(tilt, gsl_matrix_get(scene.views, 0, i) * (0.35410454044913 - hl_market[3] / 1.05), printed);
	}
	scene_clear(&scene);
}

/* The same with capital weights in full, against the paper's own tables 4 to 6 and their full digits. */
static void views_of_three_tables_of_the_paper(void **state)
{
	static const struct {
		size_t k;
		double canada, published_mean[7], published_weights[7], mean[7], weights[7];
	} tables[] = {
		{1, 0.0, {4.3, 7.6, 9.3, 11.0, 4.5, 7.0, 8.1}, {1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6},
		 {0.04328187682009529, 0.07575790302894031, 0.0928749750812615, 0.11037475043678209, 0.04506244928720145,
		  0.06952869853312943, 0.08069433174143605},
		 {0.0152380952380952, 0.020952380952380827, -0.039678026655399275, 0.35429485944904354, 0.11047619047619045,
		  -0.0946168327936442, 0.585714285714286}},
		{2, 0.03, {4.4, 8.7, 9.5, 11.2, 4.6, 7.0, 7.5}, {1.5, 41.9, -3.4, 33.6, 11.0, -8.2, 18.8},
		 {0.044223158462922796, 0.08730004273545992, 0.09479622202420146, 0.11210749246008875, 0.04616430637870048,
		  0.06971817935512581, 0.07481684784278848},
		 {0.015238095238095285, 0.4186326307557663, -0.03427867222617576, 0.3360201213809027, 0.11047619047619038,
		  -0.08174144915472698, 0.18803403591090045}},
		{2, 0.04, {4.4, 9.1, 9.5, 11.3, 4.6, 7.0, 7.3}, {1.5, 53.3, -3.3, 33.1, 11.0, -7.8, 7.3},
		 {0.04449258544144245, 0.09060379762165735, 0.09534614856613584, 0.11260346245105891, 0.04647969553898547,
		  0.06977241524270199, 0.0731345110627428},
		 {0.015238095238095307, 0.5334792560303276, -0.03271938524834843, 0.33074253468671755, 0.11047619047619037,
		  -0.07802314943836892, 0.07318741063633885}},
	};

	(void)state;
	for (size_t t = 0; t < 3; t++) {
		struct scene scene;

		hl_init(&scene, tables[t].k, 0.052 / 0.176, 0.124 / 0.176);
		if (tables[t].k > 1)
			gsl_vector_set(scene.returns, 1, tables[t].canada);
		scene_solved(&scene);
		assert_vector(scene.mean, tables[t].published_mean, 100.0, 0.0501);
		assert_vector(scene.mean, tables[t].mean, 1.0, printed);
		assert_int_equal(black_litterman_weights(scene.posterior, scene.mean, 2.5, scene.weights, NULL), STATUS_OK);
		assert_vector(scene.weights, tables[t].published_weights, 100.0, 0.0501);
		assert_vector(scene.weights, tables[t].weights, 1.0, printed);
		scene_clear(&scene);
	}
}

static void two_views_carry_the_weights_of_the_table(void **state)
{
	static const double mean3[] = {4.422145, 8.729864, 9.479745, 11.209947, 4.616347, 6.971660, 7.481560};
	static const double weights3[] = {1.523810, 41.863571, -3.409321, 33.582847, 11.047619, -8.173526, 18.803095};
	static const double mean4[] = {4.449086, 9.060234, 9.534722, 11.259532, 4.647884, 6.977084, 7.313321};
	static const double weights4[] = {1.523810, 53.348251, -3.253622, 33.055053, 11.047619, -7.801432, 7.318416};
	struct scene scene;

	(void)state;
	hl_init(&scene, 2, 0.295, 0.705);
	scene_solved(&scene);
	assert_vector(scene.mean, mean3, 100.0, 5e-7);
	assert_int_equal(black_litterman_weights(scene.posterior, scene.mean, 2.5, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, weights3, 100.0, 5e-7);
	assert_near(scene.told[0].variance / 0.05, 0.021308, 5e-7);
	assert_near(scene.told[1].variance / 0.05, 0.017035, 5e-7);
	/* w = (w_eq + P'Lambda) / (1 + tau), and Germany and Canada stand in one view each */
	assert_near(1.05 * gsl_vector_get(scene.weights, 3) - hl_market[3], 0.29762, 5e-6);
	assert_near(1.05 * gsl_vector_get(scene.weights, 1) - hl_market[1], 0.417567, 5e-7);
	gsl_vector_set(scene.returns, 1, 0.04);
	scene_solved(&scene);
	assert_vector(scene.mean, mean4, 100.0, 5e-7);
	assert_int_equal(black_litterman_weights(scene.posterior, scene.mean, 2.5, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, weights4, 100.0, 5e-7);
	assert_near(1.05 * gsl_vector_get(scene.weights, 3) - hl_market[3], 0.292078, 5e-7);
	assert_near(1.05 * gsl_vector_get(scene.weights, 1) - hl_market[1], 0.538157, 5e-7);
	scene_clear(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_market_portfolio_explains_the_equilibrium),
		cmocka_unit_test(he_and_litterman_tilt_germany_against_its_neighbours),
		cmocka_unit_test(views_of_three_tables_of_the_paper),
		cmocka_unit_test(two_views_carry_the_weights_of_the_table),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("black-litterman", tests, NULL, NULL);
}
