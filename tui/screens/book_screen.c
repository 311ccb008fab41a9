/* Screen 1, the book: every client in a row, and what needs attention this morning. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/screens/amounts.h"
#include "tui/screens/book_job.h"
#include "tui/screens/book_rows.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/paperwork.h"
#include "tui/screens/propose_job.h"

enum { TITLE_SIZE = 400 };

struct book_screen {
	struct book_rows rows;
	struct table_view table;
	char currency[8];
	unsigned figures;   /* of the desk when the rows were read */
	bool is_read;
	bool is_computing;  /* the rows are of an earlier time, the present ones are on their way */
};

static void computed(struct desk *desk, unsigned figures, struct review_book *book);

/* ---- loading ---- */

/* Coming back from a client, or another language, computes nothing again. */
static bool is_current(const struct book_screen *screen, struct desk *desk)
{
	context_follow_others(desk);
	return screen->is_read && screen->figures == desk_figures(desk);
}

/* Up to so many clients are read within a frame; more are read beside the screen. */
enum { READ_AT_ONCE = 200 };

static void take_book(struct book_screen *screen, struct desk *desk, const struct review_book *book)
{
	struct session *session = desk_session(desk);

	review_book_clear(&screen->rows.book);
	screen->rows.book = *book;
	screen->rows.today = session_today(session);
	(void)snprintf(screen->currency, sizeof screen->currency, "%s", session_currency(session));
	if (screen->is_read)
		table_view_update(&screen->table);
	else
		table_view_init(&screen->table, &book_model, &screen->rows);
	screen->is_read = true;
}

/* The list as it was kept, or none yet, while it is computed beside the screen. */
static enum status load_large(struct book_screen *screen, struct desk *desk, struct error *err)
{
	struct review_book book = {0};
	bool is_current = false;
	enum status status = STATUS_OK;

	if (!screen->is_read) {
		status = review_book_kept(desk_session(desk), &book, &is_current, err);
		if (status != STATUS_OK && status != STATUS_NOT_FOUND)
			return status;
		take_book(screen, desk, &book);
	}
	screen->figures = desk_figures(desk);
	screen->is_computing = !is_current;
	if (!is_current)
		book_job_start(desk, desk_figures(desk), computed);
	return STATUS_OK;
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct book_screen *screen = state;
	struct review_book book = {0};
	size_t clients = 0;
	enum status status = STATUS_OK;

	if (!is_current(screen, desk)) {
		status = review_count(desk_session(desk), &clients, err);
		if (status == STATUS_OK && clients > READ_AT_ONCE) {
			status = load_large(screen, desk, err);
		} else if (status == STATUS_OK) {
			status = review_book(desk_session(desk), &book, err);
			if (status == STATUS_OK) {
				take_book(screen, desk, &book);
				screen->figures = desk_figures(desk);
				screen->is_computing = false;
			}
		}
		if (status != STATUS_OK)
			return status;
	}
	table_view_update(&screen->table);
	context_of_book(desk, &screen->rows.book);
	return STATUS_OK;
}

/* What the job found. An answer to a question that was asked anew meanwhile is dropped. */
static void computed(struct desk *desk, unsigned figures, struct review_book *book)
{
	struct book_screen *screen = desk_state(desk, "book");
	struct error err;

	if (screen == NULL || figures != desk_figures(desk) || !screen->is_read) {
		review_book_clear(book);
		return;
	}
	/* Not kept when the book is read-only or has just changed: the next start computes again. */
	(void)review_book_keep(desk_session(desk), book, &err);
	take_book(screen, desk, book);
	*book = (struct review_book){0};
	screen->is_computing = false;
	context_of_book(desk, &screen->rows.book);
}

static void unload(void *state)
{
	struct book_screen *screen = state;

	table_view_clear(&screen->table);
	review_book_clear(&screen->rows.book);
}

/* ---- drawing ---- */

struct title {
	char text[TITLE_SIZE];
	int room; /* columns */
};

/* A part that says nothing, or has no room, is left out; the most important come first. */
static void add_part(struct title *title, size_t figure, const char *part)
{
	const size_t length = strlen(title->text);

	if (figure > 0 && (int)(text_width(title->text) + text_width(part)) + 3 <= title->room)
		(void)snprintf(title->text + length, sizeof title->text - length, "%s%s", length > 0 ? " · " : "", part);
}

static const char *grouped(size_t figure, char text[FIGURE_SIZE])
{
	return figure_quantity((int64_t)figure * MICROS, text);
}

static void make_title(const struct book_screen *screen, const struct term *term, struct title *title)
{
	const struct review_book *book = &screen->rows.book;
	char part[120], figure[FIGURE_SIZE], value[AMOUNT_TEXT_SIZE];

	*title = (struct title){.room = term->columns - 6};
	if (screen->is_computing)
		add_part(title, 1, book->count > 0 ? _("as last seen, being computed") : _("being computed"));
	(void)snprintf(part, sizeof part, _n("%s client", "%s clients", book->count), grouped(book->count, figure));
	add_part(title, book->count, part);
	add_part(title, book->value > 0,
		 amount_short(book->value, screen->currency, term->canvas->hides_amounts, value));
	(void)snprintf(part, sizeof part, _("%s to rebalance"), grouped(book->out_of_band, figure));
	add_part(title, book->out_of_band, part);
	(void)snprintf(part, sizeof part, _n("%s approval waiting", "%s approvals waiting", (size_t)book->waiting),
		       grouped(book->waiting, figure));
	add_part(title, book->waiting, part);
	(void)snprintf(part, sizeof part, _("%s without advice"), grouped(book->blocked, figure));
	add_part(title, book->blocked, part);
	(void)snprintf(part, sizeof part, _("%s to review within a month"), grouped(book->expiring, figure));
	add_part(title, book->expiring, part);
	(void)snprintf(part, sizeof part, _("%s not in the sum"), grouped(book->other_currency, figure));
	add_part(title, book->other_currency, part);
}

static void draw(const void *state, struct term *term)
{
	const struct book_screen *screen = state;
	struct title title;
	struct term inside;

	make_title(screen, term, &title);
	inside = term_box(term, title.text[0] != '\0' ? title.text : NULL);
	if (screen->is_computing && screen->rows.book.count == 0)
		(void)term_put_wrapped(&inside, 1, 2, ROLE_NORMAL, _("Every client is looked at for the first time; the list follows in a moment."));
	else
		table_view_draw(&screen->table, &inside, true);
}

/* ---- acting ---- */

static bool choose_subject(const struct book_screen *screen, struct desk *desk)
{
	size_t row;

	if (!table_view_selected(&screen->table, &row))
		return false;
	desk_set_subject(desk, (struct desk_subject){.client = screen->rows.book.rows[row].client_id});
	return true;
}

static void open_client(const struct book_screen *screen, struct desk *desk)
{
	if (choose_subject(screen, desk))
		desk_go(desk, "client");
}

/* The marked clients, or the selected one where none is marked; the array is the caller's, the codes are borrowed. */
static size_t chosen_codes(const struct book_screen *screen, const char ***codes)
{
	const struct review_book *book = &screen->rows.book;
	size_t count = 0, row;

	*codes = memory_new_array(book->count + 1, sizeof **codes);
	for (size_t i = 0; i < book->count && screen->table.mark_count > 0; i++) {
		if (table_view_is_marked(&screen->table, book->rows[i].client_id))
			(*codes)[count++] = book->rows[i].code;
	}
	if (screen->table.mark_count == 0 && table_view_selected(&screen->table, &row))
		(*codes)[count++] = book->rows[row].code;
	return count;
}

/* Works them out first; what is found asks whether it is to be submitted. Marks stay: one may want to change them. */
static void propose(const struct book_screen *screen, struct desk *desk)
{
	const char **codes;
	const size_t count = chosen_codes(screen, &codes);

	if (count == 0)
		desk_message(desk, ROLE_STATUS, _("There is nobody to rebalance."));
	else
		propose_job_start(desk, codes, count);
	free(codes);
}

/* Of the marked clients, or of everybody. */
static void write_weekly(const struct book_screen *screen, struct desk *desk)
{
	const char **codes = NULL;
	const size_t count = screen->table.mark_count > 0 ? chosen_codes(screen, &codes) : 0;

	paperwork_weekly(desk, codes, count);
	free(codes);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct book_screen *screen = state;

	switch (action) {
	case ACTION_OPEN:
		open_client(screen, desk);
		return true;
	case ACTION_REBALANCE:
		propose(screen, desk);
		return true;
	case ACTION_ORDERS:
		paperwork_orders(desk);
		return true;
	case ACTION_WEEKLY:
		write_weekly(screen, desk);
		return true;
	case ACTION_REFRESH:
		context_read_again(desk);
		return true;
	case ACTION_SCREEN_2: case ACTION_SCREEN_3: case ACTION_SCREEN_4: case ACTION_SCREEN_5:
	case ACTION_SCREEN_6: case ACTION_SCREEN_7: case ACTION_SCREEN_8:
		/* The screens about a client are about the one under the cursor. */
		(void)choose_subject(screen, desk);
		return false;
	default:
		return table_view_act(&screen->table, action);
	}
}

static bool wants_text(const void *state)
{
	return table_view_wants_text(&((const struct book_screen *)state)->table);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	(void)desk;
	table_view_key(&((struct book_screen *)state)->table, pressed);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	(void)desk;
	(void)column;
	(void)table_view_click(&((struct book_screen *)state)->table, row);
}

/* The rows as they are filtered and sorted. */
static enum status section(const void *state, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct book_screen *screen = state;

	return review_part_section(desk_session(desk), &screen->rows.book, screen->table.order, screen->table.shown, arena,
				   section, err);
}

static struct table_view *table(void *state)
{
	return &((struct book_screen *)state)->table;
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_OPEN, NULL}, {ACTION_FILTER, NULL}, {ACTION_SORT, NULL},
	{ACTION_MARK, NULL}, {ACTION_REBALANCE, N_("propose trades")}, {ACTION_REFRESH, NULL},
	{ACTION_WEEKLY, NULL}, {ACTION_ORDERS, NULL}, TABLE_FURTHER_USES,
	{ACTION_SCREEN_2, NULL}, {ACTION_SCREEN_3, NULL}, {ACTION_SCREEN_4, NULL}, {ACTION_SCREEN_5, NULL},
	{ACTION_SCREEN_6, NULL}, {ACTION_SCREEN_7, NULL}, {ACTION_SCREEN_8, NULL},
	{ACTION_NONE, NULL},
};

const struct screen_ops book_screen = {
	.name = "book",
	.title = N_("Book"),
	.digit = '1',
	.state_size = sizeof(struct book_screen),
	.actions = actions,
	.explain = N_(
		"value: what is held at the last price, plus cash, in the client's currency.\n"
		"week: (value now − value seven days ago − money put in) / value seven days ago.\n"
		"drift: half the sum of |weight − target| over everything held or planned; 0 is exactly on plan. The bar is "
		"full at 10 points.\n"
		"rebalance: a weight left its band (5/25 rule: 5 points, or a quarter of a target below 20 %), the tracking "
		"risk of the drift is too large, twelve months have passed, or something is held that is not in the plan.\n"
		"risk/limit: volatility a year of what is held, sqrt(w' S w) with the shrunk covariance S of weekly returns, "
		"against the limit of class and loss limit. The bar's tick is the limit; sorted by the share used.\n"
		"alerts: open ones, as the last ballast monitor or weekly report found them.\n"
		"waits: proposals that wait for a second person.\n"
		"review by: the day the profile expires.\n"
		"The sum in the title leaves out clients in another currency and those with a missing price.\n\n"
		"Filter (/): words parted by blanks, all must hold. drift>5  week<-1  value>1.5m  risk>10  class:C3|C4  plan:B  "
		"state:rebalance  alert  waiting  a part of the name. ! before a word turns it round; Tab completes a column."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.table = table,
	.section = section,
};
