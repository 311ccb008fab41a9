/* One file out of a zip archive in memory: the only home of the compression library. */
#ifndef BALLAST_DATA_EXCHANGE_ZIP_H
#define BALLAST_DATA_EXCHANGE_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct text;

/* True when the bytes begin as an archive does. */
bool zip_is_archive(const char *bytes, size_t length);

/*
 * Appends the file called member (NULL: the only one there is) of the archive of length bytes, at most limit bytes
 * unpacked, checked against its checksum. Stored and deflated files are read; encrypted ones, archives in several parts
 * and those beyond 4 GiB are not.
 *
 * STATUS_NOT_FOUND: no such file, or several and none is named. STATUS_INVALID: no archive, damaged, longer than limit.
 * result is unchanged on failure. Nothing is ever written to a disk, so names in the archive reach nothing.
 *
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE.TXT) 6.3.3, sections 4.3.7, 4.3.12, 4.3.16.
 */
enum status zip_extract(const char *bytes, size_t length, const char *member, size_t limit, struct text *result,
                        struct error *err);

#endif
