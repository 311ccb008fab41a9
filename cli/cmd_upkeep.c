/* ballast check, backup, restore */
#include <stdio.h>

#include "advice/language.h"
#include "advice/upkeep.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "report/document.h"

struct findings {
	struct arena *arena;
	struct table *table;
};

static void add_finding(void *context, const char *finding)
{
	const struct findings *const findings = context;

	table_row(findings->table)[0] = cell_text(arena_text(findings->arena, finding));
}

static int check(struct call *call)
{
	const struct column columns[] = {{.key = "finding", .title = _("finding"), .type = CELL_TEXT}};
	struct section *section = section_new(call->arena, NULL, NULL);
	struct findings found = {.arena = call->arena};
	struct error err = {0};
	enum status status;
	size_t count = 0;
	int code;

	if (!call_open(call, true, &code))
		return code;
	found.table = section_table(section, "findings", NULL, columns, 1);
	found.table->empty = _("The book is sound: database, journal, prices and ledger agree.");
	status = upkeep_check(call->session, add_finding, &found, &count, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (count > 0)
		output_complain(_("Something is wrong with the book; findings: %zu."), count);
	return call_show(call, section, count > 0 ? EXIT_FAILED : EXIT_DONE);
}

static int backup(struct call *call)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct error err = {0};
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = upkeep_backup(call->session, call->words[0], &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	facts_add(section_facts(section, NULL, NULL), "backup", _("backup"), cell_text(call->words[0]));
	return call_show(call, section, EXIT_DONE);
}

static int restore(struct call *call)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);
	char kept[PLACE_SIZE] = "";
	struct error err = {0};
	enum status status;

	status = upkeep_restore(&call->session_options, call->words[0], kept, sizeof kept, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	facts_add(facts, "restored", _("restored"), cell_text(call->words[0]));
	facts_add(facts, "kept", _("the book that was there is kept as"),
	          kept[0] != '\0' ? cell_text(kept) : cell_missing(_("there was none")));
	return call_show(call, section, EXIT_DONE);
}

const struct command cmd_check = {
	.name = "check", .usage = "", .run = check,
	.summary = N_("Looks through database, journal, prices and ledger"),
};

const struct command cmd_backup = {
	.name = "backup", .usage = "FILE", .least = 1, .most = 1, .run = backup,
	.summary = N_("Writes a consistent copy of the book, also while it is in use"),
	.examples = (const char *const[]){"/media/safe/book-2026-11-20.db", NULL},
};

const struct command cmd_restore = {
	.name = "restore", .usage = "FILE", .least = 1, .most = 1, .run = restore,
	.summary = N_("Verifies a copy and puts it in the place of the book, which is kept"),
	.examples = (const char *const[]){"/media/safe/book-2026-11-20.db", NULL},
};
