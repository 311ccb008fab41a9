/* The keys of a declaration about what is asked: the address, what goes with it, how often, how patiently. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/declaration_reading.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"

enum { PAGES_DEFAULT = 100, BYTES_DEFAULT = 8 * 1024 * 1024, TIMEOUT_DEFAULT = 20 };

bool url_is_loopback(const char *url)
{
	static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *host = strstr(url, "://");

	if (host == NULL)
		return false;
	host += 3;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		const size_t length = strlen(hosts[i]);

		if (strncmp(host, hosts[i], length) == 0 && (host[length] == ':' || host[length] == '/' || host[length] == '\0'))
			return true;
	}
	return false;
}

static enum status check_url(const struct reading *reading, struct feed *feed)
{
	struct error own;
	const char *host = strstr(feed->url, "://");

	if (feed->url[0] == '\0')
		return reading_wrong(reading, "url is missing");
	if (template_check(feed->url, &own) != STATUS_OK)
		return reading_wrong(reading, "url: %s", own.message);
	for (const char *at = feed->url; *at != '\0'; at++)
		if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7F)
			return reading_wrong(reading, "url holds a blank or a character that is not ASCII");
	if (strncmp(feed->url, "file:", 5) == 0)
		return strncmp(feed->url, "file:///", 8) == 0 || strncmp(feed->url, "file:~/", 7) == 0 ? STATUS_OK :
			reading_wrong(reading, "url: a folder is written file:///folder/{symbol}.csv or file:~/folder/{symbol}.csv");
	if (strncmp(feed->url, "https://", 8) != 0 && strncmp(feed->url, "http://", 7) != 0)
		return reading_wrong(reading, "url must begin with https:// or file:");
	if (strncmp(feed->url, "http://", 7) == 0 && !(feed->is_insecure && url_is_loopback(feed->url)))
		return reading_wrong(reading, "url: http is allowed only with insecure = yes and on this machine; use https://");
	if (strcspn(host + 3, "@") < strcspn(host + 3, "/?#"))
		return reading_wrong(reading, "url: a name or password in an address is not allowed; use headers and secret.key");
	if (strcspn(host + 3, "{") < strcspn(host + 3, "/?#"))
		return reading_wrong(reading, "url: the host must be fixed");
	return STATUS_OK;
}

static enum status read_headers(const struct reading *reading, struct feed *feed)
{
	const size_t count = config_count(reading->section, "headers");

	feed->header_names.list = memory_new_array(count + 1, sizeof(char *));
	feed->header_values.list = memory_new_array(count + 1, sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		const char *name = config_pair_key(reading->section, "headers", i);
		const char *value = config_pair_value(reading->section, "headers", i);
		struct error own;

		if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] != '\0')
			return reading_wrong(reading, "\"%.40s\" is no name of a header", name);
		if (value == NULL || strpbrk(value, "\r\n") != NULL)
			return reading_wrong(reading, "the header %.40s holds a line end", name);
		if (template_check(value, &own) != STATUS_OK)
			return reading_wrong(reading, "header %.40s: %s", name, own.message);
		feed->header_names.list[feed->header_names.count++] = memory_copy_text(name);
		feed->header_values.list[feed->header_values.count++] = memory_copy_text(value);
	}
	return STATUS_OK;
}

/* Whether the address, the body or a header holds {secret:NAME}. */
static bool uses_secret(const struct feed *feed, const char *name)
{
	char place[32];

	snprintf(place, sizeof place, "{secret:%s}", name);
	for (size_t i = 0; i < feed->header_values.count; i++)
		if (strstr(feed->header_values.list[i], place) != NULL)
			return true;
	return strstr(feed->url, place) != NULL || (feed->body != NULL && strstr(feed->body, place) != NULL);
}

static enum status read_secrets(const struct reading *reading, struct feed *feed)
{
	for (size_t i = 0; i < FEED_SECRETS; i++) {
		char key[32];
		const char *place;
		struct error own;

		snprintf(key, sizeof key, "secret.%s", feed_secret_names[i]);
		place = config_text(reading->section, key);
		if (place == NULL && uses_secret(feed, feed_secret_names[i]))
			return reading_wrong(reading, "{secret:%s} is used and %s is missing: where it is found", feed_secret_names[i], key);
		if (place == NULL)
			continue;
		if (secret_check(place, &own) != STATUS_OK)
			return reading_wrong(reading, "%s: %s", key, own.message);
		feed->secrets[i] = memory_copy_text(place);
	}
	return STATUS_OK;
}

/* "50/h 1000/day 1/2s 8/min". */
static bool read_window(const char *text, struct feed_window *window)
{
	static const struct { const char *name; int64_t seconds; } units[] = {
		{"s", 1}, {"min", 60}, {"h", 3600}, {"day", 86400}, {"month", 2592000},
	};
	char *end;
	const long count = strtol(text, &end, 10);
	long times;

	if (count < 1 || count > 1000000 || *end != '/')
		return false;
	text = end + 1;
	times = strtol(text, &end, 10);
	if (end == text)
		times = 1;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(end, units[i].name) == 0 && times >= 1 && times <= 1000) {
			*window = (struct feed_window){count, times * units[i].seconds};
			return true;
		}
	}
	return false;
}

/* "4conc": how many requests may be under way together. */
static bool read_at_once(const char *text, int *at_once)
{
	const int count = text[0] - '0';

	if (count < 1 || count > FEED_AT_ONCE_MOST || strcmp(text + 1, "conc") != 0)
		return false;
	*at_once = count;
	return true;
}

static enum status read_limit(const struct reading *reading, struct feed *feed)
{
	char *copy = memory_copy_text(feed->limit), *rest = copy, *word;
	enum status status = STATUS_OK;

	feed->at_once = FEED_AT_ONCE;
	while (status == STATUS_OK && (word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0' || read_at_once(word, &feed->at_once))
			continue;
		if (feed->window_count == FEED_WINDOWS || !read_window(word, &feed->windows[feed->window_count++]))
			status = reading_wrong(reading, "limit: \"%.40s\" is not like 1/s, 8/min, 50/h, 25/day, 4conc", word);
	}
	free(copy);
	return status;
}

/* "3 429,5xx,timeout" */
static enum status read_retry(const struct reading *reading, struct feed *feed)
{
	const char *said = config_text(reading->section, "retry");
	char *copy = memory_copy_text(said != NULL ? said : "3 429,5xx,timeout"), *rest = copy, *word;
	bool is_well = copy[0] >= '1' && copy[0] <= '9' && copy[1] == ' ';

	feed->attempts = copy[0] - '0';
	if (is_well)
		rest = copy + 2;
	while (is_well && (word = strsep(&rest, ",")) != NULL) {
		if (strcmp(word, "429") == 0)
			feed->retries_429 = true;
		else if (strcmp(word, "5xx") == 0)
			feed->retries_5xx = true;
		else if (strcmp(word, "timeout") == 0)
			feed->retries_timeout = true;
		else
			is_well = false;
	}
	free(copy);
	if (!is_well)
		return reading_wrong(reading, "retry is \"%.40s\"; it is like 3 429,5xx,timeout: tries from 1 to 9, and after what", said);
	return STATUS_OK;
}

static bool has_page(const char *template)
{
	return template != NULL && strstr(template, "{page}") != NULL;
}

static enum status read_pages(const struct reading *reading, struct feed *feed)
{
	const char *total = config_text(reading->section, "page.total");

	feed->pages_most = PAGES_DEFAULT;
	feed->page_total = total != NULL ? memory_copy_text(total) : NULL;
	(void)config_integer(reading->section, "page.size", &feed->page_size); /* 0: not said */
	(void)config_integer(reading->section, "page.max", &feed->pages_most);
	feed->is_paged = has_page(feed->url) || has_page(feed->body);
	if (!feed->is_paged && (total != NULL || feed->page_size > 0))
		return reading_wrong(reading, "page.size and page.total need {page} in the address or the body");
	if (feed->is_paged && strncmp(feed->url, "file:", 5) == 0)
		return reading_wrong(reading, "a folder has no pages");
	return STATUS_OK;
}

static enum status read_sending(const struct reading *reading, struct feed *feed)
{
	static const char *const methods[] = {"GET", "POST"}, *const redirects[] = {"none", "same-host"};
	const char *body = config_text(reading->section, "body");
	struct error own;
	size_t method, redirect;
	enum status status = reading_choice(reading, "method", methods, 2, &method);

	if (status == STATUS_OK)
		status = reading_choice(reading, "redirect", redirects, 2, &redirect);
	if (status != STATUS_OK)
		return status;
	feed->is_post = method == 1;
	feed->follows_redirects = redirect == 1;
	if ((body != NULL) != feed->is_post)
		return reading_wrong(reading, "a body goes with method = POST, and only with it");
	if (feed->is_post && feed->follows_redirects)
		return reading_wrong(reading, "what is posted follows no redirect");
	if (body != NULL && template_check(body, &own) != STATUS_OK)
		return reading_wrong(reading, "body: %s", own.message);
	if (feed->is_post && strncmp(feed->url, "file:", 5) == 0)
		return reading_wrong(reading, "nothing is posted to a folder");
	feed->body = body != NULL ? memory_copy_text(body) : NULL;
	return STATUS_OK;
}

static enum status read_switch(const struct reading *reading, struct feed *feed)
{
	const char *text = config_text(reading->section, "enabled");

	feed->enabled = FEED_ON;
	if (text == NULL || strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0)
		return STATUS_OK;
	feed->enabled = strcmp(text, "with-key") == 0 ? FEED_ON_WITH_KEY : FEED_OFF;
	if (feed->enabled == FEED_OFF && strcmp(text, "no") != 0 && strcmp(text, "false") != 0 && strcmp(text, "off") != 0)
		return reading_wrong(reading, "enabled is \"%.40s\"; it is yes, no or with-key", text);
	return STATUS_OK;
}

static enum status read_bounds(const struct reading *reading, struct feed *feed)
{
	int64_t bytes = BYTES_DEFAULT, timeout = TIMEOUT_DEFAULT;

	(void)config_integer(reading->section, "max_bytes", &bytes); /* what is not said stays */
	(void)config_integer(reading->section, "timeout", &timeout);
	feed->max_bytes = (size_t)bytes;
	feed->timeout_ms = (int)timeout * 1000;
	return STATUS_OK;
}

enum status declaration_read_request(const struct reading *reading, struct feed *feed)
{
	static enum status (*const parts[])(const struct reading *reading, struct feed *feed) = {
		check_url, read_sending, read_bounds, read_pages, read_retry, read_switch, read_headers, read_secrets, read_limit,
	};
	enum status status = STATUS_OK;

	feed->url = reading_text(reading, "url", "");
	feed->limit = reading_text(reading, "limit", "");
	feed->is_insecure = config_bool(reading->section, "insecure", false);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++)
		status = parts[i](reading, feed);
	return status;
}
