/* The book itself: making it, checking it, copying it, and its evidence. */
#ifndef BALLAST_ADVICE_UPKEEP_H
#define BALLAST_ADVICE_UPKEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/session.h"

struct arena;
struct section;
struct sink;

/* Makes an empty book at options->book. STATUS_REFUSED when there is one. */
enum status upkeep_init(const struct session_options *options, const char *currency, struct error *err);

/* Database, journal, prices, ledger. Each finding is called; STATUS_OK with findings counted. */
enum status upkeep_check(struct session *session, void (*each)(void *context, const char *finding), void *context,
                         size_t *findings, struct error *err);

enum status upkeep_backup(struct session *session, const char *target, struct error *err);
/* The book need not be open. `kept` names the copy of the book that was replaced. */
enum status upkeep_restore(const struct session_options *options, const char *backup, char *kept, size_t size,
                           struct error *err);

/* The chain's verdict as a section; is_sound tells a program. expected: "<count>:<hash>" from a report, or NULL. */
enum status upkeep_journal_verify(struct session *session, const char *expected, bool *is_sound, struct arena *arena,
                                  struct section **section, struct error *err);
/* The evidence: one record a line, exactly the hashed bytes, preceded by its hash. client NULL: everything. */
enum status upkeep_journal_export(struct session *session, const char *client, struct sink *sink, struct error *err);

#endif
