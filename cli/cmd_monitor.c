/* ballast monitor */
#include "advice/base/language.h"
#include "advice/oversight/monitor.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct monitor_result result = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	int code, waited = 0;

	if (!call_open(call, false, &code))
		return code;
	do {
		status = monitor_book(call->session, &result, &err);
	} while (call_waits(call, status, &waited));
	if (status == STATUS_OK)
		status = monitor_section(call->session, call->arena, &section, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, call_attention(call, result.open > 0));
}

const struct command cmd_monitor = {
	.name = "monitor", .usage = "[--exit-code]", .takes_job_lock = true, .run = run,
	.summary = N_("Checks limits, prices, profiles and drift, and raises alerts"),
	.options = (const struct command_option[]){
		{.name = "exit-code", .help = N_("exit with 10 when an alert is open")},
		{0},
	},
	.examples = (const char *const[]){"--exit-code --quiet", NULL},
};
