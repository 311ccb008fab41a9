/* ballast market */
#include "advice/base/language.h"
#include "advice/market/quotes.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = call->word_count > 0 ? quotes_symbol_section(call->session, call->words[0], call->arena, &section, &err)
	                              : quotes_section(call->session, call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

const struct command cmd_market = {
	.name = "market", .usage = "[SYMBOL]", .most = 1, .run = run,
	.summary = N_("The instruments with their last price and how good it is, the feeds, the assumptions; or one in full"),
	.examples = (const char *const[]){"510300 --format csv", NULL},
};
