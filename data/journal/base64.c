/* Base64, of the cryptography library. */
#include "data/journal/base64.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"

void base64_encode(const char *bytes, size_t length, struct text *text)
{
	const size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
	char *encoded = memory_new(size);

	/* It returns what it fills. */
	(void)sodium_bin2base64(encoded, size, (const unsigned char *)bytes, length, sodium_base64_VARIANT_ORIGINAL);
	text_add(text, encoded);
	free(encoded);
}

enum status base64_decode(const char *text, struct text *bytes, struct error *err)
{
	const size_t length = strlen(text), most = length / 4 * 3 + 3;
	unsigned char *decoded = memory_new(most);
	const char *end = NULL;
	size_t used = 0;
	const bool is_well = sodium_base642bin(decoded, most, text, length, NULL, &used, &end,
	                                       sodium_base64_VARIANT_ORIGINAL) == 0 && end == text + length;

	if (is_well)
		text_add_bytes(bytes, (const char *)decoded, used);
	free(decoded);
	return is_well ? STATUS_OK : error_set(err, STATUS_INVALID, "the base64 text is damaged");
}
