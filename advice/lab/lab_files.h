/* The laboratory's files as numbers. Every bad cell of a file is told, with its line and column. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_FILES_H
#define BALLAST_ADVICE_LAB_LAB_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>

#include "advice/lab/lab_sheet.h"
#include "engine/base/status.h"
#include "engine/model/series.h"

struct allocation_row;

/* More assets than this make a matrix that no machine of ours should be asked for. */
enum { LAB_ASSETS_MOST = 4000 };

/*
 * All of them:
 * STATUS_INVALID: something in the file is wrong; the message names the file and, as far as it has room, each place.
 * STATUS_NOT_FOUND, STATUS_IO: the file cannot be opened or read. STATUS_NO_MEMORY: it does not fit.
 * Texts and small arrays live in the reader's arena; outputs are untouched on failure.
 */

/* "symbol,mean": one row an asset, at least one. */
enum status lab_read_mean(const struct lab_reader *reader, const char *path, struct lab_symbols *symbols,
                          double **mean, struct error *err);

/* The symbols in the header of such a file as is meant next, in its order. */
enum status lab_read_symbols(const struct lab_reader *reader, const char *path, struct lab_symbols *symbols,
                             struct error *err);

/*
 * "symbol" and one column a symbol, rows and columns in any order, all of symbols and nothing else; symmetric up to
 * the rounding of a printed matrix, in which case both halves become their middle. The caller frees *covariance.
 */
enum status lab_read_covariance(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                                gsl_matrix **covariance, struct error *err);

enum lab_series { LAB_PRICES, LAB_RETURNS, LAB_VALUES };

/*
 * "date" and one column a series; rising dates; an empty cell is NaN; prices and values above 0, returns from -1.
 * series zeroed before; series_clear frees it.
 */
enum status lab_read_series(const struct lab_reader *reader, const char *path, enum lab_series what,
                            struct lab_symbols *symbols, struct series *series, struct error *err);

/* The columns of symbols, in their order; columns of other names are left out, and one that is missing is told. */
enum status lab_read_series_of(const struct lab_reader *reader, const char *path, enum lab_series what,
                               const struct lab_symbols *symbols, struct series *series, struct error *err);

/* "symbol,lower,upper": replaces entries of lower and upper (one a symbol); an empty cell leaves its entry. */
enum status lab_read_bounds(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                            double *lower, double *upper, struct error *err);

/* "group,symbol,lower,upper": a row of limits a group, by first appearance; an empty limit is none. */
enum status lab_read_groups(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                            struct allocation_row **rows, size_t *count, struct error *err);

/* "return": one column; at least one row. lines[i] is where values[i] stands. */
enum status lab_read_returns(const struct lab_reader *reader, const char *path, double **values, size_t **lines,
                             size_t *count, struct error *err);

/* What a column of one figure an asset may hold. */
struct lab_column {
	const char *name;         /* "weight"                                                          */
	double otherwise;         /* of an asset that has no row; NaN: each needs one                  */
	double least;             /* -INFINITY: any                                                    */
	bool is_above;            /* above least, not only at least                                    */
	bool is_whole;            /* a whole number                                                    */
	bool is_portfolio;        /* sums to one, up to the rounding of a print; scaled to do so       */
};
extern const struct lab_column lab_column_weight, lab_column_budget, lab_column_lot, lab_column_cost;

/* "symbol,<name>": values has one entry a symbol. */
enum status lab_read_column(const struct lab_reader *reader, const char *path, const struct lab_column *column,
                            const struct lab_symbols *symbols, double *values, struct error *err);

/* "date,amount" in any order, handed out by day; several of one day are kept apart. */
struct lab_flows {
	size_t count;
	struct date *dates;       /* in the arena, as are the amounts                                  */
	double *amounts;
};
enum status lab_read_flows(const struct lab_reader *reader, const char *path, struct lab_flows *flows,
                           struct error *err);

/* "view,symbol,coefficient,value,confidence": one row a coefficient, the last two repeated in each row of a view. */
struct lab_views {
	size_t count;             /* K                                                                 */
	const char **names;       /* in the arena, as is the rest                                      */
	double *coefficients;     /* K x n, row-major                                                  */
	double *values;           /* K                                                                 */
	double *confidences;      /* K, in (0, 1]; NaN: none was given                                 */
};
enum status lab_read_views(const struct lab_reader *reader, const char *path, const struct lab_symbols *symbols,
                           struct lab_views *views, struct error *err);

#endif
