/* Days as text: what is read is written back the same, and what is refused leaves no day. */
#include "engine/base/date.h"
#include "tests/fuzz/fuzz.h"

static void check_day(struct date date)
{
	int year, month, day;
	struct date again = {0};

	date_to_civil(date, &year, &month, &day);
	FUZZ_HOLDS(date_from_civil(year, month, day, &again) && again.days == date.days);
	FUZZ_HOLDS(date_weekday(date) == (date_weekday(date_add_days(date, 1)) + 6) % 7);
	date_iso_week(date, &year, &month);
	FUZZ_HOLDS(month >= 1 && month <= 53);
	FUZZ_HOLDS(date_compare(date_previous_business_day(date), date) < 0);
	/* a month on and back ends on the same day or, from the end of a long month, before it */
	again = date_add_months(date_add_months(date, 1), -1);
	FUZZ_HOLDS(date_compare(again, date) <= 0 && date.days - again.days <= 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_text(data, size);
	struct date date = {INT32_MIN};
	struct error err = {0};
	char written[DATE_TEXT_SIZE];

	if (date_parse(text, &date, &err) != STATUS_OK) {
		FUZZ_HOLDS(date.days == INT32_MIN);
		FUZZ_HOLDS(err.status == STATUS_INVALID && err.message[0] != '\0');
		return 0;
	}
	FUZZ_HOLDS(strcmp(date_format(date, written), text) == 0);
	check_day(date);
	return 0;
}
