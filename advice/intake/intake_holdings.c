/* Rows that say what is held: lots and money taken over. */
#include <stdio.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake_rows.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static enum status load_holdings(struct intake_run *run, const struct client *client, struct error *err)
{
	enum status status;

	if (run->current == client)
		return STATUS_OK;
	run->current = NULL;
	status = store_holdings(run->store, client->id, session_today(run->session), &run->holdings, err);
	if (status == STATUS_OK)
		run->current = client;
	return status;
}

/* What the book already says of this very lot, or of the account's money, is not taken over twice. */
static bool is_held(const struct intake_run *run, const struct holding_row *row, int64_t account_id,
                    int64_t instrument_id, size_t time)
{
	size_t equal = 0;

	if (strcmp(row->symbol, CASH_SYMBOL) == 0) {
		for (size_t i = 0; i < run->holdings.account_count; i++)
			if (run->holdings.accounts[i].id == account_id)
				return run->holdings.cash[i] == row->quantity;
		return row->quantity == 0;
	}
	for (size_t i = 0; i < run->holdings.lot_count; i++) {
		const struct lot *lot = &run->holdings.lots[i];

		equal += lot->account_id == account_id && lot->instrument_id == instrument_id &&
		         lot->acquired.days == row->acquired.days && lot->quantity == row->quantity &&
		         lot->unit_cost == row->unit_cost;
	}
	return equal >= time;
}

/* The row as text: what makes two rows the same one. */
static void holding_content(const struct holding_row *row, struct text *text)
{
	char day[DATE_TEXT_SIZE] = "", quantity[DECIMAL_TEXT_SIZE], cost[DECIMAL_TEXT_SIZE];

	if (row->has_acquired)
		(void)date_format(row->acquired, day);
	text_addf(text, "%s|%s|%s|%s|%s|%s", row->client, row->account, row->symbol, day,
	          decimal_format(row->quantity, quantity), decimal_format(row->unit_cost, cost));
}

static struct entry holding_entry(const struct intake_run *run, const struct holding_row *row, int64_t account_id,
                                  const struct instrument *instrument, const char *reference)
{
	struct entry entry = {
		.account_id = account_id,
		.date = row->has_acquired ? row->acquired : session_today(run->session),
		.type = ENTRY_TRANSFER_IN,
	};

	memcpy(entry.currency, instrument->currency, sizeof entry.currency);
	(void)snprintf(entry.reference, sizeof entry.reference, "%s", reference);
	if (instrument_is_cash(instrument)) {
		entry.type = ENTRY_DEPOSIT;
		entry.cash = row->quantity;
	} else {
		entry.instrument_id = instrument->id;
		entry.quantity = row->quantity;
		entry.price = row->unit_cost;
	}
	return entry;
}

enum status intake_keep_holding(struct intake_run *run, const struct holding_row *row, struct error *err)
{
	const struct client *client;
	const struct instrument *instrument;
	struct text content = {0};
	char reference[REFERENCE_SIZE];
	struct entry entry, known;
	bool is_known;
	int64_t account_id;
	size_t time;
	enum status status = intake_client(run, row->client, &client, err);

	if (status == STATUS_OK)
		status = intake_instrument(run, row->symbol, &instrument, err);
	if (status == STATUS_OK)
		status = intake_account(run, client, row->account, &account_id, err);
	if (status == STATUS_OK)
		status = load_holdings(run, client, err);
	if (status != STATUS_OK)
		return status;
	if (instrument_is_cash(instrument)) {
		text_addf(&content, "CASH|%s|%s", row->client, row->account);
		is_known = seen_before(run->seen, text_string(&content), 0);
		text_reset(&content);
		if (is_known) {
			text_clear(&content);
			return error_set(err, STATUS_INVALID, "CASH of account %s of %s occurs twice in the file; give its sum",
			                 row->account, row->client);
		}
	}
	holding_content(row, &content);
	time = intake_reference(run, 'H', text_string(&content), reference);
	text_clear(&content);
	entry = holding_entry(run, row, account_id, instrument, reference);
	status = intake_find(run, &entry, &known, &is_known, err);
	if (status != STATUS_OK)
		return status;
	if (is_known || is_held(run, row, account_id, instrument->id, time)) {
		intake_count(run, PUT_SAME);
		return STATUS_OK;
	}
	if (instrument_is_cash(instrument)) {
		memcpy(entry.currency, client->currency, sizeof entry.currency);
		status = store_post(run->store, &entry, NULL, 0, NULL, 0, NULL, err);
	} else {
		struct lot lot = {.acquired = row->acquired, .quantity = row->quantity, .unit_cost = row->unit_cost};

		status = store_post(run->store, &entry, &lot, 1, NULL, 0, NULL, err);
	}
	run->current = NULL; /* the next row must see this one */
	if (status == STATUS_OK)
		intake_count(run, PUT_NEW);
	return status;
}
