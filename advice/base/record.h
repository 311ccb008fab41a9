/* Records of advice as canonical JSON: figures as text, so that no reader can lose a digit. Internal to advice. */
#ifndef BALLAST_ADVICE_BASE_RECORD_H
#define BALLAST_ADVICE_BASE_RECORD_H

#include <stdint.h>

#include "data/exchange/json.h"
#include "data/journal/journal.h"
#include "engine/base/date.h"
#include "engine/model/investor.h"

struct session;
struct market;

void record_figure(struct json *object, const char *key, double value);  /* "%.17g" as text; not finite: null */
void record_weight(struct json *object, const char *key, int64_t ppb);   /* 0.123456789 as text               */
void record_date(struct json *object, const char *key, struct date date);

/* The versions advice rests on: program, rules, assumptions, market figures. */
struct json *record_versions(const struct session *session, const struct market *market);

/* STATUS_INVALID: nobody is named, or not in plain text. */
enum status record_check_actor(const char *by, struct error *err);

/* What a person says is a delivery of that person's. */
enum status record_by_hand(struct session *session, const char *by, int64_t *delivery_id, struct error *err);

/* Scores, class, caps and expiry of an assessment. */
struct json *record_assessment(const struct assessment *assessment);

/* An event with the session's clock. actor NULL: the session's. */
struct journal_event record_event(const struct session *session, const char *event, const char *actor,
                                  const char *client, const struct json *details);

#endif
