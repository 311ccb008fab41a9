/* Copies that make themselves: before severe actions, and when asked; and the list of them. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/book/upkeep.h"
#include "advice/book/upkeep_parts.h"
#include "data/settings/settings.h"
#include "data/store/store_keep.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* name: in the copy's file name, so it never changes. text: in the list. */
static const struct {
	const char *name, *text;
} reasons[] = {
	[KEEP_ASKED] = {"asked", N_("it was asked for")},
	[KEEP_EVERYONE] = {"everyone", N_("something was to be done to many clients at once")},
	[KEEP_UNDO] = {"undo", N_("an import was to be undone")},
	[KEEP_PURGE] = {"purge", N_("something was to be removed for good")},
	{"migration", N_("a newer version was to change the form of the book")},
	{"restore", N_("another copy was put in its place")},
};

static enum status read_rule(const char *config_directory, struct keep_rule *rule, bool *is_on, struct error *err)
{
	struct settings *settings = NULL;
	char path[PLACE_SIZE];
	enum status status = STATUS_OK;

	if (config_directory != NULL) {
		status = place_join(config_directory, "ballast.conf", path, err);
		if (status == STATUS_OK)
			status = settings_load(path, &settings, err);
	}
	if (status != STATUS_OK)
		return status;
	*rule = (struct keep_rule){
		.last = settings_number(settings, "backups_last"),
		.daily = settings_number(settings, "backups_daily"),
		.weekly = settings_number(settings, "backups_weekly"),
		.monthly = settings_number(settings, "backups_monthly"),
	};
	*is_on = settings_bool(settings, "backups");
	settings_free(settings);
	return STATUS_OK;
}

/* Asked for, the copy is a step of its own and on record; before an action, the action's own record follows. */
static enum status keep_asked(struct session *session, const struct keep_rule *rule, char *path, size_t size,
                              struct error *err)
{
	struct journal_head head;
	enum status status = journal_head(session_store(session), &head, err);

	if (status == STATUS_OK)
		status = store_keep(session_store(session), session_today(session), reasons[KEEP_ASKED].name, rule, path, size, err);
	return status == STATUS_OK ? upkeep_record_backup(session, &head, err) : status;
}

enum status upkeep_keep(struct session *session, enum keep_reason reason, char *path, size_t size, struct error *err)
{
	struct keep_rule rule;
	bool is_on = true;
	enum status status = read_rule(session_config_directory(session), &rule, &is_on, err);

	if (status != STATUS_OK)
		return status;
	if (reason == KEEP_ASKED)
		return keep_asked(session, &rule, path, size, err);
	if (size > 0)
		path[0] = '\0';
	if (!is_on)
		return STATUS_OK;
	status = store_keep(session_store(session), session_today(session), reasons[reason].name, &rule, path, size, err);
	return status == STATUS_OK ? STATUS_OK :
		error_prefix(err, "the backup that comes first could not be made, so nothing was begun");
}

enum status upkeep_is_sealed(const char *backup, bool *is_sealed, struct error *err)
{
	return store_is_sealed(backup, is_sealed, err);
}

/* ---- the list --------------------------------------------------------------------------------------------------- */

static const char *reason_text(const char *name)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (strcmp(reasons[i].name, name) == 0)
			return _(reasons[i].text);
	return name;
}

/* "last day week": keys for a program, words for a person. */
static struct cell stays_for(unsigned kept_for, struct arena *arena)
{
	static const struct {
		unsigned flag;
		const char *key, *text;
	} rows[] = {
		{KEPT_LAST, "last", N_("one of the newest")},
		{KEPT_DAY, "day", N_("the newest of its day")},
		{KEPT_WEEK, "week", N_("the newest of its week")},
		{KEPT_MONTH, "month", N_("the newest of its month")},
	};
	char *keys = arena_text(arena, "");
	const char *text = NULL;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if ((kept_for & rows[i].flag) == 0)
			continue;
		keys = arena_format(arena, "%s%s%s", keys, *keys != '\0' ? " " : "", rows[i].key);
		if (text == NULL)
			text = rows[i].text; /* the strongest reason is enough to read */
	}
	return text != NULL ? cell_word(keys, _(text), TONE_NONE) : cell_word("none", _("nothing: it goes with the next copy"), TONE_QUIET);
}

static void fill_table(const struct kept_list *list, struct table *table, struct arena *arena)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct kept *const kept = &list->rows[i];
		struct cell *const row = table_row(table);

		row[0] = cell_date(kept->day);
		row[1] = cell_integer(kept->number);
		row[2] = cell_word(arena_text(arena, kept->reason), reason_text(kept->reason), TONE_NONE);
		row[3] = cell_integer(kept->bytes);
		row[4] = stays_for(kept->kept_for, arena);
		row[5] = cell_text(arena_text(arena, kept->path));
	}
}

enum status upkeep_kept_section(const struct session_options *options, struct arena *arena, struct section **section,
                                struct error *err)
{
	const struct column columns[] = {
		{.key = "day", .title = _("day"), .type = CELL_DATE},
		{.key = "number", .title = _("number"), .type = CELL_INTEGER},
		{.key = "reason", .title = _("made because"), .type = CELL_WORD},
		{.key = "bytes", .title = _("bytes"), .type = CELL_INTEGER},
		{.key = "stays_for", .title = _("stays as"), .type = CELL_WORD},
		{.key = "file", .title = _("file"), .type = CELL_TEXT},
	};
	struct kept_list list = {0};
	struct keep_rule rule;
	struct section *made;
	struct table *table;
	bool is_on;
	enum status status = read_rule(options->config_directory, &rule, &is_on, err);

	if (status == STATUS_OK)
		status = kept_list_read(options->book, &list, err);
	if (status != STATUS_OK)
		return status;
	kept_mark(&list, &rule);
	made = section_new(arena, NULL, NULL);
	table = section_table(made, "backups", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No copy has made itself yet.");
	fill_table(&list, table, arena);
	kept_list_clear(&list);
	if (!is_on)
		section_paragraph(made, NULL, _("Automatic copies are switched off in ballast.conf (backups = no)."));
	*section = made;
	return STATUS_OK;
}
