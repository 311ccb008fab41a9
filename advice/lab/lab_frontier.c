/* The efficient frontier of files: its corners, points at equal steps of return, or at returns that are asked for. */
#include "advice/lab/lab.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/lab/lab_inputs.h"
#include "advice/lab/lab_limit.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

enum { POINTS_MOST = 100000, HOLDINGS_SHOWN = 4 };

/* Two corners may carry one portfolio; on the frontier they are one point. */
static const double same_weight = 1e-12;

/* A return read from print may lie beyond the corner it means by its last digit. */
static const double printed_return = 1e-9;

struct points {
	struct frontier_point *list; /* in the arena */
	size_t count;
};

static struct frontier_point corner_point(const struct frontier *frontier, size_t corner)
{
	const struct frontier_corner *at = &frontier->corners[corner];

	return (struct frontier_point){
		.segment = corner,
		.lambda = at->lambda,
		.expected_return = at->expected_return,
		.variance = at->variance,
		.volatility = sqrt(fmax(at->variance, 0.0)),
	};
}

static bool is_same_portfolio(const struct frontier *frontier, size_t a, size_t b)
{
	const double *left = frontier->weights + a * frontier->count, *right = frontier->weights + b * frontier->count;

	for (size_t i = 0; i < frontier->count; i++)
		if (!(fabs(left[i] - right[i]) <= same_weight))
			return false;
	return true;
}

static void take_corners(const struct frontier *frontier, struct arena *arena, struct points *points)
{
	points->list = arena_take(arena, frontier->corner_count * sizeof *points->list);
	for (size_t i = 0; i < frontier->corner_count; i++)
		if (i == 0 || !is_same_portfolio(frontier, i - 1, i))
			points->list[points->count++] = corner_point(frontier, i);
}

/* False when the return is above the highest. One below the least efficient gives the least variance: no portfolio
 * that returns as much or more has less risk. */
static bool point_at(const struct frontier *frontier, double expected_return, struct frontier_point *point)
{
	const size_t last = frontier->corner_count - 1;
	const double highest = frontier->corners[0].expected_return;

	if (expected_return <= frontier->corners[last].expected_return) {
		*point = corner_point(frontier, last);
		return true;
	}
	if (expected_return >= highest) {
		*point = corner_point(frontier, 0);
		return expected_return - highest <= printed_return * fmax(1.0, fabs(highest));
	}
	return frontier_at_return(frontier, expected_return, point);
}

static enum status take_steps(const struct frontier *frontier, size_t count, struct arena *arena, struct points *points,
                              struct error *err)
{
	const size_t last = frontier->corner_count - 1;
	const double highest = frontier->corners[0].expected_return, least = frontier->corners[last].expected_return;

	if (count < 2 || count > POINTS_MOST)
		return error_set(err, STATUS_INVALID, "%zu points are asked for; it must be 2 to %d", count, POINTS_MOST);
	points->list = arena_take(arena, count * sizeof *points->list);
	if (!(highest > least)) {
		points->list[points->count++] = corner_point(frontier, last);
		return STATUS_OK;
	}
	for (size_t i = 0; i < count; i++) {
		const double step = (double)i / (double)(count - 1);
		struct frontier_point *point = &points->list[points->count++];

		if (i == 0 || i == count - 1)
			*point = corner_point(frontier, i == 0 ? 0 : last);
		else if (!point_at(frontier, highest - step * (highest - least), point))
			return error_set(err, STATUS_NOT_CONVERGED, "the frontier has a gap at step %zu", i);
	}
	return STATUS_OK;
}

static int falling(const void *left, const void *right)
{
	const struct frontier_point *a = left, *b = right;

	return (a->expected_return < b->expected_return) - (a->expected_return > b->expected_return);
}

static enum status take_returns(const struct frontier *frontier, const char *path, const struct lab_reader *reader,
                                struct points *points, struct error *err)
{
	double *returns;
	size_t *lines, count;
	enum status status = lab_read_returns(reader, path, &returns, &lines, &count, err);

	if (status != STATUS_OK)
		return status;
	points->list = arena_take(reader->arena, count * sizeof *points->list);
	for (size_t i = 0; i < count; i++)
		if (!point_at(frontier, returns[i], &points->list[points->count++]))
			return error_set(err, STATUS_INFEASIBLE,
			                 "%s: line %zu, column 1 (return): %.10g cannot be reached; the frontier goes from %.10g to "
			                 "%.10g", path, lines[i], returns[i],
			                 frontier->corners[frontier->corner_count - 1].expected_return,
			                 frontier->corners[0].expected_return);
	qsort(points->list, points->count, sizeof *points->list, falling);
	return STATUS_OK;
}

static enum status take_points(const struct lab_frontier *request, const struct frontier *frontier,
                               const struct lab_reader *reader, struct points *points, struct error *err)
{
	if (request->at_returns != NULL)
		return take_returns(frontier, request->at_returns, reader, points, err);
	if (request->points > 0)
		return take_steps(frontier, request->points, reader->arena, points, err);
	take_corners(frontier, reader->arena, points);
	return STATUS_OK;
}

/* The largest holdings in words; the columns of all weights are for programs. */
static const char *holdings(const struct lab_symbols *symbols, const double *weights, struct arena *arena)
{
	size_t shown[HOLDINGS_SHOWN], count = 0, held = 0;
	struct text text = {0};
	const char *result;

	for (size_t i = 0; i < symbols->count; i++) {
		size_t at = count;

		held += weights[i] != 0.0;
		if (weights[i] == 0.0)
			continue;
		while (at > 0 && fabs(weights[shown[at - 1]]) < fabs(weights[i]))
			at--;
		if (at == HOLDINGS_SHOWN)
			continue;
		count += count < HOLDINGS_SHOWN;
		for (size_t j = count - 1; j > at; j--)
			shown[j] = shown[j - 1];
		shown[at] = i;
	}
	for (size_t i = 0; i < count; i++) {
		char figure[FIGURE_SIZE];

		text_addf(&text, "%s%s %s", i > 0 ? ", " : "", symbols->names[shown[i]],
		          figure_percent(weights[shown[i]], 1, figure));
	}
	result = held > count ? arena_format(arena, _("%s and %zu more"), text_string(&text), held - count)
	                      : arena_text(arena, text_string(&text));
	text_clear(&text);
	return result;
}

enum { RETURN, VOLATILITY, HOLDINGS, WEIGHTS };

static struct table *add_table(const struct lab_symbols *symbols, struct section *section)
{
	const size_t count = WEIGHTS + symbols->count;
	struct column *columns = memory_new_array(count, sizeof *columns);
	struct table *table;

	columns[RETURN] = (struct column){.key = "expected_return", .title = _("expected return"), .type = CELL_PERCENT};
	columns[VOLATILITY] = (struct column){.key = "volatility", .title = _("volatility"), .type = CELL_PERCENT};
	columns[HOLDINGS] = (struct column){
		.key = "holdings", .title = _("largest holdings"), .type = CELL_TEXT, .audience = FOR_READING};
	for (size_t i = 0; i < symbols->count; i++)
		columns[WEIGHTS + i] = (struct column){.key = symbols->names[i], .title = symbols->names[i],
		                                       .type = CELL_PERCENT, .group = "weights", .audience = FOR_PROGRAMS};
	table = section_table(section, "points", NULL, columns, count);
	free(columns);
	return table;
}

static void add_chart(const struct points *points, struct section *section)
{
	struct chart *chart = section_chart(section, CHART_SCATTER, "frontier", NULL);
	struct chart_series *line;

	section_audience(section, FOR_READING);
	chart->x_title = _("volatility");
	chart->y_title = _("expected return");
	chart->x_format = chart->y_format = AXIS_PERCENT;
	line = chart_series(chart, "frontier", _("efficient frontier"), SERIES_LINE, points->count);
	for (size_t i = 0; i < points->count; i++) {
		line->x[i] = points->list[i].volatility;
		line->y[i] = points->list[i].expected_return;
	}
}

static struct section *present(const struct lab_inputs *inputs, const struct frontier *frontier,
                               const struct points *points, struct arena *arena)
{
	const size_t n = inputs->symbols.count;
	const double figures[] = {points->list[0].expected_return, points->list[0].volatility};
	const int decimals = lab_percent_decimals(figures, 2) + 1;
	struct section *section = section_new(arena, NULL, _("Efficient frontier"));
	struct table *table = add_table(&inputs->symbols, section);
	double *weights = memory_new_array(n, sizeof *weights);

	for (size_t i = 0; i < points->count; i++) {
		const struct frontier_point *point = &points->list[i];
		struct cell *cells = table_row(table);

		frontier_read(frontier, point, weights, NULL, NULL);
		cells[RETURN] = cell_percent(point->expected_return, decimals);
		cells[VOLATILITY] = cell_percent(point->volatility, decimals);
		cells[HOLDINGS] = cell_text(holdings(&inputs->symbols, weights, arena));
		for (size_t j = 0; j < n; j++)
			cells[WEIGHTS + j] = cell_percent(weights[j], 2);
	}
	free(weights);
	if (points->count > 1)
		add_chart(points, section);
	if (inputs->is_estimated)
		lab_periods_show(&inputs->spacing, section, arena);
	return section;
}

/* Which limits exclude each other, since a frontier that is empty says only that it is. */
static enum status name_conflict(const struct lab_inputs *inputs, struct error *err)
{
	struct feasibility found = {0};
	struct text list = {0};
	char limit[160];

	if (allocate_feasibility(&inputs->problem, &found, NULL) != STATUS_OK || found.is_feasible)
		return STATUS_INFEASIBLE; /* err says already what the search said */
	for (size_t i = 0; i < found.conflict_count; i++)
		text_addf(&list, "%s%s", i > 0 ? ", " : "",
		          allocate_limit_text(&inputs->problem, found.conflict[i].kind, found.conflict[i].index, limit,
		                              sizeof limit));
	(void)error_set(err, STATUS_INFEASIBLE, "no portfolio meets the limits; these exclude each other by %.6g %%: %s",
	                100.0 * found.shortfall, text_string(&list));
	text_clear(&list);
	return STATUS_INFEASIBLE;
}

static enum status check(const struct lab_frontier *request, struct error *err)
{
	if (request->turning_points + (request->points > 0) + (request->at_returns != NULL) > 1)
		return error_set(err, STATUS_INVALID, "turning points, a number of points and a file of returns exclude each other");
	return STATUS_OK;
}

/* The frontier is that of "utility" for every risk aversion. */
static bool keeps_trading(void)
{
	const unsigned needed = KEEPS_COST | KEEPS_TURNOVER;
	const struct allocator *utility = allocator_find("utility");

	return utility != NULL && (utility->keeps & needed) == needed;
}

enum status lab_frontier(const struct lab_frontier *request, struct arena *arena, struct section **section,
                         struct error *err)
{
	struct lab_inputs inputs = {0};
	struct frontier frontier = {0};
	struct points points = {0};
	enum status status = check(request, err);

	if (status == STATUS_OK)
		status = lab_inputs_init(&request->problem, arena, &inputs, err);
	if (status == STATUS_OK && inputs.problem.trading != NULL && !keeps_trading())
		status = error_set(err, STATUS_INVALID, "the frontier cannot weigh what is held now; leave it and its costs away");
	if (status == STATUS_OK && !inputs.has_mean)
		status = error_set(err, STATUS_INVALID, "a frontier needs expected returns: a file of means, a history or the "
		                   "market's weights");
	if (status == STATUS_OK) {
		status = allocate_frontier(&inputs.problem, &frontier, err);
		if (status == STATUS_INFEASIBLE)
			status = name_conflict(&inputs, err);
	}
	if (status == STATUS_OK)
		status = take_points(request, &frontier, &inputs.reader, &points, err);
	if (status == STATUS_OK)
		*section = present(&inputs, &frontier, &points, arena);
	frontier_clear(&frontier);
	lab_inputs_clear(&inputs);
	return status;
}
