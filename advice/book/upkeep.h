/* The book itself: making it, checking it, copying it, and its evidence. */
#ifndef BALLAST_ADVICE_BOOK_UPKEEP_H
#define BALLAST_ADVICE_BOOK_UPKEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/session.h"

struct arena;
struct section;
struct sink;

/* Makes an empty book at options->book. STATUS_REFUSED when there is one. */
enum status upkeep_init(const struct session_options *options, const char *currency, struct error *err);

struct upkeep_findings {
	size_t count;        /* all of them                                                              */
	size_t structural;   /* of database and journal: the book was changed from outside, or damaged   */
};

/* Database, journal, prices, ledger. Each finding is called; STATUS_OK with findings counted. */
enum status upkeep_check(struct session *session, void (*each)(void *context, const char *finding), void *context,
                         struct upkeep_findings *findings, struct error *err);

enum status upkeep_backup(struct session *session, const char *target, struct error *err);
/* The same, closed by a passphrase (data/seal/seal.h). */
enum status upkeep_backup_sealed(struct session *session, const char *target, const char *passphrase, struct error *err);
/* Whether a copy is sealed. Damage that can be seen without its passphrase is told here, before anybody is asked for it. */
enum status upkeep_is_sealed(const char *backup, bool *is_sealed, struct error *err);
/* The book need not be open. passphrase: of a sealed copy, else NULL. `kept` names the copy of the book that was replaced. */
enum status upkeep_restore(const struct session_options *options, const char *backup, const char *passphrase,
                           char *kept, size_t size, struct error *err);

/* Why a copy makes itself; migrations and restores make theirs within the store. */
enum keep_reason {
	KEEP_ASKED,          /* somebody said so, or a timer                                             */
	KEEP_EVERYONE,       /* before what is done to many clients at once                              */
	KEEP_UNDO,           /* before a whole import is taken back                                      */
	KEEP_PURGE,          /* before something is removed for good                                     */
};

/*
 * A copy among those that rotate (data/store/store_keep.h), made before a severe action: unless it is STATUS_OK, the
 * action must not begin, and the message says that it did not. path (size bytes) names the copy; empty when the setting
 * "backups" is off, which does not hold for KEEP_ASKED. How many stay is in the settings, read here.
 */
enum status upkeep_keep(struct session *session, enum keep_reason reason, char *path, size_t size, struct error *err);

/* Every copy that made itself, the newest first, and what it stays for. The book need not be there. */
enum status upkeep_kept_section(const struct session_options *options, struct arena *arena, struct section **section,
                                struct error *err);

/*
 * For a book that does not open, or whose integrity is gone: adds to section what is damaged, what can still be read,
 * the newest copy that is sound, and the command to type. *is_damaged false, and nothing added: the file itself is whole,
 * and check found nothing structural in it (structural 0). The book must not be open.
 */
enum status upkeep_recovery(const struct session_options *options, size_t structural, struct section *section,
                            struct arena *arena, bool *is_damaged, struct error *err);

/* The chain's verdict as a section; is_sound tells a program. expected: "<count>:<hash>" from a report, or NULL. */
enum status upkeep_journal_verify(struct session *session, const char *expected, bool *is_sound, struct arena *arena,
                                  struct section **section, struct error *err);
/* The evidence: one record a line, exactly the hashed bytes, preceded by its hash. client NULL: everything. */
enum status upkeep_journal_export(struct session *session, const char *client, struct sink *sink, struct error *err);

#endif
