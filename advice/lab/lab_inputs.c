/* A problem of the laboratory, from its files to what the allocators take. */
#include "advice/lab/lab_inputs.h"

#include <math.h>

static bool is_given(double value)
{
	return isfinite(value) && value != 0.0;
}

static enum status check(const struct lab_problem *request, struct error *err)
{
	if (request->covariance == NULL && request->prices == NULL && request->returns == NULL)
		return error_set(err, STATUS_INVALID, "a file of covariances is needed, or prices or returns to estimate them from");
	if (!isfinite(request->risk_free))
		return error_set(err, STATUS_INVALID, "the risk-free return is not a number");
	if (request->from == NULL && (is_given(request->cost) || is_given(request->impact) || request->costs != NULL))
		return error_set(err, STATUS_INVALID, "a cost of trading needs the weights that are held now");
	if (request->costs != NULL && is_given(request->cost))
		return error_set(err, STATUS_INVALID, "one cost for all and a file of costs exclude each other");
	if (request->cost < 0.0 || request->impact < 0.0 || request->turnover < 0.0)
		return error_set(err, STATUS_INVALID, "cost, impact and turnover must not be negative");
	if (is_given(request->horizon) && request->horizon < 0.0)
		return error_set(err, STATUS_INVALID, "the horizon is %g years; it must be above 0", request->horizon);
	return STATUS_OK;
}

/* The first file given names the assets: means, else covariances, else the history. */
static enum status read_assumptions(const struct lab_problem *request, struct lab_inputs *inputs, struct error *err)
{
	const struct lab_reader *reader = &inputs->reader;
	double *mean = NULL;
	enum status status = STATUS_OK;

	if (request->mean != NULL)
		status = lab_read_mean(reader, request->mean, &inputs->symbols, &mean, err);
	else if (request->covariance != NULL)
		status = lab_read_symbols(reader, request->covariance, &inputs->symbols, err);
	if (status == STATUS_OK && request->covariance != NULL)
		status = lab_read_covariance(reader, request->covariance, &inputs->symbols, &inputs->covariance, err);
	if (status == STATUS_OK && (request->prices != NULL || request->returns != NULL))
		status = lab_history_read(reader, request->prices, request->returns,
		                          inputs->symbols.count > 0 ? &inputs->symbols : NULL, &inputs->history, err);
	if (status != STATUS_OK)
		return status;
	if (inputs->symbols.count == 0)
		inputs->symbols = inputs->history.symbols;
	inputs->mean = gsl_vector_calloc(inputs->symbols.count);
	inputs->lower = gsl_vector_alloc(inputs->symbols.count);
	inputs->upper = gsl_vector_alloc(inputs->symbols.count);
	inputs->has_mean = mean != NULL;
	for (size_t i = 0; mean != NULL && i < inputs->symbols.count; i++)
		gsl_vector_set(inputs->mean, i, mean[i]);
	return STATUS_OK;
}

/* What no file says is estimated. */
static enum status estimate_rest(const struct lab_problem *request, struct lab_inputs *inputs, struct error *err)
{
	inputs->spacing = lab_periods_of(inputs->history.returns.dates, inputs->history.returns.length, request->periods);

	const struct lab_methods methods = {
		.mean = request->mean_method, .covariance = request->covariance_method,
		.periods = inputs->spacing.a_year,
		.lambda = is_given(request->lambda) ? request->lambda : NAN,
		.winsorise = request->winsorise, .is_filled = request->is_filled,
	};
	const size_t n = inputs->symbols.count;
	enum status status = lab_methods_check(&methods, err);

	inputs->periods = methods.periods;
	inputs->is_estimated = inputs->history.path != NULL && (!inputs->has_mean || inputs->covariance == NULL);
	if (status == STATUS_OK && inputs->history.path != NULL && !inputs->has_mean) {
		status = lab_estimate_mean(&inputs->history, &methods, inputs->mean, NULL, err);
		inputs->has_mean = status == STATUS_OK;
	}
	if (status != STATUS_OK || inputs->covariance != NULL)
		return status;
	inputs->covariance = gsl_matrix_alloc(n, n);
	if (inputs->covariance == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a matrix of %zu assets does not fit", n);
	return lab_estimate_covariance(&inputs->history, &methods, inputs->covariance, NULL, err);
}

static enum status form_beliefs(const struct lab_problem *request, struct lab_inputs *inputs, struct error *err)
{
	const struct lab_beliefs_request asked = {
		.views = request->views, .market = request->market, .tau = request->tau, .delta = request->delta,
		.risk_free = request->risk_free, .has_posterior_covariance = request->has_posterior_covariance,
	};
	enum status status;

	if (request->views == NULL && request->market == NULL)
		return STATUS_OK;
	if (request->market == NULL && !inputs->has_mean)
		return error_set(err, STATUS_INVALID, "views need expected returns to start from: a file of the market's weights, "
		                 "or of means");
	status = lab_beliefs_form(&asked, &inputs->reader, &inputs->symbols, inputs->mean, inputs->covariance,
	                          &inputs->beliefs, err);
	inputs->has_mean = inputs->has_mean || status == STATUS_OK;
	return status;
}

static enum status read_limits(const struct lab_problem *request, struct lab_inputs *inputs, struct error *err)
{
	const double lower = isnan(request->lower) ? 0.0 : request->lower;
	const double upper = isnan(request->upper) ? 1.0 : request->upper;
	struct allocation_row *rows = NULL;
	enum status status = STATUS_OK;

	if (!isfinite(lower) || !isfinite(upper) || lower > upper)
		return error_set(err, STATUS_INVALID, "the limits of every asset are %g and %g; the lower must not be above the upper",
		                 lower, upper);
	gsl_vector_set_all(inputs->lower, lower);
	gsl_vector_set_all(inputs->upper, upper);
	if (request->bounds != NULL)
		status = lab_read_bounds(&inputs->reader, request->bounds, &inputs->symbols, inputs->lower->data,
		                         inputs->upper->data, err);
	if (status == STATUS_OK && request->groups != NULL)
		status = lab_read_groups(&inputs->reader, request->groups, &inputs->symbols, &rows, &inputs->problem.row_count,
		                         err);
	inputs->problem.rows = rows;
	return status;
}

static enum status read_trading(const struct lab_problem *request, struct lab_inputs *inputs, struct error *err)
{
	const double years = is_given(request->horizon) ? request->horizon : 1.0;
	const size_t n = inputs->symbols.count;
	enum status status;

	if (request->from == NULL)
		return STATUS_OK;
	status = lab_inputs_column(inputs, request->from, &lab_column_weight, &inputs->current, err);
	if (status == STATUS_OK && request->costs != NULL) {
		status = lab_inputs_column(inputs, request->costs, &lab_column_cost, &inputs->cost, err);
	} else if (status == STATUS_OK && is_given(request->cost)) {
		inputs->cost = gsl_vector_alloc(n);
		gsl_vector_set_all(inputs->cost, request->cost);
	}
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; inputs->cost != NULL && i < n; i++)
		gsl_vector_set(inputs->cost, i, gsl_vector_get(inputs->cost, i) / years);
	if (is_given(request->impact)) {
		inputs->impact = gsl_vector_alloc(n);
		gsl_vector_set_all(inputs->impact, request->impact / years);
	}
	inputs->trading = (struct allocation_trading){
		.current = inputs->current, .cost = inputs->cost, .impact = inputs->impact,
		.turnover = isfinite(request->turnover) ? request->turnover : INFINITY,
	};
	inputs->problem.trading = &inputs->trading;
	return STATUS_OK;
}

enum status lab_inputs_init(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                            struct error *err)
{
	enum status status = check(request, err);

	inputs->reader = (struct lab_reader){.arena = arena, .listener = request->listener};
	if (status == STATUS_OK)
		status = read_assumptions(request, inputs, err);
	if (status == STATUS_OK)
		status = estimate_rest(request, inputs, err);
	if (status == STATUS_OK)
		status = form_beliefs(request, inputs, err);
	if (status == STATUS_OK)
		status = read_limits(request, inputs, err);
	if (status == STATUS_OK)
		status = read_trading(request, inputs, err);
	if (status != STATUS_OK)
		return status;
	inputs->problem.count = inputs->symbols.count;
	inputs->problem.expected_return = inputs->mean;
	inputs->problem.covariance = inputs->covariance;
	inputs->problem.lower = inputs->lower;
	inputs->problem.upper = inputs->upper;
	inputs->problem.labels = inputs->symbols.names;
	inputs->problem.risk_free = request->risk_free;
	return STATUS_OK;
}

void lab_inputs_clear(struct lab_inputs *inputs)
{
	gsl_vector_free(inputs->mean);
	gsl_vector_free(inputs->lower);
	gsl_vector_free(inputs->upper);
	gsl_matrix_free(inputs->covariance);
	gsl_vector_free(inputs->current);
	gsl_vector_free(inputs->cost);
	gsl_vector_free(inputs->impact);
	lab_history_clear(&inputs->history);
	lab_beliefs_clear(&inputs->beliefs);
	*inputs = (struct lab_inputs){0};
}

enum status lab_inputs_column(const struct lab_inputs *inputs, const char *path, const struct lab_column *column,
                              gsl_vector **values, struct error *err)
{
	gsl_vector *read = gsl_vector_alloc(inputs->symbols.count);
	const enum status status = lab_read_column(&inputs->reader, path, column, &inputs->symbols, read->data, err);

	if (status == STATUS_OK)
		*values = read;
	else
		gsl_vector_free(read);
	return status;
}
