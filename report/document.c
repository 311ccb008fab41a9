/* Building a document in an arena. */
#include "report/document.h"

#include <math.h>
#include <string.h>

#include "engine/base/memory.h"

struct section *section_new(struct arena *arena, const char *key, const char *title)
{
	struct section *section = arena_take(arena, sizeof *section);

	section->arena = arena;
	section->key = key;
	section->title = title;
	return section;
}

static struct block *add_block(struct section *section, enum block_type type)
{
	struct block *block = arena_take(section->arena, sizeof *block);

	block->type = type;
	if (section->last != NULL)
		section->last->next = block;
	else
		section->first = block;
	section->last = block;
	return block;
}

struct section *section_child(struct section *section, const char *key, const char *title)
{
	struct block *block = add_block(section, BLOCK_SECTION);

	block->section = section_new(section->arena, key, title);
	return block->section;
}

struct section_list *section_list(struct section *section, const char *key, const char *item, const char *title)
{
	struct section_list *list = &add_block(section, BLOCK_LIST)->list;

	*list = (struct section_list){.arena = section->arena, .key = key, .item = item, .title = title};
	return list;
}

struct section *section_list_add(struct section_list *list, const char *key, const char *title)
{
	struct section *section = section_new(list->arena, key, title);

	if (list->last != NULL)
		list->last->next = section;
	else
		list->first = section;
	list->last = section;
	return section;
}

struct paragraph *section_paragraph(struct section *section, const char *key, const char *text)
{
	struct paragraph *paragraph = &add_block(section, BLOCK_PARAGRAPH)->paragraph;

	*paragraph = (struct paragraph){.key = key, .text = text};
	return paragraph;
}

void section_audience(struct section *section, enum audience audience)
{
	if (section->last != NULL)
		section->last->audience = audience;
}

struct facts *facts_new(struct arena *arena)
{
	struct facts *facts = arena_take(arena, sizeof *facts);

	facts->arena = arena;
	return facts;
}

struct facts *section_facts(struct section *section, const char *key, const char *title)
{
	struct facts *facts = &add_block(section, BLOCK_FACTS)->facts;

	*facts = (struct facts){.arena = section->arena, .key = key, .title = title};
	return facts;
}

struct fact *facts_add(struct facts *facts, const char *key, const char *title, struct cell value)
{
	struct fact *fact = arena_take(facts->arena, sizeof *fact);

	*fact = (struct fact){.key = key, .title = title, .value = value};
	if (facts->last != NULL)
		facts->last->next = fact;
	else
		facts->first = fact;
	facts->last = fact;
	return fact;
}

struct table *section_table(struct section *section, const char *key, const char *title,
                            const struct column *columns, size_t count)
{
	struct table *table = &add_block(section, BLOCK_TABLE)->table;

	*table = (struct table){.arena = section->arena, .key = key, .title = title, .column_count = count};
	table->columns = arena_take(section->arena, count * sizeof *columns);
	if (count > 0)
		memcpy(table->columns, columns, count * sizeof *columns);
	return table;
}

static struct row *row_new(struct table *table)
{
	return arena_take(table->arena, sizeof(struct row) + table->column_count * sizeof(struct cell));
}

struct cell *table_row(struct table *table)
{
	struct row *row = row_new(table);

	if (table->last != NULL)
		table->last->next = row;
	else
		table->first = row;
	table->last = row;
	table->row_count++;
	for (size_t i = 0; i < table->column_count; i++) /* one more row may disagree */
		table->columns[i].is_unit_known = false;
	return row->cells;
}

struct cell *table_totals(struct table *table)
{
	if (table->totals == NULL)
		table->totals = row_new(table);
	return table->totals->cells;
}

struct notes *section_notes(struct section *section, const char *key, const char *title)
{
	struct notes *notes = &add_block(section, BLOCK_NOTES)->notes;

	*notes = (struct notes){.arena = section->arena, .key = key, .title = title};
	return notes;
}

void notes_add(struct notes *notes, enum tone tone, const char *key, const char *text)
{
	struct note *note = arena_take(notes->arena, sizeof *note);

	*note = (struct note){.tone = tone, .key = key, .text = text};
	if (notes->last != NULL)
		notes->last->next = note;
	else
		notes->first = note;
	notes->last = note;
}

struct chart *section_chart(struct section *section, enum chart_type type, const char *key, const char *title)
{
	struct chart *chart = &add_block(section, BLOCK_CHART)->chart;

	*chart = (struct chart){.arena = section->arena, .type = type, .key = key, .title = title};
	return chart;
}

struct chart_series *chart_series(struct chart *chart, const char *key, const char *title, enum series_style style,
                            size_t count)
{
	struct chart_series *series = arena_take(chart->arena, sizeof *series);

	*series = (struct chart_series){.key = key, .title = title, .style = style, .count = count};
	if (chart->type == CHART_LINE)
		series->dates = arena_take(chart->arena, count * sizeof *series->dates);
	else
		series->x = arena_take(chart->arena, count * sizeof *series->x);
	series->y = arena_take(chart->arena, count * sizeof *series->y);
	if (style == SERIES_BAND)
		series->upper = arena_take(chart->arena, count * sizeof *series->upper);
	if (chart->last_series != NULL)
		chart->last_series->next = series;
	else
		chart->first_series = series;
	chart->last_series = series;
	return series;
}

void chart_point(struct chart *chart, const char *key, const char *title, double x, double y, enum tone tone)
{
	struct point *point = arena_take(chart->arena, sizeof *point);

	*point = (struct point){.key = key, .title = title, .x = x, .y = y, .tone = tone};
	if (chart->last_point != NULL)
		chart->last_point->next = point;
	else
		chart->first_point = point;
	chart->last_point = point;
}

void chart_limit(struct chart *chart, double x, const char *title)
{
	chart->has_limit = isfinite(x);
	chart->limit = x;
	chart->limit_title = title;
}

struct bar *chart_bar(struct chart *chart, const char *key, const char *title, double now, double target)
{
	struct bar *bar = arena_take(chart->arena, sizeof *bar);

	*bar = (struct bar){.key = key, .title = title, .now = now, .target = target,
	                    .lower = (double)NAN, .upper = (double)NAN};
	if (chart->last_bar != NULL)
		chart->last_bar->next = bar;
	else
		chart->first_bar = bar;
	chart->last_bar = bar;
	return bar;
}
