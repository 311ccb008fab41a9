/* What the readers of foreign formats share: numbers, days and events, and the rows made of them. Inside exchange only. */
#ifndef BALLAST_DATA_EXCHANGE_FOREIGN_ROWS_H
#define BALLAST_DATA_EXCHANGE_FOREIGN_ROWS_H

#include "data/exchange/foreign.h"
#include "data/exchange/problem.h"

/* One reading of one file. */
struct foreign_reading {
	const struct import_profile *profile; /* NULL: none                                       */
	const struct foreign_defaults *defaults;
	const char *bytes;                    /* UTF-8, NUL at the end                            */
	size_t length;
	struct foreign *foreign;
	struct problems *problems;
};

/* A new row whose cells are all empty; to be filled through foreign_put. */
size_t foreign_add(struct foreign *foreign, size_t line);
void foreign_put(struct foreign *foreign, size_t row, size_t column, const char *text);

/*
 * A number as people write it into decimal text: "1.234,50" with mark "," and groups "." is "1234.50"; "(12)" and
 * "12-" are -12, and so is "12 DR" with DR among the debits; a sign of a currency named in signs is taken off. Groups are of three digits. NULL when it went well, or
 * what is wrong with it. At most size - 1 bytes. Zeros at the end stay, since they tell how finely a price was rounded, but
 * those beyond the millionth.
 */
struct number_marks {
	const char *decimal, *group;          /* group "": none may stand in the number           */
	const char *const *signs;             /* signs_count texts taken off either end           */
	size_t sign_count;
	bool has_fractions;                   /* "12 3/8" is 12.375: halves down to 256ths        */
	const char *const *debits;            /* debit_count texts at either end that mean minus  */
	size_t debit_count;
};
const char *foreign_number(const char *text, const struct number_marks *marks, char *result, size_t size);

/*
 * A day by one of several formats (%Y %y %m %d %b and %* for any rest; all else stands for itself) as YYYY-MM-DD.
 * NULL, or what is wrong: no format fits, or two of them read different days.
 */
const char *foreign_day(const char *text, const char *const *formats, size_t count, char result[16]);

/* An event on an account in another program's words; absent texts are empty. Numbers are decimal text. */
struct foreign_event {
	size_t line;
	const char *date, *client, *account, *currency, *reference;
	const char *symbol;                   /* NULL: what it is was told as a problem; nothing is added */
	const char *type;                     /* of entry_type_name, one of the pairs below, or "cancel" */
	const char *quantity, *price, *fee;
	const char *ratio;                    /* of a split without quantity: "2:1"; NULL: none   */
	const char *amount;                   /* money moved; of a buy unsigned or negative       */
	bool is_gross;                        /* the amount does not hold the fee                 */
};

/*
 * What the book calls it: by the profile's symbols, then by what the book has. Text when neither knows it and it could be a
 * symbol; NULL when it was told as a problem, and the row is to be left out.
 */
const char *foreign_symbol(const struct foreign_reading *reading, size_t line, const char *text);

/*
 * Adds the row of an event; "cancel" is kept apart, to find what it takes back when the whole file is read. "deposit_or_withdraw", "buy_or_sell", "interest_or_fee" and "transfer" are decided by the
 * sign of the amount or, for the last and where there is no amount, of the quantity.
 */
void foreign_add_event(const struct foreign_reading *reading, const struct foreign_event *event);

/*
 * The client and the account of a row, from the person, the file and the profile. One --account cannot stand for two
 * accounts of a file: that is a problem of the line.
 */
void foreign_owner(const struct foreign_reading *reading, size_t line, const char *file_client, const char *file_account,
                   const char **client, const char **account);

/* When all rows are there: the cancelled ones are marked, and events come by day. */
void foreign_settle(const struct foreign_reading *reading);

/* The readers; each adds rows and problems. */
void foreign_read_csv(const struct foreign_reading *reading);
void foreign_read_ofx(const struct foreign_reading *reading);
void foreign_read_qif(const struct foreign_reading *reading);
void foreign_read_prices(const struct foreign_reading *reading);

#endif
