/* The one way to fail: a status and a sentence. */
#include "engine/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Steps back from a multi-byte character that the end of the field cut in two. */
static void end_at_character(char *text, size_t size)
{
	size_t length = strlen(text);

	if (length + 1 < size)
		return;
	while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80)
		length--;
	if (length > 0 && (unsigned char)text[length - 1] >= 0xC0)
		length--;
	text[length] = '\0';
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
	if (err != NULL) {
		va_list arguments;

		va_start(arguments, format);
		(void)vsnprintf(err->message, sizeof err->message, format, arguments);
		va_end(arguments);
		end_at_character(err->message, sizeof err->message);
		err->status = status;
	}
	return status;
}

enum status error_prefix(struct error *err, const char *format, ...)
{
	char old[sizeof err->message];
	va_list arguments;
	int length;

	if (err == NULL)
		return STATUS_INVALID;
	memcpy(old, err->message, sizeof old);
	va_start(arguments, format);
	length = vsnprintf(err->message, sizeof err->message, format, arguments);
	va_end(arguments);
	if (length >= 0 && (size_t)length < sizeof err->message)
		(void)snprintf(err->message + length, sizeof err->message - (size_t)length, ": %.400s", old);
	end_at_character(err->message, sizeof err->message);
	return err->status;
}

const char *status_name(enum status status)
{
	static const char *const names[] = {
		[STATUS_OK] = "ok",
		[STATUS_INVALID] = "invalid",
		[STATUS_NOT_FOUND] = "not-found",
		[STATUS_INFEASIBLE] = "infeasible",
		[STATUS_NOT_CONVERGED] = "not-converged",
		[STATUS_NO_MEMORY] = "no-memory",
		[STATUS_IO] = "io",
		[STATUS_CORRUPT] = "corrupt",
		[STATUS_NEWER] = "newer",
		[STATUS_BUSY] = "busy",
		[STATUS_REFUSED] = "refused",
	};

	return (size_t)status < sizeof names / sizeof names[0] ? names[status] : "unknown";
}
