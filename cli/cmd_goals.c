/* ballast goals */
#include <string.h>

#include "advice/base/language.h"
#include "advice/client/outlook.h"
#include "advice/client/planning.h"
#include "cli/call.h"
#include "cli/cmd.h"

static const char *const words[] = {"name", "amount", "due", "priority", "monthly", "growth", "inflation"};

static bool has_words(const struct call *call)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (call_has(call, words[i]))
			return true;
	return false;
}

static struct planning_words read_words(const struct call *call)
{
	return (struct planning_words){
		.name = call_has(call, "add") ? call_option(call, "add") : call_option(call, "name"),
		.amount = call_option(call, "amount"),
		.due = call_option(call, "due"),
		.priority = call_option(call, "priority"),
		.monthly = call_option(call, "monthly"),
		.growth = call_option(call, "growth"),
		.inflation = call_option(call, "inflation"),
	};
}

/* Which of the three changes is asked for; NULL: none. False when more than one is, or words without one. */
static bool find_change(const struct call *call, const char **change)
{
	static const char *const changes[] = {"add", "change", "remove"};

	*change = NULL;
	for (size_t i = 0; i < 3; i++) {
		if (!call_has(call, changes[i]))
			continue;
		if (*change != NULL) {
			(void)call_misused(call, _("--%1$s and --%2$s are two changes; make one at a time."), *change, changes[i]);
			return false;
		}
		*change = changes[i];
	}
	if (*change == NULL && (has_words(call) || call_has(call, "by"))) {
		(void)call_misused(call, _("What is told of a goal needs --add NAME or --change GOAL beside it."));
		return false;
	}
	if (*change != NULL && strcmp(*change, "remove") == 0 && has_words(call)) {
		(void)call_misused(call, _("--remove closes a goal; nothing else is told of it."));
		return false;
	}
	if (*change != NULL && strcmp(*change, "add") == 0 && call_has(call, "name")) {
		(void)call_misused(call, _("--add names the goal already; --name is for --change."));
		return false;
	}
	return true;
}

static enum status make_change(struct call *call, const char *change, int64_t number, struct error *err)
{
	const char *const client = call->words[0];
	const char *const by = call_has(call, "by") ? call_option(call, "by") : session_actor(call->session);
	const struct planning_words told = read_words(call);
	struct goal goal;
	enum status status = STATUS_OK;

	if (strcmp(change, "remove") == 0)
		return planning_close(call->session, client, number, by, err);
	if (strcmp(change, "add") == 0)
		planning_new(call->session, &goal);
	else
		status = planning_find(call->session, client, number, &goal, err);
	if (status == STATUS_OK)
		status = planning_read(call->session, &told, &goal, err);
	if (status != STATUS_OK)
		return status;
	return strcmp(change, "add") == 0 ? planning_add(call->session, client, &goal, by, err)
	                                  : planning_change(call->session, client, &goal, by, err);
}

static bool read_options(struct call *call, struct outlook_options *options, int64_t *number)
{
	int64_t paths = OUTLOOK_PATHS, seed = OUTLOOK_SEED;
	const char *const model = call_option(call, "model");

	if (!call_integer(call, "change", 1, INT64_MAX, number) || !call_integer(call, "remove", 1, INT64_MAX, number) ||
	    !call_integer(call, "paths", 100, OUTLOOK_MOST_PATHS, &paths) || !call_integer(call, "seed", 1, INT64_MAX, &seed))
		return false;
	options->paths = (size_t)paths;
	options->seed = (uint64_t)seed;
	options->model = model != NULL && strcmp(model, "student") == 0 ? OUTLOOK_STUDENT : OUTLOOK_LOGNORMAL;
	return true;
}

static bool go_on(void *context, size_t done, size_t total)
{
	output_progress(context, done, total);
	return true;
}

static int run(struct call *call)
{
	struct outlook_options options = {.go_on = go_on, .context = &call->output};
	struct outlook outlook = {0};
	struct section *section;
	struct error err = {0};
	const char *change;
	int64_t number = 0;
	enum status status = STATUS_OK;
	int code;

	if (!find_change(call, &change) || !read_options(call, &options, &number))
		return EXIT_USAGE;
	if (!call_open(call, change == NULL, &code))
		return code;
	if (change != NULL)
		status = make_change(call, change, number, &err);
	if (status == STATUS_OK)
		status = outlook_find(call->session, call->words[0], &options, &outlook, &err);
	output_progress_end(&call->output);
	if (status == STATUS_OK)
		status = outlook_section(call->session, &outlook, call->arena, &section, &err);
	code = status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
	outlook_clear(&outlook);
	return code;
}

const struct command cmd_goals = {
	.name = "goals", .usage = "CLIENT [--add NAME | --change GOAL | --remove GOAL] [--amount ...] ... [--by NAME]",
	.least = 1, .most = 1, .run = run,
	.summary = N_("What a client's money is for, in how many simulated futures it is reached, and what would help"),
	.options = (const struct command_option[]){
		{.name = "add", .argument = N_("NAME"), .help = N_("record a new goal"), .heading = N_("Goals")},
		{.name = "change", .argument = N_("GOAL"), .help = N_("the number of a goal: what is told below replaces what it was")},
		{.name = "remove", .argument = N_("GOAL"), .help = N_("close a goal; the record keeps it")},
		{.name = "name", .argument = N_("NAME"), .help = N_("another name, with --change")},
		{.name = "amount", .argument = N_("AMOUNT"), .help = N_("in today's money")},
		{.name = "due", .argument = N_("DATE"), .help = N_("the day it is needed")},
		{.name = "priority", .argument = N_("PRIORITY"), .choices = "must|want|wish",
		 .help = N_("which goal is served first; want unless given")},
		{.name = "monthly", .argument = N_("AMOUNT"), .help = N_("set aside for it at the end of each month")},
		{.name = "growth", .argument = N_("FRACTION"), .help = N_("by which that rises each year, as 0.03")},
		{.name = "inflation", .argument = N_("FRACTION"),
		 .help = N_("of the amount, a year, unless as assumed; 0: a fixed sum")},
		{.name = "by", .argument = N_("NAME"), .help = N_("who records it; otherwise you")},
		{.name = "model", .argument = N_("MODEL"), .choices = "lognormal|student",
		 .help = N_("the law of a month; student has heavier tails"), .heading = N_("Futures")},
		{.name = "paths", .argument = N_("N"), .help = N_("how many futures are drawn, 10000 unless given")},
		{.name = "seed", .argument = N_("N"), .help = N_("of the random numbers, 1 unless given")},
		{0},
	},
	.examples = (const char *const[]){"C0001",
	                                  "C0001 --add 'House in Hangzhou' --amount 1500000 --due 2034-06-30 --monthly 8000",
	                                  "C0001 --change 3 --monthly 9500 --by 'Wang Fang'", NULL},
};
