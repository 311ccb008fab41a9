/* The laboratory's files of assets: expected returns and covariances. */
#include "advice/lab/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"

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
	else if (means->count == LAB_ASSETS_MOST)
		lab_sheet_fail(sheet, places[0], "\"%s\" is one asset too many; there may be %d", name, LAB_ASSETS_MOST);
	else if (has_name && has_value) {
		means->names = memory_grow(means->names, &means->name_capacity, means->count + 1, sizeof *means->names);
		means->values = memory_grow(means->values, &means->value_capacity, means->count + 1, sizeof *means->values);
		means->names[means->count] = arena_text(arena, name);
		means->values[means->count++] = value;
	}
}

enum status lab_read_mean(const struct lab_reader *reader, const char *path, struct lab_symbols *symbols,
                          double **mean, struct error *err)
{
	static const struct csv_column columns[] = {{"symbol", true}, {"mean", true}};
	struct lab_sheet sheet = {0};
	struct means means = {0};
	size_t places[2];
	enum status status = lab_sheet_open_columns(reader, path, columns, 2, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_mean(&sheet, places, reader->arena, &means);
		status = lab_sheet_ended(status);
	}
	if (status == STATUS_OK && means.count == 0 && sheet.problems.count == 0)
		lab_sheet_fail_whole(&sheet, "there is no asset in the file");
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		const char **names = arena_take(reader->arena, means.count * sizeof *names);
		double *values = arena_take(reader->arena, means.count * sizeof *values);

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
		const size_t asset = lab_sheet_find(sheet, i, sheet->names[i], square->symbols);

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
	const size_t asset = lab_sheet_text(sheet, 0, name) ? lab_sheet_find(sheet, 0, name, square->symbols) : SIZE_MAX;

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
	status = lab_sheet_ended(status);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < square->symbols->count; i++)
		if (square->line_of[i] == 0)
			lab_sheet_fail_whole(sheet, "the row of \"%s\" is missing", square->symbols->names[i]);
	if (sheet->problems.count == 0)
		check_symmetry(sheet, square);
	return STATUS_OK;
}

enum status lab_read_covariance(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                                gsl_matrix **covariance, struct error *err)
{
	struct lab_sheet sheet = {0};
	struct square square = {.symbols = symbols};
	enum status status = lab_sheet_open(reader, path, &sheet, err);

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

enum status lab_read_symbols(const struct lab_reader *reader, const char *path, struct lab_symbols *symbols,
                             struct error *err)
{
	struct lab_sheet sheet = {0};
	struct lab_symbols found = {0};
	const char **names = NULL;
	enum status status = lab_sheet_open(reader, path, &sheet, err);

	if (status == STATUS_OK) {
		names = arena_take(reader->arena, sheet.count * sizeof *names);
		if (sheet.count < 2)
			lab_sheet_fail_whole(&sheet, "there is no asset in the header");
		else if (sheet.count - 1 > LAB_ASSETS_MOST)
			lab_sheet_fail_whole(&sheet, "%zu assets are too many; there may be %d", sheet.count - 1, LAB_ASSETS_MOST);
		for (size_t i = 1; i < sheet.count; i++)
			names[found.count++] = arena_text(reader->arena, sheet.names[i]);
		found.names = names;
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK)
		*symbols = found;
	return status;
}
