/* Archives, wrappings and encodings: what is taken out is bounded and, of an encoding, UTF-8; a refusal leaves nothing. */
#include "data/exchange/encoding.h"
#include "data/exchange/zip.h"
#include "data/feed/declaration.h"
#include "data/feed/unwrap.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

enum { LIMIT = 4096 };

static void check_archive(const char *member, const char *bytes, size_t size, struct text *made)
{
	struct error err = {0};
	const enum status status = zip_extract(bytes, size, member, LIMIT, made, &err);

	if (status == STATUS_OK)
		FUZZ_HOLDS(made->length <= LIMIT);
	else
		FUZZ_HOLDS(made->length == 0 && err.message[0] != '\0');
	FUZZ_HOLDS(status == STATUS_OK || status == STATUS_INVALID || status == STATUS_NOT_FOUND);
	(void)zip_is_archive(bytes, size);
}

static void check_encoding(const char *name, const char *bytes, size_t size, struct text *made)
{
	struct error err = {0};

	if (encoding_to_utf8(name, bytes, size, made, &err) == STATUS_OK)
		FUZZ_HOLDS(text_is_utf8(text_string(made), made->length));
	else
		FUZZ_HOLDS(made->length == 0 && err.status == STATUS_INVALID && err.message[0] != '\0');
}

static void check_wrapping(enum feed_wrapping wrapping, const char *bytes, size_t size, struct text *made)
{
	char name[] = "data", zip[] = "a.csv";
	const struct feed feed = {.wrapping = wrapping, .wrapped = wrapping == WRAP_ZIP ? zip : name, .max_bytes = LIMIT};
	struct error err = {0};

	if (unwrap(&feed, bytes, size, made, &err) == FEED_OK)
		FUZZ_HOLDS(made->length <= size || wrapping == WRAP_ZIP);
	else
		FUZZ_HOLDS(made->length == 0 && err.message[0] != '\0');
}

/* The first byte says what the rest is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { ENCODINGS = 6, WRAPPINGS = 5 };
	static struct text made;
	const char *bytes = (const char *)data + 1;
	size_t choice;

	fuzz_keep_encodings();
	if (size == 0)
		return 0;
	choice = data[0] % (ENCODINGS + WRAPPINGS + 2);
	size--;
	text_reset(&made);
	if (choice < ENCODINGS)
		check_encoding(encoding_names[choice], bytes, size, &made);
	else if (choice < ENCODINGS + WRAPPINGS)
		check_wrapping((enum feed_wrapping)(choice - ENCODINGS), bytes, size, &made);
	else
		check_archive(choice == ENCODINGS + WRAPPINGS ? NULL : "a.csv", bytes, size, &made);
	return 0;
}
