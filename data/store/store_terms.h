/* Terms of dealing of instruments, and the windows of limits and closures that were announced. */
#ifndef BALLAST_DATA_STORE_STORE_TERMS_H
#define BALLAST_DATA_STORE_STORE_TERMS_H

#include "data/store/store.h"
#include "engine/model/dealing_terms.h"

/* Terms with what they borrow. */
struct terms_list {
	struct dealing_terms *terms;     /* owned; by instrument, their windows in the order they begin  */
	size_t count;
	struct dealing_window *windows;  /* owned; of all of them                                        */
};
void terms_list_clear(struct terms_list *list);

/*
 * Makes the book say exactly this of the instrument: what was stated is replaced, a window that is not among these is
 * withdrawn (its row stays, marked so) and one that was not there is added; their numbers count for nothing, and
 * each is given once. PUT_SAME, and
 * nothing is written, when it says so already. STATUS_INVALID as by dealing_terms_check.
 */
enum status store_put_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                            enum put_result *result, struct error *err);

/* Those of one instrument (0: of all); list is the caller's, to be cleared. */
enum status store_terms(struct store *store, int64_t instrument_id, struct terms_list *list, struct error *err);

/* Whose window this is that stands. STATUS_NOT_FOUND: there is none of this number, or it was withdrawn. */
enum status store_window_owner(struct store *store, int64_t window_id, int64_t *instrument_id, struct error *err);

#endif
