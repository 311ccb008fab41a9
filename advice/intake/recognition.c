/* Rows of a statement and the entries that actions made of the same events. */
#include "advice/intake/recognition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake.h"
#include "data/exchange/exchange.h"
#include "data/exchange/json.h"
#include "data/exchange/seen.h"
#include "data/journal/journal.h"
#include "data/store/store_action.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Days no entry is dated before, and after. */
static const struct date first_day = {-25567}, last_day = {84005};

/* A row that says an entry. */
struct claim {
	int64_t entry;
	char reference[REFERENCE_SIZE];
	size_t next;                     /* with the same reference, another account's; 0: none, else from 1 */
};

/* An entry an action made. */
struct leg {
	int64_t id, action;              /* action 0: it came from another book, whose actions this one does not have */
	struct date date;
	struct occurrence occurrence;
};

/* What actions entered of an instrument in an account. */
struct pair {
	struct leg *legs;                /* owned                                                        */
	size_t count, capacity;
};

struct recognition {
	struct session *session;
	struct store *store;
	int64_t last;
	struct claim *claims;            /* owned; those of earlier imports first                        */
	size_t claim_count, claim_capacity, known_count;
	struct pair *pairs;              /* owned                                                        */
	size_t pair_count, pair_capacity;
	struct seen *names;              /* owned: "r" and a reference, "e" and an entry, "p", an account and an instrument */
	size_t *slots;                   /* owned; by number of a name: the claim or pair from 1, 0: none */
	size_t slot_count;
};

static size_t *slot_of(struct recognition *recognition, char kind, const char *text)
{
	char name[REFERENCE_SIZE + 2];
	uint32_t number;

	(void)snprintf(name, sizeof name, "%c%s", kind, text);
	number = seen_number(recognition->names, name);
	if (number >= recognition->slot_count) {
		const size_t before = recognition->slot_count;

		recognition->slots = memory_grow(recognition->slots, &recognition->slot_count, (size_t)number + 1,
		                                 sizeof *recognition->slots);
		memset(recognition->slots + before, 0, (recognition->slot_count - before) * sizeof *recognition->slots);
	}
	return &recognition->slots[number];
}

static size_t *slot_of_entry(struct recognition *recognition, int64_t entry)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%lld", (long long)entry);
	return slot_of(recognition, 'e', text);
}

static void add_claim(struct recognition *recognition, int64_t entry, const char *reference)
{
	struct claim *claim;
	size_t *slot;

	recognition->claims = memory_grow(recognition->claims, &recognition->claim_capacity, recognition->claim_count + 1,
	                                  sizeof *recognition->claims);
	claim = &recognition->claims[recognition->claim_count++];
	*claim = (struct claim){.entry = entry};
	(void)snprintf(claim->reference, sizeof claim->reference, "%s", reference);
	slot = slot_of(recognition, 'r', reference);
	claim->next = *slot;
	*slot = recognition->claim_count;
	*slot_of_entry(recognition, entry) = recognition->claim_count;
}

/* ---- what earlier imports recognised ------------------------------------------------------------------------------ */

/* A walk over the imports of the journal, the newest first. */
struct walk {
	const struct intake_record *records; /* borrowed; in the order of the walk                       */
	size_t count, at;
	void (*each)(void *context, const struct intake_record *record, int64_t entry, const char *reference);
	void *context;
};

static enum status take_record(void *context, int64_t sequence, const char *previous, const char *hash, const char *payload,
                               struct error *err)
{
	struct walk *walk = context;
	struct json *json = NULL;
	const struct json *list;
	enum status status;

	(void)previous, (void)hash; /* the chain is another command's business */
	while (walk->at < walk->count && walk->records[walk->at].id > sequence)
		walk->at++;
	if (walk->at == walk->count || walk->records[walk->at].id != sequence || walk->records[walk->at].recognised == 0)
		return STATUS_OK;
	status = json_parse(payload, strlen(payload), &json, err);
	if (status != STATUS_OK)
		return status;
	list = json_member(json_member(json, "details"), "recognised");
	for (size_t i = 0; i < json_count(list); i++) {
		const char *reference = "";
		int64_t entry = 0;

		(void)json_get_text(json_member(json_item(list, i), "reference"), &reference);
		(void)json_get_integer(json_member(json_item(list, i), "entry"), &entry);
		walk->each(walk->context, &walk->records[walk->at], entry, reference);
	}
	json_free(json);
	return STATUS_OK;
}

static enum status each_recognised(struct session *session,
                                   void (*each)(void *context, const struct intake_record *record, int64_t entry,
                                                const char *reference), void *context, struct error *err)
{
	struct intake_record *records = NULL;
	struct walk walk = {.each = each, .context = context};
	enum status status = intake_records(session, SIZE_MAX >> 1, &records, &walk.count, err);

	walk.records = records;
	if (status == STATUS_OK)
		status = journal_back(session_store(session), NULL, "IMPORTED", INT64_MAX, SIZE_MAX >> 1, take_record, &walk, err);
	free(records);
	return status;
}

static void take_claim(void *context, const struct intake_record *record, int64_t entry, const char *reference)
{
	if (record->undone == 0)
		add_claim(context, entry, reference);
}

enum status recognition_new(struct session *session, int64_t last, struct recognition **recognition, struct error *err)
{
	struct recognition *made;
	bool has = false;
	enum status status = store_has_action_entries(session_store(session), &has, err);

	if (status != STATUS_OK)
		return status;
	*recognition = NULL;
	if (!has)
		return STATUS_OK;
	made = memory_new(sizeof *made);
	*made = (struct recognition){.session = session, .store = session_store(session), .last = last, .names = seen_new()};
	status = each_recognised(session, take_claim, made, err);
	if (status != STATUS_OK) {
		recognition_free(made);
		return status;
	}
	made->known_count = made->claim_count;
	*recognition = made;
	return STATUS_OK;
}

void recognition_free(struct recognition *recognition)
{
	if (recognition == NULL)
		return;
	for (size_t i = 0; i < recognition->pair_count; i++)
		free(recognition->pairs[i].legs);
	free(recognition->pairs);
	free(recognition->claims);
	free(recognition->slots);
	seen_free(recognition->names);
	free(recognition);
}

/* ---- what actions entered ----------------------------------------------------------------------------------------- */

static enum status load_pair(struct recognition *recognition, const struct recognition_row *asked, struct pair *pair,
                             struct error *err)
{
	struct entry *entries = NULL;
	size_t count = 0;
	enum status status = store_entries_between(recognition->store, asked->entry->account_id, asked->entry->instrument_id,
	                                           first_day, last_day, &entries, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (action_of_reference(entries[i].reference) == 0 || entries[i].id > recognition->last)
			continue;
		pair->legs = memory_grow(pair->legs, &pair->capacity, pair->count + 1, sizeof *pair->legs);
		pair->legs[pair->count] = (struct leg){.id = entries[i].id, .date = entries[i].date};
		status = occurrence_entered(recognition->store, entries, count, i, asked->currency, &pair->legs[pair->count].occurrence,
		                            &pair->legs[pair->count].action, err);
		pair->count += status == STATUS_OK;
	}
	free(entries);
	return status;
}

/* Borrowed until the next call. Empty for money, and for what was written out of a book and is an action's by its reference. */
static enum status pair_of(struct recognition *recognition, const struct recognition_row *asked, const struct pair **pair,
                           struct error *err)
{
	static const struct pair nothing;
	char name[48];
	struct pair made = {0};
	size_t *slot;
	enum status status = STATUS_OK;

	if (asked->entry->instrument_id == 0 || action_of_reference(asked->row->entry.reference) != 0) {
		*pair = &nothing;
		return STATUS_OK;
	}
	(void)snprintf(name, sizeof name, "%lld|%lld", (long long)asked->entry->account_id, (long long)asked->entry->instrument_id);
	slot = slot_of(recognition, 'p', name);
	if (*slot == 0) {
		status = load_pair(recognition, asked, &made, err);
		if (status != STATUS_OK) {
			free(made.legs);
			return status;
		}
		recognition->pairs = memory_grow(recognition->pairs, &recognition->pair_capacity, recognition->pair_count + 1,
		                                 sizeof *recognition->pairs);
		recognition->pairs[recognition->pair_count++] = made;
		*slot = recognition->pair_count;
	}
	*pair = &recognition->pairs[*slot - 1];
	return STATUS_OK;
}

/* ---- a row -------------------------------------------------------------------------------------------------------- */

/* How the row says the leg; a ratio is taken of what the action took it of. */
static enum said said_of(const struct leg *leg, const struct recognition_row *asked, struct entry *entry)
{
	const struct transaction_row *row = asked->row;
	int64_t total;

	*entry = *asked->entry;
	if (row->split_new != 0 && leg->occurrence.held != 0 &&
	    decimal_multiply_divide(leg->occurrence.held, row->split_new, row->split_old, ROUND_HALF_EVEN, &total))
		entry->quantity = total - leg->occurrence.held;
	return occurrence_said(&leg->occurrence, entry);
}

/* The one that says it best and is no other row's, of these the nearest by day; NULL: none. */
static const struct leg *best_leg(struct recognition *recognition, const struct pair *pair, const struct recognition_row *asked,
                                  enum said *said)
{
	const struct leg *best = NULL;

	*said = SAID_NOT;
	for (size_t i = 0; i < pair->count; i++) {
		const struct leg *leg = &pair->legs[i];
		struct entry entry;
		const enum said found = said_of(leg, asked, &entry);

		if (found == SAID_NOT || found < *said || *slot_of_entry(recognition, leg->id) != 0)
			continue;
		if (best != NULL && found == *said &&
		    abs(leg->date.days - entry.date.days) >= abs(best->date.days - entry.date.days))
			continue;
		best = leg;
		*said = found;
	}
	return best;
}

enum status recognition_claim(struct recognition *recognition, const struct recognition_row *asked, bool on_its_day,
                              bool *is_claimed, struct error *err)
{
	const struct pair *pair;
	const struct leg *leg;
	enum said said;
	const enum status status = pair_of(recognition, asked, &pair, err);

	if (status != STATUS_OK)
		return status;
	*is_claimed = false;
	leg = best_leg(recognition, pair, asked, &said);
	if (leg == NULL || said != SAID || (on_its_day && leg->date.days != asked->entry->date.days))
		return STATUS_OK;
	add_claim(recognition, leg->id, asked->entry->reference);
	*is_claimed = true;
	return STATUS_OK;
}

/* Type and figures of an entry: "dividend 12.5 CNY", "buy 3 AAA, -30 CNY". */
static void figures(const struct entry *entry, const char *symbol, const char *currency, char *text, size_t size)
{
	char shares[DECIMAL_TEXT_SIZE], money[DECIMAL_TEXT_SIZE];
	const bool is_exchanged = entry->quantity == 0 && entry->price != 0;
	const char *of = is_exchanged ? entry->currency : currency;

	(void)decimal_format(entry->quantity, shares);
	(void)decimal_format(is_exchanged ? entry->price : entry->cash, money);
	if (entry->quantity == 0)
		(void)snprintf(text, size, "%s %s %s", entry_type_name(entry->type), money, of);
	else if (entry->cash == 0)
		(void)snprintf(text, size, "%s %s %.16s", entry_type_name(entry->type), shares, symbol);
	else
		(void)snprintf(text, size, "%s %s %.16s, %s %s", entry_type_name(entry->type), shares, symbol, money, of);
}

static enum status tell_difference(struct recognition *recognition, const struct leg *leg, const struct recognition_row *asked,
                                   char words[RECOGNITION_SAID_SIZE], struct error *err)
{
	const struct transaction_row *row = asked->row;
	char entered[96], says[96], day[DATE_TEXT_SIZE];
	struct entry entry, known;
	const enum status status = store_entry(recognition->store, leg->id, &known, err);

	if (status != STATUS_OK)
		return status;
	(void)said_of(leg, asked, &entry);
	figures(&known, row->symbol, asked->currency, entered, sizeof entered);
	figures(&entry, row->symbol, asked->currency, says, sizeof says);
	(void)date_format(known.date, day);
	if (leg->action == 0)
		(void)snprintf(words, RECOGNITION_SAID_SIZE, "an action of another book entered on %s: %s; this row says: %s, and is "
		               "left out", day, entered, says);
	else
		(void)snprintf(words, RECOGNITION_SAID_SIZE, "action %lld entered on %s: %s; this row says: %s, and is left out; if it "
		               "is right: ballast actions undo %lld --client %.20s, then import again", (long long)leg->action, day,
		               entered, says, (long long)leg->action, row->client);
	return STATUS_OK;
}

/* Shares that came into the book after the action and were there on its day: the split is none of theirs. */
static enum status check_split(struct recognition *recognition, const struct leg *leg, const struct recognition_row *asked,
                               enum said *said, char words[RECOGNITION_SAID_SIZE], struct error *err)
{
	struct holdings then = {0};
	char had[DECIMAL_TEXT_SIZE], has[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];
	int64_t held = 0;
	enum status status = store_lots_held(recognition->store, asked->entry->account_id, asked->entry->instrument_id,
	                                     date_add_days(leg->date, -1), &then, err);

	for (size_t i = 0; status == STATUS_OK && i < then.lot_count; i++)
		held += then.lots[i].quantity; /* of one account and instrument: they fit */
	holdings_clear(&then);
	if (status != STATUS_OK || held == leg->occurrence.held)
		return status;
	*said = SAID_OTHERWISE;
	(void)snprintf(words, RECOGNITION_SAID_SIZE, "action %lld split %s of %.16s on %s, and the account held %s before that day; "
	               "ballast actions undo %lld --client %.20s, then import again", (long long)leg->action,
	               decimal_format(leg->occurrence.held, had), asked->row->symbol, date_format(leg->date, day),
	               decimal_format(held, has), (long long)leg->action, asked->row->client);
	return STATUS_OK;
}

enum status recognition_find(struct recognition *recognition, const struct recognition_row *asked, enum said *said,
                             char words[RECOGNITION_SAID_SIZE], struct error *err)
{
	const struct pair *pair;
	const struct leg *leg = NULL;
	char day[DATE_TEXT_SIZE];
	size_t at;
	enum status status = pair_of(recognition, asked, &pair, err);

	if (status != STATUS_OK)
		return status;
	*said = SAID_NOT;
	for (at = pair->count == 0 ? 0 : *slot_of(recognition, 'r', asked->entry->reference); at > 0 && leg == NULL;
	     at = recognition->claims[at - 1].next)
		for (size_t i = 0; i < pair->count && leg == NULL; i++)
			leg = pair->legs[i].id == recognition->claims[at - 1].entry ? &pair->legs[i] : NULL;
	if (leg == NULL)
		return STATUS_OK;
	*said = SAID;
	(void)date_format(leg->date, day);
	if (leg->action == 0)
		(void)snprintf(words, RECOGNITION_SAID_SIZE, "an action of another book entered it on %s", day);
	else
		(void)snprintf(words, RECOGNITION_SAID_SIZE, "action %lld entered it on %s", (long long)leg->action, day);
	return leg->occurrence.type == ENTRY_SPLIT && asked->row->split_new != 0 ? check_split(recognition, leg, asked, said, words, err)
	                                                                         : STATUS_OK;
}

enum status recognition_judge(struct recognition *recognition, const struct recognition_row *asked, enum said *said,
                              char words[RECOGNITION_SAID_SIZE], struct error *err)
{
	const struct pair *pair;
	const struct leg *leg;
	const enum status status = pair_of(recognition, asked, &pair, err);

	if (status != STATUS_OK)
		return status;
	leg = best_leg(recognition, pair, asked, said);
	return leg != NULL ? tell_difference(recognition, leg, asked, words, err) : STATUS_OK;
}

/* ---- the record --------------------------------------------------------------------------------------------------- */

size_t recognition_count(const struct recognition *recognition)
{
	return recognition == NULL ? 0 : recognition->claim_count - recognition->known_count;
}

void recognition_record(const struct recognition *recognition, struct json *details)
{
	struct json *list;

	if (recognition_count(recognition) == 0)
		return;
	list = json_new_array();
	for (size_t i = recognition->known_count; i < recognition->claim_count; i++) {
		struct json *item = json_new_object();

		json_put_integer(item, "entry", recognition->claims[i].entry);
		json_put_text(item, "reference", recognition->claims[i].reference);
		json_add(list, item);
	}
	json_put(details, "recognised", list);
}

/* The claims an import would bring back, against those that stand. */
struct renewal {
	struct recognition *standing;
	int64_t import, entry;           /* entry: which is another row's by now; 0: none                */
};

static void take_renewal(void *context, const struct intake_record *record, int64_t entry, const char *reference)
{
	struct renewal *renewal = context;
	const size_t at = record->id == renewal->import ? *slot_of_entry(renewal->standing, entry) : 0;

	if (at != 0 && strcmp(renewal->standing->claims[at - 1].reference, reference) != 0)
		renewal->entry = entry;
}

enum status recognition_check_again(struct session *session, int64_t import, struct error *err)
{
	struct renewal renewal = {.import = import};
	enum status status = recognition_new(session, INT64_MAX, &renewal.standing, err);

	if (status == STATUS_OK && renewal.standing != NULL)
		status = each_recognised(session, take_renewal, &renewal, err);
	if (status == STATUS_OK && renewal.entry != 0)
		status = error_set(err, STATUS_REFUSED, "import %lld cannot be brought back: the entry %lld its row says is said by a row of "
		                   "a later import; import its file again", (long long)import, (long long)renewal.entry);
	recognition_free(renewal.standing);
	return status;
}

enum status recognition_rows_of(struct session *session, const int64_t *entries, size_t count, size_t *rows,
                                struct error *err)
{
	struct recognition *standing = NULL;
	const enum status status = recognition_new(session, INT64_MAX, &standing, err);

	if (status != STATUS_OK)
		return status;
	*rows = 0;
	for (size_t i = 0; standing != NULL && i < count; i++)
		*rows += *slot_of_entry(standing, entries[i]) != 0;
	recognition_free(standing);
	return STATUS_OK;
}
