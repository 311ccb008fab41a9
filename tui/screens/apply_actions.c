/* Corporate actions entered from the desk. */
#include "tui/screens/apply_actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"

/* Reasons spelled out; more are counted in their state. */
enum { REASONS = 3 };

struct apply_work {
	struct job_session session;
	struct due_filter filter;
	void (*ask)(struct desk *desk, const struct due_filter *filter, const struct due_list *list); /* NULL: it is entered */
	char by[FORM_VALUE_SIZE];
	struct due_list list;           /* owned */
};

/* ---- in words ---- */

static size_t count_noted(const struct due_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += due_is_noted(list->lines[i].state);
	for (size_t i = 0; i < list->rename_count; i++)
		count += due_is_noted(list->renames[i].state);
	return count;
}

static int order_numbers(const void *a, const void *b)
{
	const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static size_t count_actions(const struct due_list *list)
{
	int64_t *numbers = memory_new_array(list->count + 1, sizeof *numbers);
	size_t count = list->count > 0;

	for (size_t i = 0; i < list->count; i++)
		numbers[i] = list->lines[i].action.id;
	qsort(numbers, list->count, sizeof *numbers, order_numbers);
	for (size_t i = 1; i < list->count; i++)
		count += numbers[i] != numbers[i - 1];
	free(numbers);
	return count;
}

/* The action where all lines are of one, else how many there are; and what is called otherwise. */
static void add_subject(struct text *text, const struct due_list *list)
{
	const struct due_line *first = list->lines;
	const size_t actions = count_actions(list);
	struct arena *arena = arena_new();
	char day[DATE_TEXT_SIZE];

	if (actions == 1)
		text_addf(text, "%s · %s · %s · %s\n", first->symbol, _(actions_type_text(first->action.type)),
			  actions_terms(arena, &first->action, first->into), date_format(first->action.date, day));
	else if (actions > 1)
		text_addf(text, _n("%zu corporate action", "%zu corporate actions", actions), actions);
	if (actions > 1)
		text_add(text, "\n");
	for (size_t i = 0; i < list->rename_count; i++)
		text_addf(text, "%s → %s · %s · %s\n", list->renames[i].from, list->renames[i].to, _("new symbol"),
			  date_format(list->renames[i].date, day));
	arena_free(arena);
}

static void add_states(struct text *text, const struct due_list *list, bool is_done)
{
	for (int state = 0; state < DUE_STATES; state++) {
		size_t count = 0;

		for (size_t i = 0; i < list->count; i++)
			count += (int)list->lines[i].state == state;
		for (size_t i = 0; i < list->rename_count; i++)
			count += (int)list->renames[i].state == state;
		if (count == 0)
			continue;
		text_addf(text, _("%1$s: %2$zu"), is_done && state == DUE_READY ? _("entered") : _(due_state_text(state)), count);
		text_add(text, "\n");
	}
}

static void add_reasons(struct text *text, const struct due_list *list)
{
	size_t told = 0;

	for (size_t i = 0; i < list->count && told < REASONS; i++) {
		const struct due_line *line = &list->lines[i];

		if (line->why[0] == '\0' || due_is_noted(line->state))
			continue;
		text_addf(text, "  %s %s: ", line->holder.client, line->symbol);
		detail_add(text, language_current(), line->why);
		text_add(text, "\n");
		told++;
	}
}

static size_t count_orders(const struct due_list *list, bool is_at_broker)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += is_at_broker ? list->lines[i].at_broker : list->lines[i].expired;
	return count;
}

/* ---- beside the screen ---- */

static void run(void *context, struct job_control *control)
{
	struct apply_work *work = context;
	const bool is_dry = work->ask != NULL;
	struct session *session;

	(void)control; /* a client is one transaction: there is nothing to stop half-way */
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	work->session.status = actions_apply(session, &work->filter, is_dry ? session_actor(session) : work->by, is_dry, &work->list,
				     &work->session.failure);
	session_close(session);
}

/* failure: the book failed on the way, and this is what was kept before; NULL: it did not. */
static void tell_entered(struct desk *desk, const struct due_list *list, const struct error *failure)
{
	const size_t at_broker = count_orders(list, true), expired = count_orders(list, false);
	struct text text = {0};

	if (failure != NULL) {
		text_add(&text, _("The book failed on the way. What was entered before stays:"));
		text_add(&text, "\n");
	}
	add_subject(&text, list);
	add_states(&text, list, true);
	add_reasons(&text, list);
	if (expired > 0)
		text_addf(&text, _n("%zu proposal at prices from before has ended", "%zu proposals at prices from before have ended",
			  expired), expired);
	if (expired > 0 && at_broker > 0)
		text_add(&text, "\n");
	if (at_broker > 0)
		text_addf(&text, _n("%zu proposal is with the broker at prices from before: tell the broker",
			  "%zu proposals are with the broker at prices from before: tell the broker", at_broker), at_broker);
	if (failure != NULL)
		detail_add(&text, language_current(), failure->message);
	desk_ask(desk, &(struct dialog){.title = _("Corporate actions entered"), .text = text_string(&text)});
	text_clear(&text);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct apply_work *work = context;

	if (work->ask == NULL) {
		session_forget_market(desk_session(desk));
		desk_changed(desk);
	}
	if (is_cancelled && (work->ask != NULL || work->session.status == STATUS_BUSY))
		desk_message(desk, ROLE_STATUS, _("Stopped; nothing was recorded."));
	else if (work->session.status != STATUS_OK && (work->ask != NULL || work->list.count + work->list.rename_count == 0))
		desk_failed(desk, &work->session.failure);
	else if (work->ask == NULL)
		tell_entered(desk, &work->list, work->session.status != STATUS_OK ? &work->session.failure : NULL);
	else
		work->ask(desk, &work->filter, &work->list);
	due_list_clear(&work->list);
	free(work);
}

static struct apply_work *new_work(struct desk *desk, const struct due_filter *filter)
{
	struct apply_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, false);
	work->filter = *filter;
	return work;
}

void apply_actions_try(struct desk *desk, const struct due_filter *filter,
		       void (*ask)(struct desk *desk, const struct due_filter *filter, const struct due_list *list))
{
	struct apply_work *work = new_work(desk, filter);

	work->ask = ask;
	desk_start_job(desk, &(struct job){.title = N_("working out what is due"), .work = work, .run = run, .done = done});
}

/* ---- the question ---- */

void apply_actions_ask(struct apply_actions *apply, struct desk *desk, const struct due_filter *filter,
		       const struct due_list *list)
{
	const size_t noted = count_noted(list);
	struct text text = {0};
	char word[SIGNATURE_WORD_SIZE];

	if (list->count + list->rename_count == 0) {
		desk_message(desk, ROLE_STATUS, _("No account waits for a corporate action."));
		return;
	}
	add_subject(&text, list);
	add_states(&text, list, false);
	add_reasons(&text, list);
	if (noted == 0) {
		desk_ask(desk, &(struct dialog){.title = _("Nothing can be entered yet"), .text = text_string(&text)});
	} else {
		text_add(&text, _("Shares, money and lots go into the ledger on the ex day, each client with a record in the journal; "
				  "proposals at prices from before end. ballast actions undo takes it back."));
		(void)snprintf(word, sizeof word, "%zu", noted);
		apply->filter = *filter;
		signature_open(&apply->signature, 0, _("Enter what corporate actions bring"), text_string(&text), _("entered by"),
			       session_actor(desk_session(desk)), word);
	}
	text_clear(&text);
}

void apply_actions_key(struct apply_actions *apply, struct desk *desk, uint32_t key)
{
	const enum form_answer answer = signature_key(&apply->signature, key);
	struct apply_work *work;

	if (answer == FORM_OPEN)
		return;
	if (answer == FORM_SUBMITTED) {
		work = new_work(desk, &apply->filter);
		(void)snprintf(work->by, sizeof work->by, "%s", signature_name(&apply->signature));
		desk_start_job(desk, &(struct job){.title = N_("entering corporate actions"), .work = work, .run = run,
						   .done = done});
	}
	signature_close(&apply->signature);
}
