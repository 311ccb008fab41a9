/* The list of the book, and the same list as it was kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "advice/book/review.h"
#include "advice/client/profile.h"
#include "advice/oversight/monitor.h"
#include "data/store/store.h"
#include "engine/base/money.h"
#include "tests/advice/scene.h"

static int set_up(void **state)
{
	static struct scene scene;
	struct assessment assessment;
	struct error err;
	const struct answers answers = scene_answers("2026-11-02");

	scene_open(&scene);
	scene_add_client(&scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(&scene, "C2", "Li Qiang", 0);
	scene_add_client(&scene, "C3", "陈洁", 50000 * MICROS);
	scene_add_lot(&scene, "C3", "510300", 20000 * MICROS);
	MUST(profile_take(scene.session, "C1", &answers, &assessment, &err));
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	scene_close(*state);
	return 0;
}

static bool is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void a_kept_list_comes_back_to_the_last_digit(void **state)
{
	struct scene *scene = *state;
	struct review_book book = {0}, kept = {0};
	bool is_current = false;
	struct error err;

	assert_int_equal(review_book_kept(scene->session, &kept, &is_current, &err), STATUS_NOT_FOUND);
	MUST(review_book(scene->session, &book, &err));
	MUST(review_book_keep(scene->session, &book, &err));
	MUST(review_book_kept(scene->session, &kept, &is_current, &err));
	assert_true(is_current);
	assert_int_equal(kept.count, book.count);
	for (size_t i = 0; i < book.count; i++) {
		const struct review_row *a = &book.rows[i], *b = &kept.rows[i];

		assert_string_equal(a->code, b->code);
		assert_string_equal(a->name, b->name);
		assert_string_equal(a->currency, b->currency);
		assert_int_equal(a->client_id, b->client_id);
		assert_int_equal(a->risk_class, b->risk_class);
		assert_int_equal(a->plan, b->plan);
		assert_int_equal(a->value, b->value);
		assert_int_equal(a->week_change, b->week_change);
		assert_true(is_same(a->week_return, b->week_return));
		assert_int_equal(a->drift_ppb, b->drift_ppb);
		assert_true(is_same(a->volatility, b->volatility));
		assert_true(is_same(a->volatility_limit, b->volatility_limit));
		assert_int_equal(a->alerts, b->alerts);
		assert_int_equal(a->proposals, b->proposals);
		assert_int_equal(a->next_review.days, b->next_review.days);
		assert_int_equal(a->state, b->state);
	}
	assert_int_equal(kept.value, book.value);
	assert_int_equal(kept.blocked, book.blocked);
	assert_int_equal(kept.other_currency, book.other_currency);
	assert_int_equal(kept.price_day.days, book.price_day.days);
	review_book_clear(&book);
	review_book_clear(&kept);
}

static void what_changed_meanwhile_makes_the_kept_list_old(void **state)
{
	struct scene *scene = *state;
	struct review_book book = {0}, kept = {0};
	bool is_current = true;
	struct error err;

	MUST(review_book(scene->session, &book, &err));
	MUST(review_book_keep(scene->session, &book, &err));
	scene_add_client(scene, "C4", "New", 1 * MICROS);
	MUST(review_book_kept(scene->session, &kept, &is_current, &err));
	assert_false(is_current);
	assert_int_equal(kept.count, 3);
	assert_int_equal(review_book_keep(scene->session, &book, &err), STATUS_BUSY); /* computed before the change */
	review_book_clear(&kept);
	review_book_clear(&book);

	MUST(review_book(scene->session, &book, &err));
	MUST(review_book_keep(scene->session, &book, &err));
	scene_move_to(scene, "2026-11-21");
	MUST(review_book_kept(scene->session, &kept, &is_current, &err));
	assert_false(is_current); /* of another day */
	review_book_clear(&kept);
	review_book_clear(&book);
}

static bool not_at_all(void *context, size_t done, size_t total)
{
	*(size_t *)context = total;
	return done > total;
}

static void the_list_can_be_given_up_on_the_way(void **state)
{
	struct scene *scene = *state;
	struct review_book book = {0};
	size_t total = 0;
	struct error err;

	assert_int_equal(review_book_watched(scene->session, not_at_all, &total, &book, &err), STATUS_REFUSED);
	assert_int_equal(total, 3);
	assert_null(book.rows);
	MUST(review_count(scene->session, &total, &err));
	assert_int_equal(total, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_kept_list_comes_back_to_the_last_digit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_changed_meanwhile_makes_the_kept_list_old, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_list_can_be_given_up_on_the_way, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
