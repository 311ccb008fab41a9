/* Tax on dividends by days held: a rate of two steps, and whose dividend it was. */
#include "engine/corporate/dividend_tax.h"

#include <math.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/base/text.h"

enum { STEPS = 2, MONTHS = 600 }; /* no holding of shares is longer than a date can say */

bool dividend_tax_applies(const struct rules *rules, const struct instrument *instrument)
{
	return text_equal_fold(rules->jurisdiction, "CN") && rules->dividend_tax[0] > 0.0 &&
	       text_equal_fold(instrument->kind, "stock") && instrument->asset_class == ASSET_EQUITY &&
	       strcmp(instrument->currency, "CNY") == 0 &&
	       (instrument->region[0] == '\0' || text_equal_fold(instrument->region, "CN")) &&
	       (instrument->isin[0] == '\0' || strncmp(instrument->isin, "CN", 2) == 0);
}

/* The last day on which a step holds. */
static struct date last_day(const struct rules *rules, struct date acquired, int step)
{
	return date_add_months(acquired, (int)fmin(fmax(rules->dividend_tax_months[step], 0.0), MONTHS));
}

int64_t dividend_tax_rate(const struct rules *rules, struct date acquired, struct date sold, struct date *falls)
{
	if (falls != NULL)
		*falls = (struct date){0};
	for (int i = 0; i < STEPS; i++) {
		const struct date last = last_day(rules, acquired, i);

		if (date_compare(sold, last) > 0)
			continue;
		if (falls != NULL && rules->dividend_tax[i] > 0.0) /* rates that do not fall are one step */
			*falls = date_add_days(i + 1 < STEPS && rules->dividend_tax[i + 1] >= rules->dividend_tax[i] ?
			                               last_day(rules, acquired, i + 1) : last, 1);
		return llround(rules->dividend_tax[i] * (double)MICROS);
	}
	return 0;
}

/* Units acquired on a day. */
static int64_t of_day(const struct lot *lots, size_t count, struct date acquired)
{
	int64_t quantity = 0;

	for (size_t i = 0; i < count; i++)
		if (date_compare(lots[i].acquired, acquired) == 0)
			quantity += lots[i].quantity;
	return quantity;
}

/* The part of the dividend that what is left of a lot received. */
static bool part_of(const struct received_dividend *paid, int64_t held, const struct lot *lots, size_t count,
                    const struct lot *lot, int64_t *part)
{
	const int64_t then = of_day(paid->lots, paid->count, lot->acquired), now = of_day(lots, count, lot->acquired);
	const double become = round((double)then * paid->growth);
	int64_t day;

	if (then == 0) {
		*part = 0;
		return true;
	}
	return become >= 1.0 && become < 9e18 &&
	       decimal_multiply_divide(paid->amount, then, held, ROUND_HALF_EVEN, &day) &&
	       decimal_multiply_divide(day, lot->quantity, now > (int64_t)become ? now : (int64_t)become, ROUND_HALF_EVEN,
	                               part);
}

enum status dividend_tax_attribute(const struct received_dividend *paid, struct lot *lots, size_t count,
                                   struct error *err)
{
	int64_t held = 0, part, sum;

	for (size_t i = 0; i < paid->count; i++)
		if (__builtin_add_overflow(held, paid->lots[i].quantity, &held))
			return error_set(err, STATUS_INVALID, "the lots together hold more than can be counted");
	if (held <= 0)
		return error_set(err, STATUS_INVALID, "a dividend was paid and nothing was held");
	/* Two rounds: the first proves that every figure fits, the second writes. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < count; i++) {
			if (!part_of(paid, held, lots, count, &lots[i], &part) ||
			    __builtin_add_overflow(lots[i].dividend, part, &sum))
				return error_set(err, STATUS_INVALID, "the dividend of lot[%zu] does not fit", i);
			if (round == 1)
				lots[i].dividend = sum > 0 ? sum : 0;
		}
	}
	return STATUS_OK;
}

/* The dividends of a part of a lot. */
static int64_t dividend_of(const struct lot *lot, int64_t part)
{
	int64_t dividend = 0;

	if (lot->quantity > 0 && part <= lot->quantity)
		(void)decimal_multiply_divide(lot->dividend, part, lot->quantity, ROUND_HALF_UP, &dividend); /* not above it */
	return dividend;
}

int64_t dividend_tax_of(const struct rules *rules, const struct lot *lot, int64_t part, struct date sold)
{
	int64_t tax = 0;

	if (lot->dividend > 0)
		(void)decimal_multiply(dividend_of(lot, part), dividend_tax_rate(rules, lot->acquired, sold, NULL), ROUND_HALF_UP,
		                       &tax); /* the rate is below one: it fits */
	return tax;
}

/* The sum of the sale on a day, rounded. */
static int64_t tax_on(const struct rules *rules, const struct lot *lots, size_t count, int64_t quantity, struct date sold,
                      int64_t unit)
{
	int64_t tax = 0;

	for (size_t i = 0; i < count && quantity > 0; i++) {
		const int64_t part = quantity < lots[i].quantity ? quantity : lots[i].quantity;

		tax += dividend_tax_of(rules, &lots[i], part, sold);
		quantity -= part;
	}
	(void)decimal_round(tax, unit > 0 ? unit : 1, ROUND_HALF_UP, &tax);
	return tax;
}

struct dividend_tax_due dividend_tax_sale(const struct rules *rules, const struct lot *lots, size_t count,
                                          int64_t quantity, struct date sold, int64_t unit)
{
	struct dividend_tax_due due = {.tax = tax_on(rules, lots, count, quantity, sold, unit)};
	int64_t left = quantity;

	for (size_t i = 0; i < count && left > 0; i++) {
		const int64_t part = left < lots[i].quantity ? left : lots[i].quantity;
		struct date falls;

		left -= part;
		if (lots[i].dividend <= 0 || dividend_tax_rate(rules, lots[i].acquired, sold, &falls) == 0)
			continue;
		due.dividends += dividend_of(&lots[i], part);
		if (due.falls.days == 0 || date_compare(falls, due.falls) < 0)
			due.falls = falls;
	}
	if (due.tax > 0)
		due.saved = due.tax - tax_on(rules, lots, count, quantity, due.falls, unit);
	return due;
}
