/* Statement and book side by side: both as sorted lists of positions, walked together. */
#include "advice/intake/reconcile_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake.h"
#include "advice/intake/intake_foreign.h"
#include "advice/intake/intake_rows.h"
#include "data/exchange/problem.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Reading a statement: the run knows clients and instruments. */
struct statement_run {
	struct intake_run *run;
	struct positions positions;
};

void reconciliation_clear(struct reconciliation *result)
{
	free(result->breaks);
	*result = (struct reconciliation){0};
}

static struct position *add_position(struct positions *positions)
{
	positions->list = memory_grow(positions->list, &positions->capacity, positions->count + 1, sizeof *positions->list);
	positions->list[positions->count] = (struct position){.lots = 1};
	return &positions->list[positions->count++];
}

static bool add_cost(struct position *position, int64_t quantity, int64_t unit_cost)
{
	int64_t cost;

	return decimal_multiply(quantity, unit_cost, ROUND_HALF_EVEN, &cost) &&
	       checked_add(position->cost, cost, &position->cost);
}

static enum status take_row(const struct exchange_row *row, void *context, struct error *err)
{
	struct statement_run *statement = context;
	const struct holding_row *holding = &row->holding;
	const struct client *client;
	const struct instrument *instrument = NULL;
	struct position *position;
	char symbol[SYMBOL_SIZE];
	enum status status = intake_client(statement->run, holding->client, &client, err);

	if (status != STATUS_OK)
		return status;
	/* what the book does not know at all is missing in it, and no reason to stop */
	memcpy(symbol, holding->symbol, sizeof symbol);
	if (intake_instrument(statement->run, holding->symbol, &instrument, NULL) == STATUS_OK)
		memcpy(symbol, instrument->symbol, sizeof symbol);
	position = add_position(&statement->positions);
	memcpy(position->client, client->code, sizeof position->client);
	memcpy(position->account, holding->account, sizeof position->account);
	memcpy(position->symbol, symbol, sizeof position->symbol);
	position->client_id = client->id;
	position->quantity = holding->quantity;
	position->price = holding->price;
	position->has_cost = holding->has_cost && strcmp(symbol, CASH_SYMBOL) != 0;
	position->line = row->line;
	if (position->has_cost && !add_cost(position, holding->quantity, holding->unit_cost))
		return error_set(err, STATUS_INVALID, "the cost is too large");
	return STATUS_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct position *x = a, *y = b;
	int order = strcmp(x->client, y->client);

	if (order == 0)
		order = strcmp(x->account, y->account);
	if (order == 0)
		order = strcmp(x->symbol, y->symbol);
	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static int same_place(const struct position *x, const struct position *y)
{
	struct position key = *x;

	key.line = y->line;
	return by_place(&key, y);
}

/* Sorted, and the lots of one position as one. */
static enum status merge(struct positions *positions, struct error *err)
{
	size_t kept = 0;

	if (positions->count > 1)
		qsort(positions->list, positions->count, sizeof *positions->list, by_place);
	for (size_t i = 0; i < positions->count; i++) {
		struct position *last = kept > 0 ? &positions->list[kept - 1] : NULL, *next = &positions->list[i];

		if (last == NULL || same_place(last, next) != 0) {
			positions->list[kept++] = *next;
			continue;
		}
		if (!checked_add(last->quantity, next->quantity, &last->quantity) ||
		    !checked_add(last->cost, next->cost, &last->cost))
			return error_set(err, STATUS_INVALID, "%s of account %s does not fit into a quantity", last->symbol,
			                 last->account);
		last->has_cost = last->has_cost && next->has_cost;
		last->lots++;
	}
	positions->count = kept;
	return STATUS_OK;
}

static const char *symbol_of(const struct intake_run *run, int64_t instrument_id)
{
	for (size_t i = 0; i < run->instrument_count; i++)
		if (run->instruments[i].id == instrument_id)
			return run->instruments[i].symbol;
	return "";
}

/* What the book has in one account, added to positions. */
static enum status read_account(const struct intake_run *run, const struct position *of, struct date as_of,
                                struct holdings *holdings, struct positions *positions, struct error *err)
{
	enum status status = store_holdings(run->store, of->client_id, as_of, holdings, err);
	size_t place = 0;
	struct position *position;

	if (status != STATUS_OK)
		return status;
	while (place < holdings->account_count && strcmp(holdings->accounts[place].code, of->account) != 0)
		place++;
	if (place == holdings->account_count)
		return STATUS_OK;
	position = add_position(positions);
	position->quantity = holdings->cash[place];
	memcpy(position->symbol, CASH_SYMBOL, sizeof CASH_SYMBOL);
	for (size_t i = 0; i <= holdings->lot_count; i++) {
		memcpy(position->client, of->client, sizeof position->client);
		memcpy(position->account, of->account, sizeof position->account);
		while (i < holdings->lot_count && holdings->lots[i].account_id != holdings->accounts[place].id)
			i++;
		if (i >= holdings->lot_count)
			break;
		position = add_position(positions);
		position->quantity = holdings->lots[i].quantity;
		position->has_cost = true;
		(void)snprintf(position->symbol, sizeof position->symbol, "%s", symbol_of(run, holdings->lots[i].instrument_id));
		if (!add_cost(position, holdings->lots[i].quantity, holdings->lots[i].unit_cost))
			return error_set(err, STATUS_INVALID, "the cost of %s does not fit into an amount", position->symbol);
	}
	return STATUS_OK;
}

static void add_break(struct reconciliation *result, enum break_type type, const struct position *place, int64_t book,
                      int64_t statement, size_t line)
{
	struct holding_break *one;

	result->breaks = memory_grow(result->breaks, &result->capacity, result->count + 1, sizeof *result->breaks);
	one = &result->breaks[result->count++];
	*one = (struct holding_break){.type = type, .book = book, .statement = statement, .line = line};
	memcpy(one->client, place->client, sizeof one->client);
	memcpy(one->account, place->account, sizeof one->account);
	memcpy(one->symbol, place->symbol, sizeof one->symbol);
}

/* What two sides are compared with. */
struct comparison {
	int64_t tolerance;            /* of money                                                     */
	const struct intake_run *run;
	struct quote *quotes;         /* owned; the last prices on or before the statement's day      */
	size_t quote_count;
	struct reconciliation *result;
};

static bool is_apart(int64_t one, int64_t other, int64_t slack)
{
	int64_t apart;

	return !checked_subtract(one, other, &apart) || apart > slack || apart < -slack;
}

/* A cent, half a millionth for each unit of each lot on either side, and what was said to be let pass. */
static bool differs_in_cost(const struct position *book, const struct position *statement, int64_t tolerance)
{
	const int64_t quantity = book->quantity < 0 ? -book->quantity : book->quantity;
	int64_t slack = quantity / MICROS + 1;

	return !checked_add(slack, MICROS / 100, &slack) || !checked_add(slack, tolerance, &slack) ||
	       is_apart(book->cost, statement->cost, slack);
}

/* The book's price of a symbol; NULL: it has none. */
static const struct quote *find_quote(const struct comparison *comparison, const char *symbol)
{
	const struct instrument *instrument;

	if (intake_instrument(comparison->run, symbol, &instrument, NULL) != STATUS_OK)
		return NULL;
	for (size_t i = 0; i < comparison->quote_count; i++)
		if (comparison->quotes[i].instrument_id == instrument->id)
			return &comparison->quotes[i];
	return NULL;
}

static void compare(const struct position *book, const struct position *statement, const struct comparison *comparison)
{
	struct reconciliation *result = comparison->result;
	const struct quote *quote;

	if (strcmp(book->symbol, CASH_SYMBOL) == 0) {
		if (is_apart(book->quantity, statement->quantity, comparison->tolerance))
			add_break(result, BREAK_CASH, book, book->quantity, statement->quantity, statement->line);
		return;
	}
	if (book->quantity != statement->quantity)
		add_break(result, BREAK_QUANTITY, book, book->quantity, statement->quantity, statement->line);
	if (statement->has_cost && differs_in_cost(book, statement, comparison->tolerance))
		add_break(result, BREAK_COST, book, book->cost, statement->cost, statement->line);
	quote = statement->price > 0 ? find_quote(comparison, book->symbol) : NULL;
	if (quote != NULL && is_apart(quote->close, statement->price, statement->price / 1000)) {
		add_break(result, BREAK_PRICE, book, quote->close, statement->price, statement->line);
		result->breaks[result->count - 1].cause_day = quote->date;
	}
}

/* Two sorted lists walked together. */
static void walk(const struct positions *book, const struct positions *statement, const struct comparison *comparison)
{
	struct reconciliation *result = comparison->result;
	size_t i = 0, j = 0;

	while (i < book->count || j < statement->count) {
		const int order = i == book->count ? 1 : j == statement->count ? -1 :
			same_place(&book->list[i], &statement->list[j]);

		if (order == 0) {
			compare(&book->list[i++], &statement->list[j++], comparison);
		} else if (order < 0) {
			/* an account without money need not say so */
			if (strcmp(book->list[i].symbol, CASH_SYMBOL) != 0 || book->list[i].quantity != 0)
				add_break(result, BREAK_EXTRA, &book->list[i], book->list[i].quantity, 0, 0);
			i++;
		} else {
			if (statement->list[j].quantity != 0)
				add_break(result, BREAK_MISSING, &statement->list[j], 0, statement->list[j].quantity,
				          statement->list[j].line);
			j++;
		}
	}
}

static enum status hold_against(const struct intake_run *run, struct positions *statement, int64_t tolerance,
                                struct reconciliation *result, struct error *err)
{
	struct comparison comparison = {.tolerance = tolerance, .run = run, .result = result};
	struct positions book = {0};
	struct holdings holdings = {0};
	enum status status = merge(statement, err);

	for (size_t i = 0; i < statement->count && status == STATUS_OK; i++) {
		if (i > 0 && strcmp(statement->list[i - 1].client, statement->list[i].client) == 0 &&
		    strcmp(statement->list[i - 1].account, statement->list[i].account) == 0)
			continue;
		result->accounts++;
		status = read_account(run, &statement->list[i], result->as_of, &holdings, &book, err);
	}
	if (status == STATUS_OK)
		status = merge(&book, err);
	if (status == STATUS_OK)
		status = store_quotes(run->store, result->as_of, &comparison.quotes, &comparison.quote_count, err);
	if (status == STATUS_OK) {
		result->positions = statement->count;
		walk(&book, statement, &comparison);
		status = reconcile_explain(run->session, statement, result, err);
	}
	free(comparison.quotes);
	holdings_clear(&holdings);
	free(book.list);
	return status;
}

/* The result on record and as alerts, in one transaction. */
static enum status keep(struct session *session, const struct intake_file *file, const struct positions *positions,
                        const struct reconciliation *result, struct error *err)
{
	struct store *store = session_store(session);
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = reconcile_keep(session, file->name, file->hash, positions, result, err);
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}

/* The rows of the statement into positions; what is wrong with them goes to the options' listener. */
static enum status read_statement(struct session *session, const struct intake_file *file,
                                  const struct intake_options *options, struct statement_run *statement,
                                  struct problems *problems, struct error *err)
{
	enum status status = intake_read_foreign(&file->foreign, file->name, session_today(session), true, take_row, statement,
	                                         problems, NULL, err);

	for (size_t i = 0; i < problems->kept && options->problem != NULL; i++)
		options->problem(options->context, problems->list[i].line, problems->list[i].name, problems->list[i].message);
	if (status == STATUS_INVALID && problems->count > 0)
		status = error_set(err, STATUS_REFUSED, "%s", err != NULL ? err->message : "");
	if (status == STATUS_OK && statement->positions.count == 0)
		status = error_set(err, STATUS_REFUSED, "%s holds no position and no money", file->name);
	return status;
}

enum status reconcile(struct session *session, const char *path, const struct intake_options *options,
                      int64_t tolerance, struct reconciliation *result, struct error *err)
{
	struct problems problems = {0};
	struct intake_file file = {0};
	struct intake_run run = {0};
	struct statement_run statement = {.run = &run};
	struct reconciliation made = {.as_of = session_today(session)};
	enum status status = intake_file_open(session, EXCHANGE_HOLDINGS, path, options, true, &file, &problems, err);

	if (status == STATUS_OK)
		status = intake_run_init(session, &run, err);
	if (status == STATUS_OK) {
		if (file.foreign.has_as_of)
			made.as_of = file.foreign.as_of;
		status = read_statement(session, &file, options, &statement, &problems, err);
	}
	if (status == STATUS_OK)
		status = hold_against(&run, &statement.positions, tolerance, &made, err);
	if (status == STATUS_OK && !options->is_dry)
		status = keep(session, &file, &statement.positions, &made, err);
	free(statement.positions.list);
	intake_run_clear(&run);
	intake_file_close(&file);
	problems_clear(&problems);
	if (status == STATUS_OK)
		*result = made;
	else
		reconciliation_clear(&made);
	return status;
}
