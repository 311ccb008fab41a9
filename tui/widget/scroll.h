/* A pane of text that has more lines than it shows. */
#ifndef BALLAST_TUI_WIDGET_SCROLL_H
#define BALLAST_TUI_WIDGET_SCROLL_H

#include <stdbool.h>

#include "tui/action.h"

/* The first line after going step lines on: never before 0, and never past the last one that still fills the pane. */
int scroll_by(int top, int step, int furthest);

/* Up and down by a line, by a page of `page` lines, to either end. False: the action is none of these. */
bool scroll_act(int *top, int furthest, int page, enum action action);

#endif
