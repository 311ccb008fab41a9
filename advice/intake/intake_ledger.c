/* Rows that move money and shares: which entry they ask for, and whether the book has it. */
#include <string.h>

#include "advice/intake/intake_rows.h"
#include "advice/intake/recognition.h"
#include "advice/market/conversion.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static bool is_money(const struct transaction_row *row)
{
	return row->symbol[0] == '\0' || strcmp(row->symbol, CASH_SYMBOL) == 0;
}

static void transaction_content(const struct transaction_row *row, struct text *text)
{
	const struct entry *entry = &row->entry;
	char day[DATE_TEXT_SIZE];

	if (row->split_new != 0) /* how many shares it adds depends on when it is read; the ratio does not */
		text_addf(text, "%lld:%lld|", (long long)row->split_new, (long long)row->split_old);
	text_addf(text, "%s|%s|%s|%s|%s|%lld|%lld|%lld|%lld", date_format(entry->date, day), row->client, row->account,
	          entry_type_name(entry->type), row->symbol, (long long)entry->quantity, (long long)entry->price,
	          (long long)entry->fee, (long long)entry->cash);
}

/*
 * The account's money is the client's currency: what a row moves in another is exchanged at the rate of its day. Of what
 * moves money alone the amount is kept as the price, so that the row can be written again.
 */
static enum status exchange(struct intake_run *run, const struct client *client, const char *currency,
                            struct entry *entry, struct error *err)
{
	struct conversion *conversion = conversion_new(run->session, client->currency);
	const int64_t amount = entry->type == ENTRY_FEE ? -entry->cash - entry->fee : entry->cash + entry->fee;
	const enum status status = conversion_amount(conversion, currency, entry->date, entry->cash, &entry->cash, err);

	conversion_free(conversion);
	if (entry->quantity == 0)
		entry->price = amount;
	return status;
}

/* Ids and currency of the entry a row asks for, and the row as text. */
static enum status resolve(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                           struct text *content, struct error *err)
{
	const struct client *client;
	const struct instrument *instrument = NULL;
	const char *currency;
	enum status status = intake_client(run, row->client, &client, err);

	if (status == STATUS_OK && !is_money(row))
		status = intake_instrument(run, row->symbol, &instrument, err);
	if (status != STATUS_OK)
		return status;
	*entry = row->entry;
	currency = instrument != NULL ? instrument->currency : client->currency;
	if (entry->currency[0] == '\0')
		memcpy(entry->currency, currency, sizeof entry->currency);
	else if (strcmp(entry->currency, currency) != 0)
		return error_set(err, STATUS_INVALID, "the row is in %s, %s \"%s\" in %s", entry->currency,
		                 instrument != NULL ? "instrument" : "client", instrument != NULL ? row->symbol : row->client,
		                 currency);
	entry->instrument_id = instrument != NULL ? instrument->id : 0;
	if (strcmp(currency, client->currency) != 0)
		status = exchange(run, client, currency, entry, err);
	if (status == STATUS_OK)
		status = intake_account(run, client, row->account, &entry->account_id, err);
	if (status == STATUS_OK)
		transaction_content(row, content);
	return status;
}

/*
 * The entry of a row with its reference, which is one of content and time when the row has none. time: the how manyth row
 * of the file with this content it is.
 */
static enum status make_entry(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                              struct text *content, size_t *time, struct error *err)
{
	char reference[REFERENCE_SIZE];
	const enum status status = resolve(run, row, entry, content, err);

	if (status != STATUS_OK)
		return status;
	*time = intake_reference(run, 'T', text_string(content), reference);
	if (entry->reference[0] == '\0')
		memcpy(entry->reference, reference, sizeof reference);
	return STATUS_OK;
}

/*
 * What an entry in another currency was exchanged for depends on the rate known then, and what a ratio added on what was
 * held; the row says the rest.
 */
static bool is_same_entry(const struct entry *a, const struct entry *b, bool is_exchanged, bool is_ratio)
{
	return a->instrument_id == b->instrument_id && a->date.days == b->date.days && a->type == b->type &&
	       (is_ratio || a->quantity == b->quantity) && a->price == b->price && a->fee == b->fee && (is_exchanged || a->cash == b->cash) &&
	       strcmp(a->currency, b->currency) == 0;
}

/*
 * The same event may be in the book under another reference, or under none: as often as an equal entry was there before
 * the file, an equal row is that one. Two different references are two events; so a row with a reference of its own is
 * only looked for among the entries that came without, and only rows whose reference is new are counted against them.
 */
static enum status find_equal(struct intake_run *run, const struct transaction_row *row, const struct entry *entry,
                              size_t time, struct text *content, bool *is_known, struct error *err)
{
	const bool has_reference = row->entry.reference[0] != '\0';
	size_t count = 0;
	enum status status;

	if (row->split_new != 0)
		return STATUS_OK; /* how many shares it added then is not known: its reference alone finds it */
	status = store_count_equal(run->store, entry, run->last_entry, has_reference, &count, err);
	if (status != STATUS_OK)
		return status;
	if (has_reference) {
		text_add(content, "|new reference");
		time = ++*intake_times(run, text_string(content));
	}
	*is_known = count >= time;
	return STATUS_OK;
}

/* The row as recognition is asked about it: entry is under the reference of the row, in its first life. */
static enum status ask(struct intake_run *run, const struct transaction_row *row, const struct entry *entry,
                       struct recognition_row *asked, struct error *err)
{
	const struct client *client;
	const enum status status = intake_client(run, row->client, &client, err);

	if (status == STATUS_OK)
		*asked = (struct recognition_row){row, entry, client->currency};
	return status;
}

/* Looks for the row's entry in the book: by its reference, then by what it says. */
static enum status find_known(struct intake_run *run, const struct transaction_row *row, struct entry *entry, size_t time,
                              struct text *content, bool *is_known, struct error *err)
{
	struct entry known;
	enum status status = intake_find(run, entry, &known, is_known, err);

	if (status != STATUS_OK)
		return status;
	if (*is_known && !is_same_entry(&known, entry, entry->cash != row->entry.cash || entry->price != row->entry.price,
	                                row->split_new != 0))
		return error_set(err, STATUS_INVALID, "the reference \"%s\" is already that of another entry of account %s; where it "
		                 "numbers orders and not rows, leave the column out of the profile", entry->reference, row->account);
	return *is_known ? STATUS_OK : find_equal(run, row, entry, time, content, is_known, err);
}

/* What an action has entered for the row, or *said SAID_NOT; then *is_known says whether the book has it otherwise. */
static enum status find_entered(struct intake_run *run, const struct transaction_row *row, struct entry *entry, size_t time,
                                struct text *content, enum said *said, bool *is_known, struct error *err)
{
	const struct entry first = *entry;
	struct recognition_row asked;
	enum status status = STATUS_OK;

	*said = SAID_NOT;
	if (run->recognition == NULL)
		return find_known(run, row, entry, time, content, is_known, err);
	status = ask(run, row, &first, &asked, err);
	if (status == STATUS_OK)
		status = recognition_find(run->recognition, &asked, said, run->said, err);
	if (status == STATUS_OK && *said == SAID_NOT)
		status = find_known(run, row, entry, time, content, is_known, err);
	if (status == STATUS_OK && *said == SAID_NOT && !*is_known)
		status = recognition_judge(run->recognition, &asked, said, run->said, err);
	return status;
}

static enum status keep_transaction(struct intake_run *run, const struct transaction_row *row, struct text *content,
                                    struct error *err)
{
	struct entry entry;
	enum said said = SAID_NOT;
	bool is_known = false;
	size_t time = 0;
	enum status status = make_entry(run, row, &entry, content, &time, err);

	if (status == STATUS_OK)
		status = find_entered(run, row, &entry, time, content, &said, &is_known, err);
	if (status == STATUS_OK && said == SAID_NOT && !is_known)
		status = intake_post(run, row, &entry, err);
	if (status != STATUS_OK)
		return status;
	if (said == SAID_PERHAPS || said == SAID_OTHERWISE)
		run->differing++;
	else
		intake_count(run, said == SAID || is_known ? PUT_SAME : PUT_NEW);
	return STATUS_OK;
}

/* On its day, then by what the book says, then on a day near: so that equal rows of a file find the entries they are of. */
static enum status recognise(struct intake_run *run, const struct transaction_row *row, struct text *content, struct error *err)
{
	char words[RECOGNITION_SAID_SIZE];
	struct entry entry, first;
	struct recognition_row asked;
	enum said said = SAID_NOT;
	bool is_known = false;
	size_t time = 0;
	enum status status = make_entry(run, row, &entry, content, &time, err);

	first = entry;
	if (status == STATUS_OK)
		status = ask(run, row, &first, &asked, err);
	if (status == STATUS_OK)
		status = recognition_find(run->recognition, &asked, &said, words, err);
	if (status == STATUS_OK && said == SAID_NOT)
		status = intake_find(run, &entry, &(struct entry){0}, &is_known, err);
	if (status == STATUS_OK && said == SAID_NOT && !is_known)
		status = recognition_claim(run->recognition, &asked, true, &is_known, err);
	if (status == STATUS_OK && said == SAID_NOT && !is_known)
		status = find_equal(run, row, &entry, time, content, &is_known, err);
	if (status == STATUS_OK && said == SAID_NOT && !is_known)
		status = recognition_claim(run->recognition, &asked, false, &is_known, err);
	return status;
}

enum status intake_recognise(const struct exchange_row *row, void *context, struct error *err)
{
	struct text content = {0};
	const enum status status = row->is_cancelled ? STATUS_OK : recognise(context, &row->transaction, &content, err);

	text_clear(&content);
	/* as in intake_keep, which says it to the person */
	return status == STATUS_REFUSED || status == STATUS_INFEASIBLE ? error_set(err, STATUS_INVALID, "%s", err->message) : status;
}

enum status intake_keep_transaction(struct intake_run *run, const struct transaction_row *row, struct error *err)
{
	struct text content = {0};
	const enum status status = keep_transaction(run, row, &content, err);

	text_clear(&content);
	return status;
}

enum status intake_check_cancelled(struct intake_run *run, const struct transaction_row *row, struct error *err)
{
	struct text content = {0};
	struct entry entry;
	char day[DATE_TEXT_SIZE];
	size_t count = 0;
	enum status status = resolve(run, row, &entry, &content, err);

	if (status == STATUS_OK)
		status = store_count_equal(run->store, &entry, run->last_entry, false, &count, err);
	/* equal rows that stand came before: of equals the latest is the cancelled one */
	if (status == STATUS_OK && count > *intake_times(run, text_string(&content)))
		status = error_set(err, STATUS_INVALID, "the %s of %s on %s is cancelled by this file, and the book has it from an "
		                   "earlier one; take that import back (--undo) first", entry_type_name(entry.type), row->symbol,
		                   date_format(entry.date, day));
	text_clear(&content);
	return status;
}
