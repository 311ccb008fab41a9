/* The rows that alone are read, or are not. */
#include "data/exchange/foreign_filter.h"

#include "engine/base/text.h"

size_t foreign_column(const struct csv_row *row, const char *name)
{
	for (size_t i = 0; i < row->count; i++) {
		char text[CELL_SIZE] = "";

		if (csv_trim(row->fields[i], text, sizeof text) && text_equal_fold(text, name))
			return i;
	}
	return CSV_ABSENT;
}

void foreign_filters_of(const struct import_profile *profile, const char *key, struct foreign_filters *filters)
{
	struct text_choices choices;

	import_profile_list(profile, key, &choices);
	filters->count = choices.count;
	for (size_t i = 0; i < choices.count; i++)
		(void)import_profile_filter(choices.list[i], filters->list[i].column, CELL_SIZE, &filters->list[i].value);
}

bool foreign_filters_find(struct foreign_filters *filters, const struct csv_row *row, const char **missing)
{
	for (size_t i = 0; i < filters->count; i++) {
		filters->list[i].place = foreign_column(row, filters->list[i].column);
		if (filters->list[i].place == CSV_ABSENT)
			*missing = filters->list[i].column;
	}
	return *missing == NULL;
}

bool foreign_filters_name(const struct foreign_filters *filters, const struct csv_row *row)
{
	for (size_t i = 0; i < filters->count; i++) {
		const size_t place = filters->list[i].place;
		char text[CELL_SIZE];

		if (place < row->count && csv_trim(row->fields[place], text, sizeof text) &&
		    import_profile_matches(filters->list[i].value, text))
			return true;
	}
	return false;
}
