/* Rebalances proposed for many clients beside the screen: first what they would be, then, when that is confirmed, for good. */
#ifndef BALLAST_TUI_SCREENS_PROPOSE_JOB_H
#define BALLAST_TUI_SCREENS_PROPOSE_JOB_H

#include <stddef.h>

struct desk;

/*
 * Starts a job that works out each client's trades and records nothing. When it is over a dialog says how many clients have
 * trades, what they cost, who needs none, who is refused and why, and which checks are beyond a limit. Confirmed by their
 * number, those with trades are submitted under the name of the session's actor by a second job; nothing is approved.
 * codes: count of them, copied.
 */
void propose_job_start(struct desk *desk, const char *const *codes, size_t count);

#endif
