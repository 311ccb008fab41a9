/* ballast reconcile */
#include "advice/base/language.h"
#include "advice/intake/intake.h"
#include "advice/intake/reconcile.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "report/document.h"

static int run(struct call *call)
{
	const bool is_dry = call_has(call, "dry-run");
	const struct intake_options options = {
		.profile = call_option(call, "profile"), .client = call_option(call, "client"),
		.account = call_option(call, "account"), .dates = call_option(call, "dates"), .is_dry = is_dry,
		.problem = output_problem, .context = &call->words[0],
	};
	struct reconciliation result = {0};
	struct section *section;
	struct error err = {0};
	int64_t tolerance = 0;
	enum status status;
	int code;

	if (!call_amount(call, "tolerance", &tolerance))
		return EXIT_USAGE;
	if (!call_open(call, is_dry, &code))
		return code;
	status = reconcile(call->session, call->words[0], &options, tolerance, &result, &err);
	if (status != STATUS_OK)
		return call_failed_on(call, status, &err, call->words[0]);
	section = reconcile_section(&result, call->arena);
	code = call_attention(call, result.count > 0);
	reconciliation_clear(&result);
	return call_show(call, section, code);
}

const struct command cmd_reconcile = {
	.name = "reconcile", .usage = "FILE [--profile NAME] [--client CLIENT] [--exit-code]",
	.least = 1, .most = 1, .run = run,
	.summary = N_("Holds a custodian's statement against the book and lists what differs"),
	.options = (const struct command_option[]){
		{.name = "profile", .argument = N_("NAME"), .help = N_("how a broker writes its files: import.d/NAME.conf, or a path")},
		{.name = "client", .argument = N_("CLIENT"), .help = N_("whose rows they are, where the file does not say")},
		{.name = "account", .argument = N_("ACCOUNT"), .help = N_("the account of the rows, where the file does not say")},
		{.name = "dates", .argument = N_("FORMAT"), .help = N_("how days are written, such as %d/%m/%Y")},
		{.name = "tolerance", .argument = N_("AMOUNT"), .help = N_("money that cash and cost may be apart; 0 when not given")},
		{.name = "dry-run", .help = N_("only looks: no record, no alert")},
		{.name = "exit-code", .help = N_("exit code 10 when something differs")},
		{0},
	},
	.examples = (const char *const[]){"statement.ofx --client C0001 --account BROKER", NULL},
};
