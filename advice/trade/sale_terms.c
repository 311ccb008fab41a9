/* Charges and tax on what was held briefly: the rules on sales charges of public funds, and on dividends of shares. */
#include "advice/trade/sale_terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/store/store_ledger.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/dealing_terms.h"
#include "engine/model/instrument.h"

enum { EDGES = 3 };

/* How many of the edges hold for it. */
static int edges_of(const struct instrument *instrument)
{
	const bool is_index = strncmp(instrument->kind, "index", 5) == 0;

	if (strcmp(instrument->kind, "fund") != 0 && !is_index)
		return 0;
	return is_index || instrument->asset_class == ASSET_BOND ? 1 : EDGES;
}

int64_t sale_terms_charge(const struct rules *rules, const struct instrument *instrument,
                          const struct dealing_terms *terms, int days, int *until)
{
	const int edges = edges_of(instrument);

	if (until != NULL)
		*until = 0;
	for (size_t i = 0; terms != NULL && i < terms->step_count; i++)
		if (days < terms->steps[i].days) {
			if (until != NULL)
				*until = terms->steps[i].days;
			return terms->steps[i].fee;
		}
	if (terms != NULL && terms->step_count > 0)
		return 0;
	for (int i = 0; i < edges; i++) {
		if (days < (int)rules->sale_fee_days[i]) {
			if (until != NULL)
				*until = (int)rules->sale_fee_days[i];
			return llround(rules->sale_fee[i] * (double)MICROS);
		}
	}
	return 0;
}

static bool may_be_charged(const struct instrument *instrument, const struct dealing_terms *dealing)
{
	return edges_of(instrument) > 0 || (dealing != NULL && dealing->step_count > 0);
}

static bool is_sold_from(const struct lot *lot, const struct instrument *instrument, int64_t account_id,
                         struct date today)
{
	return lot->account_id == account_id && lot->instrument_id == instrument->id &&
	       date_compare(lot->acquired, today) < 0;
}

size_t sale_terms_steps(const struct rules *rules, const struct instrument *instrument,
                        const struct dealing_terms *dealing, const struct holdings *holdings, int64_t account_id,
                        struct date today, struct rebalance_sale_step *steps)
{
	const bool is_taxed = dividend_tax_applies(rules, instrument);
	size_t count = 0;
	bool is_charged = false;

	if (!may_be_charged(instrument, dealing) && !is_taxed)
		return 0;
	for (size_t i = 0; i < holdings->lot_count; i++) { /* the store hands them out by date */
		const struct lot *lot = &holdings->lots[i];

		if (!is_sold_from(lot, instrument, account_id, today))
			continue;
		steps[count].quantity = lot->quantity;
		steps[count].fee = sale_terms_charge(rules, instrument, dealing, today.days - lot->acquired.days, NULL);
		steps[count].tax = is_taxed ? dividend_tax_of(rules, lot, lot->quantity, today) : 0;
		is_charged = is_charged || steps[count].fee > 0 || steps[count].tax > 0;
		count++;
	}
	return is_charged ? count : 0;
}

/* The tax of a sale, of the lots in the order they are sold. */
static struct dividend_tax_due tax_of(const struct rules *rules, const struct instrument *instrument,
                                      const struct holdings *holdings, int64_t account_id, int64_t quantity,
                                      struct date today)
{
	struct dividend_tax_due due = {0};
	struct lot *lots;
	size_t count = 0;

	if (!dividend_tax_applies(rules, instrument))
		return due;
	lots = memory_new_array(holdings->lot_count + 1, sizeof *lots);
	for (size_t i = 0; i < holdings->lot_count; i++)
		if (is_sold_from(&holdings->lots[i], instrument, account_id, today))
			lots[count++] = holdings->lots[i];
	due = dividend_tax_sale(rules, lots, count, quantity, today, currency_unit(instrument->currency));
	free(lots);
	return due;
}

struct sale_terms sale_terms_of(const struct rules *rules, const struct instrument *instrument,
                                const struct dealing_terms *dealing, const struct holdings *holdings, int64_t account_id, int64_t quantity, int64_t price,
                                struct date today)
{
	struct rebalance_sale_step *steps;
	struct sale_terms terms = {.tax = tax_of(rules, instrument, holdings, account_id, quantity, today)};
	size_t count;

	if (!may_be_charged(instrument, dealing))
		return terms;
	steps = memory_new_array(holdings->lot_count + 1, sizeof *steps);
	count = sale_terms_steps(rules, instrument, dealing, holdings, account_id, today, steps);
	terms.charge = rebalance_sale_charge(steps, count, quantity, price, currency_unit(instrument->currency));
	free(steps);
	for (size_t i = 0; count > 0 && quantity > 0 && i < holdings->lot_count; i++) {
		const struct lot *lot = &holdings->lots[i];
		const int64_t part = quantity < lot->quantity ? quantity : lot->quantity;
		const int days = today.days - lot->acquired.days;
		struct date falls = lot->acquired;
		int until;

		if (!is_sold_from(lot, instrument, account_id, today))
			continue;
		quantity -= part;
		if (sale_terms_charge(rules, instrument, dealing, days, &until) == 0)
			continue;
		falls.days += until;
		if (terms.charged_quantity == 0 || date_compare(falls, terms.falls) < 0)
			terms.falls = falls;
		terms.charged_quantity += part;
		terms.is_brief = terms.is_brief || days < (int)rules->sale_fee_days[0];
		terms.edge = until; /* lots come by date: the last is the youngest */
	}
	return terms;
}
