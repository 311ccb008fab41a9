/* Facts side by side in one row, "label value", as many as have room: what matters most is put first. */
#ifndef BALLAST_TUI_WIDGET_FACT_ROW_H
#define BALLAST_TUI_WIDGET_FACT_ROW_H

#include <stdbool.h>

#include "tui/term.h"

/* at begins where the first fact stands; the widget moves it on. */
struct fact_row {
	struct term *term; /* borrowed */
	int row, at;
};

/* A fact that has no room, or no value, is left out. label "": none. is_amount: dots while amounts are hidden. */
void fact_row_put(struct fact_row *facts, const char *label, enum role role, const char *value, bool is_amount);

#endif
