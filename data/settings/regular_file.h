/* A small file, whole: only a regular one, never more than asked for. */
#ifndef BALLAST_DATA_SETTINGS_REGULAR_FILE_H
#define BALLAST_DATA_SETTINGS_REGULAR_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct text;

/* FILE_PRIVATE: no symbolic link, owned by who runs the program, readable by nobody else: what secrets demand. */
enum file_trust { FILE_ANY, FILE_PRIVATE };

/*
 * Appends the bytes of path to text. STATUS_NOT_FOUND: there is none. STATUS_INVALID: a folder, device or pipe, or
 * more than limit bytes. STATUS_REFUSED: not as private as asked for. STATUS_IO: it could not be read.
 */
enum status regular_file_read(const char *path, size_t limit, enum file_trust trust, struct text *text,
                              struct error *err);

#endif
