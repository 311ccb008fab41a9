/* A declaration of feeds and an answer, read by every feed of it: both are the input, with a form feed between them. */
#include "data/feed/template.h"
#include "tests/fuzz/feed_claims.h"

enum { FEEDS_READ = 4 };

/* Where the declaration asks: whatever was accepted can be filled, or says what is missing. */
static void fill(const struct feed *feed)
{
	static const struct secrets secrets = {.values = {FEED_SECRET, "user/name", "token \"quoted\""}};
	static const char *const symbols[] = {"IBM", "600519.SH", "EURUSD", "a/b", ".", "\xe4\xb8\xad"};
	static struct text filled;

	for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
		const struct feed_request request = {
			.symbol = symbols[i], .currency = "USD", .isin = i % 2 == 0 ? "US4592001014" : NULL, .mic = i % 2 == 0 ? "XNYS" : "",
			.from = {FEED_FROM}, .to = {FEED_AS_OF}, .as_of = {FEED_AS_OF}, .page = (int)i,
		};

		for (enum template_place place = TEMPLATE_URL; place <= TEMPLATE_JSON; place++) {
			struct error err = {0};

			text_reset(&filled);
			if (template_fill(feed_url(feed), place, &request, &secrets, &filled, &err) != STATUS_OK)
				FUZZ_HOLDS(err.message[0] != '\0' && strstr(err.message, FEED_SECRET) == NULL);
		}
	}
}

/* The answer as pages, with form feeds between them. */
static void read_pages(const struct feed *feed, const uint8_t *body, size_t size)
{
	enum { PAGES = 3 };
	static struct feed_page pages[PAGES];
	const struct feed_request request = request_of(feed);
	struct feed_result result = {0};
	struct error err = {0};
	size_t count = 0;

	while (count < PAGES) {
		const uint8_t *rest;
		size_t rest_size;
		const size_t page_size = fuzz_split(body, size, &rest, &rest_size);

		text_reset(&pages[count].body);
		text_add_bytes(&pages[count].body, (const char *)body, page_size);
		pages[count++].http_status = 200;
		if (page_size == size)
			break;
		body = rest;
		size = rest_size;
	}
	check_result(feed, feed_parse_pages(feed, &request, pages, count, &result, &err), &result, &err);
	feed_result_clear(&result);
}

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
	for (size_t i = 0; i < feeds_count(feeds) && i < FEEDS_READ; i++) {
		if (strstr(feed_url(feeds_at(feeds, i)), "{page}") != NULL)
			read_pages(feeds_at(feeds, i), body, body_size);
		else
			feed_case(feeds_at(feeds, i), 200, body, body_size);
	}
	if (feeds_count(feeds) > 0 && size % 8 == 0)
		fill(feeds_at(feeds, 0));
	feeds_free(feeds);
	return 0;
}
