/* What a file has named already: texts to numbers, and keys that must not come twice. */
#ifndef BALLAST_DATA_EXCHANGE_SEEN_H
#define BALLAST_DATA_EXCHANGE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* The number of a text, from 0 in the order of first sight. */
uint32_t seen_number(struct seen *seen, const char *text);

/* True when (text, detail) was given before; remembers it otherwise. */
bool seen_before(struct seen *seen, const char *text, int32_t detail);

/* The same of a text whose number is known. Details that lie close together share memory. */
bool seen_before_numbered(struct seen *seen, uint32_t number, int32_t detail);

#endif
