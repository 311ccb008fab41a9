/* What a replay begins with: the entries that stand, the closes, and the days to walk over. */
#include <math.h>
#include <stdlib.h>

#include "advice/base/session.h"
#include "advice/track/track_parts.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

/* ---- entries ---------------------------------------------------------------------------------------------------- */

struct reading {
	struct track_replay *replay;
	size_t capacity;
};

static enum status take_entry(void *context, const char *client, const char *account, const char *symbol,
                              const struct entry *entry, struct error *err)
{
	struct reading *reading = context;
	struct track_replay *replay = reading->replay;

	(void)client;
	(void)account;
	(void)symbol;
	(void)err;
	if (date_compare(entry->date, replay->today) > 0)
		return STATUS_OK;
	replay->entries = memory_grow(replay->entries, &reading->capacity, replay->entry_count + 1, sizeof *replay->entries);
	replay->entries[replay->entry_count++] = *entry;
	return STATUS_OK;
}

static int by_id(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* What was taken back never happened. */
static void drop_reversed(struct track_replay *replay)
{
	int64_t *reversed = memory_new_array(replay->entry_count, sizeof *reversed);
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < replay->entry_count; i++)
		if (replay->entries[i].reverses != 0)
			reversed[count++] = replay->entries[i].reverses;
	if (count > 0)
		qsort(reversed, count, sizeof *reversed, by_id);
	for (size_t i = 0; i < replay->entry_count; i++)
		if (replay->entries[i].reverses == 0 &&
		    bsearch(&replay->entries[i].id, reversed, count, sizeof *reversed, by_id) == NULL)
			replay->entries[kept++] = replay->entries[i];
	replay->entry_count = kept;
	free(reversed);
}

/* The column of an instrument, made when it is not there yet. */
static enum status column_of(struct track_replay *replay, int64_t instrument_id, size_t *capacity, size_t *column,
                             struct error *err)
{
	const size_t row = instrument_id == 0 ? 0 : market_index(replay->market, instrument_id);

	if (row == SIZE_MAX)
		return error_set(err, STATUS_CORRUPT, "the ledger names an instrument the book does not have");
	for (*column = 0; *column < replay->count; ++*column)
		if (replay->rows[*column] == row)
			return STATUS_OK;
	replay->rows = memory_grow(replay->rows, capacity, replay->count + 1, sizeof *replay->rows);
	replay->rows[replay->count++] = row;
	return STATUS_OK;
}

enum status track_read_entries(struct store *store, int64_t client_id, struct track_replay *replay, struct error *err)
{
	struct reading reading = {.replay = replay};
	size_t capacity = 0, column;
	enum status status = store_each_entry(store, client_id, take_entry, &reading, err);

	if (status != STATUS_OK)
		return status;
	if (replay->entry_count > 0)
		drop_reversed(replay);
	status = track_earn_on_ex_days(store, client_id, replay, err);
	if (status != STATUS_OK)
		return status;
	status = column_of(replay, 0, &capacity, &column, err); /* money comes first */
	for (size_t i = 0; i < replay->entry_count && status == STATUS_OK; i++)
		status = column_of(replay, replay->entries[i].instrument_id, &capacity, &column, err);
	return status;
}

/* ---- days ------------------------------------------------------------------------------------------------------- */

enum status track_closes_new(struct session *session, struct track_closes **result, struct error *err)
{
	const struct date beginning = {INT32_MIN};
	const struct market *market;
	struct track_closes *made;
	int64_t *ids;
	enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	made = memory_new(sizeof *made);
	ids = memory_new_array(market->count, sizeof *ids);
	for (size_t i = 0; i < market->count; i++)
		ids[i] = market->rows[i].instrument.id;
	status = store_close_series(session_store(session), ids, market->count, beginning, session_today(session), &made->series,
	                            err);
	free(ids);
	if (status != STATUS_OK) {
		free(made);
		return status;
	}
	*result = made;
	return STATUS_OK;
}

void track_closes_free(struct track_closes *closes)
{
	if (closes == NULL)
		return;
	series_clear(&closes->series);
	free(closes);
}

enum status track_read_closes(struct store *store, const struct track_replay *replay, struct series *closes,
                               struct error *err)
{
	int64_t *ids = memory_new_array(replay->count, sizeof *ids);
	enum status status;

	for (size_t i = 0; i < replay->count; i++)
		ids[i] = replay->market->rows[replay->rows[i]].instrument.id;
	status = store_close_series(store, ids, replay->count,
	                            date_add_days(replay->entries[0].date, -TRACK_PRICE_DAYS), replay->today, closes, err);
	free(ids);
	return status;
}

static struct date earlier(struct date a, struct date b)
{
	return date_compare(a, b) <= 0 ? a : b;
}

static struct date month_end(struct date date)
{
	int year, month, day;
	struct date first = {0};

	date_to_civil(date, &year, &month, &day);
	(void)date_from_civil(year, month, 1, &first);
	return date_add_days(date_add_months(first, 1), -1);
}

double track_close_at(const struct track_replay *replay, const struct track_prices *closes, size_t row, size_t column)
{
	return series_at(closes->series, row, closes->is_whole ? replay->rows[column] : column);
}

static bool has_close(const struct track_replay *replay, const struct track_prices *closes, size_t row)
{
	bool found = !closes->is_whole; /* its own has a row only where something was priced */

	for (size_t i = 1; i < replay->count && !found; i++)
		found = !isnan(track_close_at(replay, closes, row, i));
	return found;
}

/* The row on or after the day. */
size_t track_row_from(const struct series *series, struct date day)
{
	size_t low = 0, high = series->length;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (date_compare(series->dates[middle], day) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_flow(const struct entry *entry)
{
	return entry->type == ENTRY_DEPOSIT || entry->type == ENTRY_WITHDRAW ||
	       ((entry->type == ENTRY_TRANSFER_IN || entry->type == ENTRY_TRANSFER_OUT) && !track_is_exchange(entry));
}

/*
 * The day before the first entry, then every day with an entry or a price of something in the ledger, the ends of the
 * months, and today: periods begin and end with valuations.
 */
void track_list_days(struct track_replay *replay, const struct track_prices *closes)
{
	const struct series *series = closes->series;
	struct date at = date_add_days(replay->entries[0].date, -1), end = at;
	size_t entry = 0, row = closes->begin, capacity = 0;

	for (;;) {
		struct track_replay_day *day;
		struct date next = replay->today;

		replay->days = memory_grow(replay->days, &capacity, replay->day_count + 1, sizeof *replay->days);
		day = &replay->days[replay->day_count];
		*day = (struct track_replay_day){.date = at, .is_valued = replay->day_count == 0};
		replay->day_count++;
		for (; entry < replay->entry_count && date_compare(replay->entries[entry].date, at) <= 0; entry++)
			day->has_flow = day->has_flow || is_flow(&replay->entries[entry]);
		if (date_compare(at, replay->today) >= 0)
			return;
		while (row < series->length &&
		       (date_compare(series->dates[row], at) <= 0 || !has_close(replay, closes, row)))
			row++;
		if (date_compare(end, at) <= 0)
			end = month_end(date_add_days(at, 1));
		next = earlier(next, end);
		if (entry < replay->entry_count)
			next = earlier(next, replay->entries[entry].date);
		if (row < series->length)
			next = earlier(next, series->dates[row]);
		at = next;
	}
}
