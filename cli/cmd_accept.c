/* ballast accept */
#include <string.h>

#include "advice/base/language.h"
#include "advice/plan/recommend.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* The plan as it now stands, for people and programs. */
static struct section *plan_section(struct call *call, const struct plan *plan)
{
	struct section *section = section_new(call->arena, "plan", NULL);
	struct facts *facts;

	section_paragraph(section, NULL,
	                  arena_format(call->arena, _("Plan %1$c is now the target of %2$s, as %3$s recorded."), plan->letter,
	                               call->words[0], plan->by));
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "client", _("client"), cell_text(call->words[0]));
	facts_add(facts, "plan", _("plan"), cell_text(arena_format(call->arena, "%c", plan->letter)));
	facts_add(facts, "accepted", _("accepted"), cell_date(plan->accepted));
	facts_add(facts, "by", _("by"), cell_text(plan->by));
	facts_add(facts, "expected_return", _("expected return a year"), cell_percent(plan->expected_return, 1));
	facts_add(facts, "volatility", _("volatility a year"), cell_percent(plan->volatility, 1));
	return section;
}

static int run(struct call *call)
{
	struct plan plan = {0};
	struct error err = {0};
	const char *const letter = call->words[1];
	enum status status;
	int code;

	if (strlen(letter) != 1 || strchr("ABC", letter[0]) == NULL)
		return call_misused(call, _("There are plans A, B and C; \"%s\" is none of them."), letter);
	if (!call_open(call, false, &code))
		return code;
	status = recommend_accept(call->session, call->words[0], letter[0], call_option(call, "by"), &plan, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	code = call_show(call, plan_section(call, &plan), EXIT_DONE);
	plan_clear(&plan);
	return code;
}

const struct command cmd_accept = {
	.name = "accept", .usage = "CLIENT A|B|C --by NAME", .least = 2, .most = 2, .run = run,
	.summary = N_("Records the plan a client chose as the target"),
	.options = (const struct command_option[]){
		{.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who records the choice")},
		{0},
	},
	.examples = (const char *const[]){"C0001 B --by 'Wang Fang'", NULL},
};
