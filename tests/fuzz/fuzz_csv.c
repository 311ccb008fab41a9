/* Comma-separated values: a row that has no flaw reads back the same after it is written. */
#include "data/exchange/csv.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

static void check_row(const struct csv_row *row)
{
	static struct text written;
	struct csv *csv;
	struct csv_row again;

	text_reset(&written);
	for (size_t i = 0; i < row->count; i++)
		csv_write_field(&written, row->fields[i], i == 0);
	csv_write_end(&written);
	if (written.length == 2 || strncmp(written.bytes, "\xEF\xBB\xBF", 3) == 0)
		return; /* one empty field is a blank line, and a mark at the start is the file's */
	csv = csv_open_bytes(written.bytes, written.length, ',');
	FUZZ_HOLDS(csv_next(csv, &again, NULL) == STATUS_OK && again.flaw == NULL && again.count == row->count);
	for (size_t i = 0; i < row->count; i++)
		FUZZ_HOLDS(strcmp(again.fields[i], row->fields[i]) == 0);
	FUZZ_HOLDS(csv_next(csv, &again, NULL) == STATUS_NOT_FOUND);
	csv_close(csv);
}

static void check_guard(const char *field)
{
	static struct text written;
	char trimmed[32] = "";

	text_reset(&written);
	csv_write_guarded(&written, field, true);
	if (csv_trim(field, trimmed, sizeof trimmed))
		FUZZ_HOLDS(trimmed[0] != ' ' && trimmed[0] != '\t');
	if (strpbrk(field, ",\"\r\n \t") == NULL)
		FUZZ_HOLDS(strcmp(csv_unguard(written.length > 0 ? written.bytes : ""), field) == 0);
}

/* The first byte is the delimiter, where it can be one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = ",;\t|";
	const char delimiter = size > 0 && data[0] != 0 && strchr(delimiters, data[0]) != NULL ? (char)data[0] : ',';
	struct csv *csv = csv_open_bytes((const char *)data, size, delimiter);
	struct csv_row row = {0};
	struct error err = {0};
	size_t rows = 0, line = 0;
	enum status status;

	while ((status = csv_next(csv, &row, &err)) == STATUS_OK) {
		FUZZ_HOLDS(row.count > 0 && row.line > line);
		line = row.line;
		if (row.flaw != NULL)
			FUZZ_HOLDS(row.flaw_line >= row.line && row.flaw_column >= 1 && row.flaw_column <= row.count);
		else if (rows == size % 4)
			check_row(&row);
		if (rows++ == 0)
			check_guard(row.fields[0]);
	}
	FUZZ_HOLDS((status == STATUS_NOT_FOUND || status == STATUS_INVALID) && err.message[0] != '\0');
	csv_close(csv);
	return 0;
}
