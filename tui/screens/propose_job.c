/* Rebalances proposed for many clients. */
#include "tui/screens/propose_job.h"

#include <stdio.h>
#include <stdlib.h>

#include "advice/language.h"
#include "advice/rebalancing.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"

/* Refusals spelled out in the dialog; more are counted. */
enum { REFUSALS_SHOWN = 5 };

struct propose_work {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	char **codes;                   /* owned */
	size_t count;
	size_t proposed, quiet, refused;
	struct text refusals;           /* owned; a line each */
	struct error failure;           /* why nothing could be done at all; STATUS_OK: it could */
};

static void propose_one(struct session *session, struct propose_work *work, const char *code)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing = {0};
	struct error err = {0};
	enum status status = rebalancing_work(session, code, &options, &rebalancing, &err);

	if (status == STATUS_OK && rebalancing.proposal.line_count == 0) {
		work->quiet++;
		rebalancing_clear(&rebalancing);
		return;
	}
	if (status == STATUS_OK) {
		status = rebalancing_submit(session, &rebalancing, session_actor(session), &err);
		rebalancing_clear(&rebalancing);
	}
	if (status == STATUS_OK) {
		work->proposed++;
		return;
	}
	if (work->refused++ < REFUSALS_SHOWN)
		text_addf(&work->refusals, "\n%s: %s", code, err.message);
}

static void run(void *context, struct job_control *control)
{
	struct propose_work *work = context;
	struct session *session;

	if (session_open(&work->options, &session, &work->failure) != STATUS_OK)
		return;
	for (size_t i = 0; i < work->count && !job_is_cancelled(control); i++) {
		job_progress(control, i, work->count);
		propose_one(session, work, work->codes[i]);
	}
	session_close(session);
}

static void tell(const struct propose_work *work, struct desk *desk, bool is_cancelled)
{
	char text[2048];

	(void)snprintf(text, sizeof text,
		       _("%zu proposals wait for a second person, %zu clients need no trade, %zu were refused.%s"),
		       work->proposed, work->quiet, work->refused, text_string(&work->refusals));
	desk_ask(desk, &(struct dialog){.title = is_cancelled ? _("Cancelled on the way") : _("Rebalances proposed"),
					.text = text});
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct propose_work *work = context;

	if (work->failure.status != STATUS_OK)
		desk_failed(desk, &work->failure);
	else
		tell(work, desk, is_cancelled);
	desk_changed(desk);
	for (size_t i = 0; i < work->count; i++)
		free(work->codes[i]);
	free(work->codes);
	text_clear(&work->refusals);
	free(work);
}

void propose_job_start(struct desk *desk, const char *const *codes, size_t count)
{
	const struct session *session = desk_session(desk);
	struct propose_work *work = memory_new(sizeof *work);

	work->options = (struct session_options){
		.book = session_book(session),
		.data_directory = session_data_directory(session),
		.config_directory = session_config_directory(session),
		.today = session_today(session),
		.time = session_time(session),
		.actor = session_actor(session),
	};
	work->codes = memory_new_array(count, sizeof *work->codes);
	work->count = count;
	for (size_t i = 0; i < count; i++)
		work->codes[i] = memory_copy_text(codes[i]);
	desk_start_job(desk, &(struct job){.title = N_("proposing rebalances"), .work = work, .run = run, .done = done});
}
