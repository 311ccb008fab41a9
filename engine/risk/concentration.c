/* How few positions a portfolio stands on. */
#include "engine/risk/exposure.h"

#include <math.h>

#include "engine/base/sum.h"

enum status risk_concentration(const gsl_vector *weights, struct concentration *result, struct error *err)
{
	const double count = (double)weights->size;
	struct sum gross = {0}, squares = {0}, entropy = {0};
	double largest = 0.0, herfindahl;

	for (size_t i = 0; i < weights->size; i++) {
		const double weight = gsl_vector_get(weights, i);

		if (!isfinite(weight))
			return error_set(err, STATUS_INVALID, "weight %zu is %g; it must be finite", i + 1, weight);
		largest = fmax(largest, fabs(weight));
	}
	if (weights->size == 0)
		return error_set(err, STATUS_INVALID, "the concentration of no weights was asked");
	if (!(largest > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "all weights are zero; there is nothing to be concentrated");
	for (size_t i = 0; i < weights->size; i++)
		sum_add(&gross, fabs(gsl_vector_get(weights, i)) / largest);
	for (size_t i = 0; i < weights->size; i++) {
		const double share = fabs(gsl_vector_get(weights, i)) / largest / sum_value(&gross);

		sum_add(&squares, share * share);
		if (share > 0.0)
			sum_add(&entropy, -share * log(share));
	}
	herfindahl = sum_value(&squares);
	*result = (struct concentration){
		.herfindahl = herfindahl,
		.effective_number = 1.0 / herfindahl,
		.normalised = count > 1.0 ? (herfindahl - 1.0 / count) / (1.0 - 1.0 / count) : 1.0,
		.entropy = sum_value(&entropy),
		.entropy_number = exp(sum_value(&entropy)),
	};
	return STATUS_OK;
}
