/* What an action would enter, as a statement may have said it before. */
#include <string.h>

#include "advice/actions/actions_parts.h"

size_t due_occurrences(const struct due_line *line, struct occurrence occurrences[2])
{
	const struct entitlement *due = &line->due;
	const bool is_own = strcmp(line->holder.currency, line->currency) == 0;
	struct occurrence first = {.action = line->action.type, .held = due->held, .price = line->action.price}, second;
	size_t count = 1;

	memcpy(first.currency, line->currency, sizeof first.currency);
	occurrence_set_days(&first, line->action.date, line->action.paid);
	first.cash = is_own ? due->cash : 0;
	first.amount = is_own ? 0 : due->cash;
	second = first;
	switch (line->action.type) {
	case ACTION_DIVIDEND:
		first.type = ENTRY_DIVIDEND;
		second.type = ENTRY_BUY;
		second.quantity = due->bought;
		second.cash = is_own ? -due->paid : 0;
		count += due->bought > 0;
		break;
	case ACTION_RETURN_OF_CAPITAL:
		first.type = ENTRY_RETURN_OF_CAPITAL;
		break;
	case ACTION_SPLIT:
	case ACTION_BONUS:
		first.type = ENTRY_SPLIT;
		first.quantity = due->exchanged - due->held;
		first.other = due->becomes - due->held;
		break;
	case ACTION_RIGHTS:
		first.type = ENTRY_BUY;
		first.quantity = due->bought;
		first.cash = is_own ? -due->paid : 0;
		break;
	case ACTION_MERGER:
		first.type = ENTRY_TRANSFER_OUT;
		first.quantity = -due->held;
		break;
	case ACTION_SYMBOL:
		return 0;
	}
	occurrences[0] = first;
	occurrences[1] = second;
	return count;
}
