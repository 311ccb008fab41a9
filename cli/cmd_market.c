/* ballast market */
#include "advice/base/language.h"
#include "advice/market/quotes.h"
#include "cli/call.h"
#include "cli/cmd.h"

static enum status quotes(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                          struct error *err)
{
	return symbol != NULL ? quotes_symbol_section(session, symbol, arena, section, err)
	                      : quotes_section(session, arena, section, err);
}

static int run(struct call *call)
{
	return call_look(call, quotes);
}

const struct command cmd_market = {
	.name = "market", .usage = "[SYMBOL]", .most = 1, .run = run,
	.summary = N_("The instruments with their last price and how good it is, the feeds, the assumptions; or one in full"),
	.examples = (const char *const[]){"510300 --format csv", NULL},
};
