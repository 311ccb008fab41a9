/* The track record for a reader and for a program. */
#include "advice/track/track.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/lab/lab_figures.h"
#include "advice/market/market.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

/* What of the ratios a client's report shows; the laboratory has them all. */
static const struct {
	enum ratio ratio;
	const char *key, *title;
} shown_ratios[] = {
	{RATIO_ANNUAL_VOLATILITY, "volatility", N_("volatility a year")},
	{RATIO_BENCHMARK_ANNUAL_VOLATILITY, "plan_volatility", N_("volatility of the plan a year")},
	{RATIO_SHARPE, "sharpe", N_("Sharpe ratio")},
	{RATIO_SORTINO, "sortino", N_("Sortino ratio")},
	{RATIO_CALMAR, "calmar", N_("Calmar ratio")},
	{RATIO_TRACKING_ERROR, "tracking_error", N_("tracking error a year")},
	{RATIO_INFORMATION_ARITHMETIC, "information_ratio", N_("information ratio")},
	{RATIO_BETA, "beta", N_("beta to the plan")},
	{RATIO_CORRELATION, "correlation", N_("correlation with the plan")},
	{RATIO_UP_CAPTURE, "up_capture", N_("up capture")},
	{RATIO_DOWN_CAPTURE, "down_capture", N_("down capture")},
};

static const char *const class_texts[ASSET_CLASSES] = {
	[ASSET_CASH] = N_("Cash and money funds"), [ASSET_BOND] = N_("Bonds"), [ASSET_EQUITY] = N_("Equity"),
	[ASSET_GOLD] = N_("Gold"), [ASSET_ALTERNATIVE] = N_("Alternatives"),
};

static struct cell figure_cell(struct figure figure, const char *why)
{
	if (figure_stands(figure))
		return cell_change(figure.value, 2);
	return cell_missing(why != NULL && *why != '\0' ? why : lab_figure_reason(figure.reason));
}

static void add_periods(const struct track *track, struct section *section)
{
	const struct column columns[] = {
		{.key = "period", .title = _("period"), .type = CELL_WORD},
		{.key = "begin", .title = _("from"), .type = CELL_DATE},
		{.key = "time_weighted", .title = _("time-weighted"), .type = CELL_PERCENT},
		{.key = "annual", .title = _("a year"), .type = CELL_PERCENT},
		{.key = "plan", .title = _("plan"), .type = CELL_PERCENT},
		{.key = "difference", .title = _("difference"), .type = CELL_POINTS},
		{.key = "money_weighted", .title = _("money-weighted"), .type = CELL_PERCENT},
		{.key = "money_weighted_is_annual", .title = _("a year"), .type = CELL_BOOLEAN, .audience = FOR_PROGRAMS},
		{.key = "modified_dietz", .title = _("Modified Dietz"), .type = CELL_PERCENT},
		{.key = "gain", .title = _("gain"), .type = CELL_MONEY},
	};
	struct table *table =
		section_table(section, "periods", _("Returns by period"), columns, sizeof columns / sizeof columns[0]);

	for (size_t i = 0; i < track->period_count; i++) {
		const struct track_period *period = &track->periods[i];
		struct cell *cells = table_row(table);
		char text[160];
		const char *why = arena_text(section->arena, track_why(track, period, text, sizeof text));
		const char *no_plan = arena_text(section->arena, track_why_no_plan(track, period, text, sizeof text));
		const struct figure money = track_money_weighted(period);

		cells[0] = cell_word(track_kind_name(period->kind), _(track_kind_text(period->kind)), TONE_NONE);
		cells[1] = cell_date(period->begin);
		for (size_t k = 2; period->absence != TRACK_STANDS && k < 10; k++)
			cells[k] = cell_missing(why);
		if (period->absence != TRACK_STANDS)
			continue;
		cells[2] = figure_cell(period->time_weighted, NULL);
		cells[3] = figure_cell(period->annual, NULL);
		cells[4] = figure_cell(period->plan, no_plan);
		cells[5] = isnan(period->difference) ? cell_missing(no_plan) : cell_points(period->difference, 2);
		cells[6] = figure_cell(money, NULL);
		cells[7] = cell_boolean(!period->rate.is_short, period->rate.is_short ? _("no") : _("yes"));
		cells[8] = figure_cell(period->modified_dietz, NULL);
		cells[9] = cell_signed(cell_amount(period->gain, track->client.currency));
	}
	table->note = _("Less than a year is not annualised: there the money-weighted return is that of the period.");
}

/* What a report says of a client: without the plan, which the whole record has. */
void track_add_returns(const struct track *track, struct section *section)
{
	const struct column columns[] = {
		{.key = "period", .title = _("period"), .type = CELL_WORD},
		{.key = "begin", .title = _("from"), .type = CELL_DATE},
		{.key = "time_weighted", .title = _("time-weighted"), .type = CELL_PERCENT},
		{.key = "annual", .title = _("a year"), .type = CELL_PERCENT},
		{.key = "money_weighted", .title = _("money-weighted"), .type = CELL_PERCENT},
		{.key = "money_weighted_is_annual", .title = _("a year"), .type = CELL_BOOLEAN, .audience = FOR_PROGRAMS},
		{.key = "gain", .title = _("gain"), .type = CELL_MONEY},
	};
	struct table *table = section_table(section, "returns", _("Returns"), columns, sizeof columns / sizeof columns[0]);

	table->empty = track->obstacle[0] != '\0' ? arena_text(section->arena, track->obstacle) : NULL;
	for (size_t i = 0; i < track->period_count; i++) {
		const struct track_period *period = &track->periods[i];
		struct cell *cells = table_row(table);
		char text[160];
		const char *why = arena_text(section->arena, track_why(track, period, text, sizeof text));

		cells[0] = cell_word(track_kind_name(period->kind), _(track_kind_text(period->kind)), TONE_NONE);
		cells[1] = cell_date(period->begin);
		for (size_t k = 2; period->absence != TRACK_STANDS && k < 7; k++)
			cells[k] = cell_missing(why);
		if (period->absence != TRACK_STANDS)
			continue;
		cells[2] = figure_cell(period->time_weighted, NULL);
		cells[3] = figure_cell(period->annual, NULL);
		cells[4] = figure_cell(track_money_weighted(period), NULL);
		cells[5] = cell_boolean(!period->rate.is_short, period->rate.is_short ? _("no") : _("yes"));
		cells[6] = cell_signed(cell_amount(period->gain, track->client.currency));
	}
	if (track->period_count > 0)
		table->note = _("Below a year the money-weighted return is that of the period.");
}

static void add_roots(const struct track_period *period, struct section *section)
{
	const struct column column = {.key = "rate", .title = _("rate"), .type = CELL_PERCENT};
	struct table *table;

	if (!period->rate.is_multiple)
		return;
	table = section_table(section, "money_weighted_roots", _("Every rate that solves it"), &column, 1);
	table->shape = TABLE_VALUES;
	for (size_t i = 0; i < period->rate.root_count; i++)
		*table_row(table) = cell_percent(period->rate.roots[i], 4);
	(void)section_paragraph(section, NULL,
	                        _("Several rates make the amounts worth nothing; the one nearest to the Modified Dietz return "
	                          "is given."));
}

static void add_effects(const struct track_period *period, const char *no_plan, struct section *section)
{
	const struct column columns[] = {
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "portfolio_weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "plan_weight", .title = _("plan"), .type = CELL_PERCENT},
		{.key = "portfolio_return", .title = _("return"), .type = CELL_PERCENT},
		{.key = "plan_return", .title = _("of the plan"), .type = CELL_PERCENT},
		{.key = "allocation", .title = _("allocation"), .type = CELL_POINTS},
		{.key = "selection", .title = _("selection"), .type = CELL_POINTS},
		{.key = "interaction", .title = _("interaction"), .type = CELL_POINTS},
		{.key = "sum", .title = _("sum"), .type = CELL_POINTS},
	};
	struct table *table = section_table(section, "attribution", _("Where the difference to the plan came from"), columns,
	                                    sizeof columns / sizeof columns[0]);
	struct cell *cells;

	table->empty = no_plan;
	if (!period->has_effects)
		return;
	for (size_t k = 0; k < ASSET_CLASSES; k++) {
		const struct track_effect *effect = &period->effects[k];

		if (!effect->is_there)
			continue;
		cells = table_row(table);
		cells[0] = cell_word(asset_class_name((enum asset_class)k), _(class_texts[k]), TONE_NONE);
		cells[1] = cell_percent(effect->portfolio_weight, 1);
		cells[2] = cell_percent(effect->plan_weight, 1);
		cells[3] = cell_change(effect->portfolio_return, 2);
		cells[4] = cell_change(effect->plan_return, 2);
		cells[5] = cell_points(effect->allocation, 2);
		cells[6] = cell_points(effect->selection, 2);
		cells[7] = cell_points(effect->interaction, 2);
		cells[8] = cell_points(effect->allocation + effect->selection + effect->interaction, 2);
	}
	cells = table_row(table);
	cells[0] = cell_word("trading", _("dealing apart from the close"), TONE_QUIET);
	cells[8] = cell_points(period->trading, 2);
	cells = table_row(table);
	cells[0] = cell_word("costs", _("fees"), TONE_QUIET);
	cells[8] = cell_points(period->costs, 2);
	cells = table_totals(table);
	cells[5] = cell_points(period->sums.allocation, 2);
	cells[6] = cell_points(period->sums.selection, 2);
	cells[7] = cell_points(period->sums.interaction, 2);
	cells[8] = cell_points(period->sums.allocation + period->sums.selection + period->sums.interaction +
	                       period->trading + period->costs, 2);
	table->note = _("Brinson and Fachler day by day, linked after Carino: the sum is the difference of the compounded returns.");
}

static void add_contributions(const struct market *market, const struct track *track, const struct track_period *period,
                              struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "gain", .title = _("gain"), .type = CELL_MONEY},
		{.key = "contribution", .title = _("contribution"), .type = CELL_POINTS},
	};
	struct table *table = section_table(section, "contributions", _("What each holding brought"), columns,
	                                    sizeof columns / sizeof columns[0]);
	double sum = period->contribution_costs;
	struct cell *cells;

	table->empty = _("Nothing is held.");
	for (size_t i = 0; i < period->contribution_count; i++) {
		const struct track_contribution *holding = &period->contributions[i];

		cells = table_row(table);
		cells[0] = cell_text(market->rows[holding->row].instrument.symbol);
		cells[1] = cell_text(market->rows[holding->row].instrument.name);
		cells[2] = cell_percent(holding->weight, 1);
		cells[3] = cell_signed(cell_amount(holding->gain, track->client.currency));
		cells[4] = cell_points(holding->contribution, 2);
		sum += holding->contribution;
	}
	cells = table_row(table);
	cells[0] = cell_text("FEES");
	cells[1] = cell_text(_("fees"));
	cells[3] = cell_signed(cell_amount(-period->paid.trading - period->paid.account, track->client.currency));
	cells[4] = cell_points(period->contribution_costs, 2);
	cells = table_totals(table);
	cells[3] = cell_signed(cell_amount(period->gain, track->client.currency));
	cells[4] = cell_points(sum, 2);
}

static struct cell ratio_cell(const struct track_period *period, enum ratio ratio, struct section *section)
{
	const struct figure figure = period->ratios[ratio];

	if (figure.reason == FIGURE_TOO_FEW)
		return cell_missing(arena_format(section->arena, _("too few weekly returns: there are %zu"), period->weeks));
	if (!figure_stands(figure))
		return cell_missing(lab_figure_reason(figure.reason));
	return ratio_definitions[ratio].unit == FIGURE_RATIO ? cell_number(figure.value, 2) : cell_percent(figure.value, 2);
}

static void add_risk(const struct track_period *period, struct section *section)
{
	struct facts *facts = section_facts(section, "risk", _("Risk"));

	facts_add(facts, "weeks", _("weekly returns"), cell_integer((int64_t)period->weeks));
	for (size_t i = 0; i < sizeof shown_ratios / sizeof shown_ratios[0]; i++)
		facts_add(facts, shown_ratios[i].key, _(shown_ratios[i].title), ratio_cell(period, shown_ratios[i].ratio, section));
	facts_add(facts, "max_drawdown", _("deepest fall"), cell_percent(period->drawdown.value, 2));
	if (period->drawdown.value > 0.0) {
		facts_add(facts, "drawdown_from", _("from the high of"), cell_date(period->drawdown_peak));
		facts_add(facts, "drawdown_to", _("to the low of"), cell_date(period->drawdown_trough));
		facts_add(facts, "drawdown_recovered", _("made good on"),
		          period->drawdown_recovery.days != 0 ? cell_date(period->drawdown_recovery) : cell_missing(_("not yet")));
	}
	facts_add(facts, "below_high", _("below the high"), cell_percent(period->below_high.value, 2));
	facts_add(facts, "plan_max_drawdown", _("deepest fall of the plan"), figure_stands(period->plan_drawdown) ?
		cell_percent(period->plan_drawdown.value, 2) : cell_missing(lab_figure_reason(period->plan_drawdown.reason)));
}

static void add_costs(const struct track *track, const struct track_period *period, struct section *section)
{
	struct facts *facts = section_facts(section, "costs", _("Fees and costs"));

	facts_add(facts, "trading", _("on trades"), cell_amount(period->paid.trading, track->client.currency));
	facts_add(facts, "account", _("on the account"), cell_amount(period->paid.account, track->client.currency));
	facts_add(facts, "effect", _("effect on the return"), cell_points(period->paid.effect, 2));
	facts_add(facts, "within_funds", _("within the funds, estimated"),
	          cell_amount(period->paid.within_funds, track->client.currency));
}

static void add_detail(const struct market *market, const struct track *track, const struct track_period *period,
                       struct section *section)
{
	struct section *detail = section_child(section, "period", _(track_kind_text(period->kind)));
	struct facts *facts = section_facts(detail, NULL, NULL);
	char text[160];
	const char *why = arena_text(section->arena, track_why(track, period, text, sizeof text));
	const char *no_plan = arena_text(section->arena, track_why_no_plan(track, period, text, sizeof text));

	facts_add(facts, "kind", _("period"),
	          cell_word(track_kind_name(period->kind), _(track_kind_text(period->kind)), TONE_NONE));
	facts_add(facts, "begin", _("first day"), cell_date(period->begin));
	facts_add(facts, "end", _("last day"), cell_date(period->end));
	if (period->absence != TRACK_STANDS) {
		facts_add(facts, "time_weighted", _("time-weighted"), cell_missing(why));
		return;
	}
	facts_add(facts, "begin_value", _("value at the start"), cell_amount(period->begin_value, track->client.currency));
	facts_add(facts, "paid_in", _("paid in"), cell_amount(period->paid_in, track->client.currency));
	facts_add(facts, "taken_out", _("taken out"), cell_amount(period->taken_out, track->client.currency));
	facts_add(facts, "gain", _("gain"), cell_signed(cell_amount(period->gain, track->client.currency)));
	facts_add(facts, "end_value", _("value at the end"), cell_amount(period->end_value, track->client.currency));
	facts_add(facts, "dietz_spans", _("spans bridged by Modified Dietz"), cell_integer((int64_t)period->dietz_spans));
	facts_add(facts, "difference", _("difference to the plan"),
	          isnan(period->difference) ? cell_missing(no_plan) : cell_points(period->difference, 2));
	add_roots(period, detail);
	add_effects(period, no_plan, detail);
	add_contributions(market, track, period, detail);
	add_risk(period, detail);
	add_costs(track, period, detail);
}

static void add_months(const struct track *track, struct section *section)
{
	const struct column columns[] = {
		{.key = "end", .title = _("month to"), .type = CELL_DATE},
		{.key = "is_partial", .title = _("in part"), .type = CELL_BOOLEAN, .audience = FOR_PROGRAMS},
		{.key = "value", .title = _("value"), .type = CELL_MONEY},
		{.key = "flow", .title = _("paid in less out"), .type = CELL_MONEY},
		{.key = "portfolio", .title = _("portfolio"), .type = CELL_PERCENT},
		{.key = "plan", .title = _("plan"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "months", _("Month by month"), columns, sizeof columns / sizeof columns[0]);

	for (size_t i = 0; i < track->month_count; i++) {
		const struct track_month *month = &track->months[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_date(month->end);
		cells[1] = cell_boolean(month->is_partial, month->is_partial ? _("yes") : _("no"));
		cells[2] = cell_amount(month->value, track->client.currency);
		cells[3] = cell_signed(cell_amount(month->flow, track->client.currency));
		cells[4] = figure_cell(month->portfolio, NULL);
		cells[5] = figure_cell(month->plan, _("there is no benchmark"));
	}
}

static void add_growth(const struct track *track, struct section *section)
{
	struct chart *chart = section_chart(section, CHART_LINE, "growth", _("Growth of 1"));
	struct chart_series *portfolio =
		chart_series(chart, "portfolio", _("portfolio"), SERIES_LINE, track->point_count);
	struct chart_series *plan = chart_series(chart, "plan", _("plan"), SERIES_DASHED, track->point_count);

	for (size_t i = 0; i < track->point_count; i++) {
		portfolio->dates[i] = plan->dates[i] = track->points[i].date;
		portfolio->y[i] = track->points[i].growth;
		plan->y[i] = track->points[i].plan;
	}
}

enum status track_section(struct session *session, const struct track *track, enum track_kind detailed,
                          struct arena *arena, struct section **section, struct error *err)
{
	const struct track_period *period = track_period(track, detailed);
	const struct market *market;
	struct section *made;
	struct facts *facts;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, "performance", arena_format(arena, _("Performance of %s"), track->client.name));
	facts = section_facts(made, NULL, NULL);
	facts_add(facts, "client", _("client"), cell_text(arena_text(arena, track->client.code)));
	facts_add(facts, "first", _("first day"),
	          track->is_there ? cell_date(track->first) : cell_missing(arena_text(arena, track->obstacle)));
	facts_add(facts, "last", _("last day"),
	          track->is_there ? cell_date(track->last) : cell_missing(arena_text(arena, track->obstacle)));
	if (track->obstacle[0] != '\0')
		(void)section_paragraph(made, "obstacle", arena_text(arena, track->obstacle));
	if (track->is_there) {
		facts_add(facts, "plan_since", _("plan since"), track->plan_since.days != 0 ?
			cell_date(track->plan_since) : cell_missing(_("no plan was accepted yet")));
		facts_add(facts, "days", _("days"), cell_integer((int64_t)track->days));
		facts_add(facts, "valued", _("days with a value"), cell_integer((int64_t)track->valued));
		add_periods(track, made);
		if (period != NULL)
			add_detail(market, track, period, made);
		add_months(track, made);
		add_growth(track, made);
	}
	*section = made;
	return STATUS_OK;
}
