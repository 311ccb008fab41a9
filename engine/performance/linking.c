/* Effects of many periods made to sum to the difference of the compounded returns. */
#include "engine/performance/attribution.h"

#include <math.h>

#include "engine/base/sum.h"

/* How far the effects of a period may miss its difference: rounding of some hundred segments, not a missing one. */
static const double row_tolerance = 1e-9;

const struct figure_definition linking_methods[LINKING_COUNT] = {
	[LINKING_CARINO] = {
		.name = "carino", .unit = FIGURE_FRACTION,
		.formula = "k_t/K e_t with k_t = (ln(1+R_t) - ln(1+B_t))/(R_t - B_t)",
		.source = "Carino (1999)",
	},
	[LINKING_MENCHERO] = {
		.name = "menchero", .unit = FIGURE_FRACTION,
		.formula = "(M + a_t) e_t with M = ((R-B)/T)/((1+R)^(1/T) - (1+B)^(1/T))",
		.source = "Menchero (2000)",
	},
	[LINKING_GRAP] = {
		.name = "grap", .unit = FIGURE_FRACTION,
		.formula = "e_t prod_{s<t}(1+R_s) prod_{s>t}(1+B_s)",
		.source = "GRAP (1997)",
	},
	[LINKING_FRONGELLO] = {
		.name = "frongello", .unit = FIGURE_FRACTION,
		.formula = "e_t prod_{s<t}(1+R_s) + B_t sum_{s<t} linked_s",
		.source = "Frongello (2002)",
	},
};

/* (ln(1+a) - ln(1+b)) / (a - b) as log1p(u)/u / (1+b) with u = (a-b)/(1+b), which stays exact as a nears b. */
double performance_carino_coefficient(double portfolio, double benchmark)
{
	const double u = (portfolio - benchmark) / (1.0 + benchmark);

	return (u == 0.0 ? 1.0 : log1p(u) / u) / (1.0 + benchmark);
}

static enum status check_shapes(enum linking method, const gsl_vector *portfolio, const gsl_vector *benchmark,
                                const gsl_matrix *effects, const gsl_matrix *linked, struct error *err)
{
	if ((unsigned)method >= LINKING_COUNT)
		return error_set(err, STATUS_INVALID, "linking method %d does not exist", (int)method);
	if (portfolio->size == 0 || benchmark->size != portfolio->size || effects->size1 != portfolio->size ||
	    linked->size1 != effects->size1 || linked->size2 != effects->size2)
		return error_set(err, STATUS_INVALID, "%zu and %zu returns do not fit effects of %zu periods, %zu linked",
		                 portfolio->size, benchmark->size, effects->size1, linked->size1);
	return STATUS_OK;
}

static enum status check_rows(const gsl_vector *portfolio, const gsl_vector *benchmark, const gsl_matrix *effects,
                              struct error *err)
{
	for (size_t t = 0; t < portfolio->size; t++) {
		const double r = gsl_vector_get(portfolio, t), b = gsl_vector_get(benchmark, t);
		struct sum row = {0};

		if (!isfinite(r) || !isfinite(b) || r <= -1.0 || b <= -1.0)
			return error_set(err, STATUS_INVALID, "period %zu returns %g against %g; both must be above -1", t + 1,
			                 r, b);
		for (size_t k = 0; k < effects->size2; k++) {
			if (!isfinite(gsl_matrix_get(effects, t, k)))
				return error_set(err, STATUS_INVALID, "effect %zu of period %zu is not finite", k + 1, t + 1);
			sum_add(&row, gsl_matrix_get(effects, t, k));
		}
		if (fabs(sum_value(&row) - (r - b)) > row_tolerance)
			return error_set(err, STATUS_INVALID, "the effects of period %zu sum to %.9g, and it differs by %.9g",
			                 t + 1, sum_value(&row), r - b);
	}
	return STATUS_OK;
}

static double compounded(const gsl_vector *returns, size_t from, size_t to)
{
	struct sum logarithms = {0};

	for (size_t t = from; t < to; t++)
		sum_add(&logarithms, log1p(gsl_vector_get(returns, t)));
	return expm1(sum_value(&logarithms));
}

/* What multiplies the effects of period t. */
struct coefficients {
	double portfolio, benchmark; /* compounded */
	double scale;                /* Carino: 1/K; Menchero: M          */
	double slope;                /* Menchero: a_t = slope (R_t - B_t) */
	double before, after;        /* prod_{s<t} (1+R_s), prod_{s>t} (1+B_s) */
};

static struct coefficients prepare(enum linking method, const gsl_vector *portfolio, const gsl_vector *benchmark)
{
	const double periods = (double)portfolio->size;
	struct coefficients c = {.before = 1.0, .scale = 1.0};

	c.portfolio = compounded(portfolio, 0, portfolio->size);
	c.benchmark = compounded(benchmark, 0, benchmark->size);
	c.after = 1.0 + c.benchmark;
	if (method == LINKING_CARINO) {
		c.scale = 1.0 / performance_carino_coefficient(c.portfolio, c.benchmark);
	} else if (method == LINKING_MENCHERO) {
		/* As differences of mean growth: for R near B, M is (1+R)^{(T-1)/T}. */
		const double mean_r = expm1(log1p(c.portfolio) / periods), mean_b = expm1(log1p(c.benchmark) / periods);
		struct sum differences = {0}, squares = {0};

		c.scale = mean_r == mean_b ? exp(log1p(c.portfolio) * (periods - 1.0) / periods) :
		                             (c.portfolio - c.benchmark) / periods / (mean_r - mean_b);
		for (size_t t = 0; t < portfolio->size; t++) {
			const double difference = gsl_vector_get(portfolio, t) - gsl_vector_get(benchmark, t);

			sum_add(&differences, difference);
			sum_add(&squares, difference * difference);
		}
		if (sum_value(&squares) > 0.0)
			c.slope = (c.portfolio - c.benchmark - c.scale * sum_value(&differences)) / sum_value(&squares);
	}
	return c;
}

static double coefficient_at(enum linking method, const struct coefficients *c, double r, double b)
{
	switch (method) {
	case LINKING_CARINO:
		return performance_carino_coefficient(r, b) * c->scale;
	case LINKING_MENCHERO:
		return c->scale + c->slope * (r - b);
	case LINKING_GRAP:
		return c->before * c->after;
	default:
		return c->before;
	}
}

enum status performance_link_effects(enum linking method, const gsl_vector *portfolio, const gsl_vector *benchmark,
                                     const gsl_matrix *effects, gsl_matrix *linked, struct error *err)
{
	struct coefficients c;
	enum status status = check_shapes(method, portfolio, benchmark, effects, linked, err);

	if (status == STATUS_OK)
		status = check_rows(portfolio, benchmark, effects, err);
	if (status != STATUS_OK)
		return status;
	c = prepare(method, portfolio, benchmark);
	for (size_t t = 0; t < portfolio->size; t++) {
		const double r = gsl_vector_get(portfolio, t), b = gsl_vector_get(benchmark, t);
		double coefficient;

		c.after /= 1.0 + b;
		coefficient = coefficient_at(method, &c, r, b);
		for (size_t k = 0; k < effects->size2; k++) {
			struct sum carried = {0};

			for (size_t s = 0; method == LINKING_FRONGELLO && s < t; s++)
				sum_add(&carried, gsl_matrix_get(linked, s, k));
			gsl_matrix_set(linked, t, k,
			               coefficient * gsl_matrix_get(effects, t, k) + b * sum_value(&carried));
		}
		c.before *= 1.0 + r;
	}
	return STATUS_OK;
}
