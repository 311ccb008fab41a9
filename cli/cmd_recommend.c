/* ballast recommend */
#include "advice/base/language.h"
#include "advice/plan/recommend.h"
#include "advice/plan/studio_wish.h"
#include "cli/call.h"
#include "cli/cmd.h"

static const char *const wishes[] = {"limit", "what-if", "view", "objective"};

static bool is_wished(const struct call *call)
{
	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
		if (call_has(call, wishes[i]))
			return true;
	return call_has(call, "relax");
}

static enum status read_all(const struct call *call, const char *option, const struct studio *studio,
                            enum status (*read)(const struct studio *studio, const char *text, struct studio_wish *wish,
                                                struct error *err),
                            struct studio_wish *wish, struct error *err)
{
	const char *text;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && (text = call_option_at(call, option, i)) != NULL; i++)
		status = read(studio, text, wish, err);
	return status;
}

/* Limits first, since what an objective is asked by default follows from the plan in view. */
static enum status wish_for(struct call *call, struct studio *studio, struct error *err)
{
	struct studio_wish wish;
	enum status status;

	studio_wish_begin(studio, &wish);
	status = read_all(call, "limit", studio, studio_wish_limit, &wish, err);
	if (status == STATUS_OK)
		status = read_all(call, "what-if", studio, studio_wish_figure, &wish, err);
	if (status == STATUS_OK)
		status = read_all(call, "view", studio, studio_wish_view, &wish, err);
	if (status == STATUS_OK)
		status = studio_apply(call->session, studio, &wish, err);
	if (status == STATUS_OK && call_has(call, "relax") && studio_wish_relax(studio, &wish))
		status = studio_apply(call->session, studio, &wish, err);
	if (status == STATUS_OK && call_has(call, "objective"))
		status = studio_wish_objective(studio, call_option(call, "objective"), &wish, err);
	if (status == STATUS_OK)
		status = studio_settle(call->session, studio, &wish, err);
	studio_wish_clear(&wish);
	return status;
}

static int show(struct call *call, struct studio *studio, bool has_current)
{
	struct error err = {0};
	struct section *section;
	enum status status;

	if (studio->conflict[LANGUAGE_ENGLISH].length > 0)
		return call_refused(call, text_string(&studio->conflict[language_current()]));
	/* What a client is shown is on record before it is shown. */
	status = has_current ? recommend_record_current(call->session, studio, &err) :
	                       recommend_record(call->session, studio, &err);
	if (status == STATUS_OK)
		status = recommend_section(call->session, studio, has_current, call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int run(struct call *call)
{
	struct studio studio = {0};
	struct error err = {0};
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = studio_open(call->session, call->words[0], &studio, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (is_wished(call))
		status = wish_for(call, &studio, &err);
	code = status == STATUS_OK ? show(call, &studio, is_wished(call)) : call_failed(call, status, &err);
	studio_close(&studio);
	return code;
}

const struct command cmd_recommend = {
	.name = "recommend", .usage = "CLIENT [options]", .least = 1, .most = 1, .run = run,
	.summary = N_("Three candidate plans, and one of your own: weights, figures, why, and whether they suit"),
	.options = (const struct command_option[]){
		{.name = "limit", .argument = N_("LIMIT"), .is_repeatable = true,
		 .help = N_("a limit for this once, as asset_class:equity:0:0.5; repeat for more")},
		{.name = "what-if", .argument = N_("FIGURES"), .is_repeatable = true,
		 .help = N_("a return and a volatility of your own in percent, as 510300=6:25; repeat for more")},
		{.name = "view", .argument = N_("VIEW"), .is_repeatable = true,
		 .help = N_("a view and its confidence in percent: 510300=8:60, '510300>513500=2:60'; repeat for more")},
		{.name = "objective", .argument = N_("OBJECTIVE"),
		 .help = N_("what the plan is to be best at, as risk-parity, utility=4.5 or target-volatility=8")},
		{.name = "relax", .help = N_("where limits conflict, give way by the least that makes a plan possible")},
		{0},
	},
	.examples = (const char *const[]){"C0001", "C0001 --objective risk-parity", "C0001 --view 510300=9:60 --format json",
	                                  NULL},
};
