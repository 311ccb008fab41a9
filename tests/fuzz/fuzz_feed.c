/* A declaration of feeds and an answer, read by every feed of it: both are the input, with a form feed between them. */
#include "tests/fuzz/feed_case.h"

enum { FEEDS_READ = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *body;
	size_t body_size;
	const size_t declaration_size = fuzz_split(data, size, &body, &body_size);
	struct feeds *feeds = NULL;
	struct error err = {0};

	if (feeds_parse("feeds", (const char *)data, declaration_size, &feeds, &err) != STATUS_OK) {
		FUZZ_HOLDS(feeds == NULL && err.message[0] != '\0');
		return 0;
	}
	for (size_t i = 0; i < feeds_count(feeds) && i < FEEDS_READ; i++)
		feed_case(feeds_at(feeds, i), 200, body, body_size);
	feeds_free(feeds);
	return 0;
}
