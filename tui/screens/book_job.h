/* The list of a large book, computed beside the screen. */
#ifndef BALLAST_TUI_SCREENS_BOOK_JOB_H
#define BALLAST_TUI_SCREENS_BOOK_JOB_H

#include "advice/book/review.h"

struct desk;

/* Called on the thread of the screen with the figures it was asked for; takes the book over by clearing what it leaves. */
typedef void (*book_job_done)(struct desk *desk, unsigned figures, struct review_book *book);

void book_job_start(struct desk *desk, unsigned figures, book_job_done found);

#endif
