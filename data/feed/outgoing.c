/* The address, the headers and the body of a request, from their templates. */
#include "data/feed/outgoing.h"

#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "engine/base/memory.h"

/* "Name: value" of each header, in one text each. */
static enum status fill_headers(const struct feed *feed, const struct feed_request *request, const struct secrets *secrets,
                                struct outgoing *outgoing, struct error *err)
{
	const size_t count = feed->header_names.count;
	enum status status = STATUS_OK;

	outgoing->headers = memory_new_array(count + 1, sizeof *outgoing->headers);
	outgoing->lines = memory_new_array(count + 1, sizeof *outgoing->lines);
	outgoing->count = count;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		text_addf(&outgoing->headers[i], "%s: ", feed->header_names.list[i]);
		status = template_fill(feed->header_values.list[i], TEMPLATE_HEADER, request, secrets, &outgoing->headers[i], err);
	}
	for (size_t i = 0; i < count; i++)
		outgoing->lines[i] = text_string(&outgoing->headers[i]);
	return status;
}

static bool is_json_body(const struct feed *feed)
{
	for (size_t i = 0; i < feed->header_names.count; i++)
		if (text_equal_fold(feed->header_names.list[i], "Content-Type"))
			return strstr(feed->header_values.list[i], "json") != NULL;
	return false;
}

enum status outgoing_fill(const struct feed *feed, const struct feed_request *request, const struct secrets *secrets,
                          struct outgoing *outgoing, struct error *err)
{
	struct outgoing filled = {0};
	enum status status = template_fill(feed->url, TEMPLATE_URL, request, secrets, &filled.url, err);

	if (status == STATUS_OK && feed->body != NULL)
		status = template_fill(feed->body, is_json_body(feed) ? TEMPLATE_JSON : TEMPLATE_URL, request, secrets,
		                       &filled.body, err);
	if (status == STATUS_OK)
		status = fill_headers(feed, request, secrets, &filled, err);
	if (status == STATUS_OK)
		*outgoing = filled;
	else
		outgoing_wipe(&filled);
	return status;
}

static void wipe(struct text *text)
{
	if (text->bytes != NULL)
		explicit_bzero(text->bytes, text->capacity);
	text_clear(text);
}

void outgoing_wipe(struct outgoing *outgoing)
{
	for (size_t i = 0; i < outgoing->count; i++)
		wipe(&outgoing->headers[i]);
	wipe(&outgoing->url);
	wipe(&outgoing->body);
	free(outgoing->headers);
	free(outgoing->lines);
	*outgoing = (struct outgoing){0};
}

void outgoing_show(const char *url, const char *sent, const struct secrets *secrets, struct feed_exchange *exchange,
                   struct feed_result *result)
{
	struct text masked = {0};

	redact(secrets, url, &masked);
	if (exchange != NULL) {
		text_add(&exchange->request, text_string(&masked));
		if (sent != NULL)
			redact(secrets, sent, &exchange->sent);
	}
	if (sent != NULL) {
		text_add(&masked, " POST ");
		redact(secrets, sent, &masked);
	}
	text_clean(text_string(&masked), result->request, sizeof result->request);
	text_clear(&masked);
}
