/* Facts about instruments: said by hand or in a file, withdrawn; and what holders chose. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/base/table_file.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { COLUMN_SYMBOL, COLUMN_DATE, COLUMN_TYPE, COLUMN_AMOUNT, COLUMN_RATIO, COLUMN_PRICE, COLUMN_INTO, COLUMN_NEW_SYMBOL,
       COLUMN_PAID, COLUMN_CURRENCY, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[COLUMN_SYMBOL] = {"symbol", true}, [COLUMN_DATE] = {"date", true}, [COLUMN_TYPE] = {"type", true},
	[COLUMN_AMOUNT] = {"amount", false}, [COLUMN_RATIO] = {"ratio", false}, [COLUMN_PRICE] = {"price", false},
	[COLUMN_INTO] = {"into", false}, [COLUMN_NEW_SYMBOL] = {"new_symbol", false}, [COLUMN_PAID] = {"paid", false},
	[COLUMN_CURRENCY] = {"currency", false},
};

enum status actions_parse_ratio(const char *text, int64_t *ratio, struct error *err)
{
	char first[DECIMAL_TEXT_SIZE] = "";
	const char *colon = strchr(text, ':');
	int64_t new_shares, old_shares = MICROS, made;

	if (colon != NULL && (size_t)(colon - text) < sizeof first)
		memcpy(first, text, (size_t)(colon - text));
	if (decimal_parse(colon != NULL ? first : text, &new_shares, NULL) != STATUS_OK ||
	    (colon != NULL && decimal_parse(colon + 1, &old_shares, NULL) != STATUS_OK) || new_shares <= 0 || old_shares <= 0 ||
	    !decimal_multiply_divide(new_shares, MICROS, old_shares, ROUND_HALF_EVEN, &made) || made <= 0)
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no ratio; write new shares for old ones, as 2, 1.5 or 10:3", text);
	*ratio = made;
	return STATUS_OK;
}

static void describe(const struct corporate_action *action, const char *symbol, struct json *details)
{
	json_put_text(details, "symbol", symbol);
	json_put_text(details, "type", action_type_name(action->type));
	record_date(details, "date", action->date);
	if (action->paid.days != 0)
		record_date(details, "paid", action->paid);
	json_put_decimal(details, "amount", action->amount);
	json_put_decimal(details, "ratio", action->ratio);
	json_put_decimal(details, "price", action->price);
	json_put_integer(details, "into", action->into_id);
	json_put_text(details, "new_symbol", action->symbol);
}

static enum status say_inside(struct session *session, const struct corporate_action *action, const char *by,
                              enum put_result *result, struct error *err)
{
	struct store *store = session_store(session);
	struct instrument instrument;
	struct json *details;
	int64_t delivery_id = 0;
	enum status status = store_get_instrument(store, action->instrument_id, &instrument, err);

	if (status == STATUS_OK)
		status = record_by_hand(session, by, &delivery_id, err);
	if (status == STATUS_OK)
		status = store_put_action(store, action, delivery_id, result, err);
	if (status != STATUS_OK || *result == PUT_SAME)
		return status;
	details = json_new_object();
	describe(action, instrument.symbol, details);
	{
		const struct journal_event event = record_event(session, "ACTION_SAID", by, NULL, details);

		status = journal_append(store, &event, err);
	}
	json_free(details);
	return status;
}

enum status actions_filter(struct session *session, const char *client, const char *symbol, struct due_filter *filter,
                           struct error *err)
{
	struct store *store = session_store(session);
	struct instrument instrument = {0};
	struct client found = {0};
	struct corporate_action action;
	enum status status = client != NULL ? store_find_client(store, client, &found, err) : STATUS_OK;

	if (status == STATUS_OK && filter->action_id != 0) {
		status = store_get_action(store, filter->action_id, &action, err);
		if (status == STATUS_OK && action.is_withdrawn)
			status = error_set(err, STATUS_REFUSED, "action %lld was withdrawn already", (long long)filter->action_id);
	}
	if (status == STATUS_OK && symbol != NULL)
		status = store_find_instrument(store, symbol, &instrument, err);
	if (status == STATUS_OK) {
		filter->client_id = found.id;
		filter->instrument_id = instrument.id;
	}
	return status;
}

enum status actions_say(struct session *session, const struct actions_words *words, const char *by,
                        enum put_result *result, struct error *err)
{
	struct store *store = session_store(session);
	struct corporate_action action = words->action;
	struct instrument instrument;
	enum put_result done = PUT_SAME;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK)
		status = store_find_instrument(store, words->symbol, &instrument, err);
	action.instrument_id = instrument.id;
	if (status == STATUS_OK && words->into != NULL) {
		status = store_find_instrument(store, words->into, &instrument, err);
		action.into_id = instrument.id;
	}
	if (status == STATUS_OK)
		status = action_check(&action, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = say_inside(session, &action, by, &done, err);
	if (status == STATUS_OK && done != PUT_SAME)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status == STATUS_OK)
		*result = done;
	return status;
}

enum status actions_find(struct session *session, const struct actions_words *words, struct corporate_action *action,
                         struct error *err)
{
	struct store *store = session_store(session);
	struct instrument instrument, into = {0};
	struct corporate_action *actions = NULL;
	size_t count = 0, at = 0;
	enum status status = store_find_instrument(store, words->symbol, &instrument, err);

	if (status == STATUS_OK && words->into != NULL)
		status = store_find_instrument(store, words->into, &into, err);
	if (status == STATUS_OK)
		status = store_actions(store, instrument.id, words->action.date, words->action.date, &actions, &count, err);
	if (status != STATUS_OK)
		return status;
	while (at < count && (actions[at].type != words->action.type || actions[at].into_id != into.id ||
	                      strcmp(actions[at].symbol, words->action.symbol) != 0))
		at++;
	if (at < count)
		*action = actions[at];
	free(actions);
	return at < count ? STATUS_OK : error_set(err, STATUS_NOT_FOUND, "no such action of %s stands", words->symbol);
}

/* ---- a file ------------------------------------------------------------------------------------------------------- */

struct said_row {
	struct corporate_action action;
	char symbol[SYMBOL_SIZE], into[SYMBOL_SIZE];
};

static void take_row(void *context, const struct cells *cells, void *row)
{
	struct said_row *said = row;
	char type[24] = "", ratio[CELL_SIZE];
	const char *text;
	struct error why;

	(void)context;
	cells_code(cells, COLUMN_SYMBOL, CELL_NEEDED, said->symbol);
	cells_date(cells, COLUMN_DATE, CELL_NEEDED, &said->action.date);
	cells_text(cells, COLUMN_TYPE, CELL_NEEDED, type, sizeof type);
	if (type[0] != '\0' && !action_type_parse(type, &said->action.type))
		cells_fail(cells, COLUMN_TYPE, "\"%s\" is none of dividend, split, bonus, rights, merger, symbol, return_of_capital", type);
	cells_decimal(cells, COLUMN_AMOUNT, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &said->action.amount);
	cells_decimal(cells, COLUMN_PRICE, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &said->action.price);
	text = cells_raw(cells, COLUMN_RATIO, ratio);
	if (text[0] != '\0' && actions_parse_ratio(text, &said->action.ratio, &why) != STATUS_OK)
		cells_fail(cells, COLUMN_RATIO, "%s", why.message);
	cells_code(cells, COLUMN_INTO, CELL_OPTIONAL, said->into);
	cells_code(cells, COLUMN_NEW_SYMBOL, CELL_OPTIONAL, said->action.symbol);
	cells_date(cells, COLUMN_PAID, CELL_OPTIONAL, &said->action.paid);
	cells_currency(cells, COLUMN_CURRENCY, CELL_OPTIONAL, said->action.currency);
}

static enum status keep_row(struct store *store, void *row, int64_t delivery_id, enum put_result *put, struct error *err)
{
	struct said_row *said = row;
	struct instrument instrument;
	enum status status = store_find_instrument(store, said->symbol, &instrument, err);

	if (status == STATUS_OK)
		said->action.instrument_id = instrument.id;
	if (status == STATUS_OK && said->into[0] != '\0') {
		status = store_find_instrument(store, said->into, &instrument, err);
		if (status == STATUS_OK)
			said->action.into_id = instrument.id;
	}
	return status == STATUS_OK ? store_put_action(store, &said->action, delivery_id, put, err) : status;
}

enum status actions_import(struct session *session, const char *path, bool is_dry,
                           void (*problem)(void *context, size_t line, const char *column, const char *message),
                           void *context, struct imported *result, struct error *err)
{
	static const struct table_file table = {
		.kind = "actions", .columns = columns, .column_count = COLUMNS, .row_size = sizeof(struct said_row),
		.take = take_row, .keep = keep_row,
	};

	return table_file_import(session, &table, NULL, path, is_dry, problem, context, result, err);
}

/* ---- withdrawn, chosen -------------------------------------------------------------------------------------------- */

enum status actions_withdraw(struct session *session, int64_t action_id, const char *by, const char *why,
                             struct error *err)
{
	struct store *store = session_store(session);
	struct corporate_action action;
	struct instrument instrument;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK && (why == NULL || why[strspn(why, " \t")] == '\0' || !text_is_clean(why)))
		status = error_set(err, STATUS_INVALID, "a reason in plain words is needed");
	if (status == STATUS_OK)
		status = store_get_action(store, action_id, &action, err);
	if (status == STATUS_OK)
		status = store_get_instrument(store, action.instrument_id, &instrument, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = store_withdraw_action(store, action_id, err);
	if (status == STATUS_OK) {
		struct json *details = json_new_object();
		const struct journal_event event = record_event(session, "ACTION_WITHDRAWN", by, NULL, details);

		json_put_integer(details, "action", action_id);
		describe(&action, instrument.symbol, details);
		json_put_text(details, "why", why);
		status = journal_append(store, &event, err);
		json_free(details);
	}
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}

static enum status find_account(struct store *store, const char *client_code, const char *code, int64_t *account_id,
                                struct error *err)
{
	struct client client;
	struct account *accounts = NULL;
	size_t count = 0;
	enum status status = store_find_client(store, client_code, &client, err);

	if (status == STATUS_OK)
		status = store_accounts(store, client.id, &accounts, &count, err);
	if (status != STATUS_OK)
		return status;
	*account_id = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(accounts[i].code, code) == 0)
			*account_id = accounts[i].id;
	free(accounts);
	return *account_id != 0 ? STATUS_OK :
	       error_set(err, STATUS_NOT_FOUND, "%s has no account \"%.40s\"", client_code, code);
}

enum status actions_elect(struct session *session, const char *client, const char *account, const char *symbol,
                          enum election_kind kind, int choice, const char *by, struct error *err)
{
	static const char *const words[2][2] = {{"cash", "reinvest"}, {"lapse", "take"}};
	struct store *store = session_store(session);
	struct instrument instrument = {0};
	enum put_result result = PUT_SAME;
	int64_t account_id = 0;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK)
		status = find_account(store, client, account, &account_id, err);
	if (status == STATUS_OK && symbol != NULL)
		status = store_find_instrument(store, symbol, &instrument, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = store_put_election(store, account_id, instrument.id, kind, choice, session_today(session), by, &result, err);
	if (status == STATUS_OK && result != PUT_SAME) {
		struct json *details = json_new_object();
		const struct journal_event event = record_event(session, "ELECTED", by, client, details);

		json_put_text(details, "account", account);
		json_put_text(details, "symbol", symbol != NULL ? symbol : "");
		json_put_text(details, "choice", words[kind][choice]);
		status = journal_append(store, &event, err);
		json_free(details);
	}
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}
