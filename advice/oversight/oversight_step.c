/* What people do about alerts: taken on, explained, settled, opened again. */
#include "advice/oversight/oversight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_client.h"
#include "engine/base/text.h"

static const char *const events[] = {
	[ALERT_TAKEN] = "ALERT_TAKEN", [ALERT_NOTE] = "ALERT_NOTED", [ALERT_ANSWERED] = "ALERT_SETTLED",
	[ALERT_OPENED_AGAIN] = "ALERT_REOPENED",
};

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " ")] == '\0';
}

static enum status check_person(const char *name, const char *what, struct error *err)
{
	if (is_blank(name))
		return error_set(err, STATUS_INVALID, "%s must be named", what);
	if (!text_is_clean(name) || strlen(name) >= NAME_SIZE)
		return error_set(err, STATUS_INVALID, "the name of %s is too long or holds control characters", what);
	return STATUS_OK;
}

static enum status check_why(enum alert_step_kind kind, const char *why, struct error *err)
{
	const size_t room = sizeof((struct alert_step *)NULL)->note;

	if (kind != ALERT_TAKEN && is_blank(why))
		return error_set(err, STATUS_INVALID, "the reason must be given; the record keeps it");
	if (why != NULL && !text_is_clean(why))
		return error_set(err, STATUS_INVALID, "the reason holds control characters");
	if (why != NULL && strlen(why) >= room)
		return error_set(err, STATUS_INVALID, "the reason is longer than %zu bytes", room - 1);
	return STATUS_OK;
}

/* The open alerts, to be found by number. */
struct open_alerts {
	struct alert *alerts; /* owned */
	size_t count;
};

static enum status find_alert(const struct open_alerts *open, int64_t id, const struct alert **alert, struct error *err)
{
	for (size_t i = 0; i < open->count; i++) {
		if (open->alerts[i].id == id) {
			*alert = &open->alerts[i];
			return STATUS_OK;
		}
	}
	return error_set(err, STATUS_NOT_FOUND, "there is no open alert %lld; \"ballast alerts\" lists them",
			 (long long)id);
}

/* The last step that changes hands decides what may come next. */
static enum status check_order(struct session *session, const struct alert *alert, enum alert_step_kind kind,
			       struct error *err)
{
	struct alert_step *steps = NULL;
	size_t count = 0;
	bool is_settled = false;
	enum status status = store_alert_steps(session_store(session), alert->id, &steps, &count, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++)
		if (steps[i].kind != ALERT_NOTE)
			is_settled = steps[i].kind == ALERT_ANSWERED;
	free(steps);
	if (is_settled && (kind == ALERT_TAKEN || kind == ALERT_ANSWERED))
		return error_set(err, STATUS_REFUSED, "alert %lld is settled already; open it again first",
				 (long long)alert->id);
	if (kind == ALERT_OPENED_AGAIN && !is_settled)
		return error_set(err, STATUS_REFUSED, "alert %lld is not settled; there is nothing to open again",
				 (long long)alert->id);
	return STATUS_OK;
}

static enum status add_step(struct session *session, const struct alert *alert, enum alert_step_kind kind,
			    const char *by, const char *owner, const char *why, struct error *err)
{
	struct alert_step step = {.alert_id = alert->id, .day = session_today(session), .kind = kind};
	struct client client = {0};
	struct json *details;
	enum status status = check_order(session, alert, kind, err);

	if (status == STATUS_OK && alert->client_id != 0)
		status = store_get_client(session_store(session), alert->client_id, &client, err);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(step.actor, sizeof step.actor, "%s", owner);
	(void)snprintf(step.note, sizeof step.note, "%s", why);
	details = json_new_object();
	json_put_integer(details, "alert", alert->id);
	json_put_text(details, "kind", alert->kind);
	if (alert->subject[0] != '\0')
		json_put_text(details, "subject", alert->subject);
	if (kind == ALERT_TAKEN)
		json_put_text(details, "owner", owner);
	if (why[0] != '\0')
		json_put_text(details, "why", why);
	{
		const struct journal_event event = record_event(session, events[kind], by,
								client.code[0] != '\0' ? client.code : NULL, details);

		status = store_add_alert_step(session_store(session), &step, &event, err);
	}
	json_free(details);
	return status;
}

enum status oversight_step(struct session *session, const int64_t *alerts, size_t count, enum alert_step_kind kind,
			   const char *by, const char *owner, const char *why, struct error *err)
{
	struct store *store = session_store(session);
	struct open_alerts open = {0};
	enum status status = check_person(by, "who does this", err);

	owner = kind != ALERT_TAKEN || is_blank(owner) ? by : owner;
	if (status == STATUS_OK)
		status = check_person(owner, "who takes it on", err);
	if (status == STATUS_OK)
		status = check_why(kind, why, err);
	if (status == STATUS_OK && count == 0)
		status = error_set(err, STATUS_INVALID, "no alert was named");
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = store_open_alerts(store, -1, &open.alerts, &open.count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct alert *alert = NULL;

		status = find_alert(&open, alerts[i], &alert, err);
		if (status == STATUS_OK)
			status = add_step(session, alert, kind, by, owner, is_blank(why) ? "" : why, err);
	}
	free(open.alerts);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	return status;
}
