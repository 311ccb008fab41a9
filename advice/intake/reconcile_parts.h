/* What the files of reconcile share. Internal to advice. */
#ifndef BALLAST_ADVICE_INTAKE_RECONCILE_PARTS_H
#define BALLAST_ADVICE_INTAKE_RECONCILE_PARTS_H

#include "advice/intake/reconcile.h"
#include "engine/model/ledger.h"

struct store;

/* What one account holds of one instrument, or its money. */
struct position {
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
	int64_t client_id, quantity, cost, price;
	bool has_cost;
	size_t lots, line;
};

struct positions {
	struct position *list;        /* owned */
	size_t count, capacity;
};

/* Fills in the cause of every break. places: the statement's positions, sorted. */
enum status reconcile_explain(struct session *session, const struct positions *places, struct reconciliation *result,
                              struct error *err);

/* Records and alerts, in a transaction that is open. */
enum status reconcile_keep(struct session *session, const char *name, const char *hash, const struct positions *places,
                           const struct reconciliation *result, struct error *err);

/* Names for programs: "quantity", "in-transit". */
extern const char *const break_names[];
extern const char *const cause_names[];

#endif
