/* ballast show */
#include "advice/base/language.h"
#include "advice/book/review.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct standing standing = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = standing_find(call->session, call->words[0], &standing, &err);
	if (status == STATUS_OK)
		status = review_client_section(call->session, &standing, call->arena, &section, &err);
	code = status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
	standing_clear(&standing);
	return code;
}

const struct command cmd_show = {
	.name = "show", .usage = "CLIENT", .least = 1, .most = 1, .run = run,
	.summary = N_("One client: profile, holdings, drift from the plan, alerts"),
	.examples = (const char *const[]){"C0001", "C0001 --as-of 2026-11-20 --format json", NULL},
};
