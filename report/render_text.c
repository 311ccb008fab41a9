/* A page of text: quiet rules, aligned columns, wrapped sentences. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "report/layout.h"
#include "report/rendering.h"
#include "report/text_chart.h"

enum { INDENT = 2, GAP = 2, NARROWEST = 12, WORD_MOST = 20 /* a time, a feed */, DEFAULT_WIDTH = 100 };

static size_t page_width(const struct rendering *to)
{
	const size_t width = to->options.width;

	return width == 0 ? DEFAULT_WIDTH : width < 40 ? 40 : width > 400 ? 400 : width;
}

static const char *paint_of(enum tone tone)
{
	static const char *const paints[] = {
		[TONE_NONE] = "", [TONE_GOOD] = "\x1b[32m", [TONE_WARN] = "\x1b[33m", [TONE_BAD] = "\x1b[31m",
		[TONE_QUIET] = "\x1b[2m",
	};

	return paints[tone];
}

static void begin_paint(struct rendering *to, const char *paint)
{
	if (to->options.has_colour && *paint != '\0')
		text_add(to->out, paint);
}

static void end_paint(struct rendering *to, const char *paint)
{
	if (to->options.has_colour && *paint != '\0')
		text_add(to->out, "\x1b[0m");
}

static void end_line(struct rendering *to)
{
	while (to->out->length > 0 && to->out->bytes[to->out->length - 1] == ' ')
		to->out->bytes[--to->out->length] = '\0';
	text_add_character(to->out, '\n');
}

static void add_rule(struct rendering *to, const char *piece, const char *plain, size_t columns)
{
	begin_paint(to, paint_of(TONE_QUIET));
	text_add_repeated(to->out, to->options.is_ascii ? plain : piece, columns);
	end_paint(to, paint_of(TONE_QUIET));
}

/* first stands before the first line, further lines are indented as far. */
static void add_wrapped(struct rendering *to, const char *first, const char *text, const char *paint)
{
	struct text clean = {0};
	const size_t indent = text_width(first);
	size_t next = 0;

	add_clean(&clean, text);
	for (const char *rest = text_string(&clean); *rest != '\0'; rest += next) {
		const size_t bytes = line_break(rest, page_width(to) - indent, &next);

		begin_paint(to, paint);
		if (rest == text_string(&clean))
			text_add(to->out, first);
		else
			text_add_repeated(to->out, " ", indent);
		text_add_bytes(to->out, rest, bytes);
		end_paint(to, paint);
		end_line(to);
	}
	text_clear(&clean);
}

/* "Title ──────────── subtitle" at the first two levels, the title alone below. */
static void add_heading(struct rendering *to, const char *title, const char *subtitle, size_t level, enum tone tone)
{
	const bool is_first = level <= 1;
	struct text left = {0}, right = {0};
	size_t used;

	if (title == NULL)
		return;
	add_clean(&left, title);
	add_clean(&right, subtitle);
	text_add_character(to->out, '\n');
	if (is_first)
		text_add_character(to->out, '\n');
	begin_paint(to, "\x1b[1m");
	begin_paint(to, paint_of(tone));
	text_add(to->out, text_string(&left));
	end_paint(to, "\x1b[1m");
	used = text_width(text_string(&left)) + (right.length > 0 ? text_width(text_string(&right)) + 1 : 0) + 1;
	if (level > 2 || used + 2 > page_width(to)) {
		text_add(to->out, right.length > 0 ? (to->options.is_ascii ? " - " : " · ") : "");
	} else {
		text_add_character(to->out, ' ');
		add_rule(to, is_first ? "━" : "─", is_first ? "=" : "-", page_width(to) - used);
		text_add(to->out, right.length > 0 ? " " : "");
	}
	text_add(to->out, text_string(&right));
	end_line(to);
	text_clear(&left);
	text_clear(&right);
}

static void add_block_title(struct rendering *to, const char *title)
{
	text_add_character(to->out, '\n');
	if (title == NULL)
		return;
	begin_paint(to, "\x1b[1m");
	text_add_repeated(to->out, " ", INDENT);
	add_clean(to->out, title);
	end_paint(to, "\x1b[1m");
	text_add_character(to->out, '\n');
}

static void add_fact(struct rendering *to, const struct fact *fact, size_t columns)
{
	const struct cell_style style = {.is_ascii = to->options.is_ascii, .missing = rendering_word_missing(to)};
	struct text title = {0}, value = {0};
	const char *rest;
	size_t next = 0, room;

	add_clean(&title, fact->title != NULL ? fact->title : fact->key);
	cell_add_shown(&value, &fact->value, &style);
	if (fact->value.type == CELL_MISSING && fact->value.text != NULL) {
		text_add(&value, " (");
		add_clean(&value, fact->value.text);
		text_add_character(&value, ')');
	}
	text_add_repeated(to->out, " ", INDENT);
	begin_paint(to, paint_of(TONE_QUIET));
	text_add_padded(to->out, text_string(&title), columns, TEXT_LEFT);
	end_paint(to, paint_of(TONE_QUIET));
	room = page_width(to) - INDENT - columns - GAP;
	rest = text_string(&value);
	do {
		const size_t bytes = line_break(rest, room, &next);

		text_add_repeated(to->out, " ", rest == text_string(&value) ? GAP : INDENT + columns + GAP);
		begin_paint(to, paint_of(fact->value.tone));
		text_add_bytes(to->out, rest, bytes);
		end_paint(to, paint_of(fact->value.tone));
		end_line(to);
		rest += next;
	} while (*rest != '\0');
	text_clear(&title);
	text_clear(&value);
}

static void add_facts(struct rendering *to, const struct facts *facts)
{
	struct text title = {0};
	size_t columns = 0;

	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next) {
		size_t width;

		text_reset(&title);
		add_clean(&title, fact->title != NULL ? fact->title : fact->key);
		width = text_width(text_string(&title));
		if (is_for_people(fact->audience) && width > columns)
			columns = width;
	}
	text_clear(&title);
	columns = columns > page_width(to) / 2 ? page_width(to) / 2 : columns;
	add_block_title(to, facts->title);
	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next)
		if (is_for_people(fact->audience))
			add_fact(to, fact, columns);
}

/* A table laid out: which columns are shown, how wide, and every text of it once. */
struct grid {
	const struct table *table;
	size_t count;            /* columns for people */
	size_t *columns;         /* owned: [count] indexes into table->columns */
	size_t *natural;         /* owned: [count] columns the widest text takes */
	size_t *words;           /* owned: [count] columns the longest word takes, at most WORD_MOST */
	size_t *widths;          /* owned: [count] as shown */
	struct text *texts;      /* owned: [(1 + rows + totals) * count], line by line, the heads first */
	size_t lines;
	const struct row **rows; /* owned: [lines]; NULL for the heads */
};

static void grid_fill(struct grid *grid, const struct rendering *to, const struct table *table)
{
	/* Two columns always fit beside each other. */
	const size_t half = (page_width(to) - INDENT - GAP) / 2, most = half < WORD_MOST ? half : WORD_MOST;
	const struct row *row = table->first;

	grid->table = table;
	grid->columns = memory_new_array(table->column_count, sizeof *grid->columns);
	grid->count = table_people_columns(table, grid->columns);
	grid->lines = 1 + table->row_count + (table->totals != NULL);
	grid->natural = memory_new_array(grid->count, sizeof *grid->natural);
	grid->words = memory_new_array(grid->count, sizeof *grid->words);
	grid->widths = memory_new_array(grid->count, sizeof *grid->widths);
	grid->texts = memory_new_array(grid->lines * grid->count, sizeof *grid->texts);
	grid->rows = memory_new_array(grid->lines, sizeof *grid->rows);
	for (size_t line = 0; line < grid->lines; line++) {
		if (line > 0)
			grid->rows[line] = row != NULL ? row : table->totals;
		for (size_t i = 0; i < grid->count; i++) {
			const size_t column = grid->columns[i];
			struct text *text = &grid->texts[line * grid->count + i];
			const char *unit = column_unit(table, column);
			size_t width, word;

			if (line > 0) {
				table_add_cell(text, to, table, grid->rows[line], column);
			} else {
				add_clean(text, table->columns[column].title);
				text_add(text, unit != NULL && text->length > 0 ? " " : "");
				add_clean(text, unit);
			}
			width = text_width(text_string(text));
			word = line_longest_word(text_string(text));
			if (width > grid->natural[i])
				grid->natural[i] = width;
			if (word > grid->words[i])
				grid->words[i] = word < most ? word : most;
		}
		if (line > 0 && row != NULL)
			row = row->next;
	}
}

static void grid_clear(struct grid *grid)
{
	for (size_t i = 0; i < grid->lines * grid->count; i++)
		text_clear(&grid->texts[i]);
	free(grid->texts);
	free(grid->rows);
	free(grid->natural);
	free(grid->words);
	free(grid->widths);
	free(grid->columns);
}

/* Words stay whole as far as they are no longer than a time: half of one is no name to type. */
static bool may_narrow(const struct grid *grid, size_t i)
{
	return column_alignment(&grid->table->columns[grid->columns[i]]) == TEXT_LEFT && grid->widths[i] > NARROWEST &&
	       grid->widths[i] > grid->words[i];
}

/* The next column of a part of the table: column 0, then those from `from` on. */
static size_t column_after(size_t i, size_t from)
{
	return i == 0 && from > 0 ? from : i + 1;
}

/*
 * Widths of column 0 and those of [from, until): natural, then taken from the widest text until the part fits the page
 * or no text is left to narrow. Returns how wide the part is.
 */
static size_t grid_fit(struct grid *grid, size_t from, size_t until, size_t room)
{
	for (size_t i = 0; i < until; i = column_after(i, from))
		grid->widths[i] = grid->natural[i];
	for (;;) {
		size_t total = 0, widest = until;

		for (size_t i = 0; i < until; i = column_after(i, from)) {
			total += grid->widths[i] + (i > 0 ? GAP : 0);
			if (may_narrow(grid, i) && (widest == until || grid->widths[i] > grid->widths[widest]))
				widest = i;
		}
		if (total <= room || widest == until)
			return total;
		grid->widths[widest]--;
	}
}

static enum tone tone_at(const struct grid *grid, size_t line, size_t i)
{
	const struct row *row = grid->rows[line];

	if (row == NULL)
		return TONE_QUIET;
	if (row->cells[grid->columns[i]].type == CELL_MISSING)
		return TONE_QUIET;
	return row->cells[grid->columns[i]].tone;
}

/* One row of the table, on as many lines as its longest text needs: column 0 and those of [from, until). */
static void grid_add_line(struct rendering *to, const struct grid *grid, size_t line, size_t from, size_t until)
{
	const char **rest = memory_new_array(grid->count, sizeof *rest);
	bool has_more = true;

	for (size_t i = 0; i < grid->count; i++)
		rest[i] = text_string(&grid->texts[line * grid->count + i]);
	while (has_more) {
		has_more = false;
		text_add_repeated(to->out, " ", INDENT);
		for (size_t i = 0; i < until; i = column_after(i, from)) {
			const enum text_align align = column_alignment(&grid->table->columns[grid->columns[i]]);
			const char *paint = paint_of(tone_at(grid, line, i));
			struct text piece = {0};
			size_t next = 0, bytes = line_break(rest[i], grid->widths[i], &next);

			text_add_bytes(&piece, rest[i], bytes);
			text_add_repeated(to->out, " ", i > 0 ? GAP : 0);
			begin_paint(to, paint);
			text_add_padded(to->out, text_string(&piece), grid->widths[i], align);
			end_paint(to, paint);
			rest[i] += next;
			has_more = has_more || *rest[i] != '\0';
			text_clear(&piece);
		}
		end_line(to);
	}
	free(rest);
}

/* As many columns from `from` on as the page holds beside column 0, at least one. *used is how wide they are. */
static size_t grid_reach(struct grid *grid, size_t from, size_t room, size_t *used)
{
	size_t until = from + 1;

	*used = grid_fit(grid, from, until, room);
	while (until < grid->count && grid_fit(grid, from, until + 1, room) <= room)
		until++;
	*used = grid_fit(grid, from, until, room);
	return until;
}

/* Whether the totals say anything in this part beside their name. */
static bool has_totals(const struct grid *grid, size_t from, size_t until)
{
	const struct text *line = &grid->texts[(grid->lines - 1) * grid->count];

	if (grid->table->totals == NULL)
		return false;
	for (size_t i = from > 0 ? from : 1; i < until; i++)
		if (line[i].length > 0)
			return true;
	return grid->count == 1;
}

/* A table too wide for the page goes on below, its first column repeated: nothing is left out. */
static void grid_add(struct rendering *to, struct grid *grid)
{
	const size_t room = page_width(to) - INDENT;

	for (size_t from = 0, until, used; from < grid->count; from = until) {
		until = grid_reach(grid, from, room, &used);
		if (from > 0)
			text_add_character(to->out, '\n');
		grid_add_line(to, grid, 0, from, until);
		text_add_repeated(to->out, " ", INDENT);
		add_rule(to, "─", "-", used);
		end_line(to);
		for (size_t line = 1; line <= grid->table->row_count; line++)
			grid_add_line(to, grid, line, from, until);
		if (!has_totals(grid, from, until))
			continue;
		text_add_repeated(to->out, " ", INDENT);
		add_rule(to, "─", "-", used);
		end_line(to);
		grid_add_line(to, grid, grid->lines - 1, from, until);
	}
}

static void add_reason(void *state, const char *reason)
{
	struct rendering *to = state;
	struct text line = {0};

	text_addf(&line, "%s: %s", rendering_word_missing(to), reason);
	add_wrapped(to, "  ", text_string(&line), paint_of(TONE_QUIET));
	text_clear(&line);
}

static void add_table(struct rendering *to, const struct table *table)
{
	struct grid grid = {0};

	if (table->row_count == 0 && table->empty != NULL) {
		add_block_title(to, table->title);
		add_wrapped(to, "  ", table->empty, paint_of(TONE_QUIET));
		return;
	}
	grid_fill(&grid, to, table);
	if (grid.count > 0) {
		add_block_title(to, table->title);
		grid_add(to, &grid);
		table_each_reason(table, add_reason, to);
		if (table->note != NULL)
			add_wrapped(to, "  ", table->note, paint_of(TONE_QUIET));
	}
	grid_clear(&grid);
}

static void add_notes(struct rendering *to, const struct notes *notes)
{
	static const char *const marks[] = {"  · ", "  ✓ ", "  ! ", "  ✗ ", "  · "};
	static const char *const plain[] = {"  - ", "  + ", "  ! ", "  x ", "  - "};

	if (notes->first == NULL)
		return;
	add_block_title(to, notes->title);
	for (const struct note *note = notes->first; note != NULL; note = note->next)
		add_wrapped(to, (to->options.is_ascii ? plain : marks)[note->tone], note->text, paint_of(note->tone));
}

static void add_chart(struct rendering *to, const struct chart *chart)
{
	add_block_title(to, chart->title);
	text_chart_add(to, chart, page_width(to));
	if (chart->note != NULL)
		add_wrapped(to, "  ", chart->note, paint_of(TONE_QUIET));
}

static void add_section(struct rendering *to, const struct section *section, size_t level)
{
	add_heading(to, section->title, section->subtitle, level, section->tone);
	for (const struct block *block = section->first; block != NULL; block = block->next) {
		if (!is_for_people(block->audience))
			continue;
		switch (block->type) {
		case BLOCK_PARAGRAPH:
			text_add_character(to->out, '\n');
			add_wrapped(to, "  ", block->paragraph.text, paint_of(block->paragraph.tone));
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
}

/*
 * Typography that a plain terminal has a letter for, one for one so that columns stay where they are. Names keep theirs.
 */
static void use_plain_letters(struct rendering *to, size_t from)
{
	static const struct {
		uint32_t character;
		char plain;
	} letters[] = {
		{0xA0, ' '},    {0xB7, '-'},    {0xD7, 'x'},    {0x3BB, 'L'},   {0x2013, '-'},  {0x2014, '-'},  {0x2018, '\''},
		{0x2019, '\''}, {0x201C, '"'},  {0x201D, '"'},  {0x2026, '.'},  {0x2192, '>'},  {0x2212, '-'},  {0x2264, '<'},
		{0x2265, '>'},
	};
	struct text *out = to->out;
	size_t read = from, write = from;

	if (!to->options.is_ascii || out->bytes == NULL)
		return;
	while (read < out->length) {
		uint32_t character;
		const size_t size = text_decode(out->bytes + read, out->length - read, &character);
		size_t i = 0;

		while (i < sizeof letters / sizeof letters[0] && letters[i].character != character)
			i++;
		if (i < sizeof letters / sizeof letters[0]) {
			out->bytes[write++] = letters[i].plain;
		} else {
			memmove(out->bytes + write, out->bytes + read, size);
			write += size;
		}
		read += size;
	}
	out->bytes[write] = '\0';
	out->length = write;
}

static enum status text_begin(struct rendering *to, struct error *err)
{
	const size_t from = to->out->length;
	const struct document_head *head = to->head;
	struct text left = {0}, right = {0};
	char day[DATE_TEXT_SIZE];

	(void)err;
	add_clean(&left, head->title);
	if (head->has_as_of) {
		add_clean(&right, rendering_word_as_of(to));
		text_addf(&right, " %s", date_format(head->as_of, day));
	}
	if (left.length + right.length > 0) {
		const size_t used = text_width(text_string(&left)) + text_width(text_string(&right));

		begin_paint(to, "\x1b[1m");
		text_add(to->out, text_string(&left));
		end_paint(to, "\x1b[1m");
		if (used + 2 <= page_width(to))
			text_add_repeated(to->out, " ", page_width(to) - used);
		else
			end_line(to);
		text_add(to->out, text_string(&right));
		end_line(to);
	}
	if (head->subtitle != NULL)
		add_wrapped(to, "", head->subtitle, paint_of(TONE_QUIET));
	if (head->banner != NULL)
		add_wrapped(to, to->options.is_ascii ? "!! " : "▌ ", head->banner, paint_of(TONE_WARN));
	if (head->facts != NULL && head->facts->first != NULL)
		add_facts(to, head->facts);
	text_clear(&left);
	text_clear(&right);
	use_plain_letters(to, from);
	return STATUS_OK;
}

static enum status text_section(struct rendering *to, const struct section *section, struct error *err)
{
	const size_t from = to->out->length;

	(void)err;
	add_section(to, section, to->is_in_list ? 2 : 1);
	use_plain_letters(to, from);
	return STATUS_OK;
}

static enum status text_list_begin(struct rendering *to, const char *title, struct error *err)
{
	(void)err;
	add_heading(to, title, NULL, 1, TONE_NONE);
	return STATUS_OK;
}

static enum status text_nothing(struct rendering *to, struct error *err)
{
	(void)to;
	(void)err;
	return STATUS_OK;
}

const struct renderer_type renderer_text = {
	.name = "text",
	.extension = "txt",
	.media_type = "text/plain; charset=utf-8",
	.begin = text_begin,
	.section = text_section,
	.list_begin = text_list_begin,
	.list_end = text_nothing,
	.end = text_nothing,
};
