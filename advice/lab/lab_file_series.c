/* The laboratory's files of series: a date, and one column a series. */
#include "advice/lab/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/seen.h"
#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

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
	char text[DATE_TEXT_SIZE], before[DATE_TEXT_SIZE];

	*date = growth->count > 0 ? date[-1] : (struct date){0};
	if (lab_sheet_date(sheet, 0, date) && growth->count > 0 && date_compare(*date, date[-1]) <= 0)
		lab_sheet_fail(sheet, 0, "%s does not come after %s; days must rise", date_format(*date, text),
		               date_format(date[-1], before));
}

static void read_observation(struct lab_sheet *sheet, enum lab_series what, size_t column, double *value)
{
	*value = NAN;
	if (!lab_sheet_number(sheet, column, true, value) || isnan(*value))
		return;
	if (what == LAB_PRICES && *value <= 0.0)
		lab_sheet_fail(sheet, column, "the price %g is not above 0", *value);
	else if (what == LAB_VALUES && *value <= 0.0)
		lab_sheet_fail(sheet, column, "the value %g is not above 0", *value);
	else if (what == LAB_RETURNS && *value < -1.0)
		lab_sheet_fail(sheet, column, "the return %g is below -1: more than everything is lost", *value);
}

static void name_series(struct lab_sheet *sheet, struct arena *arena, struct lab_symbols *symbols)
{
	const char **names = arena_take(arena, sheet->count * sizeof *names);
	struct seen *seen = seen_new();

	*symbols = (struct lab_symbols){.names = names};
	if (!text_equal_fold(sheet->names[0], "date"))
		lab_sheet_fail(sheet, 0, "the first column is \"%s\"; it must be \"date\"", sheet->names[0]);
	if (sheet->count < 2)
		problems_add(&sheet->problems, sheet->row.line, 0, "", "there is no series beside the date");
	for (size_t i = 1; i < sheet->count; i++) {
		if (sheet->names[i][0] == '\0')
			lab_sheet_fail(sheet, i, "the column has no name");
		else if (seen_before(seen, sheet->names[i], 0))
			lab_sheet_fail(sheet, i, "the column occurs twice");
		names[symbols->count++] = arena_text(arena, sheet->names[i]);
	}
	seen_free(seen);
	if (symbols->count > LAB_ASSETS_MOST)
		problems_add(&sheet->problems, sheet->row.line, 0, "", "%zu series are too many; there may be %d",
		             symbols->count, LAB_ASSETS_MOST);
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
	return lab_sheet_ended(status);
}

enum status lab_read_series(const struct lab_reader *reader, const char *path, enum lab_series what,
                            struct lab_symbols *symbols, struct series *series, struct error *err)
{
	struct lab_sheet sheet = {0};
	struct lab_symbols named = {0};
	struct growth growth = {0};
	enum status status = lab_sheet_open(reader, path, &sheet, err);

	if (status == STATUS_OK) {
		name_series(&sheet, reader->arena, &named);
		status = read_rows(&sheet, what, &growth, err);
	}
	if (status == STATUS_OK && growth.count == 0 && sheet.problems.count == 0)
		lab_sheet_fail_whole(&sheet, "there is no row below the header");
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

/* Where each of symbols stands among the columns; all that are missing in one sentence. */
static enum status place(const struct lab_symbols *symbols, const struct lab_symbols *columns, const char *path,
                         size_t *places, struct error *err)
{
	struct text missing = {0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < symbols->count; i++) {
		places[i] = lab_symbols_find(columns, symbols->names[i]);
		if (places[i] == SIZE_MAX)
			text_addf(&missing, "%s\"%s\"", missing.length > 0 ? ", " : "", symbols->names[i]);
	}
	if (missing.length > 0)
		status = error_set(err, STATUS_INVALID, "%s: there is no column for %s", path, text_string(&missing));
	text_clear(&missing);
	return status;
}

enum status lab_read_series_of(const struct lab_reader *reader, const char *path, enum lab_series what,
                               const struct lab_symbols *symbols, struct series *series, struct error *err)
{
	struct lab_symbols columns = {0};
	struct series all = {0}, made = {0};
	size_t *places = memory_new_array(symbols->count, sizeof *places);
	enum status status = lab_read_series(reader, path, what, &columns, &all, err);

	if (status == STATUS_OK)
		status = place(symbols, &columns, path, places, err);
	if (status == STATUS_OK)
		status = series_init(&made, all.length, symbols->count, err);
	if (status == STATUS_OK) {
		memcpy(made.dates, all.dates, all.length * sizeof *all.dates);
		for (size_t t = 0; t < all.length; t++)
			for (size_t i = 0; i < symbols->count; i++)
				made.values[t * symbols->count + i] = series_at(&all, t, places[i]);
		*series = made;
	}
	series_clear(&all);
	free(places);
	return status;
}
