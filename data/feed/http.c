/* Requests over the network. */
#include "data/feed/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data/feed/declaration.h"

enum { CONNECT_TIMEOUT_MS = 5000, SLOW_BYTES = 100, SLOW_SECONDS = 10, RETRY_AFTER_MOST = 86400 };

struct transfer {
	const struct http_request *request;
	struct http_answer *answer;
	size_t header_bytes;
	bool is_too_long, is_refused, is_cancelled;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	const size_t length = size * count;

	if (length > transfer->request->max_bytes - transfer->answer->body.length) {
		transfer->is_too_long = true;
		return 0;
	}
	text_add_bytes(&transfer->answer->body, bytes, length);
	return length;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	const size_t length = size * count;

	(void)bytes; /* headers are counted; those that matter are asked for afterwards */
	transfer->header_bytes += length;
	if (transfer->header_bytes > HTTP_HEADER_BYTES) {
		transfer->is_too_long = true;
		return 0;
	}
	return length;
}

static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t upload, curl_off_t uploaded)
{
	struct transfer *transfer = context;

	(void)total, (void)now, (void)upload, (void)uploaded; /* only the occasion to ask matters */
	transfer->is_cancelled = transfer->request->is_cancelled != NULL &&
	                         transfer->request->is_cancelled(transfer->request->context);
	return transfer->is_cancelled;
}

static bool is_private_v4(uint32_t address)
{
	static const struct { uint32_t network; int bits; } ranges[] = {
		{0x00000000, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8}, {0xA9FE0000, 16}, {0xAC100000, 12},
		{0xC0000000, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xE0000000, 3},
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if ((address ^ ranges[i].network) >> (32 - ranges[i].bits) == 0)
			return true;
	return false;
}

/* What the connection really reaches, after names were resolved: a name may point anywhere. */
static int on_connected(void *context, char *address, char *local, int port, int local_port)
{
	struct transfer *transfer = context;
	struct in_addr v4;
	struct in6_addr v6;
	bool is_private = true, is_this_machine = false;

	(void)local, (void)port, (void)local_port;
	if (inet_pton(AF_INET, address, &v4) == 1) {
		is_private = is_private_v4(ntohl(v4.s_addr));
		is_this_machine = ntohl(v4.s_addr) >> 24 == 127;
	} else if (inet_pton(AF_INET6, address, &v6) == 1) {
		uint32_t mapped;

		memcpy(&mapped, v6.s6_addr + 12, sizeof mapped);
		is_this_machine = IN6_IS_ADDR_LOOPBACK(&v6);
		/* Global unicast is 2000::/3; 6to4, NAT64 and mapped addresses can hide a private one and are not needed. */
		is_private = (v6.s6_addr[0] & 0xE0) != 0x20 || (v6.s6_addr[0] == 0x20 && v6.s6_addr[1] == 0x02);
		if (IN6_IS_ADDR_V4MAPPED(&v6)) {
			is_private = is_private_v4(ntohl(mapped));
			is_this_machine = ntohl(mapped) >> 24 == 127;
		}
	}
	if (transfer->request->is_insecure ? is_this_machine : !is_private)
		return CURL_PREREQFUNC_OK;
	transfer->is_refused = true;
	return CURL_PREREQFUNC_ABORT;
}

static void start_library(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT); /* its failure shows in curl_easy_init */
}

static bool is_loopback_request(const struct http_request *request)
{
	return request->is_insecure && url_is_loopback(request->url);
}

/* Every option that must hold; false when the library does not know one of them. */
static bool set_profile(CURL *curl, struct transfer *transfer, struct curl_slist *headers)
{
	const struct http_request *request = transfer->request;
	const char *protocols = is_loopback_request(request) ? "http,https" : "https";
	CURLcode code = CURLE_OK;

#define SET(option, value) do { if (code == CURLE_OK) code = curl_easy_setopt(curl, option, value); } while (0)
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_USERAGENT, "ballast/0.1");
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, transfer);
	SET(CURLOPT_PREREQFUNCTION, on_connected);
	SET(CURLOPT_PREREQDATA, transfer);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, transfer);
	SET(CURLOPT_NOPROGRESS, 0L);
	if (request->body != NULL) {
		SET(CURLOPT_POSTFIELDSIZE, (long)strlen(request->body));
		SET(CURLOPT_POSTFIELDS, request->body);
	}
#undef SET
	return code == CURLE_OK;
}

static enum feed_outcome outcome_of(CURLcode code, const struct transfer *transfer, struct error *err)
{
	if (transfer->is_cancelled) {
		(void)error_set(err, STATUS_IO, "the request was cancelled");
		return FEED_PERMANENT;
	}
	if (transfer->is_too_long) {
		(void)error_set(err, STATUS_IO, "the answer is longer than %zu bytes", transfer->request->max_bytes);
		return FEED_MALFORMED;
	}
	if (transfer->is_refused) {
		(void)error_set(err, STATUS_REFUSED, "the host's address belongs to a private network or this machine");
		return FEED_PERMANENT;
	}
	(void)error_set(err, STATUS_IO, "the request failed: %s", curl_easy_strerror(code));
	switch (code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_OUT_OF_MEMORY:
		return FEED_PERMANENT;
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WEIRD_SERVER_REPLY:
		return FEED_MALFORMED;
	default:
		return FEED_TRANSIENT;
	}
}

/* Scheme, host and port of two addresses are the same: everything up to the path. */
static bool is_same_origin(const char *a, const char *b)
{
	const char *host_a = strstr(a, "://"), *host_b = strstr(b, "://");
	size_t origin;

	if (host_a == NULL || host_b == NULL)
		return false;
	origin = (size_t)(host_a - a) + 3 + strcspn(host_a + 3, "/?#");
	return strncasecmp(a, b, origin) == 0 && strchr("/?#", b[origin]) != NULL; /* strchr also finds the end */
}

/* One hop. *next is the address it redirects to, owned by curl; NULL when it does not. */
static enum feed_outcome hop(CURL *curl, struct transfer *transfer, const char *url, const char **next,
                             struct error *err)
{
	curl_off_t wait = 0;
	char *target = NULL;
	const char *type = NULL;
	CURLcode code;

	text_reset(&transfer->answer->body);
	transfer->header_bytes = 0;
	*next = NULL;
	code = curl_easy_setopt(curl, CURLOPT_URL, url);
	if (code == CURLE_OK)
		code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return outcome_of(code, transfer, err);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer->answer->status);
	(void)curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait); /* absent: stays 0 */
	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	text_clean(type != NULL ? type : "", transfer->answer->content_type, sizeof transfer->answer->content_type);
	transfer->answer->retry_after = wait < 0 ? 0 : wait > RETRY_AFTER_MOST ? RETRY_AFTER_MOST : (int)wait;
	if (transfer->request->follows_redirects && transfer->answer->status >= 300 && transfer->answer->status <= 399)
		(void)curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
	*next = target;
	return FEED_OK;
}

static enum feed_outcome follow(CURL *curl, struct transfer *transfer, struct error *err)
{
	struct text url = {0};
	enum feed_outcome outcome;
	const char *next;
	int hops = 0;

	text_add(&url, transfer->request->url);
	while ((outcome = hop(curl, transfer, text_string(&url), &next, err)) == FEED_OK && next != NULL) {
		struct text following = {0};

		if (!is_same_origin(transfer->request->url, next)) {
			outcome = FEED_PERMANENT;
			(void)error_set(err, STATUS_REFUSED, "the provider redirects to another host; its address has changed or "
			                "something stands in between");
			break;
		}
		if (++hops > HTTP_HOPS) {
			outcome = FEED_PERMANENT;
			(void)error_set(err, STATUS_REFUSED, "the provider redirects more than %d times", HTTP_HOPS);
			break;
		}
		text_add(&following, next); /* next belongs to curl until the following request */
		text_clear(&url);
		url = following;
	}
	text_clear(&url);
	return outcome;
}

enum feed_outcome http_get(const struct http_request *request, struct http_answer *answer, struct error *err)
{
	static pthread_once_t started = PTHREAD_ONCE_INIT;
	struct transfer transfer = {.request = request, .answer = answer};
	struct curl_slist *headers = NULL;
	enum feed_outcome outcome;
	CURL *curl;

	(void)pthread_once(&started, start_library);
	curl = curl_easy_init();
	for (size_t i = 0; i < request->header_count; i++) {
		struct curl_slist *longer = curl_slist_append(headers, request->headers[i]);

		headers = longer != NULL ? longer : headers;
	}
	if (curl == NULL || !set_profile(curl, &transfer, headers)) {
		outcome = FEED_PERMANENT;
		(void)error_set(err, STATUS_IO, "the network library refuses an option that safety needs");
	} else {
		outcome = follow(curl, &transfer, err);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	if (outcome != FEED_OK)
		text_reset(&answer->body);
	return outcome;
}

void http_answer_clear(struct http_answer *answer)
{
	text_clear(&answer->body);
	*answer = (struct http_answer){0};
}
