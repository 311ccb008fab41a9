/* What the book calls an instrument that a statement calls something. Internal to advice. */
#ifndef BALLAST_ADVICE_INTAKE_INTAKE_NAMES_H
#define BALLAST_ADVICE_INTAKE_INTAKE_NAMES_H

#include <stddef.h>

#include "engine/model/instrument.h"

struct intake_names {
	const struct instrument *instruments; /* borrowed                                           */
	size_t count;
};

/*
 * The symbol of the one instrument that text names: by its symbol; its ISIN; the number within a US ISIN (CUSIP); its code
 * without the exchange ("000001" for 000001.SZ), then also without zeros that a spreadsheet took off; its name. The first of
 * these that fits any instrument decides. NULL: none fits, or two do, which *first and *other name then.
 *
 * context is a struct intake_names. Cost: six passes over the instruments.
 */
const char *intake_names_find(const void *context, const char *text, const char **first, const char **other);

#endif
