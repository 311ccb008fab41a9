/* Brinson's effects of one period. */
#include "engine/performance/attribution.h"

#include <math.h>

#include "engine/base/sum.h"

/* Weights typed with six decimals; what they miss of 1 is a missing segment beyond that. */
static const double weight_tolerance = 1e-6;

const struct figure_definition attribution_models[ATTRIBUTION_MODEL_COUNT] = {
	[ATTRIBUTION_BRINSON_FACHLER] = {
		.name = "brinson-fachler", .unit = FIGURE_FRACTION,
		.formula = "allocation (w_p - w_b)(r_b - R_b), selection w_b (r_p - r_b), interaction (w_p - w_b)(r_p - r_b)",
		.source = "Brinson, Fachler (1985)",
	},
	[ATTRIBUTION_BRINSON_HOOD_BEEBOWER] = {
		.name = "brinson-hood-beebower", .unit = FIGURE_FRACTION,
		.formula = "allocation (w_p - w_b) r_b, selection w_b (r_p - r_b), interaction (w_p - w_b)(r_p - r_b)",
		.source = "Brinson, Hood, Beebower (1986)",
	},
	[ATTRIBUTION_GEOMETRIC] = {
		.name = "geometric", .unit = FIGURE_FRACTION,
		.formula = "allocation (w_p - w_b)((1 + r_b)/(1 + R_b) - 1), selection w_p (r_p - r_b)/(1 + R_S), R_S = sum w_p r_b",
		.source = "Bacon (2008), chapter 5",
	},
};

static enum status check_weights(const gsl_vector *weights, const char *whose, struct error *err)
{
	struct sum sum = {0};

	for (size_t i = 0; i < weights->size; i++) {
		const double weight = gsl_vector_get(weights, i);

		if (!isfinite(weight))
			return error_set(err, STATUS_INVALID, "%s weight %zu is %g; it must be finite", whose, i + 1, weight);
		sum_add(&sum, weight);
	}
	if (fabs(sum_value(&sum) - 1.0) > weight_tolerance)
		return error_set(err, STATUS_INVALID, "the %s weights sum to %.9g; they must sum to 1", whose,
		                 sum_value(&sum));
	return STATUS_OK;
}

/* A return may be missing (NaN) only where nothing is held. */
static enum status check_returns(const gsl_vector *returns, const gsl_vector *weights, const char *whose,
                                 enum attribution_model model, struct error *err)
{
	for (size_t i = 0; i < returns->size; i++) {
		const double value = gsl_vector_get(returns, i);
		const bool is_absent = isnan(value) && gsl_vector_get(weights, i) == 0.0;

		if (!is_absent && (!isfinite(value) || (model == ATTRIBUTION_GEOMETRIC && value <= -1.0)))
			return error_set(err, STATUS_INVALID, "%s return %zu is %g; it must be finite%s", whose, i + 1, value,
			                 model == ATTRIBUTION_GEOMETRIC ? " and above -1" : "");
	}
	return STATUS_OK;
}

static enum status check(const struct attribution_period *period, enum attribution_model model,
                         const gsl_vector *const outputs[3], struct error *err)
{
	const size_t n = period->portfolio_weights->size;
	enum status status;

	if ((unsigned)model >= ATTRIBUTION_MODEL_COUNT)
		return error_set(err, STATUS_INVALID, "attribution model %d does not exist", (int)model);
	if (n == 0 || period->benchmark_weights->size != n || period->portfolio_returns->size != n ||
	    period->benchmark_returns->size != n)
		return error_set(err, STATUS_INVALID, "weights and returns do not have the same number of segments");
	for (size_t k = 0; k < 3; k++)
		if (outputs[k] != NULL && outputs[k]->size != n)
			return error_set(err, STATUS_INVALID, "%zu effects were asked of %zu segments", outputs[k]->size, n);
	status = check_weights(period->portfolio_weights, "portfolio", err);
	if (status == STATUS_OK)
		status = check_weights(period->benchmark_weights, "benchmark", err);
	if (status == STATUS_OK)
		status = check_returns(period->portfolio_returns, period->portfolio_weights, "portfolio", model, err);
	if (status == STATUS_OK)
		status = check_returns(period->benchmark_returns, period->benchmark_weights, "benchmark", model, err);
	return status;
}

/* One segment, its missing returns filled in. */
struct segment {
	double portfolio_weight, benchmark_weight, portfolio_return, benchmark_return;
};

static struct segment segment_at(const struct attribution_period *period, size_t i, double benchmark_total)
{
	struct segment segment = {
		.portfolio_weight = gsl_vector_get(period->portfolio_weights, i),
		.benchmark_weight = gsl_vector_get(period->benchmark_weights, i),
		.portfolio_return = gsl_vector_get(period->portfolio_returns, i),
		.benchmark_return = gsl_vector_get(period->benchmark_returns, i),
	};

	if (isnan(segment.benchmark_return))
		segment.benchmark_return = benchmark_total;
	if (isnan(segment.portfolio_return))
		segment.portfolio_return = segment.benchmark_return;
	return segment;
}

/* sum w_i r_i; what has no weight has no part. */
static double total_return(const gsl_vector *weights, const gsl_vector *returns)
{
	struct sum sum = {0};

	for (size_t i = 0; i < weights->size; i++)
		if (gsl_vector_get(weights, i) != 0.0)
			sum_add(&sum, gsl_vector_get(weights, i) * gsl_vector_get(returns, i));
	return sum_value(&sum);
}

/* Allocation, selection and interaction of a segment. */
static void effects_of(enum attribution_model model, const struct segment *segment, double benchmark_total,
                       double notional, double effects[3])
{
	const double active = segment->portfolio_weight - segment->benchmark_weight;
	const double excess = segment->portfolio_return - segment->benchmark_return;

	if (model == ATTRIBUTION_GEOMETRIC) {
		effects[0] = active * (segment->benchmark_return - benchmark_total) / (1.0 + benchmark_total);
		effects[1] = segment->portfolio_weight * excess / (1.0 + notional);
		effects[2] = 0.0;
		return;
	}
	effects[0] = active * (model == ATTRIBUTION_BRINSON_FACHLER ? segment->benchmark_return - benchmark_total :
	                                                              segment->benchmark_return);
	effects[1] = segment->benchmark_weight * excess;
	effects[2] = active * excess;
}

enum status performance_attribution(const struct attribution_period *period, enum attribution_model model,
                                    gsl_vector *allocation, gsl_vector *selection, gsl_vector *interaction,
                                    struct attribution_total *total, struct error *err)
{
	const enum status status =
		check(period, model, (const gsl_vector *const[]){allocation, selection, interaction}, err);
	struct sum sums[3] = {0}, notional = {0};
	struct attribution_total whole;

	if (status != STATUS_OK)
		return status;
	whole.portfolio_return = total_return(period->portfolio_weights, period->portfolio_returns);
	whole.benchmark_return = total_return(period->benchmark_weights, period->benchmark_returns);
	for (size_t i = 0; i < period->portfolio_weights->size; i++) {
		const struct segment segment = segment_at(period, i, whole.benchmark_return);

		sum_add(&notional, segment.portfolio_weight * segment.benchmark_return);
	}
	if (model == ATTRIBUTION_GEOMETRIC && (whole.benchmark_return <= -1.0 || sum_value(&notional) <= -1.0))
		return error_set(err, STATUS_INVALID, "the benchmark returns %g; geometric effects need more than -1",
		                 whole.benchmark_return);
	for (size_t i = 0; i < period->portfolio_weights->size; i++) {
		const struct segment segment = segment_at(period, i, whole.benchmark_return);
		double effects[3];

		effects_of(model, &segment, whole.benchmark_return, sum_value(&notional), effects);
		if (interaction == NULL) {
			effects[1] += effects[2];
			effects[2] = 0.0;
		} else {
			gsl_vector_set(interaction, i, effects[2]);
		}
		gsl_vector_set(allocation, i, effects[0]);
		gsl_vector_set(selection, i, effects[1]);
		for (size_t k = 0; k < 3; k++)
			sum_add(&sums[k], effects[k]);
	}
	whole.allocation = sum_value(&sums[0]);
	whole.selection = sum_value(&sums[1]);
	whole.interaction = sum_value(&sums[2]);
	whole.difference = whole.portfolio_return - whole.benchmark_return;
	if (model == ATTRIBUTION_GEOMETRIC)
		whole.difference /= 1.0 + whole.benchmark_return;
	*total = whole;
	return STATUS_OK;
}
