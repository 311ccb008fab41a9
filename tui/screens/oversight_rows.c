/* The lists of the screen Oversight, as rows of tables. */
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/oversight/monitor.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/oversight_state.h"

static const struct oversight_screen *screen_of(const void *source)
{
	return source;
}

static int order_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static void put(struct table_cell *cell, const char *text)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s", text);
}

static void put_count(struct table_cell *cell, int64_t count)
{
	char figure[FIGURE_SIZE];

	if (count >= 0)
		put(cell, figure_quantity(count * MICROS, figure));
	else
		put(cell, "–");
}

static void put_percent(struct table_cell *cell, int64_t ppb)
{
	char text[AMOUNT_TEXT_SIZE];

	put(cell, percent_number((double)ppb / (double)PPB, text));
}

static void put_client(struct table_cell *cell, const char *code, const char *name)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s %s", code, name);
}

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

/* ---- alerts, and those about whom may be advised on what ---- */

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
	return screen_of(source)->oversight.alert_count;
}

static int64_t alert_id(const void *source, size_t row)
{
	return screen_of(source)->oversight.alerts[row].alert.id;
}

static void cell_of_alert(const struct oversight_alert *row, int column, struct table_cell *cell)
{
	static const enum role roles[] = {ROLE_WARNING, ROLE_NORMAL, ROLE_DIM};
	char sentence[320], day[DATE_TEXT_SIZE];

	switch ((enum alert_column)column) {
	case ALERT_SIGN:
		put(cell, oversight_severity_sign(row->alert.severity));
		cell->role = oversight_severity_role(row->alert.severity);
		break;
	case ALERT_CLIENT:
		put_client(cell, row->code, row->name);
		break;
	case ALERT_WHAT:
		put(cell, monitor_sentence(language_current(), &row->alert, sentence, sizeof sentence));
		cell->role = row->progress == ALERT_SETTLED                ? ROLE_DIM
			     : row->alert.severity == ALERT_FORBIDDEN ? ROLE_ERROR
								      : ROLE_NORMAL;
		break;
	case ALERT_STATE:
		put(cell, _(oversight_progress_text(row->progress)));
		cell->role = roles[row->progress];
		break;
	case ALERT_OWNER:
		put(cell, row->owner[0] != '\0' ? row->owner : "–");
		break;
	case ALERT_SINCE:
		put(cell, date_format(row->alert.opened, day));
		cell->role = ROLE_DIM;
		break;
	case ALERT_SEVERITY:
		put(cell, _(oversight_severity_text(row->alert.severity)));
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
		return order_numbers(left->alert.id, right->alert.id);
	default:
		return (int)left->alert.severity - (int)right->alert.severity;
	}
}

static void alert_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	cell_of_alert(&screen_of(source)->oversight.alerts[row], column, cell);
}

static int compare_alerts(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_alert *alerts = screen_of(source)->oversight.alerts;

	return compare_alert_rows(&alerts[a], &alerts[b], column);
}

static const struct table_model alerts_model = {
	.columns = alert_columns, .count = alert_count, .id = alert_id, .cell = alert_cell, .compare = compare_alerts,
	.empty = N_("No alert is open. The watch finds them: w walks the book now."),
};

static const struct oversight_alert *eligibility_at(const void *source, size_t row)
{
	return &screen_of(source)->oversight.alerts[screen_of(source)->eligibility[row]];
}

static size_t eligibility_count(const void *source)
{
	return screen_of(source)->eligibility_count;
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

static const struct table_model eligibility_model = {
	.columns = alert_columns, .count = eligibility_count, .id = eligibility_id, .cell = eligibility_cell,
	.compare = compare_eligibility,
	.empty = N_("Every client has a valid profile, and nobody holds what their class does not allow."),
};

/* ---- approvals ---- */

enum waiting_column {
	WAITING_NUMBER, WAITING_CLIENT, WAITING_MAKER, WAITING_DRIFT, WAITING_TRADES, WAITING_COST, WAITING_TURNOVER,
	WAITING_DAYS, WAITING_OF,
};

static const struct table_column waiting_columns[] = {
	[WAITING_NUMBER] = {.title = N_("no."), .least = 4, .most = 6, .priority = 0, .align = TEXT_RIGHT},
	[WAITING_CLIENT] = {.title = N_("client"), .least = 12, .most = 24, .priority = 1},
	[WAITING_MAKER] = {.title = N_("proposed by"), .least = 11, .most = 16, .priority = 2},
	[WAITING_DRIFT] = {.title = N_("drift pp"), .least = 12, .most = 12, .priority = 3, .is_descending_first = true},
	[WAITING_TRADES] = {.title = N_("trades"), .least = 6, .most = 6, .priority = 4, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[WAITING_COST] = {.title = N_("cost"), .least = 9, .most = 12, .priority = 5, .align = TEXT_RIGHT, .is_amount = true,
			  .is_descending_first = true},
	[WAITING_TURNOVER] = {.title = N_("turnover %"), .least = 10, .most = 10, .priority = 7, .align = TEXT_RIGHT,
			      .is_descending_first = true},
	[WAITING_DAYS] = {.title = N_("days left"), .least = 9, .most = 9, .priority = 6, .align = TEXT_RIGHT},
	[WAITING_OF] = {.title = N_("of"), .least = 10, .most = 10, .priority = 8},
	{.title = NULL},
};

static const struct oversight_waiting *waiting_at(const void *source, size_t row)
{
	return &screen_of(source)->oversight.waiting[row];
}

static size_t waiting_count(const void *source)
{
	return screen_of(source)->oversight.waiting_count;
}

static int64_t waiting_id(const void *source, size_t row)
{
	return waiting_at(source, row)->proposal->id;
}

static void waiting_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_waiting *waiting = waiting_at(source, row);
	const struct proposal *proposal = waiting->proposal;
	char text[AMOUNT_TEXT_SIZE], day[DATE_TEXT_SIZE];

	switch ((enum waiting_column)column) {
	case WAITING_NUMBER:
		(void)snprintf(cell->text, sizeof cell->text, "%lld", (long long)proposal->id);
		break;
	case WAITING_CLIENT:
		put_client(cell, waiting->code, waiting->name);
		break;
	case WAITING_MAKER:
		put(cell, proposal->maker);
		break;
	case WAITING_DRIFT:
		(void)snprintf(cell->text, sizeof cell->text, "%.1f → %.1f",
			       100 * (double)proposal->drift_before_ppb / (double)PPB,
			       100 * (double)proposal->drift_after_ppb / (double)PPB);
		break;
	case WAITING_TRADES:
		put_count(cell, (int64_t)proposal->line_count);
		break;
	case WAITING_COST:
		put(cell, amount_whole(proposal->cost, text));
		break;
	case WAITING_TURNOVER:
		put_percent(cell, proposal->turnover_ppb);
		break;
	case WAITING_DAYS:
		if (waiting->days_left < 0) {
			put(cell, _("expired"));
			cell->role = ROLE_ERROR;
		} else {
			put_count(cell, waiting->days_left);
			cell->role = waiting->days_left <= 1 ? ROLE_WARNING : ROLE_NORMAL;
		}
		break;
	case WAITING_OF:
		put(cell, date_format(proposal->as_of, day));
		cell->role = ROLE_DIM;
		break;
	}
}

static int compare_waiting(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_waiting *left = waiting_at(source, a), *right = waiting_at(source, b);

	switch ((enum waiting_column)column) {
	case WAITING_CLIENT:
		return strcmp(left->code, right->code);
	case WAITING_MAKER:
		return strcmp(left->proposal->maker, right->proposal->maker);
	case WAITING_DRIFT:
		return order_numbers(left->proposal->drift_before_ppb, right->proposal->drift_before_ppb);
	case WAITING_TRADES:
		return order_numbers((int64_t)left->proposal->line_count, (int64_t)right->proposal->line_count);
	case WAITING_COST:
		return order_numbers(left->proposal->cost, right->proposal->cost);
	case WAITING_TURNOVER:
		return order_numbers(left->proposal->turnover_ppb, right->proposal->turnover_ppb);
	case WAITING_DAYS:
		return left->days_left - right->days_left;
	case WAITING_OF:
		return date_compare(left->proposal->as_of, right->proposal->as_of);
	default:
		return order_numbers(left->proposal->id, right->proposal->id);
	}
}

static const struct table_model approvals_model = {
	.columns = waiting_columns, .count = waiting_count, .id = waiting_id, .cell = waiting_cell,
	.compare = compare_waiting, .empty = N_("No proposal waits for a second person."),
};

/* ---- concentration ---- */

enum holding_column {
	HOLDING_NAME, HOLDING_SYMBOL, HOLDING_SHARE, HOLDING_VALUE, HOLDING_CLIENTS, HOLDING_LARGEST, HOLDING_WHO,
	HOLDING_LEVEL, HOLDING_ABOVE, HOLDING_OVER,
};

static const struct table_column holding_columns[] = {
	[HOLDING_NAME] = {.title = N_("holding"), .least = 12, .most = 28, .priority = 0},
	[HOLDING_SYMBOL] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 5},
	[HOLDING_SHARE] = {.title = N_("of book %"), .least = 9, .most = 9, .priority = 1, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[HOLDING_VALUE] = {.title = N_("value"), .least = 12, .most = 14, .priority = 4, .align = TEXT_RIGHT,
			   .is_amount = true, .is_descending_first = true},
	[HOLDING_CLIENTS] = {.title = N_("clients"), .least = 7, .most = 7, .priority = 2, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[HOLDING_LARGEST] = {.title = N_("largest %"), .least = 9, .most = 9, .priority = 3, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[HOLDING_WHO] = {.title = N_("at"), .least = 6, .most = 10, .priority = 6},
	[HOLDING_LEVEL] = {.title = N_("level"), .least = 5, .most = 5, .priority = 7, .is_descending_first = true},
	[HOLDING_ABOVE] = {.title = N_("above class"), .least = 11, .most = 11, .priority = 8, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[HOLDING_OVER] = {.title = N_("over limit"), .least = 10, .most = 10, .priority = 8, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	{.title = NULL},
};

static const struct oversight_holding *holding_at(const void *source, size_t row)
{
	return &screen_of(source)->oversight.holdings[row];
}

static size_t holding_count(const void *source)
{
	return screen_of(source)->oversight.holding_count;
}

/* Rows are sorted anew when the book changes, so the symbol's own bytes make the number that stays. */
static int64_t holding_id(const void *source, size_t row)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *at = holding_at(source, row)->symbol; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
	return (int64_t)(hash >> 1);
}

static void holding_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_holding *holding = holding_at(source, row);
	char text[AMOUNT_TEXT_SIZE];

	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		put(cell, strcmp(holding->symbol, CASH_SYMBOL) == 0 ? _("cash")
			  : holding->name[0] != '\0' ? holding->name : holding->symbol);
		break;
	case HOLDING_SYMBOL:
		put(cell, holding->symbol);
		cell->role = ROLE_DIM;
		break;
	case HOLDING_SHARE:
		put_percent(cell, holding->share_ppb);
		break;
	case HOLDING_VALUE:
		put(cell, amount_whole(holding->value, text));
		break;
	case HOLDING_CLIENTS:
		put_count(cell, (int64_t)holding->clients);
		break;
	case HOLDING_LARGEST:
		if (holding->largest_ppb > 0)
			put_percent(cell, holding->largest_ppb);
		else
			put(cell, _("no price"));
		break;
	case HOLDING_WHO:
		put(cell, holding->largest);
		cell->role = ROLE_DIM;
		break;
	case HOLDING_LEVEL:
		(void)snprintf(cell->text, sizeof cell->text, "R%d", holding->risk_level);
		break;
	case HOLDING_ABOVE:
		put_count(cell, (int64_t)holding->above_class);
		cell->role = holding->above_class > 0 ? ROLE_ERROR : ROLE_DIM;
		break;
	case HOLDING_OVER:
		put_count(cell, (int64_t)holding->over_limit);
		cell->role = holding->over_limit > 0 ? ROLE_WARNING : ROLE_DIM;
		break;
	}
}

static int compare_holdings(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_holding *left = holding_at(source, a), *right = holding_at(source, b);

	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		return strcmp(left->name, right->name);
	case HOLDING_SYMBOL:
		return strcmp(left->symbol, right->symbol);
	case HOLDING_CLIENTS:
		return order_numbers((int64_t)left->clients, (int64_t)right->clients);
	case HOLDING_LARGEST:
		return order_numbers(left->largest_ppb, right->largest_ppb);
	case HOLDING_WHO:
		return strcmp(left->largest, right->largest);
	case HOLDING_LEVEL:
		return left->risk_level - right->risk_level;
	case HOLDING_ABOVE:
		return order_numbers((int64_t)left->above_class, (int64_t)right->above_class);
	case HOLDING_OVER:
		return order_numbers((int64_t)left->over_limit, (int64_t)right->over_limit);
	default:
		return order_numbers(left->value, right->value);
	}
}

static const struct table_model concentration_model = {
	.columns = holding_columns, .count = holding_count, .id = holding_id, .cell = holding_cell,
	.compare = compare_holdings, .empty = N_("Nothing is held."),
};

/* ---- runs ---- */

enum run_column {
	RUN_TIME, RUN_WHAT, RUN_OF, RUN_CLIENTS, RUN_ALERTS, RUN_NEW, RUN_REBALANCE, RUN_BLOCKED, RUN_TRADES, RUN_BY,
};

static const struct table_column run_columns[] = {
	[RUN_TIME] = {.title = N_("time"), .least = 16, .most = 20, .priority = 0, .is_descending_first = true},
	[RUN_WHAT] = {.title = N_("run"), .least = 13, .most = 14, .priority = 1},
	[RUN_OF] = {.title = N_("of"), .least = 10, .most = 10, .priority = 6},
	[RUN_CLIENTS] = {.title = N_("clients"), .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT},
	[RUN_ALERTS] = {.title = N_("alerts"), .least = 6, .most = 6, .priority = 2, .align = TEXT_RIGHT},
	[RUN_NEW] = {.title = N_("new"), .least = 5, .most = 5, .priority = 4, .align = TEXT_RIGHT},
	[RUN_REBALANCE] = {.title = N_("to rebalance"), .least = 12, .most = 12, .priority = 5, .align = TEXT_RIGHT},
	[RUN_BLOCKED] = {.title = N_("blocked"), .least = 7, .most = 7, .priority = 7, .align = TEXT_RIGHT},
	[RUN_TRADES] = {.title = N_("trades"), .least = 6, .most = 6, .priority = 7, .align = TEXT_RIGHT},
	[RUN_BY] = {.title = N_("by"), .least = 8, .most = 14, .priority = 8},
	{.title = NULL},
};

static const struct oversight_run *run_at(const void *source, size_t row)
{
	return &screen_of(source)->oversight.runs[row];
}

static size_t run_count(const void *source)
{
	return screen_of(source)->oversight.run_count;
}

static int64_t run_id(const void *source, size_t row)
{
	return run_at(source, row)->sequence;
}

/* "2026-11-20T07:00:00Z" as "2026-11-20 07:00Z": seconds say nothing here, the zone does. */
static void put_time(struct table_cell *cell, const char *time)
{
	if (strlen(time) == 20)
		(void)snprintf(cell->text, sizeof cell->text, "%.10s %.5sZ", time, time + 11);
	else
		put(cell, time);
}

static void run_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_run *run = run_at(source, row);
	char day[DATE_TEXT_SIZE];

	switch ((enum run_column)column) {
	case RUN_TIME:
		put_time(cell, run->time);
		break;
	case RUN_WHAT:
		put(cell, run->is_report ? _("weekly report") : _("watch"));
		break;
	case RUN_OF:
		put(cell, date_format(run->day, day));
		break;
	case RUN_CLIENTS:
		put_count(cell, run->clients);
		break;
	case RUN_ALERTS:
		put_count(cell, run->open);
		break;
	case RUN_NEW:
		put_count(cell, run->opened);
		break;
	case RUN_REBALANCE:
		put_count(cell, run->rebalance);
		break;
	case RUN_BLOCKED:
		put_count(cell, run->blocked);
		break;
	case RUN_TRADES:
		put_count(cell, run->trades);
		break;
	case RUN_BY:
		put(cell, run->actor);
		cell->role = ROLE_DIM;
		break;
	}
}

static const struct table_model runs_model = {
	.columns = run_columns, .count = run_count, .id = run_id, .cell = run_cell,
	.empty = N_("The watch has never run: w walks the book now; ballast monitor does so every day from cron."),
};

/* ---- the journal ---- */

enum record_column { RECORD_NUMBER, RECORD_WHAT, RECORD_CLIENT, RECORD_BY, RECORD_TIME, RECORD_HASH };

static const struct table_column record_columns[] = {
	[RECORD_NUMBER] = {.title = N_("record"), .least = 7, .most = 9, .priority = 0, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[RECORD_WHAT] = {.title = N_("what"), .least = 20, .most = 34, .priority = 1},
	[RECORD_CLIENT] = {.title = N_("client"), .least = 8, .most = 12, .priority = 2},
	[RECORD_BY] = {.title = N_("by"), .least = 10, .most = 20, .priority = 3},
	[RECORD_TIME] = {.title = N_("time"), .least = 17, .most = 17, .priority = 4},
	[RECORD_HASH] = {.title = N_("hash"), .least = 10, .most = 64, .priority = 5},
	{.title = NULL},
};

static const struct oversight_record *record_at(const void *source, size_t row)
{
	return &screen_of(source)->records[row];
}

static size_t record_count(const void *source)
{
	return screen_of(source)->record_count;
}

static int64_t record_id(const void *source, size_t row)
{
	return record_at(source, row)->sequence;
}

static void record_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_record *record = record_at(source, row);

	switch ((enum record_column)column) {
	case RECORD_NUMBER:
		put_count(cell, record->sequence);
		break;
	case RECORD_WHAT:
		put(cell, record->is_readable ? _(oversight_event_text(record->event)) : _("not readable"));
		cell->role = record->is_readable ? ROLE_NORMAL : ROLE_ERROR;
		break;
	case RECORD_CLIENT:
		put(cell, record->client[0] != '\0' ? record->client : "–");
		break;
	case RECORD_BY:
		put(cell, record->actor);
		break;
	case RECORD_TIME:
		put_time(cell, record->time);
		cell->role = ROLE_DIM;
		break;
	case RECORD_HASH:
		put(cell, record->hash);
		cell->role = ROLE_DIM;
		break;
	}
}

static int compare_records(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_record *left = record_at(source, a), *right = record_at(source, b);

	switch ((enum record_column)column) {
	case RECORD_WHAT:
		return strcmp(left->event, right->event);
	case RECORD_CLIENT:
		return strcmp(left->client, right->client);
	case RECORD_BY:
		return strcmp(left->actor, right->actor);
	case RECORD_HASH:
		return strcmp(left->hash, right->hash);
	default:
		return order_numbers(left->sequence, right->sequence);
	}
}

static const struct table_model journal_model = {
	.columns = record_columns, .count = record_count, .id = record_id, .cell = record_cell,
	.compare = compare_records, .empty = N_("The journal is empty, which no book's is: something was removed."),
};

const struct table_model *const oversight_models[LISTS] = {
	[LIST_ALERTS] = &alerts_model, [LIST_APPROVALS] = &approvals_model, [LIST_ELIGIBILITY] = &eligibility_model,
	[LIST_CONCENTRATION] = &concentration_model, [LIST_RUNS] = &runs_model, [LIST_JOURNAL] = &journal_model,
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

const struct oversight_waiting *oversight_selected_proposal(const struct oversight_screen *screen)
{
	size_t row;

	return screen->shown == LIST_APPROVALS && table_view_selected(&screen->views[LIST_APPROVALS], &row)
		       ? waiting_at(screen, row)
		       : NULL;
}
