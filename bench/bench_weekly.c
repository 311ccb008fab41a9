/*
 * The weekly report of a book: clients a second, peak memory, and where the time goes.
 *
 *     bench_weekly BOOK DAY       BOOK is copied by the caller: proposals are recorded in it
 *
 * The parts are told apart by running more and more of the work over the same clients and subtracting:
 *     read      the store's questions a standing asks
 *     engine    standings and proposals of both walks of the report, less read
 *     render    the report as text and as JSON into nothing, recording nothing, less both walks
 *     record    what is left of the whole: proposals, alerts, journal, and the files themselves
 */
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/standing.h"
#include "advice/oversight/weekly.h"
#include "advice/trade/rebalancing.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "report/renderer.h"

void openblas_set_num_threads(int threads);

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void must(enum status status, const struct error *err)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "bench_weekly: %s\n", err->message);
	exit(1);
}

/* The questions of standing_load, in its order, and nothing made of the answers. */
static double time_reading(struct session *session, const struct client *clients, size_t count)
{
	struct store *store = session_store(session);
	const struct date today = session_today(session);
	struct holdings holdings = {0}, earlier = {0};
	struct assessment assessment;
	struct mandate mandate;
	struct error err;
	const double begin = now();

	for (size_t i = 0; i < count; i++) {
		struct plan plan = {0};
		struct client client;
		int64_t flow;

		must(store_get_client(store, clients[i].id, &client, &err), &err);
		(void)store_latest_assessment(store, client.id, today, &assessment, NULL); /* a client may have none */
		must(store_mandate(store, client.id, today, &mandate, &err), &err);
		(void)store_plan(store, client.id, today, &plan, NULL); /* likewise */
		must(store_holdings(store, client.id, today, &holdings, &err), &err);
		must(store_holdings(store, client.id, date_add_days(today, -7), &earlier, &err), &err);
		must(store_external_flow(store, client.id, date_add_days(today, -7), today, &flow, &err), &err);
		plan_clear(&plan);
	}
	holdings_clear(&holdings);
	holdings_clear(&earlier);
	return now() - begin;
}

/* One of the report's two walks: to record, in both languages, or to show. */
static double time_working(struct session *session, const struct client *clients, size_t count, bool is_recording)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET, .one_language = !is_recording};
	const unsigned parts = is_recording ? STANDING_WEEK : STANDING_HISTORY;
	struct standing standing = {0};
	struct error err;
	const double begin = now();

	for (size_t i = 0; i < count; i++) {
		struct rebalancing rebalancing = {0};

		must(standing_load_parts(session, clients[i].id, parts, &standing, &err), &err);
		if (standing.state == STANDING_REBALANCE)
			(void)rebalancing_work_standing(session, &standing, &options, &rebalancing, NULL);
		rebalancing_clear(&rebalancing);
	}
	standing_clear(&standing);
	return now() - begin;
}

static enum status swallow(void *state, const char *bytes, size_t length, struct error *err)
{
	(void)bytes;
	(void)err;
	*(size_t *)state += length;
	return STATUS_OK;
}

static double time_report(struct session *session, const char *format, const char *directory, bool is_dry,
                          size_t *bytes)
{
	static const char *const both[] = {"text", "json"};
	struct sink sink = {.write = swallow, .state = bytes};
	const struct weekly_options options = {
		.formats = directory != NULL ? both : &format, .format_count = directory != NULL ? 2 : 1,
		.directory = directory, .out = &sink, .is_dry = is_dry};
	struct weekly_result result;
	struct error err;
	const double begin = now();

	must(weekly_report(session, &options, &result, &err), &err);
	return now() - begin;
}

int main(int argc, char **argv)
{
	char time_text[32], folder[] = "/tmp/ballast-bench-XXXXXX", remove_folder[64];
	struct session_options options = {.data_directory = getenv("BALLAST_DATADIR"), .time = time_text, .actor = "bench"};
	const struct market *market;
	struct client *clients;
	struct session *session;
	struct rusage usage;
	struct error err;
	size_t count, bytes = 0;
	double read, work, text, json, render, whole, load;

	if (argc != 3 || options.data_directory == NULL || mkdtemp(folder) == NULL) {
		(void)fprintf(stderr, "usage: BALLAST_DATADIR=share bench_weekly BOOK DAY\n");
		return 2;
	}
	openblas_set_num_threads(1);
	(void)gsl_set_error_handler_off();
	options.book = argv[1];
	(void)snprintf(time_text, sizeof time_text, "%.10sT00:00:00Z", argv[2]);
	must(date_parse(argv[2], &options.today, &err), &err);
	must(session_open(&options, &session, &err), &err);
	load = now();
	must(session_market(session, &market, &err), &err);
	load = now() - load;
	must(store_clients(session_store(session), &clients, &count, &err), &err);
	must(store_begin_reading(session_store(session), &err), &err); /* as the report does, in one transaction */
	read = time_reading(session, clients, count);
	work = time_working(session, clients, count, true) + time_working(session, clients, count, false);
	store_rollback(session_store(session));
	text = time_report(session, "text", NULL, true, &bytes);
	json = time_report(session, "json", NULL, true, &bytes);
	whole = time_report(session, NULL, folder, false, &bytes);
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("clients %zu  instruments %zu  seconds %.3f  clients/s %.0f  peak MB %.0f\n", count, market->count,
	             whole, (double)count / whole, (double)usage.ru_maxrss / 1024.0);
	render = text + json - 2.0 * work;
	read *= 12.0 / 7.0; /* the second walk leaves out two of the seven questions */
	(void)printf("  market once %.1f ms; of the whole: store read %.0f %%, engine %.0f %%, rendering %.0f %%, "
	             "recording and files %.0f %%\n", 1e3 * load, 100.0 * read / whole, 100.0 * (work - read) / whole,
	             100.0 * render / whole, 100.0 * (whole - work - render) / whole);
	(void)snprintf(remove_folder, sizeof remove_folder, "rm -rf '%s'", folder);
	session_close(session);
	free(clients);
	return system(remove_folder) == 0 ? 0 : 1;
}
