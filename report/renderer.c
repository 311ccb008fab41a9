/* The stream behind every format: order of calls, the sink, the head's words. */
#include "report/renderer.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "report/rendering.h"

enum { FLUSH_AT = 32 * 1024 };

enum stage { STAGE_NEW, STAGE_OPEN, STAGE_LIST, STAGE_ENDED };

struct renderer {
	const struct renderer_type *type;
	struct sink sink;
	struct text out;
	struct rendering to;
	enum stage stage;
	struct error failure;    /* of the first call that failed; said again by the later ones */
};

const struct renderer_type *const renderer_types[] = {
	&renderer_text, &renderer_markdown, &renderer_html, &renderer_json, &renderer_csv, NULL,
};

const struct renderer_type *renderer_find(const char *name)
{
	for (size_t i = 0; renderer_types[i] != NULL; i++)
		if (strcmp(renderer_types[i]->name, name) == 0)
			return renderer_types[i];
	return NULL;
}

static enum status write_text(void *state, const char *bytes, size_t length, struct error *err)
{
	(void)err;
	text_add_bytes(state, bytes, length);
	return STATUS_OK;
}

struct sink sink_to_text(struct text *text)
{
	return (struct sink){.write = write_text, .state = text};
}

void add_clean(struct text *out, const char *text)
{
	size_t size;

	if (text == NULL)
		return;
	if (text_is_clean(text)) {
		text_add(out, text);
		return;
	}
	/* One malformed byte becomes the three of U+FFFD. */
	size = 3 * strlen(text) + 1;
	text_add_repeated(out, " ", size);
	out->length -= size;
	text_clean(text, out->bytes + out->length, size);
	out->length += strlen(out->bytes + out->length);
}

const char *rendering_word_as_of(const struct rendering *to)
{
	return to->head->word_as_of != NULL ? to->head->word_as_of : "as of";
}

const char *rendering_word_missing(const struct rendering *to)
{
	return to->head->word_missing != NULL ? to->head->word_missing : "n/a";
}

const char *rendering_word_total(const struct rendering *to)
{
	return to->head->word_total != NULL ? to->head->word_total : "total";
}

struct renderer *renderer_new(const struct renderer_type *type, const struct sink *sink,
                              const struct renderer_options *options)
{
	struct renderer *renderer = memory_new(sizeof *renderer);

	renderer->type = type;
	renderer->sink = *sink;
	renderer->to.out = &renderer->out;
	if (options != NULL)
		renderer->to.options = *options;
	renderer->to.state = memory_new(type->state_size);
	return renderer;
}

void renderer_free(struct renderer *renderer)
{
	if (renderer == NULL)
		return;
	if (renderer->type->clear != NULL)
		renderer->type->clear(&renderer->to);
	free(renderer->to.state);
	text_clear(&renderer->out);
	free(renderer);
}

/* Every call begins here: a failure is final, and calls out of order are one. */
static enum status expect(struct renderer *renderer, bool is_in_order, const char *call, struct error *err)
{
	if (renderer->failure.status != STATUS_OK)
		return error_set(err, renderer->failure.status, "%s", renderer->failure.message);
	if (!is_in_order)
		return error_set(err, STATUS_INVALID, "%s does not fit here: begin, then sections and lists, then end",
		                 call);
	return STATUS_OK;
}

/* ... and ends here: what was written goes to the sink when it is worth a call. */
static enum status finish(struct renderer *renderer, enum status status, size_t at_least, struct error *err)
{
	if (status == STATUS_OK && renderer->out.length >= at_least && renderer->out.length > 0) {
		status = renderer->sink.write(renderer->sink.state, renderer->out.bytes, renderer->out.length,
		                              &renderer->failure);
		text_reset(&renderer->out);
	}
	if (status == STATUS_OK)
		return STATUS_OK;
	renderer->failure.status = status;
	return error_set(err, status, "%s", renderer->failure.message);
}

enum status renderer_begin(struct renderer *renderer, const struct document_head *head, struct error *err)
{
	enum status status = expect(renderer, renderer->stage == STAGE_NEW, "renderer_begin", err);

	if (status != STATUS_OK)
		return status;
	renderer->stage = STAGE_OPEN;
	renderer->to.head = head;
	return finish(renderer, renderer->type->begin(&renderer->to, &renderer->failure), FLUSH_AT, err);
}

enum status renderer_section(struct renderer *renderer, const struct section *section, struct error *err)
{
	enum status status = expect(renderer, renderer->stage == STAGE_OPEN || renderer->stage == STAGE_LIST,
	                            "renderer_section", err);

	if (status != STATUS_OK)
		return status;
	return finish(renderer, renderer->type->section(&renderer->to, section, &renderer->failure), FLUSH_AT, err);
}

enum status renderer_list_begin(struct renderer *renderer, const char *key, const char *item, const char *title,
                                struct error *err)
{
	enum status status = expect(renderer, renderer->stage == STAGE_OPEN, "renderer_list_begin", err);

	if (status != STATUS_OK)
		return status;
	renderer->stage = STAGE_LIST;
	renderer->to.is_in_list = true;
	renderer->to.list_key = key;
	renderer->to.list_item = item;
	return finish(renderer, renderer->type->list_begin(&renderer->to, title, &renderer->failure), FLUSH_AT, err);
}

enum status renderer_list_end(struct renderer *renderer, struct error *err)
{
	enum status status = expect(renderer, renderer->stage == STAGE_LIST, "renderer_list_end", err);

	if (status != STATUS_OK)
		return status;
	status = renderer->type->list_end(&renderer->to, &renderer->failure);
	renderer->stage = STAGE_OPEN;
	renderer->to.is_in_list = false;
	renderer->to.list_key = renderer->to.list_item = NULL;
	return finish(renderer, status, FLUSH_AT, err);
}

enum status renderer_end(struct renderer *renderer, struct error *err)
{
	enum status status = expect(renderer, renderer->stage == STAGE_OPEN, "renderer_end", err);

	if (status != STATUS_OK)
		return status;
	renderer->stage = STAGE_ENDED;
	return finish(renderer, renderer->type->end(&renderer->to, &renderer->failure), 0, err);
}

enum status document_render(const struct renderer_type *type, const struct renderer_options *options,
                            const struct document_head *head, const struct section *const *sections, size_t count,
                            const struct sink *sink, struct error *err)
{
	struct renderer *renderer = renderer_new(type, sink, options);
	enum status status = renderer_begin(renderer, head, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = renderer_section(renderer, sections[i], err);
	if (status == STATUS_OK)
		status = renderer_end(renderer, err);
	renderer_free(renderer);
	return status;
}
