/* Shipped declarations pointed at a server of this machine. */
#include "tests/support/shipped_feeds.h"

#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct shipped_feed shipped_feeds[SHIPPED_FEEDS] = {
	{"alphavantage-csv", "IBM", "USD", 2, true}, {"alphavantage-json", "IBM", "USD", 2, true},
	{"coingecko", "bitcoin", "USD", 2, true}, {"eastmoney-kline", "1.600519", "CNY", 2, false},
	{"eastmoney-nav", "110011", "CNY", 2, false}, {"eastmoney-pingzhong", "000001", "CNY", 2, false},
	{"ecb-daily", "EURUSD", "USD", 2, false}, {"ecb-hist", "EURUSD", "USD", 2, false},
	{"ecb-portal", "EURUSD", "USD", 2, false}, {"ecb-today-csv", "EURUSD", "USD", 2, false},
	{"folder", "AAA", "CNY", 2, false}, {"frankfurter", "EURUSD", "USD", 2, false},
	{"fred", "DGS10", "USD", 2, false}, {"nasdaq-datalink", "WIKI/X", "USD", 2, true},
	{"sina-quote", "sh600519", "CNY", 1, false}, {"stooq", "SPY.US", "USD", 2, true},
	{"tencent-kline", "sh600519", "CNY", 2, false}, {"tencent-quote", "sh600519", "CNY", 1, false},
	{"tiingo", "NVDA", "USD", 2, true}, {"tushare", "600860.SH", "CNY", 2, true},
	{"twelvedata", "AAPL", "USD", 2, true}, {"twelvedata-csv", "AAPL", "USD", 2, true},
	{"yahoo", "ADS.DE", "EUR", 2, false},
};

const char *const hostile_behaviours[HOSTILE_PORTS] = {
	"slow", "reset", "short", "endless", "bomb", "loop", "cross", "file", "html", "quota", "nan", "huge", "twice", "zero-date",
	"far-date", "zero", "ahead", "order", "garbage", "mark", "crlf", "cr", "empty", "deep", "busy", "later", "broken", "notgzip",
	"silent",
	"tls-self-signed", "tls-other-name", "tls-expired", "tls-trusted",
};

static void add_file(const char *path, const char *scheme, int port, const char *more, struct text *text)
{
	FILE *file = fopen(path, "r");
	char line[1024];

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		const char *address = strncmp(line, "\turl = '", 8) == 0 ? line + 8 : NULL;

		if (address == NULL) {
			text_add(text, line);
			continue;
		}
		address += strncmp(address, "file:~", 6) == 0 ? 6 : strlen("https://") + strcspn(address + strlen("https://"), "/'");
		text_addf(text, "\tinsecure = yes %s\n\turl = '%s://127.0.0.1:%d%s", more, scheme, port, address);
	}
	if (file != NULL)
		(void)fclose(file);
}

void shipped_feeds_at(const char *scheme, int port, const char *more, struct text *text)
{
	const char *data = getenv("BALLAST_DATADIR");
	char pattern[1024];
	glob_t found;

	(void)snprintf(pattern, sizeof pattern, "%s/feeds.d/*.conf", data != NULL ? data : "share");
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_file(found.gl_pathv[i], scheme, port, more, text);
	globfree(&found);
}

int shipped_feeds_home(char folder[32], const char *key)
{
	static const char *const parts[] = {".config", ".config/ballast"};
	static const char *const providers[] = {"alphavantage", "coingecko", "nasdaq-datalink", "stooq", "tiingo", "tushare",
	                                        "twelvedata"};
	char path[128];

	(void)snprintf(folder, 32, "/tmp/ballast-home-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
		if (mkdir(path, 0700) != 0)
			return -1;
	}
	for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
		FILE *file;

		(void)snprintf(path, sizeof path, "%s/.config/ballast/%s.key", folder, providers[i]);
		file = fopen(path, "w");
		if (file == NULL || fchmod(fileno(file), 0600) != 0 || fprintf(file, "%s\n", key) < 0 || fclose(file) != 0)
			return -1;
	}
	return setenv("HOME", folder, 1);
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
	(void)about;
	(void)type;
	(void)at;
	return remove(path);
}

void shipped_feeds_leave(const char *folder)
{
	(void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
