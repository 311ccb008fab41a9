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
#include "tests/support/oracle.h"

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

/* Idzorek (2005), tables 5 to 7: US and international bonds, US large and small growth and value, two international. */
static const double idzorek_rows[36] = {
	.001005, .001328, -.000579, -.000675, .000121, .000128, -.000445, -.000437, .007277, -.001307, -.000610, -.002237,
	-.000989, .001442, -.001535, .059852, .027588, .063497, .023036, .032967, .048039, .029609, .026572, .021465,
	.020697, .029854, .102488, .042744, .039943, .065994, .032056, .019881, .032235, .028355, .035064, .079958,
};
static const double idzorek_market[8] = {.1934, .2613, .1209, .1209, .0134, .0134, .2418, .0349};

static void idzorek_init(struct scene *scene, double risk_aversion)
{
	static const double returns[] = {0.0525, 0.0025, 0.02}, confidence[] = {0.25, 0.50, 0.65};
	const double *entry = idzorek_rows;

	scene_init(scene, 8, 3, idzorek_market, 0.025);
	for (size_t i = 0; i < 8; i++)
		for (size_t j = i; j < 8; j++, entry++) {
			gsl_matrix_set(scene->covariance, i, j, *entry);
			gsl_matrix_set(scene->covariance, j, i, *entry);
		}
	assert_int_equal(black_litterman_equilibrium(scene->covariance, scene->market, risk_aversion, 0.0, scene->prior,
	                                             NULL), STATUS_OK);
	gsl_matrix_set(scene->views, 0, 6, 1.0);
	gsl_matrix_set(scene->views, 1, 0, -1.0);
	gsl_matrix_set(scene->views, 1, 1, 1.0);
	gsl_matrix_set(scene->views, 2, 2, 0.9);
	gsl_matrix_set(scene->views, 2, 3, -0.9);
	gsl_matrix_set(scene->views, 2, 4, 0.1);
	gsl_matrix_set(scene->views, 2, 5, -0.1);
	for (size_t v = 0; v < 3; v++) {
		gsl_vector_set(scene->returns, v, returns[v]);
		gsl_vector_set(scene->confidence, v, confidence[v]);
	}
}

static void idzoreks_eight_classes(void **state)
{
	static const double prior[] = {0.082852, 0.667856, 6.415292, 4.082174, 7.430127, 3.703776, 4.801101, 6.596604};
	static const double mean[] = {0.066656, 0.498563, 6.497833, 4.322698, 7.586028, 3.938133, 4.934290, 6.838684};
	static const double weights[] = {29.886563, 15.583437, 9.356489, 14.823511, 1.036277, 1.643723, 27.811769, 3.49};
	static const double sure_mean[] = {0.069198, 0.496608, 6.270668, 4.212620, 7.310890, 3.826012, 4.763328, 6.619282};
	static const double sure_weights[] = {29.625795, 15.844205, 8.929393, 15.250607, 0.988821, 1.691179, 26.046144, 3.49};
	static const double sure_variance[] = {0.002126625, 0.00014065, 0.00046610752};
	struct scene scene;
	double variance;

	(void)state;
	idzorek_init(&scene, 1.0);
	(void)gsl_blas_ddot(scene.market, scene.prior, &variance);
	assert_near(variance, 0.0097854579, 5e-11);
	scene_clear(&scene);
	idzorek_init(&scene, 0.03 / variance);
	assert_near(0.03 / variance, 3.0657737652, 5e-11);
	assert_vector(scene.prior, prior, 100.0, 5e-7);
	scene_solved(&scene);
	assert_vector(scene.mean, mean, 100.0, 5e-7);
	assert_near(scene.told[0].variance, 0.000709, 5e-7);
	assert_near(scene.told[1].variance, 0.000141, 5e-7);
	assert_near(scene.told[2].variance, 0.000866, 5e-7);
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 0.03 / variance, scene.weights, NULL),
	                 STATUS_OK);
	assert_vector(scene.weights, weights, 100.0, 5e-7);
	/* the first view's portfolio is one asset: it is held tau lambda / delta on top of the market */
	assert_near(gsl_vector_get(scene.weights, 6) - idzorek_market[6], 0.025 * scene.told[0].weight * variance / 0.03,
	            1e-12);
	scene.problem.confidence = scene.confidence;
	scene_solved(&scene);
	assert_vector(scene.mean, sure_mean, 100.0, 5e-7);
	for (size_t v = 0; v < 3; v++)
		assert_near(scene.told[v].variance, sure_variance[v], 5e-12);
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 0.03 / variance, scene.weights, NULL),
	                 STATUS_OK);
	assert_vector(scene.weights, sure_weights, 100.0, 5e-7);
	/* the same variances given as such */
	scene.problem.variance = scene.confidence;
	for (size_t v = 0; v < 3; v++)
		gsl_vector_set(scene.confidence, v, scene.told[v].variance);
	scene_solved(&scene);
	assert_vector(scene.mean, sure_mean, 100.0, 5e-7);
	scene_clear(&scene);
}

/* With the paper's rounded risk aversion 3.07, against its tables 6 and 7; and with certain views. */
static void the_tables_idzorek_printed(void **state)
{
	static const double prior[] = {0.08, 0.67, 6.41, 4.08, 7.43, 3.70, 4.80, 6.60};
	static const double mean[] = {0.07, 0.50, 6.50, 4.32, 7.59, 3.94, 4.93, 6.84};
	static const double weights[] = {29.88, 15.59, 9.35, 14.82, 1.04, 1.65, 27.81, 3.49};
	static const double certain[] = {0.4382087636288523, 0.016491236371147328, 0.0381731488430233, 0.2036268511569766,
	                                 0.004208127649223319, 0.02259187235077695, 0.3512012958018723, 0.0349};
	struct scene scene;

	(void)state;
	idzorek_init(&scene, 3.07);
	assert_vector(scene.prior, prior, 100.0, 0.0151); /* printed to 0.01 from inputs of four to six digits */
	scene_solved(&scene);
	assert_vector(scene.mean, mean, 100.0, 0.0101); /* and the same */
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 3.07, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, weights, 100.0, 0.04);
	gsl_vector_set_all(scene.confidence, 1.0);
	scene.problem.confidence = scene.confidence;
	scene_solved(&scene);
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 3.07, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, certain, 1.0, 1e-12);
	for (size_t v = 0; v < 3; v++) {
		assert_true(scene.told[v].variance == 0.0);
		assert_near(scene.told[v].posterior, gsl_vector_get(scene.returns, v), 1e-15); /* exact views */
	}
	scene_clear(&scene);
}

static void five_init(struct scene *scene, size_t k)
{
	static const double market[] = {.25, .25, .2, .2, .1}, volatility[] = {.22, .16, .03, .05, .15};
	static const double correlation[5][5] = {
		{1, .45, -.10, .15, .05}, {.45, 1, -.05, .20, .10}, {-.10, -.05, 1, .50, .10}, {.15, .20, .50, 1, .05},
		{.05, .10, .10, .05, 1},
	};

	scene_init(scene, 5, k, market, 0.05);
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++)
			gsl_matrix_set(scene->covariance, i, j, correlation[i][j] * volatility[i] * volatility[j]);
	assert_int_equal(black_litterman_equilibrium(scene->covariance, scene->market, 3.0, 0.0, scene->prior, NULL),
	                 STATUS_OK);
	gsl_matrix_set(scene->views, 0, 0, 1.0);
	gsl_matrix_set(scene->views, 0, 1, -1.0);
	gsl_vector_set(scene->returns, 0, 0.02);
	gsl_vector_set(scene->confidence, 0, 0.5);
	if (k > 1) {
		gsl_matrix_set(scene->views, 1, 4, 1.0);
		gsl_vector_set(scene->returns, 1, 0.03);
		gsl_vector_set(scene->confidence, 1, 0.25);
	}
	scene->problem.confidence = scene->confidence;
}

static void five_classes_with_two_views_of_different_confidence(void **state)
{
	static const double prior[] = {0.049269, 0.032616, 0.00045, 0.0045, 0.0102825};
	static const double mean[] = {0.0509819178, 0.0327377037, 0.0005313180, 0.0045843603, 0.0151885378};
	static const double weights[] = {0.2638294416, 0.2361705584, 0.2, 0.2, 0.1731430231};
	struct scene scene;

	(void)state;
	five_init(&scene, 2);
	assert_vector(scene.prior, prior, 1.0, 1e-15);
	scene_solved(&scene);
	assert_near(scene.told[0].variance, 0.002116, 1e-15);
	assert_near(scene.told[1].variance, 0.003375, 1e-15);
	assert_vector(scene.mean, mean, 1.0, 5e-11);
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 3.0, scene.weights, NULL), STATUS_OK);
	assert_vector(scene.weights, weights, 1.0, 5e-11);
	scene_clear(&scene);
}

static void contributions_of_the_views_add_up(void **state)
{
	struct scene scene;

	(void)state;
	idzorek_init(&scene, 3.07);
	scene_solved(&scene);
	for (size_t i = 0; i < 8; i++) {
		double sum = 0.0;

		for (size_t v = 0; v < 3; v++)
			sum += gsl_matrix_get(scene.contribution, i, v);
		assert_near(sum, gsl_vector_get(scene.mean, i) - gsl_vector_get(scene.prior, i), 1e-16);
	}
	scene_clear(&scene);
}

static void views_that_say_nothing_leave_the_prior(void **state)
{
	struct scene scene;

	(void)state;
	five_init(&scene, 2);
	gsl_vector_set_all(scene.confidence, 0.0);
	scene_solved(&scene);
	for (size_t i = 0; i < 5; i++)
		assert_true(gsl_vector_get(scene.mean, i) == gsl_vector_get(scene.prior, i));
	assert_true(gsl_matrix_get(scene.posterior, 0, 0) == 1.05 * gsl_matrix_get(scene.covariance, 0, 0));
	assert_int_equal(scene.told[1].use, VIEW_WITHOUT_CONFIDENCE);
	assert_int_equal(scene.info.used, 0);
	/* a view equal to what the prior already says moves nothing, however sure */
	gsl_vector_set_all(scene.confidence, 0.9);
	gsl_vector_set(scene.returns, 0, gsl_vector_get(scene.prior, 0) - gsl_vector_get(scene.prior, 1));
	gsl_vector_set(scene.returns, 1, gsl_vector_get(scene.prior, 4));
	scene_solved(&scene);
	for (size_t i = 0; i < 5; i++)
		assert_near(gsl_vector_get(scene.mean, i), gsl_vector_get(scene.prior, i), 1e-17);
	scene.problem.views = NULL;
	assert_int_equal(black_litterman(&scene.problem, scene.mean, scene.posterior, NULL, NULL, &scene.info, NULL),
	                 STATUS_OK);
	assert_true(scene.info.condition == 1.0);
	scene_clear(&scene);
}

/* Views on A1 - A2, A5 and their sum: the third follows from the first two. */
static void a_certain_view_that_follows_is_dropped_and_one_that_contradicts_is_named(void **state)
{
	struct scene scene;

	(void)state;
	five_init(&scene, 3);
	gsl_vector_set_all(scene.confidence, 1.0);
	gsl_matrix_set(scene.views, 2, 0, 0.5);
	gsl_matrix_set(scene.views, 2, 1, -0.5);
	gsl_matrix_set(scene.views, 2, 4, 1.0);
	gsl_vector_set(scene.returns, 2, 0.04);
	scene_solved(&scene);
	assert_int_equal(scene.info.used, 2);
	assert_int_equal(scene.told[2].use, VIEW_IMPLIED);
	for (size_t v = 0; v < 3; v++)
		assert_near(scene.told[v].posterior, gsl_vector_get(scene.returns, v), 1e-15);
	gsl_vector_set(scene.mean, 0, 7.0);
	gsl_vector_set(scene.returns, 2, 0.05);
	assert_int_equal(scene_solve(&scene), STATUS_INFEASIBLE);
	assert_non_null(strstr(scene.err.message, "view 3 is certain of 0.05"));
	assert_non_null(strstr(scene.err.message, "imply 0.04"));
	assert_true(gsl_vector_get(scene.mean, 0) == 7.0);
	scene_clear(&scene);
}

/* Not quite certain, not quite the same: nothing is exact, and nothing can be told apart. */
static void views_too_close_to_tell_apart_are_named(void **state)
{
	struct scene scene;

	(void)state;
	five_init(&scene, 2);
	for (size_t i = 0; i < 5; i++)
		gsl_matrix_set(scene.views, 1, i, gsl_matrix_get(scene.views, 0, i) + (i == 2 ? 1e-7 : 0.0));
	gsl_vector_set_all(scene.confidence, 1.0 - 1e-12);
	assert_int_equal(scene_solve(&scene), STATUS_INFEASIBLE);
	assert_non_null(strstr(scene.err.message, "views 1 and 2"));
	gsl_vector_set_all(scene.confidence, 0.5);
	scene_solved(&scene);
	assert_true(scene.info.condition < 4.0); /* 1.5 and 0.5 over half */
	scene_clear(&scene);
}

static void views_that_make_no_sense_are_refused_by_number(void **state)
{
	struct scene scene;

	(void)state;
	five_init(&scene, 2);
	gsl_matrix_set(scene.views, 1, 4, 0.7);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	assert_non_null(strstr(scene.err.message, "view 2 sum to 0.7"));
	gsl_matrix_set(scene.views, 1, 4, 0.0);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	assert_non_null(strstr(scene.err.message, "view 2 is about no asset"));
	gsl_matrix_set(scene.views, 1, 4, 1.0);
	gsl_vector_set(scene.confidence, 0, 1.1);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	assert_non_null(strstr(scene.err.message, "confidence in view 1 is 1.1"));
	gsl_vector_set(scene.confidence, 0, NAN);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	gsl_vector_set(scene.confidence, 0, 0.5);
	gsl_vector_set(scene.returns, 0, INFINITY);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	gsl_vector_set(scene.returns, 0, 0.02);
	scene.problem.tau = 0.0;
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	scene.problem.tau = 0.05;
	for (size_t i = 0; i < 5; i++) { /* the fifth becomes cash */
		gsl_matrix_set(scene.covariance, i, 4, 0.0);
		gsl_matrix_set(scene.covariance, 4, i, 0.0);
	}
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	assert_non_null(strstr(scene.err.message, "view 2 is about assets without risk"));
	assert_int_equal(black_litterman_weights(scene.covariance, scene.mean, 3.0, scene.weights, &scene.err), STATUS_INVALID);
	gsl_vector_set(scene.prior, 0, NAN);
	assert_int_equal(scene_solve(&scene), STATUS_INVALID);
	scene_clear(&scene);
}

/* Cash beside the market has no part in a view on the rest. */
static void cash_is_left_where_it_is(void **state)
{
	struct scene scene;

	(void)state;
	five_init(&scene, 1);
	for (size_t i = 0; i < 5; i++) {
		gsl_matrix_set(scene.covariance, i, 4, 0.0);
		gsl_matrix_set(scene.covariance, 4, i, 0.0);
	}
	gsl_vector_set(scene.prior, 4, 0.015);
	scene_solved(&scene);
	assert_true(gsl_vector_get(scene.mean, 4) == 0.015);
	assert_true(gsl_matrix_get(scene.posterior, 4, 4) == 0.0);
	scene_clear(&scene);
}

/* Numbers after a key of a JSON file, in order; every other character is skipped. */
static void json_numbers(const char *text, const char *section, const char *key, double *numbers, size_t count)
{
	const char *at = strstr(text, section);

	assert_non_null(at);
	at = key != NULL ? strstr(at, key) : at;
	assert_non_null(at);
	for (size_t k = 0; k < count; k++) {
		at = strchr(at, ':') + 1;
		while (*at == ' ' || *at == '{' || *at == '[' || *at == '\n')
			at++;
		if (*at == '"') { /* the section's own colon */
			k--;
			continue;
		}
		numbers[k] = strtod(at, NULL);
	}
}

/* Twenty shares, four absolute views, against PyPortfolioOpt: mean, covariance and Idzorek's confidences. */
static void twenty_shares_agree_with_pyportfolioopt(void **state)
{
	static const size_t viewed[] = {0, 1, 2, 3};
	static const double said[] = {0.4, -0.3, 0.3, 0.0}, sure[] = {1.0, 1.0, 0.25, 0.25};
	static const double market[20];
	static char text[1 << 16];
	FILE *file = oracle_open("pypfopt/black_litterman.json");
	struct series table = {0};
	struct scene scene;
	double numbers[20], worst = 0.0, total = 0.0;

	(void)state;
	if (file == NULL)
		skip();
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	scene_init(&scene, 20, 4, market, 0.05);
	assert_true(oracle_read("pypfopt/cov_sample.csv", NULL, &table));
	for (size_t k = 0; k < 400; k++)
		scene.covariance->data[k] = table.values[k];
	series_clear(&table);
	json_numbers(text, "market_implied_prior_rf0.02", NULL, numbers, 20);
	for (size_t i = 0; i < 20; i++)
		gsl_vector_set(scene.prior, i, numbers[i]);
	for (size_t v = 0; v < 4; v++) {
		gsl_matrix_set(scene.views, v, viewed[v], 1.0);
		gsl_vector_set(scene.returns, v, said[v]);
		gsl_vector_set(scene.confidence, v, sure[v]);
	}
	scene_solved(&scene);
	json_numbers(text, "market_prior_with_views", "posterior_returns", numbers, 20);
	for (size_t i = 0; i < 20; i++)
		worst = fmax(worst, fabs(gsl_vector_get(scene.mean, i) - numbers[i]));
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# views: mean within %.1e\n", worst);
	assert_near(worst, 0.0, 1e-13);
	worst = 0.0;
	assert_true(oracle_read("pypfopt/bl_posterior_cov.csv", NULL, &table));
	for (size_t k = 0; k < 400; k++)
		worst = fmax(worst, fabs(scene.posterior->data[k] - table.values[k]));
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# posterior covariance within %.1e\n", worst);
	assert_near(worst, 0.0, 1e-14);
	series_clear(&table);
	/* there the prior is what a market of these capitals expects at a risk aversion of 1 */
	json_numbers(text, "market_caps", NULL, numbers, 20);
	for (size_t i = 0; i < 20; i++)
		total += numbers[i];
	for (size_t i = 0; i < 20; i++)
		gsl_vector_set(scene.market, i, numbers[i] / total);
	assert_int_equal(black_litterman_equilibrium(scene.covariance, scene.market, 1.0, 0.0, scene.prior, NULL), STATUS_OK);
	scene.problem.confidence = scene.confidence;
	scene_solved(&scene);
	json_numbers(text, "idzorek_confidences", "posterior_returns", numbers, 20);
	worst = 0.0;
	for (size_t i = 0; i < 20; i++)
		worst = fmax(worst, fabs(gsl_vector_get(scene.mean, i) - numbers[i]));
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# Idzorek: mean within %.1e\n", worst);
	assert_near(worst, 0.0, 1e-13);
	assert_near(scene.told[2].variance, 0.020580172554442274, 1e-15);
	assert_near(scene.told[3].variance, 0.015143728693492035, 1e-15);
	scene_clear(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_market_portfolio_explains_the_equilibrium),
		cmocka_unit_test(he_and_litterman_tilt_germany_against_its_neighbours),
		cmocka_unit_test(views_of_three_tables_of_the_paper),
		cmocka_unit_test(two_views_carry_the_weights_of_the_table),
		cmocka_unit_test(idzoreks_eight_classes),
		cmocka_unit_test(the_tables_idzorek_printed),
		cmocka_unit_test(five_classes_with_two_views_of_different_confidence),
		cmocka_unit_test(contributions_of_the_views_add_up),
		cmocka_unit_test(views_that_say_nothing_leave_the_prior),
		cmocka_unit_test(a_certain_view_that_follows_is_dropped_and_one_that_contradicts_is_named),
		cmocka_unit_test(views_too_close_to_tell_apart_are_named),
		cmocka_unit_test(views_that_make_no_sense_are_refused_by_number),
		cmocka_unit_test(cash_is_left_where_it_is),
		cmocka_unit_test(twenty_shares_agree_with_pyportfolioopt),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("black-litterman", tests, NULL, NULL);
}
