/* What bad times would do to each plan of the studio: the same scenarios as in the view of risk. */
#include <stdlib.h>

#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "engine/base/memory.h"
#include "engine/risk/stress.h"

void studio_stress_open(struct session *session, struct studio *studio)
{
	const struct market *market = studio->market;

	/* A file that cannot be read is told by the view of risk; a plan is found without it. */
	if (session_scenarios(session, &studio->scenarios, NULL) != STATUS_OK) {
		studio->scenarios = NULL;
		return;
	}
	studio->shocks = memory_new_array(studio->scenarios->count * market->count + 1, sizeof *studio->shocks);
	for (size_t s = 0; s < studio->scenarios->count; s++)
		for (size_t i = 0; i < market->count; i++) {
			const struct instrument *instrument = &market->rows[i].instrument;
			const struct scenario_shock *shock = scenario_shock_of(&studio->scenarios->list[s], instrument);

			if (shock != NULL && !instrument_is_cash(instrument))
				studio->shocks[s * market->count + i] = shock->shock;
		}
}

enum status studio_stress_read(const struct studio *studio, struct candidate *candidate, struct error *err)
{
	const size_t count = studio->market->count;
	const gsl_vector_const_view weights = gsl_vector_const_view_array(candidate->weights, count);
	enum status status = STATUS_OK;

	for (size_t s = 0; status == STATUS_OK && studio->scenarios != NULL && s < studio->scenarios->count; s++) {
		const gsl_vector_const_view shocks = gsl_vector_const_view_array(&studio->shocks[s * count], count);

		status = risk_direct_shock(&weights.vector, &shocks.vector, &candidate->stress[s], err);
	}
	return status;
}

size_t studio_worst_scenario(const struct studio *studio, const struct candidate *candidate)
{
	size_t worst = SIZE_MAX;

	for (size_t s = 0; studio->scenarios != NULL && s < studio->scenarios->count; s++)
		if (candidate->stress[s] < 0.0 && (worst == SIZE_MAX || candidate->stress[s] < candidate->stress[worst]))
			worst = s;
	return worst;
}
