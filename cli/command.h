/* A command: one file, one row of the table in cli.c. Parsing, help and completion all read the row. */
#ifndef BALLAST_CLI_COMMAND_H
#define BALLAST_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct call;
struct text;

struct command_option {
	const char *name;             /* "answers": given as --answers                               */
	const char *argument;         /* N_(): "FILE"; NULL: a switch                                 */
	const char *choices;          /* "text|json": what the argument may be; NULL: anything       */
	bool is_required;
	bool is_repeatable;           /* every one counts; otherwise the last                        */
	const char *help;             /* N_(): half a line; NULL: not in the help                      */
	const char *heading;          /* N_(): stands above this one in the help; NULL: nothing      */
};

enum { ANY_NUMBER = 100000, WAIT_LONGEST = 7 * 24 * 3600 /* seconds */ };

struct command {
	const char *name;             /* "journal"                                                   */
	const char *verb;             /* "verify"; NULL: the command has none                        */
	bool is_default_verb;         /* this one when no verb was given                             */
	const char *usage;            /* "CLIENT... | --all": after the name; "" when nothing        */
	size_t least, most;           /* operands                                                    */
	const char *operand_choices;  /* of the first operand: "prices|clients"; NULL: anything      */
	const struct command_option *options; /* ends with a row without a name; NULL: none          */
	const char *const *examples;  /* arguments, ends with NULL; NULL: none                       */
	void (*explain)(struct text *text); /* adds to the help what a list of options cannot say; NULL: nothing */
	bool is_bookless;             /* needs no book, no clock, no settings                        */
	bool is_raw;                  /* writes bytes of its own format: --format does not apply     */
	bool takes_job_lock;          /* another run at work is exit code 5, not 6                   */
	const char *summary;          /* N_(): one sentence without a full stop                      */
	int (*run)(struct call *call); /* returns the exit code                                      */
};

/* The whole table, ending with NULL; verbs of one command stand together. */
extern const struct command *const commands[];

/* Options that every command takes, ending with a row without a name. */
extern const struct command_option common_options[];

#endif
