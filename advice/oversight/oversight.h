/*
 * What whoever is responsible for the book must see: alerts with what was done about them, proposals that wait for a
 * second person, who may not be advised, where the book leans too far, whether the watch ran, and the journal.
 */
#ifndef BALLAST_ADVICE_OVERSIGHT_OVERSIGHT_H
#define BALLAST_ADVICE_OVERSIGHT_OVERSIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/journal/journal.h"
#include "data/store/store_watch.h"
#include "engine/model/ledger.h"

struct session;
struct arena;
struct section;

/* Where an alert stands with people; the watch itself ends it when its cause is gone. */
enum alert_progress { ALERT_UNTOUCHED, ALERT_IN_HAND, ALERT_SETTLED };
const char *oversight_progress_name(enum alert_progress progress); /* "untouched", "in-hand", "settled" */
const char *oversight_progress_text(enum alert_progress progress); /* N_() */
const char *oversight_severity_name(enum alert_severity severity); /* "notice", "limit", "forbidden" */
const char *oversight_severity_text(enum alert_severity severity); /* N_() */
const char *oversight_step_name(enum alert_step_kind kind);        /* "take", "note", "settle", "reopen" */
const char *oversight_step_text(enum alert_step_kind kind);        /* N_(): "taken on by", ... */

struct oversight_alert {
	struct alert alert;
	char code[SYMBOL_SIZE], name[NAME_SIZE]; /* of the client; empty: the book's             */
	enum alert_progress progress;
	char owner[NAME_SIZE];        /* who took it on, or settled it; empty: nobody                */
	size_t first_step, step_count; /* in oversight.steps                                         */
	int days;                     /* since it was opened                                         */
};

/* A proposal that waits for a second person. */
struct oversight_waiting {
	const struct proposal *proposal; /* borrowed: in oversight.proposals                         */
	char code[SYMBOL_SIZE], name[NAME_SIZE];
	const char *currency;         /* borrowed: in currency_text                                  */
	char currency_text[4];
	int days_left;                /* until it expires; negative: it has                          */
};

/* One instrument over all clients. */
struct oversight_holding {
	char symbol[SYMBOL_SIZE], name[NAME_SIZE];
	enum asset_class asset_class;
	int risk_level;
	int64_t value;                /* millionths of the book's currency                           */
	int64_t share_ppb;            /* of the whole book                                           */
	size_t clients;               /* who hold it                                                 */
	int64_t largest_ppb;          /* largest share in one client's portfolio                     */
	char largest[SYMBOL_SIZE];    /* that client's code                                          */
	size_t above_class, over_limit; /* open alerts about it: held above the class; too much of it */
};

/* The watch or the weekly report ran. */
struct oversight_run {
	int64_t sequence;             /* of its journal record                                       */
	char time[24];                /* "2026-11-20T07:00:00Z"                                      */
	bool is_report;
	struct date day;              /* the day it was about                                        */
	int64_t clients, open, opened; /* open, opened: alerts; -1: the record says nothing          */
	int64_t rebalance, blocked, trades; /* of a report; -1 of a watch                            */
	char actor[NAME_SIZE];
	char content_hash[65], inputs_hash[65]; /* of a report; empty of a watch                     */
	int64_t inputs_sequence;
};

enum { OVERSIGHT_RUNS = 60, OVERSIGHT_WATCH_HOURS = 24 };

struct oversight {
	struct date today;
	struct oversight_alert *alerts; /* owned; forbidden first, then by client and kind           */
	size_t alert_count;
	struct alert_step *steps;     /* owned; by alert, oldest first                               */
	size_t step_count;
	struct proposal *proposals;   /* owned                                                       */
	struct oversight_waiting *waiting; /* owned; the oldest first                                */
	size_t waiting_count;
	struct oversight_holding *holdings; /* owned; largest first                                  */
	size_t holding_count;
	int64_t value;                /* of what is in holdings; millionths of the book's currency   */
	size_t other_currency;        /* clients not in it                                           */
	struct oversight_run *runs;   /* owned; newest first                                         */
	size_t run_count;
	struct journal_head head;
	size_t clients;
	size_t severities[3];         /* open alerts of each                                         */
	size_t untouched;             /* open alerts nobody has taken on                             */
	size_t without_profile, expiring, ineligible; /* clients: none or no longer valid; soon; plan or holding above class */
	bool has_watch;               /* the watch has run at least once                             */
	int hours_since_watch;        /* to the session's time; 0 when it is dated later             */
	bool is_watch_overdue;        /* never, or longer ago than OVERSIGHT_WATCH_HOURS with a day of trading since */
};

/*
 * Alerts are those the last watch left open: there is one place that decides what is one (advice/oversight/monitor.h). Everything
 * else is of the session's day. go_on (may be NULL) is told how far it is and ends it with STATUS_REFUSED.
 * Cost: one walk over every lot of the book.
 */
enum status oversight_load(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                           void *context, struct oversight *oversight, struct error *err);
void oversight_clear(struct oversight *oversight);

/* True of alerts that say a client may not be advised now, soon may not, or holds what the class does not allow. */
bool oversight_is_about_eligibility(const struct alert *alert);

/*
 * A person's step about alerts, all in one transaction, each with its record (ALERT_TAKEN, ALERT_NOTED, ALERT_SETTLED,
 * ALERT_REOPENED) that names who and why.
 *
 *   ALERT_TAKEN         owner (NULL or empty: by) has it in hand from now on; why may be empty
 *   ALERT_NOTE          an explanation; needs why
 *   ALERT_ANSWERED      settled for people; needs why. It stays listed until the watch finds its cause gone
 *   ALERT_OPENED_AGAIN  nobody has it in hand any more; needs why
 *
 * STATUS_INVALID: no name, a name or a reason that is too long or holds control characters, no reason where one is
 * needed. STATUS_NOT_FOUND: no open alert of that number. STATUS_REFUSED: settled already, or not settled to open again.
 */
enum status oversight_step(struct session *session, const int64_t *alerts, size_t count, enum alert_step_kind kind,
                           const char *by, const char *owner, const char *why, struct error *err);

/* One record of the journal for reading. */
struct oversight_record {
	int64_t sequence;
	char time[24], event[40], actor[NAME_SIZE], client[SYMBOL_SIZE]; /* client empty: of nobody  */
	char hash[HASH_SIZE], previous[HASH_SIZE];
	char *details;                /* owned; canonical JSON, "" when there are none               */
	bool is_readable;             /* false: the payload is no record; the journal was tampered with */
};

/* "a profile was taken": N_(); the event's own name where the program has no words for it. */
const char *oversight_event_text(const char *event);

/*
 * Records numbered below `before` (INT64_MAX: from the newest), newest first, at most `most`. client NULL: of all.
 * STATUS_NOT_FOUND: no such client. The caller's until oversight_records_free.
 */
enum status oversight_records(struct session *session, const char *client, int64_t before, size_t most,
                              struct oversight_record **records, size_t *count, struct error *err);
void oversight_records_free(struct oversight_record *records, size_t count);

/* The chain walked from its first record; what upkeep_journal_verify says, for a screen. */
struct oversight_verdict {
	bool is_sound;
	const char *finding;          /* N_(), borrowed                                              */
	int64_t first_bad;            /* number of the first bad or missing record; 0: none          */
	struct journal_head head;
};
enum status oversight_verify(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                             void *context, struct oversight_verdict *verdict, struct error *err);

/* Everything as a document section (ballast oversight); the alerts with their steps (ballast alerts); records. */
enum status oversight_section(struct session *session, const struct oversight *oversight, struct arena *arena,
                              struct section **section, struct error *err);
/* client NULL: of all. STATUS_NOT_FOUND: no such client. */
enum status oversight_alerts_section(struct session *session, const char *client, struct arena *arena,
                                     struct section **section, struct error *err);
enum status oversight_records_section(struct session *session, const char *client, size_t most, struct arena *arena,
                                      struct section **section, struct error *err);

#endif
