/* Terms of dealing read into the scene, for the tests of them. */
#ifndef BALLAST_TESTS_ADVICE_TERMS_SCENE_H
#define BALLAST_TESTS_ADVICE_TERMS_SCENE_H

#include "tests/advice/advice_fixture.h"

#include "advice/market/market.h"
#include "advice/market/terms.h"
#include "tests/advice/scene.h"

static struct error err;

static inline int set_up(void **state)
{
	static struct scene scene;

	(void)gsl_set_error_handler_off();
	scene_open(&scene);
	*state = &scene;
	return 0;
}

static inline int tear_down(void **state)
{
	scene_close(*state);
	return 0;
}

static inline enum status take(struct scene *scene, const char *content, bool is_dry, struct heard_problems *heard,
                               struct imported *result)
{
	struct book book = {0};

	(void)snprintf(book.folder, sizeof book.folder, "%s", scene->folder);
	*heard = (struct heard_problems){0};
	return terms_import(scene->session, write_file(&book, "terms.csv", content), is_dry, hear_problem, heard, result, &err);
}

static inline const struct market_row *row_of(struct scene *scene, const char *symbol)
{
	const struct market *market;

	MUST(session_market(scene->session, &market, &err));
	assert_true(market_find(market, symbol) != SIZE_MAX);
	return &market->rows[market_find(market, symbol)];
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
