/* The laboratory's files of one figure a row: a weight, a budget, a lot, a cost, a return, a flow of money. */
#include "advice/lab/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/csv.h"
#include "engine/base/memory.h"

/* Weights printed with four decimals may miss one by this much for each of a few hundred assets. */
static const double printed_sum = 0.01;

const struct lab_column lab_column_weight = {.name = "weight", .otherwise = 0.0, .least = -INFINITY,
                                             .is_portfolio = true};
const struct lab_column lab_column_budget = {.name = "budget", .otherwise = NAN, .least = 0.0};
const struct lab_column lab_column_lot = {.name = "lot", .otherwise = 1.0, .least = 0.0, .is_above = true};
const struct lab_column lab_column_cost = {.name = "cost", .otherwise = 0.0, .least = 0.0};

enum status lab_read_returns(const struct lab_reader *reader, const char *path, double **values, size_t **lines,
                             size_t *count, struct error *err)
{
	static const struct csv_column columns[] = {{"return", true}};
	struct lab_sheet sheet = {0};
	double *list = NULL;
	size_t *where = NULL, place, found = 0, list_capacity = 0, where_capacity = 0;
	enum status status = lab_sheet_open_columns(reader, path, columns, 1, &place, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK) {
			list = memory_grow(list, &list_capacity, found + 1, sizeof *list);
			where = memory_grow(where, &where_capacity, found + 1, sizeof *where);
			where[found] = sheet.row.line;
			found += lab_sheet_number(&sheet, place, false, &list[found]);
		}
		status = lab_sheet_ended(status);
	}
	if (status == STATUS_OK && found == 0 && sheet.problems.count == 0)
		lab_sheet_fail_whole(&sheet, "there is no return in the file");
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		*values = arena_take(reader->arena, found * sizeof **values);
		*lines = arena_take(reader->arena, found * sizeof **lines);
		memcpy(*values, list, found * sizeof **values);
		memcpy(*lines, where, found * sizeof **lines);
		*count = found;
	}
	free(list);
	free(where);
	return status;
}
static bool is_allowed(struct lab_sheet *sheet, size_t place, const struct lab_column *column, double value)
{
	if (column->is_above && value <= column->least)
		lab_sheet_fail(sheet, place, "the %s %g must be above %g", column->name, value, column->least);
	else if (value < column->least)
		lab_sheet_fail(sheet, place, "the %s %g must be at least %g", column->name, value, column->least);
	else if (column->is_whole && value != floor(value))
		lab_sheet_fail(sheet, place, "the %s %g is not a whole number", column->name, value);
	else
		return true;
	return false;
}

static void add_value(struct lab_sheet *sheet, const size_t *places, const struct lab_column *column,
                      const struct lab_symbols *symbols, size_t *lines, double *values)
{
	char name[SHEET_NAME];
	const size_t asset = lab_sheet_asset(sheet, places[0], symbols, name);
	double value;

	if (!lab_sheet_number(sheet, places[1], false, &value) || !is_allowed(sheet, places[1], column, value) ||
	    asset == SIZE_MAX)
		return;
	if (lines[asset] != 0)
		lab_sheet_fail(sheet, places[0], "\"%s\" has a row in line %zu already", name, lines[asset]);
	lines[asset] = sheet->row.line;
	values[asset] = value;
}

/* What only the whole file can show: an asset that has no row, weights that are no portfolio. */
static void check_values(struct lab_sheet *sheet, const struct lab_column *column, const struct lab_symbols *symbols,
                         const size_t *lines, double *values)
{
	double sum = 0.0;

	for (size_t i = 0; i < symbols->count; i++) {
		if (lines[i] == 0 && isnan(column->otherwise))
			lab_sheet_fail_whole(sheet, "the row of \"%s\" is missing", symbols->names[i]);
		sum += values[i];
	}
	if (!column->is_portfolio || sheet->problems.count > 0)
		return;
	if (!(fabs(sum - 1.0) <= printed_sum)) {
		lab_sheet_fail_whole(sheet, "the weights sum to %.10g; a portfolio's sum to 1", sum);
		return;
	}
	for (size_t i = 0; i < symbols->count; i++)
		values[i] /= sum;
}

enum status lab_read_column(const struct lab_reader *reader, const char *path, const struct lab_column *column,
                            const struct lab_symbols *symbols, double *values, struct error *err)
{
	const struct csv_column columns[] = {{"symbol", true}, {column->name, true}};
	struct lab_sheet sheet = {0};
	size_t places[2], *lines = memory_new_array(symbols->count, sizeof *lines);
	double *read = memory_new_array(symbols->count, sizeof *read);
	enum status status = lab_sheet_open_columns(reader, path, columns, 2, places, &sheet, err);

	for (size_t i = 0; i < symbols->count; i++)
		read[i] = column->otherwise;
	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_value(&sheet, places, column, symbols, lines, read);
		status = lab_sheet_ended(status);
	}
	if (status == STATUS_OK)
		check_values(&sheet, column, symbols, lines, read);
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK)
		memcpy(values, read, symbols->count * sizeof *values);
	free(lines);
	free(read);
	return status;
}

struct flow {
	struct date date;
	double amount;
	size_t order;
};

struct flow_list {
	struct flow *list; /* owned */
	size_t count, capacity;
};

/* By day; those of one day as the file has them. */
static int by_day(const void *left, const void *right)
{
	const struct flow *a = left, *b = right;
	const int days = date_compare(a->date, b->date);

	return days != 0 ? days : (a->order > b->order) - (a->order < b->order);
}

static void add_flow(struct lab_sheet *sheet, const size_t *places, struct flow_list *flows)
{
	struct flow flow = {.order = flows->count};
	const bool has_date = lab_sheet_date(sheet, places[0], &flow.date);
	const bool has_amount = lab_sheet_number(sheet, places[1], false, &flow.amount);

	if (!has_date || !has_amount)
		return;
	flows->list = memory_grow(flows->list, &flows->capacity, flows->count + 1, sizeof *flows->list);
	flows->list[flows->count++] = flow;
}

enum status lab_read_flows(const struct lab_reader *reader, const char *path, struct lab_flows *flows,
                           struct error *err)
{
	static const struct csv_column columns[] = {{"date", true}, {"amount", true}};
	struct lab_sheet sheet = {0};
	struct flow_list read = {0};
	size_t places[2];
	enum status status = lab_sheet_open_columns(reader, path, columns, 2, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_flow(&sheet, places, &read);
		status = lab_sheet_ended(status);
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		if (read.count > 0)
			qsort(read.list, read.count, sizeof *read.list, by_day);
		*flows = (struct lab_flows){
			.count = read.count,
			.dates = arena_take(reader->arena, read.count * sizeof *flows->dates),
			.amounts = arena_take(reader->arena, read.count * sizeof *flows->amounts),
		};
		for (size_t i = 0; i < read.count; i++) {
			flows->dates[i] = read.list[i].date;
			flows->amounts[i] = read.list[i].amount;
		}
	}
	free(read.list);
	return status;
}
