/* A canvas as text, for golden screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/term_grid.h"

void grid_row(const struct canvas *canvas, int row, struct text *text)
{
	const size_t start = text->length;

	for (int column = 0; column < canvas->columns; column++) {
		const struct cell *cell = canvas_cell(canvas, row, column);

		text_add_bytes(text, cell->bytes, strnlen(cell->bytes, sizeof cell->bytes));
	}
	while (text->length > start && text->bytes[text->length - 1] == ' ')
		text->bytes[--text->length] = '\0';
}

void grid_dump(const struct canvas *canvas, struct text *text)
{
	for (int row = 0; row < canvas->rows; row++) {
		grid_row(canvas, row, text);
		text_add(text, "\n");
	}
}

/* The cell where piece begins, or NULL. */
static const struct cell *find(const struct canvas *canvas, const char *piece)
{
	for (int row = 0; row < canvas->rows; row++) {
		for (int column = 0; column < canvas->columns; column++) {
			const char *left = piece;

			for (int at = column; at < canvas->columns; at++) {
				const struct cell *cell = canvas_cell(canvas, row, at);
				const size_t length = strnlen(cell->bytes, sizeof cell->bytes);

				if (*left == '\0' || strncmp(left, cell->bytes, length) != 0)
					break;
				left += length;
			}
			if (*left == '\0' && canvas_cell(canvas, row, column)->width > 0)
				return canvas_cell(canvas, row, column);
		}
	}
	return NULL;
}

bool grid_shows(const struct canvas *canvas, const char *piece)
{
	return find(canvas, piece) != NULL;
}

int grid_role_of(const struct canvas *canvas, const char *piece)
{
	const struct cell *cell = find(canvas, piece);

	return cell != NULL ? cell->role : -1;
}

bool grid_is_selected_at(const struct canvas *canvas, const char *piece)
{
	const struct cell *cell = find(canvas, piece);

	return cell != NULL && cell->is_selected;
}

bool grid_is_sound(const struct canvas *canvas)
{
	for (int row = 0; row < canvas->rows; row++) {
		for (int column = 0; column < canvas->columns; column++) {
			const struct cell *cell = canvas_cell(canvas, row, column);
			uint32_t character;

			if (cell->width == 0 && (column == 0 || canvas_cell(canvas, row, column - 1)->width != 2))
				return false;
			if (cell->width == 0)
				continue;
			if (cell->width == 2 && (column + 1 == canvas->columns ||
						 canvas_cell(canvas, row, column + 1)->width != 0))
				return false;
			(void)text_decode(cell->bytes, strnlen(cell->bytes, sizeof cell->bytes), &character);
			if (text_character_width(character) != cell->width)
				return false;
			if (canvas->charset == CHARSET_ASCII && character > 126)
				return false;
		}
	}
	return true;
}

/* Blanks at line ends do not count: editors remove them from the expected text. */
static void add_trimmed(struct text *text, const char *expected)
{
	while (*expected != '\0') {
		size_t length = strcspn(expected, "\n");
		const char *next = expected + length + (expected[length] == '\n');

		while (length > 0 && expected[length - 1] == ' ')
			length--;
		text_add_bytes(text, expected, length);
		text_add(text, "\n");
		expected = next;
	}
}

/* Line by line: the test library cuts what is printed at once. */
static void print_lines(const char *title, const char *text)
{
	print_error("%s\n", title);
	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		print_error("%.*s\n", (int)strcspn(text, "\n"), text);
}

void grid_assert(const struct canvas *canvas, const char *expected, const char *file, int line)
{
	struct text shown = {0}, wanted = {0};
	bool is_equal;

	grid_dump(canvas, &shown);
	add_trimmed(&wanted, expected);
	is_equal = strcmp(text_string(&shown), text_string(&wanted)) == 0;
	if (!is_equal) {
		print_lines("expected:", text_string(&wanted));
		print_lines("shown:", text_string(&shown));
	}
	text_clear(&shown);
	text_clear(&wanted);
	if (!is_equal || !grid_is_sound(canvas))
		_fail(file, line);
}
