/* The notes on figures. */
#include "advice/base/figure_note.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/risk/risk_view.h"

#define LEDOIT_WOLF                                                                                                 \
	N_("Ledoit and Wolf, Honey, I Shrunk the Sample Covariance Matrix (2004); five years of weekly returns, "  \
	   "or as many as there are.")
#define EULER                                                                                                        \
	N_("Tasche, Risk Contributions and Performance Measurement (1999): the shares that add up to the whole.")
#define BANDS                                                                                                        \
	N_("The 5/25 rule of rebalancing (Swedroe), unless the client's mandate names another band.")
#define HOLDINGS N_("The holdings of the book at the last price known on the day; prices are those of the feeds and imports.")
#define PRICES N_("The closing prices that feeds and imports brought, with their source and time of arrival.")
#define GATE                                                                                                         \
	N_("The rules of suitability, a file with a source for each figure; see the FILES of ballast(1).")
#define LEDGER                                                                                                      \
	N_("The ledger and the closes of the book, replayed day by day; entries that were taken back are left out.")
#define CARINO                                                                                                       \
	N_("Brinson and Fachler, Measuring Non-US Equity Portfolio Performance (1985), day by day; linked after Carino, "   \
	   "Combining Attribution Effects over Time (1999).")
#define MANDATE N_("The mandate: what the client agreed to, a version for every change.")

const struct figure_note figure_notes[] = {
	{":value", N_("What is held, at the last price, plus cash, in the client's currency."),
	 "Σ quantity × price + cash", HOLDINGS},
	{"market:price", N_("The last price on or before the day, in the money of the instrument."), NULL, PRICES},
	{"market:week", N_("How the price moved in seven days; what was paid out meanwhile is not in it."),
	 N_("price / price seven days earlier − 1"), PRICES},
	{"market:age", N_("How many business days have passed since the price. Above what the rules allow it is too old to trade at."),
	 N_("business days from the date of the price to the day"), GATE},
	{"market:quality", N_("How far the price can be relied on: none, too old, a history too short for a risk estimate, or good."),
	 NULL, GATE},
	{"market:holders", N_("Clients in the book's currency who hold it on the day."), NULL, HOLDINGS},
	{"market:volatility", N_("How much a year's return varies: of an instrument as estimated, of a class as assumed."),
	 N_("√(52 × variance of weekly returns, shrunk)"), LEDOIT_WOLF},
	{"market:return", N_("What the class is expected to earn in a year, before the expense of the instrument."), NULL,
	 N_("The capital-market assumptions in force: a judgement, signed and dated.")},
	{"market:next", N_("When the feed may be asked again within the allowance its provider grants."), NULL,
	 N_("The declaration of the feed, and the requests made so far; see ballast-feeds(5).")},
	{"oversight:state", N_("Whether somebody has the alert in hand, or settled it. The watch alone ends it, when its cause is gone."),
	 NULL, N_("The steps recorded for the alert; the journal says who and why.")},
	{"oversight:drift", N_("How far the portfolio was from its plan when the trades were proposed, and would be after them."),
	 "½ Σ |w − t|", HOLDINGS},
	{"oversight:turnover", N_("What part of the portfolio the trades replace."),
	 N_("½ (bought + sold) / value"), HOLDINGS},
	{"oversight:days left", N_("Days until the proposal expires and must be made anew."),
	 N_("days the rules allow − days since it was made"), GATE},
	{"oversight:of book", N_("How much of all the clients' money stands in this one holding."),
	 N_("Σ value over clients / Σ value of everything"), HOLDINGS},
	{"oversight:largest", N_("The largest share it has in any one portfolio."), "max value / Σ value", HOLDINGS},
	{"oversight:hash", N_("The seal of the record: any change to it, or to one before it, gives another."),
	 "SHA-256(n | hash_{n-1} | record_n)",
	 N_("Haber and Stornetta, How to Time-Stamp a Digital Document (1991).")},
	{":week", N_("The return of the last seven days; money put in or taken out is not a return."),
	 N_("(value now − value seven days ago − money put in) / value seven days ago"), HOLDINGS},
	{"book:drift", N_("How far the whole portfolio is from its plan: the part of it that stands in the wrong place. 0 is "
			  "exactly on plan."),
	 "½ Σ |w − t|", N_("Half the sum of absolute differences, the one-way turnover that would bring every weight w to its "
			   "target t.")},
	{":drift", N_("How far one weight is from its target, in percentage points."), "w − t", HOLDINGS},
	{":risk/limit", N_("The volatility of what is held, against the most this client may bear. Over the limit no plan can be "
			   "proposed that keeps it there."),
	 N_("√(w' Σ w) a year, against the smaller of the class's volatility and the one at which one year in twenty loses "
	    "what was named as bearable"), LEDOIT_WOLF},
	{":alerts", N_("What ballast monitor or the weekly report found and nobody has settled: limits, prices, profiles, drift."),
	 NULL, N_("The rules of the monitor; ballast monitor finds them again.")},
	{":waits", N_("Proposals of this client that wait for a second person."), NULL,
	 N_("Nobody approves a proposal of one's own: four eyes on every trade.")},
	{":review", N_("The day the profile expires. Without a valid profile there is no advice."),
	 N_("day of the questionnaire + twelve months"), GATE},
	{":class", N_("What the client can and will bear, C1 (least) to C5 (most)."),
	 N_("the least of willingness, capacity and what caps them, cut at 20, 40, 60 and 80"), GATE},
	{"book:plan", N_("The candidate that was accepted: A core, B defensive, C growth."), NULL,
	 N_("The client's decision, in the record with figures, reasons and the name of who took it.")},
	{"book:state", N_("What should happen next, the most urgent reason first: blocked, no profile, rebalance, no price, old "
			  "prices, no plan, empty; in band needs nothing."),
	 NULL, BANDS},
	{":gain", N_("What selling today would bring above or below what was paid, before fees and taxes."),
	 N_("value − cost of the lots held"), N_("The lots of the book; their cost is what was paid with its fees.")},
	{":now", N_("The part of the portfolio that is in this asset today."), "value / Σ value", HOLDINGS},
	{":weight", N_("The part of the portfolio that is in this asset."), "value / Σ value", HOLDINGS},
	{"allocate:plan", N_("The weight the plan on the frontier gives the asset."),
	 N_("the weights w that maximise w'r − λ/2 w'Σw within all limits"),
	 N_("Markowitz, Portfolio Selection (1952); found exactly and checked by its optimality conditions.")},
	{":plan", N_("The weight the accepted plan gives the asset."), NULL,
	 N_("The plan in force; Allocate shows how it was chosen.")},
	{":target", N_("The weight the accepted plan gives the asset."), NULL,
	 N_("The plan in force; Allocate shows how it was chosen.")},
	{":Δ", N_("What the plan would change: above 0 it buys, below it sells."), N_("plan − now"), HOLDINGS},
	{":lower", N_("The least weight the asset may have."), NULL, MANDATE},
	{":upper", N_("The greatest weight the asset may have."), NULL, MANDATE},
	{":band", N_("Where the weight may be without a trade."), "t ± min(5 pp, t / 4)", BANDS},
	{":in", N_("The band, its target and the weight now: ░ the band, │ the target, ● now, ▓ the way outside."),
	 "t ± min(5 pp, t / 4)", BANDS},
	{":risk", N_("The part of the portfolio's volatility that comes from this asset; the shares add up to 100 %. One above "
		     "its weight makes the portfolio riskier, one below 0 makes it calmer."),
	 "w_i (Σ w)_i / (w' Σ w)", EULER},
	{":after", N_("The weight once the trades are dealt, in whole lots and after fees."), N_("value after the trades / value of the portfolio after them"),
	 HOLDINGS},
	{":trade", N_("What is bought (+) or sold (−), without the fee."), N_("quantity × price"),
	 N_("Whole lots nearest to the target that cash, minimums and locks allow.")},
	{":quantity", N_("Pieces to be dealt, a multiple of the lot."), NULL,
	 N_("The instrument's lot; sales take the oldest tax lots first.")},
	{":why", N_("The rule that asks for the trade."), NULL, BANDS},
	{":return", N_("What is expected in a year. It is an assumption of the house, dated and signed, never the past."),
	 "Σ w r", N_("The file of assumptions; see the FILES of ballast(1).")},
	{":volatility", N_("How far a year usually strays from its expectation, up or down: two years in three stay within one."),
	 "√(w' Σ w)", LEDOIT_WOLF},
	{":alone", N_("The volatility the asset would have by itself."), "√Σ_ii", LEDOIT_WOLF},
	{":carries", N_("Percentage points of the portfolio's volatility that come from this asset; they add up to it."),
	 "w_i (Σ w)_i / √(w' Σ w)", EULER},
	{":VaR", N_("The loss that is exceeded in five (or one) of a hundred such spans of time; it says nothing of how bad those are."),
	 N_("the 5 % (1 %) quantile of the returns, as a loss"), N_("Jorion, Value at Risk (2007).")},
	{":ES", N_("The mean loss in the worst five (or one) of a hundred such spans of time: how bad it is when it is bad."),
	 N_("mean of the losses beyond the value at risk"),
	 N_("Acerbi and Tasche, On the Coherence of Expected Shortfall (2002).")},
	{":correlation", N_("How far two holdings move together: 1 in step, 0 without relation, −1 against each other."),
	 "Σ_ij / √(Σ_ii Σ_jj)", LEDOIT_WOLF},
	{":funded", N_("How much of the goal what is set aside for it now would pay for, with the return of the plan."),
	 NULL, N_("The simulation on the screen Plan; its seed gives the same futures again.")},
	{":of", N_("In how many of a hundred simulated futures the goal is reached."),
	 N_("futures that reach it / futures drawn"), N_("The simulation on the screen Plan; its seed gives the same futures again.")},
	{"risk:result", N_("What the scenario does to the value, were it to happen to today's holdings."), "Σ w s",
	 N_("The file of scenarios, where each shock names its source; see ballast-scenarios(5).")},
	{"risk:bearable", N_("Whether the loss stays within the fall over a year the client accepts, question 8 of the profile."), NULL,
	 N_("The client's profile.")},
	{"risk:× to limit", N_("How many times the scenario it takes to lose what the client accepts; below 1 the scenario loses more."),
	 N_("the least m with −Σ w max(m s, −1) at the limit"), N_("Reverse stress testing: the question turned round.")},
	{"risk:by prices", N_("What the prices of that time would have done to today's holdings, from its first to its last day."),
	 N_("day by day, without rebalancing"), HOLDINGS},
	{"risk:deepest", N_("The deepest fall on that way."), "max (W_s − W_t) / W_s", "Magdon-Ismail, Atiya (2004)"},
	{"risk:no shock", N_("The part of the value for which the scenario has no shock; it is taken as unmoved."), "Σ w",
	 N_("The file of scenarios, where each shock names its source; see ballast-scenarios(5).")},
	{"risk:change", N_("What today's mix gained or lost then, rebalanced each week."), "W_t / W_s − 1", HOLDINGS},
	{"risk:prices", N_("Days with a price in the book."), NULL, HOLDINGS},
	{"performance:time-w.", N_("What the management earned: the return that does not depend on when money came and went, "
				   "after fees on trades and on the account."),
	 N_("Π (V_t − out) / (V_t-1 + in) − 1 over all valuations"),
	 N_("Bacon, Practical Portfolio Performance Measurement and Attribution (2008), chapter 3; GIPS 2020.")},
	{"performance:plan's", N_("What the plan returned: the target weights in force, brought back to them at each month's end and "
				  "with each new plan, without costs."),
	 N_("Σ w r, linked; adjusted closes"), N_("The plans the client accepted, each from its day on.")},
	{"performance:diff.", N_("How much more the portfolio returned than the plan, in percentage points."),
	 N_("time-weighted − plan"), LEDGER},
	{"performance:year", N_("The return a year of a period longer than a year; shorter ones are not annualised."),
	 N_("(1 + return)^(365 / days) − 1"), N_("GIPS 2020: returns of less than a year are not annualised.")},
	{"performance:money-w.", N_("What the investor earned: the rate at which all payments and the value at the end are worth "
				    "nothing together. /y marks a rate a year, the others are of the period. Where several rates solve "
				    "it, the line above the tables says so."),
	 N_("Σ c_i (1 + rate)^−(days_i / 365) = 0"),
	 N_("Bacon (2008), chapter 3; Hazen, A New Perspective on Multiple Internal Rates of Return (2003).")},
	{"performance:gain", N_("What was earned in money: value at the end less value at the begin and less what was paid in net; of a "
				"holding before fees."),
	 N_("end − begin − paid in + taken out"), LEDGER},
	{"performance:Dietz", N_("The return on the mean capital: what stands in for the exact chain where something held had no price."),
	 N_("(end − begin − flows) / (begin + Σ flow × share of the days it was there)"),
	 N_("Dietz, Pension Funds: Measuring Investment Performance (1966).")},
	{"performance:from", N_("The close the period begins with."), NULL, LEDGER},
	{"performance:held", N_("The mean weight over the days of the period."), N_("Σ weight × days / days"), LEDGER},
	{"performance:ret.", N_("The return of what was held of the class at the closes; dealing and fees have lines of their own."),
	 N_("Π (1 + r) − 1"), LEDGER},
	{"performance:alloc.", N_("The part of the difference that comes from holding more or less of a class than planned."),
	 N_("(w_p − w_b)(r_b − R_b); p held, b planned, R the whole"), CARINO},
	{"performance:select.", N_("The part of the difference that comes from holding other instruments within the class."),
	 N_("w_b (r_p − r_b)"), CARINO},
	{"performance:inter.", N_("The part of the difference that comes from both together."), N_("(w_p − w_b)(r_p − r_b)"), CARINO},
	{"performance:sum", N_("All three; with dealing (traded at another price than the close) and fees they add up to the difference "
			       "exactly."),
	 N_("allocation + selection + interaction"), CARINO},
	{"performance:brought", N_("What a holding added to the return; with the fees they add up to it exactly."),
	 N_("Σ k gain / capital of the day"), CARINO},
	{"performance:return", N_("The time-weighted return of the month; * marks a month that is not whole."), N_("Π (1 + r) − 1"), LEDGER},
	{"performance:in", N_("The time-weighted return since the record began."), N_("Π (1 + r) − 1"), LEDGER},
	{"performance:plan in", N_("The return of the plan since it began."), N_("Π (1 + r) − 1"),
	 N_("The plans the client accepted, each from its day on.")},
	{"performance:paid in", N_("Deposits and securities that came in, less what went out."), NULL, LEDGER},
	{"performance:month", N_("The last day of the month with a value; * marks a month that is not whole."), NULL, LEDGER},
	{0},
};

static const struct figure_note *find(const char *screen, const char *title, size_t length)
{
	char place[120];

	(void)snprintf(place, sizeof place, "%s:%.*s", screen, (int)length, title);
	for (const struct figure_note *note = figure_notes; note->place != NULL; note++) {
		if (strcmp(note->place, place) == 0)
			return note;
	}
	return NULL;
}

/* The figures of the whole portfolio carry their notes with them. */
static const struct figure_note *find_measure(const char *title)
{
	for (size_t i = 0; i < RISK_MEASURES; i++)
		if (strcmp(risk_definitions[i].title, title) == 0)
			return &risk_definitions[i].note;
	return NULL;
}

const struct figure_note *figure_note_find(const char *screen, const char *title)
{
	const struct figure_note *measure = strcmp(screen, "risk") == 0 ? find_measure(title) : NULL;
	size_t length = strlen(title);

	if (measure != NULL)
		return measure;

	/* "year VaR" is a VaR, "VaR 95 %" too. */
	if (strstr(title, "VaR") != NULL)
		return find("", "VaR", 3);
	if (strncmp(title, "ES ", 3) == 0 || strstr(title, " ES") != NULL)
		return find("", "ES", 2);
	while (length > 0) {
		const struct figure_note *note = find(screen, title, length);

		if (note == NULL)
			note = find("", title, length);
		if (note != NULL)
			return note;
		while (length > 0 && title[--length] != ' ') /* without its last word */
			;
	}
	return NULL;
}
