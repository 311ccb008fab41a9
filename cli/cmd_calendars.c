/* ballast calendars */
#include "advice/language.h"
#include "advice/opening_days.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = opening_days_section(call->session, call->word_count > 0 ? call->words[0] : NULL, call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

const struct command cmd_calendars = {
	.name = "calendars", .usage = "[NAME]", .most = 1, .run = run,
	.summary = N_("On which days each market is open, and for which years that is known"),
	.examples = (const char *const[]){"", "XSHG", NULL},
};
