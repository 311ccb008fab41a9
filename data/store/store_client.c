/* Clients, households, accounts. */
#include "data/store/store_client.h"

#include <string.h>

#include "data/store/statement.h"
#include "engine/base/money.h"

#define CLIENT_COLUMNS \
	"SELECT c.id, c.code, c.name, coalesce(h.code, ''), c.birth_year, c.currency, c.category, c.liquidity_days, " \
	"c.income, c.expenses, c.assets, c.liabilities, c.has_material_change " \
	"FROM client c LEFT JOIN household h ON h.id = c.household_id "

static void read_client(sqlite3_stmt *row, void *item)
{
	struct client *client = item;

	memset(client, 0, sizeof *client);
	client->id = sqlite3_column_int64(row, 0);
	column_text(row, 1, client->code, sizeof client->code);
	column_text(row, 2, client->name, sizeof client->name);
	column_text(row, 3, client->household, sizeof client->household);
	client->birth_year = sqlite3_column_int(row, 4);
	column_text(row, 5, client->currency, sizeof client->currency);
	client->category = (enum client_category)sqlite3_column_int(row, 6);
	client->liquidity_days = sqlite3_column_int(row, 7);
	client->income = sqlite3_column_int64(row, 8);
	client->expenses = sqlite3_column_int64(row, 9);
	client->assets = sqlite3_column_int64(row, 10);
	client->liabilities = sqlite3_column_int64(row, 11);
	client->has_material_change = sqlite3_column_int(row, 12) != 0;
}

static enum status find_by_code(struct store *store, const char *code, struct client *client, bool *found,
                                struct error *err)
{
	static const char sql[] = CLIENT_COLUMNS "WHERE c.code = ?1";

	return STATEMENT_ONE(store, sql, read_client, client, found, err, TEXT(code));
}

static bool is_same(const struct client *a, const struct client *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->household, b->household) == 0 && a->birth_year == b->birth_year &&
	       strcmp(a->currency, b->currency) == 0 && a->category == b->category &&
	       a->liquidity_days == b->liquidity_days && a->income == b->income && a->expenses == b->expenses &&
	       a->assets == b->assets && a->liabilities == b->liabilities &&
	       a->has_material_change == b->has_material_change;
}

static enum status check_client(const struct client *client, struct error *err)
{
	if (client->code[0] == '\0')
		return error_set(err, STATUS_INVALID, "a client needs a code");
	if (!currency_is_valid(client->currency))
		return error_set(err, STATUS_INVALID, "client %s: \"%s\" is no currency; three capital letters such as CNY",
		                 client->code, client->currency);
	if (client->birth_year != 0 && (client->birth_year < 1850 || client->birth_year > 2199))
		return error_set(err, STATUS_INVALID, "client %s: birth year %d cannot be", client->code, client->birth_year);
	if (client->liquidity_days < 0)
		return error_set(err, STATUS_INVALID, "client %s: liquidity days %d are negative", client->code,
		                 client->liquidity_days);
	if (client->income < -1 || client->expenses < -1 || client->assets < -1 || client->liabilities < -1)
		return error_set(err, STATUS_INVALID, "client %s: income, expenses, assets and liabilities cannot be negative",
		                 client->code);
	return STATUS_OK;
}

/* The id of a household by code, made when new; 0 for an empty code. */
static enum status household_id(struct store *store, const char *code, int64_t *id, struct error *err)
{
	static const char insert[] = "INSERT INTO household (code) VALUES (?1) ON CONFLICT (code) DO NOTHING";
	static const char find[] = "SELECT id FROM household WHERE code = ?1";
	enum status status;

	*id = 0;
	if (*code == '\0')
		return STATUS_OK;
	status = STATEMENT_RUN(store, insert, err, TEXT(code));
	return status == STATUS_OK ? STATEMENT_INTEGER(store, find, id, err, TEXT(code)) : status;
}

static enum status write_client(struct store *store, const struct client *client, struct error *err)
{
	static const char sql[] =
		"INSERT INTO client (code, name, household_id, birth_year, currency, category, liquidity_days, income, "
		"expenses, assets, liabilities, has_material_change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
		"ON CONFLICT (code) DO UPDATE SET name = excluded.name, household_id = excluded.household_id, "
		"birth_year = excluded.birth_year, currency = excluded.currency, category = excluded.category, "
		"liquidity_days = excluded.liquidity_days, income = excluded.income, expenses = excluded.expenses, "
		"assets = excluded.assets, liabilities = excluded.liabilities, "
		"has_material_change = excluded.has_material_change";
	int64_t household = 0;
	enum status status = household_id(store, client->household, &household, err);

	if (status != STATUS_OK)
		return status;
	return STATEMENT_RUN(store, sql, err, TEXT(client->code), TEXT(client->name), KEY(household),
	                     INTEGER(client->birth_year), TEXT(client->currency), INTEGER(client->category),
	                     INTEGER(client->liquidity_days), INTEGER(client->income), INTEGER(client->expenses),
	                     INTEGER(client->assets), INTEGER(client->liabilities),
	                     INTEGER(client->has_material_change));
}

enum status store_put_client(struct store *store, struct client *client, enum put_result *result, struct error *err)
{
	struct client old;
	struct write write;
	bool found = false, same;
	enum status status = check_client(client, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = find_by_code(store, client->code, &old, &found, err);
	same = status == STATUS_OK && found && is_same(&old, client);
	if (status == STATUS_OK && !same) {
		status = write_client(store, client, err);
		if (status == STATUS_OK && !found)
			status = find_by_code(store, client->code, &old, &(bool){false}, err);
	}
	status = write_end(store, &write, status, err);
	if (status != STATUS_OK)
		return status;
	client->id = old.id;
	if (result != NULL)
		*result = !found ? PUT_NEW : same ? PUT_SAME : PUT_CHANGED;
	return STATUS_OK;
}

enum status store_find_client(struct store *store, const char *code, struct client *client, struct error *err)
{
	static const char codes[] = "SELECT code FROM client ORDER BY code";
	bool found;
	enum status status = find_by_code(store, code, client, &found, err);

	return status == STATUS_OK && !found ? fail_not_found(store, codes, "client", code, err) : status;
}

enum status store_get_client(struct store *store, int64_t id, struct client *client, struct error *err)
{
	static const char sql[] = CLIENT_COLUMNS "WHERE c.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_client, client, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no client with id %lld", (long long)id);
	return status;
}

enum status store_count_clients(struct store *store, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM client";
	int64_t found = 0;
	const enum status status = statement_integer(store, sql, NULL, 0, &found, err);

	if (status == STATUS_OK)
		*count = (size_t)found;
	return status;
}

enum status store_clients(struct store *store, struct client **clients, size_t *count, struct error *err)
{
	static const char sql[] = CLIENT_COLUMNS "ORDER BY c.code";

	return STATEMENT_LIST(store, sql, read_client, clients, count, err);
}

static void read_account(sqlite3_stmt *row, void *item)
{
	struct account *account = item;

	memset(account, 0, sizeof *account);
	account->id = sqlite3_column_int64(row, 0);
	account->client_id = sqlite3_column_int64(row, 1);
	column_text(row, 2, account->code, sizeof account->code);
}

static enum status find_account(struct store *store, int64_t client_id, const char *code, struct account *account,
                                bool *found, struct error *err)
{
	static const char sql[] = "SELECT id, client_id, code FROM account WHERE client_id = ?1 AND code = ?2";

	return STATEMENT_ONE(store, sql, read_account, account, found, err, INTEGER(client_id), TEXT(code));
}

enum status store_put_account(struct store *store, int64_t client_id, const char *code, struct account *account,
                              struct error *err)
{
	static const char insert[] = "INSERT INTO account (client_id, code) VALUES (?1, ?2)";
	struct account made = {.client_id = client_id};
	struct write write;
	bool found;
	enum status status;

	if (*code == '\0' || strlen(code) >= sizeof made.code)
		return error_set(err, STATUS_INVALID, "\"%.64s\" is no code for an account; 1 to %zu bytes", code,
		                 sizeof made.code - 1);
	status = find_account(store, client_id, code, &made, &found, err);
	if (status == STATUS_OK && !found) {
		struct client owner;

		status = write_begin(store, &write, err);
		if (status != STATUS_OK)
			return status;
		status = store_get_client(store, client_id, &owner, err);
		if (status == STATUS_OK)
			status = find_account(store, client_id, code, &made, &found, err); /* under the lock */
		if (status == STATUS_OK && !found)
			status = STATEMENT_RUN(store, insert, err, INTEGER(client_id), TEXT(code));
		if (status == STATUS_OK && !found)
			status = find_account(store, client_id, code, &made, &found, err);
		status = write_end(store, &write, status, err);
	}
	if (status == STATUS_OK)
		*account = made;
	return status;
}

enum status store_accounts(struct store *store, int64_t client_id, struct account **accounts, size_t *count,
                           struct error *err)
{
	static const char sql[] = "SELECT id, client_id, code FROM account WHERE client_id = ?1 ORDER BY code";

	return STATEMENT_LIST(store, sql, read_account, accounts, count, err, INTEGER(client_id));
}
