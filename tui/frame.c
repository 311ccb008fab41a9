/* The frame of every screen: menu, context, and the line of keys. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/desk_state.h"

struct term frame_body(struct term *term)
{
	return term_pane(term, 2, 0, term->rows - 3, term->columns);
}

/* Columns of a menu title: cut to `longest`, but where one is stands in full. */
static int title_width(const struct desk *desk, const struct screen_ops *screen, int longest)
{
	const int width = (int)text_width(_(screen->title));

	return width < longest || screen == desk_top(desk)->ops ? width : longest;
}

struct menu {
	int start;   /* column of the first digit */
	int longest; /* columns a title may take */
	int gap;     /* blanks between two */
};

static int menu_width(const struct desk *desk, const struct menu *menu)
{
	int width = menu->start - menu->gap;

	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++)
		width += 2 + title_width(desk, *screen, menu->longest) + menu->gap;
	return width;
}

/* Where it gets narrow the program's name goes first, then the blanks, then the ends of the titles. */
static struct menu lay_out_menu(const struct desk *desk, int columns)
{
	struct menu menu = {.start = 10, .longest = 24, .gap = 2};

	if (menu_width(desk, &menu) < columns)
		return menu;
	menu.start = 1;
	if (menu_width(desk, &menu) < columns)
		return menu;
	menu.gap = 1;
	if (menu_width(desk, &menu) < columns)
		return menu;
	for (menu.longest = 12; menu.longest > 2; menu.longest--) {
		menu.gap = 2;
		if (menu.longest >= 4 && menu_width(desk, &menu) < columns)
			break;
		menu.gap = 1; /* a fourth letter tells more than a wider gap */
		if (menu.longest <= 4 && menu_width(desk, &menu) < columns)
			break;
	}
	return menu;
}

const struct screen_ops *frame_menu_at(const struct desk *desk, int columns, int column)
{
	const struct menu menu = lay_out_menu(desk, columns);
	int at = menu.start;

	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		const int width = 2 + title_width(desk, *screen, menu.longest);

		if (column >= at && column < at + width)
			return *screen;
		at += width + menu.gap;
	}
	return NULL;
}

static void put_cut(struct term *term, int row, int column, int width, enum role role, const char *text)
{
	struct term pane = term_pane(term, row, column, 1, width);

	(void)term_put(&pane, 0, 0, role, text);
}

static void draw_menu(const struct desk *desk, struct term *term)
{
	const struct menu menu = lay_out_menu(desk, term->columns);
	int at = menu.start;

	if (at > 1) {
		(void)term_put(term, 0, 1, ROLE_TITLE, "ballast");
		(void)term_put(term, 0, at - 1, ROLE_BORDER, "▏");
	}
	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		const bool is_active = *screen == desk_top(desk)->ops;
		const int width = title_width(desk, *screen, menu.longest);

		if (is_active) {
			struct term tab = term_pane(term, 0, at - 1, 1, 3 + width + (menu.gap > 1));

			term_fill(&tab, ROLE_MENU_ACTIVE);
		}
		(void)term_putf(term, 0, at, is_active ? ROLE_MENU_ACTIVE : ROLE_KEY, "%c", (*screen)->digit);
		put_cut(term, 0, at + 2, width, is_active ? ROLE_MENU_ACTIVE : ROLE_MENU, _((*screen)->title));
		at += 2 + width + menu.gap;
	}
}

/* Right to left from `at`; returns where the part begins. */
static int put_before(struct term *term, int at, enum role role, const char *text)
{
	at -= (int)text_width(text);
	(void)term_put(term, 1, at, role, text);
	return at - 3;
}

static void draw_context(const struct desk *desk, struct term *term)
{
	const struct desk_context *context = &desk->context;
	int at = term->columns - 1;

	term_fill_row(term, 1, ROLE_CONTEXT);
	if (context->is_sandbox) {
		char badge[64];

		(void)snprintf(badge, sizeof badge, " %s ", _("sandbox"));
		at = put_before(term, at, ROLE_SANDBOX, badge);
	}
	/* Who it is about matters most: where it gets narrow the rest makes room. */
	if (context->currency[0] != '\0' && term->columns >= 90)
		at = put_before(term, at, ROLE_CONTEXT, context->currency);
	if (context->alerts[0] != '\0' && term->columns >= 76)
		at = put_before(term, at, ROLE_WARNING, context->alerts);
	if (context->prices[0] != '\0') {
		at = put_before(term, at, context->prices_old ? ROLE_WARNING : ROLE_GOOD,
				context->prices_old ? "⚠" : "✓") + 2;
		at = put_before(term, at, context->prices_old ? ROLE_WARNING : ROLE_CONTEXT, context->prices);
	}
	if (at > 4)
		term_put_fitted(term, 1, 1, at, TEXT_LEFT, ROLE_CONTEXT, context->subject);
}

/* Up and down, left and right share one label. */
static bool are_twins(enum action first, enum action second)
{
	return (first == ACTION_UP && second == ACTION_DOWN) || (first == ACTION_LEFT && second == ACTION_RIGHT) ||
	       (first == ACTION_FINER_LEFT && second == ACTION_FINER_RIGHT);
}

static void label_of(const struct desk *desk, enum action action, bool is_ascii, char label[KEY_NAME_SIZE])
{
	uint32_t keys[KEYS_PER_ACTION];

	label[0] = '\0';
	if (keymap_keys(desk->setup.keymap, action, desk_top(desk)->ops->actions, keys) > 0)
		(void)press_label(keys[0], is_ascii, label);
}

static int put_key(const struct desk *desk, struct term *term, int at, int end, enum action action,
		   enum action twin, const char *words)
{
	const bool is_ascii = term->canvas->charset == CHARSET_ASCII;
	char first[KEY_NAME_SIZE], second[KEY_NAME_SIZE] = "", keys[2 * KEY_NAME_SIZE];

	label_of(desk, action, is_ascii, first);
	if (twin != ACTION_NONE)
		label_of(desk, twin, is_ascii, second);
	if (first[0] == '\0')
		return at;
	(void)snprintf(keys, sizeof keys, "%s%s%s", first, is_ascii && second[0] != '\0' ? "/" : "", second);
	if (at + (int)text_width(keys) + 1 + (int)text_width(words) > end)
		return at;
	at = term_put(term, term->rows - 1, at, ROLE_KEY, keys);
	return term_put(term, term->rows - 1, at + 1, ROLE_STATUS, words) + 2;
}

static bool is_among(const struct action_use *uses, enum action action)
{
	for (; uses != NULL && uses->action != ACTION_NONE; uses++)
		if (uses->action == action)
			return true;
	return false;
}

/* Those of the list that have a label and are not among others, which stand there already. */
static int put_uses(const struct desk *desk, struct term *term, int at, int end, const struct action_use *use,
		    const struct action_use *others)
{
	for (; use->action != ACTION_NONE; use++) {
		const char *words = use->label != NULL ? use->label : action_label(use->action);
		const enum action twin = are_twins(use->action, use[1].action) ? use[1].action : ACTION_NONE;

		if (words == NULL || words[0] == '\0' || is_among(others, use->action))
			continue;
		at = put_key(desk, term, at, end, use->action, twin, _(words));
		use += twin != ACTION_NONE;
	}
	return at;
}

/* Keys of the screen, then the two every screen has, which keep their room. */
static void draw_keys(const struct desk *desk, struct term *term, int end)
{
	const struct screen_ops *ops = desk_top(desk)->ops;
	const struct action_use *urgent = ops->urgent != NULL ? ops->urgent(desk_top(desk)->state) : NULL;
	const int reserved = 6 + (int)text_width(_("command")) + (int)text_width(_("keys")) + 2;
	int at = 1;

	if (desk_is_typing(desk)) { /* the keys of the screen are letters now */
		at = term_put(term, term->rows - 1, at, ROLE_KEY, "Esc");
		(void)term_put(term, term->rows - 1, at + 1, ROLE_STATUS, _("leave"));
		return;
	}
	if (urgent != NULL)
		at = put_uses(desk, term, at, end - reserved, urgent, NULL);
	at = put_uses(desk, term, at, end - reserved, ops->actions, urgent);
	at = put_key(desk, term, at, end, ACTION_PALETTE, ACTION_NONE, _("command"));
	(void)put_key(desk, term, at, end, ACTION_HELP, ACTION_NONE, _("keys"));
}

static void progress_text(const struct job_state *job, bool is_plain, char *text, size_t size)
{
	enum { CELLS = 8 };
	const size_t full = job->total > 0 ? (job->done < job->total ? job->done : job->total) * CELLS / job->total : 0;
	struct text bar = {0};

	if (!is_plain) {
		text_add_repeated(&bar, "▰", full);
		text_add_repeated(&bar, "▱", CELLS - full);
	}
	if (job->is_cancelled)
		(void)snprintf(text, size, "%s · %s", _(job->title), _("stopping"));
	else if (job->total > 0)
		(void)snprintf(text, size, "%s %s %zu/%zu · %s", _(job->title), text_string(&bar), job->done,
			       job->total, _("Esc cancels"));
	else
		(void)snprintf(text, size, "%s · %s", _(job->title), _("Esc cancels"));
	text_clear(&bar);
}

static void draw_last_line(const struct desk *desk, struct term *term)
{
	const struct job_state job = jobs_state(desk->jobs);
	const int row = term->rows - 1;
	char text[DESK_MESSAGE_SIZE] = "";
	enum role role = desk->message_role;
	int width, end = term->columns - 1;

	if (desk->message[0] != '\0') {
		(void)snprintf(text, sizeof text, "%s", desk->message);
	} else if (job.title != NULL) {
		progress_text(&job, term->canvas->is_plain, text, sizeof text);
		role = ROLE_PROGRESS;
	}
	width = (int)text_width(text);
	if (width > 0) {
		if (width > term->columns - 2)
			width = term->columns - 2;
		end = term->columns - 1 - width;
		term_put_fitted(term, row, end, width, TEXT_LEFT, role, text);
		end -= 2;
	}
	draw_keys(desk, term, end);
}

void frame_draw(const struct desk *desk, struct term *term)
{
	draw_menu(desk, term);
	draw_context(desk, term);
	draw_last_line(desk, term);
}
