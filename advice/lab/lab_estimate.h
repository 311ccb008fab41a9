/* Assumptions estimated from a history of prices or returns. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_ESTIMATE_H
#define BALLAST_ADVICE_LAB_LAB_ESTIMATE_H

#include <stdbool.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "advice/lab/lab_files.h"
#include "engine/estimate/estimate.h"

struct lab_history {
	const char *path;             /* for messages                                                */
	struct lab_symbols symbols;
	struct series returns;        /* owned                                                       */
	struct estimate_info gaps;    /* stale and missing prices                                    */
};

/*
 * The returns of a file of returns, or of prices when returns is NULL. symbols: those columns in that order; NULL: all
 * the file has. history zeroed before; lab_history_clear frees it.
 */
enum status lab_history_read(const struct lab_reader *reader, const char *prices, const char *returns,
                             const struct lab_symbols *symbols, struct lab_history *history, struct error *err);
void lab_history_clear(struct lab_history *history);

/* How to estimate. NULL: "historical", "sample". */
struct lab_methods {
	const char *mean, *covariance;
	double periods;               /* a year                                                      */
	double lambda;                /* NaN: .94                                                    */
	double winsorise;             /* robust deviations; 0: returns are taken as they are         */
	bool is_filled;               /* short histories are extended by regression                  */
};

/* STATUS_INVALID: a method there is not, periods not above 0, lambda outside (0, 1), winsorise below 0. */
enum status lab_methods_check(const struct lab_methods *methods, struct error *err);

/* A year's figures. mean N, covariance N x N; shrinkage and info may be NULL. Failures name the file. */
enum status lab_estimate_mean(const struct lab_history *history, const struct lab_methods *methods, gsl_vector *mean,
                              double *shrinkage, struct error *err);
enum status lab_estimate_covariance(const struct lab_history *history, const struct lab_methods *methods,
                                    gsl_matrix *covariance, struct estimate_info *info, struct error *err);

#endif
