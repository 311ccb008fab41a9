/* Files of terms of dealing, in and out: the rows of an instrument state its terms together. */
#include "advice/market/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/base/table_file.h"
#include "advice/market/market.h"
#include "data/exchange/seen.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "report/renderer.h"

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

/* The columns of the days of each kind. */
static const struct {
	size_t from, until;
} spans[DEALING_KINDS] = {
	[DEALING_LIMIT] = {LIMIT_FROM, LIMIT_UNTIL}, [DEALING_BUY_CLOSED] = {BUY_CLOSED_FROM, BUY_CLOSED_UNTIL},
	[DEALING_SELL_CLOSED] = {SELL_CLOSED_FROM, SELL_CLOSED_UNTIL},
};

/* Where what a column says stands in the terms, for those that are said once of an instrument. */
static const struct {
	size_t column, at, size;
} figures[] = {
#define FIGURE(column, field) {column, offsetof(struct dealing_terms, field), sizeof ((struct dealing_terms *)NULL)->field}
	FIGURE(CALENDAR, calendar), FIGURE(SHARE_CLASS, share_class), FIGURE(VALUE_DAYS, value_days),
	FIGURE(CONFIRM_DAYS, confirm_days), FIGURE(PROCEEDS_DAYS, proceeds_days), FIGURE(FEE_SHARE, fee_share),
	FIGURE(DIVIDENDS, reinvests),
#undef FIGURE
};

/* ---- in --------------------------------------------------------------------------------------------------------------- */

/* What the rows of one instrument state together. */
struct terms_group {
	struct dealing_terms terms;
	struct dealing_window *windows;  /* owned */
	size_t count, capacity;
	size_t lines[COLUMNS];           /* where each column was said first; 0: nowhere                 */
	struct terms_list known;         /* owned: what the book said before the file                    */
	bool is_kept;                    /* or refused: its first row has been to the book               */
};

struct terms_reading {
	const struct calendars *calendars;
	struct date today;
	struct seen *symbols;            /* owned; the number of a symbol is that of its group           */
	struct terms_group *groups;      /* owned                                                        */
	size_t count, capacity;
};

struct terms_row {
	struct terms_reading *reading;
	char symbol[SYMBOL_SIZE];
	size_t group, first, count;      /* the windows of the group that it brought                     */
};

static bool is_said(const struct cells *cells, size_t column)
{
	char text[CELL_SIZE];

	return cells_raw(cells, column, text)[0] != '\0';
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

static void take_terms(const struct calendars *calendars, const struct cells *cells, struct dealing_terms *terms)
{
	const size_t before = cells->problems->count;
	struct error why;

	take_words(calendars, cells, terms);
	cells_integer(cells, VALUE_DAYS, CELL_OPTIONAL, 0, 30, &terms->value_days);
	cells_integer(cells, CONFIRM_DAYS, CELL_OPTIONAL, 0, 30, &terms->confirm_days);
	cells_integer(cells, PROCEEDS_DAYS, CELL_OPTIONAL, 0, 30, &terms->proceeds_days);
	cells_decimal(cells, FEE_SHARE, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &terms->fee_share);
	if (cells->problems->count == before && dealing_terms_check(terms, &why) != STATUS_OK)
		cells_fail(cells, SYMBOL, "%s", why.message);
}

/* A window is there when either of its days is, or the amount of a limit. */
static void take_window(const struct cells *cells, enum dealing_kind kind, struct terms_group *group)
{
	struct dealing_window window = {.kind = kind};
	const size_t before = cells->problems->count;
	struct error why;

	cells_date(cells, spans[kind].from, CELL_OPTIONAL, &window.from);
	cells_date(cells, spans[kind].until, CELL_OPTIONAL, &window.until);
	if (kind == DEALING_LIMIT)
		cells_decimal(cells, DAY_LIMIT, CELL_OPTIONAL, SIGN_POSITIVE, &window.amount);
	if (cells->problems->count > before || (window.from.days == 0 && window.until.days == 0 && window.amount == 0))
		return;
	if (dealing_window_check(&window, &why) != STATUS_OK) {
		cells_fail(cells, spans[kind].until, "%s", why.message);
		return;
	}
	group->windows = memory_grow(group->windows, &group->capacity, group->count + 1, sizeof *group->windows);
	group->windows[group->count++] = window;
}

/* What this row says and another of the instrument said already is the same. */
static void agree(const struct cells *cells, size_t column, bool is_same, struct terms_group *group)
{
	if (!is_said(cells, column))
		return;
	if (group->lines[column] != 0 && !is_same)
		cells_fail(cells, column, "line %zu says otherwise; what is not a limit or a closure is said once of an instrument",
		           group->lines[column]);
	else if (group->lines[column] == 0)
		group->lines[column] = cells->row->line;
}

static void join(const struct cells *cells, const struct dealing_terms *said, struct terms_group *group)
{
	char first[256], second[256];
	const bool is_same = strcmp(dealing_terms_format_steps(said, first, sizeof first),
	                            dealing_terms_format_steps(&group->terms, second, sizeof second)) == 0;

	for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
		const char *from = (const char *)said + figures[i].at;
		char *to = (char *)&group->terms + figures[i].at;

		agree(cells, figures[i].column, memcmp(from, to, figures[i].size) == 0, group);
		if (is_said(cells, figures[i].column))
			memcpy(to, from, figures[i].size);
	}
	agree(cells, SALE_FEES, is_same, group);
	if (is_said(cells, SALE_FEES)) {
		memcpy(group->terms.steps, said->steps, sizeof group->terms.steps);
		group->terms.step_count = said->step_count;
	}
}

static struct terms_group *group_of(struct terms_reading *reading, const char *symbol, size_t *index)
{
	*index = seen_number(reading->symbols, symbol);
	if (*index >= reading->count) {
		reading->groups = memory_grow(reading->groups, &reading->capacity, *index + 1, sizeof *reading->groups);
		reading->groups[*index] = (struct terms_group){0};
		reading->count = *index + 1;
	}
	return &reading->groups[*index];
}

/* context: the reading. */
static void take_row(void *context, const struct cells *cells, void *row)
{
	struct terms_row *taken = row;
	struct dealing_terms said = {0};
	const size_t before = cells->problems->count;
	struct terms_group *group;

	taken->reading = context;
	cells_code(cells, SYMBOL, CELL_NEEDED, taken->symbol);
	take_terms(taken->reading->calendars, cells, &said);
	group = group_of(taken->reading, taken->symbol, &taken->group);
	taken->first = group->count;
	for (size_t kind = 0; kind < DEALING_KINDS; kind++)
		take_window(cells, (enum dealing_kind)kind, group);
	taken->count = group->count - taken->first;
	if (cells->problems->count == before)
		join(cells, &said, group);
}

/* Under two names a file may speak of one instrument, and would replace what it says itself. */
static enum status check_alone(const struct terms_reading *reading, size_t index, const char *symbol, struct error *err)
{
	for (size_t i = 0; i < reading->count; i++)
		if (i != index && reading->groups[i].terms.instrument_id == reading->groups[index].terms.instrument_id)
			return error_set(err, STATUS_INVALID, "%s is called otherwise in another row; one name for an instrument", symbol);
	return STATUS_OK;
}

/* All that the file says of an instrument, with its first row. */
static enum status keep_group(struct store *store, struct terms_reading *reading, size_t index, const char *symbol,
                              int64_t delivery_id, enum put_result *put, struct error *err)
{
	struct terms_group *group = &reading->groups[index];
	const struct dealing_terms *known;
	struct dealing_window *standing;
	struct instrument instrument;
	enum status status = store_find_instrument(store, symbol, &instrument, err);

	if (status == STATUS_OK) {
		group->terms.instrument_id = instrument.id;
		status = check_alone(reading, index, symbol, err);
	}
	if (status == STATUS_OK)
		status = store_terms(store, instrument.id, &group->known, err);
	if (status != STATUS_OK)
		return status;
	known = group->known.terms;
	standing = memory_new_array((known != NULL ? known->window_count : 0) + group->count, sizeof *standing);
	group->terms.window_count = dealing_windows_restate(known != NULL ? known->windows : NULL, known != NULL ? known->window_count : 0,
	                                                    group->windows, group->count, reading->today, standing);
	group->terms.windows = standing;
	status = store_put_terms(store, &group->terms, delivery_id, put, err);
	free(standing);
	return status;
}

static bool brings_news(const struct terms_group *group, const struct terms_row *row)
{
	const struct dealing_terms *known = group->known.terms;
	size_t found = 0;

	for (size_t i = 0; i < row->count; i++)
		for (size_t k = 0; known != NULL && k < known->window_count; k++)
			if (dealing_window_is_same(&known->windows[k], &group->windows[row->first + i])) {
				found++;
				break;
			}
	return found < row->count;
}

static enum status keep_row(struct store *store, void *row, int64_t delivery_id, enum put_result *put, struct error *err)
{
	const struct terms_row *taken = row;
	struct terms_group *group = &taken->reading->groups[taken->group];

	if (!group->is_kept) {
		group->is_kept = true;
		return keep_group(store, taken->reading, taken->group, taken->symbol, delivery_id, put, err);
	}
	*put = brings_news(group, taken) ? PUT_NEW : PUT_SAME;
	return STATUS_OK;
}

enum status terms_import(struct session *session, const char *path, bool is_dry,
                         void (*problem)(void *context, size_t line, const char *column, const char *message),
                         void *context, struct imported *result, struct error *err)
{
	static const struct table_file table = {
		.kind = "terms", .columns = columns, .column_count = COLUMNS, .row_size = sizeof(struct terms_row),
		.take = take_row, .keep = keep_row,
	};
	struct terms_reading reading = {.today = session_today(session)};
	enum status status = session_calendars(session, &reading.calendars, err);

	if (status != STATUS_OK)
		return status;
	reading.symbols = seen_new();
	status = table_file_import(session, &table, &reading, path, is_dry, problem, context, result, err);
	session_forget_market(session);
	for (size_t i = 0; i < reading.count; i++) {
		free(reading.groups[i].windows);
		terms_list_clear(&reading.groups[i].known);
	}
	free(reading.groups);
	seen_free(reading.symbols);
	return status;
}

/* ---- out -------------------------------------------------------------------------------------------------------------- */

static void write_integer(struct text *csv, int number)
{
	char text[16];

	(void)snprintf(text, sizeof text, "%d", number);
	csv_write_field(csv, text, false);
}

static void write_day(struct text *csv, struct date day)
{
	char text[DATE_TEXT_SIZE];

	csv_write_field(csv, day.days != 0 ? date_format(day, text) : "", false);
}

/* The window of a kind at a place among those of its kind; NULL: there are fewer. */
static const struct dealing_window *window_at(const struct dealing_terms *terms, enum dealing_kind kind, size_t place)
{
	for (size_t i = 0; i < terms->window_count; i++)
		if (terms->windows[i].kind == kind && place-- == 0)
			return &terms->windows[i];
	return NULL;
}

static void write_figures(const struct dealing_terms *terms, struct text *csv)
{
	char number[DECIMAL_TEXT_SIZE];

	csv_write_guarded(csv, terms->calendar, false);
	csv_write_guarded(csv, terms->share_class, false);
	write_integer(csv, terms->value_days);
	write_integer(csv, terms->confirm_days);
	write_integer(csv, terms->proceeds_days);
	csv_write_field(csv, terms->fee_share > 0 ? decimal_format(terms->fee_share, number) : "", false);
}

/* The first row has what is said once, and each the next window of every kind. */
static bool write_row(const char *symbol, const struct dealing_terms *terms, size_t place, struct text *csv)
{
	const struct dealing_window *windows[DEALING_KINDS];
	char text[256];
	bool has_any = place == 0;

	for (size_t kind = 0; kind < DEALING_KINDS; kind++) {
		windows[kind] = window_at(terms, (enum dealing_kind)kind, place);
		has_any = has_any || windows[kind] != NULL;
	}
	if (!has_any)
		return false;
	csv_write_guarded(csv, symbol, true);
	if (place == 0)
		write_figures(terms, csv);
	else
		for (size_t column = CALENDAR; column < DAY_LIMIT; column++)
			csv_write_field(csv, "", false);
	for (size_t kind = 0; kind < DEALING_KINDS; kind++) {
		static const struct dealing_window none;
		const struct dealing_window *window = windows[kind] != NULL ? windows[kind] : &none;

		if (kind == DEALING_LIMIT)
			csv_write_field(csv, window->amount > 0 ? decimal_format(window->amount, text) : "", false);
		write_day(csv, window->from);
		write_day(csv, window->until);
	}
	csv_write_field(csv, place == 0 ? dealing_terms_format_steps(terms, text, sizeof text) : "", false);
	csv_write_field(csv, place > 0 ? "" : terms->reinvests != 0 ? "reinvest" : "cash", false);
	csv_write_end(csv);
	return true;
}

enum status terms_export(struct session *session, const char *symbol, struct sink *sink, struct error *err)
{
	const struct market *market;
	struct instrument one = {0};
	struct text csv = {0};
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = session_market(session, &market, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < COLUMNS; i++)
		csv_write_field(&csv, columns[i].name, i == 0);
	csv_write_end(&csv);
	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];
		size_t place = 0;

		if (row->terms == NULL || (symbol != NULL && row->instrument.id != one.id))
			continue;
		while (write_row(row->instrument.symbol, row->terms, place, &csv))
			place++;
	}
	status = sink->write(sink->state, text_string(&csv), csv.length, err);
	text_clear(&csv);
	return status;
}
