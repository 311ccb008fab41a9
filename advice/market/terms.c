/* Terms of dealing in and out. */
#include "advice/market/terms.h"

#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/base/table_file.h"
#include "advice/market/market.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { SYMBOL, CALENDAR, SHARE_CLASS, VALUE_DAYS, CONFIRM_DAYS, PROCEEDS_DAYS, FEE_SHARE, DAY_LIMIT, LIMIT_FROM, LIMIT_UNTIL,
       BUY_CLOSED_FROM, BUY_CLOSED_UNTIL, SELL_CLOSED_FROM, SELL_CLOSED_UNTIL, SALE_FEES, DIVIDENDS, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[SYMBOL] = {"symbol", true}, [CALENDAR] = {"calendar", false}, [SHARE_CLASS] = {"share_class", false},
	[VALUE_DAYS] = {"value_days", false}, [CONFIRM_DAYS] = {"confirm_days", false},
	[PROCEEDS_DAYS] = {"proceeds_days", false}, [FEE_SHARE] = {"fee_share", false}, [DAY_LIMIT] = {"day_limit", false},
	[LIMIT_FROM] = {"limit_from", false}, [LIMIT_UNTIL] = {"limit_until", false},
	[BUY_CLOSED_FROM] = {"buy_closed_from", false}, [BUY_CLOSED_UNTIL] = {"buy_closed_until", false},
	[SELL_CLOSED_FROM] = {"sell_closed_from", false}, [SELL_CLOSED_UNTIL] = {"sell_closed_until", false},
	[SALE_FEES] = {"sale_fees", false}, [DIVIDENDS] = {"dividends", false},
};

struct terms_row {
	char symbol[SYMBOL_SIZE];
	struct dealing_terms terms;
};

/* A window is there when either of its days is. */
static void take_window(const struct cells *cells, size_t from, size_t until, struct dealing_window *window)
{
	cells_date(cells, from, CELL_OPTIONAL, &window->from);
	cells_date(cells, until, CELL_OPTIONAL, &window->until);
	window->is_there = window->from.days != 0 || window->until.days != 0;
}

static void take_words(const struct calendars *calendars, const struct cells *cells, struct dealing_terms *terms)
{
	char text[CELL_SIZE], dividends[16] = "";
	const char *fees = cells_raw(cells, SALE_FEES, text);
	struct error why;

	if (dealing_terms_parse_steps(fees, terms, &why) != STATUS_OK)
		cells_fail(cells, SALE_FEES, "%s", why.message);
	cells_text(cells, CALENDAR, CELL_OPTIONAL, terms->calendar, sizeof terms->calendar);
	if (terms->calendar[0] != '\0' && !calendars_know(calendars, terms->calendar))
		cells_fail(cells, CALENDAR, "there is no calendar \"%s\"", terms->calendar);
	cells_text(cells, SHARE_CLASS, CELL_OPTIONAL, terms->share_class, sizeof terms->share_class);
	cells_text(cells, DIVIDENDS, CELL_OPTIONAL, dividends, sizeof dividends);
	if (strcmp(dividends, "reinvest") == 0)
		terms->reinvests = 1;
	else if (dividends[0] != '\0' && strcmp(dividends, "cash") != 0)
		cells_fail(cells, DIVIDENDS, "\"%s\" is neither cash nor reinvest", dividends);
}

/* context: the calendars there are. */
static void take_row(void *context, const struct cells *cells, void *row)
{
	struct terms_row *taken = row;
	struct dealing_terms *terms = &taken->terms;
	const size_t before = cells->problems->count;
	struct error why;

	cells_code(cells, SYMBOL, CELL_NEEDED, taken->symbol);
	take_words(*(const struct calendars *const *)context, cells, terms);
	cells_integer(cells, VALUE_DAYS, CELL_OPTIONAL, 0, 30, &terms->value_days);
	cells_integer(cells, CONFIRM_DAYS, CELL_OPTIONAL, 0, 30, &terms->confirm_days);
	cells_integer(cells, PROCEEDS_DAYS, CELL_OPTIONAL, 0, 30, &terms->proceeds_days);
	cells_decimal(cells, FEE_SHARE, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &terms->fee_share);
	cells_decimal(cells, DAY_LIMIT, CELL_OPTIONAL, SIGN_POSITIVE, &terms->day_limit);
	take_window(cells, LIMIT_FROM, LIMIT_UNTIL, &terms->limited);
	terms->limited.is_there = terms->limited.is_there || terms->day_limit > 0;
	take_window(cells, BUY_CLOSED_FROM, BUY_CLOSED_UNTIL, &terms->buy_closed);
	take_window(cells, SELL_CLOSED_FROM, SELL_CLOSED_UNTIL, &terms->sell_closed);
	if (cells->problems->count == before && dealing_terms_check(terms, &why) != STATUS_OK)
		cells_fail(cells, SYMBOL, "%s", why.message);
}

static enum status keep_row(struct store *store, void *row, int64_t delivery_id, enum put_result *put, struct error *err)
{
	struct terms_row *taken = row;
	struct instrument instrument;
	const enum status status = store_find_instrument(store, taken->symbol, &instrument, err);

	if (status != STATUS_OK)
		return status;
	taken->terms.instrument_id = instrument.id;
	return store_put_terms(store, &taken->terms, delivery_id, put, err);
}

enum status terms_import(struct session *session, const char *path, bool is_dry,
                         void (*problem)(void *context, size_t line, const char *column, const char *message),
                         void *context, struct imported *result, struct error *err)
{
	static const struct table_file table = {
		.kind = "terms", .columns = columns, .column_count = COLUMNS, .row_size = sizeof(struct terms_row),
		.take = take_row, .keep = keep_row,
	};
	const struct calendars *calendars;
	enum status status = session_calendars(session, &calendars, err);

	if (status != STATUS_OK)
		return status;
	status = table_file_import(session, &table, &calendars, path, is_dry, problem, context, result, err);
	session_forget_market(session);
	return status;
}

/* ---- out ------------------------------------------------------------------------------------------------------------ */

struct date terms_money_day(const struct market_row *row, struct date day)
{
	return row->terms == NULL || row->terms->proceeds_days == 0 ? day :
	       calendar_add(row->calendar, calendar_on_or_after(row->calendar, day), row->terms->proceeds_days);
}

static struct cell window_cell(struct arena *arena, const struct dealing_window *window, struct date today)
{
	char from[DATE_TEXT_SIZE] = "", until[DATE_TEXT_SIZE] = "";

	if (!window->is_there)
		return cell_missing(NULL);
	if (window->from.days != 0)
		(void)date_format(window->from, from);
	if (window->until.days != 0)
		(void)date_format(window->until, until);
	return cell_toned(cell_text(arena_format(arena, "%s/%s", from, until)),
	                  dealing_window_holds(window, today) ? TONE_WARN : TONE_QUIET);
}

static void add_row(struct arena *arena, const struct market_row *row, struct date today, struct table *table)
{
	const struct dealing_terms *terms = row->terms;
	char steps[256];
	struct cell *cells = table_row(table);

	cells[0] = cell_text(arena_text(arena, row->instrument.symbol));
	cells[1] = terms->share_class[0] != '\0' ? cell_text(arena_text(arena, terms->share_class)) : cell_missing(NULL);
	cells[2] = cell_text(row->calendar != NULL ? arena_text(arena, row->calendar->names[0]) : CALENDAR_WEEKDAYS);
	cells[3] = cell_integer(terms->value_days);
	cells[4] = cell_integer(terms->confirm_days);
	cells[5] = cell_integer(terms->proceeds_days);
	cells[6] = cell_date(terms_money_day(row, today));
	cells[7] = terms->day_limit > 0 ? cell_toned(cell_amount(terms->day_limit, row->instrument.currency),
	                                             dealing_window_holds(&terms->limited, today) ? TONE_WARN : TONE_QUIET) :
	                                  cell_missing(NULL);
	cells[8] = window_cell(arena, &terms->buy_closed, today);
	cells[9] = window_cell(arena, &terms->sell_closed, today);
	cells[10] = terms->step_count > 0 ? cell_text(arena_text(arena, dealing_terms_format_steps(terms, steps, sizeof steps))) :
	                                    cell_missing(_("those of the rules"));
	cells[11] = terms->reinvests != 0 ? cell_word("reinvest", _("as shares"), TONE_NONE) : cell_word("cash", _("as money"), TONE_NONE);
	cells[12] = terms->fee_share > 0 ? cell_percent(decimal_to_double(terms->fee_share), 0) : cell_missing(NULL);
}

enum status terms_add(struct session *session, int64_t instrument_id, bool is_quiet, struct arena *arena,
                      struct section *section, struct error *err)
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
	};
	struct table *table = NULL;
	const struct market *market;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	if (!is_quiet) {
		table = section_table(section, "terms", NULL, shown, COUNT(shown));
		table->empty = _("No terms are known: ballast terms import FILE.");
	}
	for (size_t i = 0; i < market->count; i++) {
		if (market->rows[i].terms == NULL || (instrument_id != 0 && market->rows[i].instrument.id != instrument_id))
			continue;
		if (table == NULL)
			table = section_table(section, "terms", _("Terms of dealing"), shown, COUNT(shown));
		add_row(arena, &market->rows[i], market->as_of, table);
	}
	return STATUS_OK;
}

enum status terms_section(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                          struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Terms of dealing"));
	struct instrument one = {0};
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = terms_add(session, one.id, false, arena, made, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}
