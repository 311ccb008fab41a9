/* What a trade is checked against: charges for brief holdings, a year's turnover, what is usual, what is under way. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/trade/approve.h"
#include "advice/trade/rebalancing.h"
#include "advice/trade/sale_terms.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "scene.h"

static struct instrument fund(enum asset_class asset_class, const char *kind)
{
	struct instrument instrument = {.id = 7, .currency = "CNY", .asset_class = asset_class};

	(void)snprintf(instrument.kind, sizeof instrument.kind, "%s", kind);
	return instrument;
}

/* "Fewer than seven days": seven itself is in the cheaper band, and so at 30 and 180. */
static void charges_by_the_days_held(void **state)
{
	static const struct {
		int days, until;
		int64_t charge;
	} cases[] = {{0, 7, 15000}, {6, 7, 15000}, {7, 30, 10000}, {29, 30, 10000}, {30, 180, 5000}, {179, 180, 5000},
	             {180, 0, 0}, {4000, 0, 0}};
	const struct instrument equity = fund(ASSET_EQUITY, "fund"), bond = fund(ASSET_BOND, "fund");
	const struct instrument index = fund(ASSET_EQUITY, "index-fund"), etf = fund(ASSET_EQUITY, "etf");
	const struct instrument money = fund(ASSET_CASH, "money-fund"), share = fund(ASSET_EQUITY, "stock");
	struct rules rules;

	(void)state;
	rules_default(&rules);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const int64_t brief = cases[i].days < 7 ? 15000 : 0;
		int until;

		assert_int_equal(sale_terms_charge(&rules, &equity, NULL, cases[i].days, &until), cases[i].charge);
		assert_int_equal(until, cases[i].until);
		assert_int_equal(sale_terms_charge(&rules, &bond, NULL, cases[i].days, NULL), brief);
		assert_int_equal(sale_terms_charge(&rules, &index, NULL, cases[i].days, NULL), brief);
		assert_int_equal(sale_terms_charge(&rules, &etf, NULL, cases[i].days, NULL), 0);
		assert_int_equal(sale_terms_charge(&rules, &money, NULL, cases[i].days, NULL), 0);
		assert_int_equal(sale_terms_charge(&rules, &share, NULL, cases[i].days, NULL), 0);
	}
}

/* 3 000, 2 000 and 1 000 units held 182, 35 and 5 days; 5 500 go at 1.30: 2 600 * .5 % + 650 * 1.5 % = 22.75. */
static void charges_the_oldest_units_first(void **state)
{
	struct lot lots[] = {
		{.account_id = 1, .instrument_id = 7, .acquired = scene_date("2026-01-05"), .quantity = 3000 * MICROS},
		{.account_id = 1, .instrument_id = 7, .acquired = scene_date("2026-06-01"), .quantity = 2000 * MICROS},
		{.account_id = 1, .instrument_id = 7, .acquired = scene_date("2026-07-01"), .quantity = 1000 * MICROS},
		{.account_id = 1, .instrument_id = 7, .acquired = scene_date("2026-07-06"), .quantity = 500 * MICROS},
		{.account_id = 2, .instrument_id = 7, .acquired = scene_date("2026-07-05"), .quantity = 9000 * MICROS},
	};
	const struct holdings holdings = {.lots = lots, .lot_count = 5};
	const struct instrument equity = fund(ASSET_EQUITY, "fund");
	struct sale_terms terms;
	struct rules rules;

	(void)state;
	rules_default(&rules);
	terms = sale_terms_of(&rules, &equity, NULL, &holdings, 1, 5500 * MICROS, 1300000, scene_date("2026-07-06"));
	assert_int_equal(terms.charge, 22750000);
	assert_int_equal(terms.charged_quantity, 2500 * MICROS);
	assert_true(terms.is_brief);
	assert_int_equal(terms.edge, 7);
	assert_int_equal(terms.falls.days, scene_date("2026-07-08").days); /* the youngest turns seven days */
	terms = sale_terms_of(&rules, &equity, NULL, &holdings, 1, 3000 * MICROS, 1300000, scene_date("2026-07-06"));
	assert_int_equal(terms.charge, 0);
	terms = sale_terms_of(&rules, &equity, NULL, &holdings, 1, 4000 * MICROS, 1300000, scene_date("2026-07-06"));
	assert_int_equal(terms.charge, 6500000);
	assert_false(terms.is_brief);
	assert_int_equal(terms.falls.days, scene_date("2026-11-28").days); /* 180 days after the first of June */
}

static void post_deal(struct scene *scene, const char *day, int64_t quantity, int64_t price)
{
	struct store *store = session_store(scene->session);
	struct entry entry = {.type = ENTRY_BUY, .quantity = quantity, .price = price, .currency = "CNY"};
	struct lot lot = {.quantity = quantity, .unit_cost = price};
	struct instrument instrument;
	struct account account;
	struct client client;
	enum put_result result;
	struct error err;

	MUST(store_find_client(store, "C1", &client, &err));
	MUST(store_put_account(store, client.id, "main", &account, &err));
	MUST(store_find_instrument(store, "518880", &instrument, &err));
	entry.account_id = account.id;
	entry.instrument_id = instrument.id;
	entry.date = lot.acquired = scene_date(day);
	(void)decimal_multiply(-quantity, price, ROUND_HALF_EVEN, &entry.cash);
	MUST(store_post(store, &entry, &lot, 1, NULL, 0, &result, &err));
}

/* Nine purchases of 100, 200 ... 900; the two oldest are more than a year ago. */
static void knows_what_was_dealt_and_what_is_usual(void **state)
{
	static const char *const days[] = {"2024-05-06", "2025-11-20", "2025-11-21", "2026-01-05", "2026-02-05",
	                                   "2026-03-05", "2026-04-07", "2026-05-06", "2026-06-05"};
	struct scene *scene = *state;
	struct trading_past past;
	struct client client;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	MUST(store_find_client(session_store(scene->session), "C1", &client, &err));
	for (int i = 0; i < 7; i++)
		post_deal(scene, days[i], (i + 1) * 100 * MICROS, MICROS);
	MUST(trading_past_load(scene->session, client.id, &past, &err));
	assert_int_equal(past.order_count, 7);
	assert_int_equal(past.median_order, 0); /* too few to say */
	for (int i = 7; i < 9; i++)
		post_deal(scene, days[i], (i + 1) * 100 * MICROS, MICROS);
	MUST(trading_past_load(scene->session, client.id, &past, &err));
	assert_int_equal(past.median_order, 500 * MICROS);
	assert_int_equal(past.dealt, (300 + 400 + 500 + 600 + 700 + 800 + 900) * MICROS);
	assert_int_equal(past.open_proposal, 0);
}

static const struct check *find_check(const struct rebalancing *rebalancing, const char *code)
{
	for (size_t i = 0; i < rebalancing->check_count; i++)
		if (strcmp(rebalancing->checks[i].code, code) == 0)
			return &rebalancing->checks[i];
	fail_msg("check %s was not made", code);
	return NULL;
}

static void says_when_orders_are_still_open(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct error err;
	size_t orders;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	scene_accept_plan(scene, "C1");
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(find_check(&rebalancing, "T12")->severity, CHECK_PASSED);
	assert_int_equal(find_check(&rebalancing, "T08")->severity, CHECK_PASSED);
	assert_int_equal(find_check(&rebalancing, "T13")->severity, CHECK_PASSED);
	assert_int_equal(find_check(&rebalancing, "T14")->severity, CHECK_PASSED);
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	MUST(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &orders, &err));
	rebalancing_clear(&rebalancing);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(find_check(&rebalancing, "T12")->severity, CHECK_LIMIT);
	rebalancing_clear(&rebalancing);
}

/* Nine deals of 1 000 make an order of many thousands unusual, and 899 000 dealt in a year are too much beside 110 000. */
static void marks_an_unusual_order_and_a_busy_year(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 1000000 * MICROS);
	scene_accept_plan(scene, "C1");
	for (int i = 0; i < 9; i++)
		post_deal(scene, "2026-03-05", 1000 * MICROS, MICROS);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(find_check(&rebalancing, "T08")->severity, CHECK_NOTICE);
	assert_non_null(strstr(text_string(&find_check(&rebalancing, "T08")->finding[LANGUAGE_ENGLISH]), "median order"));
	assert_int_equal(find_check(&rebalancing, "T14")->severity, CHECK_PASSED);
	rebalancing_clear(&rebalancing);
	post_deal(scene, "2026-03-06", 600 * MICROS, 1000 * MICROS);
	post_deal(scene, "2026-03-09", MICROS, 290000 * MICROS);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(find_check(&rebalancing, "T14")->severity, CHECK_LIMIT);
	rebalancing_clear(&rebalancing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(charges_by_the_days_held),
		cmocka_unit_test(charges_the_oldest_units_first),
		cmocka_unit_test_setup_teardown(knows_what_was_dealt_and_what_is_usual, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(says_when_orders_are_still_open, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(marks_an_unusual_order_and_a_busy_year, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
