/* What was decided for a client and is not finished. */
#include "advice/trade/proposal.h"

#include "advice/base/session.h"
#include "data/store/store_advice.h"

enum status proposal_underway(struct session *session, int64_t client_id, struct underway *underway,
                              struct error *err)
{
	struct store *store = session_store(session);
	const struct date to = session_today(session);
	const struct date from = date_add_days(to, -session_rules(session)->proposal_days);
	struct underway found = {0};
	int64_t released = 0;
	enum status status;

	status = store_recent_proposal(store, client_id, PROPOSAL_APPROVED, from, to, NULL, &found.open, err);
	if (status == STATUS_OK)
		status = store_recent_proposal(store, client_id, PROPOSAL_RELEASED, from, to, NULL, &released, err);
	if (status == STATUS_OK)
		status = store_recent_proposal(store, client_id, PROPOSAL_SUBMITTED, from, to, PROGRAM_MAKER, &found.waiting,
		                               err);
	if (released > found.open)
		found.open = released;
	if (status == STATUS_OK)
		*underway = found;
	return status;
}
