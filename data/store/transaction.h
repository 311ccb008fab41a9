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

/* The same for several reads that must see one state of the book. */
enum status read_begin(struct store *store, struct error *err);
enum status read_end(struct store *store, enum status status, struct error *err);

#endif
