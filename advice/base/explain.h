/* Figures in sentences: rounded for reading, never without a unit, the same in both languages. Internal to advice. */
#ifndef BALLAST_ADVICE_BASE_EXPLAIN_H
#define BALLAST_ADVICE_BASE_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "advice/base/language.h"
#include "engine/base/text.h"

enum { FIGURE_SIZE = 48 };

/* "7.1 %", "−0.4 %": a fraction as percent. Writes into text and returns it. */
char *figure_percent(double fraction, int decimals, char text[FIGURE_SIZE]);
/* "+6.4 pp" with its sign always. */
char *figure_points(double fraction, int decimals, char text[FIGURE_SIZE]);
/* "¥ 1,284,310.00" as "CNY 1,284,310.00". */
char *figure_money(int64_t micros, const char *currency, char text[FIGURE_SIZE]);
/* Quantity without trailing zeros, grouped. */
char *figure_quantity(int64_t micros, char text[FIGURE_SIZE]);

/*
 * Adds a sentence to text in one language, with a blank before it in English where text is not empty. format is a
 * message id whose arguments are texts, at most nine, written "%1$s" to "%9$s"; "%%" is a per cent sign.
 */
void explain_add(struct text *text, enum language language, const char *format, ...);

/* Lists read as people write them: "A (41 %), B (30 %) and C (12 %)". */
void explain_list(struct text *text, enum language language, const char *const *items, size_t count);

/* Words that promise: true when text holds one of them. No text of advice may. */
const char *explain_forbidden_word(const char *text);

#endif
