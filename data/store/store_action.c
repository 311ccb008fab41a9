/* Corporate actions. */
#include "data/store/store_action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/store/statement.h"
#include "data/store/store_price.h"
#include "engine/model/ledger.h"

enum { REFERENCE_PATTERN = 40 };

#define ACTION_COLUMNS \
	"SELECT a.id, a.instrument_id, a.day, coalesce(a.paid, 0), a.type, a.amount, a.currency, a.ratio, a.price, " \
	"coalesce(a.into_id, 0), a.symbol, coalesce(a.delivery_id, 0), a.is_withdrawn, coalesce(s.name, ''), " \
	"coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', d.arrived, 'unixepoch'), '') FROM action a " \
	"LEFT JOIN delivery d ON d.id = a.delivery_id LEFT JOIN source s ON s.id = d.source_id "

static void read_action(sqlite3_stmt *row, void *item)
{
	struct corporate_action *action = item;

	*action = (struct corporate_action){
		.id = sqlite3_column_int64(row, 0), .instrument_id = sqlite3_column_int64(row, 1),
		.date = column_date(row, 2), .paid = column_date(row, 3), .type = (enum action_type)sqlite3_column_int(row, 4),
		.amount = sqlite3_column_int64(row, 5), .ratio = sqlite3_column_int64(row, 7),
		.price = sqlite3_column_int64(row, 8), .into_id = sqlite3_column_int64(row, 9),
		.delivery_id = sqlite3_column_int64(row, 11), .is_withdrawn = sqlite3_column_int(row, 12) != 0,
	};
	column_text(row, 6, action->currency, sizeof action->currency);
	column_text(row, 10, action->symbol, sizeof action->symbol);
	column_text(row, 13, action->source, sizeof action->source);
	column_text(row, 14, action->arrived, sizeof action->arrived);
}

void action_reference(int64_t action_id, int leg, int time, char *reference, size_t size)
{
	if (time <= 1)
		(void)snprintf(reference, size, "action %lld %d", (long long)action_id, leg);
	else
		(void)snprintf(reference, size, "action %lld %d/%d", (long long)action_id, leg, time);
}

int64_t action_of_reference(const char *reference)
{
	static const char word[] = "action ";

	return strncmp(reference, word, sizeof word - 1) == 0 ? strtoll(reference + sizeof word - 1, NULL, 10) : 0;
}

enum status store_action_entries(struct store *store, int64_t action_id, size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT count(*) FROM entry e WHERE e.reference LIKE ?1 AND +e.reverses IS NULL "
		"AND NOT EXISTS (SELECT 1 FROM entry m WHERE m.reverses = e.id)";
	char pattern[REFERENCE_PATTERN];
	int64_t found = 0;
	enum status status;

	(void)snprintf(pattern, sizeof pattern, "action %lld %%", (long long)action_id);
	status = STATEMENT_INTEGER(store, sql, &found, err, TEXT(pattern));
	if (status == STATUS_OK)
		*count = (size_t)found;
	return status;
}

static enum status refuse_applied(struct store *store, int64_t id, struct error *err)
{
	size_t applied = 0;
	const enum status status = store_action_entries(store, id, &applied, err);

	if (status == STATUS_OK && applied > 0)
		return error_set(err, STATUS_REFUSED, "action %lld has been applied: %zu entries rest on it; take them back first",
		                 (long long)id, applied);
	return status;
}

static enum status mark_withdrawn(struct store *store, int64_t id, struct error *err)
{
	static const char sql[] = "UPDATE action SET is_withdrawn = 1 WHERE id = ?1";

	return STATEMENT_RUN(store, sql, err, INTEGER(id));
}

/* The one that stands in the place of an action; *found says whether there is one. */
static enum status find_standing(struct store *store, const struct corporate_action *action,
                                 struct corporate_action *known, bool *found, struct error *err)
{
	static const char sql[] = ACTION_COLUMNS "WHERE a.instrument_id = ?1 AND a.day = ?2 AND a.type = ?3 "
	                          "AND a.into_id IS ?4 AND a.symbol = ?5 AND a.is_withdrawn = 0";

	return STATEMENT_ONE(store, sql, read_action, known, found, err, INTEGER(action->instrument_id),
	                     INTEGER(action->date.days), INTEGER(action->type), KEY(action->into_id), TEXT(action->symbol));
}

static enum status insert_action(struct store *store, const struct corporate_action *action, int64_t delivery_id,
                                 struct error *err)
{
	static const char sql[] =
		"INSERT INTO action (instrument_id, day, paid, type, amount, currency, ratio, price, into_id, symbol, delivery_id, "
		"is_withdrawn) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)";

	return STATEMENT_RUN(store, sql, err, INTEGER(action->instrument_id), INTEGER(action->date.days),
	                     KEY(action->paid.days), INTEGER(action->type), INTEGER(action->amount), TEXT(action->currency),
	                     INTEGER(action->ratio), INTEGER(action->price), KEY(action->into_id), TEXT(action->symbol),
	                     KEY(delivery_id));
}

static enum status put(struct store *store, const struct corporate_action *action, int64_t delivery_id,
                       enum put_result *result, struct error *err)
{
	struct corporate_action known;
	bool found = false;
	enum status status = find_standing(store, action, &known, &found, err);

	if (status != STATUS_OK)
		return status;
	*result = !found ? PUT_NEW : action_is_same(action, &known) ? PUT_SAME : PUT_CHANGED;
	if (*result == PUT_SAME)
		return STATUS_OK;
	if (*result == PUT_CHANGED) {
		status = refuse_applied(store, known.id, err);
		if (status == STATUS_OK)
			status = mark_withdrawn(store, known.id, err);
	}
	return status == STATUS_OK ? insert_action(store, action, delivery_id, err) : status;
}

enum status store_put_action(struct store *store, const struct corporate_action *action, int64_t delivery_id,
                             enum put_result *result, struct error *err)
{
	struct corporate_action kept = *action;
	struct instrument instrument;
	enum put_result done = PUT_SAME;
	struct write write;
	enum status status = action_check(action, err);

	if (status == STATUS_OK)
		status = store_get_instrument(store, action->instrument_id, &instrument, err);
	if (status != STATUS_OK)
		return status;
	if (instrument_is_cash(&instrument))
		return error_set(err, STATUS_INVALID, "%s has no corporate actions", CASH_SYMBOL);
	if (kept.currency[0] == '\0')
		memcpy(kept.currency, instrument.currency, sizeof kept.currency);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = put(store, &kept, delivery_id, &done, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = done;
	return status;
}

enum status store_actions(struct store *store, int64_t instrument_id, struct date from, struct date to,
                          struct corporate_action **actions, size_t *count, struct error *err)
{
	static const char of_one[] = ACTION_COLUMNS "WHERE a.is_withdrawn = 0 AND a.instrument_id = ?1 "
	                             "AND a.day BETWEEN ?2 AND ?3 ORDER BY a.day, a.id";
	static const char of_all[] = ACTION_COLUMNS "WHERE a.is_withdrawn = 0 AND ?1 = 0 AND a.day BETWEEN ?2 AND ?3 "
	                             "ORDER BY a.day, a.instrument_id, a.id";

	return STATEMENT_LIST(store, instrument_id == 0 ? of_all : of_one, read_action, actions, count, err,
	                      INTEGER(instrument_id), INTEGER(from.days), INTEGER(to.days));
}

enum status store_mergers(struct store *store, struct date to, struct corporate_action **actions, size_t *count,
                          struct error *err)
{
	static const char sql[] = ACTION_COLUMNS "WHERE a.is_withdrawn = 0 AND a.into_id IS NOT NULL AND a.day <= ?1 "
	                          "ORDER BY a.day, a.id";

	return STATEMENT_LIST(store, sql, read_action, actions, count, err, INTEGER(to.days));
}

enum status store_get_action(struct store *store, int64_t id, struct corporate_action *action, struct error *err)
{
	static const char sql[] = ACTION_COLUMNS "WHERE a.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_action, action, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no action with the number %lld", (long long)id);
	return status;
}

enum status store_withdraw_action(struct store *store, int64_t id, struct error *err)
{
	struct corporate_action action;
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = store_get_action(store, id, &action, err);
	if (status == STATUS_OK && action.is_withdrawn)
		status = error_set(err, STATUS_REFUSED, "action %lld was withdrawn already", (long long)id);
	if (status == STATUS_OK)
		status = refuse_applied(store, id, err);
	if (status == STATUS_OK)
		status = mark_withdrawn(store, id, err);
	return write_end(store, &write, status, err);
}

/*
 * A plus keeps a condition from an index that most rows stand in: entries that take nothing back.
 *
 * Accounts with something left of the instrument ?1 at the end of the day ?2 in which the action ?3 has not come out.
 */
#define HOLDERS_OF(lots) \
	"WITH held (account_id, entry_id, amount) AS (SELECT l.account_id, l.entry_id, l.quantity - " \
	"(SELECT coalesce(sum(quantity), 0) FROM lot_change WHERE lot_id = l.id AND day <= ?2) " \
	"FROM lot l " lots "l.instrument_id = ?1 AND l.day <= ?2) " \
	"SELECT a.id, a.client_id, c.code, a.code, c.currency, sum(h.amount), " \
	"max(CASE WHEN e.reference LIKE 'H-%' THEN e.id ELSE 0 END), " \
	"(SELECT count(*) FROM action_outcome o WHERE o.action_id = ?3 AND o.account_id = a.id) " \
	"FROM held h JOIN account a ON a.id = h.account_id JOIN client c ON c.id = a.client_id JOIN entry e ON e.id = h.entry_id " \
	"WHERE h.amount > 0 AND NOT EXISTS (SELECT 1 FROM action_outcome o WHERE o.action_id = ?3 AND o.account_id = a.id " \
	"AND o.is_undone = 0) "

static void read_holder(sqlite3_stmt *row, void *item)
{
	struct action_holder *holder = item;

	*holder = (struct action_holder){
		.account_id = sqlite3_column_int64(row, 0), .client_id = sqlite3_column_int64(row, 1),
		.quantity = sqlite3_column_int64(row, 5), .stated_entry = sqlite3_column_int64(row, 6),
		.times = sqlite3_column_int(row, 7),
	};
	column_text(row, 2, holder->client, sizeof holder->client);
	column_text(row, 3, holder->account, sizeof holder->account);
	column_text(row, 4, holder->currency, sizeof holder->currency);
}

enum status store_action_holders(struct store *store, const struct corporate_action *action, struct date day,
                                 int64_t client_id, struct action_holder **holders, size_t *count, struct error *err)
{
	/* Two statements: of one client the lots are found by its accounts, of all by the instrument. */
	static const char of_one[] = HOLDERS_OF("INDEXED BY lot_account WHERE "
	                                        "l.account_id IN (SELECT id FROM account WHERE client_id = ?4) AND ")
	                             "GROUP BY a.id ORDER BY c.code, a.code";
	static const char of_all[] = HOLDERS_OF("WHERE ?4 = 0 AND ") "GROUP BY a.id ORDER BY c.code, a.code";

	return STATEMENT_LIST(store, client_id != 0 ? of_one : of_all, read_holder, holders, count, err,
	                      INTEGER(action->instrument_id), INTEGER(day.days), INTEGER(action->id), INTEGER(client_id));
}

enum status store_action_waits(struct store *store, const struct corporate_action *action, int first, int second,
                               struct date from, struct date to, struct action_holder **holders, size_t *count,
                               struct error *err)
{
	static const char sql[] = HOLDERS_OF("WHERE ") "AND NOT EXISTS (SELECT 1 FROM entry s WHERE s.account_id = a.id "
	                          "AND s.instrument_id = ?1 AND s.day BETWEEN ?4 AND ?5 AND s.type IN (?6, ?7) "
	                          "AND +s.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM entry m WHERE m.reverses = s.id)) "
	                          "GROUP BY a.id ORDER BY a.client_id, a.id";

	return STATEMENT_LIST(store, sql, read_holder, holders, count, err, INTEGER(action->instrument_id),
	                      INTEGER(action->date.days - 1), INTEGER(action->id), INTEGER(from.days), INTEGER(to.days),
	                      INTEGER(first), INTEGER(second));
}

enum status store_put_outcome(struct store *store, const struct outcome *outcome, struct error *err)
{
	static const char sql[] = "INSERT INTO action_outcome (action_id, account_id, outcome, entry_id, day, actor, is_undone) "
	                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(outcome->action_id), INTEGER(outcome->account_id),
	                       INTEGER(outcome->outcome), KEY(outcome->entry_id), INTEGER(outcome->day.days),
	                       TEXT(outcome->actor));
	return write_end(store, &write, status, err);
}

static void read_outcome(sqlite3_stmt *row, void *item)
{
	struct outcome *outcome = item;

	*outcome = (struct outcome){
		.id = sqlite3_column_int64(row, 0), .action_id = sqlite3_column_int64(row, 1),
		.account_id = sqlite3_column_int64(row, 2), .outcome = (enum action_outcome)sqlite3_column_int(row, 3),
		.entry_id = sqlite3_column_int64(row, 4), .day = column_date(row, 5),
	};
	column_text(row, 6, outcome->actor, sizeof outcome->actor);
	column_text(row, 7, outcome->client, sizeof outcome->client);
	column_text(row, 8, outcome->account, sizeof outcome->account);
}

enum status store_outcomes(struct store *store, int64_t action_id, int64_t client_id, struct outcome **outcomes,
                           size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT o.id, o.action_id, o.account_id, o.outcome, coalesce(o.entry_id, 0), o.day, o.actor, c.code, a.code "
		"FROM action_outcome o JOIN account a ON a.id = o.account_id JOIN client c ON c.id = a.client_id "
		"WHERE o.is_undone = 0 AND (?1 = 0 OR o.action_id = ?1) AND (?2 = 0 OR a.client_id = ?2) "
		"ORDER BY o.action_id, c.code, a.code";

	return STATEMENT_LIST(store, sql, read_outcome, outcomes, count, err, INTEGER(action_id), INTEGER(client_id));
}

enum status store_count_outcomes(struct store *store, int64_t action_id, enum action_outcome without, size_t *count,
                                 struct error *err)
{
	static const char sql[] =
		"SELECT count(*) FROM action_outcome WHERE action_id = ?1 AND outcome <> ?2 AND is_undone = 0";
	int64_t found = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &found, err, INTEGER(action_id), INTEGER(without));

	if (status == STATUS_OK)
		*count = (size_t)found;
	return status;
}

enum status store_is_found(struct store *store, const struct entry *entry, int64_t action_id, bool *found, struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM action_outcome WHERE account_id = ?1 AND entry_id = ?2 AND outcome = ?3 "
	                          "AND action_id <> ?4 AND is_undone = 0";
	int64_t count = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &count, err, INTEGER(entry->account_id), INTEGER(entry->id),
	                                             INTEGER(OUTCOME_FOUND), INTEGER(action_id));

	if (status == STATUS_OK)
		*found = count > 0;
	return status;
}

enum status store_has_action_entries(struct store *store, bool *has, struct error *err)
{
	static const char sql[] = "SELECT EXISTS (SELECT 1 FROM entry WHERE reference >= ?1 AND reference < ?2)";
	int64_t exists = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &exists, err, TEXT("action "), TEXT("action!"));

	if (status == STATUS_OK)
		*has = exists != 0;
	return status;
}

enum status store_undo_outcome(struct store *store, int64_t id, struct error *err)
{
	static const char sql[] = "UPDATE action_outcome SET is_undone = 1 WHERE id = ?1 AND is_undone = 0";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, INTEGER(id));
	if (status == STATUS_OK && sqlite3_changes(store->db) == 0)
		status = error_set(err, STATUS_NOT_FOUND, "there is no outcome %lld that stands", (long long)id);
	return write_end(store, &write, status, err);
}

static void read_id(sqlite3_stmt *row, void *item)
{
	int64_t *id = item;

	*id = sqlite3_column_int64(row, 0);
}

enum status store_entries_of_action(struct store *store, int64_t action_id, int64_t account_id, int64_t **ids,
                                    size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT e.id FROM entry e WHERE e.account_id = ?1 AND e.reference LIKE ?2 AND +e.reverses IS NULL "
		"AND NOT EXISTS (SELECT 1 FROM entry m WHERE m.reverses = e.id) ORDER BY e.id DESC";
	char pattern[REFERENCE_PATTERN];

	(void)snprintf(pattern, sizeof pattern, "action %lld %%", (long long)action_id);
	return STATEMENT_LIST(store, sql, read_id, ids, count, err, INTEGER(account_id), TEXT(pattern));
}

enum status store_put_election(struct store *store, int64_t account_id, int64_t instrument_id, enum election_kind kind,
                               int choice, struct date day, const char *actor, enum put_result *result,
                               struct error *err)
{
	static const char find[] = "SELECT choice FROM election WHERE account_id = ?1 AND kind = ?2 AND instrument_id IS ?3";
	static const char remove[] = "DELETE FROM election WHERE account_id = ?1 AND kind = ?2 AND instrument_id IS ?3";
	static const char insert[] = "INSERT INTO election (account_id, instrument_id, kind, choice, recorded, actor) "
	                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	struct write write;
	sqlite3_stmt *statement;
	bool found = false;
	int known = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_FIND(store, find, &statement, &found, err, INTEGER(account_id), INTEGER(kind), KEY(instrument_id));
	if (status == STATUS_OK && found) {
		known = sqlite3_column_int(statement, 0);
		statement_done(statement);
	}
	if (status == STATUS_OK && (!found || known != choice)) {
		status = STATEMENT_RUN(store, remove, err, INTEGER(account_id), INTEGER(kind), KEY(instrument_id));
		if (status == STATUS_OK)
			status = STATEMENT_RUN(store, insert, err, INTEGER(account_id), KEY(instrument_id), INTEGER(kind),
			                       INTEGER(choice), INTEGER(day.days), TEXT(actor));
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = !found ? PUT_NEW : known != choice ? PUT_CHANGED : PUT_SAME;
	return status;
}

enum status store_election(struct store *store, int64_t account_id, int64_t instrument_id, enum election_kind kind,
                           int fallback, int *choice, struct error *err)
{
	static const char sql[] = "SELECT coalesce((SELECT choice FROM election WHERE account_id = ?1 AND kind = ?2 "
	                          "AND (instrument_id = ?3 OR instrument_id IS NULL) ORDER BY instrument_id IS NULL LIMIT 1), ?4)";
	int64_t found = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &found, err, INTEGER(account_id), INTEGER(kind),
	                                             INTEGER(instrument_id), INTEGER(fallback));

	if (status == STATUS_OK)
		*choice = (int)found;
	return status;
}

enum status store_rename_instrument(struct store *store, int64_t instrument_id, const char *symbol, struct date day,
                                    struct error *err)
{
	static const char keep[] = "INSERT INTO symbol_before (symbol, instrument_id, until) SELECT symbol, id, ?2 FROM instrument "
	                           "WHERE id = ?1 ON CONFLICT (symbol) DO UPDATE SET instrument_id = ?1, until = ?2";
	static const char forget[] = "DELETE FROM symbol_before WHERE symbol = ?1";
	static const char rename[] = "UPDATE instrument SET symbol = ?2 WHERE id = ?1";
	static const char find[] = "SELECT coalesce((SELECT id FROM instrument WHERE symbol = ?1), 0)";
	struct instrument instrument;
	struct write write;
	int64_t other = 0;
	enum status status = store_get_instrument(store, instrument_id, &instrument, err);

	if (status == STATUS_OK)
		status = STATEMENT_INTEGER(store, find, &other, err, TEXT(symbol));
	if (status == STATUS_OK && other == instrument_id)
		return STATUS_OK;
	if (status == STATUS_OK && other != 0)
		return error_set(err, STATUS_REFUSED, "another instrument is called %s already; enter a merger 1:1 into it instead",
		                 symbol);
	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, keep, err, INTEGER(instrument_id), INTEGER(day.days));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, forget, err, TEXT(symbol));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, rename, err, INTEGER(instrument_id), TEXT(symbol));
	return write_end(store, &write, status, err);
}
