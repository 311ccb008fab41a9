/* The clients of the book as rows of a table: what each column shows, how it sorts, which bars it paints. */
#ifndef BALLAST_TUI_SCREENS_BOOK_ROWS_H
#define BALLAST_TUI_SCREENS_BOOK_ROWS_H

#include "advice/book/review.h"
#include "engine/base/date.h"
#include "tui/theme.h"
#include "tui/widget/table_view.h"

/* The source of the table. */
struct book_rows {
	struct review_book book; /* owned */
	struct date today;
};

enum book_column {
	BOOK_NAME, BOOK_CODE, BOOK_CLASS, BOOK_PLAN, BOOK_VALUE, BOOK_WEEK, BOOK_DRIFT, BOOK_RISK, BOOK_ALERTS,
	BOOK_WAITING, BOOK_REVIEW, BOOK_STATE,
};

extern const struct table_model book_model;

/* N_(): one or two words for the column; advice has the sentence. */
const char *book_state_word(enum standing_state state);
enum role book_state_role(enum standing_state state);

#endif
