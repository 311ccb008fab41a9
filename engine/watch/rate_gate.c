/* The gate for arriving exchange rates. */
#include "engine/watch/rate_gate.h"

#include <math.h>

static const double turned_slack = 0.1;   /* of a leap: nearer to the inverse than the market can have moved */
static const double parity_slack = 0.02;  /* without one */
static const double parity_least = 0.04;  /* nearer to 1 a pair and its inverse are the same */

static bool is_leap(struct rate_point one, struct rate_point other, const struct rate_terms *terms)
{
	const bool is_later = date_compare(one.date, other.date) > 0;
	const struct rate_point earlier = is_later ? other : one, later = is_later ? one : other;
	const int days = later.date.days - earlier.date.days;
	const double ratio = (double)later.value / (double)earlier.value;
	const double most = RATE_LEAP_LEAST * sqrt((double)(days > RATE_LEAP_DAYS ? days : RATE_LEAP_DAYS) / RATE_LEAP_DAYS);

	return fabs(log(ratio)) > most || (terms->leap_most > 0.0 && fabs(ratio - 1.0) > terms->leap_most);
}

/* ln v + ln w: 0 where one is the inverse of the other. */
static double apart_from_inverse(int64_t one, int64_t other)
{
	return fabs(log((double)one / (double)RATE_ONE) + log((double)other / (double)RATE_ONE));
}

static enum price_fault compare(struct rate_point rate, struct rate_point beside, const struct rate_terms *terms)
{
	const double ratio = (double)rate.value / (double)beside.value;
	const double inverse = apart_from_inverse(rate.value, beside.value);
	const int days = rate.date.days - beside.date.days;
	int top, bottom;

	if (!is_leap(rate, beside, terms)) {
		const bool is_near = days <= RATE_LEAP_DAYS && days >= -RATE_LEAP_DAYS;

		return is_near && fabs(log(ratio)) > parity_least && inverse <= parity_slack ? PRICE_TURNED : PRICE_FINE;
	}
	if (inverse <= turned_slack)
		return PRICE_TURNED;
	return price_is_of_unit(ratio, &top, &bottom) ? PRICE_OTHER_UNIT : PRICE_JUMP;
}

static bool is_plain(struct rate_point rate, const struct rate_terms *terms)
{
	return rate.value > 0 && date_compare(rate.date, terms->today) <= 0;
}

/* A first rate without a neighbour, against the two after it. */
static struct price_finding outvoted(const struct rate_point *arrivals, size_t count, const struct rate_terms *terms)
{
	struct price_finding finding = {.fault = PRICE_FINE};

	if (count < 3 || !is_plain(arrivals[1], terms) || !is_plain(arrivals[2], terms) ||
	    compare(arrivals[1], arrivals[2], terms) != PRICE_FINE || compare(arrivals[0], arrivals[2], terms) == PRICE_FINE)
		return finding;
	finding.fault = compare(arrivals[0], arrivals[1], terms);
	if (finding.fault != PRICE_FINE)
		finding.before = arrivals[1].value;
	return finding;
}

static bool arrives(struct date day, const struct rate_point *arrivals, size_t count)
{
	for (size_t i = 0; i < count && date_compare(arrivals[i].date, day) <= 0; i++)
		if (arrivals[i].date.days == day.days)
			return true;
	return false;
}

static enum status check(const struct rate_point *known, size_t known_count, const struct rate_point *arrivals,
                         size_t count, struct error *err)
{
	for (size_t i = 0; i < known_count; i++) {
		if (known[i].value <= 0)
			return error_set(err, STATUS_INVALID, "rate %zu of the series is not positive", i + 1);
		if (i > 0 && date_compare(known[i - 1].date, known[i].date) >= 0)
			return error_set(err, STATUS_INVALID, "rate %zu of the series is not after the one before it", i + 1);
	}
	for (size_t i = 1; i < count; i++)
		if (date_compare(arrivals[i - 1].date, arrivals[i].date) > 0)
			return error_set(err, STATUS_INVALID, "rate %zu that arrives is of a day before the one before it", i + 1);
	return STATUS_OK;
}

/* Where the judging stands: every day before this one is behind. */
struct passage {
	const struct rate_point *known;
	size_t known_count, at;      /* at: the first known one that is not of an earlier day                  */
	size_t after;                /* the first known one of a day that does not arrive                      */
	struct rate_point fine;      /* the last arrival that was; value 0: none                               */
};

/* The one to compare with; value 0: none. */
static struct rate_point neighbour(const struct passage *passage, struct date day)
{
	struct rate_point beside = passage->at > 0 ? passage->known[passage->at - 1] : (struct rate_point){.value = 0};

	if (passage->fine.value > 0 && date_compare(passage->fine.date, day) < 0 &&
	    (beside.value == 0 || date_compare(passage->fine.date, beside.date) >= 0))
		beside = passage->fine;
	if (beside.value == 0 && passage->after < passage->known_count)
		beside = passage->known[passage->after];
	return beside;
}

static struct price_finding judge(const struct passage *passage, const struct rate_point *arrivals, size_t count,
                                 const struct rate_terms *terms)
{
	const struct rate_point rate = arrivals[0];
	const bool is_known = passage->at < passage->known_count && passage->known[passage->at].date.days == rate.date.days;
	const struct rate_point beside = neighbour(passage, rate.date);
	struct price_finding finding = {.fault = PRICE_FINE};

	if (rate.value <= 0) {
		finding.fault = PRICE_NOT_POSITIVE;
	} else if (date_compare(rate.date, terms->today) > 0) {
		finding.fault = PRICE_IN_FUTURE;
	} else if (passage->fine.value > 0 && passage->fine.date.days == rate.date.days) {
		finding.fault = passage->fine.value != rate.value ? PRICE_TWICE : PRICE_FINE;
		finding.before = passage->fine.value;
	} else if (is_known && passage->known[passage->at].value == rate.value) {
		finding.before = rate.value;
	} else if (beside.value > 0) {
		finding = (struct price_finding){.fault = compare(rate, beside, terms), .before = beside.value};
	} else {
		finding = outvoted(arrivals, count, terms);
	}
	return finding;
}

enum status rate_gate(const struct rate_point *known, size_t known_count, const struct rate_point *arrivals, size_t count,
                      const struct rate_terms *terms, struct price_finding *findings, struct error *err)
{
	struct passage passage = {.known = known, .known_count = known_count};
	const enum status status = check(known, known_count, arrivals, count, err);

	if (status != STATUS_OK)
		return status;
	while (passage.after < known_count && arrives(known[passage.after].date, arrivals, count))
		passage.after++;
	for (size_t i = 0; i < count; i++) {
		while (passage.at < known_count && date_compare(known[passage.at].date, arrivals[i].date) < 0)
			passage.at++;
		findings[i] = judge(&passage, arrivals + i, count - i, terms);
		if (findings[i].fault == PRICE_FINE)
			passage.fine = arrivals[i];
	}
	return STATUS_OK;
}
