/* Answers to the shipped feeds: the declarations are read once, the first byte chooses one, the rest is the answer. */
#include "tests/fuzz/feed_claims.h"

/* A byte is a feed in its lower and a status in its upper half. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = {200, 200, 200, 0, 403, 404, 429, 503};
	static struct feeds *feeds;
	char path[1024];
	struct error err = {0};

	if (feeds == NULL && feeds_load(fuzz_shipped("feeds.d", path), NULL, &feeds, &err) != STATUS_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	if (feeds_count(feeds) == 0) {
		fprintf(stderr, "there is no feed in %s; BALLAST_DATADIR names the folder of shipped data\n", fuzz_shipped("feeds.d", path));
		exit(EXIT_FAILURE);
	}
	if (size == 0)
		return 0;
	feed_case(feeds_at(feeds, (data[0] & 31) % feeds_count(feeds)), statuses[data[0] >> 5], data + 1, size - 1);
	return 0;
}
