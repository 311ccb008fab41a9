/* Fetching: the request from its template, the answer from a folder or the network, another try where it helps. */
#include "data/feed/feed.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/http.h"
#include "data/feed/pages.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { LONGEST_WAIT_MS = 30000, FIRST_WAIT_MS = 500, SLICE_MS = 50 };

struct fetch {
	const struct feed *feed;
	const struct feed_request *request;
	struct feed_patience patience;
	const struct secrets *secrets;
	struct feed_result *result;
	struct feed_exchange *exchange; /* NULL: nobody asks what passed */
	struct feed_pages pages;
	int page;                       /* from 1                        */
	int tries;                      /* of this page                  */
};

/* Ends a fetch that got no answer to read. */
static enum status give_up(struct fetch *fetch, enum feed_outcome outcome, const char *sentence, struct error *err)
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
	return error_set(err, STATUS_IO, "%s: %s", fetch->feed->id, result->sentence);
}

/* The address, and what is posted behind it. */
static void show_request(struct fetch *fetch, const char *url, const char *sent)
{
	struct text masked = {0};

	redact(fetch->secrets, url, &masked);
	if (fetch->exchange != NULL) {
		text_add(&fetch->exchange->request, text_string(&masked));
		if (sent != NULL)
			redact(fetch->secrets, sent, &fetch->exchange->sent);
	}
	if (sent != NULL) {
		text_add(&masked, " POST ");
		redact(fetch->secrets, sent, &masked);
	}
	text_clean(text_string(&masked), fetch->result->request, sizeof fetch->result->request);
	text_clear(&masked);
}

static void keep_header(struct fetch *fetch, const char *line)
{
	if (fetch->exchange == NULL)
		return;
	redact(fetch->secrets, line, &fetch->exchange->headers);
	text_add_character(&fetch->exchange->headers, '\n');
}

/* The answer of a later try takes the place of the earlier. */
static void keep_answer(struct fetch *fetch, const struct text *body, const char *content_type)
{
	struct feed_exchange *exchange = fetch->exchange;
	struct text masked = {0};

	if (exchange == NULL || fetch->page > 1)
		return;
	text_reset(&exchange->body);
	redact_bytes(fetch->secrets, text_string(body), body->length, &exchange->body);
	redact(fetch->secrets, content_type, &masked);
	text_clean(text_string(&masked), exchange->content_type, sizeof exchange->content_type);
	text_clear(&masked);
	exchange->is_answered = true;
}

static enum status fetch_file(struct fetch *fetch, struct error *err)
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
	status = template_fill(template, TEMPLATE_PATH, fetch->request, fetch->secrets, &path, &own);
	if (status == STATUS_OK) {
		show_request(fetch, text_string(&path), NULL);
		status = regular_file_read(text_string(&path), fetch->feed->max_bytes, FILE_ANY, &bytes, &own);
	}
	fetch->result->attempts = 1;
	if (status == STATUS_OK) {
		keep_answer(fetch, &bytes, "");
		status = feed_parse_body(fetch->feed, fetch->request, 0, text_string(&bytes), bytes.length, fetch->secrets,
		                         fetch->result, err);
	} else {
		status = give_up(fetch, status == STATUS_NOT_FOUND ? FEED_NOT_FOUND : FEED_PERMANENT, own.message, err);
	}
	text_clear(&path);
	text_clear(&bytes);
	return status;
}

/* Waits, looking up now and then. False when it was cancelled. */
static bool pause_for(const struct feed_patience *patience, int ms)
{
	while (ms > 0) {
		const int slice = ms < SLICE_MS ? ms : SLICE_MS;

		if (patience->is_cancelled != NULL && patience->is_cancelled(patience->context))
			return false;
		(void)poll(NULL, 0, slice); /* a pause; nothing is waited for but time */
		ms -= slice;
	}
	return patience->is_cancelled == NULL || !patience->is_cancelled(patience->context);
}

static bool is_worth_another_try(const struct feed *feed, const struct feed_result *result)
{
	if (result->outcome == FEED_RATE_LIMIT)
		return feed->retries_429;
	if (result->outcome != FEED_TRANSIENT)
		return false;
	return result->http_status >= 500 ? feed->retries_5xx : feed->retries_timeout;
}

/* Milliseconds before another try; negative when none is worth it. */
static int wait_before_next(const struct fetch *fetch)
{
	const struct feed_result *result = fetch->result;
	int64_t wait = fetch->patience.first_wait_ms;

	if (!is_worth_another_try(fetch->feed, result) || fetch->tries >= fetch->patience.attempts)
		return -1;
	for (int i = 1; i < fetch->tries && wait < fetch->patience.longest_wait_ms; i++)
		wait *= 2;
	if (result->retry_after > 0)
		return (int64_t)result->retry_after * 1000 > fetch->patience.longest_wait_ms ? -1 : result->retry_after * 1000;
	return (int)(wait < fetch->patience.longest_wait_ms ? wait : fetch->patience.longest_wait_ms);
}

/* One try: asks, and reads what comes. */
static enum status try_once(struct fetch *fetch, const struct http_request *request, struct error *err)
{
	struct http_answer answer = {0};
	struct error own = {0};
	enum feed_outcome outcome;
	enum status status;

	fetch->result->attempts++;
	fetch->tries++;
	fetch->result->http_status = 0;
	fetch->result->retry_after = 0;
	outcome = http_get(request, &answer, &own);
	fetch->result->retry_after = answer.retry_after;
	if (outcome == FEED_OK) {
		keep_answer(fetch, &answer.body, answer.content_type);
		status = feed_parse_page(fetch->feed, fetch->request, answer.status, text_string(&answer.body),
		                         answer.body.length, fetch->secrets, fetch->feed->is_paged ? &fetch->pages : NULL,
		                         fetch->result, err);
	} else {
		status = give_up(fetch, outcome, own.message, err);
	}
	http_answer_clear(&answer);
	return status;
}

static enum status fetch_page(struct fetch *fetch, const struct http_request *request, struct error *err)
{
	enum status status;
	int wait;

	fetch->tries = 0;
	while ((status = try_once(fetch, request, err)) != STATUS_OK && (wait = wait_before_next(fetch)) >= 0)
		if (!pause_for(&fetch->patience, wait))
			return give_up(fetch, FEED_PERMANENT, "the request was cancelled", err);
	return status;
}

/* "Name: value" of each header, in one text each. */
static enum status fill_headers(const struct fetch *fetch, struct text *headers, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < fetch->feed->header_names.count && status == STATUS_OK; i++) {
		text_addf(&headers[i], "%s: ", fetch->feed->header_names.list[i]);
		status = template_fill(fetch->feed->header_values.list[i], TEMPLATE_HEADER, fetch->request, fetch->secrets,
		                       &headers[i], err);
	}
	return status;
}

/* Overwrites what may hold a secret. */
static void wipe(struct text *text)
{
	if (text->bytes != NULL)
		explicit_bzero(text->bytes, text->capacity);
	text_clear(text);
}

static bool is_json_body(const struct feed *feed)
{
	for (size_t i = 0; i < feed->header_names.count; i++)
		if (text_equal_fold(feed->header_names.list[i], "Content-Type"))
			return strstr(feed->header_values.list[i], "json") != NULL;
	return false;
}

/* What goes out for one page. */
struct outgoing {
	struct text url, body, *headers;
	const char **lines;
	size_t count;
};

static enum status fill_outgoing(const struct fetch *fetch, struct outgoing *outgoing, struct error *err)
{
	const struct feed *feed = fetch->feed;
	enum status status = template_fill(feed->url, TEMPLATE_URL, fetch->request, fetch->secrets, &outgoing->url, err);

	if (status == STATUS_OK && feed->body != NULL)
		status = template_fill(feed->body, is_json_body(feed) ? TEMPLATE_JSON : TEMPLATE_URL, fetch->request,
		                       fetch->secrets, &outgoing->body, err);
	if (status == STATUS_OK)
		status = fill_headers(fetch, outgoing->headers, err);
	for (size_t i = 0; i < outgoing->count; i++)
		outgoing->lines[i] = text_string(&outgoing->headers[i]);
	return status;
}

static enum status ask_for_page(struct fetch *fetch, struct error *err)
{
	const size_t count = fetch->feed->header_names.count;
	struct outgoing outgoing = {.headers = memory_new_array(count + 1, sizeof(struct text)),
	                            .lines = memory_new_array(count + 1, sizeof(char *)), .count = count};
	struct error own = {0};
	enum status status = fill_outgoing(fetch, &outgoing, &own);

	if (status == STATUS_OK) {
		const struct http_request request = {
			.url = text_string(&outgoing.url), .headers = outgoing.lines, .header_count = count,
			.body = fetch->feed->is_post ? text_string(&outgoing.body) : NULL,
			.max_bytes = fetch->feed->max_bytes, .timeout_ms = fetch->patience.timeout_ms,
			.follows_redirects = fetch->feed->follows_redirects,
			.is_insecure = fetch->feed->is_insecure, .is_cancelled = fetch->patience.is_cancelled,
			.context = fetch->patience.context,
		};

		for (size_t i = 0; i < count && fetch->page == 1; i++)
			keep_header(fetch, outgoing.lines[i]);
		if (fetch->page == 1)
			show_request(fetch, request.url, request.body);
		status = fetch_page(fetch, &request, err);
	} else {
		status = give_up(fetch, FEED_PERMANENT, own.message, err);
	}
	for (size_t i = 0; i < count; i++)
		wipe(&outgoing.headers[i]);
	wipe(&outgoing.url);
	wipe(&outgoing.body);
	free(outgoing.headers);
	free(outgoing.lines);
	return status;
}

/* Between pages: as long as the shortest of the provider's windows asks, where that is a minute at most. */
static int pause_between_pages(const struct feed *feed)
{
	int64_t longest = 0;

	for (size_t i = 0; i < feed->window_count; i++) {
		const int64_t pause = feed->windows[i].seconds * 1000 / feed->windows[i].count;

		if (feed->windows[i].seconds <= 60 && pause > longest)
			longest = pause;
	}
	return (int)longest;
}

static enum status fetch_network(struct fetch *fetch, struct error *err)
{
	struct feed_request request = *fetch->request; /* borrows its texts */
	enum status status;

	fetch->request = &request;
	for (fetch->page = 1;; fetch->page++) {
		request.page = fetch->page;
		status = ask_for_page(fetch, err);
		if (status != STATUS_OK || !fetch->feed->is_paged || fetch->pages.is_last)
			break;
		if (fetch->page >= fetch->feed->pages_most) {
			status = give_up(fetch, FEED_MALFORMED, "the answer has more pages than page.max allows", err);
			break;
		}
		if (!pause_for(&fetch->patience, pause_between_pages(fetch->feed))) {
			status = give_up(fetch, FEED_PERMANENT, "the request was cancelled", err);
			break;
		}
	}
	free(fetch->pages.rows);
	return status;
}

enum status feed_fetch(const struct feed *feed, const struct feed_request *request, const struct feed_patience *patience,
                       struct feed_result *result, struct error *err)
{
	return feed_fetch_recorded(feed, request, patience, NULL, result, err);
}

void feed_exchange_clear(struct feed_exchange *exchange)
{
	text_clear(&exchange->request);
	text_clear(&exchange->headers);
	text_clear(&exchange->sent);
	text_clear(&exchange->body);
	*exchange = (struct feed_exchange){0};
}

enum status feed_fetch_recorded(const struct feed *feed, const struct feed_request *request,
                                const struct feed_patience *patience, struct feed_exchange *exchange,
                                struct feed_result *result, struct error *err)
{
	struct secrets secrets = {0};
	struct error own = {0};
	struct fetch fetch = {.feed = feed, .request = request, .secrets = &secrets, .result = result,
	                      .exchange = exchange};
	enum status status;

	feed_result_clear(result);
	if (exchange != NULL)
		feed_exchange_clear(exchange);
	snprintf(result->source, sizeof result->source, "%s", feed->id);
	if (patience != NULL)
		fetch.patience = *patience;
	if (fetch.patience.attempts <= 0)
		fetch.patience.attempts = feed->attempts;
	if (fetch.patience.longest_wait_ms <= 0)
		fetch.patience.longest_wait_ms = LONGEST_WAIT_MS;
	if (fetch.patience.first_wait_ms <= 0)
		fetch.patience.first_wait_ms = FIRST_WAIT_MS;
	if (fetch.patience.timeout_ms <= 0)
		fetch.patience.timeout_ms = feed->timeout_ms;
	if (!text_is_utf8(request->symbol, strlen(request->symbol)) || strlen(request->symbol) >= SYMBOL_SIZE)
		return give_up(&fetch, FEED_PERMANENT, "the symbol is too long or no text", err);
	if (secrets_load(feed, &secrets, &own) != STATUS_OK)
		return give_up(&fetch, FEED_AUTH, own.message, err);
	if (exchange != NULL && !secrets_are_maskable(&secrets))
		status = give_up(&fetch, FEED_AUTH, "a secret is too short to be masked; what passes cannot be recorded", err);
	else
		status = feed_is_local(feed) ? fetch_file(&fetch, err) : fetch_network(&fetch, err);
	secrets_clear(&secrets);
	return status;
}
