/* Reading a declaration: each key checked, each mistake named. */
#include "data/feed/declaration.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { BYTES_DEFAULT = 8 * 1024 * 1024, BYTES_MOST = 64 * 1024 * 1024, TIMEOUT_DEFAULT = 20 };

const char *const feed_secret_names[FEED_SECRETS] = {"key", "user", "token"};

const struct config_option declaration_options[] = {
	{.name = "url", .type = CONFIG_TEXT}, {.name = "kind", .type = CONFIG_TEXT}, {.name = "format", .type = CONFIG_TEXT},
	{.name = "layout", .type = CONFIG_TEXT}, {.name = "rows", .type = CONFIG_TEXTS},
	{.name = "headers", .type = CONFIG_PAIRS}, {.name = "secret.key", .type = CONFIG_TEXT},
	{.name = "secret.user", .type = CONFIG_TEXT}, {.name = "secret.token", .type = CONFIG_TEXT},
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
	{.name = "enabled", .type = CONFIG_BOOL}, {.name = "insecure", .type = CONFIG_BOOL},
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
	list_clear(&feed->date);
	list_clear(&feed->close);
	list_clear(&feed->adjusted);
	list_clear(&feed->symbol);
	list_clear(&feed->row_currency);
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
		if (*word == '\0')
			continue;
		if (feed->window_count == FEED_WINDOWS || !read_window(word, &feed->windows[feed->window_count++]))
			status = wrong(reading, "limit: \"%.40s\" is not like 1/s, 8/min, 50/h, 25/day", word);
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

static enum status check_url(const struct reading *reading, const struct feed *feed)
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

static enum status read_zone(const struct reading *reading, struct feed *feed)
{
	const char *zone = config_text(reading->section, "date.zone");
	int hours, minutes;
	char sign, rest;

	if (zone == NULL || strcmp(zone, "UTC") == 0)
		return STATUS_OK;
	if (sscanf(zone, "%c%2d:%2d%c", &sign, &hours, &minutes, &rest) != 3 || (sign != '+' && sign != '-') || hours < 0 ||
	    hours > 14 || minutes < 0 || minutes > 59)
		return wrong(reading, "date.zone is \"%.40s\"; write UTC or an offset such as +08:00", zone);
	feed->zone_seconds = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
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

static enum status read_shape(const struct reading *reading, struct feed *feed)
{
	static const char *const kinds[] = {"price", "fx"}, *const formats[] = {"json", "csv"};
	static const char *const layouts[] = {"objects", "columns", "keyed", "long", "wide"};
	static const char *const price_kinds[] = {"raw", "split_adjusted", "total_return", "nav", "rate"};
	const char *delimiter = config_text(reading->section, "csv.delimiter");
	size_t kind, format, layout, price_kind;
	enum status status = read_choice(reading, "kind", kinds, 2, &kind);

	if (status == STATUS_OK)
		status = read_choice(reading, "format", formats, 2, &format);
	if (status == STATUS_OK)
		status = read_choice(reading, "layout", layouts, 5, &layout);
	if (status == STATUS_OK)
		status = read_choice(reading, "price.kind", price_kinds, 5, &price_kind);
	if (status != STATUS_OK)
		return status;
	feed->kind = (enum feed_kind)kind;
	feed->format = (enum feed_format)format;
	feed->layout = (enum feed_layout)layout;
	if (config_text(reading->section, "layout") == NULL && feed->format == FEED_CSV)
		feed->layout = FEED_LONG;
	feed->price_kind = memory_copy_text(feed->kind == FEED_FX ? "rate" : price_kinds[price_kind]);
	feed->delimiter = delimiter != NULL ? delimiter[0] : ',';
	if (delimiter != NULL && (strlen(delimiter) != 1 || strchr(",;|\t", delimiter[0]) == NULL))
		return wrong(reading, "csv.delimiter must be one of , ; | and tab");
	if ((feed->format == FEED_CSV) != (feed->layout >= FEED_LONG))
		return wrong(reading, "the layout %s does not go with the format %s", layouts[feed->layout], formats[format]);
	if (feed->date.count == 0 && feed->layout != FEED_KEYED)
		return wrong(reading, "field.date is missing");
	if (feed->close.count == 0 && feed->layout != FEED_WIDE)
		return wrong(reading, "field.close is missing");
	return STATUS_OK;
}

static enum status check_currency(const struct reading *reading, const struct feed *feed)
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
	const struct { const char *key; bool is_template; struct text_list *list; } lists[] = {
		{"rows", true, &feed->rows}, {"missing", false, &feed->missing}, {"field.date", true, &feed->date},
		{"field.close", true, &feed->close}, {"field.adjclose", true, &feed->adjusted},
		{"field.symbol", true, &feed->symbol}, {"field.currency", true, &feed->row_currency},
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
	feed->is_enabled = config_bool(section, "enabled", true);
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
	for (size_t i = 0; i < sizeof lists / sizeof lists[0] && status == STATUS_OK; i++)
		status = read_list(reading, lists[i].key, lists[i].is_template, lists[i].list);
	if (status == STATUS_OK)
		status = read_shape(reading, feed);
	if (status == STATUS_OK)
		status = check_currency(reading, feed);
	if (status == STATUS_OK)
		status = check_url(reading, feed);
	if (status == STATUS_OK)
		status = read_zone(reading, feed);
	if (status == STATUS_OK)
		status = read_headers(reading, feed);
	if (status == STATUS_OK)
		status = read_secrets(reading, feed);
	if (status == STATUS_OK)
		status = read_limit(reading, feed);
	return status == STATUS_OK ? read_rules(reading, feed) : status;
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
