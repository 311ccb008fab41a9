/* One row of each kind, written as the files that come in. */
#include "data/exchange/emit.h"

#include <stdio.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "data/exchange/csv.h"
#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

void emit_header(enum exchange_kind kind, struct text *text)
{
	size_t count;
	const struct csv_column *columns = exchange_columns(kind, &count);

	for (size_t i = 0; i < count; i++)
		csv_write_field(text, columns[i].name, i == 0);
	csv_write_end(text);
}

static void write_date(struct text *text, struct date date, bool first)
{
	char day[DATE_TEXT_SIZE];

	csv_write_field(text, date_format(date, day), first);
}

static void write_decimal(struct text *text, int64_t micros)
{
	char digits[DECIMAL_TEXT_SIZE];

	csv_write_field(text, decimal_format(micros, digits), false);
}

/* Empty for what says "not given". */
static void write_decimal_unless(struct text *text, int64_t micros, int64_t absent)
{
	if (micros == absent)
		csv_write_field(text, "", false);
	else
		write_decimal(text, micros);
}

static void write_integer_unless(struct text *text, int number, int absent)
{
	char digits[16] = "";

	if (number != absent)
		snprintf(digits, sizeof digits, "%d", number);
	csv_write_field(text, digits, false);
}

static void emit_instrument(const struct instrument *instrument, struct text *text)
{
	const char level[] = {'R', (char)('0' + instrument->risk_level), '\0'};

	csv_write_guarded(text, instrument->symbol, true);
	csv_write_guarded(text, instrument->name, false);
	csv_write_field(text, asset_class_name(instrument->asset_class), false);
	csv_write_field(text, instrument->currency, false);
	csv_write_field(text, level, false);
	csv_write_guarded(text, instrument->isin, false);
	csv_write_guarded(text, instrument->kind, false);
	write_decimal_unless(text, instrument->lot, 0);
	write_decimal_unless(text, instrument->minimum, 0);
	write_decimal(text, instrument->buy_fee * 10000);
	write_decimal(text, instrument->sell_fee * 10000);
	write_decimal(text, instrument->expense * 10000);
	csv_write_guarded(text, instrument->region, false);
	csv_write_guarded(text, instrument->sector, false);
}

static void emit_price(const struct price_row *row, struct text *text)
{
	write_date(text, row->price.date, true);
	csv_write_guarded(text, row->symbol, false);
	write_decimal(text, row->price.close);
	write_decimal_unless(text, row->price.adjusted_close, 0);
	csv_write_field(text, row->currency, false);
}

static void emit_client(const struct client *client, struct text *text)
{
	csv_write_guarded(text, client->code, true);
	csv_write_guarded(text, client->name, false);
	write_integer_unless(text, client->birth_year, 0);
	csv_write_field(text, client->currency, false);
	csv_write_guarded(text, client->household, false);
	csv_write_field(text, client->category == CLIENT_PROFESSIONAL ? "professional" : "ordinary", false);
	write_decimal_unless(text, client->income, -1);
	write_decimal_unless(text, client->expenses, -1);
	write_decimal_unless(text, client->assets, -1);
	write_decimal_unless(text, client->liabilities, -1);
	write_integer_unless(text, client->liquidity_days, 0);
}

static void emit_holding(const struct holding_row *row, struct text *text)
{
	csv_write_guarded(text, row->client, true);
	csv_write_guarded(text, row->account, false);
	csv_write_guarded(text, row->symbol, false);
	write_decimal(text, row->quantity);
	write_decimal(text, row->unit_cost);
	if (row->has_acquired)
		write_date(text, row->acquired, false);
	else
		csv_write_field(text, "", false);
}

/* The money that quantity, price and fee alone would come to; what a broker rounded is written as the amount. */
static int64_t worked_out(const struct entry *entry)
{
	int64_t amount = 0;

	if (entry->type != ENTRY_BUY && entry->type != ENTRY_SELL)
		return entry->cash; /* nothing else may have an amount of its own */
	if (!decimal_multiply(-entry->quantity, entry->price, ROUND_HALF_EVEN, &amount) ||
	    !checked_subtract(amount, entry->fee, &amount))
		return entry->cash;
	return amount;
}

/* Money is written as quantity, with the price left out: it is 1. */
static void emit_transaction(const struct transaction_row *row, struct text *text)
{
	const struct entry *entry = &row->entry;
	const int64_t amount = entry->cash + entry->fee;
	int64_t quantity = entry->quantity;

	if (quantity == 0 && entry->price != 0)
		quantity = entry->price; /* money in another currency than the account's */
	else if (quantity == 0)
		quantity = amount < 0 ? -amount : amount;
	else if (entry->type == ENTRY_SELL || entry->type == ENTRY_TRANSFER_OUT)
		quantity = -quantity;
	write_date(text, entry->date, true);
	csv_write_guarded(text, row->client, false);
	csv_write_guarded(text, row->account, false);
	csv_write_field(text, entry_type_name(entry->type), false);
	csv_write_guarded(text, row->symbol, false);
	if (row->split_new != 0 && quantity == 0) {
		char ratio[2 * DECIMAL_TEXT_SIZE + 1], new[DECIMAL_TEXT_SIZE], old[DECIMAL_TEXT_SIZE];

		(void)snprintf(ratio, sizeof ratio, "%s:%s", decimal_format(row->split_new, new), decimal_format(row->split_old, old));
		csv_write_field(text, ratio, false);
	} else {
		write_decimal(text, quantity);
	}
	if (entry->quantity != 0 && entry->type != ENTRY_SPLIT)
		write_decimal(text, entry->price);
	else
		csv_write_field(text, "", false);
	write_decimal_unless(text, entry->fee, 0);
	csv_write_field(text, entry->currency, false);
	csv_write_guarded(text, entry->reference, false);
	write_decimal_unless(text, entry->cash, row->is_exchanged ? entry->cash : worked_out(entry));
	csv_write_field(text, row->lots != NULL ? row->lots : "", false);
}

static void emit_answers(const struct answers_row *row, struct text *text)
{
	csv_write_guarded(text, row->client, true);
	write_date(text, row->answers.taken, false);
	csv_write_field(text, row->answers.has_legal_capacity ? "yes" : "no", false);
	csv_write_field(text, row->answers.rejects_any_loss ? "yes" : "no", false);
	for (size_t i = 0; i < QUESTIONS; i++)
		write_integer_unless(text, row->answers.option[i], ANSWER_MISSING);
}

static void emit_rate(const struct rate *rate, struct text *text)
{
	char digits[RATE_TEXT_SIZE];

	write_date(text, rate->date, true);
	csv_write_field(text, rate->base, false);
	csv_write_field(text, rate->quote, false);
	csv_write_field(text, rate_format(rate->value, digits), false);
}

void emit_row(const struct exchange_row *row, struct text *text)
{
	switch (row->kind) {
	case EXCHANGE_INSTRUMENTS:
		emit_instrument(&row->instrument, text);
		break;
	case EXCHANGE_PRICES:
		emit_price(&row->price, text);
		break;
	case EXCHANGE_CLIENTS:
		emit_client(&row->client, text);
		break;
	case EXCHANGE_HOLDINGS:
		emit_holding(&row->holding, text);
		break;
	case EXCHANGE_TRANSACTIONS:
		emit_transaction(&row->transaction, text);
		break;
	case EXCHANGE_ANSWERS:
		emit_answers(&row->answers, text);
		break;
	case EXCHANGE_RATES:
		emit_rate(&row->rate, text);
		break;
	}
	csv_write_end(text);
}
