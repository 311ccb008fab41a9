/* Dividends and splits that an answer brings with its prices. */
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
#include "data/feed/feed.h"
#include "data/store/store_action.h"
#include "engine/base/money.h"
#include "engine/model/total_return.h"

/*
 * What a fund paid out for a unit, from its accumulated net value: the part of it that is not net value is everything paid
 * so far, so its growth over the row before is the payment of the day. 0 where either is missing, where it fell (a fund
 * whose units were split reckons anew) or where it would be the whole value.
 */
static int64_t paid_by_difference(const struct feed_row *before, const struct feed_row *row)
{
	int64_t paid;

	if (before == NULL || before->accumulated <= 0 || row->accumulated <= 0)
		return 0;
	paid = (row->accumulated - row->close) - (before->accumulated - before->close);
	return paid > 0 && paid < before->close ? paid : 0;
}

static enum status put_action(const struct turn *turn, const struct corporate_action *action, int64_t delivery,
                              struct stored *made, struct error *err)
{
	enum put_result result = PUT_SAME;
	const enum status status = store_put_action(session_store(turn->session), action, delivery, &result, err);

	/* What accounts were settled by stands until a person takes that back. */
	if (status == STATUS_REFUSED && made->actions_refused++ == 0)
		made->first_refused = action->date;
	made->actions += status == STATUS_OK && result != PUT_SAME;
	return status == STATUS_REFUSED ? STATUS_OK : status;
}

enum status refresh_actions(const struct turn *turn, const struct target *target, const char *symbol,
                            const struct feed_result *result, int64_t delivery, struct stored *made, struct error *err)
{
	const struct feed_row *before = NULL;
	enum close_kind kind = CLOSE_RAW;
	enum status status = STATUS_OK;

	(void)close_kind_parse(feed_price_kind(turn->feed), &kind);
	if (kind != CLOSE_RAW && kind != CLOSE_NAV)
		return STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];
		struct corporate_action action = {.instrument_id = target->instrument_id, .date = row->date};

		if (strcmp(row->symbol, symbol) != 0 || refresh_is_doubtful(target, row))
			continue;
		memcpy(action.currency, row->currency, sizeof action.currency);
		if (row->split > 0 && row->split != MICROS) {
			action.type = ACTION_SPLIT;
			action.ratio = row->split;
			status = put_action(turn, &action, delivery, made, err);
		}
		action.type = ACTION_DIVIDEND;
		action.ratio = 0;
		action.amount = row->dividend > 0 ? row->dividend : kind == CLOSE_NAV ? paid_by_difference(before, row) : 0;
		if (status == STATUS_OK && action.amount > 0)
			status = put_action(turn, &action, delivery, made, err);
		before = row;
	}
	return status;
}
