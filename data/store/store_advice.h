/*
 * The steps of advice. Each takes the event that goes into the journal with it, in the same transaction: no profile,
 * plan, proposal, approval, order or fill is in the book without its record.
 */
#ifndef BALLAST_DATA_STORE_STORE_ADVICE_H
#define BALLAST_DATA_STORE_STORE_ADVICE_H

#include "data/store/store.h"
#include "data/store/store_ledger.h"
#include "engine/model/investor.h"
#include "engine/model/ledger.h"
#include "engine/model/mandate.h"

struct journal_event; /* data/journal/journal.h */

enum status store_add_assessment(struct store *store, struct assessment *assessment, const struct journal_event *event,
                                 struct error *err);
/* The last one taken on or before the day; STATUS_NOT_FOUND when there is none. */
enum status store_latest_assessment(struct store *store, int64_t client_id, struct date as_of,
                                    struct assessment *assessment, struct error *err);
/* All of a client, oldest first; client_id 0: of every client, by client and date. */
enum status store_assessments(struct store *store, int64_t client_id, struct assessment **assessments, size_t *count,
                              struct error *err);

/* A new version; the old ones stay. */
enum status store_add_mandate(struct store *store, struct mandate *mandate, const struct journal_event *event,
                              struct error *err);
/* The one in force on the day, or the defaults (id 0). */
enum status store_mandate(struct store *store, int64_t client_id, struct date as_of, struct mandate *mandate,
                          struct error *err);

/* What was recommended, as canonical JSON, so that it can be accepted later exactly as it was shown. */
struct recommendation {
	int64_t id, client_id;
	struct date as_of;
	char content_hash[65];
	char *content;           /* owned */
};
void recommendation_clear(struct recommendation *recommendation);
/* An equal one of the same client and day is found again (PUT_SAME) and nothing is written. */
enum status store_add_recommendation(struct store *store, struct recommendation *recommendation,
                                     const struct journal_event *event, enum put_result *result, struct error *err);
enum status store_latest_recommendation(struct store *store, int64_t client_id, struct date as_of,
                                        struct recommendation *recommendation, struct error *err);

/* STATUS_INVALID by plan_check. */
enum status store_add_plan(struct store *store, struct plan *plan, const struct journal_event *event,
                           struct error *err);
/* The plan in force on the day; STATUS_NOT_FOUND when none was accepted. */
enum status store_plan(struct store *store, int64_t client_id, struct date as_of, struct plan *plan,
                       struct error *err);

/*
 * A proposal in state SUBMITTED with its lines. An equal one (client, day, content hash) that still waits is found
 * again: PUT_SAME, its id is set, nothing is written. Older ones of the client that still wait become EXPIRED.
 */
enum status store_add_proposal(struct store *store, struct proposal *proposal, const struct journal_event *event,
                               enum put_result *result, struct error *err);
enum status store_get_proposal(struct store *store, int64_t id, struct proposal *proposal, struct error *err);
/* By id; client_id 0: any client; any_state or only `state`. Lines are loaded. */
enum status store_proposals(struct store *store, int64_t client_id, bool any_state, enum proposal_state state,
                            struct proposal **proposals, size_t *count, struct error *err);
/* The last proposal of a client in a state and dated from..to, not made by `not_by` (NULL: by anyone); id 0 when none. */
enum status store_recent_proposal(struct store *store, int64_t client_id, enum proposal_state state, struct date from,
                                  struct date to, const char *not_by, int64_t *id, struct error *err);
void proposals_free(struct proposal *proposals, size_t count);

/*
 * Moves a proposal from `from` to `to`. STATUS_REFUSED when it is not in `from` any more (someone was faster) or its
 * content hash is not the one given. Approval writes the orders in the same transaction. `by` becomes the checker when
 * it is approved or rejected; orders not yet sent of one that is cancelled are cancelled with it.
 */
enum status store_decide_proposal(struct store *store, int64_t id, const char *content_hash, enum proposal_state from,
                                  enum proposal_state to, const char *by, struct order *orders, size_t order_count,
                                  const struct journal_event *event, struct error *err);

/*
 * Orders in a state, by id. Sending is for new ones (else STATUS_REFUSED); a proposal with none left to send is RELEASED,
 * one whose orders are all filled or cancelled EXECUTED.
 */
enum status store_orders(struct store *store, enum order_state state, struct order **orders, size_t *count,
                         struct error *err);
enum status store_find_order(struct store *store, const char *reference, struct order *order, struct error *err);
enum status store_send_orders(struct store *store, const int64_t *ids, size_t count, const struct journal_event *event,
                              struct error *err);

/*
 * An execution: the fill, its ledger entry and lots, the order's and the proposal's new state, the journal record.
 * A fill whose reference is known is PUT_SAME; a different one under the same reference is STATUS_REFUSED, as is more
 * than was ordered.
 */
enum status store_add_fill(struct store *store, struct fill *fill, struct entry *entry, struct lot *opened,
                           size_t opened_count, const struct lot_use *uses, size_t use_count,
                           const struct journal_event *event, enum put_result *result, struct error *err);

#endif
