/* The reader and writer of comma-separated values. */
#include "data/exchange/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/problem.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { BUFFER_BYTES = 64 * 1024, AT_END = -1 };

/* What a byte is to the quick reader of lines. */
enum byte_kind { BYTE_PLAIN, BYTE_HIGH, BYTE_ENDS, BYTE_RARE };

struct csv {
	FILE *file;                 /* NULL: everything is in bytes already                  */
	const char *bytes;          /* what can be read without asking the file              */
	size_t length, at;
	char *buffer;               /* owned; of a file                                      */
	char delimiter;
	unsigned char kinds[256];   /* enum byte_kind of each byte                           */
	size_t line;                /* of the next byte                                      */
	size_t rows;
	struct text cells;          /* fields of the row, each with its NUL                  */
	size_t *starts;             /* owned; where each begins in cells                     */
	const char **fields;        /* owned                                                 */
	size_t starts_capacity, fields_capacity;
};

static struct csv *csv_new(char delimiter)
{
	struct csv *csv = memory_new(sizeof *csv);

	csv->delimiter = delimiter;
	csv->line = 1;
	for (int byte = 0x80; byte < 0x100; byte++)
		csv->kinds[byte] = BYTE_HIGH;
	csv->kinds[0] = csv->kinds['"'] = csv->kinds['\r'] = BYTE_RARE;
	csv->kinds[(unsigned char)delimiter] = csv->kinds['\n'] = BYTE_ENDS;
	return csv;
}

struct csv *csv_open_file(FILE *file, char delimiter)
{
	struct csv *csv = csv_new(delimiter);

	csv->file = file;
	csv->buffer = memory_resize(NULL, BUFFER_BYTES, 1); /* what is read of it was written by fread */
	csv->bytes = csv->buffer;
	return csv;
}

struct csv *csv_open_bytes(const char *bytes, size_t length, char delimiter)
{
	struct csv *csv = csv_new(delimiter);

	csv->bytes = bytes;
	csv->length = length;
	return csv;
}

void csv_close(struct csv *csv)
{
	if (csv == NULL)
		return;
	free(csv->buffer);
	free(csv->starts);
	free(csv->fields);
	text_clear(&csv->cells);
	free(csv);
}

static int next_byte(struct csv *csv)
{
	if (csv->at == csv->length) {
		if (csv->file == NULL)
			return AT_END;
		csv->length = fread(csv->buffer, 1, BUFFER_BYTES, csv->file);
		csv->at = 0;
		if (csv->length == 0)
			return AT_END;
	}
	return (unsigned char)csv->bytes[csv->at++];
}

/* Always the byte just read: a refill leaves it in the buffer. */
static void put_back(struct csv *csv, int byte)
{
	if (byte != AT_END)
		csv->at--;
}

static void skip_byte_order_mark(struct csv *csv)
{
	if (csv->at == csv->length)
		put_back(csv, next_byte(csv));
	if (csv->length - csv->at >= 3 && memcmp(csv->bytes + csv->at, "\xEF\xBB\xBF", 3) == 0)
		csv->at += 3;
}

static void set_flaw(struct csv *csv, struct csv_row *row, const char *flaw)
{
	if (row->flaw != NULL)
		return;
	row->flaw = flaw;
	row->flaw_line = csv->line;
	row->flaw_column = row->count + 1;
}

static enum status add_byte(struct csv *csv, size_t start, int byte, struct csv_row *row, struct error *err)
{
	if (byte == '\0') {
		set_flaw(csv, row, "a NUL byte; the file must be UTF-8 text");
		byte = ' ';
	}
	if (csv->cells.length - start >= CSV_FIELD_BYTES)
		return error_set(err, STATUS_INVALID, "line %zu: field %zu of the row is longer than %d bytes; "
		                 "is a quote missing?", row->line, row->count + 1, CSV_FIELD_BYTES);
	if (csv->cells.length >= CSV_ROW_BYTES)
		return error_set(err, STATUS_INVALID, "line %zu: the row is longer than %d bytes", row->line, CSV_ROW_BYTES);
	text_add_character(&csv->cells, (char)byte);
	return STATUS_OK;
}

/* After the opening quote, to the closing one. */
static enum status read_quoted(struct csv *csv, size_t start, struct csv_row *row, struct error *err)
{
	const size_t opened = csv->line;

	for (;;) {
		int byte = next_byte(csv);
		enum status status;

		if (byte == AT_END)
			return error_set(err, STATUS_INVALID, "line %zu: a quote opened in field %zu is never closed", opened,
			                 row->count + 1);
		if (byte == '"') {
			byte = next_byte(csv);
			if (byte != '"') {
				put_back(csv, byte);
				return STATUS_OK;
			}
		}
		if (byte == '\n')
			csv->line++;
		status = add_byte(csv, start, byte, row, err);
		if (status != STATUS_OK)
			return status;
	}
}

/*
 * One field into cells. *end is what stands behind it: the delimiter, a line feed or AT_END.
 */
static enum status read_field(struct csv *csv, struct csv_row *row, int *end, struct error *err)
{
	const size_t start = csv->cells.length;
	bool is_quoted = false;
	int byte = next_byte(csv);

	if (byte == '"') {
		const enum status status = read_quoted(csv, start, row, err);

		if (status != STATUS_OK)
			return status;
		is_quoted = true;
		byte = next_byte(csv);
	}
	for (; byte != AT_END && byte != '\n' && byte != (unsigned char)csv->delimiter; byte = next_byte(csv)) {
		enum status status;

		if (byte == '\r') {
			const int after = next_byte(csv);

			put_back(csv, after);
			if (after == '\n' || after == AT_END)
				continue;
			set_flaw(csv, row, "a carriage return without a line feed");
		} else if (is_quoted) {
			set_flaw(csv, row, "text after the closing quote");
		} else if (byte == '"') {
			set_flaw(csv, row, "a quote inside a field that is not quoted");
		}
		status = add_byte(csv, start, byte, row, err);
		if (status != STATUS_OK)
			return status;
	}
	if (!text_is_utf8(text_string(&csv->cells) + start, csv->cells.length - start))
		set_flaw(csv, row, "bytes that are not UTF-8; save the file as UTF-8");
	text_add_character(&csv->cells, '\0');
	*end = byte;
	return STATUS_OK;
}

/* The length of the line at hand without its line feed; AT_END when it does not lie in memory whole. */
static ptrdiff_t line_at_hand(struct csv *csv)
{
	const char *start = csv->bytes + csv->at, *end = memchr(start, '\n', csv->length - csv->at);

	if (end == NULL && csv->file != NULL && csv->at > 0) { /* a row that begins here may be moved: nothing points at it */
		memmove(csv->buffer, start, csv->length - csv->at);
		csv->length -= csv->at;
		csv->at = 0;
		csv->length += fread(csv->buffer + csv->length, 1, BUFFER_BYTES - csv->length, csv->file);
		start = csv->bytes;
		end = memchr(start, '\n', csv->length);
	}
	return end == NULL ? AT_END : end - start;
}

/*
 * A line as nearly all of them are, without quotes, NUL or stray carriage return, split in one pass. False, and nothing
 * was read: the line wants the careful reader below, which also finds the words for what is wrong with it.
 */
static bool read_plain_line(struct csv *csv, struct csv_row *row)
{
	const ptrdiff_t whole = line_at_hand(csv);
	size_t length = (size_t)whole, start = 0;
	bool has_high = false;
	char *text;

	if (whole < 0 || whole >= CSV_FIELD_BYTES)
		return false;
	if (length > 0 && csv->bytes[csv->at + length - 1] == '\r')
		length--;
	text_reset(&csv->cells);
	text_add_bytes(&csv->cells, csv->bytes + csv->at, length);
	text = csv->cells.bytes;
	*row = (struct csv_row){.line = csv->line};
	text[length] = '\n'; /* ends the last field */
	for (size_t i = 0; i <= length; i++) {
		switch (csv->kinds[(unsigned char)text[i]]) {
		case BYTE_PLAIN:
			break;
		case BYTE_HIGH:
			has_high = true;
			break;
		case BYTE_ENDS:
			if (row->count == CSV_FIELDS)
				return false;
			csv->starts = memory_grow(csv->starts, &csv->starts_capacity, row->count + 1, sizeof *csv->starts);
			csv->starts[row->count++] = start;
			start = i + 1;
			text[i] = '\0';
			break;
		default:
			return false;
		}
	}
	if (has_high && !text_is_utf8(text, length)) /* the ends of fields begin and end characters */
		return false;
	csv->cells.length = length + 1;
	csv->at += (size_t)whole + 1;
	csv->line++;
	return true;
}

/* Fields until the end of the line. STATUS_NOT_FOUND when the file ends before the first byte. */
static enum status read_row(struct csv *csv, struct csv_row *row, struct error *err)
{
	int end = next_byte(csv);

	text_reset(&csv->cells);
	*row = (struct csv_row){.line = csv->line};
	if (end == AT_END)
		return csv->file != NULL && ferror(csv->file) ? error_set(err, STATUS_IO, "the file could not be read") :
		                                                error_set(err, STATUS_NOT_FOUND, "there are no more rows");
	put_back(csv, end);
	do {
		enum status status;

		if (row->count == CSV_FIELDS)
			return error_set(err, STATUS_INVALID, "line %zu: the row has more than %d fields", row->line, CSV_FIELDS);
		csv->starts = memory_grow(csv->starts, &csv->starts_capacity, row->count + 1, sizeof *csv->starts);
		csv->starts[row->count] = csv->cells.length;
		status = read_field(csv, row, &end, err);
		if (status != STATUS_OK)
			return status;
		row->count++;
	} while (end == (unsigned char)csv->delimiter);
	if (csv->file != NULL && ferror(csv->file))
		return error_set(err, STATUS_IO, "the file could not be read beyond line %zu", csv->line);
	if (end == '\n')
		csv->line++;
	return STATUS_OK;
}

enum status csv_next(struct csv *csv, struct csv_row *row, struct error *err)
{
	struct csv_row read;

	if (csv->rows == 0 && csv->line == 1)
		skip_byte_order_mark(csv);
	do {
		const enum status status = read_plain_line(csv, &read) ? STATUS_OK : read_row(csv, &read, err);

		if (status != STATUS_OK)
			return status;
	} while (read.count == 1 && read.flaw == NULL && csv->cells.length == 1);
	if (csv->rows == CSV_ROWS)
		return error_set(err, STATUS_INVALID, "line %zu: the file has more than %d rows; split it", read.line, CSV_ROWS);
	csv->rows++;
	csv->fields = memory_grow(csv->fields, &csv->fields_capacity, read.count, sizeof *csv->fields);
	for (size_t i = 0; i < read.count; i++)
		csv->fields[i] = text_string(&csv->cells) + csv->starts[i];
	read.fields = csv->fields;
	*row = read;
	return STATUS_OK;
}

bool csv_trim(const char *field, char *result, size_t size)
{
	size_t length;

	field += strspn(field, " \t");
	length = strlen(field);
	while (length > 0 && (field[length - 1] == ' ' || field[length - 1] == '\t'))
		length--;
	if (length >= size)
		return false;
	memcpy(result, field, length);
	result[length] = '\0';
	return true;
}

static void suggest(struct problems *problems, const struct csv_row *header, size_t at, const char *name,
                    const struct csv_column *columns, size_t count)
{
	const char **names = memory_new_array(count, sizeof *names);
	char cut[48];
	const char *nearest;
	struct text all = {0};

	for (size_t i = 0; i < count; i++) {
		names[i] = columns[i].name;
		text_addf(&all, "%s%s", i > 0 ? ", " : "", columns[i].name);
	}
	snprintf(cut, sizeof cut, "%.47s", name);
	nearest = text_nearest(cut, names, count);
	if (name[0] == '\0')
		problems_add(problems, header->line, at + 1, "", "the column has no name");
	else if (nearest != NULL)
		problems_add(problems, header->line, at + 1, name, "there is no column \"%.60s\"; did you mean \"%s\"?", name,
		             nearest);
	else
		problems_add(problems, header->line, at + 1, name, "there is no column \"%.60s\"; there are %s", name,
		             text_string(&all));
	text_clear(&all);
	free(names);
}

void csv_match(const struct csv_row *header, const struct csv_column *columns, size_t count, size_t *places,
               struct problems *problems)
{
	for (size_t i = 0; i < count; i++)
		places[i] = CSV_ABSENT;
	for (size_t at = 0; at < header->count; at++) {
		char name[64] = "";
		size_t i = 0;

		(void)csv_trim(header->fields[at], name, sizeof name); /* one that does not fit is unknown in any case */
		while (i < count && !text_equal_fold(name, columns[i].name))
			i++;
		if (i == count)
			suggest(problems, header, at, name[0] != '\0' ? name : header->fields[at], columns, count);
		else if (places[i] != CSV_ABSENT)
			problems_add(problems, header->line, at + 1, columns[i].name, "the column occurs twice");
		else
			places[i] = at;
	}
	for (size_t i = 0; i < count; i++)
		if (columns[i].is_required && places[i] == CSV_ABSENT)
			problems_add(problems, header->line, 0, columns[i].name, "the column \"%s\" is missing", columns[i].name);
}

void csv_write_field(struct text *text, const char *field, bool first)
{
	const size_t length = strlen(field);
	/* Blanks at the ends are quoted too, for readers that trim. */
	const bool quotes = strpbrk(field, ",\"\r\n") != NULL ||
	                    (length > 0 && (strchr(" \t", field[0]) != NULL || strchr(" \t", field[length - 1]) != NULL));

	if (!first)
		text_add_character(text, ',');
	if (!quotes) {
		text_add(text, field);
		return;
	}
	text_add_character(text, '"');
	for (; *field != '\0'; field++) {
		if (*field == '"')
			text_add_character(text, '"');
		text_add_character(text, *field);
	}
	text_add_character(text, '"');
}

/* Whether a spreadsheet would calculate it: ASCII and full-width = + - @, tab, return; apostrophes before are counted in. */
static bool looks_like_formula(const char *field)
{
	static const char *const wide[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

	field += strspn(field, "'");
	if (field[0] != '\0' && strchr("=+-@\t\r", field[0]) != NULL)
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (strncmp(field, wide[i], strlen(wide[i])) == 0)
			return true;
	return false;
}

void csv_write_guarded(struct text *text, const char *field, bool first)
{
	struct text guarded = {0};

	if (!looks_like_formula(field)) {
		csv_write_field(text, field, first);
		return;
	}
	text_add_character(&guarded, '\'');
	text_add(&guarded, field);
	csv_write_field(text, text_string(&guarded), first);
	text_clear(&guarded);
}

const char *csv_unguard(const char *field)
{
	return field[0] == '\'' && looks_like_formula(field) ? field + 1 : field;
}

void csv_write_end(struct text *text)
{
	text_add(text, "\r\n");
}
