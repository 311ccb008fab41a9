/* Goals against the futures of a plan: the law, the money among goals, the futures, the alternatives. */
#include "advice/client/outlook.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/outlook_parts.h"
#include "advice/client/planning.h"
#include "advice/client/standing.h"
#include "advice/market/market.h"
#include "advice/plan/recommend.h"
#include "data/store/store_client.h"
#include "data/store/store_goal.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/simulate/goals.h"

enum { MOST_MONTHS = 80 * 12 }; /* the futures of one goal then take 86 million bytes while they are drawn */

static const struct {
	const char *name, *text;
} models[OUTLOOK_MODELS] = {
	[OUTLOOK_LOGNORMAL] = {"lognormal", N_("lognormal")},
	[OUTLOOK_STUDENT] = {"student", N_("Student t")},
};

const char *outlook_model_name(enum outlook_model model)
{
	return models[model].name;
}

const char *outlook_model_text(enum outlook_model model)
{
	return models[model].text;
}

const char *outlook_gap_text(enum outlook_gap gap)
{
	static const char *const texts[] = {
		[OUTLOOK_KNOWN] = "",
		[OUTLOOK_NO_PRICE] = N_("Something held has no price, so nothing can be said: ballast refresh brings prices."),
		[OUTLOOK_NO_LAW] = N_("There is neither a plan nor anything held whose futures could be drawn."),
		[OUTLOOK_DUE] = N_("Its day has come: pay it out and close it, or give it a later day."),
		[OUTLOOK_TOO_FAR] = N_("It is more than 80 years away."),
		[OUTLOOK_NOT_DRAWN] = N_("Its futures are not drawn here; the screen Plan and ballast goals draw them."),
	};

	return texts[gap];
}

int outlook_of_hundred(double chance)
{
	const int rounded = (int)lround(100.0 * chance);

	return rounded < 1 ? 1 : rounded > 99 ? 99 : rounded;
}

/* ---- the law ---- */

/* What the two parts of a mix earn and how they move together, for every share of equity between them. */
struct two_parts {
	double equity;                /* share in the mix */
	double mean[2], variance[2], covariance; /* of the rest, of equity */
};

static const double *weights_of(const struct standing *standing, char *letter)
{
	if (standing->has_plan) {
		*letter = standing->plan.letter;
		return standing->targets;
	}
	*letter = 'H';
	return standing->value > 0 ? standing->weights : NULL;
}

static enum status part(const struct market *market, const double *weights, const double share[2], double *mean,
                        double *variance, struct error *err)
{
	double *mixed = memory_new_array(market->count, sizeof *mixed);
	struct market_risk risk;
	enum status status;

	for (size_t i = 0; i < market->count; i++)
		mixed[i] = weights[i] * share[market->rows[i].instrument.asset_class == ASSET_EQUITY];
	status = market_volatilities(market, mixed, &risk, err);
	free(mixed);
	if (status != STATUS_OK)
		return status;
	*mean = risk.expected_return;
	*variance = risk.volatility * risk.volatility;
	return STATUS_OK;
}

/* Var(x + y) - Var(x) - Var(y) is twice the covariance: three questions to the market, no matrix here. */
static enum status split(const struct market *market, const double *weights, struct two_parts *parts, struct error *err)
{
	double both, mean;
	enum status status;

	*parts = (struct two_parts){0};
	for (size_t i = 0; i < market->count; i++)
		if (market->rows[i].instrument.asset_class == ASSET_EQUITY)
			parts->equity += weights[i];
	if (!(parts->equity > 0.001 && parts->equity < 0.999))
		return STATUS_OK;
	{
		const double rest[2] = {1.0 / (1.0 - parts->equity), 0.0}, equity[2] = {0.0, 1.0 / parts->equity};
		const double sum[2] = {rest[0], equity[1]};

		status = part(market, weights, rest, &parts->mean[0], &parts->variance[0], err);
		if (status == STATUS_OK)
			status = part(market, weights, equity, &parts->mean[1], &parts->variance[1], err);
		if (status == STATUS_OK)
			status = part(market, weights, sum, &mean, &both, err);
	}
	if (status == STATUS_OK)
		parts->covariance = (both - parts->variance[0] - parts->variance[1]) / 2.0;
	return status;
}

static double volatility_at(const struct two_parts *parts, double e)
{
	const double variance = e * e * parts->variance[1] + (1.0 - e) * (1.0 - e) * parts->variance[0] +
	                        2.0 * e * (1.0 - e) * parts->covariance;

	return sqrt(fmax(variance, 0.0));
}

/* The largest share of equity, in whole percent, whose volatility the client's limit allows. */
static double equity_cap(const struct two_parts *parts, double limit)
{
	for (int percent = 100; percent > 0; percent--)
		if (!(volatility_at(parts, percent / 100.0) > limit))
			return percent / 100.0;
	return 0.0;
}

/* ---- goals ---- */

static size_t months_between(struct date from, struct date to)
{
	const double months = (to.days - from.days) / 30.436875;

	return months < 1.0 ? 1 : (size_t)lround(months);
}

/* sum of c (1 + g)^((t - 1) / 12) / (1 + r)^(t / 12) over the months to the goal, contributions at their ends. */
static double value_of_contributions(const struct outlook_goal *goal, double rate)
{
	double sum = 0.0;

	for (size_t t = 1; t <= goal->months; t++)
		sum += goal->monthly * pow(1.0 + goal->growth, (double)(t - 1) / 12.0) *
		       pow(1.0 + rate, -(double)t / 12.0);
	return sum;
}

static void take_goal(const struct session *session, const struct goal *stored, struct outlook_goal *goal)
{
	const double rate = session_assumptions(session)->risk_free;

	*goal = (struct outlook_goal){.goal = *stored, .glide_now = NAN, .glide_end = NAN, .required_return = NAN};
	planning_restate(session, &goal->goal);
	goal->target = decimal_to_double(goal->goal.amount);
	goal->monthly = decimal_to_double(goal->goal.monthly);
	goal->growth = (double)stored->monthly_growth_ppb / (double)PPB;
	goal->inflation = planning_inflation(session, stored);
	goal->present_value = goal->target;
	if (stored->due.days <= session_today(session).days) {
		goal->gap = OUTLOOK_DUE;
		return;
	}
	goal->months = months_between(session_today(session), stored->due);
	if (goal->months > MOST_MONTHS) {
		goal->gap = OUTLOOK_TOO_FAR;
		return;
	}
	goal->present_value *= pow((1.0 + goal->inflation) / (1.0 + rate), (double)goal->months / 12.0);
	goal->saved_value = value_of_contributions(goal, rate);
}

/* The waterfall; claims are present values already, so they are discounted with nothing. */
static enum status allot(struct outlook *outlook, struct error *err)
{
	struct goal_claim *claims = memory_new_array(outlook->count + 1, sizeof *claims);
	double *allotted = memory_new_array(outlook->count + 1, sizeof *allotted);
	double left = 0.0, whole = 0.0;
	enum status status;

	for (size_t i = 0; i < outlook->count; i++) {
		const struct outlook_goal *goal = &outlook->goals[i];

		claims[i] = (struct goal_claim){.amount = fmax(0.0, goal->present_value - goal->saved_value),
		                                .years = (double)goal->months / 12.0, .priority = (int)goal->goal.priority};
		whole += goal->gap == OUTLOOK_KNOWN ? goal->present_value : 0.0;
	}
	status = goal_allot(claims, outlook->count, 0.0, fmax(0.0, outlook->value - outlook->kept), allotted, &left, err);
	for (size_t i = 0; status == STATUS_OK && i < outlook->count; i++) {
		struct outlook_goal *goal = &outlook->goals[i];

		goal->allotted = allotted[i];
		if (goal->gap == OUTLOOK_KNOWN && whole > 0.0)
			goal->allotted += left * goal->present_value / whole;
		goal->funded = (goal->allotted + goal->saved_value) / goal->present_value;
	}
	free(claims);
	free(allotted);
	return status;
}

static void count_reserve(const struct market *market, const struct standing *standing, struct outlook *outlook)
{
	double at_hand = 0.0;

	outlook->spending_months = NAN;
	if (standing->client.expenses <= 0 || outlook->gap == OUTLOOK_NO_PRICE)
		return;
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct instrument *instrument = &market->rows[standing->lines[i].row].instrument;

		if (instrument_is_cash(instrument) || instrument->asset_class == ASSET_CASH)
			at_hand += decimal_to_double(standing->lines[i].value);
	}
	outlook->spending_months = at_hand / (decimal_to_double(standing->client.expenses) / 12.0);
}

static enum status count_kept(struct session *session, const struct standing *standing, struct outlook *outlook,
                              struct error *err)
{
	struct account *accounts = NULL;
	size_t count = 0;
	const enum status status =
		store_accounts(session_store(session), standing->client.id, &accounts, &count, err);

	if (status == STATUS_OK)
		outlook->kept = fmin(decimal_to_double(standing->mandate.cash_reserve) * (double)count, fmax(outlook->value, 0.0));
	free(accounts);
	return status;
}

/* ---- alternatives ---- */

static enum status try_candidates(struct outlook_drawing *drawing, const struct studio *studio,
                                  struct outlook_goal *goal, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < CANDIDATES; i++) {
		const struct candidate *candidate = &studio->candidates[i];
		const struct outlook_law law = {.expected_return = candidate->risk.expected_return,
		                                .volatility = candidate->risk.volatility};
		struct outlook_plan *plan = &goal->plans[goal->plan_count];

		*plan = (struct outlook_plan){.letter = candidate->letter, .expected_return = law.expected_return,
		                              .volatility = law.volatility, .is_permitted = candidate->is_permitted};
		status = outlook_draw_chance(drawing, &law, goal, &plan->chance, err);
		goal->plan_count += status == STATUS_OK;
	}
	return status;
}

/*
 * The mix with less and less equity toward the goal, within what the client's limit allows and moved by what the funded
 * ratio leaves room for, at most ten points.
 */
static enum status try_glide(struct outlook_drawing *drawing, const struct two_parts *parts, double limit,
                             struct outlook_goal *goal, struct error *err)
{
	const double cap = isfinite(limit) ? equity_cap(parts, limit) : 1.0;
	struct outlook_law law = {0};
	struct outlook_plan *plan = &goal->plans[goal->plan_count];
	double *means, *volatilities, equity = 0.0;
	enum status status = STATUS_OK;

	if (!(parts->equity > 0.001 && parts->equity < 0.999))
		return STATUS_OK;
	means = memory_new_array(goal->months, sizeof *means);
	volatilities = memory_new_array(goal->months, sizeof *volatilities);
	for (size_t t = 0; status == STATUS_OK && t < goal->months; t++) {
		status = glide_equity(glide_knots, glide_knot_count, (double)(goal->months - t) / 12.0, &equity, err);
		if (status == STATUS_OK)
			status = glide_within(equity, cap, goal->funded, 0.10, &equity, err);
		means[t] = equity * parts->mean[1] + (1.0 - equity) * parts->mean[0];
		volatilities[t] = volatility_at(parts, equity);
		if (t == 0)
			goal->glide_now = equity;
	}
	goal->glide_end = equity;
	law = (struct outlook_law){.expected_return = means[0], .volatility = volatilities[0], .expected_returns = means,
	                           .volatilities = volatilities};
	*plan = (struct outlook_plan){.letter = 'G', .expected_return = means[0], .volatility = volatilities[0],
	                              .is_permitted = true};
	if (status == STATUS_OK)
		status = outlook_draw_chance(drawing, &law, goal, &plan->chance, err);
	goal->plan_count += status == STATUS_OK;
	free(means);
	free(volatilities);
	return status;
}

/* ---- the whole ---- */

struct work {
	struct outlook_drawing drawing;
	struct standing standing;     /* owned */
	const struct market *market;
	struct studio studio;         /* owned when has_studio */
	bool has_studio;
	struct two_parts parts;
};

static enum status read(struct session *session, const struct market *market, const struct standing *standing,
                        struct outlook *outlook, struct error *err)
{
	struct goal *goals = NULL;
	enum status status = store_open_goals(session_store(session), standing->client.id, session_today(session), &goals,
	                                      &outlook->count, err);

	if (status != STATUS_OK)
		return status;
	outlook->client = standing->client;
	memcpy(outlook->currency, standing->client.currency, sizeof outlook->currency);
	outlook->value = decimal_to_double(standing->value);
	outlook->risk_free = session_assumptions(session)->risk_free;
	outlook->inflation = session_assumptions(session)->inflation;
	outlook->goals = memory_new_array(outlook->count + 1, sizeof *outlook->goals);
	for (size_t i = 0; i < outlook->count; i++)
		take_goal(session, &goals[i], &outlook->goals[i]);
	free(goals);
	if (standing->state == STANDING_NO_PRICE)
		outlook->gap = OUTLOOK_NO_PRICE;
	count_reserve(market, standing, outlook);
	return count_kept(session, standing, outlook, err);
}

static enum status find_law(struct work *work, struct outlook *outlook, struct error *err)
{
	const double *weights = weights_of(&work->standing, &outlook->letter);
	struct market_risk risk;
	enum status status;

	if (weights == NULL && outlook->gap == OUTLOOK_KNOWN)
		outlook->gap = OUTLOOK_NO_LAW;
	if (outlook->gap != OUTLOOK_KNOWN)
		return STATUS_OK;
	status = market_volatilities(work->market, weights, &risk, err);
	if (status == STATUS_OK)
		status = split(work->market, weights, &work->parts, err);
	if (status != STATUS_OK)
		return status;
	outlook->expected_return = risk.expected_return;
	outlook->volatility = risk.volatility;
	outlook->equity = work->parts.equity;
	return STATUS_OK;
}

/* Candidates are a comparison: that none may be shown is told and keeps nothing else from being so. */
static enum status find_candidates(struct session *session, struct work *work, struct outlook *outlook,
                                   struct error *err)
{
	struct error why = {0};
	const enum status status = studio_open(session, outlook->client.code, &work->studio, &why);

	if (status == STATUS_OK) {
		work->has_studio = true;
		outlook->has_candidates = work->studio.conflict[LANGUAGE_ENGLISH].length == 0;
		if (!outlook->has_candidates)
			(void)snprintf(outlook->no_candidates, sizeof outlook->no_candidates, "%s",
			               "the limits of the mandate allow no plan");
		return STATUS_OK;
	}
	if (status != STATUS_REFUSED && status != STATUS_INFEASIBLE && status != STATUS_INVALID)
		return error_set(err, status, "%s", why.message);
	(void)snprintf(outlook->no_candidates, sizeof outlook->no_candidates, "%.199s", why.message);
	return STATUS_OK;
}

static enum status draw_goals(struct work *work, struct outlook *outlook, struct error *err)
{
	const struct outlook_law law = {.expected_return = outlook->expected_return, .volatility = outlook->volatility};
	const size_t blocks = (outlook->paths + 255) / 256;
	enum status status = STATUS_OK;

	work->drawing.total = outlook->count * blocks * (2 + (outlook->has_candidates ? OUTLOOK_PLANS : 1));
	for (size_t i = 0; status == STATUS_OK && i < outlook->count; i++) {
		struct outlook_goal *goal = &outlook->goals[i];

		if (goal->gap != OUTLOOK_KNOWN)
			continue;
		status = outlook_draw_goal(&work->drawing, &law, goal, err);
		if (status == STATUS_OK)
			status = outlook_draw_income(&work->drawing, &law, goal, err);
		if (status == STATUS_OK && outlook->has_candidates)
			status = try_candidates(&work->drawing, &work->studio, goal, err);
		if (status == STATUS_OK)
			status = try_glide(&work->drawing, &work->parts, work->standing.volatility_limit, goal, err);
	}
	return status;
}

static enum status work_out(struct session *session, struct work *work, struct outlook *outlook, struct error *err)
{
	enum status status = session_market_in(session, work->standing.client.currency, &work->market, err);

	if (status == STATUS_OK)
		status = read(session, work->market, &work->standing, outlook, err);
	if (status == STATUS_OK)
		status = find_law(work, outlook, err);
	if (status == STATUS_OK && outlook->gap == OUTLOOK_KNOWN && outlook->count > 0)
		status = find_candidates(session, work, outlook, err);
	if (status == STATUS_OK)
		status = allot(outlook, err);
	for (size_t i = 0; status == STATUS_OK && outlook->gap != OUTLOOK_KNOWN && i < outlook->count; i++)
		outlook->goals[i].gap = outlook->gap;
	return status == STATUS_OK && outlook->gap == OUTLOOK_KNOWN ? draw_goals(work, outlook, err) : status;
}

static enum status set_options(const struct outlook_options *options, struct outlook_drawing *drawing,
                               struct error *err)
{
	drawing->options = *options;
	if (drawing->options.paths == 0)
		drawing->options.paths = OUTLOOK_PATHS;
	if (drawing->options.seed == 0)
		drawing->options.seed = OUTLOOK_SEED;
	if (drawing->options.paths < 100 || drawing->options.paths > OUTLOOK_MOST_PATHS)
		return error_set(err, STATUS_INVALID, "%zu futures are asked for; 100 to %d can be drawn",
		                 drawing->options.paths, OUTLOOK_MOST_PATHS);
	return STATUS_OK;
}

/* The rest once the standing is read; clears what work holds. */
static enum status finish(struct session *session, struct work *work, struct outlook *outlook, struct error *err)
{
	struct outlook made = {.model = work->drawing.options.model, .paths = work->drawing.options.paths,
	                       .seed = work->drawing.options.seed};
	enum status status;

	work->drawing.simulation = simulation_new();
	status = work_out(session, work, &made, err);
	simulation_free(work->drawing.simulation);
	if (work->has_studio)
		studio_close(&work->studio);
	if (status == STATUS_OK)
		*outlook = made;
	else
		outlook_clear(&made);
	return status;
}

enum status outlook_work(struct session *session, int64_t client_id, const struct outlook_options *options,
                         struct outlook *outlook, struct error *err)
{
	struct work *work = memory_new(sizeof *work);
	enum status status = set_options(options, &work->drawing, err);

	if (status == STATUS_OK)
		status = standing_load_parts(session, client_id, STANDING_WEEK, &work->standing, err);
	if (status == STATUS_OK)
		status = finish(session, work, outlook, err);
	standing_clear(&work->standing);
	free(work);
	return status;
}

enum status outlook_fund(struct session *session, const struct standing *standing, struct outlook *outlook,
                         struct error *err)
{
	const struct market *market;
	struct outlook made = {0};
	enum status status = session_market_in(session, standing->client.currency, &market, err);

	if (status == STATUS_OK)
		status = read(session, market, standing, &made, err);
	if (status == STATUS_OK)
		status = allot(&made, err);
	if (status != STATUS_OK) {
		outlook_clear(&made);
		return status;
	}
	for (size_t i = 0; i < made.count; i++) {
		if (made.gap != OUTLOOK_KNOWN)
			made.goals[i].gap = made.gap;
		else if (made.goals[i].gap == OUTLOOK_KNOWN)
			made.goals[i].gap = OUTLOOK_NOT_DRAWN;
	}
	*outlook = made;
	return STATUS_OK;
}

enum status outlook_find(struct session *session, const char *client_code, const struct outlook_options *options,
                         struct outlook *outlook, struct error *err)
{
	struct client client;
	const enum status status = store_find_client(session_store(session), client_code, &client, err);

	return status == STATUS_OK ? outlook_work(session, client.id, options, outlook, err) : status;
}

void outlook_clear(struct outlook *outlook)
{
	for (size_t i = 0; i < outlook->count && outlook->goals != NULL; i++) {
		free(outlook->goals[i].unit);
		free(outlook->goals[i].stream);
	}
	free(outlook->goals);
	*outlook = (struct outlook){0};
}
