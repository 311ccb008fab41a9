/* Moments of a file of prices or returns. */
#include "advice/lab.h"

#include <math.h>
#include <stdlib.h>

#include "advice/lab_estimate.h"
#include "advice/lab_limit.h"
#include "advice/language.h"
#include "data/exchange/csv.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

/* A wider matrix fits no page; programs get it in any case. */
enum { READABLE_COLUMNS = 8 };

struct moments {
	struct lab_history history;
	gsl_vector *mean;       /* owned */
	gsl_matrix *covariance; /* owned */
	struct estimate_info info;
};

static enum status check(const struct lab_moments *request, struct error *err)
{
	if ((request->prices == NULL) == (request->returns == NULL))
		return error_set(err, STATUS_INVALID, "give either a file of prices or a file of returns");
	return STATUS_OK;
}

static enum status estimate(const struct lab_methods *methods, struct moments *moments, struct error *err)
{
	const size_t n = moments->history.symbols.count;
	enum status status;

	moments->mean = gsl_vector_alloc(n);
	moments->covariance = gsl_matrix_alloc(n, n);
	if (moments->mean == NULL || moments->covariance == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a matrix of %zu assets does not fit", n);
	status = lab_estimate_mean(&moments->history, methods, moments->mean, err);
	if (status == STATUS_OK)
		status = lab_estimate_covariance(&moments->history, methods, moments->covariance, &moments->info, err);
	return status;
}

static void add_symbols(const struct moments *moments, struct section *section)
{
	const size_t n = moments->history.symbols.count;
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "mean", .title = _("mean"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility"), .type = CELL_PERCENT, .audience = FOR_READING},
	};
	struct table *table = section_table(section, "symbols", NULL, columns, sizeof columns / sizeof columns[0]);
	double *volatilities = memory_new_array(n, sizeof *volatilities);
	int decimals;

	for (size_t i = 0; i < n; i++)
		volatilities[i] = sqrt(fmax(gsl_matrix_get(moments->covariance, i, i), 0.0));
	/* Means are the smaller figures: one decimal more than the volatilities need. */
	decimals = lab_percent_decimals(volatilities, n) + 1;
	table->shape = TABLE_VALUES;
	for (size_t i = 0; i < n; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(moments->history.symbols.names[i]);
		cells[1] = cell_percent(gsl_vector_get(moments->mean, i), decimals);
		cells[2] = cell_percent(volatilities[i], decimals);
	}
	free(volatilities);
}

static void add_mean(const struct moments *moments, struct section *section)
{
	const struct column column = {.key = "mean", .type = CELL_NUMBER};
	struct table *table = section_table(section, "mean", NULL, &column, 1);

	section_audience(section, FOR_PROGRAMS);
	table->shape = TABLE_VALUES;
	for (size_t i = 0; i < moments->history.symbols.count; i++)
		*table_row(table) = cell_number(gsl_vector_get(moments->mean, i), CELL_EXACT);
}

static void add_covariance(const struct moments *moments, struct section *section)
{
	const size_t n = moments->history.symbols.count;
	struct column *columns = memory_new_array(n, sizeof *columns);
	struct table *table;

	for (size_t i = 0; i < n; i++)
		columns[i] = (struct column){
			.key = moments->history.symbols.names[i], .title = moments->history.symbols.names[i], .type = CELL_NUMBER};
	table = section_table(section, "covariance", _("Covariance"), columns, n);
	table->shape = TABLE_ARRAYS;
	if (n > READABLE_COLUMNS)
		section_audience(section, FOR_PROGRAMS);
	for (size_t i = 0; i < n; i++) {
		struct cell *cells = table_row(table);

		for (size_t j = 0; j < n; j++)
			cells[j] = cell_number(gsl_matrix_get(moments->covariance, i, j), 8);
	}
	free(columns);
}

static struct section *present(const struct moments *moments, struct arena *arena)
{
	struct section *section = section_new(arena, NULL, _("Moments"));
	struct facts *facts;

	add_symbols(moments, section);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "observations", _("observations"), cell_integer((int64_t)moments->info.observations));
	add_mean(moments, section);
	add_covariance(moments, section);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "shrinkage", _("shrinkage intensity"), cell_number(moments->info.shrinkage, 4));
	facts_add(facts, "condition", _("smallest over largest eigenvalue"), cell_number(moments->info.condition, 8));
	if (moments->info.stale + moments->info.missing > 0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("%zu prices were carried over a gap; %zu are missing."),
		                                     moments->info.stale, moments->info.missing));
	if (moments->info.is_pairwise)
		(void)section_paragraph(section, NULL,
		                        _("The histories share too few days: each covariance comes from the days its pair "
		                          "shares, and the matrix was moved to the nearest valid one."));
	return section;
}

/* The two files that lab_optimize reads: what is shown here, exactly. */
static void write_mean(const struct moments *moments, struct text *csv)
{
	csv_write_field(csv, "symbol", true);
	csv_write_field(csv, "mean", false);
	csv_write_end(csv);
	for (size_t i = 0; i < moments->history.symbols.count; i++) {
		csv_write_guarded(csv, moments->history.symbols.names[i], true);
		text_add_character(csv, ',');
		double_add_exact(csv, gsl_vector_get(moments->mean, i));
		csv_write_end(csv);
	}
}

static void write_covariance(const struct moments *moments, struct text *csv)
{
	const struct lab_symbols *symbols = &moments->history.symbols;

	csv_write_field(csv, "symbol", true);
	for (size_t i = 0; i < symbols->count; i++)
		csv_write_guarded(csv, symbols->names[i], false);
	csv_write_end(csv);
	for (size_t i = 0; i < symbols->count; i++) {
		csv_write_guarded(csv, symbols->names[i], true);
		for (size_t j = 0; j < symbols->count; j++) {
			text_add_character(csv, ',');
			double_add_exact(csv, gsl_matrix_get(moments->covariance, i, j));
		}
		csv_write_end(csv);
	}
}

enum status lab_moments(const struct lab_moments *request, struct arena *arena, struct section **section,
                        struct error *err)
{
	const struct lab_reader reader = {.arena = arena, .listener = request->listener};
	const struct lab_methods methods = {.mean = request->mean, .covariance = request->covariance,
	                                    .periods = request->periods, .lambda = request->lambda};
	struct moments moments = {0};
	enum status status = check(request, err);

	if (status == STATUS_OK)
		status = lab_methods_check(&methods, err);
	if (status == STATUS_OK)
		status = lab_history_read(&reader, request->prices, request->returns, NULL, &moments.history, err);
	if (status == STATUS_OK)
		status = estimate(&methods, &moments, err);
	if (status == STATUS_OK) {
		*section = present(&moments, arena);
		if (request->mean_csv != NULL)
			write_mean(&moments, request->mean_csv);
		if (request->covariance_csv != NULL)
			write_covariance(&moments, request->covariance_csv);
	}
	lab_history_clear(&moments.history);
	gsl_vector_free(moments.mean);
	gsl_matrix_free(moments.covariance);
	return status;
}
