/* The objectives worked out beside one another: places of the frontier at once, the others as jobs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/allocate_state.h"

struct trial_work {
	struct studio_task *task; /* owned */
	size_t objective;
	double parameter;
	int64_t client;
	unsigned figures;         /* of the state when it was started */
	enum status status;
	struct error err;
};

double allocate_parameter(const struct allocate_state *state, size_t objective)
{
	const struct allocate_trial *trial = &state->trials[objective];
	const struct studio_wish *now = allocate_now(state);

	if (now->objective == objective && objective != 0)
		return now->parameter;
	return trial->is_set ? trial->parameter : studio_objective_usual(&state->studio, objective);
}

void allocate_clear_trials(struct allocate_state *state)
{
	for (size_t i = 0; i < ALLOCATE_TRIALS; i++) {
		studio_candidate_clear(&state->trials[i].result);
		text_clear(&state->trials[i].refusal);
		state->trials[i] = (struct allocate_trial){0};
	}
	state->tried = 0;
}

static void forget(struct allocate_trial *trial)
{
	studio_candidate_clear(&trial->result);
	text_reset(&trial->refusal);
}

static void refuse(struct allocate_trial *trial, const struct error *err)
{
	text_reset(&trial->refusal);
	detail_add(&trial->refusal, language_current(), err->message);
}

/* ---- beside the screen ---- */

static void run(void *context, struct job_control *control)
{
	struct trial_work *work = context;

	job_progress(control, 0, 0);
	work->status = studio_task_run(work->task, &work->err);
}

/* The step in force waits for this very answer. */
static bool is_awaited(const struct allocate_state *state, const struct trial_work *work)
{
	const struct studio_wish *now = allocate_now(state);

	return state->is_solving && now->objective == work->objective && now->parameter == work->parameter;
}

static void give_plan(struct allocate_state *state, struct desk *desk, const struct trial_work *work)
{
	struct studio_wish *wish = &state->steps[state->at].wish;
	struct error err = {0};
	enum status status;

	if (work->status != STATUS_OK) {
		state->is_solving = false;
		wish->objective = 0;
		wish->letter = 'S';
		desk_messagef(desk, ROLE_ERROR, _("%s has no answer here: %s"), _(studio_objectives[work->objective].title),
			      work->err.message);
		return;
	}
	wish->weights = memory_new_array(wish->count, sizeof *wish->weights);
	memcpy(wish->weights, studio_task_weights(work->task), wish->count * sizeof *wish->weights);
	status = allocate_apply(desk_session(desk), state, &err);
	wish->volatility = state->studio.current.volatility; /* where a walk goes on from */
	allocate_follow(state, desk, status, &err);
}

static void take_answer(struct allocate_state *state, struct desk *desk, struct trial_work *work)
{
	struct allocate_trial *trial = &state->trials[work->objective];

	trial->is_running = false;
	forget(trial);
	if (work->status == STATUS_OK)
		work->status = studio_judge(desk_session(desk), &state->studio, studio_task_weights(work->task), 'S',
					    &trial->result, &work->err);
	if (work->status != STATUS_OK)
		refuse(trial, &work->err);
	if (is_awaited(state, work))
		give_plan(state, desk, work);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct trial_work *work = context;
	struct allocate_state *state = desk_state(desk, "allocate");

	if (state != NULL && state->is_open && state->client == work->client) {
		if (is_cancelled) {
			state->trials[work->objective].is_running = false;
			text_reset(&state->trials[work->objective].refusal);
			text_add(&state->trials[work->objective].refusal, _("stopped; o works it out again"));
			state->is_solving = state->is_solving && !is_awaited(state, work);
		} else if (state->figures == work->figures) {
			take_answer(state, desk, work);
		} else {
			state->trials[work->objective].is_running = false;
		}
	}
	studio_task_free(work->task);
	free(work);
}

static void start(struct allocate_state *state, struct desk *desk, size_t objective, double parameter)
{
	struct trial_work *work = memory_new(sizeof *work);

	work->task = studio_task_new(desk_session(desk), &state->studio, objective, parameter);
	work->objective = objective;
	work->parameter = parameter;
	work->client = state->client;
	work->figures = state->figures;
	state->trials[objective].is_running = true;
	desk_start_job(desk, &(struct job){.title = N_("working out the objective"), .work = work, .run = run, .done = done});
}

/* ---- starting ---- */

static void try_one(struct allocate_state *state, struct desk *desk, size_t objective)
{
	struct allocate_trial *trial = &state->trials[objective];
	const double parameter = allocate_parameter(state, objective);
	struct error err = {0};
	double volatility;
	enum status status;

	trial->parameter = parameter;
	forget(trial);
	if (!studio_objectives[objective].is_on_frontier) {
		start(state, desk, objective, parameter);
		return;
	}
	status = studio_objective_place(&state->studio, objective, parameter, &volatility, &err);
	if (status == STATUS_OK)
		status = studio_place(desk_session(desk), &state->studio, volatility, &trial->result, &err);
	if (status != STATUS_OK)
		refuse(trial, &err);
}

void allocate_try_all(struct allocate_state *state, struct desk *desk)
{
	if (!state->has_curve || state->tried == state->figures + 1)
		return;
	state->tried = state->figures + 1;
	for (size_t i = 0; i < studio_objective_count(); i++)
		try_one(state, desk, i);
	table_view_update(&state->tables[FACE_OBJECTIVES]);
}

void allocate_set_parameter(struct allocate_state *state, struct desk *desk, size_t objective, double parameter)
{
	struct allocate_trial *trial = &state->trials[objective];

	trial->is_set = true;
	trial->parameter = parameter;
	if (!state->has_curve)
		return;
	if (allocate_now(state)->objective == objective && objective != 0)
		allocate_take_objective(state, desk, objective);
	else
		try_one(state, desk, objective);
}

void allocate_solve(struct allocate_state *state, struct desk *desk)
{
	const struct studio_wish *now = allocate_now(state);

	if (state->is_solving)
		start(state, desk, now->objective, now->parameter);
}

void allocate_take_objective(struct allocate_state *state, struct desk *desk, size_t objective)
{
	struct allocate_trial *trial = &state->trials[objective];
	const bool is_again = allocate_now(state)->objective == objective && objective != 0;
	const double parameter = is_again && trial->is_set ? trial->parameter : allocate_parameter(state, objective);
	struct error err = {0};
	struct studio_wish *wish;
	enum status status;

	if (!state->has_curve)
		return;
	if (trial->refusal.length > 0 && !is_again) {
		desk_messagef(desk, ROLE_ERROR, "✗ %s", text_string(&trial->refusal));
		return;
	}
	wish = allocate_new_step(state);
	free(wish->weights);
	wish->weights = NULL;
	wish->letter = 'S';
	wish->objective = objective;
	wish->parameter = parameter;
	if (objective == 0)
		wish->volatility = parameter;
	else if (!studio_objectives[objective].is_on_frontier && trial->result.weights != NULL && !is_again) {
		wish->weights = memory_new_array(wish->count, sizeof *wish->weights);
		memcpy(wish->weights, trial->result.weights, wish->count * sizeof *wish->weights);
	}
	status = allocate_finish_step(desk_session(desk), state, &err);
	if (status == STATUS_OK && state->has_curve && !state->is_solving)
		state->steps[state->at].wish.volatility = state->studio.current.volatility;
	allocate_follow(state, desk, status, &err);
}
