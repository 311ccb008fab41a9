/* Quality of prices as document sections. */
#include <stdlib.h>
#include <string.h>

#include "advice/language.h"
#include "advice/price_quality.h"
#include "advice/price_series.h"
#include "advice/session.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static const char *const fault_texts[PRICE_FAULTS] = {
	[PRICE_FINE] = N_("fine"),
	[PRICE_NOT_POSITIVE] = N_("not above zero"),
	[PRICE_IN_FUTURE] = N_("of a day to come"),
	[PRICE_OTHER_CURRENCY] = N_("in another currency"),
	[PRICE_TWICE] = N_("a day twice, with two closes"),
	[PRICE_OUT_OF_ORDER] = N_("an earlier day after a later one"),
	[PRICE_OTHER_UNIT] = N_("in another unit, such as pence for pounds"),
	[PRICE_SPLIT] = N_("a split that was not reckoned in"),
	[PRICE_JUMP] = N_("a leap the series does not know"),
};

const char *quality_fault_text(enum price_fault fault)
{
	return fault_texts[fault];
}

static const char *const state_names[] = {"waiting", "accepted", "rejected", "corrected"};
static const char *const state_texts[] = {N_("waiting"), N_("accepted"), N_("rejected"), N_("corrected")};

static enum status add_score(struct session *session, const struct instrument *instrument, struct table *table,
                             struct error *err)
{
	const struct date today = session_today(session);
	struct series prices = {0};
	struct price_score score;
	struct cell *cells;
	struct series_origin origin = {0};
	enum status status = price_series(session, &instrument, 1, date_add_months(today, -60), today, &prices, &origin, err);

	if (status != STATUS_OK)
		return status;
	if (prices.length > 0)
		status = quality_score(session, instrument, &prices, 0, &score, err);
	if (status == STATUS_OK) {
		cells = table_row(table);
		cells[0] = cell_text(arena_text(table->arena, instrument->symbol));
		cells[1] = prices.length == 0 ? cell_missing(_("no price")) :
		                                cell_toned(cell_integer(score.score), score.score < QUALITY_LEAST ? TONE_BAD : TONE_NONE);
		cells[2] = cell_integer((int64_t)prices.length);
		for (size_t i = 3; i < 9; i++)
			cells[i] = cell_missing(NULL);
		if (prices.length > 0) {
			cells[3] = cell_integer((int64_t)score.weeks);
			cells[4] = cell_integer((int64_t)score.weeks_seen);
			cells[5] = cell_integer((int64_t)score.longest_gap);
			cells[6] = cell_integer((int64_t)score.repeated);
			cells[7] = cell_integer((int64_t)score.broken);
			cells[8] = cell_integer((int64_t)score.leaps);
		}
	}
	series_clear(&prices);
	return status;
}

enum status quality_section(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                            struct error *err)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "score", .title = _("score"), .type = CELL_INTEGER},
		{.key = "prices", .title = _("prices"), .type = CELL_INTEGER},
		{.key = "weeks", .title = _("weeks"), .type = CELL_INTEGER},
		{.key = "weeks_seen", .title = _("with a price"), .type = CELL_INTEGER},
		{.key = "longest_gap", .title = _("longest gap, days"), .type = CELL_INTEGER},
		{.key = "repeated", .title = _("standing still"), .type = CELL_INTEGER},
		{.key = "broken", .title = _("splits and units"), .type = CELL_INTEGER},
		{.key = "leaps", .title = _("leaps"), .type = CELL_INTEGER},
	};
	struct section *made = section_new(arena, "quality", _("Quality of prices"));
	struct table *table = section_table(made, "series", NULL, columns, sizeof columns / sizeof columns[0]);
	struct instrument *instruments = NULL, one;
	size_t count = 0;
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) :
	                                      store_instruments(session_store(session), &instruments, &count, err);

	table->empty = _("The book has no instrument yet.");
	if (status == STATUS_OK && symbol != NULL)
		status = add_score(session, &one, table, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (!instrument_is_cash(&instruments[i]))
			status = add_score(session, &instruments[i], table, err);
	free(instruments);
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

static void add_held(struct arena *arena, const struct held_price *held, const char *symbol, struct table *table)
{
	struct cell *cells = table_row(table);
	enum price_fault fault = PRICE_FINE;

	(void)price_fault_parse(held->fault, &fault); /* one of a later program is shown by its name */
	cells[0] = cell_integer(held->id);
	cells[1] = cell_text(arena_text(arena, symbol));
	cells[2] = cell_date(held->date);
	cells[3] = cell_decimal(held->close);
	cells[4] = held->before > 0 ? cell_decimal(held->before) : cell_missing(NULL);
	cells[5] = cell_word(arena_text(arena, held->fault), fault != PRICE_FINE ? _(fault_texts[fault]) :
	                                                                           arena_text(arena, held->fault), TONE_WARN);
	cells[6] = cell_text(arena_text(arena, held->source));
	cells[7] = cell_text(arena_text(arena, held->arrived));
	cells[8] = cell_word(state_names[held->state], _(state_texts[held->state]), TONE_NONE);
	cells[9] = held->kept > 0 ? cell_decimal(held->kept) : cell_missing(NULL);
	cells[10] = cell_text(arena_text(arena, held->actor));
	cells[11] = cell_text(arena_text(arena, held->note));
}

enum status quality_held_section(struct session *session, bool only_waiting, struct arena *arena,
                                 struct section **section, size_t *waiting, struct error *err)
{
	const struct column columns[] = {
		{.key = "price", .title = _("number"), .type = CELL_INTEGER},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "close", .title = _("close"), .type = CELL_DECIMAL},
		{.key = "before", .title = _("the one before"), .type = CELL_DECIMAL},
		{.key = "fault", .title = _("why it is held"), .type = CELL_WORD},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
		{.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
		{.key = "kept", .title = _("taken"), .type = CELL_DECIMAL},
		{.key = "by", .title = _("by"), .type = CELL_TEXT},
		{.key = "why", .title = _("why"), .type = CELL_TEXT},
	};
	struct section *made = section_new(arena, "held", _("Prices held back"));
	struct table *table = section_table(made, "prices", NULL, columns, sizeof columns / sizeof columns[0]);
	struct instrument *instruments = NULL;
	struct held_price *held = NULL;
	size_t instrument_count = 0, count = 0, waits = 0;
	enum status status = store_instruments(session_store(session), &instruments, &instrument_count, err);

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

enum status quality_differences_section(struct session *session, const char *first, const char *second,
                                        struct arena *arena, struct section **section, size_t *count,
                                        struct error *err)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "first", .title = _("first"), .type = CELL_DECIMAL},
		{.key = "second", .title = _("second"), .type = CELL_DECIMAL},
		{.key = "difference", .title = _("difference"), .type = CELL_PERCENT},
	};
	struct section *made = section_new(arena, "differences", _("Two sources compared"));
	struct facts *facts = section_facts(made, NULL, NULL);
	struct price_difference *list = NULL;
	struct table *table;
	size_t found = 0;
	const enum status status = store_price_differences(session_store(session), first, second, &list, &found, err);

	if (status != STATUS_OK)
		return status;
	facts_add(facts, "first", _("first"), cell_text(arena_text(arena, first)));
	facts_add(facts, "second", _("second"), cell_text(arena_text(arena, second)));
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
