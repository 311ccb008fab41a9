/* Series of prices: what they rest on, and that what was paid out is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "advice/market/price_series.h"
#include "data/store/store_action.h"
#include "data/store/store_price.h"
#include "scene.h"

enum { FIRST = 20748 }; /* 2026-10-22 */

static struct instrument add_instrument(struct scene *scene, const char *symbol)
{
	struct instrument instrument = {.asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4, .kind = "etf"};
	struct error err;

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	MUST(store_put_instrument(session_store(scene->session), &instrument, NULL, &err));
	return instrument;
}

/* One close of each day from FIRST on; adjusted 0: none. */
static void add_closes(struct scene *scene, const struct instrument *instrument, const char *kind, const char *arrived,
                       const double *closes, const double *adjusted, size_t first, size_t count)
{
	struct delivery delivery = {.source = "feed x"};
	struct error err;
	int64_t id = 0;

	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", kind);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", arrived);
	MUST(store_put_delivery(session_store(scene->session), &delivery, &id, &err));
	for (size_t i = first; i < first + count; i++) {
		const struct price price = {instrument->id, {FIRST + (int32_t)i}, llround(closes[i] * 1e6),
		                            adjusted != NULL ? llround(adjusted[i] * 1e6) : 0};

		MUST(store_put_price(session_store(scene->session), &price, id, arrived, NULL, &err));
	}
}

static void add_action(struct scene *scene, const struct instrument *instrument, enum action_type type, int day,
                       double amount, double ratio)
{
	const struct corporate_action action = {.instrument_id = instrument->id, .date = {FIRST + day}, .type = type,
	                                        .amount = llround(amount * 1e6), .ratio = llround(ratio * 1e6)};
	struct error err;

	MUST(store_put_action(session_store(scene->session), &action, 0, NULL, &err));
}

static struct series_origin read(struct scene *scene, const struct instrument *instrument, size_t days, double *values)
{
	const struct instrument *const one[] = {instrument};
	struct series_origin origin;
	struct series series = {0};
	struct error err;

	MUST(price_series(scene->session, one, 1, (struct date){FIRST}, (struct date){FIRST + (int32_t)days - 1}, &series,
	                  &origin, &err));
	assert_int_equal(series.length, days);
	for (size_t i = 0; i < days; i++)
		values[i] = series_at(&series, i, 0);
	series_clear(&series);
	return origin;
}

/* The figures of tests/engine/test_total_return.c. */
static const double closes[] = {100, 102, 51.5, 51, 52};
static const double restated[] = {50, 51, 51.5, 51, 52};
static const double expected[] = {49.5145631068, 50.5048543689, 51, 51, 52};

static void assert_series(const double *values, const double *wanted, double tolerance)
{
	for (int i = 0; i < 5; i++)
		assert_true(fabs(values[i] - wanted[i]) <= tolerance);
}

static void closes_and_actions_are_computed_with(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = add_instrument(scene, "RAW");
	struct series_origin origin;
	double values[5];

	add_closes(scene, &instrument, "raw", "2026-10-27T09:00:00Z", closes, NULL, 0, 5);
	origin = read(scene, &instrument, 5, values);
	assert_int_equal(origin.basis, SERIES_PRICE_ONLY);
	assert_series(values, closes, 0.0);
	add_action(scene, &instrument, ACTION_SPLIT, 2, 0, 2);
	add_action(scene, &instrument, ACTION_DIVIDEND, 3, .5, 0);
	origin = read(scene, &instrument, 5, values);
	assert_int_equal(origin.basis, SERIES_COMPUTED);
	assert_int_equal(origin.actions, 2);
	assert_int_equal(origin.compared, 0);
	assert_series(values, expected, 5e-11);
}

/* Three closes came before the split and stand as they were; the rest came afterwards, restated. */
static void closes_restated_for_splits_are_put_back_by_the_day_they_came(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = add_instrument(scene, "HALF");
	double values[5];

	add_closes(scene, &instrument, "split_adjusted", "2026-10-24T01:00:00Z", closes, NULL, 0, 1);
	add_closes(scene, &instrument, "split_adjusted", "2026-10-27T09:00:00Z", restated, NULL, 1, 4);
	add_action(scene, &instrument, ACTION_SPLIT, 2, 0, 2);
	add_action(scene, &instrument, ACTION_DIVIDEND, 3, .5, 0);
	assert_int_equal(read(scene, &instrument, 5, values).basis, SERIES_COMPUTED);
	assert_series(values, expected, 5e-11);
}

static void the_source_is_compared_with_what_was_computed(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = add_instrument(scene, "BOTH");
	double theirs[5], values[5];
	struct series_origin origin;

	memcpy(theirs, expected, sizeof theirs);
	theirs[1] *= 1.01; /* and so the returns into the second day and out of it */
	add_closes(scene, &instrument, "raw", "2026-10-27T09:00:00Z", closes, theirs, 0, 5);
	origin = read(scene, &instrument, 5, values);
	assert_int_equal(origin.basis, SERIES_OF_SOURCE);
	assert_series(values, theirs, 5e-7); /* kept to the millionth */
	add_action(scene, &instrument, ACTION_SPLIT, 2, 0, 2);
	add_action(scene, &instrument, ACTION_DIVIDEND, 3, .5, 0);
	origin = read(scene, &instrument, 5, values);
	assert_int_equal(origin.basis, SERIES_COMPUTED);
	assert_series(values, expected, 5e-11);
	assert_int_equal(origin.compared, 4);
	assert_true(fabs(origin.worst - 1.02 * 0.01) < 1e-7);
	assert_int_equal(origin.worst_day.days, FIRST + 1);
	assert_true(origin.worst > SERIES_TOLERANCE);
}

static void total_returns_are_taken_as_they_are(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = add_instrument(scene, "WHOLE");
	struct series_origin origin;
	double values[5];

	add_closes(scene, &instrument, "total_return", "2026-10-27T09:00:00Z", expected, NULL, 0, 5);
	add_action(scene, &instrument, ACTION_DIVIDEND, 3, .5, 0);
	origin = read(scene, &instrument, 5, values);
	assert_int_equal(origin.basis, SERIES_OF_SOURCE);
	assert_series(values, expected, 5e-7);
}

/* Nine of ten are adjusted; the one that lacks it takes the factor of the next that does not. */
static void a_day_the_source_did_not_adjust_takes_its_neighbours_factor(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = add_instrument(scene, "HOLE");
	double prices[20], theirs[20], values[20];

	for (int i = 0; i < 20; i++) {
		prices[i] = 100 + i;
		theirs[i] = i == 10 ? 0 : prices[i] * (i < 12 ? 0.9 : 1.0);
	}
	add_closes(scene, &instrument, "raw", "2026-11-12T09:00:00Z", prices, theirs, 0, 20);
	assert_int_equal(read(scene, &instrument, 20, values).basis, SERIES_OF_SOURCE);
	assert_true(fabs(values[10] - 99) < 1e-12);
	assert_true(fabs(values[9] - 109 * 0.9) < 1e-12);
	assert_true(values[12] == 112);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(closes_and_actions_are_computed_with, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(closes_restated_for_splits_are_put_back_by_the_day_they_came, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(the_source_is_compared_with_what_was_computed, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(total_returns_are_taken_as_they_are, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_day_the_source_did_not_adjust_takes_its_neighbours_factor, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
