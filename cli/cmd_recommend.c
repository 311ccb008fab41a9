/* ballast recommend */
#include "advice/language.h"
#include "advice/recommend.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct studio studio = {0};
	struct error err = {0};
	struct section *section;
	bool is_possible;
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = studio_open(call->session, call->words[0], &studio, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	is_possible = studio.conflict[LANGUAGE_ENGLISH].length == 0;
	/* What a client is shown is on record before it is shown. */
	if (is_possible)
		status = recommend_record(call->session, &studio, &err);
	if (status == STATUS_OK)
		status = recommend_section(call->session, &studio, call->arena, &section, &err);
	if (status != STATUS_OK)
		code = call_failed(call, status, &err);
	else if (is_possible)
		code = call_show(call, section, EXIT_DONE);
	else
		code = call_refused(call, text_string(&studio.conflict[language_current()]));
	studio_close(&studio);
	return code;
}

const struct command cmd_recommend = {
	.name = "recommend", .usage = "CLIENT", .least = 1, .most = 1, .run = run,
	.summary = N_("Three candidate plans: weights, figures, why, and whether they suit"),
	.examples = (const char *const[]){"C0001", "C0001 --format json", NULL},
};
