/* One portfolio from files of means, covariances and limits; or why there is none. */
#include "advice/lab/lab.h"

#include "advice/lab/lab_answer.h"
#include "engine/base/memory.h"

/* What a request takes, so that it is freed in one place. */
struct run {
	struct lab_choice choice;
	struct lab_inputs inputs;
	struct lab_asked asked;
	gsl_vector *weights;
	struct allocation_info *info; /* in the arena */
};

static enum status solve(const struct lab_optimize *request, struct run *run, bool *is_feasible, struct arena *arena,
                         struct section **section, struct error *err)
{
	struct error said = {0};
	struct section *made;
	enum status status;

	run->weights = gsl_vector_alloc(run->inputs.symbols.count);
	run->info = arena_take(arena, sizeof *run->info);
	status = lab_objective_solve(&run->choice, &run->inputs, run->weights, run->info, &said);
	if (status == STATUS_INFEASIBLE) {
		status = lab_refusal(request, &run->inputs, &run->choice, &said, arena, section, err);
		if (status == STATUS_OK)
			*is_feasible = false;
		return status;
	}
	if (status != STATUS_OK)
		return error_set(err, status, "%s", said.message);
	made = lab_portfolio(&run->inputs, &run->choice, run->weights, run->info, arena);
	if (request->amount > 0.0)
		status = lab_lots_add(request, &run->inputs, run->weights, arena, made, err);
	if (status != STATUS_OK)
		return status;
	*section = made;
	*is_feasible = true;
	return STATUS_OK;
}

enum status lab_optimize(const struct lab_optimize *request, bool *is_feasible, struct arena *arena,
                         struct section **section, struct error *err)
{
	struct run run = {.weights = NULL};
	enum status status = lab_objective_choose(request->objective, &run.choice, err);

	if (status == STATUS_OK)
		status = lab_inputs_init(&request->problem, arena, &run.inputs, err);
	if (status == STATUS_OK)
		status = lab_objective_ask(request, &run.choice, &run.inputs, &run.asked, err);
	if (status == STATUS_OK)
		status = solve(request, &run, is_feasible, arena, section, err);
	gsl_vector_free(run.weights);
	lab_objective_clear(&run.asked);
	lab_inputs_clear(&run.inputs);
	return status;
}
