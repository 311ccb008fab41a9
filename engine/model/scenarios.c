/* Which shock of a scenario an instrument takes. */
#include "engine/model/scenarios.h"

#include "engine/base/text.h"

/* True when the narrower text is one of those the wider speaks of. */
static bool covers(const char *wider, const char *narrower)
{
	return wider[0] == '\0' || text_equal_fold(wider, narrower);
}

const struct scenario_shock *scenario_shock_of(const struct scenario *scenario, const struct instrument *instrument)
{
	for (size_t i = 0; i < scenario->shock_count; i++) {
		const struct scenario_shock *shock = &scenario->shocks[i];

		if (shock->asset_class == instrument->asset_class && covers(shock->region, instrument->region) &&
		    covers(shock->sector, instrument->sector))
			return shock;
	}
	return NULL;
}

enum status scenario_check(const struct scenario *scenario, size_t *hidden, struct error *err)
{
	for (size_t i = 0; i < scenario->shock_count; i++) {
		const struct scenario_shock *late = &scenario->shocks[i];

		for (size_t j = 0; j < i; j++) {
			const struct scenario_shock *early = &scenario->shocks[j];

			if (early->asset_class != late->asset_class || !covers(early->region, late->region) ||
			    !covers(early->sector, late->sector))
				continue;
			if (hidden != NULL)
				*hidden = i;
			return error_set(err, STATUS_INVALID, "shock %zu (%s%s%s) is never used, because shock %zu before it covers "
			                 "it; put the more particular one first", i + 1, asset_class_name(late->asset_class),
			                 late->region[0] != '\0' ? " " : "", late->region, j + 1);
		}
	}
	return STATUS_OK;
}
