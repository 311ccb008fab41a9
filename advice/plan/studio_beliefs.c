/* What the studio expects: entered figures in place of the house's, moved by views. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/plan/candidate.h"
#include "engine/base/memory.h"
#include "engine/estimate/black_litterman.h"
#include "engine/risk/risk.h"

static double *all_unknown(size_t count)
{
	double *values = memory_new_array(count, sizeof *values);

	for (size_t i = 0; i < count; i++)
		values[i] = NAN;
	return values;
}

void studio_beliefs_open(struct studio *studio)
{
	const size_t count = studio->market->count;
	struct studio_beliefs *beliefs = &studio->beliefs;

	beliefs->entered_return = all_unknown(count);
	beliefs->entered_volatility = all_unknown(count);
	beliefs->prior = memory_new_array(count, sizeof *beliefs->prior);
	beliefs->expected_return = memory_new_array(count, sizeof *beliefs->expected_return);
	beliefs->volatility = memory_new_array(count, sizeof *beliefs->volatility);
}

void studio_beliefs_close(struct studio_beliefs *beliefs)
{
	free(beliefs->entered_return);
	free(beliefs->entered_volatility);
	free(beliefs->prior);
	free(beliefs->expected_return);
	free(beliefs->volatility);
	*beliefs = (struct studio_beliefs){0};
}

/* By how much an instrument swings more than the market says: all of its row and column of the covariance follow. */
static double scale(const struct studio *studio, size_t row)
{
	const double entered = studio->beliefs.entered_volatility[row], estimated = studio->market->rows[row].volatility;

	return isfinite(entered) && estimated > 0.0 ? entered / estimated : 1.0;
}

static size_t place_in_universe(const struct studio *studio, size_t row)
{
	for (size_t i = 0; i < studio->universe_count; i++)
		if (studio->universe[i] == row)
			return i;
	return SIZE_MAX;
}

static enum status check_entered(const struct studio *studio, struct error *err)
{
	for (size_t i = 0; i < studio->market->count; i++) {
		const struct market_row *row = &studio->market->rows[i];
		const double entered = studio->beliefs.entered_volatility[i];

		if (isfinite(entered) && row->volatility <= 0.0)
			return error_set(err, STATUS_INVALID, "%s has no volatility of its own to be changed",
			                 row->instrument.symbol);
		if (isfinite(entered) && entered <= 0.0)
			return error_set(err, STATUS_INVALID, "the volatility of %s must be above 0", row->instrument.symbol);
	}
	return STATUS_OK;
}

/* Views as rows of a matrix over the universe. */
static enum status lay_out(const struct studio *studio, gsl_matrix *views, gsl_vector *values, gsl_vector *confidence,
                           struct error *err)
{
	gsl_matrix_set_zero(views);
	for (size_t v = 0; v < studio->beliefs.view_count; v++) {
		const struct studio_view *view = &studio->beliefs.views[v];
		const size_t long_side = place_in_universe(studio, view->row);
		const size_t short_side = view->over == SIZE_MAX ? SIZE_MAX : place_in_universe(studio, view->over);

		if (long_side == SIZE_MAX || (view->over != SIZE_MAX && short_side == SIZE_MAX))
			return error_set(err, STATUS_INVALID, "view %zu is about what this client may not hold", v + 1);
		if (long_side == short_side)
			return error_set(err, STATUS_INVALID, "view %zu sets an instrument against itself", v + 1);
		gsl_matrix_set(views, v, long_side, 1.0);
		if (short_side != SIZE_MAX)
			gsl_matrix_set(views, v, short_side, -1.0);
		gsl_vector_set(values, v, view->value);
		gsl_vector_set(confidence, v, view->confidence);
	}
	return STATUS_OK;
}

/* posterior: n; becomes the prior moved by the views. */
static enum status apply_views(const struct studio *studio, const gsl_matrix *covariance, gsl_vector *posterior,
                               struct studio_view_effect *effects, struct error *err)
{
	const size_t n = studio->universe_count, count = studio->beliefs.view_count;
	struct black_litterman_view used[STUDIO_VIEWS];
	gsl_vector *prior = gsl_vector_alloc(n), *values = gsl_vector_alloc(count), *sure = gsl_vector_alloc(count);
	gsl_matrix *views = gsl_matrix_alloc(count, n);
	enum status status = STATUS_NO_MEMORY;

	if (prior == NULL || values == NULL || sure == NULL || views == NULL)
		goto done;
	(void)gsl_vector_memcpy(prior, posterior); /* of one size */
	status = lay_out(studio, views, values, sure, err);
	if (status == STATUS_OK)
		status = black_litterman(&(struct black_litterman){.covariance = covariance, .prior = prior,
		                                                   .tau = BLACK_LITTERMAN_TAU, .views = views,
		                                                   .view_returns = values, .confidence = sure},
		                         posterior, NULL, NULL, used, NULL, err);
	for (size_t v = 0; status == STATUS_OK && v < count; v++)
		effects[v] = (struct studio_view_effect){.prior = used[v].prior, .posterior = used[v].posterior,
		                                         .is_used = used[v].use == VIEW_USED};
done:
	gsl_vector_free(prior);
	gsl_vector_free(values);
	gsl_vector_free(sure);
	gsl_matrix_free(views);
	return status;
}

static void scale_covariance(const struct studio *studio, gsl_matrix *covariance)
{
	const size_t n = studio->universe_count;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(covariance, i, j,
			               gsl_matrix_get(studio->market->covariance, studio->universe[i], studio->universe[j]) *
			                       scale(studio, studio->universe[i]) * scale(studio, studio->universe[j]));
}

/* What holds for every row of the market; of the universe the views' answer. */
static void take_over(struct studio *studio, const gsl_vector *posterior)
{
	struct studio_beliefs *beliefs = &studio->beliefs;

	beliefs->is_changed = beliefs->view_count > 0;
	for (size_t i = 0; i < studio->market->count; i++) {
		const struct market_row *row = &studio->market->rows[i];
		const bool is_entered = isfinite(beliefs->entered_return[i]), is_scaled = isfinite(beliefs->entered_volatility[i]);

		beliefs->prior[i] = is_entered ? beliefs->entered_return[i] : row->expected_return;
		beliefs->expected_return[i] = beliefs->prior[i];
		beliefs->volatility[i] = is_scaled ? beliefs->entered_volatility[i] : row->volatility;
		beliefs->is_changed = beliefs->is_changed || is_entered || is_scaled;
	}
	for (size_t i = 0; i < studio->universe_count; i++)
		beliefs->expected_return[studio->universe[i]] = gsl_vector_get(posterior, i);
}

enum status studio_believe(struct studio *studio, struct error *err)
{
	struct studio_problem *problem = studio->problem;
	const size_t n = studio->universe_count;
	struct studio_view_effect effects[STUDIO_VIEWS] = {{0}};
	gsl_vector *posterior = gsl_vector_alloc(n);
	gsl_matrix *covariance = gsl_matrix_alloc(n, n);
	enum status status = check_entered(studio, err);

	if (status == STATUS_OK && (posterior == NULL || covariance == NULL))
		status = error_set(err, STATUS_NO_MEMORY, "%zu instruments do not fit", n);
	if (status != STATUS_OK)
		goto done;
	scale_covariance(studio, covariance);
	for (size_t i = 0; i < n; i++) {
		const size_t row = studio->universe[i];
		const double entered = studio->beliefs.entered_return[row];

		gsl_vector_set(posterior, i, isfinite(entered) ? entered : studio->market->rows[row].expected_return);
	}
	if (studio->beliefs.view_count > 0)
		status = apply_views(studio, covariance, posterior, effects, err);
	if (status != STATUS_OK)
		goto done;
	(void)gsl_matrix_memcpy(problem->covariance, covariance); /* of one shape, and the vectors too */
	(void)gsl_vector_memcpy(problem->expected_return, posterior);
	take_over(studio, posterior);
	memcpy(studio->beliefs.effects, effects, sizeof effects);
done:
	gsl_vector_free(posterior);
	gsl_matrix_free(covariance);
	return status;
}

void studio_beliefs_read(const struct studio *studio, struct candidate *candidate)
{
	const struct market *market = studio->market;
	double *scaled;
	struct market_risk risk;
	struct risk_tail tail;

	candidate->expected_return = candidate->risk.expected_return;
	candidate->volatility = candidate->risk.volatility;
	candidate->loss_95 = candidate->risk.loss_95;
	if (!studio->beliefs.is_changed)
		return;
	/* w'DSDw of scaled figures is that of scaled weights, and the shares of risk are the same. */
	scaled = memory_new_array(market->count, sizeof *scaled);
	candidate->expected_return = 0.0;
	for (size_t i = 0; i < market->count; i++) {
		candidate->expected_return += candidate->weights[i] * studio->beliefs.expected_return[i];
		scaled[i] = candidate->weights[i] * scale(studio, i);
	}
	if (market_volatilities(market, scaled, &risk, NULL) == STATUS_OK) {
		candidate->volatility = risk.volatility;
		(void)market_risk_shares(market, scaled, candidate->risk_shares, NULL); /* as it did for the house's figures */
	}
	if (risk_normal_tail(candidate->expected_return, candidate->volatility, 0.95, &tail, NULL) == STATUS_OK)
		candidate->loss_95 = tail.value_at_risk;
	free(scaled);
}
