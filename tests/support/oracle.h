/*
 * Tables of numbers kept outside the tree, in the folder the environment names in BALLAST_ORACLES (without it, a folder
 * beside the sources): real price histories and what other programs made of them. A test whose table is not there is
 * skipped.
 */
#ifndef BALLAST_TESTS_SUPPORT_ORACLE_H
#define BALLAST_TESTS_SUPPORT_ORACLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/model/series.h"

__attribute__((unused)) static FILE *oracle_open(const char *name)
{
	const char *folder = getenv("BALLAST_ORACLES"), *source = getenv("abs_top_srcdir");
	char path[4096];

	if (folder != NULL)
		snprintf(path, sizeof path, "%s/%s", folder, name);
	else
		snprintf(path, sizeof path, "%s/../shared/oracles/%s", source != NULL ? source : ".", name);
	return fopen(path, "r");
}

/*
 * A table with a heading, a label at the start of each line, and numbers, of which an empty one is NaN. A label that is
 * a date before `from` drops its line; other labels give the line no date. False when the table is not there.
 */
__attribute__((unused)) static int oracle_read(const char *name, const char *from, struct series *table)
{
	static char line[1 << 16];
	FILE *file = oracle_open(name);
	size_t columns = 0, rows = 0;

	if (file == NULL)
		return 0;
	if (fgets(line, sizeof line, file) == NULL)
		abort();
	for (const char *c = line; *c != '\0'; c++)
		columns += *c == ',';
	while (fgets(line, sizeof line, file) != NULL)
		rows += from == NULL || strncmp(line, from, 10) >= 0;
	if (series_init(table, rows, columns, NULL) != STATUS_OK)
		abort();
	rewind(file);
	if (fgets(line, sizeof line, file) == NULL)
		abort();
	for (size_t row = 0; fgets(line, sizeof line, file) != NULL;) {
		char *at = line, *label = strsep(&at, ",");

		if (from != NULL && strcmp(label, from) < 0)
			continue;
		(void)date_parse(label, &table->dates[row], NULL);
		for (size_t i = 0; i < columns; i++) {
			const char *field = strsep(&at, ",\r\n");

			if (field == NULL)
				abort();
			table->values[row * columns + i] = *field != '\0' ? strtod(field, NULL) : NAN;
		}
		row++;
	}
	fclose(file);
	return 1;
}

#endif
