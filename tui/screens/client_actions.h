/* What corporate actions bring a client, and what they brought within a year, as rows of a list. */
#ifndef BALLAST_TUI_SCREENS_CLIENT_ACTIONS_H
#define BALLAST_TUI_SCREENS_CLIENT_ACTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "tui/screens/shown_rows.h"

struct session;

struct client_actions {
	struct shown_rows rows;      /* owned: what is due first, each part by ex day */
	size_t waiting;              /* how many of them are due */
	char failure[300];           /* translated; empty: it was read */
};

void client_actions_read(struct client_actions *actions, struct session *session, int64_t client);
void client_actions_clear(struct client_actions *actions);

#endif
