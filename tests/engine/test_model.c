/* The rules the model carries: bands, plans, assumptions, the shipped rules, names. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/money.h"
#include "engine/model/assumptions.h"
#include "engine/model/ledger.h"
#include "engine/model/mandate.h"
#include "engine/model/rules.h"
#include "engine/model/series.h"

static void assert_band(struct band_policy policy, int64_t target, int64_t lower, int64_t upper)
{
	int64_t low = -1, high = -1;

	band_edges(&policy, target, &low, &high);
	assert_int_equal(low, lower);
	assert_int_equal(high, upper);
}

/* Targets in percent: five points above 20, a quarter below. */
static void the_band_of_5_25_is_the_narrower_of_the_two(void **state)
{
	const struct band_policy policy = {.kind = BAND_5_25};

	(void)state;
	assert_band(policy, PPB * 40 / 100, PPB * 35 / 100, PPB * 45 / 100);
	assert_band(policy, PPB * 20 / 100, PPB * 15 / 100, PPB * 25 / 100);
	assert_band(policy, PPB * 10 / 100, PPB * 75 / 1000, PPB * 125 / 1000);
	assert_band(policy, PPB * 4 / 100, PPB * 3 / 100, PPB * 5 / 100);
	assert_band(policy, PPB, PPB * 95 / 100, PPB);
	assert_band(policy, PPB * 98 / 100, PPB * 93 / 100, PPB);
	assert_band(policy, 0, 0, 0);
}

static void an_absolute_band_is_clipped_to_the_whole(void **state)
{
	const struct band_policy policy = {.kind = BAND_ABSOLUTE, .width_ppb = PPB * 3 / 100};

	(void)state;
	assert_band(policy, PPB * 40 / 100, PPB * 37 / 100, PPB * 43 / 100);
	assert_band(policy, PPB / 100, 0, PPB * 4 / 100);
	assert_band(policy, PPB, PPB * 97 / 100, PPB);
	assert_band((struct band_policy){.kind = BAND_ABSOLUTE}, PPB / 2, PPB / 2, PPB / 2);
}

static enum status check_plan(const struct target *targets, size_t count, struct error *err)
{
	struct target copy[4];

	memcpy(copy, targets, count * sizeof *targets);
	return plan_check(&(struct plan){.targets = copy, .target_count = count}, err);
}

static void a_plan_sums_to_one_exactly_and_names_each_once(void **state)
{
	const struct target good[] = {{.instrument_id = 1, .weight_ppb = 600000000}, {.instrument_id = 2, .weight_ppb = 400000000}};
	const struct target short_by_one[] = {{.instrument_id = 1, .weight_ppb = 599999999},
	                                      {.instrument_id = 2, .weight_ppb = 400000000}};
	const struct target negative[] = {{.instrument_id = 1, .weight_ppb = 1100000000},
	                                  {.instrument_id = 2, .weight_ppb = -100000000}};
	const struct target twice[] = {{.instrument_id = 1, .weight_ppb = 600000000}, {.instrument_id = 1, .weight_ppb = 400000000}};
	struct error err = {0};

	(void)state;
	assert_int_equal(check_plan(good, 2, &err), STATUS_OK);
	assert_int_equal(check_plan(short_by_one, 2, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "999999999 of a billion"));
	assert_int_equal(check_plan(negative, 2, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "target 1"));
	assert_int_equal(check_plan(twice, 2, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "twice"));
	assert_int_equal(check_plan(good, 0, &err), STATUS_INVALID);
}

static void a_mandate_starts_with_5_25_and_the_overall_gate(void **state)
{
	struct mandate mandate;
	enum limit_scope scope;

	(void)state;
	memset(&mandate, 0xA5, sizeof mandate);
	mandate_default(&mandate, 17);
	assert_int_equal(mandate.client_id, 17);
	assert_int_equal(mandate.limit_count + mandate.locked_count, 0);
	assert_int_equal(mandate.band.kind, BAND_5_25);
	assert_int_equal(mandate.mode, GATE_OVERALL);
	assert_true(limit_scope_parse("ASSET_CLASS", &scope) && scope == LIMIT_ASSET_CLASS);
	assert_false(limit_scope_parse("class", &scope));
	assert_string_equal(limit_scope_name(LIMIT_REGION), "region");
	assert_string_equal(limit_scope_name((enum limit_scope)9), "unknown");
}

static struct assumptions view(void)
{
	struct assumptions view = {
		.name = "test", .risk_free = 0.02, .cash_rate = 0.003, .count = 3,
		.rows = {
			{ASSET_EQUITY, "", 0.08, 0.22},
			{ASSET_EQUITY, "US", 0.07, 0.16},
			{ASSET_BOND, "", 0.03, 0.03},
		},
		.correlation = {{1, 0.45, -0.1}, {0.45, 1, -0.05}, {-0.1, -0.05, 1}},
	};

	return view;
}

static void a_region_goes_before_the_general_row(void **state)
{
	const struct assumptions assumptions = view();

	(void)state;
	assert_ptr_equal(assumptions_find(&assumptions, ASSET_EQUITY, "us"), &assumptions.rows[1]);
	assert_ptr_equal(assumptions_find(&assumptions, ASSET_EQUITY, "CN"), &assumptions.rows[0]);
	assert_ptr_equal(assumptions_find(&assumptions, ASSET_EQUITY, ""), &assumptions.rows[0]);
	assert_ptr_equal(assumptions_find(&assumptions, ASSET_BOND, "US"), &assumptions.rows[2]);
	assert_null(assumptions_find(&assumptions, ASSET_GOLD, ""));
}

static void an_expected_return_is_after_expense_and_cash_earns_its_own_rate(void **state)
{
	const struct assumptions assumptions = view();
	const struct instrument fund = {.symbol = "510300", .asset_class = ASSET_EQUITY, .region = "CN", .expense = 5000};
	const struct instrument cash = {.symbol = CASH_SYMBOL, .asset_class = ASSET_CASH};
	const struct instrument gold = {.symbol = "518880", .asset_class = ASSET_GOLD};
	double value = 7.0;
	struct error err = {0};

	(void)state;
	assert_int_equal(assumptions_expected_return(&assumptions, &gold, &value, &err), STATUS_NOT_FOUND);
	assert_true(value == 7.0);
	assert_non_null(strstr(err.message, "518880 (gold)"));
	assert_int_equal(assumptions_expected_return(&assumptions, &fund, &value, &err), STATUS_OK);
	assert_true(value == 0.08 - 0.005);
	assert_int_equal(assumptions_expected_return(&assumptions, &cash, &value, &err), STATUS_OK);
	assert_true(value == 0.003);
}

static void assumptions_that_contradict_themselves_are_refused(void **state)
{
	struct assumptions assumptions = view();

	(void)state;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_OK);
	assumptions.correlation[0][1] = 0.46;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.correlation[2][2] = 0.99;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.correlation[0][2] = assumptions.correlation[2][0] = NAN;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.rows[1].volatility = -0.1;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.rows[1].volatility = NAN;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.rows[0].expected_return = 8.0; /* percent taken for a fraction */
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.risk_free = INFINITY;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.cash_rate = NAN;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions.cash_rate = 1.8; /* percent taken for a fraction */
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
	assumptions = view();
	assumptions.count = ASSUMPTIONS + 1;
	assert_int_equal(assumptions_check(&assumptions, NULL), STATUS_INVALID);
}

static void the_shipped_rules_keep_their_own_rules(void **state)
{
	struct rules rules;
	char text[DATE_TEXT_SIZE];

	(void)state;
	memset(&rules, 0xA5, sizeof rules);
	rules_default(&rules);
	assert_int_equal(rules_check(&rules, NULL), STATUS_OK);
	assert_string_equal(date_format(rules.valid_from, text), "2026-02-01");
	/* The 95 % quantile of the normal distribution: half of the error function at z over root two is 0.45. */
	assert_true(fabs(erf(rules.loss_quantile / sqrt(2.0)) / 2.0 - 0.45) < 1e-15);
}

static void rules_that_cannot_be_kept_are_refused_by_name(void **state)
{
	struct rules rules;
	struct error err = {0};

	(void)state;
#define REFUSED(change, word)                                                                                          \
	do {                                                                                                           \
		rules_default(&rules);                                                                                 \
		change;                                                                                                \
		assert_int_equal(rules_check(&rules, &err), STATUS_INVALID);                                           \
		assert_non_null(strstr(err.message, word));                                                            \
	} while (0)
	REFUSED(rules.version[0] = '\0', "version");
	REFUSED(rules.class_edges[2] = rules.class_edges[1], "does not rise");
	REFUSED(rules.curve_volatility[5] = NAN, "does not rise");
	REFUSED(rules.level_average[0] = 9, "does not rise");
	REFUSED(rules.cash_minimum = 2.0, "cash_minimum is 2");
	REFUSED(rules.order_limit_hard = -0.1, "order_limit_hard");
	REFUSED(rules.single_fund_limit = NAN, "single_fund_limit");
	REFUSED(rules.sharpe = 0.0, "sharpe");
	REFUSED(rules.loss_quantile = 0.4, "loss_quantile");
	REFUSED(rules.validity_months = 0, "below one");
	REFUSED(rules.stale_business_days = 0, "below one");
#undef REFUSED
}

static void names_read_back_as_what_they_name(void **state)
{
	(void)state;
	for (int i = 0; i < ASSET_CLASSES; i++) {
		enum asset_class parsed;

		assert_true(asset_class_parse(asset_class_name((enum asset_class)i), &parsed));
		assert_int_equal(parsed, i);
	}
	for (int i = ENTRY_DEPOSIT; i <= ENTRY_TRANSFER_OUT; i++) {
		enum entry_type parsed;

		assert_true(entry_type_parse(entry_type_name((enum entry_type)i), &parsed));
		assert_int_equal(parsed, i);
	}
	for (int i = PROPOSAL_SUBMITTED; i <= PROPOSAL_EXPIRED; i++) {
		enum proposal_state parsed;

		assert_true(proposal_state_parse(proposal_state_name((enum proposal_state)i), &parsed));
		assert_int_equal(parsed, i);
	}
	assert_string_equal(order_state_name(ORDER_PARTLY_FILLED), "partly-filled");
	assert_string_equal(trade_reason_name(REASON_NOT_IN_PLAN), "not-in-plan");
	assert_string_equal(asset_class_name((enum asset_class)77), "unknown");
	assert_string_equal(entry_type_name((enum entry_type)77), "unknown");
	assert_int_equal(risk_level_parse("R3"), 3);
	assert_int_equal(risk_level_parse("c5"), 5);
	assert_int_equal(risk_level_parse("1"), 1);
	assert_int_equal(risk_level_parse("R6") + risk_level_parse("0") + risk_level_parse("") + risk_level_parse("R") +
	                 risk_level_parse("R33") + risk_level_parse("RR3"), 0);
}

static void a_series_starts_unobserved_and_refuses_what_does_not_fit(void **state)
{
	struct series series = {0};

	(void)state;
	assert_int_equal(series_init(&series, 3, 2, NULL), STATUS_OK);
	for (size_t t = 0; t < 3; t++)
		for (size_t i = 0; i < 2; i++)
			assert_true(isnan(series_at(&series, t, i)));
	series_clear(&series);
	assert_null(series.values);
	series_clear(&series);
	assert_int_equal(series_init(&series, SIZE_MAX / 2, 4, NULL), STATUS_NO_MEMORY);
	assert_null(series.values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_band_of_5_25_is_the_narrower_of_the_two),
		cmocka_unit_test(an_absolute_band_is_clipped_to_the_whole),
		cmocka_unit_test(a_plan_sums_to_one_exactly_and_names_each_once),
		cmocka_unit_test(a_mandate_starts_with_5_25_and_the_overall_gate),
		cmocka_unit_test(a_region_goes_before_the_general_row),
		cmocka_unit_test(an_expected_return_is_after_expense_and_cash_earns_its_own_rate),
		cmocka_unit_test(assumptions_that_contradict_themselves_are_refused),
		cmocka_unit_test(the_shipped_rules_keep_their_own_rules),
		cmocka_unit_test(rules_that_cannot_be_kept_are_refused_by_name),
		cmocka_unit_test(names_read_back_as_what_they_name),
		cmocka_unit_test(a_series_starts_unobserved_and_refuses_what_does_not_fit),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
