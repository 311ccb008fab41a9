/* The futures of a client's goals, drawn beside the screen. */
#include <stdlib.h>

#include "advice/language.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/plan_state.h"

struct plan_work {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	struct outlook_options drawing;
	int64_t client;
	unsigned ticket;
	struct outlook outlook;         /* owned */
	enum status status;
	struct error failure;
};

static bool go_on(void *context, size_t done, size_t total)
{
	struct job_control *control = context;

	job_progress(control, done, total);
	return !job_is_cancelled(control);
}

static void run(void *context, struct job_control *control)
{
	struct plan_work *work = context;
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->drawing.go_on = go_on;
	work->drawing.context = control;
	work->status = outlook_work(session, work->client, &work->drawing, &work->outlook, &work->failure);
	session_close(session);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct plan_work *work = context;

	if (work->status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->failure);
	plan_found(desk, work->ticket, work->status == STATUS_OK ? &work->outlook : NULL);
	outlook_clear(&work->outlook);
	free(work);
}

void plan_job_start(struct desk *desk, int64_t client, enum outlook_model model, unsigned ticket)
{
	const struct session *session = desk_session(desk);
	struct plan_work *work = memory_new(sizeof *work);

	work->status = STATUS_BUSY; /* cancelled before it began, a job has no answer */
	work->options = (struct session_options){
		.book = session_book(session),
		.data_directory = session_data_directory(session),
		.config_directory = session_config_directory(session),
		.today = session_today(session),
		.time = session_time(session),
		.actor = session_actor(session),
		.is_read_only = true,
	};
	work->client = client;
	work->drawing.model = model;
	work->ticket = ticket;
	desk_start_job(desk, &(struct job){.title = N_("drawing futures"), .work = work, .run = run, .done = done});
}
