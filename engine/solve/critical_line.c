/*
 * The critical line: a parametric active set walk down the tolerance of risk L.
 *
 * At every L the held (free) assets F and the active rows W satisfy
 *
 *     S_FF w_F + S_FB w_B - L mu_F = A_WF' y,     A_W w = b_W,
 *
 * so w and the multipliers are linear in L until an asset reaches a limit, a multiplier reaches 0, or a row meets its
 * limit. Only S_FF is factored.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

/* Events between two refinements: each adds its rounding to the weights. */
enum { REFINE_EVERY = 64 };

static size_t walk_memory(const struct program *program)
{
	const size_t n = program->n, m = program->m + 1, width = m + 1, k = program->factors.count;

	return n * n + n * width + width * width + m * m + 22 * n + 14 * m + 2 * (n + m + k + 1) +
	       (6 * n + 5 * m) / 8 + 64 + anchor_memory(program);
}

/* Memory for n numbers, and zeros behind them up to a multiple of eight. */
static double *padded(struct pool *pool, size_t n)
{
	double *piece = pool_doubles(pool, kernel_padded(n));

	for (size_t i = n; i < kernel_padded(n); i++)
		piece[i] = 0.0;
	return piece;
}

static void walk_start(struct walk *walk, const struct program *program, struct pool *pool)
{
	const size_t n = program->n;

	pool_reset(pool, walk_memory(program));
	*walk = (struct walk){ .program = program, .n = n, .m = program->m, .width = program->m + 1,
		               .stride = n < 64 ? n : 64, .last_event = EVENT_NONE };
	if (program->anchor)
		anchor_start(walk, program, pool);

	const size_t m = walk->m, lists = n + m + program->factors.count + 1;

	walk->factor = pool_doubles(pool, n * n);
	walk->inverse = pool_doubles(pool, n);
	walk->candidate = pool_doubles(pool, n);
	walk->image = pool_doubles(pool, n * walk->width);
	walk->gram = pool_doubles(pool, walk->width * walk->width);
	walk->schur = pool_doubles(pool, m * m);
	walk->held = pool_sizes(pool, n);
	walk->place = pool_sizes(pool, n);
	walk->counted = pool_sizes(pool, n);
	walk->active = pool_sizes(pool, m);
	walk->standing = pool_bytes(pool, n);
	walk->row_state = pool_bytes(pool, m);
	walk->is_locked = pool_bytes(pool, n + m);
	walk->is_passed = pool_bytes(pool, n + m);
	walk->sense = padded(pool, n);
	walk->weights = pool_doubles(pool, n);
	walk->pull = padded(pool, n);
	walk->slope_held = pool_doubles(pool, n);
	walk->slope_pull = padded(pool, n);
	walk->spare = pool_doubles(pool, n);
	walk->rest = pool_doubles(pool, n);
	walk->cosine = pool_doubles(pool, n);
	walk->sine = pool_doubles(pool, n);
	walk->tie_cost = pool_doubles(pool, n);
	walk->activity = pool_doubles(pool, m);
	walk->price = pool_doubles(pool, m);
	walk->slope_activity = pool_doubles(pool, m);
	walk->slope_price = pool_doubles(pool, m);
	walk->gap = pool_doubles(pool, m);
	walk->kept = pool_doubles(pool, 2 * n + 2 * m);
	walk->scratch = pool_doubles(pool, n + m + 1);
	walk->rows = (const double **)(void *)pool_doubles(pool, lists);
	walk->shares = pool_doubles(pool, lists);
}

void frontier_room(struct frontier *frontier, size_t n, size_t m)
{
	const size_t width = n > m ? n : m;

	if (frontier->corner_count < frontier->capacity && width <= frontier->width)
		return;
	if (width > frontier->width)
		frontier->width = width;
	if (frontier->corner_count >= frontier->capacity)
		frontier->capacity = 2 * frontier->capacity + 16;

	const size_t doubles = frontier->capacity * frontier->width;

	frontier->corners = memory_resize(frontier->corners, frontier->capacity, sizeof(*frontier->corners));
	frontier->weights = memory_resize(frontier->weights, doubles, sizeof(double));
	frontier->bound_multipliers = memory_resize(frontier->bound_multipliers, doubles, sizeof(double));
	frontier->row_multipliers = memory_resize(frontier->row_multipliers, doubles, sizeof(double));
}

/* An asset that has come to its limit is on it, whatever its last step rounded to. */
static void copy_weights(const struct walk *walk, double *weights)
{
	const struct program *program = walk->program;
	const double rounding = 2e-15 * program->limit_scale;

	for (size_t i = 0; i < walk->n; i++) {
		const double weight = walk->weights[i], lower = program->lower[i], upper = program->upper[i];

		weights[i] = fabs(weight - lower) <= rounding ? lower : fabs(weight - upper) <= rounding ? upper : weight;
	}
}

static void add_corner(struct walk *walk, struct frontier *frontier)
{
	const size_t n = walk->n, m = frontier->row_count, turn = walk->anchor.turnover_row;
	const size_t at = frontier->corner_count;
	double variance, turnover_price = 0.0;

	frontier_room(frontier, n, m);
	walk_measure(walk);
	/* Near nothing the sum along the way is rounding, which a square root makes a thousand times larger. */
	if (at > 0 && walk->variance < 1e-10 * frontier->corners[0].variance) {
		double *risk = frontier->bound_multipliers + at * n;

		walk_risk(walk, risk);
		walk->variance = fmax(0.0, kernel_dot(walk->weights, risk, n));
	}
	variance = walk->variance;
	if (walk->ridge > 0.0)
		variance -= walk->ridge * kernel_dot(walk->weights, walk->weights, n);
	if (walk->anchor.whole && turn < walk->m)
		turnover_price = fmax(0.0, -walk->price[turn]);
	frontier->corners[at] = (struct frontier_corner){ walk->lambda, walk->expected_return, fmax(0.0, variance),
		                                          turnover_price };
	copy_weights(walk, frontier->weights + at * n);
	if (walk->anchor.whole)
		anchor_multipliers(walk, frontier->bound_multipliers + at * n);
	else
		memcpy(frontier->bound_multipliers + at * n, walk->pull, n * sizeof(double));
	memcpy(frontier->row_multipliers + at * m, walk->price, m * sizeof(double));
	frontier->corner_count++;
}

/* How far a portfolio may be outside its limits, as a share of the largest: one on the way, and one that is handed out. */
static const double ON_THE_WAY = 1e-10, RECORDED = 1e-12;

/* Whether the portfolio lies within its limits: what a delicate walk must show before it is believed. */
static bool keeps_limits(const struct walk *walk, double share)
{
	const struct program *program = walk->program;
	const double slack = share * program->limit_scale;

	for (size_t i = 0; i < walk->n; i++)
		if (!(walk->weights[i] >= program->lower[i] - slack && walk->weights[i] <= program->upper[i] + slack))
			return false;
	for (size_t r = 0; r < walk->m; r++) {
		const double activity = kernel_dot(limit_row(walk, r), walk->weights, walk->n);

		if (!(activity >= program->row_lower[r] - slack && activity <= program->row_upper[r] + slack))
			return false;
	}
	return true;
}

/* What is left of the conditions at a corner as it is recorded, as a share of the gradient. */
static double roughness(struct walk *walk)
{
	double left = 0.0, size = 0.0;

	walk_recompute(walk);
	for (size_t i = 0; i < walk->n; i++) {
		const double pull = walk->pull[i], own = walk->program->diagonal[i] * fmax(1e-6, fabs(walk->weights[i]));

		size = fmax(size, fmax(own, walk->lambda * fabs(walk->linear[i])));
		if (walk->standing[i] == IS_FREE)
			left = fmax(left, fabs(pull));
		else if (!is_fixed(walk, i) && !(walk->anchor.whole && walk->anchor.is_split[i]))
			left = fmax(left, walk->standing[i] == AT_LOWER ? -pull : pull);
	}
	return size > 0.0 ? left / size : 0.0;
}

/*
 * A corner of a walk that was lent a ridge, or lost digits, without the one and with the others: refined against S itself
 * in the present sets. The walk goes on from where it was.
 */
static void add_sharp_corner(struct walk *walk, struct frontier *frontier)
{
	const size_t n = walk->n, m = walk->m;
	const double ridge = walk->ridge, earned = walk->expected_return, variance = walk->variance;
	double *weights = walk->kept, *pull = weights + n, *price = pull + n, *activity = price + m;

	memcpy(weights, walk->weights, n * sizeof(double));
	memcpy(pull, walk->pull, n * sizeof(double));
	memcpy(price, walk->price, m * sizeof(double));
	memcpy(activity, walk->activity, m * sizeof(double));
	walk->ridge = 0.0;
	for (int round = 0; round < 3; round++)
		walk_refine(walk);
	/* Nor may it leave the highest return, along directions in which the risk is rounding. */
	if (!keeps_limits(walk, RECORDED) ||
	    (!walk->is_under_way && !(earned - walk->expected_return <= 1e-12 * walk->linear_scale))) {
		memcpy(walk->weights, weights, n * sizeof(double));
		memcpy(walk->price, price, m * sizeof(double));
	}
	walk->is_broken = walk->is_broken || !keeps_limits(walk, RECORDED);
	walk->is_rough = walk->is_rough || !(roughness(walk) <= 2e-11) ||
	                 (!walk->is_under_way && !(walk->highest - walk->expected_return <= 1e-11 * walk->linear_scale));
	for (size_t p = 0; p < walk->held_count; p++)
		walk->pull[walk->held[p]] = 0.0;
	add_corner(walk, frontier);
	walk->ridge = ridge;
	walk->expected_return = earned;
	walk->variance = variance;
	memcpy(walk->weights, weights, n * sizeof(double));
	memcpy(walk->pull, pull, n * sizeof(double));
	memcpy(walk->price, price, m * sizeof(double));
	memcpy(walk->activity, activity, m * sizeof(double));
}

/* Slopes are void after a delicate corner. */
static void record(struct walk *walk, struct frontier *frontier)
{
	if (walk->is_delicate) {
		add_sharp_corner(walk, frontier);
	} else {
		walk->is_broken = walk->is_broken || !keeps_limits(walk, RECORDED);
		add_corner(walk, frontier);
	}
}

/*
 * The first corner is where its portfolio ends: a degenerate vertex may change sets before anything moves. Not where an L
 * is asked for, or a ratio, which is an L: its multipliers lie between those of both ends.
 */
static void drop_same_portfolio(const struct walk *walk, struct frontier *frontier)
{
	bool is_same = frontier->corner_count == 1;

	for (size_t i = 0; i < walk->n && is_same && !walk->is_still; i++)
		is_same = fabs(frontier->weights[i] - walk->weights[i]) <= 2e-15 * walk->program->limit_scale;
	if (is_same)
		frontier->corner_count = 0;
}

/* Active limits hold to the last digits, after so many steps. */
static bool is_sharp(const struct walk *walk)
{
	const struct program *program = walk->program;

	for (size_t i = 0; i < walk->active_count; i++) {
		const size_t r = walk->active[i];
		const double limit = walk->row_state[r] == ROW_AT_UPPER ? program->row_upper[r] : program->row_lower[r];

		if (!(fabs(kernel_dot(limit_row(walk, r), walk->weights, walk->n) - limit) <= 1e-14 * program->limit_scale))
			return false;
	}
	return true;
}

/*
 * The present portfolio to the last digits, where so many steps have left less of them; of a delicate walk every step has
 * been refined already. True: it was, and slopes are to be found again.
 */
static bool settle(struct walk *walk)
{
	if (walk->is_delicate || is_sharp(walk))
		return false;
	walk_refine(walk);
	return true;
}

static bool is_there(const struct frontier_stop *stop, double lambda, double expected_return, double variance)
{
	switch (stop->goal) {
	case GOAL_LAMBDA: return lambda <= stop->value;
	case GOAL_RETURN: return expected_return <= stop->value;
	case GOAL_VOLATILITY: return variance <= stop->value * stop->value;
	case GOAL_MAX_SHARPE: break;
	}
	return lambda * (expected_return - stop->value) <= variance;
}

/* Whether what is asked lies between here and the next event. */
static bool is_on_segment(const struct walk *walk, const struct frontier_stop *stop, double distance)
{
	return is_there(stop, walk->lambda - distance, walk->expected_return - distance * walk->slope_return,
	                walk->variance - distance * (2.0 * walk->lambda - distance) * walk->slope_return);
}

/*
 * One segment: the step to the next event, and what of it is recorded. *is_over: what was asked is recorded. frontier
 * NULL: nothing is.
 */
static enum status take_segment(struct walk *walk, const struct frontier_stop *stop, double distance, bool ends,
                                struct frontier *frontier, bool *is_over, struct error *err)
{
	const double before = walk->lambda;
	const bool is_segment = distance > 1e-12 * before;
	bool records = frontier && (ends ? before > 0.0 : is_segment);

	*is_over = ends;
	if (stop) {
		const bool moves = is_segment && !walk->is_still;
		const bool is_here = moves && stop->goal != GOAL_LAMBDA && is_on_segment(walk, stop, 0.0);

		*is_over = records = is_here || ends || (moves && is_on_segment(walk, stop, distance)) ||
		                     (stop->goal == GOAL_LAMBDA && before - distance <= stop->value);
		if (records) {
			frontier->corner_count = 0;
			if (settle(walk))
				walk_slopes(walk);
			record(walk, frontier);
			if (walk->is_delicate)
				walk_slopes(walk);
		}
		/* What is asked was passed without a segment: a singular covariance let the portfolio jump. */
		if (records && walk->is_under_way && (stop->goal == GOAL_RETURN || stop->goal == GOAL_VOLATILITY) &&
		    is_on_segment(walk, stop, 0.0))
			walk->is_rough = true;
		if (is_here)
			return STATUS_OK;
	}
	walk->is_under_way = walk->is_under_way || (frontier && is_segment && !walk->is_still);
	if (!walk_step_down(walk, distance))
		return error_set(err, STATUS_INVALID, "the covariance holds a value that is not a number");
	if (ends)
		walk->lambda = 0.0;
	if (records) {
		if (!stop || stop->goal == GOAL_RETURN || stop->goal == GOAL_VOLATILITY)
			drop_same_portfolio(walk, frontier);
		(void)settle(walk); /* no direction is needed from here */
		record(walk, frontier);
	}
	if (frontier && walk->is_delicate && !keeps_limits(walk, ON_THE_WAY))
		return error_set(err, STATUS_NOT_CONVERGED, "the covariance is too nearly singular for these limits");
	return STATUS_OK;
}

/* Ends at L = 0, or where stop says. */
static enum status descend(struct walk *walk, const struct frontier_stop *stop, struct frontier *frontier,
                           struct error *err)
{
	const size_t patience = 200 * (walk->n + walk->m + 5);

	for (size_t turn = 0; turn < patience; turn++) {
		const bool is_sound = walk_direct(walk);
		bool is_over;

		if (!is_sound && !walk_undo(walk))
			return error_set(err, STATUS_NOT_CONVERGED, "the active limits depend on each other");
		if (is_sound && walk->has_passed) {
			memset(walk->is_passed, 0, walk->n + walk->m);
			walk->has_passed = false;
		}
		if (walk->since_refined++ >= REFINE_EVERY || walk->is_delicate) {
			walk_refine(walk);
			walk->since_refined = 0;
			walk->is_gram_stale = true;
		}
		walk_slopes(walk);

		const struct earliest earliest = walk_find_event(walk);
		const bool ends = earliest.event == PTRDIFF_MAX;
		const enum status status = take_segment(walk, stop, ends ? walk->lambda : earliest.distance, ends, frontier,
		                                        &is_over, err);

		if (status || is_over)
			return status;
		if (!walk_apply(walk, earliest.event))
			return error_set(err, STATUS_NOT_CONVERGED, "the covariance of the held assets is singular");
	}
	return error_set(err, STATUS_NOT_CONVERGED, "the walk along the frontier did not end after %zu events",
	                 walk->events);
}

enum status walk_down(struct walk *walk, struct error *err)
{
	return descend(walk, NULL, NULL, err);
}

static enum status walk_corners(struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                            struct frontier *frontier, struct error *err)
{
	frontier->corner_count = 0;
	walk->is_rough = walk->is_broken = walk->is_under_way = false;

	const enum status status = walk_enter(walk, vertex, err);

	if (status)
		return status;
	if (stop && stop->goal == GOAL_LAMBDA && walk->lambda < stop->value) {
		/* Above the first corner only multipliers move, as they did on the way here. */
		(void)walk_step_down(walk, walk->lambda - stop->value);
		walk->lambda = stop->value;
		(void)settle(walk);
		record(walk, frontier);
		return STATUS_OK;
	}
	if (!stop || walk->lambda == 0.0)
		record(walk, frontier);
	return walk->lambda > 0.0 ? descend(walk, stop, frontier, err) : STATUS_OK;
}

static enum status walk_all(struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                            struct frontier *frontier, struct error *err)
{
	const enum status status = walk_corners(walk, vertex, stop, frontier, err);

	if (status || !walk->is_broken)
		return status;
	return error_set(err, STATUS_NOT_CONVERGED, "the covariance is too nearly singular for these limits");
}

/*
 * Without a ridge, and where the covariance is too nearly singular for that, with one that a recorded corner is rid of
 * again. What is rough all the same is the answer only where nothing better is.
 */
static enum status walk_with_ridges(struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                                    double variance, struct frontier *frontier, struct error *err)
{
	static const double shares[] = { 0.0, 1e-10, 1e-12, 1e-9, 1e-8 };
	const size_t count = sizeof(shares) / sizeof(*shares);
	enum status status = STATUS_NOT_CONVERGED;
	size_t rough = count;

	for (size_t k = 0; k < count; k++) {
		walk->ridge = shares[k] * variance;
		status = walk_all(walk, vertex, stop, frontier, err);
		if (status ? status != STATUS_NOT_CONVERGED : !walk->is_rough)
			return status;
		rough = !status && rough == count ? k : rough;
	}
	if (rough == count)
		return status;
	walk->ridge = shares[rough] * variance;
	return walk_all(walk, vertex, stop, frontier, err);
}

enum status critical_line_walk(const struct program *program, struct solve_workspace *workspace,
                               const struct frontier_stop *stop, struct frontier *frontier, bool *is_rough,
                               struct error *err)
{
	struct vertex vertex;
	struct walk walk;
	double trace = 0.0, largest = 0.0;
	enum status status;

	for (size_t i = 0; i < program->n; i++)
		if (!isfinite(program->lower[i]) && !isfinite(program->upper[i]))
			return error_set(err, STATUS_INVALID, "asset %zu has no limit on either side; a frontier needs one", i + 1);
	walk_start(&walk, program, &workspace->path);
	walk.is_riskless = walk_is_riskless(program);

	status = program->anchor ? anchor_vertex(&walk, workspace, &vertex, err)
	                         : linear_vertex(program, workspace, &vertex, err);

	if (status)
		return status;
	for (size_t i = 0; i < program->n; i++)
		trace += program->diagonal[i];
	for (size_t i = 0; i < program->n * program->m; i++)
		if (fabs(program->rows[i]) > largest)
			largest = fabs(program->rows[i]);
	frontier->count = program->n;
	frontier->row_count = program->m;
	if (walk.is_riskless) {
		walk_riskless(&walk, &vertex, stop, frontier);
		frontier->ridge = 0.0;
		frontier->events = vertex.info.iterations;
		return STATUS_OK;
	}
	walk.kappa = trace / (double)program->n / fmax(largest * largest, 1e-300);
	status = walk_with_ridges(&walk, &vertex, stop, trace / (double)program->n, frontier, err);
	if (is_rough)
		*is_rough = walk.is_rough;
	frontier->ridge = walk.ridge;
	frontier->events = walk.events;
	if (status)
		frontier->corner_count = 0;
	return status;
}

/* What the walk could not settle, or only poorly. */
static enum status stand_in(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                            const struct frontier_stop *stop, enum status status, struct frontier *frontier,
                            struct error *err)
{
	struct frontier other = { 0 };
	struct error ignored;
	const enum status found = stand_in_corner(problem, workspace, stop, &other, &ignored);

	if (!found) {
		const struct kkt kkt = frontier_kkt(&other, problem, 0);

		if (status || kkt_is_accepted(&kkt)) {
			frontier_clear(frontier);
			*frontier = other;
			return STATUS_OK;
		}
	}
	frontier_clear(&other);
	return status == STATUS_NOT_CONVERGED && found == STATUS_INFEASIBLE
	               ? error_set(err, STATUS_INFEASIBLE, "no portfolio within the limits gets there")
	               : status;
}

/* Whether the one place that was asked for has a certificate, where costs or turnover make it one of many pieces. */
static bool is_certified(const struct quadratic_problem *problem, const struct frontier_stop *stop,
                         const struct frontier *frontier)
{
	const size_t n = frontier->count, m = frontier->row_count;
	double *figures;
	struct frontier_point point;
	struct frontier_corner corner;

	if (stop->goal != GOAL_LAMBDA || !problem->anchor)
		return true;
	figures = memory_new_array(2 * n + m, sizeof(double));
	frontier_at_lambda(frontier, stop->value, &point);
	frontier_read(frontier, &point, figures, figures + n, figures + 2 * n);
	corner = (struct frontier_corner){ point.lambda, point.expected_return, point.variance, point.turnover_price };

	const struct frontier single = { .count = n, .row_count = m, .corner_count = 1, .corners = &corner,
		                         .weights = figures, .bound_multipliers = figures + n,
		                         .row_multipliers = figures + 2 * n };
	const struct kkt kkt = frontier_kkt(&single, problem, 0);

	free(figures);
	return kkt_is_accepted(&kkt);
}

static enum status read_and_walk(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                 const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	struct solve_workspace *own = workspace ? NULL : solve_workspace_new();
	struct program program;
	enum status status;
	bool is_rough = false;

	if (own)
		workspace = own;
	frontier->corner_count = 0;
	if ((!problem->hessian && !problem->factors) || !problem->linear)
		status = error_set(err, STATUS_INVALID, "a frontier needs expected returns and a covariance");
	else
		status = program_read(problem, workspace, &program, err);
	if (!status)
		status = critical_line_walk(&program, workspace, stop, frontier, &is_rough, err);
	if (stop && (status == STATUS_NOT_CONVERGED ||
	             (!status && (is_rough || !is_certified(problem, stop, frontier)))))
		status = stand_in(problem, workspace, stop, status, frontier, err);
	solve_workspace_free(own);
	return status;
}

enum status solve_critical_line(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                struct frontier *frontier, struct error *err)
{
	return read_and_walk(problem, workspace, NULL, frontier, err);
}

enum status solve_critical_line_until(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                      const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	if (isnan(stop->value)) {
		frontier->corner_count = 0;
		return error_set(err, STATUS_INVALID, "the place asked for on the frontier is not a number");
	}
	return read_and_walk(problem, workspace, stop, frontier, err);
}
