/* What is known of events only when the whole file is read: which of them are cancelled, and in which order they happened. */
#include "data/exchange/foreign_rows.h"

#include <stdlib.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "engine/base/memory.h"
#include "engine/model/ledger.h"

static const char *cell(const struct foreign_row *row, size_t column)
{
	return row->cells[column];
}

/* ---- what is cancelled ---- */

static bool is_cancelled_by(const struct foreign_row *row, const struct foreign_cancel *cancel)
{
	return !row->is_cancelled && row->quantity == cancel->quantity && row->money == cancel->money &&
	       strcmp(cell(row, TRANSACTION_DATE), cancel->date) <= 0 && strcmp(cell(row, TRANSACTION_SYMBOL), cancel->symbol) == 0 &&
	       strcmp(cell(row, TRANSACTION_ACCOUNT), cancel->account) == 0 &&
	       strcmp(cell(row, TRANSACTION_CLIENT), cancel->client) == 0;
}

/* The latest row that it fits; NULL: there is none. */
static struct foreign_row *find_cancelled(const struct foreign *foreign, const struct foreign_cancel *cancel)
{
	struct foreign_row *found = NULL;

	for (size_t i = 0; i < foreign->count; i++) {
		struct foreign_row *row = &foreign->rows[i];

		if (is_cancelled_by(row, cancel) &&
		    (found == NULL || strcmp(cell(row, TRANSACTION_DATE), cell(found, TRANSACTION_DATE)) >= 0))
			found = row;
	}
	return found;
}

static void mark_cancelled(const struct foreign_reading *reading)
{
	struct foreign *foreign = reading->foreign;

	for (size_t i = 0; i < foreign->cancel_count; i++) {
		struct foreign_row *row = find_cancelled(foreign, &foreign->cancels[i]);

		if (row == NULL) {
			problems_add(reading->problems, foreign->cancels[i].line, 0, "type", "the row cancels a %s row that this file does "
			             "not hold; take an import that brought it back (--undo), and leave the word out under skip",
			             foreign->cancels[i].symbol);
			continue;
		}
		row->is_cancelled = true;
		foreign->skipped += 2;
	}
}

/* ---- in which order ---- */

static int by_day(const void *a, const void *b)
{
	const struct foreign_row *const *x = a, *const *y = b;
	const int order = strcmp(cell(*x, TRANSACTION_DATE), cell(*y, TRANSACTION_DATE));

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* A file that never goes forward and somewhere goes back begins with what came last. */
static bool runs_backwards(const struct foreign *foreign)
{
	bool goes_back = false;

	for (size_t i = 1; i < foreign->count; i++) {
		const int order = strcmp(cell(&foreign->rows[i - 1], TRANSACTION_DATE), cell(&foreign->rows[i], TRANSACTION_DATE));

		if (order < 0)
			return false;
		goes_back = goes_back || order > 0;
	}
	return goes_back;
}

static bool is_of_type(const struct foreign_row *row, enum entry_type type)
{
	return strcmp(cell(row, TRANSACTION_TYPE), entry_type_name(type)) == 0;
}

/* Of a day without a split: what brings shares in goes before what takes them out, which a sale first in first out allows. */
static void order_day(struct foreign_row **rows, size_t count, struct foreign_row **spare)
{
	size_t kept = 0, moved = 0;

	for (size_t i = 0; i < count; i++)
		if (is_of_type(rows[i], ENTRY_SPLIT))
			return;
	for (size_t i = 0; i < count; i++) {
		if (is_of_type(rows[i], ENTRY_SELL) || is_of_type(rows[i], ENTRY_TRANSFER_OUT))
			spare[moved++] = rows[i];
		else
			rows[kept++] = rows[i];
	}
	memcpy(rows + kept, spare, moved * sizeof *rows);
}

static void order_rows(struct foreign *foreign)
{
	const size_t count = foreign->count;
	struct foreign_row *ordered = memory_new_array(count, sizeof *ordered);
	struct foreign_row **rows = memory_new_array(count, sizeof *rows), **spare = memory_new_array(count, sizeof *spare);

	if (runs_backwards(foreign)) {
		for (size_t i = 0; i < count; i++)
			ordered[i] = foreign->rows[count - 1 - i];
		memcpy(foreign->rows, ordered, count * sizeof *ordered);
	}
	for (size_t i = 0; i < count; i++)
		rows[i] = &foreign->rows[i];
	qsort(rows, count, sizeof *rows, by_day);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && strcmp(cell(rows[i], TRANSACTION_DATE), cell(rows[end], TRANSACTION_DATE)) == 0;)
			end++;
		order_day(rows + i, end - i, spare);
	}
	for (size_t i = 0; i < count; i++)
		ordered[i] = *rows[i];
	free(rows);
	free(spare);
	free(foreign->rows);
	foreign->rows = ordered;
	foreign->capacity = count;
}

void foreign_settle(const struct foreign_reading *reading)
{
	mark_cancelled(reading);
	if (reading->foreign->count > 1)
		order_rows(reading->foreign);
}
