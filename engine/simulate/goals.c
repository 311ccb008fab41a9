/* What a goal asks for: present values, payments, required rates. */
#include "engine/simulate/goals.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/base/sum.h"

enum { MOST_PERIODS = 12000 };

static enum status check_rate(const char *name, double rate, struct error *err)
{
	if (!isfinite(rate) || rate <= -1.0 || rate > 100.0)
		return error_set(err, STATUS_INVALID, "the %s is %g; it must lie between -1 and 100", name, rate);
	return STATUS_OK;
}

static enum status check_finite(const char *name, double value, struct error *err)
{
	if (!isfinite(value))
		return error_set(err, STATUS_INVALID, "the %s is %g; it must be finite", name, value);
	return STATUS_OK;
}

static enum status check_claims(const struct goal_claim *claims, size_t count, double rate, struct error *err)
{
	const enum status status = check_rate("discount rate", rate, err);

	if (status)
		return status;
	for (size_t k = 0; k < count; k++)
		if (!isfinite(claims[k].amount) || claims[k].amount < 0.0 || !isfinite(claims[k].years) ||
		    claims[k].years < 0.0)
			return error_set(err, STATUS_INVALID, "goal %zu asks for %g in %g years; neither may be negative",
			                 k + 1, claims[k].amount, claims[k].years);
	return STATUS_OK;
}

static double claim_value(const struct goal_claim *claim, double rate)
{
	return claim->amount * exp(-claim->years * log1p(rate));
}

enum status goal_present_value(const struct goal_claim *claims, size_t count, double rate, double *value,
                               struct error *err)
{
	struct sum sum = { 0 };
	const enum status status = check_claims(claims, count, rate, err);

	if (status)
		return status;
	for (size_t k = 0; k < count; k++)
		sum_add(&sum, claim_value(&claims[k], rate));
	if (check_finite("present value", sum_value(&sum), err))
		return STATUS_INVALID;
	*value = sum_value(&sum);
	return STATUS_OK;
}

enum status goal_funded_ratio(double assets, double present_value, double *ratio, struct error *err)
{
	if (!isfinite(assets) || !isfinite(present_value) || present_value < 0.0)
		return error_set(err, STATUS_INVALID, "assets of %g cannot be set against goals of %g", assets, present_value);
	if (present_value <= 0.0 || !isfinite(assets / present_value))
		return error_set(err, STATUS_INFEASIBLE, "nothing is owed, so there is no funded ratio");
	*ratio = assets / present_value;
	return STATUS_OK;
}

enum goal_standing goal_standing(double funded_ratio)
{
	return funded_ratio < 0.9 ? GOAL_GAP : funded_ratio < 1.2 ? GOAL_ON_TRACK : GOAL_OVER_FUNDED;
}

static int by_priority(const void *left, const void *right)
{
	const struct goal_claim *a = *(const struct goal_claim *const *)left, *b = *(const struct goal_claim *const *)right;

	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->years != b->years)
		return a->years < b->years ? -1 : 1;
	return (a > b) - (a < b);
}

enum status goal_allot(const struct goal_claim *claims, size_t count, double rate, double assets, double *allotted,
                       double *left, struct error *err)
{
	enum status status = check_claims(claims, count, rate, err);
	const struct goal_claim **order;

	if (status)
		return status;
	if (!isfinite(assets) || assets < 0.0)
		return error_set(err, STATUS_INVALID, "assets are %g; they must not be negative", assets);
	order = memory_try(count, sizeof(const struct goal_claim *));
	if (order == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu goals do not fit", count);
	for (size_t k = 0; k < count; k++)
		order[k] = &claims[k];
	qsort(order, count, sizeof(const struct goal_claim *), by_priority);
	for (size_t k = 0; k < count; k++) {
		const double share = fmin(assets, claim_value(order[k], rate));

		allotted[order[k] - claims] = share;
		assets -= share;
	}
	*left = assets;
	free(order);
	return STATUS_OK;
}

static enum status check_saving(const struct goal_saving *saving, bool reads_rate, struct error *err)
{
	enum status status;

	if ((status = check_finite("initial value", saving->initial, err)) ||
	    (status = check_finite("target", saving->target, err)) ||
	    (status = check_rate("growth of payments", saving->growth, err)) ||
	    (status = reads_rate ? check_rate("rate", saving->rate, err) : STATUS_OK))
		return status;
	if (saving->periods < 1 || saving->periods > MOST_PERIODS)
		return error_set(err, STATUS_INVALID, "there are %zu periods; 1 to %d are possible", saving->periods,
		                 MOST_PERIODS);
	return STATUS_OK;
}

/* 1 + q + .. + q^(n - 1) for q = 1 + d. */
static double geometric_sum(double d, size_t n)
{
	return d == 0.0 ? (double)n : expm1((double)n * log1p(d)) / d;
}

static double compounded(double rate, size_t n)
{
	return exp((double)n * log1p(rate));
}

/* What payments of 1, growing, come to after n periods. The larger of the two rates is taken out of the sum: no overflow. */
static double payments_value(const struct goal_saving *saving, double rate, size_t n)
{
	const double high = fmax(rate, saving->growth), low = fmin(rate, saving->growth);
	const double value = compounded(high, n - 1) * geometric_sum((low - high) / (1.0 + high), n);

	return saving->is_at_start ? value * (1.0 + rate) : value;
}

/* The same, as a present value. */
static double payments_present_value(const struct goal_saving *saving, double rate, size_t n)
{
	const double value = geometric_sum((saving->growth - rate) / (1.0 + rate), n);

	return saving->is_at_start ? value : value / (1.0 + rate);
}

enum status goal_contribution(const struct goal_saving *saving, double *first, struct error *err)
{
	const enum status status = check_saving(saving, true, err);
	double payment;

	if (status)
		return status;
	payment = (saving->target - saving->initial * compounded(saving->rate, saving->periods)) /
	          payments_value(saving, saving->rate, saving->periods);
	if (check_finite("payment", payment, err))
		return STATUS_INVALID;
	*first = payment;
	return STATUS_OK;
}

static double value_after(const struct goal_saving *saving, double first, size_t n)
{
	return n == 0 ? saving->initial
	              : saving->initial * compounded(saving->rate, n) + first * payments_value(saving, saving->rate, n);
}

enum status goal_future_value(const struct goal_saving *saving, double first, double *value, struct error *err)
{
	enum status status = check_saving(saving, true, err);
	double result;

	if (status || (status = check_finite("payment", first, err)))
		return status;
	result = value_after(saving, first, saving->periods);
	if (check_finite("future value", result, err))
		return STATUS_INVALID;
	*value = result;
	return STATUS_OK;
}

/* Positive when the rate is more than enough. Growing rates are judged at the start and falling ones at the end: no overflow. */
static bool reaches(const struct goal_saving *saving, double first, double rate)
{
	const size_t n = saving->periods;

	if (rate > 0.0)
		return saving->initial + first * payments_present_value(saving, rate, n) >=
		       saving->target * exp(-(double)n * log1p(rate));
	return saving->initial * compounded(rate, n) + first * payments_value(saving, rate, n) >= saving->target;
}

enum status goal_required_rate(const struct goal_saving *saving, double first, double *rate, struct error *err)
{
	double low = -0.99, high = 10.0;
	enum status status = check_saving(saving, false, err);

	if (status || (status = check_finite("payment", first, err)))
		return status;
	if (saving->initial < 0.0 || saving->target < 0.0)
		return error_set(err, STATUS_INVALID, "from %g to %g: neither may be negative", saving->initial,
		                 saving->target);
	if (!reaches(saving, first, high))
		return error_set(err, STATUS_INFEASIBLE, "no rate of return turns %g and payments of %g into %g",
		                 saving->initial, first, saving->target);
	if (reaches(saving, first, low))
		return error_set(err, STATUS_INFEASIBLE, "%g and payments of %g exceed %g at any rate of return",
		                 saving->initial, first, saving->target);
	for (;;) {
		const double middle = 0.5 * (low + high);

		if (middle <= low || middle >= high)
			break;
		if (reaches(saving, first, middle))
			high = middle;
		else
			low = middle;
	}
	*rate = high;
	return STATUS_OK;
}

enum status goal_periods(const struct goal_saving *saving, double first, size_t *periods, struct error *err)
{
	struct goal_saving checked = *saving;
	enum status status;

	checked.periods = 1;
	status = check_saving(&checked, true, err);
	if (status || (status = check_finite("payment", first, err)))
		return status;
	for (size_t n = 0; n <= MOST_PERIODS; n++) {
		if (value_after(saving, first, n) >= saving->target) {
			*periods = n;
			return STATUS_OK;
		}
	}
	return error_set(err, STATUS_INFEASIBLE, "%g is not reached within %d periods", saving->target, MOST_PERIODS);
}

enum status goal_withdrawal(double capital, double rate, size_t periods, bool is_at_start, double *payment,
                            struct error *err)
{
	enum status status;
	double result;

	if ((status = check_finite("capital", capital, err)) || (status = check_rate("rate", rate, err)))
		return status;
	if (periods < 1 || periods > MOST_PERIODS)
		return error_set(err, STATUS_INVALID, "there are %zu periods; 1 to %d are possible", periods, MOST_PERIODS);
	result = rate == 0.0 ? capital / (double)periods : capital * rate / -expm1(-(double)periods * log1p(rate));
	if (is_at_start)
		result /= 1.0 + rate;
	if (check_finite("payment", result, err))
		return STATUS_INVALID;
	*payment = result;
	return STATUS_OK;
}

enum status goal_payments(double capital, double rate, double payment, bool is_at_start, size_t *count,
                          struct error *err)
{
	const double rounding = 1e-9; /* 1 / 0.04 is meant to be 25 */
	double number, ratio;
	enum status status;

	if ((status = check_finite("capital", capital, err)) || (status = check_rate("rate", rate, err)))
		return status;
	if (!isfinite(payment) || payment <= 0.0 || capital < 0.0)
		return error_set(err, STATUS_INVALID, "payments of %g from %g: the one must be positive, the other not negative",
		                 payment, capital);
	ratio = capital / payment;
	if (is_at_start)
		ratio /= 1.0 + rate;
	number = rate == 0.0 ? ratio : -log1p(-ratio * rate) / log1p(rate);
	if (!(ratio * rate < 1.0) || number > 1e9)
		return error_set(err, STATUS_INFEASIBLE, "payments of %g from %g last for ever", payment, capital);
	*count = (size_t)floor(number * (1.0 + rounding));
	return STATUS_OK;
}

enum status goal_needed_volatility(double required, double risk_free, double sharpe_ratio, double *volatility,
                                   struct error *err)
{
	if (!isfinite(required) || !isfinite(risk_free) || !isfinite(sharpe_ratio) || sharpe_ratio <= 0.0 ||
	    !isfinite((required - risk_free) / sharpe_ratio))
		return error_set(err, STATUS_INVALID, "%g over %g cannot be earned with a Sharpe ratio of %g", required,
		                 risk_free, sharpe_ratio);
	*volatility = fmax(0.0, (required - risk_free) / sharpe_ratio);
	return STATUS_OK;
}
