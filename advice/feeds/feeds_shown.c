/* One request of a feed, made and shown; nothing is stored. */
#include "advice/base/detail.h"
#include "advice/feeds/feeds_shown.h"

#include <stdint.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "advice/feeds/refresh.h"
#include "advice/feeds/refresh_limit.h"
#include "advice/market/price_quality.h"
#include "data/feed/feed.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* A request that is only shown asks for the last days. */
enum { SHOWN_DAYS = 30 };

void feeds_shown_request(struct session *session, const char *asked, const char *symbol, struct instrument *instrument,
                         struct feed_request *request)
{
	const struct date today = session_today(session);

	*instrument = (struct instrument){0};
	/* A symbol the book does not know has no currency: the feed may say it. */
	(void)store_find_instrument(session_store(session), symbol, instrument, NULL);
	*request = (struct feed_request){.symbol = asked, .currency = instrument->currency, .isin = instrument->isin,
	                                 .from = date_add_days(today, -SHOWN_DAYS), .to = today, .as_of = today};
}

static int64_t may_ask(void *limit, char *why, size_t size)
{
	return refresh_limit_ask(limit, why, size);
}

enum status feeds_shown_fetch(struct session *session, const struct feed *feed, const struct feed_request *request,
                              struct feed_exchange *exchange, struct feed_result *result, struct error *err)
{
	struct refresh_limit limit;
	const struct feed_patience patience = {.attempts = 1, .may_ask = may_ask, .allowance = &limit};
	enum status status = refresh_limit_load(session, feed, true, &limit, err);

	if (status != STATUS_OK)
		return status;
	(void)feed_fetch_recorded(feed, request, &patience, exchange, result, NULL); /* how it ended is what is shown */
	if (limit.status == STATUS_OK) {
		status = refresh_limit_note(&limit, result, err);
		return status == STATUS_OK ? refresh_limit_settle(&limit, err) : status;
	}
	if (err != NULL)
		*err = limit.err;
	return limit.status;
}

static struct cell optional_text(struct arena *arena, const char *text)
{
	return text[0] != '\0' ? cell_text(arena_text(arena, text)) : cell_missing(NULL);
}

static struct cell optional_decimal(int64_t micros)
{
	return micros != 0 ? cell_decimal(micros) : cell_missing(NULL);
}

static void add_request(const struct feed *feed, const char *symbol, const struct feed_result *result,
                        struct section *section, struct arena *arena)
{
	struct facts *facts = section_facts(section, NULL, NULL);
	const char *outcome = feed_outcome_name(result->outcome);

	facts_add(facts, "feed", _("feed"), cell_text(arena_text(arena, feed_id(feed))));
	facts_add(facts, "symbol", _("symbol"), cell_text(arena_text(arena, symbol)));
	facts_add(facts, "request", _("request"), result->request[0] == '\0' && result->page > 1 ?
	          cell_missing(_("a recording keeps the address of its first page")) : optional_text(arena, result->request));
	if (result->page > 0)
		facts_add(facts, "page", _("page of the answer that is shown"), cell_integer(result->page));
	facts_add(facts, "outcome", _("outcome"),
	          cell_word(outcome, outcome, result->outcome == FEED_OK ? TONE_GOOD : TONE_BAD));
	facts_add(facts, "reason", _("why"), optional_text(arena, detail_kept(arena, result->sentence)));
	facts_add(facts, "rule", _("error rule that fired"), optional_text(arena, result->rule));
	facts_add(facts, "http_status", _("status of the answer"),
	          result->http_status != 0 ? cell_integer(result->http_status) : cell_missing(NULL));
	facts_add(facts, "attempts", _("attempts"), cell_integer(result->attempts));
	facts_add(facts, "bytes", _("bytes"), cell_integer((int64_t)result->bytes));
	facts_add(facts, "excerpt", _("the answer begins"), optional_text(arena, result->excerpt));
	facts_add(facts, "held_back", _("rows of a refused answer"), cell_integer((int64_t)result->held_back));
}

/* A refresh would not take it; a pair of currencies has no currency of its own. */
static bool is_foreign(const struct feed *feed, const struct feed_request *request, const struct feed_row *row)
{
	return feed_kind_of(feed) != FEED_FX && request->currency[0] != '\0' && row->currency[0] != '\0' &&
	       strcmp(row->currency, request->currency) != 0;
}

static void add_rows(const struct feed *feed, const struct feed_request *request, const struct feed_result *result,
                     struct section *section, struct arena *arena)
{
	static const enum price_fault doubts[] = {[FEED_NOT_POSITIVE] = PRICE_NOT_POSITIVE, [FEED_TO_COME] = PRICE_IN_FUTURE};
	const struct column columns[] = {
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "close", .title = _("close"), .type = CELL_DECIMAL},
		{.key = "adjusted_close", .title = _("adjusted close"), .type = CELL_DECIMAL},
		{.key = "currency", .title = _("currency"), .type = CELL_TEXT},
		{.key = "doubt", .title = _("in doubt"), .type = CELL_WORD},
		{.key = "open", .title = _("open"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "high", .title = _("high"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "low", .title = _("low"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "volume", .title = _("volume"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "dividend", .title = _("dividend"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "split", .title = _("split"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "accumulated", .title = _("accumulated"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
	};
	struct table *table = section_table(section, "rows", _("Rows"), columns, sizeof columns / sizeof columns[0]);

	table->empty = _("No row came.");
	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];
		const bool is_sound = row->doubt == FEED_SOUND && !is_foreign(feed, request, row);
		const enum price_fault fault = row->doubt == FEED_SOUND ? PRICE_OTHER_CURRENCY : doubts[row->doubt];
		struct cell *cells = table_row(table);

		cells[0] = cell_date(row->date);
		cells[1] = cell_text(arena_text(arena, row->symbol));
		cells[2] = cell_decimal(row->close);
		cells[3] = optional_decimal(row->adjusted_close);
		cells[4] = optional_text(arena, row->currency);
		cells[5] = is_sound ? cell_missing(NULL)
		                    : cell_word(price_fault_name(fault), _(quality_fault_text(fault)), TONE_WARN);
		cells[6] = optional_decimal(row->open);
		cells[7] = optional_decimal(row->high);
		cells[8] = optional_decimal(row->low);
		cells[9] = optional_decimal(row->volume);
		cells[10] = optional_decimal(row->dividend);
		cells[11] = optional_decimal(row->split);
		cells[12] = optional_decimal(row->accumulated);
	}
}

struct section *feeds_shown_section(const char *title, const struct feed *feed, const struct feed_request *request,
                                    const struct feed_result *result, struct arena *arena)
{
	struct section *section = section_new(arena, NULL, title);

	add_request(feed, request->symbol, result, section, arena);
	add_rows(feed, request, result, section, arena);
	return section;
}

enum status feeds_test(struct session *session, const char *feed, const char *symbol, struct arena *arena,
                       struct section **section, bool *is_answered, struct error *err)
{
	struct instrument instrument;
	struct feed_request request;
	struct feed_result result = {0};
	struct feeds *feeds = NULL;
	const struct feed *asked;
	enum status status = feeds_configured(session, &feeds, err);

	if (status != STATUS_OK)
		return status;
	status = feeds_choose(feeds, feed, &asked, err);
	if (status == STATUS_OK) {
		feeds_shown_request(session, feeds_symbol(feeds, symbol, asked), symbol, &instrument, &request);
		status = feeds_shown_fetch(session, asked, &request, NULL, &result, err);
	}
	if (status == STATUS_OK) {
		*section = feeds_shown_section(_("One request"), asked, &request, &result, arena);
		*is_answered = false;
		for (size_t i = 0; i < result.count; i++)
			*is_answered = *is_answered || !is_foreign(asked, &request, &result.rows[i]);
	}
	feed_result_clear(&result);
	feeds_free(feeds);
	return status;
}
