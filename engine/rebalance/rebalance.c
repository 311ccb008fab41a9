/* The words of rebalancing, as files and documents spell them. */
#include "engine/rebalance/rebalance.h"

#include "engine/base/text.h"

static const char *const mode_names[] = {
	[REBALANCE_TO_TARGET] = "to-target",
	[REBALANCE_TO_EDGE] = "to-edge",
	[REBALANCE_BUY_ONLY] = "buy-only",
};

static const char *const note_names[] = {
	[NOTE_NONE] = "none",
	[NOTE_LOCKED] = "locked",
	[NOTE_NO_PRICE] = "no-price",
	[NOTE_NOT_SELLABLE] = "not-sellable",
	[NOTE_BUY_LIMIT] = "buy-limit",
	[NOTE_BUY_ONLY] = "buy-only",
	[NOTE_BELOW_MINIMUM] = "below-minimum",
	[NOTE_LOT_TOO_COARSE] = "lot-too-coarse",
	[NOTE_NO_CASH] = "no-cash",
	[NOTE_OTHERS_FIXED] = "others-fixed",
};

static const char *const outcome_names[] = {
	[REBALANCE_TRADES] = "trades",
	[REBALANCE_WITHIN_BANDS] = "within-bands",
	[REBALANCE_ON_TARGET] = "on-target",
	[REBALANCE_BELOW_MINIMUM] = "below-minimum",
	[REBALANCE_LOT_TOO_COARSE] = "lot-too-coarse",
	[REBALANCE_NOTHING_TRADABLE] = "nothing-tradable",
	[REBALANCE_EMPTY] = "empty",
};

#define NAME_OF(names, index) ((size_t)(index) < sizeof names / sizeof names[0] ? names[index] : "unknown")

const char *rebalance_mode_name(enum rebalance_mode mode)
{
	return NAME_OF(mode_names, mode);
}

bool rebalance_mode_parse(const char *text, enum rebalance_mode *mode)
{
	for (size_t i = 0; i < sizeof mode_names / sizeof mode_names[0]; i++) {
		if (text_equal_fold(text, mode_names[i])) {
			*mode = (enum rebalance_mode)i;
			return true;
		}
	}
	return false;
}

const char *rebalance_note_name(enum rebalance_note note)
{
	return NAME_OF(note_names, note);
}

const char *rebalance_outcome_name(enum rebalance_outcome outcome)
{
	return NAME_OF(outcome_names, outcome);
}
