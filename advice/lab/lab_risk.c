/* What a series of returns, or a portfolio of several, risked: ratios, tail, drawdowns, contributions. */
#include "advice/lab/lab.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/lab/lab_choice.h"
#include "advice/lab/lab_estimate.h"
#include "advice/lab/lab_figures.h"
#include "advice/lab/lab_limit.h"
#include "advice/lab/lab_periods.h"
#include "engine/base/memory.h"
#include "engine/risk/ratios.h"
#include "engine/risk/risk.h"
#include "report/document.h"

/* What is looked at: the held columns, their weights, and the portfolio's returns. */
struct study {
	struct lab_history history;
	struct lab_periods spacing;
	size_t *held, count;          /* owned: columns, in the file's order                             */
	gsl_vector *weights;          /* owned, of the held                                              */
	gsl_matrix *window;           /* owned, T x count                                                */
	struct date *dates;           /* owned, T                                                        */
	gsl_vector *returns;          /* owned, T                                                        */
	gsl_vector *benchmark;        /* owned, T; NULL: none                                            */
};

static void clear(struct study *study)
{
	lab_history_clear(&study->history);
	free(study->held);
	gsl_vector_free(study->weights);
	gsl_matrix_free(study->window);
	free(study->dates);
	gsl_vector_free(study->returns);
	gsl_vector_free(study->benchmark);
}

static double given_or(double value, double otherwise)
{
	return value != 0.0 ? value : otherwise;
}

static enum status check(const struct lab_risk *request, struct error *err)
{
	if ((request->prices == NULL) == (request->returns == NULL))
		return error_set(err, STATUS_INVALID, "give either a file of prices or a file of returns");
	if (request->weights != NULL && request->series != NULL)
		return error_set(err, STATUS_INVALID, "weights and one series exclude each other");
	if (!(request->periods >= 0.0) || !isfinite(request->periods))
		return error_set(err, STATUS_INVALID, "there are %g periods a year; the number must be above 0", request->periods);
	if (!isfinite(request->risk_free) || !isfinite(request->minimum_acceptable))
		return error_set(err, STATUS_INVALID, "the riskless and the minimum acceptable return must be numbers");
	return STATUS_OK;
}

/* The column of a name that was typed. */
static enum status find_column(const struct study *study, const char *what, const char *name, size_t *column,
                               struct error *err)
{
	const struct lab_symbols *symbols = &study->history.symbols;

	*column = lab_symbols_find(symbols, name);
	return *column != SIZE_MAX ? STATUS_OK : lab_refuse_name(what, name, symbols->names, symbols->count, err);
}

static enum status choose_weights(const struct lab_risk *request, const struct lab_reader *reader, struct study *study,
                                  struct error *err)
{
	const struct lab_symbols *symbols = &study->history.symbols;
	double *weights = memory_new_array(symbols->count, sizeof *weights);
	enum status status = lab_read_column(reader, request->weights, &lab_column_weight, symbols, weights, err);

	if (status == STATUS_OK) {
		for (size_t i = 0; i < symbols->count; i++)
			if (weights[i] != 0.0)
				study->held[study->count++] = i;
		study->weights = gsl_vector_alloc(study->count);
		for (size_t i = 0; i < study->count; i++)
			gsl_vector_set(study->weights, i, weights[study->held[i]]);
	}
	free(weights);
	return status;
}

/* One series: the one that is named, or the only one beside the benchmark. */
static enum status choose_series(const struct lab_risk *request, struct study *study, struct error *err)
{
	const struct lab_symbols *symbols = &study->history.symbols;
	size_t column = SIZE_MAX, others = 0;

	if (request->series != NULL) {
		const enum status status = find_column(study, "series", request->series, &column, err);

		if (status != STATUS_OK)
			return status;
	} else {
		for (size_t i = 0; i < symbols->count; i++) {
			if (request->benchmark != NULL && strcmp(symbols->names[i], request->benchmark) == 0)
				continue;
			column = i;
			others++;
		}
		if (others != 1)
			return error_set(err, STATUS_INVALID, "%s has %zu series; name one of them, or give a file of weights",
			                 study->history.path, others);
	}
	study->held[study->count++] = column;
	study->weights = gsl_vector_alloc(1);
	gsl_vector_set(study->weights, 0, 1.0);
	return STATUS_OK;
}

/* Rows in which everything held has a return. */
static enum status take_window(struct study *study, struct error *err)
{
	const struct series *all = &study->history.returns;
	struct series held = {0};
	enum status status = series_init(&held, all->length, study->count, err);

	if (status != STATUS_OK)
		return status;
	memcpy(held.dates, all->dates, all->length * sizeof *all->dates);
	for (size_t t = 0; t < all->length; t++)
		for (size_t i = 0; i < study->count; i++)
			held.values[t * study->count + i] = series_at(all, t, study->held[i]);
	status = estimate_common_window(&held, &study->window, &study->dates, err);
	series_clear(&held);
	return status == STATUS_OK ? status : error_prefix(err, "%s", study->history.path);
}

static void compute_returns(struct study *study)
{
	study->returns = gsl_vector_alloc(study->window->size1);
	for (size_t t = 0; t < study->window->size1; t++) {
		double sum = 0.0;

		for (size_t i = 0; i < study->count; i++)
			sum += gsl_vector_get(study->weights, i) * gsl_matrix_get(study->window, t, i);
		gsl_vector_set(study->returns, t, sum);
	}
}

/* The benchmark on the days of the window; both run in the order of time. */
static enum status take_benchmark(const struct lab_risk *request, struct study *study, struct error *err)
{
	const struct series *all = &study->history.returns;
	size_t column, row = 0;
	enum status status;

	if (request->benchmark == NULL)
		return STATUS_OK;
	status = find_column(study, "series", request->benchmark, &column, err);
	if (status != STATUS_OK)
		return status;
	study->benchmark = gsl_vector_alloc(study->window->size1);
	for (size_t t = 0; t < study->window->size1; t++) {
		while (date_compare(all->dates[row], study->dates[t]) < 0)
			row++;
		gsl_vector_set(study->benchmark, t, series_at(all, row, column));
	}
	return STATUS_OK;
}

static enum status prepare(const struct lab_risk *request, const struct lab_reader *reader, struct study *study,
                           struct error *err)
{
	enum status status = lab_history_read(reader, request->prices, request->returns, NULL, &study->history, err);

	if (status != STATUS_OK)
		return status;
	study->spacing = lab_periods_of(study->history.returns.dates, study->history.returns.length, request->periods);
	study->held = memory_new_array(study->history.symbols.count, sizeof *study->held);
	status = request->weights != NULL ? choose_weights(request, reader, study, err) : choose_series(request, study, err);
	if (status == STATUS_OK)
		status = take_window(study, err);
	if (status != STATUS_OK)
		return status;
	compute_returns(study);
	return take_benchmark(request, study, err);
}

/* ---- shown ------------------------------------------------------------------------------------------------------- */

static enum status add_ratios(const struct lab_risk *request, const struct study *study, struct section *section,
                              struct error *err)
{
	const double periods = study->spacing.a_year;
	const struct ratio_settings settings = {
		.periods = periods, .risk_free = request->risk_free / periods,
		.minimum_acceptable = request->minimum_acceptable / periods, .sterling_excess = 0.1,
	};
	struct figure figures[RATIO_COUNT];
	const enum status status = risk_ratios(study->returns, study->benchmark, &settings, figures, err);

	if (status == STATUS_OK)
		lab_figures_show(section, "ratios", _("Return for risk"), ratio_definitions, figures, RATIO_COUNT);
	return status;
}

static enum status add_tail(const struct lab_risk *request, const struct study *study, struct section *section,
                            struct error *err)
{
	struct figure figures[TAIL_COUNT];
	const enum status status = risk_tail_figures(study->returns, given_or(request->confidence, 0.95),
	                                             given_or(request->degrees, 5.0), figures, err);

	if (status == STATUS_OK)
		lab_figures_show(section, "tail", _("The tail, of one period; losses are positive"), tail_definitions, figures,
		                 TAIL_COUNT);
	return status;
}

/* The days of the deepest fall; the path begins a period before the first return, which has no day of its own. */
static void add_fall(const struct study *study, const struct drawdown *fall, struct section *section)
{
	const size_t length = study->window->size1 + 1;
	struct facts *facts;

	if (fall->depth <= 0.0)
		return;
	facts = section_facts(section, "deepest_fall", _("The deepest fall"));
	facts_add(facts, "depth", _("depth"), cell_percent(fall->depth, 3));
	facts_add(facts, "from", _("from the high of"),
	          fall->peak > 0 ? cell_date(study->dates[fall->peak - 1]) : cell_missing(_("the start")));
	facts_add(facts, "to", _("to the low of"), cell_date(study->dates[fall->trough - 1]));
	facts_add(facts, "recovered", _("regained on"),
	          fall->recovery < length ? cell_date(study->dates[fall->recovery - 1]) : cell_missing(_("not yet")));
}

static enum status add_drawdowns(const struct lab_risk *request, const struct study *study, struct section *section,
                                 struct error *err)
{
	struct figure figures[DRAWDOWN_COUNT];
	struct drawdown deepest;
	gsl_vector *wealth = gsl_vector_alloc(study->returns->size + 1);
	enum status status = risk_wealth_path(study->returns, wealth, err);

	if (status == STATUS_OK)
		status = risk_drawdown_figures(wealth, given_or(request->confidence, 0.95), figures, err);
	if (status == STATUS_OK)
		status = risk_max_drawdown(wealth, &deepest, err);
	if (status == STATUS_OK) {
		lab_figures_show(section, "drawdowns", _("Falls below an earlier high; lengths in periods"), drawdown_definitions,
		                 figures, DRAWDOWN_COUNT);
		add_fall(study, &deepest, section);
	}
	gsl_vector_free(wealth);
	return status;
}

static void fill_contributions(const struct study *study, const gsl_matrix *covariance, const gsl_vector *marginal,
                               const gsl_vector *contribution, const gsl_vector *share, struct table *table)
{
	for (size_t i = 0; i < study->count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(study->history.symbols.names[study->held[i]]);
		cells[1] = cell_percent(gsl_vector_get(study->weights, i), 2);
		cells[2] = cell_percent(sqrt(fmax(gsl_matrix_get(covariance, i, i), 0.0)), 3);
		cells[3] = cell_number(gsl_vector_get(marginal, i), 4);
		cells[4] = cell_percent(gsl_vector_get(contribution, i), 3);
		cells[5] = cell_percent(gsl_vector_get(share, i), 1);
	}
}

/* Who contributes the volatility, of a year. A window too short for a covariance leaves the part out. */
static void add_contributions(const struct study *study, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility alone"), .type = CELL_PERCENT},
		{.key = "marginal", .title = _("volatility for one weight more"), .type = CELL_NUMBER},
		{.key = "contribution", .title = _("contributes"), .type = CELL_PERCENT},
		{.key = "share", .title = _("share of the risk"), .type = CELL_PERCENT},
	};
	const size_t n = study->count;
	gsl_matrix *covariance = gsl_matrix_alloc(n, n);
	gsl_vector *marginal = gsl_vector_alloc(n), *contribution = gsl_vector_alloc(n), *share = gsl_vector_alloc(n);
	double ratio;

	if (covariance != NULL && estimate_sample(study->window, covariance, NULL) == STATUS_OK) {
		estimate_annualise(covariance, study->spacing.a_year);
		if (risk_contributions(study->weights, covariance, marginal, contribution, share, NULL) == STATUS_OK) {
			struct table *table = section_table(section, "contributions", _("Who contributes the volatility, a year"),
			                                    columns, sizeof columns / sizeof columns[0]);

			fill_contributions(study, covariance, marginal, contribution, share, table);
			if (risk_diversification_ratio(study->weights, covariance, &ratio, NULL) == STATUS_OK)
				facts_add(section_facts(section, NULL, NULL), "diversification_ratio", _("diversification ratio"),
				          cell_number(ratio, 4));
		}
	}
	gsl_matrix_free(covariance);
	gsl_vector_free(marginal);
	gsl_vector_free(contribution);
	gsl_vector_free(share);
}

static enum status present(const struct lab_risk *request, const struct study *study, struct arena *arena,
                           struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Risk"));
	struct facts *facts = section_facts(made, NULL, NULL);
	const size_t length = study->window->size1;
	enum status status;

	facts_add(facts, "observations", _("observations"), cell_integer((int64_t)length));
	facts_add(facts, "first", _("first"), cell_date(study->dates[0]));
	facts_add(facts, "last", _("last"), cell_date(study->dates[length - 1]));
	facts_add(facts, "confidence", _("confidence"), cell_percent(given_or(request->confidence, 0.95), 2));
	lab_periods_show(&study->spacing, made, arena);
	status = add_ratios(request, study, made, err);
	if (status == STATUS_OK)
		status = add_tail(request, study, made, err);
	if (status == STATUS_OK)
		status = add_drawdowns(request, study, made, err);
	if (status != STATUS_OK)
		return status;
	if (study->count > 1)
		add_contributions(study, made);
	*section = made;
	return STATUS_OK;
}

enum status lab_risk(const struct lab_risk *request, struct arena *arena, struct section **section, struct error *err)
{
	const struct lab_reader reader = {.arena = arena, .listener = request->listener};
	struct study study = {.held = NULL};
	enum status status = check(request, err);

	if (status == STATUS_OK)
		status = prepare(request, &reader, &study, err);
	if (status == STATUS_OK)
		status = present(request, &study, arena, section, err);
	clear(&study);
	return status;
}
