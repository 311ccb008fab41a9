/* Text of other encodings, as UTF-8: the only home of iconv. */
#ifndef BALLAST_DATA_EXCHANGE_ENCODING_H
#define BALLAST_DATA_EXCHANGE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct text;

/* "utf-8", "gbk", "gb18030", "latin1", "windows-1252", "big5", in any case; NULL-terminated for a message that lists them. */
extern const char *const encoding_names[];
bool encoding_is_known(const char *name);

/*
 * Appends length bytes of the encoding to result as UTF-8. Plain ASCII stays as it is in all of them.
 * STATUS_INVALID: the encoding is not one of encoding_names, or a sequence of bytes is none of it (with its place).
 * result is unchanged on failure. Cost: one pass.
 */
enum status encoding_to_utf8(const char *name, const char *bytes, size_t length, struct text *result,
                             struct error *err);

#endif
