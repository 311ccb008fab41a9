/* Whether an answer to a random problem is right, and whether a refusal is. */
#include "tests/engine/random_answers.h"

#include <stdarg.h>
#include <stdlib.h>

bool found(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	if (finding->text[0] != '\0')
		return true;
	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
	return true;
}

static bool is_named(const struct examination *e, const char *name)
{
	return strcmp(e->name, name) == 0;
}

static double lower_of(const struct allocation_problem *p, size_t i)
{
	return p->lower ? gsl_vector_get(p->lower, i) : 0.0;
}

static double upper_of(const struct allocation_problem *p, size_t i)
{
	return p->upper ? gsl_vector_get(p->upper, i) : 1.0;
}

static double dot(const double *a, const double *b, size_t count)
{
	double sum = 0.0;

	for (size_t i = 0; i < count; i++)
		sum += a[i] * b[i];
	return sum;
}

/* A row of the weights, in the variables of the linear program. */
static void add_weights_row(struct examination *e, const double *coefficients, double lower, double upper)
{
	const size_t n = e->r->n;
	const double held = e->is_split ? dot(coefficients, e->r->current, n) : 0.0;
	double *row = lp_add_row(&e->lp, lower - held, upper - held);

	for (size_t i = 0; i < n; i++) {
		row[i] = coefficients[i];
		if (e->is_split)
			row[n + i] = -coefficients[i];
	}
}

void lay_out_limits(struct examination *e, bool with_budget)
{
	static const double ones[MOST_ASSETS] = { [0 ... MOST_ASSETS - 1] = 1.0 };
	const struct allocation_problem *p = &e->r->problem;
	const size_t n = p->count;

	e->is_split = p->trading != NULL;
	lp_begin(&e->lp, e->is_split ? 2 * n : n);
	for (size_t i = 0; i < n; i++) {
		const double lower = lower_of(p, i), upper = upper_of(p, i), held = e->is_split ? e->r->current[i] : 0.0;

		e->lp.lower[i] = e->is_split ? fmax(0.0, lower - held) : lower;
		e->lp.upper[i] = e->is_split ? fmax(0.0, upper - held) : upper;
		if (e->is_split) {
			e->lp.lower[n + i] = fmax(0.0, held - upper);
			e->lp.upper[n + i] = fmax(0.0, held - lower);
		}
	}
	if (with_budget)
		add_weights_row(e, ones, 1.0, 1.0);
	for (size_t k = 0; k < p->row_count; k++)
		add_weights_row(e, p->rows[k].coefficients, p->rows[k].lower, p->rows[k].upper);
	if (e->is_split && p->trading->turnover < INFINITY) {
		double *row = lp_add_row(&e->lp, -INFINITY, p->trading->turnover);

		for (size_t i = 0; i < 2 * n; i++)
			row[i] = 1.0;
	}
}

static double cost_of(const struct examination *e, size_t i)
{
	const struct allocation_trading *trading = e->r->problem.trading;

	return trading && trading->cost ? gsl_vector_get(trading->cost, i) : 0.0;
}

double gain_left(struct examination *e, const double *gradient, double price, const double *w)
{
	static double y[LP_ROWS];
	const size_t n = e->r->n;
	double reached = 0.0;

	for (size_t i = 0; i < n; i++) {
		const double cost = price * cost_of(e, i), held = e->is_split ? e->r->current[i] : 0.0;

		reached += gradient[i] * (w[i] - held) - cost * fabs(w[i] - held);
		e->lp.slope[i] = gradient[i] - cost;
		if (e->is_split)
			e->lp.slope[n + i] = -gradient[i] - cost;
	}
	if (lp_solve(&e->lp, e->workspace, NULL, y, NULL))
		return INFINITY;
	return lp_upper_bound(&e->lp, e->lp.slope, y) - reached;
}

static double largest(const double *values, size_t count)
{
	double most = 0.0;

	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(values[i]));
	return most;
}

/* The objective of weights w: gradient, and how large its terms are before they cancel. */
struct slope {
	double gradient[MOST_ASSETS];
	double size, price;               /* price: of a unit of cost */
};

/*
 * a mu - b S (w - from). The size is that of its terms before they cancel; a portfolio without risk or return is held to
 * weights of 1e-14, a ten thousandth of a variance being what 1e-10 is then taken of.
 */
static void set_slope(const struct examination *e, double a, double b, const double *w, const double *from,
                      struct slope *slope)
{
	static const double nothing[MOST_ASSETS];
	const size_t n = e->r->n;
	double risk[MOST_ASSETS], other[MOST_ASSETS];

	random_risk_product(e->r, w, risk);
	random_risk_product(e->r, from ? from : nothing, other);
	*slope = (struct slope){ .price = a };
	for (size_t i = 0; i < n; i++) {
		const double mean = a != 0.0 ? a * e->r->mean[i] : 0.0, own = e->r->covariance[i * n + i];

		slope->gradient[i] = mean - b * (risk[i] - other[i]);
		slope->size = fmax(slope->size, fmax(fabs(mean), b * fmax(fabs(risk[i]), fabs(other[i]))));
		slope->size = fmax(slope->size, b * own * fmax(1e-4, fabs(w[i])));
	}
}

static double variance_of(const struct examination *e, const double *w)
{
	double risk[MOST_ASSETS];

	random_risk_product(e->r, w, risk);
	return fmax(0.0, dot(w, risk, e->r->n));
}

/* The gain that is left at a price k of something whose slope is `pull`. */
static double gain_at(struct examination *e, const struct slope *slope, const double *pull, double k, const double *w)
{
	double gradient[MOST_ASSETS] = { 0 };

	for (size_t i = 0; i < e->r->n; i++)
		gradient[i] = slope->gradient[i] + k * pull[i];
	return gain_left(e, gradient, slope->price, w);
}

/* The least of them, which is convex in k, up to `high`. */
static double least_gain(struct examination *e, const struct slope *slope, const double *pull, double high,
                         const double *w)
{
	double low = 0.0, least = gain_at(e, slope, pull, 0.0, w);

	for (int step = 0; step < 120 && high - low > 1e-15 * high; step++) {
		const double left = low + 0.382 * (high - low), right = low + 0.618 * (high - low);
		const double at_left = gain_at(e, slope, pull, left, w), at_right = gain_at(e, slope, pull, right, w);

		least = fmin(least, fmin(at_left, at_right));
		if (at_left <= at_right)
			high = right;
		else
			low = left;
	}
	return least;
}

/* With a limit on the tracking error that binds, at the price of it that leaves least. */
static double gain_of(struct examination *e, const struct slope *slope, const double *w)
{
	const double limit = e->r->problem.tracking_limit;
	double away[MOST_ASSETS], pull[MOST_ASSETS], error = 0.0, most = 0.0, size = slope->size;

	for (size_t i = 0; i < e->r->n && e->is_split; i++)
		size = fmax(size, slope->price * cost_of(e, i));
	if (!(limit > 0.0))
		return gain_left(e, slope->gradient, slope->price, w);
	for (size_t i = 0; i < e->r->n; i++)
		away[i] = w[i] - e->r->benchmark[i];
	random_risk_product(e->r, away, pull);
	error = sqrt(fmax(0.0, dot(away, pull, e->r->n)));
	if (error > limit * (1.0 + 1e-8))
		found(e->finding, "a tracking error of %.12g above its limit of %.12g", error, limit);
	if (error < limit * (1.0 - 1e-6))
		return gain_left(e, slope->gradient, slope->price, w);
	for (size_t i = 0; i < e->r->n; i++) {
		most = fmax(most, fabs(pull[i]));
		pull[i] = -pull[i];
	}
	return least_gain(e, slope, pull, most > 0.0 ? 1e3 * size / most : 0.0, w);
}

/* What is left to gain, of the size of the gradient times the distance one can go. */
static void examine_slope(struct examination *e, const struct slope *slope, const double *w)
{
	const double gain = gain_of(e, slope, w);
	const double reach = fmax(1.0, largest(w, e->r->n)), size = slope->size > 0.0 ? slope->size : 1.0;

	if (!(gain <= 1e-9 * size * reach))
		found(e->finding, "another portfolio gains %.3g of gradients of %.3g", gain, slope->size);
	else
		e->worst->gap = fmax(e->worst->gap, gain / (size * reach));
}

static double net_return(const struct examination *e, const double *w)
{
	double value = dot(e->r->mean, w, e->r->n);

	for (size_t i = 0; i < e->r->n && e->is_split; i++)
		value -= cost_of(e, i) * fabs(w[i] - e->r->current[i]);
	return value;
}

/* Whether the two agree to 1e-9 of a size. */
static bool agree(double a, double b, double size)
{
	return fabs(a - b) <= 1e-9 * size || a == b;
}

static void examine_within(struct examination *e, const double *w)
{
	const struct allocation_problem *p = &e->r->problem;
	double sum = 0.0, turnover = 0.0, beyond = 0.0;

	for (size_t i = 0; i < e->r->n; i++) {
		beyond = fmax(beyond, fmax(lower_of(p, i) - w[i], w[i] - upper_of(p, i)));
		sum += w[i];
		turnover += e->is_split ? fabs(w[i] - e->r->current[i]) : 0.0;
	}
	beyond = fmax(beyond, fabs(sum - 1.0));
	for (size_t k = 0; k < p->row_count; k++) {
		const double value = dot(p->rows[k].coefficients, w, e->r->n);

		beyond = fmax(beyond, fmax(p->rows[k].lower - value, value - p->rows[k].upper));
	}
	if (e->is_split)
		beyond = fmax(beyond, turnover - p->trading->turnover);
	e->worst->primal = fmax(e->worst->primal, beyond);
	if (!(beyond <= 1e-9))
		found(e->finding, "a limit is exceeded by %.3g", beyond);
}

static void examine_figures(struct examination *e, const double *w, const struct allocation_info *info)
{
	const double variance = variance_of(e, w), size = fmax(largest(e->r->covariance, e->r->n * e->r->n), 1e-300);
	const double reach = fmax(1.0, largest(w, e->r->n));
	/* Where next to no risk is left the certificate is a share of a millionth of it: of the rounding of the weights. */
	const double allowance = variance < 1e-8 * size ? 100.0 : 1.0;

	if (!agree(info->expected_return, dot(e->r->mean, w, e->r->n), largest(e->r->mean, e->r->n) * reach))
		found(e->finding, "the expected return is told as %.12g", info->expected_return);
	if (!agree(info->volatility * info->volatility, variance, 0.1 * size * reach * reach))
		found(e->finding, "the variance is %.12g and told as %.12g", variance, info->volatility * info->volatility);
	if (info->kkt.primal > 1e-9 || info->kkt.stationarity > 1e-8 * allowance ||
	    info->kkt.complementarity > 1e-10 * allowance || info->kkt.dual > 1e-10 * allowance)
		found(e->finding, "certificate %.2g %.2g %.2g %.2g", info->kkt.primal, info->kkt.stationarity,
		      info->kkt.complementarity, info->kkt.dual);
	e->worst->stationarity = fmax(e->worst->stationarity, info->kkt.stationarity);
	e->worst->complementarity = fmax(e->worst->complementarity, info->kkt.complementarity);
	e->worst->dual = fmax(e->worst->dual, info->kkt.dual);
	for (size_t k = 0; k < info->binding_count; k++)
		if (!(info->bindings[k].multiplier > 0.0))
			found(e->finding, "a limit binds at a price of %g", info->bindings[k].multiplier);
}

/* The optimum of  L mu'w - 1/2 w'S w  at the L that was told, where what was asked for is met. */
static void examine_efficient(struct examination *e, const double *w, const struct allocation_info *info)
{
	const struct allocation_problem *p = &e->r->problem;
	const double net = net_return(e, w);
	double size = fmax(largest(e->r->mean, e->r->n), 1e-300);
	const double sigma = sqrt(variance_of(e, w)), sigma_size = sqrt(largest(e->r->covariance, e->r->n * e->r->n));
	struct slope slope;

	for (size_t i = 0; i < e->r->n && e->is_split; i++)
		size = fmax(size, cost_of(e, i));
	if (is_named(e, "target-volatility") && info->at_highest_return) {
		set_slope(e, 1.0, 0.0, w, NULL, &slope);
		examine_slope(e, &slope, w);
		return;
	}
	set_slope(e, info->lambda, 1.0, w, NULL, &slope);
	examine_slope(e, &slope, w);
	/* Above the target only where least variance is there anyway. */
	if (is_named(e, "target-return") && (net < p->target_return - 1e-9 * size ||
	    (info->lambda > 0.0 && net > p->target_return + 1e-8 * size && info->lambda * size > 1e-8 * slope.size)))
		found(e->finding, "a return of %.12g was asked for, and %.12g given at L %g", p->target_return, net, info->lambda);
	if (is_named(e, "target-volatility") && !agree(sigma, p->target_volatility, 100.0 * sigma_size))
		found(e->finding, "a volatility of %.12g was asked for, and %.12g given", p->target_volatility, sigma);
}

static void examine_ratio(struct examination *e, const double *w)
{
	const size_t n = e->r->n;
	const double variance = variance_of(e, w);
	double deviations[MOST_ASSETS], mean[MOST_ASSETS], average;
	struct slope slope;

	if (is_named(e, "max-sharpe")) {
		set_slope(e, 1.0, (net_return(e, w) - e->r->problem.risk_free) / variance, w, NULL, &slope);
	} else {
		for (size_t i = 0; i < n; i++)
			deviations[i] = sqrt(e->r->covariance[i * n + i]);
		average = dot(deviations, w, n);
		memcpy(mean, e->r->mean, sizeof(mean));
		memcpy(e->r->mean, deviations, n * sizeof(double));
		set_slope(e, 1.0, average / variance, w, NULL, &slope);
		memcpy(e->r->mean, mean, n * sizeof(double));
	}
	examine_slope(e, &slope, w);
}

/* Slopes of "utility" and "robust", whose aversion grows with kappa / sigma. */
static void examine_utility(struct examination *e, const double *w)
{
	const struct allocation_problem *p = &e->r->problem;
	const double sigma = sqrt(variance_of(e, w));
	double aversion = p->risk_aversion;
	struct slope slope;

	if (is_named(e, "robust")) {
		if (sigma <= 1e-6 * sqrt(largest(e->r->covariance, e->r->n * e->r->n)))
			return; /* at the kink, where no one gradient decides */
		aversion += p->uncertainty / (sqrt((double)p->observations) * sigma);
	}
	set_slope(e, 1.0, aversion, w, NULL, &slope);
	for (size_t i = 0; i < e->r->n && p->trading && p->trading->impact; i++)
		slope.gradient[i] -= 2.0 * e->r->impact[i] * (w[i] - e->r->current[i]);
	examine_slope(e, &slope, w);
}

/* w_i (S w)_i = k b_i + w_i (z_i + (A'y)_i) for one k: at the right one nothing is left. */
static void examine_parity(struct examination *e, const double *w)
{
	const size_t n = e->r->n;
	const double variance = variance_of(e, w);
	double risk[MOST_ASSETS], pull[MOST_ASSETS] = { 0 }, high = 0.0, least;
	struct slope slope = { .size = 1.0 };

	random_risk_product(e->r, w, risk);
	for (size_t i = 0; i < n; i++) {
		const double budget = e->r->shares[i];

		if (budget > 0.0 && upper_of(&e->r->problem, i) > 0.0 && !(w[i] > 0.0))
			found(e->finding, "asset %zu has a budget of risk and is not held", i + 1);
		if (budget > 0.0)
			high = fmax(high, 2.0 * fabs(w[i] * risk[i]) / budget);
		slope.gradient[i] = -risk[i];
		pull[i] = w[i] > 0.0 ? budget / w[i] : 0.0;
	}
	lay_out_limits(e, false);
	for (size_t i = 0; i < n; i++) /* what is left out has no slope, and no limit matters to it */
		if (e->r->shares[i] == 0.0)
			e->lp.lower[i] = e->lp.upper[i] = 0.0;
	least = least_gain(e, &slope, pull, high, w);
	if (!(least <= 1e-8 * variance)) /* where every asset is held down, k is far above any share of the risk */
		least = least_gain(e, &slope, pull, 1e3 * high, w);
	if (!(least <= 1e-8 * variance)) { /* no k does without a price of the budget: then k is the variance */
		lay_out_limits(e, true);
		for (size_t i = 0; i < n; i++)
			if (e->r->shares[i] == 0.0)
				e->lp.lower[i] = e->lp.upper[i] = 0.0;
		least = gain_at(e, &slope, pull, variance, w);
	}
	if (!(least <= 1e-8 * variance + 1e-13 * largest(e->r->covariance, n * n)))
		found(e->finding, "risk budgets are missed by %.3g of a variance of %.3g", least, variance);
	else
		e->worst->gap = fmax(e->worst->gap, least / variance);
}

/*
 * The tail objectives whole, as the linear program of their definition: v, and by how much each scenario exceeds it;
 * for drawdowns D_t >= D_{t-1} + loss beside it. (lay_out_limits' variables come first.) In units of `size`, because a
 * linear program is solved to digits of one.
 */
static double least_tail(struct examination *e, double size)
{
	const struct allocation_problem *p = &e->r->problem;
	const size_t T = p->returns->size1, n = p->count, width = e->lp.count, v = width, u = v + 1, d = u + T;
	const bool is_drawdown = is_named(e, "conditional-drawdown");
	const double share = 1.0 / ((1.0 - p->confidence) * (double)T);
	double value = 0.0, earned[MOST_ASSETS];

	if (!isnan(p->target_return)) {
		add_weights_row(e, e->r->mean, p->target_return, INFINITY);
		for (size_t i = 0; i < width && e->is_split; i++)
			e->lp.rows[e->lp.row_count - 1][i] -= cost_of(e, i % n);
		for (size_t i = 0; i < width; i++)
			e->lp.rows[e->lp.row_count - 1][i] /= size;
		e->lp.row_lower[e->lp.row_count - 1] /= size;
	}
	for (size_t r = 0; r < e->lp.row_count; r++)
		memset(e->lp.rows[r] + width, 0, (LP_VARIABLES - width) * sizeof(double));
	e->lp.count = is_drawdown ? d + T : d;
	for (size_t k = 0; k < e->lp.count; k++)
		e->lp.slope[k] = k == v ? -1.0 : k >= u && k < d ? -share : 0.0;
	for (size_t k = v; k < e->lp.count; k++) {
		e->lp.lower[k] = k == v ? -1e3 : 0.0;
		e->lp.upper[k] = 1e4;
	}
	for (size_t t = 0; t < T; t++) {
		double *over, *fall;

		for (size_t i = 0; i < n; i++)
			earned[i] = e->r->returns[t * n + i] / size;

		if (is_drawdown) {
			add_weights_row(e, earned, 0.0, INFINITY); /* r'w + D_t - D_{t-1} >= 0 */
			fall = e->lp.rows[e->lp.row_count - 1];
			fall[d + t] = 1.0;
			if (t > 0)
				fall[d + t - 1] = -1.0;
			over = lp_add_row(&e->lp, 0.0, INFINITY);  /* u_t + v - D_t >= 0 */
			over[d + t] = -1.0;
		} else {
			add_weights_row(e, earned, 0.0, INFINITY); /* u_t + v + r'w >= 0 */
			over = e->lp.rows[e->lp.row_count - 1];
		}
		over[u + t] = over[v] = 1.0;
	}
	return lp_solve(&e->lp, e->workspace, NULL, NULL, &value) ? NAN : -value * size;
}

static void examine_tail(struct examination *e, const struct allocation_info *info)
{
	const double most = largest(e->r->returns, e->r->problem.returns->size1 * e->r->n), size = most > 0.0 ? most : 1.0;
	const double least = least_tail(e, size);

	if (!agree(info->objective, least, 1e-300 + size * (is_named(e, "conditional-drawdown") ? 10.0 : 1.0)))
		found(e->finding, "the tail is told as %.12g; the whole linear program says %.12g", info->objective, least);
	else
		e->worst->gap = fmax(e->worst->gap, fabs(info->objective - least) / (1e-300 + size));
}

/* Halving again from the leaves, as the paper says: shares of inverse variance within, of variance between. */
static double cluster_variance(const struct examination *e, const size_t *order, size_t count)
{
	const size_t n = e->r->n;
	double weight = 0.0, variance = 0.0;

	for (size_t a = 0; a < count; a++)
		weight += 1.0 / e->r->covariance[order[a] * n + order[a]];
	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b < count; b++)
			variance += e->r->covariance[order[a] * n + order[b]] / e->r->covariance[order[a] * n + order[a]] /
			            e->r->covariance[order[b] * n + order[b]];
	return variance / weight / weight;
}

static void halve(const struct examination *e, const size_t *order, size_t count, double money, double *weights)
{
	const size_t half = count / 2;

	if (count == 1) {
		weights[order[0]] = money;
		return;
	}

	const double left = cluster_variance(e, order, half), right = cluster_variance(e, order + half, count - half);
	const double share = left + right > 0.0 ? right / (left + right) : 0.5;

	halve(e, order, half, money * share, weights);
	halve(e, order + half, count - half, money * (1.0 - share), weights);
}

bool halved_portfolio(const struct examination *e, double *weights)
{
	size_t order[MOST_ASSETS];

	for (size_t i = 0; i < e->r->n; i++)
		if (upper_of(&e->r->problem, i) == 0.0)
			return false; /* left out: another tree */
	if (e->r->risk != DEFINITE)
		return false; /* clusters without risk are shared by rounding */
	if (allocate_hierarchy(e->r->problem.covariance, e->r->problem.hierarchy, order, NULL, NULL))
		found(e->finding, "there is no tree");
	else
		halve(e, order, e->r->n, 1.0, weights);
	return e->finding->text[0] == '\0';
}

static void examine_hierarchical(struct examination *e, const double *w)
{
	double expected[MOST_ASSETS];

	if (!halved_portfolio(e, expected))
		return;
	for (size_t i = 0; i < e->r->n; i++)
		if (!(fabs(w[i] - expected[i]) <= 1e-10))
			found(e->finding, "asset %zu has %.12g instead of %.12g", i + 1, w[i], expected[i]);
}

void examine_answer(struct examination *e, const gsl_vector *weights, const struct allocation_info *info)
{
	const double *w = weights->data;
	struct slope slope;

	lay_out_limits(e, true);
	examine_within(e, w);
	examine_figures(e, w, info);
	if (is_named(e, "min-variance") || is_named(e, "target-return") || is_named(e, "target-volatility"))
		examine_efficient(e, w, info);
	else if (is_named(e, "max-sharpe") || is_named(e, "max-diversification"))
		examine_ratio(e, w);
	else if (is_named(e, "utility") || is_named(e, "robust"))
		examine_utility(e, w);
	else if (is_named(e, "risk-parity"))
		examine_parity(e, w);
	else if (is_named(e, "expected-shortfall") || is_named(e, "conditional-drawdown"))
		examine_tail(e, info);
	else if (is_named(e, "hierarchical"))
		examine_hierarchical(e, w);
	else if (is_named(e, "tracking-error")) {
		set_slope(e, 0.0, 1.0, w, e->r->benchmark, &slope);
		examine_slope(e, &slope, w);
	} else if (!is_named(e, "resampled"))
		found(e->finding, "nobody here knows what \"%s\" is", e->name);
}
