/* One run of a command: what was given on the command line, and the two ways out, done or failed. */
#ifndef BALLAST_CLI_CALL_H
#define BALLAST_CLI_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/session.h"
#include "cli/command.h"
#include "cli/output.h"
#include "data/settings/settings.h"
#include "engine/base/status.h"

struct arena;
struct imported;
struct section;

/* What scripts rely on. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_REFUSED = 4,
	EXIT_JOB_LOCKED = 5,
	EXIT_BOOK = 6,
	EXIT_ATTENTION = 10,
	EXIT_SIGNAL = 128,
};

struct given {
	const struct command_option *option;
	const char *value;            /* NULL for a switch                                           */
};

struct call {
	const struct command *command; /* NULL while none is known                                   */
	struct given *given;          /* owned                                                       */
	size_t given_count, given_capacity;
	char **words;                 /* operands; borrowed from argv                                */
	size_t word_count;
	struct environment environment;
	struct places places;
	struct settings *settings;    /* owned; NULL for a bookless command                          */
	struct session_options session_options;
	char time[24];
	char actor[64];
	struct session *session;      /* owned; NULL until call_open                                 */
	struct arena *arena;          /* owned: what is shown is built here                          */
	struct output output;
};

void call_clear(struct call *call);

/* ---- what was given ---- */

/* The value of an option ("" for a switch), or NULL when it was not given. */
const char *call_option(const struct call *call, const char *name);
bool call_has(const struct call *call, const char *name);
/* The index-th value of a repeatable option, or NULL when there are fewer. */
const char *call_option_at(const struct call *call, const char *name, size_t index);

/*
 * Values of options. False when what was given is no such value: the complaint is written, the command returns
 * EXIT_USAGE. value is untouched when the option was not given.
 */
bool call_integer(const struct call *call, const char *name, int64_t lowest, int64_t highest, int64_t *value);
bool call_number(const struct call *call, const char *name, double *value);
bool call_amount(const struct call *call, const char *name, int64_t *micros);
/* A day, given as an operand or an option's value; NULL was not given. */
bool call_day(const struct call *call, const char *text, struct date *day);

/* The first `count` operands as numbers of something, 1 and up. Returns the first word that is none, for the complaint; NULL: all are. */
const char *call_numbers(const struct call *call, size_t count, int64_t *numbers);

/* ---- the book ---- */

/* Opens the session; read-only or not. On failure the complaint is written and *code is what the command returns. */
bool call_open(struct call *call, bool is_read_only, int *code);

/* True while a call that answered STATUS_BUSY should be tried again: sleeps a moment, until --wait has passed. */
bool call_waits(struct call *call, enum status status, int *waited_milliseconds);

/* ---- out ---- */

/* Writes one section as the whole answer, schema "ballast.<command>/1". Returns code, or that of a failure to write. */
int call_show(struct call *call, const struct section *section, int code);

/* What a command returns that found something to act on, or did not: EXIT_ATTENTION only where --exit-code asks for it. */
int call_attention(const struct call *call, bool somebody_must_act);

/* The whole of "list [WORD]" and its like: the book is opened for reading and what `look` makes of the word (or NULL) shown. */
int call_look(struct call *call, enum status (*look)(struct session *session, const char *word, struct arena *arena,
                                                     struct section **section, struct error *err));

/*
 * The whole of "import FILE [--dry-run]": the book is opened, `import` takes the file or tells its bad rows, and the
 * counts are the answer.
 */
int call_import(struct call *call,
                enum status (*import)(struct session *session, const char *path, bool is_dry,
                                      void (*problem)(void *context, size_t line, const char *column, const char *message),
                                      void *context, struct imported *result, struct error *err));

/* The whole of "export [WORD]": the book is opened for reading and `export` writes its bytes to standard output. */
int call_export(struct call *call, enum status (*export)(struct session *session, const char *word, struct sink *sink,
                                                         struct error *err));

/* Writes the sentence for the error and returns the exit code of its status. */
int call_failed(const struct call *call, enum status status, const struct error *err);

/* The same about a file: its path stands before the message, in place of its bare name, unless it is in the message. */
int call_failed_on(const struct call *call, enum status status, struct error *err, const char *file);

/* Wrong usage in words: the sentence, then how the command is used. Returns EXIT_USAGE. */
int call_misused(const struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A refusal the command itself decides. Returns EXIT_REFUSED. */
int call_refused(const struct call *call, const char *sentence);

#endif
