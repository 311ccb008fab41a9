/* Oversight as parts of a document. */
#include "advice/oversight/oversight.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/upkeep_parts.h"
#include "advice/market/quotes.h"
#include "advice/oversight/monitor.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "report/document.h"

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

static const enum tone severity_tones[] = {TONE_QUIET, TONE_WARN, TONE_BAD};
static const enum tone progress_tones[] = {TONE_WARN, TONE_NONE, TONE_QUIET};

static struct cell name_cell(struct arena *arena, const char *name)
{
	return name[0] != '\0' ? cell_text(arena_text(arena, name)) : cell_missing(NULL);
}

/* ---- alerts ------------------------------------------------------------------------------------------------------ */

/* client NULL: of all. */
static void add_alerts(const struct oversight *oversight, const char *client, struct section *section,
		       struct arena *arena)
{
	const struct column columns[] = {
		{.key = "alert", .title = _("alert"), .type = CELL_INTEGER},
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "severity", .title = _("severity"), .type = CELL_WORD},
		{.key = "kind", .title = _("kind"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "subject", .title = _("subject"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "opened", .title = _("since"), .type = CELL_DATE},
		{.key = "sentence", .title = _("what"), .type = CELL_TEXT},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
		{.key = "owner", .title = _("by"), .type = CELL_TEXT},
		{.key = "steps", .title = _("steps"), .type = CELL_INTEGER},
	};
	struct table *table = section_table(section, "alerts", NULL, columns, COUNT(columns));

	table->empty = _("No alert is open.");
	for (size_t i = 0; i < oversight->alert_count; i++) {
		const struct oversight_alert *row = &oversight->alerts[i];
		char sentence[320];
		struct cell *cells;

		if (client != NULL && strcmp(row->code, client) != 0)
			continue;
		cells = table_row(table);
		cells[0] = cell_integer(row->alert.id);
		cells[1] = name_cell(arena, row->code);
		cells[2] = name_cell(arena, row->name);
		cells[3] = cell_word(oversight_severity_name(row->alert.severity), _(oversight_severity_text(row->alert.severity)),
				     severity_tones[row->alert.severity]);
		cells[4] = cell_text(arena_text(arena, row->alert.kind));
		cells[5] = cell_text(arena_text(arena, row->alert.subject));
		cells[6] = cell_date(row->alert.opened);
		cells[7] = cell_text(arena_text(
			arena, monitor_sentence(language_current(), &row->alert, sentence, sizeof sentence)));
		cells[8] = cell_word(oversight_progress_name(row->progress), _(oversight_progress_text(row->progress)),
				     progress_tones[row->progress]);
		cells[9] = name_cell(arena, row->owner);
		cells[10] = cell_integer((int64_t)row->step_count);
	}
}

static void add_steps(const struct oversight *oversight, const char *client, struct section *section,
		      struct arena *arena)
{
	const struct column columns[] = {
		{.key = "alert", .title = _("alert"), .type = CELL_INTEGER},
		{.key = "day", .title = _("day"), .type = CELL_DATE},
		{.key = "step", .title = _("step"), .type = CELL_WORD},
		{.key = "by", .title = _("by"), .type = CELL_TEXT},
		{.key = "why", .title = _("why"), .type = CELL_TEXT},
	};
	struct table *table;

	if (oversight->step_count == 0)
		return;
	table = section_table(section, "steps", _("What was done about them"), columns, COUNT(columns));
	for (size_t i = 0; i < oversight->alert_count; i++) {
		const struct oversight_alert *row = &oversight->alerts[i];

		for (size_t j = 0; j < row->step_count && (client == NULL || strcmp(row->code, client) == 0); j++) {
			const struct alert_step *step = &oversight->steps[row->first_step + j];
			struct cell *cells = table_row(table);

			cells[0] = cell_integer(step->alert_id);
			cells[1] = cell_date(step->day);
			cells[2] = cell_word(oversight_step_name(step->kind), _(oversight_step_text(step->kind)), TONE_NONE);
			cells[3] = cell_text(arena_text(arena, step->actor));
			cells[4] = name_cell(arena, step->note);
		}
	}
}

enum status oversight_alerts_section(struct session *session, const char *client, struct arena *arena,
				     struct section **section, struct error *err)
{
	struct oversight oversight = {0};
	struct section *made;
	struct client found;
	enum status status = client != NULL ? store_find_client(session_store(session), client, &found, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = oversight_load(session, NULL, NULL, &oversight, err);
	if (status != STATUS_OK)
		return status;
	made = section_new(arena, NULL, _("Alerts"));
	add_alerts(&oversight, client, made, arena);
	add_steps(&oversight, client, made, arena);
	oversight_clear(&oversight);
	*section = made;
	return STATUS_OK;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static struct cell count_cell(size_t count, enum tone tone)
{
	return cell_toned(cell_integer((int64_t)count), count > 0 ? tone : TONE_NONE);
}

static void add_facts(struct session *session, const struct oversight *oversight, struct section *section,
		      struct arena *arena)
{
	struct facts *facts = section_facts(section, NULL, NULL);
	char head[HEAD_TEXT_SIZE];

	facts_add(facts, "clients", _("clients"), cell_integer((int64_t)oversight->clients));
	facts_add(facts, "value", _("value"), cell_amount(oversight->value, session_currency(session)));
	facts_add(facts, "other_currency", _("not in the sum"), cell_integer((int64_t)oversight->other_currency));
	facts_add(facts, "last_watch", _("last watch"),
		  oversight->run_count > 0 ? cell_text(arena_text(arena, oversight->runs[0].time))
					   : cell_missing(_("the watch has never run")));
	facts_add(facts, "is_watch_overdue", _("watch overdue"),
		  cell_toned(cell_boolean(oversight->is_watch_overdue, oversight->is_watch_overdue ? _("yes") : _("no")),
			     oversight->is_watch_overdue ? TONE_BAD : TONE_GOOD));
	facts_add(facts, "forbidden", _("alerts: forbidden"), count_cell(oversight->severities[ALERT_FORBIDDEN], TONE_BAD));
	facts_add(facts, "limit", _("alerts: over limit"), count_cell(oversight->severities[ALERT_LIMIT], TONE_WARN));
	facts_add(facts, "notice", _("alerts: notices"), count_cell(oversight->severities[ALERT_NOTICE], TONE_NONE));
	facts_add(facts, "untouched", _("alerts nobody has in hand"), count_cell(oversight->untouched, TONE_WARN));
	facts_add(facts, "waiting", _("approvals waiting"), count_cell(oversight->waiting_count, TONE_WARN));
	facts_add(facts, "without_profile", _("clients without a valid profile"),
		  count_cell(oversight->without_profile, TONE_BAD));
	facts_add(facts, "expiring", _("profiles that expire within 30 days"), count_cell(oversight->expiring, TONE_WARN));
	facts_add(facts, "ineligible", _("clients who hold or plan what their class does not allow"),
		  count_cell(oversight->ineligible, TONE_BAD));
	facts_add(facts, "head", _("head of the journal"), cell_text(arena_text(arena, upkeep_head_text(&oversight->head, head))));
}

static void add_waiting(const struct oversight *oversight, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "proposal", .title = _("proposal"), .type = CELL_INTEGER},
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "as_of", .title = _("of"), .type = CELL_DATE},
		{.key = "days_left", .title = _("days left"), .type = CELL_INTEGER},
		{.key = "trades", .title = _("trades"), .type = CELL_INTEGER},
		{.key = "cost", .title = _("cost"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "turnover", .title = _("turnover"), .type = CELL_PERCENT},
		{.key = "maker", .title = _("proposed by"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "waiting", _("Proposals that wait for a second person"), columns,
					    COUNT(columns));

	table->empty = _("No proposal waits.");
	for (size_t i = 0; i < oversight->waiting_count; i++) {
		const struct oversight_waiting *row = &oversight->waiting[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_integer(row->proposal->id);
		cells[1] = name_cell(arena, row->code);
		cells[2] = name_cell(arena, row->name);
		cells[3] = cell_date(row->proposal->as_of);
		cells[4] = cell_integer(row->days_left);
		cells[5] = cell_integer((int64_t)row->proposal->line_count);
		cells[6] = cell_amount(row->proposal->cost, arena_text(arena, row->currency_text));
		cells[7] = cell_weight(row->proposal->turnover_ppb, 2);
		cells[8] = cell_text(arena_text(arena, row->proposal->maker));
	}
}

static void add_holdings(struct session *session, const struct oversight *oversight, struct section *section,
			 struct arena *arena)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "risk_level", .title = _("level"), .type = CELL_LEVEL},
		{.key = "value", .title = _("value"), .type = CELL_MONEY},
		{.key = "share", .title = _("of the book"), .type = CELL_PERCENT},
		{.key = "clients", .title = _("clients"), .type = CELL_INTEGER},
		{.key = "largest_share", .title = _("largest share"), .type = CELL_PERCENT},
		{.key = "largest_client", .title = _("of client"), .type = CELL_TEXT},
		{.key = "above_class", .title = _("above class"), .type = CELL_INTEGER},
		{.key = "over_limit", .title = _("over limit"), .type = CELL_INTEGER},
	};
	struct table *table = section_table(section, "holdings", _("Concentration over the book"), columns, COUNT(columns));

	table->empty = _("Nothing is held.");
	for (size_t i = 0; i < oversight->holding_count; i++) {
		const struct oversight_holding *row = &oversight->holdings[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(arena, row->symbol));
		cells[1] = name_cell(arena, row->name);
		cells[2] = cell_word(asset_class_name(row->asset_class), _(quotes_class_text(row->asset_class)), TONE_NONE);
		cells[3] = cell_level(arena_format(arena, "R%d", row->risk_level));
		cells[4] = cell_amount(row->value, session_currency(session));
		cells[5] = cell_weight(row->share_ppb, 1);
		cells[6] = cell_integer((int64_t)row->clients);
		cells[7] = row->largest_ppb > 0 ? cell_weight(row->largest_ppb, 1) : cell_missing(_("a price is missing"));
		cells[8] = name_cell(arena, row->largest);
		cells[9] = count_cell(row->above_class, TONE_BAD);
		cells[10] = count_cell(row->over_limit, TONE_WARN);
	}
}

static struct cell known_count(int64_t count)
{
	return count >= 0 ? cell_integer(count) : cell_missing(NULL);
}

static void add_runs(const struct oversight *oversight, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "time", .title = _("time"), .type = CELL_TEXT},
		{.key = "run", .title = _("run"), .type = CELL_WORD},
		{.key = "day", .title = _("of"), .type = CELL_DATE},
		{.key = "clients", .title = _("clients"), .type = CELL_INTEGER},
		{.key = "alerts", .title = _("alerts"), .type = CELL_INTEGER},
		{.key = "opened", .title = _("new"), .type = CELL_INTEGER},
		{.key = "rebalance", .title = _("to rebalance"), .type = CELL_INTEGER},
		{.key = "blocked", .title = _("blocked"), .type = CELL_INTEGER},
		{.key = "trades", .title = _("trades"), .type = CELL_INTEGER},
		{.key = "actor", .title = _("by"), .type = CELL_TEXT},
		{.key = "record", .title = _("record"), .type = CELL_INTEGER},
		{.key = "content_hash", .title = _("content"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct table *table = section_table(section, "runs", _("The watch and the weekly reports"), columns, COUNT(columns));

	table->empty = _("The watch has never run: ballast monitor");
	for (size_t i = 0; i < oversight->run_count; i++) {
		const struct oversight_run *run = &oversight->runs[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(arena, run->time));
		cells[1] = run->is_report ? cell_word("report", _("weekly report"), TONE_NONE)
					  : cell_word("watch", _("watch"), TONE_NONE);
		cells[2] = cell_date(run->day);
		cells[3] = known_count(run->clients);
		cells[4] = known_count(run->open);
		cells[5] = known_count(run->opened);
		cells[6] = known_count(run->rebalance);
		cells[7] = known_count(run->blocked);
		cells[8] = known_count(run->trades);
		cells[9] = name_cell(arena, run->actor);
		cells[10] = cell_integer(run->sequence);
		cells[11] = name_cell(arena, run->content_hash);
	}
}

enum status oversight_section(struct session *session, const struct oversight *oversight, struct arena *arena,
			      struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Oversight"));

	(void)err; /* everything was read already */
	add_facts(session, oversight, made, arena);
	add_alerts(oversight, NULL, made, arena);
	add_steps(oversight, NULL, made, arena);
	add_waiting(oversight, made, arena);
	add_holdings(session, oversight, made, arena);
	add_runs(oversight, made, arena);
	*section = made;
	return STATUS_OK;
}

/* ---- the journal ------------------------------------------------------------------------------------------------- */

enum status oversight_records_section(struct session *session, const char *client, size_t most, struct arena *arena,
				      struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "record", .title = _("record"), .type = CELL_INTEGER},
		{.key = "time", .title = _("time"), .type = CELL_TEXT},
		{.key = "event", .title = _("what"), .type = CELL_WORD},
		{.key = "actor", .title = _("by"), .type = CELL_TEXT},
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "details", .title = _("details"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "hash", .title = _("hash"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct oversight_record *records = NULL;
	struct section *made;
	struct table *table;
	size_t count = 0;
	const enum status status = oversight_records(session, client, INT64_MAX, most, &records, &count, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, NULL, _("The journal of advice"));
	table = section_table(made, "records", NULL, columns, COUNT(columns));
	table->empty = _("The journal says nothing of this client.");
	for (size_t i = 0; i < count; i++) {
		const struct oversight_record *record = &records[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_integer(record->sequence);
		cells[1] = name_cell(arena, record->time);
		cells[2] = record->is_readable
				   ? cell_word(arena_text(arena, record->event),
					       arena_text(arena, _(oversight_event_text(record->event))), TONE_NONE)
				   : cell_word("unreadable", _("not readable"), TONE_BAD);
		cells[3] = name_cell(arena, record->actor);
		cells[4] = name_cell(arena, record->client);
		cells[5] = name_cell(arena, record->details);
		cells[6] = cell_text(arena_text(arena, record->hash));
	}
	oversight_records_free(records, count);
	*section = made;
	return STATUS_OK;
}
