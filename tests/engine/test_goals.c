/*
 * Goals in closed form. Expected numbers come from tests/reference/goals.py, which sums cash flows one by one and finds
 * roots instead of using the formulas; the tolerances are the rounding of its printed digits.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "engine/simulate/goals.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static const double monthly5 = 0.0040741237836483535; /* 1.05^(1/12) - 1 */
static const double monthly3 = 0.0024662697723036864; /* 1.03^(1/12) - 1 */

static struct goal_saving saving(double rate, double growth, bool is_at_start)
{
	return (struct goal_saving){ .initial = 1e5, .target = 3e5, .periods = 120, .rate = rate, .growth = growth,
		                     .is_at_start = is_at_start };
}

static double contribution(double rate, double growth, bool is_at_start)
{
	const struct goal_saving plan = saving(rate, growth, is_at_start);
	double first = NAN;

	assert_int_equal(goal_contribution(&plan, &first, NULL), STATUS_OK);
	return first;
}

static void discounts_claims_and_sets_assets_against_them(void **state)
{
	const struct goal_claim claims[] = { { 100000.0, 5.0, 0 }, { 200000.0, 10.0, 0 } };
	double value, ratio;

	(void)state;
	assert_int_equal(goal_present_value(claims, 2, 0.03, &value, NULL), STATUS_OK);
	assert_near(value, 235079.6614, 5e-5);
	assert_int_equal(goal_funded_ratio(250000.0, value, &ratio, NULL), STATUS_OK);
	assert_near(ratio, 1.0634692874, 5e-11);
	assert_int_equal(goal_standing(ratio), GOAL_ON_TRACK);
	assert_int_equal(goal_standing(0.8999), GOAL_GAP);
	assert_int_equal(goal_standing(1.2), GOAL_OVER_FUNDED);
	assert_int_equal(goal_funded_ratio(1.0, 0.0, &ratio, NULL), STATUS_INFEASIBLE);
}

static void serves_the_most_urgent_claim_first(void **state)
{
	const struct goal_claim claims[] = { { 50.0, 8.0, 2 }, { 30.0, 9.0, 1 }, { 20.0, 1.0, 1 }, { 10.0, 0.0, 3 } };
	double allotted[4], left;

	(void)state;
	assert_int_equal(goal_allot(claims, 4, 0.0, 75.0, allotted, &left, NULL), STATUS_OK);
	assert_near(allotted[2], 20.0, 0.0);
	assert_near(allotted[1], 30.0, 0.0);
	assert_near(allotted[0], 25.0, 0.0);
	assert_near(allotted[3], 0.0, 0.0);
	assert_near(left, 0.0, 0.0);
	assert_int_equal(goal_allot(claims, 4, 0.0, 200.0, allotted, &left, NULL), STATUS_OK);
	assert_near(left, 90.0, 0.0);
}

static void finds_the_payment_that_reaches_the_target(void **state)
{
	(void)state;
	assert_near(contribution(0.05 / 12.0, 0.0, false), 871.3103047815, 5e-11);
	assert_near(contribution(0.05 / 12.0, 0.0, true), 867.6949093260, 5e-11);
	assert_near(contribution(monthly5, 0.0, false), 888.2335407376, 5e-11);
	assert_near(contribution(monthly5, 0.0, true), 884.6294508522, 5e-11);
	assert_near(contribution(monthly5, monthly3, false), 773.5808940393, 5e-11);
	assert_near(contribution(0.0, 0.0, false), 200000.0 / 120.0, 1e-12);
}

static void payments_that_grow_as_fast_as_the_fund_lose_no_digits(void **state)
{
	const double same = contribution(monthly5, monthly5, false);
	const double formula = (3e5 - 1e5 * pow(1.05, 10.0)) / (120.0 * pow(1.05, 119.0 / 12.0));

	(void)state;
	assert_near(same, formula, 1e-12 * formula); /* some roundings of pow */
	/* To first order the payment moves by (n - 1) / 2 of the difference; 1e-13 is what rounding leaves. */
	assert_near(contribution(monthly5, monthly5 + 1e-15, false) / same, 1.0, 1e-12);
	assert_near(contribution(monthly5, monthly5 - 1e-9, false) / same, 1.0 + 59.5e-9 / (1.0 + monthly5), 1e-13);
}

static void a_fund_that_has_enough_asks_for_a_negative_payment(void **state)
{
	struct goal_saving plan = saving(monthly5, 0.0, false);
	double first;

	(void)state;
	plan.initial = 2e5;
	assert_int_equal(goal_contribution(&plan, &first, NULL), STATUS_OK);
	assert_true(first < 0.0);
}

static void whatever_is_solved_for_reaches_the_target(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct goal_saving plan = { .initial = 1e5 * gsl_rng_uniform(rng), .target = 1e5 * (1.0 + gsl_rng_uniform(rng)),
			                    .periods = 1 + gsl_rng_uniform_int(rng, 480),
			                    .rate = 0.02 * (gsl_rng_uniform(rng) - 0.3),
			                    .growth = 0.01 * (gsl_rng_uniform(rng) - 0.3), .is_at_start = round & 1 };
		double first, value, rate, fund = plan.initial, payment;
		size_t periods;

		assert_int_equal(goal_contribution(&plan, &first, NULL), STATUS_OK);
		payment = first;
		for (size_t t = 0; t < plan.periods; t++) {
			if (plan.is_at_start)
				fund += payment;
			fund *= 1.0 + plan.rate;
			if (!plan.is_at_start)
				fund += payment;
			payment *= 1.0 + plan.growth;
		}
		assert_near(fund, plan.target, 1e-9 * plan.target); /* rounding of up to 480 steps */
		assert_int_equal(goal_future_value(&plan, first, &value, NULL), STATUS_OK);
		assert_near(value, plan.target, 1e-11 * plan.target);
		if (first > 0.0) {
			assert_int_equal(goal_required_rate(&plan, first, &rate, NULL), STATUS_OK);
			assert_near(rate, plan.rate, 1e-11);
			assert_int_equal(goal_periods(&plan, first * (1.0 + 1e-9), &periods, NULL), STATUS_OK);
			assert_in_range(periods, 1, plan.periods); /* earlier when the fund peaks before */
			plan.periods = periods;
			assert_int_equal(goal_future_value(&plan, first * (1.0 + 1e-9), &value, NULL), STATUS_OK);
			assert_true(value >= plan.target);
			if (--plan.periods > 0) {
				assert_int_equal(goal_future_value(&plan, first * (1.0 + 1e-9), &value, NULL), STATUS_OK);
				assert_true(value < plan.target);
			}
		}
	}
	gsl_rng_free(rng);
}

static void finds_the_return_a_plan_requires(void **state)
{
	struct goal_saving plan = saving(0.0, 0.0, false);
	double rate, volatility;

	(void)state;
	plan.target = 350000.0;
	assert_int_equal(goal_required_rate(&plan, 1000.0, &rate, NULL), STATUS_OK);
	assert_near(rate, 0.0051281779, 5e-11);
	assert_near(pow(1.0 + rate, 12.0) - 1.0, 0.0633038312, 5e-11);
	assert_int_equal(goal_needed_volatility(pow(1.0 + rate, 12.0) - 1.0, 0.02, 0.40, &volatility, NULL), STATUS_OK);
	assert_near(volatility, 0.1082595779, 5e-11);
	assert_int_equal(goal_needed_volatility(0.01, 0.02, 0.40, &volatility, NULL), STATUS_OK);
	assert_near(volatility, 0.0, 0.0);
}

static void a_target_no_return_reaches_is_infeasible(void **state)
{
	struct goal_saving plan = saving(0.0, 0.0, false);
	struct error err;
	double rate = 7.0;

	(void)state;
	plan.initial = 0.0;
	assert_int_equal(goal_required_rate(&plan, 0.0, &rate, &err), STATUS_INFEASIBLE);
	assert_int_equal(goal_required_rate(&plan, -10.0, &rate, &err), STATUS_INFEASIBLE);
	plan.target = 0.0;
	assert_int_equal(goal_required_rate(&plan, 10.0, &rate, &err), STATUS_INFEASIBLE);
	assert_near(rate, 7.0, 0.0);
}

static void finds_the_withdrawal_that_uses_capital_up(void **state)
{
	double payment;
	size_t count;

	(void)state;
	assert_int_equal(goal_withdrawal(1e6, 0.02, 30, true, &payment, NULL), STATUS_OK);
	assert_near(payment, 43774.4336, 5e-5);
	assert_int_equal(goal_withdrawal(1e6, 0.02, 30, false, &payment, NULL), STATUS_OK);
	assert_near(payment, 44649.9223, 5e-5);
	assert_int_equal(goal_payments(1e6, 0.02, payment, false, &count, NULL), STATUS_OK);
	assert_int_equal(count, 30);
	assert_int_equal(goal_withdrawal(1e6, 0.0, 25, false, &payment, NULL), STATUS_OK);
	assert_near(payment, 40000.0, 0.0);
	assert_int_equal(goal_payments(1.0, 0.0, 0.04, false, &count, NULL), STATUS_OK);
	assert_int_equal(count, 25);
	assert_int_equal(goal_payments(1e6, 0.05, 50000.0, false, &count, NULL), STATUS_INFEASIBLE);
}

static void turns_simple_returns_into_a_lognormal_law(void **state)
{
	struct lognormal law;

	(void)state;
	assert_int_equal(lognormal_from_simple(0.06, 0.12, &law, NULL), STATUS_OK);
	assert_near(law.volatility, 0.112847328086, 5e-13);
	assert_near(law.drift, 0.051901648396, 5e-13);
}

static void knows_the_law_of_a_sum_left_alone(void **state)
{
	static const double levels[] = { 0.05, 0.25, 0.50, 0.75, 0.95 };
	static const double expected[] = { 90830.2264, 131265.1498, 169553.7840, 219010.8014, 316507.9157 };
	struct lump_sum sum = { .initial = 1e5, .years = 10.0, .law = { 0.06 - 0.5 * 0.12 * 0.12, 0.12 } };
	double value;

	(void)state;
	assert_int_equal(lump_sum_probability(&sum, 1.5e5, &value, NULL), STATUS_OK);
	assert_near(value, 0.6266174628, 5e-11);
	assert_int_equal(lump_sum_mean(&sum, &value, NULL), STATUS_OK);
	assert_near(value, 182211.8800, 5e-5);
	for (size_t k = 0; k < 5; k++) {
		assert_int_equal(lump_sum_quantile(&sum, levels[k], &value, NULL), STATUS_OK);
		assert_near(value, expected[k], 5e-5);
		assert_int_equal(lump_sum_probability(&sum, value, &value, NULL), STATUS_OK);
		assert_near(value, 1.0 - levels[k], 1e-14);
	}
	assert_int_equal(lognormal_from_simple(0.06, 0.12, &sum.law, NULL), STATUS_OK);
	assert_int_equal(lump_sum_probability(&sum, 1.5e5, &value, NULL), STATUS_OK);
	assert_near(value, 0.6248336461, 5e-11);
	sum.law.volatility = 0.0;
	assert_int_equal(lump_sum_probability(&sum, 1.5e5, &value, NULL), STATUS_OK);
	assert_near(value, 1.0, 0.0);
}

static void knows_the_moments_of_a_fund_with_payments(void **state)
{
	struct fund_moments fund = { .expected_return = 0.06, .volatility = 0.12, .payment = 1000.0, .months = 120 };
	double mean, deviation;

	(void)state;
	assert_int_equal(fund_moments(&fund, &mean, &deviation, NULL), STATUS_OK);
	assert_near(mean, 162473.4424, 5e-5);
	assert_near(deviation, 36334.7558, 5e-5);
	fund.initial = 1e5;
	assert_int_equal(fund_moments(&fund, &mean, &deviation, NULL), STATUS_OK);
	assert_near(mean, 341558.2121, 5e-5);
	assert_near(deviation, 99460.2124, 5e-5);
}

static void follows_the_glide_path_between_its_knots(void **state)
{
	static const struct glide_knot expected[] = {
		{ 50.0, 0.90 }, { 40.0, 0.90 }, { 30.0, 0.8666667 }, { 20.0, 0.7666667 }, { 15.0, 0.6833333 },
		{ 10.0, 0.60 }, { 5.0, 0.50 }, { 0.0, 0.40 }, { -5.0, 0.35 }, { -10.0, 0.30 }, { -40.0, 0.30 },
	};
	const struct glide_knot backwards[] = { { 1.0, 0.5 }, { 2.0, 0.6 } };
	double equity;

	(void)state;
	for (size_t k = 0; k < sizeof(expected) / sizeof(*expected); k++) {
		assert_int_equal(glide_equity(glide_knots, glide_knot_count, expected[k].years, &equity, NULL), STATUS_OK);
		assert_near(equity, expected[k].equity, 5e-8);
	}
	assert_int_equal(glide_equity(backwards, 2, 1.5, &equity, NULL), STATUS_INVALID);
	assert_int_equal(glide_equity(glide_knots, 0, 1.5, &equity, NULL), STATUS_INVALID);
}

static void a_class_caps_what_the_glide_path_asks_for(void **state)
{
	double equity;

	(void)state;
	assert_int_equal(glide_within(0.60, 0.55, 1.0, 0.10, &equity, NULL), STATUS_OK);
	assert_near(equity, 0.55, 0.0);
	assert_int_equal(glide_within(0.60, 1.00, 0.5, 0.10, &equity, NULL), STATUS_OK);
	assert_near(equity, 0.70, 1e-15);
	assert_int_equal(glide_within(0.60, 1.00, 1.3, 0.10, &equity, NULL), STATUS_OK);
	assert_near(equity, 0.50, 1e-15);
	assert_int_equal(glide_within(0.60, 1.00, 0.9, 0.10, &equity, NULL), STATUS_OK);
	assert_near(equity, 0.65, 1e-15);
	assert_int_equal(human_capital_equity(0.4, 1e5, 1e5, &equity, NULL), STATUS_OK);
	assert_near(equity, 0.8, 1e-15);
	assert_int_equal(human_capital_equity(0.4, 1e5, 9e5, &equity, NULL), STATUS_OK);
	assert_near(equity, 1.0, 0.0);
}

static void what_is_not_finite_is_refused_and_leaves_the_answer(void **state)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY };
	struct error err;

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		const struct goal_claim claim = { bad[k], 1.0, 0 };
		struct goal_saving plan = saving(bad[k], 0.0, false);
		struct fund_moments fund = { .expected_return = bad[k], .months = 1 };
		struct lump_sum sum = { .initial = 1.0, .years = bad[k] };
		double value = 7.0;
		struct lognormal law = { 7.0, 7.0 };
		size_t count = 7;

		assert_int_equal(goal_present_value(&claim, 1, 0.03, &value, &err), STATUS_INVALID);
		assert_int_equal(goal_contribution(&plan, &value, &err), STATUS_INVALID);
		assert_int_equal(goal_periods(&plan, 1.0, &count, &err), STATUS_INVALID);
		plan = saving(0.01, 0.0, false);
		assert_int_equal(goal_future_value(&plan, bad[k], &value, &err), STATUS_INVALID);
		assert_int_equal(goal_required_rate(&plan, bad[k], &value, &err), STATUS_INVALID);
		assert_int_equal(goal_withdrawal(1.0, bad[k], 3, false, &value, &err), STATUS_INVALID);
		assert_int_equal(goal_payments(1.0, 0.01, bad[k], false, &count, &err), STATUS_INVALID);
		assert_int_equal(goal_needed_volatility(bad[k], 0.02, 0.4, &value, &err), STATUS_INVALID);
		assert_int_equal(lognormal_from_simple(0.05, bad[k], &law, &err), STATUS_INVALID);
		assert_int_equal(fund_moments(&fund, &value, &value, &err), STATUS_INVALID);
		assert_int_equal(lump_sum_mean(&sum, &value, &err), STATUS_INVALID);
		assert_int_equal(glide_equity(glide_knots, glide_knot_count, bad[k], &value, &err), STATUS_INVALID);
		assert_int_equal(human_capital_equity(0.4, bad[k], 0.0, &value, &err), STATUS_INVALID);
		assert_near(value + law.drift + law.volatility + (double)count, 28.0, 0.0);
		assert_true(strlen(err.message) > 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(discounts_claims_and_sets_assets_against_them),
		cmocka_unit_test(serves_the_most_urgent_claim_first),
		cmocka_unit_test(finds_the_payment_that_reaches_the_target),
		cmocka_unit_test(payments_that_grow_as_fast_as_the_fund_lose_no_digits),
		cmocka_unit_test(a_fund_that_has_enough_asks_for_a_negative_payment),
		cmocka_unit_test(whatever_is_solved_for_reaches_the_target),
		cmocka_unit_test(finds_the_return_a_plan_requires),
		cmocka_unit_test(a_target_no_return_reaches_is_infeasible),
		cmocka_unit_test(finds_the_withdrawal_that_uses_capital_up),
		cmocka_unit_test(turns_simple_returns_into_a_lognormal_law),
		cmocka_unit_test(knows_the_law_of_a_sum_left_alone),
		cmocka_unit_test(knows_the_moments_of_a_fund_with_payments),
		cmocka_unit_test(follows_the_glide_path_between_its_knots),
		cmocka_unit_test(a_class_caps_what_the_glide_path_asks_for),
		cmocka_unit_test(what_is_not_finite_is_refused_and_leaves_the_answer),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
