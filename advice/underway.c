/* What was decided for a client and is not finished. */
#include "advice/proposal.h"

#include <string.h>

#include "advice/session.h"
#include "data/store/store_advice.h"

/* The last proposal of a client in a state that is still fresh; with `by_person` only one a person made. */
static enum status last_in(struct session *session, int64_t client_id, enum proposal_state state, bool by_person,
                           int64_t *id, struct error *err)
{
	const int days = session_rules(session)->proposal_days;
	struct proposal *list = NULL;
	size_t count = 0;
	const enum status status =
		store_proposals(session_store(session), client_id, false, state, &list, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const int age = session_today(session).days - list[i].as_of.days;

		if (age >= 0 && age <= days && (!by_person || strcmp(list[i].maker, PROGRAM_MAKER) != 0))
			*id = list[i].id;
	}
	proposals_free(list, count);
	return status;
}

enum status proposal_underway(struct session *session, int64_t client_id, struct underway *underway,
                              struct error *err)
{
	struct underway found = {0};
	enum status status = last_in(session, client_id, PROPOSAL_APPROVED, false, &found.open, err);

	if (status == STATUS_OK)
		status = last_in(session, client_id, PROPOSAL_RELEASED, false, &found.open, err);
	if (status == STATUS_OK)
		status = last_in(session, client_id, PROPOSAL_SUBMITTED, true, &found.waiting, err);
	if (status == STATUS_OK)
		*underway = found;
	return status;
}
