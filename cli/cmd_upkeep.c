/* ballast check, backup, restore */
#include <stdio.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/book/upkeep.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "cli/passphrase.h"
#include "engine/base/memory.h"
#include "report/document.h"

struct findings {
	struct arena *arena;
	struct table *table;
};

static void add_finding(void *context, const char *finding)
{
	const struct findings *const findings = context;

	table_row(findings->table)[0] = cell_text(detail_kept(findings->arena, finding));
}

/* What a damaged book needs. The code of the failure stays, whether or not there is something to say. */
static int show_recovery(struct call *call, struct section *section, int code)
{
	struct error err = {0};
	bool is_damaged = false;

	session_close(call->session);
	call->session = NULL;
	if (upkeep_recovery(&call->session_options, 0, section, call->arena, &is_damaged, &err) != STATUS_OK) {
		output_complain("%s", detail_kept(call->arena, err.message));
		return code;
	}
	return is_damaged ? call_show(call, section, code) : code;
}

static int check(struct call *call)
{
	const struct column columns[] = {{.key = "finding", .title = _("finding"), .type = CELL_TEXT}};
	struct section *section = section_new(call->arena, NULL, NULL);
	struct findings found = {.arena = call->arena};
	struct error err = {0};
	struct upkeep_findings counted = {0};
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code == EXIT_BOOK ? show_recovery(call, section, code) : code;
	found.table = section_table(section, "findings", NULL, columns, 1);
	found.table->empty = _("The book is sound: database, journal, prices and ledger agree.");
	status = upkeep_check(call->session, add_finding, &found, &counted, &err);
	if (status == STATUS_CORRUPT) {
		code = call_failed(call, status, &err);
		return show_recovery(call, section_new(call->arena, NULL, NULL), code);
	}
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (counted.count > 0) {
		bool is_damaged;

		output_complain(_("Something is wrong with the book; findings: %zu."), counted.count);
		session_close(call->session);
		call->session = NULL;
		status = upkeep_recovery(&call->session_options, counted.structural, section, call->arena, &is_damaged, &err);
		if (status != STATUS_OK)
			return call_failed(call, status, &err);
	}
	return call_show(call, section, counted.count > 0 ? EXIT_FAILED : EXIT_DONE);
}

/* ---- backup ----------------------------------------------------------------------------------------------------- */

static int list_copies(struct call *call)
{
	struct section *section;
	struct error err = {0};
	const enum status status = upkeep_kept_section(&call->session_options, call->arena, &section, &err);

	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int show_backup(struct call *call, const char *path)
{
	struct section *section = section_new(call->arena, NULL, NULL);

	facts_add(section_facts(section, NULL, NULL), "backup", _("backup"), cell_text(path));
	return call_show(call, section, EXIT_DONE);
}

static int backup_sealed(struct call *call)
{
	struct passphrase passphrase;
	struct error err = {0};
	enum status status;
	int code;

	if (passphrase_get(call, true, &passphrase, &code) && call_open(call, false, &code)) {
		status = upkeep_backup_sealed(call->session, call->words[0], passphrase.bytes, &err);
		code = status == STATUS_OK ? show_backup(call, call->words[0]) : call_failed(call, status, &err);
	}
	passphrase_clear(&passphrase);
	return code;
}

/* False: what was given does not go together; the complaint is written. */
static bool check_backup(const struct call *call)
{
	const bool is_sealed = call_has(call, "sealed");

	if (call_has(call, "list") && (is_sealed || call->word_count > 0)) {
		(void)call_misused(call, _("--list stands alone."));
		return false;
	}
	if (is_sealed && call->word_count == 0) {
		(void)call_misused(call, _("A sealed copy needs a file to be written to."));
		return false;
	}
	if (!is_sealed && (call_has(call, "passphrase-file") || call_has(call, "passphrase-fd"))) {
		(void)call_misused(call, _("A passphrase is for a copy that is --sealed."));
		return false;
	}
	return true;
}

static int backup(struct call *call)
{
	char kept[PLACE_SIZE] = "";
	struct error err = {0};
	enum status status;
	int code;

	if (!check_backup(call))
		return EXIT_USAGE;
	if (call_has(call, "list"))
		return list_copies(call);
	if (call_has(call, "sealed"))
		return backup_sealed(call);
	if (!call_open(call, false, &code))
		return code;
	status = call->word_count > 0 ? upkeep_backup(call->session, call->words[0], &err)
	                              : upkeep_keep(call->session, KEEP_ASKED, kept, sizeof kept, &err);
	return status == STATUS_OK ? show_backup(call, call->word_count > 0 ? call->words[0] : kept)
	                           : call_failed(call, status, &err);
}

static int put_back(struct call *call, const char *passphrase)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);
	char kept[PLACE_SIZE] = "";
	struct error err = {0};
	const enum status status =
		upkeep_restore(&call->session_options, call->words[0], passphrase, kept, sizeof kept, &err);

	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	facts_add(facts, "restored", _("restored"), cell_text(call->words[0]));
	facts_add(facts, "kept", _("the book that was there is kept as"),
	          kept[0] != '\0' ? cell_text(arena_text(call->arena, kept)) : cell_missing(_("there was none")));
	return call_show(call, section, EXIT_DONE);
}

static int restore(struct call *call)
{
	struct passphrase passphrase;
	struct error err = {0};
	bool is_sealed = false;
	enum status status;
	int code;

	status = upkeep_is_sealed(call->words[0], &is_sealed, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (!is_sealed)
		return put_back(call, NULL);
	if (passphrase_get(call, false, &passphrase, &code))
		code = put_back(call, passphrase.bytes);
	passphrase_clear(&passphrase);
	return code;
}

const struct command cmd_check = {
	.name = "check", .usage = "", .run = check,
	.summary = N_("Looks through database, journal, prices and ledger; says how to recover a damaged book"),
};

const struct command cmd_backup = {
	.name = "backup", .usage = "[FILE] | --sealed FILE | --list", .most = 1, .run = backup,
	.options = (const struct command_option[]){
		{.name = "sealed", .help = N_("closed by a passphrase, for a place others can reach")},
		PASSPHRASE_OPTIONS,
		{.name = "list", .help = N_("the copies that made themselves, and what each stays for")},
		{0},
	},
	.summary = N_("Writes a consistent copy of the book, also while it is in use"),
	.examples = (const char *const[]){"", "/media/safe/book-2026-11-20.db", "--sealed /media/cloud/book-2026-11-20.sealed",
	                                  "--list", NULL},
};

const struct command cmd_restore = {
	.name = "restore", .usage = "FILE", .least = 1, .most = 1, .run = restore,
	.options = (const struct command_option[]){PASSPHRASE_OPTIONS, {0}},
	.summary = N_("Verifies a copy and puts it in the place of the book, which is kept"),
	.examples = (const char *const[]){"/media/safe/book-2026-11-20.db",
	                                  "/media/cloud/book-2026-11-20.sealed --passphrase-file ~/.ballast-passphrase", NULL},
};
