/* ballast profile */
#include <stdio.h>

#include "advice/language.h"
#include "advice/profile.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (call_has(call, "questionnaire")) {
		if (call->word_count > 0)
			return call_misused(call, _("--questionnaire names no client."));
		return call_show(call, profile_questionnaire(call->arena), EXIT_DONE);
	}
	if (call->word_count == 0)
		return call_misused(call, _("A client is needed, or --questionnaire."));
	if (!call_open(call, true, &code))
		return code;
	status = profile_section(call->session, call->words[0], call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

const struct command cmd_profile = {
	.name = "profile", .usage = "CLIENT [--answers FILE] | --questionnaire", .most = 1, .run = run,
	.summary = N_("Scores a questionnaire: class, what caps it, what contradicts what"),
	.options = (const struct command_option[]){
		{.name = "questionnaire", .help = N_("the questions themselves, to be answered on paper")},
		{0},
	},
	.examples = (const char *const[]){"--questionnaire", "C0001", NULL},
};
