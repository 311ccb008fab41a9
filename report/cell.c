/* Cells for people and for programs. */
#include "report/cell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/number.h"
#include "report/rendering.h"

struct cell cell_missing(const char *reason)
{
	return (struct cell){.type = CELL_MISSING, .text = reason};
}

struct cell cell_text(const char *text)
{
	return (struct cell){.type = text != NULL ? CELL_TEXT : CELL_MISSING, .text = text};
}

struct cell cell_word(const char *key, const char *shown, enum tone tone)
{
	return (struct cell){.type = CELL_WORD, .key = key, .text = shown, .tone = tone};
}

struct cell cell_money(struct money money)
{
	return cell_money_rounded(money, CELL_MINOR_UNIT);
}

struct cell cell_amount(int64_t micros, const char *currency)
{
	struct money money = {.micros = micros};

	for (int i = 0; i < 3 && currency[i] != '\0'; i++)
		money.currency[i] = currency[i];
	return cell_money(money);
}

struct cell cell_money_rounded(struct money money, int decimals)
{
	struct cell cell = {.type = CELL_MONEY, .integer = money.micros, .decimals = decimals};

	memcpy(cell.currency, money.currency, sizeof cell.currency);
	return cell;
}

struct cell cell_decimal(int64_t micros)
{
	return cell_decimal_fixed(micros, CELL_EXACT);
}

struct cell cell_decimal_fixed(int64_t micros, int decimals)
{
	return (struct cell){.type = CELL_DECIMAL, .integer = micros, .decimals = decimals};
}

static struct cell of_double(enum cell_type type, double number, int decimals)
{
	if (!isfinite(number))
		return cell_missing(NULL);
	return (struct cell){.type = type, .number = number, .decimals = decimals};
}

struct cell cell_percent(double fraction, int decimals)
{
	return of_double(CELL_PERCENT, fraction, decimals);
}

struct cell cell_weight(int64_t ppb, int decimals)
{
	return of_double(CELL_PERCENT, (double)ppb / (double)PPB, decimals);
}

struct cell cell_change(double fraction, int decimals)
{
	return cell_signed(cell_percent(fraction, decimals));
}

struct cell cell_points(double fraction, int decimals)
{
	return cell_signed(of_double(CELL_POINTS, fraction, decimals));
}

struct cell cell_number(double value, int decimals)
{
	return of_double(CELL_NUMBER, value, decimals);
}

struct cell cell_integer(int64_t value)
{
	return (struct cell){.type = CELL_INTEGER, .integer = value};
}

struct cell cell_boolean(bool value, const char *shown)
{
	return (struct cell){.type = CELL_BOOLEAN, .integer = value, .text = shown};
}

struct cell cell_date(struct date date)
{
	return (struct cell){.type = CELL_DATE, .date = date};
}

struct cell cell_level(const char *level)
{
	return (struct cell){.type = level != NULL ? CELL_LEVEL : CELL_MISSING, .text = level};
}

struct cell cell_trend(const double *values, size_t count)
{
	if (count == 0)
		return cell_missing(NULL);
	return (struct cell){.type = CELL_TREND, .trend = {.values = values, .count = count}};
}

struct cell cell_toned(struct cell cell, enum tone tone)
{
	cell.tone = tone;
	return cell;
}

struct cell cell_signed(struct cell cell)
{
	cell.has_plus = true;
	return cell;
}

bool cell_is_number(enum cell_type type)
{
	switch (type) {
	case CELL_MONEY:
	case CELL_DECIMAL:
	case CELL_PERCENT:
	case CELL_POINTS:
	case CELL_NUMBER:
	case CELL_INTEGER:
		return true;
	case CELL_MISSING:
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_BOOLEAN:
	case CELL_DATE:
	case CELL_LEVEL:
	case CELL_TREND:
		break;
	}
	return false;
}

bool cell_is_missing(const struct cell *cell)
{
	switch (cell->type) {
	case CELL_MISSING:
		return true;
	case CELL_PERCENT:
	case CELL_POINTS:
	case CELL_NUMBER:
		return !isfinite(cell->number);
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_LEVEL:
	case CELL_BOOLEAN:
	case CELL_MONEY:
	case CELL_DECIMAL:
	case CELL_INTEGER:
	case CELL_DATE:
	case CELL_TREND:
		break;
	}
	return false;
}

/* Groups the digits of plain decimal text by thousands, with the sign of the style. An all-zero text has no sign. */
static void add_grouped(struct text *out, const char *plain, const struct cell_style *style, bool has_plus)
{
	const bool is_negative = *plain == '-', is_zero = strpbrk(plain, "123456789") == NULL;
	const char *digits = plain + is_negative;
	const size_t whole = strspn(digits, "0123456789");

	if (!is_zero && is_negative)
		text_add(out, style->is_ascii ? "-" : "−");
	else if (!is_zero && has_plus)
		text_add_character(out, '+');
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			text_add_character(out, ',');
		text_add_character(out, digits[i]);
	}
	text_add(out, digits + whole);
}

static void add_decimal(struct text *out, const struct cell *cell, const struct cell_style *style)
{
	char plain[DECIMAL_TEXT_SIZE];
	int decimals = cell->decimals;

	if (decimals == CELL_MINOR_UNIT)
		decimals = currency_decimals(cell->currency);
	if (decimals < 0)
		decimal_format(cell->integer, plain);
	else
		decimal_format_fixed(cell->integer, decimals < 6 ? decimals : 6, plain);
	add_grouped(out, plain, style, cell->has_plus);
}

/* Beyond 15 digits a fixed notation would print digits the double does not have. */
static void add_double(struct text *out, double value, int decimals, const struct cell_style *style, bool has_plus)
{
	char plain[NUMBER_SIZE];

	if (fabs(value) >= 1e15)
		(void)snprintf(plain, sizeof plain, "%.6g", value);
	else
		(void)number_format_fixed(value, decimals < 0 ? 2 : decimals < 12 ? decimals : 12, plain);
	add_grouped(out, plain, style, has_plus);
}

static void add_trend(struct text *out, const struct cell *cell, bool is_ascii)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	static const char *const marks[] = {"_", "_", ".", ".", "-", "-", "'", "'"};
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < cell->trend.count; i++) {
		if (!isfinite(cell->trend.values[i]))
			continue;
		low = fmin(low, cell->trend.values[i]);
		high = fmax(high, cell->trend.values[i]);
	}
	for (size_t i = 0; i < cell->trend.count; i++) {
		const double value = cell->trend.values[i];
		const double share = high > low ? (value - low) / (high - low) : 0.5;

		if (!isfinite(value))
			text_add_character(out, ' ');
		else
			text_add(out, (is_ascii ? marks : blocks)[(size_t)(fmin(fmax(share, 0.0), 1.0) * 7.0 + 0.5)]);
	}
}

const char *cell_unit(const struct cell *cell)
{
	switch (cell->type) {
	case CELL_MONEY:
		return cell->currency[0] != '\0' ? cell->currency : NULL;
	case CELL_PERCENT:
		return "%";
	case CELL_POINTS:
		return "pp";
	case CELL_MISSING:
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_DECIMAL:
	case CELL_NUMBER:
	case CELL_INTEGER:
	case CELL_BOOLEAN:
	case CELL_DATE:
	case CELL_LEVEL:
	case CELL_TREND:
		break;
	}
	return NULL;
}

void cell_add_shown(struct text *out, const struct cell *cell, const struct cell_style *style)
{
	char plain[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];

	if (cell_is_missing(cell)) {
		add_clean(out, style->missing != NULL ? style->missing : "n/a");
		return;
	}
	switch (cell->type) {
	case CELL_MISSING:
		break;
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_LEVEL:
	case CELL_BOOLEAN:
		add_clean(out, cell->text != NULL ? cell->text : "");
		break;
	case CELL_MONEY:
	case CELL_DECIMAL:
		add_decimal(out, cell, style);
		break;
	case CELL_PERCENT:
	case CELL_POINTS:
		add_double(out, cell->number * 100.0, cell->decimals, style, cell->has_plus);
		break;
	case CELL_NUMBER:
		add_double(out, cell->number, cell->decimals, style, cell->has_plus);
		break;
	case CELL_INTEGER:
		(void)snprintf(plain, sizeof plain, "%lld", (long long)cell->integer);
		add_grouped(out, plain, style, cell->has_plus);
		break;
	case CELL_DATE:
		text_add(out, date_format(cell->date, day));
		break;
	case CELL_TREND:
		add_trend(out, cell, style->is_ascii);
		break;
	}
	if (!style->is_bare && cell_unit(cell) != NULL) {
		text_add_character(out, ' ');
		text_add(out, cell_unit(cell));
	}
}

void double_add_exact(struct text *out, double value)
{
	char plain[NUMBER_SIZE];

	text_add(out, number_format_exact(value, plain));
}

static void add_trend_exact(struct text *out, const struct cell *cell)
{
	for (size_t i = 0; i < cell->trend.count; i++) {
		if (i > 0)
			text_add_character(out, ' ');
		if (isfinite(cell->trend.values[i]))
			double_add_exact(out, cell->trend.values[i]);
		else
			text_add(out, "null");
	}
}

void cell_add_exact(struct text *out, const struct cell *cell)
{
	char plain[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];

	if (cell_is_missing(cell))
		return;
	switch (cell->type) {
	case CELL_MISSING:
		break;
	case CELL_TEXT:
	case CELL_LEVEL:
		add_clean(out, cell->text != NULL ? cell->text : "");
		break;
	case CELL_WORD:
		add_clean(out, cell->key != NULL ? cell->key : "");
		break;
	case CELL_MONEY:
	case CELL_DECIMAL:
		text_add(out, decimal_format(cell->integer, plain));
		break;
	case CELL_PERCENT:
	case CELL_POINTS:
	case CELL_NUMBER:
		double_add_exact(out, cell->number);
		break;
	case CELL_INTEGER:
		text_addf(out, "%lld", (long long)cell->integer);
		break;
	case CELL_BOOLEAN:
		text_add(out, cell->integer != 0 ? "true" : "false");
		break;
	case CELL_DATE:
		text_add(out, date_format(cell->date, day));
		break;
	case CELL_TREND:
		add_trend_exact(out, cell);
		break;
	}
}
