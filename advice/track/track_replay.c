/* The ledger replayed: what was held and worth on each day, what came in, and what each holding gained in between. */
#include "advice/track/track_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Beyond this a flow does not work from the value before, but from its own day. */
enum { NEAR_DAYS = 5 };

/* ---- walking ---------------------------------------------------------------------------------------------------- */

/* Of one column since the last valuation, millionths. */
struct moved {
	int64_t quantity;             /* held now                                                    */
	int64_t before, before_value; /* at the last valuation; a split changes the quantity         */
	int64_t spent;                /* paid for buys less received for sells, before fees          */
	int64_t transferred;          /* value of what came in by transfer, less what went           */
	int64_t income;
	int64_t close;                /* the last, in the instrument's currency; 0: none yet         */
	struct date priced;
	int64_t price;                /* that in the client's, at the rate of the day; 0: not known  */
};

struct walk {
	struct track_replay *replay;
	const struct client *client;
	const struct track_prices *closes;
	const struct track_scope *scope; /* NULL: every day is valued                                */
	bool has_foreign;             /* something is in another currency than the client's          */
	bool gave_up;                 /* a day that had to be valued could not be                    */
	struct moved *columns;        /* owned; count                                                */
	size_t close_row, entry, flow_capacity, step_capacity;
	size_t last_valued;           /* day                                                         */
	size_t first_flow;            /* since the last valuation                                    */
	int64_t trading_fees, account_fees;
	struct moved carried;         /* between the two entries of an exchange of shares            */
};

static enum status too_large(const struct walk *walk, struct error *err)
{
	return error_set(err, STATUS_INVALID, "what moved in the accounts of %s does not fit into an amount",
	                 walk->client->code);
}

static bool is_foreign(const struct walk *walk, size_t column)
{
	return column > 0 && strcmp(walk->replay->market->rows[walk->replay->rows[column]].instrument.currency,
	                            walk->client->currency) != 0;
}

/* An amount of the column's instrument in the client's currency; false when no rate of the day is known. */
static bool restate(const struct walk *walk, size_t column, struct date day, int64_t amount, int64_t *worth)
{
	return conversion_amount(walk->replay->market->conversion,
	                         walk->replay->market->rows[walk->replay->rows[column]].instrument.currency, day, amount, worth,
	                         NULL) == STATUS_OK;
}

static void take_prices(struct walk *walk, struct date day)
{
	const struct series *series = walk->closes->series;

	for (; walk->close_row < series->length && date_compare(series->dates[walk->close_row], day) <= 0; walk->close_row++)
		for (size_t i = 1; i < walk->replay->count; i++) {
			const double close = track_close_at(walk->replay, walk->closes, walk->close_row, i);

			if (isnan(close))
				continue;
			walk->columns[i].close = walk->columns[i].price = llround(close * (double)MICROS);
			walk->columns[i].priced = series->dates[walk->close_row];
		}
	for (size_t i = 1; i < walk->replay->count && walk->has_foreign; i++)
		if (is_foreign(walk, i) && !restate(walk, i, day, walk->columns[i].close, &walk->columns[i].price))
			walk->columns[i].price = 0;
}

static void add_flow(struct walk *walk, size_t day, int64_t amount, enum flow_timing timing)
{
	struct track_replay *replay = walk->replay;

	if (amount == 0)
		return;
	replay->flows = memory_grow(replay->flows, &walk->flow_capacity, replay->flow_count + 1, sizeof *replay->flows);
	replay->flows[replay->flow_count++] = (struct track_flow){day, amount, timing};
}

/* A security that comes or goes moves at the close of its day; without one at the price in the ledger. */
static enum status transfer(struct walk *walk, size_t day, const struct entry *entry, struct moved *moved,
                            struct error *err)
{
	const size_t column = (size_t)(moved - walk->columns);
	int64_t price = moved->price > 0 ? moved->price : entry->price;
	int64_t value;

	if (moved->price == 0 && is_foreign(walk, column) && !restate(walk, column, entry->date, entry->price, &price))
		return error_set(err, STATUS_REFUSED, "a transfer of %s cannot be valued: there is no price and no exchange rate of "
		                 "its day", walk->client->code);
	if (!decimal_multiply(entry->quantity, price, ROUND_HALF_EVEN, &value) ||
	    !checked_add(moved->transferred, value, &moved->transferred))
		return too_large(walk, err);
	add_flow(walk, day, value, FLOW_AT_END);
	return STATUS_OK;
}

/* The part of `amount` that goes with `part` of `whole`. */
static int64_t part_of(int64_t amount, int64_t part, int64_t whole)
{
	int64_t result = 0;

	return whole > 0 && decimal_multiply_divide(amount, part, whole, ROUND_HALF_EVEN, &result) ? result : 0;
}

/*
 * Shares of one instrument become those of another: what they were worth at the last valuation and what was spent on them
 * since goes along, so that the gain of the step is that of what is held at its end. The quantity is changed already.
 */
static void exchange(struct walk *walk, const struct entry *entry, struct moved *moved)
{
	struct moved *carried = &walk->carried;

	if (entry->type == ENTRY_TRANSFER_OUT) {
		const int64_t out = -entry->quantity, whole = moved->quantity + out;

		*carried = (struct moved){.quantity = out, .before = part_of(moved->before, out, whole),
		                          .before_value = part_of(moved->before_value, out, whole),
		                          .spent = part_of(moved->spent, out, whole),
		                          .transferred = part_of(moved->transferred, out, whole)};
		moved->before -= carried->before;
		moved->before_value -= carried->before_value;
		moved->spent -= carried->spent;
		moved->transferred -= carried->transferred;
	} else {
		moved->before += part_of(entry->quantity, carried->before, carried->quantity);
		moved->before_value += carried->before_value;
		moved->spent += carried->spent;
		moved->transferred += carried->transferred;
		*carried = (struct moved){0};
	}
}

static enum status apply(struct walk *walk, size_t day, const struct entry *entry, struct error *err)
{
	struct moved *money = &walk->columns[0], *moved = money;
	int64_t fee = entry->type == ENTRY_FEE ? -entry->cash : entry->fee, gross;
	enum status status = STATUS_OK;

	for (size_t i = 1; i < walk->replay->count && entry->instrument_id != 0; i++)
		if (walk->replay->market->rows[walk->replay->rows[i]].instrument.id == entry->instrument_id)
			moved = &walk->columns[i];
	if (entry->type != ENTRY_FEE && fee != 0 && is_foreign(walk, (size_t)(moved - walk->columns)) &&
	    !restate(walk, (size_t)(moved - walk->columns), entry->date, fee, &fee))
		fee = 0; /* the money has left all the same: it stays in the amount */
	gross = entry->cash + fee;
	if (!checked_add(money->quantity, entry->cash, &money->quantity) ||
	    (moved != money && !checked_add(moved->quantity, entry->quantity, &moved->quantity)))
		return too_large(walk, err);
	if (entry->type == ENTRY_FEE)
		walk->account_fees += fee;
	else
		walk->trading_fees += fee;
	switch (entry->type) {
	case ENTRY_DEPOSIT:
	case ENTRY_WITHDRAW:
		add_flow(walk, day, gross, gross > 0 ? FLOW_AT_START : FLOW_AT_END);
		break;
	case ENTRY_BUY:
	case ENTRY_SELL:
		moved->spent -= gross;
		break;
	case ENTRY_DIVIDEND:
	case ENTRY_INTEREST:
	case ENTRY_RETURN_OF_CAPITAL: /* the price falls by it: what it was bought with is no matter here */
		moved->income += gross;
		break;
	case ENTRY_SPLIT:
		moved->before += moved->before != 0 ? entry->quantity : 0;
		break;
	case ENTRY_TRANSFER_IN:
	case ENTRY_TRANSFER_OUT:
		if (track_is_exchange(entry)) {
			exchange(walk, entry, moved);
			break;
		}
		add_flow(walk, day, gross, gross > 0 ? FLOW_AT_START : FLOW_AT_END);
		if (moved != money)
			status = transfer(walk, day, entry, moved, err);
		break;
	case ENTRY_FEE:
		break;
	}
	return status;
}

static bool has_price(const struct walk *walk, size_t column, struct date day)
{
	const struct moved *moved = &walk->columns[column];

	return column == 0 || moved->quantity == 0 ||
	       (moved->price > 0 && day.days - moved->priced.days <= TRACK_PRICE_DAYS);
}

/* Values everything at the end of a day, when everything has a price. */
static enum status value_day(struct walk *walk, size_t day, struct error *err)
{
	struct track_replay *replay = walk->replay;
	struct track_replay_day *at = &replay->days[day];
	int64_t *values = replay->values + day * replay->count;

	for (size_t i = 0; i < replay->count; i++)
		if (!has_price(walk, i, at->date)) {
			at->offender = i;
			return STATUS_OK;
		}
	for (size_t i = 0; i < replay->count; i++) {
		const struct moved *moved = &walk->columns[i];

		values[i] = moved->quantity;
		if ((i > 0 && !decimal_multiply(moved->quantity, moved->price, ROUND_HALF_EVEN, &values[i])) ||
		    !checked_add(at->value, values[i], &at->value))
			return too_large(walk, err);
	}
	at->is_valued = true;
	return STATUS_OK;
}

/* ---- steps ------------------------------------------------------------------------------------------------------ */

static struct cash_flow flow_of(const struct track_replay *replay, const struct track_flow *flow)
{
	return (struct cash_flow){.date = replay->days[flow->day].date, .amount = decimal_to_double(flow->amount),
	                          .timing = flow->timing, .value_before = NAN};
}

/* Two neighbouring valuations: the flows fall on the second. */
static enum status measure_chain(const struct walk *walk, struct track_step *step, struct error *err)
{
	const struct track_replay *replay = walk->replay;
	struct valuation pair[2] = {
		{.date = replay->days[step->begin].date, .value = decimal_to_double(replay->days[step->begin].value)},
		{.date = replay->days[step->end].date, .value = decimal_to_double(replay->days[step->end].value)},
	};
	struct time_weighted chain;
	double value = 0.0;
	enum status status;

	for (size_t i = walk->first_flow; i < replay->flow_count; i++) {
		if (replay->flows[i].timing == FLOW_AT_START)
			pair[1].flow_start += decimal_to_double(replay->flows[i].amount);
		else
			pair[1].flow_end += decimal_to_double(replay->flows[i].amount);
	}
	status = performance_time_weighted(pair, 2, &value, &chain, err);
	if (status != STATUS_OK)
		return status;
	step->capital = pair[0].value + pair[1].flow_start;
	step->is_opening = pair[0].value == 0.0;
	step->portfolio = chain.total.reason == FIGURE_NEGATIVE_VALUE ? chain.total : figure_of(value);
	return STATUS_OK;
}

/* A longer way, with flows on days that could not be valued. */
static enum status measure_bridge(const struct walk *walk, struct track_step *step, struct error *err)
{
	const struct track_replay *replay = walk->replay;
	const struct span span = {
		.begin = replay->days[step->begin].date, .end = replay->days[step->end].date,
		.begin_value = decimal_to_double(replay->days[step->begin].value),
		.end_value = decimal_to_double(replay->days[step->end].value),
	};
	const size_t count = replay->flow_count - walk->first_flow;
	const double days = span.end.days - span.begin.days;
	struct cash_flow *flows = memory_new_array(count, sizeof *flows);
	enum status status;

	step->capital = span.begin_value;
	for (size_t i = 0; i < count; i++) {
		const double left = span.end.days - replay->days[replay->flows[walk->first_flow + i].day].date.days;

		flows[i] = flow_of(replay, &replay->flows[walk->first_flow + i]);
		step->capital += flows[i].amount * (left + (flows[i].timing == FLOW_AT_START)) / days;
	}
	step->is_bridged = true;
	step->is_opening = span.begin_value == 0.0;
	status = performance_modified_dietz(&span, flows, count, &step->portfolio, err);
	free(flows);
	return status;
}

static bool needs_bridge(const struct walk *walk, const struct track_step *step)
{
	const struct track_replay *replay = walk->replay;

	if (replay->days[step->end].date.days - replay->days[step->begin].date.days > NEAR_DAYS)
		return replay->flow_count > walk->first_flow && replay->days[step->begin].value != 0;
	for (size_t i = walk->first_flow; i < replay->flow_count; i++)
		if (replay->flows[i].day != step->end)
			return true;
	return false;
}

/* What each holding gained: what was there at the closes, and the rest by dealing at other prices. */
static enum status gains(struct walk *walk, const struct track_step *step, int64_t *held, int64_t *other,
                         struct error *err)
{
	const struct track_replay *replay = walk->replay;
	const int64_t *now = replay->values + step->end * replay->count;

	held[0] = walk->columns[0].before_value != 0 || step->capital > 0.0 ? walk->columns[0].income : 0;
	other[0] = walk->columns[0].income - held[0];
	for (size_t i = 1; i < replay->count; i++) {
		const struct moved *moved = &walk->columns[i];
		const int64_t whole = now[i] - moved->before_value - moved->spent - moved->transferred + moved->income;
		int64_t kept = 0;

		if (moved->before != 0 && !decimal_multiply(moved->before, moved->price, ROUND_HALF_EVEN, &kept))
			return too_large(walk, err);
		held[i] = moved->before_value != 0 ? kept - moved->before_value + moved->income : 0;
		other[i] = whole - held[i];
	}
	return STATUS_OK;
}

static void begin_step(struct walk *walk, size_t day)
{
	const int64_t *now = walk->replay->values + day * walk->replay->count;

	for (size_t i = 0; i < walk->replay->count; i++) {
		struct moved *moved = &walk->columns[i];

		moved->before = moved->quantity;
		moved->before_value = now[i];
		moved->spent = moved->transferred = moved->income = 0;
	}
	walk->trading_fees = walk->account_fees = 0;
	walk->last_valued = day;
	walk->first_flow = walk->replay->flow_count;
}

static enum status end_step(struct walk *walk, size_t day, struct error *err)
{
	struct track_replay *replay = walk->replay;
	struct track_step *step = &replay->steps[replay->step_count];
	enum status status;

	*step = (struct track_step){.begin = walk->last_valued, .end = day, .trading_fees = walk->trading_fees,
	                            .account_fees = walk->account_fees};
	status = needs_bridge(walk, step) ? measure_bridge(walk, step, err) : measure_chain(walk, step, err);
	if (status == STATUS_OK)
		status = gains(walk, step, replay->held + replay->step_count * replay->count,
		               replay->other + replay->step_count * replay->count, err);
	if (status == STATUS_OK) {
		replay->step_count++;
		begin_step(walk, day);
	}
	return status;
}

/* A chain of returns needs a value here: see struct track_scope. */
static bool needs_value(const struct walk *walk, size_t day)
{
	const struct track_replay_day *days = walk->replay->days;

	if (walk->scope == NULL || day + 1 == walk->replay->day_count || days[day].has_flow || days[day + 1].has_flow ||
	    walk->replay->flow_count > walk->first_flow)
		return true;
	for (size_t i = 0; i < walk->scope->begin_count; i++)
		if (date_compare(days[day].date, walk->scope->begins[i]) <= 0 &&
		    date_compare(days[day + 1].date, walk->scope->begins[i]) > 0)
			return true;
	return false;
}

/* Between two valuations nothing was owed: no value of a day that is passed over was below zero. */
static bool owes_nothing(const struct walk *walk)
{
	for (size_t i = 0; i < walk->replay->count; i++)
		if (walk->columns[i].quantity < 0)
			return false;
	return true;
}

static enum status walk_days(struct walk *walk, struct error *err)
{
	struct track_replay *replay = walk->replay;
	enum status status = STATUS_OK;

	for (size_t day = 1; day < replay->day_count && status == STATUS_OK && !walk->gave_up; day++) {
		take_prices(walk, replay->days[day].date);
		while (status == STATUS_OK && walk->entry < replay->entry_count &&
		       date_compare(replay->entries[walk->entry].date, replay->days[day].date) <= 0)
			status = apply(walk, day, &replay->entries[walk->entry++], err);
		if (status != STATUS_OK)
			break;
		walk->gave_up = walk->scope != NULL && !owes_nothing(walk);
		if (!needs_value(walk, day))
			continue;
		status = value_day(walk, day, err);
		if (status == STATUS_OK && replay->days[day].is_valued)
			status = end_step(walk, day, err);
		else
			walk->gave_up = walk->scope != NULL;
	}
	return status;
}

/* Replays what was read. gave_up: what a narrower scope passed over matters after all. */
static enum status replay_entries(const struct client *client, const struct track_scope *scope, const struct track_prices *closes,
                                  struct track_replay *replay, bool *gave_up, struct error *err)
{
	struct walk walk = {.replay = replay, .client = client, .scope = scope, .closes = closes, .close_row = closes->begin};
	enum status status;

	track_list_days(replay, closes);
	replay->values = memory_new_array(replay->day_count * replay->count, sizeof *replay->values);
	replay->steps = memory_new_array(replay->day_count, sizeof *replay->steps);
	replay->held = memory_new_array(replay->day_count * replay->count, sizeof *replay->held);
	replay->other = memory_new_array(replay->day_count * replay->count, sizeof *replay->other);
	walk.columns = memory_new_array(replay->count, sizeof *walk.columns);
	for (size_t i = 1; i < replay->count; i++)
		walk.has_foreign = walk.has_foreign || is_foreign(&walk, i);
	status = walk_days(&walk, err);
	free(walk.columns);
	*gave_up = walk.gave_up;
	return status;
}

enum status track_replay(struct session *session, const struct client *client, const struct track_scope *scope,
                         struct track_replay *replay, struct error *err)
{
	struct store *store = session_store(session);
	struct track_replay made = {.today = session_today(session)};
	struct series own = {0};
	bool gave_up = false;
	enum status status = session_market_in(session, client->currency, &made.market, err);

	if (status == STATUS_OK)
		status = track_read_entries(store, client->id, &made, err);
	if (status == STATUS_OK && made.entry_count > 0) {
		const struct series *series = scope != NULL ? &scope->closes->series : &own;

		if (scope == NULL)
			status = track_read_closes(store, &made, &own, err);
		if (status == STATUS_OK) {
			const struct date from = date_add_days(made.entries[0].date, -TRACK_PRICE_DAYS);
			const struct track_prices closes = {series, track_row_from(series, from), scope != NULL};

			status = replay_entries(client, scope, &closes, &made, &gave_up, err);
		}
	}
	series_clear(&own);
	if (status != STATUS_OK || gave_up)
		track_replay_clear(&made);
	else
		*replay = made;
	return status == STATUS_OK && gave_up ? track_replay(session, client, NULL, replay, err) : status;
}

void track_replay_clear(struct track_replay *replay)
{
	free(replay->rows);
	free(replay->entries);
	free(replay->days);
	free(replay->values);
	free(replay->flows);
	free(replay->steps);
	free(replay->held);
	free(replay->other);
	*replay = (struct track_replay){0};
}
