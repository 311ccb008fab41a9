/* JSON in and out: a thin wrapper, so that one file knows the library. */
#include "data/exchange/json.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/* A struct json is the library's value under another name; these two functions are the only casts. */
static json_t *inner(const struct json *value)
{
	/* The library counts references in the value, so it wants even what it only reads without const. */
	union { const struct json *ours; json_t *theirs; } door = {.ours = value};

	return door.theirs;
}

static struct json *outer(json_t *value)
{
	return (struct json *)value;
}

/* The library answers NULL only when memory has run out: arguments were checked before. */
static json_t *sure(json_t *value)
{
	if (value == NULL)
		(void)memory_new_array(2, SIZE_MAX / 2);
	return value;
}

/* Deepest nesting outside of strings; the library's own limit is 2048, more than a stack frame a level deserves. */
static size_t depth_of(const char *bytes, size_t length)
{
	size_t depth = 0, deepest = 0;
	bool in_text = false;

	for (size_t i = 0; i < length; i++) {
		const char c = bytes[i];

		if (in_text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == '[' || c == '{') {
			if (++depth > deepest)
				deepest = depth;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return deepest;
}

enum status json_parse(const char *bytes, size_t length, struct json **value, struct error *err)
{
	json_error_t problem;
	json_t *parsed;

	if (length > JSON_BYTES)
		return error_set(err, STATUS_INVALID, "the JSON has %zu bytes; at most %d are read", length, JSON_BYTES);
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		length -= 3;
	}
	if (length > 0 && memchr(bytes, '\0', length) != NULL) /* the library reads past one between two values */
		return error_set(err, STATUS_INVALID, "the JSON holds a NUL byte");
	if (depth_of(bytes, length) > JSON_DEPTH)
		return error_set(err, STATUS_INVALID, "the JSON is nested deeper than %d levels", JSON_DEPTH);
	parsed = json_loadb(length == 0 ? "" : bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
	if (parsed == NULL) {
		char shown[160];

		return error_set(err, STATUS_INVALID, "line %d, column %d: %s", problem.line, problem.column,
		                 text_clean(problem.text, shown, sizeof shown));
	}
	*value = outer(parsed);
	return STATUS_OK;
}

void json_free(struct json *value)
{
	json_decref(inner(value));
}

enum json_kind json_kind_of(const struct json *value)
{
	if (value == NULL)
		return JSON_KIND_NULL;
	switch (json_typeof(inner(value))) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_TEXT;
	case JSON_INTEGER:
		return JSON_KIND_INTEGER;
	case JSON_REAL:
		return JSON_KIND_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_KIND_NULL;
}

size_t json_count(const struct json *value)
{
	switch (json_kind_of(value)) {
	case JSON_KIND_OBJECT:
		return json_object_size(inner(value));
	case JSON_KIND_ARRAY:
		return json_array_size(inner(value));
	default:
		return 0;
	}
}

const struct json *json_member(const struct json *value, const char *key)
{
	return outer(json_object_get(inner(value), key));
}

const struct json *json_item(const struct json *value, size_t index)
{
	return outer(json_array_get(inner(value), index));
}

void json_each(const struct json *value, bool (*each)(const char *key, const struct json *member, void *context),
               void *context)
{
	const char *key;
	json_t *member;

	json_object_foreach(inner(value), key, member) {
		if (!each(key, outer(member), context))
			return;
	}
}

/* One step of a pointer: bytes up to the next slash, unescaped into key. False when a tilde is malformed or it is too long. */
static bool pointer_step(const char **pointer, char *key, size_t size)
{
	size_t used = 0;

	while (**pointer != '\0' && **pointer != '/') {
		char c = *(*pointer)++;

		if (c == '~') {
			if (**pointer != '0' && **pointer != '1')
				return false;
			c = *(*pointer)++ == '0' ? '~' : '/';
		}
		if (used + 1 >= size)
			return false;
		key[used++] = c;
	}
	key[used] = '\0';
	return true;
}

/* RFC 6901 array index: digits without a leading zero. */
static bool pointer_index(const char *key, size_t *index)
{
	size_t value = 0;

	if (key[0] == '\0' || (key[0] == '0' && key[1] != '\0') || strlen(key) > 9)
		return false;
	for (; *key != '\0'; key++) {
		if (*key < '0' || *key > '9')
			return false;
		value = value * 10 + (size_t)(*key - '0');
	}
	*index = value;
	return true;
}

const struct json *json_at(const struct json *value, const char *pointer)
{
	char key[256];

	if (*pointer == '\0')
		return value;
	if (*pointer == '/')
		pointer++;
	while (value != NULL) {
		size_t index;

		if (!pointer_step(&pointer, key, sizeof key))
			return NULL;
		if (json_kind_of(value) == JSON_KIND_ARRAY)
			value = pointer_index(key, &index) ? json_item(value, index) : NULL;
		else
			value = json_member(value, key);
		if (*pointer == '\0')
			break;
		pointer++;
	}
	return value;
}

bool json_get_text(const struct json *value, const char **text)
{
	if (json_kind_of(value) != JSON_KIND_TEXT)
		return false;
	*text = json_string_value(inner(value));
	return true;
}

bool json_get_bool(const struct json *value, bool *result)
{
	if (json_kind_of(value) != JSON_KIND_BOOL)
		return false;
	*result = json_is_true(inner(value));
	return true;
}

bool json_get_integer(const struct json *value, int64_t *result)
{
	if (json_kind_of(value) != JSON_KIND_INTEGER)
		return false;
	*result = json_integer_value(inner(value));
	return true;
}

bool json_get_real(const struct json *value, double *result)
{
	const enum json_kind kind = json_kind_of(value);

	if (kind != JSON_KIND_INTEGER && kind != JSON_KIND_REAL)
		return false;
	*result = json_number_value(inner(value));
	return true;
}

const char *json_scalar_text(const struct json *value, char buffer[JSON_NUMBER_SIZE])
{
	switch (json_kind_of(value)) {
	case JSON_KIND_TEXT:
		return json_string_value(inner(value));
	case JSON_KIND_BOOL:
		return json_is_true(inner(value)) ? "true" : "false";
	case JSON_KIND_INTEGER:
		snprintf(buffer, JSON_NUMBER_SIZE, "%" JSON_INTEGER_FORMAT, json_integer_value(inner(value)));
		return buffer;
	case JSON_KIND_REAL:
		/* The fewest digits that read back as the same number. */
		for (int digits = 15; digits <= 17; digits++) {
			snprintf(buffer, JSON_NUMBER_SIZE, "%.*g", digits, json_real_value(inner(value)));
			if (strtod(buffer, NULL) == json_real_value(inner(value)))
				break;
		}
		return buffer;
	default:
		return NULL;
	}
}

bool json_get_decimal(const struct json *value, int64_t *micros)
{
	char buffer[JSON_NUMBER_SIZE];

	switch (json_kind_of(value)) {
	case JSON_KIND_TEXT:
		return decimal_parse_rounded(json_string_value(inner(value)), micros, NULL) == STATUS_OK;
	case JSON_KIND_INTEGER:
		return checked_multiply(json_integer_value(inner(value)), MICROS, micros);
	case JSON_KIND_REAL:
		/* The digits of the source where they are plain, so that none is lost on the way through binary. */
		if (strpbrk(json_scalar_text(value, buffer), "eE") == NULL)
			return decimal_parse_rounded(buffer, micros, NULL) == STATUS_OK;
		return decimal_from_double(json_real_value(inner(value)), ROUND_HALF_EVEN, micros, NULL) == STATUS_OK;
	default:
		return false;
	}
}

struct json *json_new_object(void)
{
	return outer(sure(json_object()));
}

struct json *json_new_array(void)
{
	return outer(sure(json_array()));
}

struct json *json_new_text(const char *text)
{
	size_t length = strlen(text);
	struct text repaired = {0};
	json_t *made;

	if (text_is_utf8(text, length))
		return outer(sure(json_stringn_nocheck(text, length)));
	while (length > 0) {
		uint32_t character;
		const size_t size = text_decode(text, length, &character);
		char bytes[4];

		text_add_bytes(&repaired, bytes, text_encode(character, bytes));
		text += size;
		length -= size;
	}
	made = sure(json_stringn_nocheck(text_string(&repaired), repaired.length));
	text_clear(&repaired);
	return outer(made);
}

struct json *json_new_integer(int64_t number)
{
	return outer(sure(json_integer(number)));
}

struct json *json_new_real(double number)
{
	return isfinite(number) ? outer(sure(json_real(number))) : json_new_null();
}

struct json *json_new_bool(bool is_true)
{
	return outer(json_boolean(is_true));
}

struct json *json_new_null(void)
{
	return outer(json_null());
}

struct json *json_new_decimal(int64_t micros)
{
	char text[DECIMAL_TEXT_SIZE];

	return json_new_text(decimal_format(micros, text));
}

struct json *json_copy_of(const struct json *value)
{
	return value == NULL ? json_new_null() : outer(sure(json_deep_copy(inner(value))));
}

void json_put(struct json *object, const char *key, struct json *member)
{
	struct json *repaired = json_new_text(key); /* a key is text like any other */

	if (json_object_set_new_nocheck(inner(object), json_string_value(inner(repaired)), inner(member)) != 0)
		(void)sure(NULL);
	json_free(repaired);
}

void json_add(struct json *array, struct json *element)
{
	if (json_array_append_new(inner(array), inner(element)) != 0)
		(void)sure(NULL);
}

void json_put_text(struct json *object, const char *key, const char *text)
{
	json_put(object, key, json_new_text(text));
}

void json_put_integer(struct json *object, const char *key, int64_t number)
{
	json_put(object, key, json_new_integer(number));
}

void json_put_real(struct json *object, const char *key, double number)
{
	json_put(object, key, json_new_real(number));
}

void json_put_bool(struct json *object, const char *key, bool is_true)
{
	json_put(object, key, json_new_bool(is_true));
}

void json_put_null(struct json *object, const char *key)
{
	json_put(object, key, json_new_null());
}

void json_put_decimal(struct json *object, const char *key, int64_t micros)
{
	json_put(object, key, json_new_decimal(micros));
}

static int append(const char *bytes, size_t size, void *context)
{
	struct text *text = context;

	text_add_bytes(text, bytes, size);
	return 0;
}

void json_write(const struct json *value, struct text *text)
{
	if (value == NULL)
		text_add(text, "null");
	else if (json_dump_callback(inner(value), append, text,
	                            JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17)) != 0)
		(void)sure(NULL);
}
