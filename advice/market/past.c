/* Changed pasts as sections. */
#include "advice/market/past.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/store/store_close.h"
#include "data/store/store_delivery.h"
#include "data/store/store_price.h"
#include "data/store/store_watch.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

enum { SYMBOL_COLUMN, DATE_COLUMN, WHAT_COLUMN, BEFORE_COLUMN, AFTER_COLUMN, CHANGE_COLUMN, SOURCE_COLUMN, ARRIVED_COLUMN, BY_COLUMN,
       PERSON_COLUMN, REPLACED_COLUMN, REPORT_COLUMN, COLUMNS };

static struct table *add_table(struct section *section)
{
	const struct column columns[COLUMNS] = {
		[SYMBOL_COLUMN] = {.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		[DATE_COLUMN] = {.key = "date", .title = _("of"), .type = CELL_DATE},
		[WHAT_COLUMN] = {.key = "what", .title = _("what"), .type = CELL_WORD},
		[BEFORE_COLUMN] = {.key = "before", .title = _("was"), .type = CELL_TEXT},
		[AFTER_COLUMN] = {.key = "after", .title = _("became"), .type = CELL_TEXT},
		[CHANGE_COLUMN] = {.key = "change", .title = _("change"), .type = CELL_PERCENT},
		[SOURCE_COLUMN] = {.key = "source", .title = _("brought by"), .type = CELL_TEXT},
		[ARRIVED_COLUMN] = {.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		[BY_COLUMN] = {.key = "by", .title = _("replaced by"), .type = CELL_TEXT},
		[PERSON_COLUMN] = {.key = "by_subject", .title = _("person or file"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		[REPLACED_COLUMN] = {.key = "replaced", .title = _("on"), .type = CELL_TEXT},
		[REPORT_COLUMN] = {.key = "report", .title = _("in report of"), .type = CELL_DATE},
	};

	return section_table(section, "changes", NULL, columns, COLUMNS);
}

/* A dividend rewrites the adjusted closes and leaves the closes alone. */
static bool is_restated(const struct past_change *change)
{
	return change->before == change->after;
}

static double change_of(const struct past_change *change)
{
	const int64_t before = is_restated(change) ? change->adjusted_before : change->before;
	const int64_t after = is_restated(change) ? change->adjusted_after : change->after;

	return before > 0 && after > 0 ? (double)after / (double)before - 1.0 : NAN;
}

static struct cell figure(struct arena *arena, const struct past_change *change, int64_t value)
{
	char text[RATE_TEXT_SIZE + DECIMAL_TEXT_SIZE];

	if (value <= 0)
		return cell_missing(NULL);
	return cell_text(arena_text(arena, change->instrument_id == 0 ? rate_format(value, text) : decimal_format(value, text)));
}

static struct cell what(const struct past_change *change)
{
	if (change->instrument_id == 0)
		return cell_word("rate", _("rate"), TONE_NONE);
	return is_restated(change) ? cell_word("adjusted_close", _("adjusted close"), TONE_NONE) :
	                             cell_word("close", _("close"), TONE_NONE);
}

static void add_change(struct arena *arena, const struct past_change *change, struct table *table)
{
	const bool restated = is_restated(change);
	struct cell *cells = table_row(table);

	cells[SYMBOL_COLUMN] = cell_text(arena_text(arena, change->symbol));
	cells[DATE_COLUMN] = cell_date(change->date);
	cells[WHAT_COLUMN] = what(change);
	cells[BEFORE_COLUMN] = figure(arena, change, restated ? change->adjusted_before : change->before);
	cells[AFTER_COLUMN] = figure(arena, change, restated ? change->adjusted_after : change->after);
	cells[CHANGE_COLUMN] = cell_change(change_of(change), 2);
	cells[SOURCE_COLUMN] = cell_text(arena_text(arena, change->source));
	cells[ARRIVED_COLUMN] = cell_text(arena_text(arena, change->arrived));
	cells[BY_COLUMN] = cell_text(arena_text(arena, change->by));
	cells[PERSON_COLUMN] = cell_text(arena_text(arena, change->by_subject));
	cells[REPLACED_COLUMN] = cell_text(arena_format(arena, "%.10s", change->replaced));
	cells[REPORT_COLUMN] = change->report.days != 0 && !restated ? cell_toned(cell_date(change->report), TONE_WARN) :
	                                                               cell_missing(NULL);
}

/* Where the figure that stands came from. */
static enum status add_delivery(struct session *session, int64_t id, struct arena *arena, struct facts *facts,
                                struct error *err)
{
	struct delivery delivery;
	const enum status status = store_get_delivery(session_store(session), id, &delivery, err);

	if (status != STATUS_OK)
		return status;
	facts_add(facts, "source", _("source"), cell_text(arena_text(arena, delivery.source)));
	facts_add(facts, "subject", _("about"), cell_text(arena_text(arena, delivery.subject)));
	facts_add(facts, "kind", _("prices are"), cell_text(arena_text(arena, delivery.kind)));
	facts_add(facts, "arrived", _("arrived"), cell_text(arena_text(arena, delivery.arrived)));
	facts_add(facts, "body_sha256", _("hash of what came"),
	          delivery.body_hash[0] != '\0' ? cell_text(arena_text(arena, delivery.body_hash)) : cell_missing(_("not known")));
	return STATUS_OK;
}

static enum status add_price(struct session *session, const struct instrument *instrument, struct date day,
                             struct arena *arena, struct section *section, struct error *err)
{
	struct facts *facts = section_facts(section, "price", NULL);
	struct kept_close *closes = NULL;
	size_t count = 0;
	enum status status = store_closes(session_store(session), instrument->id, day, day, &closes, &count, err);

	if (status != STATUS_OK)
		return status;
	facts_add(facts, "symbol", _("symbol"), cell_text(arena_text(arena, instrument->symbol)));
	facts_add(facts, "date", _("of"), cell_date(day));
	facts_add(facts, "close", _("close"), count > 0 ? cell_decimal(closes[0].close) : cell_missing(_("no price")));
	if (count > 0) {
		facts_add(facts, "adjusted_close", _("adjusted close"),
		          closes[0].adjusted_close > 0 ? cell_decimal(closes[0].adjusted_close) : cell_missing(NULL));
		status = add_delivery(session, closes[0].delivery_id, arena, facts, err);
	}
	free(closes);
	return status;
}

static enum status add_rate(struct session *session, const char *base, const char *quote, struct date day,
                            struct arena *arena, struct section *section, struct error *err)
{
	struct facts *facts = section_facts(section, "rate", NULL);
	char text[RATE_TEXT_SIZE];
	int64_t value = 0, delivery = 0;
	enum status status = store_rate_delivery(session_store(session), base, quote, day, &value, &delivery, err);

	if (status != STATUS_OK)
		return status;
	facts_add(facts, "pair", _("pair"), cell_text(arena_format(arena, "%s/%s", base, quote)));
	facts_add(facts, "date", _("of"), cell_date(day));
	facts_add(facts, "rate", _("rate"), delivery != 0 ? cell_text(arena_text(arena, rate_format(value, text))) :
	                                                    cell_missing(_("no rate")));
	return delivery != 0 ? add_delivery(session, delivery, arena, facts, err) : STATUS_OK;
}

/* "EUR/USD" into two currencies. */
static bool is_pair(const char *text, char base[4], char quote[4])
{
	if (strlen(text) != 7 || text[3] != '/')
		return false;
	(void)snprintf(base, 4, "%.3s", text);
	(void)snprintf(quote, 4, "%s", text + 4);
	return currency_is_valid(base) && currency_is_valid(quote);
}

enum status past_section(struct session *session, const char *subject, const struct date *day, struct arena *arena,
                         struct section **section, size_t *count, struct error *err)
{
	struct section *made = section_new(arena, "history", _("What was replaced"));
	struct store *store = session_store(session);
	struct instrument instrument;
	struct past_wish wish = {0};
	struct past_change *changes = NULL;
	char base[4], quote[4];
	const bool is_rate = is_pair(subject, base, quote);
	struct table *table;
	enum status status = STATUS_OK;

	if (day != NULL)
		wish.day = *day;
	if (!is_rate)
		status = store_find_instrument(store, subject, &instrument, err);
	if (status != STATUS_OK)
		return status;
	if (is_rate) {
		wish.base = base;
		wish.quote = quote;
		if (day != NULL)
			status = add_rate(session, base, quote, wish.day, arena, made, err);
		if (status == STATUS_OK)
			status = store_rate_changes(store, &wish, &changes, count, err);
	} else {
		wish.instrument_id = instrument.id;
		if (day != NULL)
			status = add_price(session, &instrument, wish.day, arena, made, err);
		if (status == STATUS_OK)
			status = store_price_changes(store, &wish, &changes, count, err);
	}
	if (status != STATUS_OK)
		return status;
	table = add_table(made);
	table->empty = _("Nothing was replaced.");
	for (size_t i = 0; i < *count; i++)
		add_change(arena, &changes[i], table);
	free(changes);
	*section = made;
	return STATUS_OK;
}

/* ---- since the last report ----------------------------------------------------------------------------------------- */

/* Adds a change to its series; they come by symbol. Days after the report's it did not know. */
static void note(struct past_since *since, const struct past_change *change)
{
	struct past_series *series = since->count > 0 ? &since->series[since->count - 1] : NULL;
	const double size = change_of(change);
	const bool restated = is_restated(change);

	if (date_compare(change->date, since->report) > 0)
		return;
	if (series == NULL || strcmp(series->symbol, change->symbol) != 0) {
		series = &since->series[since->count++];
		*series = (struct past_series){.instrument_id = change->instrument_id, .first = change->date};
		memcpy(series->symbol, change->symbol, sizeof series->symbol);
	}
	series->last = change->date;
	if (!restated && date_compare(change->report, series->report) > 0)
		series->report = change->report;
	if ((!restated && series->figures == 0) || (isfinite(size) && fabs(size) > fabs(series->worst) &&
	                                            (!restated || series->figures == 0))) {
		series->worst = size;
		series->worst_day = change->date;
		memcpy(series->by, change->by, sizeof series->by);
	}
	series->figures += !restated;
	series->restated += restated;
	since->figures += !restated;
	since->restated += restated;
}

enum status past_since_report(struct session *session, struct past_since *since, struct error *err)
{
	struct store *store = session_store(session);
	struct past_change *prices = NULL, *rates = NULL;
	size_t price_count = 0, rate_count = 0;
	struct past_since found = {0};
	struct past_wish wish = {0};
	struct report report;
	char time[24];
	enum status status = store_find_report(store, session_today(session), true, &report, err);

	if (status == STATUS_OK)
		status = store_report_time(store, &report, time, err);
	if (status == STATUS_NOT_FOUND) { /* the first report */
		*since = found;
		return STATUS_OK;
	}
	wish.since = time;
	if (status == STATUS_OK)
		status = store_price_changes(store, &wish, &prices, &price_count, err);
	if (status == STATUS_OK)
		status = store_rate_changes(store, &wish, &rates, &rate_count, err);
	if (status == STATUS_OK) {
		found.has_report = true;
		found.report = report.as_of;
		found.series = memory_new_array(price_count + rate_count + 1, sizeof *found.series);
		for (size_t i = 0; i < price_count; i++)
			note(&found, &prices[i]);
		for (size_t i = 0; i < rate_count; i++)
			note(&found, &rates[i]);
		*since = found;
	}
	free(prices);
	free(rates);
	return status;
}

void past_since_clear(struct past_since *since)
{
	free(since->series);
	*since = (struct past_since){0};
}

void past_add_since(const struct past_since *since, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "figures", .title = _("replaced"), .type = CELL_INTEGER},
		{.key = "restated", .title = _("adjusted anew"), .type = CELL_INTEGER},
		{.key = "first", .title = _("from"), .type = CELL_DATE},
		{.key = "last", .title = _("to"), .type = CELL_DATE},
		{.key = "worst", .title = _("largest change"), .type = CELL_PERCENT},
		{.key = "worst_day", .title = _("on"), .type = CELL_DATE},
		{.key = "by", .title = _("replaced by"), .type = CELL_TEXT},
		{.key = "report", .title = _("in report of"), .type = CELL_DATE},
	};
	struct table *table;

	if (since->count == 0)
		return;
	section_paragraph(section, "past",
	                  arena_format(section->arena, _("Since the last report %1$zu figures of %2$zu series were replaced by "
	                                                 "their source, and %3$zu adjusted closes were adjusted anew."),
	                               since->figures, since->count, since->restated));
	table = section_table(section, "past_changes", _("A past that changed"), columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < since->count; i++) {
		const struct past_series *series = &since->series[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(section->arena, series->symbol));
		cells[1] = cell_integer((int64_t)series->figures);
		cells[2] = cell_integer((int64_t)series->restated);
		cells[3] = cell_date(series->first);
		cells[4] = cell_date(series->last);
		cells[5] = cell_change(series->worst, 2);
		cells[6] = cell_date(series->worst_day);
		cells[7] = cell_text(arena_text(section->arena, series->by));
		cells[8] = series->report.days != 0 ? cell_toned(cell_date(series->report), TONE_WARN) : cell_missing(NULL);
	}
}
