/* A canvas as a file that people read, and the comparison with the one that was accepted. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "tests/support/golden.h"
#include "tests/support/term_grid.h"

enum { ROWS_PRINTED = 6 };

/* "bold+reverse", "plain". */
static void name_look(const struct look *look, char *name, size_t size)
{
	static const char *const names[] = {"bold", "dim", "underline", "reverse", "italic"};

	name[0] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const size_t used = strlen(name);

		if ((look->attributes & 1u << i) != 0)
			(void)snprintf(name + used, size - used, "%s%s", used > 0 ? "+" : "", names[i]);
	}
	if (name[0] == '\0')
		(void)snprintf(name, size, "plain");
}

static void name_cell(const struct cell *cell, const struct theme *theme, char *name, size_t size)
{
	if (theme != NULL) {
		const struct look look = theme_cell_look(theme, cell->role, cell->is_selected);

		name_look(&look, name, size);
		return;
	}
	(void)snprintf(name, size, "%s%s", role_name(cell->role), cell->is_selected ? "!" : "");
}

static void add_runs(const struct canvas *canvas, int row, const struct theme *theme, struct text *text)
{
	for (int column = 0, end; column < canvas->columns; column = end) {
		char name[64], next[64];

		name_cell(canvas_cell(canvas, row, column), theme, name, sizeof name);
		for (end = column + 1; end < canvas->columns; end++) {
			name_cell(canvas_cell(canvas, row, end), theme, next, sizeof next);
			if (strcmp(name, next) != 0)
				break;
		}
		text_addf(text, " %s*%d", name, end - column);
	}
	text_add(text, "\n");
}

void golden_write(const struct canvas *canvas, const struct theme *theme, struct text *text)
{
	for (int row = 0; row < canvas->rows; row++) {
		text_add(text, "|");
		for (int column = 0; column < canvas->columns; column++) {
			const struct cell *cell = canvas_cell(canvas, row, column);

			text_add_bytes(text, cell->bytes, strnlen(cell->bytes, sizeof cell->bytes));
		}
		text_add(text, "|\n");
	}
	text_addf(text, "cursor %d,%d\n", canvas->cursor_row, canvas->cursor_column);
	for (int row = 0; row < canvas->rows; row++) {
		text_addf(text, "%02d", row);
		add_runs(canvas, row, theme, text);
	}
}

/* False: no such file. */
static bool read_file(const char *path, struct text *text)
{
	FILE *file = fopen(path, "r");
	char bytes[4096];
	size_t count;

	if (file == NULL)
		return false;
	while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_add_bytes(text, bytes, count);
	assert_int_equal(fclose(file), 0);
	return true;
}

static void write_file(const char *folder, const char *name, const char *bytes)
{
	char path[512];
	FILE *file;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		fail_msg("%s cannot be made: %s", folder, strerror(errno));
	(void)snprintf(path, sizeof path, "%s/%s.txt", folder, name);
	file = fopen(path, "w");
	if (file == NULL)
		fail_msg("%s cannot be written: %s", path, strerror(errno));
	assert_true(fputs(bytes, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void print_differences(const char *accepted, const char *shown)
{
	int printed = 0;

	for (int line = 0; *accepted != '\0' || *shown != '\0'; line++) {
		const int left = (int)strcspn(accepted, "\n"), right = (int)strcspn(shown, "\n");

		if ((left != right || strncmp(accepted, shown, (size_t)left) != 0) && printed++ < ROWS_PRINTED)
			print_error("line %d\n  accepted %.*s\n  shown    %.*s\n", line + 1, left, accepted, right, shown);
		accepted += left + (accepted[left] != '\0');
		shown += right + (shown[right] != '\0');
	}
	if (printed > ROWS_PRINTED)
		print_error("and %d further lines\n", printed - ROWS_PRINTED);
}

bool golden_holds(const char *folder, const char *beside, const char *name, const char *shown, bool is_accepted)
{
	struct text accepted = {0};
	char path[512];
	bool is_known, is_equal;

	(void)snprintf(path, sizeof path, "%s/%s.txt", folder, name);
	is_known = read_file(path, &accepted);
	is_equal = is_known && strcmp(text_string(&accepted), shown) == 0;
	if (!is_equal && is_accepted) {
		write_file(folder, name, shown);
		is_equal = true;
	} else if (!is_equal) {
		if (is_known)
			print_differences(text_string(&accepted), shown);
		else
			print_error("%s: no picture was accepted yet\n", path);
		write_file(beside, name, shown);
		print_error("the new picture: %s/%s.txt\n", beside, name);
	}
	text_clear(&accepted);
	return is_equal;
}
