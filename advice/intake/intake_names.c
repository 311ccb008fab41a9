/* Statements name what is held by number, by code or by name; the book by symbol. */
#include "advice/intake/intake_names.h"

#include <stdbool.h>
#include <string.h>

#include "engine/base/text.h"

enum { CUSIP_LENGTH = 9 };

static bool is_symbol(const struct instrument *instrument, const char *text)
{
	return strcmp(instrument->symbol, text) == 0;
}

static bool is_isin(const struct instrument *instrument, const char *text)
{
	return instrument->isin[0] != '\0' && strcmp(instrument->isin, text) == 0;
}

/* An ISIN is country, national number, check digit; the national number of the United States and Canada is the CUSIP. */
static bool is_cusip(const struct instrument *instrument, const char *text)
{
	return strlen(text) == CUSIP_LENGTH && strlen(instrument->isin) == CUSIP_LENGTH + 3 &&
	       (strncmp(instrument->isin, "US", 2) == 0 || strncmp(instrument->isin, "CA", 2) == 0) &&
	       strncmp(instrument->isin + 2, text, CUSIP_LENGTH) == 0;
}

/* Letters before a point may be a share class and not an exchange; digits are a code. */
static bool is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool is_code(const struct instrument *instrument, const char *text)
{
	const size_t length = strlen(text);

	return is_number(text) && strncmp(instrument->symbol, text, length) == 0 && instrument->symbol[length] == '.';
}

static bool is_bare_code(const struct instrument *instrument, const char *text)
{
	const char *symbol = instrument->symbol + strspn(instrument->symbol, "0");
	const char *bare = text + strspn(text, "0");
	const size_t length = strlen(bare);

	return is_number(text) && length > 0 && strncmp(symbol, bare, length) == 0 && symbol[length] == '.';
}

static bool is_name(const struct instrument *instrument, const char *text)
{
	return instrument->name[0] != '\0' && text_equal_fold(instrument->name, text);
}

const char *intake_names_find(const void *context, const char *text, const char **first, const char **other)
{
	static bool (*const rules[])(const struct instrument *instrument, const char *text) = {
		is_symbol, is_isin, is_cusip, is_code, is_bare_code, is_name,
	};
	const struct intake_names *names = context;

	for (size_t rule = 0; rule < sizeof rules / sizeof rules[0]; rule++) {
		const char *found = NULL;

		for (size_t i = 0; i < names->count; i++) {
			if (!rules[rule](&names->instruments[i], text))
				continue;
			if (found != NULL) {
				*first = found;
				*other = names->instruments[i].symbol;
				return NULL;
			}
			found = names->instruments[i].symbol;
		}
		if (found != NULL)
			return found;
	}
	return NULL;
}
