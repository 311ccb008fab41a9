/* A session of its own for work beside a screen. */
#include "tui/screens/job_session.h"

#include "tui/desk.h"

void job_session_init(struct job_session *work, struct desk *desk, bool is_read_only)
{
	const struct session *session = desk_session(desk);

	*work = (struct job_session){
		.options = {
			.book = session_book(session),
			.data_directory = session_data_directory(session),
			.config_directory = session_config_directory(session),
			.today = session_today(session),
			.time = session_time(session),
			.actor = session_actor(session),
			.is_read_only = is_read_only,
		},
		.status = STATUS_BUSY,
	};
}

struct session *job_session_open(struct job_session *work)
{
	struct session *session;

	work->status = session_open(&work->options, &session, &work->failure);
	return work->status == STATUS_OK ? session : NULL;
}

bool job_go_on(void *context, size_t done, size_t total)
{
	struct job_control *control = context;

	job_progress(control, done, total);
	return !job_is_cancelled(control);
}
