/* What happened, in another program's words, as rows of ours: whose it is, what it is about, what it moved. */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "data/exchange/import_profile.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

const char *foreign_symbol(const struct foreign_reading *reading, size_t line, const char *text)
{
	const struct foreign_names *names = &reading->defaults->names;
	const char *found = NULL, *first = NULL, *other = NULL;

	if (text[0] != '\0' && reading->profile != NULL)
		found = import_profile_mapped(reading->profile, "symbols", text);
	if (found != NULL || text[0] == '\0' || names->find == NULL)
		return found != NULL ? found : text;
	found = names->find(names->context, text, &first, &other);
	if (found == NULL && other != NULL) {
		problems_add(reading->problems, line, 0, "symbol", "\"%.60s\" may be %s or %s; say which in a profile: symbols = "
		             "{'%.60s => %s'}", text, first, other, text, first);
		return NULL;
	}
	if (found == NULL && strpbrk(text, " /\\\"'") != NULL) { /* no symbol either, so nothing later can tell */
		problems_add(reading->problems, line, 0, "symbol", "the book has no instrument of the name \"%.60s\"; import it, or "
		             "say in a profile which it is: symbols = {'%.60s => SYMBOL'}", text, text);
		return NULL;
	}
	return found != NULL ? found : text;
}

/* The same --account for a second account of the file would make one of the two. */
static void check_account(const struct foreign_reading *reading, size_t line, const char *file_account)
{
	struct foreign *foreign = reading->foreign;

	if (file_account[0] == '\0' || reading->defaults->account == NULL)
		return;
	if (foreign->file_account == NULL)
		foreign->file_account = arena_text(foreign->arena, file_account);
	else if (strcmp(foreign->file_account, file_account) != 0)
		problems_add(reading->problems, line, 0, "account", "the file holds the accounts \"%.40s\" and \"%.40s\"; leave "
		             "--account out and name both in a profile: accounts = {'%.40s => CLIENT/ACCOUNT'}",
		             foreign->file_account, file_account, file_account);
}

void foreign_owner(const struct foreign_reading *reading, size_t line, const char *file_client, const char *file_account,
                   const char **client, const char **account)
{
	const struct import_profile *profile = reading->profile;
	const char *mapped = profile != NULL && file_account[0] != '\0' ?
		import_profile_mapped(profile, "accounts", file_account) : NULL;

	check_account(reading, line, file_account);
	*client = file_client;
	*account = file_account;
	if (mapped != NULL) {
		char *name = arena_text(reading->foreign->arena, mapped), *slash = strchr(name, '/');

		*slash = '\0';
		*client = name;
		*account = slash + 1;
	} else if (profile != NULL) {
		const char *fixed_client = import_profile_constant(profile, "client");
		const char *fixed_account = import_profile_constant(profile, "account");

		*client = fixed_client != NULL ? fixed_client : *client;
		*account = fixed_account != NULL ? fixed_account : *account;
	}
	if (reading->defaults->client != NULL)
		*client = reading->defaults->client;
	if (reading->defaults->account != NULL)
		*account = reading->defaults->account;
	else if (*account == file_account && strpbrk(file_account, " /\\\"'") != NULL) {
		problems_add(reading->problems, line, 0, "account", "the file calls an account \"%.60s\", which no account of a "
		             "book can be called; give --account, or a profile: accounts = {'%.60s => CLIENT/ACCOUNT'}",
		             file_account, file_account);
		*account = "?"; /* so that it is not told again */
	}
}

#define EVENT_FAIL(reading, event, column, ...) \
	problems_add((reading)->problems, (event)->line, 0, column, __VA_ARGS__)

/* What an event is made of, in millionths. */
struct figures {
	int64_t quantity, fee, amount;
	bool has_quantity, has_amount;
};

static bool read_figure(const struct foreign_reading *reading, const struct foreign_event *event, const char *column,
                        const char *text, int64_t *value, bool *has_value)
{
	struct error err = {0};

	if (has_value != NULL)
		*has_value = text[0] != '\0';
	if (text[0] == '\0' || decimal_parse(text, value, &err) == STATUS_OK)
		return true;
	EVENT_FAIL(reading, event, column, "%s", err.message);
	return false;
}

/* Which of the two a pair of types is; anything else is itself. */
static const char *decide(const char *type, const struct figures *figures)
{
	static const struct {
		const char *pair, *positive, *negative;
	} pairs[] = {
		{"deposit_or_withdraw", "deposit", "withdraw"}, {"buy_or_sell", "sell", "buy"},
		{"interest_or_fee", "interest", "fee"}, {"transfer", "transfer_in", "transfer_out"},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		if (strcmp(type, pairs[i].pair) != 0)
			continue;
		if (strcmp(type, "transfer") != 0 && figures->has_amount && figures->amount != 0)
			return figures->amount > 0 ? pairs[i].positive : pairs[i].negative;
		if (strcmp(type, "buy_or_sell") == 0) /* shares come in where money goes out */
			return figures->quantity >= 0 ? "buy" : "sell";
		return (figures->has_quantity ? figures->quantity : figures->amount) >= 0 ? pairs[i].positive : pairs[i].negative;
	}
	return type;
}

/* Of money: the quantity a file of ours would hold. NULL, or what is wrong. */
static const char *money_of(const struct foreign_event *event, enum entry_type type, const struct figures *figures,
                            int64_t *quantity)
{
	const bool takes = type == ENTRY_WITHDRAW || type == ENTRY_FEE || type == ENTRY_TRANSFER_OUT;
	const int64_t size = figures->amount < 0 ? -figures->amount : figures->amount;

	if (!takes && figures->amount < 0)
		return "takes money out, which this type cannot; map the word to another type";
	if (event->is_gross)
		*quantity = size;
	else if (takes ? !checked_subtract(size, figures->fee, quantity) : !checked_add(size, figures->fee, quantity))
		return "is too large";
	return NULL;
}

/* Of a buy or a sale: the money moved, signed, with the fee. NULL, or what is wrong. */
static const char *settlement(const struct foreign_event *event, enum entry_type type, const struct figures *figures,
                              int64_t *amount)
{
	if (type == ENTRY_SELL && figures->amount < 0)
		return "takes money out, which a sale cannot";
	*amount = type == ENTRY_BUY && figures->amount > 0 ? -figures->amount : figures->amount;
	if (event->is_gross && !checked_subtract(*amount, figures->fee, amount))
		return "is too large";
	return NULL;
}

static size_t decimals_of(const char *number)
{
	const char *point = strchr(number, '.');

	return point == NULL ? 0 : strlen(point + 1);
}

/* The cells that depend on what the event is. */
static const char *put_figures(const struct foreign_reading *reading, const struct foreign_event *event, size_t row,
                               enum entry_type type, struct figures *figures)
{
	struct foreign *foreign = reading->foreign;
	const bool is_trade = type == ENTRY_BUY || type == ENTRY_SELL;
	const bool moves_shares = is_trade || type == ENTRY_SPLIT ||
		((type == ENTRY_TRANSFER_IN || type == ENTRY_TRANSFER_OUT) && event->symbol[0] != '\0' &&
		 strcmp(event->symbol, CASH_SYMBOL) != 0);
	char text[DECIMAL_TEXT_SIZE];
	const char *wrong = NULL;
	int64_t amount = 0;

	if (!moves_shares && figures->has_amount) {
		wrong = money_of(event, type, figures, &figures->quantity);
		figures->has_quantity = true;
	} else if (is_trade && figures->has_amount && figures->amount != 0) {
		wrong = settlement(event, type, figures, &amount);
		foreign_put(foreign, row, TRANSACTION_AMOUNT, decimal_format(amount, text));
	}
	if (wrong != NULL)
		return wrong;
	if (moves_shares) { /* a price finer than a millionth is worked out of the amount, which is exact */
		if (type == ENTRY_BUY && figures->quantity < 0)
			return "is a buy of less than nothing; map the word to another type, or to cancel";
		if (type == ENTRY_TRANSFER_IN && event->price[0] == '\0' && figures->has_amount && figures->quantity != 0 &&
		    decimal_multiply_divide(llabs(figures->amount), MICROS, llabs(figures->quantity), ROUND_HALF_EVEN, &amount))
			foreign_put(foreign, row, TRANSACTION_PRICE, decimal_format(amount, text));
		else if (decimals_of(event->price) <= 6 || amount == 0)
			foreign_put(foreign, row, TRANSACTION_PRICE, event->price);
	}
	if (figures->has_quantity && figures->quantity < 0 && type != ENTRY_SPLIT)
		figures->quantity = -figures->quantity;
	if (figures->has_quantity)
		foreign_put(foreign, row, TRANSACTION_QUANTITY, decimal_format(figures->quantity, text));
	else if (type == ENTRY_SPLIT && event->ratio != NULL)
		foreign_put(foreign, row, TRANSACTION_QUANTITY, event->ratio);
	return NULL;
}

static void keep_cancel(const struct foreign_reading *reading, const struct foreign_event *event,
                        const struct figures *figures)
{
	struct foreign *foreign = reading->foreign;

	foreign->cancels = memory_grow(foreign->cancels, &foreign->cancel_capacity, foreign->cancel_count + 1,
	                               sizeof *foreign->cancels);
	foreign->cancels[foreign->cancel_count++] = (struct foreign_cancel){
		.line = event->line, .date = arena_text(foreign->arena, event->date),
		.client = arena_text(foreign->arena, event->client), .account = arena_text(foreign->arena, event->account),
		.symbol = arena_text(foreign->arena, event->symbol), .quantity = llabs(figures->quantity),
		.money = llabs(figures->amount),
	};
}

void foreign_add_event(const struct foreign_reading *reading, const struct foreign_event *event)
{
	struct foreign *foreign = reading->foreign;
	struct figures figures = {0};
	char text[DECIMAL_TEXT_SIZE];
	const char *wrong, *type;
	enum entry_type entry_type;
	size_t row;

	if (event->symbol == NULL ||
	    !read_figure(reading, event, "quantity", event->quantity, &figures.quantity, &figures.has_quantity) ||
	    !read_figure(reading, event, "fee", event->fee, &figures.fee, NULL) ||
	    !read_figure(reading, event, "amount", event->amount, &figures.amount, &figures.has_amount))
		return;
	if (figures.fee < 0)
		figures.fee = -figures.fee; /* some write what is taken as negative */
	if (strcmp(event->type, "cancel") == 0) {
		keep_cancel(reading, event, &figures);
		return;
	}
	type = decide(event->type, &figures);
	if (!entry_type_parse(type, &entry_type)) {
		EVENT_FAIL(reading, event, "type", "\"%.60s\" is no type", type);
		return;
	}
	row = foreign_add(foreign, event->line);
	foreign->rows[row].quantity = llabs(figures.quantity);
	foreign->rows[row].money = llabs(figures.amount);
	wrong = put_figures(reading, event, row, entry_type, &figures);
	if (wrong != NULL) {
		foreign->count--; /* the row is told as a problem instead */
		EVENT_FAIL(reading, event, "amount", "the row %s", wrong);
		return;
	}
	foreign_put(foreign, row, TRANSACTION_DATE, event->date);
	foreign_put(foreign, row, TRANSACTION_CLIENT, event->client);
	foreign_put(foreign, row, TRANSACTION_ACCOUNT, event->account);
	foreign_put(foreign, row, TRANSACTION_TYPE, type);
	foreign_put(foreign, row, TRANSACTION_SYMBOL, entry_type == ENTRY_DEPOSIT || entry_type == ENTRY_WITHDRAW ? "" :
	            event->symbol);
	if (figures.fee != 0)
		foreign_put(foreign, row, TRANSACTION_FEE, decimal_format(figures.fee, text));
	foreign_put(foreign, row, TRANSACTION_CURRENCY, event->currency);
	if (strlen(event->reference) < REFERENCE_SIZE) /* one too long to keep is found again by its content */
		foreign_put(foreign, row, TRANSACTION_REFERENCE, event->reference);
}
