/*
 * One key press as a number: a Unicode character or a special key, with modifiers. Names in key files: "g", "G", "?",
 * "space", "enter", "esc", "up", "F1", "ctrl-r", "shift-left", "alt-x".
 */
#ifndef BALLAST_TUI_KEY_H
#define BALLAST_TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	KEY_MOD_CTRL = 1 << 24,
	KEY_MOD_SHIFT = 1 << 25,
	KEY_MOD_ALT = 1 << 26,
	KEY_CODE = 0xFFFFFF,
	KEY_NONE = 0,
	KEY_SPECIAL_BASE = 0x200000,
};

/* X(ENUM, name, label in footers) */
#define SPECIAL_KEYS(X)                   \
	X(ENTER, "enter", "⏎")            \
	X(ESC, "esc", "Esc")              \
	X(SPACE, "space", "Space")        \
	X(TAB, "tab", "Tab")              \
	X(BACKSPACE, "backspace", "⌫")    \
	X(DELETE, "delete", "Del")        \
	X(INSERT, "insert", "Ins")        \
	X(UP, "up", "↑")                  \
	X(DOWN, "down", "↓")              \
	X(LEFT, "left", "←")              \
	X(RIGHT, "right", "→")            \
	X(PAGE_UP, "pgup", "PgUp")        \
	X(PAGE_DOWN, "pgdn", "PgDn")      \
	X(HOME, "home", "Home")           \
	X(END, "end", "End")              \
	X(F1, "F1", "F1") X(F2, "F2", "F2") X(F3, "F3", "F3") X(F4, "F4", "F4")     \
	X(F5, "F5", "F5") X(F6, "F6", "F6") X(F7, "F7", "F7") X(F8, "F8", "F8")     \
	X(F9, "F9", "F9") X(F10, "F10", "F10") X(F11, "F11", "F11") X(F12, "F12", "F12")

enum special_key {
	PRESS_BASE = KEY_SPECIAL_BASE,
#define X(symbol, name, label) PRESS_##symbol,
	SPECIAL_KEYS(X)
#undef X
	PRESS_END_OF_LIST
};

enum { KEY_NAME_SIZE = 32 };

/* False: no such key. */
bool press_parse(const char *name, uint32_t *key);
char *press_name(uint32_t key, char name[KEY_NAME_SIZE]);

/* For reading: "⏎", "⇧←", "^R"; plain words when the terminal is ASCII. */
char *press_label(uint32_t key, bool is_ascii, char label[KEY_NAME_SIZE]);

/* True for what a text field takes: a character without ctrl or alt. The space bar counts. */
bool press_is_text(uint32_t key, uint32_t *character);

#endif
