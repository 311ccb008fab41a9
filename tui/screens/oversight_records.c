/* Lists of the screen Oversight: the runs of the watch and of the weekly report, and the journal. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/oversight_rows.h"

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
	return &oversight_screen_of(source)->oversight.runs[row];
}

static size_t run_count(const void *source)
{
	return oversight_screen_of(source)->oversight.run_count;
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
		table_cell_put(cell, time);
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
		table_cell_put(cell, run->is_report ? _("weekly report") : _("watch"));
		break;
	case RUN_OF:
		table_cell_put(cell, date_format(run->day, day));
		break;
	case RUN_CLIENTS:
		oversight_put_count(cell, run->clients);
		break;
	case RUN_ALERTS:
		oversight_put_count(cell, run->open);
		break;
	case RUN_NEW:
		oversight_put_count(cell, run->opened);
		break;
	case RUN_REBALANCE:
		oversight_put_count(cell, run->rebalance);
		break;
	case RUN_BLOCKED:
		oversight_put_count(cell, run->blocked);
		break;
	case RUN_TRADES:
		oversight_put_count(cell, run->trades);
		break;
	case RUN_BY:
		table_cell_put_dim(cell, run->actor);
		break;
	}
}

const struct table_model oversight_runs_model = {
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
	return &oversight_screen_of(source)->records[row];
}

static size_t record_count(const void *source)
{
	return oversight_screen_of(source)->record_count;
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
		oversight_put_count(cell, record->sequence);
		break;
	case RECORD_WHAT:
		table_cell_put(cell, record->is_readable ? _(oversight_event_text(record->event)) : _("not readable"));
		cell->role = record->is_readable ? ROLE_NORMAL : ROLE_ERROR;
		break;
	case RECORD_CLIENT:
		table_cell_put(cell, record->client[0] != '\0' ? record->client : "–");
		break;
	case RECORD_BY:
		table_cell_put(cell, record->actor);
		break;
	case RECORD_TIME:
		put_time(cell, record->time);
		cell->role = ROLE_DIM;
		break;
	case RECORD_HASH:
		table_cell_put_dim(cell, record->hash);
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
		return table_order_numbers(left->sequence, right->sequence);
	}
}

const struct table_model oversight_journal_model = {
	.columns = record_columns, .count = record_count, .id = record_id, .cell = record_cell,
	.compare = compare_records, .empty = N_("The journal is empty, which no book's is: something was removed."),
};
