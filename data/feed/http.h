/* Requests over the network, many at once: the only home of the HTTP library, with a profile that trusts nobody. */
#ifndef BALLAST_DATA_FEED_HTTP_H
#define BALLAST_DATA_FEED_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/feed/feed.h"
#include "engine/base/text.h"

enum { HTTP_HOPS = 3, HTTP_HEADER_BYTES = 64 * 1024, HTTP_AT_ONCE = 32, HTTP_AT_ONCE_OF_A_HOST = 8 };

struct http_request {
	const char *url;
	const char *const *headers;     /* "Name: value"                                              */
	size_t header_count;
	const char *body;               /* NULL: GET; else what is posted                             */
	size_t max_bytes;               /* of the body, counted after decompression                   */
	int timeout_ms;
	int slow_seconds;               /* fewer than 100 bytes a second for so long end it; 0: 10   */
	bool follows_redirects;         /* of GET, at most HTTP_HOPS; else a redirect is the answer   */
	bool is_insecure;               /* plain http to this machine; for tests and local bridges    */
};

/* Initialise with {0}; http_answer_clear frees. */
struct http_answer {
	enum feed_outcome outcome;      /* FEED_OK: an answer came, of whatever status                */
	char sentence[240];             /* why none came; empty with FEED_OK                          */
	long status;
	struct text body;
	char content_type[128];         /* as the provider says it, harmless; empty: not said         */
	int retry_after;                /* seconds; 0: not said                                       */
};
void http_answer_clear(struct http_answer *answer);

/*
 * Every request goes through the same profile: https only (TLS 1.2 or newer, host and certificate verified, which nothing
 * switches off); redirects only within scheme, host and port; addresses of private networks and of this machine are
 * refused (is_insecure: anything but this machine is). No proxies, cookies or .netrc. The size is counted in what arrives
 * unpacked, so that a small bomb stays small.
 *
 * Certificates are those the system trusts, or those in the file that $CURL_CA_BUNDLE or, after it, $SSL_CERT_FILE names.
 *
 * One struct http belongs to one thread.
 */
struct http;
struct http *http_new(void);

/* Ends what is under way at once, without a word to anybody. */
void http_free(struct http *http);

/*
 * Begins GET, or POST of a body. What request points to, and answer, stay the caller's and are used until http_ended
 * hands owner back. answer->outcome will be FEED_OK; FEED_TRANSIENT: worth another try; FEED_MALFORMED: too long, or no
 * HTTP; FEED_PERMANENT: will not work.
 */
void http_start(struct http *http, const struct http_request *request, struct http_answer *answer, void *owner);

/* Moves everything on that can move, waiting at most so many milliseconds for something that can. */
void http_move(struct http *http, int milliseconds);

/* The owner of a request that has ended since, or NULL: call until it is. */
void *http_ended(struct http *http);

/* Drops the request of an owner, wherever it stands. */
void http_drop(struct http *http, const void *owner);

/* One request from beginning to end. */
enum feed_outcome http_get(const struct http_request *request, struct http_answer *answer, struct error *err);

#endif
