/* A portfolio of the laboratory bought in whole lots, in exact money. */
#include "advice/lab/lab_answer.h"

#include <math.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/lab/lab_choice.h"
#include "engine/allocate/lots.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

/* Fees are charged in hundredths of the unit of money. */
static const int64_t fee_unit = MICROS / 100;

/* What is bought. */
struct purchase {
	struct lot_holding *holdings; /* owned, n */
	int64_t *lots;                /* owned, n */
	int64_t *quantities;          /* owned, n: millionths */
	int64_t value;
	struct lots_info info;
};

static enum status to_micros(double value, const char *what, const char *symbol, int64_t *micros, struct error *err)
{
	const enum status status = decimal_from_double(value, ROUND_HALF_EVEN, micros, err);

	if (status != STATUS_OK)
		return error_prefix(err, "the %s of \"%s\"", what, symbol);
	if (*micros <= 0)
		return error_set(err, STATUS_INVALID, "the %s of \"%s\" is %g; it must be a millionth at least", what, symbol, value);
	return STATUS_OK;
}

/* The last price each asset has. */
static enum status last_price(const struct series *prices, const char *path, size_t asset, const char *symbol,
                              double *price, struct error *err)
{
	for (size_t t = prices->length; t > 0; t--) {
		*price = series_at(prices, t - 1, asset);
		if (!isnan(*price))
			return STATUS_OK;
	}
	return error_set(err, STATUS_INVALID, "%s: \"%s\" has no price", path, symbol);
}

static enum status fill_holdings(const struct lab_optimize *request, const struct lab_inputs *inputs,
                                 const gsl_vector *weights, const struct series *prices, const gsl_vector *lots,
                                 struct purchase *purchase, struct error *err)
{
	const char *path = request->problem.prices;
	int64_t fee = 0, least = 0;
	enum status status = decimal_from_double(request->commission, ROUND_HALF_EVEN, &fee, err);

	if (status == STATUS_OK)
		status = decimal_from_double(request->commission_least, ROUND_HALF_EVEN, &least, err);
	for (size_t i = 0; status == STATUS_OK && i < inputs->symbols.count; i++) {
		const char *symbol = inputs->symbols.names[i];
		const double weight = gsl_vector_get(weights, i);
		struct lot_holding *holding = &purchase->holdings[i];
		double price = NAN;

		/* A weight on its bound may be below it by rounding. */
		*holding = (struct lot_holding){.target = fmax(weight, 0.0), .fee = fee, .fee_minimum = least};
		if (weight < -1e-9)
			return error_set(err, STATUS_INVALID, "\"%s\" is sold short; whole lots are bought", symbol);
		status = last_price(prices, path, i, symbol, &price, err);
		if (status == STATUS_OK)
			status = to_micros(price, "price", symbol, &holding->price, err);
		if (status == STATUS_OK)
			status = to_micros(gsl_vector_get(lots, i), "lot", symbol, &holding->lot, err);
	}
	return status;
}

static enum status buy(const struct lab_optimize *request, const struct lab_inputs *inputs, const gsl_vector *weights,
                       struct purchase *purchase, struct error *err)
{
	static const char *const measures[] = {"weights", "risk"};
	const size_t n = inputs->symbols.count;
	const size_t measure = request->nearest != NULL ? lab_find_name(request->nearest, measures, 2) : 0;
	struct lots_problem problem = {.holdings = purchase->holdings, .count = n, .fee_unit = fee_unit,
	                               .covariance = measure == 1 ? inputs->covariance : NULL};
	struct series prices = {0};
	gsl_vector *lots = NULL;
	enum status status;

	if (measure == 2)
		return lab_refuse_name("measure of nearness", request->nearest, measures, 2, err);
	if (request->problem.prices == NULL)
		return error_set(err, STATUS_INVALID, "whole lots need a file of prices");
	status = lab_read_series_of(&inputs->reader, request->problem.prices, LAB_PRICES, &inputs->symbols, &prices, err);
	if (status == STATUS_OK && request->lots != NULL)
		status = lab_inputs_column(inputs, request->lots, &lab_column_lot, &lots, err);
	if (status == STATUS_OK && lots == NULL) {
		lots = gsl_vector_alloc(n);
		gsl_vector_set_all(lots, 1.0);
	}
	if (status == STATUS_OK)
		status = fill_holdings(request, inputs, weights, &prices, lots, purchase, err);
	if (status == STATUS_OK)
		status = decimal_from_double(request->amount, ROUND_FLOOR, &problem.value, err);
	if (status == STATUS_OK)
		status = decimal_from_double(request->cash, ROUND_CEILING, &problem.cash_minimum, err);
	if (status == STATUS_OK)
		status = allocate_lots(&problem, purchase->lots, &purchase->info, err);
	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		if (!checked_multiply(purchase->lots[i], purchase->holdings[i].lot, &purchase->quantities[i]))
			status = error_set(err, STATUS_INVALID, "the quantity of \"%s\" is more than can be counted",
			                   inputs->symbols.names[i]);
	purchase->value = problem.value;
	series_clear(&prices);
	gsl_vector_free(lots);
	return status;
}

/* ---- shown ------------------------------------------------------------------------------------------------------- */

static void add_holdings(const struct lab_inputs *inputs, const struct purchase *purchase, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "lots", .title = _("lots"), .type = CELL_INTEGER},
		{.key = "quantity", .title = _("quantity"), .type = CELL_DECIMAL},
		{.key = "price", .title = _("price"), .type = CELL_DECIMAL},
		{.key = "amount", .title = _("amount"), .type = CELL_DECIMAL},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "wished", .title = _("wished"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "holdings", NULL, columns, sizeof columns / sizeof columns[0]);

	table->shape = TABLE_MAP;
	for (size_t i = 0; i < inputs->symbols.count; i++) {
		const struct lot_holding *holding = &purchase->holdings[i];
		struct cell *cells = table_row(table);
		int64_t amount = 0;

		/* It fits: the engine has paid it out of the money there is. */
		(void)decimal_multiply(purchase->quantities[i], holding->price, ROUND_HALF_UP, &amount);
		cells[0] = cell_text(inputs->symbols.names[i]);
		cells[1] = cell_integer(purchase->lots[i]);
		cells[2] = cell_decimal(purchase->quantities[i]);
		cells[3] = cell_decimal(holding->price);
		cells[4] = cell_decimal(amount);
		cells[5] = cell_percent((double)amount / (double)purchase->value, 2);
		cells[6] = cell_percent(holding->target, 2);
	}
}

static void show(const struct lab_inputs *inputs, const struct purchase *purchase, struct section *section,
                 struct arena *arena)
{
	const struct lots_info *info = &purchase->info;
	struct section *made = section_child(section, "whole_lots", _("In whole lots"));
	struct facts *facts;

	add_holdings(inputs, purchase, made);
	facts = section_facts(made, NULL, NULL);
	facts_add(facts, "cash", _("cash left"), cell_decimal(info->cash));
	facts_add(facts, "fees", _("fees"), cell_decimal(info->fees));
	facts_add(facts, "error", _("sum of squared differences"), cell_number(info->objective, 8));
	facts_add(facts, "gap", _("at most this far from the optimum"), cell_number(info->gap, CELL_EXACT));
	facts_add(facts, "nodes", _("cases looked at"), cell_integer((int64_t)info->nodes));
	facts_add(facts, "stop", _("the search ended with"),
	          info->is_optimal ? cell_word("optimal", _("the optimum, proven"), TONE_GOOD)
	                           : cell_word("node-limit", _("the best found before the search grew too large"), TONE_WARN));
	facts_add(facts, "granularity", _("largest difference"), cell_percent(info->granularity, 2));
	if (info->granularity > 0.01)
		(void)section_paragraph(made, NULL,
		                        arena_format(arena, _("%s misses its weight by %.2f points, the most of all: a lot is large for this "
		                                              "amount of money."), inputs->symbols.names[info->coarsest],
		                                     100.0 * info->granularity));
}

enum status lab_lots_add(const struct lab_optimize *request, const struct lab_inputs *inputs, const gsl_vector *weights,
                         struct arena *arena, struct section *section, struct error *err)
{
	struct purchase purchase = {
		.holdings = memory_new_array(inputs->symbols.count, sizeof *purchase.holdings),
		.lots = memory_new_array(inputs->symbols.count, sizeof *purchase.lots),
		.quantities = memory_new_array(inputs->symbols.count, sizeof *purchase.quantities),
	};
	const enum status status = buy(request, inputs, weights, &purchase, err);

	if (status == STATUS_OK)
		show(inputs, &purchase, section, arena);
	free(purchase.holdings);
	free(purchase.lots);
	free(purchase.quantities);
	return status;
}
