/* Exchange rates of a file: gathered while it is read, then judged and put into the book pair by pair. */
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake_rows.h"
#include "advice/market/rate_quality.h"
#include "data/exchange/emit.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

struct gathered_rate {
	struct rate rate;
	size_t line;
	enum put_result result;      /* what became of it                                              */
	enum price_fault fault;      /* why it was held; PRICE_FINE: it was not                        */
};

/* A file of all currencies of a central bank's quarter of a century is fifteen megabytes of these. */
struct intake_rates {
	struct gathered_rate *list;  /* owned                                                          */
	size_t count, capacity;
	struct rate_point *points;   /* owned; of one pair, as the next                                */
	struct price_finding *findings; /* owned                                                        */
	size_t point_capacity, finding_capacity;
};

void intake_rates_free(struct intake_rates *rates)
{
	if (rates == NULL)
		return;
	free(rates->list);
	free(rates->points);
	free(rates->findings);
	free(rates);
}

void intake_keep_rate(struct intake_run *run, const struct rate *rate, size_t line)
{
	struct intake_rates *rates;

	if (run->rates == NULL)
		run->rates = memory_new(sizeof *run->rates);
	rates = run->rates;
	rates->list = memory_grow(rates->list, &rates->capacity, rates->count + 1, sizeof *rates->list);
	rates->list[rates->count++] = (struct gathered_rate){.rate = *rate, .line = line};
}

static int by_pair_and_day(const void *a, const void *b)
{
	const struct rate *x = &((const struct gathered_rate *)a)->rate, *y = &((const struct gathered_rate *)b)->rate;
	const int base = strcmp(x->base, y->base), quote = strcmp(x->quote, y->quote);

	return base != 0 ? base : quote != 0 ? quote : date_compare(x->date, y->date);
}

static int by_line(const void *a, const void *b)
{
	const struct gathered_rate *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static enum status put_one(struct intake_run *run, struct gathered_rate *row, const struct price_finding *finding,
                           struct error *err)
{
	bool is_new = false;
	enum status status;

	row->fault = finding->fault;
	if (row->fault == PRICE_FINE) {
		status = store_put_rate(run->store, &row->rate, run->delivery, session_time(run->session), &row->result, err);
		if (status == STATUS_OK)
			intake_count(run, row->result);
		return status;
	}
	status = quality_hold_rate(run->session, &row->rate, run->delivery, finding, &is_new, err);
	if (status != STATUS_OK)
		return status;
	run->held += is_new;
	run->same += !is_new;
	if (!is_new) { /* it waits, or was answered, already */
		row->result = PUT_SAME;
		row->fault = PRICE_FINE;
	}
	return STATUS_OK;
}

/* Of one pair, their days rising: a day that comes twice is a problem of the file, told before. */
static enum status put_pair(struct intake_run *run, struct gathered_rate *list, size_t count, struct error *err)
{
	struct intake_rates *rates = run->rates;
	enum status status;

	rates->points = memory_grow(rates->points, &rates->point_capacity, count, sizeof *rates->points);
	rates->findings = memory_grow(rates->findings, &rates->finding_capacity, count, sizeof *rates->findings);
	for (size_t i = 0; i < count; i++)
		rates->points[i] = (struct rate_point){.date = list[i].rate.date, .value = list[i].rate.value};
	status = quality_judge_rates(run->session, list[0].rate.base, list[0].rate.quote, 0.0, rates->points, count,
	                             rates->findings, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = put_one(run, &list[i], &rates->findings[i], err);
	return status;
}

static bool is_same_pair(const struct rate *a, const struct rate *b)
{
	return strcmp(a->base, b->base) == 0 && strcmp(a->quote, b->quote) == 0;
}

/* Who asks is told in the order of the file. */
static void tell(struct intake_run *run)
{
	const struct intake_rates *rates = run->rates;

	qsort(rates->list, rates->count, sizeof *rates->list, by_line);
	for (size_t i = 0; i < rates->count; i++) {
		const struct gathered_rate *row = &rates->list[i];
		const struct exchange_row said = {.kind = EXCHANGE_RATES, .line = row->line, .rate = row->rate};
		struct text text = {0};

		emit_row(&said, &text);
		run->row(run->row_context, row->line, row->fault != PRICE_FINE ? INTAKE_HELD : intake_outcomes[row->result],
		         row->fault != PRICE_FINE ? quality_rate_fault_text(row->fault) : NULL, text_string(&text));
		text_clear(&text);
	}
}

enum status intake_put_rates(struct intake_run *run, struct error *err)
{
	struct intake_rates *rates = run->rates;
	enum status status = STATUS_OK;
	size_t from = 0;

	if (rates == NULL)
		return STATUS_OK;
	qsort(rates->list, rates->count, sizeof *rates->list, by_pair_and_day);
	for (size_t i = 1; i <= rates->count && status == STATUS_OK; i++) {
		if (i < rates->count && is_same_pair(&rates->list[i].rate, &rates->list[from].rate))
			continue;
		status = put_pair(run, rates->list + from, i - from, err);
		from = i;
	}
	if (status == STATUS_OK)
		status = quality_settle_taken_rates(run->session, err);
	if (status == STATUS_OK && run->row != NULL)
		tell(run);
	return status;
}
