/* Inside data/settings only: where in a file the reading is, so that what is wrong is told with file and line. */
#ifndef BALLAST_DATA_SETTINGS_CONFIG_PLACE_H
#define BALLAST_DATA_SETTINGS_CONFIG_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/status.h"

struct config;

struct config_place {
	const char *path;
	const struct config *section;
};

/* STATUS_INVALID with "file:line: " before the sentence. */
enum status config_refuse(const struct config_place *place, struct error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A text that fits into field (size bytes) and holds no control characters; an absent one leaves it as it was. */
enum status config_take_text(const struct config_place *place, const char *key, bool is_required, char *field,
                             size_t size, struct error *err);

/* A day that must be there. */
enum status config_take_date(const struct config_place *place, const char *key, struct date *field, struct error *err);

#endif
