/* What ends a meeting: many rebalances looked at and submitted, orders handed over, a report stopped on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "advice/client/profile.h"
#include "advice/oversight/weekly.h"
#include "advice/plan/recommend.h"
#include "advice/trade/approve.h"
#include "advice/trade/rebalancing.h"
#include "advice/trade/rebalancing_round.h"
#include "data/journal/journal.h"
#include "engine/base/money.h"
#include "tests/advice/scene.h"

enum { PATH_SIZE = 160 };

static void give_plan(struct session *session, const char *client)
{
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct plan plan;
	struct error err;

	MUST(profile_take(session, client, &answers, &assessment, &err));
	MUST(recommend_accept(session, client, 'B', "client", &plan, &err));
	plan_clear(&plan);
}

/* C1 and C2 have money and a plan, C3 money and no profile. */
static int set_up(void **state)
{
	static struct scene scene;

	scene_open(&scene);
	scene_add_client(&scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(&scene, "C2", "Li Qiang", 500000 * MICROS);
	scene_add_client(&scene, "C3", "陈洁", 50000 * MICROS);
	give_plan(scene.session, "C1");
	give_plan(scene.session, "C2");
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	scene_close(*state);
	return 0;
}

static int64_t records(struct session *session)
{
	struct journal_head head;
	struct error err;

	MUST(journal_head(session_store(session), &head, &err));
	return head.sequence;
}

static const char *in_folder(const struct scene *scene, const char *name, char path[PATH_SIZE])
{
	(void)snprintf(path, PATH_SIZE, "%s/%s", scene->folder, name);
	return path;
}

static const char *const everybody[] = {"C1", "C2", "C3"};

static void many_are_worked_out_and_nothing_is_recorded(void **state)
{
	struct scene *scene = *state;
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	const int64_t before = records(scene->session);
	struct rebalancing_round round = {0};
	size_t trades = 0;
	int64_t cost = 0;
	struct error err;

	MUST(rebalancing_round_work(scene->session, everybody, 3, NULL, NULL, &round, &err));
	for (size_t i = 0; i < 2; i++) { /* the sums are those of the clients one by one */
		struct rebalancing alone = {0};

		MUST(rebalancing_work(scene->session, everybody[i], &options, &alone, &err));
		trades += alone.proposal.line_count;
		cost += alone.proposal.cost;
		rebalancing_clear(&alone);
	}
	assert_int_equal(round.clients, 3);
	assert_int_equal(round.dealt, 2);
	assert_int_equal(round.refused, 1);
	assert_int_equal(round.quiet, 0);
	assert_true(trades > 4);
	assert_int_equal(round.trades, trades);
	assert_int_equal(round.cost, cost);
	assert_string_equal(round.codes[0], "C1");
	assert_string_equal(round.codes[1], "C2");
	assert_non_null(strstr(text_string(&round.refusals[0]), "C3: S01"));
	assert_int_equal(records(scene->session), before);
	rebalancing_round_clear(&round);
}

static void those_submitted_are_those_seen(void **state)
{
	struct scene *scene = *state;
	struct rebalancing_round seen = {0}, done = {0};
	struct proposal *proposals;
	size_t count;
	struct error err;

	MUST(rebalancing_round_work(scene->session, everybody, 3, NULL, NULL, &seen, &err));
	MUST(rebalancing_round_submit(scene->session, (const char *const *)seen.codes, seen.dealt, "adviser", NULL, NULL,
				      &done, &err));
	assert_int_equal(done.dealt, seen.dealt);
	assert_int_equal(done.trades, seen.trades);
	assert_int_equal(done.cost, seen.cost);
	assert_int_equal(done.refused, 0);
	MUST(approve_list(scene->session, 0, &proposals, &count, &err));
	assert_int_equal(count, 2);
	approve_list_free(proposals, count);
	rebalancing_round_clear(&seen);
	rebalancing_round_clear(&done);
}

static bool only_the_first(void *context, size_t done, size_t total)
{
	(void)context;
	(void)total;
	return done < 1;
}

static void stopped_on_the_way_it_says_what_was_done(void **state)
{
	struct scene *scene = *state;
	struct rebalancing_round round = {0};
	struct error err;

	assert_int_equal(rebalancing_round_work(scene->session, everybody, 3, only_the_first, NULL, &round, &err),
			 STATUS_REFUSED);
	assert_int_equal(round.clients, 0); /* a look that was stopped is no look */
	assert_int_equal(rebalancing_round_submit(scene->session, everybody, 3, "adviser", only_the_first, NULL, &round, &err),
			 STATUS_REFUSED);
	assert_int_equal(round.dealt, 1);
	rebalancing_round_clear(&round);
}

static size_t approve_first(struct session *session)
{
	struct rebalancing_round round = {0};
	struct proposal *proposals;
	size_t count, orders = 0;
	struct error err;

	MUST(rebalancing_round_submit(session, everybody, 1, "adviser", NULL, NULL, &round, &err));
	rebalancing_round_clear(&round);
	MUST(approve_list(session, 0, &proposals, &count, &err));
	MUST(approve_proposal(session, proposals[0].id, "supervisor", &orders, &err));
	approve_list_free(proposals, count);
	return orders;
}

static void orders_are_handed_over_once_in_a_private_file(void **state)
{
	struct scene *scene = *state;
	const size_t orders = approve_first(scene->session);
	char path[PATH_SIZE], again[PATH_SIZE];
	size_t count = 0;
	struct stat found;
	struct error err;

	MUST(orders_waiting(scene->session, &count, &err));
	assert_int_equal(count, orders);
	MUST(orders_hand_over(scene->session, in_folder(scene, "orders.csv", path), &count, &err));
	assert_int_equal(count, orders);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	MUST(orders_waiting(scene->session, &count, &err));
	assert_int_equal(count, 0);
	assert_int_equal(orders_hand_over(scene->session, in_folder(scene, "again.csv", again), &count, &err), STATUS_NOT_FOUND);
	assert_int_not_equal(access(again, F_OK), 0);
	assert_int_equal(unlink(path), 0);
}

static void a_file_that_is_there_stays_and_the_orders_wait(void **state)
{
	struct scene *scene = *state;
	const size_t orders = approve_first(scene->session);
	char path[PATH_SIZE], text[16] = "";
	size_t count = 7;
	struct error err;
	FILE *file = fopen(in_folder(scene, "orders.csv", path), "w+e");

	assert_non_null(file);
	assert_true(fputs("mine", file) >= 0 && fflush(file) == 0);
	assert_int_equal(orders_hand_over(scene->session, path, &count, &err), STATUS_REFUSED);
	assert_int_equal(count, 7); /* untouched */
	rewind(file);
	assert_non_null(fgets(text, sizeof text, file));
	assert_string_equal(text, "mine");
	assert_int_equal(fclose(file), 0);
	MUST(orders_waiting(scene->session, &count, &err));
	assert_int_equal(count, orders);
	assert_int_equal(orders_hand_over(scene->session, in_folder(scene, "none/orders.csv", path), &count, &err), STATUS_IO);
	MUST(orders_waiting(scene->session, &count, &err));
	assert_int_equal(count, orders);
	assert_int_equal(unlink(in_folder(scene, "orders.csv", path)), 0);
}

static void a_report_that_is_stopped_leaves_nothing(void **state)
{
	struct scene *scene = *state;
	const char *const formats[] = {"html"};
	const int64_t before = records(scene->session);
	char directory[PATH_SIZE], place[PATH_SIZE + 40];
	struct weekly_options options = {.formats = formats, .format_count = 1, .progress = only_the_first,
					 .directory = in_folder(scene, "reports", directory)};
	struct weekly_result result = {.clients = 7};
	bool is_there = true;
	struct error err;

	assert_int_equal(weekly_report(scene->session, &options, &result, &err), STATUS_REFUSED);
	assert_int_equal(result.clients, 7);
	assert_int_equal(records(scene->session), before);
	(void)weekly_place(scene->session, directory, place, sizeof place, &is_there);
	assert_false(is_there);
	assert_non_null(strstr(place, "/reports/weekly-2026-11-20"));
	assert_int_equal(rmdir(directory), 0); /* empty */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(many_are_worked_out_and_nothing_is_recorded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(those_submitted_are_those_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stopped_on_the_way_it_says_what_was_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(orders_are_handed_over_once_in_a_private_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_is_there_stays_and_the_orders_wait, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_report_that_is_stopped_leaves_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("meeting", tests, NULL, NULL);
}
