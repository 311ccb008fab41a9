/*
 * What one types after / in any list: words parted by blanks, all of which must hold.
 *
 *     wang             somewhere in the row            drift>5       a figure, in the unit the column shows
 *     class:C3         in the named column             review<2027-01-31   a date
 *     class:C3|C4      one of them                     value>=1.5m   k, m, bn, 万 and 亿 are understood
 *     !class:C5        what follows ! must not hold    "li qiang"    blanks inside quotes belong to the word
 *     alert            a column of counts, alone: there is at least one
 *
 * Columns answer to the first word of their title in English and in the current language, and to any beginning of it
 * that no other column shares. What cannot be understood is said, never silently taken for something else.
 */
#ifndef BALLAST_TUI_WIDGET_FILTER_H
#define BALLAST_TUI_WIDGET_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/text.h"

enum { FILTER_TERMS = 12, FILTER_WORD_SIZE = 96, FILTER_PROBLEM_SIZE = 240 };

enum filter_kind {
	FILTER_SHOWN,  /* whatever the cell shows: text with : and =, a figure or a date with < and > */
	FILTER_TEXT,   /* : and = only */
	FILTER_NUMBER, /* < > = and :, of field_number */
	FILTER_COUNT,  /* the same; named alone it means "at least one" */
};

/* One thing a filter can name. A list ends with a NULL name. */
struct filter_field {
	const char *name;  /* N_(): the column's title, or its first word */
	const char *other; /* a second English name, or NULL */
	enum filter_kind kind;
	bool is_searched;  /* words without a name look here too */
};

struct filter_term {
	int field;         /* index of the fields; -1: a word without a name */
	char sign;         /* ':' '=' '<' '>', or 0: the field alone, or a word */
	bool is_negated, or_equal, is_date, is_number;
	double limit;      /* where is_number */
	char wanted[FILTER_WORD_SIZE]; /* alternatives parted by | */
};

struct filter {
	struct filter_term terms[FILTER_TERMS];
	size_t count;
	bool is_name_begun; /* the last term is a word being typed that may yet become the name of a column */
	char problem[FILTER_PROBLEM_SIZE]; /* already translated; "": every word was understood */
};

/* How a row answers. fields of the kinds NUMBER and COUNT are asked for a number (NaN: none), the others for text. */
struct filter_row {
	const void *source;
	size_t row;
	const struct filter_field *fields;
	bool (*holds_text)(const void *source, size_t row, int field, const char *wanted);
	double (*number)(const void *source, size_t row, int field);
	/* The text of a FILTER_SHOWN field; NULL where there is none of that kind. */
	void (*shown)(const void *source, size_t row, int field, char *text, size_t size);
};

/*
 * Reads text. While it is being typed, a last word that is only begun ("drift>") holds for every row; afterwards it is
 * a problem. A word that was not understood is left out of terms and named in problem.
 */
void filter_parse(const char *text, const struct filter_field *fields, bool is_being_typed, struct filter *filter);

bool filter_holds(const struct filter *filter, const struct filter_row *row);

/* Completes the name at the end of text, which has room for size bytes. False: nothing fits, or too much does. */
bool filter_complete(char *text, size_t size, const struct filter_field *fields);

/* "client class value …": what can be named, in the current language. */
void filter_names(const struct filter_field *fields, char *text, size_t size);

/* The first figure in a text as people write it: "−1,284.5 pp", "C3", "! 2", "1.5m", "3 亿". False: there is none. */
bool filter_figure(const char *text, double *value);

#endif
