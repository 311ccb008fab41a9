/*
 * The book: one SQLite file, mode 0600 in a folder of mode 0700. This header opens, closes and guards it; the entities
 * have a header each (store_client.h, store_price.h, store_ledger.h, store_advice.h, store_watch.h).
 *
 * One public function is one transaction, journal record included: after a kill at any moment it happened or it did
 * not. Between store_begin and store_commit many calls become one transaction (an import, a weekly report).
 *
 * Rollback journal with synchronous=EXTRA, not WAL: one writer with small transactions gains nothing from WAL, there
 * are no companion files to lose in a copy, it works on network homes, and WAL before SQLite 3.51.3 can lose
 * transactions when it is reset.
 *
 * A store belongs to one thread. What is handed out through a pointer to a pointer is the caller's, to be freed.
 */
#ifndef BALLAST_DATA_STORE_STORE_H
#define BALLAST_DATA_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"

struct store;

enum store_access { STORE_READ, STORE_WRITE };

/*
 * Opens an existing book and lifts it to this program's version (a copy in `<file>.backups/` first: store_keep.h).
 *
 * STATUS_NOT_FOUND  no such file                STATUS_CORRUPT  not a book, truncated, damaged
 * STATUS_NEWER      made by a later version     STATUS_BUSY     locked by another process for 5 seconds
 * STATUS_REFUSED    readable by others, or not a regular file (a symbolic link is refused)
 * STATUS_IO         no permission, read-only for writing, disk
 * Each message names the file and says what to do; nothing is touched.
 */
enum status store_open(const char *path, enum store_access access, struct store **store, struct error *err);

/*
 * Makes an empty book and opens it: folder created 0700, file 0600, CASH instrument and settings "currency",
 * "created" written, GENESIS put in the journal. STATUS_REFUSED when the file exists. `time` is "YYYY-MM-DDTHH:MM:SSZ".
 */
enum status store_create(const char *path, const char *currency, const char *time, struct store **store,
                         struct error *err);

void store_close(struct store *store);

const char *store_path(const struct store *store); /* borrowed */

/*
 * BEGIN IMMEDIATE ... COMMIT around many calls. They nest; only the outermost commits. STATUS_BUSY when locked out.
 * A call that fails after it wrote something dooms the transaction around it: later ones and store_commit return that
 * failure and nothing is kept. One refused before it wrote (a bad value, a wrong state) does not.
 */
enum status store_begin(struct store *store, struct error *err);
enum status store_commit(struct store *store, struct error *err);
/* For many questions that must see one state of the book, and be quick about it: nothing may be written before the end,
   which is store_commit or store_rollback. */
enum status store_begin_reading(struct store *store, struct error *err);
void store_rollback(struct store *store); /* undoes all back to the outermost begin; harmless outside one */

/*
 * One step inside a transaction, between store_step_begin and store_step_end, that can be taken back without the others:
 * is_kept false undoes what it wrote, and a failure that doomed the transaction in it. Steps do not nest. A disk that
 * failed has undone the transaction as a whole: store_step_end returns that failure then.
 */
enum status store_step_begin(struct store *store, struct error *err);
enum status store_step_end(struct store *store, bool is_kept, struct error *err);

/* A counter that differs after another process has changed the book. */
enum status store_data_version(struct store *store, int64_t *version, struct error *err);

/* Settings of the book: "currency", "created", "sandbox" ("seed 7, 2026-11-20"), ... value is cut to size. */
enum status store_get_setting(struct store *store, const char *key, char *value, size_t size, struct error *err);
enum status store_put_setting(struct store *store, const char *key, const char *value, struct error *err);

/*
 * Every inconsistency found, one call of `each` per finding: SQLite's integrity and foreign keys, ledger (lots never
 * negative, lots agree with entries, cash agrees), plans that do not sum to one, proposals without lines, running
 * totals. STATUS_OK even with findings. The journal has its own check (data/journal).
 */
enum status store_check(struct store *store, void (*each)(void *context, const char *finding), void *context,
                        struct error *err);

/*
 * A consistent copy while the book is in use: written beside the target, checked, synced, renamed over nothing
 * (STATUS_REFUSED when the target exists). Mode 0600.
 */
enum status store_backup(struct store *store, const char *target, struct error *err);

/*
 * The same, closed by a passphrase (data/seal/seal.h), for a place others can reach. What is not yet sealed is kept in
 * the book's own folder for the while, never at the target.
 */
enum status store_backup_sealed(struct store *store, const char *target, const char *passphrase, struct error *err);

/*
 * A copy looked at from end to end: that it is a book, its integrity, its foreign keys, its journal; nothing is changed.
 * STATUS_CORRUPT, STATUS_NEWER and the rest say what is wrong with it. Sealed: only what needs no passphrase.
 */
enum status store_verify_copy(const char *path, bool *is_sealed, struct error *err);

/* Whether a copy is sealed, and if so whether it is whole as far as can be told without its passphrase; quick. */
enum status store_is_sealed(const char *path, bool *is_sealed, struct error *err);

struct restoration {
	const char *backup;           /* a copy, sealed or not                                       */
	const char *path;             /* of the book                                                 */
	const char *passphrase;       /* of a sealed copy; else NULL                                 */
	struct date day;              /* by it the book that was there is named                      */
	/* May be NULL. Writes into the copy before it takes the place, so that a record of the restoring is there with it or
	   neither is. */
	enum status (*amend)(struct store *copy, void *context, struct error *err);
	void *context;
};

/*
 * Puts a backup in the place of the book, verified as by store_verify_copy. The book that was there is kept first: whole,
 * it joins the automatic copies (store_keep.h); beyond use, it becomes `<path>.before-restore-<n>`, which nothing removes.
 * Its name is written to kept (size bytes; empty when there was none).
 * STATUS_CORRUPT or STATUS_NEWER: the backup is no good and nothing was touched. STATUS_REFUSED: the wrong passphrase.
 * STATUS_INVALID: sealed, and no passphrase was given. STATUS_BUSY: the book is in use.
 */
enum status store_restore(const struct restoration *restoration, char *kept, size_t size, struct error *err);

/*
 * One long job at a time on a book (a report, a refresh): an OFD lock on `<path>.job`, gone with the process.
 * STATUS_BUSY names the holder. wait_seconds 0 does not wait.
 */
struct job_lock;
enum status job_lock_take(const char *book, int wait_seconds, struct job_lock **lock, struct error *err);
void job_lock_release(struct job_lock *lock);

/* What a put did. */
enum put_result { PUT_NEW, PUT_SAME, PUT_CHANGED };

#endif
