/* Names of keys. */
#include "tui/key.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

static const struct {
	const char *name, *label;
} specials[] = {
#define X(symbol, name, label) {name, label},
	SPECIAL_KEYS(X)
#undef X
};

enum { SPECIALS = sizeof specials / sizeof specials[0] };

static const struct {
	const char *prefix;
	uint32_t modifier;
} modifiers[] = {{"ctrl-", KEY_MOD_CTRL}, {"shift-", KEY_MOD_SHIFT}, {"alt-", KEY_MOD_ALT}};

bool press_parse(const char *name, uint32_t *key)
{
	uint32_t flags = 0, character;
	size_t length;
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++) {
			const size_t prefix = strlen(modifiers[i].prefix);

			if (strncmp(name, modifiers[i].prefix, prefix) == 0 && name[prefix] != '\0') {
				flags |= modifiers[i].modifier;
				name += prefix;
				again = true;
			}
		}
	}
	for (int i = 0; i < SPECIALS; i++) {
		if (text_equal_fold(name, specials[i].name)) {
			*key = (uint32_t)(PRESS_BASE + 1 + i) | flags;
			return true;
		}
	}
	length = strlen(name);
	if (length == 0 || text_decode(name, length, &character) != length || character <= 0x20 ||
	    (character >= 0x7F && character < 0xA0) || !text_is_utf8(name, length))
		return false;
	if (flags & KEY_MOD_SHIFT) /* a shifted letter is its capital: "G", not "shift-g" */
		return false;
	if (flags & KEY_MOD_CTRL && character >= 'A' && character <= 'Z')
		character += 'a' - 'A';
	*key = character | flags;
	return true;
}

static const char *special_text(uint32_t code, bool wants_label)
{
	const uint32_t index = code - (PRESS_BASE + 1);

	if (code <= PRESS_BASE || index >= SPECIALS)
		return NULL;
	return wants_label ? specials[index].label : specials[index].name;
}

char *press_name(uint32_t key, char name[KEY_NAME_SIZE])
{
	const uint32_t code = key & KEY_CODE;
	const char *special = special_text(code, false);
	char character[5] = "";

	if (special == NULL)
		(void)text_encode(code, character);
	(void)snprintf(name, KEY_NAME_SIZE, "%s%s%s%s", key & KEY_MOD_CTRL ? "ctrl-" : "",
		       key & KEY_MOD_ALT ? "alt-" : "", key & KEY_MOD_SHIFT ? "shift-" : "",
		       special ? special : character);
	return name;
}

char *press_label(uint32_t key, bool is_ascii, char label[KEY_NAME_SIZE])
{
	const uint32_t code = key & KEY_CODE;
	const char *special = special_text(code, true);
	char character[5] = "";

	if (is_ascii && special != NULL && (unsigned char)special[0] >= 0x80)
		special = special_text(code, false);
	if (special == NULL)
		(void)text_encode(key & KEY_MOD_CTRL && code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code, character);
	(void)snprintf(label, KEY_NAME_SIZE, "%s%s%s%s", key & KEY_MOD_CTRL ? "^" : "", key & KEY_MOD_ALT ? "M-" : "",
		       key & KEY_MOD_SHIFT ? is_ascii ? "shift-" : "⇧" : "", special ? special : character);
	return label;
}

bool press_is_text(uint32_t key, uint32_t *character)
{
	if (key == PRESS_SPACE) {
		*character = ' ';
		return true;
	}
	if (key & ~(uint32_t)KEY_CODE || key < 0x20 || key >= KEY_SPECIAL_BASE || key == 0x7F)
		return false;
	*character = key;
	return true;
}
