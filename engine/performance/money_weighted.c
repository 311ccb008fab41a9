/* The rate that makes an investor's amounts worth nothing, and worth at a given rate. */
#include "engine/performance/performance.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/sum.h"

static const double days_a_year = 365.0;

/* The scan of x = ln(1 + rate). The step is about half a percent point of rate a year near zero. */
enum { SCAN_POINTS = 2000 };
static const double lowest_growth = 1e-6, highest_growth = 1e3;

/* An extremum of f this close to zero, relative to the sum of its absolute terms, is a double root and not a near miss. */
static const double touching = 1e-14;

enum status performance_present_value_on_dates(double rate, const struct dated_amount *amounts, size_t count,
                                               double *value, struct error *err)
{
	struct sum sum = {0};
	int32_t first = count > 0 ? amounts[0].date.days : 0;

	if (!isfinite(rate) || rate <= -1.0)
		return error_set(err, STATUS_INVALID, "the rate is %g; it must be finite and above -1", rate);
	for (size_t i = 0; i < count; i++)
		if (amounts[i].date.days < first)
			first = amounts[i].date.days;
	for (size_t i = 0; i < count; i++) {
		const double years = (amounts[i].date.days - first) / days_a_year;
		const double term = amounts[i].amount * exp(-log1p(rate) * years);

		if (!isfinite(amounts[i].amount) || !isfinite(term))
			return error_set(err, STATUS_INVALID, "amount %zu, %g, has no finite value at a rate of %g", i + 1,
			                 amounts[i].amount, rate);
		sum_add(&sum, term);
	}
	*value = sum_value(&sum);
	return STATUS_OK;
}

enum status performance_present_value(double rate, const double *amounts, size_t count, double *value,
                                      struct error *err)
{
	struct sum sum = {0};

	if (!isfinite(rate) || rate <= -1.0)
		return error_set(err, STATUS_INVALID, "the rate is %g; it must be finite and above -1", rate);
	for (size_t i = 0; i < count; i++) {
		const double term = amounts[i] * pow(1.0 + rate, -(double)i);

		if (!isfinite(amounts[i]) || !isfinite(term))
			return error_set(err, STATUS_INVALID, "amount %zu, %g, has no finite value at a rate of %g", i + 1,
			                 amounts[i], rate);
		sum_add(&sum, term);
	}
	*value = sum_value(&sum);
	return STATUS_OK;
}

/* Amounts in years from the first, one a day, none zero, scaled so that the largest is 1. */
struct flow_line {
	size_t count;
	double *years, *amounts; /* owned: years is the block, amounts its second half */
	int days;
};

static int by_date(const void *a, const void *b)
{
	return date_compare(((const struct dated_amount *)a)->date, ((const struct dated_amount *)b)->date);
}

static enum status flow_line_init(struct flow_line *line, const struct dated_amount *amounts, size_t count,
                                  struct error *err)
{
	struct dated_amount *sorted;
	double largest = 0.0;
	size_t kept = 0;

	if (count == 0)
		return error_set(err, STATUS_INVALID, "no amounts were given");
	for (size_t i = 0; i < count; i++)
		if (!isfinite(amounts[i].amount))
			return error_set(err, STATUS_INVALID, "amount %zu is %g; it must be finite", i + 1, amounts[i].amount);
		else if (fabs(amounts[i].amount) > largest)
			largest = fabs(amounts[i].amount);
	sorted = calloc(count, sizeof *sorted);
	line->years = calloc(count, 2 * sizeof *line->years);
	if (sorted == NULL || line->years == NULL) {
		free(sorted);
		free(line->years);
		return error_set(err, STATUS_NO_MEMORY, "%zu amounts do not fit", count);
	}
	line->amounts = line->years + count;
	for (size_t i = 0; i < count; i++)
		sorted[i] = amounts[i];
	qsort(sorted, count, sizeof *sorted, by_date);
	for (size_t i = 0; i < count;) {
		struct sum day = {0};
		const struct date date = sorted[i].date;

		for (; i < count && date_compare(sorted[i].date, date) == 0; i++)
			sum_add(&day, largest > 0.0 ? sorted[i].amount / largest : 0.0);
		if (sum_value(&day) == 0.0)
			continue;
		line->years[kept] = date.days;
		line->amounts[kept++] = sum_value(&day);
	}
	line->count = kept;
	line->days = kept > 0 ? (int)(line->years[kept - 1] - line->years[0]) : 0;
	for (size_t i = kept; i > 0; i--)
		line->years[i - 1] = (line->years[i - 1] - line->years[0]) / days_a_year;
	free(sorted);
	return STATUS_OK;
}

/*
 * f(x), for x < 0 multiplied by exp(x t_last) so that no term exceeds its amount. The sign is f's, and f is continuous
 * at 0 all the same. size, which may be NULL, is the sum of the absolute terms.
 */
static double worth(const struct flow_line *line, double x, double *size)
{
	const double from = x < 0.0 ? line->years[line->count - 1] : 0.0;
	struct sum sum = {0};

	if (size != NULL)
		*size = 0.0;
	for (size_t i = 0; i < line->count; i++) {
		const double term = line->amounts[i] * exp(-x * (line->years[i] - from));

		sum_add(&sum, term);
		if (size != NULL)
			*size += fabs(term);
	}
	return sum_value(&sum);
}

/* Brent's zero of f in [a, b], where it changes sign: inverse quadratic or secant steps, bisection when they stray. */
static double brent(const struct flow_line *line, double a, double b)
{
	const double tolerance = 1e-14; /* in x: two orders inside what is promised */
	double fa = worth(line, a, NULL), fb = worth(line, b, NULL), c = a, fc = fa, step = b - a, last = step;

	for (int round = 0; round < 200 && fb != 0.0; round++) {
		double middle, p, q, near;

		if ((fb > 0.0) == (fc > 0.0)) {
			c = a;
			fc = fa;
			step = last = b - a;
		}
		if (fabs(fc) < fabs(fb)) {
			a = b, b = c, c = a;
			fa = fb, fb = fc, fc = fa;
		}
		near = 2.0 * 2.2e-16 * fabs(b) + tolerance / 2.0;
		middle = (c - b) / 2.0;
		if (fabs(middle) <= near)
			break;
		if (fabs(last) < near || fabs(fa) <= fabs(fb)) {
			step = last = middle;
		} else {
			const double s = fb / fa, r = fb / fc, t = fa / fc;

			p = a == c ? 2.0 * middle * s : s * (2.0 * middle * t * (t - r) - (b - a) * (r - 1.0));
			q = a == c ? 1.0 - s : (t - 1.0) * (r - 1.0) * (s - 1.0);
			if (p > 0.0)
				q = -q;
			p = fabs(p);
			if (2.0 * p < fmin(3.0 * middle * q - fabs(near * q), fabs(last * q))) {
				last = step;
				step = p / q;
			} else {
				step = last = middle;
			}
		}
		a = b;
		fa = fb;
		b += fabs(step) > near ? step : copysign(near, middle);
		fb = worth(line, b, NULL);
	}
	return b;
}

/* Where |f| is least between a and b, by golden sections; f does not change sign at both ends. */
static double turning_point(const struct flow_line *line, double a, double b, double sign)
{
	const double golden = (sqrt(5.0) - 1.0) / 2.0;
	double low = b - golden * (b - a), high = a + golden * (b - a);
	double at_low = sign * worth(line, low, NULL), at_high = sign * worth(line, high, NULL);

	while (b - a > 1e-10) { /* a minimum is only as sharp as the root of the rounding */
		if (at_low < at_high) {
			b = high;
			high = low, at_high = at_low;
			low = b - golden * (b - a);
			at_low = sign * worth(line, low, NULL);
		} else {
			a = low;
			low = high, at_low = at_high;
			high = a + golden * (b - a);
			at_high = sign * worth(line, high, NULL);
		}
	}
	return at_low < at_high ? low : high;
}

static void keep_root(struct internal_rate *result, double x)
{
	if (result->root_count < INTERNAL_RATE_ROOTS)
		result->roots[result->root_count++] = expm1(x);
}

/* Two roots, or one of multiplicity two, between grid points where f has one sign and comes closest to zero. */
static void keep_turning_roots(const struct flow_line *line, double a, double b, double sign,
                               struct internal_rate *result)
{
	const double x = turning_point(line, a, b, sign);
	double size;
	const double value = sign * worth(line, x, &size);

	if (value < -touching * size) {
		keep_root(result, brent(line, a, x));
		keep_root(result, brent(line, x, b));
	} else if (value <= touching * size) {
		keep_root(result, x);
	}
}

/*
 * At most how many roots lie at x > 0 (forwards) or x < 0 (backwards): the changes of sign in the running sums of the amounts
 * from that end, by Laguerre's extension of Descartes' rule to sums of exponentials. A sum that rounding could turn
 * makes no bound: then line->count, which is more than there can be.
 */
static size_t root_bound(const struct flow_line *line, bool is_backwards)
{
	const double rounding = 1e-13;
	struct sum running = {0};
	double gross = 0.0;
	size_t changes = 0;
	int sign = 0;

	for (size_t i = 0; i < line->count; i++) {
		const double amount = line->amounts[is_backwards ? line->count - 1 - i : i];
		int now;

		sum_add(&running, amount);
		gross += fabs(amount);
		if (fabs(sum_value(&running)) <= rounding * gross)
			return line->count;
		now = sum_value(&running) > 0.0 ? 1 : -1;
		changes += sign != 0 && now != sign;
		sign = now;
	}
	return changes;
}

/* The only root, on the side of 0 that has one, if it lies within the range of the scan. */
static void find_only_root(const struct flow_line *line, double end, struct internal_rate *result)
{
	const double at_zero = worth(line, 0.0, NULL);
	double from = 0.0, to = copysign(0.125, end);

	while (fabs(to) < fabs(end) && (worth(line, to, NULL) > 0.0) == (at_zero > 0.0)) {
		from = to;
		to *= 2.0;
	}
	if (fabs(to) >= fabs(end))
		to = end;
	if ((worth(line, to, NULL) > 0.0) != (at_zero > 0.0))
		keep_root(result, brent(line, from, to));
}

static void scan_roots(const struct flow_line *line, struct internal_rate *result)
{
	const double low = log(lowest_growth), high = log(highest_growth);
	double x[3] = {0}, f[3] = {0};

	for (size_t k = 0; k < SCAN_POINTS; k++) {
		x[0] = x[1], f[0] = f[1];
		x[1] = x[2], f[1] = f[2];
		x[2] = low + (high - low) * (double)k / (SCAN_POINTS - 1);
		f[2] = worth(line, x[2], NULL);
		if (f[2] == 0.0)
			keep_root(result, x[2]);
		else if (k > 0 && f[1] != 0.0 && (f[1] > 0.0) != (f[2] > 0.0))
			keep_root(result, brent(line, x[1], x[2]));
		else if (k > 1 && f[0] * f[1] > 0.0 && f[1] * f[2] > 0.0 && fabs(f[1]) <= fabs(f[0]) &&
		         fabs(f[1]) <= fabs(f[2]))
			keep_turning_roots(line, x[0], x[2], f[1] > 0.0 ? 1.0 : -1.0, result);
	}
}

/* Savers mostly have one root, which is found at once; only amounts that could have several are scanned. */
static void find_roots(const struct flow_line *line, struct internal_rate *result)
{
	const size_t above = root_bound(line, false), below = root_bound(line, true);

	if (above + below > 1)
		scan_roots(line, result);
	else if (above == 1)
		find_only_root(line, log(highest_growth), result);
	else if (below == 1)
		find_only_root(line, log(lowest_growth), result);
}

/* The annualised Modified Dietz return of the amounts, which says which of several rates is meant. */
static struct figure guide(const struct flow_line *line)
{
	const double length = line->years[line->count - 1];
	struct sum gain = {0}, capital = {0};
	double dietz;

	for (size_t i = 0; i < line->count; i++) {
		sum_add(&gain, line->amounts[i]);
		sum_add(&capital, -line->amounts[i] * (length - line->years[i]) / length);
	}
	if (!(sum_value(&capital) > 0.0))
		return figure_missing(FIGURE_SMALL_CAPITAL);
	dietz = sum_value(&gain) / sum_value(&capital);
	return dietz > -1.0 ? figure_of(expm1(log1p(dietz) / length)) : figure_missing(FIGURE_TOTAL_LOSS);
}

static void choose(struct internal_rate *result)
{
	const double wanted = figure_stands(result->guide) ? result->guide.value : 0.0;
	double rate = result->roots[0];

	for (size_t i = 1; i < result->root_count; i++)
		if (fabs(result->roots[i] - wanted) < fabs(rate - wanted))
			rate = result->roots[i];
	result->annual = figure_of(rate);
	result->period = figure_of(expm1(log1p(rate) * result->days / days_a_year));
	result->is_multiple = result->root_count > 1;
}

enum status performance_internal_rate(const struct dated_amount *amounts, size_t count, struct internal_rate *result,
                                      struct error *err)
{
	struct internal_rate answer = {0};
	struct flow_line line = {0};
	bool is_in = false, is_out = false;
	const enum status status = flow_line_init(&line, amounts, count, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < line.count; i++) {
		is_in |= line.amounts[i] < 0.0;
		is_out |= line.amounts[i] > 0.0;
	}
	answer.days = line.days;
	answer.is_short = line.days < days_a_year;
	if (is_in && is_out) {
		answer.guide = guide(&line);
		find_roots(&line, &answer);
	} else {
		answer.guide = figure_missing(FIGURE_ONE_SIDED);
	}
	if (answer.root_count > 0)
		choose(&answer);
	else
		answer.annual = answer.period = figure_missing(is_in && is_out ? FIGURE_NO_ROOT : FIGURE_ONE_SIDED);
	free(line.years);
	*result = answer;
	return STATUS_OK;
}
