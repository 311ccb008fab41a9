/* Which key means what: the defaults of tui/action.h, and what keys.conf changes. */
#ifndef BALLAST_TUI_KEYMAP_H
#define BALLAST_TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "tui/action.h"
#include "tui/key.h"

enum { KEYS_PER_ACTION = 4 };

struct keymap {
	uint32_t keys[ACTION_COUNT][KEYS_PER_ACTION]; /* KEY_NONE after the last */
	unsigned lines[ACTION_COUNT]; /* of keys.conf, for messages; 0: the usual keys */
};

/* One line of keys.conf: `refresh = 'r F5'`. */
struct keymap_pair {
	const char *action, *keys;
	unsigned line; /* of the file; 0: unknown */
};

void keymap_defaults(struct keymap *keymap);

/*
 * Replaces the keys of the named actions. Two actions that apply at the same time may not share a key: both general, or
 * both of one screen (checked by keymap_check_screen). An empty value leaves an action to the palette. STATUS_INVALID
 * names the line, the action and the key; keymap is untouched then.
 */
enum status keymap_apply(struct keymap *keymap, const struct keymap_pair *pairs, size_t count, struct error *err);

/* The actions a screen takes (ends with ACTION_NONE), with its name for the message. */
enum status keymap_check_screen(const struct keymap *keymap, const char *screen, const struct action_use *own,
				struct error *err);

/* What the key means on a screen: first among its own screen actions, then among the general ones; or ACTION_NONE. */
enum action keymap_action(const struct keymap *keymap, uint32_t key, const struct action_use *own);

/* The keys that reach this action on this screen (a screen's own keys hide general ones). Returns how many. */
size_t keymap_keys(const struct keymap *keymap, enum action action, const struct action_use *own,
		   uint32_t keys[KEYS_PER_ACTION]);

#endif
