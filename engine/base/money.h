/*
 * Money, quantities and prices as integers of a millionth, with checked arithmetic and named rounding.
 * Binary floating point meets them at two doors only: decimal_to_double on the way into the numerics and
 * decimal_from_double on the way back.
 */
#ifndef BALLAST_ENGINE_BASE_MONEY_H
#define BALLAST_ENGINE_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

#define MICROS INT64_C(1000000)   /* millionths in one */
#define PPB INT64_C(1000000000)   /* weights at rest: parts of a billion, so that they sum exactly to one */

enum { DECIMAL_TEXT_SIZE = 28 };

/*
 * HALF_EVEN   accruals, exchange rates, allocation of fees
 * HALF_UP     away from zero at the half: fund shares and amounts (by contract)
 * FLOOR       toward minus infinity: what one can afford
 * CEILING     toward plus infinity
 * TRUNCATE    toward zero
 * AWAY        away from zero: fees the client pays, where the rule says so
 */
enum rounding { ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING, ROUND_TRUNCATE, ROUND_AWAY };

/*
 * value rounded to a multiple of unit (> 0), both in millionths: 2.345 to unit 10000 (a cent) is 2.34 half-even.
 * False when the result does not fit.
 */
bool decimal_round(int64_t value, int64_t unit, enum rounding rounding, int64_t *result);

/* a * b / c through 128 bits, rounded to an integer. c != 0. False when the result does not fit. */
bool decimal_multiply_divide(int64_t a, int64_t b, int64_t c, enum rounding rounding, int64_t *result);

/* quantity * price, both millionths, to millionths of money. */
bool decimal_multiply(int64_t quantity, int64_t price, enum rounding rounding, int64_t *result);

/*
 * What a broker takes of an amount: fraction (millionths) of it, at least minimum, rounded half up to unit (0: 1); 0 for
 * an amount that is not positive.
 */
int64_t decimal_fee(int64_t amount, int64_t fraction, int64_t minimum, int64_t unit);

/*
 * Reads [-]digits[.digits] and nothing else: no exponent, no grouping, no NaN, no blank, no full-width digit.
 * More than six decimals are an error in decimal_parse and rounded half-even in decimal_parse_rounded
 * (adjusted prices come with fifteen). Both ends are alike, +-9223372036854.775807, so that the sign of what was read can
 * be turned. STATUS_INVALID names the text.
 */
enum status decimal_parse(const char *text, int64_t *micros, struct error *err);
enum status decimal_parse_rounded(const char *text, int64_t *micros, struct error *err);

/* Exact, shortest: "12.5", "-0.000001", "0". Never "-0". */
char *decimal_format(int64_t micros, char text[DECIMAL_TEXT_SIZE]);

/* With a fixed number of decimals 0..6, rounded half-even, without grouping. Never "-0.00". */
char *decimal_format_fixed(int64_t micros, int decimals, char text[DECIMAL_TEXT_SIZE]);

double decimal_to_double(int64_t micros);

/* To the nearest millionth by the named rounding. STATUS_INVALID when not finite or out of range. */
enum status decimal_from_double(double value, enum rounding rounding, int64_t *micros, struct error *err);

/*
 * total split in proportion to weights[count] >= 0 (not all zero) so that the parts sum exactly to total: largest
 * remainder, ties to the lowest index. A negative total is split as its absolute value and the sign restored.
 * total and parts in any integer unit. False when weights are unusable.
 */
bool decimal_allocate(int64_t total, const int64_t *weights, size_t count, int64_t *parts);

/* The same for fractions w_i (sum near one) to parts of a billion that sum exactly to PPB. Values below 0 become 0. */
bool weights_to_ppb(const double *weights, size_t count, int64_t *ppb);

/* An amount with its currency. */
struct money {
	int64_t micros;
	char currency[4]; /* ISO 4217, upper case */
};

/* Decimals of a currency's minor unit: CNY 2, JPY 0, KWD 3; 2 for one not listed. */
int currency_decimals(const char currency[4]);

/* The smallest unit in millionths: CNY 10000. */
int64_t currency_unit(const char currency[4]);

/* Three capital letters. */
bool currency_is_valid(const char *text);

/* "1,284,310.00": grouped, minor unit, half-even; for reading only. */
char *money_format(struct money money, char text[40]);

/* STATUS_INVALID on overflow or different currencies. */
enum status money_add(struct money a, struct money b, struct money *result, struct error *err);

#endif
