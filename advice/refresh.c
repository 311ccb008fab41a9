/*
 * Prices brought up to date. What is asked is planned first; then each instrument is fetched outside any transaction and
 * stored in one of its own, so that a slow provider never locks the book and a kill leaves whole instruments.
 */
#include "advice/refresh.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/feeds_configured.h"
#include "advice/price_quality.h"
#include "advice/record.h"
#include "advice/refresh_limit.h"
#include "advice/session.h"
#include "data/feed/feed.h"
#include "data/store/store_client.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum {
	HISTORY_YEARS = 10,   /* asked for an instrument without a price                                  */
	OVERLAP_DAYS = 7,     /* of stored days asked again: a past that changed is seen, not stumbled on */
	FAILURES_IN_A_ROW = 3, /* after which a feed is left alone                                        */
	CURRENCIES_MOST = 32,
	RATE_SCALE = 10000,   /* millionths of a close to the ten decimals of a rate                      */
};

/* What one request is about: an instrument, or the rate of a pair. */
struct target {
	char symbol[SYMBOL_SIZE];
	char currency[4];            /* of the instrument; of a pair, its quote                        */
	char base[4];                /* of a pair; empty: an instrument                                */
	char isin[16];               /* of an instrument; empty: not known                             */
	bool is_rate;                /* an instrument of kind "rate": a rate of interest, an index     */
	int64_t instrument_id;
	bool has_last;
	struct date last;            /* day of the last price or rate                                  */
	int64_t last_close;          /* of an instrument                                               */
	bool is_served;              /* a feed brought it up to date in this run                       */
};

struct refresh {
	struct session *session;
	struct refresh_result total;
	void (*progress)(void *context, size_t done, size_t total);
	void (*problem)(void *context, const char *feed, const char *symbol, const char *message);
	bool (*cancelled)(void *context);
	void *context;
	struct target *instruments;  /* owned */
	size_t instrument_count;
	char currencies[CURRENCIES_MOST][4]; /* that the book meets, its own first */
	size_t currency_count;
	size_t done, planned;
	bool is_cancelled;
	struct json *counts;         /* owned: for the journal, one object a feed                      */
};

/* How one feed fares in this run. */
struct turn {
	struct refresh *refresh;
	const struct feed *feed;
	struct refresh_result counts;
	struct refresh_limit limit;
	size_t rows, failures_in_a_row;
	char failure[200];           /* the last one                                                   */
	bool has_success, is_over;
};

static void tell(const struct refresh *refresh, const struct feed *feed, const char *symbol, const char *message)
{
	if (refresh->problem != NULL)
		refresh->problem(refresh->context, feed_id(feed), symbol, message);
}

static bool is_cancelled(void *context)
{
	struct refresh *refresh = context;

	if (!refresh->is_cancelled && refresh->cancelled != NULL)
		refresh->is_cancelled = refresh->cancelled(refresh->context);
	return refresh->is_cancelled;
}

/* ---- what is to be asked ----------------------------------------------------------------------------------------- */

static void add_currency(struct refresh *refresh, const char *currency)
{
	for (size_t i = 0; i < refresh->currency_count; i++)
		if (strcmp(refresh->currencies[i], currency) == 0)
			return;
	if (currency[0] != '\0' && refresh->currency_count < CURRENCIES_MOST)
		(void)snprintf(refresh->currencies[refresh->currency_count++], 4, "%s", currency);
}

static enum status load_instruments(struct refresh *refresh, struct error *err)
{
	struct store *store = session_store(refresh->session);
	struct instrument *list = NULL;
	struct quote *quotes = NULL;
	size_t count = 0, quote_count = 0;
	enum status status = store_instruments(store, &list, &count, err);

	if (status == STATUS_OK)
		status = store_quotes(store, session_today(refresh->session), &quotes, &quote_count, err);
	if (status == STATUS_OK) {
		refresh->instruments = memory_new_array(count, sizeof *refresh->instruments);
		add_currency(refresh, session_currency(refresh->session));
	}
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct target *target = &refresh->instruments[refresh->instrument_count];

		if (instrument_is_cash(&list[i]))
			continue;
		refresh->instrument_count++;
		target->instrument_id = list[i].id;
		memcpy(target->symbol, list[i].symbol, sizeof target->symbol);
		memcpy(target->currency, list[i].currency, sizeof target->currency);
		memcpy(target->isin, list[i].isin, sizeof target->isin);
		target->is_rate = strcmp(list[i].kind, "rate") == 0;
		add_currency(refresh, list[i].currency);
		for (size_t j = 0; j < quote_count; j++) {
			if (quotes[j].instrument_id != list[i].id)
				continue;
			target->has_last = true;
			target->last = quotes[j].date;
			target->last_close = quotes[j].close;
		}
	}
	free(list);
	free(quotes);
	return status;
}

static enum status load_currencies(struct refresh *refresh, struct error *err)
{
	struct client *clients = NULL;
	size_t count = 0;
	const enum status status = store_clients(session_store(refresh->session), &clients, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		add_currency(refresh, clients[i].currency);
	free(clients);
	return status;
}

/* A series of rates is asked of feeds of rates alone, and they are asked for nothing else. */
static bool serves(const struct feed *feed, const struct target *target)
{
	const char *currency = feed_currency(feed);

	if ((feed_kind_of(feed) == FEED_RATE) != target->is_rate)
		return false;
	return currency[0] == '\0' || strcmp(currency, target->currency) == 0;
}

/* A feed of rates is asked for its base against every other currency the book meets; one that meets one needs none. */
static size_t pairs_of(const struct refresh *refresh, const struct feed *feed, struct target *pairs)
{
	size_t count = 0;

	for (size_t i = 0; refresh->currency_count > 1 && i < refresh->currency_count; i++) {
		struct target *pair = &pairs[count];
		struct rate last;

		if (strcmp(refresh->currencies[i], feed_base(feed)) == 0)
			continue;
		*pair = (struct target){0};
		(void)snprintf(pair->base, sizeof pair->base, "%s", feed_base(feed));
		memcpy(pair->currency, refresh->currencies[i], sizeof pair->currency);
		(void)snprintf(pair->symbol, sizeof pair->symbol, "%s%s", pair->base, pair->currency);
		/* No rate yet is a pair to be asked from the beginning. */
		if (store_find_rate(session_store(refresh->session), pair->base, pair->currency,
		                    session_today(refresh->session), &last, NULL) == STATUS_OK) {
			pair->has_last = true;
			pair->last = last.date;
		}
		count++;
	}
	return count;
}

static size_t planned_of(const struct refresh *refresh, const struct feed *feed)
{
	struct target pairs[CURRENCIES_MOST];
	size_t count = 0;

	if (feed_kind_of(feed) == FEED_FX)
		return pairs_of(refresh, feed, pairs);
	for (size_t i = 0; i < refresh->instrument_count; i++)
		count += serves(feed, &refresh->instruments[i]);
	return count;
}

/* ---- storing what came ------------------------------------------------------------------------------------------- */

static enum status put_row(struct store *store, const struct target *target, const struct feed_row *row, int64_t delivery,
                           const char *time, enum put_result *result, struct error *err)
{
	struct rate rate = {.date = row->date};
	const struct price price = {.instrument_id = target->instrument_id, .date = row->date, .close = row->close,
	                            .adjusted_close = row->adjusted_close};

	if (target->base[0] == '\0')
		return store_put_price(store, &price, delivery, time, result, err);
	memcpy(rate.base, target->base, sizeof rate.base);
	memcpy(rate.quote, target->currency, sizeof rate.quote);
	if (!checked_multiply(row->close, RATE_SCALE, &rate.value))
		return error_set(err, STATUS_INVALID, "the rate of %s is too large", target->symbol);
	return store_put_rate(store, &rate, delivery, time, result, err);
}

struct stored {
	size_t added, same, changed;
	size_t held;                 /* of them put aside for a person, for the first time             */
	struct date first_change;    /* of changed                                                     */
	struct date first_held;      /* of held, with the fault                                        */
	enum price_fault fault;
};

/* What of the answer is about the target, judged against the book. Both arrays are the caller's to free. */
static enum status judge(const struct turn *turn, const struct target *target, const struct feed_result *result,
                         struct price_finding **findings, struct error *err)
{
	struct price *prices = memory_new_array(result->count + 1, sizeof *prices);
	char (*currencies)[4] = memory_new_array(result->count + 1, sizeof *currencies);
	struct instrument instrument;
	size_t count = 0;
	enum status status = store_get_instrument(session_store(turn->refresh->session), target->instrument_id, &instrument,
	                                          err);

	*findings = memory_new_array(result->count + 1, sizeof **findings);
	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		if (strcmp(row->symbol, target->symbol) != 0)
			continue;
		memcpy(currencies[count], row->currency, sizeof row->currency);
		prices[count++] = (struct price){.instrument_id = target->instrument_id, .date = row->date, .close = row->close,
		                                 .adjusted_close = row->adjusted_close};
	}
	if (status == STATUS_OK)
		status = quality_judge(turn->refresh->session, &instrument, prices, (const char (*)[4])currencies, count, *findings,
		                       err);
	free(prices);
	free(currencies);
	return status;
}

/* Puts a row aside; one that was there before is not told again. */
static enum status hold_row(const struct turn *turn, const struct target *target, const struct feed_row *row,
                            int64_t delivery, const struct price_finding *finding, struct stored *made, struct error *err)
{
	const struct price price = {.instrument_id = target->instrument_id, .date = row->date, .close = row->close,
	                            .adjusted_close = row->adjusted_close};
	bool is_new = false;
	const enum status status = quality_hold(turn->refresh->session, &price, row->currency, delivery, finding, &is_new,
	                                        err);

	if (status == STATUS_OK && is_new && made->held++ == 0) {
		made->first_held = row->date;
		made->fault = finding->fault;
	}
	return status;
}

static enum status put_delivery(const struct turn *turn, const struct target *target, int64_t *id, struct error *err)
{
	struct session *session = turn->refresh->session;
	struct delivery delivery = {0};

	(void)snprintf(delivery.source, sizeof delivery.source, "feed %s", feed_id(turn->feed));
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", feed_price_kind(turn->feed));
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(session));
	(void)snprintf(delivery.subject, sizeof delivery.subject, "%s", target->symbol);
	return store_put_delivery(session_store(session), &delivery, id, err);
}

/* All of one answer, or nothing. keep false: only to see what it would change. */
static enum status put_rows(const struct turn *turn, const struct target *target, const struct feed_result *result,
                            bool keep, struct stored *stored, struct error *err)
{
	struct session *session = turn->refresh->session;
	struct store *store = session_store(session);
	struct stored made = {0};
	struct price_finding *findings = NULL; /* owned; NULL: nothing is judged */
	int64_t delivery = 0;
	size_t at = 0;
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = put_delivery(turn, target, &delivery, err);
	if (status == STATUS_OK && keep && target->base[0] == '\0') {
		status = judge(turn, target, result, &findings, err);
		if (status == STATUS_OK)
			status = store_keep_kind(store, target->instrument_id, delivery, err);
	}
	for (size_t i = 0; status == STATUS_OK && i < result->count; i++) {
		enum put_result put;

		if (strcmp(result->rows[i].symbol, target->symbol) != 0)
			continue; /* a wide table brings its neighbours too */
		if (findings != NULL && findings[at++].fault != PRICE_FINE) {
			status = hold_row(turn, target, &result->rows[i], delivery, &findings[at - 1], &made, err);
			if (status != STATUS_OK)
				break;
			continue;
		}
		status = put_row(store, target, &result->rows[i], delivery, session_time(session), &put, err);
		if (status != STATUS_OK)
			break;
		made.added += put == PUT_NEW;
		made.same += put == PUT_SAME;
		if (put == PUT_CHANGED && made.changed++ == 0)
			made.first_change = result->rows[i].date;
	}
	free(findings);
	if (status == STATUS_OK && keep && made.added + made.changed + made.held > 0)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status == STATUS_OK)
		*stored = made;
	return status;
}

static size_t rows_of(const struct target *target, const struct feed_result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += strcmp(result->rows[i].symbol, target->symbol) == 0;
	return count;
}

/* Why the rows must not be taken although the answer reads well; false: they may. */
static bool is_refused(const struct turn *turn, const struct target *target, const struct feed_result *result,
                       char *why, size_t size)
{
	const double leap = feed_max_jump(turn->feed);
	char day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		if (strcmp(row->symbol, target->symbol) != 0)
			continue;
		if (row->currency[0] != '\0' && strcmp(row->currency, target->currency) != 0) {
			(void)snprintf(why, size, "the prices are in %s and the instrument is in %s", row->currency, target->currency);
			return true;
		}
		if (leap <= 0.0 || target->last_close == 0 || date_compare(row->date, target->last) <= 0)
			continue;
		/* The first new close against the last stored one; further ones the feed has compared itself. */
		if (fabs((double)row->close / (double)target->last_close - 1.0) > leap) {
			(void)snprintf(why, size, "the close of %s leaps by more than %g %% from the one stored before",
			               date_format(row->date, day), 100.0 * leap);
			return true;
		}
		return false;
	}
	return false;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void fail_turn(struct turn *turn, const char *symbol, const char *outcome, const char *sentence)
{
	tell(turn->refresh, turn->feed, symbol, sentence);
	(void)snprintf(turn->failure, sizeof turn->failure, "%s: %.180s", outcome, sentence);
}

/* A provider that refuses, or fails again and again, is not asked for the rest. */
static void count_failure(struct turn *turn, const struct target *target, const struct feed_result *result)
{
	const enum feed_outcome outcome = result->outcome;

	fail_turn(turn, target->symbol, feed_outcome_name(outcome), result->sentence);
	turn->counts.held_back += result->held_back;
	if (outcome == FEED_NOT_FOUND)
		return; /* not every provider knows every symbol */
	turn->counts.failed++;
	turn->failures_in_a_row++;
	if (outcome == FEED_AUTH || outcome == FEED_QUOTA || outcome == FEED_RATE_LIMIT || outcome == FEED_BLOCKED ||
	    turn->failures_in_a_row >= FAILURES_IN_A_ROW)
		turn->is_over = true;
}

static enum status fetch(struct turn *turn, const struct target *target, struct date from, struct feed_result *result)
{
	const struct date today = session_today(turn->refresh->session);
	const struct feed_request request = {
		.symbol = target->symbol, .currency = target->currency, .isin = target->isin, .from = from, .to = today, .as_of = today};
	const struct feed_patience patience = {.is_cancelled = is_cancelled, .context = turn->refresh};
	enum status status;

	turn->counts.requests++;
	refresh_limit_add(&turn->limit);
	status = feed_fetch(turn->feed, &request, &patience, result, NULL); /* result says what err would */
	for (int i = 1; i < result->attempts; i++)
		refresh_limit_add(&turn->limit); /* further pages and tries count for the provider too */
	return status;
}

static bool has_adjusted(const struct feed_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].adjusted_close != 0)
			return true;
	return false;
}

/*
 * Adjusted prices are rewritten by every dividend, back to the first. One changed day of them means that the stored
 * days before are of another scale, and a series must not join two: the whole history is asked again.
 */
static enum status complete_history(struct turn *turn, const struct target *target, struct feed_result *result,
                                    struct error *err)
{
	struct stored stored = {0};
	struct date first, last;
	size_t count;
	enum status status;

	if (!target->has_last || target->base[0] != '\0' || !has_adjusted(result))
		return STATUS_OK;
	status = put_rows(turn, target, result, false, &stored, err);
	if (status != STATUS_OK || (stored.changed == 0 && (stored.added == 0 || !feed_wants_history(turn->feed, result))))
		return status;
	status = store_price_range(session_store(turn->refresh->session), target->instrument_id, &first, &last, &count, err);
	if (status == STATUS_OK)
		(void)fetch(turn, target, first, result); /* result->outcome says how it ended */
	return status;
}

static void tell_changes(const struct turn *turn, const struct target *target, const struct stored *stored)
{
	char message[200], day[DATE_TEXT_SIZE];

	if (stored->changed == 0)
		return;
	(void)snprintf(message, sizeof message,
	               "%zu figures from %s on differ from those stored and replaced them; the old ones are kept beside",
	               stored->changed, date_format(stored->first_change, day));
	tell(turn->refresh, turn->feed, target->symbol, message);
}

static void tell_held(const struct turn *turn, const struct target *target, const struct stored *stored)
{
	char message[240], day[DATE_TEXT_SIZE];

	if (stored->held == 0)
		return;
	(void)snprintf(message, sizeof message,
	               "%zu prices from %s on were held back (%s) and wait for a person; see \"ballast prices held\"",
	               stored->held, date_format(stored->first_held, day), price_fault_name(stored->fault));
	tell(turn->refresh, turn->feed, target->symbol, message);
}

static enum status store_answer(struct turn *turn, struct target *target, struct feed_result *result, struct error *err)
{
	struct stored stored = {0};
	char why[200];
	enum status status;

	if (is_refused(turn, target, result, why, sizeof why)) {
		fail_turn(turn, target->symbol, feed_outcome_name(FEED_MALFORMED), why);
		turn->counts.held_back += rows_of(target, result);
		turn->counts.failed++;
		return STATUS_OK;
	}
	status = complete_history(turn, target, result, err);
	if (status == STATUS_OK && result->outcome != FEED_OK) {
		count_failure(turn, target, result);
		return STATUS_OK;
	}
	if (status == STATUS_OK)
		status = put_rows(turn, target, result, true, &stored, err);
	if (status == STATUS_REFUSED) { /* another kind of price than before: none of it is taken */
		fail_turn(turn, target->symbol, feed_outcome_name(FEED_MALFORMED), err != NULL ? err->message : "");
		turn->counts.held_back += rows_of(target, result);
		turn->counts.failed++;
		return STATUS_OK;
	}
	if (status != STATUS_OK)
		return status;
	tell_changes(turn, target, &stored);
	tell_held(turn, target, &stored);
	turn->counts.held_back += stored.held;
	turn->counts.added += stored.added;
	turn->counts.same += stored.same;
	turn->counts.changed += stored.changed;
	turn->rows += stored.added + stored.same + stored.changed;
	turn->has_success = target->is_served = true;
	turn->failures_in_a_row = 0;
	return STATUS_OK;
}

/* One target of one feed. Only the book's own failures end the run. */
static enum status ask(struct turn *turn, struct target *target, struct error *err)
{
	const struct date today = session_today(turn->refresh->session);
	const struct date from = target->has_last ? date_add_days(target->last, -OVERLAP_DAYS)
	                                          : date_add_months(today, -12 * HISTORY_YEARS);
	struct feed_result result = {0};
	char why[160];
	enum status status = STATUS_OK;

	if (!refresh_limit_wait(&turn->limit, is_cancelled, turn->refresh, why, sizeof why)) {
		if (turn->refresh->is_cancelled)
			return STATUS_OK;
		fail_turn(turn, target->symbol, feed_outcome_name(FEED_QUOTA), why);
		turn->counts.failed++;
		turn->is_over = true;
		return STATUS_OK;
	}
	if (fetch(turn, target, from, &result) == STATUS_OK)
		status = store_answer(turn, target, &result, err);
	else if (!turn->refresh->is_cancelled)
		count_failure(turn, target, &result);
	feed_result_clear(&result);
	return status;
}

static enum status ask_all(struct turn *turn, struct target *targets, size_t count, struct error *err)
{
	struct refresh *refresh = turn->refresh;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		if (targets[i].base[0] == '\0' && !serves(turn->feed, &targets[i]))
			continue;
		/* Another provider's prices of the same instrument would only take turns with the first one's. */
		if (!targets[i].is_served && !turn->is_over && !is_cancelled(refresh))
			status = ask(turn, &targets[i], err);
		refresh->done++;
		if (refresh->progress != NULL)
			refresh->progress(refresh->context, refresh->done, refresh->planned);
	}
	return status;
}

/* ---- what is remembered ------------------------------------------------------------------------------------------ */

static enum status remember(const struct turn *turn, struct error *err)
{
	struct session *session = turn->refresh->session;
	struct store *store = session_store(session);
	struct feed_state *states = NULL, state = {0};
	size_t count = 0;
	enum status status;

	if (!turn->has_success && turn->failure[0] == '\0')
		return STATUS_OK; /* nothing was asked */
	status = store_feed_states(store, &states, &count, err);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(state.feed, sizeof state.feed, "%s", feed_id(turn->feed));
	for (size_t i = 0; i < count; i++)
		if (strcmp(states[i].feed, state.feed) == 0)
			state = states[i];
	free(states);
	if (turn->has_success) {
		(void)snprintf(state.last_success, sizeof state.last_success, "%s", session_time(session));
		state.rows = (int64_t)turn->rows;
	}
	/* A symbol it does not know is no failure of a feed that served others. */
	if (turn->counts.failed > 0 || !turn->has_success) {
		(void)snprintf(state.last_failure, sizeof state.last_failure, "%s", session_time(session));
		(void)text_clean(turn->failure, state.failure, sizeof state.failure);
	}
	return store_put_feed_state(store, &state, err);
}

static void add_counts(const struct turn *turn)
{
	const struct refresh_result *counts = &turn->counts;
	struct refresh_result *total = &turn->refresh->total;
	struct json *record = json_new_object();

	total->feeds++;
	total->requests += counts->requests;
	total->failed += counts->failed;
	total->added += counts->added;
	total->same += counts->same;
	total->changed += counts->changed;
	total->held_back += counts->held_back;
	json_put_text(record, "feed", feed_id(turn->feed));
	json_put_integer(record, "requests", (int64_t)counts->requests);
	json_put_integer(record, "failed", (int64_t)counts->failed);
	json_put_integer(record, "added", (int64_t)counts->added);
	json_put_integer(record, "same", (int64_t)counts->same);
	json_put_integer(record, "changed", (int64_t)counts->changed);
	json_put_integer(record, "held_back", (int64_t)counts->held_back);
	json_add(turn->refresh->counts, record);
}

static enum status take_turn(struct refresh *refresh, const struct feed *feed, struct error *err)
{
	struct target pairs[CURRENCIES_MOST];
	struct turn turn = {.refresh = refresh, .feed = feed};
	enum status status = refresh_limit_load(refresh->session, feed, &turn.limit, err), own;

	if (status == STATUS_OK && feed_kind_of(feed) == FEED_FX)
		status = ask_all(&turn, pairs, pairs_of(refresh, feed, pairs), err);
	else if (status == STATUS_OK)
		status = ask_all(&turn, refresh->instruments, refresh->instrument_count, err);
	/* What was done is remembered whatever came after it; the first failure is the one that is told. */
	own = refresh_limit_save(refresh->session, &turn.limit, status == STATUS_OK ? err : NULL);
	status = status == STATUS_OK ? own : status;
	own = remember(&turn, status == STATUS_OK ? err : NULL);
	status = status == STATUS_OK ? own : status;
	add_counts(&turn);
	refresh_limit_clear(&turn.limit);
	return status;
}

static enum status record_refresh(struct refresh *refresh, struct error *err)
{
	struct json *details = json_new_object();
	struct journal_event event = record_event(refresh->session, "PRICES_REFRESHED", NULL, NULL, details);
	enum status status = STATUS_OK;

	json_put(details, "feeds", refresh->counts);
	refresh->counts = NULL;
	if (refresh->total.added + refresh->total.changed > 0) {
		session_forget_market(refresh->session);
		status = journal_append(session_store(refresh->session), &event, err);
	}
	json_free(details);
	return status;
}

static enum status run(struct refresh *refresh, const struct feeds *feeds, const struct feed *only, struct error *err)
{
	enum status status = load_instruments(refresh, err), own;

	if (status == STATUS_OK)
		status = load_currencies(refresh, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < feeds_count(feeds); i++)
		if (feed_is_enabled(feeds_at(feeds, i)) && (only == NULL || only == feeds_at(feeds, i)))
			refresh->planned += planned_of(refresh, feeds_at(feeds, i));
	for (size_t i = 0; i < feeds_count(feeds) && status == STATUS_OK && !is_cancelled(refresh); i++) {
		const struct feed *feed = feeds_at(feeds, i);

		if (feed_is_enabled(feed) && (only == NULL || only == feed))
			status = take_turn(refresh, feed, err);
	}
	own = record_refresh(refresh, status == STATUS_OK ? err : NULL);
	return status == STATUS_OK ? own : status;
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
		refresh.counts = json_new_array();
		status = run(&refresh, feeds, only, err);
		if (status == STATUS_OK)
			*result = refresh.total;
		job_lock_release(lock);
	}
	json_free(refresh.counts);
	free(refresh.instruments);
	feeds_free(feeds);
	return status;
}
