/* The keys of a declaration about what comes: its format and shape, its dates, its currency and units. */
#include <stdio.h>
#include <string.h>

#include "data/exchange/encoding.h"
#include "data/feed/declaration.h"
#include "data/feed/declaration_reading.h"
#include "data/feed/zone.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* What a word of the file stands for; the layout of a format that has only one is not said. */
static enum feed_layout layout_of(enum feed_format format, const char *said, size_t index)
{
	static const enum feed_layout only[] = {
		[FEED_JSON] = FEED_OBJECTS, [FEED_CSV] = FEED_LONG, [FEED_DELIMITED] = FEED_LINE, [FEED_XML] = FEED_ATTRIBUTES,
	};

	return said != NULL ? (enum feed_layout)index : only[format];
}

static bool layout_goes_with(enum feed_layout layout, enum feed_format format)
{
	switch (format) {
	case FEED_JSON:
		return layout <= FEED_STRINGS;
	case FEED_CSV:
		return layout == FEED_LONG || layout == FEED_WIDE;
	case FEED_DELIMITED:
		return layout == FEED_LINE;
	default:
		return layout == FEED_ATTRIBUTES;
	}
}

static enum status read_delimiter(const struct reading *reading, struct feed *feed)
{
	const char *said = config_text(reading->section, "csv.delimiter");
	const char *delimiter = said != NULL && strcmp(said, "tab") == 0 ? "\t" : said;

	feed->delimiter = delimiter != NULL ? delimiter[0] : ',';
	feed->has_header = config_bool(reading->section, "csv.header", true);
	(void)config_integer(reading->section, "csv.skip", &feed->skipped_lines); /* none where it is not said */
	if (delimiter != NULL && (strlen(delimiter) != 1 || strchr(",;|~\t", delimiter[0]) == NULL))
		return reading_wrong(reading, "csv.delimiter must be one of , ; | ~ and tab");
	if (!feed->has_header && feed->layout == FEED_WIDE)
		return reading_wrong(reading, "a wide table needs its header");
	return STATUS_OK;
}

/* "Cube[@currency]" */
static enum status read_element(const struct reading *reading, struct feed *feed)
{
	const char *text = feed->rows.count == 1 ? feed->rows.list[0] : "";
	const size_t name = strcspn(text, "["), length = strlen(text);

	if (name == 0 || (text[name] != '\0' && (strncmp(text + name, "[@", 2) != 0 || text[length - 1] != ']' ||
	                                         length < name + 4)))
		return reading_wrong(reading, "rows of XML are the name of an element, as in rows = {'Cube[@currency]'}");
	feed->element = memory_new_array(name + 1, 1);
	memcpy(feed->element, text, name);
	if (text[name] == '\0')
		return STATUS_OK;
	feed->attribute = memory_copy_text(text + name + 2);
	feed->attribute[strlen(feed->attribute) - 1] = '\0';
	return STATUS_OK;
}

/* A place, 0 for the first; of JSON a pointer into what stands there may follow. */
static bool is_place(const char *text, bool is_json)
{
	const size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 4 && (text[digits] == '\0' || (is_json && text[digits] == '/'));
}

/* Where the figures have places instead of names, the fields are numbers. */
static enum status check_places(const struct reading *reading, const struct feed *feed)
{
	const bool are_lists = feed->layout == FEED_ARRAYS;
	const bool are_places = are_lists || feed->layout == FEED_STRINGS || feed->layout == FEED_LINE ||
	                        (feed->format == FEED_CSV && !feed->has_header);

	for (size_t i = 0; are_places && i < FEED_FIELDS; i++)
		for (size_t j = 0; j < feed->fields[i].count; j++) {
			const char *text = feed->fields[i].list[j];

			if (text[0] == '@' || is_place(text + (are_lists && text[0] == '/'), are_lists))
				continue;
			return are_lists ?
				reading_wrong(reading, "%s is \"%.40s\"; in this layout it is a place, 0 for the first, behind which a "
				              "pointer may stand, as in 1/0/close", feed_field_keys[i], text) :
				reading_wrong(reading, "%s is \"%.40s\"; in this layout it is a number, 0 for the first place",
				              feed_field_keys[i], text);
		}
	return STATUS_OK;
}

static enum status check_shape(const struct reading *reading, struct feed *feed)
{
	if (feed->fields[FIELD_DATE].count == 0 && feed->layout != FEED_KEYED)
		return reading_wrong(reading, "field.date is missing");
	if (feed->fields[FIELD_CLOSE].count == 0 && feed->layout != FEED_WIDE)
		return reading_wrong(reading, "field.close is missing");
	if (feed->layout == FEED_SPLIT && feed->names.count == 0)
		return reading_wrong(reading, "split.names is missing: the pointer to the list of names");
	return feed->format == FEED_XML ? read_element(reading, feed) : check_places(reading, feed);
}

static enum status read_shape(const struct reading *reading, struct feed *feed)
{
	static const char *const kinds[] = {"price", "fx", "rate"}, *const formats[] = {"json", "csv", "delim", "xml"};
	static const char *const layouts[] = {"objects", "arrays", "columns", "keyed", "split", "strings", "long", "wide"};
	static const char *const price_kinds[] = {"raw", "split_adjusted", "total_return", "nav", "rate"};
	const char *names = config_text(reading->section, "split.names");
	size_t kind, format, layout, price_kind;
	enum status status = reading_choice(reading, "kind", kinds, 3, &kind);

	if (status == STATUS_OK)
		status = reading_choice(reading, "format", formats, 4, &format);
	if (status == STATUS_OK)
		status = reading_choice(reading, "layout", layouts, 8, &layout);
	if (status == STATUS_OK)
		status = reading_choice(reading, "price.kind", price_kinds, 5, &price_kind);
	if (status != STATUS_OK)
		return status;
	feed->kind = (enum feed_kind)kind;
	feed->format = (enum feed_format)format;
	feed->layout = layout_of(feed->format, config_text(reading->section, "layout"), layout);
	feed->price_kind = memory_copy_text(feed->kind != FEED_PRICE ? "rate" : price_kinds[price_kind]);
	if (!layout_goes_with(feed->layout, feed->format))
		return reading_wrong(reading, "the layout %s does not go with the format %s", layouts[layout], formats[format]);
	if (names != NULL) {
		feed->names.list = memory_new_array(1, sizeof *feed->names.list);
		feed->names.list[feed->names.count++] = memory_copy_text(names);
	}
	status = read_delimiter(reading, feed);
	return status == STATUS_OK ? check_shape(reading, feed) : status;
}

static enum status read_wrapping(const struct reading *reading, struct feed *feed)
{
	const char *text = config_text(reading->section, "unwrap");

	feed->encoding = reading_text(reading, "encoding", "utf-8");
	if (!encoding_is_known(feed->encoding))
		return reading_wrong(reading, "encoding is \"%.40s\"; there are utf-8, gbk, gb18030 and latin1", feed->encoding);
	if (text == NULL || strcmp(text, "none") == 0)
		return STATUS_OK;
	if (strcmp(text, "auto") == 0) {
		feed->wrapping = WRAP_AUTO;
	} else if (strcmp(text, "quoted") == 0) {
		feed->wrapping = WRAP_QUOTED;
	} else if (strncmp(text, "jsvar ", 6) == 0 && text[6] != '\0') {
		feed->wrapping = WRAP_VARIABLE;
		feed->wrapped = memory_copy_text(text + 6);
	} else if (strcmp(text, "zip") == 0) {
		feed->wrapping = WRAP_ZIP;
	} else if (strncmp(text, "zip ", 4) == 0 && text[4] != '\0') {
		feed->wrapping = WRAP_ZIP;
		feed->wrapped = memory_copy_text(text + 4);
	} else {
		return reading_wrong(reading, "unwrap is \"%.40s\"; there are none, auto, jsvar NAME, quoted, zip and zip FILE", text);
	}
	return STATUS_OK;
}

/* One that tells year, month and day, and asks for nothing that is not read. */
static bool is_date_format(const char *format)
{
	bool has_year = false, has_month = false, has_day = false;

	if (strcmp(format, "epoch") == 0 || strcmp(format, "epoch_ms") == 0)
		return true;
	while ((format = strchr(format, '%')) != NULL) {
		const char what = *++format;

		if (what == '\0' || strchr("YmbBdHMS", what) == NULL)
			return false;
		has_year = has_year || what == 'Y';
		has_month = has_month || strchr("mbB", what) != NULL;
		has_day = has_day || what == 'd';
	}
	return has_year && has_month && has_day;
}

static enum status read_dates(const struct reading *reading, struct feed *feed)
{
	static const char *const days[] = {"same", "previous"};
	struct error own;
	size_t day;
	enum status status = reading_choice(reading, "date.midnight", days, 2, &day);

	if (status == STATUS_OK && !is_date_format(feed->date_format))
		return reading_wrong(reading, "date.format is \"%.40s\"; it is like %%Y-%%m-%%d, or epoch or epoch_ms",
		                     feed->date_format);
	feed->zone = reading_text(reading, "date.zone", "UTC");
	feed->is_day_before = day == 1;
	if (status == STATUS_OK && feed->zone[0] != '@' && zone_check(feed->zone, &own) != STATUS_OK)
		return reading_wrong(reading, "date.zone: %s", own.message);
	return status;
}

/* GBp = 'GBP 100' */
static enum status read_units(const struct reading *reading, struct feed *feed)
{
	const size_t count = config_count(reading->section, "units");

	for (size_t i = 0; i < count; i++) {
		const char *name = config_pair_key(reading->section, "units", i);
		const char *text = config_pair_value(reading->section, "units", i);
		struct feed_unit *unit = &feed->units[feed->unit_count];
		char currency[4] = "", rest = '\0';
		int parts = 0;

		if (count > FEED_UNITS || strlen(name) >= sizeof unit->name || text == NULL ||
		    sscanf(text, "%3s %7d%c", currency, &parts, &rest) != 2 || parts < 1 || !currency_is_valid(currency))
			return reading_wrong(reading, "units: \"%.20s\" is not like GBp = 'GBP 100', of which there are at most %d", name,
			             FEED_UNITS);
		snprintf(unit->name, sizeof unit->name, "%s", name);
		memcpy(unit->currency, currency, sizeof unit->currency);
		unit->parts = parts;
		feed->unit_count++;
	}
	return STATUS_OK;
}

static enum status read_scale(const struct reading *reading, struct feed *feed)
{
	const char *text = config_text(reading->section, "price.scale");

	feed->scale = 1000000;
	feed->is_inverted = config_bool(reading->section, "invert", false);
	if (text != NULL && (decimal_parse(text, &feed->scale, NULL) != STATUS_OK || feed->scale <= 0))
		return reading_wrong(reading, "price.scale is \"%.40s\"; it is a number above 0 with at most six decimals", text);
	return STATUS_OK;
}

/* One sign each, and not the same. */
static enum status read_marks(const struct reading *reading, struct feed *feed)
{
	const char *decimal = config_text(reading->section, "decimal_mark"), *group = config_text(reading->section, "thousands_mark");

	if (decimal != NULL && strcmp(decimal, ",") != 0 && strcmp(decimal, ".") != 0)
		return reading_wrong(reading, "decimal_mark is \"%.20s\"; it is a point or a comma", decimal);
	if (group != NULL && (strlen(group) != 1 || strchr(",.' ", group[0]) == NULL))
		return reading_wrong(reading, "thousands_mark is \"%.20s\"; it is a point, a comma, an apostrophe or a blank", group);
	snprintf(feed->decimal_mark, sizeof feed->decimal_mark, "%s", decimal != NULL ? decimal : ".");
	snprintf(feed->thousands_mark, sizeof feed->thousands_mark, "%s", group != NULL ? group : "");
	if (strcmp(feed->decimal_mark, feed->thousands_mark) == 0)
		return reading_wrong(reading, "decimal_mark and thousands_mark are the same; declare both");
	return STATUS_OK;
}

static bool is_unit(const struct feed *feed, const char *name)
{
	for (size_t i = 0; i < feed->unit_count; i++)
		if (strcmp(feed->units[i].name, name) == 0)
			return true;
	return false;
}

static enum status check_currency(const struct reading *reading, struct feed *feed)
{
	if (feed->kind == FEED_FX && !currency_is_valid(feed->base))
		return reading_wrong(reading, "a feed of kind fx needs base: the three letters of the currency that one unit is of");
	if (strcmp(feed->currency, "instrument") != 0 && feed->currency[0] != '@' && !currency_is_valid(feed->currency) &&
	    !is_unit(feed, feed->currency))
		return reading_wrong(reading, "currency is \"%.40s\"; it is instrument, three capital letters, a name under units, "
		                     "or @/pointer", feed->currency);
	return STATUS_OK;
}

enum status declaration_read_answer(const struct reading *reading, struct feed *feed)
{
	static enum status (*const parts[])(const struct reading *reading, struct feed *feed) = {
		read_shape, read_wrapping, read_dates, read_units, check_currency, read_scale, read_marks,
	};
	enum status status = reading_list(reading, "rows", true, &feed->rows);

	feed->base = reading_text(reading, "base", "");
	feed->currency = reading_text(reading, "currency", "instrument");
	feed->date_format = reading_text(reading, "date.format", "%Y-%m-%d");
	if (status == STATUS_OK)
		status = reading_list(reading, "missing", false, &feed->missing);
	for (size_t i = 0; i < FEED_FIELDS && status == STATUS_OK; i++)
		status = reading_list(reading, feed_field_keys[i], true, &feed->fields[i]);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++)
		status = parts[i](reading, feed);
	return status;
}
