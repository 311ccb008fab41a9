/* Orders for the broker and the weekly report, written from the desk. */
#include "tui/screens/paperwork.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/oversight/weekly.h"
#include "advice/trade/approve.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"

enum { PATH_SIZE = 512 };

/* ---- orders ---- */

static bool take_orders(void *subject, struct desk *desk, const char *path, char *problem, size_t size)
{
	struct error err = {0};
	size_t count = 0;

	(void)subject;
	if (orders_hand_over(desk_session(desk), path, &count, &err) != STATUS_OK) {
		(void)detail_words(err.message, problem, size);
		return false;
	}
	desk_changed(desk);
	desk_messagef(desk, ROLE_GOOD, _("✓ orders written: %1$zu, readable by you alone: %2$s"), count, path);
	return true;
}

void paperwork_orders(struct desk *desk)
{
	char path[64], text[400], day[DATE_TEXT_SIZE];
	struct error err = {0};
	size_t count = 0;

	if (orders_waiting(desk_session(desk), &count, &err) != STATUS_OK) {
		desk_failed(desk, &err);
		return;
	}
	if (count == 0) {
		desk_message(desk, ROLE_STATUS, _("No approved order waits to be sent."));
		return;
	}
	(void)snprintf(path, sizeof path, "orders-%s.csv", date_format(session_today(desk_session(desk)), day));
	(void)snprintf(text, sizeof text,
		       _("Approved orders of the whole book: %zu, sales first. Once they are in the file they count as sent; a file that is there stays as it is.\nEnter writes, Esc leaves."),
		       count);
	desk_ask_path(desk, &(struct path_question){.title = _("Orders for the broker"), .text = text, .path = path,
						    .take = take_orders});
}

/* ---- the weekly report ---- */

struct weekly_work {
	struct job_session session;
	char **codes;                   /* owned */
	size_t count;
	char directory[PATH_SIZE];
	struct job_control *control;
	struct weekly_result result;
};

static void free_work(void *subject)
{
	struct weekly_work *work = subject;

	for (size_t i = 0; i < work->count; i++)
		free(work->codes[i]);
	free(work->codes);
	free(work);
}

static bool go_on(void *context, size_t done, size_t total)
{
	struct weekly_work *work = context;

	job_progress(work->control, done, total);
	return !job_is_cancelled(work->control);
}

static void run(void *context, struct job_control *control)
{
	static const char *const formats[] = {"html", "markdown", "json", "csv"};
	struct weekly_work *work = context;
	const struct weekly_options options = {
		.clients = (const char *const *)work->codes, .client_count = work->count, .formats = formats,
		.format_count = sizeof formats / sizeof formats[0], .directory = work->directory, .progress = go_on,
		.context = work,
	};
	struct session *session;

	work->control = control;
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	work->session.status = weekly_report(session, &options, &work->result, &work->session.failure);
	session_close(session);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct weekly_work *work = context;
	char path[PATH_SIZE + 40];
	bool is_there;

	desk_changed(desk);
	if (work->session.status != STATUS_OK && is_cancelled)
		desk_message(desk, ROLE_STATUS, _("The weekly report was stopped; nothing was recorded or written."));
	else if (work->session.status != STATUS_OK)
		desk_failed(desk, &work->session.failure);
	else
		desk_messagef(desk, work->result.is_incomplete ? ROLE_WARNING : ROLE_GOOD,
			      work->result.is_incomplete ? _("! weekly report written, clients: %1$zu; it is incomplete where prices are old or missing: %2$s")
							 : _("✓ weekly report written, clients: %1$zu, readable by you alone: %2$s"),
			      work->result.clients,
			      weekly_place(desk_session(desk), work->directory, path, sizeof path, &is_there));
	free_work(work);
}

static void start(void *subject, struct desk *desk)
{
	desk_start_job(desk, &(struct job){.title = N_("writing the weekly report"), .work = subject, .run = run, .done = done});
}

static struct weekly_work *new_work(struct desk *desk, const char *const *codes, size_t count)
{
	struct weekly_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, false);
	work->codes = memory_new_array(count + 1, sizeof *work->codes);
	for (work->count = 0; work->count < count; work->count++)
		work->codes[work->count] = memory_copy_text(codes[work->count]);
	return work;
}

/* A report of some clients to a new place goes its way; what is replaced or recorded for everybody is asked about. */
static bool take_weekly(void *subject, struct desk *desk, const char *path, char *problem, size_t size)
{
	struct weekly_work *work = subject;
	char place[PATH_SIZE + 40], text[2 * PATH_SIZE];
	bool is_there;

	if (path[0] == '\0') {
		(void)snprintf(problem, size, "%s", _("A folder must be named; . is the one ballast was started in."));
		return false;
	}
	(void)snprintf(work->directory, sizeof work->directory, "%s", path);
	(void)weekly_place(desk_session(desk), path, place, sizeof place, &is_there);
	if (is_there) {
		(void)snprintf(text, sizeof text, _("There is a weekly report of this day: %.480s\nThe new one takes its place."),
			       place);
		desk_ask(desk, &(struct dialog){.title = _("Replace the report"), .text = text, .confirm = _("Replace"),
						.typed = _("replace"), .subject = work, .confirmed = start,
						.dropped = free_work});
	} else if (work->count == 0) {
		desk_ask(desk, &(struct dialog){
				       .title = _("Weekly report of the whole book"),
				       .text = _("Trades that are due are recorded as proposals of the program and wait for a person; alerts are renewed. Nothing is traded."),
				       .confirm = _("Write and record"), .subject = work, .confirmed = start,
				       .dropped = free_work});
	} else {
		start(work, desk);
	}
	return true;
}

void paperwork_weekly(struct desk *desk, const char *const *codes, size_t count)
{
	char text[600];

	if (count == 0)
		(void)snprintf(text, sizeof text, "%s",
			       _("The weekly report of the whole book as HTML, Markdown, JSON and CSV, in a folder of its own below this one:\nEnter goes on, Esc leaves."));
	else if (count == 1)
		(void)snprintf(text, sizeof text,
			       _("The weekly report of %s alone as HTML, Markdown, JSON and CSV, in a folder of its own below this one. Trades that are due are recorded as a proposal and wait for a person.\nEnter writes, Esc leaves."),
			       codes[0]);
	else
		(void)snprintf(text, sizeof text,
			       _("The weekly report of the %zu marked clients as HTML, Markdown, JSON and CSV, in a folder of its own below this one. Trades that are due are recorded as proposals and wait for a person.\nEnter writes, Esc leaves."),
			       count);
	desk_ask_path(desk, &(struct path_question){.title = _("Weekly report"), .text = text, .path = "reports",
						    .subject = new_work(desk, codes, count), .take = take_weekly,
						    .dropped = free_work});
}
