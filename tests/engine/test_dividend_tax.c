/* Tax on dividends by days held: the edges of the law, whose dividend it was, and what a sale owes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/base/money.h"
#include "engine/corporate/dividend_tax.h"

static struct date day(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

/* tests/reference/dividend_tax.py walks the same days in words of the law. */
static void a_month_and_a_year_themselves_are_in_the_dearer_step(void **state)
{
	static const struct {
		const char *acquired, *sold;
		int percent;
		const char *falls;
	} cases[] = {
		{"2026-01-08", "2026-02-07", 20, "2026-02-09"}, {"2026-01-08", "2026-02-08", 20, "2026-02-09"},
		{"2026-01-08", "2026-02-09", 10, "2027-01-09"}, {"2026-01-08", "2027-01-08", 10, "2027-01-09"},
		{"2026-01-08", "2027-01-09", 0, NULL},          {"2026-01-31", "2026-02-28", 20, "2026-03-01"},
		{"2026-01-31", "2026-03-01", 10, "2027-02-01"}, {"2024-01-31", "2024-02-29", 20, "2024-03-01"},
		{"2024-01-31", "2024-03-01", 10, "2025-02-01"}, {"2024-02-29", "2024-03-29", 20, "2024-03-30"},
		{"2024-02-29", "2024-03-30", 10, "2025-03-01"}, {"2024-02-29", "2025-02-28", 10, "2025-03-01"},
		{"2024-02-29", "2025-03-01", 0, NULL},          {"2026-03-31", "2026-04-30", 20, "2026-05-01"},
		{"2026-03-31", "2026-05-01", 10, "2027-04-01"},
	};
	struct rules rules;

	(void)state;
	rules_default(&rules);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct date falls;

		assert_int_equal(dividend_tax_rate(&rules, day(cases[i].acquired), day(cases[i].sold), &falls),
		                 cases[i].percent * MICROS / 100);
		assert_int_equal(falls.days, cases[i].falls != NULL ? day(cases[i].falls).days : 0);
	}
}

/* 1000 and 500 held at .38, three for ten on that day, 700 more, then .25: 705.00, 352.50 and 175.00. */
static size_t three_lots(struct lot lots[3])
{
	const struct lot then[2] = {{.acquired = day("2026-01-31"), .quantity = 1000 * MICROS},
	                            {.acquired = day("2026-03-02"), .quantity = 500 * MICROS}};
	struct received_dividend first = {.amount = 570 * MICROS, .lots = then, .count = 2, .growth = 1.3}, second;

	lots[0] = (struct lot){.acquired = day("2026-01-31"), .quantity = 1300 * MICROS};
	lots[1] = (struct lot){.acquired = day("2026-03-02"), .quantity = 650 * MICROS};
	lots[2] = (struct lot){.acquired = day("2026-05-20"), .quantity = 700 * MICROS};
	second = (struct received_dividend){.amount = 662500000, .lots = lots, .count = 3, .growth = 1.0};
	assert_int_equal(dividend_tax_attribute(&first, lots, 3, NULL), STATUS_OK);
	assert_int_equal(dividend_tax_attribute(&second, lots, 3, NULL), STATUS_OK);
	return 3;
}

static void a_dividend_belongs_to_what_was_held_before_it(void **state)
{
	struct lot lots[3];

	(void)state;
	assert_int_equal(three_lots(lots), 3);
	assert_int_equal(lots[0].dividend, 705 * MICROS);
	assert_int_equal(lots[1].dividend, 352500000);
	assert_int_equal(lots[2].dividend, 175 * MICROS);
}

/* Of 1 000 a half was sold since: 190 of the 380 stay with the other half; 300 more of that day came from elsewhere. */
static void what_was_sold_or_came_from_elsewhere_takes_nothing_along(void **state)
{
	const struct lot then[] = {{.acquired = day("2026-01-31"), .quantity = 1000 * MICROS}};
	const struct received_dividend paid = {.amount = 380 * MICROS, .lots = then, .count = 1, .growth = 1.0};
	const struct received_dividend back = {.amount = -400 * MICROS, .lots = then, .count = 1, .growth = 1.0};
	const struct received_dividend nobody = {.amount = MICROS, .growth = 1.0};
	struct lot half[] = {{.acquired = day("2026-01-31"), .quantity = 500 * MICROS}};
	struct lot more[] = {{.acquired = day("2026-01-31"), .quantity = 1000 * MICROS},
	                     {.acquired = day("2026-01-31"), .quantity = 300 * MICROS}};

	(void)state;
	assert_int_equal(dividend_tax_attribute(&paid, half, 1, NULL), STATUS_OK);
	assert_int_equal(half[0].dividend, 190 * MICROS);
	assert_int_equal(dividend_tax_attribute(&paid, more, 2, NULL), STATUS_OK);
	assert_int_equal(more[0].dividend, 292307692); /* 380 * 1000 / 1300 */
	assert_int_equal(more[1].dividend, 87692308);
	assert_int_equal(dividend_tax_attribute(&back, half, 1, NULL), STATUS_OK);
	assert_int_equal(half[0].dividend, 0);
	half[0].dividend = MICROS;
	assert_int_equal(dividend_tax_attribute(&nobody, half, 1, NULL), STATUS_INVALID);
	assert_int_equal(half[0].dividend, MICROS);
}

static void a_sale_owes_by_its_oldest_lots_and_less_later(void **state)
{
	static const struct {
		int64_t quantity;
		const char *sold;
		int64_t tax;
		const char *falls;
		int64_t saved;
	} cases[] = {
		{1600, "2026-06-19", 86770000, "2027-02-01", 70500000}, /* 705.00 and 300 / 650 of 352.50, at 10 % */
		{2650, "2026-06-20", 140750000, "2026-06-21", 17500000}, /* the last at 20 % for a month is over today */
		{2650, "2026-06-21", 123250000, "2027-02-01", 70500000}, {2650, "2027-01-31", 123250000, "2027-02-01", 70500000},
		{2650, "2027-02-01", 52750000, "2027-03-03", 35250000},  {2650, "2027-03-03", 17500000, "2027-05-21", 17500000},
		{2650, "2027-05-21", 0, NULL, 0},                        {1300, "2027-02-01", 0, NULL, 0},
	};
	struct lot lots[3];
	struct rules rules;

	(void)state;
	rules_default(&rules);
	for (size_t i = 0, count = three_lots(lots); i < sizeof cases / sizeof cases[0]; i++) {
		const struct dividend_tax_due due = dividend_tax_sale(&rules, lots, count, cases[i].quantity * MICROS,
		                                                      day(cases[i].sold), 10000);

		assert_int_equal(due.tax, cases[i].tax);
		assert_int_equal(due.falls.days, cases[i].falls != NULL ? day(cases[i].falls).days : 0);
		assert_int_equal(due.saved, cases[i].saved);
	}
	assert_int_equal(dividend_tax_sale(&rules, lots, 3, 1600 * MICROS, day("2026-06-19"), 10000).dividends, 867692308);
	assert_int_equal(dividend_tax_sale(&rules, lots, 3, 1600 * MICROS, day("2026-06-19"), 0).tax, 86769231);
}

static void only_shares_of_the_mainland_under_its_rules_are_taxed(void **state)
{
	const struct instrument share = {.kind = "stock", .asset_class = ASSET_EQUITY, .currency = "CNY", .region = "CN"};
	static const struct {
		const char *kind, *currency, *region, *isin;
		bool is_taxed;
	} cases[] = {
		{"stock", "CNY", "CN", "CNE000001P37", true}, {"stock", "CNY", "", "", true}, {"Stock", "CNY", "cn", "", true},
		{"etf", "CNY", "CN", "", false},              {"fund", "CNY", "CN", "", false}, {"index", "CNY", "CN", "", false},
		{"stock", "HKD", "CN", "CNE1000003G1", false}, {"stock", "CNY", "HK", "", false},
		{"stock", "CNY", "", "HK0700000000", false},  {"reit", "CNY", "CN", "", false},
	};
	struct rules rules;

	(void)state;
	rules_default(&rules);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct instrument instrument = share;

		(void)snprintf(instrument.kind, sizeof instrument.kind, "%s", cases[i].kind);
		(void)snprintf(instrument.currency, sizeof instrument.currency, "%s", cases[i].currency);
		(void)snprintf(instrument.region, sizeof instrument.region, "%s", cases[i].region);
		(void)snprintf(instrument.isin, sizeof instrument.isin, "%s", cases[i].isin);
		assert_int_equal(dividend_tax_applies(&rules, &instrument), cases[i].is_taxed);
	}
	(void)snprintf(rules.jurisdiction, sizeof rules.jurisdiction, "US");
	assert_false(dividend_tax_applies(&rules, &share));
	rules_default(&rules);
	rules.dividend_tax[0] = rules.dividend_tax[1] = 0.0;
	assert_false(dividend_tax_applies(&rules, &share));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_month_and_a_year_themselves_are_in_the_dearer_step),
		cmocka_unit_test(a_dividend_belongs_to_what_was_held_before_it),
		cmocka_unit_test(what_was_sold_or_came_from_elsewhere_takes_nothing_along),
		cmocka_unit_test(a_sale_owes_by_its_oldest_lots_and_less_later),
		cmocka_unit_test(only_shares_of_the_mainland_under_its_rules_are_taxed),
	};

	return cmocka_run_group_tests_name("dividend tax", tests, NULL, NULL);
}
