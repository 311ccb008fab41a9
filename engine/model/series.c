/* Memory of a series. */
#include "engine/model/series.h"

#include <math.h>
#include <stdbool.h>
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

/* First and last day of all; false when there is no observation. */
static bool reach_of(const struct series_column *columns, size_t count, int32_t *first, int32_t *last)
{
	bool has_any = false;

	for (size_t j = 0; j < count; j++) {
		if (columns[j].count == 0)
			continue;
		if (!has_any || columns[j].dates[0].days < *first)
			*first = columns[j].dates[0].days;
		if (!has_any || columns[j].dates[columns[j].count - 1].days > *last)
			*last = columns[j].dates[columns[j].count - 1].days;
		has_any = true;
	}
	return has_any;
}

enum status series_align(const struct series_column *columns, size_t count, struct series *series, struct error *err)
{
	int32_t first = 0, last = -1, *row_of;
	struct series aligned;
	size_t days, rows = 0;
	enum status status;

	(void)reach_of(columns, count, &first, &last); /* with nothing in it there are no days */
	days = (size_t)(last - first + 1);
	row_of = memory_new_array(days + 1, sizeof *row_of);
	for (size_t j = 0; j < count; j++)
		for (size_t i = 0; i < columns[j].count; i++)
			row_of[columns[j].dates[i].days - first] = 1;
	for (size_t day = 0; day < days; day++)
		row_of[day] = row_of[day] ? (int32_t)rows++ : -1;
	status = series_init(&aligned, rows, count, err);
	for (size_t day = 0; status == STATUS_OK && day < days; day++)
		if (row_of[day] >= 0)
			aligned.dates[row_of[day]] = (struct date){first + (int32_t)day};
	for (size_t j = 0; status == STATUS_OK && j < count; j++)
		for (size_t i = 0; i < columns[j].count; i++)
			aligned.values[(size_t)row_of[columns[j].dates[i].days - first] * count + j] = columns[j].values[i];
	free(row_of);
	if (status == STATUS_OK)
		*series = aligned;
	return status;
}
