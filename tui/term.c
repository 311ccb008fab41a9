/* The grid of cells every screen draws on. */
#include "tui/term.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "engine/base/memory.h"
#include "tui/glyph.h"

enum { CANVAS_LIMIT = 1000, REPLACEMENT = 0xFFFD };

void canvas_clear(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){.charset = canvas->charset, .hides_amounts = canvas->hides_amounts};
}

static void cell_blank(struct cell *cell, enum role role, bool is_selected)
{
	*cell = (struct cell){.bytes = " ", .width = 1, .role = (uint8_t)role, .is_selected = is_selected};
}

void canvas_erase(struct canvas *canvas, int rows, int columns)
{
	assert(rows > 0 && columns > 0 && rows <= CANVAS_LIMIT && columns <= CANVAS_LIMIT);
	if (rows != canvas->rows || columns != canvas->columns) {
		free(canvas->cells);
		canvas->cells = memory_new_array((size_t)rows * (size_t)columns, sizeof *canvas->cells);
		canvas->rows = rows;
		canvas->columns = columns;
	}
	for (int i = 0; i < rows * columns; i++)
		cell_blank(&canvas->cells[i], ROLE_NORMAL, false);
	canvas->cursor_row = 0;
	canvas->cursor_column = 0;
}

static struct cell *cell_at(struct canvas *canvas, int row, int column)
{
	return &canvas->cells[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

const struct cell *canvas_cell(const struct canvas *canvas, int row, int column)
{
	assert(row >= 0 && row < canvas->rows && column >= 0 && column < canvas->columns);
	return &canvas->cells[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

struct term term_whole(struct canvas *canvas)
{
	return (struct term){.canvas = canvas, .rows = canvas->rows, .columns = canvas->columns};
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

struct term term_pane(const struct term *term, int row, int column, int rows, int columns)
{
	struct term pane = *term;
	const int first_row = larger(row, 0), first_column = larger(column, 0);

	pane.top = term->top + first_row;
	pane.left = term->left + first_column;
	pane.rows = larger(smaller(row + rows, term->rows) - first_row, 0);
	pane.columns = larger(smaller(column + columns, term->columns) - first_column, 0);
	return pane;
}

/* What half a wide character leaves behind when the other half is overwritten is a blank. */
static void release(struct canvas *canvas, int row, int column)
{
	struct cell *cell = cell_at(canvas, row, column);

	if (cell->width == 0 && column > 0) {
		struct cell *left = cell_at(canvas, row, column - 1);

		cell_blank(left, (enum role)left->role, left->is_selected);
	}
	if (cell->width == 2 && column + 1 < canvas->columns) {
		struct cell *right = cell_at(canvas, row, column + 1);

		cell_blank(right, (enum role)right->role, right->is_selected);
	}
}

static bool is_inside(const struct term *term, int row, int column)
{
	return row >= 0 && row < term->rows && column >= 0 && column < term->columns;
}

/* width 1 or 2; a wide character that does not fit leaves a blank where half of it would be. */
static void place(struct term *term, int row, int column, enum role role, uint32_t character, int width)
{
	struct canvas *canvas = term->canvas;
	const bool whole = width == 1 || (is_inside(term, row, column) && is_inside(term, row, column + 1));

	for (int i = 0; i < width; i++) {
		struct cell *cell;

		if (!is_inside(term, row, column + i))
			continue;
		release(canvas, term->top + row, term->left + column + i);
		cell = cell_at(canvas, term->top + row, term->left + column + i);
		cell_blank(cell, role, term->is_selected);
		if (!whole)
			continue;
		memset(cell->bytes, 0, sizeof cell->bytes);
		cell->width = (uint8_t)(i == 0 ? width : 0);
		if (i == 0)
			(void)text_encode(character, cell->bytes); /* at most 4 of CELL_BYTES */
	}
}

static void add_mark(struct term *term, int row, int column, uint32_t mark)
{
	struct cell *cell;
	char bytes[4];
	size_t length, used;

	if (!is_inside(term, row, column) || term->canvas->charset == CHARSET_ASCII)
		return;
	cell = cell_at(term->canvas, term->top + row, term->left + column);
	if (cell->width == 0 && column > 0)
		cell--;
	length = text_encode(mark, bytes);
	used = strnlen(cell->bytes, sizeof cell->bytes);
	if (used + length < sizeof cell->bytes)
		memcpy(cell->bytes + used, bytes, length);
}

static bool is_harmful(uint32_t character)
{
	return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x61C ||
	       (character >= 0x200B && character <= 0x200F) || (character >= 0x2028 && character <= 0x202E) ||
	       (character >= 0x2060 && character <= 0x2069) || character == 0xFEFF;
}

static int put_one(struct term *term, int row, int column, enum role role, uint32_t character)
{
	const uint32_t safe = is_harmful(character) ? REPLACEMENT : character;
	const int width = text_character_width(safe);
	const uint32_t shown = glyph_shown(safe, term->canvas->charset);

	if (width == 0) {
		add_mark(term, row, column - 1, safe);
		return column;
	}
	if (width == 2 && shown != safe) {
		place(term, row, column, role, shown, 1);
		place(term, row, column + 1, role, shown, 1);
	} else {
		place(term, row, column, role, shown, width);
	}
	return column + width;
}

void term_put_character(struct term *term, int row, int column, enum role role, uint32_t character)
{
	(void)put_one(term, row, column, role, character);
}

/* Whose amounts are looked for in sentences. */
static const char currencies[] = " AED AUD BRL CAD CHF CNH CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW KWD MOP MXN MYR NOK "
				 "NZD PHP PLN RUB SAR SEK SGD THB TRY TWD USD VND ZAR ";

/* Bytes of "CNY ", "CNY\u00A0−" and the like before a digit; 0: text does not begin so. */
static size_t amount_lead(const char *text, size_t length)
{
	static const char *const between[] = {" ", "\u00A0", "+", "-", "−"};
	char code[6] = " ";
	size_t used = 3;

	if (length < 4)
		return 0;
	memcpy(code + 1, text, 3);
	code[4] = ' ';
	code[5] = '\0';
	if (memchr(text, ' ', 3) != NULL || strstr(currencies, code) == NULL)
		return 0;
	for (bool goes_on = true; goes_on;) {
		goes_on = false;
		for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
			const size_t step = strlen(between[i]);

			if (used + step <= length && memcmp(text + used, between[i], step) == 0) {
				used += step;
				goes_on = true;
			}
		}
	}
	return used < length && text[used] >= '0' && text[used] <= '9' ? used : 0;
}

/* The digits behind a currency become dots, as wide as they were. */
static void add_masked(struct text *masked, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		const size_t lead = amount_lead(text + i, length - i);

		if (lead == 0) {
			text_add_character(masked, text[i++]);
			continue;
		}
		text_add_bytes(masked, text + i, lead);
		for (i += lead; i < length && strchr("0123456789,.", text[i]) != NULL && text[i] != '\0'; i++) {
			if (text[i] >= '0' && text[i] <= '9')
				text_add(masked, "•");
			else
				text_add_character(masked, text[i]);
		}
	}
}

static int put_characters(struct term *term, int row, int column, enum role role, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character;

		i += text_decode(text + i, length - i, &character);
		column = put_one(term, row, column, role, character);
	}
	return column;
}

static int put_bytes(struct term *term, int row, int column, enum role role, const char *text, size_t length)
{
	struct text masked = {0};

	if (!term->canvas->hides_amounts)
		return put_characters(term, row, column, role, text, length);
	add_masked(&masked, text, length);
	column = put_characters(term, row, column, role, text_string(&masked), masked.length);
	text_clear(&masked);
	return column;
}

int term_put(struct term *term, int row, int column, enum role role, const char *text)
{
	return put_bytes(term, row, column, role, text, strlen(text));
}

int term_putf(struct term *term, int row, int column, enum role role, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments); /* longer than any row: cut */
	va_end(arguments);
	return term_put(term, row, column, role, text);
}

static void put_blanks(struct term *term, int row, int column, int count, enum role role)
{
	for (int i = 0; i < count; i++)
		place(term, row, column + i, role, ' ', 1);
}

void term_put_fitted(struct term *term, int row, int column, int width, enum text_align align, enum role role,
		     const char *text)
{
	const int needed = (int)text_width(text);
	int before = 0, end;

	if (width <= 0)
		return;
	if (needed > width) {
		const size_t length = text_prefix(text, (size_t)(width - 1));

		end = put_bytes(term, row, column, role, text, length);
		end = put_one(term, row, end, role, 0x2026);
		put_blanks(term, row, end, column + width - end, role);
		return;
	}
	if (align == TEXT_RIGHT)
		before = width - needed;
	else if (align == TEXT_CENTRE)
		before = (width - needed) / 2;
	put_blanks(term, row, column, before, role);
	end = term_put(term, row, column + before, role, text);
	put_blanks(term, row, end, column + width - end, role);
}

void term_put_amount(struct term *term, int row, int column, int width, enum role role, const char *text)
{
	struct text hidden = {0};

	if (!term->canvas->hides_amounts) {
		term_put_fitted(term, row, column, width, TEXT_RIGHT, role, text);
		return;
	}
	for (const char *at = text; *at != '\0'; at++) {
		if (*at >= '0' && *at <= '9')
			text_add(&hidden, "•");
		else
			text_add_character(&hidden, *at);
	}
	/* A sign would tell a gain from a loss, and so would the colour. */
	term_put_fitted(term, row, column, width, TEXT_RIGHT, ROLE_DIM, text_string(&hidden));
	text_clear(&hidden);
}

/* Marks that end what is before them, so that no line begins with one; and those that open, so that no line ends there. */
static bool closes(uint32_t character)
{
	return wcschr(L"，。、；：？！）》】」』”’…％%,.;:?!)", (wchar_t)character) != NULL;
}

static bool opens(uint32_t character)
{
	return wcschr(L"（《【「『“‘(", (wchar_t)character) != NULL;
}

/* Beside a blank or a wide character, but never inside a word or a number, as the Chinese standard for layout asks. */
static bool may_break(uint32_t before, uint32_t after)
{
	if (before == ' ' || after == ' ')
		return after == ' ' || !closes(after);
	return (text_character_width(before) == 2 || text_character_width(after) == 2) && !closes(after) && !opens(before);
}

/* Bytes of the line that starts at text and fits columns; *next is where the following line starts. */
static size_t wrap_line(const char *text, int columns, size_t *next)
{
	const size_t length = strcspn(text, "\n");
	uint32_t before = 0;
	size_t fits = 0, last = 0;
	int used = 0;

	while (fits < length) {
		uint32_t character;
		const size_t bytes = text_decode(text + fits, length - fits, &character);
		const int width = text_character_width(character);

		if (fits > 0 && may_break(before, character))
			last = fits;
		if (used + width > columns)
			break;
		used += width;
		fits += bytes;
		before = character;
	}
	if (fits >= length) {
		*next = text[length] == '\n' ? length + 1 : length;
		return length;
	}
	if (last > 0)
		fits = last;
	if (fits == 0) { /* not even one character: give up on this line rather than loop */
		*next = length;
		return 0;
	}
	*next = fits + strspn(text + fits, " ");
	return fits;
}

int term_wrapped_rows(const char *text, int columns)
{
	int rows = 0;

	while (*text != '\0') {
		size_t next;

		(void)wrap_line(text, columns, &next);
		text += next;
		rows++;
	}
	return rows;
}

int term_put_wrapped(struct term *term, int row, int column, enum role role, const char *text)
{
	struct text masked = {0};

	if (term->canvas->hides_amounts) { /* before it is cut into lines: one may end behind the currency */
		add_masked(&masked, text, strlen(text));
		text = text_string(&masked);
	}
	while (*text != '\0') {
		size_t next;
		const size_t length = wrap_line(text, term->columns - column, &next);

		(void)put_bytes(term, row++, column, role, text, length);
		text += next;
	}
	text_clear(&masked);
	return row;
}

void term_fill_row(struct term *term, int row, enum role role)
{
	put_blanks(term, row, 0, term->columns, role);
}

void term_fill(struct term *term, enum role role)
{
	for (int row = 0; row < term->rows; row++)
		term_fill_row(term, row, role);
}

static void put_edge(struct term *term, int row, enum role role, const char *left, const char *right)
{
	if (term->canvas->is_plain)
		return;
	(void)term_put(term, row, 0, role, left);
	for (int column = 1; column < term->columns - 1; column++)
		(void)term_put(term, row, column, role, "─");
	(void)term_put(term, row, term->columns - 1, role, right);
}

static void put_title(struct term *term, int row, enum role role, const char *title)
{
	int room = term->columns - 4;
	int width;

	if (title == NULL || title[0] == '\0' || room < 4)
		return;
	width = smaller((int)text_width(title), room - 1);
	(void)term_put(term, row, 1, role, " ");
	term_put_fitted(term, row, 2, width, TEXT_LEFT, role, title);
	(void)term_put(term, row, 2 + width, role, " ");
}

struct term term_box_focused(struct term *term, const char *title, bool is_focused)
{
	const enum role role = is_focused ? ROLE_ACCENT : ROLE_BORDER;

	if (term->rows >= 2 && term->columns >= 2) {
		put_edge(term, 0, role, "┌", "┐");
		for (int row = 1; row < term->rows - 1 && !term->canvas->is_plain; row++) {
			(void)term_put(term, row, 0, role, "│");
			(void)term_put(term, row, term->columns - 1, role, "│");
		}
		put_edge(term, term->rows - 1, role, "└", "┘");
		put_title(term, 0, is_focused ? ROLE_ACCENT : ROLE_TITLE, title);
	}
	return term_pane(term, 1, 1, term->rows - 2, term->columns - 2);
}

struct term term_box(struct term *term, const char *title)
{
	return term_box_focused(term, title, false);
}

void term_divide(struct term *boxed, int row, const char *title)
{
	put_edge(boxed, row, ROLE_BORDER, "├", "┤");
	put_title(boxed, row, ROLE_TITLE, title);
}

void term_cursor(struct term *term, int row, int column)
{
	if (term->rows == 0 || term->columns == 0)
		return;
	term->canvas->cursor_row = term->top + larger(smaller(row, term->rows - 1), 0);
	term->canvas->cursor_column = term->left + larger(smaller(column, term->columns - 1), 0);
}
