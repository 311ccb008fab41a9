/* A problem checked, and turned into what a month needs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/simulate/goals.h"
#include "engine/simulate/path_state.h"

enum { MOST_PATHS = 10000000, MOST_MONTHS = 1800, MOST_ASSETS = 1000, LEAST_HISTORY = 60, DEFAULT_BLOCK = 6 };

struct simulation *simulation_new(void)
{
	return memory_new(sizeof(struct simulation));
}

/* All but the values, which are large and used again. */
static void clear_all_but_values(struct simulation *simulation)
{
	double *const values = simulation->values;
	const size_t room = simulation->values_room;

	free(simulation->mean);
	free(simulation->deviation);
	free(simulation->paid_first);
	free(simulation->paid_last);
	free(simulation->asked);
	free(simulation->noisy);
	free(simulation->asset_mean);
	free(simulation->factor);
	free(simulation->weights);
	free(simulation->history);
	free(simulation->streams);
	free(simulation->final);
	free(simulation->exhausted);
	free(simulation->sustainable);
	free(simulation->is_done);
	*simulation = (struct simulation){ .values = values, .values_room = room };
}

void simulation_free(struct simulation *simulation)
{
	if (simulation == NULL)
		return;
	clear_all_but_values(simulation);
	free(simulation->values);
	free(simulation);
}

double simulation_deflator(const struct simulation *simulation, size_t month)
{
	return exp(-(double)month / 12.0 * log1p(simulation->problem.inflation));
}

static bool is_within(double value, double low, double high)
{
	return value >= low && value <= high;
}

static enum status check_market(double expected_return, double volatility, struct error *err)
{
	if (!(expected_return > -1.0 && expected_return <= 10.0))
		return error_set(err, STATUS_INVALID, "the expected return is %g a year; it must lie between -1 and 10",
		                 expected_return);
	if (!is_within(volatility, 0.0, 10.0))
		return error_set(err, STATUS_INVALID, "the volatility is %g a year; it must lie between 0 and 10", volatility);
	return STATUS_OK;
}

static enum status check_flow(const struct simulation_flow *flow, const char *name, size_t number, size_t months,
                              struct error *err)
{
	if (!is_within(flow->amount, -1e15, 1e15))
		return error_set(err, STATUS_INVALID, "%s %zu is %g a month; it must be a number within 1e15", name, number,
		                 flow->amount);
	if (!(flow->growth > -1.0 && flow->growth <= 10.0))
		return error_set(err, STATUS_INVALID, "%s %zu grows by %g a year; it must lie between -1 and 10", name, number,
		                 flow->growth);
	if (!is_within(flow->volatility, 0.0, 10.0))
		return error_set(err, STATUS_INVALID, "%s %zu varies by %g; it must lie between 0 and 10", name, number,
		                 flow->volatility);
	if (flow->first >= months || flow->months > months - flow->first)
		return error_set(err, STATUS_INVALID, "%s %zu runs for %zu months from month %zu, beyond the %zu simulated",
		                 name, number, flow->months, flow->first, months);
	return STATUS_OK;
}

static enum status check_weights(const struct simulation_problem *problem, size_t count, struct error *err)
{
	double sum = 0.0;

	if (problem->weights == NULL || problem->weights->size != count)
		return error_set(err, STATUS_INVALID, "%zu assets need as many weights", count);
	for (size_t i = 0; i < count; i++) {
		const double weight = gsl_vector_get(problem->weights, i);

		if (!is_within(weight, 0.0, 1.0))
			return error_set(err, STATUS_INVALID, "weight %zu is %g; it must lie between 0 and 1", i + 1, weight);
		sum += weight;
	}
	if (fabs(sum - 1.0) > 1e-6)
		return error_set(err, STATUS_INVALID, "the weights sum to %.9g; they must sum to 1", sum);
	return STATUS_OK;
}

static enum status check_history(const struct simulation_problem *problem, struct error *err)
{
	const gsl_matrix *history = problem->history;

	if (history == NULL || history->size2 > MOST_ASSETS)
		return error_set(err, STATUS_INVALID, "a bootstrap needs a history of at most %d assets", MOST_ASSETS);
	if (history->size1 < LEAST_HISTORY)
		return error_set(err, STATUS_INVALID, "the history has %zu months; a bootstrap needs at least %d",
		                 history->size1, LEAST_HISTORY);
	for (size_t t = 0; t < history->size1; t++)
		for (size_t i = 0; i < history->size2; i++)
			if (!is_within(gsl_matrix_get(history, t, i), -1.0, 100.0))
				return error_set(err, STATUS_INVALID,
				                 "the return of asset %zu in month %zu is %g; it must lie between -1 and 100",
				                 i + 1, t + 1, gsl_matrix_get(history, t, i));
	if (problem->block_months > history->size1)
		return error_set(err, STATUS_INVALID, "blocks of %zu months do not fit a history of %zu",
		                 problem->block_months, history->size1);
	if (problem->is_antithetic)
		return error_set(err, STATUS_INVALID, "months that were cannot be turned around: a bootstrap has no antithetic paths");
	return check_weights(problem, history->size2, err);
}

static enum status check_assets(const struct simulation_problem *problem, struct error *err)
{
	const size_t count = problem->count;

	if (count > MOST_ASSETS)
		return error_set(err, STATUS_INVALID, "%zu assets are too many; at most %d", count, MOST_ASSETS);
	if (problem->asset_returns == NULL || problem->asset_returns->size != count || problem->covariance == NULL ||
	    problem->covariance->size1 != count || problem->covariance->size2 != count)
		return error_set(err, STATUS_INVALID, "%zu assets need as many expected returns and a square covariance", count);
	for (size_t i = 0; i < count; i++) {
		const double variance = gsl_matrix_get(problem->covariance, i, i);
		const enum status status = check_market(gsl_vector_get(problem->asset_returns, i),
		                                        variance >= 0.0 ? sqrt(variance) : variance, err);

		if (status) {
			(void)error_prefix(err, "asset %zu", i + 1);
			return status;
		}
		for (size_t j = 0; j < i; j++) {
			const double c = gsl_matrix_get(problem->covariance, i, j);

			if (!isfinite(c) || fabs(c - gsl_matrix_get(problem->covariance, j, i)) > 1e-9 * (1e-9 + fabs(c)))
				return error_set(err, STATUS_INVALID, "the covariance of assets %zu and %zu is %g one way and %g the other",
				                 i + 1, j + 1, c, gsl_matrix_get(problem->covariance, j, i));
		}
	}
	return check_weights(problem, count, err);
}

static enum status check_one_portfolio(const struct simulation_problem *problem, struct error *err)
{
	for (size_t t = 0; t < problem->months; t++) {
		const enum status status =
			check_market(problem->expected_returns ? problem->expected_returns[t] : problem->expected_return,
			             problem->volatilities ? problem->volatilities[t] : problem->volatility, err);

		if (status) {
			(void)error_prefix(err, "month %zu", t + 1);
			return status;
		}
	}
	return STATUS_OK;
}

static enum status check_law(const struct simulation_problem *problem, struct error *err)
{
	if (problem->law == SIMULATE_STUDENT && problem->freedom != 0 && (problem->freedom < 3 || problem->freedom > 30))
		return error_set(err, STATUS_INVALID, "%u degrees of freedom: 3 to 30 are possible", problem->freedom);
	switch (problem->law) {
	case SIMULATE_BOOTSTRAP:
		return check_history(problem, err);
	case SIMULATE_LOGNORMAL:
	case SIMULATE_STUDENT:
		return problem->count > 0 ? check_assets(problem, err) : check_one_portfolio(problem, err);
	}
	return error_set(err, STATUS_INVALID, "there is no law of growth number %d", (int)problem->law);
}

static enum status check_reference(const struct simulation_problem *problem, struct error *err)
{
	bool is_plain = problem->law == SIMULATE_LOGNORMAL && problem->count == 0 && !problem->is_antithetic &&
	                problem->withdrawal == NULL;

	for (size_t k = 0; k < problem->flow_count; k++)
		is_plain = is_plain && problem->flows[k].volatility == 0.0;
	if (!is_plain)
		return error_set(err, STATUS_INVALID,
		                 "the reference generator simulates one lognormal portfolio with fixed payments, nothing else");
	return STATUS_OK;
}

static enum status check_problem(const struct simulation_problem *problem, struct error *err)
{
	enum status status = STATUS_OK;

	if (problem->paths < 1 || problem->paths > MOST_PATHS)
		return error_set(err, STATUS_INVALID, "%zu paths: 1 to %d are possible", problem->paths, MOST_PATHS);
	if (problem->months < 1 || problem->months > MOST_MONTHS)
		return error_set(err, STATUS_INVALID, "%zu months: 1 to %d are possible", problem->months, MOST_MONTHS);
	if (!is_within(problem->initial_value, 0.0, 1e15))
		return error_set(err, STATUS_INVALID, "the initial value is %g; it must lie between 0 and 1e15",
		                 problem->initial_value);
	if (!(problem->fee >= 0.0 && problem->fee < 1.0))
		return error_set(err, STATUS_INVALID, "the fee is %g a year; it must lie in [0, 1)", problem->fee);
	if (!is_within(problem->inflation, -0.5, 10.0))
		return error_set(err, STATUS_INVALID, "inflation is %g a year; it must lie between -0.5 and 10",
		                 problem->inflation);
	for (size_t k = 0; k < problem->flow_count && status == STATUS_OK; k++)
		status = check_flow(&problem->flows[k], "payment", k + 1, problem->months, err);
	if (status == STATUS_OK && problem->withdrawal != NULL) {
		struct simulation_flow flow = *problem->withdrawal;

		flow.amount = 0.0;
		if (flow.volatility != 0.0)
			return error_set(err, STATUS_INVALID, "a withdrawal that is to be found cannot vary by itself");
		status = check_flow(&flow, "withdrawal", 1, problem->months, err);
	}
	if (status == STATUS_OK)
		status = check_law(problem, err);
	if (status == STATUS_OK && problem->generator == SIMULATE_REFERENCE)
		status = check_reference(problem, err);
	return status;
}

static double month_growth(double a_year)
{
	return exp(log1p(a_year) / 12.0);
}

/* A month of one portfolio: of the logarithm, or of the growth factor with the same first two moments. */
static void set_month(struct simulation *simulation, size_t t, double expected_return, double volatility)
{
	struct lognormal law = { 0 };

	(void)lognormal_from_simple(expected_return, volatility, &law, NULL); /* the ranges were checked */
	if (simulation->problem.law == SIMULATE_LOGNORMAL) {
		simulation->mean[t] = law.drift / 12.0;
		simulation->deviation[t] = law.volatility / sqrt(12.0);
	} else {
		const double freedom = (double)simulation->problem.freedom, k = month_growth(expected_return);

		simulation->mean[t] = k;
		simulation->deviation[t] = k * sqrt(expm1(law.volatility * law.volatility / 12.0)) *
		                           sqrt((freedom - 2.0) / freedom);
	}
}

/* The payments of one flow, month by month. */
static void add_flow(const struct simulation_flow *flow, double amount, size_t months, double *paid)
{
	const size_t end = flow->months > 0 ? flow->first + flow->months : months;

	for (size_t t = flow->first; t < end; t++)
		paid[t] += amount * exp((double)t / 12.0 * log1p(flow->growth));
}

static void set_flows(struct simulation *simulation, const struct simulation_problem *problem)
{
	for (size_t k = 0; k < problem->flow_count; k++) {
		const struct simulation_flow *flow = &problem->flows[k];

		if (flow->volatility > 0.0)
			simulation->noisy[simulation->noisy_count++] = *flow;
		else
			add_flow(flow, flow->amount, problem->months,
			         flow->is_at_start ? simulation->paid_first : simulation->paid_last);
	}
	if (problem->withdrawal != NULL) {
		simulation->is_asked_at_start = problem->withdrawal->is_at_start;
		add_flow(problem->withdrawal, 1.0, problem->months, simulation->asked);
	}
}

/*
 * Lower Cholesky factor of a positive semidefinite matrix in place; what depends on the rows above gets a pivot of zero.
 * False when a pivot is clearly negative.
 */
static bool factorise(double *a, size_t n)
{
	double largest = 0.0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, a[i * n + i]);
	for (size_t j = 0; j < n; j++) {
		double pivot = a[j * n + j];

		for (size_t k = 0; k < j; k++)
			pivot -= a[j * n + k] * a[j * n + k];
		if (pivot < -1e-9 * largest)
			return false;
		pivot = pivot > 1e-13 * largest ? sqrt(pivot) : 0.0;
		a[j * n + j] = pivot;
		for (size_t i = j + 1; i < n; i++) {
			double sum = a[i * n + j];

			for (size_t k = 0; k < j; k++)
				sum -= a[i * n + k] * a[j * n + k];
			if (pivot == 0.0 && fabs(sum) > 1e-6 * largest)
				return false;
			a[i * n + j] = pivot > 0.0 ? sum / pivot : 0.0;
			a[j * n + i] = 0.0;
		}
	}
	return true;
}

/* Covariance of a month's log growth: ln(1 + C_ij / ((1 + a_i)(1 + a_j))) / 12; or of the growth factors. */
static enum status set_assets(struct simulation *simulation, const struct simulation_problem *problem, struct error *err)
{
	const size_t n = problem->count;

	for (size_t i = 0; i < n; i++) {
		const double a = gsl_vector_get(problem->asset_returns, i);
		double variance = 0.0;

		for (size_t j = 0; j < n; j++) {
			const double b = gsl_vector_get(problem->asset_returns, j);
			const double log_covariance =
				log1p(gsl_matrix_get(problem->covariance, i, j) / ((1.0 + a) * (1.0 + b))) / 12.0;

			if (!isfinite(log_covariance))
				return error_set(err, STATUS_INVALID, "assets %zu and %zu cannot both grow lognormally with a covariance of %g",
				                 i + 1, j + 1, gsl_matrix_get(problem->covariance, i, j));
			if (i == j)
				variance = log_covariance;
			simulation->factor[i * n + j] = problem->law == SIMULATE_LOGNORMAL
			                                        ? log_covariance
			                                        : month_growth(a) * month_growth(b) * expm1(log_covariance);
		}
		simulation->asset_mean[i] =
			problem->law == SIMULATE_LOGNORMAL ? log1p(a) / 12.0 - 0.5 * variance : month_growth(a);
	}
	if (!factorise(simulation->factor, n))
		return error_set(err, STATUS_INVALID, "the covariance of the %zu assets contradicts itself: it has a negative direction",
		                 n);
	return STATUS_OK;
}

/* Growth factors; of the portfolio itself when it is brought back to its weights every month. */
static void set_history(struct simulation *simulation, const struct simulation_problem *problem)
{
	const size_t n = problem->history->size2;

	for (size_t t = 0; t < simulation->rows; t++) {
		double sum = 0.0;

		for (size_t i = 0; i < n; i++) {
			const double growth = 1.0 + gsl_matrix_get(problem->history, t, i);

			sum += simulation->weights[i] * growth;
			if (problem->rebalance_months != 1)
				simulation->history[t * n + i] = growth;
		}
		if (problem->rebalance_months == 1)
			simulation->history[t] = sum;
	}
}

static bool take(double **array, size_t count)
{
	*array = memory_try(count, sizeof(double));
	return *array != NULL;
}

static bool take_memory(struct simulation *simulation, const struct simulation_problem *problem)
{
	const size_t months = problem->months, stride = simulation->stride, n = simulation->assets;
	bool fits = take(&simulation->mean, months) && take(&simulation->deviation, months) &&
	            take(&simulation->paid_first, months) && take(&simulation->paid_last, months) &&
	            take(&simulation->final, stride) && take(&simulation->exhausted, stride) &&
	            take(&simulation->asset_mean, n) && take(&simulation->factor, n * n) && take(&simulation->weights, n) &&
	            take(&simulation->history, simulation->rows * n);

	if (problem->withdrawal != NULL)
		fits = fits && take(&simulation->asked, months) && take(&simulation->sustainable, stride);
	simulation->noisy = memory_try(problem->flow_count, sizeof(*simulation->noisy));
	simulation->streams = memory_try(simulation->blocks, sizeof(*simulation->streams));
	simulation->is_done = memory_try(simulation->blocks, sizeof(*simulation->is_done));
	fits = fits && simulation->noisy && simulation->streams && simulation->is_done;
	if (fits && problem->keeps_paths && simulation->values_room < months * stride) {
		free(simulation->values);
		simulation->values_room = 0;
		simulation->values = memory_try_large(months * stride, sizeof(double));
		fits = simulation->values != NULL;
		simulation->values_room = fits ? months * stride : 0;
	}
	return fits;
}

static void forget_borrowed(struct simulation_problem *problem)
{
	problem->flows = NULL;
	problem->expected_returns = problem->volatilities = NULL;
	problem->asset_returns = problem->weights = NULL;
	problem->covariance = problem->history = NULL;
	problem->withdrawal = NULL;
}

static enum status set_up(struct simulation *simulation, const struct simulation_problem *problem, struct error *err)
{
	const size_t n = simulation->assets;
	enum status status = STATUS_OK;
	double sum = 0.0;

	simulation->keep = exp(log1p(-problem->fee) / 12.0);
	for (size_t i = 0; i < n; i++)
		sum += gsl_vector_get(problem->weights, i);
	for (size_t i = 0; i < n; i++)
		simulation->weights[i] = gsl_vector_get(problem->weights, i) / sum;
	if (problem->law == SIMULATE_BOOTSTRAP)
		set_history(simulation, problem);
	else if (n > 0)
		status = set_assets(simulation, problem, err);
	else
		for (size_t t = 0; t < problem->months; t++)
			set_month(simulation, t, problem->expected_returns ? problem->expected_returns[t] : problem->expected_return,
			          problem->volatilities ? problem->volatilities[t] : problem->volatility);
	set_flows(simulation, problem);
	if (problem->generator == SIMULATE_STREAMS)
		streams_init(problem->seed, simulation->streams, simulation->blocks);
	return status;
}

enum status simulation_start(struct simulation *simulation, const struct simulation_problem *problem,
                             struct error *err)
{
	enum status status = check_problem(problem, err);

	if (status)
		return status;
	clear_all_but_values(simulation);
	simulation->problem = *problem;
	if (problem->freedom == 0)
		simulation->problem.freedom = 5;
	if (problem->block_months == 0)
		simulation->problem.block_months = DEFAULT_BLOCK;
	simulation->assets = problem->law == SIMULATE_BOOTSTRAP ? problem->history->size2 : problem->count;
	simulation->rows = problem->law == SIMULATE_BOOTSTRAP ? problem->history->size1 : 0;
	simulation->blocks = (problem->paths + STREAM_ROW - 1) / STREAM_ROW;
	simulation->stride = simulation->blocks * STREAM_ROW;
	if (problem->generator == SIMULATE_REFERENCE)
		simulation->blocks = 1;
	if (take_memory(simulation, problem))
		status = set_up(simulation, problem, err);
	else
		status = error_set(err, STATUS_NO_MEMORY, "%zu paths of %zu months take %.0f MB, which there are not",
		                   problem->paths, problem->months,
		                   8e-6 * (double)simulation->stride * (problem->keeps_paths ? (double)problem->months : 4.0));
	forget_borrowed(&simulation->problem);
	if (status)
		clear_all_but_values(simulation);
	return status;
}
