/* The second person: approve or reject a proposal; then orders out, executions back. */
#ifndef BALLAST_ADVICE_TRADE_APPROVE_H
#define BALLAST_ADVICE_TRADE_APPROVE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/text.h"
#include "engine/corporate/dividend_tax.h"
#include "engine/model/ledger.h"

struct session;
struct arena;
struct section;

/*
 * Approves: checks that the approver is not the maker, that the proposal still waits and is no older than the rules
 * allow, that no price moved more than 2 % since, that the plan still suits, and that no limit or closure was announced
 * since that a line would break; writes the orders. STATUS_REFUSED says which.
 */
enum status approve_proposal(struct session *session, int64_t proposal_id, const char *by, size_t *orders,
                             struct error *err);
enum status reject_proposal(struct session *session, int64_t proposal_id, const char *by, const char *why,
                            struct error *err);

/*
 * A client's proposals with their lines, the newest first: the one that waits, then what became of the earlier ones.
 * The caller's until approve_list_free.
 */
enum status approve_list(struct session *session, int64_t client_id, struct proposal **proposals, size_t *count,
                         struct error *err);
void approve_list_free(struct proposal *proposals, size_t count);

/* N_(): "waits", "approved", ...: for people. */
const char *approve_state_text(enum proposal_state state);

/* Proposals that wait, or all, as a table for people and programs. */
enum status approve_section(struct session *session, bool all, struct arena *arena, struct section **section,
                            struct error *err);

/*
 * Orders not yet sent, as CSV for the broker (reference,client,account,side,symbol,quantity,price,currency,
 * money_day: when the money of a sale can be spent, empty of a purchase), appended to csv; sells before buys. orders_sent marks exactly these as sent once the file is safe.
 */
enum status orders_write(struct session *session, struct text *csv, int64_t **ids, size_t *count, struct error *err);
enum status orders_sent(struct session *session, const int64_t *ids, size_t count, struct error *err);

/* How many approved orders wait to be sent. */
enum status orders_waiting(struct session *session, size_t *count, struct error *err);

/*
 * Both at once: the orders not yet sent into a new file of mode 0600, then marked as sent. When the book cannot take the mark
 * the file is removed again: an order that counts as waiting lies in no file.
 *
 * STATUS_NOT_FOUND: none waits, no file is made. STATUS_REFUSED: there is something of this name; it stays as it is.
 */
enum status orders_hand_over(struct session *session, const char *path, size_t *count, struct error *err);

/* Tax on dividends that falls due with an execution: what the broker is expected to take for it, beside its fee. */
struct fill_tax {
	char execution[REFERENCE_SIZE];
	char client[SYMBOL_SIZE], symbol[SYMBOL_SIZE], currency[4];
	struct date date;
	struct dividend_tax_due due;
};

/*
 * Executions from a CSV file: reference,date,quantity,price,fee,execution. All rows or none; a repeated execution
 * changes nothing. problem is called for each bad row. The result is the caller's to clear when STATUS_OK.
 */
struct fills_result {
	size_t rows, added, known, bad;
	struct fill_tax *taxes;       /* owned; of the executions that were added                    */
	size_t tax_count, tax_capacity;
};
void fills_result_clear(struct fills_result *result);
enum status fills_read(struct session *session, const char *path,
                       void (*problem)(void *context, size_t line, const char *column, const char *message),
                       void *context, struct fills_result *result, struct error *err);

#endif
