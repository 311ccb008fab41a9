/* A declaration guessed from a sample of an answer, for a person to finish. */
#ifndef BALLAST_DATA_FEED_PROPOSE_H
#define BALLAST_DATA_FEED_PROPOSE_H

#include <stddef.h>

#include "engine/base/status.h"

struct text;

/*
 * Appends a declaration that reads the sample: wrapping, format, layout, where date and close stand, the form of the
 * dates. What a sample cannot say (the address, the currency, the rules for errors) is left as comments. Every guess is
 * tried on the sample itself before it is handed out, so what is proposed reads at least that.
 *
 * Rows before 1980 do not count: an instant taken for thousandths would fall there. STATUS_INVALID: no guess reads it.
 */
enum status feed_propose(const char *bytes, size_t length, struct text *declaration, struct error *err);

#endif
