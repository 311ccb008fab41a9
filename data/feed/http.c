/* Requests over the network, and the loop they share. */
#include "data/feed/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/feed/declaration.h"
#include "engine/base/memory.h"

enum { CONNECT_TIMEOUT_MS = 5000, SLOW_BYTES = 100, SLOW_SECONDS = 10, RETRY_AFTER_MOST = 86400 };

/* One request under way, from hop to hop. */
struct transfer {
	const struct http_request *request;
	struct http_answer *answer;
	void *owner;
	CURL *curl;
	struct curl_slist *headers; /* owned */
	struct text url;            /* owned: of this hop */
	int hops;
	size_t header_bytes;
	bool is_too_long, is_refused;
	struct transfer *next;
};

struct http {
	CURLM *multi;
	struct transfer *under_way, *ended; /* owned */
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

/* The file of certificates the environment names, by the names that curl and OpenSSL know; NULL: the system's. */
static const char *certificates(void)
{
	static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *path = getenv(names[i]);

		if (path != NULL && path[0] != '\0')
			return path;
	}
	return NULL;
}

/* Every option that must hold; false when the library does not know one of them. */
static bool set_profile(struct transfer *transfer)
{
	const struct http_request *request = transfer->request;
	const char *protocols = is_loopback_request(request) ? "http,https" : "https";
	const char *authorities = certificates();
	CURLcode code = CURLE_OK;

#define SET(option, value) do { if (code == CURLE_OK) code = curl_easy_setopt(transfer->curl, option, value); } while (0)
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (authorities != NULL)
		SET(CURLOPT_CAINFO, authorities);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)(request->slow_seconds > 0 ? request->slow_seconds : SLOW_SECONDS));
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_USERAGENT, "ballast/0.1");
	SET(CURLOPT_HTTPHEADER, transfer->headers);
	SET(CURLOPT_PRIVATE, transfer);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, transfer);
	SET(CURLOPT_PREREQFUNCTION, on_connected);
	SET(CURLOPT_PREREQDATA, transfer);
	if (request->body != NULL) {
		SET(CURLOPT_POSTFIELDSIZE, (long)strlen(request->body));
		SET(CURLOPT_POSTFIELDS, request->body);
	}
#undef SET
	return code == CURLE_OK;
}

/* Ends with a sentence instead of an answer. */
static void fail(struct transfer *transfer, enum feed_outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void fail(struct transfer *transfer, enum feed_outcome outcome, const char *format, ...)
{
	struct http_answer *answer = transfer->answer;
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(answer->sentence, sizeof answer->sentence, format, arguments);
	va_end(arguments);
	text_reset(&answer->body);
	answer->outcome = outcome;
}

static enum feed_outcome outcome_of(CURLcode code)
{
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

static void fail_with(struct transfer *transfer, CURLcode code)
{
	if (transfer->is_too_long)
		fail(transfer, FEED_MALFORMED, "the answer is longer than %zu bytes", transfer->request->max_bytes);
	else if (transfer->is_refused)
		fail(transfer, FEED_PERMANENT, "the host's address belongs to a private network or this machine");
	else
		fail(transfer, outcome_of(code), "the request failed: %s", curl_easy_strerror(code));
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

/* Sends the request to transfer->url. False: it has ended. */
static bool send_hop(struct http *http, struct transfer *transfer)
{
	text_reset(&transfer->answer->body);
	transfer->header_bytes = 0;
	if (curl_easy_setopt(transfer->curl, CURLOPT_URL, text_string(&transfer->url)) == CURLE_OK &&
	    curl_multi_add_handle(http->multi, transfer->curl) == CURLM_OK)
		return true;
	fail(transfer, FEED_PERMANENT, "the network library takes no further request");
	return false;
}

/* What the answer says beside its body, and where it sends us; NULL: nowhere. Owned by curl. */
static const char *read_answer(struct transfer *transfer)
{
	struct http_answer *answer = transfer->answer;
	curl_off_t wait = 0;
	char *target = NULL;
	const char *type = NULL;

	(void)curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &wait); /* absent: stays 0 */
	(void)curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_TYPE, &type);
	text_clean(type != NULL ? type : "", answer->content_type, sizeof answer->content_type);
	answer->retry_after = wait < 0 ? 0 : wait > RETRY_AFTER_MOST ? RETRY_AFTER_MOST : (int)wait;
	if (transfer->request->follows_redirects && answer->status >= 300 && answer->status <= 399)
		(void)curl_easy_getinfo(transfer->curl, CURLINFO_REDIRECT_URL, &target);
	return target;
}

/* After a hop. True: it goes on with another; the key goes where it went before and nowhere else. */
static bool hop_on(struct http *http, struct transfer *transfer, CURLcode code)
{
	const char *next;

	if (code != CURLE_OK) {
		fail_with(transfer, code);
		return false;
	}
	next = read_answer(transfer);
	if (next == NULL) {
		transfer->answer->outcome = FEED_OK;
	} else if (!is_same_origin(transfer->request->url, next)) {
		fail(transfer, FEED_PERMANENT, "the provider redirects to another host; its address has changed or something "
		     "stands in between");
	} else if (++transfer->hops > HTTP_HOPS) {
		fail(transfer, FEED_PERMANENT, "the provider redirects more than %d times", HTTP_HOPS);
	} else {
		text_reset(&transfer->url);
		text_add(&transfer->url, next);
		return send_hop(http, transfer);
	}
	return false;
}

/* ---- many of them ---------------------------------------------------------------------------------------------------- */

struct http *http_new(void)
{
	static pthread_once_t started = PTHREAD_ONCE_INIT;
	struct http *http = memory_new(sizeof *http);

	(void)pthread_once(&started, start_library);
	http->multi = curl_multi_init();
	if (http->multi != NULL) { /* each of them only bounds; without it things go on as well */
		(void)curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)HTTP_AT_ONCE);
		(void)curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)HTTP_AT_ONCE);
		(void)curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HTTP_AT_ONCE_OF_A_HOST);
	}
	return http;
}

static void transfer_free(struct http *http, struct transfer *transfer)
{
	if (transfer->curl != NULL) {
		(void)curl_multi_remove_handle(http->multi, transfer->curl); /* one that was never added is no harm */
		curl_easy_cleanup(transfer->curl);
	}
	curl_slist_free_all(transfer->headers);
	if (transfer->url.bytes != NULL)
		explicit_bzero(transfer->url.bytes, transfer->url.capacity); /* it may hold a key */
	text_clear(&transfer->url);
	free(transfer);
}

static void free_all(struct http *http, struct transfer *list)
{
	while (list != NULL) {
		struct transfer *next = list->next;

		transfer_free(http, list);
		list = next;
	}
}

void http_free(struct http *http)
{
	if (http == NULL)
		return;
	free_all(http, http->under_way);
	free_all(http, http->ended);
	if (http->multi != NULL)
		(void)curl_multi_cleanup(http->multi);
	free(http);
}

static void put(struct transfer **list, struct transfer *transfer)
{
	transfer->next = *list;
	*list = transfer;
}

static void take_out(struct transfer **list, const struct transfer *transfer)
{
	while (*list != NULL && *list != transfer)
		list = &(*list)->next;
	if (*list != NULL)
		*list = transfer->next;
}

void http_start(struct http *http, const struct http_request *request, struct http_answer *answer, void *owner)
{
	struct transfer *transfer = memory_new(sizeof *transfer);
	bool is_under_way = false;

	*transfer = (struct transfer){.request = request, .answer = answer, .owner = owner};
	http_answer_clear(answer);
	text_add(&transfer->url, request->url);
	if (http->multi != NULL)
		transfer->curl = curl_easy_init();
	for (size_t i = 0; i < request->header_count; i++) {
		struct curl_slist *longer = curl_slist_append(transfer->headers, request->headers[i]);

		transfer->headers = longer != NULL ? longer : transfer->headers;
	}
	if (transfer->curl == NULL || !set_profile(transfer))
		fail(transfer, FEED_PERMANENT, "the network library refuses an option that safety needs");
	else
		is_under_way = send_hop(http, transfer);
	put(is_under_way ? &http->under_way : &http->ended, transfer);
}

void http_move(struct http *http, int milliseconds)
{
	int running = 0, left;
	CURLMsg *message;

	if (http->multi == NULL || http->under_way == NULL) {
		if (http->ended == NULL)
			(void)poll(NULL, 0, milliseconds); /* a pause; nothing is waited for but time */
		return;
	}
	if (http->ended == NULL)
		(void)curl_multi_poll(http->multi, NULL, 0, milliseconds, NULL); /* what fails shows below */
	(void)curl_multi_perform(http->multi, &running);
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		const CURLcode code = message->data.result;
		struct transfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		(void)curl_multi_remove_handle(http->multi, transfer->curl); /* message is gone with it */
		if (hop_on(http, transfer, code))
			continue;
		take_out(&http->under_way, transfer);
		put(&http->ended, transfer);
	}
}

void *http_ended(struct http *http)
{
	struct transfer *transfer = http->ended;
	void *owner;

	if (transfer == NULL)
		return NULL;
	owner = transfer->owner;
	http->ended = transfer->next;
	transfer_free(http, transfer);
	return owner;
}

void http_drop(struct http *http, const void *owner)
{
	struct transfer **const lists[] = {&http->under_way, &http->ended};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		for (struct transfer *at = *lists[i], *next; at != NULL; at = next) {
			next = at->next;
			if (at->owner != owner)
				continue;
			take_out(lists[i], at);
			transfer_free(http, at);
		}
	}
}

enum feed_outcome http_get(const struct http_request *request, struct http_answer *answer, struct error *err)
{
	struct http *http = http_new();

	http_start(http, request, answer, answer);
	while (http_ended(http) == NULL)
		http_move(http, 1000);
	http_free(http);
	if (answer->outcome != FEED_OK)
		(void)error_set(err, STATUS_IO, "%s", answer->sentence);
	return answer->outcome;
}

void http_answer_clear(struct http_answer *answer)
{
	text_clear(&answer->body);
	*answer = (struct http_answer){0};
}
