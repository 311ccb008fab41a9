/* One event in two places: what a corporate action enters, and what a statement says. */
#include "advice/intake/occurrence.h"

#include <string.h>

#include "data/store/store_action.h"
#include "data/store/store_undo.h"

/* Shares are reckoned to a hundredth by some and to a thousandth by others. */
static const int64_t share_step = MICROS / 100;

void occurrence_set_days(struct occurrence *occurrence, struct date day, struct date paid)
{
	occurrence->from = date_add_days(day, -OCCURRENCE_BEFORE_DAYS);
	occurrence->to = date_add_days(paid.days != 0 ? paid : day, OCCURRENCE_AFTER_DAYS);
}

static bool is_near(int64_t value, int64_t expected, double below, double above)
{
	const double ratio = expected != 0 ? (double)value / (double)expected : 0.0;

	return ratio >= 1.0 - below && ratio <= 1.0 + above;
}

/* Apart by no more than step; what differs by more than fits differs. */
static bool is_within(int64_t value, int64_t expected, int64_t step)
{
	return value <= expected ? (uint64_t)expected - (uint64_t)value <= (uint64_t)step
	                         : (uint64_t)value - (uint64_t)expected <= (uint64_t)step;
}

static bool is_amount(const struct occurrence *occurrence, int64_t value, int64_t expected)
{
	return is_within(value, expected, currency_unit(occurrence->currency));
}

static enum said said_if(bool is_equal)
{
	return is_equal ? SAID : SAID_OTHERWISE;
}

/* Money alone; in another currency than the account's, the money it was before it was exchanged. */
static void money_of(const struct occurrence *occurrence, const struct entry *entry, int64_t *value, int64_t *expected)
{
	const bool is_exchanged = occurrence->amount != 0 && entry->quantity == 0 && entry->price != 0;

	*value = is_exchanged ? entry->price - entry->fee : entry->cash;
	*expected = is_exchanged ? occurrence->amount : occurrence->cash;
}

static enum said payment(const struct occurrence *occurrence, const struct entry *entry)
{
	const bool is_kind = entry->type == occurrence->type;
	int64_t value, expected;

	if (entry->type != ENTRY_DIVIDEND && entry->type != ENTRY_RETURN_OF_CAPITAL)
		return SAID_NOT;
	money_of(occurrence, entry, &value, &expected);
	if (expected == 0)
		return is_kind ? SAID : SAID_NOT;
	/* of the same amount it is the same money, whatever it is called; the issuer knows when it is capital */
	if (!is_kind)
		return !is_near(value, expected, 0.01, 0.01) ? SAID_NOT
			: said_if(occurrence->type == ENTRY_RETURN_OF_CAPITAL && is_amount(occurrence, value, expected));
	if (is_amount(occurrence, value, expected))
		return SAID;
	return is_near(value, expected, 0.4, 0.01) ? SAID_OTHERWISE : SAID_PERHAPS;
}

/* Shares for the money of a dividend, or for rights. */
static enum said purchase(const struct occurrence *occurrence, const struct entry *entry)
{
	const bool is_paid = entry->type == ENTRY_BUY && occurrence->cash != 0;
	const bool is_equal = is_within(entry->quantity, occurrence->quantity, share_step) &&
		(!is_paid || is_amount(occurrence, entry->cash, occurrence->cash));
	const bool is_near_it = is_near(entry->quantity, occurrence->quantity, 0.01, 0.01);

	if (entry->type != ENTRY_BUY && entry->type != ENTRY_TRANSFER_IN)
		return SAID_NOT;
	if (occurrence->action == ACTION_RIGHTS)
		return entry->price == occurrence->price ? said_if(is_equal) : SAID_NOT;
	if (entry->fee != 0)
		return is_near_it ? SAID_PERHAPS : SAID_NOT;
	if (is_near_it)
		return said_if(is_equal);
	return is_near(entry->quantity, occurrence->quantity, 0.5, 1.0) ? SAID_PERHAPS : SAID_NOT;
}

static bool is_quantity(const struct occurrence *occurrence, int64_t quantity)
{
	return is_within(quantity, occurrence->quantity, share_step) ||
	       (occurrence->other != 0 && is_within(quantity, occurrence->other, share_step));
}

static enum said split(const struct occurrence *occurrence, const struct entry *entry)
{
	const int64_t held = occurrence->held;

	if (entry->type == ENTRY_SPLIT)
		return said_if(is_quantity(occurrence, entry->quantity));
	if (entry->type == ENTRY_TRANSFER_OUT) /* all of the old go, and all of the new come */
		return held != 0 && is_within(entry->quantity, -held, share_step) ? SAID_PERHAPS : SAID_NOT;
	if (entry->type != ENTRY_TRANSFER_IN)
		return SAID_NOT;
	if (is_near(entry->quantity, occurrence->quantity, 0.01, 0.01) || is_quantity(occurrence, entry->quantity))
		return said_if(is_quantity(occurrence, entry->quantity));
	return entry->price == 0 || (held != 0 && is_within(entry->quantity, held + occurrence->quantity, share_step)) ? SAID_PERHAPS
		: SAID_NOT;
}

/* The old shares of a merger: given away, or sold for its money. */
static enum said leaving(const struct occurrence *occurrence, const struct entry *entry)
{
	const bool is_part = is_within(entry->quantity, occurrence->quantity, share_step);
	const int64_t cash = is_part ? occurrence->cash : occurrence->other_cash;

	if (entry->type != ENTRY_TRANSFER_OUT && entry->type != ENTRY_SELL)
		return SAID_NOT;
	if (is_quantity(occurrence, entry->quantity))
		return said_if(entry->type == ENTRY_TRANSFER_OUT || cash == 0 || is_amount(occurrence, entry->cash, cash));
	return entry->type == ENTRY_TRANSFER_OUT ? SAID_PERHAPS : SAID_NOT;
}

/* The new shares of a merger. */
static enum said coming(const struct occurrence *occurrence, const struct entry *entry)
{
	if (entry->type != ENTRY_TRANSFER_IN && entry->type != ENTRY_BUY)
		return SAID_NOT;
	if (is_quantity(occurrence, entry->quantity))
		return said_if(entry->cash == 0);
	return entry->type == ENTRY_TRANSFER_IN ? SAID_PERHAPS : SAID_NOT;
}

/* A fraction that is paid for, and the money of a merger: a sale, or the money alone. */
static enum said proceeds(const struct occurrence *occurrence, const struct entry *entry)
{
	if (entry->type == ENTRY_SELL && is_within(entry->quantity, occurrence->quantity, share_step))
		return said_if(occurrence->cash == 0 || is_amount(occurrence, entry->cash, occurrence->cash));
	if (entry->quantity != 0 || entry->cash <= 0 || occurrence->cash == 0)
		return SAID_NOT;
	if (is_amount(occurrence, entry->cash, occurrence->cash))
		return SAID;
	return is_near(entry->cash, occurrence->cash, 0.4, 0.4) ? SAID_PERHAPS : SAID_NOT;
}

enum said occurrence_said(const struct occurrence *occurrence, const struct entry *entry)
{
	enum said said;

	if (action_of_reference(entry->reference) != 0 || date_compare(entry->date, occurrence->from) < 0 ||
	    date_compare(entry->date, occurrence->to) > 0)
		return SAID_NOT;
	switch (occurrence->type) {
	case ENTRY_DIVIDEND:
	case ENTRY_RETURN_OF_CAPITAL:
		return payment(occurrence, entry);
	case ENTRY_BUY:
		return purchase(occurrence, entry);
	case ENTRY_SPLIT:
		return split(occurrence, entry);
	case ENTRY_TRANSFER_OUT:
		return leaving(occurrence, entry);
	case ENTRY_TRANSFER_IN:
		return coming(occurrence, entry);
	case ENTRY_SELL:
		said = occurrence->action == ACTION_MERGER && !occurrence->is_fraction ? leaving(occurrence, entry) : SAID_NOT;
		return said != SAID_NOT ? said : proceeds(occurrence, entry);
	default:
		return SAID_NOT;
	}
}

/* ---- what an action entered ----------------------------------------------------------------------------------------- */

/* What an entry of another book's action was made of, as far as it shows by itself. */
static struct corporate_action guess(const struct entry *entry)
{
	static const enum action_type types[] = {
		[ENTRY_BUY] = ACTION_DIVIDEND,        [ENTRY_SELL] = ACTION_MERGER,       [ENTRY_DIVIDEND] = ACTION_DIVIDEND,
		[ENTRY_SPLIT] = ACTION_SPLIT,         [ENTRY_TRANSFER_IN] = ACTION_MERGER, [ENTRY_TRANSFER_OUT] = ACTION_MERGER,
		[ENTRY_RETURN_OF_CAPITAL] = ACTION_RETURN_OF_CAPITAL,
	};
	const bool is_known = (size_t)entry->type < sizeof types / sizeof types[0];

	return (struct corporate_action){.date = entry->date, .instrument_id = entry->instrument_id,
	                                 .type = is_known ? types[entry->type] : ACTION_DIVIDEND};
}

static enum status find_action(struct store *store, const struct entry *entry, struct corporate_action *action,
                               struct error *err)
{
	struct error own;
	const enum status status = store_get_action(store, action_of_reference(entry->reference), action, &own);

	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return error_set(err, status, "%s", own.message);
	if (status == STATUS_NOT_FOUND ||
	    (action->instrument_id != entry->instrument_id && action->into_id != entry->instrument_id) ||
	    (action->date.days != entry->date.days && action->paid.days != entry->date.days))
		*action = guess(entry);
	return STATUS_OK;
}

/* Shares and money of the sales an action made of the same instrument: a fraction, or the part its money is for. */
static void sum_sales(const struct entry *entries, size_t count, int64_t action, int64_t *quantity, int64_t *cash)
{
	*quantity = *cash = 0;
	for (size_t i = 0; i < count; i++)
		if (entries[i].type == ENTRY_SELL && action_of_reference(entries[i].reference) == action) {
			*quantity += entries[i].quantity; /* two at most, and they fitted the ledger */
			*cash += entries[i].cash;
		}
}

static enum status sum_uses(struct store *store, int64_t entry, int64_t *quantity, struct error *err)
{
	struct entry_lots lots = {0};
	const enum status status = store_entry_lots(store, entry, &lots, err);

	for (size_t i = 0; status == STATUS_OK && i < lots.use_count; i++)
		*quantity += lots.uses[i].quantity;
	entry_lots_clear(&lots);
	return status;
}

enum status occurrence_entered(struct store *store, const struct entry *entries, size_t count, size_t index,
                               const char *currency, struct occurrence *occurrence, int64_t *action_id, struct error *err)
{
	const struct entry *entry = &entries[index];
	const bool is_own = strcmp(entry->currency, currency) == 0;
	struct occurrence made;
	struct corporate_action action;
	int64_t sold, proceeds;
	enum status status = find_action(store, entry, &action, err);

	if (status != STATUS_OK)
		return status;
	made = (struct occurrence){.action = action.type, .type = entry->type, .quantity = entry->quantity,
	                           .cash = is_own ? entry->cash : 0, .price = entry->price,
	                           .amount = entry->quantity == 0 ? entry->price : 0};
	memcpy(made.currency, entry->currency, sizeof made.currency);
	occurrence_set_days(&made, action.date, action.paid);
	sum_sales(entries, count, action_of_reference(entry->reference), &sold, &proceeds);
	if (sold != 0 && entry->type != ENTRY_SELL) {
		made.other = entry->quantity + sold;
		made.other_cash = is_own ? proceeds : 0;
	}
	made.is_fraction = entry->type == ENTRY_SELL && (action.type != ACTION_MERGER || action.into_id == entry->instrument_id);
	if (entry->type == ENTRY_SPLIT)
		status = sum_uses(store, entry->id, &made.held, err);
	if (status != STATUS_OK)
		return status;
	*occurrence = made;
	*action_id = action.id;
	return STATUS_OK;
}
