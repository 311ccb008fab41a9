/* The limits of a problem in words. */
#include "advice/lab/lab_limit.h"

#include <math.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

const char *lab_limit_key(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                          struct arena *arena)
{
	switch (kind) {
	case CONSTRAINT_LOWER: return arena_format(arena, "lower:%s", problem->labels[index]);
	case CONSTRAINT_UPPER: return arena_format(arena, "upper:%s", problem->labels[index]);
	case CONSTRAINT_ROW_LOWER: return arena_format(arena, "group:%s:lower", problem->rows[index].label);
	case CONSTRAINT_ROW_UPPER: return arena_format(arena, "group:%s:upper", problem->rows[index].label);
	case CONSTRAINT_TURNOVER: return "turnover";
	case CONSTRAINT_TRACKING: return "tracking";
	case CONSTRAINT_CARDINALITY: return "cardinality";
	case CONSTRAINT_MINIMUM_POSITION: return arena_format(arena, "minimum:%s", problem->labels[index]);
	case CONSTRAINT_BUDGET: break;
	}
	return "budget";
}

const char *lab_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                           double limit, struct arena *arena)
{
	const double percent = 100.0 * limit;

	switch (kind) {
	case CONSTRAINT_LOWER: return arena_format(arena, _("%s, at least %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_UPPER: return arena_format(arena, _("%s, at most %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_ROW_LOWER:
		return arena_format(arena, _("group %s, at least %.6g %%"), problem->rows[index].label, percent);
	case CONSTRAINT_ROW_UPPER:
		return arena_format(arena, _("group %s, at most %.6g %%"), problem->rows[index].label, percent);
	case CONSTRAINT_TURNOVER: return arena_format(arena, _("turnover, at most %.6g %%"), percent);
	case CONSTRAINT_TRACKING: return arena_format(arena, _("tracking error, at most %.6g %%"), percent);
	case CONSTRAINT_CARDINALITY: return arena_format(arena, _("at most %.0f held"), limit);
	case CONSTRAINT_MINIMUM_POSITION:
		return arena_format(arena, _("%s, nothing or at least %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_BUDGET: break;
	}
	return _("the weights sum to 100 %");
}

/* Where the limit stands. */
static void add_place(struct text *text, const struct allocation_problem *problem, const struct binding *binding)
{
	const enum language language = language_current();
	const bool is_row = binding->kind == CONSTRAINT_ROW_UPPER || binding->kind == CONSTRAINT_ROW_LOWER;
	const char *name = is_row                                      ? problem->rows[binding->index].label
	                   : binding->kind == CONSTRAINT_UPPER || binding->kind == CONSTRAINT_LOWER ||
	                                   binding->kind == CONSTRAINT_MINIMUM_POSITION
	                           ? problem->labels[binding->index]
	                           : "";
	char limit[32];

	(void)snprintf(limit, sizeof limit, "%.6g", (binding->kind == CONSTRAINT_CARDINALITY ? 1.0 : 100.0) * binding->limit);
	switch (binding->kind) {
	case CONSTRAINT_UPPER:
	case CONSTRAINT_ROW_UPPER:
		explain_add(text, language, N_("%1$s is at its upper limit of %2$s %%."), name, limit);
		break;
	case CONSTRAINT_LOWER:
	case CONSTRAINT_ROW_LOWER:
		explain_add(text, language, N_("%1$s is at its lower limit of %2$s %%."), name, limit);
		break;
	case CONSTRAINT_TURNOVER:
		explain_add(text, language, N_("The turnover is at its limit of %1$s %%."), limit);
		break;
	case CONSTRAINT_TRACKING:
		explain_add(text, language, N_("The tracking error is at its limit of %1$s %%."), limit);
		break;
	case CONSTRAINT_CARDINALITY:
		explain_add(text, language, N_("As many assets are held as may be: %1$s."), limit);
		break;
	case CONSTRAINT_MINIMUM_POSITION:
		explain_add(text, language, N_("%1$s is at the smallest position, %2$s %%."), name, limit);
		break;
	case CONSTRAINT_BUDGET:
		break;
	}
}

struct gain_words {
	const char *more, *less;
};

/* What one point of relaxing brings: of an upper limit more, of a lower limit less. */
static const struct gain_words words[] = {
	[GAIN_RETURN] = {N_("One point more would add about %1$s points of expected return at the same volatility."),
	                 N_("One point less would add about %1$s points of expected return at the same volatility.")},
	[GAIN_VARIANCE] = {N_("One point more would lower the volatility by about %1$s points."),
	                   N_("One point less would lower the volatility by about %1$s points.")},
	[GAIN_TRACKING] = {N_("One point more would lower the tracking error by about %1$s points."),
	                   N_("One point less would lower the tracking error by about %1$s points.")},
	[GAIN_DIVERSIFICATION] = {N_("One point more would add about %1$s to the diversification ratio."),
	                          N_("One point less would add about %1$s to the diversification ratio.")},
	[GAIN_SHORTFALL] = {N_("One point more would lower the expected shortfall of a period by about %1$s points."),
	                    N_("One point less would lower the expected shortfall of a period by about %1$s points.")},
	[GAIN_DRAWDOWN] = {N_("One point more would lower the conditional drawdown by about %1$s points."),
	                   N_("One point less would lower the conditional drawdown by about %1$s points.")},
};
static const struct gain_words variance_words = {N_("One point more would lower the variance by about %1$s."),
                                                 N_("One point less would lower the variance by about %1$s.")};

const char *lab_limit_price(const struct allocation_problem *problem, const struct binding *binding, enum lab_gain gain,
                            double level, struct arena *arena)
{
	const bool is_lower = binding->kind == CONSTRAINT_LOWER || binding->kind == CONSTRAINT_ROW_LOWER ||
	                      binding->kind == CONSTRAINT_MINIMUM_POSITION;
	const bool is_variance = gain == GAIN_VARIANCE || gain == GAIN_TRACKING;
	const struct gain_words *said = &words[gain];
	struct text text = {0};
	double amount = binding->multiplier; /* points for a point */
	char figure[32];
	const char *sentence;

	if (is_variance && level > 0.0) {
		amount = binding->multiplier / (2.0 * level); /* d sigma = d sigma^2 / 2 sigma */
	} else if (is_variance || gain == GAIN_DIVERSIFICATION) {
		amount = 0.01 * binding->multiplier;
		said = is_variance ? &variance_words : said;
	}
	(void)snprintf(figure, sizeof figure, "%.3g", amount);
	add_place(&text, problem, binding);
	if (binding->kind != CONSTRAINT_CARDINALITY && binding->multiplier > 0.0)
		explain_add(&text, language_current(), is_lower ? said->less : said->more, figure);
	sentence = arena_text(arena, text_string(&text));
	text_clear(&text);
	return sentence;
}

int lab_percent_decimals(const double *values, size_t count)
{
	double largest = 0.0;
	int decimals = 2;

	for (size_t i = 0; i < count; i++)
		largest = fmax(largest, fabs(values[i]));
	for (double shown = 100.0 * largest; decimals < 8 && shown > 0.0 && shown < 1.0; shown *= 10.0)
		decimals++;
	return decimals;
}
