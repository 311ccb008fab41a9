/* Bars of one row. */
#include "tui/widget/bar.h"

#include <math.h>

enum { EIGHTHS = 8 };

void bar_draw(struct term *term, double value, double full, double limit)
{
	static const char *const blocks[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	const bool is_over = limit > 0 && value > limit;
	const int tick = limit > 0 && full > 0 ? (int)(limit / full * term->columns) : -1;
	double share;
	int eighths;

	if (!(full > 0) || !isfinite(value) || term->canvas->is_plain)
		return;
	share = value / full;
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	eighths = (int)lround(share * term->columns * EIGHTHS);
	if (eighths == 0 && value > 0)
		eighths = 1; /* something is not nothing */
	for (int column = 0; column < term->columns; column++) {
		const int here = eighths - column * EIGHTHS;
		const bool beyond = is_over && column >= tick;

		if (here >= EIGHTHS)
			(void)term_put(term, 0, column, beyond ? ROLE_BAR_OVER : ROLE_BAR, beyond ? "▓" : "█");
		else if (here > 0)
			(void)term_put(term, 0, column, beyond ? ROLE_BAR_OVER : ROLE_BAR, blocks[here]);
		else if (column == tick)
			(void)term_put(term, 0, column, ROLE_BAND, "│");
	}
}

static int place(double value, double full, int columns)
{
	const double share = value / full;
	const int column = (int)lround((share < 0 ? 0 : share > 1 ? 1 : share) * (columns - 1));

	return column;
}

void bar_band_draw(struct term *term, const struct bar_band *band)
{
	const int columns = term->columns;
	const bool is_out = band->now < band->lower || band->now > band->upper;
	int lower, upper, now, target;

	if (columns < 3 || term->canvas->is_plain || !(band->full > 0) || !isfinite(band->now))
		return;
	lower = place(band->lower, band->full, columns);
	upper = place(band->upper, band->full, columns);
	now = place(band->now, band->full, columns);
	target = place(band->target, band->full, columns);
	for (int column = lower; column <= upper; column++)
		(void)term_put(term, 0, column, ROLE_BAND, "░");
	for (int column = now < target ? now : target; column <= (now < target ? target : now); column++) {
		const bool beyond = column < lower || column > upper;

		(void)term_put(term, 0, column, beyond ? ROLE_BAR_OVER : ROLE_BAR, beyond ? "▓" : "━");
	}
	(void)term_put(term, 0, target, ROLE_NORMAL, "│");
	(void)term_put(term, 0, now, is_out ? ROLE_BAR_OVER : ROLE_BAR, "●");
}

void bar_parts_draw(struct term *term, const double *parts, size_t count)
{
	static const char *const signs[] = {"█", "▓", "▒", "░"};
	static const enum role roles[] = {ROLE_CHART_1, ROLE_CHART_2, ROLE_CHART_3, ROLE_CHART_4};
	double total = 0, before = 0;

	for (size_t i = 0; i < count; i++)
		total += parts[i] > 0 ? parts[i] : 0;
	if (!(total > 0) || term->canvas->is_plain)
		return;
	for (size_t i = 0; i < count; i++) {
		const double after = before + (parts[i] > 0 ? parts[i] : 0);
		const int end = (int)lround(after / total * term->columns);

		for (int column = (int)lround(before / total * term->columns); column < end; column++)
			(void)term_put(term, 0, column, roles[i % 4], signs[i % 4]);
		before = after;
	}
}
