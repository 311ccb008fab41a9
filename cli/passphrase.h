/* A passphrase: from the terminal without showing it, from a file, or from an open descriptor. Never an argument. */
#ifndef BALLAST_CLI_PASSPHRASE_H
#define BALLAST_CLI_PASSPHRASE_H

#include <stdbool.h>

struct call;

enum { PASSPHRASE_BYTES = 1024 };

struct passphrase {
	char bytes[PASSPHRASE_BYTES];
};

/* The rows of the two options, for the tables of commands. */
#define PASSPHRASE_OPTIONS \
	{.name = "passphrase-file", .argument = N_("FILE"), .help = N_("its first line is the passphrase; yours alone")}, \
	{.name = "passphrase-fd", .argument = N_("N"), .help = N_("the passphrase is read from this open descriptor")}

/*
 * Fills passphrase: --passphrase-file, --passphrase-fd, else the terminal; there twice when is_new. False: the complaint
 * is written, *code is what the command returns. End with passphrase_clear in any case.
 */
bool passphrase_get(struct call *call, bool is_new, struct passphrase *passphrase, int *code);
void passphrase_clear(struct passphrase *passphrase);

#endif
