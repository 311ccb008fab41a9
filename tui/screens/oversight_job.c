/* What the screen Oversight has done beside it: the book walked, the watch, the chain. */
#include <stdio.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/oversight/monitor.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"
#include "tui/screens/oversight_state.h"

struct oversight_work {
	struct job_session session;
	unsigned figures;
	struct oversight oversight;     /* owned */
	struct monitor_result watched;
	struct oversight_verdict verdict;
};

static struct oversight_work *new_work(struct desk *desk, bool is_read_only)
{
	struct oversight_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, is_read_only);
	return work;
}

static void run_load(void *context, struct job_control *control)
{
	struct oversight_work *work = context;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->session.status = oversight_load(session, job_go_on, control, &work->oversight, &work->session.failure);
	session_close(session);
}

static void done_load(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	if (work->session.status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->session.failure);
	if (work->session.status == STATUS_OK && !is_cancelled)
		oversight_loaded(desk, work->figures, &work->oversight);
	oversight_clear(&work->oversight);
	free(work);
}

void oversight_job_load(struct desk *desk, unsigned figures)
{
	struct oversight_work *work = new_work(desk, true);

	work->figures = figures;
	desk_start_job(desk, &(struct job){.title = N_("walking the book"), .work = work, .run = run_load, .done = done_load});
}

static void run_watch(void *context, struct job_control *control)
{
	struct oversight_work *work = context;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->session.status = monitor_book_watched(session, job_go_on, control, &work->watched, &work->session.failure);
	session_close(session);
}

static void done_watch(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	if (work->session.status == STATUS_OK) {
		session_forget_market(desk_session(desk));
		desk_changed(desk);
		desk_messagef(desk, ROLE_GOOD, _("The watch looked at %1$zu clients: %2$zu alerts are open, %3$zu are new."),
			      work->watched.clients, work->watched.open, work->watched.opened);
	} else if (is_cancelled) {
		desk_message(desk, ROLE_STATUS, _("The watch was stopped; nothing was changed."));
	} else {
		desk_failed(desk, &work->session.failure);
	}
	free(work);
}

void oversight_job_watch(struct desk *desk)
{
	desk_start_job(desk, &(struct job){.title = N_("the watch walks the book"), .work = new_work(desk, false),
					   .run = run_watch, .done = done_watch});
}

static void run_verify(void *context, struct job_control *control)
{
	struct oversight_work *work = context;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->session.status = oversight_verify(session, job_go_on, control, &work->verdict, &work->session.failure);
	session_close(session);
}

static void done_verify(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	oversight_verified(desk, work->session.status == STATUS_OK ? &work->verdict : NULL);
	if (work->session.status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->session.failure);
	else if (work->session.status != STATUS_OK)
		desk_message(desk, ROLE_STATUS, _("The walk along the chain was stopped; nothing is known of it."));
	else if (work->verdict.is_sound)
		desk_messagef(desk, ROLE_GOOD, _("The chain is sound from its first record to %1$lld:%2$.12s…"),
			      (long long)work->verdict.head.sequence, work->verdict.head.hash);
	else
		desk_messagef(desk, ROLE_ERROR, _("✗ record %1$lld: %2$s"), (long long)work->verdict.first_bad,
			      _(work->verdict.finding));
	free(work);
}

void oversight_job_verify(struct desk *desk)
{
	desk_start_job(desk, &(struct job){.title = N_("walking the chain of the journal"), .work = new_work(desk, true),
					   .run = run_verify, .done = done_verify});
}
