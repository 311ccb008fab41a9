/* Help, made from the table of commands. */
#ifndef BALLAST_CLI_HELP_H
#define BALLAST_CLI_HELP_H

#include <stddef.h>

struct command;
struct text;

/* The program: every command with its summary, the options all take. */
void help_program(struct text *text);

/* One command with its options and examples; verb NULL: all verbs of a command that has some. */
void help_command(const struct command *command, struct text *text);
void help_group(const char *name, struct text *text);

/* Parts of what a command's own explain() writes: a heading, and "  left            right" below it. */
void help_heading(struct text *text, const char *title);
void help_pair(struct text *text, const char *left, const char *right);

/*
 * Adds a text made of these with lines of at most `columns` (40 or more), Chinese characters counted as two: what goes on below
 * stands under its description. Examples stay whole lines, for the shell.
 */
void help_wrap(const char *draft, size_t columns, struct text *text);

/* After wrong usage, on standard error: how the command is used. NULL: the program. */
void help_usage(const struct command *command);

#endif
