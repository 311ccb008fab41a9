/* What synthetic clients save for: a home, a school, the time after work. */
#include <gsl/gsl_rng.h>
#include <stdio.h>

#include "advice/base/session.h"
#include "advice/book/sandbox_parts.h"
#include "advice/client/planning.h"
#include "engine/base/money.h"

enum { RETIREMENT_AGE = 62 };

enum purpose { PURPOSE_HOME, PURPOSE_SCHOOL, PURPOSE_LATER, PURPOSE_CARE };

/* In the language of the client's name. */
static const char *const names[][2] = {
	[PURPOSE_HOME] = {"A home", "购房"},
	[PURPOSE_SCHOOL] = {"University", "子女教育"},
	[PURPOSE_LATER] = {"Retirement", "退休生活"},
	[PURPOSE_CARE] = {"Care", "医疗备用"},
};

/* Uniform, in whole steps. */
static int64_t between(gsl_rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)(gsl_rng_uniform(rng) * (double)(high - low + 1));
}

/* percent of an amount, in whole units of step. */
static int64_t share(int64_t amount, int64_t percent, int64_t step)
{
	const int64_t units = amount / 100 * percent / (step * MICROS);

	return (units > 0 ? units : 1) * step * MICROS;
}

static enum status tell(struct session *session, const struct client *client, enum purpose purpose,
                        enum goal_priority priority, int64_t amount, int years, int64_t monthly, struct error *err)
{
	const bool is_chinese = (unsigned char)client->name[0] >= 0x80;
	struct goal goal;

	planning_new(session, &goal);
	(void)snprintf(goal.name, sizeof goal.name, "%s", names[purpose][is_chinese]);
	goal.priority = priority;
	goal.amount = amount;
	goal.due = date_add_months(session_today(session), 12 * years);
	goal.monthly = monthly;
	return planning_add(session, client->code, &goal, session_actor(session), err);
}

enum status sandbox_goals_tell(struct session *session, uint64_t seed, size_t index, const struct sandbox_person *person,
                               struct error *err)
{
	const struct client *client = &person->client;
	gsl_rng *rng;
	int year, month, day, age;
	int64_t spare;
	enum status status = STATUS_OK;

	if (index % 4 == 3) /* one in four has not told any yet */
		return STATUS_OK;
	rng = sandbox_stream(seed, 4, index);
	date_to_civil(session_today(session), &year, &month, &day);
	age = year - client->birth_year;
	spare = (client->income - client->expenses) / 12;
	if (age < RETIREMENT_AGE)
		status = tell(session, client, PURPOSE_LATER, GOAL_MUST, share(person->wealth, between(rng, 90, 140), 10000),
		              RETIREMENT_AGE - age + 1, share(spare, between(rng, 5, 20), 100), err);
	if (status == STATUS_OK && age < 42)
		status = tell(session, client, PURPOSE_HOME, GOAL_WANT, share(person->wealth, between(rng, 20, 60), 10000),
		              (int)between(rng, 3, 8), share(spare, between(rng, 5, 25), 100), err);
	if (status == STATUS_OK && age >= 34 && age < 54 && index % 2 == 0)
		status = tell(session, client, PURPOSE_SCHOOL, GOAL_WISH, share(person->wealth, between(rng, 10, 30), 10000),
		              (int)between(rng, 4, 12), share(spare, between(rng, 2, 8), 100), err);
	if (status == STATUS_OK && age >= RETIREMENT_AGE)
		status = tell(session, client, PURPOSE_CARE, GOAL_MUST, share(person->wealth, between(rng, 40, 90), 10000),
		              (int)between(rng, 5, 12), 0, err);
	gsl_rng_free(rng);
	return status;
}
