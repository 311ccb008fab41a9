/* Painting a rebalance: what it would do, each trade against its band, and every check. */
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/rebalance_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/bar.h"

enum { NUMBER = AMOUNT_TEXT_SIZE, WIDE_COLUMNS = 110 };

static double fraction(int64_t ppb)
{
	return (double)ppb / (double)PPB;
}

const char *rebalance_reason(enum trade_reason reason)
{
	static const char *const texts[] = {
		[REASON_ABOVE_BAND] = N_("above band"),  [REASON_BELOW_BAND] = N_("below band"),
		[REASON_CASH_NEED] = N_("cash needed"),  [REASON_NEW_CASH] = N_("new money"),
		[REASON_TO_TARGET] = N_("to target"),    [REASON_NOT_IN_PLAN] = N_("not in plan"),
	};

	return _(texts[reason]);
}

static const char *mode_words(enum rebalancing_mode mode)
{
	static const char *const texts[] = {
		[MODE_TO_TARGET] = N_("to target"), [MODE_TO_EDGE] = N_("to the band's edge"), [MODE_BUY_ONLY] = N_("buy only")};

	return _(texts[mode]);
}

/* ---- the table of trades ---- */

static size_t count(const void *source)
{
	return ((const struct rebalance_state *)source)->row_count;
}

static const struct standing_line *line_at(const struct rebalance_state *state, size_t row)
{
	return &state->work->before->lines[state->rows[row].line];
}

static const struct proposal_line *trade_at(const struct rebalance_state *state, size_t row)
{
	const size_t trade = state->rows[row].trade;

	return trade == SIZE_MAX ? NULL : &state->work->proposal.lines[trade];
}

/* An instrument dealt in several accounts has several rows: the account is part of what a row is. */
static int64_t id(const void *source, size_t row)
{
	const struct rebalance_state *state = source;
	const struct proposal_line *trade = trade_at(state, row);
	const int64_t instrument = state->market->rows[line_at(state, row)->row].instrument.id;

	return instrument * 4096 + (trade != NULL && row > 0 && line_at(state, row) == line_at(state, row - 1) ?
					    trade->account_id % 4095 + 1 : 0);
}

static bool is_dropped(const struct rebalance_state *state, size_t row)
{
	return state->rows[row].trade != SIZE_MAX && state->work->is_dropped[state->rows[row].trade];
}

static void put_why(const struct rebalance_state *state, size_t row, struct table_cell *cell)
{
	const struct standing_line *line = line_at(state, row);
	const struct proposal_line *trade = trade_at(state, row);

	if (trade != NULL && is_dropped(state, row)) {
		table_cell_put(cell, _("dropped by you"));
		cell->role = ROLE_WARNING;
	} else if (trade != NULL) {
		table_cell_put(cell, rebalance_reason(trade->reason));
	} else {
		table_cell_put(cell, line->is_locked ? _("locked") : line->is_out_of_band ? _("out of band") : _("inside"));
		cell->role = line->is_out_of_band ? ROLE_WARNING : ROLE_DIM;
	}
}

static void put_trade(const struct rebalance_state *state, size_t row, int column, struct table_cell *cell)
{
	const struct proposal_line *trade = trade_at(state, row);
	char amount[AMOUNT_TEXT_SIZE], quantity[FIGURE_SIZE];

	if (trade == NULL) {
		table_cell_put_none(cell);
		return;
	}
	if (column == REBALANCE_AMOUNT)
		table_cell_put(cell, amount_change(trade->side == SIDE_BUY ? trade->worth : -trade->worth, amount));
	else
		table_cell_put(cell, figure_quantity(trade->quantity, quantity));
	cell->role = is_dropped(state, row) ? ROLE_DIM : ROLE_TITLE;
}

static void cell_of(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct rebalance_state *state = source;
	const struct standing_line *line = line_at(state, row);
	const struct instrument *instrument = &state->market->rows[line->row].instrument;
	char a[NUMBER], b[NUMBER], name[NAME_SIZE];

	switch (column) {
	case REBALANCE_ASSET:
		if (instrument_is_cash(instrument))
			table_cell_put(cell, _("cash"));
		else
			(void)snprintf(cell->text, sizeof cell->text, "%s %.150s", instrument->symbol,
				       text_clean(instrument->name, name, sizeof name));
		break;
	case REBALANCE_TARGET:
		table_cell_put(cell, percent_number(fraction(line->target_ppb), a));
		break;
	case REBALANCE_BAND:
		(void)snprintf(cell->text, sizeof cell->text, "%s–%s", percent_number(fraction(line->lower_ppb), a),
			       percent_number(fraction(line->upper_ppb), b));
		cell->role = ROLE_DIM;
		break;
	case REBALANCE_NOW:
		/* With its sign 100.0 does not fit into the column; without the decimal it does. */
		(void)snprintf(cell->text, sizeof cell->text, "%s%s", line->is_out_of_band ? "!" : "",
			       line->is_out_of_band && line->weight_ppb >= PPB - PPB / 2000
				       ? "100" : percent_number(fraction(line->weight_ppb), a));
		cell->role = line->is_out_of_band ? ROLE_WARNING : ROLE_NORMAL;
		break;
	case REBALANCE_AFTER: {
		const double after = state->work->after[line->row];
		const bool is_out = after < fraction(line->lower_ppb) || after > fraction(line->upper_ppb);

		(void)snprintf(cell->text, sizeof cell->text, "%s%s", is_out ? "!" : "", percent_number(after, a));
		cell->role = is_out ? ROLE_WARNING : ROLE_NORMAL;
		break;
	}
	case REBALANCE_AMOUNT:
	case REBALANCE_QUANTITY:
		put_trade(state, row, column, cell);
		break;
	default:
		put_why(state, row, cell);
	}
}

static double sort_value(const struct rebalance_state *state, size_t row, int column)
{
	const struct standing_line *line = line_at(state, row);
	const struct proposal_line *trade = trade_at(state, row);

	switch (column) {
	case REBALANCE_TARGET:
	case REBALANCE_BAND:
		return fraction(line->target_ppb);
	case REBALANCE_BAR:
		return fraction(line->drift_ppb);
	case REBALANCE_AFTER:
		return state->work->after[line->row];
	case REBALANCE_AMOUNT:
		return trade == NULL ? 0.0 : decimal_to_double(trade->side == SIDE_BUY ? trade->worth : -trade->worth);
	case REBALANCE_QUANTITY:
		return trade == NULL ? 0.0 : decimal_to_double(trade->quantity);
	case REBALANCE_WHY:
		return trade == NULL ? 99.0 : (double)trade->reason;
	default:
		return fraction(line->weight_ppb);
	}
}

static int compare(const void *source, size_t a, size_t b, int column)
{
	const struct rebalance_state *state = source;
	const double left = sort_value(state, a, column), right = sort_value(state, b, column);

	if (column == REBALANCE_ASSET)
		return (line_at(state, a)->row > line_at(state, b)->row) - (line_at(state, a)->row < line_at(state, b)->row);
	return (left > right) - (left < right);
}

/* The end of all band bars: the farthest upper edge or weight, so that they can be compared. */
static double bar_end(const struct rebalance_state *state)
{
	double end = 0.1;

	for (size_t i = 0; i < state->work->before->line_count; i++) {
		const struct standing_line *line = &state->work->before->lines[i];

		if (fraction(line->upper_ppb) > end)
			end = fraction(line->upper_ppb);
		if (fraction(line->weight_ppb) > end)
			end = fraction(line->weight_ppb);
	}
	return end;
}

static bool paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct rebalance_state *state = source;
	const struct standing_line *line = line_at(state, row);

	if (state->edit.is_open && state->edit.column == column && state->edit.id == id(source, row)) {
		cell_edit_draw(&state->edit, cell);
		return true;
	}
	if (column != REBALANCE_BAR)
		return false;
	bar_band_draw(cell, &(struct bar_band){.now = fraction(line->weight_ppb),
					       .target = fraction(line->target_ppb),
					       .lower = fraction(line->lower_ppb),
					       .upper = fraction(line->upper_ppb),
					       .full = bar_end(state)});
	return true;
}

static const struct table_column columns[] = {
	[REBALANCE_ASSET] = {.title = N_("asset"), .least = 10, .most = 24},
	[REBALANCE_TARGET] = {.title = N_("target"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			      .is_descending_first = true},
	[REBALANCE_BAND] = {.title = N_("band %"), .least = 10, .most = 10, .priority = 3, .align = TEXT_RIGHT},
	[REBALANCE_NOW] = {.title = N_("now"), .least = 5, .most = 5, .priority = 1, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[REBALANCE_BAR] = {.title = N_("in its band"), .least = 12, .most = 30, .priority = 4, .is_descending_first = true},
	[REBALANCE_AFTER] = {.title = N_("after"), .least = 5, .most = 5, .priority = 1, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[REBALANCE_AMOUNT] = {.title = N_("trade"), .least = 10, .most = 14, .align = TEXT_RIGHT, .is_amount = true,
			      .is_descending_first = true},
	[REBALANCE_QUANTITY] = {.title = N_("quantity"), .least = 8, .most = 10, .priority = 2, .align = TEXT_RIGHT,
				.is_descending_first = true, .is_amount = true},
	[REBALANCE_WHY] = {.title = N_("why"), .least = 11, .most = 16, .priority = 3},
	{.title = NULL},
};

const struct table_model rebalance_model = {
	.columns = columns, .count = count, .id = id, .cell = cell_of, .compare = compare, .paint = paint,
	.empty = N_("Nothing is held and nothing is planned."),
};

/* ---- the figures above ---- */

static void add_figures(const struct rebalance_state *state, bool is_hidden, struct text *text)
{
	const struct rebalancing *work = state->work;
	const char *currency = work->before->client.currency;
	char a[AMOUNT_TEXT_SIZE], b[AMOUNT_TEXT_SIZE], tax[AMOUNT_TEXT_SIZE], from[NUMBER], to[NUMBER], turnover[FIGURE_SIZE];

	text_addf(text, _("drift %s → %s pp"), percent_number(fraction(work->proposal.drift_before_ppb), from),
		  percent_number(fraction(work->proposal.drift_after_ppb), to));
	text_addf(text, _(" · out of band %zu → %zu"), work->before->out_of_band, work->out_of_band_after);
	text_addf(text, _(" · cost %s"), amount_short(work->proposal.cost, currency, is_hidden, a));
	if (work->tax == 0)
		text_add(text, _(" · tax –"));
	else
		text_addf(text, _(" · of it tax %s"), amount_short(work->tax, currency, is_hidden, tax));
	text_addf(text, _(" · turnover %s"), figure_percent(fraction(work->proposal.turnover_ppb), 1, turnover));
	text_addf(text, _(" · cash after %s"), amount_short(work->cash_after, currency, is_hidden, b));
}

static void add_options(const struct rebalance_state *state, bool is_hidden, struct text *text)
{
	const struct rebalancing_options *options = &state->work->options;
	char amount[AMOUNT_TEXT_SIZE];

	text_addf(text, _("mode: %s"), mode_words(options->mode));
	if (options->cash_flow > 0)
		text_addf(text, _(" · new money %s"),
			  amount_short(options->cash_flow, state->work->before->client.currency, is_hidden, amount));
	if (options->cash_flow < 0)
		text_addf(text, _(" · to be paid out %s"),
			  amount_short(-options->cash_flow, state->work->before->client.currency, is_hidden, amount));
	if (options->even_if_in_band)
		text_add(text, _(" · forced: also inside the bands"));
	if (rebalance_now(state)->change_count > 0)
		text_add(text, _(" · changed by hand"));
}

/* Returns the rows it took. */
static int draw_header(const struct rebalance_state *state, struct term *term)
{
	const bool is_hidden = term->canvas->hides_amounts;
	struct term inside = term_pane(term, 0, 1, term->rows, term->columns - 2);
	struct text text = {0};
	int row;

	add_figures(state, is_hidden, &text);
	row = term_put_wrapped(&inside, 0, 0, ROLE_TITLE, text_string(&text));
	text_reset(&text);
	add_options(state, is_hidden, &text);
	if (state->edit.is_open && state->edit.column == REBALANCE_CASH_FLOW) {
		const int at = term_put(&inside, row, 0, ROLE_ACCENT, _("new money, or − what is to be paid out:")) + 1;
		struct term field = term_pane(&inside, row, at, 1, 16);

		cell_edit_draw(&state->edit, &field);
		row++;
	} else {
		row = term_put_wrapped(&inside, row, 0, ROLE_NORMAL, text_string(&text));
	}
	if (state->edit.is_open) {
		const bool is_bad = state->edit.message[0] != '\0';

		term_put_fitted(&inside, row++, 0, inside.columns, TEXT_LEFT, is_bad ? ROLE_ERROR : ROLE_DIM,
				is_bad ? state->edit.message : _("⏎ takes it and checks again · Esc leaves"));
	}
	text_clear(&text);
	return row;
}

/* ---- checks and reasons below ---- */

static const struct {
	const char *sign;
	enum role role;
} severities[] = {
	[CHECK_PASSED] = {"✓", ROLE_GOOD},
	[CHECK_NOTICE] = {"!", ROLE_WARNING},
	[CHECK_LIMIT] = {"✗", ROLE_ERROR},
	[CHECK_FORBIDDEN] = {"✗", ROLE_ERROR},
};

static int put_checks(const struct rebalance_state *state, struct term *text, int row)
{
	for (size_t i = 0; i < state->work->check_count; i++) {
		const struct check *check = &state->work->checks[i];
		struct term finding = term_pane(text, 0, 6, text->rows, text->columns - 6);

		(void)term_put(text, row, 0, severities[check->severity].role, severities[check->severity].sign);
		(void)term_put(text, row, 2, ROLE_DIM, check->code);
		row = term_put_wrapped(&finding, row, 0,
				       check->severity == CHECK_PASSED ? ROLE_NORMAL : severities[check->severity].role,
				       text_string(&check->finding[language_current()]));
	}
	return row;
}

/* Who must do what next, and why now. */
static int put_summary(const struct rebalance_state *state, struct term *text, int row)
{
	const struct proposal *waiting = rebalance_waiting(state);

	if (waiting != NULL) {
		char line[320], day[DATE_TEXT_SIZE];

		(void)snprintf(line, sizeof line,
			       _("▲ Proposal %lld of %s by %.100s waits: a second person must approve it (a)."),
			       (long long)waiting->id, date_format(waiting->as_of, day), waiting->maker);
		row = term_put_wrapped(text, row, 0, ROLE_WARNING, line);
	}
	return term_put_wrapped(text, row, 0, ROLE_NORMAL, text_string(&state->work->summary[language_current()]));
}

static int put_reason(const struct rebalance_state *state, struct term *text, int row)
{
	size_t index;

	if (!table_view_selected(&state->table, &index) || state->rows[index].trade == SIZE_MAX)
		return row;
	return term_put_wrapped(text, row, 0, ROLE_DIM,
				text_string(&state->work->reasons[language_current()][state->rows[index].trade]));
}

static void end_pane(const struct rebalance_state *state, struct term *box, int row)
{
	const int visible = box->rows - 2, all = row + state->checks_top;

	*state->checks_most = all > visible ? all - visible : 0;
	if (*state->checks_most > state->checks_top)
		(void)term_put(box, box->rows - 1, box->columns - 12, ROLE_ACCENT,
			       state->pane == PANE_CHECKS ? "↓ ↑" : "Tab ↓");
}

static const char *checks_title(const struct rebalance_state *state)
{
	switch (state->work->worst) {
	case CHECK_PASSED:
		return _("checks ✓");
	case CHECK_NOTICE:
		return _("checks ! to be noted");
	case CHECK_LIMIT:
		return _("checks ✗ beyond a limit");
	default:
		return _("checks ✗ cannot be submitted");
	}
}

static void draw_below(const struct rebalance_state *state, struct term *term)
{
	const bool is_wide = term->columns >= WIDE_COLUMNS, is_focused = state->pane == PANE_CHECKS;
	struct term left = term_pane(term, 0, 0, term->rows, is_wide ? term->columns / 2 : term->columns);
	struct term right = term_pane(term, 0, left.columns, term->rows, term->columns - left.columns);
	struct term inside = term_box_focused(&left, checks_title(state), is_focused);
	struct term text = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	int row = -state->checks_top;

	if (is_focused)
		term_cursor(&text, 0, 0);
	if (!is_wide)
		row = put_summary(state, &text, row);
	row = put_checks(state, &text, row);
	if (!is_wide)
		row = put_reason(state, &text, row);
	end_pane(state, &left, row);
	if (!is_wide)
		return;
	inside = term_box(&right, _("why"));
	text = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	row = put_summary(state, &text, 0);
	(void)put_reason(state, &text, row + 1);
}

/* ---- the whole ---- */

static void draw_table(const struct rebalance_state *state, struct term *term)
{
	size_t dealt = 0;
	char title[160];
	struct term inside;

	for (size_t i = 0; i < state->work->proposal.line_count; i++)
		dealt += !state->work->is_dropped[i];
	(void)snprintf(title, sizeof title, _n("%zu trade · weights in %%", "%zu trades · weights in %%", dealt), dealt);
	inside = term_box_focused(term, title, state->pane == PANE_TRADES);
	table_view_draw(&state->table, &inside, state->pane == PANE_TRADES);
}

static void draw_work(const struct rebalance_state *state, struct term *term)
{
	const int header = draw_header(state, term), rest = term->rows - header;
	const bool is_small = rest < 16;
	const int wanted = (int)state->row_count + 4, least = term->rows >= 30 ? 12 : 8;
	int table = wanted < rest - least ? wanted : rest - least;
	struct term above, below;

	if (is_small) /* one pane at a time: Tab changes */
		table = state->pane == PANE_TRADES ? rest : 0;
	else if (table < 7)
		table = 7;
	above = term_pane(term, header, 0, table, term->columns);
	below = term_pane(term, header + table, 0, rest - table, term->columns);
	if (below.rows > 2)
		draw_below(state, &below);
	if (above.rows > 2)
		draw_table(state, &above);
	if (is_small)
		term_put_fitted(term, header, term->columns - 8, 6, TEXT_RIGHT, ROLE_KEY, "Tab › ");
}

void rebalance_draw(const void *source, struct term *term)
{
	const struct rebalance_state *state = source;

	if (!state->is_open)
		refusal_draw(text_string(&state->refusal), text_string(&state->remedy), term);
	else
		draw_work(state, term);
	if (state->signature.is_open)
		signature_draw(&state->signature, term);
}
