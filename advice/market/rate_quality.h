/* Which exchange rates may be believed? Those that arrive are judged, those held back wait for a person, as prices do. */
#ifndef BALLAST_ADVICE_MARKET_RATE_QUALITY_H
#define BALLAST_ADVICE_MARKET_RATE_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/market/price_quality.h"
#include "engine/model/rate.h"
#include "engine/watch/rate_gate.h"

/*
 * Judges rates of one pair that a source brings together, their days not falling, against those of the book (rate_gate).
 * leap_most: as in struct price_terms. findings[count] is written on STATUS_OK; nothing is stored.
 */
enum status quality_judge_rates(struct session *session, const char *base, const char *quote, double leap_most,
                                const struct rate_point *rates, size_t count, struct price_finding *findings,
                                struct error *err);

/* Puts one that was found wrong aside; *is_new: it was not there before, settled or not. */
enum status quality_hold_rate(struct session *session, const struct rate *rate, int64_t delivery_id,
                              const struct price_finding *finding, bool *is_new, struct error *err);

/* After rates were stored: those that waited and came again, found fine by what is known now, wait no more. */
enum status quality_settle_taken_rates(struct session *session, struct error *err);

const char *quality_rate_fault_text(enum price_fault fault); /* N_(): as quality_fault_text, of rates */

/* As quality_held_section. */
enum status quality_held_rates_section(struct session *session, bool only_waiting, struct arena *arena,
                                       struct section **section, size_t *waiting, struct error *err);

#endif
