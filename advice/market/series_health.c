/* Findings about whole series. */
#include "advice/market/series_health.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "data/store/store_held.h"
#include "engine/base/memory.h"
#include "engine/model/calendar.h"
#include "engine/model/instrument.h"
#include "report/document.h"

enum { SENTENCE_SIZE = 320 };

enum status series_health_read(struct session *session, const struct instrument *instrument, const struct series *prices,
                               size_t column, const struct series_origin *origin, struct date newest,
                               struct series_health *health, struct error *err)
{
	struct series_health read = {.origin = *origin, .stale_after = session_rules(session)->stale_business_days};
	struct date *days = memory_new_array(prices->length + 1, sizeof *days);
	const struct calendar *calendar = NULL;
	size_t count = 0;
	enum status status = STATUS_OK;

	for (size_t t = 0; t < prices->length; t++)
		if (!isnan(series_at(prices, t, column)))
			days[count++] = prices->dates[t];
	if (count > 0) {
		status = quality_score(session, instrument, prices, column, &read.score, err);
		if (status == STATUS_OK)
			status = session_calendar_of(session, instrument, &calendar, err);
		if (status == STATUS_OK)
			status = price_gaps_find(days, count, calendar, session_today(session), &read.gaps, err);
		if (status == STATUS_OK)
			status = store_count_waiting(session_store(session), instrument->id, &read.waiting, err);
		read.has_stopped = read.gaps.has_stopped &&
		                   calendar_days_between(calendar, read.gaps.last, newest) > PRICE_STOPPED_DAYS;
		read.is_known = true;
	}
	free(days);
	if (status == STATUS_OK)
		*health = read;
	return status;
}

static const char *const names[SERIES_FAULTS] = {
	[SERIES_STOPPED] = "stopped", [SERIES_STALE] = "stale",       [SERIES_CONTRADICTED] = "contradicted",
	[SERIES_POOR] = "poor",       [SERIES_GAP] = "gap",           [SERIES_LEFT_OUT] = "left-out",
	[SERIES_WAITING] = "waiting",
};

/* %1$s symbol, %2$s and %3$s figures. */
static const char *const sentences[SERIES_FAULTS] = {
	[SERIES_STOPPED] = N_("The prices of %1$s ended %2$s open days ago; nothing says that they go on."),
	[SERIES_STALE] = N_("The last price of %1$s is %2$s open days old; %3$s are allowed."),
	[SERIES_CONTRADICTED] = N_("The source's own adjustment of %1$s contradicts the dividends and splits that are known: by "
	                           "%2$s on %3$s."),
	[SERIES_POOR] = N_("The prices of %1$s score %2$s of 100, and %3$s are needed; they are in no estimate."),
	[SERIES_GAP] = N_("The prices of %1$s have a gap of %2$s open days, until %3$s."),
	[SERIES_LEFT_OUT] = N_("%2$s dividends or rights of %1$s are in another currency or above its price and are in no return."),
	[SERIES_WAITING] = N_("%2$s prices of %1$s are held back and wait for a person."),
};

const char *series_fault_name(enum series_fault fault)
{
	return names[fault];
}

size_t series_faults(const struct series_health *health, enum series_fault faults[SERIES_FAULTS])
{
	const bool applies[SERIES_FAULTS] = {
		[SERIES_STOPPED] = health->has_stopped,
		[SERIES_STALE] = !health->has_stopped && health->gaps.silent > health->stale_after,
		[SERIES_CONTRADICTED] = health->origin.worst > SERIES_TOLERANCE,
		[SERIES_POOR] = health->score.score < QUALITY_LEAST,
		[SERIES_GAP] = health->gaps.has_gap,
		[SERIES_LEFT_OUT] = health->origin.left_out > 0,
		[SERIES_WAITING] = health->waiting > 0,
	};
	size_t count = 0;

	for (int i = 0; health->is_known && i < SERIES_FAULTS; i++)
		if (applies[i])
			faults[count++] = (enum series_fault)i;
	return count;
}

const char *series_fault_sentence(enum language language, const struct series_health *health, enum series_fault fault,
                                  const char *symbol, char *text, size_t size)
{
	struct text sentence = {0};
	char first[FIGURE_SIZE] = "", second[FIGURE_SIZE] = "";

	switch (fault) {
	case SERIES_STOPPED:
	case SERIES_STALE:
		(void)snprintf(first, sizeof first, "%d", health->gaps.silent);
		(void)snprintf(second, sizeof second, "%d", health->stale_after);
		break;
	case SERIES_CONTRADICTED:
		(void)figure_percent(health->origin.worst, 2, first);
		(void)date_format(health->origin.worst_day, second);
		break;
	case SERIES_POOR:
		(void)snprintf(first, sizeof first, "%d", health->score.score);
		(void)snprintf(second, sizeof second, "%d", QUALITY_LEAST);
		break;
	case SERIES_GAP:
		(void)snprintf(first, sizeof first, "%d", health->gaps.longest - 1);
		(void)date_format(health->gaps.to, second);
		break;
	case SERIES_LEFT_OUT:
		(void)snprintf(first, sizeof first, "%zu", health->origin.left_out);
		break;
	case SERIES_WAITING:
		(void)snprintf(first, sizeof first, "%zu", health->waiting);
		break;
	}
	explain_add(&sentence, language, sentences[fault], symbol, first, second);
	(void)snprintf(text, size, "%s", text_string(&sentence));
	text_clear(&sentence);
	return text;
}

struct table *series_findings(struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "finding", .title = _("finding"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "sentence", .title = _("what"), .type = CELL_TEXT},
	};

	return section_table(section, "findings", _("What the series lack"), columns, sizeof columns / sizeof columns[0]);
}

static void add_finding(struct table *table, const char *subject, const char *finding, const char *sentence)
{
	struct cell *cells = table_row(table);

	cells[0] = cell_text(arena_text(table->arena, subject));
	cells[1] = cell_text(finding);
	cells[2] = cell_text(arena_text(table->arena, sentence));
}

void series_findings_add(const struct series_health *health, const char *symbol, struct table *table)
{
	enum series_fault faults[SERIES_FAULTS];
	const size_t count = series_faults(health, faults);

	for (size_t i = 0; i < count; i++) {
		char text[SENTENCE_SIZE];

		add_finding(table, symbol, series_fault_name(faults[i]),
		            series_fault_sentence(language_current(), health, faults[i], symbol, text, sizeof text));
	}
}

enum status series_findings_add_rates(struct session *session, struct table *table, struct error *err)
{
	struct held_figure *held = NULL;
	size_t count = 0;
	const enum status status = store_held_rates(session_store(session), true, &held, &count, err);

	for (size_t i = 0, of_pair; status == STATUS_OK && i < count; i += of_pair) {
		struct text sentence = {0};
		char pair[8], figure[FIGURE_SIZE];

		for (of_pair = 1; i + of_pair < count && strcmp(held[i + of_pair].base, held[i].base) == 0 &&
		                  strcmp(held[i + of_pair].currency, held[i].currency) == 0;)
			of_pair++;
		(void)snprintf(pair, sizeof pair, "%s/%s", held[i].base, held[i].currency);
		(void)snprintf(figure, sizeof figure, "%zu", of_pair);
		explain_add(&sentence, language_current(), N_("%2$s exchange rates of %1$s are held back and wait for a person."), pair,
		            figure);
		add_finding(table, pair, "rates-waiting", text_string(&sentence));
		text_clear(&sentence);
	}
	free(held);
	return status;
}
