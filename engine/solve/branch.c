/* Which variables are held: depth-first branch and bound over relaxations. */
#include "engine/solve/branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

/* What is decided of a variable. */
enum choice { OPEN, OUT, IN };

struct node {
	double bound;
	signed char *choices;      /* n */
	double *weights;           /* n: of its relaxation */
};

struct search {
	const struct branch_problem *problem;
	size_t n, most, stacked;
	struct node *stack;        /* n + 2: each level leaves one sibling behind */
	struct node children[2];
	double *lower, *upper;     /* n: of the relaxation being solved */
	double *best;              /* n */
	double objective;          /* of best; INFINITY: none yet */
	signed char *trial;        /* n */
	double *trial_weights;     /* n */
	double *doubles;           /* owned: the memory of all of these */
	signed char *bytes;        /* owned */
	size_t nodes, relaxations;
};

static double minimum_of(const struct branch_problem *problem, size_t i)
{
	return problem->minimum ? fmax(0.0, problem->minimum[i]) : 0.0;
}

static bool must_be_held(const struct branch_problem *problem, size_t i)
{
	return problem->lower[i] > 0.0 || problem->upper[i] < 0.0;
}

/* Better by more than rounding. */
static bool is_less(double objective, double than)
{
	return than == INFINITY ? objective < INFINITY : objective < than - 1e-11 * fabs(than);
}

static void search_init(struct search *search, const struct branch_problem *problem)
{
	const size_t n = problem->count, nodes = n + 4;
	double *doubles = memory_new_array((nodes + 4) * n, sizeof(double));
	signed char *bytes = memory_new_array((nodes + 1) * n, 1);

	*search = (struct search){ .problem = problem, .n = n, .doubles = doubles, .bytes = bytes,
		                   .objective = INFINITY };
	search->most = problem->cardinality > 0 && problem->cardinality < n ? problem->cardinality : n;
	search->stack = memory_new_array(n + 2, sizeof(*search->stack));
	for (size_t k = 0; k < nodes; k++) {
		struct node *node = k < n + 2 ? search->stack + k : search->children + (k - n - 2);

		node->choices = bytes + k * n;
		node->weights = doubles + k * n;
	}
	search->trial = bytes + nodes * n;
	search->lower = doubles + nodes * n;
	search->upper = search->lower + n;
	search->best = search->upper + n;
	search->trial_weights = search->best + n;
}

static void search_clear(struct search *search)
{
	free(search->stack);
	free(search->doubles);
	free(search->bytes);
}

/* The relaxation of the choices: what is open may be anything between 0 and its limits. */
static enum status relax(struct search *search, const signed char *choices, double *weights, double *objective,
                         struct error *err)
{
	const struct branch_problem *problem = search->problem;

	for (size_t i = 0; i < search->n; i++) {
		const double lower = problem->lower[i], upper = problem->upper[i];

		search->lower[i] = choices[i] == OUT ? 0.0 : choices[i] == IN ? fmax(lower, minimum_of(problem, i)) : lower;
		search->upper[i] = choices[i] == OUT ? 0.0 : upper;
		if (search->lower[i] > search->upper[i])
			return error_set(err, STATUS_INFEASIBLE, "variable %zu cannot be held", i + 1);
	}
	search->relaxations++;

	const enum status status = problem->relax(problem->context, search->lower, search->upper, weights, objective, err);

	/* What is not a number is not less than anything: a part of the tree would be lost without a word. */
	if (!status && !isfinite(*objective))
		return error_set(err, STATUS_NOT_CONVERGED, "a choice of what is held has an objective of %g", *objective);
	return status;
}

/*
 * The open variable to decide next; n when the weights keep everything. A minimum is violated by how far the weight is
 * from both ends, as a share of it.
 */
static size_t most_violated(const struct search *search, const signed char *choices, const double *weights)
{
	size_t worst = search->n, largest = search->n, held = 0;
	double violation = 0.0, weight = 0.0;

	for (size_t i = 0; i < search->n; i++) {
		const double w = fabs(weights[i]), minimum = minimum_of(search->problem, i);

		held += w != 0.0;
		if (choices[i] != OPEN || w == 0.0)
			continue;
		if (w < minimum && fmin(w, minimum - w) / minimum > violation) {
			violation = fmin(w, minimum - w) / minimum;
			worst = i;
		}
		if (w > weight) {
			weight = w;
			largest = i;
		}
	}
	return worst < search->n ? worst : held > search->most ? largest : search->n;
}

static void keep(struct search *search, const double *weights, double objective)
{
	memcpy(search->best, weights, search->n * sizeof(double));
	search->objective = objective;
}

/*
 * A choice that keeps everything, from what search->trial leaves open: whatever ends up below its minimum is left out,
 * the smallest first. False: none that is better than the best.
 */
static bool settle_trial(struct search *search, enum status *status, struct error *err)
{
	double objective;

	for (size_t round = 0; round <= search->n; round++) {
		size_t smallest = search->n;

		*status = relax(search, search->trial, search->trial_weights, &objective, err);
		if (*status || !is_less(objective, search->objective)) {
			if (*status == STATUS_INFEASIBLE)
				*status = STATUS_OK;
			return false;
		}
		for (size_t i = 0; i < search->n; i++) {
			const double w = search->trial_weights[i];

			if (search->trial[i] == OPEN && w != 0.0 && fabs(w) < minimum_of(search->problem, i) &&
			    (smallest == search->n || fabs(w) < fabs(search->trial_weights[smallest])))
				smallest = i;
		}
		if (smallest == search->n) {
			keep(search, search->trial_weights, objective);
			return true;
		}
		search->trial[smallest] = OUT;
	}
	return false;
}

/* A first answer: the largest weights of the relaxation, as many as may be held. */
static enum status guess(struct search *search, const struct node *root, struct error *err)
{
	enum status status;
	size_t held = 0;

	memcpy(search->trial, root->choices, search->n);
	for (size_t i = 0; i < search->n; i++) {
		held += search->trial[i] == IN;
		if (search->trial[i] == OPEN)
			search->trial[i] = OUT;
	}
	for (; held < search->most; held++) {
		size_t largest = search->n;

		for (size_t i = 0; i < search->n; i++)
			if (search->trial[i] == OUT && root->choices[i] == OPEN && root->weights[i] != 0.0 &&
			    (largest == search->n || fabs(root->weights[i]) > fabs(root->weights[largest])))
				largest = i;
		if (largest == search->n)
			break;
		search->trial[largest] = OPEN;
	}
	(void)settle_trial(search, &status, err); /* a guess that fails is no loss: the tree is searched */
	return status;
}

/* Exchanges one held for one left out, or takes one in, as long as that is better. */
static enum status improve(struct search *search, const struct node *root, struct error *err)
{
	const size_t n = search->n, patience = search->relaxations + 4 * n * n;
	bool is_better = search->objective < INFINITY;

	while (is_better) {
		is_better = false;
		for (size_t in = 0; in < n; in++) {
			for (size_t out = 0; out <= n; out++) {
				enum status status;
				size_t held = 0;

				if (search->best[in] != 0.0 || root->choices[in] != OPEN || search->relaxations > patience)
					break;
				if (out < n && (search->best[out] == 0.0 || root->choices[out] != OPEN))
					continue;
				for (size_t i = 0; i < n; i++) {
					const bool is_held = i == in || (i != out && search->best[i] != 0.0);

					search->trial[i] = root->choices[i] == OPEN ? (is_held ? OPEN : OUT) : root->choices[i];
					held += is_held;
				}
				if (held > search->most)
					continue;
				is_better = settle_trial(search, &status, err) || is_better;
				if (status)
					return status;
			}
		}
	}
	return STATUS_OK;
}

/* One child: the parent's choices with variable `index` decided. False: nothing better can be in it. */
static bool child_init(struct search *search, struct node *child, const struct node *parent, size_t index,
                       enum choice choice, enum status *status, struct error *err)
{
	size_t held = 0;

	memcpy(child->choices, parent->choices, search->n);
	child->choices[index] = (signed char)choice;
	for (size_t i = 0; i < search->n; i++)
		held += child->choices[i] == IN;
	if (held > search->most)
		return false;
	for (size_t i = 0; held == search->most && i < search->n; i++)
		if (child->choices[i] == OPEN)
			child->choices[i] = OUT;
	*status = relax(search, child->choices, child->weights, &child->bound, err);
	if (*status == STATUS_INFEASIBLE) {
		*status = STATUS_OK;
		return false;
	}
	/* Rounding must not make a part of the tree look better than the whole. */
	if (!*status && child->bound < parent->bound)
		child->bound = parent->bound;
	return !*status && is_less(child->bound, search->objective);
}

static void push(struct search *search, struct node *node)
{
	const struct node free_one = search->stack[search->stacked];

	search->stack[search->stacked++] = *node;
	*node = free_one;
}

/* Decides one variable of the node on top: its place is taken by up to two children, the better one on top. */
static enum status expand(struct search *search, struct error *err)
{
	struct node *top = &search->stack[--search->stacked], *children = search->children;
	bool is_open[2];
	enum status status = STATUS_OK;

	search->nodes++;
	if (!is_less(top->bound, search->objective))
		return STATUS_OK;

	const size_t index = most_violated(search, top->choices, top->weights);

	if (index == search->n) {
		keep(search, top->weights, top->bound);
		return STATUS_OK;
	}
	for (int k = 0; k < 2; k++) {
		is_open[k] = child_init(search, &children[k], top, index, k == 0 ? IN : OUT, &status, err);
		if (status)
			return status;
	}

	const int better = is_open[1] && (!is_open[0] || children[1].bound < children[0].bound);

	if (is_open[!better])
		push(search, &children[!better]);
	if (is_open[better])
		push(search, &children[better]);
	return STATUS_OK;
}

static enum status check(const struct branch_problem *problem, struct error *err)
{
	size_t held = 0;

	if (problem->count == 0)
		return error_set(err, STATUS_INVALID, "a problem needs at least one variable");
	for (size_t i = 0; i < problem->count; i++) {
		const double minimum = problem->minimum ? problem->minimum[i] : 0.0;

		if (!isfinite(problem->lower[i]) || !isfinite(problem->upper[i]) || problem->lower[i] > problem->upper[i])
			return error_set(err, STATUS_INVALID, "variable %zu has limits of %g and %g", i + 1, problem->lower[i],
			                 problem->upper[i]);
		if (!isfinite(minimum) || minimum < 0.0 || (minimum > 0.0 && problem->lower[i] < 0.0))
			return error_set(err, STATUS_INVALID,
			                 "variable %zu has a smallest position of %g and a lower limit of %g; neither may be negative",
			                 i + 1, minimum, problem->lower[i]);
		held += must_be_held(problem, i);
	}
	if (problem->cardinality > 0 && held > problem->cardinality)
		return error_set(err, STATUS_INFEASIBLE, "%zu must be held and only %zu may be", held, problem->cardinality);
	return STATUS_OK;
}

static enum status start(struct search *search, struct error *err)
{
	struct node *root = search->stack;
	enum status status;

	for (size_t i = 0; i < search->n; i++) {
		const bool is_too_small = search->problem->upper[i] < minimum_of(search->problem, i);

		root->choices[i] = must_be_held(search->problem, i) ? IN : is_too_small ? OUT : OPEN;
	}
	status = relax(search, root->choices, root->weights, &root->bound, err);
	if (status)
		return status;
	search->stacked = 1;
	if (most_violated(search, root->choices, root->weights) == search->n)
		return STATUS_OK;
	status = guess(search, root, err);
	return status ? status : improve(search, root, err);
}

/* The least bound of what is still open. */
static double open_bound(const struct search *search)
{
	double bound = search->objective;

	for (size_t k = 0; k < search->stacked; k++)
		bound = fmin(bound, search->stack[k].bound);
	return bound;
}

enum status solve_branch(const struct branch_problem *problem, double *weights, struct branch_info *info,
                         struct error *err)
{
	const size_t limit = problem->node_limit > 0 ? problem->node_limit : BRANCH_NODES;
	struct search search;
	enum status status = check(problem, err);

	if (status)
		return status;
	search_init(&search, problem);
	status = start(&search, err);
	while (!status && search.stacked > 0 && search.nodes < limit)
		status = expand(&search, err);
	if (!status && search.objective == INFINITY)
		status = search.stacked > 0
		                 ? error_set(err, STATUS_INFEASIBLE, "no choice that keeps everything was found in %zu nodes",
		                             search.nodes)
		                 : error_set(err, STATUS_INFEASIBLE, "no choice keeps the smallest positions and the count");
	if (!status) {
		const double bound = open_bound(&search);

		memcpy(weights, search.best, search.n * sizeof(double));
		*info = (struct branch_info){ .objective = search.objective, .bound = bound, .gap = search.objective - bound,
			                      .nodes = search.nodes, .relaxations = search.relaxations,
			                      .is_optimal = !is_less(bound, search.objective) };
	}
	search_clear(&search);
	return status;
}

struct quadratic_context {
	struct quadratic_problem problem;
	struct quadratic_factor *factor;
};

static enum status relax_quadratic(void *context, const double *lower, const double *upper, double *weights,
                                   double *objective, struct error *err)
{
	struct quadratic_context *own = context;
	gsl_vector_const_view low = gsl_vector_const_view_array(lower, own->problem.count);
	gsl_vector_const_view high = gsl_vector_const_view_array(upper, own->problem.count);
	struct quadratic_problem problem = own->problem;
	struct quadratic_info info;

	problem.lower = &low.vector;
	problem.upper = &high.vector;

	const enum status status = solve_quadratic_prepared(&problem, own->factor, START_WARM, weights, NULL, NULL, &info, err);

	if (!status)
		*objective = info.objective;
	return status;
}

enum status solve_branch_quadratic(const struct quadratic_problem *problem, const double *minimum, size_t cardinality,
                                   size_t node_limit, double *weights, struct branch_info *info, struct error *err)
{
	struct quadratic_context context = { .problem = *problem, .factor = quadratic_factor_new() };
	enum status status = solve_quadratic_prepare(problem, context.factor, err);

	if (!status && (!problem->lower || !problem->upper))
		status = error_set(err, STATUS_INVALID, "a choice needs limits on both sides of every variable");
	if (!status) {
		double *limits = memory_new_array(2 * problem->count, sizeof(double));
		const struct branch_problem choice = { .count = problem->count, .lower = limits, .upper = limits + problem->count,
			                               .minimum = minimum, .cardinality = cardinality,
			                               .node_limit = node_limit, .relax = relax_quadratic, .context = &context };

		for (size_t i = 0; i < problem->count; i++) {
			limits[i] = gsl_vector_get(problem->lower, i);
			limits[problem->count + i] = gsl_vector_get(problem->upper, i);
		}
		status = solve_branch(&choice, weights, info, err);
		free(limits);
	}
	quadratic_factor_free(context.factor);
	return status;
}
