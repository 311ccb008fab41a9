/* Charts and bars on a grid. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/term_grid.h"
#include "tui/widget/bar.h"
#include "tui/widget/chart.h"
#include "tui/widget/fan.h"

static struct term fresh(struct canvas *canvas, int rows, int columns)
{
	canvas->charset = CHARSET_BRAILLE;
	canvas_erase(canvas, rows, columns);
	return term_whole(canvas);
}

static void ticks_are_round_and_inside_the_range(void **state)
{
	static const struct {
		double low, high;
		int most;
		double first, step;
		int count;
	} cases[] = {
		{0, 10, 5, 0, 2.5, 5},      /* 0 2.5 5 7.5 10 */
		{0.021, 0.093, 4, 0.04, 0.02, 3}, /* 4 % 6 % 8 % */
		{-7, 12, 5, -5, 5, 4},
		{1e6, 5e6, 5, 1e6, 1e6, 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double first, step;

		assert_int_equal(chart_ticks(cases[i].low, cases[i].high, cases[i].most, &first, &step), cases[i].count);
		/* Products of a power of ten from pow(): a few roundings of the last digit. */
		assert_true(fabs(first - cases[i].first) <= 1e-12 * fabs(cases[i].high));
		assert_true(fabs(step - cases[i].step) <= 1e-12 * step);
	}
}

static void a_diagonal_fills_the_diagonal_cells(void **state)
{
	const double x[] = {0, 1}, y[] = {0, 1};
	const struct chart_series series = {.x = x, .y = y, .count = 2, .role = ROLE_CHART_1};
	const struct chart chart = {.series = &series, .series_count = 1, .from_zero = true};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 3, 6); /* too small for axes: the curve alone */

	(void)state;
	chart_draw(&chart, &term);
	/* 12 x 12 dots: every cell holds two of them, on rows 3 2 or 1 0; the 4 % of air above is less than half a dot */
	assert_grid(&canvas, "    ⡠⠊\n  ⡠⠊\n⡠⠊\n");
	canvas_clear(&canvas);
}

static void a_gap_stays_a_gap(void **state)
{
	const double x[] = {0, 1, 2, 3, 4, 5, 6}, y[] = {1, 1, 1, NAN, 1, 1, 1};
	const struct chart_series series = {.x = x, .y = y, .count = 7, .role = ROLE_CHART_1};
	const struct chart chart = {.series = &series, .series_count = 1};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 1, 7);

	(void)state;
	chart_draw(&chart, &term);
	assert_string_equal(canvas_cell(&canvas, 0, 3)->bytes, " ");
	assert_string_not_equal(canvas_cell(&canvas, 0, 1)->bytes, " ");
	assert_string_not_equal(canvas_cell(&canvas, 0, 5)->bytes, " ");
	canvas_clear(&canvas);
}

static void axes_wall_markers_and_legend_have_their_places(void **state)
{
	const double x[] = {0.02, 0.06, 0.12, 0.18}, y[] = {0.02, 0.05, 0.07, 0.08};
	const struct chart_series series = {.x = x, .y = y, .count = 4, .role = ROLE_CHART_1, .name = "前沿 frontier"};
	const struct chart_marker marker = {0.09, 0.06, "◆", "plan", ROLE_ACCENT, true};
	const struct chart_wall wall = {.x = 0.15, .label = "C3 limit"};
	const struct chart chart = {.x_unit = CHART_PERCENT, .y_unit = CHART_PERCENT, .series = &series,
				    .series_count = 1, .markers = &marker, .marker_count = 1, .wall = &wall};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 12, 50);
	int row, column;

	(void)state;
	chart_draw(&chart, &term);
	assert_true(grid_is_sound(&canvas));
	assert_true(grid_shows(&canvas, "─ 前沿 frontier"));
	assert_true(grid_shows(&canvas, "◆ plan"));
	assert_true(grid_shows(&canvas, "C3 limit ▏"));
	assert_true(grid_shows(&canvas, "10 %"));
	assert_int_equal(grid_role_of(&canvas, "C3 limit"), ROLE_WALL);
	assert_true(chart_place(&chart, &term, 0.09, 0.06, &row, &column));
	assert_string_equal(canvas_cell(&canvas, row, column)->bytes, "◆");
	assert_int_equal(canvas.cursor_row, row);
	assert_int_equal(canvas.cursor_column, column);
	canvas_clear(&canvas);
}

static void a_chart_of_nothing_says_so_and_no_size_breaks_it(void **state)
{
	const double x[] = {0, 1}, nothing[] = {NAN, INFINITY}, same[] = {5, 5};
	struct chart_series series = {.x = x, .y = nothing, .count = 2, .role = ROLE_CHART_1, .name = "n"};
	const struct chart chart = {.series = &series, .series_count = 1, .empty = "No prices yet."};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 10, 40);

	(void)state;
	chart_draw(&chart, &term);
	assert_true(grid_shows(&canvas, "No prices yet."));
	series.y = same;
	for (int rows = 1; rows < 14; rows++) {
		for (int columns = 1; columns < 40; columns++) {
			term = fresh(&canvas, rows, columns);
			chart_draw(&chart, &term);
			assert_true(grid_is_sound(&canvas));
		}
	}
	canvas_clear(&canvas);
}

static void dates_get_ticks_at_the_first_of_months(void **state)
{
	const double x[] = {14610, 15705}, y[] = {1, 2}; /* 2010-01-01 .. 2012-12-31 */
	const struct chart_series series = {.x = x, .y = y, .count = 2, .role = ROLE_CHART_1};
	const struct chart chart = {.x_unit = CHART_DATE, .series = &series, .series_count = 1};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 10, 60);

	(void)state;
	chart_draw(&chart, &term);
	assert_true(grid_shows(&canvas, "2011-01"));
	assert_true(grid_shows(&canvas, "2012-01"));
	canvas_clear(&canvas);
}

static void a_bar_counts_in_eighths_and_marks_what_is_beyond_its_limit(void **state)
{
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 4, 8), line;

	(void)state;
	line = term_pane(&term, 0, 0, 1, 8);
	bar_draw(&line, 0.3125, 1, 0); /* 2.5 of 8 cells */
	line = term_pane(&term, 1, 0, 1, 8);
	bar_draw(&line, 0.25, 1, 0.75);
	line = term_pane(&term, 2, 0, 1, 8);
	bar_draw(&line, 1, 1, 0.5);
	line = term_pane(&term, 3, 0, 1, 8);
	bar_draw(&line, 0.0001, 1, 0); /* something is not nothing */
	assert_grid(&canvas, "██▌\n██    │\n████▓▓▓▓\n▏\n");
	assert_int_equal(grid_role_of(&canvas, "▓"), ROLE_BAR_OVER);
	canvas_clear(&canvas);
}

static void now_stands_against_its_target_and_band(void **state)
{
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 2, 11), line;

	(void)state;
	line = term_pane(&term, 0, 0, 1, 11);
	bar_band_draw(&line, &(struct bar_band){.now = 0.8, .target = 0.4, .lower = 0.3, .upper = 0.5, .full = 1});
	line = term_pane(&term, 1, 0, 1, 11);
	bar_band_draw(&line, &(struct bar_band){.now = 0.3, .target = 0.4, .lower = 0.2, .upper = 0.6, .full = 1});
	assert_grid(&canvas, "   ░│━▓▓●\n  ░●│░░\n");
	assert_int_equal(canvas_cell(&canvas, 0, 8)->role, ROLE_BAR_OVER);
	assert_int_equal(canvas_cell(&canvas, 1, 3)->role, ROLE_BAR);
	canvas_clear(&canvas);
}

static void a_sparkline_spans_its_own_range(void **state)
{
	const double values[] = {1, 2, 3, NAN, 8};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 1, 5);

	(void)state;
	sparkline_draw(&term, 0, 0, 5, values, 5, ROLE_CHART_1);
	assert_grid(&canvas, "▁▂▃ █\n");
	canvas_clear(&canvas);
}

static void the_parts_of_a_whole_fill_it(void **state)
{
	const double parts[] = {0.5, 0.25, 0.25};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 1, 8);

	(void)state;
	bar_parts_draw(&term, parts, 3);
	assert_grid(&canvas, "████▓▓▒▒\n");
	canvas_clear(&canvas);
}

static void a_plain_canvas_gets_the_chart_in_words(void **state)
{
	const double x[] = {0.1, 0.2, 0.3, 0.4}, y[] = {0.05, NAN, 0.02, 0.07};
	const struct chart_series series[] = {{.x = x, .y = y, .count = 4, .name = "frontier"}};
	const struct chart_marker markers[] = {{0.3, 0.02, "◆", "plan", ROLE_ACCENT, true}};
	const struct chart_wall wall = {.x = 0.35, .label = "C3"};
	const struct chart chart = {.x_unit = CHART_PERCENT, .y_unit = CHART_PERCENT, .series = series, .series_count = 1,
				    .markers = markers, .marker_count = 1, .wall = &wall};
	struct canvas canvas = {.is_plain = true};
	struct term term = fresh(&canvas, 6, 100);

	(void)state;
	chart_draw(&chart, &term);
	assert_true(grid_shows(&canvas, "frontier: 5.0 % at 10.0 %, to 7.0 % at 40.0 %; lowest 2.0 % at 30.0 %, highest 7.0 % at"));
	assert_true(grid_shows(&canvas, "◆ plan: 2.0 % at 30.0 %"));
	assert_true(grid_shows(&canvas, "C3: 35.0 %"));
	assert_int_equal(canvas.cursor_row, 1); /* on the chosen marker */
	canvas_clear(&canvas);
}

/* Six cells between 0 and 1 over the whole width: one dot in each cell, or two; a line over them has its cells alone. */
static void areas_differ_by_their_dots_and_give_way_to_lines(void **state)
{
	const double x[] = {0, 1}, low[] = {0, 0}, high[] = {1, 1}, middle[] = {1, 1};
	struct chart_series series[] = {
		{.x = x, .y = low, .upper = high, .count = 2, .kind = CHART_SPARSE, .role = ROLE_DIM},
		{.x = x, .y = middle, .count = 2, .role = ROLE_CHART_1},
	};
	struct chart chart = {.series = series, .series_count = 1, .from_zero = true};
	struct canvas canvas = {0};
	struct term term = fresh(&canvas, 3, 6);

	(void)state;
	chart_draw(&chart, &term);
	assert_grid(&canvas, "⠄⠄⠄⠄⠄⠄\n⠄⠄⠄⠄⠄⠄\n⠄⠄⠄⠄⠄⠄\n");
	series[0].kind = CHART_DENSE;
	term = fresh(&canvas, 3, 6);
	chart_draw(&chart, &term);
	assert_grid(&canvas, "⠡⠡⠡⠡⠡⠡\n⠡⠡⠡⠡⠡⠡\n⠡⠡⠡⠡⠡⠡\n"); /* the 4 % of air above is less than half a dot */
	chart.series_count = 2;
	term = fresh(&canvas, 3, 6);
	chart_draw(&chart, &term);
	assert_grid(&canvas, "⠉⠉⠉⠉⠉⠉\n⠡⠡⠡⠡⠡⠡\n⠡⠡⠡⠡⠡⠡\n");
	canvas_clear(&canvas);
}

static void a_fan_is_told_in_words_to_those_who_hear_it(void **state)
{
	const double x[] = {20000, 20365}, levels[][FAN_LEVELS] = {{100, 100, 100, 100, 100}, {80, 90, 105, 120, 140}};
	const struct fan fan = {.x = x, .levels = levels, .count = 2, .mark_x = 20365, .mark_y = 110, .mark_label = "goal",
				.y_title = "CNY", .names = {"9 of 10", "half", "median"}};
	struct canvas canvas = {.is_plain = true};
	struct term term = fresh(&canvas, 12, 60);

	(void)state;
	fan_draw(&fan, &term);
	assert_true(grid_shows(&canvas, "9 of 10 futures between 80 and 140"));
	assert_true(grid_shows(&canvas, "goal: 110 on 2025-10-04"));
	canvas_clear(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_canvas_gets_the_chart_in_words),
		cmocka_unit_test(ticks_are_round_and_inside_the_range),
		cmocka_unit_test(a_diagonal_fills_the_diagonal_cells),
		cmocka_unit_test(a_gap_stays_a_gap),
		cmocka_unit_test(axes_wall_markers_and_legend_have_their_places),
		cmocka_unit_test(a_chart_of_nothing_says_so_and_no_size_breaks_it),
		cmocka_unit_test(dates_get_ticks_at_the_first_of_months),
		cmocka_unit_test(a_bar_counts_in_eighths_and_marks_what_is_beyond_its_limit),
		cmocka_unit_test(now_stands_against_its_target_and_band),
		cmocka_unit_test(areas_differ_by_their_dots_and_give_way_to_lines),
		cmocka_unit_test(a_fan_is_told_in_words_to_those_who_hear_it),
		cmocka_unit_test(a_sparkline_spans_its_own_range),
		cmocka_unit_test(the_parts_of_a_whole_fill_it),
	};

	return cmocka_run_group_tests_name("chart and bar", tests, NULL, NULL);
}
