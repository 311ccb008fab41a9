/* The track record against figures worked out by hand: every price and payment is chosen so that they can be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/standing.h"
#include "advice/track/track.h"
#include "data/journal/journal.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

/* A few dozen roundings of double numbers near 1. */
static const double rounding = 1e-13;

/* Quantities have six digits: a holding of some ten thousand is off by 1e-6 of a price, 1e-9 of the whole. */
static const double six_digits = 1e-8;

#define MUST(call) \
	do { \
		if ((call) != STATUS_OK) \
			fail_msg("%s", err.message); \
	} while (0)

static void near(double value, double expected, double tolerance, int line)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("line %d: %.17g is not %.17g within %g", line, value, expected, tolerance);
}

#define assert_near(value, expected, tolerance) near(value, expected, tolerance, __LINE__)

struct desk {
	char folder[64], book[96];
	struct session *session;
	int64_t account, client;
	struct lot lots[8];
	struct track track;
};

static struct error err;

static struct date day(const char *text)
{
	struct date date;

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

static void open_on(struct desk *desk, const char *today)
{
	const struct session_options options = {.book = desk->book, .data_directory = getenv("BALLAST_DATADIR"),
	                                        .time = "2026-01-01T00:00:00Z", .actor = "adviser", .today = day(today)};

	session_close(desk->session);
	MUST(session_open(&options, &desk->session, &err));
}

static void add_instrument(struct store *store, const char *symbol, const char *class)
{
	struct instrument instrument = {.currency = "CNY", .risk_level = 2};

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	assert_true(asset_class_parse(class, &instrument.asset_class));
	MUST(store_put_instrument(store, &instrument, NULL, &err));
}

static int set_up(void **state)
{
	static const char *const symbols[][2] = {{"S1", "equity"}, {"S2", "equity"}, {"B1", "bond"}, {"B2", "bond"},
	                                         {"G1", "gold"}, {"G2", "gold"}};
	static struct desk desk;
	struct client client = {.code = "C1", .name = "Wang Fang", .currency = "CNY", .income = -1, .expenses = -1,
	                        .assets = -1, .liabilities = -1};
	struct account account;
	struct store *store;

	desk = (struct desk){.folder = "/tmp/ballast-track-XXXXXX"};
	assert_non_null(mkdtemp(desk.folder));
	(void)snprintf(desk.book, sizeof desk.book, "%s/book.db", desk.folder);
	MUST(store_create(desk.book, "CNY", "2026-01-01T00:00:00Z", &store, &err));
	for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
		add_instrument(store, symbols[i][0], symbols[i][1]);
	MUST(store_put_client(store, &client, NULL, &err));
	MUST(store_put_account(store, client.id, "main", &account, &err));
	desk.client = client.id;
	desk.account = account.id;
	store_close(store);
	open_on(&desk, "2026-01-31");
	*state = &desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	char command[128];

	track_clear(&desk->track);
	session_close(desk->session);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", desk->folder);
	assert_int_equal(system(command), 0);
	return 0;
}

static int64_t id_of(const struct desk *desk, const char *symbol)
{
	struct instrument instrument;

	MUST(store_find_instrument(session_store(desk->session), symbol, &instrument, &err));
	return instrument.id;
}

static void put_price(struct desk *desk, const char *symbol, const char *date, double close)
{
	const struct price price = {.instrument_id = id_of(desk, symbol), .date = day(date), .close = llround(close * 1e6)};
	struct store *store = session_store(desk->session);
	const struct delivery said = {.source = "test", .kind = "raw", .arrived = "2026-01-01T00:00:00Z"};
	int64_t delivery;

	MUST(store_put_delivery(store, &said, &delivery, &err));
	MUST(store_put_price(store, &price, delivery, "2026-01-01T00:00:00Z", NULL, &err));
}

static int64_t put_money(struct desk *desk, enum entry_type type, const char *date, int64_t cash)
{
	struct entry entry = {.account_id = desk->account, .date = day(date), .type = type, .cash = cash * MICROS,
	                      .currency = "CNY"};

	MUST(store_post(session_store(desk->session), &entry, NULL, 0, NULL, 0, NULL, &err));
	return entry.id;
}

/* Bought, or with a negative quantity sold from the lot bought last; quantity and price in millionths. */
static void deal(struct desk *desk, const char *symbol, const char *date, int64_t quantity, int64_t price, int64_t fee)
{
	struct lot *kept = &desk->lots[(size_t)(symbol[0] == 'S' ? 0 : symbol[0] == 'B' ? 2 : 4) + (size_t)(symbol[1] - '1')];
	struct lot lot = {.acquired = day(date), .quantity = quantity, .unit_cost = price};
	struct entry entry = {.account_id = desk->account, .instrument_id = id_of(desk, symbol), .date = day(date),
	                      .type = quantity > 0 ? ENTRY_BUY : ENTRY_SELL, .quantity = quantity, .price = price,
	                      .fee = fee * MICROS, .currency = "CNY"};
	const struct lot_use use = {kept->id, -quantity};
	int64_t amount;

	assert_true(decimal_multiply(quantity, price, ROUND_HALF_EVEN, &amount));
	entry.cash = -amount - entry.fee;
	if (quantity > 0) {
		MUST(store_post(session_store(desk->session), &entry, &lot, 1, NULL, 0, NULL, &err));
		*kept = lot;
	} else {
		MUST(store_post(session_store(desk->session), &entry, NULL, 0, &use, 1, NULL, &err));
	}
}

static void accept_plan(struct desk *desk, const char *date, const char *const symbols[], const int64_t percent[],
                        size_t count)
{
	const struct journal_event event = {.event = "PLAN_ACCEPTED", .client = "C1", .actor = "C1",
	                                    .time = "2026-01-01T00:00:00Z"};
	struct target targets[6];
	struct plan plan = {.client_id = desk->client, .accepted = day(date), .letter = 'B', .by = "C1", .targets = targets,
	                    .target_count = count};

	for (size_t i = 0; i < count; i++)
		targets[i] = (struct target){id_of(desk, symbols[i]), percent[i] * (PPB / 100), 0, PPB};
	MUST(store_add_plan(session_store(desk->session), &plan, &event, &err));
}

static void assert_same_figure(struct figure a, struct figure b)
{
	assert_int_equal(a.reason, b.reason);
	if (figure_stands(a))
		assert_near(a.value, b.value, rounding * 10.0); /* the products are taken in another order */
}

/* What is worked out for a report, with few valuations, is what the whole record says. */
static void assert_returns_agree(struct desk *desk)
{
	struct track_closes *closes;
	struct track returns;

	MUST(track_closes_new(desk->session, &closes, &err));
	MUST(track_load_returns(desk->session, &desk->track.client, closes, &returns, &err));
	assert_int_equal(returns.is_there, desk->track.is_there);
	assert_string_equal(returns.obstacle, desk->track.obstacle);
	for (size_t i = 0; i < returns.period_count; i++) {
		const struct track_period *brief = &returns.periods[i], *whole = track_period(&desk->track, brief->kind);

		assert_int_equal(brief->absence, whole->absence);
		assert_int_equal(brief->begin.days, whole->begin.days);
		assert_int_equal(brief->broken, whole->broken);
		if (brief->absence != TRACK_STANDS)
			continue;
		assert_same_figure(brief->time_weighted, whole->time_weighted);
		assert_same_figure(brief->annual, whole->annual);
		assert_same_figure(track_money_weighted(brief), track_money_weighted(whole));
		assert_int_equal(brief->gain, whole->gain);
		assert_int_equal(brief->dietz_spans, whole->dietz_spans);
	}
	assert_int_equal(returns.period_count, returns.is_there ? 4 : 0);
	track_clear(&returns);
	track_closes_free(closes);
}

static const struct track_period *load(struct desk *desk, enum track_kind kind)
{
	session_forget_market(desk->session);
	track_clear(&desk->track);
	MUST(track_load(desk->session, desk->client, &desk->track, &err));
	assert_returns_agree(desk);
	return track_period(&desk->track, kind);
}

static void assert_date(struct date date, const char *expected)
{
	char text[DATE_TEXT_SIZE];

	assert_string_equal(date_format(date, text), expected);
}

/* ---- one month with two payments --------------------------------------------------------------------------------- */

/*
 * Begin 100,000; 103,000 before 20,000 come in at the start of the 11th; 121,500 before 15,000 go out at the end of the
 * 21st; 108,900 at the end. One share is dealt in; the rest is money.
 */
static void pay_in_and_out(struct desk *desk)
{
	put_money(desk, ENTRY_DEPOSIT, "2025-12-31", 100000);
	put_price(desk, "S1", "2025-12-31", 1.0);
	deal(desk, "S1", "2025-12-31", 100000 * MICROS, MICROS, 0);
	put_price(desk, "S1", "2026-01-10", 1.03);
	put_price(desk, "S1", "2026-01-21", 1.015);
	put_price(desk, "S1", "2026-01-31", 1.039);
	put_money(desk, ENTRY_DEPOSIT, "2026-01-11", 20000);
	put_money(desk, ENTRY_WITHDRAW, "2026-01-21", -15000);
}

static void time_weighting_does_not_see_when_money_came(void **state)
{
	const struct track_period *month;

	pay_in_and_out(*state);
	month = load(*state, TRACK_MONTH);
	assert_int_equal(month->absence, TRACK_STANDS);
	assert_near(month->time_weighted.value, 1.03 * (121.5 / 123.0) * (108.9 / 106.5) - 1.0, rounding);
	assert_int_equal(month->annual.reason, FIGURE_UNDER_A_YEAR);
	assert_int_equal(month->begin_value, 100000 * MICROS);
	assert_int_equal(month->end_value, 108900 * MICROS);
	assert_int_equal(month->paid_in, 20000 * MICROS);
	assert_int_equal(month->taken_out, 15000 * MICROS);
	assert_int_equal(month->gain, 3900 * MICROS);
	assert_date(month->begin, "2025-12-31");
	assert_date(month->end, "2026-01-31");
}

/* 3,900 over 100,000 + 20,000 x 21/31 - 15,000 x 10/31; and the rate r with NPV(r) = 0, which is looked up by its sign. */
static void money_weighting_does(void **state)
{
	const struct track_period *month;
	double worth;

	pay_in_and_out(*state);
	month = load(*state, TRACK_MONTH);
	assert_near(month->modified_dietz.value, 3900.0 / (100000.0 + 20000.0 * 21.0 / 31.0 - 15000.0 * 10.0 / 31.0),
	                   rounding);
	assert_true(month->rate.is_short);
	worth = -100000.0 - 20000.0 * pow(1.0 + month->rate.annual.value, -11.0 / 365.0) +
	        15000.0 * pow(1.0 + month->rate.annual.value, -21.0 / 365.0) +
	        108900.0 * pow(1.0 + month->rate.annual.value, -31.0 / 365.0);
	assert_near(worth, 0.0, 1e-6); /* the rate is closed in to 1e-12, of 100,000 */
	assert_near(track_money_weighted(month).value, pow(1.0 + month->rate.annual.value, 31.0 / 365.0) - 1.0, 1e-12);
}

static void the_deepest_fall_is_on_the_way_and_made_good(void **state)
{
	const struct track_period *month;

	pay_in_and_out(*state);
	month = load(*state, TRACK_MONTH);
	assert_near(month->drawdown.value, 1.0 - 121.5 / 123.0, rounding);
	assert_date(month->drawdown_trough, "2026-01-21");
	assert_date(month->drawdown_recovery, "2026-01-31");
	assert_near(month->below_high.value, 0.0, rounding);
	assert_int_equal(month->ratios[RATIO_SHARPE].reason, FIGURE_TOO_FEW);
}

static void the_record_agrees_with_what_is_held(void **state)
{
	struct desk *desk = *state;
	struct standing standing = {0};

	pay_in_and_out(desk);
	(void)load(desk, TRACK_START);
	MUST(standing_load(desk->session, desk->client, &standing, &err));
	assert_int_equal(track_period(&desk->track, TRACK_START)->end_value, standing.value);
	standing_clear(&standing);
}

/* ---- against a plan ---------------------------------------------------------------------------------------------- */

/*
 * Two months of three classes. Held .5 .3 .2 and returning .12 -.02 .05, then .55 .25 .20 and -.06 .015 .02; planned
 * .4 .4 .2 throughout, its instruments returning .10 .01 .04 and -.05 .01 .03.
 */
static void hold_against_a_plan(struct desk *desk)
{
	static const char *const held[] = {"S1", "B1", "G1"}, *const planned[] = {"S2", "B2", "G2"};
	static const int64_t percent[] = {40, 40, 20};
	static const double first[] = {112, 98, 105, 110, 101, 104}, second[] = {0.94, 1.015, 1.02, 0.95, 1.01, 1.03};

	open_on(desk, "2026-02-28");
	put_money(desk, ENTRY_DEPOSIT, "2025-12-31", 100000);
	for (size_t i = 0; i < 3; i++) {
		put_price(desk, held[i], "2025-12-31", 100.0);
		put_price(desk, planned[i], "2025-12-31", 100.0);
		put_price(desk, held[i], "2026-01-31", first[i]);
		put_price(desk, planned[i], "2026-01-31", first[i + 3]);
		put_price(desk, held[i], "2026-02-28", first[i] * second[i]);
		put_price(desk, planned[i], "2026-02-28", first[i + 3] * second[i + 3]);
	}
	deal(desk, "S1", "2025-12-31", 500 * MICROS, 100 * MICROS, 0);
	deal(desk, "B1", "2025-12-31", 300 * MICROS, 100 * MICROS, 0);
	deal(desk, "G1", "2025-12-31", 200 * MICROS, 100 * MICROS, 0);
	/* At the closes of January, 106,400 in all, to 58,520, 26,600 and 21,280. */
	deal(desk, "B1", "2026-01-31", -28571429, 98 * MICROS, 0);
	deal(desk, "S1", "2026-01-31", 22500000, 112 * MICROS, 0);
	deal(desk, "G1", "2026-01-31", 2666667, 105 * MICROS, 0);
	accept_plan(desk, "2025-12-31", planned, percent, 3);
}

static void the_plan_is_brought_back_to_its_weights_each_month(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;

	hold_against_a_plan(desk);
	start = load(desk, TRACK_START);
	assert_int_equal(start->plan_absence, TRACK_STANDS);
	assert_near(start->time_weighted.value, 1.064 * (1.0 - 0.02525) - 1.0, six_digits);
	assert_near(start->plan.value, 1.052 * (1.0 - 0.01) - 1.0, rounding);
	assert_int_equal(desk->track.month_count, 3);
	assert_near(desk->track.months[1].plan.value, 0.052, rounding);
	assert_near(desk->track.months[2].plan.value, -0.01, rounding);
	assert_near(desk->track.months[2].plan_growth.value, start->plan.value, rounding);
	assert_null(track_period(&desk->track, TRACK_PLAN)); /* it began with the record */
}

/*
 * February alone, (w_p - w_b)(r_b - R_b), w_b (r_p - r_b), (w_p - w_b)(r_p - r_b): equity .15 (-.05 + .01), .4 (-.01),
 * .15 (-.01), and so on.
 */
static void the_effects_of_one_month_are_those_of_the_formulas(void **state)
{
	struct desk *desk = *state;
	const struct track_period *month;

	hold_against_a_plan(desk);
	month = load(desk, TRACK_MONTH);
	assert_true(month->has_effects);
	assert_near(month->effects[ASSET_EQUITY].allocation, -0.006, six_digits);
	assert_near(month->effects[ASSET_BOND].allocation, -0.003, six_digits);
	assert_near(month->effects[ASSET_GOLD].allocation, 0.0, six_digits);
	assert_near(month->effects[ASSET_EQUITY].selection, -0.004, six_digits);
	assert_near(month->effects[ASSET_BOND].selection, 0.002, six_digits);
	assert_near(month->effects[ASSET_GOLD].selection, -0.002, six_digits);
	assert_near(month->effects[ASSET_EQUITY].interaction, -0.0015, six_digits);
	assert_near(month->effects[ASSET_BOND].interaction, -0.00075, six_digits);
	assert_near(month->effects[ASSET_EQUITY].portfolio_weight, 0.55, six_digits);
	assert_near(month->effects[ASSET_EQUITY].plan_return, -0.05, six_digits);
}

/* The two months linked: figures of the independent program tests/reference/carino.py. */
static void linked_effects_sum_to_the_difference(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;

	hold_against_a_plan(desk);
	start = load(desk, TRACK_START);
	assert_near(start->sums.allocation, -0.0006806905, six_digits);
	assert_near(start->sums.selection, -0.0061965743, six_digits);
	assert_near(start->sums.interaction, 0.0025312647, six_digits);
	assert_near(start->trading, 0.0, six_digits);
	assert_near(start->sums.allocation + start->sums.selection + start->sums.interaction + start->trading +
	                   start->costs, start->difference, rounding);
}

static void contributions_sum_to_the_return(void **state)
{
	struct desk *desk = *state;
	const struct track_period *period;
	double sum = 0.0;
	int64_t gain = 0;

	hold_against_a_plan(desk);
	period = load(desk, TRACK_MONTH);
	/* One step: weight times return. The largest comes first, money last but one of nothing. */
	assert_near(period->contributions[0].contribution, 0.2 * 0.02, six_digits);
	assert_near(period->contributions[period->contribution_count - 1].contribution, 0.55 * -0.06, six_digits);
	period = load(desk, TRACK_START);
	for (size_t i = 0; i < period->contribution_count; i++) {
		sum += period->contributions[i].contribution;
		gain += period->contributions[i].gain;
	}
	assert_near(sum + period->contribution_costs, period->time_weighted.value, rounding);
	assert_int_equal(gain - period->paid.trading - period->paid.account, period->gain);
}

static void before_the_plan_there_is_nothing_to_compare_with(void **state)
{
	static const char *const planned[] = {"S1", "CASH"};
	static const int64_t percent[] = {50, 50};
	struct desk *desk = *state;
	const struct track_period *start, *plan;
	char text[200];

	pay_in_and_out(desk);
	accept_plan(desk, "2026-01-10", planned, percent, 2);
	start = load(desk, TRACK_START);
	assert_int_equal(start->plan_absence, TRACK_PLAN_BEGINS_LATER);
	assert_false(start->has_effects);
	assert_string_equal(track_why_no_plan(&desk->track, start, text, sizeof text), "the plan begins on 2026-01-10");
	plan = track_period(&desk->track, TRACK_PLAN);
	assert_non_null(plan);
	assert_date(plan->begin, "2026-01-10");
	/* Half in the share, which goes from 1.03 to 1.039 and is held to the end; no month ends between. */
	assert_near(plan->plan.value, 0.5 * (1.039 / 1.03 - 1.0), rounding);
	assert_near(plan->time_weighted.value, (121.5 / 123.0) * (108.9 / 106.5) - 1.0, rounding);
}

/* ---- costs, income, transfers, corrections ----------------------------------------------------------------------- */

static void pay_costs(struct desk *desk)
{
	struct entry dividend = {.account_id = desk->account, .instrument_id = id_of(desk, "S1"), .date = day("2026-01-06"),
	                         .type = ENTRY_DIVIDEND, .cash = 81 * MICROS, .fee = 9 * MICROS, .currency = "CNY"};
	struct entry transfer = {.account_id = desk->account, .instrument_id = id_of(desk, "S1"), .date = day("2026-01-07"),
	                         .type = ENTRY_TRANSFER_IN, .quantity = 100 * MICROS, .price = 3 * MICROS, .currency = "CNY"};
	struct lot lot = {.acquired = day("2020-01-01"), .quantity = 100 * MICROS, .unit_cost = 3 * MICROS};

	open_on(desk, "2026-01-07");
	put_money(desk, ENTRY_DEPOSIT, "2026-01-05", 10000);
	put_price(desk, "S1", "2026-01-05", 10.0);
	put_price(desk, "S1", "2026-01-06", 11.0);
	put_price(desk, "S1", "2026-01-07", 11.0);
	deal(desk, "S1", "2026-01-05", 900 * MICROS, 10 * MICROS, 9);
	MUST(store_post(session_store(desk->session), &dividend, NULL, 0, NULL, 0, NULL, &err));
	MUST(store_post(session_store(desk->session), &transfer, &lot, 1, NULL, 0, NULL, &err));
	put_money(desk, ENTRY_FEE, "2026-01-07", -20);
}

/* 9,991 of 10,000; + 900 + 81 on 9,991; - 20 on 10,972. What came by transfer came at the close of 11, not at its cost. */
static void returns_are_after_costs_and_with_income(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;

	pay_costs(desk);
	start = load(desk, TRACK_START);
	assert_near(start->time_weighted.value, (1.0 - 9.0 / 10000.0) * (1.0 + 972.0 / 9991.0 + 9.0 / 9991.0) *
	                   (1.0 - 20.0 / 10972.0) - 1.0, rounding);
	assert_int_equal(start->paid_in, 11100 * MICROS);
	assert_int_equal(start->gain, (990 - 38) * MICROS);
	assert_int_equal(start->paid.trading, 18 * MICROS);
	assert_int_equal(start->paid.account, 20 * MICROS);
	assert_true(start->contribution_costs < 0.0);
	assert_near(start->contribution_costs + start->contributions[0].contribution, start->time_weighted.value, rounding);
}

static void what_was_taken_back_never_happened(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;
	struct entry mirror;
	double before;
	int64_t wrong;

	pay_costs(desk);
	before = load(desk, TRACK_START)->time_weighted.value;
	wrong = put_money(desk, ENTRY_DEPOSIT, "2026-01-05", 70000);
	assert_true(load(desk, TRACK_START)->time_weighted.value < before);
	MUST(store_reverse(session_store(desk->session), wrong, day("2026-01-07"), "", &mirror, &err));
	start = load(desk, TRACK_START);
	assert_near(start->time_weighted.value, before, 0.0);
	assert_int_equal(start->paid_in, 11100 * MICROS);
}

/* A split of one share into two with half the price is no gain. */
static void a_split_is_no_gain(void **state)
{
	struct desk *desk = *state;
	struct entry split = {.account_id = desk->account, .instrument_id = id_of(desk, "S1"), .date = day("2026-01-06"),
	                      .type = ENTRY_SPLIT, .quantity = 1000 * MICROS, .currency = "CNY"};
	struct lot opened = {.acquired = day("2026-01-05"), .quantity = 2000 * MICROS, .unit_cost = 5 * MICROS};
	struct lot_use use = {.quantity = 1000 * MICROS};

	open_on(desk, "2026-01-06");
	put_money(desk, ENTRY_DEPOSIT, "2026-01-05", 10000);
	put_price(desk, "S1", "2026-01-05", 10.0);
	put_price(desk, "S1", "2026-01-06", 5.5);
	deal(desk, "S1", "2026-01-05", 1000 * MICROS, 10 * MICROS, 0);
	use.lot_id = desk->lots[0].id;
	MUST(store_post(session_store(desk->session), &split, &opened, 1, &use, 1, NULL, &err));
	assert_near(load(desk, TRACK_START)->time_weighted.value, 0.1, rounding);
}

/* ---- what cannot be, and what stands in for it ------------------------------------------------------------------- */

/* From 10,000 on 5 January to 13,000 on 2 March, 2,000 come in on 2 February: no price between, 29 of 56 days at work. */
static void money_on_a_day_without_prices_is_bridged(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start, *month;
	char text[200];

	open_on(desk, "2026-03-02");
	put_money(desk, ENTRY_DEPOSIT, "2026-01-05", 10000);
	put_price(desk, "S1", "2026-01-05", 10.0);
	put_price(desk, "S1", "2026-03-02", 11.0);
	deal(desk, "S1", "2026-01-05", 1000 * MICROS, 10 * MICROS, 0);
	put_money(desk, ENTRY_DEPOSIT, "2026-02-02", 2000);
	start = load(desk, TRACK_START);
	assert_int_equal(start->dietz_spans, 1);
	assert_near(start->time_weighted.value, 1000.0 / (10000.0 + 2000.0 * 29.0 / 56.0), rounding);
	month = track_period(&desk->track, TRACK_MONTH);
	assert_int_equal(month->absence, TRACK_NOT_VALUED);
	assert_string_equal(track_why(&desk->track, month, text, sizeof text), "something held had no price on 2026-02-28");
	for (size_t i = 0; i < desk->track.point_count; i++) /* a gap in the chart, not a line across it */
		assert_true(isnan(desk->track.points[i].growth) ==
		            (desk->track.points[i].date.days > day("2026-01-05").days + 14 &&
		             desk->track.points[i].date.days < day("2026-03-02").days));
}

static void a_price_that_is_missing_at_the_end_ends_the_record(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;

	pay_costs(desk);
	open_on(desk, "2026-03-02");
	start = load(desk, TRACK_START);
	assert_date(start->end, "2026-01-07");
	assert_string_equal(desk->track.obstacle,
	                    "The record ends on 2026-01-07: S1 has no price of the two weeks before 2026-03-02.");
}

/* -1,000, +6,000, -11,000, +6,000 a year apart: worth nothing at 0, 100 and 200 per cent. */
static void several_rates_are_all_told(void **state)
{
	struct desk *desk = *state;
	const struct track_period *start;

	open_on(desk, "2024-01-01");
	put_money(desk, ENTRY_DEPOSIT, "2021-01-01", 1000);
	put_money(desk, ENTRY_INTEREST, "2022-01-01", 5000);
	put_money(desk, ENTRY_WITHDRAW, "2022-01-01", -6000);
	put_money(desk, ENTRY_DEPOSIT, "2023-01-01", 11000);
	put_money(desk, ENTRY_FEE, "2024-01-01", -5000);
	start = load(desk, TRACK_START);
	assert_true(start->rate.is_multiple);
	assert_int_equal(start->rate.root_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_near(start->rate.roots[i], (double)i, 1e-9);
	/* Time-weighting is in no doubt: 1,000 to 6,000, and 11,000 to 6,000. */
	assert_near(start->time_weighted.value, 6.0 * (6.0 / 11.0) - 1.0, rounding);
	assert_int_equal(start->plan_absence, TRACK_NO_PLAN);
}

static void a_short_record_gives_reasons(void **state)
{
	struct desk *desk = *state;
	char text[200];

	(void)load(desk, TRACK_START);
	assert_false(desk->track.is_there);
	assert_non_null(strstr(desk->track.obstacle, "Nothing was ever held"));
	pay_costs(desk);
	assert_int_equal(load(desk, TRACK_YEAR)->absence, TRACK_BEGINS_LATER);
	assert_string_equal(track_why(&desk->track, track_period(&desk->track, TRACK_THREE_YEARS), text, sizeof text),
	                    "the record begins on 2026-01-05");
}

static void a_code_that_is_not_there_is_not_found(void **state)
{
	struct desk *desk = *state;
	struct track track = {.is_there = false};

	assert_int_equal(track_find(desk->session, "C9", &track, &err), STATUS_NOT_FOUND);
	assert_int_equal(track.point_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(time_weighting_does_not_see_when_money_came, set_up, tear_down),
		cmocka_unit_test_setup_teardown(money_weighting_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_deepest_fall_is_on_the_way_and_made_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_record_agrees_with_what_is_held, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_plan_is_brought_back_to_its_weights_each_month, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_effects_of_one_month_are_those_of_the_formulas, set_up, tear_down),
		cmocka_unit_test_setup_teardown(linked_effects_sum_to_the_difference, set_up, tear_down),
		cmocka_unit_test_setup_teardown(contributions_sum_to_the_return, set_up, tear_down),
		cmocka_unit_test_setup_teardown(before_the_plan_there_is_nothing_to_compare_with, set_up, tear_down),
		cmocka_unit_test_setup_teardown(returns_are_after_costs_and_with_income, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_taken_back_never_happened, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_split_is_no_gain, set_up, tear_down),
		cmocka_unit_test_setup_teardown(money_on_a_day_without_prices_is_bridged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_price_that_is_missing_at_the_end_ends_the_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_rates_are_all_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_short_record_gives_reasons, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_code_that_is_not_there_is_not_found, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
