/* How many rows of a history make a year, by its dates. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_PERIODS_H
#define BALLAST_ADVICE_LAB_LAB_PERIODS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"

struct arena;
struct section;

struct lab_periods {
	double a_year;            /* what figures of a year are made with                              */
	double by_dates;          /* what the dates say; 0: fewer than two of them                     */
	double gap;               /* the median number of days from one row to the next                */
	bool is_given;            /* somebody said a_year                                              */
};

/*
 * By the median gap of rising dates: 252 of days, 52 of weeks, 26 of fortnights, 12 of months, 6, 4 of quarters, 2, 1 of
 * years, and 365.25 days over the gap beyond. given 0 or NaN: the dates decide, and 252 stands in where they cannot.
 */
struct lab_periods lab_periods_of(const struct date *dates, size_t count, double given);

/* Given, and more than half as many again, or fewer, than the dates say. 1, figures of a period, is meant so. */
bool lab_periods_contradict(const struct lab_periods *periods);

/* Adds which number was used and why, and a warning when it contradicts the dates. */
void lab_periods_show(const struct lab_periods *periods, struct section *section, struct arena *arena);

#endif
