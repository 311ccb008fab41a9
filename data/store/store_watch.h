/* Alerts and weekly reports. */
#ifndef BALLAST_DATA_STORE_STORE_WATCH_H
#define BALLAST_DATA_STORE_STORE_WATCH_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"

struct journal_event;

enum alert_severity { ALERT_NOTICE, ALERT_LIMIT, ALERT_FORBIDDEN };

/* An alert is open while its closed date is unset (days 0). One open alert for each client, kind and subject. */
struct alert {
	int64_t id, client_id;        /* client 0: of the book                                       */
	char kind[24];                /* "drift", "stale-price", "profile-expiring", "concentration", ... */
	char subject[SYMBOL_SIZE];    /* symbol or empty                                             */
	enum alert_severity severity;
	struct date opened, closed;
	char detail[240];             /* English detail; front ends have their own sentence          */
};

/*
 * Makes the open alerts of a client exactly these: new ones are opened, those no longer there are closed on the day.
 * opened is the number of new ones.
 */
enum status store_replace_alerts(struct store *store, int64_t client_id, struct date as_of, const struct alert *alerts,
                                 size_t count, size_t *opened, struct error *err);
/* Open alerts by client and kind; client_id -1: all. */
enum status store_open_alerts(struct store *store, int64_t client_id, struct alert **alerts, size_t *count,
                              struct error *err);
/* Open alerts of every client, counted: calls each with client id and number. */
enum status store_count_alerts(struct store *store, void (*each)(void *context, int64_t client_id, size_t count),
                               void *context, struct error *err);

/* What a person did about an alert. */
enum alert_step_kind { ALERT_TAKEN, ALERT_NOTE, ALERT_ANSWERED, ALERT_OPENED_AGAIN };
struct alert_step {
	int64_t id, alert_id;
	struct date day;
	enum alert_step_kind kind;
	char actor[NAME_SIZE];
	char note[240];
};

/*
 * Adds a step with its record and sets its id. STATUS_NOT_FOUND: there is no such alert, or it is closed.
 * store_alert_steps: oldest first; the caller frees the list. alert_id 0: the steps of all open alerts.
 */
enum status store_add_alert_step(struct store *store, struct alert_step *step, const struct journal_event *event,
                                 struct error *err);
enum status store_alert_steps(struct store *store, int64_t alert_id, struct alert_step **steps, size_t *count,
                              struct error *err);

/* What the weekly report said of a client, so that the next one can say what changed. */
struct report_line {
	int64_t client_id;
	int64_t value, drift_ppb, volatility_ppb, cost;
	int32_t trades, alerts;
	char state[24];               /* "in-band", "rebalance", "blocked", "no-plan", "no-profile", "no-price" */
};

struct report {
	int64_t id;
	struct date as_of;
	char inputs_hash[65];         /* journal head before the report's own records                */
	int64_t inputs_sequence;
	char content_hash[65];        /* of the manifest                                             */
};

/*
 * The report of exactly that day, or with `before` the last one of an earlier day. STATUS_NOT_FOUND when none.
 * A second run of the same day finds the first one's inputs_hash here and prints it again: same bytes.
 */
enum status store_find_report(struct store *store, struct date as_of, bool before, struct report *report,
                              struct error *err);
/* A report and its lines summed, the latest day first. */
struct report_sum {
	struct report report;
	int64_t clients, rebalance, blocked, alerts, trades; /* rebalance, blocked: lines in that state   */
	int64_t cost;                 /* of the trades, over clients whatever their currency             */
};
/* At most `most` of them; the caller frees the list. */
enum status store_report_sums(struct store *store, size_t most, struct report_sum **sums, size_t *count,
                              struct error *err);

/* Inserts or, for the same day, replaces the report and its lines; call inside store_begin with the lines added one by one. */
enum status store_put_report(struct store *store, struct report *report, const struct journal_event *event,
                             struct error *err);
enum status store_put_report_line(struct store *store, int64_t report_id, const struct report_line *line,
                                  struct error *err);
enum status store_find_report_line(struct store *store, int64_t report_id, int64_t client_id, struct report_line *line,
                                   struct error *err);

#endif
