/* Bands, limits and the accepted plan. */
#include "engine/model/mandate.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/base/text.h"

static const char *const scope_names[] = {
	[LIMIT_INSTRUMENT] = "instrument",
	[LIMIT_ASSET_CLASS] = "asset_class",
	[LIMIT_REGION] = "region",
	[LIMIT_SECTOR] = "sector",
};

enum { SCOPES = sizeof scope_names / sizeof scope_names[0] };

const char *limit_scope_name(enum limit_scope scope)
{
	return (size_t)scope < SCOPES ? scope_names[scope] : "unknown";
}

bool limit_scope_parse(const char *text, enum limit_scope *scope)
{
	for (int i = 0; i < SCOPES; i++) {
		if (text_equal_fold(text, scope_names[i])) {
			*scope = (enum limit_scope)i;
			return true;
		}
	}
	return false;
}

void mandate_default(struct mandate *mandate, int64_t client_id)
{
	memset(mandate, 0, sizeof *mandate);
	mandate->client_id = client_id;
	mandate->band.kind = BAND_5_25;
	mandate->mode = GATE_OVERALL;
}

void band_edges(const struct band_policy *policy, int64_t target_ppb, int64_t *lower_ppb, int64_t *upper_ppb)
{
	int64_t half = policy->width_ppb;

	if (policy->kind == BAND_5_25) {
		const int64_t five_points = PPB / 20, quarter = target_ppb / 4;

		half = five_points < quarter ? five_points : quarter;
	}
	*lower_ppb = target_ppb - half > 0 ? target_ppb - half : 0;
	*upper_ppb = target_ppb + half < PPB ? target_ppb + half : PPB;
}

void plan_clear(struct plan *plan)
{
	free(plan->targets);
	plan->targets = NULL;
	plan->target_count = 0;
}

enum status plan_check(const struct plan *plan, struct error *err)
{
	int64_t sum = 0;

	for (size_t i = 0; i < plan->target_count; i++) {
		const struct target *target = &plan->targets[i];

		if (target->weight_ppb < 0 || target->weight_ppb > PPB)
			return error_set(err, STATUS_INVALID, "target %zu of the plan is outside 0 to 1", i + 1);
		for (size_t j = 0; j < i; j++)
			if (plan->targets[j].instrument_id == target->instrument_id)
				return error_set(err, STATUS_INVALID, "the plan names one instrument twice");
		sum += target->weight_ppb;
	}
	if (sum != PPB)
		return error_set(err, STATUS_INVALID, "the plan's weights sum to %lld of a billion, not to one",
		                 (long long)sum);
	return STATUS_OK;
}
