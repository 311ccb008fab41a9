/* ballast init, sandbox */
#include <string.h>

#include "advice/base/language.h"
#include "advice/book/sandbox.h"
#include "advice/book/upkeep.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

/* Three capital letters; CNY when none were given. */
static bool read_currency(const struct call *call, const char **currency)
{
	const char *const given = call_option(call, "currency");

	*currency = given != NULL ? given : "CNY";
	if (currency_is_valid(*currency))
		return true;
	(void)call_misused(call, _("--currency is \"%s\"; it must be three capital letters such as CNY."), given);
	return false;
}

static int init(struct call *call)
{
	struct error err = {0};
	struct section *section;
	const char *currency;
	enum status status;

	if (!read_currency(call, &currency))
		return EXIT_USAGE;
	status = upkeep_init(&call->session_options, currency, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	section = section_new(call->arena, NULL, NULL);
	section_paragraph(section, NULL, arena_format(call->arena, _("An empty book is at %s."), call->places.book));
	facts_add(section_facts(section, NULL, NULL), "currency", _("currency"), cell_text(currency));
	return call_show(call, section, EXIT_DONE);
}

static int sandbox(struct call *call)
{
	struct sandbox_options options = {.progress = output_progress, .context = &call->output};
	int64_t clients = 24, years = 10, seed = 1;
	struct error err = {0};
	struct section *section;
	struct facts *facts;
	enum status status;
	int code;

	if (!call_integer(call, "clients", 1, 100000, &clients) || !call_integer(call, "years", 1, 40, &years) ||
	    !call_integer(call, "seed", 0, INT64_C(1000000000000), &seed) || !read_currency(call, &options.currency))
		return EXIT_USAGE;
	options.clients = (size_t)clients;
	options.years = (int)years;
	options.seed = (uint64_t)seed;
	status = sandbox_make(&call->session_options, &options, &err);
	output_progress_end(&call->output);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (!call_open(call, true, &code))
		return code;
	section = section_new(call->arena, NULL, NULL);
	section_paragraph(section, NULL, arena_format(call->arena, _("A sandbox is at %s."), call->places.book));
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "clients", _("clients"), cell_integer(clients));
	facts_add(facts, "years", _("years of prices"), cell_integer(years));
	facts_add(facts, "seed", _("seed"), cell_integer(seed));
	return call_show(call, section, EXIT_DONE);
}

const struct command cmd_init = {
	.name = "init", .usage = "[--currency CNY]", .run = init,
	.summary = N_("Makes an empty book that only you can read"),
	.options = (const struct command_option[]){
		{.name = "currency", .argument = N_("CODE"), .help = N_("the currency of the book; otherwise CNY")},
		{0},
	},
	.examples = (const char *const[]){"--currency CNY", NULL},
};

const struct command cmd_sandbox = {
	.name = "sandbox", .usage = "[--clients N] [--years Y] [--seed S] [--currency CODE]", .run = sandbox,
	.summary = N_("Makes a book to try everything on: invented market and clients"),
	.options = (const struct command_option[]){
		{.name = "clients", .argument = N_("N"), .help = N_("how many clients; otherwise 24")},
		{.name = "years", .argument = N_("Y"), .help = N_("of daily prices; otherwise 10")},
		{.name = "seed", .argument = N_("S"), .help = N_("the same seed and day give the same book; otherwise 1")},
		{.name = "currency", .argument = N_("CODE"), .help = N_("the currency of the book; otherwise CNY")},
		{0},
	},
	.examples = (const char *const[]){"--book ~/ballast-try/book.db --clients 40 --seed 7", NULL},
};
