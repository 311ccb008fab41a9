/* What a renderer's formats share; for report/ alone. */
#ifndef BALLAST_REPORT_RENDERING_H
#define BALLAST_REPORT_RENDERING_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/text.h"
#include "report/cell.h"
#include "report/document.h"
#include "report/renderer.h"

/* One document on its way. A format appends to out; the renderer hands it to the sink and empties it. */
struct rendering {
	const struct document_head *head;   /* borrowed */
	struct renderer_options options;
	struct text *out;
	bool is_in_list;
	const char *list_key, *list_item;   /* borrowed while in a list */
	void *state;
};

/* The head's words, or their defaults. */
const char *rendering_word_as_of(const struct rendering *to);
const char *rendering_word_missing(const struct rendering *to);
const char *rendering_word_total(const struct rendering *to);

/* Appends text made harmless by text_clean, however long it is. NULL adds nothing. */
void add_clean(struct text *out, const char *text);

/* Whether a block, fact or column is for people, or for programs. */
static inline bool is_for_people(enum audience audience)
{
	return audience != FOR_PROGRAMS;
}

static inline bool is_for_programs(enum audience audience)
{
	return audience != FOR_READING;
}

extern const struct renderer_type renderer_text, renderer_markdown, renderer_html, renderer_json, renderer_csv;

#endif
