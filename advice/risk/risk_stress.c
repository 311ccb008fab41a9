/* What bad times would do: the scenarios of the file, the client's own shocks, and history where prices reach back to it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/price_series.h"
#include "advice/risk/risk_parts.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/risk/stress.h"

/* A price stands for the first day of a scenario when it is no older than a long holiday. */
enum { PRICE_REACH_DAYS = 14 };

/* Shocks of the lines; what no shock fits does not move and is counted. */
static void lay_shocks(const struct risk_view *view, struct risk_stress *stress, gsl_vector *weights, gsl_vector *shocks)
{
	stress->effects = memory_new_array(view->line_count, sizeof(double));
	for (size_t i = 0; i < view->line_count; i++) {
		const struct instrument *instrument = &view->market->rows[view->lines[i].row].instrument;
		const struct scenario_shock *shock = scenario_shock_of(stress->scenario, instrument);
		const bool is_cash = instrument_is_cash(instrument);
		const double value = shock != NULL && !is_cash ? shock->shock : 0.0;

		gsl_vector_set(weights, i, view->lines[i].weight);
		gsl_vector_set(shocks, i, value);
		stress->effects[i] = shock != NULL || is_cash ? view->lines[i].weight * value : NAN;
		if (shock == NULL && !is_cash)
			stress->uncovered += view->lines[i].weight;
	}
}

static enum status apply(const struct risk_view *view, const struct scenario *scenario, struct risk_stress *stress,
                         struct error *err)
{
	struct risk_stress made = {.scenario = scenario, .replay_obstacle = SIZE_MAX};
	gsl_vector *weights = gsl_vector_alloc(view->line_count), *shocks = gsl_vector_alloc(view->line_count);
	enum status status = STATUS_OK;

	if (weights == NULL || shocks == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "the shocks of %zu holdings do not fit", view->line_count);
	if (status == STATUS_OK) {
		lay_shocks(view, &made, weights, shocks);
		status = risk_direct_shock(weights, shocks, &made.result, err);
	}
	made.multiple = figure_missing(FIGURE_NOT_VALUED);
	if (status == STATUS_OK && isfinite(view->loss_limit) && view->loss_limit > 0.0)
		status = risk_reverse_stress(weights, shocks, view->loss_limit, &made.multiple, err);
	if (status == STATUS_OK) {
		made.amount = risk_amount(view, made.result);
		made.breaks_limit = isfinite(view->loss_limit) && -made.result > view->loss_limit;
		*stress = made;
	} else {
		free(made.effects);
	}
	gsl_vector_free(weights);
	gsl_vector_free(shocks);
	return status;
}

/* ---- history on today's holdings ----------------------------------------------------------------------------------- */

/* Daily returns of the columns from the row `first`, each price carried until the next; NaN nowhere. */
static gsl_matrix *daily_returns(const struct series *prices, size_t first, const double *start)
{
	gsl_matrix *returns = gsl_matrix_alloc(prices->length - first, prices->count);
	double *last = memory_new_array(prices->count, sizeof *last);

	memcpy(last, start, prices->count * sizeof *last);
	for (size_t t = first; returns != NULL && t < prices->length; t++)
		for (size_t i = 0; i < prices->count; i++) {
			const double price = series_at(prices, t, i);

			gsl_matrix_set(returns, t - first, i, isnan(price) ? 0.0 : price / last[i] - 1.0);
			last[i] = isnan(price) ? last[i] : price;
		}
	free(last);
	return returns;
}

/* The price of each column on the first day or shortly before; the first column without one, or SIZE_MAX. */
static size_t starting_prices(const struct series *prices, struct date from, double *start, size_t *first)
{
	for (size_t i = 0; i < prices->count; i++)
		start[i] = NAN;
	for (*first = 0; *first < prices->length && date_compare(prices->dates[*first], from) <= 0; (*first)++)
		for (size_t i = 0; i < prices->count; i++)
			if (!isnan(series_at(prices, *first, i)))
				start[i] = series_at(prices, *first, i);
	for (size_t i = 0; i < prices->count; i++)
		if (isnan(start[i]))
			return i;
	return SIZE_MAX;
}

static enum status walk(const gsl_vector *weights, const struct series *prices, size_t first, const double *start,
                        struct risk_stress *stress, struct error *err)
{
	gsl_matrix *returns = daily_returns(prices, first, start);
	gsl_vector *wealth = returns != NULL ? gsl_vector_alloc(returns->size1 + 1) : NULL;
	struct drawdown deepest;
	enum status status = wealth != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "the replay does not fit");

	if (status == STATUS_OK)
		status = risk_replay(weights, returns, wealth, err);
	if (status == STATUS_OK)
		status = risk_max_drawdown(wealth, &deepest, err);
	if (status == STATUS_OK) {
		stress->is_replayed = true;
		stress->replayed = gsl_vector_get(wealth, wealth->size - 1) - 1.0;
		stress->replayed_fall = deepest.depth;
	}
	gsl_matrix_free(returns);
	gsl_vector_free(wealth);
	return status;
}

/* Prices that do not reach back are told by the line that lacks them. */
static enum status replay(struct session *session, const struct risk_view *view, struct risk_stress *stress,
                          struct error *err)
{
	const struct instrument **held = memory_new_array(view->line_count, sizeof *held);
	size_t *lines = memory_new_array(view->line_count, sizeof *lines);
	double *start = memory_new_array(view->line_count, sizeof *start);
	gsl_vector *weights = NULL;
	struct series prices = {0};
	size_t count = 0, first = 0;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < view->line_count; i++) {
		const struct instrument *instrument = &view->market->rows[view->lines[i].row].instrument;

		if (view->lines[i].weight == 0.0 || instrument_is_cash(instrument))
			continue;
		lines[count] = i;
		held[count++] = instrument;
	}
	if (count > 0)
		status = price_series(session, held, count, date_add_days(stress->scenario->from, -PRICE_REACH_DAYS),
		                      stress->scenario->to, &prices, NULL, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = market_restate(view->market, &view->market->rows[view->lines[lines[i]].row], &prices, i, err);
	if (status == STATUS_OK && count > 0) {
		const size_t lacking = starting_prices(&prices, stress->scenario->from, start, &first);

		stress->replay_obstacle = lacking != SIZE_MAX ? lines[lacking] : first == prices.length ? lines[0] : SIZE_MAX;
		if (stress->replay_obstacle == SIZE_MAX) {
			weights = gsl_vector_alloc(count);
			for (size_t i = 0; i < count; i++)
				gsl_vector_set(weights, i, view->lines[lines[i]].weight);
			status = walk(weights, &prices, first, start, stress, err);
		}
	}
	gsl_vector_free(weights);
	series_clear(&prices);
	free(held);
	free(lines);
	free(start);
	return status;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static void find_worst(struct risk_view *view)
{
	view->worst = SIZE_MAX;
	for (size_t i = 0; i < view->stress_count; i++)
		if (view->worst == SIZE_MAX || view->stress[i].result < view->stress[view->worst].result)
			view->worst = i;
}

/* Room for the file's and the client's own. */
static void make_room(struct risk_view *view)
{
	if (view->stress == NULL)
		view->stress = memory_new_array(SCENARIOS + 1, sizeof *view->stress);
}

enum status risk_view_shock(struct risk_view *view, const struct scenario *own, struct error *err)
{
	struct risk_stress made;
	enum status status;

	if (own != NULL && own->shock_count > 0) {
		status = apply(view, own, &made, err);
		if (status != STATUS_OK)
			return status;
	}
	make_room(view);
	if (view->stress_count > 0 && view->stress[view->stress_count - 1].is_own)
		free(view->stress[--view->stress_count].effects);
	if (own != NULL && own->shock_count > 0) {
		made.is_own = true;
		view->stress[view->stress_count++] = made;
	}
	find_worst(view);
	return STATUS_OK;
}

enum status risk_stress_fill(struct session *session, const struct scenario *own, struct risk_view *view,
                             struct error *err)
{
	enum status status = STATUS_OK;

	make_room(view);
	if (session_scenarios(session, &view->scenarios, &view->scenario_problem) == STATUS_OK) {
		for (size_t i = 0; status == STATUS_OK && i < view->scenarios->count; i++) {
			status = apply(view, &view->scenarios->list[i], &view->stress[view->stress_count], err);
			if (status != STATUS_OK)
				continue;
			view->stress_count++;
			if (view->scenarios->list[i].is_historical)
				status = replay(session, view, &view->stress[view->stress_count - 1], err);
		}
	}
	return status == STATUS_OK ? risk_view_shock(view, own, err) : status;
}

/* ---- the client's own shocks ----------------------------------------------------------------------------------------- */

/* "-30" and "-30%" are -0.3; false: no number of percent from -100 to 1000. */
static bool parse_percent(const char *text, double *fraction)
{
	char *end = NULL;
	const double percent = text[0] != '\0' && text[strspn(text, "0123456789+-. %")] == '\0' ? strtod(text, &end) : NAN;

	if (!isfinite(percent) || end == text)
		return false;
	end += strspn(end, " ");
	end += *end == '%';
	end += strspn(end, " ");
	*fraction = percent / 100.0;
	return *end == '\0' && *fraction >= -1.0 && *fraction <= 10.0;
}

/* How particular a shock is: a region counts for more than a sector. */
static int particularity(const struct scenario_shock *shock)
{
	return 2 * (shock->region[0] != '\0') + (shock->sector[0] != '\0');
}

static void insert_shock(struct scenario *own, const struct scenario_shock *shock)
{
	size_t at = 0;

	for (size_t i = 0; i < own->shock_count; i++) {
		struct scenario_shock *there = &own->shocks[i];

		if (there->asset_class == shock->asset_class && text_equal_fold(there->region, shock->region) &&
		    text_equal_fold(there->sector, shock->sector)) {
			*there = *shock;
			return;
		}
	}
	while (at < own->shock_count && particularity(&own->shocks[at]) >= particularity(shock))
		at++;
	memmove(&own->shocks[at + 1], &own->shocks[at], (own->shock_count - at) * sizeof own->shocks[0]);
	own->shocks[at] = *shock;
	own->shock_count++;
}

enum status risk_shock_parse(const char *text, struct scenario *own, struct error *err)
{
	struct scenario_shock shock = {.source = {"typed in", "typed in"}};
	const char *equals = strrchr(text, '=');
	char key[96], *region, *sector;
	char shown[64];

	(void)text_clean(text, shown, sizeof shown);
	if (equals == NULL || (size_t)(equals - text) >= sizeof key)
		return error_set(err, STATUS_INVALID, "\"%s\" is no shock; write a class and a percentage, as in equity=-30 or "
		                 "equity:CN=-30", shown);
	(void)snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
	region = strchr(key, ':');
	if (region != NULL)
		*region++ = '\0';
	sector = region != NULL ? strchr(region, ':') : NULL;
	if (sector != NULL)
		*sector++ = '\0';
	if (!asset_class_parse(key, &shock.asset_class))
		return error_set(err, STATUS_INVALID, "\"%s\" begins with no class; it is one of cash, bond, equity, gold, "
		                 "alternative", shown);
	if ((region != NULL && strlen(region) >= sizeof shock.region) || (sector != NULL && strlen(sector) >= sizeof shock.sector))
		return error_set(err, STATUS_INVALID, "the region or the sector of \"%s\" is too long", shown);
	if (!parse_percent(equals + 1, &shock.shock))
		return error_set(err, STATUS_INVALID, "\"%s\" has no percentage from -100 to 1000 after the equals sign", shown);
	if (own->shock_count == SCENARIO_SHOCKS)
		return error_set(err, STATUS_INVALID, "%d shocks are enough; \"%s\" is one too many", SCENARIO_SHOCKS, shown);
	if (region != NULL)
		(void)snprintf(shock.region, sizeof shock.region, "%s", region);
	if (sector != NULL)
		(void)snprintf(shock.sector, sizeof shock.sector, "%s", sector);
	insert_shock(own, &shock);
	return STATUS_OK;
}
