/* Files of other programs: finding the profile, reading the bytes. Internal to advice. */
#ifndef BALLAST_ADVICE_INTAKE_INTAKE_FOREIGN_H
#define BALLAST_ADVICE_INTAKE_INTAKE_FOREIGN_H

#include <stdio.h>

#include "data/exchange/exchange.h"
#include "data/exchange/foreign.h"
#include "data/exchange/import_profile.h"

struct intake_options;
struct session;

/* A file that is ready to be read row by row. */
struct intake_file {
	FILE *file;                   /* at its start                                               */
	const char *name;             /* as messages call it; borrowed                              */
	char hash[65];
	bool is_foreign;
	struct foreign foreign;       /* owned; filled when is_foreign                              */
};

/*
 * Opens, hashes and, when it is not one of ours, reads a file. always: also CSV of ours becomes foreign rows, as a
 * statement needs. Problems of the content go to problems; the caller closes.
 */
enum status intake_file_open(struct session *session, enum exchange_kind kind, const char *path,
                             const struct intake_options *options, bool always, struct intake_file *file,
                             struct problems *problems, struct error *err);
void intake_file_close(struct intake_file *file);

#endif
