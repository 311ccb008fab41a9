/* ballast import, export */
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/intake/intake.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

#define KINDS "instruments|prices|clients|holdings|transactions|answers|rates"

enum { ROWS_LISTED = 2000, IMPORTS_LISTED = 50 };

/* Where the rows of a trial run are listed. */
struct trial {
	struct arena *arena;
	struct table *table;          /* NULL: nothing is listed                                     */
	const char *file;
	size_t listed, left_out;
};

static void add_row(struct table *table, const char *file, const struct intake_result *result)
{
	struct cell *cells = table_row(table);

	cells[0] = cell_text(file);
	cells[1] = cell_integer((int64_t)result->rows);
	cells[2] = cell_integer((int64_t)result->added);
	cells[3] = cell_integer((int64_t)result->changed);
	cells[4] = cell_integer((int64_t)result->same);
	cells[5] = cell_integer((int64_t)result->skipped);
	cells[6] = cell_integer((int64_t)result->held);
	cells[7] = cell_integer((int64_t)result->bad);
	cells[8] = cell_integer((int64_t)result->differing);
}

static struct cell *list_row(struct trial *trial, size_t line, struct cell outcome)
{
	struct cell *cells;

	if (trial->table == NULL)
		return NULL;
	if (trial->listed == ROWS_LISTED) {
		trial->left_out++;
		return NULL;
	}
	trial->listed++;
	cells = table_row(trial->table);
	cells[0] = cell_text(trial->file);
	cells[1] = line > 0 ? cell_integer((int64_t)line) : cell_missing(NULL);
	cells[2] = outcome;
	return cells;
}

/* The row of a file with blanks for its commas and a dash where a field says nothing: it is read, and may be wrapped. */
static const char *spaced(struct arena *arena, const char *row)
{
	struct text text = {0};
	const char *result;
	size_t length = strlen(row);

	while (length > 0 && row[length - 1] == ',')
		length--;
	for (size_t i = 0; i < length; i++) {
		if (row[i] != ',')
			text_add_character(&text, row[i]);
		else
			text_add(&text, row[i + 1] == ',' ? " -" : " ");
	}
	result = arena_text(arena, text_string(&text));
	text_clear(&text);
	return result;
}

static void hear_row(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text)
{
	struct trial *trial = context;
	const struct cell words[] = {
		[INTAKE_NEW] = cell_word("new", _("new"), TONE_GOOD),
		[INTAKE_SAME] = cell_word("known", _("known"), TONE_QUIET),
		[INTAKE_CHANGED] = cell_word("changed", _("changed"), TONE_WARN),
		[INTAKE_HELD] = cell_word("held", _("held back"), TONE_WARN),
		[INTAKE_DIFFERS] = cell_word("differs", _("differs"), TONE_WARN),
	};
	struct cell *cells = list_row(trial, line, words[outcome]);
	char *clean;

	if (cells == NULL)
		return;
	clean = arena_take(trial->arena, strlen(text) * 3 + 1);
	(void)text_clean(text, clean, strlen(text) * 3 + 1);
	for (size_t i = strlen(clean); i > 0 && clean[i - 1] == ' '; i--)
		clean[i - 1] = '\0'; /* the end of the line */
	cells[3] = cell_text(clean);
	cells[4] = cell_text(spaced(trial->arena, clean));
	if (why != NULL)
		cells[5] = cell_text(outcome == INTAKE_HELD ? _(why) : detail_kept(trial->arena, why));
}

static void hear_difference(void *context, size_t line, const char *message)
{
	struct trial *trial = context;

	output_problem(&trial->file, line, NULL, message);
}

static void hear_problem(void *context, size_t line, const char *column, const char *message)
{
	struct trial *trial = context;
	struct cell *cells = list_row(trial, line, cell_word("refused", _("refused"), TONE_BAD));

	output_problem(&trial->file, line, column, message);
	if (cells != NULL)
		cells[5] = cell_text(column != NULL && column[0] != '\0' ?
			arena_format(trial->arena, "%s: %s", column, message) : arena_text(trial->arena, message));
}

/* Rows about what corporate actions have entered. */
static void tell_recognised(struct call *call, size_t recognised, size_t differing)
{
	if (recognised > 0)
		output_note(&call->output, _("Rows that say what corporate actions had entered, and are not entered again: %zu."),
		            recognised);
	if (differing > 0)
		output_note(&call->output, _("Rows left out, because a corporate action entered the same event with other figures: %zu."),
		            differing);
}

static int import_files(struct call *call)
{
	const struct column columns[] = {
		{.key = "file", .title = _("file"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows"), .type = CELL_INTEGER},
		{.key = "added", .title = _("added"), .type = CELL_INTEGER},
		{.key = "changed", .title = _("changed"), .type = CELL_INTEGER},
		{.key = "same", .title = _("known already"), .type = CELL_INTEGER},
		{.key = "skipped", .title = _("left out"), .type = CELL_INTEGER},
		{.key = "held", .title = _("held back"), .type = CELL_INTEGER},
		{.key = "refused", .title = _("refused"), .type = CELL_INTEGER},
		{.key = "differs", .title = _("differs"), .type = CELL_INTEGER},
	};
	const struct column rows[] = {
		{.key = "file", .title = _("file"), .type = CELL_TEXT,
		 .audience = call->word_count > 2 ? FOR_ALL : FOR_PROGRAMS},
		{.key = "line", .title = _("line"), .type = CELL_INTEGER},
		{.key = "outcome", .title = _("outcome"), .type = CELL_WORD},
		{.key = "row", .title = _("row"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "row_read", .title = _("row"), .type = CELL_TEXT, .audience = FOR_READING},
		{.key = "reason", .title = _("reason"), .type = CELL_TEXT},
	};
	const bool is_dry = call_has(call, "dry-run"), is_rates = strcmp(call->words[0], "rates") == 0;
	struct trial trial = {.arena = call->arena};
	const struct intake_options options = {
		.profile = call_option(call, "profile"), .client = call_option(call, "client"),
		.account = call_option(call, "account"), .dates = call_option(call, "dates"),
		.price_kind = call_option(call, "price-kind"), .is_dry = is_dry,
		.row = is_dry ? hear_row : NULL, .problem = hear_problem, .differs = hear_difference,
		.context = &trial,
	};
	struct section *section = section_new(call->arena, NULL, NULL);
	struct error err = {0};
	enum status status = STATUS_OK;
	struct table *table;
	size_t held = 0, recognised = 0, differing = 0;
	int code;

	if (!call_open(call, false, &code))
		return code;
	if (is_dry)
		section_paragraph(section, NULL, _("Tried only: nothing is kept."));
	table = section_table(section, "files", NULL, columns, sizeof columns / sizeof columns[0]);
	if (is_dry)
		trial.table = section_table(section, "changes", _("What would change"), rows, sizeof rows / sizeof rows[0]);
	for (size_t i = 1; i < call->word_count && status == STATUS_OK; i++) {
		struct intake_result result = {0};

		trial.file = call->words[i];
		status = intake_take(call->session, call->words[0], trial.file, &options, &result, &err);
		if (status == STATUS_OK || (is_dry && status == STATUS_REFUSED))
			add_row(table, trial.file, &result);
		held += result.held;
		recognised += result.recognised;
		differing += result.differing;
		if (status != STATUS_OK && i > 1)
			output_note(&call->output, "%s", _("The files before this one are kept."));
	}
	if (trial.left_out > 0)
		output_note(&call->output, _("Rows not listed: %zu."), trial.left_out);
	if (held > 0 && is_dry)
		output_note(&call->output, is_rates ? _("Exchange rates that would be held back: %zu.") :
			    _("Prices that would be held back: %zu."), held);
	else if (held > 0)
		output_note(&call->output, is_rates ?
			    _("Exchange rates held back until a person looks at them: %zu; \"ballast rates held\" lists them.") :
			    _("Prices held back until a person looks at them: %zu; \"ballast prices held\" lists them."), held);
	tell_recognised(call, recognised, differing);
	if (status == STATUS_OK)
		return call_show(call, section, held + differing > 0 ? EXIT_INCOMPLETE : EXIT_DONE);
	code = call_failed_on(call, status, &err, trial.file);
	return is_dry && status == STATUS_REFUSED ? call_show(call, section, code) : code;
}

static int list_imports(struct call *call)
{
	const struct column columns[] = {
		{.key = "import", .title = _("import"), .type = CELL_INTEGER},
		{.key = "time", .title = _("time"), .type = CELL_TEXT},
		{.key = "actor", .title = _("by"), .type = CELL_TEXT},
		{.key = "kind", .title = _("kind"), .type = CELL_TEXT},
		{.key = "file", .title = _("file"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows"), .type = CELL_INTEGER},
		{.key = "added", .title = _("added"), .type = CELL_INTEGER},
		{.key = "changed", .title = _("changed"), .type = CELL_INTEGER},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
	};
	struct section *section = section_new(call->arena, NULL, NULL);
	struct intake_record *records = NULL;
	struct error err = {0};
	struct table *table;
	size_t count = 0;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = intake_records(call->session, IMPORTS_LISTED, &records, &count, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	table = section_table(section, "imports", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("Nothing was imported yet.");
	for (size_t i = 0; i < count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_integer(records[i].id);
		cells[1] = cell_text(arena_text(call->arena, records[i].time));
		cells[2] = cell_text(arena_text(call->arena, records[i].actor));
		cells[3] = cell_text(arena_text(call->arena, records[i].kind));
		cells[4] = cell_text(arena_text(call->arena, records[i].name));
		cells[5] = cell_integer(records[i].rows);
		cells[6] = cell_integer(records[i].added);
		cells[7] = cell_integer(records[i].changed);
		cells[8] = records[i].undone != 0 ? cell_word("undone", _("undone"), TONE_QUIET) :
			records[i].first != 0 || records[i].recognised != 0 ? cell_word("stands", _("can be undone"), TONE_NONE) :
			cell_word("final", _("stays"), TONE_NONE);
	}
	free(records);
	return call_show(call, section, EXIT_DONE);
}

/* Takes an import back, or brings it back. */
static int turn_import(struct call *call, const char *option,
                       enum status (*act)(struct session *session, int64_t id, struct intake_turn *turn, struct error *err))
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);
	struct error err = {0};
	struct intake_turn turn = {0};
	int64_t id = 0;
	enum status status;
	int code;

	if (!call_integer(call, option, 1, INT64_MAX, &id))
		return EXIT_USAGE;
	if (!call_open(call, false, &code))
		return code;
	status = act(call->session, id, &turn, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (act == intake_undo) {
		facts_add(facts, "import", _("import undone"), cell_integer(id));
		facts_add(facts, "entries", _("entries reversed"), cell_integer((int64_t)turn.entries));
		if (turn.copy[0] != '\0')
			facts_add(facts, "copy", _("copy of the book before"), cell_text(arena_text(call->arena, turn.copy)));
	} else {
		facts_add(facts, "import", _("import brought back"), cell_integer(id));
		facts_add(facts, "entries", _("entries posted again"), cell_integer((int64_t)turn.entries));
	}
	return call_show(call, section, EXIT_DONE);
}

static int import(struct call *call)
{
	const bool lists = call_has(call, "list"), undoes = call_has(call, "undo"), redoes = call_has(call, "redo");

	if ((lists || undoes || redoes) && (call->word_count > 0 || lists + undoes + redoes > 1))
		return call_misused(call, "%s", _("--list, --undo and --redo stand alone, without a kind or a file."));
	if (lists)
		return list_imports(call);
	if (undoes)
		return turn_import(call, "undo", intake_undo);
	if (redoes)
		return turn_import(call, "redo", intake_redo);
	if (call->word_count < 2)
		return call_misused(call, "%s", _("An import needs a kind and a file."));
	return import_files(call);
}

static int export(struct call *call)
{
	return call_export(call, intake_export);
}

const struct command cmd_import = {
	.name = "import", .usage = "KIND FILE... [--profile NAME] [--client CLIENT] [--dry-run] | --list | --undo ID | --redo ID",
	.most = ANY_NUMBER, .operand_choices = KINDS, .run = import,
	.summary = N_("Reads files into the book: all of a file, or none of it"),
	.options = (const struct command_option[]){
		{.name = "profile", .argument = N_("NAME"), .help = N_("how a broker writes its files: import.d/NAME.conf, or a path")},
		{.name = "client", .argument = N_("CLIENT"), .help = N_("whose rows they are, where the file does not say")},
		{.name = "account", .argument = N_("ACCOUNT"), .help = N_("the account of the rows, where the file does not say")},
		{.name = "dates", .argument = N_("FORMAT"), .help = N_("how days are written, such as %d/%m/%Y")},
		{.name = "price-kind", .argument = N_("KIND"), .help = N_("what closes have in them: raw, split_adjusted, total_return, nav")},
		{.name = "dry-run", .help = N_("checks everything, shows row by row what would change, keeps nothing")},
		{.name = "list", .help = N_("the imports there were, with their numbers")},
		{.name = "undo", .argument = N_("ID"), .help = N_("takes a whole import back by entries that reverse its own")},
		{.name = "redo", .argument = N_("ID"), .help = N_("brings an import back that was undone")},
		{0},
	},
	.examples = (const char *const[]){
		"instruments instruments.csv", "prices *.csv --dry-run",
		"transactions list.csv --profile cn-broker --client C0001 --account BROKER",
		"transactions statement.qfx --client C0001 --account BROKER", "--undo 12", NULL,
	},
};

const struct command cmd_export = {
	.name = "export", .usage = "KIND", .least = 1, .most = 1, .operand_choices = KINDS, .is_raw = true, .run = export,
	.summary = N_("Writes a kind with the columns that import reads"),
	.examples = (const char *const[]){"holdings", NULL},
};
