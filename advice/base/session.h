/*
 * A session: one book, one clock, one set of rules and assumptions. Every question to advice starts from one.
 * It belongs to one thread; slow work opens its own.
 */
#ifndef BALLAST_ADVICE_BASE_SESSION_H
#define BALLAST_ADVICE_BASE_SESSION_H

#include <stdbool.h>

#include "engine/base/date.h"
#include "engine/model/assumptions.h"
#include "engine/model/rules.h"

struct calendar;
struct waiting_actions;
struct calendars;
struct instrument;
struct session;
struct market;
struct past_since;
struct scenarios;
struct store;

struct session_options {
	const char *book;             /* path of the book                                            */
	const char *data_directory;   /* shipped rules, assumptions, feeds                           */
	const char *config_directory; /* the user's own, which go before the shipped ones; may be NULL */
	struct date today;            /* the clock for everything                                    */
	const char *time;             /* "YYYY-MM-DDTHH:MM:SSZ" for records; with a fixed day, its midnight */
	const char *actor;            /* who acts when a command names nobody: the login name        */
	bool is_read_only;
};

/*
 * Opens the book and reads rules and assumptions. Statuses of store_open (data/store/store.h) plus
 * STATUS_INVALID when the rules or the assumptions file is no good (it is named).
 */
enum status session_open(const struct session_options *options, struct session **session, struct error *err);
void session_close(struct session *session);

struct date session_today(const struct session *session);
const char *session_time(const struct session *session);
const char *session_actor(const struct session *session);
const char *session_currency(const struct session *session);
const char *session_book(const struct session *session);
/* "seed 7, 2026-11-20" when this is a sandbox book, else NULL. */
const char *session_sandbox(const struct session *session);
const struct rules *session_rules(const struct session *session);
const struct assumptions *session_assumptions(const struct session *session);
/*
 * The stress scenarios: the user's scenarios.conf, else the shipped ones. Read when first asked for; borrowed.
 * STATUS_INVALID names file and line.
 */
enum status session_scenarios(struct session *session, const struct scenarios **scenarios, struct error *err);
/*
 * The calendars: shipped ones and those in the folder "calendars" of the user's configuration, which go first. Read when
 * first asked for; borrowed. STATUS_INVALID names file and line.
 */
enum status session_calendars(struct session *session, const struct calendars **calendars, struct error *err);
/* Of the market an instrument follows; *calendar NULL: weekdays. Borrowed. */
enum status session_calendar_of(struct session *session, const struct instrument *instrument,
                                const struct calendar **calendar, struct error *err);
const char *session_config_directory(const struct session *session); /* may be NULL */
const char *session_data_directory(const struct session *session);

/* For the rooms of advice only; faces have no store. */
struct store *session_store(const struct session *session);

/*
 * Instruments, prices and risk as of the session's day; estimated once and kept until the book's prices change.
 * Borrowed; valid until session_forget_market or session_close.
 */
enum status session_market(struct session *session, const struct market **market, struct error *err);
/* The same as a client sees it who reckons in another currency; rows are the same, in the same order. */
enum status session_market_in(struct session *session, const char *currency, const struct market **market,
                              struct error *err);
/*
 * What was replaced since the last weekly report, read once and kept until the book's prices change. Borrowed, as the
 * market is.
 */
enum status session_past(struct session *session, const struct past_since **past, struct error *err);
void session_forget_market(struct session *session);
/* Corporate actions that wait in the clients' accounts; looked for once, with the market. Borrowed. */
enum status session_waiting_actions(struct session *session, const struct waiting_actions **waiting, struct error *err);

/* True when another process has changed the book since the last time this was asked. */
bool session_changed_outside(struct session *session);

#endif
