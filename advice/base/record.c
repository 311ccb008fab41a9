/* Building blocks of journal records. */
#include "advice/base/record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/market.h"
#include "config.h"
#include "data/store/store_delivery.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

void record_figure(struct json *object, const char *key, double value)
{
	char text[40];

	if (!isfinite(value)) {
		json_put_null(object, key);
		return;
	}
	(void)snprintf(text, sizeof text, "%.17g", value);
	json_put_text(object, key, text);
}

void record_weight(struct json *object, const char *key, int64_t ppb)
{
	char text[40];
	const int64_t whole = ppb / PPB, rest = ppb % PPB;

	(void)snprintf(text, sizeof text, "%s%lld.%09lld", ppb < 0 ? "-" : "", (long long)(whole < 0 ? -whole : whole),
	               (long long)(rest < 0 ? -rest : rest));
	json_put_text(object, key, text);
}

void record_date(struct json *object, const char *key, struct date date)
{
	char text[DATE_TEXT_SIZE];

	json_put_text(object, key, date_format(date, text));
}

struct json *record_versions(const struct session *session, const struct market *market)
{
	const struct assumptions *assumptions = session_assumptions(session);
	struct json *versions = json_new_object();

	json_put_text(versions, "program", PACKAGE_VERSION);
	json_put_text(versions, "rules", session_rules(session)->version);
	json_put_text(versions, "assumptions", assumptions->name);
	record_date(versions, "assumptions_dated", assumptions->dated);
	json_put_text(versions, "assumptions_set_by", assumptions->set_by);
	if (market != NULL) {
		record_date(versions, "prices_as_of", market->as_of);
		json_put_text(versions, "market_hash", market->figures_hash);
		json_put_integer(versions, "weeks", (int64_t)market->observations);
		record_figure(versions, "shrinkage", market->shrinkage);
		json_put_text(versions, "covariance", "ledoit-wolf-constant");
	}
	return versions;
}

static struct json *score(int32_t value)
{
	return json_new_decimal((int64_t)value * (MICROS / SCORE_UNIT));
}

struct json *record_assessment(const struct assessment *assessment)
{
	struct json *record = json_new_object();
	char answers[QUESTIONS * 4 + 1], class[16];
	int at = 0;

	for (int i = 0; i < QUESTIONS; i++)
		at += snprintf(answers + at, sizeof answers - (size_t)at, i > 0 ? ",%d" : "%d",
		               assessment->answers.option[i]);
	json_put_text(record, "answers", answers);
	json_put_bool(record, "has_legal_capacity", assessment->answers.has_legal_capacity);
	json_put_bool(record, "rejects_any_loss", assessment->answers.rejects_any_loss);
	record_date(record, "taken", assessment->answers.taken);
	record_date(record, "expires", assessment->expires);
	json_put(record, "capacity", score(assessment->capacity));
	json_put(record, "tolerance", score(assessment->tolerance));
	json_put(record, "composure", score(assessment->composure));
	json_put(record, "knowledge", score(assessment->knowledge));
	json_put(record, "willingness", score(assessment->willingness));
	json_put(record, "final", score(assessment->final));
	(void)snprintf(class, sizeof class, "C%d%s", assessment->risk_class, assessment->is_minimum_class ? "-min" : "");
	json_put_text(record, "class", class);
	record_figure(record, "volatility_target", assessment->volatility_target);
	record_figure(record, "risk_aversion", assessment->risk_aversion);
	json_put_integer(record, "doubts", assessment->doubts);
	json_put_integer(record, "caps", assessment->caps);
	json_put_text(record, "reliability", (char[]){assessment->reliability, '\0'});
	json_put_bool(record, "needs_second_person", assessment->needs_second_person);
	json_put_text(record, "rules", assessment->rules_version);
	return record;
}

enum status record_check_actor(const char *by, struct error *err)
{
	if (by == NULL || by[strspn(by, " \t")] == '\0' || strlen(by) >= NAME_SIZE || !text_is_clean(by))
		return error_set(err, STATUS_INVALID, "who does this must be named in plain text of at most %d bytes", NAME_SIZE - 1);
	return STATUS_OK;
}

enum status record_by_hand(struct session *session, const char *by, int64_t *delivery_id, struct error *err)
{
	struct delivery delivery = {.source = "hand", .kind = "hand"};

	(void)snprintf(delivery.subject, sizeof delivery.subject, "%s", by);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(session));
	return store_put_delivery(session_store(session), &delivery, delivery_id, err);
}

struct journal_event record_event(const struct session *session, const char *event, const char *actor,
                                  const char *client, const struct json *details)
{
	return (struct journal_event){
		.event = event,
		.actor = actor != NULL ? actor : session_actor(session),
		.client = client,
		.time = session_time(session),
		.details = details,
	};
}
