/* The laboratory's files of limits: of single assets, and of groups. */
#include "advice/lab/lab_files.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/base/memory.h"

enum { GROUPS_MOST = 1000 };

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
	const size_t asset = lab_sheet_asset(sheet, places[0], symbols, name);

	if (asset == SIZE_MAX)
		return;
	if (lines[asset] != 0)
		lab_sheet_fail(sheet, places[0], "\"%s\" has limits in line %zu already", name, lines[asset]);
	lines[asset] = sheet->row.line;
	(void)read_limits(sheet, places[1], places[2], &lower[asset], &upper[asset]); /* the sheet has the problem */
}

enum status lab_read_bounds(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                            double *lower, double *upper, struct error *err)
{
	static const struct csv_column columns[] = {{"symbol", true}, {"lower", true}, {"upper", true}};
	struct lab_sheet sheet = {0};
	size_t places[3], *lines = memory_new_array(symbols->count, sizeof *lines);
	double *lows = memory_new_array(symbols->count, sizeof *lows);
	double *highs = memory_new_array(symbols->count, sizeof *highs);
	enum status status = lab_sheet_open_columns(reader, path, columns, 3, places, &sheet, err);

	memcpy(lows, lower, symbols->count * sizeof *lows);
	memcpy(highs, upper, symbols->count * sizeof *highs);
	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_bounds(&sheet, places, symbols, lines, lows, highs);
		status = lab_sheet_ended(status);
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
	const size_t asset = lab_sheet_asset(sheet, places[1], symbols, name);
	const bool has_limits = read_limits(sheet, places[2], places[3], &lower, &upper);
	size_t at;

	if (!has_group || !has_limits || asset == SIZE_MAX)
		return;
	at = find_group(groups, group);
	if (at == SIZE_MAX && groups->count == GROUPS_MOST) {
		lab_sheet_fail(sheet, places[0], "\"%s\" is one group too many; there may be %d", group, GROUPS_MOST);
		return;
	}
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

enum status lab_read_groups(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                            struct allocation_row **rows, size_t *count, struct error *err)
{
	static const struct csv_column columns[] = {{"group", true}, {"symbol", true}, {"lower", true}, {"upper", true}};
	struct lab_sheet sheet = {0};
	struct groups groups = {0};
	size_t places[4];
	enum status status = lab_sheet_open_columns(reader, path, columns, 4, places, &sheet, err);

	if (status == STATUS_OK) {
		while ((status = lab_sheet_next(&sheet, err)) == STATUS_OK)
			add_member(&sheet, places, symbols, reader->arena, &groups);
		status = lab_sheet_ended(status);
	}
	status = lab_sheet_close(&sheet, status, err);
	if (status == STATUS_OK) {
		*rows = arena_take(reader->arena, groups.count * sizeof **rows);
		if (groups.count > 0)
			memcpy(*rows, groups.rows, groups.count * sizeof **rows);
		*count = groups.count;
	}
	free(groups.rows);
	free(groups.members);
	free(groups.lines);
	return status;
}
