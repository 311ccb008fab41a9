/* Clients, households, accounts. */
#ifndef BALLAST_DATA_STORE_STORE_CLIENT_H
#define BALLAST_DATA_STORE_STORE_CLIENT_H

#include "data/store/store.h"
#include "engine/model/investor.h"
#include "engine/model/ledger.h"

/* Inserts or updates by code; a household named for the first time is made. client->id is set. */
enum status store_put_client(struct store *store, struct client *client, enum put_result *result, struct error *err);

/* STATUS_NOT_FOUND names the code and the nearest one known. */
enum status store_find_client(struct store *store, const char *code, struct client *client, struct error *err);
enum status store_get_client(struct store *store, int64_t id, struct client *client, struct error *err);

/* All, by code. */
enum status store_clients(struct store *store, struct client **clients, size_t *count, struct error *err);
enum status store_count_clients(struct store *store, size_t *count, struct error *err);

/* The account of a client by code, made when it does not exist yet. */
enum status store_put_account(struct store *store, int64_t client_id, const char *code, struct account *account,
                              struct error *err);
enum status store_accounts(struct store *store, int64_t client_id, struct account **accounts, size_t *count,
                           struct error *err);

#endif
