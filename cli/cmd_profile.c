/* ballast profile */
#include <string.h>

#include "advice/base/language.h"
#include "advice/client/profile.h"
#include "advice/client/standing.h"
#include "advice/intake/intake.h"
#include "cli/call.h"
#include "cli/cmd.h"

/* Takes the answers of a file, of others too if it holds any. The client is looked for before anything is kept. */
static enum status take_answers(struct call *call, const char *file, struct error *err)
{
	struct standing standing = {0};
	struct intake_result result = {0};
	enum status status = standing_find(call->session, call->words[0], &standing, err);

	standing_clear(&standing);
	if (status != STATUS_OK)
		return status;
	status = intake_import(call->session, "answers", file, false, output_problem, &file, &result, err);
	if (status != STATUS_OK && strstr(err->message, file) == NULL)
		(void)error_prefix(err, "%s", file);
	return status;
}

static int run(struct call *call)
{
	const char *const file = call_option(call, "answers");
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (call_has(call, "questionnaire")) {
		if (call->word_count > 0 || file != NULL)
			return call_misused(call, _("--questionnaire goes with no client and no answers."));
		return call_show(call, profile_questionnaire(call->arena), EXIT_DONE);
	}
	if (call->word_count == 0)
		return call_misused(call, _("A client is needed, or --questionnaire."));
	if (!call_open(call, file == NULL, &code))
		return code;
	status = file != NULL ? take_answers(call, file, &err) : STATUS_OK;
	if (status == STATUS_OK)
		status = profile_section(call->session, call->words[0], call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

const struct command cmd_profile = {
	.name = "profile", .usage = "CLIENT [--answers FILE] | --questionnaire", .most = 1, .run = run,
	.summary = N_("Scores a questionnaire: class, what caps it, what contradicts what"),
	.options = (const struct command_option[]){
		{.name = "answers", .argument = N_("FILE"), .help = N_("the file with the answers")},
		{.name = "questionnaire", .help = N_("the questions themselves, to be answered on paper")},
		{0},
	},
	.examples = (const char *const[]){"--questionnaire", "C0001 --answers answers.csv", NULL},
};
