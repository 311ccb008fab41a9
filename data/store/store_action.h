/* Corporate actions: facts about instruments, each with what brought it. */
#ifndef BALLAST_DATA_STORE_STORE_ACTION_H
#define BALLAST_DATA_STORE_STORE_ACTION_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/corporate_action.h"

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

#endif
