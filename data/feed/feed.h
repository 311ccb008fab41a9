/*
 * Price and exchange-rate feeds, declared in files: a new provider is a new section of configuration, not code.
 * Reading a body is pure; fetching one is separate. Nothing of a bad body is ever handed out.
 */
#ifndef BALLAST_DATA_FEED_FEED_H
#define BALLAST_DATA_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "engine/model/instrument.h"

struct feed;   /* one declaration */
struct feeds;  /* all of them */

/* Prices of instruments, rates of exchange, and rates of interest or an index, which may be zero or negative. */
enum feed_kind { FEED_PRICE, FEED_FX, FEED_RATE };

/* How a request ended. Everything but OK means: no rows. */
enum feed_outcome {
	FEED_OK,
	FEED_RATE_LIMIT,   /* too fast; the same request succeeds later, in seconds or minutes          */
	FEED_QUOTA,        /* the allowance of the hour, day or plan is used up                         */
	FEED_AUTH,         /* a key is missing or refused                                               */
	FEED_NOT_FOUND,    /* the provider does not know the symbol, or has nothing for these days      */
	FEED_BLOCKED,      /* something else than the service answered: a captcha, a consent page       */
	FEED_TRANSIENT,    /* network, timeout, 5xx: worth another try                                  */
	FEED_PERMANENT,    /* the request cannot succeed: a bad declaration, a refused address, 4xx     */
	FEED_MALFORMED,    /* an answer that is not what was promised, or fails a sanity check          */
};
const char *feed_outcome_name(enum feed_outcome outcome); /* "ok", "rate_limit", ... */

/*
 * Why a row cannot be a price as it stands: its close or adjusted close is not above zero, or its day is yet to come. It is
 * for a person to look at; of what goes with a close nothing was read. Of the kind rate only the day is in doubt. A day more
 * than FEED_DAYS_AHEAD days ahead, and an answer all of whose rows are in doubt, are malformed whatever the kind.
 */
enum feed_doubt { FEED_SOUND = 0, FEED_NOT_POSITIVE, FEED_TO_COME };
enum { FEED_DAYS_AHEAD = 366 };

struct feed_row {
	char symbol[SYMBOL_SIZE];     /* of the request, or of the row where the feed says so; fx: "EURUSD" */
	char base[4];                 /* fx: one unit of base costs close units of currency; else empty */
	char currency[4];             /* of the close; empty: the instrument's                         */
	struct date date;
	enum feed_doubt doubt;
	int64_t close;                /* millionths, > 0 (of kind rate, or in doubt: any)              */
	int64_t adjusted_close;       /* 0: none, like all that follow; in doubt: any                  */
	int64_t open, high, low;      /* millionths                                                    */
	int64_t volume;               /* millionths of what the provider counts                        */
	int64_t dividend;             /* of that day, millionths of the currency a share               */
	int64_t split;                /* millionths: 10 new shares for an old one are 10000000         */
	int64_t accumulated;          /* net value with all distributions added back, millionths       */
};

/* What a request brought. Initialise with {0}; feed_result_clear frees. */
struct feed_result {
	enum feed_outcome outcome;
	struct feed_row *rows;        /* owned; by symbol, oldest first, a day once                    */
	size_t count;
	char source[SOURCE_SIZE];     /* the feed's id                                                 */
	char request[1024];           /* the address, secrets masked                                   */
	int page;                     /* of which request, excerpt, status and bytes are; 0: there are no pages */
	char rule[200];               /* the error rule that fired; empty: none                        */
	char sentence[400];           /* why there are no rows, secrets masked                         */
	char excerpt[401];            /* the first bytes of the answer, harmless and masked            */
	long http_status;             /* 0: none was received                                          */
	size_t held_back;             /* rows that were read and not handed out: an expectation failed */
	size_t bytes;                 /* of the answer after decompression                             */
	char body_hash[65];           /* SHA-256 of those bytes, of pages one after the other; empty: no rows */
	int attempts;
	int retry_after;              /* seconds the provider asks to wait; 0: it does not say         */
};
void feed_result_clear(struct feed_result *result);

/*
 * Reads every *.conf of both folders, by name; a section of the second replaces the one of the same id in the first.
 * Either may be NULL or missing. STATUS_INVALID with file, section and key (and a suggestion), also for a section
 * "instrument" that names a feed there is not. The caller frees *feeds.
 */
enum status feeds_load(const char *shipped, const char *own, struct feeds **feeds, struct error *err);

/* One file, or its bytes, alone: what "feeds check FILE" asks. */
enum status feeds_read(const char *path, struct feeds **feeds, struct error *err);
enum status feeds_parse(const char *name, const char *bytes, size_t length, struct feeds **feeds, struct error *err);
void feeds_free(struct feeds *feeds);
size_t feeds_count(const struct feeds *feeds);
const struct feed *feeds_at(const struct feeds *feeds, size_t index);
const struct feed *feeds_find(const struct feeds *feeds, const char *id); /* NULL when there is none */

/*
 * The id of the feed that is asked for a symbol in the index-th place, where a section "instrument" says so; NULL after
 * the last, and always where none does.
 */
const char *feeds_order(const struct feeds *feeds, const char *symbol, size_t index);

/* By what name a feed knows a symbol: what the section "instrument" says, else the symbol itself. Borrowed. */
const char *feeds_symbol(const struct feeds *feeds, const char *symbol, const struct feed *feed);

const char *feed_id(const struct feed *feed);
enum feed_kind feed_kind_of(const struct feed *feed);
bool feed_is_enabled(const struct feed *feed);         /* looks for keys where the declaration waits for one */
bool feed_is_local(const struct feed *feed);           /* a folder on this machine */

/*
 * What one request brings: rows of its symbol, of every symbol in the days that were asked for, or all there is. It is told by
 * the places that stand in the address, the headers and the body; {base} counts as one of the symbol.
 */
enum feed_scope { FEED_ONE_SYMBOL, FEED_ONE_SPAN, FEED_WHOLE };
enum feed_scope feed_scope(const struct feed *feed);
const char *feed_currency(const struct feed *feed);    /* of its prices; empty: the instrument's, or in the answer */
const char *feed_base(const struct feed *feed);        /* fx: what one unit is of; else empty */

/* refetch_all_if: some row says that what is stored of earlier days is of another scale. */
bool feed_wants_history(const struct feed *feed, const struct feed_result *result);

double feed_max_jump(const struct feed *feed);         /* fraction from one close to the next; 0: any */
const char *feed_price_kind(const struct feed *feed);  /* "raw", "split_adjusted", "total_return", "nav", "rate" */
const char *feed_url(const struct feed *feed);         /* the template */
const char *feed_note(const struct feed *feed);        /* empty when none */
const char *feed_terms(const struct feed *feed);
const char *feed_limit(const struct feed *feed);       /* "50/h 1000/day"; empty: none said */

/* The text of the file that declares it, as it was read: it names where keys are, and holds none. */
const char *feed_declaration(const struct feed *feed);

/*
 * Whether one more request keeps within the feed's limit: times are milliseconds of earlier requests, rising. Otherwise
 * *wait is written with the milliseconds until it would.
 */
bool feed_is_allowed(const struct feed *feed, const int64_t *times, size_t count, int64_t now, int64_t *wait);

/* How many earlier requests feed_is_allowed looks back at: 0 where the limit names no window of time. */
size_t feed_times_needed(const struct feed *feed);

/* How many requests its shortest window lets pass in so many milliseconds when they come evenly; 0: fewer than one. */
int64_t feed_requests_within(const struct feed *feed, int64_t milliseconds);

int feed_at_once(const struct feed *feed);             /* how many requests may be under way together */

/* What a request is about. */
struct feed_request {
	const char *symbol;
	const char *currency;         /* of the instrument; may be empty                               */
	const char *isin, *mic;       /* of the instrument and of its market; NULL or empty: unknown   */
	int page;                     /* which {page}, from 1; 0 is the first                          */
	struct date from, to;         /* rows outside are dropped, but for those after as_of           */
	struct date as_of;            /* a row after it is in doubt; the clock of expect.max_age       */
};

/*
 * Reads one answer: error rules first, then the rows. Pure: no network, no clock, no environment. secrets masks what
 * is quoted (NULL: nothing to mask). result->outcome says how it ended; rows only with FEED_OK. Returns STATUS_OK with
 * FEED_OK and STATUS_IO otherwise, err carrying result->sentence.
 */
struct secrets;
enum status feed_parse_body(const struct feed *feed, const struct feed_request *request, long http_status,
                            const char *body, size_t length, const struct secrets *secrets, struct feed_result *result,
                            struct error *err);

/* How patient a fetch is; zeroed gives the defaults. */
struct feed_patience {
	int attempts;                 /* at most; 0: as the feed says                                  */
	int longest_wait_ms;          /* of one pause; a longer Retry-After ends the fetch; 0: 30000   */
	int first_wait_ms;            /* doubles from try to try, and a little more by chance; 0: 500  */
	int timeout_ms;               /* of one try; 0: the feed's, else 20000                         */
	bool (*is_cancelled)(void *context); /* asked while waiting; NULL: never                       */
	void *context;

	/*
	 * Asked before every request, of further pages and tries too; NULL: all may go. 0: it may go, and counts as made.
	 * Positive: milliseconds after which it is worth asking again. Negative: not in this run, and why says so.
	 */
	int64_t (*may_ask)(void *allowance, char *why, size_t size);
	void *allowance;
};

/*
 * Fetches and reads, all pages of an answer that comes in pages. Tries again, with pauses, as the feed's retry says: after
 * 429, 5xx, timeouts and broken connections where it says nothing. result->attempts counts every request. Returns as
 * feed_parse_body does. Blocks; safe on a thread of its own.
 */
enum status feed_fetch(const struct feed *feed, const struct feed_request *request, const struct feed_patience *patience,
                       struct feed_result *result, struct error *err);

/*
 * Many of them at once, in one loop on one thread. A feed's secrets are looked up once. is_cancelled (NULL: never) is
 * asked every few milliseconds; when it says so, everything ends at once as FEED_PERMANENT.
 */
struct fetcher;
struct fetcher *fetcher_new(bool (*is_cancelled)(void *context), void *context);
void fetcher_free(struct fetcher *fetcher); /* drops what is under way without a word */

/*
 * As feed_fetch_recorded (exchange may be NULL); what request points to, exchange and result stay the caller's and are
 * used until fetcher_next hands owner back. patience->is_cancelled is not looked at.
 */
struct feed_exchange;
void fetcher_start(struct fetcher *fetcher, const struct feed *feed, const struct feed_request *request,
                   const struct feed_patience *patience, struct feed_exchange *exchange, struct feed_result *result,
                   void *owner);

/* The owner of a fetch that has ended, waiting at most so many milliseconds for one; NULL: none has. */
void *fetcher_next(struct fetcher *fetcher, int milliseconds);
size_t fetcher_count(const struct fetcher *fetcher); /* started and not handed back */

/* One page of an answer. */
struct feed_page {
	long http_status;             /* 0: of a file                                                  */
	struct text body;             /* any bytes; as read but for the masks                          */
};

/* What passed between us and a provider, every secret masked. Initialise with {0}; feed_exchange_clear frees. */
struct feed_exchange {
	struct text request;          /* the address, or the path of a file                            */
	struct text headers;          /* of the request: "Name: value", a line each                    */
	struct text sent;             /* what was posted; empty: nothing                               */
	struct feed_page *pages;      /* owned: the answers, one a page, of each the last try          */
	size_t page_count;            /* 0: nothing was answered, not even with an empty body          */
	char content_type[128];       /* of the first; empty: not said                                 */
};
void feed_exchange_clear(struct feed_exchange *exchange);

/*
 * feed_parse_body for all pages of an answer, in their order; one alone where the feed has no pages. STATUS_IO, as
 * FEED_MALFORMED, where the last one is missing.
 */
enum status feed_parse_pages(const struct feed *feed, const struct feed_request *request, const struct feed_page *pages,
                             size_t count, struct feed_result *result, struct error *err);

/*
 * feed_fetch that also hands out what passed. A secret too short to be masked ends it before anything is asked, as
 * FEED_AUTH. exchange is filled as far as things went, whatever is returned.
 */
enum status feed_fetch_recorded(const struct feed *feed, const struct feed_request *request,
                                const struct feed_patience *patience, struct feed_exchange *exchange,
                                struct feed_result *result, struct error *err);

#endif
