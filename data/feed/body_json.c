/* Reading rows out of JSON. */
#include "data/feed/body_json.h"

#include <string.h>

#include "data/exchange/json.h"
#include "data/feed/body_rows.h"
#include "data/feed/body_table.h"

/* Texts of the numbers of one observation. */
struct scalars {
	char text[FEED_FIELDS][JSON_NUMBER_SIZE];
};

/* The first alternative that is there: within row, or @/ from the top. NULL when none is. */
static const struct json *find_field(struct reader *reader, const struct json *top, const struct json *row,
                                     const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char field[FIELD_SIZE];
		const struct json *found;

		if (!body_fill(reader, names->list[i], field))
			return NULL;
		found = field[0] == '@' ? json_at(top, field + 1) : json_at(row, field);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static bool is_composite(const struct json *value)
{
	return json_kind_of(value) == JSON_KIND_ARRAY || json_kind_of(value) == JSON_KIND_OBJECT;
}

/* Puts a value where the observation expects it. A list where a figure should stand is no figure. */
static bool put(struct reader *reader, enum feed_field field, const struct json *value, struct scalars *scalars,
                struct observation *seen)
{
	if (is_composite(value))
		return body_fail(reader, FEED_MALFORMED, "a %s is a list or an object where a figure should stand",
		                 feed_field_keys[field] + strlen("field."));
	seen->text[field] = json_scalar_text(value, scalars->text[field]);
	seen->number[field] = value;
	return true;
}

static bool add_row(struct reader *reader, const struct json *top, const struct json *row, const char *key, size_t number)
{
	const struct feed *feed = reader->feed;
	struct observation seen = {.text[FIELD_DATE] = key};
	struct scalars scalars;

	for (size_t i = 0; i < FEED_FIELDS; i++) {
		const struct json *value = find_field(reader, top, row, &feed->fields[i]);

		if (i == FIELD_DATE && key != NULL)
			continue;
		if (i == FIELD_CLOSE && value == NULL)
			return body_fail(reader, FEED_MALFORMED, "row %zu has no %.60s", number, feed->fields[i].list[0]);
		if (!put(reader, (enum feed_field)i, value, &scalars, &seen))
			return false;
	}
	return body_add(reader, &seen);
}

static bool read_list(struct reader *reader, const struct json *top, const struct json *rows, enum json_kind kind)
{
	if (json_kind_of(rows) != JSON_KIND_ARRAY)
		return body_fail(reader, FEED_MALFORMED, "the rows are not a list");
	for (size_t i = 0; i < json_count(rows); i++) {
		const enum json_kind own = json_kind_of(json_item(rows, i));

		if (own != kind && own == JSON_KIND_ARRAY)
			return body_fail(reader, FEED_MALFORMED, "row %zu is a list; layout = arrays reads lists, by places instead of names",
			                 i + 1);
		if (own != kind)
			return body_fail(reader, FEED_MALFORMED, "row %zu is not %s", i + 1,
			                 kind == JSON_KIND_OBJECT ? "an object" : "a list");
		if (!add_row(reader, top, json_item(rows, i), NULL, i + 1))
			return false;
	}
	return true;
}

/* Parallel lists; a field that is no list holds for all rows. */
static bool read_columns(struct reader *reader, const struct json *top, const struct json *rows)
{
	const struct json *columns[FEED_FIELDS];
	size_t count;

	for (size_t i = 0; i < FEED_FIELDS; i++)
		columns[i] = find_field(reader, top, rows, &reader->feed->fields[i]);
	if (json_kind_of(columns[FIELD_DATE]) != JSON_KIND_ARRAY || json_kind_of(columns[FIELD_CLOSE]) != JSON_KIND_ARRAY)
		return body_fail(reader, FEED_MALFORMED, "the columns of dates and closes are not there");
	count = json_count(columns[FIELD_DATE]);
	for (size_t i = 0; i < FEED_FIELDS; i++)
		if (json_kind_of(columns[i]) == JSON_KIND_ARRAY && json_count(columns[i]) != count)
			return body_fail(reader, FEED_MALFORMED, "there are %zu dates and %zu of %s", count, json_count(columns[i]),
			                 feed_field_keys[i]);
	for (size_t row = 0; row < count; row++) {
		struct observation seen = {0};
		struct scalars scalars;

		for (size_t i = 0; i < FEED_FIELDS; i++) {
			const bool is_list = json_kind_of(columns[i]) == JSON_KIND_ARRAY;

			if (!put(reader, (enum feed_field)i, is_list ? json_item(columns[i], row) : columns[i], &scalars, &seen))
				return false;
		}
		if (!body_add(reader, &seen))
			return false;
	}
	return true;
}

struct keyed {
	struct reader *reader;
	const struct json *top;
	size_t number;
};

static bool read_key(const char *key, const struct json *member, void *context)
{
	struct keyed *keyed = context;

	return add_row(keyed->reader, keyed->top, member, key, ++keyed->number);
}

static bool read_keyed(struct reader *reader, const struct json *top, const struct json *rows)
{
	struct keyed keyed = {.reader = reader, .top = top};

	if (json_kind_of(rows) != JSON_KIND_OBJECT)
		return body_fail(reader, FEED_MALFORMED, "the rows are not an object with dates for keys");
	json_each(rows, read_key, &keyed);
	return reader->outcome == FEED_OK;
}

#define NO_PLACE ((size_t)-1)

/* The place of the first alternative among the names; NO_PLACE when none is there. */
static size_t find_name(struct reader *reader, const struct json *names, const struct text_list *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		char field[FIELD_SIZE];

		if (!body_fill(reader, wanted->list[i], field))
			return NO_PLACE;
		for (size_t at = 0; at < json_count(names); at++) {
			const char *name;

			if (json_get_text(json_item(names, at), &name) && strcmp(name, field) == 0)
				return at;
		}
	}
	return NO_PLACE;
}

/* Names in one list, the rows as lists in another. */
static bool read_split(struct reader *reader, const struct json *top, const struct json *rows)
{
	const struct feed *feed = reader->feed;
	const struct json *names = find_field(reader, top, top, &feed->names);
	size_t places[FEED_FIELDS];

	if (json_kind_of(names) != JSON_KIND_ARRAY || json_kind_of(rows) != JSON_KIND_ARRAY)
		return body_fail(reader, FEED_MALFORMED, "the names or the rows are not a list");
	for (size_t i = 0; i < FEED_FIELDS; i++) {
		places[i] = find_name(reader, names, &feed->fields[i]);
		if ((i == FIELD_DATE || i == FIELD_CLOSE) && places[i] == NO_PLACE)
			return body_fail(reader, FEED_MALFORMED, "there is no %.60s among the names", feed->fields[i].list[0]);
	}
	for (size_t row = 0; row < json_count(rows); row++) {
		const struct json *item = json_item(rows, row);
		struct observation seen = {0};
		struct scalars scalars;

		if (json_kind_of(item) != JSON_KIND_ARRAY || json_count(item) != json_count(names))
			return body_fail(reader, FEED_MALFORMED, "row %zu is not a list as long as the names", row + 1);
		for (size_t i = 0; i < FEED_FIELDS; i++)
			if (places[i] != NO_PLACE &&
			    !put(reader, (enum feed_field)i, json_item(item, places[i]), &scalars, &seen))
				return false;
		if (!body_add(reader, &seen))
			return false;
	}
	return true;
}

/* A list of texts, each a row of a table. */
static bool read_strings(struct reader *reader, const struct json *rows)
{
	if (json_kind_of(rows) != JSON_KIND_ARRAY)
		return body_fail(reader, FEED_MALFORMED, "the rows are not a list");
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *text;

		if (!json_get_text(json_item(rows, i), &text))
			return body_fail(reader, FEED_MALFORMED, "row %zu is not a text", i + 1);
		if (!body_read_line(reader, text, strlen(text)))
			return false;
	}
	return true;
}

/* What holds for the whole answer: its currency and its zone. */
static bool read_whole(struct reader *reader, const struct json *top)
{
	const struct feed *feed = reader->feed;
	const char *currency = "";

	if (feed->currency[0] == '@') {
		if (!json_get_text(json_at(top, feed->currency + 1), &currency) || currency[0] == '\0' ||
		    strlen(currency) >= sizeof reader->currency)
			return body_fail(reader, FEED_MALFORMED, "the answer has no currency at %.60s", feed->currency + 1);
		memcpy(reader->currency, currency, strlen(currency) + 1);
	}
	if (feed->zone[0] == '@' && !json_get_text(json_at(top, feed->zone + 1), &reader->zone_name))
		return body_fail(reader, FEED_MALFORMED, "the answer has no zone at %.60s", feed->zone + 1);
	return true;
}

bool body_read_json(struct reader *reader, const struct json *top)
{
	const struct feed *feed = reader->feed;
	const struct json *rows = feed->rows.count == 0 ? top : find_field(reader, top, top, &feed->rows);

	if (rows == NULL)
		return body_fail(reader, FEED_MALFORMED, "the answer has nothing at %.100s",
		                 feed->rows.count > 0 ? feed->rows.list[0] : "its top");
	if (!read_whole(reader, top))
		return false;
	switch (feed->layout) {
	case FEED_OBJECTS:
		return read_list(reader, top, rows, JSON_KIND_OBJECT);
	case FEED_ARRAYS:
		return read_list(reader, top, rows, JSON_KIND_ARRAY);
	case FEED_COLUMNS:
		return read_columns(reader, top, rows);
	case FEED_KEYED:
		return read_keyed(reader, top, rows);
	case FEED_SPLIT:
		return read_split(reader, top, rows);
	default:
		return read_strings(reader, rows);
	}
}
