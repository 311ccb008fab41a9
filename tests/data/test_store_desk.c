/* What the desk keeps in the book: goals, steps on alerts, drafts, and the list as it was last computed. */
#include "tests/support/book_fixture.h"

#include <stdlib.h>

#include "data/journal/journal.h"
#include "data/store/store_client.h"
#include "data/store/store_draft.h"
#include "data/store/store_goal.h"
#include "data/store/store_watch.h"
#include "engine/base/money.h"

static const struct journal_event event = {.event = "STEP", .actor = "adv01", .client = "C1",
                                           .time = "2026-01-02T09:30:00Z"};

static int64_t client_of(struct book *book, const char *code)
{
	struct client client = {.currency = "CNY"};

	(void)snprintf(client.code, sizeof client.code, "%s", code);
	assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
	return client.id;
}

static int64_t records(struct book *book)
{
	struct journal_head head;

	assert_done(book, journal_head(book->store, &head, &book->err));
	return head.sequence;
}

static struct goal goal_of(int64_t client_id, const char *name, const char *due, enum goal_priority priority)
{
	struct goal goal = {.client_id = client_id, .amount = 300000 * MICROS, .due = day(due), .priority = priority,
	                    .monthly = 1000 * MICROS, .monthly_growth_ppb = PPB / 50,
	                    .inflation_ppb = GOAL_INFLATION_OF_ASSUMPTIONS, .recorded = day("2026-01-02"), .made_by = "adv01"};

	(void)snprintf(goal.name, sizeof goal.name, "%s", name);
	return goal;
}

static void goals_come_back_by_priority_and_are_closed_not_changed(void **state)
{
	struct book *book = *state;
	const int64_t client = client_of(book, "C1"), other = client_of(book, "C2");
	struct goal wish = goal_of(client, "\346\227\205\350\241\214", "2028-01-01", GOAL_WISH), must = goal_of(client, "house", "2036-01-01", GOAL_MUST);
	struct goal *goals = NULL;
	size_t count = 0;
	const int64_t before = records(book);

	assert_done(book, store_add_goal(book->store, &wish, &event, &book->err));
	assert_done(book, store_add_goal(book->store, &must, &event, &book->err));
	assert_int_equal(records(book), before + 2);
	assert_done(book, store_open_goals(book->store, client, day("2026-02-01"), &goals, &count, &book->err));
	assert_int_equal(count, 2);
	assert_memory_equal(&goals[0], &must, sizeof must);
	assert_memory_equal(&goals[1], &wish, sizeof wish);
	free(goals);
	assert_fails(book, STATUS_NOT_FOUND, "no open goal", store_close_goal(book->store, other, must.id, day("2026-03-01"), &event, &book->err));
	assert_done(book, store_close_goal(book->store, client, must.id, day("2026-03-01"), &event, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "no open goal", store_close_goal(book->store, client, must.id, day("2026-03-01"), &event, &book->err));
	assert_int_equal(records(book), before + 3);
	assert_done(book, store_open_goals(book->store, client, day("2026-03-01"), &goals, &count, &book->err));
	assert_int_equal(count, 1);
	free(goals);
	assert_done(book, store_open_goals(book->store, client, day("2026-02-28"), &goals, &count, &book->err));
	assert_int_equal(count, 2); /* as it was then */
	free(goals);
	assert_done(book, store_open_goals(book->store, client, day("2026-01-01"), &goals, &count, &book->err));
	assert_int_equal(count, 0);
	free(goals);
}

static void a_goal_without_sense_is_refused(void **state)
{
	struct book *book = *state;
	const int64_t client = client_of(book, "C1"), before = records(book);
	struct goal goal = goal_of(client, "house", "2036-01-01", GOAL_MUST);

	goal.amount = 0;
	assert_fails(book, STATUS_INVALID, "above zero", store_add_goal(book->store, &goal, &event, &book->err));
	goal = goal_of(client, "house", "2026-01-02", GOAL_MUST);
	assert_fails(book, STATUS_INVALID, "due on or before", store_add_goal(book->store, &goal, &event, &book->err));
	goal = goal_of(client, "", "2036-01-01", GOAL_MUST);
	assert_fails(book, STATUS_INVALID, "needs a name", store_add_goal(book->store, &goal, &event, &book->err));
	goal = goal_of(client, "house", "2036-01-01", GOAL_MUST);
	goal.monthly = -1;
	assert_fails(book, STATUS_INVALID, "set aside", store_add_goal(book->store, &goal, &event, &book->err));
	goal.monthly = 0;
	goal.inflation_ppb = -7;
	assert_fails(book, STATUS_INVALID, "inflation", store_add_goal(book->store, &goal, &event, &book->err));
	assert_int_equal(records(book), before);
}

static void steps_on_an_alert_stay_in_order_and_end_with_it(void **state)
{
	struct book *book = *state;
	const int64_t client = client_of(book, "C1");
	const struct alert drift = {.client_id = client, .kind = "drift", .severity = ALERT_LIMIT, .detail = "6.4 pp"};
	struct alert_step taken = {.day = day("2026-01-03"), .kind = ALERT_TAKEN, .actor = "adv02"}, note = taken;
	struct alert_step *steps = NULL;
	struct alert *open = NULL;
	size_t count = 0, opened = 0;

	assert_done(book, store_replace_alerts(book->store, client, day("2026-01-02"), &drift, 1, &opened, &book->err));
	assert_done(book, store_open_alerts(book->store, client, &open, &count, &book->err));
	taken.alert_id = note.alert_id = open[0].id;
	free(open);
	note.kind = ALERT_NOTE;
	(void)snprintf(note.note, sizeof note.note, "called the client");
	assert_done(book, store_add_alert_step(book->store, &taken, &event, &book->err));
	assert_done(book, store_add_alert_step(book->store, &note, &event, &book->err));
	assert_done(book, store_alert_steps(book->store, 0, &steps, &count, &book->err));
	assert_int_equal(count, 2);
	assert_memory_equal(&steps[1], &note, sizeof note);
	free(steps);
	assert_done(book, store_replace_alerts(book->store, client, day("2026-01-05"), NULL, 0, &opened, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "no open alert", store_add_alert_step(book->store, &note, &event, &book->err));
	assert_done(book, store_alert_steps(book->store, 0, &steps, &count, &book->err));
	assert_int_equal(count, 0);
	free(steps);
	assert_done(book, store_alert_steps(book->store, note.alert_id, &steps, &count, &book->err));
	assert_int_equal(count, 2);
	free(steps);
}

struct heard {
	char text[256];
	int current;
	size_t count;
};

static void hear_step(void *context, const char *content, bool is_current)
{
	struct heard *heard = context;

	if (is_current)
		heard->current = (int)heard->count;
	heard->count++;
	(void)strncat(heard->text, content, sizeof heard->text - strlen(heard->text) - 1);
}

static void a_draft_is_replaced_as_a_whole(void **state)
{
	struct book *book = *state;
	const int64_t client = client_of(book, "C1");
	static const char *const steps[] = {"a", "b", "c"};
	struct heard heard = {.current = -1};

	assert_done(book, store_put_draft(book->store, client, "allocate", steps, 3, 1, &book->err));
	assert_done(book, store_each_draft(book->store, client, "allocate", hear_step, &heard, &book->err));
	assert_string_equal(heard.text, "abc");
	assert_int_equal(heard.current, 1);
	assert_done(book, store_put_draft(book->store, client, "allocate", steps + 2, 1, 0, &book->err));
	heard = (struct heard){.current = -1};
	assert_done(book, store_each_draft(book->store, client, "allocate", hear_step, &heard, &book->err));
	assert_string_equal(heard.text, "c");
	assert_fails(book, STATUS_INVALID, "cannot be kept", store_put_draft(book->store, client, "allocate", steps, 2, 2, &book->err));
	assert_done(book, store_put_draft(book->store, client, "allocate", NULL, 0, 0, &book->err));
	heard = (struct heard){.current = -1};
	assert_done(book, store_each_draft(book->store, client, "allocate", hear_step, &heard, &book->err));
	assert_int_equal(heard.count, 0);
}

struct rows {
	int64_t next, last;
	char text[32];
};

static bool next_row(void *context, int64_t *client_id, const char **figures)
{
	struct rows *rows = context;

	if (rows->next > rows->last)
		return false;
	(void)snprintf(rows->text, sizeof rows->text, "figures %d", (int)rows->next);
	*client_id = rows->next++;
	*figures = rows->text;
	return true;
}

static void hear_row(void *context, int64_t client_id, const char *figures)
{
	struct heard *heard = context;

	heard->current = (int)client_id;
	heard->count++;
	(void)snprintf(heard->text, sizeof heard->text, "%s", figures);
}

static void the_kept_list_is_current_until_anything_changes(void **state)
{
	struct book *book = *state;
	const int64_t first = client_of(book, "C1"), last = client_of(book, "C2");
	struct rows rows = {.next = first, .last = last};
	struct heard heard = {0};
	struct date kept = day("2026-01-01");
	bool is_current = true;
	char seen[48], again[48], summary[64];

	assert_done(book, store_kept_state(book->store, &kept, summary, sizeof summary, &is_current, &book->err));
	assert_false(is_current);
	assert_int_equal(kept.days, 0);
	assert_done(book, store_state_text(book->store, seen, sizeof seen, &book->err));
	assert_done(book, store_put_kept(book->store, day("2026-01-02"), seen, "all of it", next_row, &rows, &book->err));
	assert_done(book, store_kept_state(book->store, &kept, summary, sizeof summary, &is_current, &book->err));
	assert_true(is_current);
	assert_int_equal(kept.days, day("2026-01-02").days);
	assert_string_equal(summary, "all of it");
	assert_done(book, store_each_kept(book->store, hear_row, &heard, &book->err));
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.current, last);

	/* Also for another program that opens the book. */
	book_close(book);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_done(book, store_kept_state(book->store, &kept, summary, sizeof summary, &is_current, &book->err));
	assert_true(is_current);

	/* A list computed before a change is not kept after it. */
	assert_done(book, store_state_text(book->store, seen, sizeof seen, &book->err));
	assert_done(book, store_put_setting(book->store, "any", "thing", &book->err));
	assert_done(book, store_state_text(book->store, again, sizeof again, &book->err));
	assert_string_not_equal(seen, again);
	assert_done(book, store_kept_state(book->store, &kept, summary, sizeof summary, &is_current, &book->err));
	assert_false(is_current);
	rows.next = first;
	assert_fails(book, STATUS_BUSY, "changed while", store_put_kept(book->store, day("2026-01-02"), seen, "all of it", next_row, &rows, &book->err));
	assert_done(book, store_put_kept(book->store, day("2026-01-02"), again, "all of it", next_row, &rows, &book->err));
	assert_done(book, store_kept_state(book->store, &kept, summary, sizeof summary, &is_current, &book->err));
	assert_true(is_current);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(goals_come_back_by_priority_and_are_closed_not_changed, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_goal_without_sense_is_refused, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(steps_on_an_alert_stay_in_order_and_end_with_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_draft_is_replaced_as_a_whole, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_kept_list_is_current_until_anything_changes, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_desk", tests, NULL, NULL);
}
