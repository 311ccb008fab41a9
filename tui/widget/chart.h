/*
 * Lines and points in braille, eight dots a character, with axes and round ticks. Where the terminal has no braille the
 * canvas shows blocks or ASCII (tui/glyph.h), so a chart is drawn one way only.
 */
#ifndef BALLAST_TUI_WIDGET_CHART_H
#define BALLAST_TUI_WIDGET_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/term.h"

enum chart_unit {
	CHART_NUMBER,
	CHART_PERCENT, /* the values are fractions: 0.05 reads "5 %" */
	CHART_DATE,    /* days since 1970-01-01 */
};

enum chart_kind {
	CHART_LINE,    /* consecutive finite points are joined; a value that is not finite is a gap */
	CHART_POINTS,
	CHART_STEPS,   /* held until the next point: a level that changes at dates */
	CHART_SPARSE,  /* an area between y and upper, lightly dotted */
	CHART_DENSE,   /* the same, twice as dense; what is drawn over an area takes its whole cell */
};

struct chart_series {
	const double *x, *y; /* count values each, borrowed; x ascending for lines */
	const double *upper; /* of an area: its upper edge; else NULL */
	size_t count;
	enum chart_kind kind;
	enum role role;
	const char *name;    /* already translated, in the legend; NULL: not there */
	const char *mark;    /* the legend's sign, so that colour is not the only one; NULL: "─" */
};

/* A single place with a sign and words beside it: "◆ plan 7.1 % / 9.0 %". */
struct chart_marker {
	double x, y;
	const char *sign, *label; /* label may be NULL */
	enum role role;
	bool is_chosen;           /* the hardware cursor rests here */
};

/* A line from the bottom to the top that must not be passed. */
struct chart_wall {
	double x;
	const char *label;
};

struct chart {
	const char *y_title, *x_title;       /* already translated; NULL: none */
	enum chart_unit x_unit, y_unit;
	const struct chart_series *series;   /* later ones are drawn over earlier ones */
	size_t series_count;
	const struct chart_marker *markers;
	size_t marker_count;
	const struct chart_wall *wall;       /* NULL: none */
	bool from_zero;                      /* the y axis begins at 0 */
	const char *empty;                   /* already translated: shown when nothing is finite */
};

/*
 * The same in words, for screen readers: where each curve begins and ends, its lowest and highest point, markers, the wall.
 * chart_draw does this on a canvas that is plain.
 */
void chart_words(const struct chart *chart, struct term *term);

/* Draws into the whole pane; a pane too small for axes (10 columns, 4 rows) shows the curve alone. */
void chart_draw(const struct chart *chart, struct term *term);

/*
 * Between 2 and `most` (at least 2) round values inside [low, high]: multiples of 1, 2, 2.5 or 5 times a power of ten.
 * Writes the first and the step; returns how many. low < high, both finite.
 */
int chart_ticks(double low, double high, int most, double *first, double *step);

/* The canvas column and row (in the pane given to chart_draw) where a point is shown; false: outside. For the mouse. */
bool chart_place(const struct chart *chart, const struct term *term, double x, double y, int *row, int *column);

/* A line of eighth blocks "▁▂▅█", oldest first, scaled to its own range; what is not finite is a gap. */
void sparkline_draw(struct term *term, int row, int column, int width, const double *values, size_t count,
		    enum role role);

#endif
