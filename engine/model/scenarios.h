/* Stress scenarios: what a bad time did, or might do, to each kind of asset; who says so, and when it was said. */
#ifndef BALLAST_ENGINE_MODEL_SCENARIOS_H
#define BALLAST_ENGINE_MODEL_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/instrument.h"

enum { SCENARIOS = 24, SCENARIO_SHOCKS = 24, SCENARIO_SOURCE_SIZE = 256 };

/* The return of one class, or of one class in one region or sector (which then goes before the general one). */
struct scenario_shock {
	enum asset_class asset_class;
	char region[24];                  /* empty: every region                                      */
	char sector[48];                  /* empty: every sector                                      */
	double shock;                     /* the return over the whole scenario, >= -1                */
	char source[2][SCENARIO_SOURCE_SIZE]; /* where the figure comes from, in those languages      */
};

struct scenario {
	char name[24];                    /* stable: "2008"                                           */
	char title[2][96];                /* for people, in the order of enum language: English, Chinese */
	bool is_historical;               /* it happened, from `from` to `to`; otherwise it is supposed */
	struct date from, to;
	struct scenario_shock shocks[SCENARIO_SHOCKS];
	size_t shock_count;
};

struct scenarios {
	char name[64];                    /* "Ballast scenarios"                                      */
	char set_by[NAME_SIZE];
	struct date dated;
	struct scenario list[SCENARIOS];
	size_t count;
};

/* The first shock in the scenario's order that fits the instrument, or NULL: it does not say how that moves. */
const struct scenario_shock *scenario_shock_of(const struct scenario *scenario, const struct instrument *instrument);

/*
 * A shock hidden by an earlier, more general one would never be used: STATUS_INVALID names it. *hidden (may be NULL) is its
 * index, written on that failure.
 */
enum status scenario_check(const struct scenario *scenario, size_t *hidden, struct error *err);

#endif
