/* What is on a screen as a file: the same sections a command prints, in any format, for the owner alone. */
#ifndef BALLAST_ADVICE_BASE_HANDOUT_H
#define BALLAST_ADVICE_BASE_HANDOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct arena;
struct document_head;
struct section;
struct session;

/*
 * The head of every document: schema "ballast.<name>/1", banner of a sandbox, day, currency, language. session may be NULL.
 * Lives in the arena.
 */
struct document_head *handout_head(const struct session *session, const char *name, struct arena *arena);

/*
 * Writes the sections as one document, in the format that the ending of path names: txt, md, html, json or csv. The file is
 * of mode 0600 and appears whole or not at all; what is there already stays as it is.
 *
 * STATUS_INVALID: no such ending. STATUS_REFUSED: there is a file of this name. STATUS_IO: it could not be written.
 */
enum status handout_write(const struct session *session, const char *name, const struct section *const *sections,
			  size_t count, const char *path, struct error *err);

/* "txt md html json csv": the endings there are. */
char *handout_endings(char *text, size_t size);

/* Replaces the ending of path by the next one there is; a path without one gets the first. size bytes of room. */
void handout_next_ending(char *path, size_t size);

/* A list as it is shown, for want of a section with exact values: titles are message ids, cells are texts. */
struct handout_column {
	const char *title;
	bool is_right;
};

struct handout_rows {
	const struct handout_column *columns;
	size_t column_count, row_count;
	const void *source;
	const char *(*cell)(const void *source, size_t row, size_t column, char *text, size_t size); /* "": missing */
};

/* Its keys for programs are made of the English titles: "risk/limit %" is risk_limit; a second one of a name gets a number. */
struct section *handout_list(struct arena *arena, const char *key, const char *title, const struct handout_rows *rows);

#endif
