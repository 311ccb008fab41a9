/* Files into a book and out of it again. */
#include "tests/advice/advice_fixture.h"

#include "advice/book/sandbox.h"
#include "advice/book/upkeep.h"
#include "advice/intake/intake.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "data/journal/journal.h"
#include "data/store/store_action.h"
#include "data/store/store_client.h"
#include "data/store/store_held.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

struct told {
	size_t count, line;
	char column[48], message[300];
};

static void hear(void *context, size_t line, const char *column, const char *message)
{
	struct told *told = context;

	if (told->count++ > 0)
		return;
	told->line = line;
	(void)snprintf(told->column, sizeof told->column, "%s", column);
	(void)snprintf(told->message, sizeof told->message, "%s", message);
}

static enum status read_text(struct book *book, struct session *session, const char *kind, const char *content,
                             struct told *told, struct intake_result *result)
{
	*told = (struct told){0};
	*result = (struct intake_result){0};
	return intake_import(session, kind, write_file(book, "in.csv", content), false, hear, told, result, &book->err);
}

#define assert_read(book, session, kind, content, rows_, added_) \
	do { \
		struct told told_; \
		struct intake_result result_; \
		const enum status status_ = read_text(book, session, kind, content, &told_, &result_); \
		if (status_ != STATUS_OK) \
			fail_msg("%s: %s", kind, (book)->err.message); \
		assert_int_equal(result_.rows, rows_); \
		assert_int_equal(result_.added, added_); \
		assert_int_equal(result_.rows, result_.added + result_.same + result_.changed); \
	} while (0)

#define assert_refused(book, session, kind, content, line_, part) \
	do { \
		struct told told_; \
		struct intake_result result_; \
		assert_int_equal(read_text(book, session, kind, content, &told_, &result_), STATUS_REFUSED); \
		assert_true(told_.count > 0 && result_.bad > 0); \
		assert_int_equal(told_.line, line_); \
		if (strstr(told_.message, part) == NULL) \
			fail_msg("\"%s\" does not say \"%s\"", told_.message, part); \
	} while (0)

static const char instruments[] =
	"symbol,name,asset_class,currency,risk_level,kind,lot,buy_fee_bp\r\n"
	"510300,沪深300ETF,equity,CNY,R3,etf,100,3\r\n"
	"511010,国债ETF,bond,CNY,R2,etf,100,1\r\n"
	"VTI,US shares,equity,USD,R4,etf,1,0\r\n";
static const char clients[] =
	"client,name,birth_year,currency,household,income\n"
	"C1,王小明,1980,CNY,H1,300000\n"
	"C2,\"O'Brien, Ann\",1975,CNY,,\n";

static void fill(struct book *book, struct session *session)
{
	assert_read(book, session, "instruments", instruments, 3, 3);
	assert_read(book, session, "clients", clients, 2, 2);
}

static int64_t head_of(struct book *book, struct session *session)
{
	struct journal_head head;

	assert_done(book, journal_head(session_store(session), &head, &book->err));
	return head.sequence;
}

static void export_to(struct book *book, struct session *session, const char *kind, struct text *text)
{
	struct sink sink = sink_to_text(text);

	text_reset(text);
	assert_done(book, intake_export(session, kind, &sink, &book->err));
}

static void keeps_what_a_file_says_and_records_it(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct client client;
	struct instrument instrument;
	const int64_t before = head_of(book, session);

	fill(book, session);
	assert_done(book, store_find_client(session_store(session), "C1", &client, &book->err));
	assert_string_equal(client.name, "王小明");
	assert_int_equal(client.income, 300000 * MICROS);
	assert_done(book, store_find_instrument(session_store(session), "510300", &instrument, &book->err));
	assert_int_equal(instrument.buy_fee, 300);
	assert_int_equal(head_of(book, session), before + 2);
	session_close(session);
}

static void a_second_reading_changes_nothing_and_leaves_no_record(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	int64_t before;

	fill(book, session);
	before = head_of(book, session);
	assert_read(book, session, "instruments", instruments, 3, 0);
	assert_read(book, session, "clients", clients, 2, 0);
	assert_int_equal(head_of(book, session), before);
	session_close(session);
}

static void a_dry_run_counts_and_keeps_nothing(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct intake_result result;
	struct client *list = NULL;
	size_t count;
	const int64_t before = head_of(book, session);

	assert_done(book, intake_import(session, "clients", write_file(book, "in.csv", clients), true, NULL, NULL, &result,
	                                &book->err));
	assert_int_equal(result.added, 2);
	assert_done(book, store_clients(session_store(session), &list, &count, &book->err));
	assert_int_equal(count, 0);
	assert_int_equal(head_of(book, session), before);
	free(list);
	session_close(session);
}

static void names_the_row_that_refers_to_nothing_and_keeps_no_other(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct quote *quotes = NULL;
	size_t count;

	fill(book, session);
	assert_refused(book, session, "prices", "date,symbol,close\n2026-11-18,511010,128\n2026-11-18,510030,4.1\n", 3,
	               "did you mean \"510300\"");
	assert_refused(book, session, "prices", "date,511010,NONE\n2026-11-18,128,4\n2026-11-19,128,4\n", 2, "\"NONE\"");
	assert_refused(book, session, "holdings",
	               "client,account,symbol,quantity,unit_cost,acquired\nC3,A,510300,100,4,2026-01-05\n", 2,
	               "the book has no client \"C3\"");
	assert_done(book, store_quotes(session_store(session), day("2026-11-20"), &quotes, &count, &book->err));
	assert_int_equal(count, 0);
	free(quotes);
	session_close(session);
}

/* What became of each row of a trial run: a letter for it, and why. */
struct outcomes {
	char letters[16];
	char why[200];
	size_t count;
};

static void hear_outcome(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text)
{
	struct outcomes *told = context;

	(void)line;
	(void)text;
	told->letters[told->count++] = "nsch"[outcome];
	if (why != NULL)
		(void)snprintf(told->why + strlen(told->why), sizeof told->why - strlen(told->why), "%s; ", why);
}

/* Each for its reason, the good ones taken; a second time nothing is new, and what a person settled is not asked again. */
static void prices_that_cannot_be_believed_are_put_aside(void **state)
{
	static const char text[] = "date,symbol,close,currency\n2026-11-11,VTI,300,USD\n2026-11-12,VTI,301,USD\n"
	                           "2026-11-13,VTI,0,USD\n2026-11-16,VTI,-3,USD\n2026-11-17,VTI,302,CNY\n"
	                           "2026-11-18,VTI,30200,USD\n2026-11-19,VTI,151,USD\n2026-11-20,VTI,303,USD\n"
	                           "2026-12-24,VTI,304,USD\n";
	struct book *book = *state;
	struct session *session = open_session(book);
	struct outcomes told = {.count = 0};
	struct intake_options options = {.row = hear_outcome, .context = &told, .is_dry = true};
	struct intake_result result;
	struct held_figure *held = NULL;
	struct delivery delivery;
	size_t count = 0, followed;

	fill(book, session);
	assert_done(book, intake_take(session, "prices", write_file(book, "in.csv", text), &options, &result, &book->err));
	assert_string_equal(told.letters, "nnhhhhhnh");
	assert_string_equal(told.why, "not above zero; not above zero; in another currency; in another unit, such as pence for "
	                              "pounds; a split that was not reckoned in; of a day to come; ");
	assert_int_equal(result.held, 6);
	assert_done(book, store_held_prices(session_store(session), false, &held, &count, &book->err));
	assert_int_equal(count, 0);
	free(held);
	options = (struct intake_options){.is_dry = false};
	assert_done(book, intake_take(session, "prices", write_file(book, "in.csv", text), &options, &result, &book->err));
	assert_true(result.added == 3 && result.held == 6 && result.rows == 9 && result.bad == 0);
	assert_done(book, store_held_prices(session_store(session), true, &held, &count, &book->err));
	assert_int_equal(count, 6);
	assert_string_equal(held[2].currency, "CNY");
	assert_string_equal(held[3].fault, "unit");
	assert_int_equal(held[3].before, 301 * MICROS);
	assert_done(book, store_get_delivery(session_store(session), held[0].delivery_id, &delivery, &book->err));
	assert_string_equal(delivery.subject, "in.csv");
	assert_int_equal(strlen(delivery.body_hash), 64);
	assert_done(book, quality_settle(session, held[3].id, QUALITY_CORRECT, 302 * MICROS, "Wang Fang", "cents", &followed,
	                                 &book->err));
	free(held);
	assert_done(book, intake_take(session, "prices", write_file(book, "in.csv", text), &options, &result, &book->err));
	assert_true(result.added == 0 && result.held == 0 && result.changed == 0 && result.same == 9);
	session_close(session);
}

/* A halved close and what follows wait; with the split known the same file is fine, and nothing waits any more. */
static void a_split_that_is_entered_later_explains_what_waited(void **state)
{
	static const char text[] = "date,symbol,close\n2026-11-11,VTI,300\n2026-11-12,VTI,302\n2026-11-13,VTI,151\n"
	                           "2026-11-16,VTI,152\n";
	struct book *book = *state;
	struct session *session = open_session(book);
	struct corporate_action split = {.type = ACTION_SPLIT, .date = day("2026-11-13"), .ratio = 2 * MICROS};
	const struct intake_options options = {.is_dry = false};
	struct intake_result result;
	struct instrument instrument;
	struct held_figure *held = NULL;
	size_t count = 0;

	fill(book, session);
	assert_done(book, intake_take(session, "prices", write_file(book, "in.csv", text), &options, &result, &book->err));
	assert_true(result.added == 2 && result.held == 2);
	assert_done(book, store_find_instrument(session_store(session), "VTI", &instrument, &book->err));
	split.instrument_id = instrument.id;
	assert_done(book, store_put_action(session_store(session), &split, 0, NULL, &book->err));
	assert_done(book, intake_take(session, "prices", write_file(book, "in.csv", text), &options, &result, &book->err));
	assert_true(result.added == 2 && result.held == 0 && result.same == 2);
	assert_done(book, store_held_prices(session_store(session), false, &held, &count, &book->err));
	assert_int_equal(count, 2);
	assert_int_equal(held[0].state, HELD_ACCEPTED);
	assert_int_equal(held[1].kept, 152 * MICROS);
	assert_string_equal(held[1].actor, "system");
	free(held);
	session_close(session);
}

static void tells_one_unknown_column_of_a_wide_file_once(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct told told;
	struct intake_result result;

	fill(book, session);
	assert_int_equal(read_text(book, session, "prices",
	                           "date,511010,NONE\n2026-11-17,128,4\n2026-11-18,128,4\n2026-11-19,128,4\n", &told, &result),
	                 STATUS_REFUSED);
	assert_int_equal(told.count, 1);
	assert_int_equal(result.bad, 3);
	assert_int_equal(told.line, 2);
	session_close(session);
}

static void a_corrected_price_is_a_change(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct told told;
	struct intake_result result;
	struct quote *quotes = NULL;
	size_t count;

	fill(book, session);
	assert_read(book, session, "prices", "date,510300,511010\n2026-11-18,4.1,128\n2026-11-19,4.2,\n", 3, 3);
	assert_int_equal(read_text(book, session, "prices", "date,symbol,close\n2026-11-19,510300,4.25\n", &told, &result),
	                 STATUS_OK);
	assert_int_equal(result.changed, 1);
	assert_done(book, store_quotes(session_store(session), day("2026-11-20"), &quotes, &count, &book->err));
	assert_int_equal(count, 2);
	assert_int_equal(quotes[0].close, 4250000);
	assert_string_equal(quotes[0].source, "import in.csv");
	assert_string_equal(quotes[0].arrived, "2026-11-20T08:00:00Z");
	free(quotes);
	session_close(session);
}

static const char holdings[] =
	"client,account,symbol,quantity,unit_cost,acquired\n"
	"C1,A,CASH,5000,,\n"
	"C1,A,510300,1000,3.5,2024-03-01\n"
	"C1,A,510300,1000,3.5,2024-03-01\n"
	"C1,B,511010,200,120,2023-06-01\n";

static void equal_lots_of_one_file_are_two_and_stay_two(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct holdings held = {0};
	struct client client;

	fill(book, session);
	assert_read(book, session, "holdings", holdings, 4, 4);
	assert_read(book, session, "holdings", holdings, 4, 0);
	assert_done(book, store_find_client(session_store(session), "C1", &client, &book->err));
	assert_done(book, store_holdings(session_store(session), client.id, day("2026-11-20"), &held, &book->err));
	assert_int_equal(held.account_count, 2);
	assert_int_equal(held.lot_count, 3);
	assert_int_equal(held.cash[0], 5000 * MICROS);
	assert_int_equal(held.lots[0].unit_cost, 3500000);
	holdings_clear(&held);
	session_close(session);
}

static void the_same_holdings_on_a_later_day_are_the_same(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct session_options later = options_of(book);

	fill(book, session);
	assert_read(book, session, "holdings", holdings, 4, 4);
	assert_read(book, session, "transactions",
	            "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	            "2026-11-20,C1,A,sell,510300,1500,4,5,CNY,X1\n", 1, 1);
	session_close(session);
	later.today = day("2026-12-01");
	assert_done(book, session_open(&later, &session, &book->err));
	assert_read(book, session, "holdings", holdings, 4, 0);
	session_close(session);
}

static void money_twice_for_one_account_is_a_problem(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);

	fill(book, session);
	assert_refused(book, session, "holdings",
	               "client,account,symbol,quantity,unit_cost,acquired\nC1,A,CASH,1,,\nC1,A,CASH,2,,\n", 3, "occurs twice");
	session_close(session);
}

static const char transactions[] =
	"date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	"2025-01-06,C1,A,deposit,CASH,100000,,,,D1\n"
	"2025-01-07,C1,A,buy,510300,10000,4,12,CNY,B1\n"
	"2025-02-07,C1,A,buy,510300,10000,5,15,CNY,B2\n"
	"2025-03-07,C1,A,sell,510300,12000,6,20,CNY,S1\n"
	"2025-04-07,C1,A,split,510300,8000,,,,P1\n"
	"2025-05-07,C1,A,dividend,510300,160,,,,\n"
	"2025-05-08,C1,A,transfer_in,511010,10,121,,,\n"
	"2025-05-09,C1,A,transfer_out,511010,4,,,,\n"
	"2025-05-10,C1,A,withdraw,,1000,,,,\n";

/*
 * By hand: money 100000 - 40012 - 50015 + 71980 + 160 - 1000 = 81113. The sale takes the first lot and 2000 of the
 * second, whose unit cost with its fee is 5.0015; 8000 left become 16000 at 2.50075.
 */
static void transactions_open_and_consume_lots_first_in_first_out(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct holdings held = {0};
	struct client client;

	fill(book, session);
	assert_read(book, session, "transactions", transactions, 9, 9);
	assert_read(book, session, "transactions", transactions, 9, 0);
	assert_done(book, store_find_client(session_store(session), "C1", &client, &book->err));
	assert_done(book, store_holdings(session_store(session), client.id, day("2026-11-20"), &held, &book->err));
	assert_int_equal(held.cash[0], INT64_C(81113) * MICROS);
	assert_int_equal(held.lot_count, 2);
	assert_int_equal(held.lots[0].quantity, 16000 * MICROS);
	assert_int_equal(held.lots[0].unit_cost, 2500750);
	assert_int_equal(held.lots[0].acquired.days, day("2025-02-07").days);
	assert_int_equal(held.lots[1].quantity, 6 * MICROS);
	assert_int_equal(held.lots[1].unit_cost, 121 * MICROS);
	holdings_clear(&held);
	session_close(session);
}

static void more_than_is_held_cannot_be_sold(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);

	fill(book, session);
	assert_refused(book, session, "transactions",
	               "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	               "2025-01-07,C1,A,buy,510300,100,4,,CNY,B1\n2025-01-08,C1,A,sell,510300,200,4,,CNY,S1\n", 3,
	               "account A of C1 holds 100 of 510300 on 2025-01-08; 200 cannot leave it");
	session_close(session);
}

static void a_reference_is_not_given_to_two_entries(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);

	fill(book, session);
	assert_read(book, session, "transactions",
	            "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	            "2025-01-06,C1,A,deposit,CASH,100,,,,D1\n", 1, 1);
	assert_refused(book, session, "transactions",
	               "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	               "2025-01-06,C1,A,deposit,CASH,101,,,,D1\n", 2, "\"D1\" is already that of another entry");
	session_close(session);
}

static void answers_are_scored_and_the_same_sheet_is_the_same(void **state)
{
	static const char answers[] =
		"client,taken,G1,G2,Q1,Q2,Q3,Q4,Q5,Q6,Q7,Q8,Q9,Q10,Q11,Q12,Q13,Q14,Q15,Q16\n"
		"C1,2026-11-02,yes,no,3,3,3,3,3,2,2,2,2,2,3,3,2,TFFT,3,growth\n";
	struct book *book = *state;
	struct session *session = open_session(book);

	fill(book, session);
	assert_read(book, session, "answers", answers, 1, 1);
	assert_read(book, session, "answers", answers, 1, 0);
	assert_refused(book, session, "answers",
	               "client,taken,G1,G2,Q1,Q2,Q3,Q4,Q5,Q6,Q7,Q8,Q9,Q10,Q11,Q12,Q13,Q14,Q15,Q16\n"
	               "C9,2026-11-02,yes,no,3,3,3,3,3,2,2,2,2,2,3,3,2,TFFT,3,growth\n", 2, "no client \"C9\"");
	session_close(session);
}

static void a_file_that_is_not_there_and_a_kind_that_is_none_are_named(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct intake_result result;

	assert_fails(book, STATUS_NOT_FOUND, "/nowhere/x.csv",
	             intake_import(session, "prices", "/nowhere/x.csv", false, NULL, NULL, &result, &book->err));
	assert_fails(book, STATUS_INVALID, "perhaps prices",
	             intake_import(session, "price", "/nowhere/x.csv", false, NULL, NULL, &result, &book->err));
	session_close(session);
}

/* Which lots a sale took, and what shares that came from elsewhere had cost, is in the file when it is not the obvious. */
static void lots_that_were_chosen_survive_a_round_trip(void **state)
{
	static const char rows[] =
		"date,client,account,type,symbol,quantity,price,fee,currency,reference,lots\n"
		"2026-01-05,C1,A,deposit,,100000,,,CNY,D,\n"
		"2026-01-06,C1,A,buy,510300,100,4,1,CNY,B1,\n"
		"2026-01-07,C1,A,buy,510300,100,5,1,CNY,B2,\n"
		"2026-01-08,C1,A,sell,510300,120,6,1,CNY,S1,100@5.01/2026-01-07;20@4.01/2026-01-06\n"
		"2026-01-09,C1,A,sell,510300,10,6,1,CNY,S2,\n"
		"2026-01-10,C1,A,transfer_in,511010,30,7,,CNY,T1,10@6/2024-03-01;20@7.5/2025-03-01\n";
	static const char held[] =
		"client,account,symbol,quantity,unit_cost,acquired\r\n"
		/* 100000 - 401 - 501 + 719 + 59 */
		"C1,A,CASH,99876,1,\r\nC1,A,510300,70,4.01,2026-01-06\r\n"
		"C1,A,511010,10,6,2024-03-01\r\nC1,A,511010,20,7.5,2025-03-01\r\n";
	struct book *book = *state, copy = *book;
	struct session *session = open_session(book), *other;
	struct session_options options;
	struct text first = {0}, second = {0};

	fill(book, session);
	assert_read(book, session, "transactions", rows, 6, 6);
	export_to(book, session, "holdings", &first);
	assert_string_equal(text_string(&first), held);
	export_to(book, session, "transactions", &first);
	assert_non_null(strstr(text_string(&first), "S1,,20@4.01/2026-01-06;100@5.01/2026-01-07\r\n"));
	assert_non_null(strstr(text_string(&first), "S2,,\r\n")); /* the oldest: nothing need be said */
	assert_non_null(strstr(text_string(&first), "T1,,10@6/2024-03-01;20@7.5/2025-03-01\r\n"));
	assert_read(book, session, "transactions", text_string(&first), 6, 0);

	(void)snprintf(copy.path, sizeof copy.path, "%s/copy.book", book->folder);
	options = options_of(&copy);
	assert_done(book, upkeep_init(&options, "CNY", &book->err));
	other = open_session(&copy);
	fill(&copy, other);
	assert_read(&copy, other, "transactions", text_string(&first), 6, 6);
	export_to(&copy, other, "transactions", &second);
	assert_string_equal(text_string(&first), text_string(&second));
	export_to(&copy, other, "holdings", &second);
	assert_string_equal(text_string(&second), held);
	session_close(other);

#define ROW(quantity, lots) \
	"date,client,account,type,symbol,quantity,price,fee,currency,reference,lots\n2026-01-12,C1,A,sell,510300," quantity ",6,,CNY,X," lots "\n"
	assert_refused(book, session, "transactions", ROW("10", "10@4.02/2026-01-06"), 2, "no lot of 510300 of 2026-01-06 at 4.02");
	assert_refused(book, session, "transactions", ROW("71", "71@4.01/2026-01-06"), 2, "holds 70");
	assert_refused(book, session, "transactions", ROW("10", "9@4.01/2026-01-06"), 2, "do not come to the quantity");
	assert_refused(book, session, "transactions", ROW("10", "10@4.01"), 2, "is no lot of that day or before");
	assert_refused(book, session, "transactions", ROW("10", "10@4.01/2026-02-01"), 2, "is no lot of that day or before");
	assert_refused(book, session, "transactions",
	               "date,client,account,type,symbol,quantity,price,fee,currency,reference,lots\n"
	               "2026-01-12,C1,A,deposit,,10,,,CNY,X,10@1/2026-01-06\n", 2, "moves no lots");
	text_clear(&first);
	text_clear(&second);
	session_close(session);
}

/* ---- round trips over a whole sandbox ---------------------------------------------------------------------------- */

static int sandbox_setup(void **state)
{
	const struct sandbox_options sandbox = {.clients = 30, .years = 4, .seed = 5};
	struct session_options options;
	struct book *book;

	(void)book_folder_setup(state);
	book = *state;
	options = options_of(book);
	assert_done(book, sandbox_make(&options, &sandbox, &book->err));
	return 0;
}

static void reading_what_was_written_changes_nothing(void **state)
{
	struct book *book = *state;
	struct session *session = open_session(book);
	struct text out = {0};
	int64_t before;

	text_add(&out, "date,base,quote,rate\n");
	for (int day = 2; day <= 13; day++)
		text_addf(&out, "2026-11-%02d,USD,CNY,7.%010d\n", day, 1230000000 + day);
	{
		struct told told;
		struct intake_result result;

		assert_int_equal(read_text(book, session, "rates", text_string(&out), &told, &result), STATUS_OK);
		assert_int_equal(result.added, 12);
	}
	before = head_of(book, session);
	for (size_t i = 0; intake_kinds[i] != NULL; i++) {
		struct told told;
		struct intake_result result;

		export_to(book, session, intake_kinds[i], &out);
		if (read_text(book, session, intake_kinds[i], text_string(&out), &told, &result) != STATUS_OK)
			fail_msg("%s line %zu: %s", intake_kinds[i], told.line, told.message);
		assert_true(result.rows > 10);
		if (result.added + result.changed > 0)
			fail_msg("%s: %zu added, %zu changed", intake_kinds[i], result.added, result.changed);
	}
	assert_int_equal(head_of(book, session), before);
	text_clear(&out);
	session_close(session);
}

static void a_book_made_of_exports_exports_the_same_bytes(void **state)
{
	static const char *const order[] = {"instruments", "prices", "clients", "transactions", "answers"};
	struct book *book = *state, copy = *book;
	struct session *session = open_session(book), *other;
	struct session_options options;
	struct text first = {0}, second = {0};

	(void)snprintf(copy.path, sizeof copy.path, "%s/copy.book", book->folder);
	options = options_of(&copy);
	assert_done(book, upkeep_init(&options, "CNY", &book->err));
	other = open_session(&copy);
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		struct told told;
		struct intake_result result;

		export_to(book, session, order[i], &first);
		if (read_text(book, other, order[i], text_string(&first), &told, &result) != STATUS_OK)
			fail_msg("%s line %zu: %s", order[i], told.line, told.message);
		assert_int_equal(result.added, result.rows);
	}
	for (size_t i = 0; intake_kinds[i] != NULL; i++) {
		export_to(book, session, intake_kinds[i], &first);
		export_to(book, other, intake_kinds[i], &second);
		if (strcmp(text_string(&first), text_string(&second)) != 0)
			fail_msg("%s differ", intake_kinds[i]);
	}
	text_clear(&first);
	text_clear(&second);
	session_close(other);
	session_close(session);
}

#define WITH_BOOK(test) cmocka_unit_test_setup_teardown(test, book_setup, book_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BOOK(keeps_what_a_file_says_and_records_it),
		WITH_BOOK(a_second_reading_changes_nothing_and_leaves_no_record),
		WITH_BOOK(a_dry_run_counts_and_keeps_nothing),
		WITH_BOOK(names_the_row_that_refers_to_nothing_and_keeps_no_other),
		WITH_BOOK(prices_that_cannot_be_believed_are_put_aside),
		WITH_BOOK(a_split_that_is_entered_later_explains_what_waited),
		WITH_BOOK(tells_one_unknown_column_of_a_wide_file_once),
		WITH_BOOK(a_corrected_price_is_a_change),
		WITH_BOOK(equal_lots_of_one_file_are_two_and_stay_two),
		WITH_BOOK(the_same_holdings_on_a_later_day_are_the_same),
		WITH_BOOK(money_twice_for_one_account_is_a_problem),
		WITH_BOOK(transactions_open_and_consume_lots_first_in_first_out),
		WITH_BOOK(more_than_is_held_cannot_be_sold),
		WITH_BOOK(a_reference_is_not_given_to_two_entries),
		WITH_BOOK(lots_that_were_chosen_survive_a_round_trip),
		WITH_BOOK(answers_are_scored_and_the_same_sheet_is_the_same),
		WITH_BOOK(a_file_that_is_not_there_and_a_kind_that_is_none_are_named),
		cmocka_unit_test_setup_teardown(reading_what_was_written_changes_nothing, sandbox_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_made_of_exports_exports_the_same_bytes, sandbox_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}
