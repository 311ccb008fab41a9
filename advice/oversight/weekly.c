/*
 * The weekly report over a whole book. First every client is worked out and recorded, which fills the summary; then
 * each is worked out again and rendered, so that the summary can stand in front and no more than one client is in
 * memory. All in one transaction; the files are put in place after it, by one rename.
 */
#include "advice/oversight/weekly.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/base/detail.h"
#include "advice/base/explain.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/market/past.h"
#include "advice/oversight/monitor.h"
#include "advice/oversight/weekly_document.h"
#include "advice/track/track.h"
#include "advice/trade/proposal.h"
#include "config.h"
#include "data/exchange/publish.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "report/renderer.h"

enum { OUTPUTS = 12 };

static const char maker[] = PROGRAM_MAKER;

struct output {
	struct renderer *renderer;    /* owned */
	struct publication *publication;
	size_t file;
};

struct run {
	struct session *session;
	const struct weekly_options *options;
	struct publication *publication; /* owned; NULL: to options->out */
	struct output outputs[OUTPUTS];
	size_t output_count;
	struct arena *arena, *pages;  /* owned: for the whole run, for one client */
	struct briefs briefs;
	struct journal_head head;     /* before the report's own records */
	struct standing standing;
	struct track_closes *closes;  /* owned: prices for every client's returns */
	struct report previous, earlier; /* of the same day, of the last one before */
	bool has_earlier_run;
};

/* ---- outputs ----------------------------------------------------------------------------------------------------- */

static enum status write_file(void *state, const char *bytes, size_t length, struct error *err)
{
	const struct output *output = state;

	return publication_write(output->publication, output->file, bytes, length, err);
}

static enum status add_output(struct run *run, const struct renderer_type *type, const char *file, const char *table,
                              struct error *err)
{
	struct output *output = &run->outputs[run->output_count];
	const struct renderer_options options = {
		.width = run->options->width,
		.is_ascii = run->publication == NULL && run->options->is_ascii,
		.has_colour = run->publication == NULL && run->options->has_colour,
		.table = table,
	};
	struct sink sink = {.write = write_file, .state = output};
	enum status status;

	if (run->output_count == OUTPUTS)
		return error_set(err, STATUS_INVALID, "too many formats");
	output->publication = run->publication;
	output->file = run->output_count;
	if (run->publication == NULL) {
		sink = *run->options->out;
	} else {
		status = publication_begin(run->publication, file, err);
		if (status != STATUS_OK)
			return status;
	}
	output->renderer = renderer_new(type, &sink, &options);
	run->output_count++;
	return STATUS_OK;
}

/* One file a format; CSV holds one table a file. */
static enum status open_outputs(struct run *run, struct error *err)
{
	static const struct {
		const char *file, *table;
	} tables[] = {{"clients.csv", "clients"}, {"holdings.csv", "holdings"}, {"trades.csv", "trades"}};
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < run->options->format_count; i++) {
		const struct renderer_type *type = renderer_find(run->options->formats[i]);
		char file[64];

		if (type == NULL)
			return error_set(err, STATUS_INVALID, "there is no format \"%s\"; choose text, markdown, html, json or csv",
			                 run->options->formats[i]);
		if (run->publication == NULL && i > 0)
			return error_set(err, STATUS_INVALID, "several formats need a folder (--output DIR)");
		(void)snprintf(file, sizeof file, "weekly.%s", type->extension);
		if (strcmp(type->name, "csv") != 0)
			status = add_output(run, type, file, NULL, err);
		else if (run->publication == NULL)
			status = add_output(run, type, NULL, "clients", err);
		else
			for (size_t j = 0; status == STATUS_OK && j < sizeof tables / sizeof tables[0]; j++)
				status = add_output(run, type, tables[j].file, tables[j].table, err);
	}
	return status;
}

/* The same step of every renderer. A failure of one sticks to it and comes back at the end. */
static void each_section(struct run *run, const struct section *section)
{
	for (size_t i = 0; i < run->output_count; i++)
		(void)renderer_section(run->outputs[i].renderer, section, NULL); /* told by renderer_end */
}

/* ---- the first walk: work out and record ------------------------------------------------------------------------- */

/* Something is under way already: then nothing is proposed beside it, and the report says so. */
static bool is_underway(struct run *run, struct error *why)
{
	struct text sentence = {0};
	struct underway underway;
	char text[24];

	if (proposal_underway(run->session, run->standing.client.id, &underway, why) != STATUS_OK)
		return true;
	if (underway.open == 0 && underway.waiting == 0)
		return false;
	(void)snprintf(text, sizeof text, "%lld", (long long)(underway.open != 0 ? underway.open : underway.waiting));
	explain_add(&sentence, language_current(),
	            underway.open != 0 ?
	                    N_("The orders of proposal %1$s are not all executed; nothing is proposed beside them.") :
	                    N_("Proposal %1$s, made by a person, waits for approval; nothing is proposed beside it."),
	            text);
	(void)error_set(why, STATUS_REFUSED, "%s", text_string(&sentence));
	text_clear(&sentence);
	return true;
}

/* True when a proposal was worked out; else why tells the reason if there is one. */
static bool work_out(struct run *run, bool one_language, struct rebalancing *rebalancing, struct error *why)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET, .one_language = one_language};

	why->message[0] = '\0';
	if (run->standing.state != STANDING_REBALANCE) {
		if (run->standing.state != STANDING_IN_BAND)
			(void)error_set(why, STATUS_REFUSED, "%s", run->standing.obstacle[0] != '\0' ?
			                                                   run->standing.obstacle :
			                                                   _(standing_state_text(run->standing.state)));
		return false;
	}
	return !is_underway(run, why) &&
	       rebalancing_work_standing(run->session, &run->standing, &options, rebalancing, why) == STATUS_OK;
}

static void fill_brief(struct run *run, const struct rebalancing *rebalancing, struct brief *brief)
{
	const struct standing *standing = &run->standing;

	brief->client_id = standing->client.id;
	memcpy(brief->code, standing->client.code, sizeof brief->code);
	memcpy(brief->name, standing->client.name, sizeof brief->name);
	memcpy(brief->currency, standing->client.currency, sizeof brief->currency);
	brief->state = standing->state;
	brief->value = standing->value;
	brief->week_change = standing->week_change;
	brief->week_return = standing->week_return;
	brief->drift_ppb = standing->drift_ppb;
	brief->volatility = standing->risk.volatility;
	brief->volatility_limit = standing->volatility_limit;
	brief->trades = rebalancing->proposal.line_count;
	brief->cost = rebalancing->proposal.cost;
	brief->proposal_id = rebalancing->proposal.id;
}

static enum status record_client(struct run *run, struct brief *brief, struct error *err)
{
	struct rebalancing rebalancing = {0};
	struct alert alerts[MONITOR_ALERTS];
	struct error why;
	size_t opened;
	enum status status = STATUS_OK;
	const bool is_worked = work_out(run, false, &rebalancing, &why);

	if (is_worked && rebalancing.proposal.line_count > 0 && rebalancing.worst < CHECK_FORBIDDEN &&
	    !run->options->is_dry)
		status = rebalancing_submit(run->session, &rebalancing, maker, err);
	brief->alerts = monitor_client(run->session, &run->standing, alerts);
	if (status == STATUS_OK && !run->options->is_dry)
		status = store_replace_alerts(session_store(run->session), run->standing.client.id,
		                              session_today(run->session), alerts, brief->alerts, &opened, err);
	fill_brief(run, &rebalancing, brief);
	rebalancing_clear(&rebalancing);
	return status;
}

static enum status recall(struct run *run, struct brief *brief, struct error *err)
{
	struct report_line line;
	enum status status;

	if (!run->briefs.has_previous)
		return STATUS_OK;
	status = store_find_report_line(session_store(run->session), run->earlier.id, brief->client_id, &line, err);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (status != STATUS_OK)
		return status;
	brief->has_before = true;
	brief->value_before = line.value;
	memcpy(brief->state_before, line.state, sizeof brief->state_before);
	return STATUS_OK;
}

static enum status tell_progress(const struct run *run, size_t done, struct error *err)
{
	const size_t total = 2 * run->briefs.count;

	if (run->options->progress == NULL || run->options->progress(run->options->context, done, total))
		return STATUS_OK;
	return error_set(err, STATUS_REFUSED, "the report was stopped after %zu of %zu steps; nothing was recorded", done, total);
}

static enum status record_all(struct run *run, const struct client *clients, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < run->briefs.count; i++) {
		status = standing_load_parts(run->session, clients[i].id, STANDING_WEEK, &run->standing, err);
		if (status == STATUS_OK)
			status = record_client(run, &run->briefs.list[i], err);
		if (status == STATUS_OK)
			status = recall(run, &run->briefs.list[i], err);
		if (status == STATUS_OK)
			status = tell_progress(run, i, err);
	}
	return status;
}

/* ---- the second walk: render ------------------------------------------------------------------------------------- */

/* A record that cannot be worked out is a reason in the report, not the end of it. */
static void work_out_returns(struct run *run, struct track *track)
{
	struct error why;

	if (track_load_returns(run->session, &run->standing.client, run->closes, track, &why) != STATUS_OK) {
		*track = (struct track){.client = run->standing.client};
		(void)detail_words(why.message, track->obstacle, sizeof track->obstacle);
	}
}

static enum status render_client(struct run *run, const struct brief *brief, struct error *err)
{
	struct rebalancing rebalancing = {0};
	struct track returns = {0};
	struct section *section;
	struct error why;
	enum status status =
		standing_load_parts(run->session, brief->client_id, STANDING_HISTORY, &run->standing, err);
	bool is_worked;

	if (status != STATUS_OK)
		return status;
	run->standing.week_change = brief->week_change; /* the first walk has looked back already */
	run->standing.week_return = brief->week_return;
	is_worked = work_out(run, true, &rebalancing, &why);
	rebalancing.proposal.id = brief->proposal_id;
	work_out_returns(run, &returns);
	status = weekly_client(run->session, &run->standing, &returns, is_worked ? &rebalancing : NULL,
	                       why.message[0] != '\0' ? why.message : NULL, run->pages, &section, err);
	if (status == STATUS_OK)
		each_section(run, section);
	track_clear(&returns);
	rebalancing_clear(&rebalancing);
	arena_reset(run->pages);
	return status;
}

static enum status render_all(struct run *run, struct error *err)
{
	struct document_head document;
	const struct past_since *past;
	struct section *prices;
	enum status status = weekly_prices(run->session, run->arena, &prices, err);

	if (status == STATUS_OK)
		status = session_past(run->session, &past, err);
	if (status == STATUS_OK)
		status = track_closes_new(run->session, &run->closes, err);
	if (status != STATUS_OK)
		return status;
	weekly_head(run->session, &run->head, run->arena, &document);
	for (size_t i = 0; i < run->output_count; i++)
		(void)renderer_begin(run->outputs[i].renderer, &document, NULL); /* told by renderer_end */
	each_section(run, weekly_summary(run->session, &run->briefs, past, run->arena));
	for (size_t i = 0; i < run->output_count; i++)
		(void)renderer_list_begin(run->outputs[i].renderer, "clients", "client", _("Clients"), NULL);
	for (size_t i = 0; status == STATUS_OK && i < run->briefs.count; i++) {
		status = render_client(run, &run->briefs.list[i], err);
		if (status == STATUS_OK)
			status = tell_progress(run, run->briefs.count + i, err);
	}
	for (size_t i = 0; i < run->output_count; i++)
		(void)renderer_list_end(run->outputs[i].renderer, NULL);
	each_section(run, prices);
	each_section(run, weekly_disclosure(run->session, run->arena));
	for (size_t i = 0; status == STATUS_OK && i < run->output_count; i++) {
		struct error why = {0};

		status = renderer_end(run->outputs[i].renderer, &why);
		if (status == STATUS_NOT_FOUND) /* a CSV table without a row anywhere: an empty file says so */
			status = STATUS_OK;
		if (status != STATUS_OK)
			status = error_set(err, status, "%s", why.message);
	}
	return status;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

/*
 * Records that change nothing a report rests on: what a weekly report itself writes, that the watch looked, what people
 * did about alerts. After these alone the book is as it was, and the head of then is printed again.
 */
static bool leaves_figures_alone(const char *payload)
{
	static const char *const events[] = {"\"event\":\"PROPOSED\"", "\"event\":\"REPORTED\"", "\"event\":\"WATCHED\"",
	                                     "\"event\":\"ALERT_"};

	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strstr(payload, events[i]) != NULL)
			return true;
	return false;
}

static enum status is_own_record(void *context, int64_t sequence, const char *previous, const char *hash,
                                 const char *payload, struct error *err)
{
	bool *is_untouched = context;

	(void)sequence;
	(void)previous;
	(void)hash;
	(void)err;
	*is_untouched &= leaves_figures_alone(payload);
	return STATUS_OK;
}

static enum status find_head(struct run *run, struct error *err)
{
	struct store *store = session_store(run->session);
	bool is_untouched = true;
	enum status status = store_find_report(store, session_today(run->session), true, &run->earlier, err);

	run->briefs.has_previous = status == STATUS_OK;
	run->briefs.previous = run->earlier.as_of;
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	status = store_find_report(store, session_today(run->session), false, &run->previous, err);
	run->has_earlier_run = status == STATUS_OK;
	if (status == STATUS_NOT_FOUND)
		return journal_head(store, &run->head, err);
	if (status == STATUS_OK)
		status = journal_each(store, NULL, run->previous.inputs_sequence, is_own_record, &is_untouched, err);
	if (status != STATUS_OK || !is_untouched)
		return status != STATUS_OK ? status : journal_head(store, &run->head, err);
	run->head.sequence = run->previous.inputs_sequence;
	memcpy(run->head.hash, run->previous.inputs_hash, sizeof run->head.hash);
	return STATUS_OK;
}

static void hash_briefs(const struct run *run, char hash[HASH_SIZE])
{
	struct hasher *hasher = hasher_new();
	char line[320];

	hasher_add(hasher, run->head.hash, strlen(run->head.hash));
	for (size_t i = 0; i < run->briefs.count; i++) {
		const struct brief *brief = &run->briefs.list[i];
		const int length = snprintf(line, sizeof line, "%s|%s|%lld|%lld|%zu|%lld|%zu|%lld\n", brief->code,
		                            standing_state_name(brief->state), (long long)brief->value,
		                            (long long)brief->drift_ppb, brief->trades, (long long)brief->cost, brief->alerts,
		                            (long long)brief->proposal_id);

		hasher_add(hasher, line, (size_t)length);
	}
	hasher_finish(hasher, hash);
}

static enum status record_lines(struct run *run, int64_t report_id, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < run->briefs.count; i++) {
		const struct brief *brief = &run->briefs.list[i];
		struct report_line line = {
			.client_id = brief->client_id, .value = brief->value, .drift_ppb = brief->drift_ppb,
			.volatility_ppb = (int64_t)(brief->volatility * (double)PPB), .cost = brief->cost,
			.trades = (int32_t)brief->trades, .alerts = (int32_t)brief->alerts,
		};

		(void)snprintf(line.state, sizeof line.state, "%s", standing_state_name(brief->state));
		status = store_put_report_line(session_store(run->session), report_id, &line, err);
	}
	return status;
}

static enum status record_report(struct run *run, struct error *err)
{
	struct report report = {.as_of = session_today(run->session), .inputs_sequence = run->head.sequence};
	struct json *details;
	const struct market *market;
	enum status status = session_market(run->session, &market, err);

	if (status != STATUS_OK)
		return status;
	memcpy(report.inputs_hash, run->head.hash, sizeof report.inputs_hash);
	hash_briefs(run, report.content_hash);
	if (run->has_earlier_run && strcmp(report.content_hash, run->previous.content_hash) == 0)
		return STATUS_OK; /* said already */
	details = json_new_object();
	json_put_text(details, "report", "weekly");
	record_date(details, "as_of", report.as_of);
	json_put_integer(details, "clients", (int64_t)run->briefs.count);
	json_put_text(details, "content_hash", report.content_hash);
	json_put(details, "versions", record_versions(run->session, market));
	{
		const struct journal_event event = record_event(run->session, "REPORTED", maker, NULL, details);

		status = store_put_report(session_store(run->session), &report, &event, err);
	}
	json_free(details);
	return status == STATUS_OK ? record_lines(run, report.id, err) : status;
}

static enum status write_manifest(struct run *run, struct error *err)
{
	struct json *manifest = json_new_object(), *files = json_new_array();
	const struct published_file *file;
	struct text text = {0};
	const size_t index = run->output_count;
	enum status status = publication_finish(run->publication, err);

	for (size_t i = 0; (file = publication_file(run->publication, i)) != NULL; i++) {
		struct json *entry = json_new_object();

		json_put_text(entry, "name", file->name);
		json_put_integer(entry, "bytes", (int64_t)file->bytes);
		json_put_text(entry, "sha256", file->hash);
		json_add(files, entry);
	}
	json_put_text(manifest, "schema", "ballast.manifest/1");
	record_date(manifest, "as_of", session_today(run->session));
	json_put(manifest, "files", files);
	json_put_integer(manifest, "journal_sequence", run->head.sequence);
	json_put_text(manifest, "journal_hash", run->head.hash);
	json_put_text(manifest, "program", PACKAGE_VERSION);
	json_put_text(manifest, "rules", session_rules(run->session)->version);
	json_write(manifest, &text);
	text_add_character(&text, '\n');
	json_free(manifest);
	if (status == STATUS_OK)
		status = publication_begin(run->publication, "manifest.json", err);
	if (status == STATUS_OK)
		status = publication_write(run->publication, index, text_string(&text), text.length, err);
	if (status == STATUS_OK)
		status = publication_finish(run->publication, err);
	text_clear(&text);
	return status;
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

/* The clients asked for, or all. */
static enum status choose_clients(struct run *run, struct client **clients, size_t *count, struct error *err)
{
	struct store *store = session_store(run->session);
	enum status status = STATUS_OK;

	if (run->options->client_count == 0)
		return store_clients(store, clients, count, err);
	*clients = memory_new_array(run->options->client_count, sizeof **clients);
	*count = run->options->client_count;
	for (size_t i = 0; status == STATUS_OK && i < *count; i++)
		status = store_find_client(store, run->options->clients[i], &(*clients)[i], err);
	return status;
}

static void count_result(const struct run *run, struct weekly_result *result)
{
	*result = (struct weekly_result){.clients = run->briefs.count, .stale_prices = run->briefs.stale_prices};
	for (size_t i = 0; i < run->briefs.count; i++) {
		const struct brief *brief = &run->briefs.list[i];

		result->rebalance += brief->state == STANDING_REBALANCE;
		result->blocked += brief->state == STANDING_NO_PROFILE || brief->state == STANDING_BLOCKED;
		result->alerts += brief->alerts;
		result->is_incomplete = result->is_incomplete || brief->state == STANDING_NO_PRICE ||
		                        brief->state == STANDING_STALE;
	}
	result->wants_attention = result->rebalance > 0 || result->alerts > 0;
}

/* Everything between begin and commit. A report over some clients is not the week's report and is not recorded as one. */
static enum status work(struct run *run, struct error *err)
{
	struct client *clients = NULL;
	const struct market *market;
	enum status status = find_head(run, err);

	if (status == STATUS_OK)
		status = session_market(run->session, &market, err);
	if (status == STATUS_OK)
		status = choose_clients(run, &clients, &run->briefs.count, err);
	if (status == STATUS_OK) {
		run->briefs.stale_prices = market->stale_count;
		run->briefs.list = memory_new_array(run->briefs.count + 1, sizeof *run->briefs.list);
		status = record_all(run, clients, err);
	}
	if (status == STATUS_OK)
		status = open_outputs(run, err);
	if (status == STATUS_OK)
		status = render_all(run, err);
	if (status == STATUS_OK && run->publication != NULL)
		status = write_manifest(run, err);
	if (status == STATUS_OK && !run->options->is_dry && run->options->client_count == 0)
		status = record_report(run, err);
	free(clients);
	return status;
}

static void run_clear(struct run *run)
{
	for (size_t i = 0; i < run->output_count; i++)
		renderer_free(run->outputs[i].renderer);
	publication_close(run->publication);
	standing_clear(&run->standing);
	track_closes_free(run->closes);
	free(run->briefs.list);
	arena_free(run->arena);
	arena_free(run->pages);
}

enum { NAME_BYTES = 40 };

static void folder_name(const struct session *session, char name[NAME_BYTES])
{
	char day[DATE_TEXT_SIZE];

	(void)snprintf(name, NAME_BYTES, "weekly-%s", date_format(session_today(session), day));
}

char *weekly_place(const struct session *session, const char *directory, char *path, size_t size, bool *is_there)
{
	char name[NAME_BYTES];
	const size_t length = strlen(directory);

	folder_name(session, name);
	(void)snprintf(path, size, "%s%s%s", directory, length > 0 && directory[length - 1] == '/' ? "" : "/", name);
	*is_there = access(path, F_OK) == 0;
	return path;
}

static enum status run_locked(struct run *run, struct weekly_result *result, struct error *err)
{
	struct store *store = session_store(run->session);
	char name[NAME_BYTES];
	enum status status = STATUS_OK;

	folder_name(run->session, name);
	if (run->options->directory != NULL)
		status = publication_open(run->options->directory, name, &run->publication, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = work(run, err);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	if (status != STATUS_OK) {
		store_rollback(store);
		return status;
	}
	if (run->publication != NULL)
		status = publication_publish(run->publication, err);
	if (status == STATUS_OK)
		count_result(run, result);
	return status;
}

enum status weekly_report(struct session *session, const struct weekly_options *options, struct weekly_result *result,
                          struct error *err)
{
	struct run *run = memory_new(sizeof *run);
	struct job_lock *lock;
	enum status status = job_lock_take(session_book(session), options->wait_seconds, &lock, err);

	if (status == STATUS_OK) {
		run->session = session;
		run->options = options;
		run->arena = arena_new();
		run->pages = arena_new();
		status = run_locked(run, result, err);
		run_clear(run); /* it removes what was not published, which nobody else may have begun meanwhile */
		job_lock_release(lock);
	}
	free(run);
	return status;
}
