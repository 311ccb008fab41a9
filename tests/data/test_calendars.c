/* The shipped calendars, and files of calendars that are wrong. */
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

#include "data/settings/calendar_loader.h"

static char folder[] = "/tmp/ballast-calendars-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int drop_folder(void **state)
{
	char command[100];

	(void)state;
	(void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static struct date day(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

static const char *shipped(void)
{
	static char path[1024];
	const char *top = getenv("BALLAST_DATADIR");

	(void)snprintf(path, sizeof path, "%s/calendars", top != NULL ? top : "share");
	return path;
}

static const char *write_file(const char *name, const char *text)
{
	static char path[200];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

static int open_days(const struct calendars *calendars, const char *name, int year)
{
	struct date before, last;

	assert_true(date_from_civil(year - 1, 12, 31, &before));
	assert_true(date_from_civil(year, 12, 31, &last));
	return calendar_days_between(calendars_find(calendars, name), before, last);
}

/*
 * The number of trading days a year is reported apart from the holidays: New York 250, 252, 250 and 251 in 2023 to 2026,
 * Shanghai 243, 242, 242, 242 and 243 in 2021 to 2025.
 */
static void the_shipped_calendars_have_the_trading_days_the_exchanges_counted(void **state)
{
	static const struct {
		const char *name;
		int year, days;
	} reported[] = {
		{"XNYS", 2023, 250}, {"XNYS", 2024, 252}, {"XNYS", 2025, 250}, {"XNYS", 2026, 251}, {"XSHG", 2021, 243},
		{"XSHG", 2022, 242}, {"XSHG", 2023, 242}, {"XSHG", 2024, 242}, {"XSHE", 2025, 243},
	};
	struct calendars calendars = {0};
	struct error err = {0};

	(void)state;
	if (calendars_load(shipped(), NULL, &calendars, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < sizeof reported / sizeof reported[0]; i++)
		assert_int_equal(open_days(&calendars, reported[i].name, reported[i].year), reported[i].days);
	assert_false(calendar_is_open(calendars_find(&calendars, "XSHG"), day("2026-02-23")));
	assert_true(calendar_is_open(calendars_find(&calendars, "XSHG"), day("2026-02-24")));
	assert_true(calendar_is_half(calendars_find(&calendars, "XHKG"), day("2026-02-16")));
	assert_false(calendar_is_open(calendars_find(&calendars, "TARGET"), day("2026-04-06")));
	assert_true(calendar_is_open(calendars_find(&calendars, "TARGET"), day("2026-12-24")));
	assert_false(calendar_is_open(calendars_find(&calendars, "XETR"), day("2026-12-24")));
	assert_ptr_equal(calendars_of_currency(&calendars, "CNY"), calendars_find(&calendars, "XSHE"));
	assert_int_equal(calendars_find(&calendars, "XSHG")->last.days, day("2026-12-31").days);
	calendars_clear(&calendars);
}

/* A half day is a day on which there is trading. */
static void no_shipped_calendar_is_closed_and_half_open_on_one_day(void **state)
{
	struct calendars calendars = {0};

	(void)state;
	assert_int_equal(calendars_load(shipped(), NULL, &calendars, NULL), STATUS_OK);
	assert_true(calendars.count >= 5);
	for (size_t i = 0; i < calendars.count; i++)
		for (size_t j = 0; j < calendars.list[i].half_count; j++)
			assert_true(calendar_is_open(&calendars.list[i], calendars.list[i].half[j]));
	calendars_clear(&calendars);
}

static void ones_own_calendar_goes_before_the_shipped_one(void **state)
{
	struct calendars calendars = {0};

	(void)state;
	(void)write_file("XSHG.conf", "title = 'Mine'\ncurrencies = {'CNY'}\n"
	                 "year '2027' { closed = {'2027-02-05/2027-02-12'} source = 'Notice' }\n");
	assert_int_equal(calendars_load(shipped(), folder, &calendars, NULL), STATUS_OK);
	assert_string_equal(calendars_find(&calendars, "XSHG")->title[0], "Mine");
	assert_int_equal(calendars_find(&calendars, "XSHG")->closed_count, 6); /* the weekend is left out */
	assert_null(calendars_find(&calendars, "XSHE"));
	calendars_clear(&calendars);
	assert_int_equal(remove(write_file("XSHG.conf", "")), 0);
	assert_int_equal(calendars_load(NULL, "/nowhere", &calendars, NULL), STATUS_OK);
	assert_int_equal(calendars.count, 0);
	calendars_clear(&calendars);
}

static void what_is_wrong_in_a_file_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"title = 'A'\n", "no year is given"},
		{"year '2026' { source = 'x' }\n", "title is missing"},
		{"title = 'A'\nyear '2026' { closed = {} }\n", "A.conf:2: source is missing"},
		{"title = 'A'\nyear 'soon' { source = 'x' }\n", "\"soon\" is no year"},
		{"title = 'A'\nyear '2026' { closed = {'2026-13-01'} source = 'x' }\n", "neither a day nor a span"},
		{"title = 'A'\nyear '2026' { closed = {'2026-02-10/2026-02-01'} source = 'x' }\n", "ends before it begins"},
		{"title = 'A'\nyear '2026' { closed = {'2027-01-01'} source = 'x' }\n", "does not lie in the year 2026"},
		{"title = 'A'\nyear '2026' { closed = {'2026-02-02', '2026-02-02'} source = 'x' }\n", "not after what stands before"},
		{"title = 'A'\nyear '2026' { closed = {'2026-01-01/2026-12-31'} source = 'x' }\n", "not closed that often"},
		{"title = 'A'\nyear '2026' { source = 'x' }\nyear '2028' { source = 'x' }\n", "2028 does not follow"},
		{"title = 'A'\nalso = {'a name that is far too long'}\nyear '2026' { source = 'x' }\n", "is no name of a market"},
		{"title = 'A'\ncurrencies = {'yen'}\nyear '2026' { source = 'x' }\n", "is no currency"},
		{"title = 'A'\nholidays = 1\n", "holidays"},
	};
	struct calendar calendar = {.name_count = 7};
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		memset(&err, 0, sizeof err);
		assert_int_equal(calendar_read(write_file("A.conf", cases[i].text), &calendar, &err), STATUS_INVALID);
		if (strstr(err.message, cases[i].part) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, cases[i].part);
		assert_int_equal(calendar.name_count, 7);
	}
	assert_int_equal(calendar_read("/nowhere/A.conf", &calendar, &err), STATUS_NOT_FOUND);
	(void)write_file("A.conf", "title = 'A'\ncurrencies = {'CNY'}\nyear '2026' { source = 'x' }\n");
	{
		struct calendars calendars = {.count = 3};

		assert_int_equal(calendars_load(shipped(), folder, &calendars, &err), STATUS_INVALID);
		assert_non_null(strstr(err.message, "both claim what is priced in CNY"));
		assert_int_equal(calendars.count, 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_calendars_have_the_trading_days_the_exchanges_counted),
		cmocka_unit_test(no_shipped_calendar_is_closed_and_half_open_on_one_day),
		cmocka_unit_test(ones_own_calendar_goes_before_the_shipped_one),
		cmocka_unit_test(what_is_wrong_in_a_file_is_told_with_its_line),
	};

	return cmocka_run_group_tests_name("test_calendars", tests, make_folder, drop_folder);
}
