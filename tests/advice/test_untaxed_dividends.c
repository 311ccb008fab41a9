/* Dividends whose tax waits for the sale: from the ledger to a proposal, its execution and what a client is shown. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/actions/actions.h"
#include "advice/actions/untaxed_dividends.h"
#include "advice/book/review.h"
#include "advice/intake/intake.h"
#include "advice/trade/approve.h"
#include "advice/trade/rebalancing.h"
#include "advice/trade/waiting.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"
#include "report/renderer.h"
#include "scene.h"

#define HEADER "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"

static void import(struct scene *scene, const char *kind, const char *content)
{
	struct intake_result result;
	struct error err;

	MUST(scene_import(scene, kind, content, &result, &err));
}

/*
 * The three lots of tests/reference/dividend_tax.py, the last of them a month old today, and 100 more bought between the ex
 * day of the second dividend and the day it was paid.
 */
static void buy_and_receive(struct scene *scene)
{
	struct actions_words words = {.action = {.type = ACTION_DIVIDEND, .amount = 250000, .currency = "CNY"},
	                              .symbol = "600519"};
	enum put_result said;
	struct error err;

	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	import(scene, "instruments", "symbol,name,asset_class,currency,risk_level,kind,region\n600519,Moutai,equity,CNY,R4,stock,CN\n");
	import(scene, "prices", "symbol,date,close\n600519,2026-01-30,10\n600519,2026-11-19,10\n600519,2026-11-20,10\n");
	scene_accept_plan(scene, "C1");
	words.action.date = scene_date("2026-11-12");
	words.action.paid = scene_date("2026-11-16");
	MUST(actions_say(scene->session, &words, "adviser", &said, &err));
	import(scene, "transactions", HEADER
	       "2026-08-03,C1,main,deposit,,50000,,,,d\n"
	       "2026-01-30,C1,main,buy,600519,1000,10,,,b1\n2026-03-02,C1,main,buy,600519,500,10,,,b2\n"
	       "2026-03-10,C1,main,dividend,600519,570,,,,v1\n2026-03-10,C1,main,split,600519,450,,,,s1\n"
	       "2026-10-20,C1,main,buy,600519,700,10,,,b3\n2026-11-13,C1,main,buy,600519,100,10,,,b4\n"
	       "2026-11-16,C1,main,dividend,600519,662.5,,,,v2\n");
}

/* Three years of a share that goes up and down by the week, and no plan has a place for. */
static void know_its_risk(struct scene *scene)
{
	struct text prices = {0};
	char day[DATE_TEXT_SIZE];

	text_add(&prices, "symbol,date,close\n");
	for (int week = 0; week < 156; week++)
		for (int i = 0; i < 5; i++) /* back from Friday, the day of the scene */
			text_addf(&prices, "600519,%s,%s\n", date_format(date_add_days(scene_date("2026-11-20"), -7 * week - i), day),
			          week % 2 == 0 ? "10" : "10.9");
	import(scene, "prices", text_string(&prices));
	text_clear(&prices);
}

static size_t sale_of(const struct rebalancing *rebalancing)
{
	for (size_t i = 0; i < rebalancing->proposal.line_count; i++)
		if (rebalancing->proposal.lines[i].side == SIDE_SELL)
			return i;
	fail_msg("nothing is sold");
	return 0;
}

/* 70.50 and 35.25 at a tenth, 35.00 at a fifth for one more day; the youngest received nothing. */
static void a_sale_costs_the_tax_of_its_lots(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	static const struct {
		const char *day;
		int64_t tax;
	} days[] = {{"2026-01-30", 70500000}, {"2026-03-02", 35250000}, {"2026-10-20", 35000000}, {"2026-11-13", 0}};
	static const char *const said[] = {"140.75 of tax falls due", "1,232.50, as part was held", "2026-11-21", "17.50 less"};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct trade_lot lots[8];
	struct error err;
	size_t sale, count;

	buy_and_receive(scene);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	sale = sale_of(&rebalancing);
	assert_int_equal(rebalancing.proposal.lines[sale].quantity, 2750 * MICROS);
	assert_int_equal(rebalancing.proposal.lines[sale].fee, 140750000);
	assert_int_equal(rebalancing.tax, 140750000);
	count = rebalancing_lots(scene->session, &rebalancing, sale, lots, 8); /* a split makes two of one to keep its cost */
	for (int i = 0; i < 4; i++) {
		int64_t tax = 0;

		for (size_t j = 0; j < count; j++)
			tax += lots[j].acquired.days == scene_date(days[i].day).days ? lots[j].tax : 0;
		assert_int_equal(tax, days[i].tax);
	}
	for (size_t i = 0; i < rebalancing.check_count; i++) {
		if (strcmp(rebalancing.checks[i].code, "T18") != 0)
			continue;
		for (int j = 0; j < 4; j++)
			assert_non_null(strstr(text_string(&rebalancing.checks[i].finding[LANGUAGE_ENGLISH]), said[j]));
		sale = SIZE_MAX;
	}
	assert_int_equal(sale, SIZE_MAX); /* it was said */
	for (size_t i = 0; i < rebalancing.proposal.line_count; i++) /* of the oldest lot alone, and nothing bought of it */
		if (rebalancing.proposal.lines[i].side == SIDE_BUY)
			MUST(rebalancing_drop(scene->session, &rebalancing, i, true, &err));
	MUST(rebalancing_set_quantity(scene->session, &rebalancing, sale_of(&rebalancing), 1300 * MICROS, &err));
	assert_int_equal(rebalancing.proposal.lines[sale_of(&rebalancing)].fee, 70500000);
	rebalancing_clear(&rebalancing);
	scene_move_to(scene, "2026-11-21");
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(rebalancing.proposal.lines[sale_of(&rebalancing)].fee, 123250000);
	rebalancing_clear(&rebalancing);
}

static const char *said_of_tax(const struct rebalancing *rebalancing)
{
	for (size_t i = 0; i < rebalancing->check_count; i++)
		if (strcmp(rebalancing->checks[i].code, "T18") == 0)
			return text_string(&rebalancing->checks[i].finding[LANGUAGE_ENGLISH]);
	fail_msg("nothing is said of the tax");
	return NULL;
}

/*
 * A tenth of a million sold for what moves otherwise: .3^2 + .2^2 - 2 .5 .3 .2 = .07 a year, an aversion of 4, 73 days:
 * 1/2 * 4 * .1^2 * .07 * 1 000 000 * .2 = 280. Against cash it is .09: 360.
 */
static void waiting_costs_half_the_aversion_times_the_variance(void **state)
{
	struct market_row rows[] = {{.instrument = {.id = 1}}, {.instrument = {.id = 2}, .has_risk = true},
	                            {.instrument = {.id = 3}, .has_risk = true}};
	double covariance[] = {0, 0, 0, 0, .09, .03, 0, .03, .04};
	gsl_matrix_view view = gsl_matrix_view_array(covariance, 3, 3);
	const struct market market = {.rows = rows, .count = 3, .covariance = &view.matrix};
	const struct standing before = {.value = 1000000 * MICROS, .assessment = {.risk_aversion = 4.0}};
	struct proposal_line lines[] = {{.instrument_id = 2, .side = SIDE_SELL, .worth = 100000 * MICROS},
	                                {.instrument_id = 3, .side = SIDE_BUY, .worth = 99000 * MICROS}};
	bool is_dropped[] = {false, false};
	const struct rebalancing rebalancing = {.before = &before, .is_dropped = is_dropped,
	                                        .proposal = {.lines = lines, .line_count = 2}};

	(void)state;
	assert_true(fabs(waiting_cost(&market, &rebalancing, 0, 73) / 1e6 - 280.0) < 1e-3); /* weights have nine decimals */
	is_dropped[1] = true;
	assert_true(fabs(waiting_cost(&market, &rebalancing, 0, 73) / 1e6 - 360.0) < 1e-3);
	rows[1].has_risk = false;
	assert_true(waiting_cost(&market, &rebalancing, 0, 73) < 0.0);
}

/* Tomorrow 17.50 less is worth a day; in ten weeks 70.50 is not worth being off the plan with a share this wild. */
static void waiting_is_weighed_against_being_off_the_plan(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct error err;

	buy_and_receive(scene);
	know_its_risk(scene);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_non_null(strstr(said_of_tax(&rebalancing), "17.50 less, and being off the plan until then costs about"));
	assert_non_null(strstr(said_of_tax(&rebalancing), "had better wait"));
	for (size_t i = 0; i < rebalancing.proposal.line_count; i++)
		if (rebalancing.proposal.lines[i].side == SIDE_BUY)
			MUST(rebalancing_drop(scene->session, &rebalancing, i, true, &err));
	MUST(rebalancing_set_quantity(scene->session, &rebalancing, sale_of(&rebalancing), 1300 * MICROS, &err));
	assert_non_null(strstr(said_of_tax(&rebalancing), "70.50 less, but being off the plan until then costs about"));
	assert_non_null(strstr(said_of_tax(&rebalancing), "waiting does not pay"));
	rebalancing_clear(&rebalancing);
}

static void no_bad_row(void *context, size_t line, const char *column, const char *message)
{
	(void)context;
	fail_msg("line %zu, %s: %s", line, column, message);
}

/* The client as a program is given it holds a piece. */
static void assert_shows(struct scene *scene, const char *piece)
{
	struct text text = {0};
	struct sink sink = sink_to_text(&text);
	struct standing standing = {0};
	struct arena *arena = arena_new();
	struct section *section;
	struct error err;

	MUST(standing_find(scene->session, "C1", &standing, &err));
	MUST(review_client_section(scene->session, &standing, arena, &section, &err));
	MUST(document_render(renderer_find("json"), NULL, &(struct document_head){0}, (const struct section *const *)&section, 1,
	                     &sink, &err));
	if (strstr(text_string(&text), piece) == NULL)
		fail_msg("%s is not in %s", piece, text_string(&text));
	text_clear(&text);
	standing_clear(&standing);
	arena_free(arena);
}

/* 1 600 of 2 750 are executed: 70.50 and 300 / 650 of 35.25. The fee of the broker is its own. */
static void an_execution_tells_the_tax_it_brings_due(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct fills_result fills;
	struct text csv = {0};
	struct error err;
	char path[128], file[256], reference[64];
	int64_t *ids;
	size_t count;

	buy_and_receive(scene);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	MUST(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &count, &err));
	rebalancing_clear(&rebalancing);
	MUST(orders_write(scene->session, &csv, &ids, &count, &err));
	assert_int_equal(sscanf(strchr(text_string(&csv), '\n') + 1, "%63[^,]", reference), 1); /* sales come first */
	(void)snprintf(file, sizeof file, "reference,date,quantity,price,fee,execution\n%s,2026-11-20,1600,10,5,X1\n", reference);
	scene_write(scene, file, path);
	MUST(fills_read(scene->session, path, no_bad_row, NULL, &fills, &err));
	assert_int_equal(fills.added, 1);
	assert_int_equal(fills.tax_count, 1);
	assert_string_equal(fills.taxes[0].symbol, "600519");
	assert_string_equal(fills.taxes[0].execution, "X1");
	assert_int_equal(fills.taxes[0].due.tax, 86770000);
	assert_int_equal(fills.taxes[0].due.dividends, 867692308);
	fills_result_clear(&fills);
	MUST(fills_read(scene->session, path, no_bad_row, NULL, &fills, &err)); /* the same again is no news */
	assert_int_equal(fills.known, 1);
	assert_int_equal(fills.tax_count, 0);
	fills_result_clear(&fills);
	assert_shows(scene, "\"expected\": \"86.77\", \"expected_currency\": \"CNY\", \"taken\": \"0\", \"taken_currency\": "
	                    "\"CNY\", \"open\": \"86.77\"");
	scene_move_to(scene, "2026-12-04"); /* the statement of the month after: a row of its own, read as a fee */
	import(scene, "transactions", HEADER "2026-12-03,C1,main,fee,600519,86.77,,,,t1\n");
	assert_shows(scene, "\"since\": \"2026-11-20\", \"sold\": \"1600\", \"expected\": \"86.77\", \"expected_currency\": "
	                    "\"CNY\", \"taken\": \"86.77\", \"taken_currency\": \"CNY\", \"open\": \"0\"");
	text_clear(&csv);
	free(ids);
}

static void a_client_is_shown_with_what_waits_to_be_taxed(void **state)
{
	struct scene *scene = *state;

	buy_and_receive(scene);
	assert_shows(scene, "{\"symbol\": \"600519\", \"account\": \"main\", \"dividends\": \"1232.5\", "
	                    "\"dividends_currency\": \"CNY\", \"tax\": \"140.75\", \"tax_currency\": \"CNY\", "
	                    "\"falls\": \"2026-11-21\", \"saved\": \"17.5\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waiting_costs_half_the_aversion_times_the_variance),
		cmocka_unit_test_setup_teardown(waiting_is_weighed_against_being_off_the_plan, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_sale_costs_the_tax_of_its_lots, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(an_execution_tells_the_tax_it_brings_due, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_client_is_shown_with_what_waits_to_be_taxed, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests_name("untaxed dividends", tests, NULL, NULL);
}
