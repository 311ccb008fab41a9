/* Prices brought up to date through the configured feeds. */
#ifndef BALLAST_ADVICE_FEEDS_REFRESH_H
#define BALLAST_ADVICE_FEEDS_REFRESH_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "engine/base/text.h"

struct session;
struct arena;
struct section;

struct refresh_result {
	size_t feeds, requests;
	size_t failed;                /* requests; a symbol a feed does not know is none             */
	size_t added, same, changed;  /* prices and rates                                            */
	size_t actions;               /* dividends and splits that are new or differ                 */
	size_t held_back;             /* rows put aside for a person, for the first time               */
	size_t refused;               /* rows not taken with an answer that was refused whole          */
	size_t waiting;               /* prices and rates that wait for a person when all is done      */
};

/*
 * Asks the enabled feeds (or only the one named) by id, each for the instruments of its currency; stores what passed,
 * with source "feed <id>" and the session's time as arrival, each instrument in its own transaction. A feed of rates is
 * asked for its base against the currencies the book meets, when there are several. What one request of a feed brings for
 * several of them, such as a file of all rates, is asked for once.
 *
 * Asked are the days after the last stored one and a week before it, ten years where there is none: a past that changed
 * is replaced, counted, and told to problem() (the store keeps the old figure). Where adjusted prices were rewritten,
 * the whole history is asked again. An instrument that one feed has brought up to date is not asked of the next; where its
 * newest row was put aside it is, for the days behind the last that was taken.
 *
 * A failed feed does not stop the others: result->failed counts, the feed's state and problem() tell, without secrets.
 * A feed that refuses (key, allowance, captcha) or fails three times in a row is left alone for this run; its declared
 * limit holds from run to run. Prices the gate doubts (not above zero, of a day to come, in another currency, a leap, also one
 * beyond expect.max_jump) wait for a person, and the rest of the answer is taken; an answer that is too old or too short, all
 * in another currency or without a row that can be a price is refused whole.
 *
 * The journal gets one PRICES_REFRESHED with the counts of each feed when anything was added or changed. cancelled() is
 * asked between requests and while one waits; what was done before stays, and the answer is STATUS_OK.
 *
 * STATUS_BUSY: another job holds the book. STATUS_INVALID: a declaration is no good, or the feed named is not enabled.
 * STATUS_NOT_FOUND: no feed of that name. Statuses of the store.
 */
enum status refresh_prices(struct session *session, const char *only_feed,
                           void (*progress)(void *context, size_t done, size_t total),
                           void (*problem)(void *context, const char *feed, const char *symbol, const char *message),
                           bool (*cancelled)(void *context), void *context, struct refresh_result *result,
                           struct error *err);

/* Each declaration with where it stands: enabled, last success, last failure. */
enum status feeds_section(struct session *session, struct arena *arena, struct section **section, struct error *err);

/*
 * Checks one declaration file (or all configured ones with NULL); each file that cannot be used is reported, with place.
 * feeds: how many declarations are sound; written on STATUS_OK. STATUS_INVALID: some file was reported.
 */
enum status feeds_check(struct session *session, const char *path, size_t *feeds,
                        void (*problem)(void *context, const char *message), void *context, struct error *err);

/*
 * One request of any feed, enabled or not, shown: URL with secrets masked, status, first bytes cleaned, rows parsed,
 * which error rule fired. STATUS_OK also when the request failed: that is what is shown, and is_answered is false.
 */
enum status feeds_test(struct session *session, const char *feed, const char *symbol, struct arena *arena,
                       struct section **section, bool *is_answered, struct error *err);

/*
 * Two feeds, enabled or not, asked for the last thirty days of one symbol, and what they say side by side; nothing is
 * stored. *different: days of which both said a close, and not the same. STATUS_NOT_FOUND: no feed of that name.
 * STATUS_IO: one of them brought nothing; the sentence says why.
 */
enum status feeds_compare(struct session *session, const char *first, const char *second, const char *symbol,
                          struct arena *arena, struct section **section, size_t *different, struct error *err);

/*
 * feeds_test that also keeps what passed in a file (mode 0600, whole or not at all, replacing what is there), for a test
 * or a report of a fault: one JSON object of schema "ballast.recording/1",
 *
 *     schema, feed, declaration, symbol, currency, from, to, arrived (the session's time),
 *     request   url, headers [{name, value}], body (where something is posted)
 *     response  status (0: a file), content_type, and body (text) or body_base64 (what is not UTF-8, or holds a zero);
 *               further: of an answer in pages the others, each an object of status and body
 *
 * declaration is the whole file that declares the feed. Every secret is masked wherever it stands, in the body too.
 *
 * STATUS_NOT_FOUND: no feed of that name. STATUS_IO: no answer came, so that there is nothing to keep, or the file could
 * not be written. STATUS_REFUSED: the answer is longer than a recording may be. An answer that is an error is recorded.
 */
enum status feeds_record(struct session *session, const char *feed, const char *symbol, const char *path,
                         struct arena *arena, struct section **section, struct error *err);

/*
 * Reads a recording's answer again, with the declaration in it, and shows what feeds_test would. No network, no book, no
 * secret. STATUS_NOT_FOUND: no file. STATUS_INVALID: it is no recording, or a damaged one; the sentence names the member.
 */
enum status feeds_replay(const char *path, struct arena *arena, struct section **section, struct error *err);

/*
 * Appends a declaration that reads the sample of an answer in a file, for a person to finish. Neither book nor network.
 * STATUS_NOT_FOUND: no file. STATUS_INVALID: nothing that can be declared reads it.
 */
enum status feeds_propose(const char *path, struct text *declaration, struct error *err);

#endif
