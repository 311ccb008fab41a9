/* What an entry brought and what rests on it: for taking entries back, and for bringing them back again. */
#ifndef BALLAST_DATA_STORE_STORE_UNDO_H
#define BALLAST_DATA_STORE_STORE_UNDO_H

#include "data/store/store_ledger.h"

/* The earliest entry that stands and took shares from a lot this one opened; *id 0: none did. */
enum status store_resting(struct store *store, int64_t entry_id, int64_t *id, struct error *err);

/* The lots an entry opened, as they were then, and what it took from others. The caller frees both. */
struct entry_lots {
	struct lot *opened;           /* owned; by id                                                */
	size_t opened_count;
	struct lot_use *uses;         /* owned                                                       */
	size_t use_count;
};
enum status store_entry_lots(struct store *store, int64_t entry_id, struct entry_lots *lots, struct error *err);
void entry_lots_clear(struct entry_lots *lots);

/* One lot as it was opened. STATUS_NOT_FOUND: there is none of that number. */
enum status store_lot(struct store *store, int64_t id, struct lot *lot, struct error *err);

/*
 * True when what an entry took came of the oldest lots its account had of the instrument then, day by day and entry by
 * entry: what a sale without a choice of lots takes.
 */
enum status store_took_oldest(struct store *store, const struct entry *entry, bool *is_oldest, struct error *err);

#endif
