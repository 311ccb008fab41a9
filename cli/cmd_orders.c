/* ballast orders, fills */
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/trade/approve.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "report/document.h"

/* To the file or to standard output; the orders are safe when this is done. */
static enum status deliver(const char *path, const struct text *csv, struct error *err)
{
	const struct sink sink = output_sink();
	enum status status;

	if (path != NULL && strcmp(path, "-") != 0)
		return output_file(path, text_string(csv), csv->length, err);
	status = sink.write(sink.state, text_string(csv), csv->length, err);
	return status == STATUS_OK ? output_flush(err) : status;
}

static int orders(struct call *call)
{
	const bool is_dry = call_has(call, "dry-run");
	struct text csv = {0};
	struct error err = {0};
	int64_t *ids = NULL;
	size_t count = 0;
	enum status status;
	int code;

	if (!call_open(call, is_dry, &code))
		return code;
	status = orders_write(call->session, &csv, &ids, &count, &err);
	if (status == STATUS_OK)
		status = deliver(call_option(call, "output"), &csv, &err);
	if (status == STATUS_OK && count > 0 && !is_dry)
		status = orders_sent(call->session, ids, count, &err);
	if (status == STATUS_OK && count == 0)
		output_note(&call->output, "%s", _("No approved order waits to be sent."));
	code = status == STATUS_OK ? EXIT_DONE : call_failed(call, status, &err);
	text_clear(&csv);
	free(ids);
	return code;
}

/* What the broker is expected to take beside its fees: in its statement it is a row of its own, some days later. */
static void add_taxes(const struct fills_result *result, struct section *section)
{
	const struct column columns[] = {
		{.key = "execution", .title = _("execution"), .type = CELL_TEXT},
		{.key = "date", .title = _("date"), .type = CELL_DATE},
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "dividends", .title = _("dividends received"), .type = CELL_MONEY},
		{.key = "tax", .title = _("tax"), .type = CELL_MONEY},
	};
	struct table *table;

	if (result->tax_count == 0)
		return;
	table = section_table(section, "dividend_tax", _("Tax on dividends that falls due with these sales"), columns,
	                      sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < result->tax_count; i++) {
		const struct fill_tax *tax = &result->taxes[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(tax->execution);
		cells[1] = cell_date(tax->date);
		cells[2] = cell_text(tax->client);
		cells[3] = cell_text(tax->symbol);
		cells[4] = cell_amount(tax->due.dividends, tax->currency);
		cells[5] = cell_amount(tax->due.tax, tax->currency);
	}
}

static int fills(struct call *call)
{
	struct fills_result result = {0};
	struct error err = {0};
	struct section *section;
	struct facts *facts;
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = fills_read(call->session, call->words[0], output_problem, &call->words[0], &result, &err);
	if (status != STATUS_OK)
		return call_failed_on(call, status, &err, call->words[0]);
	section = section_new(call->arena, "fills", NULL);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "rows", _("rows"), cell_integer((int64_t)result.rows));
	facts_add(facts, "added", _("booked"), cell_integer((int64_t)result.added));
	facts_add(facts, "known", _("known already"), cell_integer((int64_t)result.known));
	add_taxes(&result, section);
	code = call_show(call, section, EXIT_DONE);
	fills_result_clear(&result);
	return code;
}

const struct command cmd_orders = {
	.name = "orders", .usage = "[--output FILE] [--dry-run]", .is_raw = true, .run = orders,
	.summary = N_("Approved orders as a CSV file for the broker, sales first"),
	.options = (const struct command_option[]){
		{.name = "output", .argument = N_("FILE"), .help = N_("the file to write; otherwise standard output")},
		{.name = "dry-run", .help = N_("shows them and does not count them as sent")},
		{0},
	},
	.examples = (const char *const[]){"--output orders.csv", NULL},
};

const struct command cmd_fills = {
	.name = "fills", .usage = "FILE", .least = 1, .most = 1, .run = fills,
	.summary = N_("Reads back what the broker executed; the same execution counts once"),
	.examples = (const char *const[]){"executions.csv", NULL},
};
