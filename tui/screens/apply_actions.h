/*
 * Corporate actions entered from the desk: tried beside the screen first, then signed with a name and the number of accounts,
 * then entered.
 */
#ifndef BALLAST_TUI_SCREENS_APPLY_ACTIONS_H
#define BALLAST_TUI_SCREENS_APPLY_ACTIONS_H

#include <stdint.h>

#include "advice/actions/actions.h"
#include "tui/screens/signature.h"

struct desk;

/* What a screen keeps of the question; zeroed: nothing is asked. */
struct apply_actions {
	struct signature signature;
	struct due_filter filter;
};

/*
 * Works out what would be entered. ask is called back with it on the desk's thread: the screen, where it is still open, hands
 * both to apply_actions_ask.
 */
void apply_actions_try(struct desk *desk, const struct due_filter *filter,
		       void (*ask)(struct desk *desk, const struct due_filter *filter, const struct due_list *list));

/* Asks for the signature, or says why there is nothing to enter. */
void apply_actions_ask(struct apply_actions *apply, struct desk *desk, const struct due_filter *filter,
		       const struct due_list *list);

/* A key while the signature is open; it may start the entering. */
void apply_actions_key(struct apply_actions *apply, struct desk *desk, uint32_t key);

#endif
