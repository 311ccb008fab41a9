/* ballast performance */
#include "advice/base/language.h"
#include "advice/track/track.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	const char *name = call_option(call, "period");
	enum track_kind kind = TRACK_START;
	struct track track = {.is_there = false};
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (name != NULL)
		(void)track_kind_find(name, &kind); /* the choices of the option are its names */
	if (!call_open(call, true, &code))
		return code;
	status = track_find(call->session, call->words[0], &track, &err);
	if (status == STATUS_OK && track.is_there && track_period(&track, kind) == NULL)
		kind = TRACK_START; /* the plan begins with the record */
	if (status == STATUS_OK)
		status = track_section(call->session, &track, kind, call->arena, &section, &err);
	code = status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
	track_clear(&track);
	return code;
}

static const struct command_option options[] = {
	{.name = "period", .argument = N_("PERIOD"), .choices = "month|quarter|year|1y|3y|plan|start",
	 .help = N_("the one to take apart; since the start when not given")},
	{.name = NULL},
};

const struct command cmd_performance = {
	.name = "performance", .usage = "CLIENT", .least = 1, .most = 1, .options = options, .run = run,
	.summary = N_("What the portfolio earned, by time and by money, against the plan, and why"),
	.examples = (const char *const[]){"C0001", "C0001 --period year --format json", NULL},
};
