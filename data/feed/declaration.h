/* What a feed's declaration says, as the rest of this room reads it. */
#ifndef BALLAST_DATA_FEED_DECLARATION_H
#define BALLAST_DATA_FEED_DECLARATION_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/feed/feed.h"
#include "data/settings/config.h"

enum feed_format { FEED_JSON, FEED_CSV, FEED_DELIMITED, FEED_XML };

/*
 * objects  an array of objects            columns  parallel arrays in one object
 * arrays   an array of arrays             keyed    an object whose keys are dates
 * split    names apart from the rows      strings  an array of texts with delimiters
 * long     CSV, one row a date (and symbol)
 * wide     CSV, a column a symbol
 *
 * The delimited text and XML have one layout each: a single row, and attributes of elements.
 */
enum feed_layout {
	FEED_OBJECTS, FEED_ARRAYS, FEED_COLUMNS, FEED_KEYED, FEED_SPLIT, FEED_STRINGS, FEED_LONG, FEED_WIDE, FEED_LINE,
	FEED_ATTRIBUTES,
};

/* What an observation can say. FIELD_CURRENCY is the last. */
enum feed_field {
	FIELD_DATE, FIELD_OPEN, FIELD_HIGH, FIELD_LOW, FIELD_CLOSE, FIELD_ADJUSTED, FIELD_VOLUME, FIELD_DIVIDEND, FIELD_SPLIT,
	FIELD_ACCUMULATED, FIELD_SYMBOL, FIELD_CURRENCY,
};
enum { FEED_FIELDS = FIELD_CURRENCY + 1 };
extern const char *const feed_field_keys[FEED_FIELDS]; /* "field.date", ... */

/*
 * What the rows are wrapped in.
 *
 * auto     anything around one JSON value, such as a call of a function
 * jsvar    the value given to a variable of a script
 * quoted   the text between the first two double quotes
 * zip      one file of an archive
 */
enum feed_wrapping { WRAP_NONE, WRAP_AUTO, WRAP_VARIABLE, WRAP_QUOTED, WRAP_ZIP };

/* yes, no, or as soon as its secrets can be found. */
enum feed_switch { FEED_OFF, FEED_ON, FEED_ON_WITH_KEY };

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

/* "GBp = 'GBP 100'": a hundred of them are one pound. */
struct feed_unit {
	char name[8], currency[4];
	int64_t parts;
};

/* "dividend>0": once a row says so, what was stored of earlier days is of another scale. */
struct feed_condition {
	enum feed_field field;
	char sign;                  /* '>', '<', '=' or '!'                                   */
	int64_t value;              /* millionths                                             */
};

enum { FEED_WINDOWS = 8, FEED_SECRETS = 3, FEED_UNITS = 8, FEED_CONDITIONS = 4, FEED_AT_ONCE = 2, FEED_AT_ONCE_MOST = 8 };
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
	struct text_list fields[FEED_FIELDS];
	struct text_list names;         /* split.names: where the names of the rows' places are   */
	char *date_format;
	char *zone;                     /* "UTC", "+08:00", "Europe/Berlin", "@/pointer"; for epochs */
	bool is_day_before;             /* midnight ends the day before                           */
	char *encoding;
	enum feed_wrapping wrapping;
	char *wrapped;                  /* the variable, or the file in the archive; NULL: the only one */
	char decimal_mark[2], thousands_mark[2]; /* of numbers that are text; the second may be empty      */
	bool has_header;
	int64_t skipped_lines;          /* before the header of a table                           */
	char *element, *attribute;      /* XML: "Cube" and "currency" of "Cube[@currency]"; attribute may be NULL */
	struct feed_unit units[FEED_UNITS];
	size_t unit_count;
	int64_t scale;                  /* millionths that a price is multiplied by               */
	bool is_inverted;
	struct feed_condition conditions[FEED_CONDITIONS];
	size_t condition_count;
	bool is_post;
	char *body;                     /* a template; NULL: none                                 */
	bool follows_redirects;
	int attempts;
	bool retries_429, retries_5xx, retries_timeout;
	char *page_total;               /* a pointer; NULL: the provider does not say             */
	int64_t page_size, pages_most;
	bool is_paged;                  /* {page} stands in the address or the body               */
	char *currency;                 /* "instrument", "@/pointer", three letters, or a unit   */
	struct feed_rule *rules;        /* owned                                                  */
	size_t rule_count;
	struct feed_window windows[FEED_WINDOWS];
	size_t window_count;
	int at_once;                    /* requests under way together                            */
	int64_t min_rows, max_age_days;
	double max_jump;                /* 0: any                                                 */
	size_t max_bytes;
	int timeout_ms;
	enum feed_switch enabled;
	bool is_insecure;
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
