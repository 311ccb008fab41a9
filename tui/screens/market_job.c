/* What the screen Market has done beside it: prices fetched, holders counted. */
#include <stdio.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/refresh.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"
#include "tui/screens/market_state.h"

/* Problems spelled out in the dialog; more are counted. */
enum { PROBLEMS_SHOWN = 5 };

struct market_work {
	struct job_session session;
	unsigned figures;
	struct job_control *control;    /* while it runs */
	struct refresh_result result;
	struct text problems;           /* owned; a line each */
	size_t problem_count;
	struct holders holders;         /* owned */
	int64_t instrument;             /* whose actions are reckoned */
	struct due_list due;            /* owned */
};

static struct market_work *new_work(struct desk *desk, bool is_read_only)
{
	struct market_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, is_read_only);
	return work;
}

/* ---- prices ---- */

static void progress(void *context, size_t done, size_t total)
{
	job_progress(((struct market_work *)context)->control, done, total);
}

static bool cancelled(void *context)
{
	return job_is_cancelled(((struct market_work *)context)->control);
}

static void problem(void *context, const char *feed, const char *symbol, const char *message)
{
	struct market_work *work = context;

	if (work->problem_count++ < PROBLEMS_SHOWN)
		text_addf(&work->problems, "\n%s%s%s: %s", feed, symbol != NULL && symbol[0] != '\0' ? " " : "",
			  symbol != NULL ? symbol : "", message);
}

static void run_refresh(void *context, struct job_control *control)
{
	struct market_work *work = context;
	struct session *session;

	work->control = control;
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	work->session.status = refresh_prices(session, NULL, progress, problem, cancelled, work, &work->result, &work->session.failure);
	session_close(session);
}

static void tell_refresh(const struct market_work *work, struct desk *desk, bool is_cancelled)
{
	const struct refresh_result *result = &work->result;
	char text[2048];

	if (result->feeds == 0) {
		desk_ask(desk, &(struct dialog){.title = _("No feed is on"),
						.text = _("Prices come from feeds that are switched on in feeds.d of your "
							  "configuration folder; the manual ballast-feeds says how. Files are read "
							  "with: ballast import prices FILE")});
		return;
	}
	(void)snprintf(text, sizeof text,
		       _("%1$zu feeds were asked %2$zu times: %3$zu prices are new, %4$zu changed, %5$zu were held back, "
			 "%6$zu were refused with their answer, %7$zu requests failed. Waiting for a person: %8$zu.%9$s"),
		       result->feeds, result->requests, result->added, result->changed, result->held_back, result->refused,
		       result->failed, result->waiting, text_string(&work->problems));
	desk_ask(desk, &(struct dialog){.title = is_cancelled ? _("Cancelled on the way") : _("Prices fetched"), .text = text});
}

static void done_refresh(void *context, struct desk *desk, bool is_cancelled)
{
	struct market_work *work = context;

	session_forget_market(desk_session(desk));
	desk_changed(desk);
	if (work->session.status == STATUS_BUSY && is_cancelled) /* before anything was asked */
		desk_message(desk, ROLE_STATUS, _("Stopped; nothing was recorded."));
	else if (work->session.status != STATUS_OK)
		desk_failed(desk, &work->session.failure);
	else
		tell_refresh(work, desk, is_cancelled);
	text_clear(&work->problems);
	free(work);
}

void market_job_refresh(struct desk *desk)
{
	desk_start_job(desk, &(struct job){.title = N_("refreshing prices"), .work = new_work(desk, false), .run = run_refresh,
					   .done = done_refresh});
}

/* ---- holders ---- */

static void run_load(void *context, struct job_control *control)
{
	struct market_work *work = context;
	const struct market *market;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->session.status = session_market(session, &market, &work->session.failure);
	if (work->session.status == STATUS_OK)
		work->session.status = holders_load(session, market, job_go_on, control, &work->holders, &work->session.failure);
	session_close(session);
}

static void done_load(void *context, struct desk *desk, bool is_cancelled)
{
	struct market_work *work = context;

	if (work->session.status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->session.failure);
	if (work->session.status == STATUS_OK && !is_cancelled)
		market_loaded(desk, work->figures, &work->holders);
	holders_clear(&work->holders);
	free(work);
}

void market_job_load(struct desk *desk, unsigned figures)
{
	struct market_work *work = new_work(desk, true);

	work->figures = figures;
	desk_start_job(desk, &(struct job){.title = N_("counting holders"), .work = work, .run = run_load, .done = done_load});
}

/* ---- what accounts are due of an instrument ---- */

static void run_due(void *context, struct job_control *control)
{
	struct market_work *work = context;
	const struct due_filter filter = {.instrument_id = work->instrument};
	struct session *session;

	(void)control; /* it reads: stopped, its answer is dropped */
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	work->session.status = actions_due(session, &filter, &work->due, &work->session.failure);
	session_close(session);
}

static void done_due(void *context, struct desk *desk, bool is_cancelled)
{
	struct market_work *work = context;

	market_reckoned(desk, work->figures, work->instrument, is_cancelled ? NULL : &work->due,
			!is_cancelled && work->session.status != STATUS_OK ? &work->session.failure : NULL);
	due_list_clear(&work->due);
	free(work);
}

void market_job_due(struct desk *desk, unsigned figures, int64_t instrument)
{
	struct market_work *work = new_work(desk, true);

	work->figures = figures;
	work->instrument = instrument;
	desk_start_job(desk, &(struct job){.title = N_("working out what is due"), .work = work, .run = run_due,
					   .done = done_due});
}
