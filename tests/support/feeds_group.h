/* What the tests of reading answers share: a day, and a group whose state are feeds. */
#ifndef BALLAST_TESTS_SUPPORT_FEEDS_GROUP_H
#define BALLAST_TESTS_SUPPORT_FEEDS_GROUP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/feed/feed.h"

static inline struct date day(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

static inline int feeds_group_end(void **state)
{
	feeds_free(*state);
	return 0;
}

#endif
