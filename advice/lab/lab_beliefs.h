/* Expected returns from what the market holds and from views on it. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_BELIEFS_H
#define BALLAST_ADVICE_LAB_LAB_BELIEFS_H

#include <stdbool.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "advice/lab/lab_files.h"

struct section;

struct lab_beliefs_request {
	const char *views, *market;   /* files; at least one                                         */
	double tau, delta;            /* 0 or NaN: .05, 2.5                                          */
	double risk_free;
	bool has_posterior_covariance;
};

struct black_litterman_view;

/* What was believed before and after. prior NULL: nothing was asked. */
struct lab_beliefs {
	gsl_vector *prior, *posterior; /* owned, n; total returns a year                             */
	struct lab_views views;        /* count 0: none                                              */
	struct black_litterman_view *used; /* one a view, in the arena                               */
};

/*
 * mean is the prior when there is no file of the market, and becomes the posterior; covariance likewise when
 * has_posterior_covariance. Failures as of lab_files.h, and those of black_litterman.
 */
enum status lab_beliefs_form(const struct lab_beliefs_request *request, const struct lab_reader *reader,
                             const struct lab_symbols *symbols, gsl_vector *mean, gsl_matrix *covariance,
                             struct lab_beliefs *beliefs, struct error *err);
void lab_beliefs_clear(struct lab_beliefs *beliefs);

/* "prior", "posterior" and "views" of the answer; nothing when nothing was asked. */
void lab_beliefs_show(const struct lab_beliefs *beliefs, const struct lab_symbols *symbols, struct section *section);

#endif
