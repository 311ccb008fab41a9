/* Corporate actions for people and programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Of the list: a year back, and whatever is to come. */
enum { LISTED_DAYS = 366 };

static const char *const type_texts[ACTION_TYPES] = {
	[ACTION_DIVIDEND] = N_("dividend"), [ACTION_SPLIT] = N_("split"), [ACTION_BONUS] = N_("bonus shares"),
	[ACTION_RIGHTS] = N_("rights issue"), [ACTION_MERGER] = N_("merger"), [ACTION_SYMBOL] = N_("new symbol"),
	[ACTION_RETURN_OF_CAPITAL] = N_("return of capital"),
};

const char *actions_type_text(enum action_type type)
{
	return type_texts[type];
}

/* "10:3" */
static const char *ratio_text(struct arena *arena, int64_t ratio)
{
	char first[DECIMAL_TEXT_SIZE];
	int64_t new_shares, old_shares;

	corporate_ratio(ratio, &new_shares, &old_shares);
	if (old_shares == MICROS)
		return arena_format(arena, "%s:1", decimal_format(new_shares, first));
	return arena_format(arena, "%lld:%lld", (long long)new_shares, (long long)old_shares);
}

const char *actions_terms(struct arena *arena, const struct corporate_action *action, const char *into)
{
	char amount[DECIMAL_TEXT_SIZE];

	switch (action->type) {
	case ACTION_DIVIDEND:
	case ACTION_RETURN_OF_CAPITAL:
		return arena_format(arena, _("%1$s %2$s a share"), decimal_format(action->amount, amount), action->currency);
	case ACTION_SPLIT:
	case ACTION_BONUS:
		return ratio_text(arena, action->ratio);
	case ACTION_RIGHTS:
		return arena_format(arena, _("%1$s at %2$s %3$s"), ratio_text(arena, action->ratio),
		                    decimal_format(action->price, amount), action->currency);
	case ACTION_MERGER:
		if (action->ratio == 0)
			return arena_format(arena, _("%1$s %2$s a share"), decimal_format(action->amount, amount), action->currency);
		if (action->amount == 0)
			return arena_format(arena, _("%2$s into %1$s"), into, ratio_text(arena, action->ratio));
		return arena_format(arena, _("%2$s into %1$s and %3$s %4$s a share"), into, ratio_text(arena, action->ratio),
		                    decimal_format(action->amount, amount), action->currency);
	case ACTION_SYMBOL:
		return arena_format(arena, _("to %s"), action->symbol);
	}
	return "";
}

static const char *symbol_of(const struct instrument *instruments, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (instruments[i].id == id)
			return instruments[i].symbol;
	return "";
}

static struct cell optional(struct arena *arena, const char *text)
{
	return text[0] != '\0' ? cell_text(arena_text(arena, text)) : cell_missing(NULL);
}

/* What it is called, or was until a change of its symbol came out. */
static enum status name_of(struct store *store, const struct corporate_action *action, const struct instrument *instruments,
                           size_t count, char symbol[SYMBOL_SIZE], struct error *err)
{
	(void)snprintf(symbol, SYMBOL_SIZE, "%s", symbol_of(instruments, count, action->instrument_id));
	return action->type == ACTION_SYMBOL ? store_symbol_until(store, action->instrument_id, action->date, symbol, err) : STATUS_OK;
}

static void add_action(struct arena *arena, const struct corporate_action *action, const char *symbol, const char *into,
                       size_t accounts, struct date today, struct table *table)
{
	struct cell *cells = table_row(table);

	cells[0] = cell_integer(action->id);
	cells[1] = cell_toned(cell_date(action->date), date_compare(action->date, today) > 0 ? TONE_QUIET : TONE_NONE);
	cells[2] = cell_text(arena_text(arena, symbol));
	cells[3] = cell_word(action_type_name(action->type), _(type_texts[action->type]), TONE_NONE);
	cells[4] = cell_text(actions_terms(arena, action, into));
	cells[5] = action->paid.days != 0 ? cell_date(action->paid) : cell_missing(NULL);
	cells[6] = cell_integer((int64_t)accounts);
	cells[7] = optional(arena, action->source);
	cells[8] = optional(arena, action->arrived);
	cells[9] = action->amount > 0 ? cell_decimal(action->amount) : cell_missing(NULL);
	cells[10] = action->ratio > 0 ? cell_decimal(action->ratio) : cell_missing(NULL);
	cells[11] = action->price > 0 ? cell_decimal(action->price) : cell_missing(NULL);
	cells[12] = optional(arena, action->type == ACTION_SYMBOL ? action->symbol : into);
	cells[13] = cell_text(arena_text(arena, action->currency));
}

enum status actions_add(struct session *session, int64_t instrument_id, bool all, bool is_quiet, struct arena *arena,
                        struct section *section, struct error *err)
{
	const struct column columns[] = {
		{.key = "action", .title = _("number"), .type = CELL_INTEGER},
		{.key = "date", .title = _("ex day"), .type = CELL_DATE},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "type", .title = _("what"), .type = CELL_WORD},
		{.key = "terms", .title = _("conditions"), .type = CELL_TEXT, .audience = FOR_READING},
		{.key = "paid", .title = _("paid"), .type = CELL_DATE},
		{.key = "accounts", .title = _("accounts"), .type = CELL_INTEGER},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
		{.key = "arrived", .title = _("arrived"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "amount", .title = _("amount"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "ratio", .title = _("ratio"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL, .audience = FOR_PROGRAMS},
		{.key = "into", .title = _("into"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "currency", .title = _("currency"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct store *store = session_store(session);
	const struct date today = session_today(session);
	struct instrument *instruments = NULL;
	struct corporate_action *actions = NULL;
	size_t instrument_count = 0, count = 0;
	struct table *table;
	enum status status = store_actions(store, instrument_id, all ? (struct date){-25567} : date_add_days(today, -LISTED_DAYS),
	                                   (struct date){84005}, &actions, &count, err);

	if (status != STATUS_OK || (count == 0 && is_quiet)) {
		free(actions);
		return status;
	}
	table = section_table(section, "actions", is_quiet ? _("Corporate actions") : NULL, columns, COUNT(columns));
	table->empty = _("No corporate action is known: ballast actions add, or import FILE.");
	status = store_instruments(store, &instruments, &instrument_count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		size_t accounts = 0; /* nothing comes of rights that lapse */
		char symbol[SYMBOL_SIZE];

		status = store_count_outcomes(store, actions[i].id, OUTCOME_LAPSED, &accounts, err);
		if (status == STATUS_OK)
			status = name_of(store, &actions[i], instruments, instrument_count, symbol, err);
		if (status == STATUS_OK)
			add_action(arena, &actions[i], symbol, symbol_of(instruments, instrument_count, actions[i].into_id), accounts,
			           today, table);
	}
	free(instruments);
	free(actions);
	return status;
}

enum status actions_section(struct session *session, const char *symbol, bool all, struct arena *arena,
                            struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Corporate actions"));
	struct instrument one = {0};
	enum status status = symbol != NULL ? store_find_instrument(session_store(session), symbol, &one, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = actions_add(session, one.id, all, false, arena, made, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}

static void add_outcome(struct arena *arena, const struct outcome *outcome, const struct corporate_action *action,
                        const struct instrument *instruments, size_t count, struct table *table)
{
	static const struct {
		const char *key, *text;
	} words[ACTION_OUTCOMES] = {
		[OUTCOME_ENTERED] = {"entered", N_("entered by the program")},
		[OUTCOME_FOUND] = {"found", N_("already entered")},
		[OUTCOME_CONTAINED] = {"contained", N_("in the holdings taken over")},
		[OUTCOME_LAPSED] = {"lapses", N_("rights lapse")},
	};
	struct cell *cells = table_row(table);

	cells[0] = cell_integer(action->id);
	cells[1] = cell_date(action->date);
	cells[2] = cell_text(arena_text(arena, outcome->account));
	cells[3] = cell_text(arena_text(arena, symbol_of(instruments, count, action->instrument_id)));
	cells[4] = cell_word(action_type_name(action->type), _(type_texts[action->type]), TONE_NONE);
	cells[5] = cell_text(actions_terms(arena, action, symbol_of(instruments, count, action->into_id)));
	cells[6] = cell_word(words[outcome->outcome].key, _(words[outcome->outcome].text), TONE_NONE);
	cells[7] = cell_text(arena_text(arena, outcome->actor));
}

enum status actions_add_client(struct session *session, int64_t client_id, struct arena *arena, struct section *section,
                               struct error *err)
{
	const struct column columns[] = {
		{.key = "action", .title = _("number"), .type = CELL_INTEGER},
		{.key = "date", .title = _("ex day"), .type = CELL_DATE},
		{.key = "account", .title = _("account"), .type = CELL_TEXT},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "type", .title = _("what"), .type = CELL_WORD},
		{.key = "terms", .title = _("conditions"), .type = CELL_TEXT},
		{.key = "outcome", .title = _("outcome"), .type = CELL_WORD},
		{.key = "by", .title = _("by"), .type = CELL_TEXT},
	};
	const struct date since = date_add_days(session_today(session), -LISTED_DAYS);
	struct store *store = session_store(session);
	struct instrument *instruments = NULL;
	struct outcome *outcomes = NULL;
	struct table *table = NULL;
	size_t instrument_count = 0, count = 0;
	enum status status = store_outcomes(store, 0, client_id, &outcomes, &count, err);

	if (status == STATUS_OK && count > 0)
		status = store_instruments(store, &instruments, &instrument_count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct corporate_action action;

		status = store_get_action(store, outcomes[i].action_id, &action, err);
		if (status != STATUS_OK || date_compare(action.date, since) < 0)
			continue;
		if (table == NULL)
			table = section_table(section, "actions", _("Corporate actions"), columns, COUNT(columns));
		add_outcome(arena, &outcomes[i], &action, instruments, instrument_count, table);
	}
	free(instruments);
	free(outcomes);
	return status;
}
