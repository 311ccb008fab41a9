/* What the tests of estimates share: the four assets as a series, and comparisons. */
#ifndef BALLAST_TESTS_ENGINE_ESTIMATE_SCENE_H
#define BALLAST_TESTS_ENGINE_ESTIMATE_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>
#include <math.h>
#include <string.h>

#include "engine/estimate/estimate.h"
#include "tests/support/four_assets.h"
#include "tests/support/oracle.h"

/* Rounding in fifteen printed digits after sums of 24 terms, relative. */
static const double printed = 1e-12;

__attribute__((unused)) static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

__attribute__((unused)) static void assert_relative(double value, double expected, double tolerance)
{
	assert_near(value, expected, tolerance * fabs(expected));
}

/* The four assets' returns, months ending in 2024 and 2025. */
__attribute__((unused)) static struct series four_returns(void)
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

/* The first `columns` of the four assets, over the first `rows` months. */
__attribute__((unused)) static gsl_matrix *corner(size_t rows, size_t columns)
{
	gsl_matrix *matrix = gsl_matrix_alloc(rows, columns);

	for (size_t t = 0; t < rows; t++)
		for (size_t i = 0; i < columns; i++)
			gsl_matrix_set(matrix, t, i, four_assets[t][i]);
	return matrix;
}

/* The upper half, row by row, relative to the two standard deviations; and symmetry to the last bit. */
__attribute__((unused)) static void assert_upper(const gsl_matrix *covariance, const double *expected, double tolerance)
{
	for (size_t i = 0; i < covariance->size1; i++)
		for (size_t j = i; j < covariance->size2; j++) {
			assert_near(gsl_matrix_get(covariance, i, j), *expected++,
			            tolerance * sqrt(gsl_matrix_get(covariance, i, i) * gsl_matrix_get(covariance, j, j)));
			assert_true(gsl_matrix_get(covariance, i, j) == gsl_matrix_get(covariance, j, i));
		}
}

__attribute__((unused)) static gsl_matrix *covariance_by(const char *name, const struct series *returns,
                                                         const struct estimate_options *options,
                                                         struct estimate_info *info)
{
	gsl_matrix *covariance = gsl_matrix_alloc(returns->count, returns->count);
	struct error err = {0};
	const struct estimator *estimator = estimate_find(name);

	assert_non_null(estimator);
	if (estimate_covariance_with(estimator, returns, options, covariance, info, &err) != STATUS_OK)
		fail_msg("%s: %s", name, err.message);
	return covariance;
}

/* A covariance against a table of BALLAST_ORACLES, relative to two deviations. */
__attribute__((unused)) static void assert_table(const gsl_matrix *covariance, const char *name, double scale,
                                                 double tolerance)
{
	struct series expected = {0};
	double worst = 0.0;

	assert_true(oracle_read(name, NULL, &expected));
	assert_int_equal(expected.length, covariance->size1);
	for (size_t i = 0; i < covariance->size1; i++)
		for (size_t j = 0; j < covariance->size2; j++)
			worst = fmax(worst, fabs(scale * gsl_matrix_get(covariance, i, j) - series_at(&expected, i, j)) /
			                            sqrt(series_at(&expected, i, i) * series_at(&expected, j, j)));
	if (!(worst <= tolerance))
		fail_msg("%s differs by %g, more than %g", name, worst, tolerance);
	if (getenv("BALLAST_TELL") != NULL)
		print_message("# %s: largest deviation %.1e\n", name, worst);
	series_clear(&expected);
}

#endif
