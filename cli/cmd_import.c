/* ballast import, export */
#include "advice/intake.h"
#include "advice/language.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "report/document.h"

#define KINDS "instruments|prices|clients|holdings|transactions|answers|rates"

static void add_row(struct table *table, const char *file, const struct intake_result *result)
{
	struct cell *cells = table_row(table);

	cells[0] = cell_text(file);
	cells[1] = cell_integer((int64_t)result->rows);
	cells[2] = cell_integer((int64_t)result->added);
	cells[3] = cell_integer((int64_t)result->changed);
	cells[4] = cell_integer((int64_t)result->same);
}

static int import(struct call *call)
{
	const struct column columns[] = {
		{.key = "file", .title = _("file"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows"), .type = CELL_INTEGER},
		{.key = "added", .title = _("added"), .type = CELL_INTEGER},
		{.key = "changed", .title = _("changed"), .type = CELL_INTEGER},
		{.key = "same", .title = _("known already"), .type = CELL_INTEGER},
	};
	struct section *section = section_new(call->arena, NULL, NULL);
	const bool is_dry = call_has(call, "dry-run");
	struct error err = {0};
	enum status status = STATUS_OK;
	const char *file = "";
	struct table *table;
	int code;

	if (!call_open(call, false, &code))
		return code;
	if (is_dry)
		section_paragraph(section, NULL, _("Tried only: nothing is kept."));
	table = section_table(section, "files", NULL, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 1; i < call->word_count && status == STATUS_OK; i++) {
		struct intake_result result = {0};

		file = call->words[i];
		status = intake_import(call->session, call->words[0], file, is_dry, output_problem, &file, &result,
		                       &err);
		if (status == STATUS_OK)
			add_row(table, file, &result);
		else if (i > 1)
			output_note(&call->output, "%s", _("The files before this one are kept."));
	}
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed_on(call, status, &err, file);
}

static int export(struct call *call)
{
	struct sink sink = output_sink();
	struct error err = {0};
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = intake_export(call->session, call->words[0], &sink, &err);
	if (status == STATUS_OK)
		status = output_flush(&err);
	return status == STATUS_OK ? EXIT_DONE : call_failed(call, status, &err);
}

const struct command cmd_import = {
	.name = "import", .usage = "KIND FILE... [--dry-run]", .least = 2, .most = ANY_NUMBER, .operand_choices = KINDS,
	.run = import,
	.summary = N_("Reads files into the book: all of a file, or none of it"),
	.options = (const struct command_option[]){
		{.name = "dry-run", .help = N_("checks everything and keeps nothing")},
		{0},
	},
	.examples = (const char *const[]){"instruments instruments.csv", "prices *.csv --dry-run", NULL},
};

const struct command cmd_export = {
	.name = "export", .usage = "KIND", .least = 1, .most = 1, .operand_choices = KINDS, .is_raw = true, .run = export,
	.summary = N_("Writes a kind with the columns that import reads"),
	.examples = (const char *const[]){"holdings", NULL},
};
