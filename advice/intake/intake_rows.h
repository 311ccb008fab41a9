/* One row of a file into the book. Internal to advice. */
#ifndef BALLAST_ADVICE_INTAKE_INTAKE_ROWS_H
#define BALLAST_ADVICE_INTAKE_INTAKE_ROWS_H

#include "advice/intake/intake.h"
#include "data/exchange/exchange.h"
#include "data/exchange/seen.h"
#include "data/store/store_ledger.h"
#include "engine/model/instrument.h"
#include "engine/model/investor.h"
#include "engine/model/total_return.h"

struct recognition;
struct session;
struct store;

/* What a whole file needs to be stored row by row. */
struct intake_run {
	struct session *session;
	struct store *store;
	struct client *clients;           /* owned; as before the file, by code                       */
	size_t client_count;
	struct instrument *instruments;   /* owned; by symbol                                         */
	size_t instrument_count;
	int64_t delivery;                 /* of prices and rates: the file                            */
	enum close_kind price_kind;
	struct intake_prices *prices;     /* owned; of a file of prices; NULL: none came yet              */
	struct intake_rates *rates;       /* owned; of a file of rates; NULL: none came yet               */
	struct seen *seen;                /* owned; how often the same row came                       */
	size_t *times;                    /* owned; by number of seen                                 */
	size_t times_capacity;
	const struct client *current;     /* whose holdings are loaded; NULL: nobody's                */
	struct holdings holdings;         /* owned                                                    */
	struct account account;           /* the last one asked for; id 0: none                       */
	int64_t last_entry;               /* the highest before this file                             */
	struct recognition *recognition;  /* owned; NULL: nothing of the book was made of an action   */
	char said[400];                   /* of the row: what an action entered for it; empty: nothing */
	size_t added, same, changed, differing;
	size_t held;                      /* prices or rates put aside for a person, for the first time */
	/* As of intake_options; NULL: nobody asks. */
	void (*row)(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text);
	void (*differs)(void *context, size_t line, const char *message); /* NULL likewise             */
	void *row_context;
};

/* What is told of what a put did; by enum put_result. */
extern const enum intake_outcome intake_outcomes[];

enum status intake_run_init(struct session *session, struct intake_run *run, struct error *err);
void intake_run_clear(struct intake_run *run);

/*
 * For intake_read: context is the run. What is wrong with the row is STATUS_INVALID or STATUS_NOT_FOUND. A price or rate
 * is only gathered; intake_put_prices or intake_put_rates, after the last row, puts all of them into the book.
 */
enum status intake_keep(const struct exchange_row *row, void *context, struct error *err);

/* By code; STATUS_NOT_FOUND suggests the nearest. Borrowed from the run. */
enum status intake_client(const struct intake_run *run, const char *code, const struct client **client,
                          struct error *err);
enum status intake_instrument(const struct intake_run *run, const char *symbol, const struct instrument **instrument,
                              struct error *err);

/* The account by code, made when it is not there yet. Forgets the holdings when it makes one. */
enum status intake_account(struct intake_run *run, const struct client *client, const char *code, int64_t *id,
                           struct error *err);

/* How often content came so far in this file; the caller counts up. Borrowed until the next call. */
size_t *intake_times(struct intake_run *run, const char *content);

/* "<prefix>-<hash>": stable over runs, and different for the second equal row of one file. */
size_t intake_reference(struct intake_run *run, char prefix, const char *content, char reference[REFERENCE_SIZE]);

/*
 * Looks for the entry of the account under entry->reference. One that was taken back does not count: the event gets the
 * next reference ("<reference>~2"), which entry is given.
 */
enum status intake_find(struct intake_run *run, struct entry *entry, struct entry *known, bool *is_known,
                        struct error *err);

/* The same for an entry of the book, whose reference may be of a later life itself. */
enum status intake_find_again(struct intake_run *run, struct entry *entry, struct entry *known, bool *is_known,
                              struct error *err);

/* Counts what a put did. */
void intake_count(struct intake_run *run, enum put_result result);

/* In intake_prices.c. */
struct intake_prices;
void intake_prices_free(struct intake_prices *prices);
enum status intake_keep_price(struct intake_run *run, const struct price_row *row, struct error *err);
enum status intake_put_prices(struct intake_run *run, struct error *err);

/* For a second intake_read of the same file after intake_put_prices: tells run->row what became of each good row. */
enum status intake_tell_price(const struct exchange_row *row, void *context, struct error *err);

/* In intake_rates.c. intake_put_rates also tells run->row what became of each. */
struct intake_rates;
void intake_rates_free(struct intake_rates *rates);
void intake_keep_rate(struct intake_run *run, const struct rate *rate, size_t line);
enum status intake_put_rates(struct intake_run *run, struct error *err);

/* In intake_holdings.c. */
enum status intake_keep_holding(struct intake_run *run, const struct holding_row *row, struct error *err);
/* In intake_post.c: what rows are posted in their order for. */
enum status intake_post(struct intake_run *run, const struct transaction_row *row, struct entry *entry, struct error *err);
/* In intake_ledger.c. */
enum status intake_keep_transaction(struct intake_run *run, const struct transaction_row *row, struct error *err);
/*
 * For an intake_read of the same file before the one that keeps it, with a run for nothing else: the rows that say what an
 * action has entered get their entries. Rows that are no good are left to the second reading.
 */
enum status intake_recognise(const struct exchange_row *row, void *context, struct error *err);
/* Of a row that the file itself takes back: STATUS_INVALID when the book has it, from a file that did not know that yet. */
enum status intake_check_cancelled(struct intake_run *run, const struct transaction_row *row, struct error *err);

#endif
