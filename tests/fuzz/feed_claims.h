/* What the targets of feeds share: an answer is read, and its rows stand or there are none and a sentence says why. */
#ifndef BALLAST_TESTS_FUZZ_FEED_CLAIMS_H
#define BALLAST_TESTS_FUZZ_FEED_CLAIMS_H

#include "data/feed/feed.h"
#include "data/feed/secrets.h"
#include "engine/base/money.h"
#include "tests/fuzz/fuzz.h"

#define FEED_SECRET "hunter2hunter2"
enum { FEED_AS_OF = 20819, FEED_FROM = -25567 }; /* 2027-01-01, 1900-01-01 */

static inline void check_row(const struct feed *feed, const struct feed_row *row)
{
	FUZZ_HOLDS(memchr(row->symbol, '\0', sizeof row->symbol) != NULL && row->symbol[0] != '\0');
	FUZZ_HOLDS(row->close > 0 || feed_kind_of(feed) == FEED_RATE || row->doubt != FEED_SOUND);
	FUZZ_HOLDS(row->date.days >= FEED_FROM && row->date.days <= FEED_AS_OF + (row->doubt != FEED_SOUND ? FEED_DAYS_AHEAD : 0));
	FUZZ_HOLDS(row->currency[0] == '\0' || currency_is_valid(row->currency));
	FUZZ_HOLDS(row->base[0] == '\0' || currency_is_valid(row->base));
	FUZZ_HOLDS(row->adjusted_close >= 0 || row->doubt != FEED_SOUND);
	FUZZ_HOLDS(row->open >= 0 && row->high >= 0 && row->low >= 0 && row->volume >= 0);
}

static inline bool has_sound_row(const struct feed_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].doubt == FEED_SOUND)
			return true;
	return false;
}

/* Rows that stand, or none and the reason. */
static inline void check_result(const struct feed *feed, enum status status, const struct feed_result *result,
                                const struct error *err)
{
	FUZZ_HOLDS((status == STATUS_OK) == (result->outcome == FEED_OK));
	FUZZ_HOLDS(text_is_clean(result->excerpt) && text_is_clean(result->sentence));
	if (status == STATUS_OK)
		FUZZ_HOLDS(has_sound_row(result));
	else
		FUZZ_HOLDS(result->count == 0 && result->rows == NULL && result->sentence[0] != '\0' && err->message[0] != '\0');
	for (size_t i = 0; i < result->count; i++) {
		check_row(feed, &result->rows[i]);
		if (i > 0 && strcmp(result->rows[i - 1].symbol, result->rows[i].symbol) == 0)
			FUZZ_HOLDS(date_compare(result->rows[i - 1].date, result->rows[i].date) < 0);
	}
	(void)feed_wants_history(feed, result);
}

static inline struct feed_request request_of(const struct feed *feed)
{
	return (struct feed_request){
		.symbol = feed_kind_of(feed) == FEED_FX ? "EURUSD" : "IBM", .currency = "USD", .isin = "US4592001014",
		.mic = "XNYS", .from = {FEED_FROM}, .to = {FEED_AS_OF}, .as_of = {FEED_AS_OF},
	};
}

static inline void feed_case(const struct feed *feed, long http_status, const uint8_t *body, size_t size)
{
	static const struct secrets secrets = {.values = {FEED_SECRET}};
	const bool is_masked = size % 4 == 0; /* what masks takes a quarter of the time */
	const struct feed_request request = request_of(feed);
	struct feed_result result = {0};
	struct error err = {0};
	const enum status status = feed_parse_body(feed, &request, http_status, (const char *)body, size,
	                                           is_masked ? &secrets : NULL, &result, &err);

	check_result(feed, status, &result, &err);
	if (is_masked)
		FUZZ_HOLDS(strstr(result.excerpt, FEED_SECRET) == NULL && strstr(result.sentence, FEED_SECRET) == NULL);
	feed_result_clear(&result);
}

#endif
