/* The list of actions as tables. */
#include "tui/action.h"

#include <string.h>

static const struct {
	const char *name, *keys, *label, *help;
	enum action_scope scope;
} actions[ACTION_COUNT] = {
	[ACTION_NONE] = {"", "", NULL, "", SCOPE_SCREEN},
#define X(symbol, name, keys, scope, label, help) [ACTION_##symbol] = {name, keys, label, help, SCOPE_##scope},
	ACTIONS(X)
#undef X
};

const char *action_name(enum action action)
{
	return actions[action].name;
}

const char *action_keys(enum action action)
{
	return actions[action].keys;
}

const char *action_label(enum action action)
{
	return actions[action].label;
}

const char *action_help(enum action action)
{
	return actions[action].help;
}

enum action_scope action_scope(enum action action)
{
	return actions[action].scope;
}

bool action_find(const char *name, enum action *action)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		if (strcmp(name, actions[i].name) == 0) {
			*action = (enum action)i;
			return true;
		}
	}
	return false;
}
