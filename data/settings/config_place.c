/* Values of a configuration file with the place they stand at. */
#include "data/settings/config_place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "data/settings/config.h"
#include "engine/base/text.h"

enum status config_refuse(const struct config_place *place, struct error *err, const char *format, ...)
{
	char sentence[200];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(sentence, sizeof sentence, format, list);
	va_end(list);
	return error_set(err, STATUS_INVALID, "%s:%d: %s", place->path, config_line(place->section), sentence);
}

enum status config_take_text(const struct config_place *place, const char *key, bool is_required, char *field,
                             size_t size, struct error *err)
{
	const char *text = config_text(place->section, key);

	if (text == NULL || text[0] == '\0')
		return is_required ? config_refuse(place, err, "%s is missing", key) : STATUS_OK;
	if (strlen(text) >= size || !text_is_clean(text))
		return config_refuse(place, err, "%s must be plain text of at most %zu bytes", key, size - 1);
	memcpy(field, text, strlen(text) + 1);
	return STATUS_OK;
}

enum status config_take_date(const struct config_place *place, const char *key, struct date *field, struct error *err)
{
	const char *text = config_text(place->section, key);
	struct error own;

	if (text == NULL)
		return config_refuse(place, err, "%s is missing; it is a day, YYYY-MM-DD", key);
	if (date_parse(text, field, &own) != STATUS_OK)
		return config_refuse(place, err, "%s: %.120s", key, own.message);
	return STATUS_OK;
}
