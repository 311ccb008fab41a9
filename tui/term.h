/*
 * What every screen draws on: a grid of cells in memory. A pane is a rectangle of it; drawing outside a pane is cut off,
 * never an error, and a wide character is never split. Looks are roles (tui/theme.h), not colours. The grid is shown by
 * tui/term_curses.h, or dumped as text by the tests.
 */
#ifndef BALLAST_TUI_TERM_H
#define BALLAST_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/text.h"
#include "tui/theme.h"

/* What the terminal can show. Text is always UTF-8; put() falls back character by character (tui/glyph.h). */
enum charset {
	CHARSET_ASCII,   /* nothing above 127                        */
	CHARSET_BLOCK,   /* everything but braille: the Linux console */
	CHARSET_BRAILLE, /* everything                                */
};

enum { CELL_BYTES = 20 };

struct cell {
	char bytes[CELL_BYTES]; /* one character and its combining marks, UTF-8, NUL-padded */
	uint8_t width;          /* 1, 2, or 0: the right half of the wide character before  */
	uint8_t role;           /* enum role */
	uint8_t is_selected;    /* shown with the selection's background */
};

/* The whole grid. Zeroed is empty; the cells are owned. */
struct canvas {
	int rows, columns;
	struct cell *cells;           /* rows * columns, row by row */
	int cursor_row, cursor_column; /* where the hardware cursor rests */
	enum charset charset;
	bool is_plain;                /* for screen readers: no frames, no bars, charts as words */
	bool hides_amounts;           /* amounts are shown as dots: somebody looks over the shoulder */
};

void canvas_clear(struct canvas *canvas); /* frees */

/* Blank cells of the given size (each side 1..1000), the cursor at the top left. Keeps charset, is_plain and hides_amounts. */
void canvas_erase(struct canvas *canvas, int rows, int columns);

const struct cell *canvas_cell(const struct canvas *canvas, int row, int column);

/* A rectangle of a canvas. A value: copies are cheap, and it lives no longer than its canvas. */
struct term {
	struct canvas *canvas; /* borrowed */
	int top, left;
	int rows, columns;     /* 0 when nothing of it is visible */
	bool is_selected;      /* what is put next gets the selection's background */
};

struct term term_whole(struct canvas *canvas);

/* The part of term from row and column, cut to term. */
struct term term_pane(const struct term *term, int row, int column, int rows, int columns);

/*
 * Puts text and returns the column after it (also where it was cut off). Control characters appear as U+FFFD. Rows and
 * columns may lie outside the pane. While amounts are hidden, the digits behind a currency ("CNY 1,234.50") become dots in
 * every text that is put, so that no sentence tells what a column hides.
 */
int term_put(struct term *term, int row, int column, enum role role, const char *text);
int term_putf(struct term *term, int row, int column, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void term_put_character(struct term *term, int row, int column, enum role role, uint32_t character);

/* Exactly `width` columns: cut with an ellipsis where longer, filled with blanks where shorter. */
void term_put_fitted(struct term *term, int row, int column, int width, enum text_align align, enum role role,
		     const char *text);

/* The same for a sum of money: its digits become dots while amounts are hidden, so columns keep their shape. */
void term_put_amount(struct term *term, int row, int column, int width, enum role role, const char *text);

/*
 * Wraps text at blanks (and anywhere between wide characters) from `row` on; returns the row after the last line.
 * A line feed in the text starts a new line.
 */
int term_put_wrapped(struct term *term, int row, int column, enum role role, const char *text);

/* Lines that term_put_wrapped takes at a width. */
int term_wrapped_rows(const char *text, int columns);

void term_fill(struct term *term, enum role role);
void term_fill_row(struct term *term, int row, enum role role);

/* A frame around the pane with a title in its upper edge (NULL: none); returns the pane inside. */
struct term term_box(struct term *term, const char *title);

/* A frame with the focus: its edge and title in the accent. */
struct term term_box_focused(struct term *term, const char *title, bool is_focused);

/* A line across a boxed pane at `row`, joined to its edges; title may be NULL. row counts in the boxed pane. */
void term_divide(struct term *boxed, int row, const char *title);

/* Rests the hardware cursor here, so that screen readers and input methods know where the user is. */
void term_cursor(struct term *term, int row, int column);

#endif
