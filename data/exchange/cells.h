/* The cells of one row, read by type; what is wrong goes to the list of problems with its place. */
#ifndef BALLAST_DATA_EXCHANGE_CELLS_H
#define BALLAST_DATA_EXCHANGE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/exchange/csv.h"
#include "data/exchange/problem.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"

struct cells {
	const struct csv_row *row;
	const struct csv_column *columns;
	const size_t *places;
	struct date as_of;
	struct problems *problems;
	bool is_statement;             /* of what is held: cost and day of purchase may be unknown */
};

enum { CELL_SIZE = 256 };

/* A cell is needed, or it may be empty (or its column absent), which leaves the result as the caller set it. */
enum cell_need { CELL_OPTIONAL, CELL_NEEDED };

void cells_fail(const struct cells *cells, size_t column, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * The trimmed text of a cell, never NULL: "" when absent, and in `text` only when something was taken off. One longer than
 * CELL_SIZE - 1 is cut and ends in "…", which no reader takes.
 */
const char *cells_raw(const struct cells *cells, size_t column, char text[CELL_SIZE]);

/* Each adds a problem and leaves the result alone when the cell does not hold what it should. */
void cells_text(const struct cells *cells, size_t column, enum cell_need need, char *result, size_t size);
void cells_code(const struct cells *cells, size_t column, enum cell_need need, char result[SYMBOL_SIZE]);
void cells_currency(const struct cells *cells, size_t column, enum cell_need need, char result[4]);
void cells_date(const struct cells *cells, size_t column, enum cell_need need, struct date *result);
/* A day, also one yet to come. */
void cells_any_date(const struct cells *cells, size_t column, enum cell_need need, struct date *result);
void cells_integer(const struct cells *cells, size_t column, enum cell_need need, int lowest, int highest, int *result);

enum cell_sign { SIGN_POSITIVE, SIGN_NOT_NEGATIVE, SIGN_NOT_ZERO, SIGN_ANY };
void cells_decimal(const struct cells *cells, size_t column, enum cell_need need, enum cell_sign sign, int64_t *result);

/* A price: more than six decimals are rounded, and what is left must be above 0. */
void cells_price(const struct cells *cells, size_t column, enum cell_need need, int64_t *result);

/* The same of any sign: what cannot be a price is for a person to see, not a fault of the file. */
void cells_any_price(const struct cells *cells, size_t column, enum cell_need need, int64_t *result);

/* An exchange rate of any sign, as cells_any_price: more than ten decimals are rounded. */
void cells_any_rate(const struct cells *cells, size_t column, int64_t *result);

/* Basis points, 0 to 10000 with at most two decimals, as a fraction in millionths: 2.5 is 250. */
void cells_basis_points(const struct cells *cells, size_t column, enum cell_need need, int64_t *result);

#endif
