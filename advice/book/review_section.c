/* The list of clients and one client in full, for a reader and for a program. */
#include "advice/book/review.h"
#include "advice/book/review_parts.h"

#include <math.h>
#include <stdio.h>

#include "advice/actions/actions.h"
#include "advice/actions/untaxed_dividends.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/outlook.h"
#include "advice/oversight/monitor.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static struct cell state_cell(enum standing_state state)
{
	static const enum tone tones[] = {
		[STANDING_IN_BAND] = TONE_GOOD,    [STANDING_REBALANCE] = TONE_WARN, [STANDING_NO_PROFILE] = TONE_BAD,
		[STANDING_NO_PLAN] = TONE_QUIET,   [STANDING_NO_PRICE] = TONE_BAD,   [STANDING_STALE] = TONE_WARN,
		[STANDING_EMPTY] = TONE_QUIET,     [STANDING_BLOCKED] = TONE_BAD,
	};

	return cell_word(standing_state_name(state), _(standing_state_text(state)), tones[state]);
}

enum status review_book_section(struct session *session, const struct review_book *book, struct arena *arena,
                                struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "class", .title = _("class"), .type = CELL_LEVEL},
		{.key = "plan", .title = _("plan"), .type = CELL_TEXT},
		{.key = "value", .title = _("value"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "week", .title = _("week"), .type = CELL_PERCENT},
		{.key = "drift", .title = _("drift"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility"), .type = CELL_PERCENT},
		{.key = "limit", .title = _("limit"), .type = CELL_PERCENT},
		{.key = "alerts", .title = _("alerts"), .type = CELL_INTEGER},
		{.key = "waiting", .title = _("waiting"), .type = CELL_INTEGER},
		{.key = "next_review", .title = _("next review"), .type = CELL_DATE},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
	};
	struct section *made = section_new(arena, "book", _("Clients"));
	struct facts *facts = section_facts(made, NULL, NULL);
	struct table *table;

	(void)err;
	facts_add(facts, "clients_count", _("clients"), cell_integer((int64_t)book->count));
	facts_add(facts, "value", _("value together"), cell_amount(book->value, session_currency(session)));
	facts_add(facts, "other_currency", _("not in the sum"), cell_integer((int64_t)book->other_currency));
	facts_add(facts, "out_of_band", _("to rebalance"), cell_integer((int64_t)book->out_of_band));
	facts_add(facts, "waiting", _("approvals waiting"), cell_integer((int64_t)book->waiting));
	facts_add(facts, "expiring", _("profiles that expire within a month"), cell_integer((int64_t)book->expiring));
	facts_add(facts, "blocked", _("without advice"), cell_integer((int64_t)book->blocked));
	table = section_table(made, "clients", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("The book has no client yet. Import some: ballast import clients FILE");
	for (size_t i = 0; i < book->count; i++) {
		const struct review_row *row = &book->rows[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(row->code);
		cells[1] = cell_text(row->name);
		cells[2] = row->risk_class > 0 ? cell_level(arena_format(arena, "C%d", row->risk_class)) : cell_missing(NULL);
		cells[3] = row->plan != '\0' ? cell_text(arena_format(arena, "%c", row->plan)) : cell_missing(NULL);
		cells[4] = row->state == STANDING_NO_PRICE ? cell_missing(NULL) : cell_amount(row->value, row->currency_text);
		cells[5] = cell_change(row->week_return, 1);
		cells[6] = row->plan != '\0' && row->state != STANDING_NO_PRICE ? cell_weight(row->drift_ppb, 1) : cell_missing(NULL);
		cells[7] = row->state != STANDING_NO_PRICE ? cell_percent(row->volatility, 1) : cell_missing(NULL);
		cells[8] = cell_percent(row->volatility_limit, 1);
		cells[9] = cell_integer((int64_t)row->alerts);
		cells[10] = cell_integer((int64_t)row->proposals);
		cells[11] = row->next_review.days != 0 ? cell_date(row->next_review) : cell_missing(NULL);
		cells[12] = state_cell(row->state);
	}
	*section = made;
	return STATUS_OK;
}

enum status review_part_section(struct session *session, const struct review_book *book, const size_t *rows, size_t count,
                                struct arena *arena, struct section **section, struct error *err)
{
	struct review_book part = {.rows = arena_take(arena, (count + 1) * sizeof *part.rows), .count = count};

	for (size_t i = 0; i < count; i++) {
		part.rows[i] = book->rows[rows[i]];
		part.waiting += part.rows[i].proposals;
	}
	review_add_up(session, &part);
	return review_book_section(session, &part, arena, section, err);
}

static void add_profile(const struct standing *standing, struct section *section)
{
	struct facts *facts = section_facts(section, "profile", _("Profile"));
	const struct assessment *assessment = &standing->assessment;

	facts_add(facts, "class", _("class"),
	          standing->has_assessment ? cell_level(arena_format(section->arena, "C%d%s", assessment->risk_class,
	                                                             assessment->is_minimum_class ? "-min" : "")) :
	                                     cell_missing(_("not assessed")));
	facts_add(facts, "expires", _("valid until"),
	          standing->has_assessment ? cell_toned(cell_date(assessment->expires),
	                                                standing->is_profile_valid ? TONE_NONE : TONE_BAD) :
	                                     cell_missing(_("not assessed")));
	facts_add(facts, "is_valid", _("valid"),
	          cell_boolean(standing->is_profile_valid, standing->is_profile_valid ? _("yes") : _("no")));
}

/* A footnote for each gain that is not what it seems. */
static void add_restated(const struct market *market, const struct standing *standing, struct section *section)
{
	struct notes *notes = NULL;

	for (size_t i = 0; i < standing->line_count; i++) {
		if (!standing->lines[i].is_cost_restated)
			continue;
		if (notes == NULL)
			notes = section_notes(section, "restated", NULL);
		notes_add(notes, TONE_WARN, "cost-restated",
		          arena_format(section->arena,
		                       _("What %s cost is at the rate of today where no rate of the day of purchase is known; its gain "
		                         "leaves out what the currency did."),
		                       market->rows[standing->lines[i].row].instrument.symbol));
	}
}

/* Held, and worth nobody knows what: a zero would be a loss of all it cost. */
static bool is_unvalued(const struct standing *standing, const struct standing_line *line)
{
	return standing->state == STANDING_NO_PRICE && line->quantity != 0 && line->value == 0;
}

static const char *unvalued_why(const struct standing_line *line)
{
	return line->price == 0 ? _("no price") : _("no exchange rate");
}

/* What is known of a line only when all that is held has a value. */
static void share_cells(const struct standing *standing, const struct standing_line *line, struct cell *weight,
                        struct cell *risk_share)
{
	const bool is_known = standing->state != STANDING_NO_PRICE;

	*weight = is_known ? cell_toned(cell_weight(line->weight_ppb, 1), line->is_out_of_band ? TONE_WARN : TONE_NONE) :
	                     cell_missing(_("no value"));
	*risk_share = is_known ? cell_percent(line->risk_share, 0) : cell_missing(_("no value"));
}

static void add_holdings(const struct market *market, const struct standing *standing, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "quantity", .title = _("quantity"), .type = CELL_DECIMAL},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL},
		{.key = "price_date", .title = _("of"), .type = CELL_DATE},
		{.key = "value", .title = _("value"), .type = CELL_MONEY},
		{.key = "gain", .title = _("gain"), .type = CELL_MONEY},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "target", .title = _("target"), .type = CELL_PERCENT},
		{.key = "lower", .title = _("band from"), .type = CELL_PERCENT},
		{.key = "upper", .title = _("to"), .type = CELL_PERCENT},
		{.key = "risk_share", .title = _("risk"), .type = CELL_PERCENT},
		{.key = "is_cost_restated", .title = _("cost at the rate of today"), .type = CELL_BOOLEAN, .audience = FOR_PROGRAMS},
	};
	struct table *table =
		section_table(section, "holdings", _("Holdings"), columns, sizeof columns / sizeof columns[0]);
	struct cell *cells;

	table->empty = _("Nothing is held.");
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct standing_line *line = &standing->lines[i];
		const struct market_row *row = &market->rows[line->row];

		if (line->quantity == 0 && !line->is_planned)
			continue;
		cells = table_row(table);
		cells[0] = cell_text(row->instrument.symbol);
		cells[1] = cell_text(row->instrument.name);
		cells[2] = instrument_is_cash(&row->instrument) ? cell_decimal_fixed(line->quantity, 2) : cell_decimal(line->quantity);
		cells[3] = row->price > 0 ? cell_decimal(row->price) : cell_missing(_("no price"));
		cells[4] = row->price > 0 ? cell_toned(cell_date(row->price_date), row->is_stale ? TONE_WARN : TONE_NONE) :
		                            cell_missing(NULL);
		cells[5] = is_unvalued(standing, line) ? cell_missing(unvalued_why(line)) :
		                                    cell_amount(line->value, standing->client.currency);
		cells[6] = is_unvalued(standing, line) ? cell_missing(unvalued_why(line)) :
		                                    cell_amount(line->value - line->cost, standing->client.currency);
		share_cells(standing, line, &cells[7], &cells[11]);
		cells[8] = standing->has_plan ? cell_weight(line->target_ppb, 1) : cell_missing(NULL);
		cells[9] = standing->has_plan ? cell_weight(line->lower_ppb, 1) : cell_missing(NULL);
		cells[10] = standing->has_plan ? cell_weight(line->upper_ppb, 1) : cell_missing(NULL);
		cells[12] = cell_boolean(line->is_cost_restated, line->is_cost_restated ? _("yes") : _("no"));
	}
	if (standing->state != STANDING_NO_PRICE) {
		cells = table_totals(table);
		cells[5] = cell_amount(standing->value, standing->client.currency);
		cells[6] = cell_amount(standing->value - standing->cash - standing->cost, standing->client.currency);
	}
	add_restated(market, standing, section);
}

static void add_risk(const struct standing *standing, struct section *section)
{
	struct facts *facts = section_facts(section, "risk", _("Risk"));
	const struct market_risk *risk = &standing->risk;

	facts_add(facts, "expected_return", _("expected return a year"), cell_percent(risk->expected_return, 1));
	facts_add(facts, "volatility", _("volatility a year"), cell_percent(risk->volatility, 1));
	facts_add(facts, "volatility_limit", _("volatility limit"), cell_percent(standing->volatility_limit, 1));
	facts_add(facts, "loss_95", _("loss of one year in twenty"), cell_percent(risk->loss_95, 1));
	facts_add(facts, "week_var_95", _("loss of one week in twenty"), cell_percent(risk->week_var_95, 1));
	facts_add(facts, "week_es_95", _("mean loss of the worst weeks (5 %)"), cell_percent(risk->week_es_95, 1));
	facts_add(facts, "max_drawdown", _("deepest fall of this mix"), cell_percent(risk->max_drawdown, 1));
	facts_add(facts, "level", _("risk level"), cell_level(arena_format(section->arena, "R%d", standing->level)));
}

static void add_alerts(struct session *session, const struct standing *standing, struct section *section)
{
	struct notes *notes = section_notes(section, "alerts", _("Alerts"));
	struct alert alerts[MONITOR_ALERTS];
	const size_t count = monitor_client(session, standing, alerts);

	for (size_t i = 0; i < count; i++) {
		static const enum tone tones[] = {TONE_QUIET, TONE_WARN, TONE_BAD};
		char sentence[320];

		notes_add(notes, tones[alerts[i].severity], arena_text(section->arena, alerts[i].kind),
		          arena_text(section->arena, monitor_sentence(language_current(), &alerts[i], sentence,
		                                                      sizeof sentence)));
	}
}

enum status review_client_section(struct session *session, const struct standing *standing, struct arena *arena,
                                  struct section **section, struct error *err)
{
	const struct market *market;
	struct section *made;
	struct facts *facts;
	enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, "client", arena_text(arena, standing->client.name));
	facts = section_facts(made, NULL, NULL);
	facts_add(facts, "code", _("client"), cell_text(standing->client.code));
	facts_add(facts, "name", _("name"), cell_text(standing->client.name));
	facts_add(facts, "state", _("state"), state_cell(standing->state));
	facts_add(facts, "value", _("value"), standing->state == STANDING_NO_PRICE ?
	                                              cell_missing(standing->obstacle) :
	                                              cell_amount(standing->value, standing->client.currency));
	facts_add(facts, "week_change", _("change in a week"),
	          isnan(standing->week_return) ? cell_missing(_("no value a week ago")) :
	                                         cell_signed(cell_amount(standing->week_change, standing->client.currency)));
	facts_add(facts, "week_return", _("return of the week"), cell_change(standing->week_return, 2));
	facts_add(facts, "plan", _("plan"),
	          standing->has_plan ? cell_text(arena_format(arena, "%c", standing->plan.letter)) :
	                               cell_missing(_("none accepted")));
	facts_add(facts, "drift", _("drift"), standing->has_plan && standing->state != STANDING_NO_PRICE ?
	                                              cell_weight(standing->drift_ppb, 2) : cell_missing(NULL));
	add_profile(standing, made);
	add_holdings(market, standing, made);
	status = untaxed_dividends_add(session, &standing->holdings, made, err);
	if (status == STATUS_OK)
		status = untaxed_dividends_add_owed(session, standing->client.id, made, err);
	if (status != STATUS_OK)
		return status;
	if (standing->value > 0 && standing->state != STANDING_NO_PRICE) /* the risk of a part is not that of the whole */
		add_risk(standing, made);
	add_alerts(session, standing, made);
	status = actions_add_client(session, standing->client.id, arena, made, err);
	if (status != STATUS_OK)
		return status;
	*section = made;
	return outlook_add_funding(session, standing, made, err);
}
