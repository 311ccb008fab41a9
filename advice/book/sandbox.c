/* Making the sandbox: a market, then day by day what clients and advisers did. */
#include "advice/book/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/base/record.h"
#include "advice/book/sandbox_parts.h"
#include "advice/client/profile.h"
#include "advice/plan/recommend.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/*
 * The days on which advisers see clients, in days before today. The first eight lie more than a year back: a profile
 * taken then has expired.
 */
static const int visits[] = {1085, 990, 900, 815, 720, 630, 540, 440, 345, 300, 250, 205, 160, 115, 80, 45, 24, 10};

enum {
	VISITS = sizeof visits / sizeof visits[0],
	OLD_VISITS = 8,               /* before them every profile has expired                        */
	LATE_VISITS = 15,             /* the last weeks                                               */
	HISTORY = 450,                /* days of prices before the first advice: sixty weeks and some  */
	SHOWN_CLIENTS = 24,           /* the size of a small book                                     */
	NEVER = -1,
};

/* A plan that was worked out for one client and suits every other with the same limits on the same day. */
struct known_plan {
	int visit, risk_class;
	bool is_minimum_class;
	long loss_limit, target;      /* volatilities, in thousandths                                 */
	char letter;
	char client[SYMBOL_SIZE];     /* for whom it was worked out                                   */
	struct plan plan;             /* owned                                                        */
};

/* What a client will do, and when: visits by number, or NEVER. */
struct course {
	int start, addition, review, upkeep, caution, whim;
	bool keeps_old_holdings;      /* accepts the new plan at the review and does not deal          */
	bool whim_is_idle_money;      /* else an own purchase                                          */
	char letter;
	int64_t first, added, spent;  /* money                                                        */
};

struct customer {
	struct sandbox_customer of;
	struct course course;
	size_t plan;                  /* into plans; SIZE_MAX: none                                   */
};

struct making {
	const struct session_options *options;
	const struct sandbox_options *sandbox;
	struct session_options visit_options;
	char *path;                   /* owned: of the book while it is made                          */
	struct session *session;      /* owned: of the day                                            */
	struct sandbox_market market; /* owned                                                        */
	struct customer *customers;   /* owned                                                        */
	struct known_plan *plans;     /* owned                                                        */
	size_t plan_count, plan_capacity;
	int first_visit;
	size_t done;
};

static struct date visit_date(const struct making *making, int visit)
{
	return date_previous_business_day(date_add_days(making->options->today, 1 - visits[visit]));
}

static int draw(gsl_rng *rng, int low, int high)
{
	return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

/* Seven of ten clients are looked after; the rest have drifted in one way or another. */
static void draw_drift(gsl_rng *rng, size_t index, const struct sandbox_person *person, struct course *course)
{
	double u = gsl_rng_uniform(rng);

	if (index < SHOWN_CLIENTS) /* a small book must not depend on luck to show something */
		u = index % 3 == 0 && person->peculiarity == CASE_ORDINARY ? 0.05 + 0.1 * (double)(index / 3 % 3) : 1.0;

	course->whim = NEVER;
	course->upkeep = draw(rng, LATE_VISITS, VISITS - 1);
	course->spent = person->wealth / 100 * draw(rng, 14, 24);
	course->whim_is_idle_money = u < 0.10 || person->peculiarity == CASE_NO_LOSS;
	course->keeps_old_holdings = u >= 0.20 && u < 0.30;
	if (u < 0.20)
		course->whim = draw(rng, LATE_VISITS, VISITS - 1);
	if (u < 0.30)
		course->upkeep = NEVER;
}

static void draw_course(const struct making *making, size_t index, const struct sandbox_person *person,
                        struct course *course)
{
	gsl_rng *rng = sandbox_stream(making->sandbox->seed, 3, index);
	const double u = gsl_rng_uniform(rng), v = gsl_rng_uniform(rng);
	bool is_old;

	*course = (struct course){.addition = NEVER, .review = NEVER, .caution = NEVER};
	course->letter = u < 0.15 ? 'A' : u < 0.85 ? 'B' : 'C';
	course->first = person->wealth / 100 * draw(rng, 60, 85);
	course->added = person->wealth - course->first;
	draw_drift(rng, index, person, course);
	is_old = v < 0.65 || course->keeps_old_holdings || person->peculiarity == CASE_EXPIRED;
	course->start = is_old ? draw(rng, 0, OLD_VISITS - 1) : draw(rng, OLD_VISITS, LATE_VISITS - 2);
	if (course->start < making->first_visit)
		course->start = making->first_visit;
	if (course->start < OLD_VISITS && person->peculiarity != CASE_EXPIRED)
		course->review = draw(rng, OLD_VISITS, LATE_VISITS - 1);
	if (course->start + 2 < LATE_VISITS && gsl_rng_uniform(rng) < 0.7)
		course->addition = draw(rng, course->start + 1, LATE_VISITS - 2);
	if (person->peculiarity == CASE_MORE_CAUTIOUS) {
		course->caution = VISITS - 1;
		course->letter = 'C';
	}
	if (person->peculiarity == CASE_EXPIRED || person->peculiarity == CASE_NO_PLAN)
		course->upkeep = NEVER;
	gsl_rng_free(rng);
}

/* ---- one client on one day -------------------------------------------------------------------------------------- */

static enum status assess(struct making *making, const struct customer *customer, bool is_cautious, struct date date,
                          struct assessment *assessment, struct error *err)
{
	struct answers answers = customer->of.person.answers;

	answers.taken = date;
	for (int i = 6; is_cautious && i <= 10; i++) /* Q7 to Q11: what the client would bear */
		answers.option[i] = answers.option[i] > 1 ? 1 : 0;
	return profile_take(making->session, customer->of.person.client.code, &answers, assessment, err);
}

static bool is_plan_for(const struct known_plan *known, const struct known_plan *wanted)
{
	return known->visit == wanted->visit && known->risk_class == wanted->risk_class &&
	       known->is_minimum_class == wanted->is_minimum_class && known->loss_limit == wanted->loss_limit &&
	       known->target == wanted->target && known->letter == wanted->letter;
}

/* Records the plan another client with the same limits was given on the same day. */
static enum status adopt(struct making *making, const struct known_plan *known, const struct client *client,
                         struct error *err)
{
	struct plan plan = known->plan; /* a view: targets are the known plan's */
	struct json *details = json_new_object(), *weights = json_new_object();
	enum status status;

	plan.id = plan.recommendation_id = 0;
	plan.client_id = client->id;
	(void)snprintf(plan.by, sizeof plan.by, "%s", client->name);
	for (size_t i = 0; i < plan.target_count; i++)
		for (size_t j = 0; j < making->market.count; j++)
			if (making->market.instruments[j].id == plan.targets[i].instrument_id && plan.targets[i].weight_ppb > 0)
				json_put_integer(weights, making->market.instruments[j].symbol, plan.targets[i].weight_ppb);
	json_put(details, "weights_ppb", weights);
	json_put_text(details, "letter", (char[]){plan.letter, '\0'});
	json_put_text(details, "same_limits_as", known->client);
	record_figure(details, "expected_return", plan.expected_return);
	record_figure(details, "volatility", plan.volatility);
	{
		const struct journal_event event =
			record_event(making->session, "PLAN_ACCEPTED", client->name, client->code, details);

		status = store_add_plan(session_store(making->session), &plan, &event, err);
	}
	json_free(details);
	return status;
}

/*
 * The first client of a day with given limits is advised as any client is; whoever has the same limits that day
 * accepts the same plan, which the same gate would allow.
 */
static enum status accept(struct making *making, int visit, const struct assessment *assessment,
                          struct customer *customer, struct error *err)
{
	const struct client *client = &customer->of.person.client;
	struct known_plan wanted = {
		.visit = visit, .risk_class = assessment->risk_class, .is_minimum_class = assessment->is_minimum_class,
		.loss_limit = lround(1000.0 * assessment->volatility_loss_limit),
		.target = lround(1000.0 * assessment->volatility_target), .letter = customer->course.letter,
	};
	enum status status;

	for (size_t i = making->plan_count; i-- > 0 && making->plans[i].visit == visit;) {
		if (!is_plan_for(&making->plans[i], &wanted))
			continue;
		customer->plan = i;
		return adopt(making, &making->plans[i], client, err);
	}
	status = recommend_accept(making->session, client->code, wanted.letter, client->name, &wanted.plan, err);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(wanted.client, sizeof wanted.client, "%s", client->code);
	making->plans = memory_grow(making->plans, &making->plan_capacity, making->plan_count + 1, sizeof *making->plans);
	customer->plan = making->plan_count;
	making->plans[making->plan_count++] = wanted;
	return STATUS_OK;
}

/* Profile and plan, as far as this client goes. */
static enum status advise(struct making *making, int visit, struct date date, struct customer *customer,
                          struct error *err)
{
	const enum sandbox_case peculiarity = customer->of.person.peculiarity;
	struct assessment assessment;
	enum status status;

	if (peculiarity == CASE_NO_PROFILE)
		return STATUS_OK;
	status = assess(making, customer, false, date, &assessment, err);
	if (status != STATUS_OK || peculiarity == CASE_NO_PLAN)
		return status;
	return accept(making, visit, &assessment, customer, err);
}

static enum status join(struct making *making, struct customer *customer, struct error *err)
{
	struct store *store = session_store(making->session);
	struct sandbox_person *person = &customer->of.person;
	enum status status = store_put_client(store, &person->client, NULL, err);

	for (int i = 0; i < person->accounts && status == STATUS_OK; i++) {
		char code[SYMBOL_SIZE + 16];

		(void)snprintf(code, sizeof code, "%.24s-%d", person->client.code, i + 1);
		status = store_put_account(store, person->client.id, code, &customer->of.accounts[i], err);
	}
	return status;
}

/* To the plan; who has none keeps half in the money fund and has bought shares with a third. */
static enum status deal(struct making *making, struct date date, int64_t amount, struct customer *customer,
                        struct error *err)
{
	struct store *store = session_store(making->session);
	enum status status;

	if (customer->plan != SIZE_MAX)
		return sandbox_follow(store, &making->market, date, &making->plans[customer->plan].plan, &customer->of, err);
	status = sandbox_buy(store, &making->market, date, "000198", amount / 2, &customer->of, err);
	if (status == STATUS_OK)
		status = sandbox_buy(store, &making->market, date, "510300", amount / 3, &customer->of, err);
	return status;
}

/* Money of the client's own accord: left idle, or all of it into the fund everybody talks about. */
static enum status follow_a_whim(struct making *making, struct date date, struct customer *customer,
                                 struct error *err)
{
	struct store *store = session_store(making->session);
	const char *symbol = customer->course.spent / MICROS % 2 == 0 ? "510500" : "513500";
	enum status status = sandbox_deposit(store, date, customer->course.spent, &customer->of, err);

	if (status == STATUS_OK && !customer->course.whim_is_idle_money)
		status = sandbox_buy(store, &making->market, date, symbol, customer->course.spent, &customer->of, err);
	return status;
}

static enum status meet(struct making *making, int visit, struct date date, struct customer *customer,
                        struct error *err)
{
	struct store *store = session_store(making->session);
	const struct course *course = &customer->course;
	struct assessment assessment;
	enum status status = STATUS_OK;

	if (course->start == visit) {
		status = join(making, customer, err);
		if (status == STATUS_OK)
			status = sandbox_deposit(store, date, course->first, &customer->of, err);
		if (status == STATUS_OK)
			status = advise(making, visit, date, customer, err);
		if (status == STATUS_OK)
			status = deal(making, date, course->first, customer, err);
	}
	if (status == STATUS_OK && course->addition == visit) {
		status = sandbox_deposit(store, date, course->added, &customer->of, err);
		if (status == STATUS_OK)
			status = deal(making, date, course->added, customer, err);
	}
	if (status == STATUS_OK && course->review == visit) {
		status = advise(making, visit, date, customer, err);
		if (status == STATUS_OK && !course->keeps_old_holdings && customer->plan != SIZE_MAX)
			status = deal(making, date, 0, customer, err);
	}
	if (status == STATUS_OK && course->upkeep == visit && customer->plan != SIZE_MAX)
		status = deal(making, date, 0, customer, err);
	if (status == STATUS_OK && course->whim == visit)
		status = follow_a_whim(making, date, customer, err);
	if (status == STATUS_OK && course->caution == visit)
		status = assess(making, customer, true, date, &assessment, err);
	return status;
}

/* ---- the whole book --------------------------------------------------------------------------------------------- */

/* The session of a past day: records carry its time, and advice sees only what was known then. */
static enum status open_day(struct making *making, struct date date, struct error *err)
{
	char day[DATE_TEXT_SIZE];
	static const char hour[] = "T09:30:00Z";
	char time[DATE_TEXT_SIZE + sizeof hour];

	(void)snprintf(time, sizeof time, "%s%s", date_format(date, day), hour);
	making->visit_options = *making->options;
	making->visit_options.book = making->path;
	making->visit_options.today = date;
	making->visit_options.time = time;
	making->visit_options.actor = "sandbox"; /* who ran the command must not change the book */
	making->visit_options.is_read_only = false;
	session_close(making->session);
	making->session = NULL;
	return session_open(&making->visit_options, &making->session, err);
}

static void tell(struct making *making)
{
	const size_t total = (size_t)(VISITS - making->first_visit) * making->sandbox->clients;

	making->done++;
	if (making->sandbox->progress != NULL && (making->done % 64 == 0 || making->done == total))
		making->sandbox->progress(making->sandbox->context, making->done, total);
}

static enum status hold_visit(struct making *making, int visit, struct error *err)
{
	const struct date date = visit_date(making, visit);
	enum status status = open_day(making, date, err);

	if (status == STATUS_OK)
		status = store_begin(session_store(making->session), err);
	for (size_t i = 0; i < making->sandbox->clients && status == STATUS_OK; i++) {
		status = meet(making, visit, date, &making->customers[i], err);
		if (status != STATUS_OK)
			(void)error_prefix(err, "sandbox client %s", making->customers[i].of.person.client.code);
		tell(making);
	}
	return status == STATUS_OK ? store_commit(session_store(making->session), err) : status;
}

static enum status make_market(struct making *making, struct error *err)
{
	struct store *store = session_store(making->session);
	char text[64], day[DATE_TEXT_SIZE];
	enum status status;

	status = sandbox_market_make(session_assumptions(making->session), making->sandbox->currency,
	                             making->options->today, making->sandbox->years, making->sandbox->seed,
	                             &making->market, err);
	(void)snprintf(text, sizeof text, "seed %llu, %s", (unsigned long long)making->sandbox->seed,
	               date_format(making->options->today, day));
	if (status == STATUS_OK)
		status = store_put_setting(store, "sandbox", text, err);
	if (status == STATUS_OK)
		status = sandbox_market_store(store, making->options->time, &making->market, err);
	return status;
}

static void invite(struct making *making)
{
	making->customers = memory_new_array(making->sandbox->clients, sizeof *making->customers);
	while (making->first_visit < LATE_VISITS &&
	       visit_date(making, making->first_visit).days - making->market.dates[0].days < HISTORY)
		making->first_visit++;
	for (size_t i = 0; i < making->sandbox->clients; i++) {
		struct customer *customer = &making->customers[i];

		customer->plan = SIZE_MAX;
		sandbox_person_make(making->sandbox->seed, i, making->sandbox->currency, making->options->today,
		                    &customer->of.person);
		draw_course(making, i, &customer->of.person, &customer->course);
	}
}

/* The last record: what this book is. */
static enum status sign(struct making *making, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = {
		.event = "SANDBOX_MADE", .actor = "sandbox", .time = making->options->time, .details = details};
	char seed[24];
	enum status status;

	(void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)making->sandbox->seed);
	json_put_text(details, "seed", seed);
	record_date(details, "day", making->options->today);
	json_put_integer(details, "clients", (int64_t)making->sandbox->clients);
	json_put_integer(details, "years", making->sandbox->years);
	status = journal_append(session_store(making->session), &event, err);
	json_free(details);
	return status;
}

static enum status tell_goals(struct making *making, struct error *err)
{
	enum status status = open_day(making, making->options->today, err);

	if (status == STATUS_OK)
		status = store_begin(session_store(making->session), err);
	for (size_t i = 0; i < making->sandbox->clients && status == STATUS_OK; i++)
		status = sandbox_goals_tell(making->session, making->sandbox->seed, i, &making->customers[i].of.person, err);
	return status == STATUS_OK ? store_commit(session_store(making->session), err) : status;
}

static enum status fill(struct making *making, struct error *err)
{
	struct store *store;
	char day[DATE_TEXT_SIZE], time[32];
	enum status status;

	(void)snprintf(time, sizeof time, "%sT09:00:00Z", date_format(visit_date(making, 0), day));
	status = store_create(making->path, making->sandbox->currency, time, &store, err);
	if (status != STATUS_OK)
		return status;
	store_close(store);
	status = open_day(making, making->options->today, err);
	if (status == STATUS_OK)
		status = make_market(making, err);
	if (status != STATUS_OK)
		return status;
	invite(making);
	for (int visit = making->first_visit; visit < VISITS && status == STATUS_OK; visit++)
		status = hold_visit(making, visit, err);
	if (status == STATUS_OK)
		status = tell_goals(making, err);
	return status == STATUS_OK ? sign(making, err) : status;
}

/* Under its name only once it is whole, and never over another. */
static enum status publish(const struct making *making, struct error *err)
{
	const char *book = making->options->book;

	if (renameat2(AT_FDCWD, making->path, AT_FDCWD, book, RENAME_NOREPLACE) == 0)
		return STATUS_OK;
	if ((errno == EINVAL || errno == ENOSYS) && access(book, F_OK) != 0 && rename(making->path, book) == 0)
		return STATUS_OK; /* a file system that cannot promise it in one step */
	if (errno == EEXIST || access(book, F_OK) == 0)
		return error_set(err, STATUS_REFUSED, "%s exists already; choose another name", book);
	return error_set(err, STATUS_IO, "%s: %s", book, strerror(errno));
}

/*
 * What a run that was killed or failed has left, and the change it was in the middle of, which would be played into the
 * next book of that name. Nothing being there is as good.
 */
static void sweep(const struct making *making)
{
	struct text journal = {0};

	text_addf(&journal, "%s-journal", making->path);
	(void)unlink(making->path);
	(void)unlink(text_string(&journal));
	text_clear(&journal);
}

static void making_clear(struct making *making)
{
	session_close(making->session);
	for (size_t i = 0; making->customers != NULL && i < making->sandbox->clients; i++)
		sandbox_customer_clear(&making->customers[i].of);
	for (size_t i = 0; i < making->plan_count; i++)
		plan_clear(&making->plans[i].plan);
	free(making->customers);
	free(making->plans);
	free(making->path);
	sandbox_market_clear(&making->market);
}

enum status sandbox_make(const struct session_options *options, const struct sandbox_options *sandbox,
                         struct error *err)
{
	struct sandbox_options settled = *sandbox;
	struct making making = {.options = options, .sandbox = &settled};
	struct text path = {0};
	enum status status;

	settled.clients = settled.clients > 0 ? settled.clients : 24;
	settled.years = settled.years != 0 ? settled.years : 10;
	settled.seed = settled.seed != 0 ? settled.seed : 1;
	settled.currency = settled.currency != NULL ? settled.currency : "CNY";
	if (settled.clients > 100000)
		return error_set(err, STATUS_INVALID, "a sandbox has at most 100000 clients, not %zu", settled.clients);
	if (access(options->book, F_OK) == 0)
		return error_set(err, STATUS_REFUSED, "%s exists already; a sandbox never takes the place of a book",
		                 options->book);
	text_addf(&path, "%s.partial", options->book);
	making.path = memory_copy_text(text_string(&path));
	text_clear(&path);
	sweep(&making);
	status = fill(&making, err);
	session_close(making.session);
	making.session = NULL;
	if (status == STATUS_OK)
		status = publish(&making, err);
	if (status != STATUS_OK)
		sweep(&making);
	making_clear(&making);
	return status;
}
