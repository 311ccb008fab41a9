/* Returns that do not depend on when the investor came and went. */
#include "engine/performance/performance.h"

#include <math.h>

#include "engine/base/sum.h"

/* Modified Dietz divides by an average capital; below this share of all the money that moved it means nothing. */
static const double smallest_capital = 0.01;

static const int days_a_year = 365;

void valuation_add_flow(struct valuation *valuation, double amount)
{
	if (amount > 0.0)
		valuation->flow_start += amount;
	else
		valuation->flow_end += amount;
}

struct figure performance_annualised(double total, int days)
{
	if (!isfinite(total))
		return figure_missing(FIGURE_OUT_OF_DOMAIN);
	if (days < days_a_year)
		return figure_missing(FIGURE_UNDER_A_YEAR);
	if (total <= -1.0)
		return figure_missing(FIGURE_TOTAL_LOSS);
	return figure_of(expm1(log1p(total) * days_a_year / days));
}

enum status performance_link(const double *returns, size_t count, double *total, struct error *err)
{
	struct sum logarithms = {0};
	bool is_lost = false;

	for (size_t t = 0; t < count; t++) {
		if (!isfinite(returns[t]) || returns[t] < -1.0)
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite and at least -1", t + 1,
			                 returns[t]);
		if (returns[t] > -1.0)
			sum_add(&logarithms, log1p(returns[t]));
		else
			is_lost = true;
	}
	*total = is_lost ? -1.0 : expm1(sum_value(&logarithms));
	return STATUS_OK;
}

static enum status check_valuations(const struct valuation *valuations, size_t count, struct error *err)
{
	if (count < 2)
		return error_set(err, STATUS_INVALID, "%zu valuations were given, and a return needs two", count);
	for (size_t t = 0; t < count; t++) {
		const struct valuation *at = &valuations[t];
		char day[DATE_TEXT_SIZE];

		if (!isfinite(at->value) || !isfinite(at->flow_start) || !isfinite(at->flow_end))
			return error_set(err, STATUS_INVALID, "the value or a flow of %s is not finite",
			                 date_format(at->date, day));
		if (t > 0 && date_compare(valuations[t - 1].date, at->date) >= 0)
			return error_set(err, STATUS_INVALID, "the valuation of %s does not come after the one before it",
			                 date_format(at->date, day));
	}
	return STATUS_OK;
}

/* The capital at work between two valuations, and what became of it. */
static double capital(const struct valuation *valuations, size_t t)
{
	return valuations[t - 1].value + valuations[t].flow_start;
}

static double outcome(const struct valuation *valuations, size_t t)
{
	return valuations[t].value - valuations[t].flow_end;
}

enum status performance_time_weighted(const struct valuation *valuations, size_t count, double *returns,
                                      struct time_weighted *result, struct error *err)
{
	struct time_weighted chain = {0};
	struct sum logarithms = {0};
	bool is_lost = false, has_started = false;
	const enum status status = check_valuations(valuations, count, err);

	if (status != STATUS_OK)
		return status;
	for (size_t t = 1; returns != NULL && t < count; t++)
		returns[t - 1] = 0.0;
	if (valuations[0].value < 0.0)
		chain.total = figure_missing(FIGURE_NEGATIVE_VALUE);
	for (size_t t = 1; t < count && figure_stands(chain.total); t++) {
		const double before = capital(valuations, t), after = outcome(valuations, t);

		chain.last = t;
		if (before < 0.0 || after < 0.0 || valuations[t].value < 0.0) {
			chain.total = figure_missing(FIGURE_NEGATIVE_VALUE);
			break;
		}
		if (!(before > 0.0)) /* empty: what appears at the end of the day starts the chain, and earns from tomorrow */
			continue;
		if (!has_started)
			chain.first = t - 1;
		has_started = true;
		if (after > 0.0)
			sum_add(&logarithms, log1p((after - before) / before));
		else
			is_lost = true;
		if (returns != NULL)
			returns[t - 1] = (after - before) / before;
	}
	chain.days = valuations[chain.last].date.days - valuations[chain.first].date.days;
	if (figure_stands(chain.total))
		chain.total = has_started ? figure_of(is_lost ? -1.0 : expm1(sum_value(&logarithms))) :
		                            figure_missing(FIGURE_SMALL_CAPITAL);
	chain.annual = figure_stands(chain.total) ? performance_annualised(chain.total.value, chain.days) : chain.total;
	*result = chain;
	return STATUS_OK;
}

static enum status check_span(const struct span *span, const struct cash_flow *flows, size_t count, struct error *err)
{
	if (!isfinite(span->begin_value) || !isfinite(span->end_value))
		return error_set(err, STATUS_INVALID, "a value of the span is not finite");
	if (date_compare(span->begin, span->end) >= 0)
		return error_set(err, STATUS_INVALID, "the span has no days");
	for (size_t i = 0; i < count; i++) {
		char day[DATE_TEXT_SIZE];

		if (!isfinite(flows[i].amount))
			return error_set(err, STATUS_INVALID, "the flow of %s is %g; it must be finite",
			                 date_format(flows[i].date, day), flows[i].amount);
		if (date_compare(flows[i].date, span->begin) <= 0 || date_compare(flows[i].date, span->end) > 0)
			return error_set(err, STATUS_INVALID, "the flow of %s is not within the span",
			                 date_format(flows[i].date, day));
	}
	return STATUS_OK;
}

/* The share of the span a flow was at work. */
static double dietz_weight(const struct span *span, const struct cash_flow *flow)
{
	const double days = span->end.days - span->begin.days;
	const double after = span->end.days - flow->date.days;

	return (flow->timing == FLOW_AT_START ? after + 1.0 : after) / days;
}

/* Dietz with the weight of each flow given by its day, or one half for all. */
static struct figure dietz(const struct span *span, const struct cash_flow *flows, size_t count, bool is_simple)
{
	struct sum gain = {0}, average = {0};
	double gross = fabs(span->begin_value);

	sum_add(&gain, span->end_value);
	sum_add(&gain, -span->begin_value);
	sum_add(&average, span->begin_value);
	for (size_t i = 0; i < count; i++) {
		sum_add(&gain, -flows[i].amount);
		sum_add(&average, flows[i].amount * (is_simple ? 0.5 : dietz_weight(span, &flows[i])));
		gross += fabs(flows[i].amount);
	}
	if (!(sum_value(&average) > smallest_capital * gross))
		return figure_missing(FIGURE_SMALL_CAPITAL);
	return figure_of(sum_value(&gain) / sum_value(&average));
}

enum status performance_modified_dietz(const struct span *span, const struct cash_flow *flows, size_t count,
                                       struct figure *result, struct error *err)
{
	const enum status status = check_span(span, flows, count, err);

	if (status == STATUS_OK)
		*result = dietz(span, flows, count, false);
	return status;
}

enum status performance_simple_dietz(const struct span *span, const struct cash_flow *flows, size_t count,
                                     struct figure *result, struct error *err)
{
	const enum status status = check_span(span, flows, count, err);

	if (status == STATUS_OK)
		*result = dietz(span, flows, count, true);
	return status;
}

static enum status check_order(const struct cash_flow *flows, size_t count, double large_flow, struct error *err)
{
	if (!isfinite(large_flow) || large_flow <= 0.0)
		return error_set(err, STATUS_INVALID, "a large flow of %g; it must be a positive fraction", large_flow);
	for (size_t i = 1; i < count; i++) {
		const int order = date_compare(flows[i - 1].date, flows[i].date);
		char day[DATE_TEXT_SIZE];

		if (order > 0 || (order == 0 && flows[i - 1].timing > flows[i].timing))
			return error_set(err, STATUS_INVALID, "the flow of %s comes before the one it follows",
			                 date_format(flows[i].date, day));
	}
	return STATUS_OK;
}

/*
 * A span that may begin or end within a day: at the start of it, which is the close of the day before. Two large flows
 * on one day leave no days between them, and then the values at both ends give the return directly.
 */
static struct figure part(const struct span *span, const struct cash_flow *flows, size_t count)
{
	if (span->end.days > span->begin.days)
		return dietz(span, flows, count, false);
	return dietz(span, flows, count, true);
}

enum status performance_sub_periods(const struct span *span, const struct cash_flow *flows, size_t count,
                                    double large_flow, struct figure *result, size_t *periods, struct error *err)
{
	struct span current = *span;
	struct sum logarithms = {0};
	struct figure answer = {0};
	double known = span->begin_value;
	size_t first = 0, parts = 0;
	enum status status = check_span(span, flows, count, err);

	if (status == STATUS_OK)
		status = check_order(flows, count, large_flow, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i <= count && figure_stands(answer); i++) {
		const bool is_end = i == count;
		const bool is_new = i == first && current.begin_value == 0.0; /* worth nothing, no need to say so */
		const bool is_valued = !is_end && (isfinite(flows[i].value_before) || is_new);

		if (is_valued)
			known = isfinite(flows[i].value_before) ? flows[i].value_before : 0.0;
		if (!is_end && !(fabs(flows[i].amount) > large_flow * fabs(known)))
			continue;
		if (!is_end && !is_valued) {
			answer = figure_missing(FIGURE_NOT_VALUED);
			break;
		}
		current.end = is_end ? span->end : flows[i].date;
		current.end_value = is_end ? span->end_value : known;
		if (!is_end && flows[i].timing == FLOW_AT_START)
			current.end = date_add_days(current.end, -1);
		/* Nothing before the first flow of a new portfolio is no loss of all there was. */
		if (current.begin_value != 0.0 || current.end_value != 0.0 || i > first) {
			answer = part(&current, &flows[first], i - first);
			if (figure_stands(answer) && answer.value <= -1.0)
				answer = figure_missing(FIGURE_TOTAL_LOSS);
			if (figure_stands(answer))
				sum_add(&logarithms, log1p(answer.value));
			parts++;
		}
		if (!is_end) {
			current.begin = current.end;
			current.begin_value = known + flows[i].amount;
			known = current.begin_value;
			first = i + 1;
		}
	}
	*result = figure_stands(answer) ? figure_of(expm1(sum_value(&logarithms))) : answer;
	if (periods != NULL)
		*periods = parts;
	return STATUS_OK;
}
