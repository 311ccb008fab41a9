/* What the screen Oversight has done beside it: the book walked, the watch, the chain. */
#include <stdio.h>
#include <stdlib.h>

#include "advice/language.h"
#include "advice/monitor.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/oversight_state.h"

struct oversight_work {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	unsigned figures;
	struct oversight oversight;     /* owned */
	struct monitor_result watched;
	struct oversight_verdict verdict;
	enum status status;
	struct error failure;
};

static struct oversight_work *new_work(struct desk *desk, bool is_read_only)
{
	const struct session *session = desk_session(desk);
	struct oversight_work *work = memory_new(sizeof *work);

	work->status = STATUS_BUSY; /* cancelled before it began, a job has no answer */
	work->options = (struct session_options){
		.book = session_book(session),
		.data_directory = session_data_directory(session),
		.config_directory = session_config_directory(session),
		.today = session_today(session),
		.time = session_time(session),
		.actor = session_actor(session),
		.is_read_only = is_read_only,
	};
	return work;
}

static bool go_on(void *context, size_t done, size_t total)
{
	struct job_control *control = context;

	job_progress(control, done, total);
	return !job_is_cancelled(control);
}

static void run_load(void *context, struct job_control *control)
{
	struct oversight_work *work = context;
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = oversight_load(session, go_on, control, &work->oversight, &work->failure);
	session_close(session);
}

static void done_load(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	if (work->status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->failure);
	if (work->status == STATUS_OK && !is_cancelled)
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
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = monitor_book_watched(session, go_on, control, &work->watched, &work->failure);
	session_close(session);
}

static void done_watch(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	if (work->status == STATUS_OK) {
		session_forget_market(desk_session(desk));
		desk_changed(desk);
		desk_messagef(desk, ROLE_GOOD, _("The watch looked at %1$zu clients: %2$zu alerts are open, %3$zu are new."),
			      work->watched.clients, work->watched.open, work->watched.opened);
	} else if (is_cancelled) {
		desk_message(desk, ROLE_STATUS, _("The watch was stopped; nothing was changed."));
	} else {
		desk_failed(desk, &work->failure);
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
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = oversight_verify(session, go_on, control, &work->verdict, &work->failure);
	session_close(session);
}

static void done_verify(void *context, struct desk *desk, bool is_cancelled)
{
	struct oversight_work *work = context;

	oversight_verified(desk, work->status == STATUS_OK ? &work->verdict : NULL);
	if (work->status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->failure);
	else if (work->status != STATUS_OK)
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
