/* A book, a folder of configuration and a folder of files, with feeds that read the files or ask a server of this machine. */
#ifndef BALLAST_TESTS_ADVICE_FEED_DESK_H
#define BALLAST_TESTS_ADVICE_FEED_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/feeds/refresh.h"
#include "data/store/store_price.h"
#include "engine/base/status.h"
#include "engine/base/text.h"

struct section;
struct session;

extern const char feed_secret[]; /* what every declared server gets as its key */

struct feed_desk {
	char folder[64], book[96], config[96], time[24];
	struct session *session;
	struct text told;        /* what problem() said, a line each */
	size_t progress, cancel_after, asked;
	struct refresh_result result;
	struct error err;
};

/* Of a group: tests/data/feed_server.py. */
int feed_provider_start(void **state);
int feed_provider_stop(void **state);
int feed_provider_port(void);
int feed_provider_calls(const char *name); /* how often it was asked for /name */
int feed_provider_most(const char *name);  /* how many such requests were under way at once */
void feed_provider_asked(const char *name, struct text *paths); /* with which addresses, a line each */

/* Of a test: state is a struct feed_desk whose book knows AAA and BBB, in CNY, on 2026-11-06. */
int feed_desk_set_up(void **state);
int feed_desk_tear_down(void **state);

void write_file(const struct feed_desk *desk, const char *name, const char *content); /* below desk->folder */
void read_file(const char *path, struct text *text);
void open_session(struct feed_desk *desk, const char *day);
void add_instrument(struct feed_desk *desk, const char *symbol, const char *currency);

/* A feed that reads desk->folder/{symbol}.csv, and one that asks the server for path; more: further keys. */
void declare_folder(const struct feed_desk *desk, const char *id, const char *more);
void declare_server(const struct feed_desk *desk, const char *id, const char *path, const char *more);

enum status refresh_only(struct feed_desk *desk, const char *feed); /* NULL: all */
void refresh(struct feed_desk *desk);                                /* must succeed */
void assert_result(const struct feed_desk *desk, size_t added, size_t same, size_t changed, size_t held_back,
                   size_t failed);
/* Rows that went with a refused answer, and what waits for a person in the end, by the refresh and by the book. */
void assert_left(const struct feed_desk *desk, size_t refused, size_t waiting);
void assert_told(const struct feed_desk *desk, const char *part);

struct quote quote_of(const struct feed_desk *desk, const char *symbol);
struct feed_state state_of(const struct feed_desk *desk, const char *id);
int64_t records(const struct feed_desk *desk); /* of the journal */

/* A section as JSON, and what it must say. */
void render(const struct section *section, struct text *text);
void assert_says(const struct text *text, const char *part);

#endif
