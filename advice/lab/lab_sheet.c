/* Reading a file of numbers: header, rows, cells, and a message that tells every place that is wrong. */
#include "advice/lab/lab_sheet.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "advice/lab/lab.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

size_t lab_symbols_find(const struct lab_symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (strcmp(symbols->names[i], name) == 0)
			return i;
	return SIZE_MAX;
}

static enum status read_header(struct lab_sheet *sheet, struct error *err)
{
	enum status status = csv_next(sheet->csv, &sheet->row, err);

	if (status == STATUS_NOT_FOUND)
		return error_set(err, STATUS_INVALID, "the file is empty; its first line names the columns");
	if (status != STATUS_OK)
		return status;
	if (sheet->row.flaw != NULL)
		return error_set(err, STATUS_INVALID, "line %zu, column %zu: %s", sheet->row.flaw_line,
		                 sheet->row.flaw_column, sheet->row.flaw);
	sheet->count = sheet->row.count;
	/* A comma at the end of every line makes a column without a name. */
	if (sheet->count > 1 && sheet->row.fields[sheet->count - 1][0] == '\0')
		sheet->count--;
	sheet->names = memory_new_array(sheet->count, sizeof *sheet->names);
	for (size_t i = 0; i < sheet->count; i++)
		if (!csv_trim(csv_unguard(sheet->row.fields[i]), sheet->names[i], SHEET_NAME))
			problems_add(&sheet->problems, sheet->row.line, i + 1, "", "the column's name is longer than %d bytes",
			             SHEET_NAME - 1);
	return STATUS_OK;
}

enum status lab_sheet_open(const struct lab_reader *reader, const char *path, struct lab_sheet *sheet,
                           struct error *err)
{
	struct stat about;

	sheet->reader = reader;
	sheet->path = path;
	sheet->file = fopen(path, "re");
	if (sheet->file == NULL)
		return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s", strerror(errno));
	if (fstat(fileno(sheet->file), &about) == 0 && S_ISDIR(about.st_mode))
		return error_set(err, STATUS_INVALID, "this is a folder, not a file");
	sheet->csv = csv_open_file(sheet->file, ',');
	return read_header(sheet, err);
}

enum status lab_sheet_open_columns(const struct lab_reader *reader, const char *path, const struct csv_column *columns,
                                   size_t count, size_t *places, struct lab_sheet *sheet, struct error *err)
{
	struct csv_row header;
	enum status status = lab_sheet_open(reader, path, sheet, err);

	if (status != STATUS_OK)
		return status;
	header = sheet->row;
	header.count = sheet->count;
	csv_match(&header, columns, count, places, &sheet->problems);
	/* Without its columns every row would be one more problem that says the same. */
	return sheet->problems.count > 0 ? STATUS_INVALID : STATUS_OK;
}

static bool has_the_right_count(struct lab_sheet *sheet)
{
	size_t count = sheet->row.count;

	while (count > sheet->count && sheet->row.fields[count - 1][0] == '\0')
		count--;
	if (count == sheet->count)
		return true;
	problems_add(&sheet->problems, sheet->row.line, 0, "", "the row has %zu fields and the header names %zu", count,
	             sheet->count);
	return false;
}

enum status lab_sheet_next(struct lab_sheet *sheet, struct error *err)
{
	for (;;) {
		const enum status status = csv_next(sheet->csv, &sheet->row, err);

		if (status != STATUS_OK)
			return status;
		if (sheet->row.flaw != NULL)
			problems_add(&sheet->problems, sheet->row.flaw_line, sheet->row.flaw_column, "", "%s",
			             sheet->row.flaw);
		else if (has_the_right_count(sheet))
			return STATUS_OK;
	}
}

void lab_sheet_fail(struct lab_sheet *sheet, size_t column, const char *format, ...)
{
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	problems_add(&sheet->problems, sheet->row.line, column + 1, sheet->names[column], "%s", message);
}

void lab_sheet_fail_whole(struct lab_sheet *sheet, const char *format, ...)
{
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	problems_add(&sheet->problems, 0, 0, "", "%s", message);
}

bool lab_sheet_listens(const struct lab_sheet *sheet)
{
	return sheet->problems.count < PROBLEMS_KEPT;
}

size_t lab_sheet_find(struct lab_sheet *sheet, size_t column, const char *name, const struct lab_symbols *symbols)
{
	const size_t found = lab_symbols_find(symbols, name);
	const char *near;

	if (found != SIZE_MAX)
		return found;
	near = lab_sheet_listens(sheet) ? text_nearest(name, symbols->names, symbols->count) : NULL;
	if (near != NULL)
		lab_sheet_fail(sheet, column, "there is no asset \"%s\"; did you mean \"%s\"?", name, near);
	else
		lab_sheet_fail(sheet, column, "there is no asset \"%s\" among the means", name);
	return SIZE_MAX;
}

size_t lab_sheet_asset(struct lab_sheet *sheet, size_t column, const struct lab_symbols *symbols, char name[SHEET_NAME])
{
	return lab_sheet_text(sheet, column, name) ? lab_sheet_find(sheet, column, name, symbols) : SIZE_MAX;
}

bool lab_sheet_date(struct lab_sheet *sheet, size_t column, struct date *date)
{
	char text[SHEET_NAME];

	if (!lab_sheet_text(sheet, column, text))
		return false;
	if (date_parse(text, date, NULL) == STATUS_OK)
		return true;
	lab_sheet_fail(sheet, column, "\"%s\" is not a day; write it as 2026-11-20", text);
	return false;
}

bool lab_sheet_text(struct lab_sheet *sheet, size_t column, char text[SHEET_NAME])
{
	if (!csv_trim(csv_unguard(sheet->row.fields[column]), text, SHEET_NAME)) {
		lab_sheet_fail(sheet, column, "\"%.40s...\" is longer than %d bytes", sheet->row.fields[column], SHEET_NAME - 1);
		return false;
	}
	if (text[0] == '\0') {
		lab_sheet_fail(sheet, column, "the cell is empty");
		return false;
	}
	return true;
}

bool lab_sheet_number(struct lab_sheet *sheet, size_t column, bool may_be_empty, double *value)
{
	char text[SHEET_NUMBER], *end = text;
	double number = NAN;

	if (!csv_trim(sheet->row.fields[column], text, sizeof text)) {
		lab_sheet_fail(sheet, column, "\"%.40s...\" is not a number", sheet->row.fields[column]);
		return false;
	}
	if (text[0] == '\0') {
		if (!may_be_empty) {
			lab_sheet_fail(sheet, column, "the cell is empty; a number is needed");
			return false;
		}
		*value = NAN;
		return true;
	}
	/* strtod alone would take hexadecimals, infinities and nan. */
	if (strspn(text, "+-.0123456789eE") == strlen(text))
		number = strtod(text, &end);
	if (*end != '\0' || !isfinite(number)) {
		lab_sheet_fail(sheet, column, "\"%s\" is not a number", text);
		return false;
	}
	*value = number;
	return true;
}

/* Every problem to the listener, a line each; those beyond what a file's list keeps are counted. */
static enum status list(const struct lab_sheet *sheet, struct error *err)
{
	const struct lab_listener *listener = sheet->reader->listener;

	for (size_t i = 0; i < sheet->problems.kept; i++) {
		const struct problem *problem = &sheet->problems.list[i];
		char where[sizeof problem->name + 32];

		where[0] = '\0';
		if (problem->column > 0)
			(void)snprintf(where, sizeof where, "column %zu%s%s%s", problem->column, problem->name[0] != '\0' ? " (" : "",
			               problem->name, problem->name[0] != '\0' ? ")" : "");
		listener->hear(listener->context, sheet->path, problem->line, where, problem->message);
	}
	if (sheet->problems.kept < sheet->problems.count)
		return error_set(err, STATUS_INVALID, "%s: %zu places are wrong, of which the first %zu are listed", sheet->path,
		                 sheet->problems.count, sheet->problems.kept);
	return error_set(err, STATUS_INVALID, "%s: %zu places are wrong; they are listed above", sheet->path,
	                 sheet->problems.count);
}

/* As many problems in words as the message has room for, and how many more there are. */
static enum status tell(const struct lab_sheet *sheet, struct error *err)
{
	struct text told = {0};
	char sentence[400], rest[64];
	size_t shown = 0;
	enum status status;

	for (; shown < sheet->problems.kept; shown++) {
		(void)problem_sentence(&sheet->problems.list[shown], sentence, sizeof sentence);
		if (shown > 0 && strlen(sheet->path) + told.length + strlen(sentence) + 40 > sizeof err->message)
			break;
		text_addf(&told, "%s%s", shown > 0 ? "; " : "", sentence);
	}
	rest[0] = '\0';
	if (shown < sheet->problems.count)
		(void)snprintf(rest, sizeof rest, "; and %zu more", sheet->problems.count - shown);
	if (shown < sheet->problems.count && sheet->reader->listener != NULL)
		status = list(sheet, err);
	else
		status = error_set(err, STATUS_INVALID, "%s: %s%s", sheet->path, text_string(&told), rest);
	text_clear(&told);
	return status;
}

enum status lab_sheet_close(struct lab_sheet *sheet, enum status status, struct error *err)
{
	if (sheet->problems.count > 0 && (status == STATUS_OK || status == STATUS_INVALID))
		status = tell(sheet, err);
	else if (status != STATUS_OK)
		(void)error_prefix(err, "%s", sheet->path);
	problems_clear(&sheet->problems);
	csv_close(sheet->csv);
	if (sheet->file != NULL)
		(void)fclose(sheet->file);
	free(sheet->names);
	*sheet = (struct lab_sheet){0};
	return status;
}
