/* SIGINT and SIGTERM during a command: exit 130 and 143, nothing half-done. */
#ifndef BALLAST_CLI_INTERRUPT_H
#define BALLAST_CLI_INTERRUPT_H

#include <stdbool.h>

/*
 * From here on a signal ends the program at once with 128 + its number: an open transaction is rolled back when the
 * book is next opened, and files appear by rename. SIGPIPE is ignored, so that a closed pipe is an error of writing.
 */
void interrupt_watch(void);

/* Long work that asks between steps: the first signal is only remembered, the second ends the program. */
void interrupt_ask(void);
bool interrupt_cancelled(void *context);
int interrupt_number(void); /* of the remembered signal; 0: none */

/* Between these two a signal waits. */
void interrupt_hold(void);
void interrupt_release(void);

#endif
