/* Quality of prices as document sections. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "advice/market/price_series.h"
#include "advice/market/series_health.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "report/document.h"

static const char *const fault_texts[PRICE_FAULTS] = {
	[PRICE_FINE] = N_("fine"),
	[PRICE_NOT_POSITIVE] = N_("not above zero"),
	[PRICE_IN_FUTURE] = N_("of a day to come"),
	[PRICE_OTHER_CURRENCY] = N_("in another currency"),
	[PRICE_TWICE] = N_("a day twice, with two closes"),
	[PRICE_OUT_OF_ORDER] = N_("an earlier day after a later one"),
	[PRICE_TURNED] = N_("turned over: one over the rate beside it"),
	[PRICE_OTHER_UNIT] = N_("in another unit, such as pence for pounds"),
	[PRICE_SPLIT] = N_("a split that was not reckoned in"),
	[PRICE_JUMP] = N_("a leap the series does not know"),
};

const char *quality_fault_text(enum price_fault fault)
{
	return fault_texts[fault];
}

static const char *const state_names[] = {"waiting", "accepted", "rejected", "corrected"};
static const char *const state_texts[] = {N_("waits for a person"), N_("accepted as it came"), N_("left out for good"),
                                          N_("corrected")};

enum { SYMBOL_COLUMN, SCORE_COLUMN, BASIS_COLUMN, PRICES_COLUMN, WEEKS_COLUMN, SEEN_COLUMN, GAP_COLUMN, REPEATED_COLUMN,
       BROKEN_COLUMN, LEAPS_COLUMN, DEVIATION_COLUMN, QUALITY_COLUMNS };

static const char *const basis_texts[SERIES_BASES] = {
	[SERIES_COMPUTED] = N_("computed"), [SERIES_OF_SOURCE] = N_("of the source"), [SERIES_PRICE_ONLY] = N_("price only"),
};

static void add_score(const struct series_health *health, const char *symbol, struct table *table)
{
	const struct price_score *score = &health->score;
	struct cell *cells = table_row(table);

	for (size_t i = 0; i < QUALITY_COLUMNS; i++)
		cells[i] = cell_missing(NULL);
	cells[SYMBOL_COLUMN] = cell_text(arena_text(table->arena, symbol));
	cells[PRICES_COLUMN] = cell_integer((int64_t)health->origin.prices);
	if (!health->is_known) {
		cells[SCORE_COLUMN] = cell_missing(_("no price"));
		return;
	}
	cells[SCORE_COLUMN] = cell_toned(cell_integer(score->score), score->score < QUALITY_LEAST ? TONE_BAD : TONE_NONE);
	cells[BASIS_COLUMN] = cell_word(series_basis_name(health->origin.basis), _(basis_texts[health->origin.basis]), TONE_NONE);
	cells[WEEKS_COLUMN] = cell_integer((int64_t)score->weeks);
	cells[SEEN_COLUMN] = cell_integer((int64_t)score->weeks_seen);
	cells[GAP_COLUMN] = cell_integer((int64_t)score->longest_gap);
	cells[REPEATED_COLUMN] = cell_integer((int64_t)score->repeated);
	cells[BROKEN_COLUMN] = cell_integer((int64_t)score->broken);
	cells[LEAPS_COLUMN] = cell_integer((int64_t)score->leaps);
	if (health->origin.compared > 0)
		cells[DEVIATION_COLUMN] = cell_toned(cell_percent(health->origin.worst, 2),
		                                     health->origin.worst > SERIES_TOLERANCE ? TONE_WARN : TONE_NONE);
}

/* An instrument without a price has no series that could be judged, and lacks all of it. */
static void add_no_price(const char *symbol, struct table *findings)
{
	struct cell *cells = table_row(findings);
	struct text sentence = {0};

	explain_add(&sentence, language_current(), N_("%1$s has no price of five years; import prices, or enable a feed and refresh."),
	            symbol);
	cells[0] = cell_text(arena_text(findings->arena, symbol));
	cells[1] = cell_text("no-price");
	cells[2] = cell_text(arena_text(findings->arena, text_string(&sentence)));
	text_clear(&sentence);
}

static enum status add_series(struct session *session, const struct instrument *instrument, struct date newest,
                              struct table *table, struct table *findings, struct error *err)
{
	const struct date today = session_today(session);
	struct series prices = {0};
	struct series_origin origin = {0};
	struct series_health health = {0};
	enum status status = price_series(session, &instrument, 1, date_add_months(today, -60), today, &prices, &origin, err);

	if (status == STATUS_OK)
		status = series_health_read(session, instrument, &prices, 0, &origin, newest, &health, err);
	if (status == STATUS_OK) {
		add_score(&health, instrument->symbol, table);
		if (!health.is_known)
			add_no_price(instrument->symbol, findings);
		series_findings_add(&health, instrument->symbol, findings);
	}
	series_clear(&prices);
	return status;
}

/* The last day of which the book has any price. */
static enum status newest_price(struct session *session, struct date *newest, struct error *err)
{
	struct quote *quotes = NULL;
	size_t count = 0;
	const enum status status = store_quotes(session_store(session), session_today(session), &quotes, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		*newest = date_compare(quotes[i].date, *newest) > 0 ? quotes[i].date : *newest;
	free(quotes);
	return status;
}

enum status quality_section(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                            struct error *err)
{
	const struct column columns[QUALITY_COLUMNS] = {
		[SYMBOL_COLUMN] = {.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		[SCORE_COLUMN] = {.key = "score", .title = _("score"), .type = CELL_INTEGER},
		[BASIS_COLUMN] = {.key = "basis", .title = _("prices are"), .type = CELL_WORD},
		[PRICES_COLUMN] = {.key = "prices", .title = _("prices"), .type = CELL_INTEGER},
		[WEEKS_COLUMN] = {.key = "weeks", .title = _("weeks"), .type = CELL_INTEGER, .audience = FOR_PROGRAMS},
		[SEEN_COLUMN] = {.key = "weeks_seen", .title = _("with a price"), .type = CELL_INTEGER,
		                 .audience = FOR_PROGRAMS},
		[GAP_COLUMN] = {.key = "longest_gap", .title = _("gap, days"), .type = CELL_INTEGER},
		[REPEATED_COLUMN] = {.key = "repeated", .title = _("standing still"), .type = CELL_INTEGER},
		[BROKEN_COLUMN] = {.key = "broken", .title = _("broken"), .type = CELL_INTEGER},
		[LEAPS_COLUMN] = {.key = "leaps", .title = _("leaps"), .type = CELL_INTEGER},
		[DEVIATION_COLUMN] = {.key = "deviation", .title = _("off the source"), .type = CELL_PERCENT},
	};
	struct section *made = section_new(arena, "quality", _("Quality of prices"));
	struct table *table = section_table(made, "series", NULL, columns, QUALITY_COLUMNS);
	struct table *findings = series_findings(made);
	struct instrument *instruments = NULL, one;
	struct date newest = {0};
	size_t count = 0;
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) :
	                                      store_instruments(session_store(session), &instruments, &count, err);

	table->empty = _("The book has no instrument yet.");
	findings->empty = _("Nothing.");
	if (status == STATUS_OK)
		status = newest_price(session, &newest, err);
	if (status == STATUS_OK && symbol != NULL)
		status = add_series(session, &one, newest, table, findings, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (!instrument_is_cash(&instruments[i]))
			status = add_series(session, &instruments[i], newest, table, findings, err);
	free(instruments);
	if (status == STATUS_OK && symbol == NULL)
		status = series_findings_add_rates(session, findings, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}

static const char *symbol_of(const struct instrument *instruments, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (instruments[i].id == id)
			return instruments[i].symbol;
	return "";
}

void quality_held_columns(bool only_waiting, const struct column *kept, struct column *columns)
{
	/* Of those that wait nobody has said anything yet. */
	const enum audience settled = only_waiting ? FOR_PROGRAMS : FOR_ALL;
	const struct column common[QUALITY_HELD_COLUMNS] = {
		{.key = "fault", .title = _("why it is held"), .type = CELL_WORD},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
		{.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "state", .title = _("state"), .type = CELL_WORD, .audience = settled},
		{.key = "kept", .title = kept->title, .type = kept->type, .audience = settled},
		{.key = "by", .title = _("by"), .type = CELL_TEXT, .audience = settled},
		{.key = "why", .title = _("why"), .type = CELL_TEXT, .audience = settled},
	};

	memcpy(columns, common, sizeof common);
}

void quality_held_cells(struct arena *arena, const struct held_figure *held, const char *(*fault_text)(enum price_fault fault),
                        struct cell kept, struct cell *cells)
{
	enum price_fault fault = PRICE_FINE;

	(void)price_fault_parse(held->fault, &fault); /* one of a later program is shown by its name */
	cells[0] = cell_word(arena_text(arena, held->fault), fault != PRICE_FINE ? _(fault_text(fault)) :
	                                                                           arena_text(arena, held->fault), TONE_WARN);
	cells[1] = cell_text(arena_text(arena, held->source));
	cells[2] = cell_text(arena_text(arena, held->arrived));
	cells[3] = cell_word(state_names[held->state], _(state_texts[held->state]), TONE_NONE);
	cells[4] = kept;
	cells[5] = cell_text(arena_text(arena, held->actor));
	cells[6] = cell_text(arena_text(arena, held->note));
}

enum { HELD_OWN_COLUMNS = 5 };

static void add_held(struct arena *arena, const struct held_figure *held, const char *symbol, struct table *table)
{
	struct cell *cells = table_row(table);

	cells[0] = cell_integer(held->id);
	cells[1] = cell_text(arena_text(arena, symbol));
	cells[2] = cell_date(held->date);
	cells[3] = cell_decimal(held->close);
	cells[4] = held->before > 0 ? cell_decimal(held->before) : cell_missing(NULL);
	quality_held_cells(arena, held, quality_fault_text, held->kept > 0 ? cell_decimal(held->kept) : cell_missing(NULL),
	                   cells + HELD_OWN_COLUMNS);
}

enum status quality_held_section(struct session *session, bool only_waiting, struct arena *arena,
                                 struct section **section, size_t *waiting, struct error *err)
{
	struct column columns[HELD_OWN_COLUMNS + QUALITY_HELD_COLUMNS] = {
		{.key = "price", .title = _("number"), .type = CELL_INTEGER},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "close", .title = _("close"), .type = CELL_DECIMAL},
		{.key = "before", .title = _("the one before"), .type = CELL_DECIMAL},
	};
	struct section *made = section_new(arena, "held", _("Prices held back"));
	struct table *table;
	struct instrument *instruments = NULL;
	struct held_figure *held = NULL;
	size_t instrument_count = 0, count = 0, waits = 0;
	enum status status = store_instruments(session_store(session), &instruments, &instrument_count, err);

	quality_held_columns(only_waiting, &(struct column){.title = _("close taken"), .type = CELL_DECIMAL},
	                     columns + HELD_OWN_COLUMNS);
	table = section_table(made, "prices", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No price is held back.");
	if (status == STATUS_OK)
		status = store_held_prices(session_store(session), only_waiting, &held, &count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		add_held(arena, &held[i], symbol_of(instruments, instrument_count, held[i].instrument_id), table);
		waits += held[i].state == HELD_WAITS;
	}
	free(instruments);
	free(held);
	if (status != STATUS_OK)
		return status;
	*section = made;
	*waiting = waits;
	return STATUS_OK;
}

enum status quality_source_named(struct session *session, const char *name, char *source, struct error *err)
{
	char feed[SOURCE_SIZE];

	(void)snprintf(source, SOURCE_SIZE, "%s", name);
	(void)snprintf(feed, sizeof feed, "feed %.50s", name);
	if (store_has_source(session_store(session), source, NULL) == STATUS_OK)
		return STATUS_OK;
	if (store_has_source(session_store(session), feed, NULL) == STATUS_OK) {
		memcpy(source, feed, sizeof feed);
		return STATUS_OK;
	}
	return store_has_source(session_store(session), source, err);
}

enum status quality_differences_section(struct session *session, const char *first, const char *second,
                                        const char *symbol, struct arena *arena, struct section **section, size_t *count,
                                        struct error *err)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "first", .title = _("first source"), .type = CELL_DECIMAL},
		{.key = "second", .title = _("second source"), .type = CELL_DECIMAL},
		{.key = "difference", .title = _("difference"), .type = CELL_PERCENT},
	};
	struct section *made = section_new(arena, "differences", _("Two sources compared"));
	struct facts *facts = section_facts(made, NULL, NULL);
	struct price_difference *list = NULL;
	struct table *table;
	struct instrument instrument = {.id = 0};
	char sources[2][SOURCE_SIZE];
	size_t found = 0;
	enum status status = quality_source_named(session, first, sources[0], err);

	if (status == STATUS_OK)
		status = quality_source_named(session, second, sources[1], err);
	if (status == STATUS_OK && symbol != NULL)
		status = store_find_instrument(session_store(session), symbol, &instrument, err);
	if (status == STATUS_OK)
		status = store_price_differences(session_store(session), sources[0], sources[1], instrument.id, &list, &found, err);
	if (status != STATUS_OK)
		return status;
	facts_add(facts, "first", _("first source"), cell_text(arena_text(arena, sources[0])));
	facts_add(facts, "second", _("second source"), cell_text(arena_text(arena, sources[1])));
	facts_add(facts, "different_days", _("with different closes"), cell_integer((int64_t)found));
	table = section_table(made, "days", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("Where both say something, they say the same.");
	for (size_t i = 0; i < found; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(arena, list[i].symbol));
		cells[1] = cell_date(list[i].date);
		cells[2] = cell_decimal(list[i].first);
		cells[3] = cell_decimal(list[i].second);
		cells[4] = list[i].first > 0 ? cell_percent((double)list[i].second / (double)list[i].first - 1.0, 4) :
		                               cell_missing(NULL);
	}
	free(list);
	*section = made;
	*count = found;
	return STATUS_OK;
}
