/* ballast risk */
#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/risk/risk_view.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"

static enum status read_shocks(const struct call *call, struct scenario *own, struct error *err)
{
	const char *text;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && (text = call_option_at(call, "shock", i)) != NULL; i++)
		status = risk_shock_parse(text, own, err);
	return status;
}

static int run(struct call *call)
{
	struct scenario own = {.name = "own"};
	struct risk_view view = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (read_shocks(call, &own, &err) != STATUS_OK)
		return call_misused(call, "%s", detail_kept(call->arena, err.message));
	if (!call_open(call, true, &code))
		return code;
	status = risk_view_find(call->session, call->words[0], &own, &view, &err);
	/* Figures without their scenarios would look complete to a program. */
	if (status == STATUS_OK && view.has_value && view.scenarios == NULL) {
		err = view.scenario_problem;
		status = err.status;
	}
	if (status == STATUS_OK)
		status = risk_view_section(&view, call->arena, &section, &err);
	code = status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
	risk_view_clear(&view);
	return code;
}

const struct command cmd_risk = {
	.name = "risk", .usage = "CLIENT [--shock SHOCK]...", .least = 1, .most = 1, .run = run,
	.summary = N_("What a client's portfolio risks: volatility, tail, falls, who carries it, what bad times would do"),
	.options = (const struct command_option[]){
		{.name = "shock", .argument = N_("SHOCK"), .is_repeatable = true,
		 .help = N_("one of your own, as equity:CN=-30; repeat for more")},
		{0},
	},
	.examples = (const char *const[]){"C0001", "C0001 --shock equity=-25 --shock gold=10", "C0001 --format json", NULL},
};
