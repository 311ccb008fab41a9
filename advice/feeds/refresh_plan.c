/* What a refresh asks: the instruments and the pairs of currencies of the book, each with the feeds that may know it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
#include "data/feed/feed.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

static void add_currency(struct refresh *refresh, const char *currency)
{
	for (size_t i = 0; i < refresh->currency_count; i++)
		if (strcmp(refresh->currencies[i], currency) == 0)
			return;
	if (currency[0] != '\0' && refresh->currency_count < CURRENCIES_MOST)
		(void)snprintf(refresh->currencies[refresh->currency_count++], 4, "%s", currency);
}

static struct target *add_target(struct refresh *refresh)
{
	struct target *target;

	refresh->targets = memory_grow(refresh->targets, &refresh->target_capacity, refresh->target_count + 1,
	                               sizeof *refresh->targets);
	target = &refresh->targets[refresh->target_count++];
	*target = (struct target){.order = memory_new_array(refresh->turn_count, sizeof *target->order)};
	return target;
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
	if (status == STATUS_OK)
		add_currency(refresh, session_currency(refresh->session));
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct target *target;

		if (instrument_is_cash(&list[i]))
			continue;
		target = add_target(refresh);
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

/* The pair of base and quote, once for all feeds that know it. */
static void add_pair(struct refresh *refresh, const char *base, const char *quote)
{
	struct target *pair;
	struct rate last;

	for (size_t i = 0; i < refresh->target_count; i++)
		if (strcmp(refresh->targets[i].base, base) == 0 && strcmp(refresh->targets[i].currency, quote) == 0)
			return;
	pair = add_target(refresh);
	(void)snprintf(pair->base, sizeof pair->base, "%s", base);
	(void)snprintf(pair->currency, sizeof pair->currency, "%s", quote);
	(void)snprintf(pair->symbol, sizeof pair->symbol, "%s%s", base, quote);
	/* No rate yet is a pair to be asked from the beginning. */
	if (store_find_rate(session_store(refresh->session), base, quote, session_today(refresh->session), &last, NULL) ==
	    STATUS_OK) {
		pair->has_last = true;
		pair->last = last.date;
	}
}

/* A feed of rates is asked for its base against every other currency the book meets; one that meets one needs none. */
static void add_pairs(struct refresh *refresh)
{
	for (size_t i = 0; i < refresh->turn_count; i++) {
		const struct feed *feed = refresh->turns[i].feed;

		for (size_t j = 0; feed_kind_of(feed) == FEED_FX && refresh->currency_count > 1 && j < refresh->currency_count; j++)
			if (strcmp(refresh->currencies[j], feed_base(feed)) != 0)
				add_pair(refresh, feed_base(feed), refresh->currencies[j]);
	}
}

static bool may_know(const struct feed *feed, const struct target *target)
{
	if (target->base[0] != '\0')
		return feed_kind_of(feed) == FEED_FX && strcmp(feed_base(feed), target->base) == 0;
	return feed_kind_of(feed) != FEED_FX && serves(feed, target);
}

/* Once, however often it is named. */
static void add_turn(struct target *target, struct turn *turn)
{
	for (size_t i = 0; i < target->order_count; i++)
		if (target->order[i] == turn)
			return;
	target->order[target->order_count++] = turn;
}

/* Who is asked, in which order: as the declarations say of this symbol, else all that may know it, in theirs. */
static void add_order(struct refresh *refresh, struct target *target)
{
	size_t said = 0;

	for (const char *id; (id = feeds_order(refresh->feeds, target->symbol, said)) != NULL; said++)
		for (size_t i = 0; i < refresh->turn_count; i++)
			if (strcmp(feed_id(refresh->turns[i].feed), id) == 0 && may_know(refresh->turns[i].feed, target))
				add_turn(target, &refresh->turns[i]);
	for (size_t i = 0; said == 0 && i < refresh->turn_count; i++)
		if (may_know(refresh->turns[i].feed, target))
			add_turn(target, &refresh->turns[i]);
	target->is_done = target->order_count == 0;
	refresh->planned += !target->is_done;
}

const char *refresh_symbol(const struct refresh *refresh, const struct feed *feed, const struct target *target)
{
	return feeds_symbol(refresh->feeds, target->symbol, feed);
}

enum status refresh_plan(struct refresh *refresh, const struct feed *only, struct error *err)
{
	const size_t count = feeds_count(refresh->feeds);
	enum status status = STATUS_OK;

	refresh->turns = memory_new_array(count, sizeof *refresh->turns);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		const struct feed *feed = feeds_at(refresh->feeds, i);
		struct turn *turn = &refresh->turns[refresh->turn_count];

		if (!feed_is_enabled(feed) || (only != NULL && only != feed))
			continue;
		*turn = (struct turn){.session = refresh->session, .feed = feed, .scope = feed_scope(feed)};
		status = refresh_limit_load(refresh->session, feed, only == feed, &turn->limit, err);
		refresh->turn_count++;
	}
	if (status == STATUS_OK)
		status = load_instruments(refresh, err);
	if (status == STATUS_OK)
		status = load_currencies(refresh, err);
	if (status != STATUS_OK)
		return status;
	add_pairs(refresh);
	for (size_t i = 0; i < refresh->target_count; i++)
		add_order(refresh, &refresh->targets[i]);
	return STATUS_OK;
}

void refresh_plan_clear(struct refresh *refresh)
{
	for (size_t i = 0; i < refresh->target_count; i++)
		free(refresh->targets[i].order);
	free(refresh->targets);
	free(refresh->turns);
}
