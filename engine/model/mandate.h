/* What a client has agreed to: limits, bands, what may not be touched; and the target that was accepted. */
#ifndef BALLAST_ENGINE_MODEL_MANDATE_H
#define BALLAST_ENGINE_MODEL_MANDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/instrument.h"

/*
 * 5/25: out of band when |w - t| > min(5 points, a quarter of t). Absolute: when |w - t| > width.
 */
enum band_kind { BAND_5_25, BAND_ABSOLUTE };

struct band_policy {
	enum band_kind kind;
	int64_t width_ppb;                /* of BAND_ABSOLUTE                                         */
};

enum limit_scope { LIMIT_INSTRUMENT, LIMIT_ASSET_CLASS, LIMIT_REGION, LIMIT_SECTOR };
const char *limit_scope_name(enum limit_scope scope); /* "instrument", "asset_class", "region", "sector" */
bool limit_scope_parse(const char *text, enum limit_scope *scope);

/* lower <= sum of the weights in scope <= upper. */
struct limit {
	enum limit_scope scope;
	char key[48];                     /* symbol, class name, region, sector                       */
	int64_t lower_ppb, upper_ppb;
};

/* OVERALL: the service is rated as a whole; STRICT: every component at or below the client's class. */
enum gate_mode { GATE_OVERALL, GATE_STRICT };

enum { MANDATE_LIMITS = 64, MANDATE_LOCKS = 32 };

struct mandate {
	int64_t id, client_id;            /* id 0: the defaults, nothing recorded yet                 */
	struct date since;
	struct limit limits[MANDATE_LIMITS];
	size_t limit_count;
	char locked[MANDATE_LOCKS][SYMBOL_SIZE]; /* neither bought nor sold                           */
	size_t locked_count;
	struct band_policy band;
	enum gate_mode mode;
	int64_t minimum_trade;            /* money, millionths; 0: the rule's default                 */
	int64_t cash_reserve;             /* money kept in each account                               */
	char by[NAME_SIZE];
};

/* No limits, no locks, 5/25 bands, OVERALL. */
void mandate_default(struct mandate *mandate, int64_t client_id);

/* The band around a target weight, clipped to [0, 1]: ppb in, ppb out. */
void band_edges(const struct band_policy *policy, int64_t target_ppb, int64_t *lower_ppb, int64_t *upper_ppb);

/* One line of the accepted plan. */
struct target {
	int64_t instrument_id;
	int64_t weight_ppb;
	int64_t lower_ppb, upper_ppb;     /* the band                                                 */
};

enum { TARGETS = 256 };

/* The plan a client accepted. Weights sum to PPB exactly. */
struct plan {
	int64_t id, client_id, recommendation_id;
	struct date accepted;
	char letter;                      /* 'A', 'B', 'C'; 'S' composed in the studio                */
	char by[NAME_SIZE];
	double expected_return, volatility; /* a year, as of the recommendation                       */
	struct target *targets;           /* owned                                                    */
	size_t target_count;
};

void plan_clear(struct plan *plan);

/* STATUS_INVALID: weights do not sum to one, a weight is negative, an instrument occurs twice. */
enum status plan_check(const struct plan *plan, struct error *err);

#endif
