/* How much equity, so many years before a goal. */
#include <math.h>

#include "engine/simulate/goals.h"

const struct glide_knot glide_knots[] = {
	{ 40.0, 0.90 }, { 25.0, 0.85 }, { 10.0, 0.60 }, { 5.0, 0.50 }, { 0.0, 0.40 }, { -10.0, 0.30 },
};
const size_t glide_knot_count = sizeof(glide_knots) / sizeof(*glide_knots);

enum status glide_equity(const struct glide_knot *knots, size_t count, double years, double *equity,
                         struct error *err)
{
	size_t k = 0;

	if (count == 0 || !isfinite(years))
		return error_set(err, STATUS_INVALID, "%zu knots give no share of equity %g years before the goal", count,
		                 years);
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(knots[i].years) || !(knots[i].equity >= 0.0 && knots[i].equity <= 1.0))
			return error_set(err, STATUS_INVALID, "knot %zu holds %g at %g years; shares lie between 0 and 1", i + 1,
			                 knots[i].equity, knots[i].years);
		if (i > 0 && !(knots[i].years < knots[i - 1].years))
			return error_set(err, STATUS_INVALID, "knot %zu is at %g years and must come later than the one before",
			                 i + 1, knots[i].years);
	}
	while (k < count && knots[k].years > years)
		k++;
	if (k == 0 || k == count) {
		*equity = knots[k == 0 ? 0 : count - 1].equity;
	} else {
		const struct glide_knot *far = &knots[k - 1], *near = &knots[k];

		*equity = near->equity + (far->equity - near->equity) * (years - near->years) / (far->years - near->years);
	}
	return STATUS_OK;
}

enum status glide_within(double glide, double cap, double funded_ratio, double shift, double *equity,
                         struct error *err)
{
	const double full = 0.2; /* the distance of the funded ratio from one at which the whole shift is taken */

	if (!(glide >= 0.0 && glide <= 1.0) || !(cap >= 0.0 && cap <= 1.0) || !(shift >= 0.0 && shift <= 1.0) ||
	    !isfinite(funded_ratio))
		return error_set(err, STATUS_INVALID, "glide %g, cap %g, shift %g: shares lie between 0 and 1", glide, cap,
		                 shift);
	*equity = fmax(0.0, fmin(cap, glide + shift * fmax(-1.0, fmin(1.0, (1.0 - funded_ratio) / full))));
	return STATUS_OK;
}

enum status human_capital_equity(double share, double financial, double human, double *equity, struct error *err)
{
	if (!(share >= 0.0 && share <= 1.0) || !isfinite(financial) || financial <= 0.0 || !isfinite(human) || human < 0.0)
		return error_set(err, STATUS_INVALID, "a share of %g, wealth of %g and earnings of %g to come do not go together",
		                 share, financial, human);
	*equity = fmin(1.0, share * (financial + human) / financial);
	return STATUS_OK;
}
