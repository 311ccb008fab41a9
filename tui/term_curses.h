/*
 * The terminal itself: shows a canvas, reads keys, and is put back as it was found on every way out. The files
 * tui/term_curses*.c are the only ones that know curses.
 */
#ifndef BALLAST_TUI_TERM_CURSES_H
#define BALLAST_TUI_TERM_CURSES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/text.h"
#include "tui/term.h"
#include "tui/theme.h"

struct terminal;

enum input_kind {
	INPUT_NONE,   /* nothing more to read */
	INPUT_KEY,
	INPUT_PASTE,  /* text: what was pasted, until the next read */
	INPUT_CLICK,
	INPUT_WHEEL,
	INPUT_GONE,   /* the terminal is no longer there */
};

struct input {
	enum input_kind kind;
	uint32_t key;
	const char *text;  /* borrowed */
	int row, column;
	int step;          /* wheel: -1 up, 1 down */
	bool is_double;
};

/*
 * Takes over the terminal of standard input and output: alternate screen, no echo, keys at once. An unknown TERM is
 * treated as a vt100. Colours are off when NO_COLOR is set and not empty. What others write to standard error meanwhile
 * would tear the screen: it goes to /dev/null when it is a terminal. STATUS_IO: standard input or output is no terminal.
 */
enum status terminal_open(struct terminal **terminal, struct error *err);

/* Restores everything; NULL does nothing. */
void terminal_close(struct terminal *terminal);

/* For ^Z and back: restores, and takes over again with a full repaint. */
void terminal_suspend(struct terminal *terminal);
void terminal_resume(struct terminal *terminal);

enum charset terminal_charset(const struct terminal *terminal);
void terminal_size(struct terminal *terminal, int *rows, int *columns); /* asks the system */
void terminal_use_theme(struct terminal *terminal, const struct theme *theme);
void terminal_use_mouse(struct terminal *terminal, bool is_on);
void terminal_repaint(struct terminal *terminal); /* the next show paints every cell */

/* Paints what changed since the last call. */
void terminal_show(struct terminal *terminal, const struct canvas *canvas);

/*
 * Offers text to the terminal's clipboard (OSC 52). Terminals that do not know it do nothing; whether it arrived is not
 * told. The text must be clean but for tabs and line ends; it is sent in base64, so no byte of it reaches the screen.
 */
void terminal_copy(struct terminal *terminal, const char *text, size_t length);

/* Never waits, but for the rest of an escape sequence (25 ms). */
struct input terminal_read(struct terminal *terminal);

#endif
