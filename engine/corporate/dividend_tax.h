/* What an individual owes on the dividends of Chinese shares by how long they were held when they are sold. */
#ifndef BALLAST_ENGINE_CORPORATE_DIVIDEND_TAX_H
#define BALLAST_ENGINE_CORPORATE_DIVIDEND_TAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/model/ledger.h"
#include "engine/model/rules.h"

/*
 * Dividends of shares listed in mainland China are paid whole; the tax follows when the shares are sold. Held from the day
 * they were acquired to the day before the transfer is settled, for up to a month (a month itself included) 20 % of the
 * dividends are owed, for more than a month and up to a year (included) 10 %, beyond that nothing. With months m_1 < m_2
 * and rates r_1 > r_2 of the rules, acquired on a and sold on s:
 *
 *     rate(a, s) = r_1 if s <= a + m_1 months,  r_2 if s <= a + m_2 months,  else 0
 *
 * "A month is held without a break from a day of the last month to the day before the same day of this one": acquired on
 * 8 January and sold on 8 February is one month, sold on the ninth is more. A month without that day ends with its last
 * one. The first acquired go first. A trade settles on the day it is dealt: the register counts shares at the day's close.
 *
 * Source: 财税〔2015〕101号 (in force 2015-09-08) arts. 1-2, with 财税〔2012〕85号 arts. 2-6 for what it leaves as it was; of
 * the month without the day 民法典 art. 202. The same for the Beijing exchange (财政部 税务总局公告2021年第33号) and the
 * NEEQ (财政部 税务总局 证监会公告2019年第78号, prolonged by 2024年第8号).
 *
 * Left out: shares out of profit (送股), which count as a dividend of their face value, since what is known of a bonus does
 * not tell them from shares out of reserves; their own day of acquisition, since lots keep the day of those they came of;
 * shares bought and sold on one day, of which the register sees the difference alone; restricted shares; B shares.
 */

/* Whether the rules tax dividends of the instrument so: shares in CNY, of the mainland as far as region and ISIN say. */
bool dividend_tax_applies(const struct rules *rules, const struct instrument *instrument);

/* The rate, millionths; in *falls (may be NULL) the first day on which it is lower, days 0 when the rate is 0. */
int64_t dividend_tax_rate(const struct rules *rules, struct date acquired, struct date sold, struct date *falls);

/* A dividend as one account received it. */
struct received_dividend {
	int64_t amount;                  /* before tax, millionths of the instrument's currency          */
	const struct lot *lots;          /* held at the close before the ex day                          */
	size_t count;
	double growth;                   /* units today for one of then: splits and bonus shares since, > 0 */
};

/*
 * Adds to lots[i].dividend the part of a dividend that was paid on what is left of it. Of Q held then, Q_a of them acquired
 * on day a, q of today's lots acquired on day a received
 *
 *     A Q_a / Q * q / max(Q_a g, q_a)
 *
 * with q_a all of today's of that day: what was transferred in since, of a day of which fewer were held, received nothing
 * here. A negative amount takes back what an entry said too much; a lot never falls below nothing.
 *
 * lots     of the same account and instrument, count.
 * STATUS_INVALID: nothing was held then, or a figure does not fit; lots are as they were.
 */
enum status dividend_tax_attribute(const struct received_dividend *paid, struct lot *lots, size_t count,
                                   struct error *err);

/* The tax of selling `part` of a lot on a day: rate * dividend * part / quantity, to a millionth, half up. */
int64_t dividend_tax_of(const struct rules *rules, const struct lot *lot, int64_t part, struct date sold);

/* What a sale owes, and what waiting would save. */
struct dividend_tax_due {
	int64_t tax;                     /* rounded half up to the unit; 0: nothing                      */
	int64_t dividends;               /* those it is owed on                                          */
	struct date falls;               /* the first day on which some of it falls away                 */
	int64_t saved;                   /* by selling the same on that day                              */
};

/* lots of one account and instrument in the order they are sold; quantity of them. unit as of money; 0: 1. */
struct dividend_tax_due dividend_tax_sale(const struct rules *rules, const struct lot *lots, size_t count,
                                          int64_t quantity, struct date sold, int64_t unit);

#endif
