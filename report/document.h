/*
 * What is to be shown, with exact values and without a format: sections made of facts, tables, charts and sentences.
 *
 * A document lives in an arena and is dropped by arena_reset. Every text and every array handed in is borrowed until
 * the section has been rendered (make passing ones with arena_text or arena_format); columns are copied. Titles come
 * translated; keys are promises to programs: lower_case, the same in every language and release.
 *
 * What a program gets (JSON):
 *
 *     section     object under its key; without a key its content belongs to the object around it
 *     paragraph   string under its key; without a key it is prose for people and left out
 *     facts       one property each in the section's object, or inside an object under the group's key
 *     table       under its key, in the shape named below; its totals under "<key>_total"
 *     notes       under their key, an array of {"state", "key", "text"}
 *     chart       under its key, an object with "series", "points", "limit", "bars"
 *     list        under its key, an array of section objects, each led by "<item>": the section's key
 *
 * Keys are unique within one object; that is the builder's duty.
 */
#ifndef BALLAST_REPORT_DOCUMENT_H
#define BALLAST_REPORT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "report/cell.h"

struct arena;

/* Whom a block, fact or column is for. */
enum audience { FOR_ALL = 0, FOR_READING, FOR_PROGRAMS };

struct fact {
	struct fact *next;
	const char *key, *title;
	struct cell value;
	enum audience audience;
};

struct facts {
	struct arena *arena;
	struct fact *first, *last;
	const char *key, *title; /* NULL: properties of the section itself; no title */
};

/*
 * A document's head. Zeroed fields are left out. The three words have English defaults.
 */
struct document_head {
	const char *schema;       /* "ballast.weekly/1" */
	const char *title, *subtitle;
	const char *language;     /* "en", "zh-CN": the HTML's lang */
	const char *currency;     /* money in this currency needs no "<key>_currency" beside it in JSON */
	const char *banner;       /* "SANDBOX: synthetic market": every format shows it, CSV in a last column */
	bool has_as_of;
	struct date as_of;
	struct facts *facts;      /* from facts_new */
	const char *word_as_of;   /* "as of" */
	const char *word_missing; /* "n/a" */
	const char *word_total;   /* "total": the totals row, where its first cell is text and missing */
};

enum column_align { ALIGN_AUTO = 0, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct column {
	const char *key, *title;
	enum cell_type type;       /* what its cells are; they may also be missing */
	enum column_align align;   /* AUTO: numbers right, the rest left */
	const char *unit;          /* said once in the head; NULL: taken from the cells when they agree */
	const char *group;         /* JSON: columns of a group share an object of this name within the row */
	bool is_mixed;             /* MONEY: currencies differ by row; programs get a column "<key>_currency" */
	enum audience audience;
	bool is_unit_known;        /* the renderers': the unit all cells agree on, found once for the rows there are */
	const char *known_unit;
};

/*
 * OBJECTS   [{"symbol":"510300","weight":0.24}, ...]
 * MAP       {"510300":0.24}; with more than two columns {"510300":{"weight":0.24,"lower":0}, ...}
 * ARRAYS    [[0.01,0.002], ...]: matrices
 * VALUES    ["a","b"]: the first column alone
 */
enum table_shape { TABLE_OBJECTS = 0, TABLE_MAP, TABLE_ARRAYS, TABLE_VALUES };

struct row {
	struct row *next;
	struct cell cells[];
};

struct table {
	struct arena *arena;
	const char *key, *title, *note;
	const char *empty;          /* the sentence people read when there are no rows */
	enum table_shape shape;
	size_t column_count, row_count;
	struct column *columns;
	struct row *first, *last;
	struct row *totals;         /* NULL: none. CSV leaves it out, so that sums of a column are right. */
};

/*
 * LINE     series over dates
 * SCATTER  series and labelled points over two numbers, with a wall at a limit of the horizontal one: the frontier
 * BARS     now against target, one bar a line, with ticks at the band
 */
enum chart_type { CHART_LINE, CHART_SCATTER, CHART_BARS };

/* How an axis is labelled. COMPACT is for money: 1.2 M. */
enum axis_format { AXIS_NUMBER = 0, AXIS_PERCENT, AXIS_COMPACT };

enum series_style { SERIES_LINE = 0, SERIES_DASHED, SERIES_DOTS, SERIES_BAND /* between y and upper */ };

struct chart_series {
	struct chart_series *next;
	const char *key, *title;
	enum series_style style;
	enum tone tone;
	size_t count;
	struct date *dates;  /* [count], LINE */
	double *x;           /* [count], SCATTER */
	double *y;           /* [count]; NaN is a gap */
	double *upper;       /* [count], BAND */
};

struct point {
	struct point *next;
	const char *key, *title;
	double x, y;
	enum tone tone;
};

struct bar {
	struct bar *next;
	const char *key, *title;
	double now, target, lower, upper; /* NaN: there is none */
	enum tone tone;
};

struct chart {
	struct arena *arena;
	enum chart_type type;
	const char *key, *title, *note;
	const char *x_title, *y_title;
	enum axis_format x_format, y_format;      /* BARS use x_format */
	bool has_limit;
	double limit;
	const char *limit_title;
	const char *now_title, *target_title, *band_title; /* the legend of BARS: "now", "target", "band" */
	struct chart_series *first_series, *last_series;
	struct point *first_point, *last_point;
	struct bar *first_bar, *last_bar;
};

struct note {
	struct note *next;
	enum tone tone;
	const char *key, *text;  /* key: what kind of note, for programs; may be NULL */
};

struct notes {
	struct arena *arena;
	const char *key, *title;
	struct note *first, *last;
};

enum block_type { BLOCK_PARAGRAPH, BLOCK_FACTS, BLOCK_TABLE, BLOCK_CHART, BLOCK_NOTES, BLOCK_SECTION, BLOCK_LIST };

struct paragraph {
	const char *key, *text;
	enum tone tone;
};

struct section;

struct section_list {
	struct arena *arena;
	const char *key, *item, *title;
	struct section *first, *last;
};

struct block {
	struct block *next;
	enum block_type type;
	enum audience audience;
	union {
		struct paragraph paragraph;
		struct facts facts;
		struct table table;
		struct chart chart;
		struct notes notes;
		struct section_list list;
		struct section *section;
	};
};

struct section {
	struct section *next;   /* within a list */
	struct arena *arena;
	const char *key, *title;
	const char *subtitle;   /* beside the title, quietly; for people */
	enum tone tone;         /* marks the title */
	struct block *first, *last;
};

/* All of it is built by these; the pointers returned live in the arena. title may be NULL everywhere. */
struct section *section_new(struct arena *arena, const char *key, const char *title);
struct section *section_child(struct section *section, const char *key, const char *title);
struct section_list *section_list(struct section *section, const char *key, const char *item, const char *title);
struct section *section_list_add(struct section_list *list, const char *key, const char *title);

struct paragraph *section_paragraph(struct section *section, const char *key, const char *text);

/* A program-only or reading-only block: applies to the block added last. */
void section_audience(struct section *section, enum audience audience);

struct facts *facts_new(struct arena *arena);
struct facts *section_facts(struct section *section, const char *key, const char *title);
struct fact *facts_add(struct facts *facts, const char *key, const char *title, struct cell value);

/* columns[count] is copied. */
struct table *section_table(struct section *section, const char *key, const char *title,
                            const struct column *columns, size_t count);
struct cell *table_row(struct table *table);     /* the new row's cells, all missing, to be filled */
struct cell *table_totals(struct table *table);  /* the totals row's cells; made on the first call */

struct notes *section_notes(struct section *section, const char *key, const char *title);
void notes_add(struct notes *notes, enum tone tone, const char *key, const char *text);

struct chart *section_chart(struct section *section, enum chart_type type, const char *key, const char *title);
/* With arrays for count values to be filled: dates or x by the chart's type, y, and upper for a band. */
struct chart_series *chart_series(struct chart *chart, const char *key, const char *title, enum series_style style,
                            size_t count);
void chart_point(struct chart *chart, const char *key, const char *title, double x, double y, enum tone tone);
void chart_limit(struct chart *chart, double x, const char *title);
struct bar *chart_bar(struct chart *chart, const char *key, const char *title, double now, double target);

#endif
