/* The studio beyond the frontier: groups, figures of one's own, views, objectives, relaxing, the draft, the record. */
#include "tests/advice/lab_bench.h"

#include "advice/client/mandating.h"
#include "advice/client/profile.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "advice/risk/risk_view.h"
#include "data/store/store_advice.h"
#include "engine/base/money.h"
#include "tests/advice/scene.h"

/* Sums of a few products are exact to rounding; what an iteration accepts, to its certificate. */
static const double rounding = 1e-12, accepted = 1e-7;

struct room {
	struct scene scene;
	struct bench *bench;
	struct studio studio;
	struct studio_wish wish;
};

static int open_room(void **state)
{
	struct room *room = calloc(1, sizeof *room);
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct error err;
	void *bench = NULL;

	scene_open(&room->scene);
	scene_add_client(&room->scene, "C1", "王芳", 100000 * MICROS);
	scene_add_lot(&room->scene, "C1", "510300", 60000 * MICROS);
	scene_add_lot(&room->scene, "C1", "511010", 1200 * MICROS);
	MUST(profile_take(room->scene.session, "C1", &answers, &assessment, &err));
	MUST(studio_open(room->scene.session, "C1", &room->studio, &err));
	studio_wish_begin(&room->studio, &room->wish);
	(void)set_up(&bench);
	room->bench = bench;
	*state = room;
	return 0;
}

static int close_room(void **state)
{
	struct room *room = *state;
	void *bench = room->bench;

	studio_wish_clear(&room->wish);
	studio_close(&room->studio);
	scene_close(&room->scene);
	(void)tear_down(&bench);
	free(room);
	return 0;
}

static void apply(struct room *room)
{
	struct error err;

	MUST(studio_apply(room->scene.session, &room->studio, &room->wish, &err));
}

static size_t row(const struct room *room, const char *symbol)
{
	const size_t found = market_find(room->studio.market, symbol);

	assert_true(found != SIZE_MAX);
	return found;
}

static size_t group(const struct room *room, enum studio_group_kind kind, const char *key)
{
	for (size_t i = 0; i < room->studio.group_count; i++)
		if (room->studio.groups[i].kind == kind && strcmp(room->studio.groups[i].key, key) == 0)
			return i;
	fail_msg("there is no group %s", key);
	return 0;
}

/* ---- the studio's figures as files of the laboratory ---- */

static void put_assumptions(struct room *room, struct lab_optimize *request)
{
	const struct studio *studio = &room->studio;
	struct text mean = {0}, covariance = {0}, bounds = {0}, groups = {0};

	text_add(&mean, "symbol,mean\n");
	text_add(&covariance, "symbol");
	text_add(&bounds, "symbol,lower,upper\n");
	text_add(&groups, "group,symbol,lower,upper\n");
	for (size_t i = 0; i < studio->universe_count; i++)
		text_addf(&covariance, ",%s", studio->problem->labels[i]);
	text_add(&covariance, "\n");
	for (size_t i = 0; i < studio->universe_count; i++) {
		const size_t at = studio->universe[i];

		text_addf(&mean, "%s,%.17g\n", studio->problem->labels[i], studio->beliefs.prior[at]);
		text_addf(&bounds, "%s,%.17g,%.17g\n", studio->problem->labels[i], studio->lower[at], studio->upper[at]);
		text_addf(&covariance, "%s", studio->problem->labels[i]);
		for (size_t j = 0; j < studio->universe_count; j++)
			text_addf(&covariance, ",%.17g", gsl_matrix_get(studio->problem->covariance, i, j));
		text_add(&covariance, "\n");
	}
	for (size_t g = 0; g < studio->group_count; g++)
		for (size_t i = 0; studio->groups[g].row != SIZE_MAX && i < studio->universe_count; i++)
			if (studio->groups[g].kind != GROUP_LEVEL &&
			    studio_group_has(&studio->groups[g], &studio->market->rows[studio->universe[i]].instrument))
				text_addf(&groups, "g%zu,%s,%.17g,%.17g\n", g, studio->problem->labels[i], studio->groups[g].lower,
				          studio->groups[g].upper);
	request->problem = (struct lab_problem){
		.mean = put_text(room->bench, "mean.csv", &mean), .covariance = put_text(room->bench, "cov.csv", &covariance),
		.bounds = put_text(room->bench, "bounds.csv", &bounds), .groups = put_text(room->bench, "groups.csv", &groups),
		.lower = NAN, .upper = NAN, .turnover = NAN, .risk_free = studio->problem->allocation.risk_free,
	};
	request->target = request->risk_aversion = request->uncertainty = NAN;
}

static void optimize(struct room *room, const struct lab_optimize *request)
{
	struct section *section = NULL;
	bool is_feasible = false;
	struct error err;

	MUST(lab_optimize(request, &is_feasible, room->bench->arena, &section, &err));
	assert_true(is_feasible);
	read_json(room->bench, section);
}

/* ---- views and figures ---- */

/* One view with confidence c moves its own return c of the way, and another by its beta on it (Idzorek's closed form). */
static void a_view_moves_returns_as_its_confidence_says(void **state)
{
	struct room *room = *state;
	const size_t a = row(room, "510300"), b = row(room, "513500");
	const struct market *market = room->studio.market;
	const double before = market->rows[a].expected_return, said = 0.12, sure = 0.25;
	const double beta = gsl_matrix_get(market->covariance, a, b) / gsl_matrix_get(market->covariance, a, a);

	room->wish.views[0] = (struct studio_view){.row = a, .over = SIZE_MAX, .value = said, .confidence = sure};
	room->wish.view_count = 1;
	apply(room);
	assert_true(fabs(room->studio.beliefs.expected_return[a] - (before + sure * (said - before))) < rounding);
	assert_true(fabs(room->studio.beliefs.expected_return[b] -
	                 (market->rows[b].expected_return + beta * sure * (said - before))) < rounding);
	assert_true(room->studio.beliefs.effects[0].is_used);
	assert_true(room->studio.beliefs.effects[0].prior == before);
	assert_true(room->studio.beliefs.is_changed);
	/* And taken back, everything is as the house has it, to the last digit. */
	room->wish.view_count = 0;
	apply(room);
	assert_true(room->studio.beliefs.expected_return[a] == before);
	assert_true(room->studio.current.expected_return == room->studio.current.risk.expected_return);
}

static void views_say_what_the_laboratory_says(void **state)
{
	struct room *room = *state;
	struct lab_optimize request = {.objective = "min-variance"};

	room->wish.views[0] = (struct studio_view){row(room, "510300"), row(room, "513500"), 0.03, 0.6};
	room->wish.views[1] = (struct studio_view){row(room, "518880"), SIZE_MAX, 0.055, 0.8};
	room->wish.view_count = 2;
	apply(room);
	put_assumptions(room, &request);
	request.problem.views = put(room->bench, "views.csv",
	                            "view,symbol,coefficient,value,confidence\n1,510300,1,0.03,0.6\n1,513500,-1,0.03,0.6\n"
	                            "2,518880,1,0.055,0.8\n");
	optimize(room, &request);
	for (size_t i = 0; i < room->studio.universe_count; i++) {
		const char *pointer = arena_format(room->bench->arena, "/posterior/%s", room->studio.problem->labels[i]);

		assert_true(fabs(number(room->bench, pointer) -
		                 room->studio.beliefs.expected_return[room->studio.universe[i]]) < rounding);
	}
}

static void views_that_cannot_be_taken_are_named(void **state)
{
	struct room *room = *state;
	struct error err;

	room->wish.views[0] = (struct studio_view){row(room, "510300"), row(room, "510300"), 0.03, 0.6};
	room->wish.view_count = 1;
	assert_int_equal(studio_apply(room->scene.session, &room->studio, &room->wish, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "view 1 sets an instrument against itself"));
	room->wish.views[0] = (struct studio_view){row(room, "510300"), SIZE_MAX, 0.03, 1.0};
	room->wish.views[1] = (struct studio_view){row(room, "510300"), SIZE_MAX, 0.05, 1.0};
	room->wish.view_count = 2;
	assert_int_equal(studio_apply(room->scene.session, &room->studio, &room->wish, &err), STATUS_INFEASIBLE);
	room->wish.view_count = 0;
	apply(room);
	assert_true(room->studio.current.is_permitted);
}

/* A figure entered can make a plan look calm; whether it may be proposed is asked of the house's figures. */
static void the_gate_does_not_go_by_what_was_entered(void **state)
{
	struct room *room = *state;

	room->studio.wall = 0.06; /* a careful client: what matters here is that the wall stands */
	room->wish.entered_volatility[row(room, "510300")] = 0.01;
	room->wish.entered_volatility[row(room, "513500")] = 0.01;
	room->wish.letter = 'S';
	room->wish.volatility = 1.0;
	apply(room);
	assert_true(room->studio.current.volatility < room->studio.wall);
	assert_true(room->studio.current.risk.volatility > room->studio.wall);
	assert_false(room->studio.current.is_permitted);
	assert_string_equal(room->studio.current.gate_code, "T11");
	for (int i = 0; i < CANDIDATES; i++)
		assert_true(room->studio.candidates[i].risk.volatility <= room->studio.wall + 1e-6);
}

static void an_entered_volatility_scales_the_covariance(void **state)
{
	struct room *room = *state;
	const size_t a = row(room, "510300");
	const struct market *market = room->studio.market;
	double variance = 0.0;

	room->wish.entered_volatility[a] = 2.0 * market->rows[a].volatility;
	apply(room);
	for (size_t i = 0; i < market->count; i++)
		for (size_t j = 0; j < market->count; j++)
			variance += room->studio.current.weights[i] * (i == a ? 2.0 : 1.0) * room->studio.current.weights[j] *
			            (j == a ? 2.0 : 1.0) * gsl_matrix_get(market->covariance, i, j);
	assert_true(fabs(room->studio.current.volatility - sqrt(variance)) < rounding);
	assert_true(room->studio.current.risk.volatility < room->studio.current.volatility);
}

/* ---- groups and conflicts ---- */

static void a_group_limit_edited_is_that_of_a_mandate(void **state)
{
	struct room *room = *state;
	struct studio recorded;
	struct mandate mandate;
	struct error err;

	room->wish.group_upper[group(room, GROUP_CLASS, "equity")] = 0.2;
	room->wish.group_lower[group(room, GROUP_REGION, "US")] = 0.05;
	apply(room);
	MUST(mandating_current(room->scene.session, "C1", &mandate, &err));
	MUST(mandating_limit(room->scene.session, &mandate, "asset_class:equity:0:0.2", &err));
	MUST(mandating_limit(room->scene.session, &mandate, "region:US:0.05:1", &err));
	MUST(mandating_record(room->scene.session, "C1", &mandate, "client", &err));
	MUST(studio_open(room->scene.session, "C1", &recorded, &err));
	for (int c = 0; c < CANDIDATES; c++)
		for (size_t i = 0; i < recorded.market->count; i++)
			assert_true(fabs(recorded.candidates[c].weights[i] - room->studio.candidates[c].weights[i]) < accepted);
	studio_close(&recorded);
}

/* 35 + 40 + 40 and 2 of cash are 17 too many. */
static void the_least_change_makes_a_plan_possible_and_not_more(void **state)
{
	struct room *room = *state;
	double given = 0.0;

	room->wish.lower[row(room, "510300")] = 0.35;
	room->wish.lower[row(room, "511010")] = 0.4;
	room->wish.lower[row(room, "513500")] = 0.4;
	apply(room);
	assert_int_equal(room->studio.frontier->corner_count, 0);
	assert_true(room->studio.relaxation_count > 0);
	assert_true(studio_wish_relax(&room->studio, &room->wish));
	given = 0.35 + 0.4 + 0.4 - room->wish.lower[row(room, "510300")] - room->wish.lower[row(room, "511010")] -
	        room->wish.lower[row(room, "513500")];
	assert_true(fabs(given - 0.17) < 1e-6); /* a ten-millionth beyond the least for each limit */
	apply(room);
	assert_true(room->studio.frontier->corner_count > 0);
	assert_int_equal(room->studio.conflict[LANGUAGE_ENGLISH].length, 0);
	assert_false(studio_wish_relax(&room->studio, &room->wish));
}

/* The cash minimum is the house's: where it is in the way the client's own limits give way, never the rule. */
static void rules_of_the_house_give_way_to_nobody(void **state)
{
	struct room *room = *state;

	room->wish.group_upper[group(room, GROUP_CLASS, "cash")] = 0.01;
	apply(room);
	assert_int_equal(room->studio.frontier->corner_count, 0);
	assert_int_equal(room->studio.relaxation_count, 1);
	assert_int_equal(room->studio.relaxations[0].group, group(room, GROUP_CLASS, "cash"));
	assert_true(fabs(room->studio.relaxations[0].limit - 0.02) < 1e-6);
}

/* ---- turnover ---- */

/* One-sided here, both sides there: a quarter of the portfolio sold and a quarter bought is 0.5 of changes. */
static void turnover_is_limited_as_in_the_laboratory(void **state)
{
	struct room *room = *state;
	struct lab_optimize request = {.objective = "target-return", .target = 0.0};
	struct text from = {0};
	const size_t turnover = group(room, GROUP_TURNOVER, "turnover");
	double volatility;
	struct error err;

	room->wish.group_upper[group(room, GROUP_LEVEL, "average product level")] = 5.0;
	room->wish.group_upper[turnover] = 0.25;
	apply(room);
	assert_true(room->studio.frontier->corner_count > 0);
	for (int c = 0; c < CANDIDATES; c++)
		assert_true(studio_group_share(&room->studio, &room->studio.groups[turnover], room->studio.candidates[c].weights) <
		            0.25 + accepted);
	put_assumptions(room, &request);
	text_add(&from, "symbol,weight\n");
	for (size_t i = 0; i < room->studio.universe_count; i++)
		text_addf(&from, "%s,%.17g\n", room->studio.problem->labels[i],
		          room->studio.standing.weights[room->studio.universe[i]]);
	request.problem.from = put_text(room->bench, "from.csv", &from);
	request.problem.turnover = 0.5;
	request.target = 0.054;
	optimize(room, &request);
	MUST(studio_objective_place(&room->studio, studio_objective_find("target-return"), 0.054, &volatility, &err));
	assert_true(fabs(volatility - number(room->bench, "/volatility")) < accepted);
}

/* The largest holding is above what one fund may be: nothing traded is no plan. */
static void a_limit_on_turnover_gives_way_too(void **state)
{
	struct room *room = *state;

	room->wish.group_upper[group(room, GROUP_TURNOVER, "turnover")] = 0.0;
	apply(room);
	assert_int_equal(room->studio.frontier->corner_count, 0);
	assert_non_null(strstr(text_string(&room->studio.conflict[LANGUAGE_ENGLISH]), "Turnover against today at most 0.0"));
	assert_true(studio_wish_relax(&room->studio, &room->wish));
	apply(room);
	assert_true(room->studio.frontier->corner_count > 0);
}

/* ---- objectives ---- */

static void objectives_on_the_frontier_are_the_laboratorys(void **state)
{
	static const struct {
		const char *name;
		double parameter;
	} cases[] = {{"min-variance", 0.0}, {"max-sharpe", 0.0}, {"utility", 5.0}, {"target-return", 0.05},
	             {"target-volatility", 0.08}};
	struct room *room = *state;

	/* The laboratory knows no average level. */
	room->studio.groups[group(room, GROUP_LEVEL, "average product level")].upper = 5.0;
	room->wish.group_upper[group(room, GROUP_LEVEL, "average product level")] = 5.0;
	room->wish.upper[row(room, "513500")] = 0.3;
	apply(room);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lab_optimize request = {.objective = cases[i].name};
		double volatility;
		struct error err;

		put_assumptions(room, &request);
		request.target = request.risk_aversion = cases[i].parameter;
		if (strcmp(cases[i].name, "utility") != 0)
			request.risk_aversion = NAN;
		else
			request.target = NAN;
		if (cases[i].parameter == 0.0)
			request.target = NAN;
		optimize(room, &request);
		MUST(studio_objective_place(&room->studio, studio_objective_find(cases[i].name), cases[i].parameter, &volatility,
		                            &err));
		if (fabs(volatility - number(room->bench, "/volatility")) > accepted)
			fail_msg("%s: %g, the laboratory has %g", cases[i].name, volatility, number(room->bench, "/volatility"));
	}
}

static const double *run_task(struct room *room, const char *name, double parameter, struct studio_task **task)
{
	struct error err;

	*task = studio_task_new(room->scene.session, &room->studio, studio_objective_find(name), parameter);
	MUST(studio_task_run(*task, &err));
	return studio_task_weights(*task);
}

static void every_objective_keeps_the_limits(void **state)
{
	struct room *room = *state;
	const struct market *market = room->studio.market;
	size_t answered = 0;

	for (size_t o = 0; o < studio_objective_count(); o++) {
		struct studio_task *task = studio_task_new(room->scene.session, &room->studio, o,
		                                           studio_objective_usual(&room->studio, o));
		struct error err;
		const enum status status = studio_task_run(task, &err);
		const double *weights = studio_task_weights(task);
		double sum = 0.0;

		if (status != STATUS_OK) { /* the tree keeps no limits, and says which it would break */
			assert_string_equal(studio_objectives[o].name, "hierarchical");
			assert_true(err.message[0] != '\0');
			studio_task_free(task);
			continue;
		}
		answered++;
		for (size_t i = 0; i < market->count; i++) {
			assert_true(weights[i] >= room->studio.lower[i] - accepted);
			assert_true(weights[i] <= room->studio.upper[i] + accepted);
			assert_true(weights[i] < 1e-9 || weights[i] >= 0.01 - accepted || instrument_is_cash(&market->rows[i].instrument));
			sum += weights[i];
		}
		assert_true(fabs(sum - 1.0) < 1e-9);
		for (size_t g = 0; g < room->studio.group_count; g++) {
			const struct studio_group *limit = &room->studio.groups[g];
			const double share = studio_group_share(&room->studio, limit, weights);

			assert_true(limit->row == SIZE_MAX || share <= limit->upper + accepted);
			assert_true(share >= limit->lower - accepted);
		}
		studio_task_free(task);
	}
	assert_true(answered >= studio_objective_count() - 1);
}

/* Who stands at no limit carries the same risk as the others who do. */
static void equal_risk_is_equal_where_no_limit_is_met(void **state)
{
	struct room *room = *state;
	const struct market *market = room->studio.market;
	struct candidate result = {0};
	struct studio_task *task;
	double share = -1.0;
	size_t free_count = 0;
	struct error err;

	for (size_t i = 0; i < market->count; i++)
		room->wish.upper[i] = 1.0;
	for (size_t g = 0; g < room->studio.group_count; g++)
		if (!room->studio.groups[g].is_fixed)
			room->wish.group_upper[g] = 1.0;
	apply(room);
	MUST(studio_judge(room->scene.session, &room->studio, run_task(room, "risk-parity", 0.0, &task), 'S', &result, &err));
	for (size_t i = 0; i < market->count; i++) {
		if (market->rows[i].instrument.asset_class == ASSET_CASH) {
			assert_true(result.weights[i] == 0.0 || fabs(result.weights[i] - 0.02) < 1e-12);
			continue;
		}
		if (share < 0.0)
			share = result.risk_shares[i];
		/* The two per cent of cash covary a little with the rest. */
		assert_true(fabs(result.risk_shares[i] - share) < 1e-3);
		free_count++;
	}
	assert_int_equal(free_count, 5);
	studio_candidate_clear(&result);
	studio_task_free(task);
}

static void worst_weeks_are_as_mild_as_the_laboratory_makes_them(void **state)
{
	struct room *room = *state;
	const struct studio *studio = &room->studio;
	struct lab_optimize request = {.objective = "expected-shortfall"};
	struct text returns = {0};
	struct studio_task *task;
	const double *weights;

	room->wish.group_upper[group(room, GROUP_LEVEL, "average product level")] = 5.0;
	apply(room);
	put_assumptions(room, &request);
	text_add(&returns, "date");
	for (size_t i = 0; i < studio->universe_count; i++)
		text_addf(&returns, ",%s", studio->problem->labels[i]);
	for (size_t t = 0; t < studio->market->weekly.length; t++) {
		char day[DATE_TEXT_SIZE];

		text_addf(&returns, "\n%s", date_format(studio->market->weekly.dates[t], day));
		for (size_t i = 0; i < studio->universe_count; i++)
			text_addf(&returns, ",%.17g", series_at(&studio->market->weekly, t, studio->universe[i]));
	}
	text_add(&returns, "\n");
	request.problem.returns = put_text(room->bench, "returns.csv", &returns);
	request.target = 0.06;
	optimize(room, &request);
	weights = run_task(room, "expected-shortfall", 0.06, &task);
	for (size_t i = 0; i < studio->universe_count; i++) {
		const char *pointer = arena_format(room->bench->arena, "/weights/%s", studio->problem->labels[i]);
		double theirs = 0.0;

		(void)json_get_real(json_at(room->bench->json, pointer), &theirs);
		if (fabs(weights[studio->universe[i]] - theirs) > 1e-6) /* several can be nearly as good */
			fail_msg("%s: %g, the laboratory has %g", studio->problem->labels[i], weights[studio->universe[i]], theirs);
	}
	studio_task_free(task);
}

/* ---- bad times, draft, record ---- */

static void scenarios_take_what_the_view_of_risk_says(void **state)
{
	struct room *room = *state;
	struct risk_view view = {0};
	struct error err;

	MUST(risk_view_find(room->scene.session, "C1", NULL, &view, &err));
	assert_true(view.stress_count > 0);
	for (size_t s = 0; s < view.stress_count; s++)
		assert_true(fabs(view.stress[s].result - room->studio.now.stress[s]) < rounding);
	assert_int_equal(view.worst, studio_worst_scenario(&room->studio, &room->studio.now));
	risk_view_clear(&view);
}

static void a_draft_comes_back_as_it_was(void **state)
{
	struct room *room = *state;
	struct studio_wish first, back[STUDIO_DRAFT_STEPS];
	const struct studio_wish *const steps[] = {&first, &room->wish};
	size_t count = 0, current = 0;
	struct error err;

	studio_wish_copy(&room->wish, &first);
	room->wish.lower[row(room, "510300")] = 0.1;
	room->wish.is_locked[row(room, "511010")] = true;
	room->wish.entered_return[row(room, "518880")] = -0.02;
	room->wish.entered_volatility[row(room, "518880")] = 0.3;
	room->wish.group_upper[group(room, GROUP_CLASS, "equity")] = 0.45;
	room->wish.views[0] = (struct studio_view){row(room, "510300"), row(room, "513500"), -0.01, 0.6};
	room->wish.view_count = 1;
	room->wish.volatility = 1.0 / 13.0;
	room->wish.letter = 'S';
	room->wish.objective = studio_objective_find("utility");
	room->wish.parameter = 3.5;
	MUST(studio_draft_keep(room->scene.session, &room->studio, steps, 2, 1, &err));
	MUST(studio_draft_read(room->scene.session, &room->studio, back, &count, &current, &err));
	assert_int_equal(count, 2);
	assert_int_equal(current, 1);
	assert_false(studio_wish_differs(&back[0], &first));
	assert_false(studio_wish_differs(&back[1], &room->wish));
	assert_true(studio_wish_differs(&back[1], &back[0]));
	assert_true(back[1].volatility == room->wish.volatility && back[1].parameter == 3.5 && back[1].letter == 'S');
	for (size_t i = 0; i < count; i++)
		studio_wish_clear(&back[i]);
	MUST(studio_draft_drop(room->scene.session, room->studio.standing.client.id, &err));
	MUST(studio_draft_read(room->scene.session, &room->studio, back, &count, &current, &err));
	assert_int_equal(count, 0);
	studio_wish_clear(&first);
}

static void what_was_entered_goes_into_the_record(void **state)
{
	struct room *room = *state;
	struct recommendation recommendation = {0};
	struct plan plan = {0};
	struct json *content = NULL;
	const char *text;
	struct error err;

	room->wish.views[0] = (struct studio_view){row(room, "513500"), SIZE_MAX, 0.08, 0.5};
	room->wish.view_count = 1;
	room->wish.entered_return[row(room, "518880")] = 0.05;
	room->wish.group_upper[group(room, GROUP_CLASS, "equity")] = 0.45;
	apply(room);
	MUST(recommend_accept_current(room->scene.session, &room->studio, "王芳", &plan, &err));
	MUST(store_latest_recommendation(session_store(room->scene.session), plan.client_id,
	                                 session_today(room->scene.session), &recommendation, &err));
	MUST(json_parse(recommendation.content, strlen(recommendation.content), &content, &err));
	assert_true(json_get_text(json_at(content, "/inputs/beliefs/what_if/518880/expected_return"), &text));
	assert_string_equal(text, "0.050000000000000003");
	assert_true(json_get_text(json_at(content, "/inputs/beliefs/views/0/of"), &text));
	assert_string_equal(text, "513500");
	assert_true(json_get_text(json_at(content, "/inputs/edited_limits/group:equity/upper"), &text));
	assert_non_null(json_at(content, "/candidates/0/believed/expected_return"));
	/* The plan itself keeps the house's figures, which later reviews are measured by. */
	assert_true(plan.expected_return == room->studio.current.risk.expected_return);
	assert_true(plan.expected_return != room->studio.current.expected_return);
	json_free(content);
	recommendation_clear(&recommendation);
	plan_clear(&plan);
}

#define STUDIO_TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STUDIO_TEST(a_view_moves_returns_as_its_confidence_says),
		STUDIO_TEST(views_say_what_the_laboratory_says),
		STUDIO_TEST(views_that_cannot_be_taken_are_named),
		STUDIO_TEST(the_gate_does_not_go_by_what_was_entered),
		STUDIO_TEST(an_entered_volatility_scales_the_covariance),
		STUDIO_TEST(a_group_limit_edited_is_that_of_a_mandate),
		STUDIO_TEST(the_least_change_makes_a_plan_possible_and_not_more),
		STUDIO_TEST(rules_of_the_house_give_way_to_nobody),
		STUDIO_TEST(turnover_is_limited_as_in_the_laboratory),
		STUDIO_TEST(a_limit_on_turnover_gives_way_too),
		STUDIO_TEST(objectives_on_the_frontier_are_the_laboratorys),
		STUDIO_TEST(every_objective_keeps_the_limits),
		STUDIO_TEST(equal_risk_is_equal_where_no_limit_is_met),
		STUDIO_TEST(worst_weeks_are_as_mild_as_the_laboratory_makes_them),
		STUDIO_TEST(scenarios_take_what_the_view_of_risk_says),
		STUDIO_TEST(a_draft_comes_back_as_it_was),
		STUDIO_TEST(what_was_entered_goes_into_the_record),
	};

	return cmocka_run_group_tests_name("studio", tests, NULL, NULL);
}
