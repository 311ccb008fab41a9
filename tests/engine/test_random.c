/*
 * Problems made up from a seed, as many as one likes: each allocator under every limit it keeps, the solvers below them,
 * and limits in conflict. Every answer is proven, and every refusal.
 *
 * BALLAST_RANDOM_COUNT    how many problems; 10000 when not given.
 * BALLAST_RANDOM_SEED     of which seed; 1.
 * BALLAST_RANDOM_ONLY     this one problem: what a failure prints.
 * BALLAST_RANDOM_FAILURES how many failures end the run; 10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/engine/random_answers.h"

enum { SOLVERS = 4 };

static unsigned long setting(const char *name, unsigned long missing)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 10) : missing;
}

/* What an allocator is asked for beyond the limits, near what the limits allow and now and then beyond. */
static void ask(struct random_problem *r)
{
	struct allocation_problem *p = &r->problem;
	const double size = sqrt(r->scale);
	double earned = 0.0, risk[MOST_ASSETS], variance = 0.0;

	random_risk_product(r, r->inside, risk);
	for (size_t i = 0; i < r->n; i++) {
		earned += r->mean[i] * r->inside[i];
		variance += r->inside[i] * risk[i];
	}
	variance = fmax(0.0, variance);
	p->risk_free = happens(r, 0.3) ? 0.0 : size * between(r, -0.01, 0.05);
	p->target_return = happens(r, 0.2) ? earned : earned + size * between(r, -0.02, 0.03);
	p->target_volatility = sqrt(variance) * (happens(r, 0.2) ? 1.0 : between(r, 0.6, 1.6));
	p->risk_aversion = pow(10.0, between(r, -1.0, 2.0)) / size;
	random_portfolio(r, r->benchmark);
	p->benchmark = &r->benchmark_view.vector;
	p->hierarchy = happens(r, 0.5) ? HIERARCHY_COLUMNS : HIERARCHY_DIRECT;
	p->uncertainty = between(r, 0.0, 3.0);
	p->observations = 2 + one_of(r, 200);
	p->draws = 4;
}

static void ask_budgets(struct random_problem *r)
{
	double sum = 0.0;
	const bool is_equal = happens(r, 0.4);

	for (size_t i = 0; i < r->n; i++) {
		r->budgets[i] = is_equal ? 1.0 : happens(r, 0.1) ? 0.0 : between(r, 0.05, 1.0);
		sum += r->budgets[i];
	}
	if (sum <= 0.0)
		sum = r->budgets[0] = 1.0;
	r->problem.budgets = is_equal ? NULL : &r->budgets_view.vector;
	for (size_t i = 0; i < r->n; i++)
		r->budgets[i] /= sum;
}

/* An asset that must not be held has no share of the risk, and the others share what it had. */
static void leave_out(struct random_problem *r)
{
	double sum = 0.0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->problem.upper && r->upper[i] == 0.0)
			r->shares[i] = 0.0;
		else
			r->shares[i] = r->budgets[i];
		sum += r->shares[i];
	}
	for (size_t i = 0; i < r->n && sum > 0.0; i++)
		r->shares[i] /= sum;
}

static void ask_scenarios(struct random_problem *r)
{
	const size_t T = 1 + one_of(r, MOST_SCENARIOS - 1);

	for (size_t k = 0; k < T * r->n; k++)
		r->returns[k] = sqrt(r->scale) * between(r, -0.1, 0.12);
	for (size_t t = 0; t < T && happens(r, 0.2); t++) /* assets that are the same, and one that never moves */
		for (size_t i = 0; i < r->n; i++)
			r->returns[t * r->n + i] = i % 3 == 0 ? 0.0 : r->returns[t * r->n + i / 2];
	r->returns_view = gsl_matrix_view_array(r->returns, T, r->n);
	r->problem.returns = &r->returns_view.matrix;
	r->problem.confidence = happens(r, 0.2) ? 1.0 - 1.0 / (double)(T + 1) : between(r, 0.05, 0.99);
	if (happens(r, 0.4))
		r->problem.target_return = NAN;
}

/* Few enough to try every choice of what is held. */
static void ask_count(struct random_problem *r)
{
	if (happens(r, 0.7))
		r->problem.cardinality = 1 + one_of(r, r->n);
	if (r->problem.cardinality == 0 || happens(r, 0.6))
		r->problem.minimum_position = between(r, 0.02, 0.4);
	for (size_t i = 0; i < r->n; i++)
		r->lower[i] = fmax(0.0, r->lower[i]);
}

static bool is_tail(const char *name)
{
	return strcmp(name, "expected-shortfall") == 0 || strcmp(name, "conditional-drawdown") == 0;
}

static bool is_greater_better(const char *name)
{
	return strcmp(name, "max-sharpe") == 0 || strcmp(name, "target-volatility") == 0 || strcmp(name, "utility") == 0;
}

/* The problem with only the assets of a set held, each at least at its minimum; false when a bound forbids that. */
static bool choose(struct random_problem *r, size_t set, const double *lower, const double *upper)
{
	const double minimum = r->problem.minimum_position;

	for (size_t i = 0; i < r->n; i++) {
		const bool is_held = set >> i & 1;

		if (is_held ? upper[i] < minimum : lower[i] > 0.0)
			return false;
		r->lower[i] = is_held ? fmax(lower[i], minimum) : 0.0;
		r->upper[i] = is_held ? upper[i] : 0.0;
	}
	return true;
}

/* The best over every choice, each by the allocator without counting; NaN when none is possible, or none is the best. */
static double best_choice(struct examination *e, const struct allocator *allocator, gsl_vector *weights)
{
	struct random_problem *r = e->r;
	double lower[MOST_ASSETS], upper[MOST_ASSETS], best = NAN;
	const struct allocation_problem asked = r->problem;
	struct allocation_info info;
	struct error error = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		lower[i] = asked.lower ? r->lower[i] : 0.0;
		upper[i] = asked.upper ? r->upper[i] : 1.0;
	}
	r->problem.lower = &r->lower_view.vector;
	r->problem.upper = &r->upper_view.vector;
	for (size_t set = 1; set < (size_t)1 << r->n; set++) {
		if (asked.cardinality > 0 && (size_t)__builtin_popcountl(set) > asked.cardinality)
			continue;
		r->problem.minimum_position = asked.minimum_position;
		if (!choose(r, set, lower, upper))
			continue;
		r->problem.cardinality = 0;
		r->problem.minimum_position = 0.0;
		if (allocator->solve(&r->problem, weights, &info, &error)) {
			if (!strstr(error.message, "portfolio without risk"))
				continue;
			best = NAN; /* a ratio beyond any other */
			break;
		}
		if (isnan(best) || (is_greater_better(e->name) ? info.objective > best : info.objective < best))
			best = info.objective;
	}
	r->problem = asked;
	memcpy(r->lower, lower, r->n * sizeof(double));
	memcpy(r->upper, upper, r->n * sizeof(double));
	return best;
}

static void examine_count(struct examination *e, const struct allocator *allocator, enum status status,
                          const gsl_vector *weights, const struct allocation_info *info, const struct error *error)
{
	const struct allocation_problem *p = &e->r->problem;
	gsl_vector *spare = gsl_vector_alloc(e->r->n);
	const double best = best_choice(e, allocator, spare);
	size_t held = 0;

	gsl_vector_free(spare);
	if (status) {
		if (status != STATUS_INFEASIBLE || !isnan(best))
			found(e->finding, "%s although a choice reaches %.12g: %s", status_name(status), best, error->message);
		return;
	}
	for (size_t i = 0; i < e->r->n; i++) {
		const double w = gsl_vector_get(weights, i);

		held += w != 0.0;
		if (w != 0.0 && w < p->minimum_position - 1e-9)
			found(e->finding, "a position of %.12g below its minimum", w);
	}
	if (p->cardinality > 0 && held > p->cardinality)
		found(e->finding, "%zu are held of at most %zu", held, p->cardinality);
	/* The proof of the search ends at 1e-9 of the objective; of a tracking error at that of its square. */
	const bool is_root = strcmp(e->name, "tracking-error") == 0;
	const double reached = is_root ? info->objective * info->objective : info->objective;
	const double least = is_root ? best * best : best;

	if (!(fabs(reached - least) <= 1e-8 * fmax(fabs(least), 1e-2 * (is_root ? e->r->scale : sqrt(e->r->scale))) +
	                               info->gap))
		found(e->finding, "an objective of %.12g, and the best choice has %.12g (gap %.3g)", info->objective, best,
		      info->gap);
}

/* Which limits the problem gets beyond bounds and rows: whatever the allocator keeps, now and then. */
static void ask_limits(struct random_problem *r, const struct allocator *allocator, bool is_counted)
{
	if (is_counted) /* which refuses whatever else a tree cannot keep */
		ask_count(r);
	else if (allocator->keeps & (KEEPS_COST | KEEPS_TURNOVER) && happens(r, 0.5))
		random_trading(r);
	if (!(allocator->keeps & KEEPS_COST))
		r->trading.cost = NULL;
	if (!(allocator->keeps & KEEPS_TURNOVER))
		r->trading.turnover = INFINITY;
	if (r->problem.trading && allocator->keeps & KEEPS_IMPACT && happens(r, 0.5))
		r->trading.impact = &r->impact_view.vector;
	if (allocator->keeps & KEEPS_TRACKING && !is_counted && !(r->problem.trading && r->trading.impact) && happens(r, 0.3))
		r->problem.tracking_limit = sqrt(r->scale) * between(r, 0.01, 0.2);
	if (!(allocator->keeps & KEEPS_LIMITS) && happens(r, 0.7)) {
		r->problem.lower = r->problem.upper = NULL;
		r->problem.row_count = 0;
	} else if (happens(r, 0.08)) {
		spoil_limits(r);
	}
}

static void examine_allocator(struct examination *e, const struct allocator *allocator, unsigned long seed,
                              unsigned long number, bool is_counted)
{
	struct random_problem *r = e->r;
	const bool is_short = is_tail(allocator->name) || strcmp(allocator->name, "resampled") == 0;
	struct allocation_info info;
	struct error error = { 0 };

	random_problem_begin(r, seed, number, is_counted ? 6 : is_short ? 12 : MOST_ASSETS,
	                     (allocator->keeps & KEEPS_FACTORS) != 0 && !is_counted);
	ask(r);
	ask_budgets(r);
	if (is_tail(allocator->name))
		ask_scenarios(r);
	ask_limits(r, allocator, is_counted);
	leave_out(r);
	r->problem.rng = r->rng;

	gsl_vector *weights = gsl_vector_alloc(r->n);
	const enum status status = allocator->solve(&r->problem, weights, &info, &error);

	if (is_counted)
		examine_count(e, allocator, status, weights, &info, &error);
	else if (status)
		examine_refusal(e, status, &error);
	else
		examine_answer(e, weights, &info);
	gsl_vector_free(weights);
}

/* The k-th thing to examine: an allocator, an allocator that counts, or what lies below. */
static void examine(struct examination *e, unsigned long seed, unsigned long number)
{
	static const char *const solvers[SOLVERS] = { "quadratic program", "frontier", "linear program", "conflict" };
	static void (*const examine_solver[SOLVERS])(struct examination *) = {
		examine_quadratic, examine_frontier, examine_linear, examine_feasibility,
	};
	size_t count = 0, counting = 0;

	while (allocators[count])
		count++;
	const size_t task = number % (count + SOLVERS + 1), which = task < count ? task : task - count;

	if (task < count || which == SOLVERS) {
		const struct allocator *allocator = task < count ? allocators[task] : NULL;

		while (which == SOLVERS && !allocator) { /* those that count, in turn */
			const struct allocator *next = allocators[(number / (count + SOLVERS + 1) + counting++) % count];

			allocator = next->keeps & KEEPS_CARDINALITY ? next : NULL;
		}
		e->name = allocator->name;
		examine_allocator(e, allocator, seed, number, which == SOLVERS);
		return;
	}
	e->name = solvers[which];
	random_problem_begin(e->r, seed, number, MOST_ASSETS, which == 1);
	if (which == 3 && happens(e->r, 0.8))
		spoil_limits(e->r);
	examine_solver[which](e);
}

/*
 * What is known not to hold yet. It is counted and told, and may not become more than a thousandth of what is examined;
 * remove a line when it does hold. A limit that is exceeded is never excused.
 */
static const char *known_weakness(const struct examination *e)
{
	static const char *const on_frontier[] = { "frontier", "min-variance", "max-sharpe", "target-return",
		                                   "target-volatility", "max-diversification", "robust", "resampled" };
	const enum risk_kind risk = e->r->risk;
	const bool is_singular = risk == SINGULAR || risk == NEARLY_SINGULAR || risk == TWINS || risk == WITH_CASH;
	bool is_on_frontier = false;

	for (size_t k = 0; k < sizeof(on_frontier) / sizeof(*on_frontier); k++)
		is_on_frontier = is_on_frontier || strcmp(e->name, on_frontier[k]) == 0;

	if (strstr(e->finding->text, "exceeded"))
		return NULL;
	if (strcmp(e->name, "risk-parity") == 0 && (risk == NEARLY_SINGULAR || risk == TWINS))
		return "risk parity of next to no risk, between limits, has few digits or gives up";
	if (strstr(e->finding->text, "linear program says nan"))
		return "the simplex method refuses a whole linear program of the tail, once in many";
	if (is_on_frontier && is_singular)
		return "near a portfolio without risk the frontier loses digits, or gives up";
	if (is_singular)
		return "a singular covariance stops a program, once in ten thousand";
	return NULL;
}

enum verdict { SOUND, KNOWN, WRONG };

static enum verdict report(const struct examination *e)
{
	const struct random_problem *r = e->r;
	const char *known = e->finding->text[0] == '\0' ? NULL : known_weakness(e);

	if (e->finding->text[0] == '\0')
		return SOUND;
	if (known)
		print_message("# known: %s\n", known);
	print_message("# problem %lu of seed %lu: %s of %zu assets, covariance %s, means %s, bounds %s, %zu rows, scale %.3g: "
	              "%s\n", r->number, r->seed, e->name, r->n, risk_kinds[r->risk], mean_kinds[r->means],
	              bound_kinds[r->bounds], r->problem.row_count, r->scale, e->finding->text);
	print_message("#   again: BALLAST_RANDOM_SEED=%lu BALLAST_RANDOM_ONLY=%lu\n", r->seed, r->number);
	return known ? KNOWN : WRONG;
}

static void every_answer_and_every_refusal_is_proven(void **state)
{
	const unsigned long seed = setting("BALLAST_RANDOM_SEED", 1), only = setting("BALLAST_RANDOM_ONLY", 0);
	const unsigned long count = only ? only : setting("BALLAST_RANDOM_COUNT", 10000);
	const unsigned long most_failures = setting("BALLAST_RANDOM_FAILURES", 10);
	static struct random_problem problem;
	static struct examination e;
	struct worst worst = { 0 };
	size_t wrong = 0, known = 0;

	(void)state;
	e.r = &problem;
	e.worst = &worst;
	e.workspace = solve_workspace_new();
	problem.rng = gsl_rng_alloc(gsl_rng_mt19937);
	print_message("# %lu random problems of seed %lu\n", count - (only ? only - 1 : 0), seed);
	for (unsigned long number = only ? only : 1; number <= count && wrong < most_failures; number++) {
		struct finding finding = { "" };
		const struct worst before = worst;

		e.finding = &finding;
		problem.problem.workspace = number % 2 ? e.workspace : NULL;
		examine(&e, seed, number);

		const enum verdict verdict = report(&e);

		if (verdict != SOUND)
			worst = before;
		wrong += verdict == WRONG;
		known += verdict == KNOWN;
	}
	print_message("# worst accepted: limits %.1e, stationarity %.1e, dual %.1e, complementarity %.1e, gain left %.1e\n",
	              worst.primal, worst.stationarity, worst.dual, worst.complementarity, worst.gap);
	print_message("# %zu wrong, %zu of a known weakness\n", wrong, known);
	gsl_rng_free(problem.rng);
	solve_workspace_free(e.workspace);
	assert_int_equal(wrong, 0);
	assert_true(only || known <= 3 + count / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_and_every_refusal_is_proven),
	};

	return cmocka_run_group_tests_name("random problems", tests, NULL, NULL);
}
