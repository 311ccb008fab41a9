/* Trading calendars as a person sees them. */
#include "advice/market/opening_days.h"

#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "engine/base/memory.h"
#include "engine/model/calendar.h"
#include "report/document.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

const char *opening_days_gap(struct arena *arena, const struct calendar *calendar, struct date day)
{
	char text[DATE_TEXT_SIZE];

	if (calendar_covers(calendar, day))
		return NULL;
	if (date_compare(day, calendar->last) > 0)
		return arena_format(arena, _("calendar of %1$s ends %2$s: weekdays are assumed"), calendar->names[0],
		                    date_format(calendar->last, text));
	return arena_format(arena, _("calendar of %1$s begins %2$s: weekdays are assumed"), calendar->names[0],
	                    date_format(calendar->first, text));
}

enum status opening_days_notes(struct session *session, struct arena *arena, struct section *section, struct error *err)
{
	const struct market *market;
	struct notes *notes = NULL;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < market->count; i++) {
		const struct calendar *calendar = market->rows[i].calendar;
		const char *gap = opening_days_gap(arena, calendar, market->as_of);
		bool is_said = gap == NULL || instrument_is_cash(&market->rows[i].instrument);

		for (size_t j = 0; j < i && !is_said; j++)
			is_said = market->rows[j].calendar == calendar && !instrument_is_cash(&market->rows[j].instrument);
		if (is_said)
			continue;
		if (notes == NULL)
			notes = section_notes(section, "calendars", NULL);
		notes_add(notes, TONE_WARN, calendar->names[0], gap);
	}
	return STATUS_OK;
}

static const char *all_names(struct arena *arena, const struct calendar *calendar)
{
	const char *names = calendar->names[0];

	for (size_t i = 1; i < calendar->name_count; i++)
		names = arena_format(arena, "%s %s", names, calendar->names[i]);
	return names;
}

static const char *all_currencies(struct arena *arena, const struct calendar *calendar)
{
	const char *names = "";

	for (size_t i = 0; i < calendar->currency_count; i++)
		names = arena_format(arena, i == 0 ? "%s%s" : "%s %s", names, calendar->currencies[i]);
	return names;
}

/* The first day from a day on that is listed as closed. */
static struct cell next_closed(const struct calendar *calendar, struct date day)
{
	for (size_t i = 0; i < calendar->closed_count; i++)
		if (date_compare(calendar->closed[i], day) >= 0)
			return cell_date(calendar->closed[i]);
	return cell_missing(_("none is known"));
}

static struct cell standing_of(const struct calendar *calendar, struct date day)
{
	if (!calendar_is_open(calendar, day))
		return cell_word("closed", _("no trading"), TONE_NONE);
	if (calendar_is_half(calendar, day))
		return cell_word("half", _("half a day"), TONE_NONE);
	return calendar_covers(calendar, day) ? cell_word("open", _("a day of trading"), TONE_NONE) :
	                                        cell_word("assumed", _("open, as is assumed"), TONE_WARN);
}

static void add_all(const struct calendars *calendars, struct date today, struct arena *arena, struct section *section)
{
	const struct column columns[] = {
		{.key = "calendar", .title = _("trading calendar"), .type = CELL_TEXT},
		{.key = "title", .title = _("market"), .type = CELL_TEXT},
		{.key = "currencies", .title = _("currencies"), .type = CELL_TEXT},
		{.key = "today", .title = _("today"), .type = CELL_WORD},
		{.key = "closed_next", .title = _("next closed"), .type = CELL_DATE},
		{.key = "from", .title = _("complete from"), .type = CELL_DATE},
		{.key = "to", .title = _("complete to"), .type = CELL_DATE},
	};
	struct table *table = section_table(section, "calendars", NULL, columns, COUNT(columns));
	struct notes *notes = NULL;

	table->empty = _("No calendar is there: weekdays are assumed for every market.");
	for (size_t i = 0; i < calendars->count; i++) {
		const struct calendar *calendar = &calendars->list[i];
		const char *gap = opening_days_gap(arena, calendar, today);
		struct cell *cells = table_row(table);

		cells[0] = cell_text(all_names(arena, calendar));
		cells[1] = cell_text(arena_text(arena, calendar->title[language_current()]));
		cells[2] = calendar->currency_count > 0 ? cell_text(all_currencies(arena, calendar)) : cell_missing(NULL);
		cells[3] = standing_of(calendar, today);
		cells[4] = next_closed(calendar, today);
		cells[5] = cell_date(calendar->first);
		cells[6] = cell_date(calendar->last);
		if (gap == NULL)
			continue;
		if (notes == NULL)
			notes = section_notes(section, "gaps", NULL);
		notes_add(notes, TONE_WARN, calendar->names[0], gap);
	}
}

static void add_days(const struct calendar *calendar, struct date today, struct arena *arena, struct section *section)
{
	const struct column columns[] = {
		{.key = "date", .title = _("day"), .type = CELL_DATE},
		{.key = "state", .title = _("what kind of day"), .type = CELL_WORD},
	};
	struct facts *facts = section_facts(section, NULL, NULL);
	struct table *table;
	size_t half = 0;

	facts_add(facts, "calendar", _("trading calendar"), cell_text(all_names(arena, calendar)));
	facts_add(facts, "title", _("market"), cell_text(arena_text(arena, calendar->title[language_current()])));
	facts_add(facts, "today", _("today"), standing_of(calendar, today));
	facts_add(facts, "previous", _("open before"), cell_date(calendar_previous(calendar, today)));
	facts_add(facts, "next", _("open next"), cell_date(calendar_next(calendar, today)));
	facts_add(facts, "from", _("complete from"), cell_date(calendar->first));
	facts_add(facts, "to", _("complete to"), cell_date(calendar->last));
	table = section_table(section, "days", _("Weekdays that are not whole"), columns, COUNT(columns));
	for (size_t i = 0; i <= calendar->closed_count; i++) {
		const bool is_end = i == calendar->closed_count;
		struct cell *cells;

		for (; half < calendar->half_count && (is_end || date_compare(calendar->half[half], calendar->closed[i]) < 0); half++) {
			cells = table_row(table);
			cells[0] = cell_date(calendar->half[half]);
			cells[1] = cell_word("half", _("half a day"), TONE_NONE);
		}
		if (is_end)
			break;
		cells = table_row(table);
		cells[0] = cell_date(calendar->closed[i]);
		cells[1] = cell_word("closed", _("no trading"), TONE_NONE);
	}
}

enum status opening_days_section(struct session *session, const char *name, struct arena *arena,
                                 struct section **section, struct error *err)
{
	const struct calendars *calendars;
	const struct calendar *calendar;
	enum status status = session_calendars(session, &calendars, err);

	if (status != STATUS_OK)
		return status;
	if (name == NULL) {
		*section = section_new(arena, NULL, _("Trading calendars"));
		add_all(calendars, session_today(session), arena, *section);
		return STATUS_OK;
	}
	calendar = calendars_find(calendars, name);
	if (calendar == NULL)
		return error_set(err, STATUS_NOT_FOUND, "there is no calendar \"%.40s\"", name);
	*section = section_new(arena, NULL, NULL);
	add_days(calendar, session_today(session), arena, *section);
	return STATUS_OK;
}
