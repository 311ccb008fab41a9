/* ballast reconcile */
#include "advice/intake.h"
#include "advice/language.h"
#include "advice/reconcile.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "report/document.h"

static void add_break(struct call *call, struct table *table, const struct holding_break *one)
{
	const struct cell words[] = {
		[BREAK_MISSING] = cell_word("missing", _("missing in the book"), TONE_BAD),
		[BREAK_EXTRA] = cell_word("extra", _("only in the book"), TONE_BAD),
		[BREAK_QUANTITY] = cell_word("quantity", _("quantity differs"), TONE_BAD),
		[BREAK_COST] = cell_word("cost", _("cost differs"), TONE_WARN),
		[BREAK_CASH] = cell_word("cash", _("cash differs"), TONE_BAD),
	};
	struct cell *cells = table_row(table);
	int64_t apart;

	cells[0] = cell_text(arena_text(call->arena, one->client));
	cells[1] = cell_text(arena_text(call->arena, one->account));
	cells[2] = cell_text(arena_text(call->arena, one->symbol));
	cells[3] = words[one->type];
	cells[4] = one->type == BREAK_MISSING ? cell_missing(NULL) : cell_decimal(one->book);
	cells[5] = one->type == BREAK_EXTRA ? cell_missing(NULL) : cell_decimal(one->statement);
	if (checked_subtract(one->book, one->statement, &apart))
		cells[6] = cell_signed(cell_decimal(apart));
	cells[7] = one->line > 0 ? cell_integer((int64_t)one->line) : cell_missing(NULL);
}

static int run(struct call *call)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "account", .title = _("account"), .type = CELL_TEXT},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "break", .title = _("break"), .type = CELL_WORD},
		{.key = "book", .title = _("book"), .type = CELL_DECIMAL},
		{.key = "statement", .title = _("statement"), .type = CELL_DECIMAL},
		{.key = "difference", .title = _("difference"), .type = CELL_DECIMAL},
		{.key = "line", .title = _("line"), .type = CELL_INTEGER},
	};
	const struct intake_options options = {
		.profile = call_option(call, "profile"), .client = call_option(call, "client"),
		.account = call_option(call, "account"), .dates = call_option(call, "dates"),
		.problem = output_problem, .context = &call->words[0],
	};
	struct section *section = section_new(call->arena, NULL, NULL);
	struct reconciliation result = {0};
	struct error err = {0};
	struct facts *facts;
	struct table *table;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = reconcile(call->session, call->words[0], &options, &result, &err);
	if (status != STATUS_OK)
		return call_failed_on(call, status, &err, call->words[0]);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "statement_of", _("statement of"), cell_date(result.as_of));
	facts_add(facts, "accounts", _("accounts"), cell_integer((int64_t)result.accounts));
	facts_add(facts, "positions", _("positions"), cell_integer((int64_t)result.positions));
	facts_add(facts, "breaks_found", _("breaks"), cell_integer((int64_t)result.count));
	table = section_table(section, "breaks", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("Book and statement agree.");
	for (size_t i = 0; i < result.count; i++)
		add_break(call, table, &result.breaks[i]);
	code = result.count > 0 && call_has(call, "exit-code") ? EXIT_ATTENTION : EXIT_DONE;
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
		{.name = "exit-code", .help = N_("exit code 10 when something differs")},
		{0},
	},
	.examples = (const char *const[]){"statement.ofx --client C0001 --account BROKER", NULL},
};
