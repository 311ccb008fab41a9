/* What a portfolio earned, by time and by money; and the internal rate of dated amounts. */
#include "advice/lab/lab.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/lab/lab_choice.h"
#include "advice/lab/lab_figures.h"
#include "advice/lab/lab_files.h"
#include "advice/lab/lab_limit.h"
#include "advice/lab/lab_periods.h"
#include "engine/base/memory.h"
#include "engine/performance/performance.h"
#include "engine/risk/ratios.h"
#include "report/document.h"

/* Valuations in the order of time, and what came in and went out between the first and the last. */
struct record {
	struct valuation *valuations;      /* owned */
	size_t count;
	struct cash_flow *flows;           /* owned */
	size_t flow_count;
	struct dated_amount *amounts;      /* owned: what the investor paid and holds */
	size_t amount_count;
	bool is_valued;                    /* each flow falls on a day with a value */
	double paid_in, taken_out;
};

static void clear(struct record *record)
{
	free(record->valuations);
	free(record->flows);
	free(record->amounts);
}

static enum status choose_column(const struct lab_performance *request, const struct lab_symbols *symbols,
                                 size_t *column, struct error *err)
{
	*column = 0;
	if (request->series != NULL) {
		*column = lab_symbols_find(symbols, request->series);
		return *column != SIZE_MAX ? STATUS_OK
		                           : lab_refuse_name("series", request->series, symbols->names, symbols->count, err);
	}
	if (symbols->count != 1)
		return error_set(err, STATUS_INVALID, "%s has %zu series; name one of them", request->values, symbols->count);
	return STATUS_OK;
}

static enum status read_values(const struct lab_performance *request, const struct lab_reader *reader,
                               struct record *record, struct error *err)
{
	struct lab_symbols symbols = {0};
	struct series values = {0};
	size_t column;
	enum status status = lab_read_series(reader, request->values, LAB_VALUES, &symbols, &values, err);

	if (status == STATUS_OK)
		status = choose_column(request, &symbols, &column, err);
	if (status == STATUS_OK) {
		record->valuations = memory_new_array(values.length, sizeof *record->valuations);
		for (size_t t = 0; t < values.length; t++)
			if (!isnan(series_at(&values, t, column)))
				record->valuations[record->count++] = (struct valuation){
					.date = values.dates[t], .value = series_at(&values, t, column)};
		if (record->count < 2)
			status = error_set(err, STATUS_INVALID, "%s: two values at least are needed; there are %zu", request->values,
			                   record->count);
	}
	series_clear(&values);
	return status;
}

/* The valuation of a day, or NULL. */
static struct valuation *value_on(const struct record *record, struct date date)
{
	for (size_t t = 0; t < record->count; t++)
		if (date_compare(record->valuations[t].date, date) == 0)
			return &record->valuations[t];
	return NULL;
}

/*
 * What comes in works from the start of its day, which the chain takes for the time of the value before. Where that is
 * longer ago than a weekend with a holiday, the end of the day is much nearer to the truth.
 */
static void add_to_chain(struct valuation *valuation, double amount)
{
	enum { NEAR_DAYS = 5 };

	if (valuation->date.days - (valuation - 1)->date.days <= NEAR_DAYS)
		valuation_add_flow(valuation, amount);
	else
		valuation->flow_end += amount;
}

static void add_flow(struct record *record, struct date date, double amount)
{
	struct valuation *valuation = value_on(record, date);

	if (valuation != NULL)
		add_to_chain(valuation, amount);
	else
		record->is_valued = false;
	record->paid_in += fmax(amount, 0.0);
	record->taken_out += fmax(-amount, 0.0);
	record->flows[record->flow_count++] = (struct cash_flow){
		.date = date, .amount = amount, .timing = amount > 0.0 ? FLOW_AT_START : FLOW_AT_END, .value_before = NAN};
	record->amounts[record->amount_count++] = (struct dated_amount){.date = date, .amount = -amount};
}

static enum status read_flows(const struct lab_performance *request, const struct lab_reader *reader,
                              struct record *record, struct error *err)
{
	const struct date first = record->valuations[0].date, last = record->valuations[record->count - 1].date;
	struct lab_flows flows = {0};
	enum status status = STATUS_OK;
	char day[DATE_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

	if (request->flows != NULL)
		status = lab_read_flows(reader, request->flows, &flows, err);
	if (status != STATUS_OK)
		return status;
	record->flows = memory_new_array(flows.count + 1, sizeof *record->flows);
	record->amounts = memory_new_array(flows.count + 2, sizeof *record->amounts);
	record->amounts[record->amount_count++] = (struct dated_amount){
		.date = first, .amount = -record->valuations[0].value};
	record->is_valued = true;
	for (size_t i = 0; i < flows.count; i++) {
		if (date_compare(flows.dates[i], first) < 0 || date_compare(flows.dates[i], last) > 0)
			return error_set(err, STATUS_INVALID, "%s: the flow of %s lies outside the values, which go from %s to %s",
			                 request->flows, date_format(flows.dates[i], day), date_format(first, from),
			                 date_format(last, to));
		/* What came in on the first day is part of the first value. */
		if (date_compare(flows.dates[i], first) > 0)
			add_flow(record, flows.dates[i], flows.amounts[i]);
	}
	record->amounts[record->amount_count++] = (struct dated_amount){
		.date = last, .amount = record->valuations[record->count - 1].value};
	return STATUS_OK;
}

/* Modified Dietz between neighbouring values, linked: what stands in for the exact chain when a flow has no value. */
static enum status link_dietz(const struct record *record, struct figure *linked, struct error *err)
{
	double growth = 1.0;
	size_t at = 0;

	for (size_t t = 1; t < record->count; t++) {
		const struct valuation *begin = &record->valuations[t - 1], *end = &record->valuations[t];
		const struct span span = {.begin = begin->date, .end = end->date, .begin_value = begin->value,
		                          .end_value = end->value};
		size_t next = at;
		struct figure one;
		enum status status;

		while (next < record->flow_count && date_compare(record->flows[next].date, end->date) <= 0)
			next++;
		status = performance_modified_dietz(&span, record->flows + at, next - at, &one, err);
		if (status != STATUS_OK)
			return status;
		if (!figure_stands(one)) {
			*linked = one;
			return STATUS_OK;
		}
		growth *= 1.0 + one.value;
		at = next;
	}
	*linked = figure_of(growth - 1.0);
	return STATUS_OK;
}

/* ---- shown ------------------------------------------------------------------------------------------------------- */

static void add_amounts(const struct record *record, struct section *section)
{
	const struct valuation *first = &record->valuations[0], *last = &record->valuations[record->count - 1];
	struct facts *facts = section_facts(section, NULL, NULL);
	const double gain = last->value - first->value - record->paid_in + record->taken_out;

	facts_add(facts, "first", _("first day"), cell_date(first->date));
	facts_add(facts, "last", _("last day"), cell_date(last->date));
	facts_add(facts, "days", _("days"), cell_integer(last->date.days - first->date.days));
	facts_add(facts, "start", _("value at the start"), cell_number(first->value, 2));
	facts_add(facts, "paid_in", _("paid in"), cell_number(record->paid_in, 2));
	facts_add(facts, "taken_out", _("taken out"), cell_number(record->taken_out, 2));
	facts_add(facts, "end", _("value at the end"), cell_number(last->value, 2));
	facts_add(facts, "gain", _("gain"), cell_number(gain, 2));
}

static enum status add_time_weighted(const struct record *record, double *returns, struct section *section,
                                     struct error *err)
{
	struct facts *facts = section_facts(section, "time_weighted", _("Time-weighted: what the management earned"));
	struct time_weighted exact = {.total = figure_missing(FIGURE_NOT_VALUED),
	                              .annual = figure_missing(FIGURE_NOT_VALUED)};
	struct figure linked;
	enum status status = link_dietz(record, &linked, err);

	if (status == STATUS_OK && record->is_valued)
		status = performance_time_weighted(record->valuations, record->count, returns, &exact, err);
	if (status != STATUS_OK)
		return status;
	lab_figure_add(facts, "total", _("of the whole span"), exact.total, FIGURE_FRACTION);
	lab_figure_add(facts, "annual", _("a year"), exact.annual, FIGURE_FRACTION_A_YEAR);
	lab_figure_add(facts, "linked_dietz", _("Modified Dietz between values, linked"), linked, FIGURE_FRACTION);
	return STATUS_OK;
}

static void add_rates(const struct internal_rate *rate, struct facts *facts)
{
	lab_figure_add(facts, "annual", _("a year"), rate->annual, FIGURE_FRACTION_A_YEAR);
	lab_figure_add(facts, "period", _("of the whole span"), rate->period, FIGURE_FRACTION);
}

static enum status add_money_weighted(const struct record *record, struct section *section, struct error *err)
{
	const struct valuation *first = &record->valuations[0], *last = &record->valuations[record->count - 1];
	const struct span span = {.begin = first->date, .end = last->date, .begin_value = first->value,
	                          .end_value = last->value};
	struct facts *facts = section_facts(section, "money_weighted", _("Money-weighted: what the investor earned"));
	struct internal_rate rate;
	struct figure modified, simple;
	enum status status = performance_internal_rate(record->amounts, record->amount_count, &rate, err);

	if (status == STATUS_OK)
		status = performance_modified_dietz(&span, record->flows, record->flow_count, &modified, err);
	if (status == STATUS_OK)
		status = performance_simple_dietz(&span, record->flows, record->flow_count, &simple, err);
	if (status != STATUS_OK)
		return status;
	add_rates(&rate, facts);
	lab_figure_add(facts, "modified_dietz", _("Modified Dietz"), modified, FIGURE_FRACTION);
	lab_figure_add(facts, "simple_dietz", _("simple Dietz"), simple, FIGURE_FRACTION);
	return STATUS_OK;
}

/* How many values there are a year, as somebody says or by their dates. */
static struct lab_periods spacing_of(const struct lab_performance *request, const struct record *record)
{
	struct date *dates = memory_new_array(record->count, sizeof *dates);
	struct lab_periods spacing;

	for (size_t t = 0; t < record->count; t++)
		dates[t] = record->valuations[t].date;
	spacing = lab_periods_of(dates, record->count, request->periods);
	free(dates);
	return spacing;
}

/* Ratios of the returns between values: of one return there are none. */
static enum status add_ratios(const struct lab_performance *request, const struct record *record, const double *returns,
                              struct section *section, struct arena *arena, struct error *err)
{
	const struct lab_periods spacing = spacing_of(request, record);
	const struct ratio_settings settings = {.periods = spacing.a_year,
	                                        .risk_free = request->risk_free / spacing.a_year, .sterling_excess = 0.1};
	const gsl_vector_const_view view = gsl_vector_const_view_array(returns, record->count - 1);
	struct figure figures[RATIO_COUNT];
	enum status status;

	if (!record->is_valued || (!spacing.is_given && record->count < 3))
		return STATUS_OK;
	lab_periods_show(&spacing, section, arena);
	status = risk_ratios(&view.vector, NULL, &settings, figures, err);
	if (status == STATUS_OK)
		lab_figures_show(section, "ratios", _("Return for risk"), ratio_definitions, figures, RATIO_COUNT);
	return status;
}

static enum status present(const struct lab_performance *request, const struct record *record, struct arena *arena,
                           struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Performance"));
	double *returns = memory_new_array(record->count, sizeof *returns);
	enum status status;

	add_amounts(record, made);
	status = add_time_weighted(record, returns, made, err);
	if (status == STATUS_OK)
		status = add_money_weighted(record, made, err);
	if (status == STATUS_OK)
		status = add_ratios(request, record, returns, made, arena, err);
	if (status == STATUS_OK && !record->is_valued)
		(void)section_paragraph(made, NULL,
		                        _("Some flows fall on days without a value: the exact time-weighted return needs one there, "
		                          "and the linked one stands in for it."));
	free(returns);
	if (status == STATUS_OK)
		*section = made;
	return status;
}

enum status lab_performance(const struct lab_performance *request, struct arena *arena, struct section **section,
                            struct error *err)
{
	const struct lab_reader reader = {.arena = arena, .listener = request->listener};
	struct record record = {.valuations = NULL};
	enum status status = STATUS_OK;

	if (request->values == NULL)
		return error_set(err, STATUS_INVALID, "a file of values is needed");
	if (!isfinite(request->periods) || request->periods < 0.0 || !isfinite(request->risk_free))
		return error_set(err, STATUS_INVALID, "the periods a year must be above 0 and the riskless return a number");
	status = read_values(request, &reader, &record, err);
	if (status == STATUS_OK)
		status = read_flows(request, &reader, &record, err);
	if (status == STATUS_OK)
		status = present(request, &record, arena, section, err);
	clear(&record);
	return status;
}

/* ---- the internal rate ------------------------------------------------------------------------------------------- */

static void add_roots(const struct internal_rate *rate, struct section *section)
{
	const struct column column = {.key = "rate", .title = _("rate"), .type = CELL_PERCENT};
	struct table *table = section_table(section, "roots", _("Every rate that solves it"), &column, 1);

	table->shape = TABLE_VALUES;
	for (size_t i = 0; i < rate->root_count; i++)
		*table_row(table) = cell_percent(rate->roots[i], 4);
}

static struct section *present_rate(const struct internal_rate *rate, size_t count, struct arena *arena)
{
	struct section *section = section_new(arena, NULL, _("Internal rate of return"));
	struct facts *facts = section_facts(section, NULL, NULL);

	if (figure_stands(rate->annual))
		facts_add(facts, "rate", _("a year"), cell_percent(rate->annual.value, 4));
	else
		facts_add(facts, "reason", _("no rate"),
		          cell_word(figure_reason_name(rate->annual.reason), lab_figure_reason(rate->annual.reason), TONE_WARN));
	if (figure_stands(rate->period))
		facts_add(facts, "period", _("of the whole span"), cell_percent(rate->period.value, 4));
	facts_add(facts, "amounts", _("amounts"), cell_integer((int64_t)count));
	facts_add(facts, "days", _("days"), cell_integer(rate->days));
	facts_add(facts, "is_short", _("less than a year"),
	          cell_boolean(rate->is_short, rate->is_short ? _("yes") : _("no")));
	if (rate->is_short && figure_stands(rate->annual))
		(void)section_paragraph(section, NULL,
		                        _("The amounts span less than a year: the figure of the whole span says what was earned, the "
		                          "one a year only what would have been."));
	if (rate->is_multiple) {
		add_roots(rate, section);
		(void)section_paragraph(section, NULL,
		                        _("Several rates make the amounts worth nothing; the one nearest to the Modified Dietz return "
		                          "is given."));
	}
	return section;
}

enum status lab_irr(const char *path, const struct lab_listener *listener, struct arena *arena,
                    struct section **section, struct error *err)
{
	const struct lab_reader reader = {.arena = arena, .listener = listener};
	struct lab_flows flows = {0};
	struct internal_rate rate;
	struct dated_amount *amounts;
	enum status status = lab_read_flows(&reader, path, &flows, err);

	if (status != STATUS_OK)
		return status;
	if (flows.count == 0)
		return error_set(err, STATUS_INVALID, "%s: there is no amount in the file", path);
	amounts = memory_new_array(flows.count, sizeof *amounts);
	for (size_t i = 0; i < flows.count; i++)
		amounts[i] = (struct dated_amount){.date = flows.dates[i], .amount = flows.amounts[i]};
	status = performance_internal_rate(amounts, flows.count, &rate, err);
	free(amounts);
	if (status != STATUS_OK)
		return error_prefix(err, "%s", path);
	*section = present_rate(&rate, flows.count, arena);
	return STATUS_OK;
}
