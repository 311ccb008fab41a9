/* On which days the markets of the book are open, and how far that is known. */
#ifndef BALLAST_ADVICE_MARKET_OPENING_DAYS_H
#define BALLAST_ADVICE_MARKET_OPENING_DAYS_H

#include "engine/base/date.h"
#include "engine/base/status.h"

struct arena;
struct calendar;
struct section;
struct session;

/*
 * A sentence when the day lies outside the years the calendar is complete for, else NULL:
 * "calendar of XSHG ends 2026-12-31: weekdays are assumed". In the arena.
 */
const char *opening_days_gap(struct arena *arena, const struct calendar *calendar, struct date day);

/* Such a sentence for every market the book's instruments follow, as notes of the section. */
enum status opening_days_notes(struct session *session, struct arena *arena, struct section *section, struct error *err);

/*
 * Every calendar: the years it is complete for, whether its market is open on the session's day, and the next days it is
 * closed. name NULL: all, one line each; else that one with its days. STATUS_NOT_FOUND names the calendar.
 */
enum status opening_days_section(struct session *session, const char *name, struct arena *arena,
                                 struct section **section, struct error *err);

#endif
