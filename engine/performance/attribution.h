/*
 * Where the difference to the benchmark came from: Brinson's effects of one period, and effects of many periods linked so
 * that they sum to the difference of the compounded returns.
 */
#ifndef BALLAST_ENGINE_PERFORMANCE_ATTRIBUTION_H
#define BALLAST_ENGINE_PERFORMANCE_ATTRIBUTION_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
#include "engine/base/status.h"

/* One period of N segments (sectors, classes). */
struct attribution_period {
	const gsl_vector *portfolio_weights; /* N, at the start of the period; sum 1            */
	const gsl_vector *benchmark_weights; /* N, sum 1                                        */
	const gsl_vector *portfolio_returns; /* N; NaN where the weight is 0: the benchmark's   */
	const gsl_vector *benchmark_returns; /* N; NaN where the weight is 0: the total's       */
};

enum attribution_model {
	ATTRIBUTION_BRINSON_FACHLER,        /* allocation (w_p - w_b)(r_b - R_b) */
	ATTRIBUTION_BRINSON_HOOD_BEEBOWER,  /* allocation (w_p - w_b) r_b        */
	ATTRIBUTION_GEOMETRIC,              /* (w_p - w_b)((1 + r_b)/(1 + R_b) - 1) */
	ATTRIBUTION_MODEL_COUNT
};

extern const struct figure_definition attribution_models[ATTRIBUTION_MODEL_COUNT];

/* Sums over the segments. */
struct attribution_total {
	double portfolio_return, benchmark_return;
	double difference; /* R_p - R_b; geometric: (1 + R_p)/(1 + R_b) - 1               */
	double allocation, selection, interaction;
};

/*
 * The effects of one period:
 *
 *     selection_i = w_b (r_p - r_b)      interaction_i = (w_p - w_b)(r_p - r_b)
 *
 * and the allocation of the model. They sum to the difference exactly. In the geometric model selection is
 * w_p (r_p - r_b) / (1 + R_S) with R_S = sum w_p r_b, there is no interaction, and (1 + sum A)(1 + sum S) - 1 is the difference.
 *
 * allocation, selection  N each.
 * interaction            N, or NULL: then it is part of selection, which becomes w_p (r_p - r_b).
 *
 * STATUS_INVALID: sizes differ, weights that do not sum to 1 within 1e-6, a number that is not finite, in the geometric
 * model a return not above -1. Cost: three passes.
 *
 * Source: G. Brinson, N. Fachler, Measuring non-US equity portfolio performance, J. Portfolio Management 11 (1985);
 * G. Brinson, R. Hood, G. Beebower, Determinants of portfolio performance, Financial Analysts J. 42 (1986); C. Bacon,
 * Practical Portfolio Performance Measurement and Attribution, 2nd ed. (2008), chapter 5.
 */
enum status performance_attribution(const struct attribution_period *period, enum attribution_model model,
                                    gsl_vector *allocation, gsl_vector *selection, gsl_vector *interaction,
                                    struct attribution_total *total, struct error *err);

enum linking { LINKING_CARINO, LINKING_MENCHERO, LINKING_GRAP, LINKING_FRONGELLO, LINKING_COUNT };

extern const struct figure_definition linking_methods[LINKING_COUNT];

/*
 * Effects of T periods made to sum to the difference of the compounded returns, sum_{t,k} linked = R - B:
 *
 *     Carino     k_t / K e_t,  k_t = (ln(1+R_t) - ln(1+B_t)) / (R_t - B_t) or 1/(1+R_t) where they are equal; K of R, B
 *     Menchero   (M + a_t) e_t,  M = ((R - B)/T) / ((1+R)^{1/T} - (1+B)^{1/T}),
 *                a_t = (R - B - M sum_s (R_s - B_s)) (R_t - B_t) / sum_s (R_s - B_s)^2
 *     GRAP       e_t prod_{s<t} (1+R_s) prod_{s>t} (1+B_s)
 *     Frongello  e_t prod_{s<t} (1+R_s) + B_t sum_{s<t} linked_s
 *
 * portfolio, benchmark  T returns each, above -1.
 * effects               T x K: any number of effects a period, whose row t sums to R_t - B_t.
 * linked                T x K, may be effects itself.
 *
 * STATUS_INVALID: sizes differ, a number that is not finite, a return not above -1, or a row that does not sum to its
 * difference within 1e-9. Cost: T x K, Frongello T^2 x K.
 *
 * Source: D. Carino, Combining attribution effects over time, J. Performance Measurement 3 (1999); J. Menchero, An
 * optimized approach to linking attribution effects over time, same journal 5 (2000); GRAP, Synthese des modeles
 * d'attribution de performance (1997); A. Frongello, Attribution linking: proofed and clarified, same journal 7 (2002).
 */
enum status performance_link_effects(enum linking method, const gsl_vector *portfolio, const gsl_vector *benchmark,
                                     const gsl_matrix *effects, gsl_matrix *linked, struct error *err);

/* Carino's coefficient k of two returns above -1. */
double performance_carino_coefficient(double portfolio, double benchmark);

#endif
