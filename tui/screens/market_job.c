/* What the screen Market has done beside it: prices fetched, holders counted. */
#include <stdio.h>
#include <stdlib.h>

#include "advice/language.h"
#include "advice/refresh.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/market_state.h"

/* Problems spelled out in the dialog; more are counted. */
enum { PROBLEMS_SHOWN = 5 };

struct market_work {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	unsigned figures;
	struct job_control *control;    /* while it runs */
	struct refresh_result result;
	struct text problems;           /* owned; a line each */
	size_t problem_count;
	struct holders holders;         /* owned */
	int64_t instrument;             /* whose actions are reckoned */
	struct due_list due;            /* owned */
	enum status status;
	struct error failure;
};

static struct market_work *new_work(struct desk *desk, bool is_read_only)
{
	const struct session *session = desk_session(desk);
	struct market_work *work = memory_new(sizeof *work);

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
	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = refresh_prices(session, NULL, progress, problem, cancelled, work, &work->result, &work->failure);
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
			 "%6$zu requests failed.%7$s"),
		       result->feeds, result->requests, result->added, result->changed, result->held_back, result->failed,
		       text_string(&work->problems));
	desk_ask(desk, &(struct dialog){.title = is_cancelled ? _("Cancelled on the way") : _("Prices fetched"), .text = text});
}

static void done_refresh(void *context, struct desk *desk, bool is_cancelled)
{
	struct market_work *work = context;

	session_forget_market(desk_session(desk));
	desk_changed(desk);
	if (work->status != STATUS_OK)
		desk_failed(desk, &work->failure);
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

static bool go_on(void *context, size_t done, size_t total)
{
	struct job_control *control = context;

	job_progress(control, done, total);
	return !job_is_cancelled(control);
}

static void run_load(void *context, struct job_control *control)
{
	struct market_work *work = context;
	const struct market *market;
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = session_market(session, &market, &work->failure);
	if (work->status == STATUS_OK)
		work->status = holders_load(session, market, go_on, control, &work->holders, &work->failure);
	session_close(session);
}

static void done_load(void *context, struct desk *desk, bool is_cancelled)
{
	struct market_work *work = context;

	if (work->status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->failure);
	if (work->status == STATUS_OK && !is_cancelled)
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
	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = actions_due(session, &filter, &work->due, &work->failure);
	session_close(session);
}

static void done_due(void *context, struct desk *desk, bool is_cancelled)
{
	static const struct error stopped = {.status = STATUS_IO, .message = "stopped; Enter works it out again"};
	struct market_work *work = context;

	market_reckoned(desk, work->figures, work->instrument, &work->due,
			is_cancelled ? &stopped : work->status != STATUS_OK ? &work->failure : NULL);
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
