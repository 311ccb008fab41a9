/* Terms of dealing of instruments, as last stated. */
#ifndef BALLAST_DATA_STORE_STORE_TERMS_H
#define BALLAST_DATA_STORE_STORE_TERMS_H

#include "data/store/store.h"
#include "engine/model/dealing_terms.h"

/* Inserts, or replaces what was stated before. STATUS_INVALID as by dealing_terms_check. */
enum status store_put_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                            enum put_result *result, struct error *err);

/* Of every instrument that has any, by instrument id. */
enum status store_terms(struct store *store, struct dealing_terms **terms, size_t *count, struct error *err);

#endif
