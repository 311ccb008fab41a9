/* CSV files of our own tables. */
#include "advice/table_file.h"

#include <assert.h>
#include <string.h>

#include "data/settings/regular_file.h"
#include "engine/base/text.h"

enum { TABLE_FILE_BYTES = 32 * 1024 * 1024 };

enum status table_file_read(const char *path, const struct csv_column *columns, size_t count, struct date as_of,
                            struct problems *problems, void (*row)(void *context, const struct cells *cells),
                            void *context, char hash[HASH_SIZE], struct error *err)
{
	size_t places[TABLE_FILE_COLUMNS];
	struct text bytes = {0};
	struct csv_row read;
	struct cells cells = {.row = &read, .columns = columns, .places = places, .as_of = as_of, .problems = problems};
	struct csv *csv;
	enum status status = regular_file_read(path, TABLE_FILE_BYTES, FILE_ANY, &bytes, err);

	assert(count <= TABLE_FILE_COLUMNS);
	if (status != STATUS_OK) {
		text_clear(&bytes);
		return status;
	}
	hash_bytes(text_string(&bytes), bytes.length, hash);
	csv = csv_open_bytes(text_string(&bytes), bytes.length, ',');
	status = csv_next(csv, &read, err);
	if (status == STATUS_NOT_FOUND)
		status = error_set(err, STATUS_INVALID, "%s is empty; a header row is needed", path);
	if (status == STATUS_OK && read.flaw != NULL)
		problems_add(problems, read.flaw_line, read.flaw_column, "", "%s", read.flaw);
	else if (status == STATUS_OK)
		csv_match(&read, columns, count, places, problems);
	if (problems->count > 0) /* without its columns no row can be read */
		goto done;
	while (status == STATUS_OK && (status = csv_next(csv, &read, err)) == STATUS_OK) {
		if (read.flaw != NULL)
			problems_add(problems, read.flaw_line, read.flaw_column, "", "%s", read.flaw);
		else
			row(context, &cells);
	}
done:
	csv_close(csv);
	text_clear(&bytes);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status table_file_verdict(const char *path, const struct problems *problems,
                               void (*problem)(void *context, size_t line, const char *column, const char *message),
                               void *context, struct error *err)
{
	for (size_t i = 0; i < problems->kept; i++)
		problem(context, problems->list[i].line, problems->list[i].name, problems->list[i].message);
	if (problems->count == 0)
		return STATUS_OK;
	return error_set(err, STATUS_REFUSED, "%s: %zu bad rows; nothing of it was taken", path, problems->count);
}
