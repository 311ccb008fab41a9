/* What is held and what happened to it: accounts, lots, entries, proposals, orders, fills. */
#ifndef BALLAST_ENGINE_MODEL_LEDGER_H
#define BALLAST_ENGINE_MODEL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/money.h"
#include "engine/model/instrument.h"

struct account {
	int64_t id, client_id;
	char code[SYMBOL_SIZE];
};

enum entry_type {
	ENTRY_DEPOSIT, ENTRY_WITHDRAW, ENTRY_BUY, ENTRY_SELL, ENTRY_DIVIDEND,
	ENTRY_INTEREST, ENTRY_FEE, ENTRY_SPLIT, ENTRY_TRANSFER_IN, ENTRY_TRANSFER_OUT,
	ENTRY_RETURN_OF_CAPITAL,     /* money, and lots exchanged for as many that cost less         */
};
const char *entry_type_name(enum entry_type type); /* "deposit" ... "return_of_capital", as in files */
bool entry_type_parse(const char *text, enum entry_type *type);

enum { REFERENCE_SIZE = 64 };

/*
 * One entry of the ledger; never changed once written: a correction is a second entry that reverses the first.
 * cash is its effect on the account's money (negative: paid out), quantity its effect on the instrument's (signed).
 * An account's money is in its client's currency: what happens in another is exchanged at the rate of the day. price is
 * 0 where quantity is, but for money in another currency (a dividend), where it is the amount in that currency.
 */
struct entry {
	int64_t id, account_id, instrument_id; /* instrument 0: money only                            */
	int64_t reverses;                 /* id of the entry it takes back; 0: none                   */
	struct date date;
	enum entry_type type;
	int64_t quantity;                 /* millionths, signed                                       */
	int64_t price, fee;               /* millionths of the currency, >= 0                         */
	int64_t cash;                     /* millionths of the account's currency, signed             */
	char currency[4];                 /* of price and fee: the instrument's, else the account's   */
	char reference[REFERENCE_SIZE];   /* of the source; the same one twice is one entry; empty: none */
};

/* One purchase that is still held in part; quantity is what is left of it. */
struct lot {
	int64_t id, account_id, instrument_id;
	struct date acquired;
	int64_t quantity;                 /* millionths left, > 0                                     */
	int64_t unit_cost;                /* millionths of the currency                               */
	int64_t dividend;                 /* money paid on what is left of it while it was held, as far as
	                                     the tax on it depends on how long that is; 0 until asked for */
};

enum trade_side { SIDE_BUY, SIDE_SELL };

/* Why a trade is proposed; the first that applies, in the order a reader should hear it. */
enum trade_reason {
	REASON_ABOVE_BAND,
	REASON_BELOW_BAND,
	REASON_CASH_NEED,                 /* a withdrawal or the reserve must be paid                 */
	REASON_NEW_CASH,                  /* a deposit is put to work                                 */
	REASON_TO_TARGET,                 /* inside its band, moved since the account is dealt anyway */
	REASON_NOT_IN_PLAN,               /* held, but the plan has no place for it                   */
};
const char *trade_reason_name(enum trade_reason reason); /* "above-band", ... */

enum proposal_state {
	PROPOSAL_SUBMITTED, PROPOSAL_APPROVED, PROPOSAL_REJECTED, PROPOSAL_RELEASED,
	PROPOSAL_EXECUTED, PROPOSAL_CANCELLED, PROPOSAL_EXPIRED,
};
const char *proposal_state_name(enum proposal_state state); /* "submitted", ... */
bool proposal_state_parse(const char *text, enum proposal_state *state);

struct proposal_line {
	int64_t id, account_id, instrument_id;
	enum trade_side side;
	int64_t quantity, price, amount, fee; /* all >= 0; amount = quantity * price, without the fee; instrument's currency */
	int64_t worth, fee_worth;         /* amount and fee in the client's currency; not stored      */
	int64_t weight_before_ppb, weight_after_ppb; /* of the client's portfolio                     */
	enum trade_reason reason;
	char lots[160];                   /* of a sale: "2021-05-05 40 @ 47; ..."                     */
};

struct proposal {
	int64_t id, client_id, plan_id;
	struct date as_of;
	enum proposal_state state;
	char mode[16];                    /* "to-target", "to-edge", "buy-only"                       */
	char maker[NAME_SIZE], checker[NAME_SIZE];
	char content_hash[65];            /* SHA-256 of what is approved: a changed line, another hash */
	int64_t value, cost, turnover_ppb, drift_before_ppb, drift_after_ppb, cash_flow;
	struct proposal_line *lines;      /* owned                                                    */
	size_t line_count;
};

void proposal_clear(struct proposal *proposal);

enum order_state { ORDER_NEW, ORDER_SENT, ORDER_PARTLY_FILLED, ORDER_FILLED, ORDER_CANCELLED };
const char *order_state_name(enum order_state state);

struct order {
	int64_t id, proposal_id, account_id, instrument_id;
	enum order_state state;
	enum trade_side side;
	int64_t quantity, filled;         /* millionths                                               */
	int64_t price;                    /* the price the proposal reckoned with                     */
	char reference[REFERENCE_SIZE];   /* what the broker quotes back: "B000000123-2"              */
};

struct fill {
	int64_t id, order_id;
	struct date date;
	int64_t quantity, price, fee;
	char reference[REFERENCE_SIZE];   /* of the execution; the same one twice is one fill         */
};

#endif
