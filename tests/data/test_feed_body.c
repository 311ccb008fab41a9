/* Declarations of feeds and the reading of their answers, without a network. Bodies follow the providers' own samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/feed/feed.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "engine/base/text.h"
#include "tests/support/feeds_group.h"

static const char declarations[] =
	"feed 'stooq' { url = 'https://stooq.com/q/d/l/?s={symbol|lower}&d1={from:%Y%m%d}&apikey={secret:key}'\n"
	" secret.key = 'env:BALLAST_TEST_KEY' format = csv field.date = {'Date'} field.close = {'Close'} price.kind = split_adjusted\n"
	" errors = {'body ~ ^Exceeded the daily hits limit => quota', 'body ~ get_apikey => auth', 'body ~ ^No data => not_found',\n"
	" 'body ~ ^[[:space:]]*< => blocked'} }\n"
	"feed 'yahoo' { url = 'https://query1.finance.yahoo.com/v8/finance/chart/{symbol}?period1={from:%s}' layout = columns\n"
	" rows = {'/chart/result/0'} field.date = {'timestamp'} field.close = {'indicators/quote/0/close'}\n"
	" field.adjclose = {'indicators/adjclose/0/adjclose'} date.format = epoch date.zone = '+01:00'\n"
	" currency = '@/chart/result/0/meta/currency' errors = {'status = 429 => rate_limit',\n"
	" 'json /chart/error/code = Not Found => not_found', 'body ~ Too Many Requests => rate_limit'} }\n"
	"feed 'alphavantage' { url = 'https://www.alphavantage.co/query?symbol={symbol}&apikey={secret:key}' layout = keyed\n"
	" secret.key = 'env:BALLAST_TEST_KEY' rows = {'/Time Series (Daily)'} field.close = {'4. close'} errors = {'json /Note exists => quota',\n"
	" 'json /Information exists => quota', 'json /Error Message exists => not_found'} }\n"
	"feed 'alphavantage-csv' { url = 'https://www.alphavantage.co/query?datatype=csv' format = csv field.date = {'timestamp'}\n"
	" field.close = {'close'} errors = {'json /Note exists => quota'} }\n"
	"feed 'twelvedata' { url = 'https://api.twelvedata.com/time_series?symbol={symbol}' rows = {'/values'} field.date = {'datetime'}\n"
	" field.close = {'close'} currency = '@/meta/currency' errors = {'json /code = 429 => rate_limit', 'json /code = 401 => auth',\n"
	" 'json /status = error => not_found'} }\n"
	"feed 'tiingo' { url = 'https://api.tiingo.com/tiingo/daily/{symbol}/prices' field.date = {'date'} field.close = {'close'}\n"
	" field.adjclose = {'adjClose'} date.format = '%Y-%m-%dT' currency = USD errors = {'json /detail ~ allocation => quota',\n"
	" 'json /detail ~ Not found => not_found'} }\n"
	"feed 'ecb-hist' { url = 'https://www.ecb.europa.eu/x.csv' kind = fx base = EUR format = csv layout = wide field.date = {'Date'}\n"
	" missing = {'N/A'} }\n"
	"feed 'ecb-today' { url = 'https://www.ecb.europa.eu/y.csv' kind = fx base = EUR format = csv layout = wide field.date = {'Date'}\n"
	" date.format = '%d %B %Y' }\n"
	"feed 'ecb' { url = 'https://data-api.ecb.europa.eu/D.{quote}.EUR' kind = fx base = EUR format = csv field.date = {'TIME_PERIOD'}\n"
	" field.symbol = {'CURRENCY'} field.close = {'OBS_VALUE'} errors = {'body ~ ^[[:space:]]*$ => not_found'} }\n"
	"feed 'frankfurter' { url = 'https://api.frankfurter.dev/v1/{from}..{to}' kind = fx base = EUR layout = keyed rows = {'/rates'}\n"
	" field.close = {'{quote}'} }\n"
	"feed 'fred' { url = 'https://fred.stlouisfed.org/graph/fredgraph.csv?id={symbol}' format = csv field.date = {'observation_date', 'DATE'}\n"
	" field.close = {'{symbol}'} missing = {'.'} price.kind = rate errors = {'body ~ ^[[:space:]]*< => blocked'} }\n"
	"feed 'eastmoney' { url = 'https://api.fund.eastmoney.com/f10/lsjz?fundCode={symbol}' headers { Referer = 'https://fundf10.eastmoney.com/' }\n"
	" rows = {'/Data/LSJZList'} field.date = {'FSRQ'} field.close = {'DWJZ'} currency = CNY price.kind = nav\n"
	" errors = {'json /ErrCode != 0 => not_found', 'json /Data = null => not_found'} }\n"
	"feed 'strict' { url = 'https://x.example/{symbol}' format = csv field.date = {'date'} field.close = {'close'}\n"
	" expect.min_rows = 2 expect.max_age = 7 expect.max_jump = 0.4 csv.delimiter = ';' }\n"
	"feed 'rates' { url = 'https://x.example/rates' kind = fx base = EUR format = csv layout = wide field.date = {'Date'}\n"
	" expect.max_jump = 0.4 }\n"
	"feed 'adjusted' { url = 'https://x.example/{symbol}' format = csv field.date = {'d'} field.open = {'o'} field.close = {'c'}\n"
	" field.adjclose = {'a'} field.split = {'s'} field.currency = {'u'} units { GBp = 'GBP 100' } }\n"
	"feed 'turned' { url = 'https://x.example/{symbol}' format = csv field.date = {'d'} field.close = {'c'} invert = yes }\n"
	"feed 'index' { url = 'https://x.example/{symbol}' format = csv field.date = {'d'} field.close = {'c'} price.kind = rate\n"
	" kind = rate }\n"
	"feed 'pence' { url = 'https://x.example/{symbol}' format = csv csv.delimiter = ';' csv.skip = 2 field.date = {'Tag'} field.close = {'Kurs'}\n"
	" date.format = '%d.%m.%Y' decimal_mark = ',' thousands_mark = '.' units { GBp = 'GBP 100' } currency = GBp }\n";

static int load(void **state)
{
	struct feeds *feeds = NULL;
	struct error err = {0};

	if (feeds_parse("feeds.conf", declarations, strlen(declarations), &feeds, &err) != STATUS_OK) {
		fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	*state = feeds;
	return 0;
}

static void read_body(const struct feeds *feeds, const char *id, const char *symbol, long status, const char *body,
                      struct feed_result *result)
{
	struct feed_request request = {.symbol = symbol, .currency = "USD"};
	const struct feed *feed = feeds_find(feeds, id);
	struct secrets secrets = {.values = {"SECRETKEY123"}};
	struct error err = {0};
	enum status answer;

	assert_non_null(feed);
	request.from = day("1990-01-01");
	request.to = request.as_of = day("2026-11-10");
	answer = feed_parse_body(feed, &request, status, body, strlen(body), &secrets, result, &err);
	assert_int_equal(answer, result->outcome == FEED_OK ? STATUS_OK : STATUS_IO);
	if (result->outcome != FEED_OK)
		assert_non_null(strstr(err.message, result->sentence));
}

/* Forty characters of a bad date are quoted, which here is the secret but for its last two. */
static void masks_a_secret_that_a_quotation_cuts(void **state)
{
	struct feed_result result = {0};

	read_body(*state, "strict", "X", 200, "date;close\nthe key that was given to us: SECRETKEY123;1\n", &result);
	assert_int_equal(result.outcome, FEED_MALFORMED);
	assert_non_null(strstr(result.sentence, "the key that was given"));
	assert_null(strstr(result.sentence, "SECRETKEY"));
	feed_result_clear(&result);
}

/* A table of many pairs: another base under the same quoted currency is another rate. */
static void keeps_the_base_a_row_names(void **state)
{
	static const char body[] = "KEY,CURRENCY,TIME_PERIOD,OBS_VALUE\nx,GBPUSD,2024-12-23,1.25\nx,EURUSD,2024-12-24,1.04\n";
	struct feed_result result = {0};

	read_body(*state, "ecb", "USD", 200, body, &result);
	assert_int_equal(result.count, 1);
	assert_int_equal(result.rows[0].close, 1040000);
	assert_string_equal(result.rows[0].symbol, "EURUSD");
	read_body(*state, "ecb", "GBPUSD", 200, body, &result);
	assert_int_equal(result.count, 1);
	assert_string_equal(result.rows[0].base, "GBP");
	feed_result_clear(&result);
}

struct good { const char *id, *symbol, *body; size_t count; const char *first; int64_t close, adjusted; const char *currency; };

static void reads_the_good_answers_of_each_provider(void **state)
{
	static const struct good goods[] = {
		{"stooq", "SPY.US", "Date,Open,High,Low,Close,Volume\n2026-09-11,608,612,606,610.5,1000\n2026-09-10,1,1,1,600,5\n", 2,
		 "2026-09-10", 600000000, 0, ""},
		{"pence", "ULVR", "List of the day\n\nTag;Kurs\n11.09.2026;2.421,00\n10.09.2026;2.420,50\n", 2, "2026-09-10", 24205000, 0, "GBP"},
		{"yahoo", "ADS.DE", "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\",\"exchangeTimezoneName\":\"Europe/Berlin\"},"
		 "\"timestamp\":[1511769600,1511856000,1511942400],\"indicators\":{\"quote\":[{\"close\":[188.55,null,190.1]}],"
		 "\"adjclose\":[{\"adjclose\":[180.344,null,181.5]}]}}],\"error\":null}}", 2, "2017-11-27", 188550000, 180344000, "EUR"},
		{"alphavantage", "X", "{\"Meta Data\":{},\"Time Series (Daily)\":{\"2022-04-21\":{\"4. close\":\"34.6700\"},"
		 "\"2022-04-20\":{\"4. close\":\"35.1\"}}}", 2, "2022-04-20", 35100000, 0, ""},
		{"alphavantage-csv", "X", "timestamp,open,high,low,close,volume\r\n2022-04-21,1,2,3,34.67,9\r\n", 1, "2022-04-21", 34670000, 0, ""},
		{"twelvedata", "AAPL", "{\"meta\":{\"currency\":\"USD\"},\"values\":[{\"datetime\":\"2021-09-16\",\"close\":\"148.85\"}],"
		 "\"status\":\"ok\"}", 1, "2021-09-16", 148850000, 0, "USD"},
		{"tiingo", "NVDA", "[{\"date\":\"2024-06-10T00:00:00.000Z\",\"close\":121.79,\"adjClose\":121.77,\"divCash\":0.01,"
		 "\"splitFactor\":10.0}]", 1, "2024-06-10", 121790000, 121770000, "USD"},
		{"ecb-hist", "EURUSD", "Date,USD,JPY,CYP,\n2026-07-24,1.0821,170.5,N/A,\n2026-07-23,1.08,,N/A,\n", 2, "2026-07-23", 1080000, 0, "USD"},
		{"ecb-hist", "", "Date,USD,JPY,CYP,\n2026-07-24,1.0821,170.5,N/A,\n", 2, "2026-07-24", 170500000, 0, "JPY"},
		{"ecb-today", "EURJPY", "Date, USD, JPY, BGN, \n03 June 2021, 1.2187, 133.85, 1.9558, \n", 1, "2021-06-03", 133850000, 0, "JPY"},
		{"ecb", "EURSEK", "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
		 "EXR.D.SEK.EUR.SP00.A,D,SEK,EUR,SP00,A,2024-12-24,11.5335,A\n", 1, "2024-12-24", 11533500, 0, "SEK"},
		{"frankfurter", "EURUSD", "{\"base\":\"EUR\",\"rates\":{\"2024-01-02\":{\"USD\":1.0956},\"2024-01-03\":{\"USD\":1.0919}}}", 2,
		 "2024-01-02", 1095600, 0, "USD"},
		{"fred", "DGS10", "observation_date,DGS10\n2026-05-01,4.39\n2026-05-02,.\n2026-05-03,\n", 1, "2026-05-01", 4390000, 0, ""},
		{"fred", "DGS10", "DATE,DGS10\n2024-05-01,4.5\n", 1, "2024-05-01", 4500000, 0, ""},
		{"eastmoney", "110011", "{\"Data\":{\"LSJZList\":[{\"FSRQ\":\"2026-07-15\",\"DWJZ\":\"1.4600\",\"LJJZ\":\"2.1\",\"JZZZL\":\"-3.31\"},"
		 "{\"FSRQ\":\"2026-07-14\",\"DWJZ\":\"\"}]},\"ErrCode\":0,\"TotalCount\":2}", 1, "2026-07-15", 1460000, 0, "CNY"},
		{"strict", "A", "date;close\n2026-11-05;10\n2026-11-05;10\n2026-11-06;13.9\n", 2, "2026-11-05", 10000000, 0, ""},
	};

	for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		struct feed_result result = {0};

		read_body(*state, goods[i].id, goods[i].symbol, 200, goods[i].body, &result);
		if (result.outcome != FEED_OK)
			fail_msg("%s: %s", goods[i].id, result.sentence);
		assert_int_equal(result.count, goods[i].count);
		assert_int_equal(result.rows[0].date.days, day(goods[i].first).days);
		assert_int_equal(result.rows[0].close, goods[i].close);
		assert_int_equal(result.rows[0].adjusted_close, goods[i].adjusted);
		assert_string_equal(result.rows[0].currency, goods[i].currency);
		assert_string_equal(result.source, goods[i].id);
		feed_result_clear(&result);
	}
}

static void exchange_rates_carry_both_currencies(void **state)
{
	struct feed_result result = {0};

	read_body(*state, "ecb-hist", "EURUSD", 200, "Date,USD,JPY\n2026-07-24,1.0821,170.5\n", &result);
	assert_int_equal(result.count, 1);
	assert_string_equal(result.rows[0].symbol, "EURUSD");
	assert_string_equal(result.rows[0].base, "EUR");
	assert_string_equal(result.rows[0].currency, "USD");
	feed_result_clear(&result);
}

/* Answers no price may come of, and their class. */
static const struct { const char *id, *symbol; long status; const char *body; enum feed_outcome outcome; } bads[] = {
	{"stooq", "A", 200, "Exceeded the daily hits limit", FEED_QUOTA},
	{"stooq", "A", 200, "Get your apikey: https://stooq.com/q/d/?s=spy.us&get_apikey", FEED_AUTH},
	{"stooq", "A", 200, "No data", FEED_NOT_FOUND},
	{"stooq", "A", 200, "<!DOCTYPE html><html>proof of work</html>", FEED_BLOCKED},
	{"stooq", "A", 200, "", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Open\n2026-09-11,608\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,608\n2026-09-12", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,-5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,0\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,NaN\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-31,5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2030-01-01,5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,5\n2026-09-11,6\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,\"5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,\xFF\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n1980-09-11,5\n", FEED_NOT_FOUND},
	{"yahoo", "A", 429, "Edge: Too Many Requests", FEED_RATE_LIMIT},
	{"yahoo", "A", 200, "Edge: Too Many Requests", FEED_RATE_LIMIT},
	{"yahoo", "A", 404, "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Not Found\",\"description\":\"No data found\"}}}", FEED_NOT_FOUND},
	{"yahoo", "A", 200, "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\"},\"indicators\":{\"quote\":[{}]}}],\"error\":null}}", FEED_MALFORMED},
	{"yahoo", "A", 200, "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"GBp\"},\"timestamp\":[1511769600],\"indicators\":{\"quote\":"
	 "[{\"close\":[188.55]}]}}],\"error\":null}}", FEED_MALFORMED},
	{"yahoo", "A", 200, "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\"},\"timestamp\":[1511769600,1511856000],\"indicators\":"
	 "{\"quote\":[{\"close\":[188.55]}]}}],\"error\":null}}", FEED_MALFORMED},
	{"alphavantage", "A", 200, "{\"Note\":\"Thank you for using Alpha Vantage!\"}", FEED_QUOTA},
	{"alphavantage", "A", 200, "{\"Information\":\"We have detected your API key as SECRETKEY123\"}", FEED_QUOTA},
	{"alphavantage", "A", 200, "{\"Error Message\":\"Invalid API call\"}", FEED_NOT_FOUND},
	{"alphavantage", "A", 200, "{\"Time Series (Daily)\":[]}", FEED_MALFORMED},
	{"alphavantage", "A", 200, "{\"Time Series (Daily)\":{\"2022-04-21\":{\"1. open\":\"3\"}}}", FEED_MALFORMED},
	{"alphavantage", "A", 200, "{\"Time Series (Daily)\":{\"2022-04-21\":{\"4. close\":\"3", FEED_MALFORMED},
	{"alphavantage", "A", 200, "{}", FEED_MALFORMED},
	{"alphavantage-csv", "A", 200, "{\"Note\":\"slow down\"}", FEED_QUOTA},
	{"alphavantage-csv", "A", 200, "{\"Weather\":\"fine\"}", FEED_MALFORMED},
	{"twelvedata", "A", 200, "{\"code\":429,\"message\":\"You have run out of API credits\",\"status\":\"error\"}", FEED_RATE_LIMIT},
	{"twelvedata", "A", 200, "{\"code\":401,\"message\":\"apikey is incorrect\",\"status\":\"error\"}", FEED_AUTH},
	{"twelvedata", "A", 200, "{\"code\":400,\"message\":\"symbol not found\",\"status\":\"error\"}", FEED_NOT_FOUND},
	{"twelvedata", "A", 200, "{\"meta\":{},\"values\":[]}", FEED_MALFORMED},
	{"tiingo", "A", 200, "{\"detail\":\"Error: You have run over your hourly request allocation.\"}", FEED_QUOTA},
	{"tiingo", "A", 404, "{\"detail\":\"Not found.\"}", FEED_NOT_FOUND},
	{"tiingo", "A", 200, "[]", FEED_NOT_FOUND},
	{"tiingo", "A", 200, "[{\"date\":\"2024-06-10T00:00:00.000Z\"}]", FEED_MALFORMED},
	{"tiingo", "A", 200, "[{\"date\":\"2024-06-10T00:00:00.000Z\",\"close\":{\"a\":1}}]", FEED_MALFORMED},
	{"tiingo", "A", 200, "[{\"date\":\"2024-06-10T00:00:00.000Z\",\"close\":1e300}]", FEED_MALFORMED},
	{"tiingo", "A", 200, "[1]", FEED_MALFORMED},
	{"tiingo", "A", 200, "[[[[[[[[[[", FEED_MALFORMED},
	{"tiingo", "A", 401, "", FEED_AUTH},
	{"tiingo", "A", 403, "", FEED_BLOCKED},
	{"tiingo", "A", 500, "oops", FEED_TRANSIENT},
	{"tiingo", "A", 503, "[{\"date\":\"2024-06-10T00:00:00.000Z\",\"close\":5}]", FEED_TRANSIENT},
	{"tiingo", "A", 301, "", FEED_PERMANENT},
	{"tiingo", "A", 400, "", FEED_PERMANENT},
	{"pence", "A", 200, "x\n\nTag;Kurs\n10.09.2026;2,420.50\n", FEED_MALFORMED},
	{"pence", "A", 200, "x\n\nTag;Kurs\n10.09.2026;24.20,5\n", FEED_MALFORMED},
	{"ecb", "EURSEK", 200, "", FEED_NOT_FOUND},
	{"ecb-hist", "EURUSD", 200, "Date,usd\n2026-07-24,1.0821\n", FEED_MALFORMED},
	{"ecb-hist", "EURUSD", 200, "Date,USD\n2026-07-24,0\n", FEED_MALFORMED}, /* all of them in doubt */
	{"ecb-hist", "EURUSD", 200, "Date,USD\n2026-07-24,1.08\n2027-11-12,1.08\n", FEED_MALFORMED}, /* 367 days ahead */
	{"index", "A", 200, "d,c\n2026-11-11,1\n", FEED_MALFORMED},
	{"fred", "DGS10", 200, "<html>not found</html>", FEED_BLOCKED},
	{"eastmoney", "A", 200, "{\"Data\":\"\",\"ErrCode\":-999,\"ErrMsg\":\"x\"}", FEED_NOT_FOUND},
	{"eastmoney", "A", 200, "{\"Data\":null,\"ErrCode\":0}", FEED_NOT_FOUND},
	{"strict", "A", 200, "date;close\n2026-11-06;10\n", FEED_MALFORMED},
	{"strict", "A", 200, "date;close\n2026-10-05;10\n2026-10-06;10\n", FEED_MALFORMED},
	{"strict", "A", 200, "date;close\n2026-11-05;10\n2026-11-06;0\n", FEED_MALFORMED}, /* one sound row, two are expected */
	{"strict", "A", 200, "date;close\n2026-10-05;10\n2026-10-06;10\n2026-11-11;10\n", FEED_MALFORMED},
	{"strict", "A", 200, "date;close\n2026-10-05;10\n2026-10-06;10\n2026-11-09;0\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,0\n2026-09-12,-1\n2026-11-11,5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,5\n2027-11-12,5\n", FEED_MALFORMED}, /* 367 days ahead */
	{"stooq", "A", 200, "Date,Close\n2026-09-11,5\n9999-12-31,5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,5\n0000-01-01,5\n", FEED_MALFORMED},
	{"stooq", "A", 200, "Date,Close\n2026-09-11,5\n2026-09-11,0\n", FEED_MALFORMED},
};

static void answers_a_bad_body_with_its_class_and_no_rows(void **state)
{
	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		struct feed_result result = {0};

		read_body(*state, bads[i].id, bads[i].symbol, bads[i].status, bads[i].body, &result);
		if (result.outcome != bads[i].outcome)
			fail_msg("%s: %s: %s (%s), not %s", bads[i].id, bads[i].body, feed_outcome_name(result.outcome), result.sentence,
			         feed_outcome_name(bads[i].outcome));
		assert_int_equal(result.count, 0);
		assert_null(result.rows);
		assert_true(strlen(result.sentence) > 10);
		feed_result_clear(&result);
	}
}

static void an_answer_from_elsewhere_says_what_to_do(void **state)
{
	struct feed_result result = {0};

	read_body(*state, "stooq", "A", 302, "", &result);
	assert_int_equal(result.outcome, FEED_PERMANENT);
	assert_non_null(strstr(result.sentence, "from another address (status 302)"));
	assert_non_null(strstr(result.sentence, "redirect = \"same-host\""));
	feed_result_clear(&result);
}

/* What one row of an answer is: the other is sound. */
static void a_row_that_cannot_be_a_price_is_in_doubt_and_the_others_are_not(void **state)
{
	static const struct {
		const char *id, *body, *day;
		enum feed_doubt doubt;
		int64_t close, adjusted;
	} cases[] = {
		{"stooq", "Date,Close\n2026-09-10,5\n2026-09-11,0\n", "2026-09-11", FEED_NOT_POSITIVE, 0, 0},
		{"stooq", "Date,Close\n2026-09-12,5\n2026-09-11,-5\n", "2026-09-11", FEED_NOT_POSITIVE, -5000000, 0},
		{"stooq", "Date,Close\n2026-11-10,5\n2026-11-11,5\n", "2026-11-11", FEED_TO_COME, 5000000, 0},
		{"stooq", "Date,Close\n2026-11-10,5\n2027-11-11,5\n", "2027-11-11", FEED_TO_COME, 5000000, 0}, /* 366 days ahead */
		{"stooq", "Date,Close\n2026-11-10,5\n2026-11-11,0\n", "2026-11-11", FEED_NOT_POSITIVE, 0, 0},
		{"turned", "d,c\n2026-11-09,4\n2026-11-10,0\n", "2026-11-10", FEED_NOT_POSITIVE, 0, 0},
		{"turned", "d,c\n2026-11-09,4\n2026-11-10,-4\n", "2026-11-10", FEED_NOT_POSITIVE, -250000, 0},
		{"adjusted", "d,o,c,a,s,u\n2026-11-09,1,4,4,1,GBP\n2026-11-10,-1,4,0,2,GBp\n", "2026-11-10", FEED_NOT_POSITIVE, 40000, 0},
		{"adjusted", "d,o,c,a,s,u\n2026-11-09,1,4,4,1,GBP\n2026-11-10,1,4,-4,2,GBP\n", "2026-11-10", FEED_NOT_POSITIVE, 4000000,
		 -4000000},
		{"index", "d,c\n2026-11-10,-0.5\n2026-11-11,0\n", "2026-11-11", FEED_TO_COME, 0, 0},
		{"ecb-hist", "Date,USD\n2026-07-23,1.08\n2026-07-24,0\n", "2026-07-24", FEED_NOT_POSITIVE, 0, 0},
		{"ecb-hist", "Date,USD\n2026-07-23,1.08\n2026-07-24,-1.08\n", "2026-07-24", FEED_NOT_POSITIVE, -1080000, 0},
		{"ecb-hist", "Date,USD\n2026-07-24,1.08\n2026-11-11,1.09\n", "2026-11-11", FEED_TO_COME, 1090000, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_result result = {0};
		size_t doubtful = 0;

		read_body(*state, cases[i].id, strcmp(cases[i].id, "ecb-hist") == 0 ? "EURUSD" : "A", 200, cases[i].body, &result);
		if (result.outcome != FEED_OK || result.count != 2)
			fail_msg("case %zu: %zu rows: %s", i, result.count, result.sentence);
		for (size_t j = 0; j < 2; j++) {
			const struct feed_row *row = &result.rows[j];

			if (row->doubt == FEED_SOUND)
				continue;
			doubtful++;
			assert_int_equal(row->date.days, day(cases[i].day).days);
			assert_int_equal(row->doubt, cases[i].doubt);
			assert_int_equal(row->close, cases[i].close);
			assert_int_equal(row->adjusted_close, cases[i].adjusted);
			assert_int_equal(row->split + row->open, 0);
		}
		assert_int_equal(doubtful, 1);
		feed_result_clear(&result);
	}
}

/* What leaps by more than is expected is for the gate, which knows of splits and of what the book has. */
static void what_leaps_comes_through(void **state)
{
	static const struct {
		const char *id, *symbol, *body;
	} cases[] = {{"strict", "A", "date;close\n2026-11-05;10\n2026-11-06;14.1\n"},
	             {"rates", "EURUSD", "Date,USD\n2026-07-23,1\n2026-07-24,1.41\n"}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_result result = {0};

		read_body(*state, cases[i].id, cases[i].symbol, 200, cases[i].body, &result);
		assert_int_equal(result.outcome, FEED_OK);
		assert_int_equal(result.count, 2);
		assert_int_equal(result.rows[1].doubt, FEED_SOUND);
		feed_result_clear(&result);
	}
}

static void a_secret_echoed_by_the_provider_is_masked(void **state)
{
	struct feed_result result = {0};

	read_body(*state, "alphavantage", "A", 200, "{\"Information\":\"We have detected your API key as SECRETKEY123\\u001b \u202E\"}", &result);
	assert_null(strstr(result.excerpt, "SECRETKEY123"));
	assert_non_null(strstr(result.excerpt, "***"));
	assert_true(text_is_clean(result.excerpt));
	assert_non_null(strstr(result.rule, "json /Information exists => quota"));
	feed_result_clear(&result);
}

static void refuses_bad_declarations_in_words(void **state)
{
#define GOOD "url = 'https://x.example/{symbol}' format = csv field.date = {'d'} field.close = {'c'} "
	static const struct { const char *text, *piece; } refusals[] = {
		{"feed 'a' { " GOOD " filed.open = 'x' }", "there is no key \"filed.open\""},
		{"feed 'a' { " GOOD " curency = CNY }", "did you mean \"currency\"?"},
		{"feed 'a' { format = csv field.date = {'d'} field.close = {'c'} }", "url is missing"},
		{"feed 'a' { url = 'http://x.example/' field.date = {'d'} field.close = {'c'} }", "use https://"},
		{"feed 'a' { url = 'http://x.example/' insecure = yes field.date = {'d'} field.close = {'c'} }", "use https://"},
		{"feed 'a' { url = 'http://127.0.0.1.evil.example/' insecure = yes field.date = {'d'} field.close = {'c'} }", "use https://"},
		{"feed 'a' { url = 'ftp://x.example/' field.date = {'d'} field.close = {'c'} }", "must begin with https://"},
		{"feed 'a' { url = 'https://u:p@x.example/' field.date = {'d'} field.close = {'c'} }", "a name or password"},
		{"feed 'a' { url = 'https://{symbol}.example/' field.date = {'d'} field.close = {'c'} }", "the host must be fixed"},
		{"feed 'a' { url = 'https://x.example/{isbn}' field.date = {'d'} field.close = {'c'} }", "there is no place {isbn}"},
		{"feed 'a' { url = 'https://x.example/{from:%H}' field.date = {'d'} field.close = {'c'} }", "there is no place {from:%H}"},
		{"feed 'a' { url = 'file://tmp/x' format = csv field.date = {'d'} field.close = {'c'} }", "a folder is written file:///"},
		{"feed 'a' { " GOOD " format = yaml }", "format"},
		{"feed 'a' { url = 'https://x.example/' format = xml field.date = {'d'} field.close = {'c'} }", "the name of an element"},
		{"feed 'a' { url = 'https://x.example/' layout = wide field.date = {'d'} }", "does not go with the format json"},
		{"feed 'a' { url = 'https://x.example/' field.close = {'c'} }", "field.date is missing"},
		{"feed 'a' { url = 'https://x.example/' field.date = {'c'} }", "field.close is missing"},
		{"feed 'a' { " GOOD " kind = fx }", "needs base"},
		{"feed 'a' { " GOOD " currency = dollars }", "currency is \"dollars\""},
		{"feed 'a' { " GOOD " secret.key = 'abcdef123456' }", "a secret is not written into the file"},
		{"feed 'a' { " GOOD " errors = {'status = 429'} }", "the error rule \"status = 429\" is none of"},
		{"feed 'a' { " GOOD " errors = {'status = 429 => sometimes'} }", "is none of"},
		{"feed 'a' { " GOOD " errors = {'status = 42 => quota'} }", "is none of"},
		{"feed 'a' { " GOOD " errors = {'json Note exists => quota'} }", "is none of"},
		{"feed 'a' { " GOOD " errors = {'body ~ ( => quota'} }", "is no regular expression"},
		{"feed 'a' { " GOOD " limit = '5/fortnight' }", "is not like 1/s"},
		{"feed 'a' { " GOOD " date.zone = 'Berlin' }", "write UTC, an offset"},
		{"feed 'a' { " GOOD " expect.max_jump = -1 }", "must lie in 0 to 1000"},
		{"feed 'a' { " GOOD " date.format = 'YYYY-MM-DD' }", "it is like %Y-%m-%d"},
		{"feed 'a' { " GOOD " date.format = '%Y-%m-%y' }", "it is like %Y-%m-%d"},
		{"feed 'a' { " GOOD " date.format = 'epochs' }", "or epoch or epoch_ms"},
		{"feed 'a' { " GOOD " price.kind = adjusted }", "one of raw, split_adjusted, total_return, nav, rate"},
		{"feed 'a' { " GOOD " headers { X = 'Token {secret:token}' } }", "{secret:token} is used and secret.token is missing"},
		{"feed 'a' { " GOOD " timeout = 0 }", "must lie in 1 to 300"},
		{"feed 'a b' { " GOOD " }", "a feed is named by"},
		{"feed 'a' { " GOOD " headers { X = 'a\nb' } }", "holds a line end"},
		{"feed 'a' { " GOOD " headers { X = '{secret:pin}' } }", "there is no place {secret:pin}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		struct feeds *feeds = NULL;
		struct error err = {0};

		if (feeds_parse("f.conf", refusals[i].text, strlen(refusals[i].text), &feeds, &err) != STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		assert_null(feeds);
		if (strstr(err.message, refusals[i].piece) == NULL || strstr(err.message, "f.conf") == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, refusals[i].piece);
		assert_null(strstr(err.message, "abcdef123456"));
	}
}

static void the_shipped_declarations_are_good(void **state)
{
	const char *top = getenv("BALLAST_DATADIR");
	struct feeds *feeds = NULL;
	struct error err = {0};
	char folder[1024];

	(void)state;
	snprintf(folder, sizeof folder, "%s/feeds.d", top != NULL ? top : "share");
	if (feeds_load(folder, "/nonexistent", &feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(feeds_count(feeds), 23);
	assert_true(feed_is_enabled(feeds_find(feeds, "ecb-portal")));
	assert_int_equal(feed_kind_of(feeds_find(feeds, "ecb-portal")), FEED_FX);
	assert_false(feed_is_enabled(feeds_find(feeds, "tiingo")));
	assert_true(feed_is_local(feeds_find(feeds, "folder")));
	feeds_free(feeds);
}

static void keeps_within_the_limit(void **state)
{
	static const char text[] = "feed 'a' { " GOOD " limit = '2/min 3/h' }";
	static const int64_t times[] = {1000000, 2000000, 2030000};
	struct feeds *feeds = NULL;
	int64_t wait = -1;

	(void)state;
	assert_int_equal(feeds_parse("f", text, strlen(text), &feeds, NULL), STATUS_OK);
	assert_true(feed_is_allowed(feeds_at(feeds, 0), times, 0, 1000000, &wait));
	assert_true(feed_is_allowed(feeds_at(feeds, 0), times, 1, 1000001, &wait));
	assert_int_equal(wait, -1);
	assert_false(feed_is_allowed(feeds_at(feeds, 0), times + 1, 2, 2031000, &wait)); /* two in the last minute */
	assert_int_equal(wait, 2000000 + 60000 - 2031000);
	assert_false(feed_is_allowed(feeds_at(feeds, 0), times, 3, 3000000, &wait)); /* three in the last hour */
	assert_int_equal(wait, 1000000 + 3600000 - 3000000);
	assert_true(feed_is_allowed(feeds_at(feeds, 0), times, 3, 4600000, &wait));
	assert_int_equal(feed_times_needed(feeds_at(feeds, 0)), 3);
	assert_int_equal(feed_at_once(feeds_at(feeds, 0)), 2);
	feeds_free(feeds);
}

static void fills_addresses_by_place(void **state)
{
	const struct feed_request request = {.symbol = "A&B/../ß", .currency = "CNY", .from = {20458}, .to = {20459}};
	struct secrets secrets = {.values = {"k=1&2"}};
	struct text text = {0};

	(void)state;
	assert_int_equal(template_fill("https://x/{symbol}?f={from}&t={to:%Y%m%d}&s={from:%s}&c={currency|lower}&k={secret:key}&b={{",
	                               TEMPLATE_URL, &request, &secrets, &text, NULL), STATUS_OK);
	assert_string_equal(text_string(&text), "https://x/A%26B%2F..%2F%C3%9F?f=2026-01-05&t=20260106&s=1767571200&c=cny&k=k%3D1%262&b={");
	text_reset(&text);
	assert_int_equal(template_fill("/p/{symbol}.csv", TEMPLATE_PATH, &request, &secrets, &text, NULL), STATUS_INVALID);
	text_reset(&text);
	redact(&secrets, "k=1&2 in https://x/?k=k%3D1%262", &text);
	assert_string_equal(text_string(&text), "*** in https://x/?k=***");
	text_clear(&text);
}

/* However a provider writes it; the forms are Python's: urllib.parse.quote, json.dumps, html.escape, base64. */
static void masks_a_secret_however_it_is_written(void **state)
{
	static const struct { const char *written, *masked; } cases[] = {
		{"CANARY<7>/f+\"&x=", "***"},
		{"CANARY%3C7%3E%2Ff%2B%22%26x%3D", "***"},
		{"CANARY%3c7%3e%2ff%2b%22%26x%3d", "***"},
		{"CANARY<7>/f+\\\"&x=", "***"},
		{"CANARY<7>\\/f+\\\"&x=", "***"},
		{"CANARY\\u003c7\\u003e\\u002ff\\u002b\\u0022\\u0026x\\u003d", "***"},
		{"CANARY&lt;7&gt;/f+&quot;&amp;x=", "***"},
		{"canary<7>/F+\"&X=", "***"},
		{"CANARY<7>/f+\\\\\\\"&x=", "***"}, /* JSON within JSON */
		{"Q0FOQVJZPDc+L2YrIiZ4PQ==", "***Q=="},   /* alone: the last character holds bits of what could follow */
		{"Q0FOQVJZPDc-L2YrIiZ4PQ", "***Q"},       /* for an address */
		{"dTpDQU5BUlk8Nz4vZisiJng9", "dTp***"},   /* behind "u:" */
		{"dXM6Q0FOQVJZPDc+L2YrIiZ4PTp4", "dXM6***Tp4"}, /* between "us:" and ":x" */
	};
	const struct secrets secrets = {.values = {"CANARY<7>/f+\"&x="}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct text text = {0};

		redact(&secrets, cases[i].written, &text);
		assert_string_equal(text_string(&text), cases[i].masked);
		text_clear(&text);
	}
}

/* Fetches a declaration's secret by way of a request to a folder, which fails after the secret was found. */
static enum feed_outcome fetch_with_secret(const char *place, char *sentence, size_t size)
{
	struct text text = {0};
	struct feeds *feeds = NULL;
	struct feed_request request = {.symbol = "A"};
	struct feed_result result = {0};
	struct error err = {0};
	enum feed_outcome outcome;

	text_addf(&text, "feed 'a' { url = 'file:///nonexistent/{symbol}.csv' format = csv field.date = {'d'} field.close = {'c'}"
	          " secret.key = '%s' }", place);
	if (feeds_parse("f", text_string(&text), text.length, &feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	(void)feed_fetch(feeds_at(feeds, 0), &request, NULL, &result, NULL);
	outcome = result.outcome;
	snprintf(sentence, size, "%s", result.sentence);
	feed_result_clear(&result);
	feeds_free(feeds);
	text_clear(&text);
	return outcome;
}

static void looks_secrets_up_where_they_are(void **state)
{
	char sentence[400], path[] = "/tmp/ballast-secret-XXXXXX", place[64];
	const int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, "verysecret\n", 11), 11);
	close(file);
	snprintf(place, sizeof place, "file:%s", path);
	assert_int_equal(fetch_with_secret(place, sentence, sizeof sentence), FEED_NOT_FOUND); /* past the secret */
	chmod(path, 0644);
	assert_int_equal(fetch_with_secret(place, sentence, sizeof sentence), FEED_AUTH);
	assert_non_null(strstr(sentence, "chmod 600"));
	unlink(path);
	assert_int_equal(fetch_with_secret(place, sentence, sizeof sentence), FEED_AUTH);
	setenv("BALLAST_TEST_SECRET", "abcd", 1);
	assert_int_equal(fetch_with_secret("env:BALLAST_TEST_SECRET", sentence, sizeof sentence), FEED_NOT_FOUND);
	unsetenv("BALLAST_TEST_SECRET");
	assert_int_equal(fetch_with_secret("env:BALLAST_TEST_SECRET", sentence, sizeof sentence), FEED_AUTH);
	assert_int_equal(fetch_with_secret("cmd:printf \"%s\" \"two words\"", sentence, sizeof sentence), FEED_NOT_FOUND);
	assert_int_equal(fetch_with_secret("cmd:false", sentence, sizeof sentence), FEED_AUTH);
	assert_non_null(strstr(sentence, "failed to give the secret"));
	assert_int_equal(fetch_with_secret("cmd:/nonexistent/pass show x", sentence, sizeof sentence), FEED_AUTH);
	assert_int_equal(fetch_with_secret("cmd:true", sentence, sizeof sentence), FEED_AUTH);
	assert_non_null(strstr(sentence, "is empty"));
}

/* Mutations of good answers: any outcome will do, a crash or rows beside a failure will not. xorshift32 of Marsaglia. */
static void survives_mutated_answers(void **state)
{
	static const struct { const char *id, *body; } seeds[] = {
		{"tiingo", "[{\"date\":\"2024-06-10T00:00:00.000Z\",\"close\":121.79,\"adjClose\":121.77}]"},
		{"alphavantage", "{\"Time Series (Daily)\":{\"2022-04-21\":{\"4. close\":\"34.6700\"}}}"},
		{"yahoo", "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\"},\"timestamp\":[1511769600],\"indicators\":{\"quote\":"
		 "[{\"close\":[188.55]}]}}],\"error\":null}}"},
		{"ecb-hist", "Date,USD,JPY,CYP,\n2026-07-24,1.0821,170.5,N/A,\n"}, {"strict", "date;close\n2026-11-05;10\n2026-11-06;13.9\n"},
	};
	uint32_t random = 2463534242u;

	for (int round = 0; round < 5000; round++) {
		const size_t which = (size_t)round % (sizeof seeds / sizeof seeds[0]), length = strlen(seeds[which].body);
		struct feed_result result = {0};
		char body[512];

		memcpy(body, seeds[which].body, length + 1);
		for (int i = 0; i < 1 + round % 4; i++) {
			random ^= random << 13;
			random ^= random >> 17;
			random ^= random << 5;
			body[random % length] = "\"{}[],:;\n0-eE\xFF\\/"[random >> 16 & 15];
		}
		read_body(*state, seeds[which].id, "EURUSD", 200, body, &result);
		if (result.outcome != FEED_OK)
			assert_int_equal(result.count, 0);
		feed_result_clear(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_a_secret_that_a_quotation_cuts),
		cmocka_unit_test(keeps_the_base_a_row_names),
		cmocka_unit_test(reads_the_good_answers_of_each_provider),
		cmocka_unit_test(exchange_rates_carry_both_currencies),
		cmocka_unit_test(answers_a_bad_body_with_its_class_and_no_rows),
		cmocka_unit_test(an_answer_from_elsewhere_says_what_to_do),
		cmocka_unit_test(a_row_that_cannot_be_a_price_is_in_doubt_and_the_others_are_not),
		cmocka_unit_test(what_leaps_comes_through),
		cmocka_unit_test(a_secret_echoed_by_the_provider_is_masked),
		cmocka_unit_test(refuses_bad_declarations_in_words),
		cmocka_unit_test(the_shipped_declarations_are_good),
		cmocka_unit_test(keeps_within_the_limit),
		cmocka_unit_test(fills_addresses_by_place),
		cmocka_unit_test(masks_a_secret_however_it_is_written),
		cmocka_unit_test(looks_secrets_up_where_they_are),
		cmocka_unit_test(survives_mutated_answers),
	};

	return cmocka_run_group_tests(tests, load, feeds_group_end);
}
