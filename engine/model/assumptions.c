/* Looking up what is expected of an instrument. */
#include "engine/model/assumptions.h"

#include <math.h>
#include <stdbool.h>

#include "engine/base/money.h"
#include "engine/base/text.h"

const struct assumption *assumptions_find(const struct assumptions *assumptions, enum asset_class asset_class,
                                          const char *region)
{
	const struct assumption *general = NULL;

	for (size_t i = 0; i < assumptions->count; i++) {
		const struct assumption *row = &assumptions->rows[i];

		if (row->asset_class != asset_class)
			continue;
		if (row->region[0] == '\0')
			general = row;
		else if (text_equal_fold(row->region, region))
			return row;
	}
	return general;
}

enum status assumptions_expected_return(const struct assumptions *assumptions, const struct instrument *instrument,
                                        double *expected_return, struct error *err)
{
	const struct assumption *row;

	if (instrument_is_cash(instrument)) {
		*expected_return = assumptions->cash_rate;
		return STATUS_OK;
	}
	row = assumptions_find(assumptions, instrument->asset_class, instrument->region);
	if (row == NULL)
		return error_set(err, STATUS_NOT_FOUND, "the capital-market assumptions \"%s\" have no row for %s (%s)",
		                 assumptions->name, instrument->symbol, asset_class_name(instrument->asset_class));
	*expected_return = row->expected_return - decimal_to_double(instrument->expense);
	return STATUS_OK;
}

/*
 * Cholesky's factor of the correlations must exist: a pivot far below zero means that some portfolio would have a
 * negative variance. Rounding of figures given to two decimals may leave one a hair below; 1e-10 allows for that only.
 */
static bool is_semidefinite(const struct assumptions *assumptions)
{
	const double tolerance = 1e-10;
	double factor[ASSUMPTIONS][ASSUMPTIONS] = {{0}};

	for (size_t i = 0; i < assumptions->count; i++) {
		for (size_t j = 0; j <= i; j++) {
			double rest = assumptions->correlation[i][j];

			for (size_t k = 0; k < j; k++)
				rest -= factor[i][k] * factor[j][k];
			if (i == j) {
				if (rest < -tolerance)
					return false;
				factor[i][i] = sqrt(rest > 0.0 ? rest : 0.0);
			} else if (factor[j][j] > tolerance) {
				factor[i][j] = rest / factor[j][j];
			} else if (fabs(rest) > 1e-5) { /* a vanished pivot must leave nothing beside it: sqrt(tolerance) */
				return false;
			}
		}
	}
	return true;
}

enum status assumptions_check(const struct assumptions *assumptions, struct error *err)
{
	if (!isfinite(assumptions->risk_free) || fabs(assumptions->risk_free) > 1.0)
		return error_set(err, STATUS_INVALID, "the risk-free rate %g is not a fraction a year", assumptions->risk_free);
	if (assumptions->count > ASSUMPTIONS)
		return error_set(err, STATUS_INVALID, "%zu rows of assumptions; at most %d fit", assumptions->count,
		                 ASSUMPTIONS);
	if (!isfinite(assumptions->cash_rate) || fabs(assumptions->cash_rate) > 1.0)
		return error_set(err, STATUS_INVALID, "the cash rate %g is not a fraction a year", assumptions->cash_rate);
	if (!isfinite(assumptions->inflation) || assumptions->inflation < 0.0 || assumptions->inflation > 0.5)
		return error_set(err, STATUS_INVALID, "the inflation %g is not a fraction a year", assumptions->inflation);
	for (size_t i = 0; i < assumptions->count; i++) {
		const struct assumption *row = &assumptions->rows[i];
		const char *name = asset_class_name(row->asset_class);

		if (!isfinite(row->expected_return) || fabs(row->expected_return) > 1.0)
			return error_set(err, STATUS_INVALID, "the expected return %g of %s is not a fraction a year",
			                 row->expected_return, name);
		if (!(row->volatility >= 0.0 && row->volatility <= 2.0))
			return error_set(err, STATUS_INVALID, "the volatility %g of %s is not a fraction a year",
			                 row->volatility, name);
		for (size_t j = 0; j < assumptions->count; j++) {
			const double rho = assumptions->correlation[i][j];

			if (!(fabs(rho) <= 1.0) || rho != assumptions->correlation[j][i] || (i == j && rho != 1.0))
				return error_set(err, STATUS_INVALID,
				                 "the correlation of rows %zu and %zu is %g; it must lie in -1 to 1, be "
				                 "symmetric, and be 1 on the diagonal", i + 1, j + 1, rho);
		}
	}
	if (!is_semidefinite(assumptions))
		return error_set(err, STATUS_INVALID, "the correlations contradict each other: some portfolio would have a "
		                 "negative variance");
	return STATUS_OK;
}
