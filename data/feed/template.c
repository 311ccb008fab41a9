/* Filling templates. */
#include "data/feed/template.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/secrets.h"
#include "engine/base/text.h"

void percent_encode(const char *bytes, struct text *result)
{
	for (; *bytes != '\0'; bytes++) {
		const unsigned char c = (unsigned char)*bytes;

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL))
			text_add_character(result, *bytes);
		else
			text_addf(result, "%%%02X", c);
	}
}

/* A day by a format of %Y %m %d %s and literals. False at anything else. */
static bool format_day(struct date date, const char *format, struct text *result)
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	for (; *format != '\0'; format++) {
		if (*format != '%') {
			text_add_character(result, *format);
			continue;
		}
		switch (*++format) {
		case 'Y':
			text_addf(result, "%04d", year);
			break;
		case 'm':
			text_addf(result, "%02d", month);
			break;
		case 'd':
			text_addf(result, "%02d", day);
			break;
		case 's':
			text_addf(result, "%lld", (long long)date.days * 86400);
			break;
		default:
			return false;
		}
	}
	return true;
}

/* One place, split: name, then what follows a bar or a colon. */
struct place {
	char name[32], detail[64];
	char mark; /* '|', ':' or NUL */
};

/* Reads the place behind an opening brace; returns what follows the closing one, NULL when it is malformed. */
static const char *read_place(const char *at, struct place *place)
{
	const size_t name = strcspn(at, "|:}{");
	size_t detail = 0;

	*place = (struct place){0};
	if (name == 0 || name >= sizeof place->name)
		return NULL;
	memcpy(place->name, at, name);
	at += name;
	if (*at == '|' || *at == ':') {
		place->mark = *at++;
		detail = strcspn(at, "}{");
		if (detail == 0 || detail >= sizeof place->detail)
			return NULL;
		memcpy(place->detail, at, detail);
		at += detail;
	}
	return *at == '}' ? at + 1 : NULL;
}

static size_t secret_index(const char *name)
{
	size_t i = 0;

	while (i < FEED_SECRETS && strcmp(feed_secret_names[i], name) != 0)
		i++;
	return i;
}

/* What a place stands for. False when there is no such place. */
static bool value_of(const struct place *place, const struct feed_request *request, const struct secrets *secrets,
                     struct text *value)
{
	const size_t length = strlen(request->symbol);
	const char *source = NULL;
	char part[4] = "";

	if (strcmp(place->name, "from") == 0 || strcmp(place->name, "to") == 0) {
		const struct date date = place->name[0] == 'f' ? request->from : request->to;

		return place->mark != '|' && format_day(date, place->mark == ':' ? place->detail : "%Y-%m-%d", value);
	}
	if (strcmp(place->name, "secret") == 0) {
		const size_t i = secret_index(place->detail);

		if (place->mark != ':' || i == FEED_SECRETS)
			return false;
		text_add(value, secrets != NULL ? secrets->values[i] : "");
		return true;
	}
	if (strcmp(place->name, "page") == 0) {
		text_addf(value, "%d", request->page > 0 ? request->page : 1);
		return place->mark == '\0';
	}
	if (strcmp(place->name, "symbol") == 0) {
		source = request->symbol;
	} else if (strcmp(place->name, "currency") == 0) {
		source = request->currency != NULL ? request->currency : "";
	} else if (strcmp(place->name, "isin") == 0) {
		source = request->isin != NULL ? request->isin : "";
	} else if (strcmp(place->name, "mic") == 0) {
		source = request->mic != NULL ? request->mic : "";
	} else if (strcmp(place->name, "base") == 0 || strcmp(place->name, "quote") == 0) {
		if (length == 6)
			memcpy(part, request->symbol + (place->name[0] == 'q' ? 3 : 0), 3);
		source = length == 6 ? part : request->symbol;
	}
	if (source == NULL || place->mark == ':' || (place->mark == '|' && strcmp(place->detail, "lower") != 0 &&
	                                             strcmp(place->detail, "upper") != 0))
		return false;
	for (; *source != '\0'; source++) {
		const unsigned char c = (unsigned char)*source;

		text_add_character(value, place->mark == '\0' ? *source :
		                          (char)(place->detail[0] == 'l' ? tolower(c) : toupper(c)));
	}
	return true;
}

static enum status add_value(const char *value, enum template_place place, struct text *result, struct error *err)
{
	switch (place) {
	case TEMPLATE_URL:
		percent_encode(value, result);
		return STATUS_OK;
	case TEMPLATE_PATH:
		if (value[0] == '\0' || value[0] == '.' || strpbrk(value, "/\\") != NULL)
			return error_set(err, STATUS_INVALID, "the symbol \"%.40s\" cannot be the name of a file", value);
		break;
	case TEMPLATE_JSON:
	case TEMPLATE_HEADER:
	case TEMPLATE_FIELD:
		break;
	}
	for (const char *at = value; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7F)
			return error_set(err, STATUS_INVALID, "a value for the request holds a control character");
	for (const char *at = value; *at != '\0'; at++) {
		if (place == TEMPLATE_JSON && (*at == '"' || *at == '\\'))
			text_add_character(result, '\\');
		text_add_character(result, *at);
	}
	return STATUS_OK;
}

bool template_names(const char *template, const char *name)
{
	while (*template != '\0') {
		struct place place;
		const char *next = NULL;

		if (*template == '{' && template[1] >= 'a' && template[1] <= 'z')
			next = read_place(template + 1, &place);
		if (next != NULL && strcmp(place.name, name) == 0)
			return true;
		template += *template == '{' && template[1] == '{' ? 2 : 1;
		template = next != NULL ? next : template;
	}
	return false;
}

enum status template_fill(const char *template, enum template_place where, const struct feed_request *request,
                          const struct secrets *secrets, struct text *result, struct error *err)
{
	enum status status = STATUS_OK;

	while (*template != '\0' && status == STATUS_OK) {
		struct text value = {0};
		struct place place;
		const char *next;

		if (*template != '{' || template[1] < 'a' || template[1] > 'z') {
			text_add_character(result, *template);
			template += *template == '{' && template[1] == '{' ? 2 : 1;
			continue;
		}
		next = read_place(template + 1, &place);
		if (next == NULL || !value_of(&place, request, secrets, &value))
			status = error_set(err, STATUS_INVALID, "there is no place %.*s}; there are {symbol} {base} {quote} {currency} "
			                   "{isin} {mic} {from} {to} {page} {secret:key}", (int)strcspn(template, "}"), template);
		else if (value.length == 0 && (strcmp(place.name, "isin") == 0 || strcmp(place.name, "mic") == 0))
			status = error_set(err, STATUS_INVALID, "the book knows no %s of %.31s, which the address needs", place.name,
			                   request->symbol);
		else
			status = add_value(text_string(&value), where, result, err);
		if (strcmp(place.name, "secret") == 0 && value.length > 0)
			explicit_bzero(value.bytes, value.length);
		text_clear(&value);
		template = next != NULL ? next : template;
	}
	return status;
}

enum status template_check(const char *template, struct error *err)
{
	const struct feed_request sample = {.symbol = "EURUSD", .currency = "USD", .isin = "X", .mic = "X"};
	struct text filled = {0};
	const enum status status = template_fill(template, TEMPLATE_FIELD, &sample, NULL, &filled, err);

	text_clear(&filled);
	return status;
}
