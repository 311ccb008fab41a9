/* The tables of the performance screen: periods, effects, holdings, months. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/performance_state.h"

char *performance_change(double fraction, int decimals, char *text, size_t size)
{
	char digits[40];
	double read;

	(void)snprintf(digits, sizeof digits, "%.*f", decimals, fabs(100.0 * fraction));
	(void)sscanf(digits, "%lf", &read); /* what rounds to nothing has no sign */
	(void)snprintf(text, size, "%s%s", read == 0.0 ? "" : fraction < 0.0 ? "−" : "+", digits);
	return text;
}

static void put_change(struct table_cell *cell, double fraction)
{
	(void)performance_change(fraction, 2, cell->text, sizeof cell->text);
	if (strncmp(cell->text, "−", strlen("−")) == 0)
		cell->role = ROLE_LOSS;
	else if (cell->text[0] == '+')
		cell->role = ROLE_GAIN;
}

static void put_text(struct table_cell *cell, enum role role, const char *text)
{
	table_cell_put(cell, text);
	cell->role = role;
}

/* A figure, or a dash: the reason stands in the last column or the head. */
static void put_figure(struct table_cell *cell, struct figure figure)
{
	if (figure_stands(figure))
		put_change(cell, figure.value);
	else
		put_text(cell, ROLE_DIM, "–");
}

static const struct performance_screen *of(const void *source)
{
	return source;
}

/* ---- periods ---------------------------------------------------------------------------------------------------- */

enum period_column {
	PERIOD_NAME, PERIOD_TIME_WEIGHTED, PERIOD_PLAN, PERIOD_DIFFERENCE, PERIOD_ANNUAL, PERIOD_MONEY_WEIGHTED, PERIOD_GAIN,
	PERIOD_DIETZ, PERIOD_BEGIN,
};

static const struct table_column period_columns[] = {
	[PERIOD_NAME] = {.title = N_("period"), .least = 11, .most = 16, .priority = 0},
	[PERIOD_TIME_WEIGHTED] = {.title = N_("time-w. %"), .least = 9, .most = 9, .priority = 0, .align = TEXT_RIGHT},
	[PERIOD_PLAN] = {.title = N_("plan's %"), .least = 8, .most = 8, .priority = 1, .align = TEXT_RIGHT},
	[PERIOD_DIFFERENCE] = {.title = N_("diff. pp"), .least = 8, .most = 8, .priority = 2, .align = TEXT_RIGHT},
	[PERIOD_ANNUAL] = {.title = N_("year %"), .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT},
	[PERIOD_MONEY_WEIGHTED] = {.title = N_("money-w. %"), .least = 10, .most = 10, .priority = 2, .align = TEXT_RIGHT},
	[PERIOD_GAIN] = {.title = N_("gain"), .least = 12, .most = 14, .priority = 5, .align = TEXT_RIGHT, .is_amount = true},
	[PERIOD_DIETZ] = {.title = N_("Dietz %"), .least = 8, .most = 8, .priority = 6, .align = TEXT_RIGHT},
	[PERIOD_BEGIN] = {.title = N_("from"), .least = 10, .most = 10, .priority = 4},
	{.title = NULL},
};

static size_t period_count(const void *source)
{
	return of(source)->track.period_count;
}

static int64_t period_id(const void *source, size_t row)
{
	return of(source)->track.periods[row].kind + 1;
}

static void period_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct track_period *period = &of(source)->track.periods[row];
	const struct figure money = track_money_weighted(period);
	char text[AMOUNT_TEXT_SIZE], day[DATE_TEXT_SIZE];

	if (column == PERIOD_NAME) {
		put_text(cell, ROLE_NORMAL, _(track_kind_text(period->kind)));
		return;
	}
	if (column == PERIOD_BEGIN) {
		put_text(cell, ROLE_DIM, date_format(period->begin, day));
		return;
	}
	if (period->absence != TRACK_STANDS) {
		put_text(cell, ROLE_DIM, "–");
		return;
	}
	switch ((enum period_column)column) {
	case PERIOD_TIME_WEIGHTED:
		put_figure(cell, period->time_weighted);
		break;
	case PERIOD_PLAN:
		put_figure(cell, period->plan);
		break;
	case PERIOD_DIFFERENCE:
		put_figure(cell, figure_of(period->difference));
		break;
	case PERIOD_ANNUAL:
		put_figure(cell, period->annual);
		break;
	case PERIOD_MONEY_WEIGHTED:
		put_figure(cell, money);
		/* a: a year, as the return of a longer period is */
		if (figure_stands(money) && !period->rate.is_short)
			(void)strncat(cell->text, _("/y"), sizeof cell->text - strlen(cell->text) - 1);
		break;
	case PERIOD_GAIN:
		put_text(cell, period->gain < 0 ? ROLE_LOSS : ROLE_GAIN, amount_change(period->gain, text));
		break;
	case PERIOD_DIETZ:
		put_figure(cell, period->modified_dietz);
		break;
	case PERIOD_NAME:
	case PERIOD_BEGIN:
		break;
	}
}

const struct table_model performance_periods_model = {
	.columns = period_columns, .count = period_count, .id = period_id, .cell = period_cell,
};

/* ---- effects ---------------------------------------------------------------------------------------------------- */

enum effect_column {
	EFFECT_CLASS, EFFECT_WEIGHT, EFFECT_PLAN_WEIGHT, EFFECT_RETURN, EFFECT_PLAN_RETURN, EFFECT_ALLOCATION,
	EFFECT_SELECTION, EFFECT_INTERACTION, EFFECT_SUM,
};

static const struct table_column effect_columns[] = {
	[EFFECT_CLASS] = {.title = N_("asset class"), .least = 12, .most = 22, .priority = 0},
	[EFFECT_WEIGHT] = {.title = N_("held %"), .least = 6, .most = 6, .priority = 4, .align = TEXT_RIGHT},
	[EFFECT_PLAN_WEIGHT] = {.title = N_("plan %"), .least = 6, .most = 6, .priority = 4, .align = TEXT_RIGHT},
	[EFFECT_RETURN] = {.title = N_("ret. %"), .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT},
	[EFFECT_PLAN_RETURN] = {.title = N_("plan's"), .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT},
	[EFFECT_ALLOCATION] = {.title = N_("alloc. pp"), .least = 9, .most = 9, .priority = 1, .align = TEXT_RIGHT},
	[EFFECT_SELECTION] = {.title = N_("select."), .least = 7, .most = 7, .priority = 1, .align = TEXT_RIGHT},
	[EFFECT_INTERACTION] = {.title = N_("inter."), .least = 6, .most = 7, .priority = 2, .align = TEXT_RIGHT},
	[EFFECT_SUM] = {.title = N_("sum pp"), .least = 6, .most = 7, .priority = 0, .align = TEXT_RIGHT},
	{.title = NULL},
};

static const char *const class_texts[ASSET_CLASSES] = {
	[ASSET_CASH] = N_("Cash and money funds"), [ASSET_BOND] = N_("Bonds"), [ASSET_EQUITY] = N_("Equity"),
	[ASSET_GOLD] = N_("Gold"), [ASSET_ALTERNATIVE] = N_("Alternatives"),
};

const char *performance_class_text(enum asset_class asset_class)
{
	return class_texts[asset_class];
}

/* The classes that were there, then dealing and fees. */
static size_t effect_classes(const struct track_period *period, enum asset_class classes[ASSET_CLASSES])
{
	size_t count = 0;

	for (int k = 0; k < ASSET_CLASSES; k++)
		if (period->effects[k].is_there)
			classes[count++] = (enum asset_class)k;
	return count;
}

static size_t effect_count(const void *source)
{
	const struct track_period *period = performance_chosen(source);
	enum asset_class classes[ASSET_CLASSES];

	return period == NULL || !period->has_effects ? 0 : effect_classes(period, classes) + 2;
}

static int64_t effect_id(const void *source, size_t row)
{
	enum asset_class classes[ASSET_CLASSES];
	const size_t count = effect_classes(performance_chosen(source), classes);

	return row < count ? (int64_t)classes[row] + 1 : ASSET_CLASSES + 1 + (int64_t)(row - count);
}

static double effect_sum(const struct track_effect *effect)
{
	return effect->allocation + effect->selection + effect->interaction;
}

static void effect_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct track_period *period = performance_chosen(source);
	enum asset_class classes[ASSET_CLASSES];
	const size_t count = effect_classes(period, classes);
	const struct track_effect *effect = &period->effects[row < count ? classes[row] : 0];

	if (row >= count) {
		if (column == EFFECT_CLASS)
			put_text(cell, ROLE_NORMAL, row == count ? _("dealing") : _("fees"));
		else if (column == EFFECT_SUM)
			put_change(cell, row == count ? period->trading : period->costs);
		return;
	}
	switch ((enum effect_column)column) {
	case EFFECT_CLASS:
		put_text(cell, ROLE_NORMAL, _(class_texts[classes[row]]));
		break;
	case EFFECT_WEIGHT:
	case EFFECT_PLAN_WEIGHT:
		(void)snprintf(cell->text, sizeof cell->text, "%.1f",
			       100.0 * (column == EFFECT_WEIGHT ? effect->portfolio_weight : effect->plan_weight));
		break;
	case EFFECT_RETURN:
		put_change(cell, effect->portfolio_return);
		break;
	case EFFECT_PLAN_RETURN:
		put_change(cell, effect->plan_return);
		break;
	case EFFECT_ALLOCATION:
		put_change(cell, effect->allocation);
		break;
	case EFFECT_SELECTION:
		put_change(cell, effect->selection);
		break;
	case EFFECT_INTERACTION:
		put_change(cell, effect->interaction);
		break;
	case EFFECT_SUM:
		put_change(cell, effect_sum(effect));
		break;
	}
}

static void effect_total(const void *source, int column, struct table_cell *cell)
{
	const struct track_period *period = performance_chosen(source);

	if (period == NULL || !period->has_effects)
		return;
	if (column == EFFECT_CLASS) {
		put_text(cell, ROLE_HEADER, _("difference"));
	} else if (column == EFFECT_RETURN) {
		put_change(cell, period->time_weighted.value);
	} else if (column == EFFECT_PLAN_RETURN) {
		put_change(cell, period->plan.value);
	} else if (column == EFFECT_SUM) {
		put_change(cell, period->difference);
	} else if (column >= EFFECT_ALLOCATION) {
		put_change(cell, column == EFFECT_ALLOCATION ? period->sums.allocation :
			   column == EFFECT_SELECTION ? period->sums.selection : period->sums.interaction);
	}
}

const struct table_model performance_effects_model = {
	.columns = effect_columns, .count = effect_count, .id = effect_id, .cell = effect_cell, .total = effect_total,
};

/* ---- holdings --------------------------------------------------------------------------------------------------- */

enum holding_column { HOLDING_NAME, HOLDING_SYMBOL, HOLDING_WEIGHT, HOLDING_GAIN, HOLDING_CONTRIBUTION };

static const struct table_column holding_columns[] = {
	[HOLDING_NAME] = {.title = N_("holding"), .least = 10, .most = 24, .priority = 0},
	[HOLDING_SYMBOL] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 3},
	[HOLDING_WEIGHT] = {.title = N_("held %"), .least = 6, .most = 6, .priority = 2, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[HOLDING_GAIN] = {.title = N_("gain"), .least = 11, .most = 13, .priority = 1, .align = TEXT_RIGHT, .is_amount = true,
			  .is_descending_first = true},
	[HOLDING_CONTRIBUTION] = {.title = N_("brought pp"), .least = 10, .most = 10, .priority = 0, .align = TEXT_RIGHT,
				  .is_descending_first = true},
	{.title = NULL},
};

static size_t holding_count(const void *source)
{
	const struct track_period *period = performance_chosen(source);

	return period == NULL || period->contribution_count == 0 ? 0 : period->contribution_count + 1;
}

static const struct track_contribution *holding_at(const void *source, size_t row)
{
	const struct track_period *period = performance_chosen(source);

	return row < period->contribution_count ? &period->contributions[row] : NULL; /* NULL: the fees */
}

static int64_t holding_id(const void *source, size_t row)
{
	const struct track_contribution *holding = holding_at(source, row);

	return holding == NULL ? -1 : (int64_t)holding->row + 1;
}

static void holding_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct track_period *period = performance_chosen(source);
	const struct track_contribution *holding = holding_at(source, row);
	const struct instrument *instrument =
		holding == NULL ? NULL : &of(source)->market->rows[holding->row].instrument;
	const int64_t gain = holding == NULL ? -period->paid.trading - period->paid.account : holding->gain;
	char text[AMOUNT_TEXT_SIZE];

	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		put_text(cell, ROLE_NORMAL, instrument == NULL ? _("fees") :
			 instrument_is_cash(instrument) ? _("cash") :
			 instrument->name[0] != '\0' ? instrument->name : instrument->symbol);
		break;
	case HOLDING_SYMBOL:
		put_text(cell, ROLE_DIM, instrument == NULL ? "" : instrument->symbol);
		break;
	case HOLDING_WEIGHT:
		if (holding != NULL)
			(void)snprintf(cell->text, sizeof cell->text, "%.1f", 100.0 * holding->weight);
		break;
	case HOLDING_GAIN:
		put_text(cell, gain < 0 ? ROLE_LOSS : gain > 0 ? ROLE_GAIN : ROLE_NORMAL, amount_change(gain, text));
		break;
	case HOLDING_CONTRIBUTION:
		put_change(cell, holding == NULL ? period->contribution_costs : holding->contribution);
		break;
	}
}

static int holding_compare(const void *source, size_t a, size_t b, int column)
{
	const struct track_period *period = performance_chosen(source);
	const struct track_contribution *left = holding_at(source, a), *right = holding_at(source, b);
	const struct track_contribution fees = {.gain = -period->paid.trading - period->paid.account,
						.contribution = period->contribution_costs};
	struct table_cell cells[2] = {{.role = ROLE_NORMAL}, {.role = ROLE_NORMAL}};

	left = left != NULL ? left : &fees;
	right = right != NULL ? right : &fees;
	switch ((enum holding_column)column) {
	case HOLDING_WEIGHT:
		return (left->weight > right->weight) - (left->weight < right->weight);
	case HOLDING_GAIN:
		return (left->gain > right->gain) - (left->gain < right->gain);
	case HOLDING_CONTRIBUTION:
		return (left->contribution > right->contribution) - (left->contribution < right->contribution);
	case HOLDING_NAME:
	case HOLDING_SYMBOL:
		break;
	}
	holding_cell(source, a, column, &cells[0]);
	holding_cell(source, b, column, &cells[1]);
	return strcmp(cells[0].text, cells[1].text);
}

static void holding_total(const void *source, int column, struct table_cell *cell)
{
	const struct track_period *period = performance_chosen(source);
	char text[AMOUNT_TEXT_SIZE];

	if (period == NULL || period->contribution_count == 0)
		return;
	if (column == HOLDING_NAME)
		put_text(cell, ROLE_HEADER, _("time-weighted"));
	else if (column == HOLDING_GAIN)
		put_text(cell, ROLE_HEADER, amount_change(period->gain, text));
	else if (column == HOLDING_CONTRIBUTION)
		put_change(cell, period->time_weighted.value);
}

const struct table_model performance_holdings_model = {
	.columns = holding_columns, .count = holding_count, .id = holding_id, .cell = holding_cell,
	.compare = holding_compare, .total = holding_total,
};

/* ---- months: what the chart shows, as numbers -------------------------------------------------------------------- */

enum month_column { MONTH_END, MONTH_PORTFOLIO, MONTH_PLAN, MONTH_GROWTH, MONTH_PLAN_GROWTH, MONTH_VALUE, MONTH_FLOW };

static const struct table_column month_columns[] = {
	[MONTH_END] = {.title = N_("month to"), .least = 10, .most = 11, .priority = 0},
	[MONTH_PORTFOLIO] = {.title = N_("return %"), .least = 8, .most = 9, .priority = 0, .align = TEXT_RIGHT},
	[MONTH_PLAN] = {.title = N_("plan's %"), .least = 8, .most = 9, .priority = 1, .align = TEXT_RIGHT},
	[MONTH_GROWTH] = {.title = N_("in all %"), .least = 8, .most = 9, .priority = 2, .align = TEXT_RIGHT},
	[MONTH_PLAN_GROWTH] = {.title = N_("plan in all %"), .least = 13, .most = 13, .priority = 4, .align = TEXT_RIGHT},
	[MONTH_VALUE] = {.title = N_("value"), .least = 12, .most = 14, .priority = 3, .align = TEXT_RIGHT, .is_amount = true},
	[MONTH_FLOW] = {.title = N_("paid in"), .least = 11, .most = 13, .priority = 5, .align = TEXT_RIGHT, .is_amount = true},
	{.title = NULL},
};

static size_t month_count(const void *source)
{
	return of(source)->track.month_count;
}

/* The latest month on top. */
static const struct track_month *month_at(const void *source, size_t row)
{
	const struct track *track = &of(source)->track;

	return &track->months[track->month_count - 1 - row];
}

static int64_t month_id(const void *source, size_t row)
{
	return month_at(source, row)->end.days;
}

static void month_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct track_month *month = month_at(source, row);
	char text[AMOUNT_TEXT_SIZE], day[DATE_TEXT_SIZE];

	switch ((enum month_column)column) {
	case MONTH_END:
		put_text(cell, ROLE_NORMAL, date_format(month->end, day));
		if (month->is_partial) /* a sign for: not all of it */
			(void)strncat(cell->text, "*", sizeof cell->text - strlen(cell->text) - 1);
		break;
	case MONTH_PORTFOLIO:
		put_figure(cell, month->portfolio);
		break;
	case MONTH_PLAN:
		put_figure(cell, month->plan);
		break;
	case MONTH_GROWTH:
		put_figure(cell, month->growth);
		break;
	case MONTH_PLAN_GROWTH:
		put_figure(cell, month->plan_growth);
		break;
	case MONTH_VALUE:
		put_text(cell, ROLE_NORMAL, amount_whole(month->value, text));
		break;
	case MONTH_FLOW:
		put_text(cell, ROLE_NORMAL, month->flow == 0 ? "" : amount_change(month->flow, text));
		break;
	}
}

const struct table_model performance_months_model = {
	.columns = month_columns, .count = month_count, .id = month_id, .cell = month_cell,
};
