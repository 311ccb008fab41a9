/* What a client's portfolio risks: the figures of estimates. History and scenarios have files of their own. */
#include "advice/risk/risk_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/risk/risk_parts.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/risk/risk.h"

const double risk_confidences[RISK_CONFIDENCES] = {0.95, 0.99};

void risk_measure_put(struct risk_view *view, enum risk_measure_id id, double value)
{
	view->measures[id].figure = figure_of(value);
}

void risk_measure_few(struct risk_view *view, enum risk_measure_id id, size_t needs, size_t has)
{
	view->measures[id] = (struct risk_measure){figure_missing(FIGURE_TOO_FEW), needs, has};
}

int64_t risk_amount(const struct risk_view *view, double fraction)
{
	int64_t micros;

	/* A loss of all and more does not fit only where the value itself hardly does. */
	if (decimal_from_double(fraction * decimal_to_double(view->standing.value), ROUND_HALF_EVEN, &micros, NULL) !=
	    STATUS_OK)
		return 0;
	return micros;
}

/* ---- lines -------------------------------------------------------------------------------------------------------- */

static double fraction(int64_t ppb)
{
	return (double)ppb / (double)PPB;
}

static enum status take_lines(struct session *session, struct risk_view *view, struct error *err)
{
	const struct standing *standing = &view->standing;

	view->lines = memory_new_array(standing->line_count + 1, sizeof *view->lines);
	view->largest = SIZE_MAX;
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct standing_line *from = &standing->lines[i];
		const struct market_row *row = &view->market->rows[from->row];
		struct risk_line *line = &view->lines[view->line_count];
		enum status status;

		if (from->weight_ppb == 0 && from->target_ppb == 0)
			continue;
		*line = (struct risk_line){.row = from->row, .weight = fraction(from->weight_ppb),
		                           .target = fraction(from->target_ppb), .value = from->value,
		                           .volatility = row->volatility, .has_risk = row->has_risk};
		status = store_price_range(session_store(session), row->instrument.id, &line->first, &line->last, &line->prices,
		                           err);
		if (status != STATUS_OK && status != STATUS_NOT_FOUND) /* without prices is a finding, not a failure */
			return status;
		if (!row->has_risk)
			view->unestimated += line->weight;
		if (!instrument_is_cash(&row->instrument) && line->weight > 0.0 &&
		    (view->largest == SIZE_MAX || line->weight > view->lines[view->largest].weight))
			view->largest = view->line_count;
		view->line_count++;
	}
	return STATUS_OK;
}

static void clear_inputs(struct risk_inputs *inputs)
{
	gsl_vector_free(inputs->weights);
	gsl_vector_free(inputs->targets);
	gsl_vector_free(inputs->means);
	gsl_matrix_free(inputs->covariance);
	gsl_matrix_free(inputs->weighted);
	gsl_vector_free(inputs->returns);
	gsl_vector_free(inputs->benchmark);
}

static void fill_returns(const struct risk_view *view, struct risk_inputs *inputs)
{
	const struct series *weekly = &view->market->weekly;

	for (size_t t = 0; t < weekly->length; t++) {
		double now = 0.0, plan = 0.0;

		for (size_t i = 0; i < inputs->count; i++) {
			const double value = series_at(weekly, t, view->lines[i].row);

			now += gsl_vector_get(inputs->weights, i) * value;
			plan += gsl_vector_get(inputs->targets, i) * value;
		}
		gsl_vector_set(inputs->returns, t, now);
		if (inputs->benchmark != NULL)
			gsl_vector_set(inputs->benchmark, t, plan);
	}
}

static enum status take_inputs(const struct risk_view *view, struct risk_inputs *inputs, struct error *err)
{
	const size_t n = inputs->count = view->line_count, length = view->market->weekly.length;

	inputs->weights = gsl_vector_alloc(n);
	inputs->targets = gsl_vector_alloc(n);
	inputs->means = gsl_vector_alloc(n);
	inputs->covariance = gsl_matrix_alloc(n, n);
	inputs->weighted = gsl_matrix_alloc(n, n);
	if (length > 0)
		inputs->returns = gsl_vector_alloc(length);
	if (length > 0 && view->standing.has_plan)
		inputs->benchmark = gsl_vector_alloc(length);
	if (inputs->weights == NULL || inputs->targets == NULL || inputs->means == NULL || inputs->covariance == NULL ||
	    inputs->weighted == NULL || (length > 0 && inputs->returns == NULL))
		return error_set(err, STATUS_NO_MEMORY, "the risk of %zu holdings does not fit", n);
	for (size_t i = 0; i < n; i++) {
		const struct risk_line *line = &view->lines[i];

		gsl_vector_set(inputs->weights, i, line->weight);
		gsl_vector_set(inputs->targets, i, line->target);
		gsl_vector_set(inputs->means, i, view->market->rows[line->row].expected_return);
		for (size_t j = 0; j < n; j++) {
			gsl_matrix_set(inputs->covariance, i, j, gsl_matrix_get(view->market->covariance, line->row, view->lines[j].row));
			gsl_matrix_set(inputs->weighted, i, j, gsl_matrix_get(view->market->weighted, line->row, view->lines[j].row));
		}
	}
	if (length > 0)
		fill_returns(view, inputs);
	return STATUS_OK;
}

/* ---- volatility --------------------------------------------------------------------------------------------------- */

/* Volatility from the house's assumptions alone: what each class is said to vary, and how classes are said to go together. */
static void assume_volatility(const struct assumptions *assumptions, const struct risk_inputs *inputs,
                              struct risk_view *view)
{
	gsl_matrix *covariance = gsl_matrix_calloc(inputs->count, inputs->count);
	const struct assumption **rows = memory_new_array(inputs->count, sizeof *rows);
	double volatility;
	bool is_whole = covariance != NULL;

	for (size_t i = 0; i < inputs->count; i++) {
		const struct instrument *instrument = &view->market->rows[view->lines[i].row].instrument;

		rows[i] = instrument_is_cash(instrument) ? NULL :
		          assumptions_find(assumptions, instrument->asset_class, instrument->region);
		is_whole = is_whole && (rows[i] != NULL || instrument_is_cash(instrument) || view->lines[i].weight == 0.0);
	}
	for (size_t i = 0; is_whole && i < inputs->count; i++)
		for (size_t j = 0; j < inputs->count; j++)
			if (rows[i] != NULL && rows[j] != NULL)
				gsl_matrix_set(covariance, i, j, rows[i]->volatility * rows[j]->volatility *
				               assumptions->correlation[rows[i] - assumptions->rows][rows[j] - assumptions->rows]);
	if (is_whole && risk_portfolio_volatility(inputs->weights, covariance, &volatility, NULL) == STATUS_OK)
		risk_measure_put(view, RISK_VOLATILITY_ASSUMED, volatility);
	free(rows);
	gsl_matrix_free(covariance);
}

/* The fall over a year the client accepts, as answered; and the wall that class and answer make together. */
static void take_limits(const struct rules *rules, struct risk_view *view)
{
	const struct standing *standing = &view->standing;
	const int option = standing->has_assessment ? standing->assessment.answers.option[7] : ANSWER_MISSING;

	view->loss_limit = NAN;
	if (option != ANSWER_MISSING)
		view->loss_limit = standing->assessment.is_minimum_class ? 0.0 : rules->loss_answers[option];
	if (isfinite(view->loss_limit))
		risk_measure_put(view, RISK_LOSS_LIMIT, view->loss_limit);
	if (isfinite(standing->volatility_limit))
		risk_measure_put(view, RISK_VOLATILITY_LIMIT, standing->volatility_limit);
}

static void take_estimates(struct session *session, const struct risk_inputs *inputs, struct risk_view *view)
{
	const struct market *market = view->market;
	const struct market_risk *risk = &view->standing.risk;

	risk_measure_put(view, RISK_VOLATILITY, risk->volatility);
	risk_measure_put(view, RISK_VOLATILITY_RECENT, risk->volatility_recent);
	risk_measure_put(view, RISK_YEAR_LOSS, risk->loss_95);
	assume_volatility(session_assumptions(session), inputs, view);
	view->quality = (struct estimate_info){.observations = market->observations, .shrinkage = market->shrinkage,
	                                       .condition = market->condition};
	for (size_t i = 0; i < market->count; i++)
		view->quality.assets += market->rows[i].has_risk && !instrument_is_cash(&market->rows[i].instrument);
	estimate_judge(&view->quality);
	risk_measure_put(view, RISK_OBSERVATIONS, (double)market->observations);
	if (market->observations > 0) {
		risk_measure_put(view, RISK_SHRINKAGE, market->shrinkage);
		risk_measure_put(view, RISK_CONDITION, market->condition);
	}
}

/* ---- who contributes ---------------------------------------------------------------------------------------------- */

static enum status share_out(const struct risk_inputs *inputs, struct risk_view *view, struct error *err)
{
	const size_t n = inputs->count;
	gsl_vector *columns[5];
	enum status status = STATUS_OK;

	for (size_t k = 0; k < 5; k++) {
		columns[k] = gsl_vector_alloc(n);
		if (columns[k] == NULL)
			status = error_set(err, STATUS_NO_MEMORY, "the risk of %zu holdings does not fit", n);
	}
	if (status == STATUS_OK)
		status = risk_contributions(inputs->weights, inputs->covariance, columns[0], columns[1], columns[2], err);
	if (status == STATUS_OK)
		status = risk_tail_contributions(inputs->weights, inputs->means, inputs->covariance, 0.95, columns[3], columns[4],
		                                 err);
	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		struct risk_line *line = &view->lines[i];

		line->marginal = gsl_vector_get(columns[0], i);
		line->contribution = gsl_vector_get(columns[1], i);
		line->share = gsl_vector_get(columns[2], i);
		line->value_at_risk = gsl_vector_get(columns[3], i);
		line->expected_shortfall = gsl_vector_get(columns[4], i);
		view->volatility += line->contribution;
		view->year_loss += line->value_at_risk;
		view->year_shortfall += line->expected_shortfall;
	}
	view->has_contributions = status == STATUS_OK;
	for (size_t k = 0; k < 5; k++)
		gsl_vector_free(columns[k]);
	return status == STATUS_INFEASIBLE ? STATUS_OK : status; /* all in cash: nothing to share out */
}

/* Few positions, and few sources of risk. */
static void take_concentration(const struct risk_inputs *inputs, struct risk_view *view)
{
	gsl_vector *shares = gsl_vector_alloc(inputs->count);
	struct concentration found;
	double ratio;

	if (risk_concentration(inputs->weights, &found, NULL) == STATUS_OK) {
		risk_measure_put(view, RISK_HERFINDAHL, found.herfindahl);
		risk_measure_put(view, RISK_HOLDINGS_EFFECTIVE, found.effective_number);
	}
	if (view->largest != SIZE_MAX)
		risk_measure_put(view, RISK_LARGEST, view->lines[view->largest].weight);
	if (risk_diversification_ratio(inputs->weights, inputs->covariance, &ratio, NULL) == STATUS_OK)
		risk_measure_put(view, RISK_DIVERSIFICATION, ratio);
	for (size_t i = 0; shares != NULL && i < inputs->count; i++)
		gsl_vector_set(shares, i, view->lines[i].share);
	if (shares != NULL && view->has_contributions && risk_concentration(shares, &found, NULL) == STATUS_OK)
		risk_measure_put(view, RISK_SOURCES_EFFECTIVE, found.effective_number);
	gsl_vector_free(shares);
}

static void compare_with_plan(const struct risk_inputs *inputs, struct risk_view *view)
{
	double value;

	if (!view->standing.has_plan)
		return;
	if (risk_tracking_error(inputs->weights, inputs->targets, inputs->covariance, &value, NULL) == STATUS_OK)
		risk_measure_put(view, RISK_TRACKING, value);
	if (risk_beta(inputs->weights, inputs->targets, inputs->covariance, &value, NULL) == STATUS_OK)
		risk_measure_put(view, RISK_BETA, value);
	else
		view->measures[RISK_BETA].figure = figure_missing(FIGURE_NO_VARIATION);
}

/* ---- parts by class, region, currency ------------------------------------------------------------------------------ */

static void add_part(struct risk_view *view, enum risk_part_kind kind, const char *key, const struct risk_line *line)
{
	struct risk_part *part = NULL;

	for (size_t i = 0; i < view->part_count && part == NULL; i++)
		if (view->parts[i].kind == kind && strcmp(view->parts[i].key, key) == 0)
			part = &view->parts[i];
	if (part == NULL) {
		part = &view->parts[view->part_count++];
		part->kind = kind;
		(void)snprintf(part->key, sizeof part->key, "%s", key);
	}
	part->weight += line->weight;
	part->target += line->target;
	part->share += line->share;
	part->value += line->value; /* a part of the standing's value, which fits */
}

static int by_kind_and_weight(const void *a, const void *b)
{
	const struct risk_part *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->weight != y->weight ? (x->weight > y->weight ? -1 : 1) : strcmp(x->key, y->key);
}

static void take_parts(struct risk_view *view)
{
	enum { KINDS = 3 };

	view->parts = memory_new_array(KINDS * view->line_count + 1, sizeof *view->parts);
	for (size_t i = 0; i < view->line_count; i++) {
		const struct risk_line *line = &view->lines[i];
		const struct instrument *instrument = &view->market->rows[line->row].instrument;

		add_part(view, PART_CLASS, asset_class_name(instrument->asset_class), line);
		add_part(view, PART_REGION, instrument->region, line);
		add_part(view, PART_CURRENCY, instrument_is_cash(instrument) ? view->standing.client.currency : instrument->currency,
		         line);
	}
	qsort(view->parts, view->part_count, sizeof *view->parts, by_kind_and_weight);
}

/* Of what varies by at least a hundredth of a per cent a year: the correlation of anything else is noise. */
static void correlate(const struct risk_inputs *inputs, struct risk_view *view)
{
	size_t *moving = view->moving = memory_new_array(view->line_count + 1, sizeof *moving);

	for (size_t i = 0; i < view->line_count; i++)
		if (gsl_matrix_get(inputs->covariance, i, i) > 1e-8)
			moving[view->moving_count++] = i;
	view->correlation = memory_new_array(view->moving_count * view->moving_count + 1, sizeof(double));
	for (size_t i = 0; i < view->moving_count; i++)
		for (size_t j = 0; j < view->moving_count; j++)
			view->correlation[i * view->moving_count + j] =
				i == j ? 1.0 : gsl_matrix_get(inputs->covariance, moving[i], moving[j]) /
				               sqrt(gsl_matrix_get(inputs->covariance, moving[i], moving[i]) *
				                    gsl_matrix_get(inputs->covariance, moving[j], moving[j]));
}

/* ---- the whole ----------------------------------------------------------------------------------------------------- */

static void begin_measures(struct risk_view *view)
{
	for (size_t i = 0; i < RISK_MEASURES; i++)
		view->measures[i].figure = figure_missing(FIGURE_NOT_VALUED);
	for (size_t i = RISK_BETA; i <= RISK_CORRELATION; i++)
		view->measures[i].figure = figure_missing(FIGURE_NO_BENCHMARK);
	view->measures[RISK_DIVERSIFICATION].figure = figure_missing(FIGURE_NO_VARIATION);
	view->measures[RISK_SOURCES_EFFECTIVE].figure = figure_missing(FIGURE_NO_VARIATION);
	view->worst = SIZE_MAX;
	for (size_t i = 0; i < RISK_CONFIDENCES; i++)
		for (size_t j = 0; j < TAIL_COUNT; j++)
			view->tails[i][j] = figure_missing(FIGURE_TOO_FEW);
}

static enum status fill(struct session *session, const struct scenario *own, struct risk_view *view, struct error *err)
{
	struct risk_inputs inputs = {0};
	enum status status = take_lines(session, view, err);

	if (status == STATUS_OK)
		status = take_inputs(view, &inputs, err);
	if (status == STATUS_OK) {
		take_estimates(session, &inputs, view);
		status = share_out(&inputs, view, err);
	}
	if (status == STATUS_OK) {
		take_concentration(&inputs, view);
		compare_with_plan(&inputs, view);
		take_parts(view);
		correlate(&inputs, view);
		status = risk_history_fill(view, &inputs, err);
	}
	if (status == STATUS_OK)
		status = risk_stress_fill(session, own, view, err);
	clear_inputs(&inputs);
	return status;
}

/* The standing is loaded; on failure nothing of the view is left. */
static enum status complete(struct session *session, const struct scenario *own, struct risk_view *loaded,
                            enum status status, struct risk_view *view, struct error *err)
{
	if (status == STATUS_OK)
		status = session_market_in(session, loaded->standing.client.currency, &loaded->market, err);
	if (status == STATUS_OK) {
		begin_measures(loaded);
		take_limits(session_rules(session), loaded);
		loaded->has_value = loaded->standing.value > 0 && loaded->standing.state != STANDING_NO_PRICE;
	}
	if (status == STATUS_OK && loaded->has_value)
		status = fill(session, own, loaded, err);
	if (status == STATUS_OK)
		*view = *loaded;
	else
		risk_view_clear(loaded);
	free(loaded);
	return status;
}

enum status risk_view_load(struct session *session, int64_t client, const struct scenario *own, struct risk_view *view,
                           struct error *err)
{
	struct risk_view *loaded = memory_new(sizeof *loaded);

	return complete(session, own, loaded, standing_load(session, client, &loaded->standing, err), view, err);
}

enum status risk_view_find(struct session *session, const char *code, const struct scenario *own,
                           struct risk_view *view, struct error *err)
{
	struct risk_view *loaded = memory_new(sizeof *loaded);

	return complete(session, own, loaded, standing_find(session, code, &loaded->standing, err), view, err);
}

void risk_view_clear(struct risk_view *view)
{
	for (size_t i = 0; i < view->stress_count; i++)
		free(view->stress[i].effects);
	free(view->stress);
	free(view->lines);
	free(view->parts);
	free(view->moving);
	free(view->correlation);
	free(view->wealth);
	standing_clear(&view->standing);
	*view = (struct risk_view){0};
}
