/* Bytes as text that any format carries: RFC 4648, the usual alphabet, padded. */
#ifndef BALLAST_DATA_JOURNAL_BASE64_H
#define BALLAST_DATA_JOURNAL_BASE64_H

#include <stddef.h>

#include "engine/base/status.h"

struct text;

/* Appends. */
void base64_encode(const char *bytes, size_t length, struct text *text);

/* Appends the bytes, any. STATUS_INVALID: a character that is none of the alphabet, or wrong padding. */
enum status base64_decode(const char *text, struct text *bytes, struct error *err);

#endif
