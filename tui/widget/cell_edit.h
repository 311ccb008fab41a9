/* One value edited where it stands: typing replaces it, moving the cursor first keeps it. */
#ifndef BALLAST_TUI_WIDGET_CELL_EDIT_H
#define BALLAST_TUI_WIDGET_CELL_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/term.h"

enum { CELL_EDIT_SIZE = 32, CELL_EDIT_MESSAGE_SIZE = 160 };

/* Zeroed: closed. */
struct cell_edit {
	bool is_open;
	int64_t id;     /* the row's */
	int column;
	char text[CELL_EDIT_SIZE];
	size_t cursor;
	bool is_fresh;  /* nothing was pressed yet: a character replaces the whole */
	char message[CELL_EDIT_MESSAGE_SIZE]; /* why it cannot be taken, already translated */
};

enum cell_answer { CELL_OPEN, CELL_TAKE, CELL_NEXT, CELL_CANCEL };

void cell_edit_begin(struct cell_edit *edit, int64_t id, int column, const char *text);
void cell_edit_close(struct cell_edit *edit);

/* Enter takes, Tab goes to the next value, Esc cancels; the caller decides and closes. */
enum cell_answer cell_edit_key(struct cell_edit *edit, uint32_t key);

/* The field over the whole first row of the pane, with the hardware cursor in it. */
void cell_edit_draw(const struct cell_edit *edit, struct term *term);

/*
 * "12.5", "12.5 %" and "12.5%" are an eighth: percent, with or without its sign, in [0, 100]. Writes the fraction.
 * False: not a percentage.
 */
bool percent_parse(const char *text, double *fraction);

/* The same in [least, most], which may be below 0: fractions, "-2" is minus two hundredths. */
bool percent_parse_within(const char *text, double least, double most, double *fraction);

/* A plain number in [least, most]. */
bool number_parse_within(const char *text, double least, double most, double *number);

/* "12.5", as the field takes it. */
char *percent_format(double fraction, char text[CELL_EDIT_SIZE]);

#endif
