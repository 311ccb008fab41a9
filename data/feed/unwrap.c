/* What rows are wrapped in. */
#include "data/feed/unwrap.h"

#include <ctype.h>
#include <string.h>

#include "data/exchange/zip.h"
#include "data/feed/declaration.h"
#include "engine/base/text.h"

static enum feed_outcome malformed(struct error *err, const char *message)
{
	(void)error_set(err, STATUS_INVALID, "%s", message);
	return FEED_MALFORMED;
}

/* From the first bracket to the last: whatever a provider puts around one value. */
static enum feed_outcome around_value(const char *bytes, size_t length, struct text *result, struct error *err)
{
	size_t start = 0, end = length;

	while (start < length && bytes[start] != '{' && bytes[start] != '[')
		start++;
	while (end > start && bytes[end - 1] != '}' && bytes[end - 1] != ']')
		end--;
	if (start >= end)
		return malformed(err, "there is neither a list nor an object in the answer");
	text_add_bytes(result, bytes + start, end - start);
	return FEED_OK;
}

/* The end of the value that begins at start, with its brackets balanced outside of texts; 0 when it does not end. */
static size_t value_end(const char *bytes, size_t start, size_t length)
{
	size_t depth = 0;
	bool in_text = false;

	for (size_t i = start; i < length; i++) {
		const char c = bytes[i];

		if (in_text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth <= 1)
				return i + 1;
			depth--;
		}
	}
	return 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* "var NAME = value": the name as a whole word, so that one that begins alike is another. */
static enum feed_outcome of_variable(const char *name, const char *bytes, size_t length, struct text *result,
                                     struct error *err)
{
	const char *end = bytes + length, *at = bytes;
	const size_t name_length = strlen(name);

	while ((at = memmem(at, (size_t)(end - at), name, name_length)) != NULL) {
		const char *value = at + name_length;
		size_t last;

		if ((at == bytes || !is_word(at[-1])) && value < end && !is_word(*value)) {
			while (value < end && isspace((unsigned char)*value))
				value++;
			if (value < end && *value == '=') {
				for (value++; value < end && isspace((unsigned char)*value); value++)
					;
				last = value < end && (*value == '[' || *value == '{') ?
				       value_end(bytes, (size_t)(value - bytes), length) : 0;
				if (last == 0)
					return malformed(err, "the variable's value breaks off or is neither a list nor an object");
				text_add_bytes(result, value, last - (size_t)(value - bytes));
				return FEED_OK;
			}
		}
		at += name_length;
	}
	(void)error_set(err, STATUS_INVALID, "there is no variable %.60s in the answer", name);
	return FEED_MALFORMED;
}

static enum feed_outcome between_quotes(const char *bytes, size_t length, struct text *result, struct error *err)
{
	const char *start = memchr(bytes, '"', length);
	const char *end = start != NULL ? memchr(start + 1, '"', length - (size_t)(start + 1 - bytes)) : NULL;

	if (end == NULL)
		return malformed(err, "the answer has no text between quotes");
	if (end == start + 1) {
		(void)error_set(err, STATUS_NOT_FOUND, "there is nothing between the quotes: the provider does not know the symbol");
		return FEED_NOT_FOUND;
	}
	text_add_bytes(result, start + 1, (size_t)(end - start - 1));
	return FEED_OK;
}

enum feed_outcome unwrap(const struct feed *feed, const char *bytes, size_t length, struct text *result,
                         struct error *err)
{
	switch (feed->wrapping) {
	case WRAP_AUTO:
		return around_value(bytes, length, result, err);
	case WRAP_VARIABLE:
		return of_variable(feed->wrapped, bytes, length, result, err);
	case WRAP_QUOTED:
		return between_quotes(bytes, length, result, err);
	case WRAP_ZIP:
		return zip_extract(bytes, length, feed->wrapped, feed->max_bytes, result, err) == STATUS_OK ? FEED_OK :
		                                                                                              FEED_MALFORMED;
	case WRAP_NONE:
		break;
	}
	text_add_bytes(result, bytes, length);
	return FEED_OK;
}
