/* Trading calendars out of files. */
#include "data/settings/calendar_loader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/config.h"
#include "data/settings/config_place.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/* More days than a year has weekdays are a slip, not a calendar. */
enum { CLOSED_MOST = 120, CALENDARS_MOST = 200 };

struct days {
	struct date *list;               /* owned                                                        */
	size_t count, capacity;
};

/* "2026-02-15/2026-02-23" and "2026-01-01" */
static enum status read_span(const struct config_place *place, const char *text, struct date *from, struct date *to,
                             struct error *err)
{
	char first[DATE_TEXT_SIZE] = "";
	struct error own;
	const char *slash = strchr(text, '/');
	enum status status;

	if (slash == NULL) {
		status = date_parse(text, from, &own);
		*to = *from;
	} else {
		if ((size_t)(slash - text) < sizeof first)
			memcpy(first, text, (size_t)(slash - text));
		status = date_parse(first, from, &own);
		if (status == STATUS_OK)
			status = date_parse(slash + 1, to, &own);
	}
	if (status != STATUS_OK)
		return config_refuse(place, err, "\"%.40s\" is neither a day nor a span of days; write 2026-01-01 or "
		                     "2026-02-15/2026-02-23", text);
	if (date_compare(*from, *to) > 0)
		return config_refuse(place, err, "the span %.40s ends before it begins", text);
	return STATUS_OK;
}

/* The days of one list of a year; of a span its weekdays. */
static enum status take_days(const struct config_place *place, const char *key, int year, struct days *days,
                             struct error *err)
{
	const size_t before = days->count;
	struct date last = {INT32_MIN};

	for (size_t i = 0; i < config_count(place->section, key); i++) {
		const char *text = config_text_at(place->section, key, i);
		struct date from, to;
		int first_year, last_year, month, day;
		enum status status = read_span(place, text, &from, &to, err);

		if (status != STATUS_OK)
			return status;
		date_to_civil(from, &first_year, &month, &day);
		date_to_civil(to, &last_year, &month, &day);
		if (first_year != year || last_year != year)
			return config_refuse(place, err, "%s does not lie in the year %d", text, year);
		if (date_compare(from, last) <= 0)
			return config_refuse(place, err, "%s is not after what stands before it", text);
		last = to;
		for (; date_compare(from, to) <= 0; from = date_add_days(from, 1)) {
			if (!date_is_business_day(from))
				continue;
			days->list = memory_grow(days->list, &days->capacity, days->count + 1, sizeof *days->list);
			days->list[days->count++] = from;
		}
	}
	if (days->count - before > CLOSED_MOST)
		return config_refuse(place, err, "%s has %zu weekdays in %d; a market is not closed that often", key,
		                     days->count - before, year);
	return STATUS_OK;
}

/* Each year with where its days are published; the years follow each other. */
static enum status take_year(const struct config_place *place, struct calendar *calendar, struct days *closed,
                             struct days *half, struct error *err)
{
	const char *title = config_title(place->section);
	char source[400] = "";
	struct date first, last;
	char *end;
	const long year = strtol(title, &end, 10);
	enum status status;

	if (*end != '\0' || !date_from_civil((int)year, 1, 1, &first) || !date_from_civil((int)year, 12, 31, &last))
		return config_refuse(place, err, "\"%.20s\" is no year; write year '2026' { ... }", title);
	if (calendar->last.days != 0 && first.days != calendar->last.days + 1)
		return config_refuse(place, err, "%ld does not follow the year before it; a year that is left out would be taken "
		                     "for one without holidays", year);
	status = config_take_text(place, "source", true, source, sizeof source, err);
	if (status == STATUS_OK)
		status = take_days(place, "closed", (int)year, closed, err);
	if (status == STATUS_OK)
		status = take_days(place, "half", (int)year, half, err);
	if (status != STATUS_OK)
		return status;
	if (calendar->last.days == 0)
		calendar->first = first;
	calendar->last = last;
	return STATUS_OK;
}

static enum status take_names(const struct config_place *place, struct calendar *calendar, struct error *err)
{
	const char *slash = strrchr(place->path, '/'), *name = slash != NULL ? slash + 1 : place->path;
	const size_t length = strlen(name) > 5 ? strlen(name) - 5 : 0; /* ".conf" */

	if (length == 0 || length >= CALENDAR_NAME_SIZE)
		return config_refuse(place, err, "the file's name is the calendar's: from 1 to %d characters and .conf",
		                     CALENDAR_NAME_SIZE - 1);
	memcpy(calendar->names[0], name, length);
	calendar->name_count = 1;
	if (config_count(place->section, "also") >= CALENDAR_NAMES ||
	    config_count(place->section, "currencies") > CALENDAR_NAMES)
		return config_refuse(place, err, "at most %d names and as many currencies can be given", CALENDAR_NAMES - 1);
	for (size_t i = 0; i < config_count(place->section, "also"); i++) {
		const char *also = config_text_at(place->section, "also", i);

		if (also[0] == '\0' || strlen(also) >= CALENDAR_NAME_SIZE || !text_is_clean(also))
			return config_refuse(place, err, "\"%.40s\" is no name of a market; write one such as XSHE", also);
		memcpy(calendar->names[calendar->name_count++], also, strlen(also) + 1);
	}
	for (size_t i = 0; i < config_count(place->section, "currencies"); i++) {
		const char *currency = config_text_at(place->section, "currencies", i);

		if (!currency_is_valid(currency))
			return config_refuse(place, err, "\"%.40s\" is no currency; three capital letters such as CNY", currency);
		memcpy(calendar->currencies[calendar->currency_count++], currency, 4);
	}
	return STATUS_OK;
}

static enum status take_calendar(const struct config_place *place, struct calendar *calendar, struct error *err)
{
	struct days closed = {0}, half = {0};
	enum status status = take_names(place, calendar, err);

	if (status == STATUS_OK)
		status = config_take_text(place, "title", true, calendar->title[0], sizeof calendar->title[0], err);
	memcpy(calendar->title[1], calendar->title[0], sizeof calendar->title[0]);
	if (status == STATUS_OK)
		status = config_take_text(place, "title_zh", false, calendar->title[1], sizeof calendar->title[1], err);
	if (status == STATUS_OK && config_count(place->section, "year") == 0)
		status = config_refuse(place, err, "no year is given; write year '2026' { closed = {...} source = '...' }");
	for (size_t i = 0; status == STATUS_OK && i < config_count(place->section, "year"); i++) {
		const struct config_place inner = {place->path, config_section(place->section, "year", i)};

		status = take_year(&inner, calendar, &closed, &half, err);
	}
	calendar->closed = closed.list;
	calendar->closed_count = closed.count;
	calendar->half = half.list;
	calendar->half_count = half.count;
	return status;
}

enum status calendar_read(const char *path, struct calendar *calendar, struct error *err)
{
	static const struct config_option year_options[] = {
		{.name = "closed", .type = CONFIG_TEXTS}, {.name = "half", .type = CONFIG_TEXTS},
		{.name = "source", .type = CONFIG_TEXT}, {0},
	};
	static const struct config_option options[] = {
		{.name = "title", .type = CONFIG_TEXT}, {.name = "title_zh", .type = CONFIG_TEXT},
		{.name = "also", .type = CONFIG_TEXTS}, {.name = "currencies", .type = CONFIG_TEXTS},
		{.name = "year", .type = CONFIG_SECTIONS, .options = year_options}, {0},
	};
	struct calendar made = {0};
	struct config *config = NULL;
	enum status status = config_read(path, options, &config, err);
	const struct config_place place = {path, config};

	if (status == STATUS_OK)
		status = take_calendar(&place, &made, err);
	config_free(config);
	if (status == STATUS_OK)
		*calendar = made;
	else
		calendar_clear(&made);
	return status;
}

/* ---- folders ---------------------------------------------------------------------------------------------------- */

static int is_calendar(const struct dirent *entry)
{
	const size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0;
}

/* A calendar goes where one of its name stands, else behind the others. */
static void put(struct calendars *calendars, const struct calendar *calendar)
{
	for (size_t i = 0; i < calendars->count; i++)
		if (strcmp(calendars->list[i].names[0], calendar->names[0]) == 0) {
			calendar_clear(&calendars->list[i]);
			calendars->list[i] = *calendar;
			return;
		}
	calendars->list[calendars->count++] = *calendar;
}

static enum status add_folder(const char *folder, struct calendars *calendars, struct error *err)
{
	struct dirent **entries = NULL;
	const int count = folder != NULL ? scandir(folder, &entries, is_calendar, alphasort) : 0;
	enum status status = STATUS_OK;

	for (int i = 0; i < count; i++) {
		char path[PLACE_SIZE];
		struct calendar calendar;

		if (status == STATUS_OK && calendars->count >= CALENDARS_MOST)
			status = error_set(err, STATUS_INVALID, "\"%s\" holds more than %d calendars", folder, CALENDARS_MOST);
		if (status == STATUS_OK)
			status = place_join(folder, entries[i]->d_name, path, err);
		if (status == STATUS_OK)
			status = calendar_read(path, &calendar, err);
		if (status == STATUS_OK)
			put(calendars, &calendar);
		free(entries[i]);
	}
	free(entries);
	return status;
}

/* Which of two calendars is meant must not depend on their order. */
static enum status check_claims(const struct calendars *calendars, struct error *err)
{
	for (size_t i = 0; i < calendars->count; i++) {
		const struct calendar *calendar = &calendars->list[i];

		for (size_t j = 0; j < calendar->name_count; j++)
			if (calendars_find(calendars, calendar->names[j]) != calendar)
				return error_set(err, STATUS_INVALID, "the calendars %s and %s both call themselves %s",
				                 calendars_find(calendars, calendar->names[j])->names[0], calendar->names[0],
				                 calendar->names[j]);
		for (size_t j = 0; j < calendar->currency_count; j++)
			if (calendars_of_currency(calendars, calendar->currencies[j]) != calendar)
				return error_set(err, STATUS_INVALID, "the calendars %s and %s both claim what is priced in %s",
				                 calendars_of_currency(calendars, calendar->currencies[j])->names[0], calendar->names[0],
				                 calendar->currencies[j]);
	}
	return STATUS_OK;
}

enum status calendars_load(const char *shipped, const char *own, struct calendars *calendars, struct error *err)
{
	struct calendars made = {.list = memory_new_array(CALENDARS_MOST + 1, sizeof *made.list)};
	enum status status = add_folder(shipped, &made, err);

	if (status == STATUS_OK)
		status = add_folder(own, &made, err);
	if (status == STATUS_OK)
		status = check_claims(&made, err);
	if (status == STATUS_OK)
		*calendars = made;
	else
		calendars_clear(&made);
	return status;
}
