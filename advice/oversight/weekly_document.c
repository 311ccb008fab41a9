/* What the weekly report shows, page by page. */
#include "advice/oversight/weekly_document.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "advice/market/conversion.h"
#include "advice/market/opening_days.h"
#include "advice/market/past.h"
#include "advice/track/track.h"
#include "advice/trade/proposal.h"
#include "config.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

void weekly_head(struct session *session, const struct journal_head *head, struct arena *arena,
                 struct document_head *document)
{
	const struct assumptions *assumptions = session_assumptions(session);
	const char *sandbox = session_sandbox(session);
	int year, week;

	date_iso_week(session_today(session), &year, &week);
	*document = (struct document_head){
		.schema = "ballast.weekly/1",
		.title = _("Weekly rebalance report"),
		.subtitle = arena_format(arena, _("week %2$d of %1$d"), year, week),
		.language = language_current() == LANGUAGE_CHINESE ? "zh-CN" : "en",
		.currency = session_currency(session),
		.banner = sandbox != NULL ?
		                  arena_format(arena, _("SANDBOX: synthetic market and invented clients (%s)"), sandbox) : NULL,
		.has_as_of = true,
		.as_of = session_today(session),
		.facts = facts_new(arena),
		.word_as_of = _("as of"),
		.word_missing = _("n/a"),
		.word_total = _("total"),
	};
	facts_add(document->facts, "program", _("program"), cell_text("ballast " PACKAGE_VERSION));
	facts_add(document->facts, "rules", _("rules"), cell_text(session_rules(session)->version));
	facts_add(document->facts, "assumptions", _("assumptions"), cell_text(assumptions->name));
	facts_add(document->facts, "assumptions_dated", _("assumptions of"), cell_date(assumptions->dated));
	facts_add(document->facts, "assumptions_set_by", _("set by"), cell_text(assumptions->set_by));
	facts_add(document->facts, "journal_head", _("journal head"),
	          cell_text(arena_format(arena, "%lld:%s", (long long)head->sequence, head->hash)));
}

static bool wants_attention(const struct brief *brief)
{
	return brief->state != STANDING_IN_BAND && brief->state != STANDING_EMPTY;
}

static struct cell state_cell(enum standing_state state)
{
	return cell_word(standing_state_name(state), _(standing_state_text(state)),
	                 state == STANDING_IN_BAND ? TONE_GOOD :
	                 state == STANDING_EMPTY   ? TONE_QUIET :
	                 state == STANDING_REBALANCE || state == STANDING_NO_PLAN || state == STANDING_STALE ? TONE_WARN :
	                                                                                                      TONE_BAD);
}

static void add_attention(const struct briefs *briefs, struct section *section)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
		{.key = "value", .title = _("value"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "drift", .title = _("drift"), .type = CELL_PERCENT},
		{.key = "trades", .title = _("trades"), .type = CELL_INTEGER},
		{.key = "cost", .title = _("cost"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "proposal", .title = _("proposal"), .type = CELL_INTEGER},
		{.key = "alerts", .title = _("alerts"), .type = CELL_INTEGER},
	};
	struct table *table = section_table(section, "attention", _("What needs a decision"), columns,
	                                    sizeof columns / sizeof columns[0]);

	table->empty = _("Nothing needs a decision.");
	for (size_t i = 0; i < briefs->count; i++) {
		const struct brief *brief = &briefs->list[i];
		struct cell *cells;

		if (!wants_attention(brief))
			continue;
		cells = table_row(table);
		cells[0] = cell_text(brief->code);
		cells[1] = cell_text(brief->name);
		cells[2] = state_cell(brief->state);
		cells[3] = brief->state == STANDING_NO_PRICE ? cell_missing(NULL) : cell_amount(brief->value, brief->currency);
		cells[4] = brief->state != STANDING_NO_PRICE ? cell_weight(brief->drift_ppb, 1) : cell_missing(NULL);
		cells[5] = cell_integer((int64_t)brief->trades);
		cells[6] = cell_amount(brief->cost, brief->currency);
		cells[7] = brief->proposal_id != 0 ? cell_integer(brief->proposal_id) : cell_missing(NULL);
		cells[8] = cell_integer((int64_t)brief->alerts);
	}
}

/* The state of the last report in today's words; what an older program wrote is shown as it is. */
static struct cell state_before(struct arena *arena, const char *name)
{
	for (int state = STANDING_IN_BAND; state <= STANDING_BLOCKED; state++)
		if (strcmp(name, standing_state_name((enum standing_state)state)) == 0)
			return state_cell((enum standing_state)state);
	return cell_text(arena_text(arena, name));
}

static void add_changes(const struct briefs *briefs, struct section *section)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "before", .title = _("before"), .type = CELL_WORD},
		{.key = "now", .title = _("now"), .type = CELL_WORD},
		{.key = "value_change", .title = _("value since then"), .type = CELL_MONEY, .is_mixed = true},
	};
	char day[DATE_TEXT_SIZE];
	struct table *table;

	if (!briefs->has_previous) {
		section_paragraph(section, NULL, _("There is no earlier report to compare with."));
		return;
	}
	table = section_table(section, "changes",
	                      arena_format(section->arena, _("What changed since the report of %s"),
	                                   date_format(briefs->previous, day)),
	                      columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No client's state changed.");
	for (size_t i = 0; i < briefs->count; i++) {
		const struct brief *brief = &briefs->list[i];
		struct cell *cells;

		if (brief->has_before && strcmp(brief->state_before, standing_state_name(brief->state)) == 0)
			continue;
		cells = table_row(table);
		cells[0] = cell_text(brief->code);
		cells[1] = cell_text(brief->name);
		cells[2] = brief->has_before ? state_before(section->arena, brief->state_before) : cell_missing(_("new"));
		cells[3] = state_cell(brief->state);
		cells[4] = brief->has_before && brief->state != STANDING_NO_PRICE ?
		                   cell_signed(cell_amount(brief->value - brief->value_before, brief->currency)) :
		                   cell_missing(NULL);
	}
}

struct section *weekly_summary(struct session *session, const struct briefs *briefs, const struct past_since *past,
                               struct arena *arena)
{
	struct section *section = section_new(arena, "summary", _("Summary"));
	struct facts *facts = section_facts(section, NULL, NULL);
	size_t rebalance = 0, blocked = 0, in_band = 0, alerts = 0, trades = 0, left_out = 0;
	int64_t value = 0, change = 0, cost = 0, worth[3];
	struct conversion *conversion = conversion_new(session, session_currency(session));
	struct rate_point rate;

	for (size_t i = 0; i < briefs->count; i++) {
		const struct brief *brief = &briefs->list[i];

		rebalance += brief->state == STANDING_REBALANCE;
		in_band += brief->state == STANDING_IN_BAND;
		blocked += brief->state == STANDING_NO_PROFILE || brief->state == STANDING_NO_PRICE ||
		           brief->state == STANDING_BLOCKED || brief->state == STANDING_STALE;
		alerts += brief->alerts;
		trades += brief->trades;
		if (brief->state != STANDING_NO_PRICE &&
		    conversion_rate(conversion, brief->currency, session_today(session), &rate, NULL) == STATUS_OK &&
		    rate_convert(brief->value, rate.value, &worth[0]) && rate_convert(brief->week_change, rate.value, &worth[1]) &&
		    rate_convert(brief->cost, rate.value, &worth[2]) && !__builtin_add_overflow(value, worth[0], &value)) {
			change += worth[1];
			cost += worth[2];
		} else {
			left_out++;
		}
	}
	conversion_free(conversion);
	facts_add(facts, "clients_count", _("clients"), cell_integer((int64_t)briefs->count));
	facts_add(facts, "value", _("value together"), cell_amount(value, session_currency(session)));
	facts_add(facts, "other_currency", _("not in the sum"), cell_integer((int64_t)left_out));
	facts_add(facts, "week_change", _("change in a week"),
	          cell_signed(cell_amount(change, session_currency(session))));
	facts_add(facts, "in_band", _("inside their bands"), cell_integer((int64_t)in_band));
	facts_add(facts, "rebalance", _("to rebalance"), cell_integer((int64_t)rebalance));
	facts_add(facts, "blocked", _("without advice"), cell_integer((int64_t)blocked));
	facts_add(facts, "trades", _("trades proposed"), cell_integer((int64_t)trades));
	facts_add(facts, "cost", _("their cost"), cell_amount(cost, session_currency(session)));
	facts_add(facts, "alerts", _("alerts"), cell_integer((int64_t)alerts));
	facts_add(facts, "stale_prices", _("prices too old or missing"),
	          cell_toned(cell_integer((int64_t)briefs->stale_prices), briefs->stale_prices > 0 ? TONE_WARN : TONE_NONE));
	if (date_compare(session_assumptions(session)->dated, session_today(session)) > 0)
		notes_add(section_notes(section, "cautions", NULL), TONE_WARN, "assumptions-later",
		          _("The capital-market assumptions are dated after the day of this report."));
	add_attention(briefs, section);
	add_changes(briefs, section);
	past_add_since(past, section);
	return section;
}

enum status weekly_prices(struct session *session, struct arena *arena, struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL},
		{.key = "currency", .title = _("currency"), .type = CELL_TEXT},
		{.key = "date", .title = _("of"), .type = CELL_DATE},
		{.key = "age", .title = _("business days old"), .type = CELL_INTEGER},
		{.key = "is_stale", .title = _("too old"), .type = CELL_BOOLEAN},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
		{.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	const struct market *market;
	struct section *made = section_new(arena, "prices", _("Prices used"));
	struct table *table = section_table(made, "instruments", NULL, columns, sizeof columns / sizeof columns[0]);
	size_t faulty = 0;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	table->empty = _("The book has no instrument yet.");
	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];
		enum series_fault faults[SERIES_FAULTS];
		struct cell *cells;

		if (instrument_is_cash(&row->instrument))
			continue;
		faulty += series_faults(&row->health, faults) > 0;
		cells = table_row(table);
		cells[0] = cell_text(row->instrument.symbol);
		cells[1] = cell_text(row->instrument.name);
		cells[2] = row->price > 0 ? cell_decimal(row->price) : cell_missing(_("no price"));
		cells[3] = cell_text(row->instrument.currency);
		cells[4] = row->price > 0 ? cell_date(row->price_date) : cell_missing(_("no price"));
		cells[5] = row->price > 0 ? cell_integer(row->age) : cell_missing(_("no price"));
		cells[6] = cell_toned(cell_boolean(row->is_stale, row->is_stale ? _("yes") : _("no")),
		                      row->is_stale ? TONE_WARN : TONE_NONE);
		cells[7] = row->source[0] != '\0' ? cell_text(row->source) : cell_missing(NULL);
		cells[8] = row->arrived[0] != '\0' ? cell_text(row->arrived) : cell_missing(NULL);
	}
	if (faulty > 0) {
		struct table *findings = series_findings(made);

		for (size_t i = 0; i < market->count; i++)
			series_findings_add(&market->rows[i].health, market->rows[i].instrument.symbol, findings);
	}
	*section = made;
	return opening_days_notes(session, arena, made, err);
}

static void add_bars(const struct market *market, const struct standing *standing, struct section *section)
{
	struct chart *chart;

	if (!standing->has_plan || standing->value <= 0)
		return;
	chart = section_chart(section, CHART_BARS, "weights", _("Now against target and band"));
	section_audience(section, FOR_READING);
	chart->x_format = AXIS_PERCENT;
	chart->now_title = _("now");
	chart->target_title = _("target");
	chart->band_title = _("band");
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct standing_line *line = &standing->lines[i];
		struct bar *bar = chart_bar(chart, market->rows[line->row].instrument.symbol,
		                            market->rows[line->row].instrument.symbol,
		                            (double)line->weight_ppb / (double)PPB, (double)line->target_ppb / (double)PPB);

		bar->lower = (double)line->lower_ppb / (double)PPB;
		bar->upper = (double)line->upper_ppb / (double)PPB;
		bar->tone = line->is_out_of_band ? TONE_WARN : TONE_GOOD;
	}
}

/* The same facts for every client, so that a table of them has the same columns. */
static void add_proposal(const struct standing *standing, const struct rebalancing *rebalancing, const char *why,
                         struct section *section)
{
	struct facts *facts = section_facts(section, "proposal", _("Proposal"));
	size_t dealt = rebalancing != NULL ? rebalancing->proposal.line_count : 0;

	facts_add(facts, "id", _("proposal"),
	          rebalancing != NULL && rebalancing->proposal.id != 0 ? cell_integer(rebalancing->proposal.id) :
	                                                                 cell_missing(NULL));
	facts_add(facts, "trade_count", _("trades"), cell_integer((int64_t)dealt));
	facts_add(facts, "cost", _("cost"),
	          cell_amount(rebalancing != NULL ? rebalancing->proposal.cost : 0, standing->client.currency));
	facts_add(facts, "drift_after", _("drift after"),
	          rebalancing != NULL ? cell_weight(rebalancing->proposal.drift_after_ppb, 2) : cell_missing(NULL));
	facts_add(facts, "volatility_after", _("volatility after"),
	          rebalancing != NULL ? cell_percent(rebalancing->risk_after.volatility, 2) : cell_missing(NULL));
	section_paragraph(section, "advice",
	                  rebalancing != NULL ? text_string(&rebalancing->summary[language_current()]) :
	                  why != NULL         ? arena_text(section->arena, why) :
	                                        _("Nothing to do: every weight is inside its band."));
}

enum status weekly_client(struct session *session, const struct standing *standing, const struct track *returns,
                          const struct rebalancing *rebalancing, const char *why, struct arena *arena,
                          struct section **section, struct error *err)
{
	const struct market *market;
	struct section *made;
	enum status status = session_market(session, &market, err);

	if (status == STATUS_OK)
		status = review_client_section(session, standing, arena, &made, err);
	if (status != STATUS_OK)
		return status;
	made->key = standing->client.code;
	made->subtitle = standing->client.code;
	track_add_returns(returns, made);
	add_bars(market, standing, made);
	add_proposal(standing, rebalancing, why, made);
	if (rebalancing != NULL && rebalancing->proposal.line_count > 0) {
		proposal_add_trades(market, rebalancing, made);
		proposal_add_checks(rebalancing, made);
	}
	*section = made;
	return STATUS_OK;
}

struct section *weekly_disclosure(struct session *session, struct arena *arena)
{
	const struct assumptions *assumptions = session_assumptions(session);
	struct section *section = section_new(arena, "disclosure", _("What to keep in mind"));
	char dated[DATE_TEXT_SIZE];

	section_paragraph(section, "method",
	                  arena_format(arena,
	                               _("Plans come from mean-variance optimisation. Expected returns are the assumptions "
	                                 "\"%1$s\" of %2$s set by %3$s, not forecasts from past prices; risk is estimated "
	                                 "from at most %4$d weekly returns, shrunk toward a constant correlation. Estimates "
	                                 "are uncertain, and a model leaves out what it does not know."),
	                               assumptions->name, date_format(assumptions->dated, dated), assumptions->set_by,
	                               MARKET_WEEKS));
	section_paragraph(section, "warning",
	                  _("Past performance does not tell the future. Values can fall, and money can be lost. Nothing here "
	                    "promises a return."));
	section_paragraph(section, "decision",
	                  _("No trade is made by this report: each proposal waits for the approval of a second person. "
	                    "Questions go to the adviser who keeps this book."));
	section_paragraph(section, "evidence",
	                  _("The journal head above binds every record up to it. It is a local chain: keep this report "
	                    "elsewhere, and a later rewriting of the journal can be shown with it."));
	return section;
}
