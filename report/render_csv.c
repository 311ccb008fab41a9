/* One table as CSV (RFC 4180): exact values, and text that no spreadsheet takes for a formula. */
#include <stdlib.h>
#include <string.h>

#include "report/rendering.h"

struct csv {
	struct text head;      /* owned: the columns' keys of the table that is written, empty before it */
	struct text key;       /* owned: its key */
	struct text columns;   /* owned: of a list, the keys of its first item's facts, each ended by a line end */
	struct text facts;     /* owned: "section,key,value" lines, for a document without a table */
	bool is_chosen, is_list, is_facts;
};

static struct csv *csv_of(const struct rendering *to)
{
	return to->state;
}

/* Spreadsheets skip leading blanks, and take full-width signs for the plain ones. */
static bool looks_like_formula(const char *text)
{
	static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠", "\xe2\x88\x92"};

	if (*text == '\t' || *text == '\r' || *text == '\n')
		return true;
	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

/* A field, quoted where RFC 4180 asks for it or a blank at an end would get lost. */
static void add_field(struct text *out, const char *field)
{
	const size_t length = strlen(field);

	if (strpbrk(field, ",\"\r\n") == NULL && (length == 0 || (field[0] != ' ' && field[length - 1] != ' '))) {
		text_add(out, field);
		return;
	}
	text_add_character(out, '"');
	for (; *field != '\0'; field++) {
		if (*field == '"')
			text_add_character(out, '"');
		text_add_character(out, *field);
	}
	text_add_character(out, '"');
}

static void add_text_field(struct text *out, const struct rendering *to, const char *text)
{
	struct text field = {0};

	if (text != NULL && !to->options.is_raw && looks_like_formula(text))
		text_add_character(&field, '\'');
	add_clean(&field, text);
	add_field(out, text_string(&field));
	text_clear(&field);
}

static void add_cell(struct text *out, const struct rendering *to, const struct cell *cell)
{
	struct text exact = {0};

	if (cell_is_number(cell->type)) {
		cell_add_exact(out, cell);
		return;
	}
	if (cell->type == CELL_TEXT || cell->type == CELL_LEVEL) {
		add_text_field(out, to, cell->text);
		return;
	}
	/* A trend begins with a number and may be negative; quoting keeps it one field of text. */
	cell_add_exact(&exact, cell);
	if (cell->type == CELL_TREND)
		add_field(out, text_string(&exact));
	else
		add_text_field(out, to, text_string(&exact));
	text_clear(&exact);
}

static void add_banner(struct text *out, const struct rendering *to, bool is_head)
{
	if (to->head->banner == NULL)
		return;
	text_add_character(out, ',');
	add_text_field(out, to, is_head ? "banner" : to->head->banner);
}

static void end_row(struct text *out, const struct rendering *to, bool is_head)
{
	add_banner(out, to, is_head);
	text_add(out, "\r\n");
}

/* True when the block of this key is the one to be written; the first one met is chosen when none was named. */
static bool choose(struct rendering *to, const char *key, bool is_list)
{
	struct csv *csv = csv_of(to);

	if (key == NULL || csv->is_facts)
		return false;
	if (!csv->is_chosen && (to->options.table == NULL || strcmp(to->options.table, key) == 0)) {
		csv->is_chosen = true;
		csv->is_list = is_list;
		text_add(&csv->key, key);
	}
	return csv->is_chosen && csv->is_list == is_list && strcmp(text_string(&csv->key), key) == 0;
}

/* Writes the head once; a later table of the same key must have the same. */
static enum status agree_on_head(struct rendering *to, const struct text *head, struct error *err)
{
	struct csv *csv = csv_of(to);

	if (csv->head.length == 0) {
		text_add(&csv->head, text_string(head));
		text_add(to->out, text_string(head));
		return STATUS_OK;
	}
	if (strcmp(text_string(&csv->head), text_string(head)) != 0)
		return error_set(err, STATUS_INVALID, "the tables \"%s\" have different columns and cannot share a CSV file",
		                 text_string(&csv->key));
	return STATUS_OK;
}

/* Where a table stands: the key of the list's item around it, if any. */
struct place {
	const char *item, *key;
};

static void add_table_head(struct text *out, const struct rendering *to, const struct table *table,
                           const struct place *place)
{
	const char *comma = "";

	if (place->item != NULL) {
		add_field(out, place->item);
		comma = ",";
	}
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];

		if (!is_for_programs(column->audience))
			continue;
		text_add(out, comma);
		comma = ",";
		add_text_field(out, to, column->key);
		if (column->is_mixed)
			text_addf(out, ",%s_currency", column->key);
	}
	end_row(out, to, true);
}

static void add_table_row(struct rendering *to, const struct table *table, const struct row *row,
                          const struct place *place)
{
	const char *comma = "";

	if (place->item != NULL) {
		add_text_field(to->out, to, place->key);
		comma = ",";
	}
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];

		if (!is_for_programs(column->audience))
			continue;
		text_add(to->out, comma);
		comma = ",";
		add_cell(to->out, to, &row->cells[i]);
		if (column->is_mixed) {
			text_add_character(to->out, ',');
			add_text_field(to->out, to, row->cells[i].currency);
		}
	}
	end_row(to->out, to, false);
}

static enum status add_table(struct rendering *to, const struct table *table, const struct place *place,
                             struct error *err)
{
	struct text head = {0};
	enum status status;

	if (!choose(to, table->key, false))
		return STATUS_OK;
	add_table_head(&head, to, table, place);
	status = agree_on_head(to, &head, err);
	text_clear(&head);
	for (const struct row *row = table->first; status == STATUS_OK && row != NULL; row = row->next)
		add_table_row(to, table, row, place);
	return status;
}

/* Calls back for every fact a program gets from an item itself. */
static void each_fact(const struct section *item, void (*take)(void *state, const struct fact *fact), void *state)
{
	for (const struct block *block = item->first; block != NULL; block = block->next) {
		if (block->type != BLOCK_FACTS || !is_for_programs(block->audience))
			continue;
		for (const struct fact *fact = block->facts.first; fact != NULL; fact = fact->next)
			if (fact->key != NULL && is_for_programs(fact->audience))
				take(state, fact);
	}
}

static void take_column(void *state, const struct fact *fact)
{
	struct rendering *to = state;
	struct csv *csv = csv_of(to);

	text_addf(&csv->columns, "%s\n", fact->key);
	text_add_character(&csv->head, ',');
	add_text_field(&csv->head, to, fact->key);
}

/* The fact of one column, looked up by its key, for facts may be absent or stand in another order. */
struct lookup {
	const char *key;
	size_t length;
	const struct fact *found;
	size_t count;        /* facts the item has */
};

static void match(void *state, const struct fact *fact)
{
	struct lookup *lookup = state;

	lookup->count++;
	if (lookup->found == NULL && strlen(fact->key) == lookup->length &&
	    memcmp(fact->key, lookup->key, lookup->length) == 0)
		lookup->found = fact;
}

/* The item's own facts as one row of the list's table; the first item makes the columns. */
static enum status add_item(struct rendering *to, const char *item, const struct section *section, struct error *err)
{
	struct csv *csv = csv_of(to);
	size_t matched = 0, count = 0;

	if (csv->head.length == 0) {
		add_field(&csv->head, item != NULL ? item : "key");
		each_fact(section, take_column, to);
		end_row(&csv->head, to, true);
		text_add(to->out, text_string(&csv->head));
	}
	add_text_field(to->out, to, section->key);
	for (const char *key = text_string(&csv->columns), *end; (end = strchr(key, '\n')) != NULL; key = end + 1) {
		struct lookup lookup = {.key = key, .length = (size_t)(end - key)};

		each_fact(section, match, &lookup);
		text_add_character(to->out, ',');
		if (lookup.found != NULL)
			add_cell(to->out, to, &lookup.found->value);
		matched += lookup.found != NULL;
		count = lookup.count;
	}
	end_row(to->out, to, false);
	if (matched < count)
		return error_set(err, STATUS_INVALID, "\"%s\" has facts the first of \"%s\" has not; they fit no column",
		                 section->key != NULL ? section->key : "", text_string(&csv->key));
	return STATUS_OK;
}

static void add_facts(struct rendering *to, const struct facts *facts, const char *section)
{
	struct csv *csv = csv_of(to);
	struct text *out = csv->is_facts ? to->out : &csv->facts;

	if (csv->is_chosen && !csv->is_facts)
		return;
	for (const struct fact *fact = facts->first; fact != NULL; fact = fact->next) {
		if (fact->key == NULL || !is_for_programs(fact->audience))
			continue;
		add_text_field(out, to, section);
		text_add_character(out, ',');
		add_text_field(out, to, fact->key);
		text_add_character(out, ',');
		add_cell(out, to, &fact->value);
		end_row(out, to, false);
	}
}

static enum status add_section(struct rendering *to, const struct section *section, const struct place *place,
                               struct error *err);

static enum status add_list(struct rendering *to, const struct section_list *list, struct error *err)
{
	const bool is_chosen = choose(to, list->key, true);
	enum status status = STATUS_OK;

	for (const struct section *item = list->first; status == STATUS_OK && item != NULL; item = item->next) {
		const struct place place = {.item = list->item != NULL ? list->item : "key", .key = item->key};

		status = is_chosen ? add_item(to, list->item, item, err) : add_section(to, item, &place, err);
	}
	return status;
}

static enum status add_section(struct rendering *to, const struct section *section, const struct place *place,
                               struct error *err)
{
	enum status status = STATUS_OK;

	for (const struct block *block = section->first; status == STATUS_OK && block != NULL; block = block->next) {
		if (!is_for_programs(block->audience))
			continue;
		switch (block->type) {
		case BLOCK_TABLE:
			status = add_table(to, &block->table, place, err);
			break;
		case BLOCK_LIST:
			status = add_list(to, &block->list, err);
			break;
		case BLOCK_SECTION:
			status = add_section(to, block->section, place, err);
			break;
		case BLOCK_FACTS:
			add_facts(to, &block->facts, section->key);
			break;
		case BLOCK_PARAGRAPH:
		case BLOCK_CHART:
		case BLOCK_NOTES:
			break;
		}
	}
	return status;
}

static void add_facts_head(struct rendering *to)
{
	text_add(to->out, "section,key,value");
	end_row(to->out, to, true);
}

static enum status csv_begin(struct rendering *to, struct error *err)
{
	struct csv *csv = csv_of(to);

	(void)err;
	csv->is_facts = to->options.table != NULL && strcmp(to->options.table, "facts") == 0;
	if (csv->is_facts)
		add_facts_head(to);
	if (to->head->facts != NULL)
		add_facts(to, to->head->facts, NULL);
	return STATUS_OK;
}

static enum status csv_section(struct rendering *to, const struct section *section, struct error *err)
{
	const struct csv *csv = csv_of(to);
	const struct place place = {
		.item = !to->is_in_list ? NULL : to->list_item != NULL ? to->list_item : "key",
		.key = section->key,
	};

	if (to->is_in_list && csv->is_list && to->list_key != NULL &&
	    strcmp(text_string(&csv->key), to->list_key) == 0)
		return add_item(to, to->list_item, section, err);
	return add_section(to, section, &place, err);
}

static enum status csv_list_begin(struct rendering *to, const char *title, struct error *err)
{
	(void)title;
	(void)err;
	(void)choose(to, to->list_key, true); /* asked again for every item */
	return STATUS_OK;
}

static enum status csv_list_end(struct rendering *to, struct error *err)
{
	(void)to;
	(void)err;
	return STATUS_OK;
}

static enum status csv_end(struct rendering *to, struct error *err)
{
	struct csv *csv = csv_of(to);

	if (csv->is_chosen || csv->is_facts)
		return STATUS_OK;
	if (to->options.table != NULL)
		return error_set(err, STATUS_NOT_FOUND, "the document has no table \"%s\"", to->options.table);
	add_facts_head(to);
	text_add(to->out, text_string(&csv->facts));
	return STATUS_OK;
}

static void csv_clear(struct rendering *to)
{
	struct csv *csv = csv_of(to);

	text_clear(&csv->head);
	text_clear(&csv->key);
	text_clear(&csv->columns);
	text_clear(&csv->facts);
}

const struct renderer_type renderer_csv = {
	.name = "csv",
	.extension = "csv",
	.media_type = "text/csv; charset=utf-8",
	.state_size = sizeof(struct csv),
	.begin = csv_begin,
	.section = csv_section,
	.list_begin = csv_list_begin,
	.list_end = csv_list_end,
	.end = csv_end,
	.clear = csv_clear,
};
