/* The columns of each kind of file. */
#include "data/exchange/columns.h"

#include "engine/base/text.h"

static const char *const kinds[EXCHANGE_KINDS] = {
	"instruments", "prices", "clients", "holdings", "transactions", "answers", "rates",
};

static const struct csv_column instruments[] = {
	{"symbol", true}, {"name", true}, {"asset_class", true}, {"currency", true}, {"risk_level", true},
	{"isin", false}, {"kind", false}, {"lot", false}, {"minimum", false}, {"buy_fee_bp", false},
	{"sell_fee_bp", false}, {"expense_bp", false}, {"region", false}, {"sector", false},
};

static const struct csv_column prices[] = {
	{"date", true}, {"symbol", true}, {"close", true}, {"adjusted_close", false}, {"currency", false},
};

static const struct csv_column clients[] = {
	{"client", true}, {"name", true}, {"birth_year", true}, {"currency", true}, {"household", false},
	{"category", false}, {"income", false}, {"expenses", false}, {"assets", false}, {"liabilities", false},
	{"liquidity_days", false},
};

static const struct csv_column holdings[] = {
	{"client", true}, {"account", true}, {"symbol", true}, {"quantity", true}, {"unit_cost", true}, {"acquired", true},
};

static const struct csv_column transactions[] = {
	{"date", true}, {"client", true}, {"account", true}, {"type", true}, {"symbol", true}, {"quantity", true},
	{"price", true}, {"fee", true}, {"currency", true}, {"reference", true},
	{"amount", false},
	{"lots", false},
};

static const struct csv_column answers[] = {
	{"client", true}, {"taken", true}, {"G1", true}, {"G2", true},
	{"Q1", true}, {"Q2", true}, {"Q3", true}, {"Q4", true}, {"Q5", true}, {"Q6", true}, {"Q7", true}, {"Q8", true},
	{"Q9", true}, {"Q10", true}, {"Q11", true}, {"Q12", true}, {"Q13", true}, {"Q14", true}, {"Q15", true},
	{"Q16", true},
};

static const struct csv_column rates[] = {
	{"date", true}, {"base", true}, {"quote", true}, {"rate", true},
};

#define ROWS(table) {table, sizeof table / sizeof table[0]}

static const struct {
	const struct csv_column *columns;
	size_t count;
} tables[EXCHANGE_KINDS] = {
	[EXCHANGE_INSTRUMENTS] = ROWS(instruments),
	[EXCHANGE_PRICES] = ROWS(prices),
	[EXCHANGE_CLIENTS] = ROWS(clients),
	[EXCHANGE_HOLDINGS] = ROWS(holdings),
	[EXCHANGE_TRANSACTIONS] = ROWS(transactions),
	[EXCHANGE_ANSWERS] = ROWS(answers),
	[EXCHANGE_RATES] = ROWS(rates),
};

const struct csv_column *exchange_columns(enum exchange_kind kind, size_t *count)
{
	*count = tables[kind].count;
	return tables[kind].columns;
}

const char *exchange_kind_name(enum exchange_kind kind)
{
	return kinds[kind];
}

bool exchange_kind_parse(const char *text, enum exchange_kind *kind)
{
	for (size_t i = 0; i < EXCHANGE_KINDS; i++) {
		if (text_equal_fold(text, kinds[i])) {
			*kind = (enum exchange_kind)i;
			return true;
		}
	}
	return false;
}
