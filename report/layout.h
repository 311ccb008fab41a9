/*
 * Decisions about a page that every format for people makes alike: units, wrapping, axes. For report/ alone, but for the
 * breaking of lines, which the help texts share.
 */
#ifndef BALLAST_REPORT_LAYOUT_H
#define BALLAST_REPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "report/document.h"

struct rendering;

/* The unit a column's head names: its own, or the one all of its cells agree on; NULL when there is none. */
const char *column_unit(const struct table *table, size_t column);

/* Whether the column's figures stand at the right. */
enum text_align column_alignment(const struct column *column);

/* Whether any row has a value for people in this column's place; a table without columns for people is not shown. */
size_t table_people_columns(const struct table *table, size_t *indexes);

/* What a cell of a table shows: bare where the head names the unit, the word for a total where it belongs. */
void table_add_cell(struct text *out, const struct rendering *to, const struct table *table, const struct row *row,
                    size_t column);

/*
 * Calls back once for each different reason among the missing cells a table shows. The reasons stand below it, because
 * a cell has room for "n/a" only.
 */
void table_each_reason(const struct table *table, void (*show)(void *state, const char *reason), void *state);

/*
 * Bytes of the first line of text, at most `columns` wide, and in *next the bytes to where the following line begins.
 * Breaks at blanks, and between Chinese characters but not before closing or after opening punctuation; a longer word
 * is cut. 0 and 0 at the end of the text.
 */
size_t line_break(const char *text, size_t columns, size_t *next);

/* The columns of the longest piece of text that line_break does not part. */
size_t line_longest_word(const char *text);

/* An axis over [low, high] whose ends and ticks are round: multiples of step, 1, 2 or 5 times a power of ten. */
struct axis {
	double low, high, step;
	size_t ticks;          /* low + i * step for i < ticks */
	enum axis_format format;
};

/* At most `most` >= 2 ticks. An empty or single-valued range is widened. */
struct axis axis_fit(double low, double high, size_t most, enum axis_format format);
double axis_tick(const struct axis *axis, size_t i);
void axis_add_label(struct text *out, const struct axis *axis, double value, bool is_ascii);

/* The share of the axis below value: 0 at low, 1 at high. */
double axis_place(const struct axis *axis, double value);

/* Firsts of months or years that divide [from, to] into at most `most` parts; labels are YYYY or YYYY-MM. */
enum { DATE_TICKS = 24 };
struct date_ticks {
	size_t count;
	bool is_yearly;
	struct date dates[DATE_TICKS];
};
void date_ticks_fit(struct date from, struct date to, size_t most, struct date_ticks *ticks);
void date_ticks_add_label(struct text *out, const struct date_ticks *ticks, size_t i);

/* The box a chart's finite values fill. False when it has none. */
struct extent {
	double x_low, x_high, y_low, y_high; /* x: days for LINE */
};
bool chart_extent(const struct chart *chart, struct extent *extent);

/* A bar chart's axis begins at 0 and holds every figure. */
struct axis bars_axis(const struct chart *chart, size_t most);

#endif
