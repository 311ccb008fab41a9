/* Taking a profile: score, record, remember. */
#include "advice/profile.h"

#include <stdlib.h>
#include <string.h>

#include "advice/record.h"
#include "advice/session.h"
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

enum status profile_take(struct session *session, const char *client_code, const struct answers *answers,
                         struct assessment *assessment, struct error *err)
{
	struct store *store = session_store(session);
	struct assessment *list = NULL, scored;
	struct client client;
	struct json *details = NULL;
	size_t count;
	enum status status;

	if (date_compare(answers->taken, session_today(session)) > 0)
		return error_set(err, STATUS_REFUSED, "the answers of %s are dated after today", client_code);
	status = store_find_client(store, client_code, &client, err);
	if (status == STATUS_OK)
		status = store_assessments(store, client.id, &list, &count, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		if (same_answers(&list[i].answers, answers)) { /* the same sheet handed in again is the same assessment */
			*assessment = list[i];
			free(list);
			return STATUS_OK;
		}
	}
	{
		const struct earlier earlier = count_earlier(list, count, answers->taken);

		status = suitability_score(answers, &client, session_rules(session), earlier.previous, earlier.today,
		                           earlier.last_year, &scored, err);
	}
	if (status == STATUS_OK) {
		details = record_assessment(&scored);
		const struct journal_event event = record_event(session, "PROFILE_SCORED", NULL, client.code, details);

		status = store_add_assessment(store, &scored, &event, err);
	}
	if (status == STATUS_OK)
		*assessment = scored;
	json_free(details);
	free(list);
	return status;
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
