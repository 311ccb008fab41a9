/* A plan's figures, its gate, its reasons. */
#include "advice/plan/candidate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/suitability/suitability.h"

void candidate_init(struct candidate *candidate, char letter, size_t rows)
{
	candidate_clear(candidate);
	candidate->letter = letter;
	candidate->weights = memory_new_array(rows, sizeof(double));
	candidate->risk_shares = memory_new_array(rows, sizeof(double));
}

void candidate_clear(struct candidate *candidate)
{
	free(candidate->weights);
	free(candidate->risk_shares);
	for (int i = 0; i < LANGUAGES; i++)
		text_clear(&candidate->explanation[i]);
	*candidate = (struct candidate){0};
}

/* Largest first; ties keep the market's order. Returns how many of `count` values exceed least. */
static size_t rank(const double *values, size_t count, double least, size_t *order, size_t room)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at;

		if (!(fabs(values[i]) > least))
			continue;
		for (at = found; at > 0 && fabs(values[order[at - 1]]) < fabs(values[i]); at--)
			if (at < room)
				order[at] = order[at - 1];
		if (at < room) {
			order[at] = i;
			if (found < room)
				found++;
		}
	}
	return found;
}

static enum status ask_the_gate(struct session *session, const struct studio *studio, struct candidate *candidate,
                                struct error *err)
{
	const struct market *market = studio->market;
	struct gate_item *components = memory_new_array(market->count, sizeof *components);
	const struct gate_request request = {
		.client = &studio->standing.client,
		.assessment = studio->standing.has_assessment ? &studio->standing.assessment : NULL,
		.whole = {.risk_level = candidate->level},
		.components = components,
		.initiative = INITIATIVE_FIRM,
		.mode = studio->standing.mandate.mode,
		.today = session_today(session),
	};
	struct gate_request asked = request;
	struct gate_decision decision;
	enum status status;

	for (size_t i = 0; i < market->count; i++)
		if (candidate->weights[i] > 0.0)
			components[asked.component_count++] =
				(struct gate_item){.risk_level = market->rows[i].instrument.risk_level};
	status = suitability_gate(&asked, session_rules(session), &decision, err);
	free(components);
	if (status != STATUS_OK)
		return status;
	candidate->is_permitted = decision.outcome == GATE_ALLOW;
	(void)snprintf(candidate->gate_code, sizeof candidate->gate_code, "%s",
	               candidate->is_permitted ? "" : suitability_gate_rules[decision.code].code);
	candidate->gate_text[LANGUAGE_ENGLISH] = suitability_gate_rules[decision.code].text.en;
	candidate->gate_text[LANGUAGE_CHINESE] = suitability_gate_rules[decision.code].text.zh;
	return STATUS_OK;
}

/*
 * The gate knows levels; the client's limit also holds the loss named in the questionnaire. Weights at rest are parts of
 * a billion, which moves a volatility by far less than this.
 */
#define WALL_SLACK 1e-6

static void ask_the_wall(const struct studio *studio, struct candidate *candidate)
{
	static const char *const text = N_("The volatility is above the client's limit; the firm may not recommend it.");

	if (!candidate->is_permitted ||
	    fmax(candidate->volatility, fmax(candidate->risk.volatility, candidate->risk.volatility_recent)) <=
	            studio->wall + WALL_SLACK)
		return;
	candidate->is_permitted = false;
	(void)snprintf(candidate->gate_code, sizeof candidate->gate_code, "%s", "T11");
	for (int l = 0; l < LANGUAGES; l++)
		candidate->gate_text[l] = language_text((enum language)l, text);
}

enum status candidate_judge(struct session *session, const struct studio *studio, struct candidate *candidate,
                            struct error *err)
{
	const struct market *market = studio->market;
	int64_t *ppb = memory_new_array(market->count, sizeof *ppb);
	int *levels = memory_new_array(market->count, sizeof *levels);
	struct strategy_level level;
	enum status status;

	status = market_risk(market, candidate->weights, &candidate->risk, err);
	if (status == STATUS_OK)
		status = market_risk_shares(market, candidate->weights, candidate->risk_shares, err);
	for (size_t i = 0; i < market->count; i++)
		levels[i] = market->rows[i].instrument.risk_level;
	if (status == STATUS_OK && !weights_to_ppb(candidate->weights, market->count, ppb))
		status = error_set(err, STATUS_INVALID, "the weights of plan %c do not sum to one", candidate->letter);
	if (status == STATUS_OK)
		status = suitability_strategy_level(ppb, levels, market->count, candidate->risk.volatility_recent,
		                                    candidate->risk.volatility, session_rules(session), &level, err);
	free(ppb);
	free(levels);
	if (status != STATUS_OK)
		return status;
	candidate->level = level.level;
	candidate->level_average = level.average;
	studio_beliefs_read(studio, candidate);
	status = studio_stress_read(studio, candidate, err);
	if (status == STATUS_OK)
		status = ask_the_gate(session, studio, candidate, err);
	if (status == STATUS_OK)
		ask_the_wall(studio, candidate);
	return status;
}

/* Told one-sided: a point of it is two of the sum that the solver limits. */
static void take_turnover(const struct studio *studio, const struct binding *binding, struct held_back *held)
{
	*held = (struct held_back){.row = SIZE_MAX, .is_upper = true, .multiplier = 2.0 * binding->multiplier};
	while (held->group + 1 < studio->group_count && studio->groups[held->group].kind != GROUP_TURNOVER)
		held->group++;
	held->limit = studio->groups[held->group].upper;
	(void)snprintf(held->label, sizeof held->label, "turnover");
}

void candidate_take_info(const struct studio *studio, const struct studio_problem *problem,
                         const struct allocation_info *info, struct candidate *candidate)
{
	candidate->kkt_primal = info->kkt.primal;
	candidate->kkt_stationarity = info->kkt.stationarity;
	candidate->kkt_complementarity = info->kkt.complementarity;
	candidate->lambda = info->lambda;
	candidate->held_back_count = 0;
	for (size_t i = 0; i < info->binding_count && candidate->held_back_count < HELD_BACK; i++) {
		const struct binding *binding = &info->bindings[i];
		const bool is_row = binding->kind == CONSTRAINT_ROW_LOWER || binding->kind == CONSTRAINT_ROW_UPPER;
		struct held_back *held = &candidate->held_back[candidate->held_back_count];

		/* What is at zero is simply not in the plan: nobody set that limit. */
		if (binding->kind == CONSTRAINT_BUDGET || (binding->kind == CONSTRAINT_LOWER && binding->limit <= 0.0) ||
		    (binding->kind == CONSTRAINT_UPPER && binding->limit <= 0.0))
			continue;
		if (binding->kind == CONSTRAINT_TURNOVER) {
			take_turnover(studio, binding, held);
			candidate->held_back_count++;
			continue;
		}
		held->row = is_row ? SIZE_MAX : studio->universe[binding->index];
		held->group = is_row ? problem->group_of[binding->index] : SIZE_MAX;
		held->is_upper = binding->kind == CONSTRAINT_UPPER || binding->kind == CONSTRAINT_ROW_UPPER;
		held->limit = binding->limit;
		held->multiplier = binding->multiplier;
		(void)snprintf(held->label, sizeof held->label, "%.79s",
		               is_row ? problem->rows[binding->index].label : problem->labels[binding->index]);
		candidate->held_back_count++;
	}
}

static const char *const class_texts[ASSET_CLASSES] = {
	[ASSET_CASH] = N_("Cash and money funds"), [ASSET_BOND] = N_("Bonds"),  [ASSET_EQUITY] = N_("Equity"),
	[ASSET_GOLD] = N_("Gold"),                 [ASSET_ALTERNATIVE] = N_("Alternatives"),
};

const char *class_words(enum language language, enum asset_class asset_class)
{
	return language_text(language, class_texts[asset_class]);
}

void studio_group_words(enum language language, const struct studio_group *group, struct text *text)
{
	enum asset_class asset_class;

	switch (group->kind) {
	case GROUP_CLASS:
		if (asset_class_parse(group->key, &asset_class))
			text_add(text, class_words(language, asset_class));
		break;
	case GROUP_CASH_MINIMUM:
		text_add(text, class_words(language, ASSET_CASH));
		break;
	case GROUP_LEVEL:
		text_add(text, language_text(language, N_("The average product level")));
		break;
	case GROUP_TURNOVER:
		text_add(text, language_text(language, N_("Turnover against today")));
		break;
	case GROUP_REGION:
	case GROUP_SECTOR:
		text_add(text, group->key);
		break;
	}
}

/* Whose limit it is, as the subject of a sentence. */
static void add_subject(enum language language, const struct studio *studio, size_t row, size_t group, struct text *text)
{
	if (group != SIZE_MAX) {
		studio_group_words(language, &studio->groups[group], text);
		return;
	}
	text_add(text, studio->market->rows[row].instrument.name);
	text_addf(text, " (%s)", studio->market->rows[row].instrument.symbol);
}

static bool is_level_row(const struct studio *studio, const struct held_back *held)
{
	return held->group != SIZE_MAX && studio->groups[held->group].kind == GROUP_LEVEL;
}

static void explain_limits(enum language language, const struct studio *studio, const struct candidate *candidate,
                           struct text *text)
{
	enum { SHOWN = 3 };

	for (size_t i = 0; i < candidate->held_back_count && i < SHOWN; i++) {
		const struct held_back *held = &candidate->held_back[i];
		const bool is_level = is_level_row(studio, held);
		const double more = (is_level ? 0.1 : 0.01) * held->multiplier;
		struct text subject = {0};
		char limit[FIGURE_SIZE], gain[FIGURE_SIZE];

		if (more < 0.000005) /* it would be told as nothing */
			continue;
		(void)figure_percent(more, 3, gain);
		add_subject(language, studio, held->row, held->group, &subject);
		if (is_level) {
			(void)snprintf(limit, sizeof limit, "%.2f", held->limit);
			explain_add(text, language,
			            N_("%1$s: held at %2$s, the most this client's class allows; 0.1 more would add %3$s a "
			               "year to the expected return at the same risk."),
			            text_string(&subject), limit, gain);
		} else {
			(void)figure_percent(held->limit, 1, limit);
			explain_add(text, language,
			            held->is_upper ?
			                    N_("%1$s: held at the cap of %2$s; one point more would add %3$s a year to the "
			                       "expected return at the same risk.") :
			                    N_("%1$s: kept at the floor of %2$s; one point less would add %3$s a year to the "
			                       "expected return at the same risk."),
			            text_string(&subject), limit, gain);
		}
		text_clear(&subject);
	}
}

static void explain_risk_shares(enum language language, const struct studio *studio, const struct candidate *candidate,
                                struct text *text)
{
	enum { SHOWN = 3 };
	size_t order[SHOWN];
	const size_t count = rank(candidate->risk_shares, studio->market->count, 0.005, order, SHOWN);
	char items[SHOWN][SYMBOL_SIZE + FIGURE_SIZE + 4];
	const char *list[SHOWN];
	struct text joined = {0};

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		char share[FIGURE_SIZE];

		(void)snprintf(items[i], sizeof items[i], "%s (%s)", studio->market->rows[order[i]].instrument.symbol,
		               figure_percent(candidate->risk_shares[order[i]], 0, share));
		list[i] = items[i];
	}
	explain_list(&joined, language, list, count);
	explain_add(text, language, N_("The risk comes mostly from %1$s."), text_string(&joined));
	text_clear(&joined);
}

static void explain_change(enum language language, const struct studio *studio, const struct candidate *candidate,
                           struct text *text)
{
	enum { SHOWN = 4 };
	size_t rows[SHOWN];
	double changes[SHOWN];
	const size_t count = studio_changes(studio, candidate, rows, changes, SHOWN);
	char items[SHOWN][SYMBOL_SIZE + FIGURE_SIZE + 4], since[DATE_TEXT_SIZE];
	const char *list[SHOWN];
	struct text joined = {0};

	if (studio->standing.value <= 0 && !studio->standing.has_plan)
		return;
	if (count == 0) {
		explain_add(text, language, studio->standing.has_plan ?
		                    N_("It is the same as the plan in force.") :
		                    N_("It is the same as what is held now."));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		char points[FIGURE_SIZE];

		(void)snprintf(items[i], sizeof items[i], "%s %s", studio->market->rows[rows[i]].instrument.symbol,
		               figure_points(changes[i], 1, points));
		list[i] = items[i];
	}
	explain_list(&joined, language, list, count);
	if (studio->standing.has_plan)
		explain_add(text, language, N_("Against the plan of %1$s: %2$s."),
		            date_format(studio->standing.plan.accepted, since), text_string(&joined));
	else
		explain_add(text, language, N_("Against what is held now: %1$s."), text_string(&joined));
	text_clear(&joined);
}

/* What was entered is said, and what the house alone would say. */
static void explain_beliefs(enum language language, const struct studio *studio, const struct candidate *candidate,
                            struct text *text)
{
	char a[FIGURE_SIZE], b[FIGURE_SIZE];

	if (!studio->beliefs.is_changed)
		return;
	explain_add(text, language,
	            N_("These figures rest on views or what-if figures entered in the studio; by the house's own the expected "
	               "return is %1$s at a volatility of %2$s, and the gate goes by the larger risk."),
	            figure_percent(candidate->risk.expected_return, 1, a), figure_percent(candidate->risk.volatility, 1, b));
}

static void explain_stress(enum language language, const struct studio *studio, const struct candidate *candidate,
                           struct text *text)
{
	const size_t worst = studio_worst_scenario(studio, candidate);
	char loss[FIGURE_SIZE];

	if (worst == SIZE_MAX || candidate->stress[worst] > -0.0005)
		return;
	explain_add(text, language, N_("Worst of the scenarios would be \"%1$s\": it would take %2$s of the value."),
	            studio->scenarios->list[worst].title[language], figure_percent(-candidate->stress[worst], 1, loss));
}

static void explain_in(struct session *session, enum language language, const struct studio *studio,
                       const struct candidate *candidate, struct text *text)
{
	const struct assumptions *assumptions = session_assumptions(session);
	char a[FIGURE_SIZE], b[FIGURE_SIZE], c[FIGURE_SIZE], dated[DATE_TEXT_SIZE], weeks[24];

	text_reset(text);
	explain_add(text, language,
	            N_("Expected return %1$s a year at a volatility of %2$s; the limit for this client is %3$s."),
	            figure_percent(candidate->expected_return, 1, a), figure_percent(candidate->volatility, 1, b),
	            figure_percent(studio->wall, 1, c));
	if (candidate->volatility < 0.0005)
		explain_add(text, language, N_("It is held in cash or as good as cash: its value hardly moves."));
	else if (candidate->loss_95 >= 0.0)
		explain_add(text, language, N_("In one year out of twenty it would lose %1$s or more."),
		            figure_percent(candidate->loss_95, 1, a));
	else
		explain_add(text, language, N_("In one year out of twenty it would gain less than %1$s, or lose."),
		            figure_percent(-candidate->loss_95, 1, a));
	explain_beliefs(language, studio, candidate, text);
	(void)snprintf(weeks, sizeof weeks, "%zu", studio->market->weekly.length);
	if (studio->market->weekly.length > 0 && candidate->risk.max_drawdown >= 0.0005)
		explain_add(text, language, N_("Over the last %1$s weeks this mix fell by %2$s at worst."), weeks,
		            figure_percent(candidate->risk.max_drawdown, 1, a));
	explain_stress(language, studio, candidate, text);
	explain_risk_shares(language, studio, candidate, text);
	explain_limits(language, studio, candidate, text);
	explain_change(language, studio, candidate, text);
	if (!candidate->is_permitted)
		explain_add(text, language, N_("It cannot be proposed (%1$s): %2$s"), candidate->gate_code,
		            candidate->gate_text[language]);
	explain_add(text, language,
	            N_("These figures are estimates from the assumptions \"%1$s\" of %2$s and from past prices; they are no "
	               "promise."),
	            assumptions->name, date_format(assumptions->dated, dated));
}

void candidate_explain(struct session *session, const struct studio *studio, struct candidate *candidate)
{
	for (int i = 0; i < LANGUAGES; i++)
		explain_in(session, (enum language)i, studio, candidate, &candidate->explanation[i]);
}

void candidate_limit_words(enum language language, const struct studio *studio, size_t row, size_t group, bool is_upper,
                           double limit, struct text *text)
{
	struct text subject = {0}, words = {0};
	char figure[FIGURE_SIZE];

	add_subject(language, studio, row, group, &subject);
	if (group != SIZE_MAX && studio->groups[group].kind == GROUP_LEVEL)
		(void)snprintf(figure, sizeof figure, "%.2f", limit);
	else
		(void)figure_percent(limit, 1, figure);
	/* Apart from what stands there already: it is part of a sentence and no sentence of its own. */
	explain_add(&words, language, is_upper ? N_("%1$s at most %2$s") : N_("%1$s at least %2$s"),
	            text_string(&subject), figure);
	text_add(text, text_string(&words));
	text_clear(&words);
	text_clear(&subject);
}

size_t studio_changes(const struct studio *studio, const struct candidate *candidate, size_t *rows, double *change,
                      size_t room)
{
	const struct market *market = studio->market;
	const double *from = studio->standing.has_plan ? studio->standing.targets : studio->standing.weights;
	double *differences = memory_new_array(market->count, sizeof *differences);
	size_t count;

	for (size_t i = 0; i < market->count; i++)
		differences[i] = candidate->weights[i] - from[i];
	count = rank(differences, market->count, 0.0005, rows, room);
	for (size_t i = 0; i < count; i++)
		change[i] = differences[rows[i]];
	free(differences);
	return count;
}
