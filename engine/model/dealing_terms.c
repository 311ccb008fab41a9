/* Terms of dealing: windows, steps, and what makes no sense. */
#include "engine/model/dealing_terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/money.h"

enum { DAYS_MOST = 30, HELD_MOST = 3660 };

bool dealing_window_holds(const struct dealing_window *window, struct date day)
{
	return window->is_there && (window->from.days == 0 || date_compare(day, window->from) >= 0) &&
	       (window->until.days == 0 || date_compare(day, window->until) <= 0);
}

bool dealing_terms_most(const struct dealing_terms *terms, struct date day, int64_t *most)
{
	const bool is_closed = dealing_window_holds(&terms->buy_closed, day);

	if (!is_closed && !dealing_window_holds(&terms->limited, day))
		return false;
	*most = is_closed ? 0 : terms->day_limit;
	return true;
}

bool dealing_terms_may_sell(const struct dealing_terms *terms, struct date day)
{
	return !dealing_window_holds(&terms->sell_closed, day);
}

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

static bool is_backwards(const struct dealing_window *window)
{
	return window->from.days != 0 && window->until.days != 0 && date_compare(window->from, window->until) > 0;
}

enum status dealing_terms_check(const struct dealing_terms *terms, struct error *err)
{
	const int days[] = {terms->value_days, terms->confirm_days, terms->proceeds_days};

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (days[i] < 0 || days[i] > DAYS_MOST)
			return error_set(err, STATUS_INVALID, "%d is no number of days until a fund settles; from 0 to %d", days[i], DAYS_MOST);
	if (terms->fee_share < 0 || terms->fee_share > MICROS)
		return error_set(err, STATUS_INVALID, "the part of the purchase fee that is charged lies between 0 and 1");
	if (terms->day_limit < 0 || (terms->limited.is_there && terms->day_limit == 0))
		return error_set(err, STATUS_INVALID, "a limit on purchases a day is above 0; what is closed has its own days");
	if (is_backwards(&terms->limited) || is_backwards(&terms->buy_closed) || is_backwards(&terms->sell_closed))
		return error_set(err, STATUS_INVALID, "a span of days ends before it begins");
	if (terms->reinvests < 0 || terms->reinvests > 1)
		return error_set(err, STATUS_INVALID, "dividends are paid in money or in shares");
	return STATUS_OK;
}
