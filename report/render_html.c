/* One self-contained page of HTML: no script, nothing loaded, a policy that forbids both; light, dark and on paper. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "report/html_chart.h"
#include "report/html_style.h"
#include "report/layout.h"
#include "report/rendering.h"

static const char *tone_class(enum tone tone)
{
	static const char *const names[] = {"", "good", "warn", "bad", "quiet"};

	return names[tone];
}

/* The text between two tags; nothing at all when there is no text. */
static void add_element(struct text *out, const char *open, const char *text, const char *close)
{
	if (text == NULL)
		return;
	text_add(out, open);
	html_add(out, text);
	text_add(out, close);
}

static void add_heading(struct rendering *to, const char *title, const char *subtitle, size_t level, enum tone tone)
{
	const size_t depth = level + 1 < 6 ? level + 1 : 6;

	if (title == NULL)
		return;
	text_addf(to->out, "<h%zu class=\"%s\">", depth, tone_class(tone));
	html_add(to->out, title);
	add_element(to->out, " <small>", subtitle, "</small>");
	text_addf(to->out, "</h%zu>\n", depth);
}

/* What stands in a table's cell or beside a fact's name. */
static void add_value(struct text *out, const struct cell *cell, const char *shown)
{
	if (cell->type == CELL_TREND) {
		html_trend_add(out, cell);
	} else if (cell->type == CELL_LEVEL || (cell->type == CELL_WORD && cell->tone != TONE_NONE)) {
		text_addf(out, "<span class=\"mark %s\">", tone_class(cell->tone));
		html_add(out, shown);
		text_add(out, "</span>");
	} else {
		html_add(out, shown);
	}
}

static void add_facts(struct rendering *to, const struct facts *facts)
{
	const struct cell_style style = {.missing = rendering_word_missing(to)};
	struct text shown = {0};

	add_element(to->out, "<p class=\"title\">", facts->title, "</p>\n");
	text_add(to->out, "<dl>\n");
	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next) {
		const bool is_missing = fact->value.type == CELL_MISSING;

		if (!is_for_people(fact->audience))
			continue;
		text_reset(&shown);
		cell_add_shown(&shown, &fact->value, &style);
		add_element(to->out, "<div><dt>", fact->title != NULL ? fact->title : fact->key, "</dt>");
		text_addf(to->out, "<dd class=\"%s\">", tone_class(is_missing ? TONE_QUIET : fact->value.tone));
		add_value(to->out, &fact->value, text_string(&shown));
		add_element(to->out, " <small>", is_missing ? fact->value.text : NULL, "</small>");
		text_add(to->out, "</dd></div>\n");
	}
	text_add(to->out, "</dl>\n");
	text_clear(&shown);
}

static const char *align_class(const struct column *column)
{
	static const char *const names[] = {[TEXT_LEFT] = "l", [TEXT_RIGHT] = "r", [TEXT_CENTRE] = "m"};

	return names[column_alignment(column)];
}

static void add_row(struct rendering *to, const struct table *table, const struct row *row, const size_t *columns,
                    size_t count)
{
	struct text shown = {0};

	text_add(to->out, "<tr>");
	for (size_t i = 0; i < count; i++) {
		const struct cell *cell = &row->cells[columns[i]];
		const bool is_name = i == 0 && cell->type == CELL_TEXT;
		const enum tone tone = cell->type == CELL_MISSING && row != table->totals ? TONE_QUIET : cell->tone;

		text_reset(&shown);
		table_add_cell(&shown, to, table, row, columns[i]);
		text_addf(to->out, "<%s class=\"%s%s%s\"", is_name ? "th scope=\"row\"" : "td",
		          align_class(&table->columns[columns[i]]), tone != TONE_NONE ? " " : "", tone_class(tone));
		if (cell->type == CELL_MISSING)
			add_element(to->out, " title=\"", cell->text, "\"");
		text_add_character(to->out, '>');
		add_value(to->out, cell, text_string(&shown));
		text_add(to->out, is_name ? "</th>" : "</td>");
	}
	text_add(to->out, "</tr>\n");
	text_clear(&shown);
}

static void add_table_head(struct rendering *to, const struct table *table, const size_t *columns, size_t count)
{
	text_add(to->out, "<thead><tr>");
	for (size_t i = 0; i < count; i++) {
		text_addf(to->out, "<th scope=\"col\" class=\"%s\">", align_class(&table->columns[columns[i]]));
		html_add(to->out, table->columns[columns[i]].title);
		add_element(to->out, " <small>", column_unit(table, columns[i]), "</small>");
		text_add(to->out, "</th>");
	}
	text_add(to->out, "</tr></thead>\n");
}

static void add_reason(void *state, const char *reason)
{
	struct rendering *to = state;

	text_add(to->out, "<p class=\"note\">");
	html_add(to->out, rendering_word_missing(to));
	text_add(to->out, ": ");
	html_add(to->out, reason);
	text_add(to->out, "</p>\n");
}

static void add_table_rows(struct rendering *to, const struct table *table, const size_t *columns, size_t count)
{
	text_add(to->out, "<div class=\"wide\"><table>\n");
	add_element(to->out, "<caption>", table->title, "</caption>\n");
	add_table_head(to, table, columns, count);
	text_add(to->out, "<tbody>\n");
	for (const struct row *row = table->first; row != NULL; row = row->next)
		add_row(to, table, row, columns, count);
	text_add(to->out, "</tbody>\n");
	if (table->totals != NULL) {
		text_add(to->out, "<tfoot>\n");
		add_row(to, table, table->totals, columns, count);
		text_add(to->out, "</tfoot>\n");
	}
	text_add(to->out, "</table></div>\n");
	table_each_reason(table, add_reason, to);
}

static void add_table(struct rendering *to, const struct table *table)
{
	size_t *columns = memory_new_array(table->column_count, sizeof *columns);
	const size_t count = table_people_columns(table, columns);

	if (count > 0 && table->row_count == 0 && table->empty != NULL) {
		add_element(to->out, "<p class=\"title\">", table->title, "</p>\n");
		add_element(to->out, "<p class=\"note\">", table->empty, "</p>\n");
	} else if (count > 0) {
		add_table_rows(to, table, columns, count);
		add_element(to->out, "<p class=\"note\">", table->note, "</p>\n");
	}
	free(columns);
}

static void add_notes(struct rendering *to, const struct notes *notes)
{
	static const char *const marks[] = {"·", "✓", "!", "✗", "·"};

	if (notes->first == NULL)
		return;
	add_element(to->out, "<p class=\"title\">", notes->title, "</p>\n");
	text_add(to->out, "<ul class=\"notes\">\n");
	for (const struct note *note = notes->first; note != NULL; note = note->next) {
		text_addf(to->out, "<li class=\"%s\"><b>%s</b><span>", tone_class(note->tone), marks[note->tone]);
		html_add(to->out, note->text);
		text_add(to->out, "</span></li>\n");
	}
	text_add(to->out, "</ul>\n");
}

static void add_chart(struct rendering *to, const struct chart *chart)
{
	text_add(to->out, "<figure>\n");
	add_element(to->out, "<p class=\"title\">", chart->title, "</p>\n");
	html_chart_add(to, chart);
	add_element(to->out, "<figcaption>", chart->note, "</figcaption>\n");
	text_add(to->out, "</figure>\n");
}

static void add_section(struct rendering *to, const struct section *section, size_t level)
{
	text_addf(to->out, "<section class=\"s%zu\">\n", level < 4 ? level : 4);
	add_heading(to, section->title, section->subtitle, level, section->tone);
	for (const struct block *block = section->first; block != NULL; block = block->next) {
		if (!is_for_people(block->audience))
			continue;
		switch (block->type) {
		case BLOCK_PARAGRAPH:
			text_addf(to->out, "<p class=\"%s\">", tone_class(block->paragraph.tone));
			add_element(to->out, "", block->paragraph.text, "</p>\n");
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
			add_heading(to, block->list.title, NULL, level + 1, TONE_NONE);
			for (const struct section *item = block->list.first; item != NULL; item = item->next)
				add_section(to, item, level + 1 + (block->list.title != NULL));
			break;
		}
	}
	text_add(to->out, "</section>\n");
}

static enum status html_begin(struct rendering *to, struct error *err)
{
	const struct document_head *head = to->head;
	char day[DATE_TEXT_SIZE];

	(void)err;
	add_element(to->out, "<!DOCTYPE html>\n<html lang=\"", head->language != NULL ? head->language : "en", "\">\n");
	text_addf(to->out,
	          "<head>\n<meta charset=\"utf-8\">\n"
	          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; "
	          "base-uri 'none'; form-action 'none'\">\n"
	          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	          "<meta name=\"color-scheme\" content=\"light dark\">\n"
	          "<meta name=\"referrer\" content=\"no-referrer\">\n", html_style_hash);
	add_element(to->out, "<title>", head->title != NULL ? head->title : "ballast", "</title>\n");
	text_add(to->out, "<style>");
	text_add(to->out, html_style);
	text_add(to->out, "</style>\n</head>\n<body>\n");
	add_element(to->out, "<p class=\"banner\" role=\"note\">", head->banner, "</p>\n");
	text_add(to->out, "<header>\n");
	add_element(to->out, "<h1>", head->title, "</h1>\n");
	add_element(to->out, "<p class=\"subtitle\">", head->subtitle, "</p>\n");
	if (head->has_as_of) {
		add_element(to->out, "<p class=\"asof\">", rendering_word_as_of(to), " ");
		date_format(head->as_of, day);
		text_addf(to->out, "<time datetime=\"%s\">%s</time></p>\n", day, day);
	}
	if (head->facts != NULL && head->facts->first != NULL)
		add_facts(to, head->facts);
	text_add(to->out, "</header>\n<main>\n");
	return STATUS_OK;
}

static enum status html_section(struct rendering *to, const struct section *section, struct error *err)
{
	(void)err;
	add_section(to, section, to->is_in_list ? 2 : 1);
	return STATUS_OK;
}

static enum status html_list_begin(struct rendering *to, const char *title, struct error *err)
{
	(void)err;
	text_add(to->out, "<div class=\"list\">\n");
	add_heading(to, title, NULL, 1, TONE_NONE);
	return STATUS_OK;
}

static enum status html_list_end(struct rendering *to, struct error *err)
{
	(void)err;
	text_add(to->out, "</div>\n");
	return STATUS_OK;
}

static enum status html_end(struct rendering *to, struct error *err)
{
	(void)err;
	text_add(to->out, "</main>\n");
	add_element(to->out, "<p class=\"banner end\">", to->head->banner, "</p>\n");
	text_add(to->out, "</body>\n</html>\n");
	return STATUS_OK;
}

const struct renderer_type renderer_html = {
	.name = "html",
	.extension = "html",
	.media_type = "text/html; charset=utf-8",
	.begin = html_begin,
	.section = html_section,
	.list_begin = html_list_begin,
	.list_end = html_list_end,
	.end = html_end,
};
