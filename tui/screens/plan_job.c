/* The futures of a client's goals, drawn beside the screen. */
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"
#include "tui/screens/plan_state.h"

struct plan_work {
	struct job_session session;
	struct outlook_options drawing;
	int64_t client;
	unsigned ticket;
	struct outlook outlook;         /* owned */
};

static void run(void *context, struct job_control *control)
{
	struct plan_work *work = context;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->drawing.go_on = job_go_on;
	work->drawing.context = control;
	work->session.status = outlook_work(session, work->client, &work->drawing, &work->outlook, &work->session.failure);
	session_close(session);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct plan_work *work = context;

	if (work->session.status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->session.failure);
	plan_found(desk, work->ticket, work->session.status == STATUS_OK ? &work->outlook : NULL);
	outlook_clear(&work->outlook);
	free(work);
}

void plan_job_start(struct desk *desk, int64_t client, enum outlook_model model, unsigned ticket)
{
	struct plan_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, true);
	work->client = client;
	work->drawing.model = model;
	work->ticket = ticket;
	desk_start_job(desk, &(struct job){.title = N_("drawing futures"), .work = work, .run = run, .done = done});
}
