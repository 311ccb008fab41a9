/*
 * Golden screens: the whole desk at four sizes, in four looks, in every situation of the table. A picture that differs
 * is written beside the build; BALLAST_GOLDENS=accept puts it in place of the file, and BALLAST_GOLDENS_ONLY='risk*' takes
 * those pictures alone. Beyond equality, what must hold for every screen is asserted for each.
 */
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "tests/support/golden.h"
#include "tests/support/term_grid.h"
#include "tests/tui/golden_shots.h"
#include "tui/desk_state.h"
#include "tui/key.h"
#include "tui/looks.h"
#include "tui/screens/desk_screens.h"

static const char folder[] = GOLDENS_SOURCE "/tests/tui/goldens";
static const char beside[] = GOLDENS_BUILD "/tests/tui/goldens.new";

struct picture {
	const struct golden_shot *shot;
	int rows, columns;
	char look;
	char name[64];
};

struct studio {
	struct golden_books books;
	struct theme colours, monochrome;
	struct keymap keymap;
	struct desk *desk;    /* owned while a picture is taken */
	struct canvas canvas; /* owned */
};

static struct studio studio;

/* ---- keys, and what they set going ---- */

static void draw(const struct picture *picture)
{
	desk_draw(studio.desk, &studio.canvas, picture->rows, picture->columns);
}

/* Until no job is left, also none that an answer started. */
static void settle(const struct picture *picture)
{
	struct jobs *jobs = studio.desk->jobs;

	draw(picture);
	do {
		while (jobs_state(jobs).title != NULL) {
			struct pollfd ready = {.fd = jobs_fd(jobs), .events = POLLIN};

			assert_int_equal(poll(&ready, 1, 120000), 1);
			desk_collect_jobs(studio.desk);
		}
		desk_collect_jobs(studio.desk);
		draw(picture);
	} while (jobs_state(jobs).title != NULL);
}

static void press(const struct picture *picture)
{
	char keys[160], *rest = NULL;

	(void)snprintf(keys, sizeof keys, "%s", picture->shot->keys);
	for (char *name = strtok_r(keys, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
		uint32_t key;

		if (name[0] == '\'' && name[1] != '\0') {
			for (const char *letter = name + 1; *letter != '\0'; letter++)
				desk_key(studio.desk, (uint32_t)(unsigned char)*letter);
		} else {
			if (!press_parse(name, &key))
				fail_msg("%s: no key is called %s", picture->name, name);
			desk_key(studio.desk, key);
		}
		if (picture->shot->client == STRANGER) /* not in the book: only a screen beside it stays with it */
			desk_set_subject(studio.desk, (struct desk_subject){.client = STRANGER});
		settle(picture);
	}
}

/* ---- what must hold for every screen ---- */

/*
 * English that stands in Chinese sentences as it is: names out of the book and the files, what is typed into a shell,
 * titles of papers and formulas. Anything else of four words on end is a sentence that nobody translated.
 */
static const char *const kept_in_chinese[] = {
	"Money fund ETF", "Short bond ETF", "Consolidated Family Office", "Ballast house view", "ballast house view",
	"ballast import", "ballast actions", "ballast terms", "ballast sandbox", "Honey, I shrunk", "Ledoit, Wolf", "txt md html json csv", "mean of the worst",
	"T losses, the last in", "Jorion, Value at", "Litterman, Hot Spots", "VaR: k-th largest loss", "House assumption", "Supposed", NULL,
};

enum { SENTENCE_WORDS = 4 };

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '\'' || byte == '-';
}

/* The words of letters on end from here, with single blanks, also behind a comma; *end is behind the last. */
static int count_words(const char *text, const char **end)
{
	int words = 0;

	for (;;) {
		const char *word = text;

		while (is_letter(*text))
			text++;
		if (text == word)
			return words;
		words++;
		*end = text;
		text += *text == ',' || *text == ';' || *text == ':';
		if (*text != ' ')
			return words;
		text++;
	}
}

static void expect_chinese(const struct picture *picture, const char *row)
{
	for (const char *at = row; *at != '\0'; at++) {
		const char *end = at;
		bool is_kept = false;

		if (!is_letter(*at) || count_words(at, &end) < SENTENCE_WORDS) {
			at = end > at ? end - 1 : at;
			continue;
		}
		for (const char *const *kept = kept_in_chinese; *kept != NULL; kept++)
			is_kept = is_kept || strncmp(at, *kept, strlen(*kept)) == 0;
		if (!is_kept && !picture->shot->quotes_english)
			fail_msg("%s: not Chinese: %s", picture->name, at);
		at = end - 1;
	}
}

static void expect_sound(const struct picture *picture)
{
	const struct canvas *canvas = &studio.canvas;

	assert_true(grid_is_sound(canvas));
	assert_in_range(canvas->cursor_row, 0, canvas->rows - 1);
	assert_in_range(canvas->cursor_column, 0, canvas->columns - 1);
	for (int row = 0; row < canvas->rows; row++) {
		struct text text = {0};

		grid_row(canvas, row, &text);
		if (picture->look == 'z')
			expect_chinese(picture, text_string(&text));
		for (size_t i = 0; picture->look == 'a' && i < text.length; i++)
			assert_in_range((unsigned char)text.bytes[i], 32, 126);
		text_clear(&text);
	}
}

/* Black and white must be all a picture without colour needs. */
static void expect_no_colour(const struct theme *theme)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		assert_int_equal(theme->looks[role].foreground, COLOUR_DEFAULT);
		assert_int_equal(theme->looks[role].background, COLOUR_DEFAULT);
	}
}

/* ---- pictures ---- */

static void open_desk(const struct picture *picture)
{
	const struct golden_shot *shot = picture->shot;
	struct desk_setup setup = {.screens = screens, .themes = picture->look == 'm' ? &studio.monochrome : &studio.colours,
				   .theme_count = 1, .keymap = &studio.keymap};
	struct error err;

	setup.session = golden_books_session(&studio.books, shot->kind, shot->day);
	studio.canvas.charset = picture->look == 'a' ? CHARSET_ASCII : CHARSET_BRAILLE;
	language_use(picture->look == 'z' ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH);
	if (desk_open(&setup, &studio.desk, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	settle(picture); /* the book comes first, and its cursor says whom the other screens are about */
	for (int client = WANG; client < (int)shot->client && shot->client != STRANGER; client++)
		desk_key(studio.desk, PRESS_DOWN);
}

static int close_desk(void **state)
{
	struct session *session;

	(void)state;
	if (studio.desk == NULL)
		return 0;
	session = desk_session(studio.desk);
	desk_close(studio.desk);
	session_close(session);
	studio.desk = NULL;
	language_use(LANGUAGE_ENGLISH);
	return 0;
}

static void looks_as_it_was_accepted(void **state)
{
	const struct picture *picture = *state;
	const char *wish = getenv("BALLAST_GOLDENS");
	struct text shown = {0};
	bool holds;

	open_desk(picture);
	press(picture);
	expect_sound(picture);
	golden_write(&studio.canvas, picture->look == 'm' ? &studio.monochrome : NULL, &shown);
	holds = golden_holds(folder, beside, picture->name, text_string(&shown),
			     wish != NULL && strcmp(wish, "accept") == 0);
	text_clear(&shown);
	if (!holds)
		fail_msg("%s differs; look at it, then BALLAST_GOLDENS=accept %s", picture->name, "tests/tui/test_goldens");
}

static int rows_of(int columns)
{
	static const int sizes[][2] = {{50, 12}, {60, 18}, {80, 24}, {120, 40}, {200, 60}};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		if (sizes[i][0] == columns)
			return sizes[i][1];
	}
	return 0;
}

/* Counts the pictures of the table; fills them in where there is room. */
static size_t list_pictures(struct picture *pictures)
{
	size_t count = 0;

	for (const struct golden_shot *shot = golden_shots; shot->name != NULL; shot++) {
		const char *frame = shot->frames;

		for (char *end; *frame != '\0'; frame = end + 1 + (end[1] == ' '), count++) {
			struct picture picture = {.shot = shot, .columns = (int)strtol(frame, &end, 10)};

			picture.rows = rows_of(picture.columns);
			picture.look = *end;
			(void)snprintf(picture.name, sizeof picture.name, "%s-%d%c", shot->name, picture.columns, *end);
			if (pictures != NULL)
				pictures[count] = picture;
		}
	}
	return count;
}

/* A file that no line of the table draws would never be looked at again. */
static void every_file_is_a_picture_of_the_table(void **state)
{
	const size_t count = list_pictures(NULL);
	struct picture *pictures = memory_new(count * sizeof *pictures);
	DIR *directory = opendir(folder);

	(void)state;
	assert_non_null(directory);
	(void)list_pictures(pictures);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		bool is_known = entry->d_name[0] == '.';

		for (size_t i = 0; i < count && !is_known; i++) {
			const size_t length = strlen(pictures[i].name);

			is_known = strncmp(entry->d_name, pictures[i].name, length) == 0 &&
				   strcmp(entry->d_name + length, ".txt") == 0;
		}
		if (!is_known)
			fail_msg("%s/%s is no picture of tests/tui/golden_shots.c: remove it", folder, entry->d_name);
	}
	(void)closedir(directory);
	free(pictures);
}

static int open_studio(void **state)
{
	struct error err;

	(void)state;
	theme_builtin(&studio.colours);
	keymap_defaults(&studio.keymap);
	if (looks_read_theme(GOLDENS_SOURCE "/themes/monochrome.theme", "monochrome", &studio.monochrome, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	expect_no_colour(&studio.monochrome);
	golden_books_open(&studio.books);
	return 0;
}

static int close_studio(void **state)
{
	(void)state;
	canvas_clear(&studio.canvas);
	golden_books_close(&studio.books);
	return 0;
}

int main(void)
{
	const size_t count = list_pictures(NULL);
	struct picture *pictures = memory_new(count * sizeof *pictures);
	struct CMUnitTest *tests = memory_new((count + 1) * sizeof *tests);
	int failed;

	(void)setenv("BALLAST_DATADIR", GOLDENS_SOURCE "/share", 0); /* so that it runs by hand, too */
	language_open(GOLDENS_BUILD "/po/locale");
	cmocka_set_test_filter(getenv("BALLAST_GOLDENS_ONLY"));
	(void)list_pictures(pictures);
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){.name = pictures[i].name, .test_func = looks_as_it_was_accepted,
					       .teardown_func = close_desk, .initial_state = &pictures[i]};
	tests[count] = (struct CMUnitTest)cmocka_unit_test(every_file_is_a_picture_of_the_table);
	failed = _cmocka_run_group_tests("goldens", tests, count + 1, open_studio, close_studio);
	free(tests);
	free(pictures);
	return failed;
}
