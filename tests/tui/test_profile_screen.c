/* The profile: what it shows, and the questionnaire by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/client/profile.h"
#include "data/store/store_client.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"

static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &profile_screen);
	*state = &scene;
	return 0;
}

/* In the book, then here: the book's cursor says whom the other screens are about. */
static void choose_client(struct desk_scene *scene, const char *code)
{
	desk_scene_type(scene, "1/");
	desk_scene_type(scene, code);
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "3");
}

static size_t assessments(struct desk_scene *scene, const char *code)
{
	struct assessment *list = NULL;
	struct client client;
	size_t count = 0;

	assert_int_equal(store_find_client(session_store(scene->scene.session), code, &client, NULL), STATUS_OK);
	assert_int_equal(profile_history(scene->scene.session, client.id, &list, &count, NULL), STATUS_OK);
	free(list);
	return count;
}

static void the_profile_says_class_scores_limits_and_expiry(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	assert_true(desk_scene_shows(scene, "class C4"));
	assert_true(desk_scene_shows(scene, "valid until 2027-11-02"));
	assert_true(desk_scene_shows(scene, "score F"));
	assert_true(desk_scene_shows(scene, "What limits it"));
	assert_true(desk_scene_shows(scene, "2026-11-02"));
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "class C4"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "What limits it"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "valid until"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "G1"));
	assert_false(grid_shows(desk_scene_shown(scene, 18, 60), "Q16"));
	desk_scene_type(scene, "G");
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "Q16"));
}

static void without_a_profile_the_way_to_one_is_said(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	assert_true(desk_scene_shows(scene, "There is no profile yet."));
	assert_true(grid_shows(desk_scene_shown(scene, 24, 80), "Enter begins the questionnaire"));
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "Enter begins the questionnaire"));
}

/* Q1..Q13: the option's number as printed, one key each. */
static void answer_gates_and(struct desk_scene *scene, const char *first_thirteen)
{
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "12");
	desk_scene_type(scene, first_thirteen);
	desk_scene_type(scene, "tfft");
	desk_key(scene->desk, PRESS_ENTER);
}

static void one_question_at_a_time_and_no_answer_beforehand(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "question 1 of 18"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Choose an answer first."));
	desk_scene_type(scene, "1");
	assert_true(desk_scene_shows(scene, "question 2 of 18"));
	desk_scene_type(scene, "9"); /* no such answer */
	assert_true(desk_scene_shows(scene, "question 2 of 18"));
	desk_key(scene->desk, PRESS_DOWN);
	desk_key(scene->desk, PRESS_DOWN);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "question 3 of 18"));
	desk_key(scene->desk, PRESS_BACKSPACE);
	assert_true(desk_scene_shows(scene, "question 2 of 18"));
	assert_false(desk_scene_shows(scene, "C1-min")); /* what an answer leads to is nowhere to be seen */
	assert_int_equal(assessments(scene, "C3"), 0);
}

static void answers_are_seen_once_more_and_then_recorded(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	answer_gates_and(scene, "4443443333443");
	assert_true(desk_scene_shows(scene, "question 17 of 18")); /* Q15 */
	desk_scene_type(scene, "44");
	assert_true(desk_scene_shows(scene, "the answers once more"));
	assert_true(desk_scene_shows(scene, "Record these answers"));
	assert_false(desk_scene_shows(scene, "class"));
	assert_int_equal(assessments(scene, "C3"), 0);
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(assessments(scene, "C3"), 1);
	assert_true(desk_scene_shows(scene, "profile recorded"));
	assert_true(desk_scene_shows(scene, "class C"));
}

static void a_contradiction_is_asked_again(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	answer_gates_and(scene, "4443443133543"); /* Q8 no loss at all, Q11 adds in a fall */
	desk_scene_type(scene, "44");
	assert_true(desk_scene_shows(scene, "contradict each other"));
	desk_key(scene->desk, PRESS_ENTER); /* the hand lies on Q8 */
	assert_true(desk_scene_shows(scene, "question 10 of 18"));
	desk_scene_type(scene, "4");
	assert_true(desk_scene_shows(scene, "the answers once more"));
	assert_false(desk_scene_shows(scene, "contradict each other"));
}

static void a_gate_ends_the_questionnaire(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "11"); /* any loss is unacceptable */
	assert_true(desk_scene_shows(scene, "the answers once more"));
	assert_false(desk_scene_shows(scene, "Q16"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "class C1-min"));
	assert_true(desk_scene_shows(scene, "Lowest class"));
}

static void leaving_asks_and_records_nothing(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ESC); /* nothing answered: no question */
	assert_true(desk_scene_shows(scene, "There is no profile yet."));
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "12");
	desk_key(scene->desk, PRESS_ESC);
	assert_true(desk_scene_shows(scene, "Leave the questionnaire"));
	desk_key(scene->desk, PRESS_ENTER); /* Cancel comes first */
	assert_true(desk_scene_shows(scene, "question 3 of 18"));
	desk_key(scene->desk, PRESS_ESC);
	desk_key(scene->desk, PRESS_RIGHT);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "nothing was recorded"));
	assert_int_equal(assessments(scene, "C3"), 0);
}

static void the_questionnaire_fits_the_smallest_desk_in_both_languages(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	for (int language = 0; language < LANGUAGES; language++) {
		language_use(language);
		desk_key(scene->desk, PRESS_ENTER);
		desk_scene_type(scene, "12");
		for (int question = 3; question <= 15; question++) {
			assert_true(grid_shows(desk_scene_shown(scene, 18, 60), question <= 14 || question >= 17 ? " 5 " : " 1 "));
			desk_scene_type(scene, "3");
		}
		desk_key(scene->desk, PRESS_ESC);
		desk_key(scene->desk, PRESS_RIGHT);
		desk_key(scene->desk, PRESS_ENTER);
	}
	language_use(LANGUAGE_ENGLISH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_profile_says_class_scores_limits_and_expiry, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(without_a_profile_the_way_to_one_is_said, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(one_question_at_a_time_and_no_answer_beforehand, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(answers_are_seen_once_more_and_then_recorded, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_contradiction_is_asked_again, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_gate_ends_the_questionnaire, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(leaving_asks_and_records_nothing, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_questionnaire_fits_the_smallest_desk_in_both_languages, set_up, desk_scene_tear_down),
	};

	return cmocka_run_group_tests_name("profile_screen", tests, NULL, NULL);
}
