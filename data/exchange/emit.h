/* Files out: the same columns that come in, so that an import of an export changes nothing. */
#ifndef BALLAST_DATA_EXCHANGE_EMIT_H
#define BALLAST_DATA_EXCHANGE_EMIT_H

#include "data/exchange/exchange.h"

struct text;

/* Appends the header line of a kind, every column of it, optional ones too. Prices are long. */
void emit_header(enum exchange_kind kind, struct text *text);

/*
 * Appends one row; intake_read gives the same row back. Names that a spreadsheet would take for a formula are guarded
 * (csv_write_guarded); reading takes the guard off.
 */
void emit_row(const struct exchange_row *row, struct text *text);

#endif
