/* Making a book, looking it over, copying it, and taking a copy back. */
#include "advice/book/upkeep.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/book/upkeep_parts.h"
#include "data/store/store_action.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum status upkeep_init(const struct session_options *options, const char *currency, struct error *err)
{
	struct store *store;
	enum status status;

	if (!currency_is_valid(currency))
		return error_set(err, STATUS_INVALID, "\"%.20s\" is no currency; three capital letters such as CNY", currency);
	status = store_create(options->book, currency, options->time, &store, err);
	if (status == STATUS_OK)
		store_close(store);
	return status;
}

/* ---- check ------------------------------------------------------------------------------------------------------ */

struct watch {
	void (*each)(void *context, const char *finding);
	void *context;
	size_t count;
	struct date today;
	struct text sentence;         /* owned; reused                                                */
	char symbol[SYMBOL_SIZE];     /* of the price before                                          */
	struct price before;
	struct corporate_action *actions; /* owned; every one that is known                           */
	size_t action_count;
};

static void find(void *context, const char *finding)
{
	struct watch *watch = context;

	watch->count++;
	watch->each(watch->context, finding);
}

static void find_sentence(struct watch *watch)
{
	find(watch, text_string(&watch->sentence));
	text_reset(&watch->sentence);
}

/* More than a half up or down within a day is a split that was not entered more often than it is a market. */
static bool is_leap(const struct price *before, const struct price *price)
{
	const bool adjusted = before->adjusted_close > 0 && price->adjusted_close > 0;
	const double from = decimal_to_double(adjusted ? before->adjusted_close : before->close);
	const double to = decimal_to_double(adjusted ? price->adjusted_close : price->close);

	return to > 1.5 * from || to < 0.5 * from;
}

/* A leap an action explains: what it brought the holders is the business of `actions apply`. */
static bool is_explained(const struct watch *watch, const struct price *price)
{
	for (size_t i = 0; i < watch->action_count; i++)
		if (watch->actions[i].instrument_id == price->instrument_id &&
		    date_compare(watch->actions[i].date, watch->before.date) > 0 &&
		    date_compare(watch->actions[i].date, price->date) <= 0)
			return true;
	return false;
}

static enum status check_price(void *context, const char *symbol, const struct price *price, struct error *err)
{
	struct watch *watch = context;
	char day[DATE_TEXT_SIZE], close[DECIMAL_TEXT_SIZE], before[DECIMAL_TEXT_SIZE];

	(void)err; /* nothing here can fail: what is wrong is a finding */
	(void)date_format(price->date, day);
	if (strcmp(watch->symbol, symbol) == 0 && is_leap(&watch->before, price) &&
	    !is_explained(watch, price)) {
		text_addf(&watch->sentence, "the price of %s went from %s to %s on %s; look for a split that was not entered",
		          symbol, decimal_format(watch->before.close, before), decimal_format(price->close, close), day);
		find_sentence(watch);
	}
	if (date_compare(price->date, watch->today) > 0) {
		text_addf(&watch->sentence, "the price of %s on %s is dated after today", symbol, day);
		find_sentence(watch);
	}
	memset(watch->symbol, 0, sizeof watch->symbol);
	memcpy(watch->symbol, symbol, strnlen(symbol, sizeof watch->symbol - 1));
	watch->before = *price;
	return STATUS_OK;
}

/* Money below zero and what is dated ahead: entries that cannot have happened so. */
static enum status check_overdrawn(void *context, const char *client, const char *account, int64_t cash, struct error *err)
{
	struct watch *watch = context;
	char amount[DECIMAL_TEXT_SIZE];

	(void)err;
	text_addf(&watch->sentence, "account %s of %s is overdrawn: its money is %s", account, client,
	          decimal_format(cash, amount));
	find_sentence(watch);
	return STATUS_OK;
}

static enum status check_entry(void *context, const char *client, const char *account, enum entry_type type,
                               struct date date, struct error *err)
{
	struct watch *watch = context;
	char day[DATE_TEXT_SIZE];

	(void)err;
	text_addf(&watch->sentence, "a %s in account %s of %s is dated after today, on %s", entry_type_name(type),
	          account, client, date_format(date, day));
	find_sentence(watch);
	return STATUS_OK;
}

static enum status check_journal(struct session *session, struct watch *watch, struct error *err)
{
	struct journal_verdict verdict;
	const enum status status = journal_verify(session_store(session), NULL, &verdict, err);

	if (status != STATUS_OK || verdict.fault == JOURNAL_SOUND)
		return status;
	text_addf(&watch->sentence, "the journal is broken at record %lld: %s", (long long)verdict.sequence,
	          upkeep_fault_text(verdict.fault));
	find_sentence(watch);
	return STATUS_OK;
}

enum status upkeep_check(struct session *session, void (*each)(void *context, const char *finding), void *context,
                         struct upkeep_findings *findings, struct error *err)
{
	struct store *store = session_store(session);
	size_t structural = 0;
	struct watch watch = {.each = each, .context = context, .today = session_today(session)};
	enum status status = store_check(store, find, &watch, err);

	if (status == STATUS_OK)
		status = check_journal(session, &watch, err);
	structural = watch.count;
	if (status == STATUS_OK)
		status = store_actions(store, 0, (struct date){-25567}, (struct date){84005}, &watch.actions, &watch.action_count, err);
	if (status == STATUS_OK)
		status = store_each_price(store, check_price, &watch, err);
	if (status == STATUS_OK)
		status = store_each_later_entry(store, watch.today, check_entry, &watch, err);
	if (status == STATUS_OK)
		status = store_each_overdrawn(store, watch.today, check_overdrawn, &watch, err);
	text_clear(&watch.sentence);
	free(watch.actions);
	if (status == STATUS_OK)
		*findings = (struct upkeep_findings){watch.count, structural};
	return status;
}

/* ---- copies ----------------------------------------------------------------------------------------------------- */

static void record_head(struct json *details, const struct journal_head *head)
{
	char text[HEAD_TEXT_SIZE];

	json_put_text(details, "head", upkeep_head_text(head, text));
}

/* The record of a copy stands in the book, not in the copy. */
enum status upkeep_record_backup(struct session *session, const struct journal_head *head, struct error *err)
{
	struct json *details = json_new_object();
	enum status status;

	record_head(details, head);
	{
		const struct journal_event event = record_event(session, "BACKED_UP", NULL, NULL, details);

		status = journal_append(session_store(session), &event, err);
	}
	json_free(details);
	return status == STATUS_OK ? STATUS_OK : error_prefix(err, "the copy is made, but not on record");
}

enum status upkeep_backup(struct session *session, const char *target, struct error *err)
{
	struct journal_head head;
	enum status status = journal_head(session_store(session), &head, err);

	if (status == STATUS_OK)
		status = store_backup(session_store(session), target, err);
	return status == STATUS_OK ? upkeep_record_backup(session, &head, err) : status;
}

enum status upkeep_backup_sealed(struct session *session, const char *target, const char *passphrase, struct error *err)
{
	struct journal_head head;
	enum status status = journal_head(session_store(session), &head, err);

	if (status == STATUS_OK)
		status = store_backup_sealed(session_store(session), target, passphrase, err);
	return status == STATUS_OK ? upkeep_record_backup(session, &head, err) : status;
}

/* The restored book begins its new life with a record of where it came from. */
static enum status record_restore(struct store *copy, void *context, struct error *err)
{
	const struct session_options *options = context;
	struct journal_head head;
	struct json *details;
	enum status status = journal_head(copy, &head, err);

	if (status != STATUS_OK)
		return status;
	details = json_new_object();
	record_head(details, &head);
	{
		const struct journal_event event = {
			.event = "RESTORED", .actor = options->actor, .time = options->time, .details = details};

		status = journal_append(copy, &event, err);
	}
	json_free(details);
	return status;
}

enum status upkeep_restore(const struct session_options *options, const char *backup, const char *passphrase,
                           char *kept, size_t size, struct error *err)
{
	struct session_options recorded = *options;
	const struct restoration restoration = {
		.backup = backup, .path = options->book, .passphrase = passphrase, .day = options->today,
		.amend = record_restore, .context = &recorded,
	};

	return store_restore(&restoration, kept, size, err);
}
