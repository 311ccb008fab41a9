/* What whoever is responsible for the book must see. */
#include "advice/oversight/oversight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/holders.h"
#include "advice/market/market.h"
#include "data/exchange/json.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/timestamp.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/calendar.h"

static const char *const progress_names[] = {"untouched", "in-hand", "settled"};
static const char *const progress_texts[] = {N_("nobody yet"), N_("in hand"), N_("settled")};
static const char *const severity_names[] = {"notice", "limit", "forbidden"};
static const char *const severity_texts[] = {N_("notice"), N_("over limit"), N_("forbidden")};
static const char *const step_names[] = {"take", "note", "settle", "reopen"};
static const char *const step_texts[] = {N_("taken on by"), N_("explained by"), N_("settled by"), N_("opened again by")};

const char *oversight_progress_name(enum alert_progress progress)
{
	return progress_names[progress];
}

const char *oversight_progress_text(enum alert_progress progress)
{
	return progress_texts[progress];
}

const char *oversight_severity_name(enum alert_severity severity)
{
	return severity_names[severity];
}

const char *oversight_severity_text(enum alert_severity severity)
{
	return severity_texts[severity];
}

const char *oversight_step_name(enum alert_step_kind kind)
{
	return step_names[kind];
}

const char *oversight_step_text(enum alert_step_kind kind)
{
	return step_texts[kind];
}

/* ---- alerts ------------------------------------------------------------------------------------------------------ */

/* Clients by their id, to find the name behind a number. */
struct people {
	struct client *clients; /* owned */
	size_t count;
};

static int by_id(const void *a, const void *b)
{
	const struct client *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static enum status load_people(struct session *session, struct people *people, struct error *err)
{
	const enum status status = store_clients(session_store(session), &people->clients, &people->count, err);

	if (status == STATUS_OK && people->count > 1)
		qsort(people->clients, people->count, sizeof *people->clients, by_id);
	return status;
}

static const struct client *find_person(const struct people *people, int64_t id)
{
	const struct client key = {.id = id};

	return id == 0 || people->count == 0
		       ? NULL
		       : bsearch(&key, people->clients, people->count, sizeof *people->clients, by_id);
}

static int by_alert(const void *a, const void *b)
{
	const struct alert_step *left = a, *right = b;

	if (left->alert_id != right->alert_id)
		return left->alert_id < right->alert_id ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

/* Steps in order say where the alert stands: the last that changes hands counts. */
static void read_steps(const struct oversight *oversight, struct oversight_alert *row)
{
	size_t low = 0, high = oversight->step_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (oversight->steps[middle].alert_id < row->alert.id)
			low = middle + 1;
		else
			high = middle;
	}
	row->first_step = low;
	for (size_t i = low; i < oversight->step_count && oversight->steps[i].alert_id == row->alert.id; i++) {
		const struct alert_step *step = &oversight->steps[i];

		row->step_count++;
		if (step->kind == ALERT_NOTE)
			continue;
		row->progress = step->kind == ALERT_TAKEN      ? ALERT_IN_HAND
				: step->kind == ALERT_ANSWERED ? ALERT_SETTLED
							       : ALERT_UNTOUCHED;
		(void)snprintf(row->owner, sizeof row->owner, "%s", step->kind == ALERT_OPENED_AGAIN ? "" : step->actor);
	}
}

static int worst_first(const void *a, const void *b)
{
	const struct oversight_alert *left = a, *right = b;
	int order;

	if (left->alert.severity != right->alert.severity)
		return left->alert.severity > right->alert.severity ? -1 : 1;
	order = strcmp(left->code, right->code);
	if (order == 0)
		order = strcmp(left->alert.kind, right->alert.kind);
	return order != 0 ? order : (left->alert.id > right->alert.id) - (left->alert.id < right->alert.id);
}

bool oversight_is_about_eligibility(const struct alert *alert)
{
	static const char *const kinds[] = {"no-profile", "profile-expired", "profile-expiring", "material-change",
					    "above-class", "blocked", "risk-limit"};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(alert->kind, kinds[i]) == 0)
			return true;
	return false;
}

/* Each client once, whatever is open about them; alerts of one client stand together in the store's order. */
static void count_clients(const struct alert *alerts, size_t count, struct oversight *oversight)
{
	int64_t without = 0, expiring = 0, ineligible = 0;

	for (size_t i = 0; i < count; i++) {
		const char *kind = alerts[i].kind;
		const int64_t client = alerts[i].client_id;

		if (strcmp(kind, "profile-expiring") == 0 && expiring != client) {
			expiring = client;
			oversight->expiring++;
		} else if ((strcmp(kind, "no-profile") == 0 || strcmp(kind, "profile-expired") == 0 ||
			    strcmp(kind, "material-change") == 0) && without != client) {
			without = client;
			oversight->without_profile++;
		} else if ((strcmp(kind, "above-class") == 0 || strcmp(kind, "blocked") == 0) && ineligible != client) {
			ineligible = client;
			oversight->ineligible++;
		}
	}
}

static enum status load_alerts(struct session *session, const struct people *people, struct oversight *oversight,
			       struct error *err)
{
	struct alert *alerts = NULL;
	size_t count = 0;
	enum status status = store_open_alerts(session_store(session), -1, &alerts, &count, err);

	if (status == STATUS_OK)
		status = store_alert_steps(session_store(session), 0, &oversight->steps, &oversight->step_count, err);
	if (status != STATUS_OK) {
		free(alerts);
		return status;
	}
	if (oversight->step_count > 1)
		qsort(oversight->steps, oversight->step_count, sizeof *oversight->steps, by_alert);
	count_clients(alerts, count, oversight);
	oversight->alerts = memory_new_array(count + 1, sizeof *oversight->alerts);
	oversight->alert_count = count;
	for (size_t i = 0; i < count; i++) {
		struct oversight_alert *row = &oversight->alerts[i];
		const struct client *client = find_person(people, alerts[i].client_id);

		row->alert = alerts[i];
		row->days = oversight->today.days - alerts[i].opened.days;
		if (client != NULL) {
			memcpy(row->code, client->code, sizeof row->code);
			memcpy(row->name, client->name, sizeof row->name);
		}
		read_steps(oversight, row);
		oversight->severities[row->alert.severity]++;
		oversight->untouched += row->progress == ALERT_UNTOUCHED;
	}
	free(alerts);
	if (count > 1)
		qsort(oversight->alerts, count, sizeof *oversight->alerts, worst_first);
	return STATUS_OK;
}

/* ---- proposals --------------------------------------------------------------------------------------------------- */

static enum status load_waiting(struct session *session, const struct people *people, struct oversight *oversight,
				struct error *err)
{
	const enum status status = store_proposals(session_store(session), 0, false, PROPOSAL_SUBMITTED,
						   &oversight->proposals, &oversight->waiting_count, err);

	if (status != STATUS_OK)
		return status;
	oversight->waiting = memory_new_array(oversight->waiting_count + 1, sizeof *oversight->waiting);
	for (size_t i = 0; i < oversight->waiting_count; i++) {
		struct oversight_waiting *row = &oversight->waiting[i];
		const struct proposal *proposal = &oversight->proposals[i];
		const struct client *client = find_person(people, proposal->client_id);

		row->proposal = proposal;
		row->days_left = session_rules(session)->proposal_days - (oversight->today.days - proposal->as_of.days);
		row->currency = row->currency_text;
		if (client == NULL)
			continue;
		memcpy(row->code, client->code, sizeof row->code);
		memcpy(row->name, client->name, sizeof row->name);
		memcpy(row->currency_text, client->currency, sizeof row->currency_text);
	}
	return STATUS_OK;
}

/* ---- concentration ----------------------------------------------------------------------------------------------- */

static int largest_first(const void *a, const void *b)
{
	const struct oversight_holding *left = a, *right = b;

	if (left->value != right->value)
		return left->value > right->value ? -1 : 1;
	return strcmp(left->symbol, right->symbol);
}

static void count_alerts_about(const struct oversight *oversight, struct oversight_holding *holding)
{
	for (size_t i = 0; i < oversight->alert_count; i++) {
		const struct alert *alert = &oversight->alerts[i].alert;

		if (strcmp(alert->subject, holding->symbol) != 0)
			continue;
		holding->above_class += strcmp(alert->kind, "above-class") == 0;
		holding->over_limit += strcmp(alert->kind, "concentration") == 0;
	}
}

static enum status load_holdings(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
				 void *context, struct oversight *oversight, struct error *err)
{
	const struct market *market;
	struct holders holders = {0};
	enum status status = session_market(session, &market, err);

	if (status == STATUS_OK)
		status = holders_load(session, market, go_on, context, &holders, err);
	if (status != STATUS_OK)
		return status;
	oversight->holdings = memory_new_array(holders.count + 1, sizeof *oversight->holdings);
	oversight->value = holders.value;
	oversight->other_currency = holders.other_currency;
	for (size_t i = 0; i < holders.count; i++) {
		const struct instrument *instrument = &market->rows[i].instrument;
		const struct holder *holder = &holders.rows[i];
		struct oversight_holding *row = &oversight->holdings[oversight->holding_count];

		if (holder->clients == 0)
			continue;
		oversight->holding_count++;
		*row = (struct oversight_holding){.asset_class = instrument->asset_class,
						  .risk_level = instrument->risk_level, .value = holder->value,
						  .clients = holder->clients, .largest_ppb = holder->largest_ppb};
		memcpy(row->symbol, instrument->symbol, sizeof row->symbol);
		memcpy(row->name, instrument->name, sizeof row->name);
		memcpy(row->largest, holder->largest, sizeof row->largest);
		if (holders.value > 0)
			(void)decimal_multiply_divide(holder->value, PPB, holders.value, ROUND_HALF_EVEN, &row->share_ppb);
		count_alerts_about(oversight, row);
	}
	holders_clear(&holders);
	if (oversight->holding_count > 1)
		qsort(oversight->holdings, oversight->holding_count, sizeof *oversight->holdings, largest_first);
	return STATUS_OK;
}

/* ---- runs -------------------------------------------------------------------------------------------------------- */

static int64_t integer_of(const struct json *details, const char *key)
{
	int64_t value;

	return json_get_integer(json_member(details, key), &value) ? value : -1;
}

static void text_of(const struct json *object, const char *key, char *text, size_t size)
{
	const char *value;

	if (json_get_text(json_member(object, key), &value))
		(void)snprintf(text, size, "%s", value);
}

static enum status note_run(void *context, int64_t sequence, const char *previous, const char *hash, const char *payload,
			    struct error *err)
{
	struct oversight *oversight = context;
	struct oversight_run *run = &oversight->runs[oversight->run_count];
	struct json *record = NULL;
	const struct json *details;
	char event[40] = "", day[DATE_TEXT_SIZE] = "";

	(void)previous, (void)hash, (void)err; /* whether the record is whole is the verification's matter */
	if (json_parse(payload, strlen(payload), &record, NULL) != STATUS_OK)
		return STATUS_OK;
	details = json_member(record, "details");
	text_of(record, "event", event, sizeof event);
	text_of(details, "as_of", day, sizeof day);
	*run = (struct oversight_run){.sequence = sequence, .is_report = strcmp(event, "REPORTED") == 0,
				      .clients = integer_of(details, "clients"), .open = integer_of(details, "open"),
				      .opened = integer_of(details, "opened"), .rebalance = -1, .blocked = -1, .trades = -1};
	text_of(record, "ts", run->time, sizeof run->time);
	text_of(record, "actor", run->actor, sizeof run->actor);
	text_of(details, "content_hash", run->content_hash, sizeof run->content_hash);
	if (date_parse(day, &run->day, NULL) == STATUS_OK)
		oversight->run_count++;
	json_free(record);
	return STATUS_OK;
}

static int newest_first(const void *a, const void *b)
{
	const struct oversight_run *left = a, *right = b;

	return (left->sequence < right->sequence) - (left->sequence > right->sequence);
}

/* What the report of that day found, as the book keeps it: a later run of the same day has replaced an earlier one. */
static void add_figures(const struct report_sum *sums, size_t count, struct oversight_run *run)
{
	for (size_t i = 0; run->is_report && i < count; i++) {
		if (strcmp(sums[i].report.content_hash, run->content_hash) != 0)
			continue;
		run->clients = sums[i].clients;
		run->rebalance = sums[i].rebalance;
		run->blocked = sums[i].blocked;
		run->open = sums[i].alerts;
		run->trades = sums[i].trades;
		run->inputs_sequence = sums[i].report.inputs_sequence;
		memcpy(run->inputs_hash, sums[i].report.inputs_hash, sizeof run->inputs_hash);
	}
}

static struct date day_of(int64_t seconds)
{
	return (struct date){(int32_t)(seconds / 86400)};
}

/*
 * A weekly report looks at every client as the watch does. Over a weekend or a holiday of the market of the book's currency
 * nothing moves that the watch could miss.
 */
static void judge_watch(struct session *session, const struct calendar *calendar, struct oversight *oversight)
{
	int64_t now, then;

	oversight->is_watch_overdue = true;
	if (oversight->run_count == 0 || timestamp_parse(session_time(session), &now, NULL) != STATUS_OK ||
	    timestamp_parse(oversight->runs[0].time, &then, NULL) != STATUS_OK)
		return;
	oversight->has_watch = true;
	oversight->hours_since_watch = now > then ? (int)((now - then) / 3600) : 0;
	oversight->is_watch_overdue = now - then > OVERSIGHT_WATCH_HOURS * 3600 &&
	                              calendar_days_between(calendar, day_of(then), session_today(session)) > 0;
}

static enum status load_runs(struct session *session, struct oversight *oversight, struct error *err)
{
	static const char *const events[] = {"WATCHED", "REPORTED"};
	struct store *store = session_store(session);
	struct report_sum *sums = NULL;
	const struct calendars *calendars;
	size_t count = 0;
	enum status status = store_report_sums(store, OVERSIGHT_RUNS, &sums, &count, err);

	oversight->runs = memory_new_array(2 * OVERSIGHT_RUNS + 1, sizeof *oversight->runs);
	for (size_t i = 0; status == STATUS_OK && i < 2; i++)
		status = journal_back(store, NULL, events[i], INT64_MAX, OVERSIGHT_RUNS, note_run, oversight, err);
	if (status == STATUS_OK && oversight->run_count > 1)
		qsort(oversight->runs, oversight->run_count, sizeof *oversight->runs, newest_first);
	for (size_t i = 0; status == STATUS_OK && i < oversight->run_count; i++)
		add_figures(sums, count, &oversight->runs[i]);
	free(sums);
	if (status == STATUS_OK)
		status = session_calendars(session, &calendars, err);
	if (status == STATUS_OK)
		judge_watch(session, calendars_of_currency(calendars, session_currency(session)), oversight);
	return status;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

enum status oversight_load(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
			   void *context, struct oversight *oversight, struct error *err)
{
	struct oversight read = {.today = session_today(session)};
	struct people people = {0};
	enum status status = load_people(session, &people, err);

	read.clients = people.count;
	if (status == STATUS_OK)
		status = load_alerts(session, &people, &read, err);
	if (status == STATUS_OK)
		status = load_waiting(session, &people, &read, err);
	if (status == STATUS_OK)
		status = load_holdings(session, go_on, context, &read, err);
	if (status == STATUS_OK)
		status = load_runs(session, &read, err);
	if (status == STATUS_OK)
		status = journal_head(session_store(session), &read.head, err);
	free(people.clients);
	if (status == STATUS_OK) {
		/* The texts that rows point at have moved with them, or not at all: arrays stay where they are. */
		oversight_clear(oversight);
		*oversight = read;
	} else {
		oversight_clear(&read);
	}
	return status;
}

void oversight_clear(struct oversight *oversight)
{
	free(oversight->alerts);
	free(oversight->steps);
	proposals_free(oversight->proposals, oversight->waiting_count);
	free(oversight->waiting);
	free(oversight->holdings);
	free(oversight->runs);
	*oversight = (struct oversight){0};
}
