/* The language of the words people read. English is the message id; Simplified Chinese comes from the catalogue. */
#ifndef BALLAST_ADVICE_BASE_LANGUAGE_H
#define BALLAST_ADVICE_BASE_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

enum language { LANGUAGE_ENGLISH, LANGUAGE_CHINESE };
enum { LANGUAGES = 2 };

/*
 * Opens the catalogue once, before any thread: locale_directory is where <lang>/LC_MESSAGES/ballast.mo lie. Without a
 * catalogue every text is English. LC_NUMERIC stays "C"; LC_CTYPE is the environment's business and not touched here.
 */
void language_open(const char *locale_directory);

/* "en", "zh_CN" and what LANG may hold ("zh_CN.UTF-8", "en_GB"); false: not one we have. */
bool language_parse(const char *text, enum language *language);
const char *language_tag(enum language language); /* "en", "zh_CN" */

/* The language that _() answers in. Set by a front end; one for the process. */
void language_use(enum language language);
enum language language_current(void);

/* The text in one language, whatever the current one is: records hold both. Borrowed, permanent. */
const char *language_text(enum language language, const char *text) __attribute__((format_arg(2)));

#define _(text) language_text(language_current(), text)
#define N_(text) text

/*
 * One thing or several. English has a form for each; Chinese has one, that of `many`. Both take the same arguments:
 * _n("%zu alert", "%zu alerts", count).
 */
const char *language_count(enum language language, const char *one, const char *many, size_t count)
	__attribute__((format_arg(2), format_arg(3)));
#define _n(one, many, count) language_count(language_current(), one, many, count)

#endif
