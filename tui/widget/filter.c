/* The language of filters. */
#include "config.h" /* strcasestr */
#include "tui/widget/filter.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "advice/base/language.h"

/* ---- figures as people write them ---- */

static const struct {
	const char *word;
	double factor;
} scales[] = {{"bn", 1e9}, {"k", 1e3}, {"m", 1e6}, {"万", 1e4}, {"亿", 1e8}};

/* What follows the digits: a scale, or a unit that says nothing. */
static double scale_of(const char *rest)
{
	rest += strspn(rest, " ");
	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
		const size_t length = strlen(scales[i].word);

		if (strncasecmp(rest, scales[i].word, length) == 0 && !isalpha((unsigned char)rest[length]))
			return scales[i].factor;
	}
	return 1;
}

/* Digits with commas between them; returns what follows, or NULL when there are none. */
static const char *read_digits(const char *at, double *value)
{
	char digits[40];
	size_t count = 0;
	bool has_digit = false;

	for (; (isdigit((unsigned char)*at) || *at == '.' || *at == ',') && count + 1 < sizeof digits; at++) {
		if (*at == ',')
			continue;
		has_digit = has_digit || *at != '.';
		digits[count++] = *at;
	}
	digits[count] = '\0';
	*value = strtod(digits, NULL);
	return has_digit ? at : NULL;
}

static bool minus_before(const char *text, const char *digits)
{
	static const char minus[] = "−";
	const size_t length = sizeof minus - 1;

	return (digits > text && digits[-1] == '-') ||
	       ((size_t)(digits - text) >= length && memcmp(digits - length, minus, length) == 0);
}

bool filter_figure(const char *text, double *value)
{
	const char *digits = text + strcspn(text, "0123456789");
	const char *rest;
	double size;

	if (*digits == '\0')
		return false;
	if (digits > text && digits[-1] == '.') /* ".5" */
		digits--;
	rest = read_digits(digits, &size);
	if (rest == NULL)
		return false;
	*value = size * scale_of(rest) * (minus_before(text, digits) ? -1 : 1);
	return true;
}

static bool is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	const size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (i >= sizeof shape - 1 || (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-'))
			return false;
	}
	return length == 7 || length == 10;
}

/* A wanted figure is nothing but a figure: "five" and "5x" are mistakes, "C3", "5%" and "1.5m" are not. */
static bool wanted_figure(const char *text, double *value)
{
	static const char *const units[] = {"", "%", "pp", "bp", "k", "m", "bn", "万", "亿"};
	const char *digits = text + strcspn(text, "0123456789."), *rest;
	const size_t before = (size_t)(digits - text);

	if (!(before == 0 || (before == 1 && (*text == '-' || *text == '+' || *text == 'C' || *text == 'c')) ||
	      (before == strlen("−") && strncmp(text, "−", before) == 0)))
		return false;
	rest = read_digits(digits, value);
	if (rest == NULL)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcasecmp(rest, units[i]) == 0)
			return filter_figure(text, value);
	}
	return false;
}

/* ---- names ---- */

static const char signs[] = "<>=:";

/* The first word of a title: "week" of "week %", "risk" of "risk/limit %". */
static size_t word_length(const char *title)
{
	return strcspn(title, " /");
}

static bool is_called(const struct filter_field *field, const char *name, size_t length)
{
	const char *const titles[] = {field->name, _(field->name), field->other};

	for (int i = 0; i < 3; i++) {
		if (titles[i] != NULL && word_length(titles[i]) == length && strncasecmp(titles[i], name, length) == 0)
			return true;
	}
	return false;
}

static bool begins(const struct filter_field *field, const char *name, size_t length)
{
	return strncasecmp(field->name, name, length) == 0 || strncmp(_(field->name), name, length) == 0;
}

/* -1: none, or several begin like this. */
static int find_field(const struct filter_field *fields, const char *name, size_t length, bool takes_beginnings)
{
	int found = -1;

	for (int i = 0; fields[i].name != NULL; i++) {
		if (is_called(&fields[i], name, length))
			return i;
	}
	for (int i = 0; takes_beginnings && length > 0 && fields[i].name != NULL; i++) {
		if (!begins(&fields[i], name, length))
			continue;
		if (found >= 0 && !is_called(&fields[found], fields[i].name, word_length(fields[i].name)))
			return -1;
		found = found >= 0 ? found : i;
	}
	return found;
}

static bool is_begun_name(const struct filter_field *fields, const char *word)
{
	for (int i = 0; fields[i].name != NULL; i++) {
		if (begins(&fields[i], word, strlen(word)))
			return true;
	}
	return false;
}

/* Two columns may share a first word ("band %", "band"): it is listed once. */
static bool is_listed_before(const struct filter_field *fields, int at)
{
	const char *name = _(fields[at].name);

	for (int i = 0; i < at; i++) {
		if (is_called(&fields[i], name, word_length(name)))
			return true;
	}
	return false;
}

void filter_names(const struct filter_field *fields, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; fields[i].name != NULL && used < size; i++) {
		const char *name = _(fields[i].name);
		const size_t length = word_length(name);

		if (length == 0 || is_listed_before(fields, i))
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%.*s", used > 0 ? " " : "", (int)length, name);
	}
}

bool filter_complete(char *text, size_t size, const struct filter_field *fields)
{
	const char *blank = strrchr(text, ' ');
	size_t start = blank != NULL ? (size_t)(blank - text) + 1 : 0;
	const char *name;
	size_t typed;
	int field;

	start += text[start] == '!';
	typed = strlen(text + start);
	if (typed == 0 || strpbrk(text + start, signs) != NULL)
		return false;
	field = find_field(fields, text + start, typed, true);
	if (field < 0)
		return false;
	/* Completed in the language it was begun in. */
	name = strncasecmp(fields[field].name, text + start, typed) == 0 ? fields[field].name : _(fields[field].name);
	if (start + word_length(name) + 2 > size)
		return false;
	(void)snprintf(text + start, size - start, "%.*s%s", (int)word_length(name), name,
		       fields[field].kind == FILTER_TEXT ? ":" : fields[field].kind == FILTER_NUMBER ? ">" : "");
	return true;
}

/* ---- reading ---- */

struct word {
	char text[FILTER_WORD_SIZE]; /* without its quotes and the ! before it */
	bool is_negated, is_quoted, is_last;
};

/* False at the end. */
static bool next_word(const char **at, struct word *word)
{
	bool inside = false;
	size_t used = 0;

	*at += strspn(*at, " ");
	if (**at == '\0')
		return false;
	*word = (struct word){.is_negated = **at == '!'};
	*at += word->is_negated;
	for (; **at != '\0' && (inside || **at != ' '); (*at)++) {
		if (**at == '"') {
			inside = !inside;
			word->is_quoted = true;
		} else if (used + 1 < FILTER_WORD_SIZE) {
			word->text[used++] = **at;
		}
	}
	word->is_last = **at == '\0';
	return true;
}

__attribute__((format(printf, 2, 3))) static void complain(struct filter *filter, const char *format, ...)
{
	va_list arguments;

	if (filter->problem[0] != '\0') /* the first is enough to work on */
		return;
	va_start(arguments, format);
	(void)vsnprintf(filter->problem, sizeof filter->problem, format, arguments); /* cut when longer */
	va_end(arguments);
}

static bool needs_number(const struct filter_term *term, enum filter_kind kind)
{
	return term->sign == '<' || term->sign == '>' || kind == FILTER_NUMBER || kind == FILTER_COUNT;
}

/* "C3|C4": every alternative is a figure; writes the last. */
static bool each_is_figure(const char *wanted, double *value)
{
	char piece[FILTER_WORD_SIZE];

	for (;;) {
		const size_t length = strcspn(wanted, "|");

		(void)snprintf(piece, sizeof piece, "%.*s", (int)length, wanted);
		if (!wanted_figure(piece, value))
			return false;
		if (wanted[length] == '\0')
			return true;
		wanted += length + 1;
	}
}

/* The part behind the sign. False: it was not understood. */
static bool read_wanted(struct filter *filter, struct filter_term *term, const struct filter_field *field,
			const char *wanted)
{
	const char *title = _(field->name);
	char name[FILTER_WORD_SIZE];

	(void)snprintf(name, sizeof name, "%.*s", (int)word_length(title), title);
	(void)snprintf(term->wanted, sizeof term->wanted, "%s", wanted);
	term->is_date = is_date(wanted);
	term->is_number = !term->is_date && each_is_figure(wanted, &term->limit);
	if (field->kind == FILTER_TEXT && (term->sign == '<' || term->sign == '>'))
		complain(filter, _("%s is words: write %s:… here"), name, name);
	else if (needs_number(term, field->kind) && !term->is_number && !(field->kind == FILTER_SHOWN && term->is_date))
		complain(filter, _("%s is compared with a figure, and “%s” is none"), name, wanted);
	else
		return true;
	return false;
}

/* column sign figure. False: not understood. */
static bool read_comparison(struct filter *filter, struct filter_term *term, const char *word, bool is_begun,
			    const struct filter_field *fields)
{
	const size_t name = strcspn(word, signs);
	const char *wanted = word + name + 1;
	char known[FILTER_PROBLEM_SIZE / 2];

	term->or_equal = wanted[0] == '=' && (term->sign == '<' || term->sign == '>');
	wanted += wanted[0] == '=';
	term->field = find_field(fields, word, name, true);
	if (term->field < 0) {
		filter_names(fields, known, sizeof known);
		complain(filter, _("“%.*s” is no column here; there are: %s"), (int)name, word, known);
		return false;
	}
	if (wanted[0] != '\0')
		return read_wanted(filter, term, &fields[term->field], wanted);
	if (!is_begun)
		complain(filter, _("“%s” is not finished: what should it be compared with?"), word);
	return false;
}

/* A word to look for, or a column of counts by its name alone. */
static bool read_plain(struct filter_term *term, const struct word *word, const struct filter_field *fields)
{
	const int field = word->is_quoted ? -1 : find_field(fields, word->text, strlen(word->text), false);

	if (field >= 0 && fields[field].kind == FILTER_COUNT)
		term->field = field;
	(void)snprintf(term->wanted, sizeof term->wanted, "%s", word->text);
	return word->text[0] != '\0';
}

static void read_word(struct filter *filter, const struct word *word, bool is_being_typed,
		      const struct filter_field *fields)
{
	struct filter_term term = {.field = -1, .is_negated = word->is_negated};
	const char *sign = strpbrk(word->text, signs);
	bool is_good;

	term.sign = sign != NULL ? *sign : '\0';
	is_good = sign != NULL ? read_comparison(filter, &term, word->text, is_being_typed && word->is_last, fields)
			       : read_plain(&term, word, fields);
	if (is_good && filter->count == FILTER_TERMS)
		complain(filter, _("more words than a filter takes, from “%s” on"), word->text);
	else if (is_good)
		filter->terms[filter->count++] = term;
	filter->is_name_begun = is_good && sign == NULL && is_being_typed && word->is_last && !word->is_quoted &&
				is_begun_name(fields, word->text);
}

void filter_parse(const char *text, const struct filter_field *fields, bool is_being_typed, struct filter *filter)
{
	struct word word;

	*filter = (struct filter){0};
	while (next_word(&text, &word))
		read_word(filter, &word, is_being_typed, fields);
}

/* ---- answering ---- */

static bool contains_one_of(const char *text, const char *wanted)
{
	char piece[FILTER_WORD_SIZE];

	while (*wanted != '\0') {
		const size_t length = strcspn(wanted, "|");

		(void)snprintf(piece, sizeof piece, "%.*s", (int)length, wanted);
		if (piece[0] != '\0' && strcasestr(text, piece) != NULL)
			return true;
		wanted += length + (wanted[length] == '|');
	}
	return false;
}

static bool compare(double value, const struct filter_term *term, double tolerance)
{
	/* A figure and what was typed meet within what is stored or shown of it, not in the last bit. */
	if (term->or_equal && fabs(value - term->limit) < 5e-10 * fmax(1, fabs(value)))
		return true;
	return term->sign == '<'   ? value < term->limit
	       : term->sign == '>' ? value > term->limit
				   : fabs(value - term->limit) < tolerance;
}

static bool shown_holds(const char *text, const struct filter_term *term)
{
	double value;

	if (term->is_date && term->sign != ':') {
		const int order = strncmp(text, term->wanted, strlen(term->wanted));

		if (!isdigit((unsigned char)text[0]))
			return false;
		return term->sign == '=' || (term->or_equal && order == 0) ? order == 0
									    : term->sign == '<' ? order < 0 : order > 0;
	}
	if (term->sign == ':' || (term->sign == '=' && !term->is_number))
		return contains_one_of(text, term->wanted);
	return filter_figure(text, &value) && compare(value, term, 1e-9 * fmax(1, fabs(value)));
}

static bool text_holds(const struct filter_row *row, int field, const char *wanted)
{
	char text[400], piece[FILTER_WORD_SIZE];

	if (row->fields[field].kind == FILTER_SHOWN) {
		text[0] = '\0';
		row->shown(row->source, row->row, field, text, sizeof text);
		return contains_one_of(text, wanted);
	}
	while (*wanted != '\0') {
		const size_t length = strcspn(wanted, "|");

		(void)snprintf(piece, sizeof piece, "%.*s", (int)length, wanted);
		if (piece[0] != '\0' && row->holds_text(row->source, row->row, field, piece))
			return true;
		wanted += length + (wanted[length] == '|');
	}
	return false;
}

static bool number_holds(double value, const struct filter_term *term)
{
	struct filter_term one = *term;

	for (const char *at = term->wanted; at != NULL; at = strchr(at, '|') != NULL ? strchr(at, '|') + 1 : NULL) {
		(void)snprintf(one.wanted, sizeof one.wanted, "%.*s", (int)strcspn(at, "|"), at);
		/* Figures are shown with one decimal: what reads 6.4 is equal to 6.4. */
		if (wanted_figure(one.wanted, &one.limit) && compare(value, &one, 0.05))
			return true;
	}
	return false;
}

static bool term_holds(const struct filter_term *term, const struct filter_row *row)
{
	const enum filter_kind kind = term->field >= 0 ? row->fields[term->field].kind : FILTER_TEXT;
	char text[400] = "";

	if (term->field < 0) {
		for (int i = 0; row->fields[i].name != NULL; i++) {
			if (row->fields[i].is_searched && text_holds(row, i, term->wanted))
				return true;
		}
		return false;
	}
	if (kind == FILTER_SHOWN) {
		row->shown(row->source, row->row, term->field, text, sizeof text);
		return shown_holds(text, term);
	}
	if (kind == FILTER_TEXT)
		return text_holds(row, term->field, term->wanted);
	if (term->sign == '\0')
		return row->number(row->source, row->row, term->field) > 0;
	return number_holds(row->number(row->source, row->row, term->field), term);
}

bool filter_holds(const struct filter *filter, const struct filter_row *row)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (term_holds(&filter->terms[i], row) == filter->terms[i].is_negated)
			return false;
	}
	return true;
}
