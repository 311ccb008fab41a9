/* Copies of the book: taken while it is in use, and put back in its place. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/store/book_file.h"
#include "data/store/connection.h"
#include "data/store/schema.h"
#include "data/store/statement.h"
#include "engine/base/text.h"

enum status store_backup(struct store *store, const char *target, struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status;

	if (store->depth > 0)
		return error_set(err, STATUS_INVALID, "\"%s\" cannot be copied in the middle of a change", store->path);
	if (book_file_exists(target))
		return error_set(err, STATUS_REFUSED, "\"%s\" exists already and is left as it is", target);
	status = connection_copy(store->db, store->path, target, &partial, &descriptor, err);
	if (status != STATUS_OK)
		return status;
	status = partial_publish(partial, descriptor, target, err);
	if (status != STATUS_OK)
		(void)unlink(partial); /* a leftover is emptied by the next maker */
	close(descriptor);
	free(partial);
	return status;
}

/* The backup as a connection, looked at from end to end. Its folder may be anybody's; what matters is what is in it. */
static enum status open_backup(const char *path, sqlite3 **db, struct error *err)
{
	char *resolved = NULL;
	int version;
	enum status status;

	if (!book_file_exists(path))
		return error_set(err, STATUS_NOT_FOUND, "there is no backup \"%s\"", path);
	resolved = book_file_resolve(path);
	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", path);
	status = connection_open(resolved, path, STORE_READ, db, err);
	free(resolved);
	if (status != STATUS_OK)
		return status;
	status = connection_check(*db, path, &version, err);
	if (status == STATUS_OK)
		status = connection_verify(*db, path, err);
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

static enum status put_in_place(const char *partial, int descriptor, const char *path, struct text *kept,
                                struct error *err)
{
	sqlite3 *locked = NULL;
	enum status status;

	name_kept(path, kept);
	if (!book_file_exists(path)) {
		status = keep_journal(path, kept->bytes, err);
		text_reset(kept);
		return status == STATUS_OK ? partial_publish(partial, descriptor, path, err) : status;
	}
	status = lock_old(path, &locked, err);
	if (status != STATUS_OK)
		return status;
	if (locked == NULL)
		status = keep_journal(path, kept->bytes, err);
	if (status == STATUS_OK)
		status = exchange(partial, descriptor, path, kept->bytes, err);
	sqlite3_close(locked); /* rolls back nothing, and ends the lock */
	return status;
}

static enum status amend_copy(const char *partial, enum status (*amend)(struct store *copy, void *context,
                              struct error *err), void *context, struct error *err)
{
	struct store *copy;
	enum status status;

	if (amend == NULL)
		return STATUS_OK;
	status = store_open(partial, STORE_WRITE, &copy, err);
	if (status != STATUS_OK)
		return status;
	status = amend(copy, context, err);
	store_close(copy);
	return status;
}

enum status store_restore(const char *backup, const char *path,
                          enum status (*amend)(struct store *copy, void *context, struct error *err), void *context,
                          char *kept, size_t size, struct error *err)
{
	struct text old = {0};
	struct job_lock *lock = NULL;
	sqlite3 *db = NULL;
	char *partial = NULL;
	int descriptor = -1;
	enum status status = open_backup(backup, &db, err);

	if (status != STATUS_OK)
		return status;
	status = book_folder_prepare(path, err);
	if (status == STATUS_OK)
		status = job_lock_take(path, 0, &lock, err);
	if (status == STATUS_OK)
		status = connection_copy(db, backup, path, &partial, &descriptor, err);
	sqlite3_close(db);
	if (status == STATUS_OK) {
		status = amend_copy(partial, amend, context, err);
		if (status == STATUS_OK)
			status = put_in_place(partial, descriptor, path, &old, err);
		if (status != STATUS_OK)
			(void)unlink(partial); /* a leftover is emptied by the next maker */
		close(descriptor);
		free(partial);
	}
	job_lock_release(lock);
	if (status == STATUS_OK && size > 0)
		(void)snprintf(kept, size, "%s", text_string(&old));
	text_clear(&old);
	return status;
}
