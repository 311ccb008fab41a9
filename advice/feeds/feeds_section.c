/* Where the declarations of feeds stand, and whether they are sound. */
#include "advice/base/detail.h"
#include "advice/feeds/refresh.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "data/feed/feed.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

void feeds_folder(const char *directory, struct text *path)
{
	if (directory != NULL)
		text_addf(path, "%s/feeds.d", directory);
}

enum status feeds_configured(const struct session *session, struct feeds **feeds, struct error *err)
{
	struct text shipped = {0}, own = {0};
	enum status status;

	feeds_folder(session_data_directory(session), &shipped);
	feeds_folder(session_config_directory(session), &own);
	status = feeds_load(shipped.length > 0 ? text_string(&shipped) : NULL, own.length > 0 ? text_string(&own) : NULL,
	                    feeds, err);
	text_clear(&shipped);
	text_clear(&own);
	return status;
}

enum status feeds_choose(const struct feeds *feeds, const char *id, const struct feed **feed, struct error *err)
{
	const size_t count = feeds_count(feeds);
	const struct feed *found = feeds_find(feeds, id);
	const char **ids, *near;

	if (found != NULL) {
		*feed = found;
		return STATUS_OK;
	}
	ids = memory_new_array(count, sizeof *ids);
	for (size_t i = 0; i < count; i++)
		ids[i] = feed_id(feeds_at(feeds, i));
	near = text_nearest(id, ids, count);
	free(ids);
	if (near != NULL)
		return error_set(err, STATUS_NOT_FOUND, "there is no feed \"%s\"; did you mean \"%s\"?", id, near);
	return error_set(err, STATUS_NOT_FOUND, "there is no feed \"%s\" in feeds.d", id);
}

/* ---- where each stands ------------------------------------------------------------------------------------------- */

static const struct feed_state *find_state(const struct feed_state *states, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(states[i].feed, id) == 0)
			return &states[i];
	return NULL;
}

static struct cell kind_cell(const struct feed *feed)
{
	switch (feed_kind_of(feed)) {
	case FEED_FX:
		return cell_word("fx", _("exchange rates"), TONE_NONE);
	case FEED_RATE:
		return cell_word("rate", _("rates of interest"), TONE_NONE);
	default:
		return cell_word("price", _("prices"), TONE_NONE);
	}
}

static struct cell time_cell(struct arena *arena, const char *time)
{
	return time[0] != '\0' ? cell_text(arena_text(arena, time)) : cell_missing(NULL);
}

static struct cell optional_text(struct arena *arena, const char *text)
{
	return text[0] != '\0' ? cell_text(arena_text(arena, text)) : cell_missing(NULL);
}

static void add_feed(const struct feed *feed, const struct feed_state *state, struct table *table, struct arena *arena)
{
	struct cell *cells = table_row(table);
	const bool has_failed = state != NULL && strcmp(state->last_failure, state->last_success) > 0;

	cells[0] = cell_text(arena_text(arena, feed_id(feed)));
	cells[1] = kind_cell(feed);
	cells[2] = cell_boolean(feed_is_enabled(feed), feed_is_enabled(feed) ? _("yes") : _("no"));
	cells[3] = cell_text(arena_text(arena, feed_price_kind(feed)));
	cells[4] = optional_text(arena, feed_limit(feed));
	cells[5] = state != NULL ? time_cell(arena, state->last_success) : cell_missing(NULL);
	cells[6] = state != NULL && state->last_success[0] != '\0' ? cell_integer(state->rows) : cell_missing(NULL);
	cells[7] = state != NULL ? time_cell(arena, state->last_failure) : cell_missing(NULL);
	cells[8] = state != NULL ? optional_text(arena, detail_kept(arena, state->failure)) : cell_missing(NULL);
	if (has_failed)
		cells[8] = cell_toned(cells[8], TONE_BAD);
	cells[9] = cell_text(arena_text(arena, feed_url(feed)));
	cells[10] = optional_text(arena, feed_terms(feed));
	cells[11] = optional_text(arena, feed_note(feed));
}

enum status feeds_section(struct session *session, struct arena *arena, struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "feed", .title = _("feed"), .type = CELL_TEXT},
		{.key = "kind", .title = _("brings"), .type = CELL_WORD},
		{.key = "enabled", .title = _("enabled"), .type = CELL_BOOLEAN},
		{.key = "price_kind", .title = _("prices are"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "limit", .title = _("allowance"), .type = CELL_TEXT},
		{.key = "last_success", .title = _("last success"), .type = CELL_TEXT},
		{.key = "rows", .title = _("rows"), .type = CELL_INTEGER},
		{.key = "last_failure", .title = _("last failure"), .type = CELL_TEXT},
		{.key = "failure", .title = _("why"), .type = CELL_TEXT},
		{.key = "url", .title = _("address"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "terms", .title = _("terms"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "note", .title = _("note"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
	};
	struct feed_state *states = NULL;
	struct feeds *feeds = NULL;
	struct section *made;
	struct table *table;
	size_t count = 0;
	enum status status = feeds_configured(session, &feeds, err);

	if (status != STATUS_OK)
		return status;
	status = store_feed_states(session_store(session), &states, &count, err);
	if (status == STATUS_OK) {
		made = section_new(arena, NULL, _("Feeds"));
		table = section_table(made, "feeds", NULL, columns, sizeof columns / sizeof columns[0]);
		table->empty = _("No feed is declared. Put a file into feeds.d of your configuration folder.");
		for (size_t i = 0; i < feeds_count(feeds); i++) {
			const struct feed *feed = feeds_at(feeds, i);

			add_feed(feed, find_state(states, count, feed_id(feed)), table, arena);
		}
		*section = made;
	}
	free(states);
	feeds_free(feeds);
	return status;
}

/* ---- whether they are sound -------------------------------------------------------------------------------------- */

struct check {
	size_t feeds, files, bad;
	void (*problem)(void *context, const char *message);
	void *context;
};

static void check_file(const char *path, struct check *check)
{
	struct feeds *feeds = NULL;
	struct error err = {0};

	check->files++;
	if (feeds_read(path, &feeds, &err) == STATUS_OK) {
		check->feeds += feeds_count(feeds);
		feeds_free(feeds);
		return;
	}
	check->bad++;
	if (check->problem != NULL)
		check->problem(check->context, err.message);
}

/* What no file can say alone: that every feed a section "instrument" names is there. */
static void check_together(const struct session *session, struct check *check)
{
	struct feeds *feeds = NULL;
	struct error err = {0};

	if (check->bad > 0)
		return; /* it is said already */
	if (feeds_configured(session, &feeds, &err) == STATUS_OK) {
		feeds_free(feeds);
		return;
	}
	check->bad++;
	if (check->problem != NULL)
		check->problem(check->context, err.message);
}

static int is_declaration(const struct dirent *entry)
{
	const size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0;
}

/* A folder that is not there holds no declaration. */
static void check_folder(const char *directory, struct check *check)
{
	struct text folder = {0}, path = {0};
	struct dirent **entries = NULL;
	int count;

	feeds_folder(directory, &folder);
	count = folder.length > 0 ? scandir(text_string(&folder), &entries, is_declaration, alphasort) : 0;
	for (int i = 0; i < count; i++) {
		text_reset(&path);
		text_addf(&path, "%s/%s", text_string(&folder), entries[i]->d_name);
		check_file(text_string(&path), check);
		free(entries[i]);
	}
	free(entries);
	text_clear(&folder);
	text_clear(&path);
}

enum status feeds_check(struct session *session, const char *path, size_t *feeds,
                        void (*problem)(void *context, const char *message), void *context, struct error *err)
{
	struct check check = {.problem = problem, .context = context};

	if (path != NULL) {
		check_file(path, &check);
	} else {
		check_folder(session_data_directory(session), &check);
		check_folder(session_config_directory(session), &check);
		check_together(session, &check);
	}
	if (check.bad > 0)
		return error_set(err, STATUS_INVALID, "%zu of %zu files of feeds cannot be used", check.bad, check.files);
	*feeds = check.feeds;
	return STATUS_OK;
}
