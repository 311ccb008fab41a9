/* The studio: the client's limits as rows of a problem, the frontier under them, and places on it. */
#include "advice/plan/candidate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/suitability/suitability.h"

/* A volatility on the limit is inside it; what lies between is the solver's rounding. */
#define WALL_TOLERANCE 1e-9

static void problem_free(struct studio_problem *problem)
{
	if (problem == NULL)
		return;
	gsl_vector_free(problem->expected_return);
	gsl_vector_free(problem->held);
	gsl_vector_free(problem->lower);
	gsl_vector_free(problem->upper);
	gsl_matrix_free(problem->covariance);
	studio_drop_rows(problem);
	free(problem->labels);
	solve_workspace_free(problem->workspace);
	free(problem);
}

static enum status build_problem(struct session *session, struct studio *studio, struct error *err)
{
	const size_t n = studio->universe_count;
	struct studio_problem *problem = memory_new(sizeof *problem);

	studio->problem = problem;
	if (n == 0)
		return error_set(err, STATUS_INFEASIBLE, "no instrument of the book may be held by %s",
		                 studio->standing.client.code);
	problem->expected_return = gsl_vector_alloc(n);
	problem->held = gsl_vector_calloc(n);
	problem->lower = gsl_vector_alloc(n);
	problem->upper = gsl_vector_alloc(n);
	problem->covariance = gsl_matrix_alloc(n, n);
	problem->labels = memory_new_array(n, sizeof *problem->labels);
	problem->workspace = solve_workspace_new();
	if (problem->expected_return == NULL || problem->held == NULL || problem->lower == NULL || problem->upper == NULL ||
	    problem->covariance == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu instruments do not fit", n);
	for (size_t i = 0; i < n; i++) {
		const struct market_row *row = &studio->market->rows[studio->universe[i]];

		problem->labels[i] = row->instrument.symbol;
		if (studio->standing.weights != NULL)
			gsl_vector_set(problem->held, i, studio->standing.weights[studio->universe[i]]);
	}
	problem->allocation = (struct allocation_problem){
		.count = n, .expected_return = problem->expected_return, .covariance = problem->covariance,
		.lower = problem->lower, .upper = problem->upper, .labels = problem->labels, .rows = problem->rows,
		.risk_free = session_assumptions(session)->risk_free, .workspace = problem->workspace,
	};
	return studio_believe(studio, err);
}

static double least_volatility(const struct frontier *frontier)
{
	return sqrt(fmax(frontier->corners[frontier->corner_count - 1].variance, 0.0));
}

/* The point of a frontier with volatility `wish`, as near as it has one. */
static void find_point(const struct frontier *frontier, double wish, struct frontier_point *point)
{
	if (wish <= least_volatility(frontier))
		frontier_at_lambda(frontier, 0.0, point);
	else if (!frontier_at_volatility(frontier, wish, point))
		frontier_at_lambda(frontier, INFINITY, point);
}

/* Caps at zero what would be held in less than the smallest position; true when anything was. */
static bool leave_out(const struct studio *studio, double smallest, const double *weights)
{
	const struct studio_problem *problem = studio->problem;
	bool is_any = false;

	for (size_t i = 0; i < studio->universe_count; i++) {
		const bool is_cash = instrument_is_cash(&studio->market->rows[studio->universe[i]].instrument);

		if (is_cash || weights[i] <= 0.0 || weights[i] >= smallest || gsl_vector_get(problem->lower, i) > 0.0)
			continue;
		gsl_vector_set(problem->upper, i, 0.0);
		is_any = true;
	}
	return is_any;
}

/*
 * A place on the frontier with volatility `wish`. Positions too small to hold are left out and the rest is solved
 * again, which may make others small; when the limits allow no plan without them they stay.
 */
static void place(const struct rules *rules, struct studio *studio, double wish, struct candidate *candidate)
{
	enum { ROUNDS = 4 };
	const size_t n = studio->universe_count;
	struct allocation_info *info = memory_new(sizeof *info);
	double *weights = memory_new_array(n, sizeof *weights);
	struct frontier_point point;

	find_point(studio->frontier, wish, &point);
	allocate_read(&studio->problem->allocation, studio->frontier, &point, weights, info);
	for (int round = 0; round < ROUNDS && leave_out(studio, rules->minimum_position, weights); round++) {
		if (allocate_frontier(&studio->problem->allocation, studio->sparse, NULL) != STATUS_OK ||
		    least_volatility(studio->sparse) > fmax(wish, studio->least) + WALL_TOLERANCE)
			break; /* without them there is no plan, or none as calm as was asked for */
		find_point(studio->sparse, wish, &point);
		allocate_read(&studio->problem->allocation, studio->sparse, &point, weights, info);
	}
	memset(candidate->weights, 0, studio->market->count * sizeof(double));
	for (size_t i = 0; i < n; i++)
		candidate->weights[studio->universe[i]] = weights[i];
	candidate_take_info(studio, studio->problem, info, candidate);
	for (size_t i = 0; i < n; i++) /* the adviser's own limits are back in force */
		gsl_vector_set(studio->problem->upper, i, studio->upper[studio->universe[i]]);
	free(weights);
	free(info);
}

/*
 * The place with volatility `wish`, moved down until the larger of the two volatility estimates is inside the wall.
 * Each step scales by how far it is over, so few are needed.
 */
static enum status place_permitted(struct session *session, struct studio *studio, double wish,
                                   struct candidate *candidate, struct error *err)
{
	enum { STEPS = 24 };
	enum status status = STATUS_OK;

	for (int step = 0; step < STEPS; step++) {
		const struct market_risk *risk = &candidate->risk;
		double larger;

		place(session_rules(session), studio, wish, candidate);
		status = market_volatilities(studio->market, candidate->weights, &candidate->risk, err);
		if (status != STATUS_OK)
			return status;
		studio_beliefs_read(studio, candidate);
		larger = fmax(candidate->volatility, fmax(risk->volatility, risk->volatility_recent));
		if (larger <= studio->wall + WALL_TOLERANCE || wish <= studio->least)
			break;
		wish = fmax(studio->least, fmin(wish, candidate->volatility) * studio->wall / larger * 0.9999);
	}
	status = candidate_judge(session, studio, candidate, err);
	if (status == STATUS_OK)
		candidate_explain(session, studio, candidate);
	return status;
}

static enum status place_three(struct session *session, struct studio *studio, struct error *err)
{
	const double top = fmin(studio->wall, studio->most);
	const double core = fmin(studio->target, 0.85 * top);
	const double wishes[CANDIDATES] = {
		studio->least + 0.5 * (fmax(core, studio->least) - studio->least),
		core,
		fmin(top, fmax(studio->target, 0.5 * (core + top))),
	};

	for (int i = 0; i < CANDIDATES; i++) {
		enum status status;

		candidate_init(&studio->candidates[i], (char)('A' + i), studio->market->count);
		status = place_permitted(session, studio, wishes[i], &studio->candidates[i], err);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static void forget_conflict(struct studio *studio)
{
	for (int i = 0; i < LANGUAGES; i++)
		text_reset(&studio->conflict[i]);
	memset(studio->is_conflicting, 0, studio->market->count * sizeof *studio->is_conflicting);
	for (size_t i = 0; i < studio->group_count; i++)
		studio->groups[i].is_conflicting = false;
	studio->relaxation_count = 0;
}

enum status studio_solve(struct session *session, struct studio *studio, struct error *err)
{
	const struct frontier_corner *corners;
	enum status status;

	forget_conflict(studio);
	studio_make_rows(studio);
	for (size_t i = 0; i < studio->universe_count; i++) {
		gsl_vector_set(studio->problem->lower, i, studio->lower[studio->universe[i]]);
		gsl_vector_set(studio->problem->upper, i, studio->upper[studio->universe[i]]);
	}
	if (studio->now.weights != NULL)
		studio_beliefs_read(studio, &studio->now);
	status = allocate_frontier(&studio->problem->allocation, studio->frontier, err);
	if (status == STATUS_INFEASIBLE) {
		studio_explain_conflict(studio);
		return STATUS_OK;
	}
	if (status != STATUS_OK)
		return status;
	corners = studio->frontier->corners;
	studio->most = sqrt(fmax(corners[0].variance, 0.0));
	studio->least = sqrt(fmax(corners[studio->frontier->corner_count - 1].variance, 0.0));
	status = place_three(session, studio, err);
	if (status != STATUS_OK)
		return status;
	return studio_move(session, studio, studio->candidates[1].volatility, err);
}

enum status studio_place(struct session *session, struct studio *studio, double volatility, struct candidate *candidate,
                         struct error *err)
{
	if (studio->frontier->corner_count == 0)
		return error_set(err, STATUS_INFEASIBLE, "the limits allow no plan");
	if (candidate->weights == NULL)
		candidate_init(candidate, 'S', studio->market->count);
	place(session_rules(session), studio, volatility, candidate);
	return candidate_judge(session, studio, candidate, err);
}

enum status studio_move(struct session *session, struct studio *studio, double volatility, struct error *err)
{
	const enum status status = studio_place(session, studio, volatility, &studio->current, err);

	if (status == STATUS_OK)
		candidate_explain(session, studio, &studio->current);
	return status;
}

enum status studio_curve(const struct studio *studio, size_t count, double *volatility, double *expected_return,
                         struct error *err)
{
	if (studio->frontier->corner_count == 0 || count < 2)
		return error_set(err, STATUS_INFEASIBLE, "there is no frontier to draw");
	for (size_t i = 0; i < count; i++) {
		const double wish = studio->least + (studio->most - studio->least) * (double)i / (double)(count - 1);
		struct frontier_point point;

		if (i == 0)
			frontier_at_lambda(studio->frontier, 0.0, &point);
		else if (i + 1 == count || !frontier_at_volatility(studio->frontier, wish, &point))
			frontier_at_lambda(studio->frontier, INFINITY, &point);
		volatility[i] = point.volatility;
		expected_return[i] = point.expected_return;
	}
	return STATUS_OK;
}

/* Before any strategy is shown the client must be known: rules S01 and S02. */
static enum status must_be_profiled(struct session *session, const struct standing *standing, struct error *err)
{
	if (standing->client.has_material_change)
		return error_set(err, STATUS_REFUSED, "S02: the circumstances of %s changed; take a new profile first",
		                 standing->client.code);
	if (!standing->has_assessment)
		return error_set(err, STATUS_REFUSED,
		                 "S01: %s has no profile; answer the questionnaire first (ballast profile %s --answers FILE)",
		                 standing->client.code, standing->client.code);
	if (!suitability_is_valid(&standing->assessment, session_today(session))) {
		char expired[DATE_TEXT_SIZE];

		return error_set(err, STATUS_REFUSED, "S01: the profile of %s expired on %s; take a new one first",
		                 standing->client.code, date_format(standing->assessment.expires, expired));
	}
	return STATUS_OK;
}

enum status studio_open(struct session *session, const char *client, struct studio *studio, struct error *err)
{
	enum status status;

	*studio = (struct studio){0};
	status = standing_find(session, client, &studio->standing, err);
	if (status == STATUS_OK)
		status = session_market_in(session, studio->standing.client.currency, &studio->market, err);
	if (status == STATUS_OK)
		status = must_be_profiled(session, &studio->standing, err);
	if (status != STATUS_OK)
		goto fail;
	studio->wall = studio->standing.volatility_limit;
	studio->target = fmin(studio->standing.assessment.volatility_target, studio->wall);
	if (studio->standing.assessment.is_minimum_class)
		studio->target = studio->wall;
	studio->lower = memory_new_array(studio->market->count, sizeof(double));
	studio->upper = memory_new_array(studio->market->count, sizeof(double));
	studio->free_lower = memory_new_array(studio->market->count, sizeof(double));
	studio->free_upper = memory_new_array(studio->market->count, sizeof(double));
	studio->is_conflicting = memory_new_array(studio->market->count, sizeof *studio->is_conflicting);
	studio->frontier = memory_new(sizeof *studio->frontier);
	studio->sparse = memory_new(sizeof *studio->sparse);
	studio_choose_universe(studio);
	studio_set_bounds(session, studio);
	studio_list_groups(session, studio);
	studio_beliefs_open(studio);
	studio_stress_open(session, studio);
	status = build_problem(session, studio, err);
	if (status != STATUS_OK)
		goto fail;
	if (studio->standing.value > 0) {
		candidate_init(&studio->now, 'N', studio->market->count);
		memcpy(studio->now.weights, studio->standing.weights, studio->market->count * sizeof(double));
		status = candidate_judge(session, studio, &studio->now, err);
	}
	if (status == STATUS_OK)
		status = studio_solve(session, studio, err);
	if (status == STATUS_OK)
		return STATUS_OK;
fail:
	studio_close(studio);
	return status;
}

void studio_close(struct studio *studio)
{
	standing_clear(&studio->standing);
	if (studio->frontier != NULL) {
		frontier_clear(studio->frontier);
		frontier_clear(studio->sparse);
	}
	free(studio->frontier);
	free(studio->sparse);
	problem_free(studio->problem);
	studio_beliefs_close(&studio->beliefs);
	free(studio->shocks);
	free(studio->universe);
	free(studio->lower);
	free(studio->upper);
	free(studio->free_lower);
	free(studio->free_upper);
	free(studio->is_conflicting);
	for (int i = 0; i < CANDIDATES; i++)
		candidate_clear(&studio->candidates[i]);
	candidate_clear(&studio->current);
	candidate_clear(&studio->now);
	for (int i = 0; i < LANGUAGES; i++)
		text_clear(&studio->conflict[i]);
	*studio = (struct studio){0};
}
