/* The lots a sale takes: named in its line, and each with what it gains, is charged and owes. */
#include "advice/base/session.h"
#include "advice/trade/proposal.h"
#include "advice/trade/sale_terms.h"
#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

void rebalancing_name_lots(const struct standing *standing, const struct proposal_line *line, struct date today,
                           char *text, size_t size)
{
	enum { ROOM = 256 };
	struct lot lots[ROOM];
	struct lot_pick picks[ROOM];
	struct lot_sale sale;
	const struct lot_rates untaxed = {0};
	size_t count = 0;

	text[0] = '\0';
	for (size_t i = 0; i < standing->holdings.lot_count && count < ROOM; i++) {
		const struct lot *lot = &standing->holdings.lots[i];

		if (lot->account_id == line->account_id && lot->instrument_id == line->instrument_id)
			lots[count++] = *lot;
	}
	if (rebalance_pick_lots(LOT_FIFO, lots, count, line->quantity, line->price, today, &untaxed, picks, &sale, NULL) ==
	    STATUS_OK)
		rebalance_lots_format(lots, picks, sale.pick_count, text, size);
}

size_t rebalancing_lots(struct session *session, const struct rebalancing *rebalancing, size_t line,
                        struct trade_lot *lots, size_t room)
{
	const struct proposal_line *trade = &rebalancing->proposal.lines[line];
	const struct holdings *holdings = &rebalancing->before->holdings;
	const struct date today = session_today(session);
	const struct market *market;
	const struct market_row *row;
	const struct instrument *instrument;
	int64_t left = trade->quantity;
	size_t count = 0;

	if (trade->side != SIDE_SELL || session_market(session, &market, NULL) != STATUS_OK)
		return 0;
	row = &market->rows[market_index(market, trade->instrument_id)];
	instrument = &row->instrument;
	for (size_t i = 0; i < holdings->lot_count && left > 0 && count < room; i++) {
		const struct lot *lot = &holdings->lots[i];
		struct trade_lot *taken = &lots[count];
		struct rebalance_sale_step step;

		if (lot->account_id != trade->account_id || lot->instrument_id != trade->instrument_id ||
		    date_compare(lot->acquired, today) >= 0)
			continue;
		*taken = (struct trade_lot){.acquired = lot->acquired, .days = today.days - lot->acquired.days,
		                            .quantity = left < lot->quantity ? left : lot->quantity, .unit_cost = lot->unit_cost};
		left -= taken->quantity;
		(void)decimal_multiply(taken->quantity, trade->price - lot->unit_cost, ROUND_HALF_EVEN, &taken->gain);
		step = (struct rebalance_sale_step){
			taken->quantity, sale_terms_charge(session_rules(session), instrument, row->terms, taken->days, NULL), 0};
		taken->charge = rebalance_sale_charge(&step, 1, taken->quantity, trade->price, currency_unit(instrument->currency));
		taken->tax = dividend_tax_applies(session_rules(session), instrument) ?
		                     dividend_tax_of(session_rules(session), lot, taken->quantity, today) : 0;
		count++;
	}
	return count;
}
