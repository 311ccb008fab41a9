/* ballast oversight, alerts list, take, note, settle, reopen */
#include <stdint.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/oversight/oversight.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static int show(struct call *call)
{
	struct oversight oversight = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	bool wants_attention;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = oversight_load(call->session, NULL, NULL, &oversight, &err);
	if (status == STATUS_OK)
		status = oversight_section(call->session, &oversight, call->arena, &section, &err);
	wants_attention = oversight.untouched > 0 || oversight.waiting_count > 0 || oversight.is_watch_overdue;
	oversight_clear(&oversight);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, call_attention(call, wants_attention));
}

static int list(struct call *call)
{
	return call_look(call, oversight_alerts_section);
}

/* The numbers of alerts as they stand in lists; numbers holds one for each word. */
static int step(struct call *call, enum alert_step_kind kind)
{
	int64_t *numbers = memory_new_array(call->word_count, sizeof *numbers);
	struct error err = {0};
	struct section *section;
	enum status status;
	const char *const word = call_numbers(call, call->word_count, numbers);
	int code = EXIT_USAGE;

	if (word != NULL)
		(void)call_misused(call, _("\"%s\" is not the number of an alert; \"ballast alerts\" lists them."), word);
	if (word != NULL || !call_open(call, false, &code)) {
		free(numbers);
		return code;
	}
	status = oversight_step(call->session, numbers, call->word_count, kind, call_option(call, "by"),
	                        call_option(call, "owner"), call_option(call, "why"), &err);
	if (status == STATUS_OK) {
		struct table *table;
		const struct column columns[] = {{.key = "alert", .title = _("alert"), .type = CELL_INTEGER}};
		struct facts *facts;

		section = section_new(call->arena, NULL, NULL);
		facts = section_facts(section, NULL, NULL);
		facts_add(facts, "step", _("step"), cell_word(oversight_step_name(kind), _(oversight_step_text(kind)), TONE_NONE));
		facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
		table = section_table(section, "alerts", NULL, columns, 1);
		table->shape = TABLE_VALUES;
		for (size_t i = 0; i < call->word_count; i++)
			table_row(table)[0] = cell_integer(numbers[i]);
	}
	free(numbers);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int take(struct call *call)
{
	return step(call, ALERT_TAKEN);
}

static int note(struct call *call)
{
	return step(call, ALERT_NOTE);
}

static int settle(struct call *call)
{
	return step(call, ALERT_ANSWERED);
}

static int reopen(struct call *call)
{
	return step(call, ALERT_OPENED_AGAIN);
}

const struct command cmd_oversight = {
	.name = "oversight", .usage = "[--exit-code]", .run = show,
	.summary = N_("The whole book for whoever is responsible: alerts, approvals, concentration, the watch"),
	.options = (const struct command_option[]){
		{.name = "exit-code", .help = N_("exit with 10 when somebody must act")},
		{0},
	},
};

const struct command cmd_alerts_list = {
	.name = "alerts", .verb = "list", .is_default_verb = true, .usage = "[CLIENT]", .most = 1, .run = list,
	.summary = N_("The open alerts, who has them in hand, and what was done about them"),
	.examples = (const char *const[]){"C0001", NULL},
};

#define STEP_OPTIONS(why_is_required) \
	{.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who does this")}, \
	{.name = "why", .argument = N_("WORDS"), .is_required = why_is_required, .help = N_("the reason, kept in the journal")}

const struct command cmd_alerts_take = {
	.name = "alerts", .verb = "take", .usage = "ALERT... --by NAME [--owner NAME] [--why WORDS]", .least = 1, .most = 1000,
	.run = take,
	.summary = N_("Takes alerts on, or gives them to somebody"),
	.options = (const struct command_option[]){
		STEP_OPTIONS(false),
		{.name = "owner", .argument = N_("NAME"), .help = N_("who has them in hand from now on; the one named by --by when not given")},
		{0},
	},
	.examples = (const char *const[]){"12 13 --by 'Li Qiang' --owner 'Wang Fang'", NULL},
};

const struct command cmd_alerts_note = {
	.name = "alerts", .verb = "note", .usage = "ALERT... --by NAME --why WORDS", .least = 1, .most = 1000, .run = note,
	.summary = N_("Explains alerts; who has them in hand stays the same"),
	.options = (const struct command_option[]){STEP_OPTIONS(true), {0}},
};

const struct command cmd_alerts_settle = {
	.name = "alerts", .verb = "settle", .usage = "ALERT... --by NAME --why WORDS", .least = 1, .most = 1000, .run = settle,
	.summary = N_("Closes alerts for people, with the reason; the watch ends them when their cause is gone"),
	.options = (const struct command_option[]){STEP_OPTIONS(true), {0}},
	.examples = (const char *const[]){"12 --by 'Wang Fang' --why 'rebalanced, order 17'", NULL},
};

const struct command cmd_alerts_reopen = {
	.name = "alerts", .verb = "reopen", .usage = "ALERT... --by NAME --why WORDS", .least = 1, .most = 1000, .run = reopen,
	.summary = N_("Opens settled alerts again: nobody has them in hand"),
	.options = (const struct command_option[]){STEP_OPTIONS(true), {0}},
};
