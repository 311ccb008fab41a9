/* One line of text being edited. */
#include "tui/widget/text_field.h"

#include <string.h>

#include "tui/key.h"

static bool is_mark_at(const char *text, size_t at)
{
	uint32_t character;

	if (text[at] == '\0')
		return false;
	(void)text_decode(text + at, strlen(text + at), &character);
	return text_character_width(character) == 0;
}

static size_t after(const char *text, size_t at)
{
	uint32_t character;

	if (text[at] == '\0')
		return at;
	do
		at += text_decode(text + at, strlen(text + at), &character);
	while (is_mark_at(text, at));
	return at;
}

static size_t before(const char *text, size_t at)
{
	size_t start = 0, next;

	while ((next = after(text, start)) < at)
		start = next;
	return at == 0 ? 0 : start;
}

static bool erase(struct text_field *field, size_t from, size_t to)
{
	if (from >= to)
		return false;
	memmove(field->text + from, field->text + to, strlen(field->text + to) + 1);
	field->cursor = from;
	return true;
}

static bool insert(struct text_field *field, uint32_t character)
{
	char bytes[4];
	const size_t length = text_encode(character, bytes), used = strlen(field->text);

	if (used + length >= field->size)
		return false;
	memmove(field->text + field->cursor + length, field->text + field->cursor, used - field->cursor + 1);
	memcpy(field->text + field->cursor, bytes, length);
	field->cursor += length;
	return true;
}

static size_t word_before(const struct text_field *field)
{
	size_t at = field->cursor;

	while (at > 0 && field->text[at - 1] == ' ')
		at--;
	while (at > 0 && field->text[at - 1] != ' ')
		at--;
	return at;
}

static bool move(struct text_field *field, size_t cursor)
{
	const bool changed = cursor != field->cursor;

	field->cursor = cursor;
	return changed;
}

bool text_field_key(struct text_field *field, uint32_t key)
{
	const size_t length = strlen(field->text);
	uint32_t character;

	if (press_is_text(key, &character))
		return insert(field, character);
	switch (key) {
	case PRESS_LEFT:
		return move(field, before(field->text, field->cursor));
	case PRESS_RIGHT:
		return move(field, after(field->text, field->cursor));
	case PRESS_HOME:
	case KEY_MOD_CTRL | 'a':
		return move(field, 0);
	case PRESS_END:
	case KEY_MOD_CTRL | 'e':
		return move(field, length);
	case PRESS_BACKSPACE:
		return erase(field, before(field->text, field->cursor), field->cursor);
	case PRESS_DELETE:
		return erase(field, field->cursor, after(field->text, field->cursor));
	case KEY_MOD_CTRL | 'k':
		return erase(field, field->cursor, length);
	case KEY_MOD_CTRL | 'u':
		return erase(field, 0, field->cursor);
	case KEY_MOD_CTRL | 'w':
		return erase(field, word_before(field), field->cursor);
	default:
		return false;
	}
}

/* Columns of the bytes from start to end. */
static int width_between(const char *text, size_t start, size_t end)
{
	int width = 0;

	while (start < end) {
		uint32_t character;

		start += text_decode(text + start, end - start, &character);
		width += text_character_width(character);
	}
	return width;
}

void text_field_draw(const char *text, size_t cursor, struct term *term, int row, int column, int width, bool is_focused)
{
	struct term pane = term_pane(term, row, column, 1, width);
	size_t start = 0;

	/* The cursor needs a cell of its own after the last character. */
	while (start < cursor && width_between(text, start, cursor) > width - 1)
		start = after(text, start);
	term_fill(&pane, ROLE_INPUT);
	(void)term_put(&pane, 0, 0, ROLE_INPUT, text + start);
	if (is_focused)
		term_cursor(&pane, 0, width_between(text, start, cursor));
}
