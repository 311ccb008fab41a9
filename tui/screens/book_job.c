/* The list of a large book, computed beside the screen. */
#include "tui/screens/book_job.h"

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"

struct book_work {
	struct job_session session;
	unsigned figures;
	book_job_done done;
	struct review_book book;        /* owned */
};

static void run(void *context, struct job_control *control)
{
	struct book_work *work = context;
	struct session *session = job_session_open(&work->session);

	if (session == NULL)
		return;
	work->session.status = review_book_watched(session, job_go_on, control, &work->book, &work->session.failure);
	session_close(session);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct book_work *work = context;

	if (work->session.status != STATUS_OK && !is_cancelled)
		desk_failed(desk, &work->session.failure);
	if (work->session.status == STATUS_OK && !is_cancelled)
		work->done(desk, work->figures, &work->book);
	review_book_clear(&work->book);
	free(work);
}

void book_job_start(struct desk *desk, unsigned figures, book_job_done found)
{
	struct book_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, true);
	work->figures = figures;
	work->done = found;
	desk_start_job(desk, &(struct job){.title = N_("computing the book"), .work = work, .run = run, .done = done});
}
