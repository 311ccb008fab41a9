/* Rates into one currency, a series for each currency that was asked for. */
#include "advice/market/conversion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

struct leg {
	char from[4];
	struct rate_series series;   /* owned */
};

struct conversion {
	const struct session *session;
	char into[4];
	struct rate *rates;          /* owned; NULL until a series is asked for */
	size_t rate_count;
	struct leg *legs;            /* owned */
	size_t count, capacity;
	struct held_figure *held;    /* owned; rates that wait; NULL until they are asked for */
	size_t held_count;
};

struct conversion *conversion_new(const struct session *session, const char *currency)
{
	struct conversion *conversion = memory_new(sizeof *conversion);

	conversion->session = session;
	(void)snprintf(conversion->into, sizeof conversion->into, "%s", currency);
	return conversion;
}

void conversion_free(struct conversion *conversion)
{
	if (conversion == NULL)
		return;
	for (size_t i = 0; i < conversion->count; i++)
		rate_series_clear(&conversion->legs[i].series);
	free(conversion->legs);
	free(conversion->rates);
	free(conversion->held);
	free(conversion);
}

static enum status find_leg(struct conversion *conversion, const char *from, const struct leg **found,
                            struct error *err)
{
	struct leg *leg;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < conversion->count; i++) {
		if (strcmp(conversion->legs[i].from, from) == 0) {
			*found = &conversion->legs[i];
			return STATUS_OK;
		}
	}
	if (conversion->rates == NULL)
		status = store_rates(session_store(conversion->session), session_today(conversion->session),
		                     &conversion->rates, &conversion->rate_count, err);
	if (status != STATUS_OK)
		return status;
	conversion->legs = memory_grow(conversion->legs, &conversion->capacity, conversion->count + 1,
	                               sizeof *conversion->legs);
	leg = &conversion->legs[conversion->count];
	*leg = (struct leg){0};
	status = rate_series_make(conversion->rates, conversion->rate_count, from, conversion->into, &leg->series, err);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(leg->from, sizeof leg->from, "%s", from);
	conversion->count++;
	*found = leg;
	return STATUS_OK;
}

enum status conversion_rate(struct conversion *conversion, const char *from, struct date day, struct rate_point *rate,
                            struct error *err)
{
	const struct leg *leg;
	const struct rate_point *point;
	char text[DATE_TEXT_SIZE];
	enum status status;

	if (strcmp(from, conversion->into) == 0) {
		*rate = (struct rate_point){.date = day, .value = RATE_ONE};
		return STATUS_OK;
	}
	status = find_leg(conversion, from, &leg, err);
	if (status != STATUS_OK)
		return status;
	point = rate_series_at(&leg->series, day);
	if (point == NULL || day.days - point->date.days > RATE_SERVES_DAYS)
		return error_set(err, STATUS_REFUSED, "there is no exchange rate %s/%s of %s or the %d days before it; import "
		                 "rates or refresh", from, conversion->into, date_format(day, text), RATE_SERVES_DAYS);
	*rate = *point;
	return STATUS_OK;
}

static bool is_pair_of(const struct held_figure *held, const char *one, const char *other)
{
	return (strcmp(held->base, one) == 0 && strcmp(held->currency, other) == 0) ||
	       (strcmp(held->base, other) == 0 && strcmp(held->currency, one) == 0);
}

enum status conversion_waiting(struct conversion *conversion, const char *from, const struct rate_point *rate,
                               size_t *count, struct error *err)
{
	const char *into = conversion->into;
	enum status status = STATUS_OK;
	size_t waiting = 0;

	if (conversion->held == NULL)
		status = store_held_rates(session_store(conversion->session), true, &conversion->held, &conversion->held_count, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < conversion->held_count && strcmp(from, into) != 0; i++) {
		const struct held_figure *held = &conversion->held[i];

		if (rate == NULL)
			waiting += strcmp(held->base, from) == 0 || strcmp(held->currency, from) == 0;
		else
			waiting += is_pair_of(held, from, into) || (rate->through[0] != '\0' && (is_pair_of(held, from, rate->through) ||
			                                                                        is_pair_of(held, rate->through, into)));
	}
	*count = waiting;
	return STATUS_OK;
}

enum status conversion_amount(struct conversion *conversion, const char *from, struct date day, int64_t amount,
                              int64_t *worth, struct error *err)
{
	struct rate_point rate;
	const enum status status = conversion_rate(conversion, from, day, &rate, err);

	if (status != STATUS_OK)
		return status;
	if (!rate_convert(amount, rate.value, worth))
		return error_set(err, STATUS_INVALID, "an amount of %s is too large in %s", from, conversion->into);
	return STATUS_OK;
}
