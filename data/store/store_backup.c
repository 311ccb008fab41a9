/* Copies of the book: taken while it is in use, and put back in its place. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/journal/journal.h"
#include "data/store/book_file.h"
#include "data/store/connection.h"
#include "data/store/kept_folder.h"
#include "data/store/schema.h"
#include "data/store/statement.h"
#include "data/store/store_sealed.h"
#include "engine/base/text.h"

enum status backup_check(const struct store *store, const char *target, struct error *err)
{
	if (store->depth > 0)
		return error_set(err, STATUS_INVALID, "\"%s\" cannot be copied in the middle of a change", store->path);
	if (book_file_exists(target))
		return error_set(err, STATUS_REFUSED, "\"%s\" exists already and is left as it is", target);
	return STATUS_OK;
}

enum status store_backup(struct store *store, const char *target, struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status;

	status = backup_check(store, target, err);
	if (status == STATUS_OK)
		status = connection_copy(store->db, store->path, target, &partial, &descriptor, err);
	if (status != STATUS_OK)
		return status;
	return partial_end(partial, descriptor, target, status, err);
}

/*
 * The backup as a connection, looked at from end to end. Its folder may be anybody's; what matters is what is in it.
 * named is what messages call it.
 */
static enum status open_backup(const char *path, const char *named, sqlite3 **db, struct error *err)
{
	char *resolved = NULL;
	int version;
	enum status status;

	if (!book_file_exists(path))
		return error_set(err, STATUS_NOT_FOUND, "there is no backup \"%s\"; ballast backup --list names those there are",
		                 named);
	resolved = book_file_resolve(path);
	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", named);
	status = connection_open(resolved, named, STORE_READ, db, err);
	free(resolved);
	if (status == STATUS_CORRUPT)
		return error_set(err, status, "\"%s\" is no backup of a book, or a damaged one; take another copy, which ballast backup "
		                 "--list names", named);
	if (status != STATUS_OK)
		return status;
	status = connection_check(*db, named, &version, err);
	if (status == STATUS_OK)
		status = connection_verify(*db, named, err);
	if (status != STATUS_OK) {
		sqlite3_close(*db);
		*db = NULL;
	}
	return status;
}

/*
 * Holds the book that is there against every other process, or learns that it is beyond use (locked NULL): a damaged
 * book is what a restore is for.
 */
static enum status lock_old(const char *path, sqlite3 **locked, struct error *err)
{
	char *resolved = book_file_resolve(path);
	struct error why;
	enum status status;
	int code;

	*locked = NULL;
	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", path);
	status = connection_open(resolved, path, STORE_WRITE, locked, &why);
	free(resolved);
	if (status == STATUS_OK) {
		code = sqlite3_exec(*locked, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
		if (code == SQLITE_OK)
			return STATUS_OK;
		status = database_fail(*locked, path, code, &why);
		sqlite3_close(*locked);
		*locked = NULL;
	}
	return status == STATUS_BUSY ? error_set(err, status, "%s", why.message) : STATUS_OK;
}

/* The first `<path>.before-restore-<n>` that is free. */
static void name_kept(const char *path, struct text *kept)
{
	for (int n = 1;; n++) {
		text_reset(kept);
		text_addf(kept, "%s.before-restore-%d", path, n);
		if (!book_file_exists(kept->bytes))
			return;
	}
}

/*
 * An unfinished change lies beside a book that could not be opened. It goes where that book goes; left behind it would
 * be played into the restored one.
 */
static enum status keep_journal(const char *path, const char *kept, struct error *err)
{
	struct text from = {0}, to = {0};
	enum status status = STATUS_OK;

	text_addf(&from, "%s-journal", path);
	text_addf(&to, "%s-journal", kept);
	if (rename(from.bytes, to.bytes) != 0 && errno != ENOENT)
		status = error_set(err, STATUS_IO, "\"%s\" cannot be kept: %s", from.bytes, strerror(errno));
	text_clear(&from);
	text_clear(&to);
	return status;
}

/*
 * A second name for the old book first, then the new one over its old name: at every moment there is a book at path.
 * Where the file system knows no second names, there is none for an instant between two renames.
 */
static enum status exchange(const char *partial, int descriptor, const char *path, const char *kept, struct error *err)
{
	if (link(path, kept) != 0 && (errno == EEXIST || rename(path, kept) != 0))
		return error_set(err, STATUS_IO, "\"%s\" cannot be kept as \"%s\": %s", path, kept, strerror(errno));
	return partial_replace(partial, descriptor, path, err);
}

/*
 * A whole book joins the automatic copies, by a second name that takes no room. kept stays empty when it is damaged, or
 * when their folder lies where it can have no second name.
 */
static void keep_whole(sqlite3 *locked, const struct restoration *restoration, struct text *kept)
{
	if (connection_verify(locked, restoration->path, NULL) != STATUS_OK ||
	    kept_folder_prepare(restoration->path, NULL) != STATUS_OK ||
	    kept_name(restoration->path, restoration->day, "restore", kept, NULL) != STATUS_OK ||
	    link(restoration->path, kept->bytes) != 0) {
		text_reset(kept);
		return;
	}
	(void)chmod(kept->bytes, 0600);            /* a book anybody could read would not have been opened before */
	(void)folder_sync(kept->bytes, NULL);      /* at worst the name is lost in a power cut, with the old book in place */
}

static enum status replace_locked(sqlite3 *locked, const char *partial, int descriptor,
                                  const struct restoration *restoration, struct text *kept, struct error *err)
{
	enum status status = STATUS_OK;

	if (locked != NULL)
		keep_whole(locked, restoration, kept);
	if (kept->length > 0) {
		status = partial_replace(partial, descriptor, restoration->path, err);
		if (status != STATUS_OK)
			(void)unlink(kept->bytes); /* a second name of the book itself counts as no copy: see kept_list_read */
		return status;
	}
	name_kept(restoration->path, kept);
	if (locked == NULL)
		status = keep_journal(restoration->path, kept->bytes, err);
	return status == STATUS_OK ? exchange(partial, descriptor, restoration->path, kept->bytes, err) : status;
}

static enum status put_in_place(const char *partial, int descriptor, const struct restoration *restoration,
                                struct text *kept, struct error *err)
{
	const char *const path = restoration->path;
	sqlite3 *locked = NULL;
	enum status status;

	if (!book_file_exists(path)) {
		name_kept(path, kept);
		status = keep_journal(path, kept->bytes, err);
		text_reset(kept);
		return status == STATUS_OK ? partial_publish(partial, descriptor, path, err) : status;
	}
	status = lock_old(path, &locked, err);
	if (status != STATUS_OK)
		return status;
	status = replace_locked(locked, partial, descriptor, restoration, kept, err);
	sqlite3_close(locked); /* rolls back nothing, and ends the lock */
	return status;
}

static enum status check_chain(struct store *copy, const char *named, struct error *err)
{
	struct journal_verdict verdict;
	const enum status status = journal_verify(copy, NULL, &verdict, err);

	if (status != STATUS_OK || verdict.fault == JOURNAL_SOUND)
		return status;
	return error_set(err, STATUS_CORRUPT, "the journal of \"%s\" is broken at record %lld; take another copy", named,
	                 (long long)verdict.sequence);
}

/* The copy as this version's book: its chain, and what is to be written into it. */
static enum status finish_copy(const char *partial, const struct restoration *restoration, struct error *err)
{
	struct store *copy;
	enum status status = store_open_copy(partial, &copy, err);

	if (status != STATUS_OK)
		return status;
	status = check_chain(copy, restoration->backup, err);
	if (status == STATUS_OK && restoration->amend != NULL)
		status = restoration->amend(copy, restoration->context, err);
	store_close(copy);
	return status;
}

/* Puts the opened backup in place. */
static enum status restore_from(sqlite3 *db, const struct restoration *restoration, struct text *old,
                                struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status = connection_copy(db, restoration->backup, restoration->path, &partial, &descriptor, err);

	if (status != STATUS_OK)
		return status;
	status = finish_copy(partial, restoration, err);
	if (status == STATUS_OK)
		status = put_in_place(partial, descriptor, restoration, old, err);
	if (status != STATUS_OK)
		(void)unlink(partial); /* a leftover is emptied by the next maker */
	close(descriptor);
	free(partial);
	return status;
}

enum status store_restore(const struct restoration *restoration, char *kept, size_t size, struct error *err)
{
	struct text old = {0};
	struct job_lock *lock = NULL;
	struct unsealed unsealed = {.descriptor = -1};
	sqlite3 *db = NULL;
	enum status status = unsealed_look(restoration->backup, &unsealed, err);

	if (status == STATUS_OK && !unsealed.is_sealed)
		status = open_backup(restoration->backup, restoration->backup, &db, err);
	if (status == STATUS_OK)
		status = book_folder_prepare(restoration->path, err);
	if (status == STATUS_OK)
		status = job_lock_take(restoration->path, 0, &lock, err);
	if (status == STATUS_OK && unsealed.is_sealed) {
		status = unsealed_open(&unsealed, restoration, err);
		if (status == STATUS_OK)
			status = open_backup(unsealed.name, restoration->backup, &db, err);
	}
	if (status == STATUS_OK)
		status = restore_from(db, restoration, &old, err);
	sqlite3_close(db);
	unsealed_clear(&unsealed);
	job_lock_release(lock);
	if (status == STATUS_OK && size > 0)
		(void)snprintf(kept, size, "%s", text_string(&old));
	text_clear(&old);
	return status;
}

enum status store_verify_copy(const char *path, bool *is_sealed, struct error *err)
{
	struct unsealed unsealed = {.descriptor = -1};
	struct store *store;
	sqlite3 *db = NULL;
	enum status status = unsealed_look(path, &unsealed, err);

	if (status != STATUS_OK)
		return status;
	if (!unsealed.is_sealed) {
		status = open_backup(path, path, &db, err);
		if (status != STATUS_OK)
			return status;
		store = store_of(db, path);
		status = check_chain(store, path, err);
		store_close(store);
	}
	if (status == STATUS_OK)
		*is_sealed = unsealed.is_sealed;
	return status;
}
