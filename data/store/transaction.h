/* Inside data only: how a public function becomes one transaction. */
#ifndef BALLAST_DATA_STORE_TRANSACTION_H
#define BALLAST_DATA_STORE_TRANSACTION_H

#include "data/store/store.h"

/*
 * What a public function wraps its writing in. write_end commits or, when status says it failed, undoes: outermost by
 * a rollback; inside another transaction by dooming that one if anything had been written. Returns the final status.
 */
struct write {
	int changes;
};
enum status write_begin(struct store *store, struct write *write, struct error *err);
enum status write_end(struct store *store, const struct write *write, enum status status, struct error *err);

/* write_end for a step of advice: what it wrote and its record in the journal stand together, or neither does. */
struct journal_event;
enum status write_end_recorded(struct store *store, const struct write *write, enum status status,
                               const struct journal_event *event, struct error *err);

/* What several reads that must see one state of the book are wrapped in. */
enum status read_begin(struct store *store, struct error *err);
enum status read_end(struct store *store, enum status status, struct error *err);

#endif
