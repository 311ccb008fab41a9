/* Rebalances proposed for many clients beside the screen, on a session of its own. */
#ifndef BALLAST_TUI_SCREENS_PROPOSE_JOB_H
#define BALLAST_TUI_SCREENS_PROPOSE_JOB_H

#include <stddef.h>

struct desk;

/*
 * Starts the job: each client's trades are worked out and, where there are any, submitted under the name of the
 * session's actor; nothing is approved. When it is over a dialog says what became of whom and desk_changed is called.
 * codes: count of them, copied.
 */
void propose_job_start(struct desk *desk, const char *const *codes, size_t count);

#endif
