/*
 * Goals and their futures. What is expected comes from closed forms: a sum left alone is lognormal, so its chance, the sum
 * and the amount that make it likely are one line of algebra each, compared within what so many futures can know.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/client/outlook.h"
#include "advice/client/outlook_sentence.h"
#include "advice/client/planning.h"
#include "advice/client/profile.h"
#include "advice/plan/recommend.h"
#include "data/journal/journal.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/simulate/paths.h"
#include "tests/advice/scene.h"

static struct error err;

static struct scene scene;
static struct outlook outlook;

/* C1 has plan B and 100,000 in money; C2 nothing; C3 holds shares and has no profile. */
static int set_up(void **state)
{
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct plan plan;

	(void)state;
	scene_open(&scene);
	scene_add_client(&scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(&scene, "C2", "Li Qiang", 0);
	scene_add_client(&scene, "C3", "Chen Jie", 0);
	scene_add_lot(&scene, "C3", "510300", 20000 * MICROS);
	MUST(profile_take(scene.session, "C1", &answers, &assessment, &err));
	MUST(recommend_accept(scene.session, "C1", 'B', "client", &plan, &err));
	plan_clear(&plan);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	outlook_clear(&outlook);
	scene_close(&scene);
	return 0;
}

static int64_t tell(const char *client, const char *name, const char *amount, const char *due, const char *priority,
                    const char *monthly, const char *inflation)
{
	const struct planning_words words = {.name = name, .amount = amount, .due = due, .priority = priority,
	                                     .monthly = monthly, .inflation = inflation};
	struct goal goal;

	planning_new(scene.session, &goal);
	MUST(planning_read(scene.session, &words, &goal, &err));
	MUST(planning_add(scene.session, client, &goal, "adviser", &err));
	return goal.id;
}

static const struct outlook_goal *work(const char *client, const struct outlook_options *options)
{
	outlook_clear(&outlook);
	MUST(outlook_find(scene.session, client, options, &outlook, &err));
	return outlook.count > 0 ? &outlook.goals[0] : NULL;
}

static const struct outlook_options usual = {.model = OUTLOOK_LOGNORMAL};

/* Mean and deviation of ln W_T / W_0 in today's money, from the yearly simple moments. */
static void log_moments(const struct outlook_goal *goal, double *mean, double *deviation)
{
	const double years = (double)goal->months / 12.0, growth = 1.0 + outlook.expected_return;
	const double variance = log1p(outlook.volatility * outlook.volatility / (growth * growth));

	*mean = years * (log(growth) - variance / 2.0 - log1p(goal->inflation));
	*deviation = sqrt(variance * years);
}

static double normal_cdf(double z)
{
	return erfc(-z / sqrt(2.0)) / 2.0;
}

/* Four standard errors: a false alarm once in sixteen thousand draws, and the seed is fixed. */
static double doubt(double p, double paths)
{
	return 4.0 * sqrt(p * (1.0 - p) / paths);
}

static void a_sum_left_alone_reaches_its_goal_as_often_as_the_normal_law_says(void **state)
{
	static const char *const amounts[] = {"80000", "100000", "120000", "160000"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const int64_t id = tell("C1", "house", amounts[i], "2036-11-20", NULL, NULL, NULL);
		const struct outlook_goal *goal = work("C1", &usual);
		double mean, deviation, expected;

		assert_int_equal(goal->months, 120);
		assert_float_equal(goal->allotted, 100000.0, 1e-6);
		log_moments(goal, &mean, &deviation);
		expected = normal_cdf((log(goal->allotted / goal->target) + mean) / deviation);
		assert_float_equal(goal->figures.chance, expected, doubt(expected, OUTLOOK_PATHS));
		assert_true(goal->figures.low < goal->figures.chance && goal->figures.chance < goal->figures.high);
		MUST(planning_close(scene.session, "C1", id, "adviser", &err));
	}
}

static void what_would_make_it_likely_is_the_closed_form_of_the_lognormal_law(void **state)
{
	const double z = 0.8416212335729143; /* the 80 % quantile of the normal law */
	const struct outlook_goal *goal;
	double mean, deviation, relative;

	(void)state;
	(void)tell("C1", "house", "150000", "2036-11-20", NULL, NULL, NULL);
	goal = work("C1", &usual);
	log_moments(goal, &mean, &deviation);
	/* Standard error of a quantile of ln W: sqrt(p (1 - p) / M) / density; four of them. */
	relative = 4.0 * 0.004 * deviation / 0.27996;
	assert_float_equal(goal->wanted_sum, 150000.0 * exp(-mean + z * deviation), relative * goal->wanted_sum);
	assert_float_equal(goal->wanted_amount, 100000.0 * exp(mean - z * deviation), relative * goal->wanted_amount);
	for (int k = 0; k < OUTLOOK_LEVELS; k++) {
		static const double quantiles[OUTLOOK_LEVELS] = {-1.6448536, -0.6744898, 0.0, 0.6744898, 1.6448536};
		const double expected = 100000.0 * exp(mean + quantiles[k] * deviation);

		/* The density is least at the outermost levels: 0.1031 there, where p (1 - p) is 0.0475. */
		assert_float_equal(goal->figures.fan[goal->points - 1][k], expected,
		                   4.0 * sqrt(0.0475 / OUTLOOK_PATHS) * deviation / 0.1031 * expected);
		assert_float_equal(goal->figures.fan[0][k], 100000.0, 1e-6);
	}
	assert_float_equal(goal->required_return, pow(1.5 * pow(1.0 + goal->inflation, 10.0), 0.1) - 1.0, 1e-9);
}

static void the_contribution_that_makes_it_likely_just_does(void **state)
{
	struct outlook_figures figures;
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C1", "house", "300000", "2036-11-20", NULL, "500", NULL);
	goal = work("C1", &usual);
	MUST(outlook_judge(goal, goal->wanted_contribution * (1.0 + 1e-9), &figures, &err));
	assert_true(figures.chance >= OUTLOOK_WANTED);
	assert_true(figures.chance < OUTLOOK_WANTED + 2.0 / OUTLOOK_PATHS);
	MUST(outlook_judge(goal, goal->wanted_contribution * (1.0 - 1e-4), &figures, &err));
	assert_true(figures.chance < OUTLOOK_WANTED);
	MUST(outlook_judge(goal, 500.0, &figures, &err));
	assert_memory_equal(&figures, &goal->figures, sizeof figures);
	assert_true(goal->wanted_months > goal->months || goal->wanted_months == 0);
	assert_int_equal(outlook_judge(goal, -1.0, &figures, NULL), STATUS_INVALID);
	assert_int_equal(outlook_judge(goal, NAN, &figures, NULL), STATUS_INVALID);
}

/*
 * Without volatility an income rising with inflation uses the amount up in exactly its months: an annuity due at the real
 * rate. With it, the same annuity at the real expected return is what half the futures could pay, roughly, and nine in ten
 * must make do with less.
 */
static void an_income_that_lasts_is_below_the_annuity_at_the_expected_return(void **state)
{
	const struct outlook_goal *goal;
	double rate, annuity;

	(void)state;
	(void)tell("C1", "pension", "300000", "2036-11-20", NULL, NULL, NULL);
	goal = work("C1", &usual);
	rate = pow((1.0 + outlook.expected_return) / (1.0 + goal->inflation), 1.0 / 12.0) - 1.0;
	annuity = 300000.0 * rate / (1.0 - pow(1.0 + rate, -300.0)) / (1.0 + rate);
	assert_true(goal->income < annuity);
	assert_true(goal->income > 0.5 * annuity);
}

/* The income is asked of the engine again as a fixed withdrawal: one future in ten must not meet it to the end. */
static void the_income_fails_in_one_future_of_ten(void **state)
{
	const struct outlook_goal *goal;
	struct simulation *simulation = simulation_new();
	struct simulation_summary summary;
	struct simulation_flow flow;

	(void)state;
	(void)tell("C1", "pension", "300000", "2036-11-20", NULL, NULL, NULL);
	goal = work("C1", &usual);
	flow = (struct simulation_flow){.amount = -goal->income, .growth = goal->inflation, .is_at_start = true};
	MUST(simulation_start(simulation,
	                      &(struct simulation_problem){.paths = 40000, .months = 300, .seed = 99, .initial_value = 300000.0,
	                                                   .expected_return = outlook.expected_return,
	                                                   .volatility = outlook.volatility, .flows = &flow, .flow_count = 1},
	                      &err));
	for (size_t b = 0; b < simulation_blocks(simulation); b++)
		MUST(simulation_run(simulation, b, &err));
	MUST(simulation_finish(simulation, &summary, &err));
	/* Two samples of their own, of 10,000 and 40,000 futures: their errors add. */
	assert_float_equal(summary.exhausted, 0.1, doubt(0.1, 10000) + doubt(0.1, 40000));
	simulation_free(simulation);
}

/* With one unit a month and nothing at the start the mean is an annuity at the expected return. */
static void contributions_grow_like_an_annuity_on_average(void **state)
{
	const struct outlook_goal *goal;
	double sum = 0.0, squares = 0.0, mean, rate, expected, error;

	(void)state;
	(void)tell("C1", "house", "300000", "2036-11-20", NULL, "500", "0");
	goal = work("C1", &usual);
	for (size_t p = 0; p < goal->paths; p++) {
		const double value = (double)goal->stream[(goal->points - 1) * goal->paths + p];

		sum += value;
		squares += value * value;
	}
	mean = sum / (double)goal->paths;
	error = sqrt((squares / (double)goal->paths - mean * mean) / (double)goal->paths);
	rate = pow(1.0 + outlook.expected_return, 1.0 / 12.0) - 1.0;
	expected = (pow(1.0 + rate, 120.0) - 1.0) / rate;
	assert_float_equal(mean, expected, 4.0 * error);
}

static void the_same_seed_draws_the_same_futures(void **state)
{
	const struct outlook_options other = {.seed = 7, .paths = 2000};
	struct outlook_figures first;

	(void)state;
	(void)tell("C1", "house", "150000", "2036-11-20", NULL, "300", NULL);
	first = work("C1", &usual)->figures;
	assert_memory_equal(&first, &work("C1", &usual)->figures, sizeof first);
	assert_true(work("C1", &other)->figures.chance != first.chance);
	assert_int_equal(outlook.paths, 2000);
	assert_int_equal(outlook.seed, 7);
}

static void heavy_tails_keep_the_mean_and_widen_the_edges(void **state)
{
	const struct outlook_options heavy = {.model = OUTLOOK_STUDENT};
	double calm, wild;

	(void)state;
	(void)tell("C1", "house", "150000", "2027-01-20", NULL, NULL, NULL);
	calm = work("C1", &usual)->figures.fan[1][0];
	wild = work("C1", &heavy)->figures.fan[1][0];
	/* A month: the t law of this variance has its 5 % quantile nearer to the middle, and more beyond it. */
	assert_true(wild > calm);
	assert_true(wild < 100000.0);
}

static void money_goes_to_what_must_be_first_and_what_is_left_to_all(void **state)
{
	const struct outlook_goal *goals;
	double claim;

	(void)state;
	(void)tell("C1", "travel", "500000", "2030-11-20", "wish", NULL, NULL);
	(void)tell("C1", "school", "60000", "2032-11-20", "must", NULL, "0");
	goals = work("C1", &usual);
	assert_string_equal(goals[0].goal.name, "school");
	claim = 60000.0 * pow(1.0 + outlook.risk_free, -6.0);
	assert_float_equal(goals[0].present_value, claim, 1e-6);
	assert_float_equal(goals[0].allotted, claim, 1e-6);
	assert_float_equal(goals[0].funded, 1.0, 1e-12);
	assert_float_equal(goals[1].allotted, 100000.0 - claim, 1e-6);
}

static void what_is_left_over_is_shared_by_present_value(void **state)
{
	const struct outlook_goal *goals;

	(void)state;
	(void)tell("C1", "travel", "10000", "2030-11-20", "wish", NULL, NULL);
	(void)tell("C1", "school", "30000", "2032-11-20", "must", NULL, NULL);
	goals = work("C1", &usual);
	assert_float_equal(goals[0].allotted + goals[1].allotted, 100000.0, 1e-6);
	assert_float_equal(goals[0].allotted / goals[0].present_value, goals[1].allotted / goals[1].present_value, 1e-12);
}

static void the_candidates_are_compared_on_the_same_futures(void **state)
{
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C1", "house", "150000", "2036-11-20", NULL, "300", NULL);
	goal = work("C1", &usual);
	assert_true(outlook.has_candidates);
	assert_int_equal(goal->plan_count, 4);
	assert_int_equal(goal->plans[1].letter, 'B');
	/* Plan B is the plan in force but for the rounding of weights at rest, so one future in a thousand may differ. */
	assert_float_equal(goal->plans[1].chance, goal->figures.chance, 0.001);
	assert_int_equal(goal->plans[3].letter, 'G');
	assert_true(goal->glide_now >= goal->glide_end);
	assert_true(goal->plans[3].volatility <= 0.25);
}

static void without_a_profile_nothing_is_compared_and_it_is_said_why(void **state)
{
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C3", "house", "150000", "2036-11-20", NULL, "300", NULL);
	goal = work("C3", &usual);
	assert_int_equal(outlook.letter, 'H');
	assert_false(outlook.has_candidates);
	assert_non_null(strstr(outlook.no_candidates, "profile"));
	assert_int_equal(goal->gap, OUTLOOK_KNOWN);
	assert_true(isnan(goal->glide_now)); /* all of it is equity: there are no two parts */
	assert_true(isnan(outlook.spending_months));
}

static void nothing_held_and_no_plan_is_a_reason_not_a_figure(void **state)
{
	struct outlook_figures figures;
	struct text sentence = {0};
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C2", "house", "150000", "2036-11-20", NULL, "300", NULL);
	goal = work("C2", &usual);
	assert_int_equal(goal->gap, OUTLOOK_NO_LAW);
	outlook_sentence(&outlook, goal, &goal->figures, false, &sentence);
	assert_string_equal(text_string(&sentence), "There is neither a plan nor anything held whose futures could be drawn.");
	text_clear(&sentence);
	assert_int_equal(outlook_judge(goal, 100.0, &figures, NULL), STATUS_INVALID);
}

static void a_goal_grows_with_inflation_and_ends_on_its_day(void **state)
{
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C1", "house", "100000", "2027-11-20", NULL, NULL, "0.03");
	scene_move_to(&scene, "2027-05-20");
	goal = work("C1", &usual);
	/* 181 days at three percent, to the cent. */
	assert_float_equal(goal->target, 100000.0 * pow(1.03, 181 / 365.25), 0.005);
	assert_int_equal(goal->months, 6);
	scene_move_to(&scene, "2027-11-20");
	assert_int_equal(work("C1", &usual)->gap, OUTLOOK_DUE);
}

static void a_goal_a_lifetime_away_is_not_drawn(void **state)
{
	const struct outlook_goal *goal;

	(void)state;
	(void)tell("C1", "descendants", "100000", "2106-11-20", NULL, NULL, NULL);
	(void)tell("C1", "their own", "100000", "2107-01-20", NULL, NULL, NULL);
	goal = work("C1", &(struct outlook_options){.paths = 100});
	assert_int_equal(goal[0].months, 960);
	assert_int_equal(goal[0].gap, OUTLOOK_KNOWN);
	assert_int_equal(goal[1].gap, OUTLOOK_TOO_FAR);
}

static size_t records(void)
{
	struct journal_head head;

	MUST(journal_head(session_store(scene.session), &head, &err));
	return (size_t)head.sequence;
}

static void a_change_closes_the_goal_and_makes_it_anew_in_one_step(void **state)
{
	const struct planning_words more = {.monthly = "900"};
	const int64_t id = tell("C1", "house", "100000", "2036-11-20", "must", "500", NULL);
	const size_t before = records();
	struct goal goal;

	(void)state;
	MUST(planning_find(scene.session, "C1", id, &goal, &err));
	MUST(planning_read(scene.session, &more, &goal, &err));
	MUST(planning_change(scene.session, "C1", &goal, "adviser", &err));
	assert_true(goal.id != id);
	assert_int_equal(records(), before + 2);
	assert_int_equal(planning_find(scene.session, "C1", id, &goal, NULL), STATUS_NOT_FOUND);
	assert_int_equal(work("C1", &usual)->goal.monthly, 900 * MICROS);
	assert_int_equal(outlook.goals[0].goal.priority, GOAL_MUST);
	assert_int_equal(outlook.count, 1);
}

static void a_change_that_is_refused_leaves_the_goal_open(void **state)
{
	const int64_t id = tell("C1", "house", "100000", "2036-11-20", NULL, NULL, NULL);
	const size_t before = records();
	struct goal goal;

	(void)state;
	MUST(planning_find(scene.session, "C1", id, &goal, &err));
	goal.monthly = -1; /* the store refuses it after the old one was closed */
	assert_int_equal(planning_change(scene.session, "C1", &goal, "adviser", NULL), STATUS_INVALID);
	assert_int_equal(records(), before);
	MUST(planning_find(scene.session, "C1", id, &goal, &err));
	assert_int_equal(planning_close(scene.session, "C1", id, "", NULL), STATUS_INVALID);
	assert_int_equal(planning_close(scene.session, "C2", id, "adviser", NULL), STATUS_NOT_FOUND);
	MUST(planning_close(scene.session, "C1", id, "adviser", &err));
	assert_int_equal(records(), before + 1);
	assert_null(work("C1", &usual));
}

static void wrong_words_are_named(void **state)
{
	static const struct {
		struct planning_words words;
		const char *piece;
	} cases[] = {
		{{.name = " "}, "no name"},
		{{.amount = "-5"}, "above zero"},
		{{.amount = "much"}, "\"much\""},
		{{.due = "2026-11-20"}, "not after"},
		{{.due = "2035-02-30"}, "2035-02-30"},
		{{.priority = "urgent"}, "must, want, wish"},
		{{.monthly = "-1"}, "negative"},
		{{.growth = "3"}, "0.02 is 2 %"},
		{{.inflation = "nan"}, "inflation"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct goal goal, before;

		planning_new(scene.session, &goal);
		before = goal;
		assert_int_equal(planning_read(scene.session, &cases[i].words, &goal, &err), STATUS_INVALID);
		if (strstr(err.message, cases[i].piece) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, cases[i].piece);
		assert_memory_equal(&goal, &before, sizeof goal);
	}
}

static bool refuse_at_once(void *context, size_t done, size_t total)
{
	(void)done;
	assert_true(total > 0);
	++*(int *)context;
	return false;
}

static void a_drawing_can_be_given_up(void **state)
{
	int asked = 0;
	const struct outlook_options options = {.go_on = refuse_at_once, .context = &asked};

	(void)state;
	(void)tell("C1", "house", "100000", "2036-11-20", NULL, NULL, NULL);
	outlook_clear(&outlook);
	assert_int_equal(outlook_find(scene.session, "C1", &options, &outlook, NULL), STATUS_REFUSED);
	assert_int_equal(asked, 1);
	assert_null(outlook.goals);
}

static void no_model_says_never_or_always(void **state)
{
	(void)state;
	assert_int_equal(outlook_of_hundred(0.0), 1);
	assert_int_equal(outlook_of_hundred(1.0), 99);
	assert_int_equal(outlook_of_hundred(0.627), 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sum_left_alone_reaches_its_goal_as_often_as_the_normal_law_says, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_would_make_it_likely_is_the_closed_form_of_the_lognormal_law, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_contribution_that_makes_it_likely_just_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(contributions_grow_like_an_annuity_on_average, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_income_that_lasts_is_below_the_annuity_at_the_expected_return, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_income_fails_in_one_future_of_ten, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_same_seed_draws_the_same_futures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(heavy_tails_keep_the_mean_and_widen_the_edges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(money_goes_to_what_must_be_first_and_what_is_left_to_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_left_over_is_shared_by_present_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_candidates_are_compared_on_the_same_futures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_profile_nothing_is_compared_and_it_is_said_why, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_held_and_no_plan_is_a_reason_not_a_figure, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_goal_grows_with_inflation_and_ends_on_its_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_goal_a_lifetime_away_is_not_drawn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_change_closes_the_goal_and_makes_it_anew_in_one_step, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_change_that_is_refused_leaves_the_goal_open, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_words_are_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_drawing_can_be_given_up, set_up, tear_down),
		cmocka_unit_test(no_model_says_never_or_always),
	};

	return cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
}
