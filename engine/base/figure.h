/*
 * A named number that may not exist: a Sharpe ratio without volatility, a rate of return without a root. It is a value or
 * a reason, never 0 in place of nothing and never NaN. Families of figures are tables, so that whoever shows them walks
 * one list of names, explanations and values.
 */
#ifndef BALLAST_ENGINE_BASE_FIGURE_H
#define BALLAST_ENGINE_BASE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* Why a figure has no value; FIGURE_STANDS says that it has one. */
enum figure_reason {
	FIGURE_STANDS = 0,
	FIGURE_TOO_FEW,           /* too few observations                                      */
	FIGURE_UNDER_A_YEAR,      /* less than a year, which is not annualised                 */
	FIGURE_NO_VARIATION,      /* a standard deviation or variance of zero to divide by     */
	FIGURE_NO_LOSS,           /* nothing was lost, so nothing to divide by                 */
	FIGURE_NO_BENCHMARK,      /* no benchmark, or no date it shares                        */
	FIGURE_TOTAL_LOSS,        /* everything was lost: no growth rate                       */
	FIGURE_OUT_OF_DOMAIN,     /* the formula's own conditions do not hold                  */
	FIGURE_ONE_SIDED,         /* all amounts have the same sign                            */
	FIGURE_NO_ROOT,           /* no rate makes the amounts worth nothing                   */
	FIGURE_SMALL_CAPITAL,     /* the capital to divide by is zero, negative or too small   */
	FIGURE_NEGATIVE_VALUE,    /* a value below zero, where a return has no meaning         */
	FIGURE_NOT_VALUED,        /* a value that the method needs was not given               */
	FIGURE_NEVER_BREACHED,    /* no multiple reaches the limit                             */
	FIGURE_REASON_COUNT
};

struct figure {
	double value;              /* 0 unless the figure stands; always finite */
	enum figure_reason reason;
};

/* How a value reads: 0.05 is 5 %, 5 % a year, 0.05, 5, or five days. */
enum figure_unit { FIGURE_FRACTION, FIGURE_FRACTION_A_YEAR, FIGURE_RATIO, FIGURE_COUNT, FIGURE_DAYS };

/* What a figure is called in files and options, how it is reached and who defined it, in plain English. */
struct figure_definition {
	const char *name;    /* stable: "sharpe", "ulcer-index" */
	const char *formula;
	const char *source;
	enum figure_unit unit;
};

/* The figure of a number; FIGURE_OUT_OF_DOMAIN when it is not finite. */
struct figure figure_of(double value);
struct figure figure_missing(enum figure_reason reason);
/* top / bottom; `reason` when bottom is not positive. */
struct figure figure_ratio(double top, double bottom, enum figure_reason reason);

static inline bool figure_stands(struct figure figure)
{
	return figure.reason == FIGURE_STANDS;
}

/* A stable English word ("no-loss") and a sentence ("nothing was lost, ..."). */
const char *figure_reason_name(enum figure_reason reason);
const char *figure_reason_sentence(enum figure_reason reason);

/* The row of a table with that name, or count when there is none. */
size_t figure_find(const struct figure_definition *definitions, size_t count, const char *name);

#endif
