/* The market as a person looks at it. */
#include "advice/market/quotes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "advice/feeds/refresh_limit.h"
#include "advice/market/price_quality.h"
#include "data/feed/feed.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static const char *const quality_names[] = {"missing", "stale", "poor", "short", "good"};
static const char *const quality_texts[] = {N_("no price"), N_("too old"), N_("poor prices"), N_("short history"), N_("good")};
static const char *const class_texts[] = {N_("cash"), N_("bond"), N_("equity"), N_("gold"), N_("alternative")};

const char *quotes_quality_name(enum quote_quality quality)
{
	return quality_names[quality];
}

const char *quotes_quality_text(enum quote_quality quality)
{
	return quality_texts[quality];
}

const char *quotes_class_text(enum asset_class asset_class)
{
	return class_texts[asset_class];
}

/* ---- instruments ------------------------------------------------------------------------------------------------- */

static enum quote_quality judge(const struct market_row *row)
{
	if (row->price == 0)
		return QUOTE_MISSING;
	if (row->is_stale)
		return QUOTE_STALE;
	if (row->health.is_known && row->health.score.score < QUALITY_LEAST)
		return QUOTE_POOR;
	return row->has_risk ? QUOTE_GOOD : QUOTE_SHORT;
}

/*
 * Of x with the mean m of the n others of its class, from the covariance S alone:
 *
 *     cov(x, m) = (1/n) sum_j S_xj,   var(m) = (1/n^2) sum_jk S_jk,   corr = cov(x, m) / sqrt(S_xx var(m))
 *
 * With one other this is the plain correlation.
 */
static void correlate(const struct market *market, struct quotes_row *row)
{
	const size_t x = row->index;
	double with = 0, within = 0;
	size_t peers = 0;

	row->class_correlation = NAN;
	for (size_t j = 0; j < market->count; j++) {
		if (j == x || !market->rows[j].has_risk || instrument_is_cash(&market->rows[j].instrument) ||
		    market->rows[j].instrument.asset_class != row->market->instrument.asset_class)
			continue;
		peers++;
		with += gsl_matrix_get(market->covariance, x, j);
		for (size_t k = 0; k < market->count; k++)
			if (k != x && market->rows[k].has_risk && !instrument_is_cash(&market->rows[k].instrument) &&
			    market->rows[k].instrument.asset_class == row->market->instrument.asset_class)
				within += gsl_matrix_get(market->covariance, j, k);
	}
	row->class_peers = peers;
	if (row->market->has_risk && peers > 0 && within > 0 && gsl_matrix_get(market->covariance, x, x) > 0)
		row->class_correlation = with / sqrt(gsl_matrix_get(market->covariance, x, x) * within);
}

static void fill_row(const struct market *market, size_t index, struct quotes *quotes)
{
	struct quotes_row *row = &quotes->rows[quotes->count++];

	row->market = &market->rows[index];
	row->index = index;
	row->quality = judge(row->market);
	row->week_change = row->market->week_price > 0 && row->market->price > 0
				   ? (double)row->market->price / (double)row->market->week_price - 1
				   : NAN;
	correlate(market, row);
	quotes->qualities[row->quality]++;
	if (row->market->price > 0 &&
	    (quotes->newest.days == 0 || date_compare(row->market->price_date, quotes->newest) > 0)) {
		quotes->newest = row->market->price_date;
		quotes->newest_age = row->market->age;
		quotes->is_newest_stale = row->market->is_stale;
	}
}

/* ---- feeds ------------------------------------------------------------------------------------------------------- */

static void copy(char *to, size_t size, const char *from)
{
	(void)text_clean(from, to, size);
}

static enum status fill_feed(struct session *session, const struct feed *feed, const struct feed_state *states,
			     size_t state_count, struct feed_standing *standing, struct error *err)
{
	enum status status;

	copy(standing->id, sizeof standing->id, feed_id(feed));
	standing->is_rates = feed_kind_of(feed) == FEED_FX;
	standing->is_enabled = feed_is_enabled(feed);
	standing->is_local = feed_is_local(feed);
	copy(standing->limit, sizeof standing->limit, feed_limit(feed));
	copy(standing->note, sizeof standing->note, feed_note(feed));
	copy(standing->price_kind, sizeof standing->price_kind, feed_price_kind(feed));
	status = refresh_limit_left(session, feed, &standing->wait, err);
	for (size_t i = 0; status == STATUS_OK && i < state_count; i++) {
		const struct feed_state *state = &states[i];

		if (strcmp(state->feed, standing->id) != 0)
			continue;
		memcpy(standing->last_success, state->last_success, sizeof standing->last_success);
		memcpy(standing->last_failure, state->last_failure, sizeof standing->last_failure);
		memcpy(standing->failure, state->failure, sizeof standing->failure);
		standing->rows = state->rows;
		standing->has_failed = strcmp(state->last_failure, state->last_success) > 0;
	}
	return status;
}

static int enabled_first(const void *a, const void *b)
{
	const struct feed_standing *left = a, *right = b;

	if (left->is_enabled != right->is_enabled)
		return left->is_enabled ? -1 : 1;
	return strcmp(left->id, right->id);
}

static enum status load_feeds(struct session *session, struct quotes *quotes, struct error *err)
{
	struct feed_state *states = NULL;
	struct feeds *feeds = NULL;
	size_t state_count = 0;
	enum status status = feeds_configured(session, &feeds, err);

	if (status != STATUS_OK)
		return status;
	status = store_feed_states(session_store(session), &states, &state_count, err);
	quotes->feeds = memory_new_array(feeds_count(feeds) + 1, sizeof *quotes->feeds);
	for (size_t i = 0; status == STATUS_OK && i < feeds_count(feeds); i++)
		status = fill_feed(session, feeds_at(feeds, i), states, state_count, &quotes->feeds[quotes->feed_count++], err);
	if (quotes->feed_count > 1)
		qsort(quotes->feeds, quotes->feed_count, sizeof *quotes->feeds, enabled_first);
	free(states);
	feeds_free(feeds);
	return status;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

void quotes_take_holders(struct quotes *quotes, const struct holders *holders)
{
	if (holders->count != quotes->market->count)
		return;
	for (size_t i = 0; i < quotes->count; i++)
		quotes->rows[i].holder = holders->rows[quotes->rows[i].index];
	quotes->other_currency = holders->other_currency;
	quotes->has_holders = true;
}

enum status quotes_load(struct session *session, const struct holders *holders, struct quotes *quotes,
			struct error *err)
{
	struct quotes read = {0};
	enum status status = session_market(session, &read.market, err);

	if (status != STATUS_OK)
		return status;
	read.rows = memory_new_array(read.market->count + 1, sizeof *read.rows);
	for (size_t i = 0; i < read.market->count; i++)
		if (!instrument_is_cash(&read.market->rows[i].instrument))
			fill_row(read.market, i, &read);
	if (holders != NULL)
		quotes_take_holders(&read, holders);
	status = load_feeds(session, &read, err);
	if (status == STATUS_OK) {
		quotes_clear(quotes);
		*quotes = read;
	} else {
		quotes_clear(&read);
	}
	return status;
}

void quotes_clear(struct quotes *quotes)
{
	free(quotes->rows);
	free(quotes->feeds);
	*quotes = (struct quotes){0};
}

/* ---- history ----------------------------------------------------------------------------------------------------- */

static void add_point(struct quote_history *history, double day, double value)
{
	history->days[history->count] = day;
	history->values[history->count++] = value;
}

static void note_price(struct quote_history *history, struct date day, double price)
{
	if (history->prices > 0) {
		const int between = day.days - history->last_day.days;

		if (between > QUOTE_GAP_DAYS) {
			add_point(history, history->last_day.days + between / 2.0, NAN);
			history->gaps++;
			history->longest_gap = between > history->longest_gap ? between : history->longest_gap;
		}
	} else {
		history->first_day = day;
	}
	if (history->prices == 0 || price < history->low) {
		history->low = price;
		history->low_day = day;
	}
	if (history->prices == 0 || price > history->high) {
		history->high = price;
		history->high_day = day;
	}
	add_point(history, day.days, price);
	history->last = price;
	history->last_day = day;
	history->prices++;
}

enum status quotes_history(struct session *session, const struct quotes_row *row, int years,
			   struct quote_history *history, struct error *err)
{
	const struct date today = session_today(session);
	const struct date from = date_add_months(today, -12 * years);
	struct quote_history read = {.low = NAN, .high = NAN, .last = NAN};
	struct series prices = {0};
	const struct instrument *const one[] = {&row->market->instrument};
	const enum status status = price_series(session, one, 1, from, today, &prices, &read.origin, err);

	if (status != STATUS_OK)
		return status;
	read.days = memory_new_array(2 * prices.length + 1, sizeof *read.days);
	read.values = memory_new_array(2 * prices.length + 1, sizeof *read.values);
	for (size_t t = 0; t < prices.length; t++)
		if (isfinite(series_at(&prices, t, 0)))
			note_price(&read, prices.dates[t], series_at(&prices, t, 0));
	series_clear(&prices);
	quote_history_clear(history);
	*history = read;
	return STATUS_OK;
}

void quote_history_clear(struct quote_history *history)
{
	free(history->days);
	free(history->values);
	*history = (struct quote_history){0};
}
