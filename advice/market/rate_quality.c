/* Exchange rates judged and held back. */
#include "advice/market/rate_quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

enum status quality_judge_rates(struct session *session, const char *base, const char *quote, double leap_most,
                                const struct rate_point *rates, size_t count, struct price_finding *findings,
                                struct error *err)
{
	const struct rate_terms terms = {session_today(session), leap_most};
	struct rate_point *known;
	struct rate *kept = NULL;
	size_t kept_count = 0;
	enum status status;

	if (count == 0)
		return STATUS_OK;
	status = store_rates_since(session_store(session), base, quote, rates[0].date, &kept, &kept_count, err);
	if (status != STATUS_OK)
		return status;
	known = memory_new_array(kept_count + 1, sizeof *known);
	for (size_t i = 0; i < kept_count; i++)
		known[i] = (struct rate_point){.date = kept[i].date, .value = kept[i].value};
	status = rate_gate(known, kept_count, rates, count, &terms, findings, err);
	free(known);
	free(kept);
	return status;
}

enum status quality_hold_rate(struct session *session, const struct rate *rate, int64_t delivery_id,
                              const struct price_finding *finding, bool *is_new, struct error *err)
{
	struct held_figure held = {.delivery_id = delivery_id, .date = rate->date, .close = rate->value,
	                           .before = finding->before};
	enum put_result result = PUT_SAME;
	enum status status;

	memcpy(held.base, rate->base, sizeof held.base);
	memcpy(held.currency, rate->quote, sizeof held.currency);
	(void)snprintf(held.fault, sizeof held.fault, "%s", price_fault_name(finding->fault));
	status = store_hold(session_store(session), &held, &result, err);
	if (status == STATUS_OK)
		*is_new = result == PUT_NEW;
	return status;
}

enum status quality_settle_taken_rates(struct session *session, struct error *err)
{
	size_t settled;

	return store_settle_taken_rates(session_store(session), "system", "came again and is fine by what is known now", &settled,
	                                err);
}
