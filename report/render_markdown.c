/* Markdown (CommonMark with the pipe tables of GitHub): headings, lists, tables; charts become tables. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "report/layout.h"
#include "report/rendering.h"

static bool begins_www(const char *text)
{
	return (text[1] == 'w' || text[1] == 'W') && (text[2] == 'w' || text[2] == 'W') && text[3] == '.';
}

/* Escapes what Markdown or an HTML-minded reader of it would take for markup. */
static void add_escaped(struct text *out, const char *text)
{
	struct text clean = {0};
	const char *c;

	add_clean(&clean, text);
	c = text_string(&clean);
	/* What opens a heading, a list, a quotation or a rule at the start of a line. */
	c += strspn(c, " ");
	if ((*c != '\0' && strchr("#=~:", *c) != NULL) ||
	    ((*c == '+' || *c == '-') && (c[1] == ' ' || c[1] == '\0' || c[1] == '-')))
		text_add_character(out, '\\');
	if (isdigit((unsigned char)*c)) {
		const size_t digits = strspn(c, "0123456789");

		if ((c[digits] == '.' || c[digits] == ')') && (c[digits + 1] == ' ' || c[digits + 1] == '\0')) {
			text_add_bytes(out, c, digits);
			text_add_character(out, '\\');
			c += digits;
		}
	}
	for (; *c != '\0'; c++) {
		if (*c == '<' || *c == '>' || *c == '&') {
			text_add(out, *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "&amp;");
			continue;
		}
		if (strchr("|\\`*_[]~$", *c) != NULL)
			text_add_character(out, '\\');
		text_add_character(out, *c);
		/* No reader may make a link of an address it finds: "http://" and "www." are parted by an entity. */
		if (*c == ':' && c[1] == '/' && c[2] == '/') {
			text_add(out, "&#47;");
			c++;
		} else if ((*c == 'w' || *c == 'W') && begins_www(c)) {
			text_add(out, "ww&#46;");
			c += 3;
		} else if (*c != '@' && c[1] == '@') {
			text_add(out, "&#64;");
			c++;
		}
	}
	text_clear(&clean);
}

static void add_heading(struct rendering *to, const char *title, const char *subtitle, size_t level)
{
	if (title == NULL)
		return;
	text_add_character(to->out, '\n');
	text_add_repeated(to->out, "#", level < 6 ? level : 6);
	text_add_character(to->out, ' ');
	add_escaped(to->out, title);
	if (subtitle != NULL) {
		text_add(to->out, " · ");
		add_escaped(to->out, subtitle);
	}
	text_add_character(to->out, '\n');
}

static void add_title(struct rendering *to, const char *title)
{
	text_add_character(to->out, '\n');
	if (title == NULL)
		return;
	text_add(to->out, "**");
	add_escaped(to->out, title);
	text_add(to->out, "**\n\n");
}

static void add_shown(struct rendering *to, const struct cell *cell)
{
	const struct cell_style style = {.missing = rendering_word_missing(to)};
	struct text shown = {0};

	cell_add_shown(&shown, cell, &style);
	add_escaped(to->out, text_string(&shown));
	text_clear(&shown);
}

static void add_facts(struct rendering *to, const struct facts *facts)
{
	add_title(to, facts->title);
	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next) {
		if (!is_for_people(fact->audience))
			continue;
		text_add(to->out, "- ");
		add_escaped(to->out, fact->title != NULL ? fact->title : fact->key);
		text_add(to->out, ": **");
		add_shown(to, &fact->value);
		text_add(to->out, "**");
		if (fact->value.type == CELL_MISSING && fact->value.text != NULL) {
			text_add(to->out, " (");
			add_escaped(to->out, fact->value.text);
			text_add_character(to->out, ')');
		}
		text_add_character(to->out, '\n');
	}
}

static void add_reason(void *state, const char *reason)
{
	struct rendering *to = state;

	text_add_character(to->out, '\n');
	add_escaped(to->out, rendering_word_missing(to));
	text_add(to->out, ": ");
	add_escaped(to->out, reason);
	text_add_character(to->out, '\n');
}

static void add_row(struct rendering *to, const struct table *table, const struct row *row, const size_t *columns,
                    size_t count)
{
	const bool is_total = row == table->totals;
	struct text shown = {0};

	text_add_character(to->out, '|');
	for (size_t i = 0; i < count; i++) {
		text_reset(&shown);
		table_add_cell(&shown, to, table, row, columns[i]);
		text_add_character(to->out, ' ');
		text_add(to->out, is_total && shown.length > 0 ? "**" : "");
		add_escaped(to->out, text_string(&shown));
		text_add(to->out, is_total && shown.length > 0 ? "** |" : " |");
	}
	text_add_character(to->out, '\n');
	text_clear(&shown);
}

static void add_table_head(struct rendering *to, const struct table *table, const size_t *columns, size_t count)
{
	static const char *const rules[] = {[TEXT_LEFT] = " :--- |", [TEXT_RIGHT] = " ---: |", [TEXT_CENTRE] = " :---: |"};

	text_add_character(to->out, '|');
	for (size_t i = 0; i < count; i++) {
		const char *unit = column_unit(table, columns[i]);

		text_add_character(to->out, ' ');
		add_escaped(to->out, table->columns[columns[i]].title);
		if (unit != NULL) {
			text_add_character(to->out, ' ');
			add_escaped(to->out, unit);
		}
		text_add(to->out, " |");
	}
	text_add(to->out, "\n|");
	for (size_t i = 0; i < count; i++)
		text_add(to->out, rules[column_alignment(&table->columns[columns[i]])]);
	text_add_character(to->out, '\n');
}

static void add_line(struct rendering *to, const char *text)
{
	if (text == NULL)
		return;
	text_add_character(to->out, '\n');
	add_escaped(to->out, text);
	text_add_character(to->out, '\n');
}

static void add_table(struct rendering *to, const struct table *table)
{
	size_t *columns = memory_new_array(table->column_count, sizeof *columns);
	const size_t count = table_people_columns(table, columns);

	if (count > 0) {
		add_title(to, table->title);
		if (table->row_count == 0 && table->empty != NULL) {
			add_escaped(to->out, table->empty);
			text_add_character(to->out, '\n');
		} else {
			add_table_head(to, table, columns, count);
			for (const struct row *row = table->first; row != NULL; row = row->next)
				add_row(to, table, row, columns, count);
			if (table->totals != NULL)
				add_row(to, table, table->totals, columns, count);
			table_each_reason(table, add_reason, to);
			add_line(to, table->note);
		}
	}
	free(columns);
}

static void add_notes(struct rendering *to, const struct notes *notes)
{
	static const char *const marks[] = {"- ", "- ✓ ", "- ⚠ ", "- ✗ ", "- "};

	if (notes->first == NULL)
		return;
	add_title(to, notes->title);
	for (const struct note *note = notes->first; note != NULL; note = note->next) {
		text_add(to->out, marks[note->tone]);
		add_escaped(to->out, note->text);
		text_add_character(to->out, '\n');
	}
}

static struct cell figure(enum axis_format format, double value)
{
	return format == AXIS_PERCENT ? cell_percent(value, 1) : cell_number(value, 2);
}

/* One cell of a chart's table. */
static void add_figure(struct rendering *to, enum axis_format format, double value)
{
	const struct cell cell = figure(format, value);

	text_add_character(to->out, ' ');
	if (isfinite(value))
		add_shown(to, &cell);
	text_add(to->out, " |");
}

static void add_label(struct rendering *to, const char *title, const char *fallback)
{
	text_add_character(to->out, ' ');
	add_escaped(to->out, title != NULL ? title : fallback);
	text_add(to->out, " |");
}

static void add_bars(struct rendering *to, const struct chart *chart)
{
	text_add(to->out, "| |");
	add_label(to, chart->now_title, "now");
	add_label(to, chart->target_title, "target");
	add_label(to, chart->band_title, "band");
	text_add(to->out, "\n| :--- | ---: | ---: | :---: |\n");
	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		const struct cell lower = figure(chart->x_format, bar->lower), upper = figure(chart->x_format, bar->upper);

		text_add_character(to->out, '|');
		add_label(to, bar->title, bar->key);
		add_figure(to, chart->x_format, bar->now);
		add_figure(to, chart->x_format, bar->target);
		text_add_character(to->out, ' ');
		if (isfinite(bar->lower) && isfinite(bar->upper)) {
			add_shown(to, &lower);
			text_add(to->out, " – ");
			add_shown(to, &upper);
		}
		text_add(to->out, " |\n");
	}
}

/* A picture has no place here: the labelled points, or each series' first and last value, are what it says. */
static void add_points(struct rendering *to, const struct chart *chart)
{
	text_add(to->out, "| |");
	add_label(to, chart->x_title, "x");
	add_label(to, chart->y_title, "y");
	text_add(to->out, "\n| :--- | ---: | ---: |\n");
	for (const struct point *point = chart->first_point; point != NULL; point = point->next) {
		text_add_character(to->out, '|');
		add_label(to, point->title, point->key);
		add_figure(to, chart->x_format, point->x);
		add_figure(to, chart->y_format, point->y);
		text_add_character(to->out, '\n');
	}
	if (chart->has_limit) {
		text_add_character(to->out, '|');
		add_label(to, chart->limit_title, "limit");
		add_figure(to, chart->x_format, chart->limit);
		text_add(to->out, " |\n");
	}
}

static void add_dated(struct rendering *to, const struct chart_series *series, size_t i, enum axis_format format)
{
	char day[DATE_TEXT_SIZE];

	text_addf(to->out, " %s |", date_format(series->dates[i], day));
	add_figure(to, format, series->y[i]);
}

static void add_lines(struct rendering *to, const struct chart *chart)
{
	text_add(to->out, "| | | | | |\n| :--- | :--- | ---: | :--- | ---: |\n");
	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next) {
		if (series->count == 0 || series->dates == NULL)
			continue;
		text_add_character(to->out, '|');
		add_label(to, series->title, series->key);
		add_dated(to, series, 0, chart->y_format);
		add_dated(to, series, series->count - 1, chart->y_format);
		text_add_character(to->out, '\n');
	}
}

static void add_chart(struct rendering *to, const struct chart *chart)
{
	add_title(to, chart->title);
	if (chart->type == CHART_BARS)
		add_bars(to, chart);
	else if (chart->type == CHART_SCATTER)
		add_points(to, chart);
	else
		add_lines(to, chart);
	add_line(to, chart->note);
}

static void add_section(struct rendering *to, const struct section *section, size_t level)
{
	add_heading(to, section->title, section->subtitle, level);
	for (const struct block *block = section->first; block != NULL; block = block->next) {
		if (!is_for_people(block->audience))
			continue;
		switch (block->type) {
		case BLOCK_PARAGRAPH:
			add_line(to, block->paragraph.text);
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
			add_section(to, block->section, level + 1);
			break;
		case BLOCK_LIST:
			add_heading(to, block->list.title, NULL, level + 1);
			for (const struct section *item = block->list.first; item != NULL; item = item->next)
				add_section(to, item, level + 1 + (block->list.title != NULL));
			break;
		}
	}
}

static enum status markdown_begin(struct rendering *to, struct error *err)
{
	const struct document_head *head = to->head;
	char day[DATE_TEXT_SIZE];

	(void)err;
	text_add(to->out, "# ");
	add_escaped(to->out, head->title);
	text_add_character(to->out, '\n');
	if (head->banner != NULL) {
		text_add(to->out, "\n> **⚠ ");
		add_escaped(to->out, head->banner);
		text_add(to->out, "**\n");
	}
	add_line(to, head->subtitle);
	if (head->has_as_of) {
		text_add_character(to->out, '\n');
		add_escaped(to->out, rendering_word_as_of(to));
		text_addf(to->out, " %s\n", date_format(head->as_of, day));
	}
	if (head->facts != NULL && head->facts->first != NULL)
		add_facts(to, head->facts);
	return STATUS_OK;
}

static enum status markdown_section(struct rendering *to, const struct section *section, struct error *err)
{
	(void)err;
	add_section(to, section, to->is_in_list ? 3 : 2);
	return STATUS_OK;
}

static enum status markdown_list_begin(struct rendering *to, const char *title, struct error *err)
{
	(void)err;
	add_heading(to, title, NULL, 2);
	return STATUS_OK;
}

static enum status markdown_nothing(struct rendering *to, struct error *err)
{
	(void)to;
	(void)err;
	return STATUS_OK;
}

const struct renderer_type renderer_markdown = {
	.name = "markdown",
	.extension = "md",
	.media_type = "text/markdown; charset=utf-8",
	.begin = markdown_begin,
	.section = markdown_section,
	.list_begin = markdown_list_begin,
	.list_end = markdown_nothing,
	.end = markdown_nothing,
};
