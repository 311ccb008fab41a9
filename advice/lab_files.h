/* The laboratory's files as numbers. Every bad cell of a file is told, with its line and column. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_FILES_H
#define BALLAST_ADVICE_LAB_FILES_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>

#include "engine/base/status.h"
#include "engine/model/series.h"

struct arena;
struct allocation_row;

/*
 * All of them:
 * STATUS_INVALID: something in the file is wrong; the message names the file and, as far as it has room, each place.
 * STATUS_NOT_FOUND, STATUS_IO: the file cannot be opened or read. STATUS_NO_MEMORY: it does not fit.
 * Texts and small arrays live in the arena; outputs are untouched on failure.
 */

/* Symbols in the order of the file that names them first. */
struct lab_symbols {
	size_t count;
	const char *const *names;
};

/* Position of a symbol, or SIZE_MAX. */
size_t lab_symbols_find(const struct lab_symbols *symbols, const char *name);

/* "symbol,mean": one row an asset, at least one. */
enum status lab_read_mean(const char *path, struct arena *arena, struct lab_symbols *symbols, double **mean,
                          struct error *err);

/*
 * "symbol" and one column a symbol, rows and columns in any order, all of symbols and nothing else; symmetric up to
 * the rounding of a printed matrix, in which case both halves become their middle. The caller frees *covariance.
 */
enum status lab_read_covariance(const char *path, const struct lab_symbols *symbols, gsl_matrix **covariance,
                                struct error *err);

enum lab_series { LAB_PRICES, LAB_RETURNS };

/* "date" and one column a series; rising dates; an empty cell is NaN. series zeroed before; series_clear frees it. */
enum status lab_read_series(const char *path, enum lab_series what, struct arena *arena, struct lab_symbols *symbols,
                            struct series *series, struct error *err);

/* "symbol,lower,upper": replaces entries of lower and upper (one a symbol); an empty cell leaves its entry. */
enum status lab_read_bounds(const char *path, const struct lab_symbols *symbols, double *lower, double *upper,
                            struct error *err);

/* "group,symbol,lower,upper": a row of limits a group, by first appearance; an empty limit is none. */
enum status lab_read_groups(const char *path, const struct lab_symbols *symbols, struct arena *arena,
                            struct allocation_row **rows, size_t *count, struct error *err);

/* "return": one column; at least one row. lines[i] is where values[i] stands. */
enum status lab_read_returns(const char *path, struct arena *arena, double **values, size_t **lines, size_t *count,
                             struct error *err);

#endif
