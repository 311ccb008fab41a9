/* The filter of the book. */
#include "tui/screens/book_filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/language.h"
#include "advice/review.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "tui/screens/book_rows.h"

enum { WORD_SIZE = 64 };

enum field { FIELD_NAME, FIELD_CODE, FIELD_CLASS, FIELD_PLAN, FIELD_STATE, FIELD_VALUE, FIELD_WEEK, FIELD_DRIFT,
	     FIELD_RISK, FIELD_LIMIT, FIELD_ALERTS, FIELD_WAITING, FIELDS };

/* The titles of the columns, so that one filters by what one reads. */
static const char *const field_names[FIELDS] = {
	[FIELD_NAME] = N_("client"), [FIELD_CODE] = N_("code"),     [FIELD_CLASS] = N_("class"),
	[FIELD_PLAN] = N_("plan"),   [FIELD_STATE] = N_("state"),   [FIELD_VALUE] = N_("value"),
	[FIELD_WEEK] = N_("week"),   [FIELD_DRIFT] = N_("drift"),   [FIELD_RISK] = N_("risk"),
	[FIELD_LIMIT] = N_("limit"), [FIELD_ALERTS] = N_("alerts"), [FIELD_WAITING] = N_("waiting"),
};

/* A name may also be given as "name", and one alert is an alert. */
static bool find_field(const char *name, size_t length, enum field *field)
{
	static const struct {
		const char *name;
		enum field field;
	} others[] = {{"name", FIELD_NAME}, {"alert", FIELD_ALERTS}, {"proposal", FIELD_WAITING}};

	for (int i = 0; i < FIELDS; i++) {
		const char *translated = _(field_names[i]);

		if ((strlen(field_names[i]) == length && strncasecmp(field_names[i], name, length) == 0) ||
		    (strlen(translated) == length && strncmp(translated, name, length) == 0)) {
			*field = (enum field)i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strlen(others[i].name) == length && strncasecmp(others[i].name, name, length) == 0) {
			*field = others[i].field;
			return true;
		}
	}
	return false;
}

/* In the unit the column shows; NaN: the row has none. */
static double number_of(const struct review_row *row, enum field field)
{
	switch (field) {
	case FIELD_VALUE:
		return row->state == STANDING_NO_PRICE ? NAN : decimal_to_double(row->value);
	case FIELD_WEEK:
		return 100 * row->week_return;
	case FIELD_DRIFT:
		return row->plan != '\0' ? 100 * (double)row->drift_ppb / (double)PPB : NAN;
	case FIELD_RISK:
		return 100 * row->volatility;
	case FIELD_LIMIT:
		return 100 * row->volatility_limit;
	case FIELD_CLASS:
		return row->risk_class > 0 ? row->risk_class : NAN;
	case FIELD_ALERTS:
		return (double)row->alerts;
	case FIELD_WAITING:
		return (double)row->proposals;
	default:
		return NAN;
	}
}

static bool holds_text(const struct review_row *row, enum field field, const char *wanted)
{
	char text[8];

	switch (field) {
	case FIELD_NAME:
		return strcasestr(row->name, wanted) != NULL;
	case FIELD_CODE:
		return strcasestr(row->code, wanted) != NULL;
	case FIELD_STATE:
		return strcasestr(standing_state_name(row->state), wanted) != NULL ||
		       strcasestr(_(book_state_word(row->state)), wanted) != NULL;
	case FIELD_CLASS:
		(void)snprintf(text, sizeof text, "C%d", row->risk_class);
		return strcasestr(text, wanted) != NULL;
	case FIELD_PLAN:
		(void)snprintf(text, sizeof text, "%c", row->plan != '\0' ? row->plan : '-');
		return strcasecmp(text, wanted) == 0;
	default:
		return false;
	}
}

static bool is_number(enum field field)
{
	return field >= FIELD_VALUE;
}

/* sign is one of < > = and : */
static bool holds(const struct review_row *row, enum field field, char sign, bool or_equal, const char *wanted)
{
	const double value = number_of(row, field);
	char *end;
	double limit;

	if (!is_number(field) && (sign == ':' || sign == '='))
		return holds_text(row, field, wanted);
	limit = strtod(wanted + (field == FIELD_CLASS && (wanted[0] == 'C' || wanted[0] == 'c')), &end);
	if (*end != '\0' && strcmp(end, "%") != 0)
		return false;
	if (or_equal && fabs(value - limit) < 5e-10) /* half a part of a billion, in percent: what is stored */
		return true;
	return sign == '<' ? value < limit : sign == '>' ? value > limit : fabs(value - limit) < 0.05;
}

static bool word_matches(const struct review_row *row, const char *word)
{
	const size_t name = strcspn(word, "<>=:");
	enum field field;

	if (find_field(word, name, &field)) {
		const char *sign = word + name;
		const bool or_equal = sign[0] != '\0' && sign[1] == '=';

		if (*sign != '\0')
			return holds(row, field, *sign, or_equal, sign + 1 + or_equal);
		if (field == FIELD_ALERTS || field == FIELD_WAITING)
			return number_of(row, field) > 0;
	}
	return holds_text(row, FIELD_NAME, word) || holds_text(row, FIELD_CODE, word) ||
	       holds_text(row, FIELD_STATE, word);
}

/* "drift>" on the way to "drift>5". */
static bool is_unfinished(const char *word)
{
	const char *sign = strpbrk(word, "<>=:");

	return word[0] == '\0' || (sign != NULL && sign[strspn(sign, "<>=:")] == '\0');
}

bool book_filter_matches(const struct review_row *row, const char *filter)
{
	filter += strspn(filter, " ");
	while (*filter != '\0') {
		const size_t length = strcspn(filter, " ");
		const bool is_negated = filter[0] == '!';
		char word[WORD_SIZE];

		(void)snprintf(word, sizeof word, "%.*s", (int)(length - is_negated), filter + is_negated);
		if (!is_unfinished(word) && word_matches(row, word) == is_negated)
			return false;
		filter += length;
		filter += strspn(filter, " ");
	}
	return true;
}
