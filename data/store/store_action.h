/* Corporate actions: facts about instruments, each with what brought it. */
#ifndef BALLAST_DATA_STORE_STORE_ACTION_H
#define BALLAST_DATA_STORE_STORE_ACTION_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/corporate_action.h"

struct entry;

/*
 * One fact for each instrument, ex day, type and counterpart (into_id, symbol): two dividends of one day are entered as
 * their sum. An equal one is PUT_SAME and leaves the delivery as it was; a different one withdraws it and takes its place
 * (PUT_CHANGED). delivery_id 0: none; id, source and arrived of the action are not read, currency empty is the
 * instrument's. STATUS_INVALID as by action_check. STATUS_REFUSED: the one that is there has been applied to accounts,
 * which must be taken back before it is said otherwise.
 */
enum status store_put_action(struct store *store, const struct corporate_action *action, int64_t delivery_id,
                             enum put_result *result, struct error *err);

/* Those not withdrawn with their ex day in [from, to], by day, instrument and number. instrument_id 0: of all. */
enum status store_actions(struct store *store, int64_t instrument_id, struct date from, struct date to,
                          struct corporate_action **actions, size_t *count, struct error *err);

/* Of them the mergers into shares of another instrument up to a day, by day. */
enum status store_mergers(struct store *store, struct date to, struct corporate_action **actions, size_t *count,
                          struct error *err);

/* One by its number, withdrawn or not. STATUS_NOT_FOUND names the number. */
enum status store_get_action(struct store *store, int64_t id, struct corporate_action *action, struct error *err);

/* It never was. STATUS_REFUSED: it has been applied to accounts, or was withdrawn already. */
enum status store_withdraw_action(struct store *store, int64_t id, struct error *err);

/*
 * What an entry made of an action has as its reference: "action 12 1", "action 12 1/2" the second time, after the first
 * was taken back; leg counts the entries of one action in one account from 1.
 */
void action_reference(int64_t action_id, int leg, int time, char *reference, size_t size);
/* The number of the action an entry was made of; 0: of none. */
int64_t action_of_reference(const char *reference);

/* How many entries that were not taken back rest on the action. */
enum status store_action_entries(struct store *store, int64_t action_id, size_t *count, struct error *err);

/* An account that held the instrument of an action. */
struct action_holder {
	int64_t account_id, client_id;
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE];
	char currency[4];                 /* of the client                                            */
	int64_t quantity;                 /* at the end of the day asked for                          */
	int64_t stated_entry;             /* the last entry of a file of holdings among it; 0: none   */
	int times;                        /* how often the action came out here and was undone        */
};

/* Accounts that held anything of the instrument at the end of `day` and in which the action has not come out yet, by client
   and account. client_id 0: of every client. */
enum status store_action_holders(struct store *store, const struct corporate_action *action, struct date day,
                                 int64_t client_id, struct action_holder **holders, size_t *count, struct error *err);

/*
 * The same over all clients, by client, and only those in which no entry of `first` or `second` type (-1: none) stands from
 * `from` to `to`: quick, and for a warning alone; whether an entry says what the action does is for others to judge.
 */
enum status store_action_waits(struct store *store, const struct corporate_action *action, int first, int second,
                               struct date from, struct date to, struct action_holder **holders, size_t *count,
                               struct error *err);

enum action_outcome { OUTCOME_ENTERED, OUTCOME_FOUND, OUTCOME_CONTAINED, OUTCOME_LAPSED };
enum { ACTION_OUTCOMES = 4 };

struct outcome {
	int64_t id, action_id, account_id;
	enum action_outcome outcome;
	int64_t entry_id;                 /* the first it wrote, or the one it found; 0: none         */
	struct date day;
	char actor[NAME_SIZE];
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE]; /* not read when it is put                    */
};
enum status store_put_outcome(struct store *store, const struct outcome *outcome, struct error *err);

/* Those that stand, of one action (0: all), of one client (0: all), by action, client and account. */
enum status store_outcomes(struct store *store, int64_t action_id, int64_t client_id, struct outcome **outcomes,
                           size_t *count, struct error *err);
/* How many of an action stand, other than of one kind. */
enum status store_count_outcomes(struct store *store, int64_t action_id, enum action_outcome without, size_t *count,
                                 struct error *err);
/* Whether an entry of an account is what another action than this one was found in. */
enum status store_is_found(struct store *store, const struct entry *entry, int64_t action_id, bool *found, struct error *err);
/* Whether any entry of the book was made of an action: cheap, before it is asked which. */
enum status store_has_action_entries(struct store *store, bool *has, struct error *err);
/* It may come out again. STATUS_NOT_FOUND: there is none of this number that stands. */
enum status store_undo_outcome(struct store *store, int64_t id, struct error *err);

/* The entries that rest on an action in an account and were not taken back, the last first. */
enum status store_entries_of_action(struct store *store, int64_t action_id, int64_t account_id, int64_t **ids,
                                    size_t *count, struct error *err);

enum election_kind { ELECTION_DIVIDEND, ELECTION_RIGHTS };

/* choice: money 0, shares 1; let lapse 0, take 1. instrument_id 0: of any it was not said otherwise of. */
enum status store_put_election(struct store *store, int64_t account_id, int64_t instrument_id, enum election_kind kind,
                               int choice, struct date day, const char *actor, enum put_result *result,
                               struct error *err);
/* What holds for the account and instrument; `fallback` when nothing was said. */
enum status store_election(struct store *store, int64_t account_id, int64_t instrument_id, enum election_kind kind,
                           int fallback, int *choice, struct error *err);

/* Renames an instrument from a day on; it is found under the old symbol too. STATUS_REFUSED: another has the new one. */
enum status store_rename_instrument(struct store *store, int64_t instrument_id, const char *symbol, struct date day,
                                    struct error *err);

#endif
