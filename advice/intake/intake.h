/* Files in and out of the book: seven kinds, all of a file or none of it. */
#ifndef BALLAST_ADVICE_INTAKE_INTAKE_H
#define BALLAST_ADVICE_INTAKE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct session;
struct sink;

/* "instruments", "prices", "clients", "holdings", "transactions", "answers"; NULL-terminated. */
extern const char *const intake_kinds[];

enum intake_outcome { INTAKE_NEW, INTAKE_SAME, INTAKE_CHANGED, INTAKE_HELD, INTAKE_DIFFERS };

struct intake_result {
	size_t rows, added, same, changed, bad;
	size_t held;                  /* prices that cannot be believed, put aside for a person      */
	size_t skipped;               /* lines that the profile or the format leaves out             */
	size_t recognised;            /* of `same`: rows that say what a corporate action entered, known as such from now on */
	size_t differing;             /* rows that are such an event with other figures: left out    */
};

/*
 * Reads a file into the book in one transaction with its journal record; nothing of it is kept when any row is bad
 * (STATUS_REFUSED; problem is called for each, up to a hundred). A price that can be read and not believed is no bad row: it
 * is put aside (quality_judge), and the rest is taken. is_dry: the same, then nothing is kept. A repeated
 * import changes nothing and says so by added = changed = 0; it leaves no journal record either.
 *
 * A row of a statement about what a corporate action has entered (occurrence_said) is known: each such entry is one row's,
 * which the record of the import keeps. With other figures the row is left out and told: one of the two is wrong.
 * path "-" is standard input.
 */
enum status intake_import(struct session *session, const char *kind, const char *path, bool is_dry,
                          void (*problem)(void *context, size_t line, const char *column, const char *message),
                          void *context, struct intake_result *result, struct error *err);

/* How to read a file that is not one of ours, and what to tell about it. Zeroed: one of ours, nothing told. */
struct intake_options {
	const char *profile;          /* NAME of import.d/NAME.conf, or a path; NULL: none           */
	const char *client, *account; /* of rows that name none; NULL: the file or the profile does  */
	const char *dates;            /* "%d/%m/%Y": how days are written; NULL: as the profile says */
	const char *price_kind;       /* what closes of a file of prices have in them: "raw" (NULL), "split_adjusted",
	                                 "total_return", "nav"                                      */
	bool is_dry;
	/*
	 * Each good row in the order of the file and what came of it; text is the row as our export would write it; why, of
	 * INTAKE_HELD, is N_(), of INTAKE_DIFFERS and of a row that an action had entered English detail, else NULL.
	 */
	void (*row)(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text);
	void (*problem)(void *context, size_t line, const char *column, const char *message);
	/* A row that is left out since what an action entered differs from it; English detail. NULL: nobody hears. */
	void (*differs)(void *context, size_t line, const char *message);
	void *context;                /* of all                                                      */
};

/*
 * As intake_import, for any file: with a profile, broker CSV; without, what the file itself shows to be OFX, QIF or price
 * lines of ledger or beancount, else our own CSV. STATUS_NOT_FOUND: no such profile; STATUS_INVALID: it is no good.
 */
enum status intake_take(struct session *session, const char *kind, const char *path, const struct intake_options *options,
                        struct intake_result *result, struct error *err);

/* One import as the journal has it. */
struct intake_record {
	int64_t id;                   /* of its record in the journal                                */
	char time[24], actor[64], kind[16], name[128];
	int64_t rows, added, changed;
	int64_t first, last;          /* entries it wrote; 0: none, or it says nothing about them    */
	int64_t recognised;           /* rows that said what an action had entered, for the first time */
	int64_t undone;               /* record that says so; 0: it stands                           */
	int64_t restored;             /* record that brought it back the last time; 0: none          */
};

/* The newest first; at most `most`. The caller frees *records. */
enum status intake_records(struct session *session, size_t most, struct intake_record **records, size_t *count,
                           struct error *err);

struct intake_turn {
	size_t entries;               /* that were reversed, or posted again                         */
	char copy[4096];              /* of the book, made before; empty: none was                   */
};

/*
 * Takes a whole import of holdings or transactions back: each entry by one that reverses it, on its own day, in one
 * transaction with its journal record, after a copy of the book (upkeep_keep). The same file can be imported again
 * afterwards.
 *
 * STATUS_NOT_FOUND: no such import. STATUS_REFUSED, and nothing changed: undone already, of a kind that is corrected by
 * importing the right figures, or what it brought was used since; the message names by what.
 */
enum status intake_undo(struct session *session, int64_t id, struct intake_turn *turn, struct error *err);

/*
 * Brings an import back that was undone: its entries again, with the same lots, under the next reference of each, so that
 * its file read again is known. STATUS_REFUSED, and nothing changed: it is not undone, it was imported again since, or
 * what it sold is no longer held.
 */
enum status intake_redo(struct session *session, int64_t id, struct intake_turn *turn, struct error *err);

/* The same columns back. */
enum status intake_export(struct session *session, const char *kind, struct sink *sink, struct error *err);

#endif
