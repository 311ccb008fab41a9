/*
 * One request for many targets. Some providers keep all they have in one file, every rate of exchange of a day say: it is asked
 * for once, and each target's rows are read out of that answer as if it had been asked for alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
#include "engine/base/memory.h"

struct feed_request refresh_request(const struct ask *ask)
{
	const struct date today = session_today(ask->refresh->session);
	const struct target *target = ask->target;

	return (struct feed_request){.symbol = ask->symbol, .currency = target->currency, .isin = target->isin,
	                             .from = ask->from, .to = today, .as_of = today};
}

void refresh_skip_feeds(struct target *target)
{
	while (target->next < target->order_count && target->order[target->next]->is_over)
		target->next++;
}

void refresh_share(struct ask *ask, struct ask *(*ask_new)(struct refresh *refresh, struct target *target))
{
	struct refresh *refresh = ask->refresh;
	struct ask **end = &ask->followers;

	if (ask->turn->scope == FEED_ONE_SYMBOL)
		return;
	for (size_t i = 0; i < refresh->target_count; i++) {
		struct target *target = &refresh->targets[i];
		struct ask *follower;

		if (target->is_done || target->is_asked)
			continue;
		refresh_skip_feeds(target);
		if (target->next == target->order_count || target->order[target->next] != ask->turn)
			continue;
		follower = ask_new(refresh, target);
		if (ask->turn->scope == FEED_ONE_SPAN && follower->from.days != ask->from.days) {
			target->is_asked = false;
			free(follower);
			continue;
		}
		*end = follower;
		end = &follower->next;
	}
}

/* Whether what was answered can say something else of another target; a refusal, a broken line is the same for all. */
static bool is_answer(const struct ask *ask)
{
	const enum feed_outcome outcome = ask->result.outcome;

	return ask->exchange.page_count > 0 && (outcome == FEED_OK || outcome == FEED_NOT_FOUND || outcome == FEED_MALFORMED);
}

static void share_failure(const struct ask *ask, struct ask *follower)
{
	const struct feed_result *result = &ask->result;

	follower->result.outcome = result->outcome;
	memcpy(follower->result.source, result->source, sizeof result->source);
	memcpy(follower->result.sentence, result->sentence, sizeof result->sentence);
}

struct ask *refresh_shared(struct ask *ask)
{
	struct ask *followers = ask->followers;

	ask->followers = NULL;
	for (struct ask *follower = followers; follower != NULL; follower = follower->next) {
		const struct feed_request request = refresh_request(follower);

		if (is_answer(ask))
			(void)feed_parse_pages(ask->turn->feed, &request, ask->exchange.pages, ask->exchange.page_count,
			                       &follower->result, NULL); /* result says how it ended */
		else
			share_failure(ask, follower);
		/* The same bytes, but for secrets that are masked in those of the exchange. */
		if (ask->result.outcome == FEED_OK && follower->result.outcome == FEED_OK)
			memcpy(follower->result.body_hash, ask->result.body_hash, sizeof follower->result.body_hash);
		follower->result.attempts = ask->result.attempts;
	}
	feed_exchange_clear(&ask->exchange);
	return followers;
}
