/* The lots of a split, a merger or a return of capital: the same where they are looked at and where they are entered. */
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"

void due_exchange_clear(struct due_exchange *exchange)
{
	free(exchange->taken);
	free(exchange->left);
	free(exchange->opened);
	*exchange = (struct due_exchange){0};
}

/* What the lots cost once their first `fraction` is sold, and how many are left. */
static bool cost_without(const struct lot *lots, size_t count, int64_t fraction, int64_t *cost, size_t *left_count)
{
	struct lot *left = memory_new_array(count, sizeof *left);
	size_t length = 0;
	bool fits;

	for (size_t i = 0; i < count; i++) {
		const int64_t taken = lots[i].quantity < fraction ? lots[i].quantity : fraction;

		fraction -= taken;
		if (taken == lots[i].quantity)
			continue;
		left[length] = lots[i];
		left[length++].quantity -= taken;
	}
	*left_count = length;
	fits = corporate_cost(left, length, cost);
	free(left);
	return fits;
}

static enum status exchange_lots(const struct due_line *line, const struct lot *lots, size_t count,
                                 struct due_exchange *exchange, struct error *err)
{
	enum status status = STATUS_OK;

	exchange->left = memory_new_array(count, sizeof *exchange->left);
	exchange->opened = memory_new_array(2 * count, sizeof *exchange->opened);
	if (line->due.sold > 0) {
		exchange->taken = memory_new_array(count, sizeof *exchange->taken);
		status = corporate_part_with(lots, count, line->due.sold, exchange->taken, exchange->left, &exchange->left_count, err);
	} else {
		memcpy(exchange->left, lots, count * sizeof *lots);
		exchange->left_count = count;
	}
	return status == STATUS_OK ? corporate_exchange_lots(exchange->left, exchange->left_count, line->due.exchanged,
	                                                     exchange->opened, &exchange->opened_count, err) : status;
}

enum status due_exchange_lots(struct due_line *line, const struct lot *lots, size_t count, struct due_exchange *exchange,
                              struct error *err)
{
	const int64_t proceeds = line->due.lieu + (line->due.sold > 0 ? line->due.cash : 0);
	struct due_exchange made = {0};
	int64_t cost_after = 0;
	size_t lots_after = 0;
	enum status status = exchange_lots(line, lots, count, &made, err);

	if (status == STATUS_OK && !cost_without(made.opened, made.opened_count, line->due.fraction, &cost_after, &lots_after))
		status = error_set(err, STATUS_INVALID, "the cost does not fit");
	if (status != STATUS_OK) {
		due_exchange_clear(&made);
		return status;
	}
	line->cost_after = cost_after;
	line->lots_after = lots_after;
	line->realised = proceeds > 0 ? proceeds - (line->cost_before - cost_after) : 0;
	*exchange = made;
	return STATUS_OK;
}

struct date due_paid_on(const struct due_line *line, struct date today)
{
	const struct corporate_action *action = &line->action;
	const bool is_paid_later = action->paid.days != 0 && line->due.bought == 0 && date_compare(action->paid, today) <= 0;

	return is_paid_later ? action->paid : action->date;
}

enum status due_return_lots(struct session *session, const struct due_line *line, struct returned_capital *returned,
                            struct error *err)
{
	const struct capital_return given = {
		.client_id = line->holder.client_id, .account_id = line->holder.account_id,
		.instrument_id = line->action.instrument_id, .date = due_paid_on(line, session_today(session)),
		.amount = line->due.cash, .ex = line->action.date, .entitled = line->due.held,
	};

	return returned_capital_find(session_store(session), &given, returned, err);
}
