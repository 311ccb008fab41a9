/* Holdings on a day and what came in from outside: what store_ledger.h says of them. */
#include <stdlib.h>

#include "data/store/statement.h"
#include "data/store/store_ledger.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

void holdings_clear(struct holdings *holdings)
{
	free(holdings->accounts);
	free(holdings->lots);
	free(holdings->cash);
	*holdings = (struct holdings){0};
}

/* The accounts of a client and the money of each; opening dates do not matter, an account without entries has none. */
static enum status read_cash(struct store *store, int64_t client_id, struct date as_of, struct holdings *holdings,
                             struct error *err)
{
	static const char sql[] =
		"SELECT a.id, a.code, (SELECT coalesce(sum(cash), 0) FROM entry WHERE account_id = a.id AND day <= ?2) "
		"FROM account a WHERE a.client_id = ?1 ORDER BY a.code";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(client_id), INTEGER(as_of.days));

	while (status == STATUS_OK && has_row) {
		const size_t i = holdings->account_count;

		holdings->accounts = memory_grow(holdings->accounts, &holdings->account_capacity, i + 1,
		                                 sizeof *holdings->accounts);
		holdings->cash = memory_grow(holdings->cash, &holdings->cash_capacity, i + 1, sizeof *holdings->cash);
		holdings->accounts[i] = (struct account){.id = sqlite3_column_int64(statement, 0), .client_id = client_id};
		column_text(statement, 1, holdings->accounts[i].code, sizeof holdings->accounts[i].code);
		holdings->cash[i] = sqlite3_column_int64(statement, 2);
		holdings->account_count = i + 1;
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

static void read_lot(sqlite3_stmt *row, int column, struct lot *lot)
{
	lot->id = sqlite3_column_int64(row, column);
	lot->account_id = sqlite3_column_int64(row, column + 1);
	lot->instrument_id = sqlite3_column_int64(row, column + 2);
	lot->acquired = column_date(row, column + 3);
	lot->unit_cost = sqlite3_column_int64(row, column + 4);
	lot->quantity = sqlite3_column_int64(row, column + 5);
}

/* What is left of a lot at the end of a day, from the index that holds all it needs. */
#define LOT_LEFT(day) \
	"l.quantity - (SELECT coalesce(sum(quantity), 0) FROM lot_change WHERE lot_id = l.id AND day <= " day ")"

/* Of one instrument, or of all where instrument_id is 0. */
static enum status read_lots(struct store *store, int64_t account_id, int64_t instrument_id, struct date as_of,
                             struct holdings *holdings, struct error *err)
{
	static const char sql[] = "SELECT l.id, l.account_id, l.instrument_id, l.acquired, l.unit_cost, " LOT_LEFT("?2")
	                          " FROM lot l WHERE l.account_id = ?1 AND l.day <= ?2 AND ?3 IN (0, l.instrument_id) "
	                          "ORDER BY l.instrument_id, l.acquired, l.id";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(account_id), INTEGER(as_of.days),
	                                    INTEGER(instrument_id));

	while (status == STATUS_OK && has_row) {
		holdings->lots = memory_grow(holdings->lots, &holdings->lot_capacity, holdings->lot_count + 1,
		                             sizeof *holdings->lots);
		read_lot(statement, 0, &holdings->lots[holdings->lot_count]);
		if (holdings->lots[holdings->lot_count].quantity > 0)
			holdings->lot_count++;
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

enum status store_holdings(struct store *store, int64_t client_id, struct date as_of, struct holdings *holdings,
                           struct error *err)
{
	struct holdings read = *holdings; /* its memory is reused; the counts are the caller's only at the end */
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	read.account_count = read.lot_count = 0;
	status = read_cash(store, client_id, as_of, &read, err);
	for (size_t i = 0; i < read.account_count && status == STATUS_OK; i++)
		status = read_lots(store, read.accounts[i].id, 0, as_of, &read, err);
	status = read_end(store, status, err);
	if (status != STATUS_OK)
		read.account_count = read.lot_count = 0;
	*holdings = read;
	return status;
}

enum status store_lots_held(struct store *store, int64_t account_id, int64_t instrument_id, struct date as_of,
                            struct holdings *holdings, struct error *err)
{
	enum status status;

	holdings->account_count = holdings->lot_count = 0;
	status = read_lots(store, account_id, instrument_id, as_of, holdings, err);
	if (status != STATUS_OK)
		holdings->lot_count = 0;
	return status;
}

#define MONEY_LEFT(day) "(SELECT coalesce(sum(cash), 0) FROM entry WHERE account_id = a.id AND day <= " day ")"

/* An account is gone with the last of its entries that stands: an import that was taken back leaves none. */
#define ACCOUNT_STANDS \
	"(NOT EXISTS (SELECT 1 FROM entry e WHERE e.account_id = a.id) OR EXISTS (SELECT 1 FROM entry e " \
	"WHERE e.account_id = a.id AND +e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)))"

enum status store_each_holding(struct store *store, struct date as_of,
                               enum status (*each)(void *context, const char *client, const char *account,
                                                   const char *symbol, const struct lot *lot, struct error *err),
                               void *context, struct error *err)
{
	/* Of each account the money first: its row has no lot. */
	static const char sql[] =
		"SELECT c.code, a.code, 'CASH', 0, a.id, (SELECT id FROM instrument WHERE symbol = 'CASH'), ?1, 1000000, "
		MONEY_LEFT("?1") ", '' FROM client c JOIN account a ON a.client_id = c.id WHERE " ACCOUNT_STANDS " "
		"UNION ALL "
		"SELECT c.code, a.code, i.symbol, l.id, a.id, i.id, l.acquired, l.unit_cost, " LOT_LEFT("?1") ", i.symbol "
		"FROM client c JOIN account a ON a.client_id = c.id JOIN lot l ON l.account_id = a.id AND l.day <= ?1 "
		"JOIN instrument i ON i.id = l.instrument_id ORDER BY 1, 2, 10, 7, 4";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err, INTEGER(as_of.days));

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK) {
		char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
		struct lot lot;

		status = statement_step(store, statement, &has_row, err);
		if (status != STATUS_OK || !has_row)
			break;
		column_text(statement, 0, client, sizeof client);
		column_text(statement, 1, account, sizeof account);
		column_text(statement, 2, symbol, sizeof symbol);
		read_lot(statement, 3, &lot);
		if (lot.id == 0 || lot.quantity > 0)
			status = each(context, client, account, symbol, &lot, err);
	}
	sqlite3_finalize(statement);
	return status;
}

enum status store_each_overdrawn(struct store *store, struct date as_of,
                                 enum status (*each)(void *context, const char *client, const char *account, int64_t cash,
                                                     struct error *err),
                                 void *context, struct error *err)
{
	static const char sql[] = "SELECT c.code, a.code, " MONEY_LEFT("?1") " AS money FROM client c JOIN account a "
		"ON a.client_id = c.id WHERE money < 0 AND " ACCOUNT_STANDS " ORDER BY 1, 2";
	sqlite3_stmt *statement = NULL;
	bool has_row;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err, INTEGER(as_of.days));

	while (status == STATUS_OK) {
		char client[SYMBOL_SIZE], account[SYMBOL_SIZE];

		status = statement_step(store, statement, &has_row, err);
		if (status != STATUS_OK || !has_row)
			break;
		column_text(statement, 0, client, sizeof client);
		column_text(statement, 1, account, sizeof account);
		status = each(context, client, account, sqlite3_column_int64(statement, 2), err);
	}
	sqlite3_finalize(statement);
	return status;
}

/* Money of an entry, and for a transfer the value of what moved. */
static enum status add_flow(sqlite3_stmt *row, int64_t *flow, struct error *err)
{
	int64_t moved = 0;

	if (!decimal_multiply(sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2), ROUND_HALF_EVEN, &moved) ||
	    !checked_add(moved, sqlite3_column_int64(row, 0), &moved) || !checked_add(*flow, moved, flow))
		return error_set(err, STATUS_INVALID, "the deposits and withdrawals do not fit into an amount");
	return STATUS_OK;
}

enum status store_external_flow(struct store *store, int64_t client_id, struct date from, struct date to,
                                int64_t *flow, struct error *err)
{
	/* 0 deposit, 1 withdraw, 8 transfer_in, 9 transfer_out. */
	static const char sql[] =
		"SELECT e.cash, CASE WHEN e.type IN (8, 9) THEN e.quantity ELSE 0 END, e.price FROM account a "
		"JOIN entry e ON e.account_id = a.id WHERE a.client_id = ?1 AND e.day > ?2 AND e.day <= ?3 "
		"AND e.type IN (0, 1, 8, 9)";
	int64_t sum = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(client_id), INTEGER(from.days),
	                                    INTEGER(to.days));

	while (status == STATUS_OK && has_row) {
		status = add_flow(statement, &sum, err);
		if (status == STATUS_OK)
			status = statement_step(store, statement, &has_row, err);
		else
			statement_done(statement);
	}
	if (status == STATUS_OK)
		*flow = sum;
	return status;
}
