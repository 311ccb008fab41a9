/* Portfolios of few assets, none too small: which are held is searched, how much is the allocator's own answer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"
#include "engine/solve/branch.h"

enum counted_kind { LEAST_VARIANCE, UTILITY, LEAST_AT_RETURN, TRACKING, AT_VOLATILITY, SHARPE };

/*
 * What the tree works on. The first four are quadratic programs made ready once; the other two are points of a
 * frontier, whose expected return or Sharpe ratio cannot rise as limits narrow.
 */
struct counted {
	const struct allocation_problem *problem;
	enum counted_kind kind;
	struct program_of_allocation program;
	struct quadratic_factor *factor;  /* owned */
	struct frontier segment;          /* owned */
	struct frontier_stop stop;
	gsl_vector *linear;               /* owned, n */
	double *minimum;                  /* owned, n */
	gsl_matrix *rows;                 /* owned: those of the program and the target return */
	gsl_vector *row_lower, *row_upper; /* owned */
};

bool allocation_is_counted(const struct allocation_problem *problem)
{
	return (problem->cardinality > 0 && problem->cardinality < problem->count) || problem->minimum_position > 0.0;
}

static bool kind_of(const char *name, enum counted_kind *kind)
{
	static const struct {
		const char *name;
		enum counted_kind kind;
	} kinds[] = {
		{ "min-variance", LEAST_VARIANCE },    { "utility", UTILITY },
		{ "target-return", LEAST_AT_RETURN },  { "tracking-error", TRACKING },
		{ "target-volatility", AT_VOLATILITY }, { "max-sharpe", SHARPE },
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		if (strcmp(name, kinds[k].name) == 0) {
			*kind = kinds[k].kind;
			return true;
		}
	return false;
}

static enum status check(const struct allocation_problem *problem, const char *name, struct error *err)
{
	const struct allocation_trading *trading = problem->trading;
	const char *const other = problem->tracking_limit > 0.0                 ? "a tracking error limit"
	                          : trading && trading->turnover < INFINITY     ? "a turnover limit"
	                          : trading && trading->cost                    ? "trading costs"
	                          : trading && trading->impact                  ? "the impact of trades"
	                          : problem->factors                            ? "a covariance by factors"
	                                                                        : NULL;
	char label[32];

	if (other)
		return error_set(err, STATUS_INVALID, "\"%s\" cannot keep %s together with %s; ask for one of the two", name,
		                 problem->minimum_position > 0.0 ? "a smallest position" : "a limit on how many are held", other);
	if (!isfinite(problem->minimum_position) || problem->minimum_position < 0.0)
		return error_set(err, STATUS_INVALID, "the smallest position is %g; it must not be negative",
		                 problem->minimum_position);
	for (size_t i = 0; problem->lower && problem->minimum_position > 0.0 && i < problem->count; i++)
		if (gsl_vector_get(problem->lower, i) < 0.0)
			return error_set(err, STATUS_INVALID, "%s has a lower limit of %g; a smallest position needs one of 0 or more",
			                 allocation_label(problem, i, label), gsl_vector_get(problem->lower, i));
	return STATUS_OK;
}

/* mu'w >= target as one more row. */
static void add_target(struct counted *counted)
{
	const struct quadratic_problem *old = &counted->program.problem;
	const size_t m = old->row_count, n = old->count;

	counted->rows = gsl_matrix_alloc(m + 1, n);
	counted->row_lower = gsl_vector_alloc(m + 1);
	counted->row_upper = gsl_vector_alloc(m + 1);
	for (size_t r = 0; r <= m; r++) {
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(counted->rows, r, i,
			               r < m ? gsl_matrix_get(old->rows, r, i)
			                     : gsl_vector_get(counted->problem->expected_return, i));
		gsl_vector_set(counted->row_lower, r, r < m ? gsl_vector_get(old->row_lower, r) : counted->problem->target_return);
		gsl_vector_set(counted->row_upper, r, r < m ? gsl_vector_get(old->row_upper, r) : INFINITY);
	}
	counted->program.problem.rows = counted->rows;
	counted->program.problem.row_lower = counted->row_lower;
	counted->program.problem.row_upper = counted->row_upper;
	counted->program.problem.row_count = m + 1;
}

/* The linear term of the kind; the others are walked. */
static void set_linear(struct counted *counted)
{
	const struct allocation_problem *problem = counted->problem;

	counted->linear = gsl_vector_calloc(problem->count);
	for (size_t i = 0; i < problem->count; i++) {
		double slope = 0.0;

		if (counted->kind == UTILITY)
			slope = gsl_vector_get(problem->expected_return, i) / problem->risk_aversion;
		for (size_t j = 0; counted->kind == TRACKING && j < problem->count; j++)
			slope += gsl_matrix_get(problem->covariance, i, j) * gsl_vector_get(problem->benchmark, j);
		gsl_vector_set(counted->linear, i, slope);
	}
	counted->program.problem.linear = counted->linear;
}

static enum status relax_program(void *context, const double *lower, const double *upper, double *weights,
                                 double *objective, struct error *err)
{
	struct counted *counted = context;
	struct quadratic_problem problem = counted->program.problem;
	const gsl_vector_const_view low = gsl_vector_const_view_array(lower, problem.count);
	const gsl_vector_const_view high = gsl_vector_const_view_array(upper, problem.count);
	struct quadratic_info info;
	enum status status;

	problem.lower = &low.vector;
	problem.upper = &high.vector;
	status = solve_quadratic_prepared(&problem, counted->factor, START_WARM, weights, NULL, NULL, &info, err);
	if (!status)
		*objective = info.objective;
	return status;
}

/*
 * A ratio where a portfolio without risk returns more than the risk-free: none is higher. A part of the tree that has one
 * is decided further; where a choice has one, the allocator says so.
 */
#define BEYOND_ANY_RATIO 1e15

static enum status relax_point(void *context, const double *lower, const double *upper, double *weights,
                               double *objective, struct error *err)
{
	struct counted *counted = context;
	struct quadratic_problem problem = counted->program.problem;
	const gsl_vector_const_view low = gsl_vector_const_view_array(lower, problem.count);
	const gsl_vector_const_view high = gsl_vector_const_view_array(upper, problem.count);
	const double risk_free = counted->problem->risk_free;
	struct frontier *segment = &counted->segment;
	struct frontier_point point;
	enum status status;
	bool is_found;

	problem.lower = &low.vector;
	problem.upper = &high.vector;
	status = solve_critical_line_until(&problem, counted->problem->workspace, &counted->stop, segment, err);
	if (status)
		return status;
	if (counted->kind == SHARPE)
		is_found = frontier_max_sharpe(segment, risk_free, &point);
	else
		is_found = frontier_at_volatility(segment, fmin(counted->stop.value, sqrt(segment->corners[0].variance)), &point);
	if (!is_found && counted->kind == SHARPE && segment->corners->expected_return > risk_free) {
		frontier_at_lambda(segment, 0.0, &point);
		frontier_read(segment, &point, weights, NULL, NULL);
		*objective = -BEYOND_ANY_RATIO;
		return STATUS_OK;
	}
	if (!is_found)
		return error_set(err, STATUS_INFEASIBLE, "no portfolio within the limits gets there");
	frontier_read(segment, &point, weights, NULL, NULL);
	*objective = counted->kind == SHARPE ? -(point.expected_return - risk_free) / point.volatility
	                                     : -point.expected_return;
	return STATUS_OK;
}

static void counted_clear(struct counted *counted)
{
	program_of_allocation_clear(&counted->program);
	quadratic_factor_free(counted->factor);
	frontier_clear(&counted->segment);
	gsl_vector_free(counted->linear);
	gsl_matrix_free(counted->rows);
	gsl_vector_free(counted->row_lower);
	gsl_vector_free(counted->row_upper);
	free(counted->minimum);
}

/* The choice: weights n of the best one found. */
static enum status choose(struct counted *counted, double *weights, struct branch_info *found, struct error *err)
{
	const struct allocation_problem *problem = counted->problem;
	const bool is_program = counted->kind <= TRACKING;

	counted->minimum = memory_new_array(problem->count, sizeof(double));
	for (size_t i = 0; i < problem->count; i++)
		counted->minimum[i] = problem->minimum_position;

	const struct branch_problem branch = {
		.count = problem->count, .lower = counted->program.lower->data, .upper = counted->program.upper->data,
		.minimum = counted->minimum, .cardinality = problem->cardinality,
		.relax = is_program ? relax_program : relax_point, .context = counted,
	};
	enum status status = STATUS_OK;

	if (is_program) {
		set_linear(counted);
		if (counted->kind == LEAST_AT_RETURN)
			add_target(counted);
		counted->factor = quadratic_factor_new();
		status = solve_quadratic_prepare(&counted->program.problem, counted->factor, err);
	}
	return status ? status : solve_branch(&branch, weights, found, err);
}

/* Prices of assets left out are of a choice and not of a limit; a position at its smallest has a name of its own. */
static void name_bindings(const struct allocation_problem *problem, const double *chosen, struct allocation_info *info)
{
	size_t kept = 0;

	for (size_t k = 0; k < info->binding_count; k++) {
		struct binding binding = info->bindings[k];
		const bool is_bound = binding.kind == CONSTRAINT_LOWER || binding.kind == CONSTRAINT_UPPER;

		if (is_bound && chosen[binding.index] == 0.0)
			continue;
		if (binding.kind == CONSTRAINT_LOWER && problem->minimum_position > 0.0 &&
		    binding.limit == problem->minimum_position && binding.limit > allocation_limit(problem, CONSTRAINT_LOWER, binding.index))
			binding.kind = CONSTRAINT_MINIMUM_POSITION;
		info->bindings[kept++] = binding;
	}
	info->binding_count = kept;
}

/* The tree's figures in the allocator's own terms. */
static void report(const struct counted *counted, const struct branch_info *found, struct allocation_info *info)
{
	const double variance = info->volatility * info->volatility;

	info->nodes = found->nodes;
	info->stop = found->is_optimal ? STOP_OPTIMAL : STOP_NODE_LIMIT;
	switch (counted->kind) {
	case LEAST_VARIANCE:
	case LEAST_AT_RETURN:
		info->objective = variance;
		info->gap = 2.0 * found->gap;
		break;
	case UTILITY:
		info->objective = info->expected_return - 0.5 * counted->problem->risk_aversion * variance;
		info->gap = counted->problem->risk_aversion * found->gap;
		break;
	case TRACKING: {
		const double bound = info->objective * info->objective - 2.0 * found->gap;

		info->gap = found->is_optimal ? 0.0 : info->objective - sqrt(fmax(0.0, bound));
		break;
	}
	case AT_VOLATILITY:
		info->objective = info->expected_return;
		info->gap = found->gap;
		break;
	case SHARPE:
		info->objective = info->sharpe;
		info->gap = found->gap;
		break;
	}
}

/* The allocator itself, among the chosen alone. */
static enum status allocate_chosen(const struct counted *counted, const char *name, const double *chosen,
                                   gsl_vector *weights, struct allocation_info *info, struct error *err)
{
	struct allocation_problem continuous = *counted->problem;
	gsl_vector *lower = gsl_vector_alloc(continuous.count), *upper = gsl_vector_alloc(continuous.count);
	enum status status;

	for (size_t i = 0; i < continuous.count; i++) {
		const double least = fmax(allocation_limit(counted->problem, CONSTRAINT_LOWER, i), continuous.minimum_position);

		gsl_vector_set(lower, i, chosen[i] == 0.0 ? 0.0 : continuous.minimum_position > 0.0 ? least
		                         : allocation_limit(counted->problem, CONSTRAINT_LOWER, i));
		gsl_vector_set(upper, i, chosen[i] == 0.0 ? 0.0 : allocation_limit(counted->problem, CONSTRAINT_UPPER, i));
	}
	continuous.lower = lower;
	continuous.upper = upper;
	continuous.cardinality = 0;
	continuous.minimum_position = 0.0;
	status = allocator_find(name)->solve(&continuous, weights, info, err);
	gsl_vector_free(lower);
	gsl_vector_free(upper);
	return status;
}

/* Why the root has no answer: the allocator's own reason without the count, or else the count. */
static enum status explain(const struct allocation_problem *problem, const char *name, struct error *err)
{
	struct allocation_problem continuous = *problem;
	gsl_vector *weights = gsl_vector_alloc(problem->count);
	struct allocation_info info;
	enum status status;

	continuous.cardinality = 0;
	continuous.minimum_position = 0.0;
	status = allocator_find(name)->solve(&continuous, weights, &info, err);
	gsl_vector_free(weights);
	if (status)
		return status;
	if (problem->cardinality > 0 && problem->cardinality < problem->count)
		return error_set(err, STATUS_INFEASIBLE,
		                 "no choice of at most %zu assets, none below %.6g %%, satisfies the limits", problem->cardinality,
		                 100.0 * problem->minimum_position);
	return error_set(err, STATUS_INFEASIBLE, "no portfolio without a position below %.6g %% satisfies the limits",
	                 100.0 * problem->minimum_position);
}

enum status allocate_counted(const struct allocation_problem *problem, const char *name, gsl_vector *weights,
                             struct allocation_info *info, struct error *err)
{
	struct counted counted = { .problem = problem };
	struct branch_info found;
	enum status status;

	if (!kind_of(name, &counted.kind))
		return error_set(err, STATUS_INVALID, "\"%s\" cannot keep a count", name);
	status = program_of_allocation_init(problem, &counted.program, err);
	if (status)
		return status;
	status = check(problem, name, err);
	if (status) {
		program_of_allocation_clear(&counted.program);
		return status;
	}

	double *chosen = memory_new_array(problem->count, sizeof(double));

	counted.stop = (struct frontier_stop){ counted.kind == SHARPE ? GOAL_MAX_SHARPE : GOAL_VOLATILITY,
		                               counted.kind == SHARPE ? problem->risk_free : problem->target_volatility };
	status = choose(&counted, chosen, &found, err);
	if (status == STATUS_INFEASIBLE)
		status = explain(problem, name, err);
	else if (!status)
		status = allocate_chosen(&counted, name, chosen, weights, info, err);
	if (!status) {
		name_bindings(problem, chosen, info);
		report(&counted, &found, info);
	}
	counted_clear(&counted);
	free(chosen);
	return status;
}
