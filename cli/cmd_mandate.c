/* ballast mandate */
#include <string.h>

#include "advice/base/language.h"
#include "advice/client/mandating.h"
#include "cli/call.h"
#include "cli/cmd.h"

static const char *const changes[] = {"limit", "lock", "unlock", "bands", "mode", "reserve"};

static bool is_changed(const struct call *call)
{
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
		if (call_has(call, changes[i]))
			return true;
	return false;
}

static enum status lock_all(struct call *call, struct mandate *mandate, const char *option, bool is_locked,
                            struct error *err)
{
	enum status status = STATUS_OK;
	const char *symbol;

	for (size_t i = 0; status == STATUS_OK && (symbol = call_option_at(call, option, i)) != NULL; i++)
		status = mandating_lock(call->session, mandate, symbol, is_locked, err);
	return status;
}

/* The edits in one order, whatever the order on the command line: nothing is recorded before all are understood. */
static enum status change(struct call *call, struct mandate *mandate, struct error *err)
{
	const char *const mode = call_option(call, "mode"), *limit;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && (limit = call_option_at(call, "limit", i)) != NULL; i++)
		status = mandating_limit(call->session, mandate, limit, err);
	if (status == STATUS_OK)
		status = lock_all(call, mandate, "lock", true, err);
	if (status == STATUS_OK)
		status = lock_all(call, mandate, "unlock", false, err);
	if (status == STATUS_OK && call_has(call, "bands"))
		status = mandating_bands(mandate, call_option(call, "bands"), err);
	if (mode != NULL)
		mandate->mode = strcmp(mode, "strict") == 0 ? GATE_STRICT : GATE_OVERALL;
	return status;
}

static int run(struct call *call)
{
	const char *const client = call->words[0], *by = call_option(call, "by");
	struct mandate mandate;
	struct error err = {0};
	struct section *section;
	int64_t reserve = -1;
	enum status status;
	int code;

	if (!call_amount(call, "reserve", &reserve))
		return EXIT_USAGE;
	if (call_has(call, "reserve") && reserve < 0)
		return call_misused(call, _("--reserve is negative; money kept aside is zero or more."));
	if (!is_changed(call) && by != NULL)
		return call_misused(call, _("--by is given, but nothing that changes the mandate."));
	if (!call_open(call, !is_changed(call), &code))
		return code;
	if (is_changed(call)) {
		status = mandating_current(call->session, client, &mandate, &err);
		if (status == STATUS_OK)
			status = change(call, &mandate, &err);
		if (status == STATUS_OK) {
			if (reserve >= 0)
				mandate.cash_reserve = reserve;
			status = mandating_record(call->session, client, &mandate,
			                          by != NULL ? by : session_actor(call->session), &err);
		}
		if (status != STATUS_OK)
			return call_failed(call, status, &err);
	}
	status = mandating_section(call->session, client, call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

const struct command cmd_mandate = {
	.name = "mandate", .usage = "CLIENT [--limit ...] [--lock ...] [--bands ...] [--mode ...] [--reserve ...] [--by NAME]",
	.least = 1, .most = 1, .run = run,
	.summary = N_("What a client agreed to: limits, bands, locks; shown or changed"),
	.options = (const struct command_option[]){
		{.name = "limit", .argument = N_("SCOPE:KEY:LOWER:UPPER"), .is_repeatable = true,
		 .help = N_("a share of the portfolio, as asset_class:equity:0:0.5; without numbers it is removed")},
		{.name = "lock", .argument = N_("SYMBOL"), .is_repeatable = true, .help = N_("neither bought nor sold")},
		{.name = "unlock", .argument = N_("SYMBOL"), .is_repeatable = true, .help = N_("free again")},
		{.name = "bands", .argument = N_("BANDS"), .help = N_("5/25, or a number of points such as 3")},
		{.name = "mode", .argument = N_("MODE"), .choices = "overall|strict",
		 .help = N_("whether the whole must suit the client, or every part of it")},
		{.name = "reserve", .argument = N_("AMOUNT"), .help = N_("money kept in each account")},
		{.name = "by", .argument = N_("NAME"), .help = N_("who agreed it; otherwise you")},
		{0},
	},
	.examples = (const char *const[]){"C0001", "C0001 --limit asset_class:equity:0:0.5 --lock 510300 --by 'Wang Fang'", NULL},
};
