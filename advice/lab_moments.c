/* Moments of a file of prices or returns. */
#include "advice/lab.h"

#include <math.h>
#include <stdlib.h>

#include "advice/lab_files.h"
#include "advice/lab_inputs.h"
#include "advice/language.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/estimate/estimate.h"
#include "report/document.h"

/* A wider matrix fits no page; programs get it in any case. */
enum { READABLE_COLUMNS = 8 };

struct mean_method {
	const char *name;
	enum status (*estimate)(const struct series *returns, double periods_per_year, gsl_vector *mean, struct error *err);
};

static const struct mean_method means[] = {
	{"historical", estimate_arithmetic_mean},
	{"geometric", estimate_geometric_mean},
};
enum { MEANS = sizeof means / sizeof means[0], METHODS = 16 };

struct moments {
	struct lab_symbols symbols;
	const struct mean_method *method;
	const struct estimator *estimator;
	gsl_vector *mean;       /* owned */
	gsl_matrix *covariance; /* owned */
	struct estimate_info info;
};

/* "there is no ... "x"; choose a, b, c" with the one probably meant first. */
static enum status refuse(const char *what, const char *name, const char *const *names, size_t count, struct error *err)
{
	const char *near = text_nearest(name, names, count);
	struct text list = {0};
	enum status status;

	for (size_t i = 0; i < count; i++)
		text_addf(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	status = near != NULL ? error_set(err, STATUS_INVALID, "there is no %s \"%s\"; did you mean \"%s\"? Choose %s", what,
	                                  name, near, text_string(&list))
	                      : error_set(err, STATUS_INVALID, "there is no %s \"%s\"; choose %s", what, name,
	                                  text_string(&list));
	text_clear(&list);
	return status;
}

static enum status choose_methods(const struct lab_moments *request, struct moments *moments, struct error *err)
{
	const char *names[METHODS];
	size_t count = 0;

	for (size_t i = 0; i < MEANS; i++) {
		names[i] = means[i].name;
		if (request->mean == NULL || text_equal_fold(request->mean, means[i].name)) {
			moments->method = &means[i];
			break;
		}
	}
	if (moments->method == NULL)
		return refuse("mean", request->mean, names, MEANS, err);
	moments->estimator = estimate_find(request->covariance != NULL ? request->covariance : "sample");
	if (moments->estimator != NULL)
		return STATUS_OK;
	while (count < METHODS && estimators[count] != NULL) {
		names[count] = estimators[count]->name;
		count++;
	}
	return refuse("covariance", request->covariance, names, count, err);
}

static enum status check(const struct lab_moments *request, struct error *err)
{
	if ((request->prices == NULL) == (request->returns == NULL))
		return error_set(err, STATUS_INVALID, "give either a file of prices or a file of returns");
	if (!isfinite(request->periods) || request->periods <= 0.0)
		return error_set(err, STATUS_INVALID, "there are %g periods a year; the number must be above 0", request->periods);
	if (!isnan(request->lambda) && !(request->lambda > 0.0 && request->lambda < 1.0))
		return error_set(err, STATUS_INVALID, "lambda is %g; it must lie between 0 and 1", request->lambda);
	return STATUS_OK;
}

static enum status read_returns(const struct lab_moments *request, struct arena *arena, struct lab_symbols *symbols,
                                struct series *returns, struct estimate_info *gaps, struct error *err)
{
	struct series prices = {0};
	struct estimate_coverage *coverage;
	enum status status;

	if (request->returns != NULL)
		return lab_read_series(request->returns, LAB_RETURNS, arena, symbols, returns, err);
	status = lab_read_series(request->prices, LAB_PRICES, arena, symbols, &prices, err);
	if (status != STATUS_OK)
		return status;
	coverage = memory_new_array(prices.count, sizeof *coverage);
	status = estimate_returns(&prices, returns, coverage, err);
	if (status == STATUS_OK)
		estimate_count_gaps(coverage, prices.count, gaps);
	else
		(void)error_prefix(err, "%s", request->prices);
	free(coverage);
	series_clear(&prices);
	return status;
}

static enum status estimate(const struct lab_moments *request, const struct series *returns, struct moments *moments,
                            struct error *err)
{
	const double decay = isnan(request->lambda) ? ESTIMATE_DECAY_DAILY : request->lambda;
	const size_t n = returns->count, stale = moments->info.stale, missing = moments->info.missing;
	size_t shortest, observations;
	enum status status;

	moments->mean = gsl_vector_alloc(n);
	moments->covariance = gsl_matrix_alloc(n, n);
	if (moments->mean == NULL || moments->covariance == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a matrix of %zu assets does not fit", n);
	status = moments->method->estimate(returns, request->periods, moments->mean, err);
	if (status == STATUS_OK)
		status = estimate_covariance(moments->estimator, returns, decay, moments->covariance, &moments->info, err);
	if (status != STATUS_OK) {
		shortest = estimate_shortest(returns, &observations);
		(void)error_prefix(err, "%s (\"%s\" is the shortest with %zu returns)",
		                   request->prices != NULL ? request->prices : request->returns,
		                   moments->symbols.names[shortest], observations);
		return status;
	}
	moments->info.stale = stale;
	moments->info.missing = missing;
	estimate_annualise(moments->covariance, request->periods);
	return STATUS_OK;
}

static void add_symbols(const struct moments *moments, struct section *section)
{
	const size_t n = moments->symbols.count;
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

		cells[0] = cell_text(moments->symbols.names[i]);
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
	for (size_t i = 0; i < moments->symbols.count; i++)
		*table_row(table) = cell_number(gsl_vector_get(moments->mean, i), CELL_EXACT);
}

static void add_covariance(const struct moments *moments, struct section *section)
{
	const size_t n = moments->symbols.count;
	struct column *columns = memory_new_array(n, sizeof *columns);
	struct table *table;

	for (size_t i = 0; i < n; i++)
		columns[i] = (struct column){
			.key = moments->symbols.names[i], .title = moments->symbols.names[i], .type = CELL_NUMBER};
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

enum status lab_moments(const struct lab_moments *request, struct arena *arena, struct section **section,
                        struct error *err)
{
	struct moments moments = {0};
	struct series returns = {0};
	enum status status = check(request, err);

	if (status == STATUS_OK)
		status = choose_methods(request, &moments, err);
	if (status == STATUS_OK)
		status = read_returns(request, arena, &moments.symbols, &returns, &moments.info, err);
	if (status == STATUS_OK)
		status = estimate(request, &returns, &moments, err);
	if (status == STATUS_OK)
		*section = present(&moments, arena);
	series_clear(&returns);
	gsl_vector_free(moments.mean);
	gsl_matrix_free(moments.covariance);
	return status;
}
