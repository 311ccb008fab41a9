/* On what terms an instrument is dealt beyond its price: above all the share classes of funds. */
#ifndef BALLAST_ENGINE_MODEL_DEALING_TERMS_H
#define BALLAST_ENGINE_MODEL_DEALING_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/calendar.h"

enum { SHARE_CLASS_SIZE = 8, SALE_FEE_STEPS = 8 };

/* Sold after fewer days than `days`: `fee` of the amount in millionths. */
struct sale_fee_step {
	int days;
	int64_t fee;
};

/* From a day to a day, both included; days 0: open on that side. */
struct dealing_window {
	bool is_there;
	struct date from, until;
};

struct dealing_terms {
	int64_t instrument_id;
	char calendar[CALENDAR_NAME_SIZE]; /* empty: the one of its currency                            */
	char share_class[SHARE_CLASS_SIZE]; /* "A", "C"; empty: none                                    */
	int value_days;                  /* a day's net asset value is known so many open days later: 0, of a QDII 1 or 2 */
	int confirm_days;                /* shares are confirmed on T + so many open days; 0: at once    */
	int proceeds_days;               /* money of a sale can be spent on T + so many open days        */
	int64_t fee_share;               /* of the purchase fee that is charged, millionths: 100000 is a tenth; 0: all */
	int64_t day_limit;               /* the most that may be bought a day, millionths of money       */
	struct dealing_window limited;   /* when the limit holds                                         */
	struct dealing_window buy_closed, sell_closed; /* when nothing may be bought, sold               */
	struct sale_fee_step steps[SALE_FEE_STEPS]; /* rising; none: those of the rules                  */
	size_t step_count;
	int reinvests;                   /* dividends: 1 shares, 0 money, unless the holder chose        */
};

bool dealing_window_holds(const struct dealing_window *window, struct date day);

/* The most that may be bought on the day; false: there is no limit. 0: nothing. */
bool dealing_terms_most(const struct dealing_terms *terms, struct date day, int64_t *most);
bool dealing_terms_may_sell(const struct dealing_terms *terms, struct date day);

/* "7:0.015 30:0.0075": days and fraction, rising by days. STATUS_INVALID says what is wrong. */
enum status dealing_terms_parse_steps(const char *text, struct dealing_terms *terms, struct error *err);
/* The same back; text of at least 256 bytes. */
char *dealing_terms_format_steps(const struct dealing_terms *terms, char *text, size_t size);

/* STATUS_INVALID names what makes no sense. */
enum status dealing_terms_check(const struct dealing_terms *terms, struct error *err);

#endif
