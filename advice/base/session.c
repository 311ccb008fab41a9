/* A session holds the store, the rules and the assumptions, and the market once it was asked for. */
#include "advice/base/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/actions/actions.h"
#include "advice/market/market.h"
#include "advice/market/past.h"
#include "data/settings/calendar_loader.h"
#include "data/settings/loaders.h"
#include "data/settings/settings.h"
#include "data/store/store.h"
#include "data/store/store_terms.h"
#include "engine/base/memory.h"
#include "engine/model/instrument.h"

struct session {
	struct store *store;          /* owned */
	char *data_directory, *config_directory; /* owned; the second may be NULL */
	char *actor;                  /* owned */
	char time[24];
	char currency[8];
	char sandbox[64];
	struct date today;
	struct rules rules;
	struct assumptions assumptions;
	struct market **markets;      /* owned; one for each currency that was asked for */
	size_t market_count, market_capacity;
	struct scenarios *scenarios;  /* owned; NULL until asked for */
	struct calendars calendars;   /* owned */
	bool has_calendars;
	struct waiting_actions *waiting; /* owned; NULL until asked for */
	struct past_since *past;      /* owned; NULL until asked for */
	int64_t data_version;
};

/* The user's own file goes before the shipped one. */
static enum status find_file(const struct session *session, const char *own, const char *shipped,
                             char path[PLACE_SIZE], struct error *err)
{
	if (session->config_directory != NULL) {
		const enum status status = place_join(session->config_directory, own, path, err);

		if (status != STATUS_OK || access(path, F_OK) == 0)
			return status;
	}
	return place_join(session->data_directory, shipped, path, err);
}

static enum status read_settings(struct session *session, struct error *err)
{
	char path[PLACE_SIZE];
	enum status status;

	status = store_get_setting(session->store, "currency", session->currency, sizeof session->currency, err);
	if (status != STATUS_OK)
		return status;
	if (store_get_setting(session->store, "sandbox", session->sandbox, sizeof session->sandbox, NULL) != STATUS_OK)
		session->sandbox[0] = '\0';
	status = find_file(session, "rules.conf", "rules/cn.conf", path, err);
	if (status == STATUS_OK)
		status = rules_load(path, &session->rules, NULL, err);
	if (status == STATUS_OK)
		status = find_file(session, "assumptions.conf", "assumptions/2026-01.conf", path, err);
	if (status == STATUS_OK)
		status = assumptions_load(path, &session->assumptions, err);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? STATUS_INVALID : status;
	return store_data_version(session->store, &session->data_version, err);
}

enum status session_open(const struct session_options *options, struct session **session, struct error *err)
{
	struct session *opened = memory_new(sizeof *opened);
	enum status status;

	opened->today = options->today;
	(void)snprintf(opened->time, sizeof opened->time, "%s", options->time);
	opened->actor = memory_copy_text(options->actor);
	opened->data_directory = memory_copy_text(options->data_directory);
	if (options->config_directory != NULL)
		opened->config_directory = memory_copy_text(options->config_directory);
	status = store_open(options->book, options->is_read_only ? STORE_READ : STORE_WRITE, &opened->store, err);
	if (status == STATUS_OK)
		status = read_settings(opened, err);
	if (status != STATUS_OK) {
		session_close(opened);
		return status;
	}
	*session = opened;
	return STATUS_OK;
}

void session_close(struct session *session)
{
	if (session == NULL)
		return;
	session_forget_market(session);
	free(session->markets);
	free(session->scenarios);
	calendars_clear(&session->calendars);
	store_close(session->store);
	free(session->data_directory);
	free(session->config_directory);
	free(session->actor);
	free(session);
}

struct date session_today(const struct session *session)
{
	return session->today;
}

const char *session_time(const struct session *session)
{
	return session->time;
}

const char *session_actor(const struct session *session)
{
	return session->actor;
}

const char *session_currency(const struct session *session)
{
	return session->currency;
}

const char *session_book(const struct session *session)
{
	return store_path(session->store);
}

const char *session_sandbox(const struct session *session)
{
	return session->sandbox[0] != '\0' ? session->sandbox : NULL;
}

const struct rules *session_rules(const struct session *session)
{
	return &session->rules;
}

const struct assumptions *session_assumptions(const struct session *session)
{
	return &session->assumptions;
}

enum status session_scenarios(struct session *session, const struct scenarios **scenarios, struct error *err)
{
	char path[PLACE_SIZE];
	enum status status;

	if (session->scenarios == NULL) {
		struct scenarios *loaded = memory_new(sizeof *loaded);

		status = find_file(session, "scenarios.conf", "scenarios/2026-01.conf", path, err);
		if (status == STATUS_OK)
			status = scenarios_load(path, loaded, err);
		if (status != STATUS_OK) {
			free(loaded);
			return status == STATUS_NOT_FOUND ? STATUS_INVALID : status;
		}
		session->scenarios = loaded;
	}
	*scenarios = session->scenarios;
	return STATUS_OK;
}

enum status session_calendars(struct session *session, const struct calendars **calendars, struct error *err)
{
	char shipped[PLACE_SIZE], own[PLACE_SIZE] = "";
	enum status status;

	if (!session->has_calendars) {
		status = place_join(session->data_directory, "calendars", shipped, err);
		if (status == STATUS_OK && session->config_directory != NULL)
			status = place_join(session->config_directory, "calendars", own, err);
		if (status == STATUS_OK)
			status = calendars_load(shipped, own[0] != '\0' ? own : NULL, &session->calendars, err);
		if (status != STATUS_OK)
			return status == STATUS_NOT_FOUND ? STATUS_INVALID : status;
		session->has_calendars = true;
	}
	*calendars = &session->calendars;
	return STATUS_OK;
}

enum status session_calendar_of(struct session *session, const struct instrument *instrument,
                                const struct calendar **calendar, struct error *err)
{
	const struct calendars *calendars;
	struct terms_list list = {0};
	const struct calendar *found;
	enum status status = session_calendars(session, &calendars, err);

	if (status == STATUS_OK)
		status = store_terms(session->store, instrument->id, &list, err);
	if (status != STATUS_OK)
		return status;
	found = calendars_of_currency(calendars, instrument->currency);
	if (list.count > 0 && list.terms[0].calendar[0] != '\0')
		found = calendars_find(calendars, list.terms[0].calendar);
	terms_list_clear(&list);
	*calendar = found;
	return STATUS_OK;
}

const char *session_config_directory(const struct session *session)
{
	return session->config_directory;
}

const char *session_data_directory(const struct session *session)
{
	return session->data_directory;
}

struct store *session_store(const struct session *session)
{
	return session->store;
}

enum status session_market(struct session *session, const struct market **market, struct error *err)
{
	return session_market_in(session, session->currency, market, err);
}

enum status session_market_in(struct session *session, const char *currency, const struct market **market,
                              struct error *err)
{
	struct market *loaded = NULL;
	enum status status;

	for (size_t i = 0; i < session->market_count; i++) {
		if (strcmp(session->markets[i]->currency, currency) == 0) {
			*market = session->markets[i];
			return STATUS_OK;
		}
	}
	status = market_load(session, currency, &loaded, err);
	if (status != STATUS_OK)
		return status;
	session->markets = memory_grow(session->markets, &session->market_capacity, session->market_count + 1,
	                               sizeof(struct market *));
	session->markets[session->market_count++] = loaded;
	*market = loaded;
	return STATUS_OK;
}

void session_forget_market(struct session *session)
{
	for (size_t i = 0; i < session->market_count; i++)
		market_free(session->markets[i]);
	session->market_count = 0;
	if (session->past != NULL)
		past_since_clear(session->past);
	free(session->past);
	session->past = NULL;
	if (session->waiting != NULL)
		waiting_actions_clear(session->waiting);
	free(session->waiting);
	session->waiting = NULL;
}

enum status session_waiting_actions(struct session *session, const struct waiting_actions **waiting, struct error *err)
{
	if (session->waiting == NULL) {
		struct waiting_actions *found = memory_new(sizeof *found);
		const enum status status = actions_waiting(session, found, err);

		if (status != STATUS_OK) {
			free(found);
			return status;
		}
		session->waiting = found;
	}
	*waiting = session->waiting;
	return STATUS_OK;
}

enum status session_past(struct session *session, const struct past_since **past, struct error *err)
{
	if (session->past == NULL) {
		struct past_since read;
		const enum status status = past_since_report(session, &read, err);

		if (status != STATUS_OK)
			return status;
		session->past = memory_new(sizeof *session->past);
		*session->past = read;
	}
	*past = session->past;
	return STATUS_OK;
}

bool session_changed_outside(struct session *session)
{
	int64_t version;

	if (store_data_version(session->store, &version, NULL) != STATUS_OK || version == session->data_version)
		return false;
	session->data_version = version;
	return true;
}
