/* On what terms instruments are dealt, as they stand on a day. */
#include "advice/market/terms.h"

#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

struct date terms_dealing_day(const struct market_row *row, struct date day)
{
	return calendar_on_or_after(row->calendar, day);
}

struct date terms_money_day(const struct market_row *row, struct date day)
{
	return row->terms == NULL || row->terms->proceeds_days == 0 ? day :
	       calendar_add(row->calendar, terms_dealing_day(row, day), row->terms->proceeds_days);
}

const char *terms_kind_text(enum dealing_kind kind)
{
	static const char *const texts[DEALING_KINDS] = {
		[DEALING_LIMIT] = N_("limit on purchases"), [DEALING_BUY_CLOSED] = N_("no purchase"), [DEALING_SELL_CLOSED] = N_("no sale"),
	};

	return _(texts[kind]);
}

/* ---- a day ------------------------------------------------------------------------------------------------------------ */

/* Of a kind, the one that tells most on a day: the strictest that holds, or the next to come, or the last there was. */
static const struct dealing_window *telling(const struct dealing_terms *terms, enum dealing_kind kind, struct date day)
{
	const struct dealing_window *holds = NULL, *comes = NULL, *was = NULL;

	for (size_t i = 0; i < terms->window_count; i++) {
		const struct dealing_window *window = &terms->windows[i];

		if (window->kind != kind)
			continue;
		if (dealing_window_is_over(window, day)) {
			was = was == NULL || date_compare(window->until, was->until) >= 0 ? window : was;
		} else if (!dealing_window_holds(window, day)) {
			comes = comes == NULL ? window : comes; /* they come in the order they begin */
		} else if (holds == NULL || window->amount < holds->amount || (window->amount == holds->amount && holds->until.days != 0 &&
		           (window->until.days == 0 || date_compare(window->until, holds->until) > 0))) {
			holds = window;
		}
	}
	return holds != NULL ? holds : comes != NULL ? comes : was;
}

/* What may be done on a day, in a word. */
static struct cell day_cell(const struct dealing_terms *terms, struct date day)
{
	static const struct {
		const char *key, *text;
	} words[3][2] = { /* purchases free, limited, closed; sales free, closed */
		{{"open", N_("dealt as usual")}, {"sell_closed", N_("no sale")}},
		{{"limited", N_("limited")}, {"limited_sell_closed", N_("limited, no sale")}},
		{{"buy_closed", N_("no purchase")}, {"closed", N_("neither purchase nor sale")}},
	};
	int64_t most = -1;
	const size_t buys = !dealing_terms_most(terms, day, &most) ? 0 : most > 0 ? 1 : 2, sells = dealing_terms_may_sell(terms, day) ? 0 : 1;

	return cell_word(words[buys][sells].key, _(words[buys][sells].text), buys + sells > 0 ? TONE_WARN : TONE_NONE);
}

static struct cell window_cell(struct arena *arena, const struct dealing_window *window, struct date today)
{
	char from[DATE_TEXT_SIZE] = "", until[DATE_TEXT_SIZE] = "";

	if (window == NULL)
		return cell_missing(NULL);
	if (window->from.days != 0)
		(void)date_format(window->from, from);
	if (window->until.days != 0)
		(void)date_format(window->until, until);
	return cell_toned(cell_text(arena_format(arena, "%s/%s", from, until)),
	                  dealing_window_holds(window, today) ? TONE_WARN : TONE_QUIET);
}

static struct cell limit_cell(const struct dealing_window *limit, const char *currency, struct date today)
{
	return limit == NULL ? cell_missing(NULL) :
	       cell_toned(cell_amount(limit->amount, currency), dealing_window_holds(limit, today) ? TONE_WARN : TONE_QUIET);
}

static void add_row(struct arena *arena, const struct market_row *row, struct date today, struct table *table)
{
	const struct dealing_terms *terms = row->terms;
	struct date changes = {0};
	const bool is_changing = dealing_terms_changes(terms, today, DEALING_PURCHASES + DEALING_SALES, &changes);
	char steps[256];
	struct cell *cells = table_row(table);

	cells[0] = cell_text(arena_text(arena, row->instrument.symbol));
	cells[1] = terms->share_class[0] != '\0' ? cell_text(arena_text(arena, terms->share_class)) : cell_missing(NULL);
	cells[2] = cell_text(row->calendar != NULL ? arena_text(arena, row->calendar->names[0]) : CALENDAR_WEEKDAYS);
	cells[3] = cell_integer(terms->value_days);
	cells[4] = cell_integer(terms->confirm_days);
	cells[5] = cell_integer(terms->proceeds_days);
	cells[6] = cell_date(terms_money_day(row, today));
	cells[7] = limit_cell(telling(terms, DEALING_LIMIT, today), row->instrument.currency, today);
	cells[8] = window_cell(arena, telling(terms, DEALING_BUY_CLOSED, today), today);
	cells[9] = window_cell(arena, telling(terms, DEALING_SELL_CLOSED, today), today);
	cells[10] = terms->step_count > 0 ? cell_text(arena_text(arena, dealing_terms_format_steps(terms, steps, sizeof steps))) :
	                                    cell_missing(_("those of the rules"));
	cells[11] = terms->reinvests != 0 ? cell_word("reinvest", _("as shares"), TONE_NONE) : cell_word("cash", _("as money"), TONE_NONE);
	cells[12] = terms->fee_share > 0 ? cell_percent(decimal_to_double(terms->fee_share), 0) : cell_missing(NULL);
	cells[13] = day_cell(terms, today);
	cells[14] = is_changing ? cell_date(changes) : cell_missing(NULL);
	cells[15] = is_changing ? day_cell(terms, changes) : cell_missing(NULL);
}

static struct table *add_table(struct section *section, const char *title)
{
	const struct column shown[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "share_class", .title = _("class of shares"), .type = CELL_TEXT},
		{.key = "calendar", .title = _("trading calendar"), .type = CELL_TEXT},
		{.key = "value_days", .title = _("value T+"), .type = CELL_INTEGER},
		{.key = "confirm_days", .title = _("confirmed T+"), .type = CELL_INTEGER},
		{.key = "proceeds_days", .title = _("money T+"), .type = CELL_INTEGER},
		{.key = "money_day", .title = _("sold today, money on"), .type = CELL_DATE},
		{.key = "day_limit", .title = _("most a day"), .type = CELL_MONEY},
		{.key = "buy_closed", .title = _("no purchase"), .type = CELL_TEXT},
		{.key = "sell_closed", .title = _("no sale"), .type = CELL_TEXT},
		{.key = "sale_fees", .title = _("sale fees"), .type = CELL_TEXT},
		{.key = "dividends", .title = _("dividends"), .type = CELL_WORD},
		{.key = "fee_share", .title = _("purchase fee charged"), .type = CELL_PERCENT},
		{.key = "today", .title = _("today"), .type = CELL_WORD},
		{.key = "changes", .title = _("changes on"), .type = CELL_DATE},
		{.key = "then", .title = _("from then on"), .type = CELL_WORD},
	};

	return section_table(section, "terms", title, shown, COUNT(shown));
}

/* ---- windows ---------------------------------------------------------------------------------------------------------- */

static struct cell state_cell(const struct dealing_window *window, struct date today)
{
	if (dealing_window_is_over(window, today))
		return cell_word("over", _("over"), TONE_QUIET);
	return dealing_window_holds(window, today) ? cell_word("holds", _("holds today"), TONE_WARN) :
	                                             cell_word("comes", _("to come"), TONE_NONE);
}

static void add_windows(struct arena *arena, const struct market_row *row, struct date today, bool is_all,
                        struct section *section, struct table **table)
{
	const struct column shown[] = {
		{.key = "number", .title = _("number"), .type = CELL_INTEGER},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "kind", .title = _("what"), .type = CELL_WORD},
		{.key = "amount", .title = _("most a day"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "from", .title = _("from"), .type = CELL_DATE},
		{.key = "until", .title = _("until"), .type = CELL_DATE},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
	};
	const struct date year_ago = date_add_months(today, -12);

	for (size_t i = 0; i < row->terms->window_count; i++) {
		const struct dealing_window *window = &row->terms->windows[i];
		struct cell *cells;

		if (!is_all && dealing_window_is_over(window, year_ago))
			continue;
		if (*table == NULL)
			*table = section_table(section, "windows", _("Limits and closures"), shown, COUNT(shown));
		cells = table_row(*table);
		cells[0] = cell_integer(window->id);
		cells[1] = cell_text(arena_text(arena, row->instrument.symbol));
		cells[2] = cell_word(dealing_kind_name(window->kind), terms_kind_text(window->kind), TONE_NONE);
		cells[3] = window->kind == DEALING_LIMIT ? cell_amount(window->amount, row->instrument.currency) : cell_missing(NULL);
		cells[4] = window->from.days != 0 ? cell_date(window->from) : cell_missing(NULL);
		cells[5] = window->until.days != 0 ? cell_date(window->until) : cell_missing(NULL);
		cells[6] = state_cell(window, today);
	}
}

/* ---- sections --------------------------------------------------------------------------------------------------------- */

enum status terms_add(struct session *session, int64_t instrument_id, bool is_all, bool is_quiet, struct arena *arena,
                      struct section *section, struct error *err)
{
	struct table *table = NULL, *windows = NULL;
	const struct market *market;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	if (!is_quiet) {
		table = add_table(section, NULL);
		table->empty = _("No terms are known: ballast terms import FILE.");
	}
	for (size_t i = 0; i < market->count; i++) {
		if (market->rows[i].terms == NULL || (instrument_id != 0 && market->rows[i].instrument.id != instrument_id))
			continue;
		if (table == NULL)
			table = add_table(section, _("Terms of dealing"));
		add_row(arena, &market->rows[i], market->as_of, table);
	}
	for (size_t i = 0; i < market->count; i++)
		if (market->rows[i].terms != NULL && (instrument_id == 0 || market->rows[i].instrument.id == instrument_id))
			add_windows(arena, &market->rows[i], market->as_of, is_all, section, &windows);
	return STATUS_OK;
}

enum status terms_section(struct session *session, const char *symbol, bool is_all, struct arena *arena,
                          struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Terms of dealing"));
	struct instrument one = {0};
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = terms_add(session, one.id, is_all, false, arena, made, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}
