/* What today's mix did in the past: its tail, its falls, its worst stretches. */
#include <math.h>
#include <stdlib.h>

#include "advice/risk/risk_parts.h"
#include "engine/base/memory.h"
#include "engine/risk/ratios.h"
#include "engine/risk/risk.h"

/* A twentieth of fewer returns is less than one of them. */
enum { LEAST_OF_A_TAIL = 20, STUDENT_DEGREES = 5, FALLS_READ = 512 };

static const size_t window_weeks[RISK_WINDOWS] = {1, 4, 13, 26, 52};

/* Too few for the worst twentieth, or the worst hundredth. */
static size_t tail_needs(double confidence)
{
	return (size_t)ceil(1.0 / (1.0 - confidence) - 1e-9);
}

static enum status take_tails(const gsl_vector *returns, struct risk_view *view, struct error *err)
{
	enum status status = STATUS_OK;

	view->has_modified = returns->size >= tail_needs(risk_confidences[0]);
	for (size_t i = 0; i < RISK_CONFIDENCES && status == STATUS_OK; i++) {
		if (returns->size < tail_needs(risk_confidences[i]))
			continue;
		status = risk_tail_figures(returns, risk_confidences[i], STUDENT_DEGREES, view->tails[i], err);
		if (status == STATUS_OK &&
		    risk_cornish_fisher_tail(returns, risk_confidences[i], &view->modified[i], NULL) != STATUS_OK)
			view->has_modified = false; /* returns that do not vary: the table says so */
	}
	if (status != STATUS_OK)
		return status;
	if (returns->size < LEAST_OF_A_TAIL) {
		risk_measure_few(view, RISK_WEEK_LOSS, LEAST_OF_A_TAIL, returns->size);
		risk_measure_few(view, RISK_WEEK_SHORTFALL, LEAST_OF_A_TAIL, returns->size);
		return STATUS_OK;
	}
	view->measures[RISK_WEEK_LOSS].figure = view->tails[0][TAIL_VALUE_AT_RISK];
	view->measures[RISK_WEEK_SHORTFALL].figure = view->tails[0][TAIL_EXPECTED_SHORTFALL];
	return STATUS_OK;
}

static enum status take_realised(const struct risk_inputs *inputs, struct risk_view *view, struct error *err)
{
	const struct ratio_settings settings = {.periods = WEEKS_A_YEAR, .sterling_excess = 0.1};
	struct figure figures[RATIO_COUNT];
	const enum status status = risk_ratios(inputs->returns, inputs->benchmark, &settings, figures, err);

	if (status != STATUS_OK)
		return status;
	view->measures[RISK_VOLATILITY_REALISED].figure = figures[RATIO_ANNUAL_VOLATILITY];
	if (inputs->benchmark == NULL)
		return STATUS_OK;
	view->measures[RISK_TRACKING_REALISED].figure = figures[RATIO_TRACKING_ERROR];
	view->measures[RISK_CORRELATION].figure = figures[RATIO_CORRELATION];
	return STATUS_OK;
}

/* The day of a value of the path: the first stands a week before the first return. */
static struct date day_of(const struct market *market, size_t index)
{
	return index > 0 ? market->weekly.dates[index - 1] : date_add_days(market->weekly.dates[0], -7);
}

static int deepest_first(const void *a, const void *b)
{
	const struct drawdown *x = a, *y = b;

	return x->depth != y->depth ? (x->depth > y->depth ? -1 : 1) : x->peak < y->peak ? -1 : x->peak > y->peak;
}

static enum status take_falls(const gsl_vector *wealth, struct risk_view *view, struct error *err)
{
	struct drawdown *falls = memory_new_array(FALLS_READ, sizeof *falls);
	size_t count;
	const enum status status = risk_drawdown_episodes(wealth, falls, FALLS_READ, &count, err);

	if (status == STATUS_OK) {
		count = count < FALLS_READ ? count : FALLS_READ;
		qsort(falls, count, sizeof *falls, deepest_first);
		for (size_t i = 0; i < count && i < RISK_FALLS; i++) {
			const bool is_recovered = falls[i].recovery < wealth->size;

			view->falls[view->fall_count++] = (struct risk_fall){
				.depth = falls[i].depth, .peak = day_of(view->market, falls[i].peak),
				.trough = day_of(view->market, falls[i].trough), .is_recovered = is_recovered,
				.recovery = is_recovered ? day_of(view->market, falls[i].recovery) : (struct date){0}};
		}
	}
	free(falls);
	return status;
}

static enum status take_windows(const gsl_vector *wealth, struct risk_view *view, struct error *err)
{
	for (size_t i = 0; i < RISK_WINDOWS; i++) {
		struct risk_window *window = &view->windows[i];
		struct worst_window worst;
		enum status status;

		window->weeks = window_weeks[i];
		if (window->weeks >= wealth->size)
			continue;
		status = risk_worst_window(wealth, window->weeks, &worst, err);
		if (status != STATUS_OK)
			return status;
		*window = (struct risk_window){.weeks = window_weeks[i], .stands = true, .change = worst.change,
		                               .from = day_of(view->market, worst.start), .to = day_of(view->market, worst.end)};
	}
	return STATUS_OK;
}

static enum status take_path(const struct risk_inputs *inputs, struct risk_view *view, struct error *err)
{
	static const struct {
		enum risk_measure_id id;
		enum drawdown_figure figure;
	} places[] = {
		{RISK_MAX_DRAWDOWN, DRAWDOWN_MAXIMUM}, {RISK_CURRENT_DRAWDOWN, DRAWDOWN_CURRENT},
		{RISK_AVERAGE_DRAWDOWN, DRAWDOWN_AVERAGE}, {RISK_CONDITIONAL_DRAWDOWN, DRAWDOWN_CONDITIONAL},
		{RISK_LONGEST_DRAWDOWN, DRAWDOWN_LONGEST}, {RISK_ULCER, DRAWDOWN_ULCER}, {RISK_PAIN, DRAWDOWN_PAIN},
	};
	struct figure figures[DRAWDOWN_COUNT];
	gsl_vector *wealth = gsl_vector_alloc(inputs->returns->size + 1);
	enum status status;

	if (wealth == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a history of %zu weeks does not fit", inputs->returns->size);
	status = risk_wealth_path(inputs->returns, wealth, err);
	if (status == STATUS_OK)
		status = risk_drawdown_figures(wealth, 0.95, figures, err);
	if (status == STATUS_OK)
		status = take_falls(wealth, view, err);
	if (status == STATUS_OK)
		status = take_windows(wealth, view, err);
	if (status == STATUS_OK) {
		for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
			view->measures[places[i].id].figure = figures[places[i].figure];
		view->wealth_count = wealth->size;
		view->wealth = memory_new_array(wealth->size, sizeof(double));
		for (size_t t = 0; t < wealth->size; t++)
			view->wealth[t] = gsl_vector_get(wealth, t);
	}
	gsl_vector_free(wealth);
	return status;
}

enum status risk_history_fill(struct risk_view *view, const struct risk_inputs *inputs, struct error *err)
{
	const struct series *weekly = &view->market->weekly;
	enum status status;

	for (size_t i = 0; i < RISK_WINDOWS; i++)
		view->windows[i].weeks = window_weeks[i];
	if (weekly->length == 0) {
		for (size_t id = RISK_MAX_DRAWDOWN; id <= RISK_PAIN; id++)
			risk_measure_few(view, (enum risk_measure_id)id, ESTIMATE_COMMON_WINDOW, 0);
		risk_measure_few(view, RISK_VOLATILITY_REALISED, ESTIMATE_COMMON_WINDOW, 0);
		risk_measure_few(view, RISK_WEEK_LOSS, ESTIMATE_COMMON_WINDOW, 0);
		risk_measure_few(view, RISK_WEEK_SHORTFALL, ESTIMATE_COMMON_WINDOW, 0);
		return STATUS_OK;
	}
	view->history_from = day_of(view->market, 0);
	view->history_to = weekly->dates[weekly->length - 1];
	status = take_tails(inputs->returns, view, err);
	if (status == STATUS_OK)
		status = take_realised(inputs, view, err);
	if (status == STATUS_OK)
		status = take_path(inputs, view, err);
	return status;
}
