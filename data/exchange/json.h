/*
 * JSON in and out: the only home of the JSON library. Reading is strict (duplicate keys, deep nesting and oversize are
 * refused); writing is canonical, so that the same values give the same bytes and a hash of them means something.
 */
#ifndef BALLAST_DATA_EXCHANGE_JSON_H
#define BALLAST_DATA_EXCHANGE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct json; /* one value; a child belongs to the value that holds it */
struct text;

enum json_kind {
	JSON_KIND_NULL, JSON_KIND_BOOL, JSON_KIND_INTEGER, JSON_KIND_REAL,
	JSON_KIND_TEXT, JSON_KIND_ARRAY, JSON_KIND_OBJECT,
};

enum { JSON_DEPTH = 64, JSON_BYTES = 64 * 1024 * 1024, JSON_NUMBER_SIZE = 32 };

/*
 * Parses length bytes, at most JSON_BYTES, as one JSON value. STATUS_INVALID with line and column: not JSON, a key twice
 * in one object, nesting beyond JSON_DEPTH, text that is not UTF-8, a NUL, bytes after the value, an integer beyond
 * 64 bits. The caller frees *value.
 */
enum status json_parse(const char *bytes, size_t length, struct json **value, struct error *err);

/* For what json_parse or json_new_* handed out and nothing has taken over. NULL does nothing. */
void json_free(struct json *value);

/* JSON_KIND_NULL for a value that is NULL: what is absent reads as null. */
enum json_kind json_kind_of(const struct json *value);

/* Members of an object or elements of an array; 0 for anything else. */
size_t json_count(const struct json *value);

/* NULL when value is no object or has no such member. Borrowed. */
const struct json *json_member(const struct json *value, const char *key);

/* NULL when value is no array or index lies beyond it. Borrowed. */
const struct json *json_item(const struct json *value, size_t index);

/* Calls each(key, member, context) in the order of the file until it returns false. */
void json_each(const struct json *value, bool (*each)(const char *key, const struct json *member, void *context),
               void *context);

/*
 * RFC 6901: "" is value itself, "/a/0/Time Series (Daily)" goes down; ~1 is a slash, ~0 a tilde. A pointer without
 * the leading slash is read as if it had one ("quote/0/close"). NULL when nothing is there. Borrowed.
 */
const struct json *json_at(const struct json *value, const char *pointer);

/* True and written only when value is of the kind asked for. Text is borrowed. */
bool json_get_text(const struct json *value, const char **text);
bool json_get_bool(const struct json *value, bool *result);
bool json_get_integer(const struct json *value, int64_t *result);
bool json_get_real(const struct json *value, double *result);   /* of an integer too */

/*
 * A number, or text that holds one ("148.85"), in millionths: exact for up to six decimals, what lies beyond is rounded
 * half-even. False when value is neither or does not fit.
 */
bool json_get_decimal(const struct json *value, int64_t *micros);

/* A scalar as text: text as it is, numbers shortest, true and false; NULL for null, arrays and objects. buffer is used for numbers. */
const char *json_scalar_text(const struct json *value, char buffer[JSON_NUMBER_SIZE]);

/* Building. The key is copied; a key put twice keeps the later value. Malformed UTF-8 in text becomes U+FFFD. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_text(const char *text);
struct json *json_new_integer(int64_t number);
struct json *json_new_real(double number);       /* not finite: null */
struct json *json_new_bool(bool is_true);
struct json *json_new_null(void);
struct json *json_new_decimal(int64_t micros);   /* as text, "12.5": no reader can lose a digit */
struct json *json_copy_of(const struct json *value); /* deep */

/* Takes over member (or element). */
void json_put(struct json *object, const char *key, struct json *member);
void json_add(struct json *array, struct json *element);

void json_put_text(struct json *object, const char *key, const char *text);
void json_put_integer(struct json *object, const char *key, int64_t number);
void json_put_real(struct json *object, const char *key, double number);
void json_put_bool(struct json *object, const char *key, bool is_true);
void json_put_null(struct json *object, const char *key);
void json_put_decimal(struct json *object, const char *key, int64_t micros);

/*
 * Appends value to text in canonical form: UTF-8, keys in byte order, no blanks, reals as %.17g (with ".0" where they
 * would read as integers), only the escapes JSON demands. Equal values give equal bytes.
 */
void json_write(const struct json *value, struct text *text);

#endif
