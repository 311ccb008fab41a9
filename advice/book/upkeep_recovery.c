/* Advice for a damaged book: what is damaged, what can be saved, which copy to take, and what to type. */
#include <string.h>

#include "advice/base/language.h"
#include "advice/book/upkeep.h"
#include "data/store/store.h"
#include "data/store/store_keep.h"
#include "data/store/store_salvage.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

static const struct {
	const char *name, *text;
} damages[] = {
	[BOOK_SOUND] = {"sound", N_("the file is whole")},
	[BOOK_ABSENT] = {"absent", N_("there is no file of that name")},
	[BOOK_EMPTY] = {"empty", N_("the file is empty: no byte is left")},
	[BOOK_ZEROED] = {"zeroed", N_("the file holds nothing but zeros: a disk or a file system lost what was in it")},
	[BOOK_HEAD_LOST] = {"head-lost", N_("the file does not begin as a book does: its beginning was overwritten, or it was "
	                                    "never a book")},
	[BOOK_FOREIGN] = {"foreign", N_("the file belongs to another program")},
	[BOOK_CUT] = {"cut", N_("the file was cut short: its end is missing")},
	[BOOK_DAMAGED] = {"damaged", N_("parts of the file were overwritten")},
};

/* A word as a shell takes it. */
static const char *quoted(struct arena *arena, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";
	struct text text = {0};
	const char *result;

	if (*word != '\0' && word[strspn(word, plain)] == '\0')
		return arena_text(arena, word);
	text_add_character(&text, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			text_add(&text, "'\\''");
		else
			text_add_character(&text, *word);
	}
	text_add_character(&text, '\'');
	result = arena_text(arena, text_string(&text));
	text_clear(&text);
	return result;
}

static void add_damage(struct section *section, const struct salvage *salvage, const char *book, struct arena *arena)
{
	struct facts *facts = section_facts(section, "damage", _("The damage"));

	facts_add(facts, "book", _("book"), cell_text(arena_text(arena, book)));
	facts_add(facts, "kind", _("damage"), cell_word(damages[salvage->damage].name, _(damages[salvage->damage].text), TONE_BAD));
	if (salvage->damage == BOOK_ABSENT)
		return;
	facts_add(facts, "bytes", _("bytes"), cell_integer(salvage->bytes));
	if (salvage->expected > 0)
		facts_add(facts, "expected_bytes", _("bytes it should have"), cell_integer(salvage->expected));
	facts_add(facts, "blocks", _("blocks of 4096 bytes"), cell_integer(salvage->pages));
	facts_add(facts, "zeroed_blocks", _("of them nothing but zeros"), cell_integer(salvage->zeroed));
}

static void add_findings(struct section *section, const struct salvage *salvage, struct arena *arena)
{
	const struct column columns[] = {{.key = "finding", .title = _("finding"), .type = CELL_TEXT}};
	struct table *table;

	if (salvage->finding_count == 0)
		return;
	table = section_table(section, "integrity", _("What SQLite finds, the first lines"), columns, 1);
	for (size_t i = 0; i < salvage->finding_count; i++)
		table_row(table)[0] = cell_text(arena_text(arena, text_string(&salvage->findings[i])));
}

static void add_tables(struct section *section, const struct salvage *salvage, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "table", .title = _("table"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows that can be read"), .type = CELL_INTEGER},
		{.key = "is_whole", .title = _("all of them"), .type = CELL_BOOLEAN},
	};
	struct table *table;

	if (salvage->damage == BOOK_ABSENT)
		return;
	table = section_table(section, "tables", _("What can be saved"), columns, sizeof columns / sizeof columns[0]);
	table->empty = _("Nothing in the file can be read as a book.");
	for (size_t i = 0; i < salvage->table_count; i++) {
		const struct salvage_table *const found = &salvage->tables[i];
		struct cell *const row = table_row(table);

		row[0] = cell_text(arena_text(arena, found->name));
		row[1] = cell_integer(found->rows);
		row[2] = cell_toned(cell_boolean(found->is_whole, found->is_whole ? _("yes") : _("no")),
		                    found->is_whole ? TONE_NONE : TONE_BAD);
	}
}

static void count_finding(void *context, const char *finding)
{
	size_t *count = context;

	(void)finding; /* whether there is one */
	++*count;
}

/* What was changed in the book may be in its copies too. One of an earlier form is not looked into: that would lift it. */
static bool has_findings(const char *path, int64_t version)
{
	struct salvage copy = {0};
	struct store *store = NULL;
	size_t count = 0;
	const bool is_alike = store_salvage(path, &copy, NULL) == STATUS_OK && copy.version == version;

	salvage_clear(&copy);
	if (!is_alike || store_open(path, STORE_READ, &store, NULL) != STATUS_OK)
		return false;
	if (store_check(store, count_finding, &count, NULL) != STATUS_OK)
		count++;
	store_close(store);
	return count > 0;
}

/* The newest copy that is sound; those before it in the list are damaged themselves, and counted. */
static const struct kept *find_sound(const struct kept_list *list, size_t structural, int64_t version, size_t *damaged)
{
	bool is_sealed;

	*damaged = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (store_verify_copy(list->rows[i].path, &is_sealed, NULL) == STATUS_OK &&
		    (structural == 0 || !has_findings(list->rows[i].path, version)))
			return &list->rows[i];
		++*damaged;
	}
	return NULL;
}

/*
 * A dump of what can be read, kept although it ends in errors, and marked as a book of its version. SQLite's shell also has
 * .recover, which fails on some sound files in the release this was written for.
 */
static const char *save_command(const struct salvage *salvage, const char *book, struct arena *arena)
{
	return arena_format(arena, "{ sqlite3 %s .dump | sed 's/^ROLLBACK;.*/COMMIT;/'; echo 'PRAGMA application_id = %lld; PRAGMA "
	                    "user_version = %lld;'; } | sqlite3 %s", quoted(arena, book), (long long)salvage->application,
	                    (long long)salvage->version, quoted(arena, arena_format(arena, "%s.recovered", book)));
}

static void add_way_out(struct section *section, const struct salvage *salvage, const struct kept_list *list,
                        const char *book, size_t structural, struct arena *arena)
{
	size_t damaged;
	const struct kept *const sound = find_sound(list, structural, salvage->version, &damaged);
	struct facts *facts = section_facts(section, "recovery", _("The way out"));

	facts_add(facts, "damaged_copies", _("newer copies that are damaged too"), cell_integer((int64_t)damaged));
	if (sound != NULL) {
		facts_add(facts, "copy", _("newest sound copy"), cell_text(arena_text(arena, sound->path)));
		facts_add(facts, "copy_day", _("made on"), cell_date(sound->day));
		facts_add(facts, "command", _("type"), cell_text(arena_format(arena, "ballast --book %s restore %s",
		          quoted(arena, book), quoted(arena, sound->path))));
		section_paragraph(section, NULL, _("The damaged book is kept beside the restored one. What was entered after the copy "
		                                   "was made is not in it: enter it again, from orders, fills and reports."));
		return;
	}
	facts_add(facts, "copy", _("newest sound copy"), cell_missing(_("there is none")));
	if (salvage->table_count > 0)
		facts_add(facts, "command", _("type"), cell_text(save_command(salvage, book, arena)));
	section_paragraph(section, NULL, salvage->table_count > 0 ?
	                  _("No automatic copy is sound. A copy you made yourself is the best way: ballast restore FILE. Without "
	                    "one, the command saves what can be read into a new file (sqlite3 is in the package of that name); "
	                    "chmod 600 it and have ballast check look at it before anything rests on it.") :
	                  _("No automatic copy is sound, and nothing in the file can be read. A copy you made yourself is the only "
	                    "way back: ballast restore FILE."));
}

enum status upkeep_recovery(const struct session_options *options, size_t structural, struct section *section,
                            struct arena *arena, bool *is_damaged, struct error *err)
{
	struct salvage salvage = {0};
	struct kept_list list = {0};
	enum status status = store_salvage(options->book, &salvage, err);

	if (status != STATUS_OK)
		return status;
	status = kept_list_read(options->book, &list, err);
	/* A book that was never there is no damaged one. */
	if (status == STATUS_OK && salvage.damage == BOOK_SOUND && structural > 0) {
		section_paragraph(section, NULL, _("The file can be read from end to end, but what stands in it is not what this "
		                                   "program wrote: a disk, a person or another program changed it."));
		add_way_out(section, &salvage, &list, options->book, structural, arena);
		*is_damaged = true;
	} else if (status == STATUS_OK && salvage.damage != BOOK_SOUND && (salvage.damage != BOOK_ABSENT || list.count > 0)) {
		add_damage(section, &salvage, options->book, arena);
		add_findings(section, &salvage, arena);
		add_tables(section, &salvage, arena);
		add_way_out(section, &salvage, &list, options->book, structural, arena);
		*is_damaged = true;
	} else if (status == STATUS_OK) {
		*is_damaged = false;
	}
	kept_list_clear(&list);
	salvage_clear(&salvage);
	return status;
}
