/* Inside advice/actions: how one action in one account is judged and entered. */
#ifndef BALLAST_ADVICE_ACTIONS_ACTIONS_PARTS_H
#define BALLAST_ADVICE_ACTIONS_ACTIONS_PARTS_H

#include "advice/actions/actions.h"
#include "advice/intake/occurrence.h"
#include "advice/intake/returned_capital.h"
#include "engine/model/ledger.h"

/* What is read once and asked about every account. */
struct due_reading;
struct due_reading *due_reading_new(struct session *session);
void due_reading_free(struct due_reading *reading);

/* Judges the line by what the ledger says now. */
enum status due_judge(struct due_reading *reading, struct due_line *line, struct error *err);

/* The entries a statement may show in place of those the action would make; how many. */
size_t due_occurrences(const struct due_line *line, struct occurrence occurrences[2]);

/* Holdings a custodian stated on a later day have the action in them. */
enum status due_is_contained(struct due_reading *reading, const struct due_line *line, bool *is_in, struct error *err);

/* The lots its holder held of the instrument at the close before the ex day; borrowed until the next call. */
enum status due_lots(struct due_reading *reading, const struct due_line *line, const struct lot **lots, size_t *count,
                     struct error *err);

/* STATUS_REFUSED: the account has less money today than `paid` (of its own currency) for the rights of the line. */
enum status due_can_pay(struct session *session, const struct due_line *line, int64_t paid, struct error *err);

/* Actions of the filter up to the session's day, by ex day, without changes of symbol; symbols filled in. Caller frees. */
enum status due_actions(struct session *session, const struct due_filter *filter, struct due_line **lines, size_t *count,
                        struct error *err);

/* The lots of a split or merger. Zeroed is empty. */
struct due_exchange {
	int64_t *taken;                  /* owned; of each lot for the money of a merger; NULL: none     */
	struct lot *left;                /* owned; what is exchanged                                     */
	struct lot *opened;              /* owned; in whose place they come, a fraction that is sold among them */
	size_t left_count, opened_count;
};
void due_exchange_clear(struct due_exchange *exchange);

/* Works the lots out, and of the line what they cost and gained, lots_after among it. STATUS_INVALID: they cannot be exchanged. */
enum status due_exchange_lots(struct due_line *line, const struct lot *lots, size_t count, struct due_exchange *exchange,
                              struct error *err);

/*
 * The day the money of a dividend or of capital given back is entered on: the day it is paid, when that has come; shares
 * that are bought with it are bought on the ex day.
 */
struct date due_paid_on(const struct due_line *line, struct date today);

/* The lots of capital given back: of those held at the close before the ex day what is left when it is entered. */
enum status due_return_lots(struct session *session, const struct due_line *line, struct returned_capital *returned,
                            struct error *err);

/* Symbols that wait to be changed, into the list; by NULL: looked at only, else within a transaction that is begun. */
enum status due_renames(struct session *session, const struct due_filter *filter, const char *by, struct due_list *list,
                        struct error *err);

/* Writes the entries of a line that is ready; within a transaction that is of no use when it fails. */
enum status due_post(struct due_reading *reading, struct session *session, struct due_line *line, struct error *err);

#endif
