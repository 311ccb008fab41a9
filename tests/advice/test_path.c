/* The main job end to end on a real book: profile, three plans, acceptance, proposal, second person, orders, fills. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/book/review.h"
#include "advice/client/mandating.h"
#include "advice/client/profile.h"
#include "advice/oversight/monitor.h"
#include "advice/oversight/weekly.h"
#include "advice/plan/recommend.h"
#include "advice/trade/approve.h"
#include "advice/trade/rebalancing.h"
#include "data/journal/journal.h"
#include "data/store/store_advice.h"
#include "data/store/store_watch.h"
#include "engine/solve/solve.h"
#include "report/renderer.h"
#include "scene.h"

static void take_profile(struct scene *scene, const char *client)
{
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct error err;

	MUST(profile_take(scene->session, client, &answers, &assessment, &err));
}

static void shows_no_strategy_before_the_client_is_known(void **state)
{
	struct scene *scene = *state;
	struct studio studio;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	assert_int_equal(studio_open(scene->session, "C1", &studio, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "S01"));
}

static void offers_three_plans_inside_the_wall(void **state)
{
	struct scene *scene = *state;
	struct studio studio;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	take_profile(scene, "C1");
	MUST(studio_open(scene->session, "C1", &studio, &err));
	for (int i = 0; i < CANDIDATES; i++) {
		const struct candidate *candidate = &studio.candidates[i];
		double sum = 0.0, gold = 0.0;

		for (size_t j = 0; j < studio.market->count; j++) {
			sum += candidate->weights[j];
			if (studio.market->rows[j].instrument.asset_class == ASSET_GOLD)
				gold += candidate->weights[j];
		}
		assert_true(fabs(sum - 1.0) < 1e-9); /* the budget row of the solver */
		for (size_t j = 1; j < studio.market->count; j++)
			assert_true(candidate->weights[j] == 0.0 || candidate->weights[j] > 0.01 - 1e-9);
		assert_true(gold < 0.10 + 1e-9);
		assert_true(candidate->risk.volatility < studio.wall + 1e-8);
		assert_true(candidate->risk.volatility_recent < studio.wall + 1e-8);
		assert_true(candidate->is_permitted);
		assert_true(candidate->kkt_stationarity < 1e-8);
		assert_true(candidate->explanation[LANGUAGE_ENGLISH].length > 100);
		assert_true(candidate->explanation[LANGUAGE_CHINESE].length > 100);
		if (i > 0)
			assert_true(candidate->risk.expected_return > studio.candidates[i - 1].risk.expected_return);
	}
	studio_close(&studio);
}

static void walks_the_frontier_and_stays_on_it(void **state)
{
	struct scene *scene = *state;
	double volatility[21], expected_return[21];
	struct studio studio;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	take_profile(scene, "C1");
	MUST(studio_open(scene->session, "C1", &studio, &err));
	MUST(studio_curve(&studio, 21, volatility, expected_return, &err));
	for (int i = 1; i < 21; i++) {
		assert_true(volatility[i] >= volatility[i - 1]);
		assert_true(expected_return[i] >= expected_return[i - 1]);
	}
	MUST(studio_move(scene->session, &studio, 0.08, &err));
	assert_true(fabs(studio.current.risk.volatility - 0.08) < 1e-9);
	studio_close(&studio);
}

static void names_the_limits_that_conflict(void **state)
{
	struct scene *scene = *state;
	struct mandate mandate;
	struct studio studio;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	take_profile(scene, "C1");
	MUST(mandating_current(scene->session, "C1", &mandate, &err));
	MUST(mandating_limit(scene->session, &mandate, "asset_class:equity:0.9:1", &err));
	MUST(mandating_limit(scene->session, &mandate, "asset_class:bond:0.2:1", &err));
	MUST(mandating_record(scene->session, "C1", &mandate, "adviser", &err) == STATUS_INFEASIBLE ? STATUS_OK : STATUS_IO);
	MUST(mandating_limit(scene->session, &mandate, "asset_class:bond:0:1", &err));
	MUST(mandating_record(scene->session, "C1", &mandate, "adviser", &err));
	MUST(studio_open(scene->session, "C1", &studio, &err));
	assert_int_equal(studio.frontier->corner_count, 0);
	assert_non_null(strstr(text_string(&studio.conflict[LANGUAGE_ENGLISH]), "Equity at least 90.0\u00A0%"));
	studio_close(&studio);
}

/* Everything up to a submitted proposal; returns its id. */
static int64_t propose(struct scene *scene, const char *client)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing;
	struct plan plan;
	struct error err;
	int64_t id;

	take_profile(scene, client);
	MUST(recommend_accept(scene->session, client, 'B', "client", &plan, &err));
	plan_clear(&plan);
	MUST(rebalancing_work(scene->session, client, &options, &rebalancing, &err));
	assert_true(rebalancing.proposal.line_count > 0);
	assert_true(rebalancing.cash_after >= 0);
	assert_true(rebalancing.proposal.drift_after_ppb < rebalancing.proposal.drift_before_ppb);
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	id = rebalancing.proposal.id;
	rebalancing_clear(&rebalancing);
	return id;
}

static void needs_a_second_person(void **state)
{
	struct scene *scene = *state;
	struct error err;
	size_t orders;
	int64_t id;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	id = propose(scene, "C1");
	assert_int_equal(approve_proposal(scene->session, id, "Adviser", &orders, &err), STATUS_REFUSED);
	MUST(approve_proposal(scene->session, id, "supervisor", &orders, &err));
	assert_true(orders > 0);
	assert_int_equal(approve_proposal(scene->session, id, "supervisor", &orders, &err), STATUS_REFUSED);
}

/* Every order filled at its price, as the broker would answer. */
static void write_fills(struct scene *scene, const struct text *orders, char *path, size_t size)
{
	const char *line = strchr(text_string(orders), '\n') + 1;
	FILE *file;
	int number = 0;

	(void)snprintf(path, size, "%s/fills.csv", scene->folder);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs("reference,date,quantity,price,fee,execution\n", file);
	while (*line != '\0') {
		char fields[8][64];

		assert_int_equal(sscanf(line, "%63[^,],%63[^,],%63[^,],%63[^,],%63[^,],%63[^,],%63[^,],%63[^\r\n]", fields[0],
		                        fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7]), 8);
		(void)fprintf(file, "%s,2026-11-20,%s,%s,0.05,X%d\n", fields[0], fields[5], fields[6], ++number);
		line = strchr(line, '\n') + 1;
	}
	assert_int_equal(fclose(file), 0);
}

static void no_problem(void *context, size_t line, const char *column, const char *message)
{
	(void)context;
	fail_msg("line %zu, %s: %s", line, column, message);
}

static void brings_the_portfolio_to_its_plan(void **state)
{
	struct scene *scene = *state;
	struct text csv = {0};
	struct standing standing = {0};
	struct journal_verdict verdict;
	struct fills_result fills;
	struct error err;
	int64_t *ids;
	size_t count;
	char path[128];

	scene_add_client(scene, "C1", "王芳", 1000000 * MICROS);
	scene_add_lot(scene, "C1", "510300", 4000000 * MICROS); /* most of its one lot must go */
	MUST(approve_proposal(scene->session, propose(scene, "C1"), "supervisor", &count, &err));
	MUST(orders_write(scene->session, &csv, &ids, &count, &err));
	MUST(orders_sent(scene->session, ids, count, &err));
	write_fills(scene, &csv, path, sizeof path);
	MUST(fills_read(scene->session, path, no_problem, NULL, &fills, &err));
	assert_int_equal(fills.added, count);
	MUST(fills_read(scene->session, path, no_problem, NULL, &fills, &err));
	assert_int_equal(fills.added, 0);
	assert_int_equal(fills.known, count);
	MUST(standing_find(scene->session, "C1", &standing, &err));
	assert_int_equal(standing.state, STANDING_IN_BAND);
	assert_int_equal(standing.out_of_band, 0);
	assert_true(standing.cash >= 0);
	MUST(journal_verify(session_store(scene->session), NULL, &verdict, &err));
	assert_int_equal(verdict.fault, JOURNAL_SOUND);
	standing_clear(&standing);
	text_clear(&csv);
	free(ids);
}

/* Everything bought as planned, then a little of what the plan does not have. */
static void a_gap_too_small_to_deal_asks_for_nothing(void **state)
{
	struct scene *scene = *state;
	struct standing standing = {0};
	struct text csv = {0};
	struct fills_result fills;
	struct error err;
	int64_t *ids;
	size_t count;
	char path[128];

	scene_add_client(scene, "C1", "王芳", 1000000 * MICROS);
	MUST(approve_proposal(scene->session, propose(scene, "C1"), "supervisor", &count, &err));
	MUST(orders_write(scene->session, &csv, &ids, &count, &err));
	write_fills(scene, &csv, path, sizeof path);
	MUST(fills_read(scene->session, path, no_problem, NULL, &fills, &err));
	assert_null(strstr(text_string(&csv), "511360"));

	scene_add_lot(scene, "C1", "511360", 10 * MICROS); /* about .1 % */
	MUST(standing_find(scene->session, "C1", &standing, &err));
	assert_int_equal(standing.state, STANDING_IN_BAND);
	assert_int_equal(standing.out_of_band, 0);

	scene_add_lot(scene, "C1", "511360", 30 * MICROS); /* about .4 % together */
	MUST(standing_find(scene->session, "C1", &standing, &err));
	assert_int_equal(standing.state, STANDING_REBALANCE);
	assert_int_equal(standing.out_of_band, 1);
	assert_true((standing.triggers & TRIGGER_NOT_IN_PLAN) != 0);
	standing_clear(&standing);
	text_clear(&csv);
	free(ids);
}

static void render(struct scene *scene, const char *format, struct text *text, struct weekly_result *result)
{
	struct sink sink = sink_to_text(text);
	const struct weekly_options options = {.formats = &format, .format_count = 1, .out = &sink};
	struct error err;

	MUST(weekly_report(scene->session, &options, result, &err));
}

static void reports_the_same_bytes_twice(void **state)
{
	static const char *const formats[] = {"text", "markdown", "html", "json", "csv"};
	struct scene *scene = *state;
	struct weekly_result result;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(scene, "C2", "Li Qiang", 0);
	scene_add_client(scene, "C3", "陈洁", 50000 * MICROS);
	scene_add_lot(scene, "C3", "510300", 20000 * MICROS);
	(void)propose(scene, "C1");
	for (int i = 0; i < 5; i++) {
		struct text first = {0}, second = {0};

		render(scene, formats[i], &first, &result);
		render(scene, formats[i], &second, &result);
		assert_string_equal(text_string(&first), text_string(&second));
		assert_true(first.length > 300);
		text_clear(&first);
		text_clear(&second);
	}
	assert_int_equal(result.clients, 3);
	assert_int_equal(result.rebalance, 1);
	assert_true(result.wants_attention);
}

static void proposes_nothing_beside_open_orders(void **state)
{
	struct scene *scene = *state;
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing;
	struct weekly_result result;
	struct text text = {0};
	struct error err;
	size_t orders;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	MUST(approve_proposal(scene->session, propose(scene, "C1"), "supervisor", &orders, &err));
	render(scene, "text", &text, &result);
	assert_non_null(strstr(text_string(&text), "not all executed"));
	/* Whoever insists may still propose; a second approval beside the first is what would deal twice. */
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	assert_int_equal(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &orders, &err),
	                 STATUS_REFUSED);
	assert_non_null(strstr(err.message, "T12"));
	rebalancing_clear(&rebalancing);
	text_clear(&text);
}

static void an_edit_that_is_refused_leaves_no_trace(void **state)
{
	struct scene *scene = *state;
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing;
	struct plan plan;
	struct error err;
	char hash[65];
	int64_t quantity;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	take_profile(scene, "C1");
	MUST(recommend_accept(scene->session, "C1", 'B', "client", &plan, &err));
	plan_clear(&plan);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	memcpy(hash, rebalancing.proposal.content_hash, sizeof hash);
	quantity = rebalancing.proposal.lines[0].quantity;
	assert_int_equal(rebalancing_set_quantity(scene->session, &rebalancing, 0, 100 * quantity, &err), STATUS_REFUSED);
	assert_int_equal(rebalancing.proposal.lines[0].quantity, quantity);
	assert_string_equal(rebalancing.proposal.content_hash, hash);
	rebalancing_clear(&rebalancing);
}

static void a_letter_can_be_chosen_after_a_plan_of_the_studio(void **state)
{
	struct scene *scene = *state;
	struct studio studio;
	struct plan plan;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	take_profile(scene, "C1");
	MUST(studio_open(scene->session, "C1", &studio, &err));
	MUST(studio_move(scene->session, &studio, 0.07, &err));
	MUST(recommend_accept_current(scene->session, &studio, "client", &plan, &err));
	assert_int_equal(plan.letter, 'S');
	plan_clear(&plan);
	studio_close(&studio);
	MUST(recommend_accept(scene->session, "C1", 'A', "client", &plan, &err));
	assert_int_equal(plan.letter, 'A');
	plan_clear(&plan);
}

static void says_what_changed_since_the_last_report(void **state)
{
	struct scene *scene = *state;
	struct weekly_result result;
	struct text text = {0};
	size_t orders;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_move_to(scene, "2026-11-13");
	render(scene, "text", &text, &result);
	assert_non_null(strstr(text_string(&text), "no earlier report"));
	scene_move_to(scene, scene_day);
	MUST(approve_proposal(scene->session, propose(scene, "C1"), "supervisor", &orders, &err));
	text_reset(&text);
	render(scene, "json", &text, &result);
	assert_non_null(strstr(text_string(&text), "\"before\": \"no-profile\""));
	text_clear(&text);
}

static void lists_the_book(void **state)
{
	struct scene *scene = *state;
	struct monitor_result watched;
	struct review_book book;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(scene, "C2", "Li Qiang", 0);
	(void)propose(scene, "C1");
	MUST(monitor_book(scene->session, &watched, &err));
	assert_true(watched.opened > 0);
	MUST(monitor_book(scene->session, &watched, &err));
	assert_int_equal(watched.opened, 0);
	MUST(review_book(scene->session, &book, &err));
	assert_int_equal(book.count, 2);
	assert_int_equal(book.value, 100000 * MICROS);
	assert_int_equal(book.rows[0].proposals, 1);
	assert_true(book.rows[0].alerts > 0);
	assert_int_equal(book.rows[0].state, STANDING_REBALANCE);
	review_book_clear(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shows_no_strategy_before_the_client_is_known, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(offers_three_plans_inside_the_wall, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(walks_the_frontier_and_stays_on_it, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(names_the_limits_that_conflict, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(needs_a_second_person, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(brings_the_portfolio_to_its_plan, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_gap_too_small_to_deal_asks_for_nothing, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(reports_the_same_bytes_twice, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(proposes_nothing_beside_open_orders, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(an_edit_that_is_refused_leaves_no_trace, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_letter_can_be_chosen_after_a_plan_of_the_studio, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(says_what_changed_since_the_last_report, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(lists_the_book, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
