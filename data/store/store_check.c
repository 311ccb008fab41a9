/* What a book must satisfy beyond what its tables enforce row by row. */
#include <stdio.h>
#include <string.h>

#include "data/store/schema.h"
#include "data/store/statement.h"
#include "data/store/store_ledger.h"
#include "engine/base/text.h"

/* Every row a query returns is a finding: its first column is the sentence. Table-driven: a new rule is a new row. */
static const char *const rules[] = {
	"SELECT 'a row ' || coalesce(rowid, '') || ' of ' || \"table\" || ' points to a row of ' || parent || "
	"' that is not there' FROM pragma_foreign_key_check",

	"SELECT DISTINCT 'lot ' || id || ' falls below zero' FROM (SELECT l.id AS id, l.quantity - sum(c.quantity) OVER "
	"(PARTITION BY l.id ORDER BY c.day) AS left_over FROM lot l JOIN lot_change c ON c.lot_id = l.id) WHERE left_over < 0",

	"SELECT 'lot ' || l.id || ' disagrees with the entry that opened it' FROM lot l JOIN entry e ON e.id = l.entry_id "
	"WHERE l.account_id <> e.account_id OR l.instrument_id IS NOT e.instrument_id OR l.day <> e.day",

	"SELECT 'what entry ' || e.id || ' took from lot ' || l.id || ' disagrees with it' FROM lot_change c "
	"JOIN lot l ON l.id = c.lot_id JOIN entry e ON e.id = c.entry_id WHERE l.account_id <> e.account_id "
	"OR l.instrument_id IS NOT e.instrument_id OR c.day <> e.day OR c.day < l.day",

	/* One pass over each of the three and one sort: joining sums of lots to entries makes an index of each first. */
	"SELECT 'entry ' || e.id || ' moves ' || e.quantity || ' millionths, its lots ' || (e.quantity - d.left_over) "
	"FROM (SELECT id, sum(quantity) AS left_over FROM (SELECT id, quantity FROM entry WHERE quantity <> 0 "
	"UNION ALL SELECT entry_id, -quantity FROM lot UNION ALL SELECT entry_id, quantity FROM lot_change) GROUP BY 1) d "
	"JOIN entry e ON e.id = d.id WHERE d.left_over <> 0",

	"SELECT 'entry ' || r.id || ' is no mirror of entry ' || e.id || ', which it reverses' FROM entry r "
	"JOIN entry e ON e.id = r.reverses WHERE r.cash <> -e.cash OR r.quantity <> -e.quantity OR r.type <> e.type "
	"OR r.account_id <> e.account_id OR r.instrument_id IS NOT e.instrument_id OR r.day < e.day",

	"SELECT 'plan ' || p.id || ' sums to ' || coalesce(sum(t.weight), 0) || ' of a billion' FROM plan p "
	"LEFT JOIN target t ON t.plan_id = p.id GROUP BY p.id HAVING coalesce(sum(t.weight), 0) <> 1000000000",

	"SELECT 'proposal ' || p.id || ' has no lines' FROM proposal p WHERE NOT EXISTS "
	"(SELECT 1 FROM proposal_line WHERE proposal_id = p.id)",

	"SELECT 'proposal ' || p.id || ' is for a client who does not own the account of its line ' || l.id "
	"FROM proposal p JOIN proposal_line l ON l.proposal_id = p.id JOIN account a ON a.id = l.account_id "
	"WHERE a.client_id <> p.client_id",

	"SELECT 'client ' || client_id || ' has ' || count(*) || ' proposals that wait' FROM proposal WHERE state = 0 "
	"GROUP BY client_id HAVING count(*) > 1",

	"SELECT 'order ' || o.id || ' counts ' || o.filled || ' millionths as filled, its fills ' || coalesce(sum(f.quantity), 0) "
	"FROM trade_order o LEFT JOIN fill f ON f.order_id = o.id GROUP BY o.id HAVING o.filled <> coalesce(sum(f.quantity), 0)",

	"SELECT 'order ' || id || ' has a state that does not fit what was filled' FROM trade_order "
	"WHERE state IN (0, 1) AND filled <> 0 OR state = 2 AND (filled = 0 OR filled = quantity) "
	"OR state = 3 AND filled <> quantity",

	"SELECT 'fill ' || f.id || ' disagrees with its entry ' || e.id FROM fill f JOIN trade_order o ON o.id = f.order_id "
	"JOIN entry e ON e.id = f.entry_id WHERE e.account_id <> o.account_id OR e.instrument_id IS NOT o.instrument_id "
	"OR abs(e.quantity) <> f.quantity",

	"SELECT 'the book has no line ''CASH''' WHERE NOT EXISTS (SELECT 1 FROM instrument WHERE symbol = 'CASH')",

	"SELECT 'the book has no setting ''currency''' WHERE NOT EXISTS (SELECT 1 FROM setting WHERE key = 'currency')",
};

struct finder {
	void (*each)(void *context, const char *finding);
	void *context;
};

/* A damaged file is a finding, not a failure; a lock or a disk is. */
static enum status run_rule(struct store *store, const char *sql, const struct finder *finder, struct error *err)
{
	struct error own;
	sqlite3_stmt *statement = NULL;
	bool has_row = false;
	enum status status = STATEMENT_OPEN(store, sql, &statement, &own);

	while (status == STATUS_OK) {
		status = statement_step(store, statement, &has_row, &own);
		if (status != STATUS_OK || !has_row)
			break;
		if (sqlite3_column_type(statement, 0) != SQLITE_NULL &&
		    strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
			finder->each(finder->context, (const char *)sqlite3_column_text(statement, 0));
	}
	sqlite3_finalize(statement);
	if (status == STATUS_CORRUPT) {
		finder->each(finder->context, own.message);
		return STATUS_OK;
	}
	return status == STATUS_OK ? STATUS_OK : error_set(err, status, "%s", own.message);
}

/* Whether the book has this table, index or trigger, word for word; a trigger that was dropped guards nothing. */
static enum status compare_part(struct store *store, sqlite3_stmt *expected, const struct finder *finder,
                                struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM sqlite_schema WHERE type = ?1 AND name = ?2 AND sql IS ?3";
	const char *type = (const char *)sqlite3_column_text(expected, 0);
	const char *name = (const char *)sqlite3_column_text(expected, 1);
	const char *text = (const char *)sqlite3_column_text(expected, 2);
	struct text finding = {0};
	int64_t found = 0;
	enum status status = STATEMENT_INTEGER(store, sql, &found, err, TEXT(type), TEXT(name),
	                                       text != NULL ? TEXT(text) : KEY(0));

	if (status == STATUS_OK && found == 0) {
		text_addf(&finding, "the %s %s is missing or was changed", type, name);
		finder->each(finder->context, finding.bytes);
		text_clear(&finding);
	}
	return status;
}

/* Beside a book made new in memory. */
static enum status check_schema(struct store *store, const struct finder *finder, struct error *err)
{
	sqlite3 *fresh = NULL;
	sqlite3_stmt *parts = NULL;
	enum status status = STATUS_OK;
	int code = sqlite3_open_v2(":memory:", &fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK)
		status = schema_migrate(fresh, ":memory:", book_migrations, book_migration_count, err);
	if (code == SQLITE_OK && status == STATUS_OK)
		code = sqlite3_prepare_v2(fresh, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name", -1, &parts,
		                          NULL);
	while (code == SQLITE_OK && status == STATUS_OK && sqlite3_step(parts) == SQLITE_ROW)
		status = compare_part(store, parts, finder, err);
	if (code != SQLITE_OK)
		status = database_fail(fresh, ":memory:", code, err);
	sqlite3_finalize(parts);
	sqlite3_close(fresh);
	return status;
}

enum status store_check(struct store *store, void (*each)(void *context, const char *finding), void *context,
                        struct error *err)
{
	const struct finder finder = {each, context};
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = run_rule(store, "PRAGMA integrity_check", &finder, err);
	if (status == STATUS_OK)
		status = check_schema(store, &finder, err);
	for (size_t i = 0; i < sizeof rules / sizeof rules[0] && status == STATUS_OK; i++)
		status = run_rule(store, rules[i], &finder, err);
	return read_end(store, status, err);
}

enum status store_each_later_entry(struct store *store, struct date as_of,
                                   enum status (*each)(void *context, const char *client, const char *account,
                                                       enum entry_type type, struct date date, struct error *err),
                                   void *context, struct error *err)
{
	static const char sql[] = "SELECT c.code, a.code, e.type, e.day FROM entry e JOIN account a ON a.id = e.account_id "
		"JOIN client c ON c.id = a.client_id WHERE e.day > ?1 ORDER BY e.day, e.id";
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
		status = each(context, client, account, (enum entry_type)sqlite3_column_int(statement, 2), column_date(statement, 3),
		              err);
	}
	sqlite3_finalize(statement);
	return status;
}
