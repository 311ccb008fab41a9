/* Mandates: small edits, checked one by one, recorded as a whole. */
#include "advice/client/mandating.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "advice/market/quotes.h"
#include "advice/plan/candidate.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "report/document.h"

enum status mandating_current(struct session *session, const char *client_code, struct mandate *mandate,
                              struct error *err)
{
	struct client client;
	const enum status status = store_find_client(session_store(session), client_code, &client, err);

	if (status != STATUS_OK)
		return status;
	return store_mandate(session_store(session), client.id, session_today(session), mandate, err);
}

/* The key must exist: a class by name, a symbol of the book, a region or sector some instrument has. */
static enum status check_key(struct session *session, struct limit *limit, struct error *err)
{
	static const char *const classes[] = {"cash", "bond", "equity", "gold", "alternative"};
	const struct market *market;
	enum asset_class asset_class;
	enum status status;

	if (limit->scope == LIMIT_ASSET_CLASS) {
		const char *nearest = text_nearest(limit->key, classes, sizeof classes / sizeof classes[0]);

		if (!asset_class_parse(limit->key, &asset_class))
			return error_set(err, STATUS_INVALID, "\"%s\" is no asset class%s%s%s", limit->key,
			                 nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
			                 nearest != NULL ? "?" : "");
		(void)snprintf(limit->key, sizeof limit->key, "%s", asset_class_name(asset_class));
		return STATUS_OK;
	}
	status = session_market(session, &market, err);
	for (size_t i = 0; status == STATUS_OK && i < market->count; i++) {
		const struct instrument *instrument = &market->rows[i].instrument;
		const char *has = limit->scope == LIMIT_INSTRUMENT ? instrument->symbol :
		                  limit->scope == LIMIT_REGION     ? instrument->region :
		                                                     instrument->sector;

		if (strcmp(has, limit->key) == 0)
			return STATUS_OK;
	}
	return status != STATUS_OK ? status :
	                             error_set(err, STATUS_NOT_FOUND, "no instrument of the book has the %s \"%s\"",
	                                       limit_scope_name(limit->scope), limit->key);
}

/* "0.5" to parts of a billion. */
static enum status read_share(const char *text, int64_t *ppb, struct error *err)
{
	int64_t micros;
	const enum status status = decimal_parse(text, &micros, err);

	if (status != STATUS_OK)
		return status;
	if (micros < 0 || micros > MICROS)
		return error_set(err, STATUS_INVALID, "%s is not a share between 0 and 1", text);
	*ppb = micros * (PPB / MICROS);
	return STATUS_OK;
}

static size_t find_limit(const struct mandate *mandate, const struct limit *limit)
{
	size_t i = 0;

	while (i < mandate->limit_count && (mandate->limits[i].scope != limit->scope ||
	                                    strcmp(mandate->limits[i].key, limit->key) != 0))
		i++;
	return i;
}

enum status mandating_limit(struct session *session, struct mandate *mandate, const char *text, struct error *err)
{
	char copy[160], *parts[4] = {NULL}, *next = copy;
	struct limit limit = {0};
	size_t at;
	enum status status;

	if (strlen(text) >= sizeof copy || !text_is_clean(text))
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no limit", text);
	(void)snprintf(copy, sizeof copy, "%s", text);
	for (int i = 0; i < 4 && next != NULL; i++)
		parts[i] = strsep(&next, ":");
	if (parts[1] == NULL || next != NULL || (parts[2] != NULL && parts[3] == NULL) ||
	    !limit_scope_parse(parts[0], &limit.scope) || strlen(parts[1]) >= sizeof limit.key)
		return error_set(err, STATUS_INVALID,
		                 "\"%s\" is no limit; write SCOPE:KEY:LOWER:UPPER, e.g. asset_class:equity:0:0.5, with SCOPE "
		                 "one of instrument, asset_class, region, sector", text);
	(void)snprintf(limit.key, sizeof limit.key, "%s", parts[1]);
	status = check_key(session, &limit, err);
	if (status == STATUS_OK && parts[2] != NULL) {
		status = read_share(parts[2], &limit.lower_ppb, err);
		if (status == STATUS_OK)
			status = read_share(parts[3], &limit.upper_ppb, err);
		if (status == STATUS_OK && limit.lower_ppb > limit.upper_ppb)
			status = error_set(err, STATUS_INVALID, "in \"%s\" the lower limit is above the upper", text);
	}
	if (status != STATUS_OK)
		return status;
	at = find_limit(mandate, &limit);
	if (parts[2] == NULL) {
		if (at == mandate->limit_count)
			return error_set(err, STATUS_NOT_FOUND, "the mandate has no limit on %s", limit.key);
		mandate->limits[at] = mandate->limits[--mandate->limit_count];
		return STATUS_OK;
	}
	if (at == MANDATE_LIMITS)
		return error_set(err, STATUS_INVALID, "a mandate holds at most %d limits", MANDATE_LIMITS);
	mandate->limits[at] = limit;
	if (at == mandate->limit_count)
		mandate->limit_count++;
	return STATUS_OK;
}

enum status mandating_bands(struct mandate *mandate, const char *text, struct error *err)
{
	int64_t points;

	if (strcmp(text, "5/25") == 0) {
		mandate->band = (struct band_policy){.kind = BAND_5_25};
		return STATUS_OK;
	}
	if (decimal_parse(text, &points, NULL) != STATUS_OK || points <= 0 || points > 50 * MICROS)
		return error_set(err, STATUS_INVALID, "\"%.40s\" are no bands; write 5/25, or points such as 3", text);
	mandate->band = (struct band_policy){.kind = BAND_ABSOLUTE, .width_ppb = points * (PPB / MICROS) / 100};
	return STATUS_OK;
}

enum status mandating_lock(struct session *session, struct mandate *mandate, const char *symbol, bool is_locked,
                           struct error *err)
{
	const struct market *market;
	size_t at = 0;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	if (market_find(market, symbol) == SIZE_MAX)
		return error_set(err, STATUS_NOT_FOUND, "there is no instrument \"%.40s\"", symbol);
	while (at < mandate->locked_count && strcmp(mandate->locked[at], symbol) != 0)
		at++;
	if (is_locked && at == MANDATE_LOCKS)
		return error_set(err, STATUS_INVALID, "at most %d instruments can be locked", MANDATE_LOCKS);
	if (is_locked && at == mandate->locked_count)
		(void)snprintf(mandate->locked[mandate->locked_count++], SYMBOL_SIZE, "%s", symbol);
	else if (!is_locked && at < mandate->locked_count)
		memmove(mandate->locked[at], mandate->locked[--mandate->locked_count], SYMBOL_SIZE);
	else if (!is_locked)
		return error_set(err, STATUS_NOT_FOUND, "%s is not locked", symbol);
	return STATUS_OK;
}

/* Lower limits of one scope that cannot stand together, whatever the market. */
static enum status check_sums(const struct mandate *mandate, struct error *err)
{
	for (int scope = LIMIT_INSTRUMENT; scope <= LIMIT_SECTOR; scope++) {
		int64_t sum = 0;

		for (size_t i = 0; i < mandate->limit_count; i++)
			if ((int)mandate->limits[i].scope == scope)
				sum += mandate->limits[i].lower_ppb;
		if (sum > PPB)
			return error_set(err, STATUS_INFEASIBLE, "the lower limits by %s sum to more than 100 %%",
			                 limit_scope_name((enum limit_scope)scope));
	}
	return STATUS_OK;
}

static struct json *record_mandate(const struct mandate *mandate)
{
	struct json *record = json_new_object(), *limits = json_new_array(), *locks = json_new_array();

	for (size_t i = 0; i < mandate->limit_count; i++) {
		struct json *limit = json_new_object();

		json_put_text(limit, "scope", limit_scope_name(mandate->limits[i].scope));
		json_put_text(limit, "key", mandate->limits[i].key);
		record_weight(limit, "lower", mandate->limits[i].lower_ppb);
		record_weight(limit, "upper", mandate->limits[i].upper_ppb);
		json_add(limits, limit);
	}
	for (size_t i = 0; i < mandate->locked_count; i++)
		json_add(locks, json_new_text(mandate->locked[i]));
	json_put(record, "limits", limits);
	json_put(record, "locked", locks);
	json_put_text(record, "bands", mandate->band.kind == BAND_5_25 ? "5/25" : "absolute");
	record_weight(record, "width", mandate->band.width_ppb);
	json_put_text(record, "mode", mandate->mode == GATE_STRICT ? "strict" : "overall");
	json_put_decimal(record, "minimum_trade", mandate->minimum_trade);
	json_put_decimal(record, "cash_reserve", mandate->cash_reserve);
	return record;
}

enum status mandating_record(struct session *session, const char *client_code, struct mandate *mandate,
                             const char *by, struct error *err)
{
	struct client client;
	struct json *details;
	enum status status;

	if (by == NULL || by[0] == '\0' || !text_is_clean(by) || strlen(by) >= NAME_SIZE)
		return error_set(err, STATUS_INVALID, "who agreed the mandate must be named (--by NAME)");
	status = check_sums(mandate, err);
	if (status == STATUS_OK)
		status = store_find_client(session_store(session), client_code, &client, err);
	if (status != STATUS_OK)
		return status;
	mandate->client_id = client.id;
	mandate->since = session_today(session);
	(void)snprintf(mandate->by, sizeof mandate->by, "%s", by);
	details = record_mandate(mandate);
	{
		const struct journal_event event = record_event(session, "MANDATE_SET", by, client.code, details);

		status = store_add_mandate(session_store(session), mandate, &event, err);
	}
	json_free(details);
	return status;
}

static const char *const scope_texts[] = {
	[LIMIT_INSTRUMENT] = N_("instrument"), [LIMIT_ASSET_CLASS] = N_("asset class"), [LIMIT_REGION] = N_("region"),
	[LIMIT_SECTOR] = N_("sector"),
};

enum status mandating_section(struct session *session, const char *client_code, struct arena *arena,
                              struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "scope", .title = _("scope"), .type = CELL_WORD},
		{.key = "key", .title = _("of"), .type = CELL_TEXT},
		{.key = "lower", .title = _("at least"), .type = CELL_PERCENT},
		{.key = "upper", .title = _("at most"), .type = CELL_PERCENT},
	};
	struct mandate *mandate = memory_new(sizeof *mandate);
	struct section *made;
	struct facts *facts;
	struct table *table;
	struct notes *locks;
	struct client client;
	enum status status = mandating_current(session, client_code, mandate, err);

	if (status == STATUS_OK)
		status = store_find_client(session_store(session), client_code, &client, err);
	if (status != STATUS_OK) {
		free(mandate);
		return status;
	}
	made = section_new(arena, "mandate", arena_format(arena, _("Mandate of %s"), client_code));
	facts = section_facts(made, NULL, NULL);
	facts_add(facts, "version", _("version"), mandate->id != 0 ? cell_integer(mandate->id) :
	                                                             cell_missing(_("the house's defaults")));
	if (mandate->id != 0) {
		facts_add(facts, "since", _("since"), cell_date(mandate->since));
		facts_add(facts, "by", _("agreed by"), cell_text(arena_text(arena, mandate->by)));
	}
	facts_add(facts, "bands", _("bands"),
	          mandate->band.kind == BAND_5_25 ? cell_text("5/25") : cell_weight(mandate->band.width_ppb, 1));
	facts_add(facts, "mode", _("gate"), mandate->mode == GATE_STRICT ? cell_word("strict", _("each instrument"), TONE_NONE) :
	          cell_word("overall", _("the plan as a whole"), TONE_NONE));
	facts_add(facts, "cash_reserve", _("cash kept in each account"),
	          cell_amount(mandate->cash_reserve, arena_text(arena, client.currency)));
	table = section_table(made, "limits", _("Limits"), columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No limits of its own; the house's rules apply.");
	for (size_t i = 0; i < mandate->limit_count; i++) {
		struct cell *cells = table_row(table);

		const struct limit *limit = &mandate->limits[i];
		enum asset_class asset_class;

		cells[0] = cell_word(limit_scope_name(limit->scope), _(scope_texts[limit->scope]), TONE_NONE);
		cells[1] = limit->scope == LIMIT_ASSET_CLASS && asset_class_parse(limit->key, &asset_class) ?
			cell_word(asset_class_name(asset_class), _(quotes_class_text(asset_class)), TONE_NONE) :
			cell_text(arena_text(arena, limit->key));
		cells[2] = cell_weight(limit->lower_ppb, 1);
		cells[3] = cell_weight(limit->upper_ppb, 1);
	}
	locks = section_notes(made, "locked", mandate->locked_count > 0 ? _("Neither bought nor sold") : NULL);
	for (size_t i = 0; i < mandate->locked_count; i++)
		notes_add(locks, TONE_NONE, NULL, arena_text(arena, mandate->locked[i]));
	free(mandate);
	*section = made;
	return STATUS_OK;
}
