/* What a person says about prices and exchange rates that were held back, one or many at once, and what comes of it. */
#ifndef BALLAST_ADVICE_MARKET_QUALITY_ANSWER_H
#define BALLAST_ADVICE_MARKET_QUALITY_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct held_figure;
struct session;

enum quality_answer { QUALITY_ACCEPT, QUALITY_REJECT, QUALITY_CORRECT };
enum quality_kind { QUALITY_PRICES, QUALITY_RATES }; /* each has numbers of its own */

/* Which of those that wait are meant: those of the numbers; without any, each that fits all that is said. Borrowed. */
struct quality_choice {
	enum quality_kind kind;
	const int64_t *numbers;
	size_t count;
	const char *symbol;             /* of an instrument, or a pair such as USD/CNY; NULL: of all     */
	const char *source;             /* a feed may be named by its id alone; NULL: of all             */
	const char *fault;              /* "unit", "jump", ...: why it is held; NULL: whatever it is     */
};

struct quality_reply {
	enum quality_answer answer;
	int64_t figure;                 /* for QUALITY_CORRECT: a close in millionths, a rate in RATE_ONE */
	const char *by, *why;
};

struct quality_settled {
	size_t chosen, followed;        /* followed: not chosen, and taken because they are fine beside those */
};

/*
 * Settles what was chosen in one transaction, with one record in the journal for each kind. Chosen ones are answered as if
 * one by one from the oldest day on: after each that is taken, later ones of its instrument or pair that are fine beside it
 * are taken too, chosen or not. is_dry: all of it is tried, counted and taken back.
 *
 * STATUS_NOT_FOUND: no such number, instrument or source, or nothing that waits fits. STATUS_REFUSED: one is settled already
 * or cannot be a figure of its instrument, or two of one day differ and both are to be accepted. STATUS_INVALID: nobody, no
 * reason or no figure was given, or one figure for several. Then nothing is settled.
 *
 * Cost: one walk over what waits. Where others than the chosen wait behind one that is taken, they are judged again each time.
 */
enum status quality_settle_chosen(struct session *session, const struct quality_choice *choices, size_t count,
                                  const struct quality_reply *reply, bool is_dry, struct quality_settled *settled,
                                  struct error *err);

/* One price, or one rate, by its number; figure is read for QUALITY_CORRECT alone. */
enum status quality_settle(struct session *session, int64_t id, enum quality_answer answer, int64_t close,
                           const char *by, const char *why, size_t *followed, struct error *err);
enum status quality_settle_rate(struct session *session, int64_t id, enum quality_answer answer, int64_t value,
                                const char *by, const char *why, size_t *followed, struct error *err);

/* Of the same instrument, or of the same pair. */
bool quality_is_same_series(const struct held_figure *a, const struct held_figure *b);

/*
 * Which of held[count], those that wait by series and day, are meant: is_chosen[count], written on STATUS_OK. In
 * quality_choice.c. Statuses as above; is_accepted: two of one day that differ are refused.
 */
enum status quality_choose(struct session *session, const struct quality_choice *choice, bool is_accepted,
                           const struct held_figure *held, size_t count, bool *is_chosen, size_t *chosen, struct error *err);

#endif
