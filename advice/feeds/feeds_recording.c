/* What passed between a feed and its provider, kept in a file and read again from it. */
#include "advice/feeds/refresh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/feeds/feeds_configured.h"
#include "advice/feeds/feeds_shown.h"
#include "data/exchange/json.h"
#include "data/exchange/publish.h"
#include "data/feed/feed.h"
#include "data/journal/base64.h"
#include "data/settings/regular_file.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static const char schema[] = "ballast.recording/1";

/* ---- into a file --------------------------------------------------------------------------------------------------- */

/* "Name: value" of each line. */
static struct json *headers_json(const struct text *headers)
{
	struct json *array = json_new_array();
	struct text part = {0};

	for (const char *at = text_string(headers); *at != '\0';) {
		const size_t length = strcspn(at, "\n"), name = strcspn(at, ":");
		struct json *header = json_new_object();

		text_reset(&part);
		text_add_bytes(&part, at, name);
		json_put_text(header, "name", text_string(&part));
		text_reset(&part);
		text_add_bytes(&part, at + name + 2, length - name - 2);
		json_put_text(header, "value", text_string(&part));
		json_add(array, header);
		at += length + 1;
	}
	text_clear(&part);
	return array;
}

/* A JSON text carries neither a zero nor what is not UTF-8. */
static void put_body(struct json *response, const struct text *body)
{
	struct text encoded = {0};

	if (memchr(text_string(body), '\0', body->length) == NULL && text_is_utf8(text_string(body), body->length)) {
		json_put_text(response, "body", text_string(body));
		return;
	}
	base64_encode(text_string(body), body->length, &encoded);
	json_put_text(response, "body_base64", text_string(&encoded));
	text_clear(&encoded);
}

static struct json *page_json(const struct feed_page *page)
{
	struct json *object = json_new_object();

	json_put_integer(object, "status", page->http_status);
	put_body(object, &page->body);
	return object;
}

static void write_recording(const struct feed *feed, const struct feed_request *asked, const char *arrived,
                            const struct feed_exchange *exchange, struct text *text)
{
	struct json *top = json_new_object(), *request = json_new_object(), *response = page_json(&exchange->pages[0]);
	char day[DATE_TEXT_SIZE];

	json_put_text(top, "schema", schema);
	json_put_text(top, "feed", feed_id(feed));
	json_put_text(top, "declaration", feed_declaration(feed));
	json_put_text(top, "symbol", asked->symbol);
	json_put_text(top, "currency", asked->currency);
	json_put_text(top, "from", date_format(asked->from, day));
	json_put_text(top, "to", date_format(asked->to, day));
	json_put_text(top, "arrived", arrived);
	json_put_text(request, "url", text_string(&exchange->request));
	json_put(request, "headers", headers_json(&exchange->headers));
	if (exchange->sent.length > 0)
		json_put_text(request, "body", text_string(&exchange->sent));
	json_put(top, "request", request);
	json_put_text(response, "content_type", exchange->content_type);
	if (exchange->page_count > 1) {
		struct json *further = json_new_array();

		for (size_t i = 1; i < exchange->page_count; i++)
			json_add(further, page_json(&exchange->pages[i]));
		json_put(response, "further", further);
	}
	json_put(top, "response", response);
	json_write(top, text);
	text_add_character(text, '\n');
	json_free(top);
}

/* Asks, and writes what came. */
static enum status record(struct session *session, const struct feeds *feeds, const struct feed *feed, const char *symbol,
                          const char *path, struct instrument *instrument, struct feed_request *request,
                          struct feed_result *result, struct error *err)
{
	struct feed_exchange exchange = {0};
	struct text text = {0};
	enum status status;

	feeds_shown_request(session, feeds_symbol(feeds, symbol, feed), symbol, instrument, request);
	status = feeds_shown_fetch(session, feed, request, &exchange, result, err);
	if (status != STATUS_OK) {
		feed_exchange_clear(&exchange);
		return status;
	}
	if (exchange.page_count == 0) {
		status = error_set(err, STATUS_IO, "%s: no answer came, so nothing was recorded: %s", feed_id(feed),
		                   result->sentence);
	} else {
		write_recording(feed, request, session_time(session), &exchange, &text);
		status = text.length <= JSON_BYTES ? publish_file(path, text_string(&text), text.length, err)
		                                   : error_set(err, STATUS_REFUSED, "%s: the answer is too long for a recording",
		                                               feed_id(feed));
	}
	text_clear(&text);
	feed_exchange_clear(&exchange);
	return status;
}

enum status feeds_record(struct session *session, const char *feed, const char *symbol, const char *path,
                         struct arena *arena, struct section **section, struct error *err)
{
	struct feed_result result = {0};
	struct instrument instrument;
	struct feed_request request;
	struct feeds *feeds = NULL;
	const struct feed *asked;
	enum status status = feeds_configured(session, &feeds, err);

	if (status != STATUS_OK)
		return status;
	status = feeds_choose(feeds, feed, &asked, err);
	if (status == STATUS_OK)
		status = record(session, feeds, asked, symbol, path, &instrument, &request, &result, err);
	if (status == STATUS_OK)
		*section = feeds_shown_section(_("One request"), asked, &request, &result, arena);
	feed_result_clear(&result);
	feeds_free(feeds);
	return status;
}

/* ---- and out of it -------------------------------------------------------------------------------------------------- */

/* What a file says; texts are borrowed from its JSON. */
struct recording {
	const char *feed, *declaration, *url;
	struct feed_request request;
	struct feed_page *pages;    /* owned */
	size_t page_count;
};

static void recording_clear(struct recording *recording)
{
	for (size_t i = 0; i < recording->page_count; i++)
		text_clear(&recording->pages[i].body);
	free(recording->pages);
}

static enum status read_text(const struct json *top, const char *pointer, const char **text, struct error *err)
{
	if (json_get_text(json_at(top, pointer), text))
		return STATUS_OK;
	return error_set(err, STATUS_INVALID, "it is no recording of a feed: %s is missing or no text", pointer);
}

static enum status read_day(const struct json *top, const char *pointer, struct date *day, struct error *err)
{
	const char *text;
	enum status status = read_text(top, pointer, &text, err);

	if (status == STATUS_OK && date_parse(text, day, err) != STATUS_OK)
		status = error_prefix(err, "%s", pointer);
	return status;
}

static enum status read_request(const struct json *top, struct recording *recording, struct error *err)
{
	struct feed_request *request = &recording->request;
	enum status status = read_text(top, "/feed", &recording->feed, err);

	if (status == STATUS_OK)
		status = read_text(top, "/declaration", &recording->declaration, err);
	if (status == STATUS_OK)
		status = read_text(top, "/symbol", &request->symbol, err);
	if (status == STATUS_OK)
		status = read_text(top, "/currency", &request->currency, err);
	if (status == STATUS_OK)
		status = read_text(top, "/request/url", &recording->url, err);
	if (status == STATUS_OK)
		status = read_day(top, "/from", &request->from, err);
	if (status == STATUS_OK)
		status = read_day(top, "/to", &request->to, err);
	if (status != STATUS_OK)
		return status;
	request->as_of = request->to;
	if (strlen(request->symbol) >= SYMBOL_SIZE)
		return error_set(err, STATUS_INVALID, "/symbol is longer than %d bytes", SYMBOL_SIZE - 1);
	if (request->currency[0] != '\0' && !currency_is_valid(request->currency))
		return error_set(err, STATUS_INVALID, "/currency is \"%.10s\"; it is empty or three capital letters",
		                 request->currency);
	if (date_compare(request->from, request->to) > 0)
		return error_set(err, STATUS_INVALID, "/from is later than /to");
	return STATUS_OK;
}

/* One page; name is what it is called in messages. */
static enum status read_page(const struct json *response, const char *name, struct recording *recording, struct error *err)
{
	struct feed_page *page;
	const char *text;
	int64_t status;

	recording->pages = memory_resize(recording->pages, recording->page_count + 1, sizeof *recording->pages);
	page = &recording->pages[recording->page_count++];
	*page = (struct feed_page){0};
	if (!json_get_integer(json_member(response, "status"), &status) || status < 0 || status > 999)
		return error_set(err, STATUS_INVALID, "%s/status is missing or no status of an answer", name);
	page->http_status = (long)status;
	if (json_get_text(json_member(response, "body"), &text)) {
		text_add(&page->body, text);
		return STATUS_OK;
	}
	if (!json_get_text(json_member(response, "body_base64"), &text))
		return error_set(err, STATUS_INVALID, "it holds no answer: neither %s/body nor %s/body_base64", name, name);
	if (base64_decode(text, &page->body, err) != STATUS_OK)
		return error_prefix(err, "%s/body_base64", name);
	return STATUS_OK;
}

static enum status read_response(const struct json *top, struct recording *recording, struct error *err)
{
	const struct json *further = json_at(top, "/response/further");
	enum status status = read_page(json_at(top, "/response"), "/response", recording, err);

	for (size_t i = 0; status == STATUS_OK && i < json_count(further); i++) {
		char name[40];

		(void)snprintf(name, sizeof name, "/response/further/%zu", i);
		status = read_page(json_item(further, i), name, recording, err);
	}
	return status;
}

static enum status read_recording(const struct json *top, struct recording *recording, struct error *err)
{
	const char *said;
	enum status status = read_text(top, "/schema", &said, err);

	if (status == STATUS_OK && strcmp(said, schema) != 0)
		status = error_set(err, STATUS_INVALID, "its schema is \"%.40s\"; %s is read", said, schema);
	if (status == STATUS_OK)
		status = read_request(top, recording, err);
	return status == STATUS_OK ? read_response(top, recording, err) : status;
}

static enum status replay(const struct recording *recording, struct arena *arena, struct section **section,
                          struct error *err)
{
	struct feed_result result = {0};
	struct feeds *feeds = NULL;
	const struct feed *feed;
	enum status status = feeds_parse("/declaration", recording->declaration, strlen(recording->declaration), &feeds, err);

	if (status != STATUS_OK)
		return status;
	feed = feeds_find(feeds, recording->feed);
	if (feed == NULL) {
		status = error_set(err, STATUS_INVALID, "/declaration does not declare the feed \"%.60s\"", recording->feed);
	} else {
		/* How it ends is what is shown. */
		(void)feed_parse_pages(feed, &recording->request, recording->pages, recording->page_count, &result, NULL);
		if (result.page <= 1) /* the address of the first page is what a recording keeps */
			text_clean(recording->url, result.request, sizeof result.request);
		*section = feeds_shown_section(_("A recorded answer"), feed, &recording->request, &result, arena);
	}
	feed_result_clear(&result);
	feeds_free(feeds);
	return status;
}

enum status feeds_replay(const char *path, struct arena *arena, struct section **section, struct error *err)
{
	struct recording recording = {0};
	struct text bytes = {0};
	struct json *top = NULL;
	enum status status = regular_file_read(path, JSON_BYTES, FILE_ANY, &bytes, err);

	if (status == STATUS_OK) {
		status = json_parse(text_string(&bytes), bytes.length, &top, err);
		if (status == STATUS_INVALID)
			(void)error_prefix(err, "it is no recording of a feed"); /* the status stands */
		if (status == STATUS_OK)
			status = read_recording(top, &recording, err);
		if (status == STATUS_OK)
			status = replay(&recording, arena, section, err);
		if (status != STATUS_OK)
			(void)error_prefix(err, "%s", path); /* the status stands */
	}
	recording_clear(&recording);
	text_clear(&bytes);
	json_free(top);
	return status;
}
