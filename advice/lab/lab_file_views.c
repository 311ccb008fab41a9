/* The laboratory's file of views: what someone believes of combinations of assets. */
#include "advice/lab/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/csv.h"
#include "engine/base/memory.h"

enum { VIEWS_MOST = 500 };

struct view {
	const char *name;
	double *coefficients; /* in the arena */
	double value, confidence;
	size_t line;
};

struct view_list {
	struct view *list; /* owned */
	size_t count, capacity;
};

enum { VIEW, SYMBOL, COEFFICIENT, VALUE, CONFIDENCE, COLUMNS };

static struct view *find_view(struct view_list *views, const char *name)
{
	for (size_t i = 0; i < views->count; i++)
		if (strcmp(views->list[i].name, name) == 0)
			return &views->list[i];
	return NULL;
}

static struct view *add_view(struct view_list *views, const struct lab_reader *reader, const char *name, size_t assets)
{
	views->list = memory_grow(views->list, &views->capacity, views->count + 1, sizeof *views->list);
	views->list[views->count] = (struct view){
		.name = arena_text(reader->arena, name),
		.coefficients = arena_take(reader->arena, assets * sizeof(double)),
	};
	return &views->list[views->count++];
}

/* Value and confidence are a view's, not a row's: the same in each of its rows. */
static void agree(struct lab_sheet *sheet, const size_t *places, const struct view *view, double value,
                  double confidence)
{
	if (view->value != value)
		lab_sheet_fail(sheet, places[VALUE], "view \"%s\" has another value in line %zu", view->name, view->line);
	if (view->confidence != confidence && !(isnan(view->confidence) && isnan(confidence)))
		lab_sheet_fail(sheet, places[CONFIDENCE], "view \"%s\" has another confidence in line %zu", view->name,
		               view->line);
}

static void add_coefficient(struct lab_sheet *sheet, const size_t *places, const struct lab_symbols *symbols,
                            struct view_list *views)
{
	char name[SHEET_NAME], symbol[SHEET_NAME];
	double coefficient = NAN, value = NAN, confidence = NAN;
	const bool has_name = lab_sheet_text(sheet, places[VIEW], name);
	const size_t asset = lab_sheet_asset(sheet, places[SYMBOL], symbols, symbol);
	const bool has_coefficient = lab_sheet_number(sheet, places[COEFFICIENT], false, &coefficient);
	const bool has_value = lab_sheet_number(sheet, places[VALUE], false, &value);
	const bool has_confidence = places[CONFIDENCE] == CSV_ABSENT ||
	                            lab_sheet_number(sheet, places[CONFIDENCE], true, &confidence);
	struct view *view;

	if (!has_name || asset == SIZE_MAX || !has_coefficient || !has_value || !has_confidence)
		return;
	if (confidence < 0.0 || confidence > 1.0) {
		lab_sheet_fail(sheet, places[CONFIDENCE], "the confidence %g must lie from 0 to 1; 1 is certain", confidence);
		return;
	}
	if (coefficient == 0.0) {
		lab_sheet_fail(sheet, places[COEFFICIENT], "the coefficient is 0; leave the row out");
		return;
	}
	view = find_view(views, name);
	if (view == NULL) {
		if (views->count == VIEWS_MOST) {
			lab_sheet_fail(sheet, places[VIEW], "\"%s\" is one view too many; there may be %d", name, VIEWS_MOST);
			return;
		}
		view = add_view(views, sheet->reader, name, symbols->count);
		view->value = value;
		view->confidence = confidence;
		view->line = sheet->row.line;
	}
	agree(sheet, places, view, value, confidence);
	if (view->coefficients[asset] != 0.0)
		lab_sheet_fail(sheet, places[SYMBOL], "\"%s\" is in view \"%s\" already", symbol, name);
	view->coefficients[asset] = coefficient;
}

static void hand_out(const struct view_list *list, const struct lab_reader *reader, size_t assets,
                     struct lab_views *views)
{
	*views = (struct lab_views){
		.count = list->count,
		.names = arena_take(reader->arena, list->count * sizeof *views->names),
		.coefficients = arena_take(reader->arena, list->count * assets * sizeof *views->coefficients),
		.values = arena_take(reader->arena, list->count * sizeof *views->values),
		.confidences = arena_take(reader->arena, list->count * sizeof *views->confidences),
	};
	for (size_t i = 0; i < list->count; i++) {
		const struct view *view = &list->list[i];

		views->names[i] = view->name;
		views->values[i] = view->value;
		views->confidences[i] = view->confidence;
		memcpy(views->coefficients + i * assets, view->coefficients, assets * sizeof *view->coefficients);
	}
}

enum status lab_read_views(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                           struct lab_views *views, struct error *err)
{
	static const struct csv_column columns[COLUMNS] = {
		[VIEW] = {"view", true}, [SYMBOL] = {"symbol", true}, [COEFFICIENT] = {"coefficient", true},
		[VALUE] = {"value", true}, [CONFIDENCE] = {"confidence", false},
	};
	struct lab_sheet sheet = {0};
	struct view_list list = {0};
	size_t places[COLUMNS];
	enum status status = lab_sheet_open_columns(reader, path, columns, COLUMNS, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_coefficient(&sheet, places, symbols, &list);
		status = lab_sheet_ended(status);
	}
	if (status == STATUS_OK && list.count == 0 && sheet.problems.count == 0)
		lab_sheet_fail_whole(&sheet, "there is no view in the file");
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK)
		hand_out(&list, reader, symbols->count, views);
	free(list.list);
	return status;
}
