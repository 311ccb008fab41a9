/* Rows of a foreign table that are told apart by what one of their cells holds. Inside exchange only. */
#ifndef BALLAST_DATA_EXCHANGE_FOREIGN_FILTER_H
#define BALLAST_DATA_EXCHANGE_FOREIGN_FILTER_H

#include "data/exchange/cells.h"
#include "data/exchange/csv.h"
#include "data/exchange/import_profile.h"

/* Rows whose cell holds a value are all that is read, or are not read. */
struct foreign_filter {
	char column[CELL_SIZE];
	const char *value;                    /* may hold stars                                   */
	size_t place;                         /* CSV_ABSENT: the header has no such column        */
};

struct foreign_filters {
	struct foreign_filter list[PROFILE_LIST];
	size_t count;
};

/* The place of the field that holds the name, whatever its case; CSV_ABSENT when none does. */
size_t foreign_column(const struct csv_row *row, const char *name);

/* What the profile says under key, only or leave_out; its form was checked with the profile. */
void foreign_filters_of(const struct import_profile *profile, const char *key, struct foreign_filters *filters);

/* Finds in the header all columns that rows are told apart by. False: the name of one that is not there is in missing. */
bool foreign_filters_find(struct foreign_filters *filters, const struct csv_row *row, const char **missing);

/* True when a cell of the row holds a value that is named for its column. */
bool foreign_filters_name(const struct foreign_filters *filters, const struct csv_row *row);

#endif
