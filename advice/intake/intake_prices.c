/* Prices of a file: gathered by instrument while it is read, then put into the book series by series. */
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake_rows.h"
#include "advice/market/price_quality.h"
#include "data/exchange/emit.h"
#include "data/exchange/gather.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { GATHER_BYTES = 16 * 1024 * 1024, HELD = 16 };

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
	unsigned char *outcomes;      /* owned; of each row, enum put_result or HELD + enum price_fault */
	size_t outcome_capacity;
	struct price *prices;         /* owned; of one instrument                                     */
	uint32_t *row_of;             /* owned; likewise                                              */
	struct price_finding *findings; /* owned; likewise                                            */
	enum put_result *results;     /* owned; likewise                                              */
	size_t price_capacity, row_capacity, finding_capacity, result_capacity;
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
	free(prices->row_of);
	free(prices->findings);
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
	return STATUS_OK;
}

/* What needs no other price to be seen. */
static enum price_fault plain_fault(const struct intake_run *run, const struct price_row *row,
                                    const struct instrument *instrument)
{
	if (row->price.close <= 0)
		return PRICE_NOT_POSITIVE;
	if (date_compare(row->price.date, session_today(run->session)) > 0)
		return PRICE_IN_FUTURE;
	return row->currency[0] != '\0' && strcmp(row->currency, instrument->currency) != 0 ? PRICE_OTHER_CURRENCY :
	                                                                                     PRICE_FINE;
}

/* What became of a row, for whoever asks afterwards. */
static void note(struct intake_run *run, uint32_t row, int outcome)
{
	struct intake_prices *prices = run->prices;

	if (run->row == NULL)
		return;
	prices->outcomes = memory_grow(prices->outcomes, &prices->outcome_capacity, (size_t)row + 1,
	                               sizeof *prices->outcomes);
	prices->outcomes[row] = (unsigned char)outcome;
}

static enum status hold(struct intake_run *run, const struct price *price, const char *currency, uint32_t row,
                        const struct price_finding *finding, struct error *err)
{
	bool is_new = false;
	const enum status status = quality_hold(run->session, price, currency, run->delivery, finding, &is_new, err);

	if (status != STATUS_OK)
		return status;
	run->held += is_new;
	run->same += !is_new;
	note(run, row, is_new ? HELD + (int)finding->fault : PUT_SAME);
	return STATUS_OK;
}

enum status intake_keep_price(struct intake_run *run, const struct price_row *row, struct error *err)
{
	const struct instrument *instrument;
	struct gathered_price price = {.day = row->price.date.days, .close = row->price.close,
	                               .adjusted_close = row->price.adjusted_close};
	struct price_finding finding = {0};
	const enum status status = accept(run, row, &instrument, err);

	if (status != STATUS_OK)
		return status;
	price.row = run->prices->rows++;
	finding.fault = plain_fault(run, row, instrument);
	if (finding.fault != PRICE_FINE) {
		struct price held = row->price;

		held.instrument_id = instrument->id;
		return hold(run, &held, row->currency, price.row, &finding, err);
	}
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

/* Of one instrument, their days rising. */
static enum status put_rising(struct intake_run *run, size_t from, size_t count, struct error *err)
{
	struct intake_prices *prices = run->prices;
	const enum status status = store_put_prices(run->store, prices->prices + from, count, run->delivery,
	                                            session_time(run->session), prices->results, err);

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		intake_count(run, prices->results[i]);
		note(run, prices->row_of[from + i], (int)prices->results[i]);
	}
	return status;
}

/* What is fine stays in front, and how many that are; the rest is put aside. */
static enum status judge_series(struct intake_run *run, const struct instrument *instrument, size_t *count,
                                struct error *err)
{
	struct intake_prices *prices = run->prices;
	size_t fine = 0;
	enum status status;

	prices->findings = memory_grow(prices->findings, &prices->finding_capacity, *count, sizeof *prices->findings);
	status = quality_judge(run->session, instrument, run->price_kind, 0.0, prices->prices, NULL, *count, prices->findings, err);
	for (size_t i = 0; i < *count && status == STATUS_OK; i++) {
		if (prices->findings[i].fault != PRICE_FINE) {
			status = hold(run, &prices->prices[i], "", prices->row_of[i], &prices->findings[i], err);
			continue;
		}
		prices->prices[fine] = prices->prices[i];
		prices->row_of[fine++] = prices->row_of[i];
	}
	*count = fine;
	return status;
}

/* A day comes twice when a file names an instrument by its symbol and by its number; the later row goes into the next call. */
static enum status put_series(struct intake_run *run, const struct instrument *instrument,
                              struct gathered_price *list, size_t count, struct error *err)
{
	struct intake_prices *prices = run->prices;
	size_t from = 0;
	enum status status;

	if (!is_rising(list, count))
		qsort(list, count, sizeof *list, by_day);
	prices->prices = memory_grow(prices->prices, &prices->price_capacity, count, sizeof *prices->prices);
	prices->row_of = memory_grow(prices->row_of, &prices->row_capacity, count, sizeof *prices->row_of);
	prices->results = memory_grow(prices->results, &prices->result_capacity, count, sizeof *prices->results);
	for (size_t i = 0; i < count; i++) {
		prices->prices[i] = (struct price){instrument->id, {list[i].day}, list[i].close, list[i].adjusted_close};
		prices->row_of[i] = list[i].row;
	}
	status = judge_series(run, instrument, &count, err);
	for (size_t i = 1; i <= count && status == STATUS_OK; i++) {
		if (i < count && date_compare(prices->prices[i].date, prices->prices[i - 1].date) > 0)
			continue;
		status = put_rising(run, from, i - from, err);
		from = i;
	}
	return status == STATUS_OK && count > 0 ? quality_settle_taken(run->session, instrument->id, err) : status;
}

enum status intake_put_prices(struct intake_run *run, struct error *err)
{
	struct intake_prices *prices = run->prices;
	enum status status = STATUS_OK;

	if (prices == NULL)
		return STATUS_OK;
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
	int outcome;
	const enum status status = accept(run, &row->price, &instrument, err);

	if (status != STATUS_OK)
		return status;
	outcome = run->prices->outcomes[run->prices->rows++];
	emit_row(row, &text);
	run->row(run->row_context, row->line, outcome < HELD ? intake_outcomes[outcome] : INTAKE_HELD,
	         outcome < HELD ? NULL : quality_fault_text((enum price_fault)(outcome - HELD)), text_string(&text));
	text_clear(&text);
	return STATUS_OK;
}
