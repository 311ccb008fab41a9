/* Money as a screen has room for it: whole units in a table, a few digits in a title. The exact figure is elsewhere. */
#ifndef BALLAST_TUI_SCREENS_AMOUNTS_H
#define BALLAST_TUI_SCREENS_AMOUNTS_H

#include <stdbool.h>
#include <stdint.h>

enum { AMOUNT_TEXT_SIZE = 64 };

/* "1,284,310": rounded half-even to whole units. Writes into text and returns it. */
char *amount_whole(int64_t micros, char text[AMOUNT_TEXT_SIZE]);

/* "+1,284,310" or "−12,000". */
char *amount_change(int64_t micros, char text[AMOUNT_TEXT_SIZE]);

/*
 * "CNY 2.31 bn", and where the language counts in ten thousands "CNY 23.10 亿". is_hidden: "CNY •••", so that a title
 * tells no more than a table does.
 */
char *amount_short(int64_t micros, const char *currency, bool is_hidden, char text[AMOUNT_TEXT_SIZE]);

/* "24.0", "−7.2": percent where the sign stands in the heading; and "+7.2", "−7.2", "0.0". */
char *percent_number(double fraction, char text[AMOUNT_TEXT_SIZE]);
char *percent_change(double fraction, char text[AMOUNT_TEXT_SIZE]);

#endif
