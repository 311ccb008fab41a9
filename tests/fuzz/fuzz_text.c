/* Foreign text made harmless: clean once is clean for good, and nothing a terminal obeys is left. */
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

/* Not the table the cleaner uses: what a terminal would obey or a reader not see, said a second time. */
static void check_harmless(const char *clean)
{
	size_t length = strlen(clean);

	FUZZ_HOLDS(text_is_utf8(clean, length));
	while (length > 0) {
		uint32_t c;
		const size_t size = text_decode(clean, length, &c);

		FUZZ_HOLDS(c >= 0x20 && c != 0x7F && (c < 0x80 || c > 0x9F));
		FUZZ_HOLDS(c < 0x200B || (c > 0x200F && c < 0x202A) || (c > 0x202E && c < 0x2066) || c > 0x2069);
		FUZZ_HOLDS(c != 0x61C && c != 0xFEFF);
		clean += size;
		length -= size;
	}
}

static void check_prefix(const char *clean, size_t length, size_t columns)
{
	const size_t bytes = text_prefix(clean, columns);

	FUZZ_HOLDS(bytes <= length);
	FUZZ_HOLDS(text_is_utf8(clean, bytes) && text_is_utf8(clean + bytes, length - bytes));
	FUZZ_HOLDS(bytes == length || text_width(clean) > columns);
}

/* The first byte is the room that a second, shorter cleaning gets. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char clean[3 * FUZZ_BYTES], again[3 * FUZZ_BYTES], cut[256];
	const size_t room = size > 0 ? data[0] : 0;
	const char *text = fuzz_text(data + (size > 0), size > 0 ? size - 1 : 0);
	size_t length, kept;

	(void)text_clean(text, clean, sizeof clean);
	check_harmless(clean);
	length = strlen(clean);
	FUZZ_HOLDS(text_is_clean(clean));
	FUZZ_HOLDS(strcmp(text_clean(clean, again, sizeof again), clean) == 0);
	FUZZ_HOLDS(text_is_clean(text) == (strcmp(text, clean) == 0));
	check_prefix(clean, length, room);
	if (room == 0)
		return 0;
	(void)text_clean(text, cut, room);
	kept = strlen(cut);
	FUZZ_HOLDS(kept < room && strncmp(cut, clean, kept) == 0);
	return 0;
}
