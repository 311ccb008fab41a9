/* The market as parts of a document. */
#include "advice/base/detail.h"
#include "advice/market/quotes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/terms.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

enum { HISTORY_YEARS = 10 };

static const enum tone quality_tones[] = {TONE_BAD, TONE_WARN, TONE_WARN, TONE_QUIET, TONE_GOOD};

static struct cell optional(struct arena *arena, const char *text)
{
	return text[0] != '\0' ? cell_text(arena_text(arena, text)) : cell_missing(NULL);
}

static struct cell price_cell(const struct quotes_row *row)
{
	return row->market->price > 0 ? cell_decimal(row->market->price)
				      : cell_missing(_("no price"));
}

static struct cell day_cell(const struct quotes_row *row)
{
	return row->market->price > 0 ? cell_date(row->market->price_date) : cell_missing(_("no price"));
}

static struct cell week_cell(const struct quotes_row *row)
{
	return isfinite(row->week_change) ? cell_change(row->week_change, 2) : cell_missing(_("no price a week earlier"));
}

static struct cell word_cell(const struct quotes_row *row)
{
	return cell_word(quotes_quality_name(row->quality), _(quotes_quality_text(row->quality)),
			 quality_tones[row->quality]);
}

static void add_instruments(const struct quotes *quotes, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "risk_level", .title = _("level"), .type = CELL_LEVEL},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL},
		{.key = "currency", .title = _("currency"), .type = CELL_TEXT},
		{.key = "date", .title = _("of"), .type = CELL_DATE},
		{.key = "age", .title = _("business days"), .type = CELL_INTEGER},
		{.key = "quality", .title = _("quality"), .type = CELL_WORD},
		{.key = "week", .title = _("week"), .type = CELL_PERCENT},
		{.key = "holders", .title = _("holders"), .type = CELL_INTEGER},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
		{.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct table *table = section_table(section, "instruments", NULL, columns, COUNT(columns));

	table->empty = _("No instrument is known: ballast import instruments FILE brings them in.");
	for (size_t i = 0; i < quotes->count; i++) {
		const struct quotes_row *row = &quotes->rows[i];
		const struct instrument *instrument = &row->market->instrument;
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(arena, instrument->symbol));
		cells[1] = optional(arena, instrument->name);
		cells[2] = cell_word(asset_class_name(instrument->asset_class), _(quotes_class_text(instrument->asset_class)),
				     TONE_NONE);
		cells[3] = cell_level(arena_format(arena, "R%d", instrument->risk_level));
		cells[4] = price_cell(row);
		cells[5] = cell_text(arena_text(arena, instrument->currency));
		cells[6] = day_cell(row);
		cells[7] = row->market->price > 0 ? cell_integer(row->market->age) : cell_missing(_("no price"));
		cells[8] = word_cell(row);
		cells[9] = week_cell(row);
		cells[10] = cell_integer((int64_t)row->holder.clients);
		cells[11] = optional(arena, row->market->source);
		cells[12] = optional(arena, row->market->arrived);
	}
}

static void add_assumptions(const struct session *session, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "region", .title = _("region"), .type = CELL_TEXT},
		{.key = "expected_return", .title = _("expected a year"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility"), .type = CELL_PERCENT},
	};
	const struct assumptions *assumptions = session_assumptions(session);
	struct facts *facts = section_facts(section, "assumptions", _("Capital-market assumptions"));
	struct table *table;

	facts_add(facts, "name", _("name"), cell_text(assumptions->name));
	facts_add(facts, "set_by", _("set by"), optional(arena, assumptions->set_by));
	facts_add(facts, "dated", _("dated"), cell_date(assumptions->dated));
	facts_add(facts, "risk_free", _("risk-free"), cell_percent(assumptions->risk_free, 2));
	facts_add(facts, "cash_rate", _("uninvested cash"), cell_percent(assumptions->cash_rate, 2));
	table = section_table(section, "expectations", NULL, columns, COUNT(columns));
	for (size_t i = 0; i < assumptions->count; i++) {
		const struct assumption *row = &assumptions->rows[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_word(asset_class_name(row->asset_class), _(quotes_class_text(row->asset_class)), TONE_NONE);
		cells[1] = row->region[0] != '\0' ? cell_text(row->region) : cell_missing(_("every region"));
		cells[2] = cell_percent(row->expected_return, 2);
		cells[3] = cell_percent(row->volatility, 2);
	}
}

static void add_feeds(const struct quotes *quotes, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "feed", .title = _("feed"), .type = CELL_TEXT},
		{.key = "enabled", .title = _("enabled"), .type = CELL_BOOLEAN},
		{.key = "last_success", .title = _("last success"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows"), .type = CELL_INTEGER},
		{.key = "failure", .title = _("why it failed last"), .type = CELL_TEXT},
		{.key = "wait", .title = _("next in seconds"), .type = CELL_INTEGER},
	};
	struct table *table = section_table(section, "feeds", _("Feeds"), columns, COUNT(columns));

	table->empty = _("No feed is declared. Put a file into feeds.d of your configuration folder.");
	for (size_t i = 0; i < quotes->feed_count; i++) {
		const struct feed_standing *feed = &quotes->feeds[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(arena, feed->id));
		cells[1] = cell_boolean(feed->is_enabled, feed->is_enabled ? _("yes") : _("no"));
		cells[2] = optional(arena, feed->last_success);
		cells[3] = feed->last_success[0] != '\0' ? cell_integer(feed->rows) : cell_missing(NULL);
		cells[4] = cell_toned(optional(arena, feed->failure), feed->has_failed ? TONE_BAD : TONE_QUIET);
		cells[5] = cell_integer(feed->wait);
	}
}

static enum status load_counted(struct session *session, struct quotes *quotes, struct error *err)
{
	struct holders holders = {0};
	const struct market *market;
	enum status status = session_market(session, &market, err);

	if (status == STATUS_OK)
		status = holders_load(session, market, NULL, NULL, &holders, err);
	if (status == STATUS_OK)
		status = quotes_load(session, &holders, quotes, err);
	holders_clear(&holders);
	return status;
}

enum status quotes_section(struct session *session, struct arena *arena, struct section **section, struct error *err)
{
	struct quotes quotes = {0};
	struct section *made;
	const enum status status = load_counted(session, &quotes, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, NULL, _("Market"));
	add_instruments(&quotes, made, arena);
	add_feeds(&quotes, made, arena);
	add_assumptions(session, made, arena);
	quotes_clear(&quotes);
	*section = made;
	return STATUS_OK;
}

static const struct quotes_row *find_row(const struct quotes *quotes, const char *symbol, struct error *err)
{
	const char **symbols, *near;

	for (size_t i = 0; i < quotes->count; i++)
		if (strcmp(quotes->rows[i].market->instrument.symbol, symbol) == 0)
			return &quotes->rows[i];
	symbols = memory_new_array(quotes->count, sizeof *symbols);
	for (size_t i = 0; i < quotes->count; i++)
		symbols[i] = quotes->rows[i].market->instrument.symbol;
	near = text_nearest(symbol, symbols, quotes->count);
	free(symbols);
	if (near != NULL)
		(void)error_set(err, STATUS_NOT_FOUND, "there is no instrument \"%.100s\"; did you mean \"%s\"?", symbol, near);
	else
		(void)error_set(err, STATUS_NOT_FOUND, "there is no instrument \"%.100s\"", symbol);
	return NULL;
}

static struct cell known(double value, bool is_known, const char *why)
{
	return is_known && isfinite(value) ? cell_percent(value, 2) : cell_missing(why);
}

static void add_row(const struct session *session, const struct quotes_row *row, struct section *section,
		    struct arena *arena)
{
	const struct market_row *market = row->market;
	const struct instrument *instrument = &market->instrument;
	const char *why = market->why_not[0] != '\0' ? detail_kept(arena, market->why_not) : NULL;
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "symbol", _("symbol"), cell_text(arena_text(arena, instrument->symbol)));
	facts_add(facts, "asset_class", _("asset class"),
		  cell_word(asset_class_name(instrument->asset_class), _(quotes_class_text(instrument->asset_class)), TONE_NONE));
	facts_add(facts, "risk_level", _("level"), cell_level(arena_format(arena, "R%d", instrument->risk_level)));
	facts_add(facts, "price", _("price"), price_cell(row));
	facts_add(facts, "currency", _("currency"), cell_text(arena_text(arena, instrument->currency)));
	facts_add(facts, "date", _("of"), day_cell(row));
	facts_add(facts, "quality", _("quality"), word_cell(row));
	facts_add(facts, "source", _("source"), optional(arena, market->source));
	facts_add(facts, "arrived", _("arrived"), optional(arena, market->arrived));
	facts_add(facts, "week", _("week"), week_cell(row));
	facts_add(facts, "expected_return", _("expected a year"), known(market->expected_return, market->has_risk, why));
	facts_add(facts, "volatility", _("volatility"), known(market->volatility, market->has_risk, why));
	facts_add(facts, "class_correlation", _("correlation with its class"),
		  isfinite(row->class_correlation) ? cell_number(row->class_correlation, 2)
						   : cell_missing(_("no other of its class has enough history")));
	facts_add(facts, "holders", _("holders"), cell_integer((int64_t)row->holder.clients));
	facts_add(facts, "held", _("held in the book"), cell_amount(row->holder.value, session_currency(session)));
	facts_add(facts, "largest_share", _("largest share"),
		  row->holder.largest_ppb > 0 ? cell_weight(row->holder.largest_ppb, 1) : cell_missing(NULL));
	facts_add(facts, "largest_client", _("of client"), optional(arena, row->holder.largest));
}

static void add_history(const struct quote_history *history, struct section *section)
{
	const struct column columns[] = {
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "price", .title = _("price"), .type = CELL_NUMBER},
	};
	struct facts *facts = section_facts(section, "history", _("Prices"));
	struct table *table;

	facts_add(facts, "prices", _("prices"), cell_integer((int64_t)history->prices));
	if (history->prices > 0)
		facts_add(facts, "basis", _("prices are"), cell_word(series_basis_name(history->origin.basis),
		                                                   _(series_basis_text(history->origin.basis)), TONE_NONE));
	facts_add(facts, "gaps", _("gaps of more than ten days"), cell_integer((int64_t)history->gaps));
	facts_add(facts, "longest_gap", _("longest gap in days"), cell_integer(history->longest_gap));
	if (history->prices > 0) {
		facts_add(facts, "low", _("lowest"), cell_number(history->low, 4));
		facts_add(facts, "low_date", _("on"), cell_date(history->low_day));
		facts_add(facts, "high", _("highest"), cell_number(history->high, 4));
		facts_add(facts, "high_date", _("on"), cell_date(history->high_day));
	}
	table = section_table(section, "series", NULL, columns, COUNT(columns));
	section_audience(section, FOR_PROGRAMS);
	for (size_t i = 0; i < history->count; i++) {
		struct cell *cells;

		if (!isfinite(history->values[i]))
			continue;
		cells = table_row(table);
		cells[0] = cell_date((struct date){(int32_t)history->days[i]});
		cells[1] = cell_number(history->values[i], 4);
	}
}

enum status quotes_symbol_section(struct session *session, const char *symbol, struct arena *arena,
				  struct section **section, struct error *err)
{
	struct quote_history history = {0};
	struct quotes quotes = {0};
	const struct quotes_row *row;
	struct section *made = NULL;
	enum status status = load_counted(session, &quotes, err);

	if (status != STATUS_OK)
		return status;
	row = find_row(&quotes, symbol, err);
	status = row != NULL ? quotes_history(session, row, HISTORY_YEARS, &history, err) : STATUS_NOT_FOUND;
	if (status == STATUS_OK) {
		made = section_new(arena, NULL, arena_text(arena, row->market->instrument.name[0] != '\0'
									  ? row->market->instrument.name
									  : row->market->instrument.symbol));
		add_row(session, row, made, arena);
		status = terms_add(session, row->market->instrument.id, false, true, arena, made, err);
	}
	if (status == STATUS_OK)
		status = actions_add(session, row->market->instrument.id, false, true, arena, made, err);
	if (status == STATUS_OK) {
		add_history(&history, made);
		*section = made;
	}
	quote_history_clear(&history);
	quotes_clear(&quotes);
	return status;
}
