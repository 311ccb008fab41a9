/* Moments of a file of prices or returns. */
#include "advice/lab/lab.h"

#include <math.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/lab/lab_estimate.h"
#include "advice/lab/lab_limit.h"
#include "advice/lab/lab_periods.h"
#include "data/exchange/csv.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

/* A wider matrix fits no page; programs get it in any case. */
enum { READABLE_COLUMNS = 8 };

struct moments {
	struct lab_history history;
	struct lab_periods spacing;
	gsl_vector *mean;       /* owned */
	gsl_matrix *covariance; /* owned */
	double mean_shrinkage;
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
	status = lab_estimate_mean(&moments->history, methods, moments->mean, &moments->mean_shrinkage, err);
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

/* The same matrix twice: as rows of numbers for programs, with its symbols for people. */
static void add_covariance(const struct moments *moments, enum audience audience, struct section *section)
{
	const size_t n = moments->history.symbols.count, first = audience == FOR_READING;
	struct column *columns = memory_new_array(n + first, sizeof *columns);
	struct table *table;

	if (audience == FOR_READING)
		columns[0] = (struct column){.key = "symbol", .title = _("symbol"), .type = CELL_TEXT};
	for (size_t i = 0; i < n; i++)
		columns[first + i] = (struct column){.key = moments->history.symbols.names[i],
		                                     .title = moments->history.symbols.names[i], .type = CELL_NUMBER};
	table = section_table(section, "covariance", audience == FOR_READING ? _("Covariance") : NULL, columns, n + first);
	section_audience(section, audience);
	table->shape = audience == FOR_READING ? TABLE_OBJECTS : TABLE_ARRAYS;
	for (size_t i = 0; i < n; i++) {
		struct cell *cells = table_row(table);

		if (audience == FOR_READING)
			cells[0] = cell_text(moments->history.symbols.names[i]);
		for (size_t j = 0; j < n; j++)
			cells[first + j] = cell_number(gsl_matrix_get(moments->covariance, i, j), 6);
	}
	free(columns);
}

/* What weakens an estimate, in the reader's language. */
static const char *flaw_sentence(const struct moments *moments, enum estimate_flaw flaw, struct arena *arena)
{
	const struct estimate_info *info = &moments->info;
	const char *const *names = moments->history.symbols.names;

	switch (flaw) {
	case ESTIMATE_SHORT: return arena_format(arena, _("There are %zu returns for %zu assets: few."), info->observations,
		                                     info->assets);
	case ESTIMATE_GAPS: return arena_format(arena, _("%zu prices were carried over a gap; %zu are missing."), info->stale,
		                                    info->missing);
	case ESTIMATE_OUTLIERS: return arena_format(arena, _("%zu returns stood apart and were pulled in."), info->outliers);
	case ESTIMATE_SINGULAR: return _("The matrix is singular: some portfolio seems to have no risk at all.");
	case ESTIMATE_REPAIRED: return _("The matrix was not valid and was moved to the nearest one that is.");
	case ESTIMATE_ASYNCHRONOUS:
		return arena_format(arena, _("%s follows %s a period later (correlation %.2f): they close at different hours, or trade "
		                             "rarely."), names[info->follows], names[info->leads], info->lead_lag);
	case ESTIMATE_PAIRWISE:
		return _("The histories share too few days: each covariance comes from the days its pair "
		         "shares, and the matrix was moved to the nearest valid one.");
	case ESTIMATE_FILLED: return _("Short histories were extended by regression on the longer ones.");
	case ESTIMATE_UNSTRUCTURED: return _("Nothing stood out of the noise; the covariance was shrunk instead.");
	}
	return "";
}

static void add_quality(const struct moments *moments, struct section *section, struct arena *arena)
{
	static const char *const names[] = {[ESTIMATE_GOOD] = "good", [ESTIMATE_FAIR] = "fair", [ESTIMATE_POOR] = "poor"};
	static const enum tone tones[] = {[ESTIMATE_GOOD] = TONE_GOOD, [ESTIMATE_FAIR] = TONE_WARN, [ESTIMATE_POOR] = TONE_BAD};
	const enum estimate_verdict verdict = moments->info.verdict;
	const char *shown = verdict == ESTIMATE_GOOD ? _("good") : verdict == ESTIMATE_FAIR ? _("fair") : _("poor");
	struct facts *facts = section_facts(section, NULL, NULL);
	struct notes *notes;

	facts_add(facts, "quality", _("quality"), cell_word(names[verdict], shown, tones[verdict]));
	notes = section_notes(section, "flaws", NULL);
	for (const struct estimate_flaw_words *words = estimate_flaw_words; words->name != NULL; words++)
		if ((moments->info.flaws & (unsigned)words->flaw) != 0)
			notes_add(notes, tones[verdict], words->name, flaw_sentence(moments, words->flaw, arena));
}

static struct section *present(const struct moments *moments, struct arena *arena)
{
	struct section *section = section_new(arena, NULL, _("Moments"));
	struct facts *facts;

	add_symbols(moments, section);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "observations", _("observations"), cell_integer((int64_t)moments->info.observations));
	lab_periods_show(&moments->spacing, section, arena);
	add_mean(moments, section);
	add_covariance(moments, FOR_PROGRAMS, section);
	if (moments->history.symbols.count <= READABLE_COLUMNS)
		add_covariance(moments, FOR_READING, section);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "shrinkage", _("shrinkage intensity"), cell_number(moments->info.shrinkage, 4));
	facts_add(facts, "condition", _("smallest over largest eigenvalue"), cell_number(moments->info.condition, 8));
	facts_add(facts, "mean_shrinkage", _("shrinkage of the means"), cell_number(moments->mean_shrinkage, 4));
	if (moments->info.factors > 0)
		facts_add(facts, "factors", _("eigenvalues above the noise"), cell_integer((int64_t)moments->info.factors));
	add_quality(moments, section, arena);
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
	struct lab_methods methods = {.mean = request->mean, .covariance = request->covariance,
	                                    .periods = request->periods != 0.0 ? request->periods : 1.0, .lambda = request->lambda,
	                                    .winsorise = request->winsorise, .is_filled = request->is_filled};
	struct moments moments = {0};
	enum status status = check(request, err);

	if (status == STATUS_OK)
		status = lab_methods_check(&methods, err);
	if (status == STATUS_OK)
		status = lab_history_read(&reader, request->prices, request->returns, NULL, &moments.history, err);
	if (status == STATUS_OK) {
		moments.spacing = lab_periods_of(moments.history.returns.dates, moments.history.returns.length, request->periods);
		methods.periods = moments.spacing.a_year;
		status = estimate(&methods, &moments, err);
	}
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
