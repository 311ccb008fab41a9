/* From observations to rows. */
#include "data/feed/body_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/foreign_rows.h"
#include "data/exchange/json.h"
#include "data/feed/template.h"
#include "data/feed/zone.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

bool body_fail(struct reader *reader, enum feed_outcome outcome, const char *format, ...)
{
	va_list arguments;

	if (reader->outcome != FEED_OK)
		return false;
	reader->outcome = outcome;
	va_start(arguments, format);
	vsnprintf(reader->sentence, sizeof reader->sentence, format, arguments);
	va_end(arguments);
	return false;
}

/* A field name or pointer with its places filled. */
bool body_fill(struct reader *reader, const char *template, char field[FIELD_SIZE])
{
	struct text filled = {0};
	const bool is_well = template_fill(template, TEMPLATE_FIELD, reader->request, NULL, &filled, NULL) == STATUS_OK &&
	                     filled.length < FIELD_SIZE;

	if (is_well)
		memcpy(field, text_string(&filled), filled.length + 1);
	text_clear(&filled);
	return is_well || body_fail(reader, FEED_PERMANENT, "the field \"%.60s\" cannot be filled for this symbol", template);
}

/* ---- dates --------------------------------------------------------------------------------------------------------- */

/* Digits of exactly, or at most, so many places. Returns their number, 0 when there are none. */
static size_t take_digits(const char *text, size_t most, int *value)
{
	size_t used = 0;

	*value = 0;
	for (; used < most && text[used] >= '0' && text[used] <= '9'; used++)
		*value = *value * 10 + (text[used] - '0');
	return used;
}

/* An English month, full or short, in any case: 1..12, and the letters it takes. */
static size_t take_month(const char *text, int *month)
{
	static const char *const names[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	                                    "September", "October", "November", "December"};

	for (int i = 0; i < 12; i++) {
		const size_t full = strlen(names[i]);

		*month = i + 1;
		if (strncasecmp(text, names[i], full) == 0)
			return full;
		if (strncasecmp(text, names[i], 3) == 0)
			return 3;
	}
	return 0;
}

/* A date by %Y %m %d %b %B %H %M %S and literals. What stands behind a format that ends in T or a blank is a time of day. */
static bool parse_day(const char *text, const char *format, struct date *date)
{
	const size_t format_length = strlen(format);
	const bool may_go_on = format_length > 0 && strchr("T ", format[format_length - 1]) != NULL;
	int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

	for (; *format != '\0'; format++) {
		size_t used = 1;

		if (*format != '%') {
			if (*text != *format)
				return false;
			text++;
			continue;
		}
		switch (*++format) {
		case 'Y':
			used = take_digits(text, 4, &year) == 4 ? 4 : 0;
			break;
		case 'm':
			used = take_digits(text, 2, &month);
			break;
		case 'd':
			used = take_digits(text, 2, &day);
			break;
		case 'H':
			used = take_digits(text, 2, &hour);
			break;
		case 'M':
			used = take_digits(text, 2, &minute);
			break;
		case 'S':
			used = take_digits(text, 2, &second);
			break;
		case 'b':
		case 'B':
			used = take_month(text, &month);
			break;
		default:
			return false;
		}
		if (used == 0)
			return false;
		text += used;
	}
	return (*text == '\0' || may_go_on) && hour < 24 && minute < 60 && second < 61 &&
	       date_from_civil(year, month, day, date);
}

static bool open_zone(struct reader *reader)
{
	const char *name = reader->zone_name != NULL ? reader->zone_name : reader->feed->zone;
	struct error err = {0};
	enum status status;

	if (reader->zone != NULL)
		return true;
	status = zone_open(name, &reader->zone, &err);
	return status == STATUS_OK || body_fail(reader, status == STATUS_INVALID ? FEED_MALFORMED : FEED_PERMANENT, "%s", err.message);
}

enum instant { INSTANT_WRONG, INSTANT_NO_CLOSE, INSTANT_DAY };

/*
 * Seconds (or thousandths) since 1970 to the day in the feed's zone. Where midnight ends the day before, an instant at
 * another time is a price of the moment and no close.
 */
static enum instant parse_epoch(const struct reader *reader, const char *text, int64_t unit, struct date *date)
{
	char *end;
	const long long value = strtoll(text, &end, 10);
	long long seconds, of_day;

	if (*end != '\0' || end == text || value > 10000000000000LL || value < -10000000000000LL)
		return INSTANT_WRONG;
	seconds = value / unit;
	seconds += zone_offset(reader->zone, seconds);
	of_day = (seconds % 86400 + 86400) % 86400;
	seconds -= of_day;
	if (seconds / 86400 < -25567 || seconds / 86400 > 84005) /* 1900 to 2199 */
		return INSTANT_WRONG;
	date->days = (int32_t)(seconds / 86400) - (reader->feed->is_day_before ? 1 : 0);
	return reader->feed->is_day_before && of_day != 0 ? INSTANT_NO_CLOSE : INSTANT_DAY;
}

/* False and no failure: the row is no close. */
static bool read_date(struct reader *reader, const char *text, struct date *date)
{
	const char *format = reader->feed->date_format;
	enum instant instant;

	if (strncmp(format, "epoch", 5) != 0) {
		instant = parse_day(text, format, date) ? INSTANT_DAY : INSTANT_WRONG;
	} else {
		if (!open_zone(reader))
			return false;
		instant = parse_epoch(reader, text, strcmp(format, "epoch_ms") == 0 ? 1000 : 1, date);
	}
	if (instant == INSTANT_WRONG)
		return body_fail(reader, FEED_MALFORMED, "\"%.40s\" is not a date of the form %.40s", text, format);
	return instant == INSTANT_DAY;
}

/* ---- figures -------------------------------------------------------------------------------------------------------- */

static bool is_missing(const struct feed *feed, const char *text)
{
	if (text == NULL || text[strspn(text, " \t")] == '\0')
		return true;
	for (size_t i = 0; i < feed->missing.count; i++)
		if (strcmp(text, feed->missing.list[i]) == 0)
			return true;
	return false;
}

static const char *const figure_names[FEED_FIELDS] = {
	[FIELD_OPEN] = "open", [FIELD_HIGH] = "high", [FIELD_LOW] = "low", [FIELD_CLOSE] = "close",
	[FIELD_ADJUSTED] = "adjusted close", [FIELD_VOLUME] = "volume", [FIELD_DIVIDEND] = "dividend", [FIELD_SPLIT] = "split",
	[FIELD_ACCUMULATED] = "accumulated value",
};

/* A number that is text, with the marks of the declaration. */
static bool text_number(const struct feed *feed, const char *text, int64_t *value)
{
	const struct number_marks marks = {feed->decimal_mark, feed->thousands_mark, NULL, 0, false, NULL, 0};
	char plain[160];

	if (strcmp(feed->decimal_mark, ".") == 0 && feed->thousands_mark[0] == '\0')
		return decimal_parse_rounded(text, value, NULL) == STATUS_OK;
	return foreign_number(text, &marks, plain, sizeof plain) == NULL && decimal_parse_rounded(plain, value, NULL) == STATUS_OK;
}

static bool read_number(struct reader *reader, const struct observation *seen, enum feed_field field, int64_t *value)
{
	const struct json *number = seen->number[field];
	const char *text = seen->text[field];
	const bool is_number = number != NULL ? json_get_decimal(number, value) : text_number(reader->feed, text, value);

	return is_number || body_fail(reader, FEED_MALFORMED, "the %s \"%.40s\" of %.40s is not a number", figure_names[field],
	                              text, seen->text[FIELD_DATE]);
}

/* The unit the answer counts in, such as pence; NULL: whole currency. */
static const struct feed_unit *unit_of(const struct reader *reader, const char *currency)
{
	for (size_t i = 0; i < reader->feed->unit_count; i++)
		if (strcmp(reader->feed->units[i].name, currency) == 0)
			return &reader->feed->units[i];
	return NULL;
}

/* A figure in money: scaled, then in whole units, then turned over. False when it does not fit. */
static bool in_money(const struct reader *reader, const struct feed_unit *unit, int64_t *value)
{
	if (reader->feed->scale != 1000000 && !decimal_multiply(*value, reader->feed->scale, ROUND_HALF_EVEN, value))
		return false;
	if (unit != NULL && !decimal_multiply_divide(*value, 1, unit->parts, ROUND_HALF_EVEN, value))
		return false;
	return !reader->feed->is_inverted || *value == 0 ||
	       decimal_multiply_divide(1000000, 1000000, *value, ROUND_HALF_EVEN, value);
}

/* A close, or an adjusted one. What is not above zero leaves the row in doubt where a person can look at it. */
static bool read_price(struct reader *reader, const struct observation *seen, enum feed_field field,
                       const struct feed_unit *unit, enum feed_doubt *doubt, int64_t *price)
{
	const char *day = seen->text[FIELD_DATE];

	if (!read_number(reader, seen, field, price))
		return false;
	if (!in_money(reader, unit, price))
		return body_fail(reader, FEED_MALFORMED, "the %s %.40s of %.40s is too large", figure_names[field], seen->text[field],
		                 day);
	if (*price <= 0 && reader->feed->kind != FEED_RATE)
		*doubt = FEED_NOT_POSITIVE;
	return true;
}

/* What goes with a close. A zero is how providers say that there was none, and that is what a row says of it too. */
static bool read_rest(struct reader *reader, const struct observation *seen, const struct feed_unit *unit,
                      struct feed_row *row)
{
	const struct { enum feed_field field; bool is_money; int64_t *value; } rest[] = {
		{FIELD_OPEN, true, &row->open}, {FIELD_HIGH, true, &row->high}, {FIELD_LOW, true, &row->low},
		{FIELD_VOLUME, false, &row->volume}, {FIELD_DIVIDEND, true, &row->dividend}, {FIELD_SPLIT, false, &row->split},
		{FIELD_ACCUMULATED, true, &row->accumulated},
	};
	const bool is_rate = reader->feed->kind == FEED_RATE;

	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
		const enum feed_field field = rest[i].field;

		if (is_missing(reader->feed, seen->text[field]))
			continue;
		if (!read_number(reader, seen, field, rest[i].value))
			return false;
		if ((*rest[i].value < 0 && !is_rate) || (rest[i].is_money && !in_money(reader, unit, rest[i].value)))
			return body_fail(reader, FEED_MALFORMED, "the %s %.40s of %.40s is below 0 or too large", figure_names[field],
			                 seen->text[field], seen->text[FIELD_DATE]);
	}
	if (row->high != 0 && row->low != 0 && row->high < row->low && !reader->feed->is_inverted)
		return body_fail(reader, FEED_MALFORMED, "the high of %.40s is below its low", seen->text[FIELD_DATE]);
	return true;
}

/* ---- whose they are ------------------------------------------------------------------------------------------------- */

/* As the row says, else the answer, else the feed; a unit's name where it counts in one. */
static const char *currency_of(const struct reader *reader, const struct observation *seen)
{
	const char *said = seen->text[FIELD_CURRENCY];

	return said != NULL && said[0] != '\0' ? said : reader->currency;
}

/* The row's symbol, currency and base; false when they contradict the request. */
static bool read_names(struct reader *reader, const struct observation *seen, struct feed_row *row)
{
	const struct feed *feed = reader->feed;
	const char *symbol = seen->text[FIELD_SYMBOL] != NULL ? seen->text[FIELD_SYMBOL] : reader->request->symbol;
	const char *currency = currency_of(reader, seen);
	const struct feed_unit *unit = unit_of(reader, currency);

	if (feed->kind == FEED_FX) {
		/* A row names the quoted currency, or it or the request names a pair, which brings its own base. */
		const char *base = strlen(symbol) == 6 ? symbol : feed->base;
		char pair[16];

		currency = strlen(symbol) == 6 ? symbol + 3 : symbol;
		snprintf(pair, sizeof pair, "%.3s", base);
		if (!currency_is_valid(currency) || !currency_is_valid(pair))
			return body_fail(reader, FEED_MALFORMED, "\"%.20s\" is not a currency", symbol);
		snprintf(pair, sizeof pair, "%.3s%.3s", base, currency);
		memcpy(row->base, base, 3);
		memcpy(row->currency, currency, 3);
		memcpy(row->symbol, pair, sizeof pair);
		return true;
	}
	if (strlen(symbol) >= sizeof row->symbol || !text_is_clean(symbol))
		return body_fail(reader, FEED_MALFORMED, "the symbol \"%.40s\" is too long or not plain text", symbol);
	snprintf(row->symbol, sizeof row->symbol, "%s", symbol);
	if (currency[0] == '\0')
		return true;
	currency = unit != NULL ? unit->currency : currency;
	if (!currency_is_valid(currency))
		return body_fail(reader, FEED_MALFORMED, "\"%.20s\" is not a currency; a part of one has to be declared under units", currency);
	memcpy(row->currency, currency, 4);
	return true;
}

/* Rows of other symbols than the one asked for are not ours; no symbol asks for all. */
static bool is_wanted(const struct reader *reader, const struct feed_row *row)
{
	const char *symbol = reader->request->symbol;

	return symbol[0] == '\0' || strcmp(row->symbol, symbol) == 0 ||
	       (reader->feed->kind == FEED_FX && strcmp(row->currency, symbol) == 0 &&
	        strcmp(row->base, reader->feed->base) == 0);
}

/* A day to come is one wrong row, or the next day of a market further east; one beyond a year is a broken answer. */
static bool read_doubt(struct reader *reader, struct feed_row *row)
{
	const int32_t ahead = row->date.days - reader->request->as_of.days;
	char day[DATE_TEXT_SIZE];

	if (ahead > FEED_DAYS_AHEAD)
		return body_fail(reader, FEED_MALFORMED, "a row is of %s, which is yet to come", date_format(row->date, day));
	row->doubt = ahead > 0 ? FEED_TO_COME : FEED_SOUND;
	return true;
}

/* Days before or behind those that were asked for are not ours; a row of a day to come is shown to a person. */
static bool is_within(const struct feed_request *request, struct date date)
{
	return date_compare(date, request->from) >= 0 &&
	       (date_compare(date, request->to) <= 0 || date_compare(date, request->as_of) > 0);
}

bool body_add(struct reader *reader, const struct observation *seen)
{
	const struct feed_unit *unit = unit_of(reader, currency_of(reader, seen));
	struct feed_result *result = reader->result;
	struct feed_row row = {.symbol = ""};

	reader->seen++;
	if (is_missing(reader->feed, seen->text[FIELD_DATE]))
		return body_fail(reader, FEED_MALFORMED, "a row has no date");
	if (!read_date(reader, seen->text[FIELD_DATE], &row.date))
		return reader->outcome == FEED_OK;
	if (is_missing(reader->feed, seen->text[FIELD_CLOSE]))
		return true;
	if (!read_doubt(reader, &row) || !read_price(reader, seen, FIELD_CLOSE, unit, &row.doubt, &row.close))
		return false;
	if (!is_missing(reader->feed, seen->text[FIELD_ADJUSTED]) &&
	    !read_price(reader, seen, FIELD_ADJUSTED, unit, &row.doubt, &row.adjusted_close))
		return false;
	if ((row.doubt == FEED_SOUND && !read_rest(reader, seen, unit, &row)) || !read_names(reader, seen, &row))
		return false;
	if (!is_within(reader->request, row.date) || !is_wanted(reader, &row))
		return true;
	if (result->count == ROWS_MOST)
		return body_fail(reader, FEED_MALFORMED, "the answer has more than %d rows", ROWS_MOST);
	result->rows = memory_grow(result->rows, &reader->capacity, result->count + 1, sizeof row);
	result->rows[result->count++] = row;
	return true;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
	const struct feed_row *left = a, *right = b;
	const int names = strcmp(left->symbol, right->symbol);

	return names != 0 ? names : date_compare(left->date, right->date);
}

bool body_settle(struct reader *reader)
{
	struct feed_result *result = reader->result;
	size_t kept = 0;
	char day[DATE_TEXT_SIZE];

	if (result->count > 0)
		qsort(result->rows, result->count, sizeof *result->rows, compare_rows);
	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		if (kept > 0 && compare_rows(row, &result->rows[kept - 1]) == 0) {
			if (row->close != result->rows[kept - 1].close)
				return body_fail(reader, FEED_MALFORMED, "there are two closes of %s for %s", row->symbol,
				            date_format(row->date, day));
			continue;
		}
		result->rows[kept++] = *row;
	}
	result->count = kept;
	return true;
}

bool body_is_plausible(struct reader *reader)
{
	const struct feed *feed = reader->feed;
	const struct feed_result *result = reader->result;
	struct date newest = {INT32_MIN};
	char day[DATE_TEXT_SIZE];
	size_t sound = 0;

	if (result->count == 0)
		return body_fail(reader, FEED_NOT_FOUND, "the provider has nothing for these days");
	for (size_t i = 0; i < result->count; i++) {
		if (result->rows[i].doubt != FEED_SOUND)
			continue;
		sound++;
		newest = date_compare(result->rows[i].date, newest) > 0 ? result->rows[i].date : newest;
	}
	if (sound == 0)
		return body_fail(reader, FEED_MALFORMED, "no row is a price above 0 of a day that has come (%zu came, the first of %s)",
		                 result->count, date_format(result->rows[0].date, day));
	if ((int64_t)sound < feed->min_rows)
		return body_fail(reader, FEED_MALFORMED, "%zu rows came; at least %lld are expected", sound,
		                 (long long)feed->min_rows);
	if (feed->max_age_days >= 0 && reader->request->as_of.days - newest.days > feed->max_age_days)
		return body_fail(reader, FEED_MALFORMED, "the latest row is of %s; one of the last %lld days is expected",
		                 date_format(newest, day), (long long)feed->max_age_days);
	return true;
}
