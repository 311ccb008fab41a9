/* ballast calendars */
#include "advice/base/language.h"
#include "advice/market/opening_days.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	return call_look(call, opening_days_section);
}

const struct command cmd_calendars = {
	.name = "calendars", .usage = "[NAME]", .most = 1, .run = run,
	.summary = N_("On which days each market is open, and for which years that is known"),
	.examples = (const char *const[]){"", "XSHG", NULL},
};
