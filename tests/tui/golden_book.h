/* The books that the golden screens show, built once and copied for every picture. */
#ifndef BALLAST_TESTS_TUI_GOLDEN_BOOK_H
#define BALLAST_TESTS_TUI_GOLDEN_BOOK_H

#include "tests/advice/scene.h"

/* Clients of the books, by their row id. */
enum golden_client {
	NOBODY,
	WANG,    /* profile, plan B since August, five holdings, two goals, a proposal of "adviser" that waits */
	LI,      /* nothing at all                                      */
	CHEN,    /* holdings and money, no profile                      */
	ZHAO,    /* a profile and holdings, no plan                     */
	SUN,     /* the least tolerance there is, and money             */
	OUYANG,  /* a long name, a plan, and far from it                */
	STRANGER = 999, /* in no book: another program removed the client */
};

enum golden_kind {
	BOOK_RICH,     /* all of these                           */
	BOOK_EMPTY,    /* instruments and prices, no client      */
	BOOK_UNPRICED, /* 陈洁 and the instruments, no price at all */
	BOOK_ACTIONS,  /* 王芳, for whom corporate actions wait, were entered and are to come; terms of two funds */
	BOOK_HELD,     /* 王芳, and prices and rates that were held back */
	GOLDEN_BOOKS
};

struct golden_books {
	struct scene scenes[GOLDEN_BOOKS]; /* their sessions are closed: nothing changes them any more */
	char copy[96];                     /* the book a picture is taken of */
};

void golden_books_open(struct golden_books *books);
void golden_books_close(struct golden_books *books);

/* A session of the caller's on a fresh copy; the one before must be closed. day: NULL for the scene's. */
struct session *golden_books_session(struct golden_books *books, enum golden_kind kind, const char *day);

#endif
