/* What each kind of row holds, cell by cell. */
#include "data/exchange/rows.h"

#include <stdio.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static void read_instrument(const struct cells *cells, struct instrument *instrument)
{
	char buffer[CELL_SIZE];
	const char *text;

	*instrument = (struct instrument){0};
	cells_code(cells, INSTRUMENT_SYMBOL, CELL_NEEDED, instrument->symbol);
	if (strcmp(instrument->symbol, CASH_SYMBOL) == 0)
		cells_fail(cells, INSTRUMENT_SYMBOL, "CASH is uninvested money and always there; it is not imported");
	cells_text(cells, INSTRUMENT_NAME, CELL_NEEDED, instrument->name, sizeof instrument->name);
	text = cells_raw(cells, INSTRUMENT_CLASS, buffer);
	if (!asset_class_parse(text, &instrument->asset_class))
		cells_fail(cells, INSTRUMENT_CLASS, "\"%.40s\" is not an asset class; it is one of cash, bond, equity, gold, "
		           "alternative", text);
	cells_currency(cells, INSTRUMENT_CURRENCY, CELL_NEEDED, instrument->currency);
	text = cells_raw(cells, INSTRUMENT_RISK, buffer);
	instrument->risk_level = (text[0] == 'R' || text[0] == 'r') ? risk_level_parse(text) : 0;
	if (instrument->risk_level == 0)
		cells_fail(cells, INSTRUMENT_RISK, "\"%.20s\" is not a risk level; it is one of R1 to R5", text);
	cells_text(cells, INSTRUMENT_ISIN, CELL_OPTIONAL, instrument->isin, sizeof instrument->isin);
	cells_text(cells, INSTRUMENT_KIND, CELL_OPTIONAL, instrument->kind, sizeof instrument->kind);
	cells_decimal(cells, INSTRUMENT_LOT, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &instrument->lot);
	cells_decimal(cells, INSTRUMENT_MINIMUM, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &instrument->minimum);
	cells_basis_points(cells, INSTRUMENT_BUY_FEE, CELL_OPTIONAL, &instrument->buy_fee);
	cells_basis_points(cells, INSTRUMENT_SELL_FEE, CELL_OPTIONAL, &instrument->sell_fee);
	cells_basis_points(cells, INSTRUMENT_EXPENSE, CELL_OPTIONAL, &instrument->expense);
	cells_text(cells, INSTRUMENT_REGION, CELL_OPTIONAL, instrument->region, sizeof instrument->region);
	cells_text(cells, INSTRUMENT_SECTOR, CELL_OPTIONAL, instrument->sector, sizeof instrument->sector);
}

void row_read_price(const struct cells *cells, const char *symbol, struct price_row *row)
{
	*row = (struct price_row){0};
	cells_any_date(cells, PRICE_DATE, CELL_NEEDED, &row->price.date);
	if (symbol != NULL)
		memcpy(row->symbol, symbol, SYMBOL_SIZE);
	else
		cells_code(cells, PRICE_SYMBOL, CELL_NEEDED, row->symbol);
	if (symbol == NULL && strcmp(row->symbol, CASH_SYMBOL) == 0)
		cells_fail(cells, PRICE_SYMBOL, "CASH has no price: it is 1 by definition");
	cells_any_price(cells, PRICE_CLOSE, CELL_NEEDED, &row->price.close);
	cells_price(cells, PRICE_ADJUSTED, CELL_OPTIONAL, &row->price.adjusted_close);
	cells_currency(cells, PRICE_CURRENCY, CELL_OPTIONAL, row->currency);
}

static void read_client(const struct cells *cells, struct client *client)
{
	char buffer[CELL_SIZE];
	const char *category = cells_raw(cells, CLIENT_CATEGORY, buffer);
	int year, month, day;

	date_to_civil(cells->as_of, &year, &month, &day);
	*client = (struct client){.income = -1, .expenses = -1, .assets = -1, .liabilities = -1};
	cells_code(cells, CLIENT_CODE, CELL_NEEDED, client->code);
	cells_text(cells, CLIENT_NAME, CELL_NEEDED, client->name, sizeof client->name);
	cells_integer(cells, CLIENT_BIRTH_YEAR, CELL_OPTIONAL, 1900, year, &client->birth_year);
	cells_currency(cells, CLIENT_CURRENCY, CELL_NEEDED, client->currency);
	cells_code(cells, CLIENT_HOUSEHOLD, CELL_OPTIONAL, client->household);
	if (text_equal_fold(category, "professional"))
		client->category = CLIENT_PROFESSIONAL;
	else if (category[0] != '\0' && !text_equal_fold(category, "ordinary"))
		cells_fail(cells, CLIENT_CATEGORY, "\"%.40s\" is not a category; it is ordinary or professional", category);
	cells_decimal(cells, CLIENT_INCOME, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &client->income);
	cells_decimal(cells, CLIENT_EXPENSES, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &client->expenses);
	cells_decimal(cells, CLIENT_ASSETS, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &client->assets);
	cells_decimal(cells, CLIENT_LIABILITIES, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &client->liabilities);
	cells_integer(cells, CLIENT_LIQUIDITY, CELL_OPTIONAL, 0, 36500, &client->liquidity_days);
}

static void read_holding(const struct cells *cells, struct holding_row *row)
{
	bool is_cash;
	char buffer[CELL_SIZE];

	*row = (struct holding_row){.unit_cost = MICROS};
	cells_code(cells, HOLDING_CLIENT, CELL_NEEDED, row->client);
	cells_code(cells, HOLDING_ACCOUNT, CELL_NEEDED, row->account);
	cells_code(cells, HOLDING_SYMBOL, CELL_NEEDED, row->symbol);
	is_cash = strcmp(row->symbol, CASH_SYMBOL) == 0;
	if (is_cash && cells->is_statement) /* an account may be overdrawn; only a statement can say so */
		cells_decimal(cells, HOLDING_QUANTITY, CELL_NEEDED, SIGN_ANY, &row->quantity);
	else
		cells_decimal(cells, HOLDING_QUANTITY, CELL_NEEDED, is_cash ? SIGN_NOT_NEGATIVE : SIGN_POSITIVE,
		              &row->quantity);
	cells_decimal(cells, HOLDING_COST, is_cash || cells->is_statement ? CELL_OPTIONAL : CELL_NEEDED, SIGN_NOT_NEGATIVE,
	              &row->unit_cost);
	row->has_cost = is_cash || cells_raw(cells, HOLDING_COST, buffer)[0] != '\0';
	if (is_cash && row->unit_cost != MICROS)
		cells_fail(cells, HOLDING_COST, "a unit of CASH costs 1; leave the cell empty");
	cells_date(cells, HOLDING_ACQUIRED, is_cash || cells->is_statement ? CELL_OPTIONAL : CELL_NEEDED, &row->acquired);
	row->has_acquired = cells_raw(cells, HOLDING_ACQUIRED, buffer)[0] != '\0';
}

/* What a type does to the two sides of an account: the sign of quantity and of the amount; see struct transaction_row. */
static const struct {
	int shares, money;
	bool needs_symbol, may_have_symbol;
} effects[] = {
	[ENTRY_DEPOSIT] = {0, 1, false, false},
	[ENTRY_WITHDRAW] = {0, -1, false, false},
	[ENTRY_BUY] = {1, -1, true, true},
	[ENTRY_SELL] = {-1, 1, true, true},
	[ENTRY_DIVIDEND] = {0, 1, true, true},
	[ENTRY_INTEREST] = {0, 1, false, true},
	[ENTRY_FEE] = {0, -1, false, true},
	[ENTRY_SPLIT] = {1, 0, true, true},
	[ENTRY_TRANSFER_IN] = {1, 0, false, true},
	[ENTRY_TRANSFER_OUT] = {-1, 0, false, true},
	[ENTRY_RETURN_OF_CAPITAL] = {0, 1, true, true},
};

/* Fills quantity, price and cash of the entry from what the file says. NULL, or what is wrong with the amount. */
static const char *work_out(struct entry *entry, bool is_money, int64_t quantity, int64_t price)
{
	int shares = effects[entry->type].shares, money = effects[entry->type].money;
	int64_t amount = 0;

	if (is_money && (entry->type == ENTRY_TRANSFER_IN || entry->type == ENTRY_TRANSFER_OUT)) {
		money = shares;
		shares = 0;
	}
	if (money != 0 && !decimal_multiply(quantity, price, ROUND_HALF_EVEN, &amount))
		return "the amount is too large";
	if (money != 0 && shares == 0 && amount == 0)
		return "quantity times price is 0: no money moves";
	entry->quantity = shares * quantity;
	entry->price = shares != 0 && entry->type != ENTRY_SPLIT ? price : 0;
	if (!checked_subtract(money * amount, entry->fee, &entry->cash))
		return "the amount is too large";
	return entry->type == ENTRY_RETURN_OF_CAPITAL && entry->cash < 0 ? "the fee is more than what is given back" : NULL;
}

/* Half a unit of the last written digit of a price, times quantity, and 0.01: what a broker's rounding comes to. */
static int64_t rounding_of(const char *price, int64_t quantity)
{
	const char *point = strchr(price, '.');
	size_t decimals = point == NULL ? 0 : strlen(point + 1);
	int64_t half = MICROS / 2, slack = 0;

	for (; decimals > 0 && half > 0; decimals--)
		half /= 10;
	if (!decimal_multiply(quantity, half, ROUND_AWAY, &slack) || !checked_add(slack, MICROS / 100, &slack))
		return MICROS / 100;
	return slack;
}

/* The amount of a buy or sale as the broker has it, in place of the one worked out. */
static void take_amount(const struct cells *cells, struct entry *entry, int64_t quantity, int64_t amount)
{
	char buffer[CELL_SIZE], told[DECIMAL_TEXT_SIZE], reckoned[DECIMAL_TEXT_SIZE];
	const char *price = cells_raw(cells, TRANSACTION_PRICE, buffer);
	int64_t apart = 0;

	if (price[0] == '\0') {
		if (!checked_add(amount, entry->fee, &apart) ||
		    !decimal_multiply_divide(apart < 0 ? -apart : apart, MICROS, quantity, ROUND_HALF_EVEN, &entry->price))
			cells_fail(cells, TRANSACTION_AMOUNT, "the amount is too large");
		if ((amount < 0) != (entry->type == ENTRY_BUY))
			cells_fail(cells, TRANSACTION_AMOUNT, "%s moved by a %s: the sign is wrong", decimal_format(amount, told),
			           entry_type_name(entry->type));
	} else if (!checked_subtract(amount, entry->cash, &apart) || apart > rounding_of(price, quantity) ||
	           apart < -rounding_of(price, quantity)) {
		cells_fail(cells, TRANSACTION_AMOUNT, "the amount is %s, but quantity, price and fee come to %s",
		           decimal_format(amount, told), decimal_format(entry->cash, reckoned));
		return;
	}
	entry->cash = amount;
}

/* "2:1" of a split: new shares for old ones. False: the cell holds no ratio. */
static bool take_ratio(const struct cells *cells, struct transaction_row *row)
{
	char buffer[CELL_SIZE], new[CELL_SIZE];
	const char *text = cells_raw(cells, TRANSACTION_QUANTITY, buffer), *mark = strchr(text, ':');

	if (row->entry.type != ENTRY_SPLIT || mark == NULL)
		return false;
	(void)snprintf(new, sizeof new, "%.*s", (int)(mark - text), text);
	if (decimal_parse(new, &row->split_new, NULL) != STATUS_OK || decimal_parse(mark + 1, &row->split_old, NULL) != STATUS_OK ||
	    row->split_new <= 0 || row->split_old <= 0 || row->split_new == row->split_old)
		cells_fail(cells, TRANSACTION_QUANTITY, "\"%.80s\" is no ratio of a split; two for one is 2:1", text);
	return true;
}

bool exchange_next_lot(const char **text, struct lot *lot)
{
	const size_t length = strcspn(*text, ";");
	char part[128], *cost, *day;

	if (length == 0 || length >= sizeof part)
		return false;
	memcpy(part, *text, length);
	part[length] = '\0';
	cost = strchr(part, '@');
	day = strchr(part, '/');
	if (cost == NULL || day == NULL || day < cost)
		return false;
	*cost++ = '\0';
	*day++ = '\0';
	*lot = (struct lot){0};
	if (decimal_parse(part, &lot->quantity, NULL) != STATUS_OK || decimal_parse(cost, &lot->unit_cost, NULL) != STATUS_OK ||
	    date_parse(day, &lot->acquired, NULL) != STATUS_OK || lot->quantity <= 0 || lot->unit_cost < 0)
		return false;
	*text += length + ((*text)[length] == ';');
	return true;
}

bool exchange_is_lotless(const char *lots)
{
	return strcmp(lots, "none") == 0;
}

/*
 * Of capital given back: the lots it was of, then as many shares as they are now. *half: how many shares the first are; false
 * when no lot ends there.
 */
static bool find_half(const char *text, int64_t sum, int64_t *half)
{
	struct lot lot;
	int64_t so_far = 0;

	*half = sum / 2;
	while (2 * so_far < sum && exchange_next_lot(&text, &lot)) /* as before, so that these fit */
		so_far += lot.quantity;
	return sum % 2 == 0 && so_far == *half;
}

/* Lots that are well written and come to the quantity. */
static void take_lots(const struct cells *cells, struct transaction_row *row)
{
	const size_t place = cells->places[TRANSACTION_LOTS];
	const char *text = place != CSV_ABSENT && place < cells->row->count ? cells->row->fields[place] : "", *at = text;
	const int64_t quantity = row->entry.quantity < 0 ? -row->entry.quantity : row->entry.quantity;
	const bool is_returned = row->entry.type == ENTRY_RETURN_OF_CAPITAL;
	int64_t sum = 0, half = 0;
	struct lot lot;

	if (text[0] == '\0')
		return;
	if (is_returned && exchange_is_lotless(text)) {
		row->lots = text;
		return;
	}
	if ((row->entry.quantity == 0 && !is_returned) || row->entry.type == ENTRY_SPLIT) {
		cells_fail(cells, TRANSACTION_LOTS, "a %s moves no lots; leave the cell empty", entry_type_name(row->entry.type));
		return;
	}
	while (*at != '\0') {
		if (!exchange_next_lot(&at, &lot) || !checked_add(sum, lot.quantity, &sum) ||
		    lot.acquired.days > row->entry.date.days) {
			cells_fail(cells, TRANSACTION_LOTS, "\"%.60s\" is no lot of that day or before; a lot is written 30@4.1255/2026-01-06, "
			           "several with a semicolon between them", at);
			return;
		}
	}
	if (is_returned && !find_half(text, sum, &half))
		cells_fail(cells, TRANSACTION_LOTS, "the lots that capital was given back of come first, then as many shares at their "
		           "new cost");
	else if (!is_returned && sum != quantity)
		cells_fail(cells, TRANSACTION_LOTS, "the lots do not come to the quantity");
	row->lots = text;
}

static void check_symbol(const struct cells *cells, struct transaction_row *row)
{
	const bool is_money = row->symbol[0] == '\0' || strcmp(row->symbol, CASH_SYMBOL) == 0;
	const char *type = entry_type_name(row->entry.type);

	if (is_money && effects[row->entry.type].needs_symbol)
		cells_fail(cells, TRANSACTION_SYMBOL, "a %s needs the symbol of an instrument", type);
	if (!is_money && !effects[row->entry.type].may_have_symbol)
		cells_fail(cells, TRANSACTION_SYMBOL, "a %s is of CASH; use transfer_in or transfer_out for \"%s\"", type,
		           row->symbol);
}

static void read_transaction(const struct cells *cells, struct transaction_row *row)
{
	struct entry *entry = &row->entry;
	int64_t quantity = 0, price = MICROS;
	char buffer[CELL_SIZE];
	const char *type = cells_raw(cells, TRANSACTION_TYPE, buffer);
	const size_t before = cells->problems->count;
	int64_t amount = 0;
	bool is_money, needs_price, has_amount;
	const char *wrong = NULL;

	*row = (struct transaction_row){0};
	cells_date(cells, TRANSACTION_DATE, CELL_NEEDED, &entry->date);
	cells_code(cells, TRANSACTION_CLIENT, CELL_NEEDED, row->client);
	cells_code(cells, TRANSACTION_ACCOUNT, CELL_NEEDED, row->account);
	cells_code(cells, TRANSACTION_SYMBOL, CELL_OPTIONAL, row->symbol);
	is_money = row->symbol[0] == '\0' || strcmp(row->symbol, CASH_SYMBOL) == 0;
	cells_currency(cells, TRANSACTION_CURRENCY, CELL_OPTIONAL, entry->currency);
	cells_text(cells, TRANSACTION_REFERENCE, CELL_OPTIONAL, entry->reference, sizeof entry->reference);
	cells_decimal(cells, TRANSACTION_FEE, CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &entry->fee);
	if (!entry_type_parse(type, &entry->type)) {
		cells_fail(cells, TRANSACTION_TYPE, "\"%.40s\" is not a type; it is one of deposit, withdraw, buy, sell, dividend, "
		           "interest, fee, split, transfer_in, transfer_out, return_of_capital", type);
		return;
	}
	check_symbol(cells, row);
	if (!take_ratio(cells, row))
		cells_decimal(cells, TRANSACTION_QUANTITY, CELL_NEEDED,
		              entry->type == ENTRY_SPLIT ? SIGN_NOT_ZERO : SIGN_POSITIVE, &quantity);
	has_amount = cells_raw(cells, TRANSACTION_AMOUNT, buffer)[0] != '\0';
	if (has_amount && entry->type != ENTRY_BUY && entry->type != ENTRY_SELL)
		cells_fail(cells, TRANSACTION_AMOUNT, "only a buy or a sale has an amount of its own; leave the cell empty");
	cells_decimal(cells, TRANSACTION_AMOUNT, CELL_OPTIONAL, SIGN_NOT_ZERO, &amount);
	needs_price = ((entry->type == ENTRY_BUY || entry->type == ENTRY_SELL) && !has_amount) ||
	              (entry->type == ENTRY_TRANSFER_IN && !is_money);
	cells_decimal(cells, TRANSACTION_PRICE, needs_price ? CELL_NEEDED : CELL_OPTIONAL, SIGN_NOT_NEGATIVE, &price);
	if (entry->type == ENTRY_TRANSFER_OUT && cells_raw(cells, TRANSACTION_PRICE, buffer)[0] == '\0' && !is_money)
		price = 0;
	if (cells->problems->count == before)
		wrong = work_out(entry, is_money, quantity, price);
	if (wrong != NULL)
		cells_fail(cells, TRANSACTION_QUANTITY, "%s", wrong);
	if (has_amount && cells->problems->count == before)
		take_amount(cells, entry, quantity, amount);
	if (cells->problems->count == before)
		take_lots(cells, row);
}

/* yes, 1, true; no, 0, false. */
static void read_yes_no(const struct cells *cells, size_t column, bool *result)
{
	static const char *const words[] = {"no", "yes", "0", "1", "false", "true"};
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (text_equal_fold(text, words[i])) {
			*result = i % 2 == 1;
			return;
		}
	}
	cells_fail(cells, column, "\"%.20s\" is neither yes nor no (1, true; 0, false)", text);
}

/* Q14: four judgements, of which true, false, false, true are right; or their number straight away. */
static void read_judgements(const struct cells *cells, size_t column, int8_t *option)
{
	static const char key[] = "TFFT";
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	int8_t right = 0;

	if (text[0] >= '0' && text[0] <= '4' && text[1] == '\0') {
		*option = (int8_t)(text[0] - '0');
		return;
	}
	if (strlen(text) == 4 && strspn(text, "TFtf") == 4) {
		for (size_t i = 0; i < 4; i++)
			right += (text[i] & ~0x20) == key[i];
		*option = right;
		return;
	}
	cells_fail(cells, column, "\"%.20s\" is neither a number from 0 to 4 nor four letters T or F", text);
}

static void read_purpose(const struct cells *cells, size_t column, int8_t *option)
{
	static const char *const purposes[] = {"preserve", "income", "goal", "growth", "max_growth"};
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);

	*option = ANSWER_MISSING;
	if (text[0] == '\0')
		return;
	for (int8_t i = 0; i < 5; i++) {
		if (text_equal_fold(text, purposes[i]) || (text[0] == '0' + i && text[1] == '\0')) {
			*option = i;
			return;
		}
	}
	cells_fail(cells, column, "\"%.20s\" is neither a number from 0 to 4 nor one of preserve, income, goal, growth, "
	           "max_growth", text);
}

static void read_answers(const struct cells *cells, struct answers_row *row)
{
	*row = (struct answers_row){0};
	cells_code(cells, ANSWERS_CLIENT, CELL_NEEDED, row->client);
	cells_date(cells, ANSWERS_TAKEN, CELL_NEEDED, &row->answers.taken);
	read_yes_no(cells, ANSWERS_G1, &row->answers.has_legal_capacity);
	read_yes_no(cells, ANSWERS_G2, &row->answers.rejects_any_loss);
	for (size_t i = 0; i < QUESTIONS; i++) {
		int option = 0;

		if (i == 13)
			read_judgements(cells, ANSWERS_Q1 + i, &row->answers.option[i]);
		else if (i == 15)
			read_purpose(cells, ANSWERS_Q1 + i, &row->answers.option[i]);
		else {
			cells_integer(cells, ANSWERS_Q1 + i, CELL_NEEDED, 0, 4, &option);
			row->answers.option[i] = (int8_t)option;
		}
	}
}

static void read_rate(const struct cells *cells, struct rate *rate)
{
	const size_t before = cells->problems->count;

	*rate = (struct rate){0};
	cells_any_date(cells, RATE_DATE, CELL_NEEDED, &rate->date);
	cells_currency(cells, RATE_BASE, CELL_NEEDED, rate->base);
	cells_currency(cells, RATE_QUOTE, CELL_NEEDED, rate->quote);
	cells_any_rate(cells, RATE_VALUE, &rate->value);
	if (cells->problems->count == before && strcmp(rate->base, rate->quote) == 0)
		cells_fail(cells, RATE_QUOTE, "a rate is between two currencies; %s stands on both sides", rate->quote);
}

void row_read(const struct cells *cells, struct exchange_row *row)
{
	row->line = cells->row->line;
	switch (row->kind) {
	case EXCHANGE_INSTRUMENTS:
		read_instrument(cells, &row->instrument);
		break;
	case EXCHANGE_PRICES:
		row_read_price(cells, NULL, &row->price);
		break;
	case EXCHANGE_CLIENTS:
		read_client(cells, &row->client);
		break;
	case EXCHANGE_HOLDINGS:
		read_holding(cells, &row->holding);
		break;
	case EXCHANGE_TRANSACTIONS:
		read_transaction(cells, &row->transaction);
		break;
	case EXCHANGE_ANSWERS:
		read_answers(cells, &row->answers);
		break;
	case EXCHANGE_RATES:
		read_rate(cells, &row->rate);
		break;
	}
}
