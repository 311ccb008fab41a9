/* From the bytes of an answer to rows, or to the reason why there are none. */
#include "data/feed/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/encoding.h"
#include "data/exchange/json.h"
#include "data/feed/body_json.h"
#include "data/feed/body_rows.h"
#include "data/feed/body_table.h"
#include "data/feed/declaration.h"
#include "data/feed/pages.h"
#include "data/feed/secrets.h"
#include "data/feed/unwrap.h"
#include "data/feed/zone.h"
#include "data/journal/journal.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { PROBE_BYTES = 4096 };

static bool rule_fires(const struct feed_rule *rule, long http_status, const char *probe, const struct json *top)
{
	char number[JSON_NUMBER_SIZE];
	const struct json *found;
	const char *text;

	if (rule->subject == RULE_STATUS)
		return http_status == strtol(rule->value, NULL, 10);
	if (rule->subject == RULE_BODY)
		return regexec(&rule->pattern, probe, 0, NULL, 0) == 0;
	found = top != NULL ? json_at(top, rule->pointer) : NULL;
	if (found == NULL)
		return false;
	if (rule->test == RULE_EXISTS)
		return json_kind_of(found) != JSON_KIND_NULL;
	text = json_scalar_text(found, number);
	if (text == NULL)
		text = json_kind_of(found) == JSON_KIND_NULL ? "null" : "";
	if (rule->test == RULE_MATCHES)
		return regexec(&rule->pattern, text, 0, NULL, 0) == 0;
	return (strcmp(text, rule->value) == 0) == (rule->test == RULE_EQUAL);
}

static enum feed_outcome outcome_of_status(long status)
{
	if (status == 0 || (status >= 200 && status <= 299))
		return FEED_OK;
	switch (status) {
	case 401:
		return FEED_AUTH;
	case 403:
		return FEED_BLOCKED;
	case 404:
	case 410:
		return FEED_NOT_FOUND;
	case 408:
		return FEED_TRANSIENT;
	case 429:
		return FEED_RATE_LIMIT;
	default:
		return status >= 500 && status <= 599 ? FEED_TRANSIENT : FEED_PERMANENT;
	}
}

/* A page for a browser: a captcha, a consent page, a sign that something stands between us and the service. */
static bool is_page(const char *body)
{
	body += strncmp(body, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	body += strspn(body, " \t\r\n");
	return strncasecmp(body, "<!doctype html", 14) == 0 || strncasecmp(body, "<html", 5) == 0;
}

/* Rules before rows: an error under status 200 must not be read as data. */
static bool passes_rules(struct reader *reader, long http_status, const char *body, size_t length,
                         const struct json *top)
{
	const struct feed *feed = reader->feed;
	char probe[PROBE_BYTES + 1];
	const size_t probed = length < PROBE_BYTES ? length : PROBE_BYTES;
	enum feed_outcome outcome;

	for (size_t i = 0; i < probed; i++)
		probe[i] = body[i] == '\0' ? ' ' : body[i];
	probe[probed] = '\0';
	for (size_t i = 0; i < feed->rule_count; i++) {
		if (!rule_fires(&feed->rules[i], http_status, probe, top))
			continue;
		snprintf(reader->result->rule, sizeof reader->result->rule, "%s", feed->rules[i].source);
		return body_fail(reader, feed->rules[i].outcome, "the provider answered with an error (rule: %.200s)",
		            feed->rules[i].source);
	}
	outcome = outcome_of_status(http_status);
	if (outcome == FEED_OK && is_page(probe))
		return body_fail(reader, FEED_BLOCKED, "a page for a browser answered, not the service");
	if (http_status >= 300 && http_status <= 399)
		return body_fail(reader, outcome, "the provider answers from another address (status %ld), and the feed follows no "
		                                  "redirect; give the address that holds now, or redirect = \"same-host\"", http_status);
	return outcome == FEED_OK || body_fail(reader, outcome, "the provider answered with status %ld", http_status);
}

/* An answer on its way to rows: decoded, unwrapped, parsed as far as it can be. */
struct answer {
	struct text decoded;        /* owned */
	struct text unwrapped;      /* owned */
	struct json *top;           /* owned; NULL: no JSON */
	struct error json_flaw;     /* why not */
	enum feed_outcome flaw;     /* of the encoding or the wrapping */
	struct error why;
};

static void answer_open(const struct feed *feed, const char *body, size_t length, struct answer *answer)
{
	const bool is_archive = feed->wrapping == WRAP_ZIP;
	bool is_decoded;

	answer->flaw = FEED_OK;
	/* An archive is bytes; what is in it is text. The formats themselves refuse what is not UTF-8, and say where. */
	is_decoded = is_archive || text_equal_fold(feed->encoding, "utf-8");
	if (is_decoded)
		text_add_bytes(&answer->decoded, body, length);
	else if (encoding_to_utf8(feed->encoding, body, length, &answer->decoded, &answer->why) != STATUS_OK)
		answer->flaw = FEED_MALFORMED;
	if (answer->flaw == FEED_OK)
		answer->flaw = unwrap(feed, text_string(&answer->decoded), answer->decoded.length, &answer->unwrapped, &answer->why);
	/* Errors come as JSON even from feeds of tables, and unwrapped from those that wrap. */
	if (answer->flaw == FEED_OK)
		(void)json_parse(text_string(&answer->unwrapped), answer->unwrapped.length, &answer->top, &answer->json_flaw);
	else
		(void)json_parse(body, length, &answer->top, NULL); /* what is not JSON leaves top NULL */
}

static void answer_close(struct answer *answer)
{
	text_clear(&answer->decoded);
	text_clear(&answer->unwrapped);
	json_free(answer->top);
}

static bool read_rows(struct reader *reader, const struct answer *answer)
{
	const char *bytes = text_string(&answer->unwrapped);
	const size_t length = answer->unwrapped.length;

	if (reader->feed->format == FEED_JSON)
		return answer->top != NULL ? body_read_json(reader, answer->top) :
		                             body_fail(reader, FEED_MALFORMED, "the answer is not JSON: %s", answer->json_flaw.message);
	if (answer->top != NULL && json_kind_of(answer->top) >= JSON_KIND_ARRAY)
		return body_fail(reader, FEED_MALFORMED, "the answer is JSON where a table was promised");
	switch (reader->feed->format) {
	case FEED_CSV:
		return body_read_table(reader, bytes, length);
	case FEED_XML:
		return body_read_xml(reader, bytes, length);
	default:
		return body_read_line(reader, bytes, length);
	}
}

/* A page is the last when it says so, is short or empty. */
static bool is_last_page(const struct reader *reader, const struct feed_pages *pages, const struct json *top)
{
	const struct feed *feed = reader->feed;
	int64_t total;

	if (!feed->is_paged || reader->seen == 0)
		return true;
	if (feed->page_total != NULL && json_get_decimal(json_at(top, feed->page_total), &total))
		return (int64_t)(pages->seen + reader->seen) >= total / 1000000;
	return feed->page_size == 0 || (int64_t)reader->seen < feed->page_size;
}

/* Puts the rows of earlier pages before those of this one. */
static void join(struct reader *reader, struct feed_pages *pages)
{
	struct feed_result *result = reader->result;

	pages->rows = memory_grow(pages->rows, &pages->capacity, pages->count + result->count, sizeof *pages->rows);
	if (result->count > 0)
		memcpy(pages->rows + pages->count, result->rows, result->count * sizeof *result->rows);
	pages->count += result->count;
	pages->seen += reader->seen;
	free(result->rows);
	result->rows = NULL;
	result->count = reader->capacity = 0;
	if (pages->is_last) {
		result->rows = pages->rows;
		result->count = pages->count;
		reader->capacity = pages->capacity;
		pages->rows = NULL;
		pages->count = pages->capacity = 0;
	}
}

static bool read_body(struct reader *reader, long http_status, struct feed_pages *pages, const struct answer *answer)
{
	if (!passes_rules(reader, http_status, text_string(&answer->decoded), answer->decoded.length, answer->top))
		return false;
	if (answer->flaw != FEED_OK)
		return body_fail(reader, answer->flaw, "%s", answer->why.message);
	if (!read_rows(reader, answer))
		return false;
	if (pages != NULL) {
		pages->is_last = is_last_page(reader, pages, answer->top);
		join(reader, pages);
		if (!pages->is_last)
			return true;
	}
	if (!body_settle(reader))
		return false;
	if (body_is_plausible(reader))
		return true;
	reader->result->held_back = reader->result->count;
	return false;
}

/* The beginning of the answer for a person to look at. */
static void quote(const struct reader *reader, const char *body, size_t length)
{
	char start[2049];
	const size_t size = length < sizeof start - 1 ? length : sizeof start - 1;
	struct text masked = {0};

	for (size_t i = 0; i < size; i++)
		start[i] = body[i] == '\0' ? ' ' : body[i];
	start[size] = '\0';
	redact(reader->secrets, start, &masked);
	text_clean(text_string(&masked), reader->result->excerpt, sizeof reader->result->excerpt);
	text_clear(&masked);
}

static enum status finish(const struct reader *reader, bool is_well, struct error *err)
{
	struct feed_result *result = reader->result;
	struct text masked = {0};

	result->outcome = reader->outcome;
	if (is_well)
		return STATUS_OK;
	free(result->rows);
	result->rows = NULL;
	result->count = 0;
	redact(reader->secrets, reader->sentence, &masked);
	text_clean(text_string(&masked), result->sentence, sizeof result->sentence);
	text_clear(&masked);
	return error_set(err, STATUS_IO, "%s: %s", reader->feed->id, result->sentence);
}

/* What the rows came in; of pages, all of them after the last. */
static void hash_answer(const char *body, size_t length, struct feed_pages *pages, char hash[HASH_SIZE])
{
	if (pages == NULL) {
		hash_bytes(body, length, hash);
		return;
	}
	if (pages->hasher == NULL)
		pages->hasher = hasher_new();
	hasher_add(pages->hasher, body, length);
	if (pages->is_last) {
		hasher_finish(pages->hasher, hash);
		pages->hasher = NULL;
	}
}

void feed_pages_clear(struct feed_pages *pages)
{
	char unread[HASH_SIZE];

	if (pages->hasher != NULL)
		hasher_finish(pages->hasher, unread); /* which frees it */
	free(pages->rows);
	*pages = (struct feed_pages){0};
}

enum status feed_parse_page(const struct feed *feed, const struct feed_request *request, long http_status,
                            const char *body, size_t length, const struct secrets *secrets, struct feed_pages *pages,
                            struct feed_result *result, struct error *err)
{
	struct reader reader = {.feed = feed, .request = request, .secrets = secrets, .result = result};
	struct answer answer = {0};
	enum status status;

	free(result->rows);
	result->rows = NULL;
	result->count = result->held_back = 0;
	result->rule[0] = result->sentence[0] = '\0';
	result->http_status = http_status;
	result->bytes = length;
	snprintf(result->source, sizeof result->source, "%s", feed->id);
	if (feed_currency(feed)[0] != '\0') /* or the unit that is a part of it */
		(void)snprintf(reader.currency, sizeof reader.currency, "%s", feed->currency);
	answer_open(feed, body, length, &answer);
	quote(&reader, text_string(&answer.decoded), answer.decoded.length);
	status = finish(&reader, read_body(&reader, http_status, pages, &answer), err);
	result->body_hash[0] = '\0';
	if (status == STATUS_OK)
		hash_answer(body, length, pages, result->body_hash);
	answer_close(&answer);
	zone_close(reader.zone);
	return status;
}

enum status feed_parse_body(const struct feed *feed, const struct feed_request *request, long http_status,
                            const char *body, size_t length, const struct secrets *secrets, struct feed_result *result,
                            struct error *err)
{
	return feed_parse_page(feed, request, http_status, body, length, secrets, NULL, result, err);
}

enum status feed_parse_pages(const struct feed *feed, const struct feed_request *request, const struct feed_page *pages,
                             size_t count, struct feed_result *result, struct error *err)
{
	struct feed_pages read = {0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count && status == STATUS_OK && !read.is_last; i++) {
		read.is_last = !feed->is_paged;
		result->page = feed->is_paged ? (int)i + 1 : 0;
		status = feed_parse_page(feed, request, pages[i].http_status, text_string(&pages[i].body), pages[i].body.length, NULL,
		                         feed->is_paged ? &read : NULL, result, err);
	}
	if (status == STATUS_OK && !read.is_last) {
		result->outcome = FEED_MALFORMED;
		snprintf(result->sentence, sizeof result->sentence, "the last page of the answer is missing");
		status = error_set(err, STATUS_IO, "%s: %s", feed->id, result->sentence);
	}
	feed_pages_clear(&read);
	return status;
}

void feed_result_clear(struct feed_result *result)
{
	free(result->rows);
	*result = (struct feed_result){0};
}
