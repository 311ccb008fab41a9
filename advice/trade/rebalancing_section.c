/* A proposal for a reader: why now, which trades and why each, the checks, what it costs, what stays out of band. */
#include "advice/trade/rebalancing.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/trade/proposal.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static const char *const severity_names[] = {"passed", "notice", "limit", "forbidden"};
static const char *const severity_texts[] = {N_("passed"), N_("notice"), N_("over limit"), N_("forbidden")};
static const enum tone severity_tones[] = {TONE_GOOD, TONE_QUIET, TONE_WARN, TONE_BAD};

static void add_facts(const struct rebalancing *rebalancing, struct section *section)
{
	const struct standing *before = rebalancing->before;
	const struct proposal *proposal = &rebalancing->proposal;
	struct facts *facts = section_facts(section, NULL, NULL);

	if (proposal->id != 0)
		facts_add(facts, "proposal", _("proposal"), cell_integer(proposal->id));
	facts_add(facts, "value", _("value"), cell_amount(before->value, before->client.currency));
	facts_add(facts, "mode", _("mode"), cell_text(proposal->mode));
	facts_add(facts, "drift_before", _("drift before"), cell_weight(proposal->drift_before_ppb, 2));
	facts_add(facts, "drift_after", _("drift after"), cell_weight(proposal->drift_after_ppb, 2));
	facts_add(facts, "turnover", _("turnover, one-sided"), cell_weight(proposal->turnover_ppb, 2));
	facts_add(facts, "cost", _("cost"), cell_amount(proposal->cost, before->client.currency));
	facts_add(facts, "tax", _("tax"), cell_amount(rebalancing->tax, before->client.currency));
	facts_add(facts, "cash_after", _("cash after"), cell_amount(rebalancing->cash_after, before->client.currency));
	facts_add(facts, "volatility_before", _("volatility before"), cell_percent(before->risk.volatility, 2));
	facts_add(facts, "volatility_after", _("volatility after"), cell_percent(rebalancing->risk_after.volatility, 2));
	facts_add(facts, "volatility_limit", _("volatility limit"), cell_percent(before->volatility_limit, 2));
}

static void add_holdings(const struct market *market, const struct rebalancing *rebalancing, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "target", .title = _("target"), .type = CELL_PERCENT},
		{.key = "lower", .title = _("band from"), .type = CELL_PERCENT},
		{.key = "upper", .title = _("to"), .type = CELL_PERCENT},
		{.key = "now", .title = _("now"), .type = CELL_PERCENT},
		{.key = "after", .title = _("after"), .type = CELL_PERCENT},
	};
	struct table *table =
		section_table(section, "holdings", _("Holdings against the plan"), columns, sizeof columns / sizeof columns[0]);

	for (size_t i = 0; i < rebalancing->before->line_count; i++) {
		const struct standing_line *line = &rebalancing->before->lines[i];
		const struct market_row *row = &market->rows[line->row];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(row->instrument.symbol);
		cells[1] = cell_text(row->instrument.name);
		cells[2] = cell_weight(line->target_ppb, 1);
		cells[3] = cell_weight(line->lower_ppb, 1);
		cells[4] = cell_weight(line->upper_ppb, 1);
		cells[5] = cell_toned(cell_weight(line->weight_ppb, 1), line->is_out_of_band ? TONE_WARN : TONE_NONE);
		cells[6] = cell_percent(rebalancing->after[line->row], 1);
	}
}

static const char *account_code(const struct standing *standing, int64_t id)
{
	for (size_t i = 0; i < standing->holdings.account_count; i++)
		if (standing->holdings.accounts[i].id == id)
			return standing->holdings.accounts[i].code;
	return "";
}

void proposal_add_trades(const struct market *market, const struct rebalancing *rebalancing, struct section *section)
{
	const struct column columns[] = {
		{.key = "account", .title = _("account"), .type = CELL_TEXT},
		{.key = "side", .title = _("side"), .type = CELL_WORD},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "quantity", .title = _("quantity"), .type = CELL_DECIMAL},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL},
		{.key = "amount", .title = _("amount"), .type = CELL_MONEY},
		{.key = "fee", .title = _("fee"), .type = CELL_MONEY},
		{.key = "reason", .title = _("reason"), .type = CELL_WORD, .audience = FOR_PROGRAMS},
		{.key = "lots", .title = _("lots"), .type = CELL_TEXT},
		{.key = "why", .title = _("why"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct table *table = section_table(section, "trades", _("Trades"), columns, sizeof columns / sizeof columns[0]);
	struct notes *why;

	table->empty = _("No trades.");
	for (size_t i = 0; i < rebalancing->proposal.line_count; i++) {
		const struct proposal_line *line = &rebalancing->proposal.lines[i];
		const struct instrument *instrument = &market->rows[market_index(market, line->instrument_id)].instrument;
		struct cell *cells;

		if (rebalancing->is_dropped[i])
			continue;
		cells = table_row(table);
		cells[0] = cell_text(account_code(rebalancing->before, line->account_id));
		cells[1] = line->side == SIDE_BUY ? cell_word("buy", _("buy"), TONE_NONE) :
		                                    cell_word("sell", _("sell"), TONE_NONE);
		cells[2] = cell_text(instrument->symbol);
		cells[3] = cell_decimal(line->quantity);
		cells[4] = cell_decimal(line->price);
		cells[5] = cell_amount(line->amount, instrument->currency);
		cells[6] = cell_amount(line->fee, instrument->currency);
		cells[7] = cell_word(trade_reason_name(line->reason), trade_reason_name(line->reason), TONE_NONE);
		cells[8] = line->lots[0] != '\0' ? cell_text(line->lots) : cell_missing(NULL);
		cells[9] = cell_text(text_string(&rebalancing->reasons[language_current()][i]));
	}
	why = section_notes(section, "reasons", _("Why each trade"));
	for (size_t i = 0; i < rebalancing->proposal.line_count; i++)
		if (!rebalancing->is_dropped[i])
			notes_add(why, TONE_NONE, NULL, text_string(&rebalancing->reasons[language_current()][i]));
	section_audience(section, FOR_READING);
}

void proposal_add_checks(const struct rebalancing *rebalancing, struct section *section)
{
	const struct column columns[] = {
		{.key = "code", .title = _("check"), .type = CELL_TEXT},
		{.key = "result", .title = _("result"), .type = CELL_WORD},
		{.key = "finding", .title = _("finding"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "checks", _("Checks"), columns, sizeof columns / sizeof columns[0]);

	for (size_t i = 0; i < rebalancing->check_count; i++) {
		const struct check *check = &rebalancing->checks[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(check->code);
		cells[1] = cell_word(severity_names[check->severity], _(severity_texts[check->severity]),
		                     severity_tones[check->severity]);
		cells[2] = cell_text(text_string(&check->finding[language_current()]));
	}
}

enum status rebalancing_section(struct session *session, const struct rebalancing *rebalancing, struct arena *arena,
                                struct section **section, struct error *err)
{
	const struct market *market;
	struct section *made;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, "rebalance",
	                   arena_format(arena, _("Rebalancing of %s"), rebalancing->before->client.name));
	section_paragraph(made, "summary", text_string(&rebalancing->summary[language_current()]));
	add_facts(rebalancing, made);
	add_holdings(market, rebalancing, made);
	proposal_add_trades(market, rebalancing, made);
	proposal_add_checks(rebalancing, made);
	*section = made;
	return STATUS_OK;
}
