/* Limits that allow no plan: which ones, and the least change that would do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/plan/candidate.h"
#include "engine/base/memory.h"

/*
 * The limits written so that the least change is looked for among those the adviser may change: bounds are rows of
 * their own beside 0 and 1, and a rule of the house counts so much more that it gives way last.
 */
struct elastic {
	struct allocation_problem problem;
	gsl_vector *lower, *upper;      /* owned; 0 and 1                                              */
	struct allocation_row *rows;    /* owned, with their coefficients                              */
	size_t *bound_of, *group_of;    /* owned; place in the universe, or group of a row; else SIZE_MAX */
	double *weight_of;              /* owned; what coefficients and limits of the row were multiplied by */
};

#define HOUSE_WEIGHT 1000.0

static void add_row(struct elastic *elastic, const double *coefficients, double lower, double upper, double weight,
                    size_t bound, size_t group)
{
	const size_t n = elastic->problem.count, at = elastic->problem.row_count++;
	double *own = memory_new_array(n, sizeof *own);

	for (size_t i = 0; i < n; i++)
		own[i] = weight * (coefficients != NULL ? coefficients[i] : i == bound ? 1.0 : 0.0);
	elastic->rows[at] = (struct allocation_row){
		.label = "limit", .coefficients = own, .lower = weight * lower, .upper = weight * upper};
	elastic->bound_of[at] = bound;
	elastic->group_of[at] = group;
	elastic->weight_of[at] = weight;
}

static struct elastic *elastic_new(const struct studio *studio)
{
	const struct studio_problem *problem = studio->problem;
	const size_t n = studio->universe_count, most = n + problem->allocation.row_count;
	struct elastic *elastic = memory_new(sizeof *elastic);

	elastic->problem = problem->allocation;
	elastic->problem.row_count = 0;
	elastic->lower = gsl_vector_calloc(n);
	elastic->upper = gsl_vector_alloc(n);
	elastic->rows = memory_new_array(most, sizeof *elastic->rows);
	elastic->bound_of = memory_new_array(most, sizeof *elastic->bound_of);
	elastic->group_of = memory_new_array(most, sizeof *elastic->group_of);
	elastic->weight_of = memory_new_array(most, sizeof *elastic->weight_of);
	elastic->problem.rows = elastic->rows;
	elastic->problem.lower = elastic->lower;
	elastic->problem.upper = elastic->upper;
	if (elastic->lower == NULL || elastic->upper == NULL)
		return elastic;
	gsl_vector_set_all(elastic->upper, 1.0);
	for (size_t i = 0; i < n; i++) {
		const double lower = gsl_vector_get(problem->lower, i), upper = gsl_vector_get(problem->upper, i);

		if (lower > 0.0 || upper < 1.0)
			add_row(elastic, NULL, lower > 0.0 ? lower : -INFINITY, upper < 1.0 ? upper : INFINITY, 1.0, i, SIZE_MAX);
	}
	for (size_t r = 0; r < problem->allocation.row_count; r++) {
		const size_t group = problem->group_of[r];

		add_row(elastic, problem->rows[r].coefficients, problem->rows[r].lower, problem->rows[r].upper,
		        studio->groups[group].is_fixed ? HOUSE_WEIGHT : 1.0, SIZE_MAX, group);
	}
	return elastic;
}

static void elastic_free(struct elastic *elastic)
{
	for (size_t i = 0; i < elastic->problem.row_count; i++)
		free((void *)(uintptr_t)elastic->rows[i].coefficients); /* ours: made in add_row */
	gsl_vector_free(elastic->lower);
	gsl_vector_free(elastic->upper);
	free(elastic->rows);
	free(elastic->bound_of);
	free(elastic->group_of);
	free(elastic->weight_of);
	free(elastic);
}

/* A bound marks its own row, a group's limit itself and everything in the group. */
static void mark(struct studio *studio, size_t row, size_t group)
{
	if (row != SIZE_MAX)
		studio->is_conflicting[row] = true;
	if (group == SIZE_MAX)
		return;
	studio->groups[group].is_conflicting = true;
	for (size_t i = 0; i < studio->universe_count && studio->groups[group].kind != GROUP_LEVEL; i++)
		if (studio_group_has(&studio->groups[group], &studio->market->rows[studio->universe[i]].instrument))
			studio->is_conflicting[studio->universe[i]] = true;
}

static size_t turnover_group(const struct studio *studio)
{
	for (size_t i = 0; i < studio->group_count; i++)
		if (studio->groups[i].kind == GROUP_TURNOVER)
			return i;
	return SIZE_MAX;
}

/* What the program gives way by, as the limit is told: turnover is told one-sided. */
static double amount_of(const struct elastic *elastic, const struct conflict_limit *found)
{
	return found->kind == CONSTRAINT_TURNOVER ? 0.5 * found->amount : found->amount / elastic->weight_of[found->index];
}

/* Whose limit an answer is about: false for the budget and the bounds of 0 and 1, which are nobody's. */
static bool find_owner(const struct studio *studio, const struct elastic *elastic, const struct conflict_limit *limit,
                       struct studio_relaxation *owner)
{
	const bool is_row = limit->kind == CONSTRAINT_ROW_LOWER || limit->kind == CONSTRAINT_ROW_UPPER;

	if (limit->kind == CONSTRAINT_TURNOVER) {
		*owner = (struct studio_relaxation){.row = SIZE_MAX, .group = turnover_group(studio), .is_upper = true};
		owner->limit = owner->group != SIZE_MAX ? studio->groups[owner->group].upper : 1.0;
		return owner->group != SIZE_MAX;
	}
	if (!is_row)
		return false;
	*owner = (struct studio_relaxation){
		.row = elastic->bound_of[limit->index] == SIZE_MAX ? SIZE_MAX : studio->universe[elastic->bound_of[limit->index]],
		.group = elastic->group_of[limit->index],
		.is_upper = limit->kind == CONSTRAINT_ROW_UPPER,
		.limit = limit->limit / elastic->weight_of[limit->index],
	};
	return true;
}

static void tell_conflict(struct studio *studio, const struct elastic *elastic, const struct feasibility *result)
{
	struct text limits[LANGUAGES] = {{0}};

	for (size_t i = 0; i < result->conflict_count; i++) {
		struct studio_relaxation owner;

		if (!find_owner(studio, elastic, &result->conflict[i], &owner))
			continue;
		mark(studio, owner.row, owner.group);
		for (int l = 0; l < LANGUAGES; l++) {
			const enum language language = (enum language)l;

			if (limits[l].length > 0)
				text_add(&limits[l], language_text(language, N_("; ")));
			candidate_limit_words(language, studio, owner.row, owner.group, owner.is_upper, owner.limit, &limits[l]);
		}
	}
	for (int l = 0; l < LANGUAGES; l++) {
		const enum language language = (enum language)l;

		text_reset(&studio->conflict[l]);
		explain_add(&studio->conflict[l], language, N_("These limits cannot all be met: %1$s."),
		            limits[l].length > 0 ? text_string(&limits[l]) :
		                    language_text(language, N_("all weights together are 100 %")));
		text_clear(&limits[l]);
	}
}

/* By how much it gives way, a hair more than the program found: its answer is exact only to rounding. */
static double relaxed(const struct studio_relaxation *owner, double amount)
{
	const double slack = 1e-7, most = owner->group != SIZE_MAX ? INFINITY : 1.0;

	return owner->is_upper ? fmin(owner->limit + amount + slack, most) : fmax(owner->limit - amount - slack, 0.0);
}

static void tell_relaxation(struct studio *studio, const struct elastic *elastic, const struct feasibility *result)
{
	struct text changes[LANGUAGES] = {{0}};
	bool is_possible = true;

	for (size_t i = 0; i < result->relaxation_count && studio->relaxation_count < STUDIO_GROUPS; i++) {
		struct studio_relaxation owner;
		const struct conflict_limit *found = &result->relaxation[i];

		if (!find_owner(studio, elastic, found, &owner))
			continue;
		is_possible = is_possible && (owner.group == SIZE_MAX || !studio->groups[owner.group].is_fixed);
		owner.limit = relaxed(&owner, amount_of(elastic, found));
		studio->relaxations[studio->relaxation_count++] = owner;
		for (int l = 0; l < LANGUAGES; l++) {
			const enum language language = (enum language)l;

			if (changes[l].length > 0)
				text_add(&changes[l], language_text(language, N_("; ")));
			candidate_limit_words(language, studio, owner.row, owner.group, owner.is_upper, owner.limit, &changes[l]);
		}
	}
	if (!is_possible) /* a rule of the house is in the way: nothing the adviser changes helps */
		studio->relaxation_count = 0;
	for (int l = 0; l < LANGUAGES; l++) {
		if (studio->relaxation_count > 0)
			explain_add(&studio->conflict[l], (enum language)l,
			            N_("The least change that makes a plan possible: %1$s."), text_string(&changes[l]));
		else if (!is_possible)
			explain_add(&studio->conflict[l], (enum language)l,
			            N_("No change of the client's own limits makes a plan possible: the house's rules stand in the way."));
		text_clear(&changes[l]);
	}
}

void studio_explain_conflict(struct studio *studio)
{
	struct elastic *elastic = elastic_new(studio);
	struct feasibility *result = memory_new(sizeof *result);

	if (elastic->lower != NULL && elastic->upper != NULL &&
	    allocate_feasibility(&elastic->problem, result, NULL) == STATUS_OK && !result->is_feasible) {
		tell_conflict(studio, elastic, result);
		tell_relaxation(studio, elastic, result);
	}
	free(result);
	elastic_free(elastic);
}
