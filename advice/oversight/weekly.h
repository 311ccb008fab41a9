/* The weekly rebalance report of a whole book: headless, streamed, the same bytes for the same book and day. */
#ifndef BALLAST_ADVICE_OVERSIGHT_WEEKLY_H
#define BALLAST_ADVICE_OVERSIGHT_WEEKLY_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct session;
struct sink; /* report/renderer.h */

struct weekly_options {
	const char *const *clients;   /* codes; count 0: every client                                */
	size_t client_count;
	const char *const *formats;   /* "text", "markdown", "html", "json", "csv"                   */
	size_t format_count;
	const char *directory;        /* where the files and the manifest go; NULL: first format to `out` */
	struct sink *out;             /* used when directory is NULL                                 */
	bool is_dry;                  /* record no proposals, alerts, report                         */
	size_t width;                 /* of the text; 0: 100                                         */
	bool is_ascii, has_colour;    /* of the text to `out`                                        */
	int wait_seconds;             /* for another run's job lock                                  */
	bool (*progress)(void *context, size_t done, size_t total); /* may be NULL; false: stop     */
	void *context;
};

struct weekly_result {
	size_t clients, rebalance, alerts, blocked, stale_prices;
	bool is_incomplete;           /* stale or missing prices are marked in the report            */
	bool wants_attention;         /* something to do: exit code 10 with --exit-code              */
};

/*
 * Values, checks and works out every client, streams each into every format, records proposals, alerts and the report
 * in one transaction with its journal record, and puts the files in place by one rename of their folder. A second run of
 * the same book and day changes nothing and gives the same bytes.
 */
enum status weekly_report(struct session *session, const struct weekly_options *options, struct weekly_result *result,
                          struct error *err);

/* Where a report of the session's day goes in that directory; is_there: one of this day, or anything else, is there already. */
char *weekly_place(const struct session *session, const char *directory, char *path, size_t size, bool *is_there);

#endif
