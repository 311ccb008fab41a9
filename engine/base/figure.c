/* Figures that may not exist, and the words for why. */
#include "engine/base/figure.h"

#include <math.h>
#include <string.h>

static const struct {
	const char *name, *sentence;
} reasons[FIGURE_REASON_COUNT] = {
	[FIGURE_STANDS] = {"stands", "the figure stands"},
	[FIGURE_TOO_FEW] = {"too-few", "there are too few observations"},
	[FIGURE_UNDER_A_YEAR] = {"under-a-year", "less than a year is not annualised"},
	[FIGURE_NO_VARIATION] = {"no-variation", "the series it divides by does not vary"},
	[FIGURE_NO_LOSS] = {"no-loss", "no loss was observed"},
	[FIGURE_NO_BENCHMARK] = {"no-benchmark", "there is no benchmark on these dates"},
	[FIGURE_TOTAL_LOSS] = {"total-loss", "everything was lost, so there is no growth rate"},
	[FIGURE_OUT_OF_DOMAIN] = {"out-of-domain", "the formula does not hold for these numbers"},
	[FIGURE_ONE_SIDED] = {"one-sided", "all amounts have the same sign"},
	[FIGURE_NO_ROOT] = {"no-root", "no rate makes the amounts worth nothing"},
	[FIGURE_SMALL_CAPITAL] = {"small-capital", "the capital invested is zero, negative or too small"},
	[FIGURE_NEGATIVE_VALUE] = {"negative-value", "the value fell below zero"},
	[FIGURE_NOT_VALUED] = {"not-valued", "a value the method needs is missing"},
	[FIGURE_NEVER_BREACHED] = {"never-breached", "no multiple of the scenario reaches the limit"},
};

struct figure figure_of(double value)
{
	return isfinite(value) ? (struct figure){.value = value} : figure_missing(FIGURE_OUT_OF_DOMAIN);
}

struct figure figure_missing(enum figure_reason reason)
{
	return (struct figure){.reason = reason};
}

struct figure figure_ratio(double top, double bottom, enum figure_reason reason)
{
	return bottom > 0.0 ? figure_of(top / bottom) : figure_missing(reason);
}

const char *figure_reason_name(enum figure_reason reason)
{
	return (unsigned)reason < FIGURE_REASON_COUNT ? reasons[reason].name : "unknown";
}

const char *figure_reason_sentence(enum figure_reason reason)
{
	return (unsigned)reason < FIGURE_REASON_COUNT ? reasons[reason].sentence : "the reason is not known";
}

size_t figure_find(const struct figure_definition *definitions, size_t count, const char *name)
{
	size_t row = 0;

	while (row < count && strcmp(definitions[row].name, name) != 0)
		row++;
	return row;
}
