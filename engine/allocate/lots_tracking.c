/* Whole lots of the least tracking error: branch and bound over the convex program without them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/lots_search.h"
#include "engine/base/memory.h"
#include "engine/solve/solve.h"

/* Deeper than any tree that ends within the node limit of a client's problem; what lies below counts as unseen. */
enum { DEEPEST = 1000 };

struct tree {
	struct lots_search *search;
	struct quadratic_problem problem;
	struct quadratic_factor *factor;
	gsl_vector *linear, *lower, *upper, *row_lower, *row_upper;
	gsl_matrix *rows;
	int64_t *least, *most;     /* n: lots, what is decided so far */
	double *weights;           /* n */
	double constant;           /* w'S w of the targets */
	double open;               /* least bound of what was not seen */
};

/* Money as a row: amounts and the fees that are a share of them; minimums come on top and are checked at the end. */
static void tree_init(struct tree *tree, struct lots_search *search)
{
	const struct lots_problem *problem = search->problem;
	const size_t n = search->count;
	const double unit = problem->fee_unit > 0 ? (double)problem->fee_unit : 1.0;

	*tree = (struct tree){ .search = search, .open = INFINITY, .factor = quadratic_factor_new(),
		               .linear = gsl_vector_calloc(n), .lower = gsl_vector_calloc(n), .upper = gsl_vector_calloc(n),
		               .row_lower = gsl_vector_alloc(1), .row_upper = gsl_vector_alloc(1),
		               .rows = gsl_matrix_alloc(1, n) };
	tree->least = memory_new_array(2 * n, sizeof(int64_t));
	tree->most = tree->least + n;
	tree->weights = memory_new_array(n, sizeof(double));
	memcpy(tree->most, search->most, n * sizeof(int64_t));
	for (size_t i = 0; i < n; i++) {
		double pull = 0.0;

		for (size_t j = 0; j < n; j++)
			pull += gsl_matrix_get(problem->covariance, i, j) * problem->holdings[j].target;
		gsl_vector_set(tree->linear, i, pull);
		tree->constant += pull * problem->holdings[i].target;
		gsl_matrix_set(tree->rows, 0, i, 1.0 + (double)problem->holdings[i].fee / 1e6);
		gsl_vector_set(tree->upper, i, (double)search->most[i] * search->step[i]);
	}
	gsl_vector_set(tree->row_lower, 0, -INFINITY);
	gsl_vector_set(tree->row_upper, 0, ((double)search->budget + (unit + 1.0) * (double)n) / search->value);
	tree->problem = (struct quadratic_problem){
		.count = n, .hessian = problem->covariance, .linear = tree->linear, .lower = tree->lower, .upper = tree->upper,
		.row_count = 1, .rows = tree->rows, .row_lower = tree->row_lower, .row_upper = tree->row_upper,
	};
}

static void tree_clear(struct tree *tree)
{
	quadratic_factor_free(tree->factor);
	gsl_vector_free(tree->linear);
	gsl_vector_free(tree->lower);
	gsl_vector_free(tree->upper);
	gsl_vector_free(tree->row_lower);
	gsl_vector_free(tree->row_upper);
	gsl_matrix_free(tree->rows);
	free(tree->least);
	free(tree->weights);
}

/* Rounds the relaxation into trial. Returns the holding farthest from whole lots; count when all are whole. */
static size_t round_lots(const struct tree *tree)
{
	struct lots_search *search = tree->search;
	size_t farthest = search->count;
	double distance = 1e-7;

	for (size_t i = 0; i < search->count; i++) {
		const double lots = tree->weights[i] / search->step[i], whole = round(lots);

		search->trial[i] = (int64_t)fmin(fmax(whole, (double)tree->least[i]), (double)tree->most[i]);
		/* Beyond 2^40 lots a fraction of one is nothing. */
		if (fabs(lots - whole) > distance && lots < 1e12) {
			distance = fabs(lots - whole);
			farthest = i;
		}
	}
	return farthest;
}

static int64_t trial_cost(const struct lots_search *search)
{
	int64_t spent = 0;

	for (size_t i = 0; i < search->count && spent <= search->budget; i++)
		spent += lots_cost(search, i, search->trial[i]);
	return spent;
}

static void keep_trial(struct lots_search *search)
{
	const double objective = lots_objective(search, search->trial);

	if (objective < search->objective) {
		search->objective = objective;
		memcpy(search->lots, search->trial, search->count * sizeof(int64_t));
	}
}

/* Whole lots that fees put out of reach: the coarsest that is not decided gives way first. */
static size_t coarsest_open(const struct tree *tree)
{
	size_t coarsest = tree->search->count;

	for (size_t i = 0; i < tree->search->count; i++)
		if (tree->least[i] < tree->most[i] &&
		    (coarsest == tree->search->count || tree->search->step[i] > tree->search->step[coarsest]))
			coarsest = i;
	return coarsest;
}

static void set_range(struct tree *tree, size_t i, int64_t least, int64_t most)
{
	tree->least[i] = least;
	tree->most[i] = most;
	gsl_vector_set(tree->lower, i, (double)least * tree->search->step[i]);
	gsl_vector_set(tree->upper, i, (double)most * tree->search->step[i]);
}

static enum status visit(struct tree *tree, int depth, struct error *err)
{
	struct lots_search *search = tree->search;
	struct quadratic_info info;
	enum status status = solve_quadratic_prepared(&tree->problem, tree->factor, START_WARM, tree->weights, NULL, NULL,
	                                              &info, err);
	double bound;
	size_t i;

	if (status)
		return status == STATUS_INFEASIBLE ? STATUS_OK : status;
	bound = 2.0 * info.objective + tree->constant;
	if (bound >= search->objective - lots_worthwhile(search->objective))
		return STATUS_OK;
	if (++search->nodes > search->node_limit || depth > DEEPEST) {
		tree->open = fmin(tree->open, bound);
		return STATUS_OK;
	}
	i = round_lots(tree);

	const bool is_affordable = trial_cost(search) <= search->budget;

	if (is_affordable)
		keep_trial(search);
	if (i == search->count && is_affordable)
		return STATUS_OK;

	const bool is_whole = i == search->count;

	if (is_whole)
		i = coarsest_open(tree);
	if (i == search->count)
		return STATUS_OK;

	const double lots = tree->weights[i] / search->step[i];
	const int64_t least = tree->least[i], most = tree->most[i], whole = search->trial[i];
	int64_t low = is_whole ? (whole > least ? whole - 1 : whole) : (int64_t)floor(lots);

	low = low < least ? least : low >= most ? most - 1 : low;

	const bool is_low_first = is_whole || lots - (double)low <= 0.5;

	for (int k = 0; k < 2 && !status; k++) {
		if ((k == 0) == is_low_first)
			set_range(tree, i, least, low);
		else
			set_range(tree, i, low + 1, most);
		status = visit(tree, depth + 1, err);
	}
	set_range(tree, i, least, most);
	return status;
}

enum status lots_search_tracking(struct lots_search *search, struct error *err)
{
	struct tree tree;
	enum status status;

	tree_init(&tree, search);
	status = solve_quadratic_prepare(&tree.problem, tree.factor, err);
	if (!status) {
		struct quadratic_info info;

		status = solve_quadratic_prepared(&tree.problem, tree.factor, START_COLD, tree.weights, NULL, NULL, &info, err);
	}
	if (!status) {
		for (size_t i = 0; i < search->count; i++)
			search->trial[i] = (int64_t)fmin(floor(tree.weights[i] / search->step[i] + 1e-9), (double)search->most[i]);
		if (trial_cost(search) <= search->budget)
			keep_trial(search);
		lots_improve(search);
		status = visit(&tree, 0, err);
	}
	search->bound = fmin(tree.open, search->objective);
	tree_clear(&tree);
	return status;
}
