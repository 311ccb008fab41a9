/*
 * Fields to fill in, one a row, the message beside the field it is about. A field is checked when it is left and all are
 * before the form is submitted: the first bad one gets the focus. Enter goes on, and submits on the last field.
 */
#ifndef BALLAST_TUI_WIDGET_FORM_H
#define BALLAST_TUI_WIDGET_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/term.h"

enum { FORM_VALUE_SIZE = 160, FORM_MESSAGE_SIZE = 160, FORM_FIELDS = 24 };

struct form_field {
	const char *label;               /* already translated */
	const char *hint;                /* already translated: unit, range, format; NULL: none */
	const char *const *choices;      /* NULL-terminated, already translated: left and right choose; NULL: text */
	char value[FORM_VALUE_SIZE];     /* "" until chosen: a choice has no default unless the caller sets one */
	char message[FORM_MESSAGE_SIZE]; /* why the value cannot be taken; "" when it can or was not checked yet */
};

struct form {
	struct form_field *fields;       /* count of them, the caller's */
	int count;
	int focused;
	size_t cursor;                   /* byte offset in a text field */
	bool is_dirty;                   /* something was changed */

	/* Writes the message (already translated) of a bad value and returns false. NULL: everything is fine. */
	bool (*check)(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE]);
	const void *context;
};

enum form_answer { FORM_OPEN, FORM_SUBMITTED, FORM_CANCELLED };

/* Puts the cursor at the end of the first field. */
void form_begin(struct form *form);

/* Esc gives FORM_CANCELLED: the caller asks when is_dirty. FORM_SUBMITTED only when every field is good. */
enum form_answer form_key(struct form *form, uint32_t key);

/* Rows of label, field and message; a form longer than the pane scrolls with the focus. */
void form_draw(const struct form *form, struct term *term);

/* The index of a choice field's value, or -1. */
int form_choice(const struct form_field *field);

#endif
