/* A problem of the laboratory, from its files to what the allocators take. */
#include "advice/lab_inputs.h"

#include <math.h>
#include <stdint.h>

#include "advice/language.h"
#include "engine/base/memory.h"

static enum status read_limits(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                               struct error *err)
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
		status = lab_read_bounds(request->bounds, &inputs->symbols, inputs->lower->data, inputs->upper->data, err);
	if (status == STATUS_OK && request->groups != NULL)
		status = lab_read_groups(request->groups, &inputs->symbols, arena, &rows, &inputs->problem.row_count, err);
	inputs->problem.rows = rows;
	return status;
}

static enum status fill(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                        struct error *err)
{
	double *mean;
	size_t n;
	enum status status;

	if (request->mean == NULL || request->covariance == NULL)
		return error_set(err, STATUS_INVALID, "a file of means and a file of covariances are needed");
	if (!isfinite(request->risk_free))
		return error_set(err, STATUS_INVALID, "the risk-free return is not a number");
	status = lab_read_mean(request->mean, arena, &inputs->symbols, &mean, err);
	if (status != STATUS_OK)
		return status;
	n = inputs->symbols.count;
	inputs->mean = gsl_vector_alloc(n);
	inputs->lower = gsl_vector_alloc(n);
	inputs->upper = gsl_vector_alloc(n);
	for (size_t i = 0; i < n; i++)
		gsl_vector_set(inputs->mean, i, mean[i]);
	status = lab_read_covariance(request->covariance, &inputs->symbols, &inputs->covariance, err);
	if (status == STATUS_OK)
		status = read_limits(request, arena, inputs, err);
	return status;
}

enum status lab_inputs_init(const struct lab_problem *request, struct arena *arena, struct lab_inputs *inputs,
                            struct error *err)
{
	struct lab_inputs made = {0};
	const enum status status = fill(request, arena, &made, err);

	if (status != STATUS_OK) {
		lab_inputs_clear(&made);
		return status;
	}
	made.problem.count = made.symbols.count;
	made.problem.expected_return = made.mean;
	made.problem.covariance = made.covariance;
	made.problem.lower = made.lower;
	made.problem.upper = made.upper;
	made.problem.labels = made.symbols.names;
	made.problem.risk_free = request->risk_free;
	*inputs = made;
	return STATUS_OK;
}

void lab_inputs_clear(struct lab_inputs *inputs)
{
	gsl_vector_free(inputs->mean);
	gsl_vector_free(inputs->lower);
	gsl_vector_free(inputs->upper);
	gsl_matrix_free(inputs->covariance);
	*inputs = (struct lab_inputs){0};
}

const char *lab_limit_key(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                          struct arena *arena)
{
	switch (kind) {
	case CONSTRAINT_LOWER: return arena_format(arena, "lower:%s", problem->labels[index]);
	case CONSTRAINT_UPPER: return arena_format(arena, "upper:%s", problem->labels[index]);
	case CONSTRAINT_ROW_LOWER: return arena_format(arena, "group:%s:lower", problem->rows[index].label);
	case CONSTRAINT_ROW_UPPER: return arena_format(arena, "group:%s:upper", problem->rows[index].label);
	case CONSTRAINT_TURNOVER: return "turnover";
	case CONSTRAINT_TRACKING: return "tracking";
	case CONSTRAINT_CARDINALITY: return "cardinality";
	case CONSTRAINT_MINIMUM_POSITION: return arena_format(arena, "minimum:%s", problem->labels[index]);
	case CONSTRAINT_BUDGET: break;
	}
	return "budget";
}

const char *lab_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index,
                           double limit, struct arena *arena)
{
	const double percent = 100.0 * limit;

	switch (kind) {
	case CONSTRAINT_LOWER: return arena_format(arena, _("%s, at least %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_UPPER: return arena_format(arena, _("%s, at most %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_ROW_LOWER:
		return arena_format(arena, _("group %s, at least %.6g %%"), problem->rows[index].label, percent);
	case CONSTRAINT_ROW_UPPER:
		return arena_format(arena, _("group %s, at most %.6g %%"), problem->rows[index].label, percent);
	case CONSTRAINT_TURNOVER: return arena_format(arena, _("turnover, at most %.6g %%"), percent);
	case CONSTRAINT_TRACKING: return arena_format(arena, _("tracking error, at most %.6g %%"), percent);
	case CONSTRAINT_CARDINALITY: return arena_format(arena, _("at most %.0f held"), limit);
	case CONSTRAINT_MINIMUM_POSITION:
		return arena_format(arena, _("%s, nothing or at least %.6g %%"), problem->labels[index], percent);
	case CONSTRAINT_BUDGET: break;
	}
	return _("the weights sum to 100 %");
}

int lab_percent_decimals(const double *values, size_t count)
{
	double largest = 0.0;
	int decimals = 2;

	for (size_t i = 0; i < count; i++)
		largest = fmax(largest, fabs(values[i]));
	for (double shown = 100.0 * largest; decimals < 8 && shown > 0.0 && shown < 1.0; shown *= 10.0)
		decimals++;
	return decimals;
}
