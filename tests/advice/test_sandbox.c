/* The synthetic market has the moments it promises, and its clients make sense. */
#include "tests/advice/advice_fixture.h"

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "advice/book/sandbox.h"
#include "advice/book/sandbox_parts.h"
#include "advice/book/upkeep.h"
#include "advice/client/profile.h"
#include "advice/client/standing.h"
#include "advice/intake/intake.h"
#include "data/settings/loaders.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

static void load_assumptions(struct assumptions *assumptions)
{
	const char *data = getenv("BALLAST_DATADIR");
	char path[400];

	(void)gsl_set_error_handler_off();
	(void)snprintf(path, sizeof path, "%s/assumptions/2026-01.conf", data != NULL ? data : "share");
	assert_int_equal(assumptions_load(path, assumptions, NULL), STATUS_OK);
}

/* Simple daily returns, instrument by instrument: count arrays of days - 1. */
static double *daily_returns(const struct sandbox_market *market)
{
	const size_t length = market->days - 1;
	double *returns = memory_new_array(length * market->count, sizeof *returns);

	for (size_t i = 0; i < market->count; i++)
		for (size_t t = 0; t < length; t++)
			returns[i * length + t] = (double)market->prices[(t + 1) * market->count + i] /
			                          (double)market->prices[t * market->count + i] - 1.0;
	return returns;
}

static size_t row_of(const struct assumptions *assumptions, const struct instrument *instrument)
{
	const struct assumption *row =
		assumptions_find(assumptions, instrument->asset_class, instrument->region);

	assert_non_null(row);
	return (size_t)(row - assumptions->rows);
}

static bool is_first_of_its_row(const struct assumptions *assumptions, const struct sandbox_market *market, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (row_of(assumptions, &market->instruments[j]) == row_of(assumptions, &market->instruments[i]))
			return false;
	return true;
}

static void make_market(const struct assumptions *assumptions, uint64_t seed, struct sandbox_market *market)
{
	struct error err;

	if (sandbox_market_make(assumptions, "CNY", day("2026-11-20"), 10, seed, market, &err) != STATUS_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
}

/*
 * The path's variance is right given its regimes, so only the shocks err. With t(5) (kurtosis 9) and crashes of 2.4
 * times the volatility on up to a fifth of the days, a day's kurtosis is at most 9 * E k^4 / (E k^2)^2 < 20. Over
 * 2610 days the variance then errs by sqrt(19 / 2610) = 8.5 %, the volatility by 4.3 %; the common factor of a t makes
 * whole days count. Four standard errors: 17 %. Prices in ticks add less than 1 % but to the money fund (4 decimals).
 */
static void volatilities_over_ten_years_are_those_of_the_assumptions(void **state)
{
	struct assumptions assumptions;

	(void)state;
	load_assumptions(&assumptions);
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct sandbox_market market;
		double *returns;

		make_market(&assumptions, seed, &market);
		returns = daily_returns(&market);
		for (size_t i = 0; i < market.count; i++) {
			const double *own = returns + i * (market.days - 1);
			const double volatility = gsl_stats_sd(own, 1, market.days - 1) * sqrt(SANDBOX_DAYS_A_YEAR);
			const double wanted = assumptions.rows[row_of(&assumptions, &market.instruments[i])].volatility;

			if (fabs(volatility / wanted - 1.0) > 0.17)
				fail_msg("seed %llu, %s: %g, not %g", (unsigned long long)seed, market.instruments[i].symbol, volatility,
				         wanted);
			assert_true(gsl_stats_kurtosis(own, 1, market.days - 1) > 1.0); /* in excess of the normal 3 */
		}
		free(returns);
		sandbox_market_clear(&market);
	}
}

/*
 * A correlation of n independent days errs by (1 - rho^2) / sqrt(n); heavy tails with a common factor multiply that by
 * sqrt(kurtosis / 3), at most sqrt(20 / 3) = 2.6: 2.6 / sqrt(2610) = 0.051 at rho = 0. Four standard errors: 0.21.
 */
static void correlations_over_ten_years_are_those_of_the_assumptions(void **state)
{
	struct assumptions assumptions;
	double sum = 0.0;
	size_t pairs = 0;

	(void)state;
	load_assumptions(&assumptions);
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct sandbox_market market;
		double *returns;
		size_t length;

		make_market(&assumptions, seed, &market);
		returns = daily_returns(&market);
		length = market.days - 1;
		for (size_t i = 0; i < market.count; i++) {
			for (size_t j = 0; j < i; j++) {
				const double wanted = assumptions.correlation[row_of(&assumptions, &market.instruments[i])]
				                                             [row_of(&assumptions, &market.instruments[j])];
				double found;

				if (!is_first_of_its_row(&assumptions, &market, i) || !is_first_of_its_row(&assumptions, &market, j))
					continue;
				found = gsl_stats_correlation(returns + i * length, 1, returns + j * length, 1, length);
				if (fabs(found - wanted) > 0.21 * (1.0 - wanted * wanted) + 0.01)
					fail_msg("seed %llu, %s and %s: %g, not %g", (unsigned long long)seed, market.instruments[i].symbol,
					         market.instruments[j].symbol, found, wanted);
				sum += found - wanted;
				pairs++;
			}
		}
		free(returns);
		sandbox_market_clear(&market);
	}
	/* No bias over all pairs and seeds. Pairs of one seed share their days, so five paths count, not all pairs: 0.051 / sqrt(5) = 0.023, twice. */
	assert_true(fabs(sum / (double)pairs) < 0.046);
}

/* In a crash shares move more, and more together. */
static void a_crash_is_wilder_and_more_alike_than_calm_days(void **state)
{
	struct assumptions assumptions;
	double wild = 0.0, calm = 0.0, alike = 0.0, apart = 0.0;
	size_t seeds = 0;

	(void)state;
	load_assumptions(&assumptions);
	for (uint64_t seed = 1; seed <= 8; seed++) {
		struct sandbox_market market;
		double *returns, *part[2][2];
		size_t length, count[2] = {0}, cn = SIZE_MAX, us = SIZE_MAX;

		make_market(&assumptions, seed, &market);
		for (size_t i = 0; i < market.count; i++) {
			cn = strcmp(market.instruments[i].symbol, "510300") == 0 ? i : cn;
			us = strcmp(market.instruments[i].symbol, "513500") == 0 ? i : us;
		}
		assert_true(cn != SIZE_MAX && us != SIZE_MAX);
		returns = daily_returns(&market);
		length = market.days - 1;
		for (int i = 0; i < 4; i++)
			part[i / 2][i % 2] = memory_new_array(length, sizeof(double));
		for (size_t t = 0; t < length; t++) {
			const int regime = market.is_crash[t + 1];

			part[regime][0][count[regime]] = returns[cn * length + t];
			part[regime][1][count[regime]++] = returns[us * length + t];
		}
		if (count[1] > 60) {
			seeds++;
			calm += gsl_stats_sd(part[0][0], 1, count[0]);
			wild += gsl_stats_sd(part[1][0], 1, count[1]);
			apart += gsl_stats_correlation(part[0][0], 1, part[0][1], 1, count[0]);
			alike += gsl_stats_correlation(part[1][0], 1, part[1][1], 1, count[1]);
		}
		for (int i = 0; i < 4; i++)
			free(part[i / 2][i % 2]);
		free(returns);
		sandbox_market_clear(&market);
	}
	assert_true(seeds >= 4);
	assert_true(wild / calm > 1.8 && wild / calm < 3.0); /* 2.4 */
	assert_true(alike > apart);
}

static void prices_end_on_the_business_day_before_and_are_whole_ticks(void **state)
{
	struct assumptions assumptions;
	struct sandbox_market market;

	(void)state;
	load_assumptions(&assumptions);
	make_market(&assumptions, 7, &market);
	assert_int_equal(market.dates[market.days - 1].days, day("2026-11-19").days);
	for (size_t t = 0; t < market.days; t++) {
		assert_true(date_is_business_day(market.dates[t]));
		assert_true(t == 0 || market.dates[t].days > market.dates[t - 1].days);
		for (size_t i = 0; i < market.count; i++) {
			assert_true(market.prices[t * market.count + i] > 0);
			assert_int_equal(market.prices[t * market.count + i] % 100, 0);
		}
	}
	sandbox_market_clear(&market);
}

/* ---- the book --------------------------------------------------------------------------------------------------- */

static void make_book(struct book *book, const struct sandbox_options *sandbox)
{
	const struct session_options options = options_of(book);

	assert_done(book, sandbox_make(&options, sandbox, &book->err));
}

static void count_finding(void *context, const char *finding)
{
	(void)context;
	fail_msg("the check finds: %s", finding);
}

static void the_book_is_sound_and_marked(void **state)
{
	struct book *book = *state;
	const struct sandbox_options sandbox = {.clients = 40, .years = 5, .seed = 3};
	struct session *session;
	struct upkeep_findings findings;

	make_book(book, &sandbox);
	session = open_session(book);
	assert_string_equal(session_sandbox(session), "seed 3, 2026-11-20");
	assert_done(book, upkeep_check(session, count_finding, NULL, &findings, &book->err));
	session_close(session);
}

struct census {
	size_t clients, states[STANDING_BLOCKED + 1], classes[6], minimum, contradictory, expired, never, households;
	size_t two_accounts, many_lots;
};

static void count_client(const struct client *client, const struct standing *standing, struct date today,
                         struct census *census)
{
	int year, month, day_of_month;
	char why[160];

	(void)snprintf(why, sizeof why, "%s %s", client->code, client->name);
	date_to_civil(today, &year, &month, &day_of_month);
	if (client->birth_year < year - 90 || client->birth_year > year - 20)
		fail_msg("%s: born %d", why, client->birth_year);
	if (client->income < client->expenses || client->expenses <= 0)
		fail_msg("%s: spends more than is earned", why);
	if (standing->value < 100000 * MICROS || standing->cash < 0)
		fail_msg("%s: value or money out of reason", why);
	census->clients++;
	census->states[standing->state]++;
	census->households += client->household[0] != '\0';
	census->two_accounts += standing->holdings.account_count == 2;
	census->many_lots += standing->holdings.lot_count > 5;
	census->never += !standing->has_assessment;
	if (!standing->has_assessment)
		return;
	census->classes[standing->assessment.risk_class]++;
	census->minimum += standing->assessment.is_minimum_class;
	census->contradictory += standing->assessment.reliability == 'C';
	census->expired += !standing->is_profile_valid;
}

static void take_census(struct book *book, struct session *session, struct census *census)
{
	struct standing standing = {0};
	struct client *clients;
	size_t count;

	*census = (struct census){0};
	assert_done(book, store_clients(session_store(session), &clients, &count, &book->err));
	for (size_t i = 0; i < count; i++) {
		assert_done(book, standing_load(session, clients[i].id, &standing, &book->err));
		count_client(&clients[i], &standing, session_today(session), census);
	}
	standing_clear(&standing);
	free(clients);
}

/* Even the smallest book anyone is likely to make shows the ordinary and the peculiar. */
static void twenty_four_clients_show_every_case(void **state)
{
	struct book *book = *state;
	const struct sandbox_options sandbox = {0};
	struct session *session;
	struct census census;

	make_book(book, &sandbox);
	session = open_session(book);
	take_census(book, session, &census);
	assert_int_equal(census.clients, 24);
	for (int i = 1; i <= 5; i++)
		assert_true(census.classes[i] > 0);
	assert_true(census.minimum >= 1 && census.contradictory >= 1 && census.expired >= 1 && census.never >= 1);
	assert_true(census.states[STANDING_NO_PLAN] >= 1 && census.states[STANDING_BLOCKED] >= 1);
	assert_true(census.states[STANDING_IN_BAND] >= 6 && census.states[STANDING_REBALANCE] >= 3);
	assert_true(census.two_accounts >= 1 && census.households >= 4 && census.many_lots >= 12);
	session_close(session);
}

/* By draw 30 % have drifted for a reason of their own; market moves and coarse lots add some, so a fifth to a half. */
static void about_a_third_of_many_clients_want_rebalancing(void **state)
{
	struct book *book = *state;
	const struct sandbox_options sandbox = {.clients = 300, .years = 6, .seed = 11};
	struct session *session;
	struct census census;
	size_t planned;

	make_book(book, &sandbox);
	session = open_session(book);
	take_census(book, session, &census);
	planned = census.states[STANDING_IN_BAND] + census.states[STANDING_REBALANCE];
	assert_true(planned > 200);
	assert_true(5 * census.states[STANDING_REBALANCE] > planned && 2 * census.states[STANDING_REBALANCE] < planned);
	assert_int_equal(census.states[STANDING_NO_PRICE] + census.states[STANDING_STALE] + census.states[STANDING_EMPTY], 0);
	session_close(session);
}

static void export_all(struct book *book, struct text *out)
{
	struct session *session = open_session(book);
	struct sink sink = sink_to_text(out);

	for (size_t i = 0; intake_kinds[i] != NULL; i++)
		assert_done(book, intake_export(session, intake_kinds[i], &sink, &book->err));
	assert_done(book, upkeep_journal_export(session, NULL, &sink, &book->err));
	session_close(session);
}

/* Whoever runs it, whenever: actor and clock are not in it, the day and the seed are. */
static void the_same_seed_and_day_give_the_same_book(void **state)
{
	struct book *book = *state, other = *book, third = *book;
	struct sandbox_options sandbox = {.clients = 15, .years = 4, .seed = 9};
	struct session_options options = options_of(book);
	struct text first = {0}, second = {0};

	make_book(book, &sandbox);
	(void)snprintf(other.path, sizeof other.path, "%s/other.book", book->folder);
	options.book = other.path;
	options.actor = "somebody else";
	assert_done(book, sandbox_make(&options, &sandbox, &book->err));
	export_all(book, &first);
	export_all(&other, &second);
	assert_string_equal(text_string(&first), text_string(&second));
	(void)snprintf(third.path, sizeof third.path, "%s/third.book", book->folder);
	sandbox.seed = 10;
	make_book(&third, &sandbox);
	text_reset(&second);
	export_all(&third, &second);
	assert_string_not_equal(text_string(&first), text_string(&second));
	text_clear(&first);
	text_clear(&second);
}

static void what_is_there_is_never_replaced(void **state)
{
	struct book *book = *state;
	const struct session_options options = options_of(book);
	const struct sandbox_options sandbox = {.clients = 2, .years = 2};
	struct text partial = {0};

	assert_done(book, upkeep_init(&options, "CNY", &book->err));
	assert_fails(book, STATUS_REFUSED, "exists already", sandbox_make(&options, &sandbox, &book->err));
	text_addf(&partial, "%s.partial", book->path);
	assert_int_not_equal(access(text_string(&partial), F_OK), 0);
	text_clear(&partial);
}

static void too_few_years_are_refused_and_leave_nothing(void **state)
{
	struct book *book = *state;
	const struct session_options options = options_of(book);
	const struct sandbox_options sandbox = {.clients = 2, .years = 1};
	struct text partial = {0};

	assert_fails(book, STATUS_INVALID, "2 to 40 years", sandbox_make(&options, &sandbox, &book->err));
	text_addf(&partial, "%s.partial", book->path);
	assert_int_not_equal(access(book->path, F_OK), 0);
	assert_int_not_equal(access(text_string(&partial), F_OK), 0);
	text_clear(&partial);
}

/* A change half made beside an old partial book must not be played into the new one. */
static void what_a_killed_run_left_does_no_harm(void **state)
{
	struct book *book = *state;
	const struct sandbox_options sandbox = {.clients = 3, .years = 2};
	struct session *session;
	struct upkeep_findings findings;

	(void)write_file(book, "t.book.partial", "torn");
	(void)write_file(book, "t.book.partial-journal", "torn");
	make_book(book, &sandbox);
	session = open_session(book);
	assert_done(book, upkeep_check(session, count_finding, NULL, &findings, &book->err));
	session_close(session);
}

/* The shortest market a book can have still gives plans. */
static void two_years_of_prices_are_enough(void **state)
{
	struct book *book = *state;
	const struct sandbox_options sandbox = {.clients = 20, .years = 2};
	struct session *session;
	struct census census;

	make_book(book, &sandbox);
	session = open_session(book);
	take_census(book, session, &census);
	assert_int_equal(census.clients, 20);
	assert_true(census.states[STANDING_IN_BAND] >= 5);
	session_close(session);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, book_folder_setup, book_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(volatilities_over_ten_years_are_those_of_the_assumptions),
		cmocka_unit_test(correlations_over_ten_years_are_those_of_the_assumptions),
		cmocka_unit_test(a_crash_is_wilder_and_more_alike_than_calm_days),
		cmocka_unit_test(prices_end_on_the_business_day_before_and_are_whole_ticks),
		IN_FOLDER(the_book_is_sound_and_marked),
		IN_FOLDER(twenty_four_clients_show_every_case),
		IN_FOLDER(about_a_third_of_many_clients_want_rebalancing),
		IN_FOLDER(the_same_seed_and_day_give_the_same_book),
		IN_FOLDER(what_is_there_is_never_replaced),
		IN_FOLDER(too_few_years_are_refused_and_leave_nothing),
		IN_FOLDER(what_a_killed_run_left_does_no_harm),
		IN_FOLDER(two_years_of_prices_are_enough),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
