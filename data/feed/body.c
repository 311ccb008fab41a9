/* From the bytes of an answer to rows, or to the reason why there are none. */
#include "data/feed/feed.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/csv.h"
#include "data/exchange/json.h"
#include "data/feed/declaration.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { ROWS_MOST = 200000, PROBE_BYTES = 4096, FIELD_SIZE = 256 };

/* An answer while it is read. */
struct reader {
	const struct feed *feed;
	const struct feed_request *request;
	const struct secrets *secrets;
	struct feed_result *result;
	size_t capacity;
	enum feed_outcome outcome;
	char sentence[400];
	char currency[4];           /* of the whole answer; empty: the instrument's */
};

static bool fail(struct reader *reader, enum feed_outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Always false, so that a check is one statement. The first reason stays. */
static bool fail(struct reader *reader, enum feed_outcome outcome, const char *format, ...)
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

/* A date by %Y %m %d %b %B and literals. What stands behind a format that ends in T or a blank is a time of day. */
static bool parse_day(const char *text, const char *format, struct date *date)
{
	const size_t format_length = strlen(format);
	const bool may_go_on = format_length > 0 && strchr("T ", format[format_length - 1]) != NULL;
	int year = 0, month = 0, day = 0;

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
	return (*text == '\0' || may_go_on) && date_from_civil(year, month, day, date);
}

/* Seconds (or milliseconds) since 1970 to the day in the feed's zone. */
static bool parse_epoch(const char *text, int64_t unit, int zone_seconds, struct date *date)
{
	char *end;
	const long long value = strtoll(text, &end, 10);
	long long seconds;

	if (*end != '\0' || end == text || value > 10000000000000LL || value < -10000000000000LL)
		return false;
	seconds = value / unit + zone_seconds;
	seconds -= (seconds % 86400 + 86400) % 86400;
	if (seconds / 86400 < -25567 || seconds / 86400 > 84005) /* 1900 to 2199 */
		return false;
	date->days = (int32_t)(seconds / 86400);
	return true;
}

static bool read_date(struct reader *reader, const char *text, struct date *date)
{
	const char *format = reader->feed->date_format;
	bool is_well;

	if (strcmp(format, "epoch") == 0)
		is_well = parse_epoch(text, 1, reader->feed->zone_seconds, date);
	else if (strcmp(format, "epoch_ms") == 0)
		is_well = parse_epoch(text, 1000, reader->feed->zone_seconds, date);
	else
		is_well = parse_day(text, format, date);
	return is_well || fail(reader, FEED_MALFORMED, "\"%.40s\" is not a date of the form %.40s", text, format);
}

static bool is_missing(const struct feed *feed, const char *text)
{
	if (text == NULL || text[strspn(text, " \t")] == '\0')
		return true;
	for (size_t i = 0; i < feed->missing.count; i++)
		if (strcmp(text, feed->missing.list[i]) == 0)
			return true;
	return false;
}

/* One observation as it stands in the answer; absent is NULL. */
struct observation {
	const char *date, *close, *adjusted, *symbol, *currency;
	const struct json *close_number, *adjusted_number; /* JSON: read without a detour through text */
};

static bool read_price(struct reader *reader, const char *what, const char *text, const struct json *number,
                       const char *day, int64_t *price)
{
	const bool is_number = number != NULL ? json_get_decimal(number, price) :
	                                        decimal_parse_rounded(text, price, NULL) == STATUS_OK;

	if (!is_number)
		return fail(reader, FEED_MALFORMED, "the %s \"%.40s\" of %.40s is not a number", what, text, day);
	if (*price <= 0)
		return fail(reader, FEED_MALFORMED, "the %s %.40s of %.40s is not above 0", what, text, day);
	return true;
}

/* The row's symbol, currency and base; false when they contradict the request. */
static bool read_names(struct reader *reader, const struct observation *seen, struct feed_row *row)
{
	const struct feed *feed = reader->feed;
	const char *symbol = seen->symbol != NULL ? seen->symbol : reader->request->symbol;
	const char *currency = seen->currency != NULL && seen->currency[0] != '\0' ? seen->currency : reader->currency;

	if (feed->kind == FEED_FX) {
		/* A row names the quoted currency, or it or the request names a pair, which brings its own base. */
		const char *base = strlen(symbol) == 6 ? symbol : feed->base;
		char pair[16];

		currency = strlen(symbol) == 6 ? symbol + 3 : symbol;
		snprintf(pair, sizeof pair, "%.3s", base);
		if (!currency_is_valid(currency) || !currency_is_valid(pair))
			return fail(reader, FEED_MALFORMED, "\"%.20s\" is not a currency", symbol);
		snprintf(pair, sizeof pair, "%.3s%.3s", base, currency);
		memcpy(row->base, base, 3);
		memcpy(row->currency, currency, 3);
		memcpy(row->symbol, pair, sizeof pair);
		return true;
	}
	if (strlen(symbol) >= sizeof row->symbol || !text_is_clean(symbol))
		return fail(reader, FEED_MALFORMED, "the symbol \"%.40s\" is too long or not plain text", symbol);
	snprintf(row->symbol, sizeof row->symbol, "%s", symbol);
	if (currency[0] == '\0')
		return true;
	if (!currency_is_valid(currency))
		return fail(reader, FEED_MALFORMED, "\"%.20s\" is not a currency; prices in a part of one are not taken", currency);
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

static bool add_row(struct reader *reader, const struct observation *seen)
{
	struct feed_result *result = reader->result;
	struct feed_row row = {.symbol = ""};
	char day[DATE_TEXT_SIZE];

	if (seen->date == NULL || seen->date[0] == '\0')
		return fail(reader, FEED_MALFORMED, "a row has no date");
	if (!read_date(reader, seen->date, &row.date))
		return false;
	if (is_missing(reader->feed, seen->close))
		return true;
	if (date_compare(row.date, reader->request->as_of) > 0)
		return fail(reader, FEED_MALFORMED, "a row is of %s, which is yet to come", date_format(row.date, day));
	if (!read_price(reader, "close", seen->close, seen->close_number, seen->date, &row.close))
		return false;
	if (!is_missing(reader->feed, seen->adjusted) &&
	    !read_price(reader, "adjusted close", seen->adjusted, seen->adjusted_number, seen->date, &row.adjusted_close))
		return false;
	if (!read_names(reader, seen, &row))
		return false;
	if (date_compare(row.date, reader->request->from) < 0 || date_compare(row.date, reader->request->to) > 0 ||
	    !is_wanted(reader, &row))
		return true;
	if (result->count == ROWS_MOST)
		return fail(reader, FEED_MALFORMED, "the answer has more than %d rows", ROWS_MOST);
	result->rows = memory_grow(result->rows, &reader->capacity, result->count + 1, sizeof row);
	result->rows[result->count++] = row;
	return true;
}

/* A field name or pointer with its places filled. */
static bool fill(struct reader *reader, const char *template, char field[FIELD_SIZE])
{
	struct text filled = {0};
	const bool is_well = template_fill(template, TEMPLATE_FIELD, reader->request, NULL, &filled, NULL) == STATUS_OK &&
	                     filled.length < FIELD_SIZE;

	if (is_well)
		memcpy(field, text_string(&filled), filled.length + 1);
	text_clear(&filled);
	return is_well || fail(reader, FEED_PERMANENT, "the field \"%.60s\" cannot be filled for this symbol", template);
}

/* The first alternative that is there: within row, or @/ from the top. NULL when none is. */
static const struct json *find_field(struct reader *reader, const struct json *top, const struct json *row,
                                     const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char field[FIELD_SIZE];
		const struct json *found;

		if (!fill(reader, names->list[i], field))
			return NULL;
		found = field[0] == '@' ? json_at(top, field + 1) : json_at(row, field);
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* Texts of the numbers of one observation. */
struct scalars {
	char date[JSON_NUMBER_SIZE], close[JSON_NUMBER_SIZE], adjusted[JSON_NUMBER_SIZE], other[2][JSON_NUMBER_SIZE];
};

static bool is_composite(const struct json *value)
{
	return json_kind_of(value) == JSON_KIND_ARRAY || json_kind_of(value) == JSON_KIND_OBJECT;
}

static bool add_json(struct reader *reader, const struct json *date, const struct json *close,
                     const struct json *adjusted, const struct json *symbol, const struct json *currency)
{
	struct scalars buffers;
	const struct observation seen = {
		.date = json_scalar_text(date, buffers.date),
		.close = json_scalar_text(close, buffers.close), .close_number = close,
		.adjusted = json_scalar_text(adjusted, buffers.adjusted), .adjusted_number = adjusted,
		.symbol = json_scalar_text(symbol, buffers.other[0]),
		.currency = json_scalar_text(currency, buffers.other[1]),
	};

	if (is_composite(close) || is_composite(adjusted))
		return fail(reader, FEED_MALFORMED, "a close is a list or an object where a number should stand");
	return add_row(reader, &seen);
}

static bool read_objects(struct reader *reader, const struct json *top, const struct json *rows)
{
	const struct feed *feed = reader->feed;

	if (json_kind_of(rows) != JSON_KIND_ARRAY)
		return fail(reader, FEED_MALFORMED, "the rows are not a list");
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_item(rows, i);
		const struct json *close = find_field(reader, top, row, &feed->close);

		if (json_kind_of(row) != JSON_KIND_OBJECT)
			return fail(reader, FEED_MALFORMED, "row %zu is not an object", i + 1);
		if (close == NULL)
			return fail(reader, FEED_MALFORMED, "row %zu has no %.60s", i + 1, feed->close.list[0]);
		if (!add_json(reader, find_field(reader, top, row, &feed->date), close,
		              find_field(reader, top, row, &feed->adjusted), find_field(reader, top, row, &feed->symbol),
		              find_field(reader, top, row, &feed->row_currency)))
			return false;
	}
	return true;
}

static bool read_columns(struct reader *reader, const struct json *top, const struct json *rows)
{
	const struct json *dates = find_field(reader, top, rows, &reader->feed->date);
	const struct json *closes = find_field(reader, top, rows, &reader->feed->close);
	const struct json *adjusted = find_field(reader, top, rows, &reader->feed->adjusted);

	if (json_kind_of(dates) != JSON_KIND_ARRAY || json_kind_of(closes) != JSON_KIND_ARRAY)
		return fail(reader, FEED_MALFORMED, "the columns of dates and closes are not there");
	if (json_count(dates) != json_count(closes) || (adjusted != NULL && json_count(dates) != json_count(adjusted)))
		return fail(reader, FEED_MALFORMED, "there are %zu dates, %zu closes, %zu adjusted closes", json_count(dates),
		            json_count(closes), json_count(adjusted));
	for (size_t i = 0; i < json_count(dates); i++)
		if (!add_json(reader, json_item(dates, i), json_item(closes, i), json_item(adjusted, i), NULL, NULL))
			return false;
	return true;
}

struct keyed {
	struct reader *reader;
	const struct json *top;
};

static bool read_key(const char *key, const struct json *member, void *context)
{
	struct keyed *keyed = context;
	struct reader *reader = keyed->reader;
	const struct json *close = find_field(reader, keyed->top, member, &reader->feed->close);
	const struct json *adjusted = find_field(reader, keyed->top, member, &reader->feed->adjusted);
	struct scalars buffers;
	const struct observation seen = {
		.date = key, .close = json_scalar_text(close, buffers.close), .close_number = close,
		.adjusted = json_scalar_text(adjusted, buffers.adjusted), .adjusted_number = adjusted,
	};

	if (close == NULL || is_composite(close))
		return fail(reader, FEED_MALFORMED, "%.40s has no %.60s", key, reader->feed->close.list[0]);
	return add_row(reader, &seen);
}

static bool read_json(struct reader *reader, const struct json *top)
{
	const struct feed *feed = reader->feed;
	const struct json *rows = feed->rows.count == 0 ? top : find_field(reader, top, top, &feed->rows);
	struct keyed keyed = {reader, top};

	if (rows == NULL)
		return fail(reader, FEED_MALFORMED, "the answer has nothing at %.100s", feed->rows.list[0]);
	if (feed->currency[0] == '@') {
		const char *currency = "";

		if (!json_get_text(json_at(top, feed->currency + 1), &currency) || strlen(currency) != 3)
			return fail(reader, FEED_MALFORMED, "the answer has no currency at %.60s", feed->currency + 1);
		memcpy(reader->currency, currency, 4);
	}
	switch (feed->layout) {
	case FEED_OBJECTS:
		return read_objects(reader, top, rows);
	case FEED_COLUMNS:
		return read_columns(reader, top, rows);
	default:
		break;
	}
	if (json_kind_of(rows) != JSON_KIND_OBJECT)
		return fail(reader, FEED_MALFORMED, "the rows are not an object with dates for keys");
	json_each(rows, read_key, &keyed);
	return reader->outcome == FEED_OK;
}

/* Where the first alternative stands in a header; CSV_ABSENT when none does. */
static size_t find_column(struct reader *reader, const struct csv_row *header, const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char wanted[FIELD_SIZE], name[FIELD_SIZE];

		if (!fill(reader, names->list[i], wanted))
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

struct table {
	size_t date, close, adjusted, symbol, currency, width;
	char **names;   /* owned; of a wide table, the header's */
};

static bool read_csv_row(struct reader *reader, const struct table *table, const struct csv_row *row)
{
	char buffers[5][FIELD_SIZE];
	struct observation seen = {.date = cell(row, table->date, buffers[0])};

	if (row->flaw != NULL)
		return fail(reader, FEED_MALFORMED, "line %zu: %s", row->flaw_line, row->flaw);
	if (row->count != table->width)
		return fail(reader, FEED_MALFORMED, "line %zu has %zu fields, the header %zu", row->line, row->count, table->width);
	if (table->names == NULL) {
		seen.close = cell(row, table->close, buffers[1]);
		seen.adjusted = cell(row, table->adjusted, buffers[2]);
		seen.symbol = cell(row, table->symbol, buffers[3]);
		seen.currency = cell(row, table->currency, buffers[4]);
		return add_row(reader, &seen);
	}
	for (size_t i = 0; i < row->count; i++) {
		if (i == table->date || table->names[i][0] == '\0')
			continue;
		seen.close = cell(row, i, buffers[1]);
		seen.symbol = table->names[i];
		if (!add_row(reader, &seen))
			return false;
	}
	return true;
}

static bool read_header(struct reader *reader, const struct csv_row *header, struct table *table)
{
	const struct feed *feed = reader->feed;

	if (header->flaw != NULL)
		return fail(reader, FEED_MALFORMED, "line %zu: %s", header->flaw_line, header->flaw);
	table->width = header->count;
	table->date = find_column(reader, header, &feed->date);
	table->close = find_column(reader, header, &feed->close);
	table->adjusted = find_column(reader, header, &feed->adjusted);
	table->symbol = find_column(reader, header, &feed->symbol);
	table->currency = find_column(reader, header, &feed->row_currency);
	if (table->date == CSV_ABSENT)
		return fail(reader, FEED_MALFORMED, "there is no column %.60s", feed->date.list[0]);
	if (feed->layout == FEED_LONG)
		return table->close != CSV_ABSENT || fail(reader, FEED_MALFORMED, "there is no column %.60s", feed->close.list[0]);
	table->names = memory_new_array(header->count, sizeof *table->names);
	for (size_t i = 0; i < header->count; i++) {
		char name[FIELD_SIZE] = "";

		(void)csv_trim(header->fields[i], name, sizeof name); /* a name beyond measure is no symbol: skipped */
		table->names[i] = memory_copy_text(name);
	}
	return true;
}

static bool read_csv(struct reader *reader, const char *body, size_t length)
{
	struct csv *csv = csv_open_bytes(body, length, reader->feed->delimiter);
	struct table table = {0};
	struct csv_row row;
	struct error err;
	enum status status = csv_next(csv, &row, &err);
	bool is_well = status == STATUS_OK ? read_header(reader, &row, &table) :
	                                     fail(reader, FEED_MALFORMED, "the answer is empty or no table: %s", err.message);

	while (is_well && (status = csv_next(csv, &row, &err)) == STATUS_OK)
		is_well = read_csv_row(reader, &table, &row);
	if (is_well && status != STATUS_NOT_FOUND)
		is_well = fail(reader, FEED_MALFORMED, "%s", err.message);
	for (size_t i = 0; table.names != NULL && i < table.width; i++)
		free(table.names[i]);
	free(table.names);
	csv_close(csv);
	return is_well;
}

static bool rule_fires(const struct feed_rule *rule, long http_status, const char *probe, const struct json *top)
{
	char number[JSON_NUMBER_SIZE];
	const struct json *found;
	const char *text;

	if (rule->subject == RULE_STATUS)
		return http_status == strtol(rule->value, NULL, 10);
	if (rule->subject == RULE_BODY)
		return regexec(&rule->pattern, probe, 0, NULL, 0) == 0;
	found = top != NULL ? json_at(top, rule->pointer) : NULL;
	if (found == NULL)
		return false;
	if (rule->test == RULE_EXISTS)
		return json_kind_of(found) != JSON_KIND_NULL;
	text = json_scalar_text(found, number);
	if (text == NULL)
		text = json_kind_of(found) == JSON_KIND_NULL ? "null" : "";
	if (rule->test == RULE_MATCHES)
		return regexec(&rule->pattern, text, 0, NULL, 0) == 0;
	return (strcmp(text, rule->value) == 0) == (rule->test == RULE_EQUAL);
}

static enum feed_outcome outcome_of_status(long status)
{
	if (status == 0 || (status >= 200 && status <= 299))
		return FEED_OK;
	switch (status) {
	case 401:
		return FEED_AUTH;
	case 403:
		return FEED_BLOCKED;
	case 404:
	case 410:
		return FEED_NOT_FOUND;
	case 408:
		return FEED_TRANSIENT;
	case 429:
		return FEED_RATE_LIMIT;
	default:
		return status >= 500 && status <= 599 ? FEED_TRANSIENT : FEED_PERMANENT;
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct feed_row *left = a, *right = b;
	const int names = strcmp(left->symbol, right->symbol);

	return names != 0 ? names : date_compare(left->date, right->date);
}

/* Sorts; the same day twice is one row when both say the same, a contradiction otherwise. */
static bool settle(struct reader *reader)
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
				return fail(reader, FEED_MALFORMED, "there are two closes of %s for %s", row->symbol,
				            date_format(row->date, day));
			continue;
		}
		result->rows[kept++] = *row;
	}
	result->count = kept;
	return true;
}

/* expect.*: an answer that reads well and cannot be right. */
static bool is_plausible(struct reader *reader)
{
	const struct feed *feed = reader->feed;
	const struct feed_result *result = reader->result;
	struct date newest = {INT32_MIN};
	char day[DATE_TEXT_SIZE];

	if (result->count == 0)
		return fail(reader, FEED_NOT_FOUND, "the provider has nothing for these days");
	if ((int64_t)result->count < feed->min_rows)
		return fail(reader, FEED_MALFORMED, "%zu rows came; at least %lld are expected", result->count,
		            (long long)feed->min_rows);
	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i], *before = &result->rows[i > 0 ? i - 1 : 0];

		newest = date_compare(row->date, newest) > 0 ? row->date : newest;
		if (feed->max_jump > 0.0 && i > 0 && strcmp(row->symbol, before->symbol) == 0 &&
		    fabs((double)row->close / (double)before->close - 1.0) > feed->max_jump)
			return fail(reader, FEED_MALFORMED, "the close of %s on %s leaps by more than %g %% from the one before",
			            row->symbol, date_format(row->date, day), feed->max_jump * 100.0);
	}
	if (feed->max_age_days >= 0 && reader->request->as_of.days - newest.days > feed->max_age_days)
		return fail(reader, FEED_MALFORMED, "the latest row is of %s; one of the last %lld days is expected",
		            date_format(newest, day), (long long)feed->max_age_days);
	return true;
}

/* Rules before rows: an error under status 200 must not be read as data. */
static bool passes_rules(struct reader *reader, long http_status, const char *body, size_t length,
                         const struct json *top)
{
	const struct feed *feed = reader->feed;
	char probe[PROBE_BYTES + 1];
	const size_t probed = length < PROBE_BYTES ? length : PROBE_BYTES;
	enum feed_outcome outcome;

	for (size_t i = 0; i < probed; i++)
		probe[i] = body[i] == '\0' ? ' ' : body[i];
	probe[probed] = '\0';
	for (size_t i = 0; i < feed->rule_count; i++) {
		if (!rule_fires(&feed->rules[i], http_status, probe, top))
			continue;
		snprintf(reader->result->rule, sizeof reader->result->rule, "%s", feed->rules[i].source);
		return fail(reader, feed->rules[i].outcome, "the provider answered with an error (rule: %.200s)",
		            feed->rules[i].source);
	}
	outcome = outcome_of_status(http_status);
	return outcome == FEED_OK || fail(reader, outcome, "the provider answered with status %ld", http_status);
}

static bool read_body(struct reader *reader, long http_status, const char *body, size_t length)
{
	struct json *top = NULL;
	struct error err = {0};
	const bool is_json = json_parse(body, length, &top, &err) == STATUS_OK;
	bool is_well = passes_rules(reader, http_status, body, length, top);

	if (is_well && reader->feed->format == FEED_JSON)
		is_well = is_json ? read_json(reader, top) : fail(reader, FEED_MALFORMED, "the answer is not JSON: %s", err.message);
	else if (is_well && is_json && json_kind_of(top) >= JSON_KIND_ARRAY)
		is_well = fail(reader, FEED_MALFORMED, "the answer is JSON where a table was promised");
	else if (is_well)
		is_well = read_csv(reader, body, length);
	json_free(top);
	if (!is_well || reader->outcome != FEED_OK || !settle(reader))
		return false;
	if (is_plausible(reader))
		return true;
	reader->result->held_back = reader->result->count;
	return false;
}

/* The beginning of the answer for a person to look at. */
static void quote(const struct reader *reader, const char *body, size_t length)
{
	char start[2049];
	const size_t size = length < sizeof start - 1 ? length : sizeof start - 1;
	struct text masked = {0};

	for (size_t i = 0; i < size; i++)
		start[i] = body[i] == '\0' ? ' ' : body[i];
	start[size] = '\0';
	redact(reader->secrets, start, &masked);
	text_clean(text_string(&masked), reader->result->excerpt, sizeof reader->result->excerpt);
	text_clear(&masked);
}

enum status feed_parse_body(const struct feed *feed, const struct feed_request *request, long http_status,
                            const char *body, size_t length, const struct secrets *secrets, struct feed_result *result,
                            struct error *err)
{
	struct reader reader = {.feed = feed, .request = request, .secrets = secrets, .result = result};
	struct text masked = {0};

	free(result->rows);
	result->rows = NULL;
	result->count = result->held_back = 0;
	result->rule[0] = result->sentence[0] = '\0';
	result->http_status = http_status;
	result->bytes = length;
	snprintf(result->source, sizeof result->source, "%s", feed->id);
	if (currency_is_valid(feed->currency))
		memcpy(reader.currency, feed->currency, 4);
	quote(&reader, body, length);
	if (read_body(&reader, http_status, body, length)) {
		result->outcome = FEED_OK;
		return STATUS_OK;
	}
	free(result->rows);
	result->rows = NULL;
	result->count = 0;
	result->outcome = reader.outcome;
	redact(secrets, reader.sentence, &masked);
	text_clean(text_string(&masked), result->sentence, sizeof result->sentence);
	text_clear(&masked);
	return error_set(err, STATUS_IO, "%s: %s", feed->id, result->sentence);
}

void feed_result_clear(struct feed_result *result)
{
	free(result->rows);
	*result = (struct feed_result){0};
}
