/* Limits and closures said by hand, one announcement after another. */
#include "advice/market/terms.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

/* What is said of an instrument on top of what the book says of it. */
struct saying {
	struct instrument instrument;
	struct terms_list known;         /* owned                                                        */
	struct dealing_terms terms;      /* what shall stand; borrows windows                            */
	struct dealing_window *windows;  /* owned                                                        */
};

static void saying_clear(struct saying *saying)
{
	terms_list_clear(&saying->known);
	free(saying->windows);
}

/* An instrument of which nothing is known is dealt on no terms of its own until now. */
static enum status learn(struct session *session, struct saying *saying, struct error *err)
{
	const enum status status = store_terms(session_store(session), saying->instrument.id, &saying->known, err);

	if (status != STATUS_OK)
		return status;
	if (saying->known.count > 0)
		saying->terms = saying->known.terms[0];
	saying->terms.instrument_id = saying->instrument.id;
	return STATUS_OK;
}

static void take_in(struct saying *saying, const struct dealing_window *window, bool is_instead)
{
	const struct dealing_terms *terms = &saying->terms;
	struct dealing_window *made = memory_new_array(2 * terms->window_count + 1, sizeof *made);
	const size_t count = (is_instead ? dealing_windows_put_instead : dealing_windows_add)(terms->windows, terms->window_count,
	                                                                                      window, made);

	free(saying->windows);
	saying->windows = made;
	saying->terms.windows = made;
	saying->terms.window_count = count;
}

static void describe(const struct dealing_window *window, const char *symbol, struct json *details)
{
	json_put_text(details, "symbol", symbol);
	json_put_text(details, "kind", dealing_kind_name(window->kind));
	if (window->kind == DEALING_LIMIT)
		json_put_decimal(details, "amount", window->amount);
	if (window->from.days != 0)
		record_date(details, "from", window->from);
	if (window->until.days != 0)
		record_date(details, "until", window->until);
}

/* Puts what shall stand, as said by a person. */
static enum status put(struct session *session, const struct saying *saying, const char *by, enum put_result *result,
                       struct error *err)
{
	int64_t delivery_id = 0;
	const enum status status = record_by_hand(session, by, &delivery_id, err);

	return status == STATUS_OK ? store_put_terms(session_store(session), &saying->terms, delivery_id, result, err) : status;
}

static enum status append(struct session *session, const char *event, const char *by, const struct json *details,
                          struct error *err)
{
	const struct journal_event record = record_event(session, event, by, NULL, details);

	return journal_append(session_store(session), &record, err);
}

/* Ends the transaction, and what the market knew of the terms. */
static enum status finish(struct session *session, enum status status, bool is_kept, struct error *err)
{
	if (status == STATUS_OK && is_kept)
		status = store_commit(session_store(session), err);
	else
		store_rollback(session_store(session));
	session_forget_market(session);
	return status;
}

enum status terms_say(struct session *session, const char *symbol, const struct dealing_window *windows, size_t count,
                      bool is_instead, const char *by, bool *added, struct error *err)
{
	struct saying saying = {0};
	enum put_result result = PUT_SAME;
	enum status status = record_check_actor(by, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = dealing_window_check(&windows[i], err);
	if (status == STATUS_OK)
		status = store_find_instrument(session_store(session), symbol, &saying.instrument, err);
	if (status == STATUS_OK && instrument_is_cash(&saying.instrument))
		status = error_set(err, STATUS_INVALID, "%s has no terms of dealing", CASH_SYMBOL);
	if (status == STATUS_OK)
		status = store_begin(session_store(session), err);
	if (status != STATUS_OK)
		return status;
	status = learn(session, &saying, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		take_in(&saying, &windows[i], is_instead);
	if (status == STATUS_OK)
		status = put(session, &saying, by, &result, err);
	for (size_t i = 0; status == STATUS_OK && result != PUT_SAME && i < count; i++) {
		struct json *details = json_new_object();

		describe(&windows[i], saying.instrument.symbol, details);
		json_put_bool(details, "instead", is_instead);
		status = append(session, "TERMS_SAID", by, details, err);
		json_free(details);
	}
	status = finish(session, status, result != PUT_SAME, err);
	if (status == STATUS_OK)
		*added = result != PUT_SAME;
	saying_clear(&saying);
	return status;
}

/* The window of this number, within what shall stand, where it can be changed. */
static enum status find_window(struct session *session, int64_t window_id, struct saying *saying, size_t *at, struct error *err)
{
	int64_t instrument_id = 0;
	enum status status = store_window_owner(session_store(session), window_id, &instrument_id, err);

	if (status == STATUS_OK)
		status = store_get_instrument(session_store(session), instrument_id, &saying->instrument, err);
	if (status == STATUS_OK)
		status = learn(session, saying, err);
	if (status != STATUS_OK)
		return status;
	saying->windows = memory_new_array(saying->terms.window_count, sizeof *saying->windows);
	*at = SIZE_MAX;
	for (size_t i = 0; i < saying->terms.window_count; i++) {
		saying->windows[i] = saying->terms.windows[i];
		if (saying->windows[i].id == window_id)
			*at = i;
	}
	saying->terms.windows = saying->windows;
	return *at != SIZE_MAX ? STATUS_OK :
	       error_set(err, STATUS_NOT_FOUND, "no limit or closure has the number %lld", (long long)window_id);
}

/* Takes the window out of what shall stand. */
static void drop(struct saying *saying, size_t at)
{
	saying->windows[at] = saying->windows[--saying->terms.window_count];
}

/* The window gets another end; one that says then what another says already is that one. */
static enum status give_end(struct saying *saying, size_t at, struct date day, struct error *err)
{
	saying->windows[at].until = day;
	for (size_t i = 0; i < saying->terms.window_count; i++)
		if (i != at && dealing_window_is_same(&saying->windows[i], &saying->windows[at])) {
			drop(saying, at);
			return STATUS_OK;
		}
	return dealing_window_check(&saying->windows[at], err);
}

enum status terms_end(struct session *session, int64_t window_id, struct date day, const char *by, bool *changed,
                      struct error *err)
{
	struct saying saying = {0};
	struct dealing_window was = {0};
	enum put_result result = PUT_SAME;
	size_t at = 0;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK)
		status = store_begin(session_store(session), err);
	if (status != STATUS_OK)
		return status;
	status = find_window(session, window_id, &saying, &at, err);
	if (status == STATUS_OK) {
		was = saying.windows[at];
		status = give_end(&saying, at, day, err);
	}
	if (status == STATUS_OK)
		status = put(session, &saying, by, &result, err);
	if (status == STATUS_OK && result != PUT_SAME) {
		struct json *details = json_new_object();

		describe(&was, saying.instrument.symbol, details);
		record_date(details, "ends", day);
		status = append(session, "TERMS_ENDED", by, details, err);
		json_free(details);
	}
	status = finish(session, status, result != PUT_SAME, err);
	if (status == STATUS_OK)
		*changed = result != PUT_SAME;
	saying_clear(&saying);
	return status;
}

enum status terms_withdraw(struct session *session, int64_t window_id, const char *by, const char *why, struct error *err)
{
	struct saying saying = {0};
	size_t at = 0;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK && (why == NULL || why[strspn(why, " \t")] == '\0' || !text_is_clean(why)))
		status = error_set(err, STATUS_INVALID, "a reason in plain words is needed");
	if (status == STATUS_OK)
		status = store_begin(session_store(session), err);
	if (status != STATUS_OK)
		return status;
	status = find_window(session, window_id, &saying, &at, err);
	if (status == STATUS_OK) {
		const struct dealing_window was = saying.windows[at];
		struct json *details = json_new_object();

		drop(&saying, at);
		describe(&was, saying.instrument.symbol, details);
		json_put_text(details, "why", why);
		status = put(session, &saying, by, NULL, err);
		if (status == STATUS_OK)
			status = append(session, "TERMS_WITHDRAWN", by, details, err);
		json_free(details);
	}
	status = finish(session, status, true, err);
	saying_clear(&saying);
	return status;
}
