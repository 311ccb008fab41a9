/* One request over the network: the only home of the HTTP library, with a profile that trusts nobody. */
#ifndef BALLAST_DATA_FEED_HTTP_H
#define BALLAST_DATA_FEED_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/feed/feed.h"
#include "engine/base/text.h"

enum { HTTP_HOPS = 3, HTTP_HEADER_BYTES = 64 * 1024 };

struct http_request {
	const char *url;
	const char *const *headers;     /* "Name: value"                                              */
	size_t header_count;
	const char *body;               /* NULL: GET; else what is posted                             */
	size_t max_bytes;               /* of the body, counted after decompression                   */
	int timeout_ms;
	bool follows_redirects;         /* of GET, at most HTTP_HOPS; else a redirect is the answer   */
	bool is_insecure;               /* plain http to this machine; for tests and local bridges    */
	bool (*is_cancelled)(void *context); /* may be NULL                                           */
	void *context;
};

struct http_answer {
	long status;
	struct text body;
	char content_type[128];         /* as the provider says it, harmless; empty: not said         */
	int retry_after;                /* seconds; 0: not said                                       */
};

/*
 * GET, or POST of a body. https only (TLS 1.2 or newer, verified); redirects only within scheme, host and port;
 * addresses of private networks and of this machine are refused (is_insecure: anything but this machine is). No
 * proxies, cookies or .netrc. The size is counted in what arrives unpacked, so that a small bomb stays small.
 *
 * FEED_OK: an answer came, of whatever status. FEED_TRANSIENT: worth another try. FEED_MALFORMED: too long.
 * FEED_PERMANENT: will not work. err says why in all but the first; answer is cleared by http_answer_clear.
 */
enum feed_outcome http_get(const struct http_request *request, struct http_answer *answer, struct error *err);
void http_answer_clear(struct http_answer *answer);

#endif
