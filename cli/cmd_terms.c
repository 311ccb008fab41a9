/* ballast terms list, import */
#include "advice/base/language.h"
#include "advice/market/terms.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int list(struct call *call)
{
	return call_look(call, terms_section);
}

static int import(struct call *call)
{
	return call_import(call, terms_import);
}

const struct command cmd_terms_list = {
	.name = "terms", .verb = "list", .is_default_verb = true, .usage = "[SYMBOL]", .most = 1, .run = list,
	.summary = N_("On what terms funds are dealt: days of settlement, limits, closures, sale fees"),
};

const struct command cmd_terms_import = {
	.name = "terms", .verb = "import", .usage = "FILE [--dry-run]", .least = 1, .most = 1, .run = import,
	.summary = N_("Reads terms of dealing from a CSV file: all of it, or none"),
	.options = (const struct command_option[]){
		{.name = "dry-run", .help = N_("says what would change and keeps nothing")},
		{0},
	},
};
