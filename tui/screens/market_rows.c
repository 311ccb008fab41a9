/* The tables of the screen Market: instruments, the prices of one, feeds, assumptions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/market_state.h"

static const struct market_screen *screen_of(const void *source)
{
	return source;
}

/* "+0.43", "−1.28": percent where the sign stands in the heading. */
static void put_change(struct table_cell *cell, double fraction)
{
	const double percent = round(1e4 * fraction) / 1e2 + 0.0;

	if (!isfinite(fraction)) {
		table_cell_put_none(cell);
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%.2f", percent < 0 ? "−" : percent > 0 ? "+" : "", fabs(percent));
	cell->role = percent < 0 ? ROLE_LOSS : percent > 0 ? ROLE_GAIN : ROLE_NORMAL;
}

/* ---- instruments ---- */

enum quote_column {
	QUOTE_NAME, QUOTE_SYMBOL, QUOTE_PRICE, QUOTE_WEEK, QUOTE_DATE, QUOTE_AGE, QUOTE_QUALITY, QUOTE_HOLDERS, QUOTE_LEVEL,
	QUOTE_CLASS, QUOTE_CURRENCY, QUOTE_SOURCE, QUOTE_VOLATILITY,
};

static const struct table_column quote_columns[] = {
	[QUOTE_NAME] = {.title = N_("instrument"), .least = 12, .most = 26, .priority = 0},
	[QUOTE_SYMBOL] = {.title = N_("symbol"), .least = 7, .most = 10, .priority = 6},
	[QUOTE_PRICE] = {.title = N_("price"), .least = 9, .most = 12, .priority = 1, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[QUOTE_WEEK] = {.title = N_("week %"), .least = 7, .most = 7, .priority = 2, .align = TEXT_RIGHT,
			.is_descending_first = true},
	[QUOTE_DATE] = {.title = N_("date"), .least = 10, .most = 10, .priority = 7},
	[QUOTE_AGE] = {.title = N_("age"), .least = 7, .most = 9, .priority = 3, .align = TEXT_RIGHT,
		       .is_descending_first = true},
	[QUOTE_QUALITY] = {.title = N_("quality"), .least = 13, .most = 15, .priority = 4},
	[QUOTE_HOLDERS] = {.title = N_("holders"), .least = 7, .most = 7, .priority = 5, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[QUOTE_LEVEL] = {.title = N_("level"), .least = 5, .most = 5, .priority = 8, .is_descending_first = true},
	[QUOTE_CLASS] = {.title = N_("asset class"), .least = 11, .most = 11, .priority = 9},
	[QUOTE_CURRENCY] = {.title = N_("money"), .least = 5, .most = 5, .priority = 10},
	[QUOTE_SOURCE] = {.title = N_("source"), .least = 10, .most = 20, .priority = 11},
	[QUOTE_VOLATILITY] = {.title = N_("volatility %"), .least = 12, .most = 12, .priority = 12, .align = TEXT_RIGHT,
			      .is_descending_first = true},
	{.title = NULL},
};

static const struct quotes_row *quote_at(const void *source, size_t row)
{
	return &screen_of(source)->quotes.rows[row];
}

static size_t quote_count(const void *source)
{
	return screen_of(source)->quotes.count;
}

static int64_t quote_id(const void *source, size_t row)
{
	return quote_at(source, row)->market->instrument.id;
}

/* The age in words when it is too old; a number of business days otherwise. */
static void put_age(const struct quotes_row *row, struct table_cell *cell)
{
	if (row->quality == QUOTE_MISSING) {
		table_cell_put(cell, "–");
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, row->quality == QUOTE_STALE ? _("%d, old") : "%d", row->market->age);
	cell->role = row->quality == QUOTE_STALE ? ROLE_WARNING : ROLE_NORMAL;
}

static void put_quality(const struct quotes_row *row, struct table_cell *cell)
{
	static const enum role roles[] = {ROLE_ERROR, ROLE_WARNING, ROLE_WARNING, ROLE_NORMAL, ROLE_GOOD};
	static const char *const signs[] = {"✗", "!", "!", "·", "✓"};

	(void)snprintf(cell->text, sizeof cell->text, "%s %s", signs[row->quality], _(quotes_quality_text(row->quality)));
	cell->role = roles[row->quality];
}

static void quote_cell(const void *source, size_t at, int column, struct table_cell *cell)
{
	const struct quotes_row *row = quote_at(source, at);
	const struct instrument *instrument = &row->market->instrument;
	char text[FIGURE_SIZE], day[DATE_TEXT_SIZE];

	switch ((enum quote_column)column) {
	case QUOTE_NAME:
		table_cell_put(cell, instrument->name[0] != '\0' ? instrument->name : instrument->symbol);
		break;
	case QUOTE_SYMBOL:
		table_cell_put_dim(cell, instrument->symbol);
		break;
	case QUOTE_PRICE:
		table_cell_put(cell, row->market->price > 0 ? decimal_format_fixed(row->market->price, 4, text) : _("no price"));
		cell->role = row->quality == QUOTE_MISSING ? ROLE_ERROR : ROLE_NORMAL;
		break;
	case QUOTE_WEEK:
		put_change(cell, row->week_change);
		break;
	case QUOTE_DATE:
		table_cell_put(cell, row->market->price > 0 ? date_format(row->market->price_date, day) : "–");
		cell->role = row->quality == QUOTE_STALE ? ROLE_WARNING : ROLE_DIM;
		break;
	case QUOTE_AGE:
		put_age(row, cell);
		break;
	case QUOTE_QUALITY:
		put_quality(row, cell);
		break;
	case QUOTE_HOLDERS:
		table_cell_put(cell, screen_of(source)->quotes.has_holders ?
				     figure_quantity((int64_t)row->holder.clients * MICROS, text) : "…");
		break;
	case QUOTE_LEVEL:
		(void)snprintf(cell->text, sizeof cell->text, "R%d", instrument->risk_level);
		break;
	case QUOTE_CLASS:
		table_cell_put(cell, _(quotes_class_text(instrument->asset_class)));
		break;
	case QUOTE_CURRENCY:
		table_cell_put_dim(cell, instrument->currency);
		break;
	case QUOTE_SOURCE:
		table_cell_put_dim(cell, row->market->source[0] != '\0' ? row->market->source : "–");
		break;
	case QUOTE_VOLATILITY:
		if (row->market->has_risk)
			(void)snprintf(cell->text, sizeof cell->text, "%.1f", 100 * row->market->volatility);
		else
			table_cell_put(cell, "–");
		break;
	}
}

static double sort_figure(const struct quotes_row *row, int column)
{
	switch ((enum quote_column)column) {
	case QUOTE_PRICE:
		return (double)row->market->price;
	case QUOTE_WEEK:
		return isfinite(row->week_change) ? row->week_change : -2; /* nothing falls by more than all of it */
	case QUOTE_DATE:
		return row->market->price > 0 ? row->market->price_date.days : -1e9;
	case QUOTE_AGE:
		return row->market->price > 0 ? row->market->age : 1e9;
	case QUOTE_QUALITY:
		return row->quality;
	case QUOTE_HOLDERS:
		return (double)row->holder.clients;
	case QUOTE_LEVEL:
		return row->market->instrument.risk_level;
	case QUOTE_CLASS:
		return row->market->instrument.asset_class;
	default:
		return row->market->has_risk ? row->market->volatility : -1;
	}
}

static int compare_quotes(const void *source, size_t a, size_t b, int column)
{
	const struct quotes_row *left = quote_at(source, a), *right = quote_at(source, b);

	switch ((enum quote_column)column) {
	case QUOTE_NAME:
		return strcmp(left->market->instrument.name, right->market->instrument.name);
	case QUOTE_SYMBOL:
		return strcmp(left->market->instrument.symbol, right->market->instrument.symbol);
	case QUOTE_CURRENCY:
		return strcmp(left->market->instrument.currency, right->market->instrument.currency);
	case QUOTE_SOURCE:
		return strcmp(left->market->source, right->market->source);
	default:
		return table_order_figures(sort_figure(left, column), sort_figure(right, column));
	}
}

static const struct table_model instruments_model = {
	.columns = quote_columns, .count = quote_count, .id = quote_id, .cell = quote_cell, .compare = compare_quotes,
	.empty = N_("No instrument is known: ballast import instruments FILE brings them in."),
};

/* ---- the prices of one, the newest first: what the chart shows, in numbers ---- */

enum price_column { PRICE_DATE, PRICE_PRICE, PRICE_CHANGE, PRICE_GAP };

static const struct table_column price_columns[] = {
	[PRICE_DATE] = {.title = N_("date"), .least = 10, .most = 10, .priority = 0, .is_descending_first = true},
	[PRICE_PRICE] = {.title = N_("price"), .least = 10, .most = 14, .priority = 0, .align = TEXT_RIGHT},
	[PRICE_CHANGE] = {.title = N_("change %"), .least = 8, .most = 8, .priority = 1, .align = TEXT_RIGHT},
	[PRICE_GAP] = {.title = N_("since the one before"), .least = 10, .most = 22, .priority = 2},
	{.title = NULL},
};

/* Points are oldest first and hold a gap as NaN: rows count down over them, gaps included. */
static size_t price_point(const void *source, size_t row)
{
	return screen_of(source)->history.count - 1 - row;
}

static size_t price_count(const void *source)
{
	return screen_of(source)->history.count;
}

static int64_t price_id(const void *source, size_t row)
{
	return (int64_t)(2 * screen_of(source)->history.days[price_point(source, row)]);
}

static void price_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct quote_history *history = &screen_of(source)->history;
	const size_t at = price_point(source, row);
	const bool is_gap = !isfinite(history->values[at]);
	const bool has_before = at > 0 && isfinite(history->values[at - 1]);
	char day[DATE_TEXT_SIZE];

	switch ((enum price_column)column) {
	case PRICE_DATE:
		table_cell_put(cell, is_gap ? "…" : date_format((struct date){(int32_t)history->days[at]}, day));
		break;
	case PRICE_PRICE:
		if (is_gap)
			table_cell_put(cell, _("no price"));
		else
			(void)snprintf(cell->text, sizeof cell->text, "%.4f", history->values[at]);
		cell->role = is_gap ? ROLE_WARNING : ROLE_NORMAL;
		break;
	case PRICE_CHANGE:
		put_change(cell, !is_gap && has_before ? history->values[at] / history->values[at - 1] - 1 : NAN);
		break;
	case PRICE_GAP:
		if (is_gap && at > 0 && at + 1 < history->count)
			(void)snprintf(cell->text, sizeof cell->text, _("a gap of %d days"),
				       (int)(history->days[at + 1] - history->days[at - 1]));
		cell->role = ROLE_WARNING;
		break;
	}
}

static const struct table_model prices_model = {
	.columns = price_columns, .count = price_count, .id = price_id, .cell = price_cell,
	.empty = N_("No price in this span: m chooses a longer one; r fetches prices."),
};

/* ---- feeds ---- */

enum feed_column { FEED_NAME, FEED_STATE, FEED_NEXT, FEED_SUCCESS, FEED_WHY, FEED_BRINGS, FEED_LIMIT };

static const struct table_column feed_columns[] = {
	[FEED_NAME] = {.title = N_("feed"), .least = 12, .most = 18, .priority = 0},
	[FEED_STATE] = {.title = N_("state"), .least = 13, .most = 16, .priority = 1},
	[FEED_NEXT] = {.title = N_("next"), .least = 9, .most = 12, .priority = 2},
	[FEED_SUCCESS] = {.title = N_("last success"), .least = 12, .most = 20, .priority = 3},
	[FEED_WHY] = {.title = N_("why it failed last"), .least = 18, .most = 60, .priority = 4},
	[FEED_BRINGS] = {.title = N_("brings"), .least = 14, .most = 14, .priority = 6},
	[FEED_LIMIT] = {.title = N_("allowance"), .least = 12, .most = 16, .priority = 5},
	{.title = NULL},
};

static const struct feed_standing *feed_at(const void *source, size_t row)
{
	return &screen_of(source)->quotes.feeds[row];
}

static size_t feed_count(const void *source)
{
	return screen_of(source)->quotes.feed_count;
}

static int64_t feed_id_of(const void *source, size_t row)
{
	(void)source;
	return (int64_t)row + 1; /* declarations do not change while the program runs */
}

static void feed_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct feed_standing *feed = feed_at(source, row);

	cell->role = feed->is_enabled ? ROLE_NORMAL : ROLE_DIM;
	switch ((enum feed_column)column) {
	case FEED_NAME:
		table_cell_put(cell, feed->id);
		break;
	case FEED_STATE:
		table_cell_put(cell, market_feed_state(feed, &cell->role));
		break;
	case FEED_NEXT:
		market_feed_next(feed, cell->text, sizeof cell->text);
		break;
	case FEED_SUCCESS:
		table_cell_put(cell, feed->last_success[0] != '\0' ? feed->last_success : "–");
		break;
	case FEED_WHY:
		table_cell_put(cell, feed->failure[0] != '\0' ? feed->failure : "–");
		cell->role = feed->has_failed ? ROLE_ERROR : ROLE_DIM;
		break;
	case FEED_BRINGS:
		table_cell_put(cell, feed->is_rates ? _("exchange rates") : _("prices"));
		break;
	case FEED_LIMIT:
		table_cell_put(cell, feed->limit[0] != '\0' ? feed->limit : "–");
		break;
	}
}

static const struct table_model feeds_model = {
	.columns = feed_columns, .count = feed_count, .id = feed_id_of, .cell = feed_cell,
	.empty = N_("No feed is declared. Put a file into feeds.d of your configuration folder."),
};

/* ---- assumptions ---- */

enum assumption_column { ASSUMPTION_CLASS, ASSUMPTION_REGION, ASSUMPTION_RETURN, ASSUMPTION_VOLATILITY };

static const struct table_column assumption_columns[] = {
	[ASSUMPTION_CLASS] = {.title = N_("asset class"), .least = 11, .most = 14, .priority = 0},
	[ASSUMPTION_REGION] = {.title = N_("region"), .least = 8, .most = 14, .priority = 1},
	[ASSUMPTION_RETURN] = {.title = N_("return %"), .least = 8, .most = 9, .priority = 0, .align = TEXT_RIGHT},
	[ASSUMPTION_VOLATILITY] = {.title = N_("volatility %"), .least = 12, .most = 12, .priority = 2,
				   .align = TEXT_RIGHT},
	{.title = NULL},
};

static size_t assumption_count(const void *source)
{
	return screen_of(source)->assumptions->count;
}

static int64_t assumption_id(const void *source, size_t row)
{
	(void)source;
	return (int64_t)row + 1;
}

static void assumption_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct assumption *assumption = &screen_of(source)->assumptions->rows[row];

	switch ((enum assumption_column)column) {
	case ASSUMPTION_CLASS:
		table_cell_put(cell, _(quotes_class_text(assumption->asset_class)));
		break;
	case ASSUMPTION_REGION:
		table_cell_put(cell, assumption->region[0] != '\0' ? assumption->region : _("every"));
		break;
	case ASSUMPTION_RETURN:
		(void)snprintf(cell->text, sizeof cell->text, "%.1f", 100 * assumption->expected_return);
		break;
	case ASSUMPTION_VOLATILITY:
		(void)snprintf(cell->text, sizeof cell->text, "%.1f", 100 * assumption->volatility);
		break;
	}
}

static const struct table_model assumptions_model = {
	.columns = assumption_columns, .count = assumption_count, .id = assumption_id, .cell = assumption_cell,
	.empty = N_("No assumption is in force."),
};

const struct table_model *const market_models[TABLES] = {
	[TABLE_INSTRUMENTS] = &instruments_model, [TABLE_PRICES] = &prices_model, [TABLE_ACTIONS] = &market_actions_model,
	[TABLE_DUE] = &market_due_model, [TABLE_FEEDS] = &feeds_model, [TABLE_ASSUMPTIONS] = &assumptions_model,
	[TABLE_HELD] = &market_held_model,
};

const struct quotes_row *market_selected(const struct market_screen *screen)
{
	size_t row;

	return table_view_selected(&screen->tables[TABLE_INSTRUMENTS], &row) ? &screen->quotes.rows[row] : NULL;
}

enum market_table market_focused_table(const struct market_screen *screen)
{
	switch (screen->focus) {
	case PANE_INSTRUMENTS:
		return TABLE_INSTRUMENTS;
	case PANE_PRICES:
		return TABLE_PRICES;
	case PANE_ACTIONS:
		return TABLE_ACTIONS;
	case PANE_DUE:
		return TABLE_DUE;
	case PANE_FEEDS:
		return TABLE_FEEDS;
	case PANE_ASSUMPTIONS:
		return TABLE_ASSUMPTIONS;
	case PANE_HELD:
		return TABLE_HELD;
	default:
		return TABLES;
	}
}
