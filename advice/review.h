/* The book at a glance, and one client in full. */
#ifndef BALLAST_ADVICE_REVIEW_H
#define BALLAST_ADVICE_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/standing.h"

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
	int64_t value;                /* of clients in the book's currency                           */
	size_t out_of_band, waiting, expiring, blocked; /* expiring: within a month                  */
	size_t other_currency;        /* clients not in the sum                                      */
};

enum status review_book(struct session *session, struct review_book *book, struct error *err);
void review_book_clear(struct review_book *book);

/* The list as a document section (ballast clients), and one client in full (ballast show). */
enum status review_book_section(struct session *session, const struct review_book *book, struct arena *arena,
                                struct section **section, struct error *err);
enum status review_client_section(struct session *session, const struct standing *standing, struct arena *arena,
                                  struct section **section, struct error *err);

/* Value of the client's present holdings over the last `weeks` weeks (oldest first), for a chart; count written. */
enum status review_history(struct session *session, const struct standing *standing, size_t weeks, struct date *dates,
                           double *values, size_t *count, struct error *err);

#endif
