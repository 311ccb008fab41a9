/* Prices of a file: gathered by instrument while it is read, then put into the book series by series. */
#include <stdlib.h>
#include <string.h>

#include "advice/intake_rows.h"
#include "advice/session.h"
#include "data/exchange/emit.h"
#include "data/exchange/gather.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { GATHER_BYTES = 16 * 1024 * 1024 };

/* What is known of a symbol of the file: its instrument, or why there is none. */
struct file_symbol {
	const struct instrument *instrument; /* borrowed from the run                              */
	char *refusal;                       /* owned; NULL: none                                  */
	enum status status;                  /* of the refusal                                     */
};

struct intake_prices {
	struct gather *gather;        /* owned; a series for each instrument of the run               */
	struct file_symbol *symbols;  /* owned; by number in the file                                 */
	size_t symbol_count, symbol_capacity;
	uint32_t rows;                /* kept, and then told, so far                                  */
	unsigned char *outcomes;      /* owned; enum put_result of each row; NULL: nobody asks        */
	struct price *prices;         /* owned; of one instrument                                     */
	enum put_result *results;     /* owned; likewise                                              */
	size_t price_capacity, result_capacity;
};

static struct intake_prices *prices_of(struct intake_run *run)
{
	if (run->prices == NULL) {
		run->prices = memory_new(sizeof *run->prices);
		run->prices->gather = gather_new(run->instrument_count, GATHER_BYTES);
	}
	return run->prices;
}

void intake_prices_free(struct intake_prices *prices)
{
	if (prices == NULL)
		return;
	for (size_t i = 0; i < prices->symbol_count; i++)
		free(prices->symbols[i].refusal);
	gather_free(prices->gather);
	free(prices->symbols);
	free(prices->outcomes);
	free(prices->prices);
	free(prices->results);
	free(prices);
}

/* A million rows name a few hundred symbols: each is looked up, or refused in words, once. */
static enum status find_symbol(struct intake_run *run, const struct price_row *row, const struct instrument **instrument,
                               struct error *err)
{
	struct intake_prices *prices = prices_of(run);
	struct file_symbol *symbol;

	if (row->number >= prices->symbol_count) {
		prices->symbols = memory_grow(prices->symbols, &prices->symbol_capacity, (size_t)row->number + 1,
		                              sizeof *prices->symbols);
		memset(prices->symbols + prices->symbol_count, 0,
		       (row->number + 1 - prices->symbol_count) * sizeof *prices->symbols);
		prices->symbol_count = (size_t)row->number + 1;
	}
	symbol = &prices->symbols[row->number];
	if (symbol->instrument == NULL && symbol->refusal == NULL) {
		struct error refusal = {0};

		symbol->status = intake_instrument(run, row->symbol, &symbol->instrument, &refusal);
		if (symbol->status != STATUS_OK)
			symbol->refusal = memory_copy_text(refusal.message);
	}
	if (symbol->refusal != NULL)
		return error_set(err, symbol->status, "%s", symbol->refusal);
	*instrument = symbol->instrument;
	return STATUS_OK;
}

/* Whose price the row is; what is wrong with it is STATUS_INVALID or STATUS_NOT_FOUND. */
static enum status accept(struct intake_run *run, const struct price_row *row, const struct instrument **instrument,
                          struct error *err)
{
	const enum status status = find_symbol(run, row, instrument, err);

	if (status != STATUS_OK)
		return status;
	if (instrument_is_cash(*instrument))
		return error_set(err, STATUS_INVALID, "CASH has no price; a unit of it is always 1");
	if (row->currency[0] != '\0' && strcmp(row->currency, (*instrument)->currency) != 0)
		return error_set(err, STATUS_INVALID, "the price of %s is in %s, the instrument in %s", row->symbol,
		                 row->currency, (*instrument)->currency);
	return STATUS_OK;
}

enum status intake_keep_price(struct intake_run *run, const struct price_row *row, struct error *err)
{
	const struct instrument *instrument;
	struct gathered_price price = {.day = row->price.date.days, .close = row->price.close,
	                               .adjusted_close = row->price.adjusted_close};
	const enum status status = accept(run, row, &instrument, err);

	if (status != STATUS_OK)
		return status;
	price.row = run->prices->rows++;
	return gather_add(run->prices->gather, (size_t)(instrument - run->instruments), &price, err);
}

static int by_day(const void *a, const void *b)
{
	const struct gathered_price *x = a, *y = b;

	return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->row > y->row) - (x->row < y->row);
}

static bool is_rising(const struct gathered_price *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (list[i].day <= list[i - 1].day)
			return false;
	return true;
}

/*
 * One instrument's prices, their days rising. A day comes twice when a file names an instrument by its symbol and by its
 * number; the later row goes into the next call.
 */
static enum status put_rising(struct intake_run *run, const struct instrument *instrument,
                              const struct gathered_price *list, size_t count, struct error *err)
{
	struct intake_prices *prices = run->prices;
	enum status status;

	prices->prices = memory_grow(prices->prices, &prices->price_capacity, count, sizeof *prices->prices);
	prices->results = memory_grow(prices->results, &prices->result_capacity, count, sizeof *prices->results);
	for (size_t i = 0; i < count; i++)
		prices->prices[i] = (struct price){instrument->id, {list[i].day}, list[i].close, list[i].adjusted_close};
	status = store_put_prices(run->store, prices->prices, count, run->delivery, session_time(run->session),
	                          prices->results, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		intake_count(run, prices->results[i]);
		if (prices->outcomes != NULL)
			prices->outcomes[list[i].row] = (unsigned char)prices->results[i];
	}
	return status;
}

static enum status put_series(struct intake_run *run, const struct instrument *instrument,
                              struct gathered_price *list, size_t count, struct error *err)
{
	size_t from = 0;
	enum status status = STATUS_OK;

	if (!is_rising(list, count))
		qsort(list, count, sizeof *list, by_day);
	for (size_t i = 1; i <= count && status == STATUS_OK; i++) {
		if (i < count && list[i].day > list[i - 1].day)
			continue;
		status = put_rising(run, instrument, list + from, i - from, err);
		from = i;
	}
	return status;
}

enum status intake_put_prices(struct intake_run *run, struct error *err)
{
	struct intake_prices *prices = run->prices;
	enum status status = STATUS_OK;

	if (prices == NULL)
		return STATUS_OK;
	if (run->row != NULL)
		prices->outcomes = memory_new_array(prices->rows, sizeof *prices->outcomes);
	for (size_t i = 0; i < run->instrument_count && status == STATUS_OK; i++) {
		struct gathered_price *list;
		size_t count;

		status = gather_take(prices->gather, i, &list, &count, err);
		if (status == STATUS_OK && count > 0)
			status = put_series(run, &run->instruments[i], list, count, err);
	}
	prices->rows = 0;
	return status;
}

enum status intake_tell_price(const struct exchange_row *row, void *context, struct error *err)
{
	struct intake_run *run = context;
	const struct instrument *instrument;
	struct text text = {0};
	const enum status status = accept(run, &row->price, &instrument, err);

	if (status != STATUS_OK)
		return status;
	emit_row(row, &text);
	run->row(run->row_context, row->line, (enum put_result)run->prices->outcomes[run->prices->rows++], text_string(&text));
	text_clear(&text);
	return STATUS_OK;
}
