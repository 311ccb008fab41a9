/* Inside data/store only: what plain and sealed copies share, and a sealed one opened for a while. */
#ifndef BALLAST_DATA_STORE_STORE_SEALED_H
#define BALLAST_DATA_STORE_STORE_SEALED_H

#include <stdbool.h>

#include "data/store/store.h"

/* STATUS_INVALID in the middle of a change, STATUS_REFUSED where target exists. */
enum status backup_check(const struct store *store, const char *target, struct error *err);

struct unsealed {
	bool is_sealed;
	char *name;                   /* owned; of the opened copy, in the folder of the automatic copies */
	int descriptor;               /* of the opened copy; -1: none                                */
};

/* Whether the copy at path is sealed, and whole as far as can be told. STATUS_NOT_FOUND: there is none. */
enum status unsealed_look(const char *path, struct unsealed *unsealed, struct error *err);

/* Opens it. Ends with unsealed_clear, which removes what was opened. */
enum status unsealed_open(struct unsealed *unsealed, const struct restoration *restoration, struct error *err);
void unsealed_clear(struct unsealed *unsealed);

#endif
