/* The grid: width, clipping, fallbacks, foreign text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/term_grid.h"
#include "tui/glyph.h"

static void a_wide_character_is_never_split_at_the_edge(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 1, 5);
	term = term_whole(&canvas);
	(void)term_put(&term, 0, 0, ROLE_NORMAL, "客户名");
	assert_grid(&canvas, "客户 \n");
	canvas_clear(&canvas);
}

static void writing_over_half_a_wide_character_leaves_a_blank(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 2, 6);
	term = term_whole(&canvas);
	(void)term_put(&term, 0, 0, ROLE_NORMAL, "客户名");
	(void)term_put(&term, 0, 1, ROLE_NORMAL, "x");
	(void)term_put(&term, 1, 0, ROLE_NORMAL, "客户名");
	(void)term_put(&term, 1, 2, ROLE_NORMAL, "y");
	assert_grid(&canvas, " x户名\n客y 名\n");
	canvas_clear(&canvas);
}

static void a_fitted_text_is_cut_with_an_ellipsis_and_fills_its_width(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 5, 10);
	term = term_whole(&canvas);
	term_fill(&term, ROLE_NORMAL);
	for (int row = 0; row < 5; row++)
		(void)term_put(&term, row, 0, ROLE_NORMAL, "----------");
	term_put_fitted(&term, 0, 0, 6, TEXT_LEFT, ROLE_NORMAL, "consolidated");
	term_put_fitted(&term, 1, 0, 6, TEXT_LEFT, ROLE_NORMAL, "欧阳家族办公室");
	term_put_fitted(&term, 2, 0, 6, TEXT_RIGHT, ROLE_NORMAL, "1.5");
	term_put_fitted(&term, 3, 0, 6, TEXT_CENTRE, ROLE_NORMAL, "ab");
	term_put_fitted(&term, 4, 0, 6, TEXT_LEFT, ROLE_NORMAL, "欧阳家");
	assert_grid(&canvas,
		    "conso…----\n"
		    "欧阳… ----\n"
		    "   1.5----\n"
		    "  ab  ----\n"
		    "欧阳家----\n");
	canvas_clear(&canvas);
}

static void a_pane_cuts_what_leaves_it(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term, pane, none;

	(void)state;
	canvas_erase(&canvas, 3, 8);
	term = term_whole(&canvas);
	pane = term_pane(&term, 1, 2, 1, 3);
	(void)term_put(&pane, 0, -1, ROLE_NORMAL, "abcdefgh");
	(void)term_put(&pane, 1, 0, ROLE_NORMAL, "below");
	(void)term_put(&pane, -1, 0, ROLE_NORMAL, "above");
	none = term_pane(&term, 5, 20, 4, 4);
	assert_int_equal(none.rows, 0);
	(void)term_put(&none, 0, 0, ROLE_NORMAL, "nowhere");
	assert_grid(&canvas, "\n  bcd\n\n");
	canvas_clear(&canvas);
}

static void control_characters_of_foreign_text_do_not_reach_the_terminal(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 1, 12);
	term = term_whole(&canvas);
	(void)term_put(&term, 0, 0, ROLE_NORMAL, "a\033[2Jb\xE2\x80\xAE" "c\xFF");
	assert_grid(&canvas, "a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD" "c\xEF\xBF\xBD\n");
	canvas_clear(&canvas);
}

static void combining_marks_stay_with_their_letter(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 1, 4);
	term = term_whole(&canvas);
	assert_int_equal(term_put(&term, 0, 0, ROLE_NORMAL, "e\xCC\x81x"), 2);
	assert_string_equal(canvas_cell(&canvas, 0, 0)->bytes, "e\xCC\x81");
	assert_string_equal(canvas_cell(&canvas, 0, 1)->bytes, "x");
	canvas_clear(&canvas);
}

static void nothing_above_127_is_shown_in_an_ascii_locale(void **state)
{
	struct canvas canvas = {.charset = CHARSET_ASCII};
	struct term term, inside;

	(void)state;
	canvas_erase(&canvas, 3, 26);
	term = term_whole(&canvas);
	inside = term_box(&term, "¥ 5 · …");
	(void)term_put(&inside, 0, 0, ROLE_NORMAL, "陈 ▶ −1 ≤ ⠉⣀⣿ █░ ✓✗ é");
	assert_grid(&canvas,
		    "+ Y 5 - ~ ---------------+\n"
		    "|?? > -1 < '.: #. +x ?   |\n"
		    "+------------------------+\n");
	canvas_clear(&canvas);
}

static void every_character_of_the_basic_plane_falls_back_to_ascii_of_its_width(void **state)
{
	struct canvas canvas = {.charset = CHARSET_ASCII};

	(void)state;
	for (uint32_t character = 0x80; character < 0x10000; character++) {
		char bytes[5] = "";
		struct term term;

		if (character >= 0xD800 && character <= 0xDFFF)
			continue;
		assert_true(glyph_shown(character, CHARSET_ASCII) >= 0x20);
		assert_true(glyph_shown(character, CHARSET_ASCII) < 0x7F);
		(void)text_encode(character, bytes);
		canvas_erase(&canvas, 1, 4);
		term = term_whole(&canvas);
		(void)term_put(&term, 0, 1, ROLE_NORMAL, bytes);
		assert_true(grid_is_sound(&canvas));
	}
	canvas_clear(&canvas);
}

static void braille_becomes_quadrants_where_the_font_has_none(void **state)
{
	(void)state;
	assert_int_equal(glyph_shown(0x28FF, CHARSET_BLOCK), 0x2588); /* all dots: the full block */
	assert_int_equal(glyph_shown(0x2801, CHARSET_BLOCK), 0x2598); /* upper left */
	assert_int_equal(glyph_shown(0x2880, CHARSET_BLOCK), 0x2597); /* lower right */
	assert_int_equal(glyph_shown(0x2847, CHARSET_BLOCK), 0x258C); /* left half */
	assert_int_equal(glyph_shown(0x2800, CHARSET_BLOCK), ' ');
}

static void long_sentences_wrap_at_blanks_and_between_wide_characters(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 6, 10);
	term = term_whole(&canvas);
	assert_int_equal(term_put_wrapped(&term, 0, 0, ROLE_NORMAL, "the plan is held\nat its cap."), 4);
	assert_int_equal(term_put_wrapped(&term, 4, 0, ROLE_NORMAL, "黄金持有上限"), 6);
	assert_int_equal(term_wrapped_rows("黄金持有上限", 10), 2);
	assert_grid(&canvas, "the plan\nis held\nat its\ncap.\n黄金持有上\n限\n");
	canvas_clear(&canvas);
}

/* A number stays whole, no line begins with a mark that ends something, none ends with one that opens it. */
static void chinese_wraps_around_words_and_marks(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 7, 10);
	term = term_whole(&canvas);
	assert_int_equal(term_put_wrapped(&term, 0, 0, ROLE_NORMAL, "卖出、511260 +1.3"), 3);
	assert_int_equal(term_put_wrapped(&term, 3, 0, ROLE_NORMAL, "上限已经到，可以"), 5);
	assert_int_equal(term_put_wrapped(&term, 5, 0, ROLE_NORMAL, "依据了吗“假设”"), 7);
	assert_grid(&canvas, "卖出、\n511260\n+1.3\n上限已经\n到，可以\n依据了吗\n“假设”\n");
	canvas_clear(&canvas);
}

static void hidden_amounts_keep_their_shape(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE, .hides_amounts = true};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 1, 14);
	term = term_whole(&canvas);
	term_put_amount(&term, 0, 0, 14, ROLE_LOSS, "1,284,310.00");
	assert_grid(&canvas, "  •,•••,•••.••\n");
	assert_int_equal(grid_role_of(&canvas, "•"), ROLE_DIM);
	canvas_clear(&canvas);
}

static void drawing_survives_every_small_size(void **state)
{
	(void)state;
	for (int rows = 1; rows < 6; rows++) {
		for (int columns = 1; columns < 12; columns++) {
			struct canvas canvas = {.charset = CHARSET_BRAILLE};
			struct term term, inside;

			canvas_erase(&canvas, rows, columns);
			term = term_whole(&canvas);
			inside = term_box(&term, "标题 title");
			term_divide(&term, 1, "x");
			(void)term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, "客户 abc def");
			term_cursor(&inside, 50, 50);
			assert_true(grid_is_sound(&canvas));
			assert_true(canvas.cursor_row < rows && canvas.cursor_column < columns);
			canvas_clear(&canvas);
		}
	}
}

static void hidden_amounts_are_dots_in_sentences_too(void **state)
{
	struct canvas canvas = {.charset = CHARSET_BRAILLE, .hides_amounts = true};
	struct term term;

	(void)state;
	canvas_erase(&canvas, 6, 24);
	term = term_whole(&canvas);
	(void)term_put(&term, 0, 0, ROLE_NORMAL, "costs CNY 320.67, ETF 300");
	term_put_fitted(&term, 1, 0, 24, TEXT_LEFT, ROLE_NORMAL, "USD\u00A0−1,234 in C3");
	(void)term_put_wrapped(&term, 2, 0, ROLE_NORMAL, "what it would take is CNY 98.50");
	(void)term_put(&term, 4, 0, ROLE_NORMAL, "CNY and 12 %, 7 CNY");
	assert_grid(&canvas, "costs CNY •••.••, ETF 30\n"
			     "USD\u00A0−•,••• in C3\n"
			     "what it would take is\n"
			     "CNY ••.••\n"
			     "CNY and 12 %, 7 CNY\n\n");
	canvas_clear(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_amounts_are_dots_in_sentences_too),
		cmocka_unit_test(a_wide_character_is_never_split_at_the_edge),
		cmocka_unit_test(writing_over_half_a_wide_character_leaves_a_blank),
		cmocka_unit_test(a_fitted_text_is_cut_with_an_ellipsis_and_fills_its_width),
		cmocka_unit_test(a_pane_cuts_what_leaves_it),
		cmocka_unit_test(control_characters_of_foreign_text_do_not_reach_the_terminal),
		cmocka_unit_test(combining_marks_stay_with_their_letter),
		cmocka_unit_test(nothing_above_127_is_shown_in_an_ascii_locale),
		cmocka_unit_test(every_character_of_the_basic_plane_falls_back_to_ascii_of_its_width),
		cmocka_unit_test(braille_becomes_quadrants_where_the_font_has_none),
		cmocka_unit_test(long_sentences_wrap_at_blanks_and_between_wide_characters),
		cmocka_unit_test(chinese_wraps_around_words_and_marks),
		cmocka_unit_test(hidden_amounts_keep_their_shape),
		cmocka_unit_test(drawing_survives_every_small_size),
	};

	return cmocka_run_group_tests_name("term", tests, NULL, NULL);
}
