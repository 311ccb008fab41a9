/* ballast actions list, add, import, withdraw, elect, due, apply, undo */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/money.h"
#include "report/document.h"

static int list(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = actions_section(call->session, call->word_count > 0 ? call->words[0] : NULL, call_has(call, "all"), call->arena,
	                         &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

/* Of an action, or of none (NULL). */
static int show_result(struct call *call, const struct corporate_action *action, const char *symbol, const char *key,
                       const char *shown)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);

	if (action != NULL) {
		facts_add(facts, "action", _("number"), cell_integer(action->id));
		facts_add(facts, "symbol", _("symbol"), cell_text(symbol));
		facts_add(facts, "type", _("what"), cell_word(action_type_name(action->type), _(actions_type_text(action->type)), TONE_NONE));
		facts_add(facts, "terms", _("conditions"), cell_text(actions_terms(call->arena, action, call_option(call, "into"))));
		facts_add(facts, "date", _("ex day"), cell_date(action->date));
	}
	facts_add(facts, "outcome", _("outcome"), cell_word(key, shown, TONE_GOOD));
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	return call_show(call, section, EXIT_DONE);
}

/* False, once the error is told in the reader's language. */
static bool misused(const struct call *call, const struct error *err)
{
	char words[sizeof err->message];

	(void)call_misused(call, "%s", detail_words(err->message, words, sizeof words));
	return false;
}

static bool take_action(const struct call *call, struct actions_words *words)
{
	struct corporate_action *action = &words->action;
	const char *currency = call_option(call, "currency"), *ratio = call_option(call, "ratio"), *to = call_option(call, "to");
	struct error err = {0};

	if (!action_type_parse(call->words[1], &action->type)) {
		(void)call_misused(call, _("\"%s\" is none of dividend, split, bonus, rights, merger, symbol, return_of_capital."), call->words[1]);
		return false;
	}
	if (!call_day(call, call->words[2], &action->date) || !call_day(call, call_option(call, "paid"), &action->paid) ||
	    !call_amount(call, "amount", &action->amount) || !call_amount(call, "price", &action->price))
		return false;
	if (ratio != NULL && actions_parse_ratio(ratio, &action->ratio, &err) != STATUS_OK)
		return misused(call, &err);
	if (currency != NULL && !currency_is_valid(currency)) {
		(void)call_misused(call, _("--currency is \"%s\"; it must be three capital letters such as CNY."), currency);
		return false;
	}
	if (to != NULL && strlen(to) >= sizeof action->symbol) {
		(void)call_misused(call, _("--to is \"%s\"; a symbol has at most %zu letters."), to, sizeof action->symbol - 1);
		return false;
	}
	if (currency != NULL)
		memcpy(action->currency, currency, sizeof action->currency);
	if (to != NULL)
		memcpy(action->symbol, to, strlen(to) + 1);
	words->symbol = call->words[0];
	words->into = call_option(call, "into");
	return true;
}

static int add(struct call *call)
{
	static const struct {
		const char *key, *text;
	} outcomes[] = {
		[PUT_NEW] = {"added", N_("added")}, [PUT_SAME] = {"known", N_("known already")}, [PUT_CHANGED] = {"changed", N_("changed")},
	};
	struct corporate_action action;
	struct actions_words words = {0};
	struct error err = {0};
	enum put_result result = PUT_SAME;
	enum status status;
	int code;

	if (!take_action(call, &words))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = actions_say(call->session, &words, call_option(call, "by"), &result, &err);
	if (status == STATUS_OK)
		status = actions_find(call->session, &words, &action, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return show_result(call, &action, words.symbol, outcomes[result].key, _(outcomes[result].text));
}

static int import(struct call *call)
{
	return call_import(call, actions_import);
}

/* The number of an action; 0 and a complaint when the word is none. */
static int64_t number_of(const struct call *call, const char *word)
{
	int64_t micros = 0;

	if (decimal_parse(word, &micros, NULL) == STATUS_OK && micros > 0 && micros % MICROS == 0)
		return micros / MICROS;
	(void)call_misused(call, _("\"%s\" is not the number of a corporate action; \"ballast actions\" lists them."), word);
	return 0;
}

static int withdraw(struct call *call)
{
	const int64_t number = number_of(call, call->words[0]);
	struct error err = {0};
	enum status status;
	int code;

	if (number == 0)
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = actions_withdraw(call->session, number, call_option(call, "by"), call_option(call, "why"), &err);
	return status == STATUS_OK ? show_result(call, NULL, NULL, "withdrawn", _("withdrawn")) : call_failed(call, status, &err);
}

static int elect(struct call *call)
{
	const char *choice = call->words[2];
	const bool is_rights = strcmp(choice, "take") == 0 || strcmp(choice, "lapse") == 0;
	const bool is_second = strcmp(choice, "take") == 0 || strcmp(choice, "reinvest") == 0;
	struct error err = {0};
	enum status status;
	int code;

	if (!is_rights && strcmp(choice, "cash") != 0 && strcmp(choice, "reinvest") != 0)
		return call_misused(call, _("\"%s\" is none of cash, reinvest, take, lapse."), choice);
	if (!call_open(call, false, &code))
		return code;
	status = actions_elect(call->session, call->words[0], call->words[1], call_option(call, "symbol"),
	                       is_rights ? ELECTION_RIGHTS : ELECTION_DIVIDEND, is_second, call_option(call, "by"), &err);
	return status == STATUS_OK ? show_result(call, NULL, NULL, choice, _("chosen")) : call_failed(call, status, &err);
}

/* Client, symbol and number as they were given; *code is what the command returns when false. */
static bool take_filter(struct call *call, bool is_read_only, struct due_filter *filter, int *code)
{
	struct error err = {0};
	enum status status;

	if (call->word_count > 0 && (filter->action_id = number_of(call, call->words[0])) == 0) {
		*code = EXIT_USAGE;
		return false;
	}
	if (!call_open(call, is_read_only, code))
		return false;
	status = actions_filter(call->session, call_option(call, "client"), call_option(call, "symbol"), filter, &err);
	if (status != STATUS_OK)
		*code = call_failed(call, status, &err);
	return status == STATUS_OK;
}

static int due(struct call *call)
{
	struct due_filter filter = {0};
	struct due_list found = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	size_t ready;
	int code;

	if (!take_filter(call, true, &filter, &code))
		return code;
	status = actions_due(call->session, &filter, &found, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	section = actions_due_section(&found, false, NULL, call->arena);
	ready = actions_ready(&found);
	due_list_clear(&found);
	return call_show(call, section, call_has(call, "exit-code") && ready > 0 ? EXIT_ATTENTION : EXIT_DONE);
}

/* The book failed on the way: what was kept before is shown as that, and the failure told. */
static int stopped(struct call *call, struct due_list *done, bool is_dry, enum status status, const struct error *err)
{
	const int code = call_failed(call, status, err);
	const size_t clients = actions_clients(done);

	if (!is_dry && clients > 0) {
		output_complain(_n("What %zu client was due is entered and kept; the same command again goes on from there.",
		                   "What %zu clients were due is entered and kept; the same command again goes on from there.", clients),
		                clients);
		(void)call_show(call, actions_due_section(done, true, NULL, call->arena), code);
	}
	due_list_clear(done);
	return code;
}

static int apply(struct call *call)
{
	const char *const by = call_option(call, "by");
	const bool is_dry = call_has(call, "dry-run");
	struct due_filter filter = {0};
	struct due_list done = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	bool is_incomplete = false;
	int code;

	if (!is_dry && (by == NULL || by[strspn(by, " \t")] == '\0'))
		return call_misused(call, _("--%s is needed."), "by");
	if (!take_filter(call, false, &filter, &code))
		return code;
	status = actions_apply(call->session, &filter, by, is_dry, &done, &err);
	if (status != STATUS_OK)
		return stopped(call, &done, is_dry, status, &err);
	section = actions_due_section(&done, !is_dry, is_dry ? _("Tried only: nothing is kept.") : NULL, call->arena);
	for (size_t i = 0; i < done.count; i++)
		is_incomplete = is_incomplete || done.lines[i].state == DUE_BLOCKED || done.lines[i].state == DUE_NO_PRICE;
	for (size_t i = 0; i < done.rename_count; i++)
		is_incomplete = is_incomplete || done.renames[i].state == DUE_BLOCKED;
	due_list_clear(&done);
	return call_show(call, section, is_incomplete ? EXIT_INCOMPLETE : EXIT_DONE);
}

static int undo(struct call *call)
{
	const int64_t number = number_of(call, call->words[0]);
	struct due_filter filter = {0};
	struct error err = {0};
	struct section *section;
	struct facts *facts;
	size_t entries = 0, rows = 0;
	enum status status;
	int code;

	if (number == 0)
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = actions_filter(call->session, call_option(call, "client"), NULL, &filter, &err);
	if (status == STATUS_OK)
		status = actions_undo(call->session, number, filter.client_id, call_option(call, "by"), &entries, &rows, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	section = section_new(call->arena, NULL, NULL);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "action", _("number"), cell_integer(number));
	facts_add(facts, "entries", _("entries taken back"), cell_integer((int64_t)entries));
	if (rows > 0) {
		facts_add(facts, "rows", _("rows of statements known by them"), cell_integer((int64_t)rows));
		output_note(&call->output, "%s", _("What these rows say is in the book no more: import their files again."));
	}
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	return call_show(call, section, EXIT_DONE);
}

#define BY {.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who does this")}
#define CLIENT {.name = "client", .argument = N_("CLIENT"), .help = N_("of this client alone")}

const struct command cmd_actions_list = {
	.name = "actions", .verb = "list", .is_default_verb = true, .usage = "[SYMBOL] [--all]", .most = 1, .run = list,
	.summary = N_("Corporate actions that are known: dividends, splits, rights, mergers, new symbols"),
	.options = (const struct command_option[]){
		{.name = "all", .help = N_("also those of more than a year ago")},
		{0},
	},
};

const struct command cmd_actions_add = {
	.name = "actions", .verb = "add", .usage = "SYMBOL TYPE DATE [OPTION...] --by NAME", .least = 3, .most = 3, .run = add,
	.summary = N_("Says a corporate action of an instrument; TYPE is dividend, split, bonus, rights, merger, symbol or return_of_capital"),
	.options = (const struct command_option[]){
		{.name = "amount", .argument = N_("AMOUNT"), .help = N_("money for each share: dividend, merger, return_of_capital")},
		{.name = "ratio", .argument = N_("RATIO"), .help = N_("new shares for old ones, as 2, 1.5 or 10:3")},
		{.name = "price", .argument = N_("AMOUNT"), .help = N_("of each share of a rights issue")},
		{.name = "into", .argument = N_("SYMBOL"), .help = N_("what is held after a merger")},
		{.name = "to", .argument = N_("SYMBOL"), .help = N_("the new symbol")},
		{.name = "paid", .argument = N_("YYYY-MM-DD"), .help = N_("when the money is paid; otherwise on the ex day")},
		{.name = "currency", .argument = N_("CURRENCY"), .help = N_("of amount and price; otherwise the instrument's")},
		BY,
		{0},
	},
	.examples = (const char *const[]){"510300 split 2026-07-01 --ratio 2:1 --by 'Zhou Wei'", NULL},
};

const struct command cmd_actions_import = {
	.name = "actions", .verb = "import", .usage = "FILE [--dry-run]", .least = 1, .most = 1, .run = import,
	.summary = N_("Reads corporate actions from a CSV file: all of it, or none"),
	.options = (const struct command_option[]){
		{.name = "dry-run", .help = N_("says what would change and keeps nothing")},
		{0},
	},
};

const struct command cmd_actions_withdraw = {
	.name = "actions", .verb = "withdraw", .usage = "ACTION --by NAME --why WORDS", .least = 1, .most = 1, .run = withdraw,
	.summary = N_("Withdraws a corporate action that never was"),
	.options = (const struct command_option[]){
		BY,
		{.name = "why", .argument = N_("WORDS"), .is_required = true, .help = N_("the reason, kept in the journal")},
		{0},
	},
};

const struct command cmd_actions_elect = {
	.name = "actions", .verb = "elect", .usage = "CLIENT ACCOUNT CHOICE [--symbol SYMBOL] --by NAME", .least = 3, .most = 3,
	.run = elect,
	.summary = N_("What a client chose: cash or reinvest for dividends, take or lapse for rights"),
	.options = (const struct command_option[]){
		{.name = "symbol", .argument = N_("SYMBOL"), .help = N_("of this instrument alone; otherwise of all in the account")},
		BY,
		{0},
	},
};

const struct command cmd_actions_due = {
	.name = "actions", .verb = "due", .usage = "[ACTION] [--client CLIENT] [--symbol SYMBOL] [--exit-code]", .most = 1,
	.run = due,
	.summary = N_("What each account that held an instrument is due and has not been entered"),
	.options = (const struct command_option[]){
		CLIENT,
		{.name = "symbol", .argument = N_("SYMBOL"), .help = N_("of this instrument alone")},
		{.name = "exit-code", .help = N_("exit with 10 when somebody must act")},
		{0},
	},
};

const struct command cmd_actions_apply = {
	.name = "actions", .verb = "apply", .usage = "[ACTION] [--client CLIENT] [--symbol SYMBOL] --by NAME | --dry-run",
	.most = 1, .run = apply,
	.summary = N_("Enters what corporate actions bring: shares, money and lots, once for each account"),
	.options = (const struct command_option[]){
		CLIENT,
		{.name = "symbol", .argument = N_("SYMBOL"), .help = N_("of this instrument alone")},
		{.name = "dry-run", .help = N_("says what would change and keeps nothing")},
		{.name = "by", .argument = N_("NAME"), .help = N_("who does this; needed unless it is tried only")},
		{0},
	},
};

const struct command cmd_actions_undo = {
	.name = "actions", .verb = "undo", .usage = "ACTION [--client CLIENT] --by NAME", .least = 1, .most = 1, .run = undo,
	.summary = N_("Takes back what a corporate action brought; it can be entered again"),
	.options = (const struct command_option[]){CLIENT, BY, {0}},
};
