/* A file of another program and everything that was made of it, as one text to be compared. */
#ifndef BALLAST_TESTS_DATA_STATEMENT_CASE_H
#define BALLAST_TESTS_DATA_STATEMENT_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/exchange/columns.h"
#include "data/exchange/foreign.h"
#include "data/exchange/import_profile.h"
#include "data/exchange/problem.h"
#include "engine/base/text.h"

struct foreign_case {
	const char *name;
	const char *profile;      /* NULL: none                                                          */
	const char *account;      /* --account; NULL: none                                               */
	const char *dates;        /* --dates; NULL: none                                                 */
	const char *content;
	const char *expected;     /* as outcome_of writes it                                             */
};

/* The book of these tests: two codes of two exchanges, a fund by its name, a number of a depository. */
static const char *find_name(const void *context, const char *text, const char **first, const char **other)
{
	static const char *const names[][2] = {
		{"AAA", "AAA"}, {"BBB", "BBB"}, {"600519", "600519.SH"}, {"Example Fund", "EXF"}, {"037833100", "AAA"},
	};

	(void)context; /* there is one book */
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i][0], text) == 0)
			return names[i][1];
	if (strcmp(text, "000001") == 0) {
		*first = "000001.SH";
		*other = "000001.SZ";
	}
	return NULL;
}

/*
 * "LINE cells" for each row, empty cells at the end left out, "x" before those that are cancelled, "@ price" behind those of
 * a statement; "! LINE column: sentence" for each problem; "skipped N" and "as of DAY" where there is any. The caller frees.
 */
static inline char *outcome_of(enum exchange_kind kind, const struct foreign_case *one)
{
	const struct foreign_defaults defaults = {"C1", one->account, one->dates, {find_name, NULL}};
	struct import_profile *profile = NULL;
	struct problems problems = {0};
	struct foreign foreign = {0};
	struct error err = {0};
	struct text text = {0};
	size_t columns;

	(void)exchange_columns(kind, &columns);
	if (one->profile != NULL &&
	    import_profile_parse("p.conf", one->profile, strlen(one->profile), &profile, &err) != STATUS_OK)
		fail_msg("%s: %s", one->name, err.message);
	if (foreign_read(kind, profile, &defaults, one->content, strlen(one->content), &foreign, &problems, &err) != STATUS_OK)
		text_addf(&text, "refused: %s\n", err.message);
	for (size_t i = 0; i < foreign.count; i++) {
		size_t last = columns;

		while (last > 0 && foreign.rows[i].cells[last - 1][0] == '\0')
			last--;
		text_addf(&text, "%s%zu ", foreign.rows[i].is_cancelled ? "x" : "", foreign.rows[i].line);
		for (size_t j = 0; j < last; j++)
			text_addf(&text, "%s%s", j > 0 ? "," : "", foreign.rows[i].cells[j]);
		if (foreign.rows[i].price != 0)
			text_addf(&text, " @ %lld", (long long)foreign.rows[i].price);
		text_add(&text, "\n");
	}
	for (size_t i = 0; i < problems.kept; i++)
		text_addf(&text, "! %zu %s: %s\n", problems.list[i].line, problems.list[i].name, problems.list[i].message);
	if (foreign.skipped > 0)
		text_addf(&text, "skipped %zu\n", foreign.skipped);
	if (foreign.has_as_of) {
		char day[DATE_TEXT_SIZE];

		text_addf(&text, "as of %s\n", date_format(foreign.as_of, day));
	}
	foreign_clear(&foreign);
	problems_clear(&problems);
	import_profile_free(profile);
	if (text.bytes == NULL)
		text_add(&text, "");
	return text.bytes;
}

static inline void assert_cases(enum exchange_kind kind, const struct foreign_case *cases, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		char *outcome = outcome_of(kind, &cases[i]);

		if (strcmp(outcome, cases[i].expected) != 0) {
			print_message("%s:\n%s-- and not\n%s", cases[i].name, outcome, cases[i].expected);
			wrong++;
		}
		free(outcome);
	}
	assert_int_equal(wrong, 0);
}

#define ASSERT_CASES(kind, cases) assert_cases(kind, cases, sizeof(cases) / sizeof(cases)[0])

#endif
