/* Which key means what. */
#include "tui/keymap.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

static enum status parse_keys(const char *action, const char *text, uint32_t keys[KEYS_PER_ACTION], struct error *err)
{
	char words[128], *rest = NULL;
	size_t count = 0;

	if (snprintf(words, sizeof words, "%s", text) >= (int)sizeof words)
		return error_set(err, STATUS_INVALID, "keys: the line of '%s' is too long", action);
	memset(keys, 0, KEYS_PER_ACTION * sizeof keys[0]);
	for (char *word = strtok_r(words, " \t", &rest); word != NULL; word = strtok_r(NULL, " \t", &rest)) {
		if (count == KEYS_PER_ACTION)
			return error_set(err, STATUS_INVALID, "keys: '%s' has more than %d keys", action,
					 KEYS_PER_ACTION);
		if (!press_parse(word, &keys[count]))
			return error_set(err, STATUS_INVALID,
					 "keys: '%s' of '%s' is no key; write a character, or a name such as enter, "
					 "pgup, F5, ctrl-r, shift-left", word, action);
		count++;
	}
	return STATUS_OK;
}

void keymap_defaults(struct keymap *keymap)
{
	*keymap = (struct keymap){0};
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const enum status status = parse_keys(action_name((enum action)i), action_keys((enum action)i),
						      keymap->keys[i], NULL);

		assert(status == STATUS_OK);
		(void)status; /* our own table */
	}
}

static bool has_key(const struct keymap *keymap, enum action action, uint32_t key)
{
	for (int i = 0; i < KEYS_PER_ACTION; i++) {
		if (key != KEY_NONE && keymap->keys[action][i] == key)
			return true;
	}
	return false;
}

/* The first key both have, or KEY_NONE. */
static uint32_t shared_key(const struct keymap *keymap, enum action a, enum action b)
{
	for (int i = 0; i < KEYS_PER_ACTION; i++) {
		if (has_key(keymap, b, keymap->keys[a][i]))
			return keymap->keys[a][i];
	}
	return KEY_NONE;
}

/* "'theme' (line 3)"; an action with its usual keys has no line. */
static const char *named(const struct keymap *keymap, enum action action, char text[64])
{
	if (keymap->lines[action] > 0)
		(void)snprintf(text, 64, "'%s' (line %u)", action_name(action), keymap->lines[action]);
	else
		(void)snprintf(text, 64, "'%s'", action_name(action));
	return text;
}

static enum status refuse_shared(const struct keymap *keymap, const char *where, uint32_t key, enum action a,
				 enum action b, struct error *err)
{
	char name[KEY_NAME_SIZE], first[64], second[64];

	return error_set(err, STATUS_INVALID, "keys: '%s' would mean both %s and %s%s%s; give one of them another key",
			 press_name(key, name), named(keymap, a, first), named(keymap, b, second),
			 where[0] != '\0' ? " on screen " : "", where);
}

static enum status no_such_action(const char *name, struct error *err)
{
	const char *names[ACTION_COUNT];
	const char *nearest;

	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		names[i - 1] = action_name((enum action)i);
	nearest = text_nearest(name, names, ACTION_COUNT - 1);
	if (nearest != NULL)
		return error_set(err, STATUS_INVALID, "keys: there is no action '%s'; did you mean '%s'?", name, nearest);
	return error_set(err, STATUS_INVALID, "keys: there is no action '%s'; ? lists them all", name);
}

enum status keymap_apply(struct keymap *keymap, const struct keymap_pair *pairs, size_t count, struct error *err)
{
	struct keymap changed = *keymap;

	for (size_t i = 0; i < count; i++) {
		enum action action;
		enum status status;

		if (action_find(pairs[i].action, &action))
			status = parse_keys(pairs[i].action, pairs[i].keys, changed.keys[action], err);
		else
			status = no_such_action(pairs[i].action, err);
		if (status != STATUS_OK)
			return pairs[i].line > 0 ? error_prefix(err, "line %u", pairs[i].line) : status;
		changed.lines[action] = pairs[i].line;
	}
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		for (int b = a + 1; b < ACTION_COUNT; b++) {
			const uint32_t key = shared_key(&changed, (enum action)a, (enum action)b);

			if (key != KEY_NONE && action_scope((enum action)a) == SCOPE_DESK &&
			    action_scope((enum action)b) == SCOPE_DESK)
				return refuse_shared(&changed, "", key, (enum action)a, (enum action)b, err);
		}
	}
	if (changed.keys[ACTION_PALETTE][0] == KEY_NONE)
		return error_set(err, STATUS_INVALID,
				 "keys: 'palette' needs a key; without it an action that has none is out of reach");
	*keymap = changed;
	return STATUS_OK;
}

enum status keymap_check_screen(const struct keymap *keymap, const char *screen, const struct action_use *own,
				struct error *err)
{
	for (const struct action_use *a = own; a->action != ACTION_NONE; a++) {
		for (const struct action_use *b = a + 1; b->action != ACTION_NONE; b++) {
			const uint32_t key = shared_key(keymap, a->action, b->action);

			if (key != KEY_NONE && action_scope(a->action) == action_scope(b->action))
				return refuse_shared(keymap, screen, key, a->action, b->action, err);
		}
	}
	return STATUS_OK;
}

enum action keymap_action(const struct keymap *keymap, uint32_t key, const struct action_use *own)
{
	if (key == KEY_NONE)
		return ACTION_NONE;
	for (const struct action_use *a = own; a->action != ACTION_NONE; a++) {
		if (action_scope(a->action) == SCOPE_SCREEN && has_key(keymap, a->action, key))
			return a->action;
	}
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		if (action_scope((enum action)i) == SCOPE_DESK && has_key(keymap, (enum action)i, key))
			return (enum action)i;
	}
	return ACTION_NONE;
}

size_t keymap_keys(const struct keymap *keymap, enum action action, const struct action_use *own,
		   uint32_t keys[KEYS_PER_ACTION])
{
	size_t count = 0;

	for (int i = 0; i < KEYS_PER_ACTION; i++) {
		const uint32_t key = keymap->keys[action][i];

		if (key != KEY_NONE && keymap_action(keymap, key, own) == action)
			keys[count++] = key;
	}
	return count;
}
