/* ballast approvals, approve, reject */
#include <stdint.h>

#include "advice/base/language.h"
#include "advice/trade/approve.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static int list(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = approve_section(call->session, call_has(call, "all"), call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

/* The number of a proposal as it stands in lists. */
static bool read_number(const struct call *call, int64_t *id)
{
	int64_t micros;

	if (decimal_parse(call->words[0], &micros, NULL) != STATUS_OK || micros % MICROS != 0 || micros <= 0) {
		(void)call_misused(call, _("\"%s\" is not the number of a proposal; \"ballast approvals\" lists them."),
		                   call->words[0]);
		return false;
	}
	*id = micros / MICROS;
	return true;
}

/* The decision as recorded; orders: SIZE_MAX when there can be none. */
static int show_decision(struct call *call, int64_t id, const char *key, const char *sentence, size_t orders)
{
	struct section *section = section_new(call->arena, "decision", NULL);
	struct facts *facts;

	section_paragraph(section, NULL, sentence);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "proposal", _("proposal"), cell_integer(id));
	facts_add(facts, "decision", _("decision"), cell_word(key, _(key), TONE_NONE));
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	if (orders != SIZE_MAX)
		facts_add(facts, "orders", _("orders"), cell_integer((int64_t)orders));
	return call_show(call, section, EXIT_DONE);
}

static int approve(struct call *call)
{
	struct error err = {0};
	enum status status;
	size_t orders;
	int64_t id;
	int code;

	if (!read_number(call, &id))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = approve_proposal(call->session, id, call_option(call, "by"), &orders, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return show_decision(call, id, N_("approved"),
	                     arena_format(call->arena, _("Proposal %lld is approved; its orders are written: %zu."),
	                                  (long long)id, orders),
	                     orders);
}

static int reject(struct call *call)
{
	const char *const why = call_option(call, "why");
	struct error err = {0};
	enum status status;
	int64_t id;
	int code;

	if (!read_number(call, &id))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = reject_proposal(call->session, id, call_option(call, "by"), why != NULL ? why : "", &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return show_decision(call, id, N_("rejected"), arena_format(call->arena, _("Proposal %lld is rejected."), (long long)id),
	                     SIZE_MAX);
}

const struct command cmd_approvals = {
	.name = "approvals", .usage = "[--all]", .run = list,
	.summary = N_("The proposals that wait for a second person"),
	.options = (const struct command_option[]){
		{.name = "all", .help = N_("also those that were decided")},
		{0},
	},
};

const struct command cmd_approve = {
	.name = "approve", .usage = "PROPOSAL --by NAME", .least = 1, .most = 1, .run = approve,
	.summary = N_("A second person approves a proposal; its orders are written"),
	.options = (const struct command_option[]){
		{.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who approves; not who proposed")},
		{0},
	},
	.examples = (const char *const[]){"17 --by 'Li Qiang'", NULL},
};

const struct command cmd_reject = {
	.name = "reject", .usage = "PROPOSAL --by NAME [--why WORDS]", .least = 1, .most = 1, .run = reject,
	.summary = N_("A proposal ends here; the journal keeps why"),
	.options = (const struct command_option[]){
		{.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who rejects")},
		{.name = "why", .argument = N_("WORDS"), .help = N_("the reason, kept in the journal")},
		{0},
	},
	.examples = (const char *const[]){"17 --by 'Li Qiang' --why 'client travels'", NULL},
};
