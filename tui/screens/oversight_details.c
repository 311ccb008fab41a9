/* What stands behind the selected row of the screen Oversight, in words. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/market/market.h"
#include "advice/oversight/monitor.h"
#include "advice/trade/approve.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/oversight_state.h"

enum { SENTENCE_SIZE = 600 };

/* What a person can do about an alert of a kind; the screen that does it is named. */
static const char *remedy(const struct alert *alert)
{
	static const struct {
		const char *kind, *remedy;
	} remedies[] = {
		{"no-profile", N_("Take a profile on the screen Profile.")},
		{"profile-expired", N_("Take a new profile on the screen Profile.")},
		{"profile-expiring", N_("Ask for a meeting; the screen Profile takes it anew.")},
		{"material-change", N_("Take the profile anew on the screen Profile.")},
		{"missing-price", N_("Fetch or import the price; the screen Market says which feed failed.")},
		{"missing-rate", N_("Import the rate with \"ballast import rates\", or enable a feed of it and refresh.")},
		{"stale-rate", N_("Import the rate with \"ballast import rates\", or enable a feed of it and refresh.")},
		{"stale-price", N_("Fetch prices; the screen Market says which feed failed.")},
		{"past-changed", N_("\"ballast prices history\" shows what was replaced, and by whom.")},
		{"series-stopped", N_("Find out what became of it; \"ballast feeds test\" asks a feed once more.")},
		{"series-contradicted", N_("\"ballast prices quality\" shows the day; a dividend or split is missing or wrong.")},
		{"series-poor", N_("\"ballast prices quality\" shows what its points were lost for.")},
		{"series-gap", N_("Import the missing days, or fetch them from another feed.")},
		{"prices-held", N_("The screen Market lists what is held back; accept, reject or correct it there.")},
		{"rates-held", N_("The screen Market lists what is held back; accept, reject or correct it there.")},
		{"rates-only-held", N_("The screen Market lists what is held back; accept, reject or correct it there.")},
		{"drift", N_("The screen Rebalance shows the trades that are due.")},
		{"tracking", N_("The screen Rebalance shows the trades that are due.")},
		{"calendar", N_("The screen Rebalance shows the trades that are due.")},
		{"concentration", N_("The screen Rebalance sells down to the limit.")},
		{"risk-limit", N_("The screen Rebalance brings the risk back to the plan.")},
		{"blocked", N_("The screen Allocate finds a plan that suits the class.")},
		{"no-plan", N_("The screen Allocate compares three plans.")},
		{"statement", N_("ballast reconcile lists the breaks; a statement that agrees closes it.")},
		{"action-dividend", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"action-split", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"action-bonus", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"action-rights", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"action-capital", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"action-merger", N_("\"ballast actions due\" shows what each account is due; \"actions apply\" enters it.")},
		{"above-class", N_("Sell it, or agree another class by a new profile.")},
	};

	for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
		if (strcmp(remedies[i].kind, alert->kind) == 0)
			return remedies[i].remedy;
	return N_("Enter opens the client.");
}

static int draw_step(const struct alert_step *step, struct term *term, int row)
{
	char sentence[SENTENCE_SIZE], day[DATE_TEXT_SIZE];

	(void)snprintf(sentence, sizeof sentence, "%s  %s %s", date_format(step->day, day),
		       _(oversight_step_text(step->kind)), step->actor);
	(void)term_put(term, row, 0, ROLE_DIM, "▸");
	row = term_put_wrapped(term, row, 2, ROLE_NORMAL, sentence);
	if (step->note[0] != '\0')
		row = term_put_wrapped(term, row, 4, ROLE_DIM, step->note);
	return row;
}

static int draw_alert(const struct oversight_screen *screen, const struct oversight_alert *row, struct term *term, int at)
{
	char sentence[SENTENCE_SIZE], day[DATE_TEXT_SIZE];

	(void)snprintf(sentence, sizeof sentence, "%s %s", oversight_severity_sign(row->alert.severity),
		       _(oversight_severity_text(row->alert.severity)));
	at = term_put_wrapped(term, at, 0, oversight_severity_role(row->alert.severity), sentence);
	at = term_put_wrapped(term, at, 0, ROLE_NORMAL,
			      monitor_sentence(language_current(), &row->alert, sentence, sizeof sentence));
	(void)snprintf(sentence, sizeof sentence, _("%1$s %2$s · alert %3$lld · open since %4$s, %5$d days"), row->code,
		       row->name, (long long)row->alert.id, date_format(row->alert.opened, day), row->days);
	at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	(void)term_put(term, at, 0, ROLE_ACCENT, "→");
	at = term_put_wrapped(term, at, 2, ROLE_ACCENT, _(remedy(&row->alert)));
	if (row->step_count == 0)
		return term_put_wrapped(term, at, 0, ROLE_DIM, _("Nobody has done anything about it yet: a takes it on."));
	for (size_t i = 0; i < row->step_count; i++)
		at = draw_step(&screen->oversight.steps[row->first_step + i], term, at);
	if (row->progress == ALERT_SETTLED)
		at = term_put_wrapped(term, at, 0, ROLE_DIM, _("Settled for people; the watch ends it when its cause is gone."));
	return at;
}

static int draw_trade(const struct oversight_screen *screen, const struct proposal_line *line, struct term *term, int row)
{
	const size_t at = screen->market != NULL ? market_index(screen->market, line->instrument_id) : SIZE_MAX;
	const struct instrument *instrument =
		screen->market != NULL && at < screen->market->count ? &screen->market->rows[at].instrument : NULL;
	const char *name = instrument == NULL ? "?" : instrument->name[0] != '\0' ? instrument->name : instrument->symbol;
	const int amount = 11, side = 5, shares = term->columns >= 48 ? 15 : 0;
	const int room = term->columns - side - amount - shares - 1;
	char text[AMOUNT_TEXT_SIZE], weights[48];

	(void)snprintf(weights, sizeof weights, "%.1f → %.1f %%", 100 * (double)line->weight_before_ppb / (double)PPB,
		       100 * (double)line->weight_after_ppb / (double)PPB);
	term_put_fitted(term, row, 0, side - 1, TEXT_LEFT, line->side == SIDE_BUY ? ROLE_GAIN : ROLE_LOSS,
			line->side == SIDE_BUY ? _("buy") : _("sell"));
	if (room > 0)
		term_put_fitted(term, row, side, room, TEXT_LEFT, ROLE_NORMAL, name);
	term_put_fitted(term, row, term->columns - amount - shares, shares, TEXT_RIGHT, ROLE_DIM, weights);
	term_put_amount(term, row, term->columns - amount, amount, ROLE_NORMAL, amount_whole(line->amount, text));
	return row + 1;
}

static int draw_waiting(const struct oversight_screen *screen, const struct oversight_waiting *row, struct term *term,
			int at)
{
	const struct proposal *proposal = row->proposal;
	char sentence[SENTENCE_SIZE], day[DATE_TEXT_SIZE];

	(void)snprintf(sentence, sizeof sentence, _("Proposal %1$lld of %2$s for %3$s %4$s, made by %5$s."),
		       (long long)proposal->id, date_format(proposal->as_of, day), row->code, row->name, proposal->maker);
	at = term_put_wrapped(term, at, 0, ROLE_NORMAL, sentence);
	if (row->days_left < 0)
		at = term_put_wrapped(term, at, 0, ROLE_ERROR, _("It has expired and can only be rejected; make a new one."));
	else
		at = term_put_wrapped(term, at, 0, ROLE_ACCENT,
				      _("Whoever made it cannot approve it. A approves, X rejects; prices, holdings and "
					"suitability are checked again."));
	(void)snprintf(sentence, sizeof sentence, _("%1$zu trades · drift %2$.1f → %3$.1f pp · turnover %4$.1f %%"),
		       proposal->line_count, 100 * (double)proposal->drift_before_ppb / (double)PPB,
		       100 * (double)proposal->drift_after_ppb / (double)PPB,
		       100 * (double)proposal->turnover_ppb / (double)PPB);
	at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	for (size_t i = 0; i < proposal->line_count; i++)
		at = draw_trade(screen, &proposal->lines[i], term, at);
	return at;
}

static int draw_holding(const struct oversight_screen *screen, struct term *term, int at)
{
	const struct oversight_holding *row;
	char sentence[SENTENCE_SIZE], share[AMOUNT_TEXT_SIZE], largest[AMOUNT_TEXT_SIZE];
	size_t index;

	if (!table_view_selected(&screen->views[LIST_CONCENTRATION], &index))
		return at;
	row = &screen->oversight.holdings[index];
	(void)snprintf(sentence, sizeof sentence, _("%1$s: %2$s %% of the book, held by %3$zu clients."),
		       strcmp(row->symbol, CASH_SYMBOL) == 0 ? _("cash") : row->symbol,
		       percent_number((double)row->share_ppb / (double)PPB, share), row->clients);
	at = term_put_wrapped(term, at, 0, ROLE_NORMAL, sentence);
	if (row->largest_ppb > 0) {
		(void)snprintf(sentence, sizeof sentence, _("The largest share in one portfolio is %1$s %%, of %2$s."),
			       percent_number((double)row->largest_ppb / (double)PPB, largest), row->largest);
		at = term_put_wrapped(term, at, 0, ROLE_NORMAL, sentence);
	}
	if (row->above_class > 0) {
		(void)snprintf(sentence, sizeof sentence, _n("%zu client holds it above what the class allows.",
			       "%zu clients hold it above what their class allows.", row->above_class),
			       row->above_class);
		at = term_put_wrapped(term, at, 0, ROLE_ERROR, sentence);
	}
	if (row->over_limit > 0) {
		(void)snprintf(sentence, sizeof sentence, _n("At %zu client it is above the limit for one holding.",
			       "At %zu clients it is above the limit for one holding.", row->over_limit),
			       row->over_limit);
		at = term_put_wrapped(term, at, 0, ROLE_WARNING, sentence);
	}
	if (screen->oversight.other_currency > 0) {
		(void)snprintf(sentence, sizeof sentence, _("%1$zu clients in another currency than %2$s are in no figure."),
			       screen->oversight.other_currency, screen->currency);
		at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	}
	return at;
}

static int draw_run(const struct oversight_screen *screen, struct term *term, int at)
{
	const struct oversight_run *run;
	char sentence[SENTENCE_SIZE], day[DATE_TEXT_SIZE];
	size_t index;

	if (!table_view_selected(&screen->views[LIST_RUNS], &index))
		return at;
	run = &screen->oversight.runs[index];
	(void)snprintf(sentence, sizeof sentence,
		       run->is_report ? _("The weekly report of %1$s, by %2$s; record %3$lld of the journal.")
				      : _("The watch walked the book of %1$s, by %2$s; record %3$lld of the journal."),
		       date_format(run->day, day), run->actor, (long long)run->sequence);
	at = term_put_wrapped(term, at, 0, ROLE_NORMAL, sentence);
	if (!run->is_report)
		return term_put_wrapped(term, at, 0, ROLE_DIM,
					_("It should run on every day of trading; after 24 hours without one it counts as overdue, but not over a weekend or a holiday."));
	(void)snprintf(sentence, sizeof sentence, _("The same bytes again: ballast report weekly --as-of %s --output FOLDER"),
		       date_format(run->day, day));
	at = term_put_wrapped(term, at, 0, ROLE_ACCENT, sentence);
	(void)snprintf(sentence, sizeof sentence, _("Content %s"), run->content_hash);
	at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	if (run->inputs_hash[0] == '\0')
		return term_put_wrapped(term, at, 0, ROLE_DIM, _("A later run of the same day has replaced it."));
	(void)snprintf(sentence, sizeof sentence, _("It rests on the journal up to %1$lld:%2$s"),
		       (long long)run->inputs_sequence, run->inputs_hash);
	return term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
}

static int draw_record(const struct oversight_screen *screen, struct term *term, int at)
{
	const struct oversight_record *record;
	char sentence[SENTENCE_SIZE];
	size_t index;

	if (!table_view_selected(&screen->views[LIST_JOURNAL], &index))
		return at;
	record = &screen->records[index];
	(void)snprintf(sentence, sizeof sentence, _("Record %1$lld, %2$s: %3$s"), (long long)record->sequence,
		       record->time, record->event);
	at = term_put_wrapped(term, at, 0, ROLE_NORMAL, sentence);
	if (!record->is_readable)
		at = term_put_wrapped(term, at, 0, ROLE_ERROR, _("This is no record of the program; v walks the chain."));
	(void)snprintf(sentence, sizeof sentence, _("follows %s"), record->previous);
	at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	(void)snprintf(sentence, sizeof sentence, _("hash %s"), record->hash);
	at = term_put_wrapped(term, at, 0, ROLE_DIM, sentence);
	return record->details[0] != '\0' ? term_put_wrapped(term, at, 0, ROLE_NORMAL, record->details) : at;
}

int oversight_draw_details(const struct oversight_screen *screen, struct term *term, int row)
{
	const struct oversight_alert *alert = oversight_selected_alert(screen);
	const struct oversight_waiting *waiting = oversight_selected_proposal(screen);

	switch (screen->shown) {
	case LIST_ALERTS:
	case LIST_ELIGIBILITY:
		return alert != NULL ? draw_alert(screen, alert, term, row) : row;
	case LIST_APPROVALS:
		return waiting != NULL ? draw_waiting(screen, waiting, term, row) : row;
	case LIST_CONCENTRATION:
		return draw_holding(screen, term, row);
	case LIST_RUNS:
		return draw_run(screen, term, row);
	case LIST_JOURNAL:
		return draw_record(screen, term, row);
	case LISTS:
		break;
	}
	return row;
}
