/* What the targets of foreign files share: a file is read, its rows are checked, and what comes out must stand. */
#ifndef BALLAST_TESTS_FUZZ_FOREIGN_CLAIMS_H
#define BALLAST_TESTS_FUZZ_FOREIGN_CLAIMS_H

#include "data/exchange/emit.h"
#include "data/exchange/foreign.h"
#include "data/exchange/import_profile.h"
#include "data/exchange/problem.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

enum { FOREIGN_AS_OF = 20819, PROBLEMS_READ = 4 }; /* 2027-01-01 */

struct foreign_seen {
	size_t rows;
	struct text emitted; /* of the first row */
};

static inline enum status foreign_see(const struct exchange_row *row, void *context, struct error *err)
{
	struct foreign_seen *seen = context;

	(void)err;
	if (row->is_cancelled) /* handed out to be taken back, and not counted */
		return STATUS_OK;
	if (seen->rows++ == 0) {
		text_reset(&seen->emitted);
		emit_row(row, &seen->emitted);
		FUZZ_HOLDS(text_is_utf8(text_string(&seen->emitted), seen->emitted.length));
	}
	return STATUS_OK;
}

/* A book that knows one name, is in doubt about what begins with D, and knows no other. */
static inline const char *foreign_find(const void *context, const char *text, const char **first, const char **other)
{
	(void)context;
	if (strcmp(text, "Apple") == 0)
		return "AAPL";
	if (text[0] == 'D') {
		*first = "DAX";
		*other = "DAX.DE";
	}
	return NULL;
}

/* A profile that is known to be good. */
static inline struct import_profile *foreign_profile(const char *text)
{
	struct import_profile *profile = NULL;
	struct error err = {0};

	if (import_profile_parse("profile", text, strlen(text), &profile, &err) != STATUS_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	return profile;
}

/* Reads bytes as a file of one kind; profile may be NULL. Allocates only what the readers do. */
static inline void foreign_case(enum exchange_kind kind, const struct import_profile *profile, const uint8_t *bytes,
                                size_t size)
{
	static const struct foreign_defaults said[] = {
		{.client = "C1", .account = "A1"}, {.client = "C1", .names.find = foreign_find}, {0},
	};
	static struct foreign_seen seen;
	struct foreign foreign = {0};
	struct problems problems = {0};
	struct error err = {0};
	size_t rows = 0;

	fuzz_keep_encodings();
	seen.rows = 0;
	if (foreign_read(kind, profile, &said[size % 3], (const char *)bytes, size, &foreign, &problems, &err) !=
	    STATUS_OK) {
		FUZZ_HOLDS(err.message[0] != '\0' && foreign.count == 0);
	} else if (foreign.count > 0) {
		const enum status status = intake_read_foreign(&foreign, "file", (struct date){FOREIGN_AS_OF},
		                                               foreign.kind == EXCHANGE_HOLDINGS, foreign_see, &seen, &problems,
		                                               &rows, &err);

		FUZZ_HOLDS((status == STATUS_OK) == (problems.count == 0));
		FUZZ_HOLDS(status == STATUS_OK || err.message[0] != '\0');
		FUZZ_HOLDS(rows == seen.rows && rows <= foreign.count);
	}
	for (size_t i = 0; i < problems.kept && i < PROBLEMS_READ; i++)
		FUZZ_HOLDS(problems.list[i].message[0] != '\0' && text_is_clean(problems.list[i].message));
	problems_clear(&problems);
	foreign_clear(&foreign);
}

#endif
