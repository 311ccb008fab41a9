/* Imports as the journal has them, for taking them back and bringing them back. Internal to advice. */
#ifndef BALLAST_ADVICE_INTAKE_INTAKE_TURN_H
#define BALLAST_ADVICE_INTAKE_INTAKE_TURN_H

#include "advice/intake/intake.h"

struct store;

/* Events of the journal. */
#define INTAKE_UNDONE "IMPORT_UNDONE"
#define INTAKE_RESTORED "IMPORT_RESTORED"

enum status intake_find_record(struct store *store, int64_t id, struct intake_record *record, struct error *err);

/* The import that wrote an entry; *id 0: none did. */
enum status intake_find_origin(struct store *store, int64_t entry, int64_t *id, struct error *err);

#endif
