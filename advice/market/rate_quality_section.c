/* Exchange rates held back, as a document section. */
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/rate_quality.h"
#include "data/store/store_held.h"
#include "engine/base/memory.h"
#include "report/document.h"

const char *quality_rate_fault_text(enum price_fault fault)
{
	return fault == PRICE_OTHER_UNIT ? N_("of a hundred or a thousand units, or that part of one") : quality_fault_text(fault);
}

/* Ten decimals: more than a decimal cell keeps. */
static struct cell rate_cell(struct arena *arena, int64_t value)
{
	char text[RATE_TEXT_SIZE];

	return value != 0 ? cell_text(arena_text(arena, rate_format(value, text))) : cell_missing(NULL);
}

enum { NUMBER_COLUMN, PAIR_COLUMN, DATE_COLUMN, RATE_COLUMN, BESIDE_COLUMN, OWN_COLUMNS };

static void add_held(struct arena *arena, const struct held_figure *held, struct table *table)
{
	struct cell *cells = table_row(table);
	char text[RATE_TEXT_SIZE];

	cells[NUMBER_COLUMN] = cell_integer(held->id);
	cells[PAIR_COLUMN] = cell_text(arena_format(arena, "%s/%s", held->base, held->currency));
	cells[DATE_COLUMN] = cell_date(held->date);
	cells[RATE_COLUMN] = cell_text(arena_text(arena, rate_format(held->close, text)));
	cells[BESIDE_COLUMN] = rate_cell(arena, held->before);
	quality_held_cells(arena, held, quality_rate_fault_text, rate_cell(arena, held->kept), cells + OWN_COLUMNS);
}

enum status quality_held_rates_section(struct session *session, bool only_waiting, struct arena *arena,
                                       struct section **section, size_t *waiting, struct error *err)
{
	struct column columns[OWN_COLUMNS + QUALITY_HELD_COLUMNS] = {
		[NUMBER_COLUMN] = {.key = "number", .title = _("number"), .type = CELL_INTEGER},
		[PAIR_COLUMN] = {.key = "pair", .title = _("pair"), .type = CELL_TEXT},
		[DATE_COLUMN] = {.key = "date", .title = _("date"), .type = CELL_DATE},
		[RATE_COLUMN] = {.key = "rate", .title = _("exchange rate"), .type = CELL_TEXT},
		[BESIDE_COLUMN] = {.key = "before", .title = _("the one beside it"), .type = CELL_TEXT},
	};
	struct section *made = section_new(arena, "held", _("Exchange rates held back"));
	struct held_figure *held = NULL;
	struct table *table;
	size_t count = 0, waits = 0;
	const enum status status = store_held_rates(session_store(session), only_waiting, &held, &count, err);

	if (status != STATUS_OK)
		return status;
	quality_held_columns(only_waiting, &(struct column){.title = _("rate taken"), .type = CELL_TEXT}, columns + OWN_COLUMNS);
	table = section_table(made, "rates", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No exchange rate is held back.");
	for (size_t i = 0; i < count; i++) {
		add_held(arena, &held[i], table);
		waits += held[i].state == HELD_WAITS;
	}
	free(held);
	*section = made;
	*waiting = waits;
	return STATUS_OK;
}
