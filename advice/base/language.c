/*
 * gettext, always opened for Chinese: English texts are the ids themselves and need no catalogue, so both languages
 * are at hand at once without switching the locale.
 */
#include "advice/base/language.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "ballast"

static bool is_open;
static enum language current = LANGUAGE_ENGLISH;

void language_open(const char *locale_directory)
{
	/* The catalogue is chosen by LANGUAGE, which the C library reads only under a locale other than "C". */
	if (setenv("LANGUAGE", "zh_CN", 1) != 0 || setlocale(LC_MESSAGES, "C.UTF-8") == NULL)
		return;
	/* Details of errors are English whatever the language: the C library's own words stay as they are. */
	(void)bindtextdomain("libc", "/nonexistent");
	is_open = bindtextdomain(DOMAIN, locale_directory) != NULL && bind_textdomain_codeset(DOMAIN, "UTF-8") != NULL;
}

bool language_parse(const char *text, enum language *language)
{
	if (strncmp(text, "zh", 2) == 0) {
		*language = LANGUAGE_CHINESE;
		return true;
	}
	if (strncmp(text, "en", 2) == 0 || strcmp(text, "C") == 0 || strcmp(text, "POSIX") == 0 ||
	    strncmp(text, "C.", 2) == 0) {
		*language = LANGUAGE_ENGLISH;
		return true;
	}
	return false;
}

const char *language_tag(enum language language)
{
	return language == LANGUAGE_CHINESE ? "zh_CN" : "en";
}

void language_use(enum language language)
{
	current = language;
}

enum language language_current(void)
{
	return current;
}

const char *language_text(enum language language, const char *text)
{
	return language == LANGUAGE_ENGLISH || !is_open || text[0] == '\0' ? text : dgettext(DOMAIN, text);
}

const char *language_count(enum language language, const char *one, const char *many, size_t count)
{
	return language == LANGUAGE_ENGLISH && count == 1 ? one : language_text(language, many);
}
