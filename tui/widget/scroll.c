/* Going up and down in a pane of text. */
#include "tui/widget/scroll.h"

int scroll_by(int top, int step, int furthest)
{
	top += step;
	top = top > furthest ? furthest : top;
	return top < 0 ? 0 : top;
}

bool scroll_act(int *top, int furthest, int page, enum action action)
{
	int step;

	switch (action) {
	case ACTION_UP:
		step = -1;
		break;
	case ACTION_DOWN:
		step = 1;
		break;
	case ACTION_PAGE_UP:
		step = -page;
		break;
	case ACTION_PAGE_DOWN:
		step = page;
		break;
	case ACTION_FIRST:
		step = -*top;
		break;
	case ACTION_LAST:
		step = furthest;
		break;
	default:
		return false;
	}
	*top = scroll_by(*top, step, furthest);
	return true;
}
