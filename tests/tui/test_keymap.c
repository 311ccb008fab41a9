/* Names of keys, the key map and themes: good files, bad files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tui/keymap.h"
#include "tui/screen.h"
#include "tui/theme.h"

static const struct action_use none[] = {{ACTION_NONE, NULL}};
static const struct action_use studio[] = {
	{ACTION_CANDIDATE_A, NULL}, {ACTION_VIEWS, NULL}, {ACTION_LEFT, NULL}, {ACTION_NONE, NULL},
};

static void a_key_has_a_name_that_reads_back(void **state)
{
	static const char *const names[] = {"g", "G", "?", ":", "/", "space", "enter", "esc", "up", "pgup", "F1", "F12",
					    "ctrl-r", "shift-left", "alt-x", "shift-tab", "ctrl-right", "é", "价"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		uint32_t key = 0;
		char name[KEY_NAME_SIZE];

		assert_true(press_parse(names[i], &key));
		assert_string_equal(press_name(key, name), names[i]);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const names[] = {"", "gg", "ctrl-", "hyper-x", "F13", "shift-g", " ", "\x1b", "\xff"};
	uint32_t key;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_false(press_parse(names[i], &key));
}

static void every_action_has_a_name_a_sentence_and_a_key(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_defaults(&keymap);
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action found = ACTION_NONE;

		assert_true(action_find(action_name((enum action)i), &found));
		assert_int_equal(found, i);
		assert_true(strlen(action_help((enum action)i)) > 3);
		assert_int_not_equal(keymap.keys[i][0], KEY_NONE);
	}
	assert_int_equal(keymap_apply(&keymap, NULL, 0, NULL), STATUS_OK); /* the defaults do not clash */
}

static void a_file_rebinds_an_action(void **state)
{
	const struct keymap_pair pairs[] = {{"refresh", "F5 ctrl-p", 1}};
	struct keymap keymap;
	uint32_t key;

	(void)state;
	keymap_defaults(&keymap);
	assert_int_equal(keymap_apply(&keymap, pairs, 1, NULL), STATUS_OK);
	assert_true(press_parse("F5", &key));
	assert_int_equal(keymap_action(&keymap, key, none), ACTION_REFRESH);
	assert_int_equal(keymap_action(&keymap, 'r', none), ACTION_NONE);
}

static void a_clash_names_the_key_and_both_actions_and_changes_nothing(void **state)
{
	const struct keymap_pair pairs[] = {{"up", "k", 2}, {"theme", "r", 7}};
	struct keymap keymap, before;
	struct error err;

	(void)state;
	keymap_defaults(&keymap);
	before = keymap;
	assert_int_equal(keymap_apply(&keymap, pairs, 2, &err), STATUS_INVALID);
	assert_string_equal(err.message,
			    "keys: 'r' would mean both 'refresh' and 'theme' (line 7); give one of them another key");
	assert_memory_equal(&keymap, &before, sizeof keymap);
}

static void a_screen_that_would_have_one_key_twice_is_named(void **state)
{
	const struct keymap_pair pairs[] = {{"views", "a", 3}};
	struct keymap keymap;
	struct error err;

	(void)state;
	keymap_defaults(&keymap);
	assert_int_equal(keymap_check_screen(&keymap, "allocate", studio, NULL), STATUS_OK);
	assert_int_equal(keymap_apply(&keymap, pairs, 1, NULL), STATUS_OK);
	assert_int_equal(keymap_check_screen(&keymap, "allocate", studio, &err), STATUS_INVALID);
	assert_string_equal(err.message, "keys: 'a' would mean both 'candidate-a' and 'views' (line 3) on screen allocate; "
					 "give one of them another key");
}

static void bad_lines_of_a_key_file_are_named(void **state)
{
	static const struct {
		struct keymap_pair pair;
		const char *words;
	} bad[] = {
		{{"refesh", "r", 4}, "line 4: keys: there is no action 'refesh'; did you mean 'refresh'?"},
		{{"zzzzzzzz", "r", 0}, "there is no action 'zzzzzzzz'; ? lists them all"},
		{{"refresh", "ctrl-r-x", 0}, "'ctrl-r-x' of 'refresh' is no key"},
		{{"refresh", "1 2 3 4 5", 0}, "more than 4 keys"},
		{{"palette", "", 0}, "'palette' needs a key"},
	};
	struct keymap keymap;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct error err;

		keymap_defaults(&keymap);
		assert_int_equal(keymap_apply(&keymap, &bad[i].pair, 1, &err), STATUS_INVALID);
		assert_non_null(strstr(err.message, bad[i].words));
	}
}

static void a_screens_own_key_wins_and_the_general_one_shows_what_is_left(void **state)
{
	struct keymap keymap;
	uint32_t keys[KEYS_PER_ACTION];
	const struct keymap_pair pairs[] = {{"views", "h", 1}}; /* h also means left */

	(void)state;
	keymap_defaults(&keymap);
	assert_int_equal(keymap_apply(&keymap, pairs, 1, NULL), STATUS_OK);
	assert_int_equal(keymap_action(&keymap, 'h', studio), ACTION_VIEWS);
	assert_int_equal(keymap_action(&keymap, 'h', none), ACTION_LEFT);
	assert_int_equal(keymap_keys(&keymap, ACTION_LEFT, studio, keys), 1);
	assert_int_equal(keys[0], PRESS_LEFT);
}

static void a_theme_line_gives_a_look(void **state)
{
	const struct theme_pair pairs[] = {
		{"normal", "252 234"}, {"loss", "red default bold"}, {"accent", "#ffaf00 default underline reverse"},
	};
	struct theme theme;

	(void)state;
	assert_int_equal(theme_parse("mine", pairs, 3, &theme, NULL), STATUS_OK);
	assert_int_equal(theme.looks[ROLE_LOSS].foreground, 1);
	assert_int_equal(theme.looks[ROLE_LOSS].background, 234); /* default is the desk's own background */
	assert_int_equal(theme.looks[ROLE_LOSS].attributes, LOOK_BOLD);
	assert_int_equal(theme.looks[ROLE_ACCENT].foreground, 214); /* #ffaf00 stands in the table of 256 */
	assert_int_equal(theme.looks[ROLE_ACCENT].attributes, LOOK_UNDERLINE | LOOK_REVERSE);
	assert_int_equal(theme.looks[ROLE_ERROR].foreground, 1); /* not given: looks like a loss */
	assert_int_equal(theme.looks[ROLE_GAIN].foreground, 252);
}

static void bad_lines_of_a_theme_are_named(void **state)
{
	static const struct {
		struct theme_pair pair;
		const char *words;
	} bad[] = {
		{{"los", "red default"}, "did you mean 'loss'?"},
		{{"loss", "reddish default"}, "'reddish' in 'loss' is no colour"},
		{{"loss", "red 256"}, "'256' in 'loss' is no colour"},
		{{"loss", "red #12345"}, "'#12345' in 'loss' is no colour"},
		{{"loss", "red"}, "'loss' needs a foreground and a background"},
		{{"loss", ""}, "'loss' needs a foreground and a background"},
		{{"loss", "red default blinking"}, "'blinking' in 'loss' is not one of bold"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct theme theme = {.name = "untouched"};
		struct error err;

		assert_int_equal(theme_parse("mine", &bad[i].pair, 1, &theme, &err), STATUS_INVALID);
		assert_non_null(strstr(err.message, bad[i].words));
		assert_string_equal(theme.name, "untouched");
	}
}

static void a_role_given_twice_is_refused(void **state)
{
	const struct theme_pair pairs[] = {{"loss", "red default"}, {"loss", "green default"}};
	struct theme theme;

	(void)state;
	assert_int_equal(theme_parse("mine", pairs, 2, &theme, NULL), STATUS_INVALID);
}

static void fewer_colours_take_the_nearest(void **state)
{
	(void)state;
	assert_int_equal(theme_nearest_colour(214, 256), 214);
	assert_int_equal(theme_nearest_colour(196, 16), 9);  /* #ff0000 is bright red */
	assert_int_equal(theme_nearest_colour(231, 16), 15); /* #ffffff */
	assert_int_equal(theme_nearest_colour(9, 8), 1);
	assert_int_equal(theme_nearest_colour(COLOUR_DEFAULT, 8), COLOUR_DEFAULT);
}

static void a_selected_loss_still_looks_like_one(void **state)
{
	const struct theme_pair pairs[] = {{"loss", "bright-red default"}, {"selection", "white black"}};
	struct theme theme;
	struct look look;

	(void)state;
	assert_int_equal(theme_parse("mine", pairs, 2, &theme, NULL), STATUS_OK);
	look = theme_cell_look(&theme, ROLE_LOSS, true);
	assert_int_equal(look.foreground, 9);
	assert_int_equal(look.background, 0);
	assert_int_equal(theme_cell_look(&theme, ROLE_NORMAL, true).foreground, 7);
}

static void a_colour_that_would_vanish_in_the_selection_gives_way(void **state)
{
	const struct theme_pair pairs[] = {{"loss", "bright-yellow black"}, {"selection", "black bright-yellow"}};
	struct theme theme;

	(void)state;
	assert_int_equal(theme_parse("mine", pairs, 2, &theme, NULL), STATUS_OK);
	assert_int_equal(theme_cell_look(&theme, ROLE_LOSS, true).foreground, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_has_a_name_that_reads_back),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(every_action_has_a_name_a_sentence_and_a_key),
		cmocka_unit_test(a_file_rebinds_an_action),
		cmocka_unit_test(a_clash_names_the_key_and_both_actions_and_changes_nothing),
		cmocka_unit_test(a_screen_that_would_have_one_key_twice_is_named),
		cmocka_unit_test(bad_lines_of_a_key_file_are_named),
		cmocka_unit_test(a_screens_own_key_wins_and_the_general_one_shows_what_is_left),
		cmocka_unit_test(a_theme_line_gives_a_look),
		cmocka_unit_test(bad_lines_of_a_theme_are_named),
		cmocka_unit_test(a_role_given_twice_is_refused),
		cmocka_unit_test(fewer_colours_take_the_nearest),
		cmocka_unit_test(a_selected_loss_still_looks_like_one),
		cmocka_unit_test(a_colour_that_would_vanish_in_the_selection_gives_way),
	};

	return cmocka_run_group_tests_name("keymap and theme", tests, NULL, NULL);
}
