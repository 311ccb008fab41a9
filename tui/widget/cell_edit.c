/* One value edited where it stands. */
#include "tui/widget/cell_edit.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/money.h"
#include "tui/key.h"
#include "tui/widget/text_field.h"

void cell_edit_begin(struct cell_edit *edit, int64_t id, int column, const char *text)
{
	*edit = (struct cell_edit){.is_open = true, .id = id, .column = column, .is_fresh = true};
	(void)snprintf(edit->text, sizeof edit->text, "%s", text);
	edit->cursor = strlen(edit->text);
}

void cell_edit_close(struct cell_edit *edit)
{
	*edit = (struct cell_edit){0};
}

enum cell_answer cell_edit_key(struct cell_edit *edit, uint32_t key)
{
	struct text_field field = {.text = edit->text, .size = sizeof edit->text, .cursor = edit->cursor};
	uint32_t character;

	switch (key) {
	case PRESS_ENTER:
		return CELL_TAKE;
	case PRESS_ESC:
		return CELL_CANCEL;
	case PRESS_TAB:
	case PRESS_TAB | KEY_MOD_SHIFT:
		return CELL_NEXT;
	default:
		break;
	}
	if (edit->is_fresh && press_is_text(key, &character)) {
		edit->text[0] = '\0';
		field.cursor = 0;
	}
	if (text_field_key(&field, key))
		edit->message[0] = '\0'; /* while it is being mended a message only distracts */
	edit->is_fresh = false;
	edit->cursor = field.cursor;
	return CELL_OPEN;
}

void cell_edit_draw(const struct cell_edit *edit, struct term *term)
{
	text_field_draw(edit->text, edit->cursor, term, 0, 0, term->columns, true);
}

bool number_parse_within(const char *text, double least, double most, double *number)
{
	char digits[CELL_EDIT_SIZE];
	size_t length;
	int64_t micros;
	double value;

	text += strspn(text, " ");
	length = strcspn(text, " ");
	if (length >= sizeof digits || text[length + strspn(text + length, " ")] != '\0')
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (decimal_parse(digits, &micros, NULL) != STATUS_OK)
		return false;
	value = decimal_to_double(micros);
	if (value < least || value > most)
		return false;
	*number = value;
	return true;
}

bool percent_parse_within(const char *text, double least, double most, double *fraction)
{
	char number[CELL_EDIT_SIZE];
	const size_t length = strcspn(text, "%");
	double percent;

	if (length >= sizeof number || (text[length] == '%' && text[length + 1 + strspn(text + length + 1, " ")] != '\0'))
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	if (!number_parse_within(number, 100.0 * least, 100.0 * most, &percent))
		return false;
	*fraction = percent / 100.0;
	return true;
}

bool percent_parse(const char *text, double *fraction)
{
	return percent_parse_within(text, 0.0, 1.0, fraction);
}

char *percent_format(double fraction, char text[CELL_EDIT_SIZE])
{
	char number[DECIMAL_TEXT_SIZE];
	int64_t micros = 0;

	/* Four decimals of a percent: what a mandate keeps. */
	if (decimal_from_double(fraction * 100.0, ROUND_HALF_EVEN, &micros, NULL) == STATUS_OK)
		(void)decimal_round(micros, 100, ROUND_HALF_EVEN, &micros);
	(void)snprintf(text, CELL_EDIT_SIZE, "%s", decimal_format(micros, number));
	return text;
}
