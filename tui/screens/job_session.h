/* The session a job beside a screen works with: the book of the desk's own, opened anew on the worker's thread. */
#ifndef BALLAST_TUI_SCREENS_JOB_SESSION_H
#define BALLAST_TUI_SCREENS_JOB_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/session.h"
#include "engine/base/status.h"

struct desk;

/* How the work came out: STATUS_BUSY until it has run, since a job that is cancelled before it began has no answer. */
struct job_session {
	struct session_options options; /* texts are the desk's session's, which outlives its jobs */
	enum status status;
	struct error failure;
};

void job_session_init(struct job_session *work, struct desk *desk, bool is_read_only);

/* On the worker's thread; the caller closes it. NULL: status and failure say why. */
struct session *job_session_open(struct job_session *work);

/* For a callback whose context is the struct job_control: tells how far it is; false: it was cancelled. */
bool job_go_on(void *context, size_t done, size_t total);

#endif
