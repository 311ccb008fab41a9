/* Terms of dealing: windows, steps, and what makes no sense. */
#include "engine/model/dealing_terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/money.h"

enum { DAYS_MOST = 30, HELD_MOST = 3660 };

static const char *const kind_names[DEALING_KINDS] = {
	[DEALING_LIMIT] = "limit", [DEALING_BUY_CLOSED] = "buy_closed", [DEALING_SELL_CLOSED] = "sell_closed",
};

const char *dealing_kind_name(enum dealing_kind kind)
{
	return kind_names[kind];
}

bool dealing_kind_parse(const char *name, enum dealing_kind *kind)
{
	for (size_t i = 0; i < DEALING_KINDS; i++)
		if (strcmp(name, kind_names[i]) == 0) {
			*kind = (enum dealing_kind)i;
			return true;
		}
	return false;
}

/* ---- windows ---------------------------------------------------------------------------------------------------------- */

bool dealing_window_holds(const struct dealing_window *window, struct date day)
{
	return (window->from.days == 0 || date_compare(day, window->from) >= 0) && !dealing_window_is_over(window, day);
}

bool dealing_window_is_over(const struct dealing_window *window, struct date day)
{
	return window->until.days != 0 && date_compare(day, window->until) > 0;
}

bool dealing_window_is_same(const struct dealing_window *a, const struct dealing_window *b)
{
	return a->kind == b->kind && a->amount == b->amount && date_compare(a->from, b->from) == 0 &&
	       date_compare(a->until, b->until) == 0;
}

static int64_t last_day(const struct dealing_window *window)
{
	return window->until.days != 0 ? window->until.days : INT32_MAX;
}

static int64_t first_day(const struct dealing_window *window)
{
	return window->from.days != 0 ? window->from.days : INT32_MIN;
}

int dealing_window_compare(const void *a, const void *b)
{
	const struct dealing_window *x = a, *y = b;
	const int64_t keys[][2] = {{first_day(x), first_day(y)}, {last_day(x), last_day(y)}, {x->kind, y->kind}, {x->amount, y->amount}};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

enum status dealing_window_check(const struct dealing_window *window, struct error *err)
{
	if (window->kind == DEALING_LIMIT ? window->amount <= 0 : window->amount != 0)
		return error_set(err, STATUS_INVALID, "a limit on purchases a day is above 0; what is closed has its own days");
	if (first_day(window) > last_day(window))
		return error_set(err, STATUS_INVALID, "a span of days ends before it begins");
	return STATUS_OK;
}

static bool is_among(const struct dealing_window *list, size_t count, const struct dealing_window *window)
{
	for (size_t i = 0; i < count; i++)
		if (dealing_window_is_same(&list[i], window))
			return true;
	return false;
}

/* Whether one of them says the same of every day of the window. */
static bool is_covered(const struct dealing_window *list, size_t count, const struct dealing_window *window)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == window->kind && list[i].amount == window->amount && first_day(&list[i]) <= first_day(window) &&
		    last_day(&list[i]) >= last_day(window))
			return true;
	return false;
}

static size_t keep_once(struct dealing_window *list, size_t count, const struct dealing_window *window)
{
	if (is_among(list, count, window))
		return count;
	list[count] = *window;
	return count + 1;
}

static size_t in_order(struct dealing_window *list, size_t count)
{
	if (count > 0)
		qsort(list, count, sizeof *list, dealing_window_compare);
	return count;
}

size_t dealing_windows_restate(const struct dealing_window *windows, size_t count, const struct dealing_window *stated,
                               size_t stated_count, struct date today, struct dealing_window *result)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		struct dealing_window kept = windows[i];

		if (!is_among(stated, stated_count, &kept) && !dealing_window_is_over(&kept, today)) {
			kept.until = date_add_days(today, -1);
			if (first_day(&kept) > kept.until.days || is_covered(stated, stated_count, &kept))
				continue; /* it never held, or is stated with another end */
		}
		length = keep_once(result, length, &kept);
	}
	for (size_t i = 0; i < stated_count; i++)
		length = keep_once(result, length, &stated[i]);
	return in_order(result, length);
}

size_t dealing_windows_add(const struct dealing_window *windows, size_t count, const struct dealing_window *window,
                           struct dealing_window *result)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++)
		length = keep_once(result, length, &windows[i]);
	return in_order(result, keep_once(result, length, window));
}

/* The part of a window that ends before a day, and the part that begins after one; false: nothing is left of it. */
static bool part_before(const struct dealing_window *window, struct date day, struct dealing_window *part)
{
	*part = *window;
	if (day.days == 0 || first_day(window) >= day.days)
		return false;
	if (last_day(window) >= day.days)
		part->until = date_add_days(day, -1);
	return true;
}

static bool part_after(const struct dealing_window *window, struct date day, struct dealing_window *part)
{
	*part = *window;
	if (day.days == 0 || last_day(window) <= day.days)
		return false;
	if (first_day(window) <= day.days)
		part->from = date_add_days(day, 1);
	return true;
}

size_t dealing_windows_put_instead(const struct dealing_window *windows, size_t count, const struct dealing_window *window,
                                   struct dealing_window *result)
{
	size_t length = keep_once(result, 0, window);
	struct dealing_window part;

	for (size_t i = 0; i < count; i++) {
		if (windows[i].kind != window->kind) {
			length = keep_once(result, length, &windows[i]);
			continue;
		}
		if (part_before(&windows[i], window->from, &part))
			length = keep_once(result, length, &part);
		if (part_after(&windows[i], window->until, &part))
			length = keep_once(result, length, &part);
	}
	return in_order(result, length);
}

/* ---- a day ------------------------------------------------------------------------------------------------------------ */

bool dealing_terms_most(const struct dealing_terms *terms, struct date day, int64_t *most)
{
	int64_t least = INT64_MAX;

	/* a closure's amount is 0, so the least of all is the strictest */
	for (size_t i = 0; i < terms->window_count; i++) {
		const struct dealing_window *window = &terms->windows[i];

		if (window->kind != DEALING_SELL_CLOSED && dealing_window_holds(window, day) && window->amount < least)
			least = window->amount;
	}
	if (least == INT64_MAX)
		return false;
	*most = least;
	return true;
}

bool dealing_terms_may_sell(const struct dealing_terms *terms, struct date day)
{
	for (size_t i = 0; i < terms->window_count; i++)
		if (terms->windows[i].kind == DEALING_SELL_CLOSED && dealing_window_holds(&terms->windows[i], day))
			return false;
	return true;
}

/* The first day after `day` on which a window begins or is over; false: none does. */
static bool next_edge(const struct dealing_terms *terms, struct date day, struct date *edge)
{
	bool is_there = false;

	for (size_t i = 0; i < terms->window_count; i++) {
		const struct dealing_window *window = &terms->windows[i];
		const struct date edges[] = {window->from, {window->until.days + 1}};
		const bool is_open[] = {window->from.days == 0, window->until.days == 0};

		for (size_t k = 0; k < 2; k++)
			if (!is_open[k] && date_compare(edges[k], day) > 0 && (!is_there || date_compare(edges[k], *edge) < 0)) {
				*edge = edges[k];
				is_there = true;
			}
	}
	return is_there;
}

static bool is_another(const struct dealing_terms *terms, struct date a, struct date b, int sides)
{
	int64_t most[2] = {-1, -1};

	if ((sides & DEALING_SALES) != 0 && dealing_terms_may_sell(terms, a) != dealing_terms_may_sell(terms, b))
		return true;
	(void)dealing_terms_most(terms, a, &most[0]); /* without a limit it stays -1 */
	(void)dealing_terms_most(terms, b, &most[1]);
	return (sides & DEALING_PURCHASES) != 0 && most[0] != most[1];
}

bool dealing_terms_changes(const struct dealing_terms *terms, struct date day, int sides, struct date *when)
{
	struct date edge = day, at = day;

	while (next_edge(terms, at, &edge)) {
		if (is_another(terms, day, edge, sides)) {
			*when = edge;
			return true;
		}
		at = edge;
	}
	return false;
}

/* ---- the rest --------------------------------------------------------------------------------------------------------- */

static enum status bad_steps(const char *text, struct error *err)
{
	return error_set(err, STATUS_INVALID, "\"%.60s\" are no sale fees; write days and fraction, rising by days, as "
	                 "7:0.015 30:0.0075", text);
}

enum status dealing_terms_parse_steps(const char *text, struct dealing_terms *terms, struct error *err)
{
	struct sale_fee_step steps[SALE_FEE_STEPS];
	const char *at = text;
	size_t count = 0;

	while (*at != '\0') {
		char fraction[24];
		char *end;
		const long days = strtol(at, &end, 10);
		size_t length;

		if (end == at || *end != ':' || days < 1 || days > HELD_MOST || count == SALE_FEE_STEPS ||
		    (count > 0 && days <= steps[count - 1].days))
			return bad_steps(text, err);
		at = end + 1;
		length = strcspn(at, " ");
		if (length == 0 || length >= sizeof fraction)
			return bad_steps(text, err);
		memcpy(fraction, at, length);
		fraction[length] = '\0';
		steps[count].days = (int)days;
		if (decimal_parse(fraction, &steps[count].fee, NULL) != STATUS_OK || steps[count].fee < 0 || steps[count].fee > MICROS)
			return bad_steps(text, err);
		count++;
		at += length + strspn(at + length, " ");
	}
	memcpy(terms->steps, steps, count * sizeof *steps);
	terms->step_count = count;
	return STATUS_OK;
}

char *dealing_terms_format_steps(const struct dealing_terms *terms, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < terms->step_count; i++) {
		char fraction[DECIMAL_TEXT_SIZE];
		const int written = snprintf(text + used, size - used, "%s%d:%s", i > 0 ? " " : "", terms->steps[i].days,
		                             decimal_format(terms->steps[i].fee, fraction));

		if (written < 0 || (size_t)written >= size - used)
			break;
		used += (size_t)written;
	}
	return text;
}

enum status dealing_terms_check(const struct dealing_terms *terms, struct error *err)
{
	const int days[] = {terms->value_days, terms->confirm_days, terms->proceeds_days};

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (days[i] < 0 || days[i] > DAYS_MOST)
			return error_set(err, STATUS_INVALID, "%d is no number of days until a fund settles; from 0 to %d", days[i], DAYS_MOST);
	if (terms->fee_share < 0 || terms->fee_share > MICROS)
		return error_set(err, STATUS_INVALID, "the part of the purchase fee that is charged lies between 0 and 1");
	if (terms->reinvests < 0 || terms->reinvests > 1)
		return error_set(err, STATUS_INVALID, "dividends are paid in money or in shares");
	for (size_t i = 0; i < terms->window_count; i++) {
		const enum status status = dealing_window_check(&terms->windows[i], err);

		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}
