/* The one way to fail: a status and a sentence. */
#include "engine/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

/*
 * Foreign text may stand in a message: a cell of a file, a name, cut in mid-character by a precision. Cleaning the whole
 * keeps control sequences off the terminal and the end at a character. The draft is longer than the field, so that the
 * cut made here is the only one.
 */
enum status error_set(struct error *err, enum status status, const char *format, ...)
{
	if (err != NULL) {
		char draft[2 * sizeof err->message];
		va_list arguments;

		va_start(arguments, format);
		(void)vsnprintf(draft, sizeof draft, format, arguments);
		va_end(arguments);
		(void)text_clean(draft, err->message, sizeof err->message);
		err->status = status;
	}
	return status;
}

enum status error_prefix(struct error *err, const char *format, ...)
{
	char draft[2 * sizeof err->message];
	va_list arguments;

	if (err == NULL)
		return STATUS_INVALID;
	va_start(arguments, format);
	(void)vsnprintf(draft, sizeof err->message - 2, format, arguments);
	va_end(arguments);
	strcat(draft, ": ");
	strcat(draft, err->message);
	(void)text_clean(draft, err->message, sizeof err->message);
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

bool status_ends_all(enum status status)
{
	return status == STATUS_IO || status == STATUS_BUSY || status == STATUS_CORRUPT || status == STATUS_NO_MEMORY;
}
