/* Edits of the studio as text, so that they outlive the program. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "data/exchange/json.h"
#include "data/store/store_draft.h"
#include "engine/base/memory.h"

static const char screen[] = "allocate";

static const char *symbol_of(const struct studio *studio, size_t row)
{
	return studio->market->rows[row].instrument.symbol;
}


/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* Only what differs from the first step, by symbol: the book may have gained instruments when it is read. */
static void put_row(struct json *rows, const struct studio *studio, const struct studio_wish *wish,
                    const struct studio_wish *first, size_t i)
{
	struct json *row;

	if (wish->lower[i] == first->lower[i] && wish->upper[i] == first->upper[i] &&
	    wish->is_locked[i] == first->is_locked[i] && isnan(wish->entered_return[i]) && isnan(wish->entered_volatility[i]))
		return;
	row = json_new_object();
	json_put_real(row, "lower", wish->lower[i]);
	json_put_real(row, "upper", wish->upper[i]);
	json_put_bool(row, "locked", wish->is_locked[i]);
	if (isfinite(wish->entered_return[i]))
		json_put_real(row, "return", wish->entered_return[i]);
	if (isfinite(wish->entered_volatility[i]))
		json_put_real(row, "volatility", wish->entered_volatility[i]);
	json_put(rows, symbol_of(studio, i), row);
}

static struct json *write_groups(const struct studio *studio, const struct studio_wish *wish,
                                 const struct studio_wish *first)
{
	struct json *groups = json_new_array();

	for (size_t i = 0; i < wish->group_count; i++) {
		struct json *group;

		if (wish->group_lower[i] == first->group_lower[i] && wish->group_upper[i] == first->group_upper[i])
			continue;
		group = json_new_object();
		json_put_integer(group, "kind", studio->groups[i].kind);
		json_put_text(group, "key", studio->groups[i].key);
		json_put_real(group, "lower", wish->group_lower[i]);
		json_put_real(group, "upper", wish->group_upper[i]);
		json_add(groups, group);
	}
	return groups;
}

static struct json *write_views(const struct studio *studio, const struct studio_wish *wish)
{
	struct json *views = json_new_array();

	for (size_t i = 0; i < wish->view_count; i++) {
		struct json *view = json_new_object();

		json_put_text(view, "of", symbol_of(studio, wish->views[i].row));
		if (wish->views[i].over != SIZE_MAX)
			json_put_text(view, "over", symbol_of(studio, wish->views[i].over));
		json_put_real(view, "value", wish->views[i].value);
		json_put_real(view, "confidence", wish->views[i].confidence);
		json_add(views, view);
	}
	return views;
}

static char *write_step(const struct studio *studio, const struct studio_wish *wish, const struct studio_wish *first)
{
	struct json *step = json_new_object(), *rows = json_new_object();
	struct text text = {0};
	char *content;

	for (size_t i = 0; i < wish->count; i++)
		put_row(rows, studio, wish, first, i);
	json_put(step, "rows", rows);
	json_put(step, "groups", write_groups(studio, wish, first));
	json_put(step, "views", write_views(studio, wish));
	json_put_real(step, "place", wish->volatility);
	json_put_text(step, "letter", (char[]){wish->letter, '\0'});
	json_put_text(step, "objective", studio_objectives[wish->objective].name);
	json_put_real(step, "parameter", wish->parameter);
	json_write(step, &text);
	json_free(step);
	content = memory_copy_text(text_string(&text));
	text_clear(&text);
	return content;
}

enum status studio_draft_keep(struct session *session, const struct studio *studio, const struct studio_wish *const *steps,
                              size_t count, size_t current, struct error *err)
{
	char **contents = memory_new_array(count > 0 ? count : 1, sizeof *contents);
	enum status status;

	for (size_t i = 0; i < count; i++)
		contents[i] = write_step(studio, steps[i], steps[0]);
	status = store_put_draft(session_store(session), studio->standing.client.id, screen, (const char *const *)contents,
	                         count, current, err);
	for (size_t i = 0; i < count; i++)
		free(contents[i]);
	free(contents);
	return status;
}

enum status studio_draft_drop(struct session *session, int64_t client_id, struct error *err)
{
	return store_put_draft(session_store(session), client_id, screen, NULL, 0, 0, err);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* A figure within [least, most], or what stands there: a draft is only text in a file. */
static void read_share(const struct json *value, double least, double most, double *share)
{
	double number;

	if (json_get_real(value, &number) && number >= least && number <= most)
		*share = number;
}

static void read_row(const struct json *from, size_t i, struct studio_wish *wish)
{
	double lower = wish->lower[i], upper = wish->upper[i];

	read_share(json_member(from, "lower"), 0.0, 1.0, &lower);
	read_share(json_member(from, "upper"), 0.0, 1.0, &upper);
	if (lower <= upper) {
		wish->lower[i] = lower;
		wish->upper[i] = upper;
	}
	(void)json_get_bool(json_member(from, "locked"), &wish->is_locked[i]); /* absent: as it is */
	read_share(json_member(from, "return"), -1.0, 10.0, &wish->entered_return[i]);
	read_share(json_member(from, "volatility"), 0.0, 10.0, &wish->entered_volatility[i]);
}

static void read_group(const struct studio *studio, const struct json *from, struct studio_wish *wish)
{
	int64_t kind;
	const char *key;

	if (!json_get_integer(json_member(from, "kind"), &kind) || !json_get_text(json_member(from, "key"), &key))
		return;
	for (size_t i = 0; i < wish->group_count; i++) {
		double lower = wish->group_lower[i], upper = wish->group_upper[i];

		if ((int64_t)studio->groups[i].kind != kind || studio->groups[i].is_fixed ||
		    strcmp(studio->groups[i].key, key) != 0)
			continue;
		read_share(json_member(from, "lower"), 0.0, 1.0, &lower);
		read_share(json_member(from, "upper"), 0.0, 1.0, &upper);
		if (lower > upper)
			continue;
		wish->group_lower[i] = lower;
		wish->group_upper[i] = upper;
	}
}

static void read_view(const struct studio *studio, const struct json *from, struct studio_wish *wish)
{
	struct studio_view view = {.over = SIZE_MAX, .confidence = 0.5};
	const char *of, *over;

	if (wish->view_count == STUDIO_VIEWS || !json_get_text(json_member(from, "of"), &of) ||
	    !json_get_real(json_member(from, "value"), &view.value))
		return;
	view.row = market_find(studio->market, of);
	if (json_get_text(json_member(from, "over"), &over)) {
		view.over = market_find(studio->market, over);
		if (view.over == SIZE_MAX)
			return;
	}
	read_share(json_member(from, "confidence"), 0.0, 1.0, &view.confidence);
	if (view.row != SIZE_MAX)
		wish->views[wish->view_count++] = view;
}

static void read_step(const struct studio *studio, const char *content, struct studio_wish *wish)
{
	struct json *step = NULL;
	const char *text;
	size_t objective;

	if (json_parse(content, strlen(content), &step, NULL) != STATUS_OK)
		return; /* what cannot be read is as if it had not been edited */
	for (size_t i = 0; i < wish->count; i++)
		if (json_member(json_member(step, "rows"), symbol_of(studio, i)) != NULL)
			read_row(json_member(json_member(step, "rows"), symbol_of(studio, i)), i, wish);
	for (size_t i = 0; i < json_count(json_member(step, "groups")); i++)
		read_group(studio, json_item(json_member(step, "groups"), i), wish);
	for (size_t i = 0; i < json_count(json_member(step, "views")); i++)
		read_view(studio, json_item(json_member(step, "views"), i), wish);
	read_share(json_member(step, "place"), 0.0, 10.0, &wish->volatility);
	read_share(json_member(step, "parameter"), 0.0, 1000.0, &wish->parameter);
	if (json_get_text(json_member(step, "letter"), &text) && strchr("ABCS", text[0]) != NULL && text[0] != '\0')
		wish->letter = text[0];
	if (json_get_text(json_member(step, "objective"), &text)) {
		objective = studio_objective_find(text);
		wish->objective = objective != SIZE_MAX ? objective : 0;
	}
	json_free(step);
}

struct reading {
	const struct studio *studio;
	struct studio_wish *steps;
	size_t count, current;
};

static void take_step(void *context, const char *content, bool is_current)
{
	struct reading *reading = context;
	struct studio_wish *wish;

	if (reading->count == STUDIO_DRAFT_STEPS)
		return;
	if (is_current)
		reading->current = reading->count;
	wish = &reading->steps[reading->count++];
	studio_wish_begin(reading->studio, wish);
	if (reading->count > 1)
		read_step(reading->studio, content, wish);
}

enum status studio_draft_read(struct session *session, const struct studio *studio, struct studio_wish *steps,
                              size_t *count, size_t *current, struct error *err)
{
	struct reading reading = {.studio = studio, .steps = steps};
	const enum status status =
		store_each_draft(session_store(session), studio->standing.client.id, screen, take_step, &reading, err);

	if (status != STATUS_OK) {
		while (reading.count > 0)
			studio_wish_clear(&steps[--reading.count]);
		return status;
	}
	*count = reading.count;
	*current = reading.current;
	return STATUS_OK;
}
