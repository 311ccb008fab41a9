/* Exchange rates that arrive, judged against their neighbours: what is of another unit or pair is not taken. */
#ifndef BALLAST_ADVICE_MARKET_RATE_GATE_H
#define BALLAST_ADVICE_MARKET_RATE_GATE_H

#include <stdbool.h>

#include "engine/base/status.h"
#include "engine/model/rate.h"

struct store;

/*
 * No currency moves tenfold from one rate to the next under the same code; a rate of a hundred units does, and so does one
 * that was turned over. Rates further apart than RATE_NEAR_DAYS are not compared.
 */
enum { RATE_LEAP = 10, RATE_NEAR_DAYS = 31 };

/*
 * Against the rates of the pair before and after its day in the book. may_replace: what takes the place of a rate of that
 * very day is let through, since a person who reads a file again means to mend it. STATUS_INVALID: it is RATE_LEAP times a
 * neighbour or that part of it; the sentence names both. Cost: two searches.
 */
enum status rate_gate(struct store *store, const struct rate *rate, bool may_replace, struct error *err);

#endif
