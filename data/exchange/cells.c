/* Reading one cell by its type. */
#include "data/exchange/cells.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/model/rate.h"

void cells_fail(const struct cells *cells, size_t column, const char *format, ...)
{
	const size_t place = cells->places[column];
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	problems_add(cells->problems, cells->row->line, place == CSV_ABSENT ? 0 : place + 1, cells->columns[column].name,
	             "%s", message);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

const char *cells_raw(const struct cells *cells, size_t column, char text[CELL_SIZE])
{
	const size_t place = cells->places[column];

	const char *field;
	size_t length;

	if (place == CSV_ABSENT || place >= cells->row->count)
		return "";
	field = cells->row->fields[place];
	length = strlen(field);
	if (length == 0 || (length < CELL_SIZE && !is_blank(field[0]) && !is_blank(field[length - 1])))
		return field; /* nearly every cell: nothing to take off */
	if (!csv_trim(field, text, CELL_SIZE)) {
		static const char cut[] = "…";

		/* the digits that remain could be taken for the whole number; the mark makes them none */
		field += strspn(field, " \t");
		snprintf(text, CELL_SIZE - sizeof cut + 1, "%s", field);
		strcat(text, cut);
	}
	return text;
}

/* True when there is text to read; an empty cell that is needed is a problem. */
static bool is_given(const struct cells *cells, size_t column, enum cell_need need, const char *text)
{
	if (text[0] != '\0')
		return true;
	if (need == CELL_NEEDED)
		cells_fail(cells, column, "%s is empty", cells->columns[column].name);
	return false;
}

void cells_text(const struct cells *cells, size_t column, enum cell_need need, char *result, size_t size)
{
	char buffer[CELL_SIZE];
	const char *text = csv_unguard(cells_raw(cells, column, buffer));

	if (!is_given(cells, column, need, text))
		return;
	if (strlen(text) >= size)
		cells_fail(cells, column, "\"%.24s...\" has %zu bytes; at most %zu are kept", text,
		           strlen(cells->row->fields[cells->places[column]]), size - 1);
	else if (!text_is_clean(text))
		cells_fail(cells, column, "\"%.60s\" holds a control or direction character", text);
	else
		snprintf(result, size, "%s", text);
}

void cells_code(const struct cells *cells, size_t column, enum cell_need need, char result[SYMBOL_SIZE])
{
	char text[SYMBOL_SIZE] = "";

	cells_text(cells, column, need, text, sizeof text);
	if (text[0] == '\0')
		return;
	if (strpbrk(text, " /\\\"'") != NULL)
		cells_fail(cells, column, "\"%s\" holds a blank, a quote or a slash, as no %s does", text,
		           cells->columns[column].name);
	else
		memcpy(result, text, sizeof text);
}

void cells_currency(const struct cells *cells, size_t column, enum cell_need need, char result[4])
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);

	if (!is_given(cells, column, need, text))
		return;
	if (!currency_is_valid(text))
		cells_fail(cells, column, "\"%.20s\" is not a currency; write three capital letters such as CNY", text);
	else
		memcpy(result, text, 4);
}

void cells_any_date(const struct cells *cells, size_t column, enum cell_need need, struct date *result)
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	struct error err;

	if (is_given(cells, column, need, text) && date_parse(text, result, &err) != STATUS_OK)
		cells_fail(cells, column, "%s", err.message);
}

void cells_date(const struct cells *cells, size_t column, enum cell_need need, struct date *result)
{
	char today[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE];
	struct date date = {INT32_MIN};

	cells_any_date(cells, column, need, &date);
	if (date_compare(date, cells->as_of) > 0)
		cells_fail(cells, column, "%s lies after %s", date_format(date, day), date_format(cells->as_of, today));
	else if (date.days != INT32_MIN)
		*result = date;
}

void cells_integer(const struct cells *cells, size_t column, enum cell_need need, int lowest, int highest, int *result)
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	int64_t micros;

	if (!is_given(cells, column, need, text))
		return;
	if (decimal_parse(text, &micros, NULL) != STATUS_OK || micros % MICROS != 0 || micros / MICROS < lowest ||
	    micros / MICROS > highest)
		cells_fail(cells, column, "\"%.40s\" is not a whole number from %d to %d", text, lowest, highest);
	else
		*result = (int)(micros / MICROS);
}

void cells_decimal(const struct cells *cells, size_t column, enum cell_need need, enum cell_sign sign, int64_t *result)
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	struct error err;
	int64_t micros;

	if (!is_given(cells, column, need, text))
		return;
	if (decimal_parse(text, &micros, &err) != STATUS_OK)
		cells_fail(cells, column, "%s", err.message);
	else if (sign == SIGN_POSITIVE && micros <= 0)
		cells_fail(cells, column, "%.40s is not above 0", text);
	else if (sign == SIGN_NOT_NEGATIVE && micros < 0)
		cells_fail(cells, column, "%.40s is below 0", text);
	else if (sign == SIGN_NOT_ZERO && micros == 0)
		cells_fail(cells, column, "%.40s is 0", text);
	else
		*result = micros;
}

void cells_any_price(const struct cells *cells, size_t column, enum cell_need need, int64_t *result)
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	struct error err;

	if (is_given(cells, column, need, text) && decimal_parse_rounded(text, result, &err) != STATUS_OK)
		cells_fail(cells, column, "%s", err.message);
}

void cells_price(const struct cells *cells, size_t column, enum cell_need need, int64_t *result)
{
	char buffer[CELL_SIZE];
	int64_t micros = INT64_MIN; /* no decimal that is read */

	cells_any_price(cells, column, need, &micros);
	if (micros <= 0 && micros != INT64_MIN)
		cells_fail(cells, column, "%.40s is not a price above 0", cells_raw(cells, column, buffer));
	else if (micros != INT64_MIN)
		*result = micros;
}

void cells_any_rate(const struct cells *cells, size_t column, int64_t *result)
{
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	struct error err;

	if (is_given(cells, column, CELL_NEEDED, text) && rate_parse_any(text, result, &err) != STATUS_OK)
		cells_fail(cells, column, "%s", err.message);
}

void cells_basis_points(const struct cells *cells, size_t column, enum cell_need need, int64_t *result)
{
	enum { MICROS_OF_A_POINT_HUNDREDTH = 10000 };
	char buffer[CELL_SIZE];
	const char *text = cells_raw(cells, column, buffer);
	struct error err;
	int64_t micros;

	if (!is_given(cells, column, need, text))
		return;
	if (decimal_parse(text, &micros, &err) != STATUS_OK)
		cells_fail(cells, column, "%s", err.message);
	else if (micros < 0 || micros > 10000 * MICROS)
		cells_fail(cells, column, "%.40s basis points; they must lie in 0 to 10000", text);
	else if (micros % MICROS_OF_A_POINT_HUNDREDTH != 0)
		cells_fail(cells, column, "%.40s basis points have more than two decimals", text);
	else
		*result = micros / MICROS_OF_A_POINT_HUNDREDTH;
}
