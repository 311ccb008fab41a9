/* JSON for programs: keys and exact values, no titles. One object; sections, lists and tables nest by their keys. */
#include <math.h>
#include <string.h>

#include "report/rendering.h"

struct json {
	size_t depth;
	bool is_after_value;  /* the next one needs a comma */
	bool is_inline;       /* within a table's row: no line ends */
};

static struct json *json_of(const struct rendering *to)
{
	return to->state;
}

static void add_string(struct text *out, const char *text)
{
	struct text clean = {0};

	add_clean(&clean, text);
	text_add_character(out, '"');
	for (const char *c = text_string(&clean); *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			text_add_character(out, '\\');
		text_add_character(out, *c);
	}
	text_add_character(out, '"');
	text_clear(&clean);
}

/* What stands before every value: the comma, the line, the key. key is NULL in arrays; suffix may be "". */
static void lead(struct rendering *to, const char *key, const char *suffix)
{
	struct json *json = json_of(to);

	if (json->is_after_value)
		text_add(to->out, json->is_inline ? ", " : ",");
	if (!json->is_inline) {
		text_add_character(to->out, '\n');
		text_add_repeated(to->out, "  ", json->depth);
	}
	json->is_after_value = true;
	if (key == NULL)
		return;
	if (*suffix != '\0') {
		struct text whole = {0};

		text_addf(&whole, "%s%s", key, suffix);
		add_string(to->out, text_string(&whole));
		text_clear(&whole);
	} else {
		add_string(to->out, key);
	}
	text_add(to->out, ": ");
}

static void open_container(struct rendering *to, const char *key, const char *suffix, char bracket)
{
	struct json *json = json_of(to);

	lead(to, key, suffix);
	text_add_character(to->out, bracket);
	json->depth++;
	json->is_after_value = false;
}

static void close_container(struct rendering *to, char bracket)
{
	struct json *json = json_of(to);

	json->depth--;
	if (json->is_after_value && !json->is_inline) {
		text_add_character(to->out, '\n');
		text_add_repeated(to->out, "  ", json->depth);
	}
	text_add_character(to->out, bracket);
	json->is_after_value = true;
}

static void add_property(struct rendering *to, const char *key, const char *suffix, const char *text)
{
	if (text == NULL)
		return;
	lead(to, key, suffix);
	add_string(to->out, text);
}

static void add_double(struct rendering *to, const char *key, double value)
{
	lead(to, key, "");
	if (isfinite(value))
		double_add_exact(to->out, value);
	else
		text_add(to->out, "null");
}

static void add_trend(struct rendering *to, const struct cell *cell)
{
	text_add_character(to->out, '[');
	for (size_t i = 0; i < cell->trend.count; i++) {
		if (i > 0)
			text_add(to->out, ", ");
		if (isfinite(cell->trend.values[i]))
			double_add_exact(to->out, cell->trend.values[i]);
		else
			text_add(to->out, "null");
	}
	text_add_character(to->out, ']');
}

static void add_value(struct rendering *to, const struct cell *cell)
{
	struct text exact = {0};

	if (cell_is_missing(cell)) {
		text_add(to->out, "null");
		return;
	}
	if (cell->type == CELL_TREND) {
		add_trend(to, cell);
		return;
	}
	cell_add_exact(&exact, cell);
	if (cell->type == CELL_PERCENT || cell->type == CELL_POINTS || cell->type == CELL_NUMBER ||
	    cell->type == CELL_INTEGER || cell->type == CELL_BOOLEAN)
		text_add(to->out, text_string(&exact));
	else
		add_string(to->out, text_string(&exact));
	text_clear(&exact);
}

static bool is_foreign(const struct rendering *to, const struct cell *cell)
{
	return cell->currency[0] != '\0' &&
	       (to->head->currency == NULL || !text_equal_fold(cell->currency, to->head->currency));
}

static void add_cell(struct rendering *to, const char *key, const struct cell *cell, bool is_mixed)
{
	lead(to, key, "");
	add_value(to, cell);
	if (key == NULL)
		return;
	if (cell_is_missing(cell))
		add_property(to, key, "_reason", cell->text);
	if (cell->type == CELL_MONEY && (is_mixed || is_foreign(to, cell)))
		add_property(to, key, "_currency", cell->currency);
}

static void add_facts(struct rendering *to, const struct facts *facts)
{
	if (facts->key != NULL)
		open_container(to, facts->key, "", '{');
	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next)
		if (fact->key != NULL && is_for_programs(fact->audience))
			add_cell(to, fact->key, &fact->value, false);
	if (facts->key != NULL)
		close_container(to, '}');
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The cells of one row from column `from` on, as properties or bare; columns of one group stand together. */
static void add_cells(struct rendering *to, const struct table *table, const struct row *row, size_t from,
                      bool has_keys)
{
	const char *group = NULL;

	for (size_t i = from; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];

		if (!is_for_programs(column->audience))
			continue;
		if (has_keys && !is_same(group, column->group)) {
			if (group != NULL)
				close_container(to, '}');
			if (column->group != NULL)
				open_container(to, column->group, "", '{');
			group = column->group;
		}
		add_cell(to, has_keys ? column->key : NULL, &row->cells[i], column->is_mixed);
	}
	if (group != NULL)
		close_container(to, '}');
}

static void add_map_entry(struct rendering *to, const struct table *table, const struct row *row)
{
	struct text name = {0};

	cell_add_exact(&name, &row->cells[0]);
	if (table->column_count == 2) {
		lead(to, text_string(&name), "");
		add_value(to, &row->cells[1]);
	} else {
		open_container(to, text_string(&name), "", '{');
		json_of(to)->is_inline = true;
		add_cells(to, table, row, 1, true);
		close_container(to, '}');
		json_of(to)->is_inline = false;
	}
	text_clear(&name);
}

/* key is NULL within the table's own array. */
static void add_row(struct rendering *to, const struct table *table, const struct row *row, const char *key)
{
	const bool is_object = key != NULL || table->shape == TABLE_OBJECTS;

	if (key == NULL && table->shape == TABLE_MAP) {
		add_map_entry(to, table, row);
		return;
	}
	if (key == NULL && table->shape == TABLE_VALUES) {
		lead(to, NULL, "");
		add_value(to, &row->cells[0]);
		return;
	}
	open_container(to, key, "_total", is_object ? '{' : '[');
	json_of(to)->is_inline = true;
	add_cells(to, table, row, 0, is_object);
	close_container(to, is_object ? '}' : ']');
	json_of(to)->is_inline = false;
}

static void add_table(struct rendering *to, const struct table *table)
{
	const bool is_map = table->shape == TABLE_MAP;

	if (table->key == NULL || table->column_count == 0)
		return;
	open_container(to, table->key, "", is_map ? '{' : '[');
	for (const struct row *row = table->first; row != NULL; row = row->next)
		add_row(to, table, row, NULL);
	close_container(to, is_map ? '}' : ']');
	if (table->totals != NULL)
		add_row(to, table, table->totals, table->key);
}

static const char *tone_name(enum tone tone)
{
	static const char *const names[] = {"neutral", "good", "warn", "bad", "quiet"};

	return names[tone];
}

static void add_notes(struct rendering *to, const struct notes *notes)
{
	if (notes->key == NULL)
		return;
	open_container(to, notes->key, "", '[');
	for (const struct note *note = notes->first; note != NULL; note = note->next) {
		open_container(to, NULL, "", '{');
		json_of(to)->is_inline = true;
		add_property(to, "state", "", tone_name(note->tone));
		add_property(to, "key", "", note->key);
		add_property(to, "text", "", note->text != NULL ? note->text : "");
		close_container(to, '}');
		json_of(to)->is_inline = false;
	}
	close_container(to, ']');
}

static void add_series(struct rendering *to, const struct chart_series *series)
{
	char day[DATE_TEXT_SIZE];

	open_container(to, NULL, "", '{');
	add_property(to, "key", "", series->key);
	open_container(to, "values", "", '[');
	json_of(to)->is_inline = true;
	for (size_t i = 0; i < series->count; i++) {
		open_container(to, NULL, "", '[');
		if (series->dates != NULL) {
			lead(to, NULL, "");
			add_string(to->out, date_format(series->dates[i], day));
		} else {
			add_double(to, NULL, series->x[i]);
		}
		add_double(to, NULL, series->y[i]);
		if (series->upper != NULL)
			add_double(to, NULL, series->upper[i]);
		close_container(to, ']');
	}
	close_container(to, ']');
	json_of(to)->is_inline = false;
	close_container(to, '}');
}

static void add_points(struct rendering *to, const struct chart *chart)
{
	open_container(to, "points", "", '[');
	for (const struct point *point = chart->first_point; point != NULL; point = point->next) {
		open_container(to, NULL, "", '{');
		json_of(to)->is_inline = true;
		add_property(to, "key", "", point->key);
		add_double(to, "x", point->x);
		add_double(to, "y", point->y);
		close_container(to, '}');
		json_of(to)->is_inline = false;
	}
	close_container(to, ']');
}

static void add_bars(struct rendering *to, const struct chart *chart)
{
	open_container(to, "bars", "", '[');
	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		open_container(to, NULL, "", '{');
		json_of(to)->is_inline = true;
		add_property(to, "key", "", bar->key);
		add_double(to, "now", bar->now);
		add_double(to, "target", bar->target);
		add_double(to, "lower", bar->lower);
		add_double(to, "upper", bar->upper);
		close_container(to, '}');
		json_of(to)->is_inline = false;
	}
	close_container(to, ']');
}

static void add_chart(struct rendering *to, const struct chart *chart)
{
	if (chart->key == NULL)
		return;
	open_container(to, chart->key, "", '{');
	if (chart->first_series != NULL) {
		open_container(to, "series", "", '[');
		for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next)
			add_series(to, series);
		close_container(to, ']');
	}
	if (chart->first_point != NULL)
		add_points(to, chart);
	if (chart->has_limit)
		add_double(to, "limit", chart->limit);
	if (chart->type == CHART_BARS)
		add_bars(to, chart);
	close_container(to, '}');
}

static void add_blocks(struct rendering *to, const struct section *section);

static void add_list(struct rendering *to, const struct section_list *list)
{
	if (list->key == NULL)
		return;
	open_container(to, list->key, "", '[');
	for (const struct section *item = list->first; item != NULL; item = item->next) {
		open_container(to, NULL, "", '{');
		add_property(to, list->item != NULL ? list->item : "key", "", item->key);
		add_blocks(to, item);
		close_container(to, '}');
	}
	close_container(to, ']');
}

static void add_section(struct rendering *to, const struct section *section)
{
	if (section->key != NULL)
		open_container(to, section->key, "", '{');
	add_blocks(to, section);
	if (section->key != NULL)
		close_container(to, '}');
}

static void add_blocks(struct rendering *to, const struct section *section)
{
	for (const struct block *block = section->first; block != NULL; block = block->next) {
		if (!is_for_programs(block->audience))
			continue;
		switch (block->type) {
		case BLOCK_PARAGRAPH:
			if (block->paragraph.key != NULL)
				add_property(to, block->paragraph.key, "", block->paragraph.text);
			break;
		case BLOCK_FACTS:
			add_facts(to, &block->facts);
			break;
		case BLOCK_TABLE:
			add_table(to, &block->table);
			break;
		case BLOCK_CHART:
			add_chart(to, &block->chart);
			break;
		case BLOCK_NOTES:
			add_notes(to, &block->notes);
			break;
		case BLOCK_SECTION:
			add_section(to, block->section);
			break;
		case BLOCK_LIST:
			add_list(to, &block->list);
			break;
		}
	}
}

static enum status json_begin(struct rendering *to, struct error *err)
{
	const struct document_head *head = to->head;
	char day[DATE_TEXT_SIZE];

	(void)err;
	text_add_character(to->out, '{');
	json_of(to)->depth = 1;
	add_property(to, "schema", "", head->schema);
	add_property(to, "banner", "", head->banner);
	add_property(to, "title", "", head->title);
	add_property(to, "subtitle", "", head->subtitle);
	add_property(to, "language", "", head->language);
	if (head->has_as_of)
		add_property(to, "as_of", "", date_format(head->as_of, day));
	add_property(to, "currency", "", head->currency);
	if (head->facts != NULL)
		add_facts(to, head->facts);
	return STATUS_OK;
}

static enum status json_section(struct rendering *to, const struct section *section, struct error *err)
{
	(void)err;
	if (!to->is_in_list) {
		add_section(to, section);
		return STATUS_OK;
	}
	open_container(to, NULL, "", '{');
	add_property(to, to->list_item != NULL ? to->list_item : "key", "", section->key);
	add_blocks(to, section);
	close_container(to, '}');
	return STATUS_OK;
}

static enum status json_list_begin(struct rendering *to, const char *title, struct error *err)
{
	(void)title;
	(void)err;
	open_container(to, to->list_key, "", '[');
	return STATUS_OK;
}

static enum status json_list_end(struct rendering *to, struct error *err)
{
	(void)err;
	close_container(to, ']');
	return STATUS_OK;
}

static enum status json_end(struct rendering *to, struct error *err)
{
	(void)err;
	close_container(to, '}');
	text_add_character(to->out, '\n');
	return STATUS_OK;
}

const struct renderer_type renderer_json = {
	.name = "json",
	.extension = "json",
	.media_type = "application/json",
	.state_size = sizeof(struct json),
	.begin = json_begin,
	.section = json_section,
	.list_begin = json_list_begin,
	.list_end = json_list_end,
	.end = json_end,
};
