/*
 * The declarations that are shipped, each against answers in the shape its provider gives them: 25 good ones with every
 * row that must come of them, 24 errors with their class. The figures are invented; the shapes are the providers'.
 */
#include <fcntl.h>
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
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "tests/support/feeds_group.h"

static int load(void **state)
{
	const char *top = getenv("BALLAST_DATADIR");
	struct feeds *feeds = NULL;
	struct error err = {0};
	char folder[1024];

	snprintf(folder, sizeof folder, "%s/feeds.d", top != NULL ? top : "share");
	if (feeds_load(folder, NULL, &feeds, &err) != STATUS_OK) {
		print_error("%s\n", err.message);
		return -1;
	}
	*state = feeds;
	return 0;
}

/* From tests/reference/zip_bodies.py. */
static const unsigned char hist_zip[] = {
	0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x80, 0xF8, 0x5C, 0xA4, 0xAB, 0x69, 0x76, 0x44, 0x00,
	0x00, 0x00, 0x68, 0x00, 0x00, 0x00, 0x12, 0x00, 0x00, 0x00, 0x65, 0x75, 0x72, 0x6F, 0x66, 0x78, 0x72, 0x65, 0x66, 0x2D,
	0x68, 0x69, 0x73, 0x74, 0x2E, 0x63, 0x73, 0x76, 0x73, 0x49, 0x2C, 0x49, 0xD5, 0x09, 0x0D, 0x76, 0xD1, 0xF1, 0x0A, 0x88,
	0xD4, 0x71, 0x8E, 0x0C, 0xD0, 0xE1, 0x32, 0x32, 0x30, 0x32, 0xD3, 0x35, 0x30, 0xD7, 0x35, 0x32, 0xD1, 0x31, 0xD4, 0x33,
	0xB0, 0x30, 0x32, 0xD4, 0x31, 0x34, 0x37, 0xD0, 0x33, 0xD5, 0xF1, 0xD3, 0x77, 0x44, 0x92, 0x34, 0x06, 0x4B, 0x1A, 0x98,
	0x80, 0x25, 0x8D, 0xD0, 0x65, 0x8D, 0x40, 0xB2, 0xE6, 0x96, 0x96, 0x60, 0x61, 0xB0, 0x14, 0x00, 0x50, 0x4B, 0x01, 0x02,
	0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x80, 0xF8, 0x5C, 0xA4, 0xAB, 0x69, 0x76, 0x44, 0x00, 0x00, 0x00,
	0x68, 0x00, 0x00, 0x00, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00,
	0x00, 0x00, 0x65, 0x75, 0x72, 0x6F, 0x66, 0x78, 0x72, 0x65, 0x66, 0x2D, 0x68, 0x69, 0x73, 0x74, 0x2E, 0x63, 0x73, 0x76,
	0x50, 0x4B, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x40, 0x00, 0x00, 0x00, 0x74, 0x00, 0x00, 0x00,
	0x00, 0x00,
};

static const unsigned char today_zip[] = {
	0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x80, 0xF8, 0x5C, 0x40, 0x77, 0xBB, 0x3E, 0x3A, 0x00,
	0x00, 0x00, 0x3D, 0x00, 0x00, 0x00, 0x0D, 0x00, 0x00, 0x00, 0x65, 0x75, 0x72, 0x6F, 0x66, 0x78, 0x72, 0x65, 0x66, 0x2E,
	0x63, 0x73, 0x76, 0x73, 0x49, 0x2C, 0x49, 0xD5, 0x51, 0x08, 0x0D, 0x76, 0xD1, 0x51, 0xF0, 0x0A, 0x88, 0xD4, 0x51, 0x70,
	0x72, 0xF7, 0xD3, 0x51, 0xE0, 0x32, 0x30, 0x56, 0xF0, 0x2A, 0xCD, 0x4B, 0x55, 0x30, 0x32, 0x30, 0x32, 0xD3, 0x51, 0x30,
	0xD4, 0x33, 0x32, 0xB4, 0x30, 0x07, 0xD2, 0xC6, 0xC6, 0x7A, 0x16, 0xA6, 0x20, 0xBE, 0xA5, 0xA9, 0xA9, 0x05, 0x50, 0x19,
	0x00, 0x50, 0x4B, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x80, 0xF8, 0x5C, 0x40, 0x77, 0xBB,
	0x3E, 0x3A, 0x00, 0x00, 0x00, 0x3D, 0x00, 0x00, 0x00, 0x0D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x65, 0x75, 0x72, 0x6F, 0x66, 0x78, 0x72, 0x65, 0x66, 0x2E, 0x63, 0x73, 0x76,
	0x50, 0x4B, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x3B, 0x00, 0x00, 0x00, 0x65, 0x00, 0x00, 0x00,
	0x00, 0x00,
};

/* A body of text, or of bytes where it is not one. */
#define TEXT(text) text, sizeof(text) - 1
#define BYTES(bytes) (const char *)bytes, sizeof bytes

struct fixture {
	const char *name, *feed, *symbol, *currency;
	const char *body;
	size_t length;
	const char *rows;           /* each: day symbol close currency, and what else is known; NULL: an error */
	long status;                /* 0: 200                                                                  */
	enum feed_outcome outcome;
};

static const struct fixture goods[] = {
	{"a table", "stooq", "SPY.US", "USD",
	 TEXT("Date,Open,High,Low,Close,Volume\r\n2026-09-10,600.1,603,599.5,602.25,900\r\n2026-09-11,608,612,606,610.5,1000\r\n"),
	 .rows = "2026-09-10 SPY.US 602.25 - open=600.1 high=603 low=599.5 volume=900\n"
	 "2026-09-11 SPY.US 610.5 - open=608 high=612 low=606 volume=1000\n"},
	{"lists with a hole, a zone of its own", "yahoo", "ADS.DE", "EUR",
	 TEXT("{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\",\"exchangeTimezoneName\":\"Europe/Berlin\"},"
	      "\"timestamp\":[1774598400,1774854000,1774940400],\"indicators\":{\"quote\":[{\"open\":[187,null,189],"
	      "\"high\":[190,null,191],\"low\":[186,null,188],\"close\":[188.55,null,190.1],\"volume\":[500,null,700]}],"
	      "\"adjclose\":[{\"adjclose\":[180.344,null,181.5]}]}}],\"error\":null}}"),
	 .rows = "2026-03-27 ADS.DE 188.55 EUR adjusted=180.344 open=187 high=190 low=186 volume=500\n"
	 "2026-03-31 ADS.DE 190.1 EUR adjusted=181.5 open=189 high=191 low=188 volume=700\n"},
	{"pence become pounds", "yahoo", "VOD.L", "GBP",
	 TEXT("{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"GBp\",\"exchangeTimezoneName\":\"Europe/London\"},"
	      "\"timestamp\":[1774598400],\"indicators\":{\"quote\":[{\"open\":[70],\"high\":[72.5],\"low\":[69.75],"
	      "\"close\":[71.3],\"volume\":[9]}],\"adjclose\":[{\"adjclose\":[68.1]}]}}],\"error\":null}}"),
	 .rows = "2026-03-27 VOD.L 0.713 GBP adjusted=0.681 open=0.7 high=0.725 low=0.6975 volume=9\n"},
	{"keyed by date", "alphavantage-json", "IBM", "USD",
	 TEXT("{\"Meta Data\":{\"2. Symbol\":\"IBM\"},\"Time Series (Daily)\":{\"2026-04-21\":{\"1. open\":\"34.1000\",\"2. high\":"
	      "\"34.9000\",\"3. low\":\"34.0000\",\"4. close\":\"34.6700\",\"5. volume\":\"1200\"},\"2026-04-20\":{\"1. open\":"
	      "\"35.0000\",\"2. high\":\"35.5000\",\"3. low\":\"34.5000\",\"4. close\":\"35.1000\",\"5. volume\":\"1100\"}}}"),
	 .rows = "2026-04-20 IBM 35.1 - open=35 high=35.5 low=34.5 volume=1100\n"
	 "2026-04-21 IBM 34.67 - open=34.1 high=34.9 low=34 volume=1200\n"},
	{"a table, newest first", "alphavantage-csv", "IBM", "USD",
	 TEXT("timestamp,open,high,low,close,volume\r\n2026-04-21,34.1,34.9,34,34.67,1200\r\n2026-04-20,35,35.5,34.5,35.1,1100\r\n"),
	 .rows = "2026-04-20 IBM 35.1 - open=35 high=35.5 low=34.5 volume=1100\n"
	 "2026-04-21 IBM 34.67 - open=34.1 high=34.9 low=34 volume=1200\n"},
	{"figures as texts", "twelvedata", "AAPL", "USD",
	 TEXT("{\"meta\":{\"symbol\":\"AAPL\",\"currency\":\"USD\"},\"values\":[{\"datetime\":\"2026-09-16\",\"open\":\"148.4\","
	      "\"high\":\"149\",\"low\":\"147.2\",\"close\":\"148.85\",\"volume\":\"68\"}],\"status\":\"ok\"}"),
	 .rows = "2026-09-16 AAPL 148.85 USD open=148.4 high=149 low=147.2 volume=68\n"},
	{"semicolons", "twelvedata-csv", "AAPL", "USD",
	 TEXT("datetime;open;high;low;close;volume\n2026-09-16;148.4;149;147.2;148.85;68\n2026-09-15;147;149;146;148.1;70\n"),
	 .rows = "2026-09-15 AAPL 148.1 - volume=70\n2026-09-16 AAPL 148.85 - volume=68\n"},
	{"objects, with a split and a dividend", "tiingo", "NVDA", "USD",
	 TEXT("[{\"date\":\"2026-06-09T00:00:00.000Z\",\"open\":1200,\"high\":1220,\"low\":1190,\"close\":1208.5,\"adjClose\":120.83,"
	      "\"volume\":40,\"divCash\":0.0,\"splitFactor\":1.0},{\"date\":\"2026-06-10T00:00:00.000Z\",\"open\":120,\"high\":123,"
	      "\"low\":117,\"close\":121.79,\"adjClose\":121.77,\"volume\":400,\"divCash\":0.01,\"splitFactor\":10.0}]"),
	 .rows = "2026-06-09 NVDA 1208.5 USD adjusted=120.83 open=1200 high=1220 low=1190 volume=40 split=1\n"
	 "2026-06-10 NVDA 121.79 USD adjusted=121.77 open=120 high=123 low=117 volume=400 dividend=0.01 split=10\n"},
	{"names apart from rows", "nasdaq-datalink", "WIKI/X", "USD",
	 TEXT("{\"dataset_data\":{\"column_names\":[\"Date\",\"Open\",\"Close\",\"Ex-Dividend\",\"Split Ratio\",\"Adj. Close\"],\"data\":"
	      "[[\"2018-03-27\",1060,1063.9,0.0,1.0,1063.9],[\"2018-03-26\",1046,1054.5,0.5,1.0,1054]]}}"),
	 .rows = "2018-03-26 WIKI/X 1054.5 - adjusted=1054 dividend=0.5 split=1\n2018-03-27 WIKI/X 1063.9 - adjusted=1063.9 split=1\n"},
	{"attributes of elements", "ecb-daily", "", "",
	 TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?><gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" "
	      "xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\"><gesmes:subject>Reference rates</gesmes:subject><Cube>"
	      "<Cube time='2026-07-24'><Cube currency='USD' rate='1.0821'/><Cube currency='JPY' rate='170.50'/></Cube></Cube>"
	      "</gesmes:Envelope>"),
	 .rows = "2026-07-24 EURJPY 170.5 JPY\n2026-07-24 EURUSD 1.0821 USD\n"},
	{"a wide table in an archive, one pair of it", "ecb-hist", "EURUSD", "", BYTES(hist_zip),
	 .rows = "2026-07-22 EURUSD 1.0799 USD\n2026-07-23 EURUSD 1.0804 USD\n2026-07-24 EURUSD 1.0821 USD\n"},
	{"the same, all of it", "ecb-hist", "", "", BYTES(hist_zip),
	 .rows = "2026-07-23 EURJPY 170.25 JPY\n2026-07-24 EURJPY 170.5 JPY\n2026-07-22 EURUSD 1.0799 USD\n2026-07-23 EURUSD 1.0804 USD\n"
	 "2026-07-24 EURUSD 1.0821 USD\n"},
	{"months in words, a comma at the end", "ecb-today-csv", "EURJPY", "", BYTES(today_zip), .rows = "2026-06-03 EURJPY 133.85 JPY\n"},
	{"one column of many", "ecb-portal", "EURSEK", "",
	 TEXT("KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n"
	      "EXR.D.SEK.EUR.SP00.A,D,SEK,EUR,SP00,A,2024-12-23,11.5215,A\r\nEXR.D.SEK.EUR.SP00.A,D,SEK,EUR,SP00,A,2024-12-24,NaN,H\r\n"),
	 .rows = "2024-12-23 EURSEK 11.5215 SEK\n"},
	{"per cent, dots and nothing", "fred", "DGS10", "",
	 TEXT("observation_date,DGS10\n2026-05-01,4.39\n2026-05-02,.\n2026-05-03,\n2026-05-04,-0.25\n"),
	 .rows = "2026-05-01 DGS10 0.0439 -\n2026-05-04 DGS10 -0.0025 -\n"},
	{"its older header", "fred", "DGS10", "", TEXT("DATE,DGS10\n2024-05-01,4.5\n"), .rows = "2024-05-01 DGS10 0.045 -\n"},
	{"midnight ends the day before", "coingecko", "bitcoin", "USD",
	 TEXT("{\"prices\":[[1784073600000,71000.5],[1784160000000,71250.123456789],[1784194260000,71300]],\"market_caps\":[],"
	      "\"total_volumes\":[]}"),
	 .rows = "2026-07-14 bitcoin 71000.5 -\n2026-07-15 bitcoin 71250.123457 -\n"},
	{"net values, one of them missing", "eastmoney-nav", "110011", "CNY",
	 TEXT("{\"Data\":{\"LSJZList\":[{\"FSRQ\":\"2026-07-15\",\"DWJZ\":\"1.4600\",\"LJJZ\":\"2.1300\",\"JZZZL\":\"-3.31\"},"
	      "{\"FSRQ\":\"2026-07-14\",\"DWJZ\":\"\",\"LJJZ\":\"\"},{\"FSRQ\":\"2026-07-13\",\"DWJZ\":\"1.5100\",\"LJJZ\":\"2.1800\"}],"
	      "\"FundType\":\"001\",\"SYType\":null},\"ErrCode\":0,\"ErrMsg\":null,\"TotalCount\":3}"),
	 .rows = "2026-07-13 110011 1.51 CNY accumulated=2.18\n2026-07-15 110011 1.46 CNY accumulated=2.13\n"},
	{"the same in the call of a function", "eastmoney-nav", "110011", "CNY",
	 TEXT("jQuery18303_17({\"Data\":{\"LSJZList\":[{\"FSRQ\":\"2026-07-15\",\"DWJZ\":\"1.4600\",\"LJJZ\":\"2.1300\"}],"
	      "\"SYType\":null},\"ErrCode\":0,\"TotalCount\":1});"),
	 .rows = "2026-07-15 110011 1.46 CNY accumulated=2.13\n"},
	{"one variable of a script, midnight in Beijing", "eastmoney-pingzhong", "000001", "CNY",
	 TEXT("/*2026*/var fS_name = \"A } name\";var Data_netWorthTrend2 = [{\"x\":1,\"y\":9}];\nvar Data_netWorthTrend = [{\"x\":"
	      "1719763200000,\"y\":3.5,\"equityReturn\":0.012,\"unitMoney\":\"]\"},{\"x\":1719849600000,\"y\":3.52}];"
	      "var Data_ACWorthTrend = [[1719763200000,4.1]];"),
	 .rows = "2024-07-01 000001 3.5 CNY\n2024-07-02 000001 3.52 CNY\n"},
	{"texts with commas: open, close, high, low", "eastmoney-kline", "1.600519", "CNY",
	 TEXT("{\"rc\":0,\"data\":{\"code\":\"600519\",\"klines\":[\"2026-04-16,70.000,61.000,71.510,58.650,15643711,1.0\","
	      "\"2026-04-17,61.000,62.500,63.000,60.500,15000000,1.0\"]}}"),
	 .rows = "2026-04-16 1.600519 61 CNY open=70 high=71.51 low=58.65 volume=15643711\n"
	 "2026-04-17 1.600519 62.5 CNY open=61 high=63 low=60.5 volume=15000000\n"},
	{"quoted fields in GBK", "sina-quote", "sh600519", "CNY",
	 TEXT("var hq_str_sh600519=\"\xB9\xF3\xD6\xDD\xC3\xA9\xCC\xA8,1340.00,1338.50,1343.00,1350.10,1335.20,1342.99,1343.00,2150000,"
	      "2887000000.00,100,1342.99,200,1342.98,300,1342.97,400,1342.96,500,1342.95,100,1343.00,200,1343.01,300,1343.02,"
	      "400,1343.03,500,1343.04,2026-09-29,15:00:03,00\";\n"),
	 .rows = "2026-09-29 sh600519 1343 CNY open=1340 high=1350.1 low=1335.2 volume=2150000\n"},
	{"fields between tildes, in GBK", "tencent-quote", "sh600519", "CNY",
	 TEXT("v_sh600519=\"1~\xB9\xF3\xD6\xDD\xC3\xA9\xCC\xA8~600519~1343.00~1338.50~1340.00~21500~11000~10500~1342.99~1~1342.98~2~"
	      "1342.97~3~1342.96~4~1342.95~5~1343.00~1~1343.01~2~1343.02~3~1343.03~4~1343.04~5~~20260812161432~4.50~0.34~"
	      "1350.10~1335.20~1343.00/21500/2887000000\";\n"),
	 .rows = "2026-08-12 sh600519 1343 CNY open=1340 high=1350.1 low=1335.2\n"},
	{"lists, one with a dividend behind", "tencent-kline", "sh600519", "CNY",
	 TEXT("kline_day={\"code\":0,\"msg\":\"\",\"data\":{\"sh600519\":{\"day\":[[\"2026-06-03\",\"1304.000\",\"1281.910\",\"1304.000\","
	      "\"1276.000\",\"52477.000\"],[\"2026-06-04\",\"1281.000\",\"1290.000\",\"1295.000\",\"1280.000\",\"41000.000\",{\"nd\":\"2025\","
	      "\"fh_sh\":\"276.24\"}]],\"version\":\"16\"}}}"),
	 .rows = "2026-06-03 sh600519 1281.91 CNY open=1304 high=1304 low=1276 volume=52477\n"
	 "2026-06-04 sh600519 1290 CNY open=1281 high=1295 low=1280 volume=41000\n"},
	{"names and items of a posted request", "tushare", "600860.SH", "CNY",
	 TEXT("{\"request_id\":\"x\",\"code\":0,\"msg\":null,\"data\":{\"fields\":[\"ts_code\",\"trade_date\",\"open\",\"high\",\"low\",\"close\","
	      "\"vol\"],\"items\":[[\"600860.SH\",\"20260105\",6.7,6.8,6.5,6.68,1234.5],[\"600860.SH\",\"20260104\",6.5,6.75,6.45,6.7,1000]],"
	      "\"has_more\":false}}"),
	 .rows = "2026-01-04 600860.SH 6.7 CNY open=6.5 high=6.75 low=6.45 volume=1000\n"
	 "2026-01-05 600860.SH 6.68 CNY open=6.7 high=6.8 low=6.5 volume=1234.5\n"},
};

static const struct fixture bads[] = {
	{"the day's allowance", "stooq", "SPY.US", "USD", TEXT("Exceeded the daily hits limit"), .outcome = FEED_QUOTA},
	{"no key", "stooq", "SPY.US", "USD", TEXT("Get your apikey:\n\n1. Open https://stooq.com/q/d/?s=spy.us&get_apikey\n"),
	 .outcome = FEED_AUTH},
	{"an unknown symbol", "stooq", "SPX.US", "USD", TEXT("No data"), .outcome = FEED_NOT_FOUND},
	{"a page that asks for work", "stooq", "SPY.US", "USD", TEXT("<!DOCTYPE html><html><head><title>Checking</title></head></html>"),
	 .outcome = FEED_BLOCKED},
	{"too fast, in plain words", "yahoo", "ADS.DE", "EUR", TEXT("Edge: Too Many Requests"), .status = 429,
	 .outcome = FEED_RATE_LIMIT},
	{"an unknown symbol", "yahoo", "ADX.DE", "EUR",
	 TEXT("{\"chart\":{\"result\":null,\"error\":{\"code\":\"Not Found\",\"description\":\"No data found, symbol may be delisted\"}}}"),
	 .status = 404, .outcome = FEED_NOT_FOUND},
	{"no list of days", "yahoo", "ADS.DE", "EUR",
	 TEXT("{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"EUR\",\"exchangeTimezoneName\":\"Europe/Berlin\"},\"indicators\":{\"quote\":"
	      "[{}]}}],\"error\":null}}"), .outcome = FEED_MALFORMED},
	{"a note under status 200", "alphavantage-json", "IBM", "USD",
	 TEXT("{\"Note\":\"Thank you for using Alpha Vantage! Our standard API rate limit is 25 requests per day.\"}"),
	 .outcome = FEED_QUOTA},
	{"the key quoted back", "alphavantage-json", "IBM", "USD",
	 TEXT("{\"Information\":\"We have detected your API key as SECRETKEY123 and our standard limit is 25 requests per day.\"}"),
	 .outcome = FEED_QUOTA},
	{"an unknown symbol", "alphavantage-json", "IBX", "USD", TEXT("{\"Error Message\":\"Invalid API call.\"}"),
	 .outcome = FEED_NOT_FOUND},
	{"JSON instead of a table", "alphavantage-csv", "IBM", "USD", TEXT("{\n    \"Information\": \"The rate limit is 25 a day.\"\n}"),
	 .outcome = FEED_QUOTA},
	{"too fast under status 200", "twelvedata", "AAPL", "USD",
	 TEXT("{\"code\":429,\"message\":\"You have run out of API credits for the current minute. 9 were used.\",\"status\":\"error\"}"),
	 .outcome = FEED_RATE_LIMIT},
	{"a wrong key", "twelvedata", "AAPL", "USD",
	 TEXT("{\"code\":401,\"message\":\"**apikey** parameter is incorrect or not specified.\",\"status\":\"error\"}"),
	 .outcome = FEED_AUTH},
	{"JSON instead of a table", "twelvedata-csv", "AAPL", "USD",
	 TEXT("{\"code\":429,\"message\":\"You have run out of API credits for the current minute.\",\"status\":\"error\"}"),
	 .outcome = FEED_RATE_LIMIT},
	{"the hour's allowance under status 200", "tiingo", "NVDA", "USD",
	 TEXT("{\"detail\":\"Error: You have run over your hourly request allocation. Please upgrade.\"}"), .outcome = FEED_QUOTA},
	{"an unknown symbol", "tiingo", "NVDX", "USD", TEXT("{\"detail\":\"Not found.\"}"), .status = 404,
	 .outcome = FEED_NOT_FOUND},
	{"the plan's allowance", "nasdaq-datalink", "WIKI/X", "USD",
	 TEXT("{\"quandl_error\":{\"code\":\"QELx01\",\"message\":\"You have exceeded the anonymous user limit of 50 calls per day.\"}}"),
	 .status = 429, .outcome = FEED_QUOTA},
	{"a set one may not see", "nasdaq-datalink", "WIKI/X", "USD",
	 TEXT("{\"quandl_error\":{\"code\":\"QEPx04\",\"message\":\"You do not have permission to view this dataset.\"}}"), .status = 403,
	 .outcome = FEED_AUTH},
	{"an empty answer", "ecb-portal", "EURSEK", "", TEXT(""), .outcome = FEED_NOT_FOUND},
	{"a page for an unknown series", "fred", "DGS11", "", TEXT("\n<!DOCTYPE html><html lang=\"en\"><title>Error</title></html>"),
	 .outcome = FEED_BLOCKED},
	{"too fast, with a code of its own", "coingecko", "bitcoin", "USD",
	 TEXT("{\"status\":{\"error_code\":429,\"error_message\":\"You've exceeded the Rate Limit.\"}}"), .status = 429,
	 .outcome = FEED_RATE_LIMIT},
	{"a money fund's income is no net value", "eastmoney-nav", "000009", "CNY",
	 TEXT("{\"Data\":{\"LSJZList\":[{\"FSRQ\":\"2026-07-15\",\"DWJZ\":\"0.4570\",\"LJJZ\":\"1.6780\"}],\"FundType\":\"005\",\"SYType\":"
	      "\"\xE6\xAF\x8F\xE4\xB8\x87\xE4\xBB\xBD\xE6\x94\xB6\xE7\x9B\x8A\"},\"ErrCode\":0,\"TotalCount\":1}"),
	 .outcome = FEED_PERMANENT},
	{"nothing between the quotes", "sina-quote", "sh999999", "CNY", TEXT("var hq_str_sh999999=\"\";\n"),
	 .outcome = FEED_NOT_FOUND},
	{"too often", "tushare", "600860.SH", "CNY",
	 TEXT("{\"code\":40203,\"msg\":\"\xE6\x8A\xB1\xE6\xAD\x89\xEF\xBC\x8C\xE6\xAF\x8F\xE5\x88\x86\xE9\x92\x9F\",\"data\":null}"),
	 .outcome = FEED_QUOTA},
};

/* The key is one that a provider quotes. */
static void read_fixture(const struct feeds *feeds, const struct fixture *fixture, struct feed_result *result)
{
	const struct secrets secrets = {.values = {"SECRETKEY123"}};
	const struct feed_request request = {.symbol = fixture->symbol, .currency = fixture->currency,
	                                     .from = day("1990-01-01"), .to = day("2026-11-10"), .as_of = day("2026-11-10")};
	const struct feed *feed = feeds_find(feeds, fixture->feed);

	if (feed == NULL)
		fail_msg("there is no feed %s", fixture->feed);
	(void)feed_parse_body(feed, &request, fixture->status != 0 ? fixture->status : 200, fixture->body, fixture->length,
	                      &secrets, result, NULL); /* result says how it ended */
}

static void add_figure(struct text *text, const char *name, int64_t micros)
{
	char shown[DECIMAL_TEXT_SIZE];

	if (micros != 0)
		text_addf(text, " %s=%s", name, decimal_format(micros, shown));
}

static void show_rows(const struct feed_result *result, struct text *text)
{
	char date[DATE_TEXT_SIZE], close[DECIMAL_TEXT_SIZE];

	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		text_addf(text, "%s %s %s %s", date_format(row->date, date), row->symbol, decimal_format(row->close, close),
		          row->currency[0] != '\0' ? row->currency : "-");
		add_figure(text, "adjusted", row->adjusted_close);
		add_figure(text, "open", row->open);
		add_figure(text, "high", row->high);
		add_figure(text, "low", row->low);
		add_figure(text, "volume", row->volume);
		add_figure(text, "dividend", row->dividend);
		add_figure(text, "split", row->split);
		add_figure(text, "accumulated", row->accumulated);
		text_add_character(text, '\n');
	}
}

static void every_row_of_every_good_answer_is_right(void **state)
{
	size_t wrong = 0;

	assert_int_equal(sizeof goods / sizeof goods[0], 25);
	for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		struct feed_result result = {0};
		struct text rows = {0};

		read_fixture(*state, &goods[i], &result);
		show_rows(&result, &rows);
		print_message("# %-20s %-45s %s, %zu rows\n", goods[i].feed, goods[i].name, feed_outcome_name(result.outcome),
		              result.count);
		if (result.outcome != FEED_OK || strcmp(text_string(&rows), goods[i].rows) != 0) {
			print_error("%s (%s): %s\n%snot\n%s", goods[i].feed, goods[i].name, result.sentence, text_string(&rows),
			            goods[i].rows);
			wrong++;
		}
		text_clear(&rows);
		feed_result_clear(&result);
	}
	assert_int_equal(wrong, 0);
}

static void every_error_has_its_class_and_no_row(void **state)
{
	size_t wrong = 0;

	assert_int_equal(sizeof bads / sizeof bads[0], 24);
	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		struct feed_result result = {0};

		read_fixture(*state, &bads[i], &result);
		print_message("# %-20s %-45s %s\n", bads[i].feed, bads[i].name, feed_outcome_name(result.outcome));
		if (result.outcome != bads[i].outcome) {
			print_error("%s (%s): %s (%s), not %s\n", bads[i].feed, bads[i].name, feed_outcome_name(result.outcome),
			            result.sentence, feed_outcome_name(bads[i].outcome));
			wrong++;
		}
		assert_int_equal(result.count, 0);
		assert_null(result.rows);
		assert_true(strlen(result.sentence) > 10);
		assert_null(strstr(result.excerpt, "SECRETKEY"));
		assert_null(strstr(result.sentence, "SECRETKEY"));
		assert_true(text_is_clean(result.excerpt));
		feed_result_clear(&result);
	}
	assert_int_equal(wrong, 0);
}

/* Adjusted prices taken for raw ones would break a series without a trace. */
static void adjusted_rows_are_not_taken_for_raw_ones(void **state)
{
	static const struct fixture adjusted = {"adjusted rows", "tencent-kline", "sh600519", "CNY",
		TEXT("{\"code\":0,\"data\":{\"sh600519\":{\"qfqday\":[[\"2026-06-03\",\"1304\",\"1281\",\"1304\",\"1276\",\"5\"]]}}}"), NULL, 0,
		FEED_MALFORMED};
	struct feed_result result = {0};

	read_fixture(*state, &adjusted, &result);
	assert_int_equal(result.outcome, FEED_MALFORMED);
	assert_int_equal(result.count, 0);
	feed_result_clear(&result);
}

/* The table of what is on: no key is at hand, and nothing undocumented is asked unless a person says so. */
static void only_documented_feeds_without_a_key_are_on(void **state)
{
	static const char *const on[] = {"ecb-portal", "fred"};
	static const char *const with_key[] = {"alphavantage-json", "coingecko", "nasdaq-datalink", "stooq", "tiingo",
	                                       "tushare", "twelvedata"};
	const struct feeds *feeds = *state;
	char home[] = "/tmp/ballast-home-XXXXXX", path[200];
	size_t enabled = 0;

	assert_non_null(mkdtemp(home));
	setenv("HOME", home, 1);
	for (size_t i = 0; i < feeds_count(feeds); i++)
		enabled += feed_is_enabled(feeds_at(feeds, i));
	assert_int_equal(enabled, sizeof on / sizeof on[0]);
	for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
		assert_true(feed_is_enabled(feeds_find(feeds, on[i])));
	snprintf(path, sizeof path, "%s/.config", home);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/.config/ballast", home);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < sizeof with_key / sizeof with_key[0]; i++) {
		const struct feed *feed = feeds_find(feeds, with_key[i]);
		int file;

		assert_non_null(feed);
		assert_false(feed_is_enabled(feed));
		snprintf(path, sizeof path, "%s/.config/ballast/%.*s.key", home, (int)(strcmp(with_key[i], "alphavantage-json") == 0 ?
		         strlen("alphavantage") : strlen(with_key[i])), with_key[i]);
		file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		assert_true(file >= 0);
		assert_int_equal(write(file, "a-key\n", 6), 6);
		close(file);
		if (!feed_is_enabled(feed))
			fail_msg("%s stays off although %s is there", with_key[i], path);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/.config/ballast", home);
	rmdir(path);
	snprintf(path, sizeof path, "%s/.config", home);
	rmdir(path);
	rmdir(home);
}

/* Summer and winter on both sides of the world: 10:00 in Auckland is the day before in Greenwich. */
static void an_instant_falls_on_the_day_of_its_zone(void **state)
{
	static const char body[] =
		"{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"NZD\",\"exchangeTimezoneName\":\"%s\"},\"timestamp\":[1752530400,"
		"1768424400],\"indicators\":{\"quote\":[{\"close\":[1,2]}]}}],\"error\":null}}";
	static const struct { const char *zone; enum feed_outcome outcome; } wrong[] = {
		{"../../etc/passwd", FEED_MALFORMED}, {"/etc/passwd", FEED_MALFORMED}, {"Pacific/Atlantis", FEED_PERMANENT},
	};
	struct fixture fixture = {"Auckland", "yahoo", "AIR.NZ", "NZD", NULL, 0, NULL, 0, FEED_OK};
	struct feed_result result = {0};
	char text[512];

	snprintf(text, sizeof text, body, "Pacific/Auckland");
	fixture.body = text;
	fixture.length = strlen(text);
	read_fixture(*state, &fixture, &result);
	assert_int_equal(result.count, 2);
	assert_int_equal(result.rows[0].date.days, day("2025-07-15").days);
	assert_int_equal(result.rows[1].date.days, day("2026-01-15").days);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		snprintf(text, sizeof text, body, wrong[i].zone);
		fixture.length = strlen(text);
		read_fixture(*state, &fixture, &result);
		assert_int_equal(result.outcome, wrong[i].outcome);
		assert_int_equal(result.count, 0);
	}
	feed_result_clear(&result);
}

/* Every prefix and many changed bytes of every good answer: whatever comes of it, no crash, and no rows beside an error. */
static void damaged_answers_of_every_layout_bring_no_row_beside_an_error(void **state)
{
	uint32_t random = 2463534242u; /* xorshift32 of Marsaglia */

	for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		char *copy = malloc(goods[i].length + 1);
		struct fixture damaged = goods[i];

		assert_non_null(copy);
		damaged.body = copy;
		for (size_t round = 0; round < 2 * goods[i].length; round++) {
			struct feed_result result = {0};

			memcpy(copy, goods[i].body, goods[i].length);
			damaged.length = round < goods[i].length ? round : goods[i].length;
			for (size_t j = 0; round >= goods[i].length && j < 3; j++) {
				random ^= random << 13;
				random ^= random >> 17;
				random ^= random << 5;
				copy[random % goods[i].length] = (char)(random >> 16);
			}
			read_fixture(*state, &damaged, &result);
			if (result.outcome != FEED_OK)
				assert_int_equal(result.count, 0);
			assert_true(text_is_clean(result.excerpt) && text_is_clean(result.sentence));
			feed_result_clear(&result);
		}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_every_good_answer_is_right),
		cmocka_unit_test(every_error_has_its_class_and_no_row),
		cmocka_unit_test(adjusted_rows_are_not_taken_for_raw_ones),
		cmocka_unit_test(only_documented_feeds_without_a_key_are_on),
		cmocka_unit_test(an_instant_falls_on_the_day_of_its_zone),
		cmocka_unit_test(damaged_answers_of_every_layout_bring_no_row_beside_an_error),
	};

	return cmocka_run_group_tests(tests, load, feeds_group_end);
}
