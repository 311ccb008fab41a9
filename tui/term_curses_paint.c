/* What is written to the terminal: the looks of a theme, the cells that changed, and what goes to its clipboard. */
#include "tui/term_curses_state.h"

#include "tui/term_curses.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

enum { PAIRS = 256 };

struct pair {
	int16_t foreground, background;
};

/* ---- looks ---- */

static attr_t curses_attributes(uint8_t attributes)
{
	attr_t result = A_NORMAL;

	if (attributes & LOOK_BOLD)
		result |= A_BOLD;
	if (attributes & LOOK_DIM)
		result |= A_DIM;
	if (attributes & LOOK_UNDERLINE)
		result |= A_UNDERLINE;
	if (attributes & LOOK_REVERSE)
		result |= A_REVERSE;
	if (attributes & LOOK_ITALIC)
		result |= A_ITALIC;
	return result;
}

static short pair_for(struct pair pairs[PAIRS], short *count, struct look look, int colours, bool *is_bright)
{
	struct pair wanted = {(int16_t)theme_nearest_colour(look.foreground, colours),
			      (int16_t)theme_nearest_colour(look.background, colours)};

	/* With eight colours a bright foreground is the plain one in bold. */
	*is_bright = colours < 16 && look.foreground >= 8 && look.foreground < 16;
	/* the default colours are a pair too: to go back to pair 0 curses turns every attribute off, six bytes a time */
	for (short i = 1; i < *count; i++) {
		if (pairs[i].foreground == wanted.foreground && pairs[i].background == wanted.background)
			return i;
	}
	if (*count >= PAIRS || *count >= COLOR_PAIRS)
		return 0;
	pairs[*count] = wanted;
	(void)init_pair(*count, wanted.foreground, wanted.background);
	return (*count)++;
}

void terminal_use_theme(struct terminal *terminal, const struct theme *theme)
{
	const int colours = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	struct pair pairs[PAIRS] = {{0}};
	short count = 1;

	terminal->theme = *theme;
	for (int role = 0; role < ROLE_COUNT; role++) {
		for (int selected = 0; selected < 2; selected++) {
			const struct look look = theme_cell_look(theme, (enum role)role, selected);
			attr_t attributes = curses_attributes(look.attributes);
			bool is_bright = false;

			terminal->pair_numbers[role][selected] =
				terminal->has_colour ? pair_for(pairs, &count, look, colours, &is_bright) : 0;
			/* Without colours a background says nothing: the selection is reversed instead. */
			if (!terminal->has_colour && look.background != theme->looks[ROLE_NORMAL].background)
				attributes |= A_REVERSE;
			terminal->attributes[role][selected] = is_bright ? attributes | A_BOLD : attributes;
		}
	}
	terminal->wants_repaint = true;
}

/* ---- painting ---- */

void terminal_repaint(struct terminal *terminal)
{
	terminal->wants_repaint = true;
}

/* A blank looks the same in both: no line is drawn through or under it, and what is behind it is one colour. */
static bool is_blank_alike(const struct terminal *terminal, const struct cell *a, const struct cell *b)
{
	const attr_t drawn = A_REVERSE | A_UNDERLINE;
	const attr_t of_a = terminal->attributes[a->role][a->is_selected != 0];
	const attr_t of_b = terminal->attributes[b->role][b->is_selected != 0];

	return a->is_selected == b->is_selected && ((of_a | of_b) & drawn) == 0 &&
	       terminal->theme.looks[a->role].background == terminal->theme.looks[b->role].background;
}

/* Where the C library counts another width than we do, the terminal may too: something it cannot mistake stands in. */
static void put_cell(const struct terminal *terminal, int row, int column, const struct cell *cell,
		     const struct cell *brush)
{
	const int selected = brush->is_selected != 0;
	wchar_t characters[CCHARW_MAX] = {0};
	size_t count = 0, at = 0;
	const size_t length = strnlen(cell->bytes, sizeof cell->bytes);
	cchar_t painted;

	while (at < length && count + 1 < CCHARW_MAX) {
		uint32_t character;

		at += text_decode(cell->bytes + at, length - at, &character);
		characters[count++] = (wchar_t)character;
	}
	if (wcwidth(characters[0]) != cell->width)
		(void)wcscpy(characters, L"?");
	(void)setcchar(&painted, characters, terminal->attributes[brush->role][selected],
		       terminal->pair_numbers[brush->role][selected], NULL);
	(void)mvadd_wch(row, column, &painted); /* ERR in the last corner only, where the cell is painted all the same */
	if (cell->width == 2 && characters[0] == L'?')
		(void)mvadd_wch(row, column + 1, &painted);
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas)
{
	const size_t row_bytes = (size_t)canvas->columns * sizeof *canvas->cells;
	bool all = terminal->wants_repaint;

	if (terminal->shown.rows != canvas->rows || terminal->shown.columns != canvas->columns) {
		canvas_erase(&terminal->shown, canvas->rows, canvas->columns);
		(void)resizeterm(canvas->rows, canvas->columns);
		all = true;
	}
	if (all)
		(void)erase();
	if (terminal->wants_repaint)
		(void)clearok(stdscr, TRUE);
	for (int row = 0; row < canvas->rows; row++) {
		struct cell *was = &terminal->shown.cells[(size_t)row * (size_t)canvas->columns];
		const struct cell *is = canvas_cell(canvas, row, 0), *brush = is;

		if (!all && memcmp(was, is, row_bytes) == 0)
			continue;
		memcpy(was, is, row_bytes);
		for (int column = 0; column < canvas->columns; column++) {
			if (is[column].width == 0)
				continue;
			/* a blank keeps the brush of what is left of it: a change of colour costs a dozen bytes */
			if (strcmp(is[column].bytes, " ") != 0 || !is_blank_alike(terminal, &is[column], brush))
				brush = &is[column];
			put_cell(terminal, row, column, &is[column], brush);
		}
	}
	(void)move(canvas->cursor_row, canvas->cursor_column);
	(void)refresh();
	terminal->wants_repaint = false;
}

/* ---- the clipboard ---- */

static void add_base64(struct text *out, const char *bytes, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		const size_t left = length - i;
		const uint32_t group = (uint32_t)(unsigned char)bytes[i] << 16 |
				       (left > 1 ? (uint32_t)(unsigned char)bytes[i + 1] << 8 : 0) |
				       (left > 2 ? (uint32_t)(unsigned char)bytes[i + 2] : 0);

		text_add_character(out, digits[group >> 18]);
		text_add_character(out, digits[group >> 12 & 63]);
		text_add_character(out, left > 1 ? digits[group >> 6 & 63] : '=');
		text_add_character(out, left > 2 ? digits[group & 63] : '=');
	}
}

void terminal_copy(struct terminal *terminal, const char *text, size_t length)
{
	struct text sequence = {0};
	size_t sent = 0;

	(void)terminal;
	text_add(&sequence, "\033]52;c;");
	add_base64(&sequence, text, length);
	text_add(&sequence, "\a");
	while (sent < sequence.length) {
		const ssize_t written = write(STDOUT_FILENO, text_string(&sequence) + sent, sequence.length - sent);

		if (written < 0 && errno != EINTR)
			break; /* the terminal is gone; the loop notices */
		sent += written > 0 ? (size_t)written : 0;
	}
	text_clear(&sequence);
}
