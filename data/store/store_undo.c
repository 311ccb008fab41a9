/* Looking from an entry to its lots, and from its lots to other entries. */
#include "data/store/store_undo.h"

#include <stdlib.h>

#include "data/store/statement.h"

enum status store_resting(struct store *store, int64_t entry_id, int64_t *id, struct error *err)
{
	static const char sql[] =
		"SELECT coalesce(min(c.entry_id), 0) FROM lot l JOIN lot_change c ON c.lot_id = l.id AND c.quantity > 0 "
		"JOIN entry e ON e.id = c.entry_id AND e.reverses IS NULL "
		"WHERE l.entry_id = ?1 AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)";
	int64_t found = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &found, err, INTEGER(entry_id));

	if (status == STATUS_OK)
		*id = found;
	return status;
}

void entry_lots_clear(struct entry_lots *lots)
{
	free(lots->opened);
	free(lots->uses);
	*lots = (struct entry_lots){0};
}

#define LOT_COLUMNS "SELECT id, account_id, instrument_id, acquired, quantity, unit_cost FROM lot "

static void read_lot(sqlite3_stmt *row, void *item)
{
	struct lot *lot = item;

	*lot = (struct lot){
		.id = sqlite3_column_int64(row, 0), .account_id = sqlite3_column_int64(row, 1),
		.instrument_id = sqlite3_column_int64(row, 2), .acquired = column_date(row, 3),
		.quantity = sqlite3_column_int64(row, 4), .unit_cost = sqlite3_column_int64(row, 5),
	};
}

enum status store_lot(struct store *store, int64_t id, struct lot *lot, struct error *err)
{
	static const char sql[] = LOT_COLUMNS "WHERE id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_lot, lot, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "the book has no lot %lld", (long long)id);
	return status;
}

static void read_use(sqlite3_stmt *row, void *item)
{
	struct lot_use *use = item;

	*use = (struct lot_use){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1)};
}

enum status store_entry_lots(struct store *store, int64_t entry_id, struct entry_lots *lots, struct error *err)
{
	static const char opened[] = LOT_COLUMNS "WHERE entry_id = ?1 ORDER BY id";
	static const char used[] = "SELECT lot_id, quantity FROM lot_change WHERE entry_id = ?1 ORDER BY lot_id";
	struct entry_lots read = {0};
	enum status status = STATEMENT_LIST(store, opened, read_lot, &read.opened, &read.opened_count, err,
	                                    INTEGER(entry_id));

	if (status == STATUS_OK)
		status = STATEMENT_LIST(store, used, read_use, &read.uses, &read.use_count, err, INTEGER(entry_id));
	if (status == STATUS_OK)
		*lots = read;
	else
		entry_lots_clear(&read);
	return status;
}

enum status store_took_oldest(struct store *store, const struct entry *entry, bool *is_oldest, struct error *err)
{
	static const char sql[] =
		"SELECT count(*) FROM lot l JOIN entry o ON o.id = l.entry_id "
		"WHERE l.account_id = ?2 AND l.instrument_id = ?3 AND (o.day < ?4 OR (o.day = ?4 AND o.id < ?1)) "
		"AND EXISTS (SELECT 1 FROM lot_change c JOIN lot u ON u.id = c.lot_id WHERE c.entry_id = ?1 "
		"AND (l.acquired < u.acquired OR (l.acquired = u.acquired AND l.id < u.id))) "
		"AND l.quantity > (SELECT coalesce(sum(c.quantity), 0) FROM lot_change c JOIN entry e ON e.id = c.entry_id "
		"WHERE c.lot_id = l.id AND (e.day < ?4 OR (e.day = ?4 AND e.id <= ?1)))";
	int64_t older = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &older, err, INTEGER(entry->id), INTEGER(entry->account_id),
	                                             INTEGER(entry->instrument_id), INTEGER(entry->date.days));

	if (status == STATUS_OK)
		*is_oldest = older == 0;
	return status;
}
