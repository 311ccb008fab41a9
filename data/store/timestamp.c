/* Instants as text and as seconds. */
#include "data/store/timestamp.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/date.h"

/* Two digits below limit, or -1. */
static int two_digits(const char *text, int limit)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0' < limit ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

enum status timestamp_parse(const char *text, int64_t *seconds, struct error *err)
{
	char day[DATE_TEXT_SIZE];
	struct date date;
	int hours, minutes, rest;

	if (strlen(text) != TIMESTAMP_SIZE - 1 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no time; write 2026-01-02T09:30:00Z", text);
	memcpy(day, text, sizeof day - 1);
	day[sizeof day - 1] = '\0';
	hours = two_digits(text + 11, 24);
	minutes = two_digits(text + 14, 60);
	rest = two_digits(text + 17, 60);
	if (date_parse(day, &date, NULL) != STATUS_OK || hours < 0 || minutes < 0 || rest < 0)
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no time; write 2026-01-02T09:30:00Z", text);
	*seconds = (int64_t)date.days * 86400 + hours * 3600 + minutes * 60 + rest;
	return STATUS_OK;
}

char *timestamp_format(int64_t seconds, char text[TIMESTAMP_SIZE])
{
	const int64_t day = (seconds - (seconds < 0 ? 86399 : 0)) / 86400, rest = seconds - day * 86400;
	char date[DATE_TEXT_SIZE];

	(void)snprintf(text, TIMESTAMP_SIZE, "%sT%02d:%02d:%02dZ", date_format((struct date){(int32_t)day}, date),
	               (int)(rest / 3600) % 24, (int)(rest / 60) % 60, (int)(rest % 60)); /* always 20 characters */
	return text;
}
