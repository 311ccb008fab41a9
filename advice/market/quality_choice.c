/* Which of the prices and exchange rates that wait a person means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

bool quality_is_same_series(const struct held_figure *a, const struct held_figure *b)
{
	return a->instrument_id == b->instrument_id && strcmp(a->base, b->base) == 0 &&
	       (a->base[0] == '\0' || strcmp(a->currency, b->currency) == 0);
}

static int order_numbers(const void *a, const void *b)
{
	const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* Why a number is none of those that wait. */
static enum status not_waiting(struct session *session, enum quality_kind kind, int64_t number, struct error *err)
{
	struct store *store = session_store(session);
	struct held_figure held;
	const enum status status = kind == QUALITY_RATES ? store_get_held_rate(store, number, &held, err) :
	                                                   store_get_held_price(store, number, &held, err);

	if (status != STATUS_OK)
		return status;
	return error_set(err, STATUS_REFUSED, kind == QUALITY_RATES ? "rate %lld was settled by %s already" :
	                                                              "price %lld was settled by %s already",
	                 (long long)number, held.actor);
}

/* A number said twice is meant once. */
static enum status choose_numbers(struct session *session, const struct quality_choice *choice,
                                  const struct held_figure *held, size_t count, bool *is_chosen, struct error *err)
{
	int64_t *numbers = memory_new_array(choice->count + 1, sizeof *numbers);
	bool *is_found = memory_new_array(choice->count + 1, sizeof *is_found);
	enum status status = STATUS_OK;

	memcpy(numbers, choice->numbers, choice->count * sizeof *numbers);
	qsort(numbers, choice->count, sizeof *numbers, order_numbers);
	for (size_t i = 0; i < count; i++) {
		const int64_t *found = bsearch(&held[i].id, numbers, choice->count, sizeof *numbers, order_numbers);

		is_chosen[i] = found != NULL;
		if (found != NULL)
			is_found[found - numbers] = true;
	}
	for (size_t i = 0; i < choice->count && status == STATUS_OK; i++) {
		size_t same = i; /* whichever of equal ones the search came upon */

		while (same > 0 && numbers[same - 1] == numbers[i])
			same--;
		while (same < choice->count && numbers[same] == numbers[i] && !is_found[same])
			same++;
		if (same == choice->count || numbers[same] != numbers[i])
			status = not_waiting(session, choice->kind, numbers[i], err);
	}
	free(numbers);
	free(is_found);
	return status;
}

static enum status choose_fitting(struct session *session, const struct quality_choice *choice,
                                  const struct held_figure *held, size_t count, bool *is_chosen, struct error *err)
{
	struct instrument instrument = {.id = 0};
	char source[SOURCE_SIZE] = "", pair[8];
	size_t found = 0;
	enum status status = STATUS_OK;

	if (choice->symbol != NULL && choice->kind == QUALITY_PRICES)
		status = store_find_instrument(session_store(session), choice->symbol, &instrument, err);
	if (status == STATUS_OK && choice->source != NULL)
		status = quality_source_named(session, choice->source, source, err);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		(void)snprintf(pair, sizeof pair, "%s/%s", held[i].base, held[i].currency);
		is_chosen[i] = (instrument.id == 0 || held[i].instrument_id == instrument.id) &&
		               (choice->symbol == NULL || choice->kind == QUALITY_PRICES || strcmp(pair, choice->symbol) == 0) &&
		               (choice->source == NULL || strcmp(held[i].source, source) == 0) &&
		               (choice->fault == NULL || strcmp(held[i].fault, choice->fault) == 0);
		found += is_chosen[i];
	}
	if (status == STATUS_OK && found == 0)
		return error_set(err, STATUS_NOT_FOUND, "%s", choice->kind == QUALITY_RATES ?
		                 "no rate that waits fits; \"ballast rates held\" lists them" :
		                 "no price that waits fits; \"ballast prices held\" lists them");
	return status;
}

/* A day has one close: which of two is meant has to be said. */
static enum status check_days(const struct held_figure *held, size_t count, const bool *is_chosen, struct error *err)
{
	const struct held_figure *last = NULL;
	char day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		if (!is_chosen[i])
			continue;
		if (last != NULL && quality_is_same_series(last, &held[i]) && date_compare(last->date, held[i].date) == 0 &&
		    (last->close != held[i].close || last->adjusted_close != held[i].adjusted_close))
			return error_set(err, STATUS_REFUSED, held[i].base[0] != '\0' ?
			                 "rates %lld and %lld are both of %s and differ; accept one of them" :
			                 "prices %lld and %lld are both of %s and differ; accept one of them", (long long)last->id,
			                 (long long)held[i].id, date_format(held[i].date, day));
		last = &held[i];
	}
	return STATUS_OK;
}

enum status quality_choose(struct session *session, const struct quality_choice *choice, bool is_accepted,
                           const struct held_figure *held, size_t count, bool *is_chosen, size_t *chosen, struct error *err)
{
	bool *made = memory_new_array(count + 1, sizeof *made);
	enum status status = choice->count > 0 ? choose_numbers(session, choice, held, count, made, err) :
	                                         choose_fitting(session, choice, held, count, made, err);

	if (status == STATUS_OK && is_accepted)
		status = check_days(held, count, made, err);
	if (status == STATUS_OK) {
		memcpy(is_chosen, made, count * sizeof *made);
		*chosen = 0;
		for (size_t i = 0; i < count; i++)
			*chosen += made[i];
	}
	free(made);
	return status;
}
