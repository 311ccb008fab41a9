/* Entries and lots. */
#include "data/store/store_ledger.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/schema.h"
#include "data/store/statement.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

#define ENTRY_COLUMNS \
	"SELECT e.id, e.account_id, coalesce(e.instrument_id, 0), coalesce(e.reverses, 0), e.day, e.type, e.quantity, " \
	"e.price, e.fee, e.cash, e.currency, coalesce(e.reference, '')"

static void read_entry(sqlite3_stmt *row, void *item)
{
	struct entry *entry = item;

	memset(entry, 0, sizeof *entry);
	entry->id = sqlite3_column_int64(row, 0);
	entry->account_id = sqlite3_column_int64(row, 1);
	entry->instrument_id = sqlite3_column_int64(row, 2);
	entry->reverses = sqlite3_column_int64(row, 3);
	entry->date = column_date(row, 4);
	entry->type = (enum entry_type)sqlite3_column_int(row, 5);
	entry->quantity = sqlite3_column_int64(row, 6);
	entry->price = sqlite3_column_int64(row, 7);
	entry->fee = sqlite3_column_int64(row, 8);
	entry->cash = sqlite3_column_int64(row, 9);
	column_text(row, 10, entry->currency, sizeof entry->currency);
	column_text(row, 11, entry->reference, sizeof entry->reference);
}

/* The same event, whichever run brought it. */
static bool is_same(const struct entry *a, const struct entry *b)
{
	return a->account_id == b->account_id && a->instrument_id == b->instrument_id && a->reverses == b->reverses &&
	       a->date.days == b->date.days && a->type == b->type && a->quantity == b->quantity && a->price == b->price &&
	       a->fee == b->fee && a->cash == b->cash && strcmp(a->currency, b->currency) == 0;
}

enum status store_find_entry(struct store *store, int64_t account_id, const char *reference, struct entry *entry,
                             bool *found, struct error *err)
{
	static const char sql[] = ENTRY_COLUMNS " FROM entry e WHERE e.account_id = ?1 AND e.reference = ?2";

	return STATEMENT_ONE(store, sql, read_entry, entry, found, err, INTEGER(account_id), TEXT(reference));
}

/* The sign a type of entry must have; a reversal has the opposite and is not asked. */
static enum status check_sign(const struct entry *entry, struct error *err)
{
	const char *wrong = NULL;

	if (entry->type == ENTRY_DEPOSIT && entry->cash < 0)
		wrong = "a deposit cannot take money out";
	else if (entry->type == ENTRY_WITHDRAW && entry->cash > 0)
		wrong = "a withdrawal cannot bring money in";
	else if (entry->type == ENTRY_BUY && (entry->quantity <= 0 || entry->cash > 0))
		wrong = "a buy needs a positive quantity and cannot bring money in";
	else if (entry->type == ENTRY_SELL && entry->quantity >= 0)
		wrong = "a sale needs a negative quantity";
	else if (entry->type == ENTRY_RETURN_OF_CAPITAL &&
	         (entry->quantity != 0 || entry->cash < 0 || entry->instrument_id <= CASH_ID))
		wrong = "capital given back is money, of an instrument, and moves no shares";
	return wrong == NULL ? STATUS_OK : error_set(err, STATUS_INVALID, "entry \"%s\": %s", entry->reference, wrong);
}

/* sum of opened lots - sum of uses = entry->quantity */
static enum status check_sum(const struct entry *entry, const struct lot *opened, size_t opened_count,
                             const struct lot_use *uses, size_t use_count, struct error *err)
{
	int64_t sum = 0;
	bool fits = true;

	for (size_t i = 0; i < opened_count; i++) {
		if (opened[i].quantity <= 0 || opened[i].unit_cost < 0)
			return error_set(err, STATUS_INVALID, "entry \"%s\": a lot needs a positive quantity and a cost that is not "
			                 "negative", entry->reference);
		if (opened[i].acquired.days > entry->date.days)
			return error_set(err, STATUS_INVALID, "entry \"%s\": a lot is acquired after the entry's date",
			                 entry->reference);
		fits = fits && checked_add(sum, opened[i].quantity, &sum);
	}
	for (size_t i = 0; i < use_count; i++) {
		if (uses[i].quantity <= 0)
			return error_set(err, STATUS_INVALID, "entry \"%s\": what is taken from a lot must be positive",
			                 entry->reference);
		for (size_t j = 0; j < i; j++)
			if (uses[j].lot_id == uses[i].lot_id)
				return error_set(err, STATUS_INVALID, "entry \"%s\" names lot %lld twice", entry->reference,
				                 (long long)uses[i].lot_id);
		fits = fits && checked_subtract(sum, uses[i].quantity, &sum);
	}
	if (!fits || sum != entry->quantity)
		return error_set(err, STATUS_INVALID, "entry \"%s\": its lots sum to %lld millionths, its quantity is %lld",
		                 entry->reference, (long long)sum, (long long)entry->quantity);
	return STATUS_OK;
}

static enum status check_entry(const struct entry *entry, struct error *err)
{
	if (!currency_is_valid(entry->currency))
		return error_set(err, STATUS_INVALID, "entry \"%s\": \"%s\" is no currency; three capital letters such as CNY",
		                 entry->reference, entry->currency);
	if (entry->price < 0 || entry->fee < 0)
		return error_set(err, STATUS_INVALID, "entry \"%s\": price and fee cannot be negative", entry->reference);
	if (entry->instrument_id <= CASH_ID && entry->quantity != 0)
		return error_set(err, STATUS_INVALID, "entry \"%s\": a quantity needs an instrument other than %s; money is "
		                 "the entry's cash", entry->reference, CASH_SYMBOL);
	return entry->reverses != 0 ? STATUS_OK : check_sign(entry, err);
}

/*
 * The least that is left of a lot at the end of any day from `day` on; what is dated later counts too, since an earlier
 * use must leave enough for it.
 */
static enum status least_left(struct store *store, int64_t lot_id, int64_t quantity, struct date day, int64_t *least,
                              struct error *err)
{
	static const char sql[] = "SELECT day, sum(quantity) FROM lot_change WHERE lot_id = ?1 GROUP BY day ORDER BY day";
	sqlite3_stmt *statement;
	bool has_row;
	int64_t left = quantity, smallest = INT64_MAX;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(lot_id));

	while (status == STATUS_OK && has_row) {
		if (column_date(statement, 0).days > day.days && left < smallest)
			smallest = left;
		left -= sqlite3_column_int64(statement, 1);
		status = statement_step(store, statement, &has_row, err);
	}
	*least = left < smallest ? left : smallest;
	return status;
}

/* The lot is of this account and instrument, was there on the day, and holds as much. */
static enum status check_use(struct store *store, const struct entry *entry, const struct lot_use *use,
                             struct error *err)
{
	static const char sql[] = "SELECT quantity FROM lot WHERE id = ?1 AND account_id = ?2 AND instrument_id = ?3 "
	                          "AND day <= ?4";
	int64_t quantity = 0, least;
	char asked[DECIMAL_TEXT_SIZE], held[DECIMAL_TEXT_SIZE];
	enum status status = STATEMENT_INTEGER(store, sql, &quantity, err, INTEGER(use->lot_id), INTEGER(entry->account_id),
	                                       INTEGER(entry->instrument_id), INTEGER(entry->date.days));

	if (status != STATUS_OK)
		return status;
	if (quantity == 0)
		return error_set(err, STATUS_INVALID, "entry \"%s\": the account has no lot %lld of this instrument on that day",
		                 entry->reference, (long long)use->lot_id);
	status = least_left(store, use->lot_id, quantity, entry->date, &least, err);
	if (status != STATUS_OK)
		return status;
	if (use->quantity > least)
		return error_set(err, STATUS_INVALID, "entry \"%s\" takes %s from a lot that has only %s left", entry->reference,
		                 decimal_format(use->quantity, asked), decimal_format(least, held));
	return STATUS_OK;
}

static enum status insert_entry(struct store *store, const struct entry *entry, int64_t *id, struct error *err)
{
	static const char sql[] =
		"INSERT INTO entry (account_id, instrument_id, reverses, day, type, quantity, price, fee, cash, currency, "
		"reference) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
	enum status status = STATEMENT_RUN(store, sql, err, INTEGER(entry->account_id), KEY(entry->instrument_id),
	                                   KEY(entry->reverses), INTEGER(entry->date.days), INTEGER(entry->type),
	                                   INTEGER(entry->quantity), INTEGER(entry->price), INTEGER(entry->fee),
	                                   INTEGER(entry->cash), TEXT(entry->currency), TEXT_OR_NULL(entry->reference));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return status;
}

static enum status insert_lot(struct store *store, const struct entry *entry, int64_t entry_id, const struct lot *lot,
                              int64_t *id, struct error *err)
{
	static const char sql[] = "INSERT INTO lot (account_id, instrument_id, entry_id, day, acquired, quantity, unit_cost) "
	                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	enum status status = STATEMENT_RUN(store, sql, err, INTEGER(entry->account_id), KEY(entry->instrument_id),
	                                   INTEGER(entry_id), INTEGER(entry->date.days), INTEGER(lot->acquired.days),
	                                   INTEGER(lot->quantity), INTEGER(lot->unit_cost));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return status;
}

static enum status insert_change(struct store *store, int64_t lot_id, int64_t entry_id, struct date date,
                                 int64_t quantity, struct error *err)
{
	static const char sql[] = "INSERT INTO lot_change (lot_id, entry_id, day, quantity) VALUES (?1, ?2, ?3, ?4)";

	return STATEMENT_RUN(store, sql, err, INTEGER(lot_id), INTEGER(entry_id), INTEGER(date.days), INTEGER(quantity));
}

/*
 * What all entries of a side sum to has to fit, so that every sum of some of them does: the money of a client on any
 * day, the shares of an instrument. Without this two amounts that fit one by one would make a book that no command can
 * read. What is small is not counted out, so that a long statement is not slow: four million of it fit into what large
 * amounts leave free.
 */
#define SAME_CLIENT "(SELECT id FROM account WHERE client_id = (SELECT client_id FROM account WHERE id = ?1))"
enum { SMALL_PARTS = 64, SMALL_SHIFT = 22 };

static enum status check_room(int64_t before, int64_t more, const char *what, struct error *err)
{
	int64_t sum;

	if (checked_add(before, more, &sum) && sum <= INT64_MAX - INT64_MAX / SMALL_PARTS &&
	    sum >= -(INT64_MAX - INT64_MAX / SMALL_PARTS))
		return STATUS_OK;
	return error_set(err, STATUS_INVALID, "with this entry the %s would be more than can be counted", what);
}

static bool is_small(int64_t amount)
{
	const int64_t most = (INT64_MAX / SMALL_PARTS) >> SMALL_SHIFT;

	return amount >= -most && amount <= most;
}

static enum status check_cash_fits(struct store *store, const struct entry *entry, struct error *err)
{
	static const char sql[] = "SELECT coalesce(sum(cash), 0) FROM entry WHERE account_id IN " SAME_CLIENT
	                          " AND (cash > 0) = (?2 > 0)";
	int64_t sum = 0;
	enum status status;

	if (is_small(entry->cash))
		return STATUS_OK;
	status = STATEMENT_INTEGER(store, sql, &sum, err, INTEGER(entry->account_id), INTEGER(entry->cash));
	return status == STATUS_OK ? check_room(sum, entry->cash, "money of the client", err) : status;
}

static enum status check_shares_fit(struct store *store, const struct entry *entry, const struct lot *opened, size_t count,
                                    struct error *err)
{
	static const char sql[] = "SELECT coalesce(sum(quantity), 0) FROM lot WHERE account_id IN " SAME_CLIENT
	                          " AND instrument_id = ?2";
	int64_t sum = 0, more = 0;
	enum status status;

	for (size_t i = 0; i < count; i++) /* check_sum found that these fit */
		more += opened[i].quantity;
	if (is_small(more))
		return STATUS_OK;
	status = STATEMENT_INTEGER(store, sql, &sum, err, INTEGER(entry->account_id), INTEGER(entry->instrument_id));
	return status == STATUS_OK ? check_room(sum, more, "shares of the client", err) : status;
}

/* With every check passed: the entry and its lots. ids[opened_count] are those of the lots. */
static enum status write_entry(struct store *store, const struct entry *entry, const struct lot *opened,
                               size_t opened_count, const struct lot_use *uses, size_t use_count, int64_t *id,
                               int64_t *ids, struct error *err)
{
	enum status status = check_cash_fits(store, entry, err);

	if (status == STATUS_OK)
		status = check_shares_fit(store, entry, opened, opened_count, err);
	for (size_t i = 0; i < use_count && status == STATUS_OK; i++)
		status = check_use(store, entry, &uses[i], err);
	if (status == STATUS_OK)
		status = insert_entry(store, entry, id, err);
	for (size_t i = 0; i < opened_count && status == STATUS_OK; i++)
		status = insert_lot(store, entry, *id, &opened[i], &ids[i], err);
	for (size_t i = 0; i < use_count && status == STATUS_OK; i++)
		status = insert_change(store, uses[i].lot_id, *id, entry->date, uses[i].quantity, err);
	return status;
}

enum status store_post(struct store *store, struct entry *entry, struct lot *opened, size_t opened_count,
                       const struct lot_use *uses, size_t use_count, enum put_result *result, struct error *err)
{
	struct entry known;
	struct write write;
	bool found = false;
	int64_t id = 0, *ids;
	enum status status = check_entry(entry, err);

	if (status == STATUS_OK)
		status = check_sum(entry, opened, opened_count, uses, use_count, err);
	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	ids = memory_new_array(opened_count, sizeof *ids);
	if (entry->reference[0] != '\0')
		status = store_find_entry(store, entry->account_id, entry->reference, &known, &found, err);
	if (status == STATUS_OK && found && !is_same(&known, entry))
		status = error_set(err, STATUS_REFUSED, "the reference \"%s\" is already that of another entry of this account",
		                   entry->reference);
	if (status == STATUS_OK && !found)
		status = write_entry(store, entry, opened, opened_count, uses, use_count, &id, ids, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK) {
		entry->id = found ? known.id : id;
		for (size_t i = 0; i < opened_count && !found; i++) {
			opened[i].id = ids[i];
			opened[i].account_id = entry->account_id;
			opened[i].instrument_id = entry->instrument_id;
		}
		if (result != NULL)
			*result = found ? PUT_SAME : PUT_NEW;
	}
	free(ids);
	return status;
}

enum status store_entry(struct store *store, int64_t id, struct entry *entry, struct error *err)
{
	static const char sql[] = ENTRY_COLUMNS " FROM entry e WHERE e.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_entry, entry, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no entry %lld", (long long)id);
	return status;
}

enum status store_last_entry(struct store *store, int64_t *id, struct error *err)
{
	static const char sql[] = "SELECT coalesce(max(id), 0) FROM entry WHERE id > ?1";

	*id = 0;
	return STATEMENT_INTEGER(store, sql, id, err, INTEGER(0));
}

enum status store_is_reversed(struct store *store, int64_t id, bool *is_reversed, struct error *err)
{
	static const char sql[] = "SELECT id FROM entry WHERE reverses = ?1";
	int64_t mirror = 0;
	const enum status status = STATEMENT_INTEGER(store, sql, &mirror, err, INTEGER(id));

	if (status == STATUS_OK)
		*is_reversed = mirror != 0;
	return status;
}

enum status store_count_equal(struct store *store, const struct entry *entry, int64_t last, bool only_made_up,
                              size_t *count, struct error *err)
{
	static const char sql[] =
		"SELECT count(*) FROM entry e WHERE e.account_id = ?1 AND e.day = ?2 AND e.cash = ?3 AND e.type = ?4 "
		"AND e.quantity = ?5 AND e.price = ?6 AND e.fee = ?7 AND coalesce(e.instrument_id, 0) = ?8 "
		"AND e.currency = ?9 AND e.id <= ?10 AND +e.reverses IS NULL "
		"AND (?11 = 0 OR coalesce(e.reference, 'T-') LIKE 'T-%') "
		"AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)";
	int64_t found = 0;
	const enum status status = STATEMENT_INTEGER(
		store, sql, &found, err, INTEGER(entry->account_id), INTEGER(entry->date.days), INTEGER(entry->cash),
		INTEGER(entry->type), INTEGER(entry->quantity), INTEGER(entry->price), INTEGER(entry->fee),
		INTEGER(entry->instrument_id), TEXT(entry->currency), INTEGER(last), INTEGER(only_made_up));

	if (status == STATUS_OK)
		*count = (size_t)found;
	return status;
}

static enum status check_reversal(struct store *store, const struct entry *old, struct date date, struct error *err)
{
	static const char sql[] = "SELECT id FROM entry WHERE reverses = ?1";
	int64_t mirror = 0;
	enum status status;

	if (old->reverses != 0)
		return error_set(err, STATUS_REFUSED, "entry %lld is itself a reversal; post the entry anew", (long long)old->id);
	if (date.days < old->date.days)
		return error_set(err, STATUS_INVALID, "entry %lld cannot be reversed before its own date", (long long)old->id);
	status = STATEMENT_INTEGER(store, sql, &mirror, err, INTEGER(old->id));
	if (status == STATUS_OK && mirror != 0)
		status = error_set(err, STATUS_REFUSED, "entry %lld was already reversed by entry %lld", (long long)old->id,
		                   (long long)mirror);
	return status;
}

/* One lot that an entry touched, and by how much. */
struct touched {
	int64_t lot_id, quantity; /* quantity to write: positive closes what was opened, negative gives back */
};

static void read_touched(sqlite3_stmt *row, void *item)
{
	struct touched *touched = item;

	*touched = (struct touched){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1)};
}

/* The lots the entry opened, which must be untouched, and those it used. Owned by the caller. */
static enum status collect_touched(struct store *store, const struct entry *old, struct date date,
                                   struct touched **touched, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT id, quantity FROM lot WHERE entry_id = ?1 UNION ALL "
	                          "SELECT lot_id, -quantity FROM lot_change WHERE entry_id = ?1";
	enum status status = STATEMENT_LIST(store, sql, read_touched, touched, count, err, INTEGER(old->id));

	for (size_t i = 0; i < *count && status == STATUS_OK; i++) {
		int64_t least = INT64_MAX;

		if ((*touched)[i].quantity > 0)
			status = least_left(store, (*touched)[i].lot_id, (*touched)[i].quantity, date, &least, err);
		if (status == STATUS_OK && least < (*touched)[i].quantity)
			status = error_set(err, STATUS_INVALID, "entry %lld cannot be reversed: part of what it brought was used "
			                   "since; reverse that first", (long long)old->id);
	}
	return status;
}

static enum status write_mirror(struct store *store, const struct entry *old, struct entry *mirror, struct error *err)
{
	struct touched *touched = NULL;
	size_t count = 0;
	enum status status = collect_touched(store, old, mirror->date, &touched, &count, err);

	if (status == STATUS_OK)
		status = check_cash_fits(store, mirror, err);
	if (status == STATUS_OK)
		status = insert_entry(store, mirror, &mirror->id, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = insert_change(store, touched[i].lot_id, mirror->id, mirror->date, touched[i].quantity, err);
	free(touched);
	return status;
}

enum status store_reverse(struct store *store, int64_t entry_id, struct date date, const char *reference,
                          struct entry *entry, struct error *err)
{
	struct entry old, mirror, known;
	struct write write;
	bool found = false;
	enum status status;

	if (strlen(reference) >= sizeof mirror.reference)
		return error_set(err, STATUS_INVALID, "the reference \"%.80s\" is longer than %d bytes", reference,
		                 REFERENCE_SIZE - 1);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = store_entry(store, entry_id, &old, err);
	if (status == STATUS_OK)
		status = check_reversal(store, &old, date, err);
	if (status == STATUS_OK && *reference != '\0')
		status = store_find_entry(store, old.account_id, reference, &known, &found, err);
	if (status == STATUS_OK && found)
		status = error_set(err, STATUS_REFUSED, "the reference \"%s\" is already that of another entry of this account",
		                   reference);
	if (status == STATUS_OK) {
		mirror = old;
		mirror.id = 0;
		mirror.reverses = old.id;
		mirror.date = date;
		mirror.quantity = -old.quantity;
		mirror.cash = -old.cash;
		memcpy(mirror.reference, reference, strlen(reference) + 1);
		status = write_mirror(store, &old, &mirror, err);
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && entry != NULL)
		*entry = mirror;
	return status;
}

enum status store_each_entry(struct store *store, int64_t client_id,
                             enum status (*each)(void *context, const char *client, const char *account,
                                                 const char *symbol, const struct entry *entry, struct error *err),
                             void *context, struct error *err)
{
#define ENTRIES_OF \
	ENTRY_COLUMNS ", c.code, a.code, coalesce(i.symbol, '') FROM entry e JOIN account a ON a.id = e.account_id " \
		"JOIN client c ON c.id = a.client_id LEFT JOIN instrument i ON i.id = e.instrument_id "
	/* Two statements: one that says "all, or of this client" is planned as all. */
	static const char of_all[] = ENTRIES_OF "ORDER BY e.day, e.id";
	static const char of_one[] = ENTRIES_OF "WHERE a.client_id = ?1 ORDER BY e.day, e.id";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = client_id == 0 ? STATEMENT_OPEN(store, of_all, &statement, err) :
	                                      STATEMENT_OPEN(store, of_one, &statement, err, INTEGER(client_id));

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK) {
		char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
		struct entry entry;

		status = statement_step(store, statement, &has_row, err);
		if (status != STATUS_OK || !has_row)
			break;
		read_entry(statement, &entry);
		column_text(statement, 12, client, sizeof client);
		column_text(statement, 13, account, sizeof account);
		column_text(statement, 14, symbol, sizeof symbol);
		status = each(context, client, account, symbol, &entry, err);
	}
	sqlite3_finalize(statement);
	return status;
}

enum status store_entries_between(struct store *store, int64_t account_id, int64_t instrument_id, struct date from,
                                  struct date to, struct entry **entries, size_t *count, struct error *err)
{
	static const char sql[] = ENTRY_COLUMNS " FROM entry e WHERE e.account_id = ?1 AND e.instrument_id = ?2 "
	                          "AND e.day BETWEEN ?3 AND ?4 AND +e.reverses IS NULL "
	                          "AND NOT EXISTS (SELECT 1 FROM entry m WHERE m.reverses = e.id) ORDER BY e.day, e.id";

	return STATEMENT_LIST(store, sql, read_entry, entries, count, err, INTEGER(account_id), INTEGER(instrument_id),
	                      INTEGER(from.days), INTEGER(to.days));
}
