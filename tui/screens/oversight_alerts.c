/* Lists of the screen Oversight: alerts, and of them those about whom may be advised on what. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/oversight/monitor.h"
#include "tui/screens/oversight_rows.h"

const char *oversight_severity_sign(enum alert_severity severity)
{
	static const char *const signs[] = {"·", "!", "✗"};

	return signs[severity];
}

enum role oversight_severity_role(enum alert_severity severity)
{
	static const enum role roles[] = {ROLE_NORMAL, ROLE_WARNING, ROLE_ERROR};

	return roles[severity];
}

enum alert_column { ALERT_SIGN, ALERT_CLIENT, ALERT_WHAT, ALERT_STATE, ALERT_OWNER, ALERT_SINCE, ALERT_SEVERITY, ALERT_NUMBER };

static const struct table_column alert_columns[] = {
	[ALERT_SIGN] = {.title = "!", .least = 1, .most = 1, .priority = 0, .is_descending_first = true},
	[ALERT_CLIENT] = {.title = N_("client"), .least = 12, .most = 20, .priority = 2},
	[ALERT_WHAT] = {.title = N_("what"), .least = 36, .most = 76, .priority = 1},
	[ALERT_STATE] = {.title = N_("state"), .least = 10, .most = 10, .priority = 3},
	[ALERT_OWNER] = {.title = N_("by"), .least = 8, .most = 14, .priority = 6},
	[ALERT_SINCE] = {.title = N_("since"), .least = 10, .most = 10, .priority = 5},
	[ALERT_SEVERITY] = {.title = N_("severity"), .least = 10, .most = 10, .priority = 7, .is_descending_first = true},
	[ALERT_NUMBER] = {.title = N_("no."), .least = 4, .most = 6, .priority = 8, .align = TEXT_RIGHT},
	{.title = NULL},
};

static size_t alert_count(const void *source)
{
	return oversight_screen_of(source)->oversight.alert_count;
}

static int64_t alert_id(const void *source, size_t row)
{
	return oversight_screen_of(source)->oversight.alerts[row].alert.id;
}

static void cell_of_alert(const struct oversight_alert *row, int column, struct table_cell *cell)
{
	static const enum role roles[] = {ROLE_WARNING, ROLE_NORMAL, ROLE_DIM};
	char sentence[320], day[DATE_TEXT_SIZE];

	switch ((enum alert_column)column) {
	case ALERT_SIGN:
		table_cell_put(cell, oversight_severity_sign(row->alert.severity));
		cell->role = oversight_severity_role(row->alert.severity);
		break;
	case ALERT_CLIENT:
		oversight_put_client(cell, row->code, row->name);
		break;
	case ALERT_WHAT:
		table_cell_put(cell, monitor_sentence(language_current(), &row->alert, sentence, sizeof sentence));
		cell->role = row->progress == ALERT_SETTLED                ? ROLE_DIM
			     : row->alert.severity == ALERT_FORBIDDEN ? ROLE_ERROR
								      : ROLE_NORMAL;
		break;
	case ALERT_STATE:
		table_cell_put(cell, _(oversight_progress_text(row->progress)));
		cell->role = roles[row->progress];
		break;
	case ALERT_OWNER:
		table_cell_put(cell, row->owner[0] != '\0' ? row->owner : "–");
		break;
	case ALERT_SINCE:
		table_cell_put_dim(cell, date_format(row->alert.opened, day));
		break;
	case ALERT_SEVERITY:
		table_cell_put(cell, _(oversight_severity_text(row->alert.severity)));
		cell->role = oversight_severity_role(row->alert.severity);
		break;
	case ALERT_NUMBER:
		(void)snprintf(cell->text, sizeof cell->text, "%lld", (long long)row->alert.id);
		break;
	}
}

static int compare_alert_rows(const struct oversight_alert *left, const struct oversight_alert *right, int column)
{
	switch ((enum alert_column)column) {
	case ALERT_CLIENT:
		return strcmp(left->code, right->code);
	case ALERT_WHAT:
		return strcmp(left->alert.kind, right->alert.kind);
	case ALERT_STATE:
		return (int)left->progress - (int)right->progress;
	case ALERT_OWNER:
		return strcmp(left->owner, right->owner);
	case ALERT_SINCE:
		return date_compare(left->alert.opened, right->alert.opened);
	case ALERT_NUMBER:
		return table_order_numbers(left->alert.id, right->alert.id);
	default:
		return (int)left->alert.severity - (int)right->alert.severity;
	}
}

static void alert_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	cell_of_alert(&oversight_screen_of(source)->oversight.alerts[row], column, cell);
}

static int compare_alerts(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_alert *alerts = oversight_screen_of(source)->oversight.alerts;

	return compare_alert_rows(&alerts[a], &alerts[b], column);
}

const struct table_model oversight_alerts_model = {
	.columns = alert_columns, .count = alert_count, .id = alert_id, .cell = alert_cell, .compare = compare_alerts,
	.empty = N_("No alert is open. The watch finds them: w walks the book now."),
};

static const struct oversight_alert *eligibility_at(const void *source, size_t row)
{
	return &oversight_screen_of(source)->oversight.alerts[oversight_screen_of(source)->eligibility[row]];
}

static size_t eligibility_count(const void *source)
{
	return oversight_screen_of(source)->eligibility_count;
}

static int64_t eligibility_id(const void *source, size_t row)
{
	return eligibility_at(source, row)->alert.id;
}

static void eligibility_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	cell_of_alert(eligibility_at(source, row), column, cell);
}

static int compare_eligibility(const void *source, size_t a, size_t b, int column)
{
	return compare_alert_rows(eligibility_at(source, a), eligibility_at(source, b), column);
}

const struct table_model oversight_eligibility_model = {
	.columns = alert_columns, .count = eligibility_count, .id = eligibility_id, .cell = eligibility_cell,
	.compare = compare_eligibility,
	.empty = N_("Every client has a valid profile, and nobody holds what their class does not allow."),
};

const struct oversight_alert *oversight_selected_alert(const struct oversight_screen *screen)
{
	size_t row;

	if (screen->shown == LIST_ALERTS && table_view_selected(&screen->views[LIST_ALERTS], &row))
		return &screen->oversight.alerts[row];
	if (screen->shown == LIST_ELIGIBILITY && table_view_selected(&screen->views[LIST_ELIGIBILITY], &row))
		return eligibility_at(screen, row);
	return NULL;
}
