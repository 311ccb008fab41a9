/*
 * The English detail of an error in the language of the reader. Lower rooms say what is wrong in English, without knowing
 * who reads it; the sentences a person meets on the way from a profile to an order are known here by their shape and said
 * again. What is not known stays as it is: a detail in English is better than none.
 */
#ifndef BALLAST_ADVICE_BASE_DETAIL_H
#define BALLAST_ADVICE_BASE_DETAIL_H

#include <stddef.h>

#include "advice/base/language.h"

struct arena;
struct text;

/* Adds the detail, in that language where its shape is known. */
void detail_add(struct text *text, enum language language, const char *message);

/* The same in the current language, cut to size at a character. Returns words. */
char *detail_words(const char *message, char *words, size_t size);

/* The same, kept in the arena. */
const char *detail_kept(struct arena *arena, const char *message);

#endif
