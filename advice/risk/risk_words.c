/* The figures of risk in words: what each is, why one is missing, what they say together. */
#include "advice/risk/risk_view.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/explain.h"
#include "advice/plan/candidate.h"
#include "engine/base/text.h"

const struct risk_definition risk_definitions[RISK_MEASURES] = {
	[RISK_VOLATILITY] = {"volatility", N_("volatility, estimated"), FIGURE_FRACTION_A_YEAR, false,
		{NULL, N_("sqrt(w' S w) a year, S the covariance of five years of weekly returns, shrunk toward a constant correlation. "
		   "This one is held against the limit."), NULL,
		"Ledoit, Wolf, Honey, I shrunk the sample covariance matrix (2004)"}},
	[RISK_VOLATILITY_RECENT] = {"volatility_recent", N_("volatility, recent weeks first"), FIGURE_FRACTION_A_YEAR,
		false, {NULL, N_("The same with weights that fall weekly by 3 %, so that half of it is the last 23 weeks."), NULL,
		"RiskMetrics Technical Document (1996), section 5.2"}},
	[RISK_VOLATILITY_ASSUMED] = {"volatility_assumed", N_("volatility, assumed"), FIGURE_FRACTION_A_YEAR, false,
		{NULL, N_("sqrt(w' A w) a year, A from the volatilities and correlations of the dated capital-market assumptions, not from "
		   "prices."), NULL, "Markowitz, Portfolio Selection (1952)"}},
	[RISK_VOLATILITY_REALISED] = {"volatility_realised", N_("volatility, realised"), FIGURE_FRACTION_A_YEAR, false,
		{NULL, N_("Standard deviation (divisor T−1) of the weekly returns that today's mix had, rebalanced each week, times "
		   "sqrt(52)."), NULL, "Bacon (2008), chapter 4"}},
	[RISK_VOLATILITY_LIMIT] = {"volatility_limit", N_("volatility limit"), FIGURE_FRACTION_A_YEAR, false,
		{NULL, N_("The smaller of the limit of the client's class and the one that follows from the loss the client accepts. Beyond "
		   "it no plan can be proposed."), NULL, N_("The rules of suitability and the client's profile.")}},
	[RISK_YEAR_LOSS] = {"loss_year_95", N_("1 year in 20 loses more than"), FIGURE_FRACTION, true,
		{NULL, N_("1.645 × volatility − expected return: a normal approximation. Negative: even that year gains."), NULL,
		"Jorion, Value at Risk (2006)"}},
	[RISK_WEEK_LOSS] = {"loss_week_95", N_("1 week in 20 loses more than"), FIGURE_FRACTION, true,
		{NULL, N_("Historical value at risk: of the T weekly losses of today's mix the k-th largest, k = ceil(T/20)."), NULL,
		"Rockafellar, Uryasev (2002)"}},
	[RISK_WEEK_SHORTFALL] = {"shortfall_week_95", N_("mean of the worst weeks (1 in 20)"), FIGURE_FRACTION, true,
		{NULL, N_("Expected shortfall: the mean of the worst T/20 weekly losses, the last in part. Never below the value at risk."), NULL,
		"Rockafellar, Uryasev (2002)"}},
	[RISK_LOSS_LIMIT] = {"loss_limit", N_("fall a year the client accepts"), FIGURE_FRACTION, true,
		{NULL, N_("Question 8 of the profile: the largest fall over twelve months without changing the plan."), NULL, N_("The client's profile.")}},
	[RISK_MAX_DRAWDOWN] = {"max_drawdown", N_("deepest fall"), FIGURE_FRACTION, true,
		{NULL, N_("Of today's mix over the history kept, rebalanced weekly: the largest (W_s − W_t) / W_s with s before t."), NULL,
		"Magdon-Ismail, Atiya (2004)"}},
	[RISK_CURRENT_DRAWDOWN] = {"current_drawdown", N_("below its high today"), FIGURE_FRACTION, true,
		{NULL, N_("1 − W_T / highest W so far."), NULL, "Magdon-Ismail, Atiya (2004)"}},
	[RISK_AVERAGE_DRAWDOWN] = {"average_drawdown", N_("average fall"), FIGURE_FRACTION, true,
		{NULL, N_("Mean depth of the falls, each from its high until that is reached again."), NULL, "Bacon (2008), chapter 4"}},
	[RISK_CONDITIONAL_DRAWDOWN] = {"conditional_drawdown", N_("mean of the deepest twentieth"), FIGURE_FRACTION,
		true, {NULL, N_("Conditional drawdown at risk, 95 %: the mean of the worst twentieth of 1 − W_t / highest W until t."), NULL,
		"Chekhlov, Uryasev, Zabarankin (2005)"}},
	[RISK_LONGEST_DRAWDOWN] = {"longest_drawdown", N_("longest fall, weeks"), FIGURE_COUNT, false,
		{NULL, N_("Most weeks from a high until it was reached again, or until the last week."), NULL, "Bacon (2008), chapter 4"}},
	[RISK_ULCER] = {"ulcer_index", N_("ulcer index"), FIGURE_FRACTION, false,
		{NULL, N_("Root of the mean square of 1 − W_t / highest W until t."), NULL, "Martin, McCann (1989)"}},
	[RISK_PAIN] = {"pain_index", N_("pain index"), FIGURE_FRACTION, false, {NULL, N_("Mean of 1 − W_t / highest W until t."), NULL,
		"Becker (2006)"}},
	[RISK_BETA] = {"beta", N_("beta to the plan"), FIGURE_RATIO, false,
		{NULL, N_("w' S b / b' S b, b the weights of the accepted plan: what the portfolio is expected to do when the plan moves "
		   "by one."), NULL, "Sharpe (1964)"}},
	[RISK_TRACKING] = {"tracking_error", N_("tracking error, estimated"), FIGURE_FRACTION_A_YEAR, false,
		{NULL, N_("sqrt((w − b)' S (w − b)) a year."), NULL, "Grinold, Kahn (2000)"}},
	[RISK_TRACKING_REALISED] = {"tracking_error_realised", N_("tracking error, realised"), FIGURE_FRACTION_A_YEAR,
		false, {NULL, N_("Standard deviation of the weekly difference between today's mix and the plan's, times sqrt(52)."), NULL,
		"Bacon (2008), chapter 4"}},
	[RISK_CORRELATION] = {"correlation_plan", N_("correlation with the plan"), FIGURE_RATIO, false,
		{NULL, N_("Of the weekly returns of today's mix and of the plan's."), NULL, "Bacon (2008), chapter 4"}},
	[RISK_DIVERSIFICATION] = {"diversification_ratio", N_("diversification ratio"), FIGURE_RATIO, false,
		{NULL, N_("The weighted volatilities of the holdings over that of the whole: 1 when nothing offsets anything."), NULL,
		"Choueifaty, Coignard (2008)"}},
	[RISK_LARGEST] = {"largest_holding", N_("largest holding"), FIGURE_FRACTION, false,
		{NULL, N_("The largest weight; money does not count."), NULL, N_("Counted.")}},
	[RISK_HERFINDAHL] = {"herfindahl", N_("concentration (Herfindahl)"), FIGURE_RATIO, false,
		{NULL, N_("Sum of the squared weights, money included: 1 is one holding, 1/N is N equal ones."), NULL, "Herfindahl (1950)"}},
	[RISK_HOLDINGS_EFFECTIVE] = {"effective_holdings", N_("holdings it stands on"), FIGURE_COUNT, false,
		{NULL, N_("1 / Herfindahl: so many equal holdings would be as concentrated."), NULL, "Jost (2006)"}},
	[RISK_SOURCES_EFFECTIVE] = {"effective_sources", N_("holdings its risk stands on"), FIGURE_COUNT, false,
		{NULL, N_("The same of the shares in the volatility."), NULL, "Jost (2006)"}},
	[RISK_OBSERVATIONS] = {"observations", N_("weeks behind the estimates"), FIGURE_COUNT, false,
		{NULL, N_("Weekly returns that all estimated instruments share, at most 260."), NULL, N_("Counted.")}},
	[RISK_SHRINKAGE] = {"shrinkage", N_("shrinkage"), FIGURE_RATIO, false,
		{NULL, N_("How far the sample is pulled toward the constant correlation: 0 not at all, 1 nothing of the sample is left."), NULL,
		"Ledoit, Wolf (2004)"}},
	[RISK_CONDITION] = {"condition", N_("condition of the covariance"), FIGURE_RATIO, false,
		{NULL, N_("Smallest over largest eigenvalue: near 0 some mix seems not to move at all, and the estimate is not to "
		   "be trusted there."), NULL, "Golub, Van Loan, Matrix Computations (2013), section 2.6"}},
};

const char *risk_measure_reason(const struct risk_view *view, enum risk_measure_id id, char *text, size_t size)
{
	const struct risk_measure *measure = &view->measures[id];

	if (!view->has_value)
		(void)snprintf(text, size, "%s", view->standing.state == STANDING_NO_PRICE ? _("not known: a price is missing") :
		                                                                            _("nothing is held"));
	else if (measure->figure.reason == FIGURE_TOO_FEW && measure->needs > 0)
		(void)snprintf(text, size, _("needs %1$zu weekly returns, %2$zu are there"), measure->needs, measure->has);
	else if (measure->figure.reason == FIGURE_NO_BENCHMARK)
		(void)snprintf(text, size, "%s", _("no plan was accepted to compare with"));
	else if (id == RISK_VOLATILITY_LIMIT || id == RISK_LOSS_LIMIT)
		(void)snprintf(text, size, "%s", _("no profile was taken"));
	else if (id == RISK_VOLATILITY_ASSUMED)
		(void)snprintf(text, size, "%s", _("the assumptions do not cover every holding"));
	else if (id == RISK_LARGEST)
		(void)snprintf(text, size, "%s", _("only money is held"));
	else if (measure->figure.reason == FIGURE_NO_VARIATION)
		(void)snprintf(text, size, "%s", _("nothing that is held varies"));
	else if (measure->figure.reason == FIGURE_NO_LOSS)
		(void)snprintf(text, size, "%s", _("it never fell"));
	else if (measure->figure.reason == FIGURE_UNDER_A_YEAR || measure->figure.reason == FIGURE_TOO_FEW)
		(void)snprintf(text, size, "%s", _("the history is too short"));
	else
		(void)snprintf(text, size, "%s", _("no estimate: too few prices"));
	return text;
}

const char *risk_tail_title(enum tail_figure figure)
{
	switch (figure) {
	case TAIL_VALUE_AT_RISK:
	case TAIL_EXPECTED_SHORTFALL: return N_("historical (house)");
	case TAIL_INTERPOLATED_VALUE_AT_RISK: return N_("interpolated");
	case TAIL_NORMAL_VALUE_AT_RISK:
	case TAIL_NORMAL_EXPECTED_SHORTFALL: return N_("normal, T−1");
	case TAIL_POPULATION_VALUE_AT_RISK:
	case TAIL_POPULATION_EXPECTED_SHORTFALL: return N_("normal, T");
	case TAIL_STUDENT_VALUE_AT_RISK:
	case TAIL_STUDENT_EXPECTED_SHORTFALL: return N_("Student t, 5");
	case TAIL_MODIFIED_VALUE_AT_RISK:
	case TAIL_MODIFIED_EXPECTED_SHORTFALL: return N_("Cornish-Fisher");
	case TAIL_COUNT: break;
	}
	return "";
}

const char *risk_part_kind_title(enum risk_part_kind kind)
{
	static const char *const titles[] = {[PART_CLASS] = N_("asset class"), [PART_REGION] = N_("region"),
	                                     [PART_CURRENCY] = N_("currency")};

	return titles[kind];
}

const char *risk_part_title(const struct risk_part *part)
{
	enum asset_class asset_class;

	if (part->kind == PART_CLASS && asset_class_parse(part->key, &asset_class))
		return class_words(language_current(), asset_class);
	return part->key[0] != '\0' ? part->key : _("none given");
}

const char *risk_verdict_title(enum estimate_verdict verdict)
{
	static const char *const titles[] = {[ESTIMATE_GOOD] = N_("good"), [ESTIMATE_FAIR] = N_("fair"),
	                                     [ESTIMATE_POOR] = N_("poor")};

	return titles[verdict];
}

/* ---- sentences ------------------------------------------------------------------------------------------------------ */

static void say_wall(const struct risk_view *view, enum language language, struct text *text)
{
	char now[FIGURE_SIZE], limit[FIGURE_SIZE], room[FIGURE_SIZE];
	const double volatility = view->measures[RISK_VOLATILITY].figure.value;
	const double wall = view->measures[RISK_VOLATILITY_LIMIT].figure.value;

	(void)figure_percent(volatility, 1, now);
	if (!figure_stands(view->measures[RISK_VOLATILITY_LIMIT].figure)) {
		explain_add(text, language, N_("Volatility is %1$s; there is no limit to hold it against before a profile is taken."),
		            now);
		return;
	}
	(void)figure_percent(wall, 1, limit);
	(void)figure_percent(fabs(wall - volatility), 1, room);
	if (volatility > wall)
		explain_add(text, language, N_("Volatility is %1$s, %3$s above the client's limit of %2$s."), now, limit, room);
	else
		explain_add(text, language, N_("Volatility is %1$s, within the client's limit of %2$s."), now, limit);
}

static void say_worst(const struct risk_view *view, enum language language, struct text *text)
{
	const struct risk_stress *worst;
	char result[FIGURE_SIZE], amount[FIGURE_SIZE], limit[FIGURE_SIZE];
	const char *title;

	if (view->worst == SIZE_MAX)
		return;
	worst = &view->stress[view->worst];
	title = worst->is_own ? language_text(language, N_("own shocks")) : worst->scenario->title[language];
	(void)figure_percent(worst->result, 1, result);
	(void)figure_money(worst->amount, view->standing.client.currency, amount);
	if (worst->result >= 0.0) {
		explain_add(text, language, N_("No scenario loses money."));
		return;
	}
	explain_add(text, language, N_("The worst scenario is \"%1$s\": %2$s, %3$s."), title, result, amount);
	if (!isfinite(view->loss_limit))
		return;
	(void)figure_percent(view->loss_limit, 0, limit);
	if (worst->breaks_limit)
		explain_add(text, language, N_("That is more than the fall of %1$s the client accepts over a year."), limit);
	else
		explain_add(text, language, N_("The client accepts a fall of %1$s over a year."), limit);
}

void risk_view_sentences(const struct risk_view *view, enum language language, struct text *text)
{
	char share[FIGURE_SIZE];

	if (!view->has_value) {
		explain_add(text, language, view->standing.state == STANDING_NO_PRICE ?
		            N_("Without every price there is no value, and without a value nothing to show.") :
		            N_("Nothing is held, so nothing is at risk."));
		return;
	}
	say_wall(view, language, text);
	say_worst(view, language, text);
	if (view->unestimated > 0.0) {
		(void)figure_percent(view->unestimated, 1, share);
		explain_add(text, language, N_("%1$s of the value has too few prices for an estimate and counts as if it stood "
		                               "still: the true risk is higher."), share);
	}
	if (view->quality.observations > 0 && view->quality.verdict == ESTIMATE_POOR)
		explain_add(text, language, N_("The estimates rest on too little to be relied on."));
}
