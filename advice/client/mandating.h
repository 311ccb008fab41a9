/* What the client agreed to: limits, bands, locks. Read, changed, recorded. */
#ifndef BALLAST_ADVICE_CLIENT_MANDATING_H
#define BALLAST_ADVICE_CLIENT_MANDATING_H

#include <stdbool.h>

#include "engine/model/mandate.h"

struct session;
struct arena;
struct section;

/* The mandate in force on the session's day; the defaults (id 0) when none was recorded. */
enum status mandating_current(struct session *session, const char *client, struct mandate *mandate,
                              struct error *err);

/*
 * Edits of a mandate held by the caller. "asset_class:equity:0:0.5" (fractions) sets or replaces a limit,
 * "asset_class:equity" alone removes it; "5/25" or "3" (points) sets the bands. STATUS_INVALID names what is wrong,
 * with the nearest known key; STATUS_NOT_FOUND: no such symbol.
 */
enum status mandating_limit(struct session *session, struct mandate *mandate, const char *text, struct error *err);
enum status mandating_bands(struct mandate *mandate, const char *text, struct error *err);
enum status mandating_lock(struct session *session, struct mandate *mandate, const char *symbol, bool is_locked,
                           struct error *err);

/*
 * Records it as a new version with its journal record. STATUS_INFEASIBLE when limits contradict one another by
 * themselves (lower limits above one together).
 */
enum status mandating_record(struct session *session, const char *client, struct mandate *mandate, const char *by,
                             struct error *err);

enum status mandating_section(struct session *session, const char *client, struct arena *arena,
                              struct section **section, struct error *err);

#endif
