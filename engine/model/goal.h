/* What the money is for: an amount by a day. */
#ifndef BALLAST_ENGINE_MODEL_GOAL_H
#define BALLAST_ENGINE_MODEL_GOAL_H

#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/instrument.h"

enum goal_priority { GOAL_MUST, GOAL_WANT, GOAL_WISH, GOAL_PRIORITIES };

enum { GOAL_INFLATION_OF_ASSUMPTIONS = -1 };

/* Amounts in millionths of the client's currency. */
struct goal {
	int64_t id, client_id;
	char name[NAME_SIZE];
	int64_t amount;               /* wanted, in the money of the day it was recorded; > 0         */
	struct date due;
	enum goal_priority priority;
	int64_t monthly;              /* set aside for it at the end of each month; 0: nothing        */
	int64_t monthly_growth_ppb;   /* by which that rises each year                                */
	int64_t inflation_ppb;        /* a year; GOAL_INFLATION_OF_ASSUMPTIONS                        */
	struct date recorded;
	char made_by[NAME_SIZE];
	struct date closed;           /* days 0: open                                                 */
};

#endif
