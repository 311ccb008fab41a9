/* Which prices may be believed? Those that arrive are judged, those held back wait for a person, a series has a score. */
#ifndef BALLAST_ADVICE_MARKET_PRICE_QUALITY_H
#define BALLAST_ADVICE_MARKET_PRICE_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/instrument.h"
#include "engine/model/series.h"
#include "engine/model/total_return.h"
#include "engine/watch/price_gate.h"

struct arena;
struct cell;
struct column;
struct held_figure;
struct section;
struct session;

/* Out of 100; below it a series is in no estimate. One split that was not reckoned in leaves 40. */
enum { QUALITY_LEAST = 50 };

/*
 * Judges prices of one instrument that a source brings, oldest first, against those of the book: as they were dealt and
 * with the actions the book knows; where it knows none, adjusted if all that come above zero are. kind: what the source's
 * closes have in them. leap_most: as in struct price_terms. A leap to what the book has of that very day is none: it was
 * fine, or a person took it. findings[count] is written on STATUS_OK; nothing is stored.
 */
enum status quality_judge(struct session *session, const struct instrument *instrument, enum close_kind kind,
                          double leap_most, const struct price *prices, const char (*currencies)[4], size_t count,
                          struct price_finding *findings, struct error *err);

const char *quality_fault_text(enum price_fault fault); /* N_(): "not above zero", ... */

/* Puts one that was found wrong aside; *is_new: it was not there before, settled or not. */
enum status quality_hold(struct session *session, const struct price *price, const char *currency, int64_t delivery_id,
                         const struct price_finding *finding, bool *is_new, struct error *err);

/* After prices of an instrument were stored: those that waited and came again, found fine by what is known now, wait no more. */
enum status quality_settle_taken(struct session *session, int64_t instrument_id, struct error *err);

/* What a column of prices of the instrument is worth for an estimate; leaps a person accepted are none. */
enum status quality_score(struct session *session, const struct instrument *instrument, const struct series *prices,
                          size_t column, struct price_score *score, struct error *err);

/* A source by its name, or a feed by its id alone. STATUS_NOT_FOUND: it has brought nothing. source holds SOURCE_SIZE bytes. */
enum status quality_source_named(struct session *session, const char *name, char *source, struct error *err);

/* Scores of every instrument, or of one symbol; what waits for a person; what two sources said differently, of every instrument or of one (a feed may be
   named by its id alone). */
enum status quality_section(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                            struct error *err);
enum status quality_held_section(struct session *session, bool only_waiting, struct arena *arena,
                                 struct section **section, size_t *waiting, struct error *err);
/* What stands of a held figure of either kind behind the figure itself: why it is held, by whom it came, what was answered. */
enum { QUALITY_HELD_COLUMNS = 7 };
void quality_held_columns(bool only_waiting, const struct column *kept, struct column *columns);
void quality_held_cells(struct arena *arena, const struct held_figure *held, const char *(*fault_text)(enum price_fault fault),
                        struct cell kept, struct cell *cells);

enum status quality_differences_section(struct session *session, const char *first, const char *second,
                                        const char *symbol, struct arena *arena, struct section **section, size_t *count,
                                        struct error *err);

#endif
