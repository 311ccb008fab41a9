/* The steps of advice: what is added with its record, found again, decided and filled. */
#include "tests/support/book_fixture.h"

#include "data/journal/journal.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

static const struct journal_event event = {.event = "STEP", .actor = "adv01", .client = "C1",
                                           .time = "2026-01-02T09:30:00Z"};
#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct cast {
	struct client client;
	struct account account;
	struct instrument fund, bond;
};

static struct cast cast_of(struct book *book)
{
	struct cast cast = {
		.client = {.code = "C1", .currency = "CNY"},
		.fund = {.symbol = "F1", .currency = "CNY", .risk_level = 4},
		.bond = {.symbol = "B1", .currency = "CNY", .risk_level = 2},
	};

	assert_done(book, store_put_client(book->store, &cast.client, NULL, &book->err));
	assert_done(book, store_put_account(book->store, cast.client.id, "main", &cast.account, &book->err));
	assert_done(book, store_put_instrument(book->store, &cast.fund, NULL, &book->err));
	assert_done(book, store_put_instrument(book->store, &cast.bond, NULL, &book->err));
	return cast;
}

static int64_t records(struct book *book)
{
	struct journal_head head;

	assert_done(book, journal_head(book->store, &head, &book->err));
	return head.sequence;
}

static struct assessment assessment_of(const struct cast *cast, const char *taken)
{
	struct assessment assessment = {
		.client_id = cast->client.id, .expires = day("2027-01-02"), .capacity = 431250, .tolerance = 500000,
		.composure = 600000, .knowledge = 700000, .willingness = 520000, .final = 431250, .risk_class = 3,
		.volatility_curve = 0.0693750001, .volatility_loss_limit = 0.16, .volatility_target = 0.0693750001,
		.risk_aversion = 5.765765757, .doubts = DOUBT_I3 | DOUBT_I11, .caps = CAP_CAPACITY, .reliability = 'B',
		.needs_second_person = true, .rules_version = "cn-2026-02",
	};

	assessment.answers = (struct answers){.taken = day(taken), .has_legal_capacity = true, .seconds = 321};
	for (int i = 0; i < QUESTIONS; i++)
		assessment.answers.option[i] = (int8_t)(i % 5);
	assessment.answers.option[QUESTIONS - 1] = ANSWER_MISSING;
	return assessment;
}

static void an_assessment_comes_back_bit_by_bit_and_not_before_its_day(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct assessment first = assessment_of(&cast, "2026-01-02"), second = assessment_of(&cast, "2026-06-02"), found;
	struct assessment *all = NULL;
	const int64_t before = records(book);
	size_t count = 0;

	assert_done(book, store_add_assessment(book->store, &first, &event, &book->err));
	assert_done(book, store_add_assessment(book->store, &second, &event, &book->err));
	assert_int_equal(records(book), before + 2);
	assert_fails(book, STATUS_NOT_FOUND, "no risk assessment",
	             store_latest_assessment(book->store, cast.client.id, day("2026-01-01"), &found, &book->err));
	assert_done(book, store_latest_assessment(book->store, cast.client.id, day("2026-06-01"), &found, &book->err));
	assert_int_equal(found.id, first.id);
	assert_memory_equal(&found.answers, &first.answers, sizeof found.answers);
	assert_true(found.volatility_curve == first.volatility_curve && found.risk_aversion == first.risk_aversion);
	assert_int_equal(found.doubts, first.doubts);
	assert_int_equal(found.reliability, 'B');
	assert_true(found.needs_second_person);
	assert_string_equal(found.rules_version, "cn-2026-02");
	assert_done(book, store_latest_assessment(book->store, cast.client.id, day("2026-06-02"), &found, &book->err));
	assert_int_equal(found.id, second.id);
	assert_done(book, store_assessments(book->store, 0, &all, &count, &book->err));
	assert_int_equal(count, 2);
	free(all);
	assert_done(book, store_assessments(book->store, cast.client.id, &all, &count, &book->err));
	assert_int_equal(count, 2);
	free(all);
}

static void without_its_record_a_step_is_not_in_the_book(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct assessment assessment = assessment_of(&cast, "2026-01-02"), found;
	const struct journal_event bad = {.event = "STEP", .actor = "adv01", .time = "yesterday"};

	assert_fails(book, STATUS_INVALID, "\"yesterday\" is no time",
	             store_add_assessment(book->store, &assessment, &bad, &book->err));
	assert_fails(book, STATUS_INVALID, "carries no event",
	             store_add_assessment(book->store, &assessment, NULL, &book->err));
	assert_int_equal(assessment.id, 0);
	assert_int_equal(store_latest_assessment(book->store, cast.client.id, day("2026-12-31"), &found, NULL),
	                 STATUS_NOT_FOUND);
	assessment.risk_class = 6;
	assert_fails(book, STATUS_INVALID, "risk_class",
	             store_add_assessment(book->store, &assessment, &event, &book->err));
}

static void a_mandate_comes_back_in_force_on_its_day(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct mandate mandate, found;

	mandate_default(&mandate, cast.client.id);
	mandate.since = day("2026-02-01");
	mandate.limit_count = 2;
	mandate.limits[0] = (struct limit){LIMIT_SECTOR, "\xe7\xa7\x91\xe6\x8a\x80", 0, PPB / 5};
	mandate.limits[1] = (struct limit){LIMIT_INSTRUMENT, "F1", PPB / 10, PPB};
	mandate.locked_count = 1;
	memcpy(mandate.locked[0], "B1", 3);
	mandate.band = (struct band_policy){BAND_ABSOLUTE, PPB / 50};
	mandate.mode = GATE_STRICT;
	mandate.minimum_trade = 200 * MICROS;
	mandate.cash_reserve = 1;
	memcpy(mandate.by, "adv01", 6);
	assert_done(book, store_add_mandate(book->store, &mandate, &event, &book->err));
	assert_done(book, store_mandate(book->store, cast.client.id, day("2026-01-31"), &found, &book->err));
	assert_int_equal(found.id, 0);
	assert_int_equal(found.limit_count, 0);
	assert_done(book, store_mandate(book->store, cast.client.id, day("2026-02-01"), &found, &book->err));
	assert_memory_equal(&found, &mandate, sizeof found);
	mandate.limits[0].lower_ppb = PPB;
	assert_fails(book, STATUS_INVALID, "lower <= upper", store_add_mandate(book->store, &mandate, &event, &book->err));
	mandate.limit_count = MANDATE_LIMITS + 1;
	assert_fails(book, STATUS_INVALID, "at most 64", store_add_mandate(book->store, &mandate, &event, &book->err));
}

static void an_equal_recommendation_is_found_again(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	char content[] = "{\"plan\":\"\xe7\xa8\xb3\xe5\x81\xa5\"}";
	struct recommendation first = {.client_id = cast.client.id, .as_of = day("2026-01-02"), .content_hash = HASH_A,
	                               .content = content};
	struct recommendation again = first, found;
	enum put_result result;
	int64_t before;

	assert_done(book, store_add_recommendation(book->store, &first, &event, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	before = records(book);
	assert_done(book, store_add_recommendation(book->store, &again, &event, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	assert_int_equal(again.id, first.id);
	assert_int_equal(records(book), before);
	assert_fails(book, STATUS_NOT_FOUND, "nothing has been recommended",
	             store_latest_recommendation(book->store, cast.client.id, day("2026-01-01"), &found, &book->err));
	assert_done(book, store_latest_recommendation(book->store, cast.client.id, day("2026-01-03"), &found, &book->err));
	assert_string_equal(found.content, content);
	recommendation_clear(&found);
}

static int64_t accept_plan(struct book *book, const struct cast *cast, const char *date)
{
	struct target targets[] = {{cast->fund.id, 600000000, 550000000, 650000000},
	                           {cast->bond.id, 400000000, 350000000, 450000000}};
	struct plan plan = {.client_id = cast->client.id, .accepted = day(date), .letter = 'B', .by = "adv01",
	                    .expected_return = 0.05, .volatility = 0.1, .targets = targets, .target_count = 2};

	assert_done(book, store_add_plan(book->store, &plan, &event, &book->err));
	return plan.id;
}

static void a_plan_comes_back_and_must_sum_to_one(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct target targets[] = {{cast.fund.id, 600000000, 0, PPB}, {cast.bond.id, 399999999, 0, PPB}};
	struct plan plan = {.client_id = cast.client.id, .accepted = day("2026-01-05"), .letter = 'A', .targets = targets,
	                    .target_count = 2}, found;

	assert_fails(book, STATUS_INVALID, "999999999", store_add_plan(book->store, &plan, &event, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "no plan", store_plan(book->store, cast.client.id, day("2026-12-31"), &found,
	                                                           &book->err));
	(void)accept_plan(book, &cast, "2026-01-05");
	(void)accept_plan(book, &cast, "2026-03-05");
	assert_fails(book, STATUS_NOT_FOUND, "no plan", store_plan(book->store, cast.client.id, day("2026-01-04"), &found,
	                                                           &book->err));
	assert_done(book, store_plan(book->store, cast.client.id, day("2026-03-04"), &found, &book->err));
	assert_int_equal(found.accepted.days, day("2026-01-05").days);
	assert_int_equal(found.letter, 'B');
	assert_int_equal(found.target_count, 2);
	assert_int_equal(found.targets[1].weight_ppb, 400000000);
	assert_true(found.expected_return == 0.05);
	plan_clear(&found);
}

static struct proposal_line line_of(const struct cast *cast, enum trade_side side, int64_t quantity)
{
	return (struct proposal_line){.account_id = cast->account.id, .instrument_id = cast->fund.id, .side = side,
	                              .quantity = quantity * MICROS, .price = 10 * MICROS, .amount = 10 * quantity * MICROS,
	                              .weight_before_ppb = 1, .weight_after_ppb = 2, .reason = REASON_BELOW_BAND,
	                              .lots = "2021-05-05 40 @ 47"};
}

static struct proposal proposal_of(const struct cast *cast, struct proposal_line *lines, size_t count, const char *hash)
{
	struct proposal proposal = {.client_id = cast->client.id, .as_of = day("2026-01-09"), .mode = "to-target",
	                            .maker = "adv01", .value = 1000 * MICROS, .cost = MICROS, .turnover_ppb = 5,
	                            .drift_before_ppb = 7, .drift_after_ppb = 1, .cash_flow = -3, .lines = lines,
	                            .line_count = count};

	memcpy(proposal.content_hash, hash, 65);
	return proposal;
}

static void a_proposal_waits_once_and_an_older_one_expires(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct proposal_line lines[] = {line_of(&cast, SIDE_BUY, 5), line_of(&cast, SIDE_BUY, 6)};
	struct proposal first = proposal_of(&cast, lines, 2, HASH_A), again = first, other = proposal_of(&cast, lines, 2, HASH_B);
	struct proposal found, *list = NULL;
	enum put_result result;
	size_t count = 0;

	assert_done(book, store_add_proposal(book->store, &first, &event, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	assert_done(book, store_add_proposal(book->store, &again, &event, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	assert_int_equal(again.id, first.id);
	assert_done(book, store_add_proposal(book->store, &other, &event, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	assert_done(book, store_get_proposal(book->store, first.id, &found, &book->err));
	assert_int_equal(found.state, PROPOSAL_EXPIRED);
	assert_int_equal(found.line_count, 2);
	assert_string_equal(found.lines[0].lots, "2021-05-05 40 @ 47");
	assert_int_equal(found.lines[1].quantity, 6 * MICROS);
	assert_int_equal(found.cash_flow, -3);
	proposal_clear(&found);
	assert_done(book, store_proposals(book->store, 0, false, PROPOSAL_SUBMITTED, &list, &count, &book->err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, other.id);
	assert_int_equal(list[0].line_count, 2);
	proposals_free(list, count);
	assert_done(book, store_proposals(book->store, cast.client.id, true, PROPOSAL_SUBMITTED, &list, &count, &book->err));
	assert_int_equal(count, 2);
	proposals_free(list, count);
	other.line_count = 0;
	assert_fails(book, STATUS_INVALID, "without lines", store_add_proposal(book->store, &other, &event, &result, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "proposal 99", store_get_proposal(book->store, 99, &found, &book->err));
}

/* A proposal to buy 5, approved with one order "B1-1". */
static struct order approve(struct book *book, const struct cast *cast)
{
	struct proposal_line line = line_of(cast, SIDE_BUY, 5);
	struct proposal proposal = proposal_of(cast, &line, 1, HASH_A);
	struct order order = {.account_id = cast->account.id, .instrument_id = cast->fund.id, .side = SIDE_BUY,
	                      .quantity = 5 * MICROS, .price = 10 * MICROS, .reference = "B1-1"};

	assert_done(book, store_add_proposal(book->store, &proposal, &event, NULL, &book->err));
	assert_done(book, store_decide_proposal(book->store, proposal.id, HASH_A, PROPOSAL_SUBMITTED, PROPOSAL_APPROVED,
	                                        "sup02", &order, 1, &event, &book->err));
	return order;
}

static void a_decision_is_refused_when_someone_was_faster_or_it_is_another_proposal(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct proposal_line line = line_of(&cast, SIDE_BUY, 5);
	struct proposal proposal = proposal_of(&cast, &line, 1, HASH_A), found;
	int64_t before;

	assert_done(book, store_add_proposal(book->store, &proposal, &event, NULL, &book->err));
	before = records(book);
	assert_fails(book, STATUS_REFUSED, "not the one that was looked at",
	             store_decide_proposal(book->store, proposal.id, HASH_B, PROPOSAL_SUBMITTED, PROPOSAL_APPROVED, "sup02",
	                                   NULL, 0, &event, &book->err));
	assert_int_equal(records(book), before);
	assert_done(book, store_decide_proposal(book->store, proposal.id, HASH_A, PROPOSAL_SUBMITTED, PROPOSAL_REJECTED,
	                                        "sup02", NULL, 0, &event, &book->err));
	assert_fails(book, STATUS_REFUSED, "is rejected by now",
	             store_decide_proposal(book->store, proposal.id, HASH_A, PROPOSAL_SUBMITTED, PROPOSAL_APPROVED, "sup02",
	                                   NULL, 0, &event, &book->err));
	assert_done(book, store_get_proposal(book->store, proposal.id, &found, &book->err));
	assert_string_equal(found.checker, "sup02");
	proposal_clear(&found);
}

static void an_order_goes_from_new_to_filled_and_its_proposal_with_it(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct order order = approve(book, &cast);
	struct entry entry = {.account_id = cast.account.id, .instrument_id = cast.fund.id, .date = day("2026-01-12"),
	                      .type = ENTRY_BUY, .quantity = 2 * MICROS, .price = 10 * MICROS, .cash = -20 * MICROS,
	                      .currency = "CNY", .reference = "X1"};
	struct lot lot = {.acquired = day("2026-01-12"), .quantity = 2 * MICROS, .unit_cost = 10 * MICROS};
	struct fill fill = {.order_id = order.id, .date = day("2026-01-12"), .quantity = 2 * MICROS, .price = 10 * MICROS,
	                    .reference = "X1"};
	struct proposal proposal;
	struct order found, *list = NULL;
	enum put_result result;
	size_t count = 0;
	int64_t before;

	assert_done(book, store_orders(book->store, ORDER_NEW, &list, &count, &book->err));
	assert_int_equal(count, 1);
	assert_done(book, store_send_orders(book->store, &list[0].id, 1, &event, &book->err));
	assert_fails(book, STATUS_REFUSED, "is sent by now", store_send_orders(book->store, &list[0].id, 1, &event, &book->err));
	free(list);
	assert_done(book, store_get_proposal(book->store, order.proposal_id, &proposal, &book->err));
	assert_int_equal(proposal.state, PROPOSAL_RELEASED);
	proposal_clear(&proposal);

	assert_done(book, store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	assert_done(book, store_find_order(book->store, "B1-1", &found, &book->err));
	assert_int_equal(found.state, ORDER_PARTLY_FILLED);
	assert_int_equal(found.filled, 2 * MICROS);
	before = records(book);
	assert_done(book, store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	assert_int_equal(records(book), before);

	fill.fee = 1;
	assert_fails(book, STATUS_REFUSED, "already that of another fill",
	             store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, &result, &book->err));
	memcpy(fill.reference, "X2", 3);
	memcpy(entry.reference, "X2", 3);
	fill.quantity = entry.quantity = lot.quantity = 4 * MICROS;
	assert_fails(book, STATUS_REFUSED, "more than was ordered",
	             store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, &result, &book->err));
	fill.quantity = entry.quantity = lot.quantity = 3 * MICROS;
	assert_done(book, store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, &result, &book->err));
	assert_done(book, store_find_order(book->store, "B1-1", &found, &book->err));
	assert_int_equal(found.state, ORDER_FILLED);
	assert_done(book, store_get_proposal(book->store, order.proposal_id, &proposal, &book->err));
	assert_int_equal(proposal.state, PROPOSAL_EXECUTED);
	proposal_clear(&proposal);
	assert_fails(book, STATUS_NOT_FOUND, "\"B9\"", store_find_order(book->store, "B9", &found, &book->err));
}

static void a_fill_that_fails_leaves_nothing(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct order order = approve(book, &cast);
	struct entry entry = {.account_id = cast.account.id, .instrument_id = cast.fund.id, .date = day("2026-01-12"),
	                      .type = ENTRY_BUY, .quantity = 5 * MICROS, .price = 10 * MICROS, .cash = -50 * MICROS,
	                      .currency = "CNY", .reference = "X1"};
	struct lot lot = {.acquired = day("2026-01-12"), .quantity = 5 * MICROS, .unit_cost = 10 * MICROS};
	struct fill fill = {.order_id = order.id, .date = day("2026-01-12"), .quantity = 5 * MICROS, .price = 10 * MICROS,
	                    .reference = "X1"};
	struct holdings holdings = {0};

	assert_fails(book, STATUS_INVALID, "carries no event",
	             store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, NULL, NULL, &book->err));
	assert_int_equal(fill.id + entry.id + lot.id, 0);
	assert_done(book, store_holdings(book->store, cast.client.id, day("2026-12-31"), &holdings, &book->err));
	assert_int_equal(holdings.lot_count, 0);
	holdings_clear(&holdings);
	entry.type = ENTRY_SELL;
	assert_fails(book, STATUS_INVALID, "not that of the order",
	             store_add_fill(book->store, &fill, &entry, &lot, 1, NULL, 0, &event, NULL, &book->err));
}

static void cancelling_takes_the_unsent_orders_along(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct order order = approve(book, &cast);
	struct order found;

	assert_done(book, store_decide_proposal(book->store, order.proposal_id, HASH_A, PROPOSAL_APPROVED,
	                                        PROPOSAL_CANCELLED, "adv01", NULL, 0, &event, &book->err));
	assert_done(book, store_find_order(book->store, "B1-1", &found, &book->err));
	assert_int_equal(found.state, ORDER_CANCELLED);
}

static void the_file_itself_keeps_the_steps(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct assessment assessment = assessment_of(&cast, "2026-01-02");
	static const char *const refused[] = {
		"UPDATE assessment SET final = 1", "DELETE FROM assessment", "UPDATE plan SET letter = 'A'", "DELETE FROM plan",
		"UPDATE target SET weight = 1", "DELETE FROM target", "UPDATE proposal SET content_hash = content_hash",
		"UPDATE proposal SET value = 1", "DELETE FROM proposal", "UPDATE proposal SET state = 9",
		"DELETE FROM proposal_line", "UPDATE proposal_line SET quantity = 1", "DELETE FROM trade_order",
		"UPDATE trade_order SET filled = quantity + 1", "UPDATE trade_order SET state = 7",
		"INSERT INTO target VALUES (1, 9, 1, 1000000001, 0, 0)", "INSERT INTO target VALUES (1, 9, 1, 5, 9, 8)",
	};

	assert_done(book, store_add_assessment(book->store, &assessment, &event, &book->err));
	(void)accept_plan(book, &cast, "2026-01-05");
	(void)approve(book, &cast);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (book_raw(book, refused[i]) != SQLITE_CONSTRAINT)
			fail_msg("accepted: %s", refused[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_assessment_comes_back_bit_by_bit_and_not_before_its_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(without_its_record_a_step_is_not_in_the_book, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_mandate_comes_back_in_force_on_its_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_equal_recommendation_is_found_again, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_plan_comes_back_and_must_sum_to_one, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_proposal_waits_once_and_an_older_one_expires, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_decision_is_refused_when_someone_was_faster_or_it_is_another_proposal, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_order_goes_from_new_to_filled_and_its_proposal_with_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_fill_that_fails_leaves_nothing, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(cancelling_takes_the_unsent_orders_along, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_file_itself_keeps_the_steps, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_advice", tests, NULL, NULL);
}
