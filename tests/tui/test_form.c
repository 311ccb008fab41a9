/* Forms, text fields, and the files of themes and keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/support/term_grid.h"
#include "tui/key.h"
#include "tui/looks.h"
#include "tui/widget/form.h"
#include "tui/widget/text_field.h"

static const char *const kinds[] = {"growth", "income", NULL};

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	(void)context;
	if (field != 1 || strcmp(form->fields[1].value, "5") == 0)
		return true;
	(void)snprintf(message, FORM_MESSAGE_SIZE, "must be 5");
	return false;
}

struct filled {
	struct form_field fields[3];
	struct form form;
};

static void begin(struct filled *filled)
{
	*filled = (struct filled){.fields = {{.label = "姓名 name"}, {.label = "years", .hint = "1 to 60"},
					     {.label = "kind", .choices = kinds}}};
	filled->form = (struct form){.fields = filled->fields, .count = 3, .check = check};
	form_begin(&filled->form);
}

static enum form_answer type(struct form *form, const char *names)
{
	enum form_answer answer = FORM_OPEN;
	char copy[128], *rest = NULL;

	(void)snprintf(copy, sizeof copy, "%s", names);
	for (char *name = strtok_r(copy, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
		uint32_t key = 0;

		assert_true(press_parse(name, &key));
		answer = form_key(form, key);
	}
	return answer;
}

static void a_name_is_edited_by_character_whatever_its_bytes(void **state)
{
	struct filled filled;

	(void)state;
	begin(&filled);
	(void)type(&filled.form, "王 芳 left backspace 李 end x home delete");
	assert_string_equal(filled.fields[0].value, "芳x");
	(void)type(&filled.form, "ctrl-u"); /* nothing before the cursor */
	assert_string_equal(filled.fields[0].value, "芳x");
	(void)type(&filled.form, "ctrl-k");
	assert_string_equal(filled.fields[0].value, "");
	assert_true(filled.form.is_dirty);
}

static void a_letter_goes_with_its_marks(void **state)
{
	char value[16] = "e\xCC\x81x";
	struct text_field field = {.text = value, .size = sizeof value, .cursor = 3};

	(void)state;
	assert_true(text_field_key(&field, PRESS_BACKSPACE));
	assert_string_equal(value, "x");
}

static void a_full_field_takes_no_half_character(void **state)
{
	char value[6] = "abc";
	struct text_field field = {.text = value, .size = sizeof value, .cursor = 3};

	(void)state;
	assert_false(text_field_key(&field, 0x6C60)); /* three bytes, two are left */
	assert_string_equal(value, "abc");
	assert_true(text_field_key(&field, 'd'));
	assert_true(text_field_key(&field, 'e'));
	assert_false(text_field_key(&field, 'f'));
	assert_string_equal(value, "abcde");
}

static void the_first_bad_field_gets_the_focus_and_its_message(void **state)
{
	struct filled filled;
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	begin(&filled);
	assert_int_equal(type(&filled.form, "a enter 7 enter right enter"), FORM_OPEN);
	assert_int_equal(filled.form.focused, 1);
	canvas_erase(&canvas, 3, 72);
	term = term_whole(&canvas);
	form_draw(&filled.form, &term);
	assert_grid(&canvas,
		    "  姓名 name  a                                 \n"
		    "▶ years      7                                 must be 5\n"
		    "  kind       ‹ growth                       ›\n");
	assert_int_equal(grid_role_of(&canvas, "must be 5"), ROLE_ERROR);
	assert_int_equal(canvas.cursor_row, 1);
	assert_int_equal(canvas.cursor_column, 14);
	assert_int_equal(type(&filled.form, "backspace 5 enter enter"), FORM_SUBMITTED);
	canvas_clear(&canvas);
}

static void a_choice_has_no_default_and_goes_round(void **state)
{
	struct filled filled;

	(void)state;
	begin(&filled);
	assert_int_equal(form_choice(&filled.fields[2]), -1);
	(void)type(&filled.form, "tab tab left");
	assert_int_equal(form_choice(&filled.fields[2]), 1);
	(void)type(&filled.form, "right");
	assert_int_equal(form_choice(&filled.fields[2]), 0);
	assert_int_equal(type(&filled.form, "esc"), FORM_CANCELLED);
}

static void a_narrow_form_says_its_message_below(void **state)
{
	struct filled filled;
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	begin(&filled);
	(void)type(&filled.form, "tab 7 tab up");
	canvas_erase(&canvas, 6, 40);
	term = term_whole(&canvas);
	form_draw(&filled.form, &term);
	assert_true(grid_shows(&canvas, "must be 5"));
	assert_true(grid_is_sound(&canvas));
	for (int rows = 1; rows < 6; rows++) {
		for (int columns = 1; columns < 60; columns++) {
			canvas_erase(&canvas, rows, columns);
			term = term_whole(&canvas);
			form_draw(&filled.form, &term);
			assert_true(grid_is_sound(&canvas));
		}
	}
	canvas_clear(&canvas);
}

/* ---- files ---- */

static int make_folder(void **state)
{
	static char folder[] = "/tmp/ballast-looks-XXXXXX";
	char path[128];

	(void)snprintf(folder, sizeof folder, "/tmp/ballast-looks-XXXXXX");
	*state = mkdtemp(folder);
	(void)snprintf(path, sizeof path, "%s/themes", folder);
	return *state != NULL ? mkdir(path, 0700) : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return system(command);
}

static void write_file(const char *folder, const char *name, const char *bytes)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(bytes, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void every_shipped_theme_is_read(void **state)
{
	static struct looks looks;
	struct error err = {0};

	(void)state;
	assert_int_equal(looks_load(getenv("abs_top_srcdir"), NULL, NULL, &looks, &err), STATUS_OK);
	assert_int_equal(looks.theme_count, 5);
	assert_string_equal(looks.themes[0].name, "ballast");
}

static void the_monochrome_theme_has_no_colour(void **state)
{
	static struct looks looks;

	(void)state;
	assert_int_equal(looks_load(getenv("abs_top_srcdir"), NULL, "monochrome", &looks, NULL), STATUS_OK);
	assert_string_equal(looks.themes[0].name, "monochrome");
	for (int role = 0; role < ROLE_COUNT; role++) {
		assert_int_equal(looks.themes[0].looks[role].foreground, COLOUR_DEFAULT);
		assert_int_equal(looks.themes[0].looks[role].background, COLOUR_DEFAULT);
	}
	assert_true(looks.themes[0].looks[ROLE_SELECTION].attributes & LOOK_REVERSE);
}

static void the_users_files_win_and_keys_are_read(void **state)
{
	static struct looks looks;
	const char *folder = *state;

	write_file(folder, "themes/dark.theme", "loss = 'magenta default'\n");
	write_file(folder, "keys.conf", "refresh = 'F5 ctrl-p'\n");
	assert_int_equal(looks_load(getenv("abs_top_srcdir"), folder, "dark", &looks, NULL), STATUS_OK);
	assert_int_equal(looks.theme_count, 5);
	assert_int_equal(looks.themes[0].looks[ROLE_LOSS].foreground, 5);
	assert_int_equal(looks.keymap.keys[ACTION_REFRESH][0], PRESS_F5);
}

static void a_bad_file_is_named(void **state)
{
	static struct looks looks;
	const char *folder = *state;
	struct error err;

	write_file(folder, "keys.conf", "refresh = 't'\n");
	assert_int_equal(looks_load(NULL, folder, NULL, &looks, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "keys.conf"));
	assert_non_null(strstr(err.message, "'refresh' (line 1) and 'theme'"));
	write_file(folder, "keys.conf", "");
	write_file(folder, "themes/mine.theme", "los = 'red default'\n");
	assert_int_equal(looks_load(NULL, folder, NULL, &looks, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "theme mine"));
}

static void without_any_file_the_built_in_theme_stands(void **state)
{
	static struct looks looks;

	(void)state;
	assert_int_equal(looks_load("/nonexistent", NULL, NULL, &looks, NULL), STATUS_OK);
	assert_int_equal(looks.theme_count, 1);
	assert_int_equal(looks_load("/nonexistent", NULL, "solarized", &looks, NULL), STATUS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_edited_by_character_whatever_its_bytes),
		cmocka_unit_test(a_letter_goes_with_its_marks),
		cmocka_unit_test(a_full_field_takes_no_half_character),
		cmocka_unit_test(the_first_bad_field_gets_the_focus_and_its_message),
		cmocka_unit_test(a_choice_has_no_default_and_goes_round),
		cmocka_unit_test(a_narrow_form_says_its_message_below),
		cmocka_unit_test(every_shipped_theme_is_read),
		cmocka_unit_test(the_monochrome_theme_has_no_colour),
		cmocka_unit_test_setup_teardown(the_users_files_win_and_keys_are_read, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_bad_file_is_named, make_folder, remove_folder),
		cmocka_unit_test(without_any_file_the_built_in_theme_stands),
	};

	return cmocka_run_group_tests_name("form and looks", tests, NULL, NULL);
}
