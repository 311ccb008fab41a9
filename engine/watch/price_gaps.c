/* Gaps and silence of a series. */
#include "engine/watch/price_gaps.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/model/calendar.h"

enum status price_gaps_find(const struct date *days, size_t count, const struct calendar *calendar, struct date today,
                            struct price_gaps *gaps, struct error *err)
{
	struct price_gaps found = {.usual = 1};
	double *steps;

	if (count == 0)
		return error_set(err, STATUS_INVALID, "a series without a close has no gaps");
	for (size_t i = 1; i < count; i++)
		if (date_compare(days[i - 1], days[i]) >= 0)
			return error_set(err, STATUS_INVALID, "close %zu of the series is not after the one before it", i + 1);
	steps = memory_new_array(count, sizeof *steps);
	for (size_t i = 1; i < count; i++) {
		const int step = calendar_days_between(calendar, days[i - 1], days[i]);

		steps[i - 1] = step;
		if (step <= found.longest)
			continue;
		found.longest = step;
		found.from = days[i - 1];
		found.to = days[i];
	}
	if (count > 1)
		found.usual = (int)fmax(1.0, ceil(gsl_stats_median(steps, 1, count - 1)));
	free(steps);
	found.last = days[count - 1];
	found.silent = calendar_days_between(calendar, days[count - 1], today);
	found.has_gap = found.longest > PRICE_GAP_TIMES * found.usual;
	found.has_stopped = found.silent > PRICE_STOPPED_DAYS && found.silent > PRICE_GAP_TIMES * found.usual;
	*gaps = found;
	return STATUS_OK;
}
