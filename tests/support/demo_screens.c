/* Small screens that use every part of the desk. */
#include "tests/support/demo_screens.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/desk.h"
#include "tui/widget/bar.h"
#include "tui/widget/chart.h"
#include "tui/widget/table_view.h"

struct client {
	int64_t id;
	const char *name, *class_name, *plan;
	double value, week, drift;
};

static const struct client clients[] = {
	{11, "Wang Fang", "C3", "balanced", 1284310, 0.008, 0.064},
	{12, "Li Qiang", "C4", "growth", 3902118, -0.012, 0.021},
	{13, "陈洁", "C2", "defensive", 410020, 0.001, 0.005},
	{14, "欧阳 Consolidated Family Office", "C5", "aggressive", 88310022.5, -0.031, 0.112},
	{15, "Zhao Min", "C1", "cash", 52000, 0.0, 0.0},
};

enum { CLIENTS = sizeof clients / sizeof clients[0] };

struct demo {
	struct table_view table;
	int loads;
};

static size_t count(const void *source)
{
	(void)source;
	return CLIENTS;
}

static int64_t id(const void *source, size_t row)
{
	(void)source;
	return clients[row].id;
}

static void cell(const void *source, size_t row, int column, struct table_cell *result)
{
	const struct client *client = &clients[row];

	(void)source;
	switch (column) {
	case 0:
		(void)snprintf(result->text, sizeof result->text, "%s", client->name);
		break;
	case 1:
		(void)snprintf(result->text, sizeof result->text, "%s", client->class_name);
		break;
	case 2:
		(void)snprintf(result->text, sizeof result->text, "%s", client->plan);
		break;
	case 3:
		(void)snprintf(result->text, sizeof result->text, "%.0f", client->value);
		break;
	case 4:
		(void)snprintf(result->text, sizeof result->text, "%+.1f %%", 100 * client->week);
		result->role = client->week < 0 ? ROLE_LOSS : ROLE_GAIN;
		break;
	default:
		(void)snprintf(result->text, sizeof result->text, "%.1f pp", 100 * client->drift);
	}
}

static int compare(const void *source, size_t a, size_t b, int column)
{
	const double left[] = {0, 0, 0, clients[a].value, clients[a].week, clients[a].drift};
	const double right[] = {0, 0, 0, clients[b].value, clients[b].week, clients[b].drift};

	(void)source;
	if (column == 0)
		return strcmp(clients[a].name, clients[b].name);
	if (column == 1)
		return strcmp(clients[a].class_name, clients[b].class_name);
	if (column == 2)
		return strcmp(clients[a].plan, clients[b].plan);
	return (left[column] > right[column]) - (left[column] < right[column]);
}

static const struct table_column columns[] = {
	{.title = "client", .least = 16, .most = 40, .priority = 0},
	{.title = "class", .least = 5, .most = 5, .priority = 2},
	{.title = "plan", .least = 10, .most = 12, .priority = 4},
	{.title = "value ¥", .least = 12, .most = 14, .priority = 1, .align = TEXT_RIGHT, .is_amount = true,
	 .is_descending_first = true},
	{.title = "week", .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = "drift", .least = 8, .most = 8, .priority = 1, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = NULL},
};

static const struct table_model model = {
	.columns = columns, .count = count, .id = id, .cell = cell, .compare = compare,
	.empty = "No clients yet: a adds one.",
};

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct demo *demo = state;
	struct desk_context *context = desk_context(desk);

	(void)err;
	if (demo->loads++ == 0)
		table_view_init(&demo->table, &model, NULL);
	else
		table_view_update(&demo->table);
	(void)snprintf(context->subject, sizeof context->subject, "Wang Fang · Retirement · C3 · mandate balanced");
	(void)snprintf(context->prices, sizeof context->prices, "prices 2026-11-20");
	(void)snprintf(context->alerts, sizeof context->alerts, "3 alerts");
	(void)snprintf(context->currency, sizeof context->currency, "CNY");
	context->is_sandbox = true;
	return STATUS_OK;
}

static void draw(const void *state, struct term *term)
{
	const struct demo *demo = state;
	struct term inside = term_box(term, "5 clients · ¥ 93.9 m · 2 out of band");

	table_view_draw(&demo->table, &inside, true);
}

static void run(void *work, struct job_control *control)
{
	const struct timespec pause = {.tv_nsec = 5000000};

	(void)work;
	for (size_t i = 0; i < 700 && !job_is_cancelled(control); i++) {
		job_progress(control, i, 700);
		(void)nanosleep(&pause, NULL);
	}
}

static void done(void *work, struct desk *desk, bool is_cancelled)
{
	(void)work;
	desk_message(desk, ROLE_GOOD, is_cancelled ? "refresh cancelled" : "700 prices refreshed");
}

static void deleted(void *subject, struct desk *desk)
{
	(void)subject;
	desk_message(desk, ROLE_GOOD, "deleted");
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct demo *demo = state;

	switch (action) {
	case ACTION_OPEN:
		desk_set_subject(desk, (struct desk_subject){.client = demo->table.selected});
		desk_go(desk, "client");
		return true;
	case ACTION_REFRESH:
		desk_start_job(desk, &(struct job){.title = "refreshing prices", .run = run, .done = done});
		return true;
	case ACTION_DELETE:
		desk_ask(desk, &(struct dialog){.title = "Delete a client",
						.text = "The client and the profile go; the record of advice stays.",
						.confirm = "Delete",
						.typed = "37",
						.confirmed = deleted});
		return true;
	default:
		return table_view_act(&demo->table, action);
	}
}

static void unload(void *state)
{
	struct demo *demo = state;

	table_view_clear(&demo->table);
}

static bool wants_text(const void *state)
{
	return table_view_wants_text(&((const struct demo *)state)->table);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	(void)desk;
	table_view_key(&((struct demo *)state)->table, pressed);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	(void)desk;
	(void)column;
	(void)table_view_click(&((struct demo *)state)->table, row);
}

static struct table_view *table(void *state)
{
	return &((struct demo *)state)->table;
}

static const struct action_use book_actions[] = {
	TABLE_ACTION_USES, {ACTION_OPEN, NULL}, {ACTION_REFRESH, NULL}, {ACTION_DELETE, NULL}, {ACTION_NONE, NULL},
};

static const struct screen_ops book = {
	.name = "book", .title = "Book", .digit = '1', .state_size = sizeof(struct demo), .actions = book_actions,
	.explain = "Drift is half the sum of the absolute differences between weight and target.",
	.load = load, .draw = draw, .act = act, .unload = unload, .wants_text = wants_text, .key = key, .click = click,
	.table = table,
};

/* ---- a screen whose figures cannot be had until a client is chosen, and that has an edit to lose ---- */

struct plain {
	int64_t client;
	bool is_edited;
};

static enum status load_client(void *state, struct desk *desk, struct error *err)
{
	if (desk_subject(desk).client == 0)
		return error_set(err, STATUS_NOT_FOUND, "no client is chosen; open one in the book");
	((struct plain *)state)->client = desk_subject(desk).client;
	return STATUS_OK;
}

static void draw_client(const void *state, struct term *term)
{
	const struct plain *plain = state;

	(void)term_putf(term, 1, 2, ROLE_NORMAL, "client %d%s", (int)plain->client, plain->is_edited ? " edited" : "");
}

static bool act_client(void *state, struct desk *desk, enum action action)
{
	(void)desk;
	if (action != ACTION_EDIT)
		return false;
	((struct plain *)state)->is_edited = true;
	return true;
}

static void unload_client(void *state)
{
	(void)state;
}

static bool is_dirty_client(const void *state)
{
	return ((const struct plain *)state)->is_edited;
}

static const struct action_use client_actions[] = {
	{ACTION_EDIT, NULL}, {ACTION_CANDIDATE_A, NULL}, {ACTION_NONE, NULL},
};

static const struct screen_ops client_screen = {
	.name = "client", .title = "Client", .digit = '2', .state_size = sizeof(struct plain),
	.actions = client_actions, .load = load_client, .draw = draw_client, .act = act_client,
	.unload = unload_client, .is_dirty = is_dirty_client,
};

/* ---- a screen of charts ---- */

static void draw_studio(const void *state, struct term *term)
{
	double x[60], y[60], cash[60];
	const struct chart_series series[] = {
		{.x = x, .y = y, .count = 60, .role = ROLE_CHART_1, .name = "efficient frontier"},
		{.x = x, .y = cash, .count = 60, .role = ROLE_CHART_2, .name = "with cash", .mark = "┄"},
	};
	const struct chart_marker markers[] = {
		{0.090, 0.071, "◆", "plan 7.1 % / 9.0 %", ROLE_ACCENT, true},
		{0.096, 0.062, "●", "now 6.2 % / 9.6 %", ROLE_WARNING, false},
	};
	const struct chart_wall wall = {.x = 0.15, .label = "C3 limit"};
	const struct chart chart = {.x_unit = CHART_PERCENT, .y_unit = CHART_PERCENT, .series = series,
				    .series_count = 2, .markers = markers, .marker_count = 2, .wall = &wall};
	struct term left = term_pane(term, 0, 0, term->rows, term->columns * 6 / 10);
	struct term right = term_pane(term, 0, left.columns, term->rows, term->columns - left.columns);
	struct term inside = term_box_focused(&left, "expected return a year against volatility", true);
	const double trail[] = {1, 2, 1.5, 3, 4, NAN, 4.5, 3.8, 5, 6};

	(void)state;
	for (int i = 0; i < 60; i++) {
		x[i] = 0.02 + i * 0.15 / 59;
		y[i] = 0.02 + 0.07 * sqrt((x[i] - 0.02) / 0.15);
		cash[i] = i > 40 ? NAN : 0.02 + (x[i] - 0.02) * 0.45;
	}
	chart_draw(&chart, &inside);
	inside = term_box(&right, "now against target");
	for (int i = 0; i < 4; i++) {
		const struct bar_band bands[] = {
			{0.312, 0.24, 0.19, 0.29, 0.4}, {0.125, 0.213, 0.163, 0.263, 0.4},
			{0.09, 0.094, 0.068, 0.112, 0.4}, {0.18, 0.161, 0.12, 0.2, 0.4},
		};
		struct term bar = term_pane(&inside, i + 1, 12, 1, inside.columns - 14);

		(void)term_putf(&inside, i + 1, 1, ROLE_NORMAL, "asset %d", i);
		bar_band_draw(&bar, &bands[i]);
	}
	for (int i = 0; i < 4; i++) {
		struct term bar = term_pane(&inside, i + 6, 12, 1, inside.columns - 14);

		(void)term_putf(&inside, i + 6, 1, ROLE_NORMAL, "risk %d", i);
		bar_draw(&bar, 0.03 + 0.06 * i, 0.24, i > 1 ? 0.18 : 0.12);
	}
	sparkline_draw(&inside, 11, 12, 10, trail, 10, ROLE_CHART_1);
	{
		struct term bar = term_pane(&inside, 13, 12, 1, inside.columns - 14);
		const double parts[] = {0.4, 0.3, 0.2, 0.1};

		bar_parts_draw(&bar, parts, 4);
	}
}

static enum status load_studio(void *state, struct desk *desk, struct error *err)
{
	(void)state;
	(void)desk;
	(void)err;
	return STATUS_OK;
}

static const struct screen_ops allocate = {
	.name = "allocate", .title = "Allocate", .digit = '4', .state_size = sizeof(struct plain),
	.actions = client_actions, .load = load_studio, .draw = draw_studio, .act = act_client,
	.unload = unload_client,
};

#define EMPTY_SCREEN(symbol, screen_name, screen_title, key_digit)                                          \
	static const struct screen_ops symbol = {                                                           \
		.name = screen_name, .title = screen_title, .digit = key_digit,                             \
		.state_size = sizeof(struct plain), .actions = client_actions, .load = load_client,         \
		.draw = draw_client, .act = act_client, .unload = unload_client,                            \
	}

EMPTY_SCREEN(profile, "profile", "Profile", '3');
EMPTY_SCREEN(rebalance, "rebalance", "Rebalance", '5');
EMPTY_SCREEN(plan, "plan", "Plan", '6');
EMPTY_SCREEN(performance, "performance", "Performance", '7');
EMPTY_SCREEN(risk, "risk", "Risk", '8');
EMPTY_SCREEN(market, "market", "Market", '9');
EMPTY_SCREEN(oversight, "oversight", "Oversight", '0');

const struct screen_ops *const demo_screens[] = {
	&book, &client_screen, &profile, &allocate, &rebalance, &plan, &performance, &risk, &market, &oversight, NULL,
};
