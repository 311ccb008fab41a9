/* Inside data/store only: the folder `<book>.backups`. */
#ifndef BALLAST_DATA_STORE_KEPT_FOLDER_H
#define BALLAST_DATA_STORE_KEPT_FOLDER_H

#include <sqlite3.h>

#include "data/store/store_keep.h"
#include "engine/base/text.h"

#define KEPT_MIGRATION "migration"

/* Makes the folder when it is absent; STATUS_REFUSED where others may write into it. */
enum status kept_folder_prepare(const char *book, struct error *err);

/* The name of the next copy of that day. */
enum status kept_name(const char *book, struct date day, const char *reason, struct text *name, struct error *err);

/* `<book>.backups/unsealed`: what is on its way into or out of a sealed copy; never published. */
void kept_unsealed_name(const char *book, struct text *name);

/* Copies db there, published; name as kept_name. No copy is removed. */
enum status kept_copy(sqlite3 *db, const char *book, struct date day, const char *reason, struct text *name,
                      struct error *err);

/* Throws away what killed runs left unfinished there. */
void kept_sweep(const char *book);

#endif
