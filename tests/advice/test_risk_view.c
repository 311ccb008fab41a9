/* The view of risk: one risky holding beside money makes every figure a closed form of that holding's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/client/profile.h"
#include "advice/plan/recommend.h"
#include "advice/risk/risk_view.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"
#include "tests/advice/scene.h"

/* Sums of a handful of doubles near 1. */
#define ROUNDING 1e-12

/* ONE holds shares and money, with a profile; BARE the same without one; NONE nothing. */
static int set_up(void **state)
{
	static struct scene scene;
	struct assessment assessment;
	struct error err;
	const struct answers answers = scene_answers("2026-11-02");

	scene_open(&scene);
	scene_add_client(&scene, "ONE", "王芳", 50000 * MICROS);
	scene_add_lot(&scene, "ONE", "510300", 20000 * MICROS);
	scene_add_client(&scene, "BARE", "Li Qiang", 50000 * MICROS);
	scene_add_lot(&scene, "BARE", "510300", 20000 * MICROS);
	scene_add_client(&scene, "NONE", "陈洁", 0);
	MUST(profile_take(scene.session, "ONE", &answers, &assessment, &err));
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	scene_close(*state);
	return 0;
}

static struct risk_view view_of(struct scene *scene, const char *client, const struct scenario *own)
{
	struct risk_view view = {0};
	struct error err;

	MUST(risk_view_find(scene->session, client, own, &view, &err));
	return view;
}

static const struct risk_line *shares(const struct risk_view *view)
{
	for (size_t i = 0; i < view->line_count; i++)
		if (strcmp(view->market->rows[view->lines[i].row].instrument.symbol, "510300") == 0)
			return &view->lines[i];
	fail_msg("the shares are not there");
	return NULL;
}

static double value_of(const struct risk_view *view, enum risk_measure_id id)
{
	if (!figure_stands(view->measures[id].figure))
		fail_msg("%s does not stand", risk_definitions[id].key);
	return view->measures[id].figure.value;
}

static void one_risky_holding_carries_all_of_the_risk(void **state)
{
	struct risk_view view = view_of(*state, "ONE", NULL);
	const struct risk_line *line = shares(&view);
	const double w = line->weight, s = line->volatility;
	const double e = view.market->rows[line->row].expected_return, cash = view.market->rows[0].expected_return;

	assert_true(w > 0.1 && w < 0.9);
	assert_float_equal(value_of(&view, RISK_VOLATILITY), w * s, ROUNDING);
	assert_float_equal(line->share, 1.0, ROUNDING);
	assert_float_equal(line->contribution, w * s, ROUNDING);
	assert_float_equal(line->marginal, s, ROUNDING);
	assert_float_equal(view.volatility, w * s, ROUNDING);
	/* z of 95 % to 15 digits; the assumption for shares at home is 22 %. */
	assert_float_equal(value_of(&view, RISK_YEAR_LOSS), 1.644853626951473 * w * s - w * e - (1 - w) * cash, ROUNDING);
	assert_float_equal(view.year_loss, value_of(&view, RISK_YEAR_LOSS), ROUNDING);
	assert_float_equal(value_of(&view, RISK_VOLATILITY_ASSUMED), w * 0.22, ROUNDING);
	assert_float_equal(value_of(&view, RISK_DIVERSIFICATION), 1.0, ROUNDING);
	assert_float_equal(value_of(&view, RISK_HERFINDAHL), w * w + (1 - w) * (1 - w), ROUNDING);
	assert_float_equal(value_of(&view, RISK_SOURCES_EFFECTIVE), 1.0, ROUNDING);
	assert_float_equal(value_of(&view, RISK_LARGEST), w, ROUNDING);
	assert_int_equal(view.moving_count, 1);
	risk_view_clear(&view);
}

/* Sorted by hand: the tail of w r is w times that of r, and the first of the worst windows is the worst return. */
static void the_tail_of_one_holding_is_its_own_scaled(void **state)
{
	struct risk_view view = view_of(*state, "ONE", NULL);
	const struct risk_line *line = shares(&view);
	const struct series *weekly = &view.market->weekly;
	const size_t k = (weekly->length + 19) / 20; /* ceil(T/20) */
	double worst[32], sum = 0.0, sum2 = 0.0;

	assert_true(k <= 32);
	for (size_t i = 0; i < 32; i++)
		worst[i] = INFINITY;
	for (size_t t = 0; t < weekly->length; t++) {
		double value = series_at(weekly, t, line->row);

		sum += value;
		sum2 += value * value;
		for (size_t i = 0; i < 32; i++)
			if (value < worst[i]) {
				const double pushed = worst[i];

				worst[i] = value;
				value = pushed;
			}
	}
	assert_float_equal(value_of(&view, RISK_WEEK_LOSS), -line->weight * worst[k - 1], ROUNDING);
	assert_float_equal(view.windows[0].change, line->weight * worst[0], ROUNDING);
	assert_true(value_of(&view, RISK_WEEK_SHORTFALL) >= value_of(&view, RISK_WEEK_LOSS));
	/* sqrt(52) times the standard deviation; the sums of squares cancel to about ten digits */
	assert_float_equal(value_of(&view, RISK_VOLATILITY_REALISED),
	                   line->weight * sqrt(52.0 * (sum2 - sum * sum / (double)weekly->length) / (double)(weekly->length - 1)),
	                   1e-10);
	assert_float_equal(value_of(&view, RISK_MAX_DRAWDOWN), view.falls[0].depth, 0.0);
	for (size_t i = 1; i < view.fall_count; i++)
		assert_true(view.falls[i].depth <= view.falls[i - 1].depth);
	risk_view_clear(&view);
}

static void a_scenario_is_weight_times_shock_in_money_and_against_the_limit(void **state)
{
	struct risk_view view = view_of(*state, "ONE", NULL);
	const double w = shares(&view)->weight, limit = value_of(&view, RISK_LOSS_LIMIT);
	const struct risk_stress *crisis = &view.stress[0];

	assert_string_equal(crisis->scenario->name, "2008");
	assert_float_equal(crisis->result, -0.60 * w, ROUNDING);
	/* Money is rounded to a millionth once; the product with a weight of nine digits is off by less than 1e-9 of it. */
	assert_float_equal(decimal_to_double(crisis->amount), -0.60 * decimal_to_double(shares(&view)->value), 1e-3);
	assert_float_equal(limit, 0.20, 0.0); /* the fourth answer to question 8 */
	assert_true(crisis->breaks_limit == (0.60 * w > 0.20));
	assert_float_equal(crisis->multiple.value, 0.20 / (0.60 * w), ROUNDING);
	assert_int_equal(view.worst, 0);
	assert_false(crisis->is_replayed); /* prices of five years do not reach back to 2007 */
	assert_ptr_equal(&view.lines[crisis->replay_obstacle], shares(&view));
	assert_false(view.stress[view.stress_count - 1].is_own);
	risk_view_clear(&view);
}

static void a_scenario_within_the_prices_is_replayed_with_them(void **state)
{
	struct risk_view view = view_of(*state, "ONE", NULL);
	const struct risk_stress *rates = &view.stress[3];

	assert_string_equal(rates->scenario->name, "2022");
	assert_true(rates->is_replayed);
	assert_true(rates->replayed_fall >= 0.0 && rates->replayed_fall < 1.0);
	assert_true(rates->replayed >= -rates->replayed_fall); /* the end is not below the deepest fall from the start's high */
	risk_view_clear(&view);
}

static void own_shocks_stand_last_and_can_be_taken_away(void **state)
{
	struct scenario own = {.name = "own"};
	struct risk_view view;
	size_t shipped;
	struct error err;

	MUST(risk_shock_parse("equity=-10", &own, &err));
	MUST(risk_shock_parse("equity:CN=-95 %", &own, &err));
	view = view_of(*state, "ONE", &own);
	shipped = view.stress_count - 1;
	assert_true(view.stress[shipped].is_own);
	assert_float_equal(view.stress[shipped].result, -0.95 * shares(&view)->weight, ROUNDING); /* the more particular one */
	assert_int_equal(view.worst, shipped);
	MUST(risk_shock_parse("equity:CN=5", &own, &err)); /* replaces */
	assert_int_equal(own.shock_count, 2);
	MUST(risk_view_shock(&view, &own, &err));
	assert_float_equal(view.stress[shipped].result, 0.05 * shares(&view)->weight, ROUNDING);
	assert_int_equal(view.stress[shipped].multiple.reason, FIGURE_NEVER_BREACHED);
	MUST(risk_view_shock(&view, NULL, &err));
	assert_int_equal(view.stress_count, shipped);
	assert_int_equal(view.worst, 0);
	risk_view_clear(&view);
}

static void what_no_shock_fits_is_told(void **state)
{
	struct scenario own = {.name = "own"};
	struct risk_view view;
	struct error err;

	MUST(risk_shock_parse("gold=-10", &own, &err));
	view = view_of(*state, "ONE", &own);
	assert_float_equal(view.stress[view.stress_count - 1].uncovered, shares(&view)->weight, ROUNDING);
	assert_float_equal(view.stress[view.stress_count - 1].result, 0.0, 0.0);
	risk_view_clear(&view);
}

static void shocks_that_are_none_are_refused_by_name(void **state)
{
	static const struct { const char *text, *piece; } refusals[] = {
		{"", "is no shock"}, {"equity", "is no shock"}, {"=-30", "begins with no class"},
		{"shares=-30", "\"shares=-30\" begins with no class"}, {"equity=", "no percentage"}, {"equity=-101", "no percentage"},
		{"equity=1e9", "no percentage"}, {"equity=nan", "no percentage"}, {"equity=-30x", "no percentage"},
		{"equity=--30", "no percentage"}, {"equity:ABCDEFGHIJKLMNOPQRSTUVWXYZ=-3", "too long"},
		{"equity\033[31m=5", "begins with no class"},
	};
	struct scenario own = {.name = "own"};
	struct error err;
	char text[48];

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		if (risk_shock_parse(refusals[i].text, &own, &err) != STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		if (strstr(err.message, refusals[i].piece) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, refusals[i].piece);
	}
	assert_int_equal(own.shock_count, 0);
	for (int i = 0; i < SCENARIO_SHOCKS; i++) {
		(void)snprintf(text, sizeof text, "equity:R%d=-1", i);
		MUST(risk_shock_parse(text, &own, &err));
	}
	assert_int_equal(risk_shock_parse("equity:ONE=-1", &own, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "one too many"));
}

static void without_profile_and_plan_the_reasons_stand(void **state)
{
	struct risk_view view = view_of(*state, "BARE", NULL);
	char reason[160];

	assert_string_equal(risk_measure_reason(&view, RISK_BETA, reason, sizeof reason), "no plan was accepted to compare with");
	assert_string_equal(risk_measure_reason(&view, RISK_LOSS_LIMIT, reason, sizeof reason), "no profile was taken");
	assert_string_equal(risk_measure_reason(&view, RISK_VOLATILITY_LIMIT, reason, sizeof reason), "no profile was taken");
	assert_false(figure_stands(view.measures[RISK_TRACKING].figure));
	assert_false(view.stress[0].breaks_limit);
	assert_false(figure_stands(view.stress[0].multiple));
	assert_true(figure_stands(view.measures[RISK_VOLATILITY].figure));
	risk_view_clear(&view);
}

static void who_holds_nothing_has_reasons_and_no_figures(void **state)
{
	struct risk_view view = view_of(*state, "NONE", NULL);
	struct text text = {0};
	char reason[160];

	assert_false(view.has_value);
	for (int id = 0; id < RISK_MEASURES; id++) {
		assert_false(figure_stands(view.measures[id].figure));
		assert_string_equal(risk_measure_reason(&view, (enum risk_measure_id)id, reason, sizeof reason), "nothing is held");
	}
	risk_view_sentences(&view, LANGUAGE_ENGLISH, &text);
	assert_string_equal(text_string(&text), "Nothing is held, so nothing is at risk.");
	text_clear(&text);
	risk_view_clear(&view);
}

/* The quadratic form written out over the whole market. */
static void the_distance_from_the_plan_is_the_volatility_of_the_difference(void **state)
{
	struct scene *scene = *state;
	struct risk_view view;
	struct plan plan = {0};
	double expected = 0.0;
	struct error err;

	MUST(recommend_accept(scene->session, "ONE", 'B', "client", &plan, &err));
	plan_clear(&plan);
	view = view_of(scene, "ONE", NULL);
	for (size_t i = 0; i < view.line_count; i++)
		for (size_t j = 0; j < view.line_count; j++)
			expected += (view.lines[i].weight - view.lines[i].target) * (view.lines[j].weight - view.lines[j].target) *
			            gsl_matrix_get(view.market->covariance, view.lines[i].row, view.lines[j].row);
	assert_true(expected > 0.0);
	assert_float_equal(value_of(&view, RISK_TRACKING), sqrt(expected), ROUNDING);
	assert_float_equal(value_of(&view, RISK_TRACKING), view.standing.tracking_drift, 1e-9); /* weights of nine digits */
	assert_true(figure_stands(view.measures[RISK_BETA].figure));
	assert_true(value_of(&view, RISK_CORRELATION) <= 1.0 + ROUNDING);
	risk_view_clear(&view);
}

static void the_parts_of_each_kind_sum_to_the_whole(void **state)
{
	struct risk_view view = view_of(*state, "ONE", NULL);

	for (int kind = PART_CLASS; kind <= PART_CURRENCY; kind++) {
		double weight = 0.0, share = 0.0;
		int64_t value = 0;

		for (size_t i = 0; i < view.part_count; i++)
			if ((int)view.parts[i].kind == kind) {
				weight += view.parts[i].weight;
				share += view.parts[i].share;
				value += view.parts[i].value;
			}
		assert_float_equal(weight, 1.0, ROUNDING);
		assert_float_equal(share, 1.0, ROUNDING);
		assert_int_equal(value, view.standing.value);
	}
	risk_view_clear(&view);
}

static void every_measure_has_a_key_of_its_own_and_an_explanation(void **state)
{
	(void)state;
	for (int i = 0; i < RISK_MEASURES; i++) {
		assert_true(risk_definitions[i].key != NULL && risk_definitions[i].title != NULL);
		assert_true(strlen(risk_definitions[i].note.meaning) > 20);
		assert_true(strlen(risk_definitions[i].note.source) > 3);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(risk_definitions[i].key, risk_definitions[j].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_risky_holding_carries_all_of_the_risk),
		cmocka_unit_test(the_tail_of_one_holding_is_its_own_scaled),
		cmocka_unit_test(a_scenario_is_weight_times_shock_in_money_and_against_the_limit),
		cmocka_unit_test(a_scenario_within_the_prices_is_replayed_with_them),
		cmocka_unit_test(own_shocks_stand_last_and_can_be_taken_away),
		cmocka_unit_test(what_no_shock_fits_is_told),
		cmocka_unit_test(shocks_that_are_none_are_refused_by_name),
		cmocka_unit_test(without_profile_and_plan_the_reasons_stand),
		cmocka_unit_test(who_holds_nothing_has_reasons_and_no_figures),
		cmocka_unit_test(the_parts_of_each_kind_sum_to_the_whole),
		cmocka_unit_test(every_measure_has_a_key_of_its_own_and_an_explanation),
		cmocka_unit_test(the_distance_from_the_plan_is_the_volatility_of_the_difference), /* last: it accepts a plan */
	};

	return cmocka_run_group_tests_name("risk_view", tests, set_up, tear_down);
}
