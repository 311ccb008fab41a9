/* ballast terms list, import, export, add, end, withdraw */
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/terms.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "report/document.h"

static int list(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = terms_section(call->session, call->word_count > 0 ? call->words[0] : NULL, call_has(call, "all"), call->arena,
	                       &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int import(struct call *call)
{
	return call_import(call, terms_import);
}

static int export(struct call *call)
{
	return call_export(call, terms_export);
}

static int show_result(struct call *call, const char *key, const char *shown)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "outcome", _("outcome"), cell_word(key, shown, TONE_GOOD));
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	return call_show(call, section, EXIT_DONE);
}

/* "closed" is both closures at once, as funds announce it for the holidays of the market they invest in. */
static bool take_windows(const struct call *call, struct dealing_window windows[2], size_t *count)
{
	const char *word = call->words[1];
	const bool is_both = strcmp(word, "closed") == 0;

	windows[0] = windows[1] = (struct dealing_window){.kind = DEALING_SELL_CLOSED};
	*count = is_both ? 2 : 1;
	if (is_both) {
		windows[0].kind = DEALING_BUY_CLOSED;
	} else if (!dealing_kind_parse(word, &windows[0].kind)) {
		(void)call_misused(call, _("\"%s\" is none of limit, buy_closed, sell_closed, closed."), word);
		return false;
	}
	if (call_has(call, "amount") != (windows[0].kind == DEALING_LIMIT)) {
		(void)call_misused(call, "%s", _("A limit needs --amount, and nothing else has one."));
		return false;
	}
	for (size_t i = 0; i < *count; i++)
		if (!call_amount(call, "amount", &windows[i].amount) || !call_day(call, call_option(call, "from"), &windows[i].from) ||
		    !call_day(call, call_option(call, "until"), &windows[i].until))
			return false;
	return true;
}

static int add(struct call *call)
{
	struct dealing_window windows[2];
	struct error err = {0};
	size_t count;
	enum status status;
	bool is_added = false;
	int code;

	if (!take_windows(call, windows, &count))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	for (size_t i = 0; i < count; i++)
		if (!call_has(call, "from"))
			windows[i].from = session_today(call->session);
	status = terms_say(call->session, call->words[0], windows, count, call_has(call, "instead"), call_option(call, "by"),
	                   &is_added, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return is_added ? show_result(call, "added", _("added")) : show_result(call, "known", _("known already"));
}

/* The number of a limit or closure; 0 and a complaint when the word is none. */
static int64_t number_of(const struct call *call)
{
	int64_t number;
	const char *const wrong = call_numbers(call, 1, &number);

	if (wrong == NULL)
		return number;
	(void)call_misused(call, _("\"%s\" is not the number of a limit or closure; \"ballast terms\" lists them."), wrong);
	return 0;
}

static int end(struct call *call)
{
	const int64_t number = number_of(call);
	struct date day = {0};
	struct error err = {0};
	enum status status;
	bool is_changed = false;
	int code;

	if (number == 0 || !call_day(call, call->words[1], &day))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = terms_end(call->session, number, day, call_option(call, "by"), &is_changed, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return is_changed ? show_result(call, "changed", _("changed")) : show_result(call, "known", _("known already"));
}

static int withdraw(struct call *call)
{
	const int64_t number = number_of(call);
	struct error err = {0};
	enum status status;
	int code;

	if (number == 0)
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = terms_withdraw(call->session, number, call_option(call, "by"), call_option(call, "why"), &err);
	return status == STATUS_OK ? show_result(call, "withdrawn", _("withdrawn")) : call_failed(call, status, &err);
}

#define BY {.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who does this")}

const struct command cmd_terms_list = {
	.name = "terms", .verb = "list", .is_default_verb = true, .usage = "[SYMBOL] [--all]", .most = 1, .run = list,
	.summary = N_("On what terms funds are dealt: days of settlement, limits, closures, sale fees"),
	.options = (const struct command_option[]){
		{.name = "all", .help = N_("also limits and closures that were over more than a year ago")},
		{0},
	},
};

const struct command cmd_terms_import = {
	.name = "terms", .verb = "import", .usage = "FILE [--dry-run]", .least = 1, .most = 1, .run = import,
	.summary = N_("Reads terms of dealing from a CSV file: all of it, or none"),
	.options = (const struct command_option[]){
		{.name = "dry-run", .help = N_("says what would change and keeps nothing")},
		{0},
	},
};

const struct command cmd_terms_export = {
	.name = "terms", .verb = "export", .usage = "[SYMBOL]", .most = 1, .is_raw = true, .run = export,
	.summary = N_("Writes terms of dealing with the columns that terms import reads"),
};

const struct command cmd_terms_add = {
	.name = "terms", .verb = "add", .usage = "SYMBOL KIND [OPTION...] --by NAME", .least = 2, .most = 2, .run = add,
	.summary = N_("Adds a limit on purchases or a closure to those there are; KIND is limit, buy_closed, sell_closed or closed"),
	.options = (const struct command_option[]){
		{.name = "amount", .argument = N_("AMOUNT"), .help = N_("of a limit: the most that may be bought a day")},
		{.name = "from", .argument = N_("YYYY-MM-DD"), .help = N_("its first day; otherwise today")},
		{.name = "until", .argument = N_("YYYY-MM-DD"), .help = N_("its last day; otherwise until further notice")},
		{.name = "instead", .help = N_("on its days it counts in place of the others of its kind")},
		BY,
		{0},
	},
	.examples = (const char *const[]){"513500 closed --from 2026-12-24 --until 2026-12-25 --by 'Zhou Wei'",
	                                  "513500 limit --amount 10000 --from 2027-01-04 --instead --by 'Zhou Wei'", NULL},
};

const struct command cmd_terms_end = {
	.name = "terms", .verb = "end", .usage = "NUMBER DATE --by NAME", .least = 2, .most = 2, .run = end,
	.summary = N_("Says the last day of a limit or closure, sooner or later than was known"),
	.options = (const struct command_option[]){
		BY,
		{0},
	},
};

const struct command cmd_terms_withdraw = {
	.name = "terms", .verb = "withdraw", .usage = "NUMBER --by NAME --why WORDS", .least = 1, .most = 1, .run = withdraw,
	.summary = N_("Withdraws a limit or closure that never was"),
	.options = (const struct command_option[]){
		BY,
		{.name = "why", .argument = N_("WORDS"), .is_required = true, .help = N_("the reason, kept in the journal")},
		{0},
	},
};
