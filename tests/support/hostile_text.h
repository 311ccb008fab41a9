/* Five hundred texts that would harm a terminal, a reader or a table, were they shown as they are. */
#ifndef BALLAST_TESTS_SUPPORT_HOSTILE_TEXT_H
#define BALLAST_TESTS_SUPPORT_HOSTILE_TEXT_H

#include <stddef.h>

enum { HOSTILE_TEXTS = 500, HOSTILE_SIZE = 512 };

/* Text number `index`, without NULs inside; returns its length. Never empty. */
size_t hostile_text(int index, char text[HOSTILE_SIZE]);

#endif
