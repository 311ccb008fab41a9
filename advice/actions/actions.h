/*
 * Corporate actions and the clients who held the instrument: what each account is due, what a statement has brought
 * already, and the entries made of it. A fact is about an instrument; what follows from it is per account.
 *
 * Who held it at the close before the ex day is concerned, in the order of the ex days: a dividend after a split is paid on
 * the shares of the split.
 */
#ifndef BALLAST_ADVICE_ACTIONS_ACTIONS_H
#define BALLAST_ADVICE_ACTIONS_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/imported.h"
#include "data/store/store_action.h"
#include "engine/corporate/entitlement.h"

struct arena;
struct section;
struct session;

enum due_state {
	DUE_READY,        /* can be entered                                                          */
	DUE_LATER,        /* its money is paid on a later day                                        */
	DUE_FOUND,        /* an entry near the day says it already: a statement was quicker          */
	DUE_CONTAINED,    /* the account's holdings were taken over after the ex day                 */
	DUE_LAPSES,       /* rights nobody took up                                                   */
	DUE_NO_PRICE,     /* the price of the day is missing, at which a fraction is paid or shares are bought */
	DUE_BLOCKED,      /* cannot be entered as it stands: `why` says so                           */
};
enum { DUE_STATES = DUE_BLOCKED + 1 };
const char *due_state_name(enum due_state state); /* "ready", ... for programs                       */
const char *due_state_text(enum due_state state); /* N_(): "to be entered", ... for people            */
bool due_is_noted(enum due_state state); /* whether actions_apply leaves something of it in the book */

/* One action in one account. */
struct due_line {
	struct corporate_action action;
	char symbol[SYMBOL_SIZE], into[SYMBOL_SIZE]; /* into: of a merger, else empty                 */
	char currency[4];                 /* of the instrument                                        */
	struct action_holder holder;
	enum due_state state;
	struct entitlement due;           /* not of DUE_FOUND and DUE_CONTAINED without a figure      */
	int64_t cash;                     /* what it moves in the account, in the client's currency   */
	int64_t cost_before, cost_after;  /* of the lots concerned, in the instrument's currency      */
	int64_t realised;                 /* money for shares that went less what they had cost; likewise */
	size_t lots_before, lots_after;
	int64_t entry;                    /* found, or the first written; 0: none                     */
	size_t expired, at_broker;        /* proposals that ended; orders with the broker that no longer fit */
	char why[200];                    /* English detail                                           */
};

/* An instrument that is called otherwise. */
struct due_rename {
	int64_t action_id;
	struct date date;
	char from[SYMBOL_SIZE], to[SYMBOL_SIZE];
	enum due_state state;             /* DUE_READY, or DUE_BLOCKED and why                        */
	char why[200];                    /* English detail                                           */
};

struct due_list {
	struct due_line *lines;           /* owned                                                    */
	size_t count, capacity;
	struct due_rename *renames;       /* owned; of the book: whichever client was asked for       */
	size_t rename_count, rename_capacity;
};
void due_list_clear(struct due_list *list);

/* Zeroed: everything up to the session's day. */
struct due_filter {
	int64_t action_id;
	int64_t client_id, instrument_id;
	struct date from;                 /* ex days before it are left out; days 0: none is          */
};

/*
 * What has not come out yet, by action and account, looked at without writing: a later action of an instrument is reckoned on
 * what the ledger says now.
 */
enum status actions_due(struct session *session, const struct due_filter *filter, struct due_list *list,
                        struct error *err);

/*
 * Enters what is ready, each client whole with its journal record or not at all, a hundred clients a transaction; the rest is
 * left and told. What was found entered already, is contained or lapses is noted, so that it is not asked again. Symbols
 * that change are changed first. is_dry: works everything out as if, and keeps nothing; by is not read. The proposals of a
 * client that deal in the instrument at prices from before the ex day end: those that wait expire, approved ones are
 * cancelled with orders that were not sent; orders with the broker are counted for somebody to act on.
 *
 * STATUS_OK also when some accounts are blocked: each line says what became of it. STATUS_INVALID: by is no name. When the
 * book fails on the way, what was kept before stays kept: *list is written then too, and holds the lines of it.
 */
enum status actions_apply(struct session *session, const struct due_filter *filter, const char *by, bool is_dry,
                          struct due_list *list, struct error *err);

/*
 * Takes back what an action brought: each entry by one that reverses it on its own day. client_id 0: of every client.
 * entries is how many, rows how many rows of statements said the same and were known by them: they are in the book no more
 * until their files are imported again. STATUS_REFUSED, and nothing changed: it came out nowhere, or what it brought was used since.
 */
enum status actions_undo(struct session *session, int64_t action_id, int64_t client_id, const char *by, size_t *entries,
                         size_t *rows, struct error *err);

/* An action that waits in a client's account, for a warning. */
struct waiting_action {
	int64_t client_id;
	const struct corporate_action *action; /* borrowed from the list                              */
};

struct waiting_actions {
	struct corporate_action *actions; /* owned                                                    */
	struct waiting_action *list;      /* owned; by client, a client and action once               */
	size_t count, capacity;
};
void waiting_actions_clear(struct waiting_actions *waiting);

/*
 * Of the last WAITING_DAYS, over the whole book in a statement for each action: those whose money is due, that nobody has
 * entered and no statement seems to have brought.
 */
enum { WAITING_DAYS = 92 };
enum status actions_waiting(struct session *session, struct waiting_actions *waiting, struct error *err);

/* An action with its instruments as symbols; into NULL: none. */
struct actions_words {
	struct corporate_action action;
	const char *symbol, *into;
};
/*
 * Says a fact: one transaction with its journal record. A different figure takes the place of what was said before
 * (store_put_action). STATUS_INVALID names what is missing; STATUS_REFUSED: it has been applied.
 */
enum status actions_say(struct session *session, const struct actions_words *words, const char *by,
                        enum put_result *result, struct error *err);

/* What was said, as it stands in the book. STATUS_NOT_FOUND: no action of this instrument, day and kind stands. */
enum status actions_find(struct session *session, const struct actions_words *words, struct corporate_action *action,
                         struct error *err);

/*
 * Client and symbol, NULL for all, into the filter, and a look at the action it names. STATUS_NOT_FOUND names what is not
 * known, STATUS_REFUSED: the action was withdrawn.
 */
enum status actions_filter(struct session *session, const char *client, const char *symbol, struct due_filter *filter,
                           struct error *err);

/* "2", "1.5" or "10:3", new shares for old ones, as millionths. STATUS_INVALID names the text. */
enum status actions_parse_ratio(const char *text, int64_t *ratio, struct error *err);

/*
 * A file of facts, all of it or nothing: symbol,date,type and, as the type needs, amount, ratio, price, into, new_symbol,
 * paid, currency. problem is called for each bad row, and with is_dry nothing is kept. An imported file again changes nothing.
 */
enum status actions_import(struct session *session, const char *path, bool is_dry,
                           void (*problem)(void *context, size_t line, const char *column, const char *message),
                           void *context, struct imported *result, struct error *err);

/* A fact that was wrong. STATUS_REFUSED: it has been applied, or was withdrawn. */
enum status actions_withdraw(struct session *session, int64_t action_id, const char *by, const char *why,
                             struct error *err);

/* What a client chose for an account; symbol NULL: for every instrument of it. */
enum status actions_elect(struct session *session, const char *client, const char *account, const char *symbol,
                          enum election_kind kind, int choice, const char *by, struct error *err);

/* The facts, by ex day: of one instrument (symbol NULL: all), of the last year and to come, or all. */
enum status actions_section(struct session *session, const char *symbol, bool all, struct arena *arena,
                            struct section **section, struct error *err);

/* The same as a table of a section, of one instrument (0: all); nothing when is_quiet and there are none. */
enum status actions_add(struct session *session, int64_t instrument_id, bool all, bool is_quiet, struct arena *arena,
                        struct section *section, struct error *err);
/* What came of actions of the last year in a client's accounts, as a table; nothing when there is none. */
enum status actions_add_client(struct session *session, int64_t client_id, struct arena *arena, struct section *section,
                               struct error *err);

/* What became of each line, for `actions due` and `actions apply`; is_done: it has been entered. note stands above it, or NULL. */
struct section *actions_due_section(const struct due_list *list, bool is_done, const char *note, struct arena *arena);

/* N_(): "dividend", ... for people; and the figures of one in words: "0.5 CNY a share", "10:3". */
const char *actions_type_text(enum action_type type);
const char *actions_terms(struct arena *arena, const struct corporate_action *action, const char *into);

/* How many accounts and new symbols wait for actions_apply: ready, or with rights to let lapse. */
size_t actions_ready(const struct due_list *list);

/* Of how many clients something was entered or noted; each client's lines stand together. */
size_t actions_clients(const struct due_list *list);

#endif
