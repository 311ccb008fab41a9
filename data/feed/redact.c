/* Masking secrets, in whatever way somebody wrote them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/journal/base64.h"
#include "engine/base/text.h"

enum { SECRET_SHORTEST = 4, SECRET_PIECE = 8 };

/* Where piece stands in either case of its letters: a provider that folds them shows the key all the same. */
static const char *find_fold(const char *bytes, size_t length, const char *piece, size_t size)
{
	const char starts[] = {piece[0], (char)(isupper((unsigned char)piece[0]) ? tolower((unsigned char)piece[0])
	                                                                         : toupper((unsigned char)piece[0]))};
	const char *first = NULL;

	for (size_t i = 0; i < 2 && (i == 0 || starts[1] != starts[0]); i++) {
		const char *limit = first != NULL ? first : bytes + length;

		for (const char *at = bytes; at < limit && (at = memchr(at, starts[i], (size_t)(limit - at))) != NULL; at++) {
			if ((size_t)(bytes + length - at) >= size && strncasecmp(at, piece, size) == 0) {
				first = at;
				break;
			}
		}
	}
	return first;
}

static void replace_all(struct text *text, const char *secret)
{
	const size_t length = strlen(secret);
	struct text masked = {0};
	const char *at = text_string(text), *end = at + text->length, *found;

	if (length < SECRET_SHORTEST || find_fold(at, text->length, secret, length) == NULL)
		return;
	while ((found = find_fold(at, (size_t)(end - at), secret, length)) != NULL) {
		text_add_bytes(&masked, at, (size_t)(found - at));
		text_add(&masked, "***");
		at = found + length;
	}
	text_add_bytes(&masked, at, (size_t)(end - at));
	text_clear(text);
	*text = masked;
}

/* A message quotes at most so many characters, and a secret cut there is no longer found as a whole. */
static void replace_beginnings(struct text *text, const char *secret)
{
	char piece[SECRET_SIZE];

	snprintf(piece, sizeof piece, "%s", secret);
	for (size_t length = strlen(piece); length > SECRET_PIECE;) {
		piece[--length] = '\0';
		replace_all(text, piece);
	}
	explicit_bzero(piece, sizeof piece);
}

/* As JSON writes a text: a backslash before each of marks. */
static void escape(const char *secret, const char *marks, struct text *result)
{
	for (; *secret != '\0'; secret++) {
		if (strchr(marks, *secret) != NULL)
			text_add_character(result, '\\');
		text_add_character(result, *secret);
	}
}

/* As a script writes what is no letter and no digit: \u002B. */
static void escape_as_numbers(const char *secret, struct text *result)
{
	for (; *secret != '\0'; secret++) {
		if (isalnum((unsigned char)*secret))
			text_add_character(result, *secret);
		else
			text_addf(result, "\\u%04X", (unsigned char)*secret);
	}
}

/* As a page writes what means something there. */
static void escape_as_page(const char *secret, struct text *result)
{
	static const struct { char character; const char *name; } names[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
	};

	for (; *secret != '\0'; secret++) {
		const char *name = NULL;

		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
			if (names[i].character == *secret)
				name = names[i].name;
		if (name != NULL)
			text_add(result, name);
		else
			text_add_character(result, *secret);
	}
}

/* In base 64 behind `before` other bytes, without the characters at either end that hold bits of what stands beside it. */
static void encode_behind(const char *secret, size_t before, struct text *result)
{
	static const size_t shared[] = {0, 2, 3};
	struct text bytes = {0}, encoded = {0};
	size_t end;

	text_add_repeated(&bytes, "-", before);
	text_add(&bytes, secret);
	base64_encode(text_string(&bytes), bytes.length, &encoded);
	end = encoded.length - (bytes.length % 3 == 0 ? 0 : 4 - bytes.length % 3);
	if (end > shared[before])
		text_add_bytes(result, text_string(&encoded) + shared[before], end - shared[before]);
	explicit_bzero(bytes.bytes, bytes.length);
	explicit_bzero(encoded.bytes, encoded.length);
	text_clear(&bytes);
	text_clear(&encoded);
}

/* Of the alphabet for addresses: RFC 4648, section 5. */
static void use_other_alphabet(struct text *encoded)
{
	for (size_t i = 0; i < encoded->length; i++) {
		if (encoded->bytes[i] == '+')
			encoded->bytes[i] = '-';
		else if (encoded->bytes[i] == '/')
			encoded->bytes[i] = '_';
	}
}

/* Masks one way of writing, and forgets it. */
static void mask_written(struct text *text, struct text *written)
{
	replace_all(text, text_string(written));
	if (written->bytes != NULL)
		explicit_bzero(written->bytes, written->length);
	text_clear(written);
}

/* As JSON, and as JSON within a text of JSON. */
static void mask_json(struct text *text, struct text *written)
{
	struct text within = {0};

	escape(text_string(written), "\"\\", &within);
	mask_written(text, &within);
	mask_written(text, written);
}

/* A provider echoes a key as it came or as its own format writes it. */
static void mask(struct text *text, const char *secret)
{
	struct text written = {0};

	replace_all(text, secret);
	percent_encode(secret, &written);
	mask_written(text, &written);
	escape(secret, "\"\\", &written);
	mask_json(text, &written);
	escape(secret, "\"\\/", &written);
	mask_json(text, &written);
	escape_as_numbers(secret, &written);
	mask_json(text, &written);
	escape_as_page(secret, &written);
	mask_written(text, &written);
	for (size_t before = 0; before < 3; before++) {
		encode_behind(secret, before, &written);
		replace_all(text, text_string(&written));
		use_other_alphabet(&written);
		mask_written(text, &written);
	}
	replace_beginnings(text, secret); /* last: what is whole has gone */
}

bool secrets_are_maskable(const struct secrets *secrets)
{
	for (size_t i = 0; i < SECRETS_MOST; i++)
		if (secrets->values[i][0] != '\0' && strlen(secrets->values[i]) < SECRET_SHORTEST)
			return false;
	return true;
}

void redact_bytes(const struct secrets *secrets, const char *bytes, size_t length, struct text *result)
{
	struct text masked = {0};

	text_add_bytes(&masked, bytes, length);
	for (size_t i = 0; secrets != NULL && i < SECRETS_MOST; i++)
		if (secrets->values[i][0] != '\0')
			mask(&masked, secrets->values[i]);
	text_add_bytes(result, text_string(&masked), masked.length);
	text_clear(&masked);
}

void redact(const struct secrets *secrets, const char *text, struct text *result)
{
	redact_bytes(secrets, text, strlen(text), result);
}
