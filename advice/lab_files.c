/* The laboratory's files as numbers. */
#include "advice/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "advice/lab_sheet.h"
#include "engine/allocate/allocate.h"
#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

size_t lab_symbols_find(const struct lab_symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (strcmp(symbols->names[i], name) == 0)
			return i;
	return SIZE_MAX;
}

/* The asset a cell names, or SIZE_MAX and a problem. */
static size_t find_asset(struct lab_sheet *sheet, size_t column, const char *name, const struct lab_symbols *symbols)
{
	const size_t found = lab_symbols_find(symbols, name);
	const char *near;

	if (found != SIZE_MAX)
		return found;
	near = text_nearest(name, symbols->names, symbols->count);
	if (near != NULL)
		lab_sheet_fail(sheet, column, "there is no asset \"%s\"; did you mean \"%s\"?", name, near);
	else
		lab_sheet_fail(sheet, column, "there is no asset \"%s\" among the means", name);
	return SIZE_MAX;
}

/* NOT_FOUND of the last row is the good end. */
static enum status ended(enum status status)
{
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- symbol,mean ------------------------------------------------------------------------------------------------- */

struct means {
	const char **names;
	double *values;
	size_t count, name_capacity, value_capacity;
};

static void add_mean(struct lab_sheet *sheet, const size_t *places, struct arena *arena, struct means *means)
{
	const struct lab_symbols known = {.count = means->count, .names = means->names};
	char name[SHEET_NAME];
	double value = NAN;
	const bool has_name = lab_sheet_text(sheet, places[0], name);
	const bool has_value = lab_sheet_number(sheet, places[1], false, &value);

	if (has_name && lab_symbols_find(&known, name) != SIZE_MAX)
		lab_sheet_fail(sheet, places[0], "\"%s\" occurs twice", name);
	else if (has_name && has_value) {
		means->names = memory_grow(means->names, &means->name_capacity, means->count + 1, sizeof *means->names);
		means->values = memory_grow(means->values, &means->value_capacity, means->count + 1, sizeof *means->values);
		means->names[means->count] = arena_text(arena, name);
		means->values[means->count++] = value;
	}
}

enum status lab_read_mean(const char *path, struct arena *arena, struct lab_symbols *symbols, double **mean,
                          struct error *err)
{
	static const struct csv_column columns[] = {{"symbol", true}, {"mean", true}};
	struct lab_sheet sheet = {0};
	struct means means = {0};
	size_t places[2];
	enum status status = lab_sheet_open_columns(path, columns, 2, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_mean(&sheet, places, arena, &means);
		status = ended(status);
	}
	if (status == STATUS_OK && means.count == 0 && sheet.problems.count == 0)
		problems_add(&sheet.problems, 0, 0, "", "there is no asset in the file");
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		const char **names = arena_take(arena, means.count * sizeof *names);
		double *values = arena_take(arena, means.count * sizeof *values);

		memcpy(names, means.names, means.count * sizeof *names);
		memcpy(values, means.values, means.count * sizeof *values);
		*symbols = (struct lab_symbols){.count = means.count, .names = names};
		*mean = values;
	}
	free(means.names);
	free(means.values);
	return status;
}

/* ---- covariance -------------------------------------------------------------------------------------------------- */

struct square {
	const struct lab_symbols *symbols;
	gsl_matrix *matrix;
	size_t *asset_of;   /* of each column; SIZE_MAX: the first, or unknown */
	size_t *column_of;  /* of each asset, from 1 as messages count; 0: none */
	size_t *line_of;    /* of each asset's row; 0: none yet */
};

static void match_columns(struct lab_sheet *sheet, struct square *square)
{
	if (!text_equal_fold(sheet->names[0], "symbol"))
		lab_sheet_fail(sheet, 0, "the first column is \"%s\"; it must be \"symbol\"", sheet->names[0]);
	square->asset_of[0] = SIZE_MAX;
	for (size_t i = 1; i < sheet->count; i++) {
		const size_t asset = find_asset(sheet, i, sheet->names[i], square->symbols);

		square->asset_of[i] = asset;
		if (asset == SIZE_MAX)
			continue;
		if (square->column_of[asset] != 0)
			lab_sheet_fail(sheet, i, "the column occurs twice");
		square->column_of[asset] = i + 1;
	}
	for (size_t i = 0; i < square->symbols->count; i++)
		if (square->column_of[i] == 0)
			problems_add(&sheet->problems, sheet->row.line, 0, "", "the column \"%s\" is missing",
			             square->symbols->names[i]);
}

static void add_covariances(struct lab_sheet *sheet, struct square *square)
{
	char name[SHEET_NAME];
	const size_t asset = lab_sheet_text(sheet, 0, name) ? find_asset(sheet, 0, name, square->symbols) : SIZE_MAX;

	if (asset != SIZE_MAX && square->line_of[asset] != 0) {
		lab_sheet_fail(sheet, 0, "\"%s\" has a row in line %zu already", name, square->line_of[asset]);
		return;
	}
	if (asset != SIZE_MAX)
		square->line_of[asset] = sheet->row.line;
	for (size_t i = 1; i < sheet->count; i++) {
		double value;

		if (!lab_sheet_number(sheet, i, false, &value) || asset == SIZE_MAX)
			continue;
		if (square->asset_of[i] == asset && value < 0.0)
			lab_sheet_fail(sheet, i, "the variance %g is negative", value);
		gsl_matrix_set(square->matrix, asset, square->asset_of[i], value);
	}
}

/* Both halves agree up to the rounding of a printed matrix, by the measure the optimiser itself accepts. */
static void check_symmetry(struct lab_sheet *sheet, const struct square *square)
{
	gsl_matrix *matrix = square->matrix;

	for (size_t i = 0; i < square->symbols->count; i++)
		for (size_t j = 0; j < i; j++) {
			const double a = gsl_matrix_get(matrix, i, j), b = gsl_matrix_get(matrix, j, i);
			const double reach = sqrt(gsl_matrix_get(matrix, i, i) * gsl_matrix_get(matrix, j, j));

			if (!(fabs(a - b) <= 1e-8 * reach))
				problems_add(&sheet->problems, square->line_of[i], square->column_of[j],
				             square->symbols->names[j],
				             "%.10g is not the %.10g of line %zu, column %zu; a covariance is symmetric", a, b,
				             square->line_of[j], square->column_of[i]);
			gsl_matrix_set(matrix, i, j, a == b ? a : 0.5 * (a + b));
			gsl_matrix_set(matrix, j, i, gsl_matrix_get(matrix, i, j));
		}
}

static enum status read_square(struct lab_sheet *sheet, struct square *square, struct error *err)
{
	enum status status;

	match_columns(sheet, square);
	/* Where columns are not known every row would be one more problem of the same cause. */
	if (sheet->problems.count > 0)
		return STATUS_INVALID;
	while ((status = lab_sheet_next(sheet, err)) == STATUS_OK)
		add_covariances(sheet, square);
	status = ended(status);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < square->symbols->count; i++)
		if (square->line_of[i] == 0)
			problems_add(&sheet->problems, 0, 0, "", "the row of \"%s\" is missing", square->symbols->names[i]);
	if (sheet->problems.count == 0)
		check_symmetry(sheet, square);
	return STATUS_OK;
}

enum status lab_read_covariance(const char *path, const struct lab_symbols *symbols, gsl_matrix **covariance,
                                struct error *err)
{
	struct lab_sheet sheet = {0};
	struct square square = {.symbols = symbols};
	enum status status = lab_sheet_open(path, &sheet, err);

	square.asset_of = memory_new_array(sheet.count + 1, sizeof *square.asset_of);
	square.column_of = memory_new_array(symbols->count, sizeof *square.column_of);
	square.line_of = memory_new_array(symbols->count, sizeof *square.line_of);
	if (status == STATUS_OK) {
		square.matrix = gsl_matrix_calloc(symbols->count, symbols->count);
		status = square.matrix == NULL ? error_set(err, STATUS_NO_MEMORY, "a matrix of %zu assets does not fit",
		                                           symbols->count)
		                               : read_square(&sheet, &square, err);
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK)
		*covariance = square.matrix;
	else
		gsl_matrix_free(square.matrix);
	free(square.asset_of);
	free(square.column_of);
	free(square.line_of);
	return status;
}

/* ---- date and one column a series -------------------------------------------------------------------------------- */

struct growth {
	struct date *dates;
	double *values;
	size_t count, capacity;
};

/* Doubles room for rows; a file may be larger than the machine. */
static enum status grow(struct growth *growth, size_t columns, struct error *err)
{
	const size_t capacity = growth->capacity > 0 ? 2 * growth->capacity : 256;
	struct date *dates;
	double *values;

	if (growth->count < growth->capacity)
		return STATUS_OK;
	dates = memory_try(capacity, sizeof *dates);
	values = memory_try(capacity, columns * sizeof *values);
	if (dates == NULL || values == NULL) {
		free(dates);
		free(values);
		return error_set(err, STATUS_NO_MEMORY, "more than %zu rows of %zu columns do not fit", growth->count, columns);
	}
	if (growth->count > 0) {
		memcpy(dates, growth->dates, growth->count * sizeof *dates);
		memcpy(values, growth->values, growth->count * columns * sizeof *values);
	}
	free(growth->dates);
	free(growth->values);
	growth->dates = dates;
	growth->values = values;
	growth->capacity = capacity;
	return STATUS_OK;
}

static void read_date(struct lab_sheet *sheet, struct growth *growth)
{
	struct date *date = &growth->dates[growth->count];
	char text[SHEET_NAME], before[DATE_TEXT_SIZE];

	*date = growth->count > 0 ? date[-1] : (struct date){0};
	if (!lab_sheet_text(sheet, 0, text))
		return;
	if (date_parse(text, date, NULL) != STATUS_OK)
		lab_sheet_fail(sheet, 0, "\"%s\" is not a day; write it as 2026-11-20", text);
	else if (growth->count > 0 && date_compare(*date, date[-1]) <= 0)
		lab_sheet_fail(sheet, 0, "%s does not come after %s; days must rise", text, date_format(date[-1], before));
}

static void read_observation(struct lab_sheet *sheet, enum lab_series what, size_t column, double *value)
{
	*value = NAN;
	if (!lab_sheet_number(sheet, column, true, value) || isnan(*value))
		return;
	if (what == LAB_PRICES && *value <= 0.0)
		lab_sheet_fail(sheet, column, "the price %g is not above 0", *value);
	else if (what == LAB_RETURNS && *value < -1.0)
		lab_sheet_fail(sheet, column, "the return %g is below -1: more than everything is lost", *value);
}

static void name_series(struct lab_sheet *sheet, struct arena *arena, struct lab_symbols *symbols)
{
	const char **names = arena_take(arena, sheet->count * sizeof *names);

	*symbols = (struct lab_symbols){.names = names};
	if (!text_equal_fold(sheet->names[0], "date"))
		lab_sheet_fail(sheet, 0, "the first column is \"%s\"; it must be \"date\"", sheet->names[0]);
	if (sheet->count < 2)
		problems_add(&sheet->problems, sheet->row.line, 0, "", "there is no series beside the date");
	for (size_t i = 1; i < sheet->count; i++) {
		if (sheet->names[i][0] == '\0')
			lab_sheet_fail(sheet, i, "the column has no name");
		else if (lab_symbols_find(symbols, sheet->names[i]) != SIZE_MAX)
			lab_sheet_fail(sheet, i, "the column occurs twice");
		names[symbols->count++] = arena_text(arena, sheet->names[i]);
	}
}

static enum status read_rows(struct lab_sheet *sheet, enum lab_series what, struct growth *growth, struct error *err)
{
	const size_t columns = sheet->count - 1;
	enum status status;

	if (sheet->problems.count > 0)
		return STATUS_INVALID;
	while ((status = lab_sheet_next(sheet, err)) == STATUS_OK) {
		status = grow(growth, columns, err);
		if (status != STATUS_OK)
			return status;
		read_date(sheet, growth);
		for (size_t i = 0; i < columns; i++)
			read_observation(sheet, what, i + 1, &growth->values[growth->count * columns + i]);
		growth->count++;
	}
	return ended(status);
}

enum status lab_read_series(const char *path, enum lab_series what, struct arena *arena, struct lab_symbols *symbols,
                            struct series *series, struct error *err)
{
	struct lab_sheet sheet = {0};
	struct lab_symbols named = {0};
	struct growth growth = {0};
	enum status status = lab_sheet_open(path, &sheet, err);

	if (status == STATUS_OK) {
		name_series(&sheet, arena, &named);
		status = read_rows(&sheet, what, &growth, err);
	}
	if (status == STATUS_OK && growth.count == 0 && sheet.problems.count == 0)
		problems_add(&sheet.problems, 0, 0, "", "there is no row below the header");
	status = lab_sheet_close(&sheet, status, err);
	if (status != STATUS_OK) {
		free(growth.dates);
		free(growth.values);
		return status;
	}
	*symbols = named;
	*series = (struct series){.length = growth.count, .count = named.count, .dates = growth.dates,
	                          .values = growth.values};
	return STATUS_OK;
}

/* ---- limits ------------------------------------------------------------------------------------------------------ */

/* Both limits of a row; an empty one keeps its value. */
static bool read_limits(struct lab_sheet *sheet, size_t lower_column, size_t upper_column, double *lower, double *upper)
{
	double low = NAN, high = NAN;
	const bool has_lower = lab_sheet_number(sheet, lower_column, true, &low);
	const bool has_upper = lab_sheet_number(sheet, upper_column, true, &high);

	if (!has_lower || !has_upper)
		return false;
	low = isnan(low) ? *lower : low;
	high = isnan(high) ? *upper : high;
	if (low > high) {
		lab_sheet_fail(sheet, upper_column, "the upper limit %g lies below the lower limit %g", high, low);
		return false;
	}
	*lower = low;
	*upper = high;
	return true;
}

static void add_bounds(struct lab_sheet *sheet, const size_t *places, const struct lab_symbols *symbols, size_t *lines,
                       double *lower, double *upper)
{
	char name[SHEET_NAME];
	const size_t asset = lab_sheet_text(sheet, places[0], name) ? find_asset(sheet, places[0], name, symbols) : SIZE_MAX;

	if (asset == SIZE_MAX)
		return;
	if (lines[asset] != 0)
		lab_sheet_fail(sheet, places[0], "\"%s\" has limits in line %zu already", name, lines[asset]);
	lines[asset] = sheet->row.line;
	(void)read_limits(sheet, places[1], places[2], &lower[asset], &upper[asset]); /* the sheet has the problem */
}

enum status lab_read_bounds(const char *path, const struct lab_symbols *symbols, double *lower, double *upper,
                            struct error *err)
{
	static const struct csv_column columns[] = {{"symbol", true}, {"lower", true}, {"upper", true}};
	struct lab_sheet sheet = {0};
	size_t places[3], *lines = memory_new_array(symbols->count, sizeof *lines);
	double *lows = memory_new_array(symbols->count, sizeof *lows);
	double *highs = memory_new_array(symbols->count, sizeof *highs);
	enum status status = lab_sheet_open_columns(path, columns, 3, places, &sheet, err);

	memcpy(lows, lower, symbols->count * sizeof *lows);
	memcpy(highs, upper, symbols->count * sizeof *highs);
	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_bounds(&sheet, places, symbols, lines, lows, highs);
		status = ended(status);
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		memcpy(lower, lows, symbols->count * sizeof *lows);
		memcpy(upper, highs, symbols->count * sizeof *highs);
	}
	free(lines);
	free(lows);
	free(highs);
	return status;
}

struct groups {
	struct allocation_row *rows; /* owned; their texts and coefficients live in the arena */
	double **members;            /* owned: the same coefficients, to be written */
	size_t *lines;               /* owned: where a group's limits stand first */
	size_t count, row_capacity, member_capacity, line_capacity;
};

static size_t find_group(const struct groups *groups, const char *name)
{
	for (size_t i = 0; i < groups->count; i++)
		if (strcmp(groups->rows[i].label, name) == 0)
			return i;
	return SIZE_MAX;
}

static size_t add_group(struct groups *groups, struct arena *arena, const char *name, double lower, double upper,
                        size_t line, size_t assets)
{
	groups->rows = memory_grow(groups->rows, &groups->row_capacity, groups->count + 1, sizeof *groups->rows);
	groups->lines = memory_grow(groups->lines, &groups->line_capacity, groups->count + 1, sizeof *groups->lines);
	groups->members = memory_grow(groups->members, &groups->member_capacity, groups->count + 1, sizeof *groups->members);
	groups->lines[groups->count] = line;
	groups->members[groups->count] = arena_take(arena, assets * sizeof(double));
	groups->rows[groups->count] = (struct allocation_row){
		.label = arena_text(arena, name),
		.coefficients = groups->members[groups->count],
		.lower = lower,
		.upper = upper,
	};
	return groups->count++;
}

static void add_member(struct lab_sheet *sheet, const size_t *places, const struct lab_symbols *symbols,
                       struct arena *arena, struct groups *groups)
{
	char group[SHEET_NAME], name[SHEET_NAME];
	double lower = -INFINITY, upper = INFINITY;
	const bool has_group = lab_sheet_text(sheet, places[0], group);
	const size_t asset = lab_sheet_text(sheet, places[1], name) ? find_asset(sheet, places[1], name, symbols) : SIZE_MAX;
	const bool has_limits = read_limits(sheet, places[2], places[3], &lower, &upper);
	size_t at;

	if (!has_group || !has_limits || asset == SIZE_MAX)
		return;
	at = find_group(groups, group);
	if (at == SIZE_MAX)
		at = add_group(groups, arena, group, lower, upper, sheet->row.line, symbols->count);
	if (groups->rows[at].lower != lower)
		lab_sheet_fail(sheet, places[2], "group \"%s\" has another lower limit in line %zu", group, groups->lines[at]);
	if (groups->rows[at].upper != upper)
		lab_sheet_fail(sheet, places[3], "group \"%s\" has another upper limit in line %zu", group, groups->lines[at]);
	if (groups->members[at][asset] != 0.0)
		lab_sheet_fail(sheet, places[1], "\"%s\" is in group \"%s\" already", name, group);
	groups->members[at][asset] = 1.0;
}

enum status lab_read_groups(const char *path, const struct lab_symbols *symbols, struct arena *arena,
                            struct allocation_row **rows, size_t *count, struct error *err)
{
	static const struct csv_column columns[] = {{"group", true}, {"symbol", true}, {"lower", true}, {"upper", true}};
	struct lab_sheet sheet = {0};
	struct groups groups = {0};
	size_t places[4];
	enum status status = lab_sheet_open_columns(path, columns, 4, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_member(&sheet, places, symbols, arena, &groups);
		status = ended(status);
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		*rows = arena_take(arena, groups.count * sizeof **rows);
		if (groups.count > 0)
			memcpy(*rows, groups.rows, groups.count * sizeof **rows);
		*count = groups.count;
	}
	free(groups.rows);
	free(groups.members);
	free(groups.lines);
	return status;
}

/* ---- return ------------------------------------------------------------------------------------------------------ */

enum status lab_read_returns(const char *path, struct arena *arena, double **values, size_t **lines, size_t *count,
                             struct error *err)
{
	static const struct csv_column columns[] = {{"return", true}};
	struct lab_sheet sheet = {0};
	double *list = NULL;
	size_t *where = NULL, place, found = 0, list_capacity = 0, where_capacity = 0;
	enum status status = lab_sheet_open_columns(path, columns, 1, &place, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK) {
			list = memory_grow(list, &list_capacity, found + 1, sizeof *list);
			where = memory_grow(where, &where_capacity, found + 1, sizeof *where);
			where[found] = sheet.row.line;
			found += lab_sheet_number(&sheet, place, false, &list[found]);
		}
		status = ended(status);
	}
	if (status == STATUS_OK && found == 0 && sheet.problems.count == 0)
		problems_add(&sheet.problems, 0, 0, "", "there is no return in the file");
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		*values = arena_take(arena, found * sizeof **values);
		*lines = arena_take(arena, found * sizeof **lines);
		memcpy(*values, list, found * sizeof **values);
		memcpy(*lines, where, found * sizeof **lines);
		*count = found;
	}
	free(list);
	free(where);
	return status;
}
