/* From answers to a class: worked scores, edges, contradictions, and that no better answer lowers the score. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/suitability/suitability.h"

static struct rules rules;
static const struct client client = {.id = 7, .code = "C0007", .birth_year = 1980};

static struct date day(int year, int month, int d)
{
	struct date date = {0};

	assert_true(date_from_civil(year, month, d, &date));
	return date;
}

static struct answers answers_of(const int8_t option[QUESTIONS])
{
	struct answers answers = {.taken = day(2026, 3, 2), .has_legal_capacity = true, .seconds = 600};

	memcpy(answers.option, option, QUESTIONS);
	return answers;
}

static struct assessment score(const struct answers *answers)
{
	struct assessment result;
	struct error err = {0};

	if (suitability_score(answers, &client, &rules, NULL, 0, 0, &result, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return result;
}

static const int8_t moderate[QUESTIONS] = {3, 3, 3, 2, 3, 2, 2, 2, 1, 2, 2, 1, 2, 4, 2, 3};
static const int8_t bold_but_poor[QUESTIONS] = {1, 1, 1, 1, 2, 1, 4, 4, 4, 4, 4, 4, 4, 2, 1, 3};

/* Figures from tests/reference/suitability.py. Scores are rounded to 1e-4, volatilities follow from them. */
static void scores_a_moderate_client_as_worked_by_hand(void **state)
{
	const struct answers answers = answers_of(moderate);
	const struct assessment a = score(&answers);

	(void)state;
	assert_int_equal(a.capacity, 666667);
	assert_int_equal(a.tolerance, 437500);
	assert_int_equal(a.composure, 416667);
	assert_int_equal(a.knowledge, 750000);
	assert_int_equal(a.willingness, 431250);
	assert_int_equal(a.final, 431250);
	assert_int_equal(a.risk_class, 3);
	assert_float_equal(a.volatility_curve, 0.069375, 1e-12);
	assert_float_equal(a.volatility_loss_limit, 0.09639688, 5e-9);
	assert_float_equal(a.volatility_target, 0.069375, 1e-12);
	assert_float_equal(a.risk_aversion, 5.765766, 5e-7);
	assert_int_equal(a.caps, 0);
	assert_int_equal(a.doubts, 0);
	assert_int_equal(a.reliability, 'A');
	assert_false(a.needs_second_person);
	assert_int_equal(a.client_id, 7);
	assert_string_equal(a.rules_version, rules.version);
	assert_memory_equal(&a.answers, &answers, sizeof answers);
}

static void lets_capacity_bind_a_bold_client_who_cannot_afford_it(void **state)
{
	const struct answers answers = answers_of(bold_but_poor);
	const struct assessment a = score(&answers);

	(void)state;
	assert_int_equal(a.capacity, 291667);
	assert_int_equal(a.tolerance, 1000000);
	assert_int_equal(a.composure, 1000000);
	assert_int_equal(a.willingness, 1000000);
	assert_int_equal(a.final, 291667);
	assert_int_equal(a.risk_class, 2);
	/* the score is rounded to 1e-4 of a point, worth 2e-7 of volatility a point */
	assert_float_equal(a.volatility_curve, 0.038333333, 2e-7);
	assert_int_equal(a.caps, CAP_CAPACITY);
	assert_int_equal(a.knowledge, 375000);
	assert_int_equal(a.doubts, DOUBT_I4 | DOUBT_I6);
	assert_int_equal(a.reliability, 'C');
}

static void puts_a_client_who_rejects_any_loss_into_the_lowest_class(void **state)
{
	int8_t all[QUESTIONS];
	struct answers answers;
	struct assessment a;

	(void)state;
	memset(all, 4, sizeof all);
	answers = answers_of(all);
	answers.rejects_any_loss = true;
	a = score(&answers);
	assert_true(a.is_minimum_class);
	assert_int_equal(a.risk_class, 1);
	assert_int_equal(a.final, 0);
	assert_float_equal(a.volatility_target, 0.01, 1e-15);
	answers.rejects_any_loss = false;
	answers.has_legal_capacity = false;
	memset(answers.option, ANSWER_MISSING, sizeof answers.option);
	a = score(&answers); /* the gates end the questions: nothing else has to be answered */
	assert_true(a.is_minimum_class);
	assert_int_equal(a.risk_class, 1);
}

/* tests/reference/suitability.py; printed figures are rounded to the digits shown, hence the half-unit tolerances. */
static void draws_the_volatility_curve_and_its_mix_as_tabulated(void **state)
{
	static const struct {
		int f, risk_class;
		double volatility, aversion, equity, bonds, cash, loss;
	} rows[] = {
		{0, 1, .0100, 40.0000, .007417, .329645, .662938, -.0076},
		{10, 1, .0150, 26.6667, .011126, .494468, .494406, -.0013},
		{20, 2, .0200, 20.0000, .014834, .659291, .325875, .0049},
		{30, 2, .0400, 10.0000, .154667, .845333, 0, .0298},
		{40, 3, .0600, 6.6667, .279879, .720121, 0, .0547},
		{50, 3, .0900, 4.4444, .442152, .557848, 0, .0920},
		{60, 4, .1200, 3.3333, .596946, .403054, 0, .1294},
		{70, 4, .1500, 2.6667, .749055, .250945, 0, .1667},
		{80, 5, .1800, 2.2222, .899875, .100125, 0, .2041},
		{90, 5, .2100, 1.9048, 1, 0, 0, .2414},
		{100, 5, .2400, 1.6667, 1, 0, 0, .2788},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const int32_t f = rows[i].f * SCORE_UNIT;
		const double volatility = suitability_volatility(f, &rules);
		const struct suitability_mix mix = suitability_mix(volatility);

		assert_int_equal(suitability_class(f, &rules), rows[i].risk_class);
		assert_float_equal(volatility, rows[i].volatility, 1e-12);
		assert_float_equal(rules.sharpe / volatility, rows[i].aversion, 5e-5);
		assert_float_equal(mix.equity, rows[i].equity, 5e-7);
		assert_float_equal(mix.bonds, rows[i].bonds, 5e-7);
		assert_float_equal(mix.cash, rows[i].cash, 5e-7);
		assert_float_equal(mix.equity + mix.bonds + mix.cash, 1.0, 1e-15);
		assert_float_equal(suitability_year_loss(volatility, &rules), rows[i].loss, 5e-5);
	}
	assert_float_equal(suitability_loss_volatility(0.05, &rules), 0.05623151, 5e-9);
	assert_float_equal(suitability_loss_volatility(0.10, &rules), 0.09639688, 5e-9);
	assert_float_equal(suitability_loss_volatility(0.15, &rules), 0.13656224, 5e-9);
	assert_float_equal(suitability_loss_volatility(0.20, &rules), 0.17672760, 5e-9);
	assert_float_equal(suitability_loss_volatility(0.30, &rules), 0.25705833, 5e-9);
}

static void holds_class_edges_to_the_last_ten_thousandth(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		const int32_t edge = (int32_t)lround(rules.class_edges[i] * SCORE_UNIT);

		assert_int_equal(suitability_class(edge - 1, &rules), i + 1);
		assert_int_equal(suitability_class(edge, &rules), i + 2);
		/* the knots of the curve are the level limits: a class never reaches beyond its level */
		assert_true(suitability_volatility(edge - 1, &rules) <= rules.level_volatility[i]);
		assert_true(suitability_volatility(edge, &rules) == rules.level_volatility[i]);
	}
}

static void names_the_limit_that_binds(void **state)
{
	static const struct {
		int question;
		int8_t option;
		uint32_t cap;
		int32_t final;
	} rows[] = {
		{1, 0, CAP_HORIZON_1, 199900}, {1, 1, CAP_HORIZON_3, 399900}, {4, 0, CAP_RESERVE, 399900},
		{4, 1, CAP_RESERVE, 399900},   {5, 0, CAP_DEBT, 399900},      {6, 0, CAP_SHARE, 599900},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int8_t option[QUESTIONS] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 3};
		struct answers answers;
		struct assessment a;

		option[rows[i].question - 1] = rows[i].option;
		answers = answers_of(option);
		a = score(&answers);
		assert_int_equal(a.final, rows[i].final);
		assert_int_equal(a.caps & ~(uint32_t)CAP_LOSS_LIMIT, rows[i].cap);
		assert_non_null(suitability_cap(rows[i].cap));
	}
	{
		const int8_t option[QUESTIONS] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 4, 1, 0, 3};
		const struct answers answers = answers_of(option);
		const struct assessment a = score(&answers);

		assert_int_equal(a.knowledge, 125000);
		assert_int_equal(a.final, 599900);
		assert_int_equal(a.caps, CAP_KNOWLEDGE);
	}
	{
		const int8_t option[QUESTIONS] = {4, 4, 4, 4, 4, 4, 2, 1, 4, 4, 3, 3, 3, 4, 4, 3};
		const struct answers answers = answers_of(option);
		const struct assessment a = score(&answers);

		assert_int_equal(a.caps, CAP_LOSS_LIMIT);
		assert_float_equal(a.volatility_target, 0.05623151, 5e-9);
		assert_true(a.volatility_target < a.volatility_curve);
	}
}

static void finds_each_contradiction_and_believes_the_lower_answer(void **state)
{
	static const struct {
		uint32_t doubt;
		int8_t option[QUESTIONS];
		int birth_year;
		int32_t tolerance, composure; /* by hand, from the answers that are believed */
	} rows[] = {
		/* Q8 4 against Q11 1: scored as 3. (2*2 + 3*3 + 2*2 + 2)*100/32, (3 + 2*2 + 2)*100/24 */
		{DOUBT_I1, {3, 3, 3, 3, 3, 3, 2, 4, 2, 2, 1, 2, 2, 3, 3, 3}, 1980, 593750, 375000},
		/* Q7 4 against Q8 1: scored as 2. (2*2 + 3 + 2*2 + 2)*100/32, (3*2 + 2*2 + 2)*100/24 */
		{DOUBT_I2, {3, 3, 3, 3, 3, 3, 4, 1, 2, 2, 2, 2, 2, 3, 3, 3}, 1980, 406250, 500000},
		{DOUBT_I3, {1, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4}, 1980, 500000, 500000},
		/* Q12 4 without experience: two different things, scored as said. (3*2 + 2*4 + 2)*100/24 */
		{DOUBT_I4, {3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 4, 2, 3, 1, 3}, 1980, 500000, 666667},
		{DOUBT_I5, {3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3}, 1966, 500000, 500000},
		{DOUBT_I5, {3, 0, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3}, 1987, 500000, 500000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct client person = client;
		const struct answers answers = answers_of(rows[i].option);
		struct assessment a;

		person.birth_year = rows[i].birth_year;
		assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &a, NULL), STATUS_OK);
		assert_int_equal(a.doubts, rows[i].doubt);
		assert_int_equal(a.reliability, 'C');
		assert_int_equal(a.tolerance, rows[i].tolerance);
		assert_int_equal(a.composure, rows[i].composure);
		assert_memory_equal(&a.answers, &answers, sizeof answers); /* what was said is kept */
		assert_non_null(suitability_doubt(rows[i].doubt));
	}
}

static void doubts_answers_given_faster_than_they_can_be_read(void **state)
{
	struct answers answers = answers_of(moderate);

	(void)state;
	answers.seconds = 35;
	assert_int_equal(score(&answers).doubts, DOUBT_I7);
	assert_int_equal(score(&answers).reliability, 'B');
	answers.seconds = 36;
	assert_int_equal(score(&answers).doubts, 0);
	answers.seconds = 0; /* not measured */
	assert_int_equal(score(&answers).doubts, 0);
}

static void asks_for_a_second_person_after_a_sharp_rise(void **state)
{
	const struct answers answers = answers_of(moderate);
	struct assessment previous = {.final = 431250 - 150000, .answers.taken = {day(2026, 3, 2).days - 90}}, a;

	(void)state;
	/* exactly fifteen points within ninety days is not more than fifteen */
	assert_int_equal(suitability_score(&answers, &client, &rules, &previous, 0, 1, &a, NULL), STATUS_OK);
	assert_int_equal(a.doubts, 0);
	previous.final--;
	assert_int_equal(suitability_score(&answers, &client, &rules, &previous, 0, 1, &a, NULL), STATUS_OK);
	assert_int_equal(a.doubts, DOUBT_I8);
	assert_true(a.needs_second_person);
	assert_int_equal(a.reliability, 'A');
	previous.answers.taken.days--;
	assert_int_equal(suitability_score(&answers, &client, &rules, &previous, 0, 1, &a, NULL), STATUS_OK);
	assert_int_equal(a.doubts, 0);
}

static void asks_for_a_second_person_from_sixty_five(void **state)
{
	const struct answers answers = answers_of(moderate);
	struct client person = client;
	struct assessment a;

	(void)state;
	person.birth_year = 1962;
	assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &a, NULL), STATUS_OK);
	assert_false(a.needs_second_person);
	person.birth_year = 1961;
	assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &a, NULL), STATUS_OK);
	assert_true(a.needs_second_person);
	person.birth_year = 0;
	assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &a, NULL), STATUS_OK);
	assert_false(a.needs_second_person);
}

static void refuses_the_third_assessment_of_a_day_and_the_ninth_of_a_year(void **state)
{
	const struct answers answers = answers_of(moderate);
	struct assessment a = {.id = 99};
	struct error err = {0};

	(void)state;
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 2, 2, &a, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "C0007"));
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 0, 8, &a, &err), STATUS_REFUSED);
	assert_int_equal(a.id, 99); /* untouched */
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 1, 7, &a, &err), STATUS_OK);
}

static void refuses_answers_that_are_missing_or_do_not_exist(void **state)
{
	struct answers answers = answers_of(moderate);
	struct assessment a;
	struct error err = {0};

	(void)state;
	answers.option[15] = ANSWER_MISSING;
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 0, 0, &a, &err), STATUS_OK);
	answers.option[8] = ANSWER_MISSING;
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 0, 0, &a, &err), STATUS_INVALID);
	assert_string_equal(err.message, "Q9 is not answered");
	answers.option[8] = 5;
	assert_int_equal(suitability_score(&answers, &client, &rules, NULL, 0, 0, &a, &err), STATUS_INVALID);
	assert_string_equal(err.message, "Q9 is answered with 5; it must be 0 to 4");
}

static void expires_on_the_anniversary(void **state)
{
	struct answers answers = answers_of(moderate);
	struct assessment a = score(&answers);

	(void)state;
	assert_true(suitability_is_valid(&a, day(2027, 3, 1)));
	assert_false(suitability_is_valid(&a, day(2027, 3, 2)));
	answers.taken = day(2028, 2, 29);
	a = score(&answers);
	assert_true(suitability_is_valid(&a, day(2029, 2, 27)));
	assert_false(suitability_is_valid(&a, day(2029, 2, 28)));
}

/* Every single step up from random starting answers, contradictory ones included. */
static void never_scores_lower_for_a_higher_answer(void **state)
{
	unsigned seed = 20260302;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		int8_t option[QUESTIONS];
		struct answers answers;
		struct assessment before, after;
		struct client person = client;

		for (int q = 0; q < QUESTIONS; q++)
			option[q] = (int8_t)(rand_r(&seed) % 5);
		person.birth_year = 1940 + rand_r(&seed) % 60;
		answers = answers_of(option);
		assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &before, NULL), STATUS_OK);
		for (int q = 0; q < 15; q++) {
			if (option[q] == 4)
				continue;
			answers.option[q]++;
			assert_int_equal(suitability_score(&answers, &person, &rules, NULL, 0, 0, &after, NULL), STATUS_OK);
			if (after.final < before.final || after.volatility_target < before.volatility_target)
				fail_msg("round %d: raising Q%d lowers %d to %d", round, q + 1, before.final, after.final);
			assert_true(after.risk_class >= before.risk_class);
			answers.option[q]--;
		}
		assert_true(before.final <= before.willingness && before.final <= before.capacity);
	}
}

static void prints_every_question_and_finding_in_both_languages(void **state)
{
	char id[8];

	(void)state;
	for (size_t i = 0; i < QUESTION_ROWS; i++) {
		const struct question *question = &suitability_questions[i];

		snprintf(id, sizeof id, i < QUESTION_GATES ? "G%zu" : "Q%zu", i < QUESTION_GATES ? i + 1 : i + 1 - QUESTION_GATES);
		assert_string_equal(question->id, id);
		assert_true(strlen(question->text.en) > 0 && strlen(question->text.zh) > 0);
		assert_int_equal(question->option_count, i < QUESTION_GATES ? 2 : question->is_judgement ? 4 : 5);
		for (size_t k = 0; k < question->option_count; k++)
			assert_true(strlen(question->options[k].en) > 0 && strlen(question->options[k].zh) > 0);
		assert_true(strlen(suitability_construct_name(question->construct).zh) > 0);
	}
	for (const struct finding *f = suitability_doubts; f->code != NULL; f++)
		assert_true(f->bit != 0 && strlen(f->text.en) > 0 && strlen(f->text.zh) > 0);
	for (const struct finding *f = suitability_caps; f->code != NULL; f++)
		assert_true(f->bit != 0 && strlen(f->text.en) > 0 && strlen(f->text.zh) > 0);
	assert_null(suitability_doubt(DOUBT_I1 | DOUBT_I2));
}

static void counts_the_statements_judged_rightly(void **state)
{
	(void)state;
	assert_int_equal(suitability_judge((const bool[]){true, false, false, true}), 4);
	assert_int_equal(suitability_judge((const bool[]){true, true, true, true}), 2);
	assert_int_equal(suitability_judge((const bool[]){false, true, true, false}), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_a_moderate_client_as_worked_by_hand),
		cmocka_unit_test(lets_capacity_bind_a_bold_client_who_cannot_afford_it),
		cmocka_unit_test(puts_a_client_who_rejects_any_loss_into_the_lowest_class),
		cmocka_unit_test(draws_the_volatility_curve_and_its_mix_as_tabulated),
		cmocka_unit_test(holds_class_edges_to_the_last_ten_thousandth),
		cmocka_unit_test(names_the_limit_that_binds),
		cmocka_unit_test(finds_each_contradiction_and_believes_the_lower_answer),
		cmocka_unit_test(doubts_answers_given_faster_than_they_can_be_read),
		cmocka_unit_test(asks_for_a_second_person_after_a_sharp_rise),
		cmocka_unit_test(asks_for_a_second_person_from_sixty_five),
		cmocka_unit_test(refuses_the_third_assessment_of_a_day_and_the_ninth_of_a_year),
		cmocka_unit_test(refuses_answers_that_are_missing_or_do_not_exist),
		cmocka_unit_test(expires_on_the_anniversary),
		cmocka_unit_test(never_scores_lower_for_a_higher_answer),
		cmocka_unit_test(prints_every_question_and_finding_in_both_languages),
		cmocka_unit_test(counts_the_statements_judged_rightly),
	};

	rules_default(&rules);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
