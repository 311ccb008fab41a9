/* What an entry brought and what rests on it: for taking entries back, and for bringing them back again. */
#ifndef BALLAST_DATA_STORE_STORE_UNDO_H
#define BALLAST_DATA_STORE_STORE_UNDO_H

#include "data/store/store_ledger.h"

/* The earliest entry that stands and took shares from a lot this one opened; *id 0: none did. */
enum status store_resting(struct store *store, int64_t entry_id, int64_t *id, struct error *err);

/* The lots an entry opened, as they were then, and what it took from others. The caller frees both. */
struct entry_lots {
	struct lot *opened;           /* owned; by id                                                */
	size_t opened_count, opened_capacity;
	struct lot_use *uses;         /* owned                                                       */
	size_t use_count, use_capacity;
};
enum status store_entry_lots(struct store *store, int64_t entry_id, struct entry_lots *lots, struct error *err);
void entry_lots_clear(struct entry_lots *lots);

#endif
