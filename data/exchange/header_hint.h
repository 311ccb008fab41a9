/* Why no line of a broker's file was its header. */
#ifndef BALLAST_DATA_EXCHANGE_HEADER_HINT_H
#define BALLAST_DATA_EXCHANGE_HEADER_HINT_H

#include <stddef.h>

#include "data/exchange/problem.h"

/*
 * Adds the problem that none of the first `lines` lines of bytes (UTF-8) names the columns: that nothing is in the file,
 * that a line names two of them or more between another delimiter, or which column was looked for in vain. names: what the
 * columns are called, NULL where there is none.
 */
void header_hint(const char *bytes, size_t length, size_t lines, char delimiter, const char *const *names, size_t count,
                 struct problems *problems);

#endif
