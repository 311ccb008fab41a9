/*
 * Prices brought up to date. What is asked is planned first; then all feeds are asked side by side, each as its allowance
 * lets it, in one loop. Answers are stored many at a time, so that the network hardly ever waits for the disk; nothing is
 * locked while a provider is waited for.
 */
#include "advice/feeds/refresh.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "advice/feeds/refresh_run.h"
#include "data/feed/feed.h"
#include "data/feed/moment.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum {
	HISTORY_YEARS = 10,   /* asked for an instrument without a price                                  */
	OVERLAP_DAYS = 7,     /* of stored days asked again: a past that changed is seen, not stumbled on */
	MOVE_MS = 1000,       /* the loop looks up so often where nothing ends                            */
	KEEP_MS = 1000,       /* a good answer waits so long for others to be stored with it              */
	KEEP_ROWS = 20000,    /* or until there are so many rows                                          */
};

static void tell(const struct refresh *refresh, const struct turn *turn, const char *symbol, const char *message)
{
	if (refresh->problem != NULL)
		refresh->problem(refresh->context, feed_id(turn->feed), symbol, message);
}

static bool is_cancelled(void *context)
{
	struct refresh *refresh = context;

	if (!refresh->is_cancelled && refresh->cancelled != NULL)
		refresh->is_cancelled = refresh->cancelled(refresh->context);
	return refresh->is_cancelled;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static int64_t may_ask(void *context, char *why, size_t size)
{
	struct turn *turn = context;

	if (!turn->is_over)
		return refresh_limit_ask(&turn->limit, why, size);
	(void)snprintf(why, size, "the feed is left alone for the rest of this run");
	return -1;
}

static void send(struct ask *ask)
{
	const struct feed_request request = refresh_request(ask);
	const struct feed_patience patience = {.may_ask = may_ask, .allowance = ask->turn};

	ask->turn->under_way++;
	fetcher_start(ask->refresh->fetcher, ask->turn->feed, &request, &patience,
	              ask->followers != NULL ? &ask->exchange : NULL, &ask->result, ask);
}

/* The first day that is asked for. */
static struct date asked_from(const struct refresh *refresh, const struct target *target)
{
	if (target->is_begun)
		return date_add_days(target->begun_to, 1);
	return target->has_last ? date_add_days(target->last, -OVERLAP_DAYS)
	                        : date_add_months(session_today(refresh->session), -12 * HISTORY_YEARS);
}

static struct ask *ask_new(struct refresh *refresh, struct target *target)
{
	struct turn *turn = target->order[target->next];
	struct ask *ask = memory_new(sizeof *ask);

	*ask = (struct ask){.refresh = refresh, .turn = turn, .target = target, .from = asked_from(refresh, target),
	                    .symbol = refresh_symbol(refresh, turn->feed, target)};
	target->is_asked = true;
	return ask;
}

static void start(struct refresh *refresh, struct target *target)
{
	struct ask *ask = ask_new(refresh, target);

	refresh_share(ask, ask_new);
	send(ask);
}

static void tell_progress(const struct refresh *refresh)
{
	if (refresh->progress != NULL)
		refresh->progress(refresh->context, refresh->done + refresh->waiting_count, refresh->planned);
}

static void finish_target(struct refresh *refresh, struct target *target)
{
	target->is_done = true;
	refresh->done++;
	tell_progress(refresh);
}

/* Asks whatever may be asked now: of each target the next feed that is not left alone. */
static void start_what_may(struct refresh *refresh)
{
	for (size_t i = 0; i < refresh->target_count && !is_cancelled(refresh); i++) {
		struct target *target = &refresh->targets[i];

		if (target->is_done || target->is_asked)
			continue;
		refresh_skip_feeds(target);
		if (target->next == target->order_count)
			finish_target(refresh, target);
		else if (target->order[target->next]->under_way < refresh_limit_at_once(&target->order[target->next]->limit))
			start(refresh, target);
	}
}

/* ---- what came ----------------------------------------------------------------------------------------------------- */

static void fail_turn(const struct ask *ask, enum feed_outcome outcome, const char *sentence)
{
	struct turn *turn = ask->turn;

	tell(ask->refresh, turn, ask->target->symbol, sentence);
	(void)snprintf(turn->failure, sizeof turn->failure, "%s: %.180s", feed_outcome_name(outcome), sentence);
}

/* A provider that refuses, or fails again and again, is not asked for the rest. */
static void count_failure(const struct ask *ask)
{
	const struct feed_result *result = &ask->result;
	const enum feed_outcome outcome = result->outcome;
	struct turn *turn = ask->turn;

	if (turn->is_over && result->attempts == 0)
		return; /* it was never asked */
	fail_turn(ask, outcome, result->sentence);
	turn->counts.refused += result->held_back;
	if (outcome == FEED_NOT_FOUND || ask->is_counted)
		return; /* not every provider knows every symbol; one request fails once */
	turn->counts.failed++;
	turn->failures_in_a_row++;
	if (outcome == FEED_AUTH || outcome == FEED_QUOTA || outcome == FEED_RATE_LIMIT || outcome == FEED_BLOCKED ||
	    turn->failures_in_a_row >= REFRESH_FAILURES)
		turn->is_over = true;
}

static void refuse(const struct ask *ask, const char *why)
{
	fail_turn(ask, FEED_MALFORMED, why);
	ask->turn->counts.refused += refresh_rows(ask->symbol, &ask->result);
	ask->turn->counts.failed += !ask->is_counted;
}

static void tell_changes(const struct ask *ask, const struct stored *stored)
{
	char message[200], day[DATE_TEXT_SIZE];

	if (stored->changed == 0)
		return;
	(void)snprintf(message, sizeof message,
	               "%zu figures from %s on differ from those stored and replaced them; the old ones are kept beside",
	               stored->changed, date_format(stored->first_change, day));
	tell(ask->refresh, ask->turn, ask->target->symbol, message);
}

static void tell_held(const struct ask *ask, const struct stored *stored)
{
	char message[240], day[DATE_TEXT_SIZE];

	if (stored->held == 0)
		return;
	(void)snprintf(message, sizeof message,
	               ask->target->base[0] == '\0' ?
	               "%zu prices from %s on were held back (%s) and wait for a person; see \"ballast prices held\"" :
	               "%zu rates from %s on were held back (%s) and wait for a person; see \"ballast rates held\"", stored->held,
	               date_format(stored->first_held, day), price_fault_name(stored->fault));
	tell(ask->refresh, ask->turn, ask->target->symbol, message);
}

static void tell_refused(const struct ask *ask, const struct stored *stored)
{
	char message[240], day[DATE_TEXT_SIZE];

	if (stored->actions_refused == 0)
		return;
	(void)snprintf(message, sizeof message,
	               "%zu dividends or splits from %s on differ from those accounts were settled by and were left out",
	               stored->actions_refused, date_format(stored->first_refused, day));
	tell(ask->refresh, ask->turn, ask->target->symbol, message);
}

static void count_success(const struct ask *ask, const struct stored *stored)
{
	struct turn *turn = ask->turn;

	tell_changes(ask, stored);
	tell_held(ask, stored);
	tell_refused(ask, stored);
	turn->counts.actions += stored->actions;
	turn->counts.held_back += stored->held;
	turn->counts.added += stored->added;
	turn->counts.same += stored->same;
	turn->counts.changed += stored->changed;
	turn->rows += stored->added + stored->same + stored->changed;
	turn->has_success = true;
	turn->failures_in_a_row = 0;
}

static void ask_free(struct ask *ask)
{
	while (ask->followers != NULL) {
		struct ask *follower = ask->followers;

		ask->followers = follower->next;
		feed_result_clear(&follower->result);
		free(follower);
	}
	feed_exchange_clear(&ask->exchange);
	feed_result_clear(&ask->result);
	free(ask);
}

/* The target is asked of the next feed in its order, where there is one and this one did not serve it. */
static void leave(struct ask *ask, bool is_served)
{
	struct target *target = ask->target;

	target->is_asked = false;
	target->next++;
	if (!ask->refresh->is_cancelled && (is_served || target->next == target->order_count))
		finish_target(ask->refresh, target);
	ask_free(ask);
}

/* What became of a good answer. */
static void settle(struct ask *ask, const struct stored *stored, const char *why)
{
	if (ask->is_again) {
		ask->is_again = false;
		ask->is_history = true;
		ask->from = ask->first;
		send(ask);
		return;
	}
	if (why != NULL)
		refuse(ask, why);
	else
		count_success(ask, stored);
	if (why == NULL && stored->added + stored->same + stored->changed > 0) {
		ask->target->is_begun = true;
		ask->target->begun_to = stored->taken_to;
	}
	leave(ask, why == NULL && !stored->is_behind);
}

/* Puts a good answer to those that are stored next. */
static void put_by(struct ask *ask)
{
	struct refresh *refresh = ask->refresh;

	ask->next = refresh->waiting;
	refresh->waiting = ask;
	refresh->waiting_count++;
	refresh->waiting_rows += ask->result.count;
	if (refresh->waiting_since == 0)
		refresh->waiting_since = moment_ms();
	tell_progress(refresh);
}

/* Milliseconds until what waits should be stored; 0: now. */
static int until_keep(const struct refresh *refresh)
{
	const int64_t left = refresh->waiting_since + KEEP_MS - moment_ms();

	if (refresh->waiting == NULL)
		return MOVE_MS;
	return left <= 0 || refresh->waiting_rows >= KEEP_ROWS ? 0 : (int)left;
}

/* What was answered about one target. */
static void take_one(struct ask *ask)
{
	char why[200];

	if (ask->result.outcome == FEED_OK) {
		if (!refresh_is_refused(ask->target, ask->symbol, &ask->result, why, sizeof why)) {
			put_by(ask);
			return;
		}
		refuse(ask, why);
	} else if (!ask->refresh->is_cancelled) {
		count_failure(ask);
	}
	leave(ask, false);
}

/* An answer of whatever kind. */
static enum status take(struct ask *ask, struct error *err)
{
	struct refresh *refresh = ask->refresh;
	struct turn *turn = ask->turn;
	const size_t failed = turn->counts.failed;
	enum status status = turn->limit.status;
	struct ask *followers;

	turn->under_way--;
	turn->counts.requests += (size_t)(ask->result.attempts > 0);
	if (status != STATUS_OK && err != NULL)
		*err = turn->limit.err;
	if (status == STATUS_OK && !refresh->is_cancelled)
		status = refresh_limit_note(&turn->limit, &ask->result, err);
	if (status != STATUS_OK) {
		leave(ask, false);
		return status;
	}
	followers = refresh_shared(ask);
	take_one(ask);
	while (followers != NULL) {
		struct ask *follower = followers;

		followers = follower->next;
		follower->next = NULL;
		follower->is_counted = turn->counts.failed > failed;
		take_one(follower);
	}
	return STATUS_OK;
}

static void drop(struct refresh *refresh)
{
	struct ask *ask;

	refresh->is_cancelled = true; /* so that what is under way ends at once */
	while (fetcher_count(refresh->fetcher) > 0) {
		if ((ask = fetcher_next(refresh->fetcher, 0)) != NULL)
			ask_free(ask);
	}
	while ((ask = refresh->waiting) != NULL) {
		refresh->waiting = ask->next;
		ask_free(ask);
	}
}

static enum status ask_all(struct refresh *refresh, struct error *err)
{
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		struct ask *ask;

		start_what_may(refresh);
		if (fetcher_count(refresh->fetcher) == 0 && refresh->waiting == NULL)
			break;
		ask = fetcher_count(refresh->fetcher) > 0 ? fetcher_next(refresh->fetcher, until_keep(refresh)) : NULL;
		if (ask != NULL)
			status = take(ask, err);
		if (status == STATUS_OK && (until_keep(refresh) == 0 || (ask == NULL && fetcher_count(refresh->fetcher) == 0)))
			status = refresh_keep(refresh, settle, err);
	}
	if (status != STATUS_OK)
		drop(refresh);
	return status;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static enum status run(struct refresh *refresh, const struct feed *only, struct error *err)
{
	enum status status = refresh_plan(refresh, only, err), remembered;

	if (status == STATUS_OK) {
		refresh->fetcher = fetcher_new(is_cancelled, refresh);
		status = ask_all(refresh, err);
		/* What was done is remembered whatever came after it; the first failure is the one that is told. */
		remembered = refresh_remember(refresh, status == STATUS_OK ? err : NULL);
		status = status == STATUS_OK ? remembered : status;
		fetcher_free(refresh->fetcher);
	}
	refresh_plan_clear(refresh);
	return status;
}

static enum status count_waiting(struct session *session, size_t *waiting, struct error *err)
{
	struct held_figure *held = NULL;
	size_t prices = 0, rates = 0;
	enum status status = store_held_prices(session_store(session), true, &held, &prices, err);

	free(held);
	held = NULL;
	if (status == STATUS_OK)
		status = store_held_rates(session_store(session), true, &held, &rates, err);
	free(held);
	if (status == STATUS_OK)
		*waiting = prices + rates;
	return status;
}

enum status refresh_prices(struct session *session, const char *only_feed,
                           void (*progress)(void *context, size_t done, size_t total),
                           void (*problem)(void *context, const char *feed, const char *symbol, const char *message),
                           bool (*cancelled)(void *context), void *context, struct refresh_result *result,
                           struct error *err)
{
	struct refresh refresh = {.session = session, .progress = progress, .problem = problem, .cancelled = cancelled,
	                          .context = context};
	const struct feed *only = NULL;
	struct feeds *feeds = NULL;
	struct job_lock *lock = NULL;
	enum status status = feeds_configured(session, &feeds, err);

	if (status == STATUS_OK && only_feed != NULL) {
		status = feeds_choose(feeds, only_feed, &only, err);
		if (status == STATUS_OK && !feed_is_enabled(only))
			status = error_set(err, STATUS_INVALID, "the feed \"%s\" is not enabled; copy its declaration into your own "
			                   "feeds.d and set enabled = yes", only_feed);
	}
	if (status == STATUS_OK)
		status = job_lock_take(session_book(session), 0, &lock, err);
	if (status == STATUS_OK) {
		refresh.feeds = feeds;
		status = run(&refresh, only, err);
		if (status == STATUS_OK)
			status = count_waiting(session, &refresh.total.waiting, err);
		if (status == STATUS_OK)
			*result = refresh.total;
		job_lock_release(lock);
	}
	feeds_free(feeds);
	return status;
}
