/* Reading rows out of tables, lines and XML. */
#include "data/feed/body_table.h"

#include <stdlib.h>
#include <string.h>

#include "data/exchange/csv.h"
#include "data/exchange/xml.h"
#include "data/feed/body_rows.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

struct table {
	size_t places[FEED_FIELDS]; /* CSV_ABSENT where there is no such column */
	size_t width;               /* 0: any                                   */
	char **names;               /* owned; of a wide table, the header's     */
};

/* Where the first alternative stands in a header; CSV_ABSENT when none does. */
static size_t find_column(struct reader *reader, const struct csv_row *header, const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char wanted[FIELD_SIZE], name[FIELD_SIZE];

		if (!body_fill(reader, names->list[i], wanted))
			return CSV_ABSENT;
		for (size_t at = 0; at < header->count; at++)
			if (csv_trim(header->fields[at], name, sizeof name) && text_equal_fold(name, wanted))
				return at;
	}
	return CSV_ABSENT;
}

static const char *cell(const struct csv_row *row, size_t at, char buffer[FIELD_SIZE])
{
	if (at == CSV_ABSENT || at >= row->count || !csv_trim(row->fields[at], buffer, FIELD_SIZE))
		return NULL;
	return buffer;
}

static bool read_wide_row(struct reader *reader, const struct table *table, const struct csv_row *row)
{
	char date[FIELD_SIZE], close[FIELD_SIZE];
	struct observation seen = {.text[FIELD_DATE] = cell(row, table->places[FIELD_DATE], date)};

	for (size_t i = 0; i < row->count; i++) {
		if (i == table->places[FIELD_DATE] || table->names[i][0] == '\0')
			continue;
		seen.text[FIELD_CLOSE] = cell(row, i, close);
		seen.text[FIELD_SYMBOL] = table->names[i];
		if (!body_add(reader, &seen))
			return false;
	}
	return true;
}

static bool read_row(struct reader *reader, const struct table *table, const struct csv_row *row)
{
	char buffers[FEED_FIELDS][FIELD_SIZE];
	struct observation seen = {0};

	if (row->flaw != NULL)
		return body_fail(reader, FEED_MALFORMED, "line %zu: %s", row->flaw_line, row->flaw);
	if (table->width != 0 && row->count != table->width)
		return body_fail(reader, FEED_MALFORMED, "line %zu has %zu fields, the header %zu", row->line, row->count,
		                 table->width);
	if (table->names != NULL)
		return read_wide_row(reader, table, row);
	for (size_t i = 0; i < FEED_FIELDS; i++)
		seen.text[i] = cell(row, table->places[i], buffers[i]);
	if (seen.text[FIELD_CLOSE] == NULL)
		return body_fail(reader, FEED_MALFORMED, "line %zu has too few fields", row->line);
	return body_add(reader, &seen);
}

static bool read_header(struct reader *reader, const struct csv_row *header, struct table *table)
{
	const struct feed *feed = reader->feed;

	if (header->flaw != NULL)
		return body_fail(reader, FEED_MALFORMED, "line %zu: %s", header->flaw_line, header->flaw);
	table->width = header->count;
	for (size_t i = 0; i < FEED_FIELDS; i++)
		table->places[i] = find_column(reader, header, &feed->fields[i]);
	if (table->places[FIELD_DATE] == CSV_ABSENT)
		return body_fail(reader, FEED_MALFORMED, "there is no column %.60s", feed->fields[FIELD_DATE].list[0]);
	if (feed->layout == FEED_LONG)
		return table->places[FIELD_CLOSE] != CSV_ABSENT ||
		       body_fail(reader, FEED_MALFORMED, "there is no column %.60s", feed->fields[FIELD_CLOSE].list[0]);
	table->names = memory_new_array(header->count, sizeof *table->names);
	for (size_t i = 0; i < header->count; i++) {
		char name[FIELD_SIZE] = "";

		(void)csv_trim(header->fields[i], name, sizeof name); /* a name beyond measure is no symbol: skipped */
		table->names[i] = memory_copy_text(name);
	}
	return true;
}

/* Declared as numbers: the first alternative of each field is its place. */
static void take_places(const struct feed *feed, struct table *table)
{
	for (size_t i = 0; i < FEED_FIELDS; i++)
		table->places[i] = feed->fields[i].count > 0 ? (size_t)strtoul(feed->fields[i].list[0], NULL, 10) : CSV_ABSENT;
}

static bool read_rows(struct reader *reader, const char *body, size_t length, bool has_header)
{
	struct csv *csv = csv_open_bytes(body, length, reader->feed->delimiter);
	struct table table = {0};
	struct csv_row row;
	struct error err = {0};
	const size_t before = reader->seen;
	bool is_well = true;
	enum status status;

	if (has_header) {
		status = csv_next(csv, &row, &err);
		is_well = status == STATUS_OK ? read_header(reader, &row, &table) :
		                                body_fail(reader, FEED_MALFORMED, "the answer is empty or no table: %s", err.message);
	} else {
		take_places(reader->feed, &table);
	}
	while (is_well && (status = csv_next(csv, &row, &err)) == STATUS_OK)
		is_well = read_row(reader, &table, &row);
	if (is_well && status != STATUS_NOT_FOUND)
		is_well = body_fail(reader, FEED_MALFORMED, "%s", err.message);
	if (is_well && !has_header && reader->seen == before)
		is_well = body_fail(reader, FEED_MALFORMED, "the answer is empty");
	for (size_t i = 0; table.names != NULL && i < table.width; i++)
		free(table.names[i]);
	free(table.names);
	csv_close(csv);
	return is_well;
}

bool body_read_line(struct reader *reader, const char *body, size_t length)
{
	return read_rows(reader, body, length, false);
}

bool body_read_table(struct reader *reader, const char *body, size_t length)
{
	for (int64_t i = 0; i < reader->feed->skipped_lines && length > 0; i++) {
		const char *end = memchr(body, '\n', length);
		const size_t line = end != NULL ? (size_t)(end - body) + 1 : length;

		body += line;
		length -= line;
	}
	return read_rows(reader, body, length, reader->feed->has_header);
}

/* The first alternative among an element's attributes. */
static const char *find_attribute(struct reader *reader, const struct xml_element *element, const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char path[FIELD_SIZE];
		const char *value;

		if (!body_fill(reader, names->list[i], path))
			return NULL;
		value = xml_attribute(element, path);
		if (value != NULL)
			return value;
	}
	return NULL;
}

static bool read_element(const struct xml_element *element, void *context)
{
	struct reader *reader = context;
	struct observation seen = {0};

	for (size_t i = 0; i < FEED_FIELDS; i++)
		seen.text[i] = find_attribute(reader, element, &reader->feed->fields[i]);
	if (seen.text[FIELD_CLOSE] == NULL)
		return body_fail(reader, FEED_MALFORMED, "an element %.60s has no %.60s", reader->feed->element,
		                 reader->feed->fields[FIELD_CLOSE].list[0]);
	return body_add(reader, &seen);
}

bool body_read_xml(struct reader *reader, const char *body, size_t length)
{
	struct error err = {0};

	if (xml_each(body, length, reader->feed->element, reader->feed->attribute, read_element, reader, &err) != STATUS_OK)
		return body_fail(reader, FEED_MALFORMED, "the answer is not XML: %s", err.message);
	if (reader->outcome == FEED_OK && reader->seen == 0)
		return body_fail(reader, FEED_MALFORMED, "there is no element %.60s in the answer", reader->feed->element);
	return reader->outcome == FEED_OK;
}
