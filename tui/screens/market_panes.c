/* The panes of the screen Market that are no tables: the chart of one instrument, and what is known of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/market_state.h"
#include "tui/widget/chart.h"

const int market_spans[MARKET_SPANS] = {1, 3, 5, 10};

void market_draw_chart(const struct market_screen *screen, struct term *term)
{
	const struct quotes_row *row = market_selected(screen);
	const struct chart_series series = {.x = screen->history.days, .y = screen->history.values,
					    .count = screen->history.count, .role = ROLE_CHART_1};
	char unit[120] = "";
	const struct chart chart = {
		.x_unit = CHART_DATE, .series = &series, .series_count = 1,
		.y_title = unit,
		.empty = _("No price in this span: m chooses a longer one; r fetches prices."),
	};

	if (row != NULL)
		(void)snprintf(unit, sizeof unit, screen->history.prices > 0 ? "%s · %s" : "%s",
			       row->market->instrument.currency, _(series_basis_text(screen->history.origin.basis)));
	chart_draw(&chart, term);
}

int market_put_fact(struct term *term, int row, const char *label, enum role role, const char *value)
{
	enum { LABEL_COLUMNS = 16 };
	const int at = LABEL_COLUMNS < term->columns / 2 ? LABEL_COLUMNS : term->columns / 2;
	const int end = term_put_wrapped(term, row, at, role, value);

	term_put_fitted(term, row, 0, at - 1, TEXT_LEFT, ROLE_DIM, label);
	return end;
}

static int put_price(const struct quotes_row *row, struct term *term, int at)
{
	const struct market_row *market = row->market;
	char text[300], figure[FIGURE_SIZE], day[DATE_TEXT_SIZE];

	if (row->quality == QUOTE_MISSING)
		return market_put_fact(term, at, _("price"), ROLE_ERROR, _("none yet; whoever holds it has no value and gets no advice"));
	(void)snprintf(text, sizeof text, "%s %s", market->instrument.currency, decimal_format(market->price, figure));
	at = market_put_fact(term, at, _("price"), ROLE_TITLE, text);
	(void)snprintf(text, sizeof text, row->quality == QUOTE_STALE
						  ? _("%1$s, business days ago: %2$d; too old to trade at")
						  : _("%1$s, business days ago: %2$d"),
		       date_format(market->price_date, day), market->age);
	at = market_put_fact(term, at, _("of"), row->quality == QUOTE_STALE ? ROLE_WARNING : ROLE_NORMAL, text);
	(void)snprintf(text, sizeof text, _("%1$s, on %2$.10s"), market->source, market->arrived);
	return market_put_fact(term, at, _("source"), ROLE_NORMAL, text);
}

static int put_risk(const struct quotes_row *row, struct term *term, int at)
{
	const struct market_row *market = row->market;
	char text[300], expected[FIGURE_SIZE], volatility[FIGURE_SIZE];

	if (!market->has_risk)
		return market_put_fact(term, at, _("risk"), ROLE_WARNING, market->why_not[0] == '\0' ? _("not known")
				: detail_words(market->why_not, text, sizeof text));
	(void)snprintf(text, sizeof text, _("%1$s, volatility %2$s"),
		       figure_percent(market->expected_return, 1, expected),
		       figure_percent(market->volatility, 1, volatility));
	at = market_put_fact(term, at, _("expected a year"), ROLE_NORMAL, text);
	if (isfinite(row->class_correlation))
		(void)snprintf(text, sizeof text, _n("%1$.2f with %2$zu other of %3$s", "%1$.2f with %2$zu others of %3$s",
			       row->class_peers), row->class_correlation,
			       row->class_peers, _(quotes_class_text(market->instrument.asset_class)));
	else
		(void)snprintf(text, sizeof text, "%s", _("no other of its class has enough history"));
	return market_put_fact(term, at, _("correlation"), isfinite(row->class_correlation) ? ROLE_NORMAL : ROLE_DIM, text);
}

static int put_holders(const struct market_screen *screen, const struct quotes_row *row, struct term *term, int at)
{
	char text[300], value[AMOUNT_TEXT_SIZE], share[AMOUNT_TEXT_SIZE];

	if (!screen->quotes.has_holders)
		return market_put_fact(term, at, _("holders"), ROLE_DIM, _("being counted"));
	if (row->holder.clients == 0)
		return market_put_fact(term, at, _("holders"), ROLE_DIM, _("nobody"));
	if (row->holder.largest_ppb == 0) { /* without a price nobody knows how much of a portfolio it is */
		(void)snprintf(text, sizeof text, _n("%zu client; what it is worth is not known",
			       "%zu clients; what it is worth is not known", row->holder.clients), row->holder.clients);
		return market_put_fact(term, at, _("holders"), ROLE_WARNING, text);
	}
	(void)snprintf(text, sizeof text, _n("%1$zu client, %2$s; at most %3$s %% of one portfolio (%4$s)",
		       "%1$zu clients, %2$s; at most %3$s %% of one portfolio (%4$s)", row->holder.clients),
		       row->holder.clients,
		       amount_short(row->holder.value, screen->currency, term->canvas->hides_amounts, value),
		       percent_number((double)row->holder.largest_ppb / (double)PPB, share), row->holder.largest);
	return market_put_fact(term, at, _("holders"), ROLE_NORMAL, text);
}

static int put_history(const struct quote_history *history, struct term *term, int at)
{
	char text[300], low[DATE_TEXT_SIZE], high[DATE_TEXT_SIZE];

	if (history->prices == 0)
		return at;
	(void)snprintf(text, sizeof text, _("lowest %1$.4g on %2$s, highest %3$.4g on %4$s"), history->low,
		       date_format(history->low_day, low), history->high, date_format(history->high_day, high));
	at = market_put_fact(term, at, _("range"), ROLE_NORMAL, text);
	if (history->gaps == 0)
		(void)snprintf(text, sizeof text, _n("%zu price without a gap of more than ten days",
			       "%zu prices without a gap of more than ten days",
			       history->prices), history->prices);
	else
		(void)snprintf(text, sizeof text, _("%1$zu prices with %2$zu gaps, the longest of %3$d days"), history->prices,
			       history->gaps, history->longest_gap);
	return market_put_fact(term, at, _("history"), history->gaps == 0 ? ROLE_NORMAL : ROLE_WARNING, text);
}

static int put_findings(const struct market_row *row, struct term *term, int at)
{
	enum series_fault faults[SERIES_FAULTS];
	const size_t count = series_faults(&row->health, faults);

	for (size_t i = 0; i < count; i++) {
		char text[320];

		at = market_put_fact(term, at, i == 0 ? _("what it lacks") : "", ROLE_WARNING,
			      series_fault_sentence(language_current(), &row->health, faults[i], row->instrument.symbol, text,
						    sizeof text));
	}
	return at;
}

int market_draw_facts(const struct market_screen *screen, struct term *term, int at)
{
	const struct quotes_row *row = market_selected(screen);
	char text[200];

	if (row == NULL)
		return at;
	(void)snprintf(text, sizeof text, "%s · %s · R%d", row->market->instrument.symbol,
		       _(quotes_class_text(row->market->instrument.asset_class)), row->market->instrument.risk_level);
	at = market_put_fact(term, at, _("instrument"), ROLE_NORMAL, text);
	at = put_price(row, term, at);
	at = put_risk(row, term, at);
	at = put_holders(screen, row, term, at);
	at = put_history(&screen->history, term, at);
	return put_findings(row->market, term, at);
}

/* ---- feeds in words ---- */

const char *market_feed_state(const struct feed_standing *feed, enum role *role)
{
	if (!feed->is_enabled) {
		*role = ROLE_DIM;
		return _("· off");
	}
	if (feed->has_failed) {
		*role = ROLE_ERROR;
		return _("✗ failed");
	}
	*role = feed->last_success[0] != '\0' ? ROLE_GOOD : ROLE_NORMAL;
	return feed->last_success[0] != '\0' ? _("✓ good") : _("· never asked");
}

void market_feed_next(const struct feed_standing *feed, char *text, size_t size)
{
	if (!feed->is_enabled)
		(void)snprintf(text, size, "–");
	else if (feed->wait == 0)
		(void)snprintf(text, size, "%s", _("at once"));
	else
		(void)snprintf(text, size, _("in %d min"), (int)((feed->wait + 59) / 60));
}
