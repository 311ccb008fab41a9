/* Goals: words read one by one, recorded as a whole. */
#include "advice/client/planning.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_client.h"
#include "data/store/store_goal.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static const struct {
	const char *name, *text;
} priorities[GOAL_PRIORITIES] = {
	[GOAL_MUST] = {"must", N_("must")}, [GOAL_WANT] = {"want", N_("want")}, [GOAL_WISH] = {"wish", N_("wish")},
};

const char *planning_priority_name(enum goal_priority priority)
{
	return priorities[priority].name;
}

const char *planning_priority_text(enum goal_priority priority)
{
	return priorities[priority].text;
}

/* ---- words ---- */

static enum status read_name(const char *text, struct goal *goal, struct error *err)
{
	if (text[strspn(text, " ")] == '\0' || strlen(text) >= sizeof goal->name || !text_is_clean(text))
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no name for a goal; a word or a few will do", text);
	(void)snprintf(goal->name, sizeof goal->name, "%s", text + strspn(text, " "));
	return STATUS_OK;
}

static enum status read_money(const char *what, const char *text, int64_t least, int64_t *micros, struct error *err)
{
	int64_t value;

	if (decimal_parse(text, &value, NULL) != STATUS_OK)
		return error_set(err, STATUS_INVALID, "%s \"%.40s\" is no amount; write it like 300000 or 1500.50", what, text);
	if (value < least)
		return error_set(err, STATUS_INVALID, "%s %.40s must %s", what, text,
		                 least > 0 ? "be above zero" : "not be negative");
	*micros = value;
	return STATUS_OK;
}

static enum status read_rate(const char *what, const char *text, int64_t *ppb, struct error *err)
{
	int64_t micros;

	if (decimal_parse(text, &micros, NULL) != STATUS_OK || micros < 0 || micros > MICROS / 2)
		return error_set(err, STATUS_INVALID, "%s \"%.40s\" is no fraction a year from 0 to 0.5; 0.02 is 2 %%", what, text);
	*ppb = micros * (PPB / MICROS);
	return STATUS_OK;
}

static enum status read_due(const struct session *session, const char *text, struct goal *goal, struct error *err)
{
	char today[DATE_TEXT_SIZE];
	struct date due;

	if (date_parse(text, &due, NULL) != STATUS_OK)
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no date; write it like 2035-06-30", text);
	if (due.days <= session_today(session).days)
		return error_set(err, STATUS_INVALID, "the goal is due on %s, which is not after %s", text,
		                 date_format(session_today(session), today));
	goal->due = due;
	return STATUS_OK;
}

static enum status read_priority(const char *text, struct goal *goal, struct error *err)
{
	for (int i = 0; i < GOAL_PRIORITIES; i++) {
		if (strcmp(text, priorities[i].name) == 0) {
			goal->priority = (enum goal_priority)i;
			return STATUS_OK;
		}
	}
	return error_set(err, STATUS_INVALID, "\"%.40s\" is no priority; it is one of must, want, wish", text);
}

void planning_new(const struct session *session, struct goal *goal)
{
	*goal = (struct goal){.priority = GOAL_WANT, .inflation_ppb = GOAL_INFLATION_OF_ASSUMPTIONS,
	                      .recorded = session_today(session)};
}

enum status planning_read(const struct session *session, const struct planning_words *words, struct goal *goal,
                          struct error *err)
{
	struct goal read = *goal;
	enum status status = STATUS_OK;

	if (words->name != NULL)
		status = read_name(words->name, &read, err);
	if (status == STATUS_OK && words->amount != NULL)
		status = read_money("the amount", words->amount, 1, &read.amount, err);
	if (status == STATUS_OK && words->due != NULL)
		status = read_due(session, words->due, &read, err);
	if (status == STATUS_OK && words->priority != NULL)
		status = read_priority(words->priority, &read, err);
	if (status == STATUS_OK && words->monthly != NULL)
		status = read_money("what is set aside a month", words->monthly, 0, &read.monthly, err);
	if (status == STATUS_OK && words->growth != NULL)
		status = read_rate("the growth", words->growth, &read.monthly_growth_ppb, err);
	if (status == STATUS_OK && words->inflation != NULL && words->inflation[0] == '\0')
		read.inflation_ppb = GOAL_INFLATION_OF_ASSUMPTIONS;
	else if (status == STATUS_OK && words->inflation != NULL)
		status = read_rate("the inflation", words->inflation, &read.inflation_ppb, err);
	if (status == STATUS_OK)
		*goal = read;
	return status;
}

/* ---- the book ---- */

static struct json *record_goal(const struct goal *goal)
{
	struct json *details = json_new_object();

	if (goal->id != 0)
		json_put_integer(details, "goal", goal->id);
	json_put_text(details, "name", goal->name);
	json_put_decimal(details, "amount", goal->amount);
	record_date(details, "due", goal->due);
	json_put_text(details, "priority", priorities[goal->priority].name);
	json_put_decimal(details, "monthly", goal->monthly);
	record_weight(details, "monthly_growth", goal->monthly_growth_ppb);
	if (goal->inflation_ppb == GOAL_INFLATION_OF_ASSUMPTIONS)
		json_put_text(details, "inflation", "assumptions");
	else
		record_weight(details, "inflation", goal->inflation_ppb);
	return details;
}

static enum status find_client(struct session *session, const char *code, const char *by, struct client *client,
                               struct error *err)
{
	if (by == NULL || by[strspn(by, " ")] == '\0' || !text_is_clean(by) || strlen(by) >= NAME_SIZE)
		return error_set(err, STATUS_INVALID, "who records the goal must be named (--by NAME)");
	return store_find_client(session_store(session), code, client, err);
}

static enum status open_goals(struct session *session, const struct client *client, struct goal **goals, size_t *count,
                              struct error *err)
{
	return store_open_goals(session_store(session), client->id, session_today(session), goals, count, err);
}

static enum status find_goal(struct session *session, const struct client *client, int64_t goal_id, struct goal *goal,
                             struct error *err)
{
	struct goal *goals = NULL;
	size_t count = 0, at = 0;
	enum status status = open_goals(session, client, &goals, &count, err);

	if (status != STATUS_OK)
		return status;
	while (at < count && goals[at].id != goal_id)
		at++;
	if (at < count)
		*goal = goals[at];
	else
		status = error_set(err, STATUS_NOT_FOUND, "client %s has no open goal %lld; ballast goals %s lists them",
		                   client->code, (long long)goal_id, client->code);
	free(goals);
	return status;
}

double planning_inflation(const struct session *session, const struct goal *goal)
{
	return goal->inflation_ppb == GOAL_INFLATION_OF_ASSUMPTIONS ? session_assumptions(session)->inflation
	                                                            : (double)goal->inflation_ppb / (double)PPB;
}

/* Amounts that grow beyond what money can be keep what they are: the check of the amount refuses far smaller ones. */
static void grow(int64_t *micros, double rate, double years)
{
	int64_t grown;

	if (decimal_from_double(decimal_to_double(*micros) * pow(1.0 + rate, years), ROUND_HALF_EVEN, &grown, NULL) ==
	    STATUS_OK)
		(void)decimal_round(grown, MICROS / 100, ROUND_HALF_EVEN, micros);
}

void planning_restate(const struct session *session, struct goal *goal)
{
	const double years = (session_today(session).days - goal->recorded.days) / 365.25;

	if (years <= 0.0)
		return;
	grow(&goal->amount, planning_inflation(session, goal), years);
	grow(&goal->monthly, (double)goal->monthly_growth_ppb / (double)PPB, years);
	goal->recorded = session_today(session);
}

enum status planning_find(struct session *session, const char *client_code, int64_t goal_id, struct goal *goal,
                          struct error *err)
{
	struct client client;
	enum status status = store_find_client(session_store(session), client_code, &client, err);

	if (status == STATUS_OK)
		status = find_goal(session, &client, goal_id, goal, err);
	if (status == STATUS_OK)
		planning_restate(session, goal);
	return status;
}

static enum status check_complete(const struct goal *goal, struct error *err)
{
	if (goal->name[0] == '\0')
		return error_set(err, STATUS_INVALID, "a goal needs a name");
	if (goal->amount <= 0)
		return error_set(err, STATUS_INVALID, "goal \"%s\" needs an amount", goal->name);
	if (goal->due.days == 0)
		return error_set(err, STATUS_INVALID, "goal \"%s\" needs the day it is due", goal->name);
	return STATUS_OK;
}

static enum status add(struct session *session, const struct client *client, struct goal *goal, const char *event_name,
                       struct json *details, const char *by, struct error *err)
{
	const struct journal_event event = record_event(session, event_name, by, client->code, details);

	goal->client_id = client->id;
	goal->recorded = session_today(session);
	goal->closed = (struct date){0};
	(void)snprintf(goal->made_by, sizeof goal->made_by, "%s", by);
	return store_add_goal(session_store(session), goal, &event, err);
}

enum status planning_add(struct session *session, const char *client_code, struct goal *goal, const char *by,
                         struct error *err)
{
	struct client client;
	struct goal *goals = NULL;
	struct json *details;
	size_t count = 0;
	enum status status = check_complete(goal, err);

	if (status == STATUS_OK)
		status = find_client(session, client_code, by, &client, err);
	if (status == STATUS_OK)
		status = open_goals(session, &client, &goals, &count, err);
	free(goals);
	if (status == STATUS_OK && count >= PLANNING_GOALS)
		status = error_set(err, STATUS_INVALID, "client %s has %zu open goals; close one before a new one is added",
		                   client.code, count);
	if (status != STATUS_OK)
		return status;
	goal->id = 0;
	details = record_goal(goal);
	status = add(session, &client, goal, "GOAL_ADDED", details, by, err);
	json_free(details);
	return status;
}

/* Closing and adding as one: the store joins them into the transaction that is open here. */
enum status planning_change(struct session *session, const char *client_code, struct goal *goal, const char *by,
                            struct error *err)
{
	struct store *store = session_store(session);
	struct goal before, made = *goal;
	struct client client;
	struct json *details = NULL;
	enum status status = check_complete(goal, err);

	if (status == STATUS_OK)
		status = find_client(session, client_code, by, &client, err);
	if (status == STATUS_OK)
		status = find_goal(session, &client, goal->id, &before, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	details = record_goal(&before);
	{
		const struct journal_event event = record_event(session, "GOAL_CLOSED", by, client.code, details);

		status = store_close_goal(store, client.id, goal->id, session_today(session), &event, err);
	}
	json_free(details);
	if (status == STATUS_OK) {
		details = record_goal(&made);
		status = add(session, &client, &made, "GOAL_CHANGED", details, by, err);
		json_free(details);
	}
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status == STATUS_OK)
		*goal = made;
	return status;
}

enum status planning_close(struct session *session, const char *client_code, int64_t goal_id, const char *by,
                           struct error *err)
{
	struct client client;
	struct goal goal;
	struct json *details;
	enum status status = find_client(session, client_code, by, &client, err);

	if (status == STATUS_OK)
		status = find_goal(session, &client, goal_id, &goal, err);
	if (status != STATUS_OK)
		return status;
	details = record_goal(&goal);
	{
		const struct journal_event event = record_event(session, "GOAL_CLOSED", by, client.code, details);

		status = store_close_goal(session_store(session), client.id, goal_id, session_today(session), &event, err);
	}
	json_free(details);
	return status;
}
