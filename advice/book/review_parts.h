/* Between the files of the book's list. Internal to advice. */
#ifndef BALLAST_ADVICE_BOOK_REVIEW_PARTS_H
#define BALLAST_ADVICE_BOOK_REVIEW_PARTS_H

#include "advice/book/review.h"

/* The sums of the list from its rows; they start at zero. */
void review_add_up(const struct session *session, struct review_book *book);

#endif
