/* Total returns out of closes and actions. */
#include "engine/model/total_return.h"

#include <math.h>
#include <string.h>

#include "engine/base/money.h"

static const char *const names[CLOSE_KINDS] = {
	[CLOSE_RAW] = "raw",
	[CLOSE_SPLIT_ADJUSTED] = "split_adjusted",
	[CLOSE_TOTAL_RETURN] = "total_return",
	[CLOSE_NAV] = "nav",
	[CLOSE_RATE] = "rate",
	[CLOSE_HAND] = "hand",
};

const char *close_kind_name(enum close_kind kind)
{
	return names[kind];
}

bool close_kind_parse(const char *text, enum close_kind *kind)
{
	for (size_t i = 0; i < CLOSE_KINDS; i++)
		if (strcmp(text, names[i]) == 0) {
			*kind = (enum close_kind)i;
			return true;
		}
	return false;
}

static bool is_foreign(const struct corporate_action *action, const char *currency)
{
	return action->currency[0] != '\0' && strcmp(action->currency, currency) != 0;
}

/* Money for an old share, whatever it is called: the close falls by it. */
static bool pays_cash(const struct corporate_action *action)
{
	return action->type == ACTION_DIVIDEND || action->type == ACTION_RETURN_OF_CAPITAL;
}

/* New shares in place of an old one: of splits and bonus issues alone. */
static double shares_of(const struct corporate_action *action)
{
	const bool is_of_shares = action->type == ACTION_SPLIT || action->type == ACTION_BONUS;

	return is_of_shares && action->ratio > 0 ? decimal_to_double(action->ratio) : 1.0;
}

double action_ex_price(const struct corporate_action *actions, size_t count, const char *currency, double close,
                       size_t *left_out)
{
	double cash = 0.0, shares = 1.0, offered = 0.0, paid_in = 0.0;

	for (size_t i = 0; i < count; i++) {
		const struct corporate_action *action = &actions[i];
		const double amount = decimal_to_double(action->amount), ratio = decimal_to_double(action->ratio);
		const double price = decimal_to_double(action->price);

		shares *= shares_of(action);
		if (!pays_cash(action) && action->type != ACTION_RIGHTS)
			continue;
		if (is_foreign(action, currency) || (pays_cash(action) && cash + amount >= close)) {
			(*left_out)++;
		} else if (pays_cash(action)) {
			cash += amount;
		} else if (price < close) {
			offered += ratio;
			paid_in += price * ratio;
		}
	}
	return (close - cash + paid_in) / (shares + offered);
}

/* The first action after a day; count when there is none. */
static size_t first_after(const struct corporate_action *actions, size_t count, struct date day)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (date_compare(actions[middle].date, day) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

double close_as_dealt(const struct close_point *point, const struct corporate_action *actions, size_t count)
{
	double close = point->close;

	if (date_compare(point->reckoned, point->date) <= 0)
		return close;
	for (size_t i = first_after(actions, count, point->date);
	     i < count && date_compare(actions[i].date, point->reckoned) <= 0; i++)
		close *= shares_of(&actions[i]);
	return close;
}

double action_ex_between(const struct corporate_action *actions, size_t count, struct date after, struct date until,
                         const char *currency, double close, size_t *left_out)
{
	size_t first = first_after(actions, count, after);

	while (first < count && date_compare(actions[first].date, until) <= 0) {
		size_t last = first + 1;

		while (last < count && actions[last].date.days == actions[first].date.days)
			last++;
		close = action_ex_price(&actions[first], last - first, currency, close, left_out);
		first = last;
	}
	return close;
}

static enum status check_points(const struct close_point *points, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(points[i].close) || points[i].close <= 0.0)
			return error_set(err, STATUS_INVALID, "close %zu of the series is not positive", i + 1);
		if (i > 0 && date_compare(points[i - 1].date, points[i].date) >= 0)
			return error_set(err, STATUS_INVALID, "close %zu of the series is not after the one before it", i + 1);
	}
	return STATUS_OK;
}

enum status total_return_series(const struct close_point *points, size_t count, const struct corporate_action *actions,
                                size_t action_count, const char *currency, double *values, size_t *left_out,
                                struct error *err)
{
	const enum status status = check_points(points, count, err);
	size_t skipped = 0;
	double factor = 1.0;

	if (status != STATUS_OK)
		return status;
	for (size_t i = count; i-- > 0;) {
		const double close = close_as_dealt(&points[i], actions, action_count);

		if (i + 1 < count)
			factor *= action_ex_between(actions, action_count, points[i].date, points[i + 1].date, currency, close,
			                            &skipped) / close;
		values[i] = close * factor;
	}
	*left_out = skipped;
	return STATUS_OK;
}
