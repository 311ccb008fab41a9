/* The inside of the terminal, shared by the three files that know curses: term_curses.c, _keys.c and _paint.c. */
#ifndef BALLAST_TUI_TERM_CURSES_STATE_H
#define BALLAST_TUI_TERM_CURSES_STATE_H

#include "config.h"
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include <stdbool.h>
#include <termios.h>

#include "engine/base/text.h"
#include "tui/term.h"
#include "tui/theme.h"

struct terminal {
	SCREEN *screen;
	struct termios before;
	int saved_stderr;         /* -1: standard error was left alone */
	enum charset charset;
	bool has_colour, has_paste, is_mouse_on, wants_repaint;
	struct theme theme;
	attr_t attributes[ROLE_COUNT][2];
	short pair_numbers[ROLE_COUNT][2];
	struct canvas shown;      /* what the terminal shows now */
	struct text pasted;
};

/* term_curses_keys.c: sequences that curses has no number for get one. */
void terminal_define_keys(void);

#endif
