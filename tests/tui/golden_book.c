/* The books that the golden screens show. */
#include "tests/tui/golden_book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "advice/actions/actions.h"
#include "advice/base/imported.h"
#include "advice/client/planning.h"
#include "advice/client/profile.h"
#include "advice/intake/intake.h"
#include "advice/market/terms.h"
#include "advice/oversight/monitor.h"
#include "advice/plan/recommend.h"
#include "advice/trade/rebalancing.h"
#include "engine/base/money.h"

/* answer: to every question; 0: those of the scene. */
static void take_profile(struct scene *scene, const char *client, const char *day, int answer)
{
	struct answers answers = scene_answers(day);
	struct assessment assessment;
	struct error err;

	for (int i = 0; answer > 0 && i < QUESTIONS; i++)
		answers.option[i] = (int8_t)answer;
	MUST(profile_take(scene->session, client, &answers, &assessment, &err));
}

static void accept(struct scene *scene, const char *client)
{
	struct plan plan;
	struct error err;

	MUST(recommend_accept(scene->session, client, 'B', "client", &plan, &err));
	plan_clear(&plan);
}

static void submit(struct scene *scene, const char *client)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing;
	struct error err;

	MUST(rebalancing_work(scene->session, client, &options, &rebalancing, &err));
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	rebalancing_clear(&rebalancing);
}

static void tell_goal(struct scene *scene, const char *client, const struct planning_words *words)
{
	struct goal goal;
	struct error err;

	planning_new(scene->session, &goal);
	MUST(planning_read(scene->session, words, &goal, &err));
	MUST(planning_add(scene->session, client, &goal, "adviser", &err));
}

static void hold(struct scene *scene, const char *client, int64_t shares)
{
	scene_add_lot(scene, client, "510300", 20 * shares * MICROS);
	scene_add_lot(scene, client, "513500", 20 * shares * MICROS);
	scene_add_lot(scene, client, "511010", 2 * shares / 5 * MICROS);
	scene_add_lot(scene, client, "518880", 3 * shares * MICROS);
}

static void fill_rich(struct scene *scene)
{
	const struct planning_words house = {.name = "房子", .amount = "400000", .due = "2036-11-20", .priority = "must",
					     .monthly = "500"};
	const struct planning_words school = {.name = "School", .amount = "80000", .due = "2031-09-01", .priority = "want"};
	struct monitor_result watched;
	struct error err;

	scene_open(scene);
	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(scene, "C2", "Li Qiang", 0);
	scene_add_client(scene, "C3", "陈洁", 50000 * MICROS);
	scene_add_client(scene, "C4", "赵敏", 100000 * MICROS);
	scene_add_client(scene, "C5", "孙丽", 50000 * MICROS);
	scene_add_client(scene, "C6", "欧阳 Consolidated Family Office", 900000 * MICROS);
	hold(scene, "C1", 1000);
	scene_add_lot(scene, "C3", "510300", 20000 * MICROS);
	hold(scene, "C4", 2000);
	hold(scene, "C6", 5000);
	scene_move_to(scene, "2026-08-12");
	take_profile(scene, "C1", "2026-08-12", 0);
	take_profile(scene, "C6", "2026-08-12", 0);
	accept(scene, "C1");
	accept(scene, "C6");
	scene_move_to(scene, scene_day);
	take_profile(scene, "C4", "2026-11-02", 0);
	take_profile(scene, "C5", "2026-11-02", 1);
	tell_goal(scene, "C1", &house);
	tell_goal(scene, "C1", &school);
	submit(scene, "C1");
	MUST(monitor_book(scene->session, &watched, &err));
}

static void fill_unpriced(struct scene *scene)
{
	scene_open_unpriced(scene);
	scene_add_client(scene, "C1", "陈洁", 50000 * MICROS);
	scene_add_lot(scene, "C1", "510300", 20000 * MICROS);
}

static void say(struct scene *scene, const char *symbol, const struct corporate_action *action, const char *day,
		const char *paid)
{
	struct actions_words words = {.action = *action, .symbol = symbol};
	enum put_result result;
	struct error err;

	words.action.date = scene_date(day);
	if (paid != NULL)
		words.action.paid = scene_date(paid);
	MUST(actions_say(scene->session, &words, "Zhou Wei", &result, &err));
}

static void hear_nothing(void *context, size_t line, const char *column, const char *message)
{
	(void)context;
	fail_msg("line %zu %s: %s", line, column, message);
}

static void tell_terms(struct scene *scene)
{
	struct imported result;
	struct error err;
	char path[120];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/terms.csv", scene->folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs("symbol,share_class,value_days,confirm_days,proceeds_days,fee_share,day_limit,limit_from,limit_until,"
			  "buy_closed_from,buy_closed_until,sell_closed_from,sell_closed_until,sale_fees,dividends\n"
			  "510300,A,,1,3,,,,,2026-11-18,,,,7:0.015,cash\n"
			  "511010,C,1,2,7,0.1,1000,2026-10-01,2026-12-31,2026-10-01,2026-10-08,,,7:0.015 30:0.0075,reinvest\n"
			  "511010,,,,,,10000,2027-01-01,,2026-12-24,2026-12-25,2026-12-25,2026-12-25,,\n", file) >= 0);
	assert_int_equal(fclose(file), 0);
	MUST(terms_import(scene->session, path, false, hear_nothing, NULL, &result, &err));
}

/* One that was entered, those that are due, one whose money comes later, rights that lapse, and one that is to come. */
static void fill_actions(struct scene *scene)
{
	const struct corporate_action paid = {.type = ACTION_DIVIDEND, .amount = 80000};
	const struct corporate_action offered = {.type = ACTION_RIGHTS, .ratio = 200000, .price = 2 * MICROS};
	const struct due_filter first = {.action_id = 1};
	struct due_list done = {0};
	struct error err;

	scene_open(scene);
	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(scene, "C2", "Li Qiang", 0);
	hold(scene, "C1", 1000);
	hold(scene, "C2", 500);
	say(scene, "510300", &paid, "2026-09-15", "2026-09-22");
	MUST(actions_apply(scene->session, &first, "Zhou Wei", false, &done, &err));
	due_list_clear(&done);
	say(scene, "510300", &paid, "2026-11-10", NULL);
	say(scene, "510300", &paid, "2026-12-02", "2026-12-10");
	say(scene, "518880", &paid, "2026-11-19", "2026-11-27");
	say(scene, "513500", &offered, "2026-11-03", NULL);
	tell_terms(scene);
}

/* A file in hundredths, a split nobody said, and rates of which one is of a hundred units and one turned over. */
static void fill_held(struct scene *scene)
{
	struct intake_result result;
	struct error err;

	scene_open(scene);
	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	hold(scene, "C1", 1000);
	MUST(scene_import(scene, "prices", "date,symbol,close\n2026-11-16,510300,556\n2026-11-17,510300,557.5\n"
			  "2026-11-18,510300,561\n2026-11-19,510300,563.25\n2026-11-19,511010,71.55\n2026-11-20,511010,71.6\n",
			  &result, &err));
	assert_int_equal(result.held, 6);
	MUST(scene_import(scene, "rates", "date,base,quote,rate\n2026-11-12,USD,CNY,7.1\n2026-11-13,USD,CNY,7.11\n"
			  "2026-11-16,USD,CNY,7.12\n2026-11-17,USD,CNY,712.5\n2026-11-18,USD,CNY,0.1404\n", &result, &err));
	assert_int_equal(result.held, 2);
}

void golden_books_open(struct golden_books *books)
{
	fill_rich(&books->scenes[BOOK_RICH]);
	scene_open(&books->scenes[BOOK_EMPTY]);
	fill_unpriced(&books->scenes[BOOK_UNPRICED]);
	fill_actions(&books->scenes[BOOK_ACTIONS]);
	fill_held(&books->scenes[BOOK_HELD]);
	for (int i = 0; i < GOLDEN_BOOKS; i++) {
		session_close(books->scenes[i].session); /* what SQLite kept beside the file is in it now */
		books->scenes[i].session = NULL;
	}
	(void)snprintf(books->copy, sizeof books->copy, "%s/copy.db", books->scenes[BOOK_RICH].folder);
}

void golden_books_close(struct golden_books *books)
{
	for (int i = 0; i < GOLDEN_BOOKS; i++)
		scene_close(&books->scenes[i]);
}

static void copy_file(const char *from, const char *to)
{
	static char bytes[1 << 16];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t count;

	assert_non_null(in);
	assert_non_null(out);
	while ((count = fread(bytes, 1, sizeof bytes, in)) > 0)
		assert_int_equal(fwrite(bytes, 1, count, out), count);
	assert_int_equal(fclose(in), 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0600), 0); /* a book that others may read is refused */
}

struct session *golden_books_session(struct golden_books *books, enum golden_kind kind, const char *day)
{
	static char time[32];
	struct session_options options = {
		.book = books->copy, .data_directory = getenv("BALLAST_DATADIR"), .time = time, .actor = "adviser"};
	struct session *session;
	struct error err;

	day = day != NULL ? day : scene_day;
	copy_file(books->scenes[kind].book, books->copy);
	(void)snprintf(time, sizeof time, "%sT00:00:00Z", day);
	assert_int_equal(date_parse(day, &options.today, NULL), STATUS_OK);
	MUST(session_open(&options, &session, &err));
	return session;
}
