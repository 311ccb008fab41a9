/*
 * Documents as bytes. A renderer streams: a report over ten thousand clients hands over one section after the other,
 * and each is written before the next is built. Pure: the same document gives the same bytes; nothing is opened, no
 * clock, no locale.
 *
 *     renderer = renderer_new(renderer_find("html"), &sink, &options);
 *     renderer_begin(renderer, &head, err);
 *     renderer_section(renderer, summary, err);
 *     renderer_list_begin(renderer, "clients", "client", "Clients", err);
 *     for each client: build; renderer_section(renderer, section, err); arena_reset(arena);
 *     renderer_list_end(renderer, err);
 *     renderer_end(renderer, err);
 *     renderer_free(renderer);
 */
#ifndef BALLAST_REPORT_RENDERER_H
#define BALLAST_REPORT_RENDERER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct text;
struct document_head;
struct section;
struct renderer;

/* Where bytes go. write takes all of them or fails; after a failure it is not called again. */
struct sink {
	enum status (*write)(void *state, const char *bytes, size_t length, struct error *err);
	void *state;
};

/* Appends to text, which is borrowed. Never fails. */
struct sink sink_to_text(struct text *text);

/* Zeroed gives the defaults. */
struct renderer_options {
	size_t width;        /* text: columns of the page, 40 to 400; 0 is 100 */
	bool is_ascii;       /* text: no byte above 127 but in names */
	bool has_colour;     /* text: ANSI colours */
	const char *table;   /* CSV: see below; NULL is the first table or list met */
	bool is_raw;         /* CSV: text cells without the guard against formulas */
};

/*
 * CSV holds one table: options.table names
 *   a table   its rows, from every section that has one of that key; columns must agree;
 *   a list    one row an item: its own facts, in the columns of the first item's;
 *   "facts"   section,key,value: every fact.
 * Within a list the first column, named as the list's item, holds the section's key. A document without a table gives
 * its facts. A table that never came gives STATUS_NOT_FOUND from renderer_end.
 */

struct rendering;

struct renderer_type {
	const char *name;       /* "text", "markdown", "html", "json", "csv": the words of --format */
	const char *extension;  /* "txt", "md", ... */
	const char *media_type;
	size_t state_size;      /* the format's own state, zeroed before begin */
	enum status (*begin)(struct rendering *to, struct error *err);
	enum status (*section)(struct rendering *to, const struct section *section, struct error *err);
	enum status (*list_begin)(struct rendering *to, const char *title, struct error *err);
	enum status (*list_end)(struct rendering *to, struct error *err);
	enum status (*end)(struct rendering *to, struct error *err);
	void (*clear)(struct rendering *to); /* NULL: nothing to free */
};

extern const struct renderer_type *const renderer_types[]; /* NULL-terminated */

/* By name; NULL when there is none of that name. */
const struct renderer_type *renderer_find(const char *name);

/* sink and options are copied; options may be NULL. The strings in options are borrowed. */
struct renderer *renderer_new(const struct renderer_type *type, const struct sink *sink,
                              const struct renderer_options *options);
void renderer_free(struct renderer *renderer);

/*
 * begin, then sections and lists (a list holds sections only), then end. head is borrowed until renderer_end: it must
 * not live in an arena that is reset between sections.
 *
 * A status from the sink is returned as it is, and by every later call too, so that a caller may check at the end only.
 * STATUS_INVALID: a call out of this order; CSV tables of one key with different columns.
 * Memory: what one section needs, reused.
 */
enum status renderer_begin(struct renderer *renderer, const struct document_head *head, struct error *err);
enum status renderer_section(struct renderer *renderer, const struct section *section, struct error *err);
enum status renderer_list_begin(struct renderer *renderer, const char *key, const char *item, const char *title,
                                struct error *err);
enum status renderer_list_end(struct renderer *renderer, struct error *err);
enum status renderer_end(struct renderer *renderer, struct error *err);

/* A document of count sections at once. */
enum status document_render(const struct renderer_type *type, const struct renderer_options *options,
                            const struct document_head *head, const struct section *const *sections, size_t count,
                            const struct sink *sink, struct error *err);

#endif
