/* What became of the rows of a file of facts. */
#ifndef BALLAST_ADVICE_BASE_IMPORTED_H
#define BALLAST_ADVICE_BASE_IMPORTED_H

#include <stddef.h>

struct imported {
	size_t rows, added, same, changed, bad; /* with a bad row nothing was taken: the three between are 0 */
};

#endif
