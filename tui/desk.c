/* The desk: the stack of screens, and what they ask for. */
#include "tui/desk.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk_state.h"
#include "tui/widget/table_view.h"

/* In the folder of what may be lost. */
static const char history_file[] = "palette-history";

const struct open_screen *desk_top(const struct desk *desk)
{
	return &desk->stack[desk->depth - 1];
}

struct open_screen *desk_top_open(struct desk *desk)
{
	return &desk->stack[desk->depth - 1];
}

/* The sentence a person reads first; the detail follows. */
static const char *status_sentence(enum status status)
{
	static const char *const sentences[] = {
		[STATUS_OK] = N_("Done."),
		[STATUS_INVALID] = N_("This cannot be done as asked."),
		[STATUS_NOT_FOUND] = N_("Nothing of that name is in the book."),
		[STATUS_INFEASIBLE] = N_("No plan can satisfy all of these limits."),
		[STATUS_NOT_CONVERGED] = N_("The computation did not reach an answer."),
		[STATUS_NO_MEMORY] = N_("This is larger than the machine's memory allows."),
		[STATUS_IO] = N_("The outside world did not answer as it should."),
		[STATUS_CORRUPT] = N_("What is stored contradicts itself."),
		[STATUS_NEWER] = N_("This was made by a later version of the program."),
		[STATUS_BUSY] = N_("Another process is using the book."),
		[STATUS_REFUSED] = N_("A rule of advice forbids this."),
	};

	return _(sentences[status]);
}

/* ---- loading ---- */

void desk_load(struct desk *desk)
{
	struct open_screen *top = desk_top_open(desk);
	struct error err = {0};
	char detail[sizeof err.message];

	if (top->generation == desk->generation)
		return;
	top->generation = desk->generation;
	top->failure[0] = '\0';
	if (top->ops->load(top->state, desk, &err) == STATUS_OK) {
		top->is_loaded = true;
		return;
	}
	(void)snprintf(top->failure, sizeof top->failure, "%s\n%s", status_sentence(err.status),
		       detail_words(err.message, detail, sizeof detail));
	desk->context.subject[0] = '\0'; /* who stood there is not whom this is about */
	desk->context.alerts[0] = '\0';
}

static void close_top(struct desk *desk)
{
	struct open_screen *top = desk_top_open(desk);

	top->ops->unload(top->state); /* also where loading failed half-way: the state began zeroed */
	free(top->state);
	*top = (struct open_screen){0};
	desk->depth--;
}

static void push(struct desk *desk, const struct screen_ops *ops)
{
	struct open_screen *top;

	assert(desk->depth < DESK_STACK);
	top = &desk->stack[desk->depth++];
	*top = (struct open_screen){.ops = ops, .state = memory_new(ops->state_size)};
	top->generation = desk->generation - 1; /* not loaded yet */
	desk_load(desk);
}

static bool top_is_dirty(const struct desk *desk)
{
	const struct open_screen *top = desk_top(desk);

	return top->is_loaded && top->ops->is_dirty != NULL && top->ops->is_dirty(top->state);
}

static void leave_now(struct desk *desk);

static void edit_given_up(void *subject, struct desk *desk)
{
	(void)subject;
	close_top(desk);
	leave_now(desk);
}

/* Closes screens down to leave_to and opens `then`; stops to ask where an edit would be lost. */
static void leave_now(struct desk *desk)
{
	while (desk->depth > desk->leave_to) {
		if (top_is_dirty(desk)) {
			desk_ask(desk, &(struct dialog){.title = _("Leave this screen?"),
							.text = _("What you changed here is not recorded and would be lost."),
							.confirm = _("Leave and lose it"),
							.confirmed = edit_given_up});
			return;
		}
		close_top(desk);
	}
	if (desk->depth == 0)
		desk->is_over = true;
	else if (desk->then != NULL)
		push(desk, desk->then);
	else
		desk_load(desk);
	desk->then = NULL;
}

static void leave(struct desk *desk, size_t depth, const struct screen_ops *then)
{
	desk->leave_to = depth;
	desk->then = then;
	leave_now(desk);
}

/* ---- opening and closing the desk ---- */

enum status desk_open(const struct desk_setup *setup, struct desk **result, struct error *err)
{
	struct desk *desk;

	for (const struct screen_ops *const *screen = setup->screens; *screen != NULL; screen++) {
		const enum status status = keymap_check_screen(setup->keymap, (*screen)->name, (*screen)->actions, err);

		if (status != STATUS_OK)
			return status;
	}
	desk = memory_new(sizeof *desk);
	desk->setup = *setup;
	desk->generation = 1;
	desk->hides_amounts = setup->hides_amounts;
	desk->uses_mouse = setup->uses_mouse;
	desk->is_accessible = setup->is_accessible;
	desk->overlay = setup->shows_guide ? OVERLAY_GUIDE : OVERLAY_NONE;
	desk->jobs = jobs_new();
	if (setup->state != NULL)
		(void)recall_read(setup->state, history_file, &desk->recall, NULL); /* a desk without a memory is one too */
	push(desk, setup->screens[0]);
	*result = desk;
	return STATUS_OK;
}

void desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	jobs_free(desk->jobs, desk); /* while the screens their done() looks for still stand */
	while (desk->depth > 0)
		close_top(desk);
	dialog_close(&desk->question);
	saving_close(desk);
	if (desk->setup.state != NULL)
		(void)recall_write(desk->setup.state, history_file, &desk->recall, NULL); /* it may be lost */
	recall_clear(&desk->recall);
	text_clear(&desk->copied);
	free(desk);
}

/* ---- what screens ask for ---- */

struct session *desk_session(struct desk *desk)
{
	return desk->setup.session;
}

struct desk_subject desk_subject(const struct desk *desk)
{
	return desk->subject;
}

void desk_set_subject(struct desk *desk, struct desk_subject subject)
{
	if (subject.client == desk->subject.client && subject.account == desk->subject.account)
		return;
	desk->subject = subject;
	desk->generation++;
}

struct desk_context *desk_context(struct desk *desk)
{
	return &desk->context;
}

static const struct screen_ops *find_screen(const struct desk *desk, const char *name)
{
	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		if (strcmp((*screen)->name, name) == 0)
			return *screen;
	}
	return NULL;
}

void desk_show(struct desk *desk, const struct screen_ops *ops)
{
	for (size_t i = 0; i < desk->depth; i++) {
		if (desk->stack[i].ops == ops) {
			leave(desk, i + 1, NULL);
			return;
		}
	}
	push(desk, ops);
}

void desk_go(struct desk *desk, const char *screen)
{
	const struct screen_ops *ops = find_screen(desk, screen);

	assert(ops != NULL);
	if (ops != NULL)
		desk_show(desk, ops);
}

void desk_back(struct desk *desk)
{
	if (desk->depth > 1)
		leave(desk, desk->depth - 1, NULL);
}

void desk_quit(struct desk *desk)
{
	leave(desk, 0, NULL);
}

void desk_changed(struct desk *desk)
{
	desk->generation++;
	desk->figures++;
}

unsigned desk_figures(const struct desk *desk)
{
	return desk->figures;
}

void desk_message(struct desk *desk, enum role role, const char *text)
{
	(void)text_clean(text, desk->message, sizeof desk->message);
	desk->message_role = role;
}

void desk_messagef(struct desk *desk, enum role role, const char *format, ...)
{
	char text[DESK_MESSAGE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments); /* one line: cut when longer */
	va_end(arguments);
	desk_message(desk, role, text);
}

void desk_failed(struct desk *desk, const struct error *err)
{
	char detail[sizeof err->message];

	desk_messagef(desk, ROLE_ERROR, "%s %s", status_sentence(err->status),
		      detail_words(err->message, detail, sizeof detail));
}

void desk_ask(struct desk *desk, const struct dialog *dialog)
{
	dialog_open(&desk->question, dialog);
}

void desk_start_job(struct desk *desk, const struct job *job)
{
	jobs_start(desk->jobs, job);
}

void *desk_state(struct desk *desk, const char *screen)
{
	for (size_t i = 0; i < desk->depth; i++) {
		if (strcmp(desk->stack[i].ops->name, screen) == 0 && desk->stack[i].is_loaded)
			return desk->stack[i].state;
	}
	return NULL;
}

bool desk_hides_amounts(const struct desk *desk)
{
	return desk->hides_amounts;
}

struct table_view *desk_table(const struct desk *desk)
{
	const struct open_screen *top = desk_top(desk);

	struct table_view *table = top->is_loaded && top->ops->table != NULL ? top->ops->table(top->state) : NULL;

	return table != NULL && table->model != NULL ? table : NULL; /* a list that was never filled is none */
}

bool desk_is_typing(const struct desk *desk)
{
	const struct open_screen *top = desk_top(desk);

	return top->is_loaded && top->ops->wants_text != NULL && top->ops->wants_text(top->state);
}

/* ---- what comes from outside ---- */

void desk_look_outside(struct desk *desk)
{
	const struct job_state job = jobs_state(desk->jobs);

	if (desk->setup.session == NULL || desk->is_over || job.title != NULL || job.is_finished ||
	    !session_changed_outside(desk->setup.session))
		return;
	session_forget_market(desk->setup.session);
	desk_changed(desk);
	desk_load(desk);
	if (desk->message[0] == '\0' || desk->message_role != ROLE_ERROR) /* what went wrong stays readable */
		desk_message(desk, ROLE_WARNING, _("The book was changed by another program; it was read again."));
}

void desk_collect_jobs(struct desk *desk)
{
	const struct job_state before = jobs_state(desk->jobs);
	const bool was_running = before.title != NULL || before.is_finished;

	(void)jobs_collect(desk->jobs, desk); /* the caller paints in either case */
	/* What a job of this desk wrote is not from outside. */
	if (was_running && jobs_state(desk->jobs).title == NULL && desk->setup.session != NULL &&
	    session_changed_outside(desk->setup.session)) {
		session_forget_market(desk->setup.session);
		desk_changed(desk);
	}
	if (desk->depth > 0)
		desk_load(desk);
}

int desk_jobs_fd(const struct desk *desk)
{
	return jobs_fd(desk->jobs);
}

/* ---- painting and the rest ---- */

static void draw_failure(const struct open_screen *top, struct term *body)
{
	struct term box = term_pane(body, 1, 2, body->rows - 2, body->columns - 4);
	int row = term_put_wrapped(&box, 0, 0, ROLE_ERROR, _("This screen could not be filled."));

	(void)term_put_wrapped(&box, row + 1, 0, ROLE_NORMAL, top->failure);
}

void desk_draw(struct desk *desk, struct canvas *canvas, int rows, int columns)
{
	const struct open_screen *top = desk_top(desk);
	struct term whole, body;

	canvas->hides_amounts = desk->hides_amounts;
	canvas->is_plain = desk->is_accessible;
	canvas_erase(canvas, rows, columns);
	desk->columns = columns;
	whole = term_whole(canvas);
	if (rows < DESK_LEAST_ROWS || columns < DESK_LEAST_COLUMNS) {
		char text[160];

		(void)snprintf(text, sizeof text, _("ballast needs %d×%d; this terminal is %d×%d"), DESK_LEAST_COLUMNS,
			       DESK_LEAST_ROWS, columns, rows);
		(void)term_put_wrapped(&whole, 0, 0, ROLE_NORMAL, text);
		return;
	}
	frame_draw(desk, &whole);
	body = frame_body(&whole);
	if (top->failure[0] != '\0')
		draw_failure(top, &body);
	else
		top->ops->draw(top->state, &body);
	overlay_draw(desk, &body);
}

const struct theme *desk_theme(const struct desk *desk)
{
	return &desk->setup.themes[desk->previewed > 0 ? desk->previewed - 1 : desk->theme];
}

bool desk_is_over(const struct desk *desk)
{
	return desk->is_over;
}

bool desk_uses_mouse(const struct desk *desk)
{
	return desk->uses_mouse;
}

bool desk_take_repaint(struct desk *desk)
{
	const bool wanted = desk->wants_repaint;

	desk->wants_repaint = false;
	return wanted;
}

const struct text *desk_take_copied(struct desk *desk)
{
	const bool has_copied = desk->has_copied;

	desk->has_copied = false;
	return has_copied ? &desk->copied : NULL;
}
