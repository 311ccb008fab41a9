/* The checks before a trade: all are made and listed, in the order of their codes' importance, and the worst decides. */
#include "advice/trade/trade_checks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/session.h"
#include "advice/market/terms.h"
#include "advice/plan/candidate.h"
#include "advice/trade/sale_terms.h"
#include "advice/trade/waiting.h"
#include "engine/base/text.h"
#include "engine/model/dealing_terms.h"

static bool is_dealt(const struct rebalancing *rebalancing, size_t line)
{
	return !rebalancing->is_dropped[line];
}

/* Words in both languages, or in the one that is shown. */
static bool is_wanted(const struct rebalancing *rebalancing, int language)
{
	return !rebalancing->options.one_language || language == (int)language_current();
}

static struct check *add_check(struct rebalancing *rebalancing, const char *code, enum check_severity severity)
{
	struct check *check = &rebalancing->checks[rebalancing->check_count++];

	(void)snprintf(check->code, sizeof check->code, "%s", code);
	check->severity = severity;
	for (int l = 0; l < LANGUAGES; l++)
		text_reset(&check->finding[l]);
	if (severity > rebalancing->worst)
		rebalancing->worst = severity;
	return check;
}

#define SAY(check, ...) \
	do { \
		for (int l_ = 0; l_ < LANGUAGES; l_++) \
			if (is_wanted(rebalancing, l_)) \
				explain_add(&(check)->finding[l_], (enum language)l_, __VA_ARGS__); \
	} while (0)

static void check_suitability(struct rebalancing *rebalancing)
{
	const struct standing *before = rebalancing->before;
	const bool is_suitable = rebalancing->level_after <= before->assessment.risk_class && rebalancing->level_after > 0;
	struct check *check = add_check(rebalancing, "T01", is_suitable ? CHECK_PASSED : CHECK_LIMIT);
	char class[8], level[8];

	(void)snprintf(class, sizeof class, "C%d", before->assessment.risk_class);
	(void)snprintf(level, sizeof level, "R%d", rebalancing->level_after);
	if (is_suitable)
		SAY(check, N_("suitable: %1$s may hold a portfolio of level %2$s"), class, level);
	else
		SAY(check, N_("after the trades the portfolio is still at level %2$s, above %1$s"), class, level);
}

static void check_profile(struct rebalancing *rebalancing)
{
	const struct standing *before = rebalancing->before;
	char expires[DATE_TEXT_SIZE];
	struct check *check = add_check(rebalancing, "T02", before->days_to_expiry <= 30 ? CHECK_NOTICE : CHECK_PASSED);

	SAY(check, N_("the profile is valid until %1$s"), date_format(before->assessment.expires, expires));
}

static void check_cash(struct rebalancing *rebalancing)
{
	const struct standing *before = rebalancing->before;
	struct check *check = add_check(rebalancing, "T04", CHECK_PASSED);
	char cash[FIGURE_SIZE];

	SAY(check, N_("%1$s stay in cash after fees"),
	    figure_money(rebalancing->cash_after, before->client.currency, cash));
}

static void check_order_size(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	const struct rules *rules = session_rules(session);
	const struct proposal *proposal = &rebalancing->proposal;
	const double value = (double)(rebalancing->before->value + rebalancing->options.cash_flow);
	double largest = 0.0;
	size_t index = SIZE_MAX;
	struct check *check;
	char share[FIGURE_SIZE];

	for (size_t i = 0; i < proposal->line_count; i++) {
		if (is_dealt(rebalancing, i) && value > 0.0 && (double)proposal->lines[i].worth / value > largest) {
			largest = (double)proposal->lines[i].worth / value;
			index = i;
		}
	}
	check = add_check(rebalancing, "T07", largest > rules->order_limit_hard ? CHECK_LIMIT :
	                                      largest > rules->order_limit_soft ? CHECK_NOTICE : CHECK_PASSED);
	if (index == SIZE_MAX)
		SAY(check, N_("no order"));
	else
		SAY(check, N_("the largest order, %1$s, is %2$s of the portfolio"),
		    market->rows[market_index(market, proposal->lines[index].instrument_id)].instrument.symbol,
		    figure_percent(largest, 1, share));
}

static void check_concentration(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	const struct rules *rules = session_rules(session);
	size_t worst = SIZE_MAX;
	double most = 0.0;
	struct check *check;
	char share[FIGURE_SIZE];

	for (size_t i = 0; i < market->count; i++) {
		const struct instrument *instrument = &market->rows[i].instrument;
		const double over = rebalancing->after[i] - holding_limit(rules, instrument) * HOLDING_TOLERANCE;

		if (over > most) {
			most = over;
			worst = i;
		}
	}
	check = add_check(rebalancing, "T10", worst == SIZE_MAX ? CHECK_PASSED : CHECK_LIMIT);
	if (worst == SIZE_MAX)
		SAY(check, N_("no single holding is above its limit"));
	else
		SAY(check, N_("%1$s is %2$s of the portfolio, above the limit for one holding"),
		    market->rows[worst].instrument.symbol, figure_percent(rebalancing->after[worst], 1, share));
}

static void check_risk(struct rebalancing *rebalancing)
{
	const struct standing *before = rebalancing->before;
	const double larger = fmax(rebalancing->risk_after.volatility, rebalancing->risk_after.volatility_recent);
	const bool is_inside = larger <= before->volatility_limit * 1.0001;
	struct check *check = add_check(rebalancing, "T11", is_inside ? CHECK_PASSED : CHECK_LIMIT);
	char volatility[FIGURE_SIZE], limit[FIGURE_SIZE];

	SAY(check, is_inside ? N_("volatility %1$s is inside the client's limit of %2$s") :
	                       N_("volatility %1$s is above the client's limit of %2$s"),
	    figure_percent(larger, 1, volatility), figure_percent(before->volatility_limit, 1, limit));
}

static void check_price_age(const struct market *market, struct rebalancing *rebalancing)
{
	struct check *check = add_check(rebalancing, "T16", CHECK_PASSED);
	struct date oldest = market->as_of;
	char text[DATE_TEXT_SIZE];

	for (size_t i = 0; i < rebalancing->before->line_count; i++) {
		const struct market_row *row = &market->rows[rebalancing->before->lines[i].row];

		if (row->price > 0 && date_compare(row->price_date, oldest) < 0)
			oldest = row->price_date;
	}
	SAY(check, N_("the oldest price used is of %1$s"), date_format(oldest, text));
}

/* A lot too young to be sold cheaply: the day from which it costs less is said, so that one can wait for it. */
static void check_sale_terms(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	struct sale_terms dearest = {0};
	const struct instrument *instrument = NULL;
	struct check *check;
	char charge[FIGURE_SIZE], days[24], falls[DATE_TEXT_SIZE];

	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];
		const struct instrument *sold = &market->rows[market_index(market, line->instrument_id)].instrument;
		struct sale_terms terms;

		if (!is_dealt(rebalancing, i) || line->side != SIDE_SELL)
			continue;
		terms = sale_terms_of(session_rules(session), sold, market->rows[market_index(market, line->instrument_id)].terms,
		                      &rebalancing->before->holdings, line->account_id,
		                      line->quantity, line->price, session_today(session));
		if (terms.charge > dearest.charge) {
			dearest = terms;
			instrument = sold;
		}
	}
	check = add_check(rebalancing, "T13", instrument == NULL ? CHECK_PASSED : dearest.is_brief ? CHECK_LIMIT : CHECK_NOTICE);
	if (instrument == NULL) {
		SAY(check, N_("nothing sold is charged for being held too briefly"));
		return;
	}
	(void)snprintf(days, sizeof days, "%d", dearest.edge);
	SAY(check, N_("%1$s: part was held for fewer than %2$s days, which costs %3$s more; from %4$s it costs less"),
	    instrument->symbol, days, figure_money(dearest.charge, instrument->currency, charge),
	    date_format(dearest.falls, falls));
}

/* The tax of one line, with what it would save to wait against what that costs, where both are known. */
static void say_dividend_tax(const struct market *market, struct rebalancing *rebalancing, size_t line,
                             const struct dividend_tax_due *due)
{
	const struct market_row *row = &market->rows[market_index(market, rebalancing->proposal.lines[line].instrument_id)];
	const char *currency = row->instrument.currency;
	const double cost = waiting_cost(market, rebalancing, line, due->falls.days - market->as_of.days);
	struct check *check = add_check(rebalancing, "T18", CHECK_NOTICE);
	char tax[FIGURE_SIZE], dividends[FIGURE_SIZE], saved[FIGURE_SIZE], waiting[FIGURE_SIZE], falls[DATE_TEXT_SIZE];
	int64_t worth = 0;

	figure_money(due->tax, currency, tax);
	figure_money(due->dividends, currency, dividends);
	figure_money(due->saved, currency, saved);
	date_format(due->falls, falls);
	if (cost < 0.0 || cost > 9e18 || !market_convert(row, due->saved, &worth)) {
		SAY(check, N_("%1$s: %2$s of tax falls due on dividends of %3$s, as part was held for no more than a year; from %4$s "
		              "it is %5$s less"), row->instrument.symbol, tax, dividends, falls, saved);
		return;
	}
	figure_money(llround(cost), rebalancing->before->client.currency, waiting);
	SAY(check, (double)worth > cost ?
	               N_("%1$s: %2$s of tax falls due on dividends of %3$s; from %4$s it is %5$s less, and being off the plan "
	                  "until then costs about %6$s: this sale had better wait") :
	               N_("%1$s: %2$s of tax falls due on dividends of %3$s; from %4$s it is %5$s less, but being off the plan "
	                  "until then costs about %6$s: waiting does not pay"),
	    row->instrument.symbol, tax, dividends, falls, saved, waiting);
}

/* Tax on dividends that falls due with a sale: the largest is told. */
static void check_dividend_tax(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	struct dividend_tax_due dearest = {0};
	size_t largest = SIZE_MAX;
	int64_t worth;

	rebalancing->tax = 0;
	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];
		const struct market_row *row = &market->rows[market_index(market, line->instrument_id)];
		struct dividend_tax_due due;

		if (!is_dealt(rebalancing, i) || line->side != SIDE_SELL)
			continue;
		due = sale_terms_of(session_rules(session), &row->instrument, row->terms, &rebalancing->before->holdings,
		                    line->account_id, line->quantity, line->price, session_today(session)).tax;
		if (market_convert(row, due.tax, &worth))
			rebalancing->tax += worth; /* part of the cost, which fits */
		if (due.tax > dearest.tax) {
			dearest = due;
			largest = i;
		}
	}
	if (largest != SIZE_MAX)
		say_dividend_tax(market, rebalancing, largest, &dearest);
}

/* Money of the lines dealt of one instrument on one side, in the client's currency. */
static int64_t dealt_of(const struct rebalancing *rebalancing, int64_t instrument_id, enum trade_side side)
{
	int64_t worth = 0;

	for (size_t i = 0; i < rebalancing->proposal.line_count; i++)
		if (is_dealt(rebalancing, i) && rebalancing->proposal.lines[i].instrument_id == instrument_id &&
		    rebalancing->proposal.lines[i].side == side)
			worth += rebalancing->proposal.lines[i].worth;
	return worth;
}

/* What a limit of purchases leaves open of an instrument's place in the plan; the rest is bought on other days. */
static void say_limit(const struct market *market, struct rebalancing *rebalancing, const struct standing_line *line,
                      int64_t most)
{
	const struct market_row *row = &market->rows[line->row];
	const double value = (double)(rebalancing->before->value + rebalancing->options.cash_flow);
	const int64_t bought = dealt_of(rebalancing, row->instrument.id, SIDE_BUY);
	const double open = ((double)line->target_ppb / (double)PPB - rebalancing->after[line->row]) * value;
	char limit[FIGURE_SIZE], rest[FIGURE_SIZE], day[DATE_TEXT_SIZE];
	struct date changes;
	const bool is_open_ended = !dealing_terms_changes(row->terms, terms_dealing_day(row, market->as_of), DEALING_PURCHASES, &changes);
	int64_t worth = 0;
	struct check *check;

	(void)market_convert(row, most, &worth);
	if (open <= 0.0025 * value || (bought == 0 && most > 0) || bought < worth - worth / 4)
		return; /* it is where it should be, or the limit is not what keeps it away */
	check = add_check(rebalancing, "T17", CHECK_NOTICE);
	figure_money((int64_t)open, rebalancing->before->client.currency, rest);
	figure_money(most, row->instrument.currency, limit);
	if (most == 0 && is_open_ended)
		SAY(check, N_("%1$s cannot be bought at present; %2$s of its place in the plan stay open"), row->instrument.symbol, rest);
	else if (most == 0)
		SAY(check, N_("%1$s cannot be bought before %2$s; %3$s of its place in the plan stay open"), row->instrument.symbol,
		    date_format(terms_dealing_day(row, changes), day), rest);
	else if (is_open_ended)
		SAY(check, N_("%1$s: no more than %2$s may be bought a day; %3$s of its place in the plan stay open for later days"),
		    row->instrument.symbol, limit, rest);
	else
		SAY(check, N_("%1$s: no more than %2$s may be bought a day until %3$s; %4$s of its place in the plan stay open for later days"),
		    row->instrument.symbol, limit, date_format(date_add_days(changes, -1), day), rest);
}

static void say_no_sale(const struct market *market, const struct market_row *row, struct rebalancing *rebalancing)
{
	struct check *check = add_check(rebalancing, "T17", CHECK_NOTICE);
	struct date changes;
	char day[DATE_TEXT_SIZE];

	if (dealing_terms_changes(row->terms, terms_dealing_day(row, market->as_of), DEALING_SALES, &changes))
		SAY(check, N_("%1$s cannot be sold before %2$s; what is above its band stays"), row->instrument.symbol,
		    date_format(terms_dealing_day(row, changes), day));
	else
		SAY(check, N_("%1$s cannot be sold at present; what is above its band stays"), row->instrument.symbol);
}

enum { LIMITS_TOLD = 3 };

/* Limits and closures of purchase and sale, and a market that is closed. Nothing is said where no terms were stated. */
static void check_limits(const struct market *market, struct rebalancing *rebalancing)
{
	const size_t before = rebalancing->check_count;

	for (size_t i = 0; i < rebalancing->before->line_count; i++) {
		const struct standing_line *line = &rebalancing->before->lines[i];
		const struct market_row *row = &market->rows[line->row];
		const bool is_above = line->quantity > 0 && rebalancing->after[line->row] > (double)line->upper_ppb / (double)PPB + 1e-6;
		const struct date dealt = terms_dealing_day(row, market->as_of);
		int64_t most;

		if (row->terms == NULL || rebalancing->check_count >= before + LIMITS_TOLD)
			continue;
		if (!dealing_terms_may_sell(row->terms, dealt) && is_above) {
			say_no_sale(market, row, rebalancing);
		} else if (dealing_terms_most(row->terms, dealt, &most)) {
			say_limit(market, rebalancing, line, most);
		}
	}
	for (size_t i = 0; i < rebalancing->proposal.line_count && rebalancing->check_count < before + LIMITS_TOLD; i++) {
		const struct market_row *row = &market->rows[market_index(market, rebalancing->proposal.lines[i].instrument_id)];
		struct check *check;
		char day[DATE_TEXT_SIZE];

		if (!is_dealt(rebalancing, i) || calendar_is_open(row->calendar, market->as_of))
			continue;
		check = add_check(rebalancing, "T17", CHECK_NOTICE);
		SAY(check, N_("the market of %1$s is closed; the order is for %2$s"), row->instrument.symbol,
		    date_format(calendar_next(row->calendar, market->as_of), day));
		break;
	}
}

/* Money of a fund that is sold comes days later: what it pays for waits until then. */
static void check_proceeds(const struct market *market, struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	struct date comes = market->as_of;
	int64_t bought = 0, at_once = 0, later = 0, cash = rebalancing->options.cash_flow;
	const char *symbol = NULL;
	struct check *check;
	char waits[FIGURE_SIZE], money[FIGURE_SIZE], day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];
		const struct market_row *row = &market->rows[market_index(market, line->instrument_id)];
		const struct date arrives = terms_money_day(row, market->as_of);

		if (!is_dealt(rebalancing, i))
			continue;
		if (line->side == SIDE_BUY) {
			bought += line->worth + line->fee_worth;
		} else if (date_compare(arrives, market->as_of) > 0) {
			later += line->worth - line->fee_worth;
			if (date_compare(arrives, comes) > 0) {
				comes = arrives;
				symbol = row->instrument.symbol;
			}
		} else {
			at_once += line->worth - line->fee_worth;
		}
	}
	if (later == 0)
		return;
	for (size_t i = 0; i < rebalancing->before->holdings.account_count; i++)
		cash += rebalancing->before->holdings.cash[i];
	bought -= cash + at_once;
	check = add_check(rebalancing, "T04", bought > 0 ? CHECK_NOTICE : CHECK_PASSED);
	figure_money(later, rebalancing->before->client.currency, money);
	(void)date_format(comes, day);
	if (bought > 0)
		SAY(check, N_("%1$s of the sale of %2$s and others can be spent from %3$s on; purchases of %4$s wait until then"), money,
		    symbol, day, figure_money(bought, rebalancing->before->client.currency, waits));
	else
		SAY(check, N_("%1$s of the sale of %2$s and others can be spent from %3$s on; no purchase waits for it"), money, symbol, day);
}

/* Half of what was bought and sold in a year, these trades included, over the portfolio. */
static void check_turnover(struct session *session, struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	const double limit = session_rules(session)->annual_turnover;
	const double value = (double)(rebalancing->before->value + rebalancing->options.cash_flow);
	double dealt = (double)rebalancing->past.dealt, turnover;
	struct check *check;
	char share[FIGURE_SIZE], most[FIGURE_SIZE];

	for (size_t i = 0; i < proposal->line_count; i++)
		dealt += is_dealt(rebalancing, i) ? (double)proposal->lines[i].worth : 0.0;
	turnover = value > 0.0 ? dealt / 2.0 / value : 0.0;
	check = add_check(rebalancing, "T14", turnover > limit ? CHECK_LIMIT : CHECK_PASSED);
	SAY(check, turnover > limit ? N_("turnover over twelve months would be %1$s, above the limit of %2$s") :
	                              N_("turnover over twelve months is %1$s with these trades; the limit is %2$s"),
	    figure_percent(turnover, 1, share), figure_percent(limit, 1, most));
}

/* An order far above what is usual for the client is looked at twice: a digit too many is easily typed. */
static void check_usual_size(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	const int64_t median = rebalancing->past.median_order;
	const double multiple = session_rules(session)->order_multiple;
	const struct proposal_line *largest = NULL;
	struct check *check;
	char times[24], usual[FIGURE_SIZE], count[24];

	for (size_t i = 0; i < proposal->line_count; i++)
		if (is_dealt(rebalancing, i) && (largest == NULL || proposal->lines[i].worth > largest->worth))
			largest = &proposal->lines[i];
	if (median == 0 || largest == NULL) {
		check = add_check(rebalancing, "T08", CHECK_PASSED);
		(void)snprintf(count, sizeof count, "%zu", rebalancing->past.order_count);
		SAY(check, median == 0 ? N_("orders so far: %1$s, too few to say what is usual") : N_("no order"), count);
		return;
	}
	check = add_check(rebalancing, "T08", (double)largest->worth > multiple * (double)median ? CHECK_NOTICE : CHECK_PASSED);
	(void)snprintf(times, sizeof times, "%.1f", (double)largest->worth / (double)median);
	SAY(check, N_("the largest order, %1$s, is %2$s times the client's median order of %3$s"),
	    market->rows[market_index(market, largest->instrument_id)].instrument.symbol, times,
	    figure_money(median, rebalancing->before->client.currency, usual));
}

static void check_underway(struct rebalancing *rebalancing)
{
	const int64_t open = rebalancing->past.open_proposal;
	struct check *check = add_check(rebalancing, "T12", open != 0 ? CHECK_LIMIT : CHECK_PASSED);
	char number[24];

	(void)snprintf(number, sizeof number, "%lld", (long long)open);
	SAY(check, open != 0 ? N_("orders of proposal %1$s are not all executed; these trades may be dealt twice") :
	                       N_("no earlier order is still open"), number);
}

void trade_checks(struct session *session, const struct market *market, struct rebalancing *rebalancing)
{
	rebalancing->check_count = 0;
	rebalancing->worst = CHECK_PASSED;
	check_suitability(rebalancing);
	check_profile(rebalancing);
	check_cash(rebalancing);
	check_proceeds(market, rebalancing);
	check_order_size(session, market, rebalancing);
	check_usual_size(session, market, rebalancing);
	check_concentration(session, market, rebalancing);
	check_risk(rebalancing);
	check_underway(rebalancing);
	check_sale_terms(session, market, rebalancing);
	check_dividend_tax(session, market, rebalancing);
	check_turnover(session, rebalancing);
	check_price_age(market, rebalancing);
	check_limits(market, rebalancing);
}
