/* Expected returns from what the market holds and from views on it. */
#include "advice/lab/lab_beliefs.h"

#include <math.h>

#include "advice/base/language.h"
#include "advice/lab/lab_limit.h"
#include "engine/base/memory.h"
#include "engine/estimate/black_litterman.h"
#include "report/document.h"

/* The market's price of risk that the method's authors used. */
static const double delta_otherwise = 2.5;

static double given_or(double value, double otherwise)
{
	return isfinite(value) && value != 0.0 ? value : otherwise;
}

/* The returns at which the market would hold what it holds. */
static enum status find_equilibrium(const struct lab_beliefs_request *request, const struct lab_reader *reader,
                                    const struct lab_symbols *symbols, const gsl_matrix *covariance, gsl_vector *prior,
                                    struct error *err)
{
	gsl_vector *market = gsl_vector_alloc(symbols->count);
	enum status status = lab_read_column(reader, request->market, &lab_column_weight, symbols, market->data, err);

	if (status == STATUS_OK)
		status = black_litterman_equilibrium(covariance, market, given_or(request->delta, delta_otherwise),
		                                     request->risk_free, prior, err);
	gsl_vector_free(market);
	return status;
}

/* A view without a confidence is as sure as its authors thought all views are: one half. */
static void fill_confidences(const struct lab_views *views)
{
	for (size_t i = 0; i < views->count; i++)
		if (isnan(views->confidences[i]))
			views->confidences[i] = 0.5;
}

static enum status move(const struct lab_beliefs_request *request, const struct lab_reader *reader,
                        const struct lab_symbols *symbols, gsl_vector *mean, gsl_matrix *covariance,
                        struct lab_beliefs *beliefs, struct error *err)
{
	const size_t n = symbols->count, count = beliefs->views.count;
	const gsl_matrix_const_view rows = gsl_matrix_const_view_array(beliefs->views.coefficients, count, n);
	const gsl_vector_const_view values = gsl_vector_const_view_array(beliefs->views.values, count);
	const gsl_vector_const_view confidences = gsl_vector_const_view_array(beliefs->views.confidences, count);
	const struct black_litterman problem = {
		.covariance = covariance, .prior = beliefs->prior, .tau = given_or(request->tau, BLACK_LITTERMAN_TAU),
		.views = &rows.matrix, .view_returns = &values.vector, .confidence = &confidences.vector,
	};
	struct black_litterman_view *used = arena_take(reader->arena, count * sizeof *used);
	gsl_matrix *posterior = request->has_posterior_covariance ? gsl_matrix_alloc(n, n) : NULL;
	enum status status;

	if (request->has_posterior_covariance && posterior == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a matrix of %zu assets does not fit", n);
	status = black_litterman(&problem, mean, posterior, NULL, used, NULL, err);
	if (status == STATUS_OK) {
		beliefs->used = used;
		if (posterior != NULL)
			(void)gsl_matrix_memcpy(covariance, posterior); /* of one shape */
	}
	gsl_matrix_free(posterior);
	return status == STATUS_OK ? status : error_prefix(err, "%s", request->views);
}

enum status lab_beliefs_form(const struct lab_beliefs_request *request, const struct lab_reader *reader,
                             const struct lab_symbols *symbols, gsl_vector *mean, gsl_matrix *covariance,
                             struct lab_beliefs *beliefs, struct error *err)
{
	enum status status = STATUS_OK;

	if (request->tau < 0.0 || request->delta < 0.0)
		return error_set(err, STATUS_INVALID, "tau and delta must be above 0");
	beliefs->prior = gsl_vector_alloc(symbols->count);
	(void)gsl_vector_memcpy(beliefs->prior, mean); /* of one size, here and below */
	if (request->market != NULL)
		status = find_equilibrium(request, reader, symbols, covariance, beliefs->prior, err);
	if (status == STATUS_OK && request->views != NULL)
		status = lab_read_views(reader, request->views, symbols, &beliefs->views, err);
	if (status != STATUS_OK)
		return status;
	fill_confidences(&beliefs->views);
	if (beliefs->views.count > 0)
		status = move(request, reader, symbols, mean, covariance, beliefs, err);
	else
		(void)gsl_vector_memcpy(mean, beliefs->prior);
	if (status != STATUS_OK)
		return status;
	beliefs->posterior = gsl_vector_alloc(symbols->count);
	(void)gsl_vector_memcpy(beliefs->posterior, mean);
	return STATUS_OK;
}

void lab_beliefs_clear(struct lab_beliefs *beliefs)
{
	gsl_vector_free(beliefs->prior);
	gsl_vector_free(beliefs->posterior);
	*beliefs = (struct lab_beliefs){0};
}

/* ---- shown ------------------------------------------------------------------------------------------------------- */

static void add_vector(const gsl_vector *values, const struct lab_symbols *symbols, const char *key,
                       struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = "", .type = CELL_TEXT},
		{.key = "return", .title = "", .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, key, NULL, columns, 2);

	section_audience(section, FOR_PROGRAMS);
	table->shape = TABLE_MAP;
	for (size_t i = 0; i < symbols->count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(symbols->names[i]);
		cells[1] = cell_percent(gsl_vector_get(values, i), 2);
	}
}

static void add_returns(const struct lab_beliefs *beliefs, const struct lab_symbols *symbols, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "before", .title = _("before the views"), .type = CELL_PERCENT},
		{.key = "after", .title = _("after"), .type = CELL_PERCENT},
		{.key = "moved", .title = _("moved by"), .type = CELL_POINTS},
	};
	const int decimals = lab_percent_decimals(beliefs->posterior->data, symbols->count) + 1;
	struct table *table = section_table(section, "expected_returns", _("Expected returns a year"), columns, 4);

	section_audience(section, FOR_READING);
	for (size_t i = 0; i < symbols->count; i++) {
		const double before = gsl_vector_get(beliefs->prior, i), after = gsl_vector_get(beliefs->posterior, i);
		struct cell *cells = table_row(table);

		cells[0] = cell_text(symbols->names[i]);
		cells[1] = cell_percent(before, decimals);
		cells[2] = cell_percent(after, decimals);
		cells[3] = cell_points(after - before, decimals);
	}
}

static struct cell use_cell(enum black_litterman_use use)
{
	switch (use) {
	case VIEW_USED: return cell_word("used", _("used"), TONE_NONE);
	case VIEW_WITHOUT_CONFIDENCE: return cell_word("no-confidence", _("left out: no confidence"), TONE_QUIET);
	case VIEW_IMPLIED: return cell_word("implied", _("said already by other views"), TONE_QUIET);
	}
	return cell_missing(NULL);
}

static void add_views(const struct lab_beliefs *beliefs, struct section *section)
{
	const struct column columns[] = {
		{.key = "view", .title = _("view"), .type = CELL_TEXT},
		{.key = "value", .title = _("it says"), .type = CELL_PERCENT},
		{.key = "confidence", .title = _("confidence"), .type = CELL_PERCENT},
		{.key = "prior", .title = _("before"), .type = CELL_PERCENT},
		{.key = "posterior", .title = _("after"), .type = CELL_PERCENT},
		{.key = "variance", .title = _("variance of its error"), .type = CELL_NUMBER, .audience = FOR_PROGRAMS},
		{.key = "use", .title = _("what became of it"), .type = CELL_WORD},
	};
	struct table *table = section_table(section, "views", _("Views"), columns, sizeof columns / sizeof columns[0]);

	for (size_t i = 0; i < beliefs->views.count; i++) {
		const struct black_litterman_view *view = &beliefs->used[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(beliefs->views.names[i]);
		cells[1] = cell_percent(beliefs->views.values[i], 2);
		cells[2] = cell_percent(beliefs->views.confidences[i], 0);
		cells[3] = cell_percent(view->prior, 3);
		cells[4] = cell_percent(view->posterior, 3);
		cells[5] = cell_number(view->variance, CELL_EXACT);
		cells[6] = use_cell(view->use);
	}
}

void lab_beliefs_show(const struct lab_beliefs *beliefs, const struct lab_symbols *symbols, struct section *section)
{
	if (beliefs->prior == NULL)
		return;
	add_vector(beliefs->prior, symbols, "prior", section);
	add_vector(beliefs->posterior, symbols, "posterior", section);
	add_returns(beliefs, symbols, section);
	if (beliefs->views.count > 0)
		add_views(beliefs, section);
}
