/* Terms of dealing kept by the rebalancer, told by the checks before a trade, and written into the orders. */
#include "tests/advice/terms_scene.h"

#include "advice/base/language.h"
#include "advice/trade/approve.h"
#include "advice/trade/rebalancing.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static int64_t bought_of(const struct rebalancing *rebalancing, int64_t instrument_id)
{
	int64_t amount = 0;

	for (size_t i = 0; i < rebalancing->proposal.line_count; i++)
		if (rebalancing->proposal.lines[i].instrument_id == instrument_id && rebalancing->proposal.lines[i].side == SIDE_BUY)
			amount += rebalancing->proposal.lines[i].amount;
	return amount;
}

static const char *finding(const struct rebalancing *rebalancing, const char *code, const char *part)
{
	for (size_t i = 0; i < rebalancing->check_count; i++) {
		const char *words = text_string(&rebalancing->checks[i].finding[LANGUAGE_ENGLISH]);

		if (strcmp(rebalancing->checks[i].code, code) == 0 && strstr(words, part) != NULL)
			return words;
	}
	return NULL;
}

static void a_purchase_keeps_to_the_limit_of_the_day_and_the_rest_is_said(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct imported result;
	struct heard_problems heard;
	char file[100];
	int64_t id = 0, free_amount = 0;

	scene_add_client(scene, "C1", "Wang Fang", 100000 * MICROS);
	scene_accept_plan(scene, "C1");
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	for (size_t i = 0; i < rebalancing.proposal.line_count; i++)
		if (rebalancing.proposal.lines[i].amount > free_amount) {
			id = rebalancing.proposal.lines[i].instrument_id;
			free_amount = rebalancing.proposal.lines[i].amount;
		}
	assert_true(free_amount > 10000 * MICROS);
	rebalancing_clear(&rebalancing);
	{
		const struct market *market;

		MUST(session_market(scene->session, &market, &err));
		(void)snprintf(file, sizeof file, "symbol,day_limit\n%s,5000\n",
		               market->rows[market_index(market, id)].instrument.symbol);
	}
	MUST(take(scene, file, false, &heard, &result));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_in_range(bought_of(&rebalancing, id), 1, 5000 * MICROS);
	assert_non_null(finding(&rebalancing, "T17", "5,000.00 may be bought a day"));
	rebalancing_clear(&rebalancing);
	{
		const struct market *market;

		MUST(session_market(scene->session, &market, &err));
		(void)snprintf(file, sizeof file, "symbol,buy_closed_from\n%s,2026-11-01\n",
		               market->rows[market_index(market, id)].instrument.symbol);
	}
	MUST(take(scene, file, false, &heard, &result));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(bought_of(&rebalancing, id), 0);
	assert_non_null(finding(&rebalancing, "T17", "cannot be bought at present"));
	rebalancing_clear(&rebalancing);
	{
		const struct dealing_window limits[] = {
			{.kind = DEALING_LIMIT, .amount = 20000 * MICROS, .from = scene_date("2026-11-01")},
			{.kind = DEALING_LIMIT, .amount = 4000 * MICROS, .from = scene_date("2026-11-18"), .until = scene_date("2026-11-25")},
		};
		const struct dealing_window closed = {.kind = DEALING_BUY_CLOSED, .from = scene_date("2026-11-20"), .until = scene_date("2026-11-21")};
		const struct market *market;
		bool added = false;
		char symbol[SYMBOL_SIZE];

		MUST(session_market(scene->session, &market, &err));
		memcpy(symbol, market->rows[market_index(market, id)].instrument.symbol, sizeof symbol);
		MUST(terms_withdraw(scene->session, row_of(scene, symbol)->terms->windows[1].id, "Zhou Wei", "it was another fund", &err));
		MUST(terms_say(scene->session, symbol, limits, 2, false, "Zhou Wei", &added, &err));
		MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
		assert_in_range(bought_of(&rebalancing, id), 1, 4000 * MICROS); /* the least of the two */
		assert_non_null(finding(&rebalancing, "T17", "4,000.00 may be bought a day until 2026-11-25"));
		rebalancing_clear(&rebalancing);
		MUST(terms_say(scene->session, symbol, &closed, 1, false, "Zhou Wei", &added, &err));
		MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
		assert_int_equal(bought_of(&rebalancing, id), 0);
		/* closed until Saturday; on Monday the limit of 4,000 still holds */
		assert_non_null(finding(&rebalancing, "T17", "cannot be bought before 2026-11-23"));
		rebalancing_clear(&rebalancing);
	}
}

static void purchases_wait_for_the_money_of_a_sale(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct imported result;
	struct heard_problems heard;

	scene_add_client(scene, "C1", "Wang Fang", 1000 * MICROS);
	scene_accept_plan(scene, "C1");
	scene_add_lot(scene, "C1", "518880", 20000 * MICROS);
	MUST(take(scene, "symbol,proceeds_days\n518880,2\n", false, &heard, &result));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_non_null(finding(&rebalancing, "T04", "can be spent from 2026-11-24 on; purchases of")); /* Friday and two days */
	rebalancing_clear(&rebalancing);
	MUST(take(scene, "symbol,sell_closed_from,sell_closed_until\n518880,2026-11-20,2026-11-20\n", false, &heard, &result));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_non_null(finding(&rebalancing, "T17", "518880 cannot be sold before 2026-11-23"));
	for (size_t i = 0; i < rebalancing.proposal.line_count; i++)
		assert_int_equal(rebalancing.proposal.lines[i].side, SIDE_BUY);
	rebalancing_clear(&rebalancing);
}

/* Sunday 2026-11-22: the order is dealt on Monday, and what holds on Sunday alone does not matter. */
static void an_order_on_a_day_without_trading_keeps_to_the_terms_of_the_day_it_is_dealt(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	const struct dealing_window sunday = {.kind = DEALING_BUY_CLOSED, .from = scene_date("2026-11-22"), .until = scene_date("2026-11-22")};
	const struct dealing_window monday = {.kind = DEALING_BUY_CLOSED, .from = scene_date("2026-11-23"), .until = scene_date("2026-11-23")};
	const int64_t id = row_of(scene, "510300")->instrument.id;
	bool added;

	scene_add_client(scene, "C1", "Wang Fang", 100000 * MICROS);
	scene_accept_plan(scene, "C1");
	scene_move_to(scene, "2026-11-22");
	MUST(terms_say(scene->session, "510300", &sunday, 1, false, "Zhou Wei", &added, &err));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_true(bought_of(&rebalancing, id) > 0);
	rebalancing_clear(&rebalancing);
	MUST(terms_say(scene->session, "510300", &monday, 1, false, "Zhou Wei", &added, &err));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_int_equal(bought_of(&rebalancing, id), 0);
	assert_non_null(finding(&rebalancing, "T17", "510300 cannot be bought before 2026-11-24"));
	rebalancing_clear(&rebalancing);
}

/* Sold on Friday 2026-11-20 with the money on T+2, two days of trading later; a purchase has no such day. */
static void the_orders_for_the_broker_say_when_the_money_of_a_sale_comes(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	static const char head[] = "reference,client,account,side,symbol,quantity,price,currency,money_day\r\n";
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	struct imported result;
	struct heard_problems heard;
	struct text csv = {0};
	int64_t *ids = NULL;
	size_t count = 0, sales = 0;
	const char *line;

	scene_add_client(scene, "C1", "Wang Fang", 1000 * MICROS);
	scene_accept_plan(scene, "C1");
	scene_add_lot(scene, "C1", "518880", 20000 * MICROS);
	MUST(take(scene, "symbol,proceeds_days\n518880,2\n", false, &heard, &result));
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	MUST(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &count, &err));
	rebalancing_clear(&rebalancing);
	MUST(orders_write(scene->session, &csv, &ids, &count, &err));
	assert_true(count > 1);
	line = text_string(&csv);
	assert_int_equal(strncmp(line, head, strlen(head)), 0);
	for (line += strlen(head); *line != '\0'; line = strstr(line, "\r\n") + 2) {
		const char *end = strstr(line, "\r\n");
		const bool is_sale = strstr(line, ",sell,518880,") != NULL && strstr(line, ",sell,518880,") < end;

		sales += is_sale;
		assert_int_equal(strncmp(end - 14, "CNY,2026-11-24", 14) == 0, is_sale);
		assert_int_equal(strncmp(end - 4, "CNY,", 4) == 0, !is_sale);
	}
	assert_int_equal(sales, 1);
	free(ids);
	text_clear(&csv);
}

/* Announced between the proposal and its approval. */
static void a_proposal_that_breaks_a_limit_announced_since_is_not_approved(void **state)
{
	static const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	const struct dealing_window closed = {.kind = DEALING_BUY_CLOSED, .from = scene_date("2026-11-20")};
	const struct dealing_window unsold = {.kind = DEALING_SELL_CLOSED, .from = scene_date("2026-11-20")};
	const struct dealing_window limit = {.kind = DEALING_LIMIT, .amount = 100 * MICROS, .from = scene_date("2026-11-20")};
	const struct {
		const char *symbol;
		const struct dealing_window *window;
		const char *words;
	} since[] = {
		{"510300", &limit, "T17: no more than 100 CNY of 510300 may be bought a day"},
		{"510300", &closed, "T17: 510300 cannot be bought at present"},
		{"518880", &unsold, "T17: 518880 cannot be sold at present"},
	};
	struct scene *scene = *state;
	struct rebalancing rebalancing;
	size_t count;
	bool added;

	scene_add_client(scene, "C1", "Wang Fang", 1000 * MICROS);
	scene_accept_plan(scene, "C1");
	scene_add_lot(scene, "C1", "518880", 20000 * MICROS);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	assert_true(bought_of(&rebalancing, row_of(scene, "510300")->instrument.id) > 100 * MICROS);
	MUST(rebalancing_submit(scene->session, &rebalancing, "adviser", &err));
	for (size_t i = 0; i < sizeof since / sizeof since[0]; i++) {
		const struct market_row *row;

		MUST(terms_say(scene->session, since[i].symbol, since[i].window, 1, false, "Zhou Wei", &added, &err));
		assert_int_equal(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &count, &err), STATUS_REFUSED);
		assert_non_null(strstr(err.message, since[i].words));
		row = row_of(scene, since[i].symbol);
		MUST(terms_withdraw(scene->session, row->terms->windows[0].id, "Zhou Wei", "it was another fund", &err));
	}
	MUST(approve_proposal(scene->session, rebalancing.proposal.id, "supervisor", &count, &err));
	assert_int_equal(count, rebalancing.proposal.line_count);
	rebalancing_clear(&rebalancing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_purchase_keeps_to_the_limit_of_the_day_and_the_rest_is_said),
		TEST(purchases_wait_for_the_money_of_a_sale),
		TEST(an_order_on_a_day_without_trading_keeps_to_the_terms_of_the_day_it_is_dealt),
		TEST(the_orders_for_the_broker_say_when_the_money_of_a_sale_comes),
		TEST(a_proposal_that_breaks_a_limit_announced_since_is_not_approved),
	};

	return cmocka_run_group_tests_name("test_terms_traded", tests, NULL, NULL);
}
