/* Units of columns, breaking of lines, round axes. */
#include "report/layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/rendering.h"

/* The unit of every cell that has a value, or NULL when they differ. */
static const char *common_unit(const struct table *table, size_t column)
{
	const char *unit = NULL;

	for (const struct row *row = table->first; row != NULL; row = row->next) {
		const char *of_cell = cell_unit(&row->cells[column]);

		if (cell_is_missing(&row->cells[column]))
			continue;
		if (of_cell == NULL || (unit != NULL && strcmp(unit, of_cell) != 0))
			return NULL;
		unit = of_cell;
	}
	return unit;
}

const char *column_unit(const struct table *table, size_t column)
{
	struct column *asked = &table->columns[column];

	if (asked->unit != NULL)
		return asked->unit;
	if (!asked->is_unit_known) {
		asked->known_unit = asked->is_mixed ? NULL : common_unit(table, column);
		asked->is_unit_known = true;
	}
	return asked->known_unit;
}

enum text_align column_alignment(const struct column *column)
{
	switch (column->align) {
	case ALIGN_LEFT:
		return TEXT_LEFT;
	case ALIGN_RIGHT:
		return TEXT_RIGHT;
	case ALIGN_CENTRE:
		return TEXT_CENTRE;
	case ALIGN_AUTO:
		break;
	}
	return cell_is_number(column->type) ? TEXT_RIGHT : TEXT_LEFT;
}

size_t table_people_columns(const struct table *table, size_t *indexes)
{
	size_t count = 0;

	for (size_t i = 0; i < table->column_count; i++)
		if (is_for_people(table->columns[i].audience))
			indexes[count++] = i;
	return count;
}

void table_add_cell(struct text *out, const struct rendering *to, const struct table *table, const struct row *row,
                    size_t column)
{
	const struct cell *cell = &row->cells[column];
	const char *unit = column_unit(table, column), *own = cell_unit(cell);
	const struct cell_style style = {
		.is_ascii = to->options.is_ascii,
		.is_bare = unit != NULL && (own == NULL || table->columns[column].unit != NULL || strcmp(unit, own) == 0),
		.missing = rendering_word_missing(to),
	};

	/* A total that makes no sense in a column is left blank rather than called missing. */
	if (row == table->totals && cell->type == CELL_MISSING && cell->text == NULL) {
		if (column == 0)
			add_clean(out, rendering_word_total(to));
		return;
	}
	/* No sentence is not a missing figure. */
	if (cell->type == CELL_MISSING && cell->text == NULL && !cell_is_number(table->columns[column].type)) {
		text_add(out, to->options.is_ascii ? "-" : "–");
		return;
	}
	cell_add_shown(out, cell, &style);
}

static bool was_seen(const struct table *table, const struct row *until, size_t column, const char *reason)
{
	for (const struct row *row = table->first; row != NULL; row = row->next) {
		const size_t stop = row == until ? column : table->column_count;

		for (size_t i = 0; i < stop; i++)
			if (is_for_people(table->columns[i].audience) && row->cells[i].type == CELL_MISSING &&
			    row->cells[i].text != NULL && strcmp(row->cells[i].text, reason) == 0)
				return true;
		if (row == until)
			break;
	}
	return false;
}

void table_each_reason(const struct table *table, void (*show)(void *state, const char *reason), void *state)
{
	for (const struct row *row = table->first; row != NULL; row = row->next)
		for (size_t i = 0; i < table->column_count; i++) {
			const struct cell *cell = &row->cells[i];

			if (is_for_people(table->columns[i].audience) && cell->type == CELL_MISSING &&
			    cell->text != NULL && !was_seen(table, row, i, cell->text))
				show(state, cell->text);
		}
}

static bool is_one_of(uint32_t character, const uint32_t *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (set[i] == character)
			return true;
	return false;
}

/* 、。〉》」』】〕！），．：；？］｝” ’ % and … may not begin a line; 〈《「『【〔（［｛“ ‘ may not end one. */
static bool may_part(uint32_t before, uint32_t after)
{
	static const uint32_t closing[] = {0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0xFF01,
	                                   0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D, 0x201D,
	                                   0x2019, 0x2026, '%', ',', '.', ')', ';', ':', '!', '?'};
	static const uint32_t opening[] = {0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0xFF08, 0xFF3B, 0xFF5B,
	                                   0x201C, 0x2018, '('};

	if (text_character_width(before) < 2 && text_character_width(after) < 2)
		return false;
	return text_character_width(after) > 0 &&
	       !is_one_of(after, closing, sizeof closing / sizeof *closing) &&
	       !is_one_of(before, opening, sizeof opening / sizeof *opening);
}

size_t line_break(const char *text, size_t columns, size_t *next)
{
	const size_t length = strlen(text);
	size_t at = 0, used = 0, best = 0, best_next = 0;
	uint32_t before = ' ';

	while (at < length) {
		uint32_t character;
		const size_t size = text_decode(text + at, length - at, &character);
		const size_t width = (size_t)text_character_width(character);

		if (at > 0 && character != ' ' && may_part(before, character))
			best = best_next = at;
		if (character == ' ') {
			best = at;
			best_next = at + strspn(text + at, " ");
			if (used >= columns)
				break;
		} else if (used + width > columns) {
			break;
		}
		used += width;
		at += size;
		before = character;
	}
	if (at >= length) {
		*next = length;
		return length;
	}
	/* A word longer than the line is cut, one character at least. */
	if (best == 0) {
		uint32_t character;

		best = text_prefix(text, columns);
		best = best > 0 ? best : text_decode(text, length, &character);
		best_next = best;
	}
	*next = best_next;
	return best;
}

size_t line_longest_word(const char *text)
{
	const size_t length = strlen(text);
	size_t at = 0, used = 0, longest = 0;
	uint32_t before = ' ';

	while (at < length) {
		uint32_t character;
		const size_t size = text_decode(text + at, length - at, &character);

		if (character == ' ' || (at > 0 && may_part(before, character)))
			used = 0;
		used += character == ' ' ? 0 : (size_t)text_character_width(character);
		longest = used > longest ? used : longest;
		at += size;
		before = character;
	}
	return longest;
}

struct axis axis_fit(double low, double high, size_t most, enum axis_format format)
{
	struct axis axis = {.format = format};
	double span = high - low, power;

	if (!(span > 0.0)) {
		const double around = low != 0.0 ? fabs(low) * 0.1 : 1.0;

		low -= around;
		high += around;
		span = high - low;
	}
	if (!isfinite(span)) {
		/* Nothing sensible can be drawn over the whole range of doubles. */
		low = fmax(low, -1e300);
		high = fmin(high, 1e300);
		span = high - low;
	}
	power = pow(10.0, floor(log10(span / (double)(most - 1))));
	for (size_t i = 0; i < 7; i++) {
		static const double steps[] = {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0};
		double first, last;

		axis.step = steps[i] * power;
		first = floor(low / axis.step + 1e-9);
		last = ceil(high / axis.step - 1e-9);
		axis.low = first * axis.step;
		axis.high = last * axis.step;
		axis.ticks = (size_t)(last - first) + 1;
		if (axis.ticks <= most)
			break;
	}
	return axis;
}

double axis_tick(const struct axis *axis, size_t i)
{
	const double value = axis->low + (double)i * axis->step;

	return fabs(value) < axis->step * 1e-6 ? 0.0 : value;
}

double axis_place(const struct axis *axis, double value)
{
	return (value - axis->low) / (axis->high - axis->low);
}

void axis_add_label(struct text *out, const struct axis *axis, double value, bool is_ascii)
{
	static const char *const names[] = {"", " k", " M", " bn", " tn"};
	const struct cell_style style = {.is_ascii = is_ascii};
	double step = axis->format == AXIS_PERCENT ? axis->step * 100.0 : axis->step;
	const double largest = fmax(fabs(axis->low), fabs(axis->high));
	struct cell cell;
	size_t scale = 0;
	int decimals;

	if (axis->format == AXIS_COMPACT)
		for (; scale < 4 && largest >= pow(1000.0, (double)scale + 1.0); scale++)
			;
	step /= pow(1000.0, (double)scale);
	decimals = step >= 0.999 ? 0 : (int)ceil(-log10(step) - 1e-9);
	cell = axis->format == AXIS_PERCENT ? cell_percent(value, decimals)
	                                    : cell_number(value / pow(1000.0, (double)scale), decimals);
	cell_add_shown(out, &cell, &style);
	text_add(out, names[scale]);
}

void date_ticks_fit(struct date from, struct date to, size_t most, struct date_ticks *ticks)
{
	static const int months[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
	int year, month, day, end_year, end_month, step = 0;

	*ticks = (struct date_ticks){0};
	most = most > DATE_TICKS ? DATE_TICKS : most;
	date_to_civil(from, &year, &month, &day);
	date_to_civil(to, &end_year, &end_month, &day);
	for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
		step = months[i];
		if ((size_t)((end_year - year) * 12 + end_month - month) / (size_t)step + 1 <= most)
			break;
	}
	ticks->is_yearly = step >= 12;
	for (int at = (year * 12 + month - 1) / step * step; ticks->count < most; at += step) {
		struct date date;

		if (!date_from_civil(at / 12, at % 12 + 1, 1, &date) || date_compare(date, to) > 0)
			break;
		if (date_compare(date, from) >= 0)
			ticks->dates[ticks->count++] = date;
	}
}

void date_ticks_add_label(struct text *out, const struct date_ticks *ticks, size_t i)
{
	char day[DATE_TEXT_SIZE];

	text_add_bytes(out, date_format(ticks->dates[i], day), ticks->is_yearly ? 4 : 7);
}

static void extend(double *low, double *high, double value)
{
	if (!isfinite(value))
		return;
	*low = fmin(*low, value);
	*high = fmax(*high, value);
}

bool chart_extent(const struct chart *chart, struct extent *extent)
{
	struct extent e = {INFINITY, -INFINITY, INFINITY, -INFINITY};

	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next)
		for (size_t i = 0; i < series->count; i++) {
			if (!isfinite(series->y[i]))
				continue;
			extend(&e.x_low, &e.x_high, series->dates != NULL ? series->dates[i].days : series->x[i]);
			extend(&e.y_low, &e.y_high, series->y[i]);
			if (series->upper != NULL)
				extend(&e.y_low, &e.y_high, series->upper[i]);
		}
	for (const struct point *point = chart->first_point; point != NULL; point = point->next) {
		extend(&e.x_low, &e.x_high, point->x);
		extend(&e.y_low, &e.y_high, point->y);
	}
	if (!(e.x_low <= e.x_high && e.y_low <= e.y_high))
		return false;
	if (chart->has_limit)
		extend(&e.x_low, &e.x_high, chart->limit);
	*extent = e;
	return true;
}

struct axis bars_axis(const struct chart *chart, size_t most)
{
	double low = 0.0, high = 0.0;

	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		extend(&low, &high, bar->now);
		extend(&low, &high, bar->target);
		extend(&low, &high, bar->lower);
		extend(&low, &high, bar->upper);
	}
	return axis_fit(low, high > low ? high : low + 1.0, most, chart->x_format);
}
