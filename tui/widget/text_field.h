/* One line of text being edited, character by character (with its combining marks), whatever its bytes. */
#ifndef BALLAST_TUI_WIDGET_TEXT_FIELD_H
#define BALLAST_TUI_WIDGET_TEXT_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/term.h"

struct text_field {
	char *text;    /* borrowed; NUL-terminated UTF-8 */
	size_t size;   /* bytes of text, with the NUL   */
	size_t cursor; /* byte offset, at a character boundary */
};

/* Typing, backspace, delete, left, right, home, end, ctrl-a/e/k/u/w. True when the text or the cursor changed. */
bool text_field_key(struct text_field *field, uint32_t key);

/* Shows the part around the cursor in `width` columns; parks the hardware cursor when it has the focus. */
void text_field_draw(const char *text, size_t cursor, struct term *term, int row, int column, int width, bool is_focused);

#endif
