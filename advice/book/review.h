/* The book at a glance, and one client in full. */
#ifndef BALLAST_ADVICE_BOOK_REVIEW_H
#define BALLAST_ADVICE_BOOK_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/client/standing.h"

struct session;
struct arena;
struct section;

/* One client in the list of the book. */
struct review_row {
	int64_t client_id;
	char code[SYMBOL_SIZE], name[NAME_SIZE];
	int risk_class;               /* 0: no profile                                               */
	char plan;                    /* letter; 0: none                                             */
	int64_t value, week_change;
	double week_return;           /* NaN: not known                                              */
	int64_t drift_ppb;
	double volatility, volatility_limit; /* NaN: not known                                       */
	size_t alerts, proposals;     /* open; waiting for a second person                           */
	struct date next_review;      /* expiry of the profile; days 0: none                         */
	enum standing_state state;
	const char *currency;         /* borrowed from the row itself: points at currency_text       */
	char currency_text[4];
};

struct review_book {
	struct review_row *rows;      /* owned; by code                                              */
	size_t count;
	int64_t value;                /* in the book's currency, at the rates of the day             */
	size_t out_of_band, waiting, expiring, blocked; /* expiring: within a month                  */
	size_t other_currency;        /* clients not in the sum: no price or no exchange rate        */
	struct date price_day;        /* the newest price; days 0: none                              */
	int price_age;                /* business days from it to the session's day                  */
	bool is_price_stale;
	char seen[48];                /* the state of the book this was computed from                */
};

enum status review_book(struct session *session, struct review_book *book, struct error *err);
void review_book_clear(struct review_book *book);

/* The same, telling how far it is; go_on returning false ends it with STATUS_REFUSED. */
enum status review_book_watched(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                                void *context, struct review_book *book, struct error *err);

/*
 * The list as it was last computed: ten thousand clients at once instead of after a moment. is_current: nothing changed
 * since and it is of the session's day; otherwise it is only something to look at while the list is computed anew.
 * STATUS_NOT_FOUND: none was kept.
 */
enum status review_book_kept(struct session *session, struct review_book *book, bool *is_current, struct error *err);

/* Keeps a list for that. STATUS_BUSY: the book changed since it was computed. */
enum status review_book_keep(struct session *session, const struct review_book *book, struct error *err);

/* How many clients there are: whether it is worth it. */
enum status review_count(struct session *session, size_t *count, struct error *err);

/* The list as a document section (ballast clients), and one client in full (ballast show). */
enum status review_book_section(struct session *session, const struct review_book *book, struct arena *arena,
                                struct section **section, struct error *err);
/* The same of some of its rows, in the order of rows[count] (indices of book->rows), with the sums of these alone. */
enum status review_part_section(struct session *session, const struct review_book *book, const size_t *rows, size_t count,
                                struct arena *arena, struct section **section, struct error *err);
enum status review_client_section(struct session *session, const struct standing *standing, struct arena *arena,
                                  struct section **section, struct error *err);

/* Value of the client's present holdings over the last `weeks` weeks (oldest first), for a chart; count written. */
enum status review_history(struct session *session, const struct standing *standing, size_t weeks, struct date *dates,
                           double *values, size_t *count, struct error *err);

#endif
