/* The second line of the frame: whom the screen is about, how old the prices are, what is open, whether it is real. */
#ifndef BALLAST_TUI_SCREENS_CONTEXT_H
#define BALLAST_TUI_SCREENS_CONTEXT_H

#include <stddef.h>

#include "engine/base/status.h"

struct desk;
struct standing;
struct review_book;

/* For a screen about the whole book. */
void context_of_book(struct desk *desk, const struct review_book *book);

/* For a screen about the market: the prices; alerts are not counted. */
enum status context_of_market(struct desk *desk, struct error *err);

/* The same where the book was not computed: the prices are the market's, the alerts counted by the caller. */
enum status context_of_oversight(struct desk *desk, size_t alerts, struct error *err);

/*
 * For a screen about one client: the date is that of the oldest price behind the holdings. The alerts are counted when
 * the session is asked (advice/oversight/monitor.h).
 */
enum status context_of_client(struct desk *desk, const struct standing *standing, struct error *err);

/* Where another program wrote to the book since it was read, the figures of every screen are read again. */
void context_follow_others(struct desk *desk);

/* Everything is read again, for screens whose refresh fetches no prices; the last line says so. */
void context_read_again(struct desk *desk);

#endif
