/* The list of a large book, computed beside the screen. */
#include "tui/screens/book_job.h"

#include "advice/language.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"

struct book_work {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	unsigned figures;
	book_job_done done;
	struct review_book book;        /* owned */
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
	struct book_work *work = context;
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	if (work->status != STATUS_OK)
		return;
	work->status = review_book_watched(session, go_on, control, &work->book, &work->failure);
	session_close(session);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct book_work *work = context;

	if (work->status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->failure);
	if (work->status == STATUS_OK && !is_cancelled)
		work->done(desk, work->figures, &work->book);
	review_book_clear(&work->book);
	free(work);
}

void book_job_start(struct desk *desk, unsigned figures, book_job_done found)
{
	const struct session *session = desk_session(desk);
	struct book_work *work = memory_new(sizeof *work);

	work->options = (struct session_options){
		.book = session_book(session),
		.data_directory = session_data_directory(session),
		.config_directory = session_config_directory(session),
		.today = session_today(session),
		.time = session_time(session),
		.actor = session_actor(session),
		.is_read_only = true,
	};
	work->figures = figures;
	work->done = found;
	desk_start_job(desk, &(struct job){.title = N_("computing the book"), .work = work, .run = run, .done = done});
}
