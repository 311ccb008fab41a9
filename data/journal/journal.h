/*
 * The journal of advice: a chain of records, each bound to the one before by SHA-256.
 *
 *     bytes_n = "<n>|<hash_{n-1}>|<payload_n>\n"        hash_n = SHA-256(bytes_n), lower-case hexadecimal
 *
 * n counts from 1; hash_0 is 64 zeros; payload is canonical JSON: UTF-8, keys sorted, no blanks, no floating point
 * (decimals are strings, integers plain). It is a local chain: it shows any change, removal, insertion or reordering
 * of records to whoever knows a later hash, but whoever may write the file can write a whole new chain. So the head
 * (count and last hash) is printed in every report and wherever else a second copy can be kept.
 *
 * Source of the construction: S. Haber and W. S. Stornetta, How to time-stamp a digital document, J. Cryptology 3 (1991).
 */
#ifndef BALLAST_DATA_JOURNAL_JOURNAL_H
#define BALLAST_DATA_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct json;  /* data/exchange/json.h */
struct store;

enum { HASH_SIZE = 65 };

/* SHA-256 of bytes as lower-case hexadecimal. */
void hash_bytes(const void *bytes, size_t length, char hash[HASH_SIZE]);

/* The same in pieces: for files written piece by piece. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_add(struct hasher *hasher, const void *bytes, size_t length);
void hasher_finish(struct hasher *hasher, char hash[HASH_SIZE]); /* and frees it */

/* hash_n of a record; pure. */
void journal_hash(int64_t sequence, const char *previous, const char *payload, size_t length, char hash[HASH_SIZE]);

/* What happened. Payload: {"actor":..,"client":..,"details":{..},"event":..,"ts":..}; absent parts are left out. */
struct journal_event {
	const char *event;           /* "PROFILE_SCORED", "RECOMMENDED", "PLAN_ACCEPTED", "PROPOSED", "APPROVED", ... */
	const char *actor;           /* who: a name, or "system"                                     */
	const char *client;          /* code, or NULL                                                */
	const char *time;            /* "2026-01-02T09:30:00Z"                                       */
	const struct json *details;  /* object, or NULL; not kept                                    */
};

/* Appends a record by itself (an import, a report). Steps of advice carry theirs through store_advice.h. */
enum status journal_append(struct store *store, const struct journal_event *event, struct error *err);

struct journal_head {
	int64_t sequence;
	char hash[HASH_SIZE];
};
enum status journal_head(struct store *store, struct journal_head *head, struct error *err);

/* What is wrong with the first bad record. */
enum journal_fault {
	JOURNAL_SOUND,
	JOURNAL_CHANGED,     /* its hash does not fit its content                                    */
	JOURNAL_BROKEN_LINK, /* it names another predecessor: inserted, reordered, or the one before was exchanged */
	JOURNAL_GAP,         /* a number is missing: records were removed                            */
	JOURNAL_DUPLICATE,
	JOURNAL_SHORT,       /* the book remembers a longer chain: the tail was cut                  */
};

struct journal_verdict {
	enum journal_fault fault;
	int64_t sequence;            /* of the first bad record; GAP, SHORT: of the first missing one */
	struct journal_head head;    /* of what was read                                             */
};

/*
 * Walks the chain from the first record. expected (may be NULL): a head known from elsewhere, e.g. printed in a report;
 * STATUS_OK with the verdict, also when it is bad.
 */
enum status journal_verify(struct store *store, const struct journal_head *expected, struct journal_verdict *verdict,
                           struct error *err);

/* The same, telling how far it is every so often; go_on returning false ends it with STATUS_REFUSED. NULL: never asked. */
enum status journal_verify_watched(struct store *store, const struct journal_head *expected,
                                   bool (*go_on)(void *context, size_t done, size_t total), void *context,
                                   struct journal_verdict *verdict, struct error *err);

/* At most `most` records numbered below `before`, the newest first; client or event NULL: of any. */
enum status journal_back(struct store *store, const char *client, const char *event, int64_t before, size_t most,
                         enum status (*each)(void *context, int64_t sequence, const char *previous, const char *hash,
                                             const char *payload, struct error *err),
                         void *context, struct error *err);

/* The records of a client (client NULL: all) from `after` + 1 on, in order. */
enum status journal_each(struct store *store, const char *client, int64_t after,
                         enum status (*each)(void *context, int64_t sequence, const char *previous, const char *hash,
                                             const char *payload, struct error *err),
                         void *context, struct error *err);

#endif
