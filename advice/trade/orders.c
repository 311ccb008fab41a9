/* Orders out to the broker as a file, executions back from one. */
#include "advice/trade/approve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/actions/untaxed_dividends.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "advice/market/market.h"
#include "advice/market/terms.h"
#include "data/exchange/csv.h"
#include "data/exchange/problem.h"
#include "data/exchange/publish.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

/* The codes an order is written with. */
struct order_names {
	struct client client;
	char account[SYMBOL_SIZE];
	const struct market_row *row;    /* of what is dealt; borrowed from the market                   */
};

static enum status name_order(struct store *store, const struct market *market, const struct order *order,
                              struct order_names *names, struct error *err)
{
	struct proposal proposal = {0};
	struct account *accounts = NULL;
	size_t count = 0;
	enum status status = store_get_proposal(store, order->proposal_id, &proposal, err);

	if (status == STATUS_OK)
		status = store_get_client(store, proposal.client_id, &names->client, err);
	if (status == STATUS_OK)
		status = store_accounts(store, names->client.id, &accounts, &count, err);
	names->account[0] = '\0';
	names->row = &market->rows[market_index(market, order->instrument_id)];
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (accounts[i].id == order->account_id)
			memcpy(names->account, accounts[i].code, sizeof names->account);
	free(accounts);
	proposal_clear(&proposal);
	return status;
}

/* The last column says when the money of a sale can be spent, so that whoever places a purchase with it knows. */
static void write_order(const struct order *order, const struct order_names *names, struct date today, struct text *csv)
{
	char number[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];

	csv_write_field(csv, order->reference, true);
	csv_write_guarded(csv, names->client.code, false);
	csv_write_guarded(csv, names->account, false);
	csv_write_field(csv, order->side == SIDE_BUY ? "buy" : "sell", false);
	csv_write_guarded(csv, names->row->instrument.symbol, false);
	csv_write_field(csv, decimal_format(order->quantity, number), false);
	csv_write_field(csv, decimal_format(order->price, number), false);
	csv_write_field(csv, names->row->instrument.currency, false);
	csv_write_field(csv, order->side == SIDE_BUY ? "" : date_format(terms_money_day(names->row, today), day), false);
	csv_write_end(csv);
}

enum status orders_write(struct session *session, struct text *csv, int64_t **ids, size_t *count, struct error *err)
{
	static const char *const columns[] = {"reference", "client", "account", "side", "symbol", "quantity", "price",
	                                      "currency", "money_day"};
	struct store *store = session_store(session);
	const struct market *market = NULL;
	struct order *orders = NULL;
	size_t order_count = 0;
	enum status status;

	status = store_orders(store, ORDER_NEW, &orders, &order_count, err);
	if (status == STATUS_OK)
		status = session_market(session, &market, err);
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		csv_write_field(csv, columns[i], i == 0);
	csv_write_end(csv);
	for (int side = SIDE_SELL; status == STATUS_OK && side >= SIDE_BUY; side--) {
		for (size_t i = 0; status == STATUS_OK && i < order_count; i++) {
			struct order_names names;

			if ((int)orders[i].side != side)
				continue;
			status = name_order(store, market, &orders[i], &names, err);
			if (status == STATUS_OK)
				write_order(&orders[i], &names, session_today(session), csv);
		}
	}
	if (status == STATUS_OK) {
		*ids = memory_new_array(order_count + 1, sizeof **ids);
		for (size_t i = 0; i < order_count; i++)
			(*ids)[i] = orders[i].id;
		*count = order_count;
	}
	free(orders);
	return status;
}

enum status orders_sent(struct session *session, const int64_t *ids, size_t count, struct error *err)
{
	struct json *details, *list;
	enum status status;

	if (count == 0)
		return STATUS_OK;
	details = json_new_object();
	list = json_new_array();
	for (size_t i = 0; i < count; i++)
		json_add(list, json_new_integer(ids[i]));
	json_put(details, "orders", list);
	{
		const struct journal_event event = record_event(session, "ORDERS_SENT", NULL, NULL, details);

		status = store_send_orders(session_store(session), ids, count, &event, err);
	}
	json_free(details);
	return status;
}

enum status orders_waiting(struct session *session, size_t *count, struct error *err)
{
	struct order *orders = NULL;
	const enum status status = store_orders(session_store(session), ORDER_NEW, &orders, count, err);

	if (status == STATUS_OK)
		free(orders);
	return status;
}

enum status orders_hand_over(struct session *session, const char *path, size_t *count, struct error *err)
{
	struct text csv = {0};
	int64_t *ids = NULL;
	size_t written = 0;
	enum status status = orders_write(session, &csv, &ids, &written, err);

	if (status == STATUS_OK && written == 0)
		status = error_set(err, STATUS_NOT_FOUND, "no approved order waits to be sent");
	else if (status == STATUS_OK)
		status = publish_new_file(path, text_string(&csv), csv.length, err);
	if (status == STATUS_OK) {
		status = orders_sent(session, ids, written, err);
		if (status != STATUS_OK)
			(void)unlink(path); /* a moment old, and by this program */
	}
	if (status == STATUS_OK)
		*count = written;
	free(ids);
	text_clear(&csv);
	return status;
}

/* ---- executions -------------------------------------------------------------------------------------------------- */

enum { REFERENCE, DATE, QUANTITY, PRICE, FEE, EXECUTION, FILL_COLUMNS };

static const struct csv_column fill_columns[FILL_COLUMNS] = {
	[REFERENCE] = {"reference", true}, [DATE] = {"date", true}, [QUANTITY] = {"quantity", true},
	[PRICE] = {"price", true},         [FEE] = {"fee", true},   [EXECUTION] = {"execution", true},
};

struct fill_row {
	size_t line;
	char order[REFERENCE_SIZE];
	struct fill fill;
};

struct fill_rows {
	struct fill_row *list; /* owned */
	size_t count, capacity;
};

/* One column of one row; a bad value goes to problems under its name. */
static bool take(const struct csv_row *row, const size_t *places, int column, char *text, size_t size,
                 struct problems *problems)
{
	if (places[column] >= row->count || !csv_trim(row->fields[places[column]], text, size) || text[0] == '\0') {
		problems_add(problems, row->line, places[column] + 1, fill_columns[column].name, "%s is missing or too long",
		             fill_columns[column].name);
		return false;
	}
	if (!text_is_clean(text)) {
		problems_add(problems, row->line, places[column] + 1, fill_columns[column].name,
		             "%s holds control characters", fill_columns[column].name);
		return false;
	}
	return true;
}

static bool take_amount(const struct csv_row *row, const size_t *places, int column, bool may_be_zero, int64_t *amount,
                        struct problems *problems)
{
	char text[64];
	struct error why;

	if (!take(row, places, column, text, sizeof text, problems))
		return false;
	if (decimal_parse(text, amount, &why) != STATUS_OK)
		problems_add(problems, row->line, places[column] + 1, fill_columns[column].name, "%s", why.message);
	else if (*amount < 0 || (*amount == 0 && !may_be_zero))
		problems_add(problems, row->line, places[column] + 1, fill_columns[column].name, "%s must be %s", text,
		             may_be_zero ? "zero or more" : "above zero");
	else
		return true;
	return false;
}

static void read_fill(struct date today, const struct csv_row *row, const size_t *places, struct fill_rows *rows,
                      struct problems *problems)
{
	struct fill_row read = {.line = row->line};
	struct error why;
	char date[32];
	bool is_good = true;

	if (row->flaw != NULL) {
		problems_add(problems, row->flaw_line, row->flaw_column, "", "%s", row->flaw);
		return;
	}
	is_good &= take(row, places, REFERENCE, read.order, sizeof read.order, problems);
	is_good &= take(row, places, EXECUTION, read.fill.reference, sizeof read.fill.reference, problems);
	is_good &= take_amount(row, places, QUANTITY, false, &read.fill.quantity, problems);
	is_good &= take_amount(row, places, PRICE, false, &read.fill.price, problems);
	is_good &= take_amount(row, places, FEE, true, &read.fill.fee, problems);
	if (!take(row, places, DATE, date, sizeof date, problems)) {
		is_good = false;
	} else if (date_parse(date, &read.fill.date, &why) != STATUS_OK) {
		problems_add(problems, row->line, places[DATE] + 1, "date", "%s", why.message);
		is_good = false;
	} else if (date_compare(read.fill.date, today) > 0) {
		problems_add(problems, row->line, places[DATE] + 1, "date", "%s lies in the future", date);
		is_good = false;
	}
	if (!is_good)
		return;
	rows->list = memory_grow(rows->list, &rows->capacity, rows->count + 1, sizeof *rows->list);
	rows->list[rows->count++] = read;
}

static enum status read_file(struct session *session, const char *path, struct fill_rows *rows,
                             struct problems *problems, struct error *err)
{
	FILE *file = fopen(path, "re");
	size_t places[FILL_COLUMNS];
	struct csv *csv;
	struct csv_row row;
	enum status status;

	if (file == NULL)
		return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s: %s", path, strerror(errno));
	csv = csv_open_file(file, ',');
	status = csv_next(csv, &row, err);
	if (status == STATUS_NOT_FOUND)
		status = error_set(err, STATUS_INVALID, "%s is empty; a header row is needed", path);
	if (status == STATUS_OK && row.flaw != NULL)
		problems_add(problems, row.flaw_line, row.flaw_column, "", "%s", row.flaw);
	else if (status == STATUS_OK)
		csv_match(&row, fill_columns, FILL_COLUMNS, places, problems);
	if (problems->count > 0) /* without its columns no row can be read */
		goto done;
	while (status == STATUS_OK) {
		status = csv_next(csv, &row, err);
		if (status == STATUS_OK)
			read_fill(session_today(session), &row, places, rows, problems);
	}
done:
	csv_close(csv);
	(void)fclose(file); /* it was only read */
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What an execution is booked with. */
struct booking {
	const struct order *order;
	const struct client *client;
	const struct instrument *instrument;
	struct conversion *conversion;
	struct fill *fill;
};

/* The lots a sale takes, oldest first, and the tax that falls due on their dividends. */
static enum status pick_lots(struct session *session, const struct booking *of, struct lot_use **uses, size_t *count,
                             struct dividend_tax_due *due, struct error *err)
{
	const struct order *order = of->order;
	const struct fill *fill = of->fill;
	struct holdings holdings = {0};
	const struct lot_rates untaxed = {0};
	struct lot_pick *picks = NULL;
	struct lot *lots = NULL;
	struct lot_sale sale;
	size_t lot_count = 0;
	enum status status = store_holdings(session_store(session), of->client->id, fill->date, &holdings, err);

	if (status != STATUS_OK)
		return status;
	lots = memory_new_array(holdings.lot_count + 1, sizeof *lots);
	picks = memory_new_array(holdings.lot_count + 1, sizeof *picks);
	for (size_t i = 0; i < holdings.lot_count; i++)
		if (holdings.lots[i].account_id == order->account_id && holdings.lots[i].instrument_id == order->instrument_id)
			lots[lot_count++] = holdings.lots[i];
	status = rebalance_pick_lots(LOT_FIFO, lots, lot_count, fill->quantity, fill->price, fill->date, &untaxed, picks,
	                             &sale, err);
	if (status == STATUS_OK)
		status = untaxed_dividends_of(session, of->instrument, fill->date, lots, lot_count, err);
	if (status == STATUS_OK) {
		*due = dividend_tax_sale(session_rules(session), lots, lot_count, fill->quantity, fill->date,
		                         currency_unit(of->instrument->currency));
		*uses = memory_new_array(sale.pick_count + 1, sizeof **uses);
		*count = sale.pick_count;
		for (size_t i = 0; i < sale.pick_count; i++)
			(*uses)[i] = (struct lot_use){.lot_id = lots[picks[i].lot].id, .quantity = picks[i].quantity};
	}
	free(lots);
	free(picks);
	holdings_clear(&holdings);
	return status;
}

/* What an execution does to money and lots: bought lots cost what was paid, fee included. */
static enum status post_fill(struct session *session, const struct booking *of, enum put_result *result,
                             struct dividend_tax_due *due, struct error *err)
{
	const struct order *order = of->order;
	const struct client *client = of->client;
	const struct instrument *instrument = of->instrument;
	struct fill *fill = of->fill;
	struct entry entry = {
		.account_id = order->account_id, .instrument_id = order->instrument_id, .date = fill->date,
		.type = order->side == SIDE_BUY ? ENTRY_BUY : ENTRY_SELL,
		.quantity = order->side == SIDE_BUY ? fill->quantity : -fill->quantity,
		.price = fill->price, .fee = fill->fee,
	};
	struct lot opened = {.acquired = fill->date, .quantity = fill->quantity};
	struct lot_use *uses = NULL;
	size_t use_count = 0;
	struct json *details;
	struct entry known;
	bool is_known;
	int64_t amount, paid, received;
	enum status status = STATUS_OK;

	memcpy(entry.currency, instrument->currency, sizeof entry.currency);
	(void)snprintf(entry.reference, sizeof entry.reference, "%s", fill->reference);
	if (!decimal_multiply(fill->quantity, fill->price, ROUND_HALF_EVEN, &amount) ||
	    !checked_add(amount, fill->fee, &paid) || !checked_subtract(amount, fill->fee, &received) ||
	    !decimal_multiply_divide(paid, MICROS, fill->quantity, ROUND_HALF_EVEN, &opened.unit_cost))
		return error_set(err, STATUS_INVALID, "the amount of execution %s does not fit", fill->reference);
	entry.cash = order->side == SIDE_BUY ? -paid : received;
	/* The lots of an execution booked before are gone; the store tells whether this is the same one. */
	status = store_find_entry(session_store(session), order->account_id, fill->reference, &known, &is_known, err);
	if (status == STATUS_OK && is_known && strcmp(instrument->currency, client->currency) != 0)
		entry.cash = known.cash; /* exchanged then, at the rate of then */
	else if (status == STATUS_OK)
		status = conversion_amount(of->conversion, instrument->currency, fill->date, entry.cash, &entry.cash, err);
	if (status == STATUS_OK && order->side == SIDE_SELL && !is_known)
		status = pick_lots(session, of, &uses, &use_count, due, err);
	if (status != STATUS_OK)
		return status;
	details = json_new_object();
	json_put_text(details, "order", order->reference);
	json_put_text(details, "execution", fill->reference);
	json_put_text(details, "side", order->side == SIDE_BUY ? "buy" : "sell");
	json_put_decimal(details, "quantity", fill->quantity);
	json_put_decimal(details, "price", fill->price);
	json_put_decimal(details, "fee", fill->fee);
	if (due->tax > 0)
		json_put_decimal(details, "dividend_tax", due->tax);
	record_date(details, "date", fill->date);
	{
		const struct journal_event event = record_event(session, "FILLED", NULL, client->code, details);

		status = store_add_fill(session_store(session), fill, &entry, &opened, order->side == SIDE_BUY ? 1 : 0, uses,
		                        use_count, &event, result, err);
	}
	json_free(details);
	free(uses);
	return status;
}

static void tell_tax(const struct booking *of, const struct dividend_tax_due *due, struct fills_result *result)
{
	struct fill_tax *tax;

	result->taxes = memory_grow(result->taxes, &result->tax_capacity, result->tax_count + 1, sizeof *result->taxes);
	tax = &result->taxes[result->tax_count++];
	*tax = (struct fill_tax){.date = of->fill->date, .due = *due};
	memcpy(tax->execution, of->fill->reference, sizeof tax->execution);
	memcpy(tax->client, of->client->code, sizeof tax->client);
	memcpy(tax->symbol, of->instrument->symbol, sizeof tax->symbol);
	memcpy(tax->currency, of->instrument->currency, sizeof tax->currency);
}

void fills_result_clear(struct fills_result *result)
{
	free(result->taxes);
	*result = (struct fills_result){0};
}

static enum status store_rows(struct session *session, struct fill_rows *rows, struct problems *problems,
                              struct fills_result *result, struct error *err)
{
	struct store *store = session_store(session);

	for (size_t i = 0; i < rows->count; i++) {
		struct fill_row *row = &rows->list[i];
		struct proposal proposal = {0};
		enum put_result put = PUT_SAME;
		struct instrument instrument;
		struct order order;
		struct client client;
		struct booking booking = {.order = &order, .client = &client, .instrument = &instrument, .fill = &row->fill};
		struct dividend_tax_due due = {0};
		struct error why;
		enum status status = store_find_order(store, row->order, &order, &why);

		if (status == STATUS_OK)
			status = store_get_proposal(store, order.proposal_id, &proposal, &why);
		if (status == STATUS_OK)
			status = store_get_client(store, proposal.client_id, &client, &why);
		if (status == STATUS_OK)
			status = store_get_instrument(store, order.instrument_id, &instrument, &why);
		proposal_clear(&proposal);
		if (status == STATUS_OK) {
			booking.conversion = conversion_new(session, client.currency);
			row->fill.order_id = order.id;
			status = post_fill(session, &booking, &put, &due, &why);
			conversion_free(booking.conversion);
		}
		if (status == STATUS_IO || status == STATUS_BUSY || status == STATUS_CORRUPT)
			return error_set(err, status, "%s", why.message);
		if (status != STATUS_OK)
			problems_add(problems, row->line, 0, "", "%s", why.message);
		else if (put == PUT_NEW)
			result->added++;
		else
			result->known++;
		if (status == STATUS_OK && put == PUT_NEW && due.tax > 0)
			tell_tax(&booking, &due, result);
	}
	return STATUS_OK;
}

enum status fills_read(struct session *session, const char *path,
                       void (*problem)(void *context, size_t line, const char *column, const char *message),
                       void *context, struct fills_result *result, struct error *err)
{
	struct fill_rows rows = {0};
	struct problems problems = {0};
	enum status status = read_file(session, path, &rows, &problems, err);

	*result = (struct fills_result){.rows = rows.count};
	if (status == STATUS_OK && problems.count == 0) {
		status = store_begin(session_store(session), err);
		if (status == STATUS_OK) {
			status = store_rows(session, &rows, &problems, result, err);
			if (status == STATUS_OK && problems.count == 0)
				status = store_commit(session_store(session), err);
			else
				store_rollback(session_store(session));
		}
	}
	for (size_t i = 0; i < problems.kept; i++)
		problem(context, problems.list[i].line, problems.list[i].name, problems.list[i].message);
	result->bad = problems.count;
	if (status == STATUS_OK && problems.count > 0)
		status = error_set(err, STATUS_REFUSED, "%s: %zu bad rows; nothing of it was taken", path, problems.count);
	if (status != STATUS_OK)
		fills_result_clear(result);
	free(rows.list);
	problems_clear(&problems);
	return status;
}
