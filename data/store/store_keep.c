/* Automatic copies: their folder, their names, and which of them stay. */
#include "data/store/store_keep.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "data/store/book_file.h"
#include "data/store/connection.h"
#include "data/store/kept_folder.h"
#include "data/store/statement.h"
#include "engine/base/memory.h"

enum { NUMBER_MOST = 999999, SPARE_BYTES = 1 << 20 /* for the folder's own growth and a journal */ };

static void folder_name(const char *book, struct text *name)
{
	text_addf(name, "%s.backups", book);
}

void kept_unsealed_name(const char *book, struct text *name)
{
	folder_name(book, name);
	text_add(name, "/unsealed");
}

enum status kept_folder_prepare(const char *book, struct error *err)
{
	struct text inside = {0};
	enum status status;

	kept_unsealed_name(book, &inside);
	status = book_folder_prepare(inside.bytes, err);
	text_clear(&inside);
	return status;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* "2026-11-20-3-restore.db" taken apart; false: not a name of ours. */
static bool read_name(const char *name, struct kept *kept)
{
	char day[DATE_TEXT_SIZE];
	const char *at = name + DATE_TEXT_SIZE;
	size_t length;
	long number;
	char *end;

	if (strlen(name) < sizeof day || name[DATE_TEXT_SIZE - 1] != '-' || !isdigit((unsigned char)*at))
		return false;
	memcpy(day, name, sizeof day - 1);
	day[sizeof day - 1] = '\0';
	number = strtol(at, &end, 10);
	if (date_parse(day, &kept->day, NULL) != STATUS_OK || number < 1 || number > NUMBER_MOST || *end != '-')
		return false;
	at = end + 1;
	length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
	if (length == 0 || length >= KEPT_REASON_SIZE || strcmp(at + length, ".db") != 0)
		return false;
	kept->number = (int)number;
	memcpy(kept->reason, at, length);
	kept->reason[length] = '\0';
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct kept *const one = a, *const other = b;
	const int days = date_compare(other->day, one->day);

	return days != 0 ? days : (other->number > one->number) - (other->number < one->number);
}

/* A file of ours; the second name of the book that a restore killed half-way leaves is none: it changes with the book. */
static bool is_copy(const char *path, const struct stat *book, bool has_book, int64_t *bytes)
{
	struct stat found;

	if (lstat(path, &found) != 0 || !S_ISREG(found.st_mode))
		return false;
	*bytes = (int64_t)found.st_size;
	return !has_book || found.st_dev != book->st_dev || found.st_ino != book->st_ino;
}

enum status kept_list_read(const char *book, struct kept_list *list, struct error *err)
{
	struct kept_list read = {0};
	struct text name = {0};
	struct stat own;
	const bool has_book = lstat(book, &own) == 0;
	struct dirent *entry;
	DIR *folder;

	folder_name(book, &name);
	folder = opendir(name.bytes);
	if (folder == NULL) {
		const int code = errno;
		const enum status status = code == ENOENT ? STATUS_OK :
			error_set(err, STATUS_IO, "the folder \"%s\" cannot be read: %s", name.bytes, strerror(code));

		text_clear(&name);
		if (status == STATUS_OK)
			*list = read;
		return status;
	}
	while ((entry = readdir(folder)) != NULL) {
		struct kept kept = {0};

		if (!read_name(entry->d_name, &kept))
			continue;
		text_reset(&name);
		folder_name(book, &name);
		text_addf(&name, "/%s", entry->d_name);
		if (!is_copy(name.bytes, &own, has_book, &kept.bytes))
			continue;
		kept.path = memory_copy_text(name.bytes);
		read.rows = memory_grow(read.rows, &read.capacity, read.count + 1, sizeof *read.rows);
		read.rows[read.count++] = kept;
	}
	closedir(folder);
	text_clear(&name);
	if (read.count > 0)
		qsort(read.rows, read.count, sizeof *read.rows, newest_first);
	*list = read;
	return STATUS_OK;
}

void kept_list_clear(struct kept_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->rows[i].path);
	free(list->rows);
	*list = (struct kept_list){0};
}

enum status kept_name(const char *book, struct date day, const char *reason, struct text *name, struct error *err)
{
	char text[DATE_TEXT_SIZE];
	struct kept_list list;
	int number = 1;
	enum status status = kept_list_read(book, &list, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < list.count; i++)
		if (date_compare(list.rows[i].day, day) == 0 && list.rows[i].number >= number)
			number = list.rows[i].number + 1;
	kept_list_clear(&list);
	do {
		text_reset(name);
		folder_name(book, name);
		text_addf(name, "/%s-%d-%s.db", date_format(day, text), number, reason);
	} while (book_file_exists(name->bytes) && number++ < NUMBER_MOST);
	return STATUS_OK;
}

/* ---- what stays ------------------------------------------------------------------------------------------------- */

static int month_of(struct date day)
{
	int year, month, of_month;

	date_to_civil(day, &year, &month, &of_month);
	return year * 12 + month;
}

static int week_of(struct date day)
{
	int year, week;

	date_iso_week(day, &year, &week);
	return year * 100 + week;
}

/* One period of the rule on its way from the newest to the oldest. */
struct period {
	int left, latest;             /* how many more; of the one seen last                         */
	unsigned flag;
};

static void mark_period(struct period *period, int of_row, struct kept *row)
{
	if (of_row == period->latest)
		return;
	period->latest = of_row;
	if (period->left > 0) {
		period->left--;
		row->kept_for |= period->flag;
	}
}

static void mark_group(struct kept_list *list, const struct keep_rule *rule, bool is_migration)
{
	struct period days = {rule->daily, -1, KEPT_DAY}, weeks = {rule->weekly, -1, KEPT_WEEK};
	struct period months = {rule->monthly, -1, KEPT_MONTH};
	int left = rule->last;

	for (size_t i = 0; i < list->count; i++) {
		struct kept *const row = &list->rows[i];

		if ((strcmp(row->reason, KEPT_MIGRATION) == 0) != is_migration)
			continue;
		row->kept_for = left > 0 ? KEPT_LAST : 0;
		left -= left > 0;
		mark_period(&days, row->day.days + 1000000, row); /* days before 1970 are negative, -1 is "none seen" */
		mark_period(&weeks, week_of(row->day), row);
		mark_period(&months, month_of(row->day), row);
	}
}

void kept_mark(struct kept_list *list, const struct keep_rule *rule)
{
	mark_group(list, rule, false);
	mark_group(list, rule, true);
}

/* A copy that cannot be removed now is tried again after the next one is made; it does no harm until then. */
static void rotate(const char *book, const struct keep_rule *rule)
{
	struct kept_list list;

	if (kept_list_read(book, &list, NULL) != STATUS_OK)
		return;
	kept_mark(&list, rule);
	for (size_t i = 0; i < list.count; i++)
		if (list.rows[i].kept_for == 0)
			(void)unlink(list.rows[i].path);
	kept_list_clear(&list);
}

static bool ends_with(const char *text, const char *end)
{
	const size_t length = strlen(text), of_end = strlen(end);

	return length > of_end && strcmp(text + length - of_end, end) == 0;
}

void kept_sweep(const char *book)
{
	struct text name = {0};
	struct dirent *entry;
	DIR *folder;

	folder_name(book, &name);
	folder = opendir(name.bytes);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char *partial = NULL;
		int descriptor = -1;

		if (!ends_with(entry->d_name, ".partial"))
			continue;
		text_reset(&name);
		folder_name(book, &name);
		text_addf(&name, "/%.*s", (int)(strlen(entry->d_name) - strlen(".partial")), entry->d_name);
		if (partial_open(name.bytes, &partial, &descriptor, NULL) != STATUS_OK)
			continue; /* somebody is at work on it */
		text_addf(&name, ".partial-journal");
		(void)unlink(name.bytes); /* rarely there */
		(void)unlink(partial);
		close(descriptor);
		free(partial);
	}
	if (folder != NULL)
		closedir(folder);
	text_clear(&name);
}

/* ---- making one ------------------------------------------------------------------------------------------------- */

static enum status check_room(sqlite3 *db, const char *book, struct error *err)
{
	struct text name = {0};
	struct statvfs room;
	int64_t pages = 0, page = 0, wanted, have;
	bool is_known;
	enum status status = connection_pragma(db, book, "PRAGMA page_count", &pages, err);

	if (status == STATUS_OK)
		status = connection_pragma(db, book, "PRAGMA page_size", &page, err);
	if (status != STATUS_OK)
		return status;
	folder_name(book, &name);
	is_known = statvfs(name.bytes, &room) == 0;
	wanted = pages * page + SPARE_BYTES;
	have = is_known ? (int64_t)room.f_bavail * (int64_t)room.f_frsize : wanted;
	if (have < wanted)
		status = error_set(err, STATUS_IO, "there is no room for a backup in \"%s\": it takes %lld bytes and %lld are "
		                   "free; make room there", name.bytes, (long long)wanted, (long long)have);
	text_clear(&name);
	return status;
}

enum status kept_copy(sqlite3 *db, const char *book, struct date day, const char *reason, struct text *name,
                      struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status = kept_folder_prepare(book, err);

	if (status == STATUS_OK) {
		kept_sweep(book);
		status = check_room(db, book, err);
	}
	if (status == STATUS_OK)
		status = kept_name(book, day, reason, name, err);
	if (status == STATUS_OK)
		status = connection_copy(db, book, name->bytes, &partial, &descriptor, err);
	if (status != STATUS_OK)
		return status;
	return partial_end(partial, descriptor, name->bytes, status, err);
}

enum status store_keep(struct store *store, struct date day, const char *reason, const struct keep_rule *rule,
                       char *path, size_t size, struct error *err)
{
	struct text name = {0};
	enum status status;

	if (store->depth > 0)
		return error_set(err, STATUS_INVALID, "\"%s\" cannot be copied in the middle of a change", store->path);
	status = kept_copy(store->db, store->path, day, reason, &name, err);
	if (status == STATUS_OK) {
		rotate(store->path, rule);
		if (size > 0)
			(void)snprintf(path, size, "%s", name.bytes);
	}
	text_clear(&name);
	return status;
}
