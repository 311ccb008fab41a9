/* A small book in a folder of its own: six instruments with five years of prices, and clients as a test needs them. */
#ifndef BALLAST_TESTS_ADVICE_SCENE_H
#define BALLAST_TESTS_ADVICE_SCENE_H

#include <stdint.h>

#include "advice/base/session.h"
#include "engine/base/date.h"
#include "engine/model/investor.h"

/* `err` is the caller's struct error; its sentence is the failure. */
#define MUST(call) \
	do { \
		struct error *must_err = &err; \
		if ((call) != STATUS_OK) \
			fail_msg("%s", must_err->message); \
	} while (0)

struct scene {
	char folder[64];
	char book[96];
	struct session *session; /* owned */
};

/* The day everything happens on. */
extern const char scene_day[];

void scene_open(struct scene *scene);

/* The same instruments without a single price. */
void scene_open_unpriced(struct scene *scene);
void scene_close(struct scene *scene); /* removes the folder too */

/* For cmocka: an open scene as the test's state. */
int scene_set_up(void **state);
int scene_tear_down(void **state);

/* "2026-11-20"; a text that is no date fails the test. */
struct date scene_date(const char *text);

/* The same book on another day. */
void scene_move_to(struct scene *scene, const char *day);

/* A client with one account "main" and so much cash; born 1980. */
void scene_add_client(struct scene *scene, const char *code, const char *name, int64_t cash);

/* Shares bought 100 days ago at today's price. */
void scene_add_lot(struct scene *scene, const char *client, const char *symbol, int64_t quantity);

/* A client of class C3 or C4 takes the middle of the three plans. */
void scene_accept_plan(struct scene *scene, const char *client);

/* A file of this content in the scene's folder; its path is written. */
void scene_write(struct scene *scene, const char *content, char path[128]);

/* What import says to a file of this content; nothing of a refused file is kept. */
struct intake_result;
enum status scene_import(struct scene *scene, const char *kind, const char *content, struct intake_result *result,
                         struct error *err);

/* How many records the journal has. */
int64_t scene_records(const struct scene *scene);

/* Answers of a consistent investor of class C3 or C4. */
struct answers scene_answers(const char *taken);

#endif
