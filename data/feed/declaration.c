/* Reading a declaration: each key checked, each mistake named. */
#include "data/feed/declaration.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/encoding.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/feed/zone.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { PAGES_DEFAULT = 100, BYTES_DEFAULT = 8 * 1024 * 1024, BYTES_MOST = 64 * 1024 * 1024, TIMEOUT_DEFAULT = 20 };

const char *const feed_secret_names[FEED_SECRETS] = {"key", "user", "token"};

const char *const feed_field_keys[FEED_FIELDS] = {
	[FIELD_DATE] = "field.date", [FIELD_OPEN] = "field.open", [FIELD_HIGH] = "field.high", [FIELD_LOW] = "field.low",
	[FIELD_CLOSE] = "field.close", [FIELD_ADJUSTED] = "field.adjclose", [FIELD_VOLUME] = "field.volume",
	[FIELD_DIVIDEND] = "field.dividend", [FIELD_SPLIT] = "field.split", [FIELD_ACCUMULATED] = "field.accumulated",
	[FIELD_SYMBOL] = "field.symbol", [FIELD_CURRENCY] = "field.currency",
};

const struct config_option declaration_options[] = {
	{.name = "url", .type = CONFIG_TEXT}, {.name = "kind", .type = CONFIG_TEXT}, {.name = "format", .type = CONFIG_TEXT},
	{.name = "layout", .type = CONFIG_TEXT}, {.name = "rows", .type = CONFIG_TEXTS},
	{.name = "headers", .type = CONFIG_PAIRS}, {.name = "secret.key", .type = CONFIG_TEXT},
	{.name = "secret.user", .type = CONFIG_TEXT}, {.name = "secret.token", .type = CONFIG_TEXT},
	{.name = "method", .type = CONFIG_TEXT}, {.name = "body", .type = CONFIG_TEXT},
	{.name = "encoding", .type = CONFIG_TEXT}, {.name = "unwrap", .type = CONFIG_TEXT},
	{.name = "split.names", .type = CONFIG_TEXT}, {.name = "csv.header", .type = CONFIG_BOOL},
	{.name = "csv.skip", .type = CONFIG_INTEGER, .lowest = 0, .highest = 1000},
	{.name = "field.open", .type = CONFIG_TEXTS}, {.name = "field.high", .type = CONFIG_TEXTS},
	{.name = "field.low", .type = CONFIG_TEXTS}, {.name = "field.volume", .type = CONFIG_TEXTS},
	{.name = "field.dividend", .type = CONFIG_TEXTS}, {.name = "field.split", .type = CONFIG_TEXTS},
	{.name = "field.accumulated", .type = CONFIG_TEXTS}, {.name = "date.midnight", .type = CONFIG_TEXT},
	{.name = "units", .type = CONFIG_PAIRS}, {.name = "price.scale", .type = CONFIG_TEXT},
	{.name = "invert", .type = CONFIG_BOOL}, {.name = "retry", .type = CONFIG_TEXT},
	{.name = "redirect", .type = CONFIG_TEXT}, {.name = "refetch_all_if", .type = CONFIG_TEXT},
	{.name = "page.total", .type = CONFIG_TEXT},
	{.name = "page.size", .type = CONFIG_INTEGER, .lowest = 1, .highest = 100000},
	{.name = "page.max", .type = CONFIG_INTEGER, .lowest = 1, .highest = 1000},
	{.name = "csv.delimiter", .type = CONFIG_TEXT}, {.name = "field.date", .type = CONFIG_TEXTS},
	{.name = "field.close", .type = CONFIG_TEXTS}, {.name = "field.adjclose", .type = CONFIG_TEXTS},
	{.name = "field.symbol", .type = CONFIG_TEXTS}, {.name = "field.currency", .type = CONFIG_TEXTS},
	{.name = "missing", .type = CONFIG_TEXTS}, {.name = "date.format", .type = CONFIG_TEXT},
	{.name = "date.zone", .type = CONFIG_TEXT}, {.name = "currency", .type = CONFIG_TEXT},
	{.name = "base", .type = CONFIG_TEXT}, {.name = "price.kind", .type = CONFIG_TEXT},
	{.name = "errors", .type = CONFIG_TEXTS},
	{.name = "expect.min_rows", .type = CONFIG_INTEGER, .lowest = 1, .highest = 100000},
	{.name = "expect.max_age", .type = CONFIG_INTEGER, .lowest = 0, .highest = 36500},
	{.name = "expect.max_jump", .type = CONFIG_NUMBER, .lowest = 0, .highest = 1000},
	{.name = "limit", .type = CONFIG_TEXT},
	{.name = "max_bytes", .type = CONFIG_INTEGER, .lowest = 100, .highest = BYTES_MOST},
	{.name = "timeout", .type = CONFIG_INTEGER, .lowest = 1, .highest = 300},
	{.name = "enabled", .type = CONFIG_TEXT}, {.name = "insecure", .type = CONFIG_BOOL},
	{.name = "note", .type = CONFIG_TEXT}, {.name = "terms", .type = CONFIG_TEXT}, {0},
};

static void list_clear(struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->list[i]);
	free(list->list);
	*list = (struct text_list){0};
}

void declaration_free(struct feed *feed)
{
	if (feed == NULL)
		return;
	for (size_t i = 0; i < feed->rule_count; i++) {
		struct feed_rule *rule = &feed->rules[i];

		if (rule->test == RULE_MATCHES)
			regfree(&rule->pattern);
		free(rule->pointer);
		free(rule->value);
		free(rule->source);
	}
	free(feed->rules);
	list_clear(&feed->header_names);
	list_clear(&feed->header_values);
	list_clear(&feed->rows);
	list_clear(&feed->missing);
	list_clear(&feed->names);
	for (size_t i = 0; i < FEED_FIELDS; i++)
		list_clear(&feed->fields[i]);
	for (size_t i = 0; i < FEED_SECRETS; i++)
		free(feed->secrets[i]);
	free(feed->id);
	free(feed->url);
	free(feed->note);
	free(feed->terms);
	free(feed->limit);
	free(feed->price_kind);
	free(feed->base);
	free(feed->date_format);
	free(feed->currency);
	free(feed->zone);
	free(feed->encoding);
	free(feed->wrapped);
	free(feed->element);
	free(feed->attribute);
	free(feed->body);
	free(feed->page_total);
	free(feed);
}

/* A reading of one section: what it is called in messages. */
struct reading {
	const char *name, *id;
	const struct config *section;
	struct error *err;
};

static enum status wrong(const struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));

static enum status wrong(const struct reading *reading, const char *format, ...)
{
	char message[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return error_set(reading->err, STATUS_INVALID, "%s: feed \"%.40s\": %s", reading->name, reading->id, message);
}

static char *text_or(const struct reading *reading, const char *key, const char *fallback)
{
	const char *text = config_text(reading->section, key);

	return memory_copy_text(text != NULL ? text : fallback);
}

/* The index of a word among choices; the first when the key is absent. */
static enum status read_choice(const struct reading *reading, const char *key, const char *const *choices, size_t count,
                               size_t *index)
{
	const char *text = config_text(reading->section, key);

	*index = 0;
	if (text == NULL)
		return STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, choices[i]) == 0) {
			*index = i;
			return STATUS_OK;
		}
	}
	return wrong(reading, "%s is \"%.40s\"; did you mean \"%s\"?", key, text,
	             strlen(text) < 40 && text_nearest(text, choices, count) != NULL ? text_nearest(text, choices, count) :
	                                                                              choices[0]);
}

static enum status read_list(const struct reading *reading, const char *key, bool is_template, struct text_list *list)
{
	const size_t count = config_count(reading->section, key);

	list->list = memory_new_array(count + 1, sizeof *list->list);
	for (size_t i = 0; i < count; i++) {
		struct error own;

		list->list[list->count++] = memory_copy_text(config_text_at(reading->section, key, i));
		if (is_template && template_check(list->list[i], &own) != STATUS_OK)
			return wrong(reading, "%s: %s", key, own.message);
	}
	return STATUS_OK;
}

static bool outcome_parse(const char *text, enum feed_outcome *outcome)
{
	for (size_t i = FEED_RATE_LIMIT; i <= FEED_PERMANENT; i++) {
		if (strcmp(text, feed_outcome_name((enum feed_outcome)i)) == 0) {
			*outcome = (enum feed_outcome)i;
			return true;
		}
	}
	return false;
}

/* Where the last occurrence of piece begins; NULL when there is none. */
static char *last_of(char *text, const char *piece)
{
	char *found = NULL;

	for (char *at = strstr(text, piece); at != NULL; at = strstr(at + 1, piece))
		found = at;
	return found;
}

/* "json /Error Message exists", "json /code != 0", "json /detail ~ Not found": the operator behind the pointer. */
static bool split_json_rule(char *rest, struct feed_rule *rule)
{
	static const struct { const char *sign; enum rule_test test; } signs[] = {
		{" != ", RULE_NOT_EQUAL}, {" = ", RULE_EQUAL}, {" ~ ", RULE_MATCHES},
	};
	const size_t length = strlen(rest);

	rule->subject = RULE_JSON;
	if (length > 7 && strcmp(rest + length - 7, " exists") == 0) {
		rest[length - 7] = '\0';
		rule->test = RULE_EXISTS;
		rule->pointer = memory_copy_text(rest);
		return rest[0] == '/';
	}
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		char *at = strstr(rest, signs[i].sign);

		if (at == NULL)
			continue;
		*at = '\0';
		rule->test = signs[i].test;
		rule->pointer = memory_copy_text(rest);
		rule->value = memory_copy_text(at + strlen(signs[i].sign));
		return rest[0] == '/';
	}
	return false;
}

/* Everything of a rule but its pattern. */
static bool split_rule(char *text, struct feed_rule *rule)
{
	char *arrow = last_of(text, " => ");

	if (arrow == NULL || !outcome_parse(arrow + 4, &rule->outcome))
		return false;
	*arrow = '\0';
	if (strncmp(text, "status = ", 9) == 0) {
		rule->subject = RULE_STATUS;
		rule->test = RULE_EQUAL;
		rule->value = memory_copy_text(text + 9);
		return strlen(rule->value) == 3 && strspn(rule->value, "0123456789") == 3;
	}
	if (strncmp(text, "body ~ ", 7) == 0) {
		rule->subject = RULE_BODY;
		rule->test = RULE_MATCHES;
		rule->value = memory_copy_text(text + 7);
		return true;
	}
	return strncmp(text, "json ", 5) == 0 && split_json_rule(text + 5, rule);
}

static enum status read_rules(const struct reading *reading, struct feed *feed)
{
	const size_t count = config_count(reading->section, "errors");

	feed->rules = memory_new_array(count + 1, sizeof *feed->rules);
	for (size_t i = 0; i < count; i++) {
		const char *source = config_text_at(reading->section, "errors", i);
		struct feed_rule *rule = &feed->rules[feed->rule_count++];
		char *text = memory_copy_text(source);
		const bool is_well = split_rule(text, rule);

		free(text);
		rule->source = memory_copy_text(source);
		if (!is_well) {
			rule->test = RULE_EXISTS; /* no pattern was compiled */
			return wrong(reading, "the error rule \"%.100s\" is none of: status = 429 => CLASS; body ~ REGEX => CLASS; "
			             "json /POINTER exists (or = VALUE, != VALUE, ~ REGEX) => CLASS; with CLASS one of rate_limit, quota, "
			             "auth, not_found, blocked, transient, permanent", source);
		}
		if (rule->test == RULE_MATCHES && regcomp(&rule->pattern, rule->value, REG_EXTENDED | REG_NOSUB) != 0) {
			rule->test = RULE_EXISTS;
			return wrong(reading, "\"%.60s\" is no regular expression", rule->value);
		}
	}
	return STATUS_OK;
}

/* "50/h 1000/day 1/2s 8/min". */
static bool read_window(const char *text, struct feed_window *window)
{
	static const struct { const char *name; int64_t seconds; } units[] = {
		{"s", 1}, {"min", 60}, {"h", 3600}, {"day", 86400}, {"month", 2592000},
	};
	char *end;
	const long count = strtol(text, &end, 10);
	long times;

	if (count < 1 || count > 1000000 || *end != '/')
		return false;
	text = end + 1;
	times = strtol(text, &end, 10);
	if (end == text)
		times = 1;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(end, units[i].name) == 0 && times >= 1 && times <= 1000) {
			*window = (struct feed_window){count, times * units[i].seconds};
			return true;
		}
	}
	return false;
}

static enum status read_limit(const struct reading *reading, struct feed *feed)
{
	char *copy = memory_copy_text(feed->limit), *rest = copy, *word;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && (word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0' || strcmp(word, "1conc") == 0)
			continue; /* a feed is asked one thing at a time in any case */
		if (feed->window_count == FEED_WINDOWS || !read_window(word, &feed->windows[feed->window_count++]))
			status = wrong(reading, "limit: \"%.40s\" is not like 1/s, 8/min, 50/h, 25/day, 1conc", word);
	}
	free(copy);
	return status;
}

bool url_is_loopback(const char *url)
{
	static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *host = strstr(url, "://");

	if (host == NULL)
		return false;
	host += 3;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		const size_t length = strlen(hosts[i]);

		if (strncmp(host, hosts[i], length) == 0 && (host[length] == ':' || host[length] == '/' || host[length] == '\0'))
			return true;
	}
	return false;
}

static enum status check_url(const struct reading *reading, struct feed *feed)
{
	struct error own;
	const char *host = strstr(feed->url, "://");

	if (feed->url[0] == '\0')
		return wrong(reading, "url is missing");
	if (template_check(feed->url, &own) != STATUS_OK)
		return wrong(reading, "url: %s", own.message);
	for (const char *at = feed->url; *at != '\0'; at++)
		if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7F)
			return wrong(reading, "url holds a blank or a character that is not ASCII");
	if (strncmp(feed->url, "file:", 5) == 0)
		return strncmp(feed->url, "file:///", 8) == 0 || strncmp(feed->url, "file:~/", 7) == 0 ? STATUS_OK :
			wrong(reading, "url: a folder is written file:///folder/{symbol}.csv or file:~/folder/{symbol}.csv");
	if (strncmp(feed->url, "https://", 8) != 0 && strncmp(feed->url, "http://", 7) != 0)
		return wrong(reading, "url must begin with https:// or file:");
	if (strncmp(feed->url, "http://", 7) == 0 && !(feed->is_insecure && url_is_loopback(feed->url)))
		return wrong(reading, "url: http is allowed only with insecure = yes and on this machine; use https://");
	if (strcspn(host + 3, "@") < strcspn(host + 3, "/?#"))
		return wrong(reading, "url: a name or password in an address is not allowed; use headers and secret.key");
	if (strcspn(host + 3, "{") < strcspn(host + 3, "/?#"))
		return wrong(reading, "url: the host must be fixed");
	return STATUS_OK;
}

static enum status read_headers(const struct reading *reading, struct feed *feed)
{
	const size_t count = config_count(reading->section, "headers");

	feed->header_names.list = memory_new_array(count + 1, sizeof(char *));
	feed->header_values.list = memory_new_array(count + 1, sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		const char *name = config_pair_key(reading->section, "headers", i);
		const char *value = config_pair_value(reading->section, "headers", i);
		struct error own;

		if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] != '\0')
			return wrong(reading, "\"%.40s\" is no name of a header", name);
		if (value == NULL || strpbrk(value, "\r\n") != NULL)
			return wrong(reading, "the header %.40s holds a line end", name);
		if (template_check(value, &own) != STATUS_OK)
			return wrong(reading, "header %.40s: %s", name, own.message);
		feed->header_names.list[feed->header_names.count++] = memory_copy_text(name);
		feed->header_values.list[feed->header_values.count++] = memory_copy_text(value);
	}
	return STATUS_OK;
}

static enum status read_secrets(const struct reading *reading, struct feed *feed)
{
	for (size_t i = 0; i < FEED_SECRETS; i++) {
		char key[32];
		const char *place;
		struct error own;

		snprintf(key, sizeof key, "secret.%s", feed_secret_names[i]);
		place = config_text(reading->section, key);
		if (place == NULL)
			continue;
		if (secret_check(place, &own) != STATUS_OK)
			return wrong(reading, "%s: %s", key, own.message);
		feed->secrets[i] = memory_copy_text(place);
	}
	return STATUS_OK;
}

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
	const char *delimiter = config_text(reading->section, "csv.delimiter");

	feed->delimiter = delimiter != NULL ? delimiter[0] : ',';
	feed->has_header = config_bool(reading->section, "csv.header", true);
	(void)config_integer(reading->section, "csv.skip", &feed->skipped_lines); /* none where it is not said */
	if (delimiter != NULL && (strlen(delimiter) != 1 || strchr(",;|~\t", delimiter[0]) == NULL))
		return wrong(reading, "csv.delimiter must be one of , ; | ~ and tab");
	if (!feed->has_header && feed->layout == FEED_WIDE)
		return wrong(reading, "a wide table needs its header");
	return STATUS_OK;
}

/* "Cube[@currency]" */
static enum status read_element(const struct reading *reading, struct feed *feed)
{
	const char *text = feed->rows.count == 1 ? feed->rows.list[0] : "";
	const size_t name = strcspn(text, "["), length = strlen(text);

	if (name == 0 || (text[name] != '\0' && (strncmp(text + name, "[@", 2) != 0 || text[length - 1] != ']' ||
	                                         length < name + 4)))
		return wrong(reading, "rows of XML are the name of an element, as in rows = {'Cube[@currency]'}");
	feed->element = memory_new_array(name + 1, 1);
	memcpy(feed->element, text, name);
	if (text[name] == '\0')
		return STATUS_OK;
	feed->attribute = memory_copy_text(text + name + 2);
	feed->attribute[strlen(feed->attribute) - 1] = '\0';
	return STATUS_OK;
}

/* Where the figures have places instead of names, the fields are numbers. */
static enum status check_places(const struct reading *reading, const struct feed *feed)
{
	const bool are_places = feed->layout == FEED_ARRAYS || feed->layout == FEED_STRINGS || feed->layout == FEED_LINE ||
	                        (feed->format == FEED_CSV && !feed->has_header);

	for (size_t i = 0; are_places && i < FEED_FIELDS; i++)
		for (size_t j = 0; j < feed->fields[i].count; j++) {
			const char *text = feed->fields[i].list[j];

			if (text[0] != '@' && (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0' || strlen(text) > 4))
				return wrong(reading, "%s is \"%.40s\"; in this layout it is a number, 0 for the first place",
				             feed_field_keys[i], text);
		}
	return STATUS_OK;
}

static enum status check_shape(const struct reading *reading, struct feed *feed)
{
	if (feed->fields[FIELD_DATE].count == 0 && feed->layout != FEED_KEYED)
		return wrong(reading, "field.date is missing");
	if (feed->fields[FIELD_CLOSE].count == 0 && feed->layout != FEED_WIDE)
		return wrong(reading, "field.close is missing");
	if (feed->layout == FEED_SPLIT && feed->names.count == 0)
		return wrong(reading, "split.names is missing: the pointer to the list of names");
	return feed->format == FEED_XML ? read_element(reading, feed) : check_places(reading, feed);
}

static enum status read_shape(const struct reading *reading, struct feed *feed)
{
	static const char *const kinds[] = {"price", "fx", "rate"}, *const formats[] = {"json", "csv", "delim", "xml"};
	static const char *const layouts[] = {"objects", "arrays", "columns", "keyed", "split", "strings", "long", "wide"};
	static const char *const price_kinds[] = {"raw", "split_adjusted", "total_return", "nav", "rate"};
	const char *names = config_text(reading->section, "split.names");
	size_t kind, format, layout, price_kind;
	enum status status = read_choice(reading, "kind", kinds, 3, &kind);

	if (status == STATUS_OK)
		status = read_choice(reading, "format", formats, 4, &format);
	if (status == STATUS_OK)
		status = read_choice(reading, "layout", layouts, 8, &layout);
	if (status == STATUS_OK)
		status = read_choice(reading, "price.kind", price_kinds, 5, &price_kind);
	if (status != STATUS_OK)
		return status;
	feed->kind = (enum feed_kind)kind;
	feed->format = (enum feed_format)format;
	feed->layout = layout_of(feed->format, config_text(reading->section, "layout"), layout);
	feed->price_kind = memory_copy_text(feed->kind != FEED_PRICE ? "rate" : price_kinds[price_kind]);
	if (!layout_goes_with(feed->layout, feed->format))
		return wrong(reading, "the layout %s does not go with the format %s", layouts[layout], formats[format]);
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

	feed->encoding = text_or(reading, "encoding", "utf-8");
	if (!encoding_is_known(feed->encoding))
		return wrong(reading, "encoding is \"%.40s\"; there are utf-8, gbk, gb18030 and latin1", feed->encoding);
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
		return wrong(reading, "unwrap is \"%.40s\"; there are none, auto, jsvar NAME, quoted, zip and zip FILE", text);
	}
	return STATUS_OK;
}

static enum status read_dates(const struct reading *reading, struct feed *feed)
{
	static const char *const days[] = {"same", "previous"};
	struct error own;
	size_t day;
	enum status status = read_choice(reading, "date.midnight", days, 2, &day);

	feed->zone = text_or(reading, "date.zone", "UTC");
	feed->is_day_before = day == 1;
	if (status == STATUS_OK && feed->zone[0] != '@' && zone_check(feed->zone, &own) != STATUS_OK)
		return wrong(reading, "date.zone: %s", own.message);
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
			return wrong(reading, "units: \"%.20s\" is not like GBp = 'GBP 100', of which there are at most %d", name,
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
		return wrong(reading, "price.scale is \"%.40s\"; it is a number above 0 with at most six decimals", text);
	return STATUS_OK;
}

/* "split!=1" */
static bool read_condition(const char *word, struct feed_condition *condition)
{
	const size_t name = strcspn(word, "<>=!");
	const char *value = word + name + (word[name] == '!' ? 2 : 1);

	if (word[name] == '\0' || (word[name] == '!' && word[name + 1] != '='))
		return false;
	condition->sign = word[name];
	for (size_t i = 0; i < FEED_FIELDS; i++) {
		const char *field = feed_field_keys[i] + strlen("field.");

		condition->field = (enum feed_field)i;
		if (strlen(field) == name && strncmp(word, field, name) == 0)
			return (i == FIELD_DIVIDEND || i == FIELD_SPLIT) && decimal_parse(value, &condition->value, NULL) == STATUS_OK;
	}
	return false;
}

static enum status read_conditions(const struct reading *reading, struct feed *feed)
{
	char *copy = text_or(reading, "refetch_all_if", ""), *rest = copy, *word;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && (word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0')
			continue;
		if (feed->condition_count == FEED_CONDITIONS || !read_condition(word, &feed->conditions[feed->condition_count++]))
			status = wrong(reading, "refetch_all_if: \"%.40s\" is not like split!=1 or dividend>0", word);
	}
	free(copy);
	return status;
}

/* "3 429,5xx,timeout" */
static enum status read_retry(const struct reading *reading, struct feed *feed)
{
	const char *said = config_text(reading->section, "retry");
	char *copy = memory_copy_text(said != NULL ? said : "3 429,5xx,timeout"), *rest = copy, *word;
	bool is_well = copy[0] >= '1' && copy[0] <= '9' && copy[1] == ' ';

	feed->attempts = copy[0] - '0';
	if (is_well)
		rest = copy + 2;
	while (is_well && (word = strsep(&rest, ",")) != NULL) {
		if (strcmp(word, "429") == 0)
			feed->retries_429 = true;
		else if (strcmp(word, "5xx") == 0)
			feed->retries_5xx = true;
		else if (strcmp(word, "timeout") == 0)
			feed->retries_timeout = true;
		else
			is_well = false;
	}
	free(copy);
	if (!is_well)
		return wrong(reading, "retry is \"%.40s\"; it is like 3 429,5xx,timeout: tries from 1 to 9, and after what", said);
	return STATUS_OK;
}

static bool has_page(const char *template)
{
	return template != NULL && strstr(template, "{page}") != NULL;
}

static enum status read_pages(const struct reading *reading, struct feed *feed)
{
	const char *total = config_text(reading->section, "page.total");

	feed->pages_most = PAGES_DEFAULT;
	feed->page_total = total != NULL ? memory_copy_text(total) : NULL;
	(void)config_integer(reading->section, "page.size", &feed->page_size); /* 0: not said */
	(void)config_integer(reading->section, "page.max", &feed->pages_most);
	feed->is_paged = has_page(feed->url) || has_page(feed->body);
	if (!feed->is_paged && (total != NULL || feed->page_size > 0))
		return wrong(reading, "page.size and page.total need {page} in the address or the body");
	if (feed->is_paged && strncmp(feed->url, "file:", 5) == 0)
		return wrong(reading, "a folder has no pages");
	return STATUS_OK;
}

static enum status read_sending(const struct reading *reading, struct feed *feed)
{
	static const char *const methods[] = {"GET", "POST"}, *const redirects[] = {"none", "same-host"};
	const char *body = config_text(reading->section, "body");
	struct error own;
	size_t method, redirect;
	enum status status = read_choice(reading, "method", methods, 2, &method);

	if (status == STATUS_OK)
		status = read_choice(reading, "redirect", redirects, 2, &redirect);
	if (status != STATUS_OK)
		return status;
	feed->is_post = method == 1;
	feed->follows_redirects = redirect == 1;
	if ((body != NULL) != feed->is_post)
		return wrong(reading, "a body goes with method = POST, and only with it");
	if (feed->is_post && feed->follows_redirects)
		return wrong(reading, "what is posted follows no redirect");
	if (body != NULL && template_check(body, &own) != STATUS_OK)
		return wrong(reading, "body: %s", own.message);
	if (feed->is_post && strncmp(feed->url, "file:", 5) == 0)
		return wrong(reading, "nothing is posted to a folder");
	feed->body = body != NULL ? memory_copy_text(body) : NULL;
	return STATUS_OK;
}

static enum status read_switch(const struct reading *reading, struct feed *feed)
{
	const char *text = config_text(reading->section, "enabled");

	feed->enabled = FEED_ON;
	if (text == NULL || strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0)
		return STATUS_OK;
	feed->enabled = strcmp(text, "with-key") == 0 ? FEED_ON_WITH_KEY : FEED_OFF;
	if (feed->enabled == FEED_OFF && strcmp(text, "no") != 0 && strcmp(text, "false") != 0 && strcmp(text, "off") != 0)
		return wrong(reading, "enabled is \"%.40s\"; it is yes, no or with-key", text);
	return STATUS_OK;
}

static enum status check_currency(const struct reading *reading, struct feed *feed)
{
	if (feed->kind == FEED_FX && !currency_is_valid(feed->base))
		return wrong(reading, "a feed of kind fx needs base: the three letters of the currency that one unit is of");
	if (strcmp(feed->currency, "instrument") != 0 && feed->currency[0] != '@' && !currency_is_valid(feed->currency))
		return wrong(reading, "currency is \"%.40s\"; it is instrument, three capital letters, or @/pointer", feed->currency);
	return STATUS_OK;
}

static enum status read_feed(const struct reading *reading, struct feed *feed)
{
	const struct config *section = reading->section;
	int64_t bytes = BYTES_DEFAULT, timeout = TIMEOUT_DEFAULT;
	static enum status (*const parts[])(const struct reading *reading, struct feed *feed) = {
		read_shape, read_wrapping, read_dates, check_currency, read_units, read_scale, read_conditions, check_url,
		read_sending, read_pages, read_retry, read_switch, read_headers, read_secrets, read_limit, read_rules,
	};
	enum status status = STATUS_OK;

	feed->id = memory_copy_text(reading->id);
	feed->url = text_or(reading, "url", "");
	feed->note = text_or(reading, "note", "");
	feed->terms = text_or(reading, "terms", "");
	feed->limit = text_or(reading, "limit", "");
	feed->base = text_or(reading, "base", "");
	feed->currency = text_or(reading, "currency", "instrument");
	feed->date_format = text_or(reading, "date.format", "%Y-%m-%d");
	feed->is_insecure = config_bool(section, "insecure", false);
	feed->min_rows = 1;
	feed->max_age_days = -1;
	(void)config_integer(section, "expect.min_rows", &feed->min_rows);
	(void)config_integer(section, "expect.max_age", &feed->max_age_days);
	(void)config_number(section, "expect.max_jump", &feed->max_jump);
	(void)config_integer(section, "max_bytes", &bytes);
	(void)config_integer(section, "timeout", &timeout);
	feed->max_bytes = (size_t)bytes;
	feed->timeout_ms = (int)timeout * 1000;
	if (reading->id[0] == '\0' || strlen(reading->id) >= SYMBOL_SIZE ||
	    reading->id[strspn(reading->id, "abcdefghijklmnopqrstuvwxyz0123456789-_")] != '\0')
		return wrong(reading, "a feed is named by at most %d of a-z 0-9 - _", SYMBOL_SIZE - 1);
	status = read_list(reading, "rows", true, &feed->rows);
	if (status == STATUS_OK)
		status = read_list(reading, "missing", false, &feed->missing);
	for (size_t i = 0; i < FEED_FIELDS && status == STATUS_OK; i++)
		status = read_list(reading, feed_field_keys[i], true, &feed->fields[i]);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++)
		status = parts[i](reading, feed);
	return status;
}

enum status declaration_read(const char *name, const struct config *section, struct feed **feed, struct error *err)
{
	const struct reading reading = {.name = name, .id = config_title(section), .section = section, .err = err};
	struct feed *made = memory_new(sizeof *made);
	const enum status status = read_feed(&reading, made);

	if (status == STATUS_OK)
		*feed = made;
	else
		declaration_free(made);
	return status;
}
