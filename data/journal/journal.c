/* The chain: appending to it, walking it, and saying where it breaks. */
#include "data/journal/journal.h"

#include <string.h>

#include "data/exchange/json.h"
#include "data/store/store_journal.h"
#include "data/store/timestamp.h"
#include "data/store/transaction.h"
#include "engine/base/text.h"

static const char first_link[HASH_SIZE] = "0000000000000000000000000000000000000000000000000000000000000000";

/* before is "{" or ",". */
static void add_member(struct text *payload, const char *before, const char *key, const struct json *value)
{
	text_addf(payload, "%s\"%s\":", before, key);
	json_write(value, payload);
}

static void add_text_member(struct text *payload, const char *before, const char *key, const char *value)
{
	struct json *text = json_new_text(value);

	add_member(payload, before, key, text);
	json_free(text);
}

/* Keys in the order of the alphabet; json_write sorts within the details. */
static void write_payload(const struct journal_event *event, struct text *payload)
{
	add_text_member(payload, "{", "actor", event->actor);
	if (event->client != NULL)
		add_text_member(payload, ",", "client", event->client);
	if (event->details != NULL)
		add_member(payload, ",", "details", event->details);
	add_text_member(payload, ",", "event", event->event);
	add_text_member(payload, ",", "ts", event->time);
	text_add(payload, "}");
}

static bool holds_real(const struct json *value);

static bool is_free_of_reals(const char *key, const struct json *member, void *context)
{
	(void)key; /* only the value matters */
	*(bool *)context |= holds_real(member);
	return !*(bool *)context;
}

/* A floating-point number prints differently elsewhere, and a hash of it would prove nothing. */
static bool holds_real(const struct json *value)
{
	bool found = json_kind_of(value) == JSON_KIND_REAL;

	if (json_kind_of(value) == JSON_KIND_OBJECT)
		json_each(value, is_free_of_reals, &found);
	if (json_kind_of(value) == JSON_KIND_ARRAY)
		for (size_t i = 0; i < json_count(value) && !found; i++)
			found = holds_real(json_item(value, i));
	return found;
}

static enum status check_event(const struct journal_event *event, struct error *err)
{
	int64_t seconds;

	if (event == NULL)
		return error_set(err, STATUS_INVALID, "a step of advice carries no event for the journal");
	if (event->event == NULL || *event->event == '\0' || event->actor == NULL || event->time == NULL)
		return error_set(err, STATUS_INVALID, "an event of the journal needs its name, its actor and its time");
	if (event->details != NULL && json_kind_of(event->details) != JSON_KIND_OBJECT)
		return error_set(err, STATUS_INVALID, "the details of the event %s are no object", event->event);
	if (holds_real(event->details))
		return error_set(err, STATUS_INVALID, "the details of the event %s hold a floating-point number; write "
		                 "decimals as text", event->event);
	return timestamp_parse(event->time, &seconds, err);
}

enum status journal_append(struct store *store, const struct journal_event *event, struct error *err)
{
	struct journal_head head;
	struct text payload = {0};
	char hash[HASH_SIZE];
	struct write write;
	enum status status = check_event(event, err);

	if (status != STATUS_OK)
		return status;
	/* The head is read under the lock that writes its successor, or two writers would both follow it. */
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = store_journal_head(store, &head, err);
	if (status == STATUS_OK) {
		write_payload(event, &payload);
		journal_hash(head.sequence + 1, head.hash, payload.bytes, payload.length, hash);
		status = store_journal_insert(store, &(struct journal_row){head.sequence + 1, head.hash, payload.bytes, hash,
		                              event->event, event->client, payload.length}, err);
	}
	text_clear(&payload);
	return write_end(store, &write, status, err);
}

enum status journal_head(struct store *store, struct journal_head *head, struct error *err)
{
	struct journal_head found;
	enum status status = store_journal_head(store, &found, err);

	if (status == STATUS_OK)
		*head = found;
	return status;
}

struct walk {
	const struct journal_head *expected; /* may be NULL */
	struct journal_verdict verdict;
	struct text member;                  /* owned: room for what a payload should say */
	bool (*go_on)(void *context, size_t done, size_t total); /* may be NULL */
	void *context;
	size_t done, total;
};

static bool find_fault(struct walk *walk, enum journal_fault fault, int64_t sequence)
{
	walk->verdict.fault = fault;
	walk->verdict.sequence = sequence;
	return false;
}

/* The bytes of a JSON text that begins at text: up to the quote that no backslash precedes. */
static size_t text_member_length(const char *text)
{
	size_t length = 1;

	while (text[length] != '\0' && text[length] != '"')
		length += text[length] == '\\' && text[length + 1] != '\0' ? 2 : 1;
	return length + (text[length] == '"');
}

/*
 * Event and client stand beside the payload to find records by; a record moved to another client would not be found.
 * The payload is known to be whole by now, so it is enough to look where write_payload put them.
 */
static bool agrees_with_payload(struct walk *walk, const struct journal_row *row)
{
	static const char actor[] = "{\"actor\":", client[] = ",\"client\":";
	const size_t tail = sizeof ",\"ts\":\"2026-01-02T09:30:00Z\"}" - 1;
	const char *after_actor;
	bool has_client;

	if (strncmp(row->payload, actor, sizeof actor - 1) != 0 || row->length < tail)
		return false;
	after_actor = row->payload + sizeof actor - 1;
	after_actor += text_member_length(after_actor);
	has_client = strncmp(after_actor, client, sizeof client - 1) == 0;
	if (has_client != (row->client != NULL))
		return false;
	text_reset(&walk->member);
	if (has_client) {
		add_text_member(&walk->member, ",", "client", row->client);
		if (strncmp(after_actor, walk->member.bytes, walk->member.length) != 0)
			return false;
	}
	text_reset(&walk->member);
	add_text_member(&walk->member, ",", "event", row->event);
	return row->length - tail >= walk->member.length &&
	       memcmp(row->payload + row->length - tail - walk->member.length, walk->member.bytes,
	              walk->member.length) == 0;
}

/* False at the first bad record, which is then in the verdict. */
static bool check_row(struct walk *walk, const struct journal_row *row)
{
	struct journal_head *head = &walk->verdict.head;
	char hash[HASH_SIZE];

	if (row->sequence == head->sequence && head->sequence > 0)
		return find_fault(walk, JOURNAL_DUPLICATE, row->sequence);
	if (row->sequence <= head->sequence)
		return find_fault(walk, JOURNAL_BROKEN_LINK, row->sequence); /* numbered below the first */
	if (row->sequence > head->sequence + 1)
		return find_fault(walk, JOURNAL_GAP, head->sequence + 1);
	journal_hash(row->sequence, row->previous, row->payload, row->length, hash);
	if (strcmp(hash, row->hash) != 0)
		return find_fault(walk, JOURNAL_CHANGED, row->sequence);
	if (strcmp(row->previous, head->hash) != 0)
		return find_fault(walk, JOURNAL_BROKEN_LINK, row->sequence);
	if (!agrees_with_payload(walk, row))
		return find_fault(walk, JOURNAL_CHANGED, row->sequence);
	head->sequence = row->sequence;
	memcpy(head->hash, hash, sizeof hash);
	if (walk->expected != NULL && walk->expected->sequence == head->sequence &&
	    strcmp(walk->expected->hash, head->hash) != 0)
		return find_fault(walk, JOURNAL_BROKEN_LINK, row->sequence);
	return true;
}

static enum status visit(void *context, const struct journal_row *row, bool *go_on, struct error *err)
{
	enum { RECORDS_BETWEEN = 512 };
	struct walk *walk = context;

	/* What is found is a verdict, not a failure; to be stopped is one. */
	if (walk->go_on != NULL && walk->done++ % RECORDS_BETWEEN == 0 &&
	    !walk->go_on(walk->context, walk->done - 1, walk->total))
		return error_set(err, STATUS_REFUSED, "stopped after %zu records of the journal", walk->done - 1);
	*go_on = check_row(walk, row);
	return STATUS_OK;
}

/* A sound chain must end where a head says it does. */
static void check_end(struct walk *walk, const struct journal_head *head)
{
	const struct journal_head *end = &walk->verdict.head;

	if (end->sequence < head->sequence)
		(void)find_fault(walk, JOURNAL_SHORT, end->sequence + 1);
	else if (end->sequence > head->sequence)
		(void)find_fault(walk, JOURNAL_BROKEN_LINK, head->sequence + 1);
	else if (strcmp(end->hash, head->hash) != 0)
		(void)find_fault(walk, JOURNAL_BROKEN_LINK, end->sequence);
}

/* How many there should be, for the bar; a damaged head is found by the walk. */
static size_t expected_total(struct store *store)
{
	struct journal_head head;

	return store_journal_head(store, &head, NULL) == STATUS_OK && head.sequence > 0 ? (size_t)head.sequence : 0;
}

enum status journal_verify_watched(struct store *store, const struct journal_head *expected,
                                   bool (*go_on)(void *context, size_t done, size_t total), void *context,
                                   struct journal_verdict *verdict, struct error *err)
{
	struct walk walk = {.expected = expected, .go_on = go_on, .context = context};
	struct journal_head head = {0};
	enum status status = read_begin(store, err);
	enum status head_status;

	if (status != STATUS_OK)
		return status;
	walk.total = go_on != NULL ? expected_total(store) : 0;
	memcpy(walk.verdict.head.hash, first_link, sizeof first_link);
	status = store_journal_each(store, NULL, INT64_MIN, visit, &walk, err);
	head_status = status == STATUS_OK ? store_journal_head(store, &head, err) : status;
	status = read_end(store, status, err);
	text_clear(&walk.member);
	if (status != STATUS_OK)
		return status;
	if (walk.verdict.fault == JOURNAL_SOUND && head_status == STATUS_CORRUPT)
		(void)find_fault(&walk, JOURNAL_BROKEN_LINK, walk.verdict.head.sequence);
	else if (head_status != STATUS_OK && head_status != STATUS_CORRUPT)
		return head_status;
	/* Every book begins with a record, so an empty journal has lost it whatever the head says. */
	if (walk.verdict.fault == JOURNAL_SOUND && walk.verdict.head.sequence == 0)
		(void)find_fault(&walk, JOURNAL_SHORT, 1);
	if (walk.verdict.fault == JOURNAL_SOUND)
		check_end(&walk, &head);
	if (walk.verdict.fault == JOURNAL_SOUND && expected != NULL && walk.verdict.head.sequence < expected->sequence)
		(void)find_fault(&walk, JOURNAL_SHORT, walk.verdict.head.sequence + 1);
	*verdict = walk.verdict;
	return STATUS_OK;
}

enum status journal_verify(struct store *store, const struct journal_head *expected, struct journal_verdict *verdict,
                           struct error *err)
{
	return journal_verify_watched(store, expected, NULL, NULL, verdict, err);
}

struct reader {
	enum status (*each)(void *context, int64_t sequence, const char *previous, const char *hash, const char *payload,
	                    struct error *err);
	void *context;
};

static enum status hand_on(void *context, const struct journal_row *row, bool *go_on, struct error *err)
{
	const struct reader *reader = context;

	(void)go_on; /* all of them */
	return reader->each(reader->context, row->sequence, row->previous, row->hash, row->payload, err);
}

enum status journal_each(struct store *store, const char *client, int64_t after,
                         enum status (*each)(void *context, int64_t sequence, const char *previous, const char *hash,
                                             const char *payload, struct error *err),
                         void *context, struct error *err)
{
	struct reader reader = {each, context};

	return store_journal_each(store, client, after, hand_on, &reader, err);
}

enum status journal_back(struct store *store, const char *client, const char *event, int64_t before, size_t most,
                         enum status (*each)(void *context, int64_t sequence, const char *previous, const char *hash,
                                             const char *payload, struct error *err),
                         void *context, struct error *err)
{
	struct reader reader = {each, context};

	return store_journal_back(store, client, event, before, most, hand_on, &reader, err);
}
