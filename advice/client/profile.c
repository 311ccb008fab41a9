/* Taking a profile: score, record, remember. */
#include "advice/client/profile.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/suitability/suitability.h"

/* Earlier assessments that count against the limits of a day and of twelve months, and the one before this. */
struct earlier {
	size_t today, last_year;
	const struct assessment *previous;
};

static struct earlier count_earlier(const struct assessment *list, size_t count, struct date taken)
{
	const struct date year_ago = date_add_months(taken, -12);
	struct earlier earlier = {0};

	for (size_t i = 0; i < count; i++) {
		const struct date date = list[i].answers.taken;

		earlier.today += date.days == taken.days;
		earlier.last_year += date.days > year_ago.days && date.days <= taken.days;
		if (date.days <= taken.days)
			earlier.previous = &list[i];
	}
	return earlier;
}

static bool same_answers(const struct answers *a, const struct answers *b)
{
	return a->taken.days == b->taken.days && a->has_legal_capacity == b->has_legal_capacity &&
	       a->rejects_any_loss == b->rejects_any_loss && memcmp(a->option, b->option, sizeof a->option) == 0;
}

/* Scored on what was recorded before; is_known: the same sheet was handed in already, and this is its assessment. */
static enum status score(struct session *session, const char *client_code, const struct answers *answers,
                         struct client *client, struct assessment *scored, bool *is_known, struct error *err)
{
	struct assessment *list = NULL;
	size_t count = 0;
	enum status status;

	if (date_compare(answers->taken, session_today(session)) > 0)
		return error_set(err, STATUS_REFUSED, "the answers of %s are dated after today", client_code);
	status = store_find_client(session_store(session), client_code, client, err);
	if (status == STATUS_OK)
		status = store_assessments(session_store(session), client->id, &list, &count, err);
	if (status != STATUS_OK)
		return status;
	*is_known = false;
	for (size_t i = 0; i < count && !*is_known; i++) {
		*is_known = same_answers(&list[i].answers, answers);
		if (*is_known)
			*scored = list[i];
	}
	if (!*is_known) {
		const struct earlier earlier = count_earlier(list, count, answers->taken);

		status = suitability_score(answers, client, session_rules(session), earlier.previous, earlier.today,
		                           earlier.last_year, scored, err);
	}
	free(list);
	return status;
}

enum status profile_preview(struct session *session, const char *client_code, const struct answers *answers,
                            struct assessment *assessment, struct error *err)
{
	struct client client;
	struct assessment scored;
	bool is_known;
	const enum status status = score(session, client_code, answers, &client, &scored, &is_known, err);

	if (status == STATUS_OK)
		*assessment = scored;
	return status;
}

enum status profile_take(struct session *session, const char *client_code, const struct answers *answers,
                         struct assessment *assessment, struct error *err)
{
	struct assessment scored;
	struct client client;
	bool is_known;
	enum status status = score(session, client_code, answers, &client, &scored, &is_known, err);

	if (status == STATUS_OK && !is_known) {
		struct json *details = record_assessment(&scored);
		const struct journal_event event = record_event(session, "PROFILE_SCORED", NULL, client.code, details);

		status = store_add_assessment(session_store(session), &scored, &event, err);
		json_free(details);
	}
	if (status == STATUS_OK)
		*assessment = scored;
	return status;
}

enum status profile_history(struct session *session, int64_t client_id, struct assessment **list, size_t *count,
                            struct error *err)
{
	struct assessment *found = NULL;
	size_t length = 0, kept = 0;
	const enum status status = store_assessments(session_store(session), client_id, &found, &length, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < length; i++)
		if (date_compare(found[i].answers.taken, session_today(session)) <= 0)
			found[kept++] = found[i];
	*list = found;
	*count = kept;
	return STATUS_OK;
}

enum status profile_latest(struct session *session, const char *client_code, struct assessment *assessment,
                           struct error *err)
{
	struct client client;
	enum status status = store_find_client(session_store(session), client_code, &client, err);

	if (status == STATUS_OK)
		status = store_latest_assessment(session_store(session), client.id, session_today(session), assessment, err);
	return status;
}
