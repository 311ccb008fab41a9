/* One run of a refresh: what is asked, by which feed, and what becomes of it. Internal to the refresh. */
#ifndef BALLAST_ADVICE_FEEDS_REFRESH_RUN_H
#define BALLAST_ADVICE_FEEDS_REFRESH_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/feeds/refresh.h"
#include "advice/feeds/refresh_limit.h"
#include "data/feed/feed.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"
#include "engine/watch/price_gate.h"

struct feed;
struct feeds;
struct fetcher;
struct session;

enum { CURRENCIES_MOST = 32 };

/* How one feed fares in this run. */
struct turn {
	struct session *session;     /* of the run                                                     */
	const struct feed *feed;
	struct refresh_result counts;
	struct refresh_limit limit;
	enum feed_scope scope;       /* of what one request brings                                     */
	size_t under_way;            /* requests                                                       */
	size_t rows, failures_in_a_row;
	char failure[200];           /* the last one                                                   */
	bool has_success, is_over;
};

/* What is to be brought up to date, an instrument or the rate of a pair, and who is asked for it in which order. */
struct target {
	char symbol[SYMBOL_SIZE];
	char currency[4];            /* of the instrument; of a pair, its quote                        */
	char base[4];                /* of a pair; empty: an instrument                                */
	char isin[16];               /* of an instrument; empty: not known                             */
	bool is_rate;                /* an instrument of kind "rate": a rate of interest, an index     */
	int64_t instrument_id;
	bool has_last;
	struct date last;            /* day of the last price or rate                                  */
	struct turn **order;         /* owned; borrows the turns of the run                            */
	size_t order_count, next;    /* next: the one that is asked, or will be                        */
	bool is_asked, is_done;
	bool is_begun;               /* a feed brought the days up to begun_to, and put later ones aside: what the next is asked */
	struct date begun_to;        /* for begins after that, so that two do not rewrite each other's days                       */
};

/* One request of one target, until its answer is in the book. */
struct ask {
	struct refresh *refresh;
	struct turn *turn;
	struct target *target;
	const char *symbol;          /* by which the feed knows it; borrowed                           */
	struct feed_result result;
	struct date from;            /* the first day that is asked for                                */
	struct date first;           /* of what is stored, where is_again                              */
	bool is_history;             /* the second request, for everything that is stored              */
	bool is_again;               /* what came says that everything is to be asked for again        */
	struct ask *followers;       /* owned: whose rows the same answer holds                        */
	struct feed_exchange exchange; /* what they are read from                                      */
	bool is_counted;             /* a follower of a request whose failure has been counted         */
	struct ask *next;            /* that waits to be stored, or follows too                        */
};

struct refresh {
	struct session *session;
	struct refresh_result total;
	void (*progress)(void *context, size_t done, size_t total);
	void (*problem)(void *context, const char *feed, const char *symbol, const char *message);
	bool (*cancelled)(void *context);
	void *context;
	const struct feeds *feeds;
	struct turn *turns;          /* owned: of the feeds that are asked, in their order             */
	size_t turn_count;
	struct target *targets;      /* owned                                                          */
	size_t target_count, target_capacity;
	char currencies[CURRENCIES_MOST][4]; /* that the book meets, its own first                     */
	size_t currency_count;
	struct fetcher *fetcher;     /* owned                                                          */
	struct ask *waiting;         /* owned: good answers that are not stored yet, the last one first */
	size_t waiting_count, waiting_rows;
	int64_t waiting_since;       /* milliseconds of the monotonic clock; 0: nothing waits          */
	size_t done, planned;
	bool is_cancelled;
};

/*
 * Fills turns and targets: every enabled feed (or only the one given), every instrument and pair that one of them serves.
 * refresh_plan_clear takes back what was made, also after a failure. Statuses of the store.
 */
enum status refresh_plan(struct refresh *refresh, const struct feed *only, struct error *err);
void refresh_plan_clear(struct refresh *refresh);

/* What an ask asks for. */
struct feed_request refresh_request(const struct ask *ask);

/* Passes over the feeds that are left alone; next is order_count after the last. */
void refresh_skip_feeds(struct target *target);

/*
 * Makes followers of all targets that are asked of the same feed next, where its request is the same for them: they count as
 * asked. ask_new makes an ask of a target, with all but the answer.
 */
void refresh_share(struct ask *ask, struct ask *(*ask_new)(struct refresh *refresh, struct target *target));

/*
 * The followers of an ask that was answered, each with its own rows or its own reason, in a list that is the caller's. What
 * befell the request befell each of them.
 */
struct ask *refresh_shared(struct ask *ask);

/* By what name the feed knows the target. Borrowed. */
const char *refresh_symbol(const struct refresh *refresh, const struct feed *feed, const struct target *target);

/* What storing an answer did to the book. */
struct stored {
	size_t added, same, changed;
	size_t held;                 /* of them put aside for a person, for the first time             */
	bool is_behind;              /* the newest row but for days to come was put aside              */
	struct date taken_to;        /* the newest row that was not; of added, same and changed        */
	struct date first_change;    /* of changed                                                     */
	struct date first_held;      /* of held, with the fault                                        */
	enum price_fault fault;
	size_t actions;              /* dividends and splits that are new or differ                    */
	size_t actions_refused;      /* that differ from those accounts were settled by                */
	struct date first_refused;
};

/*
 * Dividends and splits out of the rows of a feed that brings closes as they were dealt, or net values: what the row says,
 * else the growth of what a fund has paid so far. Restated closes come with restated dividends, which are left alone.
 */
enum status refresh_actions(const struct turn *turn, const struct target *target, const char *symbol,
                            const struct feed_result *result, int64_t delivery, struct stored *made, struct error *err);

/*
 * Puts an answer's rows about symbol into the book, inside a step of a transaction that the caller takes back after a
 * failure. is_trial: nothing is judged or held, since it is only to be seen what would change; it is taken back as well.
 */
enum status refresh_store(const struct turn *turn, const struct target *target, const char *symbol,
                          const struct feed_result *result, bool is_trial, struct stored *stored, struct error *err);

/*
 * Stores all that waits in one transaction, since the disk takes as long for one answer as for many. An answer that asks
 * for its whole history is marked is_again and changes nothing. told() takes each over: why is NULL where stored holds what
 * it did, else it was refused. Only the book's own failures are returned; nothing was kept or told then.
 */
enum status refresh_keep(struct refresh *refresh, void (*told)(struct ask *ask, const struct stored *stored, const char *why),
                         struct error *err);

/*
 * Settles allowances, keeps how each feed fared and adds up refresh->total; one PRICES_REFRESHED with the counts of
 * each when anything came. In one transaction.
 */
enum status refresh_remember(struct refresh *refresh, struct error *err);

/* How many rows are about symbol. */
size_t refresh_rows(const char *symbol, const struct feed_result *result);

/* Whether a row can be no price of the target as it stands, so that nothing it says besides is taken. */
bool refresh_is_doubtful(const struct target *target, const struct feed_row *row);

/* Why no row may be taken although the answer reads well: all are in another currency. False: they may. */
bool refresh_is_refused(const struct target *target, const char *symbol, const struct feed_result *result, char *why,
                        size_t size);

#endif
