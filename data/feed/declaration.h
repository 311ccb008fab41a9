/* What a feed's declaration says, as the rest of this room reads it. */
#ifndef BALLAST_DATA_FEED_DECLARATION_H
#define BALLAST_DATA_FEED_DECLARATION_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/feed/feed.h"
#include "data/settings/config.h"

enum feed_format { FEED_JSON, FEED_CSV };

/*
 * objects  an array of objects            columns  parallel arrays in one object
 * keyed    an object whose keys are dates long     CSV, one row a date (and symbol)
 * wide     CSV, a column a symbol
 */
enum feed_layout { FEED_OBJECTS, FEED_COLUMNS, FEED_KEYED, FEED_LONG, FEED_WIDE };

enum rule_subject { RULE_STATUS, RULE_BODY, RULE_JSON };
enum rule_test { RULE_EQUAL, RULE_NOT_EQUAL, RULE_MATCHES, RULE_EXISTS };

struct feed_rule {
	enum rule_subject subject;
	enum rule_test test;
	char *pointer;              /* owned; of RULE_JSON                                    */
	char *value;                /* owned; what is compared with                           */
	regex_t pattern;            /* of RULE_MATCHES                                        */
	enum feed_outcome outcome;
	char *source;               /* owned; as it stands in the file                        */
};

struct text_list {
	char **list;                /* owned, with its texts                                  */
	size_t count;
};

/* At most count requests in so many seconds. */
struct feed_window {
	int64_t count, seconds;
};

enum { FEED_WINDOWS = 8, FEED_SECRETS = 3 };
extern const char *const feed_secret_names[FEED_SECRETS]; /* "key", "user", "token" */

struct feed {
	char *id, *url, *note, *terms, *limit, *price_kind, *base;
	char *secrets[FEED_SECRETS];    /* where each is found; NULL: not declared               */
	struct text_list header_names, header_values;
	enum feed_kind kind;
	enum feed_format format;
	enum feed_layout layout;
	char delimiter;
	struct text_list rows, missing;
	struct text_list date, close, adjusted, symbol, row_currency;
	char *date_format;
	int zone_seconds;               /* east of Greenwich; for epochs                          */
	char *currency;                 /* "instrument", "@/pointer", or three letters            */
	struct feed_rule *rules;        /* owned                                                  */
	size_t rule_count;
	struct feed_window windows[FEED_WINDOWS];
	size_t window_count;
	int64_t min_rows, max_age_days;
	double max_jump;                /* 0: any                                                 */
	size_t max_bytes;
	int timeout_ms;
	bool is_enabled, is_insecure;
	const char *declaration;        /* borrowed from the feeds it belongs to: the file's text  */
};

/* The keys of a section; ends with a row without a name. */
extern const struct config_option declaration_options[];

/* One section. STATUS_INVALID names the file, the feed and the key. declaration_free takes back what is made. */
enum status declaration_read(const char *name, const struct config *section, struct feed **feed, struct error *err);
void declaration_free(struct feed *feed);

/* http or https with a host on this machine: localhost, 127.0.0.0/8, [::1]. */
bool url_is_loopback(const char *url);

#endif
