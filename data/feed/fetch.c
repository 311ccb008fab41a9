/* Fetching: a request from its template, an answer from a folder or the network, another try where it helps. */
#include "data/feed/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/moment.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { LONGEST_WAIT_MS = 30000, FIRST_WAIT_MS = 500 };

void fetch_give_up(struct fetch *fetch, enum feed_outcome outcome, const char *sentence)
{
	struct feed_result *result = fetch->result;
	struct text masked = {0};

	redact(fetch->secrets, sentence, &masked);
	text_clean(text_string(&masked), result->sentence, sizeof result->sentence);
	text_clear(&masked);
	free(result->rows);
	result->rows = NULL;
	result->count = 0;
	result->outcome = outcome;
}

/* ---- what passed, for who asks ----------------------------------------------------------------------------------------- */

static void keep_request(struct fetch *fetch)
{
	outgoing_show(fetch->asked.url, fetch->asked.body, fetch->secrets, fetch->exchange, fetch->result);
	for (size_t i = 0; fetch->exchange != NULL && i < fetch->outgoing.count; i++) {
		redact(fetch->secrets, fetch->outgoing.lines[i], &fetch->exchange->headers);
		text_add_character(&fetch->exchange->headers, '\n');
	}
}

/* A further page: what is shown of the request is of one page, the last that was asked for. */
static void show_page(struct fetch *fetch)
{
	outgoing_show(fetch->asked.url, fetch->asked.body, fetch->secrets, NULL, fetch->result);
	fetch->result->excerpt[0] = '\0';
	fetch->result->bytes = 0;
}

/* The answer of a later try takes the place of the earlier. */
static void keep_answer(struct fetch *fetch, long http_status, const struct text *body, const char *content_type)
{
	struct feed_exchange *exchange = fetch->exchange;
	const size_t at = fetch->page > 0 ? (size_t)fetch->page - 1 : 0;
	struct text masked = {0};

	if (exchange == NULL)
		return;
	if (at == exchange->page_count) {
		exchange->pages = memory_resize(exchange->pages, at + 1, sizeof *exchange->pages);
		exchange->pages[exchange->page_count++] = (struct feed_page){0};
	}
	exchange->pages[at].http_status = http_status;
	text_reset(&exchange->pages[at].body);
	redact_bytes(fetch->secrets, text_string(body), body->length, &exchange->pages[at].body);
	if (at > 0)
		return;
	redact(fetch->secrets, content_type, &masked);
	text_clean(text_string(&masked), exchange->content_type, sizeof exchange->content_type);
	text_clear(&masked);
}

/* ---- a folder ------------------------------------------------------------------------------------------------------------ */

static void fetch_file(struct fetch *fetch)
{
	const char *template = fetch->feed->url + strlen("file:");
	struct text path = {0}, bytes = {0};
	struct error own = {0};
	enum status status;

	if (template[0] == '~') {
		struct environment environment;

		environment_read(&environment);
		text_add(&path, environment.home);
		template++;
	} else {
		template += 2; /* file:///folder: the third slash begins the path */
	}
	status = template_fill(template, TEMPLATE_PATH, &fetch->request, fetch->secrets, &path, &own);
	if (status == STATUS_OK) {
		outgoing_show(text_string(&path), NULL, fetch->secrets, fetch->exchange, fetch->result);
		status = regular_file_read(text_string(&path), fetch->feed->max_bytes, FILE_ANY, &bytes, &own);
	}
	fetch->result->attempts = 1;
	if (status == STATUS_OK) {
		keep_answer(fetch, 0, &bytes, "");
		(void)feed_parse_body(fetch->feed, &fetch->request, 0, text_string(&bytes), bytes.length, fetch->secrets,
		                      fetch->result, NULL); /* result says how it ended */
	} else {
		fetch_give_up(fetch, status == STATUS_NOT_FOUND ? FEED_NOT_FOUND : FEED_PERMANENT, own.message);
	}
	text_clear(&path);
	text_clear(&bytes);
}

/* ---- the network --------------------------------------------------------------------------------------------------------- */

/* What the next page is asked with. False: it cannot be asked. */
static bool prepare_page(struct fetch *fetch)
{
	const struct feed *feed = fetch->feed;
	struct error own = {0};

	fetch->request.page = fetch->page;
	fetch->tries = 0;
	outgoing_wipe(&fetch->outgoing);
	if (outgoing_fill(feed, &fetch->request, fetch->secrets, &fetch->outgoing, &own) != STATUS_OK) {
		fetch_give_up(fetch, FEED_PERMANENT, own.message);
		return false;
	}
	fetch->asked = (struct http_request){
		.url = text_string(&fetch->outgoing.url), .headers = fetch->outgoing.lines,
		.header_count = fetch->outgoing.count, .body = feed->is_post ? text_string(&fetch->outgoing.body) : NULL,
		.max_bytes = feed->max_bytes, .timeout_ms = fetch->patience.timeout_ms,
		.follows_redirects = feed->follows_redirects, .is_insecure = feed->is_insecure,
	};
	if (fetch->page == 1)
		keep_request(fetch);
	else
		show_page(fetch);
	fetch->result->page = feed->is_paged ? fetch->page : 0;
	return true;
}

static bool is_worth_another_try(const struct feed *feed, const struct feed_result *result)
{
	if (result->outcome == FEED_RATE_LIMIT)
		return feed->retries_429;
	if (result->outcome != FEED_TRANSIENT)
		return false;
	return result->http_status >= 500 ? feed->retries_5xx : feed->retries_timeout;
}

/*
 * A wait made up to a quarter longer, by how much the symbol and the try decide (FNV-1a): requests that failed together do
 * not come back together, and the same run waits the same.
 */
static int64_t spread(int64_t wait, const char *symbol, int tries)
{
	uint32_t hash = 2166136261u + (uint32_t)tries;

	for (; *symbol != '\0'; symbol++)
		hash = (hash ^ (unsigned char)*symbol) * 16777619u;
	return wait + wait * (int64_t)(hash >> 24) / 1024;
}

/* Milliseconds before another try; negative when none is worth it. */
static int64_t wait_before_next(const struct fetch *fetch)
{
	const struct feed_result *result = fetch->result;
	int64_t wait = fetch->patience.first_wait_ms;

	if (!is_worth_another_try(fetch->feed, result) || fetch->tries >= fetch->patience.attempts)
		return -1;
	for (int i = 1; i < fetch->tries && wait < fetch->patience.longest_wait_ms; i++)
		wait *= 2;
	if (result->retry_after > 0)
		return (int64_t)result->retry_after * 1000 > fetch->patience.longest_wait_ms ? -1 : result->retry_after * 1000;
	return wait < fetch->patience.longest_wait_ms ? spread(wait, fetch->request.symbol, fetch->tries)
	                                              : fetch->patience.longest_wait_ms;
}

/* Between pages where nobody watches the allowance: as long as the longest of the windows of up to a minute asks. */
static int64_t pause_between_pages(const struct fetch *fetch)
{
	const struct feed *feed = fetch->feed;
	int64_t longest = 0;

	for (size_t i = 0; fetch->patience.may_ask == NULL && i < feed->window_count; i++) {
		const int64_t pause = feed->windows[i].seconds * 1000 / feed->windows[i].count;

		if (feed->windows[i].seconds <= 60 && pause > longest)
			longest = pause;
	}
	return longest;
}

bool fetch_read_answer(struct fetch *fetch)
{
	const struct http_answer *answer = &fetch->answer;
	const struct feed *feed = fetch->feed;
	int64_t wait;

	fetch->result->retry_after = answer->retry_after;
	fetch->result->http_status = 0;
	if (answer->outcome == FEED_OK) {
		keep_answer(fetch, answer->status, &answer->body, answer->content_type);
		(void)feed_parse_page(feed, &fetch->request, answer->status, text_string(&answer->body), answer->body.length,
		                      fetch->secrets, feed->is_paged ? &fetch->pages : NULL, fetch->result, NULL);
	} else {
		fetch_give_up(fetch, answer->outcome, answer->sentence);
	}
	if (fetch->result->outcome != FEED_OK) {
		wait = wait_before_next(fetch);
		fetch->due = moment_ms() + wait;
		return wait >= 0;
	}
	if (!feed->is_paged || fetch->pages.is_last)
		return false;
	if (fetch->page >= feed->pages_most) {
		fetch_give_up(fetch, FEED_MALFORMED, "the answer has more pages than page.max allows");
		return false;
	}
	fetch->page++;
	fetch->due = moment_ms() + pause_between_pages(fetch);
	return prepare_page(fetch);
}

/* ---- its life ---------------------------------------------------------------------------------------------------------- */

/* What is not said is taken from the feed. */
static struct feed_patience patience_of(const struct feed *feed, const struct feed_patience *said)
{
	struct feed_patience patience = said != NULL ? *said : (struct feed_patience){0};

	if (patience.attempts <= 0)
		patience.attempts = feed->attempts;
	if (patience.longest_wait_ms <= 0)
		patience.longest_wait_ms = LONGEST_WAIT_MS;
	if (patience.first_wait_ms <= 0)
		patience.first_wait_ms = FIRST_WAIT_MS;
	if (patience.timeout_ms <= 0)
		patience.timeout_ms = feed->timeout_ms;
	return patience;
}

struct fetch *fetch_new(const struct feed *feed, const struct feed_request *request, const struct feed_patience *patience,
                        struct feed_exchange *exchange, struct feed_result *result, void *owner)
{
	struct fetch *fetch = memory_new(sizeof *fetch);

	*fetch = (struct fetch){.feed = feed, .request = *request, .patience = patience_of(feed, patience), .result = result,
	                        .exchange = exchange, .owner = owner};
	feed_result_clear(result);
	if (exchange != NULL)
		feed_exchange_clear(exchange);
	snprintf(result->source, sizeof result->source, "%s", feed->id);
	return fetch;
}

void fetch_free(struct fetch *fetch)
{
	outgoing_wipe(&fetch->outgoing);
	http_answer_clear(&fetch->answer);
	feed_pages_clear(&fetch->pages);
	free(fetch);
}

void feed_exchange_clear(struct feed_exchange *exchange)
{
	text_clear(&exchange->request);
	text_clear(&exchange->headers);
	text_clear(&exchange->sent);
	for (size_t i = 0; i < exchange->page_count; i++)
		text_clear(&exchange->pages[i].body);
	free(exchange->pages);
	*exchange = (struct feed_exchange){0};
}

bool fetch_begin(struct fetch *fetch, const char *missing)
{
	const char *symbol = fetch->request.symbol;

	if (!text_is_utf8(symbol, strlen(symbol)) || strlen(symbol) >= SYMBOL_SIZE) {
		fetch_give_up(fetch, FEED_PERMANENT, "the symbol is too long or no text");
		return false;
	}
	if (missing[0] != '\0') {
		fetch_give_up(fetch, FEED_AUTH, missing);
		return false;
	}
	if (fetch->exchange != NULL && !secrets_are_maskable(fetch->secrets)) {
		fetch_give_up(fetch, FEED_AUTH, "a secret is too short to be masked; what passes cannot be recorded");
		return false;
	}
	if (feed_is_local(fetch->feed)) {
		fetch_file(fetch);
		return false;
	}
	fetch->page = 1;
	fetch->due = moment_ms();
	return prepare_page(fetch);
}
