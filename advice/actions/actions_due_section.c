/* What each account is due of corporate actions: for people action by action, for programs in one table. */
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct {
	const char *text;
	enum tone tone;
} state_texts[DUE_STATES] = {
	[DUE_READY] = {N_("to be entered"), TONE_WARN},
	[DUE_LATER] = {N_("paid later"), TONE_QUIET},
	[DUE_FOUND] = {N_("already entered"), TONE_QUIET},
	[DUE_CONTAINED] = {N_("in the holdings taken over"), TONE_QUIET},
	[DUE_LAPSES] = {N_("rights lapse"), TONE_NONE},
	[DUE_NO_PRICE] = {N_("price of the day missing"), TONE_BAD},
	[DUE_BLOCKED] = {N_("cannot be entered"), TONE_BAD},
};

const char *due_state_text(enum due_state state)
{
	return state_texts[state].text;
}

size_t actions_ready(const struct due_list *list)
{
	size_t ready = 0;

	for (size_t i = 0; i < list->count; i++)
		ready += list->lines[i].state == DUE_READY || list->lines[i].state == DUE_LAPSES;
	for (size_t i = 0; i < list->rename_count; i++)
		ready += list->renames[i].state == DUE_READY;
	return ready;
}

size_t actions_clients(const struct due_list *list)
{
	int64_t last = 0;
	size_t clients = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct due_line *line = &list->lines[i];

		if (!due_is_noted(line->state) || line->holder.client_id == last)
			continue;
		last = line->holder.client_id;
		clients++;
	}
	return clients;
}

static struct cell state_cell(enum due_state state, bool is_done)
{
	return is_done && state == DUE_READY ? cell_word("entered", _("entered now"), TONE_GOOD) :
	       cell_word(due_state_name(state), _(state_texts[state].text), state_texts[state].tone);
}

static const char *why_of(struct arena *arena, const struct due_line *line)
{
	struct text words = {0};
	const char *result;

	if (line->at_broker > 0)
		text_addf(&words, _n("%zu proposal is with the broker at prices from before: tell the broker", "%zu proposals are with "
		          "the broker at prices from before: tell the broker", line->at_broker), line->at_broker);
	else if (line->expired > 0)
		text_addf(&words, _n("%zu proposal at prices from before has ended", "%zu proposals at prices from before have ended",
		          line->expired), line->expired);
	else if (line->why[0] != '\0')
		detail_add(&words, language_current(), line->why);
	result = words.length > 0 ? arena_text(arena, text_string(&words)) : NULL;
	text_clear(&words);
	return result;
}

/* Capital whose lots were looked at. */
static bool gives_back(const struct due_line *line)
{
	return line->state == DUE_READY && line->action.type == ACTION_RETURN_OF_CAPITAL;
}

/* ---- for programs ----------------------------------------------------------------------------------------------------- */

static void add_flat_line(struct arena *arena, const struct due_line *line, bool is_done, struct table *table)
{
	const bool is_known = line->state != DUE_CONTAINED && line->state != DUE_BLOCKED;
	const bool changes_lots = line->due.exchanged > 0 || gives_back(line);
	struct cell *cells = table_row(table);

	cells[0] = cell_integer(line->action.id);
	cells[1] = cell_date(line->action.date);
	cells[2] = cell_text(arena_text(arena, line->holder.client));
	cells[3] = cell_text(arena_text(arena, line->holder.account));
	cells[4] = cell_text(arena_text(arena, line->symbol));
	cells[5] = cell_word(action_type_name(line->action.type), _(actions_type_text(line->action.type)), TONE_NONE);
	cells[6] = cell_text(actions_terms(arena, &line->action, line->into));
	cells[7] = cell_decimal(line->holder.quantity);
	cells[8] = is_known ? cell_decimal(line->due.becomes) : cell_missing(NULL);
	cells[9] = is_known && line->cash != 0 ? cell_amount(line->cash, line->holder.currency) : cell_missing(NULL);
	cells[10] = changes_lots ? cell_amount(line->cost_before, line->currency) : cell_missing(NULL);
	cells[11] = changes_lots ? cell_amount(line->cost_after, line->currency) : cell_missing(NULL);
	cells[12] = changes_lots ? cell_integer((int64_t)line->lots_before) : cell_missing(NULL);
	cells[13] = changes_lots ? cell_integer((int64_t)line->lots_after) : cell_missing(NULL);
	cells[14] = line->realised != 0 ? cell_amount(line->realised, line->currency) : cell_missing(NULL);
	cells[15] = state_cell(line->state, is_done);
	cells[16] = line->entry != 0 ? cell_integer(line->entry) : cell_missing(NULL);
	cells[17] = cell_text(why_of(arena, line));
}

static void add_flat(const struct due_list *list, bool is_done, struct arena *arena, struct section *section)
{
	const struct column columns[] = {
		{.key = "action", .type = CELL_INTEGER},      {.key = "date", .type = CELL_DATE},
		{.key = "client", .type = CELL_TEXT},         {.key = "account", .type = CELL_TEXT},
		{.key = "symbol", .type = CELL_TEXT},         {.key = "type", .type = CELL_WORD},
		{.key = "terms", .type = CELL_TEXT},          {.key = "held", .type = CELL_DECIMAL},
		{.key = "becomes", .type = CELL_DECIMAL},     {.key = "cash", .type = CELL_MONEY},
		{.key = "cost_before", .type = CELL_MONEY},   {.key = "cost_after", .type = CELL_MONEY},
		{.key = "lots_before", .type = CELL_INTEGER}, {.key = "lots_after", .type = CELL_INTEGER},
		{.key = "realised", .type = CELL_MONEY},      {.key = "state", .type = CELL_WORD},
		{.key = "entry", .type = CELL_INTEGER},       {.key = "why", .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "accounts", NULL, columns, COUNT(columns));

	section_audience(section, FOR_PROGRAMS);
	for (size_t i = 0; i < list->count; i++)
		add_flat_line(arena, &list->lines[i], is_done, table);
}

/* ---- for people ------------------------------------------------------------------------------------------------------- */

/* The lines of one action, by client and account, and what there is to show of them. */
struct group {
	const struct due_line **lines;   /* borrowed                                                     */
	size_t count;
	bool has_quantity, has_cash, has_cost, has_gain, has_reason;
	bool is_summable;                /* the money is of one currency, and its sum fits               */
	int64_t cash;
};

/* Figures that stand; of a foreign holding the money is known once it has been exchanged. */
static bool has_figures(const struct due_line *line)
{
	return line->state == DUE_READY || line->state == DUE_LATER || line->state == DUE_FOUND || line->state == DUE_LAPSES;
}

static bool has_money(const struct due_line *line)
{
	return has_figures(line) && (line->cash != 0 || strcmp(line->holder.currency, line->currency) == 0);
}

static bool has_cost(const struct due_line *line)
{
	return gives_back(line) ||
	       (line->state == DUE_READY && (line->due.exchanged > 0 || line->action.type == ACTION_MERGER));
}

static struct group group_of(const struct due_line **lines, size_t count)
{
	struct group group = {.lines = lines, .is_summable = count > 1};

	for (; group.count < count && lines[group.count]->action.id == lines[0]->action.id; group.count++) {
		const struct due_line *line = lines[group.count];

		group.has_quantity = group.has_quantity || (has_figures(line) && line->due.becomes != line->due.held);
		group.has_cash = group.has_cash || (has_money(line) && line->cash != 0);
		group.has_cost = group.has_cost || has_cost(line);
		group.has_gain = group.has_gain || (has_cost(line) && line->realised != 0);
		group.has_reason = group.has_reason || line->why[0] != '\0' || line->at_broker > 0 || line->expired > 0;
		group.is_summable = group.is_summable && has_money(line) &&
		                    strcmp(line->holder.currency, lines[0]->holder.currency) == 0 &&
		                    checked_add(group.cash, line->cash, &group.cash);
	}
	return group;
}

static void add_line(const struct group *group, const struct due_line *line, bool is_done, struct arena *arena,
                     struct table *table)
{
	struct cell *cells = table_row(table);
	size_t at = 0;

	cells[at++] = cell_text(arena_text(arena, line->holder.client));
	cells[at++] = cell_text(arena_text(arena, line->holder.account));
	cells[at++] = cell_decimal(line->holder.quantity);
	if (group->has_quantity)
		cells[at++] = has_figures(line) ? cell_decimal(line->due.becomes) : cell_missing(NULL);
	if (group->has_cash)
		cells[at++] = has_money(line) ? cell_amount(line->cash, line->holder.currency) : cell_missing(NULL);
	if (group->has_cost) {
		cells[at++] = has_cost(line) ? cell_amount(line->cost_before, line->currency) : cell_missing(NULL);
		cells[at++] = has_cost(line) ? cell_amount(line->cost_after, line->currency) : cell_missing(NULL);
	}
	if (group->has_gain)
		cells[at++] = has_cost(line) ? cell_amount(line->realised, line->currency) : cell_missing(NULL);
	cells[at++] = state_cell(line->state, is_done);
	if (group->has_reason)
		cells[at++] = cell_text(why_of(arena, line));
}

/* A table of what applies to this action, under its number, instrument, kind, terms and day. */
static void add_group(const struct group *group, bool is_done, struct arena *arena, struct section *section)
{
	const struct due_line *first = group->lines[0];
	struct column columns[10] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "account", .title = _("account"), .type = CELL_TEXT},
		{.key = "held", .title = _("held"), .type = CELL_DECIMAL},
	};
	size_t count = 3, cash_column;
	char day[DATE_TEXT_SIZE];
	const char *title = arena_format(arena, _("%1$lld: %2$s, %3$s, %4$s, ex day %5$s"), (long long)first->action.id, first->symbol,
	                                 _(actions_type_text(first->action.type)), actions_terms(arena, &first->action, first->into),
	                                 date_format(first->action.date, day));
	struct table *table;

	if (group->has_quantity)
		columns[count++] = (struct column){.key = "becomes", .title = _("becomes"), .type = CELL_DECIMAL};
	cash_column = count;
	if (group->has_cash)
		columns[count++] = (struct column){.key = "cash", .title = _("cash"), .type = CELL_MONEY};
	if (group->has_cost) {
		columns[count++] = (struct column){.key = "cost_before", .title = _("cost"), .type = CELL_MONEY};
		columns[count++] = (struct column){.key = "cost_after", .title = _("new cost"), .type = CELL_MONEY};
	}
	if (group->has_gain)
		columns[count++] = (struct column){.key = "realised", .title = _("gained"), .type = CELL_MONEY};
	columns[count++] = (struct column){.key = "state", .title = _("state"), .type = CELL_WORD};
	if (group->has_reason)
		columns[count++] = (struct column){.key = "why", .title = _("why"), .type = CELL_TEXT};
	table = section_table(section, "action", title, columns, count);
	section_audience(section, FOR_READING);
	for (size_t i = 0; i < group->count; i++)
		add_line(group, group->lines[i], is_done, arena, table);
	if (group->has_cash && group->is_summable && group->count > 1)
		table_totals(table)[cash_column] = cell_amount(group->cash, first->holder.currency);
}

static int by_action(const void *left, const void *right)
{
	const struct due_line *a = *(const struct due_line *const *)left, *b = *(const struct due_line *const *)right;
	const int days = date_compare(a->action.date, b->action.date);
	const int client = strcmp(a->holder.client, b->holder.client);

	if (days != 0)
		return days;
	if (a->action.id != b->action.id)
		return a->action.id < b->action.id ? -1 : 1;
	return client != 0 ? client : strcmp(a->holder.account, b->holder.account);
}

/* How many accounts are in which state: what a reader of a thousand lines wants to know first. */
static void add_states(const struct due_list *list, bool is_done, struct section *section)
{
	size_t counts[DUE_STATES] = {0};
	struct facts *facts = section_facts(section, NULL, _("Accounts"));

	section_audience(section, FOR_READING);
	for (size_t i = 0; i < list->count; i++)
		counts[list->lines[i].state]++;
	for (size_t i = 0; i < DUE_STATES; i++)
		if (counts[i] > 0)
			facts_add(facts, due_state_name((enum due_state)i),
			          is_done && i == DUE_READY ? _("entered now") : _(state_texts[i].text), cell_integer((int64_t)counts[i]));
}

static void add_groups(const struct due_list *list, bool is_done, struct arena *arena, struct section *section)
{
	const struct due_line **lines = memory_new_array(list->count, sizeof *lines);

	for (size_t i = 0; i < list->count; i++)
		lines[i] = &list->lines[i];
	qsort(lines, list->count, sizeof *lines, by_action);
	for (size_t at = 0; at < list->count;) {
		const struct group group = group_of(lines + at, list->count - at);

		add_group(&group, is_done, arena, section);
		at += group.count;
	}
	free(lines);
}

static void add_renames(const struct due_list *list, bool is_done, struct arena *arena, struct section *section)
{
	const struct column columns[] = {
		{.key = "action", .title = _("number"), .type = CELL_INTEGER},
		{.key = "date", .title = _("ex day"), .type = CELL_DATE},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "becomes", .title = _("becomes"), .type = CELL_TEXT},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
		{.key = "why", .title = _("why"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "symbols", _("New symbols"), columns, COUNT(columns));

	for (size_t i = 0; i < list->rename_count; i++) {
		const struct due_rename *rename = &list->renames[i];
		struct cell *cells = table_row(table);
		struct text why = {0};

		cells[0] = cell_integer(rename->action_id);
		cells[1] = cell_date(rename->date);
		cells[2] = cell_text(arena_text(arena, rename->from));
		cells[3] = cell_text(arena_text(arena, rename->to));
		cells[4] = state_cell(rename->state, is_done);
		if (rename->why[0] != '\0')
			detail_add(&why, language_current(), rename->why);
		cells[5] = cell_text(why.length > 0 ? arena_text(arena, text_string(&why)) : NULL);
		text_clear(&why);
	}
}

struct section *actions_due_section(const struct due_list *list, bool is_done, const char *note, struct arena *arena)
{
	struct section *made = section_new(arena, "due", _("What corporate actions bring"));

	if (note != NULL)
		section_paragraph(made, NULL, note);
	if (list->count == 0 && list->rename_count == 0) {
		section_paragraph(made, NULL, _("No account waits for a corporate action."));
		section_audience(made, FOR_READING);
	}
	if (list->count > 1)
		add_states(list, is_done, made);
	add_flat(list, is_done, arena, made);
	if (list->rename_count > 0)
		add_renames(list, is_done, arena, made);
	add_groups(list, is_done, arena, made);
	return made;
}
