/* Reading a declaration: each key checked, each mistake named. */
#include "data/feed/declaration.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration_reading.h"
#include "data/feed/template.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { BYTES_MOST = 64 * 1024 * 1024 };

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
	{.name = "decimal_mark", .type = CONFIG_TEXT}, {.name = "thousands_mark", .type = CONFIG_TEXT},
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

enum status reading_wrong(const struct reading *reading, const char *format, ...)
{
	char message[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return error_set(reading->err, STATUS_INVALID, "%s: feed \"%.40s\": %s", reading->name, reading->id, message);
}

char *reading_text(const struct reading *reading, const char *key, const char *fallback)
{
	const char *text = config_text(reading->section, key);

	return memory_copy_text(text != NULL ? text : fallback);
}

enum status reading_choice(const struct reading *reading, const char *key, const char *const *choices, size_t count,
                               size_t *index)
{
	const char *text = config_text(reading->section, key);
	char list[120] = ""; /* the words of the longest list, the layouts, fill sixty */
	size_t length = 0;

	*index = 0;
	if (text == NULL)
		return STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, choices[i]) == 0) {
			*index = i;
			return STATUS_OK;
		}
	}
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", choices[i]);
	return reading_wrong(reading, "%s is \"%.40s\"; it is one of %s", key, text, list);
}

enum status reading_list(const struct reading *reading, const char *key, bool is_template, struct text_list *list)
{
	const size_t count = config_count(reading->section, key);

	list->list = memory_new_array(count + 1, sizeof *list->list);
	for (size_t i = 0; i < count; i++) {
		struct error own;

		list->list[list->count++] = memory_copy_text(config_text_at(reading->section, key, i));
		if (is_template && template_check(list->list[i], &own) != STATUS_OK)
			return reading_wrong(reading, "%s: %s", key, own.message);
	}
	return STATUS_OK;
}

static enum status read_feed(const struct reading *reading, struct feed *feed)
{
	enum status status;

	feed->id = memory_copy_text(reading->id);
	feed->note = reading_text(reading, "note", "");
	feed->terms = reading_text(reading, "terms", "");
	if (reading->id[0] == '\0' || strlen(reading->id) >= SYMBOL_SIZE ||
	    reading->id[strspn(reading->id, "abcdefghijklmnopqrstuvwxyz0123456789-_")] != '\0')
		return reading_wrong(reading, "a feed is named by at most %d of a-z 0-9 - _", SYMBOL_SIZE - 1);
	status = declaration_read_answer(reading, feed);
	if (status == STATUS_OK)
		status = declaration_read_request(reading, feed);
	return status == STATUS_OK ? declaration_read_rules(reading, feed) : status;
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
