/* Exchange rates at the door. */
#include "advice/market/rate_gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/store/store_price.h"

static bool is_leap(int64_t one, int64_t other)
{
	return one / other >= RATE_LEAP || other / one >= RATE_LEAP; /* both are positive */
}

static enum status refuse(const struct rate *rate, const struct rate *beside, struct error *err)
{
	char value[RATE_TEXT_SIZE], other[RATE_TEXT_SIZE], day[DATE_TEXT_SIZE], other_day[DATE_TEXT_SIZE];
	char what[RATE_TEXT_SIZE + 16];

	(void)snprintf(what, sizeof what, "%s/%s %s", rate->base, rate->quote, rate_format(rate->value, value));
	return error_set(err, STATUS_INVALID, "the rate %s of %s is ten times or more away from %s of %s; if that one is wrong, "
	                 "import its day anew first",
	                 what, date_format(rate->date, day), rate_format(beside->value, other), date_format(beside->date, other_day));
}

enum status rate_gate(struct store *store, const struct rate *rate, bool may_replace, struct error *err)
{
	struct rate *beside = NULL;
	size_t count = 0;
	int64_t value, delivery_id = 0;
	enum status status = STATUS_OK;

	if (may_replace)
		status = store_rate_delivery(store, rate->base, rate->quote, rate->date, &value, &delivery_id, err);
	if (status == STATUS_OK && delivery_id == 0)
		status = store_rates_beside(store, rate, RATE_NEAR_DAYS, &beside, &count, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		if (is_leap(rate->value, beside[i].value))
			status = refuse(rate, &beside[i], err);
	free(beside);
	return status;
}
