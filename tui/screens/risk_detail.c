/* What the selected row of the screen of risk means: definition and source of a figure, the parts of a scenario. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "advice/plan/candidate.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/screens/risk_state.h"

static void say_figure(const struct risk_view *view, enum risk_measure_id id, struct text *text)
{
	const struct risk_definition *definition = &risk_definitions[id];
	char reason[160];

	text_addf(text, "%s: %s", _(definition->title), _(definition->note.meaning));
	if (!figure_stands(view->measures[id].figure))
		text_addf(text, " %s", risk_measure_reason(view, id, reason, sizeof reason));
	text_addf(text, " [%s]", _(definition->note.source));
	if (id == RISK_LARGEST && view->largest != SIZE_MAX)
		text_addf(text, " %s", risk_line_name(view, view->largest));
}

static void say_carrier(const struct risk_view *view, size_t line, struct text *text)
{
	const struct risk_line *at = &view->lines[line];
	char weight[FIGURE_SIZE], share[FIGURE_SIZE], more[FIGURE_SIZE], why[300];

	if (!at->has_risk || !view->has_contributions) {
		text_addf(text, "%s: %s", risk_line_name(view, line), at->has_risk ? _("nothing that is held varies")
			  : detail_words(view->market->rows[at->row].why_not, why, sizeof why));
		return;
	}
	text_addf(text, _("%1$s: %2$s of the value and %3$s of the volatility; one point more of it for the rest adds %4$s."),
		  risk_line_name(view, line), figure_percent(at->weight, 1, weight), figure_percent(at->share, 1, share),
		  figure_percent(0.01 * (at->marginal - view->volatility), 3, more));
	text_addf(text, " %s", _("The bar is the risk, its tick the weight. [Litterman, Hot Spots and Hedges (1996)]"));
}

struct effect {
	double value;
	size_t line;
};

static int largest_first(const void *a, const void *b)
{
	const double x = fabs(((const struct effect *)a)->value), y = fabs(((const struct effect *)b)->value);

	return (x < y) - (x > y);
}

static void say_effects(const struct risk_view *view, const struct risk_stress *stress, struct text *text)
{
	struct effect *effects = memory_new_array(view->line_count + 1, sizeof *effects);
	char figure[FIGURE_SIZE];
	size_t count = 0;

	for (size_t i = 0; i < view->line_count; i++)
		if (isfinite(stress->effects[i]) && stress->effects[i] != 0.0)
			effects[count++] = (struct effect){stress->effects[i], i};
	qsort(effects, count, sizeof *effects, largest_first);
	for (size_t i = 0; i < count; i++)
		text_addf(text, "%s %s %s", i == 0 ? "" : " ·", risk_line_name(view, effects[i].line),
			  figure_percent(effects[i].value, 1, figure));
	free(effects);
}

static void say_sources(const struct risk_stress *stress, struct text *text)
{
	for (size_t i = 0; i < stress->scenario->shock_count; i++) {
		const struct scenario_shock *shock = &stress->scenario->shocks[i];
		char figure[FIGURE_SIZE];

		text_addf(text, "\n%s%s%s%s%s %s: %s", class_words(language_current(), shock->asset_class),
			  shock->region[0] != '\0' ? " " : "", shock->region, shock->sector[0] != '\0' ? " " : "", shock->sector,
			  figure_percent(shock->shock, 0, figure), stress->is_own ? _("typed in") : shock->source[language_current()]);
	}
}

static void say_replay(const struct risk_view *view, const struct risk_stress *stress, struct text *text)
{
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE], end[FIGURE_SIZE], fall[FIGURE_SIZE];

	if (!stress->scenario->is_historical) {
		if (!stress->is_own)
			text_addf(text, " %s", _("Supposed, not historical."));
		return;
	}
	(void)date_format(stress->scenario->from, from);
	(void)date_format(stress->scenario->to, to);
	if (stress->is_replayed)
		text_addf(text, _(" By the prices kept, from %1$s to %2$s: %3$s, and %4$s at the deepest."), from, to,
			  figure_percent(stress->replayed, 1, end), figure_percent(-stress->replayed_fall, 1, fall));
	else if (stress->replay_obstacle != SIZE_MAX)
		text_addf(text, _(" From %1$s to %2$s; the prices kept of %3$s do not reach back so far."), from, to,
			  risk_line_name(view, stress->replay_obstacle));
}

static void say_scenario(const struct risk_view *view, size_t index, struct text *text)
{
	const struct risk_stress *stress = &view->stress[index];
	char share[FIGURE_SIZE], day[DATE_TEXT_SIZE];

	text_add(text, stress->is_own ? _("own shocks") : stress->scenario->title[language_current()]);
	text_add(text, ":");
	say_effects(view, stress, text);
	text_add(text, ".");
	say_replay(view, stress, text);
	if (stress->uncovered > 0.0)
		text_addf(text, _(" For %s of the value it has no shock; that is taken as unmoved."),
			  figure_percent(stress->uncovered, 1, share));
	if (!stress->is_own)
		text_addf(text, _(" [%1$s of %2$s, set by %3$s]"), view->scenarios->name, date_format(view->scenarios->dated, day),
			  view->scenarios->set_by);
	say_sources(stress, text);
}

static void say_tail(const struct risk_view *view, size_t row, struct text *text)
{
	static const enum tail_figure firsts[] = {
		TAIL_VALUE_AT_RISK, TAIL_INTERPOLATED_VALUE_AT_RISK, TAIL_NORMAL_VALUE_AT_RISK,
		TAIL_POPULATION_VALUE_AT_RISK, TAIL_STUDENT_VALUE_AT_RISK, TAIL_MODIFIED_VALUE_AT_RISK,
	};
	const enum tail_figure first = firsts[row];

	text_addf(text, _("VaR: %s."), _(tail_definitions[first].formula));
	if (first != TAIL_INTERPOLATED_VALUE_AT_RISK)
		text_addf(text, _(" ES: %s."), _(tail_definitions[first + 1].formula));
	else
		text_addf(text, " %s", _("No expected shortfall belongs to it: shown to compare with other programs."));
	text_addf(text, " [%s]", tail_definitions[first].source);
	if (first != TAIL_MODIFIED_VALUE_AT_RISK || !view->has_modified)
		return;
	text_addf(text, _(" Skewness %1$.2f, excess kurtosis %2$.2f."), view->modified[0].skewness,
		  view->modified[0].excess_kurtosis);
	if (view->modified[0].is_historical)
		text_addf(text, " %s", _("At 95 %: the expansion is no distribution for these moments: no figure under its name, the "
					 "historical one stands instead."));
	else if (view->modified[1].is_historical)
		text_addf(text, " %s", _("At 99 %: the expansion is no distribution for these moments: no figure under its name, the "
					 "historical one stands instead."));
	else
		text_addf(text, " %s", view->modified[0].is_global ? _("The expansion holds at every confidence.") :
				       _("The expansion holds at these confidences, though not at every one."));
}

static void say_history(const struct risk_view *view, struct text *text)
{
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

	if (view->wealth_count == 0) {
		text_add(text, _("the history is too short"));
		return;
	}
	text_addf(text, _("Weekly returns of today's weights from %1$s to %2$s, rebalanced each week; deposits and trades of "
			  "that time are not in it."), date_format(view->history_from, from),
		  date_format(view->history_to, to));
}

static void say_quality(const struct risk_view *view, struct text *text)
{
	if (view->quality.observations == 0) {
		text_add(text, _("no estimate: too few prices"));
		return;
	}
	text_addf(text, _("The estimates: %1$s. %2$zu weeks in common of %3$zu instruments, shrinkage %4$.2f."),
		  _(risk_verdict_title(view->quality.verdict)), view->quality.observations, view->quality.assets,
		  view->quality.shrinkage);
	if ((view->quality.flaws & ESTIMATE_SHORT) != 0)
		text_addf(text, " %s", _("Few weeks for so many instruments."));
	if ((view->quality.flaws & ESTIMATE_SINGULAR) != 0)
		text_addf(text, " %s", _("Some mix seems not to move at all: do not trust that."));
}

void risk_detail(const struct risk_screen *screen, enum risk_pane pane, char *to, size_t size)
{
	const struct risk_view *view = &screen->view;
	struct text text = {0};
	size_t row = 0;
	const bool is_chosen = table_view_selected(&screen->tables[pane], &row);

	if (view->market != NULL && (is_chosen || pane == RISK_CORRELATIONS))
		switch (pane) {
		case RISK_FIGURES:
			say_figure(view, (enum risk_measure_id)row, &text);
			break;
		case RISK_CARRIERS:
			say_carrier(view, row, &text);
			break;
		case RISK_SCENARIOS:
			say_scenario(view, row, &text);
			break;
		case RISK_CORRELATIONS:
			text_add(&text, _("S_ij / sqrt(S_ii S_jj) of the estimated covariance; what does not vary has none. m shows the "
					  "pairs as a table."));
			break;
		case RISK_TAIL:
			say_tail(view, row, &text);
			break;
		case RISK_HISTORY:
			say_history(view, &text);
			break;
		case RISK_EXPOSURE:
			text_add(&text, _("Currency is that of the price; a fund that holds foreign shares is exposed to theirs too."));
			break;
		case RISK_QUALITY:
			say_quality(view, &text);
			break;
		case RISK_PANES:
			break;
		}
	(void)snprintf(to, size, "%s", text_string(&text));
	text_clear(&text);
}
