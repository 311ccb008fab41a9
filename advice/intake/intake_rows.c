/* Rows that are facts by themselves: instruments, clients, answers. And finding what a row refers to. */
#include "advice/intake/intake_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/client/profile.h"
#include "advice/intake/recognition.h"
#include "data/exchange/emit.h"
#include "data/journal/journal.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

const enum intake_outcome intake_outcomes[] = {[PUT_NEW] = INTAKE_NEW, [PUT_SAME] = INTAKE_SAME, [PUT_CHANGED] = INTAKE_CHANGED};

static int by_symbol(const void *a, const void *b)
{
	const struct instrument *x = a, *y = b;

	return strcmp(x->symbol, y->symbol);
}

enum status intake_run_init(struct session *session, struct intake_run *run, struct error *err)
{
	struct store *store = session_store(session);
	enum status status;

	*run = (struct intake_run){.session = session, .store = store};
	status = store_clients(store, &run->clients, &run->client_count, err);
	if (status == STATUS_OK)
		status = store_last_entry(store, &run->last_entry, err);
	if (status == STATUS_OK)
		status = store_instruments(store, &run->instruments, &run->instrument_count, err);
	if (status != STATUS_OK) {
		intake_run_clear(run);
		return status;
	}
	qsort(run->instruments, run->instrument_count, sizeof *run->instruments, by_symbol);
	run->seen = seen_new();
	return STATUS_OK;
}

void intake_run_clear(struct intake_run *run)
{
	intake_prices_free(run->prices);
	intake_rates_free(run->rates);
	free(run->clients);
	free(run->instruments);
	free(run->times);
	if (run->seen != NULL)
		seen_free(run->seen);
	recognition_free(run->recognition);
	holdings_clear(&run->holdings);
	*run = (struct intake_run){0};
}

void intake_count(struct intake_run *run, enum put_result result)
{
	run->added += result == PUT_NEW;
	run->same += result == PUT_SAME;
	run->changed += result == PUT_CHANGED;
}

static int code_against(const void *key, const void *element)
{
	return strcmp(key, ((const struct client *)element)->code);
}

static int symbol_against(const void *key, const void *element)
{
	return strcmp(key, ((const struct instrument *)element)->symbol);
}

/* "there is no <what> X", with the nearest of the names. */
static enum status fail_not_found(const char *what, const char *name, const char **names, size_t count,
                                  struct error *err)
{
	const char *nearest = text_nearest(name, names, count);

	if (nearest != NULL)
		return error_set(err, STATUS_NOT_FOUND, "the book has no %s \"%s\"; did you mean \"%s\"?", what, name, nearest);
	return error_set(err, STATUS_NOT_FOUND, "the book has no %s \"%s\"; import it first", what, name);
}

enum status intake_client(const struct intake_run *run, const char *code, const struct client **client,
                          struct error *err)
{
	const struct client *found = run->client_count == 0 ? NULL :
		bsearch(code, run->clients, run->client_count, sizeof *run->clients, code_against);
	const char **names;
	enum status status;

	if (found != NULL) {
		*client = found;
		return STATUS_OK;
	}
	names = memory_new_array(run->client_count, sizeof *names);
	for (size_t i = 0; i < run->client_count; i++)
		names[i] = run->clients[i].code;
	status = fail_not_found("client", code, names, run->client_count, err);
	free(names);
	return status;
}

enum status intake_instrument(const struct intake_run *run, const char *symbol, const struct instrument **instrument,
                              struct error *err)
{
	const struct instrument *found = run->instrument_count == 0 ? NULL :
		bsearch(symbol, run->instruments, run->instrument_count, sizeof *run->instruments, symbol_against);
	struct instrument before;
	const char **names;
	enum status status;

	if (found != NULL) {
		*instrument = found;
		return STATUS_OK;
	}
	for (size_t i = 0; i < run->instrument_count; i++) { /* statements name what is held by its number */
		if (run->instruments[i].isin[0] != '\0' && strcmp(run->instruments[i].isin, symbol) == 0) {
			*instrument = &run->instruments[i];
			return STATUS_OK;
		}
	}
	if (store_find_instrument(run->store, symbol, &before, NULL) == STATUS_OK) { /* a name it had before */
		for (size_t i = 0; i < run->instrument_count; i++)
			if (run->instruments[i].id == before.id) {
				*instrument = &run->instruments[i];
				return STATUS_OK;
			}
	}
	names = memory_new_array(run->instrument_count, sizeof *names);
	for (size_t i = 0; i < run->instrument_count; i++)
		names[i] = run->instruments[i].symbol;
	status = fail_not_found("instrument", symbol, names, run->instrument_count, err);
	free(names);
	return status;
}

enum status intake_account(struct intake_run *run, const struct client *client, const char *code, int64_t *id,
                           struct error *err)
{
	if (run->account.id == 0 || run->account.client_id != client->id || strcmp(run->account.code, code) != 0) {
		const enum status status = store_put_account(run->store, client->id, code, &run->account, err);

		if (status != STATUS_OK) {
			run->account.id = 0;
			return status;
		}
	}
	*id = run->account.id;
	return STATUS_OK;
}

size_t *intake_times(struct intake_run *run, const char *content)
{
	const uint32_t number = seen_number(run->seen, content);

	if (number >= run->times_capacity) {
		const size_t before = run->times_capacity;

		run->times = memory_grow(run->times, &run->times_capacity, (size_t)number + 1, sizeof *run->times);
		memset(run->times + before, 0, (run->times_capacity - before) * sizeof *run->times);
	}
	return &run->times[number];
}

size_t intake_reference(struct intake_run *run, char prefix, const char *content, char reference[REFERENCE_SIZE])
{
	const size_t time = ++*intake_times(run, content);
	struct text text = {0};
	char hash[HASH_SIZE];

	text_addf(&text, "%s|%zu", content, time);
	hash_bytes(text_string(&text), text.length, hash);
	text_clear(&text);
	(void)snprintf(reference, REFERENCE_SIZE, "%c-%.40s", prefix, hash);
	return time;
}

/* The event's lives from one on, each "<base>~<life>", until one that stands or that there is none of yet. */
static enum status find_life(struct intake_run *run, const char *base, size_t life, struct entry *entry,
                             struct entry *known, bool *is_known, struct error *err)
{
	char hash[HASH_SIZE];

	for (;; life++) {
		bool is_reversed = false;
		enum status status = store_find_entry(run->store, entry->account_id, entry->reference, known, is_known, err);

		if (status == STATUS_OK && *is_known)
			status = store_is_reversed(run->store, known->id, &is_reversed, err);
		if (status != STATUS_OK || !is_reversed)
			return status;
		hash_bytes(base, strlen(base), hash);
		if (snprintf(entry->reference, sizeof entry->reference, "%s~%zu", base, life + 1) >= REFERENCE_SIZE)
			(void)snprintf(entry->reference, sizeof entry->reference, "R-%.40s~%zu", hash, life + 1);
	}
}

enum status intake_find(struct intake_run *run, struct entry *entry, struct entry *known, bool *is_known,
                        struct error *err)
{
	char base[REFERENCE_SIZE];

	memcpy(base, entry->reference, sizeof base);
	return find_life(run, base, 1, entry, known, is_known, err);
}

enum status intake_find_again(struct intake_run *run, struct entry *entry, struct entry *known, bool *is_known,
                              struct error *err)
{
	enum { HASHED = 42 /* of "R-<hash>", which stands for a base that is too long to be numbered */ };
	const char *mark = strrchr(entry->reference, '~');
	char base[REFERENCE_SIZE];
	struct entry first;
	size_t life = 1;
	bool is_found = false;
	enum status status = STATUS_OK;

	*is_known = false;
	memcpy(base, entry->reference, sizeof base);
	if (base[0] == '\0')
		return STATUS_OK;
	if (mark != NULL && mark > entry->reference && sscanf(mark, "~%zu", &life) == 1 && life > 1) {
		base[mark - entry->reference] = '\0';
		is_found = strncmp(base, "R-", 2) == 0 && strlen(base) == HASHED;
		if (!is_found)
			status = store_find_entry(run->store, entry->account_id, base, &first, &is_found, err);
	}
	if (status != STATUS_OK)
		return status;
	if (!is_found) { /* the file itself may write a wave */
		memcpy(base, entry->reference, sizeof base);
		life = 1;
	}
	return find_life(run, base, life, entry, known, is_known, err);
}

/*
 * A file from before a symbol changed means the instrument that has another symbol now, and not a second one that would
 * take its prices. Symbols are given away again: by its number, or else by its name, it must be the same.
 */
static enum status follow_rename(struct intake_run *run, struct instrument *instrument, struct error *err)
{
	struct instrument now;
	int64_t id = 0;
	enum status status = store_symbol_before(run->store, instrument->symbol, &id, err);

	if (status != STATUS_OK || id == 0)
		return status;
	status = store_get_instrument(run->store, id, &now, err);
	if (status != STATUS_OK)
		return status;
	if (now.isin[0] != '\0' && instrument->isin[0] != '\0' ? strcmp(now.isin, instrument->isin) == 0
	                                                       : strcmp(now.name, instrument->name) == 0)
		memcpy(instrument->symbol, now.symbol, sizeof instrument->symbol);
	return STATUS_OK;
}

static enum status keep_instrument(struct intake_run *run, const struct instrument *row, struct error *err)
{
	struct instrument instrument = *row;
	enum put_result result;
	enum status status = STATUS_OK;

	if (instrument_is_cash(row))
		return error_set(err, STATUS_INVALID, "CASH is the book's own line for uninvested money; leave it out");
	if (run->instrument_count == 0 ||
	    bsearch(row->symbol, run->instruments, run->instrument_count, sizeof *run->instruments, symbol_against) == NULL)
		status = follow_rename(run, &instrument, err);
	if (status == STATUS_OK)
		status = store_put_instrument(run->store, &instrument, &result, err);
	if (status == STATUS_OK)
		intake_count(run, result);
	return status;
}

static enum status keep_client(struct intake_run *run, const struct client *row, struct error *err)
{
	struct client client = *row;
	const struct client *known = run->client_count == 0 ? NULL :
		bsearch(row->code, run->clients, run->client_count, sizeof *run->clients, code_against);
	enum put_result result;
	enum status status;

	if (known != NULL) /* no column of the file: the adviser's to set and to clear */
		client.has_material_change = known->has_material_change;
	status = store_put_client(run->store, &client, &result, err);
	if (status == STATUS_OK)
		intake_count(run, result);
	return status;
}

/* profile_take finds a sheet that was handed in before; the journal tells, since each new one is a record. */
static enum status keep_answers(struct intake_run *run, const struct answers_row *row, struct error *err)
{
	const struct client *client;
	struct journal_head before, after;
	struct assessment assessment;
	enum status status = intake_client(run, row->client, &client, err);

	if (status == STATUS_OK)
		status = journal_head(run->store, &before, err);
	if (status == STATUS_OK)
		status = profile_take(run->session, client->code, &row->answers, &assessment, err);
	if (status == STATUS_OK)
		status = journal_head(run->store, &after, err);
	if (status == STATUS_OK)
		intake_count(run, after.sequence == before.sequence ? PUT_SAME : PUT_NEW);
	return status;
}

static enum status keep(struct intake_run *run, const struct exchange_row *row, struct error *err)
{
	if (row->is_cancelled)
		return intake_check_cancelled(run, &row->transaction, err);
	switch (row->kind) {
	case EXCHANGE_INSTRUMENTS:
		return keep_instrument(run, &row->instrument, err);
	case EXCHANGE_PRICES:
		return intake_keep_price(run, &row->price, err);
	case EXCHANGE_CLIENTS:
		return keep_client(run, &row->client, err);
	case EXCHANGE_HOLDINGS:
		return intake_keep_holding(run, &row->holding, err);
	case EXCHANGE_TRANSACTIONS:
		return intake_keep_transaction(run, &row->transaction, err);
	case EXCHANGE_ANSWERS:
		return keep_answers(run, &row->answers, err);
	case EXCHANGE_RATES:
		intake_keep_rate(run, &row->rate, row->line);
		return STATUS_OK;
	}
	return error_set(err, STATUS_INVALID, "no such kind of row");
}

enum status intake_keep(const struct exchange_row *row, void *context, struct error *err)
{
	struct intake_run *run = context;
	const size_t added = run->added, same = run->same, differing = run->differing;
	bool is_left_out;
	enum status status;

	run->said[0] = '\0';
	status = keep(run, row, err);
	is_left_out = run->differing > differing;
	if (status == STATUS_OK && is_left_out && run->differs != NULL)
		run->differs(run->row_context, row->line, run->said);

	/* prices and rates are told of when they were judged */
	if (status == STATUS_OK && run->row != NULL && !row->is_cancelled && row->kind != EXCHANGE_PRICES &&
	    row->kind != EXCHANGE_RATES) {
		struct text text = {0};

		emit_row(row, &text);
		run->row(run->row_context, row->line, is_left_out ? INTAKE_DIFFERS : run->added > added ? INTAKE_NEW :
		         run->same > same ? INTAKE_SAME : INTAKE_CHANGED, run->said[0] != '\0' ? run->said : NULL, text_string(&text));
		text_clear(&text);
	}

	/* What a rule refuses is a problem of the row, like what is not in the book. */
	if (status == STATUS_REFUSED || status == STATUS_INFEASIBLE)
		return error_set(err, STATUS_INVALID, "%s", err->message);
	return status;
}
