/* What can be held: its class, currency, product risk level, dealing terms. */
#ifndef BALLAST_ENGINE_MODEL_INSTRUMENT_H
#define BALLAST_ENGINE_MODEL_INSTRUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/date.h"

enum {
	SYMBOL_SIZE = 32, /* bytes, with the NUL; the same for codes of clients, accounts, households */
	NAME_SIZE = 128,
	SOURCE_SIZE = 64,
};

/* The symbol of uninvested money in files and tables. Its price is 1 by definition and it has no price history. */
#define CASH_SYMBOL "CASH"

enum asset_class { ASSET_CASH, ASSET_BOND, ASSET_EQUITY, ASSET_GOLD, ASSET_ALTERNATIVE };
enum { ASSET_CLASSES = 5 };

/* "cash", "bond", "equity", "gold", "alternative": files and JSON. */
const char *asset_class_name(enum asset_class asset_class);
bool asset_class_parse(const char *text, enum asset_class *asset_class);

struct instrument {
	int64_t id;                  /* the book's key; 0 until stored                               */
	char symbol[SYMBOL_SIZE];
	char name[NAME_SIZE];
	enum asset_class asset_class;
	char currency[4];
	int risk_level;              /* 1..5: R1..R5, the higher of issuer's and own rating          */
	char isin[16];               /* empty when not given, like every text below                  */
	char kind[24];               /* "etf", "fund", "stock", "money-fund", "cash", ...            */
	char region[24];
	char sector[48];
	int64_t lot;                 /* quantity step of a buy, millionths; 0: any quantity          */
	int64_t minimum;             /* smallest buy, millionths of money                            */
	int64_t buy_fee, sell_fee;   /* fraction of the amount in millionths: 2.5 bp is 250          */
	int64_t expense;             /* fraction a year in millionths                                */
};

bool instrument_is_cash(const struct instrument *instrument); /* the CASH line itself, not a money fund */

/* "R3" to 3 and "3" to 3; 0 when it is neither. Likewise "C3". */
int risk_level_parse(const char *text);

/* One observation of a price. */
struct price {
	int64_t instrument_id;
	struct date date;
	int64_t close;               /* millionths of the currency, > 0                              */
	int64_t adjusted_close;      /* 0 when the source gives none                                 */
};

#endif
