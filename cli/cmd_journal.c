/* ballast journal verify, journal export */
#include <string.h>

#include "advice/base/language.h"
#include "advice/book/upkeep.h"
#include "advice/oversight/oversight.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int verify(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	bool is_sound;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = upkeep_journal_verify(call->session, call_option(call, "expect"), &is_sound, call->arena, &section, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (!is_sound)
		output_complain("%s", _("The journal is not sound: a record was changed, removed, inserted or cut off."));
	return call_show(call, section, is_sound ? EXIT_DONE : EXIT_FAILED);
}

static int list(struct call *call)
{
	struct error err = {0};
	struct section *section;
	int64_t most = 50;
	enum status status;
	int code;

	if (!call_integer(call, "last", 1, 1000000, &most))
		return EXIT_USAGE;
	if (!call_open(call, true, &code))
		return code;
	status = oversight_records_section(call->session, call->word_count > 0 ? call->words[0] : NULL, (size_t)most,
	                                   call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int export(struct call *call)
{
	return call_export(call, upkeep_journal_export);
}

const struct command cmd_journal_verify = {
	.name = "journal", .verb = "verify", .usage = "[--expect COUNT:HASH]", .run = verify,
	.summary = N_("Walks the chain of the journal: nothing changed, removed, inserted or cut off"),
	.options = (const struct command_option[]){
		{.name = "expect", .argument = N_("COUNT:HASH"), .help = N_("the head that an earlier report printed")},
		{0},
	},
};

const struct command cmd_journal_list = {
	.name = "journal", .verb = "list", .usage = "[CLIENT] [--last N]", .most = 1, .run = list,
	.summary = N_("The newest records of the journal: who did what, when, for whom"),
	.options = (const struct command_option[]){
		{.name = "last", .argument = N_("N"), .help = N_("so many records; 50 when not given")},
		{0},
	},
	.examples = (const char *const[]){"C0001 --last 10", NULL},
};

const struct command cmd_journal_export = {
	.name = "journal", .verb = "export", .usage = "[CLIENT]", .most = 1, .is_raw = true, .run = export,
	.summary = N_("The evidence, for one client or all: a record a line, led by its hash"),
	.examples = (const char *const[]){"C0001", NULL},
};
