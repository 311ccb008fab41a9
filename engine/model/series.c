/* Memory of a series. */
#include "engine/model/series.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"

enum status series_init(struct series *series, size_t length, size_t count, struct error *err)
{
	const size_t cells = length * count;

	if (count > 0 && cells / count != length)
		return error_set(err, STATUS_NO_MEMORY, "%zu observations of %zu assets do not fit", length, count);
	series->dates = memory_try(length, sizeof *series->dates);
	series->values = memory_try(cells, sizeof *series->values);
	if (series->dates == NULL || series->values == NULL) {
		series_clear(series);
		return error_set(err, STATUS_NO_MEMORY, "%zu observations of %zu assets do not fit", length, count);
	}
	series->length = length;
	series->count = count;
	for (size_t i = 0; i < cells; i++)
		series->values[i] = NAN;
	return STATUS_OK;
}

void series_clear(struct series *series)
{
	free(series->dates);
	free(series->values);
	*series = (struct series){0};
}
