/* Changed trades as text, so that undo and redo outlive the program. */
#include "advice/trade/rebalancing_draft.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/exchange/json.h"
#include "data/store/store_draft.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

static const char screen[] = "rebalance";

static char *write_step(const struct rebalancing_step *step)
{
	struct json *object = json_new_object(), *changes = json_new_array();
	struct text text = {0};
	char *content;

	json_put_text(object, "mode", rebalancing_mode_name(step->options.mode));
	json_put_integer(object, "cash", step->options.cash_flow);
	json_put_bool(object, "force", step->options.even_if_in_band);
	for (size_t i = 0; i < step->change_count; i++) {
		const struct rebalancing_change *change = &step->changes[i];
		struct json *entry = json_new_object();

		json_put_integer(entry, "account", change->account_id);
		json_put_integer(entry, "instrument", change->instrument_id);
		json_put_bool(entry, "dropped", change->is_dropped);
		json_put_integer(entry, "quantity", change->quantity);
		json_add(changes, entry);
	}
	json_put(object, "changes", changes);
	json_write(object, &text);
	json_free(object);
	content = memory_copy_text(text_string(&text));
	text_clear(&text);
	return content;
}

enum status rebalancing_draft_keep(struct session *session, int64_t client_id, const struct rebalancing_step *steps,
				   size_t count, size_t current, struct error *err)
{
	char **contents = memory_new_array(count + 1, sizeof *contents);
	enum status status;

	for (size_t i = 0; i < count; i++)
		contents[i] = write_step(&steps[i]);
	status = store_put_draft(session_store(session), client_id, screen, (const char *const *)contents, count, current, err);
	for (size_t i = 0; i < count; i++)
		free(contents[i]);
	free(contents);
	return status;
}

static void read_change(const struct json *from, struct rebalancing_step *step)
{
	struct rebalancing_change change = {0};

	if (step->change_count == REBALANCING_CHANGES ||
	    !json_get_integer(json_member(from, "account"), &change.account_id) ||
	    !json_get_integer(json_member(from, "instrument"), &change.instrument_id))
		return;
	(void)json_get_bool(json_member(from, "dropped"), &change.is_dropped); /* absent: it is not */
	(void)json_get_integer(json_member(from, "quantity"), &change.quantity);
	if (change.quantity >= 0)
		step->changes[step->change_count++] = change;
}

static void read_step(const char *content, struct rebalancing_step *step)
{
	struct json *object = NULL;
	const char *mode;

	*step = (struct rebalancing_step){.options = {.mode = MODE_TO_TARGET}};
	if (json_parse(content, strlen(content), &object, NULL) != STATUS_OK)
		return;
	for (int i = MODE_TO_TARGET; json_get_text(json_member(object, "mode"), &mode) && i <= MODE_BUY_ONLY; i++) {
		if (strcmp(mode, rebalancing_mode_name((enum rebalancing_mode)i)) == 0)
			step->options.mode = (enum rebalancing_mode)i;
	}
	(void)json_get_integer(json_member(object, "cash"), &step->options.cash_flow);
	(void)json_get_bool(json_member(object, "force"), &step->options.even_if_in_band);
	for (size_t i = 0; i < json_count(json_member(object, "changes")); i++)
		read_change(json_item(json_member(object, "changes"), i), step);
	json_free(object);
}

struct reading {
	struct rebalancing_step *steps;
	size_t count, current;
};

static void take_step(void *context, const char *content, bool is_current)
{
	struct reading *reading = context;

	if (reading->count == REBALANCING_STEPS)
		return;
	if (is_current)
		reading->current = reading->count;
	read_step(content, &reading->steps[reading->count++]);
}

enum status rebalancing_draft_read(struct session *session, int64_t client_id,
				   struct rebalancing_step steps[REBALANCING_STEPS], size_t *count, size_t *current,
				   struct error *err)
{
	struct reading reading = {.steps = memory_new_array(REBALANCING_STEPS, sizeof *steps)};
	const enum status status = store_each_draft(session_store(session), client_id, screen, take_step, &reading, err);

	if (status == STATUS_OK) {
		memcpy(steps, reading.steps, reading.count * sizeof *steps);
		*count = reading.count;
		*current = reading.current;
	}
	free(reading.steps);
	return status;
}
