/* The studio: the client's limits as rows of a problem, the frontier under them, and places on it. */
#include "advice/candidate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/explain.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/suitability/suitability.h"

/* A volatility on the limit is inside it; what lies between is the solver's rounding. */
#define WALL_TOLERANCE 1e-9

/* The gate compares average levels exactly; weights rounded to parts of a billion must not end a hair above the edge. */
#define LEVEL_MARGIN 1e-6

static bool fits_mode(const struct standing *standing, const struct instrument *instrument)
{
	const bool is_strict = standing->mandate.mode == GATE_STRICT || standing->assessment.is_minimum_class;
	const int highest = standing->assessment.is_minimum_class ? 1 : standing->assessment.risk_class;

	return !is_strict || instrument->risk_level <= highest;
}

static bool is_held(const struct standing *standing, size_t row)
{
	for (size_t i = 0; i < standing->line_count; i++)
		if (standing->lines[i].row == row)
			return standing->lines[i].quantity > 0 && standing->lines[i].is_locked;
	return false;
}

/* What may be in the plan: priced, with a risk estimate, in the client's currency, at a level the mode allows. */
static void choose_universe(struct studio *studio)
{
	const struct market *market = studio->market;

	studio->universe = memory_new_array(market->count, sizeof *studio->universe);
	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];
		const bool is_own_currency = instrument_is_cash(&row->instrument) ||
		                             strcmp(row->instrument.currency, studio->standing.client.currency) == 0;

		if (row->has_risk && !row->is_stale && is_own_currency &&
		    (fits_mode(&studio->standing, &row->instrument) || is_held(&studio->standing, i)))
			studio->universe[studio->universe_count++] = i;
	}
}

double holding_limit(const struct rules *rules, const struct instrument *instrument)
{
	if (instrument->asset_class == ASSET_CASH)
		return 1.0;
	if (strcmp(instrument->kind, "etf") == 0 || strncmp(instrument->kind, "index", 5) == 0)
		return rules->index_fund_limit;
	return rules->single_fund_limit;
}

/* Bounds of each row: the rules, then the mandate; what is locked stays as it is. */
static void set_bounds(struct session *session, struct studio *studio)
{
	const struct market *market = studio->market;
	const struct mandate *mandate = &studio->standing.mandate;

	for (size_t i = 0; i < market->count; i++) {
		studio->lower[i] = 0.0;
		studio->upper[i] = holding_limit(session_rules(session), &market->rows[i].instrument);
	}
	for (size_t i = 0; i < mandate->limit_count; i++) {
		const struct limit *limit = &mandate->limits[i];
		const size_t row = limit->scope == LIMIT_INSTRUMENT ? market_find(market, limit->key) : SIZE_MAX;

		if (row == SIZE_MAX)
			continue;
		studio->lower[row] = (double)limit->lower_ppb / (double)PPB;
		studio->upper[row] = (double)limit->upper_ppb / (double)PPB;
	}
	memcpy(studio->free_lower, studio->lower, market->count * sizeof(double));
	memcpy(studio->free_upper, studio->upper, market->count * sizeof(double));
	for (size_t i = 0; i < studio->standing.line_count; i++)
		if (studio->standing.lines[i].is_locked)
			studio->lower[studio->standing.lines[i].row] = studio->upper[studio->standing.lines[i].row] =
				studio->standing.weights[studio->standing.lines[i].row];
}

static double *add_row(struct studio *studio, enum row_kind kind, const char *key, double lower, double upper)
{
	struct studio_problem *problem = studio->problem;
	const size_t index = problem->allocation.row_count;
	double *coefficients;

	if (index == ROWS)
		return NULL;
	coefficients = memory_new_array(studio->universe_count, sizeof *coefficients);
	problem->meanings[index].kind = kind;
	(void)snprintf(problem->meanings[index].key, sizeof problem->meanings[index].key, "%s", key);
	(void)snprintf(problem->row_labels[index], sizeof problem->row_labels[index], "%s", key);
	problem->rows[index] = (struct allocation_row){
		.label = problem->row_labels[index], .coefficients = coefficients, .lower = lower, .upper = upper};
	problem->allocation.row_count++;
	return coefficients;
}

static bool is_in_scope(const struct instrument *instrument, enum limit_scope scope, const char *key)
{
	enum asset_class asset_class;

	switch (scope) {
	case LIMIT_ASSET_CLASS:
		return asset_class_parse(key, &asset_class) && instrument->asset_class == asset_class;
	case LIMIT_REGION:
		return text_equal_fold(instrument->region, key);
	case LIMIT_SECTOR:
		return text_equal_fold(instrument->sector, key);
	case LIMIT_INSTRUMENT:
		break;
	}
	return false;
}

static void add_group(struct studio *studio, enum limit_scope scope, const char *key, double lower, double upper)
{
	static const enum row_kind kinds[] = {
		[LIMIT_ASSET_CLASS] = ROW_CLASS, [LIMIT_REGION] = ROW_REGION, [LIMIT_SECTOR] = ROW_SECTOR};
	double *coefficients = add_row(studio, kinds[scope], key, lower > 0.0 ? lower : -INFINITY,
	                               upper < 1.0 ? upper : INFINITY);

	for (size_t i = 0; coefficients != NULL && i < studio->universe_count; i++)
		coefficients[i] = is_in_scope(&studio->market->rows[studio->universe[i]].instrument, scope, key);
}

/* The mandate's group limits, the rules' class limits where it has none, the cash minimum, the average level. */
static void add_rows(struct session *session, struct studio *studio)
{
	const struct rules *rules = session_rules(session);
	const struct mandate *mandate = &studio->standing.mandate;
	const struct assessment *assessment = &studio->standing.assessment;
	bool has_class[ASSET_CLASSES] = {false};
	double *coefficients;

	for (size_t i = 0; i < mandate->limit_count; i++) {
		const struct limit *limit = &mandate->limits[i];
		enum asset_class asset_class;

		if (limit->scope == LIMIT_INSTRUMENT)
			continue;
		if (limit->scope == LIMIT_ASSET_CLASS && asset_class_parse(limit->key, &asset_class))
			has_class[asset_class] = true;
		add_group(studio, limit->scope, limit->key, (double)limit->lower_ppb / (double)PPB,
		          (double)limit->upper_ppb / (double)PPB);
	}
	for (int i = 0; i < ASSET_CLASSES; i++)
		if (!has_class[i] && rules->class_limit[i] < 1.0)
			add_group(studio, LIMIT_ASSET_CLASS, asset_class_name((enum asset_class)i), 0.0,
			          rules->class_limit[i]);
	coefficients = add_row(studio, ROW_CASH_MINIMUM, "cash minimum", rules->cash_minimum, INFINITY);
	for (size_t i = 0; coefficients != NULL && i < studio->universe_count; i++)
		coefficients[i] = studio->market->rows[studio->universe[i]].instrument.asset_class == ASSET_CASH;
	if (assessment->risk_class >= 5)
		return;
	coefficients = add_row(studio, ROW_LEVEL, "average product level", -INFINITY,
	                       rules->level_average[assessment->risk_class - 1] - LEVEL_MARGIN);
	for (size_t i = 0; coefficients != NULL && i < studio->universe_count; i++)
		coefficients[i] = studio->market->rows[studio->universe[i]].instrument.risk_level;
}

static void problem_free(struct studio_problem *problem)
{
	if (problem == NULL)
		return;
	gsl_vector_free(problem->expected_return);
	gsl_vector_free(problem->lower);
	gsl_vector_free(problem->upper);
	gsl_matrix_free(problem->covariance);
	for (size_t i = 0; i < problem->allocation.row_count; i++) {
		const double *coefficients = problem->rows[i].coefficients;

		free((void *)(uintptr_t)coefficients); /* ours: made in add_row, const only for the solver */
	}
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
	problem->lower = gsl_vector_alloc(n);
	problem->upper = gsl_vector_alloc(n);
	problem->covariance = gsl_matrix_alloc(n, n);
	problem->labels = memory_new_array(n, sizeof *problem->labels);
	problem->workspace = solve_workspace_new();
	if (problem->expected_return == NULL || problem->lower == NULL || problem->upper == NULL ||
	    problem->covariance == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu instruments do not fit", n);
	for (size_t i = 0; i < n; i++) {
		const struct market_row *row = &studio->market->rows[studio->universe[i]];

		gsl_vector_set(problem->expected_return, i, row->expected_return);
		problem->labels[i] = row->instrument.symbol;
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(problem->covariance, i, j,
			               gsl_matrix_get(studio->market->covariance, studio->universe[i], studio->universe[j]));
	}
	problem->allocation = (struct allocation_problem){
		.count = n, .expected_return = problem->expected_return, .covariance = problem->covariance,
		.lower = problem->lower, .upper = problem->upper, .labels = problem->labels, .rows = problem->rows,
		.risk_free = session_assumptions(session)->risk_free, .workspace = problem->workspace,
	};
	add_rows(session, studio);
	return STATUS_OK;
}

/* A bound marks its own row, a group's limit everything in the group. */
static void mark_conflict(struct studio *studio, const struct conflict_limit *limit)
{
	const struct allocation_row *group;

	if (limit->kind == CONSTRAINT_LOWER || limit->kind == CONSTRAINT_UPPER)
		studio->is_conflicting[studio->universe[limit->index]] = true;
	if (limit->kind != CONSTRAINT_ROW_LOWER && limit->kind != CONSTRAINT_ROW_UPPER)
		return;
	group = &studio->problem->rows[limit->index];
	for (size_t i = 0; i < studio->universe_count; i++)
		if (group->coefficients[i] > 0.0 && studio->problem->meanings[limit->index].kind != ROW_LEVEL)
			studio->is_conflicting[studio->universe[i]] = true;
}

/* Which limits conflict and the least change that would do, in both languages. */
static void explain_conflict(struct studio *studio)
{
	struct feasibility *result = memory_new(sizeof *result);

	if (allocate_feasibility(&studio->problem->allocation, result, NULL) != STATUS_OK || result->is_feasible) {
		free(result);
		return;
	}
	for (size_t i = 0; i < result->conflict_count; i++)
		mark_conflict(studio, &result->conflict[i]);
	for (int l = 0; l < LANGUAGES; l++) {
		const enum language language = (enum language)l;
		struct text limits = {0}, changes = {0};

		for (size_t i = 0; i < result->conflict_count; i++) {
			if (i > 0)
				text_add(&limits, language_text(language, N_("; ")));
			candidate_limit_words(language, studio, studio->problem, result->conflict[i].kind,
			                      result->conflict[i].index, &limits);
		}
		for (size_t i = 0; i < result->relaxation_count; i++) {
			char amount[FIGURE_SIZE];

			if (result->relaxation[i].kind == CONSTRAINT_BUDGET)
				continue;
			if (changes.length > 0)
				text_add(&changes, language_text(language, N_("; ")));
			candidate_limit_words(language, studio, studio->problem, result->relaxation[i].kind,
			                      result->relaxation[i].index, &changes);
			text_addf(&changes, " → %s", figure_percent(result->relaxation[i].amount, 1, amount));
		}
		text_reset(&studio->conflict[l]);
		explain_add(&studio->conflict[l], language, N_("These limits cannot all be met: %1$s."),
		            text_string(&limits));
		if (changes.length > 0)
			explain_add(&studio->conflict[l], language, N_("The least change that makes a plan possible: %1$s."),
			            text_string(&changes));
		text_clear(&limits);
		text_clear(&changes);
	}
	free(result);
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
		struct market_risk risk;
		double larger;

		place(session_rules(session), studio, wish, candidate);
		status = market_volatilities(studio->market, candidate->weights, &risk, err);
		if (status != STATUS_OK)
			return status;
		larger = fmax(risk.volatility, risk.volatility_recent);
		if (larger <= studio->wall + WALL_TOLERANCE || wish <= studio->least)
			break;
		wish = fmax(studio->least, fmin(wish, risk.volatility) * studio->wall / larger * 0.9999);
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

enum status studio_solve(struct session *session, struct studio *studio, struct error *err)
{
	const struct frontier_corner *corners;
	enum status status;

	for (int i = 0; i < LANGUAGES; i++)
		text_reset(&studio->conflict[i]);
	memset(studio->is_conflicting, 0, studio->market->count * sizeof *studio->is_conflicting);
	for (size_t i = 0; i < studio->universe_count; i++) {
		gsl_vector_set(studio->problem->lower, i, studio->lower[studio->universe[i]]);
		gsl_vector_set(studio->problem->upper, i, studio->upper[studio->universe[i]]);
	}
	status = allocate_frontier(&studio->problem->allocation, studio->frontier, err);
	if (status == STATUS_INFEASIBLE) {
		explain_conflict(studio);
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
	return studio_move(session, studio, studio->candidates[1].risk.volatility, err);
}

enum status studio_move(struct session *session, struct studio *studio, double volatility, struct error *err)
{
	enum status status;

	if (studio->frontier->corner_count == 0)
		return error_set(err, STATUS_INFEASIBLE, "the limits allow no plan");
	if (studio->current.weights == NULL)
		candidate_init(&studio->current, 'S', studio->market->count);
	place(session_rules(session), studio, volatility, &studio->current);
	status = candidate_judge(session, studio, &studio->current, err);
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
	status = session_market(session, &studio->market, err);
	if (status == STATUS_OK)
		status = standing_find(session, client, &studio->standing, err);
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
	choose_universe(studio);
	set_bounds(session, studio);
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
