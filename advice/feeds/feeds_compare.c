/* Two feeds asked for the same days of the same instrument, and what they say side by side. */
#include <math.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "advice/feeds/feeds_shown.h"
#include "advice/feeds/refresh.h"
#include "data/feed/feed.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* One side: who was asked, by which name, and what came. */
struct side {
	const struct feed *feed;
	char asked[SYMBOL_SIZE];
	struct feed_result result;
};

struct comparison {
	size_t days[2], both, different;
	double worst;
	struct date worst_day;
};

static enum status ask(struct session *session, const struct feeds *feeds, const char *name, const char *symbol,
                       struct side *side, struct error *err)
{
	struct instrument instrument;
	struct feed_request request;
	enum status status = feeds_choose(feeds, name, &side->feed, err);

	if (status != STATUS_OK)
		return status;
	feeds_shown_request(session, feeds_symbol(feeds, symbol, side->feed), symbol, &instrument, &request);
	(void)text_clean(request.symbol, side->asked, sizeof side->asked);
	status = feeds_shown_fetch(session, side->feed, &request, NULL, &side->result, err);
	if (status == STATUS_OK && side->result.outcome != FEED_OK)
		return error_set(err, STATUS_IO, "%s: %s: %s", feed_id(side->feed), feed_outcome_name(side->result.outcome),
		                 side->result.sentence);
	return status;
}

/* The next row about the symbol from `at` on that can be a price; the count when there is none. */
static size_t next_row(const struct side *side, size_t at)
{
	while (at < side->result.count &&
	       (side->result.rows[at].doubt != FEED_SOUND || strcmp(side->result.rows[at].symbol, side->asked) != 0))
		at++;
	return at;
}

static void add_day(const struct feed_row *const rows[2], struct comparison *comparison, struct table *table)
{
	const struct feed_row *any = rows[0] != NULL ? rows[0] : rows[1];
	const double difference = rows[0] != NULL && rows[1] != NULL ? (double)rows[1]->close / (double)rows[0]->close - 1.0 : NAN;
	struct cell *cells;

	for (int i = 0; i < 2; i++)
		comparison->days[i] += rows[i] != NULL;
	comparison->both += !isnan(difference);
	if (difference == 0.0)
		return;
	if (fabs(difference) > fabs(comparison->worst)) {
		comparison->worst = difference;
		comparison->worst_day = any->date;
	}
	comparison->different += !isnan(difference);
	cells = table_row(table);
	cells[0] = cell_date(any->date);
	for (int i = 0; i < 2; i++)
		cells[1 + i] = rows[i] != NULL ? cell_decimal(rows[i]->close) : cell_missing(_("no price"));
	cells[3] = cell_change(difference, 4);
}

/* Both rise by day: a walk along the two. */
static void walk(const struct side sides[2], struct comparison *comparison, struct table *table)
{
	size_t at[2] = {next_row(&sides[0], 0), next_row(&sides[1], 0)};

	while (at[0] < sides[0].result.count || at[1] < sides[1].result.count) {
		const struct feed_row *rows[2];

		for (int i = 0; i < 2; i++)
			rows[i] = at[i] < sides[i].result.count ? &sides[i].result.rows[at[i]] : NULL;
		if (rows[0] != NULL && rows[1] != NULL && rows[0]->date.days != rows[1]->date.days)
			rows[date_compare(rows[0]->date, rows[1]->date) < 0 ? 1 : 0] = NULL;
		add_day(rows, comparison, table);
		for (int i = 0; i < 2; i++)
			at[i] = rows[i] != NULL ? next_row(&sides[i], at[i] + 1) : at[i];
	}
}

static void add_facts(const struct side sides[2], const char *symbol, const struct comparison *comparison,
                      struct facts *facts, struct arena *arena)
{
	facts_add(facts, "symbol", _("symbol"), cell_text(arena_text(arena, symbol)));
	facts_add(facts, "first", _("first source"), cell_text(arena_text(arena, feed_id(sides[0].feed))));
	facts_add(facts, "second", _("second source"), cell_text(arena_text(arena, feed_id(sides[1].feed))));
	facts_add(facts, "first_kind", _("prices of the first are"), cell_text(arena_text(arena, feed_price_kind(sides[0].feed))));
	facts_add(facts, "second_kind", _("prices of the second are"),
	          cell_text(arena_text(arena, feed_price_kind(sides[1].feed))));
	facts_add(facts, "first_days", _("days of the first"), cell_integer((int64_t)comparison->days[0]));
	facts_add(facts, "second_days", _("days of the second"), cell_integer((int64_t)comparison->days[1]));
	facts_add(facts, "both_days", _("days of both"), cell_integer((int64_t)comparison->both));
	facts_add(facts, "different_days", _("with different closes"),
	          cell_toned(cell_integer((int64_t)comparison->different), comparison->different > 0 ? TONE_WARN : TONE_GOOD));
	if (comparison->different > 0) {
		facts_add(facts, "worst", _("largest difference"), cell_change(comparison->worst, 4));
		facts_add(facts, "worst_day", _("on"), cell_date(comparison->worst_day));
	}
}

enum status feeds_compare(struct session *session, const char *first, const char *second, const char *symbol,
                          struct arena *arena, struct section **section, size_t *different, struct error *err)
{
	const struct column columns[] = {
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "first", .title = _("first source"), .type = CELL_DECIMAL},
		{.key = "second", .title = _("second source"), .type = CELL_DECIMAL},
		{.key = "difference", .title = _("difference"), .type = CELL_PERCENT},
	};
	struct side sides[2] = {{.feed = NULL}, {.feed = NULL}};
	struct comparison comparison = {.worst = 0.0};
	struct feeds *feeds = NULL;
	enum status status = feeds_configured(session, &feeds, err);

	if (status == STATUS_OK)
		status = ask(session, feeds, first, symbol, &sides[0], err);
	if (status == STATUS_OK)
		status = ask(session, feeds, second, symbol, &sides[1], err);
	if (status == STATUS_OK) {
		struct section *made = section_new(arena, "differences", _("Two feeds compared"));
		struct facts *facts = section_facts(made, NULL, NULL);
		struct table *table;

		if (strcmp(feed_price_kind(sides[0].feed), feed_price_kind(sides[1].feed)) != 0)
			notes_add(section_notes(made, "cautions", NULL), TONE_WARN, "kinds",
			          _("The two bring different kinds of prices: before a split or dividend they differ rightly."));
		table = section_table(made, "days", NULL, columns, sizeof columns / sizeof columns[0]);
		table->empty = _("Where both say something, they say the same.");
		walk(sides, &comparison, table);
		add_facts(sides, symbol, &comparison, facts, arena);
		*section = made;
		*different = comparison.different;
	}
	feed_result_clear(&sides[0].result);
	feed_result_clear(&sides[1].result);
	feeds_free(feeds);
	return status;
}
