/* Prices and exchange rates held back, on the screen Market: what waits, and a person's answer to one or many of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "advice/market/rate_quality.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/model/rate.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"
#include "tui/screens/market_state.h"

/* ---- the list ---- */

enum held_column { HELD_OF, HELD_DAY, HELD_CAME, HELD_BESIDE, HELD_FAULT, HELD_SOURCE, HELD_NUMBER, HELD_COLUMNS };

static const struct table_column held_columns[] = {
	[HELD_OF] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 0},
	[HELD_DAY] = {.title = N_("date"), .least = 10, .most = 10, .priority = 0},
	[HELD_CAME] = {.title = N_("came"), .least = 10, .most = 12, .priority = 0, .align = TEXT_RIGHT},
	[HELD_BESIDE] = {.title = N_("beside"), .least = 10, .most = 12, .priority = 2, .align = TEXT_RIGHT},
	[HELD_FAULT] = {.title = N_("why it is held"), .least = 14, .most = 44, .priority = 1},
	[HELD_SOURCE] = {.title = N_("source"), .least = 14, .most = 30, .priority = 3},
	[HELD_NUMBER] = {.title = N_("number"), .least = 6, .most = 8, .priority = 4, .align = TEXT_RIGHT},
	{.title = NULL},
};
static const char *const price_keys[HELD_COLUMNS] = {"symbol", "date", "close", "before", "fault", "source", "price"};
static const char *const rate_keys[HELD_COLUMNS] = {"pair", "date", "rate", "before", "fault", "source", "number"};

const struct table_model market_held_model = {
	.columns = held_columns, .count = shown_rows_count, .id = shown_rows_id, .cell = shown_rows_cell,
	.compare = shown_rows_compare,
	.empty = N_("Nothing is held back: every price and every exchange rate that came was believed."),
};

/* The lists are read in this order: a row's part says of which it is. */
static enum quality_kind kind_of(const struct shown_rows *rows, size_t row)
{
	return shown_rows_part(rows, row) == 1 ? QUALITY_PRICES : QUALITY_RATES;
}

enum status market_read_held(struct market_screen *screen, struct desk *desk, struct error *err)
{
	struct arena *arena = arena_new();
	struct section *prices = NULL, *rates = NULL;
	size_t waiting;
	enum status status = quality_held_section(desk_session(desk), true, arena, &prices, &waiting, err);

	if (status == STATUS_OK)
		status = quality_held_rates_section(desk_session(desk), true, arena, &rates, &waiting, err);
	if (status == STATUS_OK) {
		shown_rows_clear(&screen->held.rows);
		shown_rows_add(&screen->held.rows, prices, "prices", price_keys, HELD_COLUMNS);
		shown_rows_add(&screen->held.rows, rates, "rates", rate_keys, HELD_COLUMNS);
	}
	arena_free(arena);
	return status;
}

static const char *text_of(const struct shown_rows *rows, size_t row, enum held_column column)
{
	return rows->values[row * rows->columns + column].text;
}

int64_t market_held_instrument(const struct market_screen *screen)
{
	const struct shown_rows *rows = &screen->held.rows;
	size_t row;

	if (!table_view_selected(&screen->tables[TABLE_HELD], &row) || kind_of(rows, row) != QUALITY_PRICES)
		return 0;
	for (size_t i = 0; i < screen->quotes.count; i++) {
		const struct instrument *instrument = &screen->quotes.rows[i].market->instrument;

		if (strcmp(instrument->symbol, text_of(rows, row, HELD_OF)) == 0)
			return instrument->id;
	}
	return 0;
}

void market_mark_alike(struct market_screen *screen, struct desk *desk)
{
	struct table_view *view = &screen->tables[TABLE_HELD];
	const struct shown_rows *rows = &screen->held.rows;
	size_t selected, count = 0;

	if (!table_view_selected(view, &selected))
		return;
	for (size_t row = 0; row < rows->count; row++) {
		if (kind_of(rows, row) != kind_of(rows, selected) ||
		    strcmp(text_of(rows, row, HELD_OF), text_of(rows, selected, HELD_OF)) != 0 ||
		    strcmp(text_of(rows, row, HELD_FAULT), text_of(rows, selected, HELD_FAULT)) != 0)
			continue;
		table_view_mark(view, rows->ids[row]);
		count++;
	}
	desk_messagef(desk, ROLE_STATUS, _n("%1$zu of %2$s is marked, held for the same reason.",
					    "%1$zu of %2$s are marked, held for the same reason.", count),
		      count, text_of(rows, selected, HELD_OF));
}

/* ---- the answer, beside the screen ---- */

struct held_work {
	struct job_session session;
	struct held_chosen chosen;            /* owned */
	enum quality_answer answer;
	int64_t figure;
	char by[FORM_VALUE_SIZE], why[FORM_VALUE_SIZE];
	struct quality_settled settled;
};

static void chosen_clear(struct held_chosen *chosen)
{
	free(chosen->numbers[QUALITY_PRICES]);
	free(chosen->numbers[QUALITY_RATES]);
	*chosen = (struct held_chosen){0};
}

/* The marked ones that still wait, or the selected one. Returns how many; *last: the row of one of them. */
static size_t choose(const struct market_screen *screen, struct held_chosen *chosen, size_t *last)
{
	const struct table_view *view = &screen->tables[TABLE_HELD];
	const struct shown_rows *rows = &screen->held.rows;
	size_t selected, count = 0;
	const bool has_selected = table_view_selected(view, &selected);

	*chosen = (struct held_chosen){0};
	for (int kind = 0; kind < 2; kind++)
		chosen->numbers[kind] = memory_new_array(rows->count + 1, sizeof *chosen->numbers[kind]);
	for (size_t row = 0; row < rows->count; row++) {
		const enum quality_kind kind = kind_of(rows, row);

		if (view->mark_count > 0 ? !table_view_is_marked(view, rows->ids[row]) : !has_selected || row != selected)
			continue;
		chosen->numbers[kind][chosen->counts[kind]++] = shown_rows_number(rows, row);
		chosen->is_of_one = count == 0 || (chosen->is_of_one && strcmp(text_of(rows, row, HELD_OF), text_of(rows, *last, HELD_OF)) == 0);
		*last = row;
		count++;
	}
	return count;
}

static void run_settle(void *context, struct job_control *control)
{
	struct held_work *work = context;
	const struct quality_reply reply = {work->answer, work->figure, work->by, work->why};
	struct quality_choice choices[2];
	struct session *session;
	size_t count = 0;

	(void)control; /* one transaction: there is nothing to stop half-way */
	for (int kind = 0; kind < 2; kind++)
		if (work->chosen.counts[kind] > 0)
			choices[count++] = (struct quality_choice){.kind = (enum quality_kind)kind,
								   .numbers = work->chosen.numbers[kind],
								   .count = work->chosen.counts[kind]};
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	work->session.status = quality_settle_chosen(session, choices, count, &reply, false, &work->settled,
						     &work->session.failure);
	session_close(session);
}

static void tell_settled(const struct held_work *work, struct desk *desk)
{
	const size_t settled = work->settled.chosen, followed = work->settled.followed;

	if (followed > 0)
		desk_messagef(desk, ROLE_GOOD, _n("Settled: %1$zu, and %2$zu later one was taken after it; the journal says who and why.",
						  "Settled: %1$zu, and %2$zu later ones were taken after them; the journal says who and why.",
						  followed), settled, followed);
	else
		desk_messagef(desk, ROLE_GOOD, _("Settled: %zu; the journal says who and why."), settled);
}

static void done_settle(void *context, struct desk *desk, bool is_cancelled)
{
	struct held_work *work = context;
	struct market_screen *screen = desk_state(desk, "market");
	const bool is_settled = work->session.status == STATUS_OK;

	if (is_settled && screen != NULL && screen->is_read)
		table_view_unmark_all(&screen->tables[TABLE_HELD]);
	session_forget_market(desk_session(desk)); /* also after a refusal: somebody else may have settled it */
	desk_changed(desk);
	if (is_settled)
		tell_settled(work, desk);
	else if (is_cancelled && work->session.status == STATUS_BUSY)
		desk_message(desk, ROLE_STATUS, _("Stopped; nothing was recorded."));
	else
		desk_failed(desk, &work->session.failure);
	chosen_clear(&work->chosen);
	free(work);
}

/* ---- the question ---- */

static bool say_figure(enum status status, const struct error *err, int64_t figure, char *message, size_t size)
{
	if (status == STATUS_OK && figure > 0)
		return true;
	if (status == STATUS_OK)
		(void)snprintf(message, size, "%s", _("it must be above 0"));
	else
		(void)detail_words(err->message, message, size);
	return false;
}

static bool check_close(const char *value, char *message, size_t size)
{
	struct error err = {0};
	int64_t figure = 0;
	const enum status status = decimal_parse(value, &figure, &err);

	return say_figure(status, &err, figure, message, size);
}

static bool check_rate(const char *value, char *message, size_t size)
{
	struct error err = {0};
	int64_t figure = 0;
	const enum status status = rate_parse(value, &figure, &err);

	return say_figure(status, &err, figure, message, size);
}

/* What is answered: the only one in full, several by how many they are and of what. row: one of them. */
static void add_subject(struct text *text, const struct market_held *held, size_t row)
{
	const size_t prices = held->chosen.counts[QUALITY_PRICES], rates = held->chosen.counts[QUALITY_RATES];
	const struct shown_rows *rows = &held->rows;
	const char *of = text_of(rows, row, HELD_OF);

	if (prices + rates == 1)
		text_addf(text, _("%1$s of %2$s: %3$s came, beside %4$s; %5$s. From %6$s."), of, text_of(rows, row, HELD_DAY),
			  text_of(rows, row, HELD_CAME), text_of(rows, row, HELD_BESIDE), text_of(rows, row, HELD_FAULT),
			  text_of(rows, row, HELD_SOURCE));
	else if (held->chosen.is_of_one)
		text_addf(text, _("%2$s: %1$zu figures."), prices + rates, of);
	else
		text_addf(text, _("Prices: %1$zu; exchange rates: %2$zu."), prices, rates);
	text_add(text, "\n");
}

static const struct {
	const char *title, *effect;
} answers[] = {
	[QUALITY_ACCEPT] = {N_("Accept what was held back"),
			    N_("It is taken as it came, and later ones that are fine beside it with it. The answer is final.")},
	[QUALITY_REJECT] = {N_("Reject what was held back"),
			    N_("It is left out for good and not asked about again. The answer is final.")},
	[QUALITY_CORRECT] = {N_("Correct what was held back"),
			     N_("Your figure is taken in its place, and later ones that are fine beside it with it. The answer is final.")},
};

static void begin(struct market_screen *screen, struct desk *desk, enum quality_answer answer, size_t count, size_t row)
{
	const struct held_chosen *chosen = &screen->held.chosen;
	const bool is_correction = answer == QUALITY_CORRECT, is_rate = chosen->counts[QUALITY_RATES] > 0;
	struct text text = {0};
	char word[SIGNATURE_WORD_SIZE];

	add_subject(&text, &screen->held, row);
	text_add(&text, _(answers[answer].effect));
	(void)snprintf(word, sizeof word, "%zu", count);
	signature_ask(&screen->held.signature, &(struct signature_question){
			.purpose = (int)answer, .title = _(answers[answer].title), .text = text_string(&text),
			.who = _("by"), .name = session_actor(desk_session(desk)), .asks_why = true,
			.word = count > 1 ? word : NULL,
			.figure = !is_correction ? NULL : is_rate ? _("exchange rate") : _("close"),
			.check_figure = is_rate ? check_rate : check_close});
	text_clear(&text);
}

void market_ask_held(struct market_screen *screen, struct desk *desk, enum quality_answer answer)
{
	size_t row = 0, count;

	market_held_close(&screen->held);
	count = choose(screen, &screen->held.chosen, &row);
	if (count == 0)
		desk_message(desk, ROLE_STATUS, _("Nothing is held back."));
	else if (answer == QUALITY_CORRECT && count > 1)
		desk_message(desk, ROLE_STATUS, _("One figure corrects one: remove the marks (U) and choose it."));
	else
		begin(screen, desk, answer, count, row);
}

void market_held_close(struct market_held *held)
{
	chosen_clear(&held->chosen);
	signature_close(&held->signature);
}

/* The figure was checked before the form was handed in. */
static int64_t figure_said(const struct signature *signature, bool is_rate)
{
	const char *value = signature_value(signature, SIGNATURE_FIGURE);
	int64_t figure = 0;

	if (signature->purpose == QUALITY_CORRECT)
		(void)(is_rate ? rate_parse : decimal_parse)(value, &figure, NULL);
	return figure;
}

void market_held_key(struct market_screen *screen, struct desk *desk, uint32_t key)
{
	struct signature *signature = &screen->held.signature;
	const enum form_answer answer = signature_key(signature, key);
	struct held_work *work;

	if (answer == FORM_OPEN)
		return;
	if (answer == FORM_SUBMITTED) {
		work = memory_new(sizeof *work);
		job_session_init(&work->session, desk, false);
		work->chosen = screen->held.chosen;
		screen->held.chosen = (struct held_chosen){0};
		work->answer = (enum quality_answer)signature->purpose;
		work->figure = figure_said(signature, work->chosen.counts[QUALITY_RATES] > 0);
		(void)snprintf(work->by, sizeof work->by, "%s", signature_name(signature));
		(void)snprintf(work->why, sizeof work->why, "%s", signature_value(signature, SIGNATURE_WHY));
		desk_start_job(desk, &(struct job){.title = N_("settling what was held back"), .work = work, .run = run_settle,
						   .done = done_settle});
	}
	market_held_close(&screen->held);
}

/* ---- in words ---- */

void market_held_title(const struct market_screen *screen, char *title, size_t size)
{
	const size_t count = screen->held.rows.count;

	if (count > 0 && screen->focus == PANE_HELD)
		(void)snprintf(title, size, _("held back: %zu; A accepts, X rejects, e corrects"), count);
	else
		(void)snprintf(title, size, _("held back: %zu"), count);
}

bool market_held_sentence(const struct market_screen *screen, char *text, size_t size)
{
	const struct shown_rows *rows = &screen->held.rows;
	size_t row;

	if (!table_view_selected(&screen->tables[TABLE_HELD], &row))
		return false;
	(void)snprintf(text, size, _("%1$s, %2$s: %3$s beside %4$s; %5$s"), text_of(rows, row, HELD_OF),
		       text_of(rows, row, HELD_DAY), text_of(rows, row, HELD_CAME), text_of(rows, row, HELD_BESIDE),
		       text_of(rows, row, HELD_FAULT));
	return true;
}
