/* One row of a file into its model type, and the other way round. */
#ifndef BALLAST_DATA_EXCHANGE_ROWS_H
#define BALLAST_DATA_EXCHANGE_ROWS_H

#include "data/exchange/cells.h"
#include "data/exchange/exchange.h"

/* Fills row, whose kind is set, from the cells. Problems go to cells->problems; row is good when none were added. */
void row_read(const struct cells *cells, struct exchange_row *row);

/*
 * The same of a price whose symbol was read and found good before: such a cell need not be looked at again. symbol NULL: it
 * is read.
 */
void row_read_price(const struct cells *cells, const char *symbol, struct price_row *row);

#endif
