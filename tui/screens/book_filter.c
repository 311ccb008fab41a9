/* The filter of the book. */
#include "tui/screens/book_filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/book/review.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "tui/screens/book_rows.h"

enum field { FIELD_NAME, FIELD_CODE, FIELD_CLASS, FIELD_PLAN, FIELD_STATE, FIELD_VALUE, FIELD_WEEK, FIELD_DRIFT,
	     FIELD_RISK, FIELD_LIMIT, FIELD_ALERTS, FIELD_WAITING };

/* The titles of the columns, so that one filters by what one reads. */
const struct filter_field book_filter_fields[] = {
	[FIELD_NAME] = {N_("client"), "name", FILTER_TEXT, true},
	[FIELD_CODE] = {N_("code"), NULL, FILTER_TEXT, true},
	[FIELD_CLASS] = {N_("class"), NULL, FILTER_NUMBER, false},
	[FIELD_PLAN] = {N_("plan"), NULL, FILTER_TEXT, false},
	[FIELD_STATE] = {N_("state"), NULL, FILTER_TEXT, true},
	[FIELD_VALUE] = {N_("value"), NULL, FILTER_NUMBER, false},
	[FIELD_WEEK] = {N_("week"), NULL, FILTER_NUMBER, false},
	[FIELD_DRIFT] = {N_("drift"), NULL, FILTER_NUMBER, false},
	[FIELD_RISK] = {N_("risk"), NULL, FILTER_NUMBER, false},
	[FIELD_LIMIT] = {N_("limit"), NULL, FILTER_NUMBER, false},
	[FIELD_ALERTS] = {N_("alerts"), "alert", FILTER_COUNT, false},
	[FIELD_WAITING] = {N_("waiting"), "proposal", FILTER_COUNT, false},
	{.name = NULL},
};

static const struct review_row *row_at(const void *source, size_t row)
{
	return &((const struct book_rows *)source)->book.rows[row];
}

/* In the unit the column shows; NaN: the row has none. */
double book_filter_number(const void *source, size_t at, int field)
{
	const struct review_row *row = row_at(source, at);

	switch ((enum field)field) {
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

bool book_filter_text(const void *source, size_t at, int field, const char *wanted)
{
	const struct review_row *row = row_at(source, at);
	char text[8];

	switch ((enum field)field) {
	case FIELD_NAME:
		return strcasestr(row->name, wanted) != NULL;
	case FIELD_CODE:
		return strcasestr(row->code, wanted) != NULL;
	case FIELD_STATE:
		return strcasestr(standing_state_name(row->state), wanted) != NULL ||
		       strcasestr(_(book_state_word(row->state)), wanted) != NULL;
	case FIELD_PLAN:
		(void)snprintf(text, sizeof text, "%c", row->plan != '\0' ? row->plan : '-');
		return strcasecmp(text, wanted) == 0;
	default:
		return false;
	}
}

