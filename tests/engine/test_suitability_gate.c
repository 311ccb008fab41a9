/* Levels at their edges, the gate rule by rule, and that nothing riskier ever passes more easily. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/suitability/suitability.h"

static struct rules rules;
static const struct date today = {20600};

static struct client ordinary(void)
{
	return (struct client){.id = 1, .code = "C1", .liquidity_days = 30};
}

static struct assessment of_class(int risk_class)
{
	return (struct assessment){
		.client_id = 1, .expires = {today.days + 1}, .risk_class = risk_class, .knowledge = 500000,
	};
}

static struct gate_decision decide(const struct gate_request *request)
{
	struct gate_decision decision;
	struct error err = {0};

	if (suitability_gate(request, &rules, &decision, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return decision;
}

static void bands_a_strategy_by_volatility_and_rating(void **state)
{
	/* equity R4, bonds R2, cash R1 with the mixes just below the class edges: averages worked to three places */
	static const struct {
		int64_t equity, bonds;
		double volatility, average;
		int level;
	} rows[] = {
		{14829500, 659083800, 0.01999, 1.704, 1},
		{279771000, 720229000, 0.05999, 2.560, 2},
		{596870000, 403130000, 0.11999, 3.194, 3},
		{899800000, 100200000, 0.17999, 3.800, 4},
	};
	static const int levels[] = {4, 2, 1};
	struct strategy_level level;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const int64_t weights[] = {rows[i].equity, rows[i].bonds, PPB - rows[i].equity - rows[i].bonds};

		assert_int_equal(suitability_strategy_level(weights, levels, 3, rows[i].volatility, 0.0, &rules, &level, NULL),
		                 STATUS_OK);
		assert_int_equal(level.level, rows[i].level);
		assert_float_equal(level.average, rows[i].average, 6e-4);
		/* the larger volatility decides, whichever of the two it is */
		assert_int_equal(suitability_strategy_level(weights, levels, 3, 0.0, 0.1801, &rules, &level, NULL), STATUS_OK);
		assert_int_equal(level.level, 5);
		assert_int_equal(level.volatility_band, 5);
	}
}

static void gives_an_edge_to_the_lower_band(void **state)
{
	static const int levels[] = {1, 2, 5};
	const int64_t at_edge[] = {250000000, 750000000, 0}, above[] = {249999999, 750000001, 0};
	const int64_t short_sale[] = {PPB + 1, 0, -1};
	struct strategy_level level;

	(void)state;
	assert_int_equal(suitability_strategy_level(at_edge, levels, 3, 0.02, 0.02, &rules, &level, NULL), STATUS_OK);
	assert_int_equal(level.level, 1);
	assert_int_equal(suitability_strategy_level(above, levels, 3, 0.02, 0.02, &rules, &level, NULL), STATUS_OK);
	assert_int_equal(level.rating_band, 2);
	assert_int_equal(suitability_strategy_level(at_edge, levels, 3, 0.02 + 2e-9, 0, &rules, &level, NULL), STATUS_OK);
	assert_int_equal(level.volatility_band, 2);
	assert_int_equal(suitability_strategy_level(short_sale, levels, 3, 0.01, 0.01, &rules, &level, NULL), STATUS_OK);
	assert_int_equal(level.level, 5);
}

static void refuses_weights_that_are_no_strategy(void **state)
{
	static const int levels[] = {1, 6};
	const int64_t half[] = {PPB / 2}, whole[] = {PPB / 2, PPB / 2};
	struct strategy_level level = {.level = 77};

	(void)state;
	assert_int_equal(suitability_strategy_level(half, levels, 1, 0.1, 0.1, &rules, &level, NULL), STATUS_INVALID);
	assert_int_equal(suitability_strategy_level(whole, levels, 2, 0.1, 0.1, &rules, &level, NULL), STATUS_INVALID);
	assert_int_equal(suitability_strategy_level(half, levels, 1, NAN, 0.1, &rules, &level, NULL),
	                 STATUS_INVALID);
	assert_int_equal(level.level, 77);
}

static void answers_each_rule_of_the_gate(void **state)
{
	struct client client = ordinary();
	struct assessment assessment = of_class(3);
	struct gate_request request = {.client = &client, .assessment = &assessment, .whole = {.risk_level = 3}, .today = today};

	(void)state;
	assert_int_equal(decide(&request).code, GATE_S00);
	assert_int_equal(decide(&request).outcome, GATE_ALLOW);

	request.assessment = NULL;
	assert_int_equal(decide(&request).code, GATE_S01);
	request.assessment = &assessment;
	request.today = assessment.expires;
	assert_int_equal(decide(&request).code, GATE_S01);
	request.today = today;

	client.has_material_change = true;
	assert_int_equal(decide(&request).code, GATE_S02);
	client.category = CLIENT_PROFESSIONAL;
	assert_int_equal(decide(&request).code, GATE_S02);
	client.has_material_change = false;
	request.whole.risk_level = 5;
	assert_int_equal(decide(&request).code, GATE_S12);
	assert_int_equal(decide(&request).outcome, GATE_ALLOW);
	client.category = CLIENT_ORDINARY;

	assert_int_equal(decide(&request).code, GATE_S06);
	assert_int_equal(decide(&request).outcome, GATE_BLOCK);
	request.whole = (struct gate_item){.risk_level = 3, .is_complex = true};
	assert_int_equal(decide(&request).code, GATE_S00);
	assessment.knowledge = 249999;
	assert_int_equal(decide(&request).code, GATE_S04);
	assessment.knowledge = 250000;
	assert_int_equal(decide(&request).code, GATE_S00);
	request.whole = (struct gate_item){.risk_level = 3, .lockup_days = 30};
	assert_int_equal(decide(&request).code, GATE_S00);
	request.whole.lockup_days = 31;
	assert_int_equal(decide(&request).code, GATE_S05);
}

static void lets_a_client_insist_only_with_every_acknowledgement(void **state)
{
	struct client client = ordinary();
	struct assessment assessment = of_class(3);
	struct gate_request request = {
		.client = &client, .assessment = &assessment, .whole = {.risk_level = 4},
		.initiative = INITIATIVE_CLIENT, .today = today,
	};
	struct gate_acknowledgements *given = &request.acknowledgements;

	(void)state;
	assert_int_equal(decide(&request).code, GATE_S07);
	assert_int_equal(decide(&request).outcome, GATE_PENDING);
	assert_int_equal(decide(&request).fired, 1 << GATE_S07 | 1 << GATE_S08 | 1 << GATE_S09);
	given->is_warning_accepted = true;
	assert_int_equal(decide(&request).code, GATE_S08);
	given->is_cooling_over = true;
	assert_int_equal(decide(&request).code, GATE_S09);
	given->is_confirmed_again = true;
	assert_int_equal(decide(&request).code, GATE_S11);
	assert_int_equal(decide(&request).outcome, GATE_ALLOW_WITH_ACK);
	request.whole.risk_level = 5;
	assert_int_equal(decide(&request).code, GATE_S10);
	given->is_called_back = true;
	assert_int_equal(decide(&request).code, GATE_S11);
}

static void lets_nothing_override_the_lowest_class(void **state)
{
	struct client client = ordinary();
	struct assessment assessment = of_class(1);
	const struct gate_item components[] = {{.risk_level = 1}, {.risk_level = 2}};
	struct gate_request request = {
		.client = &client, .assessment = &assessment, .whole = {.risk_level = 2}, .initiative = INITIATIVE_CLIENT,
		.acknowledgements = {true, true, true, true}, .today = today,
	};

	(void)state;
	assert_int_equal(decide(&request).code, GATE_S11); /* an ordinary C1 may insist */
	assessment.is_minimum_class = true;
	assert_int_equal(decide(&request).code, GATE_S03);
	assert_int_equal(decide(&request).outcome, GATE_BLOCK);
	/* a strategy rated R1 as a whole is looked through, whatever the mode says */
	request.whole.risk_level = 1;
	request.components = components;
	request.component_count = 2;
	request.mode = GATE_OVERALL;
	assert_int_equal(decide(&request).code, GATE_S03);
	request.component_count = 1;
	assert_int_equal(decide(&request).code, GATE_S00);
}

static void looks_into_the_components_in_strict_mode(void **state)
{
	struct client client = ordinary();
	struct assessment assessment = of_class(3);
	const struct gate_item components[] = {{.risk_level = 4}, {.risk_level = 1, .is_complex = true}};
	struct gate_request request = {
		.client = &client, .assessment = &assessment, .whole = {.risk_level = 3},
		.components = components, .component_count = 2, .mode = GATE_OVERALL, .today = today,
	};

	(void)state;
	assert_int_equal(decide(&request).code, GATE_S00);
	assert_int_equal(decide(&request).level_compared, 3);
	request.mode = GATE_STRICT;
	assert_int_equal(decide(&request).code, GATE_S06);
	assert_int_equal(decide(&request).level_compared, 4);
	request.mode = GATE_OVERALL;
	assessment.knowledge = 0;
	assert_int_equal(decide(&request).code, GATE_S04);
}

static struct gate_request random_request(unsigned *seed, struct client *client, struct assessment *assessment,
                                          struct gate_item components[3])
{
	*client = ordinary();
	client->category = rand_r(seed) % 8 == 0 ? CLIENT_PROFESSIONAL : CLIENT_ORDINARY;
	client->has_material_change = rand_r(seed) % 8 == 0;
	client->liquidity_days = rand_r(seed) % 3 * 30;
	*assessment = of_class(1 + rand_r(seed) % 5);
	assessment->is_minimum_class = assessment->risk_class == 1 && rand_r(seed) % 2;
	assessment->knowledge = rand_r(seed) % 2 ? 100000 : 600000;
	assessment->expires.days += rand_r(seed) % 8 == 0 ? -1 : 0;
	for (int i = 0; i < 3; i++)
		components[i] = (struct gate_item){1 + rand_r(seed) % 5, rand_r(seed) % 4 == 0, rand_r(seed) % 3 * 30};
	return (struct gate_request){
		.client = client, .assessment = rand_r(seed) % 8 ? assessment : NULL,
		.whole = {1 + rand_r(seed) % 4, rand_r(seed) % 4 == 0, rand_r(seed) % 3 * 30},
		.components = components, .component_count = (size_t)(rand_r(seed) % 4),
		.initiative = rand_r(seed) % 2 ? INITIATIVE_FIRM : INITIATIVE_CLIENT,
		.mode = rand_r(seed) % 2 ? GATE_STRICT : GATE_OVERALL,
		.acknowledgements = {rand_r(seed) % 2, rand_r(seed) % 2, rand_r(seed) % 2, rand_r(seed) % 2},
		.today = today,
	};
}

static void never_passes_more_easily_for_a_higher_level(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		struct client client;
		struct assessment assessment;
		struct gate_item components[3];
		struct gate_request request = random_request(&seed, &client, &assessment, components);
		const struct gate_decision before = decide(&request);
		struct gate_decision after;

		request.whole.risk_level++;
		after = decide(&request);
		if (after.outcome < before.outcome)
			fail_msg("round %d: a higher level turns %s into %s", round, gate_outcome_name(before.outcome),
			         gate_outcome_name(after.outcome));
		request.whole.risk_level--;
		if (request.component_count > 0 && components[0].risk_level < 5) {
			components[0].risk_level++;
			assert_true(decide(&request).outcome >= before.outcome);
			components[0].risk_level--;
		}
		if (assessment.risk_class < 5 && !assessment.is_minimum_class) {
			assessment.risk_class++;
			assert_true(decide(&request).outcome <= before.outcome);
		}
		assert_true(before.fired & 1u << before.code);
		assert_int_equal(before.outcome, suitability_gate_rules[before.code].outcome);
	}
}

static void refuses_to_decide_about_what_it_was_not_given(void **state)
{
	struct client client = ordinary();
	struct assessment assessment = of_class(3);
	struct gate_request request = {.client = &client, .assessment = &assessment, .whole = {.risk_level = 0}, .today = today};
	struct gate_decision decision = {.fired = 1234};

	(void)state;
	assert_int_equal(suitability_gate(&request, &rules, &decision, NULL), STATUS_INVALID);
	request.whole.risk_level = 3;
	assessment.client_id = 2;
	assert_int_equal(suitability_gate(&request, &rules, &decision, NULL), STATUS_INVALID);
	request.client = NULL;
	assert_int_equal(suitability_gate(&request, &rules, &decision, NULL), STATUS_INVALID);
	assert_int_equal(decision.fired, 1234);
	for (int i = 0; i < GATE_CODES; i++)
		assert_true(strlen(suitability_gate_rules[i].text.en) > 0 && strlen(suitability_gate_rules[i].text.zh) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bands_a_strategy_by_volatility_and_rating),
		cmocka_unit_test(gives_an_edge_to_the_lower_band),
		cmocka_unit_test(refuses_weights_that_are_no_strategy),
		cmocka_unit_test(answers_each_rule_of_the_gate),
		cmocka_unit_test(lets_a_client_insist_only_with_every_acknowledgement),
		cmocka_unit_test(lets_nothing_override_the_lowest_class),
		cmocka_unit_test(looks_into_the_components_in_strict_mode),
		cmocka_unit_test(never_passes_more_easily_for_a_higher_level),
		cmocka_unit_test(refuses_to_decide_about_what_it_was_not_given),
	};

	rules_default(&rules);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
